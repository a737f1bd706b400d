//! Action plans: what is paid for, what is due when, and which indicators are cited.

use maud::{Markup, html};

use super::book::{Row, Rows};
use super::facts::Home;
use super::figure::{Page, field, left, right, said, table};
use super::rows::{self, Bar, Named, Size};
use super::words::{counted, label};

/// Columns of the summary with the answer in the action table, the class of their bar, and what they are called.
const ANSWERS: &[(&str, &str, &str, &str)] = &[
    ("resourced", "yes", "met", "resourced"),
    ("partly", "partly", "previous", "partly resourced"),
    ("unresourced", "no", "missed", "not resourced"),
    ("unknown", "unknown", "none", "not said"),
];

pub fn section(page: &Page) -> Markup {
    let summary = page.book.rows("action_summary");
    let actions = page.book.rows("action");
    html! {
        @match &summary {
            Some(rows) => (resourced(page, rows)),
            None => p.absent { "No document here is a plan of actions, or the view " code { "action_summary" } " is not among the queries." },
        }
        @if actions.is_some() {
            h3 { "Every action" }
            p.about { "\u{201c}Passed\u{201d} is told by the date on which you read this page; the documents do not say whether an action was done." }
            (super::lists::actions())
        }
    }
}

fn of_priority(page: &Page, row: &Row, more: &[(&str, &str)]) -> Home {
    let mut known = vec![("document", row.get("plan")), ("priority", row.get("priority"))];
    known.extend_from_slice(more);
    page.facts.find('a', &known)
}

/// The codes of a priority's actions, all or those that are valid or not.
fn codes(page: &Page, row: &Row, valid: Option<&str>) -> Home {
    let own = of_priority(page, row, &[]);
    let own = page.facts.named(&own).map(|action| {
        let mut known = vec![("action_id", action.get("action_id"))];
        known.extend(valid.map(|v| ("valid", v)));
        page.facts.find('k', &known)
    });
    own.collect()
}

fn resourced(page: &Page, rows: &Rows) -> Markup {
    let title = "Is it paid for?".to_owned();
    let about = "Actions of each priority by what the plan says of their resources.".to_owned();
    let named: Vec<Named> = rows.iter().map(|row| priority(page, &row)).collect();
    rows::framed(page, rows::Chart {
        title,
        about,
        legend: ANSWERS.iter().map(|(_, _, class, name)| field(class, name)).collect(),
        rows: named,
        reference: None,
        suffix: "",
        size: Size::Whole,
        table: summary(page, rows),
        source:
            "Number of actions. View action_summary, made from the tables action and action_code."
                .to_owned(),
    })
}

fn priority(page: &Page, row: &Row) -> Named {
    let bar = |(column, answer, class, name): &(&str, &str, &'static str, &str)| {
        let n: usize = row.get(column).parse().ok().filter(|n| *n > 0)?;
        let says = format!("{}: {name}", counted(n, "action"));
        let home = of_priority(page, row, &[("resourced", answer)]);
        Some(Bar { class, value: row.number(column)?, says, home })
    };
    let number = row.get("priority_number");
    let name = if number.is_empty() {
        row.get("priority").to_owned()
    } else {
        format!("{number}. {}", row.get("priority"))
    };
    Named {
        name: label(&name, 120),
        bars: ANSWERS.iter().filter_map(bar).collect(),
        says: counted(row.get("actions").parse().unwrap_or(0), "action"),
        ..Named::default()
    }
}

fn summary(page: &Page, rows: &Rows) -> Markup {
    let heads = [
        left("Priority"),
        right("Actions"),
        right("Resourced"),
        right("Partly"),
        right("Not resourced"),
        right("Not said"),
        right("Due after the plan"),
        right("Open-ended"),
        right("Codes"),
        right("Invalid codes"),
        left("Plan"),
    ];
    let cells = |row: Row| {
        let answer = |column: &str, known: &[(&str, &str)]| {
            let n = row.get(column);
            page.number(n, &if n == "0" { Home::default() } else { of_priority(page, &row, known) })
        };
        vec![
            said(row.get("priority")),
            answer("actions", &[]),
            answer("resourced", &[("resourced", "yes")]),
            answer("partly", &[("resourced", "partly")]),
            answer("unresourced", &[("resourced", "no")]),
            answer("unknown", &[("resourced", "unknown")]),
            answer("after_plan_end", &[("after_plan_end", "true")]),
            answer("open_ended", &[("ongoing", "true")]),
            page.number(row.get("codes"), &codes(page, &row, None)),
            page.number(row.get("invalid_codes"), &codes(page, &row, Some("false"))),
            said(row.get("plan")),
        ]
    };
    table("Actions by priority", &heads, &rows.iter().map(cells).collect::<Vec<_>>())
}
