//! The rows that a document became, each with an anchor that its number links to.

use std::collections::BTreeSet;

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
const MOST: usize = 2_000;
/// Rows of one table that are looked at for those on the page.
const LOOKED_AT: usize = 200_000;

pub struct Rows {
    tables: Vec<Table>,
    /// Names of the rows that stand on the page.
    drawn: BTreeSet<String>,
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

    /// What tells a row from the others of its document: its id, or its place where it has none.
    fn own<'a>(&self, row: &'a [String]) -> &'a str {
        if matches!(self.name, "transaction" | "rejected_row" | "population" | "deflator") {
            self.cell(row, "place")
        } else {
            row.first().map_or("", String::as_str)
        }
    }
}

impl Rows {
    /// As the tables would hold them, those whose place is wanted. A frame that cannot be made is the fault of the program,
    /// and `run` says so.
    pub fn of(product: &Product, vocab: &Vocab, wanted: &dyn Fn(&str) -> bool) -> Self {
        let frames = frame::build(std::slice::from_ref(product), vocab).unwrap_or_default();
        let tables: Vec<Table> = TABLES
            .iter()
            .filter_map(|name| {
                let frame = frames.get(name)?;
                let columns = frame.columns().iter().map(|c| c.name().to_string()).collect();
                let mut table = Table { name, columns, rows: Vec::new(), total: frame.height() };
                let head = frame.head(Some(LOOKED_AT));
                let all = cells_of(&head).ok()?;
                table.rows = all.filter(|row| wanted(table.cell(row, "place"))).collect();
                Some(table).filter(|t| t.total > 0)
            })
            .collect();
        let shown = tables.iter().flat_map(|t| t.rows.iter().take(MOST).map(|r| t.own(r)));
        let drawn = shown.map(str::to_owned).collect();
        Self { tables, drawn }
    }

    /// Place, table and name of every row that is wanted: what a cell of a sheet became.
    pub fn places(&self) -> Vec<(&str, &'static str, &str)> {
        let mut all = Vec::new();
        for table in &self.tables {
            all.extend(
                table.rows.iter().map(|r| (table.cell(r, "place"), table.name, table.own(r))),
            );
        }
        all
    }

    /// Is the row of this name on the page?
    pub fn has(&self, name: &str) -> bool {
        self.drawn.contains(name)
    }

    pub fn drawn(&self) -> Markup {
        html! {
            @if self.tables.is_empty() { p.absent { "It became no row." } }
            @for table in &self.tables {
                @let shown = table.rows.len().min(MOST);
                h2 { (table.name) " " span.many { (table.total) } }
                @for row in table.rows.iter().take(MOST) { (one(table, row)) }
                @if table.total > shown { p.absent { (shown) " of " (table.total) " rows are on this page; " code { "saferstats run" } " publishes all of them." } }
            }
        }
    }
}

fn one(table: &Table, row: &[String]) -> Markup {
    let id = row.first().map_or("", String::as_str);
    let own = table.own(row);
    let place = table.cell(row, "place");
    let told = |name: &str| QUIET.contains(&name) || name == "place";
    html! {
        article.row id={ "row-" (anchor(own)) } tabindex="-1" {
            p.id { a href={ "#" (anchor(place)) } { (clean(place)) } @if own == id { " " code { (clean(id)) } } }
            dl {
                @for (name, value) in table.columns.iter().zip(row).skip(1) {
                    @if !value.is_empty() && !told(name) { div { dt { (name) } dd { bdi { (clean(value)) } } } }
                }
            }
        }
    }
}
