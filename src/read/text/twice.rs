//! Text that was encoded twice: `Â£` for `£`, `â€™` for an apostrophe. What it was is put back at its place.

use crate::passage::{Repair, Text};
use crate::read::encoding;

/// The line as it was before the second encoding; None where nothing in it was encoded twice.
pub fn decoded(line: &str, number: u32) -> Option<Text> {
    if line.is_ascii() {
        return None;
    }
    let mut out = Text::default();
    let mut found = false;
    let mut chars = line.chars().zip(1u32..);
    while let Some((c, column)) = chars.next() {
        let once = once(c, &mut chars);
        found |= once.is_some();
        out.push(once.unwrap_or(c), number, column);
    }
    found.then_some(out)
}

/// The character that two or three which begin with `c` stand for, taking the others.
fn once(c: char, rest: &mut (impl Iterator<Item = (char, u32)> + Clone)) -> Option<char> {
    // The first byte of a character of two or three in UTF-8, read as Windows-1252.
    let more = match c {
        'Â' | 'Ã' => 1,
        'â' => 2,
        _ => return None,
    };
    let mut ahead = rest.clone();
    let run: String = std::iter::once(c).chain(ahead.by_ref().take(more).map(|n| n.0)).collect();
    let bytes = encoding::as_windows_1252(&run)?;
    let text = std::str::from_utf8(&bytes).ok()?;
    let mut chars = text.chars();
    let found = chars.next().filter(|_| chars.next().is_none())?;
    *rest = ahead;
    Some(found)
}

/// Every line with what was encoded twice put back.
pub fn lines(source: &[String], repairs: &mut Vec<Repair>) -> Vec<Text> {
    let line = |(s, n): (&String, u32)| {
        decoded(s, n).map_or_else(
            || Text::of_line(s, n),
            |text| {
                repairs.push(Repair { rule: "encoded-twice", place: text.place(0) });
                text
            },
        )
    };
    source.iter().zip(1u32..).map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_encoded_twice_is_put_back_at_its_place() {
        let cases = [
            ("cost Â£5 in allâ€™", Some("cost \u{a3}5 in all\u{2019}")),
            ("2012â€“13, cafÃ©", Some("2012\u{2013}13, caf\u{e9}")),
            ("cost \u{a3}5", None),
            ("\u{c2}rd\u{e2}n and \u{c3}", None),
        ];
        for (line, expected) in cases {
            let found = decoded(line, 7);
            assert_eq!(found.as_ref().map(Text::as_str), expected, "{line}");
        }
        let text = decoded("cost Â£5 in", 7).unwrap_or_default();
        assert_eq!((text.at(5), text.at(7)), ((7, 6), (7, 8)));
    }
}
