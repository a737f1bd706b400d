//! `saferstats run`: the whole pipeline, published all or nothing.

use std::time::Duration;

use super::{Common, Exit, summary};
use crate::fault::Fault;
use crate::pipeline::Run;
use crate::publish;
use crate::publish::folder::{Outcome, Output};
use crate::workspace::Workspace;

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

fn publish(workspace: &Workspace, output: &Output, run: &Run) -> Result<String, Fault> {
    let out = workspace.out.display();
    let write = || {
        let mut disk = output.stage()?;
        let entries = publish::write(&run.published(), &run.record(workspace), &mut disk)?;
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
