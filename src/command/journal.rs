//! `.processed-run.json` beside the output: how the last run began and how it ended, also one that failed or was stopped.
//!
//! The set in `processed/` says what was published and from what; this says what the night was like, and so has times in it.
//! A record that says `running` without a program that runs is one that was killed.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::Exit;
use crate::fault::Fault;
use crate::terminal::{Terminal, now};

#[derive(Clone, Debug)]
pub struct Journal {
    path: PathBuf,
    begun: Value,
}

impl Journal {
    /// Says that a run began.
    pub fn begin(out: &Path, terminal: &Terminal) -> Self {
        let full = std::path::absolute(out).unwrap_or_else(|_| out.to_owned());
        let name = full.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let begun = json!({
            "run": terminal.run(),
            "tool": env!("CARGO_PKG_VERSION"),
            "process": std::process::id(),
            "started": now(),
        });
        let journal = Self { path: full.with_file_name(format!(".{name}-run.json")), begun };
        // The signals first: whoever reads that it runs may end it.
        journal.until_interrupted();
        journal.write("running", &Value::Null);
        journal
    }

    /// Says how it ended: with what, or why not.
    pub fn end(&self, terminal: &Terminal, ended: &Result<(Exit, Value), Fault>) {
        let stages = terminal.stages().into_iter().map(|(name, ms)| (name.to_owned(), ms.into()));
        let stages: serde_json::Map<String, Value> = stages.collect();
        let (status, mut more) = match ended {
            Ok((exit, more)) => (more["result"].clone(), {
                let mut more = more.clone();
                more["exit"] = json!(exit.code());
                more
            }),
            Err(fault) => (json!("failed"), json!({ "exit": 2, "message": fault.to_string() })),
        };
        more["ended"] = json!(now());
        more["stages"] = Value::Object(stages);
        self.write(status.as_str().unwrap_or("failed"), &more);
    }

    /// From now on a signal to end is obeyed at once, and said here; what was published before stays.
    #[cfg(unix)]
    fn until_interrupted(&self) {
        use signal_hook::consts::{SIGINT, SIGTERM};
        use signal_hook::iterator::Signals;
        let Ok(mut signals) = Signals::new([SIGINT, SIGTERM]) else { return };
        let journal = self.clone();
        std::thread::spawn(move || {
            if let Some(signal) = signals.forever().next() {
                let exit = 128 + signal;
                journal.write("interrupted", &json!({ "exit": exit, "ended": now() }));
                crate::terminal::last_words(
                    "interrupted; what was published before is still there",
                );
                std::process::exit(exit);
            }
        });
    }

    #[cfg(not(unix))]
    fn until_interrupted(&self) {}

    /// A record that cannot be written is no reason to stop.
    fn write(&self, status: &str, more: &Value) {
        let mut record = self.begun.clone();
        record["status"] = json!(status);
        for (name, value) in more.as_object().into_iter().flatten() {
            if name != "result" {
                record[name.as_str()] = value.clone();
            }
        }
        let _ = replace(&self.path, &format!("{record:#}\n"));
    }
}

fn replace(path: &Path, text: &str) -> io::Result<()> {
    let new = path.with_extension("json.new");
    fs::write(&new, text)?;
    fs::rename(new, path)
}
