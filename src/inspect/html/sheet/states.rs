//! What became of each row of a sheet, in a word and a sign.

/// The states of rows: name, sign, and what is meant.
pub const STATES: &[(&str, &str, &str)] = &[
    ("header", "H", "names the columns"),
    ("kept", "✓", "became rows of the tables"),
    ("rejected", "✕", "could not be taken; listed with its reason"),
    ("total", "Σ", "a total: checked, and not counted again"),
    ("sub-total", "Σ", "a sub-total: checked, and not counted again"),
    ("title", "T", "stands above the tables"),
    ("label", "L", "names the rows below it"),
    ("note", "–", "words beside or below the figures"),
    ("skipped", "–", "holds nothing that was to be read"),
    ("not read", "–", "no table was recognised around it"),
];

use super::cells::Line;
use super::drawing::Became;
use super::{Part, Sheet};

/// The state of a row. `totals` are rows that the reading took for totals.
pub fn state(sheet: &Sheet, line: &Line, became: &Became, totals: &[u32]) -> &'static str {
    let row = line.number;
    let mut kept = false;
    for (_, (table, _)) in became.range((row, 0)..=(row, u32::MAX)) {
        if *table == "rejected_row" {
            return "rejected";
        }
        kept = true;
    }
    if sheet.parts.iter().any(|p| p.header.contains(&row)) {
        return "header";
    }
    if kept {
        return "kept";
    }
    let Some(first) = sheet.parts.iter().map(Part::top).min() else { return "not read" };
    if row < first {
        return "title";
    }
    let worded = line.cells.values().find(|c| c.total);
    if totals.contains(&row) || worded.is_some() && line.cells.values().any(|c| c.number) {
        let sub = worded.is_some_and(|c| c.text.to_lowercase().contains("sub"));
        return if sub { "sub-total" } else { "total" };
    }
    if line.cells.values().any(|c| c.number) {
        return "skipped";
    }
    let within = sheet.parts.iter().any(|p| p.rows.0 <= row && row < p.rows.1);
    let below = (row + 1, 0)..=(row + 3, u32::MAX);
    let names = within && line.cells.len() == 1 && became.range(below).next().is_some();
    if names { "label" } else { "note" }
}

pub fn sign(state: &str) -> (&'static str, &'static str) {
    STATES.iter().find(|s| s.0 == state).map_or(("", ""), |s| (s.1, s.2))
}
