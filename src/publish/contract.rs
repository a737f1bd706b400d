//! The published names as the committed lock holds them: what others build on, and the number by which they tell a change.
//!
//! `src/schema/contract.lock` has a line for each table, view and column. A test compares it with what is declared and
//! says what a change would break; the same test, told to, writes additions into it.

/// The lock: a first line `contract N`, then `name: grain` for a table or view with its columns below, `  column type meaning`.
pub const LOCK: &str = include_str!("../schema/contract.lock");

/// `1.187`: the first number goes up when a name is taken away or changed, the second is how many columns are promised.
pub fn version() -> String {
    let major = LOCK.lines().next().and_then(|line| line.strip_prefix("contract "));
    let columns = LOCK.lines().filter(|line| line.starts_with("  ")).count();
    format!("{}.{columns}", major.unwrap_or("1"))
}
