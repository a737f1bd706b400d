//! `saferstats run`: the whole pipeline, published all or nothing.

use std::time::Duration;

use super::{Common, Exit, summary};
use crate::fault::Fault;
use crate::pipeline::Run;
use crate::publish::folder::{Outcome, Output};
use crate::workspace::{AppliesTo, Policy, Workspace};

#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// With an issue at error level nothing is published.
    pub strict: bool,
    /// How long to wait for another run that holds the output.
    pub wait: Duration,
}

pub fn run(common: &Common, options: Options) -> Result<Exit, Fault> {
    let workspace = common.workspace()?;
    let output = Output::take(&workspace.out, options.wait)?;
    let run = common.pipeline(&workspace)?;
    disclosable(&run, &workspace)?;
    let strict = options.strict || workspace.settings.checks.strict;
    let published = if strict && run.exit() == Exit::Errors {
        "nothing: issues at error level stand, and the run is strict".to_owned()
    } else {
        publish(&workspace, &output, &run)?
    };
    common.terminal.event("info", "published", &serde_json::json!({ "result": published }));
    common.terminal.say(summary::text(&run, &published).trim_end());
    Ok(run.exit())
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

fn publish(workspace: &Workspace, output: &Output, run: &Run) -> Result<String, Fault> {
    let out = workspace.out.display();
    let write = || {
        let mut disk = output.stage()?;
        let entries = run.write(workspace, &mut disk)?;
        Ok((entries.len(), output.commit(&entries)?))
    };
    let written: std::io::Result<(usize, Outcome)> = write();
    match written {
        Ok((files, Outcome::Published)) => Ok(format!("{files} files in {out}")),
        Ok((files, Outcome::Unchanged)) => Ok(format!("{files} files in {out}, all as they were")),
        Err(error) => {
            output.abandon();
            Err(Fault::new(format!("cannot publish to {out}: {error}"))
                .help("what was published before is still there"))
        }
    }
}
