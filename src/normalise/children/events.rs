//! Outcomes to counts: occasions, entrants, and children counted once.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::coverage::{Coverage, quarter_period};
use super::{Class, Counts, Outcome};
use crate::model::period::Period;

/// What happened to a child on a day: several offences on one occasion are one event of each kind.
type Occasion<'a> = ((usize, Date), Vec<&'a Outcome>);

/// An event: the measure it counts for, where, and when.
type Event<'a> = (&'static str, &'a str, Date);

pub fn count(outcomes: &[Outcome], covered: &Coverage) -> Counts {
    let occasions = occasions(outcomes);
    let mut events: Vec<Event<'_>> = Vec::new();
    for (_, rows) in &occasions {
        events.extend(of_occasion(rows));
    }
    events.extend(entrants(&occasions));
    let mut counts = grid(outcomes, covered);
    for (measure, area, date) in events {
        for period in periods(covered, date) {
            add(&mut counts, measure, area, period);
        }
    }
    once_a_year(&occasions, covered, &mut counts);
    counts
}

/// By child and day; grown-ups are left out.
fn occasions(outcomes: &[Outcome]) -> Vec<Occasion<'_>> {
    let mut found: BTreeMap<(usize, Date), Vec<&Outcome>> = BTreeMap::new();
    for o in outcomes.iter().filter(|o| !o.adult) {
        found.entry((o.child, o.date)).or_default().push(o);
    }
    found.into_iter().collect()
}

/// The gravest row of a kind decides what the occasion counts as, and where.
fn gravest<'a>(rows: &[&'a Outcome], kind: fn(Class) -> bool) -> Option<&'a Outcome> {
    rows.iter()
        .filter(|o| kind(o.class))
        .min_by(|a, b| (a.class, &a.area).cmp(&(b.class, &b.area)))
        .copied()
}

fn of_occasion<'a>(rows: &[&'a Outcome]) -> Vec<Event<'a>> {
    let mut events = Vec::new();
    let mut add = |row: Option<&'a Outcome>, measures: &[&'static str]| {
        if let Some(row) = row {
            events.extend(measures.iter().map(|m| (*m, row.area.as_str(), row.date)));
        }
    };
    let court = gravest(rows, Class::at_court);
    add(court, &["yj.court.disposals", "yj.outcomes.substantive"]);
    let tier = court.map(|o| match o.class {
        Class::Custody => "yj.custody.sentences",
        Class::Community => "yj.disposals.community",
        _ => "yj.disposals.first_tier",
    });
    add(court, tier.as_slice());
    let caution = gravest(rows, |c| c == Class::Caution);
    let measures =
        ["yj.out_of_court.cautions", "yj.out_of_court.disposals", "yj.outcomes.substantive"];
    add(caution, &measures);
    let resolution = gravest(rows, |c| c == Class::Resolution);
    add(resolution, &["yj.out_of_court.resolutions", "yj.out_of_court.disposals"]);
    let remand = gravest(rows, Class::is_remand);
    add(remand, &["yj.remand.episodes"]);
    let held = remand.map(|o| match o.class {
        Class::RemandCustody => "yj.remand.custody",
        Class::RemandCare => "yj.remand.local_authority",
        _ => "yj.remand.bail",
    });
    add(remand, held.as_slice());
    events
}

/// The first caution or conviction of each child, if the child was one then.
fn entrants<'a>(occasions: &[Occasion<'a>]) -> Vec<Event<'a>> {
    let mut entered = BTreeSet::new();
    let first = occasions.iter().filter_map(|((child, _), rows)| {
        let row = gravest(rows, Class::substantive)?;
        entered.insert(*child).then_some(("yj.fte.count", row.area.as_str(), row.date))
    });
    first.collect()
}

/// Children cautioned or sentenced: each once a financial year, where it was first.
fn once_a_year(occasions: &[Occasion<'_>], covered: &Coverage, counts: &mut Counts) {
    let mut seen = BTreeSet::new();
    for ((child, date), rows) in occasions {
        let Some(row) = gravest(rows, Class::substantive) else { continue };
        let year = covered.financial_years().find(|p| inside(*p, *date));
        if let Some(year) = year.filter(|y| seen.insert((*child, y.fy_start_year()))) {
            add(counts, "yj.cautioned_or_sentenced.count", &row.area, year);
        }
    }
}

pub fn inside(period: Period, date: Date) -> bool {
    period.start() <= date && period.end().is_some_and(|end| date <= end)
}

/// The quarter and the twelve months that a day falls in, of those that are covered.
fn periods(covered: &Coverage, date: Date) -> Vec<Period> {
    let quarters = covered.quarters().map(quarter_period);
    quarters.chain(covered.years()).filter(|p| inside(*p, date)).collect()
}

/// One more, in the area and in the whole.
pub fn add(counts: &mut Counts, measure: &'static str, area: &str, period: Period) {
    *counts.entry((measure, area.to_owned(), period)).or_default() += 1;
    if !area.is_empty() {
        *counts.entry((measure, String::new(), period)).or_default() += 1;
    }
}

/// Zero for every measure, area and period that the rows could have spoken of: none is a count, missing is not.
fn grid(outcomes: &[Outcome], covered: &Coverage) -> Counts {
    let any = |kind: fn(Class) -> bool| outcomes.iter().any(|o| kind(o.class));
    let mut measures: Vec<&'static str> = Vec::new();
    if any(Class::at_court) {
        measures.extend(["yj.court.disposals", "yj.custody.sentences"]);
        measures.extend(["yj.disposals.community", "yj.disposals.first_tier"]);
    }
    if any(|c| matches!(c, Class::Caution | Class::Resolution)) {
        measures.extend(["yj.out_of_court.cautions", "yj.out_of_court.resolutions"]);
        measures.push("yj.out_of_court.disposals");
    }
    if any(Class::is_remand) {
        measures.extend(["yj.remand.episodes", "yj.remand.bail"]);
        measures.extend(["yj.remand.custody", "yj.remand.local_authority"]);
    }
    let substantive = any(Class::substantive);
    if substantive {
        measures.extend(["yj.fte.count", "yj.outcomes.substantive"]);
    }
    let mut counts = Counts::new();
    for area in areas(outcomes) {
        for period in covered.quarters().map(quarter_period).chain(covered.years()) {
            counts.extend(measures.iter().map(|m| ((*m, area.clone(), period), 0)));
        }
        for year in covered.financial_years().filter(|_| substantive) {
            counts.insert(("yj.cautioned_or_sentenced.count", area.clone(), year), 0);
        }
    }
    counts
}

/// Every area, and the whole.
pub fn areas(outcomes: &[Outcome]) -> BTreeSet<String> {
    outcomes.iter().map(|o| o.area.clone()).chain([String::new()]).collect()
}
