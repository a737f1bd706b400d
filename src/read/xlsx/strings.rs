//! The table of texts that the cells of a workbook point to, and how a text is spelt in it.

use crate::read::xml::{self, Event, Events};

/// The texts of a workbook, one behind another.
#[derive(Debug, Default)]
pub struct Strings {
    all: String,
    ends: Vec<usize>,
}

impl Strings {
    pub fn of(part: &[u8]) -> Self {
        let mut strings = Self::default();
        let mut events = Events::of(part);
        while let Some(event) = events.next() {
            match event {
                Event::Start(tag) if tag.name == b"si" => {
                    let text = rich(&mut events, b"si");
                    strings.push(&unescape(text));
                }
                Event::Empty(tag) if tag.name == b"si" => strings.push(""),
                _ => {}
            }
        }
        strings
    }

    fn push(&mut self, text: &str) {
        // Blanks around a text are never meant.
        self.all.push_str(text.trim());
        self.ends.push(self.all.len());
    }

    pub fn get(&self, n: usize) -> Option<&str> {
        let end = *self.ends.get(n)?;
        let start = n.checked_sub(1).map_or(0, |n| self.ends[n]);
        self.all.get(start..end)
    }
}

/// Text in runs, without the readings that stand above East Asian words.
pub fn rich(events: &mut Events<'_>, until: &[u8]) -> String {
    let mut out = String::new();
    let mut inside = false;
    let mut reading = false;
    for event in events.by_ref() {
        match event {
            Event::Start(t) if t.name == b"t" => inside = true,
            Event::End(b"t") => inside = false,
            Event::Start(t) if t.name == b"rPh" => reading = true,
            Event::End(b"rPh") => reading = false,
            Event::Text(bytes) if inside && !reading => out.push_str(&xml::text(bytes)),
            Event::Verbatim(bytes) if inside && !reading => {
                out.push_str(&String::from_utf8_lossy(bytes))
            }
            Event::End(name) if name == until => break,
            _ => {}
        }
    }
    out
}

/// `_x000D_` is how Excel spells a character that XML does not allow.
pub fn unescape(text: String) -> String {
    if !text.contains("_x") {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find("_x") {
        out.push_str(&rest[..at]);
        let code = rest.get(at + 2..at + 7).and_then(|c| c.strip_suffix('_'));
        let code = code.and_then(|c| u32::from_str_radix(c, 16).ok()).and_then(char::from_u32);
        if let Some(c) = code {
            out.push(c);
            rest = &rest[at + 7..];
        } else {
            out.push_str("_x");
            rest = &rest[at + 2..];
        }
    }
    out.push_str(rest);
    out
}
