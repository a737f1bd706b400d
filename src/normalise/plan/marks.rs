//! What became of every number in a text. Whatever no rule speaks for is listed as unexplained, never left out.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::model::numeral::{Numeral, NumeralRole};
use crate::model::place::Place;
use crate::passage::Text;

/// Roles given to stretches of the source, by line and first column.
#[derive(Debug, Default)]
pub struct Marks {
    by_place: BTreeMap<(u32, u32), Mark>,
}

#[derive(Clone, Debug)]
struct Mark {
    /// Column after the last character.
    end: u32,
    role: NumeralRole,
    record: String,
    reason: &'static str,
    value: Option<Decimal>,
}

impl Marks {
    /// Marks the part of `text` between two bytes. A stretch over several lines is marked line by line.
    /// The first mark of a stretch stays: a record outweighs what a later pass would only explain.
    pub fn put(
        &mut self,
        text: &Text,
        start: usize,
        end: usize,
        role: NumeralRole,
        reason: &'static str,
    ) {
        self.put_value(text, start, end, role, reason, None, "");
    }

    #[expect(clippy::too_many_arguments, reason = "a numeral has this many coordinates")]
    pub fn put_value(
        &mut self,
        text: &Text,
        start: usize,
        end: usize,
        role: NumeralRole,
        reason: &'static str,
        value: Option<Decimal>,
        record: &str,
    ) {
        let part = text.slice(start..end);
        let mut stretch: Option<(u32, u32, u32, bool)> = None;
        let mut stretches = Vec::new();
        for (c, line, column) in part.chars() {
            match &mut stretch {
                Some((l, _, to, digit)) if *l == line => {
                    *to = column + 1;
                    *digit |= c.is_ascii_digit();
                }
                _ => {
                    stretches.extend(stretch.take());
                    stretch = Some((line, column, column + 1, c.is_ascii_digit()));
                }
            }
        }
        stretches.extend(stretch);
        for (line, from, to, digit) in stretches {
            if digit {
                let mark = Mark { end: to, role, record: record.to_owned(), reason, value };
                self.by_place.entry((line, from)).or_insert(mark);
            }
        }
    }

    /// Has this stretch been spoken for?
    pub fn has(&self, text: &Text, start: usize) -> bool {
        self.by_place.contains_key(&text.at(start))
    }

    /// One row a number in the source lines: the marked ones, and every digit that no mark covers.
    pub fn numerals(
        self,
        document: &str,
        lines: &[String],
        mask: &impl Fn(&str) -> String,
    ) -> Vec<Numeral> {
        let mut out = Vec::new();
        for (line, number) in lines.iter().zip(1u32..) {
            let chars: Vec<char> = line.chars().collect();
            let marks: Vec<(u32, &Mark)> =
                self.by_place.range((number, 0)..(number + 1, 0)).map(|(k, m)| (k.1, m)).collect();
            let mut column = 1;
            let mut next = 0;
            while column as usize <= chars.len() {
                while next < marks.len() && marks[next].0 < column {
                    next += 1;
                }
                if let Some((from, mark)) = marks.get(next).filter(|m| m.0 == column) {
                    let end = mark.end.max(from + 1);
                    let text: String = chars
                        [*from as usize - 1..(end as usize - 1).min(chars.len())]
                        .iter()
                        .collect();
                    out.push(numeral(document, number, *from, &text, mark, mask));
                    column = end;
                } else if chars[column as usize - 1].is_ascii_digit() {
                    let length = chars[column as usize - 1..]
                        .iter()
                        .take_while(|c| c.is_ascii_digit())
                        .count();
                    let limit = marks.get(next).map_or(usize::MAX, |m| (m.0 - column) as usize);
                    let length = length.min(limit).max(1);
                    let text: String =
                        chars[column as usize - 1..column as usize - 1 + length].iter().collect();
                    out.push(numeral(
                        document,
                        number,
                        column,
                        &text,
                        &leftover(&chars, column as usize - 1),
                        mask,
                    ));
                    column += u32::try_from(length).unwrap_or(1);
                } else {
                    column += 1;
                }
            }
        }
        out
    }
}

fn numeral(
    document: &str,
    line: u32,
    column: u32,
    text: &str,
    mark: &Mark,
    mask: &impl Fn(&str) -> String,
) -> Numeral {
    Numeral {
        document: document.to_owned(),
        place: Place::text(line, column),
        text: if mark.role == NumeralRole::Contact { mask(text) } else { text.to_owned() },
        value: mark.value,
        role: mark.role,
        record: mark.record.clone(),
        reason: mark.reason.to_owned(),
    }
}

/// A digit that no passage holds: inside a tag or an entity it is markup, elsewhere nobody knows.
fn leftover(chars: &[char], at: usize) -> Mark {
    let before = chars[..at].iter().rev().take(400);
    let in_tag = before.clone().find(|c| matches!(c, '<' | '>')).is_some_and(|c| *c == '<');
    let in_entity = before.take(4).any(|c| *c == '&');
    let word: String =
        chars[..at].iter().rev().take(9).collect::<Vec<_>>().into_iter().rev().collect();
    let filler = word.ends_with("Unnamed: ") || word.ends_with("Col");
    let (role, reason) = if in_tag || in_entity {
        (NumeralRole::Noise, "markup")
    } else if filler {
        (NumeralRole::Noise, "an empty header of a converter")
    } else {
        (NumeralRole::Unexplained, "")
    };
    Mark { end: 0, role, record: String::new(), reason, value: None }
}
