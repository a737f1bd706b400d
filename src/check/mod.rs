//! Tables to issues. A check compares what documents say with each other; it never changes a value.
//!
//! Each check is one function over all rows, in the list below; checks that SQL can say stand in `queries/checks/`.

mod changes;
mod claims;
mod facts;
mod rates;
mod rivals;
mod sql;
mod totals;
mod values;

use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};

use crate::fault::Fault;
use crate::frame::Frames;
use crate::issue::Issue;
use crate::model::claim::{ClaimTest, Tested};
use crate::model::observation::Observation;
use crate::query::Query;
pub use facts::Facts;

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
    rivals::totals,
    rivals::amounts,
    rates::follow,
    changes::stated,
    changes::against_series,
    totals::gone,
];

/// What the figures say to the claims.
pub struct Claims {
    /// The verdict on every claim, for the table that the view `claim_check` reads.
    pub tests: Vec<ClaimTest>,
    pub issues: Vec<Issue>,
}

/// Holds every claim against the figures, once.
pub fn claims(facts: &Facts<'_>) -> Claims {
    let judged = claims::judged(facts);
    Claims { tests: judged.iter().map(test).collect(), issues: claims::issues(&judged) }
}

fn test(judged: &claims::Judged<'_>) -> ClaimTest {
    let figure = |o: &Observation| Tested {
        document: o.document.clone(),
        place: o.place.clone(),
        nth: o.nth,
        measure: o.measure.clone(),
        unit: o.unit,
        period: o.period,
        area: o.area.clone(),
        value: o.value,
    };
    ClaimTest {
        document: judged.claim.document.clone(),
        place: judged.claim.place.clone(),
        nth: judged.claim.nth,
        verdict: judged.verdict,
        rule: judged.rule.map_or(String::new(), |rule| rule.code.to_owned()),
        arithmetic: judged.message.clone(),
        own: judged.own.map(figure),
        other: judged.other.map(figure),
    }
}

/// Runs every other check over the rows and the frames.
///
/// # Errors
/// A check in SQL does not run on the frames; it was planned before, so this is rare.
pub fn run(facts: &Facts<'_>, frames: &Frames, queries: &[Query]) -> Result<Vec<Issue>, Fault> {
    let mut issues: Vec<Issue> = CHECKS.par_iter().flat_map_iter(|check| check(facts)).collect();
    issues.extend(sql::run(frames, queries)?);
    Ok(issues)
}
