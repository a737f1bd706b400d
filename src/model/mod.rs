//! The vocabulary of the house as types. Rank 0: no I/O, no polars, no serde; only std, decimals and civil dates.

pub mod action;
pub mod allocation;
pub mod amount;
pub mod claim;
pub mod day;
pub mod document;
pub mod expectation;
pub mod hint;
pub mod mid_year;
pub mod names;
pub mod numeral;
pub mod observation;
pub mod payments;
pub mod period;
pub mod place;
pub mod product;
pub mod reference;
pub mod stored;
pub mod transaction;
pub mod value;
