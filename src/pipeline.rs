//! The stages in order, on one screen: discover, read, recognise, normalise, disclose, compute, check. Publishing is the caller's.
//!
//! Queries are planned before any document is read, so that a misspelt column costs milliseconds. After that nothing
//! fails: a document that cannot be read becomes an issue, and the batch goes on.

mod document;
pub mod gates;

use std::collections::BTreeSet;
use std::fs::Metadata;
use std::io;
use std::ops::Range;
use std::panic::resume_unwind;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use jiff::civil::Date;
use polars::prelude::PolarsError;
use rayon::prelude::{
    IndexedParallelIterator, IntoParallelIterator, IntoParallelRefIterator, ParallelIterator,
};

use crate::cache::{Cache, Kept};
use crate::check;
use crate::disclose;
use crate::discover::{Found, discover};
use crate::fault::Fault;
use crate::frame::{self, Frames};
use crate::issue::{Issue, Noted, RULES};
use crate::model::document::Document;
use crate::model::hint::Hint;
use crate::model::payments::Payments;
use crate::model::product::Product;
use crate::normalise::programme;
use crate::publish::changes::{self, Change, Snapshot};
use crate::publish::{record, sha256};
use crate::query::{self, Kind, Query};
use crate::shipped;
use crate::vocab::Vocab;
use crate::workspace::Workspace;

pub use document::{closed, parse};

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
    /// From the set that this one is compared with.
    pub changes: Vec<Change>,
    /// How long nothing went on but what others made of the tables meanwhile.
    pub waited: Duration,
}

/// What can be made while views are computed.
pub trait Meanwhile: Sync {
    /// Every table, none of which will change any more but that of the issues, and the issues that are known already.
    fn tables(&self, tables: &Frames, documents: &[Document], issues: &[Issue]);
}

/// What a night starts from.
#[derive(Debug)]
pub struct Night {
    pub queries: Queries,
    pub survey: Survey,
    pub base: Base,
    /// What is late is late today.
    pub today: Date,
}

/// The set that the new one is compared with.
#[derive(Debug, Default)]
pub struct Base {
    pub folder: Option<PathBuf>,
    /// It is the one that is replaced: where both are made of the same, its list of changes stands.
    pub replaced: bool,
}

/// The queries in force: as files, and as planned.
#[derive(Debug)]
pub struct Queries {
    /// (path under queries/, text), in the order of their paths.
    pub files: Vec<(String, String)>,
    pub planned: Vec<Query>,
}

/// The documents of a night, as far as names and hashes tell.
#[derive(Debug)]
pub struct Survey {
    pub found: Noted<Vec<Found>>,
    /// In the order of the documents; none of one that cannot be read.
    pub hashes: Vec<Option<String>>,
}

/// Who looks on while documents are read; called from many threads.
pub trait Watch: Sync {
    /// How many documents there are, and how many of them have to be read.
    fn documents(&self, total: usize, to_read: usize);
    fn document(&self, parsed: &Noted<Product>, took: Duration, fresh: bool);
    fn stage(&self, name: &'static str, took: Duration);
}

impl Survey {
    /// A hash over all that a published set is made of.
    pub fn set(&self, workspace: &Workspace, queries: &Queries, cache: &Cache) -> String {
        let found = self.found.product.iter().zip(&self.hashes);
        let documents =
            found.map(|(f, hash)| (&f.document, f.restricted, hash)).map(|d| format!("{d:?}\n"));
        let refused = self.found.issues.iter().map(|i| format!("{} {}\n", i.document, i.message));
        let ages = gates::ages(&workspace.expectations, &self.found.product);
        let queries = queries.files.iter().map(|(path, text)| format!("{path}\n{text}\n"));
        let all: String = documents.chain(refused).chain(queries).collect();
        // What was typed is in no file: the formats, for one.
        let options = format!("{:?}", workspace.settings.publish);
        sha256(format!("{}\n{options}\n{ages:?}\n{all}", cache.identity()).as_bytes())
    }
}

/// Lists the documents and hashes those that are not as they were.
pub fn survey(workspace: &Workspace, cache: &mut Cache, watch: &dyn Watch) -> Survey {
    timed(watch, "discover", || {
        let found = discover(&workspace.raw);
        let hashes = cache.survey(&found.product);
        Survey { found, hashes }
    })
}

/// Runs every stage up to the checks.
///
/// # Errors
/// A query does not run on what was read. Documents never cause one.
pub fn run(
    workspace: &Workspace,
    night: Night,
    cache: &mut Cache,
    meanwhile: &dyn Meanwhile,
    watch: &dyn Watch,
) -> Result<Run, Fault> {
    let Night { queries, survey, base, today } = night;
    let ((context, parsed), before) = std::thread::scope(|scope| {
        let before = scope.spawn(|| base.folder.as_deref().and_then(Snapshot::read));
        let read = timed(watch, "read", || {
            let context = context(workspace);
            let parsed = read(&survey, &context, cache, watch);
            (context, parsed)
        });
        (read, before.join().unwrap_or_else(|panic| resume_unwind(panic)))
    });
    // Nothing changes a payment that was read, so that their table is made while all is kept for the next run.
    let (_, payments) = rayon::join(
        || timed(watch, "keep", || keep(&survey.found.product, &parsed, cache)),
        || {
            timed(watch, "payments", || {
                frame::payments(parsed.iter().map(|(parsed, _)| &parsed.product))
            })
        },
    );
    let payments = payments?;
    let parsed = parsed.into_iter().map(|(parsed, _)| parsed).collect();
    let (mut products, mut issues) = gather(parsed, survey.found.issues.clone());
    issues.extend(programme::infer(&mut products));
    // From here on nothing knows a figure that the policy holds back.
    timed(watch, "disclose", || {
        disclose::protect(&mut products, &mut issues, &context.vocab, workspace.disclosure());
    });
    let mut frames =
        timed(watch, "frame", || frame::build_around(payments, &products, &context.vocab))?;
    // From here on the frames hold the payments; millions of them need not stand in memory twice.
    products.iter_mut().for_each(|p| p.transactions = Payments::default());
    let facts = check::Facts::of(&products, &context.vocab);
    let claims = check::claims(&facts);
    frames.set_claim_tests(&claims.tests)?;
    issues.extend(claims.issues);
    let documents: Vec<Document> = products.iter().map(|p| p.document.clone()).collect();
    let tables = frames.clone();
    let (computed, now) = rayon::join(
        || {
            let computed = timed(watch, "compute", || query::run(&queries.planned, &mut frames));
            computed.map_err(|e| fault(e, &queries.files))?;
            let checked = timed(watch, "check", || check::run(&facts, &frames, &queries.planned));
            Ok::<_, Fault>((checked?, Instant::now()))
        },
        || {
            meanwhile.tables(&tables, &documents, &issues);
            Snapshot::of_tables(&tables)
        },
    );
    let (checked, ready) = computed?;
    let waited = ready.elapsed();
    issues.extend(checked);
    let found = &survey.found.product;
    // Nobody waits for the memory of a thousand documents to be given back.
    rayon::spawn(move || drop(products));
    issues.extend(gates::issues(&workspace.expectations, found, &documents, today));
    let issues = settle(workspace, issues);
    let compared = Compared { before, replaced: base.replaced, now };
    let changes = timed(watch, "changes", || changes(workspace, &queries, &issues, compared))?;
    let moved = changes::beyond(&changes, &workspace.settings.limits());
    let issues = settle(workspace, issues.into_iter().chain(moved).collect());
    frames.set_issues(&issues)?;
    // Views over the issues themselves come last.
    query::run_on_issues(&queries.planned, &mut frames).map_err(|e| fault(e, &queries.files))?;
    Ok(Run { frames, queries, documents, issues, changes, waited })
}

/// The queries of the workspace, or the shipped ones, planned against the schema.
///
/// # Errors
/// A query does not read or plan, or a severity is set for a rule that does not exist.
pub fn queries(workspace: &Workspace, cache: &mut Cache) -> Result<Queries, Fault> {
    let files = workspace.query_files()?.unwrap_or_else(shipped::queries);
    let planned = query::load(files.clone()).map_err(|e| fault(e, &files))?;
    portable(&planned)?;
    let hash = sha256(format!("{files:?}").as_bytes());
    // What this build planned once, it need not plan every night.
    if !cache.has_planned(&hash) {
        query::plan(&planned).map_err(|e| fault(e, &files))?;
        cache.remember_planned(&hash);
    }
    let ours = RULES.iter().map(|r| r.code);
    let in_sql = planned.iter().filter_map(|q| match &q.kind {
        Kind::Check(check) => Some(check.rule.as_str()),
        Kind::View => None,
    });
    workspace.check_rules(&ours.chain(in_sql).collect::<Vec<_>>())?;
    Ok(Queries { files, planned })
}

/// A view is a file, on whatever system the set is copied to: some have no file `con`, some know no `A` beside `a`.
fn portable(queries: &[Query]) -> Result<(), Fault> {
    const DEVICES: [&str; 6] = ["aux", "con", "nul", "prn", "com", "lpt"];
    let mut seen = BTreeSet::new();
    for query in queries {
        let name = query.name.to_lowercase();
        let device = DEVICES.contains(&name.trim_end_matches(|c: char| c.is_ascii_digit()));
        let odd = |c: char| c.is_control() || r#"<>:"/\|?*"#.contains(c);
        if device || name.contains(odd) || name.ends_with(['.', ' ']) || !seen.insert(name) {
            let message = format!("{} cannot be a file on every system", query.path);
            return Err(Fault::new(message).help("give the query another name"));
        }
    }
    Ok(())
}

/// What documents of this workspace are read with.
pub fn context(workspace: &Workspace) -> Context<'_> {
    let mut vocab = Vocab::with(&workspace.settings.vocab);
    vocab.mid_years = workspace.mid_years.clone();
    Context { vocab, hints: &workspace.hints, area: &workspace.settings.area.default }
}

/// Documents in parallel, joined in the order of their paths; each with whether it was read or had been kept.
fn read(
    survey: &Survey,
    context: &Context,
    cache: &Cache,
    watch: &dyn Watch,
) -> Vec<(Noted<Product>, bool)> {
    let found = &survey.found.product;
    let keys = found.iter().zip(&survey.hashes);
    let keys: Vec<Option<String>> =
        keys.map(|(found, hash)| hash.as_ref().map(|hash| cache.key(found, hash))).collect();
    let listed = cache.listed();
    let is_listed =
        |key: &Option<String>| key.as_ref().is_some_and(|k| listed.contains(k.as_str()));
    watch.documents(found.len(), keys.iter().filter(|key| !is_listed(key)).count());
    let fresh = |found: &Found| {
        let start = Instant::now();
        let parsed =
            document::read(found, context, |meta: &Metadata| cache.hash(&found.document, meta));
        watch.document(&parsed, start.elapsed(), true);
        (parsed, true)
    };
    // What has to be read is read while what was kept is loaded.
    let (mut kept, read) = rayon::join(
        || cache.load(&keys),
        || {
            let one = |(found, key)| (!is_listed(key)).then(|| fresh(found));
            found.par_iter().zip(&keys).map(one).collect::<Vec<Option<_>>>()
        },
    );
    let ready: Vec<_> = keys
        .iter()
        .zip(read)
        .map(|(key, read)| {
            let kept = || Some((kept.remove(key.as_ref()?)?, false));
            read.or_else(kept)
        })
        .collect();
    // What is listed and did not load has to be read after all.
    let one = |(found, ready): (&Found, Option<(Noted<Product>, bool)>)| match ready {
        Some((parsed, false)) => {
            watch.document(&parsed, Duration::ZERO, false);
            (parsed, false)
        }
        Some(ready) => ready,
        None => fresh(found),
    };
    found.par_iter().zip(ready.into_par_iter()).map(one).collect()
}

/// Keeps what was read for the next run, under the hash of the bytes that were read.
fn keep(found: &[Found], parsed: &[(Noted<Product>, bool)], cache: &mut Cache) {
    let keys: Vec<Option<String>> = found
        .iter()
        .zip(parsed)
        .map(|(found, (parsed, _))| {
            let hash = parsed.product.document.sha256.as_str();
            (!hash.is_empty()).then(|| cache.key(found, hash))
        })
        .collect();
    let kept = keys.into_iter().zip(parsed);
    let kept: Vec<Kept> =
        kept.map(|(key, (parsed, fresh))| Kept { key, parsed, fresh: *fresh }).collect();
    cache.keep(&kept);
}

fn gather(parsed: Vec<Noted<Product>>, mut issues: Vec<Issue>) -> (Vec<Product>, Vec<Issue>) {
    let mut products = Vec::with_capacity(parsed.len());
    for noted in parsed {
        products.push(noted.product);
        issues.extend(noted.issues);
    }
    (products, issues)
}

/// Two sets side by side.
struct Compared {
    before: Option<Snapshot>,
    replaced: bool,
    now: io::Result<Snapshot>,
}

fn changes(
    workspace: &Workspace,
    queries: &Queries,
    issues: &[Issue],
    compared: Compared,
) -> Result<Vec<Change>, Fault> {
    // Only what the set is made of and by is compared, no result.
    let record = record::record(&record::Inputs {
        configuration: workspace.configuration(),
        queries: &queries.files,
        documents: &[],
        issues: &[],
        options: &workspace.settings.publish,
    });
    let Compared { before, replaced, now } = compared;
    now.and_then(|now| changes::since(before, now, issues, &record, replaced))
        .map_err(|e| Fault::new(format!("cannot compare with the set before: {e}")))
}

/// All issues with the severities in force, in the order in which they are published.
fn settle(workspace: &Workspace, mut all: Vec<Issue>) -> Vec<Issue> {
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

/// Does a stage, and says how long it took.
pub fn timed<T>(watch: &dyn Watch, name: &'static str, stage: impl FnOnce() -> T) -> T {
    timed_after(Duration::ZERO, watch, name, stage)
}

/// The same of a stage of which some was done before.
pub fn timed_after<T>(
    before: Duration,
    watch: &dyn Watch,
    name: &'static str,
    stage: impl FnOnce() -> T,
) -> T {
    let start = Instant::now();
    let made = stage();
    watch.stage(name, before + start.elapsed());
    made
}

/// A frame that cannot be made is a fault of a query or of this program, never of a document.
impl From<PolarsError> for Fault {
    fn from(error: PolarsError) -> Self {
        Self::new(error.to_string())
    }
}
