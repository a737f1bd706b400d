//! One spelling for what extractors write in several: the pound, and hyphens that nobody sees.

use crate::passage::Text;

/// Lines with pounds by their code (`GBP 500`, `(GBP)`) as the sign, and without hyphens for the ends of lines.
/// `500 GBP` stays, for there the sign would stand behind.
pub(super) fn lines(lines: Vec<Text>) -> Vec<Text> {
    lines.into_iter().map(line).collect()
}

fn line(line: Text) -> Text {
    if !["GBP", "\u{ad}"].iter().any(|odd| line.as_str().contains(odd)) {
        return line;
    }
    let chars: Vec<(char, u32, u32)> = line.chars().collect();
    let mut out = Text::default();
    let mut at = 0;
    while let Some(&(c, row, column)) = chars.get(at) {
        at += if c == '\u{ad}' {
            1
        } else if let Some(long) = code(&chars, at) {
            out.push('£', row, column);
            long
        } else {
            out.push(c, row, column);
            1
        };
    }
    out
}

/// How many characters the code for pounds takes here, with the space before its amount.
fn code(chars: &[(char, u32, u32)], at: usize) -> Option<usize> {
    let is = |at: usize, test: fn(char) -> bool| chars.get(at).is_some_and(|c| test(c.0));
    let pounds = is(at, |c| c == 'G') && is(at + 1, |c| c == 'B') && is(at + 2, |c| c == 'P');
    let touched = is(at + 3, char::is_alphabetic) || at > 0 && is(at - 1, char::is_alphanumeric);
    if !pounds || touched {
        return None;
    }
    let before = chars[..at].iter().rev().map(|c| c.0).skip_while(|c| *c == ' ');
    let word: Vec<char> = before.take_while(|c| !c.is_whitespace()).collect();
    // `500 GBP`, but not `2016/17 GBP`.
    if word.first().is_some_and(char::is_ascii_digit) && !word.contains(&'/') {
        return None;
    }
    let space = is(at + 3, |c| c == ' ') && is(at + 4, |c| c.is_ascii_digit());
    Some(if space { 4 } else { 3 })
}

#[cfg(test)]
mod tests {
    use super::line;
    use crate::passage::Text;

    #[test]
    fn pounds_and_hidden_hyphens_are_spelt_one_way_and_keep_their_places() {
        for (raw, read) in [
            ("cost GBP 500", "cost £500"),
            ("Grant (GBP)", "Grant (£)"),
            ("GBP'000 | GBP12k", "£'000 | £12k"),
            ("neigh\u{ad}bour", "neighbour"),
            ("500 GBP, GBPS", "500 GBP, GBPS"),
            ("2016/17 GBP", "2016/17 £"),
        ] {
            assert_eq!(line(Text::of_line(raw, 1)).as_str(), read);
        }
        let text = line(Text::of_line("a GBP 500", 4));
        assert_eq!(text.at("a £".len()), (4, 7));
    }
}
