//! Runs what was typed and ends with its exit code; nothing else.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// Texts are taken and given back by the ten million.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    saferstats::cli::main()
}
