//! When. A council's year runs from 1 April to 31 March; calendar, rolling and open periods are kept apart from it.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, date};

/// A calendar month, counted from year 0 so that arithmetic is plain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Month(i32);

impl Month {
    /// `month` is 1 to 12; years outside 1 to 9998 are refused.
    pub fn new(year: i32, month: u32) -> Option<Self> {
        let month = i32::try_from(month).ok().filter(|m| (1..=12).contains(m))?;
        (1..=9998).contains(&year).then_some(Self(year * 12 + month - 1))
    }

    pub fn year(self) -> i32 {
        self.0.div_euclid(12)
    }

    /// 1 to 12.
    pub fn number(self) -> u32 {
        self.0.rem_euclid(12).unsigned_abs() + 1
    }

    #[must_use]
    pub fn plus(self, months: i32) -> Self {
        Self(self.0 + months)
    }

    /// Months from `self` to `later`, negative when it is earlier.
    pub fn until(self, later: Self) -> i32 {
        later.0 - self.0
    }

    pub fn first_day(self) -> Date {
        let year = i16::try_from(self.year()).unwrap_or(1);
        date(year, i8::try_from(self.number()).unwrap_or(1), 1)
    }

    pub fn last_day(self) -> Date {
        self.first_day().last_of_month()
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.number())
    }
}

/// A period in its normal form. Printing and parsing give the same again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Period {
    /// `FY2019-20`: April 2019 to March 2020, named by its first year.
    FinancialYear(i32),
    /// `FY2018-19-Q3`: quarter 1 is April to June.
    FinancialQuarter(i32, u8),
    /// `CY2018`.
    CalendarYear(i32),
    /// `2012-03`.
    Month(Month),
    /// `2018-07..2019-06`: from the first month to the last, both included.
    Months(Month, Month),
    /// `FY2023-24..FY2025-26`.
    FinancialYears(i32, i32),
    /// `CY2018..CY2020`.
    CalendarYears(i32, i32),
    /// `2010-09..`: from a month on, with no end.
    From(Month),
}

impl Period {
    pub fn first(self) -> Month {
        let april = |y: i32| Month(y * 12 + 3);
        match self {
            Self::FinancialYear(y) | Self::FinancialYears(y, _) => april(y),
            Self::FinancialQuarter(y, q) => april(y).plus(3 * (i32::from(q) - 1)),
            Self::CalendarYear(y) | Self::CalendarYears(y, _) => Month(y * 12),
            Self::Month(m) | Self::Months(m, _) | Self::From(m) => m,
        }
    }

    /// The last month, or none for an open period.
    pub fn last(self) -> Option<Month> {
        match self {
            Self::FinancialYear(y) | Self::FinancialYears(_, y) => Some(Month(y * 12 + 14)),
            Self::FinancialQuarter(..) => Some(self.first().plus(2)),
            Self::CalendarYear(y) | Self::CalendarYears(_, y) => Some(Month(y * 12 + 11)),
            Self::Month(m) | Self::Months(_, m) => Some(m),
            Self::From(_) => None,
        }
    }

    pub fn start(self) -> Date {
        self.first().first_day()
    }

    pub fn end(self) -> Option<Date> {
        self.last().map(Month::last_day)
    }

    /// `financial_year`, `quarter`, `calendar_year`, `month`, `rolling`, `span`, `open`.
    pub fn kind(self) -> &'static str {
        match self {
            Self::FinancialYear(_) => "financial_year",
            Self::FinancialQuarter(..) => "quarter",
            Self::CalendarYear(_) => "calendar_year",
            Self::Month(_) => "month",
            Self::Months(..) => "rolling",
            Self::FinancialYears(..) | Self::CalendarYears(..) => "span",
            Self::From(_) => "open",
        }
    }

    /// What a person reads: `2019/20`, `Q3 2018/19`, `2018`.
    pub fn label(self) -> String {
        let fy = |y: i32| format!("{y}/{:02}", (y + 1).rem_euclid(100));
        match self {
            Self::FinancialYear(y) => fy(y),
            Self::FinancialQuarter(y, q) => format!("Q{q} {}", fy(y)),
            Self::CalendarYear(y) => y.to_string(),
            Self::Month(m) => m.to_string(),
            Self::Months(a, b) => format!("{a} to {b}"),
            Self::FinancialYears(a, b) => format!("{} to {}", fy(a), fy(b)),
            Self::CalendarYears(a, b) => format!("{a} to {b}"),
            Self::From(m) => format!("from {m}"),
        }
    }

    /// The same period one year before; spans and open periods have none.
    pub fn year_before(self) -> Option<Self> {
        match self {
            Self::FinancialYear(y) => Some(Self::FinancialYear(y - 1)),
            Self::FinancialQuarter(y, q) => Some(Self::FinancialQuarter(y - 1, q)),
            Self::CalendarYear(y) => Some(Self::CalendarYear(y - 1)),
            Self::Month(m) => Some(Self::Month(m.plus(-12))),
            Self::Months(a, b) => Some(Self::Months(a.plus(-12), b.plus(-12))),
            Self::FinancialYears(..) | Self::CalendarYears(..) | Self::From(_) => None,
        }
    }

    /// From the start of its council year to its own end: a third quarter yields April to December.
    pub fn year_to_date(self) -> Option<Self> {
        let last = self.last()?;
        let year = self.council_year();
        let first = year.first();
        Some(match last {
            last if year.last() == Some(last) => year,
            last if last == first => Self::Month(first),
            last => Self::Months(first, last),
        })
    }

    /// The council year that its last month lies in, or its first where it has no end.
    pub fn council_year(self) -> Self {
        Self::FinancialYear(Self::Month(self.last().unwrap_or(self.first())).fy_start_year())
    }

    /// It is shorter than a year.
    pub fn is_part(self) -> bool {
        self.months().is_some_and(|n| n < 12)
    }

    /// The first year of the financial year that the period starts in.
    pub fn fy_start_year(self) -> i32 {
        let m = self.first();
        if m.number() >= 4 { m.year() } else { m.year() - 1 }
    }

    pub fn quarter(self) -> Option<u8> {
        match self {
            Self::FinancialQuarter(_, q) => Some(q),
            _ => None,
        }
    }

    /// Length in months, or none for an open period.
    pub fn months(self) -> Option<u32> {
        self.last().map(|last| (self.first().until(last) + 1).unsigned_abs())
    }

    /// The series it belongs to and its number in it: the period after it has the next number.
    ///
    /// Rolling windows of one length follow each other a year apart, because overlapping windows are not independent.
    /// Spans and open periods belong to none.
    pub fn step(self) -> Option<(String, i32)> {
        match self {
            Self::FinancialYear(y) => Some(("FY".to_owned(), y)),
            Self::FinancialQuarter(y, q) => Some(("FY-Q".to_owned(), y * 4 + i32::from(q) - 1)),
            Self::CalendarYear(y) => Some(("CY".to_owned(), y)),
            Self::Month(m) => Some(("month".to_owned(), m.0)),
            Self::Months(a, _) => {
                let length = self.months().unwrap_or(0);
                Some((format!("rolling-{length}-from-{:02}", a.number()), a.year()))
            }
            Self::FinancialYears(..) | Self::CalendarYears(..) | Self::From(_) => None,
        }
    }

    /// Does this period wholly contain the other?
    pub fn contains(self, other: Self) -> bool {
        let ends = match (self.last(), other.last()) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(a), Some(b)) => a >= b,
        };
        self.first() <= other.first() && ends
    }
}

impl Ord for Period {
    /// By first month, then by length (an open period last), then by how it is written.
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |p: &Self| (p.first(), p.last().is_none(), p.last());
        // Rows speak of the same few periods by the million.
        let written = || {
            if self == other { Ordering::Equal } else { self.to_string().cmp(&other.to_string()) }
        };
        key(self).cmp(&key(other)).then_with(written)
    }
}

impl PartialOrd for Period {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fy = |y: i32| format!("FY{y:04}-{:02}", (y + 1).rem_euclid(100));
        match *self {
            Self::FinancialYear(y) => f.write_str(&fy(y)),
            Self::FinancialQuarter(y, q) => write!(f, "{}-Q{q}", fy(y)),
            Self::CalendarYear(y) => write!(f, "CY{y:04}"),
            Self::Month(m) => write!(f, "{m}"),
            Self::Months(a, b) => write!(f, "{a}..{b}"),
            Self::FinancialYears(a, b) => write!(f, "{}..{}", fy(a), fy(b)),
            Self::CalendarYears(a, b) => write!(f, "CY{a:04}..CY{b:04}"),
            Self::From(m) => write!(f, "{m}.."),
        }
    }
}

impl FromStr for Period {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        parse(s).ok_or(())
    }
}

fn parse(s: &str) -> Option<Period> {
    if let Some(open) = s.strip_suffix("..") {
        return month(open).map(Period::From);
    }
    if let Some((a, b)) = s.split_once("..") {
        return match (parse(a)?, parse(b)?) {
            (Period::FinancialYear(a), Period::FinancialYear(b)) if a < b => {
                Some(Period::FinancialYears(a, b))
            }
            (Period::CalendarYear(a), Period::CalendarYear(b)) if a < b => {
                Some(Period::CalendarYears(a, b))
            }
            (Period::Month(a), Period::Month(b)) if a < b => Some(Period::Months(a, b)),
            _ => None,
        };
    }
    if let Some(rest) = s.strip_prefix("FY") {
        let year: i32 = rest.get(..4)?.parse().ok()?;
        let end: i32 = rest.get(4..)?.strip_prefix('-')?.get(..2)?.parse().ok()?;
        if (year + 1).rem_euclid(100) != end {
            return None;
        }
        return match rest.get(7..)? {
            "" => Some(Period::FinancialYear(year)),
            q => match q.strip_prefix("-Q")?.parse().ok()? {
                q @ 1..=4 => Some(Period::FinancialQuarter(year, q)),
                _ => None,
            },
        };
    }
    if let Some(year) = s.strip_prefix("CY") {
        return year.parse().ok().filter(|_| year.len() == 4).map(Period::CalendarYear);
    }
    month(s).map(Period::Month)
}

fn month(s: &str) -> Option<Month> {
    let (y, m) = s.split_once('-')?;
    (y.len() == 4 && m.len() == 2).then(|| Month::new(y.parse().ok()?, m.parse().ok()?))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_print_and_parse_to_the_same() {
        let cases = [
            ("FY2019-20", "2019-04-01", "2020-03-31", "2019/20"),
            ("FY1999-00", "1999-04-01", "2000-03-31", "1999/00"),
            ("FY2018-19-Q4", "2019-01-01", "2019-03-31", "Q4 2018/19"),
            ("CY2018", "2018-01-01", "2018-12-31", "2018"),
            ("2012-02", "2012-02-01", "2012-02-29", "2012-02"),
            ("2018-07..2019-06", "2018-07-01", "2019-06-30", "2018-07 to 2019-06"),
            ("FY2023-24..FY2025-26", "2023-04-01", "2026-03-31", "2023/24 to 2025/26"),
            ("CY2018..CY2020", "2018-01-01", "2020-12-31", "2018 to 2020"),
        ];
        for (s, start, end, label) in cases {
            let p: Period = s.parse().unwrap_or_else(|()| panic!("{s}"));
            assert_eq!(p.to_string(), s);
            assert_eq!(p.start().to_string(), start, "{s}");
            assert_eq!(p.end().map(|d| d.to_string()), Some(end.to_owned()), "{s}");
            assert_eq!(p.label(), label);
        }
        let open: Period = "2010-09..".parse().unwrap_or_else(|()| panic!());
        assert_eq!((open.to_string().as_str(), open.end()), ("2010-09..", None));
        let steps = [
            ("FY2019-20", "FY", 2019),
            ("FY2018-19-Q4", "FY-Q", 8075),
            ("FY2019-20-Q1", "FY-Q", 8076),
            ("2018-07..2019-06", "rolling-12-from-07", 2018),
        ];
        for (s, series, step) in steps {
            let p: Period = s.parse().unwrap_or_else(|()| panic!("{s}"));
            assert_eq!(p.step(), Some((series.to_owned(), step)), "{s}");
        }
        for s in ["FY2018-20", "FY2018", "2018", "FY2019-20-Q5", "2019-13", "2019-06..2018-07", "x"]
        {
            assert!(s.parse::<Period>().is_err(), "{s}");
        }
    }
}
