//! Extracted text into passages: the dialect is found block by block, because one document holds several.

mod columns;
mod headline;
mod html;
mod lines;
mod lost;
mod markup;
mod repair;
mod spelt;
mod stacked;
mod twice;

pub use markup::plain;

use crate::passage::{Element, Layout, Passages, TextTable};

/// What the reader may be told instead of finding out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dialect {
    #[default]
    Found,
    Html,
    Plain,
}

/// Reads decoded text. Never fails: what is no structure is a paragraph.
pub fn read(text: &str, dialect: Dialect) -> Passages {
    let source = source_lines(text);
    let mut repairs = Vec::new();
    let lines = spelt::lines(twice::lines(&source, &mut repairs));
    let html = dialect == Dialect::Html || (dialect == Dialect::Found && is_html(text));
    let elements = if html {
        html::elements(&lines::together(&lines), &mut repairs)
    } else {
        lines::elements(&lines, &mut repairs)
    };
    let elements = repair::repair(elements, &mut repairs);
    let dialects = dialects(&elements, html);
    Passages { elements, repairs, lines: source, dialects }
}

/// The tables of a web page, in their order.
pub fn tables(text: &str) -> Vec<TextTable> {
    let lines = spelt::lines(twice::lines(&source_lines(text), &mut Vec::new()));
    let elements = html::elements(&lines::together(&lines), &mut Vec::new()).into_iter();
    let table = |element| match element {
        Element::Table(table) => Some(table),
        _ => None,
    };
    elements.filter_map(table).collect()
}

/// Lines as editors count them: LF or CRLF, or CR where nothing else ends a line.
pub fn source_lines(text: &str) -> Vec<String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if !text.contains('\n') && text.contains('\r') {
        return text.split('\r').map(str::to_owned).collect();
    }
    text.split('\n').map(|l| l.strip_suffix('\r').unwrap_or(l).to_owned()).collect()
}

fn is_html(text: &str) -> bool {
    let head: String =
        text.trim_start().chars().take(2000).collect::<String>().to_ascii_lowercase();
    head.starts_with("<!doctype html") || head.starts_with("<html") || head.contains("<body")
}

fn dialects(elements: &[Element], html: bool) -> Vec<&'static str> {
    let mut out = Vec::new();
    if html {
        out.push("html");
    }
    for element in elements {
        let name = match element {
            Element::Table(t) => match t.layout {
                Layout::Pipes => "pipes",
                Layout::Tabs => "tabs",
                Layout::Html => "html",
                Layout::Columns => "columns",
            },
            _ => continue,
        };
        if !out.contains(&name) {
            out.push(name);
        }
    }
    if out.is_empty() {
        out.push("flowed");
    }
    out
}
