//! Tables to files: what processed/ holds, and that a reader of it sees all of one run or all of another.
//!
//! Every file is a function of its inputs: no clock, no path of this machine, no order of threads. What a run costs and
//! when it ran goes to the log.

pub mod changes;
pub mod contract;
pub mod csv;
mod csvw;
mod descriptor;
pub mod folder;
mod parquet;
mod partition;
pub mod powerbi;
mod profile;
pub mod record;
pub mod report;
mod target;
mod workbook;

use std::collections::BTreeMap;
use std::io;

use polars::prelude::{Column, DataFrame, DataType};
use rayon::prelude::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};

use crate::frame::Frames;
use crate::query::{self, Query};
use crate::schema::{self, Declared, Kind};

use target::{Opened, file, json};

pub use descriptor::{DESCRIPTOR, DICTIONARY, dictionary_types, spelling_of};
pub use partition::PARTITIONED;
pub use profile::{Format, Options, Profile};
pub use target::{Disk, Entry, Nowhere, Target, settle, sha256, sha256_of};

/// The type of a published column. `Float` is what a view computes; everything a source says is exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    Text,
    Integer,
    Money,
    Number,
    Float,
    Date,
    Boolean,
}

impl Type {
    /// The type that a frame's column is published as; None for what is never published, such as lists. SQL has no type
    /// for money: decimals with two places are, unless the name says a share: `change_pct`, `share_of_programme`, `ratio`.
    pub fn of(name: &str, dtype: &DataType) -> Option<Self> {
        let share = name.ends_with("_pct") || name.starts_with("share") || name.ends_with("ratio");
        match Self::of_type(dtype) {
            Some(Self::Money) if share => Some(Self::Number),
            other => other,
        }
    }

    fn of_type(dtype: &DataType) -> Option<Self> {
        Some(match dtype {
            DataType::String | DataType::Null => Self::Text,
            DataType::Decimal(_, 2) => Self::Money,
            DataType::Decimal(..) => Self::Number,
            DataType::Float32 | DataType::Float64 => Self::Float,
            DataType::Date => Self::Date,
            DataType::Boolean => Self::Boolean,
            other if other.is_integer() => Self::Integer,
            _ => return None,
        })
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Integer => "integer",
            Self::Money => "money",
            Self::Number => "number",
            Self::Float => "float",
            Self::Date => "date",
            Self::Boolean => "boolean",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        use Type::{Boolean, Date, Float, Integer, Money, Number, Text};
        [Text, Integer, Money, Number, Float, Date, Boolean].into_iter().find(|t| t.name() == name)
    }
}

impl From<Kind> for Type {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Text => Self::Text,
            Kind::Integer => Self::Integer,
            Kind::Money => Self::Money,
            Kind::Number => Self::Number,
            Kind::Date => Self::Date,
            Kind::Boolean => Self::Boolean,
        }
    }
}

/// One table or view on its way out.
#[derive(Debug)]
pub struct Published<'a> {
    pub folder: Folder,
    pub name: String,
    pub title: String,
    pub about: String,
    pub grain: Vec<String>,
    pub fields: Vec<Field>,
    pub frame: &'a DataFrame,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Folder {
    Tables,
    Views,
}

impl Folder {
    pub fn name(self) -> &'static str {
        match self {
            Self::Tables => "tables",
            Self::Views => "views",
        }
    }
}

#[derive(Clone, Debug)]
pub struct Field {
    pub name: String,
    pub kind: Type,
    pub about: String,
}

impl Published<'_> {
    pub fn path(&self) -> String {
        self.beside("csv")
    }

    /// The path of the same in another format.
    pub fn beside(&self, format: &str) -> String {
        format!("{}/{}.{format}", self.folder.name(), self.name)
    }
}

/// What a set holds beside its tables and views.
#[derive(Debug)]
pub struct Beside<'a> {
    pub record: record::Record,
    pub changes: &'a [changes::Change],
    pub quotes: &'a report::Quotes,
}

/// Files of tables that were written before the rest of the set was known, by name of the table.
#[derive(Debug, Default)]
pub struct Tables(BTreeMap<String, Made>);

/// Writes the tables that nothing will change any more: all but the issues, which the checks are still finding.
///
/// # Errors
/// A file cannot be written.
pub fn tables_of(frames: &Frames, options: &Options, target: &dyn Target) -> io::Result<Tables> {
    let all = tables(frames);
    let final_ones = all.par_iter().filter(|table| table.name != schema::ISSUE.name);
    let made = final_ones.map(|table| Ok((table.name.clone(), one(table, options, target)?)));
    Ok(Tables(made.collect::<io::Result<_>>()?))
}

/// Writes every table and view, what describes them, the record of the run and, last, the descriptor that vouches for the rest.
///
/// # Errors
/// A file cannot be written.
pub fn write(
    all: &[Published],
    beside: &Beside,
    early: Tables,
    options: &Options,
    target: &dyn Target,
) -> io::Result<Vec<Entry>> {
    // The page takes as long as the files, and neither waits for the other.
    let (page, entries) = rayon::join(
        || report::page(all, beside.changes, beside.quotes),
        || data_files(all, beside, early, options, target),
    );
    let mut entries = entries?;
    entries.push(file(target, report::REPORT, None, |out| {
        page.iter().try_for_each(|part| out.write_all(part.as_bytes()))
    })?);
    let package = descriptor::package(all, &entries, options.profile);
    entries.push(file(target, DESCRIPTOR, None, |out| json(&package, out))?);
    Ok(entries)
}

/// What programs read.
fn data_files(
    all: &[Published],
    beside: &Beside,
    early: Tables,
    options: &Options,
    target: &dyn Target,
) -> io::Result<Vec<Entry>> {
    let mut entries = tables_and_views(all, early, options, target)?;
    let bytes = changes::bytes(beside.changes, options.profile.spelling());
    let rows = Some(beside.changes.len() as u64);
    entries.push(file(target, changes::CHANGES.path, rows, |out| out.write_all(&bytes))?);
    let dictionary = descriptor::dictionary(all, options.profile.spelling());
    let rows = Some(all.iter().map(|p| p.fields.len() as u64).sum());
    entries.push(file(target, DICTIONARY, rows, |out| out.write_all(&dictionary))?);
    for (format, end) in [(Format::Ods, "ods"), (Format::Xlsx, "xlsx")] {
        if options.has(format) {
            let path = format!("{}.{end}", workbook::NAME);
            entries.push(file(target, &path, None, |out| workbook::write(all, format, out))?);
        }
    }
    for (path, text) in powerbi::files(all, options) {
        entries.push(file(target, &path, None, |out| out.write_all(text.as_bytes()))?);
    }
    entries.push(file(target, record::RECORD, None, |out| json(&beside.record, out))?);
    Ok(entries)
}

/// Each in the formats asked for, with what stands beside it, and the cells that the profile changed.
fn tables_and_views(
    all: &[Published],
    mut early: Tables,
    options: &Options,
    target: &dyn Target,
) -> io::Result<Vec<Entry>> {
    let spelling = options.profile.spelling();
    let ready: Vec<Option<Made>> =
        all.iter().map(|published| early.0.remove(&published.name)).collect();
    let made = all.par_iter().zip(ready).map(|(published, ready)| match ready {
        Some(made) => Ok(made),
        None => one(published, options, target),
    });
    let made = made.collect::<io::Result<Vec<Made>>>()?;
    let (mut entries, mut guarded) = (Vec::new(), Vec::new());
    for (published, (files, cells)) in all.iter().zip(made) {
        entries.extend(files);
        guarded.extend(cells.into_iter().map(|cell| (published.path(), cell)));
    }
    if spelling.guarded {
        let bytes = descriptor::guarded(&guarded);
        let rows = Some(guarded.len() as u64);
        entries.push(file(target, descriptor::GUARDED.path, rows, |out| out.write_all(&bytes))?);
    }
    Ok(entries)
}

/// The files of a table or view, and the cells of it that the profile changed.
type Made = (Vec<Entry>, Vec<self::csv::Guarded>);

fn one(published: &Published, options: &Options, target: &dyn Target) -> io::Result<Made> {
    let spelling = options.profile.spelling();
    let rows = Some(published.frame.height() as u64);
    let (mut entries, cells) = if published.name == PARTITIONED && options.is_partitioned() {
        partition::write(published, spelling, target)?
    } else {
        let mut cells = Vec::new();
        let entry = file(target, &published.path(), rows, |out| {
            cells = self::csv::write(published.frame, spelling, out)?;
            Ok(())
        });
        (vec![entry?], cells)
    };
    let mut beside = Vec::new();
    if options.profile == Profile::OpenData {
        let path = published.path() + csvw::ENDING;
        beside.push(file(target, &path, None, |out| json(&csvw::metadata(published), out))?);
    }
    if options.has(Format::Parquet) {
        let path = published.beside("parquet");
        beside.push(file(target, &path, None, |out| parquet::write(published.frame, out))?);
    }
    // The parts of a table come last.
    entries.splice(1..1, beside);
    Ok((entries, cells))
}

/// Every table of the schema, in its order.
pub fn tables(frames: &Frames) -> Vec<Published<'_>> {
    let declared = schema::tables().into_iter();
    let published = declared.filter_map(|table| {
        let field = |(name, kind, about): &(&str, Kind, &str)| Field {
            name: (*name).to_owned(),
            kind: (*kind).into(),
            about: (*about).to_owned(),
        };
        Some(Published {
            folder: Folder::Tables,
            name: table.name.to_owned(),
            title: table.name.replace('_', " "),
            about: table.about.to_owned(),
            grain: table.grain.iter().map(|c| (*c).to_owned()).collect(),
            fields: table.columns.iter().map(field).collect(),
            frame: frames.get(table.name)?,
        })
    });
    published.collect()
}

/// Every view, by name. A column that a table has too means what it means there.
pub fn views<'a>(frames: &'a Frames, queries: &[Query]) -> Vec<Published<'a>> {
    let declared = schema::tables();
    let published = queries.iter().filter(|q| q.kind == query::Kind::View).filter_map(|q| {
        let frame = frames.get(&q.name)?;
        let field = |column: &Column| {
            Some(Field {
                name: column.name().to_string(),
                kind: Type::of(column.name(), column.dtype())?,
                about: meaning(column.name(), q, &declared),
            })
        };
        Some(Published {
            folder: Folder::Views,
            name: q.name.clone(),
            title: q.title.clone(),
            about: about(q),
            grain: q.grain.clone(),
            fields: frame.columns().iter().filter_map(field).collect(),
            frame,
        })
    });
    let mut all: Vec<Published> = published.collect();
    all.sort_by(|a, b| a.name.cmp(&b.name));
    all
}

fn about(query: &Query) -> String {
    match query.unit.as_str() {
        "" => query.about.clone(),
        unit => format!("{} Unit: {unit}.", query.about),
    }
}

/// What a view's column holds: as its query says, else by the tables it reads, else by any table that has a column of that name.
fn meaning(column: &str, query: &Query, declared: &[Declared]) -> String {
    if let Some((_, said)) = query.columns.iter().find(|(name, _)| name == column) {
        return said.clone();
    }
    let in_table = |table: &Declared| {
        let found = table.columns.iter().find(|(name, _, _)| *name == column);
        found.map(|(_, _, about)| (*about).to_owned())
    };
    let read = query.reads.iter().filter_map(|name| declared.iter().find(|t| t.name == name));
    read.chain(declared).find_map(in_table).unwrap_or_default()
}
