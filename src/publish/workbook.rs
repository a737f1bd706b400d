//! The tables and views as one workbook, in the manner that official statistics ask for.
//!
//! A cover, the contents, the notes, then one marked table a sheet. In column A above each table stand its title, how many
//! tables the sheet has, what it holds, and what an empty cell means. No merged cells, no blank rows, no frozen panes, no
//! meaning in colour. What helps a screen reader is done here; whether a workbook is accessible, a person has to judge.

mod ods;
mod xlsx;

use std::io::{self, Write};

use super::csv::rows as spelt;
use super::{Folder, Format, Published, Type};

/// The name of the file, before what it ends in.
pub const NAME: &str = "saferstats";
/// Rows of the largest table that a sheet is made of; more is for programs, which read the CSV.
const MOST_ROWS: usize = 50_000;

/// A sheet: lines of column A, then a table.
#[derive(Debug)]
pub struct Sheet {
    pub name: String,
    /// The first is the title.
    pub lines: Vec<String>,
    pub table: Option<Table>,
}

/// A marked table with one header row.
#[derive(Debug)]
pub struct Table {
    /// Unique in the workbook, without blanks.
    pub name: String,
    pub header: Vec<String>,
    pub rows: Vec<Vec<Cell>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    Text(String),
    /// A number as its digits stand in the CSV, with how many places are shown.
    Number(String, usize),
    /// Year, month, day as in the CSV.
    Date(String),
    /// The name of a sheet, to go to.
    Link(String),
}

/// Writes the workbook.
///
/// # Errors
/// A table has a column that is never published, or the writer fails.
pub fn write(all: &[Published], format: Format, out: &mut dyn Write) -> io::Result<()> {
    let sheets = sheets(all)?;
    match format {
        Format::Xlsx => xlsx::write(&sheets, out),
        _ => ods::write(&sheets, out),
    }
}

/// Every sheet of the workbook, in order.
///
/// # Errors
/// A table has a column that is never published.
pub fn sheets(all: &[Published]) -> io::Result<Vec<Sheet>> {
    // Views answer questions and come first.
    let in_order = [Folder::Views, Folder::Tables];
    let shown: Vec<&Published> = in_order
        .into_iter()
        .flat_map(|folder| all.iter().filter(move |p| p.folder == folder))
        .filter(|p| (1..=MOST_ROWS).contains(&p.frame.height()))
        .collect();
    let left_out: Vec<&Published> =
        all.iter().filter(|p| !(1..=MOST_ROWS).contains(&p.frame.height())).collect();
    let mut sheets = vec![cover(), contents(&shown), notes(&left_out)];
    for published in shown {
        sheets.push(sheet(published)?);
    }
    Ok(sheets)
}

fn cover() -> Sheet {
    let lines = [
        "Community-safety figures",
        "Tables read from plans, reports and spreadsheets of a partnership, and the views computed from them.",
        "Each row of a table says in which document and at which place in it the figure stands.",
        "The worksheets are: Contents, Notes, then one table on each worksheet.",
        "Figures are as the documents give them. Where two documents disagree, both stand, and the worksheet issue says so.",
        "Empty cells are missing values, never zero; the worksheet Notes lists the symbols.",
    ];
    Sheet { name: "Cover".to_owned(), lines: lines.map(str::to_owned).to_vec(), table: None }
}

fn contents(shown: &[&Published]) -> Sheet {
    let row = |p: &&Published| {
        vec![Cell::Link(sheet_name(&p.name)), Cell::Text(title(p)), number(p.frame.height())]
    };
    Sheet {
        name: "Contents".to_owned(),
        lines: vec![
            "Contents".to_owned(),
            one_table(),
            "Each name leads to its worksheet.".to_owned(),
        ],
        table: Some(Table {
            name: "contents_of_the_workbook".to_owned(),
            header: ["Worksheet", "Title", "Rows"].map(str::to_owned).to_vec(),
            rows: shown.iter().map(row).collect(),
        }),
    }
}

/// The symbols of official statistics that stand in a column `value_symbol` or in place of a value.
const SYMBOLS: &[(&str, &str)] = &[
    ("[c]", "Confidential: hidden by the disclosure policy."),
    ("[e]", "Estimated."),
    ("[low]", "Rounds to zero and is not zero."),
    ("[p]", "Provisional."),
    ("[r]", "Revised."),
    ("[u]", "Of low reliability."),
    ("[x]", "Not available: the source gives no figure."),
    ("[z]", "Not applicable."),
];

fn notes(left_out: &[&Published]) -> Sheet {
    let pair = |a: &str, b: &str| vec![Cell::Text(a.to_owned()), Cell::Text(b.to_owned())];
    let mut rows: Vec<Vec<Cell>> =
        SYMBOLS.iter().map(|(symbol, about)| pair(symbol, about)).collect();
    rows.push(pair(
        "empty cell",
        "Missing in the source, or the question does not arise for the row. Never zero.",
    ));
    for p in left_out {
        let why = match p.frame.height() {
            0 => "has no rows and no worksheet.".to_owned(),
            n => {
                format!("has {n} rows, too many for a worksheet; the file {} holds them.", p.path())
            }
        };
        rows.push(pair(&format!("table {}", p.name), &why));
    }
    Sheet {
        name: "Notes".to_owned(),
        lines: vec![
            "Notes".to_owned(),
            one_table(),
            "Symbols, and what is not in this workbook.".to_owned(),
        ],
        table: Some(Table {
            name: "notes_and_symbols".to_owned(),
            header: ["Note", "Meaning"].map(str::to_owned).to_vec(),
            rows,
        }),
    }
}

fn sheet(published: &Published) -> io::Result<Sheet> {
    let symbol = published.fields.iter().position(|f| f.name == "value_symbol");
    let value = published.fields.iter().position(|f| f.name == "value");
    let rows = spelt(published.frame)?.map(|cells| {
        let shown = symbol.and_then(|at| cells.get(at)).filter(|s| !s.is_empty()).cloned();
        let typed = cells.into_iter().zip(&published.fields);
        let mut row: Vec<Cell> = typed.map(|(cell, field)| typed_cell(cell, field.kind)).collect();
        if let (Some(symbol), Some(at)) = (shown, value)
            && row[at] == Cell::Text(String::new())
        {
            row[at] = Cell::Text(symbol);
        }
        row
    });
    Ok(Sheet {
        name: sheet_name(&published.name),
        lines: vec![
            title(published),
            one_table(),
            published.about.clone(),
            "Empty cells are missing values, never zero. The worksheet Notes lists the symbols."
                .to_owned(),
        ],
        table: Some(Table {
            name: format!("table_{}", published.name),
            header: published.fields.iter().map(|f| f.name.clone()).collect(),
            rows: rows.collect(),
        }),
    })
}

fn typed_cell(cell: String, kind: Type) -> Cell {
    if cell.is_empty() {
        return Cell::Text(cell);
    }
    let places = cell.split_once('.').map_or(0, |(_, places)| places.len());
    match kind {
        Type::Text | Type::Boolean => Cell::Text(cell),
        Type::Date => Cell::Date(cell),
        Type::Integer | Type::Money | Type::Number | Type::Float => Cell::Number(cell, places),
    }
}

/// Letters that the name of a sheet may have in Excel.
const LONGEST_NAME: usize = 31;

/// The name of a table or view as the name of a sheet: unlike the first three, and no longer than Excel opens.
fn sheet_name(name: &str) -> String {
    let taken = ["cover", "contents", "notes", "history"];
    if name.chars().count() <= LONGEST_NAME && !taken.contains(&name.to_lowercase().as_str()) {
        return name.to_owned();
    }
    let start: String = name.chars().take(LONGEST_NAME - 9).collect();
    format!("{start}_{}", &super::sha256(name.as_bytes())[..8])
}

fn one_table() -> String {
    "This worksheet contains one table.".to_owned()
}

fn number(n: usize) -> Cell {
    Cell::Number(n.to_string(), 0)
}

/// With a capital, because it is read as a heading.
fn title(published: &Published) -> String {
    let mut letters = published.title.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::Field;
    use polars::prelude::df;

    #[test]
    fn a_workbook_is_made_as_statistics_ask() {
        let frame =
            df!("value" => [None, Some("7")], "value_symbol" => [Some("[c]"), None]).unwrap();
        let empty = frame.head(Some(0));
        let field =
            |name: &str| Field { name: name.to_owned(), kind: Type::Text, about: String::new() };
        let published = |name: &str, frame| Published {
            folder: Folder::Tables,
            name: name.to_owned(),
            title: "numbers".to_owned(),
            about: "What it holds.".to_owned(),
            grain: Vec::new(),
            fields: vec![field("value"), field("value_symbol")],
            frame,
        };
        let all = [published("notes", &frame), published("nothing", &empty)];
        let sheets = sheets(&all).unwrap();
        let names: Vec<&str> = sheets.iter().map(|s| s.name.as_str()).collect();
        assert_eq!(names[..3], ["Cover", "Contents", "Notes"]);
        assert_eq!(names.len(), 4, "a table without rows has no sheet: {names:?}");
        assert!(names[3].starts_with("notes_"), "{names:?}");
        let table = sheets[3].table.as_ref().unwrap();
        assert_eq!(
            table.rows[0][0],
            Cell::Text("[c]".to_owned()),
            "the symbol stands for the value"
        );
        assert_eq!(table.rows[1][0], Cell::Text("7".to_owned()));
        let notes = sheets[2].table.as_ref().unwrap();
        assert!(notes.rows.iter().any(|r| r[0] == Cell::Text("table nothing".to_owned())));
        for format in [Format::Ods, Format::Xlsx] {
            let bytes = || {
                let mut out = Vec::new();
                write(&all, format, &mut out).unwrap();
                out
            };
            assert!(bytes().starts_with(b"PK") && bytes() == bytes(), "{format:?}");
        }
    }

    #[test]
    fn names_of_sheets_are_short_and_unlike() {
        let long = ["a".repeat(40), format!("{}b", "a".repeat(39))];
        let names = long.map(|name| sheet_name(&name));
        assert!(names[0] != names[1] && names[0].len() == LONGEST_NAME, "{names:?}");
        assert_eq!(sheet_name("spend_trend"), "spend_trend");
    }
}
