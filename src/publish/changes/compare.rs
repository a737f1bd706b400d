//! Two sets side by side.

mod figures;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use figures::{Moves, shared};

use super::snapshot::{IssueKey, Snapshot};
use super::{Change, Kind};
use crate::issue;

/// Everything is new.
pub fn first(now: &Snapshot) -> Vec<Change> {
    let nothing = Snapshot::default();
    let sides = Sides::new(&nothing, now, BTreeMap::new());
    let mut changes = sides.documents(&Moves::default());
    changes.extend(sides.rows().into_iter().filter(|c| c.document.is_empty()));
    for change in &mut changes {
        change.reason = "there was no set before".to_owned();
    }
    changes
}

pub fn sets(old: &Snapshot, now: &Snapshot) -> Vec<Change> {
    let names = renamed(old, now);
    let old = if names.is_empty() {
        Cow::Borrowed(old)
    } else {
        let by_old = names.iter().map(|(new, old)| (old.as_str(), new.as_str())).collect();
        Cow::Owned(old.under_new_names(&by_old))
    };
    let sides = Sides::new(&old, now, names);
    let (figures, moves) = sides.figures();
    let mut changes = sides.documents(&moves);
    changes.extend(sides.rows());
    changes.extend(figures);
    changes.extend(sides.issues());
    changes
}

/// New name to old name of documents that are the same to the byte. A hash that is held back says nothing.
fn renamed(old: &Snapshot, now: &Snapshot) -> BTreeMap<String, String> {
    let mut gone: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, hash) in old.documents.iter().rev() {
        if !now.documents.contains_key(name) && !hash.is_empty() {
            gone.entry(hash).or_default().push(name);
        }
    }
    let added = now.documents.iter().filter(|(name, _)| !old.documents.contains_key(*name));
    let pairs = added.filter_map(|(name, hash)| {
        let was = gone.get_mut(hash.as_str())?.pop()?;
        Some((name.clone(), was.to_owned()))
    });
    pairs.collect()
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

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Added,
    Changed,
    Gone,
    Renamed,
}

impl Fate {
    fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Changed => "changed",
            Self::Gone => "gone",
            Self::Renamed => "renamed",
        }
    }

    /// What happened, after the name of the document.
    fn words(self) -> &'static str {
        match self {
            Self::Added => "is new",
            Self::Changed => "changed",
            Self::Gone => "is gone",
            Self::Renamed => "was renamed",
        }
    }
}

/// Both sets, the old one under the names of the new, and what became of the documents that differ.
struct Sides<'a> {
    old: &'a Snapshot,
    now: &'a Snapshot,
    names: BTreeMap<String, String>,
    fates: BTreeMap<&'a str, Fate>,
    /// Documents of which something that was read differs.
    differ: BTreeSet<&'a str>,
}

impl<'a> Sides<'a> {
    fn new(old: &'a Snapshot, now: &'a Snapshot, names: BTreeMap<String, String>) -> Self {
        let differ = differ(old, now);
        let mut fates = BTreeMap::new();
        for (name, was) in &old.documents {
            let fate = match now.documents.get(name) {
                None => Fate::Gone,
                Some(is) if is != was => Fate::Changed,
                // Of a document whose hash is held back, what was read of it has to tell.
                Some(is) if is.is_empty() && differ.contains(name.as_str()) => Fate::Changed,
                Some(_) if names.contains_key(name) => Fate::Renamed,
                Some(_) => continue,
            };
            fates.insert(name.as_str(), fate);
        }
        let added = now.documents.keys().filter(|name| !old.documents.contains_key(*name));
        fates.extend(added.map(|name| (name.as_str(), Fate::Added)));
        Self { old, now, names, fates, differ }
    }

    fn fate(&self, document: &str) -> Option<Fate> {
        self.fates.get(document).copied()
    }

    /// Two values of a count of people, a night apart, say more than either: where the hash is held back, so are they.
    fn is_held_back(&self, document: &str) -> bool {
        let empty = |set: &Snapshot| set.documents.get(document).is_some_and(String::is_empty);
        empty(self.old) || empty(self.now)
    }

    fn documents(&self, moves: &Moves) -> Vec<Change> {
        let one = |(document, fate): (&&str, &Fate)| {
            let hash = |set: &Snapshot| set.documents.get(*document).cloned().unwrap_or_default();
            let mut line = Change {
                old: hash(self.old),
                new: hash(self.now),
                document: (*document).to_owned(),
                reason: self.about(document, *fate, moves),
                ..change(Kind::Document, fate.name(), document)
            };
            if let (Fate::Renamed, Some(was)) = (fate, self.names.get(*document)) {
                (line.old, line.new) = (was.clone(), (*document).to_owned());
            }
            line
        };
        self.fates.iter().map(one).collect()
    }

    /// What a person would ask next about a document that differs.
    fn about(&self, document: &str, fate: Fate, moves: &Moves) -> String {
        match fate {
            Fate::Renamed => "the same content under another name".to_owned(),
            Fate::Changed if self.is_held_back(document) => {
                "what is read from it differs; its counts of people are not compared".to_owned()
            }
            Fate::Changed if !self.differ.contains(document) => {
                "no row, figure or issue of it differs".to_owned()
            }
            Fate::Changed => String::new(),
            Fate::Gone => {
                let to = moves.iter().filter(|((gone, _), _)| *gone == document);
                shared(self.old, document, "stand in", to.map(|((_, new), n)| (*new, *n)))
            }
            Fate::Added => {
                let from = moves.iter().filter(|((_, new), _)| *new == document);
                let from = from.map(|((gone, _), n)| (*gone, *n));
                shared(self.now, document, "stood in", from)
            }
        }
    }

    /// Why something about a document, or about it and another, may differ.
    fn reason(&self, document: &str, other: &str) -> String {
        let inputs = self.old.other_inputs(self.now);
        match (self.fate(document), inputs) {
            (Some(fate @ (Fate::Changed | Fate::Renamed)), inputs) if !inputs.is_empty() => {
                format!("the document {}, and {inputs} changed", fate.words())
            }
            (Some(fate), _) => format!("the document {}", fate.words()),
            (None, inputs) => self.elsewhere(other, inputs),
        }
    }

    fn elsewhere(&self, other: &str, inputs: &str) -> String {
        let said = |name: &str, fate: Fate| format!("{name} {}", fate.words());
        if let Some(fate) = self.fate(other) {
            return said(other, fate);
        }
        if !inputs.is_empty() {
            return format!("{inputs} changed");
        }
        match (self.fates.first_key_value(), self.fates.len()) {
            (Some((name, fate)), 1) => said(name, *fate),
            (Some(_), n) => format!("{n} documents differ"),
            (None, _) => "no document differs".to_owned(),
        }
    }

    fn rows(&self) -> Vec<Change> {
        let differ = both(&self.old.rows, &self.now.rows);
        let one = |((table, document), (was, is)): (&(String, String), (u64, u64))| Change {
            old: was.to_string(),
            new: is.to_string(),
            document: document.clone(),
            reason: self.reason(document, ""),
            ..change(Kind::Rows, if is > was { "gained" } else { "lost" }, table)
        };
        differ.into_iter().map(one).collect()
    }

    fn issues(&self) -> Vec<Change> {
        let new = without(&self.now.issues, &self.old.issues);
        let cleared = without(&self.old.issues, &self.now.issues);
        // What was said of a document that is gone and is said of a new one has only moved.
        let loose = |(rule, message, document, other): &IssueKey| {
            let name = |name: &String| match self.fate(name) {
                Some(Fate::Gone | Fate::Added) => String::new(),
                _ => name.clone(),
            };
            (rule.clone(), message.clone(), name(document), name(other))
        };
        let mut moved: BTreeMap<IssueKey, (usize, usize)> = BTreeMap::new();
        new.iter().for_each(|(key, _)| moved.entry(loose(key)).or_default().0 += 1);
        cleared.iter().for_each(|(key, _)| moved.entry(loose(key)).or_default().1 += 1);
        let side = |these: Vec<(&IssueKey, &String)>, what: &str| {
            let mut skip: BTreeMap<IssueKey, usize> = moved
                .iter()
                .map(|(key, (new, cleared))| (key.clone(), *new.min(cleared)))
                .collect();
            let stays = these.into_iter().filter(|(key, _)| {
                let left = skip.entry(loose(key)).or_default();
                let stays = *left == 0;
                *left = left.saturating_sub(1);
                stays
            });
            stays.map(|(key, place)| self.issue(key, place, what)).collect::<Vec<_>>()
        };
        let mut changes = side(new, "new");
        changes.extend(side(cleared, "cleared"));
        changes
    }

    fn issue(&self, key: &IssueKey, place: &str, what: &str) -> Change {
        let (rule, message, document, other) = key;
        let of_the_day = [issue::DOCUMENT_MISSING.code, issue::DOCUMENT_STALE.code];
        let reason = match self.reason(document, other) {
            _ if self.fates.is_empty() && of_the_day.contains(&rule.as_str()) => {
                "the day is another".to_owned()
            }
            reason => reason,
        };
        Change {
            document: document.clone(),
            place: place.to_owned(),
            reason,
            ..change(Kind::Issue, what, &format!("{rule}: {message}"))
        }
    }
}

/// The keys of two maps whose values differ, with both values; a default for what is not there.
fn both<'a, K: Ord, V: Clone + Default + PartialEq>(
    old: &'a BTreeMap<K, V>,
    now: &'a BTreeMap<K, V>,
) -> BTreeMap<&'a K, (V, V)> {
    let mut all: BTreeMap<&K, (V, V)> = BTreeMap::new();
    for (key, value) in old {
        all.entry(key).or_default().0 = value.clone();
    }
    for (key, value) in now {
        all.entry(key).or_default().1 = value.clone();
    }
    all.retain(|_, (was, is)| was != is);
    all
}

/// The documents of which rows, figures, sums or issues differ.
fn differ<'a>(old: &'a Snapshot, now: &'a Snapshot) -> BTreeSet<&'a str> {
    let mut all: BTreeSet<&str> = BTreeSet::new();
    all.extend(both(&old.rows, &now.rows).into_keys().map(|(_, document)| document.as_str()));
    all.extend(both(&old.sums, &now.sums).into_keys().map(String::as_str));
    for (set, other) in [(old, now), (now, old)] {
        all.extend(figures::unequal(set, other).map(|(key, _)| key.document.as_str()));
        all.extend(unlike(&set.issues, &other.issues).map(|(key, _)| key.2.as_str()));
    }
    all
}

/// The issues of one side that stand at fewer or more places on the other. Most are the same.
fn unlike<'a>(
    these: &'a HashMap<IssueKey, Vec<String>>,
    others: &'a HashMap<IssueKey, Vec<String>>,
) -> impl Iterator<Item = (&'a IssueKey, &'a Vec<String>)> {
    these.iter().filter(|(key, places)| others.get(key).map_or(0, Vec::len) != places.len())
}

/// The issues of one side that the other does not have, each with its place.
fn without<'a>(
    these: &'a HashMap<IssueKey, Vec<String>>,
    others: &'a HashMap<IssueKey, Vec<String>>,
) -> Vec<(&'a IssueKey, &'a String)> {
    let left = |(key, places): (&'a IssueKey, &'a Vec<String>)| {
        let known = others.get(key).map_or(&[][..], Vec::as_slice);
        // Where the other side has it too is the last place to look for what is more.
        let (same, mut more): (Vec<_>, Vec<_>) = places.iter().partition(|p| known.contains(p));
        more.extend(same);
        more.truncate(places.len().saturating_sub(known.len()));
        more.into_iter().map(move |place| (key, place))
    };
    let mut all: Vec<_> = unlike(these, others).flat_map(left).collect();
    all.sort();
    all
}
