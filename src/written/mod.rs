//! How numbers, money, dates and periods are spelled: the one place that turns characters into values.

pub mod bound;
pub mod lex;
mod months;
pub mod time;
