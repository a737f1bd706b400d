//! Every kind of claim with each of its verdicts.

use super::{Facts, issues, judged};
use crate::query::fixture::products;
use crate::vocab::Vocab;

const PLAN: &str = "
    doc a.txt partnership_plan E08000014 FY2019-20
    obs 10 yj.fte.count E08000014 FY2016-17 actual 64 count
    obs 10.20 yj.fte.count E08000014 FY2017-18 actual 62 count
    obs 10.40 yj.fte.count E08000014 FY2018-19 actual 44 count
    obs 20 yj.court.disposals E08000014 FY2016-17 actual 150 count label=Court_disposals
    obs 20.20 yj.court.disposals E08000014 FY2017-18 actual 164 count label=Court_disposals
    obs 20.40 yj.court.disposals E08000014 FY2018-19 actual 140 count label=Court_disposals
    obs 30 yj.custody.sentences E08000014 FY2011-12 actual 45 count label=Custodial_sentences
    obs 30.20 yj.custody.sentences E08000014 FY2017-18 actual 4 count label=Custodial_sentences
    obs 30.40 yj.custody.sentences E08000014 FY2018-19 actual 3 count label=Custodial_sentences
    obs 40 yj.custody.rate E08000014 - actual 0.04 per_1000 label=Custody_rate
    obs 40.20 yj.custody.rate yot-family-E08000014 - actual 0.18 per_1000 label=Custody_rate
    obs 50 perception.feel_safe_after_dark E08000014 FY2017-18 actual 61 percent label=feel_safe
    obs 50.20 perception.feel_safe_after_dark E08000014 FY2018-19 actual 58 percent label=feel_safe
    obs 60 asb.incidents E08000014 FY2017-18 actual 900 count label=ASB
    obs 60.20 asb.incidents E08000014 FY2018-19 actual 900 count label=ASB
    obs 60.40 asb.incidents E08000014 2019-04..2019-12 actual 950 count label=ASB
    obs 70 yj.fte.change_from_baseline E08000014 FY2017-18 actual 70.3 percent base=FY2010-11
    obs 70.20 yj.fte.change_from_baseline E08000014 FY2018-19 actual 61.4 percent base=FY2010-11
";

#[test]
fn claims_are_answered_with_their_arithmetic() {
    let cases = [
        (
            "10 yj.fte.count E08000014 FY2018-19 down FY2017-18",
            "supported  a fall: 64 in 2016/17, 62 in 2017/18, 44 in 2018/19",
        ),
        (
            "10 yj.fte.count E08000014 FY2018-19 up FY2017-18",
            "contradicted claim-contradicted a rise is claimed; the figures are 64 in 2016/17, 62 in 2017/18, 44 in 2018/19",
        ),
        (
            "20 yj.court.disposals E08000014 FY2018-19 down -",
            "supported claim-last-period-only a fall is claimed and holds for the last period only; the figures are 150 in 2016/17, 164 in 2017/18, 140 in 2018/19",
        ),
        (
            "30 yj.custody.sentences E08000014 FY2018-19 lowest FY2011-12",
            "supported claim-level-not-low 45 in 2011/12 is named as the lowest; it is an old level, not a low: 2018/19 is 3",
        ),
        (
            "30 yj.custody.sentences E08000014 FY2018-19 highest -",
            "contradicted claim-contradicted 3 in 2018/19 is claimed to be the highest; it was 45 in 2011/12",
        ),
        (
            "40 yj.custody.rate E08000014 - better yot-family-E08000014",
            "supported  better: 0.04 stands against 0.18",
        ),
        (
            "40 yj.custody.rate E08000014 - up yot-family-E08000014",
            "contradicted claim-contradicted \"up\" is claimed; 0.04 stands against 0.18",
        ),
        // Far from both figures, where the document gives one of each.
        (
            "90 yj.custody.rate E08000014 - down yot-family-E08000014",
            "supported  down: 0.04 stands against 0.18",
        ),
        // Below the average of a family is not the lowest of the family.
        (
            "40 yj.custody.rate E08000014 - lowest yot-family-E08000014",
            "not_testable  \"lowest\" is claimed, and one figure for the others does not show each of them; 0.04 stands against 0.18",
        ),
        (
            "50 perception.feel_safe_after_dark E08000014 - better -",
            "contradicted claim-contradicted \"better\" is claimed; the figures are 61 in 2017/18, 58 in 2018/19",
        ),
        // Nine months are not held against years.
        (
            "60 asb.incidents E08000014 - up -",
            "contradicted claim-contradicted a rise is claimed; the figures are 900 in 2017/18, 900 in 2018/19",
        ),
        // What the vocabulary does not know is named in the words of the text.
        (
            "60 asb.incidents E08000014 - down region",
            "not_testable  no figure of what it is compared with stands near",
        ),
        (
            "60 asb.incidents E08000014 - unchanged -",
            "supported  no change: 900 in 2017/18, 900 in 2018/19",
        ),
        (
            "50 perception.feel_safe_after_dark E08000014 - unchanged -",
            "not_testable  no change is claimed, and how much counts as none is not said: 61 in 2017/18, 58 in 2018/19",
        ),
        (
            "70 yj.fte.count E08000014 - down -",
            "contradicted claim-contradicted 70.3 % and 61.4 % fit no reading of 62 in 2017/18 and 44 in 2018/19: as shares of the baseline they ask for a baseline of 88.2 and of 71.7, as reductions from it for 208.8 and 114",
        ),
        (
            "80 crime.all E08000014 - down -",
            "not_testable claim-without-figures a figure is expected to test \"down\"; the document gives none to compare",
        ),
        ("80 - E08000014 - down -", "not_testable  the words name no measure"),
        (
            "80 - E08000014 - down E92000001",
            "not_testable claim-without-figures a figure of England is expected to test \"down\"; the document gives none",
        ),
        // One of the two stands beside it.
        ("40 - E08000014 - down yot-family-E08000014", "not_testable  the words name no measure"),
        ("80 local.x E08000014 - down -", "not_testable  the measure is not in the vocabulary"),
    ];
    let vocab = Vocab::embedded();
    for (claim, expected) in cases {
        let products = products(&format!("{PLAN}\nclaim {claim}"));
        let facts = Facts::of(&products, &vocab);
        let judged = judged(&facts);
        let [found] = judged.as_slice() else { panic!("{claim}") };
        let rule = found.rule.map_or("", |rule| rule.code);
        assert_eq!(
            format!("{} {rule} {}", found.verdict.name(), found.message),
            expected,
            "{claim}"
        );
        // What the checks raise is what the verdict says.
        let raised: Vec<String> = issues(&judged).into_iter().map(|i| i.rule).collect();
        assert_eq!(
            raised,
            found.rule.iter().map(|r| r.code.to_owned()).collect::<Vec<_>>(),
            "{claim}"
        );
    }
}

#[test]
fn what_the_words_compare_with_has_to_be_there() {
    let vocab = Vocab::embedded();
    let cases = [
        (
            "We keep up with comparable services in reducing entrants.",
            "yj.fte.count",
            "a figure of those it is compared with is expected",
        ),
        ("We are below target here.", "yj.fte.count", "a target is expected"),
        ("Custody is below similar areas.", "yj.custody.rate", ""),
        ("Entrants have reduced.", "yj.fte.count", ""),
    ];
    for (quote, measure, says) in cases {
        let mut products = products(&format!("{PLAN}\nclaim 10 {measure} E08000014 - down -"));
        quote.clone_into(&mut products[0].claims[0].quote);
        let facts = Facts::of(&products, &vocab);
        let found = judged(&facts).remove(0);
        let wanting = ["a target is", "compared with is"];
        let wanting = wanting.iter().any(|w| found.message.contains(w));
        assert_eq!(wanting, !says.is_empty(), "{quote}: {}", found.message);
        assert!(found.message.contains(says), "{quote}: {}", found.message);
    }
}
