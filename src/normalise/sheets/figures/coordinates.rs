//! What the labels of a row, and the names over a column, say of a figure: where, when, in which unit, and of what.

use std::collections::BTreeMap;

use super::Table;
use super::about::{area_of, ending};
use super::extent;
use super::labels::Labels;
use super::words::{is_everyone, is_of_children, is_statistic};
use crate::model::amount::Unit;
use crate::model::observation::Basis;
use crate::model::period::{Month, Period};
use crate::normalise::sheets::totals::says_total;
use crate::recognise::sheet::facets::{Facets, Part, facets};
use crate::recognise::sheet::heads::{Head, strength};

/// What a row, or the names over a column, say of a figure.
#[derive(Clone, Debug, Default)]
pub struct Coordinates {
    pub area: Option<String>,
    pub period: Option<Period>,
    pub part: Option<Part>,
    pub ending: Option<u32>,
    pub unit: Option<Unit>,
    pub factor: Option<u32>,
    pub basis: Option<Basis>,
    pub words: Vec<String>,
    /// Of several words the one that says most closely what is counted.
    pub core: Option<String>,
    /// Another column of words divides what those words name.
    pub narrowed: bool,
    /// A label speaks of children.
    pub young: bool,
    /// A count, or those it is counted among, beside other figures of the row: no rate, whatever the row says of its unit.
    pub counted: bool,
}

/// What the names over a column say, from the top.
pub fn over(table: &Table<'_>, head: &Head, values: usize) -> Coordinates {
    let mut out = Coordinates::default();
    let list = &table.lists.statistics;
    for (part, facets) in head.parts.iter().zip(&head.facets) {
        if let Some(area) = area_of(part, table.desk.vocab) {
            out.area = Some(area);
            take(&mut out, facets);
            continue;
        }
        take(&mut out, facets);
        out.ending = out.ending.or_else(|| ending(part));
        out.basis = out.basis.or_else(|| basis_in(part));
        let plain =
            strength(head, list, "value") >= 97 || says_total(&facets.rest) && head.parts.len() > 1;
        if !facets.rest.is_empty() && !plain {
            out.words.push(facets.rest.clone());
        }
    }
    let counts = ["count", "population"].iter().any(|r| strength(head, list, r) >= 97);
    out.counted = values > 1 && counts && out.unit.is_none_or(|u| u == Unit::Count);
    out
}

fn basis_in(text: &str) -> Option<Basis> {
    let low = text.to_lowercase();
    let says = |w: &str| low.split(|c: char| !c.is_alphanumeric()).any(|x| x == w);
    if says("target") {
        Some(Basis::Target)
    } else if says("forecast") || says("projected") || says("projection") {
        Some(Basis::Forecast)
    } else {
        None
    }
}

/// What a cell says of the time; a bare number under the name of a quarter or of a month is one.
fn time(head: &str, text: &str) -> Facets {
    let low = head.to_lowercase();
    let has = |w: &[&str]| low.split(|c: char| !c.is_alphanumeric()).any(|x| w.contains(&x));
    let number: Option<u32> = text.parse().ok();
    let part = match number {
        Some(q @ 1..=4) if has(&["quarter", "qtr", "q"]) => Some(Part::Quarter(q as u8)),
        Some(m @ 1..=12) if has(&["month"]) => Some(Part::Month(m)),
        _ => None,
    };
    match part {
        Some(part) => Facets { part: Some(part), ..Facets::default() },
        None => facets(text),
    }
}

/// A school year, where the name of the column or a cell beside it says so.
fn schooled(period: Period) -> Period {
    let Period::FinancialYear(y) = period else { return period };
    match (Month::new(y, 9), Month::new(y + 1, 8)) {
        (Some(first), Some(last)) => Period::Months(first, last),
        _ => period,
    }
}

fn take(out: &mut Coordinates, facets: &Facets) {
    out.period = facets.period.or(out.period);
    out.part = facets.part.or(out.part);
    out.unit = facets.unit.or(out.unit);
    out.factor = facets.factor.or(out.factor);
}

/// What the labels of a row say together.
pub fn row(table: &Table<'_>, own: &Labels, labels: &BTreeMap<u32, String>) -> Coordinates {
    let cell = |c: u32| labels.get(&c).map(String::as_str);
    let mut out = Coordinates {
        area: extent::area(&own.places, table.desk.vocab, cell),
        ..Coordinates::default()
    };
    when(table, own, labels, &mut out);
    out.young = own
        .measures
        .iter()
        .chain(&own.groups)
        .any(|c| labels.get(c).is_some_and(|t| is_of_children(t)));
    for column in &own.measures {
        if let Some(text) = labels.get(column) {
            measure_label(table, own, &mut out, text);
            out.narrowed |= own.said.narrowing.contains(column) && !is_whole(text);
            if own.said.core == Some(*column) && !is_statistic(text) {
                out.core = out.words.last().cloned();
            }
        }
    }
    for column in &own.units {
        if let Some(text) = labels.get(column) {
            let found = facets(text);
            out.unit = found.unit.filter(|u| *u != Unit::Count || out.unit.is_none()).or(out.unit);
            out.factor = found.factor.or(out.factor);
        }
    }
    for column in &own.groups {
        if let Some(text) = labels.get(column).filter(|t| !is_whole(t)) {
            out.narrowed |= own.said.core != Some(*column) && own.said.narrowing.contains(column)
                || !own.said.columns.contains(column);
            out.words.push(text.clone());
            if own.said.core == Some(*column) {
                out.core = Some(text.clone());
            }
        }
    }
    out
}

/// A label that narrows nothing.
fn is_whole(text: &str) -> bool {
    is_everyone(text) || is_statistic(text) || says_total(text)
}

fn when(table: &Table<'_>, own: &Labels, labels: &BTreeMap<u32, String>, out: &mut Coordinates) {
    let mut school = false;
    for column in &own.periods {
        let Some(text) = labels.get(column) else { continue };
        let head = table.known.heads.iter().find(|h| h.column == *column);
        let head = head.map_or("", |h| h.title.as_str());
        let found = time(head, text);
        out.period = found.period.or(out.period);
        out.part = found.part.or(out.part);
        out.ending = out.ending.or_else(|| ending(text));
        let low = format!("{head} {text}").to_lowercase();
        school |= ["academic", "school year"].iter().any(|w| low.contains(w));
    }
    if school {
        out.period = out.period.map(schooled);
    }
}

fn measure_label(table: &Table<'_>, own: &Labels, out: &mut Coordinates, text: &str) {
    let found = facets(text);
    // `Per 10,000 aged 10-17` in a column of measures says how, not what.
    if is_statistic(text) {
        out.unit = found.unit.or(out.unit);
        return;
    }
    if let Some(area) =
        area_of(text, table.desk.vocab).filter(|_| out.area.is_none() && own.places.is_empty())
    {
        out.area = Some(area);
        return;
    }
    out.ending = out.ending.or_else(|| ending(text));
    out.unit = found.unit.or(out.unit);
    out.basis = out.basis.or_else(|| basis_in(text));
    let timed = found.period.is_some() && out.period.is_none();
    if timed {
        out.period = found.period;
    }
    let said = if timed { found.rest } else { text.to_owned() };
    if !said.is_empty() {
        out.words.push(said);
    }
}
