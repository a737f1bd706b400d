//! Stand-in until the queries branch is merged.

use polars::prelude::{IntoLazy, PolarsResult};
use polars::sql::SQLContext;

use crate::fault::Fault;
use crate::frame::{self, Frames};

#[derive(Clone, Debug)]
pub struct Query {
    pub name: String,
    pub path: String,
    pub title: String,
    pub about: String,
    pub grain: Vec<String>,
    pub unit: String,
    pub sql: String,
    pub reads: Vec<String>,
    pub kind: Kind,
}

#[derive(Clone, Debug)]
pub enum Kind {
    View,
}

pub fn load(files: Vec<(String, String)>) -> Result<Vec<Query>, Fault> {
    let one = |(path, sql): (String, String)| {
        let header = |key: &str| {
            let found = sql.lines().find_map(|l| l.strip_prefix(&format!("-- {key}:")));
            found.unwrap_or_default().trim().to_owned()
        };
        Query {
            name: path.trim_end_matches(".sql").rsplit('/').next().unwrap_or_default().to_owned(),
            title: header("title"),
            about: header("about"),
            grain: header("grain").split(',').map(|s| s.trim().to_owned()).collect(),
            unit: header("unit"),
            reads: Vec::new(),
            kind: Kind::View,
            path,
            sql,
        }
    };
    Ok(files.into_iter().map(one).collect())
}

pub fn plan(queries: &[Query]) -> Result<(), Fault> {
    run(queries, &mut frame::empty()?)
}

pub fn run(queries: &[Query], frames: &mut Frames) -> Result<(), Fault> {
    for q in queries {
        let made = sql(&q.sql, frames);
        let frame = made.map_err(|e| Fault::new(e.to_string()).at(&q.path, &q.sql, None))?;
        frames.insert(&q.name, frame);
    }
    Ok(())
}

pub fn sql(sql: &str, frames: &Frames) -> PolarsResult<polars::prelude::DataFrame> {
    let mut context = SQLContext::new();
    for (name, frame) in frames.iter() {
        context.register(name, frame.clone().lazy());
    }
    context.execute(sql)?.collect()
}

impl Query {
    pub fn rule(&self) -> Option<&str> {
        match self.kind {
            Kind::View => None,
        }
    }
}
