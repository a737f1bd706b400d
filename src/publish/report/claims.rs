//! Claims: what the documents say has risen or fallen, and whether their own figures agree.

use maud::{Markup, html};

use super::book::{Row, Rows};
use super::facts::Home;
use super::figure::{Page, left, pill, said, table};
use super::names::period;
use super::words::spaced;

pub fn section(page: &Page) -> Markup {
    let checked = page.book.rows("claim_check");
    let claims = page.book.rows("claim");
    match (&checked, &claims) {
        (Some(rows), _) => html! {
            (verdicts(rows))
            (listed(page, rows))
        },
        (None, Some(rows)) => html! {
            p.absent { "The view " code { "claim_check" } " is not among the queries: the claims stand here untested." }
            (listed(page, rows))
        },
        (None, None) => {
            html! { p.absent { "No document claims that anything has risen or fallen." } }
        }
    }
}

fn sign(verdict: &str) -> Markup {
    match verdict {
        "supported" => pill("good", "✓", "supported"),
        "contradicted" => pill("bad", "✕", "contradicted"),
        "" => pill("quiet", "–", "not tested"),
        other => pill("quiet", "?", &spaced(other)),
    }
}

fn verdicts(rows: &Rows) -> Markup {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for row in rows.iter() {
        match counts.iter_mut().find(|(v, _)| row.is("verdict", v)) {
            Some(found) => found.1 += 1,
            None => counts.push((row.get("verdict"), 1)),
        }
    }
    counts.sort_unstable();
    html! { p.tally { @for (verdict, n) in &counts { span { strong { (n) } " " (sign(verdict)) } } } }
}

/// The claim itself, and the two figures that it was held against.
fn home(page: &Page, row: &Row) -> Home {
    let figures = ["figure_source", "other_source"].iter().fold(Home::default(), |home, column| {
        let one = row.get(column).split(';').map(str::trim).filter(|id| !id.is_empty());
        one.fold(home, |home, id| home.and(page.facts.by_id('o', id)))
    });
    page.facts.by_id('c', row.get("claim_id")).and(figures)
}

fn listed(page: &Page, rows: &Rows) -> Markup {
    let heads = [
        left("What is said"),
        left("About"),
        left("Says"),
        left("Verdict"),
        left("Arithmetic"),
        left("Where"),
    ];
    let cells = |row: Row| {
        let measure = row.get("measure");
        let about = if measure.is_empty() {
            "no measure named".to_owned()
        } else {
            page.names.measure(measure)
        };
        let when = period(row.get("period"));
        vec![
            html! { q { (said(row.get("quote"))) } },
            html! { (said(&about)) @if !when.is_empty() { ", " (when) } },
            html! { (spaced(row.get("direction"))) },
            sign(row.get("verdict")),
            said(row.get("arithmetic")),
            page.number("Source", &home(page, &row)),
        ]
    };
    table("Claims with their verdicts", &heads, &rows.iter().map(cells).collect::<Vec<_>>())
}
