//! The rows that a document became, each with an anchor that its number links to.

use maud::{Markup, html};

use super::anchor;
use crate::frame;
use crate::model::product::Product;
use crate::publish::csv::rows as cells_of;
use crate::publish::report::words::clean;
use crate::vocab::Vocab;

/// Tables of facts; the numbers of a text have places in it, so that its own table need not be repeated.
const TABLES: &[&str] = &[
    "allocation",
    "observation",
    "claim",
    "action",
    "action_code",
    "transaction",
    "population",
    "deflator",
    "rejected_row",
];
/// Columns that say the same of every row of one document.
const QUIET: &[&str] = &["document", "draft", "sha256"];
/// Rows of one table on the page.
const MOST: usize = 500;

pub struct Rows {
    tables: Vec<Table>,
}

struct Table {
    name: &'static str,
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
    total: usize,
}

impl Table {
    fn cell<'a>(&self, row: &'a [String], column: &str) -> &'a str {
        let at = self.columns.iter().position(|c| c == column);
        at.and_then(|i| row.get(i)).map_or("", String::as_str)
    }
}

impl Rows {
    /// As the tables would hold them. A frame that cannot be made is the fault of the program, and `run` says so.
    pub fn of(product: &Product, vocab: &Vocab) -> Self {
        let frames = frame::build(std::slice::from_ref(product), vocab).unwrap_or_default();
        let tables = TABLES.iter().filter_map(|name| {
            let frame = frames.get(name)?;
            let rows: Vec<Vec<String>> = cells_of(&frame.head(Some(MOST))).ok()?.collect();
            let columns = frame.columns().iter().map(|c| c.name().to_string()).collect();
            Some(Table { name, columns, rows, total: frame.height() })
        });
        Self { tables: tables.filter(|t| !t.rows.is_empty()).collect() }
    }

    /// Place, table and row id of every row: what a cell of a sheet became.
    pub fn places(&self) -> Vec<(&str, &'static str, &str)> {
        let mut all = Vec::new();
        for table in &self.tables {
            for row in &table.rows {
                all.push((
                    table.cell(row, "place"),
                    table.name,
                    row.first().map_or("", String::as_str),
                ));
            }
        }
        all
    }

    pub fn has(&self, id: &str) -> bool {
        self.tables
            .iter()
            .any(|t| t.rows.iter().any(|r| r.first().is_some_and(|first| first == id)))
    }

    pub fn drawn(&self) -> Markup {
        html! {
            @if self.tables.is_empty() { p.absent { "It became no row." } }
            @for table in &self.tables {
                h2 { (table.name) " " span.many { (table.total) } }
                @for row in &table.rows { (one(table, row)) }
                @if table.total > table.rows.len() { p.absent { "The first " (table.rows.len()) " of " (table.total) "." } }
            }
        }
    }
}

fn one(table: &Table, row: &[String]) -> Markup {
    let id = row.first().map_or("", String::as_str);
    let own = if matches!(table.name, "transaction" | "rejected_row" | "population" | "deflator") {
        table.cell(row, "place")
    } else {
        id
    };
    let place = table.cell(row, "place");
    let told = |name: &str| QUIET.contains(&name) || name == "place";
    html! {
        article.row id={ "row-" (anchor(own)) } tabindex="-1" {
            p.id { a href={ "#" (anchor(place)) } { (clean(place)) } " " code { (clean(id)) } }
            dl {
                @for (name, value) in table.columns.iter().zip(row).skip(1) {
                    @if !value.is_empty() && !told(name) { div { dt { (name) } dd { bdi { (clean(value)) } } } }
                }
            }
        }
    }
}
