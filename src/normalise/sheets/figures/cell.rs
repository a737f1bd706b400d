//! One cell to a value: the number, or the sign that there is none, with unit, bound and the marks of revision.

use rust_decimal::Decimal;

use crate::grid::Value;
use crate::model::amount::{Bound, Unit};
use crate::recognise::sheet::mark::{missing, without_marks};
use crate::written::{money, number};

/// A value as a cell gives it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figure {
    /// None where the source says that there is none.
    pub value: Option<Decimal>,
    /// Why there is none, or `[r]`, `[p]`, `[e]` beside one.
    pub symbol: String,
    pub bound: Bound,
    pub unit: Option<Unit>,
}

/// Reads a cell; nothing where it holds words, a time or nothing.
pub fn figure(value: Value<'_>) -> Option<Figure> {
    let plain = |value: Decimal| Figure { value: Some(trimmed(value)), ..Figure::default() };
    match value {
        Value::Number(n) => number::float(n).map(plain),
        Value::Percent(n) => {
            let value = number::float(n)?.checked_mul(Decimal::ONE_HUNDRED)?;
            Some(Figure { unit: Some(Unit::Percent), ..plain(value) })
        }
        Value::Fault(_) => Some(Figure { symbol: "[x]".to_owned(), ..Figure::default() }),
        Value::Stamp(_) | Value::Truth(_) => None,
        Value::Text(text) => words(text),
    }
}

/// Four decimal places are published.
fn trimmed(value: Decimal) -> Decimal {
    value
        .round_dp_with_strategy(4, rust_decimal::RoundingStrategy::MidpointAwayFromZero)
        .normalize()
}

fn words(text: &str) -> Option<Figure> {
    if text.len() > 80 {
        return None;
    }
    if let Some(symbol) = missing(text) {
        return Some(Figure { symbol: symbol.to_owned(), ..Figure::default() });
    }
    let (bare, marks) = without_marks(text);
    if let Some(symbol) = missing(bare) {
        return Some(Figure { symbol: symbol.to_owned(), ..Figure::default() });
    }
    let (bound, core) = bound(bare);
    let percent = core.ends_with('%');
    let core = core.trim_end_matches('%').trim();
    let pounds = core.contains('\u{a3}') || core.contains("GBP");
    let value = money::amount(core)?;
    let unit = match (percent, pounds) {
        (true, _) => Some(Unit::Percent),
        (_, true) => Some(Unit::Gbp),
        _ => None,
    };
    let symbol = marks.into_iter().find_map(revision).unwrap_or_default();
    Some(Figure { value: Some(trimmed(value)), symbol, bound, unit })
}

/// `(p)`, `[r]`: a letter that says how sure the value is. Numbers point to notes and are dropped.
fn revision(mark: &str) -> Option<String> {
    let inside = mark.trim_matches(['(', ')', '[', ']']);
    let letters = matches!(inside, "b" | "e" | "f" | "p" | "r" | "u");
    letters.then(|| format!("[{inside}]"))
}

fn bound(text: &str) -> (Bound, &str) {
    const SIGNS: [(&str, Bound); 8] = [
        ("<=", Bound::AtMost),
        (">=", Bound::AtLeast),
        ("\u{2264}", Bound::AtMost),
        ("\u{2265}", Bound::AtLeast),
        ("<", Bound::Under),
        (">", Bound::Over),
        ("~", Bound::About),
        ("=", Bound::Exact),
    ];
    const WORDS: [(&str, Bound); 12] = [
        ("less than", Bound::Under),
        ("fewer than", Bound::Under),
        ("below", Bound::Under),
        ("under", Bound::Under),
        ("more than", Bound::Over),
        ("over", Bound::Over),
        ("above", Bound::Over),
        ("at least", Bound::AtLeast),
        ("minimum", Bound::AtLeast),
        ("at most", Bound::AtMost),
        ("no more than", Bound::AtMost),
        ("up to", Bound::AtMost),
    ];
    if let Some((sign, bound)) = SIGNS.iter().find(|s| text.starts_with(s.0)) {
        return (*bound, text[sign.len()..].trim());
    }
    if let Some(rest) = text.strip_suffix('+') {
        return (Bound::AtLeast, rest.trim());
    }
    let low = text.to_lowercase();
    match WORDS.iter().find(|w| low.starts_with(w.0) && text.is_char_boundary(w.0.len())) {
        Some((word, bound)) => (*bound, text[word.len()..].trim()),
        None => (Bound::Exact, text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: Value<'_>, expected: Option<(&str, &str, Bound, &str)>) {
        let found = figure(value);
        let found = found.as_ref().map(|f| {
            let shown = f.value.map_or(String::new(), |v| v.to_string());
            (shown, f.symbol.clone(), f.bound, f.unit.map_or("", Unit::name).to_owned())
        });
        let expected = expected.map(|e| (e.0.to_owned(), e.1.to_owned(), e.2, e.3.to_owned()));
        assert_eq!(found, expected, "{value:?}");
    }

    #[test]
    fn cells_give_values_or_say_why_not() {
        let cases = [
            (Value::Number(9_533.910_000_000_003), Some(("9533.91", "", Bound::Exact, ""))),
            (Value::Percent(0.23), Some(("23", "", Bound::Exact, "percent"))),
            (Value::Percent(0.1275), Some(("12.75", "", Bound::Exact, "percent"))),
            (Value::Text("1,234"), Some(("1234", "", Bound::Exact, ""))),
            (Value::Text("12.5%"), Some(("12.5", "", Bound::Exact, "percent"))),
            (Value::Text("\u{a3}14k"), Some(("14000", "", Bound::Exact, "gbp"))),
            (Value::Text("<5"), Some(("5", "", Bound::Under, ""))),
            (Value::Text("560+"), Some(("560", "", Bound::AtLeast, ""))),
            (Value::Text("under 20%"), Some(("20", "", Bound::Under, "percent"))),
            (Value::Text("1,234 [r]"), Some(("1234", "[r]", Bound::Exact, ""))),
            (Value::Text("45(1)"), Some(("45", "", Bound::Exact, ""))),
            (Value::Text("0"), Some(("0", "", Bound::Exact, ""))),
            (Value::Text("-"), Some(("", "-", Bound::Exact, ""))),
            (Value::Text(".."), Some(("", "..", Bound::Exact, ""))),
            (Value::Text("[low]"), Some(("", "[low]", Bound::Exact, ""))),
            (Value::Text("*"), Some(("", "*", Bound::Exact, ""))),
            (Value::Text("NYA"), Some(("", "[x]", Bound::Exact, ""))),
            (Value::Text("n/a"), Some(("", "[z]", Bound::Exact, ""))),
            (Value::Text("Data being verified"), Some(("", "[x]", Bound::Exact, ""))),
            (Value::Fault("#DIV/0!"), Some(("", "[x]", Bound::Exact, ""))),
            (Value::Text("Green"), None),
            (Value::Text("2018/19"), None),
        ];
        for (value, expected) in cases {
            check(value, expected);
        }
    }
}
