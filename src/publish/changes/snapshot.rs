//! A set as far as it is compared: from the folder that it was published in, or from the frames that it will be made of.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
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

/// Rows of a table that are of one document, as cells: enough to say whether they are the same on the other side.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Block {
    text: String,
    /// Where each cell ends.
    ends: Vec<usize>,
}

impl Block {
    fn cell(&mut self, write: impl FnOnce(&mut String)) {
        write(&mut self.text);
        self.ends.push(self.text.len());
    }

    /// The rows, each with `N` cells.
    fn rows<const N: usize>(&self) -> impl Iterator<Item = [&str; N]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        let cells: Vec<&str> =
            starts.zip(&self.ends).map(|(from, to)| &self.text[from..*to]).collect();
        let rows: Vec<[&str; N]> =
            cells.chunks_exact(N).filter_map(|row| row.try_into().ok()).collect();
        rows.into_iter()
    }
}

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
    /// By table and document, of all of them; most are the same on the other side, and never looked into.
    blocks: BTreeMap<&'static str, HashMap<String, Block>>,
    /// Of documents that differ, once two sets were held [`apart`].
    pub figures: HashMap<Coordinates, Vec<Figure>>,
    /// Likewise, with the places at which the issue stands.
    pub issues: HashMap<IssueKey, Vec<String>>,
    /// Its own list of changes; empty for one that is not published yet.
    pub changes: Vec<Change>,
}

/// Adds a cell of a row, by the number of its column in the [`Shape`]; nothing for missing.
type Get<'a> = &'a dyn Fn(usize, &mut String);

/// Columns of a [`Shape`] of figures before the words that the figures are known by.
const HEAD: usize = 6;

/// What is looked at of a table.
struct Shape {
    table: &'static str,
    columns: Vec<&'static str>,
}

impl Shape {
    fn all() -> Vec<Self> {
        let counts = COUNTS.iter().map(|(column, _)| *column);
        let document = ["document", "sha256", "amount_kept"].into_iter().chain(counts).collect();
        let issue = vec!["document", "place", "rule", "message", "other_document"];
        let figures = FIGURES.iter().map(|(table, value, words)| {
            let head: [&str; HEAD] = ["document", "place", value, "bound", "value_symbol", "unit"];
            Self { table, columns: head.into_iter().chain(words.iter().copied()).collect() }
        });
        let ours = [
            Self { table: schema::DOCUMENT.name, columns: document },
            Self { table: schema::ISSUE.name, columns: issue },
        ];
        ours.into_iter().chain(figures).collect()
    }
}

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
        for shape in Shape::all() {
            let path = folder.join("tables").join(format!("{}.csv", shape.table));
            // A table that an older program did not have is empty in its set.
            let Ok(file) = File::open(path) else { continue };
            let mut at: Option<Vec<Option<usize>>> = None;
            scan(file, spelling_of(folder), |line| {
                let at = at.get_or_insert_with(|| {
                    shape.columns.iter().map(|column| line.position(column)).collect()
                });
                all.row(&shape, &|column, out| {
                    out.push_str(at[column].map_or("", |n| line.nth(n)))
                });
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
        for shape in Shape::all().into_iter().filter(|shape| shape.table != schema::ISSUE.name) {
            let Some(frame) = frames.get(shape.table) else { continue };
            let spelt = Spelt::of(frame, &shape.columns)?;
            for row in 0..frame.height() {
                all.row(&shape, &|column, out| spelt.add(row, column, out));
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
            self.issue(
                &issue.document,
                [&issue.rule, &issue.message, &issue.other_document],
                |out| {
                    // Writing into a text cannot fail.
                    let _ = write!(out, "{}", issue.place);
                },
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
            blocks: BTreeMap::new(),
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

    fn row(&mut self, shape: &Shape, get: Get) {
        let text = |column: usize| {
            let mut text = String::new();
            get(column, &mut text);
            text
        };
        if shape.table == schema::DOCUMENT.name {
            return self.document(&text);
        }
        let document = text(0);
        if shape.table == schema::ISSUE.name {
            let [rule, message, other] = [text(2), text(3), text(4)];
            return self.issue(&document, [&rule, &message, &other], |out| get(1, out));
        }
        let block = self.block(shape.table, &document);
        block.cell(|out| {
            out.push_str(shape.table);
            let mut link = ": ";
            for column in HEAD..shape.columns.len() {
                let before = out.len();
                out.push_str(link);
                get(column, out);
                if out.len() == before + link.len() {
                    out.truncate(before);
                } else {
                    link = ", ";
                }
            }
        });
        block.cell(|out| out.push_str(&value_of(shape.columns[2], [text(2), text(3), text(4)])));
        block.cell(|out| get(1, out));
        block.cell(|out| get(5, out));
    }

    fn block(&mut self, table: &'static str, document: &str) -> &mut Block {
        let of_table = self.blocks.entry(table).or_default();
        if !of_table.contains_key(document) {
            of_table.insert(document.to_owned(), Block::default());
        }
        of_table.entry(document.to_owned()).or_default()
    }

    fn document(&mut self, text: &dyn Fn(usize) -> String) {
        let document = text(0);
        for (n, (_, table)) in COUNTS.iter().enumerate() {
            let rows = text(3 + n).parse().unwrap_or_default();
            self.rows.insert(((*table).to_owned(), document.clone()), rows);
        }
        let sum = text(2);
        if !sum.is_empty() {
            self.sums.insert(document.clone(), sum);
        }
        self.documents.insert(document, text(1));
    }

    /// What moved overnight is an issue of the comparison, and no part of what is compared.
    fn issue(&mut self, document: &str, said: [&str; 3], place: impl FnOnce(&mut String)) {
        if ![issue::ROWS_MOVED.code, issue::FIGURE_MOVED.code].contains(&said[0]) {
            let block = self.block(schema::ISSUE.name, document);
            said.into_iter().for_each(|text| block.cell(|out| out.push_str(text)));
            block.cell(place);
        }
    }

    /// Looks into the rows of a document.
    fn look_into(&mut self, table: &str, document: &str, block: &Block) {
        if table == schema::ISSUE.name {
            for [rule, message, other, place] in block.rows() {
                let key = [rule, message, document, other].map(str::to_owned).into();
                self.issues.entry(key).or_default().push(place.to_owned());
            }
            return;
        }
        let mut rows = 0;
        for [subject, value, place, unit] in block.rows() {
            rows += 1;
            let money = table == schema::ALLOCATION.name || unit.starts_with("gbp");
            let figure = Figure { value: value.to_owned(), place: place.to_owned(), money };
            let [document, subject] = [document, subject].map(str::to_owned);
            self.figures.entry(Coordinates { document, subject }).or_default().push(figure);
        }
        self.rows.insert((table.to_owned(), document.to_owned()), rows);
    }
}

/// Looks into what is not the same on both sides.
pub fn apart(old: &mut Snapshot, now: &mut Snapshot) {
    let (was, is) = (std::mem::take(&mut old.blocks), std::mem::take(&mut now.blocks));
    for (set, these, others) in [(old, &was, &is), (now, &is, &was)] {
        for (table, blocks) in these {
            let known = others.get(table);
            for (document, block) in blocks {
                if known.and_then(|known| known.get(document)) != Some(block) {
                    set.look_into(table, document, block);
                }
            }
        }
    }
}

/// A value as a person says it: with its bound, or with the symbol that stands for it.
fn value_of(column: &str, [value, bound, symbol]: [String; 3]) -> String {
    match bound.as_str() {
        _ if value.is_empty() && column == "deadline_text" => "none stated".to_owned(),
        _ if value.is_empty() => symbol,
        "" | "exact" => value,
        bound => format!("{} {value}", bound.replace('_', " ")),
    }
}
