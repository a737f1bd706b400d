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

/// A binary workbook (`.xlsb`) of one sheet, its records written by the book: kind, size, body.
pub fn xlsb(name: &str, rows: &[Vec<Cell<'_>>], hidden: &[u32]) -> Vec<u8> {
    let wide = |text: &str| {
        let units: Vec<u16> = text.encode_utf16().collect();
        let mut out = u32::try_from(units.len()).unwrap().to_le_bytes().to_vec();
        out.extend(units.iter().flat_map(|u| u.to_le_bytes()));
        out
    };
    let (height, width) = (rows.len(), rows.iter().map(Vec::len).max().unwrap_or(0));
    let last = |n: usize| u32::try_from(n.saturating_sub(1)).unwrap().to_le_bytes();
    let extent = [[0; 4], last(height), [0; 4], last(width)].concat();
    let mut sheet = [record(129, &[]), record(148, &extent), record(145, &[])].concat();
    for (row, cells) in (0u32..).zip(rows) {
        let mut head = [row.to_le_bytes(), [0; 4], [0x2C, 1, 0, 0], [0; 4]].concat();
        head[11] = if hidden.contains(&row) { 0x10 } else { 0 };
        sheet.extend(record(0, &[head, vec![0]].concat()));
        for (column, cell) in (0u32..).zip(cells) {
            let (style, kind, value) = match cell {
                Cell::Text(text) => (0u32, 6, wide(text)),
                Cell::Number(n) => (0, 5, n.to_le_bytes().to_vec()),
                Cell::Day(n) => (1, 5, n.to_le_bytes().to_vec()),
                Cell::Percent(n) => (2, 5, n.to_le_bytes().to_vec()),
            };
            let body =
                [column.to_le_bytes().to_vec(), style.to_le_bytes().to_vec(), value].concat();
            sheet.extend(record(kind, &body));
        }
    }
    sheet.extend([record(146, &[]), record(130, &[])].concat());
    let style = |format: u16| {
        record(
            47,
            &[0u16.to_le_bytes().to_vec(), format.to_le_bytes().to_vec(), vec![0; 12]].concat(),
        )
    };
    let styles = [
        record(278, &[]),
        record(615, &1u32.to_le_bytes()),
        record(44, &[164u16.to_le_bytes().to_vec(), wide("0.0%")].concat()),
        record(616, &[]),
        record(617, &3u32.to_le_bytes()),
        style(0),
        style(14),
        style(164),
        record(618, &[]),
        record(279, &[]),
    ]
    .concat();
    let tab =
        [0u32.to_le_bytes().to_vec(), 1u32.to_le_bytes().to_vec(), wide("r1"), wide(name)].concat();
    let book =
        [record(131, &[]), record(143, &[]), record(156, &tab), record(144, &[]), record(132, &[])]
            .concat();
    const KIND: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const SPACE: &str = "http://schemas.openxmlformats.org/package/2006";
    let links = |all: &[(&str, &str, &str)]| {
        let one = |(id, kind, target): &(&str, &str, &str)| {
            format!("<Relationship Id=\"{id}\" Type=\"{KIND}/{kind}\" Target=\"{target}\"/>")
        };
        let all: String = all.iter().map(one).collect();
        format!("<?xml version=\"1.0\"?><Relationships xmlns=\"{SPACE}/relationships\">{all}</Relationships>").into_bytes()
    };
    let kinds = format!(
        "<?xml version=\"1.0\"?><Types xmlns=\"{SPACE}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Override PartName=\"/xl/workbook.bin\" ContentType=\"application/vnd.ms-excel.sheet.binary.macroEnabled.main\"/>\
         <Override PartName=\"/xl/worksheets/sheet1.bin\" ContentType=\"application/vnd.ms-excel.worksheet\"/>\
         <Override PartName=\"/xl/styles.bin\" ContentType=\"application/vnd.ms-excel.styles\"/></Types>"
    );
    package(&[
        ("[Content_Types].xml", kinds.as_bytes()),
        ("_rels/.rels", &links(&[("r1", "officeDocument", "xl/workbook.bin")])),
        ("xl/workbook.bin", &book),
        (
            "xl/_rels/workbook.bin.rels",
            &links(&[("r1", "worksheet", "worksheets/sheet1.bin"), ("r2", "styles", "styles.bin")]),
        ),
        ("xl/worksheets/sheet1.bin", &sheet),
        ("xl/styles.bin", &styles),
    ])
}

/// A record of a binary workbook: kind and size seven bits a byte.
fn record(kind: u32, body: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for mut number in [kind, u32::try_from(body.len()).unwrap()] {
        while number > 0x7F {
            out.push((number & 0x7F) as u8 | 0x80);
            number >>= 7;
        }
        out.push(number as u8);
    }
    out.extend(body);
    out
}
