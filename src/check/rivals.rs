//! Two amounts where one is expected: a total said in the text and in a table, a scheme named twice.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;
use rust_decimal::Decimal;

use super::facts::{Facts, shown};
use super::totals::{opens_list, sums_up};
use crate::issue::{self, Issue};
use crate::model::allocation::{Allocation, Level};
use crate::normalise::plan::forms::TITLED_BLOCK;
use crate::vocab::fold;
use crate::written::pattern::pattern;

/// "A grant of £214,500", "these savings of £54,200": what a table adds up to.
static SUMMED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:(?:grant|fund|award|allocation|settlement)|\b(?:these|the above|the) (?:[a-z]+ )?(?:awards|contributions|grants|items|projects|savings|schemes))(?: [a-z]+){0,2} (?:of|to|is|are|totall?ing|amount(?:ing)? to)\s*£?$",
    )
});

/// Two totals for one year that nearly agree: a sentence says one, a table another.
pub fn totals(facts: &Facts<'_>) -> Vec<Issue> {
    let mut issues = Vec::new();
    for said in facts.allocations.iter().filter(|a| a.seat.block == 0 && a.seat.sentence != 0) {
        let quote = said.quote.to_lowercase();
        let total = said.level == Level::Total && quote.contains("total");
        let at = quote.find(&shown(said.amount)).unwrap_or(0);
        let summed = SUMMED.is_match(&quote[..at]);
        if !(total || summed || quote.contains("budget of")) || opens_list(&said.quote) {
            continue;
        }
        let table: Vec<&&Allocation> = facts
            .allocations
            .iter()
            .filter(|a| {
                a.document == said.document
                    && (a.level == Level::Total || !(total || summed))
                    && a.seat.block != 0
                    && a.seat.block != TITLED_BLOCK
            })
            .filter(|a| a.period == said.period && a.basis == said.basis && sums_up(&a.activity))
            .collect();
        let nearest = table.iter().min_by_key(|a| (a.amount - said.amount).abs());
        let Some(grand) = nearest else { continue };
        let gap = (grand.amount - said.amount).abs();
        if !gap.is_zero()
            && gap * Decimal::from(20) <= said.amount
            && !table.iter().any(|a| a.amount == said.amount)
        {
            let message = format!(
                "one total is expected for the year; the text says {} and the table {}",
                shown(said.amount),
                shown(grand.amount)
            );
            issues.push(
                Issue::new(&issue::TOTAL_DIFFERS, &said.document, said.place.clone(), message)
                    .period(said.period)
                    .against(&grand.document, grand.place.clone()),
            );
        }
    }
    issues
}

/// One scheme with two amounts for a year, each in a sentence: "funded at £164,500", and later "included at £146,500".
pub fn amounts(facts: &Facts<'_>) -> Vec<Issue> {
    let mut schemes: BTreeMap<_, Vec<&Allocation>> = BTreeMap::new();
    for a in &facts.allocations {
        let name = fold(&a.activity);
        let said = a.level == Level::Item && a.seat.block == 0 && a.seat.sentence != 0;
        if said && name.split(' ').count() >= 2 && a.period.is_some() {
            let key = (a.document.as_str(), name, a.period, a.basis.name());
            schemes.entry(key).or_default().push(a);
        }
    }
    let mut issues = Vec::new();
    for rows in schemes.into_values() {
        let [first, other] = rows.as_slice() else { continue };
        let gap = (first.amount - other.amount).abs();
        // What differs by much is something else, and so are two amounts of one sentence.
        let near = gap * Decimal::from(4) <= first.amount.abs().max(other.amount.abs());
        if gap.is_zero() || !near || first.seat.sentence == other.seat.sentence {
            continue;
        }
        let message = format!(
            "{}: {} here and {} there; one amount is expected, neither is chosen",
            other.activity,
            shown(other.amount),
            shown(first.amount)
        );
        issues.push(
            Issue::new(&issue::VALUES_DISAGREE, &other.document, other.place.clone(), message)
                .period(other.period)
                .against(&first.document, first.place.clone()),
        );
    }
    issues
}
