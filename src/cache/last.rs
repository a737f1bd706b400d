//! What the last run published and from what, so that a night with nothing new can be told by looking at names and times.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::fingerprint::Stamp;
use super::seal;
use crate::publish::{Entry, sha256_of};

const FILE: &str = "last.json";

#[derive(Debug, Serialize, Deserialize)]
pub struct Last {
    /// A hash over all that the set was made of.
    pub set: String,
    /// The day of the run, as `2026-05-31`.
    pub judged: String,
    /// The last day on which no expectation is judged otherwise; empty for every day.
    pub until: String,
    /// Issues at error level stand.
    pub errors: bool,
    /// What was said at the end: the rows of the summary, and the lines under it.
    pub summary: Vec<(String, String)>,
    pub lines: Vec<String>,
    files: BTreeMap<String, (Stamp, String)>,
}

impl Last {
    /// `files` is what was published, in `out`.
    pub fn new(set: String, out: &Path, files: &[Entry]) -> Self {
        let stamp = |e: &Entry| {
            let meta = fs::metadata(out.join(&e.path)).ok()?;
            Some((e.path.clone(), (Stamp::of(&meta), e.sha256.clone())))
        };
        Self {
            set,
            judged: String::new(),
            until: String::new(),
            errors: false,
            summary: Vec::new(),
            lines: Vec::new(),
            files: files.iter().filter_map(stamp).collect(),
        }
    }

    pub fn files(&self) -> usize {
        self.files.len()
    }

    /// The set in place is the one that was published. A file whose times changed is read to be sure.
    pub fn is_in_place(&self, out: &Path, there: &[String]) -> bool {
        let same = |path: &String, (stamp, hash): &(Stamp, String)| {
            let full = out.join(path);
            let now = fs::metadata(&full).map(|meta| Stamp::of(&meta));
            now.is_ok_and(|now| now == *stamp || sha256_of(&full).is_ok_and(|h| h == *hash))
        };
        let all =
            self.files.len() == there.len() && there.iter().all(|f| self.files.contains_key(f));
        all && self.files.iter().all(|(path, as_it_was)| same(path, as_it_was))
    }

    pub(super) fn read(folder: &Path) -> Option<Self> {
        seal::read(&folder.join(FILE))
    }

    pub(super) fn write(&self, folder: &Path) -> io::Result<()> {
        seal::write(&folder.join(FILE), self)
    }
}
