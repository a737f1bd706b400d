//! What kind of number a number is: its unit, and whether it is exact.

use std::fmt;

/// How a value relates to what was measured: "over 500" is not 500.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Bound {
    #[default]
    Exact,
    Over,
    AtLeast,
    Under,
    AtMost,
    About,
}

impl Bound {
    pub fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Over => "over",
            Self::AtLeast => "at_least",
            Self::Under => "under",
            Self::AtMost => "at_most",
            Self::About => "about",
        }
    }
}

/// The unit of a value. A rate without its scale is not usable, so the scale is part of the unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Unit {
    #[default]
    Count,
    Percent,
    PercentagePoint,
    Per1000,
    Per10000,
    Per100000,
    Gbp,
}

impl Unit {
    pub fn name(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Percent => "percent",
            Self::PercentagePoint => "percentage_point",
            Self::Per1000 => "per_1000",
            Self::Per10000 => "per_10000",
            Self::Per100000 => "per_100000",
            Self::Gbp => "gbp",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        use Unit::{Count, Gbp, Per1000, Per10000, Per100000, Percent, PercentagePoint};
        [Count, Percent, PercentagePoint, Per1000, Per10000, Per100000, Gbp]
            .into_iter()
            .find(|u| u.name() == name)
    }
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Digits with their thousands apart: `-1234.5` is `-1,234.5`.
pub fn grouped(number: &str) -> String {
    let (sign, digits) = number.strip_prefix('-').map_or(("", number), |d| ("-", d));
    let (whole, part) = digits.split_once('.').map_or((digits, None), |(w, p)| (w, Some(p)));
    let mut grouped = sign.to_owned();
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(c);
    }
    if let Some(part) = part {
        grouped.push('.');
        grouped.push_str(part);
    }
    grouped
}
