//! What a run leaves in processed/: the same bytes for the same input, all of it or none of it.

use std::fs;
use std::path::PathBuf;

use super::{VIEW, Workspace};

/// A workspace over the worked example's documents.
pub fn example() -> Workspace {
    let workspace = Workspace::with(&[("queries/money.sql", VIEW.as_bytes())]);
    let raw = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("raw");
    let mut files = std::collections::BTreeMap::new();
    super::read_into(&raw, "", &mut files);
    for (path, bytes) in files {
        workspace.put(&format!("raw/{path}"), &bytes);
    }
    workspace
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let workspace = example();
    let formats = "csv,parquet,ods,xlsx";
    for (out, jobs) in [("one", "1"), ("two", "2"), ("three", "2")] {
        let ran = workspace.run(&["run", "--out", out, "--jobs", jobs, "--format", formats]);
        assert!(ran.code < 2, "{}", ran.stderr);
    }
    let one = workspace.files("one");
    for path in
        ["tables/document.csv", "tables/document.parquet", "views/money.csv", "saferstats.ods"]
    {
        assert!(one.contains_key(path), "{path}");
    }
    assert!(one == workspace.files("two") && one == workspace.files("three"));
    let ran = workspace.run(&["run", "--out", "one", "--format", formats]);
    assert!(ran.stderr.contains("all as they were"), "{}", ran.stderr);
}

#[test]
fn nothing_temporary_is_left_and_check_writes_nothing() {
    let workspace = Workspace::with(&[("raw/a.txt", b"")]);
    assert_eq!(workspace.run(&["check"]).code, 0);
    assert_eq!(names(&workspace), ["raw"]);
    workspace.run(&["run"]);
    workspace.put("raw/b.txt", b"");
    workspace.run(&["run"]);
    assert_eq!(
        names(&workspace),
        [".processed-cache", ".processed-run.json", ".processed.lock", "processed", "raw"]
    );
    workspace.put("raw/c.txt", b"");
    let ran = workspace.run(&["check"]);
    assert!(ran.stdout.contains("would be changed: tables/document.csv"), "{}", ran.stdout);
}

fn names(workspace: &Workspace) -> Vec<String> {
    let entries = fs::read_dir(workspace.path("")).expect("it can be listed");
    let name = |e: std::io::Result<fs::DirEntry>| {
        e.expect("it can be read").file_name().to_string_lossy().into_owned()
    };
    let mut names: Vec<String> = entries.map(name).collect();
    names.sort();
    names
}

#[test]
fn a_run_that_publishes_nothing_leaves_the_old_set() {
    let workspace = Workspace::with(&[("raw/a.txt", b"")]);
    assert_eq!(workspace.run(&["run"]).code, 0);
    let before = workspace.files("processed");
    workspace.put("raw/b.bin", &[0, 255, 0, 254, 0, 1]);
    assert_eq!(workspace.run(&["run", "--strict"]).code, 1);
    assert!(workspace.files("processed") == before);
    workspace.put("saferstats.toml", b"[checks]\nstrict = true\n");
    assert_eq!(workspace.run(&["run"]).code, 1);
    assert!(workspace.files("processed") == before);
    workspace.put("saferstats.toml", b"[checks]\nseverity = { binary-document = \"warning\" }\n");
    assert_eq!(workspace.run(&["run", "--strict"]).code, 0);
    assert!(workspace.files("processed") != before);
}

#[test]
fn a_folder_that_is_not_ours_is_refused_and_kept() {
    let workspace = Workspace::with(&[("processed/thesis.txt", b"years of work")]);
    let ran = workspace.run(&["run"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("holds files that no run made: thesis.txt"), "{}", ran.stderr);
    assert_eq!(workspace.files("processed").len(), 1);
}

#[test]
fn the_descriptor_and_the_dictionary_tell_the_truth() {
    let workspace = example();
    assert!(workspace.run(&["run"]).code < 2);
    let files = workspace.files("processed");
    let package: serde_json::Value =
        serde_json::from_slice(&files["datapackage.json"]).expect("it is JSON");
    let resources = package["resources"].as_array().expect("a list");
    let others = package["files"].as_array().expect("a list");
    let listed = resources.len() + others.len();
    assert_eq!(listed, files.len() - 1, "every file but the descriptor is listed");
    for resource in resources.iter().chain(others) {
        let path = resource["path"].as_str().expect("a path");
        let bytes = &files[path];
        assert_eq!(resource["bytes"], bytes.len(), "{path}");
        let hash = format!("sha256:{}", saferstats::publish::sha256(bytes));
        assert_eq!(resource["hash"], hash, "{path}");
        let Some(fields) = resource["schema"]["fields"].as_array() else { continue };
        let header: Vec<&str> = fields.iter().filter_map(|f| f["name"].as_str()).collect();
        let text = String::from_utf8_lossy(bytes);
        let first = text.split("\r\n").next().and_then(|line| line.strip_prefix('\u{feff}'));
        assert_eq!(first, Some(header.join(",").as_str()), "{path}");
        let mut reader = csv::Reader::from_reader(&bytes[..]);
        let rows: Vec<_> = reader.records().map(|r| r.expect("a row is whole")).collect();
        assert_eq!(resource["rows"], rows.len(), "{path}");
    }
}
