//! The figures of both sides: revised, gained, lost, and those that went from one document to another.

use std::collections::BTreeMap;

use super::super::snapshot::{Coordinates, Figure, Snapshot};
use super::super::{Change, Kind};
use super::{Fate, Sides, change};

/// How many figures of a document that is gone stand in one that is new: (gone, new) to figures.
pub type Moves<'a> = BTreeMap<(&'a str, &'a str), usize>;

/// Figures left without an equal on the other side.
type Left<'a> = BTreeMap<&'a Coordinates, Vec<&'a Figure>>;

impl<'a> Sides<'a> {
    /// Figures of the same coordinates and another value, first within a document, then from one that is gone to a new one;
    /// and, of documents on both sides, those that only one side has.
    pub fn figures(&self) -> (Vec<Change>, Moves<'a>) {
        let (mut was, mut is) = (self.left(self.old, self.now), self.left(self.now, self.old));
        let mut changes = self.sums();
        for (key, before) in &mut was {
            let Some(after) = is.get_mut(*key) else { continue };
            cancel(before, after);
            for (before, after) in pairs(before, after) {
                let reason = self.reason(&key.document, "");
                changes.push(revised(&key.subject, before, after, &key.document, reason));
            }
        }
        let (replaced, moves) = self.replaced(&mut was, &mut is);
        changes.extend(replaced);
        changes.extend(self.alone(&was, "lost", &moves));
        changes.extend(self.alone(&is, "gained", &moves));
        (changes, moves)
    }

    /// The figures that may be compared and are not the same on the other side.
    fn left(&self, set: &'a Snapshot, other: &'a Snapshot) -> Left<'a> {
        let one = |(key, figures): (&'a Coordinates, &'a Vec<Figure>)| {
            let held = self.is_held_back(&key.document);
            (key, figures.iter().filter(|f| f.money || !held).collect())
        };
        unequal(set, other).map(one).collect()
    }

    /// What the payments of a document come to: they are too many to go through one by one.
    fn sums(&self) -> Vec<Change> {
        let one = |(document, was): (&String, &String)| {
            let is = self.now.sums.get(document).filter(|is| *is != was)?;
            Some(Change {
                old: was.clone(),
                new: is.clone(),
                document: document.clone(),
                reason: self.reason(document, ""),
                ..change(Kind::Figure, "revised", "transaction: sum of the amounts")
            })
        };
        self.old.sums.iter().filter_map(one).collect()
    }

    /// From documents that are gone to new ones: what has another value, and how many stayed the same. Both leave what is left.
    fn replaced(&self, was: &mut Left<'a>, is: &mut Left<'a>) -> (Vec<Change>, Moves<'a>) {
        let of = |left: &Left<'a>, fate: Fate| {
            let mut keys: BTreeMap<&'a str, Vec<&'a Coordinates>> = BTreeMap::new();
            for key in left.keys().filter(|key| self.fate(&key.document) == Some(fate)) {
                keys.entry(&key.subject).or_default().push(key);
            }
            keys
        };
        let (gone, added) = (of(was, Fate::Gone), of(is, Fate::Added));
        let (mut changes, mut moves) = (Vec::new(), Moves::new());
        let each = |visit: &mut dyn FnMut(&'a Coordinates, &'a Coordinates)| {
            for (subject, from) in &gone {
                for to in added.get(subject).into_iter().flatten() {
                    from.iter().for_each(|from| visit(from, to));
                }
            }
        };
        each(&mut |from, to| {
            let (Some(before), Some(after)) = (was.get_mut(from), is.get_mut(to)) else { return };
            let n = cancel(before, after);
            if n > 0 {
                *moves.entry((from.document.as_str(), to.document.as_str())).or_default() += n;
            }
        });
        each(&mut |from, to| {
            let (Some(before), Some(after)) = (was.get_mut(from), is.get_mut(to)) else { return };
            for (old, new) in pairs(before, after) {
                let reason = format!("the document replaces {}", from.document);
                changes.push(revised(&to.subject, old, new, &to.document, reason));
            }
        });
        (changes, moves)
    }

    /// What is left of documents that are there before and after, or that others took the place of.
    fn alone(&self, left: &Left, what: &str, moves: &Moves) -> Vec<Change> {
        let moved = |name: &str| moves.keys().any(|(gone, new)| name == *gone || name == *new);
        let whole =
            |name: &str| matches!(self.fate(name), Some(Fate::Gone | Fate::Added)) && !moved(name);
        let here = left.iter().filter(|(key, _)| !whole(&key.document));
        let all = here.flat_map(|(key, figures)| figures.iter().map(move |f| (*key, *f)));
        let one = |(key, figure): (&Coordinates, &Figure)| {
            let (old, new) = match what {
                "lost" => (figure.value.clone(), String::new()),
                _ => (String::new(), figure.value.clone()),
            };
            Change {
                old,
                new,
                document: key.document.clone(),
                place: figure.place.clone(),
                reason: self.reason(&key.document, ""),
                ..change(Kind::Figure, what, &key.subject)
            }
        };
        all.map(one).collect()
    }
}

/// How many figures of a document stand elsewhere, and where.
pub fn shared<'a>(
    set: &Snapshot,
    document: &str,
    verb: &str,
    elsewhere: impl Iterator<Item = (&'a str, usize)>,
) -> String {
    let (names, counts): (Vec<&str>, Vec<usize>) = elsewhere.unzip();
    if names.is_empty() {
        return String::new();
    }
    let mine = set.figures.iter().filter(|(key, _)| key.document == document);
    let all: usize = mine.map(|(_, figures)| figures.len()).sum();
    let n: usize = counts.iter().sum();
    format!("{n} of its {all} figures {verb} {}", names.join(", "))
}

/// The figures of one side whose values are not those of the other. Most are.
pub fn unequal<'a>(
    set: &'a Snapshot,
    other: &'a Snapshot,
) -> impl Iterator<Item = (&'a Coordinates, &'a Vec<Figure>)> {
    let values = |figures: &'a Vec<Figure>| figures.iter().map(|figure| &figure.value);
    set.figures.iter().filter(move |(key, figures)| {
        other.figures.get(key).is_none_or(|others| !values(figures).eq(values(others)))
    })
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

/// Takes away the figures that stand on both sides, and says how many.
fn cancel(before: &mut Vec<&Figure>, after: &mut Vec<&Figure>) -> usize {
    let all = before.len();
    before.retain(|figure| {
        let same = after.iter().position(|other| other.value == figure.value);
        same.map(|at| after.remove(at)).is_none()
    });
    all - before.len()
}

/// In the order of the source; what is left over on one side was gained or lost.
fn pairs<'a>(
    before: &mut Vec<&'a Figure>,
    after: &mut Vec<&'a Figure>,
) -> Vec<(&'a Figure, &'a Figure)> {
    let both = before.len().min(after.len());
    before.drain(..both).zip(after.drain(..both)).collect()
}
