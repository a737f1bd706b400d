//! The rows that checks compare, and how numbers are shown in messages.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use crate::model::allocation::Allocation;
use crate::model::amount::grouped;
use crate::model::claim::Claim;
use crate::model::observation::{Basis, Change, Observation};
use crate::model::period::Period;
use crate::model::product::Product;
use crate::vocab::Vocab;

/// All rows of all documents, in order, and what the words of the measures mean.
pub struct Facts<'a> {
    pub vocab: &'a Vocab,
    pub products: &'a [Product],
    pub observations: Vec<&'a Observation>,
    pub allocations: Vec<&'a Allocation>,
    pub claims: Vec<&'a Claim>,
    by_document: BTreeMap<&'a str, &'a [Observation]>,
    /// By measure, then by area.
    by_measure: BTreeMap<&'a str, BTreeMap<&'a str, Vec<&'a Observation>>>,
    /// Area and age band to mid-years and persons.
    people: BTreeMap<(&'a str, &'a str), BTreeMap<i32, Decimal>>,
}

impl<'a> Facts<'a> {
    pub fn of(products: &'a [Product], vocab: &'a Vocab) -> Self {
        let mut by_measure: BTreeMap<&str, BTreeMap<&str, Vec<&Observation>>> = BTreeMap::new();
        for o in products.iter().flat_map(|p| &p.observations) {
            by_measure.entry(&o.measure).or_default().entry(&o.area).or_default().push(o);
        }
        let mut people: BTreeMap<(&str, &str), BTreeMap<i32, Decimal>> = BTreeMap::new();
        for p in products.iter().flat_map(|p| &p.populations) {
            // Where several documents count a year, the first by path is taken, as in the view `rate_population`.
            people.entry((&p.area, &p.age_band)).or_default().entry(p.year).or_insert(p.persons);
        }
        Self {
            vocab,
            products,
            observations: products.iter().flat_map(|p| &p.observations).collect(),
            allocations: products.iter().flat_map(|p| &p.allocations).collect(),
            claims: products.iter().flat_map(|p| &p.claims).collect(),
            by_document: products
                .iter()
                .map(|p| (p.document.document.as_str(), p.observations.as_slice()))
                .collect(),
            by_measure,
            people,
        }
    }

    /// What all documents say of a measure in an area.
    pub fn of_measure(&self, measure: &str, area: &str) -> &[&'a Observation] {
        self.by_measure.get(measure).and_then(|m| m.get(area)).map_or(&[], Vec::as_slice)
    }

    /// The observations of one document.
    pub fn said_in(&self, document: &str) -> &'a [Observation] {
        self.by_document.get(document).copied().unwrap_or_default()
    }

    /// What all documents say of a measure anywhere.
    pub fn in_all_areas(&self, measure: &str) -> impl Iterator<Item = &'a Observation> {
        self.by_measure.get(measure).into_iter().flatten().flat_map(|(_, all)| all).copied()
    }

    /// Persons of an age band at mid-year: a known year, or between two known ones on the straight line.
    pub fn persons(&self, area: &str, ages: &str, year: i32) -> Option<Decimal> {
        let known = self.people.get(&(area, ages))?;
        let (before, persons) = known.range(..=year).next_back()?;
        if *before == year {
            return Some(*persons);
        }
        let (after, later) = known.range(year..).next()?;
        let share = Decimal::from(year - before) / Decimal::from(after - before);
        Some(persons + (later - persons) * share)
    }
}

/// A measured level with value and period.
pub fn level(o: &Observation) -> Option<(Period, Decimal)> {
    let plain = o.change == Change::Level && o.basis == Basis::Actual;
    o.period.zip(o.value).filter(|_| plain)
}

/// The tables that give one measure, period and unit several values: they break it down by ward or district, and none of
/// their rows is the whole.
pub fn broken_down<'a>(rows: impl Iterator<Item = &'a Observation>) -> BTreeSet<(&'a str, u32)> {
    let mut seen: BTreeMap<_, (Option<Decimal>, Option<u32>)> = BTreeMap::new();
    let mut parts = BTreeSet::new();
    for o in rows.filter(|o| o.seat.block != 0 && o.change == Change::Level) {
        let table = (o.document.as_str(), o.seat.block);
        let key = (table, o.measure.as_str(), o.area.as_str(), o.period, o.unit, o.basis.name());
        let (value, line) = *seen.entry(key).or_insert((o.value, o.place.line()));
        if value != o.value && line != o.place.line() {
            parts.insert(table);
        }
    }
    parts
}

/// A number as a person reads it: no trailing zeros, thousands apart.
pub fn shown(value: Decimal) -> String {
    grouped(&value.normalize().to_string())
}

/// Half of the last place that a number was written with: what rounding may hide.
pub fn half_place(value: Decimal) -> Decimal {
    Decimal::new(5, value.normalize().scale() + 1)
}
