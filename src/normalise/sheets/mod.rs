//! Sheets to rows: workbooks and delimited files, with the counts that show nothing was lost.
//!
//! Every sheet is read by its own kind: it is looked at for payments first, and one without any for tables of figures
//! (`figures`); a workbook may hold both (`mixed`).
//!
//! Not for what a column means; see `recognise::sheet`.

mod body;
pub mod figures;
#[cfg(test)]
mod generated;
mod merged;
mod mixed;
mod notes;
mod payments;
mod repeats;
#[cfg(test)]
mod tests;
pub mod totals;

use crate::grid::Source;
use crate::issue::{self, Issue, Noted};
use crate::model::document::{Document, DocumentKind, Stated};
use crate::model::hint::{self, Hint};
use crate::model::period::{Month, Period};
use crate::model::place::Place;
use crate::model::product::Product;
use crate::normalise::children::Children;
use crate::read::delimited::{Delimited, mark};
use crate::read::encoding::decode;
use crate::read::{Format, workbook};
use crate::recognise::sheet::blocks::Words;
use crate::recognise::sheet::kinds::Lists;
use crate::recognise::sheet::layout::{self, Layout, Lexicons};
use crate::recognise::sheet::person;
use crate::vocab::Vocab;

use payments::Ledger;

/// Reads a workbook or a delimited file.
pub fn product(
    path: &str,
    bytes: &[u8],
    format: Format,
    vocab: &Vocab,
    hints: &[Hint],
    area: &str,
) -> Noted<Product> {
    let hint = hint::of(hints, path);
    let mut reading = Reading {
        path,
        vocab,
        area,
        hint: hint.as_ref(),
        hints,
        lexicons: Lexicons::of(vocab),
        ledger: Ledger::new(path),
        children: Children::new(path),
        issues: Vec::new(),
        refused: Vec::new(),
        before: Vec::new(),
    };
    if format.is_delimited() {
        let decoded = decode(bytes);
        reading.encoding(decoded.repaired, decoded.encoding, decoded.replaced);
        let mark = if format == Format::Tsv { b'\t' } else { mark(&decoded.text) };
        let source = Delimited::new(&decoded.text, mark);
        return reading.document(&[&source], format);
    }
    match workbook::open(bytes, format) {
        Ok(sheets) => {
            let sheets: Vec<&dyn Source> = sheets.iter().map(|s| &**s).collect();
            reading.document(&sheets, format)
        }
        Err(broken) => {
            reading.note(&issue::SHEET_BROKEN, Place::Whole, broken);
            reading.finish(format, None)
        }
    }
}

struct Reading<'a> {
    path: &'a str,
    vocab: &'a Vocab,
    area: &'a str,
    /// What is pinned for the document, and all that may be pinned for its sheets.
    hint: Option<&'a Hint>,
    hints: &'a [Hint],
    lexicons: Lexicons,
    ledger: Ledger,
    children: Children,
    issues: Vec<Issue>,
    refused: Vec<Refused>,
    before: Vec<(u32, String)>,
}

/// A sheet without payments: why, and how many rows it holds.
struct Refused {
    sheet: usize,
    place: Place,
    why: String,
    rows: u64,
}

/// A sheet and what is pinned for it.
struct Pinned<'a> {
    number: usize,
    source: &'a dyn Source,
    hint: Option<Hint>,
    wanted: bool,
}

impl Pinned<'_> {
    fn kind(&self) -> &str {
        self.hint.as_ref().map_or("", |h| h.kind.as_str())
    }
}

impl Reading<'_> {
    /// Every sheet by its own kind: payments first, then in what is left tables of figures.
    fn document(mut self, sheets: &[&dyn Source], format: Format) -> Noted<Product> {
        let pinned = sheets.iter().enumerate().map(|(number, source)| {
            let pinned = hint::of_sheet(self.hints, self.path, source.sheet());
            let (hint, wanted) = match pinned {
                hint::Pinned::Read(hint) => (hint.map(|h| *h), true),
                hint::Pinned::Other => (None, false),
            };
            Pinned { number, source: *source, hint, wanted }
        });
        let pinned: Vec<Pinned<'_>> = pinned.collect();
        pinned.iter().for_each(|s| self.sheet(s));
        // A workbook that names children is looked at no further.
        let figures = if self.children.any() { None } else { self.figures(&pinned) };
        self.finish(format, figures)
    }

    /// Looks at every sheet without payments for tables of figures; why there are none is kept beside why there are no payments.
    fn figures(&mut self, sheets: &[Pinned<'_>]) -> Option<Noted<Product>> {
        let desk =
            figures::Desk { path: self.path, vocab: self.vocab, hint: None, area: self.area };
        let (words, lists) = (Words::of(self.vocab), Lists::of(self.vocab));
        let paid = self.ledger.tables > 0;
        let left = |s: &&Pinned<'_>| {
            let closed = matches!(s.kind(), "spend" | "ignore" | "unrecognised");
            s.wanted && !closed && self.refused.iter().any(|r| r.sheet == s.number)
        };
        let mut seen = Vec::new();
        for sheet in sheets.iter().filter(left) {
            let desk = figures::Desk { hint: sheet.hint.as_ref(), ..desk };
            // Where it is broken the first look has said so already.
            if let Ok(mut found) = figures::look(sheet.source, &desk, &words, &lists) {
                if paid {
                    found.leave_summaries(&lists);
                }
                seen.push((sheet.number, found));
            }
        }
        let (numbers, seen): (Vec<usize>, Vec<figures::Seen<'_>>) = seen.into_iter().unzip();
        let found = figures::product(&desk, &seen, &lists);
        if found.is_some() {
            self.refused.retain(|r| !numbers.contains(&r.sheet));
            return found;
        }
        for (number, sheet) in numbers.into_iter().zip(seen) {
            let Some(reason) = self.refused.iter_mut().find(|r| r.sheet == number) else {
                continue;
            };
            for (_, why) in sheet.refused {
                if !reason.why.contains(&why) {
                    reason.why = format!("{}; {why}", reason.why);
                }
            }
        }
        None
    }

    fn note(&mut self, rule: &issue::Rule, place: Place, message: impl Into<String>) {
        self.issues.push(Issue::new(rule, self.path, place, message));
    }

    fn encoding(&mut self, repaired: bool, encoding: &str, replaced: usize) {
        if repaired {
            let message = format!("expected UTF-8, found {encoding}");
            self.note(&issue::ENCODING_REPAIRED, Place::Whole, message);
        }
        if replaced > 0 {
            let message = format!("{replaced} bytes were replaced");
            self.note(&issue::ENCODING_DOUBTFUL, Place::Whole, message);
        }
    }

    fn sheet(&mut self, sheet: &Pinned<'_>) {
        let source = sheet.source;
        // Rows about people come before anything else that a sheet might be read as.
        match person::find(source, self.vocab) {
            person::Found::Outcomes(c) => {
                return self.children.sheet(self.path, source, &c, self.vocab);
            }
            person::Found::Closed(row, missing) => {
                return self.children.closed(self.path, source, row, missing);
            }
            person::Found::Nobody => {}
        }
        let kind = sheet.kind();
        if !sheet.wanted {
            return self.refuse(sheet, "another sheet is pinned".to_owned());
        }
        if !matches!(kind, "" | "spend") {
            return self.refuse(sheet, format!("the workspace says that this is {kind}"));
        }
        let hint = sheet.hint.as_ref();
        match layout::payments(source, &self.lexicons, hint, &self.before) {
            Ok(Ok(layout)) => self.payments(source, &layout, hint),
            Ok(Err(why)) => self.refuse(sheet, why),
            Err(broken) => self.note(&issue::SHEET_BROKEN, source.place(1, 1), broken),
        }
    }

    fn refuse(&mut self, sheet: &Pinned<'_>, why: String) {
        let mut rows = 0;
        let read = sheet.source.rows(&mut |row| {
            rows += u64::from(!row.is_blank());
            true
        });
        let place = sheet.source.place(1, 1);
        if let Err(broken) = read {
            self.note(&issue::SHEET_BROKEN, place.clone(), broken);
        }
        if rows > 0 {
            self.refused.push(Refused { sheet: sheet.number, place, why, rows });
        }
    }

    fn payments(&mut self, source: &dyn Source, layout: &Layout, hint: Option<&Hint>) {
        let body = body::named(self.path, source.sheet(), &layout.preface, hint, self.vocab);
        let noted = self.ledger.read(source, layout, &body);
        self.issues.extend(noted);
        if let Some(header) = layout.headers.first() {
            self.before.clone_from(&header.names);
        }
        for segment in &layout.segments {
            for table in &segment.tables {
                if !table.inferred.is_empty() {
                    let place = source.place(segment.header.unwrap_or(segment.first), table.amount);
                    let message = format!(
                        "expected a header that names every column, took {} from the cells",
                        table.inferred.join(", ")
                    );
                    self.note(&issue::LAYOUT_INFERRED, place, message);
                }
            }
        }
    }

    /// Rows in sheets that nothing was read from.
    fn unread(&self) -> u64 {
        self.refused.iter().map(|r| r.rows).sum()
    }

    /// Rows about children: whatever else the workbook holds is counted and not told of, because it may name them.
    fn people(mut self, format: Format) -> Noted<Product> {
        let unread = self.ledger.rows + self.unread();
        let (mut product, issues) = self.children.finish(self.path, self.vocab, self.hint);
        let document = &mut product.document;
        format.name().clone_into(&mut document.format);
        document.rows_read += unread;
        document.rows_skipped += unread;
        self.issues.extend(issues);
        Noted { product, issues: self.issues }
    }

    fn finish(mut self, format: Format, figures: Option<Noted<Product>>) -> Noted<Product> {
        if self.children.any() {
            return self.people(format);
        }
        let paid = self.ledger.tables > 0;
        let unread = self.unread();
        let rule =
            if paid || figures.is_some() { &issue::SHEET_SKIPPED } else { &issue::UNRECOGNISED };
        let refused = std::mem::take(&mut self.refused).into_iter().map(|r| (r.place, r.why));
        for (place, why) in refused.chain(self.ledger.without_repeats()) {
            self.note(rule, place, why);
        }
        if !paid && figures.is_none() && self.issues.is_empty() {
            let why = "expected payments, found no sheet with cells";
            self.note(&issue::UNRECOGNISED, Place::Whole, why);
        }
        let mut issues = self.issues;
        let own = paid.then(|| spent(self.path, self.ledger, self.hint));
        let mut product = match (own, figures) {
            (own, Some(mut noted)) => {
                issues.append(&mut noted.issues);
                match own {
                    Some(own) => mixed::joined(own, noted.product),
                    None => noted.product,
                }
            }
            (Some(own), None) => own,
            (None, None) => Product {
                document: Document {
                    document: self.path.to_owned(),
                    area: self.hint.map_or(String::new(), |h| h.area.clone()),
                    ..Document::default()
                },
                ..Product::default()
            },
        };
        let document = &mut product.document;
        format.name().clone_into(&mut document.format);
        document.rows_read += unread;
        document.rows_skipped += unread;
        Noted { product, issues }
    }
}

/// What the payments of a document come to.
fn spent(path: &str, ledger: Ledger, hint: Option<&Hint>) -> Product {
    let (pinned, found) = (hint.and_then(|h| h.period), period_of(&ledger));
    let document = Document {
        document: path.to_owned(),
        kind: DocumentKind::Spend,
        title: ledger.title.clone(),
        area: hint.map_or(String::new(), |h| h.area.clone()),
        period: pinned.or(found),
        period_basis: match (pinned, found) {
            (Some(_), _) => Stated::Stated,
            (_, Some(_)) => Stated::Inferred,
            _ => Stated::None,
        },
        rows_read: ledger.rows,
        rows_kept: ledger.payments.len() as u64,
        rows_rejected: ledger.rejected.len() as u64,
        rows_skipped: ledger.skipped,
        amount_read: Some(ledger.amount_read),
        amount_kept: Some(ledger.payments.sum(0..ledger.payments.len())),
        amount_rejected: Some(ledger.amount_rejected),
        ..Document::default()
    };
    Product {
        document,
        transactions: ledger.payments,
        rejected_rows: ledger.rejected,
        ..Product::default()
    }
}

/// The month or the financial year that nine in ten of the payments fall into.
fn period_of(ledger: &Ledger) -> Option<Period> {
    use std::collections::BTreeMap;
    let mut months: BTreeMap<(i32, u32), usize> = BTreeMap::new();
    let mut years: BTreeMap<i32, usize> = BTreeMap::new();
    let mut all = 0;
    for date in ledger.payments.rows.iter().filter_map(|t| t.date) {
        let month = Month::new(i32::from(date.year()), u32::from(date.month().unsigned_abs()))?;
        *months.entry((month.year(), month.number())).or_default() += 1;
        *years.entry(Period::Month(month).fy_start_year()).or_default() += 1;
        all += 1;
    }
    let most = |n: usize| n * 10 >= all * 9;
    if let Some(((year, month), _)) = months.into_iter().find(|m| most(m.1)) {
        return Month::new(year, month).map(Period::Month);
    }
    years.into_iter().find(|y| most(y.1)).map(|y| Period::FinancialYear(y.0))
}
