//! `saferstats figure`: one number with all that an author needs to sign it, read from what was published.

mod account;
mod choose;
mod money;
mod show;

use std::path::Path;

use super::published::{self, Row};
use super::{Common, Exit, data};
use crate::fault::Fault;
use crate::pipeline;
use crate::query::{self, Query};
use crate::shipped;
use crate::terminal::{self, paint};
use crate::workspace::Workspace;

/// What was asked for; empty where any will do.
#[derive(Clone, Debug, Default)]
pub struct Request {
    pub measure: String,
    pub area: String,
    pub period: String,
    pub basis: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    #[default]
    Text,
    Json,
    Markdown,
}

/// A figure and everything that stands behind it. Numbers are as published.
#[derive(Clone, Debug)]
struct Figure {
    /// The row it stands in: of a view, or of the table `observation`.
    row: Row,
    basis: String,
    label: String,
    area_label: String,
    period_label: String,
    comparators: Vec<Comparator>,
    /// The queries that made it, from the one that publishes it down.
    queries: Vec<String>,
    /// The rows that it was made from.
    sources: Vec<Source>,
    notes: Vec<String>,
}

#[derive(Clone, Debug)]
struct Comparator {
    label: String,
    value: String,
    difference: String,
    difference_unit: String,
    difference_pct: String,
    verdict: String,
    basis: String,
    vintage: String,
}

#[derive(Clone, Debug)]
struct Source {
    id: String,
    document: String,
    place: String,
    quote: String,
    value: String,
}

/// # Errors
/// Nothing is published, or no figure or more than one fits what was asked for.
pub fn figure(common: &Common, request: &Request, format: Format) -> Result<Exit, Fault> {
    let workspace = common.workspace()?;
    let out = workspace.out.as_path();
    let vocab = pipeline::context(&workspace).vocab;
    let measures = choose::measures(out, &vocab, &request.measure)?;
    let exact = measures.first().is_some_and(|m| *m == request.measure);
    let amounts =
        if exact { Vec::new() } else { money::named(out, &request.measure, measures.is_empty())? };
    let answer = match (measures.as_slice(), amounts.is_empty()) {
        ([measure], true) => {
            let figure = complete(&workspace, choose::choose(out, &vocab, request, measure)?)?;
            match format {
                Format::Text => show::text(&figure),
                Format::Json => show::json(&figure),
                Format::Markdown => show::markdown(&figure),
            }
        }
        ([], false) => {
            let chosen = money::choose(out, &vocab, request, &amounts)?;
            let account = account(&workspace, chosen)?;
            match format {
                Format::Text => account::text(&account),
                Format::Json => account::json(&account),
                Format::Markdown => account::markdown(&account),
            }
        }
        ([], true) => return Err(choose::unknown(out, &request.measure)?),
        _ => return Err(choose::either(&request.measure, &measures, &money::ids(&amounts))),
    };
    let text = format == Format::Text;
    data(&if text { paint::listing(&answer, terminal::stdout()) } else { answer })?;
    Ok(Exit::Done)
}

/// What a code is called in a table; the code itself where the table does not have it.
fn named(out: &Path, table: &str, key: &str, id: &str) -> Result<String, Fault> {
    let found = published::rows(out, table, |line| line.get(key) == id)?;
    Ok(found.first().map_or_else(|| id.to_owned(), |r| r.get("label").to_owned()))
}

fn complete(workspace: &Workspace, chosen: choose::Candidate) -> Result<Figure, Fault> {
    let out = workspace.out.as_path();
    let row = chosen.row;
    let area = chosen.area;
    Ok(Figure {
        label: named(out, "measure", "measure", row.get("measure"))?,
        area_label: named(out, "area", "area", &area)?,
        period_label: named(out, "period", "period", row.get("period"))?,
        comparators: comparators(out, &row, &chosen.basis)?,
        queries: made_by(workspace, &row.table)?,
        sources: sources(out, &row)?,
        notes: notes(out, &row)?,
        basis: chosen.basis,
        row,
    })
}

fn account(workspace: &Workspace, money: money::Money) -> Result<account::Account, Fault> {
    let out = workspace.out.as_path();
    let sources = money::sources(out, &money)?;
    let row = &money.row;
    let mut notes: Vec<String> = Vec::new();
    notes.extend(Some(row.get("note")).filter(|n| !n.is_empty()).map(str::to_owned));
    if row.get("jump") == "true" {
        notes.push("a change of more than half within a year".to_owned());
    }
    let issues = published::rows(out, "issue", |line| {
        let here = |s: &Source| s.document == line.get("document") && s.place == line.get("place");
        line.get("severity") != "info" && sources.iter().any(here)
    })?;
    notes.extend(issues.iter().map(|i| format!("{}: {}", i.get("rule"), i.get("message"))));
    Ok(account::Account {
        area_label: named(out, "area", "area", &money.area)?,
        period_label: named(out, "period", "period", row.get("period"))?,
        queries: made_by(workspace, &row.table)?,
        sources,
        notes,
        money,
    })
}

fn comparators(out: &Path, row: &Row, basis: &str) -> Result<Vec<Comparator>, Fault> {
    let areas = published::rows(out, "area", |_| true)?;
    let label = |id: &str| {
        let found = areas.iter().find(|a| a.get("area") == id);
        found.map_or_else(|| id.to_owned(), |a| a.get("label").to_owned())
    };
    let same = |line: &crate::publish::csv::Line<'_>| {
        ["measure", "area", "period"].iter().all(|c| line.get(c) == row.get(c))
            && (line.get("basis") == basis || row.table == "observation")
            && (!line.get("period").is_empty() || line.get("document") == row.get("document"))
    };
    let found = published::rows(out, "measure_comparison", same)?;
    let one = |r: &Row| Comparator {
        label: label(r.get("comparator")),
        value: r.get("comparator_value").to_owned(),
        difference: r.get("difference").to_owned(),
        difference_unit: r.get("difference_unit").to_owned(),
        difference_pct: r.get("difference_pct").to_owned(),
        verdict: r.get("verdict").to_owned(),
        basis: r.get("comparator_basis").to_owned(),
        vintage: r.get("comparator_vintage").to_owned(),
    };
    Ok(found.iter().map(one).collect())
}

/// The queries behind a view, each once, from the view down to the tables.
fn made_by(workspace: &Workspace, view: &str) -> Result<Vec<String>, Fault> {
    let files = workspace.query_files()?.unwrap_or_else(shipped::queries);
    let queries = query::load(files.clone()).map_err(|e| pipeline::fault(e, &files))?;
    let mut names = vec![view.to_owned()];
    let mut paths = Vec::new();
    // Queries stand after what they read, so one pass from the end finds what is read by what is read.
    for query in queries.iter().rev() {
        if names.contains(&query.name) {
            paths.push(path_of(query));
            names.extend(query.reads.iter().cloned());
        }
    }
    Ok(paths)
}

fn path_of(query: &Query) -> String {
    if query.path.starts_with("queries/") {
        query.path.clone()
    } else {
        format!("queries/{}", query.path)
    }
}

/// The observation itself, or those that the columns `source` and `denominator_source` name.
fn sources(out: &Path, row: &Row) -> Result<Vec<Source>, Fault> {
    let mut ids: Vec<String> = Vec::new();
    if row.table == "observation" {
        ids.push(row.get("observation_id").to_owned());
    }
    ids.push(row.get("source").to_owned());
    ids.push(row.get("denominator_source").to_owned());
    ids.retain(|id| !id.is_empty());
    ids.dedup();
    let seen = published::rows(out, "observation", |line| {
        ids.iter().any(|id| line.get("observation_id") == id)
    })?;
    let one = |id: &String| {
        let cited = seen.iter().find(|r| r.get("observation_id") == id);
        let (document, place) = id.rsplit_once('#').unwrap_or((id, ""));
        let get = |column: &str| cited.map_or(String::new(), |r| r.get(column).to_owned());
        Source {
            id: id.clone(),
            document: document.to_owned(),
            place: cited.map_or_else(|| place.to_owned(), |r| r.get("place").to_owned()),
            quote: get("quote"),
            value: get("value"),
        }
    };
    Ok(ids.iter().map(one).collect())
}

/// What a reader has to know beside the number.
fn notes(out: &Path, row: &Row) -> Result<Vec<String>, Fault> {
    let mut notes = Vec::new();
    let mut note = |text: &str| notes.push(text.to_owned());
    if row.get("population_estimated") == "true" {
        note("the population lies on a line between two known years [e]");
    }
    match row.get("break_note") {
        "" => {}
        why => note(&format!("break in the series: {why} [b]")),
    }
    match row.get("definition") {
        "" => {}
        version => note(&format!("definition: {version}")),
    }
    match row.get("bound") {
        "" | "exact" => {}
        bound => note(&format!("{} the number given", bound.replace('_', " "))),
    }
    match row.get("change") {
        "increase" | "decrease" if row.table == "observation" => {
            note(&format!("a step ({}), not a level", row.get("change")));
        }
        _ => {}
    }
    // What is said of the measure and the period, and of the very place that the figure stands at.
    let places = [row.get("observation_id"), row.get("source")];
    let issues = published::rows(out, "issue", |line| {
        let here = format!("{}#{}", line.get("document"), line.get("place"));
        let same = ["measure", "period"].iter().all(|c| line.get(c) == row.get(c));
        (same || places.contains(&here.as_str())) && line.get("severity") != "info"
    })?;
    notes.extend(issues.iter().map(|i| format!("{}: {}", i.get("rule"), i.get("message"))));
    Ok(notes)
}
