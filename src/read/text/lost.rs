//! Small tables that a text layer left as plain lines: a line of column names, then rows that end in as many values.

use std::sync::LazyLock;

use regex::Regex;

use crate::passage::{Layout, Text, TextCell, TextRow, TextTable};
use crate::written::pattern::pattern;

/// A time at the end of a column's name.
static PERIOD: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)^(?:(?:19|20)\d\d(?:[/–-]\d{2,4})?|\d\d/\d\d|q[1-4])$"));
/// A word that names a series, alone or before its time.
static SERIES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:total|target|actual|baseline|outturn|budget|forecast|variance|revised|proposed|original|approved|estimate|latest|confirmed|indicative|planned)$",
    )
});
/// A unit behind a column's name.
static UNIT: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\(?(?:£(?:000|'000|k|m)?|%|No\.?)\)?$"));
/// A value, or a mark for none.
static VALUE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)^(?:[(<>≤≥+-]?£?\d[\d,]*(?:\.\d+)?[%km]?\)?|-|–|n/a|nya|tbc|\.\.)$")
});
/// The fewest rows that make a table of such lines.
const LEAST_ROWS: usize = 2;

/// A table that starts at line `i`, and the line after its end.
pub fn table(lines: &[Text], i: usize) -> Option<(TextTable, usize)> {
    (1..=2).find_map(|heads| try_table(lines, i, heads))
}

fn try_table(lines: &[Text], i: usize, heads: usize) -> Option<(TextTable, usize)> {
    let first = lines.get(i + heads)?;
    let (_, values) = split(first, |w| VALUE.is_match(w), usize::MAX)?;
    let count = values.len();
    if count < 2 {
        return None;
    }
    let mut rows = Vec::new();
    for line in &lines[i..i + heads] {
        let (head, columns) = columns(line, count)?;
        if head.as_str().split_whitespace().count() > 4 {
            return None;
        }
        rows.push(row(&head, &columns, true));
    }
    let mut end = i + heads;
    while let Some(line) = lines.get(end) {
        let Some((label, values)) = split(line, |w| VALUE.is_match(w), count) else { break };
        if values.len() != count || label.is_empty() {
            break;
        }
        rows.push(row(&label, &values, false));
        end += 1;
    }
    (rows.len() >= LEAST_ROWS + heads).then_some((TextTable { layout: Layout::Columns, rows }, end))
}

/// The last words of a header line as `count` column names, and what stands before them.
fn columns(line: &Text, count: usize) -> Option<(Text, Vec<Text>)> {
    let s = line.as_str();
    let words = words(s);
    let word = |n: usize| &s[words[n].0..words[n].1];
    let mut found: Vec<Text> = Vec::new();
    let mut at = words.len();
    while found.len() < count {
        let end = at.checked_sub(1)?;
        let mut start = end;
        while start > 0 && UNIT.is_match(word(start)) {
            start -= 1;
        }
        let timed = PERIOD.is_match(word(start));
        if !(timed || SERIES.is_match(word(start))) {
            return None;
        }
        if timed && start > 0 && SERIES.is_match(word(start - 1)) {
            start -= 1;
        }
        found.push(line.slice(words[start].0..words[end].1));
        at = start;
    }
    found.reverse();
    let head = if at == 0 { Text::default() } else { line.slice(0..words[at - 1].1).trim() };
    Some((head, found))
}

fn words(s: &str) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut from = None;
    for (i, c) in s.char_indices().chain(std::iter::once((s.len(), ' '))) {
        match (c.is_whitespace(), from) {
            (false, None) => from = Some(i),
            (true, Some(start)) => {
                out.push((start, i));
                from = None;
            }
            _ => {}
        }
    }
    out
}

/// A line as its label and the words at its end that fit, at most `most` of them.
fn split(line: &Text, fits: impl Fn(&str) -> bool, most: usize) -> Option<(Text, Vec<Text>)> {
    let s = line.as_str();
    let words = words(s);
    let tail = words.iter().rev().take(most).take_while(|(a, b)| fits(&s[*a..*b])).count();
    if tail == 0 {
        return None;
    }
    let cut = words.len() - tail;
    let label = if cut == 0 { Text::default() } else { line.slice(0..words[cut - 1].1).trim() };
    Some((label, words[cut..].iter().map(|(a, b)| line.slice(*a..*b)).collect()))
}

fn row(label: &Text, values: &[Text], header: bool) -> TextRow {
    let cells: Vec<TextCell> =
        std::iter::once(label).chain(values).map(super::lines::cell).collect();
    TextRow { cells, header }
}
