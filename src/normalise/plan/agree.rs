//! Numbers of one sentence that do not agree: parts and their total, two ways to say one step, a share and its whole, a
//! verdict and its target.

use std::sync::LazyLock;

use regex::Regex;
use rust_decimal::Decimal;

use super::Walk;
use super::sentence::{Sentence, Value};
use crate::issue::{self, Issue, Rule};
use crate::model::amount::Unit;
use crate::model::observation::Change;
use crate::written::pattern::pattern;

/// Everything that one sentence contradicts in itself.
pub(super) fn sentence(walk: &mut Walk<'_>, sentence: &Sentence) {
    let checks = [steps, fraction, split, left_over, share_of_whole, share_in_brackets];
    let found: Vec<Found> = checks.iter().filter_map(|check| check(sentence)).collect();
    let verdict = verdict(walk, sentence);
    for (rule, at, message) in found.into_iter().chain(verdict) {
        let place = sentence.text.place(at);
        walk.issue(Issue::new(rule, walk.path, place, message));
    }
}

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
            r"(?i)\b(?:split (?:between|into)|made up of|consists? of|consisting of|comprises?|comprising|divided (?:between|into))\b",
        )
    });
    let s = sentence.text.as_str();
    let at = SPLIT.find(s)?;
    let money = |v: &&Value| v.money;
    let whole = sentence.values.iter().filter(money).rfind(|v| v.end <= at.start())?;
    let parts: Vec<&Value> =
        sentence.values.iter().filter(money).filter(|v| v.start >= at.end()).collect();
    differs(whole, &parts)
}

fn differs(whole: &Value, parts: &[&Value]) -> Option<Found> {
    let sum: Decimal = parts.iter().map(|v| v.value).sum();
    let gap = (sum - whole.value).abs();
    // What misses by much is no sum.
    if parts.len() < 2 || gap < Decimal::ONE || gap * Decimal::TEN > whole.value {
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

/// "£383,000 is available ... £214,850 has been committed, leaving £186,150".
fn left_over(sentence: &Sentence) -> Option<Found> {
    static LEAVING: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)\b(?:leaving|which leaves|leaves)(?: (?:a )?(?:balance|remainder|total) of)?\s*£?$",
        )
    });
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

/// "211 people went through triage; 18 (12 %) reoffended".
fn share_of_whole(sentence: &Sentence) -> Option<Found> {
    static OF: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"(?i)(?:;|,? of (?:whom|which|these|them)\b|, and only)[^.;()\d]{0,20}$")
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
        if !(behind && counts && share.change == Change::Level)
            || !(OF.is_match(&s[whole.end..part.start]) || of_them)
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
            ("200 clients were seen; 18 (12%) came back", "share-differs"),
            ("200 clients were seen; 18 (9%) came back", ""),
            ("388 young people took part, 146 of them (28%) girls", "share-differs"),
            ("388 young people took part, 146 of them (38%) girls", ""),
            ("Outreach: £341,750 (30% of the £1,546,600 total)", "share-differs"),
            ("Outreach: £341,750 (22% of the £1,546,600 total)", ""),
        ];
        for (text, expected) in cases {
            let read = read(Text::of_line(text, 1), true);
            let checks = [steps, fraction, split, left_over, share_of_whole, share_in_brackets];
            let found: Vec<&str> =
                checks.iter().filter_map(|c| c(&read)).map(|f| f.0.code).collect();
            assert_eq!(found.join(" "), expected, "{text}");
        }
    }
}
