//! What is in force and where it came from: the default, a line of the configuration, or what was typed.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Config, Overrides, Settings, Workspace};

/// One value in force.
#[derive(Debug)]
pub struct Setting {
    /// `disclosure.policy`, `source[2].path`, `folder.raw`.
    pub key: String,
    /// As TOML would write it.
    pub value: String,
    /// `default`, `saferstats.toml:4`, `--raw`.
    pub origin: String,
}

pub(super) fn settings(workspace: &Workspace, typed: &Overrides) -> Vec<Setting> {
    let mut all = folders(workspace, typed);
    let written = written(&workspace.config);
    for (key, value) in defaults(&workspace.settings) {
        match written.iter().find(|w| w.key == key) {
            Some(_) => {}
            None => all.push(Setting { key, value, origin: "default".to_owned() }),
        }
    }
    all.extend(written);
    for (key, value) in typed_over(workspace, typed) {
        all.retain(|s| s.key != key);
        let origin = format!("--{}", key.trim_start_matches("publish.").trim_end_matches('s'));
        all.push(Setting { key, value, origin });
    }
    all.sort_by_key(|s| rank(&s.key));
    all
}

/// The sections in the order of the documentation; within one, defaults and lines as they come.
fn rank(key: &str) -> usize {
    let sections = [
        "folder",
        "area",
        "vocab",
        "disclosure",
        "publish",
        "checks",
        "changes",
        "expect",
        "rates",
        "source",
    ];
    let head = key.split(['.', '[']).next().unwrap_or_default();
    sections.iter().position(|s| *s == head).unwrap_or(sections.len())
}

fn folders(w: &Workspace, typed: &Overrides) -> Vec<Setting> {
    let queries = w.queries.as_ref().map_or_else(
        || "(shipped with the program)".to_owned(),
        |folder| folder.display().to_string(),
    );
    let origin =
        |flag: &str, given: bool| if given { flag.to_owned() } else { "default".to_owned() };
    let root = if typed.workspace.is_some() { "--workspace" } else { "nearest folder with raw/" };
    let row = |key: &str, value: String, origin: String| Setting {
        key: format!("folder.{key}"),
        value: quoted(&value),
        origin,
    };
    vec![
        row("workspace", w.root.display().to_string(), root.to_owned()),
        row("raw", w.raw.display().to_string(), origin("--raw", typed.raw.is_some())),
        row("out", w.out.display().to_string(), origin("--out", typed.out.is_some())),
        row("queries", queries, origin("--queries", typed.queries.is_some())),
    ]
}

/// What was typed where the file may say otherwise.
fn typed_over(workspace: &Workspace, typed: &Overrides) -> Vec<(String, String)> {
    let publish = &workspace.settings.publish;
    let mut found = Vec::new();
    if typed.profile.is_some() {
        found.push(("publish.profile".to_owned(), value_of(publish.profile)));
    }
    if !typed.formats.is_empty() {
        found.push(("publish.formats".to_owned(), value_of(&publish.formats)));
    }
    found
}

fn value_of(value: impl serde::Serialize) -> String {
    toml::Value::try_from(value).map_or_else(|_| String::new(), |v| v.to_string())
}

fn defaults(s: &Settings) -> Vec<(String, String)> {
    vec![
        ("area.default".to_owned(), quoted(&s.area.default)),
        ("disclosure.policy".to_owned(), value_of(s.disclosure.policy)),
        ("disclosure.applies_to".to_owned(), value_of(s.disclosure.applies_to)),
        ("publish.profile".to_owned(), value_of(s.publish.profile)),
        ("publish.formats".to_owned(), value_of(&s.publish.formats)),
        ("publish.partition".to_owned(), s.publish.is_partitioned().to_string()),
        ("checks.strict".to_owned(), s.checks.strict.to_string()),
        ("changes.against".to_owned(), quoted(&s.changes.against)),
        ("rates.mid_year".to_owned(), value_of(s.rates.mid_year)),
    ]
}

/// Every value that the file sets, in the order of the file, with its line.
fn written(config: &Config) -> Vec<Setting> {
    let Ok(table) = DeTable::parse(&config.text) else { return Vec::new() };
    let mut found = Vec::new();
    walk_table("", table.get_ref(), &mut found);
    found.sort_by_key(|(at, _, _)| *at);
    let line = |at: usize| config.text[..at].matches('\n').count() + 1;
    let shown = found.into_iter().map(|(at, key, value)| Setting {
        key,
        value,
        origin: format!("{}:{}", config.name, line(at)),
    });
    shown.collect()
}

type Found = Vec<(usize, String, String)>;

fn walk_table(under: &str, table: &DeTable<'_>, found: &mut Found) {
    for (name, value) in table {
        let name_text: &str = name.get_ref();
        let key =
            if under.is_empty() { name_text.to_owned() } else { format!("{under}.{name_text}") };
        walk(&key, name.span().start, value, found);
    }
}

fn walk(key: &str, at: usize, value: &Spanned<DeValue<'_>>, found: &mut Found) {
    match value.get_ref() {
        DeValue::Table(table) => walk_table(key, table, found),
        DeValue::Array(list) if list.iter().any(|v| v.get_ref().is_table()) => {
            for (i, item) in list.iter().enumerate() {
                walk(&format!("{key}[{}]", i + 1), at, item, found);
            }
        }
        other => found.push((at, key.to_owned(), shown(other))),
    }
}

fn shown(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(s) => quoted(s),
        DeValue::Integer(n) => n.to_string(),
        DeValue::Float(n) => n.to_string(),
        DeValue::Boolean(b) => b.to_string(),
        DeValue::Datetime(d) => d.to_string(),
        DeValue::Array(list) => {
            let items: Vec<String> = list.iter().map(|v| shown(v.get_ref())).collect();
            format!("[{}]", items.join(", "))
        }
        DeValue::Table(_) => "{ ... }".to_owned(),
    }
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
