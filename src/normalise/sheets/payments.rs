//! The rows of recognised tables to payments, totals, rejected rows and skipped ones; each row ends in exactly one of them.

use std::collections::HashSet;
use std::sync::Arc;

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::merged::Merged;
use super::notes::Sheet;
use super::totals::{Sums, may_say_total, says_footer, says_total};
use crate::grid::{Row, Source, Value};
use crate::issue::{self, Issue};
use crate::model::names::{ByName, Name};
use crate::model::payments::{NO_PENCE, Payment, Payments, pence as in_pence, pounds as in_pounds};
use crate::model::period::{Month, Period};
use crate::model::place::Place;
use crate::model::transaction::RejectedRow;
use crate::recognise::sheet::columns::Columns;
use crate::recognise::sheet::evidence::{day, pounds};
use crate::recognise::sheet::layout::Layout;
use crate::written::number::pence;
use crate::written::{payee, period};

/// Everything that the tables of one document became.
pub struct Ledger {
    document: Arc<str>,
    /// Of each payee: whether it stands for a redaction, and its key.
    payees: ByName<(bool, Name)>,
    /// The words of every header of the sheet.
    headings: HashSet<String>,
    pub title: String,
    pub tables: usize,
    pub rows: u64,
    pub skipped: u64,
    pub payments: Payments,
    pub rejected: Vec<RejectedRow>,
    pub amount_read: Decimal,
    pub amount_rejected: Decimal,
    /// Where each sheet's payments start, and the sheet.
    pub(super) starts: Vec<(usize, Place)>,
}

/// What became of one row of a table.
enum Fate {
    Kept(Payment),
    Total(Decimal),
    Skipped,
    Rejected(&'static str, Decimal),
}

impl Ledger {
    pub fn new(document: &str) -> Self {
        Self {
            document: document.into(),
            payees: ByName::default(),
            headings: HashSet::new(),
            title: String::new(),
            tables: 0,
            rows: 0,
            skipped: 0,
            payments: Payments::of(document),
            rejected: Vec::new(),
            amount_read: Decimal::ZERO,
            amount_rejected: Decimal::ZERO,
            starts: Vec::new(),
        }
    }

    /// Reads one sheet; returns what is worth knowing about it.
    pub fn read(&mut self, source: &dyn Source, layout: &Layout, body: &str) -> Vec<Issue> {
        let body = self.payments.names.share(body);
        let names = layout.headers.iter().flat_map(|h| h.names.iter().map(|n| n.1.clone()));
        self.headings = names.collect();
        self.starts.push((self.payments.len(), source.place(1, 1)));
        if let Some(title) = layout.preface.first().filter(|_| self.title.is_empty()) {
            self.title.clone_from(title);
        }
        self.tables += layout.segments.iter().map(|s| s.tables.len()).sum::<usize>();
        let headers: HashSet<u32> = layout.headers.iter().map(|h| h.row).collect();
        let mut sheet = Sheet {
            source,
            number: self.payments.sheet(source.sheet()),
            notes: Vec::new(),
            sums: vec![
                Sums::default();
                layout.segments.iter().map(|s| s.tables.len()).max().unwrap_or(0)
            ],
            totals: 0,
            hidden: None,
            undated: (0, None),
            rejected: (0, None),
        };
        let mut merged = Merged::new(source.spans());
        let mut at = 0;
        let read = source.rows(&mut |row| {
            if row.is_blank() {
                return true;
            }
            while layout.segments.get(at).is_some_and(|s| s.last < row.number) {
                at += 1;
            }
            let segment = layout.segments.get(at).filter(|s| s.first <= row.number);
            let Some(segment) = segment.filter(|_| !headers.contains(&row.number)) else {
                self.rows += 1;
                self.skipped += 1;
                return true;
            };
            let filled;
            let row = if merged.is_empty() {
                row
            } else {
                filled = merged.fill(row);
                &Row { number: row.number, hidden: row.hidden, cells: &filled }
            };
            for (n, table) in segment.tables.iter().enumerate() {
                self.row(row, table, body, n, &mut sheet);
            }
            true
        });
        if let Err(broken) = read {
            sheet.note(&self.document, &issue::SHEET_BROKEN, source.place(1, 1), broken);
        }
        sheet.finish(&self.document)
    }

    fn row(&mut self, row: &Row<'_>, table: &Columns, body: Name, n: usize, sheet: &mut Sheet<'_>) {
        let start = row.cells.partition_point(|c| c.column < table.from);
        let end = row.cells.partition_point(|c| c.column <= table.to);
        let cells = &row.cells[start..end];
        if cells.is_empty() {
            return;
        }
        self.rows += 1;
        let part = Row { number: row.number, hidden: row.hidden, cells };
        let place = || sheet.source.place(row.number, table.amount);
        let sums = sheet.sums.get(n).cloned().unwrap_or_default();
        let ours = Ours { body, sheet: sheet.number };
        match self.fate(&part, table, ours, &sums) {
            Fate::Kept(payment) => {
                if row.hidden || sheet.source.hidden() {
                    let place = place();
                    sheet.hidden.get_or_insert(place);
                }
                if payment.date.is_none() && table.date.is_some() {
                    let place = place();
                    sheet.undated.0 += 1;
                    sheet.undated.1.get_or_insert(place);
                }
                let amount = in_pounds(payment.amount);
                self.amount_read += amount;
                if let Some(sums) = sheet.sums.get_mut(n) {
                    sums.add(amount);
                }
                self.payments.rows.push(payment);
            }
            Fate::Total(amount) => {
                self.skipped += 1;
                let place = place();
                sheet.total(&self.document, n, amount, place);
            }
            Fate::Skipped => self.skipped += 1,
            Fate::Rejected(reason, amount) => {
                self.amount_read += amount;
                self.amount_rejected += amount;
                let place = place();
                sheet.rejected.0 += 1;
                sheet.rejected.1.get_or_insert_with(|| (place.clone(), reason));
                self.rejected.push(RejectedRow {
                    document: Arc::clone(&self.document),
                    place,
                    rule: issue::ROW_REJECTED.code,
                    reason: reason.to_owned(),
                    raw: part.raw(),
                });
            }
        }
    }

    fn fate(&mut self, row: &Row<'_>, table: &Columns, ours: Ours, sums: &Sums) -> Fate {
        let shift = shift(row, table);
        let seen = Seen { row, table, shift };
        let supplier = seen.cell(table.supplier);
        // A label may stand in the column of the days.
        let label = |v: &Value<'_>| v.text().is_some_and(may_say_total);
        let dated = seen.cell(table.date).is_some_and(|v| !label(&v));
        let amount = match seen.amount() {
            Amount::Read(amount) => amount,
            Amount::Missing if supplier.is_some() && dated => {
                return Fate::Rejected("expected an amount, found none", Decimal::ZERO);
            }
            Amount::Unreadable if self.is_header(&seen) => return Fate::Skipped,
            Amount::Unreadable if supplier.is_some() && (dated || table.date.is_none()) => {
                return Fate::Rejected("expected an amount, found other characters", Decimal::ZERO);
            }
            _ => return Fate::Skipped,
        };
        // Beyond this no sum of rows is safe, and no council pays it.
        if amount.abs() >= Decimal::from(1_000_000_000_000_u64) {
            return Fate::Rejected("expected an amount below a million million", Decimal::ZERO);
        }
        let told = row.cells.iter().filter(|c| !seen.is_money(c.column)).count();
        let bare = supplier.is_none() && !dated;
        if bare && table.carries && !sums.meets(amount) && !amount.is_zero() {
            let labelled = row.cells.iter().filter_map(|c| c.value.text()).any(may_say_total);
            let above = self.payments.rows.last().copied();
            if let Some(above) = above.filter(|_| sums.rows > 0 && !labelled) {
                let mut payment = self.payment(&seen, amount, ours);
                carry(&mut payment, &above);
                return Fate::Kept(payment);
            }
        }
        if told == 0 {
            let total = sums.meets(amount) || amount.is_zero();
            return if total {
                Fate::Total(amount)
            } else {
                Fate::Rejected("expected a payee or a date, found an amount alone", amount)
            };
        }
        if is_total(&seen, supplier, dated, told, amount, sums) {
            return Fate::Total(amount);
        }
        let counts = || row.cells.iter().filter_map(|c| c.value.text()).any(says_footer);
        if told == 1 && !dated && table.date.is_some() && counts() {
            return Fate::Skipped;
        }
        if supplier.is_none()
            && !dated
            && told == 1
            && table.supplier.is_some()
            && table.date.is_some()
        {
            return Fate::Rejected("expected a payee or a date, found neither", amount);
        }
        Fate::Kept(self.payment(&seen, amount, ours))
    }

    /// The header once more, in a table that has it more often than is worth remembering.
    fn is_header(&self, seen: &Seen<'_>) -> bool {
        let text = seen.cell(Some(seen.table.amount)).and_then(Value::text);
        text.is_some_and(|t| self.headings.contains(t))
    }

    fn payment(&mut self, seen: &Seen<'_>, amount: Decimal, ours: Ours) -> Payment {
        let table = seen.table;
        let date = seen.cell(table.date).and_then(|v| day(v, table.order)).filter(plausible);
        let period = date
            .and_then(year)
            .or_else(|| seen.cell(table.period).or(seen.cell(table.date)).and_then(year_in));
        let supplier = self.name(seen.cell(table.supplier));
        let (redacted, supplier_key) = self.payee(supplier);
        let own = seen.cell(table.body);
        let vat = seen.cell(table.vat).and_then(pounds).and_then(|v| in_pence(pence(v)));
        Payment {
            row: seen.row.number,
            column: table.amount,
            sheet: ours.sheet,
            period: self.payments.period(period),
            date,
            department: self.name(seen.cell(table.department)),
            supplier,
            supplier_key,
            purpose: self.name(seen.cell(table.purpose)),
            category: self.name(seen.cell(table.category)),
            // References differ from row to row; looking for them again would only fill the memory.
            reference: seen
                .cell(table.reference)
                .map_or_else(Name::default, |v| self.payments.names.add(&v.shown())),
            capital_revenue: self.name(seen.cell(table.capital_revenue)),
            body: own.map_or(ours.body, |v| self.payments.names.share(&v.shown())),
            // The amount was read as pence below a million million.
            amount: in_pence(amount).unwrap_or(0),
            vat_amount: vat.unwrap_or(NO_PENCE),
            vat_basis: table.basis,
            redacted,
        }
    }

    fn name(&mut self, value: Option<Value<'_>>) -> Name {
        value.map_or_else(Name::default, |v| self.payments.names.share(&v.shown()))
    }

    /// Whether a payee stands for a redaction, and the key that its spellings share.
    fn payee(&mut self, supplier: Name) -> (bool, Name) {
        if supplier.is_empty() {
            return (false, supplier);
        }
        if let Some(known) = self.payees.get(&supplier) {
            return *known;
        }
        let name = self.payments.names.get(supplier);
        let redacted = is_redacted(name);
        let key = if redacted { payee::REDACTED.to_owned() } else { payee::key(name) };
        let known = (redacted, self.payments.names.share(&key));
        self.payees.insert(supplier, known);
        known
    }
}

/// What a payment has from its sheet.
#[derive(Clone, Copy)]
struct Ours {
    body: Name,
    sheet: u32,
}

/// What a row leaves to the row above it.
fn carry(payment: &mut Payment, above: &Payment) {
    payment.date = payment.date.or(above.date);
    if payment.period == 0 {
        payment.period = above.period;
    }
    if payment.supplier.is_empty() {
        payment.supplier = above.supplier;
        payment.supplier_key = above.supplier_key;
        payment.redacted = above.redacted;
    }
    for (own, from) in [
        (&mut payment.department, above.department),
        (&mut payment.reference, above.reference),
        (&mut payment.body, above.body),
    ] {
        if own.is_empty() {
            *own = from;
        }
    }
}

/// A row through the eyes of its table.
struct Seen<'a> {
    row: &'a Row<'a>,
    table: &'a Columns,
    shift: u32,
}

enum Amount {
    Read(Decimal),
    Missing,
    Unreadable,
}

impl<'a> Seen<'a> {
    fn cell(&self, column: Option<u32>) -> Option<Value<'a>> {
        let column = column?;
        let moved = if column >= self.first_moved() { column + self.shift } else { column };
        self.row.at(moved)
    }

    fn first_moved(&self) -> u32 {
        self.table.date.map_or(self.table.amount, |d| d.min(self.table.amount))
    }

    fn amount(&self) -> Amount {
        let value = self.cell(Some(self.table.amount));
        let credit = self.cell(self.table.credit).and_then(pounds);
        if value.is_none() && credit.is_none() {
            return Amount::Missing;
        }
        let read = value.and_then(pounds);
        if value.is_some() && read.is_none() && credit.is_none() {
            return Amount::Unreadable;
        }
        let mut amount = read.unwrap_or_default();
        if let Some(credit) = credit {
            amount -= credit.abs();
        }
        let sign = self.cell(self.table.sign).and_then(Value::text).unwrap_or("");
        if sign.starts_with(['c', 'C']) && amount.is_sign_positive() {
            amount = -amount;
        }
        // Most amounts are in pounds; millions of multiplications by one would be felt.
        let factor = self.table.factor;
        let pounds = if factor == 1 { Some(amount) } else { amount.checked_mul(factor.into()) };
        match pounds {
            Some(amount) => Amount::Read(pence(amount)),
            None => Amount::Unreadable,
        }
    }

    fn is_money(&self, column: u32) -> bool {
        let back = column.saturating_sub(self.shift);
        self.table.moneys.contains(&back)
            || self.table.vat == Some(back)
            || self.table.credit == Some(back)
    }
}

/// A comma that nobody quoted moves the cells behind it: by how much, if that makes a day and an amount of them again.
fn shift(row: &Row<'_>, table: &Columns) -> u32 {
    let Some(date) = table.date else { return 0 };
    let fits = |by: u32| {
        let is_day = row.at(date.saturating_add(by)).is_some_and(|v| day(v, table.order).is_some());
        let amount = row.at(table.amount.saturating_add(by));
        is_day && amount.is_some_and(|v| pounds(v).is_some())
    };
    // Only text moves; a workbook's cells stand where they were put.
    if !matches!(row.at(date), Some(Value::Text(t)) if day(Value::Text(t), table.order).is_none()) {
        return 0;
    }
    (1..=4).find(|by| fits(*by)).unwrap_or(0)
}

fn is_total(
    seen: &Seen<'_>,
    supplier: Option<Value<'_>>,
    dated: bool,
    told: usize,
    amount: Decimal,
    sums: &Sums,
) -> bool {
    let texts = || seen.row.cells.iter().filter_map(|c| c.value.text());
    let payee = supplier.and_then(Value::text);
    if payee.is_none_or(says_total) && texts().any(says_total) && (!dated || payee.is_some()) {
        return true;
    }
    if dated {
        return false;
    }
    let labelled = || texts().any(may_say_total);
    let met = sums.meets(amount);
    // Without days in the table, only its sum tells a total from a payee whose name begins so.
    let alone = told == 1 && seen.table.date.is_some();
    match payee {
        None => told <= 2 && (labelled() || met),
        Some(_) if alone => labelled() || met,
        Some(_) => told == 1 && labelled() && met,
    }
}

/// Councils publish since 2008 or so; other years are slips that must not make a year of their own.
fn plausible(date: &Date) -> bool {
    (1995..=2060).contains(&date.year())
}

/// A year in which councils publish, named without a day.
fn plausible_year(period: Period) -> Option<Period> {
    let year = period.fy_start_year();
    (1995..=2060).contains(&year).then_some(Period::FinancialYear(year))
}

fn year(date: Date) -> Option<Period> {
    let month = Month::new(i32::from(date.year()), u32::from(date.month().unsigned_abs()))?;
    Some(Period::FinancialYear(Period::Month(month).fy_start_year()))
}

fn year_in(value: Value<'_>) -> Option<Period> {
    match value {
        Value::Text(t) => period::period(t).and_then(plausible_year).or_else(|| {
            day(value, crate::written::date::Order::DayFirst).filter(plausible).and_then(year)
        }),
        other => day(other, crate::written::date::Order::DayFirst).filter(plausible).and_then(year),
    }
}

fn is_redacted(name: &str) -> bool {
    const PHRASES: [&str; 6] = [
        "withheld",
        "personal data",
        "personal information",
        "name removed",
        "data protection",
        "personal details",
    ];
    // A firm may sell data protection.
    const FIRMS: [&str; 5] = ["cic", "limited", "llp", "ltd", "plc"];
    let low = name.to_lowercase();
    let mut words = low.split(|c: char| !c.is_alphanumeric());
    // Not a word that only begins so: there are firms by such names.
    let firm = low.split_whitespace().next_back().is_some_and(|w| FIRMS.contains(&w));
    words.any(|w| matches!(w, "redact" | "redacted" | "redaction" | "redactions"))
        || (!firm && PHRASES.iter().any(|p| low.contains(p)))
        || (low.len() > 2 && low.chars().all(|c| matches!(c, 'x' | '*' | '#')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redactions_are_told_from_firms() {
        for name in
            ["REDACTED", "[redacted]", "Name withheld", "Personal Data - S40", "*****", "XXXX"]
        {
            assert!(is_redacted(name), "{name}");
        }
        for name in
            ["Redactive Media Ltd", "Data Protection Services Ltd", "XL", "Xxl Clothing", "*"]
        {
            assert!(!is_redacted(name), "{name}");
        }
    }

    #[test]
    fn no_slip_of_the_pen_makes_a_year_of_its_own() {
        assert_eq!(year_in(Value::Text("1/4/1923")), None);
        assert_eq!(year_in(Value::Text("Apr-23")), Some(Period::FinancialYear(2023)));
    }
}
