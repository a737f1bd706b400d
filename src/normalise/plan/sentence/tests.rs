//! Where sentences end, and what their numbers are.

use super::{read, sentences};
use crate::model::amount::Unit;
use crate::passage::Text;

#[test]
fn sentences_end_at_stops_only() {
    let text =
        Text::of_line("It costs approx. £9 i.e. more. The rate is 0.04. (A) Next! 4.2 rose", 1);
    let found: Vec<String> = sentences(&text).iter().map(|t| t.as_str().to_owned()).collect();
    assert_eq!(
        found,
        ["It costs approx. £9 i.e. more.", "The rate is 0.04.", "(A) Next!", "4.2 rose"]
    );
}

#[test]
fn values_of_a_sentence() {
    let cases: &[(&str, &[(&str, &str, &str)])] = &[
        ("Castle ward 563 and Ward 7", &[("563", "level", "")]),
        ("Establish 2 more reporting centres", &[("2", "increase", "more reporting centres")]),
        ("a 15% reduction in incidents", &[("15%", "decrease", "reduction")]),
        (
            "fell by 12% from 250 to 220 offences",
            &[("12%", "decrease", ""), ("250", "level", ""), ("220", "level", "offences")],
        ),
        (
            "separation increased by 56%, assaults by 25%",
            &[("56%", "increase", ""), ("25%", "increase", "")],
        ),
        ("a national rate of 26.5%, lower than ours", &[("26.5%", "level", "")]),
        ("lower than the national rate of 26.5%", &[("26.5%", "level", "")]),
        ("the grant is 1.6% higher than in 2023/24", &[("1.6%", "increase", "higher")]),
        ("offences (- 8%)", &[("8%", "decrease", "")]),
        ("1,800 Year 8 pupils", &[("1,800", "level", "Year 8 pupils")]),
        ("60 Park night sessions took place", &[("60", "level", "Park night sessions")]),
        ("1. Foreword", &[]),
        ("2.1 The Strategy contains 6 themed priorities", &[]),
        ("attracting over 560 participants across", &[("560", "level", "participants")]),
    ];
    for (text, expected) in cases {
        let sentence = read(Text::of_line(text, 1), true);
        let found: Vec<_> = sentence
            .values
            .iter()
            .map(|v| (&text[v.start..v.end], v.change.name(), &text[v.noun.0..v.noun.1]))
            .collect();
        assert_eq!(found, *expected, "{text}");
    }
}

#[test]
fn counts_beside_rates() {
    let cases: &[(&str, &[Option<Unit>])] = &[
        ("61 (204 per 100,000) in 2022", &[Some(Unit::Count), Some(Unit::Per100000)]),
        (
            "331 per 100,000, against 412 per 100,000 (62)",
            &[Some(Unit::Per100000), Some(Unit::Per100000), Some(Unit::Count)],
        ),
        (
            "a rate of 0.13 per 1,000, compared with 2 (0.07)",
            &[Some(Unit::Per1000), Some(Unit::Count), Some(Unit::Per1000)],
        ),
        ("a rate of 0.41 per 1,000, our family 0.18", &[Some(Unit::Per1000), Some(Unit::Per1000)]),
    ];
    for (text, expected) in cases {
        let sentence = read(Text::of_line(text, 1), true);
        let found: Vec<_> = sentence.values.iter().map(|v| v.unit).collect();
        assert_eq!(found, *expected, "{text}");
    }
}
