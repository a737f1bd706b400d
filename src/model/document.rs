//! One file in raw/ and what came of it.

use rust_decimal::Decimal;

use super::period::Period;
use super::stored::{Part, Shelf, Source, stored};

/// What a document is, which decides what its rows may become.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DocumentKind {
    PartnershipPlan,
    BudgetPlan,
    ServicePlan,
    CommitteeReport,
    ServiceReview,
    Spend,
    PerformanceReturn,
    Statistics,
    Population,
    Deflator,
    /// What authorities spent, by service.
    Outturn,
    #[default]
    Unrecognised,
    /// One row an outcome of a child; only counts worked out from it ever leave.
    RowLevel,
}

impl DocumentKind {
    pub fn name(self) -> &'static str {
        match self {
            Self::PartnershipPlan => "partnership_plan",
            Self::BudgetPlan => "budget_plan",
            Self::ServicePlan => "service_plan",
            Self::CommitteeReport => "committee_report",
            Self::ServiceReview => "service_review",
            Self::Spend => "spend",
            Self::PerformanceReturn => "performance_return",
            Self::Statistics => "statistics",
            Self::Population => "population",
            Self::Deflator => "deflator",
            Self::Outturn => "outturn",
            Self::Unrecognised => "unrecognised",
            Self::RowLevel => "row_level",
        }
    }
}

/// Where a coordinate comes from: the words, a stated rule, or nowhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Stated {
    Stated,
    Inferred,
    #[default]
    None,
}

impl Stated {
    pub fn name(self) -> &'static str {
        match self {
            Self::Stated => "stated",
            Self::Inferred => "inferred",
            Self::None => "none",
        }
    }
}

stored! {
/// A document with its identity and the sums that show nothing was lost.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// Path under raw/, with `/`.
    pub document: String,
    pub restricted: bool,
    pub kind: DocumentKind,
    /// `txt`, `md`, `html`, `csv`, `xlsx` ...: what the content is, whatever the extension claims.
    pub format: String,
    pub title: String,
    /// GSS code, or empty.
    pub area: String,
    pub period: Option<Period>,
    pub period_basis: Stated,
    pub draft: bool,
    pub sha256: String,
    pub bytes: u64,
    pub rows_read: u64,
    pub rows_kept: u64,
    pub rows_rejected: u64,
    pub rows_skipped: u64,
    pub amount_read: Option<Decimal>,
    pub amount_kept: Option<Decimal>,
    pub amount_rejected: Option<Decimal>,
    pub numerals: u64,
    pub numerals_unexplained: u64,
    /// Hash and sums are held back: from them a small count could be guessed and proved.
    pub withheld: bool,
    /// Holds observations beside what its kind says, as a workbook of payments may.
    pub counts: bool,
}
}

/// A document is the one row of its own part.
impl Part for Document {
    fn store(&self, table: &'static str, shelf: &mut impl Shelf) {
        shelf.put(table, std::slice::from_ref(self));
    }

    fn load(table: &'static str, source: &mut impl Source) -> Option<Self> {
        let mut rows = source.take(table)?.into_iter();
        rows.next().filter(|_| rows.next().is_none())
    }
}
