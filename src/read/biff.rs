//! What calamine leaves out of old Excel workbooks: which cells are shown in percent, and which rows are hidden.
//!
//! The stream of records is taken out of its container (MS-CFB) and walked once (MS-XLS). Anything odd ends the walk: what
//! was found until then holds, and the cells themselves are calamine's.

use std::collections::{BTreeMap, BTreeSet};

/// Of one sheet, rows and columns from 1.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Shown {
    pub percent: BTreeSet<(u32, u32)>,
    pub hidden: BTreeSet<u32>,
}

/// The sheets of a workbook by name.
pub fn shown(bytes: &[u8]) -> BTreeMap<String, Shown> {
    let stream = stream(bytes).unwrap_or_default();
    let mut book = Book::default();
    walk(&stream, 0, &mut |kind, body| book.record(kind, body));
    let mut out = BTreeMap::new();
    for (start, name) in std::mem::take(&mut book.sheets) {
        let mut shown = Shown::default();
        walk(&stream, start, &mut |kind, body| book.cells(kind, body, &mut shown));
        out.insert(name, shown);
    }
    out
}

#[derive(Default)]
struct Book {
    /// Numbers of formats that show percent; 9 and 10 always do.
    formats: BTreeSet<u16>,
    /// For each style whether it shows percent.
    styles: Vec<bool>,
    sheets: Vec<(usize, String)>,
}

impl Book {
    fn record(&mut self, kind: u16, body: &[u8]) {
        match kind {
            // FORMAT: number, then its code as a string. A sign in quotes is words, not a format.
            0x041E => {
                let (Some(number), Some(code)) = (u16_at(body, 0), string(body, 2, true)) else {
                    return;
                };
                let bare: String = code.split('"').step_by(2).collect();
                if bare.contains('%') {
                    self.formats.insert(number);
                }
            }
            // XF: the number of the format stands second.
            0x00E0 => {
                let format = u16_at(body, 2).unwrap_or(0);
                self.styles.push(matches!(format, 9 | 10) || self.formats.contains(&format));
            }
            // BOUNDSHEET: where the sheet starts, its state and kind, its name.
            0x0085 => {
                let (Some(start), Some(name)) = (u32_at(body, 0), string(body, 6, false)) else {
                    return;
                };
                self.sheets.push((start as usize, name));
            }
            _ => {}
        }
    }

    fn cells(&self, kind: u16, body: &[u8], out: &mut Shown) {
        let (Some(row), Some(column)) = (u16_at(body, 0), u16_at(body, 2)) else { return };
        let (row, column) = (u32::from(row) + 1, u32::from(column) + 1);
        let is_percent = |at: usize| {
            let style = u16_at(body, at).map(usize::from);
            style.and_then(|s| self.styles.get(s)).copied().unwrap_or(false)
        };
        match kind {
            // NUMBER, RK, FORMULA: row, column, style.
            0x0203 | 0x027E | 0x0006 if is_percent(4) => {
                out.percent.insert((row, column));
            }
            // MULRK: row, first column, then a style and a number for each.
            0x00BD => {
                let cells = body.len().saturating_sub(6) / 6;
                let cells = (0u32..).zip((0..cells).map(|n| 4 + n * 6));
                out.percent
                    .extend(cells.filter(|c| is_percent(c.1)).map(|(n, _)| (row, column + n)));
            }
            // ROW: the row, its columns, its height, and a bit for hidden.
            0x0208 if u16_at(body, 12).is_some_and(|flags| flags & 0x20 != 0) => {
                out.hidden.insert(row);
            }
            _ => {}
        }
    }
}

/// Hands over the records from `start` to the end of their part.
fn walk(stream: &[u8], start: usize, each: &mut dyn FnMut(u16, &[u8])) {
    let mut at = start;
    let mut depth = 0;
    while let (Some(kind), Some(size)) = (u16_at(stream, at), u16_at(stream, at + 2)) {
        let Some(body) = stream.get(at + 4..at + 4 + usize::from(size)) else { return };
        // BOF and EOF stand around charts inside a sheet, too.
        match kind {
            0x0809 => depth += 1,
            0x000A => depth -= 1,
            _ if depth == 1 => each(kind, body),
            _ => {}
        }
        if depth <= 0 {
            return;
        }
        at += 4 + usize::from(size);
    }
}

/// A string with its length before it, of one or of two bytes a character.
fn string(body: &[u8], at: usize, long: bool) -> Option<String> {
    let (length, at) = if long {
        (usize::from(u16_at(body, at)?), at + 2)
    } else {
        (usize::from(*body.get(at)?), at + 1)
    };
    if body.get(at)? & 1 == 0 {
        let text = body.get(at + 1..at + 1 + length)?;
        return Some(text.iter().map(|b| char::from(*b)).collect());
    }
    let text = body.get(at + 1..at + 1 + length * 2)?;
    let units: Vec<u16> = text.chunks_exact(2).map(|c| u16::from_le_bytes([c[0], c[1]])).collect();
    Some(String::from_utf16_lossy(&units))
}

pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

/// Sectors that mean the end of a chain, or none.
const LAST: u32 = 0xFFFF_FFFA;

/// The stream of records in the container.
fn stream(bytes: &[u8]) -> Option<Vec<u8>> {
    let power = u32::from(u16_at(bytes, 30)?);
    if !(7..=16).contains(&power) {
        return None;
    }
    let size = 1usize << power;
    let sector = |n: u32| {
        let start = (n as usize).checked_add(1)?.checked_mul(size)?;
        bytes.get(start..(start + size).min(bytes.len()))
    };
    let mut table = Vec::new();
    let mut lists: Vec<u32> = (0..109).filter_map(|n| u32_at(bytes, 76 + n * 4)).collect();
    let mut more = u32_at(bytes, 68)?;
    let most = bytes.len() / size + 1;
    while more < LAST && lists.len() <= most {
        let list = sector(more)?;
        lists.extend((0..size / 4 - 1).filter_map(|n| u32_at(list, n * 4)));
        more = u32_at(list, size - 4)?;
    }
    for list in lists.into_iter().filter(|l| *l < LAST).take(most) {
        let list = sector(list)?;
        table.extend((0..size / 4).filter_map(|n| u32_at(list, n * 4)));
    }
    let chain = |first: u32| {
        let (mut out, mut at, mut left) = (Vec::new(), first, most);
        while at < LAST && left > 0 {
            out.extend_from_slice(sector(at)?);
            at = *table.get(at as usize)?;
            left -= 1;
        }
        Some(out)
    };
    let folder = chain(u32_at(bytes, 48)?)?;
    for entry in folder.chunks_exact(128) {
        let length = usize::from(u16_at(entry, 64)?).saturating_sub(2).min(64);
        let name: String = entry[..length].iter().step_by(2).map(|b| char::from(*b)).collect();
        // Streams below 4,096 bytes stand elsewhere; no workbook is so small.
        if matches!(name.as_str(), "Workbook" | "Book") {
            let mut found = chain(u32_at(entry, 116)?)?;
            found.truncate(u32_at(entry, 120)? as usize);
            return Some(found);
        }
    }
    None
}
