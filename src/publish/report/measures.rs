//! Measures: each over time with its interval and baseline, and beside its comparators; youth justice first, then all others.

mod beside;

use std::collections::BTreeSet;

use maud::{Markup, html};

use super::axis::Scale;
use super::book::Row;
use super::facts::Home;
use super::figure::{Chart, Page, Shape, figure, key, left, right, said, table};
use super::names::{Slot, period, slots};
use super::series::{Line, Plot, Point, drawing};
use super::words::{change, counted, grouped, label, unit_name, valued};
use crate::model::period::Period;
use beside::beside;

/// Series that are drawn; a page of hundreds of charts is looked at by nobody.
const DRAWN: usize = 24;

/// The views that a section draws.
struct Views {
    trend: &'static str,
    comparison: &'static str,
    what: &'static str,
}

const YOUTH: Views = Views {
    trend: "youth_justice_trend",
    comparison: "youth_justice_comparison",
    what: "Youth justice",
};
const OTHERS: Views =
    Views { trend: "measure_trend", comparison: "measure_comparison", what: "Other measures" };

pub fn youth(page: &Page) -> Markup {
    let trend = page.book.rows(YOUTH.trend);
    let compared = page.book.rows(YOUTH.comparison);
    for also in ["youth_justice_level", "rate_population"] {
        page.book.rows(also);
    }
    html! {
        @match &trend {
            Some(rows) => (over_time(page, &rows.iter().collect::<Vec<_>>(), &YOUTH)),
            None => p.absent { "No youth justice measure has a figure with a period here, or the view " code { (YOUTH.trend) } " is not among the queries." },
        }
        @match &compared {
            Some(rows) => (beside(page, &rows.iter().collect::<Vec<_>>(), &YOUTH)),
            None => p.absent { "No youth justice figure stands beside that of another area." },
        }
    }
}

/// Every measure that the section on youth justice does not hold.
pub fn others(page: &Page) -> Markup {
    let trend = page.book.rows(OTHERS.trend);
    let compared = page.book.rows(OTHERS.comparison);
    page.book.rows("measure_level");
    let held: Vec<_> = [YOUTH.trend, YOUTH.comparison].iter().map(|v| page.book.peek(v)).collect();
    let youth: BTreeSet<&str> =
        held.iter().flatten().flat_map(|rows| rows.iter().map(|r| r.get("measure"))).collect();
    let other = |r: &Row| !youth.contains(r.get("measure"));
    let rows: Vec<Row> = trend.iter().flat_map(|t| t.iter()).filter(other).collect();
    let pairs: Vec<Row> = compared.iter().flat_map(|t| t.iter()).filter(other).collect();
    html! {
        @if trend.is_none() { p.absent { "No measure has a figure with a period here, or the view " code { (OTHERS.trend) } " is not among the queries." } }
        @else if rows.is_empty() { p.absent { "Every measure with a period stands under youth justice." } }
        @else { (over_time(page, &rows, &OTHERS)) }
        @if !pairs.is_empty() { (beside(page, &pairs, &OTHERS)) }
    }
}

/// The rows that a value was read or computed from.
fn sources(page: &Page, row: &Row, when: &str, place: &str) -> Home {
    let of = |measure: &str| {
        page.facts.find(
            'o',
            &[("measure", measure), ("area", place), ("period", when), ("basis", "actual")],
        )
    };
    let own = of(row.get("measure"));
    if row.is("period", when) && !row.get("source").is_empty() {
        let named = page.facts.by_id('o', row.get("source"));
        let below = row.get("denominator_source");
        let below = page.facts.by_id('o', below).or(|| page.facts.at('p', below));
        if !named.is_empty() {
            return named.and(below);
        }
    }
    if row.is("basis", "stated") && !own.is_empty() {
        return own;
    }
    // A computed rate comes from a count and a population, a computed share from two counts of its period.
    let counts = parts(page, row, when, place);
    let people = row.get("denominator");
    let population = page.facts.find('p', &[("area", place)]);
    let known = page.facts.find('p', &[("area", place), ("persons", people)]);
    let rate = row.get("unit").starts_with("per_");
    let home = if rate { counts.and(known.or(|| population)) } else { counts };
    home.or(|| own)
}

/// The counts of the period and area that are the numerator and the denominator.
fn parts(page: &Page, row: &Row, when: &str, place: &str) -> Home {
    let count = |value: &str| {
        let value = value.strip_suffix(".0").unwrap_or(value);
        let all = page
            .facts
            .find('o', &[("period", when), ("area", place), ("basis", "actual"), ("value", value)]);
        if value.is_empty() { Home::default() } else { all }
    };
    count(row.get("numerator")).and(count(row.get("denominator")))
}

/// The series of one measure and area, of one kind of period and one unit.
fn series<'a>(page: &Page, rows: &[Row<'a>]) -> Vec<Vec<Row<'a>>> {
    let mut groups: Vec<(String, Vec<Row>)> = Vec::new();
    let mut at: std::collections::BTreeMap<String, usize> = std::collections::BTreeMap::new();
    for row in rows {
        let id =
            [row.get("measure"), row.get("area"), &series_of(row.get("period")), row.get("unit")]
                .join("\u{1}");
        let n = *at.entry(id.clone()).or_insert(groups.len());
        match groups.get_mut(n) {
            Some((_, own)) => own.push(*row),
            None => groups.push((id, vec![*row])),
        }
    }
    let mut all: Vec<Vec<Row>> = groups.into_iter().map(|g| g.1).collect();
    // The area that the documents are about comes before those it is held against.
    all.sort_by_key(|own| own.first().is_none_or(|r| !r.is("area", &page.area)));
    all
}

fn over_time(page: &Page, rows: &[Row], of: &Views) -> Markup {
    let (several, single): (Vec<_>, Vec<_>) =
        series(page, rows).into_iter().partition(|own| periods(own) > 1);
    let more: Vec<Row> = several.iter().skip(DRAWN).flatten().copied().collect();
    let lone: Vec<Row> = single.into_iter().flatten().collect();
    html! {
        @if several.len() > DRAWN {
            p.about { (DRAWN) " of " (grouped(&several.len().to_string())) " series are drawn" @if !page.area.is_empty() { ", those of " (said(&page.names.area(&page.area))) " first" } "; the figures of the others stand below the charts, and all of them in the view " code { (of.trend) } "." }
        }
        div.pairs { @for own in several.iter().take(DRAWN) { (one(page, own, of)) } }
        (folded(page, &format!("{}: series that are not drawn", of.what), &more))
        (folded(page, &format!("{}: figures of one period only", of.what), &lone))
    }
}

/// Figures that are not drawn, behind their number.
fn folded(page: &Page, caption: &str, rows: &[Row]) -> Markup {
    html! {
        @if !rows.is_empty() {
            details { summary { (caption) " (" (counted(rows.len(), "figure")) ")" } (trend_table(page, caption, rows)) }
        }
    }
}

/// Years, quarters and rolling years are never one series.
fn series_of(period: &str) -> String {
    let parsed = period.parse::<Period>().ok().and_then(Period::step);
    parsed.map_or_else(String::new, |(series, _)| series)
}

/// How a title tells one series of a measure from another.
fn series_words(period: &str) -> &'static str {
    match series_of(period).as_str() {
        "FY-Q" => ", by quarter",
        "CY" => ", calendar years",
        "month" => ", by month",
        series if series.starts_with("rolling") => ", rolling",
        _ => "",
    }
}

fn periods(own: &[Row]) -> usize {
    let mut all: Vec<&str> = own.iter().map(|r| r.get("period")).collect();
    all.sort_unstable();
    all.dedup();
    all.len()
}

fn one(page: &Page, own: &[Row], of: &Views) -> Markup {
    let Some(last) = own.last() else { return html! {} };
    let unit = last.get("unit");
    let name = page.names.measure(last.get("measure"));
    let axis = slots(own.iter().map(|r| r.get("period")));
    let title = format!(
        "{name}, {}{}",
        page.names.area(last.get("area")),
        series_words(last.get("period"))
    );
    let about = about(own, unit);
    let (stated, computed) = (line(page, own, &axis, "stated"), line(page, own, &axis, "computed"));
    let mut legend = Vec::new();
    if !stated.points.is_empty() {
        legend.push(key("cash line", Shape::Circle, "stated"));
    }
    if !computed.points.is_empty() {
        legend.push(key("real line", Shape::Diamond, "computed from counts"));
    }
    if stated.points.iter().chain(&computed.points).count() < axis.len() {
        legend.push(super::figure::field("hatch", "no figure"));
    }
    let ends =
        own.iter().flat_map(|r| [r.number("value"), r.number("lower_95"), r.number("upper_95")]);
    let reference = baseline(own, unit);
    let all: Vec<f64> = ends.flatten().chain(reference.iter().map(|(v, _)| *v)).collect();
    let drawing = drawing(
        page,
        &Plot {
            title: title.clone(),
            about: about.clone(),
            slots: axis,
            lines: vec![stated, computed],
            scale: Scale::covering(all.into_iter(), 4.0),
            reference,
            width: 460.0,
            height: 230.0,
        },
    );
    figure(&Chart {
        table: trend_table(page, &title, own),
        title,
        about,
        legend,
        drawing,
        source: format!(
            "{}. View {}, made from the table observation.",
            sentence(unit_name(unit)),
            of.trend
        ),
    })
}

fn sentence(text: &str) -> String {
    super::words::title(text)
}

fn about(own: &[Row], unit: &str) -> String {
    let interval = own.iter().any(|r| !r.get("lower_95").is_empty());
    let trend = own.last().map_or("", |r| r.get("trend"));
    let verdict = match trend {
        "" => String::new(),
        "too few points" => " Fewer than five points: no trend can be told.".to_owned(),
        other => format!(" Trend over the latest five points: {other}."),
    };
    let whiskers = if interval { " The upright strokes are 95 % intervals." } else { "" };
    let counted = if matches!(unit, "count" | "") {
        String::new()
    } else {
        format!("{}.", sentence(unit_name(unit)))
    };
    format!("{counted}{whiskers}{verdict}").trim_start().to_owned()
}

fn baseline(own: &[Row], unit: &str) -> Option<(f64, String)> {
    let row = own.iter().rev().find(|r| r.number("baseline").is_some())?;
    let shown = valued(&short(row.get("baseline")), unit);
    Some((
        row.number("baseline")?,
        format!("baseline {}: {shown}", period(row.get("baseline_period"))),
    ))
}

fn line(page: &Page, own: &[Row], axis: &[Slot], basis: &str) -> Line {
    let point = |row: &Row| {
        let slot = axis.iter().position(|s| *s == Slot::Period(row.get("period").to_owned()))?;
        let interval = row.number("lower_95").zip(row.number("upper_95"));
        let shown = valued(row.get("value"), row.get("unit"));
        let between = match interval {
            Some(_) => format!(
                " (95 % interval {} to {})",
                short(row.get("lower_95")),
                short(row.get("upper_95"))
            ),
            None => String::new(),
        };
        Some(Point {
            slot,
            value: row.number("value")?,
            range: interval,
            says: format!(
                "{}, {basis}: {shown}{between}{}",
                period(row.get("period")),
                broken(row)
            ),
            home: sources(page, row, row.get("period"), row.get("area")),
            breaks: !row.get("break_note").is_empty(),
        })
    };
    let mut points: Vec<Point> =
        own.iter().filter(|r| r.is("basis", basis)).filter_map(point).collect();
    points.sort_by_key(|p| p.slot);
    let (class, shape) = if basis == "stated" {
        ("cash line", Shape::Circle)
    } else {
        ("real line", Shape::Diamond)
    };
    Line { class, shape, points }
}

/// Why the line does not reach back.
fn broken(row: &Row) -> String {
    match row.get("break_note") {
        "" => String::new(),
        note => format!("; {}", label(note, 200)),
    }
}

/// The ends of an interval, or a baseline, with no more places than anybody reads.
fn short(value: &str) -> String {
    if !value.contains('.') {
        return grouped(value);
    }
    let number: f64 = value.parse().unwrap_or(f64::NAN);
    let places = if number.abs() >= 10.0 { 1 } else { 2 };
    if number.is_finite() { grouped(&format!("{number:.places$}")) } else { value.to_owned() }
}

fn trend_table(page: &Page, caption: &str, own: &[Row]) -> Markup {
    let heads = [
        left("Measure"),
        left("Area"),
        left("Period"),
        left("Basis"),
        right("Value"),
        right("95 % interval"),
        right("Before"),
        right("Change"),
        right("Change %"),
        right("From baseline %"),
        left("Trend"),
    ];
    let cells = |row: &Row| {
        let home = sources(page, row, row.get("period"), row.get("area"));
        let before =
            home.clone().and(sources(page, row, row.get("previous_period"), row.get("area")));
        let base =
            home.clone().and(sources(page, row, row.get("baseline_period"), row.get("area")));
        let interval = match (row.get("lower_95"), row.get("upper_95")) {
            ("", _) | (_, "") => String::new(),
            (low, high) => format!("{} to {}", short(low), short(high)),
        };
        vec![
            said(&page.names.measure(row.get("measure"))),
            said(&page.names.area(row.get("area"))),
            html! { (period(row.get("period"))) },
            html! { (row.get("basis")) },
            page.number(&valued(row.get("value"), row.get("unit")), &home),
            page.number(&interval, &home),
            page.number(&grouped(row.get("previous")), &before),
            page.number(&change(&grouped(row.get("change"))), &before),
            page.number(&change(&grouped(row.get("change_pct"))), &before),
            page.number(&change(&grouped(row.get("change_from_baseline_pct"))), &base),
            html! { (row.get("trend")) },
        ]
    };
    table(caption, &heads, &own.iter().map(cells).collect::<Vec<_>>())
}
