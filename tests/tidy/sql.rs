//! Queries keep to the house dialect, which other engines share.

use std::fs;

use super::source::files;
use super::{none, root};

struct Query {
    path: String,
    text: String,
}

fn queries() -> Vec<Query> {
    let read = |path: String| {
        let text = fs::read_to_string(root().join(&path)).expect("a query is text");
        Query { path, text }
    };
    files(&root().join("queries"), "sql").into_iter().map(read).collect()
}

/// Words in lower case, without comments; a quoted string is one word that starts with a quote.
fn words(text: &str) -> Vec<String> {
    let code: Vec<&str> = text.lines().map(|l| l.split("--").next().unwrap_or_default()).collect();
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut quoted = false;
    for c in code.join("\n").chars() {
        let inside = quoted || c.is_alphanumeric() || matches!(c, '_' | '.' | '\'');
        if !inside && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if c == '\'' {
            quoted = !quoted;
        }
        if inside {
            word.extend(c.to_lowercase());
        } else if !c.is_whitespace() {
            words.push(c.to_string());
        }
    }
    words.extend((!word.is_empty()).then_some(word));
    words
}

#[test]
fn queries_have_headers() {
    let mut broken = Vec::new();
    for query in queries() {
        for header in ["title", "about", "grain", "unit"] {
            let stands = |l: &str| {
                l.strip_prefix(&format!("-- {header}:")).is_some_and(|rest| !rest.trim().is_empty())
            };
            // A check returns offending rows, which have no unit.
            let needed = header != "unit" || !query.path.starts_with("queries/checks/");
            if needed && !query.text.lines().any(stands) {
                broken.push(format!("{}: no `-- {header}:`", query.path));
            }
        }
        if !words(&query.text).windows(2).any(|w| w[0] == "order" && w[1] == "by") {
            broken.push(format!("{}: no ORDER BY", query.path));
        }
    }
    none("a query says what it is, and its rows have an order", &broken);
}

/// Words that end an ON clause.
const ENDS: &[&str] = &[
    "where", "group", "order", "join", "left", "inner", "cross", "full", "union", "having", "limit",
];

#[test]
fn on_holds_key_equalities_only() {
    let mut broken = Vec::new();
    for query in queries() {
        let words = words(&query.text);
        for (at, _) in words.iter().enumerate().filter(|(_, w)| *w == "on") {
            if let Some(bad) = on_clause(&words[at + 1..]).find(|w| !is_key(w)) {
                broken.push(format!("{}: `{bad}` in ON", query.path));
            }
        }
    }
    // Polars 0.55 puts a literal filter in ON on the wrong side and says nothing (pola-rs/polars#28641).
    none("filter each side in its own CTE; ON holds key equalities only", &broken);
}

/// The words up to the end of the clause: a closing bracket that it did not open, or a word that starts another.
fn on_clause(words: &[String]) -> impl Iterator<Item = &str> {
    let mut depth = 0i32;
    words.iter().map(String::as_str).take_while(move |w| {
        depth += i32::from(*w == "(") - i32::from(*w == ")");
        depth >= 0 && !ENDS.contains(w)
    })
}

fn is_key(word: &str) -> bool {
    let column = word.starts_with(|c: char| c.is_alphabetic() || c == '_');
    let plain =
        !["or", "not", "like", "in", "between", "is", "null", "true", "false"].contains(&word);
    (column && plain) || ["=", "(", ")"].contains(&word)
}

#[test]
fn literals_in_on_are_seen() {
    let cases = [
        ("a JOIN b ON a.x = b.x AND a.y = b.y WHERE a.z = 1", true),
        ("(SELECT 1 FROM a JOIN b ON a.x = b.x) SELECT 'on' AS y", true),
        ("a LEFT JOIN b ON a.x = b.x AND b.kind = 'item'", false),
        ("a JOIN b ON a.x = b.x AND b.n > 3", false),
    ];
    for (sql, fine) in cases {
        let words = words(sql);
        let on = words.iter().position(|w| w == "on").expect("it has one");
        assert_eq!(on_clause(&words[on + 1..]).all(is_key), fine, "{sql}");
    }
}
