//! What figures are made of: numbers that lead home, tables, marks, and the frame that a chart hangs in.

use std::cell::Cell;
use std::collections::BTreeMap;

use maud::{Markup, html};

use super::super::changes::Change;
use super::axis::px;
use super::book::Book;
use super::facts::{Facts, Home};
use super::names::Names;
use super::words::{clean, grouped};

/// What every section draws from.
pub struct Shared<'a> {
    pub book: &'a Book<'a>,
    pub names: Names,
    pub facts: Facts<'a>,
    /// What differs from the set before.
    pub changes: &'a [Change],
    /// The area that most documents name; empty where none does.
    pub area: String,
}

impl<'a> Shared<'a> {
    pub fn new(book: &'a Book<'a>, changes: &'a [Change]) -> Self {
        let area = most_named(book);
        let (names, facts) = rayon::join(|| Names::of(book), || Facts::of(book));
        Self { changes, names, facts, area, book }
    }
}

/// A section of the page while it is drawn.
pub struct Page<'a> {
    shared: &'a Shared<'a>,
    section: &'static str,
    ids: Cell<usize>,
}

impl<'a> std::ops::Deref for Page<'a> {
    type Target = Shared<'a>;

    fn deref(&self) -> &Shared<'a> {
        self.shared
    }
}

impl<'a> Page<'a> {
    pub fn of(shared: &'a Shared<'a>, section: &'static str) -> Self {
        Self { shared, section, ids: Cell::new(0) }
    }

    /// A name of its own for an element that another one names.
    pub fn id(&self) -> String {
        self.ids.set(self.ids.get() + 1);
        format!("{}-{}", self.section, self.ids.get())
    }

    /// A number that leads home; where there is no row to lead to, the number alone.
    pub fn number(&self, shown: &str, home: &Home) -> Markup {
        html! {
            @if shown.is_empty() { span.none { "–" } }
            @else if home.is_empty() { span.num { (shown) } }
            @else { button.n type="button" data-h=(self.facts.attribute(home)) data-q=[home.query()] { (shown) } }
        }
    }

    /// A mark, or any drawing, as a key in a chart.
    pub fn mark(&self, class: &str, says: &str, home: &Home, drawn: &Markup) -> Markup {
        let keys = self.facts.attribute(home);
        let leads = !home.is_empty();
        html! {
            g class={ "pt " (class) } role=(if leads { "button" } else { "img" }) tabindex=[leads.then_some("0")]
                aria-label=(clean(says)) data-h=[leads.then_some(&keys)] data-q=[home.query()] {
                title { (clean(says)) }
                (drawn)
            }
        }
    }
}

fn most_named(book: &Book) -> String {
    let mut areas: BTreeMap<String, usize> = BTreeMap::new();
    let documents = book.peek("document");
    for row in documents.iter().flat_map(|d| d.iter()).filter(|r| !r.get("area").is_empty()) {
        *areas.entry(row.get("area").to_owned()).or_default() += 1;
    }
    let most = areas.into_iter().max_by_key(|(area, n)| (*n, std::cmp::Reverse(area.clone())));
    most.map_or_else(String::new, |(area, _)| area)
}

/// Text that a source wrote, set apart so that its direction is its own.
pub fn said(text: &str) -> Markup {
    html! { bdi { (clean(text)) } }
}

/// A column of a table on the page.
pub struct Head {
    name: String,
    right: bool,
}

pub fn left(name: &str) -> Head {
    Head { name: name.to_owned(), right: false }
}

pub fn right(name: &str) -> Head {
    Head { name: name.to_owned(), right: true }
}

/// Rows of one table on the page. Nobody reads more of them there; the CSV holds all.
const MOST: usize = 400;

/// A table whose first column names its rows.
pub fn table(caption: &str, heads: &[Head], rows: &[Vec<Markup>]) -> Markup {
    let class = |i: usize| heads.get(i).filter(|h| h.right).map(|_| "r");
    html! {
        div.scroll tabindex="0" role="region" aria-label=(clean(caption)) {
            table {
                caption.sr { (clean(caption)) }
                thead { tr { @for (i, head) in heads.iter().enumerate() { th scope="col" class=[class(i)] { (head.name) } } } }
                tbody {
                    @for row in rows.iter().take(MOST) { tr {
                        @for (i, cell) in row.iter().enumerate() {
                            @if i == 0 { th scope="row" class=[class(i)] { (cell) } }
                            @else { td class=[class(i)] { (cell) } }
                        }
                    } }
                }
            }
        }
        @if rows.len() > MOST { p.source { "The first " (MOST) " of " (grouped(&rows.len().to_string())) " rows; all of them stand in the CSV." } }
    }
}

/// A chart with everything it needs to be believed.
pub struct Chart {
    pub title: String,
    /// What it shows and how to read it, in a sentence or two.
    pub about: String,
    pub legend: Vec<Key>,
    pub drawing: Markup,
    pub table: Markup,
    /// Where its figures come from, and in what they are counted.
    pub source: String,
}

/// A line of a legend: its mark and what the mark means.
pub struct Key {
    pub mark: Markup,
    pub means: &'static str,
}

/// The chart in its frame: heading, legend, drawing or table, and source.
pub fn figure(chart: &Chart) -> Markup {
    let label = format!("Show as: {}", chart.title);
    html! {
        figure.chart {
            figcaption { h3 { (said(&chart.title)) } p.about { (chart.about) } }
            div.bar {
                ul.legend {
                    @for key in &chart.legend { li { (key.mark) span { (key.means) } } }
                }
                div.toggle role="group" aria-label=(clean(&label)) {
                    button type="button" data-view="chart" aria-pressed="true" { "Chart" }
                    button type="button" data-view="table" aria-pressed="false" { "Table" }
                }
            }
            div.as-chart { (chart.drawing) }
            div.as-table { (chart.table) }
            p.source { (chart.source) }
        }
    }
}

/// The shapes of marks; colour is never the only sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Circle,
    Diamond,
    Square,
    Cross,
}

pub fn shape(shape: Shape, x: f64, y: f64, r: f64) -> Markup {
    let at = |dx: f64, dy: f64| format!("{} {}", px(x + dx), px(y + dy));
    let s = r * 0.9;
    let d = r * 1.25;
    html! {
        @match shape {
            Shape::Circle => circle cx=(px(x)) cy=(px(y)) r=(px(r)) {},
            Shape::Diamond => path d={ "M" (at(0.0, -d)) "L" (at(d, 0.0)) "L" (at(0.0, d)) "L" (at(-d, 0.0)) "Z" } {},
            Shape::Square => path d={ "M" (at(-s, -s)) "L" (at(s, -s)) "L" (at(s, s)) "L" (at(-s, s)) "Z" } {},
            Shape::Cross => path.open d={ "M" (at(-s, -s)) "L" (at(s, s)) "M" (at(s, -s)) "L" (at(-s, s)) } {},
        }
    }
}

/// The mark of a legend.
pub fn key(class: &str, form: Shape, means: &'static str) -> Key {
    let mark = html! {
        svg width="26" height="16" aria-hidden="true" {
            g class={ "pt " (class) } {
                @if class.contains("line") { path.stroke d="M1 8L25 8" {} }
                (shape(form, 13.0, 8.0, 4.5))
            }
        }
    };
    Key { mark, means }
}

/// A filled field of a legend.
pub fn field(class: &str, means: &'static str) -> Key {
    let mark = html! {
        svg width="26" height="16" aria-hidden="true" {
            rect class={ "field " (class) } x="3" y="2" width="20" height="12" {}
        }
    };
    Key { mark, means }
}

/// A word with a sign in front of it, for a state that colour alone must not carry.
pub fn pill(class: &str, sign: &str, word: &str) -> Markup {
    html! { span class={ "pill " (class) } { span aria-hidden="true" { (sign) } " " (word) } }
}
