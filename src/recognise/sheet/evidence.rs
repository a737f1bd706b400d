//! What a column holds, counted over a sample of its cells: days, money, names, links.
//!
//! Not for what its header says; `layout` weighs the two against each other.

use std::collections::HashSet;

use super::mark::without_marks;
use crate::grid::Value;
use crate::written::date::{self, Order};
use crate::written::{money, number};

/// Counts over the filled cells of one column.
#[derive(Clone, Debug, Default)]
pub struct Profile {
    pub filled: usize,
    /// Cells that read as an amount.
    pub amounts: usize,
    /// Amounts with pence.
    pub pence: usize,
    /// Cells that name a day.
    pub days: usize,
    /// Plain numbers that may be the serial of a day.
    pub serials: usize,
    /// Cells with letters that are neither day nor amount.
    pub words: usize,
    /// Cells that name a company or a redaction.
    pub payees: usize,
    pub links: usize,
    /// Cells that say capital or revenue and nothing else.
    pub funds: usize,
    /// One word with a digit in it, or a link: the code of something that has a name.
    codes: usize,
    /// One word of at most four capitals: `INV`, `CRN`.
    marks: usize,
    day_first: usize,
    month_first: usize,
    distinct: HashSet<u64>,
    negative: usize,
}

/// Words that stand in the names of payees and hardly anywhere else.
const PAYEE_WORDS: [&str; 24] = [
    "ltd",
    "limited",
    "plc",
    "llp",
    "council",
    "redacted",
    "services",
    "associates",
    "solicitors",
    "trust",
    "association",
    "university",
    "nhs",
    "group",
    "cic",
    "partnership",
    "ltd.",
    "hmrc",
    "school",
    "solutions",
    "homes",
    "housing",
    "society",
    "bank",
];

/// What a payment is paid from.
const FUNDS: [&str; 8] = [
    "cap",
    "capital",
    "capital budgets",
    "capital expenditure",
    "rev",
    "revenue",
    "revenue budgets",
    "revenue expenditure",
];

impl Profile {
    pub fn add(&mut self, value: Value<'_>) {
        self.filled += 1;
        self.distinct.insert(mark(value));
        match value {
            Value::Stamp(_) => self.days += 1,
            Value::Number(n) => self.number(n),
            Value::Text(t) => self.text(t),
            Value::Percent(_) | Value::Truth(_) | Value::Fault(_) => {}
        }
    }

    fn number(&mut self, n: f64) {
        self.codes += usize::from(n.fract() == 0.0);
        self.amounts += 1;
        self.pence += usize::from(n.fract() != 0.0);
        self.negative += usize::from(n < 0.0);
        self.serials += usize::from((36_526.0..54_789.0).contains(&n));
    }

    fn text(&mut self, text: &str) {
        let one = !text.contains(char::is_whitespace);
        let link = text.starts_with("http");
        self.codes += usize::from(one && (link || text.bytes().any(|b| b.is_ascii_digit())));
        self.marks += usize::from(text.len() <= 4 && text.bytes().all(|b| b.is_ascii_uppercase()));
        if let Some(value) = pounds(Value::Text(text)) {
            self.amounts += 1;
            self.negative += usize::from(value.is_sign_negative());
            self.pence += usize::from(text.contains('.') || text.contains('£'));
            let plain = text.bytes().all(|b| b.is_ascii_digit()) && text.len() == 5;
            self.serials += usize::from(plain && day(Value::Text(text), Order::DayFirst).is_some());
            if text.len() != 8 || date::date(text).is_none() {
                return;
            }
        }
        if date::date(text).is_some() || date::date_in(text, Order::MonthFirst).is_some() {
            self.days += 1;
            match date::order_of(text) {
                Some(Order::DayFirst) => self.day_first += 1,
                Some(Order::MonthFirst) => self.month_first += 1,
                None => {}
            }
            return;
        }
        let low = text.to_lowercase();
        self.links += usize::from(low.starts_with("http") || low.starts_with("www."));
        self.funds += usize::from(FUNDS.contains(&low.as_str()));
        self.words += usize::from(low.chars().any(char::is_alphabetic));
        let payee = low
            .split(|c: char| c.is_whitespace() || matches!(c, ',' | '(' | ')' | '-'))
            .any(|w| PAYEE_WORDS.contains(&w));
        self.payees += usize::from(payee);
    }

    /// Percent of the filled cells.
    pub fn share(&self, part: usize) -> usize {
        (part * 100).checked_div(self.filled).unwrap_or(0)
    }

    pub fn distinct(&self) -> usize {
        self.distinct.len()
    }

    pub fn is_money(&self) -> bool {
        self.filled > 0 && self.share(self.amounts) >= 60
    }

    pub fn is_days(&self) -> bool {
        self.filled > 0 && self.share(self.days + self.serials) >= 60
    }

    pub fn is_words(&self) -> bool {
        self.filled > 0 && self.share(self.words) >= 50
    }

    pub fn is_codes(&self) -> bool {
        self.filled > 0 && self.share(self.codes) >= 60
    }

    pub fn is_marks(&self) -> bool {
        self.filled > 0 && self.share(self.marks) >= 90
    }

    /// Month first only where some day shows it and none shows the contrary.
    pub fn order(&self) -> Order {
        if self.month_first > 0 && self.day_first == 0 {
            Order::MonthFirst
        } else {
            Order::DayFirst
        }
    }
}

/// The day in a cell of a date column; a plain number there is a serial.
pub fn day(value: Value<'_>, order: Order) -> Option<jiff::civil::Date> {
    match value {
        Value::Stamp(n) | Value::Number(n) => date::serial(date::next_midnight(n), false),
        Value::Text(t) => date::date_in(t, order).or_else(|| {
            let digits = t.bytes().all(|b| b.is_ascii_digit() || b == b'.');
            if !digits || t.len() < 5 {
                return None;
            }
            date::serial(t.parse().ok()?, false)
        }),
        _ => None,
    }
}

/// The pounds in a cell of an amount column, not yet rounded.
pub fn pounds(value: Value<'_>) -> Option<rust_decimal::Decimal> {
    match value {
        Value::Number(n) => number::float(n),
        Value::Text(t) if money::is_accounting_zero(t) => Some(rust_decimal::Decimal::ZERO),
        Value::Text(t) => money::amount(t).or_else(|| {
            let (bare, marks) = if t.len() <= 80 { without_marks(t) } else { return None };
            if marks.is_empty() { None } else { money::amount(bare) }
        }),
        // A number under a date format in an amount column is a slip of the format, not a day.
        Value::Stamp(n) => number::float(n),
        _ => None,
    }
}

fn mark(value: Value<'_>) -> u64 {
    use std::hash::{DefaultHasher, Hash as _, Hasher as _};
    let mut hasher = DefaultHasher::new();
    value.shown().hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_show_what_they_hold() {
        let profile = |cells: &[&str]| {
            let mut p = Profile::default();
            cells.iter().for_each(|c| p.add(Value::Text(c)));
            p
        };
        assert!(profile(&["01/02/2011", "13/02/2011", "x"]).is_days());
        assert!(profile(&["40544", "40545"]).is_days());
        assert!(profile(&["1,234.00", "(5.00)", "n/a"]).is_money());
        assert!(profile(&["A Ltd", "B", "12"]).is_words());
        assert!(profile(&["M44D", "A0492", "SRTS", "http://a.b/c"]).is_codes());
        assert!(!profile(&["404-Cleaning and laundry", "Libraries", "ICT"]).is_codes());
        assert_eq!(profile(&["02/13/2011", "02/01/2011"]).order(), Order::MonthFirst);
        assert_eq!(profile(&["02/13/2011", "13/01/2011"]).order(), Order::DayFirst);
        assert_eq!(day(Value::Text("40544"), Order::DayFirst), date::date("01/01/2011"));
        assert_eq!(pounds(Value::Text("£-")), Some(rust_decimal::Decimal::ZERO));
        assert_eq!(pounds(Value::Text("n/a")), None);
        for marked in ["-1,234.50*", "(1,234.50) [note 2]", "-1,234.50 (1)"] {
            assert_eq!(pounds(Value::Text(marked)), money::amount("-1234.5"), "{marked}");
        }
        assert_eq!(
            day(Value::Text("2023-03-31T23:00:00Z"), Order::DayFirst),
            date::date("01/04/2023")
        );
    }
}
