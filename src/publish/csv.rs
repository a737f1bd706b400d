//! Frames to CSV and back: UTF-8, CRLF, RFC 4180, ISO dates, plain decimals, empty for missing. Not for council files.

use std::fmt::Write as _;
use std::io;

use csv::{ByteRecord, QuoteStyle, Reader, StringRecord, Terminator, WriterBuilder};
use jiff::civil::{Date, date};
use jiff::{Span, ToSpan};
use polars::prelude::{
    BooleanChunked, Column, DataFrame, DataType, Float64Chunked, Int32Chunked, Int64Chunked,
    Int128Chunked, IntoColumn, IntoSeries, NewChunkedArray, PlSmallStr, PolarsError, PolarsResult,
    Series, StringChunked, StringChunkedBuilder,
};

use super::Type;

/// Places after the point of a float. Floats are ratios and intervals; the seventh place of one is never evidence.
pub const FLOAT_PLACES: usize = 6;
/// Places of a decimal that is not money, when it is read back.
const NUMBER_PLACES: usize = 4;
const EPOCH: Date = date(1970, 1, 1);

/// Writes a frame with its header row.
///
/// # Errors
/// The frame has a column of a type that is never published, or the writer fails.
pub fn write(frame: &DataFrame, out: impl io::Write) -> io::Result<()> {
    let columns: Vec<Cells> = frame.columns().iter().map(Cells::of).collect::<Result<_, _>>()?;
    let mut writer = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .quote_style(QuoteStyle::Necessary)
        .buffer_capacity(1 << 16)
        .from_writer(out);
    writer.write_record(frame.columns().iter().map(|c| c.name().as_str()))?;
    let mut cell = String::new();
    for row in 0..frame.height() {
        for column in &columns {
            match column.text(row) {
                Some(text) => writer.write_field(text)?,
                None => {
                    cell.clear();
                    column.show(row, &mut cell);
                    writer.write_field(&cell)?;
                }
            }
        }
        writer.write_record(None::<&[u8]>)?;
    }
    writer.flush()
}

/// The rows as their cells stand in a CSV; an empty cell is missing.
///
/// # Errors
/// The frame has a column of a type that is never published.
pub fn rows(frame: &DataFrame) -> io::Result<impl Iterator<Item = Vec<String>>> {
    let columns: Vec<Cells> = frame.columns().iter().map(Cells::of).collect::<Result<_, _>>()?;
    let cell = |column: &Cells, row: usize| {
        let mut out = String::new();
        match column.text(row) {
            Some(text) => out.push_str(text),
            None => column.show(row, &mut out),
        }
        out
    };
    Ok((0..frame.height()).map(move |row| columns.iter().map(|c| cell(c, row)).collect()))
}

/// Reads a published CSV back with the types that the dictionary gives.
///
/// # Errors
/// The bytes are no CSV, or a cell is not of its column's type: the file was changed by hand.
pub fn read(bytes: &[u8], types: &[(String, Type)]) -> PolarsResult<DataFrame> {
    let mut reader = Reader::from_reader(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes));
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
            column.push(field, rows)?;
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
}

impl Line<'_> {
    /// The cell of a column; empty for missing, and for a column that is not there.
    pub fn get(&self, column: &str) -> &str {
        let at = self.headers.iter().position(|header| header == column);
        at.and_then(|i| self.record.get(i)).unwrap_or_default()
    }

    pub fn cells(&self) -> Vec<(String, String)> {
        let pairs = self.headers.iter().zip(self.record.iter());
        pairs.map(|(header, cell)| (header.to_owned(), cell.to_owned())).collect()
    }
}

/// Goes through a published file line by line, without holding it.
///
/// # Errors
/// The bytes are no CSV.
pub fn scan(file: impl io::Read, mut visit: impl FnMut(&Line<'_>)) -> io::Result<()> {
    let mut reader = Reader::from_reader(file);
    let headers = reader.headers()?.clone();
    let mut record = StringRecord::new();
    while reader.read_record(&mut record)? {
        visit(&Line { headers: &headers, record: &record });
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

/// A column in the form in which its cells are quickest to reach.
enum Cells {
    Text(StringChunked),
    Integer(Int64Chunked),
    Decimal { unscaled: Int128Chunked, scale: usize, trim: bool },
    Float(Float64Chunked),
    Date(Int32Chunked),
    Boolean(BooleanChunked),
    Null,
}

impl Cells {
    fn of(column: &Column) -> io::Result<Self> {
        let series = column.as_materialized_series().rechunk();
        let cells = Self::typed(&series).map_err(|e| io::Error::other(e.to_string()))?;
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

    /// The text of a cell, where it need not be made first.
    fn text(&self, row: usize) -> Option<&str> {
        match self {
            Self::Text(cells) => Some(cells.get(row).unwrap_or_default()),
            Self::Null => Some(""),
            Self::Boolean(cells) => {
                Some(cells.get(row).map_or("", |b| if b { "true" } else { "false" }))
            }
            _ => None,
        }
    }

    fn show(&self, row: usize, out: &mut String) {
        // Writing to a String cannot fail.
        let _ = match self {
            Self::Integer(cells) => cells.get(row).map(|n| write!(out, "{n}")),
            Self::Decimal { unscaled, scale, trim } => unscaled.get(row).map(|n| {
                decimal(n, *scale, *trim, out);
                Ok(())
            }),
            Self::Float(cells) => cells.get(row).map(|x| {
                float(x, out);
                Ok(())
            }),
            Self::Date(cells) => cells.get(row).map(|days| match day(days) {
                Some(date) => write!(out, "{date}"),
                None => Ok(()),
            }),
            Self::Text(_) | Self::Boolean(_) | Self::Null => None,
        };
    }
}

fn day(days: i32) -> Option<Date> {
    EPOCH.checked_add(days.days()).ok()
}

fn decimal(unscaled: i128, scale: usize, trim: bool, out: &mut String) {
    if unscaled < 0 {
        out.push('-');
    }
    let digits = unscaled.unsigned_abs();
    let unit = 10u128.pow(u32::try_from(scale).unwrap_or(0));
    let _ = write!(out, "{}", digits / unit);
    if scale > 0 {
        let _ = write!(out, ".{:0scale$}", digits % unit);
    }
    if trim && scale > 0 {
        let kept = out.trim_end_matches('0').trim_end_matches('.').len();
        out.truncate(kept);
    }
}

/// The shortest digits that read back as the value rounded to [`FLOAT_PLACES`]; nothing for what is not a number.
fn float(x: f64, out: &mut String) {
    if !x.is_finite() {
        return;
    }
    let start = out.len();
    let _ = write!(out, "{x:.FLOAT_PLACES$}");
    let kept = out.trim_end_matches('0').trim_end_matches('.').len();
    out.truncate(kept);
    if &out[start..] == "-0" {
        out.truncate(start);
        out.push('0');
    }
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

    fn push(&mut self, field: &[u8], row: usize) -> PolarsResult<()> {
        let text = std::str::from_utf8(field).map_err(|_| refused("not UTF-8", row))?;
        if let Self::Text(builder) = self {
            match text {
                "" => builder.append_null(),
                text => builder.append_value(text),
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
                let days = text.parse::<Date>().ok().and_then(|d| d.since(EPOCH).ok());
                cells.push(Some(days.as_ref().map(Span::get_days).ok_or_else(wrong)?));
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
    fn cells_are_written_plainly() {
        let shown = |f: &dyn Fn(&mut String)| {
            let mut out = String::new();
            f(&mut out);
            out
        };
        let decimals = [
            (-1234i128, 2, false, "-12.34"),
            (5, 2, false, "0.05"),
            (-5, 2, false, "-0.05"),
            (120_000, 4, true, "12"),
            (400, 4, true, "0.04"),
            (0, 4, true, "0"),
            (100, 0, true, "100"),
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
    }

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
        let frame = read(text.as_bytes(), &types)?;
        let mut out = Vec::new();
        write(&frame, &mut out)?;
        assert_eq!(String::from_utf8_lossy(&out), text);
        assert!(read(b"i\r\nx\r\n", &types).is_err());
        Ok(())
    }
}
