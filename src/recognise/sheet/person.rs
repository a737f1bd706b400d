//! Is this a sheet with rows about people, and which of its columns say whom, when and what?
//!
//! Told by the words of the header alone: what the cells hold is not looked at until it is known how to keep it.

use crate::grid::{Row, Source};
use crate::vocab::{Vocab, fold};

/// Rows in which a header may stand.
const DEEPEST: u32 = 60;

/// Headers that name a person in other tables too ("Child", "Adult"): alone they make no row-level sheet.
const BARE: &[&str] = &["child", "young person", "yp"];

/// Where what is said. Columns count from 1.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    pub header: u32,
    pub child: u32,
    pub date: u32,
    pub outcome: u32,
    pub area: Option<u32>,
    pub born: Option<u32>,
    pub age: Option<u32>,
    pub offence: Option<u32>,
    pub offence_date: Option<u32>,
    pub release_date: Option<u32>,
    /// The outcomes are decisions about remand, where "custody" is no sentence.
    pub remand: bool,
}

/// What a sheet is as to people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// No rows about people.
    Nobody,
    /// One row an outcome of a child.
    Outcomes(Columns),
    /// Rows about people from which nothing can be counted; the row of the header, and what is missing.
    Closed(u32, &'static str),
}

/// Looks for the header of rows about people.
pub fn find(source: &dyn Source, vocab: &Vocab) -> Found {
    let words: Vec<(&str, &str)> = vocab.headers("children").collect();
    let mut found = Found::Nobody;
    // A sheet that breaks off is judged by what could be read of it.
    let _ = source.rows(&mut |row| {
        found = header(row, &words);
        found == Found::Nobody && row.number < DEEPEST
    });
    found
}

/// Is this the header once more?
pub fn repeats(row: &Row<'_>, columns: &Columns, vocab: &Vocab) -> bool {
    let words: Vec<(&str, &str)> = vocab.headers("children").collect();
    let named = |column: u32, role: &str| {
        let cell = row.at(column).map(|v| v.shown().into_owned());
        cell.is_some_and(|text| role_of(&text, &words) == Some(role))
    };
    named(columns.child, "child") && named(columns.outcome, "outcome")
}

/// Is this line of a text the header of rows about people, in a table of pipes or tabs?
pub fn in_line(line: &str, vocab: &Vocab) -> bool {
    const NAMING: [&str; 8] = ["birth", "dob", "id", "name", "pseudonym", "ref", "upn", "young"];
    let texts: Vec<&str> =
        line.split(['|', '\t']).map(str::trim).filter(|t| !t.is_empty()).collect();
    let low = line.to_lowercase();
    if texts.len() < 3 || texts.len() > 60 || !NAMING.iter().any(|n| low.contains(n)) {
        return false;
    }
    let words: Vec<(&str, &str)> = vocab.headers("children").collect();
    let named = (1u32..).zip(&texts).filter_map(|(column, text)| {
        let plain = text.len() <= 60;
        let role = if plain { role_of(text, &words) } else { None };
        role.map(|role| (column, fold(text), role))
    });
    let named: Vec<_> = named.collect();
    // Plans have columns called "Date" and "Outcome"; here only what names a person by itself will do.
    is_person(&named)
}

fn is_person(named: &[(u32, String, &str)]) -> bool {
    let sure = |n: &(u32, String, &str)| n.2 == "child" && !BARE.contains(&n.1.as_str());
    let any = |role: &str| named.iter().any(|n| n.2 == role);
    let names = named.iter().filter(|n| n.2 == "name").count();
    // A payee has a full name too, and a day; an age or an outcome makes it a person's.
    let told = ["age", "offence", "outcome"].into_iter().any(any);
    named.iter().any(sure) || any("born") || names > 1 || (names == 1 && told)
}

fn header(row: &Row<'_>, words: &[(&str, &str)]) -> Found {
    let named: Vec<(u32, String, &str)> = row
        .cells
        .iter()
        .filter_map(|c| {
            let text = c.value.text()?;
            Some((c.column, fold(text), role_of(text, words)?))
        })
        .collect();
    judged(row.number, &named)
}

fn judged(row: u32, named: &[(u32, String, &str)]) -> Found {
    let of = |role: &str| named.iter().filter(|n| n.2 == role).map(|n| n.0).collect::<Vec<_>>();
    let first = |role: &str| of(role).first().copied();
    let (child, outcome) = (first("child"), first("outcome"));
    match (child, day(named), outcome) {
        (Some(child), Some(date), Some(outcome)) => {
            let remand = named.iter().any(|n| n.0 == outcome && n.1.contains("remand"));
            Found::Outcomes(Columns {
                header: row,
                child,
                date,
                outcome,
                area: first("area"),
                born: first("born"),
                age: first("age"),
                offence: first("offence"),
                offence_date: first("offence_date"),
                release_date: first("release_date"),
                remand,
            })
        }
        _ if !is_person(named) => Found::Nobody,
        (None, _, _) => Found::Closed(row, "a column with an id of the child"),
        (_, None, _) => Found::Closed(row, "a column with the date of the outcome"),
        _ => Found::Closed(row, "a column with the outcome"),
    }
}

/// The day of the outcome where several days are named: of the outcome or the sentence before any other.
fn day(named: &[(u32, String, &str)]) -> Option<u32> {
    let days: Vec<_> = named.iter().filter(|n| n.2 == "date").collect();
    let told = |word: &str| days.iter().find(|n| n.1.contains(word)).map(|n| n.0);
    told("outcome")
        .or_else(|| told("sentence"))
        .or_else(|| told("disposal"))
        .or_else(|| days.first().map(|n| n.0))
}

/// The role that a header names, with or without what stands in brackets behind it.
fn role_of<'w>(text: &str, words: &[(&str, &'w str)]) -> Option<&'w str> {
    let whole = fold(&text.replace('_', " "));
    let bare = fold(&text.split(['(', '[']).next().unwrap_or(text).replace('_', " "));
    let means = |folded: &str| words.iter().find(|(w, _)| *w == folded).map(|(_, role)| *role);
    means(&whole).or_else(|| means(&bare))
}
