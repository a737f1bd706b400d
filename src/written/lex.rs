//! Every number in a stretch of text, with what its spelling says it is. No digit is passed over.

use std::sync::LazyLock;

use regex::{Captures, Regex, RegexSet};
use rust_decimal::Decimal;

use super::claims::Claims;
use super::pattern::{any_of, pattern};
use super::time::{self, Time};
use super::year::is_year;

/// What the spelling of a number says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lexeme {
    /// GBP, with its multiplier applied.
    Money(Decimal),
    Percent(Decimal),
    Points(Decimal),
    Number(Decimal),
    /// `per 1,000`: the scale of a rate.
    Scale(u32),
    /// `£000`: the unit of a column.
    Thousands,
    Time(Time),
    /// A code of an indicator framework; the list it stands in is read elsewhere.
    Code,
    /// `12 months`, `28 days`, `3-year`: hyphenated or singular ones only qualify a noun.
    Duration(Decimal),
    /// `aged 10-17`, `under 18s`.
    Age,
    Ordinal,
    /// `COVID-19`, `CE1`, `24/7`.
    Name,
    /// `SV1`, `A12`.
    Identifier,
    /// `Appendix 2`, `Section 17`, `Minute 45/12`.
    Reference,
    /// `Act 1998`.
    Legislation,
    /// Telephone, e-mail, address.
    Contact,
    /// `10.30am`.
    Clock,
    /// The second number of `24 of 76`, `20 out of 36`, `1 in 3`.
    Whole(Decimal),
    /// `1:1`.
    Ratio,
}

/// A number as written: bytes in the text, and what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    pub start: usize,
    pub end: usize,
    pub lexeme: Lexeme,
}

type Read = fn(&Captures<'_>) -> Option<Lexeme>;

struct Spelling {
    pattern: Regex,
    read: Read,
}

/// Spellings in their order, and all of them as one set: most texts hold only a few.
struct Spellings {
    set: RegexSet,
    list: Vec<Spelling>,
}

const NUMBER: &str = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?";

/// Spellings in the order in which they claim digits. `x` names the part that is claimed, `v` the number.
static BEFORE_TIME: LazyLock<Spellings> = LazyLock::new(|| {
    compile(&[
        // No amount has so many digits; it is somebody's key.
        (r"\d{25,}", |_| Some(Lexeme::Identifier)),
        (r"[\w.+-]*\d[\w.+-]*@[\w.-]+\w|[\w.+-]+@[\w.-]*\d[\w.-]*", |_| Some(Lexeme::Contact)),
        (r#"(?i)\b(?:https?://|www\.)[^\s|<>"]*\d[^\s|<>"]*"#, |_| Some(Lexeme::Contact)),
        (
            r"\b(?:\+44\s?\(?0?\)?\s?\d{2,4}|\(?0\d{2,5}\)?)[\s-]?\d{3,4}[\s-]?\d{2,4}\b|\b0\d{9,10}\b",
            |_| Some(Lexeme::Contact),
        ),
        (r"\b[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}\b", |_| Some(Lexeme::Identifier)),
        (r"(?i)\bext(?:ension|n)?\.?\s*\d{3,5}\b", |_| Some(Lexeme::Contact)),
        (
            r"(?i)\b(?:dial|ring|call|phone|telephone|emergency)\b[^.;\d]{0,40}\b(?P<x>999|101|105|111|112|116|119|159)\b",
            |_| Some(Lexeme::Contact),
        ),
        (
            r"(?:^|[\s,(])(?P<x>\d{1,4}[A-Za-z]?)\s+(?:[A-Z][a-z]+\s+){1,2}(?:Street|Road|Lane|Avenue|Close|Drive|Square|Yard|Place|Way|House|Terrace|Crescent)\b",
            |_| Some(Lexeme::Identifier),
        ),
        (r"£\s?['\u{2018}\u{2019}]?000s?\b|\(£k\)|£k\b", |_| Some(Lexeme::Thousands)),
        // A list of codes: the framework's name, then numbers with nothing but separators between.
        (
            r"\b(?:N\.?I\.?s?|PSAs?)\)?(?:[\s.,:]|\b)*\d+[a-z]?\b(?:\s*(?:,|;|&|/|\.|and|-|–)\s*(?:&\s*)?(?:(?:N\.?I\.?|PSA)[\s.,:]*)?\d+[a-z]?\b)*(?:[%]|\.\d)?",
            code_list,
        ),
        (
            r"(?i)\b(?:agenda\s+item|item|appendix|appendices|annexe?|schedule|table|figure|fig\.?|page|pages|pp?\.|para(?:graph)?s?|section|sections|s\.|sub-?section|rules?|standing\s+orders?|clause|article|regulations?|chapter|part|minutes?|min\.|version|ver\.?|v|rev\.?|question|no\.|nos\.|number|form|round|phase|stage|tier|level|year|priority|objective|theme|aim|outcome|option|ref(?:erence)?\.?:?|decision|volume|vol\.|issue|step|recommendation|strand|pillar|key\s+stage|band|wave|kpi|lpi|bvpi?|ward)\s*(?:no\.?\s*)?[:#]?\s*(?P<x>\(?\d+(?:[./]\d+)*(?:\([a-z]\))?[a-zA-Z]?\)?(?:\s*(?:[-–&,]|and|to)\s*\d+(?:\.\d+)*\b)*)(?P<m>\s+(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b)?",
            reference,
        ),
        (r"\b[A-Z]{1,6}(?:[ ./-]?[A-Z]{1,4})?[./ -](?P<n>\d{1,5}(?:[./-]\d{1,5})+)\b", filed),
        (r"\b[A-Z]{2,6}(?:/[A-Z\d]+)*/\d+(?:/\d+)*\b", |_| Some(Lexeme::Reference)),
        (
            r"(?i)\b(?:Act|Acts|Bill|Order|Orders|Regulations|Directive|Convention|Code of Practice|White Paper|Green Paper)\s*\(?(?P<x>(?:1[89]|20)\d\d)\b",
            |_| Some(Lexeme::Legislation),
        ),
        (r"(?P<x>\b(?:1[89]|20)\d\d)\s+(?:Act|Bill|Regulations)\b", |_| Some(Lexeme::Legislation)),
        (
            r"(?i)\b\d{1,2}[.:]\d\d\s?(?:am|pm|hrs|hours)\b|\b\d{1,2}\s?(?:am|pm)\b|\b(?:[01]?\d|2[0-3]):[0-5]\d\b",
            |_| Some(Lexeme::Clock),
        ),
        (
            r"(?i)\b(?:\d+(?:st|nd|rd|th)|first|second|third|fourth|fifth|highest|lowest|largest|best|worst|ranked \w+|ranks \w+|most similar|top|bottom)\s+(?:\w+\s+)?(?:out\s+)?of\s+(?:the\s+)?(?P<x>\d[\d,]*)\b",
            ranked,
        ),
        (r"(?i)\b(?:most|least)\s+deprived\s+(?P<x>\d+(?:\.\d+)?\s?%)", |_| {
            Some(Lexeme::Reference)
        }),
        (r"(?i)(?P<x>\b\d+(?:\.\d+)?\s?%)\s+(?:most|least)\s+deprived", |_| {
            Some(Lexeme::Reference)
        }),
        (r"(?i)\b(?P<x>\d+(?:\.\d+)?)\s?(?:kb|mb|gb)\b", |_| Some(Lexeme::Reference)),
        (r"\b\d{1,3}of\d{1,3}\b", |_| Some(Lexeme::Reference)),
        (r"\b24/7\b", |_| Some(Lexeme::Name)),
        (r"(?i)\b\d{1,3}\s+in\s+(?:every\s+)?\d{1,3}\b", |_| Some(Lexeme::Ratio)),
        (r"(?:^|[^\d,.:/])(?P<x>\d{1,3}:\d{1,3})(?:$|[^\d,.:/])", |_| Some(Lexeme::Ratio)),
        (r"(?i)\bcovid[\s-]?\d+", |_| Some(Lexeme::Name)),
        (
            r"(?i)\b(?:aged?|ages)\s+(?:of\s+)?between\s+(?P<x>\d{1,2}\s*(?:-|–|to|and)\s*\d{1,2})\b",
            |_| Some(Lexeme::Age),
        ),
        (
            r"(?i)\b(?:aged?|ages)\s+(?:of\s+)?(?:between\s+)?(?:under\s+|over\s+)?(?P<x>\d{1,2}(?:\s*(?:-|–|to)\s*\d{1,2})?)\b",
            |_| Some(Lexeme::Age),
        ),
        (
            r"(?i)(?P<x>\b\d{1,2}(?:\s?(?:-|–|to)\s?\d{1,2})?)[\s-]*(?:year|yr)s?[\s-]*olds?\b",
            |_| Some(Lexeme::Age),
        ),
        (
            r"(?i)(?P<x>\b1[0-9]\s?(?:-|–)\s?(?:1[0-9]|2[0-5]))\s+(?:population|cohort|years?\b)",
            |_| Some(Lexeme::Age),
        ),
        (
            r"(?i)\b(?:under|over)[\s-](?P<x>(?:5|10|11|12|13|14|15|16|18|21|25|65|75))(?:s\b|['\u{2019}]s\b|-?year)",
            |_| Some(Lexeme::Age),
        ),
        (
            r"(?i)\b(?:child(?:ren)?|people|young people|men|women)\s+under\s+(?P<x>\d{1,2})\b",
            |_| Some(Lexeme::Age),
        ),
        (r"\((?P<x>1[0-9]\s?[-–]\s?(?:1[0-9]|2[0-5]))\)", |_| Some(Lexeme::Age)),
        (
            r"\b(?P<x>(?:[5-9]|1[0-9]|2[0-9])\s?[-–]\s?(?:1[0-9]|2[0-9]|[3-9][0-9]))['\u{2019}]?s\b",
            |_| Some(Lexeme::Age),
        ),
        (
            r"(?i)\b(?:victims?|suspects?|people|persons?|children|residents|offenders?|was|were|are|is|aged|none was)\s+(?:\w+\s+)?under\s+(?P<x>(?:5|10|1[0-9]|2[0-5]))(?:\s*(?:[.,;)]|and\b|at\b|in\b|$))",
            |_| Some(Lexeme::Age),
        ),
        (r"\b(?:Mrs?|Ms|Dr|[A-Z][a-z]+)(?:\s[A-Z][a-z]*)?,\s(?P<x>\d{2}),", |_| Some(Lexeme::Age)),
        (r"(?i)\b(?P<x>\d+(?:\.\d+)?)\s?(?:km|kilometres?|miles?|metres?|mph)\b", |_| {
            Some(Lexeme::Reference)
        }),
        (r"\b(?:minute|min\.|ref\.?|resolution)\s+[A-Z]{1,5}\s?(?P<x>\d+)", |_| {
            Some(Lexeme::Reference)
        }),
        (r"(?i)\bper\s+(?P<v>1,?000|10,?000|100,?000|1,?000,?000|million|thousand)\b", scale),
        (r"(?i)/\s?(?P<v>1,?000|10,?000|100,?000)\b", scale),
    ])
});

static AFTER_TIME: LazyLock<Spellings> = LazyLock::new(|| {
    let multiple = "(?P<k>k|m|bn|million|thousand|billion)?";
    // Brackets belong to the amount only when they close right behind it.
    let bracketed = format!(r"(?i)(?P<o>\()\s?£\s?(?P<v>{NUMBER})\s?{multiple}(?P<c>\))");
    let ledger = format!(r"(?i)£\s?(?P<o2>\()(?P<v>{NUMBER})\s?{multiple}(?P<c>\))");
    // A minus stands behind a space or a bracket; behind a digit or a letter it is a dash.
    let minus_money =
        format!(r"(?i)(?:^|[\s(|])(?P<x>(?P<s>[-–])£\s?(?P<v>{NUMBER})\s?{multiple}\b)");
    let money = format!(r"(?i)£\s?(?P<v>{NUMBER})\s?{multiple}\b(?P<t>\s?CR\b)?");
    // "£334, 818": a text layer put a space behind the comma.
    let parted = r"£\s?(?P<v>[1-9]\d{0,2}(?:,\s\d{3})+)\b";
    let gbp = format!(r"(?P<v>{NUMBER})\s?(?:GBP|pounds)\b");
    let unit_points = r"(?:%\s?points?|percentage[\s-]points?|per cent points|pp\b|ppts?\b)";
    let minus_points =
        format!(r"(?i)(?:^|[\s(|])(?P<x>(?P<s>[-–])(?P<v>{NUMBER})\s?{unit_points})");
    let points = format!(r"(?i)(?P<v>{NUMBER})\s?{unit_points}");
    let bracketed_percent =
        format!(r"(?i)(?P<o>\()(?P<v>{NUMBER})\s?(?:%|per\s?cent\b|percent\b)(?P<c>\))");
    let minus_percent =
        format!(r"(?i)(?:^|[\s(|])(?P<x>(?P<s>[-–])(?P<v>{NUMBER})\s?(?:%|per\s?cent\b))");
    let percent = format!(r"(?i)(?P<v>{NUMBER})\s?(?:%|per\s?cent\b|percent\b)");
    let range_percent = format!(r"(?P<x>\b(?P<v>{NUMBER}))\s?[-–]\s?(?:{NUMBER})\s?%");
    let whole = format!(
        r"(?i)\b(?:{NUMBER})\s+(?:out\s+of|of(?:\s+(?:the|our|its|a|all))?|in(?:\s+every)?)\s+(?P<x>(?P<v>{NUMBER}))\b"
    );
    let duration = format!(
        r"(?i)\b(?P<x>(?P<v>{NUMBER}))(?:[\s-]+(?:working|calendar|bed|week))?[\s-](?:day|week|month|year|hour|minute)s?\b"
    );
    let number = format!(r"(?P<s>(?:^|[\s(|])[-–+])?(?P<x>(?P<v>{NUMBER}))(?P<k>k\b)?");
    let months = r"\b\d{1,2}m\b";
    compile(&[
        // "1.1.2 Volume and trends"
        (r"\b\d{1,3}(?:\.\d{1,3}){2,}\b", |_| Some(Lexeme::Reference)),
        (r"\b[A-Z]{1,4}\d{1,3}\b|\b[A-Z]\d{1,2}\b", |_| Some(Lexeme::Identifier)),
        (r"\b[A-Za-z]+-?\d+[A-Za-z\d]*\b", |_| Some(Lexeme::Name)),
        // "The 11 - 19 Prevention Service": ages that name it.
        (
            r"\b(?P<x>(?:[5-9]|1[0-9])\s?[-–]\s?(?:1[0-9]|2[0-5]))\s+(?:[A-Z][a-z]+\s+)*(?:Services?|Teams?|Prevention|Preventions|Partnerships?|Boards?|Programmes?|Strateg(?:y|ies)|Commissioning)\b",
            |_| Some(Lexeme::Name),
        ),
        (&bracketed, money_value),
        (&ledger, money_value),
        (&minus_money, money_value),
        (parted, money_value),
        (&money, money_value),
        (&gbp, |c| value(c).map(Lexeme::Money)),
        (&minus_points, |c| signed(c).map(Lexeme::Points)),
        (&points, |c| signed(c).map(Lexeme::Points)),
        (&range_percent, |c| value(c).map(Lexeme::Percent)),
        (&bracketed_percent, |c| signed(c).map(Lexeme::Percent)),
        (&minus_percent, |c| signed(c).map(Lexeme::Percent)),
        (&percent, |c| signed(c).map(Lexeme::Percent)),
        (r"(?i)\b\d+(?:st|nd|rd|th|\s(?:st|nd|rd|th))\b", |_| Some(Lexeme::Ordinal)),
        (&whole, |c| value(c).map(Lexeme::Whole)),
        (&duration, |c| value(c).map(Lexeme::Duration)),
        (months, |_| Some(Lexeme::Name)),
        (&number, number_value),
        (r"\d+", |c| Some(c[0].parse().map_or(Lexeme::Identifier, Lexeme::Number))),
    ])
});

fn compile(list: &[(&str, Read)]) -> Spellings {
    let one = |(p, read): &(&str, Read)| Spelling { pattern: pattern(p), read: *read };
    let patterns: Vec<&str> = list.iter().map(|(p, _)| *p).collect();
    Spellings { set: any_of(&patterns), list: list.iter().map(one).collect() }
}

/// All numbers of a text, left to right. Every ASCII digit lies in exactly one token.
pub fn tokens(text: &str) -> Vec<Token> {
    if !text.bytes().any(|b| b.is_ascii_digit()) {
        return Vec::new();
    }
    if let Some(plain) = plain(text) {
        return vec![plain];
    }
    let mut lexed = Lexed::default();
    lexed.claim(text, &BEFORE_TIME);
    for (start, end, time) in time::find(text) {
        if is_year(text, start, end, time) && lexed.claims.free(start, end) {
            lexed.push(start, end, Lexeme::Time(time));
        }
    }
    lexed.claim(text, &AFTER_TIME);
    lexed.tokens.sort_by_key(|t| t.start);
    lexed.tokens
}

/// The tokens found so far, and the stretches they took.
#[derive(Default)]
struct Lexed {
    tokens: Vec<Token>,
    claims: Claims,
}

/// A cell that is nothing but a short number needs no patterns; four digits may be a year.
fn plain(text: &str) -> Option<Token> {
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    let value = text.parse().ok().filter(|_| digits && text.len() <= 6 && text.len() != 4)?;
    Some(Token { start: 0, end: text.len(), lexeme: Lexeme::Number(value) })
}

impl Lexed {
    fn push(&mut self, start: usize, end: usize, lexeme: Lexeme) {
        self.claims.take(start, end);
        self.tokens.push(Token { start, end, lexeme });
    }

    fn claim(&mut self, text: &str, spellings: &Spellings) {
        for spelling in spellings.set.matches(text).into_iter().map(|n| &spellings.list[n]) {
            let mut at = 0;
            while let Some(c) = spelling.pattern.captures_at(text, at) {
                let Some(whole) = c.get(0) else { break };
                at = whole.end().max(at + 1);
                while !text.is_char_boundary(at) {
                    at += 1;
                }
                let part = c.name("x").unwrap_or(whole);
                let free = self.claims.free(part.start(), part.end());
                match if free { (spelling.read)(&c) } else { None } {
                    Some(Lexeme::Code) => self.codes(text, whole.start(), whole.end()),
                    Some(lexeme) => {
                        let (start, end) = trimmed(text, part.start(), part.end());
                        self.push(start, end, lexeme);
                    }
                    // Part of it is claimed: look again behind what is, or right after the start.
                    None => {
                        let next = self.claims.holding(part.start());
                        at = next.unwrap_or(part.start() + 1).max(whole.start() + 1);
                    }
                }
                while at < text.len() && !text.is_char_boundary(at) {
                    at += 1;
                }
                if at > text.len() {
                    break;
                }
            }
        }
    }

    /// Each number of a list of codes on its own, the framework's name with the first.
    fn codes(&mut self, text: &str, start: usize, end: usize) {
        let s = &text[start..end];
        let mut i = 0;
        while let Some(from) = s[i..].find(|c: char| c.is_ascii_digit()).map(|n| i + n) {
            let len = s[from..].find(|c: char| !c.is_ascii_digit()).unwrap_or(s.len() - from);
            let letter = s[from + len..].starts_with(|c: char| c.is_ascii_lowercase())
                && !s[from + len..].chars().nth(1).is_some_and(char::is_alphanumeric);
            let to = from + len + usize::from(letter);
            self.push(start + from, start + to, Lexeme::Code);
            i = to;
        }
    }
}

/// A token begins and ends with something that is part of the number.
fn trimmed(text: &str, start: usize, end: usize) -> (usize, usize) {
    let s = &text[start..end];
    let left = s.len() - s.trim_start_matches(|c: char| c.is_whitespace() || c == '|').len();
    let right = s.trim_end().len();
    (start + left, start + right.max(left))
}

fn code_list(c: &Captures<'_>) -> Option<Lexeme> {
    // "NI 20%" is a rate of contributions, and "NI 17.5" no list.
    (!c[0].ends_with('%')).then_some(Lexeme::Code)
}

/// "Year 8" is a school year and "Part 4" a reference, but "number 10,200" is a number and "section 2018/19" a year.
fn reference(c: &Captures<'_>) -> Option<Lexeme> {
    let whole = c.get(0)?.as_str();
    let word = whole.split(|ch: char| !ch.is_alphabetic()).next()?.to_ascii_lowercase();
    // "Outcome: 45 homes made safe" counts homes.
    let label = ["outcome", "aim", "objective", "issue", "decision"].contains(&word.as_str());
    if label && whole.contains(':') {
        return None;
    }
    // "The year 1 April 2014 to 31 March 2015" begins on a day.
    if word == "year" && c.name("m").is_some() {
        return None;
    }
    let number = c.name("x")?.as_str();
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    let yearly = matches!(
        word.as_str(),
        "year"
            | "form"
            | "part"
            | "minutes"
            | "number"
            | "issue"
            | "s"
            | "v"
            | "level"
            | "ward"
            | "stage"
            | "theme"
    ) && (digits > 2 && word != "v");
    // "Last year 93 farms": no school has a year 93.
    let yearly = yearly || word == "year" && number.parse::<u32>().is_ok_and(|n| n > 13);
    let year =
        number.len() >= 4 && number.starts_with("20") && digits >= 4 && !number.contains('.');
    (!yearly && !year && digits <= 8).then_some(Lexeme::Reference)
}

/// `CAB/14/037` is a file number; `PLAN 2014/15` is a plan and its year.
fn filed(c: &Captures<'_>) -> Option<Lexeme> {
    let number = c.name("n")?.as_str();
    (time::period(number).is_none() && !is_short_year(number)).then_some(Lexeme::Reference)
}

/// "third highest of 15" is a rank; "the first half of 2013/14" is a time.
fn ranked(c: &Captures<'_>) -> Option<Lexeme> {
    let number = c.name("x")?.as_str();
    let year = number.len() == 4 && (number.starts_with("19") || number.starts_with("20"));
    (!year).then_some(Lexeme::Reference)
}

fn is_short_year(s: &str) -> bool {
    let years = s.split_once('/').map(|(a, b)| (a.parse::<u32>(), b.parse::<u32>()));
    matches!(years, Some((Ok(a), Ok(b))) if s.len() == 5 && (a + 1) % 100 == b)
}

fn scale(c: &Captures<'_>) -> Option<Lexeme> {
    let v = c["v"].to_ascii_lowercase().replace(',', "");
    Some(Lexeme::Scale(match v.as_str() {
        "thousand" => 1000,
        "million" => 1_000_000,
        n => n.parse().ok()?,
    }))
}

/// The decimal of a plain spelling: thousands commas or none, a point, at most 28 digits.
pub fn decimal(s: &str) -> Option<Decimal> {
    s.replace(',', "").parse().ok()
}

fn value(c: &Captures<'_>) -> Option<Decimal> {
    decimal(&c.name("v")?.as_str().replace(' ', ""))
}

fn signed(c: &Captures<'_>) -> Option<Decimal> {
    let v = value(c)?;
    Some(if c.name("s").is_some() { -v } else { v })
}

fn money_value(c: &Captures<'_>) -> Option<Lexeme> {
    let v = value(c)?;
    let factor = match c.name("k").map(|k| k.as_str().to_ascii_lowercase()).as_deref() {
        Some("k" | "thousand") => 1_000,
        Some("m" | "million") => 1_000_000,
        Some("bn" | "billion") => 1_000_000_000,
        _ => 1,
    };
    let v = v.checked_mul(Decimal::from(factor))?;
    let bracketed = (c.name("o").is_some() || c.name("o2").is_some()) && c.name("c").is_some();
    // "(£12,300)" in a ledger is negative; in a sentence brackets only set it apart. The reader of the sentence decides.
    let negative =
        c.name("s").is_some() || c.name("t").is_some() || (bracketed && c.name("o2").is_some());
    Some(Lexeme::Money(if negative { -v } else { v }))
}

fn number_value(c: &Captures<'_>) -> Option<Lexeme> {
    let v = value(c)?;
    let factor = if c.name("k").is_some() { 1_000 } else { 1 };
    v.checked_mul(Decimal::from(factor)).map(Lexeme::Number)
}

#[cfg(test)]
mod tests;
