//! Tests of the youth justice views, with the worked values of the domain notes.

#![cfg(test)]

use super::views::check;

const PLAN: &str = "
    doc a-plan.txt partnership_plan E08000014 FY2019-20
    obs 1 yj.fte.count E08000014 FY2016-17 actual 64 count
    obs 2 yj.fte.count E08000014 FY2017-18 actual 62 count
    obs 3 yj.fte.count E08000014 FY2018-19 actual 44 count
    obs 4 yj.fte.count E08000014 FY2018-19-Q3 actual 11 count
    obs 5 yj.fte.count E08000014 FY2018-19-Q4 actual 6 count
    obs 6 yj.custody.sentences E08000014 FY2011-12 actual 45 count base=FY2011-12
    obs 7 yj.custody.sentences E08000014 FY2016-17 actual 6 count base=FY2011-12
    obs 8 yj.custody.sentences E08000014 FY2017-18 actual 4 count base=FY2011-12
    obs 9 yj.custody.sentences E08000014 FY2018-19 actual 3 count base=FY2011-12
    obs 10 yj.court.disposals E08000014 FY2017-18 actual 164 count
    obs 11 yj.court.disposals E08000014 FY2018-19 actual 140 count
    obs 12 yj.remand.custody E08000014 FY2018-19 actual 0 count
    obs 13 yj.remand.custody E08000014 FY2017-18 actual 1 count
    obs 14 yj.remand.episodes E08000014 FY2018-19 actual 111 count
    obs 15 yj.custody.rate E08000014 FY2018-19 actual 0.04 per_1000
    obs 16 yj.reoffending.binary_rate E08000014 FY2018-19 actual 47.7 percent
    obs 17 yj.fte.count E08000014 FY2019-20 target 40 count
    obs 18 yj.fte.count E08000014 FY2019-20 actual 5 count change=decrease
    obs 19 yj.out_of_court.disposals E08000014 FY2018-19 actual 100 count bound=over
    doc b-report.txt committee_report E08000014 FY2019-20
    obs 1 yj.fte.count E08000014 FY2018-19 actual 44 count
    obs 2 yj.remand.episodes E08000014 FY2017-18 actual 149 count
    obs 3 yj.remand.episodes E08000014 FY2017-18 actual 150 count
    doc c-people.csv population - -
    pop 2 E08000014 2017 10-17 23404
    pop 3 E08000014 2019 10-17 23963
    doc d-more-people.csv population - -
    pop 2 E08000014 2017 10-17 99999
";

#[test]
fn populations_lie_on_the_line_between_known_years() {
    check(
        PLAN,
        "rate_population",
        "period persons population_year estimated year_before year_after",
        &[
            "FY2017-18 | 23404.0000 | 2017 | false | 2017 | 2017",
            "FY2018-19 | 23683.5000 | 2018 | true | 2017 | 2019",
            "FY2019-20 | 23963.0000 | 2019 | false | 2019 | 2019",
        ],
    );
}

#[test]
fn levels_have_intervals_and_rates_are_computed_beside_stated_ones() {
    check(
        PLAN,
        "youth_justice_trend",
        "measure period basis value numerator denominator lower_95 upper_95",
        &[
            "yj.court.disposals | FY2017-18 | stated | 164.0000 |  |  | 139.8589 | 191.1105",
            "yj.court.disposals | FY2018-19 | stated | 140.0000 |  |  | 117.7690 | 165.2065",
            "yj.custody.rate | FY2017-18 | computed | 0.1709 | 4.0000 | 23404.0000 | 0.0466 | 0.4376",
            "yj.custody.rate | FY2018-19 | computed | 0.1267 | 3.0000 | 23683.5000 | 0.0261 | 0.3702",
            "yj.custody.rate | FY2018-19 | stated | 0.0400 |  |  |  | ",
            "yj.custody.sentences | FY2011-12 | stated | 45.0000 |  |  | 32.8203 | 60.2150",
            "yj.custody.sentences | FY2016-17 | stated | 6.0000 |  |  | 2.2019 | 13.0595",
            "yj.custody.sentences | FY2017-18 | stated | 4.0000 |  |  | 1.0899 | 10.2416",
            "yj.custody.sentences | FY2018-19 | stated | 3.0000 |  |  | 0.6187 | 8.7673",
            "yj.disposals.custodial_share | FY2017-18 | computed | 2.4390 | 4.0000 | 164.0000 | 0.9525 | 6.1027",
            "yj.disposals.custodial_share | FY2018-19 | computed | 2.1429 | 3.0000 | 140.0000 | 0.7314 | 6.1105",
            "yj.fte.count | FY2016-17 | stated | 64.0000 |  |  | 49.2853 | 81.7279",
            "yj.fte.count | FY2017-18 | stated | 62.0000 |  |  | 47.5325 | 79.4825",
            "yj.fte.count | FY2018-19 | stated | 44.0000 |  |  | 31.9674 | 59.0694",
            "yj.fte.count | FY2018-19-Q3 | stated | 11.0000 |  |  | 5.4837 | 19.6832",
            "yj.fte.count | FY2018-19-Q4 | stated | 6.0000 |  |  | 2.2019 | 13.0595",
            "yj.fte.rate | FY2017-18 | computed | 264.9120 | 62.0000 | 23404.0000 | 203.0958 | 339.6108",
            "yj.fte.rate | FY2018-19 | computed | 185.7834 | 44.0000 | 23683.5000 | 134.9774 | 249.4115",
            "yj.remand.custody | FY2017-18 | stated | 1.0000 |  |  | 0.0253 | 5.5716",
            "yj.remand.custody | FY2018-19 | stated | 0.0000 |  |  | 0.0000 | 3.6889",
            "yj.remand.episodes | FY2018-19 | stated | 111.0000 |  |  | 91.3116 | 133.6737",
            "yj.reoffending.binary_rate | FY2018-19 | stated | 47.7000 |  |  |  | ",
        ],
    );
}

#[test]
fn changes_are_from_the_period_before_and_from_the_baseline() {
    check(
        PLAN,
        "youth_justice_trend",
        "measure period basis previous change change_pct baseline_period baseline change_from_baseline_pct trend points",
        &[
            "yj.court.disposals | FY2017-18 | stated |  |  |  |  |  |  | too few points | 1",
            "yj.court.disposals | FY2018-19 | stated | 164.0000 | -24.0000 | -14.63 | FY2017-18 | 164.0000 | -14.63 | too few points | 2",
            "yj.custody.rate | FY2017-18 | computed |  |  |  | FY2011-12 |  |  | too few points | 1",
            "yj.custody.rate | FY2018-19 | computed | 0.1709 | -0.0442 |  | FY2011-12 |  |  | too few points | 2",
            "yj.custody.rate | FY2018-19 | stated |  |  |  |  |  |  | too few points | 1",
            "yj.custody.sentences | FY2011-12 | stated |  |  |  |  |  |  | too few points | 1",
            "yj.custody.sentences | FY2016-17 | stated |  |  |  | FY2011-12 | 45.0000 | -86.67 | too few points | 2",
            "yj.custody.sentences | FY2017-18 | stated | 6.0000 | -2.0000 |  | FY2011-12 | 45.0000 | -91.11 | too few points | 3",
            "yj.custody.sentences | FY2018-19 | stated | 4.0000 | -1.0000 |  | FY2011-12 | 45.0000 | -93.33 | too few points | 4",
            "yj.disposals.custodial_share | FY2017-18 | computed |  |  |  | FY2011-12 |  |  | too few points | 1",
            "yj.disposals.custodial_share | FY2018-19 | computed | 2.4390 | -0.2961 |  | FY2011-12 |  |  | too few points | 2",
            "yj.fte.count | FY2016-17 | stated |  |  |  |  |  |  | too few points | 1",
            "yj.fte.count | FY2017-18 | stated | 64.0000 | -2.0000 | -3.13 | FY2016-17 | 64.0000 | -3.13 | too few points | 2",
            "yj.fte.count | FY2018-19 | stated | 62.0000 | -18.0000 | -29.03 | FY2016-17 | 64.0000 | -31.25 | too few points | 3",
            "yj.fte.count | FY2018-19-Q3 | stated |  |  |  |  |  |  | too few points | 1",
            "yj.fte.count | FY2018-19-Q4 | stated | 11.0000 | -5.0000 | -45.45 | FY2018-19-Q3 | 11.0000 | -45.45 | too few points | 2",
            "yj.fte.rate | FY2017-18 | computed |  |  |  |  |  |  | too few points | 1",
            "yj.fte.rate | FY2018-19 | computed | 264.9120 | -79.1286 | -29.87 | FY2017-18 | 264.9120 | -29.87 | too few points | 2",
            "yj.remand.custody | FY2017-18 | stated |  |  |  |  |  |  | too few points | 1",
            "yj.remand.custody | FY2018-19 | stated | 1.0000 | -1.0000 |  | FY2017-18 | 1.0000 |  | too few points | 2",
            "yj.remand.episodes | FY2018-19 | stated |  |  |  |  |  |  | too few points | 1",
            "yj.reoffending.binary_rate | FY2018-19 | stated |  |  |  |  |  |  | too few points | 1",
        ],
    );
}

#[test]
fn five_points_are_tested_for_a_trend() {
    let rows = "
        doc a.txt statistics - -
        obs 1 yj.fte.count E08000014 FY2014-15 actual 150 count
        obs 2 yj.fte.count E08000014 FY2015-16 actual 120 count
        obs 3 yj.fte.count E08000014 FY2016-17 actual 95 count
        obs 4 yj.fte.count E08000014 FY2017-18 actual 62 count
        obs 5 yj.fte.count E08000014 FY2018-19 actual 44 count
        obs 6 yj.fte.count E08000014 FY2019-20 actual 90 count
        obs 7 yj.fte.count E12000002 CY2015 actual 100 count
        obs 8 yj.fte.count E12000002 CY2016 actual 104 count
        obs 9 yj.fte.count E12000002 CY2017 actual 99 count
        obs 10 yj.fte.count E12000002 CY2018 actual 101 count
        obs 11 yj.fte.count E12000002 CY2019 actual 103 count
        obs 12 yj.fte.rate E12000002 CY2015 actual 298 per_100000
        obs 13 yj.fte.rate E12000002 CY2016 actual 262 per_100000
        obs 14 yj.fte.rate E12000002 CY2017 actual 248 per_100000
        obs 15 yj.fte.rate E12000002 CY2018 actual 210 per_100000
        obs 16 yj.fte.rate E12000002 CY2019 actual 153 per_100000
    ";
    let frames = super::views::computed(rows, "youth_justice_trend");
    let found = |period: &str| {
        let all = super::views::rows(&frames, "youth_justice_trend", "measure period trend points");
        all.into_iter().filter(|r| r.contains(period)).collect::<Vec<_>>()
    };
    let cases = [
        ("FY2017-18", &["yj.fte.count | FY2017-18 | too few points | 4"][..]),
        ("FY2018-19", &["yj.fte.count | FY2018-19 | decreasing | 5"]),
        // A rise in the last year does not turn the slope, whichever point is left out.
        ("FY2019-20", &["yj.fte.count | FY2019-20 | decreasing | 5"]),
        (
            "CY2019",
            &["yj.fte.count | CY2019 | no change | 5", "yj.fte.rate | CY2019 | not testable | 5"],
        ),
    ];
    for (period, expected) in cases {
        assert_eq!(found(period), expected);
    }
}

const AREAS: &str = "
    doc a-plan.txt partnership_plan E08000014 FY2019-20
    obs 1 yj.custody.rate E08000014 - actual 0.04 per_1000
    obs 2 yj.custody.rate E12000002 - actual 0.41 per_1000
    obs 3 yj.custody.rate E23000004 - actual 0.36 per_1000
    obs 4 yj.custody.rate yot-family-E08000014 - actual 0.18 per_1000
    obs 5 yj.custody.rate E08000014 - actual 0.04 per_1000
    obs 6 yj.reoffending.binary_rate E08000014 - actual 47.7 percent
    obs 7 yj.reoffending.binary_rate yot-family-E08000014 - actual 43.2 percent
    obs 8 yj.custody.sentences E08000014 FY2018-19 actual 3 count
    obs 9 yj.custody.rate E12000002 FY2018-19 actual 0.41 per_1000
    obs 10 yj.custody.rate E08000012 FY2018-19 actual 0.30 per_1000
    obs 11 yj.fte.count E08000014 FY2018-19 actual 44 count
    obs 12 yj.fte.count E12000002 FY2018-19 actual 900 count
    doc b-later.txt committee_report E08000014 FY2022-23
    obs 1 yj.custody.rate E08000014 - actual 0.10 per_1000
    obs 2 yj.custody.rate E12000002 - actual 0.10 per_1000
    obs 3 yj.custody.rate E23000004 - actual 0.20 per_1000
    obs 4 yj.custody.rate E23000004 - actual 0.30 per_1000
    doc c-people.csv population - -
    pop 2 E08000014 2018 10-17 23683.5
";

#[test]
fn areas_are_compared_with_what_they_lie_in_and_with_their_family() {
    check(
        AREAS,
        "youth_justice_comparison",
        "measure period area comparator value comparator_value difference ratio better_or_worse significant basis document",
        &[
            "yj.custody.rate | FY2018-19 | E08000012 | E12000002 | 0.3000 | 0.4100 | -0.1100 | 0.7317 | better | not testable | stated | ",
            "yj.custody.rate | FY2018-19 | E08000014 | E08000012 | 0.1267 | 0.3000 | -0.1733 | 0.4223 | better | no | computed | ",
            "yj.custody.rate | FY2018-19 | E08000014 | E12000002 | 0.1267 | 0.4100 | -0.2833 | 0.3090 | better | yes | computed | ",
            "yj.custody.rate |  | E08000014 | E12000002 | 0.0400 | 0.4100 | -0.3700 | 0.0976 | better | not testable | stated | a-plan.txt",
            "yj.custody.rate |  | E08000014 | E12000002 | 0.1000 | 0.1000 | 0.0000 | 1.0000 | same | not testable | stated | b-later.txt",
            "yj.custody.rate |  | E08000014 | E23000004 | 0.0400 | 0.3600 | -0.3200 | 0.1111 | better | not testable | stated | a-plan.txt",
            "yj.custody.rate |  | E08000014 | yot-family-E08000014 | 0.0400 | 0.1800 | -0.1400 | 0.2222 | better | not testable | stated | a-plan.txt",
            "yj.custody.rate |  | E23000004 | E12000002 | 0.3600 | 0.4100 | -0.0500 | 0.8780 | better | not testable | stated | a-plan.txt",
            "yj.reoffending.binary_rate |  | E08000014 | yot-family-E08000014 | 47.7000 | 43.2000 | 4.5000 | 1.1042 | worse | not testable | stated | a-plan.txt",
        ],
    );
}
