//! The comments above a query: `-- title:`, `-- about:`, `-- grain:`, `-- unit:`, `-- columns:`; for checks `-- rule:`, `-- severity:`, `-- why:`, `-- fix:`.

use super::{Check, Error, Kind, Query};
use crate::issue::{self, Severity};

const VIEW: &[&str] = &["title", "about", "grain", "unit", "columns"];
const CHECK: &[&str] =
    &["title", "about", "grain", "unit", "columns", "rule", "severity", "why", "fix"];

#[derive(Debug)]
pub struct Header {
    entries: Vec<(String, String)>,
    kind: Kind,
}

/// Reads the header; every view needs a title, a description and a grain, every check a rule and its documentation.
pub fn read(path: &str, text: &str) -> Result<Header, Error> {
    let error = |line, message: String, nearest| {
        Err(Error { path: path.to_owned(), line, column: 0, message, nearest })
    };
    let check = path.split('/').rev().skip(1).any(|folder| folder == "checks");
    let allowed = if check { CHECK } else { VIEW };
    let mut entries: Vec<(String, String)> = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let Some(comment) = line.trim_start().strip_prefix("--") else { break };
        match entry(comment) {
            Some((key, value)) if allowed.contains(&key) => {
                entries.push((key.to_owned(), value.to_owned()));
            }
            Some((key, _)) => {
                let message = format!("`{key}` is not a key of the header");
                let names = allowed.iter().copied();
                return error(number + 1, message, super::nearest::nearest(key, names));
            }
            None => continue_last(&mut entries, comment),
        }
    }
    let kind = if check { Kind::Check(rule(path, &entries)?) } else { Kind::View };
    let needed: &[&str] = if check { &[] } else { &["title", "about", "grain"] };
    match needed.iter().find(|key| value(&entries, key).is_empty()) {
        Some(key) => error(1, format!("the header has no `-- {key}:`"), None),
        None => Ok(Header { entries, kind }),
    }
}

impl Header {
    pub fn into_query(self, path: String, sql: String, reads: Vec<String>) -> Query {
        let get = |key| value(&self.entries, key).to_owned();
        let grain = value(&self.entries, "grain").split(',').map(|c| c.trim().to_owned());
        Query {
            name: stem(&path).to_owned(),
            title: get("title"),
            about: get("about"),
            grain: grain.filter(|c| !c.is_empty()).collect(),
            unit: get("unit"),
            columns: columns(value(&self.entries, "columns")),
            path,
            sql,
            reads,
            kind: self.kind,
        }
    }
}

/// `name = meaning; name = meaning`
fn columns(text: &str) -> Vec<(String, String)> {
    let pairs = text.split(';').filter_map(|pair| pair.split_once('='));
    pairs.map(|(name, meaning)| (name.trim().to_owned(), meaning.trim().to_owned())).collect()
}

/// `queries/spend_trend.sql` -> `spend_trend`.
fn stem(path: &str) -> &str {
    let file = path.rsplit('/').next().unwrap_or(path);
    file.strip_suffix(".sql").unwrap_or(file)
}

/// ` title: Words` -> (`title`, `Words`); a sentence with a colon in it is not an entry.
fn entry(comment: &str) -> Option<(&str, &str)> {
    let (key, value) = comment.strip_prefix(' ')?.split_once(':')?;
    let word = !key.is_empty() && key.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    word.then(|| (key, value.trim()))
}

/// A line that is no entry carries the one above it on; before the first entry it is a remark.
fn continue_last(entries: &mut [(String, String)], comment: &str) {
    if let Some((_, value)) = entries.last_mut() {
        if !value.is_empty() && !comment.trim().is_empty() {
            value.push(' ');
        }
        value.push_str(comment.trim());
    }
}

fn value<'a>(entries: &'a [(String, String)], key: &str) -> &'a str {
    entries.iter().find(|(k, _)| k == key).map_or("", |(_, v)| v)
}

/// A rule that the program documents already needs no second documentation in its file.
fn rule(path: &str, entries: &[(String, String)]) -> Result<Check, Error> {
    let code = value(entries, "rule");
    let known = issue::rule(code);
    let error = |message: String, nearest| {
        let line = entries.iter().position(|(k, _)| k == "severity").map_or(1, |i| i + 1);
        Err(Error { path: path.to_owned(), line, column: 0, message, nearest })
    };
    if code.is_empty() {
        return error("the header has no `-- rule:`".to_owned(), None);
    }
    let stated = value(entries, "severity");
    let severity = match (Severity::from_name(stated), known) {
        (Some(severity), _) => severity,
        (None, Some(rule)) if stated.is_empty() => rule.severity,
        _ => {
            let names = ["error", "warning", "info"];
            let message = format!("`{stated}` is not a severity");
            return error(message, super::nearest::nearest(stated, names.into_iter()));
        }
    };
    let text = |key: &str, default: Option<&str>| match (value(entries, key), default) {
        ("", Some(default)) => default.to_owned(),
        (stated, _) => stated.to_owned(),
    };
    let why = text("why", known.map(|r| r.why));
    let fix = text("fix", known.map(|r| r.fix));
    if why.is_empty() || fix.is_empty() {
        return error(
            "the header says neither `-- why:` nor `-- fix:` for a new rule".into(),
            None,
        );
    }
    Ok(Check { rule: code.to_owned(), severity, why, fix })
}
