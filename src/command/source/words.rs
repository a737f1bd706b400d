//! A place in a text: its line, the lines around it, and the word that stands there.

use super::visible;
use crate::read::encoding::decode;
use crate::read::text::source_lines;
use crate::terminal::excerpt::Excerpt;

pub fn lines(bytes: &[u8]) -> Vec<String> {
    source_lines(&decode(bytes).text)
}

pub fn excerpt(
    lines: &[String],
    (line, column): (u32, u32),
    around: u32,
    origin: String,
) -> Option<Excerpt> {
    let (line, around) = (line as usize, around as usize);
    let marked = lines.get(line.checked_sub(1)?)?;
    let first = line.saturating_sub(around).max(1);
    let last = line.saturating_add(around).min(lines.len());
    let mut shown = String::new();
    let mut span = 0..0;
    for (n, source) in (first..=last).zip(&lines[first - 1..last]) {
        if n > first {
            shown.push('\n');
        }
        let visible = visible(source);
        if n == line {
            let start = (column as usize).saturating_sub(1).min(marked.chars().count());
            let end = start + word(marked, start);
            let byte = |chars: usize| {
                shown.len() + visible.char_indices().nth(chars).map_or(visible.len(), |(i, _)| i)
            };
            span = byte(start)..byte(end);
        }
        shown.push_str(&visible);
    }
    Some(Excerpt { origin, lines: shown, first, marked: span })
}

/// How many characters belong to what stands at a column: up to a space or the end of a cell.
fn word(line: &str, start: usize) -> usize {
    let ends = |c: char| c.is_whitespace() || matches!(c, '|' | '<' | ')' | ';');
    line.chars().skip(start).take_while(|c| !ends(*c)).count().max(1)
}
