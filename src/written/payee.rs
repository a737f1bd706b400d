//! One spelling for the many spellings of a payee, so that what one firm was paid can be summed. Names themselves are kept.
//!
//! The rules, in this order: letters are lower case and without accents; `&` and `+` are "and"; an apostrophe is nothing and
//! any other mark is a blank; what follows `t/a` or "trading as" goes; Ltd, Limited, PLC, LLP and Cyf at the end go; a leading
//! "The" goes; single letters in a row are one word (B.T. is BT). Not for judging who is who: two firms of one name have one key.

/// The key of every payee that the publisher withheld.
pub const REDACTED: &str = "redacted";

/// How a company says what it is.
const FORMS: [&str; 5] = ["cyf", "limited", "llp", "ltd", "plc"];

/// The key of a name; empty only for a name without letters and digits.
pub fn key(name: &str) -> String {
    let spelled = spelled(trading_as(name));
    let all: Vec<&str> = spelled.split(' ').filter(|w| !w.is_empty()).collect();
    let mut words = &all[..];
    while let [rest @ .., last] = words {
        if rest.is_empty() || !FORMS.contains(last) {
            break;
        }
        words = rest;
    }
    if let ["the", rest @ ..] = words
        && !rest.is_empty()
    {
        words = rest;
    }
    joined(words)
}

/// The name before `t/a`; behind it, where nothing stands before.
fn trading_as(name: &str) -> &str {
    // Only ASCII letters change, so that places in the one are places in the other.
    let low = name.to_ascii_lowercase();
    let marks = ["t/a", "t / a", "t/as", "t\\a", "trading as"];
    let found = marks.iter().filter_map(|mark| {
        let at = low.match_indices(mark).map(|m| m.0).find(|at| apart(&low, *at, mark.len()))?;
        Some((at, at + mark.len()))
    });
    let Some((start, end)) = found.min() else { return name };
    let (before, after) = (&name[..start], &name[end..]);
    if before.chars().any(char::is_alphanumeric) { before } else { after }
}

/// Does a word start at the place and end behind it?
fn apart(text: &str, at: usize, length: usize) -> bool {
    let outside = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    outside(text[..at].chars().next_back()) && outside(text[at + length..].chars().next())
}

fn spelled(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            '\'' | '\u{2019}' | '\u{2018}' | '`' => {}
            '&' | '+' => out.push_str(" and "),
            c if c.is_alphanumeric() => out.extend(plain(c).to_lowercase()),
            _ => out.push(' '),
        }
    }
    out
}

/// The letter without its accent, for the letters of Western Europe.
fn plain(c: char) -> char {
    match c {
        'À'..='Å' | 'à'..='å' => 'a',
        'Ç' | 'ç' => 'c',
        'È'..='Ë' | 'è'..='ë' => 'e',
        'Ì'..='Ï' | 'ì'..='ï' => 'i',
        'Ñ' | 'ñ' => 'n',
        'Ò'..='Ö' | 'ò'..='ö' | 'Ø' | 'ø' => 'o',
        'Ù'..='Ü' | 'ù'..='ü' => 'u',
        'Ŵ' | 'ŵ' => 'w',
        'Ý' | 'ý' | 'ÿ' | 'Ŷ' | 'ŷ' => 'y',
        other => other,
    }
}

fn joined(words: &[&str]) -> String {
    let mut out = String::new();
    let mut letter = false;
    for word in words {
        let single = word.len() == 1 && word.bytes().all(|b| b.is_ascii_lowercase());
        let apart = !(single && letter);
        if apart && !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
        letter = single;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_a_name_have_one_key() {
        let cases: &[(&[&str], &str)] = &[
            (&["Acme Ltd", "ACME LIMITED", "Acme, Ltd.", "The Acme Ltd", " acme  PLC "], "acme"),
            (&["Smith & Sons LLP", "SMITH AND SONS", "Smith + Sons Limited"], "smith and sons"),
            (&["St. John's", "St Johns", "ST JOHN\u{2019}S"], "st johns"),
            (
                &["J Bloggs T/A Bloggs Taxis", "J Bloggs trading as X", "J. BLOGGS t/as y"],
                "j bloggs",
            ),
            (&["T/A Acme Cars", "Acme Cars"], "acme cars"),
            (&["B.T. plc", "BT PLC", "B T"], "bt"),
            (&["Café Zoë"], "cafe zoe"),
            (&["Ltd"], "ltd"),
            (&["The"], "the"),
            (&["Limited Editions Ltd"], "limited editions"),
            (&["Start/Again"], "start again"),
            (&["---", ""], ""),
        ];
        for (names, expected) in cases {
            for name in *names {
                assert_eq!(key(name), *expected, "{name}");
            }
        }
    }
}
