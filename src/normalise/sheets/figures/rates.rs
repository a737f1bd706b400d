//! Rates against their parts: recomputed where count and population stand beside them, refused where they were added up.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::cell::figure;
use super::labels::Labels;
use super::{Table, Yield};
use crate::issue;
use crate::model::amount::Unit;
use crate::model::observation::Observation;
use crate::model::period::Period;
use crate::recognise::sheet::blocks::Line;
use crate::recognise::sheet::heads::{Head, strength};
use crate::vocab::Vocab;

/// Scales from the coarsest, with the unit that each makes.
const SCALES: [(i64, Unit); 4] = [
    (100, Unit::Percent),
    (1_000, Unit::Per1000),
    (10_000, Unit::Per10000),
    (100_000, Unit::Per100000),
];
/// Rates that differ and are worth an issue each.
const MOST: usize = 20;

/// Holds each column of rates against count and population; returns the scale of those whose names do not say it, and
/// what each is a rate of.
pub fn scales(
    table: &Table<'_>,
    labels: &Labels,
    out: &mut Yield,
) -> (BTreeMap<u32, Unit>, BTreeMap<u32, String>) {
    let list = &table.lists.statistics;
    let role = |role: &str| {
        let own = table.known.heads.iter().filter(|h| labels.values.contains(&h.column));
        own.filter(|h| strength(h, list, role) >= 80).collect::<Vec<&Head>>()
    };
    let populations = role("population");
    let rates: Vec<&Head> = table
        .known
        .heads
        .iter()
        .filter(|h| labels.values.contains(&h.column))
        .filter(|h| {
            strength(h, list, "rate") >= 80 || h.facets.iter().any(|f| f.unit.is_some_and(is_rate))
        })
        .collect();
    let (mut scales, mut subjects) = (BTreeMap::new(), BTreeMap::new());
    for rate in rates {
        let Some(below) = populations.iter().find(|p| alike(p, rate)) else { continue };
        let counts = table.known.heads.iter().filter(|h| labels.values.contains(&h.column));
        let count = counts
            .filter(|h| h.column != rate.column && h.column != below.column && alike(h, rate));
        let count = count.filter(|h| !h.facets.iter().any(|f| f.unit.is_some_and(is_rate)));
        let Some(above) = count.min_by_key(|h| h.column.abs_diff(rate.column)) else { continue };
        let stated = rate
            .facets
            .iter()
            .rev()
            .find_map(|f| f.unit)
            .or(table.about.unit)
            .filter(|u| is_rate(*u));
        let rows = rows(table, above, below, rate);
        let found = fitting(&rows);
        let subject = above.facets.last().map_or(String::new(), |f| f.rest.clone());
        subjects.insert(rate.column, subject);
        if let Some(unit) = stated.or(found) {
            if stated.is_none() {
                scales.insert(rate.column, unit);
            }
            compare(table, rate, unit, found, &rows, out);
        } else if !rows.is_empty() {
            let row = table.known.block.header.last().copied().unwrap_or(1);
            let message = "expected a rate that says per how many, found no scale on which count and population make it up";
            out.note(&issue::RATE_WITHOUT_SCALE, table.place(row, rate.column), message);
        }
    }
    (scales, subjects)
}

/// The columns of value, count and population of a table in which every row says what it measures.
pub struct Parts<'a> {
    value: &'a Head,
    above: &'a Head,
    below: &'a Head,
}

pub fn parts<'a>(table: &'a Table<'_>, labels: &Labels) -> Option<Parts<'a>> {
    let list = &table.lists.statistics;
    let only = |role: &str| {
        let own = table.known.heads.iter().filter(|h| labels.values.contains(&h.column));
        let mut own = own.filter(|h| strength(h, list, role) >= 97);
        own.next().filter(|_| own.next().is_none())
    };
    let (value, above, below) = (only("value")?, only("count")?, only("population")?);
    (!labels.measures.is_empty()).then_some(Parts { value, above, below })
}

impl Parts<'_> {
    /// The scale on which the value of this row follows from its count and its population.
    pub fn scale(&self, line: &Line, column: u32) -> Option<Unit> {
        let triple = triple(line, self.above, self.below, self.value)?;
        let known = column == self.value.column && !triple.count.is_zero();
        SCALES.iter().find(|s| known && triple.is_near(s.0)).map(|s| s.1)
    }

    /// Does the value of this row follow neither from its count nor from a share of its population?
    pub fn is_unexplained(&self, line: &Line, column: u32) -> bool {
        let triple = triple(line, self.above, self.below, self.value);
        column == self.value.column && triple.is_some_and(|t| t.rate != t.count)
    }
}

pub fn is_rate(unit: Unit) -> bool {
    matches!(unit, Unit::Percent | Unit::Per1000 | Unit::Per10000 | Unit::Per100000)
}

/// Columns under the same upper name belong together.
fn alike(a: &Head, b: &Head) -> bool {
    let upper =
        |h: &Head| h.parts.len().checked_sub(1).map(|n| h.parts[..n].to_vec()).unwrap_or_default();
    a.parts.len() < 2 || b.parts.len() < 2 || upper(a) == upper(b)
}

/// Count, population and rate of a row.
struct Triple {
    row: u32,
    count: Decimal,
    population: Decimal,
    rate: Decimal,
}

fn rows(table: &Table<'_>, above: &Head, below: &Head, rate: &Head) -> Vec<Triple> {
    table.known.block.lines.iter().filter_map(|l| triple(l, above, below, rate)).collect()
}

fn triple(line: &Line, above: &Head, below: &Head, rate: &Head) -> Option<Triple> {
    let value = |h: &Head| figure(line.at(h.column)?)?.value;
    let (count, population, rate) = (value(above)?, value(below)?, value(rate)?);
    (population > Decimal::ZERO).then_some(Triple { row: line.number, count, population, rate })
}

impl Triple {
    fn computed(&self, scale: i64) -> Option<Decimal> {
        self.count.checked_mul(Decimal::from(scale))?.checked_div(self.population)
    }

    /// Is it this scale and no other, though the population is rounded?
    fn is_near(&self, scale: i64) -> bool {
        let slack = self.rate * Decimal::new(2, 2);
        self.fits(scale) || self.computed(scale).is_some_and(|c| (c - self.rate).abs() <= slack)
    }

    /// Does rounding explain the difference?
    fn fits(&self, scale: i64) -> bool {
        let half = Decimal::new(5, self.rate.normalize().scale() + 1) + Decimal::new(1, 4);
        self.computed(scale).is_some_and(|c| (c - self.rate).abs() <= half)
    }
}

/// The scale on which most of the rates follow from their parts.
fn fitting(rows: &[Triple]) -> Option<Unit> {
    let rows: Vec<&Triple> = rows.iter().filter(|r| !r.count.is_zero()).collect();
    let share = |scale: i64| rows.iter().filter(|r| r.fits(scale)).count();
    let best = SCALES.iter().max_by_key(|s| share(s.0))?;
    (rows.len() > 1 && share(best.0) * 10 >= rows.len() * 7).then_some(best.1)
}

fn compare(
    table: &Table<'_>,
    rate: &Head,
    unit: Unit,
    found: Option<Unit>,
    rows: &[Triple],
    out: &mut Yield,
) {
    let Some(scale) = SCALES.iter().find(|s| s.1 == unit).map(|s| s.0) else { return };
    let row = table.known.block.header.last().copied().unwrap_or(1);
    if let Some(other) = found.filter(|f| *f != unit) {
        let message = format!(
            "expected rates {}, found rates {} by count and population",
            unit.name(),
            other.name()
        );
        return out.note(&issue::RATE_DIFFERS, table.place(row, rate.column), message);
    }
    let wrong: Vec<&Triple> = rows.iter().filter(|r| !r.fits(scale)).collect();
    // Where most rates differ the parts beside them are not what they were made of.
    if wrong.len() * 2 > rows.len() {
        let message = format!(
            "{} of {} rates do not follow from the count and the population beside them",
            wrong.len(),
            rows.len()
        );
        return out.note(&issue::RATE_DIFFERS, table.place(row, rate.column), message);
    }
    for triple in wrong.iter().take(MOST) {
        let computed = triple.computed(scale).map_or(Decimal::ZERO, |c| c.round_dp(3)).normalize();
        let message = format!(
            "{} over {} is {computed} per {scale}, not {}",
            triple.count.normalize(),
            triple.population.normalize(),
            triple.rate.normalize()
        );
        out.note(&issue::RATE_DIFFERS, table.place(triple.row, rate.column), message);
    }
    if wrong.len() > MOST {
        let message = format!("{} more rates do not follow from their parts", wrong.len() - MOST);
        out.note(&issue::RATE_DIFFERS, table.place(row, rate.column), message);
    }
}

/// The same rate of many areas.
type Group = (String, String, Option<Period>, &'static str);

/// A rate of a country or region that is the sum of the rates of its parts is no rate: it is refused.
pub fn refuse_sums(out: &mut Yield, vocab: &Vocab) {
    let mut groups: BTreeMap<Group, Vec<usize>> = BTreeMap::new();
    for (n, o) in out
        .product
        .observations
        .iter()
        .enumerate()
        .filter(|o| is_rate(o.1.unit) && o.1.value.is_some())
    {
        let key = (o.measure.clone(), o.measure_label.clone(), o.period, o.unit.name());
        groups.entry(key).or_default().push(n);
    }
    let mut gone: BTreeMap<usize, String> = BTreeMap::new();
    for rows in groups.values() {
        for &n in rows {
            let all = &out.product.observations;
            if let Some(why) = summed(&all[n], rows.iter().map(|r| &all[*r]), vocab) {
                gone.insert(n, why);
            }
        }
    }
    let mut n = 0;
    let mut refused = Vec::new();
    out.product.observations.retain(|o| {
        n += 1;
        let why = gone.remove(&(n - 1));
        refused.extend(why.iter().map(|w| (o.clone(), w.clone())));
        why.is_none()
    });
    for (observation, why) in refused {
        let place = observation.place.clone();
        let issue =
            issue::Issue::new(&issue::RATE_SUMMED, &observation.document, place, why.clone());
        out.issues.push(issue.measure(&observation.measure).period(observation.period));
        out.refuse(&observation, &why);
    }
}

/// Why the rate cannot be one of this area: it is the sum of its parts, or far above every one of them.
fn summed<'a>(
    whole: &Observation,
    all: impl Iterator<Item = &'a Observation>,
    vocab: &Vocab,
) -> Option<String> {
    let level = vocab.area(&whole.area).map(|a| a.level.as_str())?;
    if !matches!(level, "country" | "region") {
        return None;
    }
    let stated = whole.value?;
    let lies_in = |o: &&Observation| o.area != whole.area && lies_in(&o.area, &whole.area, vocab);
    let parts: Vec<&Observation> = all.filter(lies_in).collect();
    let regions: Vec<Decimal> = parts
        .iter()
        .filter(|o| vocab.area(&o.area).is_some_and(|a| a.level == "region"))
        .filter_map(|o| o.value)
        .collect();
    let values: Vec<Decimal> = parts.iter().filter_map(|o| o.value).collect();
    let highest = values.iter().max().copied()?;
    for (set, name) in [(&regions, "regions"), (&values, "areas")] {
        let sum: Decimal = set.iter().sum();
        let slack = Decimal::from(set.len()) * Decimal::new(5, stated.normalize().scale() + 1);
        // Of one or two digits a sum may come out by chance.
        let plain = stated > slack * Decimal::TEN;
        if set.len() >= 3 && plain && stated > highest && (sum - stated).abs() <= slack {
            let message = "is the sum of the rates of its";
            return Some(format!(
                "expected a rate between those of its {} {name}, found {stated}, which {message} {name}",
                set.len()
            ));
        }
    }
    // With every region known the whole lies between them; with some, it is not several times the highest.
    let outside = regions.len() >= 9 && !highest_and_lowest(&regions).contains(&stated);
    let beyond = values.len() >= 4 && stated > highest * Decimal::from(4);
    (outside || beyond).then(|| {
        format!(
            "expected a rate like those of its {} areas, at most {highest}, found {stated}",
            values.len()
        )
    })
}

fn highest_and_lowest(values: &[Decimal]) -> std::ops::RangeInclusive<Decimal> {
    let lowest = values.iter().min().copied().unwrap_or_default();
    lowest..=values.iter().max().copied().unwrap_or_default()
}

fn lies_in(area: &str, whole: &str, vocab: &Vocab) -> bool {
    let mut next = area;
    for _ in 0..6 {
        let Some(found) = vocab.area(next) else { return false };
        if found.parent == whole {
            return true;
        }
        next = &found.parent;
    }
    false
}
