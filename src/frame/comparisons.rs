//! The tables that figures are compared by. Members follow from the areas of the vocabulary; words from the labels of measures.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::PolarsResult;

use super::Frames;
use super::dimensions::insert;
use crate::model::period::Period;
use crate::schema::{
    self, AreaGroupRow, AreaRow, MeasureBreakRow, MeasureDefinitionRow, MeasureRow, MeasureWordRow,
};
use crate::vocab::{Area, Vocab};

pub fn add(
    frames: &mut Frames,
    areas: &[AreaRow],
    measures: &[MeasureRow],
    vocab: &Vocab,
) -> PolarsResult<()> {
    insert(frames, &schema::AREA_GROUP, &groups(areas, vocab))?;
    insert(frames, &schema::MEASURE_BREAK, &breaks(vocab))?;
    insert(frames, &schema::MEASURE_DEFINITION, &definitions(vocab))?;
    insert(frames, &schema::MEASURE_WORD, &words(measures))
}

/// The groups of the areas in use: what an area lies in, made up of areas of one tier, and the lists made for it.
fn groups(areas: &[AreaRow], vocab: &Vocab) -> Vec<AreaGroupRow> {
    let used: BTreeSet<&str> = areas.iter().map(|a| a.area.as_str()).collect();
    let parents: BTreeMap<&str, &str> =
        vocab.areas.iter().map(|a| (a.id.as_str(), a.parent.as_str())).collect();
    let mut lists: BTreeMap<(String, &'static str), Vec<&str>> = BTreeMap::new();
    for area in &vocab.areas {
        let mut above = area.parent.as_str();
        while !above.is_empty() {
            for tier in tiers(area) {
                if used.contains(above) && (*tier != "region" || above.starts_with("E92")) {
                    lists.entry((above.to_owned(), tier)).or_default().push(&area.id);
                }
            }
            above = parents.get(above).copied().unwrap_or("");
        }
    }
    let mut rows = Vec::new();
    for ((group, tier), members) in &lists {
        rows.extend(listed(group, tier, members.iter().copied(), members.len(), ("", "")));
    }
    for g in vocab.groups.iter().filter(|g| g.of.is_empty() || used.contains(g.of.as_str())) {
        let members = g.members.iter().map(String::as_str);
        let said = (g.of.as_str(), g.vintage.as_str());
        rows.extend(listed(&g.id, "listed", members, g.members.len(), said));
    }
    rows.sort_by(|a, b| (&a.group, a.tier, &a.area).cmp(&(&b.group, b.tier, &b.area)));
    rows
}

fn listed<'a>(
    group: &str,
    tier: &'static str,
    members: impl Iterator<Item = &'a str>,
    count: usize,
    (of, vintage): (&str, &str),
) -> Vec<AreaGroupRow> {
    let row = |area: &str| AreaGroupRow {
        group: group.to_owned(),
        tier,
        area: area.to_owned(),
        of: of.to_owned(),
        vintage: vintage.to_owned(),
        members: u32::try_from(count).unwrap_or(u32::MAX),
    };
    members.map(row).collect()
}

/// A county and the districts in it are two ways to make up the same whole.
fn tiers(area: &Area) -> &'static [&'static str] {
    match area.level.as_str() {
        "district" if area.id.starts_with("E07") => &["lower"],
        "district" => &["lower", "upper"],
        "county" => &["upper"],
        "region" => &["region"],
        _ => &[],
    }
}

fn breaks(vocab: &Vocab) -> Vec<MeasureBreakRow> {
    let row = |b: &crate::vocab::SeriesBreak| MeasureBreakRow {
        measure: b.measure.clone(),
        from: b.from.parse().ok().map(Period::start),
        note: b.note.clone(),
    };
    let mut rows: Vec<_> = vocab.breaks.iter().map(row).collect();
    rows.sort_by(|a, b| (&a.measure, a.from).cmp(&(&b.measure, b.from)));
    rows
}

fn definitions(vocab: &Vocab) -> Vec<MeasureDefinitionRow> {
    let row = |d: &crate::vocab::Definition, word: &str| MeasureDefinitionRow {
        measure: d.measure.clone(),
        definition: d.version.clone(),
        word: word.to_owned(),
        about: d.about.clone(),
        surety: d.surety.clone(),
    };
    let mut rows = Vec::new();
    for d in &vocab.definitions {
        let none = String::new();
        let words = if d.words.is_empty() { std::slice::from_ref(&none) } else { &d.words };
        rows.extend(words.iter().map(|word| row(d, word)));
    }
    rows.sort_by(|a, b| {
        (&a.measure, &a.definition, &a.word).cmp(&(&b.measure, &b.definition, &b.word))
    });
    rows
}

/// Words that say nothing of what is counted.
const EMPTY: &[&str] = &[
    "a", "all", "an", "and", "as", "at", "by", "for", "from", "had", "has", "have", "in", "is",
    "no", "number", "of", "on", "or", "our", "per", "rate", "that", "the", "their", "they", "to",
    "total", "under", "up", "who", "with",
];

fn words(measures: &[MeasureRow]) -> Vec<MeasureWordRow> {
    let mut rows = Vec::new();
    for measure in measures {
        let lower = measure.label.to_lowercase();
        let words: BTreeSet<String> = lower
            .split(|c: char| !c.is_alphanumeric())
            .filter(|w| !w.is_empty() && !EMPTY.contains(w))
            .map(singular)
            .collect();
        let count = u32::try_from(words.len()).unwrap_or(u32::MAX);
        let row = |word| MeasureWordRow { measure: measure.measure.clone(), word, words: count };
        rows.extend(words.into_iter().map(row));
    }
    rows
}

/// `sessions` and `session` are one word; `ss` at the end is none of a plural.
fn singular(word: &str) -> String {
    match word.strip_suffix("ies") {
        Some(stem) if stem.len() > 2 => return format!("{stem}y"),
        _ => {}
    }
    let plural = word.len() > 3 && word.ends_with('s') && !word.ends_with("ss");
    if plural { word[..word.len() - 1].to_owned() } else { word.to_owned() }
}
