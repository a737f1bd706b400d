//! Which columns of a table of statistics label its rows, and which hold the figures.

use std::cmp::Reverse;
use std::collections::HashSet;

use super::Table;
use crate::recognise::sheet::blocks::Line;
use crate::recognise::sheet::header::SURE;
use crate::recognise::sheet::heads::{Head, Holds, find, strength};
use crate::recognise::sheet::kinds::{is_area_column, is_time_column};
use crate::recognise::sheet::mark::{Look, look};

/// What the label columns of a table are.
#[derive(Default)]
pub struct Labels {
    pub code: Option<u32>,
    /// The codes of the larger areas around, the smallest first: they hold where a row has none of its own.
    pub wider: Vec<u32>,
    pub area: Option<(u32, String)>,
    pub periods: Vec<u32>,
    pub measures: Vec<u32>,
    pub units: Vec<u32>,
    pub groups: Vec<u32>,
    pub values: Vec<u32>,
}

/// Finds what each column labels, by its name and by what it holds.
pub fn labels(table: &Table<'_>) -> Labels {
    let (heads, list) = (&table.known.heads, &table.lists.statistics);
    let mut out = Labels::default();
    let words: &dyn Fn(&Holds) -> bool = &|h| h.filled > 0 && !h.is_values();
    let region = |h: &Head| strength(h, list, "region") >= 80;
    let wide = |h: &Head| region(h) || is_wide(&h.title);
    let mut codes: Vec<&Head> = heads
        .iter()
        .filter(|h| h.holds.codes > 0 && h.holds.codes * 2 > h.holds.distinct)
        .collect();
    codes.sort_by_key(|h| (wide(h), Reverse(h.holds.codes), h.column));
    out.wider = codes.iter().skip(1).map(|h| h.column).collect();
    let coded = codes.first().copied();
    out.code = coded.or_else(|| find(heads, list, &["area_code"], words)).map(|h| h.column);
    let free = |h: &&Head| Some(h.column) != out.code && !out.wider.contains(&h.column);
    let pinned = heads.iter().find(|h| h.pinned.as_deref() == Some("area"));
    // Of several names of areas the smallest is the one that the row is of.
    let named = pinned.or_else(|| {
        let able = heads.iter().filter(|h| words(&h.holds) && strength(h, list, "area") >= SURE);
        let key =
            |h: &&Head| (!wide(h), strength(h, list, "area"), h.holds.areas, Reverse(h.column));
        able.filter(free).max_by_key(key)
    });
    let filled = heads.iter().filter(free).find(|h| is_area_column(&h.holds));
    let area = named.or_else(|| filled.filter(|h| !region(h)));
    let area = area.or(filled.filter(|_| out.code.is_none()));
    out.area = area.map(|h| (h.column, h.title.clone()));
    let mut taken: Vec<u32> = out.code.into_iter().chain(out.area.iter().map(|a| a.0)).collect();
    taken.extend(&out.wider);
    let kinds: [(&[&str], &mut Vec<u32>); 4] = [
        (&["period"], &mut out.periods),
        (&["measure"], &mut out.measures),
        (&["statistic", "unit"], &mut out.units),
        (&["sex", "ages"], &mut out.groups),
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
    out.values = values.filter(|h| !other(h)).map(|h| h.column).collect();
    let pinned = heads.iter().filter(|h| h.pinned.as_deref() == Some("value")).map(|h| h.column);
    let pinned: Vec<u32> = pinned.collect();
    if !pinned.is_empty() {
        out.values = pinned;
    } else if !out.measures.is_empty() {
        one_value(table, &mut out);
    }
    tell_apart(table, &mut out, &taken);
    out
}

/// A column of words that tells rows apart which would say the same without it is part of what they say.
fn tell_apart(table: &Table<'_>, out: &mut Labels, taken: &[u32]) {
    const ROWS: usize = 4_000;
    let list = &table.lists.statistics;
    let first = out.values.iter().min().copied().unwrap_or(0);
    let place = |h: &Head| {
        ["area", "area_code", "area_type", "region"].iter().any(|r| strength(h, list, r) >= SURE)
    };
    let free = table.known.heads.iter().filter(|h| {
        h.column < first
            && h.holds.is_words()
            && h.holds.distinct > 1
            && !taken.contains(&h.column)
            && !place(h)
    });
    let free: Vec<u32> = free.map(|h| h.column).collect();
    let mut own: Vec<u32> = taken.to_vec();
    for column in free {
        let figures = |l: &&Line| out.values.iter().any(|c| l.at(*c).is_some());
        let lines = || table.known.block.lines.iter().filter(figures).take(ROWS);
        let said = |columns: &[u32]| {
            let row = |l: &Line| -> Vec<String> {
                columns
                    .iter()
                    .map(|c| l.at(*c).map_or(String::new(), |v| v.shown().into_owned()))
                    .collect()
            };
            lines().map(row).collect::<HashSet<_>>().len()
        };
        let before = said(&own);
        own.push(column);
        if before < lines().count() && before < said(&own) {
            out.groups.push(column);
        } else {
            own.pop();
        }
    }
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
    let mut out: Vec<(u32, &'static str)> = labels.code.iter().map(|c| (*c, "area_code")).collect();
    out.extend(labels.area.iter().map(|a| (a.0, "area")));
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
    let other = |h: &Head| places.iter().any(|r| strength(h, list, r) >= 80);
    let words = heads.iter().filter(|h| {
        h.column < first && h.holds.is_words() && !taken.contains(&h.column) && !other(h)
    });
    let words: Vec<u32> = words.map(|h| h.column).collect();
    if out.measures.is_empty() || out.area.is_none() {
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

/// A country, a region or another area around the one that the row is of, or set beside it.
fn is_wide(title: &str) -> bool {
    const WORDS: [&str; 7] =
        ["benchmark", "comparator", "country", "england", "neighbour", "parent", "region"];
    let low = title.to_lowercase();
    WORDS.iter().any(|w| low.contains(w))
}

/// Numbers that name a row or a point on a map.
fn is_index(title: &str) -> bool {
    const NAMES: [&str; 22] = [
        "comment",
        "comments",
        "easting",
        "fid",
        "footnote",
        "id",
        "index",
        "lat",
        "latitude",
        "lon",
        "long",
        "longitude",
        "northing",
        "note",
        "notes",
        "objectid",
        "order",
        "rank",
        "row",
        "sort",
        "source",
        "uprn",
    ];
    const ENDS: [&str; 9] = [
        " code",
        " id",
        " identifier",
        " postcode",
        " ref",
        " reference",
        " telephone",
        " type",
        " uprn",
    ];
    let low = title.trim().to_lowercase().replace('_', " ");
    NAMES.contains(&low.replace(' ', "").as_str()) || ENDS.iter().any(|e| low.ends_with(e))
}
