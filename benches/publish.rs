//! What publishing costs, as a share of the run that it ends: payments, plans, and every format.
//!
//! `cargo bench --bench publish`. The payments are made up; the plans are the worked example's. Each line is one run of the
//! program from nothing. Tables are written while views are computed from them; the share is what the run waits for
//! publishing and nothing else, the stage `publish`, over the whole run by the clock.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

const PAYMENTS: usize = 200_000;

fn main() {
    let home = tempfile::tempdir().expect("a temporary folder can be made");
    let raw = home.path().join("raw");
    copy(&PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("raw"), &raw);
    fs::write(raw.join("payments.csv"), payments()).expect("a file can be written");
    for formats in ["csv", "csv,parquet"] {
        say(&format!("{PAYMENTS} payments and the plans"), home.path(), formats);
    }
    fs::remove_file(raw.join("payments.csv")).expect("it was written");
    say("the plans alone", home.path(), "csv");
}

fn say(what: &str, home: &Path, formats: &str) {
    let (all, publish) = stages(home, formats);
    let share = 100.0 * publish as f64 / all as f64;
    println!("{what}, {formats}: {all} ms, of which publishing {publish} ms ({share:.1} %)");
}

/// Milliseconds of the run, and of them those in which it only published.
fn stages(home: &Path, formats: &str) -> (u64, u64) {
    for made in ["processed", ".processed-cache"] {
        let _ = fs::remove_dir_all(home.join(made));
    }
    let start = Instant::now();
    let output = Command::new(env!("CARGO_BIN_EXE_saferstats"))
        .current_dir(home)
        .args(["--log-format", "json", "run", "--format", formats])
        .output()
        .expect("the program starts");
    assert!(output.status.code().is_some_and(|code| code < 2), "{output:?}");
    let all = u64::try_from(start.elapsed().as_millis()).expect("a run ends some day");
    let mut publish = 0;
    for line in String::from_utf8_lossy(&output.stderr).lines() {
        let event: serde_json::Value = serde_json::from_str(line).unwrap_or_default();
        if event["event"] == "stage" && event["stage"] == "publish" {
            publish += event["ms"].as_u64().unwrap_or(0);
        }
    }
    assert!(publish > 0, "no stage says what publishing took");
    (all, publish)
}

fn payments() -> String {
    let mut text = "Date,Department,Supplier,Purpose,Reference,Amount\n".to_owned();
    for n in 0..PAYMENTS {
        let (day, month, year) = (n % 28 + 1, n / 28 % 12 + 1, 2018 + n % 6);
        let _ = writeln!(
            text,
            "{day:02}/{month:02}/{year},Department {},Supplier {} Ltd,Purpose {},R{n:07},{}.{:02}",
            n % 12,
            n % 997,
            n % 41,
            500 + n % 9_000,
            n % 100
        );
    }
    text
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder can be made");
    for entry in fs::read_dir(from).expect("raw/ can be listed") {
        let entry = entry.expect("an entry can be read");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a file can be copied");
        }
    }
}
