//! What is noticed while one sheet is read: totals met or not, rows rejected, days missing, hidden rows.

use rust_decimal::Decimal;

use super::totals::Sums;
use crate::grid::Source;
use crate::issue::{self, Issue, Rule};
use crate::model::place::Place;

/// Totals of one sheet that are worth an issue each.
const TOTALS: usize = 40;

/// What is noticed while one sheet is read.
pub(super) struct Sheet<'a> {
    pub(super) source: &'a dyn Source,
    /// Of the sheet among those of the document.
    pub(super) number: u32,
    pub(super) notes: Vec<Issue>,
    pub(super) sums: Vec<Sums>,
    pub(super) totals: usize,
    pub(super) hidden: Option<Place>,
    pub(super) undated: (usize, Option<Place>),
    pub(super) rejected: (usize, Option<(Place, &'static str)>),
}

impl Sheet<'_> {
    pub(super) fn note(
        &mut self,
        document: &str,
        rule: &Rule,
        place: Place,
        message: impl Into<String>,
    ) {
        self.notes.push(Issue::new(rule, document, place, message));
    }

    pub(super) fn total(&mut self, document: &str, n: usize, amount: Decimal, place: Place) {
        let Some(sums) = self.sums.get_mut(n) else { return };
        let met = sums.meets(amount) || amount == sums.all || amount == sums.block;
        let (all, block) = (sums.all, sums.block);
        sums.close();
        self.totals += 1;
        if self.totals > TOTALS {
            return;
        }
        if met {
            let message = format!("expected {amount}, found {amount}");
            self.note(document, &issue::CONTROL_TOTAL_MET, place, message);
        } else {
            let message =
                format!("expected {amount}, found {block} since the last total and {all} in all");
            self.note(document, &issue::CONTROL_TOTAL_DIFFERS, place, message);
        }
    }

    pub(super) fn finish(mut self, document: &str) -> Vec<Issue> {
        if let Some(place) = self.hidden.take() {
            self.note(
                document,
                &issue::SHEET_HIDDEN,
                place,
                "payments stand in hidden rows or a hidden sheet",
            );
        }
        if let (n, Some(place)) = std::mem::take(&mut self.undated) {
            let message = format!("expected a day, found none that can be read in {n} payments");
            self.note(document, &issue::DATE_UNREADABLE, place, message);
        }
        if let (n, Some((place, reason))) = std::mem::take(&mut self.rejected) {
            let message = format!("{n} rows were rejected, the first: {reason}");
            self.note(document, &issue::ROW_REJECTED, place, message);
        }
        self.notes
    }
}
