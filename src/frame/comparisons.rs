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
    let mut lists: BTreeMap<(&str, &'static str), Vec<&Area>> = BTreeMap::new();
    for area in &vocab.areas {
        let mut above = area.parent.as_str();
        while !above.is_empty() {
            for tier in tiers(area) {
                if used.contains(above) && (*tier != "region" || above.starts_with("E92")) {
                    lists.entry((above, tier)).or_default().push(area);
                }
            }
            above = parents.get(above).copied().unwrap_or("");
        }
    }
    let mut rows = Vec::new();
    for ((group, tier), members) in &lists {
        for (since, next, members) in eras(members) {
            let tier = next.map_or((*tier).to_owned(), |next| format!("{tier}-before-{next}"));
            rows.extend(listed(group, &tier, &members, ("", since)));
        }
    }
    for g in vocab.groups.iter().filter(|g| g.of.is_empty() || used.contains(g.of.as_str())) {
        let members: Vec<&str> = g.members.iter().map(String::as_str).collect();
        rows.extend(listed(&g.id, "listed", &members, (g.of.as_str(), g.vintage.as_str())));
    }
    rows.sort_by(|a, b| (&a.group, &a.tier, &a.area).cmp(&(&b.group, &b.tier, &b.area)));
    rows
}

/// A time between two mergers of districts: its first month (none before the first merger), that of the next, the members.
type Era<'a> = (&'a str, Option<&'a str>, Vec<&'a str>);

fn eras<'a>(members: &[&'a Area]) -> Vec<Era<'a>> {
    let mut starts: BTreeSet<&str> = members.iter().map(|a| a.from.as_str()).collect();
    starts.insert("");
    let starts: Vec<&str> = starts.into_iter().collect();
    let within = |start: &str| -> Vec<&'a str> {
        let there = |a: &&&Area| {
            a.from.as_str() <= start && (a.until.is_empty() || a.until.as_str() > start)
        };
        members.iter().filter(there).map(|a| a.id.as_str()).collect()
    };
    let era = |(n, start): (usize, &&'a str)| (*start, starts.get(n + 1).copied(), within(start));
    starts.iter().enumerate().map(era).collect()
}

fn listed(
    group: &str,
    tier: &str,
    members: &[&str],
    (of, vintage): (&str, &str),
) -> Vec<AreaGroupRow> {
    let row = |area: &&str| AreaGroupRow {
        group: group.to_owned(),
        tier: tier.to_owned(),
        area: (*area).to_owned(),
        of: of.to_owned(),
        vintage: vintage.to_owned(),
        members: u32::try_from(members.len()).unwrap_or(u32::MAX),
    };
    members.iter().map(row).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_force_area_is_made_of_the_districts_that_were_there() {
        let vocab = Vocab::embedded();
        let area = |id: &str| AreaRow {
            area: id.to_owned(),
            label: String::new(),
            level: String::new(),
            parent: String::new(),
        };
        let rows = groups(&[area("E23000002"), area("E23000004")], &vocab);
        let members = |group: &str, tier: &str| -> Vec<String> {
            let these = rows.iter().filter(|r| r.group == group && r.tier == tier);
            these.map(|r| format!("{} of {}", r.area, r.members)).collect()
        };
        // Six districts of Cumbria became two councils in April 2023.
        let before: Vec<String> = (26..=31).map(|n| format!("E070000{n} of 6")).collect();
        assert_eq!(members("E23000002", "lower-before-2023-04"), before);
        let after = ["E06000063 of 2", "E06000064 of 2"];
        assert_eq!(members("E23000002", "lower"), after);
        assert_eq!(members("E23000004", "lower").len(), 5);
        assert_eq!(
            rows.iter().filter(|r| r.group == "E23000004" && !r.vintage.is_empty()).count(),
            0
        );
    }
}
