//! The words or the row that a place stands for, read again from raw/. Contact details are masked.

mod sheet;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::model::place::Place;
use crate::read::sniff;
use crate::terminal::excerpt::Excerpt;
use crate::written::contact;

/// Documents as far as they are wanted; each is read once, however many places in it are.
pub struct Sources {
    raw: PathBuf,
    around: u32,
    /// Document to the places in it that will be asked for.
    wanted: BTreeMap<String, BTreeSet<Place>>,
    read: BTreeMap<String, Read>,
    /// Documents whose words are not shown to anybody.
    closed: BTreeSet<String>,
}

enum Read {
    Words(words::Lines),
    Rows(sheet::Rows),
    Nothing,
}

impl Sources {
    /// Every place that will be asked for, and how many lines or rows around each.
    pub fn new<'a>(
        raw: &Path,
        wanted: impl IntoIterator<Item = (&'a str, &'a Place)>,
        around: usize,
    ) -> Self {
        let mut all: BTreeMap<String, BTreeSet<Place>> = BTreeMap::new();
        for (document, place) in wanted {
            all.entry(document.to_owned()).or_default().insert(place.clone());
        }
        let around = u32::try_from(around).unwrap_or(u32::MAX);
        Self {
            raw: raw.to_owned(),
            around,
            wanted: all,
            read: BTreeMap::new(),
            closed: BTreeSet::new(),
        }
    }

    /// The same without documents that hold what the disclosure policy hides.
    pub fn without(mut self, closed: BTreeSet<String>) -> Self {
        self.closed = closed;
        self
    }

    /// The place with what is around it; None where the document is gone or has no such place.
    pub fn excerpt(&mut self, document: &str, place: &Place) -> Option<Excerpt> {
        if !self.read.contains_key(document) {
            let read = self.read(document).unwrap_or(Read::Nothing);
            self.read.insert(document.to_owned(), read);
        }
        let origin = format!("{document}#{place}");
        match (self.read.get_mut(document)?, place) {
            (Read::Words(lines), Place::Text { line, column }) => {
                lines.excerpt((*line, *column), self.around, origin)
            }
            (Read::Rows(rows), Place::Cell { .. } | Place::Record { .. }) => {
                sheet::excerpt(rows, place, self.around, origin)
            }
            _ => None,
        }
    }

    pub fn is_closed(&self, document: &str) -> bool {
        self.closed.contains(document)
    }

    fn read(&self, document: &str) -> Option<Read> {
        if self.is_closed(document) {
            return None;
        }
        let places = self.wanted.get(document)?;
        let bytes = fs::read(self.raw.join(document)).ok()?;
        let in_text = places.iter().any(|p| matches!(p, Place::Text { .. }));
        if in_text {
            return Some(Read::Words(words::Lines::of(&bytes)));
        }
        let format = sniff(document, &bytes);
        Some(Read::Rows(sheet::rows(&bytes, format, places, self.around)))
    }
}

/// One character for one character, so that columns hold: tabs and what a terminal would obey become spaces.
fn visible(text: &str) -> String {
    contact::mask(text).chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
