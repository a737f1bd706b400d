//! What is said of whole columns after a table was read: those that hold no figures, and rates without a scale.

use std::collections::BTreeSet;

use super::labels::{Labels, roles};
use super::{Table, Yield};
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
