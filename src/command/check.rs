//! `saferstats check`: the same as `run`, writing nothing: every issue at its place, and which files would change.

use std::path::Path;

use super::source::Sources;
use super::summary::{self, Summary};
use super::{Common, Early, Exit, base, data};
use crate::cache::{Cache, Use};
use crate::fault::Fault;
use crate::issue::Issue;
use crate::model::document::DocumentKind;
use crate::model::place::Place;
use crate::pipeline::{self, Night};
use crate::publish::Nowhere;
use crate::publish::folder::differences;
use crate::terminal::{self, colour_on_stdout, excerpt};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// With the line of the source and a caret.
    #[default]
    Text,
    /// One line an issue.
    Short,
    /// One JSON object a line.
    Json,
}

pub fn check(common: &Common, format: Format, against: Option<&Path>) -> Result<Exit, Fault> {
    let workspace = common.workspace()?;
    let mut cache = Cache::open(&workspace.out, workspace.configuration(), Use::Read);
    let (pool, queries) = (common.pool()?, pipeline::queries(&workspace, &mut cache)?);
    let survey = common.survey(&pool, &workspace, &mut cache);
    let base = base(&workspace, against)?;
    let night = Night { queries, survey, base, today: common.today };
    let early = Early::new(&workspace, &Nowhere, cache.quoted());
    let run = common.pipeline(&pool, &workspace, night, &mut cache, &early)?;
    let entries =
        run.write(early).map_err(|e| Fault::new(format!("cannot make the tables: {e}")))?;
    let changes = differences(&workspace.out, &entries);
    let closed = run.documents.iter().filter(|d| d.withheld || d.kind == DocumentKind::RowLevel);
    let closed = closed.map(|d| d.document.clone()).collect();
    let sources = Sources::new(&workspace.raw, run.issues.iter().flat_map(places), 0);
    let mut sources = sources.without(closed);
    let mut out = String::new();
    for issue in &run.issues {
        out.push_str(&match format {
            Format::Text => drawn(issue, &mut sources),
            Format::Short => summary::line(issue) + "\n",
            Format::Json => json(issue) + "\n",
        });
    }
    if format != Format::Json {
        for (what, path) in &changes {
            out.push_str(&format!("would be {what}: {path}\n"));
        }
    }
    data(&out)?;
    let published = match changes.len() {
        0 => "nothing; every file would be as it is".to_owned(),
        n => format!("nothing; {n} files would change"),
    };
    common.terminal.say(Summary::of(&run, published).text(terminal::stderr()).trim_end());
    Ok(run.exit())
}

fn drawn(issue: &Issue, sources: &mut Sources) -> String {
    let excerpts: Vec<_> =
        places(issue).filter_map(|(document, place)| sources.excerpt(document, place)).collect();
    let title = match excerpts.first() {
        Some(_) => format!("[{}] {}", issue.rule, issue.message),
        None => format!("[{}] {}: {}", issue.rule, issue.document, issue.message),
    };
    let drawn =
        excerpt::finding(Some(issue.severity), &title, &excerpts, &issue.hint, colour_on_stdout());
    drawn + "\n"
}

/// The places that an issue speaks of, without those that are whole documents.
fn places(issue: &Issue) -> impl Iterator<Item = (&str, &Place)> {
    let other_document = match issue.other_document.as_str() {
        "" => issue.document.as_str(),
        other => other,
    };
    let other = issue.other_place.as_ref().map(|place| (other_document, place));
    let all = std::iter::once((issue.document.as_str(), &issue.place)).chain(other);
    all.filter(|(_, place)| **place != Place::Whole)
}

fn json(issue: &Issue) -> String {
    let other = issue.other_place.as_ref().map(ToString::to_string);
    serde_json::json!({
        "rule": issue.rule,
        "severity": issue.severity.name(),
        "message": issue.message,
        "hint": issue.hint,
        "measure": issue.measure,
        "period": issue.period.map(|p| p.to_string()),
        "document": issue.document,
        "place": issue.place.to_string(),
        "other_document": issue.other_document,
        "other_place": other,
    })
    .to_string()
}
