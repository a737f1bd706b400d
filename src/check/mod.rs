//! Tables to issues. A check compares what documents say with each other; it never changes a value.
//!
//! Each check is one function over all rows, in the list below; checks that SQL can say stand in `queries/checks/`.

mod changes;
mod claims;
mod facts;
mod rates;
mod sql;
mod totals;
mod values;

use crate::fault::Fault;
use crate::frame::Frames;
use crate::issue::Issue;
use crate::model::product::Product;
use crate::query::Query;
use facts::Facts;

/// Every check written in Rust.
const CHECKS: &[fn(&Facts<'_>) -> Vec<Issue>] = &[
    values::disagree,
    values::units,
    values::parts_of_years,
    values::parts_and_wholes,
    values::cumulative,
    totals::tables,
    totals::lists,
    totals::programmes,
    totals::parts,
    totals::rival_totals,
    rates::follow,
    changes::stated,
    claims::tested,
    totals::gone,
];

/// Runs every check over the rows and the frames.
///
/// # Errors
/// A check in SQL does not run on the frames; it was planned before, so this is rare.
pub fn run(products: &[Product], frames: &Frames, queries: &[Query]) -> Result<Vec<Issue>, Fault> {
    let facts = Facts::of(products);
    let mut issues: Vec<Issue> = CHECKS.iter().flat_map(|check| check(&facts)).collect();
    issues.extend(sql::run(frames, queries)?);
    Ok(issues)
}
