//! What the disclosure policy lets out: small counts of people are hidden or rounded before any table is made.
//!
//! It works on the rows of documents, before frames, queries and checks, so that whatever is computed afterwards (rates,
//! shares, changes, intervals, messages) is computed from what may be seen, and nothing that is hidden can slip through.
//! Not for deciding what a document is: that it is restricted is known when it comes here.
//!
//! 1. `cells` gathers the counts that the policy governs, and the public ones that somebody could hold against them.
//! 2. `sums` finds out which counts add up to which others: quarters to years, areas to their region, parts to a whole.
//! 3. `choose` hides the small ones, and then as few others as it takes until for every hidden small count there is
//!    another set of counts (`world`) that fits everything shown and gives it another value.
//! 4. `apply` takes the values out of the rows, and the numbers out of the words around them (`words`).

mod apply;
mod cells;
mod choose;
mod derived;
mod sums;
#[cfg(test)]
mod tests;
pub mod words;
mod world;

use crate::issue::Issue;
use crate::model::document::{Document, DocumentKind};
use crate::model::product::Product;
use crate::vocab::Vocab;

/// What is done to a count of people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    None,
    /// 1 to 4 are hidden, and what they could be worked out from.
    Suppress,
    /// To the nearest multiple; nothing is hidden.
    Round(u32),
}

/// What is done, and to which documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    pub method: Method,
    /// To every document, not only to restricted ones.
    pub all: bool,
}

impl Policy {
    /// Documents of payments, populations and prices count nobody who could be recognised, unless they hold counts beside.
    pub fn governs(self, document: &Document) -> bool {
        let harmless = matches!(
            document.kind,
            DocumentKind::Spend
                | DocumentKind::Outturn
                | DocumentKind::Population
                | DocumentKind::Deflator
        );
        let harmless = harmless && !document.counts;
        self.method != Method::None && (document.restricted || self.all) && !harmless
    }
}

/// Counts from 1 to this are small.
pub const LARGEST_SMALL: i64 = 4;

/// What stands in `value_symbol` where a value is hidden.
pub const HIDDEN: &str = "[c]";

/// Applies the policy to the rows and the issues of all documents.
pub fn protect(products: &mut [Product], issues: &mut Vec<Issue>, vocab: &Vocab, policy: Policy) {
    if !products.iter().any(|p| policy.governs(&p.document)) {
        return;
    }
    let mut cells = cells::gather(products, vocab, policy);
    if policy.method == Method::Suppress {
        let sums = sums::find(&mut cells, vocab);
        choose::hide(&mut cells, &sums, vocab);
    }
    let fates = derived::fates(products, &cells, vocab, policy);
    apply::apply(products, issues, &fates, policy);
}
