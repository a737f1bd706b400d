//! A document as read, as a page: blocks and headers with what they were taken for, repairs, each number coloured by its role
//! and linked to the row it became; of a workbook the sheet itself. One file that needs nothing else.

mod rows;
mod sheet;
mod words;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::issue::Noted;
use crate::model::numeral::Numeral;
use crate::model::product::Product;
use crate::pipeline::{Context, parse};
use crate::publish::report::words::clean;
use crate::read::{Format, sniff};

const STYLE: &str = include_str!("html/inspect.css");
const SCRIPT: &str = include_str!("html/inspect.js");

/// Roles in the order in which the legend tells them: name, sign behind the number, and what it means.
const ROLES: &[(&str, &str, &str)] = &[
    ("allocation", "£", "money that became a row"),
    ("observation", "n", "a figure that became a row"),
    ("claim", "c", "part of a claim"),
    ("period", "p", "a period"),
    ("deadline", "d", "a deadline"),
    ("code", "i", "an indicator's code"),
    ("reference", "§", "a reference, such as the year of an Act"),
    ("identifier", "#", "an identifier"),
    ("contact", "*", "a contact detail, masked"),
    ("ordinal", "1.", "a number in a list"),
    ("name", "N", "part of a name"),
    ("noise", "~", "noise of the extractor"),
    ("unexplained", "?", "not explained"),
];

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
    let rows = rows::Rows::of(&noted.product, &context.vocab);
    let restricted = noted.product.document.restricted;
    let drawn = match format {
        _ if restricted => {
            html! { p.absent { "This document is restricted: it may hold rows about people, and is not drawn." } }
        }
        Format::Text | Format::Markdown | Format::Html => {
            words::drawn(bytes, format, context, &noted.product, &rows)
        }
        _ => sheet::drawn(bytes, format, &noted.product, &rows),
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
                style { (PreEscaped(STYLE)) }
            }
            body {
                header.top { (head(path, &noted)) }
                @if !noted.product.numerals.is_empty() { nav.legend aria-label="Roles of numbers" { (legend(&noted.product.numerals)) } }
                main {
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

fn legend(numerals: &[Numeral]) -> Markup {
    let count = |name: &str| numerals.iter().filter(|n| n.role.name() == name).count();
    html! {
        ul {
            @for (name, sign, means) in ROLES {
                @let n = count(name);
                @if n > 0 {
                    li { button.role type="button" data-role=(name) aria-pressed="false" title=(means) { span class={ "num r-" (name) } { (n) sup aria-hidden="true" { (sign) } } " " (name) } }
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

/// The sign and the meaning of a role.
fn role(name: &str) -> (&'static str, &'static str) {
    ROLES.iter().find(|r| r.0 == name).map_or(("", ""), |r| (r.1, r.2))
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
