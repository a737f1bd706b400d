//! Runs what was typed and ends with its exit code; nothing else.

use std::process::ExitCode;

fn main() -> ExitCode {
    saferstats::cli::main()
}
