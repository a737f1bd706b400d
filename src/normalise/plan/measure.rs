//! Which measure a number speaks of: a known one by the words beside it, else a local one by its own noun.

use super::Walk;
use super::nouns::noun_is_vague;
use super::sentence::Value;
use crate::model::amount::Unit;
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
        let v = &values[i];
        let noun = s[v.noun.0..v.noun.1].trim();
        if let Some(rate) = self.rate_said(s, v) {
            return rate;
        }
        let next = values.get(i + 1).map_or(s.len(), |n| n.start);
        let hits = self.measures_in(s);
        let hits: Vec<_> =
            hits.into_iter().filter(|(h, m)| !full_time(s, h.start, h.end, &m.id)).collect();
        // The words right behind the number, as far as the next number.
        let beside = hits.iter().find(|(h, _)| {
            h.start >= v.end && h.start <= v.end + 2 + noun.len().min(60) && h.end <= next
        });
        // "8 hate crime training sessions" counts sessions: the known words must end the noun.
        let ends = |end: usize| {
            let rest = s[end.min(v.noun.1)..v.noun.1].trim().to_lowercase();
            rest.split_whitespace().all(|w| NOUN_TAILS.contains(&w))
        };
        if let Some((_, m)) = beside.filter(|(h, _)| ends(h.end)) {
            return self.known(m, v.unit);
        }
        let hits: Vec<_> = hits
            .iter()
            .filter(|(h, _)| h.start < v.end || ends(h.end) || h.start > v.noun.1)
            .copied()
            .collect();
        let counted = !noun.is_empty()
            && matches!(v.unit, None | Some(Unit::Count))
            && v.change == crate::model::observation::Change::Level;
        if counted && !noun_is_vague(noun) {
            return self.labelled(noun, v.unit);
        }
        if !label.is_empty() {
            return self.labelled(label, v.unit);
        }
        if let Some((_, m)) = hits.iter().rev().find(|(h, _)| h.end <= v.start) {
            return self.known(m, v.unit);
        }
        if let Some(of) = share_of(s, v) {
            return self.share(&of, v.unit);
        }
        if let Some((_, m)) = hits.iter().find(|(h, _)| h.start >= v.end && h.end <= next) {
            return self.known(m, v.unit);
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
            let unit = if noun.is_empty() { v.unit.or(carried) } else { v.unit };
            return Named { id: id.clone(), label: label.clone(), theme, unit };
        }
        if bare {
            if let Some((_, m)) = hits.first() {
                return self.known(m, v.unit);
            }
            let subject = subject(s);
            if !subject.is_empty() {
                return self.labelled(&subject, v.unit);
            }
        }
        if !noun.is_empty() {
            return self.labelled(noun, v.unit);
        }
        let words = if clause.is_empty() { self.section.heading.clone() } else { clause };
        self.labelled(&words, v.unit)
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
        let sibling = |u: Unit| {
            self.vocab.measures.iter().find(|m| {
                m.id.starts_with(stem)
                    && Unit::from_name(&m.unit) == Some(u)
                    && m.id != "yj.fte.change_from_baseline"
            })
        };
        let chosen = match unit {
            Some(u) if u != usual && u != Unit::Gbp => sibling(u).unwrap_or(measure),
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
    let staff = ["post", "staff", "worker", "officer", "equivalent", ")"]
        .iter()
        .any(|w| after.trim_start_matches([')', ' ', ',']).starts_with(w) && (*w != ")"));
    let near = before.len().saturating_sub(70);
    let near = (near..=before.len()).find_map(|i| before.get(i..)).unwrap_or("");
    staff
        || [
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

fn comparison(s: &str) -> bool {
    let s = s.to_lowercase();
    ["compar", "higher than", "lower than", "against", "average", "below", "above"]
        .iter()
        .any(|w| s.contains(w))
}

/// The sentence opens with a time and no thing: "In the 12 months to December 2022 there were 71".
fn only_when(s: &str) -> bool {
    static OPENS: std::sync::LazyLock<regex::Regex> = std::sync::LazyLock::new(|| {
        pattern(
            r"(?i)^\W*(?:in|during|for|over|by)\s+(?:the\s+)?(?:\d+\s+months|year|quarter|period|20\d\d|same)[^,.;]{0,45}?,?\s+(?:there (?:were|was)|it was|we had)\b",
        )
    });
    OPENS.is_match(s)
}

/// "Only 22 % of residents feel they can influence decisions": the words behind "of" say whose share it is.
fn share_of(s: &str, v: &Value) -> Option<String> {
    if v.unit != Some(Unit::Percent) {
        return None;
    }
    let rest = s[v.end..].trim_start().strip_prefix("of ")?;
    let rest = rest.split(['.', ';', '(', ',', ':']).next()?;
    let words: Vec<&str> = rest
        .split_whitespace()
        .skip_while(|w| LEADS.contains(&w.to_lowercase().as_str()) || *w == "all")
        .take_while(|w| !w.starts_with(|c: char| c.is_ascii_digit() || c == '£'))
        .take(8)
        .collect();
    (words.len() >= 2).then(|| words.join(" "))
}

/// What a sentence is about: its words before the first verb, number or mark.
fn subject(s: &str) -> String {
    let mut words = Vec::new();
    for word in s.split_whitespace() {
        let clean = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '%');
        let lower = clean.to_lowercase();
        let number = lower.starts_with(|c: char| c.is_ascii_digit()) || word.starts_with('£');
        if SUBJECT_ENDS.contains(&lower.as_str())
            || (number && !words.is_empty())
            || words.len() >= 9
        {
            break;
        }
        if !lower.is_empty() && !number {
            words.push(clean);
        }
        // "Current: ..." labels what follows; it is not what is counted.
        if word.ends_with(':') && words.len() == 1 {
            words.clear();
            continue;
        }
        if word.ends_with([':', ',', ';', '.']) {
            break;
        }
    }
    while words.last().is_some_and(|w| LEADS.contains(&w.to_lowercase().as_str())) {
        words.pop();
    }
    let lead = |w: &str| LEADS.contains(&w.to_lowercase().as_str());
    while words.first().is_some_and(|w| lead(w)) {
        words.remove(0);
    }
    words.join(" ")
}

const SUBJECT_ENDS: &[&str] = &[
    "is",
    "was",
    "were",
    "are",
    "has",
    "have",
    "had",
    "fell",
    "rose",
    "went",
    "came",
    "will",
    "there",
    "we",
    "reduced",
    "increased",
    "grew",
    "improved",
    "dropped",
    "make",
    "makes",
];
const LEADS: &[&str] = &[
    "the",
    "in",
    "of",
    "a",
    "during",
    "for",
    "this",
    "our",
    "between",
    "by",
    "with",
    "and",
    "on",
    "only",
    "just",
    "about",
    "around",
    "nearly",
    "almost",
    "over",
    "some",
    "currently",
    "at",
    "present",
    "to",
    "from",
    "or",
    "than",
    "more",
    "also",
    "up",
    "approximately",
    "approx",
];

/// The clause before a number, without the words that only lead to it.
fn before(s: &str, start: usize) -> String {
    let clause =
        s[..start].rsplit([';', ':', '(']).find(|p| p.split_whitespace().count() > 1).unwrap_or("");
    let mut words: Vec<&str> = clause.split_whitespace().collect();
    let lead = |w: &str| {
        let w = w.to_lowercase();
        let w = w.trim_matches(|c: char| !c.is_alphanumeric() && c != '%');
        matches!(
            w,
            "is" | "was"
                | "were"
                | "are"
                | "at"
                | "of"
                | "to"
                | "in"
                | "from"
                | "by"
                | "a"
                | "an"
                | "the"
                | "over"
                | "about"
                | "nearly"
                | "than"
                | "least"
                | "there"
                | "had"
                | "has"
                | "have"
                | "been"
                | "for"
                | "and"
                | "with"
                | "no"
                | "more"
                | "up"
                | "down"
                | "rose"
                | "fell"
                | "around"
                | "we"
                | "our"
                | "compared"
                | "only"
                | "some"
                | "or"
                | "be"
                | "will"
                | "on"
                | "its"
                | "fewer"
                | "target"
                | "against"
                | ""
        ) || w.starts_with(|c: char| c.is_ascii_digit())
    };
    while words.last().is_some_and(|w| lead(w)) {
        words.pop();
    }
    while words.first().is_some_and(|w| lead(w)) {
        words.remove(0);
    }
    let from = words.len().saturating_sub(8);
    words[from..].join(" ").trim_matches(|c: char| !c.is_alphanumeric()).to_owned()
}

/// A local id from words: lower case, digits kept, at most eight words.
pub fn slug(label: &str) -> String {
    let folded = fold(label);
    let words: Vec<&str> = folded
        .split(' ')
        .filter(|w| !matches!(*w, "the" | "of" | "a" | "and" | "in" | "to" | "for" | ""))
        .take(8)
        .collect();
    if words.is_empty() { "unnamed".to_owned() } else { words.join("_").replace('%', "percent") }
}
