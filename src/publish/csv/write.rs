//! A frame as CSV. Every byte of a published set passes here, so that fields are copied as they are unless they need quotes.

use std::io::{self, Write};

use polars::prelude::{
    BooleanChunked, Column, DataFrame, DataType, Float64Chunked, Int32Chunked, Int64Chunked,
    Int128Chunked, PolarsResult, Series, StringChunked,
};

use super::{FLOAT_PLACES, MARK, Spelling, guard};
use crate::model::day::civil;
use crate::publish::Type;

/// Rows of a block: what is hashed and written while the next ones are spelt.
const ROWS: usize = 4_096;

/// A text cell that was written with an apostrophe before it, so that no spreadsheet runs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guarded {
    /// Row of the file as a spreadsheet counts: the header is row 1.
    pub row: usize,
    pub column: String,
    /// As it stands in the file.
    pub text: String,
}

/// Writes a frame with its header row; the answer lists the cells that are not as they were.
///
/// # Errors
/// The frame has a column of a type that is never published, or the writer fails.
pub fn write(
    frame: &DataFrame,
    spelling: Spelling,
    mut out: impl Write + Send,
) -> io::Result<Vec<Guarded>> {
    out.write_all(&head(frame, spelling))?;
    let guarded = blocks(frame, spelling, |block| out.write_all(&block.bytes))?;
    out.flush()?;
    Ok(guarded)
}

/// The header row.
pub fn head(frame: &DataFrame, spelling: Spelling) -> Vec<u8> {
    let mut line = Line { bytes: Vec::new(), spelling };
    if spelling.mark {
        line.bytes.extend_from_slice(MARK);
    }
    for (n, column) in frame.columns().iter().enumerate() {
        line.field(n, column.name().as_bytes());
    }
    line.end(frame.width());
    line.bytes
}

/// Some rows as they stand in a file.
pub struct Block {
    /// Of the frame.
    pub first: usize,
    pub bytes: Vec<u8>,
    /// Where each row ends.
    pub ends: Vec<usize>,
    guarded: Vec<Guarded>,
}

/// Hands the rows over block by block, in their order; while one is taken the next is made.
///
/// # Errors
/// The frame has a column of a type that is never published, or `take` fails.
pub fn blocks(
    frame: &DataFrame,
    spelling: Spelling,
    mut take: impl FnMut(&Block) -> io::Result<()> + Send,
) -> io::Result<Vec<Guarded>> {
    let columns = cells(frame)?;
    let height = frame.height();
    let make = |first: usize| block(frame, &columns, spelling, first..height.min(first + ROWS));
    let mut guarded = Vec::new();
    let mut ready = make(0);
    while !ready.ends.is_empty() {
        let next = ready.first + ready.ends.len();
        let (taken, made) = rayon::join(|| take(&ready), || make(next));
        taken?;
        guarded.append(&mut ready.guarded);
        ready = made;
    }
    Ok(guarded)
}

fn block(
    frame: &DataFrame,
    columns: &[Cells],
    spelling: Spelling,
    rows: std::ops::Range<usize>,
) -> Block {
    let mut line = Line { bytes: Vec::with_capacity(rows.len() * 128), spelling };
    let mut ends = Vec::with_capacity(rows.len());
    let mut guarded = Vec::new();
    let first = rows.start;
    for row in rows {
        for (n, column) in columns.iter().enumerate() {
            if let Some(text) = line.cell(n, column, row) {
                let column = frame.columns()[n].name().to_string();
                guarded.push(Guarded { row: row + 2, column, text });
            }
        }
        line.end(columns.len());
        ends.push(line.bytes.len());
    }
    Block { first, bytes: line.bytes, ends, guarded }
}

/// The rows as their cells stand in a CSV; an empty cell is missing.
///
/// # Errors
/// The frame has a column of a type that is never published.
pub fn rows(frame: &DataFrame) -> io::Result<impl Iterator<Item = Vec<String>>> {
    let columns = cells(frame)?;
    Ok((0..frame.height()).map(move |row| columns.iter().map(|c| c.spelt(row)).collect()))
}

/// A frame of which cells are asked for one by one, as they stand in a CSV.
pub struct Spelt {
    columns: Vec<Option<Cells>>,
}

impl Spelt {
    /// # Errors
    /// A column is of a type that is never published.
    pub fn of(frame: &DataFrame, columns: &[&str]) -> io::Result<Self> {
        let cells = |name: &&str| {
            let at = frame.columns().iter().position(|column| column.name().as_str() == *name);
            at.map(|at| Cells::of(&frame.columns()[at])).transpose()
        };
        Ok(Self { columns: columns.iter().map(cells).collect::<io::Result<_>>()? })
    }

    /// Adds a cell to a text; nothing for missing, and for a column that is not there.
    pub fn add(&self, row: usize, column: usize, out: &mut String) {
        let Some(Some(cells)) = self.columns.get(column) else { return };
        match cells.text(row) {
            Some(text) => out.push_str(text),
            None => out.push_str(&cells.spelt(row)),
        }
    }
}

/// Visits the cells row by row as they stand in a CSV; an empty one is missing.
///
/// # Errors
/// The frame has a column of a type that is never published.
pub fn each_cell(frame: &DataFrame, mut visit: impl FnMut(&str)) -> io::Result<()> {
    let columns = cells(frame)?;
    let mut shown = Vec::new();
    for row in 0..frame.height() {
        for column in &columns {
            if let Some(text) = column.text(row) {
                visit(text);
                continue;
            }
            shown.clear();
            column.show(row, &mut shown);
            // Numbers and dates are ASCII.
            visit(std::str::from_utf8(&shown).unwrap_or_default());
        }
    }
    Ok(())
}

fn cells(frame: &DataFrame) -> io::Result<Vec<Cells>> {
    frame.columns().iter().map(Cells::of).collect()
}

/// Lines on their way out.
struct Line {
    bytes: Vec<u8>,
    spelling: Spelling,
}

impl Line {
    /// Adds the cell; the answer is its text where that had to be guarded.
    fn cell(&mut self, n: usize, column: &Cells, row: usize) -> Option<String> {
        let Some(text) = column.text(row) else {
            self.separate(n);
            column.show(row, &mut self.bytes);
            return None;
        };
        match guard(text).filter(|_| self.spelling.guarded) {
            Some(text) => {
                self.field(n, text.as_bytes());
                Some(text)
            }
            None => {
                self.field(n, text.as_bytes());
                None
            }
        }
    }

    fn separate(&mut self, n: usize) {
        if n > 0 {
            self.bytes.push(b',');
        }
    }

    fn field(&mut self, n: usize, text: &[u8]) {
        self.separate(n);
        if !text.iter().any(|b| matches!(b, b'"' | b',' | b'\r' | b'\n')) {
            self.bytes.extend_from_slice(text);
            return;
        }
        self.bytes.push(b'"');
        for &byte in text {
            if byte == b'"' {
                self.bytes.push(b'"');
            }
            self.bytes.push(byte);
        }
        self.bytes.push(b'"');
    }

    fn end(&mut self, columns: usize) {
        // An empty line is no record: the one empty field of a row needs its quotes.
        if columns == 1 && self.bytes.last().is_none_or(|b| *b == b'\n') {
            self.bytes.extend_from_slice(b"\"\"");
        }
        self.bytes.extend_from_slice(b"\r\n");
    }
}

/// A column in the form in which its cells are quickest to reach.
enum Cells {
    Text(StringChunked),
    Integer(Int64Chunked),
    Decimal {
        unscaled: Int128Chunked,
        scale: usize,
        trim: bool,
    },
    Float(Float64Chunked),
    Date(Int32Chunked),
    Boolean(BooleanChunked),
    Null,
    /// One value in every row; it is not written out in memory for the sake of the file.
    Same(Box<Self>),
}

impl Cells {
    fn of(column: &Column) -> io::Result<Self> {
        let Some(same) = column.as_scalar_column() else {
            return Self::of_series(&column.as_materialized_series().rechunk());
        };
        Ok(Self::Same(Box::new(Self::of_series(&same.as_single_value_series())?)))
    }

    fn of_series(series: &Series) -> io::Result<Self> {
        let cells = Self::typed(series).map_err(|e| io::Error::other(e.to_string()))?;
        cells.ok_or_else(|| {
            io::Error::other(format!("column {} has type {}", series.name(), series.dtype()))
        })
    }

    fn typed(series: &Series) -> PolarsResult<Option<Self>> {
        Ok(Some(match Type::of(series.name(), series.dtype()) {
            None => return Ok(None),
            _ if *series.dtype() == DataType::Null => Self::Null,
            Some(Type::Text) => Self::Text(series.str()?.clone()),
            Some(Type::Integer) => Self::Integer(series.cast(&DataType::Int64)?.i64()?.clone()),
            Some(kind @ (Type::Money | Type::Number)) => {
                let decimals = series.decimal()?;
                let (unscaled, scale) = (decimals.phys.clone(), decimals.scale());
                Self::Decimal { unscaled, scale, trim: kind == Type::Number }
            }
            Some(Type::Float) => Self::Float(series.cast(&DataType::Float64)?.f64()?.clone()),
            Some(Type::Date) => Self::Date(series.date()?.phys.clone()),
            Some(Type::Boolean) => Self::Boolean(series.bool()?.clone()),
        }))
    }

    fn spelt(&self, row: usize) -> String {
        if let Some(text) = self.text(row) {
            return text.to_owned();
        }
        let mut out = Vec::new();
        self.show(row, &mut out);
        // Numbers and dates are ASCII.
        String::from_utf8(out).unwrap_or_default()
    }

    /// The text of a cell, where it need not be made first.
    fn text(&self, row: usize) -> Option<&str> {
        match self {
            Self::Text(cells) => Some(cells.get(row).unwrap_or_default()),
            Self::Null => Some(""),
            Self::Same(cells) => cells.text(0),
            Self::Boolean(cells) => {
                Some(cells.get(row).map_or("", |b| if b { "true" } else { "false" }))
            }
            _ => None,
        }
    }

    fn show(&self, row: usize, out: &mut Vec<u8>) {
        match self {
            Self::Integer(cells) => {
                if let Some(n) = cells.get(row) {
                    decimal(i128::from(n), 0, false, out);
                }
            }
            Self::Decimal { unscaled, scale, trim } => {
                if let Some(n) = unscaled.get(row) {
                    decimal(n, *scale, *trim, out);
                }
            }
            Self::Float(cells) => {
                if let Some(x) = cells.get(row) {
                    float(x, out);
                }
            }
            Self::Date(cells) => {
                if let Some(date) = cells.get(row).and_then(civil) {
                    show_date(date, out);
                }
            }
            Self::Same(cells) => cells.show(0, out),
            Self::Text(_) | Self::Boolean(_) | Self::Null => {}
        }
    }
}

/// The first year of the financial year that a day lies in; days count from 1970.
pub fn financial_year(days: i32) -> Option<i32> {
    let (year, month, _) = civil(days)?;
    Some(if month >= 4 { year } else { year - 1 })
}

fn show_date((year, month, day): (i32, u32, u32), out: &mut Vec<u8>) {
    if year < 0 {
        out.push(b'-');
    }
    digits(u128::from(year.unsigned_abs()), 4, out);
    out.push(b'-');
    digits(u128::from(month), 2, out);
    out.push(b'-');
    digits(u128::from(day), 2, out);
}

/// The digits of a number, at least so many of them.
fn digits(mut n: u128, width: usize, out: &mut Vec<u8>) {
    let mut reversed = [b'0'; 40];
    let mut used = 0;
    // Division of 128 bits is a call of its own; nearly every number is smaller.
    while n > u128::from(u64::MAX) {
        reversed[used] = b'0' + (n % 10) as u8;
        (n, used) = (n / 10, used + 1);
    }
    let mut n = n as u64;
    while n > 0 {
        reversed[used] = b'0' + (n % 10) as u8;
        (n, used) = (n / 10, used + 1);
    }
    out.extend(reversed[..used.max(width)].iter().rev());
}

fn decimal(unscaled: i128, scale: usize, trim: bool, out: &mut Vec<u8>) {
    if unscaled < 0 {
        out.push(b'-');
    }
    let start = out.len();
    digits(unscaled.unsigned_abs(), scale + 1, out);
    if scale == 0 {
        return;
    }
    out.insert(out.len() - scale, b'.');
    if trim {
        trim_zeros(start, out);
    }
}

/// Takes the zeros after a point away, and a point that is left alone.
fn trim_zeros(start: usize, out: &mut Vec<u8>) {
    let zeros = out[start..].iter().rev().take_while(|b| **b == b'0').count();
    out.truncate(out.len() - zeros);
    if out.last() == Some(&b'.') {
        out.pop();
    }
}

/// The shortest digits that read back as the value rounded to [`FLOAT_PLACES`]; nothing for what is not a number.
fn float(x: f64, out: &mut Vec<u8>) {
    if !x.is_finite() {
        return;
    }
    let start = out.len();
    // Writing to memory cannot fail.
    let _ = write!(out, "{x:.FLOAT_PLACES$}");
    trim_zeros(start, out);
    if &out[start..] == b"-0" {
        out.truncate(start);
        out.push(b'0');
    }
}

/// A float as the digits of the CSV give it back; None for what is no number.
pub fn as_written(x: f64) -> Option<f64> {
    let mut digits = Vec::new();
    float(x, &mut digits);
    std::str::from_utf8(&digits).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use polars::prelude::df;

    #[test]
    fn cells_are_written_plainly() {
        let shown = |f: &dyn Fn(&mut Vec<u8>)| {
            let mut out = Vec::new();
            f(&mut out);
            String::from_utf8(out).unwrap()
        };
        let decimals = [
            (-1234i128, 2, false, "-12.34"),
            (5, 2, false, "0.05"),
            (-5, 2, false, "-0.05"),
            (120_000, 4, true, "12"),
            (400, 4, true, "0.04"),
            (0, 4, true, "0"),
            (0, 2, false, "0.00"),
            (100, 0, true, "100"),
            (i128::MIN, 2, false, "-1701411834604692317316873037158841057.28"),
        ];
        for (n, scale, trim, expected) in decimals {
            assert_eq!(shown(&|out| decimal(n, scale, trim, out)), expected);
        }
        let floats = [
            (0.1 + 0.2, "0.3"),
            (18.762_475_049_9, "18.762475"),
            (-0.000_000_01, "0"),
            (100.0, "100"),
            (f64::NAN, ""),
            (f64::INFINITY, ""),
        ];
        for (x, expected) in floats {
            assert_eq!(shown(&|out| float(x, out)), expected);
        }
        for (days, expected) in [(0, "1970-01-01"), (19_782, "2024-02-29"), (-1, "1969-12-31")] {
            assert_eq!(shown(&|out| show_date(civil(days).unwrap(), out)), expected);
        }
    }

    #[test]
    fn financial_years_begin_in_april() {
        let cases = [(0, 1969), (89, 1969), (90, 1970), (19_782, 2023), (-1, 1969)];
        for (days, year) in cases {
            assert_eq!(financial_year(days), Some(year), "{days}");
        }
    }

    #[test]
    fn a_profile_changes_bytes_and_lists_what_it_changed() {
        let frame = df!("a" => ["=1+1", "-", "'+x", "b", ""], "n" => [-1i64, 2, 3, 4, 5]).unwrap();
        let plain = Spelling::PLAIN;
        let cases = [
            (plain, "a,n\r\n=1+1,-1\r\n-,2\r\n'+x,3\r\nb,4\r\n,5\r\n", vec![]),
            (
                Spelling { mark: true, guarded: true },
                "\u{feff}a,n\r\n'=1+1,-1\r\n'-,2\r\n''+x,3\r\nb,4\r\n,5\r\n",
                vec![(2, "'=1+1"), (3, "'-"), (4, "''+x")],
            ),
        ];
        for (spelling, expected, listed) in cases {
            let mut out = Vec::new();
            let guarded = write(&frame, spelling, &mut out).unwrap();
            assert_eq!(String::from_utf8(out).unwrap(), expected);
            let found: Vec<(usize, &str)> =
                guarded.iter().map(|g| (g.row, g.text.as_str())).collect();
            assert_eq!(found, listed);
        }
        let one = df!("a" => [Some("x"), None]).unwrap();
        let mut out = Vec::new();
        write(&one, plain, &mut out).unwrap();
        assert_eq!(out, b"a\r\nx\r\n\"\"\r\n");
    }
}
