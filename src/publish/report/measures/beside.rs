//! A measure beside that of other areas.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::{Views, sentence, series_of};
use crate::publish::report::book::Row;
use crate::publish::report::facts::Home;
use crate::publish::report::figure::{Page, Shape, key, left, right, said, table};
use crate::publish::report::names::period;
use crate::publish::report::rows::{self, Mark, Named, Size};
use crate::publish::report::words::{change, grouped, label, unit_name, valued};

/// Comparisons that are drawn.
const COMPARED: usize = 12;

/// What the rows of one chart share: elsewhere, measure, unit, area and kind of period.
type Shared<'a> = (bool, &'a str, &'a str, &'a str, String);

/// One chart a measure and area, of the latest period: each area with those it is held against.
pub fn beside(page: &Page, rows: &[Row], of: &Views) -> Markup {
    let mut groups: BTreeMap<Shared, Vec<Row>> = BTreeMap::new();
    for row in rows {
        let elsewhere = !row.is("area", &page.area);
        let (measure, unit, area) = (row.get("measure"), row.get("unit"), row.get("area"));
        let shared = (elsewhere, measure, unit, area, series_of(row.get("period")));
        groups.entry(shared).or_default().push(*row);
    }
    html! {
        h3.group { "Beside other areas" }
        @if groups.len() > COMPARED {
            p.about { (COMPARED) " of " (grouped(&groups.len().to_string())) " comparisons are drawn" @if !page.area.is_empty() { ", those of " (said(&page.names.area(&page.area))) " first" } "; all of them stand in the view " code { (of.comparison) } "." }
        }
        div.pairs { @for own in groups.values_mut().take(COMPARED) { (comparison(page, own, of)) } }
    }
}

/// The figures of an area in the period of a row.
fn home(page: &Page, row: &Row, area: &str) -> Home {
    let known = [
        ("measure", row.get("measure")),
        ("area", area),
        ("period", row.get("period")),
        ("basis", "actual"),
        ("document", row.get("document")),
    ];
    page.facts
        .find('o', &known)
        .or(|| page.facts.find('o', &known[..4]))
        .or(|| page.facts.find('o', &known[..2]))
}

/// Of one measure, area and unit; the latest period is drawn, the table holds all of them.
fn comparison(page: &Page, own: &mut [Row], of: &Views) -> Markup {
    own.sort_by(|a, b| b.get("period").cmp(a.get("period")));
    let Some(first) = own.first().copied() else { return html! {} };
    let (when, unit) = (first.get("period"), first.get("unit"));
    let latest: Vec<&Row> = own.iter().filter(|r| r.is("period", when)).collect();
    let when_words = if when.is_empty() { "period not stated".to_owned() } else { period(when) };
    let (name, place) =
        (page.names.measure(first.get("measure")), page.names.area(first.get("area")));
    let title = format!("{name}: {place} beside others, {when_words}");
    let better = match page.names.polarity(first.get("measure")) {
        "low_is_good" => " Lower is better.",
        "high_is_good" => " Higher is better.",
        _ => "",
    };
    let earlier =
        if latest.len() < own.len() { " Earlier periods stand in the table." } else { "" };
    let about = format!(
        "{}.{better}{earlier} \"Not testable\" means that no interval can be had from what is stated.",
        sentence(unit_name(unit))
    );
    let mut named = Vec::new();
    let range = first.number("lower_95").zip(first.number("upper_95"));
    named.push(dot(page, &first, ("area", "value"), ("cash", Shape::Circle), range));
    for row in &latest {
        let columns = ("comparator", "comparator_value");
        named.push(dot(page, row, columns, ("real", Shape::Diamond), None));
    }
    rows::framed(
        page,
        rows::Chart {
            table: comparison_table(page, &title, own),
            title,
            about,
            legend: vec![
                key("cash", Shape::Circle, "the area"),
                key("real", Shape::Diamond, "held against"),
            ],
            rows: named,
            reference: None,
            suffix: "",
            size: Size::Half,
            source: format!(
                "{}. View {}, made from the table observation.",
                sentence(unit_name(unit)),
                of.comparison
            ),
        },
    )
}

/// One area of a row with its value.
fn dot(
    page: &Page,
    row: &Row,
    (area, value): (&str, &str),
    (class, shape): (&'static str, Shape),
    range: Option<(f64, f64)>,
) -> Named {
    let name = page.names.area(row.get(area));
    let shown = valued(row.get(value), row.get("unit"));
    let mark = row.number(value).map(|value| Mark {
        class,
        shape,
        value,
        range,
        open: 0,
        says: format!("{}: {shown}", label(&name, 60)),
        home: home(page, row, row.get(area)),
    });
    // The unit stands above the chart.
    let says = grouped(row.get(value));
    Named { name, marks: mark.into_iter().collect(), says, ..Named::default() }
}

fn comparison_table(page: &Page, title: &str, own: &[Row]) -> Markup {
    let heads = [
        left("Area"),
        left("Held against"),
        left("Period"),
        right("Value"),
        right("Theirs"),
        right("Difference"),
        right("Ratio"),
        left("Verdict"),
        left("Significant"),
    ];
    let cells = |row: &Row| {
        let here = home(page, row, row.get("area"));
        let there = home(page, row, row.get("comparator"));
        let both = here.clone().and(there.clone());
        vec![
            said(&page.names.area(row.get("area"))),
            said(&page.names.area(row.get("comparator"))),
            html! { (period(row.get("period"))) },
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
