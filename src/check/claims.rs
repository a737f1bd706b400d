//! Claims of direction and rank against the series they speak of.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};
use rust_decimal::Decimal;

use super::facts::{Facts, broken_down, level, shown};
use crate::issue::{self, Issue, Rule};
use crate::model::amount::Unit;
use crate::model::claim::{Claim, Direction, Verdict};
use crate::model::observation::{Change, Observation};
use crate::model::period::Period;
use crate::model::place::Place;

use good::high_is_good;

type Point<'a> = (Period, Decimal, &'a Observation);

/// What the figures say to a claim.
pub struct Judged<'a> {
    pub claim: &'a Claim,
    pub verdict: Verdict,
    /// The rule it breaks; a claim that holds may break one too ("for the last period only").
    pub rule: Option<&'static Rule>,
    /// The arithmetic, or why there is none.
    pub message: String,
    pub own: Option<&'a Observation>,
    pub other: Option<&'a Observation>,
    /// Where the issue points, the other figure where it does not say.
    shown_at: Option<&'a Observation>,
    /// The measure that the issue names, where it is not the claim's own.
    measure: Option<&'a str>,
    period: Option<Period>,
}

impl<'a> Judged<'a> {
    fn new(claim: &'a Claim, verdict: Verdict, message: String) -> Self {
        Self {
            claim,
            verdict,
            rule: None,
            message,
            own: None,
            other: None,
            shown_at: None,
            measure: None,
            period: claim.period,
        }
    }

    fn at(mut self, place: &'a Observation) -> Self {
        self.shown_at = Some(place);
        self
    }

    fn breaks(mut self, rule: &'static Rule) -> Self {
        self.rule = Some(rule);
        self
    }

    fn on(mut self, own: &'a Observation, other: &'a Observation) -> Self {
        (self.own, self.other) = (Some(own), Some(other));
        self
    }

    fn issue(&self) -> Option<Issue> {
        let (rule, claim) = (self.rule?, self.claim);
        let found = Issue::new(rule, &claim.document, claim.place.clone(), self.message.as_str())
            .measure(self.measure.unwrap_or(&claim.measure))
            .period(self.period);
        Some(match self.shown_at.or(self.other) {
            Some(other) => found.against(&other.document, other.place.clone()),
            None => found,
        })
    }
}

/// Every claim with its verdict, in the order of the claims.
pub fn judged<'a>(facts: &'a Facts<'a>) -> Vec<Judged<'a>> {
    let one = |claim: &&'a Claim| {
        percent_of_count(facts, claim)
            .or_else(|| wanting::wanting(facts, claim))
            .or_else(|| test(facts, claim))
            .unwrap_or_else(|| untested(facts, claim))
    };
    facts.claims.par_iter().map(one).collect()
}

/// Why a claim meets no figures, and whether it should have.
fn untested<'a>(facts: &'a Facts<'a>, claim: &'a Claim) -> Judged<'a> {
    let not = |message: String| Judged::new(claim, Verdict::NotTestable, message);
    if claim.measure.is_empty() {
        return not("the words name no measure".to_owned());
    }
    if claim.measure.starts_with("local.") {
        return not("the measure is not in the vocabulary".to_owned());
    }
    if names_area(claim) {
        return not("no figure of what it is compared with stands near".to_owned());
    }
    if figures_near(facts, claim) {
        return not("figures stand near it; none can be held against another".to_owned());
    }
    not(format!(
        "a figure is expected to test \"{}\"; the document gives none to compare",
        claim.direction.name()
    ))
    .breaks(&issue::CLAIM_WITHOUT_FIGURES)
}

/// The issues of the verdicts.
pub fn issues(judged: &[Judged<'_>]) -> Vec<Issue> {
    let mut issues = Vec::new();
    let mut bare: BTreeSet<(&str, u32)> = BTreeSet::new();
    for judged in judged {
        // One issue a passage: three untestable words in one sentence are one finding.
        let passage = (judged.claim.document.as_str(), line(&judged.claim.place) / 3);
        if judged.verdict != Verdict::NotTestable || judged.rule.is_none() || bare.insert(passage) {
            issues.extend(judged.issue());
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
    let near: Vec<&Observation> = facts
        .said_in(&claim.document)
        .iter()
        .filter(|o| {
            line(&o.place).abs_diff(at) <= 2 && o.measure == claim.measure && o.value.is_some()
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
    let rows = facts.said_in(&claim.document).iter();
    let rows = rows.filter(|o| o.measure == claim.measure && o.area == claim.area);
    // A claim in a row of a table is about that row, where others are of the same measure.
    let rows: Vec<&'a Observation> = rows.collect();
    let parts = broken_down(rows.iter().copied());
    let beside = |o: &&&Observation| o.seat.block != 0 && o.place.line() == claim.place.line();
    let row: Vec<&'a Observation> = rows.iter().filter(beside).copied().collect();
    let whole = |o: &&Observation| !parts.contains(&(o.document.as_str(), o.seat.block));
    let rows = if row.len() >= 2 { row } else { rows.into_iter().filter(whole).collect() };
    let mut units: BTreeMap<(Unit, Option<u32>), Vec<Point<'a>>> = BTreeMap::new();
    for o in rows {
        if let Some((p, v)) = level(o) {
            units.entry((o.unit, p.months())).or_default().push((p, v, o));
        }
    }
    // Quarters are one series, years another, nine months a third; the claim's own period says which is meant.
    let length = match claim.period {
        Some(p @ (Period::FinancialQuarter(..) | Period::Months(..))) => p.months(),
        _ => Some(12),
    };
    let mut best: Vec<Point<'a>> = Vec::new();
    for ((_, months), points) in units {
        if months == length && points.len() > best.len() {
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
        .said_in(&claim.document)
        .iter()
        .filter(|o| claim.seat.sentence != 0 && o.seat.sentence == claim.seat.sentence)
        .filter_map(|o| level(o).map(|(p, v)| (p, v, o)))
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
    let count = |m: &str| rows.iter().filter(|p| p.2.measure == m).count();
    // "Satisfaction has improved: 74 % were satisfied, compared with 79 %": all but one number are of one thing.
    let most =
        claim.measure.is_empty() && rows.len() > 2 && count(&first.2.measure) + 1 == rows.len();
    if mixed && !most && (claim.measure.is_empty() || first.2.measure != claim.measure) {
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

/// It is compared with an area, by its id or in the words of the text.
fn names_area(claim: &Claim) -> bool {
    !claim.against.is_empty() && claim.against.parse::<Period>().is_err()
}

fn test<'a>(facts: &'a Facts<'a>, claim: &'a Claim) -> Option<Judged<'a>> {
    if names_area(claim) {
        return compared(facts, claim);
    }
    // A claim that carries its own numbers is tested on them.
    let own = sentence(facts, claim);
    let carried = own.len() >= 2;
    let points = if carried { own } else { series(facts, claim) };
    let near: Vec<&Point<'_>> =
        points.iter().filter(|p| line(&p.2.place).abs_diff(line(&claim.place)) <= 4).collect();
    let chosen: Vec<&Point<'_>> = if near.len() >= 2 { near } else { points.iter().collect() };
    let [.., before, last] = chosen.as_slice() else { return None };
    // "Lower than before the pandemic in 2019/20": a year without a figure tests nothing.
    let against: Option<Period> = claim.against.parse().ok();
    let steps = matches!(claim.direction, Direction::Down | Direction::Up);
    if steps && against.is_some_and(|p| !chosen.iter().any(|x| x.0 == p)) {
        return None;
    }
    let judged = match claim.direction {
        Direction::Down | Direction::Up => direction(claim, &chosen),
        Direction::Better | Direction::Worse => improved(facts, claim, (before, last)),
        Direction::Lowest | Direction::Highest => rank(claim, &chosen, carried),
        Direction::Unchanged => unchanged(claim, (before, last)),
    };
    Some(judged)
}

fn run(points: &[&Point<'_>]) -> String {
    let shown: Vec<String> =
        points.iter().map(|p| format!("{} in {}", shown(p.1), p.0.label())).collect();
    shown.join(", ")
}

fn contradicted(claim: &Claim, message: String) -> Judged<'_> {
    Judged::new(claim, Verdict::Contradicted, message).breaks(&issue::CLAIM_CONTRADICTED)
}

fn supported(claim: &Claim, message: String) -> Judged<'_> {
    Judged::new(claim, Verdict::Supported, message)
}

fn direction<'a>(claim: &'a Claim, points: &[&Point<'a>]) -> Judged<'a> {
    let down = claim.direction == Direction::Down;
    // "Fell to 3 compared to 4 in the year before" may name the years in either order.
    let upto: Vec<&Point<'a>> = match claim.period.max(claim.against.parse().ok()) {
        Some(p) => points.iter().filter(|x| x.0 <= p).copied().collect(),
        None => points.to_vec(),
    };
    let points = if upto.len() >= 2 { upto } else { points.to_vec() };
    let (before, last) = (points[points.len() - 2], points[points.len() - 1]);
    let holds = |a: Decimal, b: Decimal| if down { b < a } else { b > a };
    let word = if down { "a fall" } else { "a rise" };
    if !holds(before.1, last.1) {
        let message = format!("{word} is claimed; the figures are {}", run(&points));
        return contradicted(claim, message).on(last.2, before.2).at(last.2);
    }
    let steps: Vec<bool> = points.windows(2).map(|w| holds(w[0].1, w[1].1)).collect();
    if steps.len() >= 2 && steps.iter().any(|s| !s) {
        let message = format!(
            "{word} is claimed and holds for the last period only; the figures are {}",
            run(&points)
        );
        return supported(claim, message)
            .breaks(&issue::CLAIM_LAST_PERIOD_ONLY)
            .on(last.2, before.2)
            .at(last.2);
    }
    supported(claim, format!("{word}: {}", run(&points))).on(last.2, before.2)
}

/// No tolerance is stated anywhere, so only equal figures show that nothing changed.
fn unchanged<'a>(claim: &'a Claim, (before, last): (&Point<'a>, &Point<'a>)) -> Judged<'a> {
    let figures = run(&[before, last]);
    let judged = if before.1 == last.1 {
        supported(claim, format!("no change: {figures}"))
    } else {
        let message =
            format!("no change is claimed, and how much counts as none is not said: {figures}");
        Judged::new(claim, Verdict::NotTestable, message)
    };
    judged.on(last.2, before.2)
}

/// "Improving" against the polarity of the measure, where the words say which way is good.
fn improved<'a>(
    facts: &Facts<'_>,
    claim: &'a Claim,
    (before, last): (&Point<'a>, &Point<'a>),
) -> Judged<'a> {
    let figures = run(&[before, last]);
    let word = claim.direction.name();
    let good = high_is_good(facts, last.2).filter(|_| before.1 != last.1);
    let Some(good) = good else {
        let message =
            format!("\"{word}\" is claimed, and which way is good is not known: {figures}");
        return Judged::new(claim, Verdict::NotTestable, message).on(last.2, before.2);
    };
    let better = (last.1 > before.1) == good;
    if better == (claim.direction == Direction::Better) {
        return supported(claim, format!("{word}: {figures}")).on(last.2, before.2);
    }
    contradicted(claim, format!("\"{word}\" is claimed; the figures are {figures}"))
        .on(last.2, before.2)
        .at(last.2)
}

/// A claim that carries its own series is about the last of it.
fn rank<'a>(claim: &'a Claim, points: &[&Point<'a>], carried: bool) -> Judged<'a> {
    let lowest = claim.direction == Direction::Lowest;
    let beats = |a: Decimal, b: Decimal| if lowest { a < b } else { a > b };
    let named = claim.period.filter(|_| !carried).and_then(|p| points.iter().find(|x| x.0 == p));
    let own = named.copied().unwrap_or(points[points.len() - 1]);
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
        return supported(claim, message).breaks(&issue::CLAIM_LEVEL_NOT_LOW).on(own.2, old.2);
    }
    let rival = points.iter().find(|x| {
        x.0 != own.0 && x.0 < own.0 && since.is_none_or(|s| x.0 > s) && beats(x.1, own.1)
    });
    let Some(rival) = rival else {
        let message = format!("the {} of {}", claim.direction.name(), run(points));
        return supported(claim, message).on(own.2, points[0].2);
    };
    let message = format!(
        "{} in {} is claimed to be the {}; it was {} in {}",
        shown(own.1),
        own.0.label(),
        claim.direction.name(),
        shown(rival.1),
        rival.0.label()
    );
    contradicted(claim, message).on(own.2, rival.2)
}

/// The one figure that a document gives of each area, where the claim stands far from both.
fn elsewhere<'a>(
    facts: &'a Facts<'a>,
    claim: &Claim,
) -> Option<(&'a Observation, &'a Observation)> {
    let of = |area: &str| -> Option<&'a Observation> {
        let rows = facts.said_in(&claim.document).iter();
        let mut levels = rows.filter(|o| {
            o.measure == claim.measure
                && o.area == area
                && o.change == Change::Level
                && o.value.is_some()
        });
        let first = levels.next()?;
        // Two values, or one of two periods, and nobody knows which was meant.
        levels.all(|o| o.value == first.value && o.unit == first.unit).then_some(first)
    };
    let (own, other) = (of(&claim.area)?, of(&claim.against)?);
    (own.unit == other.unit && own.period == other.period).then_some((own, other))
}

/// "Higher than our family": the area's own figure against the comparator's, in the passage of the claim.
fn compared<'a>(facts: &'a Facts<'a>, claim: &'a Claim) -> Option<Judged<'a>> {
    let near = |o: &&'a Observation| {
        line(&o.place).abs_diff(line(&claim.place)) <= 3
            && o.measure == claim.measure
            && o.change == Change::Level
    };
    let rows: Vec<&'a Observation> = facts.said_in(&claim.document).iter().filter(near).collect();
    let beside =
        rows.iter().filter(|o| o.area == claim.area).max_by_key(|o| o.period).and_then(|own| {
            Some((*own, *rows.iter().find(|o| o.area == claim.against && o.unit == own.unit)?))
        });
    let (own, other) = beside.or_else(|| elsewhere(facts, claim))?;
    let (a, b) = (own.value?, other.value?);
    let figures = format!("{} stands against {}", shown(a), shown(b));
    let word = claim.direction.name();
    let not = |why: &str| {
        let message = format!("\"{word}\" is claimed, and {why}; {figures}");
        Judged::new(claim, Verdict::NotTestable, message)
    };
    let better = high_is_good(facts, own).filter(|_| a != b).map(|good| (a > b) == good);
    let holds = match claim.direction {
        Direction::Up | Direction::Highest => Some(a > b),
        Direction::Down | Direction::Lowest => Some(a < b),
        Direction::Better => better,
        Direction::Worse => better.map(|b| !b),
        Direction::Unchanged => (a == b).then_some(true),
    };
    let ranked = matches!(claim.direction, Direction::Highest | Direction::Lowest);
    let judged = match holds {
        // Below the average of a group is not below each of its members.
        Some(true) if ranked => not("one figure for the others does not show each of them"),
        Some(true) => supported(claim, format!("{word}: {figures}")),
        Some(false) => contradicted(claim, format!("\"{word}\" is claimed; {figures}")),
        None => not("the words do not say which way is good, or how near counts as equal"),
    };
    Some(judged.on(own, other))
}

/// "The number has reduced from 70.3 % to 61.4 % compared with the baseline": neither a share of the baseline nor a
/// reduction from it may fit the counts that the same document gives.
fn percent_of_count<'a>(facts: &'a Facts<'a>, claim: &'a Claim) -> Option<Judged<'a>> {
    let at_line = line(&claim.place);
    let mut shares: Vec<Point<'a>> = facts
        .said_in(&claim.document)
        .iter()
        .filter(|o| o.unit == Unit::Percent && o.baseline_period.is_some())
        .filter(|o| {
            o.measure.ends_with(".change_from_baseline") && line(&o.place).abs_diff(at_line) <= 1
        })
        .filter_map(|o| Some((o.period?, o.value?, o)))
        .collect();
    shares.sort_by_key(|s| s.0);
    let &[(ref p, ref x, _), (ref q, ref y, second)] = shares.as_slice() else { return None };
    let stem = second.measure.strip_suffix(".change_from_baseline")?;
    let count = |period: Period| {
        facts.said_in(&claim.document).iter().find(|o| {
            o.measure == format!("{stem}.count")
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
    let judged = contradicted(claim, message).on(second, b);
    Some(Judged { measure: Some(&second.measure), period: Some(*q), ..judged })
}

mod good;
#[cfg(test)]
mod tests;
mod wanting;
