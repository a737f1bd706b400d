//! Which mid-year population serves the rates of a period.

use std::collections::BTreeMap;

use super::period::Period;

/// The rule in force. By default the estimate for mid-Y serves the year that starts in April Y.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MidYears {
    /// The estimate for mid-Y serves the year that ends in March Y instead.
    pub ending: bool,
    /// Periods that the rule does not hold for.
    pub given: BTreeMap<Period, i32>,
}

impl MidYears {
    /// The mid-year of a 12-month period; none of others. A calendar year has its own, and so has a rolling year: the one
    /// nearest to its middle.
    pub fn serving(&self, period: Period) -> Option<i32> {
        if let Some(year) = self.given.get(&period) {
            return Some(*year);
        }
        let yearly = period.months() == Some(12);
        let financial = matches!(period, Period::FinancialYear(_));
        let year = period.first().plus(6).year() + i32::from(self.ending && financial);
        yearly.then_some(year)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_has_the_population_that_the_rule_names() {
        let given = [("FY2020-21", 2019)].map(|(p, y)| (p.parse().unwrap(), y));
        let rules = [
            MidYears::default(),
            MidYears { ending: true, ..MidYears::default() },
            MidYears { given: given.into(), ..MidYears::default() },
        ];
        let cases = [
            ("FY2018-19", [Some(2018), Some(2019), Some(2018)]),
            ("FY2020-21", [Some(2020), Some(2021), Some(2019)]),
            ("CY2018", [Some(2018), Some(2018), Some(2018)]),
            ("2018-07..2019-06", [Some(2019), Some(2019), Some(2019)]),
            ("FY2018-19-Q3", [None, None, None]),
        ];
        for (period, expected) in cases {
            let found = rules.each_ref().map(|r| r.serving(period.parse().unwrap()));
            assert_eq!(found, expected, "{period}");
        }
    }
}
