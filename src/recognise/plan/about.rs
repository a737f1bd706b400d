//! What a text document is: its kind, title, area, period, and whether it is a draft.

mod title;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use super::years::{budget, figures, funded, part_of_year};
use crate::model::document::{DocumentKind, Stated};
use crate::model::period::Period;
use crate::model::place::Place;
use crate::passage::{Element, Passages, Text};
use crate::vocab::Vocab;
use crate::written::pattern::pattern;
use crate::written::time::{self, Time};

/// What a document says of itself.
#[derive(Clone, Debug, Default)]
pub struct About {
    pub kind: DocumentKind,
    pub title: String,
    /// The one theme that the whole document is about, by its title; none where it is about community safety.
    pub theme: String,
    pub area: String,
    pub period: Option<Period>,
    /// The plan that a review of one year belongs to.
    pub span: Option<Period>,
    pub period_basis: Stated,
    /// Where the period stands.
    pub period_place: Option<Place>,
    pub draft: Option<Place>,
    /// The time that its figures are of, where it says so once for all: "unless stated otherwise figures are for 2015/16".
    pub figures: Option<Period>,
    /// The year whose budget a report asks to agree, by its title.
    pub budget: Option<Period>,
    /// The title calls it a report on a time.
    pub titled_report: bool,
}

impl About {
    /// An annual or quarterly report, whose title names the time it reports on.
    pub fn reports_year(&self) -> bool {
        self.period_basis == Stated::Stated && self.titled_report
    }
}

static DRAFT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\W*(?:D\s?R\s?A\s?F\s?T|Draft)\W*(?:(?:version|v)?[\s.]*\d[\d.]*|for (?:comment|consultation|approval))?\W*$",
    )
});
static DRAFT_INSIDE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:DRAFT\b|\(draft\b|[Dd]raft (?:version|v\d|for comment|for consultation|plan|strategy)|[Vv]ersion\W+\d[\d.]*\W+\(?draft)",
    )
});

/// Words of titles, the most telling first.
const KINDS: &[(&str, DocumentKind)] = &[
    ("budget plan", DocumentKind::BudgetPlan),
    ("spending plan", DocumentKind::BudgetPlan),
    ("service plan", DocumentKind::ServicePlan),
    ("delivery plan", DocumentKind::ServicePlan),
    ("action plan", DocumentKind::ServicePlan),
    ("service review", DocumentKind::ServiceReview),
    ("review forms", DocumentKind::ServiceReview),
    ("report of the", DocumentKind::CommitteeReport),
    ("report to", DocumentKind::CommitteeReport),
    ("key decision", DocumentKind::CommitteeReport),
    ("date of meeting", DocumentKind::CommitteeReport),
    ("cost benefit analysis", DocumentKind::ServiceReview),
    ("cost of service", DocumentKind::ServiceReview),
    ("withdrawal of services", DocumentKind::ServiceReview),
    ("response/ delivery", DocumentKind::ServiceReview),
    ("delivery/ response", DocumentKind::ServiceReview),
    ("partnership plan", DocumentKind::PartnershipPlan),
    ("community safety plan", DocumentKind::PartnershipPlan),
    ("community safety strategy", DocumentKind::PartnershipPlan),
    ("youth justice plan", DocumentKind::PartnershipPlan),
    ("performance report", DocumentKind::CommitteeReport),
    ("annual report", DocumentKind::CommitteeReport),
    ("strategy", DocumentKind::PartnershipPlan),
    ("plan", DocumentKind::PartnershipPlan),
    ("report", DocumentKind::CommitteeReport),
    ("review", DocumentKind::ServiceReview),
];

/// Elements in which a document introduces itself.
pub(super) const OPENING: usize = 14;

pub fn about(passages: &Passages, vocab: &Vocab, area: Option<&str>) -> About {
    let opening = opening(passages);
    let (period, period_basis, period_place) = period(&opening, passages);
    let span = period;
    let period = period.map(|p| year_named(p, &opening).unwrap_or(p));
    let (period, period_basis, period_place) = match reported(period, &opening) {
        Some((p, place)) => (Some(p), Stated::Stated, Some(place)),
        None => (period, period_basis, period_place),
    };
    let title = title::title(&opening);
    let funded = funded(&opening);
    let given = funded.as_ref().map(|f| f.0);
    let (period, period_basis, period_place) = match (period, funded) {
        (None, Some((p, place))) => (Some(p), Stated::Inferred, Some(place)),
        _ => (period, period_basis, period_place),
    };
    About {
        kind: kind(&opening, passages),
        figures: figures(passages),
        budget: budget(&title).or(given),
        theme: theme(&title, &opening, vocab),
        title,
        area: area.map_or_else(|| main_area(&opening, passages, vocab), str::to_owned),
        period,
        span,
        period_basis,
        period_place,
        draft: draft(passages),
        titled_report: opening.iter().any(|(title, t)| {
            let s = t.as_str();
            *title && (REPORT.is_match(s) || reports(s)) || LABELLED.is_match(s)
        }),
    }
}

/// "Domestic Abuse Strategy": what such a title, or the name above it, says is the theme of all that has no other.
fn theme(title: &str, opening: &[(bool, Text)], vocab: &Vocab) -> String {
    static WIDE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)\b(?:community safety|safer|crime and disorder|crime (?:&|and) policing|police and crime|crime reduction|young people)\b",
        )
    });
    let above = opening.iter().take(2).filter(|(short, _)| *short).map(|(_, t)| t.as_str());
    let all: Vec<&str> = std::iter::once(title).chain(above).collect();
    static SERVICES: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"(?i)\b(?:services|treatment outcomes)\b"));
    let whole = KINDS.iter().any(|(word, _)| title.to_lowercase().contains(word));
    let whole = whole || SERVICES.is_match(title);
    let whole = whole && !all.iter().any(|t| WIDE.is_match(t));
    let named = if whole { all.iter().find_map(|t| vocab.theme_in(t)) } else { None };
    named.map_or(String::new(), |t| t.id.clone())
}

/// "Performance dashboard, year end 2022/23": a title with a time and a word for looking back. "Report to" names a reader.
pub(super) fn reports(title: &str) -> bool {
    static WORD: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)\b(report|review|dashboard|scorecard|outturn|year[ -]end|end of year|results|in review|achievements|accounts)\b(?: (to|of|by|author|from)\b)?",
        )
    });
    let words = WORD.captures_iter(title).any(|c| c.get(2).is_none());
    words && !time::find(title).is_empty() && !title.to_lowercase().contains("refresh")
}

/// A title that says that the document looks back on the time it names.
pub(super) static REPORT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:annual|performance|end of year|year[ -]end|monitoring|quarterly|half[ -]year(?:ly)?|six[ -]month(?:ly)?|outturn|progress) (?:report|review|summary|update|return|monitoring)|\byear (?:one|two|three|[1-5]|in) ?review|\b(?:first|second|third|fourth|final) year review|\breview of the year|\b(?:budget|performance) monitoring",
    )
});
/// A field that names the time: "Period of return: April to September 2015".
static LABELLED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^\W*(?:(?:reporting|review|monitoring) )?period(?: (?:of|covered|under)(?: (?:the|this))?(?: [a-z]+)?(?: by(?: (?:the|this) [a-z]+)?)?)?\s*[:–-]?\s",
    )
});
/// What stands above a table or a chart names that, not the document.
pub static CAPTION: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)^\W*(?:table|figure|chart|graph|map)\s+\d"));
static WHICH_YEAR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\byear (one|two|three|four|[1-4])\b|\b(first|second|third|fourth|final|last|1st|2nd|3rd|4th)[ -]year\b",
    )
});

/// "2022-2025: year two": the year of a plan of several years that a title narrows it to.
fn year_named(period: Period, opening: &[(bool, Text)]) -> Option<Period> {
    let Period::FinancialYears(first, last) = period else { return None };
    let titles = opening.iter().filter(|(title, _)| *title);
    let found = titles.filter_map(|(_, t)| WHICH_YEAR.captures(t.as_str())).next()?;
    let word = found.get(1).or(found.get(2))?.as_str().to_lowercase();
    let year = match word.as_str() {
        "one" | "1" | "first" | "1st" => first,
        "two" | "2" | "second" | "2nd" => first + 1,
        "three" | "3" | "third" | "3rd" => first + 2,
        "four" | "4" | "fourth" | "4th" => first + 3,
        _ => last,
    };
    (year <= last).then_some(Period::FinancialYear(year))
}

/// "This report covers the second year, April 2022 to March 2023": where the title names no single year.
fn reported(period: Option<Period>, opening: &[(bool, Text)]) -> Option<(Period, Place)> {
    static COVERS: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)\bthis (?:annual |performance |progress |end of year |quarterly )?(?:report|update|review|summary|return)\b[^.]{0,60}\b(?:covers?|updates?|reports?|gives?|sets? out|summari[sz]es?|says?|describes?|reviews?|looks? (?:back )?at|for|on)\b[^.]*",
        )
    });
    if period.is_some_and(|p| !matches!(p, Period::FinancialYears(..))) {
        return None;
    }
    opening.iter().find_map(|(_, text)| {
        let said = COVERS.find(text.as_str())?;
        let found = time::find(text.as_str());
        let inside = found.into_iter().filter(|f| f.0 >= said.start() && f.1 <= said.end());
        let mut whole = inside.filter_map(|(at, _, t)| match t {
            Time::Period(p @ (Period::FinancialYear(_) | Period::FinancialQuarter(..))) => {
                Some((p, text.place(at)))
            }
            Time::Period(p @ Period::Months(..)) if p.is_part() => Some((p, text.place(at))),
            _ => None,
        });
        whole.next().filter(|(p, _)| period.is_none_or(|span| span.contains(*p)))
    })
}

/// The period that a field of the opening names.
fn labelled_period(opening: &[(bool, Text)]) -> Option<(Period, Place)> {
    opening.iter().find_map(|(_, text)| {
        let end = LABELLED.find(text.as_str())?.end();
        let found = time::find(text.as_str());
        let (at, _, t) = found.into_iter().find(|f| f.0 >= end && f.0 <= end + 12)?;
        Some((time::as_period(t)?, text.place(at)))
    })
}

/// The first elements as texts; the flag marks headings and short lines.
fn opening(passages: &Passages) -> Vec<(bool, Text)> {
    let mut out = Vec::new();
    for element in passages.elements.iter().take(OPENING) {
        match element {
            Element::Heading { text, .. } => {
                out.push((!CAPTION.is_match(text.as_str()), text.clone()))
            }
            Element::Paragraph(t) | Element::Item(t) => {
                let s = t.as_str();
                let short = s.split_whitespace().count() <= 16 && !s.trim_end().ends_with('.');
                out.push((short && !CAPTION.is_match(s), t.clone()));
            }
            Element::Table(t) => {
                for row in t.rows.iter().take(8) {
                    let mut line = Text::default();
                    row.cells.iter().for_each(|c| line.join(&c.joined()));
                    // A subject may also name the year that it asks money for.
                    let s = line.as_str();
                    let told = title::SUBJECT.is_match(s) && (REPORT.is_match(s) || reports(s));
                    out.push((told, line));
                }
            }
            Element::Furniture(_) => {}
        }
    }
    out
}

fn kind(opening: &[(bool, Text)], passages: &Passages) -> DocumentKind {
    let words = |texts: &mut dyn Iterator<Item = &Text>| {
        texts.map(|t| t.as_str().to_lowercase()).collect::<Vec<_>>().join(" \n ")
    };
    let titles = words(&mut opening.iter().filter(|o| o.0).map(|o| &o.1));
    let all = words(&mut opening.iter().map(|o| &o.1));
    let find = |s: &str, list: &[(&str, DocumentKind)]| {
        list.iter().find(|(w, _)| s.contains(w)).map(|(_, k)| *k)
    };
    let whole = || {
        let lines = passages.lines.iter().flat_map(|l| l.chars().chain([' ']));
        let s: String = lines.take(60_000).collect();
        find(&s.to_lowercase(), KINDS)
    };
    find(&titles, &KINDS[..17])
        .or_else(|| find(&all, &KINDS[..21]))
        .or_else(whole)
        .unwrap_or_default()
}

/// The period in a title; else the one that most headings name; else the first financial year of the text.
fn period(
    opening: &[(bool, Text)],
    passages: &Passages,
) -> (Option<Period>, Stated, Option<Place>) {
    let planned = |text: &Text| {
        if let Some(found) = two_years(text).or_else(|| part_of_year(text)) {
            return Some(found);
        }
        time::find(text.as_str()).into_iter().find_map(|(at, _, t)| {
            // A meeting date is no plan period, and "refreshed for" names the year better than the span before it.
            let p = match t {
                Time::Span(a, b) => Some(time::plan_years(a, b)),
                Time::Period(
                    p @ (Period::FinancialYear(_)
                    | Period::FinancialYears(..)
                    | Period::FinancialQuarter(..)),
                ) => Some(p),
                // A year or so by its months is a plan's; the life of an order is not.
                Time::Period(p @ Period::Months(a, b)) if (9..=13).contains(&a.until(b)) => Some(p),
                _ => None,
            }?;
            let before = text.as_str()[..at].to_lowercase();
            let refreshed = before.contains("refresh") || before.contains("for ");
            Some((refreshed, p, text.place(at)))
        })
    };
    let current = opening.iter().position(|(_, text)| this_year(text).is_some());
    // What stands below "in the current financial year (2015/16)" is the heading of a part.
    let titles: Vec<_> = opening
        .iter()
        .take(current.unwrap_or(opening.len()))
        .filter(|o| o.0)
        .filter_map(|(_, t)| refined(t).or_else(|| planned(t)))
        .collect();
    if let Some((_, p, place)) = titles.iter().find(|t| t.0).or(titles.first()) {
        return (Some(*p), Stated::Stated, Some(place.clone()));
    }
    if let Some((p, place)) = labelled_period(opening) {
        return (Some(p), Stated::Stated, Some(place));
    }
    if let Some((p, place)) = current.and_then(|n| this_year(&opening[n].1)) {
        return (Some(p), Stated::Inferred, Some(place));
    }
    // A report without a year in its title is of the year it was made in.
    if let Some((p, place)) = report_year(opening) {
        return (Some(p), Stated::Inferred, Some(place));
    }
    for element in &passages.elements {
        if let Element::Heading { text, .. } = element
            && let Some((_, p, place)) = planned(text)
        {
            return (Some(p), Stated::Inferred, Some(place));
        }
    }
    for (_, text) in opening {
        // A year in running text is the plan's only where the text speaks of the plan.
        let speaks = |place: &Place| {
            let s = text.as_str();
            let at =
                time::find(s).into_iter().find(|f| text.place(f.0) == *place).map_or(0, |f| f.0);
            let from = s[..at].rfind(". ").map_or(0, |n| n + 1);
            let words = s[from..at].to_lowercase();
            ["plan", "strategy"].iter().any(|w| words.contains(w))
        };
        if let Some((_, p, place)) = planned(text).filter(|found| speaks(&found.2)) {
            return (Some(p), Stated::Inferred, Some(place));
        }
    }
    (None, Stated::None, None)
}

/// "In the current financial year (2015/16)": the year that the text is written in.
fn this_year(text: &Text) -> Option<(Period, Place)> {
    static CURRENT: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"(?i)\b(?:(?:the )?(?:current|present)|this) financial year\W{1,3}(?:of )?")
    });
    let end = CURRENT.find(text.as_str())?.end();
    let (at, _, t) = time::find(text.as_str()).into_iter().find(|f| f.0 == end)?;
    let p = time::as_period(t).filter(|p| matches!(p, Period::FinancialYear(_)))?;
    Some((p, text.place(at)))
}

/// "2024/25 and 2025/26": a plan of two years.
fn two_years(text: &Text) -> Option<(bool, Period, Place)> {
    let s = text.as_str();
    let found = time::find(s);
    let [
        (at, end, Time::Period(Period::FinancialYear(a))),
        (start, _, Time::Period(Period::FinancialYear(b))),
    ] = found.as_slice()
    else {
        return None;
    };
    let joined = matches!(s[*end..*start].trim(), "and" | "&");
    (joined && *b == a + 1).then(|| (false, Period::FinancialYears(*a, *b), text.place(*at)))
}

/// The financial year of the first full date that a report opens with.
fn report_year(opening: &[(bool, Text)]) -> Option<(Period, Place)> {
    let report = opening.iter().any(|(_, t)| {
        let s = t.as_str().to_lowercase();
        s.contains("report to") || s.contains("date of meeting") || s.contains("report of")
    });
    if !report {
        return None;
    }
    opening.iter().find_map(|(_, text)| {
        time::find(text.as_str()).into_iter().find_map(|(at, _, t)| match t {
            Time::Day(d) => {
                let y = i32::from(d.year());
                let year = if d.month() >= 4 { y } else { y - 1 };
                Some((Period::FinancialYear(year), text.place(at)))
            }
            _ => None,
        })
    })
}

/// `2008-11: refresh for 2010/11` is the plan of 2010/11.
fn refined(text: &Text) -> Option<(bool, Period, Place)> {
    let s = text.as_str();
    let at = s.to_lowercase().find("refresh")?;
    let (start, _, t) = time::find(s).into_iter().find(|f| f.0 > at)?;
    match t {
        Time::Period(p @ Period::FinancialYear(_)) => Some((true, p, text.place(start))),
        _ => None,
    }
}

/// The district that the document names most often, if any is named.
fn main_area(opening: &[(bool, Text)], passages: &Passages, vocab: &Vocab) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    // A name in the title counts for as much as three in the text.
    for (_, text) in opening.iter().filter(|(short, _)| *short).take(4) {
        for (_, area) in vocab.areas_in(text.as_str()) {
            if matches!(area.level.as_str(), "district" | "county") {
                *counts.entry(&area.id).or_default() += 3;
            }
        }
    }
    for line in &passages.lines {
        for (_, area) in vocab.areas_in(line) {
            if matches!(area.level.as_str(), "district" | "county") {
                *counts.entry(&area.id).or_default() += 1;
            }
        }
    }
    let best = counts.iter().max_by_key(|(id, n)| (**n, std::cmp::Reverse(**id)));
    // One mention may be a neighbour or a street; a document says its own name more often.
    best.filter(|(_, n)| **n >= 3).map_or(String::new(), |(id, _)| (*id).to_owned())
}

fn draft(passages: &Passages) -> Option<Place> {
    passages.elements.iter().enumerate().find_map(|(i, element)| match element {
        Element::Heading { text, .. }
        | Element::Paragraph(text)
        | Element::Furniture(text)
        | Element::Item(text) => {
            let s = text.as_str();
            if DRAFT.is_match(s) {
                return Some(text.place(0));
            }
            let found = DRAFT_INSIDE.find(s).filter(|_| i < OPENING && s.len() < 200)?;
            Some(text.place(found.start()))
        }
        Element::Table(_) => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::text::{Dialect, read};

    #[test]
    fn the_time_of_a_document_is_that_of_its_title_and_not_of_a_table() {
        let cases = [
            (
                "# Domestic Abuse Strategy 2021 - 2024\n\n## Police\n\nTable 1: Demand for the 12 months to March 2020\n",
                Some(Period::FinancialYears(2021, 2023)),
            ),
            (
                "Committee:\tScrutiny\tDate:\t5 November 2013\nSubject:\tBudget Monitoring 2013/14 - Quarter 2\t\t\n",
                Some(Period::FinancialQuarter(2013, 2)),
            ),
            (
                "Safety Fund\n\nIn the current financial year (2015/16) the fund has a budget of £1.2m.\n\nTable 1: Grants 2014/15\n",
                Some(Period::FinancialYear(2015)),
            ),
        ];
        for (text, expected) in cases {
            let found = about(&read(text, Dialect::Found), &Vocab::embedded(), None);
            assert_eq!(found.period, expected, "{text}");
        }
    }
}
