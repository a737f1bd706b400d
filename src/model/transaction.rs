//! One payment as a council published it, and the rows that could not be read as one.

use std::sync::Arc;

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::period::Period;
use super::place::Place;
use super::stored::stored;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum VatBasis {
    Net,
    Gross,
    #[default]
    Unknown,
}

impl VatBasis {
    pub fn name(self) -> &'static str {
        match self {
            Self::Net => "net",
            Self::Gross => "gross",
            Self::Unknown => "unknown",
        }
    }
}

stored! {
/// One payment by itself. The payments of a document are held more tightly; see [`super::payments::Payments`].
#[derive(Clone, Debug, PartialEq)]
pub struct Transaction {
    pub document: Arc<str>,
    pub place: Place,
    pub date: Option<Date>,
    pub period: Option<Period>,
    pub department: Arc<str>,
    pub supplier: Arc<str>,
    pub purpose: Arc<str>,
    pub category: Arc<str>,
    /// GBP, signed, 2 decimal places; a credit is negative.
    pub amount: Decimal,
    pub vat_basis: VatBasis,
    pub vat_amount: Option<Decimal>,
    pub reference: Arc<str>,
    pub capital_revenue: Arc<str>,
    pub redacted: bool,
    /// Who paid.
    pub body: Arc<str>,
    /// The payee's name as it is folded for sums over spellings; empty where there is no payee.
    pub supplier_key: Arc<str>,
}
}

stored! {
/// A row that was not kept, as it was read, with the rule that refused it.
#[derive(Clone, Debug)]
pub struct RejectedRow {
    pub document: Arc<str>,
    pub place: Place,
    pub rule: &'static str,
    pub reason: String,
    /// The cells, joined by ` | `.
    pub raw: String,
}
}
