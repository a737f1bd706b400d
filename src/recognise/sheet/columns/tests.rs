//! Headers and cells, and which columns were chosen.

use super::{Evidence, Sample};
use crate::grid::{Held, Value};
use crate::recognise::sheet::header::Headers;
use crate::vocab::Vocab;

/// The names of the columns chosen for department, purpose, category, reference, fund and body.
fn chosen(header: &str, rows: &[&str]) -> String {
    let headers = Headers::of(&Vocab::embedded(), "spend");
    let names: Vec<(u32, String)> =
        (1..).zip(header.split('|').map(|n| n.trim().to_owned())).collect();
    let row = |(number, cells): (u32, &&str)| -> Sample {
        let cells = (1..).zip(cells.split('|').map(str::trim)).filter(|c| !c.1.is_empty());
        (number, cells.map(|(c, t)| (c, Held::of(Value::Text(t)))).collect())
    };
    let samples: Vec<Sample> = (2..).zip(rows).map(row).collect();
    let samples: Vec<&Sample> = samples.iter().collect();
    let evidence = Evidence { headers: &headers, names: &names, samples: &samples, hint: None };
    let tables = evidence.tables().unwrap_or_default();
    let Some(t) = tables.first() else { return String::new() };
    let name = |c: Option<u32>| c.map_or("", |c| names[c as usize - 1].1.as_str());
    [t.department, t.purpose, t.category, t.reference, t.capital_revenue, t.body]
        .map(name)
        .join(" / ")
}

#[test]
fn names_come_before_codes_and_the_body_is_who_publishes() {
    let plain = "Supplier Name | Date Paid | Amount";
    let paid = "A Ltd | 01/04/2023 | 1,250.00";
    let cases = [
        (
            "Cost Centre | Cost Centre Description",
            "660789 | Libraries",
            "Cost Centre Description /  /  /  /  / ",
        ),
        ("Cost Centre | Account", "A0492 | R2704", "Cost Centre /  / Account /  /  / "),
        (
            "Account | Account(T) | Service(T)",
            "A56000 | Refuse Collection | Waste",
            "Service(T) /  / Account(T) /  /  / ",
        ),
        (
            "Cost Centre | Service Label | BV Code",
            "M44D | Adult Care | Supplies and Services",
            "Service Label /  / BV Code /  /  / ",
        ),
        (
            "Account Code | Account Code | Cost Centre Code | Cost Centre Code",
            "2280 | Chlorination and Purification | R255 | Development Control",
            "Cost Centre Code /  / Account Code /  /  / ",
        ),
        (
            "Directorate | Local Authority Dept | Merchant Category",
            "Children | Fostering | Services",
            "Local Authority Dept /  / Merchant Category /  /  / ",
        ),
        (
            "Directorate where expenditure incurred | Cost Centre",
            "Resources | Catering",
            "Directorate where expenditure incurred /  /  /  /  / ",
        ),
        (
            "Organisation Unit Description | Transaction Type Description",
            "Parks | Purchase invoice",
            "Organisation Unit Description /  /  /  /  / ",
        ),
        (
            "Department | Service | Cost Centre Name",
            "Place | Parks | Mowing",
            "Department /  /  /  /  / ",
        ),
        (
            "Account Name | Expense Type",
            "Commercial bodies | Postage",
            " /  / Expense Type /  /  / ",
        ),
        ("Organisation | Service", "Anytown Council | Parks", "Service /  /  /  /  / Organisation"),
        ("Body | Body Name", "ATC | Anytown Council", " /  /  /  /  / Body Name"),
        ("Service | Type", "Parks | Revenue", "Service /  /  /  / Type / "),
        ("Service | Type", "Parks | INV", "Service /  /  /  /  / "),
        (
            "Supplier Category | Expense Type",
            "Sole trader | Postage",
            " /  / Expense Type /  /  / ",
        ),
        (
            "Department | Department Description | Expense Description",
            "JEA | Adult care | Travel",
            "Department Description / Expense Description /  /  /  / ",
        ),
        (
            "Voucher Number (Internal) | Payment Number",
            "46 | 1",
            " /  /  / Voucher Number (Internal) /  / ",
        ),
        (
            "Record Id | Transaction Number | Purpose",
            "17 | 5001 | Mowing",
            " / Purpose /  / Transaction Number /  / ",
        ),
    ];
    for (header, row, expected) in cases {
        let header = format!("{plain} | {header}");
        assert_eq!(chosen(&header, &[&format!("{paid} | {row}")]), expected, "{header}");
    }
}
