//! Money against money: items and their totals, parts and their items, lines that have gone.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::facts::{Facts, shown};
use crate::issue::{self, Issue};
use crate::model::allocation::{Allocation, Level, MoneyBasis};
use crate::model::document::Stated;
use crate::model::observation::{Change, Observation};
use crate::model::period::Period;
use crate::model::place::Place;
use crate::normalise::plan::forms::TITLED_BLOCK;

/// A cell that takes part in the sum of its column: amount, label, place.
struct Cell<'a> {
    document: &'a str,
    block: u32,
    column: u32,
    line: u32,
    label: &'a str,
    value: Decimal,
    place: &'a Place,
}

/// Column by column, the rows of a table against its total row.
pub fn tables(facts: &Facts<'_>) -> Vec<Issue> {
    let money = facts.allocations.iter().filter(|a| a.level != Level::Part).map(|a| Cell {
        document: &a.document,
        block: a.seat.block,
        column: a.seat.column,
        line: a.place.line().unwrap_or(0),
        label: &a.activity,
        value: a.amount,
        place: &a.place,
    });
    let counted = |o: &&&Observation| {
        o.change == Change::Level && o.unit == crate::model::amount::Unit::Count
    };
    let counts = facts.observations.iter().filter(counted).filter_map(|o| {
        Some(Cell {
            document: &o.document,
            block: o.seat.block,
            column: o.seat.column,
            line: o.place.line().unwrap_or(0),
            label: &o.measure_label,
            value: o.value?,
            place: &o.place,
        })
    });
    let mut columns: BTreeMap<(&str, u32, u32), Vec<Cell<'_>>> = BTreeMap::new();
    for cell in money.chain(counts).filter(|c| c.block != 0) {
        columns.entry((cell.document, cell.block, cell.column)).or_default().push(cell);
    }
    columns.into_values().filter_map(|cells| column(&cells)).collect()
}

fn column(cells: &[Cell<'_>]) -> Option<Issue> {
    let at = cells.iter().position(|c| is_total(c.label))?;
    let total = &cells[at];
    // One number a row: parts of a cell and notes beside it do not add up.
    let mut lines = BTreeSet::new();
    let items: Vec<&Cell<'_>> =
        cells[..at].iter().filter(|c| c.line < total.line && lines.insert(c.line)).collect();
    if items.len() < 2 {
        return None;
    }
    let sum: Decimal = items.iter().map(|c| c.value).sum();
    let difference = sum - total.value;
    let tolerance = rounding(items.iter().map(|c| c.value).chain([total.value]), items.len());
    if difference.abs() <= tolerance {
        return None;
    }
    let message = format!(
        "{} rows are expected to sum to the stated {} of {}; they sum to {}, a difference of {}",
        items.len(),
        total.label.trim(),
        shown(total.value),
        shown(sum),
        shown(difference)
    );
    Some(
        Issue::new(&issue::TOTAL_DIFFERS, total.document, total.place.clone(), message)
            .against(items[0].document, items[0].place.clone()),
    )
}

fn is_total(label: &str) -> bool {
    let l = label.trim().to_lowercase();
    // "All – Management" is one item for all of them.
    let rest = l.starts_with("all other") || l.starts_with("all –") || l.starts_with("all -");
    !rest && ["total", "grand total", "overall total", "all "].iter().any(|w| l.starts_with(w))
        || l == "all"
}

/// A row that sums up others, by its words.
pub(super) fn sums_up(label: &str) -> bool {
    let l = label.trim().to_lowercase();
    is_total(label) || ["gross ", "net ", "sub-total", "subtotal"].iter().any(|w| l.starts_with(w))
}

/// Figures rounded to hundreds or thousands may miss their total by half of that each.
fn rounding(values: impl Iterator<Item = Decimal>, items: usize) -> Decimal {
    let mut step = Decimal::from(1000);
    for v in values {
        while step > Decimal::ONE && !(v % step).is_zero() {
            step /= Decimal::TEN;
        }
    }
    if step >= Decimal::from(100) {
        step * Decimal::from(items) / Decimal::from(4)
    } else {
        Decimal::ZERO
    }
}

/// A total in a sentence that says "made up as follows", and amounts behind their titles with a total at the end.
pub fn lists(facts: &Facts<'_>) -> Vec<Issue> {
    let mut issues = Vec::new();
    for product in facts.products {
        let rows = &product.allocations;
        for (i, total) in rows.iter().enumerate().filter(|(_, a)| a.level == Level::Total) {
            let items: Vec<&Allocation> = if total.seat.block == TITLED_BLOCK {
                let start = rows[..i]
                    .iter()
                    .rposition(|a| a.level == Level::Total && a.seat.block == TITLED_BLOCK)
                    .map_or(0, |n| n + 1);
                rows[start..i]
                    .iter()
                    .filter(|a| a.seat.block == TITLED_BLOCK && a.level == Level::Item)
                    .collect()
            } else if opens_list(&total.quote) {
                listed_below(rows, i)
            } else {
                continue;
            };
            let sum: Decimal = items.iter().map(|a| a.amount).sum();
            if items.len() < 2 || sum == total.amount {
                continue;
            }
            issues.push(differs(total, items[0], items.len(), sum));
        }
        issues.extend(shared_out(rows));
        issues.extend(summed_up(rows));
    }
    issues
}

/// The amounts of the list that opens right below the `i`th.
fn listed_below(rows: &[Allocation], i: usize) -> Vec<&Allocation> {
    let line = |a: &Allocation| a.place.line().unwrap_or(0);
    let near = rows[i + 1..].iter().take_while(|a| line(a) <= line(&rows[i]) + 9);
    near.filter(|a| a.level != Level::Total && a.period == rows[i].period).collect()
}

/// "Staffing £402,300, running costs £68,700, less grant (£218,000), net budget £418,000" in one cell: the last sums the others.
fn summed_up(rows: &[Allocation]) -> Vec<Issue> {
    let mut issues = Vec::new();
    for (i, total) in rows.iter().enumerate().filter(|(_, a)| sums_up(&a.activity)) {
        let line = |a: &Allocation| a.place.line().unwrap_or(0);
        // A form breaks a cell over lines: "Council £268k; Housing Trust £90k", and "Total £368k" below it.
        let below = is_total(&total.activity) && total.seat.block == 0;
        let within = |lines: u32| -> Vec<&Allocation> {
            let cell = |a: &&Allocation| {
                line(a) + lines >= line(total)
                    && line(a) <= line(total)
                    && a.period == total.period
                    && a.basis == total.basis
                    && a.seat.sentence != 0
                    && a.seat.sentence != total.seat.sentence
            };
            rows[..i].iter().rev().take_while(cell).collect()
        };
        let items = within(0);
        let items = if below && items.len() < 2 { within(2) } else { items };
        let less = |a: &Allocation| a.activity.to_lowercase().starts_with("less ");
        let sum: Decimal =
            items.iter().map(|a| if less(a) { -a.amount.abs() } else { a.amount }).sum();
        let near = (sum - total.amount).abs() * Decimal::from(5) <= total.amount.abs();
        if items.len() >= 2 && sum != total.amount && near {
            issues.push(differs(total, items[items.len() - 1], items.len(), sum));
        }
    }
    issues
}

/// "£228,000 for interventions. It is passed to the districts as follows:": one of the amounts above a list is what the
/// list shares out. Where none is its sum and one nearly is, one of the numbers is wrong.
fn shared_out(rows: &[Allocation]) -> Vec<Issue> {
    let opens = |a: &Allocation| a.quote.trim_end().ends_with(':') && a.seat.block == 0;
    let mut issues = Vec::new();
    for i in 0..rows.len() {
        let last = opens(&rows[i]) && rows.get(i + 1).is_none_or(|a| !opens(a));
        let items = if last { listed_below(rows, i) } else { Vec::new() };
        let sum: Decimal = items.iter().map(|a| a.amount).sum();
        let above = rows[..=i].iter().rev().take_while(|a| opens(a));
        let above: Vec<&Allocation> =
            above.filter(|a| a.place.line() == rows[i].place.line()).collect();
        let said = above.iter().any(|a| a.level == Level::Total && opens_list(&a.quote));
        if items.len() < 2 || said || above.iter().any(|a| a.amount == sum) {
            continue;
        }
        let near = |a: &&&Allocation| (a.amount - sum).abs() * Decimal::TEN <= a.amount;
        if let Some(total) = above.iter().find(near) {
            issues.push(differs(total, items[0], items.len(), sum));
        }
    }
    issues
}

pub(super) fn opens_list(quote: &str) -> bool {
    let q = quote.to_lowercase();
    ["made up", "as follows", "broken down", "breakdown", "comprises", "consists of"]
        .iter()
        .any(|w| q.contains(w))
}

fn differs(total: &Allocation, first: &Allocation, items: usize, sum: Decimal) -> Issue {
    let message = format!(
        "{items} items are expected to sum to the stated {}; they sum to {}, a difference of {}",
        shown(total.amount),
        shown(sum),
        shown(sum - total.amount)
    );
    Issue::new(&issue::TOTAL_DIFFERS, &total.document, total.place.clone(), message)
        .period(total.period)
        .against(&first.document, first.place.clone())
}

/// The items of a programme against the total that some document states for it.
pub fn programmes(facts: &Facts<'_>) -> Vec<Issue> {
    let mut groups: BTreeMap<(&str, &str, Option<Period>), Vec<&Allocation>> = BTreeMap::new();
    for a in
        facts.allocations.iter().filter(|a| a.level == Level::Item && a.basis == MoneyBasis::Budget)
    {
        if !a.programme.is_empty() && a.seat.block != 0 {
            groups.entry((&a.document, &a.programme, a.period)).or_default().push(a);
        }
    }
    let totals: Vec<&&Allocation> =
        facts.allocations.iter().filter(|a| a.level == Level::Total).collect();
    let mut issues = Vec::new();
    for ((document, programme, period), items) in groups {
        if items.len() < 2 {
            continue;
        }
        let total = totals.iter().find(|a| stands_for(a, programme, period, items[0]));
        // A total in a table is that of its own column.
        let column = |a: &&&Allocation| {
            total.is_none_or(|t| {
                t.seat.block == 0 || t.seat.block != a.seat.block || t.seat.column == a.seat.column
            })
        };
        let items: Vec<&Allocation> = items.iter().filter(column).copied().collect();
        if items.len() < 2 {
            continue;
        }
        let sum: Decimal = items.iter().map(|a| a.amount).sum();
        let inferred = items.iter().all(|a| a.programme_basis == Stated::Inferred);
        let found = match total {
            Some(total) if total.amount == sum => {
                let message = format!(
                    "{} items of {} sum to {}, as {} states",
                    items.len(),
                    programme.replace('_', " "),
                    shown(sum),
                    total.document
                );
                Issue::new(&issue::TOTAL_AGREES, document, items[0].place.clone(), message)
                    .against(&total.document, total.place.clone())
            }
            Some(total) => differs(total, items[0], items.len(), sum),
            None if inferred => continue,
            None => {
                let message = format!(
                    "a total is expected for {}; its {} items sum to {} and no document states one",
                    programme.replace('_', " "),
                    items.len(),
                    shown(sum)
                );
                Issue::new(&issue::TOTAL_NOT_STATED, document, items[0].place.clone(), message)
            }
        };
        issues.push(found.period(period));
    }
    issues
}

/// A total of the programme for the period; one given "per year" stands for every year without its own.
fn stands_for(
    total: &Allocation,
    programme: &str,
    period: Option<Period>,
    item: &Allocation,
) -> bool {
    let (document, area) = (item.document.as_str(), item.area.as_str());
    let named = total.level == Level::Total && total.programme == programme;
    let own = total.document == document && (total.period == period || total.period.is_none());
    let yearly = total.document != document
        && (total.period.is_none()
            || total.period == period
            || total.period_basis == Stated::Inferred);
    named && (own || yearly && total.area == area && !area.is_empty())
}

/// "10,000 for each of the 6" against its item.
pub fn parts(facts: &Facts<'_>) -> Vec<Issue> {
    let mut items: BTreeMap<&str, Vec<&Allocation>> = BTreeMap::new();
    for a in facts.allocations.iter().filter(|a| a.level == Level::Item) {
        items.entry(&a.document).or_default().push(a);
    }
    let mut issues = Vec::new();
    for part in facts.allocations.iter().filter(|a| a.level == Level::Part) {
        let line = part.place.line();
        let beside = items.get(part.document.as_str()).into_iter().flatten();
        let item = beside.copied().find(|a| a.place.line() == line && a.activity == part.activity);
        let (Some(item), Some(number)) = (item, each_of(&part.quote)) else { continue };
        let product = part.amount * number;
        let at = |rule, message: String| {
            Issue::new(rule, &part.document, part.place.clone(), message)
                .period(part.period)
                .against(&item.document, item.place.clone())
        };
        let sum = format!("{} x {} = {}", shown(number), shown(part.amount), shown(product));
        issues.push(if product == item.amount {
            at(
                &issue::PART_OF_ITEM,
                format!("{sum}, the item beside it; the part is not added to it"),
            )
        } else {
            at(
                &issue::PARTS_DIFFER,
                format!("parts are expected to make up the item of {}; {sum}", shown(item.amount)),
            )
        });
    }
    issues
}

/// The number in "for each of the 6", "to each of 4".
fn each_of(quote: &str) -> Option<Decimal> {
    let lower = quote.to_lowercase();
    let at = lower.find("each of")?;
    let rest = lower[at + 7..].trim_start().trim_start_matches("the ").trim_start_matches("our ");
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

/// A theme that had money in one year of a programme and has none in the next.
pub fn gone(facts: &Facts<'_>) -> Vec<Issue> {
    let listed = |a: &&&Allocation| {
        a.level == Level::Item && a.basis == MoneyBasis::Budget && a.seat.block != 0
    };
    let items = facts.allocations.iter().filter(listed).filter(|a| !a.programme.is_empty());
    let items: Vec<&&Allocation> = items.collect();
    // Programmes of two areas have one name; without an area a document speaks for itself.
    let key = |a: &Allocation| {
        let place = if a.area.is_empty() { &a.document } else { &a.area };
        (a.programme.clone(), place.clone())
    };
    let mut years: BTreeMap<(String, String), BTreeMap<i32, Vec<&Allocation>>> = BTreeMap::new();
    let mut themes: BTreeSet<((String, String), i32, &str)> = BTreeSet::new();
    for a in &items {
        if let Some(Period::FinancialYear(y)) = a.period {
            years.entry(key(a)).or_default().entry(y).or_default().push(a);
            themes.insert((key(a), y, &a.theme));
        }
    }
    let mut issues = Vec::new();
    for a in &items {
        let Some(Period::FinancialYear(y)) = a.period else { continue };
        let years = years.get(&key(a));
        let Some((next, later)) = years.and_then(|years| years.range(y + 1..).next()) else {
            continue;
        };
        let same = themes.contains(&(key(a), *next, a.theme.as_str()));
        // One line in the next year is no full list to be missing from.
        if a.theme.is_empty() || later.len() < 2 || same {
            continue;
        }
        let message = format!(
            "{} had {} in {}; no line of the programme in {} has its theme",
            a.activity,
            shown(a.amount),
            Period::FinancialYear(y).label(),
            Period::FinancialYear(*next).label()
        );
        issues.push(
            Issue::new(&issue::LINE_GONE, &a.document, a.place.clone(), message)
                .period(Some(Period::FinancialYear(*next)))
                .against(&later[0].document, later[0].place.clone()),
        );
    }
    issues
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::fixture::products;
    use crate::vocab::Vocab;

    /// Amounts above a list with the list below it, and what is said of them.
    #[test]
    fn one_amount_above_a_list_is_what_it_shares_out() {
        let plan = |last: &str| {
            format!(
                "doc a.txt committee_report - FY2025-26
                alloc 55.10 - - FY2025-26 item 82000 quote=shared_out_as_follows:
                alloc 55.60 - - FY2025-26 item 228000 quote=shared_out_as_follows:
                alloc 57 - - FY2025-26 item 141000 quote=Aldermere
                alloc 58 - - FY2025-26 item {last} quote=Bramfield"
            )
        };
        let cases = [("87000", 0), ("89000", 1), ("10000", 0)];
        for (last, expected) in cases {
            let products = products(&plan(last));
            let vocab = Vocab::embedded();
            let found = lists(&Facts::of(&products, &vocab));
            assert_eq!(found.len(), expected, "{last}");
            if let Some(issue) = found.first() {
                assert!(issue.message.contains("228,000"), "{}", issue.message);
            }
        }
    }
}
