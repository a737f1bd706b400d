//! What differs from the set that a set replaces: documents, rows, figures and issues, with the old and the new and why.
//!
//! A figure is known again by what it measures, not by where it stands: a line more above it changes every place below; a
//! document by its hash, under whatever name. Where nothing differs from the set that is replaced, its list stays, so that a run
//! with nothing new, forced or not, leaves the same bytes.

mod compare;
mod snapshot;

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use rust_decimal::Decimal;

use super::csv::{Spelling, scan};
use super::descriptor::{Extra, lines_of, spelling_of};
use super::{Type, record::Record};
use crate::issue::{self, Issue};
use crate::model::place::Place;

pub use snapshot::Snapshot;

pub const CHANGES: Extra = Extra {
    path: "changes.csv",
    title: "Changes",
    about: "What differs from the set that this one replaced; from nothing, where there was none.",
    fields: &[
        ("kind", Type::Text, "document, rows, figure or issue."),
        (
            "change",
            Type::Text,
            "added, changed, renamed or gone (documents); gained or lost (rows); revised, gained or lost (figures); new or cleared (issues).",
        ),
        (
            "subject",
            Type::Text,
            "The table that rows are of; the coordinates of the figure (of an action, its deadline); the rule and the message of the issue.",
        ),
        ("old", Type::Text, "What was there before; empty for nothing."),
        ("new", Type::Text, "What is there now; empty for nothing."),
        ("document", Type::Text, "The document that it is about; empty for the whole of a table."),
        (
            "place",
            Type::Text,
            "Where in the document; for what is lost or cleared, where it stood.",
        ),
        ("reason", Type::Text, "Why, as far as it is known."),
    ],
    key: &[],
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Document,
    Rows,
    Figure,
    Issue,
}

impl Kind {
    pub const ALL: [Self; 4] = [Self::Document, Self::Rows, Self::Figure, Self::Issue];

    pub fn name(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Rows => "rows",
            Self::Figure => "figure",
            Self::Issue => "issue",
        }
    }
}

/// One line of the list; its fields are its columns.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    pub kind: Kind,
    pub change: String,
    pub subject: String,
    pub old: String,
    pub new: String,
    pub document: String,
    pub place: String,
    pub reason: String,
}

/// How far something may move overnight before it is an issue, in percent; no limit where there is none.
#[derive(Clone, Debug, Default)]
pub struct Limits {
    pub rows: Option<Decimal>,
    pub figures: Option<Decimal>,
    /// Of single tables, before `rows`.
    pub tables: BTreeMap<String, Decimal>,
}

/// The changes from a set to what was made now, sorted.
///
/// # Errors
/// None that can be met: it is the type of making JSON.
pub fn since(
    base: Option<Snapshot>,
    tables: Snapshot,
    issues: &[Issue],
    record: &Record,
    carried: bool,
) -> io::Result<Vec<Change>> {
    let mut now = tables.complete(issues, record)?;
    let Some(mut base) = base else {
        let mut changes = compare::first(&now);
        changes.sort();
        return Ok(changes);
    };
    let same = carried && base.is_made_as(&now);
    if same && base.documents == now.documents && !now.holds_back() {
        return Ok(base.changes);
    }
    snapshot::apart(&mut base, &mut now);
    let mut changes = compare::sets(&base, &now);
    // A document whose hash is held back can only be known by what was read of it.
    if same && changes.is_empty() {
        return Ok(base.changes);
    }
    changes.sort();
    Ok(changes)
}

/// The file.
pub fn bytes(changes: &[Change], spelling: Spelling) -> Vec<u8> {
    let line = |c: &Change| {
        let texts = [&c.change, &c.subject, &c.old, &c.new, &c.document, &c.place, &c.reason];
        let [change, subject, old, new, document, place, reason] = texts.map(Clone::clone);
        [c.kind.name().to_owned(), change, subject, old, new, document, place, reason]
    };
    lines_of(&CHANGES, spelling, changes.iter().map(line))
}

/// The list of a published set; empty where there is none.
fn read(folder: &Path) -> Vec<Change> {
    let mut changes = Vec::new();
    let Ok(file) = std::fs::File::open(folder.join(CHANGES.path)) else { return changes };
    let _ = scan(file, spelling_of(folder), |line| {
        let text = |column: &str| line.get(column).to_string();
        let kind = text("kind");
        if let Some(kind) = Kind::ALL.into_iter().find(|k| k.name() == kind) {
            changes.push(Change {
                kind,
                change: text("change"),
                subject: text("subject"),
                old: text("old"),
                new: text("new"),
                document: text("document"),
                place: text("place"),
                reason: text("reason"),
            });
        }
    });
    changes
}

/// The changes that went further than they may.
pub fn beyond(changes: &[Change], limits: &Limits) -> Vec<Issue> {
    changes.iter().filter_map(|change| moved(change, limits)).collect()
}

fn moved(change: &Change, limits: &Limits) -> Option<Issue> {
    let (rule, limit) = match change.kind {
        Kind::Rows => {
            let own = limits.tables.get(&change.subject).copied();
            (&issue::ROWS_MOVED, own.or(limits.rows)?)
        }
        Kind::Figure => (&issue::FIGURE_MOVED, limits.figures?),
        Kind::Document | Kind::Issue => return None,
    };
    // A bound may stand before the number.
    let number = |text: &str| text.rsplit(' ').next().and_then(|last| last.parse().ok());
    let old: Decimal = number(&change.old).filter(|old: &Decimal| !old.is_zero())?;
    let new: Decimal = number(&change.new)?;
    let percent = ((new - old) / old * Decimal::ONE_HUNDRED).round_dp(1).normalize();
    if percent.abs() <= limit {
        return None;
    }
    let (subject, old, new) = (&change.subject, &change.old, &change.new);
    let message = format!(
        "{subject}: expected to move by {limit} % at most, found {old} before and {new} now ({percent} %)"
    );
    let place = change.place.parse().unwrap_or(Place::Whole);
    Some(Issue::new(rule, &change.document, place, message))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(kind: Kind, subject: &str, old: &str, new: &str) -> Change {
        let text = str::to_owned;
        Change {
            kind,
            change: text("revised"),
            subject: text(subject),
            old: text(old),
            new: text(new),
            document: text("a.txt"),
            place: text("L1:1"),
            reason: String::new(),
        }
    }

    #[test]
    fn what_moved_too_far_is_an_issue() {
        let limits = Limits {
            rows: Some(25.into()),
            figures: Some(50.into()),
            tables: BTreeMap::from([("claim".to_owned(), 100.into())]),
        };
        let cases = [
            (change(Kind::Rows, "observation", "100", "125"), None),
            (change(Kind::Rows, "observation", "100", "126"), Some("rows-moved")),
            (change(Kind::Rows, "observation", "100", "0"), Some("rows-moved")),
            (change(Kind::Rows, "claim", "100", "190"), None),
            (change(Kind::Rows, "observation", "0", "9"), None),
            (change(Kind::Figure, "x", "-10", "-16"), Some("figure-moved")),
            (change(Kind::Figure, "x", "10", ""), None),
            (change(Kind::Document, "x", "10", "99"), None),
        ];
        for (change, expected) in cases {
            let issues = beyond(std::slice::from_ref(&change), &limits);
            assert_eq!(issues.first().map(|i| i.rule.as_str()), expected, "{change:?}");
        }
    }
}
