//! What calamine leaves out of binary workbooks: which cells are shown in percent, and which rows are hidden.
//!
//! The parts are walked record by record (MS-XLSB). Anything odd ends the walk: what was found until then holds, and the
//! cells themselves are calamine's.

use std::collections::{BTreeMap, BTreeSet};

use super::biff::{Shown, u16_at, u32_at};
use super::package::Package;
use super::xlsx::relationships;

const FOLDER: &str = "xl/";

/// The sheets of a workbook by name.
pub fn shown(package: &Package<'_>) -> BTreeMap<String, Shown> {
    let part = |name: &str| package.whole(name).ok().flatten().unwrap_or_default();
    let links = relationships(package, "xl/_rels/workbook.bin.rels", FOLDER).unwrap_or_default();
    let percent = percent(&part("xl/styles.bin"));
    let mut sheets = Vec::new();
    walk(&part("xl/workbook.bin"), &mut |kind, body| {
        // BrtBundleSh: state and number of the tab, then the id of its part and its name.
        if kind == 156
            && let Some((id, next)) = text(body, 8)
            && let Some((name, _)) = text(body, next)
        {
            sheets.push((id, name));
        }
    });
    let of = |(id, name): (String, String)| {
        let part = part(&links.get(&id)?.target);
        Some((name, cells(&part, &percent)))
    };
    sheets.into_iter().filter_map(of).collect()
}

/// For each style of a cell whether it shows percent; formats 9 and 10 always do.
fn percent(styles: &[u8]) -> Vec<bool> {
    let (mut formats, mut out, mut in_cells) = (BTreeSet::from([9, 10]), Vec::new(), false);
    walk(styles, &mut |kind, body| match kind {
        // BrtFmt: number and code. A sign in quotes is words, not a format.
        44 => {
            if let (Some(number), Some((code, _))) = (u16_at(body, 0), text(body, 2))
                && code.split('"').step_by(2).any(|bare| bare.contains('%'))
            {
                formats.insert(number);
            }
        }
        617 => in_cells = true,
        618 => in_cells = false,
        // BrtXF: the number of the format stands second.
        47 if in_cells => out.push(u16_at(body, 2).is_some_and(|n| formats.contains(&n))),
        _ => {}
    });
    out
}

fn cells(sheet: &[u8], percent: &[bool]) -> Shown {
    let (mut out, mut row) = (Shown::default(), 0);
    walk(sheet, &mut |kind, body| match kind {
        // BrtRowHdr: the row, its style and height, and bits of which one hides it.
        0 => {
            row = u32_at(body, 0).unwrap_or(0).saturating_add(1);
            if body.get(11).is_some_and(|flags| flags & 0x10 != 0) {
                out.hidden.insert(row);
            }
        }
        // BrtCellRk, BrtCellReal, BrtFmlaNum: the column, then the style in three bytes.
        2 | 5 | 9 => {
            let style = u32_at(body, 4).map(|n| (n & 0x00FF_FFFF) as usize);
            if let (Some(column), Some(true)) =
                (u32_at(body, 0), style.and_then(|s| percent.get(s)).copied())
            {
                out.percent.insert((row, column.saturating_add(1)));
            }
        }
        _ => {}
    });
    out
}

/// Hands over the records: kind and size are written seven bits a byte, the last one without the eighth.
fn walk(part: &[u8], each: &mut dyn FnMut(u32, &[u8])) {
    let mut at = 0;
    while let Some((kind, next)) = packed(part, at, 2) {
        let Some((size, start)) = packed(part, next, 4) else { return };
        let Some(body) = part.get(start..start.saturating_add(size as usize)) else { return };
        each(kind, body);
        at = start + body.len();
    }
}

/// A number of at most so many bytes, and where what follows it begins.
fn packed(part: &[u8], at: usize, most: usize) -> Option<(u32, usize)> {
    let mut number = 0;
    for n in 0..most {
        let byte = *part.get(at + n)?;
        number |= u32::from(byte & 0x7F) << (7 * n);
        if byte & 0x80 == 0 {
            return Some((number, at + n + 1));
        }
    }
    Some((number, at + most))
}

/// A text with its length in characters before it, and where what follows it begins.
fn text(body: &[u8], at: usize) -> Option<(String, usize)> {
    let length = usize::try_from(u32_at(body, at)?).ok()?.checked_mul(2)?;
    let start = at + 4;
    let units = body.get(start..start.checked_add(length)?)?;
    let units: Vec<u16> = units.chunks_exact(2).map(|c| u16::from_le_bytes([c[0], c[1]])).collect();
    Some((String::from_utf16_lossy(&units), start + length))
}
