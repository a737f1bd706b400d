//! Bad documents are issues and the batch goes on; a bad configuration or query stops it before any document is read.

use super::{VIEW, Workspace};

#[test]
fn documents_that_cannot_be_read_are_issues() {
    let utf8 = "Funding 2019/20\n\nA total of £100 is given.\n".as_bytes();
    let workspace = Workspace::with(&[
        ("raw/a-empty.txt", b""),
        ("raw/b-binary.txt", &[0, 1, 2, 255, 254, 0, 7, 8, 9, 0, 200]),
        ("raw/c-cp1252.txt", b"Grant of \xa3100 for 2019/20 \x96 a pound and a dash.\n"),
        ("raw/d-cut-off.xlsx", b"PK\x03\x04 and then nothing"),
        ("raw/e-plain.txt", utf8),
        ("raw/.hidden", b"x"),
        ("raw/~$lock.xlsx", b"x"),
    ]);
    #[cfg(unix)]
    std::os::unix::fs::symlink("/", workspace.path("raw/f-link")).expect("a link can be made");
    let ran = workspace.run(&["run"]);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    let ran = workspace.run(&["query", "SELECT rule, document FROM issue", "--format", "csv"]);
    let issues: Vec<&str> = ran.stdout.lines().collect();
    let mut expected = vec![
        "empty-document,a-empty.txt",
        "binary-document,b-binary.txt",
        "encoding-repaired,c-cp1252.txt",
    ];
    if cfg!(unix) {
        expected.push("link-refused,f-link");
    }
    for line in expected {
        assert!(issues.contains(&line), "{line}\n{}", ran.stdout);
    }
    let ran = workspace.run(&["query", "SELECT document FROM document", "--format", "csv"]);
    let documents =
        "document\na-empty.txt\nb-binary.txt\nc-cp1252.txt\nd-cut-off.xlsx\ne-plain.txt\n";
    assert_eq!(ran.stdout.replace('\r', ""), documents);
}

#[cfg(unix)]
#[test]
fn a_pipe_under_raw_is_refused_and_never_waited_for() {
    let workspace = Workspace::with(&[]);
    let made = std::process::Command::new("mkfifo").arg(workspace.path("raw/pipe.csv")).status();
    if !made.is_ok_and(|status| status.success()) {
        println!("skipped: no mkfifo");
        return;
    }
    let ran = workspace.run(&["check", "--format", "short"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stdout.contains("[link-refused] pipe.csv: "), "{}", ran.stdout);
}

#[test]
fn a_slip_stops_the_run_with_file_line_and_the_nearest_name() {
    let bad_view = VIEW.replace("SUM(amount)", "SUM(amout)");
    let cases: &[(&str, &str, &[&str])] = &[
        (
            "saferstats.toml",
            "[disclosure]\npolcy = \"none\"\n",
            &["saferstats.toml:2:1", "unknown key `polcy`", "did you mean `policy`?", "^^^^^"],
        ),
        (
            "saferstats.toml",
            "[checks]\nseverity = { rate-difers = \"info\" }\n",
            &["saferstats.toml:2:14", "unknown rule `rate-difers`", "did you mean `rate-differs`?"],
        ),
        ("saferstats.toml", "[publish\n", &["saferstats.toml:1:"]),
        ("queries/con.sql", VIEW, &["queries/con.sql cannot be a file on every system"]),
        (
            "queries/money.sql",
            &bad_view,
            &["queries/money.sql:5:", "amout", "did you mean `amount`?", "^^^^^"],
        ),
    ];
    for (path, text, says) in cases {
        let workspace = Workspace::with(&[(path, text.as_bytes())]);
        let ran = workspace.run(&["run"]);
        assert_eq!(ran.code, 2, "{}", ran.stderr);
        for part in *says {
            assert!(ran.stderr.contains(part), "{part}\n{}", ran.stderr);
        }
        assert!(!workspace.path("processed").exists());
    }
}
