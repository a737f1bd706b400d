//! Issues: what is wrong or worth knowing, the gravest first, with both places.

use maud::{Markup, html};

use super::book::Rows;
use super::figure::{Page, left, pill, right, table};
use super::lists;
use super::words::{grouped, spaced};

/// Severities in their order, each with its sign and class.
pub const SEVERITIES: &[(&str, &str, &str)] =
    &[("error", "✕", "bad"), ("warning", "!", "warn"), ("info", "i", "quiet")];

pub fn section(page: &Page) -> Markup {
    let Some(rows) = page.book.rows("issue") else {
        return html! { p.absent { "Nothing was found wrong." } };
    };
    html! {
        (lists::issues())
        details {
            summary { "By rule" }
            (by_rule(rows))
        }
    }
}

/// How many issues of a severity there are.
pub fn count(rows: &Rows, severity: &str) -> usize {
    rows.iter().filter(|r| r.is("severity", severity)).count()
}

pub fn sign(severity: &str) -> Markup {
    let found = SEVERITIES.iter().find(|s| s.0 == severity);
    let (_, sign, class) = found.copied().unwrap_or((severity, "•", "quiet"));
    pill(class, sign, severity)
}

fn by_rule(rows: &Rows) -> Markup {
    let order = |severity: &str| SEVERITIES.iter().position(|s| s.0 == severity).unwrap_or(9);
    let mut rules: Vec<(usize, &str, &str, usize)> = Vec::new();
    for row in rows.iter() {
        let (rule, severity) = (row.get("rule"), row.get("severity"));
        match rules.iter_mut().find(|r| r.1 == rule && r.2 == severity) {
            Some(found) => found.3 += 1,
            None => rules.push((order(severity), rule, severity, 1)),
        }
    }
    rules.sort_by(|a, b| (a.0, b.3, a.1).cmp(&(b.0, a.3, b.1)));
    let cells = |(_, rule, severity, n): &(usize, &str, &str, usize)| {
        let explain = format!("saferstats explain {rule}");
        vec![
            html! { a href={ "#issues?rule=" (rule) } { (spaced(&rule.replace('-', " "))) } },
            sign(severity),
            html! { (grouped(&n.to_string())) },
            html! { code { (explain) } },
        ]
    };
    let heads = [left("Rule"), left("Severity"), right("Issues"), left("What it means")];
    table("Issues by rule", &heads, &rules.iter().map(cells).collect::<Vec<_>>())
}
