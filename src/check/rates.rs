//! Stated rates against their counts and populations.

use std::sync::LazyLock;

use regex::Regex;
use rust_decimal::Decimal;

use super::facts::{Facts, half_place, level, shown};
use crate::issue::{self, Issue};
use crate::model::amount::Unit;
use crate::model::observation::{Basis, Observation};
use crate::model::period::Period;
use crate::written::pattern::pattern;

/// A rate, the count above the line, and how many the rate is per.
const RATES: &[(&str, &str, Unit, i64)] = &[
    ("yj.custody.rate", "yj.custody.sentences", Unit::Per1000, 1_000),
    ("yj.fte.rate", "yj.fte.count", Unit::Per100000, 100_000),
];

static TEENS: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\b10\s?(?:-|–|to)\s?17\b"));

/// Every stated rate whose count and population are known.
pub fn follow(facts: &Facts<'_>) -> Vec<Issue> {
    let mut issues = Vec::new();
    for &(rate, count, unit, scale) in RATES {
        let stated = facts
            .observations
            .iter()
            .filter(|o| o.measure == rate && o.unit == unit && o.basis == Basis::Actual);
        for o in stated {
            issues.extend(one(facts, o, count, scale));
        }
    }
    // A rate that is said twice is wrong once.
    issues.dedup_by(|a, b| a.document == b.document && a.message == b.message);
    issues
}

fn one(facts: &Facts<'_>, rate: &Observation, count: &str, scale: i64) -> Option<Issue> {
    let stated = rate.value?;
    let counts: Vec<&Observation> = facts
        .said_in(&rate.document)
        .iter()
        .filter(|o| o.measure == count && o.unit == Unit::Count && o.area == rate.area)
        .filter(|o| level(o).is_some_and(|(p, _)| yearly(p)))
        .collect();
    // A rate without a period is read as of the latest year that the document counts.
    let chosen = match rate.period {
        Some(p) => counts.iter().find(|o| o.period == Some(p))?,
        None => counts.iter().max_by_key(|o| o.period)?,
    };
    let (period, n) = level(chosen)?;
    let (population, source) = population(facts, rate, period)?;
    let computed = n * Decimal::from(scale) / population;
    let slack = half_place(stated) + computed * Decimal::new(5, 2);
    if (computed - stated).abs() <= slack {
        return None;
    }
    let message = format!(
        "{} over {} {source} is {} per {}, not {} ({} in {})",
        shown(n),
        shown(population.round_dp(1)),
        shown(computed.round_dp(3)),
        shown(Decimal::from(scale)),
        shown(stated),
        chosen.measure_label,
        period.label()
    );
    Some(
        Issue::new(&issue::RATE_DIFFERS, &rate.document, rate.place.clone(), message)
            .measure(&rate.measure)
            .period(rate.period.or(Some(period)))
            .against(&chosen.document, chosen.place.clone()),
    )
}

fn yearly(p: Period) -> bool {
    p.last().is_some_and(|last| p.first().until(last) == 11)
}

/// Children of 10 to 17: from the reference table, else as the document itself counts them.
fn population(
    facts: &Facts<'_>,
    rate: &Observation,
    period: Period,
) -> Option<(Decimal, &'static str)> {
    if !rate.area.is_empty() {
        let year = period.first().plus(3).year();
        if let Some(n) = facts.children(&rate.area, year) {
            return Some((n, "children of 10 to 17"));
        }
    }
    let own = facts.said_in(&rate.document).iter().filter(|o| o.unit == Unit::Count);
    let near = own.filter_map(|o| {
        let value =
            o.value.filter(|v| *v >= Decimal::from(1000) && *v <= Decimal::from(8_000_000))?;
        let written = shown(value);
        let at = o.quote.find(&written)?;
        let teens = TEENS.find_iter(&o.quote).map(|m| m.start().abs_diff(at)).min()?;
        // "214 per 100,000 of the 10-17 population (which ONS puts at 33,150)": the number must stand near its age.
        (teens <= 60).then_some((teens, value))
    });
    near.min_by_key(|n| n.0).map(|n| (n.1, "children of 10 to 17, as the document counts them,"))
}
