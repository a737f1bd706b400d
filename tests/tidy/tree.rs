//! What may not stand anywhere in the tree: paths of somebody's machine, hosts of registries, other people's sentences.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use super::source::files;
use super::{none, root};

/// Every file that could be committed; built and cached things are not ours.
fn tree() -> Vec<String> {
    let parts = ["src", "queries", "raw", "processed", "tests", "benches", ".ci"];
    let mut all: Vec<String> = parts.iter().flat_map(|p| files(&root().join(p), "")).collect();
    let top = fs::read_dir(root()).expect("the crate's folder can be listed");
    let names = top.map(|e| e.expect("an entry can be read").path()).filter(|p| p.is_file());
    let names = names.filter_map(|p| Some(p.file_name()?.to_string_lossy().into_owned()));
    // A worktree has a file `.git` that is not part of the tree.
    all.extend(names.filter(|name| name != ".git"));
    all
}

#[test]
fn no_machine_paths_and_no_registry_hosts() {
    // Written in halves, so that this file does not break its own rule.
    let forbidden: Vec<String> = [
        ("/wo", "rk/"),
        ("/ro", "ot/"),
        ("/ho", "me/"),
        ("/tmp/ba", "sh_jobs"),
        ("C:\\Us", "ers"),
        ("index.crates", ".io"),
        ("registry.np", "mjs.org"),
        ("pypi", ".org"),
    ]
    .iter()
    .map(|(a, b)| format!("{a}{b}"))
    .collect();
    let mut broken = Vec::new();
    for path in tree().iter().filter(|p| *p != "Cargo.lock") {
        let Ok(text) = fs::read_to_string(root().join(path)) else { continue };
        for bad in forbidden.iter().filter(|bad| text.contains(bad.as_str())) {
            broken.push(format!("{path}: {bad}"));
        }
    }
    none("nothing in the tree knows a machine", &broken);
}

/// The corpus of real documents, where there is one.
fn corpus() -> Option<PathBuf> {
    let named = std::env::var_os("SAFERSTATS_CORPUS").map(PathBuf::from);
    let found = named.unwrap_or_else(|| root().join("../shared/corpus"));
    found.join("plans").is_dir().then_some(found)
}

/// Runs of nine words, lower case, letters only.
fn runs(text: &str) -> BTreeSet<String> {
    let lower = text.to_lowercase();
    let word = |c: char| !c.is_ascii_lowercase() && c != '\'';
    let words: Vec<&str> = lower.split(word).filter(|w| !w.is_empty()).collect();
    words.windows(9).map(|w| w.join(" ")).collect()
}

#[test]
fn sentences_are_our_own() {
    let Some(corpus) = corpus() else {
        println!("skipped: no corpus");
        return;
    };
    let mut theirs = BTreeSet::new();
    for entry in fs::read_dir(corpus.join("plans")).expect("the corpus can be listed") {
        let bytes = fs::read(entry.expect("an entry can be read").path()).unwrap_or_default();
        theirs.extend(runs(&String::from_utf8_lossy(&bytes)));
    }
    let mut broken = Vec::new();
    for path in tree() {
        let Ok(text) = fs::read_to_string(root().join(&path)) else { continue };
        let ours = runs(&text);
        let same: Vec<&String> = ours.intersection(&theirs).collect();
        if same.len() >= 3 {
            broken.push(format!("{path}: {} runs, such as \"{}\"", same.len(), same[0]));
        }
    }
    none("figures carry over, sentences do not", &broken);
}
