//! Is "2015" a year or a number of things? The words beside it say. Not for reading periods: see `time`.

use super::time::Time;
use crate::model::period::Period;

/// A bare four-digit number is a year unless the words around count something with it.
pub(super) fn is_year(text: &str, start: usize, end: usize, time: Time) -> bool {
    let plain = matches!(time, Time::Period(Period::CalendarYear(_))) && end - start == 4;
    if !plain {
        return true;
    }
    let before = text[..start].trim_end().to_ascii_lowercase();
    let after = text[end..].trim_start().to_ascii_lowercase();
    let counted = COUNTED.iter().any(|w| after.starts_with(w));
    let hinted = [
        "over",
        "about",
        "nearly",
        "almost",
        "approximately",
        "approx",
        "some",
        "than",
        "least",
        "deliver",
        "reach",
        "total of",
    ]
    .iter()
    .any(|w| before.ends_with(w));
    let column = before.is_empty() && after.is_empty();
    // "The 2014 residents' survey": a paper is named by its year.
    let mut near = after.split([',', '.', ';', ':', '(']).next().unwrap_or("").split(' ').take(4);
    let named = near.any(|w| PAPERS.contains(&w));
    !(counted && !named || hinted) || column
}

/// What is named by the year in which it was made.
const PAPERS: &[&str] = &[
    "assessment",
    "audit",
    "census",
    "consultation",
    "plan",
    "report",
    "return",
    "review",
    "survey",
];

/// Nouns that turn a number between 1900 and 2099 into a count.
const COUNTED: &[&str] = &[
    "people",
    "residents",
    "incidents",
    "offences",
    "crimes",
    "children",
    "young people",
    "victims",
    "households",
    "homes",
    "cases",
    "calls",
    "reports",
    "referrals",
    "visits",
    "hours",
    "contacts",
    "sessions",
    "participants",
    "replies",
    "responses",
    "pupils",
    "students",
    "properties",
    "patrols",
    "adults",
];
