//! A document as read, as a page: blocks and headers with what they were taken for, repairs, each number coloured by its role
//! and linked to the row it became; of a workbook the sheet itself. One file that needs nothing else.

mod rows;
mod sheet;
mod words;

use std::collections::BTreeMap;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::issue::Noted;
use crate::model::numeral::Numeral;
use crate::model::product::Product;
use crate::pipeline::{Context, parse};
use crate::publish::report::words::clean;
use crate::read::{Format, sniff};
use rows::Rows;

const STYLE: &str = include_str!("html/inspect.css");
const SCRIPT: &str = include_str!("html/inspect.js");

/// Roles in the order in which the legend tells them: name, sign behind the number, and what it means.
const ROLES: &[(&str, &str, &str)] = &[
    ("allocation", "£", "money that became a row"),
    ("observation", "n", "a figure that became a row"),
    ("claim", "c", "part of a claim"),
    ("period", "p", "a period or a day"),
    ("deadline", "d", "a deadline"),
    ("code", "i", "a code of an indicator or an area"),
    ("reference", "§", "a reference, such as the year of an Act or the number of a payment"),
    ("identifier", "#", "an identifier"),
    ("contact", "*", "a contact detail, masked"),
    ("ordinal", "1.", "a number in a list"),
    ("name", "N", "part of a name"),
    ("total", "Σ", "a total, checked and not counted again"),
    ("noise", "~", "noise of the extractor"),
    ("unused", "·", "stands in a column or row that no table takes"),
    ("rejected", "✕", "in a row that was rejected"),
    ("unexplained", "?", "not explained"),
];

/// How often each role was met.
type Counts = BTreeMap<&'static str, usize>;

/// A page of a document that may not be drawn: what the outline says of it, and no more.
pub fn closed(outline: &str) -> String {
    let whole = html! {
        (DOCTYPE)
        html lang="en-GB" {
            head { meta charset="utf-8"; title { "Not drawn" } style { (PreEscaped(STYLE)) } }
            body { main { pre { (clean(outline)) } } }
        }
    };
    whole.into_string()
}

/// The whole page.
pub fn page(path: &str, bytes: &[u8], context: &Context) -> String {
    let noted = parse(path, bytes, context);
    let format = sniff(path, bytes);
    let text = matches!(format, Format::Text | Format::Markdown | Format::Html);
    let product = &noted.product;
    let (rows, (drawn, counts)) = if product.document.restricted {
        let closed = html! { p.absent { "This document is restricted: it may hold rows about people, and is not drawn." } };
        (Rows::of(product, &context.vocab, &|_| true), (closed, Counts::new()))
    } else if text {
        let rows = Rows::of(product, &context.vocab, &|_| true);
        let drawn = words::drawn(bytes, format, context, product, &rows);
        (rows, (drawn, said(&product.numerals)))
    } else {
        let sheets = sheet::Sheets::read(path, bytes, format, context, &noted);
        let rows = Rows::of(product, &context.vocab, &|place| sheets.shows(place));
        let drawn = sheets.drawn(&rows, &noted);
        (rows, drawn)
    };
    let whole = html! {
        (DOCTYPE)
        html lang="en-GB" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'";
                title { "As read: " (clean(path)) }
                style { (PreEscaped(STYLE)) (PreEscaped(signs())) }
            }
            body {
                header.top { (head(path, &noted)) }
                @if !counts.is_empty() { nav.legend aria-label="Roles of numbers" { (legend(&counts)) } }
                main class=[(!text).then_some("sheets")] {
                    section.source aria-label="The document as read" { (drawn) }
                    section.became aria-label="What it became" { (issues(&noted)) (rows.drawn()) }
                }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    whole.into_string()
}

fn head(path: &str, noted: &Noted<Product>) -> Markup {
    let d = &noted.product.document;
    let period = d.period.map_or("no period".to_owned(), |p| p.label());
    let area = if d.area.is_empty() { "no area" } else { &d.area };
    html! {
        h1 { bdi { (clean(path)) } }
        p { bdi { (clean(&d.title)) } }
        p.facts {
            span { (d.kind.name().replace('_', " ")) " as " (d.format) }
            span { (area) }
            span { (period) " (" (d.period_basis.name()) ")" }
            @if d.draft { span { "draft" } }
            @if d.restricted { span { "restricted" } }
            @if d.rows_read > 0 { span { (d.rows_read) " rows read = " (d.rows_kept) " kept + " (d.rows_rejected) " rejected + " (d.rows_skipped) " skipped" } }
            @if d.numerals > 0 { span { (d.numerals) " numbers, " (d.numerals_unexplained) " unexplained" } }
        }
    }
}

/// The signs behind numbers: colour alone tells nobody anything, and what is copied stays a number.
fn signs() -> String {
    let one = |(name, sign, _): &(&str, &str, &str)| {
        format!(".r-{name}::after{{content:\"{sign}\"/\"\"}}")
    };
    ROLES.iter().map(one).collect()
}

fn said(numerals: &[Numeral]) -> Counts {
    let mut counts = Counts::new();
    for numeral in numerals {
        *counts.entry(numeral.role.name()).or_default() += 1;
    }
    counts
}

fn legend(counts: &Counts) -> Markup {
    html! {
        ul {
            @for (name, _, means) in ROLES {
                @if let Some(n) = counts.get(name) {
                    li { button.role type="button" data-role=(name) aria-pressed="false" title=(means) { span class={ "num r-" (name) } { (n) } " " (name) } }
                }
            }
        }
    }
}

fn issues(noted: &Noted<Product>) -> Markup {
    html! {
        @if !noted.issues.is_empty() {
            h2 { "Issues" }
            ul.issues {
                @for issue in &noted.issues {
                    li class=(issue.severity.name()) {
                        strong { (issue.severity.name()) } " " code { (issue.rule) } " "
                        @let place = issue.place.to_string();
                        @if !place.is_empty() { a href={ "#" (anchor(&place)) } { (place) } ": " }
                        bdi { (clean(&issue.message)) }
                    }
                }
            }
        }
    }
}

/// The meaning of a role.
fn meaning(name: &str) -> &'static str {
    ROLES.iter().find(|r| r.0 == name).map_or("", |r| r.2)
}

/// A place or an id as the name of an element: letters, digits, and for anything else its number.
fn anchor(text: &str) -> String {
    text.chars().fold("at-".to_owned(), |mut out, c| {
        if c.is_ascii_alphanumeric() || c == '-' {
            out.push(c);
        } else {
            out.push_str(&format!("_{:x}", u32::from(c)));
        }
        out
    })
}
