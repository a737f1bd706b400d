//! The cells of a sheet as one pass over it saw them: unpacking and parsing a sheet costs far more than keeping it.
//!
//! A cell takes sixteen bytes; texts of the shared table stay there. How many may stand in memory is for the workbook.

use super::{Raw, Strings};
use crate::grid::{Cell, Row, Value, fault};

/// Cells that the sheets of one workbook may keep between two passes; what is beyond is read from the file again.
pub const MOST: usize = 6_000_000;

#[derive(Debug, Default)]
pub struct Kept {
    /// Number, whether it is hidden, and where its cells start.
    rows: Vec<(u32, bool, usize)>,
    cells: Vec<Held>,
    texts: String,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Shared,
    Own,
    Number,
    Stamp,
    Percent,
    Truth,
    Fault,
}

#[derive(Clone, Copy, Debug)]
struct Held {
    column: u32,
    kind: Kind,
    /// A number's bits, the number of a shared text, or where an own text starts and ends.
    bits: u64,
}

impl Kept {
    pub fn len(&self) -> usize {
        // A row without cells takes room too.
        self.cells.len() + self.rows.len()
    }

    pub fn row(&mut self, number: u32, hidden: bool) {
        self.rows.push((number, hidden, self.cells.len()));
    }

    /// A cell of the row at hand, with its value where that is a text of its own.
    pub fn cell(&mut self, column: u32, raw: &Raw<'_>, value: Value<'_>) {
        let (kind, bits) = match (raw, value) {
            (Raw::Shared(n), _) => (Kind::Shared, *n as u64),
            (Raw::Fault(_), Value::Fault(text)) => (Kind::Fault, self.text(text)),
            (_, Value::Text(text) | Value::Fault(text)) => (Kind::Own, self.text(text)),
            (_, Value::Number(n)) => (Kind::Number, n.to_bits()),
            (_, Value::Stamp(n)) => (Kind::Stamp, n.to_bits()),
            (_, Value::Percent(n)) => (Kind::Percent, n.to_bits()),
            (_, Value::Truth(truth)) => (Kind::Truth, u64::from(truth)),
        };
        self.cells.push(Held { column, kind, bits });
    }

    fn text(&mut self, text: &str) -> u64 {
        let start = self.texts.len() as u64;
        self.texts.push_str(text);
        start << 32 | self.texts.len() as u64
    }

    /// Hands over every row as the first pass did.
    pub fn replay(&self, strings: &Strings, each: &mut dyn FnMut(&Row<'_>) -> bool) {
        let ends = self.rows.iter().skip(1).map(|row| row.2).chain([self.cells.len()]);
        let mut cells = Vec::new();
        for ((number, hidden, start), end) in self.rows.iter().zip(ends) {
            let held = self.cells.get(*start..end).unwrap_or_default();
            cells.clear();
            cells.extend(
                held.iter().map(|h| Cell { column: h.column, value: self.value(*h, strings) }),
            );
            if !each(&Row { number: *number, hidden: *hidden, cells: &cells }) {
                return;
            }
        }
    }

    fn value<'a>(&'a self, held: Held, strings: &'a Strings) -> Value<'a> {
        let number = f64::from_bits(held.bits);
        let own = || {
            let (start, end) = ((held.bits >> 32) as usize, (held.bits & 0xFFFF_FFFF) as usize);
            self.texts.get(start..end).unwrap_or_default()
        };
        match held.kind {
            Kind::Shared => Value::Text(strings.get(held.bits as usize).unwrap_or_default()),
            Kind::Own => Value::Text(own()),
            Kind::Number => Value::Number(number),
            Kind::Stamp => Value::Stamp(number),
            Kind::Percent => Value::Percent(number),
            Kind::Truth => Value::Truth(held.bits == 1),
            Kind::Fault => Value::Fault(fault(own())),
        }
    }

    /// May more be kept? Texts are found by 32 bits.
    pub fn has_room(&self, room: usize) -> bool {
        self.len() < room && self.texts.len() < 1 << 28
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_pass_sees_what_the_first_saw() {
        let strings = Strings::of(b"<sst><si><t>a</t></si><si><t> b </t></si></sst>");
        let seen = [
            (1, Raw::Shared(1), Value::Text("b")),
            (2, Raw::Plain(b" own"), Value::Text("own")),
            (3, Raw::Number(-0.1), Value::Number(-0.1)),
            (9, Raw::Stamp(40_544.0), Value::Stamp(40_544.0)),
            (10, Raw::Percent(0.05), Value::Percent(0.05)),
            (11, Raw::Truth(true), Value::Truth(true)),
            (12, Raw::Fault("#REF!"), Value::Fault("#REF!")),
            (16_384, Raw::Read(0), Value::Text("\u{e9}")),
        ];
        let mut kept = Kept::default();
        for number in [1, 7, 1_048_576] {
            kept.row(number, number == 7);
            if number != 7 {
                seen.iter().for_each(|(column, raw, value)| kept.cell(*column, raw, *value));
            }
        }
        let cells: Vec<Cell<'_>> =
            seen.iter().map(|(column, _, value)| Cell { column: *column, value: *value }).collect();
        let mut rows = Vec::new();
        kept.replay(&strings, &mut |row| {
            let expected: &[Cell<'_>] = if row.number == 7 { &[] } else { &cells };
            assert_eq!(row.cells, expected);
            rows.push((row.number, row.hidden));
            true
        });
        assert_eq!(rows, [(1, false), (7, true), (1_048_576, false)]);
        assert!(!kept.has_room(kept.len()) && kept.has_room(kept.len() + 1));
    }
}
