//! The measures that an analyst expects, in DAX: data, not code. One that names a column that is not published is left out.
//!
//! What is never added up is not added up here either: rates, parts and items, VAT bases, price bases. Where a selection
//! holds several such values the measure is blank, which a chart shows as nothing, and never a wrong number.

/// One measure.
#[derive(Debug)]
pub struct Measure {
    /// The table in whose list it stands.
    pub table: &'static str,
    pub name: &'static str,
    pub folder: &'static str,
    pub format: &'static str,
    pub about: &'static str,
    pub dax: &'static str,
}

const POUNDS: &str = r"\£#,0.00;-\£#,0.00;\£#,0.00";
const COUNT: &str = "#,0";
const PLAIN: &str = "#,0.0###";
const SHARE: &str = "0.0%";

/// In the order of the tables.
pub const MEASURES: &[Measure] = &[
    Measure {
        table: "issue",
        name: "Issues",
        folder: "Quality",
        format: COUNT,
        about: "How many issues stand.",
        dax: "COUNTROWS('issue')",
    },
    Measure {
        table: "issue",
        name: "Errors",
        folder: "Quality",
        format: COUNT,
        about: "Issues at error level.",
        dax: "CALCULATE(COUNTROWS('issue'), KEEPFILTERS('issue'[severity] = \"error\"))",
    },
    Measure {
        table: "spend_trend",
        name: "Budget amount",
        folder: "Spend",
        format: POUNDS,
        about: "Money that plans give, in cash. Items only: no part and no total is added to them.",
        dax: "SUM('spend_trend'[amount])",
    },
    Measure {
        table: "spend_trend",
        name: "Budget a period before",
        folder: "Spend",
        format: POUNDS,
        about: "The amount of the programme's period before.",
        dax: "SUM('spend_trend'[previous_amount])",
    },
    Measure {
        table: "spend_trend",
        name: "Change on the year",
        folder: "Spend",
        format: POUNDS,
        about: "Amount less the amount of the period before. Blank where nothing stood before.",
        dax: "SUM('spend_trend'[change])",
    },
    Measure {
        table: "spend_trend",
        name: "Change on the year %",
        folder: "Spend",
        format: SHARE,
        about: "The change as a share of the amount before, over lines that have one.",
        dax: "DIVIDE([Change on the year], [Budget a period before])",
    },
    Measure {
        table: "spend_trend",
        name: "Real-terms amount",
        folder: "Spend",
        format: POUNDS,
        about: "The amount at the prices of the price base. Blank where the selection mixes price bases.",
        dax: "IF(DISTINCTCOUNTNOBLANK('spend_trend'[price_base]) = 1, SUM('spend_trend'[real_amount]))",
    },
    Measure {
        table: "spend_trend",
        name: "Share of programme",
        folder: "Spend",
        format: SHARE,
        about: "The amount as a share of all themes of the programmes and periods selected.",
        dax: "DIVIDE(\n    [Budget amount],\n    CALCULATE([Budget amount], REMOVEFILTERS('theme'), REMOVEFILTERS('spend_trend'[theme]))\n)",
    },
    Measure {
        table: "spend_trend",
        name: "Latest budget",
        folder: "Spend",
        format: POUNDS,
        about: "The amount of the latest period that the selection has money in.",
        dax: "VAR _WithMoney = FILTER('spend_trend', NOT ISBLANK('spend_trend'[amount]))\nVAR _Latest = MAXX(_WithMoney, RELATED('period'[sort]))\nRETURN\n    SUMX(FILTER(_WithMoney, RELATED('period'[sort]) = _Latest), 'spend_trend'[amount])",
    },
    Measure {
        table: "target_gap",
        name: "Targets",
        folder: "Targets",
        format: COUNT,
        about: "How many targets stand.",
        dax: "COUNTROWS('target_gap')",
    },
    Measure {
        table: "target_gap",
        name: "Targets met",
        folder: "Targets",
        format: COUNT,
        about: "Targets whose actual met them.",
        dax: "CALCULATE(COUNTROWS('target_gap'), KEEPFILTERS('target_gap'[status] = \"met\"))",
    },
    Measure {
        table: "target_gap",
        name: "Targets missed",
        folder: "Targets",
        format: COUNT,
        about: "Targets whose actual missed them.",
        dax: "CALCULATE(COUNTROWS('target_gap'), KEEPFILTERS('target_gap'[status] = \"missed\"))",
    },
    Measure {
        table: "target_gap",
        name: "Share of targets met",
        folder: "Targets",
        format: SHARE,
        about: "Met, as a share of those that could be judged.",
        dax: "DIVIDE([Targets met], [Targets met] + [Targets missed])",
    },
    Measure {
        table: "target_gap",
        name: "Gap to target",
        folder: "Targets",
        format: PLAIN,
        about: "Actual less target. Blank unless one target is selected: gaps of two measures have no sum.",
        dax: "IF(COUNTROWS('target_gap') = 1, MAX('target_gap'[gap]))",
    },
    Measure {
        table: "target_gap",
        name: "Gap to target %",
        folder: "Targets",
        format: SHARE,
        about: "The gap as a share of the target. Blank unless one target is selected.",
        dax: "IF(COUNTROWS('target_gap') = 1, DIVIDE(MAX('target_gap'[gap_pct]), 100))",
    },
    Measure {
        table: "transaction",
        name: "Payments",
        folder: "Payments",
        format: POUNDS,
        about: "Money paid, credits taken off. Blank where the selection mixes amounts with and without VAT.",
        dax: "IF(DISTINCTCOUNT('transaction'[vat_basis]) = 1, SUM('transaction'[amount]))",
    },
    Measure {
        table: "transaction",
        name: "Payments a year before",
        folder: "Payments",
        format: POUNDS,
        about: "Payments of the same days one year earlier.",
        dax: "CALCULATE([Payments], SAMEPERIODLASTYEAR('date'[date]))",
    },
    Measure {
        table: "transaction",
        name: "Change in payments",
        folder: "Payments",
        format: POUNDS,
        about: "Payments less those of a year before. Blank where either is missing.",
        dax: "VAR _Now = [Payments]\nVAR _Before = [Payments a year before]\nRETURN\n    IF(NOT ISBLANK(_Now) && NOT ISBLANK(_Before), _Now - _Before)",
    },
    Measure {
        table: "transaction",
        name: "Number of payments",
        folder: "Payments",
        format: COUNT,
        about: "Rows, credits among them.",
        dax: "COUNTROWS('transaction')",
    },
    Measure {
        table: "youth_justice_trend",
        name: "Rate",
        folder: "Youth justice",
        format: PLAIN,
        about: "A rate or share of one measure, area, period and basis. Blank for more than one: rates have no sum and no mean.",
        dax: "IF(\n    COUNTROWS('youth_justice_trend') = 1 && SELECTEDVALUE('youth_justice_trend'[unit]) <> \"count\",\n    MAX('youth_justice_trend'[value])\n)",
    },
    Measure {
        table: "youth_justice_trend",
        name: "Value of one series",
        folder: "Youth justice",
        format: PLAIN,
        about: "The value of one measure, area, period and basis, whatever its unit. Blank for more than one.",
        dax: "IF(COUNTROWS('youth_justice_trend') = 1, MAX('youth_justice_trend'[value]))",
    },
    Measure {
        table: "youth_justice_trend",
        name: "Latest value",
        folder: "Youth justice",
        format: PLAIN,
        about: "The value of the latest period of one measure, area and basis. Blank where the selection mixes them.",
        dax: "VAR _WithValue = FILTER('youth_justice_trend', NOT ISBLANK('youth_justice_trend'[value]))\nVAR _Latest = MAXX(_WithValue, RELATED('period'[sort]))\nVAR _Rows = FILTER(_WithValue, RELATED('period'[sort]) = _Latest)\nRETURN\n    IF(COUNTROWS(_Rows) = 1, MAXX(_Rows, 'youth_justice_trend'[value]))",
    },
    Measure {
        table: "youth_justice_trend",
        name: "Pooled rate",
        folder: "Youth justice",
        format: PLAIN,
        about: "Counts over populations, added up before they are divided. Blank unless one measure is selected and every row has both.",
        dax: "VAR _Complete = COUNTROWS(FILTER('youth_justice_trend', ISBLANK('youth_justice_trend'[numerator]) || ISBLANK('youth_justice_trend'[denominator]))) = 0\nVAR _Scale = SELECTEDVALUE('measure'[scale])\nRETURN\n    IF(\n        _Complete && HASONEVALUE('youth_justice_trend'[measure]) && HASONEVALUE('youth_justice_trend'[period]),\n        DIVIDE(SUM('youth_justice_trend'[numerator]), SUM('youth_justice_trend'[denominator])) * _Scale\n    )",
    },
    Measure {
        table: "youth_justice_trend",
        name: "Lower limit",
        folder: "Youth justice",
        format: PLAIN,
        about: "Lower limit of the 95 % interval of one value.",
        dax: "IF(COUNTROWS('youth_justice_trend') = 1, MAX('youth_justice_trend'[lower_95]))",
    },
    Measure {
        table: "youth_justice_trend",
        name: "Upper limit",
        folder: "Youth justice",
        format: PLAIN,
        about: "Upper limit of the 95 % interval of one value.",
        dax: "IF(COUNTROWS('youth_justice_trend') = 1, MAX('youth_justice_trend'[upper_95]))",
    },
];

/// `'table'[column]` wherever DAX names one; a name in brackets alone is another measure.
pub fn columns_named(dax: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = dax;
    while let Some(open) = rest.find('\'') {
        let Some(close) = rest[open + 1..].find('\'').map(|at| open + 1 + at) else { break };
        let table = &rest[open + 1..close];
        rest = &rest[close + 1..];
        if let Some(column) = rest.strip_prefix('[').and_then(|r| r.split_once(']')) {
            found.push((table.to_owned(), column.0.to_owned()));
        } else {
            found.push((table.to_owned(), String::new()));
        }
    }
    found
}

/// Names in brackets that follow no table: other measures.
pub fn measures_named(dax: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in dax.match_indices('[') {
        if !dax[..at].ends_with('\'')
            && let Some((name, _)) = dax[at + 1..].split_once(']')
        {
            found.push(name.to_owned());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dax_tells_what_it_needs() {
        let dax = "DIVIDE([A b], CALCULATE(SUM('t u'[c]), REMOVEFILTERS('v')))";
        let pair = |t: &str, c: &str| (t.to_owned(), c.to_owned());
        assert_eq!(columns_named(dax), [pair("t u", "c"), pair("v", "")]);
        assert_eq!(measures_named(dax), ["A b"]);
    }

    #[test]
    fn measures_hold_together() {
        for (n, m) in MEASURES.iter().enumerate() {
            let same = |o: &Measure| o.name.eq_ignore_ascii_case(m.name);
            assert!(!MEASURES[..n].iter().any(same), "{} twice", m.name);
            for other in measures_named(m.dax) {
                assert!(MEASURES.iter().any(|o| o.name == other), "{}: [{other}]", m.name);
            }
            let balance = |open: char, close: char| {
                m.dax.matches(open).count() == m.dax.matches(close).count()
            };
            assert!(
                balance('(', ')') && balance('[', ']') && m.dax.matches('"').count() % 2 == 0,
                "{}",
                m.name
            );
            assert!(m.about.ends_with('.'), "{}", m.name);
        }
    }
}
