//! Draws what was recognised in a document: blocks, header rows, column roles, repairs, and each number with its role.
//!
//! This is how a reader argues with the tool; nothing here decides anything.

pub mod html;
mod sheets;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::issue::Noted;
use crate::model::numeral::Numeral;
use crate::model::place::Place;
use crate::model::product::Product;
use crate::normalise::plan;
use crate::passage::{Element, TextTable};
use crate::pipeline::{Context, parse};
use crate::read::encoding::decode;
use crate::read::text::{self, Dialect};
use crate::read::{Format, sniff};

/// The widest text of a cell or a paragraph that is drawn.
const WIDTH: usize = 68;

/// Everything about a document, as text for a terminal.
pub fn text(path: &str, bytes: &[u8], context: &Context) -> String {
    let noted = parse(path, bytes, context);
    let document = &noted.product.document;
    let mut out = String::new();
    let _ = writeln!(out, "{path}");
    let period = document.period.map_or("none".to_owned(), |p| p.to_string());
    let _ = writeln!(
        out,
        "  {} as {}; area {}; period {period} ({}){}",
        document.kind.name(),
        document.format,
        if document.area.is_empty() { "none" } else { &document.area },
        document.period_basis.name(),
        if document.draft { "; draft" } else { "" },
    );
    let format = sniff(path, bytes);
    if matches!(format, Format::Text | Format::Markdown | Format::Html) {
        passages(&mut out, &decode(bytes).text, format, context, &noted.product.numerals);
    }
    if format.is_delimited() || format.is_workbook() {
        sheets::draw(&mut out, path, bytes, format, context, &noted.product);
    }
    let _ = writeln!(
        out,
        "rows: {} allocations, {} observations, {} claims, {} actions, {} codes, {} transactions, {} populations, {} index values, {} rejected",
        noted.product.allocations.len(),
        noted.product.observations.len(),
        noted.product.claims.len(),
        noted.product.actions.len(),
        noted.product.action_codes.len(),
        noted.product.transactions.len(),
        noted.product.populations.len(),
        noted.product.deflators.len(),
        noted.product.rejected_rows.len(),
    );
    for issue in &noted.issues {
        let _ = writeln!(
            out,
            "{} {} {}: {}",
            issue.severity.name(),
            issue.rule,
            issue.place,
            issue.message
        );
    }
    out
}

/// What may be said of a restricted document: what it is and where its issues are, without a word or a number of it.
pub fn outline(noted: &Noted<Product>) -> String {
    let document = &noted.product.document;
    let mut out = format!(
        "{}\n  {} as {}; restricted, so its words and its figures are not shown\n",
        document.document,
        document.kind.name(),
        document.format
    );
    for issue in &noted.issues {
        let _ = writeln!(out, "{} {} {}", issue.severity.name(), issue.rule, issue.place);
    }
    out
}

fn passages(
    out: &mut String,
    source: &str,
    format: Format,
    context: &Context,
    numerals: &[Numeral],
) {
    let dialect = if format == Format::Html { Dialect::Html } else { Dialect::Found };
    let read = text::read(source, dialect);
    let _ = writeln!(out, "  dialects: {}", read.dialects.join(", "));
    for element in &read.elements {
        match element {
            Element::Heading { level, strong, text } => {
                let mark = if *strong { "heading" } else { "heading?" };
                line(out, &text.place(0), &format!("{mark} {level}"), text.as_str());
            }
            Element::Paragraph(t) => line(out, &t.place(0), "paragraph", t.as_str()),
            Element::Item(t) => line(out, &t.place(0), "item", t.as_str()),
            Element::Furniture(t) => line(out, &t.place(0), "furniture", t.as_str()),
            Element::Table(t) => table(out, t, context),
        }
    }
    for repair in &read.repairs {
        line(out, &repair.place, "repair", repair.rule);
    }
    let mut repairs: BTreeMap<&str, usize> = BTreeMap::new();
    read.repairs.iter().for_each(|r| *repairs.entry(r.rule).or_default() += 1);
    let counted: Vec<String> = repairs.iter().map(|(rule, n)| format!("{rule} {n}")).collect();
    let counted = if counted.is_empty() { "none".to_owned() } else { counted.join(", ") };
    let _ = writeln!(out, "repairs: {counted}");
    let _ = writeln!(out, "numerals:");
    for n in numerals {
        let became = if n.record.is_empty() { &n.reason } else { &n.record };
        let _ = writeln!(
            out,
            "{:>9}  {:<12} {:<22} {became}",
            n.place.to_string(),
            n.role.name(),
            n.text
        );
    }
}

fn table(out: &mut String, table: &TextTable, context: &Context) {
    let drawn = plan::columns(table, &context.vocab);
    let place =
        table.rows.first().and_then(crate::passage::TextRow::first_place).unwrap_or(Place::Whole);
    line(
        out,
        &place,
        "table",
        &format!(
            "{:?}, {} rows, {} of them header",
            table.layout,
            table.rows.len(),
            drawn.header_rows
        ),
    );
    for (title, role, said) in &drawn.columns {
        let how = if *said { "by its header" } else { "by its cells" };
        let _ = writeln!(out, "{:>22} {role:<10} {how}: {}", "column", short(title, 40));
    }
    for row in table.rows.iter().skip(drawn.header_rows) {
        let cells: Vec<String> = row
            .cells
            .iter()
            .map(|c| {
                let text = short(&plan::mask(c.joined().as_str()), 22);
                if c.copied { format!("({text})") } else { text }
            })
            .collect();
        let place = row.first_place().unwrap_or(Place::Whole);
        let _ = writeln!(out, "{:>9}  | {}", place.to_string(), cells.join(" | "));
    }
}

fn line(out: &mut String, place: &Place, kind: &str, text: &str) {
    let _ =
        writeln!(out, "{:>9}  {kind:<11} {}", place.to_string(), short(&plan::mask(text), WIDTH));
}

fn short(s: &str, width: usize) -> String {
    if s.chars().count() <= width {
        s.to_owned()
    } else {
        s.chars().take(width - 1).chain(['…']).collect()
    }
}
