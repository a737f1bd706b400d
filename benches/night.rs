//! What a night costs, as ratios in one run: nothing new, and one document new, against reading everything.
//!
//! `cargo bench --bench night`. A thousand documents in a temporary folder, the worked example's plans with a line of their own
//! under each; `SAFERSTATS_DOCUMENTS` asks for more or fewer. The program is run as a scheduler runs it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use tempfile::TempDir;

fn main() {
    let asked = std::env::var("SAFERSTATS_DOCUMENTS").ok().and_then(|n| n.parse().ok());
    let documents: usize = asked.unwrap_or(1_000);
    let all = workspace(documents);
    let one = workspace(1);
    let (full, alone) = (run(&all, &[]), run(&one, &[]));
    let unchanged = (0..5).map(|_| run(&all, &[])).min().expect("five were run");
    change(&all);
    let changed = run(&all, &[]);
    let forced = run(&all, &["--force"]);
    println!("{documents} documents, first night:  {full:?}");
    println!("nothing new:                {unchanged:?}, 1/{:.0} of it", ratio(full, unchanged));
    println!("one document changed:       {changed:?}, 1/{:.1} of it", ratio(full, changed));
    println!(
        "that document by itself:    {alone:?}; with the quiet night {:.1} times that",
        ratio(changed, alone + unchanged)
    );
    println!("forced:                     {forced:?}, {:.2} times the first", ratio(forced, full));
}

fn workspace(documents: usize) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let plans = plans(&PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("raw/plans"));
    for n in 0..documents {
        let raw = folder.path().join(format!("raw/{:02}", n / 100));
        fs::create_dir_all(&raw).expect("a folder can be made");
        let text = format!("{}\n\nCopy {n}, made for measuring.\n", plans[n % plans.len()]);
        fs::write(raw.join(format!("{n:05}.txt")), text).expect("a document can be written");
    }
    folder
}

fn plans(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("the worked example is there").flatten();
    let mut paths: Vec<PathBuf> = entries.map(|e| e.path()).filter(|p| p.is_file()).collect();
    paths.sort();
    paths.iter().map(|p| fs::read_to_string(p).expect("a plan can be read")).collect()
}

fn change(workspace: &TempDir) {
    let path = workspace.path().join("raw/00/00000.txt");
    let text = fs::read_to_string(&path).expect("it is there");
    fs::write(path, text + "\n5 sessions more.\n").expect("it can be written");
}

fn run(workspace: &TempDir, more: &[&str]) -> Duration {
    let mut command = Command::new(env!("CARGO_BIN_EXE_saferstats"));
    command.current_dir(workspace.path()).arg("--quiet").arg("run").args(more);
    let started = Instant::now();
    let status = command.status().expect("the program starts");
    assert!(status.code().is_some_and(|code| code < 2), "it ran: {status}");
    started.elapsed()
}

fn ratio(a: Duration, b: Duration) -> f64 {
    a.as_secs_f64() / b.as_secs_f64()
}
