//! Published names, their order, types and meanings against the committed lock: additions go last, nothing else changes.
//!
//! After adding a column, a table or a view: `SAFERSTATS_LOCK=write cargo test --locked --test all tidy::contract`.
//! A change that breaks readers is refused even then; `SAFERSTATS_LOCK=break` writes it and raises the first number of the
//! contract, for the release that says so.

use std::collections::BTreeMap;
use std::env;
use std::fs;

use saferstats::publish::{self, contract};
use saferstats::shipped;

use super::{none, root};
use crate::powerbi::with_published;

const COMMAND: &str = "SAFERSTATS_LOCK=write cargo test --locked --test all tidy::contract";

/// A table or view as the lock holds it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Locked {
    grain: String,
    /// Name, type, meaning.
    columns: Vec<(String, String, String)>,
}

type Lock = Vec<(String, Locked)>;

/// What is declared now: tables by the schema, views as their queries plan over empty tables.
fn declared() -> Lock {
    let locked = |p: &publish::Published| {
        let column =
            |f: &publish::Field| (f.name.clone(), f.kind.name().to_owned(), f.about.clone());
        let columns = p.fields.iter().map(column).collect();
        (p.name.clone(), Locked { grain: p.grain.join(", "), columns })
    };
    with_published(|all| all.iter().map(locked).collect())
}

fn parse(text: &str) -> Lock {
    let mut lock = Lock::new();
    for line in text.lines().skip(1).filter(|line| !line.is_empty()) {
        if let Some(column) = line.strip_prefix("  ") {
            let mut words = column.splitn(3, ' ').map(str::to_owned);
            let mut next = || words.next().unwrap_or_default();
            let column = (next(), next(), next());
            lock.last_mut().expect("a column stands under a table").1.columns.push(column);
        } else {
            let (name, grain) = line.split_once(':').expect("a table has a grain");
            let grain = grain.trim().to_owned();
            lock.push((name.to_owned(), Locked { grain, columns: Vec::new() }));
        }
    }
    lock
}

fn show(major: u32, lock: &Lock) -> String {
    let mut out = format!("contract {major}\n");
    for (name, table) in lock {
        out.push_str(&format!("{name}: {}\n", table.grain));
        for (column, kind, meaning) in &table.columns {
            out.push_str(format!("  {column} {kind} {meaning}").trim_end());
            out.push('\n');
        }
    }
    out
}

/// What a change would break, and what is merely new or worded anew.
fn compare(locked: &Lock, now: &Lock) -> (Vec<String>, Vec<String>) {
    let (mut broken, mut added) = (Vec::new(), Vec::new());
    let named: BTreeMap<&str, &Locked> = now.iter().map(|(n, t)| (n.as_str(), t)).collect();
    for (name, old) in locked {
        match named.get(name.as_str()) {
            None => broken.push(format!("{name} is gone: {}", readers(name))),
            Some(new) => compare_table(name, old, new, &mut broken, &mut added),
        }
    }
    let known: Vec<&str> = locked.iter().map(|(n, _)| n.as_str()).collect();
    let new = now.iter().filter(|(n, _)| !known.contains(&n.as_str()));
    added.extend(new.map(|(name, _)| format!("{name} is new")));
    (broken, added)
}

fn compare_table(
    name: &str,
    old: &Locked,
    new: &Locked,
    broken: &mut Vec<String>,
    added: &mut Vec<String>,
) {
    if old.grain != new.grain {
        let (was, is) = (&old.grain, &new.grain);
        broken.push(format!("{name} was one row a [{was}] and is one a [{is}]: keys and joins"));
    }
    for (at, (column, kind, meaning)) in old.columns.iter().enumerate() {
        let now = new.columns.iter().position(|(c, _, _)| c == column);
        let Some(now) = now else {
            broken.push(format!("{name}.{column} is gone or renamed: {}", readers(column)));
            continue;
        };
        let (_, new_kind, new_meaning) = &new.columns[now];
        if now != at && broken.iter().all(|b| !b.starts_with(&format!("{name}."))) {
            broken.push(format!(
                "{name}.{column} was column {} and is column {}: readers that go by position; additions go last",
                at + 1,
                now + 1
            ));
        }
        if new_kind != kind {
            broken
                .push(format!("{name}.{column} was {kind} and is {new_kind}: {}", readers(column)));
        }
        if new_meaning != meaning {
            added.push(format!("{name}.{column} meant \"{meaning}\" and means \"{new_meaning}\""));
        }
    }
    let known = |column: &str| old.columns.iter().any(|(c, _, _)| c == column);
    let new = new.columns.iter().filter(|(c, _, _)| !known(c));
    added.extend(new.map(|(column, _, _)| format!("{name}.{column} is new")));
}

/// Who reads a name, as far as this house knows them.
fn readers(name: &str) -> String {
    let files = shipped::queries();
    let word =
        |text: &str| text.split(|c: char| !c.is_alphanumeric() && c != '_').any(|w| w == name);
    let mut all: Vec<String> =
        files.iter().filter(|(_, sql)| word(sql)).map(|(p, _)| p.clone()).collect();
    all.push("the Power BI model, and reports and scripts of others".to_owned());
    all.join(", ")
}

#[test]
fn published_names_change_only_by_additions_at_the_end() {
    let (locked, now) = (parse(contract::LOCK), declared());
    let (broken, added) = compare(&locked, &now);
    let major = contract::version().split('.').next().and_then(|n| n.parse().ok()).unwrap_or(1);
    let told = env::var("SAFERSTATS_LOCK").unwrap_or_default();
    let major = match told.as_str() {
        "break" if !broken.is_empty() => major + 1,
        _ => {
            none("a change of the contract that breaks its readers", &broken);
            major
        }
    };
    if matches!(told.as_str(), "write" | "break") {
        let path = root().join("src/schema/contract.lock");
        fs::write(path, show(major, &now)).expect("the lock can be written");
        return;
    }
    none(&format!("not in the lock yet; if it is meant, run {COMMAND}"), &added);
    assert_eq!(contract::LOCK, show(major, &now), "{COMMAND}");
}

#[test]
fn a_change_is_named_with_what_it_breaks() {
    let table = |columns: &[(&str, &str, &str)]| {
        let own = |c: &(&str, &str, &str)| (c.0.to_owned(), c.1.to_owned(), c.2.to_owned());
        vec![(
            "t".to_owned(),
            Locked { grain: "a".to_owned(), columns: columns.iter().map(own).collect() },
        )]
    };
    let old = table(&[("a", "text", "A."), ("b", "money", "B.")]);
    assert_eq!(parse(&show(1, &old)), old);
    // (what is declared now, how the first break begins, how the first addition begins)
    let cases = [
        (table(&[("a", "text", "A."), ("b", "money", "B.")]), "", ""),
        (table(&[("a", "text", "A."), ("b", "money", "B."), ("c", "text", "")]), "", "t.c is new"),
        (table(&[("a", "text", "A.")]), "t.b is gone", ""),
        (table(&[("a", "text", "A."), ("bb", "money", "B.")]), "t.b is gone", "t.bb is new"),
        (
            table(&[("b", "money", "B."), ("a", "text", "A.")]),
            "t.a was column 1 and is column 2",
            "",
        ),
        (
            table(&[("c", "text", ""), ("a", "text", "A."), ("b", "money", "B.")]),
            "t.a was column 1 and is column 2",
            "t.c is new",
        ),
        (table(&[("a", "text", "A."), ("b", "number", "B.")]), "t.b was money and is number", ""),
        (table(&[("a", "text", "A."), ("b", "money", "X.")]), "", "t.b meant \"B.\""),
        (Lock::new(), "t is gone", ""),
    ];
    for (now, breaks, adds) in cases {
        let (broken, added) = compare(&old, &now);
        for (found, expected) in [(broken, breaks), (added, adds)] {
            let first = found.first().map_or("", String::as_str);
            assert!(first.starts_with(expected), "{found:?} {expected}");
            assert_eq!(first.is_empty(), expected.is_empty(), "{found:?}");
        }
    }
}
