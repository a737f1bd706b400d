//! Which measure a number speaks of: a known one by the words beside it, else a local one by its own noun.

use std::sync::LazyLock;

use regex::Regex;

use super::Walk;
use super::clauses::{bracketed, clause_subject, part_done, said_so};
use super::labels::{
    before, between, comparison, only_when, prefix, set_against, share_of, step_in, subject,
};
use super::nouns::noun_is_vague;
use super::sentence::Value;
use crate::model::amount::Unit;
use crate::model::observation::Change;
use crate::vocab::{Measure, fold};
use crate::written::pattern::pattern;

/// A measure as found: id, the words for it, and its theme.
#[derive(Clone, Debug, Default)]
pub struct Named {
    pub id: String,
    pub label: String,
    pub theme: String,
    pub unit: Option<Unit>,
}

impl Walk<'_> {
    /// The measure of the `i`th value of a sentence.
    pub(super) fn measure(&self, s: &str, values: &[Value], i: usize, label: &str) -> Named {
        let named = self.named(s, values, i, label);
        let named = self.of_whom(s, named);
        self.as_share(s, &values[i], named)
    }

    /// "38 % of all recorded crime" is a share of what is counted, and no count. What is said against a baseline is of the
    /// measure itself, however odd its unit.
    fn as_share(&self, s: &str, v: &Value, named: Named) -> Named {
        let counted = self.vocab.measure(&named.id).is_some_and(|m| m.unit == "count");
        let level = v.unit == Some(Unit::Percent)
            && v.change == Change::Level
            && !v.value.is_sign_negative();
        if !counted || !level || s.to_lowercase().contains("baseline") {
            return named;
        }
        let label = format!("{} (share)", named.label);
        Named { id: format!("local.{}", slug(&label)), label, ..named }
    }

    /// A number of things is no percentage: where a plain count was named by a share, its name says so.
    pub(super) fn fitting(&self, named: Named, unit: Unit) -> Named {
        let usual = self.vocab.measure(&named.id).and_then(|m| Unit::from_name(&m.unit));
        match (usual, unit) {
            (Some(Unit::Percent), Unit::Count) => {
                let label = format!("{} (count)", named.label);
                Named { id: format!("local.{}", slug(&label)), label, ..named }
            }
            (Some(Unit::Per1000 | Unit::Per10000 | Unit::Per100000), Unit::Count) => {
                self.like(named, Some(unit))
            }
            _ => named,
        }
    }

    /// Reoffending of adults is no youth justice, and what is said "among those released" is said of them alone.
    fn of_whom(&self, s: &str, named: Named) -> Named {
        static ADULTS: LazyLock<Regex> = LazyLock::new(|| {
            pattern(r"(?i)\b(?:adults?|probation|prison(?:ers?|s)?|released from|ppos?|iom)\b")
        });
        static YOUTH: LazyLock<Regex> = LazyLock::new(|| {
            pattern(r"(?i)\b(?:child(?:ren)?|young|youths?|juveniles?|yot|yjs|yos)\b")
        });
        static AMONG: LazyLock<Regex> = LazyLock::new(|| {
            pattern(
                r"(?i)^\W*among (.{4,80}?),? (?:it|this|the (?:rate|figure|proportion|share)) (?:was|is|stood)\b",
            )
        });
        if self.vocab.measure(&named.id).is_none() {
            return named;
        }
        let adults = ADULTS.is_match(s) || self.section.theme == "offender_management";
        let youth = YOUTH.is_match(s) || YOUTH.is_match(&self.section.heading);
        let named = if named.id.starts_with("yj.reoffending") && adults && !youth {
            let label = format!("{}, adults", named.label);
            let adult = self.vocab.measure("reoffending.adult.binary_rate");
            match adult.filter(|_| named.id == "yj.reoffending.binary_rate") {
                Some(m) => Named { unit: named.unit, ..self.known(m, named.unit) },
                None => Named { id: format!("local.{}", slug(&label)), label, ..named },
            }
        } else {
            named
        };
        match AMONG.captures(s) {
            Some(c) if self.measures_in(s).is_empty() => {
                let label = format!("{} – {}", named.label, &c[1]);
                Named { id: format!("local.{}", slug(&label)), label, ..named }
            }
            _ => named,
        }
    }

    /// The measure of a value that is set against another, in the unit of its own.
    fn like(&self, named: Named, unit: Option<Unit>) -> Named {
        let unit = unit.or(named.unit.filter(|u| *u != Unit::Percent));
        match self.vocab.measure(&named.id) {
            Some(m) if self.known(m, unit).id != m.id => Named { unit, ..self.known(m, unit) },
            _ => Named { unit, ..named },
        }
    }

    fn named(&self, s: &str, values: &[Value], i: usize, label: &str) -> Named {
        let v = &values[i];
        let place = |words: &str| !self.vocab.areas_in(words).is_empty();
        if label.is_empty()
            && let Some(words) = bracketed(s, values, i).filter(|w| !place(w))
        {
            return self.labelled(words, v.unit);
        }
        let other = self.root(s, values, i);
        if label.is_empty()
            && let Some(words) = clause_subject(s, values, other).filter(|w| !place(w))
        {
            let unit = values[other].unit.filter(|u| *u != Unit::Percent);
            let named = self.labelled(words, unit);
            return if other == i { named } else { self.like(named, v.unit) };
        }
        // "215 cases, involving 287 children".
        let noun = s[v.noun.0..v.noun.1].trim();
        if !noun.is_empty() && s[..v.start].trim_end().to_lowercase().ends_with("involving") {
            return self.labelled(&format!("{noun} involved"), v.unit);
        }
        if let Some(done) =
            part_done(s, v).filter(|_| other == i && noun_is_vague(s[v.noun.0..v.noun.1].trim()))
        {
            let of = values[..i].first().map(|w| s[w.noun.0..w.noun.1].trim().to_owned());
            let carried = self.carry.measure.as_ref().map(|m| m.1.clone());
            let of = of.filter(|w| !w.is_empty()).or(carried).unwrap_or_default();
            let label = format!("{of} – {done}");
            let theme = self.vocab.theme_in(&label).map_or(String::new(), |t| t.id.clone());
            let id = format!("local.{}", slug(&label));
            return Named { id, label, theme, unit: v.unit };
        }
        if other != i {
            return self.like(self.own_name(s, values, other, label), v.unit);
        }
        self.own_name(s, values, i, label)
    }

    /// The value that names what this one is set against, a few steps away at most.
    fn root(&self, s: &str, values: &[Value], i: usize) -> usize {
        let mut at = i;
        for _ in 0..4 {
            let plain = |o: &usize| {
                self.vocab.measure_hits(between(s, &values[at], &values[*o])).is_empty()
            };
            let Some(other) = set_against(s, values, at).filter(plain) else { break };
            at = other;
        }
        at
    }

    fn own_name(&self, s: &str, values: &[Value], i: usize, label: &str) -> Named {
        let v = &values[i];
        // A step in percent is a step of what is counted, and no share of it.
        let unit = v.unit.filter(|u| !(*u == Unit::Percent && v.change != Change::Level));
        if let Some(words) = step_in(s, v) {
            return self.labelled(words, None);
        }
        let noun = s[v.noun.0..v.noun.1].trim();
        if let Some(rate) = self.rate_said(s, v) {
            return rate;
        }
        let next = values.get(i + 1).map_or(s.len(), |n| n.start);
        let hits = self.measures_in(s);
        let hits: Vec<_> = hits
            .into_iter()
            .filter(|(h, m)| !full_time(s, h.start, h.end, &m.id) && heads(s, h.end))
            .collect();
        if noun.starts_with("FTE") && self.measures_in(s).len() > hits.len() {
            let label = "full-time equivalent posts".to_owned();
            return Named { id: format!("local.{}", slug(&label)), label, ..Named::default() };
        }
        // The words right behind the number, as far as the next number.
        let beside = hits.iter().find(|(h, _)| {
            let near = h.start >= v.end && h.start <= v.end + 2 + noun.len().min(60);
            near && h.end <= next && !s[v.end..h.start].contains([',', ';', ':', '.'])
        });
        // "8 hate crime training sessions" counts sessions: the known words must end the noun.
        let ends = |end: usize| {
            let rest = s[end.min(v.noun.1)..v.noun.1].trim().to_lowercase();
            rest.split_whitespace().all(|w| NOUN_TAILS.contains(&w))
        };
        if let Some((_, m)) = beside.filter(|(h, _)| ends(h.end)) {
            return self.known(m, unit);
        }
        let hits: Vec<_> = hits
            .iter()
            .filter(|(h, _)| h.start < v.end || ends(h.end) || h.start > v.noun.1)
            .copied()
            .collect();
        let counted = !noun.is_empty()
            && matches!(v.unit, None | Some(Unit::Count))
            && v.change == Change::Level;
        if counted && !noun_is_vague(noun) {
            // "Custody: 11 sentences": the word before the colon says which.
            let whole = prefix(s).map(|p| self.labelled(&format!("{p} {noun}"), unit));
            let whole = whole.filter(|n| self.vocab.measure(&n.id).is_some());
            return whole.unwrap_or_else(|| self.labelled(noun, unit));
        }
        if !label.is_empty() {
            return self.labelled(label, unit);
        }
        // "The reconviction rate of the 1,070 offenders": things that are counted are no rate.
        let things = unit.is_none() && !v.money && !noun.is_empty() && !noun_is_vague(noun);
        let fits = |m: &Measure| !things || m.unit == "count";
        if let Some((_, m)) = hits.iter().rev().find(|(h, m)| h.end <= v.start && fits(m)) {
            return self.known(m, unit);
        }
        if let Some(words) = said_so(s, v) {
            return self.labelled(words, unit);
        }
        if let Some(of) = share_of(s, v) {
            return self.share(&of, unit);
        }
        if let Some((_, m)) = hits.iter().find(|(h, _)| h.start >= v.end && h.end <= next) {
            return self.known(m, unit);
        }
        let clause = before(s, v.start);
        let last = if self.leaning { self.last.measure.as_ref() } else { None };
        let elsewhere = self.carry.measure.as_ref().or(last);
        let bare = noun.is_empty() || noun_is_vague(noun);
        let compared = comparison(s) && !self.vocab.areas_in(s).is_empty();
        let leans =
            self.leaning || clause.split_whitespace().count() <= 2 || compared || only_when(s);
        if let Some((id, label)) = elsewhere.filter(|_| bare && leans) {
            let theme = self.vocab.measure(id).map_or(String::new(), |m| m.theme.clone());
            // A number with a noun of its own is a count, whatever the sentence before was a rate of.
            let carried = self.carry.unit.or(if self.leaning { self.last.unit } else { None });
            let unit = if noun.is_empty() { unit.or(carried) } else { unit };
            let id = self.vocab.measure(id).map_or_else(|| id.clone(), |m| self.known(m, unit).id);
            return Named { id, label: label.clone(), theme, unit };
        }
        if bare {
            if let Some((_, m)) = hits.first() {
                return self.known(m, unit);
            }
            let subject = subject(s);
            if noun_is_vague(&subject)
                && let Some((id, label)) = elsewhere
            {
                let named = Named { id: id.clone(), label: label.clone(), ..Named::default() };
                return self.like(named, unit);
            }
            if !subject.is_empty() {
                return self.labelled(&subject, unit);
            }
        }
        if !noun.is_empty() && (!v.money || clause.is_empty()) {
            return self.labelled(noun, unit);
        }
        let words = if clause.is_empty() { self.section.heading.clone() } else { clause };
        self.labelled(&words, unit)
    }

    /// "10 % of those who offend commit half of all crime" is a share of offenders: a known measure must be what the
    /// share is of, or be a share itself.
    fn share(&self, of: &str, unit: Option<Unit>) -> Named {
        let hits = self.vocab.measures_in(of);
        let known = hits.iter().find(|(h, m)| h.start < 12 || m.unit == "percent");
        if let Some((_, m)) = known {
            return self.known(m, unit);
        }
        let theme = self.vocab.theme_in(of).map_or(String::new(), |t| t.id.clone());
        Named { id: format!("local.{}", slug(of)), label: of.to_owned(), theme, unit }
    }

    /// "a rate of 178": the rate of what was counted just before, in the scale that was last stated.
    fn rate_said(&self, s: &str, v: &Value) -> Option<Named> {
        let before = s[..v.start].trim_end().to_lowercase();
        let said = ["rate of", "rate was", "rate is", " rate"].iter().any(|w| before.ends_with(w));
        let unit = self
            .carry
            .unit
            .or(self.last.unit)
            .or(self.scale)
            .filter(|_| said && v.unit.is_none() && v.noun.0 == v.noun.1)?;
        let named = self.vocab.measures_in(&s[..v.start]).pop().map(|(_, m)| m.id.clone());
        let id = named.or_else(|| {
            self.carry.measure.as_ref().or(self.last.measure.as_ref()).map(|m| m.0.clone())
        })?;
        let known = self.vocab.measure(&id).map(|m| self.known(m, Some(unit)));
        Some(known.unwrap_or_else(|| Named {
            label: id.clone(),
            id,
            theme: String::new(),
            unit: Some(unit),
        }))
    }

    /// A label as a measure: known words win.
    pub(super) fn labelled(&self, label: &str, unit: Option<Unit>) -> Named {
        let hits = self.vocab.measures_in(label);
        let hits = hits
            .into_iter()
            .filter(|(h, m)| !full_time(label, h.start, h.end, &m.id) && heads(label, h.end));
        if let Some((_, m)) = hits.max_by_key(|(h, _)| h.words) {
            let named = self.known(m, unit);
            return Named { label: label.to_owned(), ..named };
        }
        let theme = self.vocab.theme_in(label).map_or(String::new(), |t| t.id.clone());
        Named { id: format!("local.{}", slug(label)), label: label.to_owned(), theme, unit }
    }

    /// A known measure in the unit found: the count becomes the rate when the number is a rate.
    fn known(&self, measure: &Measure, unit: Option<Unit>) -> Named {
        let usual = Unit::from_name(&measure.unit).unwrap_or_default();
        let stem = measure.id.rsplit_once('.').map_or(measure.id.as_str(), |(s, _)| s);
        // Counts and rates of one thing share their stem; a percentage is another thing.
        let sibling = |u: Unit| {
            let mut alike = self.vocab.measures.iter().filter(|m| {
                m.id.strip_prefix(stem).is_some_and(|rest| rest.starts_with('.'))
                    && Unit::from_name(&m.unit) == Some(u)
            });
            alike.next().filter(|_| alike.next().is_none())
        };
        let chosen = match unit {
            Some(u)
                if u != usual
                    && ![u, usual].iter().any(|u| matches!(u, Unit::Gbp | Unit::Percent)) =>
            {
                sibling(u).unwrap_or(measure)
            }
            _ => measure,
        };
        Named {
            id: chosen.id.clone(),
            label: chosen.label.clone(),
            theme: chosen.theme.clone(),
            unit: unit.or(Some(usual)),
        }
    }
}

/// The words found are the head of their phrase: "hate crimes recorded" counts crimes, "hate crime training" does not.
fn heads(label: &str, end: usize) -> bool {
    let rest = label[end..].trim_start_matches(['\'', '\u{2019}']);
    let gap = rest.len() - rest.trim_start().len();
    let next = rest.trim_start().split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    if gap == 0 || next.is_empty() {
        return true;
    }
    let next = next.to_lowercase();
    let verb = next.ends_with("ed") || next.ends_with("ing") && next != "training";
    let lead = next.starts_with(|c: char| c.is_ascii_digit());
    let other = [
        "training",
        "length",
        "lengths",
        "strategy",
        "officer",
        "officers",
        "session",
        "sessions",
        "team",
        "panel",
        "worker",
        "workers",
        "project",
        "projects",
        "plan",
        "service",
        "services",
        "unit",
        "board",
        "coordinator",
        "conference",
        "conferences",
        "campaign",
        "campaigns",
        "prevention",
        "group",
        "groups",
        "victims",
        "victim",
        "survey",
        "support",
        "awareness",
        "partnership",
        "fund",
    ];
    verb || lead || !other.contains(&next.as_str())
}

/// "FTE" of staff is full-time equivalent.
fn full_time(s: &str, start: usize, end: usize, id: &str) -> bool {
    if !id.starts_with("yj.fte") || !s[start..end].to_lowercase().starts_with("fte") {
        return false;
    }
    let after = s[end..].to_lowercase();
    let before = s[..start].to_lowercase();
    // Nobody enters the justice system by halves.
    let number = before.split_whitespace().next_back().unwrap_or("").trim_start_matches('(');
    if number.starts_with(|c: char| c.is_ascii_digit()) && number.contains('.') {
        return true;
    }
    let staff = ["post", "staff", "worker", "officer", "equivalent", ")"]
        .iter()
        .any(|w| after.trim_start_matches([')', ' ', ',']).starts_with(w) && (*w != ")"));
    let near = before.len().saturating_sub(70);
    let near = (near..=before.len()).find_map(|i| before.get(i..)).unwrap_or("");
    staff
        || [
            "team of",
            "full-time equivalent",
            "full time equivalent",
            "staff",
            "officer",
            "therapist",
            "post",
            "worker",
            "adviser",
        ]
        .iter()
        .any(|w| near.contains(w))
}

/// Words behind a known measure that do not make it another: "hate crimes reported".
const NOUN_TAILS: &[&str] = &[
    "reported",
    "recorded",
    "offences",
    "incidents",
    "cases",
    "crimes",
    "to",
    "us",
    "the",
    "police",
    "children",
    "episodes",
    "held",
    "heard",
    "rate",
    "(fte)",
    "overall",
    "locally",
    "nationally",
    "year",
    "this",
    "last",
    "figures",
    "there",
];

/// A local id from words: lower case, digits kept, at most twenty-four words, so that two long labels of which the ends differ stay two measures.
pub fn slug(label: &str) -> String {
    let folded = fold(label);
    let words: Vec<&str> = folded
        .split(' ')
        .filter(|w| !matches!(*w, "the" | "of" | "a" | "and" | "in" | "to" | "for" | ""))
        .take(24)
        .collect();
    if words.is_empty() { "unnamed".to_owned() } else { words.join("_").replace('%', "percent") }
}
