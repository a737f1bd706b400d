//! A row of a service plan: what will be done, by when, with what, and the indicators it answers to.

use jiff::civil::Date;

use super::period::Period;
use super::place::Place;
use super::stored::stored;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Resourced {
    Yes,
    No,
    Partly,
    #[default]
    Unknown,
}

impl Resourced {
    pub fn name(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Partly => "partly",
            Self::Unknown => "unknown",
        }
    }
}

stored! {
#[derive(Clone, Debug)]
pub struct Action {
    pub document: String,
    pub place: Place,
    pub nth: u32,
    /// The period of the plan it stands in.
    pub plan_period: Option<Period>,
    pub priority_number: String,
    pub priority: String,
    pub theme: String,
    pub action: String,
    pub resourced: Resourced,
    pub resourcing_note: String,
    pub deadline_text: String,
    /// The last day on which the action is in time.
    pub deadline: Option<Date>,
    pub ongoing: bool,
    pub after_plan_end: Option<bool>,
    pub outcome: String,
    pub current_position: String,
}
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CodeRole {
    MeasureOfAction,
    IndicatorOfPriority,
}

impl CodeRole {
    pub fn name(self) -> &'static str {
        match self {
            Self::MeasureOfAction => "measure_of_action",
            Self::IndicatorOfPriority => "indicator_of_priority",
        }
    }
}

stored! {
/// An indicator code as a plan cites it: `NI 151152` is kept as written and marked invalid.
#[derive(Clone, Debug)]
pub struct ActionCode {
    pub document: String,
    pub place: Place,
    /// The action it belongs to, or the id of the priority block where it belongs to none.
    pub action_id: String,
    /// `NI` or `PSA`.
    pub framework: String,
    pub number: String,
    /// 1 for the first time the code stands in its list, 2 for the second ...
    pub occurrence: u32,
    pub code_label: String,
    pub valid: bool,
    pub as_written: String,
    /// The likely reading of an invalid code: `151, 152`.
    pub likely: String,
    pub role: CodeRole,
}
}
