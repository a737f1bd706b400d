//! Claims of direction and rank against the series they speak of.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::facts::{Facts, level, shown};
use crate::issue::{self, Issue};
use crate::model::amount::Unit;
use crate::model::claim::{Claim, Direction};
use crate::model::observation::{Change, Observation};
use crate::model::period::Period;
use crate::model::place::Place;

type Point<'a> = (Period, Decimal, &'a Observation);

/// Every claim with a measure that can be tested, and those that should be testable and are not.
pub fn tested(facts: &Facts<'_>) -> Vec<Issue> {
    let mut issues = Vec::new();
    let mut bare: BTreeMap<(&str, u32), bool> = BTreeMap::new();
    for claim in &facts.claims {
        if let Some(found) = percent_of_count(facts, claim) {
            issues.push(found);
        } else if let Some(found) = test(facts, claim) {
            issues.extend(found);
        } else if !claim.measure.is_empty()
            && !claim.measure.starts_with("local.")
            && !figures_near(facts, claim)
        {
            let line = claim.place.line().unwrap_or(0);
            // One issue a passage: three untestable words in one sentence are one finding.
            if bare.insert((&claim.document, line / 3), true).is_none() {
                let message = format!(
                    "a figure is expected to test \"{}\"; the document gives none to compare",
                    claim.direction.name()
                );
                issues.push(
                    Issue::new(
                        &issue::CLAIM_WITHOUT_FIGURES,
                        &claim.document,
                        claim.place.clone(),
                        message,
                    )
                    .measure(&claim.measure)
                    .period(claim.period),
                );
            }
        }
    }
    issues.sort_by(|a, b| (&a.document, &a.place, &a.rule).cmp(&(&b.document, &b.place, &b.rule)));
    // Two words of one sentence make one claim: "a reduction ... has reduced"; the last word stands nearest its figures.
    issues.reverse();
    issues.dedup_by(|a, b| a.document == b.document && a.rule == b.rule && a.message == b.message);
    issues.reverse();
    issues
}

fn line(place: &Place) -> u32 {
    place.line().unwrap_or(0)
}

/// Does a figure of the measure, or a comparator, stand within two lines?
fn figures_near(facts: &Facts<'_>, claim: &Claim) -> bool {
    let at = line(&claim.place);
    let near: Vec<&&Observation> = facts
        .observations
        .iter()
        .filter(|o| {
            o.document == claim.document
                && line(&o.place).abs_diff(at) <= 2
                && o.measure == claim.measure
                && o.value.is_some()
        })
        .collect();
    let areas: std::collections::BTreeSet<&str> = near.iter().map(|o| o.area.as_str()).collect();
    let periods: std::collections::BTreeSet<Option<Period>> =
        near.iter().map(|o| o.period).collect();
    let compares = !claim.against.is_empty() && areas.len() > 1;
    let steps = near.iter().any(|o| o.change != Change::Level);
    compares
        || periods.len() > 1
        || (steps && near.len() > 1)
        || areas.len() > 1 && claim.against.is_empty()
}

/// The series of a claim's measure in its document: one value a period, in the unit that has most of them.
fn series<'a>(facts: &'a Facts<'a>, claim: &Claim) -> Vec<Point<'a>> {
    let rows = facts.observations.iter().filter(|o| {
        o.measure == claim.measure && o.document == claim.document && o.area == claim.area
    });
    let mut units: BTreeMap<(Unit, bool), Vec<Point<'a>>> = BTreeMap::new();
    for o in rows {
        if let Some((p, v)) = level(o) {
            let quarter = matches!(p, Period::FinancialQuarter(..) | Period::Month(_));
            units.entry((o.unit, quarter)).or_default().push((p, v, o));
        }
    }
    // Quarters are one series, years another; the claim's own period says which is meant.
    let quarterly = matches!(claim.period, Some(Period::FinancialQuarter(..)));
    let mut best: Vec<Point<'a>> = Vec::new();
    for ((_, quarter), points) in units {
        if quarter == quarterly && points.len() > best.len() {
            best = points;
        }
    }
    best.sort_by_key(|p| p.0);
    best.dedup_by(|a, b| a.0 == b.0);
    best
}

/// The levels of the claim's own sentence, where they are of one measure, unit and area.
fn sentence<'a>(facts: &'a Facts<'a>, claim: &Claim) -> Vec<Point<'a>> {
    let rows: Vec<Point<'a>> = facts
        .observations
        .iter()
        .filter(|o| {
            claim.seat.sentence != 0
                && o.document == claim.document
                && o.seat.sentence == claim.seat.sentence
        })
        .filter_map(|o| level(o).map(|(p, v)| (p, v, *o)))
        .collect();
    let measure = rows
        .iter()
        .find(|p| p.2.measure == claim.measure)
        .or(rows.first())
        .map(|p| p.2.measure.as_str());
    let Some(first) = rows.iter().find(|p| Some(p.2.measure.as_str()) == measure).copied() else {
        return Vec::new();
    };
    // Two measures in one sentence: only those the claim names; without a name, only where there is one measure.
    let mixed = rows.iter().any(|p| p.2.measure != first.2.measure);
    if mixed && (claim.measure.is_empty() || first.2.measure != claim.measure) {
        return Vec::new();
    }
    let mut points: Vec<Point<'a>> = rows
        .into_iter()
        .filter(|p| {
            p.2.measure == first.2.measure && p.2.unit == first.2.unit && p.2.area == first.2.area
        })
        .collect();
    points.sort_by_key(|p| p.0);
    points.dedup_by(|a, b| a.0 == b.0);
    points
}

fn test(facts: &Facts<'_>, claim: &Claim) -> Option<Vec<Issue>> {
    if claim.against.starts_with('E')
        || claim.against.starts_with("yot")
        || claim.against.starts_with('W')
    {
        return compared(facts, claim);
    }
    // A claim that carries its own numbers is tested on them.
    let own = sentence(facts, claim);
    let points = if own.len() >= 2 { own } else { series(facts, claim) };
    let near: Vec<&Point<'_>> =
        points.iter().filter(|p| line(&p.2.place).abs_diff(line(&claim.place)) <= 4).collect();
    let chosen: Vec<&Point<'_>> = if near.len() >= 2 { near } else { points.iter().collect() };
    if chosen.len() < 2 {
        return None;
    }
    match claim.direction {
        Direction::Down | Direction::Up => Some(direction(claim, &chosen)),
        Direction::Better | Direction::Worse => Some(judged(claim, &chosen)),
        Direction::Lowest | Direction::Highest => Some(rank(claim, &chosen)),
        Direction::Unchanged => Some(Vec::new()),
    }
}

fn run(points: &[&Point<'_>]) -> String {
    let shown: Vec<String> =
        points.iter().map(|p| format!("{} in {}", shown(p.1), p.0.label())).collect();
    shown.join(", ")
}

fn at(claim: &Claim, rule: &issue::Rule, message: String, other: &Point<'_>) -> Issue {
    Issue::new(rule, &claim.document, claim.place.clone(), message)
        .measure(&claim.measure)
        .period(claim.period)
        .against(&other.2.document, other.2.place.clone())
}

fn direction(claim: &Claim, points: &[&Point<'_>]) -> Vec<Issue> {
    let down = claim.direction == Direction::Down;
    let upto: Vec<&Point<'_>> = match claim.period {
        Some(p) => points.iter().filter(|x| x.0 <= p).copied().collect(),
        None => points.to_vec(),
    };
    let points = if upto.len() >= 2 { upto } else { points.to_vec() };
    let [.., before, last] = points.as_slice() else { return Vec::new() };
    let holds = |a: Decimal, b: Decimal| if down { b < a } else { b > a };
    let word = if down { "a fall" } else { "a rise" };
    if !holds(before.1, last.1) {
        let message = format!("{word} is claimed; the figures are {}", run(&points));
        return vec![at(claim, &issue::CLAIM_CONTRADICTED, message, last)];
    }
    let steps: Vec<bool> = points.windows(2).map(|w| holds(w[0].1, w[1].1)).collect();
    if steps.len() >= 2 && steps.iter().any(|s| !s) {
        let message = format!(
            "{word} is claimed and holds for the last period only; the figures are {}",
            run(&points)
        );
        return vec![at(claim, &issue::CLAIM_LAST_PERIOD_ONLY, message, last)];
    }
    Vec::new()
}

/// "Improving" against the polarity of the measure, where the words say which way is good.
fn judged(claim: &Claim, points: &[&Point<'_>]) -> Vec<Issue> {
    let [.., before, last] = points else { return Vec::new() };
    let label = last.2.measure_label.to_lowercase();
    let high_is_good =
        ["safe", "satisf", "confiden", "informed", "complet", "engaged", "suitable", "positive"]
            .iter()
            .any(|w| label.contains(w));
    let low_is_good = [
        "crime", "incident", "offen", "burglar", "entrant", "custod", "repeat", "reoff",
        "violence", "asb", "remand",
    ]
    .iter()
    .any(|w| label.contains(w));
    if high_is_good == low_is_good || before.1 == last.1 {
        return Vec::new();
    }
    let better = (last.1 > before.1) == high_is_good;
    if better == (claim.direction == Direction::Better) {
        return Vec::new();
    }
    let message = format!(
        "\"{}\" is claimed; the figures are {}",
        claim.direction.name(),
        run(&[before, last])
    );
    vec![at(claim, &issue::CLAIM_CONTRADICTED, message, last)]
}

fn rank(claim: &Claim, points: &[&Point<'_>]) -> Vec<Issue> {
    let lowest = claim.direction == Direction::Lowest;
    let beats = |a: Decimal, b: Decimal| if lowest { a < b } else { a > b };
    let Some(own) = claim.period.and_then(|p| points.iter().find(|x| x.0 == p)).or(points.last())
    else {
        return Vec::new();
    };
    // "Lowest since 2011/12 of 45": the year named is the high that it was compared with.
    let since: Option<Period> = claim.against.parse().ok();
    if let Some(old) =
        since.and_then(|p| points.iter().find(|x| x.0 == p)).filter(|old| beats(own.1, old.1))
    {
        let message = format!(
            "{} in {} is named as the {}; it is an old level, not a low: {} is {}",
            shown(old.1),
            old.0.label(),
            claim.direction.name(),
            own.0.label(),
            shown(own.1)
        );
        return vec![at(claim, &issue::CLAIM_LEVEL_NOT_LOW, message, old)];
    }
    let rival = points.iter().find(|x| {
        x.0 != own.0 && x.0 < own.0 && since.is_none_or(|s| x.0 > s) && beats(x.1, own.1)
    });
    let Some(rival) = rival else { return Vec::new() };
    let message = format!(
        "{} in {} is claimed to be the {}; it was {} in {}",
        shown(own.1),
        own.0.label(),
        claim.direction.name(),
        shown(rival.1),
        rival.0.label()
    );
    vec![at(claim, &issue::CLAIM_CONTRADICTED, message, rival)]
}

/// "Higher than our family": the area's own figure against the comparator's, in the passage of the claim.
fn compared(facts: &Facts<'_>, claim: &Claim) -> Option<Vec<Issue>> {
    let near = |o: &&&Observation| {
        o.document == claim.document
            && line(&o.place).abs_diff(line(&claim.place)) <= 3
            && o.measure == claim.measure
            && o.change == Change::Level
    };
    let rows: Vec<&&Observation> = facts.observations.iter().filter(near).collect();
    let own = rows.iter().filter(|o| o.area == claim.area).max_by_key(|o| o.period)?;
    let other = rows.iter().find(|o| o.area == claim.against && o.unit == own.unit)?;
    let (a, b) = (own.value?, other.value?);
    let holds = match claim.direction {
        Direction::Up | Direction::Highest => a > b,
        Direction::Down | Direction::Lowest => a < b,
        Direction::Better | Direction::Worse | Direction::Unchanged => return Some(Vec::new()),
    };
    if holds {
        return Some(Vec::new());
    }
    let message = format!(
        "\"{}\" is claimed; {} stands against {}",
        claim.direction.name(),
        shown(a),
        shown(b)
    );
    let found =
        Issue::new(&issue::CLAIM_CONTRADICTED, &claim.document, claim.place.clone(), message)
            .measure(&claim.measure)
            .period(claim.period)
            .against(&other.document, other.place.clone());
    Some(vec![found])
}

/// "The number has reduced from 70.3 % to 61.4 % compared with the baseline": neither a share of the baseline nor a
/// reduction from it may fit the counts that the same document gives.
fn percent_of_count(facts: &Facts<'_>, claim: &Claim) -> Option<Issue> {
    let at_line = line(&claim.place);
    let mut shares: Vec<(Period, Decimal, &Observation)> = facts
        .observations
        .iter()
        .filter(|o| {
            o.document == claim.document && o.unit == Unit::Percent && o.baseline_period.is_some()
        })
        .filter(|o| {
            o.measure.ends_with(".change_from_baseline") && line(&o.place).abs_diff(at_line) <= 1
        })
        .filter_map(|o| Some((o.period?, o.value?, *o)))
        .collect();
    shares.sort_by_key(|s| s.0);
    let [(p, x, _), (q, y, second)] = shares.as_slice() else { return None };
    let stem = second.measure.strip_suffix(".change_from_baseline")?;
    let count = |period: Period| {
        facts.observations.iter().find(|o| {
            o.document == claim.document
                && o.measure == format!("{stem}.count")
                && o.unit == Unit::Count
                && o.area == claim.area
                && level(o).is_some_and(|l| l.0 == period)
        })
    };
    let (a, b) = (count(*p)?, count(*q)?);
    let (n, m) = (a.value?, b.value?);
    let hundred = Decimal::ONE_HUNDRED;
    if x.is_zero() || y.is_zero() || *x >= hundred || *y >= hundred {
        return None;
    }
    // As shares of the baseline, and as reductions from it: both years must point to one baseline.
    let as_shares = (n * hundred / x, m * hundred / y);
    let as_cuts = (n * hundred / (hundred - x), m * hundred / (hundred - y));
    let agree = |(u, v): (Decimal, Decimal)| (u - v).abs() <= u / Decimal::from(20);
    if agree(as_shares) || agree(as_cuts) {
        return None;
    }
    let one = |d: Decimal| shown(d.round_dp(1));
    let message = format!(
        "{} % and {} % fit no reading of {} in {} and {} in {}: as shares of the baseline they ask for a baseline of {} and of {}, as reductions from it for {} and {}",
        shown(*x),
        shown(*y),
        shown(n),
        p.label(),
        shown(m),
        q.label(),
        one(as_shares.0),
        one(as_shares.1),
        one(as_cuts.0),
        one(as_cuts.1)
    );
    Some(
        Issue::new(&issue::CLAIM_CONTRADICTED, &claim.document, claim.place.clone(), message)
            .measure(&second.measure)
            .period(Some(*q))
            .against(&b.document, b.place.clone()),
    )
}
