//! The rows that checks compare, and how numbers are shown in messages.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::model::allocation::Allocation;
use crate::model::claim::Claim;
use crate::model::observation::{Basis, Change, Observation};
use crate::model::period::Period;
use crate::model::product::Product;
use crate::model::reference::Population;

/// All rows of all documents, in order.
pub struct Facts<'a> {
    pub products: &'a [Product],
    pub observations: Vec<&'a Observation>,
    pub allocations: Vec<&'a Allocation>,
    pub claims: Vec<&'a Claim>,
    pub populations: Vec<&'a Population>,
    by_document: BTreeMap<&'a str, &'a [Observation]>,
}

impl<'a> Facts<'a> {
    pub fn of(products: &'a [Product]) -> Self {
        Self {
            products,
            observations: products.iter().flat_map(|p| &p.observations).collect(),
            allocations: products.iter().flat_map(|p| &p.allocations).collect(),
            claims: products.iter().flat_map(|p| &p.claims).collect(),
            populations: products.iter().flat_map(|p| &p.populations).collect(),
            by_document: products
                .iter()
                .map(|p| (p.document.document.as_str(), p.observations.as_slice()))
                .collect(),
        }
    }

    /// The observations of one document.
    pub fn said_in(&self, document: &str) -> &'a [Observation] {
        self.by_document.get(document).copied().unwrap_or_default()
    }

    /// Persons of 10 to 17 at mid-year: a known year, or between two known ones on the straight line.
    pub fn children(&self, area: &str, year: i32) -> Option<Decimal> {
        let mut known: Vec<(i32, Decimal)> = self
            .populations
            .iter()
            .filter(|p| p.area == area && p.age_band == "10-17")
            .map(|p| (p.year, p.persons))
            .collect();
        known.sort_unstable();
        let before = known.iter().rev().find(|k| k.0 <= year)?;
        if before.0 == year {
            return Some(before.1);
        }
        let after = known.iter().find(|k| k.0 > year)?;
        let share = Decimal::from(year - before.0) / Decimal::from(after.0 - before.0);
        Some(before.1 + (after.1 - before.1) * share)
    }
}

/// A measured level with value and period.
pub fn level(o: &Observation) -> Option<(Period, Decimal)> {
    let plain = o.change == Change::Level && o.basis == Basis::Actual;
    o.period.zip(o.value).filter(|_| plain)
}

/// A number as a person reads it: no trailing zeros, thousands apart.
pub fn shown(value: Decimal) -> String {
    let text = value.normalize().to_string();
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |d| ("-", d));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let mut grouped = String::new();
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(c);
    }
    if part.is_empty() { format!("{sign}{grouped}") } else { format!("{sign}{grouped}.{part}") }
}

/// Half of the last place that a number was written with: what rounding may hide.
pub fn half_place(value: Decimal) -> Decimal {
    Decimal::new(5, value.normalize().scale() + 1)
}
