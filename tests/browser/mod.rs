//! The report in a browser: Chromium, driven without a screen. Where Chromium, Node or the two packages are missing it says so
//! and passes; `.ci/run` installs them.

mod large;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cli::{Workspace, read_into};

/// What a test needs from the machine.
struct Browser {
    chromium: PathBuf,
    modules: PathBuf,
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The browser, or None with a word about what is missing.
fn browser() -> Option<Browser> {
    let on_path = |names: &[&str]| {
        let folders = std::env::var_os("PATH").unwrap_or_default();
        let all: Vec<PathBuf> = std::env::split_paths(&folders).collect();
        names.iter().find_map(|n| all.iter().map(|f| f.join(n)).find(|p| p.is_file()))
    };
    let modules = root().join("target/browser");
    let missing = |what: &str| println!("skipped: no {what}");
    let Some(chromium) = on_path(&["chromium", "chromium-browser", "google-chrome"]) else {
        missing("chromium");
        return None;
    };
    if on_path(&["node"]).is_none() {
        missing("node");
        return None;
    }
    if !modules.join("node_modules/playwright-core").is_dir() {
        missing("playwright-core (npm ci in target/browser, see .ci/run)");
        return None;
    }
    Some(Browser { chromium, modules })
}

impl Browser {
    /// Runs the script over a report and gives what it said; fails with it where it complains.
    fn look(&self, report: &Path, kind: &str) -> String {
        let ran = Command::new("node")
            .arg(root().join("tests/browser/report.mjs"))
            .args([&self.modules, &self.chromium])
            .arg(report)
            .arg(kind)
            .output()
            .expect("node starts");
        let said = String::from_utf8_lossy(&ran.stdout).into_owned();
        let error = String::from_utf8_lossy(&ran.stderr);
        assert!(ran.status.success(), "{kind}:\n{said}\n{error}");
        said
    }
}

/// The worked example's documents, with the queries that come with the program.
fn example() -> Workspace {
    let mut files = BTreeMap::new();
    read_into(&root().join("raw"), "", &mut files);
    let workspace = Workspace::with(&[]);
    for (path, bytes) in files {
        workspace.put(&format!("raw/{path}"), &bytes);
    }
    workspace
}

#[test]
fn the_report_of_the_worked_example_can_be_used() {
    let Some(browser) = browser() else { return };
    let workspace = example();
    assert!(workspace.run(&["run"]).code < 2);
    browser.look(&workspace.path("processed/report.html"), "example");
}

/// A workbook and a plan of the worked example, and a sheet of nothing that is known, each as `inspect --html` draws it.
#[test]
fn what_was_read_is_drawn_and_every_number_leads_to_its_row() {
    let workspace = example();
    workspace.put("raw/notes.csv", b"Team,Lead,Room\nNorth,A,12\nSouth,B,14\n");
    let documents: [(&str, &[&str]); 8] = [
        ("spend/anytown-2019-04.xlsx", &["Table 1: spend", "amount net", "Σ", "hidden rows: 7"]),
        ("performance/anytown-2019-20-return.xlsx", &["performance return", "target", "label"]),
        ("statistics/first-time-entrants.ods", &["Table 1: statistics", "area code", "note"]),
        ("reference/population.csv", &["Table 1: population", "persons", "✓"]),
        ("reference/deflator.csv", &["Table 1: deflator", "index"]),
        ("notes.csv", &["Not taken", "unrecognised", "not read"]),
        ("plans/2019-20-partnership-plan.txt", &["paragraph", "heading", "dialects"]),
        ("plans/2020-21-budget-plan.txt", &["table of", "by its header", "r-allocation"]),
    ];
    for (document, words) in documents {
        let run = workspace.run(&["inspect", document, "--html"]);
        assert_eq!(run.code, 0, "{document}: {}", run.stderr);
        for word in words {
            assert!(run.stdout.contains(word), "{document}: no {word}");
        }
        workspace.put("page.html", run.stdout.as_bytes());
        if let Some(browser) = browser() {
            browser.look(&workspace.path("page.html"), "inspect");
        }
    }
}

/// Text that tries to be more than text. Made up, as is everything in it.
fn hostile() -> String {
    let long = "Naming".repeat(1_700);
    format!(
        "# Plan <script>hacked=1</script> 2019/20 \u{202e}reverse</title></script><script>hacked=2</script>\n\n\
         <img src=x onerror=hacked=3> 44 arrests in 2018/19.\n\n\
         There were 62 first time entrants in 2017/18 </script><svg onload=hacked=4> \u{2067}rtl\u{202e} and 44 in 2018/19.\n\n\
         The {long} had 12 {long} in 2018/19.\n\n\
         | Theme | Amount |\n|---|---|\n| Anti-Social Behaviour \"><iframe> \u{202e} | £10,000 |\n| {long} | £5,000 |\n"
    )
}

fn hostile_workspace() -> Workspace {
    let text = hostile();
    let workspace = Workspace::with(&[("raw/a'b\"&<i>.txt", text.as_bytes())]);
    assert!(workspace.run(&["run"]).code < 2);
    workspace
}

#[test]
fn a_hostile_document_changes_nothing_but_its_own_text() {
    let workspace = hostile_workspace();
    let page =
        String::from_utf8(workspace.files("processed")["report.html"].clone()).expect("UTF-8");
    for bad in ["<script>hacked", "<img", "<svg onload", "<iframe", "hacked=2</script>"] {
        assert!(!page.contains(bad), "{bad} stands unescaped");
    }
    assert_eq!(page.matches("<script").count(), 3);
    assert_eq!(page.matches("</script").count(), 3);
    if let Some(browser) = browser() {
        browser.look(&workspace.path("processed/report.html"), "hostile");
    }
}

#[test]
fn the_script_and_the_style_of_the_report_need_nothing_from_elsewhere() {
    let workspace = example();
    assert!(workspace.run(&["run"]).code < 2);
    let page =
        String::from_utf8(workspace.files("processed")["report.html"].clone()).expect("UTF-8");
    for elsewhere in ["src=", "@import", "url(http", "href=\"http", "fetch(", "XMLHttpRequest"] {
        assert!(!page.contains(elsewhere), "{elsewhere}");
    }
    assert!(page.contains("default-src 'none'"));
}
