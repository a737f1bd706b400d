//! Golden rows: what every view gives over a small made-up workspace, and that another engine gives the same.
//!
//! The workspace is `tests/golden/rows.txt`, in the lines of [`super::fixture`]; the rows of a view stand in
//! `tests/golden/<view>.csv`. `UPDATE_GOLDEN=1 cargo test --locked --lib golden` writes them anew: look at the difference,
//! and commit it if it is meant. A new file in `queries/` gets its golden rows the same way.

#![cfg(test)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use polars::prelude::{AnyValue, DataFrame, DataType};

use super::views::queries;
use super::{Kind, fixture, run, run_on_issues};
use crate::frame::Frames;
use crate::schema;

const REWRITE: &str = "UPDATE_GOLDEN=1 cargo test --locked --lib golden";

fn golden() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

fn computed() -> Frames {
    let rows = fs::read_to_string(golden().join("rows.txt")).unwrap();
    let mut frames = fixture::frames(&rows);
    run(&queries(), &mut frames).unwrap_or_else(|e| panic!("{e}"));
    run_on_issues(&queries(), &mut frames).unwrap_or_else(|e| panic!("{e}"));
    frames
}

fn cell(value: &AnyValue) -> String {
    let text = match value {
        AnyValue::Null => String::new(),
        AnyValue::String(s) => (*s).to_owned(),
        AnyValue::StringOwned(s) => s.to_string(),
        other => other.to_string(),
    };
    if text.contains([',', '"', '\n']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

fn csv(frame: &DataFrame) -> String {
    let names: Vec<String> = frame.get_column_names().iter().map(ToString::to_string).collect();
    let mut out = names.join(",");
    for row in 0..frame.height() {
        let cells: Vec<String> =
            frame.columns().iter().map(|c| cell(&c.get(row).unwrap())).collect();
        out.push('\n');
        out.push_str(&cells.join(","));
    }
    out.push('\n');
    out
}

#[test]
fn every_view_gives_its_golden_rows() {
    let frames = computed();
    let update = std::env::var_os("UPDATE_GOLDEN").is_some();
    let mut broken = Vec::new();
    let mut views = BTreeSet::new();
    for query in queries().iter().filter(|q| q.kind == Kind::View) {
        let found = csv(frames.get(&query.name).unwrap());
        let path = golden().join(format!("{}.csv", query.name));
        views.insert(path.clone());
        if update {
            fs::write(&path, &found).unwrap();
        }
        let expected = fs::read_to_string(&path).unwrap_or_default();
        if expected != found {
            let differs = found.lines().zip(expected.lines()).find(|(a, b)| a != b);
            let (now, was) = differs.unwrap_or(("rows added, or no file yet", ""));
            broken.push(format!("{}\n  was {was}\n  now {now}", query.name));
        }
        // A view without a row has shown nothing.
        if found.lines().count() < 2 {
            broken
                .push(format!("{}: no golden rows; tests/golden/rows.txt needs some", query.name));
        }
    }
    for entry in fs::read_dir(golden()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|e| e == "csv") && !views.contains(&path) {
            broken.push(format!("{}: no such view any more", path.display()));
        }
    }
    assert!(broken.is_empty(), "{}\nif they are meant: {REWRITE}", broken.join("\n"));
}

/// Tables, views and types in the layout of `processed/`, which `tests/duckdb.py` reads.
fn lay_out(frames: &Frames, folder: &Path) {
    let tables: BTreeSet<&str> = schema::tables().iter().map(|t| t.name).collect();
    let mut dictionary = String::from("table,column,type\n");
    for (name, frame) in frames.iter() {
        let under = folder.join(if tables.contains(name) { "tables" } else { "views" });
        fs::create_dir_all(&under).unwrap();
        fs::write(under.join(format!("{name}.csv")), csv(frame)).unwrap();
        for column in frame.columns() {
            let kind = match column.dtype() {
                DataType::Decimal(_, 2) => "money",
                DataType::Decimal(..) => "number",
                DataType::Date => "date",
                DataType::Boolean => "boolean",
                kind if kind.is_integer() => "integer",
                _ => "text",
            };
            dictionary.push_str(&format!("{name},{},{kind}\n", column.name()));
        }
    }
    fs::write(folder.join("dictionary.csv"), dictionary).unwrap();
}

/// Runs `tests/duckdb.py`; what it found, or nothing where Python or DuckDB is missing.
fn in_duckdb(folder: &Path) -> Option<Result<String, String>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let there = Command::new("python3").args(["-c", "import duckdb"]).output();
    if !there.is_ok_and(|ran| ran.status.success()) {
        println!("skipped: no duckdb");
        return None;
    }
    let ran = Command::new("python3")
        .arg(root.join("tests/duckdb.py"))
        .arg(folder)
        .arg(root.join("queries"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&ran.stdout).into_owned();
    let complained = String::from_utf8_lossy(&ran.stderr).into_owned();
    Some(if ran.status.success() { Ok(said) } else { Err(said + &complained) })
}

#[test]
fn duckdb_gives_the_same_golden_rows() {
    let folder = tempfile::tempdir().unwrap();
    lay_out(&computed(), folder.path());
    if let Some(Err(differences)) = in_duckdb(folder.path()) {
        panic!("{differences}");
    }
}

#[test]
fn duckdb_gives_the_same_over_the_worked_example() {
    let published = Path::new(env!("CARGO_MANIFEST_DIR")).join("processed");
    if let Some(Err(differences)) = in_duckdb(&published) {
        panic!("{differences}");
    }
}

#[test]
fn duckdb_sees_a_figure_that_was_changed() {
    let folder = tempfile::tempdir().unwrap();
    lay_out(&computed(), folder.path());
    let path = folder.path().join("views/spend_trend.csv");
    let text = fs::read_to_string(&path).unwrap();
    let changed = text.replacen(".00,", ".01,", 1);
    assert_ne!(text, changed);
    fs::write(&path, changed).unwrap();
    let seen = in_duckdb(folder.path());
    assert!(seen.is_none_or(|found| found.is_err()));
}
