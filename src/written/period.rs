//! Periods as headers, file names and sentences spell them. A council's year runs from April to March.
//!
//! `period` reads a text that is a period and nothing else; `within` finds the longest one in a longer text.

use std::ops::Range;
use std::str::FromStr as _;

use crate::model::period::{Month, Period};

use points::{exactly, likely};

mod points;

/// Why a reading may be wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Doubt {
    #[default]
    None,
    /// `FY19` is taken as the year ending March 2019, as most finance offices mean it.
    YearEnding,
    /// A bare year called a financial year, or a quarter of a bare year: taken as the year that starts in it.
    BareYear,
    /// `March 2010 to March 2011` covers thirteen months.
    ThirteenMonths,
    /// `2009-12` may be a month or three years.
    MonthOrSpan,
}

/// A period and what is doubtful about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    pub period: Period,
    pub doubt: Doubt,
}

/// The period that the text spells, if it spells one and nothing else.
pub fn period(text: &str) -> Option<Period> {
    read(text).map(|r| r.period)
}

/// As [`period`], with what is doubtful about it.
pub fn read(text: &str) -> Option<Reading> {
    if text.len() > 120 {
        return None;
    }
    if (text.contains("..") || text.starts_with(['F', 'C']))
        && let Ok(period) = Period::from_str(text.trim())
    {
        return Some(sure(period));
    }
    let tokens = tokens(text);
    reading(&tokens.iter().map(|t| &t.0).collect::<Vec<_>>())
}

/// The longest period in the text, the first among equals, with its byte range.
pub fn within(text: &str) -> Option<(Range<usize>, Reading)> {
    // A header or a file name; a sentence that goes on for longer is not one.
    const WORDS: usize = 64;
    const LONGEST: usize = 12;
    let all = tokens(text);
    let all = &all[..all.len().min(WORDS)];
    let bare: Vec<&Token> = all.iter().map(|t| &t.0).collect();
    let windows =
        (1..=LONGEST.min(all.len())).rev().flat_map(|n| (0..=all.len() - n).map(move |at| (at, n)));
    for (at, n) in windows {
        if goes_on(text, all, at, n) {
            continue;
        }
        let edge = |t: &Token| {
            !matches!(t, Token::Word(w) if FILLERS.contains(&w.as_str()))
                && !matches!(t, Token::Dash | Token::Slash)
        };
        if !edge(bare[at]) || !edge(bare[at + n - 1]) {
            continue;
        }
        if let Some(found) = reading(&bare[at..at + n]) {
            return Some((all[at].1.start..all[at + n - 1].1.end, found));
        }
    }
    None
}

/// Does a digit run go on before or behind the window, as in `1234-2011` or `2011.50`? Then it is no year.
fn goes_on(text: &str, all: &[(Token, Range<usize>)], at: usize, n: usize) -> bool {
    let number = |i: usize| all.get(i).filter(|t| matches!(t.0, Token::Number(..)));
    let mark = |i: usize| all.get(i).filter(|t| matches!(t.0, Token::Dash | Token::Slash));
    let touch = |a: Option<&(Token, Range<usize>)>, b: Option<&(Token, Range<usize>)>| match (a, b)
    {
        (Some(a), Some(b)) => !text[a.1.end..b.1.start].contains(char::is_whitespace),
        _ => false,
    };
    let before = at.checked_sub(1);
    let second = at.checked_sub(2);
    let last = at + n - 1;
    before.is_some_and(|b| touch(number(b), number(at)))
        || second.is_some_and(|s| touch(number(s), mark(s + 1)) && touch(mark(s + 1), number(at)))
        || touch(number(last), number(last + 1))
        || (touch(number(last), mark(last + 1)) && touch(mark(last + 1), number(last + 2)))
}

/// The calendar year of an estimate for the middle of a year: `mid-2019`, `Mid 2019 population`, `2019`.
pub fn mid_year(text: &str) -> Option<i32> {
    match within(text)?.1.period {
        Period::CalendarYear(y) => Some(y),
        Period::Month(m) if m.number() == 6 => Some(m.year()),
        _ => None,
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Number(i32, usize),
    Word(String),
    Slash,
    Dash,
}

/// Words that stand before a period and say nothing.
const FILLERS: [&str; 14] = [
    "the", "for", "in", "of", "period", "during", "a", "from", "between", "to", "and", "on", "at",
    "by",
];

fn tokens(text: &str) -> Vec<(Token, Range<usize>)> {
    let mut out: Vec<(Token, Range<usize>)> = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let run =
            |ok: fn(&char) -> bool| rest.chars().take_while(ok).map(char::len_utf8).sum::<usize>();
        let (token, n) = if c.is_ascii_digit() {
            let n = run(char::is_ascii_digit);
            (Some(Token::Number(rest[..n].parse().unwrap_or(i32::MAX), n)), n)
        } else if c.is_alphabetic() {
            let n = run(|c| c.is_alphabetic());
            (Some(Token::Word(rest[..n].to_lowercase())), n)
        } else {
            let token = match c {
                '/' | '\\' => Some(Token::Slash),
                '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' => Some(Token::Dash),
                _ => None,
            };
            (token, c.len_utf8())
        };
        if let Some(token) = token {
            out.push((token, at..at + n));
        }
        at += n;
    }
    out
}

fn sure(period: Period) -> Reading {
    Reading { period, doubt: Doubt::None }
}

fn doubtful(period: Period, doubt: Doubt) -> Reading {
    Reading { period, doubt }
}

/// The parsers in order; the first that takes all tokens wins.
fn reading(tokens: &[&Token]) -> Option<Reading> {
    let tokens = trimmed(tokens);
    if tokens.is_empty() || tokens.len() > 16 {
        return None;
    }
    let parsers: [fn(&[&Token]) -> Option<Reading>; 6] =
        [quarter, ending, named, open, single, range];
    parsers.iter().find_map(|parse| parse(tokens))
}

fn trimmed<'a, 'b>(mut tokens: &'a [&'b Token]) -> &'a [&'b Token] {
    let filler = |t: &Token| match t {
        Token::Word(w) => matches!(
            w.as_str(),
            "the" | "for" | "in" | "of" | "period" | "during" | "a" | "from" | "between"
        ),
        Token::Dash => true,
        _ => false,
    };
    while let [first, rest @ ..] = tokens {
        if !filler(first) {
            break;
        }
        tokens = rest;
    }
    tokens
}

fn word<'a>(token: Option<&&'a Token>) -> Option<&'a str> {
    match token {
        Some(Token::Word(w)) => Some(w.as_str()),
        _ => None,
    }
}

/// `Q3 2018/19`, `2018/19 Q3`, `Quarter 3 of 2018-19`, `third quarter 2018/19`, `Qtr 3 (2018/19)`.
fn quarter(tokens: &[&Token]) -> Option<Reading> {
    let (number, length, at) = (0..tokens.len()).find_map(|at| {
        let (q, n) = quarter_number(&tokens[at..])?;
        Some((q, n, at))
    })?;
    let rest: Vec<&Token> = [&tokens[..at], &tokens[at + length..]].concat();
    let year = reading_without_quarter(&rest)?;
    match year.period {
        Period::FinancialYear(y) => Some(doubtful(Period::FinancialQuarter(y, number), year.doubt)),
        Period::CalendarYear(y) => {
            Some(doubtful(Period::FinancialQuarter(y, number), Doubt::BareYear))
        }
        _ => None,
    }
}

fn reading_without_quarter(tokens: &[&Token]) -> Option<Reading> {
    let mut tokens = trimmed(tokens);
    while let [rest @ .., Token::Dash] = tokens {
        tokens = rest;
    }
    named(tokens).or_else(|| single(tokens))
}

/// The quarter at the head of the tokens and how many tokens it takes.
fn quarter_number(tokens: &[&Token]) -> Option<(u8, usize)> {
    let valid = |n: i32| u8::try_from(n).ok().filter(|q| (1..=4).contains(q));
    let names = |w: &str| matches!(w, "q" | "qtr" | "quarter" | "quarters");
    match tokens {
        [Token::Word(w), Token::Number(n, 1), ..] if names(w) => Some((valid(*n)?, 2)),
        [Token::Number(n, 1), Token::Word(suffix), Token::Word(w), ..]
            if names(w) && matches!(suffix.as_str(), "st" | "nd" | "rd" | "th") =>
        {
            Some((valid(*n)?, 3))
        }
        [Token::Word(nth), Token::Word(w), ..] if names(w) => {
            let at = ["first", "second", "third", "fourth"].iter().position(|o| o == nth)?;
            Some((u8::try_from(at + 1).ok()?, 2))
        }
        [Token::Word(w), Token::Word(nth), ..] if names(w) => {
            let at = ["one", "two", "three", "four"].iter().position(|o| o == nth)?;
            Some((u8::try_from(at + 1).ok()?, 2))
        }
        _ => None,
    }
}

/// `year ending March 2019`, `YE Mar-19`, `12 months to June 2019`, `rolling 12 months ending ...`.
fn ending(tokens: &[&Token]) -> Option<Reading> {
    let mut at = 0;
    while matches!(word(tokens.get(at)), Some("rolling" | "in" | "the" | "for" | "financial")) {
        at += 1;
    }
    let ends = |w: Option<&str>| matches!(w, Some("ending" | "ended" | "end" | "to"));
    at += match (word(tokens.get(at)), tokens.get(at + 1)) {
        (Some("ye"), _) => 1,
        (Some("y"), Some(Token::Slash)) if word(tokens.get(at + 2)) == Some("e") => 3,
        (Some("year"), _) if ends(word(tokens.get(at + 1))) => 2,
        (Some("twelve"), _)
            if word(tokens.get(at + 1)) == Some("months") && ends(word(tokens.get(at + 2))) =>
        {
            3
        }
        _ => match (tokens.get(at), word(tokens.get(at + 1)), word(tokens.get(at + 2))) {
            (Some(Token::Number(12, 2)), Some("months" | "month" | "mths" | "m"), Some(w))
                if ends(Some(w)) =>
            {
                3
            }
            _ => return None,
        },
    };
    while matches!(word(tokens.get(at)), Some("the" | "in")) {
        at += 1;
    }
    let Some(Point::Month(last)) = exactly(&tokens[at..]) else { return None };
    Some(sure(months(last.plus(-11), last)))
}

/// Years with a name before or behind: `financial year 2018/19`, `FY19`, `calendar year 2018`, `mid-2019`, `academic year`.
fn named(tokens: &[&Token]) -> Option<Reading> {
    let words: Vec<&str> = tokens
        .iter()
        .filter_map(|t| match t {
            Token::Word(w) => Some(w.as_str()),
            _ => None,
        })
        .collect();
    let rest: Vec<&Token> =
        tokens.iter().copied().filter(|t| !matches!(t, Token::Word(_))).collect();
    let figures = match rest.as_slice() {
        [Token::Dash, r @ ..] | [r @ .., Token::Dash] => r,
        r => r,
    };
    let point = exactly(figures)?;
    match (words.as_slice(), point) {
        (["fy" | "fye"], Point::Short(y)) => {
            Some(doubtful(Period::FinancialYear(y - 1), Doubt::YearEnding))
        }
        (
            ["fy" | "financial" | "fiscal"] | ["financial" | "fiscal" | "municipal", "year"],
            Point::Year(y),
        ) => Some(doubtful(Period::FinancialYear(y), Doubt::BareYear)),
        (
            ["fy" | "year" | "financial"] | ["financial" | "fiscal" | "municipal", "year"],
            Point::Financial(y),
        ) => Some(sure(Period::FinancialYear(y))),
        (["year"] | ["calendar", "year"] | ["cy"], Point::Year(y)) => {
            Some(sure(Period::CalendarYear(y)))
        }
        (["mid"] | ["mid", "year"], Point::Year(y)) => {
            Month::new(y, 6).map(|m| sure(Period::Month(m)))
        }
        (["academic" | "school", "year"] | ["academic"], Point::Financial(y)) => {
            Some(sure(months(Month::new(y, 9)?, Month::new(y + 1, 8)?)))
        }
        _ => None,
    }
}

/// `September 2010 - ongoing`, `from April 2011 onwards`.
fn open(tokens: &[&Token]) -> Option<Reading> {
    let [rest @ .., Token::Word(last)] = tokens else { return None };
    if !matches!(
        last.as_str(),
        "ongoing" | "onwards" | "onward" | "present" | "date" | "continuing"
    ) {
        return None;
    }
    let mut rest = rest;
    while let [r @ .., Token::Dash | Token::Slash] = rest {
        rest = r;
    }
    if let [r @ .., Token::Word(w)] = rest
        && matches!(w.as_str(), "to" | "and")
    {
        rest = r;
    }
    match exactly(rest)? {
        Point::Month(m) => Some(sure(Period::From(m))),
        Point::Financial(y) => Month::new(y, 4).map(|m| sure(Period::From(m))),
        Point::Year(y) => Month::new(y, 1).map(|m| sure(Period::From(m))),
        Point::Short(_) | Point::Named(_) => None,
    }
}

/// One year, one month, or years joined by a dash or a slash.
fn single(tokens: &[&Token]) -> Option<Reading> {
    match exactly(tokens) {
        Some(Point::Financial(y)) => return Some(sure(Period::FinancialYear(y))),
        Some(Point::Year(y)) => return Some(sure(Period::CalendarYear(y))),
        Some(Point::Month(m)) => return Some(sure(Period::Month(m))),
        Some(Point::Short(_) | Point::Named(_)) | None => {}
    }
    match tokens {
        // `2012-03` is a month unless it is two years in a row; `2009-12` may be either.
        [Token::Number(y, 4), Token::Dash, Token::Number(m, 2)]
            if (1..=12).contains(m) && likely(*y) =>
        {
            let doubt = if *m > *y % 100 { Doubt::MonthOrSpan } else { Doubt::None };
            Month::new(*y, u32::try_from(*m).ok()?).map(|m| doubtful(Period::Month(m), doubt))
        }
        [Token::Number(a, 4), Token::Dash | Token::Slash, Token::Number(b, w @ (2 | 4))]
            if likely(*a) =>
        {
            let b = if *w == 2 { a - a % 100 + b } else { *b };
            (b > a + 1 && b <= a + 15).then(|| sure(Period::FinancialYears(*a, b - 1)))
        }
        [Token::Number(m, 1..=2), Token::Slash, Token::Number(y, 4)] if likely(*y) => {
            Month::new(*y, u32::try_from(*m).ok()?).map(|m| sure(Period::Month(m)))
        }
        _ => None,
    }
}

/// Two points joined by "to", "and", "until", a dash: `April 2018 to March 2019`, `2016/17 - 2018/19`, `Oct-Dec 2018`.
fn range(tokens: &[&Token]) -> Option<Reading> {
    let joins = |t: &Token| match t {
        Token::Dash => true,
        Token::Word(w) => matches!(w.as_str(), "to" | "and" | "until" | "till" | "through"),
        _ => false,
    };
    (1..tokens.len().saturating_sub(1)).filter(|&at| joins(tokens[at])).find_map(|at| {
        let first = exactly(&tokens[..at])?;
        let mut rest = &tokens[at + 1..];
        if word(rest.first()) == Some("end") {
            rest = &rest[1..];
        }
        between(first, exactly(trimmed(rest))?, *tokens[at] == Token::Word("and".into()))
    })
}

fn between(first: Point, last: Point, and: bool) -> Option<Reading> {
    match (first, last) {
        (Point::Month(a), Point::Month(b)) if a < b => Some(stretch(a, b)),
        (Point::Month(a), Point::Month(b)) if a == b => Some(sure(Period::Month(a))),
        // `April to June 2018`, `October to March 2019`: the first takes the year of the second.
        (Point::Named(m), Point::Month(b)) => {
            let year = if m <= b.number() { b.year() } else { b.year() - 1 };
            Some(stretch(Month::new(year, m)?, b))
        }
        (Point::Financial(a), Point::Financial(b)) if a < b && !and => {
            Some(sure(Period::FinancialYears(a, b)))
        }
        (Point::Year(a), Point::Year(b)) if a + 1 == b && !and => {
            Some(sure(Period::FinancialYear(a)))
        }
        (Point::Year(a), Point::Year(b)) if a < b && b <= a + 60 && !and => {
            Some(sure(Period::FinancialYears(a, b - 1)))
        }
        (Point::Year(a), Point::Financial(b)) if a < b && !and => {
            Some(sure(Period::FinancialYears(a, b)))
        }
        _ => None,
    }
}

fn stretch(a: Month, b: Month) -> Reading {
    let doubt = if a.until(b) == 12 { Doubt::ThirteenMonths } else { Doubt::None };
    doubtful(months(a, b), doubt)
}

/// Months by the name of what they make up: a financial year, a calendar year, a quarter, or just months.
fn months(a: Month, b: Month) -> Period {
    match (a.until(b), a.number()) {
        (11, 4) => Period::FinancialYear(a.year()),
        (11, 1) => Period::CalendarYear(a.year()),
        (2, 4) => Period::FinancialQuarter(a.year(), 1),
        (2, 7) => Period::FinancialQuarter(a.year(), 2),
        (2, 10) => Period::FinancialQuarter(a.year(), 3),
        (2, 1) => Period::FinancialQuarter(a.year() - 1, 4),
        (0, _) => Period::Month(a),
        _ => Period::Months(a, b),
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Point {
    /// `2018/19`, by its first year.
    Financial(i32),
    Year(i32),
    /// Two digits, as in `FY19`.
    Short(i32),
    Month(Month),
    /// A month without a year.
    Named(u32),
}

#[cfg(test)]
mod tests;
