//! Is a number a level, or a step up or down from one?

use std::sync::LazyLock;

use regex::Regex;

use crate::model::observation::Change;
use crate::written::pattern::pattern;

static UP_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:\b(?:increas\w+|rose|risen|rise|rises|grew|grown|growth|up|higher|climbed|went up|raise|uplift)\s+(?:of|by|of over|by over|by about|by at least|by nearly)?|\+)\s*(?:about |nearly |over |at least |around |a further |some )?\(?£?$|[↑▲⬆]\s*$|\b(?:increas|rais|grow)\w*\s+(?:[a-z'-]+\s+){1,9}by (?:about |over |at least |around |a further )?$",
    )
});
static DOWN_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:fell|fallen|down|dropped|reduced|decreased|declined)\s+(?:about |nearly |over |around |almost |just |some )?\(?£?$|\b(?:reduc\w+|decreas\w+|fell|fallen|fall|falls|drop|dropped|cut|down|declin\w+|lower|came down|saving|savings|lowered)\s+(?:(?:[a-z]+(?:-[a-z]+)*\s+){0,6}?)(?:of|by|of over|by over|by about|by at least)?\s*(?:about |nearly |over |at least |around |a further |some )?\(?£?$|[↓▼⬇]\s*$",
    )
});
static UP_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^\s*(?:%|per cent|percentage points?)?\s*(?:\d+[- ]months? |year[- ]on[- ]year |annual |overall |significant )?(?:increase|rise|more\b|additional|extra\b|higher|growth|uplift|up on|above the)",
    )
});
static DOWN_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^\s*(?:%|per cent|percentage points?)?\s*(?:\d+[- ]months? |year[- ]on[- ]year |annual |overall |significant )?(?:reduction|decrease|fewer\b|lower\b|fall\b|drop\b|cut\b|less\b|decline|down on|below (?:20\d\d|the))",
    )
});

/// "1.6 % higher than in 2023/24", "than last year": against a time it is a step.
static THAN_THEN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:higher|more) than (?:(?:in|for|at|during) (?:the )?(?:20|19|q[1-4]|quarter|previous|last|same)|the (?:previous|same|year|last)|last|a year|20\d\d)",
    )
});

/// Is the number a step up or down rather than a level?
pub(super) fn change(s: &str, start: usize, end: usize) -> Change {
    let (before, after) = (&s[..start], &s[end..]);
    let from = before.len().saturating_sub(60);
    let before = (from..=before.len()).find_map(|i| before.get(i..)).unwrap_or("");
    // "reduced to 14" and "fell from 20" are levels.
    let level = before.trim_end().ends_with(" to")
        || before.trim_end().ends_with(" from")
        || before.trim_end().ends_with(" at");
    if level {
        return Change::Level;
    }
    // "Make up 14 %" goes nowhere.
    let idle = [
        "make up",
        "makes up",
        "made up",
        "making up",
        "set up",
        "taken up",
        "take up",
        "followed up",
    ];
    if idle.iter().any(|w| before.trim_end().to_lowercase().ends_with(w)) {
        return Change::Level;
    }
    let comparison = after.trim_start().to_lowercase();
    // "A rate of 47.7 % higher than ..." is a level; "4.3 % more than was spent" a step.
    let lead = before.trim_end();
    let stands = ["of", "is", "was", "at", "are", "were"]
        .iter()
        .any(|w| lead.strip_suffix(w).is_some_and(|l| l.ends_with(char::is_whitespace)));
    let than = comparison.starts_with("more than") && (stands || !s[start..end].ends_with('%'))
        || comparison.starts_with("higher than") && !THAN_THEN.is_match(&comparison);
    if UP_AFTER.is_match(after) && !than {
        return Change::Increase;
    }
    if DOWN_AFTER.is_match(after) {
        return Change::Decrease;
    }
    // "(- 8%)" beside a count.
    if s[start..end].ends_with('%')
        && lead.strip_suffix(['-', '–', '−']).is_some_and(|l| l.ends_with('('))
    {
        return Change::Decrease;
    }
    let percent =
        after.trim_start().starts_with(['%', 'p']) || s[start..end].ends_with(['%', 't', 's']);
    let by = |p: &Regex| {
        p.find(before).is_some_and(|m| {
            let m = m.as_str().to_lowercase();
            // "Lower than the national rate of 26.5 %": a level.
            if m.contains(" than") {
                return false;
            }
            m.contains(" by")
                || m.contains(" of")
                || m.starts_with("up")
                || m.starts_with("down")
                || percent && !m.contains(" to")
                || m.starts_with(['+', '↑', '▲', '⬆', '↓', '▼', '⬇'])
        })
    };
    if by(&UP_BEFORE) {
        Change::Increase
    } else if by(&DOWN_BEFORE) {
        Change::Decrease
    } else {
        Change::Level
    }
}
