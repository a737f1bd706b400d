//! Frames to CSV and back: UTF-8, CRLF, RFC 4180, ISO dates, plain decimals, empty for missing. Not for council files.

mod write;

use std::io;

use csv::{ByteRecord, Reader, StringRecord};
use jiff::civil::Date;
use polars::prelude::{
    BooleanChunked, Column, DataFrame, Float64Chunked, Int32Chunked, Int64Chunked, Int128Chunked,
    IntoColumn, IntoSeries, NewChunkedArray, PlSmallStr, PolarsError, PolarsResult,
    StringChunkedBuilder,
};

pub use write::{
    Block, Guarded, Spelt, as_written, blocks, each_cell, financial_year, head, rows, write,
};

use super::Type;
use crate::model::day::since_1970;

/// Places after the point of a float. Floats are ratios and intervals; the seventh place of one is never evidence.
pub const FLOAT_PLACES: usize = 6;
/// Places of a decimal that is not money, when it is read back.
const NUMBER_PLACES: usize = 4;
/// Tells programs that guess that a file is UTF-8.
pub const MARK: &[u8] = b"\xEF\xBB\xBF";

/// How the bytes of a file differ by profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spelling {
    /// A byte order mark stands before the header.
    pub mark: bool,
    /// A text cell that a spreadsheet would take for a formula has an apostrophe before it.
    pub guarded: bool,
}

impl Spelling {
    pub const PLAIN: Self = Self { mark: false, guarded: false };

    /// A cell as it was before it was written.
    fn restore(self, text: &str) -> &str {
        let inner = text.strip_prefix('\'');
        inner.filter(|rest| self.guarded && is_formula(rest)).unwrap_or(text)
    }
}

/// Signs that begin a formula in one spreadsheet program or another. The wide ones do where East Asian input is folded.
const FORMULA: &[char] = &['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// A cell that already begins with apostrophes before such a sign counts too, so that what is guarded can be undone.
fn is_formula(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(FORMULA)
}

/// The text with an apostrophe before it, where it needs one.
fn guard(text: &str) -> Option<String> {
    is_formula(text).then(|| format!("'{text}"))
}

/// Reads a published CSV back with the types that the dictionary gives.
///
/// # Errors
/// The bytes are no CSV, or a cell is not of its column's type: the file was changed by hand.
pub fn read(bytes: &[u8], types: &[(String, Type)], spelling: Spelling) -> PolarsResult<DataFrame> {
    let mut reader = Reader::from_reader(bytes.strip_prefix(MARK).unwrap_or(bytes));
    let broken = |e: csv::Error| PolarsError::ComputeError(e.to_string().into());
    let headers = reader.headers().map_err(broken)?.clone();
    let kind = |name: &str| types.iter().find(|(n, _)| n == name).map_or(Type::Text, |(_, t)| *t);
    let mut columns: Vec<Builder> =
        headers.iter().map(|name| Builder::new(name, kind(name))).collect();
    let mut record = ByteRecord::new();
    let mut rows = 0;
    while reader.read_byte_record(&mut record).map_err(broken)? {
        rows += 1;
        for (column, field) in columns.iter_mut().zip(record.iter()) {
            column.push(field, rows, spelling)?;
        }
    }
    let columns = columns.into_iter().map(Builder::finish).collect::<PolarsResult<Vec<_>>>()?;
    DataFrame::new(rows, columns)
}

/// One line of a published file.
#[derive(Debug)]
pub struct Line<'a> {
    headers: &'a StringRecord,
    record: &'a StringRecord,
    spelling: Spelling,
}

impl Line<'_> {
    /// The cell of a column; empty for missing, and for a column that is not there.
    pub fn get(&self, column: &str) -> &str {
        self.position(column).map_or("", |at| self.nth(at))
    }

    /// Where a column stands, the same in every line of a file.
    pub fn position(&self, column: &str) -> Option<usize> {
        self.headers.iter().position(|header| header == column)
    }

    pub fn nth(&self, at: usize) -> &str {
        self.record.get(at).map(|c| self.spelling.restore(c)).unwrap_or_default()
    }

    pub fn cells(&self) -> Vec<(String, String)> {
        let pairs = self.headers.iter().zip(self.record.iter());
        let cell = |cell: &str| self.spelling.restore(cell).to_owned();
        pairs.map(|(header, text)| (header.to_owned(), cell(text))).collect()
    }
}

/// Goes through a published file line by line, without holding it.
///
/// # Errors
/// The bytes are no CSV.
pub fn scan(
    file: impl io::Read,
    spelling: Spelling,
    mut visit: impl FnMut(&Line<'_>),
) -> io::Result<()> {
    let mut reader = Reader::from_reader(file);
    let mut headers = reader.headers()?.clone();
    if let Some(first) = headers.get(0).and_then(|h| h.strip_prefix('\u{feff}')) {
        headers = std::iter::once(first).chain(headers.iter().skip(1)).collect();
    }
    let mut record = StringRecord::new();
    while reader.read_record(&mut record)? {
        visit(&Line { headers: &headers, record: &record, spelling });
    }
    Ok(())
}

/// A frame of the right types without rows.
///
/// # Errors
/// None that can be met: it is the type of building a frame.
pub fn empty(types: &[(String, Type)]) -> PolarsResult<DataFrame> {
    let columns = types.iter().map(|(name, kind)| Builder::new(name, *kind).finish());
    DataFrame::new(0, columns.collect::<PolarsResult<Vec<_>>>()?)
}

/// Collects the cells of one column of a CSV.
enum Builder {
    Text(StringChunkedBuilder),
    Integer(String, Vec<Option<i64>>),
    Decimal(String, usize, Vec<Option<i128>>),
    Float(String, Vec<Option<f64>>),
    Date(String, Vec<Option<i32>>),
    Boolean(String, Vec<Option<bool>>),
}

impl Builder {
    fn new(name: &str, kind: Type) -> Self {
        let owned = name.to_owned();
        match kind {
            Type::Text => Self::Text(StringChunkedBuilder::new(PlSmallStr::from_str(name), 0)),
            Type::Integer => Self::Integer(owned, Vec::new()),
            Type::Money => Self::Decimal(owned, 2, Vec::new()),
            Type::Number => Self::Decimal(owned, NUMBER_PLACES, Vec::new()),
            Type::Float => Self::Float(owned, Vec::new()),
            Type::Date => Self::Date(owned, Vec::new()),
            Type::Boolean => Self::Boolean(owned, Vec::new()),
        }
    }

    fn push(&mut self, field: &[u8], row: usize, spelling: Spelling) -> PolarsResult<()> {
        let text = std::str::from_utf8(field).map_err(|_| refused("not UTF-8", row))?;
        if let Self::Text(builder) = self {
            match text {
                "" => builder.append_null(),
                text => builder.append_value(spelling.restore(text)),
            }
            return Ok(());
        }
        let missing = text.is_empty();
        let wrong = || refused(text, row);
        match self {
            Self::Text(_) => {}
            _ if missing => self.push_missing(),
            Self::Integer(_, cells) => cells.push(Some(text.parse().map_err(|_| wrong())?)),
            Self::Decimal(_, scale, cells) => {
                cells.push(Some(unscaled(text, *scale).ok_or_else(wrong)?));
            }
            Self::Float(_, cells) => cells.push(Some(text.parse().map_err(|_| wrong())?)),
            Self::Date(_, cells) => {
                let day = text.parse::<Date>().map_err(|_| wrong())?;
                cells.push(Some(since_1970(day)));
            }
            Self::Boolean(_, cells) => cells.push(Some(text.parse().map_err(|_| wrong())?)),
        }
        Ok(())
    }

    fn push_missing(&mut self) {
        match self {
            Self::Text(builder) => builder.append_null(),
            Self::Integer(_, cells) => cells.push(None),
            Self::Decimal(_, _, cells) => cells.push(None),
            Self::Float(_, cells) => cells.push(None),
            Self::Date(_, cells) => cells.push(None),
            Self::Boolean(_, cells) => cells.push(None),
        }
    }

    fn finish(self) -> PolarsResult<Column> {
        Ok(match self {
            Self::Text(builder) => builder.finish().into_column(),
            Self::Integer(name, cells) => {
                Int64Chunked::from_iter_options(name.into(), cells.into_iter()).into_column()
            }
            Self::Decimal(name, scale, cells) => {
                let unscaled = Int128Chunked::from_iter_options(name.into(), cells.into_iter());
                unscaled.into_decimal(38, scale)?.into_series().into_column()
            }
            Self::Float(name, cells) => {
                Float64Chunked::from_iter_options(name.into(), cells.into_iter()).into_column()
            }
            Self::Date(name, cells) => {
                let days = Int32Chunked::from_iter_options(name.into(), cells.into_iter());
                days.into_date().into_column()
            }
            Self::Boolean(name, cells) => {
                BooleanChunked::from_iter_options(name.into(), cells.into_iter()).into_column()
            }
        })
    }
}

fn unscaled(text: &str, scale: usize) -> Option<i128> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let missing = scale.checked_sub(part.len())?;
    let digits = format!("{whole}{part}{}", "0".repeat(missing));
    digits.parse().ok()
}

fn refused(found: &str, row: usize) -> PolarsError {
    PolarsError::ComputeError(format!("row {row}: `{found}` is not of the column's type").into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back_and_writes_the_same() -> PolarsResult<()> {
        let text = "t,i,m,n,f,d,b\r\n\"a \"\"q\"\", b\",1,-0.50,0.125,0.333333,2024-02-29,true\r\n\
                    \"l\r\nm\",,,,,,\r\n";
        let types = [
            ("t", Type::Text),
            ("i", Type::Integer),
            ("m", Type::Money),
            ("n", Type::Number),
            ("f", Type::Float),
            ("d", Type::Date),
            ("b", Type::Boolean),
        ];
        let types: Vec<(String, Type)> = types.map(|(n, t)| (n.to_owned(), t)).to_vec();
        let frame = read(text.as_bytes(), &types, Spelling::PLAIN)?;
        let mut out = Vec::new();
        write(&frame, Spelling::PLAIN, &mut out)?;
        assert_eq!(String::from_utf8_lossy(&out), text);
        assert!(read(b"i\r\nx\r\n", &types, Spelling::PLAIN).is_err());
        Ok(())
    }

    #[test]
    fn what_a_profile_does_to_a_cell_is_undone() -> PolarsResult<()> {
        let types = [("t".to_owned(), Type::Text)];
        let cells = ["=1+1", "'=1+1", "''-", "-", "plain", "'quoted'", "＝1", "\ta", "£5"];
        let text = format!("t\r\n{}\r\n", cells.join("\r\n"));
        let frame = read(text.as_bytes(), &types, Spelling::PLAIN)?;
        for (mark, guarded) in [(false, false), (true, false), (false, true), (true, true)] {
            let spelling = Spelling { mark, guarded };
            let mut out = Vec::new();
            write(&frame, spelling, &mut out)?;
            assert!(read(&out, &types, spelling)?.equals_missing(&frame), "{spelling:?}");
            let mut seen = Vec::new();
            scan(&out[..], spelling, |line| seen.push(line.get("t").to_owned()))?;
            assert_eq!(seen, cells, "{spelling:?}");
        }
        Ok(())
    }
}
