//! The rules of the house as tests: what a reviewer would otherwise have to remember.
//!
//! Each test gathers everything that breaks its rule and shows it at once. An exception is a line in a table with its
//! reason, never a comment that switches a rule off.

mod contract;
mod dependencies;
mod ranks;
mod rules;
mod sizes;
mod source;
mod sql;
mod tree;
mod vocabulary;

use std::path::PathBuf;

/// The folder of the crate.
fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Fails with every line at once.
fn none(rule: &str, broken: &[String]) {
    assert!(broken.is_empty(), "{rule}\n  {}\n", broken.join("\n  "));
}
