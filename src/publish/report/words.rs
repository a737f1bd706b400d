//! Values as a person reads them. Digits are moved, never made: what stands in a table is what is shown.

use crate::publish::Type;

/// Marks that turn the direction of text round, and that a drawing cannot isolate.
const TURNING: [char; 12] = [
    '\u{200e}', '\u{200f}', '\u{061c}', '\u{202a}', '\u{202b}', '\u{202c}', '\u{202d}', '\u{202e}',
    '\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}',
];

/// 1234567.80 as 1,234,567.80; text that is no number stays as it is.
pub fn grouped(number: &str) -> String {
    let (sign, digits) = number.strip_prefix('-').map_or(("", number), |rest| ("\u{2212}", rest));
    let (whole, part) = digits.split_once('.').map_or((digits, None), |(w, p)| (w, Some(p)));
    if whole.is_empty() || !whole.bytes().all(|b| b.is_ascii_digit()) {
        return number.to_owned();
    }
    let mut out = sign.to_owned();
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            out.push(',');
        }
        out.push(c);
    }
    part.map_or(out.clone(), |p| format!("{out}.{p}"))
}

/// £119,000; pence only where there are some.
pub fn pounds(amount: &str) -> String {
    if amount.is_empty() {
        return String::new();
    }
    let amount = amount.strip_suffix(".00").unwrap_or(amount);
    match grouped(amount).strip_prefix('\u{2212}') {
        Some(rest) => format!("\u{2212}£{rest}"),
        None => format!("£{}", grouped(amount)),
    }
}

/// With its sign in front, because it is a change.
pub fn change(shown: &str) -> String {
    match shown.chars().next() {
        None | Some('\u{2212}' | '-') => shown.to_owned(),
        Some(_) if shown.chars().all(|c| !c.is_ascii_digit() || c == '0') => shown.to_owned(),
        Some(_) => format!("+{shown}"),
    }
}

/// A number with what it counts, as its measure's unit says.
pub fn valued(value: &str, unit: &str) -> String {
    match (value, unit) {
        ("", _) => String::new(),
        (v, "gbp") => pounds(v),
        (v, "percent") => format!("{} %", grouped(v)),
        (v, "percentage_point") => format!("{} points", grouped(v)),
        (v, "per_1000") => format!("{} per 1,000", grouped(v)),
        (v, "per_10000") => format!("{} per 10,000", grouped(v)),
        (v, "per_100000") => format!("{} per 100,000", grouped(v)),
        (v, _) => grouped(v),
    }
}

/// What an axis or a column is in.
pub fn unit_name(unit: &str) -> &str {
    match unit {
        "gbp" => "pounds",
        "percent" => "percent",
        "percentage_point" => "percentage points",
        "per_1000" => "per 1,000",
        "per_10000" => "per 10,000",
        "per_100000" => "per 100,000",
        "count" | "" => "number",
        other => other,
    }
}

/// "over 500" is not 500: the words of a bound, in front of the number.
pub fn bound_words(bound: &str) -> &'static str {
    match bound {
        "over" => "over ",
        "at_least" => "at least ",
        "under" => "under ",
        "at_most" => "at most ",
        "about" => "about ",
        _ => "",
    }
}

/// A cell of a table by the type of its column.
pub fn cell(value: &str, kind: Type) -> String {
    match kind {
        Type::Money => pounds(value),
        Type::Integer | Type::Number | Type::Float => grouped(value),
        Type::Boolean => match value {
            "true" => "yes".to_owned(),
            "false" => "no".to_owned(),
            other => other.to_owned(),
        },
        Type::Text | Type::Date => value.to_owned(),
    }
}

/// `no_actual` as "no actual".
pub fn spaced(id: &str) -> String {
    id.replace('_', " ")
}

/// `no_actual` as "No actual".
pub fn title(id: &str) -> String {
    let spaced = spaced(id);
    let mut chars = spaced.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}

/// "1 document", "7 documents".
pub fn counted(n: usize, one: &str) -> String {
    let number = grouped(&n.to_string());
    if let Some((head, of)) = one.split_once(" of ") {
        return format!("{} of {of}", counted(n, head));
    }
    match (n, one.strip_suffix('y')) {
        (1, _) => format!("1 {one}"),
        (_, Some(stem)) if !one.ends_with("ey") => format!("{number} {stem}ies"),
        _ => format!("{number} {one}s"),
    }
}

/// "a", "a and b", "a, b and c".
pub fn listed(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// What a drawing can hold: one line of at most so many characters, without marks that would turn its neighbours.
pub fn label(text: &str, most: usize) -> String {
    let shown: String = text
        .chars()
        .filter(|c| !TURNING.contains(c))
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    if shown.chars().count() <= most {
        return shown;
    }
    shown.chars().take(most - 1).chain(['…']).collect()
}

/// Characters that HTML does not allow are shown as the mark for such characters.
pub fn clean(text: &str) -> String {
    let bad = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    text.chars().map(|c| if bad(c) { '\u{fffd}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_shown_as_people_write_them() {
        let cases = [
            (grouped("1234567.80"), "1,234,567.80"),
            (grouped("-332000"), "−332,000"),
            (grouped("n/a"), "n/a"),
            (pounds("119000.00"), "£119,000"),
            (pounds("-0.50"), "−£0.50"),
            (pounds(""), ""),
            (change("£20,200"), "+£20,200"),
            (change("−£5"), "−£5"),
            (change("0"), "0"),
            (valued("0.04", "per_1000"), "0.04 per 1,000"),
            (valued("", "percent"), ""),
            (counted(1, "document"), "1 document"),
            (counted(1200, "document"), "1,200 documents"),
            (counted(2, "query"), "2 queries"),
            (counted(3, "list of payments"), "3 lists of payments"),
            (listed(&["a".into(), "b".into(), "c".into()]), "a, b and c"),
            (label("a\u{202e}b\nc", 9), "ab c"),
            (label("abcdef", 4), "abc…"),
            (title("no_actual"), "No actual"),
        ];
        for (found, expected) in cases {
            assert_eq!(found, expected);
        }
    }
}
