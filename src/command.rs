//! What each command does, once it is known what was typed. One file a command; no command line in here.

pub mod check;
pub mod config;
pub mod explain;
pub mod figure;
pub mod inspect;
mod journal;
mod published;
pub mod query;
mod quotes;
pub mod run;
mod source;
mod summary;
pub mod trace;

use std::io;
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::OnceLock;

use jiff::civil::Date;
use rayon::ThreadPool;

use crate::cache::{Cache, Quoted};
use crate::fault::Fault;
use crate::frame::Frames;
use crate::issue::{Issue, Severity};
use crate::model::document::Document;
use crate::pipeline::{self, Base, Meanwhile, Night, Run, Survey};
use crate::publish::changes::Snapshot;
use crate::publish::{self, Beside, Entry, Published, Tables, Target, record};
use crate::terminal::{self, Terminal};
use crate::workspace::{Overrides, Workspace};
use quotes::Quoting;

/// What every command is told.
#[derive(Debug)]
pub struct Common {
    pub overrides: Overrides,
    pub jobs: Option<NonZeroUsize>,
    pub terminal: Terminal,
    /// The day on which the run takes place.
    pub today: Date,
}

/// How a command that could run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    Done,
    /// Issues at error level stand.
    Errors,
}

impl Exit {
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Errors => 1,
        }
    }
}

impl Common {
    fn workspace(&self) -> Result<Workspace, Fault> {
        Workspace::open(&self.overrides)
    }

    /// As many threads as asked for.
    fn pool(&self) -> Result<ThreadPool, Fault> {
        rayon::ThreadPoolBuilder::new()
            .num_threads(self.jobs.map_or(0, NonZeroUsize::get))
            // Nested markup is read by recursion; its depth is bounded, and this is room for the bound.
            .stack_size(16 << 20)
            .build()
            .map_err(|e| Fault::new(format!("cannot start threads: {e}")))
    }

    fn survey(&self, pool: &ThreadPool, workspace: &Workspace, cache: &mut Cache) -> Survey {
        pool.install(|| pipeline::survey(workspace, cache, &self.terminal))
    }

    /// The stages up to the checks.
    fn pipeline(
        &self,
        pool: &ThreadPool,
        workspace: &Workspace,
        night: Night,
        cache: &mut Cache,
        early: &Early,
    ) -> Result<Run, Fault> {
        let run = || pipeline::run(workspace, night, cache, early, &self.terminal);
        let run = pool.install(run);
        self.terminal.finish();
        for trouble in &cache.troubles {
            self.terminal.event("warning", "cache", &serde_json::json!({ "message": trouble }));
        }
        run
    }
}

/// What of the set is made while views are computed: the tables, and quotes of what is known already.
struct Early<'a> {
    workspace: &'a Workspace,
    target: &'a dyn Target,
    /// Where quotes of documents that are as they were stand already.
    quoted: Quoted,
    made: OnceLock<(io::Result<Tables>, Quoting)>,
}

impl<'a> Early<'a> {
    fn new(workspace: &'a Workspace, target: &'a dyn Target, quoted: Quoted) -> Self {
        Self { workspace, target, quoted, made: OnceLock::new() }
    }
}

impl Meanwhile for Early<'_> {
    fn tables(&self, tables: &Frames, documents: &[Document], issues: &[Issue]) {
        let written = publish::tables_of(tables, &self.workspace.settings.publish, self.target);
        let quotes = Quoting::begin(documents, issues, tables, self.workspace, &self.quoted);
        // Nobody else sets it.
        let _ = self.made.set((written, quotes));
    }
}

impl Run {
    fn exit(&self) -> Exit {
        let error = self.issues.iter().any(|i| i.severity == Severity::Error);
        if error { Exit::Errors } else { Exit::Done }
    }

    /// Writes the set as the workspace wants it; the answer is every file of it.
    fn write(&self, early: Early) -> io::Result<Vec<Entry>> {
        let Early { workspace, target, quoted, made } = early;
        let (tables, quotes) =
            made.into_inner().unwrap_or_else(|| (Ok(Tables::default()), Quoting::default()));
        let tables = tables?;
        let (quotes, record) = rayon::join(
            || quotes.complete(&self.documents, &self.issues, workspace),
            || self.record(workspace),
        );
        let beside = Beside { record, quotes: quotes.quotes(), changes: &self.changes };
        let options = &workspace.settings.publish;
        let (entries, ()) = rayon::join(
            || publish::write(&self.published(), &beside, tables, options, target),
            || quotes.keep(&self.documents, &quoted),
        );
        entries
    }

    fn published(&self) -> Vec<Published<'_>> {
        let mut all = publish::tables(&self.frames);
        all.extend(publish::views(&self.frames, &self.queries.planned));
        all
    }

    fn record(&self, workspace: &Workspace) -> record::Record {
        record::record(&record::Inputs {
            configuration: workspace.configuration(),
            queries: &self.queries.files,
            documents: &self.documents,
            issues: &self.issues,
            options: &workspace.settings.publish,
        })
    }
}

/// The set that the new one is compared with: what was typed, else as the configuration says.
fn base(workspace: &Workspace, typed: Option<&Path>) -> Result<Base, Fault> {
    let set = match (typed, workspace.settings.changes.against.as_str()) {
        (None, "nothing") => return Ok(Base::default()),
        (None, "last") => return Ok(Base { folder: Some(workspace.out.clone()), replaced: true }),
        (Some(folder), _) => folder.to_owned(),
        (None, folder) => workspace.root.join(folder),
    };
    if Snapshot::stands_in(&set) {
        return Ok(Base { folder: Some(set), replaced: false });
    }
    Err(Fault::new(format!("{} holds no published set", set.display())))
}

/// Writes what a command was asked for.
fn data(text: &str) -> Result<(), Fault> {
    terminal::data(text.as_bytes()).map_err(|e| Fault::new(format!("cannot write: {e}")))
}
