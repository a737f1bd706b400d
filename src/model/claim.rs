//! A statement of direction or rank, kept so that it can be tested.

use rust_decimal::Decimal;

use super::amount::Unit;
use super::document::Stated;
use super::period::Period;
use super::place::{Place, Seat};
use super::stored::stored;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Direction {
    Down,
    Up,
    Unchanged,
    Lowest,
    Highest,
    Better,
    Worse,
}

impl Direction {
    pub fn name(self) -> &'static str {
        match self {
            Self::Down => "down",
            Self::Up => "up",
            Self::Unchanged => "unchanged",
            Self::Lowest => "lowest",
            Self::Highest => "highest",
            Self::Better => "better",
            Self::Worse => "worse",
        }
    }
}

stored! {
#[derive(Clone, Debug)]
pub struct Claim {
    pub document: String,
    pub place: Place,
    pub nth: u32,
    pub measure: String,
    pub theme: String,
    pub area: String,
    pub period: Option<Period>,
    pub period_basis: Stated,
    pub direction: Direction,
    /// A period or an area, as its id; empty when the words name none.
    pub against: String,
    pub quote: String,
    pub seat: Seat,
}
}

/// What figures say to a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verdict {
    Supported,
    Contradicted,
    NotTestable,
}

impl Verdict {
    pub fn name(self) -> &'static str {
        match self {
            Self::Supported => "supported",
            Self::Contradicted => "contradicted",
            Self::NotTestable => "not_testable",
        }
    }
}

/// A claim with its verdict and the two figures that were held against each other.
#[derive(Clone, Debug)]
pub struct ClaimTest {
    pub document: String,
    pub place: Place,
    pub nth: u32,
    pub verdict: Verdict,
    /// The code of the rule it breaks, or empty.
    pub rule: String,
    /// The arithmetic, or why there is none.
    pub arithmetic: String,
    /// The figure of the claim: its observation's id, period, area and value.
    pub own: Option<Tested>,
    /// The figure it was held against.
    pub other: Option<Tested>,
}

/// One of the two figures of a test.
#[derive(Clone, Debug)]
pub struct Tested {
    pub document: String,
    pub place: Place,
    pub nth: u32,
    pub measure: String,
    pub unit: Unit,
    pub period: Option<Period>,
    pub area: String,
    pub value: Option<Decimal>,
}
