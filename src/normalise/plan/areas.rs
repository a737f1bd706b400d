//! Which area a number of a sentence belongs to.

use std::sync::LazyLock;

use regex::Regex;

use super::Walk;
use super::sentence::Sentence;
use super::tables::{Sheet, text_of};
use crate::passage::TextRow;
use crate::recognise::plan::header::Role;
use crate::vocab::fold;
use crate::written::pattern::pattern;

/// Areas by value: `named` are the mentions, as bytes and id, in order.
pub fn areas(sentence: &Sentence, named: &[(usize, usize, String)]) -> Vec<Option<String>> {
    static AFTER: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)^[^,;.()]{0,40}?\b(?:in|for|across|with|among|throughout|of)\s+(?:the\s+|our\s+|whole of\s+|all\s+)*['\u{2018}\u{201c}]?$|^\s*$",
        )
    });
    static BEFORE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)^['\u{2019}\u{201d}]?s?\s*(?:police force )?(?:\w+\s+)?(?:average|rate|figure|region|value|family|comparator)?(?:\s+of\s+\d+\s+\w+)?\s*(?:,|:|\(|–|-)?\s*(?:of|at|is|was|were|had|has|by)?\s*(?:a rate of|an average of|£)?\s*\(?$",
        )
    });
    let s = sentence.text.as_str();
    let mut out = vec![None; sentence.values.len()];
    let mut used = vec![false; named.len()];
    if let Some(zipped) = areas_respectively(s, sentence, named) {
        return zipped;
    }
    for (i, v) in sentence.values.iter().enumerate() {
        let next = sentence.values.get(i + 1).map_or(s.len(), |n| n.start);
        let Some(a) = named.iter().position(|a| a.0 >= v.end && a.1 <= next) else { continue };
        let gap = &s[v.end..named[a].0];
        // The area right before the value claims it first: "Merseyside at 0.36 and 0.18 with our family".
        let before = named.iter().rposition(|b| b.1 <= v.start);
        let taken = before.is_some_and(|b| !used[b] && BEFORE.is_match(&s[named[b].1..v.start]));
        // "A rate of 0.04, we compare well with Merseyside at 0.36": the area goes with the number behind it.
        let next_has =
            sentence.values.get(i + 1).is_some_and(|n| BEFORE.is_match(&s[named[a].1..n.start]));
        let far = next_has && gap.split_whitespace().count() > 3;
        // "£22m for early intervention nationally".
        let adverb = s[..named[a].1].ends_with("ally")
            && gap.len() < 60
            && !gap.contains([',', ';', '.', '(']);
        if !taken && !far && (adverb || AFTER.is_match(gap)) {
            out[i] = Some(named[a].2.clone());
            used[a] = true;
        }
    }
    for (i, v) in sentence.values.iter().enumerate() {
        if out[i].is_some() {
            continue;
        }
        let previous = if i == 0 { 0 } else { sentence.values[i - 1].end };
        let Some(a) = named.iter().rposition(|a| a.1 <= v.start && a.0 >= previous) else {
            continue;
        };
        if !used[a] && BEFORE.is_match(&s[named[a].1..v.start]) {
            out[i] = Some(named[a].2.clone());
            used[a] = true;
        }
    }
    out
}

fn areas_respectively(
    s: &str,
    sentence: &Sentence,
    named: &[(usize, usize, String)],
) -> Option<Vec<Option<String>>> {
    s.to_lowercase().find("respectively")?;
    let n = named.len();
    if n < 2 || sentence.values.len() < n {
        return None;
    }
    let mut out = vec![None; sentence.values.len()];
    let skip = sentence.values.len() - n;
    for (slot, area) in out[skip..].iter_mut().zip(named) {
        *slot = Some(area.2.clone());
    }
    Some(out)
}

impl Walk<'_> {
    /// A ward or a parish in its column: no code is known for it, and its figures are not those of the whole.
    pub(super) fn place_inside(&self, sheet: &Sheet, row: &TextRow) -> Option<String> {
        const KINDS: &[&str] = &["division", "locality", "neighbourhood", "parish", "town", "ward"];
        let c = sheet.heads.iter().position(|h| h.role == Role::Areas)?;
        let head = fold(&sheet.heads[c].text);
        let kind = head.split(' ').any(|w| KINDS.contains(&w));
        let text = text_of(row, c);
        let name = fold(text.as_str());
        let whole = super::cells::TOTAL.is_match(text.as_str())
            || ["all", "borough", "county", "district", "whole"]
                .iter()
                .any(|w| name.split(' ').any(|n| n == *w))
            || fold(&self.about.title).contains(&name);
        (kind && !whole && !name.is_empty()).then(|| format!("local.{}", super::slug(&name)))
    }
}
