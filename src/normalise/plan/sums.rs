//! Rows of a table against themselves: a total, a difference or a percent change must follow from the cells beside it.
//!
//! Columns are summed elsewhere, when all rows of all documents are known; a row is known here.

use std::sync::LazyLock;

use regex::Regex;
use rust_decimal::Decimal;

use super::Walk;
use super::cells::{RowContext, TOTAL};
use super::sentence;
use super::tables::Sheet;
use crate::issue::{self, Issue, Rule};
use crate::model::amount::Unit;
use crate::model::observation::Basis;
use crate::model::period::Period;
use crate::model::place::Place;
use crate::passage::TextRow;
use crate::recognise::plan::header::{Head, Role};
use crate::written::pattern::pattern;

/// One number of a row, under its header.
struct Figure<'a> {
    head: &'a Head,
    value: Decimal,
    percent: bool,
    money: bool,
    /// Written with a minus or in brackets.
    minus: bool,
    place: Place,
}

impl Walk<'_> {
    pub(super) fn row_follows(&mut self, sheet: &Sheet, row: &TextRow, context: &RowContext) {
        if !sheet.sums {
            return;
        }
        let figures: Vec<Figure<'_>> = figures(sheet, row);
        let values: Vec<&Figure<'_>> =
            figures.iter().filter(|f| f.head.role == Role::Value).collect();
        let mut found: Vec<(&'static Rule, String, Place)> = Vec::new();
        for step in figures.iter().filter(|f| f.head.role == Role::Variance) {
            found.extend(step_differs(step, &values, context));
            found.extend(sign_differs(step, &values, signed(sheet, step.head), context));
        }
        found.extend(total_differs(&values, context));
        found.extend(quarters_differ(&values, context));
        for (rule, message, place) in found {
            self.issue(Issue::new(rule, self.path, place, message));
        }
    }
}

/// A table whose headers promise that its rows add up: a difference, a total, or quarters.
pub(super) fn promised(heads: &[Head]) -> bool {
    heads.len() <= WIDEST
        && heads
            .iter()
            .any(|h| h.role == Role::Variance || h.quarter.is_some() || TOTAL.is_match(&h.text))
}

/// Columns beyond which nobody checks a row by head either; pairs of columns grow with their square.
const WIDEST: usize = 40;

fn figures<'a>(sheet: &'a Sheet, row: &TextRow) -> Vec<Figure<'a>> {
    let mut out = Vec::new();
    for (head, cell) in sheet.heads.iter().zip(&row.cells) {
        let [piece] = cell.pieces.as_slice() else { continue };
        if cell.copied || !matches!(head.role, Role::Value | Role::Variance) {
            continue;
        }
        let read = sentence::read_cell(piece.text.clone());
        let [v] = read.values.as_slice() else { continue };
        let unit = v.unit.or(head.unit);
        out.push(Figure {
            head,
            value: v.value,
            percent: matches!(unit, Some(Unit::Percent | Unit::PercentagePoint)),
            money: v.money || head.pounds,
            minus: v.value.is_sign_negative()
                || piece.text.as_str().trim_start().starts_with(['-', '–', '−', '(', '▼']),
            place: piece.text.place(v.start),
        });
    }
    out
}

/// What rounding may hide: one in the last place of the least precise number.
fn slack(values: &[&Figure<'_>]) -> Decimal {
    let places = values.iter().map(|f| f.value.normalize().scale()).max().unwrap_or(0);
    Decimal::new(1, places.min(4))
}

/// A difference that no two columns of the row have between them.
fn step_differs(
    step: &Figure<'_>,
    values: &[&Figure<'_>],
    context: &RowContext,
) -> Option<(&'static Rule, String, Place)> {
    let shares = values.iter().all(|f| f.percent);
    // "Offences", "Rate" and "% change" beside each other: only columns with a time, or of money, are one series.
    let series = |f: &&&Figure<'_>| {
        let h = f.head;
        h.period.is_some()
            || h.quarter.is_some()
            || h.basis.is_some()
            || h.money.is_some()
            || f.money
    };
    let levels: Vec<&Figure<'_>> =
        values.iter().filter(|f| f.percent == shares).filter(series).copied().collect();
    let stated = step.value.abs();
    let slack = slack(&levels);
    let follows = |a: Decimal, b: Decimal| {
        let gap = (b - a).abs();
        let relative = |base: Decimal| {
            !base.is_zero() && {
                let percent = gap * Decimal::ONE_HUNDRED / base.abs();
                (percent - stated).abs() <= Decimal::new(6, 1)
            }
        };
        (step.percent && (relative(a) || relative(b)))
            || ((!step.percent || shares) && (gap - stated).abs() <= slack)
    };
    let pairs = levels
        .iter()
        .enumerate()
        .flat_map(|(n, a)| levels[n + 1..].iter().map(move |b| (a.value, b.value)));
    let pairs: Vec<(Decimal, Decimal)> = pairs.collect();
    let (from, to) = *pairs.last()?;
    if pairs.iter().any(|(a, b)| follows(*a, *b)) {
        return None;
    }
    let unit = if step.percent { " %" } else { "" };
    let message = format!(
        "{}: a change is expected to follow from the figures beside it; {} and {} do not give {}{unit}",
        super::mask(&context.label),
        from.normalize(),
        to.normalize(),
        step.value.normalize()
    );
    Some((&issue::CHANGE_DIFFERS, message, step.place.clone()))
}

/// The column writes falls with a minus somewhere, so that a number without one is a rise.
fn signed(sheet: &Sheet, head: &Head) -> bool {
    let minus = |s: &str| s.trim_start().starts_with(['-', '–', '−', '▼']);
    let column = sheet.heads.iter().position(|h| h.text == head.text);
    column.is_some_and(|c| {
        sheet.rows.iter().filter_map(|r| r.cells.get(c)).any(|x| minus(x.joined().as_str()))
    })
}

/// A rise beside two figures that fell, in a column that writes its signs.
fn sign_differs(
    step: &Figure<'_>,
    values: &[&Figure<'_>],
    signed: bool,
    context: &RowContext,
) -> Option<(&'static Rule, String, Place)> {
    let dated = |f: &&&Figure<'_>| f.head.period.is_some() && !f.percent;
    let levels: Vec<&Figure<'_>> = values.iter().filter(dated).copied().collect();
    let [from, to] = levels.as_slice() else { return None };
    let rose = to.value > from.value;
    let says_rose = !step.minus;
    let ordered = from.head.period < to.head.period && to.value != from.value;
    if !signed || !ordered || step.value.is_zero() || rose == says_rose {
        return None;
    }
    let unit = if step.percent { " %" } else { "" };
    let message = format!(
        "{}: a {} is expected from {} to {}; {}{unit} says the other",
        super::mask(&context.label),
        if rose { "rise" } else { "fall" },
        from.value.normalize(),
        to.value.normalize(),
        step.value.normalize()
    );
    Some((&issue::CHANGE_DIFFERS, message, step.place.clone()))
}

/// A column headed "Total" against the columns to its left.
fn total_differs(
    values: &[&Figure<'_>],
    context: &RowContext,
) -> Option<(&'static Rule, String, Place)> {
    let at = values.iter().position(|f| TOTAL.is_match(&f.head.text))?;
    let total = values[at];
    let alike = |f: &&&Figure<'_>| {
        f.head.period == total.head.period && f.money == total.money && !f.percent
    };
    let parts: Vec<&Figure<'_>> = values[..at].iter().filter(alike).copied().collect();
    sum_differs(&parts, total, context)
}

/// Four quarters against the year beside them.
fn quarters_differ(
    values: &[&Figure<'_>],
    context: &RowContext,
) -> Option<(&'static Rule, String, Place)> {
    let quarterly = |f: &&&Figure<'_>| {
        f.head.quarter.is_some() || matches!(f.head.period, Some(Period::FinancialQuarter(..)))
    };
    let parts: Vec<&Figure<'_>> = values.iter().filter(quarterly).copied().collect();
    let yearly = |f: &&&Figure<'_>| {
        let target = matches!(f.head.basis, Some(Basis::Target | Basis::Forecast));
        matches!(f.head.period, Some(Period::FinancialYear(_))) && !target
    };
    // "YTD" beside the quarters so far is their sum, as the year is of all four.
    static TO_DATE: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"(?i)\bytd\b|\byear to date\b|\bto date\b"));
    let last = values.iter().rposition(|f| quarterly(&f))?;
    let behind = &values[last + 1..];
    // "Year" behind four quarters is their sum, whatever year that is.
    static YEAR: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)^\W*(?:(?:full|whole|financial|total for(?: the)?|annual) )*(?:year|annual|total)(?:'s)?(?: (?:total|end|figure|result|outturn))?\W*$",
        )
    });
    let so_far = behind
        .iter()
        .find(|f| TO_DATE.is_match(&f.head.text) && f.head.basis != Some(Basis::Target));
    let named = || behind.iter().find(|f| YEAR.is_match(&f.head.text));
    let total = so_far.or(behind.iter().find(yearly)).or_else(named)?;
    let enough = if so_far.is_some() { (2..=4).contains(&parts.len()) } else { parts.len() == 4 };
    let counts = enough && parts.iter().all(|f| !f.percent && f.value.fract().is_zero());
    if counts { sum_differs(&parts, total, context) } else { None }
}

/// A sum that misses its total by little: one of the numbers is wrong. Where it misses by much, it is no sum.
fn sum_differs(
    parts: &[&Figure<'_>],
    total: &Figure<'_>,
    context: &RowContext,
) -> Option<(&'static Rule, String, Place)> {
    let sum: Decimal = parts.iter().map(|f| f.value).sum();
    let gap = (sum - total.value).abs();
    let mut all = parts.to_vec();
    all.push(total);
    let slack = slack(&all) * Decimal::from(parts.len());
    if parts.len() < 2 || gap <= slack || gap * Decimal::from(5) > total.value.abs() {
        return None;
    }
    let message = format!(
        "{}: {} figures of the row are expected to sum to {}; they sum to {}, a difference of {}",
        super::mask(&context.label),
        parts.len(),
        total.value.normalize(),
        sum.normalize(),
        (sum - total.value).normalize()
    );
    Some((&issue::TOTAL_DIFFERS, message, total.place.clone()))
}
