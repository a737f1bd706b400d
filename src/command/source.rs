//! The words or the row that a place stands for, read again from raw/. Contact details are masked.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::model::place::Place;
use crate::read::encoding::decode;
use crate::read::text::source_lines;
use crate::terminal::excerpt::Excerpt;
use crate::written::contact;

/// Documents read so far; an issue list speaks of the same few again and again.
pub struct Sources {
    raw: PathBuf,
    texts: HashMap<String, Option<Vec<String>>>,
}

impl Sources {
    pub fn new(raw: &Path) -> Self {
        Self { raw: raw.to_owned(), texts: HashMap::new() }
    }

    /// The place with so many lines around it; None where the document is gone or has no such place.
    pub fn excerpt(&mut self, document: &str, place: &Place, around: usize) -> Option<Excerpt> {
        match place {
            Place::Text { line, column } => {
                let (line, column) = (*line as usize, *column as usize);
                let lines = self.lines(document)?;
                let excerpt = text(lines, line, column, around)?;
                Some(Excerpt { path: document.to_owned(), ..excerpt })
            }
            _ => None,
        }
    }

    fn lines(&mut self, document: &str) -> Option<&Vec<String>> {
        let raw = &self.raw;
        let read = || Some(source_lines(&decode(&fs::read(raw.join(document)).ok()?).text));
        self.texts.entry(document.to_owned()).or_insert_with(read).as_ref()
    }
}

fn text(lines: &[String], line: usize, column: usize, around: usize) -> Option<Excerpt> {
    let marked = lines.get(line.checked_sub(1)?)?;
    let first = line.saturating_sub(around).max(1);
    let last = (line + around).min(lines.len());
    let mut shown = String::new();
    let mut span = 0..0;
    for (n, source) in (first..=last).zip(&lines[first - 1..last]) {
        if n > first {
            shown.push('\n');
        }
        let visible = visible(source);
        if n == line {
            let start = column.saturating_sub(1).min(marked.chars().count());
            let length = word(marked, start);
            let byte = |chars: usize| {
                shown.len() + visible.char_indices().nth(chars).map_or(visible.len(), |(i, _)| i)
            };
            span = byte(start)..byte(start + length);
        }
        shown.push_str(&visible);
    }
    Some(Excerpt { path: String::new(), lines: shown, first, marked: span, label: String::new() })
}

/// How many characters belong to what stands at a column: up to a space or the end of a cell.
fn word(line: &str, start: usize) -> usize {
    let ends = |c: char| c.is_whitespace() || matches!(c, '|' | '<' | ')' | ';');
    line.chars().skip(start).take_while(|c| !ends(*c)).count().max(1)
}

/// One character for one character, so that columns hold: tabs and what a terminal would obey become spaces.
fn visible(line: &str) -> String {
    contact::mask(line).chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
