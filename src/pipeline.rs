//! The stages in order, on one screen: discover, read, recognise, normalise, compute, check. Publishing is the caller's.
//!
//! Queries are planned before any document is read, so that a misspelt column costs milliseconds. After that nothing
//! fails: a document that cannot be read becomes an issue, and the batch goes on.

mod document;

use std::ops::Range;
use std::time::{Duration, Instant};

use polars::prelude::PolarsError;
use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};

use crate::check;
use crate::discover::{Found, discover};
use crate::fault::Fault;
use crate::frame::{self, Frames};
use crate::issue::{Issue, Noted, RULES};
use crate::model::document::Document;
use crate::model::hint::Hint;
use crate::model::product::Product;
use crate::normalise::programme;
use crate::query::{self, Kind, Query};
use crate::shipped;
use crate::vocab::Vocab;
use crate::workspace::Workspace;

pub use document::parse;

/// What every document is read with.
#[derive(Debug)]
pub struct Context<'a> {
    pub vocab: Vocab,
    pub hints: &'a [Hint],
    /// The area of documents that name none; may be empty.
    pub area: &'a str,
}

/// Everything that a run made, ready to be published.
#[derive(Debug)]
pub struct Run {
    pub frames: Frames,
    pub queries: Queries,
    pub documents: Vec<Document>,
    /// In the order of the issue table.
    pub issues: Vec<Issue>,
}

/// The queries in force: as files, and as planned.
#[derive(Debug)]
pub struct Queries {
    /// (path under queries/, text), in the order of their paths.
    pub files: Vec<(String, String)>,
    pub planned: Vec<Query>,
}

/// Who looks on while documents are read; called from many threads.
pub trait Watch: Sync {
    fn documents(&self, total: usize);
    fn document(&self, parsed: &Noted<Product>, took: Duration);
    fn stage(&self, name: &'static str, took: Duration);
}

/// Runs every stage up to the checks.
///
/// # Errors
/// A query does not plan, or a severity is set for a rule that does not exist. Documents never cause one.
pub fn run(workspace: &Workspace, watch: &dyn Watch) -> Result<Run, Fault> {
    let queries = queries(workspace)?;
    let context = context(workspace);
    let found = discover(&workspace.raw);
    let parsed = timed(watch, "read", || read(&found.product, &context, watch));
    let (mut products, mut issues) = gather(parsed, found.issues);
    issues.extend(programme::infer(&mut products));
    let mut frames = timed(watch, "frame", || frame::build(&products, &context.vocab))?;
    timed(watch, "compute", || query::run(&queries.planned, &mut frames))
        .map_err(|e| fault(e, &queries.files))?;
    let checked = timed(watch, "check", || check::run(&products, &frames, &queries.planned));
    let issues = settle(workspace, issues, checked?);
    frames.set_issues(&issues)?;
    // Views over the issues themselves come last.
    query::run_on_issues(&queries.planned, &mut frames).map_err(|e| fault(e, &queries.files))?;
    let documents = products.into_iter().map(|p| p.document).collect();
    Ok(Run { frames, queries, documents, issues })
}

/// The queries of the workspace, or the shipped ones, planned against the schema.
///
/// # Errors
/// A query does not read or plan, or a severity is set for a rule that does not exist.
pub fn queries(workspace: &Workspace) -> Result<Queries, Fault> {
    let files = workspace.query_files()?.unwrap_or_else(shipped::queries);
    let planned = query::load(files.clone())
        .and_then(|planned| query::plan(&planned).map(|()| planned))
        .map_err(|e| fault(e, &files))?;
    let ours = RULES.iter().map(|r| r.code);
    let in_sql = planned.iter().filter_map(|q| match &q.kind {
        Kind::Check(check) => Some(check.rule.as_str()),
        Kind::View => None,
    });
    workspace.check_rules(&ours.chain(in_sql).collect::<Vec<_>>())?;
    Ok(Queries { files, planned })
}

/// What documents of this workspace are read with.
pub fn context(workspace: &Workspace) -> Context<'_> {
    Context {
        vocab: Vocab::with(&workspace.settings.vocab),
        hints: &workspace.hints,
        area: &workspace.settings.area.default,
    }
}

/// Documents in parallel, joined in the order of their paths.
fn read(found: &[Found], context: &Context, watch: &dyn Watch) -> Vec<Noted<Product>> {
    watch.documents(found.len());
    let one = |found: &Found| {
        let start = Instant::now();
        let parsed = document::read(found, context);
        watch.document(&parsed, start.elapsed());
        parsed
    };
    found.par_iter().map(one).collect()
}

fn gather(parsed: Vec<Noted<Product>>, mut issues: Vec<Issue>) -> (Vec<Product>, Vec<Issue>) {
    let mut products = Vec::with_capacity(parsed.len());
    for noted in parsed {
        products.push(noted.product);
        issues.extend(noted.issues);
    }
    (products, issues)
}

/// All issues with the severities in force, in the order in which they are published.
fn settle(workspace: &Workspace, read: Vec<Issue>, checked: Vec<Issue>) -> Vec<Issue> {
    let mut all = read;
    all.extend(checked);
    for issue in &mut all {
        if let Some(severity) = workspace.severities.get(&issue.rule) {
            issue.severity = *severity;
        }
    }
    frame::in_order(&all).into_iter().map(|(_, issue)| issue).collect()
}

/// A query that cannot be used, with the text that it stands in.
pub fn fault(error: query::Error, files: &[(String, String)]) -> Fault {
    let text = files.iter().find(|(path, _)| *path == error.path).map_or("", |(_, text)| text);
    let help = error.nearest.map_or_else(String::new, |name| format!("did you mean `{name}`?"));
    let span = span(text, error.line, error.column);
    Fault::new(error.message).help(help).at(&error.path, text, span)
}

/// The word at a line and column, 1-based; the whole line for column 0.
fn span(text: &str, line: usize, column: usize) -> Option<Range<usize>> {
    let start: usize = text.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum();
    let line = text.get(start..)?.lines().next()?;
    if column == 0 {
        return Some(start..start + line.len());
    }
    let at = line.char_indices().nth(column - 1).map_or(line.len(), |(i, _)| i);
    let ends = |c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.'));
    let length = line[at..].find(ends).unwrap_or(line.len() - at);
    Some(start + at..start + at + length)
}

fn timed<T>(watch: &dyn Watch, name: &'static str, stage: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let made = stage();
    watch.stage(name, start.elapsed());
    made
}

/// A frame that cannot be made is a fault of a query or of this program, never of a document.
impl From<PolarsError> for Fault {
    fn from(error: PolarsError) -> Self {
        Self::new(error.to_string())
    }
}
