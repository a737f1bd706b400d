//! What a workspace expects to arrive, and by when.

use jiff::ToSpan;
use jiff::civil::Date;

use super::hint::Hint;
use super::period::Period;

/// One `[[expect]]` of `saferstats.toml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expectation {
    /// A pattern over paths under raw/, as in `[[source]]`; `{year}`, `{month}`, `{quarter}` and `{fy}` stand for those of a
    /// period.
    pub path: String,
    /// Documents at least.
    pub count: usize,
    pub due: Due,
    /// Days after which the newest of the documents is too old.
    pub max_age: Option<i64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// From the first run on.
    Always,
    /// On this day at the latest.
    By(Date),
    /// For each period from this one on, so many days after its end at the latest.
    Every(Period, i64),
}

/// One arrival that is due: for which period, if for one, and until when; none for at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrival {
    pub period: Option<Period>,
    pub by: Option<Date>,
}

/// Periods that are looked at: a century of months.
const MOST: usize = 1200;

impl Expectation {
    /// What has to be there today, in order of time, and the last day of what comes next.
    pub fn arrivals(&self, today: Date) -> (Vec<Arrival>, Option<Date>) {
        match self.due {
            Due::Always => (vec![Arrival { period: None, by: None }], None),
            Due::By(by) if by < today => (vec![Arrival { period: None, by: Some(by) }], None),
            Due::By(by) => (Vec::new(), Some(by)),
            Due::Every(first, within) => every(first, within, today),
        }
    }

    /// Does this document count towards an arrival? `covered` is the period that it speaks of.
    pub fn counts(&self, document: &str, covered: Option<Period>, arrival: Arrival) -> bool {
        let Some(period) = arrival.period else { return matches(&self.path, document) };
        if self.path.contains('{') {
            return matches(&named(&self.path, period), document);
        }
        let overlaps = |covered: Period| {
            let ends = covered.end().is_none_or(|end| end >= period.start());
            ends && period.end().is_none_or(|end| covered.start() <= end)
        };
        covered.is_some_and(overlaps) && matches(&self.path, document)
    }

    /// Does the pattern match, whatever the period?
    pub fn is_of(&self, document: &str) -> bool {
        let mut path = self.path.clone();
        for name in ["{year}", "{month}", "{quarter}", "{fy}"] {
            path = path.replace(name, "*");
        }
        matches(&path, document)
    }
}

fn every(first: Period, within: i64, today: Date) -> (Vec<Arrival>, Option<Date>) {
    let mut due = Vec::new();
    let mut period = Some(first);
    while let Some(now) = period.filter(|_| due.len() < MOST) {
        let by = now.end().and_then(|end| end.checked_add(within.days()).ok());
        match by {
            Some(by) if by < today => due.push(Arrival { period, by: Some(by) }),
            later => return (due, later),
        }
        period = after(now);
    }
    (due, None)
}

/// The next period of the same kind; none of those that have no length of their own.
fn after(period: Period) -> Option<Period> {
    match period {
        Period::Month(month) => Some(Period::Month(month.plus(1))),
        Period::FinancialQuarter(year, 4) => Some(Period::FinancialQuarter(year + 1, 1)),
        Period::FinancialQuarter(year, quarter) => {
            Some(Period::FinancialQuarter(year, quarter + 1))
        }
        Period::FinancialYear(year) => Some(Period::FinancialYear(year + 1)),
        Period::CalendarYear(year) => Some(Period::CalendarYear(year + 1)),
        _ => None,
    }
}

fn matches(pattern: &str, document: &str) -> bool {
    Hint { path: pattern.to_owned(), ..Hint::default() }.matches(document)
}

/// The pattern with the numbers of a period in it.
fn named(pattern: &str, period: Period) -> String {
    let month = period.first();
    let quarter = (month.number() + 8) % 12 / 3 + 1;
    let starts = if month.number() < 4 { month.year() - 1 } else { month.year() };
    let fy = format!("{starts}-{:02}", (starts + 1).rem_euclid(100));
    pattern
        .replace("{year}", &format!("{:04}", month.year()))
        .replace("{month}", &format!("{:02}", month.number()))
        .replace("{quarter}", &quarter.to_string())
        .replace("{fy}", &fy)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn expectation(path: &str, due: Due) -> Expectation {
        Expectation { path: path.to_owned(), count: 1, due, max_age: None }
    }

    #[test]
    fn arrivals_are_due_when_their_day_has_passed() {
        let month: Period = "2026-03".parse().unwrap();
        let quarter: Period = "FY2025-26-Q4".parse().unwrap();
        let day = date(2026, 5, 31);
        // (due, today, arrivals, the next day that counts)
        let cases = [
            (Due::Always, day, 1, None),
            (Due::By(day), day, 0, Some(day)),
            (Due::By(day), date(2026, 6, 1), 1, None),
            (Due::Every(month, 31), date(2026, 5, 1), 0, Some(date(2026, 5, 1))),
            (Due::Every(month, 31), date(2026, 5, 2), 1, Some(day)),
            (Due::Every(month, 31), date(2027, 5, 2), 13, Some(date(2027, 5, 31))),
            (Due::Every(quarter, 0), date(2026, 4, 1), 1, Some(date(2026, 6, 30))),
        ];
        for (due, today, count, next) in cases {
            let (arrivals, until) = expectation("*", due).arrivals(today);
            assert_eq!((arrivals.len(), until), (count, next), "{due:?} {today}");
        }
    }

    #[test]
    fn documents_count_by_name_or_by_what_they_cover() {
        let period = |text: &str| text.parse::<Period>().unwrap();
        // (pattern, period expected, document, period covered, expected)
        let cases = [
            ("a/{year}-{month}*.csv", "2026-04", "a/2026-04 spend.csv", None, true),
            ("a/{year}-{month}*.csv", "2026-04", "a/2026-05 spend.csv", None, false),
            ("a/Q{quarter} {fy}.csv", "FY2025-26-Q4", "a/Q4 2025-26.csv", None, true),
            ("a/*.csv", "2026-04", "a/x.csv", Some("FY2026-27"), true),
            ("a/*.csv", "2026-04", "a/x.csv", Some("FY2025-26"), false),
            ("a/*.csv", "2026-04", "b/x.csv", Some("2026-04"), false),
            ("a/*.csv", "2026-04", "a/x.csv", None, false),
        ];
        for (pattern, expected, document, covered, counts) in cases {
            let e = expectation(pattern, Due::Always);
            let arrival = Arrival { period: Some(period(expected)), by: None };
            let found = e.counts(document, covered.map(period), arrival);
            assert_eq!(found, counts, "{pattern} {expected} {document}");
        }
    }
}
