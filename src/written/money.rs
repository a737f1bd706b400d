//! Money as ledgers, tables and plans spell it. Always a decimal; a float never holds pounds.

use rust_decimal::Decimal;

use super::number::{self, MINUS};

/// An amount in pounds: signs, brackets, credits, currency marks and `k`, `m`, `bn` resolved. A currency mark is not needed.
pub fn amount(text: &str) -> Option<Decimal> {
    if let Some(plain) = number::plain(text) {
        return Some(plain);
    }
    let mut rest = number::bare(text);
    if rest.len() > 60 {
        return None;
    }
    let mut negative = false;
    // Marks stand in any order: `-£5`, `£-5`, `£(5)`, `(£5)`, `5 CR`, `5.00 GBP`.
    loop {
        let before = rest;
        if let Some(r) = rest.strip_prefix('(').and_then(|r| r.strip_suffix(')')) {
            (rest, negative) = (r.trim(), true);
        }
        if let Some(r) = rest.strip_prefix(MINUS).or_else(|| rest.strip_suffix(MINUS)) {
            (rest, negative) = (r.trim(), true);
        }
        if let Some(r) = credit(rest) {
            (rest, negative) = (r, true);
        }
        rest = currency(rest);
        if rest.len() == before.len() {
            break;
        }
    }
    let (digits, scale) = scaled(rest);
    let value = number::decimal(digits).filter(|d| !d.is_sign_negative())?;
    let value = value.checked_mul(scale)?;
    // Larger than any council's ledger; summing such values would overflow.
    let largest = Decimal::from(1_000_000_000_000_000u64);
    (value < largest).then_some(if negative { -value } else { value })
}

/// A dash under a currency mark: how accounting formats print a zero. A bare dash is missing.
pub fn is_accounting_zero(text: &str) -> bool {
    let rest = number::bare(text);
    let bare = currency(rest);
    bare.len() < rest.len() && !bare.is_empty() && bare.chars().all(|c| MINUS.contains(&c))
}

/// The factor that a unit note speaks of: `£ thousand`, `£'000`, `£000s`, `£k`, `£ million`, `£m`.
pub fn unit(text: &str) -> Option<u32> {
    let low: String = text.to_lowercase().replace('\u{2019}', "'").replace("gbp", "£");
    let tight: String = low.chars().filter(|c| !c.is_whitespace()).collect();
    let thousand = [
        "£thousand",
        "£'000",
        "£000",
        "£k",
        "(000s)",
        "('000)",
        "poundsthousand",
        "thousandsof£",
        "thousandsofpounds",
        "£s000",
        "£'s000",
    ];
    let million =
        ["£million", "£m)", "(£m", "£mn", "millionsof£", "millionsofpounds", "£'m", "£000,000"];
    if million.iter().any(|m| tight.contains(m)) || tight == "£m" {
        Some(1_000_000)
    } else if thousand.iter().any(|t| tight.contains(t)) && !tight.contains("£000,000") {
        Some(1_000)
    } else {
        None
    }
}

/// `5 CR`, `CR 5`: a credit.
fn credit(text: &str) -> Option<&str> {
    let tail = text.len().checked_sub(2).and_then(|at| text.get(at..));
    if tail.is_some_and(|t| t.eq_ignore_ascii_case("cr")) {
        return text.get(..text.len() - 2).map(str::trim_end);
    }
    let head = text.get(..2).is_some_and(|t| t.eq_ignore_ascii_case("cr"));
    if head { text.get(2..).map(str::trim_start) } else { None }
}

/// Without a currency mark before or after, and without a debit mark; a pound that an encoding broke counts as one.
fn currency(text: &str) -> &str {
    const BEFORE: [&str; 10] = ["£", "Â£", "\u{FFFD}", "œ", "ú", "Ł", "GBP", "gbp", "Dr ", "DR "];
    const AFTER: [&str; 8] = ["£", "GBP", "gbp", "DR", "Dr", "dr", "pounds", "\u{FFFD}"];
    let text = text.trim();
    if let Some(rest) = BEFORE.iter().find_map(|m| text.strip_prefix(m)) {
        return rest.trim_start();
    }
    AFTER.iter().find_map(|m| text.strip_suffix(m)).map_or(text, str::trim_end)
}

/// `332k`, `1.2m`, `61bn`, `1.2 million`.
fn scaled(text: &str) -> (&str, Decimal) {
    const WORDS: [(&str, u64); 9] = [
        ("thousand", 1_000),
        ("million", 1_000_000),
        ("billion", 1_000_000_000),
        ("bn", 1_000_000_000),
        ("mn", 1_000_000),
        ("k", 1_000),
        ("K", 1_000),
        ("m", 1_000_000),
        ("M", 1_000_000),
    ];
    for (word, factor) in WORDS {
        if let Some(digits) = text.strip_suffix(word) {
            return (digits.trim_end(), Decimal::from(factor));
        }
    }
    (text, Decimal::ONE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_in_every_spelling() {
        let cases = [
            ("£119,000.00", "119000"),
            ("£ 10,000", "10000"),
            ("10,000.00 GBP", "10000"),
            ("£9924", "9924"),
            ("£332k", "332000"),
            ("£1.2m", "1200000"),
            ("£1.2 million", "1200000"),
            ("£61bn", "61000000000"),
            ("-£5.00", "-5"),
            ("£-5.00", "-5"),
            ("£(1,234)", "-1234"),
            ("(£1,234.50)", "-1234.5"),
            ("1,234-", "-1234"),
            ("1,234 CR", "-1234"),
            ("1,234.00CR", "-1234"),
            ("CR 5", "-5"),
            ("12.00 DR", "12"),
            ("\u{FFFD}322.50", "322.5"),
            ("Â£322.50", "322.5"),
            ("\"1,708.75\"", "1708.75"),
            ("1616.23 ", "1616.23"),
            ("0.00", "0"),
        ];
        for (text, expected) in cases {
            let value = amount(text).map(|d| d.normalize().to_string());
            assert_eq!(value.as_deref(), Some(expected), "{text}");
        }
        for text in [
            "",
            "-",
            "£-",
            "£",
            "Nil",
            "n/a",
            "1.234,56",
            "twelve",
            "12/03/2011",
            "99999999999999999999",
        ] {
            assert_eq!(amount(text), None, "{text}");
        }
        assert!(
            is_accounting_zero(" £-   ") && !is_accounting_zero("-") && !is_accounting_zero("£")
        );
    }

    #[test]
    fn units_of_tables() {
        let cases = [
            ("£ thousand", Some(1_000)),
            ("Total services expenditure (£000s)", Some(1_000)),
            ("Net £'000", Some(1_000)),
            ("£k", Some(1_000)),
            ("£ million", Some(1_000_000)),
            ("(£m)", Some(1_000_000)),
            ("Amount £", None),
            ("Payments over £500", None),
            ("Invoices of £5000 or more", None),
        ];
        for (text, expected) in cases {
            assert_eq!(unit(text), expected, "{text}");
        }
    }
}
