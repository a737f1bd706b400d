//! CSVW metadata beside a published file: `allocation.csv-metadata.json`, as the W3C recommendation on tabular data has it.

use serde_json::{Value, json};

use super::{Field, Published, Type};

/// What a metadata file's name ends in, after the name of the file that it is about.
pub const ENDING: &str = "-metadata.json";

/// The metadata of a table or view.
pub fn metadata(published: &Published) -> Value {
    let file = format!("{}.csv", published.name);
    let columns: Vec<Value> = published.fields.iter().map(column).collect();
    json!({
        "@context": ["http://www.w3.org/ns/csvw", { "@language": "en" }],
        "url": file,
        "dc:title": published.title,
        "dc:description": published.about,
        "dialect": {
            "encoding": "utf-8",
            "delimiter": ",",
            "quoteChar": "\"",
            "doubleQuote": true,
            "header": true,
            "lineTerminators": ["\r\n"],
        },
        // A key column may be empty, as in the row of all themes; the key is whole all the same.
        "tableSchema": { "columns": columns, "primaryKey": published.grain },
    })
}

fn column(field: &Field) -> Value {
    json!({
        "name": field.name,
        "titles": field.name,
        "dc:description": field.about,
        "datatype": datatype(field.kind),
        "null": "",
    })
}

fn datatype(kind: Type) -> Value {
    match kind {
        Type::Text => json!("string"),
        Type::Integer => json!("integer"),
        Type::Money | Type::Number => json!({ "base": "decimal", "format": "0.####" }),
        Type::Float => json!("double"),
        Type::Date => json!({ "base": "date", "format": "yyyy-MM-dd" }),
        Type::Boolean => json!({ "base": "boolean", "format": "true|false" }),
    }
}
