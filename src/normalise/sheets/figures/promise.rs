//! What a performance return says besides its figures: how quarters count, which way is good, what colour it gives itself.

use rust_decimal::Decimal;

use crate::model::amount::{Bound, Unit};
use crate::model::period::Period;

/// How the quarters of a year count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counting {
    /// Each quarter for itself.
    Own,
    /// From April to the end of the quarter.
    Running,
}

/// How sure that is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    Said,
    /// Seen by the sum of the quarters or their rise to the outturn.
    Seen,
    /// Nothing shows it.
    Unknown,
}

/// The way of counting that the words name.
pub fn said(text: &str) -> Option<Counting> {
    let low = text.to_lowercase();
    let has = |w: &str| low.contains(w);
    let word = |w: &str| low.split(|c: char| !c.is_alphanumeric()).any(|x| x == w);
    if has("non-cumulative") || has("not cumulative") || has("non cumulative") {
        return Some(Counting::Own);
    }
    if has("cumulative") || word("cum") || word("ytd") || has("year to date") {
        return Some(Counting::Running);
    }
    let own = [
        "in-quarter",
        "in quarter",
        "quarter only",
        "discrete",
        "snapshot",
        "point in time",
        "each quarter",
    ];
    own.iter().any(|w| has(w)).then_some(Counting::Own)
}

/// Quarters that sum to the outturn are each their own; quarters that rise to it run on. A share cannot run on in a sum.
pub fn seen(
    quarters: &[Option<Decimal>; 4],
    outturn: Option<Decimal>,
    unit: Unit,
) -> (Counting, How) {
    let known: Vec<Decimal> = quarters.iter().flatten().copied().collect();
    let counts = matches!(unit, Unit::Count | Unit::Gbp);
    if !counts {
        return (Counting::Own, How::Said);
    }
    if known.len() < 2 {
        return (Counting::Own, How::Unknown);
    }
    let rises = known.windows(2).all(|w| w[0] <= w[1]) && known.first() < known.last();
    let sum: Decimal = known.iter().sum();
    match outturn {
        Some(total) if known.len() == 4 && sum == total && !total.is_zero() => {
            (Counting::Own, How::Seen)
        }
        Some(total) if rises && known.last() == Some(&total) => (Counting::Running, How::Seen),
        _ => (Counting::Own, How::Unknown),
    }
}

/// The months that a quarter's figure covers.
pub fn covers(period: Period, counting: Counting) -> Period {
    let (Period::FinancialQuarter(year, quarter), Counting::Running) = (period, counting) else {
        return period;
    };
    let first = Period::FinancialYear(year).first();
    match quarter {
        1 => period,
        4 => Period::FinancialYear(year),
        _ => period.last().map_or(period, |last| Period::Months(first, last)),
    }
}

/// Which way a measure should go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aim {
    High,
    Low,
}

/// The direction that a cell names.
pub fn aim(text: &str) -> Option<Aim> {
    const HIGH: [&str; 12] = [
        "high", "higher", "bigger", "increase", "up", "max", "maximise", "maximize", "more",
        "upward", "rise", "\u{2191}",
    ];
    const LOW: [&str; 12] = [
        "low", "lower", "smaller", "decrease", "reduce", "down", "min", "minimise", "minimize",
        "less", "fewer", "\u{2193}",
    ];
    let low = text.to_lowercase();
    let mut words = low.split(|c: char| !(c.is_alphanumeric() || "\u{2191}\u{2193}".contains(c)));
    words.find_map(|w| {
        if HIGH.contains(&w) {
            Some(Aim::High)
        } else if LOW.contains(&w) {
            Some(Aim::Low)
        } else {
            None
        }
    })
}

/// A target is at least, or at most, where the return says which way is good.
pub fn bound(aim: Option<Aim>, own: Bound) -> Bound {
    match (own, aim) {
        (Bound::Exact, Some(Aim::High)) => Bound::AtLeast,
        (Bound::Exact, Some(Aim::Low)) => Bound::AtMost,
        (own, _) => own,
    }
}

/// Red or green, if the cell is a status; amber says nothing that can be tested.
pub fn is_green(text: &str) -> Option<bool> {
    match text.trim().to_lowercase().as_str() {
        "g" | "green" | "on target" | "met" | "target met" | "achieved" => Some(true),
        "r" | "red" | "off target" | "missed" | "target missed" | "not achieved" | "not met" => {
            Some(false)
        }
        _ => None,
    }
}

/// Does the figure meet the target? Nothing where the way is not known.
pub fn met(value: Decimal, target: Decimal, aim: Option<Aim>) -> Option<bool> {
    match aim? {
        Aim::High => Some(value >= target),
        Aim::Low => Some(value <= target),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quarters_count_as_they_show() {
        let q = |n: [Option<i64>; 4]| n.map(|v| v.map(Decimal::from));
        let cases = [
            (
                q([Some(10), Some(12), Some(8), Some(14)]),
                Some(44),
                Unit::Count,
                (Counting::Own, How::Seen),
            ),
            (
                q([Some(10), Some(22), Some(30), Some(44)]),
                Some(44),
                Unit::Count,
                (Counting::Running, How::Seen),
            ),
            (
                q([Some(10), Some(22), Some(30), None]),
                Some(30),
                Unit::Count,
                (Counting::Running, How::Seen),
            ),
            (
                q([Some(10), Some(22), Some(30), Some(44)]),
                None,
                Unit::Count,
                (Counting::Own, How::Unknown),
            ),
            (
                q([Some(80), Some(82), Some(83), Some(84)]),
                Some(84),
                Unit::Percent,
                (Counting::Own, How::Said),
            ),
            (q([Some(10), None, None, None]), None, Unit::Count, (Counting::Own, How::Unknown)),
        ];
        for (quarters, outturn, unit, expected) in cases {
            assert_eq!(seen(&quarters, outturn.map(Decimal::from), unit), expected, "{quarters:?}");
        }
    }

    #[test]
    fn words_say_how_and_which_way() {
        let words = [
            ("Cumulative", Some(Counting::Running)),
            ("In quarter", Some(Counting::Own)),
            ("Non-cumulative", Some(Counting::Own)),
            ("Quarterly", None),
        ];
        for (text, expected) in words {
            assert_eq!(said(text), expected, "{text}");
        }
        let aims = [
            ("Bigger is better", Some(Aim::High)),
            ("Low is good", Some(Aim::Low)),
            ("Aim to minimise", Some(Aim::Low)),
            ("n/a", None),
        ];
        for (text, expected) in aims {
            assert_eq!(aim(text), expected, "{text}");
        }
        let covered = covers(Period::FinancialQuarter(2023, 2), Counting::Running).to_string();
        assert_eq!(covered, "2023-04..2023-09");
        assert_eq!(
            covers(Period::FinancialQuarter(2023, 4), Counting::Running),
            Period::FinancialYear(2023)
        );
    }
}
