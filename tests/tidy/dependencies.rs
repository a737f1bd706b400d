//! A third-party name lives in one place, so that it can be replaced there.

use std::fs;

use super::source::{mentions, sources};
use super::{none, root};

/// Crate and the places that may name it, as path prefixes below src/. `""` is everywhere: words of the model itself.
const PLACES: &[(&str, &[&str])] = &[
    ("annotate_snippets", &["terminal/excerpt"]),
    ("calamine", &["read/workbook"]),
    ("chardetng", &["read/encoding"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("clap_mangen", &["cli"]),
    ("csv", &["publish/csv", "publish/descriptor", "read/delimited"]),
    ("encoding_rs", &["read/encoding"]),
    ("foldhash", &["model/names", "publish/report", "query/grouping"]),
    ("hashbrown", &["model/names"]),
    ("indicatif", &["terminal"]),
    ("jiff", &[""]),
    ("maud", &["inspect", "publish/report"]),
    ("memchr", &["read"]),
    ("mimalloc", &["main"]),
    ("polars", &["cache", "check", "command/query", "frame", "pipeline", "publish", "query"]),
    ("polars_io", &["cache", "publish"]),
    ("rayon", &["cache", "check", "command", "frame", "pipeline", "publish", "query"]),
    ("regex", &[""]),
    ("ring", &["publish"]),
    ("rust_decimal", &[""]),
    ("rust_xlsxwriter", &["publish/workbook"]),
    ("serde", &["cache", "publish", "vocab", "workspace"]),
    ("serde_json", &["cache", "command", "publish", "terminal"]),
    ("sha1_smol", &["publish/powerbi"]),
    ("terminal_size", &["terminal"]),
    ("toml", &["vocab", "workspace"]),
    ("zip", &["publish/workbook", "read"]),
];

/// Doors to the outside, each with the places that may open it.
const DOORS: &[(&str, &[&str])] = &[
    ("std::fs", &["cache", "command", "discover", "pipeline", "publish", "workspace"]),
    ("std::env", &["terminal", "workspace"]),
    ("SystemTime", &[]),
    ("Timestamp", &["terminal"]),
    // How long something took is for the log; how late it is, for nobody else.
    ("Instant", &["pipeline", "publish/folder"]),
    ("println!", &[]),
    ("eprintln!", &[]),
];

fn allowed(path: &str, places: &[&str]) -> bool {
    let inner = path.trim_start_matches("src/");
    places.iter().any(|place| inner.starts_with(place))
}

#[test]
fn third_party_names_stay_in_their_place() {
    let mut broken = Vec::new();
    for source in sources() {
        for (name, places) in PLACES {
            for at in mentions(&source.code, name) {
                let path_follows = source.code[at + name.len()..].starts_with("::");
                let whole = source.code[..at].trim_end().ends_with("use");
                // `crate::schema::csv::x` and `self.csv` are ours, whatever they are called.
                let ours = source.code[..at].ends_with("::") || source.code[..at].ends_with('.');
                if (path_follows || whole) && !ours && !allowed(&source.path, places) {
                    broken.push(format!("{}:{} names {name}", source.path, source.line(at)));
                }
            }
        }
    }
    none("a third-party name lives in one place (PLACES)", &broken);
}

#[test]
fn doors_are_opened_in_few_places() {
    let mut broken = Vec::new();
    for source in sources() {
        for (door, places) in DOORS {
            if !allowed(&source.path, places) && !mentions(&source.shipped, door).is_empty() {
                broken.push(format!("{}: opens {door}", source.path));
            }
        }
    }
    none("files, clock, environment and terminal belong to the edge (DOORS)", &broken);
}

#[test]
fn every_dependency_has_a_place() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("the manifest is text");
    let manifest: toml::Table = toml::from_str(&manifest).expect("the manifest is TOML");
    let names = manifest["dependencies"].as_table().expect("a table").keys();
    let mut names: Vec<String> = names.map(|name| name.replace('-', "_")).collect();
    names.sort();
    let placed: Vec<&str> = PLACES.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, placed, "PLACES lists every dependency once, sorted");
}
