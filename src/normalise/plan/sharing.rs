//! What numbers of one sentence say for each other: a scale, a unit, a verb of change.

use std::sync::LazyLock;

use regex::Regex;
use rust_decimal::Decimal;

use super::sentence::Value;
use crate::model::amount::Unit;
use crate::model::observation::Change;
use crate::written::lex::{Lexeme, Token};
use crate::written::pattern::pattern;

/// "Admissions per 100,000: 1,642 in 2007/08": the scale before a colon is the scale of the list behind it.
pub(super) fn scale_before(s: &str, tokens: &[Token], values: &mut [Value]) {
    for t in tokens {
        let Lexeme::Scale(n) = t.lexeme else { continue };
        let colon = s[t.end..].find(':').filter(|c| *c <= 25);
        // "The rate of sentences per 1,000 population was 0.05": the verb does what a colon does.
        let next = values.iter().find(|v| v.start > t.end).map_or(t.end, |v| v.start);
        let verb =
            s[..t.start].to_lowercase().contains("rate") && RATE_IS.is_match(&s[t.end..next]);
        let opens = colon.or(verb.then_some(0));
        let unit = match n {
            1000 => Unit::Per1000,
            10_000 => Unit::Per10000,
            100_000 => Unit::Per100000,
            _ => continue,
        };
        if let Some(colon) = opens {
            for v in values
                .iter_mut()
                .filter(|v| v.start > t.end + colon && v.unit.is_none() && !v.money)
                .filter(|v| !verb || v.start == next)
            {
                v.unit = Some(unit);
            }
        }
    }
}

static RATE_IS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^[^.;:,()]{0,50}\b(?:was|is|were|stood at|stands at|(?:fell|rose|reduced|increased) to)\s*$",
    )
});

/// "Separation increased by 56 %, assaults by 25 %": the verb is said once; "a fall of 12 (17 %)" says one step twice.
pub(super) fn share_steps(s: &str, values: &mut [Value]) {
    for i in 1..values.len() {
        let (before, change) = (&s[values[i - 1].end..values[i].start], values[i - 1].change);
        let v = &mut values[i];
        let again = before.trim_end().ends_with(" by") && before.len() < 60
            || before.trim_end().ends_with(" or") && before.len() < 30;
        let twice =
            before.trim_matches([' ', '(']).is_empty() && super::clauses::enclosed_alone(s, v);
        if v.change == Change::Level
            && v.unit == Some(Unit::Percent)
            && change != Change::Level
            && (again || twice)
            && !before.contains(". ")
        {
            v.change = change;
        }
    }
}

/// "from 3.2 to 2.8 per 1,000", "84.0 per 1,000 compared with 91.2": a bare number beside a rate has the rate's unit.
pub(super) fn share_units(s: &str, values: &mut [Value]) {
    let rate = |v: &Value| {
        matches!(v.unit, Some(Unit::Per1000 | Unit::Per10000 | Unit::Per100000 | Unit::Percent))
            && v.change == Change::Level
    };
    let units: Vec<Option<Unit>> =
        values.iter().map(|v| if rate(v) { v.unit } else { None }).collect();
    for i in 0..values.len() {
        let noun = &s[values[i].noun.0..values[i].noun.1];
        let things = !noun.is_empty() && !matches!(noun, "recorded" | "reported" | "seen");
        let bare = values[i].unit.is_none() && !things && !values[i].money;
        // "61 (204 per 100,000)", "412 per 100,000 (62)": a count and its rate, one of them in brackets.
        let whole = values[i].value.fract().is_zero();
        let behind = |n: usize| {
            let gap = s[values[n].end..values[n + 1].start].trim();
            let words = gap.strip_suffix('(').map(str::trim);
            words.is_some_and(|w| w.is_empty() || w.starts_with("per ") && w.len() < 50)
        };
        let paired = i + 1 < values.len()
            && behind(i)
            && (units[i + 1].is_some() || !values[i + 1].value.fract().is_zero());
        let counted = i > 0 && behind(i - 1) && units[i - 1].is_some();
        let rates = units[..=i].iter().any(Option::is_some)
            || units.get(i + 1).is_some_and(Option::is_some);
        if bare && whole && (paired || counted) && rates {
            values[i].unit = Some(Unit::Count);
            continue;
        }
        if !bare {
            continue;
        }
        let next = units.get(i + 1).copied().flatten().filter(|_| {
            let gap = &s[values[i].end..values[i + 1].start];
            gap.trim().eq_ignore_ascii_case("to") || gap.trim() == "and" || gap.trim() == "-"
        });
        let before = (0..i).rev().find_map(|j| units[j].map(|u| (j, u))).filter(|(j, u)| {
            let percent = *u == Unit::Percent;
            let gap = &s[values[*j].end..values[i].start];
            // "5.6 per 1,000 ... from 143 to 187": whole numbers of another size are counts.
            let (rate, own) = (values[*j].value, values[i].value);
            let other = whole && !rate.fract().is_zero() && own > rate * Decimal::TEN;
            // Percentages always carry their sign; rates drop their scale when repeated.
            !percent && !other && (!gap.contains(';') || gap.contains("average")) && gap.len() < 120
        });
        values[i].unit = next.or(before.map(|b| b.1));
    }
}
