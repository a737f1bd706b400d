//! The files of whole runs: what stands in them, byte for byte, and what the commands say beside them.

use std::collections::BTreeMap;

use super::attack::{Known, attack};
use super::made_up::{Random, extract};
use crate::cli::Workspace;

/// Words and dates that stand in the rows and nowhere else.
const CANARIES: &[&str] =
    &["QXZ", "qxz", "Flibbert", "17/11/2003", "2003-11-17", "Quennell", "Xylander"];

fn canary_rows() -> String {
    let mut text = "Child ID,Surname,DOB,Outcome date,Outcome type,Area\n".to_owned();
    for n in 0..40 {
        let month = n % 12 + 1;
        let area = if n % 3 == 0 { "Northtown" } else { "Harbour" };
        text.push_str(&format!(
            "QXZ{n},Quennell,17/11/2003,{:02}/{month:02}/2019,Referral Order,{area}\n",
            n % 28 + 1
        ));
    }
    text.push_str("QXZ77,Xylander,17/11/2003,03/05/2019,Flibbertigibbet,Northtown\n");
    text.push_str(",Xylander,17/11/2003,03/05/2019,Caution,Northtown\n");
    text.push_str("QXZ78,Xylander,17/11/2003,41/05/2019,Caution,Northtown\n");
    text
}

#[test]
fn nothing_of_a_row_about_a_child_is_published_or_said() {
    let rows = canary_rows();
    let workspace = Workspace::with(&[
        ("raw/returns/outcomes.csv", rows.as_bytes()),
        ("raw/returns/staff.csv", b"Surname,First name,Date of birth\nQuennell,QXZ,17/11/2003\n"),
        (
            "raw/returns/minutes.md",
            b"# Panel\n\n| Child ID | Date of birth | Decision |\n|---|---|---|\n| QXZ1 | 17/11/2003 | Caution |\n",
        ),
    ]);
    let mut said = String::new();
    let first = "returns/outcomes.csv#R1:C1";
    let commands: &[&[&str]] = &[
        &["--log-format", "json", "run"],
        &["--verbose", "run"],
        &["check"],
        &["check", "--format", "json"],
        &["inspect", "raw/returns/outcomes.csv"],
        &["inspect", "raw/returns/staff.csv"],
        &["inspect", "raw/returns/minutes.md"],
        &["trace", first],
        &["trace", "returns/outcomes.csv#R42:C1"],
        &["query", "SELECT * FROM rejected_row"],
        &["query", "SELECT * FROM issue"],
    ];
    for arguments in commands {
        let ran = workspace.run(arguments);
        assert!(ran.code < 2 || arguments[0] == "trace", "{arguments:?}\n{}", ran.stderr);
        said.push_str(&ran.stdout);
        said.push_str(&ran.stderr);
    }
    assert!(said.contains("[person-row]") && said.contains("restricted, so its words"), "{said}");
    let mut files = workspace.files("processed");
    files.insert("what the commands said".to_owned(), said.into_bytes());
    for (path, bytes) in &files {
        let text = String::from_utf8_lossy(bytes);
        for canary in CANARIES {
            assert!(!text.contains(canary), "{canary} stands in {path}");
        }
    }
    let observations = String::from_utf8_lossy(&files["tables/observation.csv"]).into_owned();
    assert!(observations.contains("yj.court.disposals"), "{observations}");
}

/// The rows of a published table by column.
fn table(files: &BTreeMap<String, Vec<u8>>, path: &str) -> Vec<BTreeMap<String, String>> {
    let bytes = files[path].strip_prefix("\u{feff}".as_bytes()).unwrap_or(&files[path]);
    let mut reader = csv::Reader::from_reader(bytes);
    let header = reader.headers().expect("there is a header").clone();
    let row = |r: csv::StringRecord| {
        header.iter().zip(r.iter()).map(|(k, v)| (k.to_owned(), v.to_owned())).collect()
    };
    reader.records().map(|r| row(r.expect("a row is whole"))).collect()
}

fn counts(files: &BTreeMap<String, Vec<u8>>) -> Vec<Known> {
    let rows = table(files, "tables/observation.csv").into_iter();
    rows.filter(|r| r["measure"] != "yj.reoffending.frequency")
        .map(|r| Known {
            measure: r["measure"].clone(),
            area: r["area"].clone(),
            period: r["period"].clone(),
            value: r["value"].parse::<f64>().ok().map(|v| v as i64),
        })
        .collect()
}

#[test]
fn views_say_nothing_that_the_tables_hide() {
    let population = "area,year,age_band,persons\nlocal-northtown,2018,10-17,9000\n\
local-northtown,2019,10-17,9100\nlocal-northtown,2020,10-17,9200\nlocal-northtown,2021,10-17,9300\n";
    for seed in [3, 11] {
        let text = extract(&mut Random::new(seed));
        let workspace = Workspace::with(&[
            ("raw/outcomes.csv", text.as_bytes()),
            ("raw/population.csv", population.as_bytes()),
        ]);
        assert!(workspace.run(&["run"]).code < 2);
        let files = workspace.files("processed");
        let known = counts(&files);
        let hidden = |measure: &str, area: &str, period: &str| {
            known.iter().any(|k| {
                k.measure == measure && k.area == area && k.period == period && k.value.is_none()
            })
        };
        assert!(known.iter().any(|k| k.value.is_none()));
        workspace.put("saferstats.toml", b"[disclosure]\npolicy = \"none\"\n");
        assert!(workspace.run(&["run"]).code < 2);
        let truth = counts(&workspace.files("processed"));
        for (i, value) in attack(&known) {
            assert_eq!(truth[i].value, Some(value), "the attack is wrong");
            assert!(value > 4, "{:?} can be worked out", truth[i]);
        }
        let parts: BTreeMap<String, (String, String)> = table(&files, "tables/measure.csv")
            .into_iter()
            .map(|r| (r["measure"].clone(), (r["numerator"].clone(), r["denominator"].clone())))
            .collect();
        let mut seen = 0;
        for path in files.keys().filter(|p| p.starts_with("views/") && p.ends_with(".csv")) {
            for row in table(&files, path) {
                let get = |c: &str| row.get(c).map_or("", String::as_str);
                let (measure, area) = (get("measure"), get("area"));
                let (above, below) = parts.get(measure).cloned().unwrap_or_default();
                let told = [
                    ("value", measure, "period"),
                    ("numerator", &above, "period"),
                    ("denominator", &below, "period"),
                    ("previous", measure, "previous_period"),
                    ("baseline", measure, "baseline_period"),
                    ("actual", measure, "actual_period"),
                ];
                for (column, of, period) in told {
                    let open = !get(column).is_empty() && hidden(of, area, get(period));
                    assert!(!open, "{path} tells {column} of {row:?}");
                }
                seen += usize::from(!get("value").is_empty());
            }
        }
        assert!(seen > 0, "the views hold something");
        for row in table(&files, "tables/document.csv") {
            let closed = row["kind"] == "row_level";
            assert!(
                !closed || (row["sha256"].is_empty() && row["rows_kept"].is_empty()),
                "{row:?}"
            );
        }
    }
}

#[test]
fn restricted_text_says_no_number_of_people() {
    let text = "Youth justice 2019/20\n\nIn 2019/20 there were 3 custodial sentences and 44 first time entrants. \
Two children were remanded. The grant of \u{a3}12,345 was spent.\n";
    let workspace = Workspace::with(&[("raw/restricted/plan.txt", text.as_bytes())]);
    let closed = ["observation", "numeral", "claim", "issue"];
    let ran = workspace.run(&["run"]);
    assert!(ran.code < 2, "{}", ran.stderr);
    let files = workspace.files("processed");
    for name in closed {
        for row in table(&files, &format!("tables/{name}.csv")) {
            for column in ["quote", "message", "text", "hint"] {
                let text = row.get(column).map_or("", String::as_str);
                let bare = text.replace("2019/20", "").replace("12,345", "");
                let digit = bare.contains(|c: char| c.is_ascii_digit());
                assert!(!digit && !bare.contains("Two"), "{name}.{column}: {text}");
            }
        }
    }
    let values: Vec<(String, String, String)> = table(&files, "tables/observation.csv")
        .into_iter()
        .map(|r| (r["measure"].clone(), r["value"].clone(), r["value_symbol"].clone()))
        .collect();
    let of = |measure: &str| values.iter().find(|v| v.0 == measure).cloned();
    let row = |a: &str, b: &str, c: &str| Some((a.to_owned(), b.to_owned(), c.to_owned()));
    assert_eq!(of("yj.custody.sentences"), row("yj.custody.sentences", "", "[c]"));
    assert_eq!(of("yj.fte.count"), row("yj.fte.count", "44", ""));
    let ran = workspace.run(&["inspect", "raw/restricted/plan.txt"]);
    assert!(!ran.stdout.contains("44") && ran.stdout.contains("restricted"), "{}", ran.stdout);
    workspace.put("saferstats.toml", b"[disclosure]\npolicy = \"round-10\"\n");
    assert!(workspace.run(&["run"]).code < 2);
    let files = workspace.files("processed");
    let rows = table(&files, "tables/observation.csv");
    let value =
        |measure: &str| rows.iter().find(|r| r["measure"] == measure).map(|r| r["value"].clone());
    assert_eq!(value("yj.fte.count").as_deref(), Some("40"));
    assert_eq!(value("yj.custody.sentences").as_deref(), Some("0"));
}
