//! What a text document calls itself.

use std::sync::LazyLock;

use regex::Regex;

use crate::passage::Text;
use crate::written::pattern::pattern;

/// The field of a form that holds the title.
pub(super) static SUBJECT: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)^\W*(?:subject|title|report title)\s*:\s*(.{8,})$"));

/// The subject of a report; else the first short line that names a kind of document, the title that a sentence introduces,
/// or the first line that is no part of every document.
pub(super) fn title(opening: &[(bool, Text)]) -> String {
    static KIND: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"(?i)\b(?:plan|strategy|report|review|budget|assessment|programme|monitoring)")
    });
    static FRONT: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)^\W*(?:a )?(?:foreword|preface|report (?:of|by) the |purpose of |agenda item|(?:table of )?contents|(?:our |the )?vision|introduction|welcome|(?:executive )?summary|acknowledg|a?\s*message from|chair(?:'s|\u{2019}s)? |page )",
        )
    });
    let subject =
        opening.iter().find_map(|(_, t)| SUBJECT.captures(t.as_str())?.get(1).map(|m| m.as_str()));
    if let Some(subject) = subject {
        return short(subject.trim());
    }
    let lines = || opening.iter().filter(|(short, _)| *short).map(|(_, t)| t.as_str());
    // Marks of a scan hold no word.
    let word = |t: &&str| t.split(|c: char| !c.is_alphabetic()).any(|w| w.chars().count() > 2);
    let own = || lines().filter(|t| !FRONT.is_match(t)).filter(word);
    let mut named =
        own().filter(|t| KIND.is_match(t) && !t.trim_end().ends_with(['.', ';', ',', ':']));
    let plain = || own().find(|t| !t.trim_end().ends_with(':'));
    let first = || lines().next().or(opening.first().map(|(_, t)| t.as_str()));
    let found = named.next().map(str::to_owned).or_else(|| introduced(opening));
    let found = found.or_else(|| plain().or_else(first).map(str::to_owned)).unwrap_or_default();
    short(&found).trim_end_matches([':', ' ']).to_owned()
}

/// "Welcome to the Safer Hill Partnership Plan 2019/20": a title that only a sentence gives.
fn introduced(opening: &[(bool, Text)]) -> Option<String> {
    static SAID: LazyLock<Regex> = LazyLock::new(|| {
        let names =
            r"[A-Z][\w'\u{2019}&-]*(?:,?\s+(?:[A-Z][\w'\u{2019}&-]*|of|for|and|the|in|to|&))*";
        let years = r"(?:,?\s+(?:for\s+)?(?:19|20)\d\d(?:\s?(?:[-/\u{2013}]|to)\s?(?:20)?\d\d)?)?";
        pattern(&format!(
            r"(?:^|[.!?]\s+)\W*(?:Welcome to|This(?: document)? (?:is|sets out|presents)|Here is|We (?:present|introduce))\s+(?:the |our )*((?:{names}\s+(?:Plan|Strategy|Review|Report|Assessment|Programme)\b|(?:plan|strategy|review|report) (?:of|for) (?:the )?{names}){years})"
        ))
    });
    let mut said = opening.iter().filter_map(|(_, t)| SAID.captures(t.as_str()));
    let words = said.next()?.get(1)?.as_str().split_whitespace().collect::<Vec<_>>().join(" ");
    let mut letters = words.chars();
    let first = letters.next()?.to_uppercase();
    Some(first.chain(letters).collect())
}

fn short(s: &str) -> String {
    if s.chars().count() <= 200 {
        s.to_owned()
    } else {
        s.chars().take(199).chain(['…']).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::about;
    use crate::read::text::{Dialect, read};
    use crate::vocab::Vocab;

    #[test]
    fn titles() {
        let cases = [
            (
                "Vision:\n\nForeword \u{2013} the chair\n\nThe borough\n\nWelcome to the Hill Safer Communities Partnership Plan 2019/2020. We try.\n",
                "Hill Safer Communities Partnership Plan 2019/2020",
            ),
            (
                "Foreword\n\nThe borough\n\nThis is the plan of the Hill Partnership for 2019/20. People ask.\n",
                "Plan of the Hill Partnership for 2019/20",
            ),
            (
                "Foreword to the plan\n\nHill Safety Strategy 2020-23\n",
                "Hill Safety Strategy 2020-23",
            ),
            ("Report to:\tCabinet\nSubject:\tThe new strategy\n", "The new strategy"),
            ("The borough\n\nIt follows the Police and Crime Plan 2021.\n", "The borough"),
        ];
        for (text, expected) in cases {
            let found = about(&read(text, Dialect::Found), &Vocab::embedded(), None);
            assert_eq!(found.title, expected);
        }
    }
}
