//! Everything that one document became.

use super::action::{Action, ActionCode};
use super::allocation::Allocation;
use super::claim::Claim;
use super::document::Document;
use super::numeral::Numeral;
use super::observation::Observation;
use super::payments::Payments;
use super::reference::{Deflator, Population};
use super::stored::stored_tables;
use super::transaction::RejectedRow;

stored_tables! {
/// The rows of one document, in the order of the source.
#[derive(Clone, Debug, Default)]
pub struct Product {
    pub document: Document,
    pub allocations: Vec<Allocation>,
    pub observations: Vec<Observation>,
    pub claims: Vec<Claim>,
    pub actions: Vec<Action>,
    pub action_codes: Vec<ActionCode>,
    pub transactions: Payments,
    pub rejected_rows: Vec<RejectedRow>,
    pub numerals: Vec<Numeral>,
    pub populations: Vec<Population>,
    pub deflators: Vec<Deflator>,
}
}
