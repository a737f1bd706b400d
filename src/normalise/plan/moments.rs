//! The times that a sentence names, each with what it may speak for.

use std::sync::LazyLock;

use regex::Regex;

use super::pair::Surroundings;
use super::sentence::Sentence;
use crate::model::document::Stated;
use crate::model::period::Period;
use crate::written::pattern::pattern;
use crate::written::time::{self, Time};

static RELATIVE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:(?:in |during |for |of )?the year before|(?:the )?previous year|(?:the )?prior year|last year|a year (?:earlier|before|ago)|(?:the )?preceding year|(?:the )?year earlier|(?:the )?12 months before|(?:the )?(?:previous|preceding) 12 months|(?:the |for the )?cohort before|(?:in|during|for|of) (?:the|this) (?:quarter|year)|this (?:quarter|year)|over the life of (?:this|the) (?:plan|strategy)|over the (?:two|three|four|five|2|3|4|5) years)\b",
    )
});
/// "In the year to date", "since April": from the start of the year that is reported on.
static TO_DATE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:in |for |during )?(?:(?:the|this) )?(?:financial )?year to date\b|\bso far this (?:financial )?year\b|\bsince (?:1 |1st )?april\b",
    )
});
/// "In the same period": the time that was named last.
static SAME_TIME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)\b(?:in|over|during|for) (?:the same|that|this) (?:period|time)\b")
});
/// "The last quarter", beside a quarter by its number.
static LAST_QUARTER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)\b(?:in|during|for|over) (?:the )?(?:last|latest|final) quarter\b")
});
/// The same months of another year.
static SAME_AGO: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:the )?same (?:\w+ )?(?:quarter|period|months?|half|half[ -]year|weeks|point|time|stage)(?: (?:of|in))? (?:last year|the year before|the previous year|a year (?:earlier|before|ago)|the year earlier|12 months (?:before|earlier|ago))\b",
    )
});
static SINCE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:\bsince|\bbaseline(?: of| in| year| year of)?|\bthan in|\bthan for|\bcompared (?:with|to) the baseline|\bsame\b[^.;,]{0,25} as (?:in|for|that (?:in|for)))\s*$",
    )
});
static BY: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\bby(?: the)?(?: end of)?\s*$"));

/// When something will be over says nothing of how much of it there is.
static ENDS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:ends?|expires?|ceases?|finish(?:es)?|runs? out|run until|runs until)\s*(?:in|on|at)?\s*(?:the end of )?$",
    )
});
/// When something began says nothing of how much of it there is.
pub(super) static BEGAN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:came into (?:force|effect)|took effect|installed|introduced|launched|established|set up|founded|formed|extended|upgraded|created|adopted)\s*(?:on|in|from)?\s*(?:the )?$",
    )
});
static CARRIED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)\b(?:carr(?:y|ied)|brought|rolled) (?:over|forward)(?: in)? from\s*(?:the )?$")
});

pub(super) struct Moment {
    pub start: usize,
    pub end: usize,
    pub period: Option<Period>,
    pub stated: Stated,
    /// It says where a comparison starts, not when a value was measured.
    pub baseline: bool,
    /// It stands in brackets and speaks for nothing outside them.
    pub enclosed: Option<usize>,
    pub by: bool,
    pub relative: bool,
    /// It counts from the start of the year, and says it of the value before it.
    pub to_date: bool,
}

pub(super) fn moments(sentence: &Sentence, around: &Surroundings) -> Vec<Moment> {
    let s = sentence.text.as_str();
    let year = sentence
        .times
        .iter()
        .find_map(|t| match t.2 {
            Time::Period(Period::FinancialYear(y) | Period::FinancialQuarter(y, _)) => Some(y),
            _ => None,
        })
        .or_else(|| {
            [around.carried, around.section, around.document]
                .into_iter()
                .flatten()
                .next()
                .map(Period::fy_start_year)
        });
    let mut out = to_date(sentence, around);
    out.extend(pointed_back(sentence, around, year));
    let parts: Vec<(usize, Period)> = out
        .iter()
        .filter_map(|m| Some((m.end, m.period?)))
        .chain(sentence.times.iter().filter_map(|t| Some((t.1, time::as_period(t.2)?))))
        .filter(|(_, p)| p.is_part())
        .collect();
    for &(start, end, t) in &sentence.times {
        let before = &s[..start];
        let (period, stated) = match t {
            Time::Quarter(q) => (year.map(|y| Period::FinancialQuarter(y, q)), Stated::Inferred),
            // Three-year data are written like plan years, but count calendar years.
            Time::Span(a, b) if before.trim_end().ends_with('(') || around.document.is_some() => {
                (Some(Period::CalendarYears(a, b)), Stated::Stated)
            }
            Time::DayOfMonth | Time::Incoherent => (None, Stated::None),
            other => (time::as_period(other), Stated::Stated),
        };
        // Money "carried forward from 2016/17" is money of another year.
        let counted = sentence.values.iter().any(|v| v.end <= start);
        let period = period.filter(|_| {
            !(CARRIED.is_match(before) || ENDS.is_match(before))
                && (counted || !BEGAN.is_match(before))
        });
        let period = same_quarter(&parts, before, period, around);
        if let Some(period) = period {
            let by = BY.is_match(before)
                && matches!(
                    t,
                    Time::Day(_)
                        | Time::Period(
                            Period::Month(_)
                                | Period::CalendarYear(_)
                                | Period::FinancialQuarter(..)
                                | Period::FinancialYear(_)
                        )
                );
            let period = if by { deadline_year(period) } else { period };
            out.push(Moment {
                start,
                end,
                period: Some(period),
                stated,
                baseline: SINCE.is_match(before)
                    || long_since(before)
                    || s[end..].trim_start().starts_with("baseline"),
                by,
                relative: false,
                to_date: false,
                enclosed: enclosed(s, start).filter(|_| !names_year(s, start, end)),
            });
        }
    }
    let ago = SAME_AGO.find_iter(s).map(|m| (m.start(), m.end()));
    let mut pointed: Vec<(usize, usize)> = ago.collect();
    for m in RELATIVE.find_iter(s) {
        // "In the year ending June 2021" says which year it is.
        // "The highest of the year" ranks within it.
        if s[m.start()..m.end()].starts_with("of ") && s[..m.start()].trim_end().ends_with("est") {
            continue;
        }
        let times = sentence.times.iter().map(|t| (t.0, t.1));
        let mut known =
            times.chain(pointed.iter().copied()).chain(out.iter().map(|m| (m.start, m.end)));
        if !known.any(|t| t.0 < m.end() && t.1 > m.start()) {
            pointed.push((m.start(), m.end()));
        }
    }
    for (start, end) in pointed {
        out.push(Moment {
            start,
            end,
            period: None,
            stated: Stated::Inferred,
            baseline: false,
            by: false,
            relative: true,
            to_date: false,
            enclosed: enclosed(s, start),
        });
    }
    out.sort_by_key(|m| m.start);
    averaged(s, &mut out);
    let base = out.iter().find(|m| !m.relative && !m.baseline).and_then(|m| m.period);
    let base = base.or(around.carried).or(around.section);
    let mut pointing: Vec<&mut Moment> = out.iter_mut().filter(|m| m.relative).collect();
    for m in &mut pointing {
        let words = s[m.start..m.end].to_lowercase();
        m.period = if words.contains("same ") {
            part_before(&parts, m.start, around).and_then(Period::year_before)
        } else {
            relative(&words, base, around)
        };
        // "In the quarter" names a period; "the year before" only points from one.
        m.relative = words.contains("before")
            || words.contains("earlier")
            || words.contains("ago")
            || words.contains("previous")
            || words.contains("prior")
            || words.contains("preceding")
            || words.contains("last");
        let lead = s[..m.start].trim_end().to_lowercase();
        m.baseline |= lead.ends_with("than") && m.relative;
    }
    // "Over three years" names none of them.
    out.retain(|m| m.period.is_some() || !RELATIVE.is_match(&s[m.start..m.end]));
    out
}

/// Words that point to a time which is named elsewhere.
fn pointed(s: &str, start: usize, end: usize, period: Period) -> Moment {
    Moment {
        start,
        end,
        period: Some(period),
        stated: Stated::Inferred,
        baseline: false,
        by: false,
        relative: false,
        to_date: true,
        enclosed: enclosed(s, start),
    }
}

/// "In the year to date": from April to the end of the quarter or the months that the surroundings report on.
fn to_date(sentence: &Sentence, around: &Surroundings) -> Vec<Moment> {
    let s = sentence.text.as_str();
    let around = [around.section, around.document, around.carried].into_iter().flatten();
    let Some(period) = around.filter(|p| p.is_part()).find_map(Period::year_to_date) else {
        return Vec::new();
    };
    let found = TO_DATE.find_iter(s).map(|m| (m.start(), m.end()));
    let free = |m: &(usize, usize)| !sentence.times.iter().any(|t| t.0 < m.1 && t.1 > m.0);
    found.filter(free).map(|(start, end)| pointed(s, start, end, period)).collect()
}

/// "Averaged 11 a year between 2014/15 and 2018/19": the two years are the ends of one time.
fn averaged(s: &str, out: &mut Vec<Moment>) {
    static ENDS: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\b(?:between|from)\s*$"));
    let lower = s.to_lowercase();
    if !lower.contains("averag") && !lower.contains("in total") && !lower.contains("a total of") {
        return;
    }
    let pair = out.windows(2).position(|p| {
        let link = s[p[0].end..p[1].start].trim();
        matches!(link, "and" | "to") && ENDS.is_match(&s[..p[0].start])
    });
    let Some(n) = pair else { return };
    let span = match (out[n].period, out[n + 1].period) {
        (Some(Period::FinancialYear(a)), Some(Period::FinancialYear(b))) if a < b => {
            Period::FinancialYears(a, b)
        }
        (Some(Period::CalendarYear(a)), Some(Period::CalendarYear(b))) if a < b => {
            Period::CalendarYears(a, b)
        }
        _ => return,
    };
    let last = out.remove(n + 1);
    out[n].period = Some(span);
    out[n].baseline = false;
    out[n].end = last.end;
}

/// "In the same period", "in the last quarter (Q3: 16)".
fn pointed_back(sentence: &Sentence, around: &Surroundings, year: Option<i32>) -> Vec<Moment> {
    let s = sentence.text.as_str();
    let moment = |start, end, period| pointed(s, start, end, period);
    let named = sentence.times.iter().find_map(|t| match t.2 {
        Time::Quarter(q) if q < 4 => year.map(|y| Period::FinancialQuarter(y, q + 1)),
        _ => None,
    });
    let quarter = LAST_QUARTER.find(s).zip(named).map(|(m, p)| moment(m.start(), m.end(), p));
    let last = around.carried.or(around.last);
    let of_another = |m: &regex::Match<'_>| {
        let next = s[m.end()..].trim_start();
        ["of ", "last ", "in ", "a year", "the "].iter().any(|w| next.starts_with(w))
    };
    let same = SAME_TIME.find(s).filter(|m| sentence.times.is_empty() && !of_another(m)).zip(last);
    quarter.into_iter().chain(same.map(|(m, p)| moment(m.start(), m.end(), p))).collect()
}

/// The last part of a year that is named before a place, else that of the surroundings.
fn part_before(parts: &[(usize, Period)], at: usize, around: &Surroundings) -> Option<Period> {
    let earlier = parts.iter().rev().filter(|(end, _)| *end <= at).map(|(_, p)| *p);
    let around = [around.carried, around.section, around.document].into_iter().flatten();
    earlier.chain(around).find(|p| p.is_part())
}

/// What "last year", "the year before" and "this quarter" mean here.
fn relative(words: &str, base: Option<Period>, around: &Surroundings) -> Option<Period> {
    let plan = around.document;
    let year = |p: Period| Period::FinancialYear(p.fy_start_year());
    if words.ends_with("quarter") {
        return [plan, base]
            .into_iter()
            .flatten()
            .find(|p| matches!(p, Period::FinancialQuarter(..)));
    }
    if words.contains("over the life") {
        return plan;
    }
    if words.ends_with("years") {
        return plan.filter(|p| matches!(p, Period::FinancialYears(..)));
    }
    if words.contains("this year") {
        let single =
            plan.filter(|p| matches!(p, Period::FinancialYear(_) | Period::FinancialQuarter(..)));
        return single.or(base).or(plan).map(year);
    }
    if words.contains("the year") && !words.contains("before") && !words.contains("earlier") {
        let single = plan.filter(|p| matches!(p, Period::FinancialYear(_)));
        return around.section.or(around.reported).or(single).or(base).map(year);
    }
    let year_of = |p: Option<Period>| p.filter(|p| p.year_before().is_some());
    let last = words.contains("last year");
    let from = if last { year_of(around.section).or(plan).or(base) } else { base.or(plan) };
    from.and_then(Period::year_before)
}

/// "In the current financial year (2015/16)": the brackets say which year, and say it for the whole sentence.
fn names_year(s: &str, start: usize, end: usize) -> bool {
    static YEAR: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)\b(?:current|last|previous|coming|this|past|reporting|plan) (?:financial |calendar |plan )?(?:year|quarter|period)\s*\($",
        )
    });
    s[end..].starts_with(')') && YEAR.is_match(&s[..start])
}

/// The end of the brackets that a place stands in.
pub(super) fn enclosed(s: &str, at: usize) -> Option<usize> {
    let open = s[..at].rfind('(')?;
    if s[open..at].contains(')') {
        return None;
    }
    s[at..].find(')').map(|n| at + n)
}

/// "since the service was set up in 2000": a start, some words before.
fn long_since(before: &str) -> bool {
    let from = before.len().saturating_sub(48);
    let tail = (from..=before.len()).find_map(|i| before.get(i..)).unwrap_or("").to_lowercase();
    tail.rfind("since ").is_some_and(|i| {
        !tail[i..].contains([',', ';', '.', '(']) && !tail[i..].bytes().any(|b| b.is_ascii_digit())
    })
}

/// "The same quarter of 2022/23" in a report on the third quarter.
fn same_quarter(
    parts: &[(usize, Period)],
    before: &str,
    period: Option<Period>,
    around: &Surroundings,
) -> Option<Period> {
    static SAME: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)\bsame (?:\w+ )?(?:quarter|period|months?|time|half|half[ -]year|weeks|point)(?: last year)? ?(?:of|in|during|for|,|\()?\s*$",
        )
    });
    if !SAME.is_match(before) {
        return period;
    }
    let part = part_before(parts, before.len(), around);
    let (Some(here), Some(part)) = (period, part) else { return period };
    match (here, part) {
        (Period::FinancialYear(y), Period::FinancialQuarter(_, q)) => {
            Some(Period::FinancialQuarter(y, q))
        }
        (Period::FinancialYear(y), _) => shifted(part, y - part.fy_start_year()),
        (Period::CalendarYear(y), _) => shifted(part, y - part.first().year()),
        _ => period,
    }
}

/// The same months some years on.
fn shifted(part: Period, years: i32) -> Option<Period> {
    match part {
        Period::FinancialQuarter(y, q) => Some(Period::FinancialQuarter(y + years, q)),
        Period::Month(m) => Some(Period::Month(m.plus(12 * years))),
        Period::Months(a, b) => Some(Period::Months(a.plus(12 * years), b.plus(12 * years))),
        _ => None,
    }
}

/// A promise "by March 2024" is judged on the financial year that ends then.
fn deadline_year(period: Period) -> Period {
    match period {
        Period::Month(m) => {
            Period::FinancialYear(if m.number() >= 4 { m.year() } else { m.year() - 1 })
        }
        other => other,
    }
}

/// "First time entrants, Jan 2024 to Dec 2024": a bullet that is a name and its time, which the bullets below it are of.
pub(super) fn named_with_time(s: &str) -> Option<Period> {
    let found = time::find(s);
    let [(start, end, time)] = found.as_slice() else { return None };
    let rest = format!("{} {}", &s[..*start], &s[*end..]);
    let name = rest.split_whitespace().count() < 9
        && s[..*start].chars().any(char::is_alphabetic)
        && !rest.contains(|c: char| c.is_ascii_digit() || matches!(c, '.' | ';' | ':'))
        && !super::notes::promises(s);
    let period = time::as_period(*time)?;
    (name && !matches!(period, Period::Month(_))).then_some(period)
}
