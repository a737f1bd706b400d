//! Workbooks of every kind to sheets. Old Excel files and binary ones go through calamine; this is the only file that names it.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, DataRef, Reader, SheetType, SheetVisible, Xls, Xlsb};

use crate::grid::{Broken, Cell, Grid, Held, Row, Source, Span, Value};

use super::encoding::decode;
use super::package::Package;
use super::{Format, ods, text, xlsx};

/// What one sheet of an old workbook may hold; it stands in memory.
const CELLS: usize = 20_000_000;

/// The sheets of a workbook in the order of their tabs, hidden ones included, charts left out.
///
/// # Errors
/// What a person can act on: the file is cut short, damaged, behind a password, or grows beyond measure.
pub fn open(bytes: &[u8], format: Format) -> Result<Vec<Box<dyn Source + '_>>, Broken> {
    match format {
        Format::Xlsx => {
            Ok(xlsx::open(bytes)?.into_iter().map(|s| Box::new(s) as Box<dyn Source>).collect())
        }
        Format::Ods => Ok(held(ods::open(bytes)?)),
        // Both readers may meet a record that they did not expect; that must not end the batch.
        Format::Xls => guarded(|| xls(bytes)).map(held),
        Format::Xlsb => guarded(|| xlsb(bytes)).map(held),
        Format::HtmlTable => Ok(held(page(bytes)?)),
        other => Err(format!("{} is no workbook", other.name())),
    }
}

fn held<'a>(grids: Vec<Grid>) -> Vec<Box<dyn Source + 'a>> {
    grids.into_iter().map(|g| Box::new(g) as Box<dyn Source>).collect()
}

fn guarded(read: impl FnOnce() -> Result<Vec<Grid>, Broken>) -> Result<Vec<Grid>, Broken> {
    catch_unwind(AssertUnwindSafe(read))
        .unwrap_or_else(|_| Err("the workbook is damaged".to_owned()))
}

/// The tables of a web page as sheets; a merged cell holds what it says in its first column of every row.
fn page(bytes: &[u8]) -> Result<Vec<Grid>, Broken> {
    let mut out = Vec::new();
    for (table, n) in text::tables(&decode(bytes).text).iter().zip(1..) {
        let mut filling = Filling::new(&format!("Table {n}"), SheetVisible::Visible);
        for (row, number) in table.rows.iter().zip(0u32..) {
            let mut before = String::new();
            for (cell, column) in row.cells.iter().zip(0u32..) {
                let joined = cell.joined();
                let text = joined.as_str().trim();
                let said_to_the_left = cell.copied && text == before;
                let value = Some(text).filter(|text| !text.is_empty() && !said_to_the_left);
                filling.add(number, column, value.map(Value::Text))?;
                text.clone_into(&mut before);
            }
        }
        out.push(filling.done(std::iter::empty()));
    }
    Ok(out)
}

fn xls(bytes: &[u8]) -> Result<Vec<Grid>, Broken> {
    let mut book = Xls::new(Cursor::new(bytes)).map_err(|e| e.to_string())?;
    let mut out = Vec::new();
    let mut shown = super::biff::shown(bytes);
    for sheet in book.sheets_metadata().to_owned() {
        if sheet.typ != SheetType::WorkSheet {
            continue;
        }
        let range = book.worksheet_range(&sheet.name).map_err(|e| e.to_string())?;
        let mut filling = Filling::new(&sheet.name, sheet.visible);
        filling.shown = shown.remove(&sheet.name).unwrap_or_default();
        let (top, left) = range.start().unwrap_or_default();
        let since_1904 = book.has_1904_epoch();
        for (row, column, data) in range.used_cells() {
            let at =
                |n: usize, first: u32| u32::try_from(n).unwrap_or(u32::MAX).saturating_add(first);
            filling.add(at(row, top), at(column, left), owned(data, since_1904))?;
        }
        let spans = book.merge_cells_by_sheet_name(&sheet.name).unwrap_or_default();
        out.push(filling.done(spans.iter().map(|d| Span {
            top: d.start.0 + 1,
            left: d.start.1 + 1,
            bottom: d.end.0 + 1,
            right: d.end.1 + 1,
        })));
    }
    Ok(out)
}

fn xlsb(bytes: &[u8]) -> Result<Vec<Grid>, Broken> {
    // The parts are looked at first: a part that claims terabytes is not opened at all.
    let package = Package::open(bytes)?;
    package.check()?;
    let mut shown = super::xlsb::shown(&package);
    let mut book = Xlsb::new(Cursor::new(bytes)).map_err(|e| e.to_string())?;
    let since_1904 = book.has_1904_epoch();
    let mut out = Vec::new();
    for sheet in book.sheets_metadata().to_owned() {
        if sheet.typ != SheetType::WorkSheet {
            continue;
        }
        let mut filling = Filling::new(&sheet.name, sheet.visible);
        filling.shown = shown.remove(&sheet.name).unwrap_or_default();
        let mut cells = book.worksheet_cells_reader(&sheet.name).map_err(|e| e.to_string())?;
        while let Some(cell) = cells.next_cell().map_err(|e| e.to_string())? {
            let (row, column) = cell.get_position();
            let data = Data::from(DataRef::clone(cell.get_value()));
            filling.add(row, column, owned(&data, since_1904))?;
        }
        out.push(filling.done(std::iter::empty()));
    }
    Ok(out)
}

/// A cell of ours from one of calamine's; its text keeps being borrowed.
fn owned(data: &Data, since_1904: bool) -> Option<Value<'_>> {
    match data {
        Data::Int(n) => {
            // Old workbooks store small whole numbers so; none is beyond what a double holds.
            #[allow(clippy::cast_precision_loss, reason = "see above")]
            Some(Value::Number(*n as f64))
        }
        Data::Float(n) => Some(Value::Number(*n)),
        Data::DateTime(d) if d.is_datetime() => {
            Some(Value::Stamp(d.as_f64() + if since_1904 { 1462.0 } else { 0.0 }))
        }
        Data::DateTime(d) => Some(Value::Number(d.as_f64())),
        Data::Bool(b) => Some(Value::Truth(*b)),
        Data::String(s) | Data::DateTimeIso(s) | Data::DurationIso(s) => {
            Some(s.trim()).filter(|s| !s.is_empty()).map(Value::Text)
        }
        Data::Error(_) => Some(Value::Fault("#N/A")),
        _ => None,
    }
}

/// A grid that is filled cell by cell, row after row.
struct Filling {
    grid: Grid,
    row: u32,
    held: Vec<(u32, Held)>,
    cells: usize,
    shown: super::biff::Shown,
}

impl Filling {
    fn new(name: &str, visible: SheetVisible) -> Self {
        let hidden = visible != SheetVisible::Visible;
        let grid = Grid::new(name, hidden);
        Self { grid, row: 0, held: Vec::new(), cells: 0, shown: super::biff::Shown::default() }
    }

    /// `row` and `column` count from 0, as calamine's do.
    fn add(&mut self, row: u32, column: u32, value: Option<Value<'_>>) -> Result<(), Broken> {
        let Some(value) = value else { return Ok(()) };
        if row + 1 != self.row {
            self.flush();
            self.row = row + 1;
        }
        self.cells += 1;
        if self.cells > CELLS {
            return Err(format!("sheet {} holds more than {CELLS} cells", self.grid.sheet));
        }
        let value = match value {
            Value::Number(n) if self.shown.percent.contains(&(row + 1, column + 1)) => {
                Value::Percent(n)
            }
            value => value,
        };
        self.held.push((column + 1, Held::of(value)));
        Ok(())
    }

    fn flush(&mut self) {
        if !self.held.is_empty() {
            let cells: Vec<Cell<'_>> = self
                .held
                .iter()
                .map(|(column, held)| Cell { column: *column, value: held.value() })
                .collect();
            let hidden = self.shown.hidden.contains(&self.row);
            self.grid.push(&Row { number: self.row, hidden, cells: &cells });
            self.held.clear();
        }
    }

    fn done(mut self, spans: impl Iterator<Item = Span>) -> Grid {
        self.flush();
        self.grid.spans = spans.collect();
        self.grid
    }
}
