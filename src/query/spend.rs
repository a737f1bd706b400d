//! Tests of the views of payments on hand-made rows.

#![cfg(test)]

use super::run;
use super::views::{behind, rows};
use crate::frame::{self, Frames};
use crate::model::document::{Document, DocumentKind};
use crate::model::payments::Payments;
use crate::model::period::Period;
use crate::model::place::Place;
use crate::model::product::Product;
use crate::model::transaction::{Transaction, VatBasis};
use crate::vocab::Vocab;
use crate::written::{date::date, payee};

/// `day department supplier amount basis`, underscores for blanks, `-` for missing.
fn payments(text: &str) -> Payments {
    let lines = text.lines().map(str::trim).filter(|l| !l.is_empty());
    lines.enumerate().map(|(n, line)| payment(n, line)).collect()
}

/// One payment of the file `spend.csv`, in the row after the header that the number counts from.
pub fn payment(n: usize, line: &str) -> Transaction {
    let words: Vec<String> = line.split_whitespace().map(|w| w.replace('_', " ")).collect();
    let word = |at: usize| Some(words[at].as_str()).filter(|w| *w != "-").unwrap_or("");
    let day = date(word(0));
    let year = |d: jiff::civil::Date| i32::from(d.year()) - i32::from(d.month() < 4);
    let redacted = word(2) == "REDACTED";
    let key = if redacted { payee::REDACTED.to_owned() } else { payee::key(word(2)) };
    Transaction {
        document: "spend.csv".into(),
        place: Place::Record { row: u32::try_from(n).unwrap() + 2, column: 4 },
        date: day,
        period: day.map(|d| Period::FinancialYear(year(d))),
        department: word(1).into(),
        supplier: word(2).into(),
        purpose: "".into(),
        category: "".into(),
        amount: word(3).parse().unwrap(),
        vat_basis: match word(4) {
            "net" => VatBasis::Net,
            "gross" => VatBasis::Gross,
            _ => VatBasis::Unknown,
        },
        vat_amount: None,
        reference: "".into(),
        capital_revenue: "".into(),
        redacted,
        body: "Anytown".into(),
        supplier_key: key.as_str().into(),
    }
}

fn frames(text: &str) -> Frames {
    let document = Document {
        document: "spend.csv".to_owned(),
        kind: DocumentKind::Spend,
        ..Document::default()
    };
    let product = Product { document, transactions: payments(text), ..Product::default() };
    let mut frames = frame::build(&[product], &Vocab::embedded()).unwrap();
    run(&behind(&["spend_mover"]), &mut frames).unwrap_or_else(|e| panic!("{e}"));
    frames
}

const YEARS: &str = "
    2018-04-03 Roads Acme_Ltd 100.00 net
    2018-04-30 Roads ACME_LIMITED 50.50 net
    2018-05-10 Care REDACTED 10.00 net
    2018-05-11 Care Bees_&_Co 30.00 net
    2019-04-03 Roads The_Acme_Ltd 90.25 net
    2019-04-04 Roads Acme_Ltd -0.25 net
    2019-05-04 Roads Acme_Ltd 7.00 gross
    2019-05-04 - REDACTED 20.00 net
    2020-04-04 Roads Cee_PLC 5.00 net
    - Roads Dee 3.00 net
";

#[test]
fn sums_by_year_keep_vat_apart_and_say_what_they_compare() {
    let frames = frames(YEARS);
    let cases = [
        (
            "department_spend",
            "department period vat_basis amount transactions previous_amount change change_pct rank note",
            &[
                "Care | FY2018-19 | net | 40.00 | 2 |  |  |  | 2 | ",
                "Roads | FY2018-19 | net | 150.50 | 2 |  |  |  | 1 | ",
                "Roads | FY2019-20 | gross | 7.00 | 1 |  |  |  | 1 | ",
                "Roads | FY2019-20 | net | 90.00 | 2 | 150.50 | -60.50 | -40.20 | 1 | ",
                "Roads | FY2020-21 | net | 5.00 | 1 | 90.00 | -85.00 | -94.44 | 1 | the years cover different months",
                "Roads |  | net | 3.00 | 1 |  |  |  | 1 | ",
                " | FY2019-20 | net | 20.00 | 1 |  |  |  | 2 | new line",
            ][..],
        ),
        (
            "supplier_spend",
            "supplier_key period vat_basis amount transactions previous_amount rank supplier names note",
            &[
                "acme | FY2018-19 | net | 150.50 | 2 |  | 1 | ACME LIMITED | ACME LIMITED | Acme Ltd | ",
                "acme | FY2019-20 | gross | 7.00 | 1 |  | 1 | Acme Ltd | Acme Ltd | ",
                "acme | FY2019-20 | net | 90.00 | 2 | 150.50 | 1 | Acme Ltd | Acme Ltd | The Acme Ltd | ",
                "bees and co | FY2018-19 | net | 30.00 | 1 |  | 2 | Bees & Co | Bees & Co | ",
                "cee | FY2020-21 | net | 5.00 | 1 |  | 1 | Cee PLC | Cee PLC | the years cover different months",
                "dee |  | net | 3.00 | 1 |  | 1 | Dee | Dee | ",
                "redacted | FY2018-19 | net | 10.00 | 1 |  | 3 | REDACTED | REDACTED | ",
                "redacted | FY2019-20 | net | 20.00 | 1 | 10.00 | 2 | REDACTED | REDACTED | ",
            ],
        ),
        (
            "spend_mover",
            "level key period amount previous_amount change rank direction note",
            &[
                "department | Care | FY2019-20 |  | 40.00 | -40.00 | 2 | down | gone",
                "department | Roads | FY2019-20 | 90.00 | 150.50 | -60.50 | 1 | down | ",
                "department | Roads | FY2020-21 | 5.00 | 90.00 | -85.00 | 1 | down | the years cover different months",
                "department |  | FY2019-20 | 20.00 |  | 20.00 | 3 | up | new",
                "department |  | FY2020-21 |  | 20.00 | -20.00 | 2 | down | the years cover different months",
                "supplier | acme | FY2019-20 | 90.00 | 150.50 | -60.50 | 1 | down | ",
                "supplier | acme | FY2020-21 |  | 90.00 | -90.00 | 1 | down | the years cover different months",
                "supplier | bees and co | FY2019-20 |  | 30.00 | -30.00 | 2 | down | gone",
                "supplier | cee | FY2020-21 | 5.00 |  | 5.00 | 3 | up | the years cover different months",
                "supplier | redacted | FY2019-20 | 20.00 | 10.00 | 10.00 | 3 | up | ",
                "supplier | redacted | FY2020-21 |  | 20.00 | -20.00 | 2 | down | the years cover different months",
            ],
        ),
        (
            "spend_coverage",
            "period months first_month last_month previous_months same_months vat_basis",
            &[
                "FY2018-19 | 2 | 2018-04 | 2018-05 |  |  | net",
                "FY2019-20 | 1 | 2019-05 | 2019-05 |  |  | gross",
                "FY2019-20 | 2 | 2019-04 | 2019-05 | 2 | true | net",
                "FY2020-21 | 1 | 2020-04 | 2020-04 | 2 | false | net",
            ],
        ),
    ];
    for (view, columns, expected) in cases {
        let found = rows(&frames, view, columns);
        assert_eq!(found, expected, "{view}:\n{}", found.join("\n"));
    }
}

#[test]
fn twelve_months_are_twelve() {
    let months: String = (0..14)
        .map(|n| {
            let (year, month) = (2018 + (3 + n) / 12, (3 + n) % 12 + 1);
            format!("{year}-{month:02}-05 Roads A {}.10 net\n", n + 1)
        })
        .collect();
    let frames = frames(&(months + "2019-04-07 Care B 1.00 net\n2019-04-07 Care B 9.00 gross\n"));
    let found = rows(
        &frames,
        "spend_by_month",
        "department month vat_basis amount transactions twelve_month_amount months_known",
    );
    let expected = [
        "Care | 2019-04 | gross | 9.00 | 1 |  | 1",
        "Care | 2019-04 | net | 1.00 | 1 | 1.00 | 12",
        "Roads | 2018-04 | net | 1.10 | 1 |  | 1",
    ];
    assert_eq!(found[..3], expected, "{}", found.join("\n"));
    let last = [
        "Roads | 2019-02 | net | 11.10 | 1 |  | 11",
        "Roads | 2019-03 | net | 12.10 | 1 | 79.20 | 12",
        "Roads | 2019-04 | net | 13.10 | 1 | 91.20 | 12",
        "Roads | 2019-05 | net | 14.10 | 1 | 103.20 | 12",
    ];
    assert_eq!(found[found.len() - 4..], last, "{}", found.join("\n"));
}
