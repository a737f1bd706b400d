//! The tables that facts are sliced by: themes, programmes, measures, areas, periods and days.
//!
//! Themes and programmes are the whole vocabulary, because a report wants to show the theme without money too. So are
//! known measures; an unknown one that a row uses is added with `known` false and the words it was first seen with.
//! Areas are those that rows use and the areas they lie in: the vocabulary knows hundreds that a workspace never speaks of.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::{Date, date};
use polars::prelude::PolarsResult;

use super::{Frames, columns, comparisons};
use crate::model::observation::Observation;
use crate::model::period::Period;
use crate::model::product::Product;
use crate::schema::{
    self, AreaRow, DateRow, MeasureRow, PeriodRow, ProgrammeRow, Table, ThemeAliasRow, ThemeRow,
};
use crate::vocab::Vocab;

/// Days before and after these years are left out of the date table: one misread year must not make a million rows.
const FIRST_DAY: Date = date(1970, 4, 1);
const LAST_DAY: Date = date(2070, 3, 31);

pub fn add(frames: &mut Frames, documents: &[&Product], vocab: &Vocab) -> PolarsResult<()> {
    insert(frames, &schema::THEME, &themes(vocab))?;
    insert(frames, &schema::THEME_ALIAS, &theme_aliases(vocab))?;
    insert(frames, &schema::PROGRAMME, &programmes(vocab))?;
    let (measures, areas) = (measures(documents, vocab), areas(documents, vocab));
    insert(frames, &schema::MEASURE, &measures)?;
    insert(frames, &schema::AREA, &areas)?;
    comparisons::add(frames, &areas, &measures, vocab)?;
    insert(frames, &schema::PERIOD, &periods(documents, vocab))?;
    insert(frames, &schema::DATE, &days(documents))
}

pub(super) fn insert<R: Sync>(
    frames: &mut Frames,
    table: &Table<R>,
    rows: &[R],
) -> PolarsResult<()> {
    let rows: Vec<&R> = rows.iter().collect();
    frames.insert(table.name, columns::frame(table, &rows)?);
    Ok(())
}

fn themes(vocab: &Vocab) -> Vec<ThemeRow> {
    let row = |t: &crate::vocab::Theme| ThemeRow {
        theme: t.id.clone(),
        label: t.label.clone(),
        parent: t.parent.clone(),
    };
    let mut rows: Vec<_> = vocab.themes.iter().map(row).collect();
    rows.sort_by(|a, b| a.theme.cmp(&b.theme));
    rows
}

/// A word that stands under two themes keeps the first; the vocabulary's own test refuses that for the embedded one.
fn theme_aliases(vocab: &Vocab) -> Vec<ThemeAliasRow> {
    let mut rows = BTreeMap::new();
    for theme in &vocab.themes {
        for alias in std::iter::once(&theme.label).chain(&theme.aliases) {
            rows.entry(alias.to_lowercase()).or_insert_with(|| theme.id.clone());
        }
    }
    rows.into_iter().map(|(alias, theme)| ThemeAliasRow { alias, theme }).collect()
}

fn programmes(vocab: &Vocab) -> Vec<ProgrammeRow> {
    let row = |p: &crate::vocab::Programme| ProgrammeRow {
        programme: p.id.clone(),
        label: p.label.clone(),
        aliases: p.aliases.join("; "),
    };
    let mut rows: Vec<_> = vocab.programmes.iter().map(row).collect();
    rows.sort_by(|a, b| a.programme.cmp(&b.programme));
    rows
}

fn measures(documents: &[&Product], vocab: &Vocab) -> Vec<MeasureRow> {
    let mut rows: BTreeMap<String, MeasureRow> =
        vocab.measures.iter().map(|m| (m.id.clone(), known_measure(m))).collect();
    for row in documents.iter().flat_map(|p| &p.observations) {
        rows.entry(row.measure.clone()).or_insert_with(|| unknown_measure(row));
    }
    for claim in documents.iter().flat_map(|p| &p.claims) {
        let id = &claim.measure;
        rows.entry(id.clone()).or_insert_with(|| unnamed_measure(id, id, &claim.theme));
    }
    rows.remove("");
    rows.into_values().collect()
}

fn known_measure(m: &crate::vocab::Measure) -> MeasureRow {
    MeasureRow {
        measure: m.id.clone(),
        label: m.label.clone(),
        theme: m.theme.clone(),
        unit: m.unit.clone(),
        polarity: if m.polarity.is_empty() { "none".to_owned() } else { m.polarity.clone() },
        scale: m.scale,
        numerator: m.numerator.clone(),
        denominator: m.denominator.clone(),
        known: true,
        amber_within_pct: m.amber_within_pct,
    }
}

fn unknown_measure(row: &Observation) -> MeasureRow {
    let label = if row.measure_label.is_empty() { &row.measure } else { &row.measure_label };
    let mut measure = unnamed_measure(&row.measure, label, &row.theme);
    row.unit.name().clone_into(&mut measure.unit);
    measure
}

fn unnamed_measure(id: &str, label: &str, theme: &str) -> MeasureRow {
    MeasureRow {
        measure: id.to_owned(),
        label: label.to_owned(),
        theme: theme.to_owned(),
        unit: String::new(),
        polarity: "none".to_owned(),
        scale: None,
        numerator: String::new(),
        denominator: String::new(),
        known: false,
        amber_within_pct: None,
    }
}

fn areas(documents: &[&Product], vocab: &Vocab) -> Vec<AreaRow> {
    let mut used = BTreeSet::new();
    for product in documents {
        used.insert(product.document.area.as_str());
        used.extend(product.allocations.iter().map(|r| r.area.as_str()));
        used.extend(product.observations.iter().map(|r| r.area.as_str()));
        used.extend(product.populations.iter().map(|r| r.area.as_str()));
        used.extend(product.claims.iter().map(|r| r.area.as_str()));
        let against = product.claims.iter().map(|r| r.against.as_str());
        used.extend(against.filter(|id| vocab.area(id).is_some()));
    }
    used.remove("");
    let mut rows = BTreeMap::new();
    for id in used {
        add_with_parents(&mut rows, id, vocab);
    }
    // A list that an area is compared with has a name, whether or not a document speaks of it.
    let listed = vocab.groups.iter().filter(|g| g.of.is_empty() || rows.contains_key(&g.of));
    let listed: Vec<AreaRow> = listed.map(|g| group(g, vocab)).collect();
    rows.extend(listed.into_iter().map(|row| (row.area.clone(), row)));
    rows.into_values().collect()
}

fn group(g: &crate::vocab::Group, vocab: &Vocab) -> AreaRow {
    let level = comparator(&g.id, vocab).map_or("comparator", |(_, level)| level);
    AreaRow {
        area: g.id.clone(),
        label: g.label.clone(),
        level: level.to_owned(),
        parent: String::new(),
    }
}

fn add_with_parents(rows: &mut BTreeMap<String, AreaRow>, id: &str, vocab: &Vocab) {
    let mut next = id.to_owned();
    while !next.is_empty() && !rows.contains_key(&next) {
        let row = area(&next, vocab);
        let parent = row.parent.clone();
        rows.insert(std::mem::replace(&mut next, parent), row);
    }
}

/// An area that the vocabulary does not know is a local one under its own id.
fn area(id: &str, vocab: &Vocab) -> AreaRow {
    let row = |label: &str, level: &str, parent: &str| AreaRow {
        area: id.to_owned(),
        label: label.to_owned(),
        level: level.to_owned(),
        parent: parent.to_owned(),
    };
    if let Some(a) = vocab.area(id) {
        return row(&a.label, &a.level, &a.parent);
    }
    match comparator(id, vocab) {
        Some((label, level)) => row(&label, level, ""),
        None => row(id, "local", ""),
    }
}

/// `yot-family-E08000014` is the family of one area: a comparator that the vocabulary knows, made that area's own.
fn comparator<'v>(id: &str, vocab: &'v Vocab) -> Option<(String, &'v str)> {
    let (kind, own) = id.rsplit_once('-')?;
    let (kind, own) = (vocab.area(kind)?, vocab.area(own)?);
    Some((format!("{} of {}", kind.label, own.label), &kind.level))
}

fn periods(documents: &[&Product], vocab: &Vocab) -> Vec<PeriodRow> {
    let mut used = BTreeSet::new();
    for product in documents {
        used.extend(product.document.period);
        used.extend(product.allocations.iter().filter_map(|r| r.period));
        used.extend(product.observations.iter().filter_map(|r| r.period));
        used.extend(product.observations.iter().filter_map(|r| r.baseline_period));
        used.extend(product.claims.iter().filter_map(|r| r.period));
        used.extend(product.claims.iter().filter_map(|r| r.against.parse::<Period>().ok()));
        used.extend(product.actions.iter().filter_map(|r| r.plan_period));
        used.extend(product.transactions.used_periods());
        used.extend(product.deflators.iter().map(|r| r.period));
    }
    let row = |period| PeriodRow {
        period,
        sort: sort_key(period),
        population_year: vocab.mid_years.serving(period),
    };
    used.into_iter().map(row).collect()
}

/// First month, then length in months, in one number that does not move when another document adds a period:
/// `FY2019-20` is 201904012. An open period is the longest.
fn sort_key(period: Period) -> u32 {
    let first = period.first();
    let months = period.months().map_or(999, |m| m.clamp(1, 998));
    let month = u32::try_from(first.year()).unwrap_or(0) * 100 + first.number();
    month.saturating_mul(1000).saturating_add(months)
}

/// Whole financial years from the first day that a row speaks of to the last.
fn days(documents: &[&Product]) -> Vec<DateRow> {
    let within = |d: &Date| (FIRST_DAY..=LAST_DAY).contains(d);
    let used = documents.iter().flat_map(|p| spoken_of(p)).filter(within);
    let Some((first, last)) = used.fold(None, |range: Option<(Date, Date)>, day| {
        Some(range.map_or((day, day), |(a, b)| (a.min(day), b.max(day))))
    }) else {
        return Vec::new();
    };
    let start = year_start(first);
    let end = year_start(last).saturating_add(1.year());
    start.series(1.day()).take_while(|d| *d < end).map(day_row).collect()
}

fn spoken_of(product: &Product) -> impl Iterator<Item = Date> {
    let periods = product.allocations.iter().filter_map(|r| r.period);
    let periods = periods.chain(product.observations.iter().filter_map(|r| r.period));
    let periods = periods.chain(product.document.period);
    let dates = periods.flat_map(|p| std::iter::once(p.start()).chain(p.end()));
    let dates = dates.chain(product.actions.iter().filter_map(|r| r.deadline));
    dates.chain(product.transactions.rows.iter().filter_map(|r| r.date))
}

/// 1 April of the financial year that the day lies in.
fn year_start(day: Date) -> Date {
    let year = if day.month() >= 4 { day.year() } else { day.year() - 1 };
    date(year, 4, 1)
}

fn day_row(day: Date) -> DateRow {
    const NAMES: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let month = usize::from(day.month().unsigned_abs());
    let name = NAMES[month - 1];
    let fiscal_month = u32::try_from((month + 8) % 12 + 1).unwrap_or(1);
    DateRow { date: day, month_label: format!("{name} {}", day.year()), fiscal_month }
}
