//! Whether the items of a programme make up the total that is stated for it.

use maud::{Markup, html};

use super::book::{Row, Rows};
use super::facts::Home;
use super::figure::{Page, Shape, field, key, left, pill, right, said, table};
use super::names::period;
use super::rows::{self, Bar, Mark, Named, Size};
use super::words::{change, counted, pounds, spaced};

pub fn drawn(page: &Page, rows: &Rows) -> Markup {
    let title = "Do the items make up the grant?".to_owned();
    let about = "Bars are the sum of a plan's items; the diamond is the total that a document states for the programme.".to_owned();
    let named: Vec<Named> = rows.iter().map(|row| reconciled(page, &row)).collect();
    rows::framed(
        page,
        rows::Chart {
            title,
            about,
            legend: vec![
                field("cash", "sum of items"),
                key("total", Shape::Diamond, "stated total"),
            ],
            rows: named,
            reference: None,
            suffix: "",
            size: Size::Whole,
            table: reconciliation_table(page, rows),
            source: "Pounds. View programme_reconciliation, made from the table allocation."
                .to_owned(),
        },
    )
}

pub fn stated(page: &Page, row: &Row) -> Home {
    page.facts.find(
        'm',
        &[("programme", row.get("programme")), ("period", row.get("period")), ("level", "total")],
    )
}

pub fn summed(page: &Page, row: &Row) -> Home {
    page.facts.find(
        'm',
        &[("programme", row.get("programme")), ("period", row.get("period")), ("level", "item")],
    )
}

fn reconciled(page: &Page, row: &Row) -> Named {
    let name =
        format!("{}, {}", page.names.programme(row.get("programme")), period(row.get("period")));
    let mut named = Named { says: spaced(row.get("status")), name, ..Named::default() };
    if let Some(value) = row.number("sum_of_items") {
        let says = format!(
            "{} sum to {}",
            counted(row.get("items").parse().unwrap_or(0), "item"),
            pounds(row.get("sum_of_items"))
        );
        named.bars.push(Bar { class: "cash", value, says, home: summed(page, row) });
    }
    if let Some(value) = row.number("stated_total") {
        let says = format!("stated total {}", pounds(row.get("stated_total")));
        named.marks.push(Mark {
            class: "total",
            shape: Shape::Diamond,
            value,
            range: None,
            open: 0,
            says,
            home: stated(page, row),
        });
    }
    named
}

fn reconciliation_table(page: &Page, rows: &Rows) -> Markup {
    let heads = [
        left("Programme"),
        left("Period"),
        right("Stated total"),
        left("Stated in"),
        right("Sum of items"),
        right("Items"),
        right("Difference"),
        left("Status"),
    ];
    let cells = |row: Row| {
        let state = match row.get("status") {
            "agrees" => pill("good", "✓", "agrees"),
            "differs" => pill("bad", "✕", "differs"),
            other => pill("quiet", "–", &spaced(other)),
        };
        vec![
            said(&page.names.programme(row.get("programme"))),
            html! { (period(row.get("period"))) },
            page.number(&pounds(row.get("stated_total")), &stated(page, &row)),
            said(row.get("stated_document")),
            page.number(&pounds(row.get("sum_of_items")), &summed(page, &row)),
            page.number(row.get("items"), &summed(page, &row)),
            page.number(
                &change(&pounds(row.get("difference"))),
                &summed(page, &row).and(stated(page, &row)),
            ),
            state,
        ]
    };
    table("Stated totals and sums of items", &heads, &rows.iter().map(cells).collect::<Vec<_>>())
}
