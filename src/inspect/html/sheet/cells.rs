//! Which rows of a sheet are drawn: the first ones, those that tell something, the last ones, and what lies between as a count.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::grid::{Row, Source, Value};
use crate::normalise::sheets::totals::may_say_total;
use crate::written::{contact, date};

/// Columns of one sheet on the page.
pub const COLUMNS: u32 = 60;
/// Rows from the top, rows further down that tell something, and rows at the end.
const FIRST: usize = 300;
const FURTHER: usize = 200;
const LAST: usize = 3;
/// Rows that are drawn however little room is left.
const LEAST: usize = 12;
/// Characters of one cell.
const WIDEST: usize = 120;
/// Hidden rows that are named.
const NAMED: usize = 200;

/// A row as it is drawn.
pub struct Line {
    pub number: u32,
    pub hidden: bool,
    pub cells: BTreeMap<u32, Shown>,
    /// Rows with cells between the line before and this one, which are not drawn.
    pub omitted: u64,
}

/// A cell as a person reads it.
pub struct Shown {
    pub text: String,
    pub number: bool,
    /// Does it call its row a total?
    pub total: bool,
}

pub struct Seen {
    pub lines: Vec<Line>,
    pub filled: u64,
    pub width: u32,
    pub hidden: Vec<u32>,
}

pub fn gather(source: &dyn Source, telling: &BTreeSet<u32>, room: usize) -> Seen {
    let mut seen = Seen { lines: Vec::new(), filled: 0, width: 0, hidden: Vec::new() };
    let (mut used, mut further, mut omitted) = (0, 0, 0);
    let mut last: VecDeque<(Line, u64)> = VecDeque::new();
    // A sheet that breaks off has shown what it has.
    let _ = source.rows(&mut |row| {
        if row.is_blank() {
            return true;
        }
        seen.filled += 1;
        seen.width = seen.width.max(row.cells.last().map_or(0, |c| c.column));
        if row.hidden && seen.hidden.len() < NAMED {
            seen.hidden.push(row.number);
        }
        let first = seen.lines.len() < LEAST || (seen.lines.len() < FIRST && used < room);
        let told = telling.contains(&row.number) && further < FURTHER;
        if first || told {
            further += usize::from(!first);
            let before = omitted + last.len() as u64;
            last.clear();
            omitted = 0;
            let line = line(row, before);
            used += line.cells.len();
            seen.lines.push(line);
        } else {
            last.push_back((line(row, 0), seen.filled));
            if last.len() > LAST {
                last.pop_front();
                omitted += 1;
            }
        }
        true
    });
    for (n, (mut line, _)) in last.into_iter().enumerate() {
        line.omitted = if n == 0 { omitted } else { 0 };
        seen.lines.push(line);
    }
    seen
}

fn line(row: &Row<'_>, omitted: u64) -> Line {
    let near = row.cells.iter().filter(|c| c.column <= COLUMNS);
    Line {
        number: row.number,
        hidden: row.hidden,
        cells: near.map(|c| (c.column, shown(c.value))).collect(),
        omitted,
    }
}

fn shown(value: Value<'_>) -> Shown {
    let stamp = match value {
        Value::Stamp(days) => date::serial(days, false).map(|d| d.to_string()),
        Value::Percent(part) => Some(format!("{} %", (part * 1e6).round() / 1e4)),
        _ => None,
    };
    let mut text = contact::mask(&stamp.unwrap_or_else(|| value.shown().into_owned()));
    if text.chars().count() > WIDEST {
        text = text.chars().take(WIDEST - 1).chain(['…']).collect();
    }
    Shown {
        number: !matches!(value, Value::Text(_) | Value::Truth(_) | Value::Fault(_))
            || (text.contains(|c: char| c.is_ascii_digit())
                && !text.contains(|c: char| c.is_alphabetic())),
        total: value.text().is_some_and(may_say_total),
        text,
    }
}
