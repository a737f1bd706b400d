//! `saferstats run`: the whole pipeline, published all or nothing.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use serde_json::{Value, json};

use super::journal::Journal;
use super::summary::Summary;
use super::{Common, Early, Exit, base};
use crate::cache::{Cache, Last, Use};
use crate::fault::Fault;
use crate::pipeline::{self, Night, Run, gates};
use crate::publish::folder::{Outcome, Output, files, held_open};
use crate::publish::{Disk, Entry};
use crate::terminal::{self, table};
use crate::workspace::Workspace;

#[derive(Clone, Debug, Default)]
pub struct Options {
    /// With an issue at error level nothing is published.
    pub strict: bool,
    /// How long to wait for another run that holds the output.
    pub wait: Duration,
    /// Nothing that was kept is believed.
    pub force: bool,
    /// A published set to compare with, instead of the one that is replaced.
    pub against: Option<PathBuf>,
    /// How long each stage took is said at the end.
    pub timings: bool,
}

pub fn run(common: &Common, options: &Options) -> Result<Exit, Fault> {
    let workspace = match common.workspace() {
        Ok(workspace) => workspace,
        Err(fault) => return Err(misconfigured(common, fault)),
    };
    let output = Output::take(&workspace.out, options.wait)?;
    let journal = Journal::begin(&workspace.out, &common.terminal);
    let ended = night(common, options, &workspace, &output);
    journal.end(&common.terminal, &ended);
    if let Ok((exit, said)) = &ended {
        let end =
            json!({ "exit": exit.code(), "result": said["result"], "summary": said["summary"] });
        common.terminal.event("info", "ended", &end);
    }
    if options.timings {
        common.terminal.say(table::pairs(&timings(common), 0).trim_end());
    }
    ended.map(|(exit, _)| exit)
}

/// A run that does not get as far as its folders is recorded beside the output that it would have written.
fn misconfigured(common: &Common, fault: Fault) -> Fault {
    if let Some(out) = Workspace::output(&common.overrides) {
        let ended = Err(fault.clone());
        Journal::begin(&out, &common.terminal).end(&common.terminal, &ended);
    }
    fault
}

fn timings(common: &Common) -> Vec<(String, String)> {
    let stages = common.terminal.stages().into_iter();
    stages.map(|(name, ms)| (name.to_owned(), format!("{ms} ms"))).collect()
}

/// All of it, under the lock; with how it ended for the record.
fn night(
    common: &Common,
    options: &Options,
    workspace: &Workspace,
    output: &Output,
) -> Result<(Exit, Value), Fault> {
    let mode = if options.force { Use::Rebuild } else { Use::ReadAndWrite };
    let mut cache = Cache::open(&workspace.out, workspace.configuration(), mode);
    let (pool, queries) = (common.pool()?, pipeline::queries(workspace, &mut cache)?);
    let survey = common.survey(&pool, workspace, &mut cache);
    let set = survey.set(workspace, &queries, &cache);
    let strict = options.strict || workspace.settings.checks.strict;
    let compared = ["last", "nothing"].contains(&workspace.settings.changes.against.as_str());
    let plain = compared && options.against.is_none();
    if let Some(last) = as_it_was(common, workspace, &cache, &set, strict).filter(|_| plain) {
        return Ok(unchanged(common, workspace, &last));
    }
    let until = gates::until(&workspace.expectations, &survey.found.product, common.today);
    let base = base(workspace, options.against.as_deref())?;
    let night = Night { queries, survey, base, today: common.today };
    let disk = output.stage().map_err(|e| unpublished(workspace, &e))?;
    let early = Early::new(workspace, &disk, cache.quoted());
    let run = common.pipeline(&pool, workspace, night, &mut cache, &early);
    let run = run.inspect_err(|_| output.abandon(&disk))?;
    let refused = strict && run.exit() == Exit::Errors;
    let (published, entries) = if refused {
        output.abandon(&disk);
        ("nothing: issues at error level stand, and the run is strict".to_owned(), None)
    } else {
        let (said, entries, outcome) =
            pipeline::timed_after(run.waited, &common.terminal, "publish", || {
                pool.install(|| publish(workspace, output, &disk, &run, early))
            })?;
        (said, Some((entries, outcome)))
    };
    common.terminal.event("info", "published", &serde_json::json!({ "result": published }));
    let mut summary = Summary::of(&run, published);
    if let Some((entries, outcome)) = entries {
        if outcome == Outcome::Unchanged {
            summary = summary.without_changes();
        }
        let mut last = remembered(workspace, &run, set, &summary, &entries);
        last.judged = common.today.to_string();
        last.until = until.map_or_else(String::new, |day| day.to_string());
        cache.remember(&last);
    }
    common.terminal.say(summary.text(terminal::stderr()).trim_end());
    let result = if refused { "refused" } else { "published" };
    let exit = run.exit();
    // The program ends here; nobody waits for its memory to be given back piece by piece.
    std::mem::forget(run);
    Ok((exit, said(result, &summary)))
}

/// What the last run left, where it was made of the same and stands as it was published.
fn as_it_was(
    common: &Common,
    workspace: &Workspace,
    cache: &Cache,
    set: &str,
    strict: bool,
) -> Option<Last> {
    let last = cache.last(set).filter(|last| !(strict && last.errors))?;
    // Days sort as they are written. A clock that was set back judges anew.
    let today = common.today.to_string();
    if today < last.judged || (!last.until.is_empty() && today > last.until) {
        return None;
    }
    let there = files(&workspace.out).ok()?;
    last.is_in_place(&workspace.out, &there).then_some(last)
}

/// A night with nothing new: it ends as the last one did, and nothing is written.
fn unchanged(common: &Common, workspace: &Workspace, last: &Last) -> (Exit, Value) {
    let published =
        format!("{} files in {}, all as they were", last.files(), workspace.out.display());
    common.terminal.event("info", "published", &serde_json::json!({ "result": published }));
    let mut rows = last.summary.clone();
    rows.push(("published".to_owned(), published));
    let summary = Summary { rows, lines: last.lines.clone(), differs: Vec::new() };
    let summary = summary.without_changes();
    common.terminal.say(summary.text(terminal::stderr()).trim_end());
    let exit = if last.errors { Exit::Errors } else { Exit::Done };
    (exit, said("unchanged", &summary))
}

/// The summary as the record of the run has it.
fn said(result: &str, summary: &Summary) -> Value {
    let rows = summary.rows.iter().map(|(name, text)| (name.clone(), text.as_str().into()));
    let rows: serde_json::Map<String, Value> = rows.collect();
    json!({ "result": result, "summary": rows })
}

fn remembered(
    workspace: &Workspace,
    run: &Run,
    set: String,
    summary: &Summary,
    entries: &[Entry],
) -> Last {
    let rows = summary.rows.iter().filter(|(name, _)| name != "published");
    let mut last = Last::new(set, &workspace.out, entries);
    last.errors = run.exit() == Exit::Errors;
    last.summary = rows.cloned().collect();
    last.lines.clone_from(&summary.lines);
    last
}

fn publish(
    workspace: &Workspace,
    output: &Output,
    disk: &Disk,
    run: &Run,
    early: Early,
) -> Result<(String, Vec<Entry>, Outcome), Fault> {
    let out = workspace.out.display();
    let write = || {
        let entries = run.write(early)?;
        let outcome = output.commit(disk, &entries)?;
        Ok((entries, outcome))
    };
    let written: io::Result<(Vec<Entry>, Outcome)> = write();
    match written {
        Ok((entries, outcome)) => {
            let as_they_were =
                if outcome == Outcome::Unchanged { ", all as they were" } else { "" };
            Ok((format!("{} files in {out}{as_they_were}", entries.len()), entries, outcome))
        }
        Err(error) => {
            output.abandon(disk);
            Err(unpublished(workspace, &error))
        }
    }
}

fn unpublished(workspace: &Workspace, error: &io::Error) -> Fault {
    let held = held_open(&workspace.out).map_or_else(String::new, |file| {
        format!("; {file} is open in another program, close it there")
    });
    Fault::new(format!("cannot publish to {}: {error}", workspace.out.display()))
        .help(format!("what was published before is still there{held}"))
}
