//! What describes the published files: `dictionary.csv` for people, `datapackage.json` (Frictionless v2) for programs.

use std::fs;
use std::io;
use std::path::Path;

use csv::{Reader, Terminator, WriterBuilder};
use serde::Serialize;

use super::changes::CHANGES;
use super::csv::{Guarded, MARK, Spelling};
use super::record::RECORD;
use super::{Entry, Field, Folder, Profile, Published, Type, contract, partition};

pub const DICTIONARY: &str = "dictionary.csv";
pub const DESCRIPTOR: &str = "datapackage.json";

/// A file of rows that is neither a table nor a view.
#[derive(Debug)]
pub struct Extra {
    pub path: &'static str,
    pub title: &'static str,
    pub about: &'static str,
    pub fields: &'static [(&'static str, Type, &'static str)],
    pub key: &'static [&'static str],
}

const DICTIONARY_FILE: Extra = Extra {
    path: DICTIONARY,
    title: "Dictionary",
    about: "Every column of every table and view.",
    fields: &[
        ("table", Type::Text, "The table or view."),
        ("column", Type::Text, "The column, in the order of the file."),
        (
            "type",
            Type::Text,
            "text, integer, money (GBP, 2 places), number (up to 4 places), float, date or boolean.",
        ),
        ("meaning", Type::Text, "What it holds."),
        (
            "key",
            Type::Integer,
            "The position of the column in the grain; empty where it is not part of it.",
        ),
    ],
    key: &["table", "column"],
};

/// Only the profile `excel-safe` has it.
pub const GUARDED: Extra = Extra {
    path: "guarded.csv",
    title: "Guarded cells",
    about: "Cells that begin like a formula and are written with an apostrophe before them, so that no spreadsheet runs them.",
    fields: &[
        ("file", Type::Text, "The file, from the folder of this one."),
        ("row", Type::Integer, "Row as a spreadsheet counts; the header is row 1."),
        ("column", Type::Text, "The column."),
        (
            "text",
            Type::Text,
            "The cell as it is written; without its first apostrophe, as it was read.",
        ),
    ],
    key: &["file", "row", "column"],
};

/// Files of rows that are described here rather than by the schema.
const EXTRA: &[&Extra] = &[&DICTIONARY_FILE, &GUARDED, &CHANGES];

/// Columns that hold the key of another table, wherever they stand.
const DIMENSIONS: &[&str] = &["document", "theme", "programme", "measure", "area", "period"];

/// One line a column of every table and view.
pub fn dictionary(all: &[Published], spelling: Spelling) -> Vec<u8> {
    let line = |table: &Published, field: &Field| {
        let key = table.grain.iter().position(|g| *g == field.name);
        let key = key.map_or_else(String::new, |n| (n + 1).to_string());
        let kind = field.kind.name().to_owned();
        [table.name.clone(), field.name.clone(), kind, field.about.clone(), key]
    };
    let lines = all.iter().flat_map(|table| table.fields.iter().map(move |f| line(table, f)));
    lines_of(&DICTIONARY_FILE, spelling, lines)
}

/// The cells that a profile guarded, with the paths of their files.
pub fn guarded(cells: &[(String, Guarded)]) -> Vec<u8> {
    let line = |(path, cell): &(String, Guarded)| {
        [path.clone(), cell.row.to_string(), cell.column.clone(), cell.text.clone()]
    };
    let spelling = Spelling { mark: true, guarded: true };
    lines_of(&GUARDED, spelling, cells.iter().map(line))
}

pub(super) fn lines_of<const N: usize>(
    extra: &Extra,
    spelling: Spelling,
    lines: impl Iterator<Item = [String; N]>,
) -> Vec<u8> {
    let start = if spelling.mark { MARK.to_vec() } else { Vec::new() };
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(start);
    // Writing to memory cannot fail.
    let _ = writer.write_record(extra.fields.iter().map(|(name, _, _)| name));
    for line in lines {
        let _ = writer.write_record(line);
    }
    writer.into_inner().unwrap_or_default()
}

/// How the cells of a published set are spelt; plain where there is no descriptor.
pub fn spelling_of(folder: &Path) -> Spelling {
    let bytes = fs::read(folder.join(DESCRIPTOR)).unwrap_or_default();
    let package: serde_json::Value = serde_json::from_slice(&bytes).unwrap_or_default();
    serde_json::from_value(package["publishingProfile"].clone())
        .map_or(Spelling::PLAIN, Profile::spelling)
}

/// The columns of every table and view as a published dictionary gives them: (table, column, type), in order.
///
/// # Errors
/// The bytes are not a dictionary that this program wrote.
pub fn dictionary_types(bytes: &[u8]) -> io::Result<Vec<(String, String, Type)>> {
    let mut reader = Reader::from_reader(bytes.strip_prefix(MARK).unwrap_or(bytes));
    let mut types = Vec::new();
    for record in reader.records() {
        let record = record?;
        let kind = record.get(2).and_then(Type::from_name);
        match (record.get(0), record.get(1), kind) {
            (Some(table), Some(column), Some(kind)) => {
                types.push((table.to_owned(), column.to_owned(), kind));
            }
            _ => return Err(io::Error::other(format!("{DICTIONARY}: {record:?}"))),
        }
    }
    Ok(types)
}

/// The data package; its fields stand in the file in this order.
#[derive(Debug, Serialize)]
pub struct Package {
    #[serde(rename = "$schema")]
    address: &'static str,
    name: &'static str,
    title: &'static str,
    description: &'static str,
    version: &'static str,
    /// Of the published names and types, by which a reader tells whether its queries still hold.
    contract: String,
    #[serde(rename = "publishingProfile")]
    profile: Profile,
    resources: Vec<Resource>,
    /// What is no data of its own: the Power BI project, metadata, the same rows in other formats.
    files: Vec<Other>,
}

#[derive(Debug, Serialize)]
struct Other {
    path: String,
    mediatype: &'static str,
    bytes: u64,
    hash: String,
}

#[derive(Debug, Serialize)]
struct Resource {
    name: String,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    path: String,
    title: String,
    description: String,
    format: &'static str,
    mediatype: &'static str,
    encoding: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    dialect: Option<Dialect>,
    bytes: u64,
    hash: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    rows: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    schema: Option<Schema>,
}

#[derive(Debug, Serialize)]
struct Dialect {
    #[serde(rename = "$schema")]
    address: &'static str,
    delimiter: &'static str,
    #[serde(rename = "lineTerminator")]
    line_terminator: &'static str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Schema {
    #[serde(rename = "$schema")]
    address: &'static str,
    fields_match: &'static str,
    fields: Vec<FieldOf>,
    missing_values: [&'static str; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    primary_key: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    foreign_keys: Vec<ForeignKey>,
}

#[derive(Debug, Serialize)]
struct FieldOf {
    name: String,
    #[serde(rename = "type")]
    kind: &'static str,
    description: String,
}

#[derive(Debug, Serialize)]
struct ForeignKey {
    fields: [&'static str; 1],
    reference: Reference,
}

#[derive(Debug, Serialize)]
struct Reference {
    resource: &'static str,
    fields: [&'static str; 1],
}

/// The data package: schema, keys, bytes, hash and row count of every file.
pub fn package(all: &[Published], entries: &[Entry], profile: Profile) -> Package {
    let (resources, others): (Vec<_>, Vec<_>) =
        entries.iter().map(|entry| (entry, resource(entry, all))).partition(|(_, r)| r.is_some());
    Package {
        address: "https://datapackage.org/profiles/2.0/datapackage.json",
        name: "saferstats",
        title: "Community-safety figures",
        description: "Tables read from the documents in raw/, and the views computed from them.",
        version: env!("CARGO_PKG_VERSION"),
        contract: contract::version(),
        profile,
        resources: resources.into_iter().filter_map(|(_, resource)| resource).collect(),
        files: others.into_iter().map(|(entry, _)| other(entry)).collect(),
    }
}

fn resource(entry: &Entry, all: &[Published]) -> Option<Resource> {
    if let Some(published) = all.iter().find(|p| p.path() == entry.path) {
        return Some(table(published, entry, all));
    }
    let whole = partition::table_of(&entry.path);
    if let Some(published) = whole.and_then(|name| all.iter().find(|p| p.name == name)) {
        return Some(part(published, entry));
    }
    let extra = EXTRA.iter().find(|extra| extra.path == entry.path);
    let record = || (entry.path == RECORD).then(|| record_resource(entry));
    extra.map(|extra| extra_resource(extra, entry)).or_else(record)
}

fn table(published: &Published, entry: &Entry, all: &[Published]) -> Resource {
    let schema = Schema {
        primary_key: published.grain.clone(),
        foreign_keys: foreign_keys(published, all),
        ..schema(published.fields.iter().map(field).collect())
    };
    csv_resource(&published.name, &published.title, &published.about, entry, schema)
}

/// Rows of a table once more, so that nothing but the table itself has its key.
fn part(published: &Published, entry: &Entry) -> Resource {
    let schema = schema(published.fields.iter().map(field).collect());
    let name = slug(entry.path.rsplit('/').next().unwrap_or_default());
    let name = name.trim_end_matches(".csv");
    let about = format!("The rows of the table {} of one financial year.", published.name);
    csv_resource(name, name, &about, entry, schema)
}

fn extra_resource(extra: &Extra, entry: &Entry) -> Resource {
    let described = |(name, kind, about): &(&str, Type, &str)| {
        field(&Field { name: (*name).to_owned(), kind: *kind, about: (*about).to_owned() })
    };
    let schema = Schema {
        primary_key: extra.key.iter().map(|c| (*c).to_owned()).collect(),
        ..schema(extra.fields.iter().map(described).collect())
    };
    let name = entry.path.trim_end_matches(".csv");
    csv_resource(name, extra.title, extra.about, entry, schema)
}

fn record_resource(entry: &Entry) -> Resource {
    Resource {
        name: "run".to_owned(),
        kind: None,
        path: entry.path.clone(),
        title: "What ran".to_owned(),
        description: "The program, the configuration, the queries and each document, with hashes \
                      and sums."
            .to_owned(),
        format: "json",
        mediatype: "application/json",
        encoding: "utf-8",
        dialect: None,
        bytes: entry.bytes,
        hash: format!("sha256:{}", entry.sha256),
        rows: None,
        schema: None,
    }
}

/// Media types by what the names of files end in.
const MEDIA: &[(&str, &str)] = &[
    ("html", "text/html"),
    ("json", "application/json"),
    ("ods", "application/vnd.oasis.opendocument.spreadsheet"),
    ("parquet", "application/vnd.apache.parquet"),
    ("pbip", "application/json"),
    ("pbir", "application/json"),
    ("pbism", "application/json"),
    ("platform", "application/json"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
];

fn other(entry: &Entry) -> Other {
    let end = entry.path.rsplit_once('.').map_or("", |(_, end)| end);
    let media = MEDIA.iter().find(|(known, _)| *known == end);
    Other {
        path: entry.path.clone(),
        mediatype: media.map_or("text/plain", |(_, media)| media),
        bytes: entry.bytes,
        hash: format!("sha256:{}", entry.sha256),
    }
}

/// The name of a file as the name of a resource: lower case, letters, digits, dots and hyphens.
fn slug(name: &str) -> String {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_');
    name.chars().map(|c| if allowed(c) { c.to_ascii_lowercase() } else { '-' }).collect()
}

fn csv_resource(name: &str, title: &str, about: &str, entry: &Entry, schema: Schema) -> Resource {
    Resource {
        name: name.to_owned(),
        kind: Some("table"),
        path: entry.path.clone(),
        title: title.to_owned(),
        description: about.to_owned(),
        format: "csv",
        mediatype: "text/csv",
        encoding: "utf-8",
        dialect: Some(Dialect {
            address: "https://datapackage.org/profiles/2.0/tabledialect.json",
            delimiter: ",",
            line_terminator: "\r\n",
        }),
        bytes: entry.bytes,
        hash: format!("sha256:{}", entry.sha256),
        rows: entry.rows,
        schema: Some(schema),
    }
}

fn schema(fields: Vec<FieldOf>) -> Schema {
    Schema {
        address: "https://datapackage.org/profiles/2.0/tableschema.json",
        fields_match: "exact",
        fields,
        missing_values: [""],
        primary_key: Vec::new(),
        foreign_keys: Vec::new(),
    }
}

fn field(field: &Field) -> FieldOf {
    let kind = match field.kind {
        Type::Text => "string",
        Type::Integer => "integer",
        Type::Money | Type::Number | Type::Float => "number",
        Type::Date => "date",
        Type::Boolean => "boolean",
    };
    FieldOf { name: field.name.clone(), kind, description: field.about.clone() }
}

/// Only tables promise that their keys are found: a view may speak of a period that no row has.
fn foreign_keys(published: &Published, all: &[Published]) -> Vec<ForeignKey> {
    // An issue may be about a link that was refused, which is no document; a group has members that no row speaks of.
    if published.folder == Folder::Views
        || matches!(published.name.as_str(), "issue" | "area_group")
    {
        return Vec::new();
    }
    let refers = |name: &str| {
        published.name != name
            && published.fields.iter().any(|f| f.name == name)
            && all.iter().any(|p| p.name == name && p.folder == Folder::Tables)
    };
    let key = |name: &'static str| ForeignKey {
        fields: [name],
        reference: Reference { resource: name, fields: [name] },
    };
    DIMENSIONS.iter().filter(|name| refers(name)).map(|name| key(name)).collect()
}
