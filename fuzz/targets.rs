//! What is fuzzed, and what must hold of anything: no panic, no hang, and what reads as a value prints and reads as the same.
//!
//! Two programs use this file: the binaries of `fuzz/`, which libFuzzer drives on a nightly toolchain, and `tests/fuzz`, which
//! drives it on the stable one with inputs of its own making, within bounds.

use std::sync::LazyLock;

use saferstats::model::period::Period;
use saferstats::pipeline::{self, Context};
use saferstats::read::encoding::decode;
use saferstats::read::text::{Dialect, read};
use saferstats::read::{Format, sniff};
use saferstats::vocab::Vocab;
use saferstats::written::{bound, contact, date, lex, money, number, period, time};

/// A target by its name.
pub type Target = (&'static str, fn(&[u8]));

pub const TARGETS: &[Target] = &[
    ("dates", dates),
    ("numbers", numbers),
    ("periods", periods),
    ("tables", tables),
    ("text", text),
];

static CONTEXT: LazyLock<Context<'static>> =
    LazyLock::new(|| Context { vocab: Vocab::embedded(), hints: &[], area: "" });

/// A plan, in each form in which text comes.
pub fn text(bytes: &[u8]) {
    let decoded = decode(bytes).text;
    for dialect in [Dialect::Found, Dialect::Html, Dialect::Plain] {
        let _ = read(&decoded, dialect);
    }
    let parsed = pipeline::parse("a.txt", bytes, &CONTEXT).product;
    for numeral in &parsed.numerals {
        assert_eq!(numeral.place.to_string().parse(), Ok(numeral.place.clone()));
    }
    assert_eq!(parsed.document.numerals, parsed.numerals.len() as u64, "a numeral is lost");
}

/// A spreadsheet, whatever the bytes are.
pub fn tables(bytes: &[u8]) {
    for name in ["a.csv", "a.xlsx", "a.html", "a.md"] {
        let _: Format = sniff(name, bytes);
        let document = pipeline::parse(name, bytes, &CONTEXT).product.document;
        let rows = document.rows_kept + document.rows_rejected + document.rows_skipped;
        assert_eq!(document.rows_read, rows, "{name}: rows are lost");
        let money = [document.amount_kept, document.amount_rejected].map(Option::unwrap_or_default);
        let read = document.amount_read.unwrap_or_default();
        assert_eq!(read, money[0] + money[1], "{name}: money is lost");
    }
}

pub fn numbers(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for value in [number::decimal(&text), money::amount(&text), lex::decimal(&text)] {
        let Some(value) = value else { continue };
        assert_eq!(value.to_string().parse(), Ok(value), "{text:?}");
        let _ = number::pence(value);
    }
    let _ = (money::is_accounting_zero(&text), money::unit(&text));
    let tokens = lex::tokens(&text);
    assert!(tokens.len() <= text.chars().count(), "{text:?}: more tokens than characters");
    let middle = text.char_indices().nth(text.chars().count() / 2).map_or(0, |(at, _)| at);
    let _ = bound::around(&text[..middle], &text[middle..]);
    let masked = contact::mask(&text);
    assert_eq!(contact::mask(&masked), masked, "{text:?}: masked twice is masked once");
}

pub fn dates(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Some(day) = date::date(&text) {
        assert_eq!(date::date(&day.to_string()), Some(day), "{text:?}");
    }
    let _ = (date::order_of(&text), date::month(&text));
    if let Ok(number) = text.trim().parse::<f64>() {
        let _ = (date::serial(number, false), date::serial(number, true));
    }
}

pub fn periods(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let found = [period::period(&text), time::period(&text), text.parse::<Period>().ok()];
    for period in found.into_iter().flatten() {
        assert_eq!(period.to_string().parse(), Ok(period), "{text:?}");
        assert!(period.end().is_none_or(|end| period.start() <= end), "{text:?}: {period}");
        let _ = (period.label(), period.kind(), period.year_before());
    }
    if let Some((range, _)) = period::within(&text) {
        assert!(text.get(range).is_some(), "{text:?}: a range outside of its text");
    }
    let _ = (period::mid_year(&text), time::find(&text));
}
