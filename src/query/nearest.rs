//! The valid name that was probably meant.

/// The nearest of the names, if it is near enough to be a slip of the keyboard; the first in order among equals.
pub fn nearest<'a>(word: &str, names: impl Iterator<Item = &'a str>) -> Option<String> {
    let word = word.to_lowercase();
    let limit = (word.chars().count() / 3).max(1);
    let mut best: Option<(usize, &str)> = None;
    for name in names {
        let distance = distance(&word, &name.to_lowercase());
        let better = best.is_none_or(|(d, n)| (distance, name) < (d, n));
        if distance <= limit && better {
            best = Some((distance, name));
        }
    }
    best.map(|(_, name)| name.to_owned())
}

/// Insertions, deletions, replacements and swaps of neighbours between two words.
fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let replace = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = replace.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(rows[i - 2][j - 2] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn slips_are_mended_and_strangers_are_not() {
        let names = ["amount", "allocation", "area", "previous_amount"];
        let cases = [
            ("amout", Some("amount")),
            ("aera", Some("area")),
            ("Amount", Some("amount")),
            ("prevous_amonut", Some("previous_amount")),
            ("supplier", None),
            ("", None),
        ];
        for (word, expected) in cases {
            assert_eq!(nearest(word, names.into_iter()).as_deref(), expected, "{word}");
        }
    }
}
