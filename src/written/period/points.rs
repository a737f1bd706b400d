//! Tokens as one point in time: a year, a financial year, a month.

use super::super::date::month;
use super::{Point, Token};
use crate::model::period::Month;

pub(super) fn likely(year: i32) -> bool {
    (1900..=2100).contains(&year)
}

pub(super) fn century(two: i32) -> i32 {
    if two >= 70 { 1900 + two } else { 2000 + two }
}

/// The tokens as one point in time, taking all of them.
pub(super) fn exactly(tokens: &[&Token]) -> Option<Point> {
    match tokens {
        [Token::Number(a, 4), Token::Dash | Token::Slash, Token::Number(b, 2)]
            if likely(*a) && (a + 1) % 100 == *b =>
        {
            Some(Point::Financial(*a))
        }
        [Token::Number(a, 4), Token::Dash | Token::Slash, Token::Number(b, 4)]
            if likely(*a) && a + 1 == *b =>
        {
            Some(Point::Financial(*a))
        }
        // `2003-4`, as police figures have it.
        [Token::Number(a, 4), Token::Dash | Token::Slash, Token::Number(b, 1)]
            if likely(*a) && (a + 1) % 10 == *b =>
        {
            Some(Point::Financial(*a))
        }
        [Token::Number(a, 2), Token::Slash, Token::Number(b, 2)] if (a + 1) % 100 == *b => {
            Some(Point::Financial(century(*a)))
        }
        [Token::Number(a, 2), Token::Dash, Token::Number(b, 2)]
            if (a + 1) % 100 == *b && *a >= 10 =>
        {
            Some(Point::Financial(century(*a)))
        }
        // `201819`, as education statistics write a financial year; `202412` would be a month.
        [Token::Number(n, 6)] if likely(n / 100) && (n / 100 + 1) % 100 == n % 100 => {
            Some(Point::Financial(n / 100))
        }
        [Token::Number(y, 4)] if likely(*y) => Some(Point::Year(*y)),
        [Token::Number(y, 2)] => Some(Point::Short(century(*y))),
        [Token::Word(m)] => month(m).map(Point::Named),
        _ => dated(tokens).map(Point::Month),
    }
}

/// A month with its year, the day before it ignored: `March 2012`, `Mar-19`, `Apr '18`, `31st March 2014`, `31/03/2014`.
fn dated(tokens: &[&Token]) -> Option<Month> {
    let named = |w: &str, y: i32, digits: usize| {
        let y = if digits == 2 { century(y) } else { y };
        Month::new(y, month(w)?).filter(|m| likely(m.year()))
    };
    let kept: Vec<&Token> = tokens
        .iter()
        .copied()
        .filter(|t| match t {
            Token::Dash => false,
            Token::Word(w) => !matches!(w.as_str(), "st" | "nd" | "rd" | "th" | "of"),
            _ => true,
        })
        .collect();
    match kept.as_slice() {
        [Token::Word(w), Token::Number(y, n @ (2 | 4))] => named(w, *y, *n),
        [Token::Word(w), Token::Slash, Token::Number(y, n @ (2 | 4))] => named(w, *y, *n),
        [Token::Number(y, 4), Token::Word(w)] => named(w, *y, 4),
        [Token::Number(_, 1..=2), Token::Word(w), Token::Number(y, n @ (2 | 4))] => {
            named(w, *y, *n)
        }
        [Token::Word(w), Token::Number(_, 1..=2), Token::Number(y, 4)] => named(w, *y, 4),
        [
            Token::Number(d, 1..=2),
            Token::Slash,
            Token::Number(m, 1..=2),
            Token::Slash,
            Token::Number(y, n @ (2 | 4)),
        ] if (1..=31).contains(d) => {
            let y = if *n == 2 { century(*y) } else { *y };
            Month::new(y, u32::try_from(*m).ok()?).filter(|m| likely(m.year()))
        }
        _ => None,
    }
}
