//! A row of a view back to the rows that it was made from: `spend_trend:theme=asb,period=FY2020-21`.

use std::collections::BTreeSet;
use std::path::Path;

use super::super::published::{self, Row};
use crate::fault::Fault;
use crate::nearest::nearest;
use crate::pipeline;
use crate::query::{self, Kind, Query};
use crate::schema;
use crate::shipped;
use crate::workspace::Workspace;

/// As many inputs as fit on a screen; a sum over a ledger has thousands.
const SHOWN: usize = 20;

/// Tables that say again what another says of the same place.
const APART: &[&str] = &["claim_test", "numeral"];

/// A view and what its row holds.
#[derive(Debug, PartialEq, Eq)]
pub struct Asked {
    pub view: String,
    pub conditions: Vec<(String, String)>,
}

/// A row of a view, how it was made, and the rows of tables behind it.
#[derive(Debug)]
pub struct Lineage {
    pub row: Row,
    pub query: Query,
    /// Paths of the queries behind it, from the view down.
    pub queries: Vec<String>,
    pub inputs: Vec<Row>,
    /// Inputs that are not in the list.
    pub more: usize,
}

/// `view:column=value,column=value`; a comma inside a value stays in it. None for an id of another form.
pub fn parse(id: &str) -> Option<Asked> {
    let (view, rest) = id.split_once(':')?;
    let word = |text: &str| {
        !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    if !word(view) || !rest.contains('=') {
        return None;
    }
    let mut conditions: Vec<(String, String)> = Vec::new();
    for piece in rest.split(',') {
        match piece.split_once('=') {
            Some((column, value)) if word(column.trim()) => {
                conditions.push((column.trim().to_owned(), value.to_owned()));
            }
            _ => {
                let (_, last) = conditions.last_mut()?;
                last.push(',');
                last.push_str(piece);
            }
        }
    }
    Some(Asked { view: view.to_owned(), conditions })
}

/// The one row that is meant, with its inputs.
pub fn lineage(workspace: &Workspace, asked: &Asked) -> Result<Lineage, Fault> {
    let files = workspace.query_files()?.unwrap_or_else(shipped::queries);
    let queries = query::load(files.clone()).map_err(|e| pipeline::fault(e, &files))?;
    let views = || queries.iter().filter(|q| q.kind == Kind::View);
    let Some(query) = views().find(|q| q.name == asked.view) else {
        let help = nearest(&asked.view, views().map(|q| q.name.as_str()));
        let help = help.map_or(String::new(), |name| format!("did you mean `{name}`?"));
        return Err(Fault::new(format!("there is no view `{}`", asked.view)).help(help));
    };
    let out = workspace.out.as_path();
    let row = row(out, query, asked)?;
    let (behind, tables) = behind(&queries, &query.name);
    let mut inputs = named(out, &row)?;
    // Where the row names its sources, what is like them is of the same tables.
    let from: BTreeSet<String> = inputs.iter().map(|r| r.table.clone()).collect();
    let tables = if from.is_empty() { tables } else { &tables & &from };
    let ids: BTreeSet<String> = inputs.iter().map(id_of).collect();
    let mut alike = alike(out, query, &row, &tables)?;
    alike.retain(|r| !ids.contains(&id_of(r)));
    inputs.extend(alike);
    let more = inputs.len().saturating_sub(SHOWN);
    inputs.truncate(SHOWN);
    Ok(Lineage { row, query: query.clone(), queries: behind, inputs, more })
}

fn row(out: &Path, query: &Query, asked: &Asked) -> Result<Row, Fault> {
    let fits = |line: &crate::publish::csv::Line<'_>| {
        asked.conditions.iter().all(|(column, value)| line.get(column) == value)
    };
    let mut rows = published::rows(out, &query.name, fits)?;
    let sample = published::rows(out, &query.name, |_| true)?;
    if let Some((unknown, _)) =
        asked.conditions.iter().find(|(c, _)| sample.first().is_some_and(|r| !r.has(c)))
    {
        let columns = sample.first().map_or(&[][..], |r| &r.cells);
        let help = nearest(unknown, columns.iter().map(|(name, _)| name.as_str()));
        let help = help.map_or(String::new(), |name| format!("did you mean `{name}`?"));
        return Err(Fault::new(format!("{} has no column `{unknown}`", query.name)).help(help));
    }
    match rows.len() {
        1 => Ok(rows.remove(0)),
        0 => Err(Fault::new(format!("no row of {} fits", query.name)).help(listed(query, &sample))),
        n => Err(Fault::new(format!("{n} rows of {} fit; say which", query.name))
            .help(listed(query, &rows))),
    }
}

/// The ids of rows, as they would be typed.
fn listed(query: &Query, rows: &[Row]) -> String {
    let id = |row: &Row| {
        let keys = query.grain.iter().filter(|k| !row.get(k).is_empty());
        let keys: Vec<String> = keys.map(|k| format!("{k}={}", row.get(k))).collect();
        format!("{}:{}", query.name, keys.join(","))
    };
    let mut lines: Vec<String> = rows.iter().take(SHOWN).map(id).collect();
    if rows.len() > SHOWN {
        lines.push(format!("and {} more", rows.len() - SHOWN));
    }
    lines.join("\n      ")
}

/// The queries behind a view and the tables at the bottom.
fn behind(queries: &[Query], view: &str) -> (Vec<String>, BTreeSet<String>) {
    let mut names = BTreeSet::from([view.to_owned()]);
    let mut paths = Vec::new();
    for query in queries.iter().rev() {
        if names.contains(&query.name) {
            paths.push(query.path.clone());
            names.extend(query.reads.iter().cloned());
        }
    }
    let views: BTreeSet<&str> = queries.iter().map(|q| q.name.as_str()).collect();
    names.retain(|name| !views.contains(name.as_str()));
    (paths, names)
}

/// The rows that the view names itself, in columns that hold ids: `source`, `denominator_source`, `figure_source` ...
fn named(out: &Path, row: &Row) -> Result<Vec<Row>, Fault> {
    let sources =
        row.cells.iter().filter(|(name, value)| name.ends_with("source") && !value.is_empty());
    let ids: Vec<&str> = sources.map(|(_, value)| value.as_str()).collect();
    let mut found = Vec::new();
    if ids.is_empty() {
        return Ok(found);
    }
    for declared in schema::tables() {
        let has = |name: &str| declared.columns.iter().any(|(n, _, _)| *n == name);
        if has("document") && has("place") && published::path(out, declared.name).is_some() {
            let key = declared.grain.first().copied().filter(|k| k.ends_with("_id")).unwrap_or("");
            found.extend(published::rows(out, declared.name, |line| {
                let here = format!("{}#{}", line.get("document"), line.get("place"));
                ids.iter().any(|id| {
                    (!key.is_empty() && line.get(key) == *id) || (key.is_empty() && here == *id)
                })
            })?);
        }
    }
    found.retain(|r| !APART.contains(&r.table.as_str()));
    Ok(found)
}

/// Rows of the tables behind the view that share with its row what tells it from others.
fn alike(
    out: &Path,
    query: &Query,
    row: &Row,
    tables: &BTreeSet<String>,
) -> Result<Vec<Row>, Fault> {
    let mut found = Vec::new();
    for declared in schema::tables() {
        let has = |name: &str| declared.columns.iter().any(|(n, _, _)| *n == name);
        let apart = APART.contains(&declared.name);
        if apart || !tables.contains(declared.name) || !has("document") || !has("place") {
            continue;
        }
        // What a view calls stated or computed, a table calls actual.
        let shared = query
            .grain
            .iter()
            .filter(|k| has(k) && (*k != "basis" || declared.name == "allocation"));
        let keys: Vec<&String> = shared.filter(|k| !row.get(k).is_empty()).collect();
        if keys.is_empty() || (keys.len() == 1 && keys[0] == "period") {
            continue;
        }
        found.extend(published::rows(out, declared.name, |line| {
            keys.iter().all(|k| line.get(k) == row.get(k))
        })?);
    }
    Ok(found)
}

fn id_of(row: &Row) -> String {
    format!("{} {}#{}", row.table, row.get("document"), row.get("place"))
}

#[cfg(test)]
mod tests {
    use super::{Asked, parse};

    #[test]
    fn ids_of_view_rows_are_told_from_others() {
        let cases: &[(&str, Option<(&str, &[(&str, &str)])>)] = &[
            (
                "spend_trend:theme=asb,period=FY2020-21",
                Some(("spend_trend", &[("theme", "asb"), ("period", "FY2020-21")])),
            ),
            (
                "action_summary:priority=Tell, and tell again",
                Some(("action_summary", &[("priority", "Tell, and tell again")])),
            ),
            ("plans/a.txt#L52:23", None),
            ("total-differs:plans/a=b.txt#L52:23", None),
            ("spend_trend:", None),
        ];
        for (id, expected) in cases {
            let expected = expected.map(|(view, conditions)| Asked {
                view: view.to_owned(),
                conditions: conditions
                    .iter()
                    .map(|(c, v)| ((*c).to_owned(), (*v).to_owned()))
                    .collect(),
            });
            assert_eq!(parse(id), expected, "{id}");
        }
    }
}
