//! `saferstats query`: SQL over what was published.

use std::fs;
use std::io::Read;
use std::path::Path;

use polars::prelude::DataFrame;

use super::{Common, Exit, data};
use crate::fault::Fault;
use crate::frame::Frames;
use crate::pipeline;
use crate::publish::csv::Spelling;
use crate::publish::{self, DICTIONARY, Folder, Type, dictionary_types, spelling_of};
use crate::terminal;
use crate::terminal::table::{self, Align};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    #[default]
    Table,
    Csv,
    Json,
}

/// `what` is SQL, the path of a file that holds it, or `-` for stdin.
pub fn query(common: &Common, what: &str, format: Format) -> Result<Exit, Fault> {
    let (file, sql) = text(what)?;
    let workspace = common.workspace()?;
    let frames = load(&workspace.out, &sql)?;
    let frame = crate::query::ask(&file, &sql, &frames)
        .map_err(|e| pipeline::fault(e, &[(file.clone(), sql.clone())]))?;
    match format {
        Format::Table => data(&shown(&frame)?)?,
        Format::Json => data(&json(&frame)?)?,
        Format::Csv => {
            let mut out = Vec::new();
            publish::csv::write(&frame, Spelling::PLAIN, &mut out).map_err(|e| cannot(&e))?;
            terminal::data(&out).map_err(|e| cannot(&e))?;
        }
    }
    Ok(Exit::Done)
}

fn text(what: &str) -> Result<(String, String), Fault> {
    let unreadable = |e: std::io::Error| Fault::new(format!("cannot read {what}: {e}"));
    if what == "-" {
        let mut sql = String::new();
        std::io::stdin().read_to_string(&mut sql).map_err(unreadable)?;
        return Ok(("stdin".to_owned(), sql));
    }
    let is_file = Path::new(what).extension().is_some_and(|e| e.eq_ignore_ascii_case("sql"));
    if is_file {
        return Ok((what.to_owned(), fs::read_to_string(what).map_err(unreadable)?));
    }
    Ok(("query".to_owned(), what.to_owned()))
}

/// Every published table and view with the types that the dictionary gives; those that the SQL does not name stay empty.
fn load(out: &Path, sql: &str) -> Result<Frames, Fault> {
    let dictionary = fs::read(out.join(DICTIONARY)).map_err(|_| {
        Fault::new(format!("{} holds no published tables", out.display()))
            .help("`saferstats run` makes them")
    })?;
    let types = dictionary_types(&dictionary).map_err(|e| cannot(&e))?;
    let words = words(sql);
    let mut frames = Frames::default();
    for table in types.chunk_by(|a, b| a.0 == b.0) {
        let name = table[0].0.as_str();
        let columns: Vec<(String, Type)> = table.iter().map(|(_, c, k)| (c.clone(), *k)).collect();
        let frame = if words.iter().any(|w| w == name) {
            read(out, name, &columns)?
        } else {
            publish::csv::empty(&columns)?
        };
        frames.insert(name, frame);
    }
    Ok(frames)
}

fn read(out: &Path, name: &str, columns: &[(String, Type)]) -> Result<DataFrame, Fault> {
    let paths =
        [Folder::Tables, Folder::Views].map(|f| out.join(f.name()).join(format!("{name}.csv")));
    let bytes = paths.iter().find_map(|p| fs::read(p).ok());
    let bytes = bytes.ok_or_else(|| {
        Fault::new(format!("{} is listed in {DICTIONARY} and missing", paths[0].display()))
            .help("`saferstats run` makes it again")
    })?;
    publish::csv::read(&bytes, columns, spelling_of(out))
        .map_err(|e| Fault::new(format!("{name}.csv: {e}")))
}

/// Names as SQL would fold them.
fn words(sql: &str) -> Vec<String> {
    let split = sql.split(|c: char| !c.is_alphanumeric() && c != '_');
    split.filter(|w| !w.is_empty()).map(str::to_lowercase).collect()
}

fn shown(frame: &DataFrame) -> Result<String, Fault> {
    let align = |kind: Option<Type>| match kind {
        Some(Type::Integer | Type::Money | Type::Number | Type::Float) => Align::Right,
        _ => Align::Left,
    };
    let headers: Vec<(String, Align)> = frame
        .columns()
        .iter()
        .map(|c| (c.name().to_string(), align(Type::of(c.name(), c.dtype()))))
        .collect();
    let rows: Vec<Vec<String>> = publish::csv::rows(frame).map_err(|e| cannot(&e))?.collect();
    let rows_word = if rows.len() == 1 { "row" } else { "rows" };
    Ok(format!(
        "{}({} {rows_word})\n",
        table::ruled(&headers, &rows, terminal::stdout()),
        rows.len()
    ))
}

fn json(frame: &DataFrame) -> Result<String, Fault> {
    let mut out = String::from("[");
    for (n, cells) in publish::csv::rows(frame).map_err(|e| cannot(&e))?.enumerate() {
        let pairs = frame.columns().iter().zip(cells).map(|(column, cell)| {
            let name = serde_json::json!(column.name().as_str());
            let bare = matches!(
                Type::of(column.name(), column.dtype()),
                Some(Type::Integer | Type::Money | Type::Number | Type::Float | Type::Boolean)
            );
            // Decimals keep their digits: a JSON number is text until somebody parses it.
            let value = match cell.as_str() {
                "" => "null".to_owned(),
                cell if bare => cell.to_owned(),
                cell => serde_json::json!(cell).to_string(),
            };
            format!("{name}: {value}")
        });
        let pairs: Vec<String> = pairs.collect();
        out.push_str(if n == 0 { "\n" } else { ",\n" });
        out.push_str(&format!("  {{{}}}", pairs.join(", ")));
    }
    out.push_str("\n]\n");
    Ok(out)
}

fn cannot(error: &dyn std::fmt::Display) -> Fault {
    Fault::new(error.to_string())
}
