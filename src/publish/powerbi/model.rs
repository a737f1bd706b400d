//! The semantic model: every table and view with its types and words, a star of relationships, and the measures.
//!
//! Names are the published names, because those are what does not change. Dimensions never filter each other, so that one
//! path leads from a dimension to a fact and no relationship is ambiguous.

use super::super::{Field, Folder, Options, Published, Type};
use super::measures::{MEASURES, Measure, columns_named, measures_named};
use super::power_query;
use super::stable_id;
use super::tmdl::{Object, quoted};

/// Tables that facts are sliced by, with their keys.
pub const DIMENSIONS: &[(&str, &str)] = &[
    ("theme", "theme"),
    ("programme", "programme"),
    ("measure", "measure"),
    ("area", "area"),
    ("period", "period"),
    ("document", "document"),
    ("date", "date"),
];

/// Columns that play the part of a dimension under another name, where the dimension's own name is not there.
const PARTS: &[(&str, &str)] = &[
    ("target_period", "period"),
    ("plan_period", "period"),
    ("target_document", "document"),
    ("plan", "document"),
    ("deadline", "date"),
];

/// What a person reads, and the column that it is sorted by.
const SORTED: &[(&str, &str, &str)] = &[
    ("period", "label", "sort"),
    ("date", "month_label", "month"),
    ("date", "fiscal_year", "fiscal_year_start"),
    ("date", "fiscal_quarter", "fiscal_quarter_number"),
];

/// Columns that say where a row comes from.
const SOURCE: &[&str] = &["document", "place", "quote", "other_document", "other_place"];

/// A link from many rows to one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relationship {
    pub from: (String, String),
    pub to: (&'static str, &'static str),
}

pub fn database() -> Vec<Object> {
    vec![Object::new("database", "").value("compatibilityLevel", "1600")]
}

pub fn model(all: &[Published], names: &[&str]) -> Vec<Object> {
    let mut queries: Vec<&str> = names.to_vec();
    queries.extend(all.iter().map(|p| p.name.as_str()));
    let order = serde_json::json!(queries).to_string();
    let mut objects = vec![
        Object::new("model", "Model")
            .value("culture", "en-GB")
            .value("defaultPowerBIDataSourceVersion", "powerBI_V3")
            .flag("discourageImplicitMeasures")
            .value("sourceQueryCulture", "en-GB"),
        Object::new("annotation", "PBI_QueryOrder").with_expression(&order),
        // Without it Power BI makes a hidden calendar for each date column.
        Object::new("annotation", "__PBI_TimeIntelligenceEnabled").with_expression("0"),
    ];
    objects.extend(all.iter().map(|p| Object::new("ref table", &p.name)));
    objects
}

pub fn expressions(options: &Options) -> Vec<Object> {
    let all = power_query::expressions(options.profile, options.is_partitioned());
    let object = |(name, m, about): &(&str, String, &str)| {
        Object::new("expression", name)
            .described(about)
            .with_expression(m)
            .value("lineageTag", &stable_id(&["expression", name]))
    };
    all.iter().map(object).collect()
}

pub fn relationships(all: &[Published]) -> Vec<Relationship> {
    all.iter().flat_map(|p| links(p, all)).collect()
}

fn links(published: &Published, all: &[Published]) -> Vec<Relationship> {
    // A path from one dimension to another would be a second way to the facts, and Power BI refuses two.
    if is_dimension(&published.name) {
        return Vec::new();
    }
    let link = |(table, key): &(&'static str, &'static str)| {
        if published.name == *table || !all.iter().any(|p| p.name == *table) {
            return None;
        }
        let column = column_for(published, table)?;
        Some(Relationship { from: (published.name.clone(), column.to_owned()), to: (*table, *key) })
    };
    DIMENSIONS.iter().filter_map(link).collect()
}

fn column_for<'a>(published: &'a Published, dimension: &str) -> Option<&'a str> {
    let named = |name: &str| published.fields.iter().find(|f| f.name == name);
    let day = |field: &&Field| dimension != "date" || field.kind == Type::Date;
    let parts = PARTS.iter().filter(|(_, part)| *part == dimension);
    let found = std::iter::once(dimension).chain(parts.map(|(name, _)| *name));
    found.filter_map(named).find(day).map(|f| f.name.as_str())
}

pub fn is_dimension(name: &str) -> bool {
    DIMENSIONS.iter().any(|(table, _)| *table == name)
}

pub fn relationship_objects(all: &[Relationship]) -> Vec<Object> {
    let column = |table: &str, column: &str| format!("{}.{}", quoted(table), quoted(column));
    let object = |r: &Relationship| {
        let id = stable_id(&["relationship", &r.from.0, &r.from.1, r.to.0, r.to.1]);
        Object::new("relationship", &id)
            .value("fromColumn", &column(&r.from.0, &r.from.1))
            .value("toColumn", &column(r.to.0, r.to.1))
    };
    all.iter().map(object).collect()
}

/// The measures whose columns and measures are all there.
pub fn measures(all: &[Published]) -> Vec<&'static Measure> {
    let has = |table: &str, column: &str| {
        let table = all.iter().find(|p| p.name == table);
        table.is_some_and(|p| column.is_empty() || p.fields.iter().any(|f| f.name == column))
    };
    let mut kept: Vec<&Measure> = MEASURES
        .iter()
        .filter(|m| has(m.table, "") && columns_named(m.dax).iter().all(|(t, c)| has(t, c)))
        .collect();
    loop {
        let names: Vec<&str> = kept.iter().map(|m| m.name).collect();
        let before = kept.len();
        kept.retain(|m| measures_named(m.dax).iter().all(|name| names.contains(&name.as_str())));
        if kept.len() == before {
            return kept;
        }
    }
}

/// A table with its measures, columns and partition.
pub fn table(
    published: &Published,
    measures: &[&Measure],
    relationships: &[Relationship],
    options: &Options,
) -> Object {
    let name = &published.name;
    let mut table = Object::new("table", name).described(&published.about);
    if name == "date" {
        table = table.value("dataCategory", "Time");
    }
    table = table.value("lineageTag", &stable_id(&["table", name]));
    for measure in measures.iter().filter(|m| m.table == name) {
        table = table.child(measure_object(measure));
    }
    for field in &published.fields {
        table = table.child(column(published, field, relationships));
    }
    let partitioned = name == super::super::PARTITIONED && options.is_partitioned();
    let m = power_query::partition(published, options.profile, partitioned);
    let partition = Object::new("partition", name).with_expression("m");
    table.child(partition.value("mode", "import").block("source", &m))
}

fn measure_object(measure: &Measure) -> Object {
    Object::new("measure", measure.name)
        .described(measure.about)
        .with_expression(measure.dax)
        .value("formatString", measure.format)
        .value("displayFolder", measure.folder)
        .value("lineageTag", &stable_id(&["measure", measure.table, measure.name]))
}

fn column(published: &Published, field: &Field, relationships: &[Relationship]) -> Object {
    let table = published.name.as_str();
    let mut column = Object::new("column", &field.name)
        .described(&field.about)
        .value("dataType", data_type(field.kind));
    if is_hidden(published, field, relationships) {
        column = column.flag("isHidden");
    }
    if published.folder == Folder::Tables && DIMENSIONS.contains(&(table, field.name.as_str())) {
        column = column.flag("isKey");
    }
    if let Some(format) = format_of(field) {
        column = column.value("formatString", format);
    }
    if let Some(folder) = display_folder(table, field) {
        column = column.value("displayFolder", folder);
    }
    column = column
        .value("lineageTag", &stable_id(&["column", table, &field.name]))
        .value("summarizeBy", "none")
        .value("sourceColumn", &field.name);
    match SORTED.iter().find(|(t, c, _)| *t == table && *c == field.name) {
        Some((_, _, by)) if published.fields.iter().any(|f| f.name == *by) => {
            column.value("sortByColumn", &quoted(by))
        }
        _ => column,
    }
}

/// Keys are for relationships; a person picks the label of the dimension. A document and a day are their own labels.
fn is_hidden(published: &Published, field: &Field, relationships: &[Relationship]) -> bool {
    let table = published.name.as_str();
    let is_label = matches!(table, "document" | "date");
    let is_key = DIMENSIONS.contains(&(table, field.name.as_str())) && !is_label;
    let is_link = relationships
        .iter()
        .any(|r| r.from.0 == table && r.from.1 == field.name && r.to.0 != "date");
    let is_id = field.name.ends_with("_id") && published.grain.contains(&field.name);
    let is_order = SORTED.iter().any(|(t, _, by)| *t == table && *by == field.name);
    is_key || is_link || is_id || is_order
}

fn display_folder(table: &str, field: &Field) -> Option<&'static str> {
    if table != "document" && SOURCE.contains(&field.name.as_str()) {
        return Some("Source");
    }
    let value = matches!(field.kind, Type::Money | Type::Number | Type::Float);
    (value && !is_dimension(table)).then_some("Values")
}

pub fn data_type(kind: Type) -> &'static str {
    match kind {
        Type::Text => "string",
        Type::Integer => "int64",
        Type::Money | Type::Number => "decimal",
        Type::Float => "double",
        Type::Date => "dateTime",
        Type::Boolean => "boolean",
    }
}

fn format_of(field: &Field) -> Option<&'static str> {
    match field.kind {
        Type::Money => Some(r"\£#,0.00;-\£#,0.00;\£#,0.00"),
        Type::Integer => Some("0"),
        Type::Date => Some("dd/mm/yyyy"),
        Type::Number | Type::Float => Some("#,0.0###"),
        Type::Boolean | Type::Text => None,
    }
}
