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
        let mut rows: BTreeMap<Vec<String>, Option<(&str, &str)>> = BTreeMap::new();
        for o in self.out.observations.iter().filter(|o| o.seat.block != 0) {
            // "Domestic abuse – Repeat referrals to MARAC": the group above the row need not be said again, unless two groups
            // have a row of that name.
            let last = o.measure_label.rsplit(" – ").next().unwrap_or("");
            for words in [subject_of(&o.measure_label), subject_of(last)] {
                if words.iter().map(String::len).sum::<usize>() >= 5 {
                    let named = Some((o.measure.as_str(), o.theme.as_str()));
                    let known = rows.entry(words).or_insert(named);
                    *known = known.filter(|k| k.0 == o.measure);
                }
            }
        }
        let series = self.local_series();
        for (n, noun, said) in std::mem::take(&mut self.unnamed) {
            let Some(claim) = self.out.claims.get_mut(n) else { continue };
            let said: BTreeSet<&str> = said.split(' ').collect();
            let has = |words: &[String]| words.iter().all(|w| said.contains(w.as_str()));
            let named = rows.iter().filter(|(words, _)| has(words)).max_by_key(|r| r.0.len());
            let named = named.filter(|r| r.0.len() > 1 || claim.measure.is_empty());
            let of = named.and_then(|r| r.1.map(|(m, t)| (m.to_owned(), t.to_owned())));
            let by_noun = || series.get(&noun).cloned().flatten();
            let by_noun = || by_noun().filter(|_| claim.measure.is_empty());
            if let Some((measure, theme)) = of.or_else(by_noun) {
                (claim.measure, claim.theme) = (measure, theme);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::plan::{Context, product};
    use crate::read::text::Dialect;
    use crate::vocab::Vocab;

    /// What each claim of a report is about, below one table.
    fn claimed(words: &str) -> Vec<String> {
        let table = "| Group | Row | 2017/18 | 2018/19 |\n|---|---|---|---|\n\
            | Refuge | Average stay (days) | 126 | 139 |\n| Refuge | Places taken up | 80 | 71 |\n\
            | CCTV | Arrests assisted | 61 | 58 |\n";
        let text = format!("# Annual report 2018/19\n\n{table}\n{words}\n");
        let vocab = Vocab::embedded();
        let context = Context { vocab: &vocab, area: None, dialect: Dialect::Found };
        let claims = product("report.md", &text, &context).product.claims;
        claims.iter().map(|c| format!("{} {}", c.direction.name(), c.measure)).collect()
    }

    #[test]
    fn a_claim_is_about_the_row_whose_words_it_has() {
        let stay = "local.refuge_average_stay_day";
        let cases = [
            ("The average stay in refuge has reduced.", vec![format!("down {stay}")]),
            (
                "The stay has reduced on average, and we will build on this.",
                vec![format!("down {stay}")],
            ),
            (
                "The number of arrests has fallen.",
                vec!["down local.cctv_arrest_assisted".to_owned()],
            ),
            ("The number of visits has grown.", vec!["up ".to_owned()]),
            ("We will reduce the average stay.", vec![]),
        ];
        for (words, expected) in cases {
            assert_eq!(claimed(words), expected, "{words}");
        }
    }

    #[test]
    fn a_turn_leads_to_another_subject() {
        let s = "Repeat cases fell, but the number of high risk cases rose";
        assert!(turns(s, 12, s.len() - 4));
        assert_eq!(part(s, s.len() - 4, s.len()), "the number of high risk cases rose");
        let same = "Repeat cases fell, but they have since risen";
        assert!(!turns(same, 12, same.len() - 5));
        assert_eq!(clause("It has fallen and we will go on", 7, 13), "It has fallen");
    }
}
