//! From what was published back to an answer and back to the source.

use super::Workspace;

fn published() -> Workspace {
    let plan = "Plan 2019/20\n\nWrite to jo.bloggs@example.org or ring 01632 960 188.\n";
    let workspace = Workspace::with(&[("raw/plans/a.txt", plan.as_bytes()), ("raw/b.txt", b"")]);
    let ran = workspace.run(&["run"]);
    assert!(ran.code < 2, "{}", ran.stderr);
    workspace
}

#[test]
fn queries_are_answered_in_three_forms() {
    let workspace = published();
    let sql = "SELECT document, bytes, restricted, amount_read FROM document ORDER BY bytes";
    let table = "document     bytes  restricted  amount_read\n\
                 -----------  -----  ----------  -----------\n\
                 b.txt            0  false\n";
    let ran = workspace.run(&["query", sql]);
    assert!(ran.stdout.starts_with(table) && ran.stdout.ends_with("(2 rows)\n"), "{}", ran.stdout);
    let ran = workspace.run(&["query", sql, "--format", "csv"]);
    assert!(ran.stdout.starts_with("document,bytes,restricted,amount_read\r\nb.txt,0,false,\r\n"));
    let ran = workspace.run(&["query", sql, "--format", "json"]);
    let rows: serde_json::Value = serde_json::from_str(&ran.stdout).expect("it is JSON");
    assert_eq!(rows[0]["bytes"], 0);
    assert!(rows[0]["amount_read"].is_null() && rows[0]["restricted"] == false);
    workspace.put("q.sql", sql.as_bytes());
    assert_eq!(workspace.run(&["query", "q.sql", "--format", "json"]).stdout, ran.stdout);
}

#[test]
fn a_slip_in_a_query_names_the_nearest() {
    let workspace = published();
    let cases = [
        ("SELECT byts FROM document", "did you mean `bytes`?"),
        ("SELECT bytes FROM documnt", "did you mean `document`?"),
    ];
    for (sql, says) in cases {
        let ran = workspace.run(&["query", sql]);
        assert_eq!(ran.code, 2, "{sql}");
        assert!(ran.stderr.contains(says) && ran.stderr.contains("^^^"), "{}", ran.stderr);
    }
}

#[test]
fn a_trace_shows_the_words_and_hides_contact_details() {
    let workspace = published();
    let ran = workspace.run(&["trace", "plans/a.txt#L1:6"]);
    assert!(ran.stdout.contains("1 | Plan 2019/20\n  |      ^^^^^^^"), "{}", ran.stdout);
    assert!(ran.stdout.contains("**.******@*******.*** or ring ***** *** ***"), "{}", ran.stdout);
    let ran = workspace.run(&["trace", "empty-document:b.txt#"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stdout.starts_with("issue empty-document:b.txt#\n"), "{}", ran.stdout);
    let ran = workspace.run(&["trace", "plans/b.txt#L1:6"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("did you mean `plans/a.txt`?"), "{}", ran.stderr);
}

#[test]
fn a_trace_into_a_table_draws_the_row_and_its_neighbours() {
    let text = "Date,Supplier,Ref,Email,Amount,Note\n\
                01/04/2019,Acme Ltd,7,pay@acme.example,100.00,x\n\
                02/04/2019,Bolt & Co,8,,250.50,y\n";
    let workspace = Workspace::with(&[("raw/spend.csv", text.as_bytes())]);
    assert!(workspace.run(&["run"]).code < 2);
    let ran = workspace.run(&["trace", "spend.csv#R3:C5", "--around", "1"]);
    let expected = "2 | 7 | ***@****.******* | 100.00 | x\n\
                    3 | 8 |                  | 250.50 | y\n  \
                    |                        ^^^^^^\n";
    assert!(ran.stdout.contains(expected), "{}", ran.stdout);
}
