//! A number as written, and what became of it. This table is how a text source proves that nothing was lost.

use rust_decimal::Decimal;

use super::place::Place;
use super::stored::stored;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NumeralRole {
    Allocation,
    Observation,
    Claim,
    Period,
    Deadline,
    Code,
    Reference,
    Identifier,
    Contact,
    Ordinal,
    Name,
    Noise,
    #[default]
    Unexplained,
}

impl NumeralRole {
    pub fn name(self) -> &'static str {
        match self {
            Self::Allocation => "allocation",
            Self::Observation => "observation",
            Self::Claim => "claim",
            Self::Period => "period",
            Self::Deadline => "deadline",
            Self::Code => "code",
            Self::Reference => "reference",
            Self::Identifier => "identifier",
            Self::Contact => "contact",
            Self::Ordinal => "ordinal",
            Self::Name => "name",
            Self::Noise => "noise",
            Self::Unexplained => "unexplained",
        }
    }
}

stored! {
#[derive(Clone, Debug)]
pub struct Numeral {
    pub document: String,
    pub place: Place,
    /// As it stands in the source; contact details are masked.
    pub text: String,
    pub value: Option<Decimal>,
    pub role: NumeralRole,
    /// The id of the row it became, or empty.
    pub record: String,
    /// Why it is not data, where it is not.
    pub reason: String,
}
}
