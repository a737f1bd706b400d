//! `run.json`: what ran over what, and the sums that show nothing was lost. Times and paths of the machine stay out of it.

use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::sha256;
use crate::issue::{Issue, Severity};
use crate::model::document::Document;

pub const RECORD: &str = "run.json";

/// What a record is made of.
#[derive(Debug)]
pub struct Inputs<'a> {
    /// The text of the configuration; empty where there is none.
    pub configuration: &'a str,
    /// Query files as (path under queries/, text), in the order of their paths.
    pub queries: &'a [(String, String)],
    pub documents: &'a [Document],
    pub issues: &'a [Issue],
}

pub fn record(inputs: &Inputs) -> Value {
    let configuration = match inputs.configuration {
        "" => Value::Null,
        text => json!({ "sha256": sha256(text.as_bytes()) }),
    };
    let query = |(path, text): &(String, String)| json!({ "path": path, "sha256": sha256(text.as_bytes()) });
    let queries: Vec<Value> = inputs.queries.iter().map(query).collect();
    let documents: Vec<Value> =
        inputs.documents.iter().map(|d| document(d, inputs.issues)).collect();
    let sums = Sums::of(inputs.documents.iter());
    json!({
        "tool": { "name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION") },
        "configuration": configuration,
        "queries": queries,
        "rows": { "read": sums.read, "kept": sums.kept, "rejected": sums.rejected, "skipped": sums.skipped },
        "money": {
            "read": money(Some(sums.money_read)), "kept": money(Some(sums.money_kept)),
            "rejected": money(Some(sums.money_rejected)),
        },
        "numerals": { "found": sums.numerals, "unexplained": sums.unexplained },
        "issues": by_severity(inputs.issues.iter()),
        "documents": documents,
    })
}

/// Rows, money and numerals over some documents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    pub read: u64,
    pub kept: u64,
    pub rejected: u64,
    pub skipped: u64,
    pub money_read: Decimal,
    pub money_kept: Decimal,
    pub money_rejected: Decimal,
    pub numerals: u64,
    pub unexplained: u64,
}

impl Sums {
    pub fn of<'a>(documents: impl Iterator<Item = &'a Document>) -> Self {
        // Two places, so that nothing at all is written as 0.00.
        let zero = Decimal::new(0, 2);
        let start =
            Self { money_read: zero, money_kept: zero, money_rejected: zero, ..Self::default() };
        documents.fold(start, |s, d| Self {
            read: s.read + d.rows_read,
            kept: s.kept + d.rows_kept,
            rejected: s.rejected + d.rows_rejected,
            skipped: s.skipped + d.rows_skipped,
            money_read: s.money_read + d.amount_read.unwrap_or_default(),
            money_kept: s.money_kept + d.amount_kept.unwrap_or_default(),
            money_rejected: s.money_rejected + d.amount_rejected.unwrap_or_default(),
            numerals: s.numerals + d.numerals,
            unexplained: s.unexplained + d.numerals_unexplained,
        })
    }

    /// Is every row and every penny accounted for?
    pub fn reconciles(&self) -> bool {
        self.read == self.kept + self.rejected + self.skipped
            && self.money_read == self.money_kept + self.money_rejected
    }
}

fn document(d: &Document, issues: &[Issue]) -> Value {
    json!({
        "document": d.document,
        "sha256": d.sha256,
        "bytes": d.bytes,
        "kind": d.kind.name(),
        "format": d.format,
        "rows": {
            "read": d.rows_read, "kept": d.rows_kept,
            "rejected": d.rows_rejected, "skipped": d.rows_skipped,
        },
        "money": {
            "read": money(d.amount_read), "kept": money(d.amount_kept),
            "rejected": money(d.amount_rejected),
        },
        "numerals": { "found": d.numerals, "unexplained": d.numerals_unexplained },
        "issues": by_severity(issues.iter().filter(|i| i.document == d.document)),
    })
}

/// How many issues of each severity: error, warning, info.
pub fn counts<'a>(issues: impl Iterator<Item = &'a Issue>) -> [u64; 3] {
    issues.fold([0; 3], |mut counts, issue| {
        counts[match issue.severity {
            Severity::Error => 0,
            Severity::Warning => 1,
            Severity::Info => 2,
        }] += 1;
        counts
    })
}

fn by_severity<'a>(issues: impl Iterator<Item = &'a Issue>) -> Value {
    let [error, warning, info] = counts(issues);
    json!({ "error": error, "warning": warning, "info": info })
}

/// Text, because a program that reads a number may make a float of it.
fn money(amount: Option<Decimal>) -> Value {
    amount.map_or(Value::Null, |amount| Value::String(format!("{amount:.2}")))
}
