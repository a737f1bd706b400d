//! Colours of plain text for a terminal: what is read first stands out, what only names things steps back.
//!
//! Where there is no terminal nothing is painted, and the words are the same.

use regex::Regex;
use std::sync::LazyLock;

use super::Screen;

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

/// A listing as `inspect`, `trace` and `figure` print it: severities, places, kinds and names of columns in their colours,
/// and lines that are wider than the screen broken between words under their own column.
pub fn listing(text: &str, screen: Screen) -> String {
    let mut out = String::new();
    for (n, line) in text.lines().enumerate() {
        let broken = screen.width.map_or_else(|| vec![line.to_owned()], |width| hung(line, width));
        for (part, line) in broken.iter().enumerate() {
            let whole = part == 0 && screen.colour;
            out.push_str(&if whole { listed(line, n == 0) } else { line.clone() });
            out.push('\n');
        }
    }
    out
}

/// A line in as many as it needs: what does not fit goes on under the column that it belongs to.
fn hung(line: &str, width: usize) -> Vec<String> {
    // What is drawn already has its width.
    if line.chars().count() <= width || line.contains('\u{1b}') {
        return vec![line.to_owned()];
    }
    let chars: Vec<char> = line.chars().collect();
    let mut gaps = (2..chars.len().min(width / 2))
        .filter(|i| chars[i - 2..*i] == [' ', ' '] && chars[*i] != ' ');
    let indent = gaps.next_back().unwrap_or(2);
    let (head, rest) = chars.split_at(indent);
    let rest: String = rest.iter().collect();
    let below = wrapped(&rest, width, indent);
    let head: String = head.iter().collect();
    let mut lines = below.lines().map(str::to_owned);
    let first = lines.next().map(|l| head + l.trim_start());
    first.into_iter().chain(lines).collect()
}

fn listed(line: &str, first: bool) -> String {
    static PLACED: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"^(\s*(?:L\d+:\d+|R\d+:C\d+|\S+![A-Z]{1,3}\d+))(\s+)(\S+)").ok()
    });
    static NAMED: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"^(\s{2}\S+(?: \S+){0,3})(\s{2,})(.*)$").ok());
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
        let value = match found[1].trim() {
            "value" | "amount" => paint(&found[3], Ink::Bold, true),
            "note" => paint(&found[3], Ink::Yellow, true),
            _ => found[3].to_owned(),
        };
        return format!("{name}{}{value}", &found[2]);
    }
    // The name of a part stands at the margin: alone, or before a colon.
    let title = line.split(": ").next().unwrap_or(line);
    let part = !line.starts_with([' ', '[', '#']) && !title.contains('=') && title.len() < 60;
    match (first, part) {
        (true, _) => paint(line, Ink::Bold, true),
        (_, true) => format!("{}{}", paint(title, Ink::Bold, true), &line[title.len()..]),
        _ => line.to_owned(),
    }
}

/// Text in lines of so many characters, broken between words, each after so many spaces.
pub fn wrapped(text: &str, width: usize, indent: usize) -> String {
    let room = width.saturating_sub(indent).max(12);
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
        assert_eq!(listing(text, Screen::default()), text);
        let painted = listing(text, Screen { colour: true, width: None });
        assert_eq!(bare(&painted), text);
        for part in ["\u{1b}[1mplans/a.txt", "\u{1b}[36mallocation", "\u{1b}[33mwarning"] {
            assert!(painted.contains(part), "{part}: {painted}");
        }
        let narrow = Screen { colour: false, width: Some(30) };
        assert_eq!(
            listing("  quote  one two three four five six seven\n", narrow),
            "  quote  one two three four\n         five six seven\n"
        );
        assert_eq!(
            wrapped("one two three four five six seven", 24, 2),
            "  one two three four\n  five six seven"
        );
    }
}
