//! Payments in one file a financial year, named after it, so that a refresh opens only the years that it wants.
//!
//! The files hold exactly the rows of the table, each once. Those without a day have a file of their own, which is always
//! there, because a reader of the folder wants to find the columns even where there is no payment.

use std::collections::BTreeSet;
use std::io;

use polars::prelude::DataFrame;

use super::csv::{Spelling, financial_year, write_rows};
use super::{Entry, Published, Target};

/// The table that is split, and the folder of the parts.
pub const PARTITIONED: &str = "transaction";
const FOLDER: &str = "partitions";
/// The column whose financial year a row goes by.
const DAY: &str = "date";

/// Writes the parts of a table.
///
/// # Errors
/// A file cannot be written.
pub fn write(
    published: &Published,
    spelling: Spelling,
    target: &mut dyn Target,
) -> io::Result<Vec<Entry>> {
    let years = years(published.frame)?;
    let mut found: BTreeSet<Option<i32>> = years.iter().copied().collect();
    found.insert(None);
    let mut entries = Vec::new();
    for year in found {
        let rows: Vec<usize> = (0..years.len()).filter(|row| years[*row] == year).collect();
        let path = path(&published.name, year);
        entries.push(super::file(target, &path, Some(rows.len() as u64), |out| {
            write_rows(published.frame, spelling, rows.into_iter(), out).map(|_| ())
        })?);
    }
    Ok(entries)
}

/// The table that a path is a part of.
pub fn table_of(path: &str) -> Option<&str> {
    path.strip_prefix(FOLDER)?.strip_prefix('/')?.split('/').next()
}

fn path(table: &str, year: Option<i32>) -> String {
    let year = year
        .map_or_else(|| "undated".to_owned(), |y| format!("FY{y}-{:02}", (y + 1).rem_euclid(100)));
    format!("{FOLDER}/{table}/{table}_{year}.csv")
}

/// The year in which the financial year of each row's day begins.
fn years(frame: &DataFrame) -> io::Result<Vec<Option<i32>>> {
    let other = |e: polars::prelude::PolarsError| io::Error::other(e.to_string());
    let days = frame.column(DAY).map_err(other)?.as_materialized_series().clone();
    let days = days.date().map_err(other)?;
    Ok(days.physical().iter().map(|day| day.and_then(financial_year)).collect())
}
