//! Rows to data frames, by the schema: the place where polars enters.
//!
//! A frame is built column by column straight from the rows, so that five million payments need no second copy as cells.
//! Rows are in the order of their grain, where a place counts as a place (line 9 before line 10), not as letters.
//! Not for computing anything: that is what queries are for.

mod columns;
mod comparisons;
mod dimensions;
mod payments;

use polars::prelude::{DataFrame, DataType, PolarsResult, Schema as PolarsSchema};

use crate::issue::Issue;
use crate::model::claim::ClaimTest;
use crate::model::place::Place;
use crate::model::product::Product;
use crate::schema::{self, Declared, Kind, Table};
use crate::vocab::Vocab;

/// Every table and view by name, in the order in which they were added.
#[derive(Clone, Debug, Default)]
pub struct Frames {
    frames: Vec<(String, DataFrame)>,
}

impl Frames {
    pub fn get(&self, name: &str) -> Option<&DataFrame> {
        self.frames.iter().find(|(n, _)| n == name).map(|(_, f)| f)
    }

    /// Adds a frame, or replaces the one of that name.
    pub fn insert(&mut self, name: &str, frame: DataFrame) {
        match self.frames.iter_mut().find(|(n, _)| n == name) {
            Some((_, old)) => *old = frame,
            None => self.frames.push((name.to_owned(), frame)),
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &DataFrame)> {
        self.frames.iter().map(|(n, f)| (n.as_str(), f))
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.frames.iter().map(|(n, _)| n.as_str())
    }

    /// Fills the `issue` table: sorted by place, exact repeats dropped, numbered where one rule speaks twice of a place.
    pub fn set_issues(&mut self, issues: &[Issue]) -> PolarsResult<()> {
        let rows = in_order(issues);
        let rows: Vec<&(u32, Issue)> = rows.iter().collect();
        self.insert(schema::ISSUE.name, columns::frame(&schema::ISSUE, &rows)?);
        Ok(())
    }

    /// Fills the `claim_test` table: one row a claim, in the order of the claims.
    pub fn set_claim_tests(&mut self, tests: &[ClaimTest]) -> PolarsResult<()> {
        let mut rows: Vec<&ClaimTest> = tests.iter().collect();
        rows.sort_by(|a, b| (&a.document, &a.place, a.nth).cmp(&(&b.document, &b.place, b.nth)));
        self.insert(schema::CLAIM_TEST.name, columns::frame(&schema::CLAIM_TEST, &rows)?);
        Ok(())
    }
}

/// Every table of the schema from the products of all documents, with the dimensions that their rows use.
pub fn build(products: &[Product], vocab: &Vocab) -> PolarsResult<Frames> {
    build_around(payments(products)?, products, vocab)
}

/// The table of the payments, which nothing after the reader changes.
pub fn payments<'a>(products: impl IntoIterator<Item = &'a Product>) -> PolarsResult<DataFrame> {
    let paid: Vec<_> = in_order_of_documents(products).iter().map(|p| &p.transactions).collect();
    payments::frame(&paid)
}

/// Every table of the schema, that of the payments being there already.
pub fn build_around(
    payments: DataFrame,
    products: &[Product],
    vocab: &Vocab,
) -> PolarsResult<Frames> {
    let documents = in_order_of_documents(products);
    let mut frames = empty()?;
    frames.insert(schema::TRANSACTION.name, payments);
    let mut sliced_by = Frames::default();
    let (facts, dimensions) = rayon::join(
        || facts(&mut frames, &documents),
        || dimensions::add(&mut sliced_by, &documents, vocab),
    );
    facts.and(dimensions)?;
    for (name, frame) in sliced_by.frames {
        frames.insert(&name, frame);
    }
    Ok(frames)
}

fn in_order_of_documents<'a>(products: impl IntoIterator<Item = &'a Product>) -> Vec<&'a Product> {
    let mut documents: Vec<&Product> = products.into_iter().collect();
    documents.sort_by(|a, b| a.document.document.cmp(&b.document.document));
    documents
}

/// Every table of the schema, typed and without rows: what queries are planned against.
pub fn empty() -> PolarsResult<Frames> {
    let mut frames = Frames::default();
    for table in schema::tables() {
        frames.insert(table.name, DataFrame::empty_with_schema(&typed(&table)));
    }
    Ok(frames)
}

/// The type that holds a kind of column. Money and numbers have the widest precision, because sums grow.
pub fn data_type(kind: Kind) -> DataType {
    match kind {
        Kind::Text => DataType::String,
        Kind::Integer => DataType::Int64,
        Kind::Money => DataType::Decimal(38, columns::MONEY_PLACES),
        Kind::Number => DataType::Decimal(38, columns::NUMBER_PLACES),
        Kind::Date => DataType::Date,
        Kind::Boolean => DataType::Boolean,
    }
}

fn typed(table: &Declared) -> PolarsSchema {
    table.columns.iter().map(|(name, kind, _)| ((*name).into(), data_type(*kind))).collect()
}

/// The tables of facts; each is the rows of all documents in order of place.
fn facts(frames: &mut Frames, documents: &[&Product]) -> PolarsResult<()> {
    let rows: Vec<_> = documents.iter().map(|p| &p.document).collect();
    frames.insert(schema::DOCUMENT.name, columns::frame(&schema::DOCUMENT, &rows)?);
    add(frames, &schema::ALLOCATION, documents, |p| &p.allocations, |r| (&r.place, r.nth))?;
    add(frames, &schema::OBSERVATION, documents, |p| &p.observations, |r| (&r.place, r.nth))?;
    add(frames, &schema::CLAIM, documents, |p| &p.claims, |r| (&r.place, r.nth))?;
    add(frames, &schema::ACTION, documents, |p| &p.actions, |r| (&r.place, r.nth))?;
    add(
        frames,
        &schema::ACTION_CODE,
        documents,
        |p| &p.action_codes,
        |r| (&r.place, r.occurrence),
    )?;
    add(frames, &schema::REJECTED_ROW, documents, |p| &p.rejected_rows, |r| (&r.place, 0))?;
    add(frames, &schema::NUMERAL, documents, |p| &p.numerals, |r| (&r.place, 0))?;
    reference(frames, documents)
}

/// Populations and deflators have a grain of their own, whatever document they come from.
fn reference(frames: &mut Frames, documents: &[&Product]) -> PolarsResult<()> {
    let mut people: Vec<_> = documents.iter().flat_map(|p| &p.populations).collect();
    people.sort_by(|a, b| (&a.area, a.year, &a.age_band).cmp(&(&b.area, b.year, &b.age_band)));
    frames.insert(schema::POPULATION.name, columns::frame(&schema::POPULATION, &people)?);
    let mut indices: Vec<_> = documents.iter().flat_map(|p| &p.deflators).collect();
    indices.sort_by_key(|a| a.period);
    frames.insert(schema::DEFLATOR.name, columns::frame(&schema::DEFLATOR, &indices)?);
    Ok(())
}

fn add<R: Sync>(
    frames: &mut Frames,
    table: &Table<R>,
    documents: &[&Product],
    rows: for<'a> fn(&'a Product) -> &'a Vec<R>,
    order: for<'a> fn(&'a R) -> (&'a Place, u32),
) -> PolarsResult<()> {
    let mut all: Vec<&R> = Vec::with_capacity(documents.iter().map(|p| rows(p).len()).sum());
    for document in documents {
        let start = all.len();
        all.extend(rows(document));
        // Readers yield rows in the order of the source, so this costs one pass.
        all[start..].sort_by(|a, b| order(a).cmp(&order(b)));
    }
    frames.insert(table.name, columns::frame(table, &all)?);
    Ok(())
}

/// Issues in the order of their places, each with how many of its rule and place came before it.
pub fn in_order(issues: &[Issue]) -> Vec<(u32, Issue)> {
    let mut sorted: Vec<&Issue> = issues.iter().collect();
    sorted.sort_by(|a, b| issue_key(a).cmp(&issue_key(b)));
    sorted.dedup_by(|a, b| issue_key(a) == issue_key(b));
    let mut out: Vec<(u32, Issue)> = Vec::with_capacity(sorted.len());
    for issue in sorted {
        let nth = match out.last() {
            Some((n, last)) if same_place(last, issue) => n + 1,
            _ => 0,
        };
        out.push((nth, issue.clone()));
    }
    out
}

type IssueKey<'a> = (&'a str, &'a Place, &'a str, &'a str, Option<&'a Place>, &'a str);

fn issue_key(issue: &Issue) -> IssueKey<'_> {
    let other = (issue.other_document.as_str(), issue.other_place.as_ref());
    (&issue.document, &issue.place, &issue.rule, other.0, other.1, &issue.message)
}

fn same_place(a: &Issue, b: &Issue) -> bool {
    a.document == b.document && a.place == b.place && a.rule == b.rule
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::issue::DRAFT;
    use crate::model::amount::{Bound, Unit};
    use crate::model::document::{Document, Stated};
    use crate::model::observation::{Basis, Change, Observation};
    use crate::model::transaction::{Transaction, VatBasis};

    fn observation(line: u32, value: &str) -> Observation {
        Observation {
            document: "a.txt".to_owned(),
            place: Place::text(line, 3),
            nth: 0,
            measure: "local.park_nights".to_owned(),
            measure_label: "Park Nights".to_owned(),
            theme: "asb".to_owned(),
            area: "X1".to_owned(),
            period: "FY2019-20".parse().ok(),
            period_basis: Stated::Stated,
            basis: Basis::Actual,
            value: value.parse().ok(),
            value_symbol: String::new(),
            unit: Unit::Count,
            bound: Bound::Exact,
            change: Change::Level,
            baseline_period: None,
            activity: String::new(),
            programme: String::new(),
            quote: String::new(),
            seat: crate::model::place::Seat::default(),
        }
    }

    fn payment(amount: &str) -> Transaction {
        Transaction {
            document: "a.txt".into(),
            place: Place::Record { row: 2, column: 5 },
            date: Some(jiff::civil::date(2024, 4, 30)),
            period: None,
            department: "".into(),
            supplier: "S".into(),
            purpose: "".into(),
            category: "".into(),
            amount: amount.parse().unwrap(),
            vat_basis: VatBasis::Net,
            vat_amount: None,
            reference: "007".into(),
            capital_revenue: "".into(),
            redacted: false,
            body: "B".into(),
            supplier_key: "s".into(),
        }
    }

    fn cell(frames: &Frames, table: &str, column: &str, row: usize) -> String {
        let frame = frames.get(table).unwrap();
        frame.column(column).unwrap().get(row).unwrap().to_string()
    }

    #[test]
    fn rows_become_typed_frames_in_the_order_of_their_places() {
        let product = Product {
            document: Document { document: "a.txt".to_owned(), ..Document::default() },
            observations: vec![observation(10, "2"), observation(9, "0.12345")],
            transactions: [payment("-7956.420000000001")].into_iter().collect(),
            ..Product::default()
        };
        let frames = build(&[product], &Vocab::embedded()).unwrap();
        let cases = [
            ("observation", "observation_id", 0, "\"a.txt#L9:3\""),
            ("observation", "value", 0, "0.1235"),
            ("observation", "value", 1, "2.0000"),
            ("observation", "value_symbol", 0, "null"),
            ("transaction", "amount", 0, "-7956.42"),
            ("transaction", "date", 0, "2024-04-30"),
            ("transaction", "vat_amount", 0, "null"),
            ("period", "sort", 0, "201904012"),
            ("area", "level", 0, "\"local\""),
            ("date", "date", 0, "2019-04-01"),
        ];
        for (table, column, row, expected) in cases {
            assert_eq!(cell(&frames, table, column, row), expected, "{table}.{column}");
        }
        assert_eq!(frames.get("date").unwrap().height(), 6 * 365 + 2);
        let measures = frames.get("measure").unwrap();
        let unknown = (0..measures.height())
            .filter(|r| cell(&frames, "measure", "known", *r) == "false")
            .count();
        assert_eq!(unknown, 1);
    }

    #[test]
    fn empty_frames_have_the_types_of_filled_ones() {
        let filled = build(&[Product::default()], &Vocab::embedded()).unwrap();
        for (name, frame) in empty().unwrap().iter() {
            assert_eq!(filled.get(name).map(DataFrame::schema), Some(frame.schema()), "{name}");
        }
    }

    #[test]
    fn issues_are_sorted_and_numbered_and_repeats_dropped() {
        let issue = |line, message| Issue::new(&DRAFT, "a.txt", Place::text(line, 1), message);
        let mut frames = empty().unwrap();
        frames
            .set_issues(&[issue(10, "b"), issue(9, "a"), issue(10, "c"), issue(10, "b")])
            .unwrap();
        let ids: Vec<_> = (0..3).map(|i| cell(&frames, "issue", "issue_id", i)).collect();
        assert_eq!(
            ids,
            ["\"draft:a.txt#L9:1\"", "\"draft:a.txt#L10:1\"", "\"draft:a.txt#L10:1.2\""]
        );
    }
}
