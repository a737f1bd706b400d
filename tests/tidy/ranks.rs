//! A module names only modules of lower rank, so that the data has one direction.

use super::none;
use super::source::{Source, mentions, sources};

/// The floors of the house, from the ground. `lib.rs` names every module and `main.rs` whatever it starts.
const RANKS: &[(&str, u8)] = &[
    ("model", 0),
    ("nearest", 0),
    ("shipped", 0),
    ("fault", 1),
    ("issue", 1),
    // Above issue, because the table of issues is declared there with the others.
    ("schema", 2),
    ("vocab", 2),
    ("passage", 2),
    ("written", 2),
    ("grid", 2),
    ("discover", 3),
    ("read", 3),
    ("recognise", 4),
    // Beside normalise: it works on the rows of all documents, before there is a table.
    ("disclose", 5),
    ("normalise", 5),
    ("frame", 6),
    ("query", 7),
    ("check", 8),
    ("publish", 9),
    ("cache", 10),
    ("workspace", 10),
    ("pipeline", 11),
    ("inspect", 12),
    ("terminal", 12),
    ("command", 13),
    ("cli", 14),
];

fn rank(module: &str) -> Option<u8> {
    RANKS.iter().find(|(name, _)| *name == module).map(|(_, rank)| *rank)
}

#[test]
fn every_module_has_a_rank() {
    let unknown = |s: &Source| s.module().first().is_some_and(|m| rank(m).is_none());
    let broken: Vec<String> =
        sources().into_iter().filter(unknown).map(|s| format!("{}: no rank", s.path)).collect();
    none("give the module a floor in RANKS", &broken);
}

#[test]
fn modules_name_only_lower_ranks() {
    let mut broken = Vec::new();
    for source in sources() {
        let module = source.module();
        let Some(own) = module.first() else { continue };
        for (at, named) in named_modules(&source) {
            let lower = rank(&named) < rank(own);
            if named != *own && rank(&named).is_some() && !lower {
                broken.push(format!("{}:{} names {named}", source.path, source.line(at)));
            }
        }
    }
    none("a module names only lower ranks, and siblings do not name each other", &broken);
}

/// Top-level modules named through `crate::` or by climbing to the root with `super::`.
fn named_modules(source: &Source) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for at in mentions(&source.code, "crate") {
        if let Some(rest) = source.code[at..].strip_prefix("crate::") {
            found.extend(first_names(rest).into_iter().map(|name| (at, name)));
        }
    }
    for at in mentions(&source.code, "super") {
        if source.code[..at].ends_with("super::") {
            continue;
        }
        let climbed = source.code[at..].trim_start_matches("super::");
        let steps = (source.code.len() - at - climbed.len()) / "super::".len();
        if steps >= source.module().len() + inner_modules(source, at) {
            found.extend(first_names(climbed).into_iter().map(|name| (at, name)));
        }
    }
    found
}

/// Modules written inside the file that are still open here; only test modules are.
fn inner_modules(source: &Source, at: usize) -> usize {
    usize::from(source.shipped.get(at..=at) != source.code.get(at..=at))
}

/// The names at the head of a path: one, or those of a group in braces.
fn first_names(rest: &str) -> Vec<String> {
    let Some(group) = rest.strip_prefix('{') else {
        return vec![identifier(rest)];
    };
    let mut depth = 0usize;
    let mut names = vec![identifier(group.trim_start())];
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => names.push(identifier(group[at + 1..].trim_start())),
            _ => {}
        }
    }
    names
}

fn identifier(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

#[test]
fn names_are_found_in_every_form() {
    let cases: &[(&str, &[&str])] = &[
        ("model::place::Place;", &["model"]),
        ("{issue::Rule, model::{a, b}, vocab};", &["issue", "model", "vocab"]),
    ];
    for (text, expected) in cases {
        assert_eq!(first_names(text), *expected, "{text}");
    }
}
