//! Proven reoffending: who enters a cohort, and what is proved within the year that follows and half a year more.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;

use super::coverage::{Coverage, quarter_period};
use super::events::{areas, inside};
use super::{Class, Counts, Outcome};
use crate::model::period::Period;

/// The counts of the cohorts that could be followed to their end, and what was missing for others.
#[derive(Debug, Default)]
pub struct Cohorts {
    pub counts: Counts,
    pub missing: Option<&'static str>,
}

/// What became of one child of a cohort.
struct Followed<'a> {
    area: &'a str,
    reoffences: u64,
}

pub fn count(outcomes: &[Outcome], covered: &Coverage) -> Cohorts {
    let mut out = Cohorts::default();
    if !outcomes.iter().any(|o| o.class.substantive() && !o.adult) {
        return out;
    }
    let dated = outcomes.iter().any(|o| o.offence.is_some());
    let released = outcomes.iter().any(|o| o.release.is_some());
    let jailed = outcomes.iter().any(|o| o.class == Class::Custody && !o.adult);
    let (done, open): (Vec<Period>, Vec<Period>) = covered
        .quarters()
        .map(quarter_period)
        .chain(covered.financial_years())
        .partition(|p| p.last().is_some_and(|last| last.plus(18) <= covered.last));
    out.missing = match (open.is_empty(), dated, released || !jailed) {
        (false, ..) => Some("the rows end before the last cohorts have been followed to the end"),
        (_, false, _) => {
            Some("dates of offences are missing, and dates of outcomes stand for them")
        }
        (_, _, false) => {
            Some("dates of release are missing, so children released from custody are in no cohort")
        }
        _ => None,
    };
    let entries = entries(outcomes);
    for period in done {
        for area in areas(outcomes) {
            for measure in MEASURES {
                out.counts.insert((measure, area.clone(), period), 0);
            }
        }
        for child in followed(outcomes, &entries, period) {
            tally(&mut out.counts, &child, period);
        }
    }
    out
}

const MEASURES: [&str; 3] =
    ["yj.reoffending.cohort", "yj.reoffending.reoffenders", "yj.reoffending.reoffences"];

fn tally(counts: &mut Counts, child: &Followed<'_>, period: Period) {
    let mut wheres = vec![String::new()];
    if !child.area.is_empty() {
        wheres.push(child.area.to_owned());
    }
    let tallies = [1, u64::from(child.reoffences > 0), child.reoffences];
    for area in wheres {
        for (measure, n) in MEASURES.into_iter().zip(tallies) {
            *counts.entry((measure, area.clone(), period)).or_default() += n;
        }
    }
}

/// Days on which a child enters: a caution, a sentence outside custody, a release from custody.
fn entries(outcomes: &[Outcome]) -> Vec<(usize, Date, &str)> {
    let day = |o: &Outcome| match o.class {
        Class::Custody => o.release,
        c if c.substantive() => Some(o.date),
        _ => None,
    };
    let children = outcomes.iter().filter(|o| !o.adult);
    let mut found: Vec<_> =
        children.filter_map(|o| Some((o.child, day(o)?, o.area.as_str()))).collect();
    found.sort_unstable();
    found
}

/// Each child of the cohort once, from the first day on which it entered within the period.
fn followed<'a>(
    outcomes: &'a [Outcome],
    entries: &[(usize, Date, &'a str)],
    period: Period,
) -> Vec<Followed<'a>> {
    let mut first: BTreeMap<usize, (Date, &str)> = BTreeMap::new();
    for (child, day, area) in entries.iter().filter(|e| inside(period, e.1)) {
        first.entry(*child).or_insert((*day, area));
    }
    let mut reoffences: BTreeMap<usize, u64> = BTreeMap::new();
    for o in outcomes.iter().filter(|o| o.class.substantive()) {
        if first.get(&o.child).is_some_and(|(day, _)| proved(o, *day)) {
            *reoffences.entry(o.child).or_default() += 1;
        }
    }
    let one = |(child, (_, area)): (usize, (Date, &'a str))| Followed {
        area,
        reoffences: reoffences.get(&child).copied().unwrap_or(0),
    };
    first.into_iter().map(one).collect()
}

/// Committed within a year of the day, and cautioned or convicted within that year or the six months after it. Where the
/// day of the offence is not known, the outcome itself has to fall within the year.
fn proved(o: &Outcome, entered: Date) -> bool {
    let year = entered.saturating_add(1.year());
    let waited = entered.saturating_add(18.months());
    let committed = o.offence.unwrap_or(o.date);
    committed > entered && committed <= year && o.date <= waited
}
