//! Patterns for figures and the words around them, compiled so that running text is read fast.
//!
//! Digits and the edges of words are those of ASCII: the Unicode ones put the matcher on its slow path wherever a pound
//! sign or a dash stands, and no figure of a plan is written in other digits.

use regex::{Regex, RegexSet};

/// A pattern of this program; a test runs every one of them.
pub fn pattern(p: &str) -> Regex {
    Regex::new(&ascii(p)).unwrap_or_else(|e| unreachable!("{e}"))
}

/// Several patterns, to learn in one pass which of them occur at all.
pub fn any_of(patterns: &[&str]) -> RegexSet {
    RegexSet::new(patterns.iter().map(|p| ascii(p))).unwrap_or_else(|e| unreachable!("{e}"))
}

fn ascii(p: &str) -> String {
    p.replace(r"\b", r"(?-u:\b)").replace(r"\d", "[0-9]").replace(r"\w", "[0-9A-Za-z_À-ɏ]")
}
