//! Numbers of one sentence that do not agree: parts and their total, two ways to say one step, a share and its whole, a
//! verdict and its target.

use std::sync::LazyLock;

use regex::Regex;
use rust_decimal::Decimal;

use super::Walk;
use super::sentence::{Sentence, Value};
use crate::issue::{self, Issue, Rule};
use crate::model::allocation::Allocation;
use crate::model::amount::{Unit, grouped};
use crate::model::observation::Change;
use crate::written::pattern::pattern;

/// Everything that one sentence contradicts in itself.
pub(super) fn sentence(walk: &mut Walk<'_>, sentence: &Sentence) {
    let found: Vec<Found> = CHECKS.iter().filter_map(|check| check(sentence)).collect();
    let around = [verdict, left_of_named, step_of_money, share_of_replies];
    let around: Vec<Found> = around.iter().filter_map(|check| check(walk, sentence)).collect();
    for (rule, at, message) in found.into_iter().chain(around) {
        let place = sentence.text.place(at);
        walk.issue(Issue::new(rule, walk.path, place, message));
    }
}

/// What needs no more than the sentence.
const CHECKS: &[fn(&Sentence) -> Option<Found>] =
    &[steps, fraction, split, itemised, in_all, left_over, share_of_whole, share_in_brackets];

/// The rule, where, and what was expected and found.
type Found = (&'static Rule, usize, String);

fn shown(v: Decimal) -> String {
    v.normalize().to_string()
}

/// "Down 12 % (+ 75 crimes)": one step, said to go both ways.
fn steps(sentence: &Sentence) -> Option<Found> {
    let s = sentence.text.as_str();
    sentence.values.windows(2).find_map(|pair| {
        let [a, b] = pair else { return None };
        let gap = s[a.end..b.start].trim();
        let behind = matches!(gap, "(" | "(+" | "(-" | "( +" | "( -" | "")
            && (gap.starts_with('(') || s[b.start..].starts_with('('));
        let turned = a.change != Change::Level
            && b.change != Change::Level
            && a.change != b.change
            && !(a.value.is_zero() || b.value.is_zero());
        let message = format!(
            "one direction is expected; \"{}\" and \"{}\" say two",
            &s[a.start..a.end],
            &s[b.start..b.end]
        );
        (behind && turned).then_some((&issue::CHANGE_DIFFERS, b.start, message))
    })
}

/// "Rose by a quarter, from 96 to 112".
fn fraction(sentence: &Sentence) -> Option<Found> {
    static BY: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)\bby (?:over |about |around |almost |nearly |more than )?(?:a|one) (half|third|quarter|fifth|tenth)\b,?[^.;\d]{0,20}\bfrom\s*£?$",
        )
    });
    let s = sentence.text.as_str();
    sentence.values.windows(2).find_map(|pair| {
        let [a, b] = pair else { return None };
        let parts = match BY.captures(&s[..a.start])?[1].to_lowercase().as_str() {
            "half" => 2,
            "third" => 3,
            "quarter" => 4,
            "fifth" => 5,
            _ => 10,
        };
        let link = s[a.end..b.start].trim().trim_end_matches('£').trim() == "to";
        if !link || a.value.is_zero() {
            return None;
        }
        let said = Decimal::ONE_HUNDRED / Decimal::from(parts);
        let computed = (b.value - a.value).abs() * Decimal::ONE_HUNDRED / a.value;
        let message = format!(
            "from {} to {} is {} %, not one part in {parts}",
            shown(a.value),
            shown(b.value),
            shown(computed.round_dp(1))
        );
        let far = (computed - said).abs() > said * Decimal::new(2, 1);
        far.then_some((&issue::CHANGE_DIFFERS, a.start, message))
    })
}

/// "Totalled £546,830 and was split between £211,864 and £344,965".
fn split(sentence: &Sentence) -> Option<Found> {
    static SPLIT: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)\b(?:split (?:between|into)|made up of|consists? of|consisting of|comprises?|comprising|divided (?:between|into)|(?:spent|used|given) (?:on|for|to (?:fund|pay for))|(?:pays|paid|paying) for|which funds|allocated (?:to|as follows)|shared (?:among|between|out)|distributed (?:among|between|to))\b",
        )
    });
    let s = sentence.text.as_str();
    let money = |v: &&Value| v.money;
    SPLIT.find_iter(s).find_map(|at| {
        let whole = sentence.values.iter().filter(money).rfind(|v| v.end <= at.start())?;
        let parts: Vec<&Value> =
            sentence.values.iter().filter(money).filter(|v| v.start >= at.end()).collect();
        differs(whole, &parts)
    })
}

/// "The budget is £318,000: staffing £221,000, CCTV £74,000 and projects £33,000"; the items may stand in brackets.
fn itemised(sentence: &Sentence) -> Option<Found> {
    static SOME: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)\b(?:of which|includ(?:es?|ing)|such as|for example|e\.g|compared|against|previous\w*|instead of|rather than|from)\b",
        )
    });
    let s = sentence.text.as_str();
    let opens = s.rfind(" (").or(s.find(": ")).filter(|at| s[..*at].contains('£'))?;
    let bracket = s[opens..].starts_with(" (");
    let end = if bracket { opens + s[opens..].find(')')? } else { s.len() };
    let (before, parts): (Vec<&Value>, Vec<&Value>) =
        sentence.values.iter().filter(|v| v.money && v.end <= end).partition(|v| v.end <= opens);
    let whole = before.last()?;
    // Something else may be said between the amount and its items, but not of another amount or of some of them.
    let close = !bracket || s[whole.end..opens].trim().is_empty();
    if !close
        || SOME.is_match(&s[whole.end..end])
        || parts.iter().any(|v| v.change != Change::Level)
    {
        return None;
    }
    differs(whole, &parts)
}

/// "£50,000 for CCTV, £35,000 for the team and £20,000 for supplies, £95,000 in all".
fn in_all(sentence: &Sentence) -> Option<Found> {
    static BEFORE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)(?:\b(?:in total|in all|altogether|totall?ing|totals|amounting to|adding up to|a (?:combined |grand |overall )?(?:total|sum) of|total(?: (?:of|is|being|budget|cost|funding))?)|=)[:,]?\s*£?$",
        )
    });
    static AFTER: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"(?i)^\s*(?:in (?:all|total)|altogether|all told|overall|combined)\b")
    });
    let s = sentence.text.as_str();
    let at = sentence.values.iter().rposition(|v| v.money)?;
    let (whole, items) = (&sentence.values[at], &sentence.values[..at]);
    let parts: Vec<&Value> = items.iter().filter(|v| v.money).collect();
    let said = BEFORE.is_match(&s[..whole.start]) || AFTER.is_match(&s[whole.end..]);
    if !said || parts.iter().any(|v| v.change != Change::Level || v.value > whole.value) {
        return None;
    }
    differs(whole, &parts)
}

fn differs(whole: &Value, parts: &[&Value]) -> Option<Found> {
    let sum: Decimal = parts.iter().map(|v| v.value).sum();
    let gap = (sum - whole.value).abs();
    // What misses by much is no sum; three parts are more likely meant to be one than two.
    let near = if parts.len() > 2 { Decimal::from(6) } else { Decimal::TEN };
    if parts.len() < 2 || gap < Decimal::ONE || gap * near > whole.value {
        return None;
    }
    let message = format!(
        "{} parts are expected to sum to {}; they sum to {}",
        parts.len(),
        shown(whole.value),
        shown(sum)
    );
    Some((&issue::TOTAL_DIFFERS, whole.start, message))
}

static LEAVING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:leaving|which leaves|leaves)(?: (?:a )?(?:balance|remainder|total) of)?\s*£?$",
    )
});

/// "£383,000 is available ... £214,850 has been committed, leaving £186,150".
fn left_over(sentence: &Sentence) -> Option<Found> {
    let s = sentence.text.as_str();
    let n = sentence.values.iter().position(|v| v.money && LEAVING.is_match(&s[..v.start]))?;
    let before: Vec<&Value> = sentence.values[..n].iter().filter(|v| v.money).collect();
    let [whole, spent] = before.as_slice() else { return None };
    let left = &sentence.values[n];
    if spent.value > whole.value {
        return None;
    }
    differs(whole, &[spent, left])
}

/// "£383,000 for the Community Safety Fund and £275,000 for ... To date £214,850 of the Fund has been committed, leaving
/// £186,150": the whole stands a sentence earlier, under the same name or alone.
fn left_of_named(walk: &Walk<'_>, sentence: &Sentence) -> Option<Found> {
    static OF: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"^\s*of (?:the |its |our |this )?([A-Z][\w'\x{2019} -]{3,60}?) (?:has|have|had|was|is|were|are)\b",
        )
    });
    let s = sentence.text.as_str();
    let n = sentence.values.iter().position(|v| v.money && LEAVING.is_match(&s[..v.start]))?;
    let before: Vec<&Value> = sentence.values[..n].iter().filter(|v| v.money).collect();
    let [spent] = before.as_slice() else { return None };
    let name = OF.captures(&s[spent.end..]).map(|c| c[1].to_owned());
    let earlier = told_before(walk).filter(|a| a.amount > spent.value);
    let named = |a: &&Allocation| {
        let after = a.quote.split_once(&grouped(&a.amount.normalize().to_string()));
        let near = after.map_or("", |(_, rest)| super::prose::near(rest, 0, 0, 70));
        name.as_deref().is_none_or(|name| near.contains(name))
    };
    let found: Vec<&Allocation> = earlier.filter(named).collect();
    let [whole] = found.as_slice() else { return None };
    let left = &sentence.values[n];
    let stated = spent.value + left.value;
    let gap = (stated - whole.amount).abs();
    let message = format!(
        "{} less {} is {}, not {}",
        shown(whole.amount),
        shown(spent.value),
        shown(whole.amount - spent.value),
        shown(left.value)
    );
    let near = gap >= Decimal::ONE && gap * Decimal::TEN <= whole.amount;
    near.then_some((&issue::TOTAL_DIFFERS, left.start, message))
}

/// What the few sentences before gave, the nearest first.
fn told_before<'a>(walk: &'a Walk<'_>) -> impl Iterator<Item = &'a Allocation> {
    let now = walk.sentence;
    let near = move |a: &&Allocation| a.seat.sentence < now && a.seat.sentence + 4 >= now;
    walk.out.allocations.iter().rev().take(24).filter(near)
}

/// "Funding fell by 20 %, from £62,500 to £46,900"; the later amount may stand in the sentence before, under the same name.
fn step_of_money(walk: &Walk<'_>, sentence: &Sentence) -> Option<Found> {
    static NAME: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"^\W*(?:The |Our )?((?:[A-Z][\w'\x{2019}-]+ ){2,5})"));
    let s = sentence.text.as_str();
    let step = sentence
        .values
        .iter()
        .find(|v| v.unit == Some(Unit::Percent) && v.change != Change::Level)?;
    let leads = |v: &&Value, word: &str| {
        v.money && s[..v.start].trim_end_matches('£').trim_end().to_lowercase().ends_with(word)
    };
    let from = sentence.values.iter().find(|v| leads(v, " from"))?;
    let money = sentence.values.iter().filter(|v| v.money).count();
    let to = sentence.values.iter().find(|v| leads(v, " to") && v.start > from.end);
    let to = match to {
        Some(to) => to.value,
        None if money == 1 => {
            let name = NAME.captures(s)?[1].trim().to_owned();
            let names = |a: &&Allocation| {
                let lead = a.quote.split('£').rev().nth(1).unwrap_or("");
                super::prose::tail(lead, 60).contains(name.as_str())
                    && a.quote.contains(&grouped(&a.amount.normalize().to_string()))
            };
            told_before(walk).find(names)?.amount
        }
        None => return None,
    };
    if from.value.is_zero() || from.value == to {
        return None;
    }
    let computed = (to - from.value) * Decimal::ONE_HUNDRED / from.value;
    let rose = step.change == Change::Increase;
    let fits = (computed.abs() - step.value.abs()).abs() <= Decimal::ONE
        && (computed > Decimal::ZERO) == rose;
    let message = format!(
        "from {} to {} is {} %; the text says {} {} %",
        shown(from.value),
        shown(to),
        shown(computed.round_dp(1)),
        if rose { "up" } else { "down" },
        shown(step.value.abs())
    );
    (!fits).then_some((&issue::CHANGE_DIFFERS, step.start, message))
}

/// "412 people responded ... 352 respondents (92 %) agreed": a share of those who answered, a paragraph earlier.
fn share_of_replies(walk: &Walk<'_>, sentence: &Sentence) -> Option<Found> {
    static REPLIES: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"(?i)^\s*(?:respondents|responses|replies|of (?:the )?respondents)\b")
    });
    let s = sentence.text.as_str();
    let all = walk.replies?;
    sentence.values.windows(2).find_map(|pair| {
        let [part, share] = pair else { return None };
        let told = REPLIES.is_match(&s[part.end..])
            && share.unit == Some(Unit::Percent)
            && share.change == Change::Level
            && super::clauses::enclosed_alone(s, share)
            && s[part.end..share.start].split_whitespace().count() <= 4;
        if !told || part.unit.is_some_and(|u| u != Unit::Count) {
            return None;
        }
        let whole = Value { value: all, ..part.clone() };
        share_differs(part, &whole, share)
    })
}

/// "211 people went through triage; 18 (12 %) reoffended".
fn share_of_whole(sentence: &Sentence) -> Option<Found> {
    static OF: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"(?i)(?:;|,? of (?:whom|which|these|them)\b|, and only)[^.;()\d]{0,20}$")
    });
    static AND: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"(?i)^[^.;()\d]{4,70}\b(?:and|but)\s*$"));
    static DONE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)^\s*(?:were|was|had|have|went|did|completed|accepted|engaged|reoffended|returned|left|agreed)\b",
        )
    });
    static THEM: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)^of (?:whom|which|these|them)$"));
    let s = sentence.text.as_str();
    let count = |v: &Value| {
        !v.money && matches!(v.unit, None | Some(Unit::Count)) && v.change == Change::Level
    };
    sentence.values.windows(3).find_map(|three| {
        let [whole, part, share] = three else { return None };
        let between = s[part.end..share.start].trim_matches([' ', '(']);
        let of_them = THEM.is_match(between);
        let behind = (between.is_empty() || of_them) && super::clauses::enclosed_alone(s, share);
        let counts = count(whole) && count(part) && share.unit == Some(Unit::Percent);
        // "118 women were referred and 59 (40 %) were accepted": what was done with them follows.
        let done = AND.is_match(&s[whole.end..part.start])
            && DONE.is_match(s[share.end..].trim_start_matches(')'))
            && share_differs(
                part,
                &Value { value: whole.value + part.value, ..whole.clone() },
                share,
            )
            .is_some();
        if !(behind && counts && share.change == Change::Level)
            || !(OF.is_match(&s[whole.end..part.start]) || of_them || done)
        {
            return None;
        }
        share_differs(part, whole, share)
    })
}

fn share_differs(part: &Value, whole: &Value, share: &Value) -> Option<Found> {
    if part.value > whole.value || whole.value.is_zero() {
        return None;
    }
    let computed = part.value * Decimal::ONE_HUNDRED / whole.value;
    let message = format!(
        "{} of {} is {} %, not {} %",
        shown(part.value),
        shown(whole.value),
        shown(computed.round_dp(1)),
        shown(share.value)
    );
    let far = (computed - share.value).abs() > Decimal::ONE;
    far.then_some((&issue::SHARE_DIFFERS, share.start, message))
}

/// "£341,750 (30 % of the £1,546,600 total)".
fn share_in_brackets(sentence: &Sentence) -> Option<Found> {
    static OF_THE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"(?i)^%?\s*of(?: the| a| our)?(?: total| overall| whole)?(?: of)?\s*£?$")
    });
    let s = sentence.text.as_str();
    sentence.values.windows(3).find_map(|three| {
        let [part, share, whole] = three else { return None };
        let alike = part.money == whole.money && part.unit == whole.unit;
        let opened = s[part.end..share.start].trim() == "(";
        if !(alike && opened && share.unit == Some(Unit::Percent))
            || share.change != Change::Level
            || !OF_THE.is_match(s[share.end..whole.start].trim())
        {
            return None;
        }
        share_differs(part, whole, share)
    })
}

/// "Target 990, actual 1,014 – achieved", of a measure whose good side is known.
fn verdict(walk: &Walk<'_>, sentence: &Sentence) -> Option<Found> {
    static SAID: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)\btarget:?\s*([\d,.]+)%?[^.;\d]{0,30}\bactual:?\s*([\d,.]+)%?[^.;\d]{0,30}[–-]\s*(not achieved|not met|achieved|met|missed)\b",
        )
    });
    let s = sentence.text.as_str();
    let c = SAID.captures(s)?;
    let number =
        |n: usize| c[n].trim_end_matches(['.', ',']).replace(',', "").parse::<Decimal>().ok();
    let (target, actual) = (number(1)?, number(2)?);
    let (_, measure) = walk.measures_in(s).into_iter().next()?;
    let met = match measure.polarity.as_str() {
        "low_is_good" => actual <= target,
        "high_is_good" => actual >= target,
        _ => return None,
    };
    let said = matches!(c[3].to_lowercase().as_str(), "achieved" | "met");
    let message = format!(
        "{} against a target of {} is {}; the text says \"{}\"",
        shown(actual),
        shown(target),
        if met { "met" } else { "missed" },
        &c[3]
    );
    (met != said).then_some((&issue::CLAIM_CONTRADICTED, c.get(3)?.start(), message))
}

#[cfg(test)]
mod tests {
    use super::super::sentence::read;
    use super::*;
    use crate::passage::Text;

    #[test]
    fn what_a_sentence_contradicts_in_itself() {
        let cases = [
            ("Vehicle crime is down 12% (+75 crimes).", "change-differs"),
            ("Vehicle crime is up 12% (+75 crimes).", ""),
            ("Reports rose by a quarter, from 96 to 112.", "change-differs"),
            ("Reports rose by a quarter, from 96 to 120.", ""),
            ("The award of £500 was split between pay of £200 and rent of £330.", "total-differs"),
            ("The award of £500 was split between pay of £200 and rent of £300.", ""),
            ("Of the £900, £400 has been committed, leaving £550.", "total-differs"),
            ("Of the £900, £400 has been committed, leaving £500.", ""),
            ("The budget is £318: staffing £221, CCTV £74 and projects £33.", "total-differs"),
            ("The budget is £328: staffing £221, CCTV £74 and projects £33.", ""),
            (
                "Savings of £95 (CCTV £50, teams £35 and supplies £20) are proposed.",
                "total-differs",
            ),
            ("The budget is £318, including £221 for staffing and £74 for CCTV.", ""),
            ("The budget is £318: this includes £221 for staffing and £74 for CCTV.", ""),
            ("CCTV £50, merger of teams £35 and supplies £20, £95 in all.", "total-differs"),
            ("We gave £50 to CCTV and £35 to the team, a total of £85.", ""),
            ("We gave £50 to CCTV and £35 to the team, a total of £83.", "total-differs"),
            ("200 clients were seen; 18 (12%) came back", "share-differs"),
            ("200 clients were seen; 18 (9%) came back", ""),
            ("118 women were referred and 59 (40%) were accepted", "share-differs"),
            ("118 women were referred and 59 (50%) were accepted", ""),
            ("120 men and 59 (33%) women were seen", ""),
            ("388 young people took part, 146 of them (28%) girls", "share-differs"),
            ("388 young people took part, 146 of them (38%) girls", ""),
            ("Outreach: £341,750 (30% of the £1,546,600 total)", "share-differs"),
            ("Outreach: £341,750 (22% of the £1,546,600 total)", ""),
        ];
        for (text, expected) in cases {
            let read = read(Text::of_line(text, 1), true);
            let found: Vec<&str> =
                CHECKS.iter().filter_map(|c| c(&read)).map(|f| f.0.code).collect();
            assert_eq!(found.join(" "), expected, "{text}");
        }
    }
}
