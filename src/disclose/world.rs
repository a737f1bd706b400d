//! Another set of counts that fits everything shown: the proof that a hidden count cannot be worked out.
//!
//! Counts that are sums are written out as what they are sums of; the rest are the leaves, and they are what may differ.
//! Every shown sum is a row that must not change, every hidden one a row that must not fall below what is known of it.
//! The search changes one leaf by one and mends what that breaks, one leaf at a time, until nothing is broken.

use std::collections::{BTreeMap, BTreeSet};

use super::cells::Cell;
use super::sums::Sum;

/// Leaf and how often it counts.
pub type Terms = BTreeMap<usize, i64>;

/// Leaf and by how much it differs in the other world.
pub type Change = BTreeMap<usize, i64>;

/// Steps of one search. A search that gives up costs a hidden count more, never a recovered one.
const STEPS: usize = 300;
/// Leaves that one world may change.
const DEEPEST: usize = 24;
/// Ways of mending one row that are tried.
const WAYS: usize = 8;

#[derive(Debug)]
struct Line {
    /// The count that the row belongs to; none for two ways of writing one sum, which always agree.
    owner: Option<usize>,
    terms: Vec<(usize, i64)>,
}

/// The counts with all their sums written out.
#[derive(Debug)]
pub struct Lattice {
    /// What each count is the sum of; a leaf is the sum of itself.
    written: Vec<Terms>,
    lines: Vec<Line>,
    /// For each count, the lines that it stands in as a leaf, and how often it counts there.
    through: Vec<Vec<(usize, i64)>>,
    /// For each line, the hidden leaves in it.
    free: Vec<Vec<usize>>,
}

impl Lattice {
    pub fn new(cells: &[Cell], sums: &[Sum]) -> Self {
        let mut definition: BTreeMap<usize, &Sum> = BTreeMap::new();
        for sum in sums {
            definition.entry(sum.whole).or_insert(sum);
        }
        let mut written: Vec<Option<Terms>> = vec![None; cells.len()];
        for cell in 0..cells.len() {
            write_out(cell, &definition, &mut written, 0);
        }
        let written: Vec<Terms> = written.into_iter().map(Option::unwrap_or_default).collect();
        let mut lines: Vec<Line> =
            definition.keys().map(|whole| line(Some(*whole), &written[*whole])).collect();
        for sum in sums {
            let terms = difference(sum, &written);
            if !terms.is_empty() {
                lines.push(line(None, &terms));
            }
        }
        let mut through = vec![Vec::new(); cells.len()];
        for (n, line) in lines.iter().enumerate() {
            for (leaf, times) in &line.terms {
                through[*leaf].push((n, *times));
            }
        }
        let free = vec![Vec::new(); lines.len()];
        let mut lattice = Self { written, lines, through, free };
        for cell in (0..cells.len()).filter(|c| cells[*c].hidden) {
            lattice.hidden(cell, true);
        }
        lattice
    }

    /// Keeps in mind that a count is hidden, or is no longer.
    pub fn hidden(&mut self, cell: usize, is: bool) {
        for (line, _) in &self.through[cell] {
            let free = &mut self.free[*line];
            match (free.binary_search(&cell), is) {
                (Err(at), true) => free.insert(at, cell),
                (Ok(at), false) => {
                    free.remove(at);
                }
                _ => {}
            }
        }
    }

    /// Shown lines in which one leaf alone is hidden, so that it follows from the others.
    pub fn lonely<'a>(&'a self, cells: &'a [Cell]) -> impl Iterator<Item = (usize, usize)> + 'a {
        let shown = move |n: &usize| self.lines[*n].owner.is_none_or(|o| !cells[o].hidden);
        (0..self.lines.len()).filter(shown).filter_map(|n| match self.free[n].as_slice() {
            [leaf] => Some((n, *leaf)),
            _ => None,
        })
    }

    /// The shown leaves of a line, and the count that the line belongs to.
    pub fn shown_in(&self, line: usize, cells: &[Cell]) -> (Vec<usize>, Option<usize>) {
        let leaves = self.lines[line].terms.iter().map(|t| t.0).filter(|l| !cells[*l].hidden);
        (leaves.collect(), self.lines[line].owner)
    }

    /// How many shown lines through a leaf would have it as their only hidden one.
    pub fn new_lonely(&self, leaf: usize, cells: &[Cell]) -> usize {
        let alone = |t: &&(usize, i64)| {
            self.free[t.0].is_empty() && self.lines[t.0].owner.is_none_or(|o| !cells[o].hidden)
        };
        self.through[leaf].iter().filter(alone).count()
    }

    pub fn written(&self, cell: usize) -> &Terms {
        &self.written[cell]
    }

    /// Counts and leaves that share a line with a leaf of the count: hiding them is what may free it.
    pub fn around(&self, cell: usize) -> BTreeSet<usize> {
        let leaves = self.written[cell].keys();
        let lines: BTreeSet<usize> = leaves.flat_map(|l| &self.through[*l]).map(|t| t.0).collect();
        let mut found = BTreeSet::new();
        for line in lines.into_iter().map(|n| &self.lines[n]) {
            found.extend(line.owner);
            found.extend(line.terms.iter().map(|t| t.0));
        }
        found.extend(self.written[cell].keys().copied());
        found.remove(&cell);
        found
    }

    /// By how much a count differs in another world.
    pub fn changed(&self, cell: usize, change: &Change) -> i64 {
        dot(&self.written[cell], change)
    }

    /// Does the other world still fit what is shown?
    pub fn fits(&self, cells: &[Cell], change: &Change) -> bool {
        let leaves = change.iter().all(|(leaf, d)| {
            let cell = &cells[*leaf];
            *d == 0 || (cell.hidden && cell.value + d >= cell.least())
        });
        let mut sums: BTreeMap<usize, i64> = BTreeMap::new();
        for (leaf, by) in change {
            for (line, times) in &self.through[*leaf] {
                *sums.entry(*line).or_default() += times * by;
            }
        }
        leaves && sums.into_iter().all(|(n, sum)| fault(&self.lines[n], sum, cells) == 0)
    }

    /// A world in which the count has another value, if a short search finds one.
    pub fn other(&self, cells: &[Cell], target: usize) -> Option<Change> {
        let leaves: Vec<usize> =
            self.written[target].keys().copied().filter(|l| cells[*l].hidden).collect();
        let mut search = Search {
            lattice: self,
            cells,
            target,
            change: Change::new(),
            sums: BTreeMap::new(),
            steps: STEPS,
        };
        for leaf in leaves {
            for by in [1, -1] {
                if search.step(leaf, by) {
                    return Some(search.change);
                }
            }
        }
        None
    }
}

fn line(owner: Option<usize>, terms: &Terms) -> Line {
    Line { owner, terms: terms.iter().map(|(leaf, times)| (*leaf, *times)).collect() }
}

fn write_out(
    cell: usize,
    definition: &BTreeMap<usize, &Sum>,
    written: &mut Vec<Option<Terms>>,
    depth: usize,
) -> Terms {
    if let Some(terms) = &written[cell] {
        return terms.clone();
    }
    let mut terms = Terms::new();
    match definition.get(&cell).filter(|_| depth < 64) {
        None => {
            terms.insert(cell, 1);
        }
        Some(sum) => {
            for part in &sum.parts {
                for (leaf, n) in write_out(*part, definition, written, depth + 1) {
                    *terms.entry(leaf).or_default() += n;
                }
            }
        }
    }
    written[cell] = Some(terms.clone());
    terms
}

/// A sum less its parts, written out; empty where it says nothing new.
fn difference(sum: &Sum, written: &[Terms]) -> Terms {
    let mut terms = written[sum.whole].clone();
    for part in &sum.parts {
        for (leaf, n) in &written[*part] {
            *terms.entry(*leaf).or_default() -= n;
        }
    }
    terms.retain(|_, n| *n != 0);
    terms
}

fn dot(terms: &Terms, change: &Change) -> i64 {
    change.iter().map(|(leaf, d)| terms.get(leaf).copied().unwrap_or(0) * d).sum()
}

/// How far a line is from what it has to be: below zero it has to grow, above it has to shrink.
fn fault(line: &Line, sum: i64, cells: &[Cell]) -> i64 {
    match line.owner.map(|owner| &cells[owner]) {
        Some(cell) if cell.hidden => (cell.value + sum - cell.least()).min(0),
        _ => sum,
    }
}

struct Search<'a> {
    lattice: &'a Lattice,
    cells: &'a [Cell],
    target: usize,
    change: Change,
    /// Line to the sum of its changes.
    sums: BTreeMap<usize, i64>,
    steps: usize,
}

impl Search<'_> {
    /// Changes a leaf, then mends; takes the change back where that leads nowhere.
    fn step(&mut self, leaf: usize, by: i64) -> bool {
        let before = self.change.get(&leaf).copied().unwrap_or(0);
        let cell = &self.cells[leaf];
        let possible = cell.hidden && before * by >= 0 && cell.value + before + by >= cell.least();
        if !possible || self.steps == 0 || (before == 0 && self.change.len() >= DEEPEST) {
            return false;
        }
        self.steps -= 1;
        self.alter(leaf, by);
        let moved = self.lattice.changed(self.target, &self.change) != 0;
        if moved && self.mend() {
            return true;
        }
        self.alter(leaf, -by);
        false
    }

    fn alter(&mut self, leaf: usize, by: i64) {
        let d = self.change.entry(leaf).or_default();
        *d += by;
        if *d == 0 {
            self.change.remove(&leaf);
        }
        for (line, times) in &self.lattice.through[leaf] {
            *self.sums.entry(*line).or_default() += times * by;
        }
    }

    /// Mends the broken line with the fewest hidden leaves.
    fn mend(&mut self) -> bool {
        let mut best: Option<(usize, usize, i64)> = None;
        for (n, sum) in self.sums.iter().filter(|(_, sum)| **sum != 0) {
            let fault = fault(&self.lattice.lines[*n], *sum, self.cells);
            let free = self.lattice.free[*n].len();
            if fault != 0 && best.is_none_or(|b| free < b.0) {
                best = Some((free, *n, fault));
            }
        }
        let Some((_, line, fault)) = best else { return true };
        let ways = self.ways(line, fault);
        ways.into_iter().take(WAYS).any(|(leaf, by)| self.step(leaf, by))
    }

    /// Hidden leaves of a line and the direction that mends it, those in the fewest lines first.
    fn ways(&self, line: usize, fault: i64) -> Vec<(usize, i64)> {
        let terms = &self.lattice.lines[line].terms;
        let mut ways: Vec<(usize, usize, i64)> = Vec::new();
        for leaf in &self.lattice.free[line] {
            let times = terms.binary_search_by_key(leaf, |t| t.0).map_or(0, |at| terms[at].1);
            let by = if (times > 0) == (fault > 0) { -1 } else { 1 };
            let (cell, before) = (&self.cells[*leaf], self.change.get(leaf).copied().unwrap_or(0));
            if before * by >= 0 && cell.value + before + by >= cell.least() {
                ways.push((self.lattice.through[*leaf].len(), *leaf, by));
            }
        }
        ways.sort_unstable();
        ways.into_iter().map(|(_, leaf, by)| (leaf, by)).collect()
    }
}
