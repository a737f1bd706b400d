//! What a night says that changed: documents, rows, figures and issues, with the old and the new and why.

use super::{Ran, VIEW, Workspace};

fn small(files: &[(&str, &[u8])]) -> Workspace {
    let workspace = Workspace::with(files);
    workspace.put("queries/money.sql", VIEW.as_bytes());
    workspace
}

fn good(ran: &Ran) {
    assert!(ran.code < 2, "{}", ran.stderr);
}

/// The lines of changes.csv: kind, change, subject, old, new, document, place, reason.
fn changes(workspace: &Workspace, folder: &str) -> Vec<String> {
    let bytes = workspace.files(folder).remove("changes.csv").expect("it is published");
    let text = String::from_utf8(bytes).expect("it is UTF-8");
    text.lines().skip(1).map(str::to_owned).collect()
}

/// Is there a line that begins and ends so?
fn says(changes: &[String], start: &str, end: &str) -> bool {
    changes.iter().any(|line| line.starts_with(start) && line.ends_with(end))
}

const PLAN: &str =
    "Annual plan 2019/20\n\n60 sessions were held in 2019/20. A total of £1,000 is given.\n";

#[test]
fn a_revised_figure_is_shown_with_both_values_and_why() {
    let workspace =
        small(&[("raw/a.txt", PLAN.as_bytes()), ("raw/b.txt", b"7 meetings in 2018/19.\n")]);
    good(&workspace.run(&["run"]));
    let first = changes(&workspace, "processed");
    assert!(says(&first, "document,added,a.txt,", ",there was no set before"), "{first:?}");
    assert!(first.iter().all(|line| !line.starts_with("figure")), "{first:?}");
    // A line more above it, another value, another document gone and one new.
    let revised = format!("A line more.\n\n{}", PLAN.replace("60 sessions", "75 sessions"));
    workspace.put("raw/a.txt", revised.as_bytes());
    std::fs::remove_file(workspace.path("raw/b.txt")).expect("it is there");
    workspace.put("raw/c.txt", b"8 visits in 2018/19.\n");
    let ran = workspace.run(&["run"]);
    good(&ran);
    let second = changes(&workspace, "processed");
    let expected = [
        ("document,changed,a.txt,", ""),
        ("document,gone,b.txt,", ""),
        ("document,added,c.txt,", ""),
        ("figure,revised,\"observation: ", ",60,75,a.txt,L5:1,the document changed"),
    ];
    for (start, end) in expected {
        assert!(says(&second, start, end), "{start} {end}\n{}", second.join("\n"));
    }
    let figures = second.iter().filter(|line| line.starts_with("figure")).count();
    assert_eq!(figures, 1, "what only moved is not revised: {second:?}");
    assert!(
        ran.stderr
            .contains("1 document added, 1 document changed, 1 document gone, 1 figure revised"),
        "{}",
        ran.stderr
    );
    assert!(ran.stderr.contains(": 60 -> 75 (the document changed)"), "{}", ran.stderr);
}

const TWO: &str = "Annual plan 2019/20\n\nOver 60 sessions were held in 2019/20.\n\n7 meetings were held in 2019/20.\n";

/// What the second of two nights says, after something was done to the folder `raw/`.
fn after(then: impl FnOnce(&Workspace)) -> (Vec<String>, String) {
    let payments = b"Date,Supplier,Amount\n01/04/2019,Ash,100.00\n02/04/2019,Elm,250.00\n";
    let workspace = small(&[("raw/a.txt", TWO.as_bytes()), ("raw/pay.csv", payments)]);
    good(&workspace.run(&["run"]));
    then(&workspace);
    let ran = workspace.run(&["run"]);
    good(&ran);
    (changes(&workspace, "processed"), ran.stderr)
}

fn move_to(workspace: &Workspace, from: &str, to: &str) {
    std::fs::rename(workspace.path(from), workspace.path(to)).expect("it is there");
}

#[test]
fn a_document_under_another_name_is_that_and_nothing_else() {
    let (lines, said) = after(|w| move_to(w, "raw/a.txt", "raw/z.txt"));
    assert_eq!(
        lines,
        ["document,renamed,z.txt,a.txt,z.txt,z.txt,,the same content under another name"]
    );
    assert!(said.contains("renamed a.txt -> z.txt"), "{said}");
}

#[test]
fn a_bound_a_payment_and_a_line_that_goes_are_changes() {
    let put = |w: &Workspace, text: String| w.put("raw/a.txt", text.as_bytes());
    let (lines, _) = after(|w| put(w, TWO.replace("Over 60", "60")));
    let revised = ",over 60,60,a.txt,L3:1,the document changed";
    assert!(says(&lines, "figure,revised,\"observation: ", revised), "{lines:?}");
    let (lines, said) = after(|w| put(w, TWO.replace("7 meetings were", "Meetings were")));
    let lost = ",7,,a.txt,L5:1,the document changed";
    assert!(says(&lines, "figure,lost,\"observation: ", lost), "{lines:?}");
    assert!(said.contains("lost a.txt#L5:1: observation: "), "{said}");
    let (lines, _) = after(|w| put(w, format!("Nothing else.\n\n{TWO}")));
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(lines[0].ends_with(",\"no row, figure or issue of it differs\""), "{lines:?}");
    let pay = b"Date,Supplier,Amount\n01/04/2019,Ash,100.00\n02/04/2019,Elm,275.00\n";
    let (lines, _) = after(|w| w.put("raw/pay.csv", pay));
    let sum = "figure,revised,transaction: sum of the amounts,350.00,375.00,pay.csv,,";
    assert!(says(&lines, sum, "the document changed"), "{lines:?}");
}

#[test]
fn a_document_that_is_split_says_where_its_figures_are() {
    let (lines, said) = after(|w| {
        std::fs::remove_file(w.path("raw/a.txt")).expect("it is there");
        let (sessions, meetings) = TWO.rsplit_once("\n\n").expect("it has two parts");
        w.put("raw/b.txt", sessions.as_bytes());
        w.put("raw/c.txt", format!("Annual plan 2019/20\n\n{meetings}").as_bytes());
    });
    assert!(
        says(&lines, "document,gone,a.txt,", "\"2 of its 2 figures stand in b.txt, c.txt\""),
        "{lines:?}"
    );
    assert!(
        says(&lines, "document,added,b.txt,", "1 of its 1 figures stood in a.txt"),
        "{lines:?}"
    );
    assert!(
        lines.iter().all(|line| !line.starts_with("figure") && !line.starts_with("issue")),
        "{lines:?}"
    );
    assert!(said.contains("2 documents added, 1 document gone"), "{said}");
}

/// Two counts of people a night apart tell who came between: of a document whose hash is held back they are not compared.
#[test]
fn a_restricted_document_that_changed_is_named_without_its_counts() {
    let workspace = small(&[("raw/restricted/a.txt", TWO.as_bytes())]);
    good(&workspace.run(&["run"]));
    let first = changes(&workspace, "processed");
    assert!(says(&first, "document,added,restricted/a.txt,", ""), "{first:?}");
    workspace.put("raw/restricted/a.txt", TWO.replace("7 meetings", "8 meetings").as_bytes());
    let ran = workspace.run(&["run"]);
    good(&ran);
    let second = changes(&workspace, "processed");
    assert!(
        says(&second, "document,changed,restricted/a.txt,,,restricted/a.txt,,", ""),
        "{second:?}"
    );
    assert!(second.iter().all(|line| !line.starts_with("figure")), "{second:?}");
    assert!(ran.stderr.contains("1 document changed"), "{}", ran.stderr);
    std::fs::remove_file(workspace.path("raw/restricted/a.txt")).expect("it is there");
    good(&workspace.run(&["run"]));
    let third = changes(&workspace, "processed");
    assert!(says(&third, "document,gone,restricted/a.txt,", ""), "{third:?}");
}

#[test]
fn a_night_with_nothing_new_leaves_the_list_as_it_was() {
    let workspace = small(&[("raw/a.txt", PLAN.as_bytes())]);
    good(&workspace.run(&["run"]));
    workspace.put("raw/a.txt", PLAN.replace("60", "75").as_bytes());
    good(&workspace.run(&["run"]));
    let set = workspace.files("processed");
    for arguments in [&["run"][..], &["run", "--force"]] {
        let ran = workspace.run(arguments);
        good(&ran);
        assert!(ran.stderr.contains("changes    none"), "{}", ran.stderr);
        assert!(workspace.files("processed") == set, "{arguments:?}");
    }
}

#[test]
fn a_set_is_compared_with_the_one_that_is_named() {
    let workspace = small(&[("raw/a.txt", PLAN.as_bytes())]);
    good(&workspace.run(&["run", "--out", "monday"]));
    workspace.put("raw/a.txt", PLAN.replace("60", "75").as_bytes());
    good(&workspace.run(&["run"]));
    workspace.put("raw/a.txt", PLAN.replace("60", "90").as_bytes());
    good(&workspace.run(&["run", "--against", "monday"]));
    assert!(says(
        &changes(&workspace, "processed"),
        "figure,",
        ",60,90,a.txt,L3:1,the document changed"
    ));
    let ran = workspace.run(&["check", "--against", "monday"]);
    assert!(ran.stderr.contains("1 figure revised"), "{}", ran.stderr);
    let ran = workspace.run(&["run", "--against", "raw"]);
    assert_eq!((ran.code, ran.stderr.contains("raw holds no published set")), (2, true));
}

#[test]
fn what_moves_too_far_overnight_is_an_error_and_strict_keeps_the_old_set() {
    let toml = b"[checks.max_change]\nfigures = 20\nrows = 40\n";
    let workspace = small(&[("raw/a.txt", PLAN.as_bytes()), ("saferstats.toml", toml)]);
    good(&workspace.run(&["run"]));
    let before = workspace.files("processed");
    workspace.put("raw/a.txt", PLAN.replace("60", "600").as_bytes());
    let ran = workspace.run(&["run", "--strict"]);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    assert!(ran.stderr.contains("error[figure-moved] a.txt#L3:1: "), "{}", ran.stderr);
    assert!(ran.stderr.contains("found 60 before and 600 now (900 %)"), "{}", ran.stderr);
    assert!(workspace.files("processed") == before);
    // Without strict it is published, and stays an issue of that set however often it is made.
    assert_eq!(workspace.run(&["run"]).code, 1);
    let set = workspace.files("processed");
    assert_eq!(workspace.run(&["run", "--force"]).code, 1);
    assert!(workspace.files("processed") == set);
    workspace.put("raw/a.txt", b"Annual plan 2019/20\n");
    let ran = workspace.run(&["run"]);
    assert!(ran.stderr.contains("error[rows-moved] "), "{}", ran.stderr);
}

#[test]
fn what_is_expected_and_late_is_an_issue_from_that_day_on() {
    let toml = b"[[expect]]\npath = \"spend/{year}-{month}.csv\"\nevery = \"month\"\nfrom = \"2026-03\"\nwithin_days = 10\n\
        [[expect]]\npath = \"plans/*\"\nby = \"2026-06-01\"\ncount = 2\n";
    let workspace = small(&[
        ("raw/plans/a.txt", PLAN.as_bytes()),
        ("raw/spend/2026-03.csv", b"Date,Supplier,Amount\n01/03/2026,A,1.00\n"),
        ("saferstats.toml", toml),
    ]);
    let march = "expected 1 of `spend/{year}-{month}.csv` for 2026-03 by 2026-04-10, found 0";
    let april = march.replace("2026-03", "2026-04").replace("2026-04-10", "2026-05-10");
    let plans = "expected 2 of `plans/*` by 2026-06-01, found 1";
    // (day, what is missing)
    let cases: &[(&str, &[&str])] = &[
        ("2026-04-30", &[]),
        ("2026-05-10", &[]),
        ("2026-05-11", &[&april]),
        ("2026-06-02", &[&april, plans]),
    ];
    for (day, missing) in cases {
        let ran = workspace.run(&["run", "--today", day]);
        assert_eq!(ran.code, i32::from(!missing.is_empty()), "{day}: {}", ran.stderr);
        for message in [&april, march, plans] {
            assert_eq!(ran.stderr.contains(message), missing.contains(&message), "{day} {message}");
        }
    }
    let set = workspace.files("processed");
    good(&workspace.run(&["run", "--today", "2026-06-09"]));
    assert!(workspace.files("processed") == set, "a day more changes nothing");
    let ran = workspace.run(&["run", "--today", "2026-05-10"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
}

#[test]
fn a_night_is_recorded_however_it_ends() {
    let workspace = small(&[("raw/a.txt", PLAN.as_bytes())]);
    let record = || -> serde_json::Value {
        let bytes = std::fs::read(workspace.path(".processed-run.json")).expect("it is there");
        serde_json::from_slice(&bytes).expect("it is JSON")
    };
    let ended = |record: serde_json::Value| {
        (record["status"].as_str().map(str::to_owned), record["exit"].as_i64())
    };
    let said = |status: &str, exit| (Some(status.to_owned()), Some(exit));
    let ran = workspace.run(&["--log-format", "json", "run"]);
    assert_eq!(ended(record()), said("published", 0));
    for line in ran.stderr.lines() {
        let event: serde_json::Value = serde_json::from_str(line).expect("a line is JSON");
        assert_eq!(event["run"], record()["run"], "{line}");
    }
    let last = ran.stderr.lines().last().and_then(|line| serde_json::from_str(line).ok());
    let last: serde_json::Value = last.expect("the last line is JSON");
    assert_eq!((last["event"].as_str(), last["exit"].as_i64()), (Some("ended"), Some(0)));
    assert_eq!(last["summary"]["documents"], "1: 1 partnership plan");
    let ran = workspace.run(&["run", "--timings"]);
    assert_eq!(ended(record()), said("unchanged", 0));
    assert!(ran.stderr.contains("discover  "), "{}", ran.stderr);
    workspace.put("raw/b.bin", &[0, 255, 0, 254, 0, 1]);
    workspace.run(&["run", "--strict"]);
    assert_eq!(ended(record()), said("refused", 1));
    workspace.put("queries/bad.sql", VIEW.replace("amount", "amout").as_bytes());
    workspace.run(&["run"]);
    assert_eq!(ended(record()), said("failed", 2));
    workspace.put("saferstats.toml", b"[chcks]\n");
    workspace.run(&["run"]);
    assert_eq!(ended(record()), said("failed", 2));
    assert!(record()["message"].as_str().is_some_and(|m| m.contains("did you mean `checks`?")));
}
