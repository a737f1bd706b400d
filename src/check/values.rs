//! Figures against figures of the same measure: rivals, units, parts of years, parts of wholes.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;
use rust_decimal::Decimal;

use super::facts::{Facts, broken_down, level, shown};
use crate::disclose::HIDDEN;
use crate::issue::{self, Issue};
use crate::model::amount::{Bound, Unit};
use crate::model::observation::{Basis, Change, Observation};
use crate::model::period::Period;
use crate::written::pattern::pattern;

/// The same measure, area, period, basis and unit with two values: both are shown, neither is chosen.
pub fn disagree(facts: &Facts<'_>) -> Vec<Issue> {
    let mut groups: BTreeMap<(&str, &str, Period, &str, &str), Vec<&Observation>> = BTreeMap::new();
    for o in &facts.observations {
        let comparable = o.change == Change::Level && o.bound == Bound::Exact && o.value.is_some();
        if let Some(period) = o.period.filter(|_| comparable) {
            let key = (o.measure.as_str(), o.area.as_str(), period, o.basis.name(), o.unit.name());
            groups.entry(key).or_default().push(o);
        }
    }
    let mut issues = Vec::new();
    for ((measure, _, period, ..), rows) in groups {
        // Rows of wards are no rivals of the whole, and neither is what the words give to a county or a group.
        let parts = broken_down(rows.iter().copied());
        let own = |o: &&&Observation| {
            !parts.contains(&(o.document.as_str(), o.seat.block)) && !said_of_others(o)
        };
        let rows: Vec<&Observation> = rows.iter().filter(own).copied().collect();
        let [first, others @ ..] = rows.as_slice() else { continue };
        for other in others {
            // Groups of people inside one table are not rivals, and neither are different wordings in one table.
            let table = first.seat.block != 0
                && other.seat.block == first.seat.block
                && other.document == first.document;
            let same_words = first.document == other.document
                || first.measure_label == other.measure_label
                || table;
            let (Some(a), Some(b)) = (first.value, other.value) else { continue };
            // Without an area nobody knows that two documents speak of the same place.
            // A local name must be more than a word, and said once in a table and once in the text.
            let local = measure.starts_with("local.");
            let named = first.measure_label.split_whitespace().count() > 1
                && first.document == other.document
                && (first.seat.block == 0) != (other.seat.block == 0);
            if local && !named {
                continue;
            }
            let placed = first.document == other.document || !other.area.is_empty();
            // Two numbers of one sentence are two things, unless it names the measure twice.
            let sentence = first.document == other.document
                && first.seat.sentence != 0
                && first.seat.sentence == other.seat.sentence;
            let twice =
                other.quote.to_lowercase().matches(&other.measure_label.to_lowercase()).count() > 1;
            if a == b || table || !same_words || !placed || (sentence && !twice) {
                continue;
            }
            let message = format!(
                "{} in {}: {} here and {} there; one value is expected, neither is chosen",
                other.measure_label,
                period.label(),
                shown(b),
                shown(a)
            );
            issues.push(
                Issue::new(&issue::VALUES_DISAGREE, &other.document, other.place.clone(), message)
                    .measure(measure)
                    .period(Some(period))
                    .against(&first.document, first.place.clone()),
            );
        }
    }
    issues
}

/// "The county rate fell to 247": the words before a figure of the text give it to somebody else.
fn said_of_others(o: &Observation) -> bool {
    static OTHERS: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)\b(?:average|borough'?s?|comparators?|count(?:y|ies)(?:wide|'s)?|district'?s?|england|families|family|force(?:wide|'s)?|groups?|national(?:ly)?|neighbours?|nationwide|peers?|region(?:al|ally|'s)?|similar|wales)\b(?: [a-z]+){0,5}\W*$",
        )
    });
    let Some(at) = o.value.and_then(|v| o.quote.find(&shown(v))).filter(|_| o.seat.block == 0)
    else {
        return false;
    };
    let clause = o.quote[..at].rsplit([',', ';', '.', '(']).next().unwrap_or("");
    OTHERS.is_match(clause)
}

/// A percentage as the level of something that is counted.
pub fn units(facts: &Facts<'_>) -> Vec<Issue> {
    let unfit = |o: &&&Observation| {
        let quote = o.quote.to_lowercase();
        let counted = o.measure.ends_with(".change_from_baseline") && quote.contains("number of");
        o.unit == Unit::Percent && o.change == Change::Level && counted
    };
    let one = |o: &&Observation| {
        let value = o.value.map_or(String::new(), shown);
        let message = format!(
            "a count is expected for a number of things; found {value} %, which can only be a change or a share"
        );
        Issue::new(&issue::UNIT_UNFIT, &o.document, o.place.clone(), message)
            .measure(&o.measure)
            .period(o.period)
    };
    facts.observations.iter().filter(unfit).map(one).collect()
}

/// What a document says of a financial year of one measure and area.
#[derive(Default)]
struct Year<'a> {
    totals: Vec<&'a Observation>,
    quarters: Vec<&'a Observation>,
    /// The quarters cannot be held against the year: one is withheld, or they are a running total.
    closed: bool,
}

/// Some quarters of a year and its total: what the others must have been, said.
pub fn parts_of_years(facts: &Facts<'_>) -> Vec<Issue> {
    facts.products.iter().flat_map(|p| years(&p.observations)).filter_map(remainder).collect()
}

fn years(said: &[Observation]) -> impl Iterator<Item = Year<'_>> {
    let mut years: BTreeMap<(&str, &str, i32), Year<'_>> = BTreeMap::new();
    for o in said.iter().filter(|o| o.unit == Unit::Count) {
        let Some(period) = o.period else { continue };
        let y = period.fy_start_year();
        let year = years.entry((&o.measure, &o.area, y)).or_default();
        match period {
            Period::FinancialYear(_) if level(o).is_some() => year.totals.push(o),
            // A quarter that is withheld is counted all the same; what it leaves is no remainder.
            Period::FinancialQuarter(..) if o.value_symbol == HIDDEN => year.closed = true,
            Period::FinancialQuarter(..) if level(o).is_some() => year.quarters.push(o),
            // Where the document counts from April on, its first quarter is a start and not a part.
            Period::Months(first, _) if first == Period::FinancialYear(y).first() => {
                year.closed = true;
            }
            _ => {}
        }
    }
    years.into_values()
}

fn remainder(year: Year<'_>) -> Option<Issue> {
    let Year { totals, quarters, closed } = year;
    let (total, first) = (totals.first()?, quarters.first()?);
    if closed || quarters.len() >= 4 {
        return None;
    }
    let (period, whole) = level(total)?;
    let sum: Decimal = quarters.iter().filter_map(|o| o.value).sum();
    let names: Vec<String> = quarters
        .iter()
        .filter_map(|o| Some(format!("{} in {}", shown(o.value?), o.period?.label())))
        .collect();
    // What is more than the year was counted from its start.
    if sum > whole {
        return None;
    }
    let message = format!(
        "four quarters are expected to make up {} in {}; {} leave {}",
        shown(whole),
        period.label(),
        names.join(" and "),
        shown(whole - sum)
    );
    let found =
        Issue::new(&issue::PART_YEAR_REMAINDER, &total.document, first.place.clone(), message);
    Some(
        found
            .measure(&total.measure)
            .period(total.period)
            .against(&total.document, total.place.clone()),
    )
}

/// A part larger than its whole, by the definitions of the measures.
pub fn parts_and_wholes(facts: &Facts<'_>) -> Vec<Issue> {
    let mut issues = Vec::new();
    for part in &facts.vocab.measures {
        for whole in &part.part_of {
            issues.extend(larger_parts(facts, &part.id, whole, |_, _| true));
        }
        // The police count entrants that no local team has seen: only one document's own figures must fit each other.
        for whole in &part.within {
            issues.extend(larger_parts(facts, &part.id, whole, |p, w| p.document == w.document));
        }
    }
    issues
}

fn larger_parts(
    facts: &Facts<'_>,
    part: &str,
    whole: &str,
    comparable: fn(&Observation, &Observation) -> bool,
) -> Vec<Issue> {
    let one = |p: &&Observation| {
        let (period, small) = level(p).filter(|_| p.unit == Unit::Count)?;
        let w = facts.of_measure(whole, &p.area).iter().find(|o| {
            o.unit == Unit::Count && comparable(p, o) && level(o).is_some_and(|(q, _)| q == period)
        })?;
        let large = w.value.filter(|large| small > *large)?;
        let message = format!(
            "{} of {} are expected to be no more than {} of {} in {}",
            shown(small),
            p.measure_label,
            shown(large),
            w.measure_label,
            period.label()
        );
        Some(
            Issue::new(&issue::SERIES_SHARE_EXCEEDS, &p.document, p.place.clone(), message)
                .measure(part)
                .period(Some(period))
                .against(&w.document, w.place.clone()),
        )
    };
    facts.in_all_areas(part).filter_map(|p| one(&p)).collect()
}

/// A running total that falls within its year.
pub fn cumulative(facts: &Facts<'_>) -> Vec<Issue> {
    let running = |o: &&&Observation| {
        let label = o.measure_label.to_lowercase();
        (label.contains("(cum") || label.contains("cumulative"))
            && o.basis == Basis::Actual
            && o.seat.block != 0
    };
    let rows: Vec<&&Observation> = facts.observations.iter().filter(running).collect();
    let mut issues = Vec::new();
    for pair in rows.windows(2) {
        let [a, b] = pair else { continue };
        let same = a.document == b.document
            && a.seat.block == b.seat.block
            && a.measure_label == b.measure_label;
        let (Some(p), Some(q), Some(x), Some(y)) = (a.period, b.period, a.value, b.value) else {
            continue;
        };
        let year = p.first() == q.first() && p.last() < q.last();
        if same && year && y < x {
            let message = format!(
                "a cumulative figure is expected to grow; {} is {} up to {} and {} up to {}",
                b.measure_label,
                shown(x),
                ending(p),
                shown(y),
                ending(q)
            );
            issues.push(
                Issue::new(&issue::CUMULATIVE_FALLS, &b.document, b.place.clone(), message)
                    .measure(&b.measure)
                    .period(b.period)
                    .against(&a.document, a.place.clone()),
            );
        }
    }
    issues
}

fn ending(p: Period) -> String {
    p.last().map_or(String::new(), |m| m.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::fixture::products;
    use crate::vocab::Vocab;

    fn messages(check: fn(&Facts<'_>) -> Vec<Issue>, rows: &str, withheld: Option<u32>) -> String {
        let vocab = Vocab::embedded();
        let mut products =
            products(&format!("doc a.txt partnership_plan E08000014 FY2019-20\n{rows}"));
        let all = &mut products[0].observations;
        for o in all.iter_mut().filter(|o| withheld.is_some() && o.place.line() == withheld) {
            o.value = None;
            HIDDEN.clone_into(&mut o.value_symbol);
        }
        let found = check(&Facts::of(&products, &vocab));
        found.iter().map(|i| i.message.as_str()).collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn quarters_leave_a_remainder_only_where_nothing_is_withheld() {
        let year = "
            obs 1 yj.fte.count E08000014 FY2018-19 actual 44 count
            obs 2 yj.fte.count E08000014 FY2018-19-Q3 actual 11 count
            obs 3 yj.fte.count E08000014 FY2018-19-Q4 actual 6 count
        ";
        let says = "four quarters are expected to make up 44 in 2018/19; 11 in Q3 2018/19 and 6 in Q4 2018/19 leave 27";
        assert_eq!(messages(parts_of_years, year, None), says);
        assert_eq!(messages(parts_of_years, year, Some(3)), "");
        let running =
            format!("{year}\nobs 4 yj.fte.count E08000014 2018-04..2018-09 actual 17 count");
        assert_eq!(messages(parts_of_years, &running, None), "");
    }

    #[test]
    fn parts_are_those_of_the_vocabulary() {
        let rows = "
            obs 1 yj.custody.sentences E08000014 FY2018-19 actual 30 count label=Custodial_sentences
            obs 2 yj.court.disposals E08000014 FY2018-19 actual 14 count label=Court_disposals
            obs 3 yj.reoffending.reoffenders E08000014 FY2018-19 actual 9 count label=Reoffenders
            obs 4 yj.reoffending.cohort E08000014 FY2018-19 actual 8 count label=Cohort
        ";
        let expected = "30 of Custodial sentences are expected to be no more than 14 of Court disposals in 2018/19; \
                        9 of Reoffenders are expected to be no more than 8 of Cohort in 2018/19";
        assert_eq!(messages(parts_and_wholes, rows, None), expected);
    }
}
