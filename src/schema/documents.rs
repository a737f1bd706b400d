//! Documents, the numerals in them, the rows refused and the issues raised.

use super::Kind::{Boolean, Integer, Money, Number, Text};
use super::{Table, column, row_id};
use crate::issue::Issue;
use crate::model::document::{Document, DocumentKind};
use crate::model::numeral::Numeral;
use crate::model::place::Place;
use crate::model::transaction::RejectedRow;
use crate::model::value::Value;

pub static DOCUMENT: Table<Document> = Table {
    name: "document",
    about: "One row a file in raw/, with the sums that show nothing was lost.",
    grain: &["document"],
    columns: &[
        column("document", Text, "Path under raw/, with forward slashes.", |r| {
            Value::text(&r.document)
        }),
        column(
            "restricted",
            Boolean,
            "Holds rows about people; the disclosure policy applies.",
            |r| r.restricted.into(),
        ),
        column(
            "kind",
            Text,
            "partnership_plan, budget_plan, service_plan, committee_report, service_review, spend, \
             performance_return, statistics, population, deflator, outturn, unrecognised or row_level.",
            |r| Value::text(r.kind.name()),
        ),
        column("format", Text, "What the content is, whatever the extension claims.", |r| {
            Value::text(&r.format)
        }),
        column("title", Text, "The first heading, or the title cell.", |r| Value::text(&r.title)),
        column("area", Text, "GSS code of the area the document speaks for.", |r| {
            Value::text(&r.area)
        }),
        column("period", Text, "The period the document is for.", |r| {
            r.period.map_or(Value::Null, Value::shown)
        }),
        column("period_basis", Text, "stated, inferred or none.", |r| {
            Value::text(r.period_basis.name())
        }),
        column("draft", Boolean, "The document calls itself a draft.", |r| r.draft.into()),
        column(
            "sha256",
            Text,
            "Hash of the bytes; empty where the disclosure policy governs.",
            |r| Value::text(&r.sha256),
        ),
        column("bytes", Integer, "Size of the file; empty where the hash is.", |r| {
            if r.withheld { Value::Null } else { r.bytes.into() }
        }),
        column("rows_read", Integer, "Rows of tabular sources: kept + rejected + skipped.", |r| {
            rows(r, r.rows_read)
        }),
        column("rows_kept", Integer, "Rows that reached a table.", |r| rows(r, r.rows_kept)),
        column(
            "rows_rejected",
            Integer,
            "Rows refused by a rule; they stand in rejected_row.",
            |r| rows(r, r.rows_rejected),
        ),
        column("rows_skipped", Integer, "Titles, blanks and totals.", |r| rows(r, r.rows_skipped)),
        column("amount_read", Money, "Money read, in GBP: kept + rejected.", |r| {
            Value::maybe(r.amount_read)
        }),
        column("amount_kept", Money, "Money in rows that reached a table.", |r| {
            Value::maybe(r.amount_kept)
        }),
        column("amount_rejected", Money, "Money in rows that were refused.", |r| {
            Value::maybe(r.amount_rejected)
        }),
        column("numerals", Integer, "Numbers in the text.", |r| r.numerals.into()),
        column("numerals_unexplained", Integer, "Numbers without a role.", |r| {
            r.numerals_unexplained.into()
        }),
    ],
};

/// Rows about children are counts of them, and are not said where the policy governs.
fn rows(document: &Document, count: u64) -> Value<'_> {
    let children = document.kind == DocumentKind::RowLevel;
    if document.withheld && children { Value::Null } else { count.into() }
}

pub static REJECTED_ROW: Table<RejectedRow> = Table {
    name: "rejected_row",
    about: "Rows of tabular sources that were refused, as they were read, with the rule.",
    grain: &["document", "place"],
    columns: &[
        column("document", Text, "Path under raw/.", |r| Value::text(&r.document)),
        column("place", Text, "Where the row stands.", |r| Value::shown(&r.place)),
        column("rule", Text, "The rule that refused it.", |r| Value::text(r.rule)),
        column("reason", Text, "What was expected and what was found.", |r| Value::text(&r.reason)),
        column("raw", Text, "The row as read; contact details are masked.", |r| {
            Value::text(&r.raw)
        }),
    ],
};

pub static NUMERAL: Table<Numeral> = Table {
    name: "numeral",
    about: "Every number in every text, and what became of it.",
    grain: &["document", "line", "column"],
    columns: &[
        column("document", Text, "Path under raw/.", |r| Value::text(&r.document)),
        column("place", Text, "Line and column, 1-based, in characters.", |r| {
            Value::shown(&r.place)
        }),
        column("line", Integer, "Line, 1-based.", |r| Value::maybe(r.place.line())),
        column("column", Integer, "Column, 1-based, in characters.", |r| {
            Value::maybe(r.place.column())
        }),
        column("text", Text, "As it stands there; contact details are masked.", |r| {
            Value::text(&r.text)
        }),
        column("value", Number, "Its value, where it has one.", |r| Value::maybe(r.value)),
        column(
            "role",
            Text,
            "allocation, observation, claim, period, deadline, code, reference, identifier, contact, \
             ordinal, name, noise or unexplained.",
            |r| Value::text(r.role.name()),
        ),
        column("record", Text, "Id of the row it became.", |r| Value::text(&r.record)),
        column("reason", Text, "Why it is not data, where it is not.", |r| Value::text(&r.reason)),
    ],
};

pub static ISSUE: Table<(u32, Issue)> = Table {
    name: "issue",
    about: "What is wrong or worth knowing, at which place, against which other place.",
    grain: &["issue_id"],
    columns: &[
        column("issue_id", Text, "rule:document#place, numbered where that repeats.", |(n, r)| {
            Value::owned(format!("{}:{}", r.rule, row_id(&r.document, &r.place, *n)))
        }),
        column(
            "rule",
            Text,
            "The rule; `saferstats explain RULE` says what it means.",
            |(_, r)| Value::text(&r.rule),
        ),
        column("severity", Text, "error, warning or info.", |(_, r)| {
            Value::text(r.severity.name())
        }),
        column("message", Text, "What was expected and what was found.", |(_, r)| {
            Value::text(&r.message)
        }),
        column("hint", Text, "What to do about it.", |(_, r)| Value::text(&r.hint)),
        column("measure", Text, "The measure it is about, if it is about one.", |(_, r)| {
            Value::text(&r.measure)
        }),
        column("period", Text, "The period it is about, if it is about one.", |(_, r)| {
            r.period.map_or(Value::Null, Value::shown)
        }),
        column("document", Text, "Path under raw/.", |(_, r)| Value::text(&r.document)),
        column("place", Text, "Where in the document; empty for the whole of it.", |(_, r)| {
            Value::shown(&r.place)
        }),
        column("other_document", Text, "The other document of a contradiction.", |(_, r)| {
            Value::text(&r.other_document)
        }),
        column("other_place", Text, "The other place of a contradiction.", |(_, r)| {
            Value::shown(r.other_place.as_ref().unwrap_or(&Place::Whole))
        }),
    ],
};
