//! What the report costs, as a share of everything else that a run does with the same documents: reading, tables, views, page.
//!
//! `cargo bench --bench report`. The documents are those of the worked example.

use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use saferstats::publish::report::{self, Quotes};
use saferstats::workspace::{Overrides, Workspace};
use saferstats::{frame, pipeline, publish, query, shipped};

fn main() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let open = Overrides { workspace: Some(root), ..Overrides::default() };
    let workspace = Workspace::open(&open).expect("the worked example opens");
    let context = pipeline::context(&workspace);
    let documents = files(&workspace.raw, "");

    let (read, products) = timed(|| {
        let parsed = documents.iter().map(|(name, bytes)| pipeline::parse(name, bytes, &context));
        parsed.collect::<Vec<_>>()
    });
    let issues: Vec<_> = products.iter().flat_map(|p| p.issues.clone()).collect();
    let products: Vec<_> = products.into_iter().map(|p| p.product).collect();
    let queries = query::load(shipped::queries()).expect("the shipped queries load");
    let (compute, frames) = timed(|| {
        let mut frames = frame::build(&products, &context.vocab).expect("rows become frames");
        query::run(&queries, &mut frames).expect("the shipped queries run");
        frames.set_issues(&issues).expect("issues become a frame");
        frames
    });
    let mut all = publish::tables(&frames);
    all.extend(publish::views(&frames, &queries));
    let page = (0..5).map(|_| timed(|| report::page(&all, &[], &Quotes::new())).0).min();
    let page = page.unwrap_or_default();
    println!("read {read:?}, tables and views {compute:?}, report {page:?}");
    let whole = (0..5).map(|_| whole()).min().unwrap_or_default();
    let share = page.as_secs_f64() / whole.as_secs_f64() * 100.0;
    println!("a whole run {whole:?}: the report is {share:.1} % of it (under 10 is the aim)");
}

/// All stages of one run of the program, which discloses, checks and publishes as well.
fn whole() -> Duration {
    let out = tempfile::tempdir().expect("a temporary folder can be made");
    let output = Command::new(env!("CARGO_BIN_EXE_saferstats"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["--log-format", "json", "run", "--force", "--out"])
        .arg(out.path().join("processed"))
        .output()
        .expect("the program starts");
    assert!(output.status.code().is_some_and(|code| code < 2), "{output:?}");
    let events = String::from_utf8_lossy(&output.stderr).into_owned();
    let events = events.lines().filter_map(|l| serde_json::from_str::<serde_json::Value>(l).ok());
    let stages = events.filter(|e| e["event"] == "stage");
    Duration::from_millis(stages.filter_map(|e| e["ms"].as_u64()).sum())
}

fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let start = Instant::now();
    let made = black_box(work());
    (start.elapsed(), made)
}

fn files(folder: &Path, under: &str) -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir(folder).expect("raw/ can be listed");
    let mut paths: Vec<PathBuf> =
        entries.map(|e| e.expect("an entry can be read").path()).collect();
    paths.sort();
    let mut found = Vec::new();
    for path in paths {
        let name = format!("{under}{}", path.file_name().unwrap_or_default().to_string_lossy());
        if path.is_dir() {
            found.extend(files(&path, &format!("{name}/")));
        } else if !name.ends_with(".md") {
            found.push((name, fs::read(&path).expect("a document can be read")));
        }
    }
    found
}
