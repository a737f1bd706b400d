//! Columns of words that say together what a row counts: which of them says it most closely, and which narrow it.
//!
//! `Robbery`, `Robbery of personal property`: the first is the group of the second and adds nothing. `Shoplifting`,
//! `Charged`: the second is no group of the first, and the row counts a part of what the first names.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::Table;
use super::labels::Labels;
use crate::recognise::sheet::blocks::Line;
use crate::recognise::sheet::header::SURE;
use crate::recognise::sheet::heads::{Head, strength};

/// Rows of a table that are looked at.
const ROWS: usize = 4_000;

/// What columns of words say of what is counted.
#[derive(Clone, Debug, Default)]
pub struct Said {
    /// The column that says it most closely.
    pub core: Option<u32>,
    /// Columns that divide it further.
    pub narrowing: Vec<u32>,
    /// All of these columns.
    pub columns: Vec<u32>,
}

/// Finds the columns of words that tell rows apart which would say the same without them.
pub fn tell_apart(table: &Table<'_>, labels: &Labels, taken: &[u32]) -> Vec<u32> {
    let list = &table.lists.statistics;
    let place = |h: &Head| {
        ["area", "area_code", "area_type", "region"].iter().any(|r| strength(h, list, r) >= SURE)
    };
    let free = table.known.heads.iter().filter(|h| {
        let fits = h.holds.is_words() && h.holds.distinct > 1 && !h.title.is_empty();
        fits && !taken.contains(&h.column) && !labels.values.contains(&h.column) && !place(h)
    });
    let lines = lines(table, labels);
    let mut own: Vec<u32> = taken.to_vec();
    let mut out = Vec::new();
    for column in free.map(|h| h.column) {
        let before = rows_told(&lines, &own);
        own.push(column);
        if before < lines.len() && before < rows_told(&lines, &own) {
            out.push(column);
        } else {
            own.pop();
        }
    }
    out
}

fn lines<'t>(table: &'t Table<'_>, labels: &Labels) -> Vec<&'t Line> {
    let figures = |l: &&Line| labels.values.iter().any(|c| l.at(*c).is_some());
    table.known.block.lines.iter().filter(figures).take(ROWS).collect()
}

fn shown(line: &Line, column: u32) -> String {
    line.at(column).map_or(String::new(), |v| v.shown().trim().to_owned())
}

fn rows_told(lines: &[&Line], columns: &[u32]) -> usize {
    let row = |l: &&Line| columns.iter().map(|c| shown(l, *c)).collect::<Vec<_>>();
    lines.iter().map(row).collect::<HashSet<_>>().len()
}

/// Says which column names most closely what is counted, and which are no groups of it.
pub fn said(table: &Table<'_>, labels: &Labels, apart: &[u32]) -> Said {
    let lines = lines(table, labels);
    let columns: Vec<u32> = labels.measures.iter().chain(apart).copied().collect();
    let distinct = |c: u32| lines.iter().map(|l| shown(l, c)).collect::<BTreeSet<_>>().len();
    let measure = |c: u32| labels.measures.contains(&c);
    let full = |c: u32| lines.iter().all(|l| !shown(l, c).is_empty());
    let closest = |c: &u32| (measure(*c), full(*c), distinct(*c), detail(table, *c), *c);
    let core = columns.iter().copied().max_by_key(closest);
    let Some(core) = core else { return Said::default() };
    let narrowing = columns.iter().copied().filter(|c| *c != core && !is_group(&lines, *c, core));
    Said { core: Some(core), narrowing: narrowing.collect(), columns }
}

/// How finely a title promises to divide.
fn detail(table: &Table<'_>, column: u32) -> u8 {
    let low = table.known.block.title(column).to_lowercase();
    let has = |w: &[&str]| w.iter().any(|w| low.contains(w));
    match () {
        () if has(&["descri", "detail", "minor", "sub"]) => 2,
        () if has(&["categor", "class", "group", "major"]) => 0,
        () => 1,
    }
}

/// Does each cell of `core` go with one cell of `column`?
fn is_group(lines: &[&Line], column: u32, core: u32) -> bool {
    let mut groups: BTreeMap<String, String> = BTreeMap::new();
    lines.iter().all(|l| {
        let group = shown(l, column);
        *groups.entry(shown(l, core)).or_insert_with(|| group.clone()) == group
    })
}
