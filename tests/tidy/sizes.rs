//! Files and functions that fit in a head.

use super::none;
use super::root;
use super::source::{Source, block_end, files, mentions, sources};
use std::fs;

/// Lines of a file, tests included.
const CEILING: usize = 500;
const MEDIAN_FILE: usize = 200;
const MEDIAN_FUNCTION: usize = 12;
const NINE_IN_TEN: usize = 40;

/// Files above the ceiling, each one list of alike things.
const LISTS: &[(&str, &str)] = &[];

/// Rooms without a name of their own.
const NAMELESS: &[&str] = &["common", "helper", "helpers", "misc", "shared", "util", "utils"];

#[test]
fn files_stay_below_the_ceiling() {
    let mut rust = files(&root().join("src"), "rs");
    rust.extend(files(&root().join("tests"), "rs"));
    rust.extend(files(&root().join("benches"), "rs"));
    let mut broken = Vec::new();
    let mut lengths = Vec::new();
    for path in rust {
        let text = fs::read_to_string(root().join(&path)).expect("a source file is text");
        let lines = text.lines().count();
        if lines > CEILING && !LISTS.iter().any(|(list, _)| *list == path) {
            broken.push(format!("{path}: {lines} lines"));
        }
        lengths.push(lines);
    }
    none(&format!("no file is longer than {CEILING} lines"), &broken);
    let median = at_share(lengths, 50);
    assert!(median <= MEDIAN_FILE, "the median file has {median} lines");
}

#[test]
fn functions_are_short() {
    let all: Vec<(usize, String)> = sources().iter().flat_map(functions).collect();
    if all.is_empty() {
        return;
    }
    let lengths: Vec<usize> = all.iter().map(|(lines, _)| *lines).collect();
    let (median, most) = (at_share(lengths.clone(), 50), at_share(lengths, 90));
    let mut longest = all;
    longest.sort_by(|a, b| b.cmp(a));
    let show: Vec<String> =
        longest.iter().take(12).map(|(lines, name)| format!("{lines} {name}")).collect();
    assert!(
        median <= MEDIAN_FUNCTION && most <= NINE_IN_TEN,
        "median {median}, nine in ten within {most}; the longest:\n  {}",
        show.join("\n  ")
    );
}

/// Lines from `fn` to the closing brace, and the name with its file.
fn functions(source: &Source) -> Vec<(usize, String)> {
    let code = &source.shipped;
    let mut found = Vec::new();
    for at in mentions(code, "fn") {
        let name: String = code[at + 2..]
            .trim_start()
            .chars()
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect();
        let body = code[at..].find(['{', ';']).map(|offset| at + offset);
        let Some(open) = body.filter(|&open| !name.is_empty() && code[open..].starts_with('{'))
        else {
            continue;
        };
        let lines = code[at..block_end(code, open)].matches('\n').count() + 1;
        found.push((lines, format!("{}::{name}", source.path)));
    }
    found
}

fn at_share(mut values: Vec<usize>, percent: usize) -> usize {
    values.sort_unstable();
    values[(values.len() - 1) * percent / 100]
}

#[test]
fn files_have_names_and_say_what_they_are_for() {
    let mut broken = Vec::new();
    for source in sources() {
        let last = source.path.rsplit('/').next().unwrap_or_default().trim_end_matches(".rs");
        if NAMELESS.contains(&last) || source.module().iter().any(|m| NAMELESS.contains(m)) {
            broken.push(format!("{}: a room without a name of its own", source.path));
        }
        if !source.text.starts_with("//!") {
            broken.push(format!("{}: no //! header", source.path));
        }
    }
    none("a file has a name of its own and says what it is for", &broken);
}

/// Calls that end the program or were left behind, and where an exception is proved by a test.
const NEVER: &[&str] =
    &[".unwrap()", ".expect(", ".unwrap_unchecked(", "todo!(", "unimplemented!(", "dbg!("];
const PROVED: &[(&str, &str, &str)] = &[];

#[test]
fn nothing_unwraps_outside_tests() {
    let mut broken = Vec::new();
    for source in sources() {
        for call in NEVER {
            if PROVED.iter().any(|(path, excused, _)| *path == source.path && excused == call) {
                continue;
            }
            for (at, _) in source.shipped.match_indices(call) {
                let line = source.shipped[..at].matches('\n').count() + 1;
                broken.push(format!("{}:{line} {call}", source.path));
            }
        }
    }
    none("bad input is an issue, never a panic", &broken);
}

#[test]
fn no_globs_and_no_floats_where_money_lives() {
    let mut broken = Vec::new();
    for source in sources() {
        if source.shipped.contains("::*") {
            broken.push(format!("{}: a glob", source.path));
        }
        let exact = ["model", "normalise"];
        let floats = ["f64", "f32"].iter().any(|f| !mentions(&source.shipped, f).is_empty());
        if floats && source.module().first().is_some_and(|m| exact.contains(m)) {
            broken.push(format!("{}: a float", source.path));
        }
    }
    none("names are listed, and money is decimal", &broken);
}
