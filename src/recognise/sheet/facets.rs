//! What the words of a header, a label or a title say besides naming something: a time, a unit, an age, a sex.
//!
//! `Number of first time entrants, 2018/19` is a time, a unit and a name.

use std::sync::LazyLock;

use regex::Regex;

use super::mark::{quarter, without_marks};
use crate::model::amount::Unit;
use crate::model::period::{Month, Period};
use crate::written::{date, money, period};

/// A text taken apart.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facets {
    pub period: Option<Period>,
    /// A quarter or a month without its year.
    pub part: Option<Part>,
    pub unit: Option<Unit>,
    /// 1,000 for `£ thousand`.
    pub factor: Option<u32>,
    /// What is left: the name.
    pub rest: String,
}

/// A part of a year that another text names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Quarter(u8),
    /// 1 to 12.
    Month(u32),
}

impl Part {
    /// The part of this financial year.
    pub fn of(self, year: i32) -> Option<Period> {
        match self {
            Self::Quarter(q) => Some(Period::FinancialQuarter(year, q)),
            Self::Month(m) => Month::new(if m < 4 { year + 1 } else { year }, m).map(Period::Month),
        }
    }
}

/// Takes a text apart.
pub fn facets(text: &str) -> Facets {
    let text = without_marks(text).0;
    let mut out = Facets { unit: unit(text), factor: money::unit(text), ..Facets::default() };
    let mut rest = text.to_owned();
    if let Some((range, found)) = when(text) {
        out.period = Some(found);
        rest = format!("{} {}", &text[..range.start], &text[range.end..]);
    } else if let Some(range) = year_ending(text) {
        // It says in which month the years of the table end, and is no month itself.
        rest = format!("{} {}", &text[..range.start], &text[range.end..]);
    } else if let Some((range, part)) = part(text) {
        out.part = Some(part);
        rest = format!("{} {}", &text[..range.start], &text[range.end..]);
    }
    out.rest = tidy(&rest);
    out
}

/// The period in a text. Two digits on each side of a stroke are a year only where nothing else stands beside them.
pub fn when(text: &str) -> Option<(std::ops::Range<usize>, Period)> {
    let (range, reading) = period::within(text)?;
    let found = &text[range.clone()];
    let four = found.as_bytes().windows(4).any(|w| w.iter().all(u8::is_ascii_digit));
    let named = found.starts_with("FY") || found.chars().any(char::is_alphabetic);
    let whole = found.len() == text.trim().len() && found.contains('/');
    (four || named || whole).then_some((range, reading.period))
}

/// `Years ending December`, `12 months to March`, where no year stands beside it.
fn year_ending(text: &str) -> Option<std::ops::Range<usize>> {
    static PHRASE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        let months = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec";
        let phrase = format!(
            r"(?i)\b(?:years?|12[ -]months?|twelve months?|y/?e)\s+(?:ending|ended|end|to)?\s*(?:in )?(?:\d{{1,2}}\w{{0,2}} )?(?:{months})[a-z]*"
        );
        Regex::new(&phrase).ok()
    });
    PHRASE.as_ref()?.find(text).map(|m| m.range())
}

/// A quarter or a month in a text that names no year.
fn part(text: &str) -> Option<(std::ops::Range<usize>, Part)> {
    let mut at = 0;
    let words: Vec<(usize, &str)> = text
        .split_inclusive(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '-' | ':' | '/'))
        .map(|w| {
            at += w.len();
            (at - w.len(), w.trim_end_matches(|c: char| !c.is_alphanumeric()))
        })
        .filter(|w| !w.1.is_empty())
        .collect();
    for (n, (start, word)) in words.iter().enumerate() {
        if let Some(q) = quarter(word) {
            return Some((*start..start + word.len(), Part::Quarter(q)));
        }
        if let Some((next, number)) = words.get(n + 1)
            && let Some(q) =
                quarter(&format!("{word} {number}")).filter(|_| quarter(word).is_none())
        {
            return Some((*start..next + number.len(), Part::Quarter(q)));
        }
    }
    if let Some(q) = quarter_of_months(text) {
        return Some((0..text.len(), Part::Quarter(q)));
    }
    let (start, word) = words
        .iter()
        .find(|w| w.1.len() >= 3 && w.1 != "may" && date::month(&w.1.to_lowercase()).is_some())?;
    // "March" in a title is a month; "to March" ends a year, which another rule reads.
    let month = date::month(&word.to_lowercase())?;
    Some((*start..start + word.len(), Part::Month(month)))
}

/// `Apr-Jun`, `Jan to Mar`.
fn quarter_of_months(text: &str) -> Option<u8> {
    let months: Vec<u32> = text
        .split(|c: char| !c.is_alphabetic())
        .filter_map(|w| date::month(&w.to_lowercase()))
        .collect();
    match months.as_slice() {
        [4, 6] | [4, 5, 6] => Some(1),
        [7, 9] | [7, 8, 9] => Some(2),
        [10, 12] | [10, 11, 12] => Some(3),
        [1, 3] | [1, 2, 3] => Some(4),
        _ => None,
    }
}

/// The unit that a text names.
pub fn unit(text: &str) -> Option<Unit> {
    let low = text.to_lowercase().replace("per cent", "percent");
    let tight: String = low.chars().filter(|c| !matches!(c, ',' | ' ' | '_')).collect();
    let per = [
        ("per100000", Unit::Per100000),
        ("per100k", Unit::Per100000),
        ("per10000", Unit::Per10000),
        ("per10k", Unit::Per10000),
        ("per1000", Unit::Per1000),
        ("perthousand", Unit::Per1000),
        ("/100000", Unit::Per100000),
        ("/10000", Unit::Per10000),
        ("/1000", Unit::Per1000),
    ];
    if let Some((_, unit)) = per.iter().find(|p| tight.contains(p.0)) {
        return Some(*unit);
    }
    let points = ["percentagepoint", "%point", "ppt", "percentpoint"];
    if points.iter().any(|p| tight.contains(p)) {
        return Some(Unit::PercentagePoint);
    }
    if low.contains('%') || low.contains("percent") {
        return Some(Unit::Percent);
    }
    if low.contains('\u{a3}') || matches!(tight.as_str(), "gbp" | "pounds" | "currency" | "money") {
        return Some(Unit::Gbp);
    }
    let counts =
        ["number", "count", "no.", "numbers", "counts", "no", "#", "num", "volume", "integer"];
    let first = low.split_whitespace().next().unwrap_or("");
    let of = ["number of", "no. of", "no of", "count of", "total number"]
        .iter()
        .any(|s| low.contains(s));
    let counted = counts.contains(&first) && low.split_whitespace().count() <= 2;
    (counted || of || first == "number").then_some(Unit::Count)
}

/// The age in years that a header names; the last one of a table is open: `90+`.
pub fn age(text: &str) -> Option<u32> {
    let low = text.trim().to_lowercase();
    let mut rest = low.as_str();
    for word in ["persons", "people", "aged", "ages", "age", "single year", "years", "year", "of"] {
        rest = rest.trim_start_matches([' ', '_', ':']);
        rest = rest.strip_prefix(word).unwrap_or(rest);
    }
    for word in [
        "years old",
        "years",
        "year olds",
        "year",
        "yrs",
        "and over",
        "and above",
        "or over",
        "plus",
        "+",
    ] {
        rest = rest.trim().strip_suffix(word).unwrap_or(rest.trim());
    }
    let rest = rest.trim_matches([' ', '_', '-']);
    rest.parse().ok().filter(|n| *n <= 125 && rest.len() <= 3)
}

/// The ages between two bounds: `10-17`, `Aged 10 to 17`, `0 to 4 years`.
pub fn ages(text: &str) -> Option<(u32, u32)> {
    let low = text.to_lowercase().replace(['\u{2013}', '\u{2212}'], "-").replace(" to ", "-");
    let numbers: Vec<&str> =
        low.split(|c: char| !c.is_ascii_digit()).filter(|n| !n.is_empty()).collect();
    let words = low.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty());
    let plain = |w: &str| {
        [
            "age",
            "aged",
            "ages",
            "year",
            "years",
            "old",
            "olds",
            "population",
            "persons",
            "people",
            "children",
            "yrs",
        ]
        .contains(&w)
    };
    let [a, b] = numbers[..] else { return None };
    let (a, b): (u32, u32) = (a.parse().ok()?, b.parse().ok()?);
    (words.into_iter().all(plain) && low.contains('-') && a <= b && b <= 125).then_some((a, b))
}

/// Does the text say that all ages are meant?
pub fn all_ages(text: &str) -> bool {
    let low = text.trim().to_lowercase();
    matches!(
        low.as_str(),
        "all"
            | "all age"
            | "all ages"
            | "all people"
            | "all persons"
            | "allages"
            | "all_ages"
            | "total"
            | "total population"
    )
}

/// Who is counted, where a text names a sex.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sex {
    Persons,
    Female,
    Male,
}

/// The sex that a label or a code means.
pub fn sex(text: &str) -> Option<Sex> {
    let low = text.trim().to_lowercase();
    match low.as_str() {
        "all" | "all persons" | "b" | "both" | "both sexes" | "p" | "people" | "persons"
        | "person" | "t" | "total" => Some(Sex::Persons),
        "2" | "f" | "female" | "females" | "girls" | "women" => Some(Sex::Female),
        "1" | "m" | "male" | "males" | "boys" | "men" => Some(Sex::Male),
        _ => None,
    }
}

/// The sex that a title speaks of.
pub fn sex_in(title: &str) -> Option<Sex> {
    let low = title.to_lowercase();
    let has = |w: &str| low.split(|c: char| !c.is_alphanumeric()).any(|x| x == w);
    let female = ["female", "females", "girls", "women"].iter().any(|w| has(w));
    let male = ["male", "males", "boys", "men"].iter().any(|w| has(w));
    match (female, male) {
        (true, false) => Some(Sex::Female),
        (false, true) => Some(Sex::Male),
        (true, true) => None,
        _ => ["persons", "people", "population"].iter().any(|w| has(w)).then_some(Sex::Persons),
    }
}

/// Single blanks, and no marks of punctuation left at either end.
fn tidy(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let joined = words.join(" ").replace("()", "").replace("( )", "");
    let ends = |c: char| {
        c.is_whitespace() || matches!(c, ',' | ':' | ';' | '-' | '\u{2013}' | '|' | '/' | '_')
    };
    joined.trim_matches(ends).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_apart() {
        let cases: &[(&str, &str, &str, &str)] = &[
            ("Q1 2018/19 Actual", "FY2018-19-Q1", "", "Actual"),
            ("2018/19", "FY2018-19", "", ""),
            ("Target 2019/20", "FY2019-20", "", "Target"),
            ("Rate per 1,000", "", "per_1000", "Rate per 1,000"),
            ("Per 10,000 aged 10-17", "", "per_10000", "Per 10,000 aged 10-17"),
            ("Number of Children", "", "count", "Number of Children"),
            ("10-17 population", "", "", "10-17 population"),
            ("Year ending December 2012", "CY2012", "", ""),
            ("% of orders completed", "", "percent", "% of orders completed"),
            ("Years ending December", "", "", ""),
            ("12 months to 31 March", "", "", ""),
            ("2024-25 (OT)", "FY2024-25", "", "(OT)"),
        ];
        for (text, when, unit, rest) in cases {
            let f = facets(text);
            assert_eq!(f.period.map_or(String::new(), |p| p.to_string()), *when, "{text}");
            assert_eq!(f.unit.map_or("", Unit::name), *unit, "{text}");
            assert_eq!(f.rest, *rest, "{text}");
        }
        let parts = [
            ("Q3 actual", Part::Quarter(3)),
            ("Quarter 2", Part::Quarter(2)),
            ("Jul-Sep", Part::Quarter(2)),
            ("April", Part::Month(4)),
        ];
        for (text, part) in parts {
            assert_eq!(facets(text).part, Some(part), "{text}");
        }
    }

    #[test]
    fn ages_and_sexes_are_named() {
        let cases = [
            ("Age 10", Some(10)),
            ("aged_17", Some(17)),
            ("90+", Some(90)),
            ("85 and over", Some(85)),
            ("10-17", None),
            ("Q1", None),
        ];
        for (text, expected) in cases {
            assert_eq!(age(text), expected, "{text}");
        }
        assert_eq!(ages("Aged 10 to 17"), Some((10, 17)));
        assert_eq!(ages("0\u{2013}4 years"), Some((0, 4)));
        assert_eq!(sex_in("MYE2: Females by single year of age"), Some(Sex::Female));
    }
}
