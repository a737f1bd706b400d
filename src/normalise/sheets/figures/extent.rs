//! Which columns of a table say where, from the one with the smallest areas to the one with the largest.
//!
//! The area of a row is the smallest that the row names; the others lie around it, or are set beside it.

use std::collections::HashMap;

use super::{Table, naming};
use crate::normalise::sheets::totals::says_total;
use crate::recognise::sheet::header::SURE;
use crate::recognise::sheet::heads::{Head, find, is_code, strength};
use crate::recognise::sheet::kinds::is_area_column;
use crate::recognise::sheet::mark::missing;
use crate::vocab::Vocab;

/// A column of codes or of names of areas.
#[derive(Clone, Debug)]
pub struct Place {
    pub column: u32,
    pub title: String,
    pub code: bool,
    size: u8,
    /// Next to no police force stands among the names, but for those that share theirs with a county.
    councils: bool,
}

/// Sizes of areas; what is set beside the row's own area is larger than any.
const BLOCK: u8 = 0;
const WARD: u8 = 1;
const DISTRICT: u8 = 2;
const COUNTY: u8 = 3;
const FORCE: u8 = 4;
const REGION: u8 = 5;
const COUNTRY: u8 = 6;
const BESIDE: u8 = 9;

/// Words of a title, by the size of the areas that they promise.
const TITLES: [(&[&str], u8); 8] = [
    (&["benchmark", "comparator", "comparison", "neighbour", "parent"], BESIDE),
    (&["lsoa", "msoa", "oa", "output", "neighbourhood"], BLOCK),
    (&["ward", "wards"], WARD),
    (
        &[
            "authorities",
            "authority",
            "borough",
            "council",
            "csp",
            "district",
            "la",
            "lad",
            "partnership",
            "yjs",
            "yos",
            "yot",
        ],
        DISTRICT,
    ),
    (&["county"], COUNTY),
    (&["force", "pfa", "police"], FORCE),
    (&["region"], REGION),
    (&["country", "england", "nation", "national"], COUNTRY),
];

/// The columns of areas of a table, the smallest areas first, and of two with the same the codes.
pub fn places(table: &Table<'_>) -> Vec<Place> {
    let (heads, list) = (&table.known.heads, &table.lists.statistics);
    let words = |h: &Head| h.holds.filled > 0 && !h.holds.is_values();
    let coded = |h: &Head| h.holds.codes > 0 && h.holds.codes * 2 > h.holds.distinct;
    let pinned = heads.iter().find(|h| h.pinned.as_deref() == Some("area"));
    let best = find(heads, list, &["area"], &|h| h.filled > 0 && !h.is_values());
    let named = |h: &Head| {
        let sure = best.is_some_and(|b| b.column == h.column);
        let told = size_of_title(&h.title).is_some() && strength(h, list, "area") >= 97;
        sure || told || (is_area_column(&h.holds) && strength(h, list, "area_type") < SURE)
    };
    let vocab = table.desk.vocab;
    let called = |h: &&Head| {
        h.holds.is_values() && h.parts.iter().any(|p| naming::named(vocab, p).is_some())
    };
    let across = heads.iter().filter(called).count() >= 2;
    let mut out: Vec<Place> = Vec::new();
    for head in heads.iter().filter(|h| words(h)) {
        let code = coded(head);
        // Beside areas across, words that are no areas say what is counted in them.
        if across && !code && head.holds.areas == 0 {
            continue;
        }
        if code || (pinned.is_none_or(|p| p.column == head.column) && named(head)) {
            let size = size_of_title(&head.title).unwrap_or_else(|| size_of_cells(table, head));
            let size = if pinned.is_some_and(|p| p.column == head.column) { 0 } else { size };
            let councils = !has_forces(table, head);
            out.push(Place {
                column: head.column,
                title: head.title.clone(),
                code,
                size,
                councils,
            });
        }
    }
    // Codes of another scheme say that there are areas, and not which.
    let other = find(heads, list, &["area_code"], &|h| h.filled > 0 && !h.is_values());
    if let Some(other) = other.filter(|o| out.iter().all(|p| !p.code && p.column != o.column)) {
        let title = other.title.clone();
        out.push(Place { column: other.column, title, code: true, size: BESIDE, councils: false });
    }
    out.sort_by_key(|p| (p.size, !p.code, p.column));
    out
}

/// The size that a title promises; of two sizes the smaller, unless the areas are set beside the row's own.
fn size_of_title(title: &str) -> Option<u8> {
    let low = title.to_lowercase();
    let words: Vec<&str> = low.split(|c: char| !c.is_alphanumeric()).collect();
    let said = |s: &&(&[&str], u8)| {
        words
            .iter()
            .any(|w| s.0.contains(w) || w.strip_suffix('s').is_some_and(|w| s.0.contains(&w)))
    };
    let found: Vec<u8> = TITLES.iter().filter(said).map(|s| s.1).collect();
    if found.contains(&BESIDE) { Some(BESIDE) } else { found.into_iter().min() }
}

/// The smallest size that one in five of the areas in a column has.
fn size_of_cells(table: &Table<'_>, head: &Head) -> u8 {
    const ROWS: usize = 2_000;
    let mut sizes: HashMap<String, u8> = HashMap::new();
    for line in table.known.block.lines.iter().take(ROWS) {
        if let Some(value) = line.at(head.column) {
            let text = value.shown().trim().to_owned();
            if let Some(size) = size_of(&text, table.desk.vocab) {
                sizes.insert(text, size);
            }
        }
    }
    let many = |s: u8| sizes.values().filter(|x| **x == s).count() * 5 >= sizes.len();
    (BLOCK..=COUNTRY).find(|s| !sizes.is_empty() && many(*s)).unwrap_or(DISTRICT)
}

fn has_forces(table: &Table<'_>, head: &Head) -> bool {
    const ROWS: usize = 500;
    let vocab = table.desk.vocab;
    let only = |text: &str| {
        naming::named(vocab, text).is_some_and(|a| a.level == "police_force")
            && naming::named(vocab, &format!("County {text}")).is_none()
    };
    let texts = table.known.block.lines.iter().take(ROWS).filter_map(|l| l.at(head.column));
    let forces = texts.filter(|v| only(v.shown().trim())).count();
    size_of_title(&head.title) == Some(FORCE) || forces >= 3
}

fn size_of(text: &str, vocab: &Vocab) -> Option<u8> {
    if is_code(text) {
        return Some(match &text[..3] {
            "E00" | "E01" | "E02" | "W00" | "W01" | "W02" => BLOCK,
            "E05" | "W05" => WARD,
            "E10" | "E11" | "E47" => COUNTY,
            "E23" | "W15" => FORCE,
            "E12" => REGION,
            "E92" | "W92" | "S92" | "N92" => COUNTRY,
            _ if text.starts_with('K') => COUNTRY,
            _ => DISTRICT,
        });
    }
    Some(match naming::named(vocab, text)?.level.as_str() {
        "country" => COUNTRY,
        "region" => REGION,
        "police_force" => FORCE,
        "county" => COUNTY,
        _ => DISTRICT,
    })
}

/// The area of a row: the smallest that one of its cells names. `cell` gives the text of a column.
pub fn area<'t>(
    places: &[Place],
    vocab: &Vocab,
    cell: impl Fn(u32) -> Option<&'t str>,
) -> Option<String> {
    places.iter().find_map(|p| {
        let text = cell(p.column).filter(|t| !is_blank(t))?;
        if p.code {
            return is_code(text).then(|| text.to_owned());
        }
        let found = naming::area(vocab, None, Some(of_total(text, vocab)), &p.title)?;
        let force = p.councils && vocab.area(&found).is_some_and(|a| a.level == "police_force");
        let county = || naming::named(vocab, &format!("County {text}")).map(|a| a.id.clone());
        Some(if force { county() } else { None }.unwrap_or(found))
    })
}

/// `Total North West` is the North West.
fn of_total<'t>(text: &'t str, vocab: &Vocab) -> &'t str {
    let low = text.to_lowercase();
    let rest = match (low.strip_prefix("total "), low.strip_suffix(" total")) {
        (Some(rest), _) => text.get(text.len() - rest.len()..),
        (_, Some(rest)) => text.get(..rest.len()),
        _ => None,
    };
    rest.map(|r| r.trim_start_matches("for ").trim())
        .filter(|r| naming::named(vocab, r).is_some())
        .unwrap_or(text)
}

/// No area: a sign that there is none, or the words for all of them.
fn is_blank(text: &str) -> bool {
    text.is_empty()
        || missing(text).is_some()
        || says_total(text)
        || text.eq_ignore_ascii_case("all")
}

/// Is the smallest place of a row left open, so that the row is one of an area around it?
pub fn is_wider(places: &[Place], cells: impl Fn(u32) -> Option<String>) -> bool {
    let smallest = places.iter().map(|p| p.size).min();
    let mut small = places.iter().filter(|p| Some(p.size) == smallest);
    let open = small.all(|p| cells(p.column).is_none_or(|t| is_blank(t.trim())));
    let around = places.iter().filter(|p| Some(p.size) != smallest && p.size != BESIDE);
    open && { around }.any(|p| cells(p.column).is_some_and(|t| !is_blank(t.trim())))
}
