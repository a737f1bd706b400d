//! Sheets as geometry: cells in rows, rows in order, and nothing about what they mean.
//!
//! A [`Source`] hands its rows over one after another, so that a sheet of a million rows never stands in memory; a small
//! sheet that must be looked at from two sides is collected into a [`Grid`]. Rows and columns count from 1. Empty cells
//! are not there: a sheet whose one cell is `XFD1048576` has one cell.

use std::borrow::Cow;
use std::sync::Arc;

use crate::model::place::Place;

/// What a cell holds, as the file says it; a delimited file holds only text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'a> {
    /// Without blanks around it, and never empty.
    Text(&'a str),
    Number(f64),
    /// A number under a date format: days since the end of 1899.
    Stamp(f64),
    /// A number under a percent format, as it is stored: 0.05 for 5 %.
    Percent(f64),
    Truth(bool),
    /// `#REF!`, `#N/A`.
    Fault(&'a str),
}

impl<'a> Value<'a> {
    /// The cell as a person reads it. Numbers come out in their shortest spelling.
    pub fn shown(self) -> Cow<'a, str> {
        match self {
            Self::Text(t) | Self::Fault(t) => Cow::Borrowed(t),
            Self::Number(n) | Self::Stamp(n) | Self::Percent(n) => Cow::Owned(n.to_string()),
            Self::Truth(b) => Cow::Borrowed(if b { "TRUE" } else { "FALSE" }),
        }
    }

    pub fn text(self) -> Option<&'a str> {
        match self {
            Self::Text(t) => Some(t),
            _ => None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cell<'a> {
    pub column: u32,
    pub value: Value<'a>,
}

/// The cells of one row that hold something, by column.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    pub number: u32,
    pub hidden: bool,
    pub cells: &'a [Cell<'a>],
}

impl<'a> Row<'a> {
    pub fn at(&self, column: u32) -> Option<Value<'a>> {
        // Full rows hold their columns in place; only sparse ones need a search.
        let near = usize::try_from(column).ok()?.checked_sub(1)?;
        if let Some(cell) = self.cells.get(near).filter(|c| c.column == column) {
            return Some(cell.value);
        }
        self.cells.binary_search_by_key(&column, |c| c.column).ok().map(|i| self.cells[i].value)
    }

    pub fn is_blank(&self) -> bool {
        self.cells.is_empty()
    }

    /// The cells as read, joined by ` | `, for a row that was not kept. Very long rows are cut.
    pub fn raw(&self) -> String {
        const LONGEST: usize = 2_000;
        let mut out = String::new();
        let mut column = 1;
        for cell in self.cells {
            let gap = cell.column.saturating_sub(column).min(40);
            for _ in 0..gap {
                out.push_str(" | ");
            }
            column = cell.column;
            let shown = cell.value.shown();
            let room = LONGEST.saturating_sub(out.len());
            if shown.len() > room {
                out.extend(shown.chars().take(room / 4));
                out.push('\u{2026}');
                break;
            }
            out.push_str(&shown);
        }
        out
    }
}

/// A block of merged cells, both corners included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub top: u32,
    pub left: u32,
    pub bottom: u32,
    pub right: u32,
}

/// Why a sheet could not be read to its end.
pub type Broken = String;

/// Something that yields rows, any number of times.
pub trait Source {
    /// Hands over every row from the first, blank ones of delimited files included, until `each` says false.
    ///
    /// # Errors
    /// What a person can act on: the file is truncated, encrypted, or grows beyond measure.
    fn rows(&self, each: &mut dyn FnMut(&Row<'_>) -> bool) -> Result<(), Broken>;

    /// Merged cells; known once the rows have been read to the end.
    fn spans(&self) -> Vec<Span> {
        Vec::new()
    }

    /// Empty for a delimited file.
    fn sheet(&self) -> &Arc<str>;

    /// Is the sheet hidden from the eyes of whoever opens the workbook?
    fn hidden(&self) -> bool {
        false
    }

    fn place(&self, row: u32, column: u32) -> Place {
        let sheet = self.sheet();
        if sheet.is_empty() {
            Place::Record { row, column }
        } else {
            Place::Cell { sheet: Arc::clone(sheet), row, column }
        }
    }
}

/// A value that owns its text.
#[derive(Clone, Debug, PartialEq)]
pub enum Held {
    Text(Arc<str>),
    Number(f64),
    Stamp(f64),
    Percent(f64),
    Truth(bool),
    Fault(&'static str),
}

impl Held {
    pub fn of(value: Value<'_>) -> Self {
        match value {
            Value::Text(t) => Self::Text(t.into()),
            Value::Number(n) => Self::Number(n),
            Value::Stamp(n) => Self::Stamp(n),
            Value::Percent(n) => Self::Percent(n),
            Value::Truth(b) => Self::Truth(b),
            Value::Fault(f) => Self::Fault(fault(f)),
        }
    }

    pub fn value(&self) -> Value<'_> {
        match self {
            Self::Text(t) => Value::Text(t),
            Self::Number(n) => Value::Number(*n),
            Self::Stamp(n) => Value::Stamp(*n),
            Self::Percent(n) => Value::Percent(*n),
            Self::Truth(b) => Value::Truth(*b),
            Self::Fault(f) => Value::Fault(f),
        }
    }
}

/// The error values of spreadsheets.
pub fn fault(text: &str) -> &'static str {
    const FAULTS: [&str; 8] =
        ["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!"];
    FAULTS.into_iter().find(|f| *f == text).unwrap_or("#N/A")
}

/// A collected sheet.
#[derive(Clone, Debug, Default)]
pub struct Grid {
    pub sheet: Arc<str>,
    pub hidden: bool,
    /// Row number, whether it is hidden, and where its cells start; by row number.
    rows: Vec<(u32, bool, usize)>,
    cells: Vec<(u32, Held)>,
    pub spans: Vec<Span>,
}

impl Grid {
    pub fn new(sheet: &str, hidden: bool) -> Self {
        Self { sheet: sheet.into(), hidden, ..Self::default() }
    }

    /// Collects a sheet of up to `limit` cells; a larger one is cut there and the second value says so.
    ///
    /// # Errors
    /// As the source.
    pub fn collect(source: &dyn Source, limit: usize) -> Result<(Self, bool), Broken> {
        let mut grid =
            Self { sheet: Arc::clone(source.sheet()), hidden: source.hidden(), ..Self::default() };
        let mut cut = false;
        source.rows(&mut |row| {
            if grid.cells.len() + row.cells.len() > limit {
                cut = true;
                return false;
            }
            grid.push(row);
            true
        })?;
        grid.spans = source.spans();
        Ok((grid, cut))
    }

    pub fn push(&mut self, row: &Row<'_>) {
        self.rows.push((row.number, row.hidden, self.cells.len()));
        self.cells.extend(row.cells.iter().map(|c| (c.column, Held::of(c.value))));
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The cells of the n-th row that was read, with its number and whether it is hidden.
    pub fn row(&self, n: usize) -> Option<(u32, bool, &[(u32, Held)])> {
        let (number, hidden, start) = *self.rows.get(n)?;
        let end = self.rows.get(n + 1).map_or(self.cells.len(), |r| r.2);
        self.cells.get(start..end).map(|cells| (number, hidden, cells))
    }

    /// What stands at a place; a merged cell holds its value in every place it covers.
    pub fn at(&self, row: u32, column: u32) -> Option<Value<'_>> {
        let span = self
            .spans
            .iter()
            .find(|s| (s.top..=s.bottom).contains(&row) && (s.left..=s.right).contains(&column));
        let (row, column) = span.map_or((row, column), |s| (s.top, s.left));
        let n = self.rows.binary_search_by_key(&row, |r| r.0).ok()?;
        let (_, _, cells) = self.row(n)?;
        cells.binary_search_by_key(&column, |c| c.0).ok().map(|i| cells[i].1.value())
    }

    /// The last column that holds anything.
    pub fn width(&self) -> u32 {
        self.cells.iter().map(|c| c.0).max().unwrap_or(0)
    }
}

impl Source for Grid {
    fn rows(&self, each: &mut dyn FnMut(&Row<'_>) -> bool) -> Result<(), Broken> {
        for n in 0..self.rows.len() {
            if let Some((number, hidden, cells)) = self.row(n) {
                let cells: Vec<Cell<'_>> = cells
                    .iter()
                    .map(|(column, held)| Cell { column: *column, value: held.value() })
                    .collect();
                if !each(&Row { number, hidden, cells: &cells }) {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    fn spans(&self) -> Vec<Span> {
        self.spans.clone()
    }

    fn sheet(&self) -> &Arc<str> {
        &self.sheet
    }

    fn hidden(&self) -> bool {
        self.hidden
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_found_where_they_stand() {
        let cells = [
            Cell { column: 2, value: Value::Text("a") },
            Cell { column: 16384, value: Value::Number(0.5) },
        ];
        let row = Row { number: 1_048_576, hidden: false, cells: &cells };
        assert_eq!((row.at(1), row.at(2), row.at(3)), (None, Some(Value::Text("a")), None));
        assert_eq!(row.at(16384), Some(Value::Number(0.5)));
        let mut grid = Grid::default();
        grid.push(&row);
        grid.spans.push(Span { top: 1_048_576, left: 2, bottom: 1_048_576, right: 4 });
        assert_eq!(grid.at(1_048_576, 4), Some(Value::Text("a")));
        assert_eq!((grid.at(1, 1), grid.width(), grid.len()), (None, 16384, 1));
        assert!(row.raw().starts_with(" | a | "));
    }
}
