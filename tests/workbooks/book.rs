//! Small workbooks of several sheets, written here: text, numbers, days and percents, in two formats.

use std::fmt::Write as _;

use crate::horror::sheets::{open_document, package};

/// What a cell holds. Days count as Excel counts them.
#[derive(Clone, Copy, Debug)]
pub enum Cell<'a> {
    Text(&'a str),
    Number(f64),
    Day(f64),
    Percent(f64),
}

/// A sheet: its name, whether it is hidden, its rows.
pub type Sheet<'a> = (&'a str, bool, Vec<Vec<Cell<'a>>>);

/// Cells of words and numbers from a text: `a,1,b`.
pub fn rows(text: &str) -> Vec<Vec<Cell<'_>>> {
    text.lines().map(|l| l.split(',').map(cell).collect()).collect()
}

fn cell(text: &str) -> Cell<'_> {
    text.parse().map_or(Cell::Text(text), Cell::Number)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// An `.xlsx`; its days count from 1904 if that is asked for, and are the same days then.
pub fn xlsx(sheets: &[Sheet<'_>], since_1904: bool) -> Vec<u8> {
    let (mut list, mut links) = (String::new(), String::new());
    let mut parts: Vec<(String, Vec<u8>)> = Vec::new();
    for (n, (name, hidden, rows)) in (1..).zip(sheets) {
        let state = if *hidden { " state=\"hidden\"" } else { "" };
        let _ = write!(list, "<sheet name=\"{name}\" sheetId=\"{n}\"{state} r:id=\"r{n}\"/>");
        let _ = write!(
            links,
            "<Relationship Id=\"r{n}\" Type=\"x/worksheet\" Target=\"worksheets/sheet{n}.xml\"/>"
        );
        let rows: String = (1u32..).zip(rows).map(|(r, cells)| row(r, cells, since_1904)).collect();
        let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
        parts.push((format!("xl/worksheets/sheet{n}.xml"), sheet.into_bytes()));
    }
    let styles = "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"9\"/></cellXfs></styleSheet>";
    let _ = write!(links, "<Relationship Id=\"s\" Type=\"x/styles\" Target=\"styles.xml\"/>");
    let epoch = if since_1904 { "<workbookPr date1904=\"1\"/>" } else { "" };
    let root = "<Relationships><Relationship Id=\"r1\" Type=\"x/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>";
    parts.extend([
        ("_rels/.rels".to_owned(), root.as_bytes().to_vec()),
        ("xl/styles.xml".to_owned(), styles.as_bytes().to_vec()),
        (
            "xl/workbook.xml".to_owned(),
            format!("<workbook xmlns:r=\"r\">{epoch}<sheets>{list}</sheets></workbook>")
                .into_bytes(),
        ),
        (
            "xl/_rels/workbook.xml.rels".to_owned(),
            format!("<Relationships>{links}</Relationships>").into_bytes(),
        ),
    ]);
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|p| (p.0.as_str(), p.1.as_slice())).collect();
    package(&parts)
}

fn row(number: u32, cells: &[Cell<'_>], since_1904: bool) -> String {
    let mut out = format!("<row r=\"{number}\">");
    for cell in cells {
        let _ = match cell {
            Cell::Text(t) => write!(out, "<c t=\"str\"><v>{}</v></c>", escaped(t)),
            Cell::Number(n) => write!(out, "<c><v>{n}</v></c>"),
            Cell::Day(n) => {
                let n = if since_1904 { n - 1462.0 } else { *n };
                write!(out, "<c s=\"1\"><v>{n}</v></c>")
            }
            Cell::Percent(n) => write!(out, "<c s=\"2\"><v>{n}</v></c>"),
        };
    }
    out + "</row>"
}

/// An `.ods` of sheets of words and numbers.
pub fn ods(sheets: &[Sheet<'_>]) -> Vec<u8> {
    let mut body = String::from("<office:body><office:spreadsheet>");
    for (name, _, rows) in sheets {
        let _ = write!(body, "<table:table table:name=\"{name}\">");
        for cells in rows {
            body += "<table:table-row>";
            for cell in cells {
                let _ = match cell {
                    Cell::Text(t) => write!(
                        body,
                        "<table:table-cell office:value-type=\"string\"><text:p>{}</text:p></table:table-cell>",
                        escaped(t)
                    ),
                    Cell::Number(n) | Cell::Day(n) | Cell::Percent(n) => write!(
                        body,
                        "<table:table-cell office:value-type=\"float\" office:value=\"{n}\"/>"
                    ),
                };
            }
            body += "</table:table-row>";
        }
        body += "</table:table>";
    }
    open_document(&(body + "</office:spreadsheet></office:body>"))
}
