//! An amount of money as lines for a person, as JSON for a program, and as markdown for a report.

use serde_json::{Map, Value, json};

use super::Source;
use super::money::{Money, pounds};
use super::show::{listing, maybe, number, shown, signed, source};

/// An amount and everything that stands behind it.
pub struct Account {
    pub money: Money,
    pub area_label: String,
    pub period_label: String,
    pub queries: Vec<String>,
    pub sources: Vec<Source>,
    pub notes: Vec<String>,
}

impl Account {
    fn get(&self, column: &str) -> &str {
        self.money.row.get(column)
    }

    fn title(&self) -> String {
        let parts = [&self.money.label, &self.area_label, &self.period_label];
        let parts: Vec<&str> = parts.iter().map(|p| p.as_str()).filter(|p| !p.is_empty()).collect();
        parts.join(", ")
    }

    /// Budget, outturn; of payments, what they hold of VAT.
    fn basis(&self) -> String {
        match self.money.basis.as_str() {
            "net" => "paid, without VAT".to_owned(),
            "gross" => "paid, with VAT".to_owned(),
            "unknown" => "paid; whether with VAT is not known".to_owned(),
            basis => basis.to_owned(),
        }
    }

    fn change(&self) -> Option<String> {
        let (change, before) = (self.get("change"), self.get("previous_amount"));
        if change.is_empty() || before.is_empty() {
            return None;
        }
        let rise = if change.starts_with('-') { "" } else { "+" };
        let pct = self.get("change_pct");
        let pct = if pct.is_empty() { String::new() } else { format!(" ({} %)", signed(pct)) };
        let year = match self.get("previous_period") {
            "" => "the year before",
            period => period,
        };
        Some(format!("{rise}{} on {} in {year}{pct}", pounds(change), pounds(before)))
    }

    fn real_terms(&self) -> Option<String> {
        let real = Some(self.get("real_amount")).filter(|r| !r.is_empty())?;
        let change = match self.get("real_change_pct") {
            "" => String::new(),
            pct => format!(" ({} % on the period before)", signed(pct)),
        };
        Some(format!("{} at the prices of {}{change}", pounds(real), self.get("price_base")))
    }

    /// Name and value of whatever the row says beside its amount.
    fn beside(&self) -> Vec<(&'static str, String)> {
        let mut all = vec![("basis", self.basis())];
        let mut add = |name, value: Option<String>| all.extend(value.map(|v| (name, v)));
        add("change", self.change());
        add("real terms", self.real_terms());
        let said = |column: &str| Some(self.get(column)).filter(|v| !v.is_empty());
        add("of programme", said("share_of_programme").map(|s| format!("{} %", shown(s, None))));
        add("per head", said("per_head").map(pounds));
        add(
            "sum of items",
            said("sum_of_items").map(|sum| {
                format!("{} in {} items; {}", pounds(sum), self.get("items"), self.get("status"))
            }),
        );
        add("payments", said("transactions").map(|n| shown(n, None)));
        add("rank", said("rank").map(|rank| format!("{rank} of its body in the year")));
        all
    }

    fn trace_id(&self) -> String {
        let keys = [
            "programme",
            "theme",
            "activity",
            "body",
            "department",
            "supplier_key",
            "period",
            "area",
            "basis",
            "vat_basis",
        ];
        let said = keys.iter().filter(|k| !self.get(k).is_empty());
        let said: Vec<String> = said.map(|k| format!("{k}={}", self.get(k))).collect();
        format!("{}:{}", self.money.row.table, said.join(","))
    }

    /// The line that an author pastes under the amount.
    fn citation(&self) -> String {
        let real = self.real_terms().map_or(String::new(), |real| format!("; {real}"));
        let sources: Vec<String> = self.sources.iter().take(3).map(source).collect();
        let more = self.sources.len().saturating_sub(3);
        let more = if more > 0 { format!("; and {more} more") } else { String::new() };
        let sources = if sources.is_empty() {
            String::new()
        } else {
            format!(" Source: {}{more}.", sources.join("; "))
        };
        let (amount, basis) = (pounds(&self.money.amount), self.basis());
        format!("{}: {amount}; {basis}{real}.{sources}", self.title())
    }
}

pub fn text(account: &Account) -> String {
    let mut lines = vec![("value".to_owned(), pounds(&account.money.amount))];
    let mut line = |name: &str, value: &str| lines.push((name.to_owned(), value.to_owned()));
    for (name, value) in account.beside() {
        line(name, &value);
    }
    account.notes.iter().for_each(|note| line("note", note));
    account.queries.iter().for_each(|query| line("query", query));
    account.sources.iter().for_each(|s| line("input", &source(s)));
    line("trace", &account.trace_id());
    line("cite", &account.citation());
    listing(&account.title(), &lines)
}

pub fn markdown(account: &Account) -> String {
    let mut out = format!("**{}: {}**.[^1]\n", account.title(), pounds(&account.money.amount));
    for (name, value) in account.beside() {
        out.push_str(&format!("\n- {name}: {value}"));
    }
    for note in &account.notes {
        out.push_str(&format!("\n\n> {note}"));
    }
    out.push_str(&format!("\n\n[^1]: {}\n", account.citation()));
    out
}

/// The row as it is published, and what was found beside it.
pub fn json(account: &Account) -> String {
    let cell = |(name, text): &(String, String)| {
        let value = number(text);
        (name.clone(), if value.is_null() { maybe(text) } else { value })
    };
    let mut all: Map<String, Value> = account.money.row.cells.iter().map(cell).collect();
    let source = |s: &Source| {
        json!({
            "id": s.id, "document": s.document, "place": maybe(&s.place), "quote": maybe(&s.quote),
            "value": number(&s.value),
        })
    };
    let more = [
        ("id", json!(account.money.id)),
        ("label", json!(account.money.label)),
        ("area_label", maybe(&account.area_label)),
        ("period_label", maybe(&account.period_label)),
        ("basis", json!(account.money.basis)),
        ("value", number(&account.money.amount)),
        ("unit", json!("gbp")),
        ("notes", json!(account.notes)),
        ("queries", json!(account.queries)),
        ("inputs", account.sources.iter().map(source).collect()),
        ("trace", json!(account.trace_id())),
        ("citation", json!(account.citation())),
    ];
    all.extend(more.map(|(name, value)| (name.to_owned(), value)));
    format!("{:#}\n", Value::Object(all))
}
