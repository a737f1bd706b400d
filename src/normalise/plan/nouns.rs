//! The noun phrase that follows a number.

use crate::vocab::fold;

/// Words that end the noun phrase after a number.
const ENDS: &[&str] = &[
    "in",
    "at",
    "on",
    "by",
    "during",
    "across",
    "via",
    "to",
    "from",
    "with",
    "was",
    "were",
    "is",
    "are",
    "has",
    "have",
    "had",
    "who",
    "which",
    "that",
    "compared",
    "and",
    "but",
    "for",
    "against",
    "took",
    "attended",
    "between",
    "comparing",
    "covering",
    "involving",
    "living",
    "since",
    "per",
    "as",
    "or",
    "this",
    "last",
    "over",
    "been",
    "be",
    "than",
    "under",
    "attracting",
    "while",
    "when",
    "where",
    "within",
    "into",
    "under",
    "set",
    "given",
    "said",
    "agreed",
    "will",
    "nationally",
    "respectively",
    "locally",
    "regionally",
    "would",
    "came",
    "took",
    "went",
    "received",
    "the",
    "a",
    "an",
    "out",
    "up",
    "down",
    "each",
    "every",
    "so",
    "using",
    "not",
    "may",
    "it",
    "its",
    "we",
    "they",
    "he",
    "she",
    "our",
    "their",
    "these",
    "those",
    "should",
    "could",
    "can",
];

/// The noun phrase that follows a number: up to seven words, until a verb, a preposition or a mark.
pub fn noun(s: &str, end: usize) -> (usize, usize) {
    // "(9.3%) now think": brackets have no noun behind them.
    if s[..end].ends_with(')') {
        return (end, end);
    }
    let rest = &s[end..];
    let lead = rest.len() - rest.trim_start_matches([' ', '+']).len();
    let mut at = end + lead;
    let start = at;
    let mut stop = at;
    for (n, word) in s[at..].split_inclusive(' ').enumerate() {
        let bare = word.trim();
        let clean = bare.trim_end_matches([
            ',', '.', ';', ':', ')', '(', '?', '!', '"', '\u{2019}', '\u{201d}',
        ]);
        let lower = clean.to_lowercase();
        let digit = !clean.chars().any(char::is_alphanumeric)
            || clean.starts_with(|c: char| {
                c.is_ascii_digit() || matches!(c, '£' | '(' | '<' | '%' | '–' | '-' | '|' | '&')
            });
        // "of" leads on ("friends of groups"), but not when nothing stands before it.
        // "20 one to one sessions": the "to" is part of a name.
        let name = lower == "to"
            && s[..at].trim_end().ends_with("one")
            && s[at + word.len()..].starts_with("one");
        // "1,800 Year 8 pupils": the number of the class is part of its name.
        let class =
            lower.chars().all(|c| c.is_ascii_digit()) && s[..at].trim_end().ends_with("Year");
        if name || class && !lower.is_empty() {
            at += word.len();
            continue;
        }
        if clean.is_empty()
            || digit
            || n >= 7
            || ENDS.contains(&lower.as_str())
            || (n == 0 && lower == "of")
        {
            break;
        }
        stop = at + word.len() - (word.len() - bare.len()) - (bare.len() - clean.len());
        at += word.len();
        if clean.len() < bare.len() {
            break;
        }
    }
    (start, stop)
}

/// Nouns that repeat an earlier one instead of naming what is counted.
pub(super) fn noun_is_vague(noun: &str) -> bool {
    let folded = fold(noun);
    let folded =
        folded.strip_suffix(" recorded").or(folded.strip_suffix(" reported")).unwrap_or(&folded);
    matches!(
        folded,
        "" | "day"
            | "month"
            | "week"
            | "hour"
            | "minute"
            | "crime"
            | "heard"
            | "held"
            | "recorded"
            | "reported"
            | "same period"
            | "same quarter"
            | "seen"
            | "children"
            | "child"
            | "people"
            | "case"
            | "in total"
            | "respectively"
            | "overall"
            | "nationally"
            | "locally"
            | "more"
            | "fewer"
            | "reduction"
            | "increase"
            | "fall"
            | "rise"
            | "lower"
            | "higher"
            | "year"
            | "young people"
            | "number"
            | "both"
            | "too"
            | "also"
            | "only"
            | "total"
            | "average"
            | "offence"
            | "incident"
            | "decrease"
            | "drop"
            | "of"
            | "or more"
            | "or above"
            | "or lower"
            | "or below"
    )
}
