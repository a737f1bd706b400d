//! The payments of one document, held tightly: five million of them must fit into memory beside the tables they become.
//!
//! Texts are names in one [`Names`], money is whole pence, and a place is its row, column and sheet. [`Payments::get`]
//! gives one payment back as a [`Transaction`].

use std::sync::Arc;

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::names::{Name, Names};
use super::period::Period;
use super::place::Place;
use super::stored::{Part, Shelf, Source, stored};
use super::transaction::{Transaction, VatBasis};

stored! {
/// One payment; its texts are in the [`Payments`] that it belongs to.
#[derive(Clone, Copy, Debug)]
pub struct Payment {
    pub row: u32,
    pub column: u32,
    /// Counted through [`Payments::sheets`].
    pub sheet: u32,
    /// Counted through [`Payments::periods`] from 1; 0 is none.
    pub period: u32,
    pub date: Option<Date>,
    pub department: Name,
    pub supplier: Name,
    pub supplier_key: Name,
    pub purpose: Name,
    pub category: Name,
    pub reference: Name,
    pub capital_revenue: Name,
    pub body: Name,
    /// Pence, signed.
    pub amount: i64,
    /// Pence, or [`NO_PENCE`].
    pub vat_amount: i64,
    pub vat_basis: VatBasis,
    pub redacted: bool,
}
}

stored! {
/// A text that payments point to, or one that stands for all of them.
pub struct Said {
    /// 0 a name, 1 a sheet, 2 a period, 3 the document.
    pub kind: u8,
    pub text: String,
}
}

/// No amount of VAT is stated.
pub const NO_PENCE: i64 = i64::MIN;

/// The payments of one document in the order of the source.
#[derive(Clone, Debug, Default)]
pub struct Payments {
    pub document: Arc<str>,
    pub names: Names,
    /// An empty one is a delimited file.
    pub sheets: Vec<Arc<str>>,
    pub periods: Vec<Period>,
    pub rows: Vec<Payment>,
}

impl Payments {
    pub fn of(document: &str) -> Self {
        Self { document: document.into(), ..Self::default() }
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The number of a sheet; the last one is found at once.
    pub fn sheet(&mut self, sheet: &Arc<str>) -> u32 {
        let known = self.sheets.iter().rposition(|s| s == sheet);
        let at = known.unwrap_or_else(|| {
            self.sheets.push(Arc::clone(sheet));
            self.sheets.len() - 1
        });
        u32::try_from(at).unwrap_or(u32::MAX)
    }

    /// The number of a period, from 1; 0 for none.
    pub fn period(&mut self, period: Option<Period>) -> u32 {
        let Some(period) = period else { return 0 };
        let known = self.periods.iter().position(|p| *p == period);
        let at = known.unwrap_or_else(|| {
            self.periods.push(period);
            self.periods.len() - 1
        });
        u32::try_from(at + 1).unwrap_or(0)
    }

    pub fn period_of(&self, payment: &Payment) -> Option<Period> {
        let at = (payment.period as usize).checked_sub(1)?;
        self.periods.get(at).copied()
    }

    /// The periods that payments lie in, each once.
    pub fn used_periods(&self) -> impl Iterator<Item = Period> {
        let mut used = vec![false; self.periods.len()];
        for payment in &self.rows {
            let at = (payment.period as usize).checked_sub(1);
            if let Some(used) = at.and_then(|at| used.get_mut(at)) {
                *used = true;
            }
        }
        self.periods.iter().zip(used).filter_map(|(period, used)| used.then_some(*period))
    }

    pub fn place(&self, payment: &Payment) -> Place {
        let (row, column) = (payment.row, payment.column);
        match self.sheets.get(payment.sheet as usize).filter(|s| !s.is_empty()) {
            Some(sheet) => Place::Cell { sheet: Arc::clone(sheet), row, column },
            None => Place::Record { row, column },
        }
    }

    /// Does everything that a payment points to exist?
    fn has(&self, p: &Payment) -> bool {
        let names = [p.department, p.supplier, p.supplier_key, p.purpose, p.category]
            .into_iter()
            .chain([p.reference, p.capital_revenue, p.body]);
        names.map(Name::index).all(|n| n < self.names.len())
            && (p.sheet as usize) < self.sheets.len()
            && p.period as usize <= self.periods.len()
    }

    /// The n-th payment by itself.
    pub fn get(&self, n: usize) -> Option<Transaction> {
        let p = self.rows.get(n)?;
        let text = |name: Name| Arc::from(self.names.get(name));
        Some(Transaction {
            document: Arc::clone(&self.document),
            place: self.place(p),
            date: p.date,
            period: self.period_of(p),
            department: text(p.department),
            supplier: text(p.supplier),
            purpose: text(p.purpose),
            category: text(p.category),
            amount: pounds(p.amount),
            vat_basis: p.vat_basis,
            vat_amount: (p.vat_amount != NO_PENCE).then(|| pounds(p.vat_amount)),
            reference: text(p.reference),
            capital_revenue: text(p.capital_revenue),
            redacted: p.redacted,
            body: text(p.body),
            supplier_key: text(p.supplier_key),
        })
    }

    pub fn iter(&self) -> impl Iterator<Item = Transaction> {
        (0..self.len()).filter_map(|n| self.get(n))
    }

    /// Adds a payment; the first one names the document.
    pub fn push(&mut self, t: &Transaction) {
        if self.is_empty() && self.document.is_empty() {
            self.document = Arc::clone(&t.document);
        }
        let (sheet, row, column) = match &t.place {
            Place::Cell { sheet, row, column } => (Arc::clone(sheet), *row, *column),
            other => ("".into(), other.line().unwrap_or(0), other.column().unwrap_or(0)),
        };
        let payment = Payment {
            row,
            column,
            sheet: self.sheet(&sheet),
            period: self.period(t.period),
            date: t.date,
            department: self.names.share(&t.department),
            supplier: self.names.share(&t.supplier),
            supplier_key: self.names.share(&t.supplier_key),
            purpose: self.names.share(&t.purpose),
            category: self.names.share(&t.category),
            reference: self.names.add(&t.reference),
            capital_revenue: self.names.share(&t.capital_revenue),
            body: self.names.share(&t.body),
            amount: pence(t.amount).unwrap_or(0),
            vat_amount: t.vat_amount.and_then(pence).unwrap_or(NO_PENCE),
            vat_basis: t.vat_basis,
            redacted: t.redacted,
        };
        self.rows.push(payment);
    }

    /// The sum of some of the payments, in GBP.
    pub fn sum(&self, rows: std::ops::Range<usize>) -> Decimal {
        let pence: i128 =
            self.rows.get(rows).unwrap_or_default().iter().map(|p| i128::from(p.amount)).sum();
        Decimal::from_i128_with_scale(pence, 2)
    }
}

impl FromIterator<Transaction> for Payments {
    /// The payments of one document; it is named by the first of them.
    fn from_iter<I: IntoIterator<Item = Transaction>>(rows: I) -> Self {
        let mut payments = Self::default();
        rows.into_iter().for_each(|row| payments.push(&row));
        payments
    }
}

/// The table of the texts; they are kept once, as the payments have them in memory.
const SAID: &str = "payment_texts";

impl Part for Payments {
    fn store(&self, table: &'static str, shelf: &mut impl Shelf) {
        if self.is_empty() {
            return;
        }
        shelf.put(table, &self.rows);
        let said = |kind: u8| move |text: &str| Said { kind, text: text.to_owned() };
        let mut rest: Vec<Said> = self.sheets.iter().map(|s| said(1)(s)).collect();
        rest.extend(self.periods.iter().map(|p| said(2)(&p.to_string())));
        rest.push(said(3)(&self.document));
        shelf.put(SAID, &rest);
        let mut names = self.names.iter().map(said(0));
        loop {
            const AT_ONCE: usize = 4_096;
            let some: Vec<Said> = names.by_ref().take(AT_ONCE).collect();
            if some.is_empty() {
                return;
            }
            shelf.put(SAID, &some);
        }
    }

    fn load(table: &'static str, source: &mut impl Source) -> Option<Self> {
        let mut payments = Self::default();
        let mut whole = true;
        source.each(SAID, &mut |said: Said| match said.kind {
            0 => whole &= !payments.names.add(&said.text).is_empty(),
            1 => payments.sheets.push(said.text.into()),
            2 => match said.text.parse() {
                Ok(period) => payments.periods.push(period),
                Err(_) => whole = false,
            },
            3 => payments.document = said.text.into(),
            _ => whole = false,
        })?;
        source.each(table, &mut |row: Payment| payments.rows.push(row))?;
        (whole && payments.rows.iter().all(|row| payments.has(row))).then_some(payments)
    }
}

/// GBP of some pence.
pub fn pounds(pence: i64) -> Decimal {
    Decimal::new(pence, 2)
}

/// Pence of some GBP that has no smaller part; None for a sum that no council has.
pub fn pence(pounds: Decimal) -> Option<i64> {
    let mut pounds =
        pounds.round_dp_with_strategy(2, rust_decimal::RoundingStrategy::MidpointAwayFromZero);
    pounds.rescale(2);
    (pounds.scale() == 2).then(|| i64::try_from(pounds.mantissa()).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payment_comes_back_as_it_went_in() {
        let one = |place: Place, amount: &str, vat: Option<&str>| Transaction {
            document: "a.csv".into(),
            place,
            date: Some(jiff::civil::date(2019, 4, 1)),
            period: Some(Period::FinancialYear(2019)),
            department: "Adults".into(),
            supplier: "A Ltd".into(),
            purpose: "".into(),
            category: "Care".into(),
            amount: amount.parse().unwrap(),
            vat_basis: VatBasis::Net,
            vat_amount: vat.map(|v| v.parse().unwrap()),
            reference: "007".into(),
            capital_revenue: "".into(),
            redacted: false,
            body: "Anytown".into(),
            supplier_key: "a".into(),
        };
        let cell = |sheet: &str| Place::Cell { sheet: sheet.into(), row: 9, column: 3 };
        let rows = [
            one(Place::Record { row: 2, column: 5 }, "-7956.42", None),
            one(cell("May"), "0.01", Some("0.00")),
            one(cell("June"), "999999999999.99", Some("-0.20")),
        ];
        let payments: Payments = rows.iter().cloned().collect();
        assert_eq!(payments.iter().collect::<Vec<_>>(), rows);
        assert_eq!(payments.sum(0..2).to_string(), "-7956.41");
        assert_eq!(pence("-7956.420000000001".parse().unwrap()), Some(-795_642));
        // What a payment costs in memory; five million of them are 360 MB.
        assert!(size_of::<Payment>() <= 72, "{}", size_of::<Payment>());
    }
}
