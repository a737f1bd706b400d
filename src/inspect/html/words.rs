//! A text as read: its blocks in order, each with what it was taken for, and each number in its colour.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::rows::Rows;
use super::{anchor, meaning};
use crate::model::numeral::Numeral;
use crate::model::place::Place;
use crate::model::product::Product;
use crate::normalise::plan;
use crate::passage::{Element, Repair, Text, TextCell, TextRow, TextTable};
use crate::pipeline::Context;
use crate::publish::report::words::clean;
use crate::read::Format;
use crate::read::encoding::decode;
use crate::read::text::{self, Dialect};

/// The numbers of a text by line and column.
struct Marks<'a> {
    numerals: BTreeMap<(u32, u32), &'a Numeral>,
    rows: &'a Rows,
}

pub fn drawn(
    bytes: &[u8],
    format: Format,
    context: &Context,
    product: &Product,
    rows: &Rows,
) -> Markup {
    let dialect = if format == Format::Html { Dialect::Html } else { Dialect::Found };
    let source = decode(bytes).text;
    let read = text::read(&source, dialect);
    let at = |n: &'_ Numeral| match n.place {
        Place::Text { line, column } => Some((line, column)),
        _ => None,
    };
    let numerals = product.numerals.iter().filter_map(|n| Some((at(n)?, n))).collect();
    let marks = Marks { numerals, rows };
    html! {
        p.facts { span { "dialects: " (read.dialects.join(", ")) } span { (repaired(&read.repairs)) } }
        @for element in &read.elements { (block(&marks, element, context)) }
        @if !read.repairs.is_empty() {
            details { summary { "Repairs made while reading" }
                ul { @for repair in &read.repairs { li { a href={ "#" (anchor(&repair.place.to_string())) } { (repair.place.to_string()) } " " (repair.rule) } } }
            }
        }
    }
}

/// Repairs by their rules.
fn repaired(repairs: &[Repair]) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for repair in repairs {
        *counts.entry(repair.rule).or_default() += 1;
    }
    let shown: Vec<String> = counts.iter().map(|(rule, n)| format!("{rule} × {n}")).collect();
    if shown.is_empty() {
        "no repairs".to_owned()
    } else {
        format!("repairs: {}", shown.join(", "))
    }
}

fn block(marks: &Marks, element: &Element, context: &Context) -> Markup {
    match element {
        Element::Heading { level, strong, text } => {
            let name = if *strong {
                format!("heading {level}")
            } else {
                format!("heading {level}, by its shape")
            };
            framed("heading", &name, text, &marks.text(text))
        }
        Element::Paragraph(text) => framed("paragraph", "paragraph", text, &marks.text(text)),
        Element::Item(text) => framed("item", "item", text, &marks.text(text)),
        Element::Furniture(text) => {
            framed("furniture", "furniture of the paper", text, &marks.text(text))
        }
        Element::Table(table) => tabled(marks, table, context),
    }
}

fn framed(class: &str, name: &str, text: &Text, inner: &Markup) -> Markup {
    let place = text.place(0).to_string();
    html! {
        div class={ "block " (class) } id=(anchor(&place)) {
            p.tag { span { (name) } " " span.place { (place) } }
            div.body { bdi { (inner) } }
        }
    }
}

fn tabled(marks: &Marks, table: &TextTable, context: &Context) -> Markup {
    let drawn = plan::columns(table, &context.vocab);
    let place =
        table.rows.first().and_then(TextRow::first_place).unwrap_or(Place::Whole).to_string();
    let layout = format!("{:?}", table.layout).to_lowercase();
    html! {
        div.block.table id=(anchor(&place)) {
            p.tag { span { "table of " (layout) ", " (table.rows.len()) " rows, " (drawn.header_rows) " of them header" } " " span.place { (place) } }
            div.scroll tabindex="0" role="region" aria-label={ "Table as read at " (place) } {
                table {
                    thead { tr { @for (title, role, said) in &drawn.columns {
                        th scope="col" { span.role-name { (role) } span.how { @if *said { "by its header" } @else { "by its cells" } } bdi { (clean(&plan::mask(title))) } }
                    } } }
                    tbody { @for (i, row) in table.rows.iter().enumerate() {
                        tr class=[(i < drawn.header_rows).then_some("head")] { @for cell in &row.cells { (marks.cell(cell)) } }
                    } }
                }
            }
        }
    }
}

impl Marks<'_> {
    fn cell(&self, cell: &TextCell) -> Markup {
        html! {
            td class=[cell.copied.then_some("copied")] title=[cell.copied.then_some("repeated by the extractor; said elsewhere")] {
                @for piece in &cell.pieces {
                    @if piece.item { div.li { "• " (self.text(&piece.text)) } } @else { div { (self.text(&piece.text)) } }
                }
            }
        }
    }

    /// The text with its numbers set apart. Masking keeps every character's place.
    fn text(&self, text: &Text) -> Markup {
        let masked: Vec<char> = plan::mask(text.as_str()).chars().collect();
        let places: Vec<(u32, u32)> =
            text.chars().map(|(_, line, column)| (line, column)).collect();
        let mut parts: Vec<(Option<&Numeral>, String)> = vec![(None, String::new())];
        let mut at = 0;
        while at < masked.len() {
            let found = places.get(at).and_then(|place| self.numerals.get(place)).copied();
            let length = found.map_or(1, |n| n.text.chars().count().max(1)).min(masked.len() - at);
            let words: String = masked[at..at + length].iter().collect();
            match (found, parts.last_mut()) {
                (None, Some((None, text))) => text.push_str(&words),
                _ => parts.push((found, words)),
            }
            at += length;
        }
        html! { @for (numeral, words) in &parts { @match numeral { Some(n) => (self.number(n, words)), None => (clean(words)) } } }
    }

    fn number(&self, n: &Numeral, words: &str) -> Markup {
        let name = n.role.name();
        let means = meaning(name);
        let why =
            if n.reason.is_empty() { means.to_owned() } else { format!("{means}: {}", n.reason) };
        let shown = html! { (clean(words)) };
        // Codes are rows of a table of their own; their action is what they lead to.
        let leads = [n.record.as_str(), n.record.split('/').next().unwrap_or("")]
            .into_iter()
            .find(|id| !id.is_empty() && self.rows.has(id));
        html! {
            @match leads {
                Some(id) => a class={ "num r-" (name) } id=(anchor(&n.place.to_string())) href={ "#row-" (anchor(id)) } title=(why) { (shown) },
                None => span class={ "num r-" (name) } id=(anchor(&n.place.to_string())) title=(why) { (shown) },
            }
        }
    }
}
