//! One cell of a published table, before any frame exists.

use std::borrow::Cow;

use jiff::civil::Date;
use rust_decimal::Decimal;

/// A value on its way out. `Null` is missing, never zero and never an empty string.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    Null,
    Text(Cow<'a, str>),
    Integer(i64),
    Decimal(Decimal),
    Date(Date),
    Boolean(bool),
}

impl<'a> Value<'a> {
    /// Text, with the empty string published as missing.
    pub fn text(s: &'a str) -> Self {
        if s.is_empty() { Self::Null } else { Self::Text(Cow::Borrowed(s)) }
    }

    pub fn owned(s: String) -> Self {
        if s.is_empty() { Self::Null } else { Self::Text(Cow::Owned(s)) }
    }

    pub fn shown(s: impl std::fmt::Display) -> Self {
        Self::owned(s.to_string())
    }

    pub fn maybe<T: Into<Value<'a>>>(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl From<Decimal> for Value<'_> {
    fn from(d: Decimal) -> Self {
        Self::Decimal(d)
    }
}

impl From<Date> for Value<'_> {
    fn from(d: Date) -> Self {
        Self::Date(d)
    }
}

impl From<bool> for Value<'_> {
    fn from(b: bool) -> Self {
        Self::Boolean(b)
    }
}

impl From<u32> for Value<'_> {
    fn from(n: u32) -> Self {
        Self::Integer(i64::from(n))
    }
}

impl From<u64> for Value<'_> {
    fn from(n: u64) -> Self {
        // A count of rows or bytes beyond i64 cannot arise from a file.
        Self::Integer(i64::try_from(n).unwrap_or(i64::MAX))
    }
}

impl From<i64> for Value<'_> {
    fn from(n: i64) -> Self {
        Self::Integer(n)
    }
}
