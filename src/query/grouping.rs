//! Sums of a long table by plain columns. The engine writes the keys of all rows out beside each other and then lists the rows
//! of each group, which for millions of payments takes longer and more memory than all else; here each key becomes a number,
//! and each sum is kept as it grows.
//!
//! Only for what has the same answer either way: exact sums and counts of columns without gaps. Anything else is the engine's.

use foldhash::fast::RandomState;
use polars::prelude::{
    Column, DataFrame, DataType, IdxCa, Int128Chunked, IntoColumn, IntoSeries, PlSmallStr,
    PolarsResult,
};
use std::collections::HashMap;
use std::hash::Hash;

use super::scan;

/// `SELECT a, SUM(b) AS c, COUNT(b) AS d FROM t GROUP BY a`, and nothing beside.
#[derive(Debug, PartialEq, Eq)]
pub struct Grouping<'a> {
    pub table: &'a str,
    /// In the order in which they are selected.
    items: Vec<Item<'a>>,
}

#[derive(Debug, PartialEq, Eq)]
enum Item<'a> {
    Key(&'a str),
    /// A column, and the name of its sum.
    Sum(&'a str, &'a str),
    Count(&'a str, &'a str),
}

impl<'a> Grouping<'a> {
    pub fn of(sql: &'a str) -> Option<Self> {
        let words = scan::words(sql);
        let mut rest = after(&words, "SELECT")?;
        let mut items = Vec::new();
        loop {
            rest = match rest {
                [function, "(", column, ")", by, name, more @ ..] if is(by, "AS") => {
                    items.push(match function {
                        f if is(f, "SUM") => Item::Sum(column, name),
                        f if is(f, "COUNT") => Item::Count(column, name),
                        _ => return None,
                    });
                    more
                }
                [key, more @ ..] => {
                    items.push(Item::Key(key));
                    more
                }
                [] => return None,
            };
            match rest {
                [",", more @ ..] => rest = more,
                _ => break,
            }
        }
        let [table, rest @ ..] = after(rest, "FROM")? else { return None };
        let by = after(after(rest, "GROUP")?, "BY")?;
        let listed = by.iter().skip(1).step_by(2).all(|comma| *comma == ",");
        let found = Self { table, items };
        let keys = by.iter().step_by(2).copied().eq(found.keys());
        (listed && keys && found.is_plain()).then_some(found)
    }

    fn keys(&self) -> impl Iterator<Item = &'a str> {
        self.items.iter().filter_map(|item| match item {
            Item::Key(key) => Some(*key),
            _ => None,
        })
    }

    fn is_plain(&self) -> bool {
        self.items.iter().all(|item| match item {
            Item::Key(key) => scan::is_word(key),
            Item::Sum(column, name) | Item::Count(column, name) => {
                scan::is_word(column) && scan::is_word(name)
            }
        })
    }

    /// The groups in the order of their first rows; none where the columns are of other types than these sums are exact for.
    pub fn answer(&self, frame: &DataFrame) -> Option<PolarsResult<DataFrame>> {
        let (groups, first) = groups(frame, self.keys())?;
        let columns = self.items.iter().map(|item| match item {
            Item::Key(key) => Some(frame.column(key).ok()?.take_slice(&first)),
            Item::Sum(column, name) => sum(whole(frame, column)?, &groups, first.len(), name),
            Item::Count(column, name) => {
                whole(frame, column)?;
                Some(Ok(count(&groups, first.len(), name)))
            }
        });
        let columns: Option<PolarsResult<Vec<Column>>> = columns.collect();
        Some(columns?.and_then(|columns| DataFrame::new(first.len(), columns)))
    }
}

fn is(word: &str, other: &str) -> bool {
    word.eq_ignore_ascii_case(other)
}

fn after<'a, 'b>(words: &'b [&'a str], word: &str) -> Option<&'b [&'a str]> {
    let (first, rest) = words.split_first()?;
    is(first, word).then_some(rest)
}

/// A column without gaps: what engines make of a sum of nothing is theirs.
fn whole<'a>(frame: &'a DataFrame, column: &str) -> Option<&'a Column> {
    frame.column(column).ok().filter(|column| !column.has_nulls())
}

fn sum(column: &Column, groups: &[u32], count: usize, name: &str) -> Option<PolarsResult<Column>> {
    let DataType::Decimal(_, scale) = *column.dtype() else { return None };
    let series = column.as_materialized_series();
    let values = series.decimal().ok()?;
    let mut sums = vec![0i128; count];
    for (group, value) in groups.iter().zip(values.physical().iter()) {
        let sum = sums.get_mut(*group as usize)?;
        *sum = sum.checked_add(value?)?;
    }
    let sums = Int128Chunked::from_vec(PlSmallStr::from_str(name), sums).into_decimal(38, scale);
    Some(sums.map(|sums| sums.into_series().into_column()))
}

fn count(groups: &[u32], count: usize, name: &str) -> Column {
    let mut counts = vec![0; count];
    groups.iter().for_each(|group| counts[*group as usize] += 1);
    IdxCa::from_vec(PlSmallStr::from_str(name), counts).into_column()
}

/// The group of each row, and the first row of each group.
fn groups<'a>(
    frame: &DataFrame,
    keys: impl Iterator<Item = &'a str>,
) -> Option<(Vec<u32>, Vec<u32>)> {
    u32::try_from(frame.height()).ok()?;
    let mut groups = Groups { of: vec![0; frame.height()], first: vec![0] };
    for key in keys {
        let column = frame.column(key).ok()?;
        // A column that is the same throughout tells no row from another.
        if column.as_scalar_column().is_some() {
            continue;
        }
        let series = column.as_materialized_series();
        match column.dtype() {
            DataType::String => groups.split(series.str().ok()?.iter()),
            DataType::Date => groups.split(series.date().ok()?.physical().iter()),
            _ => return None,
        }
    }
    Some((groups.of, groups.first))
}

struct Groups {
    of: Vec<u32>,
    first: Vec<u32>,
}

impl Groups {
    /// Tells rows of one group apart by one more value.
    fn split<T: Hash + Eq + Copy>(&mut self, values: impl Iterator<Item = Option<T>>) {
        let mut numbers: HashMap<Option<T>, u32, RandomState> = HashMap::default();
        let mut known: HashMap<(u32, u32), u32, RandomState> = HashMap::default();
        let mut first = Vec::new();
        // Rows that follow each other are often alike.
        let mut last: Option<(Option<T>, u32)> = None;
        for ((row, group), value) in (0..).zip(&mut self.of).zip(values) {
            let number = match last {
                Some((same, number)) if same == value => number,
                _ => {
                    let next = numbers.len() as u32;
                    *numbers.entry(value).or_insert(next)
                }
            };
            last = Some((value, number));
            *group = *known.entry((*group, number)).or_insert_with(|| {
                first.push(row);
                first.len() as u32 - 1
            });
        }
        self.first = first;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_groupings_are_answered_here() {
        let sql = "SELECT a, b, SUM(c) AS c, COUNT(c) AS n\n  FROM t -- all\n  GROUP BY a, b";
        let found = Grouping::of(sql).unwrap();
        let items =
            vec![Item::Key("a"), Item::Key("b"), Item::Sum("c", "c"), Item::Count("c", "n")];
        assert_eq!(found, Grouping { table: "t", items });
        for other in [
            "SELECT a, SUM(c) AS c FROM t WHERE c > 0 GROUP BY a",
            "SELECT a, SUM(c) AS c FROM t GROUP BY a HAVING SUM(c) > 0",
            "SELECT a, MAX(c) AS c FROM t GROUP BY a",
            "SELECT a AS b, SUM(c) AS c FROM t GROUP BY a",
            "SELECT a, SUM(c) AS c FROM t GROUP BY a, b",
            "SELECT a, b, SUM(c) AS c FROM t GROUP BY a",
            "SELECT t.a, SUM(c) AS c FROM t GROUP BY t.a",
            "SELECT a, SUM(DISTINCT c) AS c FROM t GROUP BY a",
            "SELECT a, SUM(c) AS c FROM t AS u GROUP BY a",
            "SELECT a, SUM(c) AS c FROM t, u GROUP BY a",
            "SELECT a, COUNT(*) AS c FROM t GROUP BY a",
            "SELECT DISTINCT a FROM t GROUP BY a",
            "SELECT a FROM t",
            "",
        ] {
            assert_eq!(Grouping::of(other), None, "{other}");
        }
    }
}
