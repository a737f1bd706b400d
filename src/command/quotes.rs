//! What stands at the places that the report quotes: both sides of each issue, and rows whose table holds no words of theirs.
//!
//! Documents that the disclosure policy governs are not quoted: what the tables may not say, the page may not either.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use rayon::prelude::{IntoParallelIterator, ParallelIterator};
use regex::Regex;

use super::source::Sources;
use crate::model::document::{Document, DocumentKind};
use crate::model::place::Place;
use crate::pipeline::Run;
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

pub fn of(run: &Run, workspace: &Workspace) -> Quotes {
    let open = quotable(run, workspace);
    let wanted: BTreeSet<(String, Place)> = places(run)
        .into_iter()
        .filter(|(document, place)| *place != Place::Whole && open.contains(document.as_str()))
        .take(MOST)
        .collect();
    let wanted: Vec<(String, Place)> = wanted.into_iter().collect();
    let documents: Vec<&[(String, Place)]> = wanted.chunk_by(|a, b| a.0 == b.0).collect();
    documents.into_par_iter().flat_map_iter(|places| of_document(places, workspace)).collect()
}

/// Quotes at places of one document.
fn of_document(
    places: &[(String, Place)],
    workspace: &Workspace,
) -> Vec<((String, String), Quote)> {
    let asked = places.iter().map(|(document, place)| (document.as_str(), place));
    let mut sources = Sources::new(&workspace.raw, asked, 0);
    let found = places.iter().filter_map(|(document, place)| {
        let found = sources.excerpt(document, place)?;
        Some(((document.clone(), place.to_string()), quote(&found)))
    });
    found.collect()
}

fn quotable<'a>(run: &'a Run, workspace: &Workspace) -> BTreeSet<&'a str> {
    let policy = workspace.disclosure();
    let open = |d: &&Document| {
        let closed = d.restricted || d.kind == DocumentKind::RowLevel || policy.governs(d);
        !closed && d.bytes <= LARGEST
    };
    run.documents.iter().filter(open).map(|d| d.document.as_str()).collect()
}

fn places(run: &Run) -> Vec<(String, Place)> {
    let mut all = Vec::new();
    for issue in &run.issues {
        all.push((issue.document.clone(), issue.place.clone()));
        if let Some(other) = &issue.other_place {
            let document = if issue.other_document.is_empty() {
                &issue.document
            } else {
                &issue.other_document
            };
            all.push((document.clone(), other.clone()));
        }
    }
    for table in ["action", "observation", "allocation", "rejected_row"] {
        all.extend(unquoted(run, table));
    }
    all
}

/// Rows of a table that have no words of their own.
fn unquoted(run: &Run, table: &str) -> Vec<(String, Place)> {
    let Some(frame) = run.frames.get(table).map(|frame| frame.head(Some(MOST))) else {
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
    let bare = TAG.as_ref().map_or(text.into(), |tag| tag.replace_all(text, " "));
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
