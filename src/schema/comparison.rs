//! What figures are compared by: members of groups, breaks in series, definitions, and the words of a measure.

use jiff::civil::Date as CivilDate;

use super::Kind::{Date, Integer, Text};
use super::{Table, column};
use crate::model::value::Value;

/// One member of a group of areas.
pub struct AreaGroupRow {
    pub group: String,
    pub tier: String,
    pub area: String,
    pub of: String,
    pub vintage: String,
    /// How many members the group has in this tier.
    pub members: u32,
}

/// From this day on a measure is another series.
pub struct MeasureBreakRow {
    pub measure: String,
    pub from: Option<CivilDate>,
    pub note: String,
}

/// One version of a measure's definition.
pub struct MeasureDefinitionRow {
    pub measure: String,
    pub definition: String,
    pub word: String,
    pub about: String,
    pub surety: String,
}

/// A word of a measure's name.
pub struct MeasureWordRow {
    pub measure: String,
    pub word: String,
    pub words: u32,
}

pub static AREA_GROUP: Table<AreaGroupRow> = Table {
    name: "area_group",
    about: "Members of the groups that areas are compared with: force areas, regions, countries, and lists with a vintage.",
    grain: &["comparator", "tier", "area"],
    columns: &[
        column("comparator", Text, "The area or group that the members make up.", |r| {
            Value::text(&r.group)
        }),
        column(
            "tier",
            Text,
            "upper: counties and unitary districts; lower: districts; region; listed; lower-before-2023-04 and the like: as it was before districts were merged. Each tier makes up the whole.",
            |r| Value::text(&r.tier),
        ),
        column("area", Text, "The member.", |r| Value::text(&r.area)),
        column(
            "of_area",
            Text,
            "The area whose comparators they are; empty for an area of its own.",
            |r| Value::text(&r.of),
        ),
        column(
            "vintage",
            Text,
            "When the list was made, or since when boundaries make it so; empty where they never changed, and before their first change.",
            |r| Value::text(&r.vintage),
        ),
        column("members", Integer, "How many members the tier has at that time.", |r| {
            r.members.into()
        }),
    ],
};

pub static MEASURE_BREAK: Table<MeasureBreakRow> = Table {
    name: "measure_break",
    about: "Where the series of a measure breaks: no change is taken across it.",
    grain: &["measure", "start"],
    columns: &[
        column("measure", Text, "Measure id.", |r| Value::text(&r.measure)),
        column("start", Date, "First day of the new series.", |r| Value::maybe(r.from)),
        column("note", Text, "What changed.", |r| Value::text(&r.note)),
    ],
};

pub static MEASURE_DEFINITION: Table<MeasureDefinitionRow> = Table {
    name: "measure_definition",
    about: "Versions of a measure's wording: its numerator and denominator changed between publications.",
    grain: &["measure", "definition", "word"],
    columns: &[
        column("measure", Text, "Measure id.", |r| Value::text(&r.measure)),
        column("definition", Text, "Name of the version.", |r| Value::text(&r.definition)),
        column(
            "word",
            Text,
            "Words of a label by which the version is known; empty where none tell.",
            |r| Value::text(&r.word),
        ),
        column("about", Text, "What was counted over what.", |r| Value::text(&r.about)),
        column("surety", Text, "sourced or memory: how sure we are of it.", |r| {
            Value::text(&r.surety)
        }),
    ],
};

pub static MEASURE_WORD: Table<MeasureWordRow> = Table {
    name: "measure_word",
    about: "The words of a measure's name, in lower case and in the singular, by which two wordings are found to be alike.",
    grain: &["measure", "word"],
    columns: &[
        column("measure", Text, "Measure id.", |r| Value::text(&r.measure)),
        column("word", Text, "One word of its label.", |r| Value::text(&r.word)),
        column("words", Integer, "How many words the label has.", |r| r.words.into()),
    ],
};
