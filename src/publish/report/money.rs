//! Money over time: the views that hold it, what may stand in one series, and the rows behind an amount.

use std::collections::{BTreeMap, BTreeSet};

use super::book::Row;
use super::facts::Home;
use super::figure::Page;

/// A view of money over time, and how its rows are told apart.
pub struct Money {
    pub view: &'static str,
    /// The column that each series is split by.
    pub item: &'static str,
    /// What its money is, for the line below a chart.
    pub what: &'static str,
    /// Series that are drawn; the view has them all.
    pub drawn: usize,
}

pub const BUDGETS: Money =
    Money { view: "spend_trend", item: "theme", what: "budgets of the plans", drawn: 12 };
pub const OTHER_BASES: Money =
    Money { view: "money_trend", item: "theme", what: "forecasts and outturn", drawn: 12 };
pub const OUTTURN: Money =
    Money { view: "outturn_trend", item: "activity", what: "outturn by authority", drawn: 4 };

/// What money has to share to stand in one series.
pub fn key_of<'a>(row: &Row<'a>) -> (&'a str, &'a str, &'a str) {
    (row.get("programme"), row.get("area"), row.get("basis"))
}

/// Money that may stand in one series: a programme's, of one area and one basis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Series<'a> {
    // Money without a programme comes last: it is the least that can be said of any. The area that the documents are about
    // comes before others.
    unnamed: bool,
    elsewhere: bool,
    pub programme: &'a str,
    pub area: &'a str,
    pub basis: &'a str,
    /// Other areas have money from it too.
    pub shared: bool,
}

impl Series<'_> {
    pub fn has(&self, row: &Row) -> bool {
        key_of(row) == (self.programme, self.area, self.basis)
    }

    pub fn name(&self, page: &Page, of: &Money) -> String {
        if of.item == OUTTURN.item {
            return page.names.area(self.area);
        }
        let mut name = page.names.programme(self.programme);
        if self.shared {
            name = format!("{name}, {}", page.names.area(self.area));
        }
        if !matches!(self.basis, "" | "budget") {
            name = format!("{name}, {}", self.basis);
        }
        name
    }
}

pub fn all_series<'a>(page: &Page, rows: &[Row<'a>]) -> Vec<Series<'a>> {
    let keys: BTreeSet<(&str, &str, &str)> = rows.iter().map(key_of).collect();
    let mut areas: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for key in &keys {
        areas.entry(key.0).or_default().insert(key.1);
    }
    let mut all: Vec<Series> = keys
        .iter()
        .map(|&(programme, area, basis)| Series {
            unnamed: programme.is_empty(),
            elsewhere: area != page.area,
            programme,
            area,
            basis,
            shared: areas.get(programme).is_some_and(|a| a.len() > 1),
        })
        .collect();
    all.sort();
    all
}

/// The rows of allocations behind an amount: those that the row names, else those that it is the sum of.
pub fn behind(page: &Page, row: &Row, when: &str, of: &Money) -> Home {
    if of.item != OUTTURN.item {
        return items(page, row, when);
    }
    let named = row.get("source").split(';').map(str::trim).filter(|id| !id.is_empty());
    let named: Home = named.map(|id| page.facts.by_id('m', id)).collect();
    let known = [("area", row.get("area")), ("activity", row.get("activity")), ("period", when)];
    if row.is("period", when) { named } else { page.facts.find('m', &known) }
}

/// The rows of allocations that an amount is the sum of.
pub fn items(page: &Page, row: &Row, when: &str) -> Home {
    let same = [("programme", row.get("programme")), ("theme", row.get("theme")), ("period", when)];
    let level = if row.is("note", "total only") { "total" } else { "item" };
    let basis = if row.get("basis").is_empty() { "budget" } else { row.get("basis") };
    let known = [same[0], same[1], same[2], ("level", level)];
    let mut with_basis = vec![known[0], known[1], known[2], known[3], ("basis", basis)];
    if !row.get("area").is_empty() {
        with_basis.push(("area", row.get("area")));
    }
    let total = [same[0], same[2], ("level", "total")];
    let found = page.facts.find('m', &with_basis).or(|| page.facts.find('m', &known));
    found.or(|| page.facts.find('m', &total))
}

/// The items with the two deflators that brought them to one year's prices.
pub fn real(page: &Page, row: &Row, of: &Money) -> Home {
    let index = |period: &str| page.facts.find('f', &[("period", period)]);
    let money = behind(page, row, row.get("period"), of);
    money.and(index(row.get("period"))).and(index(row.get("price_base")))
}
