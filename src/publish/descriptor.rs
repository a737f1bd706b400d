//! What describes the published files: `dictionary.csv` for people, `datapackage.json` (Frictionless v2) for programs.

use std::io;

use csv::{Reader, Terminator, WriterBuilder};
use serde_json::{Map, Value, json};

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

/// The data package: schema, keys, bytes, hash and row count of every file.
pub fn package(all: &[Published], entries: &[Entry]) -> Value {
    let entry = |path: &str| entries.iter().find(|e| e.path == path);
    let tables = all.iter().filter_map(|p| Some(table(p, entry(&p.path())?, all)));
    let mut resources: Vec<Value> = tables.collect();
    resources.extend(entry(DICTIONARY).map(dictionary_resource));
    resources.extend(entry(RECORD).map(|e| {
        json!({
            "name": "run", "path": e.path, "title": "What ran", "format": "json",
            "mediatype": "application/json", "encoding": "utf-8",
            "bytes": e.bytes, "hash": format!("sha256:{}", e.sha256),
        })
    }));
    json!({
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "saferstats",
        "title": "Community-safety figures",
        "description": "Tables read from the documents in raw/, and the views computed from them.",
        "version": env!("CARGO_PKG_VERSION"),
        "resources": resources,
    })
}

fn table(published: &Published, entry: &Entry, all: &[Published]) -> Value {
    let fields: Vec<Value> = published.fields.iter().map(field).collect();
    let mut schema = table_schema(fields);
    if !published.grain.is_empty() {
        schema.insert("primaryKey".to_owned(), json!(published.grain));
    }
    let foreign = foreign_keys(published, all);
    if !foreign.is_empty() {
        schema.insert("foreignKeys".to_owned(), Value::Array(foreign));
    }
    resource(&published.name, &published.title, &published.about, entry, schema)
}

fn dictionary_resource(entry: &Entry) -> Value {
    let text = |(name, about): &(&str, &str)| {
        let kind = if *name == "key" { Type::Integer } else { Type::Text };
        field(&Field { name: (*name).to_owned(), kind, about: (*about).to_owned() })
    };
    let mut schema = table_schema(DICTIONARY_FIELDS.iter().map(text).collect());
    schema.insert("primaryKey".to_owned(), json!(["table", "column"]));
    resource("dictionary", "Dictionary", "Every column of every table and view.", entry, schema)
}

fn resource(name: &str, title: &str, about: &str, e: &Entry, schema: Map<String, Value>) -> Value {
    json!({
        "name": name,
        "type": "table",
        "path": e.path,
        "title": title,
        "description": about,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {
            "$schema": "https://datapackage.org/profiles/2.0/tabledialect.json",
            "delimiter": ",",
            "lineTerminator": "\r\n",
        },
        "bytes": e.bytes,
        "hash": format!("sha256:{}", e.sha256),
        "rows": e.rows,
        "schema": schema,
    })
}

fn table_schema(fields: Vec<Value>) -> Map<String, Value> {
    let mut schema = Map::new();
    let address = "https://datapackage.org/profiles/2.0/tableschema.json";
    schema.insert("$schema".to_owned(), json!(address));
    schema.insert("fieldsMatch".to_owned(), json!("exact"));
    schema.insert("fields".to_owned(), Value::Array(fields));
    schema.insert("missingValues".to_owned(), json!([""]));
    schema
}

fn field(field: &Field) -> Value {
    let kind = match field.kind {
        Type::Text => "string",
        Type::Integer => "integer",
        Type::Money | Type::Number | Type::Float => "number",
        Type::Date => "date",
        Type::Boolean => "boolean",
    };
    json!({ "name": field.name, "type": kind, "description": field.about })
}

/// Only tables promise that their keys are found: a view may speak of a period that no row has.
fn foreign_keys(published: &Published, all: &[Published]) -> Vec<Value> {
    // An issue may be about a link that was refused, which is no document.
    if published.folder == Folder::Views || published.name == "issue" {
        return Vec::new();
    }
    let refers = |name: &&&str| {
        published.name != ***name
            && published.fields.iter().any(|f| f.name == ***name)
            && all.iter().any(|p| p.name == ***name && p.folder == Folder::Tables)
    };
    let key = |name: &&str| json!({ "fields": [name], "reference": { "resource": name, "fields": [name] } });
    DIMENSIONS.iter().filter(refers).map(key).collect()
}
