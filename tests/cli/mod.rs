//! The program as people and schedulers meet it: what is typed, what comes out, with which exit code.

mod bad_input;
mod figures;
mod hints;
pub mod publishing;
mod reading_back;

pub use publishing::example;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// A folder with raw/ in it, gone when the test ends.
pub struct Workspace {
    folder: TempDir,
}

/// How a run of the program ended.
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Workspace {
    /// Paths from the workspace's folder, and what stands in them.
    pub fn with(files: &[(&str, &[u8])]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let workspace = Self { folder };
        fs::create_dir(workspace.path("raw")).expect("raw/ can be made");
        for (path, bytes) in files {
            workspace.put(path, bytes);
        }
        workspace
    }

    pub fn path(&self, inner: &str) -> PathBuf {
        self.folder.path().join(inner)
    }

    pub fn put(&self, path: &str, bytes: &[u8]) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("it lies in a folder")).expect("it can be made");
        fs::write(path, bytes).expect("a file can be written");
    }

    pub fn run(&self, arguments: &[&str]) -> Ran {
        let mut command = Command::new(env!("CARGO_BIN_EXE_saferstats"));
        ran(command.current_dir(self.folder.path()).args(arguments))
    }

    /// Every file below a folder of the workspace with its bytes.
    pub fn files(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        let mut found = BTreeMap::new();
        read_into(&self.path(folder), "", &mut found);
        found
    }
}

pub fn ran(command: &mut Command) -> Ran {
    let Output { status, stdout, stderr } =
        command.env("NO_COLOR", "1").output().expect("the program starts");
    Ran {
        code: status.code().expect("it ends by itself"),
        stdout: String::from_utf8(stdout).expect("stdout is UTF-8"),
        stderr: String::from_utf8(stderr).expect("stderr is UTF-8"),
    }
}

pub fn read_into(folder: &Path, under: &str, found: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.expect("a folder can be listed").path();
        let name = format!("{under}{}", path.file_name().unwrap_or_default().to_string_lossy());
        if path.is_dir() {
            read_into(&path, &format!("{name}/"), found);
        } else {
            found.insert(name, fs::read(&path).expect("a file can be read"));
        }
    }
}

pub const VIEW: &str = "-- title: Money by period\n-- about: Sums of items.\n-- grain: period\n\
-- unit: GBP\nSELECT period, SUM(amount) AS amount\nFROM allocation\nGROUP BY period\nORDER BY period\n";

#[test]
fn exit_codes_are_the_contract() {
    let binary: &[u8] = &[0, 159, 146, 150, 0, 1, 2, 3, 0, 255];
    let error: &[(&str, &[u8])] = &[("raw/a.bin", binary)];
    // (files, arguments, exit code, what stderr says)
    type Case<'a> = (&'a [(&'a str, &'a [u8])], &'a [&'a str], i32, &'a str);
    let cases: &[Case] = &[
        (&[], &["run"], 0, "documents  0"),
        (&[], &["check"], 0, " files would change"),
        (&[], &["config"], 0, ""),
        (&[], &["explain"], 0, ""),
        (&[], &["explain", "draft"], 0, ""),
        (&[], &["completions", "bash"], 0, ""),
        (&[], &["man"], 0, ""),
        (&[], &["--version"], 0, ""),
        (error, &["run"], 1, "error[binary-document] a.bin: "),
        (error, &["run", "--strict"], 1, "published  nothing: "),
        (error, &["--quiet", "run"], 1, ""),
        (error, &["check"], 1, "1 error, "),
        (&[], &["explain", "drat"], 2, "did you mean `draft`?"),
        (&[], &["rum"], 2, "'rum'"),
        (&[], &["run", "--nonsense"], 2, "--nonsense"),
        (&[], &["query", "SELECT 1"], 2, "holds no published tables"),
        (&[], &["run", "--profile", "open-dat"], 2, "'open-data'"),
        (&[], &["--workspace", "missing", "run"], 2, "there is no folder missing"),
        (&[], &["--out", "raw/out", "run"], 2, "lie in one another"),
        (&[], &["--queries", "missing", "run"], 2, "there is no folder missing"),
        (&[], &["inspect", "missing.txt"], 2, "cannot read missing.txt"),
    ];
    for (files, arguments, code, says) in cases {
        let ran = Workspace::with(files).run(arguments);
        assert_eq!(ran.code, *code, "{arguments:?}\n{}", ran.stderr);
        assert!(ran.stderr.contains(says), "{arguments:?}\n{}", ran.stderr);
        assert_eq!(says.is_empty(), ran.stderr.is_empty(), "{arguments:?}\n{}", ran.stderr);
    }
}

#[test]
fn data_goes_to_stdout_and_everything_else_to_stderr() {
    let workspace = Workspace::with(&[("raw/a.txt", b"")]);
    let ran = workspace.run(&["run", "--verbose"]);
    assert_eq!(ran.stdout, "");
    assert!(ran.stderr.contains("document: "), "{}", ran.stderr);
    let ran = workspace.run(&["--log-format", "json", "run"]);
    assert_eq!(ran.stdout, "");
    for line in ran.stderr.lines() {
        let event: serde_json::Value = serde_json::from_str(line).expect("a line is JSON");
        assert!(event["event"].is_string() && event["time"].is_string(), "{line}");
    }
    let ran = workspace.run(&["--quiet", "query", "SELECT document FROM document"]);
    assert_eq!((ran.stdout.lines().count(), ran.stderr.as_str()), (4, ""));
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let workspace = Workspace::with(&[]);
    assert_eq!(workspace.run(&["run"]).code, 0);
    let mut command = Command::new(env!("CARGO_BIN_EXE_saferstats"));
    command.current_dir(workspace.path("")).args(["query", "SELECT * FROM date"]);
    command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!((output.status.code(), output.stderr), (Some(0), Vec::new()));
}

#[test]
fn configuration_says_where_each_value_came_from() {
    let toml = b"[publish]\nprofile = \"open-data\"\n";
    let workspace = Workspace::with(&[("saferstats.toml", toml)]);
    let ran = workspace.run(&["config", "--out", "elsewhere"]);
    for part in ["publish.profile = \"open-data\"", "# saferstats.toml:2", "# --out", "# default"] {
        assert!(ran.stdout.contains(part), "{part}\n{}", ran.stdout);
    }
}
