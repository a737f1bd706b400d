//! Which counts add up to which others. Only sums that hold are taken: one that does not tells nobody anything exact.

use std::collections::{BTreeMap, BTreeSet};

use super::LARGEST_SMALL;
use super::cells::{Cell, Cells, Key};
use crate::model::observation::Basis;
use crate::model::period::Month;
use crate::vocab::Vocab;

/// A count and the counts that add up to it, as positions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sum {
    pub whole: usize,
    pub parts: Vec<usize>,
}

type Span = (Month, Month);

/// Every sum among the counts. Remainders that complete a sum are added to the counts.
pub fn find(cells: &mut Cells, vocab: &Vocab) -> Vec<Sum> {
    let mut sums = periods(cells, vocab);
    sums.extend(areas(cells, vocab));
    sums.extend(parts(cells, vocab));
    sums
}

/// Positions of counts by what they share.
fn grouped<K: Ord>(cells: &[Cell], by: impl Fn(&Key) -> Option<K>) -> BTreeMap<K, Vec<usize>> {
    let mut groups: BTreeMap<K, Vec<usize>> = BTreeMap::new();
    for (i, cell) in cells.iter().enumerate() {
        if let Some(key) = by(&cell.key) {
            groups.entry(key).or_default().push(i);
        }
    }
    groups
}

fn total(cells: &[Cell], parts: &[usize]) -> i64 {
    parts.iter().map(|p| cells[*p].value).sum()
}

/// Quarters and years: for every length of period that tiles a longer one without a gap.
fn periods(cells: &mut Cells, vocab: &Vocab) -> Vec<Sum> {
    let series =
        |k: &Key| k.span.map(|_| (k.measure.clone(), k.area.clone(), k.basis, k.home.clone()));
    let mut sums = Vec::new();
    for ((measure, ..), group) in grouped(&cells.all, series) {
        let mut at: BTreeMap<Span, usize> = BTreeMap::new();
        for i in &group {
            if let Some(span) = cells.all[*i].key.span {
                at.entry(span).or_insert(*i);
            }
        }
        let lengths: BTreeSet<i32> = at.keys().map(|(a, b)| a.until(*b) + 1).collect();
        for (span, whole) in &at {
            for length in &lengths {
                let Some(parts) = tiles(*span, *length, &at) else { continue };
                if total(&cells.all, &parts) == cells.all[*whole].value {
                    sums.push(Sum { whole: *whole, parts });
                }
            }
        }
        if !vocab.measure(&measure).is_some_and(|m| m.distinct) {
            sums.extend(differences(cells, &at));
        }
    }
    sums
}

/// The periods of one length that make up a longer one.
fn tiles(span: Span, length: i32, at: &BTreeMap<Span, usize>) -> Option<Vec<usize>> {
    let months = span.0.until(span.1) + 1;
    if length >= months || months % length != 0 {
        return None;
    }
    let first = |n: i32| span.0.plus(n * length);
    (0..months / length).map(|n| at.get(&(first(n), first(n).plus(length - 1))).copied()).collect()
}

/// What two periods with one start or one end leave between them, where no count says so: small, it is hidden too.
fn differences(cells: &mut Cells, at: &BTreeMap<Span, usize>) -> Vec<Sum> {
    let mut sums = Vec::new();
    let mut found: BTreeMap<Span, usize> = BTreeMap::new();
    for (long, whole) in at {
        for (short, part) in at {
            let between = match (long.0 == short.0, long.1 == short.1) {
                (true, false) if short.1 < long.1 => (short.1.plus(1), long.1),
                (false, true) if short.0 > long.0 => (long.0, short.0.plus(-1)),
                _ => continue,
            };
            let tiled = (1..=between.0.until(between.1)).any(|l| tiles(between, l, at).is_some());
            let value = cells.all[*whole].value - cells.all[*part].value;
            if at.contains_key(&between) || tiled || !(1..=LARGEST_SMALL).contains(&value) {
                continue;
            }
            let rest = *found.entry(between).or_insert_with(|| {
                let key = Key { span: Some(between), ..cells.all[*whole].key.clone() };
                cells.all.push(Cell::remainder(key, value, true));
                cells.all.len() - 1
            });
            if cells.all[rest].value == value {
                sums.push(Sum { whole: *whole, parts: vec![*part, rest] });
            }
        }
    }
    sums
}

/// An area and the areas that lie in it; the area that a document speaks for and the others in that document.
fn areas(cells: &mut Cells, vocab: &Vocab) -> Vec<Sum> {
    let share = |k: &Key| k.span.map(|span| (k.measure.clone(), span, k.basis));
    let mut sums = Vec::new();
    for (_, group) in grouped(&cells.all, share) {
        let mut wholes: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        let mut at: BTreeMap<&str, usize> = BTreeMap::new();
        for i in &group {
            at.entry(&cells.all[*i].key.area).or_insert(*i);
        }
        for i in &group {
            if let Some(whole) = nearest(&cells.all[*i].key.area, &at, vocab) {
                wholes.entry(whole).or_default().push(*i);
            }
        }
        for whole in &group {
            let inner = in_document(*whole, &group, cells, vocab);
            for parts in [wholes.get(whole).cloned().unwrap_or_default(), inner] {
                sums.extend(completed(cells, *whole, parts));
            }
        }
    }
    sums.dedup();
    sums
}

/// The smallest area of the group that the area lies in.
fn nearest(area: &str, at: &BTreeMap<&str, usize>, vocab: &Vocab) -> Option<usize> {
    let mut area = area;
    for _ in 0..8 {
        area = vocab.area(area).map(|a| a.parent.as_str()).filter(|p| !p.is_empty())?;
        if let Some(found) = at.get(area) {
            return Some(*found);
        }
    }
    None
}

/// The other areas of the document whose own area this is; none where it is not.
fn in_document(whole: usize, group: &[usize], cells: &Cells, vocab: &Vocab) -> Vec<usize> {
    let own = &cells.all[whole].key.area;
    let documents: BTreeSet<usize> = cells.all[whole]
        .rows
        .iter()
        .map(|r| r.0)
        .filter(|d| own.is_empty() || cells.homes.get(d) == Some(own))
        .collect();
    if documents.is_empty() {
        return Vec::new();
    }
    let inside = |i: &usize| {
        let cell = &cells.all[*i];
        let around = vocab.area(own).is_some_and(|a| a.parent == cell.key.area);
        *i != whole && !around && cell.rows.iter().any(|r| documents.contains(&r.0))
    };
    group.iter().copied().filter(inside).collect()
}

/// The sum, if there is one; with a remainder, if that is small.
fn completed(cells: &mut Cells, whole: usize, mut parts: Vec<usize>) -> Option<Sum> {
    let rest = cells.all[whole].value - total(&cells.all, &parts);
    if parts.is_empty() || !(0..=LARGEST_SMALL).contains(&rest) {
        return None;
    }
    if rest > 0 {
        if parts.len() < 2 {
            return None;
        }
        let key = cells.all[whole].key.clone();
        cells.all.push(Cell::remainder(key, rest, true));
        parts.push(cells.all.len() - 1);
    }
    Some(Sum { whole, parts })
}

/// A measure and its parts, and the measures that it is never smaller than.
fn parts(cells: &mut Cells, vocab: &Vocab) -> Vec<Sum> {
    type Share = (String, Option<Span>, Basis, String);
    let share = |k: &Key| Some((k.area.clone(), k.span, k.basis, k.home.clone()));
    let groups: BTreeMap<Share, Vec<usize>> = grouped(&cells.all, share);
    let mut sums = Vec::new();
    for group in groups.into_values() {
        for whole in group.iter().filter(|i| !cells.all[**i].remainder).copied().collect::<Vec<_>>()
        {
            let name = cells.all[whole].key.measure.clone();
            let of = |i: &usize, list: fn(&crate::vocab::Measure) -> &Vec<String>| {
                let cell = &cells.all[*i];
                let known = vocab.measure(&cell.key.measure);
                !cell.remainder && known.is_some_and(|m| list(m).contains(&name))
            };
            let added: Vec<usize> =
                group.iter().copied().filter(|i| of(i, |m| &m.part_of)).collect();
            let within: Vec<usize> =
                group.iter().copied().filter(|i| of(i, |m| &m.within)).collect();
            sums.extend(with_remainder(cells, whole, added, false));
            for part in within {
                sums.extend(with_remainder(cells, whole, vec![part], true));
            }
        }
    }
    sums
}

/// The parts and whatever is left, which nobody publishes and which is never below zero. Where nothing is left today,
/// it is known of parts that there are no others (`open` false), but not of a measure that may merely be as large.
fn with_remainder(
    cells: &mut Cells,
    whole: usize,
    mut parts: Vec<usize>,
    open: bool,
) -> Option<Sum> {
    let rest = cells.all[whole].value - total(&cells.all, &parts);
    if parts.is_empty() || rest < 0 {
        return None;
    }
    if rest > 0 || open {
        let key = cells.all[whole].key.clone();
        cells.all.push(Cell::remainder(key, rest, false));
        parts.push(cells.all.len() - 1);
    }
    Some(Sum { whole, parts })
}
