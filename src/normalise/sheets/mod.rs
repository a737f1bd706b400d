//! Sheets to rows: workbooks and delimited files, with the counts that show nothing was lost.
//!
//! A sheet is looked at for payments first; a document without any is looked at for tables of figures (`figures`).
//!
//! Not for what a column means; see `recognise::sheet`.

mod body;
pub mod figures;
#[cfg(test)]
mod generated;
mod merged;
mod notes;
mod payments;
mod repeats;
#[cfg(test)]
mod tests;
mod totals;

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
        hint: hint.as_ref(),
        lexicons: Lexicons::of(vocab),
        ledger: Ledger::new(path),
        children: Children::new(path),
        issues: Vec::new(),
        refused: Vec::new(),
        skipped: 0,
        sheets: 0,
        before: Vec::new(),
    };
    if format.is_delimited() {
        let decoded = decode(bytes);
        reading.encoding(decoded.repaired, decoded.encoding, decoded.replaced);
        let mark = if format == Format::Tsv { b'\t' } else { mark(&decoded.text) };
        let source = Delimited::new(&decoded.text, mark);
        return reading.document(&[&source], format, area);
    }
    match workbook::open(bytes, format) {
        Ok(sheets) => {
            let sheets: Vec<&dyn Source> = sheets.iter().map(|s| &**s).collect();
            reading.document(&sheets, format, area)
        }
        Err(broken) => {
            reading.note(&issue::SHEET_BROKEN, Place::Whole, broken);
            reading.finish(format)
        }
    }
}

struct Reading<'a> {
    path: &'a str,
    vocab: &'a Vocab,
    hint: Option<&'a Hint>,
    lexicons: Lexicons,
    ledger: Ledger,
    children: Children,
    issues: Vec<Issue>,
    /// Sheets without payments, and why.
    refused: Vec<(Place, String)>,
    skipped: u64,
    sheets: usize,
    before: Vec<(u32, String)>,
}

impl Reading<'_> {
    /// Payments where some sheet holds them, else tables of figures.
    fn document(mut self, sheets: &[&dyn Source], format: Format, area: &str) -> Noted<Product> {
        sheets.iter().for_each(|s| self.sheet(*s));
        let kind = self.hint.map_or("", |h| h.kind.as_str());
        // A workbook that names children is looked at no further.
        let settled = self.ledger.tables > 0 || self.children.any();
        if settled || matches!(kind, "spend" | "ignore" | "unrecognised") {
            return self.finish(format);
        }
        let found = self.figures(sheets, area);
        match found {
            Some(mut noted) => {
                format.name().clone_into(&mut noted.product.document.format);
                let mut issues = std::mem::take(&mut self.issues);
                issues.append(&mut noted.issues);
                Noted { issues, ..noted }
            }
            None => self.finish(format),
        }
    }

    /// Looks at every sheet for tables of figures; why there are none is kept beside why there are no payments.
    fn figures(&mut self, sheets: &[&dyn Source], area: &str) -> Option<Noted<Product>> {
        let desk = figures::Desk { path: self.path, vocab: self.vocab, hint: self.hint, area };
        let (words, lists) = (Words::of(self.vocab), Lists::of(self.vocab));
        let pinned = self.hint.and_then(|h| h.sheet.clone());
        let mut seen = Vec::new();
        for source in sheets {
            let unwanted = pinned.as_ref().is_some_and(|s| !s.eq_ignore_ascii_case(source.sheet()));
            match figures::look(*source, &desk, &words, &lists) {
                Ok(mut sheet) if unwanted => {
                    sheet.known.clear();
                    sheet.refused =
                        vec![(source.place(1, 1), "another sheet is pinned".to_owned())];
                    seen.push(sheet);
                }
                Ok(sheet) => seen.push(sheet),
                // The first look has said so already.
                Err(_) => {}
            }
        }
        let found = figures::product(&desk, &seen, &lists);
        if found.is_none() {
            for (place, why) in seen.into_iter().flat_map(|s| s.refused) {
                let sheet = |r: &&mut (Place, String)| sheet_of(&r.0) == sheet_of(&place);
                if let Some(reason) =
                    self.refused.iter_mut().find(sheet).filter(|r| !r.1.contains(&why))
                {
                    reason.1 = format!("{}; {why}", reason.1);
                }
            }
        }
        found
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

    fn sheet(&mut self, source: &dyn Source) {
        self.sheets += 1;
        let kind = self.hint.map_or("", |h| h.kind.as_str());
        let other = self.hint.and_then(|h| h.sheet.as_deref());
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
        let unwanted = other.is_some_and(|s| !s.eq_ignore_ascii_case(source.sheet()));
        if unwanted || !matches!(kind, "" | "spend") {
            let why = if unwanted {
                "another sheet is pinned".to_owned()
            } else {
                format!("the workspace says that this is {kind}")
            };
            return self.refuse(source, why);
        }
        match layout::payments(source, &self.lexicons, self.hint, &self.before) {
            Ok(Ok(layout)) => self.payments(source, &layout),
            Ok(Err(why)) => self.refuse(source, why),
            Err(broken) => self.note(&issue::SHEET_BROKEN, source.place(1, 1), broken),
        }
    }

    fn refuse(&mut self, source: &dyn Source, why: String) {
        let mut rows = 0;
        let read = source.rows(&mut |row| {
            rows += u64::from(!row.is_blank());
            true
        });
        self.skipped += rows;
        if let Err(broken) = read {
            self.note(&issue::SHEET_BROKEN, source.place(1, 1), broken);
        }
        if rows > 0 {
            self.refused.push((source.place(1, 1), why));
        }
    }

    fn payments(&mut self, source: &dyn Source, layout: &Layout) {
        let body = body::named(self.path, source.sheet(), &layout.preface, self.hint, self.vocab);
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

    /// Rows about children: whatever else the workbook holds is counted and not told of, because it may name them.
    fn people(mut self, format: Format) -> Noted<Product> {
        let (mut product, issues) = self.children.finish(self.path, self.vocab, self.hint);
        let document = &mut product.document;
        format.name().clone_into(&mut document.format);
        document.rows_read += self.ledger.rows + self.skipped;
        document.rows_skipped += self.ledger.rows + self.skipped;
        self.issues.extend(issues);
        Noted { product, issues: self.issues }
    }

    fn finish(mut self, format: Format) -> Noted<Product> {
        if self.children.any() {
            return self.people(format);
        }
        let spend = self.ledger.tables > 0;
        self.refused.extend(self.ledger.without_repeats());
        for (place, why) in std::mem::take(&mut self.refused) {
            if spend {
                self.note(&issue::SHEET_SKIPPED, place, why);
            } else {
                self.note(&issue::UNRECOGNISED, place, why);
            }
        }
        if !spend && self.issues.is_empty() {
            let why = "expected payments, found no sheet with cells";
            self.note(&issue::UNRECOGNISED, Place::Whole, why);
        }
        let ledger = self.ledger;
        let kept = ledger.payments.len() as u64;
        let rejected = ledger.rejected.len() as u64;
        let skipped = ledger.skipped + self.skipped;
        let amount_kept = ledger.payments.sum(0..ledger.payments.len());
        let period = period_of(&ledger);
        let document = Document {
            document: self.path.to_owned(),
            kind: if spend { DocumentKind::Spend } else { DocumentKind::Unrecognised },
            format: format.name().to_owned(),
            title: ledger.title.clone(),
            area: self.hint.map_or(String::new(), |h| h.area.clone()),
            period: self.hint.and_then(|h| h.period).or(period),
            period_basis: match (self.hint.and_then(|h| h.period), period) {
                (Some(_), _) => Stated::Stated,
                (_, Some(_)) => Stated::Inferred,
                _ => Stated::None,
            },
            rows_read: ledger.rows + self.skipped,
            rows_kept: kept,
            rows_rejected: rejected,
            rows_skipped: skipped,
            amount_read: spend.then_some(ledger.amount_read),
            amount_kept: spend.then_some(amount_kept),
            amount_rejected: spend.then_some(ledger.amount_rejected),
            ..Document::default()
        };
        let product = Product {
            document,
            transactions: ledger.payments,
            rejected_rows: ledger.rejected,
            ..Product::default()
        };
        Noted { product, issues: self.issues }
    }
}

fn sheet_of(place: &Place) -> &str {
    match place {
        Place::Cell { sheet, .. } => sheet,
        _ => "",
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
