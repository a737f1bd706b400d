//! What the headings above a passage say about it: period, programme, theme, and whether it looks back or ahead.

use std::sync::LazyLock;

use regex::Regex;

use super::about::About;
use crate::model::document::Stated;
use crate::model::observation::Basis;
use crate::model::period::Period;
use crate::vocab::Vocab;
use crate::written::pattern::pattern;
use crate::written::time::{self, Time};

/// The context that headings give.
#[derive(Clone, Debug, Default)]
pub struct Section {
    pub heading: String,
    pub period: Option<Period>,
    pub programme: String,
    pub theme: String,
    pub basis: Option<Basis>,
    /// The heading speaks of money.
    pub money: bool,
    level: u8,
}

static BACK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)success|achiev|last year|what we did|previous year|how (?:we|are we) (?:did|are|have)|performance (?:over\b|in\b|to date)|progress|where we are|what we know|in figures|outturn|review of|looking back|headline|exceptions|what people told us|consultation|current position|needs? assessment|context|background|what has changed",
    )
});
static AHEAD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)priorit|targets?\b|what we will|we will|milestone|action plan|delivery plan|actions for|looking (?:ahead|forward)|expected to achieve|our plans?|how we will|what we promise|aims|objectives|next steps|commitments|pledges|where we want to|ambition|what success|our goals",
    )
});
static MONEY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)budget|funding|grant|finance|financial|money|resources|spend|allocation|cost|pay for",
    )
});

impl Section {
    pub fn opening(about: &About) -> Self {
        Self { heading: about.title.clone(), ..Self::default() }
    }

    /// Enters a heading. A guessed heading adds what it says; a marked one replaces what stood at its level or deeper.
    pub fn enter(&mut self, heading: &str, level: u8, strong: bool, vocab: &Vocab, about: &About) {
        let said = period_said(heading).or_else(|| year_meant(heading, about));
        let basis = basis_said(heading);
        // "Priority 1" below "What we achieved" says of what, and promises nothing.
        static PRIORITY: LazyLock<Regex> = LazyLock::new(|| {
            pattern(r"(?i)^\W*(?:priority|theme|objective|aim|outcome)\s+\w{1,5}\b")
        });
        let inside = strong && level > self.level && self.basis == Some(Basis::Actual);
        let basis = basis.filter(|_| !(inside && PRIORITY.is_match(heading)));
        let fresh = strong && level <= self.level || (basis.is_some() && basis != self.basis);
        heading.clone_into(&mut self.heading);
        // "The following are recommended:" opens a list, and takes nothing back.
        let opens = !strong && heading.trim_end().ends_with(':');
        if fresh && !opens || said.is_some() {
            self.period = said;
        }
        if fresh || basis.is_some() {
            self.basis = basis;
        }
        let programme = vocab.programme_in(heading).map(|p| p.id.clone());
        let grant =
            heading.to_lowercase().contains("grant") || heading.to_lowercase().contains("fund");
        if let Some(programme) = programme.filter(|_| grant || strong) {
            self.programme = programme;
        } else if grant {
            self.programme = crate::vocab::fold(&named_grant(heading)).replace(' ', "_");
        } else if fresh {
            self.programme = String::new();
        }
        self.theme = vocab.theme_in(heading).map_or_else(
            || {
                // "3. Resources" is no part of the theme above it, however weakly it is marked.
                let rest = heading.trim_start_matches(|c: char| c.is_ascii_digit());
                let own = rest.len() < heading.len() && rest.starts_with(['.', ')']);
                if fresh || own { String::new() } else { std::mem::take(&mut self.theme) }
            },
            |t| t.id.clone(),
        );
        self.money = MONEY.is_match(heading) || (!fresh && self.money);
        if strong {
            self.level = level;
        }
    }

    /// The period for a number that has none of its own, and how we know.
    pub fn period_for(&self, basis: Basis, about: &About) -> (Option<Period>, Stated) {
        match (basis, self.period) {
            (Basis::Target | Basis::Forecast, None) => match about.period {
                // A report on a quarter speaks of targets for its year.
                Some(p) if p.is_part() && about.reports_year() => {
                    (Some(p.council_year()), Stated::Inferred)
                }
                // What was the target of a year gone by is not a target of this plan.
                _ if self.basis == Some(Basis::Actual) && basis == Basis::Target => {
                    (None, Stated::None)
                }
                Some(p) => (Some(p), Stated::Inferred),
                None => (None, Stated::None),
            },
            (_, Some(p)) => (Some(p), Stated::Inferred),
            // The figures of an annual report are of its year.
            (Basis::Actual | Basis::Estimate, None) if about.reports_year() => {
                (about.period, Stated::Inferred)
            }
            (Basis::Actual | Basis::Estimate, None) => match about.figures {
                Some(p) => (Some(p), Stated::Inferred),
                None => (None, Stated::None),
            },
        }
    }
}

/// The one period a heading names; two are no statement.
pub fn period_said(heading: &str) -> Option<Period> {
    let found: Vec<Period> = time::find(heading)
        .into_iter()
        .filter_map(|(_, _, t)| match t {
            Time::Day(_) | Time::DayOfMonth | Time::Quarter(_) | Time::Incoherent => None,
            other => time::as_period(other),
        })
        .filter(|p| !matches!(p, Period::Month(_)))
        .collect();
    match found.as_slice() {
        [one] => Some(*one),
        // "2024/25 and 2025/26" on a cover is a plan of two years.
        [Period::FinancialYear(a), Period::FinancialYear(b)] if *b == a + 1 => {
            Some(Period::FinancialYears(*a, *b))
        }
        _ => None,
    }
}

/// "What we will do next year", "actions for the final year": a year that a heading points to from the document's own.
fn year_meant(heading: &str, about: &About) -> Option<Period> {
    let plan = about.period?;
    let (first, last) =
        (plan.fy_start_year(), plan.last().map(|m| Period::Month(m).fy_start_year()));
    let last = last?;
    let end = about.span.and_then(Period::last).map_or(last, |m| Period::Month(m).fy_start_year());
    static YEAR: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"(?i)\byear (1|2|3|4|one|two|three|four)\b"));
    let nth = |w: &str| match w.to_lowercase().as_str() {
        "1" | "one" => 0,
        "2" | "two" => 1,
        "3" | "three" => 2,
        _ => 3,
    };
    // "What we achieved in Year 1", in the second year of the plan.
    if let (Some(Period::FinancialYears(a, b)), Some(c)) = (about.span, YEAR.captures(heading)) {
        return Some(a + nth(&c[1])).filter(|y| *y <= b).map(Period::FinancialYear);
    }
    let s = heading.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|w| s.contains(w));
    if says(&["final year", "last year of"]) {
        Some(Period::FinancialYear(end))
    } else if says(&["next year", "year ahead", "coming year"]) && about.reports_year() {
        Some(Period::FinancialYear(last + 1))
    } else if says(&["last year", "previous year", "past year", "prior year"])
        && !about.reports_year()
    {
        Some(Period::FinancialYear(first - 1))
    } else {
        None
    }
}

pub fn basis_said(heading: &str) -> Option<Basis> {
    match (BACK.is_match(heading), AHEAD.is_match(heading)) {
        (true, false) => Some(Basis::Actual),
        (false, true) => Some(Basis::Target),
        _ => None,
    }
}

/// The words before "grant" that name it: up to five capitalised words.
fn named_grant(heading: &str) -> String {
    let words: Vec<&str> = heading.split_whitespace().collect();
    let Some(at) = words.iter().position(|w| {
        let w = w.to_lowercase();
        w.starts_with("grant") || w.starts_with("fund")
    }) else {
        return String::new();
    };
    let capital = |w: &&&str| w.starts_with(|c: char| c.is_uppercase()) && w.len() > 2;
    let named: Vec<&str> = words[..at].iter().rev().take_while(capital).take(6).copied().collect();
    if named.is_empty() {
        return String::new();
    }
    let mut out: Vec<&str> = named.into_iter().rev().collect();
    out.push(words[at]);
    out.join(" ")
}
