//! One figure for an author, and any row of a view back to its words, over the committed worked example.

use super::{Ran, Workspace, ran};
use std::process::Command;

/// Nothing is run: what is committed is what a reader has.
fn over_the_example(arguments: &[&str]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_saferstats"));
    command.args(["--workspace", env!("CARGO_MANIFEST_DIR")]);
    ran(command.args(arguments))
}

#[test]
fn a_figure_comes_with_all_that_its_author_needs() {
    // (what is typed after `figure`, what the answer holds)
    let cases: &[(&[&str], &[&str])] = &[
        (
            &["yj.fte.count", "--period", "2018/19"],
            &[
                "First time entrants, Sefton, 2018/19\n",
                "value            44\n",
                "32.0 to 59.1 (Byar)",
                "99.8 % interval  26.3 to 68.6",
                "-18 on 62 in FY2017-18 (-29.0 %)",
                "too few points (3 points)",
                "queries/measure_trend.sql",
                "plans/2019-20-partnership-plan.txt, L79:35: \"",
                "measure_trend:measure=yj.fte.count,area=E08000014,period=FY2018-19,basis=stated",
            ],
        ),
        (
            &["custody rate", "--period", "FY2018-19", "--area", "sefton", "--basis", "computed"],
            &[
                "0.1267 per 1,000",
                "0.0261 to 0.370 (exact Poisson)",
                "3 over 23,683.5",
                "[e]",
                "basis            computed",
            ],
        ),
        (
            &[
                "yj.custody.rate",
                "--period",
                "FY2018-19",
                "--area",
                "E08000014",
                "--basis",
                "stated",
            ],
            &["0.04 per 1,000", "North West: 0.41", "not compared", "rate-differs"],
        ),
        (
            &["hate_crime.reporting_centres", "--basis", "target"],
            &["a step (increase), not a level", "Open 2 more"],
        ),
    ];
    for (arguments, parts) in cases {
        let ran = over_the_example(&[&["figure"], *arguments].concat());
        assert_eq!(ran.code, 0, "{arguments:?}\n{}", ran.stderr);
        for part in *parts {
            assert!(ran.stdout.contains(part), "{arguments:?}: {part}\n{}", ran.stdout);
        }
    }
}

#[test]
fn what_may_mean_several_figures_lists_them() {
    let cases: &[(&[&str], &str)] = &[
        (&["yj.fte.count"], "--area E08000014 --period FY2018-19 --basis stated: 44 count"),
        (&["yj.fte.count", "--period", "1999/00"], "--period FY2017-18 --basis stated: 62 count"),
        (&["yj.fte"], "yj.fte.rate"),
        (&["yj.fte.cuont"], "did you mean `yj.fte.count`?"),
        (&["yj.fte.count", "--area", "Seftn"], "did you mean `Sefton`?"),
        (&["yj.fte.count", "--period", "lately"], "is no period"),
        (&["yj.remand.custody", "--basis", "target"], "no figure of yj.remand.custody fits"),
        (&["asb"], "line:crime_reduction_grant/asb"),
        (&["asb"], "asb.park_nights.sessions"),
        (&["line:crime_reduction_grant/asb"], "--period FY2020-21 --basis budget: £119,000"),
        (&["Communities", "--basis", "gross"], "--basis net: £20,175.20"),
        (&["frobnicate"], "there is no measure or money `frobnicate`"),
    ];
    for (arguments, says) in cases {
        let ran = over_the_example(&[&["figure"], *arguments].concat());
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{arguments:?}");
        assert!(ran.stderr.contains(says), "{arguments:?}: {says}\n{}", ran.stderr);
    }
    let empty = Workspace::with(&[]).run(&["figure", "yj.fte.count"]);
    assert!(empty.code == 2 && empty.stderr.contains("is not published"), "{}", empty.stderr);
}

#[test]
fn money_is_asked_for_by_what_it_is_called() {
    let cases: &[(&[&str], &[&str])] = &[
        (
            &["crime reduction grant asb", "--period", "2020/21"],
            &[
                "Crime Reduction Grant: Anti-social behaviour, Sefton, 2020/21\n",
                "value         £119,000\n",
                "basis         budget\n",
                "+£18,800 on £100,200 in FY2019-20 (+18.8 %)",
                "£113,089.99 at the prices of FY2019-20 (+12.9 % on the period before)",
                "35.84 %",
                "plans/2020-21-budget-plan.txt, L52:23: \"",
                "queries/money_trend.sql",
            ],
        ),
        (
            &["line:crime_reduction_grant", "--period", "2022/23"],
            &["£294,087.81 at the prices of FY2019-20", "total only"],
        ),
        (
            &["Crime & Disorder Reduction Grant", "--period", "2019/20"],
            &["value         £332,000\n", "£332,000 in 7 items; agrees", "£332k a year"],
        ),
        (
            &["communities", "--area", "Anytown Borough Council"],
            &[
                "value     £20,175.20\n",
                "paid, without VAT",
                "spend/anytown-2019-04.xlsx, 4 payments",
            ],
        ),
        (&["refuge"], &["Anytown Refuge CIO, Anytown Borough Council, 2019/20\n", "£12,000"]),
    ];
    for (arguments, parts) in cases {
        let ran = over_the_example(&[&["figure"], *arguments].concat());
        assert_eq!(ran.code, 0, "{arguments:?}\n{}", ran.stderr);
        for part in *parts {
            assert!(ran.stdout.contains(part), "{arguments:?}: {part}\n{}", ran.stdout);
        }
        // What it names as its row is one.
        let id = ran.stdout.lines().find_map(|l| l.trim().strip_prefix("trace")).expect("an id");
        let traced = over_the_example(&["trace", id.trim()]);
        assert_eq!(traced.code, 0, "{id}\n{}", traced.stderr);
    }
    let ran = over_the_example(&["figure", "communities", "--format", "json"]);
    let figure: serde_json::Value = serde_json::from_str(&ran.stdout).expect("it is JSON");
    assert_eq!((&figure["value"], &figure["unit"]), (&20175.2.into(), &"gbp".into()));
    assert_eq!(figure["inputs"][0]["place"], "4 payments");
}

#[test]
fn programs_and_reports_get_the_same_figure() {
    let arguments = ["figure", "yj.fte.count", "--period", "FY2018-19", "--format"];
    let ran = over_the_example(&[&arguments[..], &["json"]].concat());
    let figure: serde_json::Value = serde_json::from_str(&ran.stdout).expect("it is JSON");
    assert_eq!((&figure["value"], &figure["lower_95"]), (&44.into(), &31.9674.into()));
    assert_eq!(figure["inputs"][0]["id"], "plans/2019-20-partnership-plan.txt#L79:35");
    let citation = figure["citation"].as_str().expect("a citation");
    let ran = over_the_example(&[&arguments[..], &["markdown"]].concat());
    assert!(ran.stdout.starts_with("**First time entrants, Sefton, 2018/19: 44** (95 % interval"));
    assert!(ran.stdout.ends_with(&format!("[^1]: {citation}\n")), "{}", ran.stdout);
}

#[test]
fn a_row_of_a_view_is_traced_to_its_words() {
    let cases: &[(&str, &[&str])] = &[
        (
            "spend_trend:theme=asb,period=FY2020-21",
            &[
                "queries/spend_trend.sql",
                "queries/money_line.sql",
                "119000.00",
                "allocation plans/2020-21-budget-plan.txt#L52:23",
                "^^^",
            ],
        ),
        (
            "youth_justice_trend:measure=yj.custody.rate,period=FY2018-19,basis=computed",
            &[
                "queries/rate_population.sql",
                "observation plans/2019-20-partnership-plan.txt#L100:43",
            ],
        ),
        (
            "claim_check:claim_id=plans/2019-20-partnership-plan.txt#L95:35",
            &[
                "holds for the last period only",
                "observation plans/2019-20-partnership-plan.txt#L95",
            ],
        ),
        (
            "action_summary:priority=Tell residents more, for public confidence & reassurance",
            &["action plans/2010-11-service-plan.txt#"],
        ),
    ];
    for (id, parts) in cases {
        let ran = over_the_example(&["trace", id]);
        assert_eq!(ran.code, 0, "{id}\n{}", ran.stderr);
        for part in *parts {
            assert!(ran.stdout.contains(part), "{id}: {part}\n{}", ran.stdout);
        }
    }
    let slips = [
        ("spend_trend:theme=asb", "2 rows of spend_trend fit"),
        ("spend_trend:them=asb", "did you mean `theme`?"),
        ("spend_trnd:theme=asb", "did you mean `spend_trend`?"),
        ("spend_trend:theme=nothing", "no row of spend_trend fits"),
    ];
    for (id, says) in slips {
        let ran = over_the_example(&["trace", id]);
        assert!(ran.code == 2 && ran.stderr.contains(says), "{id}: {says}\n{}", ran.stderr);
    }
}

/// Made-up figures: a family that the workspace states, and a rating that it states the rule of.
#[test]
fn families_and_ratings_are_what_a_workspace_states() {
    let toml = "[[vocab.group]]\nid = \"yot-family-E08000014\"\nlabel = \"YOT family of Sefton\"\nof = \"E08000014\"\n\
                vintage = \"2019-04\"\nmembers = [\"E08000011\", \"E08000015\"]\n\n[[vocab.measure]]\n\
                id = \"asb.incidents\"\nlabel = \"Anti-social behaviour incidents\"\namber_within_pct = 5\n";
    let people = "area,year,age_band,persons,release\nE08000014,2018,10-17,23683,made up\n\
                  E08000011,2018,10-17,13747,made up\nE08000015,2018,10-17,29844,made up\n";
    let plan = "Sefton Safer Partnership Plan 2018/19\n\nIn 2018/19 there were 3 custodial sentences in Sefton, \
                8 custodial sentences in Knowsley and 7 custodial sentences in Wirral.\n\nPerformance\n\n\
                | Measure | Target 2018/19 | Actual 2018/19 |\n|---|---|---|\n| ASB incidents | 1000 | 1030 |\n";
    let workspace = Workspace::with(&[
        ("saferstats.toml", toml.as_bytes()),
        ("raw/people.csv", people.as_bytes()),
        ("raw/plan.txt", plan.as_bytes()),
    ]);
    assert_eq!(workspace.run(&["run"]).code, 0);
    let ran = workspace.run(&["figure", "yj.custody.rate", "--area", "Sefton"]);
    let parts = [
        "YOT family of Sefton: 0.3441 (pooled, as of 2019-04)",
        "Knowsley: 0.5819 (computed)",
        "or -78.2 %; better",
    ];
    for part in parts {
        assert!(ran.stdout.contains(part), "{part}\n{}", ran.stdout);
    }
    let sql = "SELECT measure, status, gap_pct, rag FROM target_gap";
    let ran = workspace.run(&["query", sql, "--format", "csv"]);
    assert!(ran.stdout.ends_with("asb.incidents,missed,3,amber\r\n"), "{}", ran.stdout);
}

/// The mid-year that the workspace names stands below its rates, in views and in checks.
#[test]
fn rates_are_over_the_mid_year_that_the_workspace_names() {
    let people = "area,year,age_band,persons,release\nE08000014,2018,10-17,20000,made up\n\
                  E08000014,2019,10-17,25000,made up\n";
    let plan = "Sefton Safer Partnership Plan 2018/19\n\nIn 2018/19 there were 10 custodial sentences in Sefton. \
                In 2018/19 the custody rate in Sefton was 0.5 per 1,000.\n";
    let cases = [
        ("", "0.5,20000,", 0),
        ("[rates]\nmid_year = \"end\"\n", "0.4,25000,", 1),
        ("[rates.years]\nFY2018-19 = 2019\n", "0.4,25000,", 1),
    ];
    for (toml, expected, issues) in cases {
        let workspace = Workspace::with(&[
            ("saferstats.toml", toml.as_bytes()),
            ("raw/people.csv", people.as_bytes()),
            ("raw/plan.txt", plan.as_bytes()),
        ]);
        assert!(workspace.run(&["run"]).code < 2);
        let sql = "SELECT value, denominator, area FROM measure_level WHERE measure = 'yj.custody.rate' AND basis = 'computed'";
        let ran = workspace.run(&["query", sql, "--format", "csv"]);
        assert!(ran.stdout.contains(expected), "{toml}\n{}", ran.stdout);
        let sql = "SELECT rule FROM issue WHERE rule = 'rate-differs'";
        let ran = workspace.run(&["query", sql, "--format", "csv"]);
        assert_eq!(ran.stdout.lines().count(), 1 + issues, "{toml}\n{}", ran.stdout);
    }
}
