//! What describes the published files: `dictionary.csv` for people, `datapackage.json` (Frictionless v2) for programs.

use std::io;

use csv::{Reader, Terminator, WriterBuilder};
use serde::Serialize;

use super::record::RECORD;
use super::{Entry, Field, Folder, Published, Type};

pub const DICTIONARY: &str = "dictionary.csv";
pub const DESCRIPTOR: &str = "datapackage.json";

const DICTIONARY_FIELDS: &[(&str, &str)] = &[
    ("table", "The table or view."),
    ("column", "The column, in the order of the file."),
    (
        "type",
        "text, integer, money (GBP, 2 places), number (up to 4 places), float, date or boolean.",
    ),
    ("meaning", "What it holds."),
    ("key", "The position of the column in the grain; empty where it is not part of it."),
];

/// Columns that hold the key of another table, wherever they stand.
const DIMENSIONS: &[&str] = &["document", "theme", "programme", "measure", "area", "period"];

/// One line a column of every table and view.
pub fn dictionary(all: &[Published]) -> Vec<u8> {
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
    // Writing to memory cannot fail.
    let _ = writer.write_record(DICTIONARY_FIELDS.iter().map(|(name, _)| name));
    for table in all {
        for field in &table.fields {
            let key = table.grain.iter().position(|g| *g == field.name);
            let key = key.map_or_else(String::new, |n| (n + 1).to_string());
            let record = [&table.name, &field.name, field.kind.name(), &field.about, &key];
            let _ = writer.write_record(record);
        }
    }
    writer.into_inner().unwrap_or_default()
}

/// The columns of every table and view as a published dictionary gives them: (table, column, type), in order.
///
/// # Errors
/// The bytes are not a dictionary that this program wrote.
pub fn dictionary_types(bytes: &[u8]) -> io::Result<Vec<(String, String, Type)>> {
    let mut reader = Reader::from_reader(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes));
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
    resources: Vec<Resource>,
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
pub fn package(all: &[Published], entries: &[Entry]) -> Package {
    let entry = |path: &str| entries.iter().find(|e| e.path == path);
    let mut resources: Vec<Resource> =
        all.iter().filter_map(|p| Some(table(p, entry(&p.path())?, all))).collect();
    resources.extend(entry(DICTIONARY).map(dictionary_resource));
    resources.extend(entry(RECORD).map(record_resource));
    Package {
        address: "https://datapackage.org/profiles/2.0/datapackage.json",
        name: "saferstats",
        title: "Community-safety figures",
        description: "Tables read from the documents in raw/, and the views computed from them.",
        version: env!("CARGO_PKG_VERSION"),
        resources,
    }
}

fn table(published: &Published, entry: &Entry, all: &[Published]) -> Resource {
    let schema = Schema {
        primary_key: published.grain.clone(),
        foreign_keys: foreign_keys(published, all),
        ..schema(published.fields.iter().map(field).collect())
    };
    csv_resource(&published.name, &published.title, &published.about, entry, schema)
}

fn dictionary_resource(entry: &Entry) -> Resource {
    let described = |(name, about): &(&str, &str)| {
        let kind = if *name == "key" { Type::Integer } else { Type::Text };
        field(&Field { name: (*name).to_owned(), kind, about: (*about).to_owned() })
    };
    let schema = Schema {
        primary_key: ["table", "column"].map(str::to_owned).to_vec(),
        ..schema(DICTIONARY_FIELDS.iter().map(described).collect())
    };
    let about = "Every column of every table and view.";
    csv_resource("dictionary", "Dictionary", about, entry, schema)
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
    // An issue may be about a link that was refused, which is no document.
    if published.folder == Folder::Views || published.name == "issue" {
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
