//! How numbers, money, dates and periods are spelled: the one place that turns characters into values.
//!
//! Every spelling is a row in a case table beside its parser. Nothing here knows what a value means.

pub mod date;
pub mod money;
pub mod number;
pub mod period;
