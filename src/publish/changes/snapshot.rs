//! A set as far as it is compared: from the folder that it was published in, or from the frames that it will be made of.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io;
use std::path::Path;

use super::super::csv::{Spelt, scan};
use super::super::descriptor::{DESCRIPTOR, spelling_of};
use super::super::record::{RECORD, Record};
use super::{Change, read};
use crate::frame::Frames;
use crate::issue::{self, Issue};
use crate::schema;

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Figure {
    /// With its bound: "over 500".
    pub value: String,
    pub place: String,
    /// Of money, which is never held back.
    pub money: bool,
}

/// What a figure is known by.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Coordinates {
    pub document: String,
    /// Table, measure or activity, area, period and so on, as a person reads them.
    pub subject: String,
}

/// Rule, message, document and other document of an issue.
pub type IssueKey = (String, String, String, String);

#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    /// What it was made of and by: the parts of `run.json` that are no results.
    inputs: BTreeMap<String, serde_json::Value>,
    /// Document to hash.
    pub documents: BTreeMap<String, String>,
    /// Document to the sum of its payments.
    pub sums: BTreeMap<String, String>,
    /// (table, document or empty for all) to rows.
    pub rows: BTreeMap<(String, String), u64>,
    pub figures: HashMap<Coordinates, Vec<Figure>>,
    /// With the places at which the issue stands.
    pub issues: HashMap<IssueKey, Vec<String>>,
    /// Its own list of changes; empty for one that is not published yet.
    pub changes: Vec<Change>,
}

/// A cell of a row by the name of its column; empty for missing.
type Get<'a> = &'a dyn Fn(&str) -> String;

/// The tables that hold figures: the value, and the columns that tell one figure from another.
const FIGURES: &[(&str, &str, &[&str])] = &[
    (
        "observation",
        "value",
        &["measure", "area", "period", "basis", "change", "unit", "activity", "programme"],
    ),
    (
        "allocation",
        "amount",
        &["activity", "programme", "theme", "area", "period", "level", "basis"],
    ),
    ("action", "deadline_text", &["priority_number", "action"]),
];

/// Counts in `document.csv` that stand for the rows of tables too large to go through.
const COUNTS: &[(&str, &str)] =
    &[("rows_kept", "transaction"), ("rows_rejected", "rejected_row"), ("numerals", "numeral")];

const INPUTS: &[&str] = &["tool", "contract", "profile", "formats", "configuration", "queries"];

fn json(folder: &Path, name: &str) -> Option<serde_json::Value> {
    serde_json::from_slice(&std::fs::read(folder.join(name)).ok()?).ok()
}

impl Snapshot {
    /// Whether the folder holds a published set.
    pub fn stands_in(folder: &Path) -> bool {
        json(folder, RECORD).is_some() && json(folder, DESCRIPTOR).is_some()
    }

    /// A published set; none where the folder holds none.
    pub fn read(folder: &Path) -> Option<Self> {
        let mut all = Self { changes: read(folder), ..Self::default() };
        all.inputs_of(&json(folder, RECORD)?);
        for resource in json(folder, DESCRIPTOR)?["resources"].as_array()? {
            let path = resource["path"].as_str().unwrap_or_default();
            let name = path.strip_prefix("tables/").and_then(|p| p.strip_suffix(".csv"));
            if let (Some(name), Some(rows)) = (name, resource["rows"].as_u64()) {
                all.count(name, rows);
            }
        }
        for table in all.tables() {
            let path = folder.join("tables").join(format!("{table}.csv"));
            // A table that an older program did not have is empty in its set.
            let Ok(file) = File::open(path) else { continue };
            scan(file, spelling_of(folder), |line| {
                all.row(table, &|column| line.get(column).to_string());
            })
            .ok()?;
        }
        Some(all)
    }

    /// What will be published, as far as tables tell that the checks do not add to.
    ///
    /// # Errors
    /// A frame has a column that is never published.
    pub fn of_tables(frames: &Frames) -> io::Result<Self> {
        let mut all = Self::default();
        for table in schema::tables() {
            all.count(table.name, frames.get(table.name).map_or(0, |f| f.height() as u64));
        }
        for table in all.tables().into_iter().filter(|t| *t != schema::ISSUE.name) {
            let Some(frame) = frames.get(table) else { continue };
            let spelt = Spelt::of(frame)?;
            for row in 0..frame.height() {
                all.row(table, &|column| spelt.cell(row, column));
            }
        }
        Ok(all)
    }

    /// The same with the issues, and with what it is made of and by.
    ///
    /// # Errors
    /// None that can be met: it is the type of making JSON.
    pub(super) fn complete(mut self, issues: &[Issue], record: &Record) -> io::Result<Self> {
        self.inputs_of(&serde_json::to_value(record)?);
        for issue in issues {
            let place = issue.place.to_string();
            self.issue(
                (&issue.rule, &issue.message),
                (&issue.document, &issue.other_document),
                &place,
            );
        }
        Ok(self)
    }

    /// Made with the same settings by the same program.
    pub fn is_made_as(&self, other: &Self) -> bool {
        self.inputs == other.inputs
    }

    /// The hash of a document is not told.
    pub fn holds_back(&self) -> bool {
        self.documents.values().any(String::is_empty)
    }

    /// The same set with documents under other names.
    pub fn under_new_names(&self, names: &BTreeMap<&str, &str>) -> Self {
        let name =
            |old: &String| names.get(old.as_str()).map_or_else(|| old.clone(), |n| (*n).to_owned());
        // A message may name another document.
        let message = |text: &String| {
            names.iter().fold(text.clone(), |text, (old, new)| text.replace(old, new))
        };
        let coordinates = |key: &Coordinates| Coordinates {
            document: name(&key.document),
            subject: key.subject.clone(),
        };
        Self {
            inputs: self.inputs.clone(),
            documents: self.documents.iter().map(|(d, hash)| (name(d), hash.clone())).collect(),
            sums: self.sums.iter().map(|(d, sum)| (name(d), sum.clone())).collect(),
            rows: self.rows.iter().map(|((t, d), n)| ((t.clone(), name(d)), *n)).collect(),
            figures: self.figures.iter().map(|(k, f)| (coordinates(k), f.clone())).collect(),
            issues: self
                .issues
                .iter()
                .map(|((rule, text, d, other), places)| {
                    ((rule.clone(), message(text), name(d), name(other)), places.clone())
                })
                .collect(),
            changes: Vec::new(),
        }
    }

    /// Which input differs, in words; empty for none but the documents.
    pub fn other_inputs(&self, other: &Self) -> &'static str {
        let differs =
            |names: &[&str]| names.iter().any(|n| self.inputs.get(*n) != other.inputs.get(*n));
        if differs(&["tool", "contract"]) {
            "the program"
        } else if differs(&["configuration"]) {
            "the configuration"
        } else if differs(&["queries"]) {
            "the queries"
        } else {
            ""
        }
    }

    fn tables(&self) -> Vec<&'static str> {
        let figures = FIGURES.iter().map(|(table, _, _)| *table);
        [schema::DOCUMENT.name, schema::ISSUE.name].into_iter().chain(figures).collect()
    }

    fn inputs_of(&mut self, record: &serde_json::Value) {
        for name in INPUTS {
            self.inputs.insert((*name).to_owned(), record[*name].clone());
        }
    }

    fn count(&mut self, table: &str, rows: u64) {
        // Issues are compared one by one.
        if table != schema::ISSUE.name {
            self.rows.insert((table.to_owned(), String::new()), rows);
        }
    }

    fn row(&mut self, table: &str, get: Get) {
        if table == schema::DOCUMENT.name {
            return self.document(get);
        }
        if table == schema::ISSUE.name {
            let [rule, message, document, other] =
                ["rule", "message", "document", "other_document"].map(get);
            return self.issue((&rule, &message), (&document, &other), &get("place"));
        }
        let Some((_, value, columns)) = FIGURES.iter().find(|(name, _, _)| *name == table) else {
            return;
        };
        let document = get("document");
        *self.rows.entry((table.to_owned(), document.clone())).or_default() += 1;
        let words = columns.iter().map(|column| get(column)).filter(|word| !word.is_empty());
        let subject = format!("{table}: {}", words.collect::<Vec<_>>().join(", "));
        let money = table == schema::ALLOCATION.name || get("unit").starts_with("gbp");
        let figure = Figure { value: value_of(value, get), place: get("place"), money };
        self.figures.entry(Coordinates { document, subject }).or_default().push(figure);
    }

    fn document(&mut self, get: Get) {
        let document = get("document");
        for (column, table) in COUNTS {
            let rows = get(column).parse().unwrap_or_default();
            self.rows.insert(((*table).to_owned(), document.clone()), rows);
        }
        let sum = get("amount_kept");
        if !sum.is_empty() {
            self.sums.insert(document.clone(), sum);
        }
        self.documents.insert(document, get("sha256"));
    }

    /// What moved overnight is an issue of the comparison, and no part of what is compared.
    fn issue(&mut self, said: (&str, &str), documents: (&str, &str), place: &str) {
        if ![issue::ROWS_MOVED.code, issue::FIGURE_MOVED.code].contains(&said.0) {
            let texts = [said.0, said.1, documents.0, documents.1].map(str::to_owned);
            self.issues.entry(texts.into()).or_default().push(place.to_owned());
        }
    }
}

/// A value as a person says it: with its bound, or with the symbol that stands for it.
fn value_of(column: &str, get: Get) -> String {
    let (value, bound) = (get(column), get("bound"));
    match bound.as_str() {
        _ if value.is_empty() && column == "deadline_text" => "none stated".to_owned(),
        _ if value.is_empty() => get("value_symbol"),
        "" | "exact" => value,
        bound => format!("{} {value}", bound.replace('_', " ")),
    }
}
