//! Takes inline markup out of a stretch of text: tags, entities, markdown emphasis and escapes, bullets.
//!
//! What remains keeps its place. Breaks, list items and bullets split the text into pieces.

use std::sync::LazyLock;

use regex::Regex;

use crate::passage::{Piece, Text};
use crate::written::pattern::pattern;

static TAG: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^<(?:!--.*?-->|/?([A-Za-z][A-Za-z0-9]*)\b[^<>]*>)"));
static EMPHASIS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?:^|[\s(\[])(?P<o>\*)[^*\s](?:[^*]*[^*\s])?(?P<c>\*)(?:[\s).,;:\]]|$)")
});
static ENTITY: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([A-Za-z]{2,8}));"));

/// Named entities that extractors leave behind.
const ENTITIES: &[(&str, &str)] = &[
    ("amp", "&"),
    ("lt", "<"),
    ("gt", ">"),
    ("quot", "\""),
    ("apos", "'"),
    ("nbsp", " "),
    ("pound", "£"),
    ("euro", "€"),
    ("ndash", "–"),
    ("mdash", "—"),
    ("lsquo", "\u{2018}"),
    ("rsquo", "\u{2019}"),
    ("ldquo", "\u{201c}"),
    ("rdquo", "\u{201d}"),
    ("bull", "•"),
    ("middot", "·"),
    ("hellip", "…"),
    ("frac12", "½"),
    ("le", "≤"),
    ("ge", "≥"),
    ("deg", "°"),
    ("times", "×"),
];

const BULLETS: &[char] =
    &['•', '▪', '●', '◦', '‣', '■', '\u{f0b7}', '\u{f0a7}', '\u{2023}', '➢', '✓', '\u{fffd}'];

/// Characters of a piece beyond which it is cut at the next space.
const LONGEST: usize = 4_000;

/// Splits a stretch of source into pieces of plain text.
pub fn pieces(text: &Text) -> Vec<Piece> {
    let mut out = Pieces::default();
    let chars: Vec<(char, u32, u32)> = text.chars().collect();
    let s = text.as_str();
    let stars = emphasis(s);
    let mut byte = 0;
    let mut i = 0;
    while i < chars.len() {
        let (c, line, column) = chars[i];
        let rest = &s[byte..];
        let mut taken = 1;
        match c {
            '<' => match TAG.captures(rest) {
                Some(tag) => {
                    let closing = rest.starts_with("</");
                    let name =
                        tag.get(1).map_or(String::new(), |n| n.as_str().to_ascii_lowercase());
                    out.tag(&name, closing);
                    taken = tag[0].chars().count();
                }
                None => out.push(c, line, column),
            },
            '&' => match entity(rest) {
                Some((decoded, length)) => {
                    if decoded == '•' {
                        out.split(true);
                    } else {
                        out.push(decoded, line, column);
                    }
                    taken = length;
                }
                None => out.push(c, line, column),
            },
            '*' | '_' if rest[1..].starts_with(c) => taken = 2,
            '*' if stars.contains(&byte) => {}
            '\\' if chars.get(i + 1).is_some_and(|n| n.0.is_ascii_punctuation()) => {
                let (next, line, column) = chars[i + 1];
                out.push(next, line, column);
                taken = 2;
            }
            _ if BULLETS.contains(&c) && c != '\u{fffd}' => out.split(true),
            '\u{fffd}' if out.at_start() => out.split(true),
            _ => out.push(c, line, column),
        }
        byte += chars[i..i + taken].iter().map(|c| c.0.len_utf8()).sum::<usize>();
        i += taken;
    }
    out.finish()
}

/// The single stars that open and close emphasis; a star after a word is a footnote mark and stays.
fn emphasis(s: &str) -> Vec<usize> {
    let mut out = Vec::new();
    for found in EMPHASIS.captures_iter(s) {
        if let (Some(open), Some(close)) = (found.name("o"), found.name("c")) {
            out.extend([open.start(), close.start()]);
        }
    }
    out
}

/// One text without markup, for headings and paragraphs.
pub fn plain(text: &Text) -> Text {
    let mut out = Text::default();
    for piece in pieces(text) {
        out.join(&piece.text);
    }
    out
}

/// The character an entity at the start of `s` stands for, and how many characters it takes.
pub fn entity(s: &str) -> Option<(char, usize)> {
    let found = ENTITY.captures(s)?;
    let decoded = if let Some(decimal) = found.get(1) {
        char::from_u32(decimal.as_str().parse().ok()?)?
    } else if let Some(hex) = found.get(2) {
        char::from_u32(u32::from_str_radix(hex.as_str(), 16).ok()?)?
    } else {
        let name = found.get(3)?.as_str();
        ENTITIES.iter().find(|(n, _)| *n == name)?.1.chars().next()?
    };
    Some((if decoded == '\u{a0}' { ' ' } else { decoded }, found[0].chars().count()))
}

#[derive(Default)]
struct Pieces {
    done: Vec<Piece>,
    text: Text,
    item: bool,
}

impl Pieces {
    fn at_start(&self) -> bool {
        self.text.as_str().trim().is_empty()
    }

    fn push(&mut self, c: char, line: u32, column: u32) {
        // No sentence is this long; what comes after is read as another piece, so that work grows with length alone.
        let long = self.text.len();
        if long > LONGEST && (c.is_whitespace() || long > LONGEST + 200) {
            let item = self.item;
            self.split(item);
        }
        // Hyphens that do not break and the minus sign are spellings of one mark; "2022‑23" is a year.
        let c =
            if matches!(c, '\u{2010}' | '\u{2011}' | '\u{2012}' | '\u{2212}') { '-' } else { c };
        let space = c.is_whitespace() || c == '\u{a0}' || c == '\u{feff}' || c == '\u{200b}';
        if space {
            if !self.text.is_empty() && !self.text.as_str().ends_with(' ') {
                self.text.push(' ', line, column);
            }
        } else {
            self.text.push(c, line, column);
        }
    }

    fn tag(&mut self, name: &str, closing: bool) {
        match name {
            "li" => self.split(!closing),
            "br" | "p" | "div" | "ul" | "ol" | "tr" | "table" | "td" | "th" | "h1" | "h2"
            | "h3" | "h4" | "h5" | "h6" | "hr" | "thead" | "tbody" => self.split(false),
            _ => {}
        }
    }

    fn split(&mut self, item: bool) {
        let text = std::mem::take(&mut self.text).trim();
        if !text.is_empty() {
            self.done.push(Piece { text, item: self.item });
        }
        // A break inside a list item ends it; a bullet after `<li>` is the same item.
        self.item = item;
    }

    fn finish(mut self) -> Vec<Piece> {
        self.split(false);
        for piece in &mut self.done {
            let s = piece.text.as_str();
            let dash = s
                .strip_prefix("- ")
                .or_else(|| s.strip_prefix("– "))
                .or_else(|| s.strip_prefix("* "));
            if let Some(rest) = dash {
                let start = s.len() - rest.len();
                piece.text = piece.text.slice(start..s.len()).trim();
                piece.item = true;
            }
        }
        self.done
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_goes_and_places_stay() {
        let cases: &[(&str, &[(&str, bool, u32)])] = &[
            ("plain  words", &[("plain words", false, 1)]),
            (
                "<ul style=\"x: none\"> • 60 nights • 600 people</ul>",
                &[("60 nights", true, 24), ("600 people", true, 36)],
            ),
            ("<p><b>Out:</b> a</p><p>b</p>", &[("Out: a", false, 7), ("b", false, 24)]),
            ("a<br>b &amp; c &#124; d", &[("a", false, 1), ("b & c | d", false, 6)]),
            ("**£332k** a \\_b 3 < 4", &[("£332k a _b 3 < 4", false, 3)]),
            ("<li>- x</li><li>y</li>", &[("x", true, 7), ("y", true, 17)]),
        ];
        for (source, expected) in cases {
            let found = pieces(&Text::of_line(source, 7));
            let found: Vec<_> =
                found.iter().map(|p| (p.text.as_str(), p.item, p.text.at(0).1)).collect();
            assert_eq!(found, *expected, "{source}");
        }
    }
}
