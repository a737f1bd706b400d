//! Small tables that a text layer left as plain lines: a line of column names, then rows that end in as many values.

use std::sync::LazyLock;

use regex::Regex;

use crate::passage::{Layout, Text, TextCell, TextRow, TextTable};

/// The name of a value column: a period, a quarter, or a word for a series.
static COLUMN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:(?:19|20)\d\d(?:[/–-]\d{2,4})?|q[1-4]|total|target|actual|baseline|outturn|budget|forecast|variance)$")
        .unwrap_or_else(|e| unreachable!("{e}"))
});
/// A value, or a mark for none.
static VALUE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:[(<>≤≥+-]?£?\d[\d,]*(?:\.\d+)?[%km]?\)?|-|–|n/a|nya|tbc|\.\.)$")
        .unwrap_or_else(|e| unreachable!("{e}"))
});
/// The fewest rows that make a table of such lines.
const LEAST_ROWS: usize = 2;

/// A table that starts at line `i`, and the line after its end.
pub fn table(lines: &[Text], i: usize) -> Option<(TextTable, usize)> {
    let (head, columns) = split(&lines[i], |w| COLUMN.is_match(w), usize::MAX)?;
    if columns.len() < 2 || head.as_str().split_whitespace().count() > 4 {
        return None;
    }
    let count = columns.len();
    let mut rows = vec![row(&head, &columns, true)];
    let mut end = i + 1;
    while let Some(line) = lines.get(end) {
        let Some((label, values)) = split(line, |w| VALUE.is_match(w), count) else { break };
        if values.len() != count || label.is_empty() {
            break;
        }
        rows.push(row(&label, &values, false));
        end += 1;
    }
    (rows.len() > LEAST_ROWS).then_some((TextTable { layout: Layout::Columns, rows }, end))
}

/// A line as its label and the words at its end that fit, at most `most` of them.
fn split(line: &Text, fits: impl Fn(&str) -> bool, most: usize) -> Option<(Text, Vec<Text>)> {
    let s = line.as_str();
    let mut words: Vec<(usize, usize)> = Vec::new();
    let mut from = None;
    for (i, c) in s.char_indices().chain(std::iter::once((s.len(), ' '))) {
        match (c.is_whitespace(), from) {
            (false, None) => from = Some(i),
            (true, Some(start)) => {
                words.push((start, i));
                from = None;
            }
            _ => {}
        }
    }
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
