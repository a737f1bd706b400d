//! Small workspaces of counts, and what of them is hidden.

use super::{HIDDEN, Method, Policy, protect};
use crate::model::amount::{Bound, Unit};
use crate::model::document::{Document, Stated};
use crate::model::observation::{Basis, Change, Observation};
use crate::model::place::{Place, Seat};
use crate::model::product::Product;
use crate::vocab::Vocab;

const SUPPRESS: Policy = Policy { method: Method::Suppress, all: false };

/// `measure area period value` in each line.
fn product(name: &str, restricted: bool, lines: &str) -> Product {
    let document = Document { document: name.to_owned(), restricted, ..Document::default() };
    let rows = (1u32..).zip(lines.lines().filter(|l| !l.trim().is_empty()));
    let observations = rows.map(|(n, line)| observation(name, n, line)).collect();
    Product { document, observations, ..Product::default() }
}

fn observation(document: &str, line: u32, text: &str) -> Observation {
    let [measure, area, period, value] = *text.split_whitespace().collect::<Vec<_>>() else {
        panic!("{text}")
    };
    let unit = if measure.ends_with("rate") { Unit::Percent } else { Unit::Count };
    Observation {
        document: document.to_owned(),
        place: Place::text(line, 1),
        nth: 0,
        measure: measure.to_owned(),
        measure_label: String::new(),
        theme: String::new(),
        area: area.replace('-', ""),
        period: period.parse().ok(),
        period_basis: Stated::Stated,
        basis: Basis::Actual,
        value: value.parse().ok(),
        value_symbol: String::new(),
        unit,
        bound: Bound::Exact,
        change: Change::Level,
        baseline_period: None,
        activity: String::new(),
        programme: String::new(),
        quote: format!("there were {value} of them"),
        seat: Seat::default(),
    }
}

fn values(product: &Product) -> String {
    let shown = |o: &Observation| match o.value {
        Some(v) => v.normalize().to_string(),
        None if o.value_symbol == HIDDEN => "c".to_owned(),
        None => "-".to_owned(),
    };
    product.observations.iter().map(shown).collect::<Vec<_>>().join(" ")
}

fn check(what: &str, policy: Policy, lines: &str, expected: &str) {
    let mut products = [product("restricted/a.csv", true, lines)];
    let mut issues = Vec::new();
    protect(&mut products, &mut issues, &Vocab::embedded(), policy);
    assert_eq!(values(&products[0]), expected, "{what}");
}

#[test]
fn small_counts_are_hidden_and_what_would_give_them_away() {
    check(
        "1 to 4 are hidden, 0 and 5 are not",
        SUPPRESS,
        "yj.fte.count A FY2018-19 0\nyj.fte.count A FY2019-20 4\nyj.fte.count A FY2020-21 5\n",
        "0 c 5",
    );
    check(
        "a quarter follows from its year, so another goes with it",
        SUPPRESS,
        "yj.fte.count A FY2019-20 20\nyj.fte.count A FY2019-20-Q1 3\nyj.fte.count A FY2019-20-Q2 6\n\
yj.fte.count A FY2019-20-Q3 0\nyj.fte.count A FY2019-20-Q4 11\n",
        "20 c c 0 11",
    );
    check(
        "two ones that make up two are both one",
        SUPPRESS,
        "yj.fte.count A FY2019-20 13\nyj.fte.count A FY2019-20-Q1 1\nyj.fte.count A FY2019-20-Q2 1\n\
yj.fte.count A FY2019-20-Q3 5\nyj.fte.count A FY2019-20-Q4 6\n",
        "13 c c c 6",
    );
    check(
        "an area follows from its parent",
        SUPPRESS,
        "yj.fte.count E23000004 FY2019-20 30\nyj.fte.count E08000011 FY2019-20 3\n\
yj.fte.count E08000014 FY2019-20 9\nyj.fte.count E08000012 FY2019-20 18\n",
        "30 c c 18",
    );
    check(
        "a part follows from the whole and the other parts",
        SUPPRESS,
        "yj.court.disposals A FY2019-20 30\nyj.custody.sentences A FY2019-20 2\n\
yj.disposals.community A FY2019-20 8\nyj.disposals.first_tier A FY2019-20 20\n",
        "30 c c 20",
    );
    check(
        "money and things are not people",
        SUPPRESS,
        "asb.park_nights.sessions A FY2019-20 3\n",
        "3",
    );
    check(
        "a rate is shown with the counts behind it or not at all",
        SUPPRESS,
        "yj.reoffending.binary_rate A FY2019-20 30\nyj.reoffending.cohort A FY2019-20 10\n\
yj.reoffending.reoffenders A FY2019-20 3\nyj.reoffending.binary_rate A FY2020-21 50\n\
yj.reoffending.cohort A FY2020-21 20\nyj.reoffending.reoffenders A FY2020-21 10\n",
        "c 10 c 50 20 10",
    );
    check(
        "rounding hides nothing and keeps nothing",
        Policy { method: Method::Round(5), all: false },
        "yj.fte.count A FY2018-19 2\nyj.fte.count A FY2019-20 3\nyj.fte.count A FY2020-21 48\n",
        "0 5 50",
    );
    check(
        "no policy changes nothing",
        Policy { method: Method::None, all: true },
        "yj.fte.count A FY2018-19 2\n",
        "2",
    );
}

#[test]
fn public_documents_stand_unless_the_policy_is_for_all() {
    for (all, expected) in [(false, "3"), (true, "c")] {
        let mut products = [product("a.txt", false, "yj.fte.count A FY2018-19 3\n")];
        let mut issues = Vec::new();
        let policy = Policy { method: Method::Suppress, all };
        protect(&mut products, &mut issues, &Vocab::embedded(), policy);
        assert_eq!(values(&products[0]), expected);
        assert_eq!(products[0].observations[0].quote.contains('3'), !all);
        assert_eq!(issues.len(), usize::from(all));
    }
}
