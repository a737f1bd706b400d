//! What a number counts, told by its own clause: in brackets, before its verb, or by what was done with a part.

use std::sync::LazyLock;

use regex::Regex;

use super::sentence::Value;
use crate::vocab::verbs::{self, Form};
use crate::written::pattern::pattern;

/// "Criminal damage (13%), drugs (11%) and motoring (9%)": in a list with the numbers in brackets, each thing has its own.
pub(super) fn bracketed<'a>(s: &'a str, values: &[Value], i: usize) -> Option<&'a str> {
    static THING: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)(?:^|[,;:]|\band\b|\bby\b|\bor\b|\bwere\b|\bwas\b|\bare\b|\bincluding\b|\bbeing\b)\s*(?:and |then |with )?(?:by |the )?([a-z][a-z'\u{2019}/&-]*(?: [a-z'\u{2019}/&-]+){0,5})\s*$",
        )
    });
    static OTHER: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)\b(?:than|from|was|were|is|are|in|on|at|to|of which|average|rate|target|baseline|previous|last|rose|fell|increased?|decreased?|reduced?|year|which)\b",
        )
    });
    let alone = |v: &Value| enclosed_alone(s, v);
    let thing = |n: usize| {
        let from = if n == 0 { 0 } else { values[n - 1].end };
        let lead = s[from..values[n].start].trim_end_matches(['(', '£']);
        let found = alone(&values[n]).then(|| THING.captures(lead))??;
        let words = found.get(1)?;
        let words = &s[from + words.start()..from + words.end()];
        // The nearest "and" or "by" opens it.
        let words = words.rsplit(" and ").next().unwrap_or(words);
        let words = words.rsplit(" by ").next().unwrap_or(words).trim();
        (!OTHER.is_match(words) && words.len() > 2).then_some(words)
    };
    let others = (0..values.len()).filter(|n| *n != i && n.abs_diff(i) <= 1);
    let mut beside = others.filter(|n| thing(*n).is_some());
    thing(i).filter(|_| beside.next().is_some())
}

/// Nothing else stands in the brackets: a token may hold them or stand between them.
pub(super) fn enclosed_alone(s: &str, v: &Value) -> bool {
    let own = &s[v.start..v.end];
    let before = s[..v.start].trim_end_matches('£').ends_with('(');
    own.starts_with('(') && own.ends_with(')') || before && s[v.end..].trim_start().starts_with(')')
}

/// "Burglary fell by 18 %, theft of cycles rose by 6 %": the words between the number before and the verb.
pub(super) fn clause_subject<'a>(s: &'a str, values: &[Value], i: usize) -> Option<&'a str> {
    static OWN: LazyLock<Regex> = LazyLock::new(|| {
        let moved = verbs::any(
            &["better", "fall", "lower", "raise", "rise", "worse"],
            &[Form::Past, Form::Participle],
        );
        pattern(&format!(
            r"(?i)(?:[,;)]|\band\b|\bbut\b|\bwhile\b|\bwhilst\b|\bwith\b)\s+(?:and |but |while |whilst |with )?(?:the |our |all )?([a-z][a-z'\x{{2019}}/&-]*(?: [a-z'\x{{2019}}/&-]+){{0,6}}?) (?:has |have |had |also ){{0,2}}(?:{moved}|is (?:up|down)|was (?:up|down)|are (?:up|down)|were (?:up|down)|up|down|(?:stood|stands|remained|remains) at)(?: by| to)?\s*$"
        ))
    });
    static NOT: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)^(?:which|that|this|it|these|those|they|we|there|an?|up|down|compared|against|number|numbers|rate|rates|figure|figures|level|levels|total|totals|latter|former|then|now)\b|\b(?:average|target|compared|than|which|who|from|number|rate)\b",
        )
    });
    let from = values[i.checked_sub(1)?].end;
    let words = OWN.captures(&s[from..values[i].start])?.get(1)?;
    let words = s[from + words.start()..from + words.end()].trim();
    (!NOT.is_match(words) && words.len() > 3).then_some(words)
}

/// "46 % said they feel unsafe": what so many said.
pub(super) fn said_so<'a>(s: &'a str, v: &Value) -> Option<&'a str> {
    static SAID: LazyLock<Regex> = LazyLock::new(|| {
        let told = verbs::any(&["tell"], &[Form::Base, Form::Past]);
        pattern(&format!(
            r"(?i)^\s*(?:of (?:people|residents|respondents|those|them)(?: \w+){{0,3}} )?((?:now )?(?:{told}|rated|(?:were|are|was) (?:very |fairly )?(?:satisfied|dissatisfied|worried|concerned|aware))\b[^.;,()\d]{{3,60}})"
        ))
    });
    if v.unit != Some(crate::model::amount::Unit::Percent) {
        return None;
    }
    let words = SAID.captures(&s[v.end..])?.get(1)?.as_str();
    let end = words.find(" compared").or(words.find(" against")).unwrap_or(words.len());
    Some(words[..end].trim())
}

/// "Of these, 1,118 were recorded as crimes": what was done with the part says what it is a part of.
pub(super) fn part_done<'a>(s: &'a str, v: &Value) -> Option<&'a str> {
    static OPENS: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"(?i)^\W*(?:\d[\d.]* )?of (?:these|those|them|the \d[\d,]*|whom|which)\b")
    });
    static DID: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)^\s*(?:\(\d[\d.]*\s?%\)\s*)?((?:were|was|are|had|have|has|went|did|led|resulted|received|became|involved|came|related|completed|engaged|lived|reoffended)\b[^,.;:()\d]{0,60})",
        )
    });
    if !OPENS.is_match(s) {
        return None;
    }
    let words = DID.captures(&s[v.end..])?.get(1)?.as_str().trim();
    Some(super::prose::near(words, 0, 0, 45).trim_end())
}
