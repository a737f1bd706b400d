//! Views as plain tables: those that no section draws, such as an analyst's own.

use maud::{Markup, html};

use super::book::{Row, Rows};
use super::facts::Home;
use super::figure::{Head, Page, left, right, said, table};
use super::words::{cell, counted, grouped, spaced, title};
use crate::publish::Type;

/// Rows of a view on the page; the rest stand in its CSV.
const SHOWN: usize = 200;
/// Rows that a reader is shown without asking for them.
const OPEN: usize = 20;

pub fn section(page: &Page) -> Markup {
    let names = page.book.other_views();
    html! {
        @if names.is_empty() { p.absent { "Every view is drawn in a section above. A query of your own in " code { "queries/" } " would stand here." } }
        @for name in &names {
            @match page.book.rows(name) {
                Some(rows) => details { summary { (said(&rows.title)) " (" (counted(rows.total, "row")) ")" } (shown(page, rows, "")) },
                None => { h3 { (title(name)) } p.absent { "This view has no rows." } },
            }
        }
    }
}

/// A view with its title, what it is about, and its rows.
pub fn shown(page: &Page, rows: &Rows, about: &str) -> Markup {
    let heads: Vec<Head> =
        rows.columns.iter().zip(&rows.kinds).map(|(name, kind)| head(name, *kind)).collect();
    let cells: Vec<Vec<Markup>> =
        rows.iter().take(SHOWN).map(|row| row_of(page, rows, &row)).collect();
    html! {
        h3 { (said(&rows.title)) }
        p.about { (said(if about.is_empty() { &rows.about } else { about })) }
        @if cells.len() > OPEN { details { summary { (counted(cells.len(), "row")) } (table(&rows.title, &heads, &cells)) } }
        @else { (table(&rows.title, &heads, &cells)) }
        @if rows.total > SHOWN { p.source { "The first " (SHOWN) " of " (counted(rows.total, "row")) "; all of them stand in the CSV." } }
    }
}

fn numeric(kind: Type) -> bool {
    matches!(kind, Type::Integer | Type::Money | Type::Number | Type::Float)
}

fn head(name: &str, kind: Type) -> Head {
    if numeric(kind) { right(&title(name)) } else { left(&title(name)) }
}

fn row_of(page: &Page, rows: &Rows, row: &Row) -> Vec<Markup> {
    let home = home(page, rows, row);
    let one = |((name, kind), value): ((&String, &Type), &str)| {
        if numeric(*kind) {
            return page.number(&grouped(&cell(value, *kind)), &home);
        }
        let named = page.names.shown(name, value);
        said(&if named == value { cell(&spaced_state(name, value), *kind) } else { named })
    };
    rows.columns.iter().zip(&rows.kinds).zip(row.cells()).map(one).collect()
}

/// States and kinds are words with underscores; anything else stands as it is.
fn spaced_state(column: &str, value: &str) -> String {
    if matches!(column, "status" | "kind" | "basis" | "verdict" | "unit") {
        spaced(value)
    } else {
        value.to_owned()
    }
}

/// Columns that say which facts a row of any view is about.
const KEYS: &[&str] =
    &["programme", "theme", "area", "period", "measure", "document", "activity", "basis"];

/// The facts that share what the row says of itself: its own row where it names one, else those with the same keys.
fn home(page: &Page, rows: &Rows, row: &Row) -> Home {
    for (column, letter) in
        [("allocation_id", 'm'), ("observation_id", 'o'), ("claim_id", 'c'), ("action_id", 'a')]
    {
        if !row.get(column).is_empty() {
            return page.facts.by_id(letter, row.get(column));
        }
    }
    let known: Vec<(&str, &str)> = KEYS
        .iter()
        .filter(|k| rows.has(k) && !row.get(k).is_empty())
        .map(|k| (*k, row.get(k)))
        .collect();
    if known.is_empty() {
        return Home::default();
    }
    let measured = known.iter().any(|(name, _)| *name == "measure");
    let letters: &[char] = if measured { &['o'] } else { &['m', 'o', 'a', 'd'] };
    letters
        .iter()
        .fold(Home::default(), |home, letter| home.or(|| page.facts.find(*letter, &known)))
}
