//! What authorities spent, by service: money in the unit of the title, authorities apart from the totals below them.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::cell::figure;
use super::{Table, Yield, naming};
use crate::issue;
use crate::model::allocation::{Allocation, Level, MoneyBasis};
use crate::model::amount::{Bound, Unit};
use crate::model::document::Stated;
use crate::model::period::Period;
use crate::model::place::Seat;
use crate::recognise::sheet::blocks::Line;
use crate::recognise::sheet::heads::{Head, find};
use crate::written::number::pence;

struct Columns<'a> {
    code: Option<&'a Head>,
    local: Option<&'a Head>,
    area: Option<&'a Head>,
    class: Option<&'a Head>,
    money: Vec<Money>,
}

/// A column of money.
struct Money {
    column: u32,
    activity: String,
    theme: String,
    level: Level,
    period: Option<Period>,
    period_basis: Stated,
    factor: Decimal,
}

/// The authorities' money by column and class, to hold the totals below against.
#[derive(Default)]
struct Sums {
    all: BTreeMap<u32, Decimal>,
    classes: BTreeMap<(String, u32), Decimal>,
    missing: usize,
}

pub fn read(table: &Table<'_>, out: &mut Yield) {
    let columns = columns(table);
    skipped(table, out);
    let mut sums = Sums::default();
    let mut totals = Vec::new();
    for line in &table.known.block.lines {
        let figures = columns.money.iter().any(|m| line.at(m.column).and_then(figure).is_some());
        if !figures || table.known.block.repeats.contains(&line.number) {
            continue;
        }
        match authority(table, &columns, line) {
            Some((area, name)) => {
                authority_row(table, &columns, line, &area, &name, &mut sums, out)
            }
            None => totals.push(line),
        }
    }
    for line in totals {
        total_row(table, &columns, line, &sums, out);
    }
    if sums.missing > 0 {
        let row = table.known.block.header.first().copied().unwrap_or(1);
        let message = format!(
            "expected an amount, found a sign that there is none in {} cells",
            sums.missing
        );
        out.note(&issue::VALUES_MISSING, table.place(row, table.known.block.from), message);
    }
}

/// The roles of the columns, for drawing.
pub fn roles(table: &Table<'_>) -> Vec<(u32, &'static str)> {
    let c = columns(table);
    let named =
        [(c.code, "area_code"), (c.local, "local_code"), (c.area, "area"), (c.class, "class")];
    let named = named.into_iter().filter_map(|(h, role)| Some((h?.column, role)));
    named.chain(c.money.iter().map(|m| (m.column, "value"))).collect()
}

/// Columns of figures that are no money.
fn skipped(table: &Table<'_>, out: &mut Yield) {
    let flags = table.known.heads.iter().filter(|h| h.holds.is_values() && !h.title.is_empty());
    for head in flags.filter(|h| is_flag(table, h)) {
        let row = table.known.block.header.last().copied().unwrap_or(1);
        let message = format!("expected money, found yes and no: {}", short(&head.title));
        out.note(&issue::COLUMN_SKIPPED, table.place(row, head.column), message);
    }
}

fn columns<'a>(table: &'a Table<'_>) -> Columns<'a> {
    let (heads, list) = (&table.known.heads, &table.lists.outturn);
    let coded = heads.iter().find(|h| h.holds.codes > 0 && h.holds.codes * 2 > h.holds.distinct);
    let words = |roles: &[&str]| find(heads, list, roles, &|h| !h.is_values() && h.filled > 0);
    let (local, class, region) = (words(&["local_code"]), words(&["class"]), words(&["region"]));
    let area = words(&["area"]);
    let labels: Vec<u32> =
        [coded, local, area, class, region].into_iter().flatten().map(|h| h.column).collect();
    let values = heads
        .iter()
        .filter(|h| h.holds.is_values() && !labels.contains(&h.column) && !h.title.is_empty());
    let money: Vec<&Head> = values.filter(|h| !is_flag(table, h)).collect();
    let names: Vec<String> = money.iter().map(|h| lowest(h)).collect();
    let twice = |n: &String| names.iter().filter(|m| *m == n).count() > 1;
    let money = money.iter().zip(&names).map(|(h, n)| money_column(table, h, twice(n))).collect();
    Columns { code: coded, local, area, class, money }
}

fn lowest(head: &Head) -> String {
    head.parts.last().cloned().unwrap_or_default()
}

fn short(text: &str) -> String {
    text.chars().take(80).collect()
}

/// Nothing but noughts and ones: the answer to a question on the form.
fn is_flag(table: &Table<'_>, head: &Head) -> bool {
    let mut ones = 0;
    let all = table
        .known
        .block
        .lines
        .iter()
        .filter(|l| l.cells.len() > 8)
        .filter_map(|l| figure(l.at(head.column)?)?.value);
    let flags = all
        .take_while(|v| v.is_zero() || *v == Decimal::ONE)
        .map(|v| ones += usize::from(!v.is_zero()))
        .count();
    ones > 20 && flags > 20
}

fn money_column(table: &Table<'_>, head: &Head, twice: bool) -> Money {
    let name = if twice { head.title.clone() } else { lowest(head) };
    let activity = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let own = head.facets.iter().rev().find_map(|f| f.period);
    let factor = head.facets.iter().rev().find_map(|f| f.factor).unwrap_or(table.about.factor);
    Money {
        column: head.column,
        theme: table.desk.vocab.theme_in(&activity).map_or(String::new(), |t| t.id.clone()),
        level: if is_total(&activity) { Level::Total } else { Level::Item },
        period: own.or(table.about.period),
        period_basis: if own.is_some() { Stated::Stated } else { table.about.period_basis },
        factor: Decimal::from(factor),
        activity,
    }
}

/// `TOTAL SERVICE EXPENDITURE`, `SUB-TOTAL`, `NET CURRENT EXPENDITURE`: a form prints its sums in capitals.
fn is_total(activity: &str) -> bool {
    let low = activity.to_lowercase();
    let letters = activity.split('(').next().unwrap_or("").chars().filter(|c| c.is_alphabetic());
    let capitals = letters.clone().count() > 3 && letters.into_iter().all(char::is_uppercase);
    capitals
        || low.starts_with("total")
        || low.starts_with("sub-total")
        || low.starts_with("net total")
}

/// The area and the name of the authority that a row is of; none for totals, notes and sums of sums.
fn authority(table: &Table<'_>, columns: &Columns<'_>, line: &Line) -> Option<(String, String)> {
    let text = |head: Option<&Head>| {
        head.and_then(|h| line.at(h.column))
            .map(|v| v.shown().trim().to_owned())
            .filter(|t| !t.is_empty())
    };
    let code = text(columns.code).filter(|c| crate::recognise::sheet::heads::is_code(c));
    let local = text(columns.local)
        .filter(|c| c.len() <= 8 && c.contains(|d: char| d.is_ascii_digit()) && !c.contains(' '));
    let coded = columns.code.is_some() || columns.local.is_some();
    let name = text(columns.area).or_else(|| code.clone())?;
    if coded && code.is_none() && local.is_none() {
        return None;
    }
    let area = naming::area(table.desk.vocab, code.as_deref(), Some(&name), "")?;
    let whole = |a: &crate::vocab::Area| matches!(a.level.as_str(), "country" | "region");
    let total =
        !coded && (super::super::totals::may_say_total(&name) || area.starts_with("local."));
    let region = local.is_none() && table.desk.vocab.area(&area).is_some_and(whole);
    (!total && !region).then_some((area, name))
}

fn authority_row(
    table: &Table<'_>,
    columns: &Columns<'_>,
    line: &Line,
    area: &str,
    name: &str,
    sums: &mut Sums,
    out: &mut Yield,
) {
    let class = columns.class.and_then(|c| line.at(c.column)).map(|v| v.shown().trim().to_owned());
    let mut kept = false;
    for money in &columns.money {
        let Some(found) = line.at(money.column).and_then(figure) else { continue };
        let Some(value) = found.value else {
            sums.missing += 1;
            continue;
        };
        let Some(amount) = value_of(line, money) else { continue };
        *sums.all.entry(money.column).or_default() += amount;
        if let Some(class) = &class {
            *sums.classes.entry((class.clone(), money.column)).or_default() += amount;
        }
        kept = true;
        out.product.allocations.push(allocation(
            table,
            money,
            line.number,
            area,
            name,
            pence(amount),
            value,
            found.unit,
        ));
    }
    if kept {
        out.keep(table, line.number);
    }
}

/// The amount to the last digit of the cell, which `figure` rounds for tables of statistics.
fn value_of(line: &Line, money: &Money) -> Option<Decimal> {
    let value = line.at(money.column)?;
    let exact = crate::recognise::sheet::evidence::pounds(value);
    let amount = exact.or_else(|| figure(value)?.value)?.checked_mul(money.factor)?;
    (amount.abs() < Decimal::from(1_000_000_000_000_000_u64)).then_some(amount)
}

#[expect(clippy::too_many_arguments, reason = "an allocation has this many coordinates")]
fn allocation(
    table: &Table<'_>,
    money: &Money,
    row: u32,
    area: &str,
    name: &str,
    amount: Decimal,
    shown: Decimal,
    unit: Option<Unit>,
) -> Allocation {
    let sign = if unit == Some(Unit::Gbp) || money.factor == Decimal::ONE { "\u{a3}" } else { "" };
    let quote = format!("{name} | {}: {sign}{shown}", money.activity);
    Allocation {
        document: table.desk.path.to_owned(),
        place: table.place(row, money.column),
        nth: 0,
        programme: String::new(),
        programme_basis: Stated::None,
        activity: crate::written::contact::mask(&money.activity),
        theme: money.theme.clone(),
        area: area.to_owned(),
        period: money.period,
        period_basis: money.period_basis,
        level: money.level,
        basis: MoneyBasis::Outturn,
        amount,
        bound: Bound::Exact,
        draft: false,
        quote: crate::written::contact::mask(&quote),
        seat: Seat { sentence: 0, block: table.number, column: money.column },
    }
}

/// The class whose authorities make up every figure of the row.
fn summed(columns: &Columns<'_>, line: &Line, sums: &Sums) -> Option<String> {
    let classes: std::collections::BTreeSet<&String> = sums.classes.keys().map(|k| &k.0).collect();
    let met = |class: &String, money: &Money| {
        let sum = sums.classes.get(&(class.clone(), money.column)).copied().unwrap_or_default();
        value_of(line, money).is_none_or(|stated| (stated - sum).abs() <= money.factor)
    };
    let found = classes.into_iter().find(|c| columns.money.iter().all(|m| met(c, m)));
    found.cloned()
}

/// A total below the authorities: of a class, or of all of them. It is checked column by column and never counted.
fn total_row(table: &Table<'_>, columns: &Columns<'_>, line: &Line, sums: &Sums, out: &mut Yield) {
    let text = |head: Option<&Head>| {
        head.and_then(|h| line.at(h.column)).map(|v| v.shown().trim().to_owned())
    };
    let Some(name) = text(columns.area).filter(|n| !n.is_empty()) else { return };
    let class = text(columns.class).filter(|c| sums.classes.keys().any(|k| k.0 == *c));
    let class = class.or_else(|| summed(columns, line, sums));
    let whole = naming::named(table.desk.vocab, &name).is_some()
        || super::super::totals::may_say_total(&name);
    if class.is_none() && !whole {
        let read = columns.money.iter().filter_map(|m| Some(pence(value_of(line, m)?)));
        out.amount_rejected += read.sum::<Decimal>();
        let reason = "expected the code of an authority, found none and no total";
        return out.reject(table, line, &issue::FIGURE_ROW, reason);
    }
    let (mut met, mut missed) = (0, Vec::new());
    for money in &columns.money {
        let Some(stated) = value_of(line, money) else { continue };
        let sum = match &class {
            Some(class) => {
                sums.classes.get(&(class.clone(), money.column)).copied().unwrap_or_default()
            }
            None => sums.all.get(&money.column).copied().unwrap_or_default(),
        };
        // Each authority may be rounded by half a pound of the unit in which the table is printed.
        if (stated - sum).abs() <= money.factor {
            met += 1;
        } else {
            missed.push((money, stated, sum));
        }
    }
    if met > 0 {
        let message = format!("{name}: the rows above make up {met} of the totals in this row");
        out.note(
            &issue::CONTROL_TOTAL_MET,
            table.place(line.number, table.known.block.from),
            message,
        );
    }
    if let Some((money, stated, sum)) = missed.first() {
        let message = format!(
            "{name}: {} totals of the row differ from the rows above; the first: {}, expected {}, found {}",
            missed.len(),
            short(&money.activity),
            pence(*stated),
            pence(*sum)
        );
        out.note(&issue::CONTROL_TOTAL_DIFFERS, table.place(line.number, money.column), message);
    }
}
