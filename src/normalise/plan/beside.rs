//! The time of the columns of a table whose headers name none.

use std::sync::LazyLock;

use regex::Regex;

use super::Walk;
use super::tables::Sheet;
use crate::model::allocation::MoneyBasis;
use crate::model::period::Period;
use crate::recognise::plan::header::{Head, Role};
use crate::written::pattern::pattern;
use crate::written::time;

/// The column counts from the start of a year to where the document stands.
pub(super) static CUMULATIVE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\((?:cum|cumulative|ytd)\)|\bcumulative\b|\b(?:year|spend|spent|actual|total|number|position) to date\b|\b(?:spend|spent|actual|position) (?:to|at|as at) (?:month|period|quarter|the end)\b|\bytd\b",
    )
});
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

    /// The column is of a time before that of the document.
    pub(super) fn went_before(&self, head: &Head) -> bool {
        let last = head.period.and_then(Period::last);
        last.zip(self.about.period).is_some_and(|(last, plan)| last < plan.first())
    }

    /// "Last year": the council year before that of the document.
    pub(super) fn year_before(&self, head: &Head) -> Option<Period> {
        static BEFORE: LazyLock<Regex> =
            LazyLock::new(|| pattern(r"(?i)\b(?:last|previous|prior) year\b"));
        let of = self.section.period.or(self.about.period)?;
        (head.period.is_none() && BEFORE.is_match(&head.text))
            .then(|| Period::FinancialYear(of.fy_start_year() - 1))
    }

    /// "Year to date 2015/16" in a report on a third quarter: April to December of that year.
    pub(super) fn year_to_date(&self, head: &Head) -> Option<Period> {
        let part = self.about.period.filter(|p| p.is_part() && CUMULATIVE.is_match(&head.text))?;
        let years = match head.period {
            Some(Period::FinancialYear(named)) => named - part.fy_start_year(),
            None => 0,
            _ => return None,
        };
        let year_to = Period::Month(part.last()?.plus(12 * years));
        year_to.year_to_date()
    }
}

/// "Recorded crime, years ending March": what is headed by a year alone is of the twelve months that end in it.
pub(super) fn to_march(caption: &str) -> bool {
    static MARCH: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)\b(?:years?|(?:12|twelve) months) (?:ending|ended|to)(?: the end of| 31(?:st)?)? march\W*(?:$|[a-z(])",
        )
    });
    MARCH.is_match(caption)
}

pub(super) fn ending_in_march(p: Period) -> Period {
    match p {
        Period::CalendarYear(y) => Period::FinancialYear(y - 1),
        other => other,
    }
}

/// In a report on a part of a year budgets and forecasts are of the year, and what was spent to date counts from its start.
pub(super) fn budget_year(
    p: Period,
    part: Option<Period>,
    basis: MoneyBasis,
    head: &str,
) -> Period {
    if !matches!(p, Period::FinancialQuarter(..)) && part != Some(p) {
        return p;
    }
    let head = head.to_lowercase();
    let to_date = ["to date", "ytd", "actual"].iter().any(|w| head.contains(w));
    let to_date = p.year_to_date().filter(|_| basis == MoneyBasis::Outturn && to_date);
    to_date.unwrap_or_else(|| p.council_year())
}

/// The one time that the name of a row ends in, or holds in brackets; a deadline is none.
pub(super) fn in_label(label: &str) -> Option<Period> {
    let found = time::find(label);
    let [(start, end, when)] = found.as_slice() else { return None };
    let (before, after) = (label[..*start].trim_end(), label[*end..].trim());
    let aside = before.ends_with(['(', ',', '-', '–']) && (after.is_empty() || after == ")");
    let worded = before.ends_with(" in") && after.is_empty();
    let period = if aside || worded { time::as_period(*when) } else { None };
    period.filter(|p| p.months().is_some_and(|n| (3..=12).contains(&n)))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_in_the_names_of_rows() {
        let cases = [
            ("Custody rate (2023)", "CY2023"),
            ("Reoffending rate (Apr 2021 to Mar 2022)", "FY2021-22"),
            ("Recorded crime, 2018/19", "FY2018-19"),
            ("Reduce burglary by March 2015", ""),
            ("2011 Census population", ""),
            ("Change (2011/12 to 2012/13)", ""),
        ];
        for (label, expected) in cases {
            assert_eq!(
                in_label(label).map_or(String::new(), |p| p.to_string()),
                expected,
                "{label}"
            );
        }
    }
}
