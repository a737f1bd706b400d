//! Works out hidden counts from shown ones: elimination over fractions, then bounds until nothing narrows any more.

use std::collections::BTreeMap;

use super::figures::{ONCE, WHOLES, WITHIN, months};

/// A published count; none where it is hidden.
#[derive(Clone, Debug)]
pub struct Known {
    pub measure: String,
    pub area: String,
    pub period: String,
    pub value: Option<i64>,
}

/// Sum of unknowns times numbers, and what it is: exactly, or at least.
#[derive(Clone, Debug)]
struct Fact {
    terms: BTreeMap<usize, Fraction>,
    is: Fraction,
    exactly: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Fraction {
    over: i128,
    under: i128,
}

impl Fraction {
    fn new(over: i128, under: i128) -> Self {
        let (mut a, mut b) = (over.abs(), under.abs());
        while b != 0 {
            (a, b) = (b, a % b);
        }
        let sign = if under < 0 { -1 } else { 1 };
        Self { over: sign * over / a.max(1), under: sign * under / a.max(1) }
    }

    fn whole(n: i64) -> Self {
        Self { over: n.into(), under: 1 }
    }

    fn times(self, o: Self) -> Self {
        Self::new(self.over * o.over, self.under * o.under)
    }

    fn less(self, o: Self) -> Self {
        Self::new(self.over * o.under - o.over * self.under, self.under * o.under)
    }

    fn inverse(self) -> Self {
        Self::new(self.under, self.over)
    }
}

/// The position of every count that can be named, and what it is.
pub fn attack(known: &[Known]) -> Vec<(usize, i64)> {
    let facts = facts(known);
    let mut exact: Vec<Fact> = facts.iter().filter(|f| f.exactly).cloned().collect();
    eliminate(&mut exact);
    exact.extend(facts);
    narrowed(known, &exact)
}

/// Everything that follows from how figures add up, with shown counts put in.
fn facts(known: &[Known]) -> Vec<Fact> {
    let mut facts = Vec::new();
    for (i, whole) in known.iter().enumerate() {
        let Some((first, length)) = months(&whole.period) else { continue };
        let beside = |measure: &str, area: &str, at: (i64, i64)| {
            known.iter().position(|k| {
                k.measure == measure && k.area == area && months(&k.period) == Some(at)
            })
        };
        // Quarters of twelve months.
        let quarters: Option<Vec<usize>> =
            (0..4).map(|q| beside(&whole.measure, &whole.area, (first + 3 * q, 3))).collect();
        if let Some(quarters) = quarters.filter(|_| length == 12) {
            if ONCE.contains(&whole.measure.as_str()) {
                facts.push(sum(known, &quarters, &[i], false));
                // A child counts where it was first, which may be elsewhere in the year than in the quarter.
                let whole = quarters.iter().filter(|_| whole.area.is_empty());
                facts.extend(whole.map(|q| sum(known, &[i], &[*q], false)));
            } else {
                facts.push(sum(known, &quarters, &[i], true));
            }
        }
        // Areas of the whole.
        let areas: Vec<usize> = (0..known.len())
            .filter(|j| {
                let k = &known[*j];
                whole.area.is_empty()
                    && !k.area.is_empty()
                    && k.measure == whole.measure
                    && k.period == whole.period
            })
            .collect();
        if !areas.is_empty() {
            facts.push(sum(known, &areas, &[i], true));
        }
        let parts = WHOLES.iter().filter(|w| w.0 == whole.measure).map(|w| w.1);
        for parts in parts {
            let parts: Option<Vec<usize>> =
                parts.iter().map(|p| beside(p, &whole.area, (first, length))).collect();
            facts.extend(parts.map(|parts| sum(known, &parts, &[i], true)));
        }
        for (part, _) in WITHIN.iter().filter(|w| w.1 == whole.measure) {
            let part = beside(part, &whole.area, (first, length));
            facts.extend(part.map(|part| sum(known, &[i], &[part], false)));
        }
    }
    facts.retain(|f| !f.terms.is_empty());
    facts
}

/// The one side equals the other, or is at least as large.
fn sum(known: &[Known], more: &[usize], fewer: &[usize], exactly: bool) -> Fact {
    let mut fact = Fact { terms: BTreeMap::new(), is: Fraction::whole(0), exactly };
    let sides = more.iter().map(|i| (*i, 1)).chain(fewer.iter().map(|i| (*i, -1)));
    for (i, sign) in sides {
        match known[i].value {
            Some(value) => fact.is = fact.is.less(Fraction::whole(sign * value)),
            None => {
                fact.terms.insert(i, Fraction::whole(sign));
            }
        }
    }
    fact
}

/// Gauss and Jordan.
fn eliminate(facts: &mut Vec<Fact>) {
    let mut done = 0;
    while done < facts.len() {
        let Some((pivot, factor)) = facts[done].terms.iter().next().map(|(p, f)| (*p, *f)) else {
            facts.swap_remove(done);
            continue;
        };
        let inverse = factor.inverse();
        facts[done].terms.values_mut().for_each(|f| *f = f.times(inverse));
        facts[done].is = facts[done].is.times(inverse);
        let row = facts[done].clone();
        for (n, other) in facts.iter_mut().enumerate() {
            if let Some(factor) = other.terms.get(&pivot).copied().filter(|_| n != done) {
                for (i, f) in &row.terms {
                    let left = other.terms.get(i).copied().unwrap_or(Fraction::whole(0));
                    let left = left.less(f.times(factor));
                    if left.over == 0 {
                        other.terms.remove(i);
                    } else {
                        other.terms.insert(*i, left);
                    }
                }
                other.is = other.is.less(row.is.times(factor));
            }
        }
        done += 1;
    }
}

/// Lower and upper bounds of the unknowns; a hidden count is at least one, because a true zero is shown.
fn narrowed(known: &[Known], facts: &[Fact]) -> Vec<(usize, i64)> {
    let hidden: Vec<usize> = (0..known.len()).filter(|i| known[*i].value.is_none()).collect();
    let mut low: BTreeMap<usize, i128> = hidden.iter().map(|i| (*i, 1)).collect();
    let mut high: BTreeMap<usize, Option<i128>> = hidden.iter().map(|i| (*i, None)).collect();
    for _ in 0..60 {
        let mut moved = false;
        for fact in facts {
            moved |= narrow(fact, 1, &mut low, &mut high);
            if fact.exactly {
                moved |= narrow(fact, -1, &mut low, &mut high);
            }
        }
        if !moved {
            break;
        }
    }
    let pinned = hidden.into_iter().filter(|i| high[i] == Some(low[i]));
    pinned.map(|i| (i, i64::try_from(low[&i]).expect("a count is small"))).collect()
}

/// The sum is at least so much: each unknown in it is at least what the others at most leave over.
fn narrow(
    fact: &Fact,
    sign: i128,
    low: &mut BTreeMap<usize, i128>,
    high: &mut BTreeMap<usize, Option<i128>>,
) -> bool {
    let signed = |f: &Fraction| Fraction::new(f.over * sign, f.under);
    let most = |i: &usize,
                f: Fraction,
                low: &BTreeMap<usize, i128>,
                high: &BTreeMap<usize, Option<i128>>| {
        let bound = if f.over > 0 { high[i]? } else { low[i] };
        Some(f.times(Fraction::new(bound, 1)))
    };
    let mut moved = false;
    for (i, f) in &fact.terms {
        let f = signed(f);
        let mut left = signed(&fact.is);
        let others = fact.terms.iter().filter(|(j, _)| *j != i);
        let bounded = others
            .map(|(j, g)| most(j, signed(g), low, high))
            .all(|most| most.map(|m| left = left.less(m)).is_some());
        if !bounded {
            continue;
        }
        let bound = left.times(f.inverse());
        if f.over > 0 {
            let up = bound.over.div_euclid(bound.under)
                + i128::from(bound.over.rem_euclid(bound.under) != 0);
            if up > low[i] {
                low.insert(*i, up);
                moved = true;
            }
        } else {
            let down = bound.over.div_euclid(bound.under);
            if high[i].is_none_or(|h| down < h) {
                high.insert(*i, Some(down));
                moved = true;
            }
        }
    }
    moved
}
