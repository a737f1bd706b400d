//! What becomes of each row: counts by their cell, and whatever is worked out from counts by the counts behind it.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::cells::{Cells, Key, Row, about_people, counted, key};
use super::{Method, Policy};
use crate::model::observation::Observation;
use crate::model::product::Product;
use crate::vocab::Vocab;

/// What a row may say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Shown,
    Hidden,
    /// A count becomes this.
    Rounded(Decimal),
}

/// The fate of every row of a governed document that is about people.
pub fn fates(
    products: &[Product],
    cells: &Cells,
    vocab: &Vocab,
    policy: Policy,
) -> BTreeMap<Row, Fate> {
    let hidden: BTreeMap<&Key, bool> =
        cells.all.iter().filter(|c| !c.remainder).map(|c| (&c.key, c.hidden)).collect();
    let judge = Judge { hidden, vocab, policy };
    let mut fates = BTreeMap::new();
    for (d, product) in products.iter().enumerate() {
        if !policy.governs(&product.document) {
            continue;
        }
        for (n, o) in product.observations.iter().enumerate() {
            if about_people(o, vocab) {
                fates.insert((d, n), judge.fate(o));
            }
        }
    }
    fates
}

struct Judge<'a> {
    hidden: BTreeMap<&'a Key, bool>,
    vocab: &'a Vocab,
    policy: Policy,
}

impl Judge<'_> {
    fn fate(&self, o: &Observation) -> Fate {
        let zero = o.value.is_none_or(|v| v.is_zero());
        match (counted(o, self.vocab), self.policy.method) {
            (Some(n), Method::Round(to)) => Fate::Rounded(rounded(n, to)),
            (Some(_), _) => self.of_key(&key(o)).unwrap_or(Fate::Hidden),
            (None, _) if zero => Fate::Shown,
            (None, Method::Suppress) if self.supported(o) => Fate::Shown,
            _ => Fate::Hidden,
        }
    }

    fn of_key(&self, key: &Key) -> Option<Fate> {
        let hidden = self.hidden.get(key)?;
        Some(if *hidden { Fate::Hidden } else { Fate::Shown })
    }

    /// Are the counts behind a rate, a share or a mean known, large enough and shown? What is not known is not shown.
    fn supported(&self, o: &Observation) -> bool {
        let Some(measure) = self.vocab.measure(&o.measure).filter(|m| !m.numerator.is_empty())
        else {
            return false;
        };
        let above = Key { measure: measure.numerator.clone(), ..key(o) };
        let shown_above = self.of_key(&above) == Some(Fate::Shown);
        match measure.scale {
            // A rate over a known population stands for a count, and has its cell.
            Some(_) => shown_above,
            None => {
                let below = Key { measure: measure.denominator.clone(), ..key(o) };
                shown_above && self.of_key(&below) == Some(Fate::Shown)
            }
        }
    }
}

/// The nearest multiple, halves upwards.
fn rounded(value: i64, to: u32) -> Decimal {
    let to = i64::from(to.max(1));
    Decimal::from((value + to / 2).div_euclid(to) * to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_go_to_the_nearest_multiple() {
        let cases = [(0, 5, 0), (2, 5, 0), (3, 5, 5), (7, 5, 5), (8, 5, 10), (5, 10, 10)];
        for (value, to, expected) in cases {
            assert_eq!(rounded(value, to), Decimal::from(expected), "{value} to {to}");
        }
        assert_eq!(rounded(14, 10), Decimal::from(10));
    }
}
