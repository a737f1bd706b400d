//! Hints: each field changes what it says and nothing else, and the hint that `inspect` prints changes nothing.

use std::collections::BTreeMap;

use super::Workspace;

const SPEND: &str = "Payee,Date,Amount,Other\nA Ltd,01/04/2019,10,7\nB Ltd,02/04/2019,5,8\n";
const FIGURES: &str = "Area,2019,2020\nSefton,5,50\nWirral,6,60\n";
const RETURN: &str = "Measure,Target,Q1,Outturn\nFirst time entrants,9,2,8\n";
const WORKBOOK: &[u8] = include_bytes!("../../raw/performance/anytown-2019-20-return.xlsx");

/// A document, the hint for it, a table, the columns of it that are shown, and what they hold without and with the hint.
type Case<'a> = (&'a str, &'a [u8], &'a str, &'a str, &'a str, &'a str, &'a str);

const CASES: [Case<'static>; 10] = [
    (
        "a.csv",
        SPEND.as_bytes(),
        "body = \"Anytown\"",
        "transaction",
        "body",
        "/",
        "Anytown/Anytown",
    ),
    (
        "b.csv",
        SPEND.as_bytes(),
        "columns = { amount = \"Other\" }",
        "transaction",
        "amount",
        "10.00/5.00",
        "7.00/8.00",
    ),
    (
        "c.csv",
        SPEND.as_bytes(),
        "columns = { amount = \"D\" }",
        "transaction",
        "amount",
        "10.00/5.00",
        "7.00/8.00",
    ),
    (
        "d.csv",
        SPEND.as_bytes(),
        "unit = \"gbp_thousand\"",
        "transaction",
        "amount",
        "10.00/5.00",
        "10000.00/5000.00",
    ),
    (
        "e.csv",
        SPEND.as_bytes(),
        "kind = \"not spend\"",
        "document",
        "kind",
        "spend",
        "unrecognised",
    ),
    (
        "f.csv",
        SPEND.as_bytes(),
        "period = \"FY2020-21\"",
        "document",
        "period",
        "2019-04",
        "FY2020-21",
    ),
    (
        "h.csv",
        FIGURES.as_bytes(),
        "kind = \"statistics\"\ncolumns = { value = \"C\" }",
        "observation",
        "value",
        "5/50/6/60",
        "50/60",
    ),
    (
        "i.csv",
        FIGURES.as_bytes(),
        "unit = \"percent\"",
        "observation",
        "unit",
        "count/count/count/count",
        "percent/percent/percent/percent",
    ),
    (
        "j.csv",
        RETURN.as_bytes(),
        "area = \"E08000014\"\nperiod = \"FY2019-20\"",
        "observation",
        "area period",
        " / / ",
        "E08000014 FY2019-20/E08000014 FY2019-20-Q1/E08000014 FY2019-20",
    ),
    ("k.xlsx", WORKBOOK, "sheet = \"Youth justice\"", "document", "rows_kept", "9", "2"),
];

/// The rows of a published table that one document made, with some of their columns.
fn rows(files: &BTreeMap<String, Vec<u8>>, table: &str, document: &str, columns: &str) -> String {
    let bytes = &files[&format!("{table}.csv")];
    let text = String::from_utf8(bytes.clone()).expect("it is UTF-8");
    let mut lines =
        text.trim_start_matches('\u{FEFF}').lines().map(|l| l.split(',').collect::<Vec<_>>());
    let names = lines.next().expect("there is a header");
    let at = |name: &str| names.iter().position(|n| *n == name).expect("the column is there");
    let own = lines.filter(|l| l.get(at("document")) == Some(&document));
    let shown = own.map(|l| columns.split(' ').map(|c| l[at(c)]).collect::<Vec<_>>().join(" "));
    shown.collect::<Vec<_>>().join("/")
}

fn ran(workspace: &Workspace) -> BTreeMap<String, Vec<u8>> {
    let ran = workspace.run(&["run"]);
    assert!(ran.code < 2, "{}", ran.stderr);
    workspace.files("processed/tables")
}

#[test]
fn each_field_of_a_hint_pins_what_it_says() {
    let workspace = Workspace::with(&[]);
    let mut hints = String::new();
    for (path, bytes, hint, ..) in CASES {
        workspace.put(&format!("raw/{path}"), bytes);
        hints += &format!("[[source]]\npath = \"{path}\"\n{hint}\n");
    }
    let before = ran(&workspace);
    workspace.put("saferstats.toml", hints.as_bytes());
    let after = ran(&workspace);
    for (path, _, hint, table, columns, expected, pinned) in CASES {
        assert_eq!(rows(&before, table, path, columns), expected, "before {hint}");
        assert_eq!(rows(&after, table, path, columns), pinned, "{hint}");
    }
}

#[test]
fn the_printed_hint_gives_the_same_tables_again() {
    let files: [(&str, &str); 5] = [
        (
            "spend/anytown/april.csv",
            "Title\n\nSupplier Name,Paid Date,Net Amount,VAT,Service\nA Ltd,01/04/2019,10,2,Roads\nB Ltd,02/04/2019,5,1,Parks\n,,15,,\n",
        ),
        (
            "returns/2019-20.csv",
            "Performance 2019/20\nRef,Measure,Good is,Target,Q1,Q2,Outturn\n1,Hate crimes reported,High,500,120,260,260\n",
        ),
        (
            "statistics/fte.csv",
            "First time entrants; years ending March\nCode,Area,2018,2019\nE08000014,Sefton,44,[c]\nE08000015,Wirral,46,33\n",
        ),
        ("population.csv", "Mid-2023\nCode,Name,0,1,2,3,4,5\nE08000014,Sefton,21,19,23,18,25,20\n"),
        (
            "outturn-2017-18.csv",
            "Revenue outturn\n\u{a3} thousand\nONS code,Local authority,Class,Education,Highways\nE08000014,Sefton,MD,5,6\nE08000015,Wirral,MD,7,8\n",
        ),
    ];
    let workspace = Workspace::with(&[("raw/k.xlsx", WORKBOOK)]);
    for (path, text) in files {
        workspace.put(&format!("raw/{path}"), text.as_bytes());
    }
    let before = ran(&workspace);
    let mut hints = String::new();
    for path in files.iter().map(|f| f.0).chain(["k.xlsx"]) {
        assert_ne!(rows(&before, "document", path, "rows_kept"), "0", "{path} gave nothing");
        let drawn = workspace.run(&["inspect", &format!("raw/{path}")]).stdout;
        let (drawn, hint) = drawn.split_once("saferstats.toml:\n").expect("a hint is printed");
        assert!(drawn.contains("header rows: "), "{drawn}");
        hints.extend(
            hint.lines().take_while(|l| !l.starts_with("rows: ")).map(|l| format!("{l}\n")),
        );
    }
    workspace.put("saferstats.toml", hints.as_bytes());
    let after = ran(&workspace);
    for table in ["allocation", "document", "observation", "population", "transaction"] {
        let table = format!("{table}.csv");
        assert_eq!(
            String::from_utf8_lossy(&after[&table]),
            String::from_utf8_lossy(&before[&table]),
            "{hints}"
        );
    }
}
