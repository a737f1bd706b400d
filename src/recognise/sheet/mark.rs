//! What a single cell looks like from outside: a number, a sign that there is none, a time, or words.
//!
//! Not for values: those are read in `normalise`.

use crate::grid::Value;
use crate::written::{date, money, period};

/// The looks of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    Number,
    /// A whole number that may be a year: 1900 to 2100.
    Year,
    /// A whole number that may be an age in years: 0 to 125.
    Age,
    /// A day, a month, a quarter or a year, in words or as a date.
    Time,
    /// `..`, `[c]`, `n/a`, "data being verified": said to be missing.
    Missing,
    Words,
}

/// Says what the cell looks like.
pub fn look(value: Value<'_>) -> Look {
    match value {
        Value::Number(n) => number(n),
        Value::Percent(_) | Value::Truth(_) => Look::Number,
        Value::Stamp(_) => Look::Time,
        Value::Fault(_) => Look::Missing,
        Value::Text(text) => words(text),
    }
}

fn number(n: f64) -> Look {
    if n.fract() != 0.0 {
        Look::Number
    } else if (1900.0..=2100.0).contains(&n) {
        Look::Year
    } else if (0.0..=125.0).contains(&n) {
        Look::Age
    } else {
        Look::Number
    }
}

fn words(text: &str) -> Look {
    if missing(text).is_some() {
        return Look::Missing;
    }
    let text = without_marks(text).0;
    let plain = text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit());
    if plain {
        return text.parse::<u32>().map_or(Look::Number, |n| number(f64::from(n)));
    }
    if text.len() > 60 || open_age(text) {
        return Look::Words;
    }
    if time(text) {
        return Look::Time;
    }
    if figure(text).is_some() { Look::Number } else { Look::Words }
}

/// `90+` names the last age of a table.
fn open_age(text: &str) -> bool {
    let age = text.strip_suffix('+').unwrap_or("").trim();
    (2..=3).contains(&age.len()) && age.parse::<u32>().is_ok_and(|n| n <= 125)
}

/// Is the whole text a time, and not two numbers with a stroke between them?
fn time(text: &str) -> bool {
    let four = text.as_bytes().windows(4).any(|w| w.iter().all(u8::is_ascii_digit));
    let year = four || text.contains(['Q', 'q', '\'', '\u{2019}']) || month_and_year(text);
    let fiscal = text.len() == 5 && text.as_bytes()[2] == b'/';
    (quarter(text).is_some())
        || ((year || fiscal) && (period::period(text).is_some() || date::date(text).is_some()))
        || date::month(&text.to_lowercase()).is_some()
}

/// `Apr-19`: letters and two digits.
fn month_and_year(text: &str) -> bool {
    let word: String = text.chars().take_while(|c| c.is_alphabetic()).collect();
    word.len() >= 3 && date::month(&word.to_lowercase()).is_some()
}

/// `Q1`, `Qtr 2`, `Quarter 3`, and nothing else.
pub fn quarter(text: &str) -> Option<u8> {
    let low = text.trim().to_lowercase();
    let rest = ["quarter", "qtr", "q"].iter().find_map(|w| low.strip_prefix(w))?;
    match rest.trim().trim_matches(['.', ':']) {
        "1" | "one" => Some(1),
        "2" | "two" => Some(2),
        "3" | "three" => Some(3),
        "4" | "four" => Some(4),
        _ => None,
    }
}

/// The number that a cell of text spells, without currency, percent and the marks of notes: what is left, and the marks.
pub fn figure(text: &str) -> Option<&str> {
    let bare = without_marks(text).0;
    let core = bare
        .trim_start_matches(['<', '>', '\u{2264}', '\u{2265}', '~', '='])
        .trim_end_matches(['%', '+'])
        .trim();
    money::amount(core).map(|_| core)
}

/// A text without the marks of footnotes and revisions at its end, and those marks.
pub fn without_marks(text: &str) -> (&str, Vec<&str>) {
    let mut rest = text.trim();
    let mut marks = Vec::new();
    while let Some(at) = mark_at(rest) {
        if rest[..at].trim().is_empty() {
            break;
        }
        marks.push(rest[at..].trim());
        rest = rest[..at].trim_end();
    }
    (rest, marks)
}

/// Where the last mark of a text starts: `[note 1]`, `(1)`, `(r)`, superscripts, stars, daggers.
fn mark_at(text: &str) -> Option<usize> {
    let last = text.chars().next_back()?;
    let signs = ['\u{b9}', '\u{b2}', '\u{b3}', '*', '\u{2020}', '\u{2021}', '#'];
    if signs.contains(&last) || ('\u{2070}'..='\u{2079}').contains(&last) {
        return Some(text.len() - last.len_utf8());
    }
    let open = match last {
        ']' => text.rfind('[')?,
        ')' => text.rfind('(')?,
        _ => return stuck(text),
    };
    let inside = text[open + 1..text.len() - 1].trim().to_lowercase();
    let note = inside.strip_prefix("note").unwrap_or(&inside).trim_matches(['s', ' ']);
    let numbered = note.len() <= 7
        && note.split([',', ' ']).all(|n| n.len() <= 2 && n.bytes().all(|b| b.is_ascii_digit()));
    // `(12)` alone may be a negative number, which nobody writes behind another.
    let letter = inside.len() == 1 && inside.bytes().all(|b| b.is_ascii_lowercase());
    let short = last == ']' && inside.len() <= 5;
    (numbered || letter || short).then_some(open)
}

/// `Authority1`: a digit that stuck to a word when its raised form was lost.
fn stuck(text: &str) -> Option<usize> {
    let digits = text.bytes().rev().take_while(u8::is_ascii_digit).count();
    let word = text[..text.len() - digits].bytes().rev();
    let letters = word.take_while(u8::is_ascii_lowercase).count();
    ((1..=2).contains(&digits) && letters >= 4).then_some(text.len() - digits)
}

/// The symbol under which a missing value is published, where the text says that there is none.
///
/// Symbols of official statistics stay as they are; words become `[x]`, not available, or `[z]`, not applicable.
pub fn missing(text: &str) -> Option<&str> {
    // The letters stand without brackets in machine-readable official statistics.
    const SIGNS: [&str; 23] = [
        "..", "...", "\u{2026}", ":", "*", "**", "~", "-", "--", "\u{2013}", "\u{2014}",
        "\u{2212}", ".", "\u{2020}", "!", "#", "^", "c", "k", "low", "u", "x", "z",
    ];
    let bare = text.trim().trim_matches(['\'', '"']);
    if SIGNS.contains(&bare) {
        return Some(bare);
    }
    let inside = bare.strip_prefix('[').and_then(|b| b.strip_suffix(']'));
    if let Some(inside) = inside {
        let letters = inside.len() <= 4 && inside.bytes().all(|b| b.is_ascii_lowercase());
        return letters.then_some(bare);
    }
    if bare.len() > 60 {
        return None;
    }
    let low = bare.to_lowercase();
    let word = low.trim_end_matches(['.', ' ']).trim_matches(['(', ')']);
    if NOT_APPLICABLE.contains(&word) {
        return Some("[z]");
    }
    let starts = |s: &&str| word.starts_with(*s);
    let known = NOT_AVAILABLE.contains(&word) || PENDING.iter().any(starts);
    known.then_some("[x]")
}

/// Is the value still to come, so that somebody can be asked for it?
pub fn is_pending(text: &str) -> bool {
    let low = text.trim().to_lowercase();
    matches!(low.as_str(), "nya" | "tbc" | "tba" | "awaited" | "pending")
        || PENDING.iter().any(|p| low.starts_with(p))
}

const NOT_APPLICABLE: [&str; 8] = [
    "does not apply",
    "n.a",
    "n/a",
    "na",
    "n\\a",
    "nil return",
    "not applicable",
    "no longer collected",
];
const NOT_AVAILABLE: [&str; 22] = [
    "#n/a",
    "awaited",
    "data not available",
    "missing",
    "nd",
    "no data",
    "no data available",
    "no return",
    "none available",
    "not available",
    "not known",
    "not recorded",
    "not reported",
    "nya",
    "pending",
    "suppressed",
    "tba",
    "tbc",
    "to be confirmed",
    "unavailable",
    "unknown",
    "not collected",
];
const PENDING: [&str; 13] = [
    "available in",
    "awaiting",
    "being verified",
    "data awaited",
    "data being verified",
    "data due",
    "data not yet",
    "data pending",
    "data unavailable",
    "not due",
    "not yet",
    "not published",
    "to be confirmed",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_look_like_what_they_are() {
        let cases = [
            ("2018/19", Look::Time),
            ("Q1", Look::Time),
            ("Quarter 3", Look::Time),
            ("Q2 2019/20", Look::Time),
            ("Mid-2023", Look::Time),
            ("April", Look::Time),
            ("2016", Look::Year),
            ("17", Look::Age),
            ("1,234", Look::Number),
            ("12.5%", Look::Number),
            ("\u{a3}1,200", Look::Number),
            ("1,234 [r]", Look::Number),
            ("<5", Look::Number),
            ("..", Look::Missing),
            ("[c]", Look::Missing),
            ("[low]", Look::Missing),
            ("n/a", Look::Missing),
            ("NYA", Look::Missing),
            ("Data being verified", Look::Missing),
            ("Sefton", Look::Words),
            ("Ages 10-17", Look::Words),
            ("Not yet available", Look::Missing),
        ];
        for (text, expected) in cases {
            assert_eq!(look(Value::Text(text)), expected, "{text}");
        }
    }

    #[test]
    fn marks_come_off() {
        let cases = [
            ("Local Authority(1)(2)", "Local Authority", 2),
            ("2018/19 [note 3]", "2018/19", 1),
            ("2019 [r]", "2019", 1),
            ("45*", "45", 1),
            ("Custody\u{b9}\u{b2}", "Custody", 2),
            ("Authority1", "Authority", 1),
            ("Population (10-17)", "Population (10-17)", 0),
            ("per sq km2", "per sq km2", 0),
            ("(12)", "(12)", 0),
            ("Q1", "Q1", 0),
            ("Folkestone (a)", "Folkestone", 1),
        ];
        for (text, expected, marks) in cases {
            let (bare, found) = without_marks(text);
            assert_eq!((bare, found.len()), (expected, marks), "{text}");
        }
    }
}
