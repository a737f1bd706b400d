//! Ids as people call them, by the dimension tables.

use std::collections::BTreeMap;

use super::book::Book;
use super::words::{spaced, title};
use crate::model::period::Period;

/// Labels of themes, programmes, measures, areas and documents.
#[derive(Debug, Default)]
pub struct Names {
    theme: BTreeMap<String, String>,
    programme: BTreeMap<String, String>,
    measure: BTreeMap<String, String>,
    polarity: BTreeMap<String, String>,
    area: BTreeMap<String, String>,
    document: BTreeMap<String, String>,
}

impl Names {
    pub fn of(book: &Book) -> Self {
        let labels = |table: &str, column: &str| {
            let rows = book.peek(table);
            let pairs = rows.iter().flat_map(|rows| rows.iter().map(|r| pair(&r, table, column)));
            pairs.collect::<BTreeMap<String, String>>()
        };
        Self {
            theme: labels("theme", "label"),
            programme: labels("programme", "label"),
            measure: labels("measure", "label"),
            polarity: labels("measure", "polarity"),
            area: labels("area", "label"),
            document: labels("document", "title"),
        }
    }

    pub fn theme(&self, id: &str) -> String {
        if id.is_empty() { "No theme".to_owned() } else { known(&self.theme, id) }
    }

    pub fn programme(&self, id: &str) -> String {
        if id.is_empty() { "No named programme".to_owned() } else { known(&self.programme, id) }
    }

    pub fn measure(&self, id: &str) -> String {
        let label = known(&self.measure, id);
        let mut chars = label.chars();
        // A measure named by a sentence starts like one.
        chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
    }

    pub fn polarity(&self, measure: &str) -> &str {
        self.polarity.get(measure).map_or("", String::as_str)
    }

    pub fn area(&self, id: &str) -> String {
        // An area that only a document names is called what its id was made of.
        match (id, id.strip_prefix("local-")) {
            ("", _) => "no area named".to_owned(),
            (_, Some(slug)) if self.area.get(id).is_none_or(|label| label == id) => {
                title(&slug.replace('-', " "))
            }
            _ => known(&self.area, id),
        }
    }

    /// A document's own title, else its path.
    pub fn document<'a>(&'a self, path: &'a str) -> &'a str {
        self.document.get(path).map(String::as_str).filter(|t| !t.is_empty()).unwrap_or(path)
    }

    /// What a cell of a column with this name is called; as it stands where the column holds no id.
    pub fn shown(&self, column: &str, value: &str) -> String {
        match column {
            _ if value.is_empty() => String::new(),
            "theme" => self.theme(value),
            "programme" => self.programme(value),
            "measure" => self.measure(value),
            "area" | "comparator" => self.area(value),
            name if name == "period" || name.ends_with("_period") || name == "price_base" => {
                period(value)
            }
            _ => value.to_owned(),
        }
    }

    /// Labels of one dimension, for the page's own use.
    pub fn all(&self, dimension: &str) -> &BTreeMap<String, String> {
        match dimension {
            "theme" => &self.theme,
            "programme" => &self.programme,
            "measure" => &self.measure,
            "area" => &self.area,
            _ => &self.document,
        }
    }
}

fn pair(row: &super::book::Row, table: &str, column: &str) -> (String, String) {
    (row.get(table).to_owned(), row.get(column).to_owned())
}

fn known(labels: &BTreeMap<String, String>, id: &str) -> String {
    let found = labels.get(id).filter(|label| !label.is_empty());
    found.cloned().unwrap_or_else(|| title(&spaced(id.trim_start_matches("local."))))
}

/// `FY2019-20` as 2019/20.
pub fn period(id: &str) -> String {
    id.parse::<Period>().map_or_else(|()| id.to_owned(), Period::label)
}

/// A column of a time axis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Slot {
    Period(String),
    /// So many periods without a figure, drawn as one break because they would fill the page.
    Gap(usize),
}

/// The most empty periods that each get a column of their own.
const LONGEST_GAP: i32 = 12;

/// Every period from the first to the last, those without a figure too, so that no year is hidden.
pub fn slots<'a>(ids: impl Iterator<Item = &'a str>) -> Vec<Slot> {
    let mut periods: Vec<Period> = ids.filter_map(|id| id.parse().ok()).collect();
    periods.sort();
    periods.dedup();
    let mut out: Vec<Slot> = Vec::new();
    let mut last: Option<Period> = None;
    for period in periods {
        if let Some(before) = last {
            out.extend(between(before, period));
        }
        out.push(Slot::Period(period.to_string()));
        last = Some(period);
    }
    out
}

fn between(before: Period, period: Period) -> Vec<Slot> {
    let (Some((a, from)), Some((b, to))) = (before.step(), period.step()) else {
        return Vec::new();
    };
    let missing = to - from - 1;
    if a != b || missing < 1 {
        return Vec::new();
    }
    if missing > LONGEST_GAP {
        return vec![Slot::Gap(usize::try_from(missing).unwrap_or(0))];
    }
    let mut out = Vec::new();
    let mut at = before;
    for _ in 0..missing {
        let Some(next) = after(at) else { break };
        out.push(Slot::Period(next.to_string()));
        at = next;
    }
    out
}

/// The period that follows in the series.
fn after(period: Period) -> Option<Period> {
    Some(match period {
        Period::FinancialYear(y) => Period::FinancialYear(y + 1),
        Period::FinancialQuarter(y, 4) => Period::FinancialQuarter(y + 1, 1),
        Period::FinancialQuarter(y, q) => Period::FinancialQuarter(y, q + 1),
        Period::CalendarYear(y) => Period::CalendarYear(y + 1),
        Period::Month(m) => Period::Month(m.plus(1)),
        Period::Months(a, b) => Period::Months(a.plus(12), b.plus(12)),
        Period::FinancialYears(..) | Period::CalendarYears(..) | Period::From(_) => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_period_between_two_others_is_hidden() {
        let cases: [(&[&str], &str); 4] = [
            (&["FY2022-23", "FY2019-20"], "FY2019-20 FY2020-21 FY2021-22 FY2022-23"),
            (&["FY2018-19-Q3", "FY2019-20-Q1"], "FY2018-19-Q3 FY2018-19-Q4 FY2019-20-Q1"),
            (&["2019-11", "2020-02"], "2019-11 2019-12 2020-01 2020-02"),
            (&["CY1990", "CY2018"], "CY1990 (27) CY2018"),
        ];
        for (ids, expected) in cases {
            let shown: Vec<String> = slots(ids.iter().copied())
                .into_iter()
                .map(|slot| match slot {
                    Slot::Period(id) => id,
                    Slot::Gap(n) => format!("({n})"),
                })
                .collect();
            assert_eq!(shown.join(" "), expected);
        }
    }
}
