//! Sheets of a workbook that hold the payments of another sheet once more, row by row or in sum.

use rust_decimal::Decimal;

use super::payments::Ledger;
use crate::model::payments::{Payment, Payments};
use crate::model::place::Place;

/// The payments of one sheet.
struct Part {
    first: usize,
    last: usize,
    rows: usize,
    sum: Decimal,
    dated: bool,
}

impl Part {
    fn same(&self, other: &Self, all: &Payments) -> bool {
        let key = |t: &Payment| (t.date, t.amount, t.supplier, all.names.get(t.reference));
        self.rows == other.rows
            && self.rows >= 5
            && self.sum == other.sum
            && all.rows[self.first..self.last]
                .iter()
                .map(key)
                .eq(all.rows[other.first..other.last].iter().map(key))
    }
}

impl Ledger {
    /// Takes out the sheets that say again, or in sum, what another sheet of the workbook says; returns them.
    pub fn without_repeats(&mut self) -> Vec<(Place, String)> {
        let mut out = Vec::new();
        let all = std::mem::take(&mut self.starts);
        let ends = all.iter().skip(1).map(|s| s.0).chain([self.payments.len()]);
        let parts: Vec<Part> = all.iter().map(|s| s.0).zip(ends).map(|r| self.part(r)).collect();
        let dated: Decimal = parts.iter().filter(|p| p.dated).map(|p| p.sum).sum();
        let repeats = |i: usize| {
            let part = &parts[i];
            let sums = |p: &Part| p.dated && p.sum == part.sum && p.rows >= part.rows;
            let summary = !part.dated && (parts.iter().any(sums) || part.sum == dated);
            let copy = parts[..i].iter().any(|p| p.same(part, &self.payments));
            part.rows > 1 && (copy || (summary && parts.iter().any(|p| p.dated)))
        };
        let gone: Vec<usize> = (0..parts.len()).filter(|i| repeats(*i)).collect();
        for i in gone.into_iter().rev() {
            let part = &parts[i];
            self.amount_read -= part.sum;
            self.skipped += part.rows as u64;
            self.payments.rows.drain(part.first..part.last);
            let message = "the sheet repeats the payments of another sheet, or sums them up";
            out.push((all[i].1.clone(), message.to_owned()));
        }
        out
    }

    fn part(&self, (first, last): (usize, usize)) -> Part {
        let own = &self.payments.rows[first..last];
        Part {
            first,
            last,
            rows: own.len(),
            sum: self.payments.sum(first..last),
            dated: own.iter().filter(|t| t.date.is_some()).count() * 2 > own.len(),
        }
    }
}
