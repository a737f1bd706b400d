//! What the worked example has to answer: the questions that the program was built for, on the figures of real plans.
//!
//! The published folder is read as it is committed; that the program makes just this is proved elsewhere.

use std::fs;
use std::path::PathBuf;

/// A published file as rows of named fields.
fn rows(file: &str) -> Vec<Vec<(String, String)>> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("processed").join(file);
    let bytes = fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let text = String::from_utf8(bytes).expect("published files are UTF-8");
    let text = text.trim_start_matches('\u{feff}').to_owned();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let names: Vec<String> =
        reader.headers().expect("a header").iter().map(str::to_owned).collect();
    let fields = |r: csv::StringRecord| {
        names.iter().cloned().zip(r.iter().map(str::to_owned)).collect::<Vec<_>>()
    };
    reader.records().map(|r| fields(r.expect("a row"))).collect()
}

fn field<'a>(row: &'a [(String, String)], name: &str) -> &'a str {
    row.iter().find(|f| f.0 == name).map_or_else(|| panic!("no column {name}"), |f| f.1.as_str())
}

/// The one row that has these fields, and what stands in one more of them.
fn check(file: &str, keys: &[(&str, &str)], column: &str, expected: &str) {
    let all = rows(file);
    let found: Vec<_> =
        all.iter().filter(|r| keys.iter().all(|(k, v)| field(r, k) == *v)).collect();
    assert_eq!(found.len(), 1, "{file}: rows with {keys:?}");
    let value = field(found[0], column);
    let close = |a: &str, b: &str| match (a.parse::<f64>(), b.parse::<f64>()) {
        // Stated to the last place that the question asks for.
        (Ok(x), Ok(y)) => {
            let places = b.split_once('.').map_or(0, |(_, d)| d.len());
            let half = 0.5 / 10f64.powi(i32::try_from(places).expect("few places"));
            (x - y).abs() <= half + 1e-9
        }
        _ => a == b,
    };
    assert!(close(value, expected), "{file} {keys:?}: {column} is {value}, not {expected}");
}

#[test]
fn money_of_two_plans_agrees_with_the_report() {
    let file = "views/programme_reconciliation.csv";
    for year in ["FY2019-20", "FY2020-21"] {
        let keys = [("programme", "crime_reduction_grant"), ("period", year)];
        for (column, expected) in
            [("sum_of_items", "332000"), ("stated_total", "332000"), ("status", "agrees")]
        {
            check(file, &keys, column, expected);
        }
    }
}

#[test]
fn money_moves_between_the_themes() {
    let cases = [
        ("asb", "FY2019-20", "amount", "100200"),
        ("asb", "FY2020-21", "amount", "119000"),
        ("asb", "FY2020-21", "change_pct", "18.8"),
        ("sexual_violence", "FY2020-21", "change_pct", "67.8"),
        ("serious_crime", "FY2020-21", "change_pct", "-32.7"),
        ("exploitation_youth_violence", "FY2020-21", "amount", ""),
        ("exploitation_youth_violence", "FY2020-21", "note", "line gone"),
        ("", "FY2022-23", "real_amount", "294088"),
        ("", "FY2022-23", "price_base", "FY2019-20"),
    ];
    for (theme, period, column, expected) in cases {
        let keys = [("programme", "crime_reduction_grant"), ("theme", theme), ("period", period)];
        check("views/spend_trend.csv", &keys, column, expected);
    }
    // The year of a stated total tells nothing of the themes, and the page must not draw it in their place.
    let page = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("processed/report.html");
    let page = fs::read_to_string(page).expect("the report is there");
    assert!(page.contains("Change in cash from 2019/20 to 2020/21, by theme."));
}

#[test]
fn first_time_entrants_have_their_intervals() {
    let cases = [
        ("FY2016-17", "64", "49.3", "81.7"),
        ("FY2017-18", "62", "47.5", "79.5"),
        ("FY2018-19", "44", "32.0", "59.1"),
    ];
    for (period, value, lower, upper) in cases {
        let keys = [("measure", "yj.fte.count"), ("period", period)];
        for (column, expected) in [("value", value), ("lower_95", lower), ("upper_95", upper)] {
            check("views/youth_justice_trend.csv", &keys, column, expected);
        }
    }
}

#[test]
fn custody_stands_against_three_comparators() {
    let cases = [("E12000002", "0.41"), ("E23000004", "0.36"), ("yot-family-E08000014", "0.18")];
    for (comparator, expected) in cases {
        let keys =
            [("measure", "yj.custody.rate"), ("area", "E08000014"), ("comparator", comparator)];
        check("views/youth_justice_comparison.csv", &keys, "value", "0.04");
        check("views/youth_justice_comparison.csv", &keys, "comparator_value", expected);
    }
}

/// Issues are found by their rule and by figures that their message must show.
#[test]
fn contradictions_are_shown_with_their_arithmetic() {
    let cases: &[(&str, &[&str])] = &[
        ("rate-differs", &["3 over 23,683", "0.127", "0.04"]),
        ("values-disagree", &["579", "585", "neither is chosen"]),
        ("claim-contradicted", &["70.3", "61.4", "62 in 2017/18", "44 in 2018/19"]),
        ("line-gone", &["5,000", "2020/21"]),
        ("missing-pending", &["Data being verified", "missing, not zero"]),
    ];
    let issues = rows("tables/issue.csv");
    for (rule, figures) in cases {
        let found = issues.iter().any(|r| {
            field(r, "rule") == *rule && figures.iter().all(|f| field(r, "message").contains(f))
        });
        assert!(found, "an issue of rule {rule} shows {figures:?}");
    }
}

#[test]
fn rivals_are_both_kept_and_what_is_pending_is_no_number() {
    let marac: Vec<String> = rows("tables/observation.csv")
        .iter()
        .filter(|r| field(r, "measure") == "dv.marac.cases" && field(r, "period") == "FY2010-11")
        .map(|r| field(r, "value").to_owned())
        .collect();
    assert_eq!(marac, ["579", "585"]);
    for row in rows("tables/observation.csv") {
        let words = field(&row, "quote").to_lowercase();
        assert!(!words.contains("being verified") || field(&row, "value").is_empty(), "{row:?}");
    }
}

#[test]
fn nobody_can_be_rung_up_from_what_is_published() {
    let telephone = regex::Regex::new(r"\b0\d{2,4}\s?\d{3}\s?\d{3,4}\b").expect("valid");
    let address = regex::Regex::new(r"\w@\w").expect("valid");
    for file in ["allocation", "observation", "claim", "action", "numeral", "issue", "document"] {
        for row in rows(&format!("tables/{file}.csv")) {
            for (name, value) in &row {
                let open = telephone.is_match(value) || address.is_match(value);
                assert!(!open, "{file}.{name} shows a contact: {value}");
            }
        }
    }
}
