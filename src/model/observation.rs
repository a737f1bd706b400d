//! One measured or promised number with all its coordinates.

use rust_decimal::Decimal;

use super::amount::{Bound, Unit};
use super::document::Stated;
use super::period::Period;
use super::place::{Place, Seat};
use super::stored::stored;

/// The axis along which gaps are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Basis {
    Target,
    Actual,
    Forecast,
    Estimate,
}

impl Basis {
    pub fn name(self) -> &'static str {
        match self {
            Self::Target => "target",
            Self::Actual => "actual",
            Self::Forecast => "forecast",
            Self::Estimate => "estimate",
        }
    }
}

/// A level, or a step up or down from one: "2 more reporting centres" is not 2 centres.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Change {
    #[default]
    Level,
    Increase,
    Decrease,
}

impl Change {
    pub fn name(self) -> &'static str {
        match self {
            Self::Level => "level",
            Self::Increase => "increase",
            Self::Decrease => "decrease",
        }
    }
}

stored! {
#[derive(Clone, Debug)]
pub struct Observation {
    pub document: String,
    pub place: Place,
    /// 0, or 1, 2 ... where one place yields several rows.
    pub nth: u32,
    /// Dotted id: `yj.fte.count`, or `local.<slug>`.
    pub measure: String,
    pub measure_label: String,
    pub theme: String,
    pub area: String,
    pub period: Option<Period>,
    pub period_basis: Stated,
    pub basis: Basis,
    /// None when the source says that there is none; `value_symbol` then says how.
    pub value: Option<Decimal>,
    /// `[x]`, `[c]`, `[low]` ... or empty.
    pub value_symbol: String,
    pub unit: Unit,
    pub bound: Bound,
    pub change: Change,
    pub baseline_period: Option<Period>,
    pub activity: String,
    pub programme: String,
    pub quote: String,
    pub seat: Seat,
}
}
