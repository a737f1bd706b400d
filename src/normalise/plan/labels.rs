//! The words of a sentence that say what a number counts, where no measure of the vocabulary does.

use super::nouns::noun_is_vague;
use std::sync::LazyLock;

use regex::Regex;

use super::moments::enclosed;
use super::pair::{ASIDE, COMPARED};
use super::sentence::Value;
use crate::model::amount::Unit;
use crate::model::observation::Change;
use crate::written::pattern::pattern;

/// The value of the same sentence that this one is set against or made up of: "3,068 victims against a target of 3,000",
/// "1,106 cases (1,243 in 2010/11)", "120 of the 360 clients", "from 14 to 20 schools".
pub(super) fn set_against(s: &str, values: &[Value], i: usize) -> Option<usize> {
    let v = &values[i];
    let noun = |v: &Value| s[v.noun.0..v.noun.1].trim();
    let gap = |a: &Value, b: &Value| s[a.end..b.start].trim().to_lowercase();
    let bare = noun(v).is_empty();
    let alike = |o: &Value| o.money == v.money && o.change == Change::Level;
    if !bare && !noun_is_vague(noun(v)) {
        return None;
    }
    let level = v.change == Change::Level;
    if let Some(next) = values.get(i + 1).filter(|n| bare && alike(n) && !noun_is_vague(noun(n))) {
        let link = gap(v, next);
        let from = link == "to" && s[..v.start].trim_end().to_lowercase().ends_with("from");
        if level && (is_of(&link) && v.unit.is_none() || from) {
            return Some(i + 1);
        }
    }
    // What stands in brackets of its own is passed over: "331 per 100,000 (49 people), against 412".
    let closed = |p: &usize| enclosed(s, values[*p].start).is_some_and(|end| end < v.start);
    let previous =
        (i.saturating_sub(6)..i).rev().filter(|p| !closed(p)).find(|p| alike(&values[*p]))?;
    let link = gap(&values[previous], v);
    let link = ASIDE.replace_all(&link, "").trim().to_owned();
    let words = link.split_whitespace().count();
    if link.contains(';') || link.contains(". ") || words > 25 {
        return None;
    }
    // "5,214 crimes in 2020/21, a rise of 6.3 %": the step is one of what was counted.
    if !level {
        // "Over 3,000 attended, 12 % more than last year".
        let after = s[v.end..].trim_start().to_lowercase();
        let more = ["more than", "fewer than", "less than", "higher than", "lower than"];
        let than = link.ends_with(',') && more.iter().any(|w| after.starts_with(w));
        return (than || STEP.is_match(&link)).then_some(previous);
    }
    if bare && is_of(&link) {
        return Some(previous);
    }
    let inside = link
        .rfind('(')
        .is_some_and(|open| !link[open..].contains(')') && only_leads(&link[open + 1..]));
    let head = s[..values[previous].start].trim_end().to_lowercase();
    let moved = link == "to" && head.ends_with("from");
    let mut against = COMPARED.find_iter(&link);
    let against = against.any(|m| link[m.end()..].split_whitespace().count() <= 6);
    (inside || moved || against).then_some(previous)
}

/// A step that follows what it is a step of.
static STEP: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:,|\(|–|-)\s*(?:which (?:is|was) |this (?:is|was) )?(?:an? (?:\w+ )?(?:rise|fall|increase|decrease|reduction|drop|change|growth)|up|down)\b[^,]*$",
    )
});

fn is_of(link: &str) -> bool {
    matches!(link, "of" | "of the" | "out of" | "of our" | "of its" | "of all")
}

/// "A 46 % reduction in offending": what the step is one in.
pub(super) fn step_in<'a>(s: &'a str, v: &Value) -> Option<&'a str> {
    static IN: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)^\s*(?:[a-z0-9]+ ){0,3}?(?:reduction|decrease|fall|drop|rise|increase|growth|decline|change|uplift)s? (?:in the last \S+ \S+ )?in (?:the )?(?:(?:number|rate|levels?|reports?|volume) of (?:the )?)?([^,.;()]{3,90})",
        )
    });
    static ENDS: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)\b(?:across|against|and|as|at|between|by|compared|during|entering|for|from (?:the|£|\d+)|had|has|have|in|on|over|related|reported|since|that|to|was|were|when|which|with)\b",
        )
    });
    if v.change == Change::Level {
        return None;
    }
    let found = IN.captures(&s[v.end..])?.get(1)?.as_str();
    let end = ENDS.find(found).filter(|m| m.start() > 0).map_or(found.len(), |m| m.start());
    let words = found[..end].trim();
    const IDLE: &[&str] =
        &["last", "past", "previous", "same", "such", "that", "these", "this", "those", "year"];
    let first = words.split_whitespace().next().unwrap_or("").to_lowercase();
    let named = words.len() >= 3 && first.starts_with(char::is_alphabetic);
    (named && !IDLE.contains(&first.as_str())).then_some(words)
}

/// Nothing but times and words that lead to a number.
fn only_leads(s: &str) -> bool {
    const WORDS: &[&str] = &[
        "a",
        "against",
        "at",
        "compared",
        "down",
        "from",
        "in",
        "is",
        "last",
        "of",
        "previous",
        "previously",
        "rate",
        "target",
        "the",
        "to",
        "up",
        "was",
        "with",
        "year",
    ];
    s.split_whitespace().all(|w| {
        let w = w.trim_matches(|c: char| !c.is_alphanumeric());
        w.is_empty() || w.starts_with(|c: char| c.is_ascii_digit()) || WORDS.contains(&w)
    })
}

/// The words between two values.
pub(super) fn between<'a>(s: &'a str, a: &Value, b: &Value) -> &'a str {
    let (from, to) = if a.end <= b.start { (a.end, b.start) } else { (b.end, a.start) };
    s.get(from..to).unwrap_or("")
}

/// The words before a colon that opens a sentence: "Custody: 11 sentences".
pub(super) fn prefix(s: &str) -> Option<&str> {
    let (words, rest) = s.split_once(':')?;
    let plain = !words.contains(|c: char| c.is_ascii_digit() || matches!(c, '.' | ';' | '('));
    let short = (1..=4).contains(&words.split_whitespace().count());
    (plain && short && rest.starts_with(' ')).then(|| words.trim())
}

pub(super) fn comparison(s: &str) -> bool {
    let s = s.to_lowercase();
    ["compar", "higher than", "lower than", "against", "average", "below", "above"]
        .iter()
        .any(|w| s.contains(w))
}

/// The sentence opens with a time and no thing: "In the 12 months to December 2022 there were 71".
pub(super) fn only_when(s: &str) -> bool {
    static OPENS: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)^\W*(?:in|during|for|over|by)\s+(?:the\s+)?(?:\d+\s+months|year|quarter|period|20\d\d|same)[^,.;]{0,45}?,?\s+(?:there (?:were|was)|it was|we had)\b",
        )
    });
    OPENS.is_match(s)
}

/// "Only 22 % of residents feel they can influence decisions": the words behind "of" say whose share it is.
pub(super) fn share_of(s: &str, v: &Value) -> Option<String> {
    if v.unit != Some(Unit::Percent) {
        return None;
    }
    let rest = s[v.end..].trim_start().strip_prefix("of ")?;
    let rest = rest.split(['.', ';', '(', ',', ':']).next()?;
    let words: Vec<&str> = rest
        .split_whitespace()
        .skip_while(|w| LEADS.contains(&w.to_lowercase().as_str()) || *w == "all")
        .take_while(|w| !w.starts_with(|c: char| c.is_ascii_digit() || c == '£'))
        .take_while(|w| {
            !matches!(w.to_lowercase().as_str(), "but" | "and" | "while" | "who" | "which" | "that")
        })
        .take(8)
        .collect();
    (words.len() >= 2).then(|| words.join(" "))
}

/// What a sentence is about: its words before the first verb, number or mark.
pub(super) fn subject(s: &str) -> String {
    let mut words: Vec<&str> = Vec::new();
    for word in s.split_whitespace() {
        let clean = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '%');
        let lower = clean.to_lowercase();
        // "Police data shows that knife crime rose": what the data shows.
        if lower == "that"
            && words.last().is_some_and(|w| SHOWS.contains(&w.to_lowercase().as_str()))
        {
            words.clear();
            continue;
        }
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
    let lead = |w: &str| {
        let w = w.to_lowercase();
        LEADS.contains(&w.as_str()) || NUMBER_WORDS.contains(&w.as_str())
    };
    while words.first().is_some_and(|w| lead(w)) {
        words.remove(0);
    }
    words.join(" ")
}

const SHOWS: &[&str] =
    &["show", "showed", "shows", "indicate", "indicates", "suggest", "suggests", "estimated"];
const SUBJECT_ENDS: &[&str] = &[
    "accounted",
    "accounts",
    "account",
    "represented",
    "represents",
    "remain",
    "remained",
    "remains",
    "stand",
    "stands",
    "stood",
    "rises",
    "falls",
    "decreased",
    "made",
    "which",
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
    "who",
    "whom",
];
/// "The total number of referrals", "Nine children": the things, not how many.
const NUMBER_WORDS: &[&str] = &[
    "actual", "eight", "five", "four", "nine", "number", "numbers", "one", "seven", "six", "ten",
    "three", "total", "two",
];
const LEADS: &[&str] = &[
    "an",
    "down",
    "estimated",
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
pub(super) fn before(s: &str, start: usize) -> String {
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
    while words
        .last()
        .is_some_and(|w| matches!(w.to_lowercase().as_str(), "who" | "which" | "that" | "any"))
    {
        words.pop();
    }
    let from = words.len().saturating_sub(8);
    words[from..].join(" ").trim_matches(|c: char| !c.is_alphanumeric()).to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::sentence;
    use super::*;
    use crate::passage::Text;

    #[test]
    fn values_are_set_against_others() {
        let cases: &[(&str, &[Option<usize>])] = &[
            ("3,068 victims against a target of 3,000", &[None, Some(0)]),
            ("the team handled 1,106 referrals (1,243 in 2010/11)", &[None, Some(0)]),
            ("120 of the 360 clients supported", &[Some(1), None]),
            ("from 14 to 20 schools", &[Some(1), None]),
            ("5,214 assaults in 2020/21, a rise of 6.3%", &[None, Some(0)]),
            ("44% of arrests (131 of 298)", &[None, Some(0), Some(1)]),
            ("45 sessions and 30 visits", &[None, None]),
        ];
        for (text, expected) in cases {
            let sentence = sentence::read(Text::of_line(text, 1), true);
            let found: Vec<_> = (0..sentence.values.len())
                .map(|i| set_against(text, &sentence.values, i))
                .collect();
            assert_eq!(found, *expected, "{text}");
        }
    }

    #[test]
    fn steps_say_what_they_are_in() {
        let cases = [
            ("a 46% reduction in offending across the divisions", Some("offending")),
            (
                "a 54% increase in the last 12 months in theft from person offences",
                Some("theft from person offences"),
            ),
            ("a 34% decrease in the number of entrants", Some("entrants")),
            ("a -1.2% decrease in the last 12 months", None),
            ("22% of residents", None),
        ];
        for (text, expected) in cases {
            let sentence = sentence::read(Text::of_line(text, 1), true);
            assert_eq!(step_in(text, &sentence.values[0]), expected, "{text}");
        }
    }
}
