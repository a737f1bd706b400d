//! Views and checks as SQL files: loaded, ordered by what they read, planned before any document is read, run on frames.
//!
//! A query is one file with a header of comments and one `SELECT`. A misspelt table or column is an error with file, line and
//! the nearest valid name. Not for computing in Rust: what SQL can say stands in `queries/`, where an analyst can read it.

mod engine;
pub mod fixture;
mod golden;
mod grouping;
mod header;
mod nearest;
mod order;
mod scan;
mod spend;
mod views;
mod worked;
mod youth;

use std::fmt;
use std::num::NonZeroUsize;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};

use polars::prelude::DataFrame;
use rayon::prelude::{IntoParallelIterator, ParallelIterator};

use crate::frame::Frames;
use crate::issue::Severity;
use crate::schema;

/// One SQL file.
#[derive(Clone, Debug)]
pub struct Query {
    /// The file's name without folder and extension; a view is published under it.
    pub name: String,
    pub path: String,
    pub title: String,
    pub about: String,
    /// The columns that tell one row from another, in sort order.
    pub grain: Vec<String>,
    /// What the numbers are in: GBP, persons, per 1,000 ...
    pub unit: String,
    /// What the columns that no table has hold: name and meaning.
    pub columns: Vec<(String, String)>,
    pub sql: String,
    /// Tables and other views, in the order of their first mention.
    pub reads: Vec<String>,
    pub kind: Kind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    View,
    Check(Check),
}

/// The documentation of a rule that is written in SQL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    pub rule: String,
    pub severity: Severity,
    pub why: String,
    pub fix: String,
}

/// A query that cannot be used, with where it goes wrong. Lines and columns are 1-based; column 0 is the whole line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    pub path: String,
    pub line: usize,
    pub column: usize,
    pub message: String,
    /// The valid name that was probably meant.
    pub nearest: Option<String>,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.message)?;
        match &self.nearest {
            Some(name) => write!(f, "; did you mean `{name}`?"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {}

/// Reads the headers and the table names of all files, and puts what is read before what reads it.
///
/// Files are `(path, text)`. A path with a `checks` folder in it is a check.
pub fn load(files: Vec<(String, String)>) -> Result<Vec<Query>, Error> {
    let read: Vec<Result<Query, Error>> = files.into_par_iter().map(one).collect();
    // Of several that cannot be used the first is told, whichever was read first.
    let mut queries = read.into_iter().collect::<Result<Vec<_>, _>>()?;
    queries.sort_by(|a, b| a.name.cmp(&b.name));
    order::unique(&queries)?;
    order::by_reads(queries)
}

/// Runs every query against empty frames of the right types, so that a slip is found before any document is read.
pub fn plan(queries: &[Query]) -> Result<(), Error> {
    let mut frames = crate::frame::empty().map_err(|e| Error {
        path: "schema".to_owned(),
        line: 1,
        column: 0,
        message: e.to_string(),
        nearest: None,
    })?;
    for query in queries {
        let frame = engine::run(query, &frames)?;
        if query.kind == Kind::View {
            frames.insert(&query.name, frame);
        }
    }
    Ok(())
}

/// Adds the frame of every view that can be known before the checks have run.
pub fn run(queries: &[Query], frames: &mut Frames) -> Result<(), Error> {
    views(queries, frames, false)
}

/// Adds the frames of the views that read the `issue` table, directly or through another view.
pub fn run_on_issues(queries: &[Query], frames: &mut Frames) -> Result<(), Error> {
    views(queries, frames, true)
}

/// The rows that a check found.
pub fn offending(query: &Query, frames: &Frames) -> Result<DataFrame, Error> {
    engine::run(query, frames)
}

/// Answers one statement over whatever frames there are, in the order that the statement asks for.
pub fn ask(path: &str, sql: &str, frames: &Frames) -> Result<DataFrame, Error> {
    let query = Query {
        name: String::new(),
        path: path.to_owned(),
        title: String::new(),
        about: String::new(),
        grain: Vec::new(),
        unit: String::new(),
        columns: Vec::new(),
        sql: sql.to_owned(),
        reads: order::reads(path, sql)?,
        kind: Kind::View,
    };
    scan::refuse_filters_in_on(path, sql)?;
    engine::run(&query, frames)
}

/// Rows of all tables up to which views are computed side by side. Beyond, one alone fills the processors, and two would
/// need twice its memory.
const SMALL: usize = 1_000_000;

/// Views that read none that is still to come are computed side by side, then those that read these, and so on.
fn views(queries: &[Query], frames: &mut Frames, on_issues: bool) -> Result<(), Error> {
    let late = order::readers_of(schema::ISSUE.name, queries);
    let views = queries.iter().filter(|q| q.kind == Kind::View);
    let mut waiting: Vec<&Query> =
        views.filter(|q| late.contains(q.name.as_str()) == on_issues).collect();
    let rows: usize = frames.iter().map(|(_, frame)| frame.height()).sum();
    let threads = || std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let at_once = if rows > SMALL { 1 } else { threads() };
    while !waiting.is_empty() {
        let (ready, rest): (Vec<&Query>, Vec<&Query>) = waiting
            .iter()
            .partition(|q| !q.reads.iter().any(|read| waiting.iter().any(|w| w.name == *read)));
        for (query, frame) in ready.iter().zip(side_by_side(&ready, frames, at_once)) {
            frames.insert(&query.name, frame?);
        }
        waiting = rest;
    }
    Ok(())
}

/// The answers in the order of the queries.
fn side_by_side(
    queries: &[&Query],
    frames: &Frames,
    at_once: usize,
) -> Vec<Result<DataFrame, Error>> {
    let next = AtomicUsize::new(0);
    let work = || {
        let take = || {
            let at = next.fetch_add(1, Ordering::Relaxed);
            queries.get(at).map(|query| (at, engine::run(query, frames)))
        };
        std::iter::from_fn(take).collect::<Vec<_>>()
    };
    let mut answers = std::thread::scope(|scope| {
        let more: Vec<_> = (1..at_once.min(queries.len())).map(|_| scope.spawn(work)).collect();
        let mut answers = work();
        for thread in more {
            answers.extend(thread.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        answers
    });
    answers.sort_by_key(|(at, _)| *at);
    answers.into_iter().map(|(_, answer)| answer).collect()
}

fn one((path, text): (String, String)) -> Result<Query, Error> {
    let header = header::read(&path, &text)?;
    scan::refuse_filters_in_on(&path, &text)?;
    let reads = order::reads(&path, &text)?;
    Ok(header.into_query(path, text, reads))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "-- title: T\n-- about: A\n-- grain: period\n";

    fn file(name: &str, sql: &str) -> (String, String) {
        (format!("queries/{name}.sql"), format!("{HEAD}{sql}"))
    }

    #[test]
    fn what_is_read_comes_first() {
        let files = vec![
            file("a", "SELECT period FROM b"),
            file("b", "WITH allocation AS (SELECT period FROM allocation) SELECT period FROM c"),
            file("c", "SELECT period FROM deflator UNION ALL SELECT period FROM observation"),
            file("d", "SELECT period FROM issue"),
            file("e", "SELECT period FROM d"),
        ];
        let queries = load(files).unwrap();
        let names: Vec<_> = queries.iter().map(|q| q.name.as_str()).collect();
        assert_eq!(names, ["c", "b", "a", "d", "e"]);
        assert_eq!(queries[0].reads, ["deflator", "observation"]);
        plan(&queries).unwrap();
        let mut frames = crate::frame::empty().unwrap();
        run(&queries, &mut frames).unwrap();
        assert!(frames.get("a").is_some() && frames.get("e").is_none());
        run_on_issues(&queries, &mut frames).unwrap();
        assert!(frames.get("e").is_some());
    }

    #[test]
    fn slips_are_refused_with_their_place() {
        let cases = [
            ("SELECT amout AS period FROM allocation", "q.sql:4: ", "did you mean `amount`?"),
            ("SELECT period\nFROM alocation", "q.sql:5: ", "did you mean `allocation`?"),
            ("SELECT x.perod AS period\nFROM allocation AS x", "q.sql:4: ", "`period`?"),
            ("SELECT period FROM\nallocation ORDER BY peroid", "q.sql:5: ", "`period`?"),
            ("SELECT COALESE(period, '') AS period FROM allocation", "q.sql:4: ", "`coalesce`?"),
            ("SELECT period FRM allocation", "q.sql:4: ", "Expected"),
            ("SELECT period FROM a", "q.sql:4: ", "no table or view `a`"),
            ("SELECT amount AS perid FROM allocation", "q.sql:3: ", "did you mean `perid`?"),
            ("SELECT period FROM q", "q.sql:4: ", "in a circle: q -> q"),
            (
                "SELECT a.period FROM area AS b\nLEFT JOIN allocation AS a ON a.area = b.area AND a.amount > 1",
                "q.sql:5: ",
                "ON may hold equal keys only",
            ),
        ];
        for (sql, start, part) in cases {
            let error = load(vec![file("q", sql)]).and_then(|q| plan(&q)).unwrap_err().to_string();
            let error = error.trim_start_matches("queries/");
            assert!(error.starts_with(start) && error.contains(part), "{sql}\n{error}");
        }
    }

    #[test]
    fn headers_are_read_and_refused() {
        let check = "-- rule: total-differs\n-- severity: warning\nSELECT document FROM document";
        let queries = load(vec![("queries/checks/t.sql".into(), check.into())]).unwrap();
        let Kind::Check(check) = &queries[0].kind else { panic!() };
        assert_eq!((check.rule.as_str(), check.severity), ("total-differs", Severity::Warning));
        assert!(check.why.starts_with("Money is missing"));
        let cases = [
            (
                "queries/v.sql",
                "-- title: T\n-- abuot: A\nSELECT 1",
                "v.sql:2: `abuot` is not a key of the header; did you mean `about`?",
            ),
            (
                "queries/v.sql",
                "-- title: T\n-- about: A\nSELECT 1",
                "v.sql:1: the header has no `-- grain:`",
            ),
            (
                "queries/checks/c.sql",
                "-- rule: new\n-- severity: eror\nSELECT 1",
                "c.sql:2: `eror` is not a severity; did you mean `error`?",
            ),
            (
                "queries/checks/c.sql",
                "-- rule: new\n-- severity: error\nSELECT 1",
                "c.sql:2: the header says neither `-- why:` nor `-- fix:` for a new rule",
            ),
        ];
        for (path, text, expected) in cases {
            let error = load(vec![(path.into(), text.into())]).unwrap_err().to_string();
            assert!(error.ends_with(expected), "{error}");
        }
        let twice =
            load(vec![file("a", "SELECT 1"), ("x/a.sql".into(), format!("{HEAD}SELECT 1"))]);
        assert!(twice.unwrap_err().message.starts_with("its name is taken by"));
    }
}
