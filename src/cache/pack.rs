//! A folder of documents as they became: one Parquet file a table, and a list of whose rows are whose.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::columns::{Reader, Writer};
use super::seal;
use crate::issue::{Issue, Noted, RULES};
use crate::model::product::Product;
use crate::model::stored::{Names, Record, Shelf, Source};
use crate::publish::{sha256, sha256_of};

const LIST: &str = "pack.json";
const PREFIX: &str = "pack-";
const UNFINISHED: &str = "new-";
/// The table of the issues that stand beside a product.
const ISSUES: &str = "issues";

#[derive(Clone, Debug)]
pub struct Pack {
    pub name: String,
    list: List,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct List {
    identity: String,
    documents: Vec<Listed>,
    /// Table to the hash of its file.
    files: BTreeMap<String, String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Listed {
    key: String,
    /// Table to the number of its rows; their order is the order of the documents.
    rows: BTreeMap<String, u64>,
}

pub fn is_name(name: &str) -> bool {
    name.starts_with(PREFIX)
}

pub fn is_unfinished(name: &str) -> bool {
    name.starts_with(UNFINISHED)
}

impl Pack {
    /// A pack that is whole and was made by this build with this configuration.
    pub fn open(folder: &Path, name: &str, identity: &str) -> Option<Self> {
        let list: List = seal::read(&folder.join(name).join(LIST))?;
        (list.identity == identity).then(|| Self { name: name.to_owned(), list })
    }

    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.list.documents.iter().map(|d| d.key.as_str())
    }

    /// Writes documents into a pack of their own, in one step.
    pub fn write(
        folder: &Path,
        identity: &str,
        documents: &[(&str, &Noted<Product>)],
    ) -> io::Result<Self> {
        let keys: Vec<&str> = documents.iter().map(|(key, _)| *key).collect();
        let id = &sha256(keys.join("\n").as_bytes())[..24];
        let unfinished = folder.join(format!("{UNFINISHED}{id}"));
        let name = format!("{PREFIX}{id}");
        for old in [&unfinished, &folder.join(&name)] {
            match fs::remove_dir_all(old) {
                Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e),
                _ => {}
            }
        }
        seal::private_folder(&unfinished)?;
        let list = fill(&unfinished, identity, documents)?;
        seal::write(&unfinished.join(LIST), &list)?;
        fs::rename(&unfinished, folder.join(&name))?;
        Ok(Self { name, list })
    }

    /// The wanted documents; whatever does not read back is left out.
    pub fn load(&self, folder: &Path, wanted: &HashSet<&str>) -> Vec<(String, Noted<Product>)> {
        let work = AssertUnwindSafe(|| self.products(&folder.join(&self.name), wanted));
        catch_unwind(work).ok().flatten().unwrap_or_default()
    }

    fn products(
        &self,
        folder: &Path,
        wanted: &HashSet<&str>,
    ) -> Option<Vec<(String, Noted<Product>)>> {
        let mut shelves = Shelves::open(folder, &self.list)?;
        let mut out = Vec::new();
        for document in &self.list.documents {
            if wanted.contains(document.key.as_str()) {
                shelves.of = document.rows.clone();
                let product = Product::load(&mut shelves)?;
                let issues = shelves.take::<Issue>(ISSUES)?;
                out.push((document.key.clone(), Noted { product, issues }));
            }
            for (table, rows) in &document.rows {
                *shelves.at.entry(table.clone()).or_default() += usize::try_from(*rows).ok()?;
            }
        }
        Some(out)
    }
}

fn fill(folder: &Path, identity: &str, documents: &[(&str, &Noted<Product>)]) -> io::Result<List> {
    let mut writers =
        Writers { folder, open: BTreeMap::new(), rows: BTreeMap::new(), failed: None };
    let mut list = List { identity: identity.to_owned(), ..List::default() };
    for (key, parsed) in documents {
        parsed.product.store(&mut writers);
        writers.put(ISSUES, &parsed.issues);
        let rows = std::mem::take(&mut writers.rows);
        list.documents.push(Listed { key: (*key).to_owned(), rows });
    }
    if let Some(error) = writers.failed {
        return Err(error);
    }
    for (table, writer) in writers.open {
        writer.finish()?;
        list.files.insert(table.to_owned(), sha256_of(&file(folder, table))?);
    }
    Ok(list)
}

fn file(folder: &Path, table: &str) -> PathBuf {
    folder.join(format!("{table}.parquet"))
}

/// The tables of a pack that is being written.
struct Writers<'a> {
    folder: &'a Path,
    open: BTreeMap<&'static str, Writer>,
    /// Of the document at hand.
    rows: BTreeMap<String, u64>,
    failed: Option<io::Error>,
}

impl Shelf for Writers<'_> {
    fn put<R: Record>(&mut self, table: &'static str, rows: &[R]) {
        if rows.is_empty() || self.failed.is_some() {
            return;
        }
        // A long table comes in several parts.
        *self.rows.entry(table.to_owned()).or_default() += rows.len() as u64;
        if let Err(error) = self.writer::<R>(table).and_then(|writer| writer.put(rows)) {
            self.failed = Some(error);
        }
    }
}

impl Writers<'_> {
    fn writer<R: Record>(&mut self, table: &'static str) -> io::Result<&mut Writer> {
        use std::collections::btree_map::Entry;
        match self.open.entry(table) {
            Entry::Occupied(open) => Ok(open.into_mut()),
            Entry::Vacant(free) => {
                Ok(free.insert(Writer::create(&file(self.folder, table), R::COLUMNS)?))
            }
        }
    }
}

/// The tables of a pack that is read back, document by document.
struct Shelves {
    readers: BTreeMap<String, Reader>,
    /// Where the rows of the document at hand begin.
    at: BTreeMap<String, usize>,
    of: BTreeMap<String, u64>,
    names: Names,
}

impl Shelves {
    /// None where a file is not the one that was written.
    fn open(folder: &Path, list: &List) -> Option<Self> {
        let mut readers = BTreeMap::new();
        for (table, hash) in &list.files {
            let bytes = fs::read(file(folder, table)).ok()?;
            if sha256(&bytes) != *hash {
                return None;
            }
            let rows: u64 = list.documents.iter().filter_map(|d| d.rows.get(table)).sum();
            readers.insert(table.clone(), Reader::new(bytes, usize::try_from(rows).ok()?));
        }
        let names = Names::with(RULES.iter().map(|rule| rule.code).collect());
        Some(Self { readers, at: BTreeMap::new(), of: BTreeMap::new(), names })
    }
}

impl Source for Shelves {
    fn take<R: Record>(&mut self, table: &'static str) -> Option<Vec<R>> {
        let Some(rows) = self.of.get(table) else { return Some(Vec::new()) };
        let from = self.at.get(table).copied().unwrap_or_default();
        self.readers.get_mut(table)?.take(from, usize::try_from(*rows).ok()?, &mut self.names)
    }

    fn each<R: Record>(&mut self, table: &'static str, row: &mut dyn FnMut(R)) -> Option<()> {
        const AT_ONCE: usize = 100_000;
        let Some(rows) = self.of.get(table) else { return Some(()) };
        let rows = usize::try_from(*rows).ok()?;
        let from = self.at.get(table).copied().unwrap_or_default();
        let reader = self.readers.get_mut(table)?;
        for start in (0..rows).step_by(AT_ONCE) {
            let some = AT_ONCE.min(rows - start);
            reader.take(from + start, some, &mut self.names)?.into_iter().for_each(&mut *row);
        }
        Some(())
    }
}
