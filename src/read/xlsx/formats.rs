//! What the number formats of a workbook make of a number: a day, a percentage, or itself.

use std::collections::HashMap;

use super::super::xml::{Event, Events};
use super::number;

/// What a number format makes of a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Print {
    #[default]
    Plain,
    Day,
    Percent,
}

/// For each cell style, what it makes of a number.
pub(super) fn prints(styles: &[u8]) -> Vec<Print> {
    let mut custom: HashMap<u32, Print> = HashMap::new();
    let mut out = Vec::new();
    let mut in_cells = false;
    for event in Events::of(styles) {
        match event {
            Event::Start(tag) | Event::Empty(tag) if tag.name == b"numFmt" => {
                let id = tag.raw(b"numFmtId").and_then(number);
                if let (Some(id), Some(code)) = (id, tag.get("formatCode")) {
                    custom.insert(id, print(&code));
                }
            }
            Event::Start(tag) if tag.name == b"cellXfs" => in_cells = true,
            Event::End(b"cellXfs") => in_cells = false,
            Event::Start(tag) | Event::Empty(tag) if tag.name == b"xf" && in_cells => {
                let id = tag.raw(b"numFmtId").and_then(number).unwrap_or(0);
                let built_in = match id {
                    14..=17 | 22 | 27..=31 | 36 | 50..=54 | 57 | 58 => Print::Day,
                    9 | 10 => Print::Percent,
                    _ => Print::Plain,
                };
                out.push(custom.get(&id).copied().unwrap_or(built_in));
            }
            _ => {}
        }
    }
    out
}

/// Text in quotes or brackets, escaped characters and colours of a format say nothing.
pub(super) fn print(code: &str) -> Print {
    let mut chars = code.chars();
    let (mut months, mut day) = (0, false);
    while let Some(c) = chars.next() {
        match c {
            '"' => while chars.next().is_some_and(|c| c != '"') {},
            '[' => while chars.next().is_some_and(|c| c != ']') {},
            '\\' | '_' | '*' => {
                chars.next();
            }
            ';' => break,
            '%' => return Print::Percent,
            'd' | 'D' | 'y' | 'Y' => day = true,
            // One or two may be minutes; a month's name is three or more.
            'm' | 'M' => months += 1,
            _ => {}
        }
    }
    // `General` holds none of these letters in a place where a day would.
    if (day || months > 2) && !code.contains("General") { Print::Day } else { Print::Plain }
}
