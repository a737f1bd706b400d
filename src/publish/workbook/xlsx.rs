//! The workbook as Excel has it.

use std::io::{self, Write};

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, Table as Marked, TableColumn, TableStyle,
    Workbook, Worksheet, XlsxError,
};

use super::{Cell, NAME, Sheet, Table};

/// The longest text of a cell that Excel opens.
const LONGEST: usize = 32_767;
const WIDTH: f64 = 24.0;

pub fn write(sheets: &[Sheet], out: &mut dyn Write) -> io::Result<()> {
    let bytes = bytes(sheets).map_err(|e| io::Error::other(e.to_string()))?;
    out.write_all(&bytes)
}

fn bytes(sheets: &[Sheet]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // The same figures are the same bytes: the file says no time of its making.
    let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
    let properties = DocProperties::new()
        .set_title("Community-safety figures")
        .set_author(NAME)
        .set_creation_datetime(&made);
    workbook.set_properties(&properties);
    for sheet in sheets {
        fill(workbook.add_worksheet(), sheet)?;
    }
    workbook.save_to_buffer()
}

fn fill(page: &mut Worksheet, sheet: &Sheet) -> Result<(), XlsxError> {
    page.set_name(&sheet.name)?;
    let title = Format::new().set_bold().set_font_size(14);
    let plain = Format::new();
    for (row, line) in (0u32..).zip(&sheet.lines) {
        let format = if row == 0 { &title } else { &plain };
        page.write_string_with_format(row, 0, short(line), format)?;
    }
    let Some(table) = &sheet.table else {
        page.set_column_width(0, 100)?;
        return Ok(());
    };
    let top = u32::try_from(sheet.lines.len()).unwrap_or(0);
    mark(page, top, table)?;
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    for (row, cells) in (top + 1..).zip(&table.rows) {
        for (column, cell) in (0u16..).zip(cells) {
            put(page, (row, column), cell, &wrapped)?;
        }
    }
    for column in (0u16..).take(table.header.len()) {
        page.set_column_width(column, WIDTH)?;
    }
    Ok(())
}

/// A table of Excel's own, without the buttons for filters.
fn mark(page: &mut Worksheet, top: u32, table: &Table) -> Result<(), XlsxError> {
    let columns: Vec<TableColumn> =
        table.header.iter().map(|name| TableColumn::new().set_header(name)).collect();
    let marked = Marked::new()
        .set_name(&table.name)
        .set_columns(&columns)
        .set_autofilter(false)
        .set_banded_rows(false)
        .set_style(TableStyle::None);
    let last = top + u32::try_from(table.rows.len()).unwrap_or(u32::MAX - top);
    let right = u16::try_from(table.header.len()).unwrap_or(u16::MAX).saturating_sub(1);
    page.add_table(top, 0, last, right, &marked)?;
    Ok(())
}

fn put(
    page: &mut Worksheet,
    at: (u32, u16),
    cell: &Cell,
    wrapped: &Format,
) -> Result<(), XlsxError> {
    let (row, column) = at;
    match cell {
        Cell::Text(text) if text.is_empty() => {}
        Cell::Text(text) => {
            page.write_string_with_format(row, column, short(text), wrapped)?;
        }
        Cell::Number(digits, places) => match digits.parse::<f64>() {
            // A spreadsheet holds fifteen digits; what needs more stays text, so that none is lost.
            Ok(number) if digits.len() <= 15 => {
                let format =
                    Format::new().set_num_format(pattern(*places)).set_align(FormatAlign::Top);
                page.write_number_with_format(row, column, number, &format)?;
            }
            _ => {
                page.write_string_with_format(row, column, digits, wrapped)?;
            }
        },
        Cell::Date(day) => match ExcelDateTime::parse_from_str(day) {
            Ok(date) => {
                let format = Format::new().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Top);
                page.write_datetime_with_format(row, column, &date, &format)?;
            }
            // Excel knows no day before 1900.
            Err(_) => {
                page.write_string_with_format(row, column, day, wrapped)?;
            }
        },
        Cell::Link(name) => {
            let target = format!("internal:'{name}'!A1");
            page.write_url_with_text(row, column, target.as_str(), name)?;
        }
    }
    Ok(())
}

fn pattern(places: usize) -> String {
    match places {
        0 => "0".to_owned(),
        n => format!("0.{}", "0".repeat(n)),
    }
}

/// As much of a text as Excel opens; the CSV has all of it.
fn short(text: &str) -> &str {
    let end = text.char_indices().nth(LONGEST).map_or(text.len(), |(at, _)| at);
    &text[..end]
}
