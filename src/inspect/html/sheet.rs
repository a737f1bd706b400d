//! A workbook or a delimited file as it stands: its cells, the tables found in it with the roles of their columns, and what
//! became of each row and each number.

mod cells;
mod drawing;
mod states;

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};

use super::rows::Rows;
use super::{Counts, anchor};
use crate::grid::Span;
use crate::inspect::sheets::{Part, each, look_at, numbers, ranges, runs, titled};
use crate::issue::{Issue, Noted};
use crate::model::place::Place;
use crate::model::product::Product;
use crate::pipeline::Context;
use crate::publish::report::words::clean;
use crate::read::Format;
use cells::Line;
use drawing::Drawing;

/// Sheets of one workbook that are drawn.
const SHEETS: usize = 20;
/// Cells of all sheets together; a page of more is slow to open and read by nobody.
const CELLS: usize = 24_000;
/// Rules that say why a sheet, or a block of one, was not taken.
const REFUSALS: [&str; 4] = ["unrecognised", "sheet-skipped", "sheet-broken", "column-skipped"];
/// Rules that say what was put right while the sheet was read.
const REPAIRS: [&str; 4] =
    ["encoding-repaired", "encoding-doubtful", "layout-inferred", "sheet-hidden"];

/// The sheets of a file as far as they are drawn.
pub struct Sheets {
    drawn: Vec<Sheet>,
    all: usize,
}

/// A sheet and what was recognised in it.
struct Sheet {
    name: String,
    hidden: bool,
    /// Rows that hold something, and the last column that does.
    filled: u64,
    width: u32,
    hidden_rows: Vec<u32>,
    spans: Vec<Span>,
    parts: Vec<Part>,
    lines: Vec<Line>,
}

impl Sheets {
    pub fn read(
        path: &str,
        bytes: &[u8],
        format: Format,
        context: &Context,
        noted: &Noted<Product>,
    ) -> Self {
        let mut drawn: Vec<Sheet> = Vec::new();
        let mut room = CELLS;
        let all = each(bytes, format, &mut |source| {
            if drawn.len() >= SHEETS {
                return;
            }
            let parts = look_at(source, path, context, &noted.product).parts;
            let name = source.sheet().to_string();
            let telling = telling(&name, &parts, noted);
            let seen = cells::gather(source, &telling, room);
            room = room.saturating_sub(seen.lines.iter().map(|l| l.cells.len()).sum());
            drawn.push(Sheet {
                name,
                hidden: source.hidden(),
                filled: seen.filled,
                width: seen.width,
                hidden_rows: seen.hidden,
                spans: source.spans(),
                parts,
                lines: seen.lines,
            });
        });
        Self { drawn, all }
    }

    /// Whether what stands there is on the page.
    pub fn shows(&self, place: &str) -> bool {
        let Some((sheet, row, column)) = place.parse().ok().and_then(|p| key(&p)) else {
            return false;
        };
        let found = self.drawn.iter().find(|s| s.name == sheet);
        found.is_some_and(|s| column <= cells::COLUMNS && s.line(row).is_some())
    }

    pub fn drawn(&self, rows: &Rows, noted: &Noted<Product>) -> (Markup, Counts) {
        let mut became: BTreeMap<String, drawing::Became> = BTreeMap::new();
        for (place, table, id) in rows.places() {
            if let Some((sheet, row, column)) = place.parse().ok().and_then(|place| key(&place)) {
                became.entry(sheet).or_default().insert((row, column), (table, id));
            }
        }
        let nothing = drawing::Became::new();
        let mut counts = Counts::new();
        let mut out = Vec::new();
        for sheet in &self.drawn {
            let mut drawing = Drawing::of(
                sheet,
                became.get(&sheet.name).unwrap_or(&nothing),
                rows,
                &noted.issues,
            );
            out.push(framed(sheet, drawing.drawn(), noted));
            for (role, n) in drawing.counts {
                *counts.entry(role).or_default() += n;
            }
        }
        let markup = html! {
            @if self.all == 0 { p.absent { "No sheet could be opened; these bytes are no text and no sheet that can be read." } }
            @for sheet in &out { (sheet) }
            @if self.all > SHEETS { p.absent { (self.all - SHEETS) " more sheets are not drawn." } }
        };
        (markup, counts)
    }
}

impl Sheet {
    fn line(&self, row: u32) -> Option<&Line> {
        self.lines.binary_search_by_key(&row, |l| l.number).ok().and_then(|i| self.lines.get(i))
    }

    /// Columns of the drawing.
    fn widest(&self) -> u32 {
        let widest = self.lines.iter().filter_map(|l| l.cells.keys().max()).max();
        widest.copied().unwrap_or(1)
    }

    /// A workbook names its columns by letters, a delimited file by numbers.
    fn column(&self, column: u32) -> String {
        if self.name.is_empty() {
            column.to_string()
        } else {
            crate::model::place::column_letters(column)
        }
    }

    fn place(&self, row: u32, column: u32) -> String {
        if self.name.is_empty() {
            return Place::Record { row, column }.to_string();
        }
        Place::Cell { sheet: self.name.as_str().into(), row, column }.to_string()
    }
}

/// Sheet, row and column; the sheet is empty for a delimited file.
fn key(place: &Place) -> Option<(String, u32, u32)> {
    match place {
        Place::Cell { sheet, row, column } => Some((sheet.to_string(), *row, *column)),
        Place::Record { row, column } => Some((String::new(), *row, *column)),
        _ => None,
    }
}

/// Does the issue speak of this sheet, or of the file as a whole?
fn about(issue: &Issue, sheet: &str) -> bool {
    key(&issue.place).is_none_or(|at| at.0 == sheet)
}

/// Rows that are drawn however far down they stand: headers, ends of tables, totals, rejected rows and issues.
fn telling(sheet: &str, parts: &[Part], noted: &Noted<Product>) -> BTreeSet<u32> {
    let mut rows: BTreeSet<u32> = BTreeSet::new();
    for part in parts {
        rows.extend(part.header.iter().chain(&part.totals).chain([&part.rows.0, &part.rows.1]));
    }
    let issues = noted.issues.iter().map(|i| &i.place);
    let rejected = noted.product.rejected_rows.iter().map(|r| &r.place);
    let here = issues.chain(rejected).filter_map(key).filter(|at| at.0 == sheet);
    rows.extend(here.map(|at| at.1));
    rows
}

fn framed(sheet: &Sheet, grid: Markup, noted: &Noted<Product>) -> Markup {
    let file = noted.product.document.document.as_str();
    let title = if sheet.name.is_empty() { file } else { &sheet.name };
    let said = |rules: &[&str]| -> Vec<&Issue> {
        let own = noted.issues.iter().filter(|i| about(i, &sheet.name));
        own.filter(|i| rules.contains(&&*i.rule)).collect()
    };
    let beyond = sheet.width > cells::COLUMNS;
    html! {
        h2.sheet { bdi { (clean(title)) } @if sheet.hidden { " " span.tag { "hidden sheet" } } }
        p.facts {
            span { (sheet.filled) " rows with cells" } span { (sheet.width) " columns" }
            span { @if sheet.parts.is_empty() { "no table recognised" } @else { (sheet.parts.len()) @if sheet.parts.len() == 1 { " table" } @else { " tables" } } }
            @if !sheet.hidden_rows.is_empty() { span { "hidden rows: " (numbers(&sheet.hidden_rows)) } }
            @if !sheet.spans.is_empty() { span { "merged: " (ranges(&sheet.spans)) } }
        }
        (list("Not taken", "refused", &said(&REFUSALS)))
        (list("Put right or worth knowing", "repairs", &said(&REPAIRS)))
        @for (n, part) in sheet.parts.iter().enumerate() { (block(sheet, n, part)) }
        (grid)
        @if beyond { p.absent { "Columns beyond " (sheet.column(cells::COLUMNS)) " are not drawn; their roles stand above." } }
    }
}

fn list(title: &str, class: &str, issues: &[&Issue]) -> Markup {
    html! {
        @if !issues.is_empty() {
            div.block.(class) { p.tag { (title) }
                ul { @for issue in issues { li {
                    @let place = issue.place.to_string();
                    @if !place.is_empty() { a href={ "#" (anchor(&place)) } { (place) } ": " }
                    bdi { (clean(&issue.message)) } " " code { (issue.rule) }
                } } }
            }
        }
    }
}

/// What one table was taken for: where it is, and each column with its role and how sure that is.
fn block(sheet: &Sheet, n: usize, part: &Part) -> Markup {
    let header = if part.header.is_empty() { "none".to_owned() } else { numbers(&part.header) };
    html! {
        details.block.range {
            summary { strong { (named(n, part)) } " in " span.place { (range(sheet, part)) } ", header rows: " (header)
                @if !part.totals.is_empty() { ", totals in rows " (numbers(&part.totals)) }
                @if part.factor > 1 { ", in thousands or millions: × " (part.factor) }
            }
            div.scroll tabindex="0" role="region" aria-label={ "Columns of " (named(n, part)) } {
                table { thead { tr { th scope="col" { "Column" } th scope="col" { "Named" } th scope="col" { "Role" } th scope="col" { "How sure" } } }
                    tbody { @for run in runs(&part.roles) {
                        @let first = &part.roles[run.0];
                        @let (letters, title) = titled(part, run, 60);
                        tr { th scope="row" { (if sheet.name.is_empty() { first.column.to_string() } else { letters }) } td { bdi { (clean(&title)) } }
                            td { (first.role.replace('_', " ")) } td { (first.how()) @if first.sure > 0 { ", " (first.sure) " of 100" } } }
                    } }
                }
            }
        }
    }
}

fn named(n: usize, part: &Part) -> String {
    format!("Table {}: {}", n + 1, part.kind.replace('_', " "))
}

fn range(sheet: &Sheet, part: &Part) -> String {
    let end = sheet.lines.last().map_or(part.rows.1, |l| l.number);
    let part = &Part { rows: (part.rows.0, part.rows.1.min(end)), ..part.clone() };
    if !sheet.name.is_empty() {
        return part.range();
    }
    let (from, to) = part.columns;
    format!("rows {} to {}, columns {from} to {to}", part.top(), part.rows.1)
}
