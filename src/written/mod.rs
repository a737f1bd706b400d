//! How numbers, money, dates and periods are spelled: the one place that turns characters into values.
//!
//! Every spelling is a row in a case table beside its parser. Nothing here knows what a value means.
//! `number`, `money`, `date` and `period` read a whole cell; `lex`, `time` and `bound` find spellings in running text.

pub mod bound;
pub mod claims;
pub mod contact;
pub mod date;
pub mod lex;
pub mod money;
mod months;
pub mod number;
pub mod pattern;
pub mod payee;
pub mod period;
pub mod time;
mod year;
