//! OpenDocument spreadsheets. Spans are kept, covered cells stay silent, and what is repeated a million times while empty is
//! never written out.

use std::collections::HashSet;
use std::io::Read;

use memchr::memmem;

use crate::grid::{Broken, Cell, Grid, Row, Span, Value};

use super::package::{Package, Pieces};
use super::xml::{Event, Events, Tag};

/// What one sheet may hold; it stands in memory.
const CELLS: usize = 20_000_000;

/// The sheets in the order of their tabs.
///
/// # Errors
/// The package is damaged, encrypted or beyond measure.
pub fn open(bytes: &[u8]) -> Result<Vec<Grid>, Broken> {
    let package = Package::open(bytes)?;
    let mut reading = Reading::default();
    let found = package.stream("content.xml", &mut |part| reading.read(part))?;
    if !found {
        return Err("the content part is missing".to_owned());
    }
    if !reading.ended {
        return Err("the document is cut short".to_owned());
    }
    Ok(reading.sheets)
}

/// A cell as its tag describes it, waiting for its text.
#[derive(Default)]
struct Open {
    kind: Kind,
    value: String,
    text: String,
    repeated: u32,
    columns: u32,
    rows: u32,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Kind {
    #[default]
    Text,
    Number,
    Percent,
    Date,
    Truth,
    Covered,
}

#[derive(Default)]
struct Reading {
    sheets: Vec<Grid>,
    hidden_styles: HashSet<String>,
    style: String,
    in_table: bool,
    row: u32,
    row_repeated: u32,
    row_hidden: bool,
    column: u32,
    cells: Vec<(u32, Kind, String)>,
    open: Option<Open>,
    aside: bool,
    written: usize,
    ended: bool,
}

impl Reading {
    fn read(&mut self, part: &mut dyn Read) -> Result<(), Broken> {
        let mut pieces = Pieces::new(part);
        let mark = memmem::FinderRev::new("<table:table-row");
        while let Some(piece) = pieces.next(&mark)? {
            for event in Events::of(piece) {
                match event {
                    Event::Start(tag) => self.start(tag),
                    Event::Empty(tag) => {
                        self.start(tag);
                        self.end(tag.name)?;
                    }
                    Event::End(name) => self.end(name)?,
                    Event::Text(bytes) => {
                        if let (Some(open), false) = (&mut self.open, self.aside) {
                            open.text.push_str(&super::xml::text(bytes));
                        }
                    }
                    Event::Verbatim(_) => {}
                }
            }
        }
        Ok(())
    }

    fn start(&mut self, tag: Tag<'_>) {
        let repeat =
            |name: &str| tag.get(name).and_then(|n| n.parse::<u32>().ok()).unwrap_or(1).max(1);
        match tag.name {
            b"style" => self.style = tag.get("style:name").unwrap_or_default().into_owned(),
            b"table-properties" if tag.raw(b"table:display") == Some(b"false") => {
                self.hidden_styles.insert(self.style.clone());
            }
            b"table" => {
                let name = tag.get("table:name").unwrap_or_default();
                let style = tag.get("table:style-name").unwrap_or_default();
                let hidden = self.hidden_styles.contains(style.as_ref());
                self.sheets.push(Grid::new(&name, hidden));
                (self.in_table, self.row, self.written) = (true, 0, 0);
            }
            b"table-row" => {
                self.row += 1;
                self.column = 0;
                self.row_repeated = repeat("table:number-rows-repeated");
                self.row_hidden = tag.raw(b"table:visibility").is_some_and(|v| v != b"visible");
            }
            b"table-cell" | b"covered-table-cell" => {
                self.open = Some(Open {
                    kind: if tag.name == b"table-cell" { kind(tag) } else { Kind::Covered },
                    value: value(tag),
                    text: String::new(),
                    repeated: repeat("table:number-columns-repeated"),
                    columns: repeat("table:number-columns-spanned"),
                    rows: repeat("table:number-rows-spanned"),
                });
            }
            b"annotation" => self.aside = true,
            b"p" | b"line-break" => {
                if let Some(open) = self.open.as_mut().filter(|o| !o.text.is_empty() && !self.aside)
                {
                    open.text.push('\n');
                }
            }
            b"s" | b"tab" => {
                if let Some(open) = self.open.as_mut().filter(|_| !self.aside) {
                    open.text.push(' ');
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &[u8]) -> Result<(), Broken> {
        match name {
            b"annotation" => self.aside = false,
            b"table-cell" | b"covered-table-cell" => self.close_cell(),
            b"table-row" => self.close_row()?,
            b"table" => self.in_table = false,
            b"document-content" => self.ended = true,
            _ => {}
        }
        Ok(())
    }

    fn close_cell(&mut self) {
        let Some(open) = self.open.take() else { return };
        let first = self.column + 1;
        self.column = self.column.saturating_add(open.repeated);
        if open.columns > 1 || open.rows > 1 {
            let span = Span {
                top: self.row,
                left: first,
                bottom: self.row.saturating_add(open.rows - 1),
                right: first.saturating_add(open.columns - 1),
            };
            if let Some(sheet) = self.sheets.last_mut() {
                sheet.spans.push(span);
            }
        }
        let content = match open.kind {
            Kind::Covered => return,
            Kind::Text => open.text.trim().to_owned(),
            _ if open.value.is_empty() => open.text.trim().to_owned(),
            _ => open.value,
        };
        if !content.is_empty() {
            // Columns end at 16,384; what is repeated beyond is the empty margin.
            for column in first..=self.column.min(16_384) {
                self.cells.push((column, open.kind, content.clone()));
            }
        }
    }

    fn close_row(&mut self) -> Result<(), Broken> {
        let first = self.row;
        self.row = self.row.saturating_add(self.row_repeated - 1);
        let cells: Vec<Cell<'_>> = self
            .cells
            .iter()
            .map(|(column, kind, content)| Cell { column: *column, value: read(*kind, content) })
            .collect();
        if cells.is_empty() || !self.in_table {
            return Ok(());
        }
        if let Some(sheet) = self.sheets.last_mut() {
            for number in first..=self.row {
                self.written += cells.len();
                if self.written > CELLS {
                    return Err(format!("sheet {} holds more than {CELLS} cells", sheet.sheet));
                }
                sheet.push(&Row { number, hidden: self.row_hidden, cells: &cells });
            }
        }
        self.cells.clear();
        Ok(())
    }
}

fn kind(tag: Tag<'_>) -> Kind {
    match tag.raw(b"office:value-type") {
        Some(b"float" | b"currency") => Kind::Number,
        Some(b"percentage") => Kind::Percent,
        Some(b"date") => Kind::Date,
        Some(b"boolean") => Kind::Truth,
        _ => Kind::Text,
    }
}

fn value(tag: Tag<'_>) -> String {
    ["office:value", "office:date-value", "office:boolean-value"]
        .into_iter()
        .find_map(|name| tag.get(name))
        .unwrap_or_default()
        .into_owned()
}

fn read(kind: Kind, content: &str) -> Value<'_> {
    let number = content.parse::<f64>().ok();
    match (kind, number) {
        (Kind::Number, Some(n)) => Value::Number(n),
        (Kind::Percent, Some(n)) => Value::Percent(n),
        (Kind::Truth, _) => Value::Truth(content == "true"),
        _ => Value::Text(content),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grid::Source as _;

    #[test]
    fn cells_spans_and_repeats() {
        let xml = r#"<office:document-content><style:style style:name="h"><style:table-properties table:display="false"/></style:style>
        <table:table table:name="One" table:style-name="h"><table:table-row><table:table-cell table:number-columns-spanned="2"><text:p>a<text:s/>&amp; b</text:p><text:p>c</text:p></table:table-cell><table:covered-table-cell><text:p>old</text:p></table:covered-table-cell><table:table-cell office:value-type="float" office:value="1.5"><office:annotation><text:p>note</text:p></office:annotation><text:p>1.50</text:p></table:table-cell><table:table-cell table:number-columns-repeated="16380"/></table:table-row>
        <table:table-row table:number-rows-repeated="2" table:visibility="collapse"><table:table-cell office:value-type="date" office:date-value="2019-04-01" table:number-columns-repeated="2"><text:p>1 April</text:p></table:table-cell></table:table-row>
        <table:table-row table:number-rows-repeated="1048573"><table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table></office:document-content>"#;
        let mut reading = Reading::default();
        assert_eq!(reading.read(&mut xml.as_bytes()), Ok(()));
        let grid = &reading.sheets[0];
        let mut rows = Vec::new();
        let read = grid.rows(&mut |r| {
            rows.push(format!("{} {} {}", r.number, r.hidden, r.raw()));
            true
        });
        assert_eq!(read, Ok(()));
        assert_eq!(
            rows,
            [
                "1 false a & b\nc |  | 1.5",
                "2 true 2019-04-01 | 2019-04-01",
                "3 true 2019-04-01 | 2019-04-01"
            ]
        );
        assert!(grid.hidden && grid.at(1, 2) == Some(Value::Text("a & b\nc")));
    }
}
