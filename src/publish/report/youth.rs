//! Youth justice: each measure over time with its interval and baseline, and beside its comparators.

use maud::{Markup, html};

use super::axis::Scale;
use super::book::{Row, Rows};
use super::facts::Home;
use super::figure::{Chart, Page, Shape, figure, key, left, right, said, table};
use super::names::{Slot, period, slots};
use super::rows::{self, Mark, Named, Size};
use super::series::{Line, Plot, Point, drawing};
use super::words::{change, grouped, label, unit_name, valued};
use crate::model::period::Period;

/// Series that are drawn; a page of hundreds of charts is looked at by nobody.
const DRAWN: usize = 24;

pub fn section(page: &Page) -> Markup {
    let trend = page.book.rows("youth_justice_trend");
    let compared = page.book.rows("youth_justice_comparison");
    for also in ["youth_justice_level", "rate_population"] {
        page.book.rows(also);
    }
    html! {
        @match &trend {
            Some(rows) => (over_time(page, rows)),
            None => p.absent { "No youth justice measure has a figure with a period here, or the view " code { "youth_justice_trend" } " is not among the queries." },
        }
        @match &compared {
            Some(rows) => (beside(page, rows)),
            None => p.absent { "No youth justice figure stands beside that of another area." },
        }
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

fn over_time(page: &Page, rows: &Rows) -> Markup {
    let mut groups: Vec<(String, Vec<Row>)> = Vec::new();
    for row in rows.iter() {
        let id = format!(
            "{}\u{1}{}\u{1}{}\u{1}{}",
            row.get("measure"),
            row.get("area"),
            series_of(row.get("period")),
            row.get("unit")
        );
        match groups.iter_mut().find(|(known, _)| *known == id) {
            Some((_, own)) => own.push(row),
            None => groups.push((id, vec![row])),
        }
    }
    let (several, single): (Vec<_>, Vec<_>) = groups.iter().partition(|(_, own)| periods(own) > 1);
    let more: Vec<Row> =
        several.iter().skip(DRAWN).flat_map(|(_, own)| own.iter().copied()).collect();
    let lone: Vec<Row> = single.iter().flat_map(|(_, own)| own.iter().copied()).collect();
    html! {
        div.pairs { @for (_, own) in several.iter().take(DRAWN) { (one(page, own)) } }
        @if !more.is_empty() {
            h3 { "Series that are not drawn" }
            (trend_table(page, "Youth justice series that are not drawn", &more))
        }
        @if !lone.is_empty() {
            h3 { "Figures of one period only" }
            (trend_table(page, "Youth justice figures of one period only", &lone))
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

fn one(page: &Page, own: &[Row]) -> Markup {
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
            "{}. View youth_justice_trend, made from the table observation.",
            sentence(unit_name(unit))
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
        format!("In {}.", unit_name(unit))
    };
    format!("{counted}{whiskers}{verdict}").trim_start().to_owned()
}

fn baseline(own: &[Row], unit: &str) -> Option<(f64, String)> {
    let row = own.iter().rev().find(|r| r.number("baseline").is_some())?;
    let shown = valued(row.get("baseline"), unit);
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

/// The ends of an interval with no more places than anybody reads.
fn short(value: &str) -> String {
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

/// One chart a measure: each area with those it is held against.
fn beside(page: &Page, rows: &Rows) -> Markup {
    let mut measures: Vec<(&str, &str, &str)> =
        rows.iter().map(|r| (r.get("measure"), r.get("period"), r.get("unit"))).collect();
    measures.sort_unstable();
    measures.dedup();
    html! {
        div.pairs {
            @for (measure, when, unit) in measures.into_iter().take(DRAWN) {
                @let own: Vec<Row> = rows.iter().filter(|r| r.is("measure", measure) && r.is("period", when) && r.is("unit", unit)).collect();
                (comparison(page, &own, measure, when, unit))
            }
        }
    }
}

fn comparison(page: &Page, own: &[Row], measure: &str, when: &str, unit: &str) -> Markup {
    let mut areas: Vec<&str> = own.iter().map(|r| r.get("area")).collect();
    areas.dedup();
    let first = areas.first().copied().unwrap_or("");
    let when_words = if when.is_empty() { "period not stated".to_owned() } else { period(when) };
    let title = format!("{}: beside other areas, {when_words}", page.names.measure(measure));
    let better = match page.names.polarity(measure) {
        "low_is_good" => " Lower is better.",
        "high_is_good" => " Higher is better.",
        _ => "",
    };
    let about = format!(
        "In {}.{better} \"Not testable\" means that no interval can be had from what is stated.",
        unit_name(unit)
    );
    let home = |area: &str, document: &str| {
        let known = [
            ("measure", measure),
            ("area", area),
            ("period", when),
            ("basis", "actual"),
            ("document", document),
        ];
        page.facts
            .find('o', &known)
            .or(|| page.facts.find('o', &known[..4]))
            .or(|| page.facts.find('o', &known[..2]))
    };
    let mut named = Vec::new();
    let lead = own.iter().find(|r| r.is("area", first));
    if let Some(row) = lead {
        let range = row.number("lower_95").zip(row.number("upper_95"));
        named.push(dot(
            page,
            first,
            row.get("value"),
            unit,
            "cash",
            Shape::Circle,
            range,
            home(first, row.get("document")),
        ));
    }
    for row in own.iter().filter(|r| r.is("area", first)) {
        named.push(dot(
            page,
            row.get("comparator"),
            row.get("comparator_value"),
            unit,
            "real",
            Shape::Diamond,
            None,
            home(row.get("comparator"), row.get("document")),
        ));
    }
    let ends = named
        .iter()
        .flat_map(|n| n.marks.iter().flat_map(|m| [Some(m.value), m.range.map(|r| r.1)]))
        .flatten();
    let scale = Scale::covering(ends.collect::<Vec<_>>().into_iter(), 4.0);
    let drawing = rows::drawing(
        page,
        &rows::Chart {
            title: title.clone(),
            about: about.clone(),
            rows: named,
            scale,
            reference: None,
            suffix: "",
            size: Size::Half,
        },
    );
    figure(&Chart {
        table: comparison_table(page, &title, own, &home),
        title,
        about,
        legend: vec![
            key("cash", Shape::Circle, "the area"),
            key("real", Shape::Diamond, "held against"),
        ],
        drawing,
        source: format!(
            "{}. View youth_justice_comparison, made from the table observation.",
            sentence(unit_name(unit))
        ),
    })
}

#[allow(clippy::too_many_arguments)] // the parts of one mark
fn dot(
    page: &Page,
    area: &str,
    value: &str,
    unit: &str,
    class: &'static str,
    shape: Shape,
    range: Option<(f64, f64)>,
    home: Home,
) -> Named {
    let name = page.names.area(area);
    let shown = valued(value, unit);
    let mark = value.parse().ok().filter(|v: &f64| v.is_finite()).map(|value| Mark {
        class,
        shape,
        value,
        range,
        open: 0,
        says: format!("{}: {shown}", label(&name, 60)),
        home,
    });
    Named { name, marks: mark.into_iter().collect(), says: shown, ..Named::default() }
}

fn comparison_table(
    page: &Page,
    title: &str,
    own: &[Row],
    home: &dyn Fn(&str, &str) -> Home,
) -> Markup {
    let heads = [
        left("Area"),
        left("Held against"),
        right("Value"),
        right("Theirs"),
        right("Difference"),
        right("Ratio"),
        left("Verdict"),
        left("Significant"),
    ];
    let cells = |row: &Row| {
        let here = home(row.get("area"), row.get("document"));
        let there = home(row.get("comparator"), row.get("document"));
        let both = here.clone().and(there.clone());
        vec![
            said(&page.names.area(row.get("area"))),
            said(&page.names.area(row.get("comparator"))),
            page.number(&valued(row.get("value"), row.get("unit")), &here),
            page.number(&valued(row.get("comparator_value"), row.get("unit")), &there),
            page.number(&change(&grouped(row.get("difference"))), &both),
            page.number(&grouped(row.get("ratio")), &both),
            html! { (row.first(&["verdict", "better_or_worse"])) @if row.is("verdict", "not compared") { ", by the figures " (row.get("better_or_worse")) } },
            html! { (row.get("significant")) },
        ]
    };
    table(title, &heads, &own.iter().map(cells).collect::<Vec<_>>())
}
