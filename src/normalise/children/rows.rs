//! Cells to outcomes. A row that cannot be used is rejected with its reason and without a word of it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::report::NOT_STATED;
use super::{Class, Outcome};
use crate::grid::{Row, Source, Value};
use crate::issue::{self, Issue};
use crate::model::period::Period;
use crate::model::place::Place;
use crate::model::transaction::RejectedRow;
use crate::recognise::sheet::evidence::day;
use crate::recognise::sheet::person::{self, Columns};
use crate::vocab::{Vocab, fold};
use crate::written::date::{Order, order_of};
use crate::written::time;

/// What stands for a row about a child, wherever rows are shown.
const WITHHELD: &str = "[withheld: a row about a child]";

/// Years in which a date is a date and not a slip.
const YEARS: std::ops::RangeInclusive<i16> = 1980..=2100;

/// All rows about children of one document, over all of its sheets.
#[derive(Debug, Default)]
pub struct Children {
    pub outcomes: Vec<Outcome>,
    pub rejected: Vec<RejectedRow>,
    pub issues: Vec<Issue>,
    /// Rows read, blank ones left out.
    pub read: u64,
    /// The header of the first sheet.
    pub place: Option<Place>,
    /// Periods named by the file, its sheets and the lines above the rows.
    pub said: Vec<Period>,
    ids: BTreeMap<String, usize>,
    seen: BTreeSet<Seen>,
    reasons: BTreeSet<&'static str>,
}

/// What makes one row the repeat of another.
type Seen = (usize, Date, Class, String, String, Option<Date>);

impl Children {
    pub fn new(path: &str) -> Self {
        let file = path.rsplit('/').next().unwrap_or(path);
        let stem = file.rsplit_once('.').map_or(file, |f| f.0);
        Self { said: said(stem), ..Self::default() }
    }

    /// Did any sheet hold rows about children?
    pub fn any(&self) -> bool {
        self.place.is_some()
    }

    /// Takes the outcomes of a sheet.
    pub fn sheet(&mut self, path: &str, source: &dyn Source, columns: &Columns, vocab: &Vocab) {
        let place = source.place(columns.header, columns.child);
        self.issues.push(Issue::new(
            &issue::PERSON_LEVEL,
            path,
            place.clone(),
            "rows about children: only counts are published",
        ));
        self.place.get_or_insert(place);
        self.said.extend(said(source.sheet()));
        let mut reading = Reading { path, source, columns, vocab, order: order(source, columns) };
        let read = source.rows(&mut |row| {
            if !row.is_blank() {
                self.row(&mut reading, row);
            }
            true
        });
        if let Err(broken) = read {
            self.issues.push(Issue::new(&issue::SHEET_BROKEN, path, source.place(1, 1), broken));
        }
    }

    /// A sheet of rows about people that nothing can be counted from: its rows are counted and not looked at.
    pub fn closed(&mut self, path: &str, source: &dyn Source, header: u32, missing: &str) {
        let place = source.place(header, 1);
        let message = format!("expected {missing}, found none");
        self.issues.push(Issue::new(&issue::PERSON_LAYOUT, path, place.clone(), message));
        self.place.get_or_insert(place);
        // How far it can be read does not matter: none of it is used.
        let _ = source.rows(&mut |row| {
            self.read += u64::from(!row.is_blank());
            true
        });
    }

    fn row(&mut self, reading: &mut Reading<'_>, row: &Row<'_>) {
        self.read += 1;
        if row.number < reading.columns.header {
            for cell in row.cells {
                self.said.extend(cell.value.text().map(said).unwrap_or_default());
            }
        }
        if row.number <= reading.columns.header
            || person::repeats(row, reading.columns, reading.vocab)
        {
            return;
        }
        if let Err(reason) = self.outcome(reading, row) {
            let place = reading.source.place(row.number, reading.columns.child);
            self.reject(reading.path, place, reason);
        }
    }

    fn outcome(&mut self, reading: &Reading<'_>, row: &Row<'_>) -> Result<(), &'static str> {
        let columns = reading.columns;
        let id = row.at(columns.child).map(|v| identity(&v.shown())).unwrap_or_default();
        let outcome = row.at(columns.outcome).map(|v| v.shown().into_owned()).unwrap_or_default();
        if id.is_empty() && outcome.is_empty() {
            return if row.cells.len() > 2 {
                Err("expected an id of the child, found none")
            } else {
                Ok(())
            };
        }
        if id.is_empty() {
            return Err("expected an id of the child, found none");
        }
        let date = reading.day(row, Some(columns.date)).ok_or("expected a date of the outcome")?;
        let class = reading.class(&outcome).ok_or("expected an outcome that is known")?;
        let offence = reading.day(row, columns.offence_date);
        if offence.is_some_and(|o| o > date) {
            return Err("expected an outcome after the offence, found it dated before");
        }
        let release = reading.day(row, columns.release_date).filter(|r| *r >= date);
        let age = reading.age(row, date)?;
        if age.is_some_and(|a| a < 10) {
            return Err("expected a child of the age of responsibility, found somebody younger");
        }
        let next = self.ids.len();
        let child = *self.ids.entry(id).or_insert(next);
        let area = reading.area(row);
        let words = columns.offence.and_then(|c| row.at(c)).map(|v| fold(&v.shown()));
        if !self.seen.insert((child, date, class, area.clone(), words.unwrap_or_default(), offence))
        {
            return Err("expected a new row, found a repeat");
        }
        let adult = age.is_some_and(|a| a >= 18);
        let place = reading.source.place(row.number, columns.child);
        self.outcomes.push(Outcome { child, date, class, area, offence, release, adult, place });
        Ok(())
    }

    fn reject(&mut self, path: &str, place: Place, reason: &'static str) {
        if self.reasons.insert(reason) {
            // One issue a reason: how many rows there are is not said of children.
            self.issues.push(Issue::new(&issue::PERSON_ROW, path, place.clone(), reason));
        }
        self.rejected.push(RejectedRow {
            document: path.into(),
            place,
            rule: issue::PERSON_ROW.code,
            reason: reason.to_owned(),
            raw: WITHHELD.to_owned(),
        });
    }

    /// In the order of days. What a grown-up did is kept where it may prove that a child of these rows reoffended.
    pub fn grown(&mut self, path: &str) {
        self.outcomes.sort_by(|a, b| {
            (a.date, a.child, a.class, &a.place).cmp(&(b.date, b.child, b.class, &b.place))
        });
        let mut children = BTreeSet::new();
        let (kept, refused): (Vec<Outcome>, Vec<Outcome>) =
            std::mem::take(&mut self.outcomes).into_iter().partition(|o| {
                if !o.adult {
                    children.insert(o.child);
                }
                children.contains(&o.child)
            });
        self.outcomes = kept;
        for o in refused {
            self.reject(
                path,
                o.place,
                "expected a child of the age of responsibility, found somebody older",
            );
        }
    }
}

struct Reading<'a> {
    path: &'a str,
    source: &'a dyn Source,
    columns: &'a Columns,
    vocab: &'a Vocab,
    order: Order,
}

impl Reading<'_> {
    fn day(&self, row: &Row<'_>, column: Option<u32>) -> Option<Date> {
        let found = day(row.at(column?)?, self.order)?;
        YEARS.contains(&found.year()).then_some(found)
    }

    /// The gravest of the outcomes named.
    fn class(&self, text: &str) -> Option<Class> {
        let named = self.vocab.outcomes_in(text).into_iter();
        let class = named.filter_map(|o| Class::from_name(&o.class)).min()?;
        let held = self.columns.remand && class == Class::Custody;
        Some(if held { Class::RemandCustody } else { class })
    }

    /// Whole years at the date; none where neither a birthday nor an age is given.
    fn age(&self, row: &Row<'_>, date: Date) -> Result<Option<i32>, &'static str> {
        if let Some(born) = self.day(row, self.columns.born) {
            if born > date {
                return Err("expected an outcome after the birth, found it dated before");
            }
            let before = (date.month(), date.day()) < (born.month(), born.day());
            return Ok(Some(i32::from(date.year() - born.year()) - i32::from(before)));
        }
        let stated = self.columns.age.and_then(|c| row.at(c));
        Ok(stated.and_then(|v| match v {
            Value::Number(n) if (0.0..=120.0).contains(&n) => {
                format!("{:.0}", n.floor()).parse().ok()
            }
            other => other.shown().trim().parse().ok(),
        }))
    }

    /// An area that is known, or a local one by its name; what looks like an address or a key is no area.
    fn area(&self, row: &Row<'_>) -> String {
        let Some(column) = self.columns.area else { return String::new() };
        let text = row.at(column).map(|v| v.shown().trim().to_owned()).unwrap_or_default();
        if let Some(known) = self.vocab.area(&text) {
            return known.id.clone();
        }
        if let [(_, area)] = self.vocab.areas_in(&text).as_slice() {
            return area.id.clone();
        }
        let name = fold(&text).replace(' ', "-");
        let plain = !name.is_empty() && !text.chars().any(char::is_numeric) && name.len() <= 40;
        if plain { format!("local-{name}") } else { NOT_STATED.to_owned() }
    }
}

/// One spelling for one child: blanks and case do not tell children apart.
fn identity(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_uppercase).collect()
}

/// Month first only where some date shows it and none the contrary.
fn order(source: &dyn Source, columns: &Columns) -> Order {
    let (mut day_first, mut month_first) = (false, false);
    let _ = source.rows(&mut |row| {
        let shown = row.at(columns.date).and_then(|v| v.text().and_then(order_of));
        day_first |= shown == Some(Order::DayFirst);
        month_first |= shown == Some(Order::MonthFirst);
        !day_first
    });
    if month_first && !day_first { Order::MonthFirst } else { Order::DayFirst }
}

/// Periods that some words name.
fn said(text: &str) -> Vec<Period> {
    let text = text.replace(['_', '+'], " ");
    time::find(&text).into_iter().filter_map(|(_, _, t)| time::as_period(t)).collect()
}
