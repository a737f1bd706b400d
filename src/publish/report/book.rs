//! The published tables and views as the report reads them: by name, as text, and no more rows than a page can hold.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, OnceLock, PoisonError};

use crate::publish::csv::each_cell;
use crate::publish::{Folder, Published, Type};

/// Rows of one table that a page carries. The rest stand in the CSV, and the page says so.
pub const CEILING: usize = 20_000;
/// Payments are only shown beside the sums that they are part of.
const PAYMENTS: usize = 5_000;

/// A table or view.
#[derive(Debug)]
pub struct Rows {
    pub title: String,
    pub about: String,
    pub columns: Vec<String>,
    pub kinds: Vec<Type>,
    /// The cells row by row, one behind the other: a page goes through millions of them.
    text: String,
    /// Where each cell ends in it.
    ends: Vec<usize>,
    /// Rows in the CSV.
    pub total: usize,
}

/// One row of it.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    rows: &'a Rows,
    pub number: usize,
}

impl Rows {
    fn of(published: &Published, most: usize) -> Self {
        let shown: Vec<usize> = (0..published.frame.columns().len())
            .filter(|i| {
                let column = &published.frame.columns()[*i];
                published.fields.iter().any(|f| f.name == column.name().as_str())
            })
            .collect();
        let field = |i: &usize| {
            let name = published.frame.columns()[*i].name().as_str();
            published.fields.iter().find(|f| f.name == name)
        };
        let fields: Vec<_> = shown.iter().filter_map(field).collect();
        // A frame that cannot be shown cannot be published either; the CSV is where that is said.
        let (mut text, mut ends) = (String::new(), Vec::new());
        let _ = each_cell(&published.frame.head(Some(most)), |cell| {
            text.push_str(cell);
            ends.push(text.len());
        });
        Self {
            title: published.title.clone(),
            about: published.about.clone(),
            columns: fields.iter().map(|f| f.name.clone()).collect(),
            kinds: fields.iter().map(|f| f.kind).collect(),
            text,
            ends,
            total: published.frame.height(),
        }
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = Row<'_>> {
        (0..self.len()).map(|number| Row { rows: self, number })
    }

    pub fn len(&self) -> usize {
        self.ends.len().checked_div(self.columns.len()).unwrap_or(0)
    }

    pub fn row(&self, number: usize) -> Option<Row<'_>> {
        (number < self.len()).then_some(Row { rows: self, number })
    }

    pub fn has(&self, column: &str) -> bool {
        self.position(column).is_some()
    }

    /// Where a column stands, for who looks at it in many rows.
    pub fn position(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|c| c == column)
    }
}

impl<'a> Row<'a> {
    /// The cell of a column; empty for missing, and for a column that is not there.
    pub fn get(&self, column: &str) -> &'a str {
        self.rows.position(column).map_or("", |at| self.cell(at))
    }

    /// The first of these columns that is there and filled.
    pub fn first(&self, columns: &[&str]) -> &'a str {
        columns.iter().map(|c| self.get(c)).find(|v| !v.is_empty()).unwrap_or("")
    }

    /// For drawing only: what is shown as a number is the text.
    pub fn number(&self, column: &str) -> Option<f64> {
        self.get(column).parse().ok().filter(|x: &f64| x.is_finite())
    }

    pub fn is(&self, column: &str, value: &str) -> bool {
        self.get(column) == value
    }

    pub fn cells(&self) -> impl Iterator<Item = &'a str> {
        let row = *self;
        (0..row.rows.columns.len()).map(move |at| row.cell(at))
    }

    /// The cell of the column that stands there.
    pub fn cell(&self, at: usize) -> &'a str {
        let n = self.number * self.rows.columns.len() + at;
        let end = |n: usize| self.rows.ends.get(n).copied();
        let start = n.checked_sub(1).map_or(Some(0), end);
        start.zip(end(n)).and_then(|(start, end)| self.rows.text.get(start..end)).unwrap_or("")
    }
}

/// Everything that was published, and what of it the sections have used; they are drawn side by side.
#[derive(Debug)]
pub struct Book<'a> {
    all: &'a [Published<'a>],
    /// By name, once a section has asked for it.
    read: BTreeMap<&'a str, OnceLock<Rows>>,
    used: Mutex<BTreeSet<String>>,
}

impl<'a> Book<'a> {
    pub fn new(all: &'a [Published<'a>]) -> Self {
        let read = all.iter().map(|p| (p.name.as_str(), OnceLock::new())).collect();
        Self { all, read, used: Mutex::default() }
    }

    /// A table, or a view that a section shows; None where there is none of that name or it has no rows.
    pub fn rows(&self, name: &str) -> Option<&Rows> {
        self.used.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned());
        self.peek(name).filter(|rows| rows.len() > 0)
    }

    /// The same without saying that a section shows it.
    pub fn peek(&self, name: &str) -> Option<&Rows> {
        let published = self.all.iter().find(|p| p.name == name)?;
        let most = if name == "transaction" { PAYMENTS } else { CEILING };
        Some(self.read.get(name)?.get_or_init(|| Rows::of(published, most)))
    }

    /// Views that no section has shown: an analyst's own.
    pub fn other_views(&self) -> Vec<String> {
        let used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let views = self.all.iter().filter(|p| p.folder == Folder::Views);
        views.filter(|p| !used.contains(&p.name)).map(|p| p.name.clone()).collect()
    }

    pub fn height(&self, name: &str) -> usize {
        self.all.iter().find(|p| p.name == name).map_or(0, |p| p.frame.height())
    }
}
