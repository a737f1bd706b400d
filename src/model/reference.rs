//! The small tables that rates and real terms lean on.

use rust_decimal::Decimal;

use super::period::Period;
use super::place::Place;
use super::stored::stored;

stored! {
/// Persons of an age band in an area at mid-year.
#[derive(Clone, Debug)]
pub struct Population {
    pub document: String,
    pub place: Place,
    pub area: String,
    pub year: i32,
    /// `10-17`, `all`, `0-17` ...
    pub age_band: String,
    pub persons: Decimal,
}
}

stored! {
/// A price index: real value = cash x index(base) / index(period).
#[derive(Clone, Debug)]
pub struct Deflator {
    pub document: String,
    pub place: Place,
    pub period: Period,
    pub index: Decimal,
    pub base_period: Option<Period>,
    pub release: String,
}
}
