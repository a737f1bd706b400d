//! Finds listed phrases in running text, whatever their case, plural, hyphens or apostrophes.

use std::collections::HashMap;

/// A phrase found: byte range in the text, the entry it means, and how many words long it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    pub start: usize,
    pub end: usize,
    pub index: usize,
    pub words: usize,
}

/// Phrases by their first word.
#[derive(Debug, Default)]
pub struct Lexicon {
    phrases: HashMap<String, Vec<(Vec<String>, usize)>>,
}

impl Lexicon {
    pub fn add(&mut self, phrase: &str, index: usize) {
        let words: Vec<String> = words(phrase).into_iter().map(|w| w.2).collect();
        if let Some(first) = words.first() {
            let list = self.phrases.entry(first.clone()).or_default();
            list.push((words, index));
            // Longest first, so that the first match is the longest; then the entry that was listed first.
            list.sort_by_key(|(w, i)| (std::cmp::Reverse(w.len()), *i));
        }
    }

    /// Every listed phrase in the text, left to right, the longest at each place, without overlaps.
    pub fn find(&self, text: &str) -> Vec<Hit> {
        let words = words(text);
        let mut hits = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let found = self.phrases.get(&words[at].2).and_then(|list| {
                list.iter().find(|(phrase, _)| {
                    words.len() - at >= phrase.len()
                        && phrase.iter().zip(&words[at..]).all(|(p, w)| *p == w.2)
                })
            });
            if let Some((phrase, index)) = found {
                let last = at + phrase.len() - 1;
                let (start, end) = (words[at].0, words[last].1);
                hits.push(Hit { start, end, index: *index, words: phrase.len() });
                at = last + 1;
            } else {
                at += 1;
            }
        }
        hits
    }
}

/// The text as its folded words with single spaces: what two spellings of one phrase share.
pub fn fold(text: &str) -> String {
    let words: Vec<String> = words(text).into_iter().map(|w| w.2).collect();
    words.join(" ")
}

/// Words with their byte ranges: letters and digits, apostrophes inside dropped, lower case, plural `s` removed.
fn words(text: &str) -> Vec<(usize, usize, String)> {
    let mut out: Vec<(usize, usize, String)> = Vec::new();
    let mut word = String::new();
    let mut start = 0;
    let mut end = 0;
    for (i, c) in text.char_indices().chain(std::iter::once((text.len(), ' '))) {
        if c.is_alphanumeric() || c == '%' || c == '&' {
            if word.is_empty() {
                start = i;
            }
            end = i + c.len_utf8();
            word.extend(c.to_lowercase());
        } else if matches!(c, '\'' | '\u{2019}') && !word.is_empty() {
            // Inside a word: "FTE's" is "ftes".
        } else if !word.is_empty() {
            let w = std::mem::take(&mut word);
            out.push((start, end, if w == "&" { "and".to_owned() } else { singular(w) }));
        }
    }
    out
}

fn singular(mut word: String) -> String {
    // "Serious" and "crisis" are no plurals; "burglaries" is one of "burglary".
    let whole = ["ss", "us", "is"].iter().any(|end| word.ends_with(end));
    if word.len() > 4 && word.ends_with("ies") {
        word.truncate(word.len() - 3);
        word.push('y');
    } else if word.len() > 3 && word.ends_with('s') && !whole {
        word.pop();
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_found_in_any_spelling() {
        let mut lexicon = Lexicon::default();
        lexicon.add("first time entrants", 0);
        lexicon.add("FTE", 0);
        lexicon.add("entrants", 1);
        lexicon.add("drugs & alcohol", 2);
        let cases: &[(&str, &[(&str, usize)])] = &[
            (
                "number of First-Time Entrants (FTE\u{2019}s)",
                &[("First-Time Entrants", 0), ("FTE\u{2019}s", 0)],
            ),
            ("each entrant", &[("entrant", 1)]),
            ("Drug and Alcohol team", &[("Drug and Alcohol", 2)]),
            ("often", &[]),
        ];
        for (text, expected) in cases {
            let found: Vec<_> =
                lexicon.find(text).iter().map(|h| (&text[h.start..h.end], h.index)).collect();
            assert_eq!(found, *expected, "{text}");
        }
    }
}
