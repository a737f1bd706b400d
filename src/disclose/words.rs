//! Numbers taken out of words: a quote beside a hidden count must not say it.

use crate::written::lex::{Lexeme, tokens};

use super::HIDDEN;

/// Small numbers as words. "One" is often no number, but a text that is not to count anybody can spare it.
const NUMBER_WORDS: &[&str] = &[
    "a couple",
    "both",
    "couple",
    "dozen",
    "eight",
    "eighteen",
    "eighty",
    "eleven",
    "fifteen",
    "fifty",
    "five",
    "forty",
    "four",
    "fourteen",
    "half",
    "hundred",
    "nine",
    "nineteen",
    "ninety",
    "once",
    "one",
    "pair",
    "seven",
    "seventeen",
    "seventy",
    "single",
    "six",
    "sixteen",
    "sixty",
    "ten",
    "thirteen",
    "thirty",
    "three",
    "twelve",
    "twenty",
    "twice",
    "two",
];

/// The text without its numbers. Money, dates, periods and codes stay: they count nobody.
pub fn mask(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for token in tokens(text) {
        let stays = matches!(
            token.lexeme,
            Lexeme::Money(_)
                | Lexeme::Thousands
                | Lexeme::Time(_)
                | Lexeme::Code
                | Lexeme::Legislation
                | Lexeme::Scale(_)
                | Lexeme::Clock
        );
        if stays {
            spoken(&text[at..token.start], &mut out);
            out.push_str(&text[token.start..token.end]);
            at = token.end;
        }
    }
    spoken(&text[at..], &mut out);
    out
}

/// Words and digits between what stays.
fn spoken(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(start) = rest.find(char::is_alphanumeric) {
        out.push_str(&rest[..start]);
        let tail = &rest[start..];
        let end = tail.find(|c: char| !c.is_alphanumeric()).unwrap_or(tail.len());
        let word = &tail[..end];
        if is_number(word) {
            out.push_str(HIDDEN);
        } else {
            out.push_str(word);
        }
        rest = &tail[end..];
    }
    out.push_str(rest);
}

fn is_number(word: &str) -> bool {
    let lower = word.to_lowercase();
    word.chars().any(char::is_numeric) || NUMBER_WORDS.binary_search(&lower.as_str()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_go_and_money_and_dates_stay() {
        assert!(NUMBER_WORDS.is_sorted());
        let cases = [
            ("3 young people in 2019/20", "[c] young people in 2019/20"),
            ("Two of 44 (4.5%) cost £3,000", "[c] of [c] ([c].[c]%) cost £3,000"),
            ("from 1,204 to twenty-one by March 2021", "from [c],[c] to [c]-[c] by March 2021"),
            ("no numbers at all", "no numbers at all"),
            ("\u{bd} of the \u{b2} boys", "[c] of the [c] boys"),
        ];
        for (text, expected) in cases {
            assert_eq!(mask(text), expected);
        }
    }
}
