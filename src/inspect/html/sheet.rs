//! A workbook or a delimited file as it stands: its cells, and which of them became what.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::anchor;
use super::rows::Rows;
use crate::grid::{Row, Source, Value};
use crate::model::place::{Place, column_letters};
use crate::model::product::Product;
use crate::publish::report::words::clean;
use crate::read::delimited::{Delimited, mark};
use crate::read::encoding::decode;
use crate::read::{Format, workbook};
use crate::written::{contact, date};

/// Rows and columns of one sheet on the page; what lies beyond is counted.
const ROWS: u32 = 300;
const COLUMNS: u32 = 60;
/// Sheets of one workbook.
const SHEETS: usize = 20;
/// Characters of one cell.
const WIDEST: usize = 120;

/// What cells became: by sheet, row and column, the table and the row's id.
type Became<'a> = BTreeMap<(String, u32, u32), (&'static str, &'a str)>;

pub fn drawn(bytes: &[u8], format: Format, product: &Product, rows: &Rows) -> Markup {
    let mut became: Became = BTreeMap::new();
    for (place, table, id) in rows.places() {
        if let Some(at) = place.parse().ok().and_then(|place| key(&place)) {
            became.insert(at, (table, if table_has_id(table) { id } else { place }));
        }
    }
    if format.is_workbook() {
        let sheets = workbook::open(bytes, format).unwrap_or_default();
        return html! {
            @if sheets.is_empty() { p.absent { "No sheet could be opened." } }
            @for sheet in sheets.iter().take(SHEETS) { (sheet_of(sheet.as_ref(), &became, product)) }
            @if sheets.len() > SHEETS { p.absent { (sheets.len() - SHEETS) " more sheets are not drawn." } }
        };
    }
    if format.is_delimited() {
        let text = decode(bytes).text;
        return sheet_of(&Delimited::new(&text, mark(&text)), &became, product);
    }
    html! { p.absent { "These bytes are no text and no sheet; there is nothing to draw." } }
}

fn table_has_id(table: &str) -> bool {
    !matches!(table, "transaction" | "rejected_row" | "population" | "deflator")
}

fn key(place: &Place) -> Option<(String, u32, u32)> {
    match place {
        Place::Cell { sheet, row, column } => Some((sheet.to_string(), *row, *column)),
        Place::Record { row, column } => Some((String::new(), *row, *column)),
        _ => None,
    }
}

/// A row with its number and the text of its first cells by column.
type Drawn = (u32, BTreeMap<u32, String>);

fn sheet_of(source: &dyn Source, became: &Became, product: &Product) -> Markup {
    let (rows, beyond) = cells(source);
    let widest =
        rows.iter().filter_map(|(_, cells)| cells.keys().max()).max().copied().unwrap_or(1);
    let name = source.sheet().to_string();
    let title = if name.is_empty() { product.document.document.clone() } else { name.clone() };
    html! {
        h2.sheet { bdi { (clean(&title)) } }
        div.scroll.grid tabindex="0" role="region" aria-label={ "Cells of " (clean(&title)) } {
            table {
                thead { tr { th scope="col" { span.sr { "Row" } } @for column in 1..=widest { th scope="col" { (letters(&name, column)) } } } }
                tbody { @for (number, cells) in &rows { (row(&name, *number, cells, widest, became)) } }
            }
        }
        @if beyond { p.absent { "Rows beyond " (ROWS) " and columns beyond " (COLUMNS) " are not drawn." } }
    }
}

/// A workbook names its columns by letters, a delimited file by numbers.
fn letters(sheet: &str, column: u32) -> String {
    if sheet.is_empty() { column.to_string() } else { column_letters(column) }
}

fn cells(source: &dyn Source) -> (Vec<Drawn>, bool) {
    let mut rows = Vec::new();
    let mut beyond = false;
    // A sheet that breaks off has shown what it has.
    let _ = source.rows(&mut |row: &Row<'_>| {
        if rows.len() >= ROWS as usize {
            beyond = true;
            return false;
        }
        let near = row.cells.iter().filter(|c| c.column <= COLUMNS);
        rows.push((row.number, near.map(|c| (c.column, shown(c.value))).collect()));
        beyond |= row.cells.iter().any(|c| c.column > COLUMNS);
        true
    });
    (rows, beyond)
}

fn shown(value: Value<'_>) -> String {
    let stamp = match value {
        Value::Stamp(days) => date::serial(days, false).map(|d| d.to_string()),
        _ => None,
    };
    let text = contact::mask(&stamp.unwrap_or_else(|| value.shown().into_owned()));
    if text.chars().count() <= WIDEST {
        return text;
    }
    text.chars().take(WIDEST - 1).chain(['…']).collect()
}

fn row(
    sheet: &str,
    number: u32,
    cells: &BTreeMap<u32, String>,
    widest: u32,
    became: &Became,
) -> Markup {
    let from = (sheet.to_owned(), number, 0);
    let to = (sheet.to_owned(), number, u32::MAX);
    let states: Vec<&str> = became.range(from..=to).map(|(_, (table, _))| *table).collect();
    let state = match states.as_slice() {
        [] => "left",
        all if all.contains(&"rejected_row") => "rejected",
        _ => "kept",
    };
    html! {
        tr class=(state) {
            th scope="row" title=(state_words(state)) { (number) span.sr { ", " (state_words(state)) } }
            @for column in 1..=widest {
                @let text = cells.get(&column).map_or("", String::as_str);
                @match became.get(&(sheet.to_owned(), number, column)) {
                    Some((table, id)) => td { a class={ "num r-" (class(table)) } id=(anchor(&place(sheet, number, column))) href={ "#row-" (anchor(id)) } title={ "became a row of " (table) } { (clean(if text.is_empty() { "(empty)" } else { text })) } },
                    None => td { (clean(text)) },
                }
            }
        }
    }
}

fn place(sheet: &str, row: u32, column: u32) -> String {
    if sheet.is_empty() {
        return Place::Record { row, column }.to_string();
    }
    Place::Cell { sheet: sheet.into(), row, column }.to_string()
}

fn state_words(state: &str) -> &'static str {
    match state {
        "kept" => "became rows",
        "rejected" => "rejected, with its reason",
        _ => "title, header, blank, total, or not read",
    }
}

/// The colour of what a cell became.
fn class(table: &str) -> &str {
    match table {
        "transaction" | "allocation" => "allocation",
        "rejected_row" => "unexplained",
        _ => "observation",
    }
}
