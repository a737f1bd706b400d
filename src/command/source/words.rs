//! A place in a text: its line, the lines around it, and the word that stands there.

use super::visible;
use crate::read::encoding::decode;
use crate::read::text::source_lines;
use crate::terminal::excerpt::Excerpt;

/// The lines of a text, and the one that was shown last: places come in their order, many of them in one line.
pub struct Lines {
    lines: Vec<String>,
    shown: Option<(usize, String)>,
}

impl Lines {
    pub fn of(bytes: &[u8]) -> Self {
        Self { lines: source_lines(&decode(bytes).text), shown: None }
    }

    pub fn excerpt(
        &mut self,
        (line, column): (u32, u32),
        around: u32,
        origin: String,
    ) -> Option<Excerpt> {
        let (line, around) = (line as usize, around as usize);
        let marked = self.lines.get(line.checked_sub(1)?)?;
        let start = (column as usize).saturating_sub(1).min(marked.chars().count());
        let end = start + word(marked, start);
        let first = line.saturating_sub(around).max(1);
        let last = line.saturating_add(around).min(self.lines.len());
        let mut shown = String::new();
        let mut span = 0..0;
        for n in first..=last {
            if n > first {
                shown.push('\n');
            }
            let visible = self.visible(n)?;
            if n == line {
                let byte = |chars: usize| {
                    let at = visible.char_indices().nth(chars);
                    shown.len() + at.map_or(visible.len(), |(i, _)| i)
                };
                span = byte(start)..byte(end);
            }
            shown.push_str(visible);
        }
        Some(Excerpt { origin, lines: shown, first, marked: span })
    }

    fn visible(&mut self, line: usize) -> Option<&str> {
        let text = self.lines.get(line.checked_sub(1)?)?;
        if self.shown.as_ref().is_none_or(|(known, _)| *known != line) {
            self.shown = Some((line, visible(text)));
        }
        self.shown.as_ref().map(|(_, shown)| shown.as_str())
    }
}

/// How many characters belong to what stands at a column: up to a space or the end of a cell.
fn word(line: &str, start: usize) -> usize {
    let ends = |c: char| c.is_whitespace() || matches!(c, '|' | '<' | ')' | ';');
    line.chars().skip(start).take_while(|c| !ends(*c)).count().max(1)
}
