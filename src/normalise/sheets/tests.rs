//! Small tables in the shapes that councils publish, each with the payments and the money that it holds.

use super::product;
use crate::issue::Noted;
use crate::model::document::DocumentKind;
use crate::model::hint::Hint;
use crate::model::product::Product;
use crate::read::sniff;
use crate::vocab::Vocab;

fn read(text: &str, hints: &[Hint]) -> Noted<Product> {
    let path = "spend/anytown/april.csv";
    product(path, text.as_bytes(), sniff(path, text.as_bytes()), &Vocab::embedded(), hints, "")
}

fn conserved(product: &Product) -> bool {
    let d = &product.document;
    d.rows_read == d.rows_kept + d.rows_rejected + d.rows_skipped
        && d.amount_read == d.amount_kept.zip(d.amount_rejected).map(|(k, r)| k + r)
        && d.rows_kept == product.transactions.len() as u64
}

#[test]
fn payments_in_many_layouts() {
    let cases: &[(&str, &str, &[&str])] = &[
        (
            "plain",
            "Supplier,Date,Amount\nA Ltd,01/04/2019,10.00\nB Ltd,02/04/2019,-2.50\n",
            &["10.00", "-2.50"],
        ),
        ("title above", "Payments,,\n,,\nPayee,Paid Date,Net\nA Ltd,01/04/2019,10\n", &["10.00"]),
        (
            "header last",
            "A Ltd,01/04/2019,10\nB Ltd,02/04/2019,5\nSupplier,Date,Amount\n",
            &["10.00", "5.00"],
        ),
        (
            "header again, columns moved",
            "Supplier,Date,Type,Amount\nA Ltd,01/04/2019,x,1\nDate,Supplier,Amount\n02/04/2019,B Ltd,2\n",
            &["1.00", "2.00"],
        ),
        (
            "no header",
            "A Ltd,Adults,01/04/2019,10.50\nB Council,Adults,02/04/2019,5.25\nC,Roads,03/04/2019,1.10\n",
            &["10.50", "5.25", "1.10"],
        ),
        ("two rows", "Supplier,Payment,Net\nName,Date,Amount\nA Ltd,01/04/2019,10\n", &["10.00"]),
        ("net first", "Supplier,Date,Gross,VAT,Net\nA Ltd,01/04/2019,12,2,10\n", &["10.00"]),
        (
            "totals",
            "Supplier,Date,Amount\nTotal Gas Ltd,01/04/2019,1\nB,01/04/2019,2\n,,3\nC,02/04/2019,4\nGrand Total,,7\n",
            &["1.00", "2.00", "4.00"],
        ),
        (
            "credits",
            "Supplier,Date,Amount\nA,01/04/2019,(1.00)\nB,01/04/2019,2.44-\nC,01/04/2019,£3 CR\n",
            &["-1.00", "-2.44", "-3.00"],
        ),
        (
            "debit and credit",
            "Supplier,Date,Debit,Credit\nA,01/04/2019,5,\nB,01/04/2019,,3\n",
            &["5.00", "-3.00"],
        ),
        (
            "side by side",
            "Supplier,Date,Amount,,Supplier,Date,Amount\nA,01/04/2019,5,,B,02/04/2019,3\n",
            &["5.00", "3.00"],
        ),
        ("thousands", "Supplier,Date,Amount (£000)\nA,01/04/2019,1.5\n", &["1500.00"]),
        (
            "comma nobody quoted",
            "Supplier,Date,Amount\nA, Leeds,01/04/2019,1.5\nB,01/04/2019,2\nC,01/04/2019,3\n",
            &["1.50", "2.00", "3.00"],
        ),
        (
            "footer",
            "Supplier,Date,Amount\nA,01/04/2019,1.5\nNumber of payments,,1\nNotes\n",
            &["1.50"],
        ),
    ];
    for (name, text, amounts) in cases {
        let noted = read(text, &[]);
        let found: Vec<String> =
            noted.product.transactions.iter().map(|t| t.amount.to_string()).collect();
        assert_eq!(found, *amounts, "{name}: {:?}", noted.issues);
        assert!(conserved(&noted.product), "{name}: {:?}", noted.product.document);
        assert_eq!(noted.product.document.kind, DocumentKind::Spend, "{name}");
        let dated = noted.product.transactions.rows.iter().all(|t| t.date.is_some());
        assert!(dated, "{name}");
    }
}

#[test]
fn a_payment_keeps_what_its_row_says() {
    let text = "Directorate,Payee,Purpose,Date,Amount,VAT,Ref,Capital or Revenue\n\
        Adults,REDACTED,Care,43556,10,2,V1,Revenue\n\
        Roads,Redactive Ltd,Paper,02-Apr-19,5,1,V2,Capital\n";
    let product = read(text, &[]).product;
    let rows: Vec<_> = product.transactions.iter().collect();
    let [first, second] = rows.as_slice() else { panic!("{product:?}") };
    assert_eq!(first.date.map(|d| d.to_string()).as_deref(), Some("2019-04-01"));
    assert_eq!(
        (&*first.department, &*first.supplier, &*first.purpose),
        ("Adults", "REDACTED", "Care")
    );
    assert_eq!(
        (&*first.reference, &*first.capital_revenue, &*first.body),
        ("V1", "Revenue", "Anytown")
    );
    assert_eq!(first.vat_amount.map(|v| v.to_string()).as_deref(), Some("2.00"));
    assert_eq!(first.place.to_string(), "R2:C5");
    assert!(first.redacted && !second.redacted);
    assert_eq!(second.period.map(|p| p.to_string()).as_deref(), Some("FY2019-20"));
}

#[test]
fn rows_that_are_no_payments_are_kept_apart() {
    let text = "Supplier,Date,Amount\nA,01/04/2019,1\nB,01/04/2019,unknown\n,,99\nC,02/04/2019,2\n";
    let noted = read(text, &[]);
    assert_eq!(noted.product.rejected_rows.len(), 2, "{:?}", noted.product.rejected_rows);
    assert_eq!(
        noted.product.document.amount_rejected.map(|a| a.to_string()).as_deref(),
        Some("99.00")
    );
    assert!(conserved(&noted.product));
    assert!(noted.issues.iter().any(|i| i.rule == "row-rejected"));
}

#[test]
fn other_tables_are_refused_by_name() {
    let cases = [
        (
            "Contract Title,Supplier,Start Date,End Date,Contract Value\nX,A,01/04/2019,01/04/2020,1\n",
            "a register of contracts",
        ),
        (
            "Grant Reference,Grant Recipient,Date Awarded,Amount Awarded\n1,A,01/04/2023,5\n",
            "a register of grants",
        ),
        ("Row Labels,Sum of Amount\nA Ltd,5\n", "a pivot table"),
        ("colour,shape\nred,round\n", "expected a header"),
    ];
    for (text, reason) in cases {
        let noted = read(text, &[]);
        assert_eq!(noted.product.document.kind, DocumentKind::Unrecognised, "{text}");
        assert!(noted.product.transactions.is_empty(), "{text}");
        let told =
            noted.issues.iter().any(|i| i.rule == "unrecognised" && i.message.contains(reason));
        assert!(told, "{text}: {:?}", noted.issues);
        let d = &noted.product.document;
        assert_eq!(d.rows_read, d.rows_skipped);
    }
}

#[test]
fn hints_pin_what_cannot_be_seen() {
    let text = "q,w,e,r\nA,x,7,01/04/2019\nB,x,8,02/04/2019\n";
    let columns = [("supplier", "q"), ("amount", "C"), ("date", "D")];
    let hint = Hint {
        path: "**".to_owned(),
        header_row: Some(1),
        columns: columns.iter().map(|(r, c)| ((*r).to_owned(), (*c).to_owned())).collect(),
        body: "Elsewhere".to_owned(),
        ..Hint::default()
    };
    let product = read(text, std::slice::from_ref(&hint)).product;
    assert_eq!(product.transactions.len(), 2);
    assert_eq!(product.transactions.get(1).map(|t| t.body).as_deref(), Some("Elsewhere"));
    let not = Hint { path: "**".to_owned(), kind: "not spend".to_owned(), ..Hint::default() };
    assert!(read("Supplier,Date,Amount\nA,01/04/2019,1\n", &[not]).product.transactions.is_empty());
}

#[test]
fn hostile_tables_end_without_a_panic() {
    let wide = format!("Supplier,Date,Amount{}\nA,01/04/2019,1\n", ",x".repeat(20_000));
    let huge = "Supplier,Date,Amount\nA,01/04/2019,999999999999999\nB,99/99/9999,1e308\nC,,NaN\n";
    for text in [wide.as_str(), huge, "Supplier,Date,Amount\n", "\"\"\"\n\"", ",\n,\n"] {
        let noted = read(text, &[]);
        let d = &noted.product.document;
        assert_eq!(d.rows_read, d.rows_kept + d.rows_rejected + d.rows_skipped, "{d:?}");
    }
}

#[test]
fn amounts_that_cannot_be_read_are_rejected_in_a_table_of_payments() {
    let mut text = "Supplier Name,Date Paid,Amount\nA Ltd,01/04/2023,500.00\n".to_owned();
    for day in 2..6 {
        text.push_str(&format!("B Ltd,0{day}/04/2023,{day}00.00 EUR\n"));
    }
    let noted = read(&text, &[]);
    let d = &noted.product.document;
    assert_eq!((d.kind, d.rows_kept, d.rows_rejected), (DocumentKind::Spend, 1, 4));
    assert!(conserved(&noted.product));
    assert!(noted.issues.iter().any(|i| i.rule == "row-rejected"));
}
