//! What was typed, and what it means. The only file that names clap; what a command does stands in `command`.

use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use jiff::civil::Date;

use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};

use crate::command::{self, Common, Exit, check, figure, query, run};
use crate::fault::Fault;
use crate::publish;
use crate::terminal::{self, LogFormat, Style, Terminal};
use crate::workspace::Overrides;

const AFTER: &str = "\
A workspace is a folder with raw/ (the documents), queries/ (optional SQL) and processed/ (what a run makes).
Data goes to stdout, everything else to stderr.

Exit codes: 0 done; 1 done, but issues at error level stand; 2 could not run.";

/// Community-safety plans and spreadsheets in, numbers an analyst can defend out.
#[derive(Debug, Parser)]
#[command(version, about, after_help = AFTER, max_term_width = 100)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Args)]
struct Global {
    /// The workspace; else the nearest folder upward that has raw/
    #[arg(long, global = true, value_name = "DIR")]
    workspace: Option<PathBuf>,
    /// The documents; else raw/ in the workspace
    #[arg(long, global = true, value_name = "DIR")]
    raw: Option<PathBuf>,
    /// Where to publish; else processed/ in the workspace
    #[arg(long, global = true, value_name = "DIR")]
    out: Option<PathBuf>,
    /// The queries; else queries/ in the workspace, else those that come with the program
    #[arg(long, global = true, value_name = "DIR")]
    queries: Option<PathBuf>,
    /// Who reads what is published; else as the configuration says
    #[arg(long, global = true, value_enum, value_name = "PROFILE")]
    profile: Option<PublishProfile>,
    /// Threads to read documents with; else one a core
    #[arg(long, global = true, value_name = "N")]
    jobs: Option<NonZeroUsize>,
    /// Say nothing but why it could not run
    #[arg(long, short, global = true, conflicts_with = "verbose")]
    quiet: bool,
    /// Say what happened to each document and how long each stage took
    #[arg(long, short, global = true)]
    verbose: bool,
    /// The day on which the run takes place; else today, by universal time
    #[arg(long, global = true, value_name = "DATE")]
    today: Option<Date>,
    /// One line of text or of JSON an event
    #[arg(long, global = true, value_enum, default_value = "text", value_name = "FORMAT")]
    log_format: Log,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Read raw/, publish processed/: the nightly job
    Run {
        /// Publish nothing while an issue at error level stands
        #[arg(long)]
        strict: bool,
        /// Wait so long for another run that is writing the same folder
        #[arg(long, value_name = "SECONDS", default_value_t = 0)]
        wait_lock: u64,
        /// Files beside CSV, which is always there; else as the configuration says
        #[arg(long, value_enum, value_delimiter = ',', value_name = "FORMATS")]
        format: Vec<PublishFormat>,
        /// Read every document again, whatever was kept of it
        #[arg(long)]
        force: bool,
        /// Say how long each stage took
        #[arg(long)]
        timings: bool,
        /// Compare with this published set instead of the one that is replaced
        #[arg(long, value_name = "DIR")]
        against: Option<PathBuf>,
    },
    /// The same, writing nothing: every issue at its place, and what would change
    Check {
        #[arg(long, value_enum, default_value = "text")]
        format: CheckFormat,
        /// Compare with this published set instead of the one that would be replaced
        #[arg(long, value_name = "DIR")]
        against: Option<PathBuf>,
    },
    /// Draw what is recognised in one document
    Inspect {
        /// A path, or a path under raw/
        file: PathBuf,
        /// As a page for a browser: the document itself, each number in its colour
        #[arg(long)]
        html: bool,
    },
    /// From a published row to the words or the cell it came from
    Trace {
        /// document#place, such as plans/a.txt#L52:23, the id of an issue, or view:column=value,column=value
        id: String,
        /// Lines or rows to show around it
        #[arg(long, value_name = "N", default_value_t = 2)]
        around: usize,
    },
    /// One number with interval, comparators, how it was made and a citation to paste
    Figure {
        /// A measure by its id, its name or words that mean it; or money by its programme, theme, service, department or supplier
        measure: String,
        /// A code or a name, of money also the body that paid; `none` for figures without one
        #[arg(long, default_value = "")]
        area: String,
        /// FY2018-19, 2018/19, Q3 2018/19, CY2018 ...; `none` for figures without one
        #[arg(long, default_value = "")]
        period: String,
        /// stated, computed, pooled, actual, target, forecast or estimate; of money budget, forecast, outturn, net or gross
        #[arg(long, default_value = "")]
        basis: String,
        #[arg(long, value_enum, default_value = "text")]
        format: FigureFormat,
    },
    /// SQL over the published tables and views
    Query {
        /// SQL, a file that ends in .sql, or - for stdin
        sql: String,
        #[arg(long, value_enum, default_value = "table")]
        format: QueryFormat,
    },
    /// What a rule means, why it matters, what to do; without a rule, all of them
    Explain { rule: Option<String> },
    /// What is in force, and where each value came from
    Config,
    /// Completions for a shell
    Completions { shell: clap_complete::Shell },
    /// The manual page
    Man,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Log {
    Text,
    Json,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum PublishProfile {
    /// UTF-8 with its mark, for Power BI and Excel
    Powerbi,
    /// UTF-8 without the mark, and CSVW metadata beside each file
    OpenData,
    /// No text cell that a spreadsheet would run as a formula
    ExcelSafe,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum PublishFormat {
    Csv,
    Parquet,
    Ods,
    Xlsx,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum CheckFormat {
    /// With the line of the source and a caret
    Text,
    /// One line an issue
    Short,
    /// One JSON object a line
    Json,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum FigureFormat {
    Text,
    Json,
    Markdown,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum QueryFormat {
    Table,
    Csv,
    Json,
}

/// Runs what was typed; the answer is the exit code of the program.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version come here too; a closed pipe is no reason to complain.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let mut common = cli.global.common();
    let command = cli.command;
    if let Command::Run { format, .. } = &command {
        common.overrides.formats = format.iter().map(|f| (*f).into()).collect();
    }
    match guarded(&common, command) {
        Ok(exit) => ExitCode::from(exit.code()),
        Err(fault) => {
            common.terminal.fault(&fault);
            ExitCode::from(2)
        }
    }
}

/// A panic is a fault of the program. One inside a document ends there; one outside must not end in a backtrace.
fn guarded(common: &Common, command: Command) -> Result<Exit, Fault> {
    static LAST: Mutex<String> = Mutex::new(String::new());
    let verbose = common.terminal.is_verbose();
    set_hook(Box::new(move |panic| {
        let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
        *last = panic.to_string();
        if verbose {
            let _ = writeln!(io::stderr(), "{last}");
        }
    }));
    catch_unwind(AssertUnwindSafe(|| dispatch(common, command))).unwrap_or_else(|_| {
        let last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
        let message = format!("the program failed: {last}");
        Err(Fault::new(message).help("this is a fault of the program, please report it"))
    })
}

fn dispatch(common: &Common, command: Command) -> Result<Exit, Fault> {
    match command {
        Command::Run { strict, wait_lock, force, against, timings, .. } => {
            let wait = Duration::from_secs(wait_lock);
            run::run(common, &run::Options { strict, wait, force, against, timings })
        }
        Command::Check { format, against } => {
            check::check(common, format.into(), against.as_deref())
        }
        Command::Inspect { file, html } => command::inspect::inspect(common, &file, html),
        Command::Trace { id, around } => command::trace::trace(common, &id, around),
        Command::Figure { measure, area, period, basis, format } => {
            let request = figure::Request { measure, area, period, basis };
            figure::figure(common, &request, format.into())
        }
        Command::Query { sql, format } => query::query(common, &sql, format.into()),
        Command::Explain { rule } => command::explain::explain(common, rule.as_deref()),
        Command::Config => command::config::config(common),
        Command::Completions { shell } => written(|out| {
            clap_complete::generate(shell, &mut Cli::command(), "saferstats", out);
            Ok(())
        }),
        Command::Man => written(|out| clap_mangen::Man::new(Cli::command()).render(out)),
    }
}

fn written(fill: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> Result<Exit, Fault> {
    let mut out = Vec::new();
    let done = fill(&mut out).and_then(|()| terminal::data(&out));
    done.map(|()| Exit::Done).map_err(|e| Fault::new(format!("cannot write: {e}")))
}

impl Global {
    fn common(&self) -> Common {
        let log = match self.log_format {
            Log::Text => LogFormat::Text,
            Log::Json => LogFormat::Json,
        };
        Common {
            overrides: Overrides {
                workspace: self.workspace.clone(),
                raw: self.raw.clone(),
                out: self.out.clone(),
                queries: self.queries.clone(),
                profile: self.profile.map(Into::into),
                formats: Vec::new(),
            },
            jobs: self.jobs,
            today: self.today.unwrap_or_else(terminal::today),
            terminal: Terminal::new(Style { quiet: self.quiet, verbose: self.verbose, log }),
        }
    }
}

impl From<PublishProfile> for publish::Profile {
    fn from(profile: PublishProfile) -> Self {
        match profile {
            PublishProfile::Powerbi => Self::Powerbi,
            PublishProfile::OpenData => Self::OpenData,
            PublishProfile::ExcelSafe => Self::ExcelSafe,
        }
    }
}

impl From<PublishFormat> for publish::Format {
    fn from(format: PublishFormat) -> Self {
        match format {
            PublishFormat::Csv => Self::Csv,
            PublishFormat::Parquet => Self::Parquet,
            PublishFormat::Ods => Self::Ods,
            PublishFormat::Xlsx => Self::Xlsx,
        }
    }
}

impl From<CheckFormat> for check::Format {
    fn from(format: CheckFormat) -> Self {
        match format {
            CheckFormat::Text => Self::Text,
            CheckFormat::Short => Self::Short,
            CheckFormat::Json => Self::Json,
        }
    }
}

impl From<FigureFormat> for figure::Format {
    fn from(format: FigureFormat) -> Self {
        match format {
            FigureFormat::Text => Self::Text,
            FigureFormat::Json => Self::Json,
            FigureFormat::Markdown => Self::Markdown,
        }
    }
}

impl From<QueryFormat> for query::Format {
    fn from(format: QueryFormat) -> Self {
        match format {
            QueryFormat::Table => Self::Table,
            QueryFormat::Csv => Self::Csv,
            QueryFormat::Json => Self::Json,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_holds_together() {
        Cli::command().debug_assert();
    }
}
