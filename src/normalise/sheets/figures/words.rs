//! Words beside figures: which of them name nothing, and how a row is quoted.

use super::cell::figure;
use crate::model::period::Period;
use crate::recognise::sheet::blocks::Line;
use crate::recognise::sheet::facets::{Sex, age, ages, sex};

/// The year that a quarter without one belongs to. A bare year is taken as the one that starts in it.
pub fn start_year(period: Period) -> i32 {
    match period {
        Period::CalendarYear(y) => y,
        other => other.fy_start_year(),
    }
}

/// The labels of the row and the figure, as they stand.
pub fn quote(line: &Line, values: &[u32], head: &str, column: u32) -> String {
    const LONGEST: usize = 300;
    let labels = line.cells.iter().filter(|c| !values.contains(&c.0) && c.0 < column);
    let labels: Vec<String> = labels.map(|c| c.1.value().shown().trim().to_owned()).collect();
    let own = line.at(column).map_or(String::new(), |v| match v {
        crate::grid::Value::Percent(_) => {
            figure(v).and_then(|f| f.value).map_or(String::new(), |v| format!("{v}%"))
        }
        v => v.shown().into_owned(),
    });
    let joined = format!("{} | {head}: {own}", labels.join(" | "));
    crate::written::contact::mask(&joined.chars().take(LONGEST).collect::<String>())
}

/// `Count`, `Rate`, `Per 10,000 aged 10-17`: how something is counted.
pub fn is_statistic(text: &str) -> bool {
    const WORDS: [&str; 32] = [
        "10",
        "17",
        "a",
        "aged",
        "all",
        "children",
        "count",
        "crude",
        "figure",
        "hundred",
        "in",
        "number",
        "no",
        "of",
        "olds",
        "people",
        "per",
        "percent",
        "percentage",
        "population",
        "proportion",
        "rate",
        "rates",
        "statistic",
        "the",
        "thousand",
        "to",
        "total",
        "value",
        "year",
        "young",
        "aged10",
    ];
    let low = text.to_lowercase().replace("per cent", "percent").replace(',', "");
    let mut words = low.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).peekable();
    words.peek().is_some()
        && words.all(|w| WORDS.contains(&w) || w.bytes().all(|b| b.is_ascii_digit()))
        || low.trim() == "%"
}

pub fn is_vague(text: &str) -> bool {
    const VAGUE: [&str; 20] = [
        "actual",
        "all",
        "all persons",
        "amount",
        "baseline",
        "current",
        "data",
        "denominator",
        "estimate",
        "figure",
        "latest",
        "number",
        "numerator",
        "outturn",
        "performance",
        "persons",
        "previous",
        "result",
        "total",
        "value",
    ];
    VAGUE.contains(&text.trim().to_lowercase().as_str())
        || age(text).is_some()
        || ages(text).is_some()
}

/// Everyone of the population that is spoken of: a group that narrows nothing.
pub fn is_everyone(text: &str) -> bool {
    sex(text) == Some(Sex::Persons)
        || ages(text) == Some((10, 17))
        || text.to_lowercase().starts_with("all ")
}

/// Words that say how something is counted, and not what.
pub fn is_bare(text: &str) -> bool {
    is_statistic(text) || is_vague(text) || sex(text).is_some()
}

fn has(text: &str, words: &[&str]) -> bool {
    text.to_lowercase().split(|c: char| !c.is_alphanumeric()).any(|w| words.contains(&w))
}

/// Does a text speak of adults and of no children? What is counted of children is another measure.
pub fn is_of_adults(text: &str) -> bool {
    has(text, &["adult", "adults"]) && !is_of_children(text)
}

/// Does a text speak of children, or of those who work with them?
pub fn is_of_children(text: &str) -> bool {
    const WORDS: [&str; 12] = [
        "child",
        "children",
        "juvenile",
        "juveniles",
        "yjb",
        "yjs",
        "yos",
        "yot",
        "yots",
        "young",
        "youth",
        "yp",
    ];
    has(text, &WORDS) || text.contains("10-17") || text.contains("10 to 17")
}

/// `Number of offenders`: those of whom it is counted who reoffends, in a table of reoffending.
pub fn is_cohort(names: &[String]) -> bool {
    const PLAIN: [&str; 8] = ["children", "in", "no", "number", "of", "the", "total", "young"];
    let low = names.join(" ").to_lowercase();
    let mut rest =
        low.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty() && !PLAIN.contains(w));
    let first = rest.next();
    matches!(first, Some("offenders" | "cohort")) && rest.all(|w| w == "cohort")
}
