//! Each value of a sentence with its period, by the sentence alone and by what stands around it.

use super::super::sentence;
use super::{Surroundings, periods};
use crate::model::period::Period;
use crate::passage::Text;

#[test]
fn each_value_finds_its_period() {
    let cases: &[(&str, &[&str])] = &[
        (
            "140 disposals, compared to 164 in 2017/18 and 150 in 2016/17",
            &["", "FY2017-18", "FY2016-17"],
        ),
        (
            "in 2018/19 they came to 140 compared to 164 in 2017/18 and 150 in 2016/17",
            &["FY2018-19", "FY2017-18", "FY2016-17"],
        ),
        (
            "in all of 2018/19 we saw 44 entrants compared to 62 during 2017/18 and 64 in 2016/17",
            &["FY2018-19", "FY2017-18", "FY2016-17"],
        ),
        (
            "at the end of 2018/2019 they fell from 11 in Q3 to 6 in Q4",
            &["FY2018-19-Q3", "FY2018-19-Q4"],
        ),
        (
            "reduced to 0 in 2018/19, the lowest since 2012/13 when there were 28",
            &["FY2018-19", "FY2012-13"],
        ),
        (
            "sentences: 3 in 2018/19 compared to 4 in 2017/18 and 6 in 2016/17 the lowest since 2011/12 of 45",
            &["FY2018-19", "FY2017-18", "FY2016-17", "FY2011-12"],
        ),
        ("MARAC cases in 2010/11 579 MARAC cases in 2010/11 585", &["FY2010-11", "FY2010-11"]),
        ("Repeat rate 27% (2010/11 31%)", &["", "FY2010-11"]),
        ("3.2% and 4.6% in 2008/09 and 2009/10 respectively", &["FY2008-09", "FY2009-10"]),
        (
            "1,402 in 2017/18, 1,204 in 2018/19, and 1,250 in 2021/22",
            &["FY2017-18", "FY2018-19", "FY2021-22"],
        ),
        (
            "went from 70.3% in 2017/18 down to 61.4% in 2018/19 compared with the baseline 2010/11",
            &["FY2017-18", "FY2018-19"],
        ),
        (
            "down 18% in 2022/23, from 1,150 offences to 1,010",
            &["FY2022-23", "FY2021-22", "FY2022-23"],
        ),
        (
            "Reduce the share (NI 17) from 18.4% (Place Survey 2008) to 16% by March 2011",
            &["CY2008", "FY2010-11"],
        ),
        ("3,412 in 2021/22 from 3,187 the year before", &["FY2021-22", "FY2020-21"]),
        ("incidents in 2020/21, up 7% on 3,656 the year before", &["FY2020-21", "FY2019-20"]),
        (
            "all crime rose by 2.0% in 2014/15, from 9,087 to 9,266 offences",
            &["FY2014-15", "FY2013-14", "FY2014-15"],
        ),
        (
            "5,214 crimes in 2020/21, a rise of 6.3% on 2019/20 (4,905)",
            &["FY2020-21", "FY2020-21", "FY2019-20"],
        ),
        (
            "entrants 214 in 2008/09, down from 263 in 2007/08 (-19%)",
            &["FY2008-09", "FY2007-08", "FY2008-09"],
        ),
        (
            "a rate of 0.13 in 2023/24, compared with 2 (0.07) in 2022/23",
            &["FY2023-24", "FY2022-23", "FY2022-23"],
        ),
        ("reports up by 20% from 88 in 2008/09", &["", "FY2008-09"]),
    ];
    for (text, expected) in cases {
        let sentence = sentence::read(Text::of_line(text, 1), true);
        let found: Vec<String> = periods(&sentence, &Surroundings::default())
            .iter()
            .map(|w| w.period.map_or(String::new(), |p| p.to_string()))
            .collect();
        assert_eq!(found, *expected, "{text}");
    }
}

/// A report on the third quarter of 2018/19, and a plan of 2024/25: what points from them.
#[test]
fn the_surroundings_say_what_is_left_unsaid() {
    let quarter = Period::FinancialQuarter(2018, 3);
    let year = Period::FinancialYear(2024);
    let cases: &[(Period, &str, &[&str])] = &[
        (
            quarter,
            "42 in the year to date against 47 in the same period last year",
            &["2018-04..2018-12", "2017-04..2017-12"],
        ),
        (
            quarter,
            "332 cases were heard since April, an increase of 9.2% on the 304 heard in the same period of 2017/18",
            &["2018-04..2018-12", "2018-04..2018-12", "2017-04..2017-12"],
        ),
        (
            quarter,
            "the third quarter was the highest of the year, with 2.66 burglaries",
            &["FY2018-19-Q3"],
        ),
        (year, "the grant is 1.6% higher than in 2023/24 (£632,203)", &["FY2024-25", "FY2023-24"]),
        (year, "in 27% of incidents (2023/24: 29%)", &["FY2024-25", "FY2023-24"]),
        (year, "in 27% of incidents (2013/14: 29%)", &["", "FY2013-14"]),
    ];
    for (document, text, expected) in cases {
        let around = Surroundings { document: Some(*document), ..Surroundings::default() };
        let sentence = sentence::read(Text::of_line(text, 1), true);
        let found: Vec<String> = periods(&sentence, &around)
            .iter()
            .map(|w| w.period.map_or(String::new(), |p| p.to_string()))
            .collect();
        assert_eq!(found, *expected, "{text}");
    }
}
