//! A place in a workbook or a delimited file: its row drawn as cells, two neighbours on each side, and the rows around it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use super::visible;
use crate::grid::{Row, Source, Value};
use crate::model::place::Place;
use crate::read::delimited::{Delimited, mark};
use crate::read::encoding::decode;
use crate::read::{Format, workbook};
use crate::terminal::excerpt::Excerpt;
use crate::written::date;

/// Cells to the left and the right of the one that is meant.
const NEIGHBOURS: u32 = 2;
/// A cell is cut at so many characters: the one beside it is wanted on the screen too.
const WIDEST: usize = 32;

/// Cells by sheet (empty for a delimited file) and row, as far as they were wanted.
pub type Rows = BTreeMap<(Arc<str>, u32), BTreeMap<u32, String>>;

/// Reads the rows around the places, and no more than it must.
pub fn rows(bytes: &[u8], format: Format, places: &BTreeSet<Place>, around: u32) -> Rows {
    let mut kept = Rows::new();
    if format.is_workbook() {
        for sheet in workbook::open(bytes, format).unwrap_or_default() {
            collect(sheet.as_ref(), places, around, &mut kept);
        }
    } else if format.is_delimited() {
        let text = decode(bytes).text;
        collect(&Delimited::new(&text, mark(&text)), places, around, &mut kept);
    }
    kept
}

pub fn excerpt(rows: &Rows, place: &Place, around: u32, origin: String) -> Option<Excerpt> {
    let (row, column) = (place.line()?, place.column()?);
    let sheet = sheet_of(place);
    let first = row.saturating_sub(around).max(1);
    rows.get(&(Arc::clone(&sheet), row))?;
    let cell = |row: u32, column: u32| {
        let cells = rows.get(&(Arc::clone(&sheet), row));
        cells.and_then(|c| c.get(&column)).cloned().unwrap_or_default()
    };
    let shown = column.saturating_sub(NEIGHBOURS).max(1)..=column.saturating_add(NEIGHBOURS);
    // Rows below the last of the sheet are not drawn.
    let last = rows.keys().filter(|(s, n)| *s == sheet && *n <= row.saturating_add(around));
    let last = last.map(|(_, n)| *n).max()?;
    let width = |column: u32| {
        let cells = (first..=last).map(|row| cell(row, column).chars().count());
        cells.max().unwrap_or(0).max(1)
    };
    // Columns beyond the last one used are not drawn.
    let used = (first..=last).filter_map(|n| rows.get(&(Arc::clone(&sheet), n))?.keys().max());
    let right = used.copied().max().unwrap_or(column).max(column);
    let widths: Vec<(u32, usize)> = shown.filter(|c| *c <= right).map(|c| (c, width(c))).collect();
    let mut lines = String::new();
    let mut marked = 0..0;
    for n in first..=last {
        if n > first {
            lines.push('\n');
        }
        let (drawn, at) = draw(&widths, column, |c| cell(n, c));
        if n == row {
            marked = lines.len() + at.start..lines.len() + at.end;
        }
        lines.push_str(drawn.trim_end());
        // The caret needs something to stand under, even where the cell is empty.
        while n == row && lines.len() < marked.end {
            lines.push(' ');
        }
    }
    Some(Excerpt { origin, lines, first: first as usize, marked })
}

/// The cells of a row in columns, and the bytes of the one that is meant.
fn draw(
    widths: &[(u32, usize)],
    meant: u32,
    cell: impl Fn(u32) -> String,
) -> (String, Range<usize>) {
    let mut out = String::new();
    let mut at = 0..0;
    for (column, width) in widths {
        if !out.is_empty() {
            out.push_str(" | ");
        }
        let text = cell(*column);
        if *column == meant {
            at = out.len()..out.len() + text.len().max(1);
        }
        out.push_str(&text);
        out.extend(std::iter::repeat_n(' ', width - text.chars().count()));
    }
    (out, at)
}

fn collect(source: &dyn Source, places: &BTreeSet<Place>, around: u32, kept: &mut Rows) {
    let here = places.iter().filter(|p| sheet_of(p) == *source.sheet());
    let wanted: Vec<(u32, u32)> =
        here.filter_map(|p| Some((p.line()?, p.column().unwrap_or(1)))).collect();
    let Some(last) = wanted.iter().map(|(row, _)| row.saturating_add(around)).max() else { return };
    // A sheet that breaks off has shown what it has.
    let _ = source.rows(&mut |row| {
        let near = wanted.iter().filter(|(n, _)| row.number.abs_diff(*n) <= around);
        let columns: Vec<u32> = near.map(|(_, column)| *column).collect();
        if !columns.is_empty() {
            kept.insert((Arc::clone(source.sheet()), row.number), cells(row, &columns));
        }
        row.number < last
    });
}

fn cells(row: &Row<'_>, columns: &[u32]) -> BTreeMap<u32, String> {
    let near = |column: u32| columns.iter().any(|c| c.abs_diff(column) <= NEIGHBOURS);
    let cells = row.cells.iter().filter(|cell| near(cell.column));
    cells.map(|cell| (cell.column, shown(cell.value))).collect()
}

fn shown(value: Value<'_>) -> String {
    let text = match value {
        Value::Stamp(days) => date::serial(days, false).map(|d| d.to_string()),
        _ => None,
    };
    let text = visible(&text.unwrap_or_else(|| value.shown().into_owned()));
    if text.chars().count() <= WIDEST {
        return text;
    }
    text.chars().take(WIDEST - 3).chain("...".chars()).collect()
}

fn sheet_of(place: &Place) -> Arc<str> {
    match place {
        Place::Cell { sheet, .. } => Arc::clone(sheet),
        _ => "".into(),
    }
}
