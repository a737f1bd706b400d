//! Money as an author asks for it: what a programme gives, what of it goes to a theme, what a service cost, what a
//! department or a supplier was paid.
//!
//! Each is a row of a view; nothing is added up here. Budget, forecast and outturn are asked for by `--basis`, payments by
//! their VAT (net, gross, unknown).

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::super::published::{self, Row};
use super::choose::SHOWN;
use super::{Request, Source, choose};
use crate::fault::Fault;
use crate::model::amount::grouped;
use crate::vocab::Vocab;

/// What rows of a view are called by.
#[derive(Debug)]
struct Kind {
    word: &'static str,
    view: &'static str,
    /// The columns that make up its id, joined by `/`.
    subject: &'static [&'static str],
    /// Columns that name it as well.
    also: &'static [&'static str],
}

const KINDS: &[Kind] = &[
    Kind {
        word: "programme",
        view: "programme_reconciliation",
        subject: &["programme"],
        also: &[],
    },
    Kind { word: "line", view: "money_trend", subject: &["programme", "theme"], also: &[] },
    Kind { word: "service", view: "outturn_trend", subject: &["activity"], also: &[] },
    Kind { word: "department", view: "department_spend", subject: &["department"], also: &[] },
    Kind {
        word: "supplier",
        view: "supplier_spend",
        subject: &["supplier_key"],
        also: &["supplier"],
    },
];

/// An amount that may be meant, and in the end the one that is.
#[derive(Clone, Debug)]
pub struct Money {
    pub row: Row,
    /// As it would be typed: `line:crime_reduction_grant/asb`.
    pub id: String,
    pub label: String,
    /// The area, or the body that paid.
    pub area: String,
    pub basis: String,
    pub amount: String,
}

/// Names of programmes and themes, by their ids.
struct Names {
    programmes: BTreeMap<String, Vec<String>>,
    themes: BTreeMap<String, Vec<String>>,
}

impl Names {
    fn read(out: &Path) -> Result<Self, Fault> {
        let mut names = Self { programmes: BTreeMap::new(), themes: BTreeMap::new() };
        for row in published::rows(out, "programme", |_| true)? {
            let id = row.get("programme");
            let mut all = vec![row.get("label").to_owned(), id.to_owned()];
            all.extend(row.get("aliases").split("; ").map(str::to_owned));
            names.programmes.insert(id.to_owned(), all);
        }
        for row in published::rows(out, "theme", |_| true)? {
            let all = vec![row.get("label").to_owned(), row.get("theme").to_owned()];
            names.themes.insert(row.get("theme").to_owned(), all);
        }
        Ok(names)
    }

    /// Every name of what stands in a column, the one to show first.
    fn of(&self, column: &str, value: &str) -> Vec<String> {
        let known = match column {
            "programme" => self.programmes.get(value),
            "theme" => self.themes.get(value),
            _ => None,
        };
        known.cloned().unwrap_or_else(|| vec![value.to_owned()])
    }
}

/// Every amount that the words name; where `loosely`, those whose name holds the words, if none is just that.
pub fn named(out: &Path, asked: &str, loosely: bool) -> Result<Vec<Money>, Fault> {
    let names = Names::read(out)?;
    let (mut exact, mut near) = (Vec::new(), Vec::new());
    let wanted = folded(asked);
    for kind in KINDS.iter().filter(|k| published::path(out, k.view).is_some()) {
        for row in published::rows(out, kind.view, |_| true)? {
            let money = money(kind, row, &names);
            let called = called(kind, &money, &names);
            if called.iter().any(|name| *name == wanted) {
                exact.push(money);
            } else if loosely && called.iter().any(|name| name.contains(&wanted)) {
                near.push(money);
            }
        }
    }
    Ok(if exact.is_empty() { near } else { exact })
}

/// One space between words, in lower case; signs that join the parts of an id are spaces.
fn folded(text: &str) -> String {
    let lower = text.to_lowercase().replace(['/', ',', '_'], " ");
    lower.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn money(kind: &Kind, row: Row, names: &Names) -> Money {
    let subject: Vec<&str> = kind.subject.iter().map(|c| row.get(c)).collect();
    let subject: Vec<&str> = subject.into_iter().filter(|s| !s.is_empty()).collect();
    let label = match row.get("supplier") {
        "" => {
            let first = |c: &&str| names.of(c, row.get(c)).into_iter().next().unwrap_or_default();
            let parts = kind.subject.iter().map(first).filter(|p| !p.is_empty());
            parts.collect::<Vec<_>>().join(": ")
        }
        supplier => supplier.to_owned(),
    };
    let area = if row.has("body") { row.get("body") } else { row.get("area") };
    let basis = match kind.word {
        "programme" => "budget",
        "service" => "outturn",
        _ if row.has("vat_basis") => row.get("vat_basis"),
        _ => row.get("basis"),
    };
    let stated = ["amount", "stated_total", "sum_of_items"];
    let amount = stated.iter().map(|c| row.get(c)).find(|a| !a.is_empty()).unwrap_or("");
    Money {
        id: format!("{}:{}", kind.word, subject.join("/")),
        label,
        area: area.to_owned(),
        basis: basis.to_owned(),
        amount: amount.to_owned(),
        row,
    }
}

/// Every name under which the amount may be asked for, folded.
fn called(kind: &Kind, money: &Money, names: &Names) -> BTreeSet<String> {
    let row = &money.row;
    let mut called = BTreeSet::from([folded(&money.id)]);
    if kind.word == "line" && row.get("theme").is_empty() {
        // A year of which only the total is known is the programme's.
        return called;
    }
    called.insert(folded(&money.label));
    called.extend(kind.also.iter().map(|c| folded(row.get(c))));
    let last = kind.subject.last().map_or("", |c| c);
    for name in names.of(last, row.get(last)) {
        called.insert(folded(&name));
        if let [first, _] = kind.subject {
            let with = names.of(first, row.get(first)).into_iter();
            called.extend(with.map(|programme| folded(&format!("{programme} {name}"))));
        }
    }
    called.remove("");
    called
}

/// The one amount that fits the rest of the request.
pub fn choose(out: &Path, vocab: &Vocab, request: &Request, all: &[Money]) -> Result<Money, Fault> {
    let bodies: BTreeSet<&str> = all.iter().map(|m| m.area.as_str()).collect();
    let body = bodies.iter().find(|b| b.to_lowercase() == request.area.to_lowercase());
    let area = match body {
        Some(body) if !request.area.is_empty() => Some((*body).to_owned()),
        _ => choose::area(out, vocab, &request.area, |_| false)?,
    };
    let period = choose::period(out, &request.period)?;
    let fits = |m: &&Money| {
        area.as_ref().is_none_or(|a| m.area == *a)
            && period.as_ref().is_none_or(|p| m.row.get("period") == p)
            && (request.basis.is_empty() || m.basis == request.basis)
    };
    let fitting: Vec<&Money> = all.iter().filter(fits).collect();
    match fitting.as_slice() {
        [one] => Ok((*one).clone()),
        [] => {
            let message = format!("no amount of `{}` fits", request.measure);
            Err(Fault::new(message).help(listed(&all.iter().collect::<Vec<_>>())))
        }
        several => {
            let message =
                format!("{} amounts of `{}` fit; say which", several.len(), request.measure);
            Err(Fault::new(message).help(listed(several)))
        }
    }
}

/// What may be meant, each once.
pub fn ids(all: &[Money]) -> BTreeSet<&str> {
    all.iter().map(|m| m.id.as_str()).collect()
}

/// One line a choice, as it would be typed.
fn listed(choices: &[&Money]) -> String {
    let quoted = |text: &str| {
        if text.contains(' ') { format!("\"{text}\"") } else { text.to_owned() }
    };
    let one = |m: &&Money| {
        let area = if m.area.is_empty() { "none" } else { &m.area };
        let period = match m.row.get("period") {
            "" => "none",
            period => period,
        };
        let (id, area, amount) = (quoted(&m.id), quoted(area), pounds(&m.amount));
        format!("{id} --area {area} --period {period} --basis {}: {amount}", m.basis)
    };
    let mut lines: Vec<String> = choices.iter().take(SHOWN).map(one).collect();
    if choices.len() > SHOWN {
        lines.push(format!("and {} more", choices.len() - SHOWN));
    }
    lines.join("\n      ")
}

/// `£119,000`, with pence where there are any; what is missing is said to be.
pub fn pounds(amount: &str) -> String {
    let Ok(value) = amount.parse::<rust_decimal::Decimal>() else { return "none".to_owned() };
    let places = if value.fract().is_zero() { 0 } else { 2 };
    let sign = if value.is_sign_negative() && !value.is_zero() { "-" } else { "" };
    format!("{sign}£{}", grouped(&format!("{:.places$}", value.abs())))
}

/// The rows that the amount was made of: allocations with their words, payments by document.
pub fn sources(out: &Path, money: &Money) -> Result<Vec<Source>, Fault> {
    let row = &money.row;
    if row.has("transactions") {
        return payments(out, row);
    }
    let total = |line: &crate::publish::csv::Line<'_>| {
        line.get("level") == "total" && line.get("document") == row.get("stated_document")
    };
    let item = |line: &crate::publish::csv::Line<'_>| {
        line.get("level") == "item" && line.get("period") == row.get("period")
    };
    let of_programme = row.has("stated_total");
    let mut found = published::rows(out, "allocation", |line| {
        if of_programme {
            line.get("programme") == row.get("programme") && (total(line) || item(line))
        } else {
            line.get("allocation_id") == row.get("source")
        }
    })?;
    found.sort_by_key(|r| r.get("level") != "total");
    let one = |r: &Row| Source {
        id: r.get("allocation_id").to_owned(),
        document: r.get("document").to_owned(),
        place: r.get("place").to_owned(),
        quote: r.get("quote").to_owned(),
        value: r.get("amount").to_owned(),
    };
    Ok(found.iter().map(one).collect())
}

/// How many payments of each document are in the sum.
fn payments(out: &Path, row: &Row) -> Result<Vec<Source>, Fault> {
    if published::path(out, "transaction").is_none() {
        return Ok(Vec::new());
    }
    let subject = if row.has("supplier_key") { "supplier_key" } else { "department" };
    let keys = ["body", "period", "vat_basis", subject];
    let paid = published::rows(out, "transaction", |line| {
        keys.iter().all(|key| line.get(key) == row.get(key))
    })?;
    let mut documents: BTreeMap<&str, usize> = BTreeMap::new();
    for payment in &paid {
        *documents.entry(payment.get("document")).or_default() += 1;
    }
    let one = |(document, n): (&str, usize)| Source {
        id: document.to_owned(),
        document: document.to_owned(),
        place: if n == 1 { "1 payment".to_owned() } else { format!("{n} payments") },
        quote: String::new(),
        value: String::new(),
    };
    Ok(documents.into_iter().map(one).collect())
}

#[cfg(test)]
mod tests {
    use super::pounds;

    #[test]
    fn amounts_read_as_pounds() {
        let cases = [
            ("119000.00", "£119,000"),
            ("-0.50", "-£0.50"),
            ("1234567.8", "£1,234,567.80"),
            ("0.00", "£0"),
            ("", "none"),
        ];
        for (amount, expected) in cases {
            assert_eq!(pounds(amount), expected);
        }
    }
}
