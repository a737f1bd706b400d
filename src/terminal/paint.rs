//! Colours of plain text for a terminal: what is read first stands out, what only names things steps back.
//!
//! Where there is no terminal nothing is painted, and the words are the same.

use regex::Regex;
use std::sync::LazyLock;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    Bold,
    Dim,
    Red,
    Yellow,
    Green,
    Cyan,
}

pub fn paint(text: &str, ink: Ink, colour: bool) -> String {
    if !colour || text.is_empty() {
        return text.to_owned();
    }
    let code = match ink {
        Ink::Bold => "1",
        Ink::Dim => "2",
        Ink::Red => "1;31",
        Ink::Yellow => "33",
        Ink::Green => "32",
        Ink::Cyan => "36",
    };
    format!("\u{1b}[{code}m{text}\u{1b}[0m")
}

/// The colour of a severity.
pub fn severity(name: &str) -> Ink {
    match name {
        "error" | "errors" => Ink::Red,
        "warning" | "warnings" => Ink::Yellow,
        _ => Ink::Dim,
    }
}

/// A listing as `inspect` and `trace` print it: severities, places, kinds and names of columns in their colours.
pub fn listing(text: &str, colour: bool) -> String {
    if !colour {
        return text.to_owned();
    }
    text.split_inclusive('\n').enumerate().map(|(n, line)| listed(line, n == 0)).collect()
}

fn listed(line: &str, first: bool) -> String {
    static PLACED: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"^(\s*(?:L\d+:\d+|R\d+:C\d+|\S+![A-Z]{1,3}\d+))(\s+)(\S+)").ok()
    });
    static NAMED: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"^(\s{2}\S+)(\s{2,})").ok());
    // What is painted already keeps its colours.
    if line.contains('\u{1b}') {
        return line.to_owned();
    }
    let word = line.split([' ', '[']).next().unwrap_or("");
    if matches!(word, "error" | "warning" | "info") {
        return format!("{}{}", paint(word, severity(word), true), &line[word.len()..]);
    }
    if let Some(found) = PLACED.as_ref().and_then(|placed| placed.captures(line)) {
        let kind = if &found[3] == "unexplained" { Ink::Red } else { Ink::Cyan };
        let (place, kind) = (paint(&found[1], Ink::Dim, true), paint(&found[3], kind, true));
        return format!("{place}{}{kind}{}", &found[2], &line[found[0].len()..]);
    }
    if let Some(found) = NAMED.as_ref().and_then(|named| named.captures(line)) {
        let name = paint(&found[1], Ink::Dim, true);
        return format!("{name}{}{}", &found[2], &line[found[0].len()..]);
    }
    if first { paint(line.trim_end(), Ink::Bold, true) + "\n" } else { line.to_owned() }
}

/// Text in lines of so many characters, broken between words, each after so many spaces.
pub fn wrapped(text: &str, width: usize, indent: usize) -> String {
    let room = width.saturating_sub(indent).max(20);
    let mut out = String::new();
    let mut used = 0;
    for word in text.split_whitespace() {
        let long = word.chars().count();
        if used == 0 || used + 1 + long > room {
            if used > 0 {
                out.push('\n');
            }
            out.push_str(&" ".repeat(indent));
            used = long;
        } else {
            out.push(' ');
            used += 1 + long;
        }
        out.push_str(word);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn listings_keep_their_words_whatever_their_colours() {
        let bare = |text: &str| {
            let ansi = Regex::new("\u{1b}\\[[0-9;]*m").unwrap();
            ansi.replace_all(text, "").into_owned()
        };
        let text = "plans/a.txt\n  budget_plan as txt\n    L52:23  allocation   £5 x\nwarning draft L1:1: a\n  area  E1\n";
        assert_eq!(listing(text, false), text);
        let painted = listing(text, true);
        assert_eq!(bare(&painted), text);
        for part in ["\u{1b}[1mplans/a.txt", "\u{1b}[36mallocation", "\u{1b}[33mwarning"] {
            assert!(painted.contains(part), "{part}: {painted}");
        }
        assert_eq!(
            wrapped("one two three four five six seven", 24, 2),
            "  one two three four\n  five six seven"
        );
    }
}
