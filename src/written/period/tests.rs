//! Case tables beside the reader.

use super::{Doubt, mid_year, period, read, within};

#[test]
fn periods_in_every_spelling() {
    let cases = [
        ("2018/19", "FY2018-19"),
        ("2018-19", "FY2018-19"),
        ("2018/2019", "FY2018-19"),
        ("2018\u{2013}19", "FY2018-19"),
        ("2018 - 19", "FY2018-19"),
        ("1999/00", "FY1999-00"),
        ("2010-2011", "FY2010-11"),
        ("2003-04", "FY2003-04"),
        ("2003-4", "FY2003-04"),
        ("1999/0", "FY1999-00"),
        ("18/19", "FY2018-19"),
        ("201819", "FY2018-19"),
        ("FY2018-19", "FY2018-19"),
        ("FY 2018/19", "FY2018-19"),
        ("FY19", "FY2018-19"),
        ("financial year 2018/19", "FY2018-19"),
        ("the 2018/19 financial year", "FY2018-19"),
        ("2023-2026", "FY2023-24..FY2025-26"),
        ("2023-26", "FY2023-24..FY2025-26"),
        ("2023/24-2025/26", "FY2023-24..FY2025-26"),
        ("2008-09 to 2010-11", "FY2008-09..FY2010-11"),
        ("Q3 2018/19", "FY2018-19-Q3"),
        ("2018/19 Q3", "FY2018-19-Q3"),
        ("2018-19 (Q3)", "FY2018-19-Q3"),
        ("Quarter 3 of 2018-19", "FY2018-19-Q3"),
        ("third quarter 2018/19", "FY2018-19-Q3"),
        ("3rd quarter of 2018/19", "FY2018-19-Q3"),
        ("Qtr 4 2008/09", "FY2008-09-Q4"),
        ("Q1 - 2018/19", "FY2018-19-Q1"),
        ("Oct-Dec 2018", "FY2018-19-Q3"),
        ("October to December 2008", "FY2008-09-Q3"),
        ("January - March 2019", "FY2018-19-Q4"),
        ("March 2010 to March 2011", "2010-03..2011-03"),
        ("April 2018 to March 2019", "FY2018-19"),
        ("1st April 2013 to 31st March 2014", "FY2013-14"),
        ("01/04/2013 - 31/03/2014", "FY2013-14"),
        ("October to March 2019", "2018-10..2019-03"),
        ("year ending March 2019", "FY2018-19"),
        ("Year ended 31 March 2019", "FY2018-19"),
        ("YE Mar-19", "FY2018-19"),
        ("y/e Dec 2018", "CY2018"),
        ("year ending December 2018", "CY2018"),
        ("Jan-Dec 2018", "CY2018"),
        ("2018", "CY2018"),
        ("calendar year 2018", "CY2018"),
        ("12 months to June 2019", "2018-07..2019-06"),
        ("rolling 12 months to June 2019", "2018-07..2019-06"),
        ("mid-2019", "2019-06"),
        ("Mid 2019", "2019-06"),
        ("Oct 2011", "2011-10"),
        ("March 2012", "2012-03"),
        ("Mar-12", "2012-03"),
        ("Apr '18", "2018-04"),
        ("31st March 2014", "2014-03"),
        ("2012-03", "2012-03"),
        ("03/2012", "2012-03"),
        ("September 2010 \u{2013} ongoing", "2010-09.."),
        ("from April 2011 onwards", "2011-04.."),
        ("academic year 2010/11", "2010-09..2011-08"),
        ("2018-07..2019-06", "2018-07..2019-06"),
        ("CY2018", "CY2018"),
    ];
    for (text, expected) in cases {
        assert_eq!(period(text).map(|p| p.to_string()).as_deref(), Some(expected), "{text}");
    }
    for text in [
        "",
        "Q3",
        "March",
        "19",
        "2018/20 19",
        "1234",
        "12/13/14/15",
        "2018/17",
        "total",
        "over 500",
        "99/98",
        "2016/17 and 2017/18",
        "151152",
        "0114 276 2018",
    ] {
        assert_eq!(period(text), None, "{text}");
    }
}

#[test]
fn doubts_are_said() {
    let cases = [
        ("2018/19", Doubt::None),
        ("FY19", Doubt::YearEnding),
        ("financial year 2018", Doubt::BareYear),
        ("Q2 2018", Doubt::BareYear),
        ("March 2010 to March 2011", Doubt::ThirteenMonths),
        ("2009-12", Doubt::MonthOrSpan),
    ];
    for (text, doubt) in cases {
        assert_eq!(read(text).map(|r| r.doubt), Some(doubt), "{text}");
    }
}

#[test]
fn periods_inside_headers() {
    let cases = [
        ("Outturn 2017-18 (£ thousand)", "2017-18", "FY2017-18"),
        ("Q1 2018/19 Actual", "Q1 2018/19", "FY2018-19-Q1"),
        (
            "Payments over £500 1st August 2010 - 31st August 2010",
            "1st August 2010 - 31st August 2010",
            "2010-08",
        ),
        ("Spend-over-250.00-Mar-24.csv", "Mar-24", "2024-03"),
        ("first time entrants, year ending December 2019", "year ending December 2019", "CY2019"),
        ("Mid-2019 population", "Mid-2019", "2019-06"),
        ("Target 2019/20", "2019/20", "FY2019-20"),
    ];
    for (text, words, expected) in cases {
        let found = within(text).map(|(r, p)| (&text[r], p.period.to_string()));
        assert_eq!(found, Some((words, expected.to_owned())), "{text}");
    }
    assert_eq!(within("Payments over £500"), None);
    assert_eq!(mid_year("Mid-2019"), Some(2019));
}
