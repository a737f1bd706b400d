//! The time of the columns of a table whose headers name none.

use super::Walk;
use super::tables::Sheet;
use crate::model::period::Period;
use crate::recognise::plan::header::{Head, Role};

impl Walk<'_> {
    /// The one period that the headers of a table name, where it speaks for the columns beside it too.
    pub(super) fn only_period(&self, sheet: &Sheet) -> Option<Period> {
        let only = named_once(sheet)?;
        let timeless = |h: &Head| {
            matches!(h.role, Role::Value | Role::Prose | Role::Outcome) && h.period.is_none()
        };
        // "Last year's result 2020/21" beside "Grant" in a plan for 2021/22: what went before is of its own column alone.
        let around = sheet.own.or(self.section.period).or(self.about.period);
        let before = around.is_some_and(|y| only.last().is_some_and(|last| last < y.first()));
        (!(before && sheet.heads.iter().any(timeless))).then_some(only)
    }
}

fn named_once(sheet: &Sheet) -> Option<Period> {
    // Where things started is not when the others are of.
    let other = |h: &&Head| h.role != Role::Variance && !h.text.to_lowercase().contains("baseline");
    let mut said: Vec<Period> = sheet.heads.iter().filter(other).filter_map(|h| h.period).collect();
    said.dedup();
    // "Funding 2016/17" above a column "spent to October 2016": the year of the caption is that of the rest.
    let caption = sheet.titled.period.filter(|y| matches!(y, Period::FinancialYear(_)));
    let part = |p: &Period| Some(*p) != caption && caption.is_some_and(|year| year.contains(*p));
    if !said.is_empty() && said.iter().all(part) {
        return caption;
    }
    match said.as_slice() {
        [one] => Some(*one),
        // "Grant 2015/16" beside "spend to September 2015": the year holds its part.
        [..] => said.iter().copied().find(|year| {
            matches!(year, Period::FinancialYear(_)) && said.iter().all(|p| year.contains(*p))
        }),
    }
}
