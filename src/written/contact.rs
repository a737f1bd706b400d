//! Contact details in running text: telephones, e-mail addresses, postcodes. Found so that they can be masked.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::lex::{Lexeme, tokens};
use super::pattern::pattern;

/// Addresses without a digit, which no number gives away.
static EMAIL: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"[A-Za-z][\w.+'-]*@[\w-]+(?:\.[\w-]+)+").ok());

/// A postcode; the reader of numbers takes it for an identifier.
static POSTCODE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}\b"));

/// What a contact with a digit in it must hold: a sign of an address, or the beginning of a telephone number.
static MAYBE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)@|https?:|www\.|\+44|(?:^|\D)0\d{2,5}\)?[\s-]?\d|\bext|\b(?:dial|ring|call)\s+\d")
});

/// The beginning of a telephone number whose end was masked with an address that it ran into.
static CUT_OFF: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\(?0\d{2,5}\)?[\s-]?\d{3,4}[\s-]?\*{3,}"));

/// Rounds of looking: details that ran together show themselves one after the other.
const ROUNDS: usize = 4;

/// Byte ranges of contact details, left to right, without overlaps.
pub fn spans(text: &str) -> Vec<Range<usize>> {
    let mut found = once(text);
    let (mut rest, mut new) = (text.to_owned(), found.clone());
    for _ in 1..ROUNDS {
        if new.is_empty() {
            break;
        }
        for span in new.drain(..) {
            let stars = "*".repeat(span.len());
            rest.replace_range(span, &stars);
        }
        new = once(&rest);
        found.extend(new.iter().cloned());
    }
    joined(found)
}

/// What can be told at one look; ranges may overlap.
fn once(text: &str) -> Vec<Range<usize>> {
    // Every quote of every row comes here; all its numbers are read only where one may be a contact.
    let numbers = if MAYBE.is_match(text) { tokens(text) } else { Vec::new() };
    let numbers = numbers.into_iter().filter(|t| t.lexeme == Lexeme::Contact);
    let mut found: Vec<Range<usize>> = numbers.map(|t| t.start..t.end).collect();
    if let Some(email) = EMAIL.as_ref().filter(|_| text.contains('@')) {
        found.extend(email.find_iter(text).map(|m| m.range()));
    }
    found.extend(POSTCODE.find_iter(text).map(|m| m.range()));
    found.extend(CUT_OFF.find_iter(text).map(|m| m.range()));
    joined(found)
}

fn joined(mut found: Vec<Range<usize>>) -> Vec<Range<usize>> {
    found.sort_by_key(|r| (r.start, r.end));
    let mut out: Vec<Range<usize>> = Vec::new();
    for span in found {
        match out.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => out.push(span),
        }
    }
    out
}

/// The text with the letters and digits of contact details replaced; every other character keeps its column.
pub fn mask(text: &str) -> String {
    let spans = spans(text);
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for span in spans {
        out.push_str(&text[at..span.start]);
        let hidden = text[span.clone()].chars();
        out.extend(hidden.map(|c| if c.is_alphanumeric() { '*' } else { c }));
        at = span.end;
    }
    out.push_str(&text[at..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contact_details_are_masked_and_nothing_moves() {
        let cases = [
            ("ring 01632 960 188 about 62 entrants", "ring ***** *** *** about 62 entrants"),
            ("to first.last@example.org by 2012", "to *****.****@*******.*** by 2012"),
            ("at CH99 9ZZ, 332,000", "at **** ***, 332,000"),
            ("ring 01632 960 188a@b.org", "ring ***** *** ****@*.***"),
            ("£119,000.00 in 2019/20", "£119,000.00 in 2019/20"),
        ];
        for (text, expected) in cases {
            assert_eq!(mask(text), expected);
        }
    }
}
