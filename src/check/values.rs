//! Figures against figures of the same measure: rivals, units, parts of years, parts of wholes.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::facts::{Facts, level, shown};
use crate::issue::{self, Issue};
use crate::model::amount::{Bound, Unit};
use crate::model::observation::{Basis, Change, Observation};
use crate::model::period::Period;

/// The same measure, area, period, basis and unit with two values: both are shown, neither is chosen.
pub fn disagree(facts: &Facts<'_>) -> Vec<Issue> {
    let mut groups: BTreeMap<(&str, &str, Period, &str, &str), Vec<&Observation>> = BTreeMap::new();
    for o in &facts.observations {
        let comparable = o.change == Change::Level && o.bound == Bound::Exact && o.value.is_some();
        if let Some(period) = o.period.filter(|_| comparable) {
            let key = (o.measure.as_str(), o.area.as_str(), period, o.basis.name(), o.unit.name());
            groups.entry(key).or_default().push(o);
        }
    }
    let mut issues = Vec::new();
    for ((measure, _, period, ..), rows) in groups {
        let first = rows[0];
        for other in &rows[1..] {
            // Groups of people inside one table are not rivals, and neither are different wordings in one table.
            let table = first.seat.block != 0
                && other.seat.block == first.seat.block
                && other.document == first.document;
            let same_words = first.document == other.document
                || first.measure_label == other.measure_label
                || table;
            let (Some(a), Some(b)) = (first.value, other.value) else { continue };
            // Without an area nobody knows that two documents speak of the same place.
            // A local name must be more than a word, and said once in a table and once in the text.
            let local = measure.starts_with("local.");
            let named = first.measure_label.split_whitespace().count() > 1
                && first.document == other.document
                && (first.seat.block == 0) != (other.seat.block == 0);
            if local && !named {
                continue;
            }
            let placed = first.document == other.document || !other.area.is_empty();
            // Two numbers of one sentence are two things, unless it names the measure twice.
            let sentence = first.document == other.document
                && first.seat.sentence != 0
                && first.seat.sentence == other.seat.sentence;
            let twice =
                other.quote.to_lowercase().matches(&other.measure_label.to_lowercase()).count() > 1;
            if a == b || table || !same_words || !placed || (sentence && !twice) {
                continue;
            }
            let message = format!(
                "{} in {}: {} here and {} there; one value is expected, neither is chosen",
                other.measure_label,
                period.label(),
                shown(b),
                shown(a)
            );
            issues.push(
                Issue::new(&issue::VALUES_DISAGREE, &other.document, other.place.clone(), message)
                    .measure(measure)
                    .period(Some(period))
                    .against(&first.document, first.place.clone()),
            );
        }
    }
    issues
}

/// A percentage as the level of something that is counted.
pub fn units(facts: &Facts<'_>) -> Vec<Issue> {
    let unfit = |o: &&&Observation| {
        let quote = o.quote.to_lowercase();
        let counted = o.measure.ends_with(".change_from_baseline") && quote.contains("number of");
        o.unit == Unit::Percent && o.change == Change::Level && counted
    };
    let one = |o: &&Observation| {
        let value = o.value.map_or(String::new(), shown);
        let message = format!(
            "a count is expected for a number of things; found {value} %, which can only be a change or a share"
        );
        Issue::new(&issue::UNIT_UNFIT, &o.document, o.place.clone(), message)
            .measure(&o.measure)
            .period(o.period)
    };
    facts.observations.iter().filter(unfit).map(one).collect()
}

/// Some quarters of a year and its total: what the others must have been, said.
pub fn parts_of_years(facts: &Facts<'_>) -> Vec<Issue> {
    let mut issues = Vec::new();
    for total in &facts.observations {
        let Some((Period::FinancialYear(y), whole)) =
            level(total).filter(|_| total.unit == Unit::Count)
        else {
            continue;
        };
        let quarters: Vec<&Observation> = facts
            .said_in(&total.document)
            .iter()
            .filter(|o| o.measure == total.measure && o.area == total.area && o.unit == Unit::Count)
            .filter(|o| {
                level(o).is_some_and(|(p, _)| matches!(p, Period::FinancialQuarter(q, _) if q == y))
            })
            .collect();
        let sum: Decimal = quarters.iter().filter_map(|o| o.value).sum();
        // Where the document counts from April on, its first quarter is a start and not a part.
        let cumulative = facts.observations.iter().any(|o| {
            let running = matches!(o.period, Some(Period::Months(..)));
            running
                && o.measure == total.measure
                && o.area == total.area
                && o.document == total.document
                && o.period.is_some_and(|p| p.first() == Period::FinancialYear(y).first())
        });
        if quarters.is_empty() || quarters.len() >= 4 || cumulative {
            continue;
        }
        let names: Vec<String> = quarters
            .iter()
            .filter_map(|o| Some(format!("{} in {}", shown(o.value?), o.period?.label())))
            .collect();
        let message = format!(
            "four quarters are expected to make up {} in {}; {} leave {}",
            shown(whole),
            Period::FinancialYear(y).label(),
            names.join(" and "),
            shown(whole - sum)
        );
        issues.push(
            Issue::new(
                &issue::PART_YEAR_REMAINDER,
                &total.document,
                quarters[0].place.clone(),
                message,
            )
            .measure(&total.measure)
            .period(total.period)
            .against(&total.document, total.place.clone()),
        );
    }
    issues
}

/// Measures that are a part of another, by definition.
const PARTS: &[(&str, &str)] =
    &[("yj.custody.sentences", "yj.court.disposals"), ("yj.remand.custody", "yj.remand.episodes")];

/// A part larger than its whole.
pub fn parts_and_wholes(facts: &Facts<'_>) -> Vec<Issue> {
    let mut issues = Vec::new();
    for (part, whole) in PARTS {
        for p in facts.observations.iter().filter(|o| o.measure == *part && o.unit == Unit::Count) {
            let Some((period, small)) = level(p) else { continue };
            let w = facts.observations.iter().find(|o| {
                o.measure == *whole
                    && o.area == p.area
                    && o.unit == Unit::Count
                    && level(o).is_some_and(|(q, _)| q == period)
            });
            let Some((w, large)) = w.and_then(|w| Some((w, w.value?))) else { continue };
            if small > large {
                let message = format!(
                    "{} of {} are expected to be no more than {} of {} in {}",
                    shown(small),
                    p.measure_label,
                    shown(large),
                    w.measure_label,
                    period.label()
                );
                issues.push(
                    Issue::new(&issue::SERIES_SHARE_EXCEEDS, &p.document, p.place.clone(), message)
                        .measure(part)
                        .period(Some(period))
                        .against(&w.document, w.place.clone()),
                );
            }
        }
    }
    issues
}

/// A running total that falls within its year.
pub fn cumulative(facts: &Facts<'_>) -> Vec<Issue> {
    let running = |o: &&&Observation| {
        let label = o.measure_label.to_lowercase();
        (label.contains("(cum") || label.contains("cumulative"))
            && o.basis == Basis::Actual
            && o.seat.block != 0
    };
    let rows: Vec<&&Observation> = facts.observations.iter().filter(running).collect();
    let mut issues = Vec::new();
    for pair in rows.windows(2) {
        let [a, b] = pair else { continue };
        let same = a.document == b.document
            && a.seat.block == b.seat.block
            && a.measure_label == b.measure_label;
        let (Some(p), Some(q), Some(x), Some(y)) = (a.period, b.period, a.value, b.value) else {
            continue;
        };
        let year = p.first() == q.first() && p.last() < q.last();
        if same && year && y < x {
            let message = format!(
                "a cumulative figure is expected to grow; {} is {} up to {} and {} up to {}",
                b.measure_label,
                shown(x),
                ending(p),
                shown(y),
                ending(q)
            );
            issues.push(
                Issue::new(&issue::CUMULATIVE_FALLS, &b.document, b.place.clone(), message)
                    .measure(&b.measure)
                    .period(b.period)
                    .against(&a.document, a.place.clone()),
            );
        }
    }
    issues
}

fn ending(p: Period) -> String {
    p.last().map_or(String::new(), |m| m.to_string())
}
