//! Which period and which area a number of a sentence belongs to.

use std::sync::LazyLock;

use regex::Regex;

use super::led::{LEADS_TO, comes_from, from_of, run_of_years, year_after_next};
use super::moments::{Moment, enclosed, moments};
use super::sentence::{Sentence, Value};
use crate::model::amount::Unit;
use crate::model::document::Stated;
use crate::model::observation::Change;
use crate::model::period::Period;
use crate::written::pattern::pattern;

/// What the sentence and its surroundings say about time.
#[derive(Clone, Copy, Debug, Default)]
pub struct Surroundings {
    /// The last period that the paragraph named.
    pub carried: Option<Period>,
    /// The period of the section or the table.
    pub section: Option<Period>,
    /// The period of the document.
    pub document: Option<Period>,
    /// The latest period of the table right above.
    pub table: Option<Period>,
    /// The time of all figures of the document, where it says one.
    pub figures: Option<Period>,
    /// The year that a plan looks back on.
    pub reported: Option<Period>,
    /// What the section said last, which only a comparison with the year before it takes up.
    pub last: Option<Period>,
}

/// The period of one value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct When {
    pub period: Option<Period>,
    pub stated: Stated,
    pub baseline: Option<Period>,
    /// It is the day by which something is promised.
    pub by: bool,
    /// It stands in brackets behind another value, and says nothing to the sentences that follow.
    pub aside: bool,
    /// It only points from another time: "the year before".
    pub relative: bool,
}

static FOLLOWS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:^|\s|\()(?:in|during|for|at|by|of|over|to|as at|on|ending|until|between|throughout|the|under)\s+(?:the\s+)?(?:(?:same|first|second|last|whole|full|financial|calendar|three|six|nine|rolling|year|years|quarter|period|end|cohort|12|months?)\s+(?:of\s+|in\s+|to\s+)?)*$|^\s*[(,]?\s*$|\b(?:two|three|four|five|[2-5])(?:[ -](?:financial|year))? ?years?(?: period)?,?\s*\(?\s*$|^\s*\((?:[A-Z][\w'\u{2019}]*\s+){1,4}$",
    )
});
static IMMEDIATE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^\s*(?:[:=–-]|was|is|were|at|of|stood at|,?\s*(?:when )?there (?:were|was)|when (?:it|the \w+) (?:was|stood at))?\s*(?:£|about |over |a total of )?$",
    )
});
/// The period of every value of the sentence, in order.
pub fn periods(sentence: &Sentence, around: &Surroundings) -> Vec<When> {
    let s = sentence.text.as_str();
    let moments = moments(sentence, around);
    let mut out = vec![None::<usize>; sentence.values.len()];
    let mut compared = Vec::new();
    if let Some(zipped) = respectively(s, sentence, &moments) {
        out = zipped;
    } else {
        bracketed_pair(s, sentence, &moments, &mut out);
        immediate(s, sentence, &moments, &mut out);
        compared = following(s, sentence, &moments, &mut out);
        bracketed(s, sentence, &moments, &mut out);
        preceding(s, sentence, &moments, &compared, &mut out);
    }
    let baseline = moments.iter().find(|m| m.baseline).and_then(|m| m.period);
    compared.extend(against_those(s, sentence, &out));
    // "Up by 20 % from 88 in 2008/09": the time of what it comes from.
    let from = (0..out.len()).filter(|i| comes_from(s, &sentence.values[*i]));
    compared.extend(from.filter_map(|i| out[i]));
    let latest = |limit: usize| {
        let open = moments.iter().enumerate().filter(|(n, _)| !compared.contains(n));
        let open = open.map(|(_, m)| m).filter(|m| {
            !m.baseline
                && !m.relative
                && !m.by
                && m.end <= limit
                && m.enclosed.is_none_or(|e| e >= limit)
        });
        open.filter(|m| m.period.is_some()).max_by_key(|m| m.period)
    };
    let found = |m: &Moment| When {
        period: m.period,
        stated: m.stated,
        baseline,
        by: m.by,
        aside: m.enclosed.is_some(),
        relative: m.relative,
    };
    let mut whens: Vec<When> = (0..sentence.values.len())
        .map(|i| {
            let v = &sentence.values[i];
            let step = is_step(v) || v.unit == Some(Unit::PercentagePoint);
            if let Some(m) = out[i] {
                return found(&moments[m]);
            }
            let limit = if step { s.len() } else { v.start };
            match latest(limit) {
                // A step leads to the latest time that is spoken of, here or in the sentence before.
                Some(m) if step && around.carried > m.period => {
                    When { baseline, ..carried(around) }
                }
                Some(m) => found(m),
                None => When { baseline, ..carried(around) },
            }
        })
        .collect();
    for i in 1..sentence.values.len() {
        // "31.4% (22 of 70)": the brackets show the parts of the value before them.
        let open = enclosed(s, sentence.values[i].start)
            .and_then(|_| s[..sentence.values[i].start].rfind('('));
        let parts = open.is_some_and(|o| {
            o >= sentence.values[i - 1].end && s[sentence.values[i - 1].end..o].trim().len() <= 12
                || o < sentence.values[i - 1].start
        });
        // "A rise of 6.3 % on 2019/20 (4,905)": the brackets belong to the time right before them.
        let own = out[i]
            .map(|m| &moments[m])
            .zip(open)
            .is_some_and(|(m, o)| m.start > o || m.end <= o && s[m.end..o].trim().is_empty());
        if parts && !own && !is_step(&sentence.values[i]) {
            whens[i] = When { aside: true, ..whens[i - 1] };
        }
        // "412, up from 266": the year before.
        let before = s[..sentence.values[i].start].trim_end().to_lowercase();
        // "Improved to 29 % from 26 %".
        let gap = s[sentence.values[i - 1].end..sentence.values[i].start].trim();
        let lead = s[..sentence.values[i - 1].start].trim_end().to_lowercase();
        let back = gap == "from" && lead.ends_with(" to");
        if out[i].is_none()
            && (back || before.ends_with("up from") || before.ends_with("down from"))
        {
            let reached = whens[i - 1].period.or(around.figures);
            let earlier = reached.and_then(Period::year_before);
            let stated = if earlier.is_some() { Stated::Inferred } else { Stated::None };
            whens[i] =
                When { period: earlier, stated, baseline, relative: true, ..When::default() };
        }
    }
    run_of_years(s, sentence, &moments, &mut whens);
    for i in (0..sentence.values.len()).rev() {
        if out[i].is_none() && from_of(s, sentence, i) {
            // What it fell from is of the year before, where the sentence says when it fell to the other.
            let to = whens[i + 1];
            let reached = to.period.or(around.figures);
            let earlier = reached.filter(|_| !to.by).and_then(Period::year_before);
            let stated = if earlier.is_some() { Stated::Inferred } else { Stated::None };
            whens[i] =
                When { period: earlier, stated, baseline, relative: true, ..When::default() };
        }
    }
    // "The fund (£127,460 in 2011/12), the action fund (£418,300) and the grant of £46,900": one year for all of them.
    let years: std::collections::BTreeSet<Option<Period>> =
        moments.iter().filter(|m| !m.relative).map(|m| m.period).collect();
    let money = |i: &usize| sentence.values[*i].money;
    let dated = (0..whens.len()).filter(money).find(|i| whens[*i].aside && out[*i].is_some());
    if let (1, Some(first)) = (years.len(), dated) {
        for i in (first + 1..whens.len()).filter(money) {
            if whens[i].period.is_none() {
                whens[i] = When { stated: Stated::Inferred, ..whens[first] };
            }
        }
    }
    // "Down 9 % in 2010/11 (7,205 compared to 7,918)": the second of the two is of the year before.
    for i in 1..whens.len() {
        let (a, b) = (&sentence.values[i - 1], &sentence.values[i]);
        let gap = s[a.end..b.start].to_lowercase();
        let link = ["compared to", "compared with", "against", "from", "down from", "up from"];
        let pair = enclosed(s, a.start).is_some()
            && enclosed(s, b.start).is_some()
            && s[..a.start].trim_end().ends_with('(')
            && a.unit == b.unit
            && link.contains(&gap.trim());
        let stepped = sentence.values[..i - 1].iter().any(is_step);
        if pair && stepped && whens[i - 1].period == whens[i].period {
            let earlier = whens[i].period.and_then(Period::year_before);
            let stated = if earlier.is_some() { Stated::Inferred } else { Stated::None };
            whens[i] = When { period: earlier, stated, aside: true, ..When::default() };
        }
    }
    for (i, when) in whens.iter_mut().enumerate().filter(|(_, w)| w.period.is_none() && !w.by) {
        when.period = year_after_next(s, sentence, i, &moments, around);
        when.stated = if when.period.is_some() { Stated::Inferred } else { when.stated };
    }
    // "5,862 calls, 9.3 % lower than 2013/14": the level that the step leads to is of its time.
    for i in 0..whens.len().saturating_sub(1) {
        let (v, next) = (&sentence.values[i], &sentence.values[i + 1]);
        let told = is_step(next)
            && whens[i + 1].stated == Stated::Inferred
            && !(whens[i + 1].aside || whens[i + 1].relative);
        if told
            && !is_step(v)
            && whens[i].period.is_none()
            && LEADS_TO.is_match(&s[v.end..next.start])
        {
            whens[i] = whens[i + 1];
        }
    }
    whens
}

/// The value says by how much something changed: in words, or by its sign.
pub(super) fn is_step(v: &Value) -> bool {
    v.change != Change::Level || v.unit == Some(Unit::Percent) && v.value.is_sign_negative()
}

/// The moments of values that others are compared with: "compares with £171,900 in 2023/24".
fn against_those(s: &str, sentence: &Sentence, out: &[Option<usize>]) -> Vec<usize> {
    let pairs = sentence.values.windows(2).zip(out.iter().skip(1));
    let compared = pairs.filter(|(v, _)| COMPARED.is_match(&s[v[0].end..v[1].start]));
    compared.filter_map(|(_, m)| *m).collect()
}

/// Words between a figure and one that it is compared with.
pub(super) static COMPARED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:compare[sd]?|comparing|comparison|against|than|versus|up from|down from|had been|(?:half|twice|double|triple) (?:that|those|the (?:number|rate|figure|level|total))(?: (?:of|in|for|seen|recorded))*)\b|\b(?:increase|decrease|rise|fall|drop|reduction|growth|change|up|down)\b(?:[^.;]|\.\d)*\bon (?:the )?(?:previous |last )?$",
    )
});

fn carried(around: &Surroundings) -> When {
    match around.carried.or(around.section) {
        Some(p) => When { period: Some(p), stated: Stated::Inferred, ..When::default() },
        None => When::default(),
    }
}

/// "3.2% and 4.6% in 2008/09 and 2009/10 respectively": first to first, second to second.
fn respectively(s: &str, sentence: &Sentence, moments: &[Moment]) -> Option<Vec<Option<usize>>> {
    let at = s.to_lowercase().find("respectively")?;
    let times: Vec<usize> =
        (0..moments.len()).filter(|&m| moments[m].end <= at && !moments[m].baseline).collect();
    let values: Vec<usize> =
        (0..sentence.values.len()).filter(|&v| sentence.values[v].end <= at).collect();
    if times.len() < 2 || values.len() < times.len() {
        return None;
    }
    let mut out = vec![None; sentence.values.len()];
    for (v, m) in values[values.len() - times.len()..].iter().zip(&times) {
        out[*v] = Some(*m);
    }
    Some(out)
}

/// "lower in 2017/18 than in 2014/15 (412 calls against 665)": the brackets follow the order of the sentence.
fn bracketed_pair(s: &str, sentence: &Sentence, moments: &[Moment], out: &mut [Option<usize>]) {
    let inside: Vec<usize> = (0..sentence.values.len())
        .filter(|&i| enclosed(s, sentence.values[i].start).is_some())
        .collect();
    let [a, b] = inside.as_slice() else { return };
    let gap = s[sentence.values[*a].end..sentence.values[*b].start].to_lowercase();
    let before: Vec<usize> = (0..moments.len())
        .filter(|&m| {
            moments[m].end <= sentence.values[*a].start
                && moments[m].enclosed.is_none()
                && !moments[m].relative
        })
        .collect();
    let compared =
        ["against", "compared", "from", "down from", "up from"].iter().any(|w| gap.contains(w));
    if let ([x, y], true) = (before.as_slice(), compared) {
        out[*a] = Some(*x);
        out[*b] = Some(*y);
    }
}

/// "(2019: 69%)", "in 2010/11 579": the value stands right behind its period.
fn immediate(s: &str, sentence: &Sentence, moments: &[Moment], out: &mut [Option<usize>]) {
    for (m, moment) in moments.iter().enumerate() {
        let next = sentence.values.iter().position(|v| v.start >= moment.end);
        let Some(v) = next else { continue };
        let gap = &s[moment.end..sentence.values[v].start];
        let between =
            moments.iter().any(|o| o.start >= moment.end && o.end <= sentence.values[v].start);
        if !between && IMMEDIATE.is_match(gap) && !BASELINE_BLOCK.is_match(&s[..moment.start]) {
            out[v] = Some(m);
        }
    }
}

/// "quarter 1 (1,183)": a value in brackets right behind a time that no other value claims.
fn bracketed(s: &str, sentence: &Sentence, moments: &[Moment], out: &mut [Option<usize>]) {
    for (m, moment) in moments.iter().enumerate() {
        let next = sentence.values.iter().position(|v| v.start >= moment.end);
        let Some(v) = next.filter(|v| out[*v].is_none() && !out.contains(&Some(m))) else {
            continue;
        };
        let gap = s[moment.end..sentence.values[v].start].trim();
        if matches!(gap, "(" | "(£" | ": (") {
            out[v] = Some(m);
        }
    }
}

/// "lowest figure since 2012/13 of 28" does give 28 to 2012/13, but "since 2004, 3,900 homes" gives nothing.
static BASELINE_BLOCK: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\bsince\s*$"));

static SCALE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)\s*\bper\s+[\d,]+(?:\s+(?:population|residents|households|people|head))?")
});

/// Nothing but the noun of the value stands before its period: "2 Remands in Custody 2016/17".
fn is_noun(gap: &str, own: &str) -> bool {
    let gap = gap.trim();
    gap.starts_with(own)
        && gap.split_whitespace().count() <= 4
        && !gap.contains([',', '(', ')', ':'])
}

/// "a grant that ends in March 2011" says nothing about when the grant was given.
static ENDS_THEN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)\b(?:ends?|expir\w+|until|before|since|due|refers? to)\s+(?:in|on|at)?\s*$")
});

/// "164 in 2017/18", "31% (2019/20)": the period follows its value with nothing but a preposition between.
/// The moments that a step is only compared with are given back.
fn following(
    s: &str,
    sentence: &Sentence,
    moments: &[Moment],
    out: &mut [Option<usize>],
) -> Vec<usize> {
    let mut compared = Vec::new();
    for i in 0..sentence.values.len() {
        if out[i].is_some() {
            continue;
        }
        let v = &sentence.values[i];
        let Some(m) = moments.iter().position(|m| m.start >= v.end) else { continue };
        let moment = &moments[m];
        // What stands in brackets of its own is no rival: "29.6 % (24 of 81), for the cohort of ...".
        let aside = |n: &Value| {
            let open = s[v.end..n.start].rfind('(');
            open.is_some() && enclosed(s, n.start).is_some_and(|close| close < moment.start)
        };
        let next = sentence.values[i + 1..].iter().find(|n| !aside(n));
        let next = next.map_or(usize::MAX, |n| n.start);
        if moment.start > next || out.contains(&Some(m)) && !moment.relative {
            continue;
        }
        let gap = SCALE.replace(&s[v.end..moment.start], "");
        let gap = ASIDE.replace(&gap, "");
        let gap = gap.as_ref();
        let own = s[v.noun.0..v.noun.1].trim();
        // "2.4 points fewer than a year before": the year before is what it is compared with.
        let against = AGAINST.is_match(gap);
        // A level too: "5.3 % higher than at the same point last year" was not measured then.
        let than = against && THAN.is_match(gap);
        if than || v.change != Change::Level && (moment.relative || against) {
            if against && !gap.trim_end().ends_with("between") {
                compared.push(m);
            }
            continue;
        }
        if ENDS_THEN.is_match(gap) {
            continue;
        }
        let short = gap.chars().count() <= 75 && !gap.contains(';');
        if short
            && (moment.relative
                || moment.to_date
                || FOLLOWS.is_match(gap)
                || !own.is_empty() && is_noun(gap, own))
            && !(moment.baseline)
        {
            out[i] = Some(m);
        }
    }
    listed(s, sentence, moments, out);
    compared
}

/// "13 lines and 102 arrests in 2017/18": the time behind a list is the time of all of it, where none stands before.
fn listed(s: &str, sentence: &Sentence, moments: &[Moment], out: &mut [Option<usize>]) {
    static AND: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"(?i)^[^.;:()]{0,45}(?:,|\band\b|,\s*and\b)\s*(?:£|about |over |some )?$")
    });
    for i in (0..sentence.values.len().saturating_sub(1)).rev() {
        let (v, next) = (&sentence.values[i], &sentence.values[i + 1]);
        let Some(m) = out[i + 1].filter(|_| out[i].is_none()) else { continue };
        let behind = moments[m].start >= next.end && !moments[m].baseline;
        let earlier = moments.iter().any(|o| o.end <= next.start && !o.relative);
        let alike = v.change == next.change && v.money == next.money;
        if behind && !earlier && alike && AND.is_match(&s[v.end..next.start]) {
            out[i] = Some(m);
        }
    }
}

/// Words between a step and the time that it is measured against: "25 % above the level of 2017/18".
pub(super) static AGAINST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:than(?: (?:in|for|at|during|spent|that|the|same|point|was|were|seen|recorded|reported|those|figure|total|level|of)\b)*|than before [^.,;()]{3,30} in|on(?: the)?|between|below|(?:above|below|against|compared (?:with|to)|from)(?: (?:the|its|level|figure|total|number|baseline|position|that|those|of|in|for|at|year|same|period|point)\b)*)\s*$",
    )
});
/// "2.1 % up on 2017/18, when 3,736 were recorded": the time compared with gets its own figure.
static WHEN: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)^[\s,(]*(?:when|where)\b[^,;]*$"));
static THAN: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\b(?:than|against|compared)\b[^,;]*$"));
/// Brackets between a value and its time: "29.6 % (24 of 81 children), for the cohort of ...".
pub(super) static ASIDE: LazyLock<Regex> = LazyLock::new(|| pattern(r"\([^()]*\)"));

/// Words by which a baseline gets its own value: "since 2012/13 of 28", "since 2012/13 when there were 28".
static ITS_OWN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)^[\s,(]*(?:of|(?:when|as) (?:it|they|there) (?:was|were|stood at))\s*$")
});

/// "In 2018/19 there were 44 ... ", "since 2012/13 of 28": the nearest period before the value.
fn preceding(
    s: &str,
    sentence: &Sentence,
    moments: &[Moment],
    compared: &[usize],
    out: &mut [Option<usize>],
) {
    for i in 0..sentence.values.len() {
        if out[i].is_some() || from_of(s, sentence, i) {
            continue;
        }
        let v = &sentence.values[i];
        let before = moments.iter().rposition(|m| m.end <= v.start);
        let Some(m) = before else { continue };
        let moment = &moments[m];
        let when = WHEN.is_match(&s[moment.end..v.start]);
        // "214 in 2008/09, down from 263 in 2007/08 (-19 %)": the step leads to the later of the two.
        if is_step(v) && enclosed(s, v.start).is_some() && moment.enclosed.is_none() {
            continue;
        }
        if compared.contains(&m) && !when
            || moment.enclosed.is_some_and(|e| e < v.start)
            || (v.change != Change::Level && moment.relative)
        {
            continue;
        }
        let gap = &s[moment.end..v.start];
        let clause = gap.contains(';');
        let since = moment.baseline && !ITS_OWN.is_match(gap) && !when;
        if since {
            // A baseline belongs to the comparison; the value takes the period before it, if there is one.
            let earlier = moments[..m].iter().rposition(|m| !m.baseline);
            if !clause {
                out[i] = earlier;
            }
            continue;
        }
        // A period that was the last word on another value does not speak for the next clause.
        let spent = out[..i]
            .iter()
            .enumerate()
            .any(|(j, o)| *o == Some(m) && sentence.values[j].end <= moment.start);
        if !spent && !clause {
            out[i] = Some(m);
        }
    }
}

#[cfg(test)]
mod tests;
