//! Days as cells spell them. British order unless the column shows otherwise.

use jiff::ToSpan as _;
use jiff::civil::{Date, date as civil};

/// Which number comes first in `03/04/2011`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    #[default]
    DayFirst,
    MonthFirst,
}

/// A day in British order: `24/12/2010`, `7 Jun 2023`, `07-Sep-2012`, `2010-12-24`, a time of day behind it ignored.
pub fn date(text: &str) -> Option<Date> {
    date_in(text, Order::DayFirst)
}

/// A day in the given order. Where only one order gives a day of the calendar, nothing else is guessed: it is None.
pub fn date_in(text: &str, order: Order) -> Option<Date> {
    if let Some(day) = plain(text, order) {
        return Some(day);
    }
    let text = super::number::bare(text);
    if text.len() > 48 || !text.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let parts = parts(text)?;
    let day = match parts.as_slice() {
        [Part::Number(n, 8)] => compact(*n),
        [Part::Number(a, x), Part::Number(b, _), Part::Number(c, z), ..] => {
            numeric((*a, *x), *b, (*c, *z), order)
        }
        [Part::Number(d, _), Part::Month(m), Part::Number(y, w), ..] if *w != 4 || *y > 31 => {
            // `2011 Apr 05` has its year first.
            ymd(year(*y, *w)?, *m, *d).or_else(|| ymd(i64::from(*d), *m, *y))
        }
        [Part::Number(y, 4), Part::Month(m), Part::Number(d, _), ..] => ymd(i64::from(*y), *m, *d),
        [Part::Month(m), Part::Number(d, _), Part::Number(y, w), ..] => ymd(year(*y, *w)?, *m, *d),
        _ => None,
    }?;
    Some(shifted(day, text))
}

/// `24/12/2010` and `2010-12-24` to the letter, as most ledgers write: what needs no second look.
fn plain(text: &str, order: Order) -> Option<Date> {
    let bytes: &[u8; 10] = text.as_bytes().try_into().ok()?;
    let number = |digits: &[u8]| {
        digits
            .iter()
            .try_fold(0i16, |n, b| b.is_ascii_digit().then(|| n * 10 + i16::from(b - b'0')))
    };
    let (year, month, day) = match bytes {
        [a @ .., b'/', m1, m2, b'/', _, _, _, _] => {
            let (first, second) = (number(a)?, number(&[*m1, *m2])?);
            let (day, month) =
                if order == Order::DayFirst { (first, second) } else { (second, first) };
            (number(&bytes[6..])?, month, day)
        }
        [_, _, _, _, b'-', _, _, b'-', _, _] => {
            (number(&bytes[..4])?, number(&bytes[5..7])?, number(&bytes[8..])?)
        }
        _ => return None,
    };
    // Other years are for those who look twice.
    if !(1900..2100).contains(&year) {
        return None;
    }
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// Does the text show which order it is in? `13/04/2011` is day first, `04/13/2011` month first.
pub fn order_of(text: &str) -> Option<Order> {
    match parts(super::number::bare(text))?.as_slice() {
        [Part::Number(a, 1..=2), Part::Number(b, 1..=2), Part::Number(_, 2 | 4), ..] => {
            match (*a > 12, *b > 12) {
                (true, false) => Some(Order::DayFirst),
                (false, true) => Some(Order::MonthFirst),
                _ => None,
            }
        }
        _ => None,
    }
}

/// The day of a spreadsheet serial: 1 is 1 January 1900 (or 2 January 1904), fractions are times of day.
pub fn serial(number: f64, since_1904: bool) -> Option<Date> {
    // 1990 to 2100: a number outside is an amount or a code, whatever its format says.
    let days = number + if since_1904 { 1462.0 } else { 0.0 };
    if !(32_874.0..73_415.0).contains(&days) {
        return None;
    }
    // A time that rounding pushed a hair under midnight belongs to the next day.
    #[allow(clippy::cast_possible_truncation, reason = "bounded above")]
    let whole = (days + 0.000_005).floor() as i64;
    civil(1899, 12, 30).checked_add(whole.days()).ok()
}

/// Eleven at night on the hour in summer: midnight of the next day, written by a program that kept another clock.
pub fn next_midnight(number: f64) -> f64 {
    let on_the_hour = (number.fract() - 23.0 / 24.0).abs() < 0.000_005;
    let summer = || serial(number, false).is_some_and(is_summer);
    if on_the_hour && summer() { number.ceil() } else { number }
}

/// As `next_midnight`, for a day whose time of day stands behind it: `2019-06-30T23:00:00Z`, `30/06/2019 23:00`.
fn shifted(day: Date, text: &str) -> Date {
    let eleven = || ["T23:00:00", " 23:00:00"].iter().any(|t| text.contains(t));
    let midnight = text.len() > 12 && (text.ends_with(" 23:00") || eleven());
    if midnight && is_summer(day) { day.tomorrow().unwrap_or(day) } else { day }
}

/// May the clocks of the United Kingdom be an hour ahead? They are from the last Sunday of March to that of October.
fn is_summer(day: Date) -> bool {
    let late = day.day() >= 25;
    match day.month() {
        3 => late,
        10 => !late || day.day() < 31,
        month => (4..10).contains(&month),
    }
}

#[derive(Clone, Copy, Debug)]
enum Part {
    /// A number and how many digits it was written with.
    Number(u32, usize),
    Month(u32),
}

/// The numbers and month names up to the time of day. Any other word makes it no date.
fn parts(text: &str) -> Option<Vec<Part>> {
    let mut out = Vec::with_capacity(4);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if c.is_ascii_digit() {
            let n = rest.bytes().take_while(u8::is_ascii_digit).count();
            let after = &rest[n..];
            if out.len() >= 3 || (after.starts_with(':') && !out.is_empty()) {
                // The time of day.
                return Some(out);
            }
            out.push(Part::Number(rest[..n].parse().ok()?, n));
            rest = after;
        } else if c.is_alphabetic() {
            let n = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
            let (word, after) = rest.split_at(n);
            rest = after;
            match word.to_ascii_lowercase().as_str() {
                "t" if out.len() == 3 => return Some(out),
                "st" | "nd" | "rd" | "th" | "of" | "am" | "pm" | "z" | "gmt" | "bst" | "utc" => {}
                w if weekday(w) => {}
                w => out.push(Part::Month(month(w)?)),
            }
        } else if matches!(
            c,
            '/' | '-' | '.' | ',' | ' ' | '\u{A0}' | '\\' | '\'' | '_' | '\u{2013}' | '+' | ':'
        ) {
            rest = &rest[c.len_utf8()..];
        } else {
            return None;
        }
    }
    Some(out)
}

/// 1 to 12 for a month's name, whole or shortened; common slips included.
pub fn month(word: &str) -> Option<u32> {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let word = word.to_ascii_lowercase();
    let word = match word.as_str() {
        "febuary" | "feburary" => "february",
        "setember" | "septmber" => "september",
        "novemeber" => "november",
        "agust" => "august",
        w => w,
    };
    if word.len() < 3 {
        return None;
    }
    let at = NAMES
        .iter()
        .position(|name| name.starts_with(word) && (word.len() <= 4 || word == *name))?;
    u32::try_from(at + 1).ok()
}

fn weekday(word: &str) -> bool {
    const NAMES: [&str; 7] =
        ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    word.len() >= 3 && NAMES.iter().any(|n| n.starts_with(word))
}

/// Two digits mean 1970 to 2069.
fn year(n: u32, digits: usize) -> Option<i64> {
    match digits {
        1..=2 if n >= 70 => Some(i64::from(n) + 1900),
        1..=2 => Some(i64::from(n) + 2000),
        4 => Some(i64::from(n)),
        _ => None,
    }
}

fn numeric(a: (u32, usize), b: u32, c: (u32, usize), order: Order) -> Option<Date> {
    if a.1 == 4 {
        return ymd(i64::from(a.0), b, c.0);
    }
    let y = year(c.0, c.1)?;
    match order {
        Order::DayFirst => ymd(y, b, a.0),
        Order::MonthFirst => ymd(y, a.0, b),
    }
}

/// `20110405`, else `05042011`.
fn compact(n: u32) -> Option<Date> {
    let plausible = |d: &Date| (1990..=2100).contains(&d.year());
    let iso = ymd(i64::from(n / 10_000), n / 100 % 100, n % 100);
    let british = || ymd(i64::from(n % 10_000), n / 10_000 % 100, n / 1_000_000);
    iso.filter(plausible).or_else(|| british().filter(plausible))
}

fn ymd(year: i64, month: u32, day: u32) -> Option<Date> {
    // A payment or a deadline outside these years is a slip of the pen.
    if !(1900..=2200).contains(&year) {
        return None;
    }
    let (y, m, d) = (i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    Date::new(y, m, d).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_in_every_spelling() {
        let cases = [
            ("24/12/2010", "2010-12-24"),
            ("4/1/17", "2017-01-04"),
            ("04.01.2017", "2017-01-04"),
            ("07-Sep-2012", "2012-09-07"),
            ("04-Nov-20", "2020-11-04"),
            ("6 Jun 2023", "2023-06-06"),
            ("17 July 2023", "2023-07-17"),
            ("17July2023", "2023-07-17"),
            ("1st March 2011", "2011-03-01"),
            ("Monday, 1 March 2010", "2010-03-01"),
            ("March 1, 2011", "2011-03-01"),
            ("2010-12-24", "2010-12-24"),
            ("2010/12/24", "2010-12-24"),
            ("2019-05-01 00:00:00", "2019-05-01"),
            ("2019-05-01T00:00:00", "2019-05-01"),
            ("2019-04-30T23:00:00Z", "2019-05-01"),
            ("2019-04-30T23:00:00.000Z", "2019-05-01"),
            ("2023-03-31T23:00:00Z", "2023-04-01"),
            ("31/03/2023 23:00", "2023-04-01"),
            ("2023-01-31T23:00:00Z", "2023-01-31"),
            ("01/04/2011 00:00", "2011-04-01"),
            ("01/04/2011 1:00:00 AM", "2011-04-01"),
            ("2 Sept 2014", "2014-09-02"),
            ("20110405", "2011-04-05"),
            ("05042011", "2011-04-05"),
            ("2011 Apr 05", "2011-04-05"),
        ];
        for (text, expected) in cases {
            assert_eq!(date(text).map(|d| d.to_string()).as_deref(), Some(expected), "{text}");
        }
        for text in [
            "",
            "31/11/2014",
            "29/02/2011",
            "04/13/2011",
            "1/2",
            "Q1 2011",
            "12",
            "12.50",
            "42736",
            "30/09/0200",
            "May",
            "2011-12",
            "B000018580/57559",
        ] {
            assert_eq!(date(text), None, "{text}");
        }
        assert_eq!(date_in("04/13/2011", Order::MonthFirst), Some(civil(2011, 4, 13)));
        assert_eq!(order_of("13/04/2011"), Some(Order::DayFirst));
        assert_eq!(order_of("04/13/11"), Some(Order::MonthFirst));
        assert_eq!(order_of("04/03/11"), None);
    }

    #[test]
    fn serials_of_both_epochs() {
        assert_eq!(serial(40_544.0, false), Some(civil(2011, 1, 1)));
        assert_eq!(serial(40_544.041_666, false), Some(civil(2011, 1, 1)));
        assert_eq!(serial(40_543.999_999, false), Some(civil(2011, 1, 1)));
        assert_eq!(serial(39_082.0, true), Some(civil(2011, 1, 1)));
        for n in [f64::NAN, 12.0, 1e308, -5.0] {
            assert_eq!(serial(n, false), None);
        }
    }
}
