//! Targets: met, missed, or nobody knows.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::book::{Row, Rows};
use super::facts::Home;
use super::figure::{Page, Shape, field, key, left, pill, right, said, table};
use super::names::period;
use super::rows::{self, Bar, Mark, Named, Size};
use super::words::{bound_words, change, counted, grouped, valued};

/// Beyond so many percent of a target a mark is drawn at the edge with an arrow; its number stands beside it.
const EDGE: f64 = 250.0;

/// The states in the order in which they are told, each with its sign and its class.
const STATES: &[(&str, &str, &str)] = &[
    ("met", "✓", "good"),
    ("missed", "✕", "bad"),
    ("previous_level", "↺", "quiet"),
    ("not_comparable", "≠", "quiet"),
    ("no_actual", "○", "quiet"),
];

pub fn section(page: &Page) -> Markup {
    let suggested = page.book.rows("target_suggestion");
    let Some(rows) = page.book.rows("target_gap") else {
        return html! { p.absent { "No document in this set sets a target with a number, or the view " code { "target_gap" } " is not among the queries." } };
    };
    html! {
        (overview(page, rows))
        (gaps(page, rows))
        @if let Some(suggested) = &suggested { (super::views::shown(page, suggested, "Measures worded differently that may be the same; nothing is joined until somebody says so.")) }
    }
}

/// The rows that set a target.
fn promised(page: &Page, row: &Row) -> Home {
    page.facts.find(
        'o',
        &[
            ("measure", row.get("measure")),
            ("area", row.get("area")),
            ("period", row.get("target_period")),
            ("document", row.get("target_document")),
            ("basis", "target"),
        ],
    )
}

/// The rows that measured what became of it.
fn measured(page: &Page, row: &Row) -> Home {
    let known = [
        ("measure", row.get("measure")),
        ("area", row.get("area")),
        ("basis", "actual"),
        ("document", row.get("actual_document")),
        ("period", row.get("actual_period")),
    ];
    if row.get("actual_document").is_empty() {
        return Home::default();
    }
    page.facts.find('o', &known).or(|| page.facts.find('o', &known[..4]))
}

fn overview(page: &Page, rows: &Rows) -> Markup {
    let mut plans: BTreeMap<&str, Vec<Row>> = BTreeMap::new();
    for row in rows.iter() {
        plans.entry(row.get("target_document")).or_default().push(row);
    }
    let title = "What became of the targets".to_owned();
    let about = "Every target with a number, by the document that sets it. Without an actual nobody can say.".to_owned();
    let named: Vec<Named> = plans.iter().map(|(plan, own)| of_plan(page, plan, own)).collect();
    rows::framed(
        page,
        rows::Chart {
            title,
            about,
            legend: vec![
                field("met", "met"),
                field("missed", "missed"),
                field("previous", "actual of an earlier period"),
                field("other", "not comparable"),
                field("none", "no actual"),
            ],
            rows: named,
            reference: None,
            suffix: "",
            size: Size::Whole,
            table: all(page, rows),
            source: "Number of targets. View target_gap, made from the table observation."
                .to_owned(),
        },
    )
}

fn class(status: &str) -> &'static str {
    match status {
        "met" => "met",
        "missed" => "missed",
        "previous_level" => "previous",
        "no_actual" => "none",
        _ => "other",
    }
}

fn of_plan(page: &Page, plan: &str, own: &[Row]) -> Named {
    let mut bars = Vec::new();
    for (status, _, _) in STATES {
        let these: Vec<&Row> = own.iter().filter(|r| r.is("status", status)).collect();
        if !these.is_empty() {
            let home = these.iter().map(|row| promised(page, row)).collect();
            let count = u32::try_from(these.len()).unwrap_or(u32::MAX);
            let says = format!("{}: {}", counted(these.len(), "target"), status_words(status));
            bars.push(Bar { class: class(status), value: f64::from(count), says, home });
        }
    }
    Named {
        name: page.names.document(plan).to_owned(),
        below: plan.to_owned(),
        bars,
        says: counted(own.len(), "target"),
        ..Named::default()
    }
}

/// Actuals as a share of their targets, where both are numbers of one kind.
fn gaps(page: &Page, rows: &Rows) -> Markup {
    let fits = |r: &Row| {
        matches!(r.get("status"), "met" | "missed" | "previous_level")
            && r.number("actual").is_some()
            && r.number("target").is_some_and(|t| t > 0.0)
    };
    let own: Vec<Row> = rows.iter().filter(fits).collect();
    if own.is_empty() {
        return html! { p.absent { "No target can be held against an actual yet, so that there is no gap to draw." } };
    }
    let title = "How far from the target".to_owned();
    let about = "Each actual in percent of its target. An arrow at a mark means that the figure is a bound, such as \"over 500\": the true value lies that way.".to_owned();
    let named: Vec<Named> = own.iter().map(|row| gap(page, row)).collect();
    rows::framed(
        page,
        rows::Chart {
            title,
            about,
            legend: vec![
                key("met", Shape::Circle, "met"),
                key("missed", Shape::Cross, "missed"),
                key("previous", Shape::Square, "actual of an earlier period"),
                key("total", Shape::Diamond, "target"),
            ],
            rows: named,
            reference: Some((100.0, "target".to_owned())),
            suffix: " %",
            size: Size::Whole,
            table: table(
                "Targets with their actuals",
                &heads(),
                &own.iter().map(|row| cells(page, row)).collect::<Vec<_>>(),
            ),
            source: "Percent of the target. View target_gap, made from the table observation."
                .to_owned(),
        },
    )
}

fn gap(page: &Page, row: &Row) -> Named {
    let (target, actual) =
        (row.number("target").unwrap_or(1.0), row.number("actual").unwrap_or(0.0));
    let share = actual / target * 100.0;
    let (class, shape) = match row.get("status") {
        "met" => ("met", Shape::Circle),
        "missed" => ("missed", Shape::Cross),
        _ => ("previous", Shape::Square),
    };
    let aim = format!("target {}", number(row, "target", "bound"));
    let found =
        format!("{} {}", status_words(row.get("status")), number(row, "actual", "actual_bound"));
    let edge = i8::from(share > EDGE);
    let mark = |class, shape, value: f64, open, says: &str, home| Mark {
        class,
        shape,
        value: value.min(EDGE),
        range: None,
        open,
        says: says.to_owned(),
        home,
    };
    Named {
        name: page.names.measure(row.get("measure")),
        below: format!(
            "{}, {}",
            page.names.area(row.get("area")),
            period(row.get("target_period"))
        ),
        marks: vec![
            mark("total", Shape::Diamond, 100.0, open(row.get("bound")), &aim, promised(page, row)),
            mark(
                class,
                shape,
                share,
                open(row.get("actual_bound")).max(edge),
                &found,
                measured(page, row),
            ),
        ],
        says: match row.get("rag") {
            "" => format!("{} of {}", grouped(row.get("actual")), grouped(row.get("target"))),
            colour => {
                format!(
                    "{} of {}, {colour}",
                    grouped(row.get("actual")),
                    grouped(row.get("target"))
                )
            }
        },
        ..Named::default()
    }
}

fn open(bound: &str) -> i8 {
    match bound {
        "over" | "at_least" => 1,
        "under" | "at_most" => -1,
        _ => 0,
    }
}

/// A number with the words of its bound; a step says which way it goes.
fn number(row: &Row, value: &str, bound: &str) -> String {
    let shown = valued(row.get(value), row.get("unit"));
    if shown.is_empty() {
        return shown;
    }
    let step = match row.get("change") {
        "increase" if value == "target" => " more",
        "decrease" if value == "target" => " fewer or less",
        _ => "",
    };
    format!("{}{shown}{step}", bound_words(row.get(bound)))
}

fn heads() -> Vec<super::figure::Head> {
    vec![
        left("Measure"),
        left("Area"),
        left("For"),
        right("Target"),
        right("Actual"),
        left("Measured in"),
        right("Gap"),
        right("Gap %"),
        left("Status"),
        left("RAG"),
        left("Note"),
    ]
}

fn cells(page: &Page, row: &Row) -> Vec<Markup> {
    let status = row.get("status");
    let (sign, class) =
        STATES.iter().find(|s| s.0 == status).map_or(("•", "quiet"), |s| (s.1, s.2));
    let both = promised(page, row).and(measured(page, row));
    let label = row.first(&["measure_label"]);
    vec![
        if label.is_empty() { said(&page.names.measure(row.get("measure"))) } else { said(label) },
        said(&page.names.area(row.get("area"))),
        html! { (period(row.get("target_period"))) },
        page.number(&number(row, "target", "bound"), &promised(page, row)),
        page.number(&number(row, "actual", "actual_bound"), &measured(page, row)),
        html! { (period(row.get("actual_period"))) },
        page.number(&change(&grouped(row.get("gap"))), &both),
        page.number(&change(&grouped(row.get("gap_pct"))), &both),
        pill(class, sign, status_words(status)),
        rag(row.get("rag")),
        html! { (row.get("note")) },
    ]
}

/// The states as a reader says them.
fn status_words(status: &str) -> &str {
    match status {
        "previous_level" => "earlier period",
        "not_comparable" => "not comparable",
        "no_actual" => "no actual",
        other => other,
    }
}

/// Green, amber or red, each with a sign of its own; only measures that say how far off amber reaches have one.
fn rag(colour: &str) -> Markup {
    match colour {
        "" => html! { span.none { "–" } },
        "green" => pill("good", "●", "green"),
        "amber" => pill("warn", "▲", "amber"),
        "red" => pill("bad", "■", "red"),
        other => pill("quiet", "•", other),
    }
}

fn all(page: &Page, rows: &Rows) -> Markup {
    table(
        "Every target with a number",
        &heads(),
        &rows.iter().map(|row| cells(page, &row)).collect::<Vec<_>>(),
    )
}
