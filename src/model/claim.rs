//! A statement of direction or rank, kept so that it can be tested.

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
