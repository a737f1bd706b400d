//! Every table declared once: its name, its grain, and each column with type, meaning and where it comes from in a row.
//!
//! The dictionary, the data package, the frames that queries run on and the CSV headers all follow from here.
//! Columns are only ever added, and added last: readers go by position too. `contract.lock` beside the tables holds what is promised.

use crate::model::value::Value;

mod comparison;
mod documents;
mod facts;
mod reference;

pub use comparison::{
    AREA_GROUP, AreaGroupRow, MEASURE_BREAK, MEASURE_DEFINITION, MEASURE_WORD, MeasureBreakRow,
    MeasureDefinitionRow, MeasureWordRow,
};

pub use documents::{DOCUMENT, ISSUE, NUMERAL, REJECTED_ROW};
pub use facts::{ACTION, ACTION_CODE, ALLOCATION, CLAIM, CLAIM_TEST, OBSERVATION, TRANSACTION};
pub use reference::{
    AREA, AreaRow, DATE, DEFLATOR, DateRow, MEASURE, MeasureRow, PERIOD, POPULATION, PROGRAMME,
    PeriodRow, ProgrammeRow, THEME, THEME_ALIAS, ThemeAliasRow, ThemeRow,
};

/// The type of a published column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    Integer,
    /// GBP with two decimal places.
    Money,
    /// A decimal with up to four places.
    Number,
    Date,
    Boolean,
}

impl Kind {
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Integer => "integer",
            Self::Money => "money",
            Self::Number => "number",
            Self::Date => "date",
            Self::Boolean => "boolean",
        }
    }
}

/// One column: what it is called, what it holds, and how a row yields it.
pub struct Column<R> {
    pub name: &'static str,
    pub kind: Kind,
    pub about: &'static str,
    pub get: for<'a> fn(&'a R) -> Value<'a>,
}

/// A table of rows of type `R`.
pub struct Table<R: 'static> {
    pub name: &'static str,
    pub about: &'static str,
    /// The columns that tell one row from another, in sort order.
    pub grain: &'static [&'static str],
    pub columns: &'static [Column<R>],
}

/// A table without its row type: what dictionaries and planners need.
#[derive(Clone, Debug)]
pub struct Declared {
    pub name: &'static str,
    pub about: &'static str,
    pub grain: &'static [&'static str],
    pub columns: Vec<(&'static str, Kind, &'static str)>,
}

impl<R> Table<R> {
    pub fn declared(&self) -> Declared {
        let columns = self.columns.iter().map(|c| (c.name, c.kind, c.about)).collect();
        Declared { name: self.name, about: self.about, grain: self.grain, columns }
    }
}

const fn column<R>(
    name: &'static str,
    kind: Kind,
    about: &'static str,
    get: for<'a> fn(&'a R) -> Value<'a>,
) -> Column<R> {
    Column { name, kind, about, get }
}

/// Every table, in the order in which they are published.
pub fn tables() -> Vec<Declared> {
    vec![
        DOCUMENT.declared(),
        ALLOCATION.declared(),
        OBSERVATION.declared(),
        CLAIM.declared(),
        ACTION.declared(),
        ACTION_CODE.declared(),
        TRANSACTION.declared(),
        REJECTED_ROW.declared(),
        NUMERAL.declared(),
        ISSUE.declared(),
        POPULATION.declared(),
        DEFLATOR.declared(),
        THEME.declared(),
        THEME_ALIAS.declared(),
        PROGRAMME.declared(),
        MEASURE.declared(),
        AREA.declared(),
        PERIOD.declared(),
        DATE.declared(),
        CLAIM_TEST.declared(),
        AREA_GROUP.declared(),
        MEASURE_BREAK.declared(),
        MEASURE_DEFINITION.declared(),
        MEASURE_WORD.declared(),
    ]
}

/// `document#place`, with `.2`, `.3` where one place yields several rows.
pub fn row_id(document: &str, place: &crate::model::place::Place, nth: u32) -> String {
    if nth == 0 { format!("{document}#{place}") } else { format!("{document}#{place}.{}", nth + 1) }
}
