//! The counts that the policy governs, one a measure, area, period and basis, with the rows that state each.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::{LARGEST_SMALL, Policy};
use crate::model::amount::Unit;
use crate::model::observation::{Basis, Change, Observation};
use crate::model::period::{Month, Period};
use crate::model::product::Product;
use crate::vocab::Vocab;

/// The place of a row: the document's position and the row's in it.
pub type Row = (usize, usize);

/// What two counts share that are the same count.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    pub measure: String,
    pub area: String,
    /// First and last month; none where the period is not said or has no end.
    pub span: Option<(Month, Month)>,
    pub basis: Basis,
    /// The document, for counts of no stated area or period: they are nobody else's.
    pub home: String,
}

/// One count.
#[derive(Clone, Debug)]
pub struct Cell {
    pub key: Key,
    pub value: i64,
    /// 1 to 4 in at least one row, and governed.
    pub small: bool,
    /// Printed by a document that the policy does not govern: it is known, whatever is done here.
    pub public: bool,
    /// Not published: what is left of a whole beside its parts.
    pub remainder: bool,
    pub hidden: bool,
    pub rows: Vec<Row>,
}

impl Cell {
    /// The least that somebody knows about a hidden count: a true zero is always shown.
    pub fn least(&self) -> i64 {
        i64::from(!self.remainder)
    }

    /// Length of the period in months; 0 where it has none.
    pub fn months(&self) -> i32 {
        self.key.span.map_or(0, |(a, b)| a.until(b) + 1)
    }

    pub fn remainder(key: Key, value: i64, small: bool) -> Self {
        Self { key, value, small, public: false, remainder: true, hidden: true, rows: Vec::new() }
    }
}

/// Every count, and the area that each document speaks for.
#[derive(Debug, Default)]
pub struct Cells {
    pub all: Vec<Cell>,
    pub homes: BTreeMap<usize, String>,
}

/// Is the row about people, so that the policy may govern it? What is not known to be about things is about people.
pub fn about_people(o: &Observation, vocab: &Vocab) -> bool {
    let things = vocab.measure(&o.measure).is_some_and(|m| m.things);
    o.unit != Unit::Gbp && !things
}

/// A whole number of people; steps, means and fractions are worked out from counts and are none themselves.
pub fn counted(o: &Observation, vocab: &Vocab) -> Option<i64> {
    let mean = vocab.measure(&o.measure).is_some_and(|m| !m.numerator.is_empty());
    let level = o.unit == Unit::Count && o.change == Change::Level && !mean;
    let value = o.value.filter(|v| level && v.is_integer() && *v >= Decimal::ZERO)?;
    value.to_i64()
}

pub fn key(o: &Observation) -> Key {
    let span = o.period.and_then(|p: Period| Some((p.first(), p.last()?)));
    let own = o.area.is_empty() || span.is_none();
    let mut home = if own { o.document.clone() } else { String::new() };
    if span.is_none() {
        // Two counts without a period are two counts.
        home = format!("{home}#{}.{}", o.place, o.nth);
    }
    Key { measure: o.measure.clone(), area: o.area.clone(), span, basis: o.basis, home }
}

/// Gathers the counts of all documents.
pub fn gather(products: &[Product], vocab: &Vocab, policy: Policy) -> Cells {
    let mut governed: BTreeMap<Key, (BTreeSet<i64>, Vec<Row>)> = BTreeMap::new();
    let mut public: BTreeSet<(Key, i64)> = BTreeSet::new();
    let mut homes = BTreeMap::new();
    for (d, product) in products.iter().enumerate() {
        homes.insert(d, product.document.area.clone());
        for (n, o) in product.observations.iter().enumerate() {
            let Some(value) = counted(o, vocab).filter(|_| about_people(o, vocab)) else {
                continue;
            };
            if policy.governs(&product.document) {
                let entry = governed.entry(key(o)).or_default();
                entry.0.insert(value);
                entry.1.push((d, n));
            } else {
                public.insert((key(o), value));
            }
        }
    }
    implied(products, vocab, policy, &mut governed);
    let beside = relatives(governed.keys().map(|k| k.measure.as_str()).collect(), vocab);
    public.retain(|(key, _)| beside.contains(key.measure.as_str()));
    Cells { all: joined(governed, public), homes }
}

/// The measures, and those that are wholes or parts of one of them.
fn relatives<'a>(mut measures: BTreeSet<&'a str>, vocab: &'a Vocab) -> BTreeSet<&'a str> {
    for _ in 0..3 {
        for m in &vocab.measures {
            let wholes = m.part_of.iter().chain(&m.within);
            if measures.contains(m.id.as_str()) {
                measures.extend(wholes.map(String::as_str));
            } else if wholes.into_iter().any(|w| measures.contains(w.as_str())) {
                measures.insert(&m.id);
            }
        }
    }
    measures
}

/// A rate over a known population stands for a count; where no row states that count, it is one all the same.
fn implied(
    products: &[Product],
    vocab: &Vocab,
    policy: Policy,
    governed: &mut BTreeMap<Key, (BTreeSet<i64>, Vec<Row>)>,
) {
    let mut found: BTreeMap<Key, BTreeSet<i64>> = BTreeMap::new();
    for product in products.iter().filter(|p| policy.governs(&p.document)) {
        for o in &product.observations {
            let known = vocab.measure(&o.measure).filter(|m| !m.numerator.is_empty());
            let Some((measure, scale)) = known.and_then(|m| Some((m, m.scale?))) else { continue };
            let above = Key { measure: measure.numerator.clone(), ..key(o) };
            let per = matches!(o.unit, Unit::Per1000 | Unit::Per10000 | Unit::Per100000);
            let count = o.value.zip(persons(products, o, &measure.denominator));
            let count = count.map(|(rate, persons)| rate * persons / Decimal::from(scale));
            if let Some(n) = count.and_then(|c| c.round().to_i64())
                && per
                && !governed.contains_key(&above)
            {
                found.entry(above).or_default().insert(n);
            }
        }
    }
    governed.extend(found.into_iter().map(|(key, values)| (key, (values, Vec::new()))));
}

/// The population of the row's area at the mid-year nearest to its period.
fn persons(products: &[Product], o: &Observation, ages: &str) -> Option<Decimal> {
    let year = o.period?.fy_start_year();
    let people = products.iter().flat_map(|p| &p.populations);
    let known = people.filter(|p| p.area == o.area && p.age_band == ages);
    known.min_by_key(|p| ((p.year - year).abs(), p.year)).map(|p| p.persons)
}

fn joined(
    governed: BTreeMap<Key, (BTreeSet<i64>, Vec<Row>)>,
    mut public: BTreeSet<(Key, i64)>,
) -> Vec<Cell> {
    let mut all = Vec::new();
    for (key, (values, rows)) in governed {
        let small = values.iter().any(|v| (1..=LARGEST_SMALL).contains(v));
        let value = values.iter().next_back().copied().unwrap_or(0);
        // A small one that is printed elsewhere stays hidden here: that it is the same is not ours to confirm.
        let known = !small && public.remove(&(key.clone(), value));
        let (public, remainder, hidden) = (known, false, small);
        all.push(Cell { key, value, small, public, remainder, hidden, rows });
    }
    for (key, value) in public {
        let (small, public, remainder, hidden) = (false, true, false, false);
        all.push(Cell { key, value, small, public, remainder, hidden, rows: Vec::new() });
    }
    all
}
