//! What a run says at its end: what came in, that nothing was lost, and what needs attention.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::issue::{Issue, Severity};
use crate::pipeline::Run;
use crate::publish::changes::{Change, Kind};
use crate::publish::record::{Sums, counts};
use crate::schema;
use crate::terminal::paint::{Ink, paint, severity, wrapped};
use crate::terminal::{Screen, table};

/// Errors shown; the rest stand in the issue table.
const SHOWN: usize = 5;

/// The rows of the table, and the lines under it.
#[derive(Debug)]
pub struct Summary {
    pub rows: Vec<(String, String)>,
    pub lines: Vec<String>,
    /// Documents and figures that differ, under those.
    pub differs: Vec<String>,
}

impl Summary {
    pub fn of(run: &Run, published: String) -> Self {
        Self { rows: table_of(run, published), lines: errors(run), differs: differs(run) }
    }

    /// The set in place stayed: what it changed when it came is no news.
    #[must_use]
    pub fn without_changes(mut self) -> Self {
        self.differs.clear();
        for (_, text) in self.rows.iter_mut().filter(|(name, _)| name == "changes") {
            "none".clone_into(text);
        }
        self
    }

    /// For a terminal in colours and broken between words; else one line an issue, for whoever searches a log.
    pub fn text(&self, screen: Screen) -> String {
        let Some(width) = screen.width.map(|w| w.min(110)) else {
            let all = self.lines.iter().chain(&self.differs);
            let lines: String = all.flat_map(|line| [line, "\n"]).collect();
            return table::pairs(&self.rows, 0) + &lines;
        };
        let colour = screen.colour;
        let widest = self.rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
        let row = |(name, value): &(String, String)| {
            let pad = " ".repeat(widest - name.chars().count() + 2);
            let value = wrapped(value, width, widest + 2);
            let value = painted(name, value.trim_start(), colour);
            format!("{}{pad}{value}\n", paint(name, Ink::Dim, colour))
        };
        let rows: String = self.rows.iter().map(row).collect();
        let lines: String =
            self.lines.iter().map(|line| finding(line, screen.colour, width)).collect();
        let hung = |line: &String| wrapped(line, width, 2)[2..].to_owned() + "\n";
        let differs: String = self.differs.iter().map(hung).collect();
        let gap = if differs.is_empty() { "" } else { "\n" };
        format!("\n{rows}{lines}{gap}{differs}")
    }
}

/// The value of a row: what is good in green, what is not in the colour of how bad it is.
fn painted(name: &str, value: &str, colour: bool) -> String {
    let part = |part: &str| {
        let (number, kind) = part.split_once(' ').unwrap_or(("0", ""));
        let ink = if number == "0" { Ink::Dim } else { severity(kind) };
        paint(part, ink, colour)
    };
    match name {
        _ if value.contains("DOES NOT ADD UP") => paint(value, Ink::Red, colour),
        "issues" => value.split(", ").map(part).collect::<Vec<_>>().join(", "),
        "published" if value.starts_with("nothing") => paint(value, Ink::Yellow, colour),
        "published" => paint(value, Ink::Green, colour),
        "documents" => match value.split_once(": ") {
            Some((n, kinds)) => format!("{}: {kinds}", paint(n, Ink::Bold, colour)),
            None => paint(value, Ink::Bold, colour),
        },
        _ if value.starts_with("none") => paint(value, Ink::Dim, colour),
        _ => value.to_owned(),
    }
}

/// An issue's rule and place on a line, what was found below it.
fn finding(line: &str, colour: bool, width: usize) -> String {
    let (head, message) = line.split_once(": ").unwrap_or((line, ""));
    let (rule, place) = head.split_once(' ').unwrap_or((head, ""));
    let word = rule.split('[').next().unwrap_or(rule);
    let message = wrapped(message, width, 2);
    format!(
        "\n{} {}\n{message}\n",
        paint(rule, severity(word), colour),
        paint(place, Ink::Bold, colour)
    )
}

fn table_of(run: &Run, published: String) -> Vec<(String, String)> {
    let sums = Sums::of(run.documents.iter());
    let rows = [
        ("documents", documents(run)),
        ("rows", rows(&sums)),
        ("money", money(&sums)),
        ("numerals", numerals(&sums)),
        ("issues", issues(run)),
        ("changes", changes(run)),
        ("published", published),
    ];
    rows.map(|(k, v)| (k.to_owned(), v)).to_vec()
}

fn errors(run: &Run) -> Vec<String> {
    let errors: Vec<&Issue> = run.issues.iter().filter(|i| i.severity == Severity::Error).collect();
    let mut lines: Vec<String> = errors.iter().take(SHOWN).map(|issue| line(issue)).collect();
    if errors.len() > SHOWN {
        let more = errors.len() - SHOWN;
        lines.push(format!("... and {more} more errors; `saferstats check` shows them all"));
    }
    lines
}

/// The documents that differ, unless all of them are new, then the figures: what was revised before what came or went.
fn differs(run: &Run) -> Vec<String> {
    let of = |kind: Kind| run.changes.iter().filter(move |c| c.kind == kind);
    let documents: Vec<&Change> = of(Kind::Document).collect();
    let all_new = documents.len() == run.documents.len();
    let mut figures: Vec<&Change> = of(Kind::Figure).collect();
    figures.sort_by_key(|c| c.change != "revised");
    let mut lines = Vec::new();
    for (changes, noun) in
        [(if all_new { vec![] } else { documents }, "documents"), (figures, "figures")]
    {
        lines.extend(changes.iter().take(SHOWN).map(|change| difference(change)));
        if changes.len() > SHOWN {
            let more = grouped(&(changes.len() - SHOWN).to_string());
            lines.push(format!(
                "... and {more} more {noun} that differ; changes.csv lists them all"
            ));
        }
    }
    lines
}

/// A document or a figure that differs on one line: where, from what to what, and why.
fn difference(change: &Change) -> String {
    let Change { kind, change: what, subject, old, new, document, place, reason } = change;
    let place = if place.is_empty() { document.clone() } else { format!("{document}#{place}") };
    let why = if reason.is_empty() { String::new() } else { format!(" ({reason})") };
    match (kind, what.as_str()) {
        (Kind::Document, "renamed") => format!("{what} {old} -> {new}"),
        (Kind::Document, _) => format!("{what} {document}{why}"),
        (_, "lost") => format!("{what} {place}: {subject}: {old}{why}"),
        (_, "gained") => format!("{what} {place}: {subject}: {new}{why}"),
        _ => format!("{what} {place}: {subject}: {old} -> {new}{why}"),
    }
}

/// How much is new, in the order of the list.
fn changes(run: &Run) -> String {
    let of = |kind: Kind, what: &str, name: &str| {
        let n = run.changes.iter().filter(|c| c.kind == kind && c.change == what).count();
        let number = grouped(&n.to_string());
        (n > 0).then(|| format!("{number} {name}{} {what}", if n == 1 { "" } else { "s" }))
    };
    let parts = [
        of(Kind::Document, "added", "document"),
        of(Kind::Document, "changed", "document"),
        of(Kind::Document, "renamed", "document"),
        of(Kind::Document, "gone", "document"),
        of(Kind::Figure, "revised", "figure"),
        of(Kind::Figure, "gained", "figure"),
        of(Kind::Figure, "lost", "figure"),
        rows_moved(run, "gained"),
        rows_moved(run, "lost"),
        of(Kind::Issue, "new", "issue"),
        of(Kind::Issue, "cleared", "issue"),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() { "none".to_owned() } else { parts.join(", ") }
}

/// Rows that came or went, by table; dimensions only follow what documents say.
fn rows_moved(run: &Run, what: &str) -> Option<String> {
    let follows = |table: &str| {
        let declared = schema::tables().into_iter().find(|t| t.name == table);
        table == schema::DOCUMENT.name
            || declared.is_none_or(|t| !t.columns.iter().any(|(name, _, _)| *name == "document"))
    };
    let number = |text: &str| text.parse::<u64>().unwrap_or_default();
    let of = run.changes.iter().filter(|c| c.kind == Kind::Rows && c.document.is_empty());
    let of = of.filter(|c| c.change == what && !follows(&c.subject));
    let tables = of.map(|c| {
        let n = number(&c.new).abs_diff(number(&c.old));
        format!("{} {}", grouped(&n.to_string()), c.subject)
    });
    let tables: Vec<String> = tables.collect();
    (!tables.is_empty()).then(|| format!("rows {what}: {}", tables.join(" + ")))
}

/// One issue on one line, with its place.
pub fn line(issue: &Issue) -> String {
    let place = match issue.place.to_string() {
        place if place.is_empty() => issue.document.clone(),
        place => format!("{}#{place}", issue.document),
    };
    format!("{}[{}] {place}: {}", issue.severity.name(), issue.rule, issue.message)
}

fn documents(run: &Run) -> String {
    let mut kinds: BTreeMap<&str, u64> = BTreeMap::new();
    for document in &run.documents {
        *kinds.entry(document.kind.name()).or_default() += 1;
    }
    let kinds: Vec<String> =
        kinds.iter().map(|(kind, n)| format!("{n} {}", kind.replace('_', " "))).collect();
    let total = grouped(&run.documents.len().to_string());
    if kinds.is_empty() { total } else { format!("{total}: {}", kinds.join(", ")) }
}

fn rows(s: &Sums) -> String {
    if s.read == 0 {
        return "none in tabular documents".to_owned();
    }
    let count = |n: u64| grouped(&n.to_string());
    let verdict = if s.read == s.kept + s.rejected + s.skipped { "" } else { ": DOES NOT ADD UP" };
    format!(
        "{} read = {} kept + {} rejected + {} skipped{verdict}",
        count(s.read),
        count(s.kept),
        count(s.rejected),
        count(s.skipped)
    )
}

fn money(s: &Sums) -> String {
    let none = [s.money_read, s.money_kept, s.money_rejected].iter().all(Decimal::is_zero);
    if none {
        return "none in tabular documents".to_owned();
    }
    let pounds = |d: Decimal| grouped(&format!("{d:.2}"));
    let verdict =
        if s.money_read == s.money_kept + s.money_rejected { "" } else { ": DOES NOT ADD UP" };
    format!(
        "{} GBP read = {} kept + {} rejected{verdict}",
        pounds(s.money_read),
        pounds(s.money_kept),
        pounds(s.money_rejected)
    )
}

fn numerals(s: &Sums) -> String {
    if s.numerals == 0 {
        return "none in texts".to_owned();
    }
    let explained = s.numerals.saturating_sub(s.unexplained);
    // Rounded down, so that 100.0 % means all of them.
    let permille = explained * 1000 / s.numerals;
    let count = |n: u64| grouped(&n.to_string());
    format!(
        "{} in texts, {} explained ({}.{} %)",
        count(s.numerals),
        count(explained),
        permille / 10,
        permille % 10
    )
}

fn issues(run: &Run) -> String {
    let [error, warning, info] = counts(run.issues.iter());
    let named = |n: u64, name: &str| format!("{n} {name}{}", if n == 1 { "" } else { "s" });
    format!("{}, {}, {info} info", named(error, "error"), named(warning, "warning"))
}

/// 1234567.89 as a person reads it.
fn grouped(number: &str) -> String {
    let (whole, part) = number.split_once('.').map_or((number, None), |(w, p)| (w, Some(p)));
    let digits = whole.trim_start_matches('-');
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i) % 3 == 0 {
            out.push(',');
        }
        out.push(c);
    }
    let sign = if whole.starts_with('-') { "-" } else { "" };
    part.map_or(format!("{sign}{out}"), |p| format!("{sign}{out}.{p}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_thousands() {
        let cases =
            [("0", "0"), ("999", "999"), ("1000", "1,000"), ("-1234567.89", "-1,234,567.89")];
        for (number, expected) in cases {
            assert_eq!(grouped(number), expected);
        }
    }
}
