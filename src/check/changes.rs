//! Stated changes against the two figures beside them.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::facts::{Facts, half_place, level, shown};
use crate::issue::{self, Issue};
use crate::model::amount::Unit;
use crate::model::observation::{Basis, Change, Observation};
use crate::model::period::Period;
use crate::written::time::{self, Time};

/// "Fell by 15 % from 1,480 to 1,306": the change in a sentence against its two levels.
pub fn stated(facts: &Facts<'_>) -> Vec<Issue> {
    let mut sentences: BTreeMap<(&str, u32), Vec<&Observation>> = BTreeMap::new();
    for o in facts.observations.iter().filter(|o| o.seat.sentence != 0 && o.value.is_some()) {
        sentences.entry((&o.document, o.seat.sentence)).or_default().push(o);
    }
    sentences.into_values().filter_map(|rows| sentence(&rows)).collect()
}

/// "Burglary fell by 8 %" against the two years of burglary that the document gives elsewhere.
pub fn against_series(facts: &Facts<'_>) -> Vec<Issue> {
    let mut levels: BTreeMap<(&str, &str, &str, Period), &Observation> = BTreeMap::new();
    for o in facts.observations.iter().filter(|o| o.unit == Unit::Count) {
        if let Some((period, _)) = level(o) {
            let key = (o.document.as_str(), o.measure.as_str(), o.area.as_str(), period);
            levels.entry(key).or_insert(o);
        }
    }
    let steps = facts.observations.iter().filter(|o| {
        o.unit == Unit::Percent && stepped(o) && o.seat.sentence != 0 && o.basis == Basis::Actual
    });
    steps.filter_map(|step| one_step(step, &levels)).collect()
}

fn one_step(
    step: &Observation,
    levels: &BTreeMap<(&str, &str, &str, Period), &Observation>,
) -> Option<Issue> {
    let period = step.period.filter(|_| step.baseline_period.is_none())?;
    let before = period.year_before()?;
    // A sentence with another time in it compares with that time.
    let times = time::find(&step.quote);
    let quarter = |t: &time::Found| matches!(t.2, Time::Quarter(q) if period.quarter() != Some(q));
    let mut other = times.iter().filter_map(|t| time::as_period(t.2));
    if times.iter().any(quarter) || other.any(|p| p != period && p != before) {
        return None;
    }
    let at = |p: Period| {
        levels.get(&(step.document.as_str(), step.measure.as_str(), step.area.as_str(), p))
    };
    let (old, new) = (at(before)?, at(period)?);
    let (from, to, stated) = (old.value?, new.value?, step.value?.abs());
    if old.seat.sentence == step.seat.sentence || from.is_zero() {
        return None;
    }
    let computed = (to - from) * Decimal::ONE_HUNDRED / from;
    let rose = step.change == Change::Increase;
    let slack = half_place(stated).max(Decimal::ONE);
    let fits = (computed.abs() - stated).abs() <= slack
        && (computed.is_zero() || (computed > Decimal::ZERO) == rose);
    if fits {
        return None;
    }
    let message = format!(
        "from {} to {} is {} %; the text says {} {} %",
        shown(from),
        shown(to),
        shown(computed.round_dp(1)),
        if rose { "up" } else { "down" },
        shown(stated)
    );
    Some(
        Issue::new(&issue::CHANGE_DIFFERS, &step.document, step.place.clone(), message)
            .measure(&step.measure)
            .period(step.period)
            .against(&new.document, new.place.clone()),
    )
}

fn sentence(rows: &[&Observation]) -> Option<Issue> {
    let levels: Vec<&&Observation> =
        rows.iter().filter(|o| o.change == Change::Level && o.unit != Unit::Percent).collect();
    // Two levels of one thing; with more numbers in the sentence nobody can say which two were meant.
    let [a, b] = levels.as_slice() else { return None };
    if a.unit != b.unit || a.area != b.area || a.measure != b.measure {
        return None;
    }
    // "Damage fell by 14 %, but burglary rose from 204 to 231": the step of another thing.
    let step =
        rows.iter().find(|o| o.unit == Unit::Percent && stepped(o) && o.measure == a.measure)?;
    let stated = step.value?.abs();
    let ordered = match (a.period, b.period) {
        (Some(p), Some(q)) if p > q => (b, a),
        _ => (a, b),
    };
    let (from, to) = (ordered.0.value?, ordered.1.value?);
    if from.is_zero() || from == to {
        return None;
    }
    let computed = (to - from) * Decimal::ONE_HUNDRED / from;
    let backwards = (from - to) * Decimal::ONE_HUNDRED / to;
    let slack = half_place(stated).max(Decimal::new(6, 1));
    let fits = |c: Decimal| (c.abs() - stated).abs() <= slack;
    // Without periods the order is not known; either reading will do.
    let dated = ordered.0.period.is_some()
        && ordered.1.period.is_some()
        && ordered.0.period != ordered.1.period;
    if fits(computed) || (!dated && fits(backwards)) {
        return None;
    }
    let (from_shown, to_shown, said) = (shown(from), shown(to), shown(stated));
    // A percentage of fewer than ten says nothing; the two counts say it all.
    let message = if ordered.0.unit == Unit::Count && from < Decimal::TEN {
        format!("from {from_shown} to {to_shown} is no change of {said} %")
    } else {
        let computed = shown(computed.round_dp(1));
        format!("from {from_shown} to {to_shown} is {computed} %, not {said} %")
    };
    Some(
        Issue::new(&issue::CHANGE_DIFFERS, &step.document, step.place.clone(), message)
            .measure(&step.measure)
            .period(step.period)
            .against(&ordered.1.document, ordered.1.place.clone()),
    )
}

/// The row says that it is a change, or its words do: "11 % lower", "a fall of 24 %".
fn stepped(o: &Observation) -> bool {
    o.change != Change::Level
}
