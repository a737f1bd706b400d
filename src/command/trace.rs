//! `saferstats trace ID`: from a published row to the words or the cell it came from.

mod view_row;

use std::collections::BTreeSet;
use std::fs::File;
use std::path::Path;

use super::source::Sources;
use super::{Common, Exit, data};
use crate::fault::Fault;
use crate::model::document::DocumentKind;
use crate::model::place::Place;
use crate::nearest::nearest;
use crate::publish::csv::Line;
use crate::publish::{self, Folder, spelling_of};
use crate::schema;
use crate::terminal::{self, colour_on_stdout, excerpt, paint, table};
use crate::workspace::Workspace;

/// A row found: its table, and its columns with their values.
struct Row {
    table: &'static str,
    cells: Vec<(String, String)>,
}

impl Row {
    fn get(&self, column: &str) -> &str {
        self.cells.iter().find(|(name, _)| name == column).map_or("", |(_, value)| value)
    }
}

pub fn trace(common: &Common, id: &str, around: usize) -> Result<Exit, Fault> {
    let workspace = common.workspace()?;
    if let Some(asked) = view_row::parse(id) {
        return of_view(&workspace, &view_row::lineage(&workspace, &asked)?, around);
    }
    let (documents, closed) = documents(&workspace.out)?;
    let (document, place, nth) = parse(id, &documents)?;
    let rows = rows(&workspace.out, &document, &place, id, nth)?;
    let mut out = String::new();
    for row in &rows {
        out.push_str(&format!("{} {id}\n", row.table));
        let filled = row.cells.iter().filter(|(_, value)| !value.is_empty());
        out.push_str(&table::pairs(&filled.cloned().collect::<Vec<_>>(), 2));
        out.push('\n');
    }
    out.push_str(&drawn(&workspace.raw, &places(&document, &place, &rows), around, closed));
    data(&paint::listing(&out, terminal::stdout()))?;
    if rows.is_empty() {
        let message = format!("no published row has the id {id}");
        return Err(Fault::new(message).help("above is what stands at that place"));
    }
    Ok(Exit::Done)
}

/// The row of a view, the queries behind it, and the words or cells of the rows that went into it.
fn of_view(workspace: &Workspace, found: &view_row::Lineage, around: usize) -> Result<Exit, Fault> {
    let filled = |cells: &[(String, String)]| -> Vec<(String, String)> {
        cells.iter().filter(|(_, value)| !value.is_empty()).cloned().collect()
    };
    let mut out = format!("{}: {}\n", found.query.name, found.query.title);
    out.push_str(&table::pairs(&filled(&found.row.cells), 2));
    out.push_str("\nmade by\n");
    for path in &found.queries {
        out.push_str(&format!("  {}\n", query_path(path)));
    }
    out.push_str("\nfrom\n");
    let mut places = Vec::new();
    for input in &found.inputs {
        let (document, place) = (input.get("document"), input.get("place"));
        out.push_str(&format!("  {} {document}#{place}\n", input.table));
        if let Ok(place) = place.parse::<Place>() {
            places.push((document.to_owned(), place));
        }
    }
    if found.more > 0 {
        out.push_str(&format!("  and {} more rows\n", found.more));
    }
    places.dedup();
    out.push('\n');
    let (_, closed) = documents(&workspace.out)?;
    out.push_str(&drawn(&workspace.raw, &places, around, closed));
    data(&paint::listing(&out, terminal::stdout()))?;
    Ok(Exit::Done)
}

fn query_path(path: &str) -> String {
    if path.starts_with("queries/") { path.to_owned() } else { format!("queries/{path}") }
}

/// The place itself and, for an issue, the other place it speaks of.
fn places(document: &str, place: &Place, rows: &[Row]) -> Vec<(String, Place)> {
    let mut all = vec![(document.to_owned(), place.clone())];
    for row in rows {
        if let Ok(other) = row.get("other_place").parse::<Place>()
            && other != Place::Whole
        {
            let document = match row.get("other_document") {
                "" => document,
                other => other,
            };
            all.push((document.to_owned(), other));
        }
    }
    all
}

fn drawn(
    raw: &Path,
    places: &[(String, Place)],
    around: usize,
    closed: BTreeSet<String>,
) -> String {
    let wanted = places.iter().map(|(document, place)| (document.as_str(), place));
    let mut sources = Sources::new(raw, wanted, around).without(closed);
    let mut out = String::new();
    for (document, place) in places {
        out.push_str(&match sources.excerpt(document, place) {
            Some(found) => excerpt::finding(
                None,
                &format!("{document} at {place}"),
                &[found],
                "",
                colour_on_stdout(),
            ),
            None if sources.is_closed(document) => {
                format!("{document} at {place}: restricted, so its words are not shown\n")
            }
            None if *place == Place::Whole => format!("{document}, the whole document\n"),
            None => format!("{document} has no such place in {}\n", raw.display()),
        });
    }
    out
}

/// `document#place`, with `.2` where one place yields several rows, or an issue id, which has a rule before that.
fn parse(id: &str, documents: &[String]) -> Result<(String, Place, Option<u32>), Fault> {
    let without_rule = id.split_once(':').map(|(_, rest)| rest);
    for text in [Some(id), without_rule].into_iter().flatten() {
        // A name and a sheet may both hold `#`, so the document decides where the place begins.
        for (at, _) in text.match_indices('#') {
            let (document, place) = (&text[..at], &text[at + 1..]);
            if !documents.iter().any(|d| d == document) {
                continue;
            }
            if let Ok(place) = place.parse() {
                return Ok((document.to_owned(), place, None));
            }
            let numbered = place
                .rsplit_once('.')
                .and_then(|(place, nth)| Some((place.parse().ok()?, nth.parse::<u32>().ok()?)));
            if let Some((place, nth)) = numbered {
                return Ok((document.to_owned(), place, Some(nth)));
            }
        }
    }
    let (typed, _) = id.split_once('#').unwrap_or((id, ""));
    let help = nearest(typed, documents.iter().map(String::as_str)).map_or_else(
        || {
            "an id is document#place, such as plans/a.txt#L52:23 or spend/b.xlsx#Sheet!C14"
                .to_owned()
        },
        |name| format!("did you mean `{name}`?"),
    );
    Err(Fault::new(format!("`{id}` names no document and place that were published")).help(help))
}

/// Every published document, and those whose words are not shown: rows about children, and what the policy governs.
fn documents(out: &Path) -> Result<(Vec<String>, BTreeSet<String>), Fault> {
    let (mut found, mut closed) = (Vec::new(), BTreeSet::new());
    scan(out, schema::DOCUMENT.name, |line| {
        let document = line.get("document").to_owned();
        let rows = line.get("kind") == DocumentKind::RowLevel.name();
        // The hash is held back exactly where the policy governs; an unreadable file has none, and no words either.
        if rows || line.get("sha256").is_empty() {
            closed.insert(document.clone());
        }
        found.push(document);
    })?;
    Ok((found, closed))
}

/// The rows of every table that came from the place, or the one row that the id names.
fn rows(
    out: &Path,
    document: &str,
    place: &Place,
    id: &str,
    nth: Option<u32>,
) -> Result<Vec<Row>, Fault> {
    let place = place.to_string();
    let mut found = Vec::new();
    for declared in schema::tables() {
        let has = |name: &str| declared.columns.iter().any(|(n, _, _)| *n == name);
        if !has("document") || !has("place") {
            continue;
        }
        // Where the key is made of the place, several rows of one place differ in it.
        let key =
            declared.grain.first().filter(|g| g.ends_with("_id") && declared.grain.len() == 1);
        scan(out, declared.name, |line| {
            let by_key = key.is_some_and(|key| line.get(key) == id);
            let by_place =
                nth.is_none() && line.get("document") == document && line.get("place") == place;
            if by_key || by_place {
                found.push(Row { table: declared.name, cells: line.cells() });
            }
        })?;
    }
    let exact = found.iter().any(|row| row.cells.first().is_some_and(|(_, first)| first == id));
    if exact && id.split('#').next() != Some(document) {
        // An issue id names the issue, not what else stands at its place.
        found.retain(|row| row.cells.first().is_some_and(|(_, first)| first == id));
    }
    Ok(found)
}

fn scan(out: &Path, table: &str, visit: impl FnMut(&Line<'_>)) -> Result<(), Fault> {
    let path = out.join(Folder::Tables.name()).join(format!("{table}.csv"));
    let file = File::open(&path).map_err(|_| {
        Fault::new(format!("{} is missing", path.display())).help("`saferstats run` makes it")
    })?;
    publish::csv::scan(file, spelling_of(out), visit)
        .map_err(|e| Fault::new(format!("{}: {e}", path.display())))
}
