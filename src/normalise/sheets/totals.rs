//! Totals inside a table of payments: known by their words or their sums, checked, and never counted.

use rust_decimal::Decimal;

/// Sums since the start and since the last total.
#[derive(Clone, Debug, Default)]
pub struct Sums {
    pub all: Decimal,
    pub block: Decimal,
    pub block_rows: u64,
    pub rows: u64,
}

impl Sums {
    pub fn add(&mut self, amount: Decimal) {
        self.all += amount;
        self.block += amount;
        self.rows += 1;
        self.block_rows += 1;
    }

    /// Is this the sum of everything above, or of the rows since the last total?
    pub fn meets(&self, amount: Decimal) -> bool {
        (self.rows > 1 && amount == self.all) || (self.block_rows > 1 && amount == self.block)
    }

    pub fn close(&mut self) {
        self.block = Decimal::ZERO;
        self.block_rows = 0;
    }
}

/// Is the cell nothing but the words of a total? `Total`, `Grand Total:`, `Total for April 2019`, `Sub-total`.
pub fn says_total(text: &str) -> bool {
    if is_sum(text) {
        return true;
    }
    if !mentions(text) {
        return false;
    }
    let words: Vec<String> = text
        .to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(str::to_owned)
        .collect();
    let total = |w: &String| matches!(w.as_str(), "total" | "totals" | "subtotal" | "subtotals");
    if words.len() > 8 || !words.iter().any(total) {
        return false;
    }
    let plain = |w: &String| {
        total(w)
            || PLAIN.contains(&w.as_str())
            || crate::written::date::month(w).is_some()
            || w.bytes().all(|b| b.is_ascii_digit())
    };
    words.iter().all(plain)
}

/// `Sum:` and nothing else.
fn is_sum(text: &str) -> bool {
    text.len() <= 6 && text.trim_end_matches([':', '=', ' ']).eq_ignore_ascii_case("sum")
}

/// The letters of the word, anywhere: what nearly every cell can be refused by.
fn mentions(text: &str) -> bool {
    text.as_bytes().windows(5).any(|w| w.eq_ignore_ascii_case(b"total"))
}

/// Does the cell begin or end with the word? `Adult Care Total` is a total if the row has nothing else to say.
pub fn may_say_total(text: &str) -> bool {
    if is_sum(text) {
        return true;
    }
    if !mentions(text) {
        return false;
    }
    let low = text.to_lowercase();
    let mut words = low.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    let first = words.next().unwrap_or("");
    let last = words.next_back().unwrap_or("");
    let total = |w: &str| matches!(w, "total" | "totals" | "subtotal");
    total(first) || total(last) || (first == "grand" && low.contains("total"))
}

/// A line under a table that counts or carries, and pays nobody: `Number of payments`, `Carried forward`.
pub fn says_footer(text: &str) -> bool {
    const STARTS: [&str; 14] = [
        "number of ",
        "no of ",
        "no. of ",
        "count of",
        "count",
        "average",
        "balance",
        "carried forward",
        "brought forward",
        "b/f",
        "c/f",
        "page ",
        "records",
        "row count",
    ];
    let low = text.trim().to_lowercase();
    STARTS.iter().any(|s| low.starts_with(s) && low.len() < s.len() + 30)
}

const PLAIN: [&str; 34] = [
    "grand",
    "sub",
    "overall",
    "sum",
    "of",
    "for",
    "the",
    "in",
    "all",
    "month",
    "period",
    "year",
    "quarter",
    "payments",
    "payment",
    "amount",
    "spend",
    "spending",
    "expenditure",
    "net",
    "gross",
    "vat",
    "paid",
    "value",
    "report",
    "page",
    "file",
    "council",
    "invoices",
    "transactions",
    "suppliers",
    "supplier",
    "ex",
    "excluding",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_are_told_from_payees() {
        for text in [
            "Total",
            "TOTAL:",
            "Grand Total",
            "Sub-Total",
            "Total for April 2019",
            "Total payments (£)",
            "Sum:",
        ] {
            assert!(says_total(text), "{text}");
        }
        for text in ["Total Gas & Power Ltd", "TOTAL FITNESS", "Amount", "Sumo", ""] {
            assert!(!says_total(text), "{text}");
        }
        assert!(says_footer("Number of payments") && !says_footer("Acme Ltd"));
        assert!(may_say_total("Adult Care Total") && !may_say_total("Subtotally"));
    }

    #[test]
    fn sums_are_met_by_blocks_and_by_all() {
        let mut sums = Sums::default();
        sums.add(Decimal::ONE);
        sums.add(Decimal::TWO);
        assert!(sums.meets(Decimal::from(3)));
        sums.close();
        sums.add(Decimal::TWO);
        assert!(sums.meets(Decimal::from(5)) && !sums.meets(Decimal::TWO));
    }
}
