//! The payments of all documents to one frame, without a copy of every name in every row.
//!
//! A text column is gathered from the distinct texts, so that a row costs sixteen bytes of it whatever the name. Columns that
//! this file does not know go through the schema as those of every other table do.

use std::collections::HashMap;

use polars::prelude::{
    BooleanChunked, Column, DataFrame, DataType, IdxCa, Int32Chunked, Int128Chunked, IntoColumn,
    IntoSeries, NamedFrom, NewChunkedArray, PlSmallStr, PolarsResult, Series, StringChunkedBuilder,
};
use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};

use super::columns;
use crate::model::day::since_1970;
use crate::model::names::Name;
use crate::model::payments::{NO_PENCE, Payment, Payments};
use crate::model::transaction::Transaction;
use crate::schema::{Column as Declared, TRANSACTION};

type IdxSize = polars::prelude::IdxSize;

/// A frame of the payments of documents that are in order; within one, rows are in the order of their places.
pub fn frame(documents: &[&Payments]) -> PolarsResult<DataFrame> {
    let rows = Rows::of(documents);
    let column = |declared: &Declared<Transaction>| match rows.column(declared.name)? {
        Some(column) => Ok(column),
        None => rows.declared(declared),
    };
    let columns: PolarsResult<Vec<Column>> = TRANSACTION.columns.par_iter().map(column).collect();
    DataFrame::new(rows.len(), columns?)
}

/// The payments of each document in the order of their places.
struct Rows<'a> {
    documents: Vec<(&'a Payments, Vec<u32>)>,
}

impl<'a> Rows<'a> {
    fn of(documents: &[&'a Payments]) -> Self {
        let ordered = |payments: &'a Payments| (payments, order(payments));
        Self { documents: documents.iter().map(|p| ordered(p)).collect() }
    }

    fn len(&self) -> usize {
        self.documents.iter().map(|d| d.0.len()).sum()
    }

    fn each(&self) -> impl Iterator<Item = (&'a Payments, &'a Payment)> {
        self.documents.iter().flat_map(|(payments, order)| {
            let payments = *payments;
            let straight = order.is_empty();
            (0..payments.len()).filter_map(move |n| {
                let n = if straight { n } else { *order.get(n)? as usize };
                payments.rows.get(n).map(|row| (payments, row))
            })
        })
    }

    fn column(&self, name: &'static str) -> PolarsResult<Option<Column>> {
        let named = PlSmallStr::from_static(name);
        Ok(Some(match name {
            "document" => self.of_document(named)?,
            "place" => self.written(named, |all, p, out| {
                use std::fmt::Write as _;
                // Writing to a String cannot fail.
                let _ = write!(out, "{}", all.place(p));
            }),
            "reference" => {
                self.written(named, |all, p, out| out.push_str(all.names.get(p.reference)))
            }
            "date" => {
                let days = self.each().map(|(_, p)| p.date.map(since_1970));
                Int32Chunked::from_iter_options(named, days).into_date().into_column()
            }
            "period" => self.period(named)?,
            "department" => self.texts(named, |p| p.department)?,
            "supplier" => self.texts(named, |p| p.supplier)?,
            "purpose" => self.texts(named, |p| p.purpose)?,
            "category" => self.texts(named, |p| p.category)?,
            "capital_revenue" => self.texts(named, |p| p.capital_revenue)?,
            "body" => self.texts(named, |p| p.body)?,
            "supplier_key" => self.texts(named, |p| p.supplier_key)?,
            "amount" => self.money(named, |p| p.amount)?,
            "vat_amount" => self.money(named, |p| p.vat_amount)?,
            "vat_basis" => self.basis(named)?,
            "redacted" => {
                let flags = self.each().map(|(_, p)| Some(p.redacted));
                BooleanChunked::from_iter_options(named, flags).into_column()
            }
            _ => return Ok(None),
        }))
    }

    /// Any other column, one payment at a time.
    fn declared(&self, declared: &Declared<Transaction>) -> PolarsResult<Column> {
        let each = self.documents.iter().flat_map(|(payments, order)| {
            (0..payments.len())
                .filter_map(|n| payments.get(order.get(n).map_or(n, |at| *at as usize)))
        });
        let rows: Vec<_> = each.collect();
        columns::column(declared, &rows.iter().collect::<Vec<_>>())
    }

    fn money(&self, name: PlSmallStr, of: fn(&Payment) -> i64) -> PolarsResult<Column> {
        if self.len() > 0 && self.each().all(|(_, p)| of(p) == NO_PENCE) {
            let money = DataType::Decimal(38, columns::MONEY_PLACES);
            return Ok(Column::full_null(name, self.len(), &money));
        }
        let pence =
            self.each().map(|(_, p)| Some(of(p)).filter(|n| *n != NO_PENCE).map(i128::from));
        let pence = Int128Chunked::from_iter_options(name, pence);
        Ok(pence.into_decimal(38, columns::MONEY_PLACES)?.into_series().into_column())
    }

    fn written(
        &self,
        name: PlSmallStr,
        write: impl Fn(&Payments, &Payment, &mut String),
    ) -> Column {
        let mut builder = StringChunkedBuilder::new(name, self.len());
        let mut text = String::new();
        for (all, payment) in self.each() {
            text.clear();
            write(all, payment, &mut text);
            if text.is_empty() { builder.append_null() } else { builder.append_value(&text) }
        }
        builder.finish().into_column()
    }

    fn of_document(&self, name: PlSmallStr) -> PolarsResult<Column> {
        let texts: Vec<&str> = self.documents.iter().map(|d| &*d.0.document).collect();
        let at = self.documents.iter().enumerate().flat_map(|(n, (payments, _))| {
            std::iter::repeat_n(IdxSize::try_from(n).ok(), payments.len())
        });
        gathered(name, &texts, at.collect())
    }

    fn period(&self, name: PlSmallStr) -> PolarsResult<Column> {
        let mut shown: Vec<String> = Vec::new();
        let mut starts: HashMap<*const Payments, usize> = HashMap::new();
        for (payments, _) in &self.documents {
            starts.insert(std::ptr::from_ref(*payments), shown.len());
            shown.extend(payments.periods.iter().map(ToString::to_string));
        }
        let texts: Vec<&str> = shown.iter().map(String::as_str).collect();
        let at = self.each().map(|(payments, p)| {
            let start = starts.get(&std::ptr::from_ref(payments))?;
            IdxSize::try_from(start + (p.period as usize).checked_sub(1)?).ok()
        });
        gathered(name, &texts, at.collect())
    }

    fn basis(&self, name: PlSmallStr) -> PolarsResult<Column> {
        use crate::model::transaction::VatBasis::{Gross, Net, Unknown};
        let texts = [Net.name(), Gross.name(), Unknown.name()];
        let at = |p: &Payment| match p.vat_basis {
            Net => 0,
            Gross => 1,
            Unknown => 2,
        };
        gathered(name, &texts, self.each().map(|(_, p)| Some(at(p))).collect())
    }

    /// Names that rows share: each is copied once, and rows point to it.
    fn texts(&self, name: PlSmallStr, of: fn(&Payment) -> Name) -> PolarsResult<Column> {
        let mut texts: Vec<&str> = Vec::new();
        let mut at: Vec<Option<IdxSize>> = Vec::with_capacity(self.len());
        let mut known: HashMap<&str, IdxSize> = HashMap::new();
        for (payments, order) in &self.documents {
            // Most names of a document are looked up once.
            let mut local: Vec<Option<IdxSize>> = vec![None; payments.names.len()];
            for n in 0..payments.len() {
                let row = payments.rows.get(order.get(n).map_or(n, |at| *at as usize));
                let name = row.map(of).filter(|name| !name.is_empty());
                at.push(name.map(|name| {
                    *local[name.index()].get_or_insert_with(|| {
                        *known.entry(payments.names.get(name)).or_insert_with(|| {
                            texts.push(payments.names.get(name));
                            IdxSize::try_from(texts.len() - 1).unwrap_or(0)
                        })
                    })
                }));
            }
        }
        drop(known);
        gathered(name, &texts, at)
    }
}

/// The rows in the order of their places; empty where they stand so already, as readers leave them.
fn order(payments: &Payments) -> Vec<u32> {
    let mut sheets: Vec<usize> = (0..payments.sheets.len()).collect();
    sheets.sort_by_key(|n| &payments.sheets[*n]);
    let mut rank = vec![0; sheets.len()];
    for (at, n) in sheets.iter().enumerate() {
        rank[*n] = at;
    }
    let key = |p: &Payment| (rank.get(p.sheet as usize).copied(), p.row, p.column);
    if payments.rows.is_sorted_by_key(key) {
        return Vec::new();
    }
    let mut order: Vec<u32> = (0..u32::try_from(payments.len()).unwrap_or(u32::MAX)).collect();
    order.sort_by_key(|n| key(&payments.rows[*n as usize]));
    order
}

/// The texts that rows point to. A column that is the same throughout, as many are, takes no room for its rows.
fn gathered(name: PlSmallStr, texts: &[&str], at: Vec<Option<IdxSize>>) -> PolarsResult<Column> {
    let texts = Series::new(name.clone(), texts);
    if let Some(first) = at.first().filter(|first| at.iter().all(|other| other == *first)) {
        let none = texts.len();
        let text = first.map_or(none, |text| text as usize);
        return Ok(texts.into_column().new_from_index(text, at.len()));
    }
    let at = IdxCa::from_iter_options(name, at.into_iter());
    Ok(texts.take(&at)?.into_column())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::place::Place;
    use crate::model::transaction::{Transaction, VatBasis};

    fn payments(document: &str, rows: u32) -> Payments {
        let one = |n: u32| Transaction {
            document: document.into(),
            place: if document.ends_with(".csv") {
                Place::Record { row: rows - n, column: 4 }
            } else {
                let sheet = format!("Sheet {}", 9 - n % 3).into();
                Place::Cell { sheet, row: 7 * n % 11 + 1, column: n + 1 }
            },
            date: (!n.is_multiple_of(4)).then(|| jiff::civil::date(2019, 4, 1)),
            period: (!n.is_multiple_of(5))
                .then_some(crate::model::period::Period::FinancialYear(2019)),
            department: format!("A department with a long name {}", n % 2).into(),
            supplier: if n.is_multiple_of(6) { "".into() } else { format!("S{}", n % 3).into() },
            purpose: "".into(),
            category: "Ünïcode".into(),
            amount: rust_decimal::Decimal::new(i64::from(n) * 101 - 300, 2),
            vat_basis: [VatBasis::Net, VatBasis::Gross, VatBasis::Unknown][n as usize % 3],
            vat_amount: n.is_multiple_of(2).then(|| rust_decimal::Decimal::new(5, 2)),
            reference: format!("{n:09}").into(),
            capital_revenue: "".into(),
            redacted: n.is_multiple_of(7),
            body: "Anytown".into(),
            supplier_key: format!("s{}", n % 3).into(),
        };
        (0..rows).map(one).collect()
    }

    #[test]
    fn the_short_way_gives_what_the_schema_gives() {
        let all = [payments("a.csv", 40), payments("b.xlsx", 25), Payments::default()];
        let fast = frame(&all.iter().collect::<Vec<_>>()).unwrap();
        let mut rows: Vec<Transaction> = all.iter().flat_map(Payments::iter).collect();
        rows.sort_by(|a, b| (&a.document, &a.place).cmp(&(&b.document, &b.place)));
        let plain = columns::frame(&TRANSACTION, &rows.iter().collect::<Vec<_>>()).unwrap();
        assert_eq!(fast.schema(), plain.schema());
        for (fast, plain) in fast.columns().iter().zip(plain.columns()) {
            assert!(fast.equals_missing(plain), "{}", fast.name());
        }
    }
}
