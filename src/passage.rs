//! Plan text after reading: characters that keep their line and column, in paragraphs, list items and tables.
//!
//! Geometry only; nothing here knows what a word means.

use std::fmt;
use std::ops::Range;

use crate::model::place::Place;

/// Text whose every character knows where it stood in the source, however much markup was taken out between.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Text {
    s: String,
    /// Where a stretch of neighbouring characters begins: byte in `s`, then line and column in the source.
    runs: Vec<(usize, u32, u32)>,
    next: (u32, u32),
    /// A character of more than one byte stands somewhere: columns must be counted, not subtracted.
    wide: bool,
}

/// Bytes after which a run ends: where characters are wide, columns are counted from its start.
const LONGEST_RUN: usize = 512;

impl Text {
    /// A whole source line; `line` is 1-based.
    pub fn of_line(s: &str, line: u32) -> Self {
        if !s.is_ascii() {
            let mut out = Self::default();
            s.chars().zip(1u32..).for_each(|(c, column)| out.push(c, line, column));
            return out;
        }
        let columns = u32::try_from(s.len()).unwrap_or(u32::MAX - 1);
        Self { s: s.to_owned(), runs: vec![(0, line, 1)], next: (line, columns + 1), wide: false }
    }

    pub fn as_str(&self) -> &str {
        &self.s
    }

    pub fn is_empty(&self) -> bool {
        self.s.is_empty()
    }

    pub fn len(&self) -> usize {
        self.s.len()
    }

    pub fn push(&mut self, c: char, line: u32, column: u32) {
        let far = self.runs.last().is_some_and(|r| self.s.len() > r.0 + LONGEST_RUN);
        if self.runs.is_empty() || self.next != (line, column) || far {
            self.runs.push((self.s.len(), line, column));
        }
        self.s.push(c);
        self.wide |= !c.is_ascii();
        self.next = (line, column + 1);
    }

    /// Line and column of the character at a byte offset; past the end, where the next one would stand.
    pub fn at(&self, byte: usize) -> (u32, u32) {
        let run = self.runs.partition_point(|r| r.0 <= byte);
        let Some(&(start, line, column)) = run.checked_sub(1).and_then(|r| self.runs.get(r)) else {
            return (1, 1);
        };
        let before = self.s.get(start..byte.min(self.s.len())).unwrap_or("");
        let columns = if self.wide { before.chars().count() } else { before.len() };
        (line, column + u32::try_from(columns).unwrap_or(0))
    }

    pub fn place(&self, byte: usize) -> Place {
        let (line, column) = self.at(byte);
        Place::text(line, column)
    }

    /// Characters with line and column.
    pub fn chars(&self) -> impl Iterator<Item = (char, u32, u32)> + '_ {
        let mut run = 0;
        let mut at = (1, 1);
        self.s.char_indices().map(move |(byte, c)| {
            if self.runs.get(run).is_some_and(|r| r.0 == byte) {
                at = (self.runs[run].1, self.runs[run].2);
                run += 1;
            }
            let here = (c, at.0, at.1);
            at.1 += 1;
            here
        })
    }

    #[must_use]
    pub fn slice(&self, range: Range<usize>) -> Self {
        let mut out = Self::default();
        let Some(part) = self.s.get(range.clone()) else { return out };
        if part.is_empty() {
            return out;
        }
        let (line, column) = self.at(range.start);
        out.runs.push((0, line, column));
        let first = self.runs.partition_point(|r| r.0 <= range.start);
        for r in self.runs[first..].iter().take_while(|r| r.0 < range.end) {
            out.runs.push((r.0 - range.start, r.1, r.2));
        }
        part.clone_into(&mut out.s);
        out.wide = self.wide && !part.is_ascii();
        out.next = self.at(range.end);
        if let Some(last) = out.runs.last() {
            // The next column follows the last character of this slice, not of what came after it.
            let tail = u32::try_from(out.s[last.0..].chars().count()).unwrap_or(0);
            out.next = (last.1, last.2 + tail);
        }
        out
    }

    #[must_use]
    pub fn trim(&self) -> Self {
        let start = self.s.len() - self.s.trim_start().len();
        let end = self.s.trim_end().len();
        if start >= end { Self::default() } else { self.slice(start..end) }
    }

    /// Appends with one space between, as a wrapped line continues.
    pub fn join(&mut self, other: &Self) {
        if other.is_empty() {
            return;
        }
        if !self.s.is_empty() && !self.s.ends_with(char::is_whitespace) {
            let (line, column) = self.next;
            self.push(' ', line, column);
        }
        for (c, line, column) in other.chars() {
            self.push(c, line, column);
        }
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}@{}", self.s, self.place(0))
    }
}

/// A stretch of text inside a cell or a list: a paragraph or one list item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    pub text: Text,
    pub item: bool,
}

/// A cell of a table in a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextCell {
    pub pieces: Vec<Piece>,
    /// The extractor repeated a merged cell here; what stands here was said elsewhere.
    pub copied: bool,
}

impl TextCell {
    /// All pieces as one text.
    pub fn joined(&self) -> Text {
        let mut out = Text::default();
        for piece in &self.pieces {
            out.join(&piece.text);
        }
        out
    }

    pub fn is_blank(&self) -> bool {
        self.pieces.iter().all(|p| p.text.as_str().trim().is_empty())
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextRow {
    pub cells: Vec<TextCell>,
    /// The dialect says that this row is a header (a delimiter row below it, `<th>` cells).
    pub header: bool,
}

impl TextRow {
    pub fn is_blank(&self) -> bool {
        self.cells.iter().all(TextCell::is_blank)
    }

    pub fn first_place(&self) -> Option<Place> {
        let cell = self.cells.iter().find(|c| !c.is_blank())?;
        cell.pieces.iter().find(|p| !p.text.is_empty()).map(|p| p.text.place(0))
    }
}

/// How a table was written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    Pipes,
    Tabs,
    Html,
    Columns,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextTable {
    pub layout: Layout,
    pub rows: Vec<TextRow>,
}

/// A block of a plan, in the order of the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Element {
    /// `strong`: marked as a heading by the source; else guessed from its shape.
    Heading {
        level: u8,
        strong: bool,
        text: Text,
    },
    Paragraph(Text),
    Item(Text),
    Table(TextTable),
    /// Page marks, page numbers, running heads: text that belongs to the paper.
    Furniture(Text),
}

/// A repair made while reading, by the name of its rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repair {
    pub rule: &'static str,
    pub place: Place,
}

/// A text document as read.
#[derive(Clone, Debug, Default)]
pub struct Passages {
    pub elements: Vec<Element>,
    pub repairs: Vec<Repair>,
    /// The source lines, for quoting and for counting every numeral.
    pub lines: Vec<String>,
    /// What the text was found to be: `pipes`, `tabs`, `html`, `columns`, `flowed`.
    pub dialects: Vec<&'static str>,
}
