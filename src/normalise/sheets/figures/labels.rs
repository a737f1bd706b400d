//! Which columns of a table of statistics label its rows, and which hold the figures.

use super::Table;
use crate::recognise::sheet::heads::{Head, Holds, find, strength};
use crate::recognise::sheet::kinds::{is_area_column, is_time_column};
use crate::recognise::sheet::mark::{Look, look};

/// What the label columns of a table are.
#[derive(Default)]
pub struct Labels {
    pub code: Option<u32>,
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
    let coded = heads.iter().find(|h| h.holds.codes > 0 && h.holds.codes * 2 > h.holds.distinct);
    out.code = coded.or_else(|| find(heads, list, &["area_code"], words)).map(|h| h.column);
    let free = |h: &&Head| Some(h.column) != out.code;
    let named = find(heads, list, &["area"], words).filter(|h| free(h));
    let filled = heads.iter().filter(free).find(|h| is_area_column(&h.holds));
    let region = |h: &Head| strength(h, list, "region") >= 80;
    let area = named.or_else(|| filled.filter(|h| !region(h)));
    let area = area.or(filled.filter(|_| out.code.is_none()));
    out.area = area.map(|h| (h.column, h.title.clone()));
    let mut taken: Vec<u32> = out.code.into_iter().chain(out.area.iter().map(|a| a.0)).collect();
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
    const ENDS: [&str; 8] =
        [" code", " id", " identifier", " postcode", " ref", " reference", " telephone", " uprn"];
    let low = title.trim().to_lowercase().replace('_', " ");
    NAMES.contains(&low.replace(' ', "").as_str()) || ENDS.iter().any(|e| low.ends_with(e))
}
