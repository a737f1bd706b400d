//! Rows about children to counts by area and period. Nothing else of them leaves: no id, no day, no row.
//!
//! The rules are those that the field publishes: what makes a first time entrant, what counts once on one occasion, who
//! is in a reoffending cohort and for how long it is followed. `rows` reads, `coverage` says which periods the rows are
//! whole for, `events` and `cohort` count, and `report` writes the counts as observations.

mod cohort;
mod coverage;
mod events;
mod report;
mod rows;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::issue::{self, Issue};
use crate::model::document::{Document, DocumentKind, Stated};
use crate::model::hint::Hint;
use crate::model::period::Period;
use crate::model::place::Place;
use crate::model::product::Product;
use crate::vocab::Vocab;

pub use rows::Children;

/// A child's outcome, of which only counts are ever told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The child, counted through the document: the id itself is not kept.
    pub child: usize,
    pub date: jiff::civil::Date,
    pub class: Class,
    pub area: String,
    pub offence: Option<jiff::civil::Date>,
    pub release: Option<jiff::civil::Date>,
    /// 18 or over: it may prove a reoffence, and counts as nothing else.
    pub adult: bool,
    pub place: Place,
}

/// What an outcome counts as, the gravest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    Custody,
    Community,
    FirstTier,
    Caution,
    RemandCustody,
    RemandCare,
    RemandBail,
    Resolution,
    Nothing,
}

impl Class {
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "custody" => Self::Custody,
            "community" => Self::Community,
            "first_tier" => Self::FirstTier,
            "caution" => Self::Caution,
            "remand_custody" => Self::RemandCustody,
            "remand_care" => Self::RemandCare,
            "remand_bail" => Self::RemandBail,
            "resolution" => Self::Resolution,
            "none" => Self::Nothing,
            _ => return None,
        })
    }

    pub fn at_court(self) -> bool {
        matches!(self, Self::Custody | Self::Community | Self::FirstTier)
    }

    /// A caution or a conviction: what makes an entrant, and what proves a reoffence.
    pub fn substantive(self) -> bool {
        self.at_court() || self == Self::Caution
    }

    pub fn is_remand(self) -> bool {
        matches!(self, Self::RemandCustody | Self::RemandCare | Self::RemandBail)
    }
}

/// A count: measure, area (empty for the whole), period.
pub type Counts = BTreeMap<(&'static str, String, Period), u64>;

impl Children {
    /// What the rows of a document come to.
    pub fn finish(
        mut self,
        path: &str,
        vocab: &Vocab,
        hint: Option<&Hint>,
    ) -> (Product, Vec<Issue>) {
        self.grown(path);
        let note = |rule, place: &Place, message: &str| {
            Issue::new(rule, path, place.clone(), message.to_owned())
        };
        let mut issues = self.issues.clone();
        let place = self.place.clone().unwrap_or(Place::Whole);
        let pinned = hint.and_then(|h| h.period);
        let covered = coverage::of(&self.outcomes, pinned.as_slice(), &self.said);
        let mut product = Product::default();
        if let Some(covered) = &covered {
            if covered.basis == Stated::Inferred {
                let message = "the period is taken from the first and the last date";
                issues.push(note(&issue::PERSON_PERIOD, &place, message));
            }
            let counted = cohort::count(&self.outcomes, covered);
            if let Some(missing) = counted.missing {
                issues.push(note(&issue::PERSON_COHORT, &place, missing));
            }
            let mut counts = events::count(&self.outcomes, covered);
            counts.extend(counted.counts);
            product.observations = report::observations(path, &place, &counts, covered, vocab);
            let message = "an outcome before the rows begin is not known here";
            issues.push(note(&issue::PERSON_HISTORY, &place, message));
        }
        if self.in_two_areas() {
            let message = "expected one area for a child, found two";
            issues.push(note(&issue::PERSON_AREAS, &place, message));
        }
        product.document = Document {
            document: path.to_owned(),
            restricted: true,
            kind: DocumentKind::RowLevel,
            area: hint.map_or(String::new(), |h| h.area.clone()),
            period: covered.as_ref().map(coverage::Coverage::period),
            period_basis: covered.map_or(Stated::None, |c| c.basis),
            rows_read: self.read,
            rows_kept: self.outcomes.len() as u64,
            rows_rejected: self.rejected.len() as u64,
            rows_skipped: self.read - self.outcomes.len() as u64 - self.rejected.len() as u64,
            ..Document::default()
        };
        product.rejected_rows = self.rejected;
        (product, issues)
    }

    fn in_two_areas(&self) -> bool {
        let mut areas: BTreeMap<usize, &str> = BTreeMap::new();
        let mut stated = self.outcomes.iter().filter(|o| o.area != report::NOT_STATED);
        stated.any(|o| *areas.entry(o.child).or_insert(&o.area) != o.area)
    }
}
