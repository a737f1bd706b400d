//! Cuts plan text into sentences, and a sentence into the numbers that may be data.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use rust_decimal::Decimal;

use super::nouns::noun;
use super::sharing::{scale_before, share_steps, share_units};
use super::steps::change;
use crate::model::amount::{Bound, Unit};
use crate::model::numeral::NumeralRole;
use crate::model::observation::Change;
use crate::model::period::Period;
use crate::passage::Text;
use crate::written::bound;
use crate::written::lex::{self, Lexeme, Token};
use crate::written::pattern::pattern;
use crate::written::time::Time;

/// A number that may become a row.
#[derive(Clone, Debug)]
pub struct Value {
    pub start: usize,
    pub end: usize,
    pub value: Decimal,
    pub money: bool,
    /// As written beside it; `None` leaves it to the measure.
    pub unit: Option<Unit>,
    pub bound: Bound,
    pub change: Change,
    /// The noun phrase that follows: bytes, empty where none does.
    pub noun: (usize, usize),
}

/// A sentence with its numbers sorted into data, time and the rest.
#[derive(Debug)]
pub struct Sentence {
    pub text: Text,
    pub values: Vec<Value>,
    pub times: Vec<(usize, usize, Time)>,
    /// Numbers that are no data, with their role and why.
    pub others: Vec<(usize, usize, NumeralRole, &'static str)>,
}

static STOP: LazyLock<Regex> =
    LazyLock::new(|| pattern(r#"[.!?]["'\u{2019}\u{201d})]*\s+|;\s+(?:[A-Z])"#));
static ABBREVIATION: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:\b(?:i\.e|e\.g|ie|eg|approx|incl?|inc|no|nos|st|cllr|dr|mr|mrs|ms|vs|p\.a|etc|para|ref|min|pp?|fig|rev|tel|ext|dept|hrs|mins|c)|^\(?\d{1,2}(?:\.\d+)*|[\s(][A-Z])\.$",
    )
});

static CODES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\b(?:N\.?I\.?s?|PSAs?)[\s.:,]*\d+(?:\s*(?:,|&|/|\.|and)\s*(?:NI|PSA)?\s*\d+)*\.$")
});
static CODES_ON: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^\d{1,3}\s*(?:,|&|/|and\b|\.?\s*$|\.\s+\d)"));

/// Splits at full stops that end a sentence.
pub fn sentences(text: &Text) -> Vec<Text> {
    let s = text.as_str();
    let mut out = Vec::new();
    let mut from = 0;
    for m in STOP.find_iter(s) {
        let stop = m.start() + 1;
        let starts = s[m.end()..].chars().next().or_else(|| m.as_str().chars().last());
        let fresh = starts.is_some_and(|c| {
            c.is_uppercase()
                || c.is_ascii_digit()
                || matches!(c, '£' | '"' | '\u{201c}' | '(' | '\u{2018}')
        });
        let near = super::prose::tail(s[from..stop].trim_start(), 60);
        // "NI 15, 16. 17, 18." goes on with its list.
        let goes_on = CODES.is_match(near) && CODES_ON.is_match(&s[m.end()..]);
        if !fresh || goes_on || ABBREVIATION.is_match(near) {
            continue;
        }
        out.push(text.slice(from..stop));
        from = stop;
    }
    if from < s.len() {
        out.push(text.slice(from..s.len()));
    }
    let parts = out.into_iter().flat_map(|t| parted(&t));
    parts.map(|t| t.trim()).filter(|t| !t.is_empty()).collect()
}

/// A sentence that never ends is read in stretches, so that work grows with its length alone.
fn parted(sentence: &Text) -> Vec<Text> {
    stretches(sentence.as_str()).into_iter().map(|range| sentence.slice(range)).collect()
}

/// Bytes, and runs of digits, beyond which nobody means one sentence: each number looks at all words and numbers beside it.
const LONGEST: usize = 1_200;
const MOST_NUMBERS: usize = 120;

/// No sentence and no value of a cell is this long.
pub fn endless(s: &str) -> bool {
    stretch(s) < s.len()
}

fn stretches(s: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut from = 0;
    while from < s.len() {
        let end = from + stretch(&s[from..]);
        out.push(from..end);
        from = end;
    }
    out
}

/// How far one stretch reaches: all of `s`, or as much as is not too long, cut before a word if there is one.
fn stretch(s: &str) -> usize {
    let mut numbers = 0;
    let mut last = b' ';
    let limit = s.bytes().enumerate().find_map(|(i, b)| {
        numbers += usize::from(b.is_ascii_digit() && !last.is_ascii_digit());
        last = b;
        (numbers > MOST_NUMBERS || i >= LONGEST && s.is_char_boundary(i)).then_some(i)
    });
    let Some(limit) = limit else { return s.len() };
    s[..limit].rfind(' ').filter(|n| *n > 0).unwrap_or(limit)
}

/// Nouns that count the parts of a document or a structure, not the world.
static STRUCTURE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:key |main |strategic |themed |overarching |core |local |other |new |existing )*(?:priorit(?:y|ies)|themes?|themed|objectives?|pages?|sections?|strands?|aims?|pledges?|principles|appendices|criteria|powers|recommendations|chapters|pillars|cohorts\b|key performance|measures in|measures below|headings|actions\b|outcomes\b|commitments\b|pp\b)",
    )
});
static ENTITY_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:decile|quintile|ranks?|ranked|rating of|score of|scored?|(?:scored?|rat(?:ed|ing)|rank(?:ed|s)?|marks?|points?)\b.{0,24}\bout of|ratio of|grade|level|row|line|room|suite|unit|house|box|bus|route|junction|no\.?|number:?|channel|ward|op|operation|top|next|previous|past|last|first|every|each|ext\.?|ask the following|footnote|copy|copies|anything (?:under|over|below|above)|\bage\b[^,.;]{0,25}\b(?:was|is|of))\s*$",
    )
});
/// "Year 9" is a class; "last year 93 farms" are farms.
static SCHOOL_YEAR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?:^|[^a-z ] *|\b(?:in|of|and|to|for|with|from|all|school|our) +)[Yy]ears? *$")
});
static NOTE_START: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\s+(?:The|A|An|This|These|We|Our|It|In|See|For|All|Figures?|Data|Source|Contact|Amounts?|Note)\b",
    )
});
static DATE_PART: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^\s*(?:of\s+the\s+following|above|below)"));

/// Reads the numbers of one sentence. `first`: it opens its paragraph, so that a number at its head may be a list number.
pub fn read(text: Text, first: bool) -> Sentence {
    read_as(text, first, false)
}

/// Reads a cell under a header that promises values: a number alone is data there, and so is a plain 2015.
pub fn read_cell(text: Text) -> Sentence {
    read_as(text, false, true)
}

fn read_as(text: Text, first: bool, cell: bool) -> Sentence {
    let s = text.as_str();
    if endless(s) {
        return read_parts(text, first, cell);
    }
    let tokens = lex::tokens(s);
    let mut out = Sentence {
        text: Text::default(),
        values: Vec::new(),
        times: Vec::new(),
        others: Vec::new(),
    };
    for (i, token) in tokens.iter().enumerate() {
        let other = |role, why| (token.start, token.end, role, why);
        match token.lexeme {
            Lexeme::Time(Time::Period(Period::CalendarYear(y))) if cell && s.trim().len() == 4 => {
                out.values.push(numeric(s, token, Decimal::from(y), None, &[]));
            }
            Lexeme::Time(t) => out.times.push((token.start, token.end, t)),
            Lexeme::Money(v) => out.values.push(money(s, token, v)),
            Lexeme::Percent(v) => {
                out.values.push(numeric(s, token, v, Some(Unit::Percent), &tokens[i + 1..]))
            }
            Lexeme::Points(v) => {
                out.values.push(numeric(s, token, v, Some(Unit::PercentagePoint), &tokens[i + 1..]))
            }
            Lexeme::Number(v) if cell => {
                out.values.push(numeric(s, token, v, None, &tokens[i + 1..]))
            }
            Lexeme::Number(v) => match not_data(s, token, v, first) {
                Some((role, why)) => out.others.push(other(role, why)),
                None => out.values.push(numeric(s, token, v, None, &tokens[i + 1..])),
            },
            Lexeme::Duration(v) if cell && token.start == 0 => {
                out.values.push(numeric(s, token, v, Some(Unit::Count), &[]))
            }
            Lexeme::Duration(v) => match duration(s, token) {
                Some(why) => out.others.push(other(NumeralRole::Reference, why)),
                None => out.values.push(numeric(s, token, v, Some(Unit::Count), &tokens[i + 1..])),
            },
            Lexeme::Scale(_) => {
                out.others.push(other(NumeralRole::Reference, "the scale of a rate"))
            }
            Lexeme::Thousands => {
                out.others.push(other(NumeralRole::Reference, "the unit of a column"))
            }
            Lexeme::Code => out.others.push(other(NumeralRole::Code, "an indicator code")),
            Lexeme::Age => out.others.push(other(NumeralRole::Name, "an age")),
            Lexeme::Ordinal => out.others.push(other(NumeralRole::Ordinal, "an ordinal")),
            Lexeme::Name => out.others.push(other(NumeralRole::Name, "part of a name")),
            Lexeme::Identifier => out.others.push(other(NumeralRole::Identifier, "an identifier")),
            Lexeme::Reference => out.others.push(other(NumeralRole::Reference, "a reference")),
            Lexeme::Legislation => {
                out.others.push(other(NumeralRole::Reference, "the year of an Act"))
            }
            Lexeme::Contact => out.others.push(other(NumeralRole::Contact, "a contact detail")),
            Lexeme::Clock => out.others.push(other(NumeralRole::Reference, "a time of day")),
            Lexeme::Ratio => out.others.push(other(NumeralRole::Reference, "a ratio")),
            Lexeme::Whole(v) => {
                out.values.push(numeric(s, token, v, None, &tokens[i + 1..]));
            }
        }
    }
    scale_before(s, &tokens, &mut out.values);
    share_units(s, &mut out.values);
    share_steps(s, &mut out.values);
    out.text = text;
    out
}

/// Reads stretch by stretch: the numbers of each know nothing of the others.
fn read_parts(text: Text, first: bool, cell: bool) -> Sentence {
    let mut out = Sentence {
        text: Text::default(),
        values: Vec::new(),
        times: Vec::new(),
        others: Vec::new(),
    };
    for range in stretches(text.as_str()) {
        let at = range.start;
        let part = read_as(text.slice(range), first && at == 0, cell);
        out.values.extend(part.values.into_iter().map(|v| Value {
            start: v.start + at,
            end: v.end + at,
            noun: (v.noun.0 + at, v.noun.1 + at),
            ..v
        }));
        out.times.extend(part.times.into_iter().map(|(a, b, t)| (a + at, b + at, t)));
        out.others.extend(part.others.into_iter().map(|(a, b, r, w)| (a + at, b + at, r, w)));
    }
    out.text = text;
    out
}

/// Why a plain number is no data, if it is none.
fn not_data(
    s: &str,
    token: &Token,
    v: Decimal,
    first: bool,
) -> Option<(NumeralRole, &'static str)> {
    let (before, after) = (&s[..token.start], &s[token.end..]);
    let trimmed = before.trim_end();
    let integer = v.fract().is_zero() && !s[token.start..token.end].contains('.');
    let head = trimmed.trim_start_matches(['(', '[']).is_empty();
    let word_next = after.trim_start().chars().next();
    if first && head {
        let marked = after.starts_with([')', ']'])
            || (after.starts_with('.') && !after[1..].starts_with(|c: char| c.is_ascii_digit()));
        let heading = !integer
            && after.starts_with([' ', '\t'])
            && word_next.is_some_and(|c| c.is_alphabetic() || matches!(c, '"' | '\u{201c}'));
        let spaced = integer
            && v < Decimal::from(100)
            && after.starts_with([' ', '\t'])
            && word_next.is_some_and(char::is_uppercase)
            && !counted_start(after);
        if marked || heading || spaced {
            return Some((NumeralRole::Ordinal, "a list or section number"));
        }
    }
    // "8.1  214 people replied": two numbers at the head, the first numbers the paragraph.
    let second = after.trim_start().starts_with(|c: char| c.is_ascii_digit());
    if first && head && !integer && after.starts_with(' ') && second {
        return Some((NumeralRole::Ordinal, "a section number"));
    }
    if first
        && head
        && integer
        && v < Decimal::from(20)
        && word_next.is_some_and(char::is_uppercase)
        && super::notes::promises(after.trim_start())
    {
        return Some((NumeralRole::Ordinal, "a list number"));
    }
    if head && integer && v < Decimal::from(20) && NOTE_START.is_match(after) {
        return Some((NumeralRole::Ordinal, "a note number"));
    }
    if head && after.trim().is_empty() && integer {
        return Some((NumeralRole::Ordinal, "a number that stands alone"));
    }
    // Paragraph numbers inside flowed text: "2.1 note the outturn", after a stop.
    let opens = trimmed.ends_with(['.', ':', ';']) || trimmed.is_empty();
    if opens && integer && v < Decimal::from(100) && after.starts_with(". ") {
        return Some((NumeralRole::Ordinal, "a list number"));
    }
    let lettered = after.starts_with('(')
        && after[1..].starts_with(|c: char| c.is_ascii_lowercase())
        && after[2..].starts_with(')');
    if integer && after.is_char_boundary(2.min(after.len())) && lettered {
        return Some((NumeralRole::Ordinal, "an item number"));
    }
    let letter = after.len() == 1 && after.starts_with(|c: char| c.is_ascii_lowercase());
    if integer && v < Decimal::from(100) && head && letter {
        return Some((NumeralRole::Ordinal, "an item number"));
    }
    if integer && v < Decimal::from(20) && before.ends_with('(') && after.starts_with(')') {
        return Some((NumeralRole::Reference, "a note mark"));
    }
    if integer && STRUCTURE.is_match(after.trim_start()) {
        return Some((NumeralRole::Reference, "a count of parts of the document"));
    }
    // "Castle ward 563": a ward with a name has no number.
    static NAMED_WARD: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"[A-Z][\w'\u{2019}-]+ ward\s*$"));
    if NAMED_WARD.is_match(before) {
        return None;
    }
    let school_year = v <= Decimal::from(13) && SCHOOL_YEAR.is_match(before);
    if (ENTITY_BEFORE.is_match(before) || school_year) && !DATE_PART.is_match(after) {
        return Some((NumeralRole::Reference, "a number in a name, rank or score"));
    }
    if integer && trimmed.ends_with(['/', '#'])
        || after.starts_with('/') && after[1..].starts_with(|c: char| c.is_ascii_digit())
    {
        return Some((NumeralRole::Reference, "part of a reference"));
    }
    None
}

/// "60 Park night sessions" counts, and so does "17 Protection Notices, 4 Behaviour Orders"; "2 Recommendations" is a section.
fn counted_start(after: &str) -> bool {
    static MORE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"^\s+(?:[A-Z][\w'\u{2019}-]*\s+){0,4}[A-Za-z]+s\s*(?:,|;| and)\s+(?:and\s+)?\d[\d,]*\s+[A-Za-z]",
        )
    });
    if MORE.is_match(after) {
        return true;
    }
    let words: Vec<&str> = after.split_whitespace().take(3).collect();
    let lower = words.iter().skip(1).any(|w| w.starts_with(|c: char| c.is_lowercase()));
    lower && words.len() >= 2 && !STRUCTURE.is_match(after.trim_start())
}

/// A duration that only says for how long or how soon is no figure; an average or a total of days is one.
fn duration(s: &str, token: &Token) -> Option<&'static str> {
    let before = s[..token.start].trim_end().to_lowercase();
    let after = &s[token.end..];
    // "The last 12 months" and "an average over 3 years" only say when.
    let stretch = ["last", "past", "previous", "next", "over", "within", "in", "the", "first"];
    let near = super::prose::tail(&before, 60);
    let told = near.contains("average") || near.contains("took") || before.ends_with("total of");
    let average = told && !stretch.iter().any(|w| before.rsplit(' ').next() == Some(w))
        || before.ends_with(" was")
        || before.ends_with(" is")
        || before.ends_with('(');
    let hyphen = after.starts_with('-');
    // Hours given and nights spent are counted; "24 hour" and "within 2 hours" are not.
    let plain = !["within", "every", "each", "least", "under"].iter().any(|w| before.ends_with(w));
    let counted = plain
        && ["hours ", "nights", "bed nights"].iter().any(|w| after.trim_start().starts_with(w));
    if (average && !hyphen && !before.ends_with("for"))
        || counted
        || (before.is_empty() && !after.is_empty())
    {
        return None;
    }
    Some("a length of time")
}

fn money(s: &str, token: &Token, v: Decimal) -> Value {
    let around = bound::around(&s[..token.start], &s[token.end..]);
    Value {
        start: token.start,
        end: token.end,
        value: v,
        money: true,
        unit: Some(Unit::Gbp),
        bound: around,
        change: change(s, token.start, token.end),
        noun: noun(s, token.end),
    }
}

fn numeric(s: &str, token: &Token, v: Decimal, unit: Option<Unit>, rest: &[Token]) -> Value {
    // "84.0 per 1,000": the scale follows, with a few words between at most.
    let scaled = rest.first().and_then(|next| match next.lexeme {
        Lexeme::Scale(n) => {
            let gap = s.get(token.end..next.start)?;
            (gap.len() <= 40 && !gap.contains([',', ';', '(', '.'])).then_some(n)
        }
        _ => None,
    });
    let unit = match scaled {
        Some(1000) => Some(Unit::Per1000),
        Some(10_000) => Some(Unit::Per10000),
        Some(100_000) => Some(Unit::Per100000),
        _ => unit,
    };
    let after = &s[token.end..];
    Value {
        start: token.start,
        end: token.end,
        value: v,
        money: false,
        unit,
        bound: bound::around(&s[..token.start], after),
        change: change(s, token.start, token.end),
        noun: if unit.is_none() || unit == Some(Unit::Count) || unit == Some(Unit::Percent) {
            noun(s, token.end)
        } else {
            (token.end, token.end)
        },
    }
}

#[cfg(test)]
mod tests;
