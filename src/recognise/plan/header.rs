//! What a column of a table in a plan holds, from the words above it.

use std::sync::LazyLock;

use regex::Regex;

use crate::model::allocation::MoneyBasis;
use crate::model::amount::Unit;
use crate::model::observation::Basis;
use crate::model::period::{Month, Period};
use crate::vocab::verbs::{self, Form};
use crate::vocab::{Vocab, fold};
use crate::written::pattern::pattern;
use crate::written::time::{self, Time};

/// What a column is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Role {
    /// Names the row: a measure, an activity, a budget head.
    #[default]
    Label,
    /// Numbers, read with the coordinates of the header.
    Value,
    /// Sentences, read as plan text.
    Prose,
    Action,
    Priority,
    Deadline,
    Resourced,
    Outcome,
    Current,
    Codes,
    /// Row numbers and references.
    Reference,
    /// Who leads.
    Lead,
    Direction,
    /// Which way is good: "good is: low".
    Polarity,
    /// Differences and percent changes of other columns.
    Variance,
    /// A period in every row.
    Periods,
    /// An area in every row.
    Areas,
}

/// A header with its coordinates.
#[derive(Clone, Debug, Default)]
pub struct Head {
    pub text: String,
    pub role: Role,
    pub said: bool,
    pub period: Option<Period>,
    pub quarter: Option<u8>,
    pub basis: Option<Basis>,
    pub money: Option<MoneyBasis>,
    /// The header says pounds, budget, cost or funding.
    pub pounds: bool,
    /// `£000`: every number below stands for a thousand times itself.
    pub thousands: bool,
    pub unit: Option<Unit>,
    /// Words that are neither period, basis nor unit: they name what is measured.
    pub rest: String,
}

static THOUSANDS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)£\s?['\u{2018}\u{2019}]?\s?000s?\b|£\s?k\b|£\s?thousands?|\bthousands? of pounds|\(000s?\)|£\s?['\u{2018}\u{2019}]000",
    )
});
static POUNDS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)£|\b(?:budget|funding|cost|costs|grant|spend|spending|expenditure|allocation|allocated|amount|in pounds)\b",
    )
});
static BUDGET: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:budget|allocation|allocated|grant|planned|proposed|indicative|original|revised|approved|awarded)\b",
    )
});
static OUTTURN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:outturn|out-turn|actual|actuals|spent|spend(?:ing)? (?:to|at|as at|by)|expenditure)\b",
    )
});
static FORECAST: LazyLock<Regex> = LazyLock::new(|| {
    let expected = verbs::any(&["expect"], &[Form::Participle]);
    pattern(&format!(r"(?i)\b(?:{expected}|projection|estimated outturn)\b"))
});
static TARGET: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:targets?|ambition|goal|trajectory|planned|plan|where we want to be|aim for)\b",
    )
});
static ACTUAL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:actuals?|baseline|outturn|out-turn|result|results|performance|achieved|latest|current|year to date|ytd|position|to date|where we (?:are|were)|starting point|now)\b",
    )
});
static ESTIMATE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\b(?:estimated?|estimates|provisional)\b"));
static VARIANCE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:variance|difference|(?:over|under)[/ -]?(?:under)?spend|% ?change|percentage change|change|movement|gap|diff)\b",
    )
});
static NOISE_WORDS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:original|revised|proposed|indicative|budgets?|outturn|out-turn|actuals?|baseline|targets?|forecast|results?|performance|projected|estimated?|latest|current|total|(?:last|previous|prior|this) year|year|to date|ytd|quarter|qtr|q[1-4]|laa|planned|end|of|the|for|and|in|position|annual|amount|allocation|funding|cost|costs|figure|value|number|no)\b|[£%()/:;,.*\u{2018}\u{2019}'\d–-]",
    )
});
static POINTS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)%\s?points?|percentage points?|\bpp\b"));
static PERCENT: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)%|\bper ?cent(?:age)?\b"));
static RATE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)(?:per|/)\s?(1,?000|10,?000|100,?000)\b"));

/// Bytes beyond which words are no header.
const LONGEST: usize = 2_000;

/// The unit that a label or a header states.
pub fn unit_said(text: &str) -> Option<Unit> {
    if let Some(rate) = RATE.captures(text) {
        return match rate[1].replace(',', "").as_str() {
            "1000" => Some(Unit::Per1000),
            "10000" => Some(Unit::Per10000),
            _ => Some(Unit::Per100000),
        };
    }
    if POINTS.is_match(text) {
        return Some(Unit::PercentagePoint);
    }
    PERCENT.is_match(text).then_some(Unit::Percent)
}

pub fn thousands_said(text: &str) -> bool {
    THOUSANDS.is_match(text)
}

pub fn pounds_said(text: &str) -> bool {
    POUNDS.is_match(text)
}

/// Reads one header; several header rows are given as one text.
pub fn head(text: &str, vocab: &Vocab) -> Head {
    // Pages above a column name nothing.
    let text = if text.len() > LONGEST { "" } else { text };
    let times = time::find(text);
    let mut rest = text.to_owned();
    for (start, end, _) in times.iter().rev() {
        rest.replace_range(*start..*end, " ");
    }
    let period = times.iter().find_map(|t| match t.2 {
        Time::Day(_) | Time::DayOfMonth | Time::Quarter(_) | Time::Incoherent => None,
        other => time::as_period(other),
    });
    // "Spend to 30 September 2015" counts from the start of its year.
    let to_date = times.iter().find_map(|t| match t.2 {
        Time::Day(d) if text[..t.0].trim_end().to_lowercase().ends_with(" to") => {
            let last = Month::new(i32::from(d.year()), u32::try_from(d.month()).ok()?)?;
            Period::Month(last).year_to_date()
        }
        _ => None,
    });
    let period = period.or(to_date);
    // "Outputs by March 2024" are promised for the year that ends then.
    let by = text.to_lowercase().contains("by ");
    let period = period.map(|p| match p {
        Period::Month(m) if by => {
            Period::FinancialYear(if m.number() >= 4 { m.year() } else { m.year() - 1 })
        }
        other => other,
    });
    let quarter =
        times.iter().find_map(|t| if let Time::Quarter(q) = t.2 { Some(q) } else { None });
    let listed = listed(text, vocab);
    let money = money_basis(&rest);
    let basis = basis(&rest);
    let leftover = NOISE_WORDS.replace_all(&rest, " ");
    let leftover = leftover.split_whitespace().collect::<Vec<_>>().join(" ");
    let numeric = period.is_some()
        || quarter.is_some()
        || basis.is_some()
        || money.is_some()
        || POUNDS.is_match(text);
    let variance = VARIANCE.is_match(text) && !text.to_lowercase().contains("climate");
    let role = match listed {
        // "Forecast year end" is no column of years, and neither is "Year" above "2021/22".
        Some(Role::Periods)
            if basis.is_some() || money.is_some() || period.is_some() || POUNDS.is_match(text) =>
        {
            Role::Value
        }
        Some(role) if !(role == Role::Label && numeric && fold(&leftover).is_empty()) => role,
        _ if variance => Role::Variance,
        _ if numeric => Role::Value,
        _ => Role::Label,
    };
    // "Target" and "Baseline" head numbers even where the vocabulary knows the word for prose.
    let role =
        if variance && matches!(role, Role::Value | Role::Label) { Role::Variance } else { role };
    Head {
        text: text.to_owned(),
        role,
        said: listed.is_some() || numeric || variance,
        period,
        quarter,
        basis,
        money,
        pounds: POUNDS.is_match(text),
        thousands: THOUSANDS.is_match(text),
        unit: unit_said(text),
        rest: leftover,
    }
}

fn money_basis(text: &str) -> Option<MoneyBasis> {
    // "Forecast outturn" is a forecast, "revised budget" a budget.
    if FORECAST.is_match(text) {
        Some(MoneyBasis::Forecast)
    } else if OUTTURN.is_match(text) {
        Some(MoneyBasis::Outturn)
    } else if BUDGET.is_match(text) {
        Some(MoneyBasis::Budget)
    } else {
        None
    }
}

fn basis(text: &str) -> Option<Basis> {
    if FORECAST.is_match(text) {
        Some(Basis::Forecast)
    } else if TARGET.is_match(text) {
        Some(Basis::Target)
    } else if ACTUAL.is_match(text) {
        Some(Basis::Actual)
    } else if ESTIMATE.is_match(text) {
        Some(Basis::Estimate)
    } else {
        None
    }
}

/// The role that these words have as the whole of a header.
pub fn role_of(words: &str, vocab: &Vocab) -> Option<Role> {
    let folded = fold(words);
    let mut known = vocab.headers("plan");
    known.find(|(phrase, _)| *phrase == folded).and_then(|(_, role)| role_named(role))
}

/// The role that the vocabulary lists for these words: the longest phrase wins.
fn listed(text: &str, vocab: &Vocab) -> Option<Role> {
    let folded = format!(" {} ", fold(text));
    let words = folded.split_whitespace().count();
    let mut best: Option<(usize, &str)> = None;
    for (phrase, role) in vocab.headers("plan").filter(|(phrase, _)| !phrase.is_empty()) {
        let whole = folded.trim() == phrase;
        // "by" and "no" are headers only by themselves.
        let lone = phrase.len() <= 3 || (words > 3 && !phrase.contains(' '));
        let found = (whole || !lone) && holds(&folded, phrase);
        // A whole header counts more than a word in a long one.
        let weight = phrase.len() + if whole { 100 } else { 0 };
        if found && best.is_none_or(|b| weight > b.0) {
            best = Some((weight, role));
        }
    }
    best.and_then(|(_, role)| role_named(role))
}

/// The phrase stands in the folded text as whole words.
fn holds(folded: &str, phrase: &str) -> bool {
    folded
        .match_indices(phrase)
        .any(|(at, _)| folded[..at].ends_with(' ') && folded[at + phrase.len()..].starts_with(' '))
}

fn role_named(role: &str) -> Option<Role> {
    Some(match role {
        "label" => Role::Label,
        "value" => Role::Value,
        "prose" => Role::Prose,
        "action" => Role::Action,
        "priority" => Role::Priority,
        "deadline" => Role::Deadline,
        "resourced" => Role::Resourced,
        "outcome" => Role::Outcome,
        "current" => Role::Current,
        "codes" => Role::Codes,
        "reference" => Role::Reference,
        "lead" => Role::Lead,
        "direction" => Role::Direction,
        "polarity" => Role::Polarity,
        "variance" => Role::Variance,
        "periods" => Role::Periods,
        "areas" => Role::Areas,
        _ => return None,
    })
}
