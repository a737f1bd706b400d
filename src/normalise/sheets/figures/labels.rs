//! Which columns of a table of statistics label its rows, and which hold the figures.

use super::Table;
use super::apart::{Said, said, tell_apart};
use super::extent::{Place, places};
use crate::recognise::sheet::blocks::Line;
use crate::recognise::sheet::heads::{Head, is_index, strength};
use crate::recognise::sheet::kinds::is_time_column;
use crate::recognise::sheet::mark::{Look, look};

/// What the label columns of a table are.
#[derive(Default)]
pub struct Labels {
    /// Codes and names of areas, the smallest areas first.
    pub places: Vec<Place>,
    pub periods: Vec<u32>,
    pub measures: Vec<u32>,
    pub units: Vec<u32>,
    /// Sexes and ages, and what else divides those who are counted.
    pub groups: Vec<u32>,
    pub values: Vec<u32>,
    /// How the columns of words hang together.
    pub said: Said,
}

/// Finds what each column labels, by its name and by what it holds.
pub fn labels(table: &Table<'_>) -> Labels {
    let (heads, list) = (&table.known.heads, &table.lists.statistics);
    let mut out = Labels { places: places(table), ..Labels::default() };
    let mut taken: Vec<u32> = out.places.iter().map(|p| p.column).collect();
    let kinds: [(&[&str], &mut Vec<u32>); 4] = [
        (&["period"], &mut out.periods),
        (&["measure"], &mut out.measures),
        (&["statistic", "unit"], &mut out.units),
        (&["sex", "ages", "group"], &mut out.groups),
    ];
    for (roles, columns) in kinds {
        let role = |h: &&Head| {
            let said = roles.iter().any(|r| strength(h, list, r) >= 80);
            said && !taken.contains(&h.column)
                && h.holds.filled > 0
                && (roles[0] == "period" || !h.holds.is_values())
        };
        columns.extend(heads.iter().filter(role).map(|h| h.column));
        taken.extend(columns.iter());
    }
    by_content(table, &mut out, &mut taken);
    let other = |h: &&Head| {
        ["region", "area_type"].iter().any(|r| strength(h, list, r) >= 80) || is_index(&h.title)
    };
    let values = heads
        .iter()
        .filter(|h| h.holds.is_values() && !taken.contains(&h.column) && !h.holds.counts_rows);
    let values: Vec<&Head> = values.filter(|h| !other(h)).collect();
    // What changed between two columns is worked out from them.
    let levels = values.iter().filter(|h| !is_change(h));
    let levels: Vec<u32> = levels.map(|h| h.column).collect();
    let all = || values.iter().map(|h| h.column).collect();
    out.values = if levels.is_empty() { all() } else { levels };
    if out.values.len() == values.len() && holds_changes(table, &out.values) {
        out.values.clear();
    }
    let pinned = heads.iter().filter(|h| h.pinned.as_deref() == Some("value")).map(|h| h.column);
    let pinned: Vec<u32> = pinned.collect();
    if !pinned.is_empty() {
        out.values = pinned;
    } else if !out.measures.is_empty() {
        one_value(table, &mut out);
    }
    let apart = tell_apart(table, &out, &taken);
    out.said = said(table, &out, &apart);
    out.groups.extend(apart);
    out
}

/// Where each row names its measure and has its value, figures beside it are ranks, medians and other workings.
fn one_value(table: &Table<'_>, out: &mut Labels) {
    let list = &table.lists.statistics;
    let role = |h: &Head, roles: &[&str]| roles.iter().any(|r| strength(h, list, r) >= 97);
    let heads = || table.known.heads.iter().filter(|h| out.values.contains(&h.column));
    if heads().filter(|h| role(h, &["value"])).count() == 1 {
        let kept = heads().filter(|h| role(h, &["value", "count", "rate", "population"]));
        out.values = kept.map(|h| h.column).collect();
    }
}

/// The roles of the columns, for drawing.
pub fn roles(table: &Table<'_>) -> Vec<(u32, &'static str)> {
    let labels = labels(table);
    let of = |columns: &[u32], role: &'static str| {
        columns.iter().map(|c| (*c, role)).collect::<Vec<_>>()
    };
    let place = |p: &Place| (p.column, if p.code { "area_code" } else { "area" });
    let mut out: Vec<(u32, &'static str)> = labels.places.iter().map(place).collect();
    out.extend(of(&labels.periods, "period"));
    out.extend(of(&labels.measures, "measure"));
    out.extend(of(&labels.units, "unit"));
    out.extend(of(&labels.groups, "ages"));
    out.extend(of(&labels.values, "value"));
    out
}

/// Columns without a telling name: times down, or words left of the figures.
fn by_content(table: &Table<'_>, out: &mut Labels, taken: &mut Vec<u32>) {
    let heads = &table.known.heads;
    if out.periods.is_empty() {
        let across = heads
            .iter()
            .filter(|h| h.holds.is_values() && h.facets.iter().any(|f| f.period.is_some()))
            .count();
        let years = |h: &&Head| {
            h.holds.filled > 1
                && h.holds.share(h.holds.labels) == 100
                && h.holds.figures == h.holds.labels
                && all_years(table, h)
        };
        let time = heads.iter().find(|h| {
            !taken.contains(&h.column) && (is_time_column(&h.holds) || (across < 2 && years(h)))
        });
        out.periods.extend(time.map(|h| h.column));
        taken.extend(out.periods.iter());
    }
    let first = heads
        .iter()
        .find(|h| h.holds.is_values() && !taken.contains(&h.column))
        .map_or(u32::MAX, |h| h.column);
    let list = &table.lists.statistics;
    // The kind of an area, or a second name of it, is no measure.
    let places = ["area", "area_code", "area_type", "region"];
    // Beside areas across, the words under `District` are none.
    let bare = out.places.is_empty();
    let other = |h: &Head| {
        let named = bare && h.holds.areas == 0 && h.holds.codes == 0;
        !named && places.iter().any(|r| strength(h, list, r) >= 80)
    };
    let words = heads.iter().filter(|h| {
        h.column < first && h.holds.is_words() && !taken.contains(&h.column) && !other(h)
    });
    let words: Vec<u32> = words.map(|h| h.column).collect();
    if out.measures.is_empty() || out.places.iter().all(|p| p.code) {
        taken.extend(&words);
        out.measures.extend(words);
    }
}

fn all_years(table: &Table<'_>, head: &Head) -> bool {
    table
        .known
        .block
        .lines
        .iter()
        .filter_map(|l| l.at(head.column))
        .all(|v| matches!(look(v), Look::Year | Look::Words))
}

/// A table whose title says that it holds changes, and whose figures go up and down: no level of anything.
fn holds_changes(table: &Table<'_>, values: &[u32]) -> bool {
    let title = table.about.words.to_lowercase();
    let says = ["percentage change", "percent change", "per cent change", "% change"];
    let below = |line: &Line| {
        values.iter().filter_map(|c| line.at(*c)).any(|v| v.shown().starts_with(['-', '\u{2212}']))
    };
    says.iter().any(|w| title.contains(w)) && table.known.block.lines.iter().any(below)
}

/// `% change`, `Difference from last year`, and not what has changed: a column worked out from those beside it.
fn is_change(head: &Head) -> bool {
    const CHANGES: [&str; 5] = ["change", "diff", "difference", "variance", "variation"];
    const PLAIN: [&str; 18] = [
        "actual",
        "annual",
        "from",
        "in",
        "last",
        "no",
        "number",
        "numerical",
        "on",
        "over",
        "percent",
        "percentage",
        "period",
        "point",
        "previous",
        "rate",
        "since",
        "year",
    ];
    let low = head.facets.last().map_or(String::new(), |f| f.rest.to_lowercase());
    let mut words = low.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    low.split(|c: char| !c.is_alphanumeric()).any(|w| CHANGES.contains(&w))
        && words.all(|w| CHANGES.contains(&w) || PLAIN.contains(&w))
}
