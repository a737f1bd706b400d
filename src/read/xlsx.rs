//! Workbooks of Excel since 2007 (`.xlsx`, `.xlsm`), a row at a time.
//!
//! One pass over a sheet gives its values, which rows are hidden and which cells are merged; nothing of the sheet stands in
//! memory but the piece that is being read.

use std::cell::{Cell as Room, OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use memchr::memmem;

use crate::grid::{Broken, Cell, Row, Source, Span, Value, fault};

use super::package::{Package, Pieces};
use super::xml::{self, Event, Events, Tag};
use formats::{Print, prints};
use kept::Kept;
use strings::{Strings, rich, unescape};

mod formats;
mod kept;
mod strings;

/// What all sheets of a workbook share.
#[derive(Debug)]
struct Shared<'a> {
    package: Package<'a>,
    strings: Strings,
    /// By cell style: what the number format makes of a number.
    prints: Vec<Print>,
    since_1904: bool,
    /// Cells that may still be kept between two passes.
    room: Room<usize>,
}

/// One worksheet.
#[derive(Debug)]
pub struct Sheet<'a> {
    shared: Rc<Shared<'a>>,
    name: Arc<str>,
    part: String,
    hidden: bool,
    spans: RefCell<Vec<Span>>,
    /// What a whole pass saw, if it was not too much.
    kept: OnceCell<Kept>,
}

/// The worksheets in the order of their tabs.
///
/// # Errors
/// The package is damaged, encrypted or beyond measure.
pub fn open(bytes: &[u8]) -> Result<Vec<Sheet<'_>>, Broken> {
    let package = Package::open(bytes)?;
    let book = office_document(&package)?;
    let folder = book.rfind('/').map_or("", |at| &book[..=at]).to_owned();
    let file = book.rsplit('/').next().unwrap_or_default();
    let text = package.whole(&book)?.ok_or("the workbook part is missing")?;
    let parts = relationships(&package, &format!("{folder}_rels/{file}.rels"), &folder)?;
    let (entries, since_1904) = entries(&text);
    let of_kind = |kind: &str| parts.values().find(|p| p.kind == kind).map(|p| p.target.clone());
    let strings = of_kind("sharedStrings").unwrap_or_else(|| format!("{folder}sharedStrings.xml"));
    let styles = of_kind("styles").unwrap_or_else(|| format!("{folder}styles.xml"));
    let strings = Strings::of(&package.whole(&strings)?.unwrap_or_default());
    let prints = prints(&package.whole(&styles)?.unwrap_or_default());
    let room = Room::new(kept::MOST);
    let shared = Rc::new(Shared { package, strings, prints, since_1904, room });
    let sheet = |(id, name, hidden): (String, String, bool)| {
        let part = parts.get(&id).filter(|p| p.kind == "worksheet")?;
        Some(Sheet {
            shared: Rc::clone(&shared),
            name: name.into(),
            part: part.target.clone(),
            hidden,
            spans: RefCell::default(),
            kept: OnceCell::new(),
        })
    };
    Ok(entries.into_iter().filter_map(sheet).collect())
}

impl Source for Sheet<'_> {
    fn rows(&self, each: &mut dyn FnMut(&Row<'_>) -> bool) -> Result<(), Broken> {
        if let Some(kept) = self.kept.get() {
            kept.replay(&self.shared.strings, each);
            return Ok(());
        }
        self.spans.borrow_mut().clear();
        let found = self.shared.package.stream(&self.part, &mut |reader| {
            let mut pieces = Pieces::new(reader);
            let mark = row_mark(pieces.head()?);
            let mark = memmem::FinderRev::new(&mark);
            let mut state = State { kept: Some(Kept::default()), ..State::default() };
            while let Some(piece) = pieces.next(&mark)? {
                if !self.piece(piece, &mut state, each)? {
                    return Ok(());
                }
            }
            if !state.ended {
                return Err(format!("sheet {} is cut short", self.name));
            }
            if let Some(kept) = state.kept {
                let room = &self.shared.room;
                room.set(room.get().saturating_sub(kept.len()));
                // Nothing else fills it: a pass that finds it filled does not come here.
                let _ = self.kept.set(kept);
            }
            Ok(())
        })?;
        if found { Ok(()) } else { Err(format!("sheet {} has no part in the file", self.name)) }
    }

    fn spans(&self) -> Vec<Span> {
        self.spans.borrow().clone()
    }

    fn sheet(&self) -> &Arc<str> {
        &self.name
    }

    fn hidden(&self) -> bool {
        self.hidden
    }
}

/// Where the reader stands; it goes on from piece to piece.
#[derive(Default)]
struct State {
    row: u32,
    hidden: bool,
    ended: bool,
    /// The rows so far; none where they are too many.
    kept: Option<Kept>,
}

/// A cell before its text is borrowed: entities have to be read into a place that outlives the row.
enum Raw<'p> {
    Shared(usize),
    Plain(&'p [u8]),
    Read(usize),
    Number(f64),
    Stamp(f64),
    Percent(f64),
    Truth(bool),
    Fault(&'static str),
}

impl Sheet<'_> {
    /// Reads the rows of one piece; false when the receiver has had enough.
    fn piece(
        &self,
        piece: &[u8],
        state: &mut State,
        each: &mut dyn FnMut(&Row<'_>) -> bool,
    ) -> Result<bool, Broken> {
        let mut raws: Vec<(u32, Raw<'_>)> = Vec::with_capacity(16);
        let mut read: Vec<String> = Vec::new();
        let mut column = 0;
        let mut events = Events::of(piece);
        while let Some(event) = events.next() {
            match event {
                Event::Start(tag) if tag.name == b"c" => {
                    let about = About::of(tag);
                    column = about.column.unwrap_or(column + 1);
                    if let Some(raw) = self.cell(&about, &mut events, &mut read)? {
                        raws.push((column, raw));
                    }
                }
                Event::Empty(tag) if tag.name == b"c" => {
                    column = About::of(tag).column.unwrap_or(column + 1);
                }
                Event::Start(tag) | Event::Empty(tag) if tag.name == b"row" => {
                    state.row =
                        tag.raw(b"r").and_then(number).unwrap_or(state.row.saturating_add(1));
                    state.hidden = tag.raw(b"hidden").is_some_and(|h| h == b"1" || h == b"true");
                    column = 0;
                }
                Event::End(b"row") => {
                    if !self.emit(state, &mut raws, &read, each)? {
                        return Ok(false);
                    }
                    read.clear();
                }
                Event::End(b"sheetData") => state.ended = true,
                Event::Empty(tag) if tag.name == b"sheetData" => state.ended = true,
                Event::Empty(tag) | Event::Start(tag) if tag.name == b"mergeCell" => {
                    self.spans.borrow_mut().extend(tag.raw(b"ref").and_then(span));
                }
                _ => {}
            }
        }
        Ok(true)
    }

    fn emit(
        &self,
        state: &mut State,
        raws: &mut Vec<(u32, Raw<'_>)>,
        read: &[String],
        each: &mut dyn FnMut(&Row<'_>) -> bool,
    ) -> Result<bool, Broken> {
        let mut cells = Vec::with_capacity(raws.len());
        // Nearly all writers go from left to right; the rest must not upset the search for a column.
        if !raws.is_sorted_by_key(|raw| raw.0) {
            raws.sort_by_key(|raw| raw.0);
        }
        let room = self.shared.room.get();
        state.kept.take_if(|kept| !kept.has_room(room));
        if let Some(kept) = &mut state.kept {
            kept.row(state.row, state.hidden);
        }
        for (column, raw) in raws.iter() {
            let value = match raw {
                Raw::Number(n) => Value::Number(*n),
                Raw::Stamp(n) => Value::Stamp(*n),
                Raw::Percent(n) => Value::Percent(*n),
                Raw::Truth(b) => Value::Truth(*b),
                Raw::Fault(f) => Value::Fault(f),
                Raw::Plain(bytes) => Value::Text(std::str::from_utf8(bytes).unwrap_or("").trim()),
                Raw::Read(i) => Value::Text(read[*i].trim()),
                Raw::Shared(i) => Value::Text(
                    self.shared
                        .strings
                        .get(*i)
                        .ok_or("the table of texts is shorter than the sheet needs")?,
                ),
            };
            if value != Value::Text("") {
                cells.push(Cell { column: *column, value });
                if let Some(kept) = &mut state.kept {
                    kept.cell(*column, raw, value);
                }
            }
        }
        raws.clear();
        Ok(each(&Row { number: state.row, hidden: state.hidden, cells: &cells }))
    }

    /// The value of a cell whose tag was just read; reads on to its end.
    fn cell<'p>(
        &self,
        about: &About<'p>,
        events: &mut Events<'p>,
        read: &mut Vec<String>,
    ) -> Result<Option<Raw<'p>>, Broken> {
        let mut raw = None;
        while let Some(event) = events.next() {
            match event {
                Event::End(b"c") => break,
                Event::Start(t) if t.name == b"v" => {
                    if let Some(Event::Text(bytes)) = events.next() {
                        raw = self.value(about, bytes, read)?;
                    }
                }
                Event::Start(t) if t.name == b"is" => {
                    read.push(unescape(rich(events, b"is")));
                    raw = Some(Raw::Read(read.len() - 1));
                }
                _ => {}
            }
        }
        Ok(raw)
    }

    fn value<'p>(
        &self,
        about: &About<'p>,
        bytes: &'p [u8],
        read: &mut Vec<String>,
    ) -> Result<Option<Raw<'p>>, Broken> {
        let bytes = bytes.trim_ascii();
        let text = |read: &mut Vec<String>| {
            if memchr::memchr2(b'&', b'_', bytes).is_none() {
                return Raw::Plain(bytes);
            }
            read.push(unescape(xml::text(bytes).into_owned()));
            Raw::Read(read.len() - 1)
        };
        Ok(match about.kind {
            _ if bytes.is_empty() => None,
            b"s" => Some(Raw::Shared(number(bytes).ok_or("a cell names no text")? as usize)),
            b"b" => Some(Raw::Truth(matches!(bytes, b"1" | b"true"))),
            b"e" => Some(Raw::Fault(fault(std::str::from_utf8(bytes).unwrap_or_default()))),
            b"n" => {
                let parsed = std::str::from_utf8(bytes).ok().and_then(|t| t.parse::<f64>().ok());
                let style = about.style.and_then(number).map_or(0, |n| n as usize);
                let print = self.shared.prints.get(style).copied().unwrap_or_default();
                Some(match (parsed, print) {
                    (Some(n), Print::Day) if self.shared.since_1904 => Raw::Stamp(n + 1462.0),
                    (Some(n), Print::Day) => Raw::Stamp(n),
                    (Some(n), Print::Percent) => Raw::Percent(n),
                    (Some(n), Print::Plain) => Raw::Number(n),
                    (None, _) => text(read),
                })
            }
            _ => Some(text(read)),
        })
    }
}

/// `<row` with the prefix that this writer uses.
fn row_mark(head: &[u8]) -> Vec<u8> {
    let prefix = memmem::find(head, b":sheetData").and_then(|at| {
        let start = head[..at].iter().rposition(|b| *b == b'<')?;
        let prefix = &head[start + 1..at];
        (prefix.len() < 20 && prefix.iter().all(u8::is_ascii_alphanumeric)).then_some(prefix)
    });
    match prefix {
        Some(prefix) => [b"<", prefix, b":row"].concat(),
        None => b"<row".to_vec(),
    }
}

fn number(bytes: &[u8]) -> Option<u32> {
    if bytes.is_empty() || bytes.len() > 9 {
        return None;
    }
    bytes.iter().try_fold(0u32, |n, b| b.is_ascii_digit().then(|| n * 10 + u32::from(b - b'0')))
}

/// What the tag of a cell says.
struct About<'p> {
    column: Option<u32>,
    kind: &'p [u8],
    style: Option<&'p [u8]>,
}

impl<'p> About<'p> {
    /// One look at the attributes, of which a sheet of a million cells has three million.
    fn of(tag: Tag<'p>) -> Self {
        let mut about = Self { column: None, kind: b"n", style: None };
        for (name, value) in tag.attributes() {
            match name {
                b"r" => about.column = column(value).map(|(column, _)| column),
                b"t" => about.kind = value,
                b"s" => about.style = Some(value),
                _ => {}
            }
        }
        about
    }
}

/// The column of a reference, and what follows its letters.
fn column(reference: &[u8]) -> Option<(u32, &[u8])> {
    let letters = reference.iter().take_while(|b| b.is_ascii_uppercase()).count();
    if !(1..=3).contains(&letters) {
        return None;
    }
    let column = reference[..letters].iter().fold(0, |n, b| n * 26 + u32::from(b - b'A') + 1);
    Some((column, &reference[letters..]))
}

fn span(reference: &[u8]) -> Option<Span> {
    let at = reference.iter().position(|b| *b == b':')?;
    let (left, top) = column(&reference[..at])?;
    let (right, bottom) = column(&reference[at + 1..])?;
    Some(Span { top: number(top)?, left, bottom: number(bottom)?, right })
}

pub(super) struct Part {
    kind: String,
    pub target: String,
}

/// The parts that a part refers to, by id.
pub(super) fn relationships(
    package: &Package<'_>,
    name: &str,
    folder: &str,
) -> Result<HashMap<String, Part>, Broken> {
    let text = package.whole(name)?.unwrap_or_default();
    let mut out = HashMap::new();
    for event in Events::of(&text) {
        let (Event::Start(tag) | Event::Empty(tag)) = event else { continue };
        if let (Some(id), Some(kind), Some(target)) =
            (tag.get("Id"), tag.get("Type"), tag.get("Target"))
        {
            let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
            let target = if target.starts_with('/') {
                target.into_owned()
            } else {
                format!("{folder}{target}")
            };
            out.insert(id.into_owned(), Part { kind, target: resolve(&target) });
        }
    }
    Ok(out)
}

/// `xl/../customXml/a.xml` without its detours.
fn resolve(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/').filter(|p| !p.is_empty() && *p != ".") {
        if part == ".." {
            parts.pop();
        } else {
            parts.push(part);
        }
    }
    parts.join("/")
}

fn office_document(package: &Package<'_>) -> Result<String, Broken> {
    let root = relationships(package, "_rels/.rels", "")?;
    let named = root.into_values().find(|p| p.kind == "officeDocument").map(|p| p.target);
    Ok(named.filter(|n| package.has(n)).unwrap_or_else(|| "xl/workbook.xml".to_owned()))
}

/// Relationship id, name and whether it is hidden, of each sheet; and whether days count from 1904.
fn entries(book: &[u8]) -> (Vec<(String, String, bool)>, bool) {
    let mut sheets = Vec::new();
    let mut since_1904 = false;
    for event in Events::of(book) {
        let (Event::Start(tag) | Event::Empty(tag)) = event else { continue };
        match tag.name {
            b"sheet" => {
                let id = tag.get("r:id").or_else(|| tag.get("d3p1:id")).or_else(|| tag.get("id"));
                let name = tag.get("name").unwrap_or_default().into_owned();
                let hidden = tag.raw(b"state").is_some_and(|s| s != b"visible");
                sheets.push((id.unwrap_or_default().into_owned(), name, hidden));
            }
            b"workbookPr" => {
                since_1904 = tag.raw(b"date1904").is_some_and(|v| v == b"1" || v == b"true");
            }
            _ => {}
        }
    }
    (sheets, since_1904)
}

#[cfg(test)]
mod tests;
