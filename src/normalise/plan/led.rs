//! The period of a value that leads to another or comes from it: steps, runs of years, and what something fell from.

use std::sync::LazyLock;

use regex::Regex;

use super::moments::Moment;
use super::pair::{AGAINST, Surroundings, When, is_step};
use super::sentence::{Sentence, Value};
use crate::model::document::Stated;
use crate::model::observation::Change;
use crate::model::period::Period;
use crate::written::pattern::pattern;

pub(super) static LEADS_TO: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^[^.;,(]{0,40}(?:,|\(|–|-)\s*(?:which|this|that)?\s*(?:is|was|an?|up|down|some|about)?\s*(?:(?:rise|fall|increase|decrease|reduction) of )?$",
    )
});

/// "1.6 % higher than in 2023/24", "27 % (2014/15: 29 %)": what is set against a year is of the year after it, where the
/// surroundings speak of that year.
pub(super) fn year_after_next(
    s: &str,
    sentence: &Sentence,
    i: usize,
    moments: &[Moment],
    around: &Surroundings,
) -> Option<Period> {
    let v = &sentence.values[i];
    let next = sentence.values.get(i + 1).map_or(s.len(), |n| n.start);
    let moment = moments.iter().find(|m| m.start >= v.end && m.start <= next)?;
    let gap = &s[v.end..moment.start];
    let against = is_step(v) && AGAINST.is_match(gap);
    let beside = moment.enclosed.is_some() && gap.split_whitespace().count() <= 6;
    let earlier = moment.period.filter(|_| against || beside)?;
    let around = [around.carried, around.section, around.table, around.document, around.last];
    around.into_iter().flatten().find(|p| p.year_before() == Some(earlier))
}

/// "14, 9, 11 and 8 in the four years to 2022/23": one value a year, the last for the year named.
pub(super) fn run_of_years(s: &str, sentence: &Sentence, moments: &[Moment], whens: &mut [When]) {
    static RUN: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)\b(two|three|four|five|six|[2-6]) (?:financial |calendar |successive |consecutive )?years (?:to|up to|ending|ending in|ended)\s*$",
        )
    });
    let words = ["two", "three", "four", "five", "six"];
    for moment in moments {
        let Some(run) = RUN.captures(&s[..moment.start]) else { continue };
        let word = run[1].to_lowercase();
        let count =
            words.iter().position(|w| *w == word).map_or(word.parse().ok(), |n| Some(n + 2));
        let before = sentence.values.iter().filter(|v| v.end <= moment.start).count();
        let Some(first) = count.and_then(|n: usize| before.checked_sub(n)) else { continue };
        let level = |v: &Value| v.change == Change::Level && v.unit == sentence.values[first].unit;
        if !sentence.values[first..before].iter().all(level) {
            continue;
        }
        let mut period = moment.period;
        for when in whens[first..before].iter_mut().rev() {
            *when = When { period, stated: Stated::Inferred, ..When::default() };
            period = period.and_then(Period::year_before);
        }
    }
}

/// Words of change, then "from", then the value.
pub(super) fn comes_from(s: &str, v: &Value) -> bool {
    // "Runs from 41% in one ward to 83% in another" is a range, not a change.
    static MOVES: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)\b(?:f[ae]ll|rose|ris|reduc|increas|went|gone|up|down|improv|cut|declin|drop|gr[eo]w|decreas|chang|lower|came|mov)\w*\b(?:[^.;]|\.\d)*\bfrom$",
        )
    });
    // "Burglary rose by 11 % (331 to 367 offences)": the brackets leave the word out.
    static OPENS: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)\b(?:f[ae]ll|rose|ris|reduc|increas|up|down|declin|drop|gr[eo]w|decreas)\w*\b[^.;()]*\($",
        )
    });
    static TO: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\s*(?:to|-|–)\s*£?\d[\d,.]*[^()]*\)"));
    let before = s[..v.start].trim_end().trim_end_matches('£').trim_end();
    if OPENS.is_match(before) && v.unit.is_none() && TO.is_match(&s[v.end..]) {
        return true;
    }
    let before = before.trim_end_matches('(').trim_end();
    before.to_lowercase().ends_with("from") && MOVES.is_match(before)
}

/// The first value of "from 250 to 220": it belongs to an earlier time than the sentence names.
pub(super) fn from_of(s: &str, sentence: &Sentence, i: usize) -> bool {
    let v = &sentence.values[i];
    let Some(next) = sentence.values.get(i + 1) else { return false };
    let gap = s[v.end..next.start].to_lowercase();
    let to =
        gap.trim_end().trim_end_matches('£').trim_end().ends_with("to") || gap.contains(" to ");
    to && comes_from(s, v)
}

/// No time is named but in brackets, and nothing promised: the words go on about what came before.
pub(super) fn timeless(s: &str) -> bool {
    let aside = |t: &crate::written::time::Found| super::moments::enclosed(s, t.0).is_some();
    crate::written::time::find(s).iter().all(aside) && !super::notes::promises(s)
}

/// Words as a name. What a cell of pages says is read where it stands, and not said again with each of its numbers.
pub(super) fn as_name(words: &str) -> String {
    const LONGEST: usize = 600;
    if words.len() <= LONGEST {
        return words.to_owned();
    }
    format!("{}…", super::prose::near(words, 0, 0, LONGEST).trim_end())
}
