//! Counts to observations: each says how it was worked out, and from which document.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::Counts;
use super::coverage::Coverage;
use crate::model::amount::{Bound, Unit};
use crate::model::observation::{Basis, Change, Observation};
use crate::model::period::Period;
use crate::model::place::{Place, Seat};
use crate::vocab::Vocab;

/// The area of rows that name none, or nothing that is an area.
pub const NOT_STATED: &str = "local-not-stated";

/// How a measure is worked out. No number stands in these words, because numbers are taken out of them.
const RULES: &[(&str, &str)] = &[
    (
        "yj.cautioned_or_sentenced",
        "children with a caution or a sentence in the year, each where it was first",
    ),
    ("yj.court", "sentencing occasions of a child at court, several offences together"),
    ("yj.custody", "sentencing occasions whose gravest outcome is custody; events, not children"),
    ("yj.disposals", "sentencing occasions by their gravest outcome"),
    ("yj.fte", "first caution or conviction of a child in these rows; resolutions make no entrant"),
    ("yj.out_of_court", "outcomes out of court, several offences together"),
    ("yj.outcomes", "cautions and sentencing occasions"),
    ("yj.remand.custody", "remands to youth detention accommodation; events, not children"),
    ("yj.remand", "decisions about remand, bail included; events, not children"),
    (
        "yj.reoffending.cohort",
        "children cautioned, sentenced outside custody or released in the period",
    ),
    ("yj.reoffending.frequency", "proven reoffences for each child who reoffended"),
    (
        "yj.reoffending.reoffences",
        "offences of the cohort within a year, proven within that or half a year more",
    ),
    ("yj.reoffending", "children of the cohort with a proven reoffence"),
];

/// One observation a count, in the order of measure, area and period. One area is the whole, and is said once.
pub fn observations(
    path: &str,
    place: &Place,
    counts: &Counts,
    covered: &Coverage,
    vocab: &Vocab,
) -> Vec<Observation> {
    let mut named: Vec<&str> =
        counts.keys().map(|k| k.1.as_str()).filter(|a| !a.is_empty()).collect();
    named.sort_unstable();
    named.dedup();
    let single = named.len() == 1;
    let kept = counts.iter().filter(|((_, area, _), _)| !(single && area.is_empty()));
    let mut rows: Vec<Observation> = kept
        .map(|((measure, area, period), n)| {
            one(path, place, measure, area, *period, covered, vocab, Decimal::from(*n))
        })
        .collect();
    rows.extend(frequencies(&rows));
    rows.sort_by(|a, b| (&a.measure, &a.area, a.period).cmp(&(&b.measure, &b.area, b.period)));
    for (nth, row) in (0u32..).zip(&mut rows) {
        row.nth = nth;
    }
    rows
}

/// Reoffences for each reoffender, where there are any. Shares and rates are for the views to work out.
fn frequencies(rows: &[Observation]) -> Vec<Observation> {
    let of = |measure: &str| {
        let named = rows.iter().filter(|r| r.measure == measure);
        named.map(|r| ((r.area.clone(), r.period), r)).collect::<BTreeMap<_, _>>()
    };
    let (reoffences, reoffenders) =
        (of("yj.reoffending.reoffences"), of("yj.reoffending.reoffenders"));
    let mean = |(at, above): (&(String, Option<Period>), &&Observation)| {
        let below = reoffenders.get(at)?.value.filter(|v| !v.is_zero())?;
        let mut row = (*above).clone();
        row.value = Some((above.value? / below).round_dp(4));
        "yj.reoffending.frequency".clone_into(&mut row.measure);
        "Reoffences per reoffender".clone_into(&mut row.measure_label);
        row.quote = quote(&row.measure);
        Some(row)
    };
    reoffences.iter().filter_map(mean).collect()
}

fn quote(measure: &str) -> String {
    let how = RULES.iter().find(|(of, _)| measure.starts_with(of)).map_or("", |(_, how)| how);
    format!("worked out from rows: {how}")
}

#[expect(clippy::too_many_arguments, reason = "the coordinates of a count are so many")]
fn one(
    path: &str,
    place: &Place,
    measure: &str,
    area: &str,
    period: Period,
    covered: &Coverage,
    vocab: &Vocab,
    value: Decimal,
) -> Observation {
    let known = vocab.measure(measure);
    Observation {
        document: path.to_owned(),
        place: place.clone(),
        nth: 0,
        measure: measure.to_owned(),
        measure_label: known.map_or_else(String::new, |m| m.label.clone()),
        theme: known.map_or_else(String::new, |m| m.theme.clone()),
        area: area.to_owned(),
        period: Some(period),
        period_basis: covered.basis,
        basis: Basis::Actual,
        value: Some(value),
        value_symbol: String::new(),
        unit: Unit::Count,
        bound: Bound::Exact,
        change: Change::Level,
        baseline_period: None,
        activity: String::new(),
        programme: String::new(),
        quote: quote(measure),
        seat: Seat::default(),
    }
}
