//! The programme of a plan that names none, from the total that some document states for one.
//!
//! A plan often lists what a grant pays for and never names the grant; the report that goes with it states only the total.
//! Where the listed items sum to such a total to the penny, they are its items: by a rule, and so marked and reported.
//! Not for choosing between two programmes that fit alike: then nothing is inferred.

use std::collections::{BTreeMap, HashMap};

use rust_decimal::Decimal;

use crate::issue::{self, Issue};
use crate::model::allocation::{Allocation, Level, MoneyBasis};
use crate::model::amount::Bound;
use crate::model::document::Stated;
use crate::model::period::Period;
use crate::model::product::Product;

/// One item on its own equals too many things by chance.
const FEWEST_ITEMS: usize = 2;

/// The document, by number, and the period of a list of items.
type List = (usize, Option<Period>);

/// Gives a programme to the lists of items that sum to its stated total; one issue a list.
pub fn infer(products: &mut [Product]) -> Vec<Issue> {
    let totals = totals(products);
    let found: Vec<(List, Found)> = lists(products)
        .into_iter()
        .filter_map(|(list, items)| Some((list, fitting(products, &totals, list, &items)?)))
        .collect();
    let mut issues = Vec::with_capacity(found.len());
    for ((document, _), found) in found {
        for &n in &found.items {
            let item = &mut products[document].allocations[n];
            found.programme.clone_into(&mut item.programme);
            item.programme_basis = Stated::Inferred;
        }
        issues.push(found.issue);
    }
    issues
}

/// What is to be done about one list.
struct Found {
    items: Vec<usize>,
    programme: String,
    issue: Issue,
}

/// The items without a programme of each document and period, by their numbers.
fn lists(products: &[Product]) -> BTreeMap<List, Vec<usize>> {
    let mut lists: BTreeMap<List, Vec<usize>> = BTreeMap::new();
    for (document, product) in products.iter().enumerate() {
        for (n, item) in product.allocations.iter().enumerate().filter(|(_, a)| unnamed(a)) {
            lists.entry((document, item.period)).or_default().push(n);
        }
    }
    lists.retain(|_, items| items.len() >= FEWEST_ITEMS);
    lists
}

/// A listed item that says of no programme that it belongs to it.
fn unnamed(a: &Allocation) -> bool {
    let listed = a.level == Level::Item && a.basis == MoneyBasis::Budget && a.seat.block != 0;
    listed && a.programme.is_empty() && a.bound == Bound::Exact
}

/// The stated totals by their amounts, in the order of the documents.
type Totals<'a> = HashMap<Decimal, Vec<&'a Allocation>>;

fn totals(products: &[Product]) -> Totals<'_> {
    let mut totals = Totals::new();
    for total in products.iter().flat_map(|p| &p.allocations).filter(|a| is_total(a)) {
        totals.entry(total.amount).or_default().push(total);
    }
    totals
}

fn fitting(
    products: &[Product],
    totals: &Totals,
    (document, period): List,
    items: &[usize],
) -> Option<Found> {
    let rows = &products[document].allocations;
    let sum: Decimal = items.iter().map(|&n| rows[n].amount).sum();
    let first = items.iter().map(|&n| &rows[n]).min_by(|a, b| a.place.cmp(&b.place))?;
    let all = || totals.get(&sum).into_iter().flatten().copied();
    let fits = |a: &&Allocation| states(a, period) && share_area(a, first);
    // The total of the year itself goes before one that is paid every year.
    let total = all().filter(fits).min_by_key(|a| a.period != period)?;
    // Two grants of the same size: the sum does not tell which of them is meant.
    if all().filter(fits).any(|a| a.programme != total.programme) {
        return None;
    }
    let terms: Vec<String> =
        items.iter().map(|&n| rows[n].amount.normalize().to_string()).collect();
    let message = format!(
        "{} items name no programme; {} = {}, the total of {} in {}",
        items.len(),
        terms.join(" + "),
        total.amount.normalize(),
        total.programme.replace('_', " "),
        total.document
    );
    let issue =
        Issue::new(&issue::PROGRAMME_INFERRED, &first.document, first.place.clone(), message)
            .period(period)
            .against(&total.document, total.place.clone());
    Some(Found { items: items.to_vec(), programme: total.programme.clone(), issue })
}

/// A total that is stated to the penny for a programme that is named.
fn is_total(a: &Allocation) -> bool {
    a.level == Level::Total
        && a.basis == MoneyBasis::Budget
        && !a.programme.is_empty()
        && a.programme_basis == Stated::Stated
        && a.bound == Bound::Exact
}

/// A total for the period: its own, or one without a year, or one "per year" that took its year from elsewhere.
fn states(total: &Allocation, period: Option<Period>) -> bool {
    let yearly = total.period.is_none() || total.period_basis == Stated::Inferred;
    total.period == period || yearly
}

fn share_area(a: &Allocation, b: &Allocation) -> bool {
    a.area.is_empty() || b.area.is_empty() || a.area == b.area
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::place::{Place, Seat};

    /// `programme period level amount [basis of the period]`; `-` is missing. Items stand in a table.
    fn row(document: &str, line: u32, text: &str) -> Allocation {
        let words: Vec<&str> = text.split(' ').collect();
        let word = |at: usize| words.get(at).copied().filter(|w| *w != "-").unwrap_or("");
        let levels = [Level::Total, Level::Item, Level::Part];
        Allocation {
            document: document.to_owned(),
            place: Place::text(line, 1),
            nth: 0,
            programme: word(0).to_owned(),
            programme_basis: if word(0).is_empty() { Stated::None } else { Stated::Stated },
            activity: String::new(),
            theme: String::new(),
            area: String::new(),
            period: word(1).parse().ok(),
            period_basis: if word(4) == "inferred" { Stated::Inferred } else { Stated::Stated },
            level: levels.into_iter().find(|l| l.name() == word(2)).unwrap(),
            basis: MoneyBasis::Budget,
            amount: word(3).parse().unwrap(),
            bound: Bound::Exact,
            draft: false,
            quote: String::new(),
            seat: Seat { sentence: 0, block: 1, column: 1 },
        }
    }

    /// The programmes that the first document's rows have in the end, and the message of each issue.
    fn check(plan: &[&str], report: &[&str], programmes: &str, messages: &[&str]) {
        let product = |name: &str, rows: &[&str]| Product {
            allocations: (1..).zip(rows).map(|(line, r)| row(name, line, r)).collect(),
            ..Product::default()
        };
        let mut products = [product("plan.txt", plan), product("report.txt", report)];
        let issues = infer(&mut products);
        let found: Vec<_> = products[0]
            .allocations
            .iter()
            .map(|a| format!("{}:{}", a.programme, a.programme_basis.name()))
            .collect();
        assert_eq!(found.join(" "), programmes, "{plan:?}");
        let found: Vec<_> = issues.iter().map(|i| i.message.as_str()).collect();
        assert_eq!(found, messages, "{plan:?}");
    }

    #[test]
    fn items_that_sum_to_a_stated_total_belong_to_its_programme() {
        let plan = ["- FY2019-20 item 30.50", "- FY2019-20 item 69.50", "- FY2019-20 part 10"];
        let message =
            ["2 items name no programme; 30.5 + 69.5 = 100, the total of grant in report.txt"];
        let given = "grant:inferred grant:inferred :none";
        for total in
            ["grant FY2019-20 total 100", "grant - total 100", "grant FY2022-23 total 100 inferred"]
        {
            check(&plan, &[total], given, &message);
        }
        let kept = ":none :none :none";
        let reports: [&[&str]; 4] = [
            &["grant FY2022-23 total 100"],
            &["grant FY2019-20 total 100.01"],
            &["grant FY2019-20 item 100"],
            &["grant - total 100", "other FY2019-20 total 100"],
        ];
        for report in reports {
            check(&plan, report, kept, &[]);
        }
        check(&["- FY2019-20 item 100"], &["grant - total 100"], ":none", &[]);
        let two_years = ["- FY2019-20 item 40", "- FY2019-20 item 60", "- FY2020-21 item 5"];
        let message =
            ["2 items name no programme; 40 + 60 = 100, the total of grant in report.txt"];
        check(&two_years, &["grant - total 100"], given, &message);
    }
}
