//! Two sets side by side.

use std::collections::BTreeMap;

use super::snapshot::{Coordinates, Figure, Snapshot};
use super::{Change, Kind};

/// Everything is new.
pub fn first(now: &Snapshot) -> Vec<Change> {
    let mut changes = documents(&Snapshot::default(), now);
    changes.extend(rows(&Snapshot::default(), now).into_iter().filter(|c| c.document.is_empty()));
    for change in &mut changes {
        change.reason = "there was no set before".to_owned();
    }
    changes
}

pub fn sets(old: &Snapshot, now: &Snapshot) -> Vec<Change> {
    let mut changes = documents(old, now);
    changes.extend(rows(old, now));
    changes.extend(figures(old, now));
    changes.extend(issues(old, now));
    changes
}

fn change(kind: Kind, change: &str, subject: &str) -> Change {
    Change {
        kind,
        change: change.to_owned(),
        subject: subject.to_owned(),
        old: String::new(),
        new: String::new(),
        document: String::new(),
        place: String::new(),
        reason: String::new(),
    }
}

fn documents(old: &Snapshot, now: &Snapshot) -> Vec<Change> {
    let mut all: BTreeMap<&str, (&str, &str)> = BTreeMap::new();
    for (document, hash) in &old.documents {
        all.entry(document).or_default().0 = hash;
    }
    for (document, hash) in &now.documents {
        all.entry(document).or_default().1 = hash;
    }
    let differ = all.into_iter().filter(|(_, (was, is))| was != is);
    let one = |(document, (was, is)): (&str, (&str, &str))| {
        // A document that could not be read has no hash and is still there.
        let there = (old.documents.contains_key(document), now.documents.contains_key(document));
        let what = match there {
            (false, _) => "added",
            (true, true) => "changed",
            (true, false) => "gone",
        };
        Change {
            old: was.to_owned(),
            new: is.to_owned(),
            document: document.to_owned(),
            ..change(Kind::Document, what, document)
        }
    };
    differ.map(one).collect()
}

/// Why something about a document may have changed.
fn reason(document: &str, old: &Snapshot, now: &Snapshot) -> String {
    let (was, is) = (old.documents.get(document), now.documents.get(document));
    match (was, is) {
        (None, Some(_)) => "the document is new".to_owned(),
        (Some(_), None) => "the document is gone".to_owned(),
        (was, is) if was != is => "the document changed".to_owned(),
        _ => match old.other_inputs(now) {
            "" => "another document changed".to_owned(),
            other => other.to_owned(),
        },
    }
}

fn rows(old: &Snapshot, now: &Snapshot) -> Vec<Change> {
    let mut all: BTreeMap<&(String, String), (u64, u64)> = BTreeMap::new();
    for (key, rows) in &old.rows {
        all.entry(key).or_default().0 = *rows;
    }
    for (key, rows) in &now.rows {
        all.entry(key).or_default().1 = *rows;
    }
    let differ = all.into_iter().filter(|(_, (was, is))| was != is);
    let one = |((table, document), (was, is)): (&(String, String), (u64, u64))| {
        let reason = if document.is_empty() { String::new() } else { reason(document, old, now) };
        Change {
            old: was.to_string(),
            new: is.to_string(),
            document: document.clone(),
            reason,
            ..change(Kind::Rows, if is > was { "gained" } else { "lost" }, table)
        }
    };
    differ.map(one).collect()
}

/// Figures left without an equal on the other side.
type Left<'a> = BTreeMap<&'a Coordinates, Vec<&'a Figure>>;

/// Figures of the same coordinates and another value: first within a document, then from one that is gone to a new one.
fn figures(old: &Snapshot, now: &Snapshot) -> Vec<Change> {
    let (mut was, mut is) = unequal(old, now);
    let mut changes = Vec::new();
    for (key, before) in &mut was {
        let Some(after) = is.get_mut(*key) else { continue };
        for (before, after) in pairs(before, after) {
            let reason = reason(&key.document, old, now);
            changes.push(revised(&key.subject, before, after, &key.document, reason));
        }
    }
    let mut moved: BTreeMap<&str, (Vec<(&str, &Figure)>, Vec<(&str, &Figure)>)> = BTreeMap::new();
    for (key, figures) in was.iter().filter(|(k, _)| !now.documents.contains_key(&k.document)) {
        let side = &mut moved.entry(&key.subject).or_default().0;
        side.extend(figures.iter().map(|f| (key.document.as_str(), *f)));
    }
    for (key, figures) in is.iter().filter(|(k, _)| !old.documents.contains_key(&k.document)) {
        let side = &mut moved.entry(&key.subject).or_default().1;
        side.extend(figures.iter().map(|f| (key.document.as_str(), *f)));
    }
    for (subject, (mut before, mut after)) in moved {
        before.retain(|(_, old)| {
            let same = after.iter().position(|(_, new)| new.value == old.value);
            same.map(|at| after.remove(at)).is_none()
        });
        for ((gone, old), (new_document, new)) in before.into_iter().zip(after) {
            let reason = format!("the document replaces {gone}");
            changes.push(revised(subject, old, new, new_document, reason));
        }
    }
    changes
}

fn revised(subject: &str, old: &Figure, new: &Figure, document: &str, reason: String) -> Change {
    Change {
        old: old.value.clone(),
        new: new.value.clone(),
        document: document.to_owned(),
        place: new.place.clone(),
        reason,
        ..change(Kind::Figure, "revised", subject)
    }
}

/// The figures of both sides, without those that stand on both.
fn unequal<'a>(old: &'a Snapshot, now: &'a Snapshot) -> (Left<'a>, Left<'a>) {
    let values = |figures: &'a Vec<Figure>| figures.iter().map(|figure| &figure.value);
    // Most coordinates have on both sides what they had.
    let left = |set: &'a Snapshot, other: &'a Snapshot| -> Left<'a> {
        let differ = set.figures.iter().filter(|(key, figures)| {
            other.figures.get(key).is_none_or(|others| !values(figures).eq(values(others)))
        });
        differ.map(|(key, figures)| (key, figures.iter().collect())).collect()
    };
    let (mut was, mut is) = (left(old, now), left(now, old));
    for (key, before) in &mut was {
        if let Some(after) = is.get_mut(*key) {
            before.retain(|figure| {
                let same = after.iter().position(|other| other.value == figure.value);
                same.map(|at| after.remove(at)).is_none()
            });
        }
    }
    (was, is)
}

/// In the order of the source; what is left over on one side was gained or lost.
fn pairs<'a>(
    before: &mut Vec<&'a Figure>,
    after: &mut Vec<&'a Figure>,
) -> Vec<(&'a Figure, &'a Figure)> {
    let both = before.len().min(after.len());
    before.drain(..both).zip(after.drain(..both)).collect()
}

fn issues(old: &Snapshot, now: &Snapshot) -> Vec<Change> {
    let side = |these: &Snapshot, others: &Snapshot, what: &str| {
        let mut changes = Vec::new();
        for (key, places) in &these.issues {
            let known = others.issues.get(key).map_or(0, Vec::len);
            let (rule, message, document, _) = key;
            for place in places.iter().skip(known) {
                changes.push(Change {
                    document: document.clone(),
                    place: place.clone(),
                    reason: reason(document, old, now),
                    ..change(Kind::Issue, what, &format!("{rule}: {message}"))
                });
            }
        }
        changes
    };
    let mut changes = side(now, old, "new");
    changes.extend(side(old, now, "cleared"));
    changes
}
