//! Coverage: what each document held, what became of it, and that nothing was lost on the way.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::book::Row;
use super::figure::{Page, left, pill, right, said, table};
use super::names::period;
use super::words::{grouped, pounds, spaced};

pub fn section(page: &Page) -> Markup {
    page.book.rows("document_coverage");
    let Some(rows) = page.book.rows("document") else {
        return html! { p.absent { "No document came in." } };
    };
    let issues = page.book.peek("issue");
    let mut found: BTreeMap<&str, usize> = BTreeMap::new();
    for issue in issues.iter().flat_map(|issues| issues.iter()) {
        *found.entry(issue.get("document")).or_default() += 1;
    }
    let heads = [
        left("Document"),
        left("Kind"),
        left("Period"),
        right("Numbers"),
        right("Explained"),
        right("Rows read"),
        right("Kept"),
        right("Rejected"),
        right("Skipped"),
        right("Money read"),
        right("Money kept"),
        left("Adds up"),
        right("Issues"),
    ];
    let cells: Vec<Vec<Markup>> =
        rows.iter().map(|row| cells(page, &row, found.get(row.get("document")).copied())).collect();
    html! {
        p.about { "Every number in every text is explained or listed as unexplained; every row of a table is kept, rejected with a reason, or skipped as a title, a blank or a total." }
        (table("Documents, and what became of what they hold", &heads, &cells))
    }
}

fn cells(page: &Page, row: &Row, issues: Option<usize>) -> Vec<Markup> {
    let home = page.facts.row('d', row.number);
    let number = |column: &str| page.number(&grouped(row.get(column)), &home);
    let found = issues.unwrap_or(0);
    let has_rows = row.get("rows_read") != "0" && !row.get("rows_read").is_empty();
    let none = || html! { span.none { "–" } };
    let title = row.get("title");
    vec![
        html! {
            span.doc { (said(if title.is_empty() { row.get("document") } else { title })) @if row.is("draft", "true") { " " (pill("quiet", "✎", "draft")) } }
            @if !title.is_empty() { span.path { (said(row.get("document"))) } }
        },
        html! { (spaced(row.get("kind"))) @if row.is("restricted", "true") { " " (pill("quiet", "▪", "restricted")) } },
        html! { span.when { (period(row.get("period"))) } },
        if row.get("numerals") == "0" { none() } else { number("numerals") },
        explained(page, row),
        if has_rows { number("rows_read") } else { none() },
        if has_rows { number("rows_kept") } else { none() },
        if has_rows { number("rows_rejected") } else { none() },
        if has_rows { number("rows_skipped") } else { none() },
        page.number(&pounds(row.get("amount_read")), &home),
        page.number(&pounds(row.get("amount_kept")), &home),
        if has_rows { verdict(rows_add_up(row) && money_adds_up(row)) } else { none() },
        html! { @if found > 0 { a href={ "#issues?document=" (encoded(row.get("document"))) } { (grouped(&found.to_string())) } } @else { "0" } },
    ]
}

fn explained(page: &Page, row: &Row) -> Markup {
    let all: u64 = row.get("numerals").parse().unwrap_or(0);
    let not: u64 = row.get("numerals_unexplained").parse().unwrap_or(0);
    if all == 0 {
        return html! { span.none { "–" } };
    }
    // Rounded down, so that 100 % means all of them.
    let percent = all.saturating_sub(not) * 100 / all;
    html! {
        span.meter aria-hidden="true" { span style={ "width:" (percent) "%" } {} }
        (page.number(&format!("{percent} %"), &page.facts.row('d', row.number)))
    }
}

fn rows_add_up(row: &Row) -> bool {
    let n = |column: &str| row.get(column).parse::<u64>().unwrap_or(0);
    n("rows_read") == n("rows_kept") + n("rows_rejected") + n("rows_skipped")
}

fn money_adds_up(row: &Row) -> bool {
    let n = |column: &str| row.get(column).parse::<rust_decimal::Decimal>().unwrap_or_default();
    n("amount_read") == n("amount_kept") + n("amount_rejected")
}

fn verdict(good: bool) -> Markup {
    if good { pill("good", "✓", "yes") } else { pill("bad", "✕", "no") }
}

/// A path as it stands in an address: everything but letters, digits and a few marks in percent signs.
pub fn encoded(path: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'/');
    path.bytes().fold(String::new(), |mut out, b| {
        if plain(b) {
            out.push(char::from(b));
        } else {
            out.push_str(&format!("%{b:02X}"));
        }
        out
    })
}
