//! `saferstats run`: the whole pipeline, published all or nothing.

use std::time::Duration;

use super::summary::Summary;
use super::{Common, Exit};
use crate::cache::{Cache, Last, Use};
use crate::fault::Fault;
use crate::pipeline::{self, Run};
use crate::publish::Entry;
use crate::publish::folder::{Outcome, Output, files};
use crate::workspace::{AppliesTo, Policy, Workspace};

#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// With an issue at error level nothing is published.
    pub strict: bool,
    /// How long to wait for another run that holds the output.
    pub wait: Duration,
    /// Nothing that was kept is believed.
    pub force: bool,
}

pub fn run(common: &Common, options: Options) -> Result<Exit, Fault> {
    let workspace = common.workspace()?;
    let output = Output::take(&workspace.out, options.wait)?;
    let mode = if options.force { Use::Rebuild } else { Use::ReadAndWrite };
    let mut cache = Cache::open(&workspace.out, workspace.configuration(), mode);
    let (pool, queries) = (common.pool()?, pipeline::queries(&workspace, &mut cache)?);
    let survey = common.survey(&pool, &workspace, &mut cache);
    let set = survey.set(&workspace, &queries, &cache);
    let strict = options.strict || workspace.settings.checks.strict;
    if let Some(last) = as_it_was(&workspace, &cache, &set, strict) {
        return Ok(unchanged(common, &workspace, &last));
    }
    let run = common.pipeline(&pool, &workspace, queries, survey, &mut cache)?;
    disclosable(&run, &workspace)?;
    let refused = strict && run.exit() == Exit::Errors;
    let (published, entries) = if refused {
        ("nothing: issues at error level stand, and the run is strict".to_owned(), None)
    } else {
        let (said, entries) = publish(&workspace, &output, &run)?;
        (said, Some(entries))
    };
    common.terminal.event("info", "published", &serde_json::json!({ "result": published }));
    let summary = Summary::of(&run, published);
    if let Some(entries) = entries {
        cache.remember(&remembered(&workspace, &run, set, &summary, &entries));
    }
    common.terminal.say(summary.text().trim_end());
    Ok(run.exit())
}

/// What the last run left, where it was made of the same and stands as it was published.
fn as_it_was(workspace: &Workspace, cache: &Cache, set: &str, strict: bool) -> Option<Last> {
    let last = cache.last(set).filter(|last| !(strict && last.errors))?;
    let there = files(&workspace.out).ok()?;
    last.is_in_place(&workspace.out, &there).then_some(last)
}

/// A night with nothing new: it ends as the last one did, and nothing is written.
fn unchanged(common: &Common, workspace: &Workspace, last: &Last) -> Exit {
    let published =
        format!("{} files in {}, all as they were", last.files(), workspace.out.display());
    common.terminal.event("info", "published", &serde_json::json!({ "result": published }));
    let mut rows = last.summary.clone();
    rows.push(("published".to_owned(), published));
    let summary = Summary { rows, lines: last.lines.clone() };
    common.terminal.say(summary.text().trim_end());
    if last.errors { Exit::Errors } else { Exit::Done }
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

/// Suppression and rounding are not there yet. Counts that the policy governs are refused rather than published as read.
fn disclosable(run: &Run, workspace: &Workspace) -> Result<(), Fault> {
    let disclosure = &workspace.settings.disclosure;
    let all = disclosure.applies_to == AppliesTo::All;
    let mut governed = run.documents.iter().filter(|d| d.numerals > 0 && (d.restricted || all));
    match governed.next() {
        Some(document) if disclosure.policy != Policy::None => Err(Fault::new(format!(
            "{} may hold small counts of people, and the disclosure policy cannot be applied to them yet",
            document.document
        ))
        .help("what was published before is still there; move the document out of raw/, or accept its figures as they are with [disclosure] policy = \"none\"")),
        _ => Ok(()),
    }
}

fn publish(
    workspace: &Workspace,
    output: &Output,
    run: &Run,
) -> Result<(String, Vec<Entry>), Fault> {
    let out = workspace.out.display();
    let write = || {
        let mut disk = output.stage()?;
        let entries = run.write(workspace, &mut disk)?;
        let outcome = output.commit(&entries)?;
        Ok((entries, outcome))
    };
    let written: std::io::Result<(Vec<Entry>, Outcome)> = write();
    match written {
        Ok((entries, outcome)) => {
            let as_they_were =
                if outcome == Outcome::Unchanged { ", all as they were" } else { "" };
            Ok((format!("{} files in {out}{as_they_were}", entries.len()), entries))
        }
        Err(error) => {
            output.abandon();
            Err(Fault::new(format!("cannot publish to {out}: {error}"))
                .help("what was published before is still there"))
        }
    }
}
