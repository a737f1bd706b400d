//! Tables of figures to rows: populations, price indices, outturns, performance returns and statistics.
//!
//! Every row of a sheet ends in exactly one of kept, rejected and skipped. Payments are not read here.

pub(super) mod about;
mod apart;
mod cell;
mod columns;
mod coordinates;
mod deflator;
pub mod drawn;
mod extent;
mod labels;
mod naming;
mod outturn;
mod people;
mod performance;
mod population;
mod promise;
#[cfg(test)]
mod published;
mod rates;
mod returned;
mod statistics;
#[cfg(test)]
mod tests;
mod words;

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::grid::{Grid, Source};
use crate::issue::{self, Issue, Noted, Rule};
use crate::model::document::{Document, Stated};
use crate::model::hint::Hint;
use crate::model::observation::Observation;
use crate::model::period::Period;
use crate::model::place::Place;
use crate::model::product::Product;
use crate::model::transaction::RejectedRow;
use crate::recognise::sheet::blocks::{Line, Words, blocks};
use crate::recognise::sheet::kinds::{Kind, Known, Lists, kind};
use crate::vocab::Vocab;
use about::{About, Setting};

/// Cells of one sheet that are looked at; a larger one is cut there, and an issue says so.
const CELLS: usize = 8_000_000;

/// What every sheet of a document is read with.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    pub path: &'a str,
    pub vocab: &'a Vocab,
    pub hint: Option<&'a Hint>,
    /// The area of documents that name none.
    pub area: &'a str,
}

/// A table and everything that is needed to read it.
pub(super) struct Table<'a> {
    pub desk: Desk<'a>,
    pub lists: &'a Lists,
    pub known: &'a Known,
    pub about: &'a About,
    pub source: &'a dyn Source,
    /// The table, counted through the document from 1.
    pub number: u32,
}

impl Table<'_> {
    pub fn place(&self, row: u32, column: u32) -> Place {
        self.source.place(row, column)
    }
}

/// What became of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Skipped,
    Kept,
    Rejected,
}

/// The rows that a document became, and what became of each of its own.
#[derive(Default)]
pub(super) struct Yield {
    pub product: Product,
    pub issues: Vec<Issue>,
    /// By table, row and first column.
    fates: BTreeMap<(u32, u32, u32), Fate>,
    pub people: people::People,
    /// Money in rows that were rejected.
    pub amount_rejected: Decimal,
    path: String,
    /// How many rows of the table were rejected, and the rule, the reason and the row of the first.
    rejections: Option<(usize, &'static str, String, u32)>,
}

impl Yield {
    pub fn note(&mut self, rule: &Rule, place: Place, message: impl Into<String>) {
        self.issues.push(Issue::new(rule, &self.path, place, message));
    }

    pub fn keep(&mut self, table: &Table<'_>, row: u32) {
        self.fates.insert((table.number, row, table.known.block.from), Fate::Kept);
    }

    /// A row that should have been data and is not: it is listed as it was read.
    pub fn reject(
        &mut self,
        table: &Table<'_>,
        line: &Line,
        rule: &Rule,
        reason: impl Into<String>,
    ) {
        let fate = self
            .fates
            .entry((table.number, line.number, table.known.block.from))
            .or_insert(Fate::Skipped);
        if *fate == Fate::Rejected {
            return;
        }
        *fate = Fate::Rejected;
        let reason = reason.into();
        let noted =
            self.rejections.get_or_insert_with(|| (0, rule.code, reason.clone(), line.number));
        noted.0 += 1;
        let column = line.cells.first().map_or(table.known.block.from, |c| c.0);
        self.product.rejected_rows.push(RejectedRow {
            document: self.path.as_str().into(),
            place: table.place(line.number, column),
            rule: rule.code,
            reason,
            raw: raw(line),
        });
    }

    pub fn observe(&mut self, mut observation: Observation) {
        let place = &observation.place;
        let last = self.product.observations.last().filter(|o| o.place == *place);
        observation.nth = last.map_or(0, |o| o.nth + 1);
        self.product.observations.push(observation);
    }

    /// A figure that was read and is not published; its row is rejected where it holds nothing else.
    pub fn refuse(&mut self, observation: &Observation, why: &str) {
        let Some(row) = observation.place.line() else { return };
        let table = observation.seat.block;
        let other = |o: &Observation| o.seat.block == table && o.place.line() == Some(row);
        if self.product.observations.iter().any(other) {
            return;
        }
        let fate = self.fates.range_mut((table, row, 0)..=(table, row, u32::MAX)).next();
        let Some(fate) = fate.filter(|f| *f.1 == Fate::Kept) else { return };
        *fate.1 = Fate::Rejected;
        self.product.rejected_rows.push(RejectedRow {
            document: self.path.as_str().into(),
            place: observation.place.clone(),
            rule: issue::RATE_SUMMED.code,
            reason: why.to_owned(),
            raw: observation.quote.clone(),
        });
    }

    fn count(&self, fate: Fate) -> u64 {
        self.fates.values().filter(|f| **f == fate).count() as u64
    }
}

/// The cells of a row joined by ` | `, contact details masked.
pub(super) fn raw(line: &Line) -> String {
    const LONGEST: usize = 2_000;
    let cells: Vec<String> = line.cells.iter().map(|c| c.1.value().shown().into_owned()).collect();
    let joined = crate::written::contact::mask(&cells.join(" | "));
    match joined.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}\u{2026}", &joined[..at]),
        None => joined,
    }
}

/// One sheet of a document, with the tables in it and what the others of its blocks are not.
pub struct Seen<'a> {
    pub source: &'a dyn Source,
    /// What is pinned for this sheet.
    hint: Option<&'a Hint>,
    pub known: Vec<Known>,
    pub refused: Vec<(Place, String)>,
    /// Rows that hold something.
    pub rows: u64,
    /// Was it larger than what is looked at?
    pub cut: bool,
    /// The lines above the first table.
    pub top: Vec<(u32, String)>,
}

/// Looks for tables of figures in a sheet.
///
/// # Errors
/// The source's own.
pub fn look<'a>(
    source: &'a dyn Source,
    desk: &Desk<'a>,
    words: &Words,
    lists: &Lists,
) -> Result<Seen<'a>, String> {
    let (grid, cut) = Grid::collect(source, CELLS)?;
    let rows =
        (0..grid.len()).filter(|n| grid.row(*n).is_some_and(|r| !r.2.is_empty())).count() as u64;
    let around = format!("{} {}", source.sheet(), desk.path);
    let (known, refused, top) = (Vec::new(), Vec::new(), Vec::new());
    let mut seen = Seen { source, hint: desk.hint, known, refused, rows, cut, top };
    for block in blocks(&grid, words, desk.hint) {
        if seen.top.is_empty() {
            seen.top.clone_from(&block.preface);
        }
        let place = source.place(block.header.first().copied().unwrap_or(1), block.from);
        match kind(block, lists, desk.vocab, desk.hint, &around) {
            Ok(known) => seen.known.push(known),
            Err(why) => seen.refused.push((place, why)),
        }
    }
    Ok(seen)
}

impl Seen<'_> {
    /// Beside payments, a table that names no areas or holds money sums them up and must not count once more.
    pub fn leave_summaries(&mut self, lists: &Lists) {
        let (sums, kept): (Vec<Known>, Vec<Known>) =
            std::mem::take(&mut self.known).into_iter().partition(|k| k.sums_up(lists));
        self.known = kept;
        for known in sums {
            let row = known.block.header.first().copied().unwrap_or(1);
            let why = "a summary beside payments: they count, it does not".to_owned();
            self.refused.push((self.source.place(row, known.block.from), why));
        }
    }
}

/// Reads the tables of all sheets; nothing where there is none of a known kind.
pub fn product(desk: &Desk<'_>, sheets: &[Seen<'_>], lists: &Lists) -> Option<Noted<Product>> {
    sheets.iter().find(|s| !s.known.is_empty())?;
    let mut tables = Vec::new();
    let mut out = Yield { path: desk.path.to_owned(), ..Yield::default() };
    let (mut rows, mut number, mut first) = (0, 0, None);
    for sheet in sheets {
        rows += sheet.rows;
        if sheet.cut {
            let message =
                format!("expected at most {CELLS} cells, found more: the rest was not read");
            out.note(&issue::SHEET_BROKEN, sheet.source.place(1, 1), message);
        }
        for (place, why) in &sheet.refused {
            out.note(&issue::SHEET_SKIPPED, place.clone(), why.clone());
        }
        if sheet.known.is_empty() && sheet.refused.is_empty() && sheet.rows > 0 {
            let why = "expected a header above figures, found words";
            out.note(&issue::SHEET_SKIPPED, sheet.source.place(1, 1), why);
        }
        for known in &sheet.known {
            number += 1;
            // Working sheets are hidden away behind the published ones and hold the same money and people again.
            let working = sheet.source.hidden() && sheets.iter().any(shows);
            let setting = setting(desk, sheet);
            let about = about_known(known, &setting);
            let desk = Desk { hint: sheet.hint, ..*desk };
            let table = Table { desk, lists, known, about: &about, source: sheet.source, number };
            rows += extra_rows(&sheet.known, known);
            let from = (out.product.rejected_rows.len(), out.issues.len());
            out.read(&table, working);
            let last = (out.product.rejected_rows.len(), out.issues.len());
            tables.push(Read {
                kind: known.kind,
                number,
                place: table
                    .place(known.block.header.last().copied().unwrap_or(1), known.block.from),
                rejected: from.0..last.0,
                issues: from.1..last.1,
            });
            first.get_or_insert(about);
        }
    }
    people::finish(&mut out);
    rates::refuse_sums(&mut out, desk.vocab);
    let main = out.main(&tables);
    out.leave_forms(&tables, main);
    Some(out.finish(desk, main, rows, &first.unwrap_or_default()))
}

/// A table that was read, and which of the rejected rows and the issues are its own.
struct Read {
    kind: Kind,
    number: u32,
    place: Place,
    rejected: std::ops::Range<usize>,
    issues: std::ops::Range<usize>,
}

fn setting<'a>(desk: &Desk<'a>, sheet: &'a Seen<'_>) -> Setting<'a> {
    Setting {
        path: desk.path,
        sheet: sheet.source.sheet(),
        top: &sheet.top,
        hint: sheet.hint,
        vocab: desk.vocab,
        area: desk.area,
    }
}

/// What holds for a table; a return that nothing dates is of the last year that its columns name.
pub(super) fn about_known(known: &Known, setting: &Setting<'_>) -> About {
    let mut about = about::about(&known.block, setting);
    if about.period.is_none() && known.kind == Kind::Performance {
        let named = known.heads.iter().flat_map(|h| h.facets.iter().filter_map(|f| f.period));
        let years = named.filter(|p| matches!(p, Period::FinancialYear(_)));
        about.period = years.max_by_key(|p| p.fy_start_year());
        about.period_basis = Stated::Inferred;
    }
    about
}

/// A sheet that is not hidden and holds a table of those kinds that must not be counted twice.
fn shows(sheet: &Seen<'_>) -> bool {
    let once = |k: &Known| matches!(k.kind, Kind::Population | Kind::Deflator | Kind::Outturn);
    !sheet.source.hidden() && sheet.known.iter().any(once)
}

/// Rows that tables side by side share are rows of each of them.
fn extra_rows(known: &[Known], own: &Known) -> u64 {
    let beside =
        known.iter().any(|k| k.block.header == own.block.header && k.block.from < own.block.from);
    if beside { own.block.lines.len() as u64 } else { 0 }
}

impl Yield {
    fn read(&mut self, table: &Table<'_>, working: bool) {
        let known = table.known;
        for line in &known.block.lines {
            self.fates.insert((table.number, line.number, known.block.from), Fate::Skipped);
        }
        if working {
            let why = "a hidden sheet behind those that are published: its figures are workings";
            let row = known.block.header.first().copied().unwrap_or(1);
            return self.note(&issue::SHEET_SKIPPED, table.place(row, known.block.from), why);
        }
        match known.kind {
            Kind::Population => population::read(table, self),
            Kind::Deflator => deflator::read(table, self),
            Kind::Outturn => outturn::read(table, self),
            Kind::Performance => performance::read(table, self),
            Kind::Statistics => statistics::read(table, self),
        }
        self.hidden(table);
        if let Some((rows, code, reason, first)) = self.rejections.take()
            && let Some(rule) = issue::rule(code)
        {
            let message = format!("{rows} rows were rejected, the first: {reason}");
            self.note(rule, table.place(first, known.block.from), message);
        }
    }

    fn kept(&self, table: u32) -> usize {
        let own = self.fates.range((table, 0, 0)..=(table, u32::MAX, u32::MAX));
        own.filter(|f| *f.1 == Fate::Kept).count()
    }

    /// The kind that most of the kept rows are of; of two with as many the first in the list.
    fn main(&self, tables: &[Read]) -> Kind {
        let mut rows: BTreeMap<Kind, usize> = BTreeMap::new();
        for table in tables {
            *rows.entry(table.kind).or_default() += self.kept(table.number);
        }
        let most = rows.into_iter().max_by_key(|(kind, n)| (*n, std::cmp::Reverse(*kind)));
        most.map_or(Kind::Statistics, |m| m.0)
    }

    /// A form or a list that looks like statistics, and of which no row could be placed, is none beside tables that were
    /// read: its rows are skipped, and one issue says so.
    fn leave_forms(&mut self, tables: &[Read], main: Kind) {
        let none = |t: &&Read| {
            t.kind == Kind::Statistics && self.kept(t.number) == 0 && !t.rejected.is_empty()
        };
        let forms: Vec<&Read> = tables.iter().filter(none).collect();
        if main == Kind::Statistics {
            return;
        }
        for form in forms.into_iter().rev() {
            let rows = form.rejected.len();
            self.product.rejected_rows.drain(form.rejected.clone());
            self.issues.drain(form.issues.clone());
            let why =
                format!("a form or a list: none of its {rows} rows of figures could be placed");
            self.note(&issue::SHEET_SKIPPED, form.place.clone(), why);
            let own = (form.number, 0, 0)..=(form.number, u32::MAX, u32::MAX);
            self.fates.range_mut(own).for_each(|f| *f.1 = Fate::Skipped);
        }
    }

    fn hidden(&mut self, table: &Table<'_>) {
        let kept = |n: u32| {
            self.fates.get(&(table.number, n, table.known.block.from)) == Some(&Fate::Kept)
        };
        let hidden = |l: &&Line| (l.hidden || table.source.hidden()) && kept(l.number);
        if let Some(line) = table.known.block.lines.iter().find(hidden) {
            let place = table.place(line.number, table.known.block.from);
            self.note(
                &issue::SHEET_HIDDEN,
                place,
                "figures stand in hidden rows or a hidden sheet",
            );
        }
    }

    fn finish(self, desk: &Desk<'_>, main: Kind, rows: u64, about: &About) -> Noted<Product> {
        let (kept, rejected) = (self.count(Fate::Kept), self.count(Fate::Rejected));
        let mut product = self.product;
        let money = &product.allocations;
        let kept_amount: Decimal = money.iter().map(|a| a.amount).sum();
        let lost = self.amount_rejected;
        let any = main == Kind::Outturn || !money.is_empty() || !lost.is_zero();
        product.document = Document {
            document: desk.path.to_owned(),
            kind: main.document(),
            title: crate::written::contact::mask(&about.title),
            area: about.area.clone(),
            period: about.period,
            period_basis: if about.period.is_some() { about.period_basis } else { Stated::None },
            rows_read: rows,
            rows_kept: kept,
            rows_rejected: rejected,
            rows_skipped: rows.saturating_sub(kept + rejected),
            amount_read: any.then(|| kept_amount + lost),
            amount_kept: any.then_some(kept_amount),
            amount_rejected: any.then_some(lost),
            ..product.document
        };
        Noted { product, issues: self.issues }
    }
}
