//! The worked values of the domain notes, each against the query that gives it.

#![cfg(test)]

use super::views::{behind, check, computed};
use super::{Kind, fixture, load, offending, run};

/// P(X <= k) of a Poisson count with mean `mu`.
fn at_most(k: u32, mu: f64) -> f64 {
    let mut term = (-mu).exp();
    let mut sum = term;
    for i in 1..=k {
        term *= mu / f64::from(i);
        sum += term;
    }
    sum
}

/// Where a falling function crosses a level.
fn crossing(falling: impl Fn(f64) -> f64, level: f64) -> f64 {
    let (mut low, mut high) = (0.0, 100.0);
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        if falling(middle) > level { low = middle } else { high = middle }
    }
    low
}

/// chi-square(p, 2x) / 2 by the distribution itself: the limits that the query holds are held against it.
#[test]
fn exact_limits_are_the_quantiles_that_they_claim_to_be() {
    let frames = computed("doc a.txt statistics - -", "poisson_limit");
    let limits = frames.get("poisson_limit").unwrap();
    assert_eq!(limits.height(), 10, "every count below ten has its limits");
    for events in 0..10 {
        let held = |column: &str| {
            let row = usize::try_from(events).unwrap();
            limits.column(column).unwrap().f64().unwrap().get(row).unwrap()
        };
        for (level, tail) in [("95", 0.025), ("998", 0.001)] {
            let lower = match events {
                0 => 0.0,
                x => crossing(|mu| at_most(x - 1, mu), 1.0 - tail),
            };
            let upper = crossing(|mu| at_most(events, mu), tail);
            assert!((held(&format!("lower_{level}")) - lower).abs() < 1e-11, "{events} {lower}");
            assert!((held(&format!("upper_{level}")) - upper).abs() < 1e-11, "{events} {upper}");
        }
    }
}

#[test]
fn intervals_are_those_of_the_notes() {
    let rows = "
        doc a.txt statistics - -
        obs 1 crime.all A CY2001 actual 44 count
        obs 2 crime.all A CY2002 actual 62 count
        obs 3 crime.all A CY2003 actual 64 count
        obs 4 crime.all A CY2004 actual 111 count
        obs 5 crime.all A CY2005 actual 0 count
        obs 6 crime.all A CY2006 actual 1 count
        obs 7 crime.all A CY2007 actual 3 count
        obs 8 crime.all A CY2008 actual 6 count
        obs 9 crime.all A CY2009 actual 11 count
        obs 20 yj.reoffending.reoffenders A CY2001 actual 48 count
        obs 21 yj.reoffending.cohort A CY2001 actual 100 count
        obs 30 yj.custody.sentences A FY2016-17 actual 6 count
        obs 31 yj.court.disposals A FY2016-17 actual 150 count
        obs 32 yj.custody.sentences A FY2017-18 actual 4 count
        obs 33 yj.court.disposals A FY2017-18 actual 164 count
        obs 34 yj.custody.sentences A FY2018-19 actual 3 count
        obs 35 yj.court.disposals A FY2018-19 actual 140 count
    ";
    let frames = computed(rows, "measure_level");
    let found = super::views::rows(
        &frames,
        "measure_level",
        "measure period basis value lower_95 upper_95",
    );
    let of = |measure: &str, basis: &str| -> Vec<String> {
        let start = format!("{measure} | ");
        let all = found.iter().filter(|r| r.starts_with(&start) && r.contains(basis));
        all.map(|r| r[start.len()..].to_owned()).collect()
    };
    assert_eq!(
        of("crime.all", "stated"),
        [
            "CY2001 | stated | 44.0000 | 31.9674 | 59.0694",
            "CY2002 | stated | 62.0000 | 47.5325 | 79.4825",
            "CY2003 | stated | 64.0000 | 49.2853 | 81.7279",
            "CY2004 | stated | 111.0000 | 91.3116 | 133.6737",
            "CY2005 | stated | 0.0000 | 0.0000 | 3.6889",
            "CY2006 | stated | 1.0000 | 0.0253 | 5.5716",
            "CY2007 | stated | 3.0000 | 0.6187 | 8.7673",
            "CY2008 | stated | 6.0000 | 2.2019 | 13.0595",
            // Eleven is Byar's.
            "CY2009 | stated | 11.0000 | 5.4837 | 19.6832",
        ]
    );
    assert_eq!(
        of("yj.reoffending.binary_rate", "computed"),
        ["CY2001 | computed | 48.0000 | 38.4646 | 57.6834"]
    );
    // The 99.8 % interval, by the same methods: exact for 3, Byar's for 44, Wilson's for 48 of 100.
    let wide = super::views::rows(&frames, "measure_level", "measure period lower_998 upper_998");
    for expected in [
        "crime.all | CY2007 | 0.1905 | 13.0622",
        "crime.all | CY2001 | 26.2830 | 68.6334",
        "yj.reoffending.binary_rate | CY2001 | 33.4228 | 62.9259",
    ] {
        assert!(wide.contains(&expected.to_owned()), "{expected} in {wide:#?}");
    }
    let shares: Vec<String> =
        of("yj.disposals.custodial_share", "computed").iter().map(|r| r[..27].to_owned()).collect();
    assert_eq!(
        shares,
        [
            "FY2016-17 | computed | 4.00",
            "FY2017-18 | computed | 2.43",
            "FY2018-19 | computed | 2.14"
        ]
    );
}

#[test]
fn groups_are_pooled_and_points_are_not_percent() {
    // 43 sentences on 119,196 children are 0.36, whatever the rates of the five are.
    let rows = "
        doc a.csv statistics - -
        obs 1 yj.custody.sentences E08000011 FY2017-18 actual 8 count
        obs 2 yj.custody.sentences E08000012 FY2017-18 actual 20 count
        obs 3 yj.custody.sentences E08000013 FY2017-18 actual 4 count
        obs 4 yj.custody.sentences E08000014 FY2017-18 actual 4 count
        obs 5 yj.custody.sentences E08000015 FY2017-18 actual 7 count
        obs 6 yj.custody.sentences E08000011 FY2018-19 actual 8 count
        obs 7 yj.reoffending.binary_rate E08000014 FY2017-18 actual 47.7 percent
        obs 8 yj.reoffending.binary_rate E23000004 FY2017-18 actual 43.2 percent
        doc b.csv population - -
        pop 2 E08000011 2017 10-17 13633
        pop 3 E08000012 2017 10-17 37113
        pop 4 E08000013 2017 10-17 15517
        pop 5 E08000014 2017 10-17 23404
        pop 6 E08000015 2017 10-17 29529
        pop 7 E08000011 2018 10-17 13747
    ";
    check(
        rows,
        "comparator_pool",
        "comparator period value numerator denominator members",
        // A year in which four of five are missing has no value.
        &["E23000004 | FY2017-18 | 0.3608 | 43.0000 | 119196.0000 | 5"],
    );
    let frames = computed(rows, "measure_comparison");
    let found = super::views::rows(
        &frames,
        "measure_comparison",
        "measure area comparator difference difference_unit difference_pct comparator_basis",
    );
    assert!(found.contains(&"yj.reoffending.binary_rate | E08000014 | E23000004 | 4.5000 | percentage_point | 10.42 | stated".to_owned()));
    assert!(
        found
            .iter()
            .any(|r| r.starts_with("yj.custody.rate | E08000014 | E23000004")
                && r.ends_with("pooled"))
    );
}

#[test]
fn prices_are_rebased_by_the_rule_of_the_treasury() {
    let rows = "
        doc a.txt budget_plan - -
        alloc 1 safer_streets_fund asb FY2020-21 item 50
        alloc 2 safer_streets_fund asb FY2024-25 item 100
        alloc 3 crime_reduction_grant - FY2019-20 total 332000
        alloc 4 crime_reduction_grant - FY2022-23 total 332000
        doc b.csv deflator - -
        gdp 2 FY2019-20 78.1735
        gdp 3 FY2020-21 82.2588
        gdp 4 FY2022-23 88.2512
        gdp 5 FY2024-25 96.6694
    ";
    check(
        rows,
        "spend_trend",
        "programme period amount real_amount real_change_pct price_base jump",
        &[
            "crime_reduction_grant | FY2019-20 | 332000.00 | 332000.00 |  | FY2019-20 | false",
            "crime_reduction_grant | FY2022-23 | 332000.00 | 294087.81 | -11.42 | FY2019-20 | false",
            "safer_streets_fund | FY2020-21 | 50.00 | 50.00 |  | FY2020-21 | false",
            // 2020/21 on a base of 2024/25 is 85.09; four years are no jump within a year.
            "safer_streets_fund | FY2024-25 | 100.00 | 85.09 | 70.19 | FY2020-21 | false",
        ],
    );
}

/// What a check in `queries/checks/` finds: messages.
fn found_by(name: &str, rows: &str) -> Vec<String> {
    let file = |path: &std::path::Path, under: &str| {
        let id = format!("{under}{}", path.file_name().unwrap().to_str().unwrap());
        (id, std::fs::read_to_string(path).unwrap())
    };
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("queries");
    let list = |folder: &std::path::Path| -> Vec<std::path::PathBuf> {
        let all = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path());
        all.filter(|p| p.extension().is_some_and(|e| e == "sql")).collect()
    };
    let mut files: Vec<_> = list(&root).iter().map(|p| file(p, "queries/")).collect();
    files.extend(list(&root.join("checks")).iter().map(|p| file(p, "queries/checks/")));
    let all = load(files).unwrap_or_else(|e| panic!("{e}"));
    let check = all.iter().find(|q| q.name == name && q.kind != Kind::View).unwrap();
    let reads: Vec<&str> = check.reads.iter().map(String::as_str).collect();
    let mut frames = fixture::frames(rows);
    run(&behind(&reads), &mut frames).unwrap_or_else(|e| panic!("{e}"));
    let found = offending(check, &frames).unwrap_or_else(|e| panic!("{e}"));
    let message = |i: usize| found.column("message").unwrap().get(i).unwrap().to_string();
    (0..found.height()).map(|i| message(i).trim_matches('"').to_owned()).collect()
}

#[test]
fn checks_in_sql_find_what_they_are_for_and_nothing_else() {
    let regions = "417 298 307 404 298 412 237 346 353";
    let england = |value: &str| {
        let lines = regions.split(' ').enumerate().map(|(i, v)| {
            format!("obs {} yj.fte.rate E1200000{} CY2016 actual {v} per_100000\n", i + 2, i + 1)
        });
        let lines: String = lines.collect();
        format!(
            "doc a.csv statistics - -\n{lines}obs 20 yj.fte.rate E92000001 CY2016 actual {value} per_100000"
        )
    };
    let identity = |per_child: &str| {
        format!(
            "doc a.csv statistics - -
            obs 1 yj.reoffending.binary_rate A FY2016-17 actual 45 percent
            obs 2 yj.reoffending.frequency A FY2016-17 actual 3.1 count
            obs 3 yj.reoffending.frequency_per_offender A FY2016-17 actual {per_child} count"
        )
    };
    // A council's youth justice spend as returns give it: a drop and a rise of more than half.
    let spend = |first: &str| {
        format!(
            "doc a.csv statistics - -
            alloc 1 - youth_justice FY2018-19 item {first} area=E08000014 basis=outturn activity=Youth_justice
            alloc 2 - youth_justice FY2019-20 item 349200 area=E08000014 basis=outturn activity=Youth_justice
            alloc 3 - youth_justice FY2021-22 item 885839 area=E08000014 basis=outturn activity=Youth_justice"
        )
    };
    let cases: &[(&str, String, &[&str])] = &[
        (
            "rate_outside_parts",
            england("3071"),
            &[
                "a rate between 237.0 and 417.0 is expected, which are the lowest and highest of 9 parts; found 3071.0, the sum of its parts",
            ],
        ),
        (
            "rate_outside_parts",
            england("236"),
            &[
                "a rate between 237.0 and 417.0 is expected, which are the lowest and highest of 9 parts; found 236.0, outside the range of its parts",
            ],
        ),
        ("rate_outside_parts", england("337"), &[]),
        (
            "reoffending_identity",
            identity("1.9"),
            &["1.4 reoffences for each child are expected, which is 45.0 % times 3.1; found 1.9"],
        ),
        ("reoffending_identity", identity("1.4"), &[]),
        (
            "spend_jump",
            spend("964195"),
            &[
                "a change of no more than half is expected within a year; Youth justice (outturn) went from 964195.00 to 349200.00, -63.78 %",
            ],
        ),
        ("spend_jump", spend("400000"), &[]),
    ];
    for (name, rows, expected) in cases {
        assert_eq!(found_by(name, rows), *expected, "{name}\n{rows}");
    }
}
