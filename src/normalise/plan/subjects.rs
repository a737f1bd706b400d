//! What a claim speaks of: its clause, and the row of the document's own tables whose words it has.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::Regex;

use super::Walk;
use crate::model::observation::{Basis, Change, Observation};
use crate::model::period::Period;
use crate::vocab::fold;
use crate::written::pattern::pattern;

impl Walk<'_> {
    /// Claims that name no known measure, by the rows of the document's own tables: "Robbery is at its lowest". What the
    /// sentence before spoke of gives way to a row whose words the claim itself has.
    pub(super) fn name_claims(&mut self) {
        let mut rows: Vec<Named> = Vec::new();
        for o in self.out.observations.iter().filter(|o| o.seat.block != 0) {
            // "Domestic abuse – Repeat referrals to MARAC": the group above the row need not be said again.
            let last = o.measure_label.rsplit(" – ").next().unwrap_or("");
            let words = subject_of(last);
            let words = if words.len() > 1 { words } else { subject_of(&o.measure_label) };
            if words.iter().map(String::len).sum::<usize>() >= 5
                && !rows.iter().any(|r| r.words == words)
            {
                rows.push((words, o.measure.clone(), o.theme.clone()).into());
            }
        }
        let series = self.local_series();
        for (n, noun, said) in std::mem::take(&mut self.unnamed) {
            let Some(claim) = self.out.claims.get_mut(n) else { continue };
            let said: BTreeSet<&str> = said.split(' ').collect();
            let has = |r: &&Named| r.words.iter().all(|w| said.contains(w.as_str()));
            let named = rows.iter().filter(has).max_by_key(|r| r.words.len());
            let named = named.filter(|r| r.words.len() > 1 || claim.measure.is_empty());
            let of = named.map(|r| (&r.measure, &r.theme));
            let by_noun = || series.get(&noun).and_then(Option::as_ref).map(|(m, t)| (m, t));
            if let Some((measure, theme)) =
                of.or_else(|| by_noun().filter(|_| claim.measure.is_empty()))
            {
                measure.clone_into(&mut claim.measure);
                theme.clone_into(&mut claim.theme);
            }
        }
    }

    /// Measures of the text given for two periods, by the noun that ends their label: "cases" for "team handled cases".
    /// A noun that ends two of them names neither.
    fn local_series(&self) -> BTreeMap<String, Option<(String, String)>> {
        let mut periods: BTreeMap<&str, BTreeSet<Option<Period>>> = BTreeMap::new();
        let mut nouns: BTreeMap<String, Option<(String, String)>> = BTreeMap::new();
        if self.unnamed.is_empty() {
            return nouns;
        }
        for o in self.out.observations.iter().filter(|o| measured(o)) {
            let seen = periods.entry(&o.measure).or_default();
            if seen.is_empty() {
                let noun = fold(&o.measure_label).split(' ').next_back().unwrap_or("").to_owned();
                let one = Some((o.measure.clone(), o.theme.clone()));
                nouns.entry(noun).and_modify(|m| *m = None).or_insert(one);
            }
            seen.insert(o.period);
        }
        nouns.retain(|_, m| m.as_ref().is_some_and(|m| periods[m.0.as_str()].len() >= 2));
        nouns
    }
}

/// A row of a table by the words that say what it counts.
struct Named {
    words: Vec<String>,
    measure: String,
    theme: String,
}

impl From<(Vec<String>, String, String)> for Named {
    fn from((words, measure, theme): (Vec<String>, String, String)) -> Self {
        Self { words, measure, theme }
    }
}

/// What a row's label counts, without the words that any label may have.
fn subject_of(label: &str) -> Vec<String> {
    const ANY: &[&str] = &[
        "a", "all", "and", "at", "by", "figure", "for", "in", "incident", "number", "of",
        "offence", "on", "rate", "the", "to", "total", "with",
    ];
    let folded = fold(label.split('(').next().unwrap_or(""));
    // "Arrests assisted", "crimes recorded": what was done says less than to what.
    let idle = |w: &&str| ANY.contains(w) || w.len() > 5 && w.ends_with("ed");
    folded.split(' ').filter(|w| !idle(w)).map(str::to_owned).collect()
}

/// The clause around a word of direction: what follows "and we will", "which we want" is another.
pub(super) fn clause(s: &str, start: usize, end: usize) -> &str {
    static NEXT: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)(?:[;,:]\s+|\s+(?:and|but|so|while|whilst|although|which)\s+)(?:(?:and|but|so|which)\s+)?(?:(?:it|this|these|they|the (?:partnership|council|board|service|team|plan)|officers|partners)\s+(?:will|aims?|plans?|intends?)\b|(?:we|our)\b)",
        )
    });
    let from = NEXT.find_iter(s).map(|m| m.start()).filter(|at| *at < start).last().unwrap_or(0);
    let to = NEXT.find_iter(s).map(|m| m.start()).find(|at| *at >= end).unwrap_or(s.len());
    &s[from..to]
}

static TURN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)(?:[,;]\s*|\s)(?:but|while|whilst|whereas|although|though|however),?\s+")
});

/// The part of a sentence around a word, between its turns.
pub(super) fn part(s: &str, start: usize, end: usize) -> &str {
    let from = TURN.find_iter(s).map(|m| m.end()).filter(|at| *at <= start).last().unwrap_or(0);
    let to = TURN.find_iter(s).map(|m| m.start()).find(|at| *at >= end).unwrap_or(s.len());
    s.get(from..to).unwrap_or(s)
}

/// "Repeat cases fell, but the number of high risk cases rose": behind the turn another thing is spoken of.
pub(super) fn turns(s: &str, from: usize, to: usize) -> bool {
    const SAME: &[&str] =
        &["also", "has", "have", "it", "its", "remain", "still", "that", "they", "this"];
    let Some(between) = s.get(from..to) else { return false };
    let Some(turn) = TURN.find_iter(between).last() else { return false };
    let words = fold(&between[turn.end()..]);
    let mut words = words.split(' ').filter(|w| !w.is_empty());
    let first = words.next();
    first.is_some_and(|w| !SAME.contains(&w)) && words.count() >= 2
}

fn measured(o: &Observation) -> bool {
    let level = o.change == Change::Level && o.basis == Basis::Actual;
    level && o.period.is_some() && o.value.is_some()
}

/// The last noun before a direction: "cases" of "Cases have risen".
pub(super) fn head_noun(before: &str) -> String {
    const VERBS: &[&str] =
        &["a", "also", "are", "been", "further", "had", "has", "have", "is", "was", "were"];
    let folded = fold(before);
    let noun = folded.split(' ').rev().find(|w| !VERBS.contains(w)).unwrap_or("");
    if noun.len() >= 4 { noun.to_owned() } else { String::new() }
}
