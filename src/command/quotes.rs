//! What stands at the places that the report quotes: both sides of each issue, and rows whose table holds no words of theirs.
//!
//! Documents that the disclosure policy governs are not quoted: what the tables may not say, the page may not either.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use rayon::prelude::{IntoParallelIterator, ParallelIterator};
use regex::Regex;

use super::source::Sources;
use crate::cache::{Hashes, KeptQuotes as Kept, Quoted};
use crate::frame::Frames;
use crate::issue::Issue;
use crate::model::document::{Document, DocumentKind};
use crate::model::place::Place;
use crate::publish::csv::rows as cells_of;
use crate::publish::report::{Quote, Quotes};
use crate::terminal::excerpt::Excerpt;
use crate::workspace::Workspace;

/// A document larger than this is not opened a second time for the sake of a quote.
const LARGEST: u64 = 4 << 20;
/// Characters of a line around the words that are meant.
const AROUND: usize = 160;
/// Quotes on one page.
const MOST: usize = 20_000;

/// Quotes as far as they are made.
#[derive(Default)]
pub struct Quoting {
    kept: Kept,
    made: Quotes,
}

impl Quoting {
    /// Quotes at the places of issues, and of the rows of tables that have no words of their own.
    pub fn begin(
        documents: &[Document],
        issues: &[Issue],
        tables: &Frames,
        workspace: &Workspace,
        known: &Quoted,
    ) -> Self {
        let bare = ["action", "observation", "allocation", "rejected_row"];
        let places =
            places(issues).chain(bare.into_iter().flat_map(|table| unquoted(tables, table)));
        let kept = known.read(&hashes(documents));
        let made = at(places, documents, workspace, &kept, MOST);
        Self { kept, made }
    }

    /// The same with what the issues that were found since then speak of.
    #[must_use]
    pub fn complete(
        mut self,
        documents: &[Document],
        issues: &[Issue],
        workspace: &Workspace,
    ) -> Self {
        let key = |(document, place): &(String, Place)| (document.clone(), place.to_string());
        let new = places(issues).filter(|place| !self.made.contains_key(&key(place)));
        let most = MOST.saturating_sub(self.made.len());
        let more = at(new, documents, workspace, &self.kept, most);
        self.made.extend(more);
        self
    }

    pub fn quotes(&self) -> &Quotes {
        &self.made
    }

    /// Keeps them for the next run. What cannot be kept is made again then.
    pub fn keep(&self, documents: &[Document], known: &Quoted) {
        let _ = known.keep(&self.kept, &self.made, &hashes(documents));
    }
}

/// The hashes of documents that have one.
fn hashes(documents: &[Document]) -> Hashes<'_> {
    let known = documents.iter().filter(|d| !d.sha256.is_empty());
    known.map(|d| (d.document.as_str(), d.sha256.as_str())).collect()
}

fn at(
    places: impl Iterator<Item = (String, Place)>,
    documents: &[Document],
    workspace: &Workspace,
    kept: &Kept,
    most: usize,
) -> Quotes {
    let open = quotable(documents, workspace);
    let places = places
        .filter(|(document, place)| *place != Place::Whole && open.contains(document.as_str()));
    let wanted: BTreeSet<(String, Place)> = places.collect();
    let wanted: Vec<(String, Place)> = wanted.into_iter().take(most).collect();
    let documents: Vec<&[(String, Place)]> = wanted.chunk_by(|a, b| a.0 == b.0).collect();
    let made =
        documents.into_par_iter().flat_map_iter(|places| of_document(places, workspace, kept));
    made.collect()
}

/// What stands at places of one document, which is opened only where that is not known.
fn of_document(
    places: &[(String, Place)],
    workspace: &Workspace,
    kept: &Kept,
) -> Vec<((String, String), Option<Quote>)> {
    let known = places.iter().map(|(document, place)| {
        let place = place.to_string();
        (kept.get(document, &place).cloned(), place)
    });
    let known: Vec<(Option<Option<Quote>>, String)> = known.collect();
    let unknown = places.iter().zip(&known).filter(|(_, (known, _))| known.is_none());
    let asked = unknown.map(|((document, place), _)| (document.as_str(), place));
    let mut sources = Sources::new(&workspace.raw, asked, 0);
    let found = places.iter().zip(known).map(|((document, place), (known, text))| {
        let made = || sources.excerpt(document, place).map(|found| quote(&found));
        ((document.clone(), text), known.unwrap_or_else(made))
    });
    found.collect()
}

fn quotable<'a>(documents: &'a [Document], workspace: &Workspace) -> BTreeSet<&'a str> {
    let policy = workspace.disclosure();
    let open = |d: &&Document| {
        let closed = d.restricted || d.kind == DocumentKind::RowLevel || policy.governs(d);
        !closed && d.bytes <= LARGEST
    };
    documents.iter().filter(open).map(|d| d.document.as_str()).collect()
}

/// Both sides of issues.
fn places(issues: &[Issue]) -> impl Iterator<Item = (String, Place)> {
    issues.iter().flat_map(|issue| {
        let other = match issue.other_document.as_str() {
            "" => &issue.document,
            other => other,
        };
        let other = issue.other_place.as_ref().map(|place| (other.to_owned(), place.clone()));
        std::iter::once((issue.document.clone(), issue.place.clone())).chain(other)
    })
}

/// Rows of a table that have no words of their own.
fn unquoted(tables: &Frames, table: &str) -> Vec<(String, Place)> {
    let Some(frame) = tables.get(table).map(|frame| frame.head(Some(MOST))) else {
        return Vec::new();
    };
    let at = |name: &str| frame.columns().iter().position(|c| c.name().as_str() == name);
    let (Some(document), Some(place), quote) = (at("document"), at("place"), at("quote")) else {
        return Vec::new();
    };
    let rows = cells_of(&frame).into_iter().flatten();
    let bare = rows.filter(|cells| quote.is_none_or(|q| cells[q].is_empty()));
    bare.filter_map(|cells| Some((cells[document].clone(), cells[place].parse().ok()?))).collect()
}

/// The marked words with so much of their line as makes sense of them.
fn quote(found: &Excerpt) -> Quote {
    let (before, rest) = found.lines.split_at(found.marked.start.min(found.lines.len()));
    let length = found.marked.end.saturating_sub(found.marked.start).min(rest.len());
    let (words, after) = rest.split_at(length);
    let head: Vec<char> = before.chars().collect();
    let cut = head.len().saturating_sub(AROUND);
    let start = if cut > 0 { "…" } else { "" };
    let tail: String = after.chars().take(AROUND).collect();
    let end = if tail.len() < after.len() { "…" } else { "" };
    Quote {
        before: format!(
            "{start}{}",
            unmarked(&head[cut..].iter().collect::<String>()).trim_start()
        ),
        words: words.to_owned(),
        after: format!("{}{end}", unmarked(&tail).trim_end()),
    }
}

/// Without the tags that an extractor left between the words, whole or cut.
fn unmarked(text: &str) -> String {
    static TAG: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"</?[a-zA-Z][^<>]{0,80}>|^/?[a-z]{0,9}>|</?[a-zA-Z]{0,9}$").ok()
    });
    let tag = TAG.as_ref().filter(|_| text.contains(['<', '>']));
    let bare = tag.map_or(text.into(), |tag| tag.replace_all(text, " "));
    let words: Vec<&str> = bare.split(' ').filter(|w| !w.is_empty()).collect();
    let (first, last) = (bare.starts_with(' '), bare.ends_with(' ') && !words.is_empty());
    format!("{}{}{}", if first { " " } else { "" }, words.join(" "), if last { " " } else { "" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_is_the_words_with_some_of_their_line() {
        let long = "ä".repeat(400);
        let lines = format!("{long} 44 {long}");
        let start = long.len() + 1;
        let found = Excerpt { origin: String::new(), lines, first: 1, marked: start..start + 2 };
        let quote = quote(&found);
        assert_eq!(quote.words, "44");
        assert_eq!(quote.before.chars().count(), AROUND + 1);
        assert!(quote.before.starts_with('…') && quote.after.ends_with('…'));
        let cases = [
            ("<td>a <ul><li>b</li> ", " a b "),
            ("i>c 3 < 4 <s", "c 3 < 4 "),
            ("no tags", "no tags"),
        ];
        for (text, expected) in cases {
            assert_eq!(unmarked(text).trim_start(), expected.trim_start(), "{text}");
        }
    }
}
