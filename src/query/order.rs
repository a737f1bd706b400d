//! Which tables a query reads, and in which order queries can run.

use std::collections::{BTreeMap, BTreeSet};

use super::{Error, Kind, Query, engine, scan};
use crate::schema;

/// The tables and views that a statement reads, without the names it defines itself.
pub fn reads(path: &str, sql: &str) -> Result<Vec<String>, Error> {
    let own = scan::defined_names(sql);
    let tables: BTreeSet<&str> = schema::tables().iter().map(|t| t.name).collect();
    let mut read = engine::tables_in(path, sql)?;
    // A step may carry the name of the table that it narrows: `WITH claim AS (SELECT ... FROM claim)`.
    read.retain(|name| tables.contains(name.as_str()) || !own.contains(name));
    Ok(read)
}

/// Two files of one name, or a view that hides a table, would make an answer depend on the order of files.
pub fn unique(queries: &[Query]) -> Result<(), Error> {
    let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
    let tables = schema::tables();
    for query in queries {
        let other = seen.insert(&query.name, &query.path);
        let table = tables.iter().find(|t| t.name == query.name);
        let taken = match (other, table) {
            (Some(other), _) => format!("its name is taken by {other}"),
            (None, Some(table)) => format!("its name is taken by the table {}", table.name),
            (None, None) => continue,
        };
        return Err(at(query, 1, 0, taken));
    }
    Ok(())
}

/// Queries in an order in which each comes after those it reads; by name where the order is free.
pub fn by_reads(queries: Vec<Query>) -> Result<Vec<Query>, Error> {
    let tables: BTreeSet<&str> = schema::tables().iter().map(|t| t.name).collect();
    let views: BTreeSet<String> =
        queries.iter().filter(|q| q.kind == Kind::View).map(|q| q.name.clone()).collect();
    for query in &queries {
        let stranger =
            query.reads.iter().find(|r| !tables.contains(r.as_str()) && !views.contains(*r));
        if let Some(name) = stranger {
            let known = tables.iter().copied().chain(views.iter().map(String::as_str));
            let (line, column) = scan::find(&query.sql, name).unwrap_or((1, 0));
            let nearest = super::nearest::nearest(name, known);
            let message = format!("there is no table or view `{name}`");
            return Err(Error { nearest, ..at(query, line, column, message) });
        }
    }
    let mut waiting = queries;
    let mut done: BTreeSet<String> = BTreeSet::new();
    let mut sorted = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let ready = |q: &Query| q.reads.iter().all(|r| !views.contains(r) || done.contains(r));
        let Some(next) = waiting.iter().position(ready) else { return Err(cycle(&waiting)) };
        let query = waiting.remove(next);
        done.insert(query.name.clone());
        sorted.push(query);
    }
    Ok(sorted)
}

/// The views that read a table, directly or through others.
pub fn readers_of<'a>(table: &str, queries: &'a [Query]) -> BTreeSet<&'a str> {
    let mut readers: BTreeSet<&str> = BTreeSet::new();
    // Queries stand after what they read, so one pass finds readers of readers.
    for query in queries {
        if query.reads.iter().any(|r| r == table || readers.contains(r.as_str())) {
            readers.insert(&query.name);
        }
    }
    readers
}

/// Follows what cannot run from its first query until a name comes back.
fn cycle(waiting: &[Query]) -> Error {
    let stuck = |name: &str| waiting.iter().find(|q| q.name == name && q.kind == Kind::View);
    let mut path: Vec<&str> = Vec::new();
    let mut next = &waiting[0];
    while !path.contains(&next.name.as_str()) {
        path.push(&next.name);
        match next.reads.iter().find_map(|r| stuck(r)) {
            Some(query) => next = query,
            None => break,
        }
    }
    let start = path.iter().position(|n| *n == next.name).unwrap_or(0);
    let mut ring: Vec<&str> = path[start..].to_vec();
    ring.push(&next.name);
    let (line, column) = ring.get(1).and_then(|name| scan::find(&next.sql, name)).unwrap_or((1, 0));
    at(next, line, column, format!("views read each other in a circle: {}", ring.join(" -> ")))
}

fn at(query: &Query, line: usize, column: usize, message: String) -> Error {
    Error { path: query.path.clone(), line, column, message, nearest: None }
}
