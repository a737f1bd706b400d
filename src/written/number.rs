//! Plain numbers as cells and sentences spell them, without currency.

use rust_decimal::Decimal;

/// A number with thousands commas, a sign before or after, or brackets for a negative one. Other marks make it no number.
pub fn decimal(text: &str) -> Option<Decimal> {
    let text = bare(text);
    if let Some(inside) = text.strip_prefix('(').and_then(|t| t.strip_suffix(')')) {
        return unsigned(inside.trim()).map(|n| -n);
    }
    if let Some(rest) = text.strip_suffix(MINUS) {
        return unsigned(rest.trim_end()).map(|n| -n);
    }
    if let Some(rest) = text.strip_prefix(MINUS) {
        return unsigned(rest.trim_start()).map(|n| -n);
    }
    unsigned(text.strip_prefix('+').map_or(text, str::trim_start))
}

/// Digits with a minus before them and a point between them at most, as most ledgers write: what needs no second look.
pub(super) fn plain(text: &str) -> Option<Decimal> {
    let (negative, digits) = match text.as_bytes() {
        [b'-', rest @ ..] => (true, rest),
        all => (false, all),
    };
    if digits.is_empty() || digits.len() > 15 || !digits[0].is_ascii_digit() {
        return None;
    }
    let (mut number, mut places) = (0i64, None);
    for byte in digits {
        match byte {
            b'0'..=b'9' => {
                number = number * 10 + i64::from(byte - b'0');
                places = places.map(|p: u32| p + 1);
            }
            b'.' if places.is_none() => places = Some(0),
            _ => return None,
        }
    }
    (places != Some(0))
        .then(|| Decimal::new(if negative { -number } else { number }, places.unwrap_or(0)))
}

/// A float as a workbook stores it: its shortest decimal spelling, so that 0.1 is 0.1. None beyond fifteen digits.
pub fn float(value: f64) -> Option<Decimal> {
    // Beyond this a double no longer counts in pence, and neither does any council.
    const LARGEST: f64 = 1e15;
    if !value.is_finite() || value.abs() >= LARGEST {
        return None;
    }
    if value.abs() < 1e-12 {
        return Some(Decimal::ZERO);
    }
    value.to_string().parse().ok()
}

/// Pounds in two places, halves away from zero, as ledgers round.
pub fn pence(value: Decimal) -> Decimal {
    let mut rounded =
        value.round_dp_with_strategy(2, rust_decimal::RoundingStrategy::MidpointAwayFromZero);
    if rounded.scale() < 2 {
        rounded.rescale(2);
    }
    // No minus before a zero.
    if rounded.is_zero() { Decimal::new(0, 2) } else { rounded }
}

pub(super) const MINUS: [char; 4] = ['-', '\u{2212}', '\u{2013}', '\u{2010}'];

/// Without the blanks, quotes and marks that exports leave around a number.
pub(super) fn bare(text: &str) -> &str {
    text.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '\u{FEFF}' | '\u{200B}' | '\'' | '"' | '`')
    })
}

fn unsigned(text: &str) -> Option<Decimal> {
    let bytes = text.as_bytes();
    if bytes.is_empty() || bytes.len() > 40 || !bytes.iter().any(u8::is_ascii_digit) {
        return None;
    }
    if bytes.iter().all(u8::is_ascii_digit) {
        return text.parse().ok();
    }
    if let Some(at) = text.find(['e', 'E']) {
        return exponent(&text[..at], &text[at + 1..]);
    }
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let whole = grouped(whole, text.contains('.'))?;
    let digits = if whole.is_empty() { "0" } else { &whole };
    let fraction = &fraction[..fraction.len().min(27usize.saturating_sub(digits.len()))];
    if fraction.is_empty() {
        digits.parse().ok()
    } else {
        format!("{digits}.{fraction}").parse().ok()
    }
}

/// The digits of a whole part: groups of three after commas or spaces. Where a point follows, a misplaced comma can
/// mean nothing else; where none does, `1,23` may be a foreign decimal and is refused.
fn grouped(whole: &str, pointed: bool) -> Option<String> {
    let mark = |c: char| matches!(c, ',' | ' ' | '\u{A0}' | '\u{202F}' | '\u{2009}');
    if !whole.chars().all(|c| c.is_ascii_digit() || mark(c)) {
        return None;
    }
    let groups: Vec<&str> = whole.split(mark).filter(|g| !g.is_empty()).collect();
    let regular = groups.iter().skip(1).all(|g| g.len() == 3);
    let commas = whole.contains(',');
    // "1 2" is two numbers unless the groups are those of thousands.
    (regular || (pointed && commas && !whole.contains(' '))).then(|| groups.concat())
}

/// `1.5E+05`, as workbooks print wide numbers.
fn exponent(mantissa: &str, power: &str) -> Option<Decimal> {
    let plain = |t: &str| t.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let power = power.strip_prefix('+').unwrap_or(power);
    let digits = power.strip_prefix('-').unwrap_or(power);
    if !plain(mantissa) || digits.is_empty() || digits.len() > 2 {
        return None;
    }
    let power: i32 = power.parse().ok().filter(|p: &i32| (-12..=15).contains(p))?;
    let mantissa: Decimal = mantissa.parse().ok()?;
    let step = Decimal::from(10u64.pow(power.unsigned_abs()));
    if power < 0 { mantissa.checked_div(step) } else { mantissa.checked_mul(step) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_every_spelling() {
        let cases = [
            ("0", "0"),
            ("12", "12"),
            ("1,234", "1234"),
            ("1,234,567.89", "1234567.89"),
            (" 1,616.23 ", "1616.23"),
            ("1 234.50", "1234.50"),
            ("1\u{A0}234", "1234"),
            ("1,23,456.00", "123456.00"),
            (".5", "0.5"),
            ("5.", "5"),
            ("+7", "7"),
            ("-1,234", "-1234"),
            ("- 12", "-12"),
            ("\u{2212}3.5", "-3.5"),
            ("\u{2013}3", "-3"),
            ("2.44-", "-2.44"),
            ("(1,234.00)", "-1234.00"),
            ("( 12 )", "-12"),
            ("'123.45", "123.45"),
            ("1.5E+05", "150000"),
            ("2e-3", "0.002"),
            ("9533.910000000003", "9533.910000000003"),
        ];
        for (text, expected) in cases {
            let value = decimal(text).map(|d| d.normalize().to_string());
            let expected: Option<Decimal> = expected.parse().ok();
            assert_eq!(value, expected.map(|d| d.normalize().to_string()), "{text}");
        }
        for text in [
            "", "-", "()", "1.234,56", "1,23", "1 2", "12a", "1/2", "1-2", "n/a", ".", ",",
            "1e999", "NaN", "1.2.3", "--5", "£5",
        ] {
            assert_eq!(decimal(text), None, "{text}");
        }
    }

    #[test]
    fn plain_digits_read_as_they_do_the_long_way() {
        for text in ["0", "12", "-12", "-0.5", "1234.50", "007", "-0", "9999999999999.9"] {
            assert_eq!(plain(text), decimal(text), "{text}");
            assert_eq!(plain(text).map(|d| d.scale()), decimal(text).map(|d| d.scale()), "{text}");
        }
        for text in ["", "-", ".5", "5.", "1.2.3", "1,234", " 1", "1e3", "--1", "1234567890123456"]
        {
            assert_eq!(plain(text), None, "{text}");
        }
    }

    #[test]
    fn floats_keep_their_shortest_spelling() {
        let cases = [
            (483.969_999_999_999_97, "483.97"),
            (0.1, "0.10"),
            (-2.5, "-2.50"),
            (1e-17, "0.00"),
            (-0.001, "0.00"),
            (1.005, "1.01"),
            (12.0, "12.00"),
        ];
        for (value, expected) in cases {
            assert_eq!(float(value).map(|d| pence(d).to_string()), Some(expected.to_owned()));
        }
        for value in [f64::NAN, f64::INFINITY, 1e308, -1e16] {
            assert_eq!(float(value), None, "{value}");
        }
    }
}
