//! Dates and periods as plans write them, found in running text.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::{Captures, Regex, RegexSet};

use super::claims::Claims;
use super::months::{self, MONTH};
use super::pattern::{any_of, pattern};
use crate::model::period::{Month, Period};

/// What a stretch of text says about time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Time {
    Day(Date),
    /// A day of a month, the year unsaid.
    DayOfMonth,
    Period(Period),
    /// `2023-2026`, `2018-20`: the first of three plan years or calendar years 2023 to 2026; the context decides.
    Span(i32, i32),
    /// `Q3` alone: it takes the year of its sentence.
    Quarter(u8),
    /// `2018/20`: written like a financial year, but the years do not follow on each other.
    Incoherent,
}

/// A found expression of time and its bytes.
pub type Found = (usize, usize, Time);

/// A spelling before it is compiled.
type Row = (String, fn(&Captures<'_>) -> Option<Time>);

struct Spelling {
    pattern: Regex,
    read: fn(&Captures<'_>) -> Option<Time>,
}

/// Finds every date and period, left to right, without overlaps; a spelling listed first wins.
pub fn find(text: &str) -> Vec<Found> {
    let mut out: Vec<Found> = Vec::new();
    if !text.bytes().any(|b| b.is_ascii_digit()) {
        return out;
    }
    let mut claims = Claims::default();
    let (set, spellings) = &*SPELLINGS;
    for spelling in set.matches(text).into_iter().map(|n| &spellings[n]) {
        for c in spelling.pattern.captures_iter(text) {
            let Some(whole) = c.name("x").or_else(|| c.get(0)) else { continue };
            if !claims.free(whole.start(), whole.end())
                || !free_standing(text, whole.start(), whole.end())
            {
                continue;
            }
            if let Some(time) = (spelling.read)(&c) {
                claims.take(whole.start(), whole.end());
                out.push((whole.start(), whole.end(), time));
            }
        }
    }
    out.sort_by_key(|f| f.0);
    out
}

/// The expression stands alone: no digit, letter or money sign runs into it.
fn free_standing(text: &str, start: usize, end: usize) -> bool {
    let before = text[..start].chars().next_back();
    let after = text[end..].chars().next();
    let mut tail = text[end..].chars().skip(1);
    let decimal =
        matches!(after, Some('.' | ',')) && tail.next().is_some_and(|c| c.is_ascii_digit());
    let first = text[start..end].chars().next().is_some_and(|c| c.is_ascii_digit());
    let head = match before {
        Some(c) if c.is_ascii_digit() || c == '£' || c == '.' => !first,
        Some(c) if c.is_alphabetic() => false,
        Some('/' | '-') => {
            // `CAB/2014/15` is a reference; `to-2014/15` is not seen.
            let prior = text[..start].chars().rev().nth(1);
            !(first && prior.is_some_and(char::is_alphanumeric))
        }
        _ => true,
    };
    let runs_on = |c: char| is_said(c) || c == '%' || c == '£';
    head && !after.is_some_and(runs_on) && !decimal
}

/// The period that a whole string spells, and nothing else: a header cell, a label.
pub fn period(text: &str) -> Option<Period> {
    let text = text.trim();
    let found = find(text);
    let [(start, end, time)] = found.as_slice() else { return None };
    let rest = format!("{}{}", &text[..*start], &text[*end..]);
    if rest.chars().any(is_said) {
        return None;
    }
    as_period(*time)
}

/// A letter or a digit, but no raised one: that is a note's mark.
fn is_said(c: char) -> bool {
    let raised = matches!(c, '\u{b2}' | '\u{b3}' | '\u{b9}' | '\u{2070}'..='\u{2079}');
    c.is_alphanumeric() && !raised
}

/// Months without a year, alone: `Apr-Dec`, `October to December`.
pub fn is_months(text: &str) -> bool {
    static MONTHS: LazyLock<Regex> = LazyLock::new(|| {
        pattern(&format!(r"(?i)^\s*{MONTH}\.?(?:\s*(?:-|–|to)\s*{MONTH}\.?)?\s*$"))
    });
    MONTHS.is_match(text)
}

/// A period, a day as its month, a span as plan years.
pub fn as_period(time: Time) -> Option<Period> {
    match time {
        Time::Period(p) => Some(p),
        Time::Span(a, b) => Some(plan_years(a, b)),
        Time::Day(d) => {
            Month::new(i32::from(d.year()), u32::try_from(d.month()).ok()?).map(Period::Month)
        }
        Time::DayOfMonth | Time::Quarter(_) | Time::Incoherent => None,
    }
}

/// `2023-2026` on the cover of a plan: three financial years, the last ending in March 2026.
pub fn plan_years(a: i32, b: i32) -> Period {
    if b == a + 1 { Period::FinancialYear(a) } else { Period::FinancialYears(a, b - 1) }
}

/// Small numbers in words, as far as periods are counted.
const COUNT: &str = "two|three|four|five|six|nine|ten|eighteen";
/// What is reported of a year: "18/19 results" are no results that were counted.
const REPORTED: [&str; 7] =
    ["actuals", "awards", "costs", "estimates", "results", "targets", "totals"];

static SPELLINGS: LazyLock<(RegexSet, Vec<Spelling>)> = LazyLock::new(|| {
    let year = r"(?:19|20)\d\d";
    // `2018/19`, `2018-2019`, and with one digit as police figures have it: `2003-4`.
    let fy = r"(?P<y>(?:19|20)\d\d)\s?[/–-]\s?['\u{2019}]?(?P<e>(?:19|20)?\d\d|\d)";
    // Behind a quarter two digits are a year: `Q2 13/14`.
    let any_fy = r"(?P<y>(?:19|20)?\d\d)\s?[/–-]\s?['\u{2019}]?(?P<e>(?:19|20)?\d\d|\d)\b";
    // An apostrophe for the century.
    let q = r"['\u{2019}]";
    let short = r"(?P<x>(?P<y>\d\d)/(?P<e>\d\d))";
    let to = r"\s*(?:-|–|to|and|until|up\s+to)\s*";
    let day = r"(?:\d{1,2}(?:st|nd|rd|th)?\s+)";
    let figures = r"\d{1,2}[/.]\d{1,2}[/.](?:(?:19|20)\d\d|\d\d)";
    let ending =
        r"(?:\s+period)?\s+(?:to|ending|ended|up\s+to|until)\s+(?:the\s+)?(?:end\s+(?:of\s+)?)?";
    let list: Vec<Row> = vec![
        (format!(r"(?:year[\s-]+(?:ending|ended|to|end)|y/?e|fiscal year ended|(?:rolling\s+)?\b(?:12|twelve)[\s-]?(?:months?|mths?|m)\b{ending})\s*(?:(?:the\s+)?end\s+of\s+)?{day}?(?P<m>{MONTH})[\s-]+{q}?(?P<y>{year}|\d\d)"), twelve_months),
        // "six months to September 2018", "over the 4 years to April 2004"
        (format!(r"\b(?P<k>\d{{1,2}}|{COUNT})[\s-](?P<u>month|year)s?{ending}{day}?(?P<m>{MONTH})[\s-]+{q}?(?P<y>{year})"), so_long_until),
        // "between 3 October and 25 November 2022", "1 April 2018 to 31 March 2019"
        (
            format!(
                r"\b(?P<da>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<a>{MONTH})\s*(?P<ya>{year})?{to}(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<m>{MONTH})\s+(?P<y>{year})"
            ),
            months_between,
        ),
        (format!(r"\b(?P<from>{figures}){to}(?P<until>{figures})"), between_days),
        (format!(r"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<m>{MONTH})\.?,?\s+(?P<y>{year})"), a_day),
        (format!(r"\b(?P<m>{MONTH})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>{year})"), a_day),
        (format!(r"\b(?P<d>\d{{1,2}})[-\s](?P<m>{MONTH})[-\s]{q}?(?P<y>\d\d)\b"), a_day),
        (r"\b(?P<d>\d{1,2})[/.](?P<n>\d{1,2})[/.](?P<y>(?:19|20)\d\d|\d\d)".into(), a_day),
        (r"\b(?P<y>(?:19|20)\d\d)-(?P<n>\d\d)-(?P<d>\d\d)".into(), a_day),
        (format!(r"(?P<h>first|second|1st|2nd)\s+(?:half|six months)\s+of\s+(?:the\s+year\s+)?{fy}"), half),
        (format!(r"\b(?:half\s*|H)(?P<h>[12])\s*,?\s*\(?{any_fy}"), half),
        (format!(r"\b(?:Q|quarter\s+|qtr\s*)(?P<q>[1-4])(?:\s*,?\s+(?:of\s+)?|\s*[-–:(]\s*|\s+\(){any_fy}"), quarter),
        (format!(r"(?P<w>first|second|third|fourth|last|final|1st|2nd|3rd|4th)\s+(?:quarter|qtr)\s+(?:(?:of|in)\s+)?{any_fy}"), quarter),
        (format!(r"\b{fy}\s*,?\s*\(?(?P<a>{MONTH})\.?\s*(?:-|–|to)\s*(?P<m>{MONTH})\b\.?\)?"), months_of_year),
        (format!(r"\b(?P<a>{MONTH})\.?\s*(?:-|–|to)\s*(?P<m>{MONTH})\.?\s+(?:of\s+)?{fy}"), months_of_year),
        (format!(r"{fy}\s*,?[-\s]*\(?\s*(?:Q|quarter\s+|qtr\s*)(?P<q>[1-4])\)?"), quarter),
        (r"\b(?P<y>\d\d)/(?P<e>\d\d)\s*,?[-\s]*\(?\s*(?:Q|quarter\s+|qtr\s*)(?P<q>[1-4])\b\)?".into(), quarter),
        (format!(r"(?P<a>{MONTH})\.?\s*(?P<ya>{year})?{to}(?:the\s+end\s+of\s+)?(?P<m>{MONTH})\.?\s+(?P<y>{year})"), months_between),
        (format!(r"\b(?P<a>{MONTH})\.?[\s-]?{q}?(?P<ya>\d\d)\s*(?:-|–|to)\s*(?P<m>{MONTH})\.?[\s-]?{q}?(?P<y>\d\d)\b"), months_between),
        (r"(?P<y>(?:19|20)\d\d)[/–-](?P<e>\d\d)\s*(?:-|–|to)\s*(?P<y2>(?:19|20)\d\d)[/–-](?P<e2>\d\d)".into(), years_between),
        (format!(r"\b(?:academic|school)\s+year\s+{fy}|\b(?P<y2>(?:19|20)\d\d)[/–-](?P<e2>\d\d)\s+(?:academic|school)\s+year"), school_year),
        (format!(r"\b(?:FY\s?)?{fy}"), financial_year),
        // "in 2018 to 2019", "the financial year 2018 to 2019": from the one year into the next.
        (format!(r"\b(?:in|for|during|year)\s+(?P<x>(?P<y>(?:19|20)\d\d)\s+to\s+(?P<e>{year}))"), financial_year),
        (format!(r"(?:^|\()(?P<x>(?P<y>(?:19|20)\d\d)\s+to\s+(?P<e>{year}))(?:\s*[).,;:]|\s*$)"), financial_year),
        (r"\bFY\s?(?P<y>\d\d)[/-](?P<e>\d\d)".into(), short_year),
        // A column headed `19/20`.
        (format!(r"^\s*{short}(?:\s+[A-Za-z(]|\s*$)"), short_year),
        // In a header or a sentence, unless days, ages or counted things stand beside it.
        (format!(r"(?:\b(?P<before>[a-z]+)\s+)?\b{short}\b(?:[\s-]+(?P<after>[a-z]+))?"), short_year_amid),
        (format!(r"\bFY\s?{q}?(?P<e>\d\d)"), year_ending_march),
        (format!(r"\b(?P<m>{MONTH})\.?[\s-]+(?:of\s+)?{q}?(?P<y>{year})"), month),
        (format!(r"\b(?P<m>{MONTH})\.?[\s-]{q}?(?P<y>\d\d)\b"), month),
        (format!(r"\bmid-?\s?(?P<y>{year})"), mid_year),
        (format!(r"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<m>{MONTH})\b"), day_of_month),
        (r"\bQ(?P<q>[1-4])\b".into(), bare_quarter),
        (r"\b(?:quarter|qtr)\s+(?P<q>[1-4])\b".into(), bare_quarter),
        (r"\b(?P<w>first|second|third|fourth|1st|2nd|3rd|4th)\s+(?:quarter|qtr)\b".into(), bare_quarter),
        (format!(r"\b(?P<y>{year})"), calendar_year),
    ];
    let patterns: Vec<String> = list.iter().map(|(p, _)| format!("(?i){p}")).collect();
    let set = any_of(&patterns.iter().map(String::as_str).collect::<Vec<_>>());
    let one = |(p, (_, read)): (&String, &Row)| Spelling { pattern: pattern(p), read: *read };
    (set, patterns.iter().zip(&list).map(one).collect())
});

fn year_of(c: &Captures<'_>, name: &str) -> Option<i32> {
    let s = c.name(name)?.as_str();
    let y: i32 = s.parse().ok()?;
    Some(if s.len() == 2 { full_year(y) } else { y })
}

/// Two digits: plans of this kind are of this century; 80 to 99 are of the last.
fn full_year(two: i32) -> i32 {
    if two >= 80 { 1900 + two } else { 2000 + two }
}

fn month_of(c: &Captures<'_>) -> Option<u32> {
    match (c.name("m"), c.name("n")) {
        (Some(name), _) => months::number(name.as_str()),
        (_, Some(number)) => number.as_str().parse().ok(),
        _ => None,
    }
}

fn a_day(c: &Captures<'_>) -> Option<Time> {
    let year = i16::try_from(year_of(c, "y")?).ok()?;
    let month = i8::try_from(month_of(c)?).ok()?;
    Date::new(year, month, c["d"].parse().ok()?).ok().map(Time::Day)
}

fn day_of_month(c: &Captures<'_>) -> Option<Time> {
    let day: u32 = c["d"].parse().ok()?;
    (1..=31).contains(&day).then_some(Time::DayOfMonth)
}

/// The last day is read as its month; the first likewise.
fn between_days(c: &Captures<'_>) -> Option<Time> {
    let month = |name: &str| {
        let parts: Vec<&str> = c[name].split(['/', '.']).collect();
        let [_, month, year] = parts.as_slice() else { return None };
        let year: i32 = year.parse().ok()?;
        let year = if year >= 100 { year } else { full_year(year) };
        Month::new(year, month.parse().ok()?)
    };
    let (first, last) = (month("from")?, month("until")?);
    Some(if first > last { Time::Incoherent } else { Time::Period(between(first, last)) })
}

/// So many months or years up to and with a month.
fn so_long_until(c: &Captures<'_>) -> Option<Time> {
    let words = ["", "", "two", "three", "four", "five", "six", "", "", "nine", "ten"];
    let count = c["k"].to_ascii_lowercase();
    let named = || words.iter().position(|w| *w == count).and_then(|n| i32::try_from(n).ok());
    let count = if count == "eighteen" { 18 } else { count.parse().ok().or_else(named)? };
    let each = if c["u"].eq_ignore_ascii_case("year") { 12 } else { 1 };
    let last = Month::new(year_of(c, "y")?, month_of(c)?)?;
    // Whole years "to April" end where April begins: they are a council's years.
    let last = if each == 12 && last.number() == 4 { last.plus(-1) } else { last };
    (1..=120)
        .contains(&(count * each))
        .then(|| Time::Period(between(last.plus(1 - count * each), last)))
}

/// September to August.
fn school_year(c: &Captures<'_>) -> Option<Time> {
    let (y, e) = c.name("y").zip(c.name("e")).or_else(|| c.name("y2").zip(c.name("e2")))?;
    let Time::Period(Period::FinancialYear(y)) = years(y.as_str(), e.as_str(), false)? else {
        return None;
    };
    Some(Time::Period(Period::Months(Month::new(y, 9)?, Month::new(y + 1, 8)?)))
}

fn month(c: &Captures<'_>) -> Option<Time> {
    Month::new(year_of(c, "y")?, month_of(c)?).map(|m| Time::Period(Period::Month(m)))
}

fn mid_year(c: &Captures<'_>) -> Option<Time> {
    Month::new(year_of(c, "y")?, 6).map(|m| Time::Period(Period::Month(m)))
}

fn twelve_months(c: &Captures<'_>) -> Option<Time> {
    let (year, m) = (year_of(c, "y")?, month_of(c)?);
    let last = Month::new(year, m)?;
    Some(Time::Period(match m {
        3 => Period::FinancialYear(year - 1),
        12 => Period::CalendarYear(year),
        _ => Period::Months(last.plus(-11), last),
    }))
}

fn half(c: &Captures<'_>) -> Option<Time> {
    let Time::Period(Period::FinancialYear(y)) = financial_year(c)? else { return None };
    let second = c["h"].to_ascii_lowercase().starts_with(['s', '2']);
    let first = Month::new(y, 4)?.plus(if second { 6 } else { 0 });
    Some(Time::Period(Period::Months(first, first.plus(5))))
}

fn quarter(c: &Captures<'_>) -> Option<Time> {
    let Time::Period(Period::FinancialYear(y)) = financial_year(c)? else { return None };
    Some(Time::Period(Period::FinancialQuarter(y, which_quarter(c)?)))
}

fn which_quarter(c: &Captures<'_>) -> Option<u8> {
    let Some(word) = c.name("w") else { return c["q"].parse().ok() };
    Some(match word.as_str().to_ascii_lowercase().as_str() {
        "first" | "1st" => 1,
        "second" | "2nd" => 2,
        "third" | "3rd" => 3,
        _ => 4,
    })
}

fn bare_quarter(c: &Captures<'_>) -> Option<Time> {
    which_quarter(c).map(Time::Quarter)
}

/// `2010/11 Apr-Dec`: months of a council year.
fn months_of_year(c: &Captures<'_>) -> Option<Time> {
    let Time::Period(year) = financial_year(c)? else { return None };
    let month = |name: &str| {
        let number = months::number(&c[name])?;
        (0..12).map(|n| year.first().plus(n)).find(|m| m.number() == number)
    };
    let (first, last) = (month("a")?, month("m")?);
    if first > last {
        return None;
    }
    Some(Time::Period(between(first, last)))
}

fn months_between(c: &Captures<'_>) -> Option<Time> {
    let last = Month::new(year_of(c, "y")?, month_of(c)?)?;
    let start = months::number(&c["a"])?;
    let year = match year_of(c, "ya") {
        Some(y) => y,
        None if start > last.number() => last.year() - 1,
        None => last.year(),
    };
    let first = Month::new(year, start)?;
    if first > last {
        return Some(Time::Incoherent);
    }
    Some(Time::Period(between(first, last)))
}

/// Both months included, as the shortest name says it.
fn between(first: Month, last: Month) -> Period {
    match (first.until(last) + 1, first.number()) {
        (1, _) => Period::Month(first),
        (3, 4) => Period::FinancialQuarter(first.year(), 1),
        (3, 7) => Period::FinancialQuarter(first.year(), 2),
        (3, 10) => Period::FinancialQuarter(first.year(), 3),
        (3, 1) => Period::FinancialQuarter(first.year() - 1, 4),
        (12, 4) => Period::FinancialYear(first.year()),
        (12, 1) => Period::CalendarYear(first.year()),
        // "April 2022 to March 2024": whole council years.
        (n, 4) if n % 12 == 0 => Period::FinancialYears(first.year(), first.year() + n / 12 - 1),
        _ => Period::Months(first, last),
    }
}

fn years_between(c: &Captures<'_>) -> Option<Time> {
    let (a, b) = (year_of(c, "y")?, year_of(c, "y2")?);
    let follows = |y: i32, e: &str| {
        c.name(e).is_some_and(|m| m.as_str().parse() == Ok((y + 1).rem_euclid(100)))
    };
    (follows(a, "e") && follows(b, "e2") && a < b)
        .then_some(Time::Period(Period::FinancialYears(a, b)))
}

/// `2018/19`, `2018-19`, `2018/2019`, `2003-4`; `2023-2026` is a span, and `2018/20` holds no year.
fn financial_year(c: &Captures<'_>) -> Option<Time> {
    years(&c["y"], &c["e"], c.get(0)?.as_str().contains('/'))
}

/// Two years as they are written, and whether a slash joins them.
fn years(first: &str, end: &str, slashed: bool) -> Option<Time> {
    let year: i32 = first.parse().ok()?;
    let year = if first.len() == 2 { full_year(year) } else { year };
    let number: i32 = end.parse().ok()?;
    let full = match end.len() {
        1 => year - year.rem_euclid(10) + number,
        2 => year - year.rem_euclid(100) + number,
        _ => number,
    };
    let full = match (full < year, end.len()) {
        (true, 1) => full + 10,
        (true, _) => full + 100,
        (false, _) => full,
    };
    if full == year + 1 {
        return Some(Time::Period(Period::FinancialYear(year)));
    }
    match full - year {
        // One digit is said of the next year alone: `2003-8` may be anything.
        _ if end.len() == 1 => None,
        2..=12 if !slashed => Some(Time::Span(year, full)),
        _ if end.len() == 2 && slashed => Some(Time::Incoherent),
        _ => None,
    }
}

/// `13/14`, where the words beside it let it be a year.
fn short_year(c: &Captures<'_>) -> Option<Time> {
    let (y, e): (i32, i32) = (c["y"].parse().ok()?, c["e"].parse().ok()?);
    ((y + 1).rem_euclid(100) == e).then_some(Time::Period(Period::FinancialYear(full_year(y))))
}

/// `22/23` within a header or a sentence. `on 10/11` is a day, `11/12 year olds` an age, `14/15 wards` a share.
fn short_year_amid(c: &Captures<'_>) -> Option<Time> {
    let word = |name: &str| c.name(name).map(|m| m.as_str().to_ascii_lowercase());
    let day = word("before").is_some_and(|w| {
        matches!(w.as_str(), "on" | "by" | "before" | "after" | "until" | "aged" | "ages" | "age")
    });
    let counted = word("after").is_some_and(|w| {
        let verb = matches!(w.as_str(), "was" | "is" | "has" | "this" | "as");
        let people =
            matches!(w.as_str(), "year" | "yr" | "old" | "of" | "out" | "children" | "people");
        people || w.ends_with('s') && !verb && !REPORTED.contains(&w.as_str())
    });
    if day || counted { None } else { short_year(c) }
}

/// `FY19` is the year that ends in March 2019.
fn year_ending_march(c: &Captures<'_>) -> Option<Time> {
    let e: i32 = c["e"].parse().ok()?;
    Some(Time::Period(Period::FinancialYear(2000 + e - 1)))
}

fn calendar_year(c: &Captures<'_>) -> Option<Time> {
    year_of(c, "y").map(|y| Time::Period(Period::CalendarYear(y)))
}

#[cfg(test)]
mod tests;
