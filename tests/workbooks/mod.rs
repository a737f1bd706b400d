//! Workbooks whose sheets hold different things, and cells whose format says what they are.

mod book;

use saferstats::disclose::{Method, Policy};
use saferstats::issue::Noted;
use saferstats::model::product::Product;
use saferstats::pipeline;
use saferstats::vocab::Vocab;

use book::{Cell, Sheet, ods, rows, xlsb, xlsx};

fn parse(name: &str, bytes: &[u8]) -> Noted<Product> {
    let context = pipeline::Context { vocab: Vocab::embedded(), hints: &[], area: "" };
    let noted = pipeline::parse(name, bytes, &context);
    let d = &noted.product.document;
    assert_eq!(d.rows_read, d.rows_kept + d.rows_rejected + d.rows_skipped, "{name}");
    assert_eq!(d.rows_rejected, noted.product.rejected_rows.len() as u64, "{name}");
    noted
}

/// `place measure value`, of every observation.
fn observed(noted: &Noted<Product>) -> Vec<String> {
    let one = |o: &saferstats::model::observation::Observation| {
        let value = o.value.map_or(o.value_symbol.clone(), |v| v.normalize().to_string());
        format!("{} {} {value}", o.place, o.measure)
    };
    let mut all: Vec<String> = noted.product.observations.iter().map(one).collect();
    all.sort();
    all
}

fn said<'a>(noted: &'a Noted<Product>, rule: &str) -> Vec<&'a str> {
    noted.issues.iter().filter(|i| i.rule == rule).map(|i| i.message.as_str()).collect()
}

const RETURN: &str =
    "Performance return 2022/23\nMeasure,Target,Q1,Q2,Outturn\nRobbery offences,60,12,14,26";
const AREAS: &str = "Robbery offences\nLocal authority,2020/21,2021/22\nSefton,40,44\nWirral,50,55";
const PERSONS: &str =
    "Mid-year population estimates 2021\nArea,10,11,12,13,14,15,16,17\nSefton,3,5,2,6,4,7,1,8";

#[test]
fn every_sheet_is_read_by_its_own_kind() {
    let sheets: Vec<Sheet<'_>> = vec![
        ("Return", false, rows(RETURN)),
        ("Areas", false, rows(AREAS)),
        ("Persons", false, rows(PERSONS)),
        ("Notes", false, rows("All figures are provisional.")),
        ("Lookup", true, rows("Code,Name\nE08000014,Sefton\nE08000015,Wirral")),
        ("Pivot", true, rows("Row Labels,Sum of Offences\nSefton,20\nGrand Total,20")),
    ];
    for (name, bytes) in [("a.xlsx", xlsx(&sheets, false)), ("a.ods", ods(&sheets))] {
        let noted = parse(name, &bytes);
        let d = &noted.product.document;
        assert_eq!(
            observed(&noted),
            [
                "Areas!B3 crime.robbery 40",
                "Areas!B4 crime.robbery 50",
                "Areas!C3 crime.robbery 44",
                "Areas!C4 crime.robbery 55",
                "Return!B3 crime.robbery 60",
                "Return!C3 crime.robbery 12",
                "Return!D3 crime.robbery 14",
                "Return!E3 crime.robbery 26",
            ],
            "{name}"
        );
        let band = noted.product.populations.iter().find(|p| p.age_band == "10-17");
        assert_eq!(band.map(|p| p.persons.to_string()).as_deref(), Some("36"), "{name}");
        assert_eq!((d.rows_read, d.rows_kept), (17, 4), "{name}");
        assert_eq!(said(&noted, "sheet-skipped").len(), 3, "{name}: {:?}", noted.issues);
    }
}

#[test]
fn payments_and_figures_stand_in_one_workbook() {
    let paid =
        "Supplier,Date,Amount\nA Ltd,01/04/2022,10\nB Ltd,02/04/2022,20\nC Ltd,09/04/2022,30";
    let summary = "Month,Number of payments,Total\nApril 2022,3,60\nMay 2022,0,0";
    let sheets: Vec<Sheet<'_>> = vec![
        ("Summary", false, rows(summary)),
        ("April", false, rows(paid)),
        ("Return", false, rows(RETURN)),
    ];
    let noted = parse("a.xlsx", &xlsx(&sheets, false));
    let d = &noted.product.document;
    assert_eq!(d.kind.name(), "spend");
    assert_eq!(noted.product.transactions.len(), 3);
    assert_eq!(observed(&noted).len(), 4, "{:?}", observed(&noted));
    assert_eq!((d.rows_read, d.rows_kept), (10, 4));
    assert_eq!(d.amount_kept.map(|a| a.to_string()).as_deref(), Some("60.00"));
    let why = said(&noted, "sheet-skipped");
    assert!(why.len() == 1 && why[0].contains("a summary beside payments"), "{why:?}");
    // Counts of people beside payments are governed as anywhere else; payments alone never are.
    let policy = Policy { method: Method::Suppress, all: true };
    assert!(policy.governs(d));
    let alone = parse("b.xlsx", &xlsx(&sheets[1..2], false));
    assert!(!policy.governs(&alone.product.document));
}

#[test]
fn twelve_months_and_their_sum_count_once() {
    let names =
        ["Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb", "Mar"];
    let texts: Vec<String> = (0..12)
        .map(|m| {
            let (year, month) = (2022 + (m + 3) / 12, (m + 3) % 12 + 1);
            let row = |n: i32| format!("\nFirm {n} Ltd,{n:02}/{month:02}/{year},{}.50", m * 10 + n);
            format!("Supplier,Date,Amount{}", (1..=6).map(row).collect::<String>())
        })
        .collect();
    let sum: f64 = (0..12).flat_map(|m| (1..=6).map(move |n| f64::from(m * 10 + n) + 0.5)).sum();
    let total = format!("Month,Payments,Total\nYear,72,{sum}");
    let mut sheets: Vec<Sheet<'_>> = vec![("Summary", false, rows(&total))];
    sheets.extend(names.iter().zip(&texts).map(|(n, t)| (*n, false, rows(t))));
    let noted = parse("a.xlsx", &xlsx(&sheets, false));
    let paid = &noted.product.transactions;
    assert_eq!(paid.len(), 72);
    assert_eq!(paid.sum(0..72).to_string(), format!("{sum:.2}"));
    assert!(noted.product.observations.is_empty());
}

#[test]
fn days_are_days_whatever_clock_or_epoch_wrote_them() {
    // 30 June 2022 as Excel counts it; at eleven at night on the 29th, and an hour after midnight.
    let day = 44_742.0;
    let times = [day, day - 1.0 / 24.0, day + 1.0 / 24.0];
    let mut cells = vec![vec![Cell::Text("Supplier"), Cell::Text("Date"), Cell::Text("Amount")]];
    cells.extend(times.map(|t| vec![Cell::Text("A Ltd"), Cell::Day(t), Cell::Number(5.0)]));
    let sheets: Vec<Sheet<'_>> = vec![("S", false, cells)];
    for since_1904 in [false, true] {
        let noted = parse("a.xlsx", &xlsx(&sheets, since_1904));
        let days: Vec<String> = noted
            .product
            .transactions
            .rows
            .iter()
            .map(|t| t.date.map_or(String::new(), |d| d.to_string()))
            .collect();
        assert_eq!(days, ["2022-06-30"; 3], "1904: {since_1904}");
    }
}

#[test]
fn percents_are_percents_in_every_format() {
    let mut cells = rows("Performance indicators 2022/23\nIndicator,Target,Q1,Outturn,Status");
    cells.push(vec![
        Cell::Text("Calls answered"),
        Cell::Percent(0.9),
        Cell::Percent(0.885),
        Cell::Percent(0.912),
        Cell::Text("Green"),
    ]);
    let new = parse("a.xlsx", &xlsx(&[("S", false, cells.clone())], false));
    let binary = parse("a.xlsb", &xlsb("S", &cells, &[]));
    let old = parse("a.xls", include_bytes!("percent.xls"));
    let values = |noted: &Noted<Product>| {
        let one = |o: &saferstats::model::observation::Observation| {
            format!("{} {}", o.value.unwrap_or_default().normalize(), o.unit.name())
        };
        noted.product.observations.iter().map(one).collect::<Vec<_>>()
    };
    assert_eq!(values(&new), ["90 percent", "88.5 percent", "91.2 percent"]);
    assert_eq!(values(&binary), values(&new), "{:?}", binary.issues);
    let hidden = parse("a.xlsb", &xlsb("S", &cells, &[2]));
    assert_eq!(values(&hidden), values(&new), "a hidden row is read");
    assert_eq!(said(&hidden, "sheet-hidden").len(), 1, "{:?}", hidden.issues);
    assert_eq!(
        values(&old),
        [
            "90 percent",
            "88.5 percent",
            "91.2 percent",
            "90 percent",
            "120 count",
            "30 count",
            "28 count",
            "115 count"
        ]
    );
}

/// Rows about made-up children give the same counts from a workbook as from the file that they come from.
#[test]
fn rows_about_children_count_the_same_from_workbooks() {
    let text = include_str!("../../raw/restricted/made-up-outcomes.csv");
    let sheets: Vec<Sheet<'_>> = vec![
        ("Cover", false, rows("Quarterly extract")),
        ("Outcomes", false, rows(text)),
        ("Areas", false, rows("Local authority,2020/21,2021/22\nSefton,4,3\nWirral,5,2")),
    ];
    let counts = |noted: &Noted<Product>| {
        let one = |o: &saferstats::model::observation::Observation| {
            (o.measure.clone(), o.area.clone(), o.period.map(|p| p.to_string()), o.value)
        };
        noted.product.observations.iter().map(one).collect::<Vec<_>>()
    };
    let expected = parse("o.csv", text.as_bytes());
    assert!(counts(&expected).len() > 20);
    for (name, bytes) in [("o.xlsx", xlsx(&sheets, false)), ("o.ods", ods(&sheets))] {
        let noted = parse(name, &bytes);
        assert_eq!(noted.product.document.kind.name(), "row_level", "{name}");
        assert!(noted.product.document.restricted, "{name}");
        assert_eq!(counts(&noted), counts(&expected), "{name}");
        let told = format!("{:?}{:?}", noted.issues, noted.product.rejected_rows);
        assert!(!told.contains("MADE-UP-"), "{name}: {told}");
    }
}

/// An export that is a web page under the name of a table is read as its tables; any other page is refused as one.
#[test]
fn tables_of_a_web_page_are_sheets() {
    let page = "<html><head><meta charset='utf-8'></head><body><h1>Anytown: payments over &pound;500</h1>\
        <table border=1><tr><th colspan=2>Payments</th><th></th><th></th></tr>\
        <tr><th>Date</th><th>Supplier name</th><th>Directorate</th><th>Net amount (&pound;)</th></tr>\
        <tr><td>01/04/2023</td><td>Fenceworks &amp; Sons Ltd</td><td rowspan=2>Places</td><td align=right>1,250.00</td></tr>\
        <tr><td>03/04/2023</td><td>Night Bus CIC</td><td align=right>-99.50</td></tr>\
        <tr><td>28/04/2023</td><td>Quiet Streets</td><td>People</td><td align=right>600.10</td></tr></table></body></html>";
    for name in ["spend.xls", "spend.csv", "spend.xlsx"] {
        let noted = parse(name, page.as_bytes());
        let payments: Vec<String> = noted
            .product
            .transactions
            .iter()
            .map(|t| format!("{} {} {} {}", t.place, t.supplier, t.department, t.amount))
            .collect();
        assert_eq!(
            payments,
            [
                "Table 1!D3 Fenceworks & Sons Ltd Places 1250.00",
                "Table 1!D4 Night Bus CIC Places -99.50",
                "Table 1!D5 Quiet Streets People 600.10",
            ],
            "{name}: {:?}",
            noted.issues
        );
        assert_eq!(noted.product.document.format, "html", "{name}");
    }
    let login = "<!DOCTYPE html><html><body><h1>Sign in</h1><table><tr><td>User</td><td></td></tr></table></body></html>";
    let noted = parse("spend.csv", login.as_bytes());
    assert_eq!(said(&noted, "unrecognised").len(), 1, "{:?}", noted.issues);
    assert!(noted.product.transactions.is_empty());
}
