//! Checks written in SQL: every row that such a query returns is an issue.

use polars::prelude::{AnyValue, DataFrame};

use crate::fault::Fault;
use crate::frame::Frames;
use crate::issue::Issue;
use crate::query::{self, Check, Kind, Query};

/// Runs the check queries. Columns by these names are taken: document, place, message, measure, period, other_document,
/// other_place.
///
/// # Errors
/// A query does not run.
pub fn run(frames: &Frames, queries: &[Query]) -> Result<Vec<Issue>, Fault> {
    let mut issues = Vec::new();
    for query in queries {
        if let Kind::Check(check) = &query.kind {
            let found = query::offending(query, frames).map_err(|e| Fault::new(e.to_string()))?;
            issues.extend((0..found.height()).map(|row| issue(&found, row, check)));
        }
    }
    Ok(issues)
}

fn issue(frame: &DataFrame, row: usize, check: &Check) -> Issue {
    let text = |name: &str| -> String {
        let cell = frame.column(name).ok().and_then(|c| c.get(row).ok());
        match cell {
            None | Some(AnyValue::Null) => String::new(),
            Some(AnyValue::String(s)) => s.to_owned(),
            Some(AnyValue::StringOwned(s)) => s.to_string(),
            Some(other) => other.to_string(),
        }
    };
    let place = |name: &str| text(name).parse().unwrap_or(crate::model::place::Place::Whole);
    let other = text("other_document");
    Issue {
        rule: check.rule.clone(),
        severity: check.severity,
        message: text("message"),
        hint: check.fix.clone(),
        measure: text("measure"),
        period: text("period").parse().ok(),
        document: text("document"),
        place: place("place"),
        other_place: (!other.is_empty()).then(|| place("other_place")),
        other_document: other,
    }
}
