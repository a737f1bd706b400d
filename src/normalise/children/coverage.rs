//! Which periods the rows are whole for: what is said, or what the dates show.

use jiff::civil::Date;

use super::Outcome;
use crate::model::document::Stated;
use crate::model::period::{Month, Period};

/// Whole quarters, from the first to the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coverage {
    pub first: Month,
    pub last: Month,
    pub basis: Stated,
}

/// A silence of this many days at the end of a quarter proves nothing in the busiest of services.
const QUIET: i32 = 31;
/// However sparse the rows are, a longer silence is more likely the end of them.
const HALF_A_YEAR: i32 = 183;

/// What the rows cover: the pinned period, else the first period said that nearly all dates lie in, else the dates.
pub fn of(outcomes: &[Outcome], pinned: &[Period], said: &[Period]) -> Option<Coverage> {
    let dates: Vec<Date> = outcomes.iter().map(|o| o.date).collect();
    let (first, last) = (*dates.iter().min()?, *dates.iter().max()?);
    let held = |p: &&Period| {
        let inside = |d: &&Date| p.start() <= **d && p.end().is_some_and(|end| **d <= end);
        p.months().is_some_and(|m| m >= 3)
            && dates.iter().filter(inside).count() * 10 >= dates.len() * 9
    };
    let stated = pinned.first().or_else(|| said.iter().find(held));
    if let Some((period, end)) = stated.and_then(|p| Some((p, p.last()?))) {
        return whole(period.first(), end, Stated::Stated);
    }
    let silence = longest_silence(&dates).clamp(QUIET, HALF_A_YEAR);
    let (start, end) = (start(first, silence)?, end(last, silence)?);
    whole(start, end, Stated::Inferred)
}

/// From the start of the financial year, if the silence before the first date is no longer than others; else of the quarter.
fn start(first: Date, silence: i32) -> Option<Month> {
    let month = month(first)?;
    let year = quarter(month).plus(-3 * quarter_of_year(month));
    let quiet = |from: Month| days(from.first_day(), first) <= silence;
    let quarter = quarter(month);
    if quiet(year) {
        Some(year)
    } else if quiet(quarter) {
        Some(quarter)
    } else {
        Some(quarter.plus(3))
    }
}

fn end(last: Date, silence: i32) -> Option<Month> {
    let month = month(last)?;
    let quarter = quarter(month);
    let year = quarter.plus(3 * (3 - quarter_of_year(month)));
    let quiet = |from: Month| days(last, from.plus(2).last_day()) <= silence;
    if quiet(year) {
        Some(year.plus(2))
    } else if quiet(quarter) {
        Some(quarter.plus(2))
    } else {
        Some(quarter.plus(-1))
    }
}

fn month(day: Date) -> Option<Month> {
    Month::new(i32::from(day.year()), u32::from(day.month().unsigned_abs()))
}

/// The first month of the quarter.
fn quarter(month: Month) -> Month {
    month.plus(-i32::try_from((month.number() - 1) % 3).unwrap_or(0))
}

/// 0 for April to June.
fn quarter_of_year(month: Month) -> i32 {
    i32::try_from((month.number() + 8) % 12 / 3).unwrap_or(0)
}

fn days(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

fn longest_silence(dates: &[Date]) -> i32 {
    let mut sorted = dates.to_vec();
    sorted.sort_unstable();
    sorted.windows(2).map(|w| days(w[0], w[1])).max().unwrap_or(0)
}

/// Only whole quarters, and at least one.
fn whole(first: Month, last: Month, basis: Stated) -> Option<Coverage> {
    let first = if quarter(first) == first { first } else { quarter(first).plus(3) };
    let last = if quarter(last).plus(2) == last { last } else { quarter(last).plus(-1) };
    (first < last).then_some(Coverage { first, last, basis })
}

impl Coverage {
    pub fn period(&self) -> Period {
        let mut years = self.years();
        let whole = years.find(|p| (p.first(), p.last()) == (self.first, Some(self.last)));
        whole.unwrap_or(Period::Months(self.first, self.last))
    }

    /// The first month of every quarter.
    pub fn quarters(&self) -> impl Iterator<Item = Month> + '_ {
        let count = (self.first.until(self.last) + 1) / 3;
        (0..count).map(|n| self.first.plus(3 * n))
    }

    /// Every 12 months that begin with a quarter: financial years, calendar years, rolling ones.
    pub fn years(&self) -> impl Iterator<Item = Period> + '_ {
        self.quarters().filter(|m| m.plus(11) <= self.last).map(year)
    }

    pub fn financial_years(&self) -> impl Iterator<Item = Period> + '_ {
        self.years().filter(|p| matches!(p, Period::FinancialYear(_)))
    }
}

/// The 12 months that begin with a month, by their usual name.
fn year(first: Month) -> Period {
    match first.number() {
        4 => Period::FinancialYear(first.year()),
        1 => Period::CalendarYear(first.year()),
        _ => Period::Months(first, first.plus(11)),
    }
}

/// The quarter that begins with a month.
pub fn quarter_period(first: Month) -> Period {
    let number = u8::try_from(quarter_of_year(first) + 1).unwrap_or(1);
    let year = if first.number() >= 4 { first.year() } else { first.year() - 1 };
    Period::FinancialQuarter(year, number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::place::Place;
    use crate::normalise::children::Class;

    fn at(day: &str) -> Outcome {
        let date = day.parse().unwrap();
        let (child, class, area) = (0, Class::Caution, String::new());
        Outcome {
            child,
            date,
            class,
            area,
            offence: None,
            release: None,
            adult: false,
            place: Place::Whole,
        }
    }

    #[test]
    fn coverage_is_what_is_said_or_what_the_dates_show() {
        let cases: &[(&[&str], &[&str], Option<&str>)] = &[
            (&["2019-05-02", "2019-08-01", "2020-02-20"], &[], Some("FY2019-20 inferred")),
            (&["2019-05-02", "2019-05-20", "2019-09-25"], &[], Some("2019-04..2019-09 inferred")),
            (&["2019-04-02", "2019-05-02", "2019-06-20"], &[], Some("2019-04..2019-06 inferred")),
            (&["2019-05-02", "2019-06-20"], &["FY2019-20"], Some("FY2019-20 stated")),
            (&["2019-05-02", "2021-06-20"], &["FY2019-20"], Some("2019-04..2021-06 inferred")),
            // One row shows no quarter to be whole; a month that is said is not one.
            (&["2019-05-02"], &["2019-05"], None),
            (&[], &["FY2019-20"], None),
        ];
        for (dates, said, expected) in cases {
            let outcomes: Vec<Outcome> = dates.iter().map(|d| at(d)).collect();
            let said: Vec<Period> = said.iter().map(|p| p.parse().unwrap()).collect();
            let found = of(&outcomes, &[], &said);
            let found = found.map(|c| format!("{} {}", c.period(), c.basis.name()));
            assert_eq!(found.as_deref(), *expected, "{dates:?}");
        }
    }
}
