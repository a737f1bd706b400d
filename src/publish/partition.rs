//! Payments in one file a financial year, named after it, so that a refresh opens only the years that it wants.
//!
//! The files hold exactly the rows of the table, each once. Those without a day have a file of their own, which is always
//! there, because a reader of the folder wants to find the columns even where there is no payment.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry as Slot;
use std::io::{self, Write as _};

use polars::prelude::{DataFrame, Int32Chunked};

use super::csv::{Block, Guarded, Spelling, blocks, financial_year, head};
use super::{Entry, Opened, Published, Target};

/// The table that is split, and the folder of the parts.
pub const PARTITIONED: &str = "transaction";
const FOLDER: &str = "partitions";
/// The column whose financial year a row goes by.
const DAY: &str = "date";

/// Writes a table as a whole and in parts, so that each row is spelt once; the answer lists the cells that the profile changed.
///
/// # Errors
/// A file cannot be written.
pub fn write(
    published: &Published,
    spelling: Spelling,
    target: &dyn Target,
) -> io::Result<(Vec<Entry>, Vec<Guarded>)> {
    let head = head(published.frame, spelling);
    let open = |path: String| {
        let mut out = Opened::create(target, &path)?;
        out.write_all(&head)?;
        Ok::<_, io::Error>(out)
    };
    let days = days(published.frame)?;
    let mut whole = open(published.path())?;
    let mut parts = BTreeMap::from([(None, (open(path(&published.name, None))?, 0))]);
    let guarded = blocks(published.frame, spelling, |block| {
        let split = || {
            for (row, line) in lines(block) {
                let year = days.get(row).and_then(financial_year);
                let (out, rows) = match parts.entry(year) {
                    Slot::Occupied(open) => open.into_mut(),
                    Slot::Vacant(new) => new.insert((open(path(&published.name, year))?, 0)),
                };
                out.write_all(line)?;
                *rows += 1;
            }
            Ok::<_, io::Error>(())
        };
        let (whole, parts) = rayon::join(|| whole.write_all(&block.bytes), split);
        whole.and(parts)
    })?;
    let mut entries = vec![whole.finish(Some(published.frame.height() as u64))?];
    for (out, rows) in parts.into_values() {
        entries.push(out.finish(Some(rows))?);
    }
    Ok((entries, guarded))
}

/// The rows of a block, each with its number.
fn lines(block: &Block) -> impl Iterator<Item = (usize, &[u8])> {
    let starts = std::iter::once(0).chain(block.ends.iter().copied());
    let ends = starts.zip(block.ends.iter().copied());
    (block.first..).zip(ends.map(|(start, end)| &block.bytes[start..end]))
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

/// The day of each row, in days since 1970.
fn days(frame: &DataFrame) -> io::Result<Int32Chunked> {
    let other = |e: polars::prelude::PolarsError| io::Error::other(e.to_string());
    let days = frame.column(DAY).map_err(other)?.as_materialized_series().rechunk();
    Ok(days.date().map_err(other)?.physical().clone())
}
