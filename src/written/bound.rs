//! Words around a number that say how exact it is.

use std::sync::LazyLock;

use regex::Regex;

use super::pattern::pattern;
use crate::model::amount::Bound;

/// Words before the number; the longest match that ends right before it wins.
const BEFORE: &[(&str, Bound)] = &[
    (r"(?:not|no) (?:more|greater|higher) than", Bound::AtMost),
    (r"(?:not|no) (?:less|fewer|lower) than", Bound::AtLeast),
    (
        r"a? ?maximum(?: of)?|up to(?: the)?|at (?:the )?most|≤|not exceeding|capped at|not above",
        Bound::AtMost,
    ),
    (r"a? ?minimum(?: of| funding of)?|at least|≥|>=", Bound::AtLeast),
    (
        r"(?:well |just |slightly )?(?:over|more than|in excess of|above|exceeding|greater than|higher than)|>",
        Bound::Over,
    ),
    (r"(?:just |well |slightly )?(?:under|below|less than|fewer than|lower than)|<", Bound::Under),
    (
        r"about|around|approx\.?|approximately|nearly|almost|roughly|some|circa|c\.|~|an estimated|in the region of|close to|getting on for",
        Bound::About,
    ),
];

/// Words after the number.
const AFTER: &[(&str, Bound)] = &[
    (
        r"\s*(?:%|per cent|percent)?\s*or (?:more|above|higher|greater|over|better)|\s*(?:%|per cent)?\s*and (?:above|over)|\s?%?\s?\+",
        Bound::AtLeast,
    ),
    (
        r"(?:\s*%)?(?:\s*(?:per|in every)\s+[\d,]+(?:\s+\w+)?)?\s*or (?:less|below|fewer|lower|under)|\s*(?:or|and) below|\s*\w+ \w+ or less",
        Bound::AtMost,
    ),
    (r"\s*\+", Bound::AtLeast),
];

static BEFORE_PATTERNS: LazyLock<Vec<(Regex, Bound)>> = LazyLock::new(|| {
    let compile = |(p, b): &(&str, Bound)| {
        let p = format!(r"(?i)(?:^|[\s(\[])(?:{p})\s*(?:the )?\(?£?\s?$");
        (pattern(&p), *b)
    };
    BEFORE.iter().map(compile).collect()
});
static AFTER_PATTERNS: LazyLock<Vec<(Regex, Bound)>> = LazyLock::new(|| {
    let compile = |(p, b): &(&str, Bound)| (pattern(&format!("(?i)^(?:{p})")), *b);
    AFTER.iter().map(compile).collect()
});

/// How exact the number between `before` and `after` is.
pub fn around(before: &str, after: &str) -> Bound {
    let start = before.len().saturating_sub(40);
    let tail = (start..=before.len()).find_map(|i| before.get(i..)).unwrap_or("");
    let found = BEFORE_PATTERNS.iter().find(|(p, _)| p.is_match(tail));
    if let Some((_, bound)) = found {
        return *bound;
    }
    AFTER_PATTERNS.iter().find(|(p, _)| p.is_match(after)).map_or(Bound::Exact, |(_, b)| *b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_from_the_words_beside() {
        let cases = [
            ("attracting over ", " participants", Bound::Over),
            ("to no more than ", "%", Bound::AtMost),
            ("at least ", "% of", Bound::AtLeast),
            ("costs nearly £", " to", Bound::About),
            ("< ", "", Bound::Under),
            ("Occupancy of ", "% or above", Bound::AtLeast),
            ("of ", " per 1,000 population or lower", Bound::AtMost),
            ("reached ", " people", Bound::Exact),
            ("Minimum funding of £", "", Bound::AtLeast),
            ("", " + young people", Bound::AtLeast),
        ];
        for (before, after, expected) in cases {
            assert_eq!(around(before, after), expected, "{before}|{after}");
        }
    }
}
