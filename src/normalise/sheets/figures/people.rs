//! Persons by single year of age to the age bands that rates are over. The sexes are never added where persons stand.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::Yield;
use crate::issue;
use crate::model::place::Place;
use crate::model::reference::Population;
use crate::recognise::sheet::facets::Sex;

/// Bands that are published: the name, the first age and the last.
const BANDS: [(&str, u32, Option<u32>); 6] = [
    ("0-17", 0, Some(17)),
    ("10-14", 10, Some(14)),
    ("10-17", 10, Some(17)),
    ("15-17", 15, Some(17)),
    ("18+", 18, None),
    ("all", 0, None),
];

/// Persons with the place they stand in.
type Count = (Decimal, Place);

/// One area, year and sex.
#[derive(Clone, Debug, Default)]
struct Ages {
    /// By first and last age; the last is none for an open one.
    bands: BTreeMap<(u32, Option<u32>), Count>,
    all: Option<Count>,
}

/// Everything that a document counts, by area, year and sex.
#[derive(Debug, Default)]
pub struct People {
    groups: BTreeMap<(String, i32, Sex), Ages>,
    /// Ages that stand twice with different numbers, each with both places.
    rivals: Vec<(Place, Place, String)>,
}

/// The ages that a number of persons is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    All,
    From(u32, Option<u32>),
}

impl People {
    pub fn add(
        &mut self,
        area: &str,
        year: i32,
        sex: Sex,
        span: Span,
        persons: Decimal,
        place: Place,
    ) {
        let ages = self.groups.entry((area.to_owned(), year, sex)).or_default();
        let known = match span {
            Span::All => ages.all.get_or_insert_with(|| (persons, place.clone())),
            Span::From(from, to) => {
                ages.bands.entry((from, to)).or_insert_with(|| (persons, place.clone()))
            }
        };
        if known.0 != persons {
            let message =
                format!("{area} {year}: {} and {persons} persons of the same ages", known.0);
            self.rivals.push((place, known.1.clone(), message));
        }
    }
}

impl Ages {
    /// Persons from one age to another: as one band, or as bands that follow each other without a gap.
    fn between(&self, from: u32, to: Option<u32>) -> Option<Count> {
        if let Some(count) = self.bands.get(&(from, to)) {
            return Some(count.clone());
        }
        let mut next = from;
        let mut sum: Option<Count> = None;
        loop {
            // The narrowest band that starts here, so that single years go before the bands printed beside them.
            let (band, count) = self
                .bands
                .range((next, Some(0))..)
                .find(|(b, _)| b.0 == next && fits(b.1, to))
                .or_else(|| self.bands.get_key_value(&(next, None)).filter(|_| to.is_none()))?;
            let place = sum.as_ref().map_or_else(|| count.1.clone(), |s| s.1.clone());
            let total = sum.map_or(Decimal::ZERO, |s| s.0) + count.0;
            sum = Some((total, place));
            match (band.1, to) {
                (None, _) => return sum,
                (Some(last), Some(to)) if last == to => return sum,
                (Some(last), _) => next = last + 1,
            }
        }
    }

    fn band(&self, from: u32, to: Option<u32>) -> Option<Count> {
        if from == 0 && to.is_none() {
            return self.all.clone().or_else(|| self.between(0, None));
        }
        self.between(from, to).or_else(|| {
            let (all, below) = (self.all.clone()?, self.between(0, Some(from.checked_sub(1)?))?);
            to.is_none().then(|| (all.0 - below.0, below.1))
        })
    }
}

fn fits(last: Option<u32>, to: Option<u32>) -> bool {
    match (last, to) {
        (Some(last), Some(to)) => last <= to,
        (Some(_), None) => true,
        (None, _) => false,
    }
}

/// Publishes the bands. Persons count as they stand; without them the sexes make them up, if both are there.
pub fn finish(out: &mut Yield) {
    let people = std::mem::take(&mut out.people);
    for (place, other, message) in people.rivals {
        let path = out.path.clone();
        let issue = issue::Issue::new(&issue::VALUES_DISAGREE, &path, place, message);
        out.issues.push(issue.against(&path, other));
    }
    let mut keys: Vec<(&String, i32)> = people.groups.keys().map(|k| (&k.0, k.1)).collect();
    keys.dedup();
    for (area, year) in keys {
        let group = |sex| people.groups.get(&(area.clone(), year, sex));
        let persons = group(Sex::Persons);
        let sexes = group(Sex::Female).zip(group(Sex::Male));
        for (name, from, to) in BANDS {
            let both = || {
                let (women, men) = (sexes?.0.band(from, to)?, sexes?.1.band(from, to)?);
                Some((women.0 + men.0, women.1))
            };
            let found = persons.and_then(|p| p.band(from, to)).or_else(both);
            if let Some((persons, place)) = found {
                let document = out.path.clone();
                let row = Population {
                    document,
                    place,
                    area: area.clone(),
                    year,
                    age_band: name.to_owned(),
                    persons,
                };
                out.product.populations.push(row);
            }
        }
        if let Some(persons) = persons {
            control(out, area, year, persons);
        }
    }
}

/// All ages as stated against the sum of the single ages.
fn control(out: &mut Yield, area: &str, year: i32, ages: &Ages) {
    let (Some(stated), Some(sum)) = (&ages.all, ages.between(0, None)) else { return };
    if stated.0 != sum.0 {
        let message = format!(
            "expected {} for all ages of {area} in {year}, found {} by single ages",
            stated.0, sum.0
        );
        out.note(&issue::CONTROL_TOTAL_DIFFERS, stated.1.clone(), message);
    }
}
