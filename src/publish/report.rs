//! `report.html`: what people would rather look at. One file that needs nothing else: no network, no script or font from elsewhere.
//!
//! Sections read the published tables and views by name; one that is not there leaves its section out with a sentence.
//! Every number is a key that shows document, place and words. Nothing here decides or computes a figure.

mod actions;
mod axis;
mod book;
mod claims;
mod coverage;
mod data;
mod facts;
mod figure;
mod front;
mod issues;
mod lists;
mod measures;
mod money;
mod names;
mod payments;
mod reconciliation;
mod rows;
mod series;
mod spend;
mod targets;
mod views;
pub mod words;

use std::collections::BTreeMap;

use maud::{DOCTYPE, Markup, PreEscaped, html};
use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};

use super::Published;
use super::changes::Change;
use book::Book;
use figure::{Page, Shared};

pub const REPORT: &str = "report.html";

const STYLE: &str = include_str!("report/report.css");
const SCRIPT: &str = include_str!("report/report.js");

/// Said before anything is drawn, so that tables which wait behind their charts are not laid out first.
const EARLY: &str = "document.documentElement.classList.add(\"js\")";

/// What stands at a place of a source, masked, with the words that are meant set apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Quote {
    pub before: String,
    pub words: String,
    pub after: String,
}

/// Quotes by document and place; None where nothing stands that could be quoted.
pub type Quotes = BTreeMap<(String, String), Option<Quote>>;

/// The sections: their name in addresses, their title, and what draws them.
type Section = (&'static str, &'static str, fn(&Page) -> Markup);

/// Where the data of the page's script goes.
const DATA: &str = "\u{1}data\u{1}";
const OTHER: &str = "views";
const SECTIONS: &[Section] = &[
    ("overview", "At a glance", front::section),
    ("spend", "Spend", spend_and_payments),
    ("targets", "Targets", targets::section),
    ("youth", "Youth justice", measures::youth),
    ("measures", "Other measures", measures::others),
    ("claims", "Claims", claims::section),
    ("actions", "Action plan", actions::section),
    ("issues", "Issues", issues::section),
    ("figures", "All figures", figures),
    ("coverage", "Documents", coverage::section),
    (OTHER, "Other views", views::section),
    ("notes", "How to read this", notes),
];

/// The whole page, in parts that stand one behind the other.
pub fn page(all: &[Published], changes: &[Change], quotes: &Quotes) -> Vec<String> {
    let book = Book::new(all);
    let shared = Shared::new(&book, changes);
    let title = title(&shared);
    let (listed, drawn) = rayon::join(|| data::listed(&shared, quotes), || drawn(&shared));
    let data = data::parts(&shared, listed);
    let page = html! {
        (DOCTYPE)
        html lang="en-GB" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:";
                title { (title) }
                script { (PreEscaped(EARLY)) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a.skip href="#main" { "Skip to the report" }
                (patterns())
                (header(&title))
                (navigation())
                main id="main" tabindex="-1" {
                    @for ((id, name, _), drawn) in SECTIONS.iter().zip(&drawn) {
                        section.part id=(id) aria-labelledby={ (id) "-title" } { h2 id={ (id) "-title" } { (name) } (drawn) }
                    }
                }
                (home())
                script type="application/json" id="data" { (PreEscaped(DATA)) }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    let page = page.into_string();
    // Nothing that a source wrote stands after the data.
    let (before, after) = page.rsplit_once(DATA).unwrap_or((&page, ""));
    std::iter::once(before.to_owned()).chain(data).chain([after.to_owned()]).collect()
}

/// The sections side by side, but for the one that shows what no other has shown.
fn drawn(shared: &Shared) -> Vec<Markup> {
    let draw = |(id, _, draw): &Section| draw(&Page::of(shared, id));
    let last = |section: &Section| section.0 == OTHER;
    let first = SECTIONS.par_iter().map(|section| (!last(section)).then(|| draw(section)));
    let first: Vec<Option<Markup>> = first.collect();
    let all = SECTIONS.iter().zip(first);
    all.map(|(section, drawn)| drawn.unwrap_or_else(|| draw(section))).collect()
}

/// Whose figures these are: the area that most documents name.
fn title(page: &Shared) -> String {
    if page.area.is_empty() {
        return "Community safety in figures".to_owned();
    }
    format!("Community safety in figures: {}", words::label(&page.names.area(&page.area), 80))
}

fn header(title: &str) -> Markup {
    html! {
        header.top {
            div { p.made { "Made by saferstats from the documents in " code { "raw/" } } h1 { (title) } }
            div.search role="search" {
                label for="search" { "Search figures, issues and actions" }
                input type="search" id="search" autocomplete="off" spellcheck="false" placeholder="custody, hate crime, 332,000 …";
                p id="found" role="status" {}
            }
        }
    }
}

fn navigation() -> Markup {
    html! {
        nav.side aria-label="Sections" {
            ul { @for (id, name, _) in SECTIONS { li { a href={ "#" (id) } { (name) } } } }
        }
    }
}

/// Hatchings that charts fill fields with.
fn patterns() -> Markup {
    let pattern = |id: &str, class: &str, path: &str| {
        html! {
            pattern id=(id) width="8" height="8" patternUnits="userSpaceOnUse" {
                rect class={ "ground of-" (class) } width="8" height="8" {}
                path class={ "ink of-" (class) } d=(path) {}
            }
        }
    };
    html! {
        svg.patterns width="0" height="0" aria-hidden="true" focusable="false" {
            defs {
                (pattern("gap", "gap", "M-2 2L2 -2M0 8L8 0M6 10L10 6"))
                (pattern("less-fill", "less", "M-2 2L2 -2M0 8L8 0M6 10L10 6"))
                (pattern("missed-fill", "missed", "M0 0L8 8M-2 6L2 10M6 -2L10 2"))
                (pattern("previous-fill", "previous", "M2 0V8M6 0V8"))
                (pattern("other-fill", "other", "M0 2H8M0 6H8"))
            }
        }
    }
}

/// Where a number leads: the dialog that its script fills.
fn home() -> Markup {
    html! {
        dialog id="home" aria-labelledby="home-title" {
            div.home {
                header { h2 id="home-title" tabindex="-1" {} button type="button" id="home-close" aria-label="Close" { "×" } }
                div id="home-body" {}
                p id="home-said" role="status" {}
            }
        }
    }
}

fn spend_and_payments(page: &Page) -> Markup {
    html! { (spend::section(page)) (payments::section(page)) }
}

fn figures(page: &Page) -> Markup {
    let none = ["observation", "allocation", "claim"].iter().all(|t| page.book.height(t) == 0);
    html! {
        @if none { p.absent { "No figure was read." } }
        @else { p.about { "Every figure as it was read, with the words it came from. Press a number to see where it stands." } (lists::figures()) }
    }
}

fn notes(page: &Page) -> Markup {
    let issues = page.book.height("issue") > book::CEILING
        || page.book.height("observation") > book::CEILING;
    html! {
        dl.notes {
            dt { "A number is a key" } dd { "Press it, or move to it with the arrow keys and press Enter: document, place and the words it was read from appear, with a citation to copy. Amounts and rates that were computed show every row they were computed from." }
            dt { "Missing is not zero" } dd { "A dash is a figure that nobody stated. A hatched field in a chart is a period without a figure; no line is drawn through it." }
            dt { "A part is not its whole" } dd { "Money for a part of an item is not added to it, and totals are not added to their items." }
            dt { "Real terms" } dd { "Cash divided by the GDP deflator of its year, at the prices of the year that is named. The deflators are those in " code { "raw/" } "." }
            dt { "Intervals" } dd { "95 %, by Byar's method, exact Poisson for counts under 10, and Wilson's for shares. A trend needs five points." }
            dt { "Bounds" } dd { "\u{201c}over 500\u{201d} is not 500. In charts an arrow shows on which side the true value lies." }
            dt { "Contact details and small counts" } dd { "Contact details are masked. Counts of people from restricted documents are shown as far as the disclosure policy allows; the words of such documents are not quoted." }
            @if issues { dt { "A long page" } dd { "Some tables have more rows than this page can hold; the rest stand in the CSV files beside it." } }
        }
    }
}
