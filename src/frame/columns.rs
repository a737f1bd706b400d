//! One column at a time: a row's value through the schema into a typed series.

use polars::prelude::ChunkedArray;
use polars::prelude::{
    BooleanChunked, Column, DataFrame, Int32Chunked, Int64Chunked, Int128Type, IntoColumn,
    IntoSeries, NewChunkedArray, PlSmallStr, PolarsResult, StringChunkedBuilder,
};
use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};
use rust_decimal::{Decimal, RoundingStrategy};

use crate::model::day::since_1970;
use crate::model::value::Value;
use crate::schema::{Column as Declared, Kind, Table};

/// Decimal places of GBP.
pub const MONEY_PLACES: usize = 2;
/// Decimal places of every other decimal.
pub const NUMBER_PLACES: usize = 4;

/// A frame of the rows as they stand.
pub fn frame<R: Sync>(table: &Table<R>, rows: &[&R]) -> PolarsResult<DataFrame> {
    let columns = table.columns.par_iter().map(|c| column(c, rows));
    let columns = columns.collect::<PolarsResult<Vec<_>>>()?;
    DataFrame::new(rows.len(), columns)
}

pub fn column<R>(declared: &Declared<R>, rows: &[&R]) -> PolarsResult<Column> {
    let name = PlSmallStr::from_static(declared.name);
    let values = rows.iter().map(|r| (declared.get)(r));
    Ok(match declared.kind {
        Kind::Text => text(name, rows.len(), values),
        Kind::Integer => Int64Chunked::from_iter_options(name, values.map(integer)).into_column(),
        Kind::Money => decimals(name, MONEY_PLACES, values)?,
        Kind::Number => decimals(name, NUMBER_PLACES, values)?,
        Kind::Date => {
            Int32Chunked::from_iter_options(name, values.map(day)).into_date().into_column()
        }
        Kind::Boolean => BooleanChunked::from_iter_options(name, values.map(truth)).into_column(),
    })
}

fn text<'a>(name: PlSmallStr, rows: usize, values: impl Iterator<Item = Value<'a>>) -> Column {
    let mut builder = StringChunkedBuilder::new(name, rows);
    for value in values {
        match value {
            Value::Text(s) => builder.append_value(s),
            _ => builder.append_null(),
        }
    }
    builder.finish().into_column()
}

fn decimals<'a>(
    name: PlSmallStr,
    places: usize,
    values: impl Iterator<Item = Value<'a>>,
) -> PolarsResult<Column> {
    let scaled = values.map(|v| decimal(&v).and_then(|d| scaled(d, places)));
    let chunked = ChunkedArray::<Int128Type>::from_iter_options(name, scaled);
    Ok(chunked.into_decimal(38, places)?.into_series().into_column())
}

/// The decimal as a whole number of its last place. Half a last place rounds away from zero, as people do.
fn scaled(decimal: Decimal, places: usize) -> Option<i128> {
    let places = u32::try_from(places).ok()?;
    let rounded = decimal.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero);
    let missing = places.checked_sub(rounded.scale())?;
    rounded.mantissa().checked_mul(10i128.checked_pow(missing)?)
}

fn decimal(value: &Value) -> Option<Decimal> {
    match value {
        Value::Decimal(d) => Some(*d),
        Value::Integer(n) => Some(Decimal::from(*n)),
        _ => None,
    }
}

fn integer(value: Value) -> Option<i64> {
    match value {
        Value::Integer(n) => Some(n),
        _ => None,
    }
}

fn truth(value: Value) -> Option<bool> {
    match value {
        Value::Boolean(b) => Some(b),
        _ => None,
    }
}

fn day(value: Value) -> Option<i32> {
    match value {
        Value::Date(d) => Some(since_1970(d)),
        _ => None,
    }
}
