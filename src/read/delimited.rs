//! Delimited text to rows: commas, tabs, semicolons or bars, whatever the line ends, quotes broken or not.
//!
//! The only file that names the `csv` crate on the way in.

use std::sync::Arc;

use csv::{ByteRecord, ReaderBuilder, StringRecord};

use crate::grid::{Broken, Cell, Row, Source, Value};

/// A decoded file and the mark between its fields.
#[derive(Debug)]
pub struct Delimited<'a> {
    text: &'a str,
    mark: u8,
    name: Arc<str>,
}

impl<'a> Delimited<'a> {
    /// `mark` as the content shows it; see [`mark`].
    pub fn new(text: &'a str, mark: u8) -> Self {
        Self { text, mark, name: "".into() }
    }

    pub fn mark(&self) -> char {
        char::from(self.mark)
    }

    /// One line with its quotes taken as they stand, because they never close.
    fn unquoted(&self, line: &str, number: u32, each: &mut dyn FnMut(&Row<'_>) -> bool) -> bool {
        let fields = line.split(self.mark());
        let cells: Vec<Cell<'_>> = fields
            .zip(1u32..)
            .filter_map(|(field, column)| cell(field.trim_matches('"'), column))
            .collect();
        each(&Row { number, hidden: false, cells: &cells })
    }
}

impl Source for Delimited<'_> {
    fn rows(&self, each: &mut dyn FnMut(&Row<'_>) -> bool) -> Result<(), Broken> {
        let mut start = 0;
        let mut number = 0u32;
        // Each turn reads until the end, or until a quote that swallows rows; then it starts again behind that line.
        while start < self.text.len() {
            let rest = &self.text[start..];
            let mut reader = ReaderBuilder::new()
                .has_headers(false)
                .flexible(true)
                .delimiter(self.mark)
                .from_reader(rest.as_bytes());
            let mut record = StringRecord::new();
            let mut broken_at = None;
            let mut width = 0;
            loop {
                let at = offset(&reader);
                // The reader passes over empty lines without a word; they are rows all the same.
                for _ in 0..empty_lines(rest.as_bytes(), at) {
                    number = number.saturating_add(1);
                    if !each(&Row { number, hidden: false, cells: &[] }) {
                        return Ok(());
                    }
                }
                if !reader.read_record(&mut record).map_err(|e| e.to_string())? {
                    break;
                }
                number = number.saturating_add(1);
                if record.len() != width && swallows(record.as_byte_record(), self.mark) {
                    broken_at = Some(at);
                    break;
                }
                width = record.len();
                let mut cells: Vec<Cell<'_>> = Vec::with_capacity(width);
                cells.extend(record.iter().zip(1u32..).filter_map(|(f, column)| cell(f, column)));
                if !each(&Row { number, hidden: false, cells: &cells }) {
                    return Ok(());
                }
            }
            let Some(at) = broken_at else { return Ok(()) };
            let skipped = rest[at..].len() - rest[at..].trim_start_matches(['\r', '\n']).len();
            let line_start = start + at + skipped;
            let line = self.text[line_start..].split(['\r', '\n']).next().unwrap_or("");
            if !self.unquoted(line, number, each) {
                return Ok(());
            }
            start = line_start + line.len();
            start += line_end(&self.text[start..]);
        }
        Ok(())
    }

    fn sheet(&self) -> &Arc<str> {
        &self.name
    }
}

/// The mark between fields: the one that stands in the same number on most lines, outside quotes; a comma when none does.
pub fn mark(text: &str) -> u8 {
    let sample = text.get(..text.len().min(1 << 16)).unwrap_or_else(|| {
        let mut end = text.len().min(1 << 16);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        &text[..end]
    });
    let lines: Vec<&str> =
        sample.split(['\n', '\r']).filter(|l| !l.trim().is_empty()).take(100).collect();
    let score = |mark: u8| {
        let counts: Vec<usize> = lines.iter().map(|l| outside_quotes(l, mark)).collect();
        let mut best = 0;
        for &n in counts.iter().filter(|n| **n > 0) {
            best = best.max(counts.iter().filter(|m| **m == n).count());
        }
        best
    };
    // The comma is first: it wins when two marks are as regular.
    let mut best = (0, b',');
    for mark in [b',', b'\t', b';', b'|'] {
        if score(mark) > best.0 {
            best = (score(mark), mark);
        }
    }
    best.1
}

fn outside_quotes(line: &str, mark: u8) -> usize {
    let mut quoted = false;
    let outside = |b: &u8| {
        quoted ^= *b == b'"';
        *b == mark && !quoted
    };
    line.as_bytes()
        .iter()
        .filter({
            let mut outside = outside;
            move |b| outside(b)
        })
        .count()
}

fn cell(field: &str, column: u32) -> Option<Cell<'_>> {
    let text = field
        .trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{FEFF}' | '\0' | '\u{200B}'));
    (!text.is_empty()).then_some(Cell { column, value: Value::Text(text) })
}

fn offset<R: std::io::Read>(reader: &csv::Reader<R>) -> usize {
    usize::try_from(reader.position().byte()).unwrap_or(usize::MAX)
}

/// Line ends where a record should start: each is an empty row. The reader stops between the two bytes of a CRLF.
fn empty_lines(bytes: &[u8], at: usize) -> usize {
    let half = at > 0 && bytes.get(at - 1) == Some(&b'\r') && bytes.get(at) == Some(&b'\n');
    let mut at = if half { at + 1 } else { at };
    let mut n = 0;
    while let Some(b'\r' | b'\n') = bytes.get(at) {
        at += if bytes[at] == b'\r' && bytes.get(at + 1) == Some(&b'\n') { 2 } else { 1 };
        n += 1;
    }
    n
}

fn line_end(text: &str) -> usize {
    if text.starts_with("\r\n") { 2 } else { usize::from(text.starts_with(['\r', '\n'])) }
}

/// A field whose lines hold as many marks as rows do, in a record of another width than the one before it: a quote that
/// was never closed.
fn swallows(record: &ByteRecord, mark: u8) -> bool {
    record.iter().any(|field| {
        let mut lines = field.split(|b| matches!(b, b'\n' | b'\r')).skip(1).take(20);
        lines.any(|line| line.iter().filter(|b| **b == mark).count() >= 3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        let mut out = Vec::new();
        let source = Delimited::new(text, mark(text));
        let read = source.rows(&mut |row| {
            out.push(format!("{}: {}", row.number, row.raw()));
            true
        });
        assert_eq!(read, Ok(()));
        out
    }

    #[test]
    fn rows_of_any_delimited_file() {
        let cases: &[(&str, &[&str])] = &[
            ("a,b\n1,2\n", &["1: a | b", "2: 1 | 2"]),
            ("a,b\r\n1,2\r3,4\r", &["1: a | b", "2: 1 | 2", "3: 3 | 4"]),
            ("\n\na,b\n\n1,2", &["1: ", "2: ", "3: a | b", "4: ", "5: 1 | 2"]),
            (",,,\na,,b,\n", &["1: ", "2: a |  | b"]),
            ("a\tb\tc\n1\t2\t3\n", &["1: a | b | c", "2: 1 | 2 | 3"]),
            ("a;b;c\n1,5;2;3\n", &["1: a | b | c", "2: 1,5 | 2 | 3"]),
            ("a,\"b\nc\",d\n", &["1: a | b\nc | d"]),
            (
                "n,x,y,z\n1,\"open,5,6\n2,a,5,6\n3,b,5,6\n4,c,5,6\n5,d,5,6\n6,e,5,6\n",
                &[
                    "1: n | x | y | z",
                    "2: 1 | open | 5 | 6",
                    "3: 2 | a | 5 | 6",
                    "4: 3 | b | 5 | 6",
                    "5: 4 | c | 5 | 6",
                    "6: 5 | d | 5 | 6",
                    "7: 6 | e | 5 | 6",
                ],
            ),
            ("", &[]),
        ];
        for (text, rows) in cases {
            assert_eq!(read(text), *rows, "{text:?}");
        }
    }
}
