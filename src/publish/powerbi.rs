//! The Power BI project: a semantic model in TMDL over the published CSV, and a report in PBIR, as text that diffs.
//!
//! Every id follows from a name, so that a second run writes the same bytes and a report that was built on the model finds
//! its columns again. Nothing here was opened in Power BI Desktop; what was held against it stands in the README.

pub mod measures;
pub mod model;
mod power_query;
mod report;
pub mod tmdl;

use serde_json::{Value, json};
use sha1_smol::Sha1;

use super::{Options, Published};
use tmdl::Object;

/// The folder of the project in a published set.
const FOLDER: &str = "powerbi";
const NAME: &str = "saferstats";
const FABRIC: &str = "https://developer.microsoft.com/json-schemas/fabric";

/// The files of the project: path in the published set, and text.
pub fn files(all: &[Published], options: &Options) -> Vec<(String, String)> {
    let measures = model::measures(all);
    let mut files = vec![(format!("{NAME}.pbip"), pretty(&shortcut()))];
    let below = format!("{NAME}.SemanticModel");
    files.push((format!("{below}/.platform"), pretty(&platform("SemanticModel"))));
    files.push((
        format!("{below}/definition.pbism"),
        pretty(&json!({ "version": "4.2", "settings": {} })),
    ));
    for (path, objects) in semantic_model(all, &measures, options) {
        files.push((format!("{below}/definition/{path}"), tmdl::write(&objects)));
    }
    let below = format!("{NAME}.Report");
    files.push((format!("{below}/.platform"), pretty(&platform("Report"))));
    files.push((format!("{below}/definition.pbir"), pretty(&binding())));
    for (path, content) in report::files(all, &measures) {
        files.push((format!("{below}/definition/{path}"), pretty(&content)));
    }
    // What Power BI Desktop keeps beside a project is of one person's machine.
    files.push((
        ".gitignore".to_owned(),
        "**/.pbi/localSettings.json\n**/.pbi/cache.abf\n".to_owned(),
    ));
    files.into_iter().map(|(path, text)| (format!("{FOLDER}/{path}"), text)).collect()
}

/// The files of the semantic model below `definition/`, as the trees that are written.
pub fn semantic_model(
    all: &[Published],
    measures: &[&measures::Measure],
    options: &Options,
) -> Vec<(String, Vec<Object>)> {
    let relationships = model::relationships(all);
    let expressions = model::expressions(options);
    let names: Vec<&str> = expressions.iter().map(|e| e.name.as_str()).collect();
    let mut files = vec![
        ("database.tmdl".to_owned(), model::database()),
        ("model.tmdl".to_owned(), model::model(all, &names)),
        ("relationships.tmdl".to_owned(), model::relationship_objects(&relationships)),
        ("expressions.tmdl".to_owned(), expressions),
    ];
    for published in all {
        let table = model::table(published, measures, &relationships, options);
        files.push((format!("tables/{}.tmdl", published.name), vec![table]));
    }
    files
}

fn shortcut() -> Value {
    json!({
        "$schema": format!("{FABRIC}/pbip/pbipProperties/1.0.0/schema.json"),
        "version": "1.0",
        "artifacts": [{ "report": { "path": format!("{NAME}.Report") } }],
        "settings": { "enableAutoRecovery": true },
    })
}

fn binding() -> Value {
    json!({
        "$schema": format!("{FABRIC}/item/report/definitionProperties/1.0.0/schema.json"),
        "version": "4.0",
        "datasetReference": { "byPath": { "path": format!("../{NAME}.SemanticModel") } },
    })
}

fn platform(kind: &str) -> Value {
    json!({
        "$schema": format!("{FABRIC}/gitIntegration/platformProperties/2.0.0/schema.json"),
        "metadata": { "type": kind, "displayName": NAME },
        "config": { "version": "2.0", "logicalId": stable_id(&["item", kind]) },
    })
}

fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}

/// The namespace of our ids, itself made of a name in the namespace of the standard for such.
const HOME: &str = "org.saferstats.powerbi";
const OIDS: [u8; 16] = [
    0x6b, 0xa7, 0xb8, 0x12, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8,
];

/// The id of a thing by its names: a UUID of version 5 (RFC 9562), which makes an id of a name.
pub fn stable_id(parts: &[&str]) -> String {
    // A unit separator stands in no name.
    let bytes = version_5(version_5(OIDS, HOME), &parts.join("\u{1f}"));
    let hex: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}

fn version_5(namespace: [u8; 16], name: &str) -> [u8; 16] {
    let mut hash = Sha1::new();
    hash.update(&namespace);
    hash.update(name.as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.digest().bytes()[..16]);
    bytes[6] = bytes[6] & 0x0f | 0x50;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_those_of_the_standard() {
        // The example of RFC 9562, appendix A.4: www.example.com in the namespace of host names.
        let mut dns = OIDS;
        dns[3] = 0x10;
        let found: String =
            version_5(dns, "www.example.com").iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(found, "2ed6657de927568b95e12665a8aea6a2");
        assert_ne!(stable_id(&["a", "b"]), stable_id(&["ab"]));
        assert_eq!(stable_id(&["a"]).len(), 36);
    }
}
