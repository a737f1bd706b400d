//! Amounts that are given to nobody: what one thing costs, limits, and what was left over.

use std::sync::LazyLock;

use regex::Regex;

use super::prose::{near, tail};
use super::sentence::{Sentence, Value};
use crate::written::pattern::pattern;

static UNIT_COST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:average|on average|a head|per head|unit cost|cost per|costs?\b.{0,40}\b(?:to support|each)|saves|for every|fine|penalt(?:y|ies)|against £|cost of a|estimated (?:\w+ ){0,2}costs? (?:of|to)|fixed penalty|average payment|invested)\b",
    )
});
/// "£1,500 per gate": the price of one thing.
static PER: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\bper ([a-z]+)"));
/// What is given per year is given.
const TIMES: &[&str] =
    &["annum", "calendar", "cent", "day", "financial", "month", "quarter", "week", "year"];
/// "A night in a cell costs £385", "repeats cost on average £9,924": the verb, which a noun before it may only look like.
static COSTS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(\w+) (?:costs|cost (?:on average|about|around|nearly|over|some|the|us|up|more|approximately)) (?:[\w-]+ ){0,4}£|\b(it|which|that|repeats?|each) costs?\b",
    )
});
/// "The cost of anti-social behaviour to the borough is estimated at £4.2m": what it costs everybody is given to nobody.
static SOCIAL_COST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\bcosts? (?:of|to)\b[^.;£]{0,90}\b(?:estimated|calculated|put) (?:at|to be)\s*(?:about |around |nearly |over |some )?£?$",
    )
});
/// Words that make a noun of the costs behind them.
const KINDS_OF_COST: &[&str] = &[
    "administration",
    "capital",
    "central",
    "employee",
    "equipment",
    "gross",
    "labour",
    "legal",
    "management",
    "net",
    "on",
    "operating",
    "other",
    "overhead",
    "premises",
    "project",
    "revenue",
    "running",
    "salary",
    "staff",
    "staffing",
    "support",
    "the",
    "total",
    "training",
    "transport",
    "travel",
    "venue",
];
/// What was left over or spent too much is a difference, not an amount given.
static GAP_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)\b(?:under|over)-?spen[dt]s?(?: (?:of|was|is|by|about|nearly|some))*\W*$")
});
static GAP_AFTER: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)^\s*(?:projected |forecast )?(?:under|over)-?spen[dt]\b"));
static NO_ROW: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:no (?:\w+ ){1,3}(?:may|can|must|will) be(?: for)? more than|fine of(?: up to)?|maximum fine(?: of)?|VAT at|pay award of|(?:recommend(?:s|ed)|suggests?|advises?)(?: (?:a|an|at least|level|rate|minimum|range|of))*)\W+(?:of )?£?$",
    )
});
static NO_ROW_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)^\s*(?:VAT\b|pay award)|^[^.;,]{0,20}\b(?:that|which) (?:\w+ ){1,3}recommend")
});

/// The number is a limit, a rate of tax or a piece of advice, and the start of no row.
pub(super) fn is_limit(sentence: &Sentence, i: usize) -> bool {
    let s = sentence.text.as_str();
    let v = &sentence.values[i];
    let limit = |v: &Value| NO_ROW.is_match(tail(&s[..v.start], 26));
    // "The recommended range of 28-40 %": both ends are limits.
    let ranged = i
        .checked_sub(1)
        .map(|p| &sentence.values[p])
        .is_some_and(|p| matches!(s[p.end..v.start].trim(), "-" | "–" | "to" | "and") && limit(p));
    limit(v) || ranged || NO_ROW_AFTER.is_match(&s[v.end..])
}

/// The amount is what something costs, or what was spent too much or too little.
pub(super) fn is_cost(sentence: &Sentence, i: usize) -> bool {
    let s = sentence.text.as_str();
    let v = &sentence.values[i];
    is_unit_cost(own_clause(sentence, i))
        || SOCIAL_COST.is_match(tail(&s[..v.start], 140))
        || GAP_BEFORE.is_match(tail(&s[..v.start], 26))
        || GAP_AFTER.is_match(&s[v.end..])
}

/// The clause says what one thing costs, or what a fine is: nothing that is given to anybody.
fn is_unit_cost(clause: &str) -> bool {
    let verb = |c: regex::Captures<'_>| {
        let word = c.get(1).or(c.get(2)).map_or("", |m| m.as_str()).to_lowercase();
        !KINDS_OF_COST.contains(&word.as_str())
    };
    let thing = |c: regex::Captures<'_>| !TIMES.contains(&c[1].to_lowercase().as_str());
    UNIT_COST.is_match(clause)
        || PER.captures_iter(clause).any(thing)
        || COSTS.captures_iter(clause).any(verb)
}

/// The words around the `i`th value, as far as its neighbours: what one amount costs says nothing of the next.
fn own_clause(sentence: &Sentence, i: usize) -> &str {
    let s = sentence.text.as_str();
    let v = &sentence.values[i];
    let around = near(s, v.start, v.end, 60);
    let start = around.as_ptr() as usize - s.as_ptr() as usize;
    let end = start + around.len();
    let before = if i == 0 { 0 } else { sentence.values[i - 1].end };
    let bracket = s[..v.start].rfind('(').filter(|o| !s[*o..v.start].contains(')'));
    let from = bracket.map_or(start, |o| start.max(o.min(before)).max(o));
    // "Income £52,000, net cost £184,000": what follows the comma is said of the next.
    let next = sentence.values.get(i + 1).filter(|n| n.start < end && n.money);
    let comma = next.and_then(|n| s[v.end..n.start].find([',', ';'])).map(|at| v.end + at);
    s.get(from..comma.unwrap_or(end)).unwrap_or(around)
}
