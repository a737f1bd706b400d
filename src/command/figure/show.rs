//! A figure as lines for a person, as JSON for a program, and as markdown for a report.

use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::{Comparator, Figure, Source};
use crate::model::amount::grouped;

/// What a number is in, as it is read aloud after it.
fn unit_words(unit: &str) -> &str {
    match unit {
        "count" => "",
        "ratio" => " for each",
        "percent" => " %",
        "percentage_point" => " percentage points",
        "per_1000" => " per 1,000",
        "per_10000" => " per 10,000",
        "per_100000" => " per 100,000",
        "gbp" => " GBP",
        other => other,
    }
}

/// Thousands apart, no zeros at the end; limits and differences to three figures, because more would be noise.
pub fn shown(text: &str, figures: Option<u32>) -> String {
    let Ok(value) = text.parse::<Decimal>() else { return text.to_owned() };
    let whole = value.trunc().abs() >= Decimal::from(1000);
    let exact = value.fract().is_zero();
    let value = match figures.filter(|_| !whole && !exact) {
        Some(n) => value.round_sf(n).unwrap_or(value),
        None if whole && figures.is_some() => value.round(),
        None => value.normalize(),
    };
    grouped(&value.to_string())
}

pub fn signed(text: &str) -> String {
    let shown = shown(text, Some(3));
    if shown.starts_with('-') || shown == "0" { shown } else { format!("+{shown}") }
}

fn value(figure: &Figure) -> String {
    let row = &figure.row;
    format!("{}{}", shown(row.get("value"), None), unit_words(row.get("unit")))
}

/// How the interval was made, by what stands behind the value.
fn method(figure: &Figure) -> Option<&'static str> {
    let row = &figure.row;
    if row.get("lower_95").is_empty() {
        return None;
    }
    let events =
        if row.get("numerator").is_empty() { row.get("value") } else { row.get("numerator") };
    let few = events.parse::<Decimal>().is_ok_and(|n| n < Decimal::TEN);
    let share = row.get("unit") == "percent" && !row.get("numerator").is_empty();
    Some(match (share, few) {
        (true, _) => "Wilson",
        (_, true) => "exact Poisson",
        _ => "Byar",
    })
}

fn interval(figure: &Figure) -> Option<String> {
    let (low, high) = (figure.row.get("lower_95"), figure.row.get("upper_95"));
    let method = method(figure)?;
    Some(format!("{} to {} ({method})", shown(low, Some(3)), shown(high, Some(3))))
}

/// The 99.8 % interval, by the same method.
fn wide_interval(figure: &Figure) -> Option<String> {
    let (low, high) = (figure.row.get("lower_998"), figure.row.get("upper_998"));
    let there = !low.is_empty() && !high.is_empty();
    there.then(|| format!("{} to {}", shown(low, Some(3)), shown(high, Some(3))))
}

fn title(figure: &Figure) -> String {
    let parts = [&figure.label, &figure.area_label, &figure.period_label];
    let parts: Vec<&str> = parts.iter().map(|p| p.as_str()).filter(|p| !p.is_empty()).collect();
    parts.join(", ")
}

fn parts(figure: &Figure) -> Option<String> {
    let (above, below) = (figure.row.get("numerator"), figure.row.get("denominator"));
    (!above.is_empty()).then(|| format!("{} over {}", shown(above, None), shown(below, None)))
}

fn change(figure: &Figure) -> Option<String> {
    let row = &figure.row;
    if row.get("previous").is_empty() {
        return None;
    }
    let unit = unit_words(row.get("change_unit"));
    let pct = match row.get("change_pct") {
        "" => "no percentage from a base under 10".to_owned(),
        pct => format!("{} %", signed(pct)),
    };
    let (change, before) = (signed(row.get("change")), shown(row.get("previous"), None));
    Some(format!("{change}{unit} on {before} in {} ({pct})", row.get("previous_period")))
}

fn comparison(c: &Comparator) -> String {
    let vintage =
        if c.vintage.is_empty() { String::new() } else { format!(", as of {}", c.vintage) };
    format!(
        "{}: {} ({}{vintage}); {}{} or {} %; {}",
        c.label,
        shown(&c.value, None),
        c.basis,
        signed(&c.difference),
        unit_words(&c.difference_unit),
        signed(&c.difference_pct),
        c.verdict
    )
}

pub fn source(s: &Source) -> String {
    let place = if s.place.is_empty() { String::new() } else { format!(", {}", s.place) };
    let quote = if s.quote.is_empty() { String::new() } else { format!(": \"{}\"", s.quote) };
    format!("{}{place}{quote}", s.document)
}

/// The line that an author pastes under the number.
fn citation(figure: &Figure) -> String {
    let interval = interval(figure).map_or(String::new(), |i| format!("; 95 % interval {i}"));
    let made = match figure.basis.as_str() {
        "computed" | "pooled" => {
            let parts = parts(figure).unwrap_or_default();
            format!("; {} from {parts}", figure.basis)
        }
        basis => format!("; {basis}"),
    };
    let sources: Vec<String> = figure.sources.iter().map(source).collect();
    let sources = if sources.is_empty() {
        String::new()
    } else {
        format!(" Source: {}.", sources.join("; "))
    };
    format!("{}: {}{interval}{made}.{sources}", title(figure), value(figure))
}

/// The id by which `trace` finds the row.
fn trace_id(figure: &Figure) -> String {
    let row = &figure.row;
    if row.table == "observation" {
        return row.get("observation_id").to_owned();
    }
    let keys = ["measure", "area", "comparator", "period", "basis"];
    let said = keys.iter().filter(|k| !row.get(k).is_empty());
    let said: Vec<String> = said.map(|k| format!("{k}={}", row.get(k))).collect();
    format!("{}:{}", row.table, said.join(","))
}

pub fn text(figure: &Figure) -> String {
    let mut lines: Vec<(String, String)> = Vec::new();
    let mut line = |name: &str, value: String| lines.push((name.to_owned(), value));
    line("value", value(figure));
    if let Some(interval) = interval(figure) {
        line("95 % interval", interval);
    }
    if let Some(interval) = wide_interval(figure) {
        line("99.8 % interval", interval);
    }
    line("basis", figure.basis.clone());
    if let Some(parts) = parts(figure) {
        line("made of", parts);
    }
    if let Some(change) = change(figure) {
        line("change", change);
    }
    match figure.row.get("trend") {
        "" => {}
        trend => line("trend", format!("{trend} ({} points)", figure.row.get("points"))),
    }
    for c in &figure.comparators {
        line("compared with", comparison(c));
    }
    for note in &figure.notes {
        line("note", note.clone());
    }
    for query in &figure.queries {
        line("query", query.clone());
    }
    for s in &figure.sources {
        line("input", source(s));
    }
    line("trace", trace_id(figure));
    line("cite", citation(figure));
    listing(&title(figure), &lines)
}

/// A title, and below it names and values in two columns.
pub fn listing(title: &str, lines: &[(String, String)]) -> String {
    let widest = lines.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    let rows = lines.iter().map(|(name, value)| format!("  {name:widest$}  {value}\n"));
    format!("{title}\n{}", rows.collect::<String>())
}

pub fn markdown(figure: &Figure) -> String {
    let row = &figure.row;
    let mut out = format!("**{}: {}**", title(figure), value(figure));
    if let Some(interval) = interval(figure) {
        out.push_str(&format!(" (95 % interval {interval})"));
    }
    out.push_str(".[^1]\n");
    if let Some(change) = change(figure) {
        out.push_str(&format!("\nChange: {change}. Trend: {}.\n", row.get("trend")));
    }
    if !figure.comparators.is_empty() {
        out.push_str("\n| compared with | value | difference | verdict |\n|---|---:|---:|---|\n");
    }
    for c in &figure.comparators {
        out.push_str(&format!(
            "| {} | {} | {}{} | {} |\n",
            c.label,
            shown(&c.value, None),
            signed(&c.difference),
            unit_words(&c.difference_unit),
            c.verdict
        ));
    }
    for note in &figure.notes {
        out.push_str(&format!("\n> {note}\n"));
    }
    out.push_str(&format!("\n[^1]: {}\n", citation(figure)));
    out
}

/// A decimal keeps its digits; empty is null.
pub fn number(text: &str) -> Value {
    serde_json::from_str::<Value>(text).ok().filter(Value::is_number).unwrap_or(Value::Null)
}

pub fn maybe(text: &str) -> Value {
    if text.is_empty() { Value::Null } else { json!(text) }
}

pub fn json(figure: &Figure) -> String {
    let row = &figure.row;
    let comparator = |c: &Comparator| {
        json!({
            "label": c.label, "value": number(&c.value), "basis": c.basis, "vintage": maybe(&c.vintage),
            "difference": number(&c.difference), "difference_unit": c.difference_unit,
            "difference_pct": number(&c.difference_pct), "verdict": c.verdict,
        })
    };
    let source = |s: &Source| {
        json!({
            "id": s.id, "document": s.document, "place": maybe(&s.place), "quote": maybe(&s.quote),
            "value": number(&s.value),
        })
    };
    let all = json!({
        "measure": row.get("measure"), "label": figure.label,
        "area": maybe(if row.has("comparator") { row.get("comparator") } else { row.get("area") }),
        "area_label": maybe(&figure.area_label),
        "period": maybe(row.get("period")), "period_label": maybe(&figure.period_label),
        "basis": figure.basis, "value": number(row.get("value")), "unit": row.get("unit"),
        "lower_95": number(row.get("lower_95")), "upper_95": number(row.get("upper_95")),
        "lower_998": number(row.get("lower_998")), "upper_998": number(row.get("upper_998")),
        "interval": method(figure), "numerator": number(row.get("numerator")),
        "denominator": number(row.get("denominator")), "previous": number(row.get("previous")),
        "previous_period": maybe(row.get("previous_period")), "change": number(row.get("change")),
        "change_unit": maybe(row.get("change_unit")), "change_pct": number(row.get("change_pct")),
        "trend": maybe(row.get("trend")), "points": number(row.get("points")),
        "comparators": figure.comparators.iter().map(comparator).collect::<Vec<_>>(),
        "notes": figure.notes, "queries": figure.queries,
        "inputs": figure.sources.iter().map(source).collect::<Vec<_>>(),
        "trace": trace_id(figure), "citation": citation(figure),
    });
    format!("{all:#}\n")
}
