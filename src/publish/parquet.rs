//! Parquet beside CSV: the same rows with the types inside the file. Money stays decimal, and a float has the digits of the CSV.

use std::io::{self, Write};

use polars::prelude::{
    Column, DataFrame, DataType, Float64Chunked, IntoColumn, NewChunkedArray, PolarsResult,
};
use polars_io::parquet::write::{ParquetCompression, ParquetWriter};

use super::Type;
use super::csv::as_written;

/// Writes a frame as one file.
///
/// # Errors
/// The frame has a column of a type that is never published, or the writer fails.
pub fn write(frame: &DataFrame, out: &mut dyn Write) -> io::Result<()> {
    let other = |e: polars::prelude::PolarsError| io::Error::other(e.to_string());
    let mut frame = typed(frame).map_err(other)?;
    // Every reader knows Snappy. One thread, because the order in which several finish is nobody's business.
    let writer =
        ParquetWriter::new(out).with_compression(ParquetCompression::Snappy).set_parallel(false);
    writer.finish(&mut frame).map(|_| ()).map_err(other)
}

/// The columns in the types that the dictionary promises, whatever width a query gave them.
fn typed(frame: &DataFrame) -> PolarsResult<DataFrame> {
    let column = |c: &Column| match Type::of(c.name(), c.dtype()) {
        Some(Type::Text) => c.cast(&DataType::String),
        Some(Type::Integer) => c.cast(&DataType::Int64),
        Some(Type::Float) => floats(&c.cast(&DataType::Float64)?),
        _ => Ok(c.clone()),
    };
    let columns = frame.columns().iter().map(column).collect::<PolarsResult<Vec<_>>>()?;
    DataFrame::new(frame.height(), columns)
}

/// What no CSV can say (a seventh place, an infinity) is in no Parquet either: one figure, whoever reads it.
fn floats(column: &Column) -> PolarsResult<Column> {
    let cells = column.f64()?.iter().map(|cell| cell.and_then(as_written));
    Ok(Float64Chunked::from_iter_options(column.name().clone(), cells).into_column())
}
