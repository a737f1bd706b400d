//! What is said of whole columns after a table was read: those that hold no figures, and rates without a scale.

use std::collections::BTreeSet;

use super::labels::{Labels, roles};
use super::{Table, Yield, naming};
use crate::issue;
use crate::model::amount::Unit;
use crate::model::observation::Observation;

/// Columns of figures that are neither labels nor values.
pub fn left_out(table: &Table<'_>, labels: &Labels, out: &mut Yield) {
    let row = table.known.block.header.last().copied().unwrap_or(1);
    let all: Vec<u32> = roles(table).into_iter().map(|r| r.0).collect();
    let free = table.known.heads.iter().filter(|h| h.holds.is_values() && !all.contains(&h.column));
    for head in free.filter(|h| !labels.values.contains(&h.column)) {
        let title = crate::written::contact::mask(&head.title);
        let message = format!("expected a value, found workings or an index: {title}");
        out.note(&issue::COLUMN_SKIPPED, table.place(row, head.column), message);
    }
}

/// Columns of rates of which nothing says per how many they are.
pub fn unscaled(table: &Table<'_>, out: &mut Yield) {
    let rate = |o: &&Observation| {
        let words: Vec<&str> = o.measure.split(['.', '_']).collect();
        let part = ["count", "denominator", "numerator"].iter().any(|w| words.contains(w));
        let rate = words.contains(&"rate") && !part || words.last() == Some(&"value");
        o.seat.block == table.number && o.unit == Unit::Count && rate
    };
    let found = out.product.observations.iter().filter(rate);
    let columns: BTreeSet<u32> = found.map(|o| o.seat.column).collect();
    let row = table.known.block.header.last().copied().unwrap_or(1);
    for column in columns {
        let message = "expected a rate that says per how many, found none: published as it stands";
        let place = table.place(row, column);
        if !out.issues.iter().any(|i| i.place == place && i.rule == issue::RATE_WITHOUT_SCALE.code)
        {
            out.note(&issue::RATE_WITHOUT_SCALE, place, message);
        }
    }
}

/// A count has no fraction: a measure of counts with one among its figures is a rate that does not say of how many.
pub fn with_fractions(table: &Table<'_>, out: &mut Yield) {
    let vocab = table.desk.vocab;
    let counted = |o: &Observation| {
        let known = vocab.measures.iter().find(|m| m.id == o.measure);
        o.seat.block == table.number
            && o.unit == Unit::Count
            && known
                .is_some_and(|m| m.unit == "count" && m.numerator.is_empty() && m.scale.is_none())
    };
    let all = &mut out.product.observations;
    let broken = |o: &&Observation| counted(o) && o.value.is_some_and(|v| !v.fract().is_zero());
    let labels: BTreeSet<String> =
        all.iter().filter(broken).map(|o| o.measure_label.clone()).collect();
    for o in all.iter_mut().filter(|o| counted(o) && labels.contains(&o.measure_label)) {
        o.measure = naming::local(vocab, &format!("{} \u{2013} value", o.measure_label), None).id;
    }
}
