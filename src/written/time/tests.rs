//! Case tables beside the reader.

use super::{find, period};

#[test]
fn periods_in_every_spelling() {
    let cases: &[(&str, &str)] = &[
        ("2018/19", "FY2018-19"),
        ("2018-19", "FY2018-19"),
        ("2018/2019", "FY2018-19"),
        ("2018\u{2013}19", "FY2018-19"),
        ("1999/00", "FY1999-00"),
        ("2010-2011", "FY2010-11"),
        ("2023-2026", "FY2023-24..FY2025-26"),
        ("2008-11", "FY2008-09..FY2010-11"),
        ("2023/24-2025/26", "FY2023-24..FY2025-26"),
        ("2008-09 to 2010-11", "FY2008-09..FY2010-11"),
        ("FY19", "FY2018-19"),
        ("FY 2018/19", "FY2018-19"),
        ("Q3 2018/19", "FY2018-19-Q3"),
        ("2010/11 Apr-Dec", "2010-04..2010-12"),
        ("April to September 2010/11", "2010-04..2010-09"),
        ("Quarter 3 2023/24", "FY2023-24-Q3"),
        ("third quarter of 2018/19", "FY2018-19-Q3"),
        ("2018/19 Q3", "FY2018-19-Q3"),
        ("March 2010 to March 2011", "2010-03..2011-03"),
        ("year ending March 2019", "FY2018-19"),
        ("YE Mar-19", "FY2018-19"),
        ("year ending December 2018", "CY2018"),
        ("Jan-Dec 2018", "CY2018"),
        ("2018", "CY2018"),
        ("12 months to June 2019", "2018-07..2019-06"),
        ("January to March 2021", "FY2020-21-Q4"),
        ("October to December 2023", "FY2023-24-Q3"),
        ("first half of 2013/14", "2013-04..2013-09"),
        ("2003-4", "FY2003-04"),
        ("2000/1", "FY2000-01"),
        ("1999-0", "FY1999-00"),
        ("2018/'19", "FY2018-19"),
        ("FY18/19", "FY2018-19"),
        ("2018 to 2019", "FY2018-19"),
        ("2018\u{2013}19 to 2020\u{2013}21", "FY2018-19..FY2020-21"),
        ("Q2 13/14", "FY2013-14-Q2"),
        ("13/14 Q2", "FY2013-14-Q2"),
        ("Q2 2003-4", "FY2003-04-Q2"),
        ("2nd quarter 2013/14", "FY2013-14-Q2"),
        ("H1 2018/19", "2018-04..2018-09"),
        ("academic year 2018/19", "2018-09..2019-08"),
        ("12m to Apr-15", "2014-05..2015-04"),
        ("rolling 12 months to the end of March 2019", "FY2018-19"),
        ("12-month period ending 31st March 2019", "FY2018-19"),
        ("six months to September 2018", "2018-04..2018-09"),
        ("4 years to March 2004", "FY2000-01..FY2003-04"),
        ("4 years to April 2004", "FY2000-01..FY2003-04"),
        ("01/04/2018 - 31/03/2019", "FY2018-19"),
        ("1.4.18 to 30.9.18", "2018-04..2018-09"),
        ("May-13 to Apr-14", "2013-05..2014-04"),
        ("March 31st, 2014", "2014-03"),
        ("Apr \u{2019}18", "2018-04"),
        ("2018/19\u{b9}", "FY2018-19"),
        ("mid-2019", "2019-06"),
        ("Oct 2011", "2011-10"),
        ("Sept 09", "2009-09"),
        ("31/03/19", "2019-03"),
        ("30.09.23", "2023-09"),
        ("20 July 2018", "2018-07"),
    ];
    for (text, expected) in cases {
        assert_eq!(period(text).map(|p| p.to_string()).as_deref(), Some(*expected), "{text}");
    }
    for text in [
        "CAB/14/037",
        "\u{a3}2018",
        "2,018",
        "20185",
        "plan",
        "45/12",
        "2018/20",
        "2003-8",
        "from 2018 to 2019",
    ] {
        assert_eq!(period(text), None, "{text}");
    }
}

#[test]
fn several_in_one_sentence() {
    let text = "from 11 in Q3 to 6 in Q4 of 2018/2019, 13 March 2008, (mid-2020) and in 13/14";
    let found: Vec<String> = find(text).iter().map(|f| text[f.0..f.1].to_owned()).collect();
    assert_eq!(found, ["Q3", "Q4 of 2018/2019", "13 March 2008", "mid-2020", "13/14"]);
    for (text, expected) in [
        ("Budget 18/19 against 17/18 outturn", &["18/19", "17/18"][..]),
        ("In 2018 to 2019 we opened 4", &["2018 to 2019"]),
        ("In 14/15 wards; 18/19 results, FY98/99", &["18/19", "FY98/99"]),
        ("Support 22/23 £ and 23/24.", &["22/23", "23/24"]),
        ("The 11/12 year olds met 14/15 wards", &[]),
        ("(2018 to 2019), up from 3 in 2003-4", &["2018 to 2019", "2003-4"]),
        ("May-13 to Apr-14 May-14 to Apr-15", &["May-13 to Apr-14", "May-14 to Apr-15"]),
    ] {
        let found: Vec<&str> = find(text).iter().map(|f| &text[f.0..f.1]).collect();
        assert_eq!(found, expected, "{text}");
    }
}
