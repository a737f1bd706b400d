//! What documents say: money allocated, numbers measured or promised, claims, actions and payments.

use super::Kind::{Boolean, Date, Integer, Money, Number, Text};
use super::{Table, column, row_id};
use crate::model::action::{Action, ActionCode};
use crate::model::allocation::Allocation;
use crate::model::claim::{Claim, ClaimTest};
use crate::model::observation::Observation;
use crate::model::transaction::Transaction;
use crate::model::value::Value;

pub static ALLOCATION: Table<Allocation> = Table {
    name: "allocation",
    about: "Money that a plan gives to an activity, or an outturn reports for it.",
    grain: &["allocation_id"],
    columns: &[
        column("allocation_id", Text, "document#place.", |r| {
            Value::owned(row_id(&r.document, &r.place, r.nth))
        }),
        column("programme", Text, "Programme id, e.g. crime_reduction_grant.", |r| {
            Value::text(&r.programme)
        }),
        column("activity", Text, "What the money is for, as written.", |r| {
            Value::text(&r.activity)
        }),
        column("theme", Text, "Theme id.", |r| Value::text(&r.theme)),
        column("area", Text, "GSS code or local area id.", |r| Value::text(&r.area)),
        column("period", Text, "The period the money is for.", |r| {
            r.period.map_or(Value::Null, Value::shown)
        }),
        column("level", Text, "total, item or part; they are never added to each other.", |r| {
            Value::text(r.level.name())
        }),
        column("basis", Text, "budget, forecast or outturn.", |r| Value::text(r.basis.name())),
        column("amount", Money, "GBP.", |r| r.amount.into()),
        column("bound", Text, "exact, over, at_least, under, at_most or about.", |r| {
            Value::text(r.bound.name())
        }),
        column("draft", Boolean, "From a document that calls itself a draft.", |r| r.draft.into()),
        column("programme_basis", Text, "stated, inferred or none.", |r| {
            Value::text(r.programme_basis.name())
        }),
        column("period_basis", Text, "stated, inferred or none.", |r| {
            Value::text(r.period_basis.name())
        }),
        column("document", Text, "Path under raw/.", |r| Value::text(&r.document)),
        column("place", Text, "Where the amount stands.", |r| Value::shown(&r.place)),
        column("quote", Text, "The words around it; contact details are masked.", |r| {
            Value::text(&r.quote)
        }),
    ],
};

pub static OBSERVATION: Table<Observation> = Table {
    name: "observation",
    about: "Numbers measured or promised, with all their coordinates.",
    grain: &["observation_id"],
    columns: &[
        column("observation_id", Text, "document#place.", |r| {
            Value::owned(row_id(&r.document, &r.place, r.nth))
        }),
        column("measure", Text, "Dotted measure id; local.<slug> where it is not known.", |r| {
            Value::text(&r.measure)
        }),
        column("measure_label", Text, "The measure as the source words it.", |r| {
            Value::text(&r.measure_label)
        }),
        column("theme", Text, "Theme id.", |r| Value::text(&r.theme)),
        column("area", Text, "GSS code or local area id.", |r| Value::text(&r.area)),
        column("period", Text, "The period measured, or promised for.", |r| {
            r.period.map_or(Value::Null, Value::shown)
        }),
        column("period_basis", Text, "stated, inferred or none.", |r| {
            Value::text(r.period_basis.name())
        }),
        column("basis", Text, "target, actual, forecast or estimate.", |r| {
            Value::text(r.basis.name())
        }),
        column("value", Number, "Up to four decimal places; empty is missing, never zero.", |r| {
            Value::maybe(r.value)
        }),
        column("value_symbol", Text, "[x], [c], [low] ...: why there is no value.", |r| {
            Value::text(&r.value_symbol)
        }),
        column(
            "unit",
            Text,
            "count, percent, percentage_point, per_1000, per_10000, per_100000 or gbp.",
            |r| Value::text(r.unit.name()),
        ),
        column("bound", Text, "exact, over, at_least, under, at_most or about.", |r| {
            Value::text(r.bound.name())
        }),
        column("change", Text, "level, or a step: increase, decrease.", |r| {
            Value::text(r.change.name())
        }),
        column("baseline_period", Text, "The period a change is counted from.", |r| {
            r.baseline_period.map_or(Value::Null, Value::shown)
        }),
        column("activity", Text, "The activity it stands under.", |r| Value::text(&r.activity)),
        column("programme", Text, "Programme id, where it stands in one.", |r| {
            Value::text(&r.programme)
        }),
        column("document", Text, "Path under raw/.", |r| Value::text(&r.document)),
        column("place", Text, "Where the number stands.", |r| Value::shown(&r.place)),
        column("quote", Text, "The words around it; contact details are masked.", |r| {
            Value::text(&r.quote)
        }),
    ],
};

pub static CLAIM: Table<Claim> = Table {
    name: "claim",
    about: "Statements of direction or rank.",
    grain: &["claim_id"],
    columns: &[
        column("claim_id", Text, "document#place.", |r| {
            Value::owned(row_id(&r.document, &r.place, r.nth))
        }),
        column("measure", Text, "Measure id, where the words name one.", |r| {
            Value::text(&r.measure)
        }),
        column("theme", Text, "Theme id.", |r| Value::text(&r.theme)),
        column("area", Text, "GSS code or local area id.", |r| Value::text(&r.area)),
        column("period", Text, "The period the claim is about.", |r| {
            r.period.map_or(Value::Null, Value::shown)
        }),
        column("period_basis", Text, "stated, inferred or none.", |r| {
            Value::text(r.period_basis.name())
        }),
        column("direction", Text, "down, up, unchanged, lowest, highest, better or worse.", |r| {
            Value::text(r.direction.name())
        }),
        column("against", Text, "The period or area it is compared with.", |r| {
            Value::text(&r.against)
        }),
        column("document", Text, "Path under raw/.", |r| Value::text(&r.document)),
        column("place", Text, "Where the claim stands.", |r| Value::shown(&r.place)),
        column("quote", Text, "The sentence; contact details are masked.", |r| {
            Value::text(&r.quote)
        }),
    ],
};

pub static CLAIM_TEST: Table<ClaimTest> = Table {
    name: "claim_test",
    about: "What the figures of a document say to each of its claims; the view claim_check reads it beside the claim.",
    grain: &["claim_id"],
    columns: &[
        column("claim_id", Text, "The claim that was tested.", |r| {
            Value::owned(row_id(&r.document, &r.place, r.nth))
        }),
        column("verdict", Text, "supported, contradicted or not_testable.", |r| {
            Value::text(r.verdict.name())
        }),
        column("rule", Text, "The rule that the claim breaks; `explain` explains it.", |r| {
            Value::text(&r.rule)
        }),
        column("arithmetic", Text, "The figures held against each other, or why none were.", |r| {
            Value::text(&r.arithmetic)
        }),
        column("figure_measure", Text, "What the two figures measure.", |r| {
            Value::text(r.own.as_ref().map_or("", |t| &t.measure))
        }),
        column("figure_unit", Text, "What the two figures are in.", |r| {
            Value::text(r.own.as_ref().map_or("", |t| t.unit.name()))
        }),
        column("figure", Number, "The figure of the claim.", |r| {
            Value::maybe(r.own.as_ref().and_then(|t| t.value))
        }),
        column("figure_period", Text, "The period of that figure.", |r| {
            r.own.as_ref().and_then(|t| t.period).map_or(Value::Null, Value::shown)
        }),
        column("figure_area", Text, "The area of that figure.", |r| {
            Value::text(r.own.as_ref().map_or("", |t| &t.area))
        }),
        column("figure_source", Text, "The observation of that figure.", |r| {
            r.own
                .as_ref()
                .map_or(Value::Null, |t| Value::owned(row_id(&t.document, &t.place, t.nth)))
        }),
        column("other_figure", Number, "The figure it was held against.", |r| {
            Value::maybe(r.other.as_ref().and_then(|t| t.value))
        }),
        column("other_period", Text, "The period of the other figure.", |r| {
            r.other.as_ref().and_then(|t| t.period).map_or(Value::Null, Value::shown)
        }),
        column("other_area", Text, "The area of the other figure.", |r| {
            Value::text(r.other.as_ref().map_or("", |t| &t.area))
        }),
        column("other_source", Text, "The observation of the other figure.", |r| {
            r.other
                .as_ref()
                .map_or(Value::Null, |t| Value::owned(row_id(&t.document, &t.place, t.nth)))
        }),
        column("document", Text, "Path under raw/.", |r| Value::text(&r.document)),
        column("place", Text, "Where the claim stands.", |r| Value::shown(&r.place)),
    ],
};

pub static ACTION: Table<Action> = Table {
    name: "action",
    about: "Rows of service and delivery plans.",
    grain: &["action_id"],
    columns: &[
        column("action_id", Text, "document#place.", |r| {
            Value::owned(row_id(&r.document, &r.place, r.nth))
        }),
        column("plan_period", Text, "The period of the plan it stands in.", |r| {
            r.plan_period.map_or(Value::Null, Value::shown)
        }),
        column("priority_number", Text, "As written: 1, 2a.", |r| Value::text(&r.priority_number)),
        column("priority", Text, "The words of the priority.", |r| Value::text(&r.priority)),
        column("theme", Text, "Theme id.", |r| Value::text(&r.theme)),
        column("action", Text, "What will be done.", |r| Value::text(&r.action)),
        column("resourced", Text, "yes, no, partly or unknown.", |r| {
            Value::text(r.resourced.name())
        }),
        column("resourcing_note", Text, "What the plan says beside yes or no.", |r| {
            Value::text(&r.resourcing_note)
        }),
        column("deadline_text", Text, "The deadline as written.", |r| {
            Value::text(&r.deadline_text)
        }),
        column("deadline", Date, "The last day on which it is in time.", |r| {
            Value::maybe(r.deadline)
        }),
        column("ongoing", Boolean, "It has no end.", |r| r.ongoing.into()),
        column("after_plan_end", Boolean, "The deadline falls after the plan's end.", |r| {
            Value::maybe(r.after_plan_end)
        }),
        column("outcome", Text, "The outcome promised.", |r| Value::text(&r.outcome)),
        column("current_position", Text, "Where things stand.", |r| {
            Value::text(&r.current_position)
        }),
        column("document", Text, "Path under raw/.", |r| Value::text(&r.document)),
        column("place", Text, "Where the row stands.", |r| Value::shown(&r.place)),
    ],
};

pub static ACTION_CODE: Table<ActionCode> = Table {
    name: "action_code",
    about: "Indicator codes as plans cite them.",
    grain: &["action_id", "framework", "number", "occurrence"],
    columns: &[
        column("action_id", Text, "The action, or the place of the priority block.", |r| {
            Value::text(&r.action_id)
        }),
        column("framework", Text, "NI or PSA.", |r| Value::text(&r.framework)),
        column("number", Text, "The code; text, because an invalid one is kept as written.", |r| {
            Value::text(&r.number)
        }),
        column(
            "occurrence",
            Integer,
            "1 for the first mention in its list, 2 for the second.",
            |r| r.occurrence.into(),
        ),
        column("code_label", Text, "Short name of the indicator.", |r| Value::text(&r.code_label)),
        column("valid", Boolean, "It is a number of its framework.", |r| r.valid.into()),
        column("as_written", Text, "The token as it stands.", |r| Value::text(&r.as_written)),
        column("role", Text, "measure_of_action or indicator_of_priority.", |r| {
            Value::text(r.role.name())
        }),
        column("likely", Text, "The likely reading of an invalid code.", |r| {
            Value::text(&r.likely)
        }),
        column("document", Text, "Path under raw/.", |r| Value::text(&r.document)),
        column("place", Text, "Where the code stands.", |r| Value::shown(&r.place)),
    ],
};

pub static TRANSACTION: Table<Transaction> = Table {
    name: "transaction",
    about: "Payments as councils publish them.",
    grain: &["document", "place"],
    columns: &[
        column("document", Text, "Path under raw/.", |r| Value::text(&r.document)),
        column("place", Text, "The cell of the amount.", |r| Value::shown(&r.place)),
        column(
            "date",
            Date,
            "Day of payment; where no column says that, of posting or of the transaction, else of the invoice.",
            |r| Value::maybe(r.date),
        ),
        column("period", Text, "The financial year of the day of payment.", |r| {
            r.period.map_or(Value::Null, Value::shown)
        }),
        column(
            "department",
            Text,
            "Directorate, department or service, as written: the column called department first, else the finest of the others, else the cost centre; its name before its code.",
            |r| Value::text(&r.department),
        ),
        column("supplier", Text, "Payee, as written.", |r| Value::text(&r.supplier)),
        column(
            "purpose",
            Text,
            "Summary of purpose, as written; else the narrative or description.",
            |r| Value::text(&r.purpose),
        ),
        column(
            "category",
            Text,
            "Expense type or merchant category, as written; else the account, its name before its code.",
            |r| Value::text(&r.category),
        ),
        column("amount", Money, "GBP, signed; a credit is negative.", |r| r.amount.into()),
        column("vat_basis", Text, "net, gross or unknown; never summed across.", |r| {
            Value::text(r.vat_basis.name())
        }),
        column("vat_amount", Money, "VAT that stands beside it.", |r| Value::maybe(r.vat_amount)),
        column(
            "reference",
            Text,
            "Transaction or invoice number, as text; else that of the order or the row.",
            |r| Value::text(&r.reference),
        ),
        column("capital_revenue", Text, "capital or revenue, as written.", |r| {
            Value::text(&r.capital_revenue)
        }),
        column("redacted", Boolean, "The payee was redacted by the publisher.", |r| {
            r.redacted.into()
        }),
        column(
            "body",
            Text,
            "Who paid: the public body that publishes, from a hint, its column, the title, the sheet, the file or the folder.",
            |r| Value::text(&r.body),
        ),
        column(
            "supplier_key",
            Text,
            "The payee folded for sums over spellings: case, accents, marks, Ltd, Limited, PLC, LLP, t/a, a leading The, & and and; \"redacted\" for every payee withheld.",
            |r| Value::text(&r.supplier_key),
        ),
    ],
};
