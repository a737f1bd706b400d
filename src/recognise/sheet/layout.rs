//! Where a sheet's headers stand, and which rows each of them governs.
//!
//! One pass over the rows finds the headers and keeps samples; what the columns mean is for `columns`.

use std::collections::HashMap;

use super::columns::{Columns, Evidence, Sample};
use super::evidence::{day, pounds};
use super::header::{Headers, SURE, words};
use crate::grid::{Broken, Held, Row, Source, Value};
use crate::model::hint::Hint;
use crate::vocab::Vocab;
use crate::written::date::Order;
use crate::written::money;

/// The header words of payments, and of what is published in their place.
#[derive(Debug)]
pub struct Lexicons {
    spend: Headers,
    contracts: Headers,
    statistics: Headers,
    performance: Headers,
}

impl Lexicons {
    pub fn of(vocab: &Vocab) -> Self {
        let of = |table: &str| Headers::of(vocab, table);
        Self {
            spend: of("spend"),
            contracts: of("contracts"),
            statistics: of("statistics"),
            performance: of("performance"),
        }
    }
}

/// A row that names columns.
#[derive(Clone, Debug)]
pub struct Header {
    pub row: u32,
    pub names: Vec<(u32, String)>,
    score: Score,
}

/// How well a row names columns: whether payee, day and amount are among them, and how sure its words are in all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Score {
    complete: bool,
    sureness: usize,
}

/// Rows under one header; `header` is none where no row names the columns.
#[derive(Clone, Debug)]
pub struct Segment {
    pub header: Option<u32>,
    pub first: u32,
    pub last: u32,
    pub tables: Vec<Columns>,
}

#[derive(Clone, Debug, Default)]
pub struct Layout {
    pub segments: Vec<Segment>,
    /// Every row that names columns; none of them is a payment.
    pub headers: Vec<Header>,
    /// The lines above the first header.
    pub preface: Vec<String>,
}

/// What is published beside payments and is none, told by so many of its names.
pub(super) struct Register {
    pub role: &'static str,
    pub names: usize,
    pub what: &'static str,
}

/// A contract is not yet paid, nor is a grant that was awarded: what is paid of them stands among the payments.
pub(super) const REGISTERS: [Register; 3] = [
    Register { role: "contract", names: 3, what: "a register of contracts" },
    Register { role: "grant", names: 2, what: "a register of grants" },
    Register { role: "post", names: 3, what: "a list of posts and salaries" },
];

/// What one pass over a sheet saw.
#[derive(Debug, Default)]
struct Survey {
    headers: Vec<Header>,
    samples: Vec<Sample>,
    preface: Vec<String>,
    last: u32,
    rows: u64,
    /// The first row that looks like a payment.
    first_payment: Option<u32>,
    /// The widest row of words, to say what was found when nothing was recognised.
    widest: Vec<String>,
    refusal: Option<&'static str>,
}

/// Rows to look at behind each header, and how many headers earn it.
const SAMPLE: usize = 300;
const HEADERS: usize = 200;
/// Beyond them one row in so many, up to so many.
const STRIDE: u64 = 37;
const LONGEST_SAMPLE: usize = 20_000;
/// Different cells that are held against the words of headers.
const WORDS: usize = 8_000;
/// Cells of one row that can matter to a table of payments.
const WIDEST: usize = 400;

/// Recognises the payments in a sheet. `before` are the names of the sheet before it, for one that goes on without a header.
///
/// # Errors
/// The outer one is the source's; the inner one says why these are no payments.
pub fn payments(
    source: &dyn Source,
    lexicons: &Lexicons,
    hint: Option<&Hint>,
    before: &[(u32, String)],
) -> Result<Result<Layout, String>, Broken> {
    let survey = survey(source, lexicons, hint)?;
    Ok(survey.layout(lexicons, hint, before))
}

fn survey(source: &dyn Source, lexicons: &Lexicons, hint: Option<&Hint>) -> Result<Survey, Broken> {
    let mut out = Survey::default();
    let mut judge = Judge { lexicons, seen: HashMap::new(), looked: 0 };
    let mut budget = SAMPLE;
    let mut above: Option<(u32, Vec<(u32, String)>)> = None;
    let pinned = hint.and_then(|h| h.header_row);
    source.rows(&mut |row| {
        out.last = row.number;
        if row.is_blank() {
            return true;
        }
        out.rows += 1;
        let named = match pinned {
            Some(at) => (at == row.number).then(|| Header {
                row: at,
                names: texts(row),
                score: Score::default(),
            }),
            None => judge.header(row, above.as_ref(), &mut out.refusal),
        };
        if let Some(header) = named {
            if out.headers.len() < HEADERS {
                budget = SAMPLE;
                let joined = out.headers.last().and_then(|upper| judge.both(upper, &header));
                out.headers.push(joined.unwrap_or(header));
            }
            above = None;
            return true;
        }
        let values = row.cells.iter().any(|c| is_value(c.value));
        above = (!values && row.cells.len() <= WIDEST).then(|| (row.number, texts(row)));
        if out.headers.is_empty() && out.preface.len() < 30 && !values {
            out.preface
                .extend(row.cells.iter().take(6).filter_map(|c| c.value.text()).map(str::to_owned));
        }
        if !values && row.cells.len() > out.widest.len() && out.rows < 50 {
            out.widest = texts(row).into_iter().map(|t| t.1).collect();
        }
        if out.first_payment.is_none() && looks_paid(row) {
            out.first_payment = Some(row.number);
        }
        let keep = budget > 0 || (out.rows % STRIDE == 0 && out.samples.len() < LONGEST_SAMPLE);
        if keep && (row.cells.len() > 1 || values) {
            budget = budget.saturating_sub(1);
            let cells = row.cells.iter().take(WIDEST);
            out.samples.push((row.number, cells.map(|c| (c.column, Held::of(c.value))).collect()));
        }
        true
    })?;
    Ok(out)
}

impl Survey {
    fn layout(
        mut self,
        lexicons: &Lexicons,
        hint: Option<&Hint>,
        before: &[(u32, String)],
    ) -> Result<Layout, String> {
        if let Some(found) = self.refusal {
            return Err(format!("expected payments, found {found}"));
        }
        if self.rows == 0 {
            return Err("expected payments, found no cells".to_owned());
        }
        self.unstack();
        let evidence = |names: &[(u32, String)], first: u32, last: u32| {
            let within = |s: &&Sample| (first..=last).contains(&s.0);
            let samples: Vec<&Sample> = self.samples.iter().filter(within).collect();
            if samples.is_empty() && first > 1 {
                return Err("expected payments, found a header without rows".to_owned());
            }
            Evidence { headers: &lexicons.spend, names, samples: &samples, hint }.tables()
        };
        let unit = self.preface.iter().find_map(|line| money::unit(line));
        let unit = unit.filter(|_| hint.is_none_or(|h| h.unit.is_empty()));
        let mut segments = Vec::new();
        let mut refused: Option<String> = None;
        let first_header = self.headers.first().map_or(u32::MAX, |h| h.row);
        if self.first_payment.is_some_and(|row| row < first_header) {
            let last = first_header.saturating_sub(1);
            // Rows above every header: sorted away from it, or a sheet that goes on, or no header at all.
            let known = self.headers.first().map_or(before, |h| &h.names[..]);
            let mut found =
                if known.is_empty() { Err(String::new()) } else { evidence(known, 1, last) };
            if !found.as_ref().is_ok_and(|tables| tables.iter().all(|t| t.inferred.is_empty())) {
                found = evidence(&[], 1, last).or(found);
            }
            match found {
                Ok(tables) => segments.push(Segment { header: None, first: 1, last, tables }),
                Err(why) => refused = Some(why),
            }
        }
        for (i, header) in self.headers.iter().enumerate() {
            let last = self.headers.get(i + 1).map_or(u32::MAX, |h| h.row - 1);
            match evidence(&header.names, header.row + 1, last) {
                Ok(tables) => {
                    segments.push(Segment {
                        header: Some(header.row),
                        first: header.row,
                        last,
                        tables,
                    });
                }
                Err(why) => refused = refused.or(Some(why)),
            }
        }
        if segments.is_empty() {
            let why = refused.filter(|w| !w.is_empty());
            return Err(why.unwrap_or_else(|| {
                let shown: Vec<&str> = self.widest.iter().take(8).map(String::as_str).collect();
                let shown = shown.join(", ");
                format!("expected a header that names payee, date and amount, found: {shown}")
            }));
        }
        // A title speaks for every table below it that has no unit of its own.
        for table in segments.iter_mut().flat_map(|s: &mut Segment| &mut s.tables) {
            if table.factor == 1 {
                table.factor = unit.unwrap_or(1);
            }
        }
        Ok(Layout { segments, headers: self.headers, preface: self.preface })
    }

    /// Of header rows with nothing between them, the one that names most is the header.
    fn unstack(&mut self) {
        let between = |a: u32, b: u32| self.samples.iter().any(|s| a < s.0 && s.0 < b);
        let mut kept: Vec<Header> = Vec::new();
        for header in &self.headers {
            match kept.last_mut() {
                Some(last) if !between(last.row, header.row) => {
                    if header.score >= last.score {
                        *last = header.clone();
                    }
                }
                _ => kept.push(header.clone()),
            }
        }
        self.headers = kept;
    }
}

/// Tells header rows from all others, remembering what it has seen.
struct Judge<'a> {
    lexicons: &'a Lexicons,
    /// The families and the strength of a cell's words.
    seen: HashMap<String, Option<(Family, u8)>>,
    /// Rows of words that were held against the tables that are no payments.
    looked: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    Amount,
    Date,
    Payee,
    Other,
}

impl Judge<'_> {
    fn header(
        &mut self,
        row: &Row<'_>,
        above: Option<&(u32, Vec<(u32, String)>)>,
        refusal: &mut Option<&'static str>,
    ) -> Option<Header> {
        if row.cells.len() > WIDEST || row.cells.iter().any(|c| is_value(c.value)) {
            return None;
        }
        let names = texts(row);
        if refusal.is_none() && self.looked < 300 {
            self.looked += 1;
            *refusal = self.foreign(&names);
        }
        let alone = self.score(&names);
        if let Some(score) = alone.filter(|s| s.complete) {
            return Some(Header { row: row.number, names, score });
        }
        // A header may stand in two rows: "Net" above "Amount".
        let over = above.filter(|a| a.0 + 1 == row.number && a.1.len() > 1);
        let both = over.map(|(_, upper)| joined(upper, &names));
        let together = both.as_ref().and_then(|names| self.score(names));
        match (alone, both, together) {
            (alone, Some(both), Some(score)) if alone.is_none_or(|a| score > a) => {
                Some(Header { row: row.number, names: both, score })
            }
            (Some(score), ..) => Some(Header { row: row.number, names, score }),
            _ => None,
        }
    }

    /// The two rows of one header, where both looked like headers of their own.
    fn both(&mut self, upper: &Header, lower: &Header) -> Option<Header> {
        let same = upper.names.iter().map(|n| &n.1).eq(lower.names.iter().map(|n| &n.1));
        if upper.row + 1 != lower.row || same {
            return None;
        }
        let names = joined(&upper.names, &lower.names);
        let score = self.score(&names)?;
        (score > upper.score && score > lower.score).then_some(Header {
            row: lower.row,
            names,
            score,
        })
    }

    /// How many cells are words of headers, and whether all that a payment needs is among them.
    fn score(&mut self, names: &[(u32, String)]) -> Option<Score> {
        if names.len() < 2 {
            return None;
        }
        let (mut known, mut sureness) = (0, 0);
        let mut families = [false; 4];
        for (_, name) in names {
            if let Some((family, strength)) = self.family(name) {
                known += 1;
                sureness += usize::from(strength);
                families[family as usize] |= strength >= SURE;
            }
        }
        let keys = families[..3].iter().filter(|f| **f).count();
        let enough = known * 2 >= names.len() || known >= 4;
        let need = if known >= 4 && families[3] { 1 } else { 2 };
        (known >= 2 && enough && keys >= need).then_some(Score { complete: keys == 3, sureness })
    }

    fn family(&mut self, name: &str) -> Option<(Family, u8)> {
        if name.len() > 160 {
            return None;
        }
        if let Some(known) = self.seen.get(name) {
            return *known;
        }
        // A file of nothing but words is no table of payments; its words are not worth an hour.
        if self.seen.len() >= WORDS {
            return None;
        }
        let senses = self.lexicons.spend.senses(name);
        let found = senses.first().filter(|s| s.strength >= 60).map(|s| {
            let family = match s.role {
                "supplier" | "party" | "entity" => Family::Payee,
                r if r.starts_with("amount") || r == "debit" || r == "paid" => Family::Amount,
                r if r.starts_with("date") => Family::Date,
                _ => Family::Other,
            };
            (family, s.strength)
        });
        self.seen.insert(name.to_owned(), found);
        found
    }

    /// Tables that are published where payments should be.
    fn foreign(&self, names: &[(u32, String)]) -> Option<&'static str> {
        if names.len() < 2 {
            return None;
        }
        if names.iter().any(|n| words(&n.1) == ["row", "label"]) {
            return Some("a pivot table");
        }
        let sure = |lexicon: &Headers, role: &str| {
            names.iter().filter(|n| lexicon.strength(&n.1, role) >= 97).count()
        };
        if names.len() < 4 || sure(&self.lexicons.spend, "date_paid") > 0 {
            return None;
        }
        let register = |r: &&Register| sure(&self.lexicons.contracts, r.role) >= r.names;
        if let Some(found) = REGISTERS.iter().find(register) {
            return Some(found.what);
        }
        if sure(&self.lexicons.spend, "supplier") > 0
            || sure(&self.lexicons.spend, "amount_net") > 0
        {
            return None;
        }
        let roles = |lexicon: &Headers, roles: &[&str]| {
            roles.iter().filter(|role| sure(lexicon, role) > 0).count()
        };
        let measured = [
            "area_code",
            "area",
            "period",
            "measure",
            "unit",
            "value",
            "rate",
            "population",
            "count",
        ];
        if roles(&self.lexicons.statistics, &measured) >= 4 {
            return Some("a table of statistics");
        }
        let promised = ["measure", "baseline", "target", "outturn", "forecast", "polarity"];
        if roles(&self.lexicons.performance, &promised) >= 3 {
            return Some("a return of performance");
        }
        None
    }
}

fn texts(row: &Row<'_>) -> Vec<(u32, String)> {
    let cells = row.cells.iter().take(WIDEST);
    cells.map(|c| (c.column, c.value.shown().into_owned())).collect()
}

fn joined(upper: &[(u32, String)], lower: &[(u32, String)]) -> Vec<(u32, String)> {
    let mut out: Vec<(u32, String)> = upper.to_vec();
    for (column, text) in lower {
        match out.iter_mut().find(|n| n.0 == *column) {
            Some(name) => {
                name.1.push(' ');
                name.1.push_str(text);
            }
            None => out.push((*column, text.clone())),
        }
    }
    out.sort_by_key(|n| n.0);
    out
}

/// A cell that no header has: money, a day, a long number.
fn is_value(value: Value<'_>) -> bool {
    match value {
        Value::Stamp(_) | Value::Percent(_) | Value::Truth(_) => true,
        Value::Number(n) => n.fract() != 0.0 || !(1.0..=2100.0).contains(&n),
        Value::Fault(_) => false,
        Value::Text(t) => {
            let start = t.trim_start_matches(['-', '(', '£', '+', ' ', '\'']);
            start.starts_with(|c: char| c.is_ascii_digit())
                && (t.len() > 4 || t.contains('.'))
                && !t.chars().any(|c| c.is_alphabetic() && !matches!(c, 'Â' | 'œ' | 'ú' | 'Ł'))
        }
    }
}

/// Words, a day and an amount: a payment whatever the header says.
fn looks_paid(row: &Row<'_>) -> bool {
    if row.cells.len() < 3 || row.cells.len() > WIDEST {
        return false;
    }
    let (mut words, mut days, mut amounts) = (false, false, false);
    for cell in row.cells {
        let is_day = match cell.value {
            Value::Number(_) => false,
            value => {
                day(value, Order::DayFirst).or_else(|| day(value, Order::MonthFirst)).is_some()
            }
        };
        if is_day {
            days = true;
        } else if pounds(cell.value).is_some() {
            amounts = true;
        } else {
            words |= cell.value.text().is_some_and(|t| t.chars().any(char::is_alphabetic));
        }
    }
    words && days && amounts
}
