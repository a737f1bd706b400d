//! The name somebody most likely meant: for unknown keys, rules, columns, tables and files. Not for matching data.

/// The closest of the names, if one is close enough to be a slip of the keyboard.
pub fn nearest<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = fold(word);
    let limit = (folded.len() / 3).max(2);
    let scored = names.into_iter().map(|name| (distance(&folded, &fold(name)), name));
    // A tie goes to the name that sorts first, so that the answer does not depend on the order of a list.
    scored.filter(|(d, _)| *d <= limit).min().map(|(_, name)| name)
}

/// `; did you mean X?`, or nothing.
pub fn suggestion<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> String {
    nearest(word, names).map_or_else(String::new, |name| format!("; did you mean `{name}`?"))
}

/// Case and the choice between `-` and `_` are never what was meant to differ.
fn fold(word: &str) -> Vec<char> {
    word.chars().flat_map(char::to_lowercase).map(|c| if c == '-' { '_' } else { c }).collect()
}

/// Edits to get from one to the other; two neighbours changing places is one edit.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let substitution = above[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = substitution.min(above[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(before[j - 2] + 1);
            }
            row.push(best);
        }
        before = above;
        above = row;
    }
    above[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_recognised_and_other_words_are_not() {
        let names = ["policy", "profile", "applies_to", "rate-differs"];
        let cases = [
            ("polcy", Some("policy")),
            ("oplicy", Some("policy")),
            ("Applies-To", Some("applies_to")),
            ("rate_difers", Some("rate-differs")),
            ("supplier", None),
            ("", None),
        ];
        for (word, expected) in cases {
            assert_eq!(nearest(word, names), expected, "{word}");
        }
    }
}
