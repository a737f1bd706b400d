//! Payments of councils that do not exist, in every layout that councils use, with the number and the sum known beforehand.

#![cfg(test)]

use proptest::prelude::*;

use super::product;
use crate::model::payments::pounds;
use crate::read::sniff;
use crate::vocab::Vocab;

/// What a made-up file looks like.
#[derive(Clone, Debug)]
struct Layout {
    /// (supplier, day of April, pence, department)
    rows: Vec<(usize, u8, i64, usize)>,
    titles: usize,
    blank_rows: bool,
    blank_column: bool,
    header: HeaderAt,
    columns: usize,
    day: usize,
    money: usize,
    totals: Totals,
    encoding: usize,
    ends: usize,
    mark: usize,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum HeaderAt {
    First,
    Last,
    Nowhere,
    TwoRows,
    AgainMoved,
    SideBySide,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Totals {
    None,
    Labelled,
    Bare,
    OfDepartments,
}

const SUPPLIERS: [&str; 8] = [
    "Acme Care Ltd",
    "Total Gas & Power Ltd",
    "Northern Trust NHS",
    "REDACTED PERSONAL DATA",
    "Smith, Jones and Partners LLP",
    "Crown Homes Group",
    "Borough Council of Elsewhere",
    "O'Neill Associates",
];
const DEPARTMENTS: [&str; 3] = ["Adult Care", "Roads and Lighting", "Resources"];
/// Supplier, day, amount, department: under which names they go.
const NAMES: [[&str; 4]; 6] = [
    ["Supplier Name", "Payment Date", "Net Amount", "Directorate"],
    ["Beneficiary Name", "Date Paid", "Amount (£)", "Service Area"],
    ["Vendor", "Posting Date", "Amount Paid", "Department"],
    ["Payee", "Date", "Value", "Portfolio"],
    ["SUPPLIER", "PAID DATE", "INVOICE AMOUNT", "DIVISION"],
    ["Benificiary Name", "Pay Date", "NetAmount", "Organisational Unit"],
];
const ORDERS: [[usize; 4]; 5] =
    [[0, 1, 2, 3], [3, 0, 1, 2], [1, 3, 2, 0], [2, 0, 3, 1], [3, 1, 0, 2]];

impl Layout {
    fn cells(&self, row: &(usize, u8, i64, usize)) -> [String; 4] {
        let (day, pence) = (row.1, row.2);
        let whole = format!("{}.{:02}", grouped(pence.abs() / 100), pence.abs() % 100);
        let money = match (self.money, pence < 0) {
            (0, negative) => {
                format!("{}{}", if negative { "-" } else { "" }, whole.replace(',', ""))
            }
            (1, true) => format!("({whole})"),
            (2, true) => format!("{whole}-"),
            (3, true) => format!("-£{whole}"),
            (4, true) => format!("{whole} CR"),
            (3, false) => format!("£{whole}"),
            (_, true) => format!("£({whole})"),
            (_, false) => whole,
        };
        let day = match self.day {
            0 => format!("{day:02}/04/2019"),
            1 => format!("{day}-Apr-19"),
            2 => format!("2019-04-{day:02}"),
            3 => (43_555 + u32::from(day)).to_string(),
            _ => format!("{day:02} April 2019 00:00"),
        };
        [SUPPLIERS[row.0].to_owned(), day, money, DEPARTMENTS[row.3].to_owned()]
    }

    fn line(&self, cells: &[String], order: &[usize; 4]) -> String {
        let mark = [",", "\t", ";"][self.mark];
        let quoted = |i: &usize| match &cells[*i] {
            c if c.contains([',', ';', '\t', '"']) => format!("\"{}\"", c.replace('"', "\"\"")),
            c => c.clone(),
        };
        let mut line: Vec<String> = order.iter().map(quoted).collect();
        if self.blank_column {
            line.insert(2, String::new());
        }
        line.join(mark)
    }

    fn names(&self) -> [String; 4] {
        NAMES[self.columns % NAMES.len()].map(str::to_owned)
    }

    fn total(&self, label: &str, pence: i64, order: &[usize; 4]) -> String {
        let sign = if pence < 0 { "-" } else { "" };
        let amount = format!("{sign}{}.{:02}", pence.abs() / 100, pence.abs() % 100);
        self.line(&[label.to_owned(), String::new(), amount, String::new()], order)
    }

    fn lines(&self) -> Vec<String> {
        let order = &ORDERS[self.columns % ORDERS.len()];
        let moved = &ORDERS[(self.columns + 1) % ORDERS.len()];
        let mut out: Vec<String> = (0..self.titles)
            .map(|n| ["Payments over £500", "Anytown Borough Council"][n % 2].to_owned())
            .collect();
        let head = self.line(&self.names(), order);
        match self.header {
            HeaderAt::First | HeaderAt::AgainMoved => out.push(head.clone()),
            HeaderAt::TwoRows => {
                let upper = ["Supplier", "Payment", "Net", "Service"].map(str::to_owned);
                let lower = ["Name", "Date", "Amount", "Area"].map(str::to_owned);
                out.extend([self.line(&upper, order), self.line(&lower, order)]);
            }
            HeaderAt::SideBySide => return self.side_by_side(out, order),
            HeaderAt::Last | HeaderAt::Nowhere => {}
        }
        let half = self.rows.len() / 2;
        let mut rows = self.rows.clone();
        if self.totals == Totals::OfDepartments {
            rows.sort_by_key(|r| r.3);
        }
        let mut block = 0;
        for (n, row) in rows.iter().enumerate() {
            let again = self.header == HeaderAt::AgainMoved && n >= half;
            if again && n == half {
                out.push(self.line(&self.names(), moved));
            }
            let order = if again { moved } else { order };
            out.push(self.line(&self.cells(row), order));
            block += row.2;
            let ends = rows.get(n + 1).is_none_or(|next| next.3 != row.3);
            if self.totals == Totals::OfDepartments && ends {
                out.push(self.total(&format!("{} Total", DEPARTMENTS[row.3]), block, order));
                block = 0;
            }
            if self.blank_rows && n % 3 == 1 {
                out.push(String::new());
            }
        }
        let all = rows.iter().map(|r| r.2).sum();
        let order = if self.header == HeaderAt::AgainMoved { moved } else { order };
        match self.totals {
            Totals::Labelled => out.push(self.total("Grand Total", all, order)),
            // A sum of one row cannot be told from a payment.
            Totals::Bare if self.header != HeaderAt::AgainMoved => {
                out.push(self.total("", all, order));
            }
            _ => {}
        }
        if self.header == HeaderAt::Last {
            out.push(head);
        }
        out
    }

    /// Two tables with one header each; the first has a row more when there is an odd one.
    fn side_by_side(&self, mut out: Vec<String>, order: &[usize; 4]) -> Vec<String> {
        let mark = [",", "\t", ";"][self.mark];
        let head = self.line(&self.names(), order);
        out.push(format!("{head}{mark}{mark}{head}"));
        for pair in self.rows.chunks(2) {
            let line = |row| self.line(&self.cells(row), order);
            let sides: Vec<String> = pair.iter().map(line).collect();
            out.push(sides.join(&mark.repeat(2)));
        }
        out
    }

    fn bytes(&self) -> Vec<u8> {
        let text = self.lines().join(["\n", "\r\n", "\r"][self.ends]) + "\n";
        let pound = |byte: u8| {
            let bytes = text.chars().flat_map(move |c| match c {
                '£' => vec![byte],
                c => c.to_string().into_bytes(),
            });
            bytes.collect::<Vec<u8>>()
        };
        match self.encoding {
            1 => [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
            2 => pound(0xA3),
            3 => pound(0x9C),
            4 => [0xFF, 0xFE]
                .into_iter()
                .chain(text.encode_utf16().flat_map(u16::to_le_bytes))
                .collect(),
            _ => text.into_bytes(),
        }
    }
}

fn grouped(n: i64) -> String {
    if n < 1_000 { n.to_string() } else { format!("{},{:03}", grouped(n / 1_000), n % 1_000) }
}

fn layouts() -> impl Strategy<Value = Layout> {
    use HeaderAt::{AgainMoved, First, Last, Nowhere, SideBySide, TwoRows};
    let row = (0..SUPPLIERS.len(), 1..29u8, -200_000..9_000_000i64, 0..DEPARTMENTS.len());
    let header = prop::sample::select(vec![First, Last, Nowhere, TwoRows, AgainMoved, SideBySide]);
    let totals = prop::sample::select(vec![
        Totals::None,
        Totals::Labelled,
        Totals::Bare,
        Totals::OfDepartments,
    ]);
    let looks = (0..3usize, any::<bool>(), any::<bool>(), 0..30usize, 0..5usize, 0..6usize);
    let bytes = (0..5usize, 0..3usize, 0..3usize);
    (prop::collection::vec(row, 8..40), header, totals, looks, bytes).prop_map(
        |(rows, header, totals, looks, bytes)| Layout {
            rows: rows
                .into_iter()
                .map(|r| (r.0, r.1, if r.2 == 0 { 1 } else { r.2 }, r.3))
                .collect(),
            titles: looks.0,
            blank_rows: looks.1,
            blank_column: looks.2,
            header,
            columns: looks.3,
            day: looks.4,
            money: looks.5,
            totals,
            encoding: bytes.0,
            ends: bytes.1,
            mark: bytes.2,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_layout_yields_its_payments_to_the_penny(layout in layouts()) {
        let bytes = layout.bytes();
        let path = "spend/anytown/april.csv";
        let noted = product(path, &bytes, sniff(path, &bytes), &Vocab::embedded(), &[], "");
        let found = &noted.product.transactions;
        let shown = || format!("{}\n{:?}", layout.lines().join("\n"), noted.issues);
        let sum: i64 = layout.rows.iter().map(|r| r.2).sum();
        prop_assert_eq!(found.len(), layout.rows.len(), "{}", shown());
        prop_assert_eq!(found.sum(0..found.len()), pounds(sum), "{}", shown());
        let days = found.rows.iter().filter(|p| p.date.is_some()).count();
        prop_assert_eq!(days, layout.rows.len(), "{}", shown());
        let d = &noted.product.document;
        prop_assert_eq!(d.rows_read, d.rows_kept + d.rows_rejected + d.rows_skipped);
        prop_assert_eq!(d.amount_read, d.amount_kept.zip(d.amount_rejected).map(|(k, r)| k + r));
    }
}
