//! Tests of the published views on hand-made rows, with the worked values of the domain notes.

#![cfg(test)]

use super::{fixture, load, plan, run};
use crate::frame::Frames;

/// The views of `queries/`, as the program would load them.
pub fn queries() -> Vec<super::Query> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/queries");
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|e| e == "sql") {
            let name = format!("queries/{}", path.file_name().unwrap().to_str().unwrap());
            files.push((name, std::fs::read_to_string(path).unwrap()));
        }
    }
    load(files).unwrap_or_else(|e| panic!("{e}"))
}

/// The views that some views read, themselves included, in the order in which they run.
pub fn behind(views: &[&str]) -> Vec<super::Query> {
    let mut wanted: Vec<String> = views.iter().map(|v| (*v).to_owned()).collect();
    let mut all = queries();
    for query in all.iter().rev() {
        if wanted.contains(&query.name) {
            wanted.extend(query.reads.iter().cloned());
        }
    }
    all.retain(|q| wanted.contains(&q.name));
    all
}

/// Columns of a view, one text a row: `a | b | c`; missing is empty.
pub fn rows(frames: &Frames, view: &str, columns: &str) -> Vec<String> {
    let frame = frames.get(view).unwrap();
    let row = |i: usize| {
        let cell = |name: &str| {
            let value = frame.column(name).unwrap().get(i).unwrap();
            let text = value.to_string().trim_matches('"').to_owned();
            if text == "null" { String::new() } else { text }
        };
        columns.split(' ').map(cell).collect::<Vec<_>>().join(" | ")
    };
    (0..frame.height()).map(row).collect()
}

/// The frames of some rows with a view and those that it reads.
pub fn computed(rows_of: &str, view: &str) -> Frames {
    let mut frames = fixture::frames(rows_of);
    run(&behind(&[view]), &mut frames).unwrap_or_else(|e| panic!("{e}"));
    frames
}

/// Runs a view on the rows and compares some of its columns.
pub fn check(rows_of: &str, view: &str, columns: &str, expected: &[&str]) {
    let frames = computed(rows_of, view);
    let found = rows(&frames, view, columns);
    assert_eq!(found, expected, "{view}: {columns}\n{}", found.join("\n"));
}

#[test]
fn every_view_plans() {
    if let Err(error) = plan(&queries()) {
        panic!("{error}");
    }
}

const TWO_PLANS: &str = "
    doc a-2019.txt partnership_plan E08000014 FY2019-20
    alloc 144 crime_reduction_grant asb FY2019-20 item 100200
    alloc 176 crime_reduction_grant sexual_violence FY2019-20 item 29800
    alloc 199 crime_reduction_grant vulnerable_people FY2019-20 item 10000
    alloc 221 crime_reduction_grant community_infrastructure FY2019-20 item 80000
    alloc 243 crime_reduction_grant community_resilience FY2019-20 item 55000
    alloc 281 crime_reduction_grant serious_crime FY2019-20 item 52000
    alloc 311 crime_reduction_grant exploitation_youth_violence FY2019-20 item 5000
    doc b-2020.txt budget_plan E08000014 FY2020-21
    alloc 52 crime_reduction_grant asb FY2020-21 item 119000
    alloc 53 crime_reduction_grant sexual_violence FY2020-21 item 50000
    alloc 54 crime_reduction_grant vulnerable_people FY2020-21 item 15000
    alloc 56 crime_reduction_grant community_infrastructure FY2020-21 item 60000
    alloc 57 crime_reduction_grant community_resilience FY2020-21 item 53000
    alloc 58 crime_reduction_grant serious_crime FY2020-21 item 35000
    alloc 64 violence_reduction_grant exploitation_youth_violence FY2020-21 item 60000
    alloc 64.9 violence_reduction_grant exploitation_youth_violence FY2020-21 part 10000
    alloc 66 violence_reduction_grant exploitation_youth_violence FY2020-21 item 26000
    doc c-2023.txt committee_report E08000014 -
    alloc 33 crime_reduction_grant - FY2022-23 total 332000
    doc d-prices.csv deflator - -
    gdp 2 FY2019-20 78.1735
    gdp 3 FY2020-21 82.2588
    gdp 4 FY2022-23 88.2512
    doc e-short-prices.csv deflator - -
    gdp 2 FY2019-20 100
";

#[test]
fn spend_trend_in_cash_and_in_real_terms() {
    check(
        TWO_PLANS,
        "spend_trend",
        "theme period amount previous_amount change change_pct share_of_programme note",
        &[
            "asb | FY2019-20 | 100200.00 |  |  |  | 30.18 | ",
            "asb | FY2020-21 | 119000.00 | 100200.00 | 18800.00 | 18.76 | 35.84 | ",
            "community_infrastructure | FY2019-20 | 80000.00 |  |  |  | 24.10 | ",
            "community_infrastructure | FY2020-21 | 60000.00 | 80000.00 | -20000.00 | -25.00 | 18.07 | ",
            "community_resilience | FY2019-20 | 55000.00 |  |  |  | 16.57 | ",
            "community_resilience | FY2020-21 | 53000.00 | 55000.00 | -2000.00 | -3.64 | 15.96 | ",
            "exploitation_youth_violence | FY2019-20 | 5000.00 |  |  |  | 1.51 | ",
            "exploitation_youth_violence | FY2020-21 |  | 5000.00 | -5000.00 | -100.00 |  | line gone",
            "serious_crime | FY2019-20 | 52000.00 |  |  |  | 15.66 | ",
            "serious_crime | FY2020-21 | 35000.00 | 52000.00 | -17000.00 | -32.69 | 10.54 | ",
            "sexual_violence | FY2019-20 | 29800.00 |  |  |  | 8.98 | ",
            "sexual_violence | FY2020-21 | 50000.00 | 29800.00 | 20200.00 | 67.79 | 15.06 | ",
            "vulnerable_people | FY2019-20 | 10000.00 |  |  |  | 3.01 | ",
            "vulnerable_people | FY2020-21 | 15000.00 | 10000.00 | 5000.00 | 50.00 | 4.52 | ",
            " | FY2022-23 | 332000.00 | 332000.00 | 0.00 | 0.00 | 100.00 | total only",
            "exploitation_youth_violence | FY2020-21 | 86000.00 |  |  |  | 100.00 | ",
        ],
    );
    let real =
        ["asb | 100200.00 |  | FY2019-20 | ", "asb | 113089.99 | 12.86 | FY2019-20 | FY2019-20"];
    let frames = computed(TWO_PLANS, "spend_trend");
    let columns = "theme real_amount real_change_pct price_base previous_period";
    let found = rows(&frames, "spend_trend", columns);
    assert_eq!(&found[..2], real);
    assert_eq!(found[14], " | 294087.81 | -6.79 | FY2019-20 | FY2020-21");
}

#[test]
fn an_adopted_plan_goes_before_its_draft_and_money_is_counted_once() {
    let plans = "
        doc a-draft.txt budget_plan - -
        alloc 1 safer_streets_fund asb FY2023-24 item 10 draft
        alloc 2 safer_streets_fund drugs_alcohol FY2023-24 item 5 draft
        doc b-adopted.txt budget_plan - -
        alloc 1 safer_streets_fund asb FY2023-24 item 12
        doc c-copy.txt committee_report - -
        alloc 1 safer_streets_fund asb FY2023-24 item 12
        doc d-next.txt budget_plan - -
        alloc 1 safer_streets_fund asb FY2025-26 item 6
        alloc 2 safer_streets_fund prevent FY2025-26 item 1.50
        alloc 3 safer_streets_fund asb FY2025-26..FY2027-28 item 18
        alloc 4 - asb FY2025-26 item 99
    ";
    check(
        plans,
        "spend_trend",
        "theme period amount previous_period change note",
        &[
            "asb | FY2023-24 | 12.00 |  |  | ",
            "asb | FY2025-26 | 6.00 | FY2023-24 | -6.00 | ",
            "asb | FY2025-26..FY2027-28 | 18.00 |  |  | ",
            "drugs_alcohol | FY2023-24 | 5.00 |  |  | ",
            "drugs_alcohol | FY2025-26 |  | FY2023-24 | -5.00 | line gone",
            "prevent | FY2025-26 | 1.50 | FY2023-24 |  | new line",
        ],
    );
}

#[test]
fn programmes_are_reconciled_with_what_is_stated_for_them() {
    let plans = "
        doc a.txt budget_plan - -
        alloc 1 crime_reduction_grant asb FY2019-20 item 100
        alloc 2 crime_reduction_grant prevent FY2019-20 item 232
        alloc 3 crime_reduction_grant asb FY2020-21 item 330
        alloc 4 safer_streets_fund asb FY2020-21 item 180
        alloc 5 turnaround - FY2020-21 total 50
        alloc 6 youth_justice_grant asb FY2020-21 item 70
        alloc 7 youth_justice_grant - FY2020-21 total 70
        alloc 8 area_based_grant asb FY2020-21 item 40
        alloc 9 area_based_grant - FY2020-21 total 45 bound=over
        alloc 10 drug_fund asb FY2020-21 item 20
        alloc 11 drug_fund asb FY2021-22 item 21
        alloc 12 drug_fund - FY2022-23 total 21 inferred
        alloc 13 hub_fund asb FY2020-21 item 20
        alloc 14 hub_fund asb FY2021-22 item 21
        alloc 15 hub_fund - FY2022-23 total 21 inferred quote=now_£21_per_year
        doc b.txt committee_report - -
        alloc 1 crime_reduction_grant - - total 332
        alloc 2 youth_justice_grant - FY2020-21 total 75
    ";
    check(
        plans,
        "programme_reconciliation",
        "programme period stated_total stated_document sum_of_items items difference status",
        &[
            "area_based_grant | FY2020-21 | 45.00 | a.txt | 40.00 | 1 | -5.00 | not_comparable",
            "crime_reduction_grant | FY2019-20 | 332.00 | b.txt | 332.00 | 2 | 0.00 | agrees",
            "crime_reduction_grant | FY2020-21 | 332.00 | b.txt | 330.00 | 1 | -2.00 | differs",
            "drug_fund | FY2020-21 |  |  | 20.00 | 1 |  | no_total",
            "drug_fund | FY2021-22 | 21.00 | a.txt | 21.00 | 1 | 0.00 | agrees",
            "drug_fund | FY2022-23 | 21.00 | a.txt |  | 0 |  | no_items",
            "hub_fund | FY2020-21 | 21.00 | a.txt | 20.00 | 1 | -1.00 | differs",
            "hub_fund | FY2021-22 | 21.00 | a.txt | 21.00 | 1 | 0.00 | agrees",
            "hub_fund | FY2022-23 | 21.00 | a.txt |  | 0 |  | no_items",
            "safer_streets_fund | FY2020-21 |  |  | 180.00 | 1 |  | no_total",
            "turnaround | FY2020-21 | 50.00 | a.txt |  | 0 |  | no_items",
            "youth_justice_grant | FY2020-21 |  | a.txt | 70.00 | 1 |  | totals_disagree",
        ],
    );
}

#[test]
fn targets_are_held_against_what_happened() {
    let plans = "
        doc a-2019.txt partnership_plan X FY2019-20
        obs 1 asb.park_nights.sessions X FY2018-19 actual 60 count
        obs 2 asb.park_nights.participants X - actual 560 count bound=over
        obs 3 hate_crime.incidents X FY2020-21 actual 480 count
        obs 4 asb.incidents X FY2019-20 actual 1000 count
        obs 5 dv.marac.cases X FY2020-21 actual 579 count
        obs 6 dv.marac.cases X FY2020-21 actual 585 count
        obs 7 hate_crime.reporting_centres X FY2020-21 actual 9 count
        obs 8 crime.knife X FY2020-21 actual 12 percent
        doc b-2020.txt budget_plan X FY2020-21
        obs 1 asb.park_nights.sessions X FY2020-21 target 60 count
        obs 2 asb.park_nights.participants X FY2020-21 target 600 count
        obs 3 hate_crime.incidents X FY2020-21 target 500 count bound=over
        obs 4 asb.incidents X FY2020-21 target 10 percent change=decrease
        obs 5 dv.marac.cases X FY2020-21 target 580 count bound=at_most
        obs 6 hate_crime.reporting_centres X FY2020-21 target 2 count change=increase
        obs 7 crime.knife X FY2020-21 target 30 count
        obs 8 local.x X FY2020-21 target 52 count
        obs 9 local.y X FY2020-21 target 52 count
        obs 10 local.y X FY2020-21 target 53 count
        obs 11 asb.park_nights.sessions X FY2020-21 target 60 count
        doc c-2021.txt service_review X FY2020-21
        obs 1 asb.incidents X FY2020-21 actual 910 count
        obs 2 local.x X - actual 50 count
    ";
    check(
        plans,
        "target_gap",
        "measure target actual actual_period gap gap_pct status note",
        &[
            "asb.incidents | 10.0000 | 910.0000 | FY2020-21 | 10.0000 | 1.11 | missed | ",
            "asb.park_nights.participants | 600.0000 | 560.0000 |  | -40.0000 | -6.67 | previous_level | the actual has no period; its document is of an earlier one",
            "asb.park_nights.sessions | 60.0000 | 60.0000 | FY2018-19 | 0.0000 | 0.00 | previous_level | ",
            "crime.knife | 30.0000 | 12.0000 | FY2020-21 |  |  | not_comparable | the actual is in percent",
            "dv.marac.cases | 580.0000 |  | FY2020-21 |  |  | not_comparable | documents or sentences give different actuals",
            "hate_crime.incidents | 500.0000 | 480.0000 | FY2020-21 | -20.0000 | -4.00 | missed | ",
            "hate_crime.reporting_centres | 2.0000 | 9.0000 | FY2020-21 |  |  | not_comparable | a level against a step",
            "local.x | 52.0000 | 50.0000 |  |  |  | not_comparable | the actual has no period",
            "local.y |  |  |  |  |  | no_actual | sentences give different targets",
        ],
    );
    let bounds = "
        doc a.txt budget_plan X FY2020-21
        obs 1 hate_crime.incidents X FY2020-21 target 500 count bound=over
        obs 2 hate_crime.incidents X FY2020-21 actual 500 count
        obs 3 asb.incidents X FY2020-21 target 500 count
        obs 4 asb.incidents X FY2020-21 actual 400 count bound=over
        obs 5 asb.park_nights.sessions X FY2020-21 target 60 count
        obs 6 asb.park_nights.sessions X FY2020-21 actual 60 count bound=over
        obs 7 yj.court.disposals X FY2020-21 target 100 count
        obs 8 yj.court.disposals X FY2020-21 actual 100 count
        obs 9 hate_crime.incidents X FY2021-22 target 500 count bound=over
        obs 10 hate_crime.incidents X FY2021-22 actual 500 count bound=over
        obs 11 dv.marac.cases X FY2020-21 target 580 count bound=at_most
        obs 12 dv.marac.cases X FY2020-21 actual 579 count
        obs 13 hate_crime.reporting_centres X FY2020-21 target 2 count change=increase
        obs 14 hate_crime.reporting_centres X FY2020-21 actual 3 count change=increase
        obs 15 asb.incidents X FY2021-22 target 500 count
        obs 16 asb.incidents X FY2021-22 actual 500 count bound=over
        obs 17 local.z X FY2020-21 target 5 count
        obs 18 local.z X FY2020-21 actual 6 count
    ";
    let statuses = [
        "asb.incidents | FY2020-21 | not_comparable",
        "asb.incidents | FY2021-22 | missed",
        "asb.park_nights.sessions | FY2020-21 | met",
        "dv.marac.cases | FY2020-21 | met",
        "hate_crime.incidents | FY2020-21 | missed",
        "hate_crime.incidents | FY2021-22 | met",
        "hate_crime.reporting_centres | FY2020-21 | met",
        "local.z | FY2020-21 | not_comparable",
        "yj.court.disposals | FY2020-21 | met",
    ];
    check(bounds, "target_gap", "measure target_period status", &statuses);
}

#[test]
fn actions_are_counted_under_their_priorities() {
    let plans = "
        doc a.txt service_plan X FY2010-11
        code 9.1 9 NI 32 valid head
        code 9.5 9 NI 332 invalid head
        act 10 1 Victims yes -
        code 10.5 10 NI 15 valid
        code 10.7 10 NI 15 valid again
        act 11 1 Victims no after
        act 12 1 Victims partly open
        code 19.1 19 PSA 23 valid head
        act 20 2 Offenders unknown -
        code 20.5 20 NI 999 invalid
        doc b.txt service_plan X FY2010-11
        act 10 - - yes -
        act 11 3 - no -
        code 12.1 12 NI 1 valid head
    ";
    check(
        plans,
        "action_summary",
        "plan priority actions resourced unresourced partly after_plan_end open_ended codes invalid_codes unknown",
        &[
            "a.txt | Offenders | 1 | 0 | 0 | 0 | 0 | 0 | 2 | 1 | 1",
            "a.txt | Victims | 3 | 1 | 1 | 1 | 1 | 1 | 3 | 1 | 0",
            "b.txt | 3 | 1 | 0 | 1 | 0 | 0 | 0 | 1 | 0 | 0",
            "b.txt |  | 1 | 1 | 0 | 0 | 0 | 0 | 0 | 0 | 0",
        ],
    );
}

#[test]
fn coverage_says_what_is_left_unexplained_and_unreconciled() {
    let documents = "
        doc a.txt service_plan X FY2010-11 numerals=8 unexplained=1
        doc b.csv spend X - read=3 kept=3 money=2.50 money_kept=2.50
        doc c.csv spend X - read=3 kept=2 money=2.50 money_kept=2.49
    ";
    check(
        documents,
        "document_coverage",
        "document numerals explained unexplained explained_pct rows_reconciled money_reconciled",
        &[
            "a.txt | 8 | 7 | 1 | 87.50 | true | ",
            "b.csv | 0 | 0 | 0 |  | true | true",
            "c.csv | 0 | 0 | 0 |  | false | false",
        ],
    );
}
