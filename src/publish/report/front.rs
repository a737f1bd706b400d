//! The front page: what came in, what changed and what needs attention, in plain words.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::super::changes::{Change, Kind};
use super::book::{Row, Rows};
use super::figure::{Page, said};
use super::issues::{count, sign};
use super::money::items;
use super::names::period;
use super::words::{change, clean, counted, grouped, listed, pounds, spaced, valued};

/// Things named in a list before the reader is sent to the section.
const NAMED: usize = 5;

pub fn section(page: &Page) -> Markup {
    html! {
        div.cards {
            section.card aria-labelledby="came" { h3 id="came" { "What came in" } (came(page)) }
            section.card aria-labelledby="changed" { h3 id="changed" { "What changed" } (changed(page)) }
            section.card.attention aria-labelledby="attention" { h3 id="attention" { "What needs attention" } (attention(page)) }
        }
    }
}

fn sum(rows: &Rows, column: &str) -> u64 {
    rows.iter().filter_map(|r| r.get(column).parse::<u64>().ok()).sum()
}

fn came(page: &Page) -> Markup {
    let Some(documents) = page.book.peek("document").filter(|d| d.len() > 0) else {
        return html! { p { "No document came in. Put plans and spreadsheets into " code { "raw/" } " and run again." } };
    };
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for row in documents.iter() {
        *kinds.entry(kind_words(row.get("kind"))).or_default() += 1;
    }
    let kinds: Vec<String> = kinds.iter().map(|(kind, n)| counted(*n, kind)).collect();
    let (numbers, unexplained) =
        (sum(documents, "numerals"), sum(documents, "numerals_unexplained"));
    let facts = |table: &str, one: &str| counted(page.book.height(table), one);
    html! {
        p.big { (counted(documents.total, "document")) }
        ul {
            li { (listed(&kinds)) "." }
            @if numbers > 0 { li { (grouped(&numbers.to_string())) " numbers stand in the texts; " @if unexplained == 0 { "every one is explained." } @else { a href="#coverage" { (grouped(&unexplained.to_string())) " are not explained." } } } }
            @if sum(documents, "rows_read") > 0 { li { (rows_read(documents)) } }
            li { "They became " a href="#figures" { (facts("observation", "measured or promised figure")) } ", " (facts("allocation", "amount")) " of money" ", " (facts("claim", "claim")) ", " (facts("action", "action")) " and " (facts("transaction", "payment")) "." }
        }
    }
}

/// What a document of a kind is called.
fn kind_words(kind: &str) -> String {
    match kind {
        "spend" => "list of payments".to_owned(),
        "deflator" | "population" | "statistics" => format!("{kind} table"),
        "row_level" => "extract of rows about people".to_owned(),
        "unrecognised" => "unrecognised document".to_owned(),
        other => spaced(other),
    }
}

fn rows_read(documents: &Rows) -> String {
    let n = |column: &str| grouped(&sum(documents, column).to_string());
    let whole = sum(documents, "rows_read")
        == sum(documents, "rows_kept")
            + sum(documents, "rows_rejected")
            + sum(documents, "rows_skipped");
    let verdict = if whole { "nothing is lost" } else { "this does not add up" };
    format!(
        "{} rows stand in the tables: {} kept, {} rejected, {} skipped as titles, blanks or totals; {verdict}.",
        n("rows_read"),
        n("rows_kept"),
        n("rows_rejected"),
        n("rows_skipped")
    )
}

/// What differs from the set that this one took the place of.
fn since(page: &Page) -> Markup {
    let known = |kind: Kind| page.changes.iter().filter(move |c| c.kind == kind);
    let mut counts: BTreeMap<(Kind, &str), usize> = BTreeMap::new();
    for change in page.changes.iter().filter(|c| c.kind != Kind::Rows) {
        *counts.entry((change.kind, change.change.as_str())).or_default() += 1;
    }
    let first = page.changes.iter().all(|c| c.reason == FIRST);
    let mut figures: Vec<&Change> = known(Kind::Figure).collect();
    figures.sort_by_key(|c| c.change != "revised");
    html! {
        p.lead { "Since the set before" }
        @if page.changes.is_empty() { p { "Nothing differs." } }
        @else if first { p { "There was no set before this one." } }
        @else {
            ul {
                @for ((kind, change), n) in &counts { li { (counted(*n, kind_of(*kind))) " " (change) } }
                @for change in figures.into_iter().take(NAMED) { li { (revised(page, change)) } }
            }
        }
    }
}

/// What a first set says of everything in it.
const FIRST: &str = "there was no set before";

fn kind_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Document => "document",
        Kind::Rows => "table",
        Kind::Figure => "figure",
        Kind::Issue => "issue",
    }
}

fn revised(page: &Page, change: &Change) -> Markup {
    let at = [("document", change.document.as_str()), ("place", change.place.as_str())];
    let home = page.facts.find('o', &at).or(|| page.facts.find('m', &at));
    let shown = |value: &str| if value.is_empty() { "nothing".to_owned() } else { grouped(value) };
    html! {
        (said(&short(&change.subject))) ": "
        (page.number(&format!("{} → {}", shown(&change.old), shown(&change.new)), &home))
        @if !change.reason.is_empty() { " (" (clean(&change.reason)) ")" }
    }
}

fn changed(page: &Page) -> Markup {
    let money = page.book.peek("spend_trend");
    let youth = page.book.peek("youth_justice_trend");
    let movers: Vec<Row> = money.iter().flat_map(|rows| largest(rows)).collect();
    let measures: Vec<Row> = youth.iter().flat_map(|rows| latest(page, rows)).collect();
    html! {
        @if movers.is_empty() && measures.is_empty() { p { "No figure here has one of an earlier period beside it." } }
        @if !movers.is_empty() {
            p.lead { a href="#spend" { "Money" } }
            ul { @for row in &movers { li { (mover(page, row)) } } }
        }
        @if !measures.is_empty() {
            p.lead { a href="#youth" { "Youth justice" } }
            ul { @for row in &measures { li { (moved(page, row)) } } }
        }
        (since(page))
    }
}

/// The largest changes of money in the last period that has any.
fn largest(rows: &Rows) -> Vec<Row<'_>> {
    let mut all: Vec<Row> =
        rows.iter().filter(|r| r.number("change").is_some_and(|c| c != 0.0)).collect();
    let when = all.iter().map(|r| r.get("period")).max().unwrap_or("");
    all.retain(|r| r.is("period", when));
    let size = |r: &Row| r.number("change").unwrap_or(0.0).abs();
    all.sort_by(|a, b| size(b).total_cmp(&size(a)));
    all.truncate(NAMED);
    all
}

fn mover(page: &Page, row: &Row) -> Markup {
    let home =
        items(page, row, row.get("period")).and(items(page, row, row.get("previous_period")));
    let percent = if row.get("change_pct").is_empty() {
        String::new()
    } else {
        format!(" ({} %)", change(&grouped(row.get("change_pct"))))
    };
    html! {
        (said(&page.names.theme(row.get("theme")))) ": "
        (page.number(&format!("{}{percent}", change(&pounds(row.get("change")))), &home))
        " in " (period(row.get("period")))
        @if !row.get("note").is_empty() { " (" (row.get("note")) ")" }
    }
}

/// The latest change of each count of a whole year: what a board asks for first.
fn latest<'a>(page: &Page, rows: &'a Rows) -> Vec<Row<'a>> {
    let mut all: Vec<Row> = Vec::new();
    let fits = |r: &Row| {
        r.is("basis", "stated")
            && !r.get("previous").is_empty()
            && r.get("period").starts_with("FY")
            && !r.get("period").contains("-Q")
    };
    for row in rows.iter().filter(fits) {
        match all
            .iter_mut()
            .find(|k| k.is("measure", row.get("measure")) && k.is("area", row.get("area")))
        {
            Some(known) => *known = row,
            None => all.push(row),
        }
    }
    all.sort_by_key(|r| !r.is("area", &page.area));
    all.truncate(NAMED);
    all
}

fn moved(page: &Page, row: &Row) -> Markup {
    let of = |when: &str| {
        page.facts.find(
            'o',
            &[
                ("measure", row.get("measure")),
                ("area", row.get("area")),
                ("period", when),
                ("basis", "actual"),
            ],
        )
    };
    let home = of(row.get("period")).and(of(row.get("previous_period")));
    let unit = row.get("unit");
    let shown =
        format!("{} → {}", valued(row.get("previous"), unit), valued(row.get("value"), unit));
    html! {
        (said(&page.names.measure(row.get("measure")))) ", " (said(&page.names.area(row.get("area")))) ": "
        (page.number(&shown, &home)) " from " (period(row.get("previous_period"))) " to " (period(row.get("period")))
    }
}

fn attention(page: &Page) -> Markup {
    let Some(rows) = page.book.peek("issue").filter(|r| r.len() > 0) else {
        return html! { p.big { "Nothing" } p { "No rule found anything wrong or worth knowing." } };
    };
    let errors: Vec<Row> = rows.iter().filter(|r| r.is("severity", "error")).collect();
    html! {
        p.tally {
            @for severity in ["error", "warning", "info"] {
                a href={ "#issues?severity=" (severity) } { strong { (grouped(&count(rows, severity).to_string())) } " " (sign(severity)) }
            }
        }
        ul.issues {
            @for row in errors.iter().take(NAMED) {
                li { (said(&short(row.get("message")))) " " a href={ "#issues?id=" (super::coverage::encoded(row.get("issue_id"))) } { "show both places" span.sr { ": " (clean(row.get("rule"))) } } }
            }
            @if errors.len() > NAMED { li { a href="#issues?severity=error" { (errors.len() - NAMED) " more errors" } } }
            (targets(page))
            (claims(page))
            (actions(page))
        }
    }
}

/// A message as long as a list can bear; the whole stands with the issue.
fn short(message: &str) -> String {
    if message.chars().count() <= 260 {
        return message.to_owned();
    }
    message.chars().take(259).chain(['…']).collect()
}

fn targets(page: &Page) -> Markup {
    let Some(rows) = page.book.peek("target_gap").filter(|r| r.len() > 0) else { return html! {} };
    let n = |status: &str| rows.iter().filter(|r| r.is("status", status)).count();
    html! { li { a href="#targets" { (counted(rows.total, "target")) } ": " (n("met")) " met, " (n("missed")) " missed, " (n("no_actual")) " without an actual." } }
}

fn claims(page: &Page) -> Markup {
    let Some(rows) = page.book.peek("claim_check").filter(|r| r.len() > 0) else { return html! {} };
    let n = |verdict: &str| rows.iter().filter(|r| r.is("verdict", verdict)).count();
    html! { li { a href="#claims" { (counted(rows.total, "claim")) } ": " (n("supported")) " supported, " (n("contradicted")) " contradicted, " (n("not_testable")) " cannot be tested." } }
}

fn actions(page: &Page) -> Markup {
    let Some(rows) = page.book.peek("action").filter(|r| r.len() > 0) else { return html! {} };
    let unpaid = rows.iter().filter(|r| r.is("resourced", "no")).count();
    let late = rows.iter().filter(|r| r.is("after_plan_end", "true")).count();
    html! { li { a href="#actions" { (counted(rows.total, "action")) } ": " (unpaid) " not resourced, " (late) " due after the plan ends." } }
}
