//! Made-up rows about made-up children, and the counts that the published rules make of them.

use std::fmt::Write as _;

use crate::issue::Noted;
use crate::model::document::DocumentKind;
use crate::model::product::Product;
use crate::normalise::sheets;
use crate::read::sniff;
use crate::vocab::Vocab;

fn read(text: &str) -> Noted<Product> {
    let path = "yjs/outcomes.csv";
    sheets::product(
        path,
        text.as_bytes(),
        sniff(path, text.as_bytes()),
        &Vocab::embedded(),
        &[],
        "",
    )
}

/// `measure area period` to value, for those that are not zero.
fn shown(product: &Product, measure: &str) -> String {
    let mut out = String::new();
    for o in product.observations.iter().filter(|o| o.measure == measure) {
        if let (Some(period), Some(value)) = (o.period, o.value.filter(|v| !v.is_zero())) {
            let _ = write!(out, "{} {period} {}; ", o.area, value.normalize());
        }
    }
    out.trim_end().to_owned()
}

const HEADER: &str = "Child ID,Date of outcome,Outcome type,Area\n";

#[test]
fn outcomes_count_by_the_published_rules() {
    // A year said in the title, so that the whole of it is covered.
    let cases: &[(&str, &str, &str, &str)] = &[
        (
            "several offences on one occasion count once, and the gravest decides",
            "a1,02/05/2019,Referral Order,North\na1,02/05/2019,DTO,North\n",
            "yj.custody.sentences",
            "local-north FY2019-20-Q1 1; local-north FY2019-20 1;",
        ),
        (
            "an entrant enters once, whatever case and blanks the id has",
            "ab 1,02/05/2019,Youth Caution,North\nAB1,09/07/2019,Referral Order,North\n",
            "yj.fte.count",
            "local-north FY2019-20-Q1 1; local-north FY2019-20 1;",
        ),
        (
            "a community resolution makes no entrant; the caution after it does",
            "a,02/05/2019,Community Resolution,North\na,09/10/2019,YCC,North\n",
            "yj.fte.count",
            "local-north FY2019-20 1; local-north FY2019-20-Q3 1;",
        ),
        (
            "sentences are events and children are not",
            "a,02/05/2019,YRO,North\na,09/10/2019,Referral Order,North\n",
            "yj.court.disposals",
            "local-north FY2019-20-Q1 1; local-north FY2019-20 2; local-north FY2019-20-Q3 1;",
        ),
        (
            "children once a year",
            "a,02/05/2019,YRO,North\na,09/10/2019,Referral Order,North\n",
            "yj.cautioned_or_sentenced.count",
            "local-north FY2019-20 1;",
        ),
        (
            "bail is an episode and no remand in custody",
            "a,02/05/2019,Conditional bail,North\nb,03/05/2019,Remand to YDA,North\n",
            "yj.remand.custody",
            "local-north FY2019-20-Q1 1; local-north FY2019-20 1;",
        ),
        (
            "two areas for one child: each by its row, the whole once",
            "a,02/05/2019,YRO,North\na,09/05/2019,YRO,South\n",
            "yj.fte.count",
            " FY2019-20-Q1 1;  FY2019-20 1; local-north FY2019-20-Q1 1; local-north FY2019-20 1;",
        ),
    ];
    for (what, rows, measure, expected) in cases {
        let text = format!("Outcomes 2019/20,,,\n{HEADER}{rows}");
        let noted = read(&text);
        assert_eq!(shown(&noted.product, measure), *expected, "{what}");
        let d = &noted.product.document;
        assert!(d.restricted && d.kind == DocumentKind::RowLevel, "{what}");
        assert_eq!(d.rows_read, d.rows_kept + d.rows_rejected + d.rows_skipped, "{what}");
    }
}

#[test]
fn cohorts_are_followed_for_a_year_and_a_half_or_not_at_all() {
    let header = "YP ID,Outcome Date,Disposal,Offence Date,Release Date\n";
    let index = "a,02/05/2018,Youth caution,01/05/2018,\nb,03/05/2018,Referral order,01/03/2018,\n\
c,04/05/2018,DTO,01/03/2018,01/06/2018\nd,05/05/2018,Bail,,\n";
    let cases: &[(&str, &str)] = &[
        ("a,01/06/2019,YRO,02/05/2019,\n", "FY2018-19 3, 1, 1; FY2018-19-Q1 3, 1, 1"),
        ("a,01/06/2019,YRO,03/05/2019,\n", "FY2018-19 3, 0, 0; FY2018-19-Q1 3, 0, 0"),
        ("a,02/11/2019,YRO,02/05/2019,\n", "FY2018-19 3, 1, 1; FY2018-19-Q1 3, 1, 1"),
        ("a,03/11/2019,YRO,02/05/2019,\n", "FY2018-19 3, 0, 0; FY2018-19-Q1 3, 0, 0"),
        (
            "c,01/07/2019,YRO,01/06/2019,\nc,02/07/2019,DTO,30/05/2019,\n",
            "FY2018-19 3, 1, 2; FY2018-19-Q1 3, 1, 2",
        ),
    ];
    for (rows, expected) in cases {
        let text = format!("April 2018 to March 2021\n{header}{index}{rows}z,02/12/2020,NFA,,\n");
        let product = read(&text).product;
        let of = |period: &str| {
            let value = |measure: &str| {
                let found = product.observations.iter().find(|o| {
                    o.measure == measure && o.period.is_some_and(|p| p.to_string() == period)
                });
                found.and_then(|o| o.value).map_or("none".to_owned(), |v| v.to_string())
            };
            let names = ["cohort", "reoffenders", "reoffences"];
            let values = names.map(|n| value(&format!("yj.reoffending.{n}")));
            format!("{period} {}", values.join(", "))
        };
        let found = format!("{}; {}", of("FY2018-19"), of("FY2018-19-Q1"));
        assert_eq!(found, *expected, "{rows}");
        assert_eq!(of("FY2019-20"), "FY2019-20 none, none, none");
    }
}

#[test]
fn rows_that_cannot_be_used_are_rejected_without_a_word_of_them() {
    let header = "Child ID,DOB,Date,Outcome,Offence date\n";
    let good = "K7,01/01/2004,02/05/2019,YRO,\n";
    let cases: &[(&str, &str)] = &[
        (",01/01/2004,02/05/2019,YRO,\n", "expected an id of the child"),
        ("K8,01/01/2004,31/02/2019,YRO,\n", "expected a date of the outcome"),
        ("K8,01/01/2004,02/05/2019,Xyzzy,\n", "expected an outcome that is known"),
        ("K8,01/01/2012,02/05/2019,YRO,\n", "found somebody younger"),
        ("K8,01/01/2000,02/05/2019,YRO,\n", "found somebody older"),
        ("K8,01/01/2020,02/05/2019,YRO,\n", "expected an outcome after the birth"),
        ("K8,01/01/2004,02/05/2019,YRO,03/06/2019\n", "expected an outcome after the offence"),
        ("k 7,01/01/2004,02/05/2019,YRO,\n", "expected a new row"),
    ];
    for (row, reason) in cases {
        let noted = read(&format!("{header}{good}{row}"));
        let [rejected] = noted.product.rejected_rows.as_slice() else { panic!("{row}") };
        assert!(rejected.reason.contains(reason), "{row}: {}", rejected.reason);
        let told = format!("{:?}{:?}{:?}", rejected.raw, rejected.reason, noted.issues);
        for secret in ["K7", "K8", "k 7", "2004", "2012", "Xyzzy", "31/02"] {
            assert!(!told.contains(secret), "{row}: {told}");
        }
    }
}

#[test]
fn rows_about_people_are_restricted_even_where_nothing_can_be_counted() {
    let cases = [
        ("Surname,First name,Date of birth\nA,B,01/01/2004\n", true),
        ("Young person ID,Worker\n1,x\n", true),
        ("Child,Adult\n1,2\n", false),
        ("Supplier,Date,Amount\nA Ltd,01/04/2019,10.00\n", false),
    ];
    for (text, expected) in cases {
        let noted = read(text);
        assert_eq!(noted.product.document.restricted, expected, "{text}");
        assert!(noted.product.observations.is_empty(), "{text}");
        assert!(!expected || noted.product.rejected_rows.is_empty(), "{text}");
    }
}
