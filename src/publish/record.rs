//! `run.json`: what ran over what, and the sums that show nothing was lost. Times and paths of the machine stay out of it.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::Serialize;

use super::{Format, Options, Profile, contract, sha256};
use crate::issue::{Issue, Severity};
use crate::model::document::{Document, DocumentKind};

pub const RECORD: &str = "run.json";

/// What a record is made of.
#[derive(Debug)]
pub struct Inputs<'a> {
    /// The text of the configuration; empty where there is none.
    pub configuration: &'a str,
    /// Query files as (path from queries/ on, text), in the order of their paths.
    pub queries: &'a [(String, String)],
    pub documents: &'a [Document],
    pub issues: &'a [Issue],
    pub options: &'a Options,
}

/// The file; its fields stand there in this order.
#[derive(Debug, Serialize)]
pub struct Record {
    tool: Tool,
    /// Of the published names and types; it goes up when one is added.
    contract: String,
    profile: Profile,
    formats: Vec<Format>,
    configuration: Option<Hash>,
    queries: Vec<Hashed>,
    #[serde(flatten)]
    totals: Totals,
    documents: Vec<OfDocument>,
}

#[derive(Debug, Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Debug, Serialize)]
struct Hash {
    sha256: String,
}

#[derive(Debug, Serialize)]
struct Hashed {
    path: String,
    sha256: String,
}

#[derive(Debug, Serialize)]
struct OfDocument {
    document: String,
    /// None where the disclosure policy holds it back.
    sha256: Option<String>,
    bytes: Option<u64>,
    kind: &'static str,
    format: String,
    #[serde(flatten)]
    totals: Totals,
}

#[derive(Debug, Serialize)]
struct Totals {
    /// None for rows about children, which are counts of them.
    rows: Option<Rows>,
    money: Money,
    numerals: Numerals,
    issues: Issues,
}

#[derive(Debug, Serialize)]
struct Rows {
    read: u64,
    kept: u64,
    rejected: u64,
    skipped: u64,
}

/// Text, because a program that reads a number may make a float of it.
#[derive(Debug, Serialize)]
struct Money {
    read: String,
    kept: String,
    rejected: String,
}

#[derive(Debug, Serialize)]
struct Numerals {
    found: u64,
    unexplained: u64,
}

#[derive(Debug, Serialize)]
struct Issues {
    error: u64,
    warning: u64,
    info: u64,
}

pub fn record(inputs: &Inputs) -> Record {
    let hash = |text: &str| sha256(text.as_bytes());
    let query = |(path, text): &(String, String)| Hashed { path: path.clone(), sha256: hash(text) };
    let configuration = Some(inputs.configuration)
        .filter(|text| !text.is_empty())
        .map(|t| Hash { sha256: hash(t) });
    let mut issues: BTreeMap<&str, Vec<&Issue>> = BTreeMap::new();
    for issue in inputs.issues {
        issues.entry(&issue.document).or_default().push(issue);
    }
    Record {
        tool: Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") },
        contract: contract::version(),
        profile: inputs.options.profile,
        formats: formats(inputs.options),
        configuration,
        queries: inputs.queries.iter().map(query).collect(),
        totals: totals(&Sums::of(inputs.documents.iter()), inputs.issues.iter()),
        documents: inputs.documents.iter().map(|d| of_document(d, &issues)).collect(),
    }
}

/// Each once, in one order, however they were asked for.
fn formats(options: &Options) -> Vec<Format> {
    let all = [Format::Csv, Format::Parquet, Format::Ods, Format::Xlsx];
    all.into_iter().filter(|format| options.has(*format)).collect()
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
        documents.fold(Self::default(), |s, d| Self {
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

fn of_document(d: &Document, issues: &BTreeMap<&str, Vec<&Issue>>) -> OfDocument {
    let own = issues.get(d.document.as_str()).into_iter().flatten().copied();
    let mut totals = totals(&Sums::of(std::iter::once(d)), own);
    totals.rows = totals.rows.filter(|_| !(d.withheld && d.kind == DocumentKind::RowLevel));
    OfDocument {
        document: d.document.clone(),
        sha256: (!d.withheld).then(|| d.sha256.clone()),
        bytes: (!d.withheld).then_some(d.bytes),
        kind: d.kind.name(),
        format: d.format.clone(),
        totals,
    }
}

fn totals<'a>(s: &Sums, issues: impl Iterator<Item = &'a Issue>) -> Totals {
    let money = |amount: Decimal| format!("{amount:.2}");
    let [error, warning, info] = counts(issues);
    Totals {
        rows: Some(Rows { read: s.read, kept: s.kept, rejected: s.rejected, skipped: s.skipped }),
        money: Money {
            read: money(s.money_read),
            kept: money(s.money_kept),
            rejected: money(s.money_rejected),
        },
        numerals: Numerals { found: s.numerals, unexplained: s.unexplained },
        issues: Issues { error, warning, info },
    }
}
