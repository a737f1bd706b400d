//! Which counts are hidden beside the small ones: as few and as unimportant as it takes.

use std::collections::{BTreeMap, BTreeSet};

use super::cells::{Cell, Cells};
use super::sums::Sum;
use super::world::{Change, Lattice};
use crate::model::observation::Basis;
use crate::vocab::Vocab;

/// Proofs that are looked for anew so that one rolling year, and one calendar year, can stay.
const PROOFS: (usize, usize) = (6, 60);

/// Hides what has to be hidden so that no small count can be worked out from what is shown.
pub fn hide(cells: &mut Cells, sums: &[Sum], vocab: &Vocab) {
    let mut choice = Choice {
        lattice: Lattice::new(&cells.all, sums),
        small: (0..cells.all.len()).filter(|i| cells.all[*i].small).collect(),
        proofs: BTreeMap::new(),
        windows: windows(&cells.all, sums),
        cells: &mut cells.all,
    };
    for cell in choice.small.clone() {
        choice.hide_one(cell);
    }
    choice.distinct(vocab);
    choice.company();
    choice.complement();
    choice.restore();
    // A quarter that had to be hidden may be one of those that are hidden together.
    choice.distinct(vocab);
    choice.complement();
}

struct Choice<'a> {
    lattice: Lattice,
    cells: &'a mut Vec<Cell>,
    small: Vec<usize>,
    /// For each small count, a world in which it is another.
    proofs: BTreeMap<usize, Change>,
    /// For each part of a financial year, the other periods that it is a part of.
    windows: BTreeMap<usize, Vec<usize>>,
}

/// Calendar and rolling years that share a quarter with a financial year, by quarter. Two that overlap tell the
/// difference of two quarters, and a run of them a whole series: with a hidden quarter in it, only the financial year stays.
fn windows(cells: &[Cell], sums: &[Sum]) -> BTreeMap<usize, Vec<usize>> {
    let financial =
        |c: &Cell| c.months() == 12 && c.key.span.is_some_and(|(first, _)| first.number() == 4);
    let longer = |s: &&Sum| s.parts.iter().all(|p| cells[*p].months() < cells[s.whole].months());
    let (years, others): (Vec<&Sum>, Vec<&Sum>) =
        sums.iter().filter(longer).partition(|s| financial(&cells[s.whole]));
    let in_years: BTreeSet<usize> = years.iter().flat_map(|s| s.parts.iter().copied()).collect();
    let mut found: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for sum in others {
        for part in sum.parts.iter().filter(|p| in_years.contains(p)) {
            found.entry(*part).or_default().push(sum.whole);
        }
    }
    found
}

/// How important a calendar year is: annual figures of the police are published by it.
const CALENDAR: u8 = 3;

impl Choice<'_> {
    /// Hides a count, and the windows that would tell the difference between it and another.
    fn hide_one(&mut self, cell: usize) {
        self.set(cell, true);
        for window in self.windows.get(&cell).cloned().into_iter().flatten() {
            let c = &self.cells[window];
            if !c.hidden && !c.public && c.value > 0 {
                self.set(window, true);
            }
        }
    }

    fn set(&mut self, cell: usize, hidden: bool) {
        self.cells[cell].hidden = hidden;
        self.lattice.hidden(cell, hidden);
    }

    /// Gives company to every hidden count that is the only one in a shown sum: the cheapest way, and mostly enough.
    fn company(&mut self) {
        let mut given_up: BTreeSet<usize> = BTreeSet::new();
        loop {
            let wanting = |(line, leaf): &(usize, usize)| {
                let c = &self.cells[*leaf];
                (c.small || !c.remainder) && !given_up.contains(line)
            };
            let Some((line, _)) = self.lattice.lonely(self.cells).find(wanting) else { return };
            let (leaves, owner) = self.lattice.shown_in(line, self.cells);
            let may = |i: &usize| {
                let c = &self.cells[*i];
                !c.hidden && !c.public && !c.remainder && c.value > 0
            };
            let cost =
                |i: &usize| (self.lattice.new_lonely(*i, self.cells), self.cells[*i].value, *i);
            let chosen = leaves.into_iter().filter(may).min_by_key(cost);
            match chosen.or(owner.filter(may)) {
                Some(one) => self.hide_one(one),
                None => {
                    given_up.insert(line);
                }
            }
        }
    }

    /// Is there a proof that the count cannot be worked out?
    fn safe(&mut self, cell: usize) -> bool {
        let holds =
            |c: &Change| self.lattice.changed(cell, c) != 0 && self.lattice.fits(self.cells, c);
        if self.proofs.get(&cell).is_some_and(holds) {
            return true;
        }
        let found = self.lattice.other(self.cells, cell);
        let safe = found.is_some();
        self.proofs.remove(&cell);
        self.proofs.extend(found.map(|c| (cell, c)));
        safe
    }

    /// Hides more until every small count is safe. It ends, because with all its neighbours hidden a count is free.
    fn complement(&mut self) {
        loop {
            let mut hidden = false;
            for cell in self.small.clone() {
                let mut batch = 1;
                while !self.safe(cell) {
                    let candidates = self.candidates(cell);
                    let Some(class) = candidates.first().map(|c| self.importance(*c).0) else {
                        break;
                    };
                    // More at a time the longer it takes; what was not needed is shown again afterwards. A financial
                    // year goes only when no quarter is left to go.
                    let alike = candidates.into_iter().filter(|c| self.importance(*c).0 == class);
                    for one in alike.take(batch).collect::<Vec<_>>() {
                        self.hide_one(one);
                        hidden = true;
                    }
                    batch *= 2;
                }
            }
            if !hidden {
                return;
            }
        }
    }

    /// Shown counts beside a small one that may be hidden, the least important first.
    fn candidates(&self, cell: usize) -> Vec<usize> {
        let around = self.lattice.around(cell).into_iter();
        let free = around.filter(|i| {
            let c = &self.cells[*i];
            !c.hidden && !c.public && !c.remainder && c.value > 0
        });
        let mut all: Vec<usize> = free.collect();
        all.sort_by_key(|i| (self.importance(*i), *i));
        all
    }

    /// Financial years before calendar years before quarters before rolling years; wholes before parts; large before small.
    fn importance(&self, cell: usize) -> (u8, usize, i64) {
        let c = &self.cells[cell];
        let first = c.key.span.map(|(first, _)| first.number());
        let period = match (c.months(), first) {
            (12, Some(4)) => 4,
            (12, Some(1)) => CALENDAR,
            (12, _) => 1,
            _ => 2,
        };
        (period, self.lattice.written(cell).len(), c.value)
    }

    /// Shows again whatever is not needed, the most important first.
    fn restore(&mut self) {
        let extra = |i: &usize| {
            let c = &self.cells[*i];
            c.hidden && !c.small && !c.remainder
        };
        let mut extra: Vec<usize> = (0..self.cells.len()).filter(extra).collect();
        extra.sort_by_key(|i| std::cmp::Reverse((self.importance(*i), *i)));
        for cell in extra {
            self.set(cell, false);
            let moved = |(small, proof): (&usize, &Change)| {
                (self.lattice.changed(cell, proof) != 0).then_some(*small)
            };
            let doubtful: Vec<usize> = self.proofs.iter().filter_map(moved).collect();
            let before: Vec<(usize, Change)> =
                doubtful.iter().map(|s| (*s, self.proofs[s].clone())).collect();
            // Windows over hidden quarters are rarely worth a long search.
            let calendar = self.importance(cell).0 == CALENDAR;
            let worth = if calendar { PROOFS.1 } else { PROOFS.0 };
            let hopeless = doubtful.len() > worth && self.covers_hidden(cell);
            if hopeless || !doubtful.into_iter().all(|s| self.safe(s)) {
                self.set(cell, true);
                self.proofs.extend(before);
            }
        }
    }

    /// Is a part of the window hidden?
    fn covers_hidden(&self, window: usize) -> bool {
        self.windows.iter().any(|(part, all)| all.contains(&window) && self.cells[*part].hidden)
    }

    /// Children counted once a period: quarters do not add up to the year, but they bound it. With one hidden, all are.
    fn distinct(&mut self, vocab: &Vocab) {
        let mut series: BTreeMap<(&str, &str, Basis, &str), Vec<usize>> = BTreeMap::new();
        for (i, c) in self.cells.iter().enumerate() {
            let k = &c.key;
            if !c.remainder && vocab.measure(&k.measure).is_some_and(|m| m.distinct) {
                series.entry((&k.measure, &k.area, k.basis, &k.home)).or_default().push(i);
            }
        }
        let mut hide = BTreeSet::new();
        for group in series.values() {
            for short in group.iter().filter(|i| self.cells[**i].hidden) {
                let beside = |j: &&usize| self.bounded(*short, **j, group);
                hide.extend(group.iter().filter(beside).copied());
            }
        }
        for cell in hide {
            self.hide_one(cell);
        }
    }

    /// Two periods of one length inside a longer one for which there is a count.
    fn bounded(&self, a: usize, b: usize, group: &[usize]) -> bool {
        let (short, beside) = (&self.cells[a], &self.cells[b]);
        let (Some(p), Some(q)) = (short.key.span, beside.key.span) else { return false };
        let may = beside.value > 0 && !beside.public && !beside.hidden;
        let around = |i: &usize| {
            let c = &self.cells[*i];
            let long = c.key.span.is_some_and(|s| s.0 <= p.0.min(q.0) && s.1 >= p.1.max(q.1));
            long && c.months() > short.months()
        };
        may && p != q && short.months() == beside.months() && group.iter().any(around)
    }
}
