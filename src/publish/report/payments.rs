//! Payments: which departments and suppliers were paid, month by month, and what moved most between years.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::axis::Scale;
use super::book::{Row, Rows};
use super::facts::Home;
use super::figure::{Chart, Page, Shape, field, figure, key, left, right, said, table};
use super::names::{Slot, period, slots};
use super::rows::{self, Bar, Mark, Named, Size};
use super::series::{Line, Plot, Point, drawing};
use super::words::{change, grouped, pounds};

/// Bars of one chart; the table beside it holds more, the view all.
const DRAWN: usize = 15;
const LISTED: usize = 100;
/// Bodies that are drawn, those that paid most first; the views hold all.
const BODIES: usize = 6;

pub fn section(page: &Page) -> Markup {
    let read = |name: &str| page.book.rows(name);
    let (departments, suppliers) = (read("department_spend"), read("supplier_spend"));
    let (months, movers) = (read("spend_by_month"), read("spend_mover"));
    let none = [&departments, &suppliers, &months].iter().all(|v| v.is_none());
    html! {
        h3.group { "Payments" }
        @if none {
            p.absent { "No list of payments is among these documents, or the views " code { "department_spend" } ", " code { "supplier_spend" } " and " code { "spend_by_month" } " are not among the queries." }
        }
        @if let Some(rows) = &departments { (ranked(page, rows, "department", "Payments by department", "department_spend")) }
        @if let Some(rows) = &suppliers { (ranked(page, rows, "supplier_key", "Payments by supplier", "supplier_spend")) }
        @if let Some(rows) = &read("spend_coverage") { (super::views::shown(page, rows, "")) }
        @if let Some(rows) = &months { (monthly(page, rows)) }
        @if let Some(rows) = &movers { (super::views::shown(page, rows, "What moved most between two years.")) }
    }
}

/// The payments that an amount is the sum of: the first of them, and the query that lists all.
fn payments(page: &Page, row: &Row, who: &str) -> Home {
    let known = [("body", row.get("body")), (who, row.get(who)), ("period", row.get("period"))];
    summed(page, row, &known)
}

/// The payments of a body in a month.
fn of_month(page: &Page, row: &Row, month: &str) -> Home {
    let dated = format!("{month}-");
    let own = [("body", row.get("body")), ("vat_basis", row.get("vat_basis"))];
    let home = page.facts.find_where('t', &own, |payment| payment.get("date").starts_with(&dated));
    let body = row.get("body").replace('\'', "''");
    home.listed_by(format!(
        "SELECT * FROM transaction WHERE body = '{body}' AND CAST(date AS VARCHAR) LIKE '{dated}%'"
    ))
}

fn summed(page: &Page, row: &Row, known: &[(&str, &str)]) -> Home {
    let table = page.book.peek("transaction");
    let there = |name: &str| table.as_ref().is_some_and(|t| t.has(name));
    let vat = ("vat_basis", row.get("vat_basis"));
    let all =
        known.iter().copied().chain([vat]).filter(|(name, value)| there(name) && !value.is_empty());
    let all: Vec<(&str, &str)> = all.collect();
    let quoted = |(name, value): &(&str, &str)| format!("{name} = '{}'", value.replace('\'', "''"));
    let conditions: Vec<String> = all.iter().map(quoted).collect();
    let query = format!("SELECT * FROM transaction WHERE {}", conditions.join(" AND "));
    page.facts.find('t', &all).listed_by(query)
}

/// Bodies with their kinds of VAT, those with the most money first, and how many are not drawn.
fn bodies(rows: &Rows) -> (Vec<(&str, &str)>, usize) {
    let mut sums: BTreeMap<(&str, &str), f64> = BTreeMap::new();
    for row in rows.iter() {
        *sums.entry((row.get("body"), row.get("vat_basis"))).or_default() +=
            row.number("amount").unwrap_or(0.0);
    }
    let mut all: Vec<((&str, &str), f64)> = sums.into_iter().collect();
    all.sort_by(|a, b| b.1.total_cmp(&a.1));
    let more = all.len().saturating_sub(BODIES);
    (all.into_iter().take(BODIES).map(|(body, _)| body).collect(), more)
}

fn undrawn(more: usize, view: &str) -> Markup {
    html! {
        @if more > 0 { p.about { "The " (BODIES) " bodies that paid most are drawn; " (more) " more stand in the view " code { (view) } "." } }
    }
}

/// Bodies and kinds of VAT are never added up, so each has its own chart of its latest period.
fn ranked(page: &Page, rows: &Rows, who: &str, title: &str, view: &str) -> Markup {
    let (groups, more) = bodies(rows);
    html! {
        @for (body, vat) in groups {
            @let own: Vec<Row> = rows.iter().filter(|r| r.is("body", body) && r.is("vat_basis", vat)).collect();
            (rank(page, &own, who, title, view, rows.total > rows.len()))
        }
        (undrawn(more, view))
    }
}

fn rank(page: &Page, own: &[Row], who: &str, title: &str, view: &str, cut: bool) -> Markup {
    let when = own.iter().map(|r| r.get("period")).max().unwrap_or("");
    let mut latest: Vec<Row> = own.iter().copied().filter(|r| r.is("period", when)).collect();
    latest.sort_by(|a, b| {
        b.number("amount").unwrap_or(0.0).total_cmp(&a.number("amount").unwrap_or(0.0))
    });
    let (body, vat) = latest.first().map_or(("", ""), |r| (r.get("body"), r.get("vat_basis")));
    let parts = [body, &period(when), &vat_words(vat)]
        .iter()
        .filter(|p| !p.is_empty())
        .map(|p| (*p).to_owned())
        .collect::<Vec<_>>();
    let title = format!("{title}: {}", parts.join(", "));
    let shown = latest.len().min(DRAWN);
    let about = format!(
        "The {shown} largest of {}. The square is the year before, where there is one.{}",
        grouped(&latest.len().to_string()),
        if cut {
            " The view is longer than this page can hold; the largest are taken from its first rows."
        } else {
            ""
        }
    );
    let named: Vec<Named> = latest.iter().take(DRAWN).map(|row| paid(page, row, who)).collect();
    rows::framed(
        page,
        rows::Chart {
            table: ranked_table(page, &title, &latest, who),
            title,
            about,
            legend: vec![
                field("cash", "this year"),
                key("previous", Shape::Square, "the year before"),
            ],
            rows: named,
            reference: None,
            suffix: "",
            size: Size::Whole,
            source: format!("Pounds. View {view}, made from the table transaction."),
        },
    )
}

fn vat_words(vat: &str) -> String {
    match vat {
        "net" => "net of VAT".to_owned(),
        "gross" => "with VAT".to_owned(),
        "unknown" => "VAT not stated".to_owned(),
        other => other.to_owned(),
    }
}

fn name(row: &Row, who: &str) -> String {
    let name = row.first(&["supplier", "supplier_name", "names", who]);
    if name.is_empty() { "not named".to_owned() } else { name.to_owned() }
}

fn paid(page: &Page, row: &Row, who: &str) -> Named {
    let (shown, name) = (pounds(row.get("amount")), name(row, who));
    let mut named = Named { name: name.clone(), says: shown.clone(), ..Named::default() };
    let home = payments(page, row, who);
    if let Some(value) = row.number("amount") {
        let class = if value < 0.0 { "less" } else { "cash" };
        named.bars.push(Bar { class, value, says: format!("{name}: {shown}"), home: home.clone() });
    }
    if let Some(value) = row.number("previous_amount") {
        let says = format!("{name}, the year before: {}", pounds(row.get("previous_amount")));
        named.marks.push(Mark {
            class: "previous",
            shape: Shape::Square,
            value,
            range: None,
            open: 0,
            says,
            home,
        });
    }
    named
}

fn ranked_table(page: &Page, title: &str, latest: &[Row], who: &str) -> Markup {
    let heads = [
        left(if who == "department" { "Department" } else { "Supplier" }),
        right("Amount"),
        right("Payments"),
        right("Year before"),
        right("Change"),
        right("Change %"),
    ];
    let cells = |row: &Row| {
        let home = payments(page, row, who);
        vec![
            said(&name(row, who)),
            page.number(&pounds(row.get("amount")), &home),
            page.number(&grouped(row.get("transactions")), &home),
            page.number(&pounds(row.get("previous_amount")), &home),
            page.number(&change(&pounds(row.get("change"))), &home),
            page.number(&change(&grouped(row.get("change_pct"))), &home),
        ]
    };
    let more = latest.len().saturating_sub(LISTED);
    html! {
        (table(title, &heads, &latest.iter().take(LISTED).map(cells).collect::<Vec<_>>()))
        @if more > 0 { p.source { (grouped(&more.to_string())) " more stand in the view." } }
    }
}

/// A body's payments month by month; departments are added up, because a month has no parts that overlap.
fn monthly(page: &Page, rows: &Rows) -> Markup {
    let (groups, more) = bodies(rows);
    html! {
        @for (body, vat) in groups {
            @let own: Vec<Row> = rows.iter().filter(|r| r.is("body", body) && r.is("vat_basis", vat)).collect();
            (months(page, &own, body, vat))
        }
        (undrawn(more, "spend_by_month"))
    }
}

fn months(page: &Page, own: &[Row], body: &str, vat: &str) -> Markup {
    let axis = slots(own.iter().map(|r| r.get("month")));
    let mut points = Vec::new();
    let mut cells = Vec::new();
    for (slot, at) in axis.iter().enumerate() {
        let Slot::Period(month) = at else { continue };
        let these: Vec<&Row> = own.iter().filter(|r| r.is("month", month)).collect();
        if these.is_empty() {
            continue;
        }
        let sum: rust_decimal::Decimal = these
            .iter()
            .filter_map(|r| r.get("amount").parse::<rust_decimal::Decimal>().ok())
            .sum();
        let shown = pounds(&format!("{sum:.2}"));
        let home = these.first().map_or_else(Home::default, |row| of_month(page, row, month));
        points.push(Point {
            slot,
            value: sum.to_string().parse().unwrap_or(0.0),
            range: None,
            says: format!("{month}: {shown}"),
            home: home.clone(),
            breaks: false,
        });
        cells.push(vec![
            html! { (period(month)) },
            page.number(&shown, &home),
            html! { (these.len()) },
        ]);
    }
    let scale = Scale::covering(points.iter().map(|p| p.value), 4.0);
    let title = format!(
        "Payments by month: {}",
        [body.to_owned(), vat_words(vat)]
            .into_iter()
            .filter(|p| !p.is_empty())
            .collect::<Vec<_>>()
            .join(", ")
    );
    let about = "All departments together. A hatched month has no payments in these documents: a file may be missing.".to_owned();
    let plot = Plot {
        title: title.clone(),
        about: about.clone(),
        slots: axis,
        lines: vec![Line { class: "cash line", shape: Shape::Circle, points }],
        scale,
        reference: None,
        width: 760.0,
        height: 240.0,
    };
    figure(&Chart {
        table: table(&title, &[left("Month"), right("Amount"), right("Departments")], &cells),
        title,
        about,
        legend: vec![key("cash line", Shape::Circle, "amount"), field("hatch", "no payments")],
        drawing: html! { div.scroll.wide tabindex="0" role="region" aria-label="Payments by month" { (drawing(page, &plot)) } },
        source: "Pounds. View spend_by_month, made from the table transaction.".to_owned(),
    })
}
