//! Money a plan gives to an activity. A budget is never an outturn; a part is never added to its item.

use rust_decimal::Decimal;

use super::amount::Bound;
use super::document::Stated;
use super::period::Period;
use super::place::{Place, Seat};
use super::stored::stored;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    /// The sum of the items of a programme, as stated.
    Total,
    Item,
    /// A share of an item: "10,000 for each of the 6". Never added to it.
    Part,
}

impl Level {
    pub fn name(self) -> &'static str {
        match self {
            Self::Total => "total",
            Self::Item => "item",
            Self::Part => "part",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MoneyBasis {
    Budget,
    Forecast,
    Outturn,
}

impl MoneyBasis {
    pub fn name(self) -> &'static str {
        match self {
            Self::Budget => "budget",
            Self::Forecast => "forecast",
            Self::Outturn => "outturn",
        }
    }
}

stored! {
#[derive(Clone, Debug)]
pub struct Allocation {
    pub document: String,
    pub place: Place,
    /// 0, or 1, 2 ... where one place yields several rows.
    pub nth: u32,
    /// Programme id from the vocabulary, or empty.
    pub programme: String,
    pub programme_basis: Stated,
    pub activity: String,
    /// Theme id from the vocabulary, or empty.
    pub theme: String,
    /// GSS code or local area id, or empty.
    pub area: String,
    pub period: Option<Period>,
    pub period_basis: Stated,
    pub level: Level,
    pub basis: MoneyBasis,
    /// GBP, 2 decimal places.
    pub amount: Decimal,
    pub bound: Bound,
    pub draft: bool,
    pub quote: String,
    pub seat: Seat,
}
}
