//! Stated rates against their counts and populations.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;
use rust_decimal::Decimal;

use super::facts::{Facts, half_place, level, shown};
use crate::issue::{self, Issue};
use crate::model::amount::Unit;
use crate::model::observation::{Basis, Observation};
use crate::model::period::Period;
use crate::vocab::Measure;
use crate::written::pattern::pattern;

static TEENS: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\b10\s?(?:-|–|to)\s?17\b"));

/// Every stated rate whose count and population are known.
pub fn follow(facts: &Facts<'_>) -> Vec<Issue> {
    let mut issues = Vec::new();
    for rate in &facts.vocab.measures {
        let Some(scale) = rate.scale.filter(|_| !rate.numerator.is_empty()) else { continue };
        let stated = facts.in_all_areas(&rate.id);
        let stated = stated.filter(|o| o.unit.name() == rate.unit && o.basis == Basis::Actual);
        issues.extend(stated.filter_map(|o| one(facts, o, rate, Decimal::from(scale))));
    }
    let scaled = |o: &&&Observation| scale(o.unit).is_some() && o.seat.block != 0;
    issues.extend(facts.observations.iter().filter(scaled).filter_map(|o| below_count(facts, o)));
    // A rate that is said twice is wrong once.
    let mut seen = BTreeSet::new();
    issues.retain(|i: &Issue| seen.insert((i.document.clone(), i.message.clone())));
    issues
}

fn scale(unit: Unit) -> Option<Decimal> {
    match unit {
        Unit::Per1000 => Some(Decimal::from(1000)),
        Unit::Per10000 => Some(Decimal::from(10_000)),
        Unit::Per100000 => Some(Decimal::from(100_000)),
        _ => None,
    }
}

/// "Number of custodial sentences: 5, 3" and below it "Rate per 1,000: 0.42, 0.17", or two rows of one name: the rate is of
/// what the row above counts, whatever it is called.
fn below_count(facts: &Facts<'_>, rate: &Observation) -> Option<Issue> {
    let (period, stated) = level(rate)?;
    let above = |o: &&Observation| {
        o.seat.block == rate.seat.block
            && o.unit == Unit::Count
            && o.area == rate.area
            && o.place.line().is_some_and(|l| Some(l + 1) == rate.place.line())
            && level(o).is_some_and(|(p, _)| p == period && p.months() == Some(12))
    };
    let count = facts.said_in(&rate.document).iter().find(above)?;
    let label = rate.measure_label.to_lowercase();
    let generic = label.starts_with("rate") || label == count.measure_label.to_lowercase();
    let scale = scale(rate.unit).filter(|_| {
        generic && facts.vocab.measure(&rate.measure).is_none_or(|m| m.numerator.is_empty())
    })?;
    let young = [&rate.theme, &count.theme].contains(&&"youth_justice".to_owned());
    if !young && !TEENS.is_match(&rate.measure_label) {
        return None;
    }
    let (population, source) = population(facts, rate, "10-17", period)?;
    differs((count, count.value?), (rate, stated), scale, (population, source))
}

fn one(facts: &Facts<'_>, rate: &Observation, measure: &Measure, scale: Decimal) -> Option<Issue> {
    let stated = rate.value?;
    let counts = facts.of_measure(&measure.numerator, &rate.area).iter();
    let counts: Vec<&Observation> = counts
        .copied()
        .filter(|o| o.document == rate.document && o.unit == Unit::Count)
        .filter(|o| level(o).is_some_and(|(p, _)| p.months() == Some(12)))
        .collect();
    // A rate without a period is read as of the latest year that the document counts.
    let chosen = match rate.period {
        Some(p) => counts.iter().find(|o| o.period == Some(p))?,
        None => counts.iter().max_by_key(|o| o.period)?,
    };
    let (period, n) = level(chosen)?;
    let (population, source) = population(facts, rate, &measure.denominator, period)?;
    differs((chosen, n), (rate, stated), scale, (population, source))
}

/// The count over its population against the rate that is stated.
fn differs(
    (chosen, n): (&Observation, Decimal),
    (rate, stated): (&Observation, Decimal),
    scale: Decimal,
    (population, source): (Decimal, &str),
) -> Option<Issue> {
    let period = chosen.period?;
    let computed = n * scale / population;
    let slack = half_place(stated) + computed * Decimal::new(5, 2);
    if (computed - stated).abs() <= slack {
        return None;
    }
    let message = format!(
        "{} over {} {source} is {} per {}, not {} ({} in {})",
        shown(n),
        shown(population.round_dp(1)),
        shown(computed.round_dp(3)),
        shown(scale),
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

/// The people below the line: from the reference table, else as the document itself counts its children.
fn population(
    facts: &Facts<'_>,
    rate: &Observation,
    ages: &str,
    period: Period,
) -> Option<(Decimal, &'static str)> {
    let children = ages == "10-17";
    let year = facts.vocab.mid_years.serving(period);
    let known = year.and_then(|year| facts.persons(&rate.area, ages, year));
    if let Some(n) = known.filter(|n| !n.is_zero()) {
        return Some((n, if children { "children of 10 to 17" } else { "people" }));
    }
    let own = facts.said_in(&rate.document).iter().filter(|o| children && o.unit == Unit::Count);
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
