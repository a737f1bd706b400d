//! What should have arrived and did not, and what is older than it may be: the one place where the day of the run counts.

use std::fs;
use std::time::{Duration, UNIX_EPOCH};

use jiff::ToSpan;
use jiff::civil::{Date, date};

use crate::discover::Found;
use crate::issue::{self, Issue};
use crate::model::document::Document;
use crate::model::expectation::{Arrival, Expectation};
use crate::model::period::Period;
use crate::model::place::Place;

/// Issues for what is missing or old today. What they say depends on the documents, not on the day they are read.
pub fn issues(
    expected: &[Expectation],
    found: &[Found],
    documents: &[Document],
    today: Date,
) -> Vec<Issue> {
    let mut issues = Vec::new();
    for expectation in expected {
        let (due, _) = expectation.arrivals(today);
        issues.extend(due.into_iter().filter_map(|a| missing(expectation, documents, a)));
        issues.extend(stale(expectation, found, today));
    }
    issues
}

/// The last day on which nothing of this is judged otherwise, the documents being the same; none for never.
pub fn until(expected: &[Expectation], found: &[Found], today: Date) -> Option<Date> {
    let days = expected.iter().flat_map(|expectation| {
        let old = expectation.max_age.and_then(|days| {
            newest(expectation, found)?.checked_add(days.days()).ok().filter(|last| *last >= today)
        });
        [expectation.arrivals(today).1, old]
    });
    days.flatten().min()
}

/// The days of the newest documents whose age counts: part of what a set is made of.
pub fn ages(expected: &[Expectation], found: &[Found]) -> Vec<Option<Date>> {
    let aged = expected.iter().filter(|expectation| expectation.max_age.is_some());
    aged.map(|expectation| newest(expectation, found)).collect()
}

fn missing(expectation: &Expectation, documents: &[Document], arrival: Arrival) -> Option<Issue> {
    let counts = |d: &&Document| expectation.counts(&d.document, d.period, arrival);
    let (expected, found) = (expectation.count, documents.iter().filter(counts).count());
    if found >= expected {
        return None;
    }
    let period = arrival.period.map_or_else(String::new, |p: Period| format!(" for {p}"));
    let by = arrival.by.map_or_else(String::new, |by| format!(" by {by}"));
    let path = &expectation.path;
    let message = format!("expected {expected} of `{path}`{period}{by}, found {found}");
    Some(Issue::new(&issue::DOCUMENT_MISSING, "", Place::Whole, message).period(arrival.period))
}

fn stale(expectation: &Expectation, found: &[Found], today: Date) -> Option<Issue> {
    let (days, newest) = (expectation.max_age?, newest(expectation, found)?);
    let last = newest.checked_add(days.days()).ok()?;
    let path = &expectation.path;
    let message =
        format!("expected one of `{path}` in the last {days} days, the newest is of {newest}");
    (last < today).then(|| Issue::new(&issue::DOCUMENT_STALE, "", Place::Whole, message))
}

/// The day on which the newest document of an expectation was last written.
fn newest(expectation: &Expectation, found: &[Found]) -> Option<Date> {
    let of = found.iter().filter(|found| expectation.is_of(&found.document));
    let modified = |found: &Found| {
        let time = fs::metadata(&found.path).ok()?.modified().ok()?;
        time.duration_since(UNIX_EPOCH).ok()
    };
    of.filter_map(modified).max().and_then(day)
}

fn day(since: Duration) -> Option<Date> {
    let days = i64::try_from(since.as_secs() / 86_400).ok()?;
    date(1970, 1, 1).checked_add(days.days()).ok()
}
