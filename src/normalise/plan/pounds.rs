//! Whether the numbers of a table are pounds, where no header says so.

use std::sync::LazyLock;

use regex::Regex;

use super::Walk;
use super::heads::{counted, counts, spans};
use super::tables::text_of;
use crate::passage::TextRow;
use crate::recognise::plan::header::{self, Head};
use crate::written::pattern::pattern;

/// A title that gives all numbers below it in pounds: "Contributions 2023/24 (£)".
pub(super) fn priced(caption: &str) -> bool {
    static SIGN: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"(?i)\(£s?\)|\(?\b(?:in|all) (?:£s?|pounds)\b|\s£s?\s*$"));
    SIGN.is_match(caption)
}

impl Walk<'_> {
    /// "Funding" or "Partner contributions" above bare whole numbers in the thousands, of which none is of a known measure.
    pub(super) fn funds(&self, rows: &[TextRow], heads: &[Head], caption: &str) -> bool {
        /// Digits of the least number that is taken for pounds without being called so.
        const DIGITS: usize = 4;
        let speaks = FUNDS.is_match(caption) || FUNDS.is_match(&self.section.heading);
        let told = |h: &Head| h.unit.is_some() || counted(&h.text) || h.text.contains("umber");
        if !speaks || heads.iter().skip(1).any(told) {
            return false;
        }
        let (mut large, mut all) = (0, 0);
        for row in rows.iter().filter(|r| !spans(r)) {
            let label = text_of(row, 0);
            let named = header::unit_said(label.as_str()).is_some()
                || counts(label.as_str()) && !label.as_str().to_lowercase().contains("total")
                || !self.vocab.measures_in(label.as_str()).is_empty();
            if named {
                return false;
            }
            for c in 1..row.cells.len() {
                let cell = text_of(row, c);
                let s = cell.as_str().trim();
                let digits = s.bytes().filter(u8::is_ascii_digit).count();
                if s.contains('%') {
                    return false;
                }
                let bare = s.bytes().all(|b| b.is_ascii_digit() || b",.()- ".contains(&b));
                all += usize::from(digits > 0);
                large += usize::from(bare && digits >= DIGITS);
            }
        }
        large >= 2 && large * 10 >= all * 6
    }
}

/// Titles of tables of money.
static FUNDS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:budgets?|funding|funds?|funders?|finances?|financial (?:plan|position|contributions?|resources?|summary)|contributions?|contributors?|income|expenditure|spending|grants?|resources|money)\b",
    )
});

/// Cells with a pound sign that make a table one of money: none where measures of other units stand in most rows, and none in
/// the row of a price ("cost per incident").
pub(super) fn cells(rows: &[TextRow]) -> usize {
    static PRICE: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\bper\b"));
    let texts_of = |row: &TextRow| -> Vec<String> {
        let texts = row.cells.iter().skip(1).map(|c| c.joined().as_str().trim().to_owned());
        texts.filter(|t| !t.is_empty()).collect()
    };
    let pounds = |row: &TextRow| {
        let price = PRICE.is_match(text_of(row, 0).as_str());
        let signed =
            texts_of(row).iter().filter(|t| t.trim_start_matches('(').starts_with('£')).count();
        if price { 0 } else { signed }
    };
    let shares = |row: &&TextRow| texts_of(row).first().is_some_and(|t| t.ends_with('%'));
    let of_money = rows.iter().filter(|row| pounds(row) > 0).count();
    let mixed = rows.iter().filter(shares).count() > 0 && of_money * 2 <= rows.len();
    if mixed { 0 } else { rows.iter().map(pounds).sum() }
}
