//! What a person or a scheduler sees while the program works: stderr, colours, the progress bar, the log. Data is not its
//! business, except that [`data`] writes it where a closed pipe is no error.

pub mod excerpt;
pub mod paint;
pub mod table;

use std::io::{self, IsTerminal, Write};
use std::sync::Mutex;
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::{Value, json};

use crate::fault::Fault;
use crate::issue::Noted;
use crate::model::document::DocumentKind;
use crate::model::product::Product;
use crate::pipeline::Watch;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LogFormat {
    #[default]
    Text,
    Json,
}

/// How much is said, and how.
#[derive(Clone, Copy, Debug, Default)]
pub struct Style {
    pub quiet: bool,
    pub verbose: bool,
    pub log: LogFormat,
}

/// The side of the program that talks.
#[derive(Debug)]
pub struct Terminal {
    style: Style,
    /// Tells the lines of one run from those of another.
    run: String,
    stages: Mutex<Vec<(&'static str, u64)>>,
    bar: Mutex<Option<ProgressBar>>,
}

impl Terminal {
    pub fn new(style: Style) -> Self {
        let second: String = now().chars().take(19).filter(|c| !"-:".contains(*c)).collect();
        let run = format!("{second}Z-{}", std::process::id());
        Self { style, run, stages: Mutex::new(Vec::new()), bar: Mutex::new(None) }
    }

    /// The name of this run: when it began, and its process.
    pub fn run(&self) -> &str {
        &self.run
    }

    /// The stages that are over, each with its milliseconds, in their order.
    pub fn stages(&self) -> Vec<(&'static str, u64)> {
        self.stages.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    pub fn is_verbose(&self) -> bool {
        self.style.verbose
    }

    /// Something a person wants to know at the end; not said when quiet.
    pub fn say(&self, text: &str) {
        if !self.style.quiet && self.style.log == LogFormat::Text {
            line(text);
        }
    }

    /// One thing that happened, with its numbers: a line of JSON, or with -v a line of text.
    pub fn event(&self, level: &str, event: &str, fields: &Value) {
        match self.style.log {
            LogFormat::Json => {
                let mut all = json!({
                    "time": now(), "run": self.run, "level": level, "event": event,
                });
                if let (Some(all), Some(fields)) = (all.as_object_mut(), fields.as_object()) {
                    all.extend(fields.clone());
                }
                line(&all.to_string());
            }
            LogFormat::Text if self.style.verbose => {
                let fields = fields.as_object().into_iter().flatten();
                let shown: Vec<String> = fields.map(|(k, v)| format!("{k}={}", plain(v))).collect();
                self.above_bar(&format!("{event}: {}", shown.join(" ")));
            }
            LogFormat::Text => {}
        }
    }

    /// Why the program could not run; always said.
    pub fn fault(&self, fault: &Fault) {
        self.finish();
        match self.style.log {
            LogFormat::Text => line(excerpt::fault(fault, colour_on_stderr()).trim_end()),
            LogFormat::Json => self.event(
                "error",
                "fault",
                &json!({ "message": fault.to_string(), "file": fault.file }),
            ),
        }
    }

    /// Takes the progress bar away.
    pub fn finish(&self) {
        if let Some(bar) = self.bar().take() {
            bar.finish_and_clear();
        }
    }

    fn above_bar(&self, text: &str) {
        match &*self.bar() {
            Some(bar) => bar.suspend(|| line(text)),
            None => line(text),
        }
    }

    fn bar(&self) -> std::sync::MutexGuard<'_, Option<ProgressBar>> {
        // A thread that died while it drew a bar has left nothing that matters.
        self.bar.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Watch for Terminal {
    fn documents(&self, total: usize, to_read: usize) {
        self.event("info", "discovered", &json!({ "documents": total, "to_read": to_read }));
        let shown = !self.style.quiet && self.style.log == LogFormat::Text;
        if !shown || to_read == 0 || !io::stderr().is_terminal() {
            return;
        }
        let bar = ProgressBar::with_draw_target(
            Some(to_read as u64),
            ProgressDrawTarget::stderr_with_hz(10),
        );
        let template = "{wide_bar} {pos}/{len} documents, {eta} left";
        bar.set_style(
            ProgressStyle::with_template(template).unwrap_or(ProgressStyle::default_bar()),
        );
        *self.bar() = Some(bar);
    }

    fn document(&self, parsed: &Noted<Product>, took: Duration, fresh: bool) {
        let document = &parsed.product.document;
        // How many rows there are about children is a count of children.
        let rows = |n: u64| (document.kind != DocumentKind::RowLevel).then_some(n);
        self.event(
            "info",
            "document",
            &json!({
                "document": document.document,
                "read": fresh,
                "format": document.format,
                "kind": document.kind.name(),
                "bytes": rows(document.bytes),
                "rows_read": rows(document.rows_read),
                "rows_kept": rows(document.rows_kept),
                "numerals": document.numerals,
                "issues": parsed.issues.len(),
                "ms": millis(took),
            }),
        );
        if let Some(bar) = self.bar().as_ref().filter(|_| fresh) {
            bar.inc(1);
        }
    }

    fn stage(&self, name: &'static str, took: Duration) {
        if name == "read" {
            self.finish();
        }
        let mut stages = self.stages.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        stages.push((name, millis(took)));
        drop(stages);
        self.event("info", "stage", &json!({ "stage": name, "ms": millis(took) }));
    }
}

/// This moment by universal time.
pub fn now() -> String {
    Timestamp::now().to_string()
}

/// Said by a program that is being ended.
pub fn last_words(text: &str) {
    line(text);
}

/// The day by universal time: the night job of a council ends on the day on which it is read.
pub fn today() -> Date {
    Offset::UTC.to_datetime(Timestamp::now()).date()
}

/// Writes data to stdout. A reader that has seen enough (`| head`) is not an error.
///
/// # Errors
/// Stdout cannot be written.
pub fn data(bytes: &[u8]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(e) if e.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

pub fn colour_on_stdout() -> bool {
    colour(io::stdout().is_terminal())
}

pub fn colour_on_stderr() -> bool {
    colour(io::stderr().is_terminal())
}

/// What text is shown on: whether it may be in colours, and how wide it is where a person looks at it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Screen {
    pub colour: bool,
    /// None where no terminal is: a file or another program gets whole lines.
    pub width: Option<usize>,
}

pub fn stdout() -> Screen {
    let there = io::stdout().is_terminal();
    Screen { colour: colour(there), width: there.then(width) }
}

pub fn stderr() -> Screen {
    let there = io::stderr().is_terminal();
    Screen { colour: colour(there), width: there.then(width) }
}

/// Columns of the terminal, or of a page where there is none. `COLUMNS` comes first: it is how a person overrides the size.
pub fn width() -> usize {
    let said = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
    let known = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    said.or_else(known).filter(|w| (20..=400).contains(w)).unwrap_or(120)
}

/// <https://no-color.org>: any value but the empty one turns colours off.
fn colour(terminal: bool) -> bool {
    let off = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
    terminal && !off && std::env::var_os("TERM").is_none_or(|t| t != "dumb")
}

fn line(text: &str) {
    // A closed stderr leaves nobody to tell.
    let _ = writeln!(io::stderr().lock(), "{text}");
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn millis(took: Duration) -> u64 {
    u64::try_from(took.as_millis()).unwrap_or(u64::MAX)
}
