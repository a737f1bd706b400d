//! What stands at the places that the report quotes, so that a night reads the words of what is new and of nothing else.
//!
//! Sixteen files by the first digit of a document's hash: one changed document costs one or two of them.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::{IntoParallelIterator, ParallelIterator};
use serde::{Deserialize, Serialize};

use super::columns::{Reader, Writer};
use super::seal;
use crate::model::stored::{Names, stored};
use crate::publish::report::{Quote, Quotes};
use crate::publish::{sha256, sha256_of};

const SHARDS: usize = 16;

stored! {
    #[derive(Debug)]
    pub struct Row {
        pub document: String,
        pub sha256: String,
        /// As it is written in tables.
        pub place: String,
        pub before: String,
        /// Empty where nothing stands that could be quoted.
        pub words: String,
        pub after: String,
    }
}

/// What vouches for a file of rows.
#[derive(Debug, Serialize, Deserialize)]
struct Label {
    identity: String,
    rows: usize,
    sha256: String,
}

/// Documents by name, with the hash of what they hold.
pub type Hashes<'a> = BTreeMap<&'a str, &'a str>;

/// Where quotes are kept; nowhere for a cache that is not there.
#[derive(Clone, Debug, Default)]
pub struct Quoted {
    pub(super) folder: Option<PathBuf>,
    pub(super) identity: String,
    pub(super) reads: bool,
    pub(super) writes: bool,
}

/// The quotes that were kept, by document and place; None: nothing stands there that could be quoted.
#[derive(Debug, Default)]
pub struct Kept {
    quotes: HashMap<String, HashMap<String, Option<Quote>>>,
    /// The files that hold something of no document of this run, or cannot be read.
    stale: HashSet<usize>,
}

impl Kept {
    /// None where it is not known.
    pub fn get(&self, document: &str, place: &str) -> Option<&Option<Quote>> {
        self.quotes.get(document)?.get(place)
    }
}

impl Quoted {
    /// What is known of documents that are as they were.
    pub fn read(&self, hashes: &Hashes) -> Kept {
        let Some(folder) = self.folder.as_deref().filter(|_| self.reads) else {
            return Kept { stale: (0..SHARDS).collect(), ..Kept::default() };
        };
        let shards: Vec<Option<Vec<Row>>> =
            (0..SHARDS).into_par_iter().map(|shard| self.shard(folder, shard)).collect();
        let mut kept = Kept::default();
        for (shard, rows) in shards.into_iter().enumerate() {
            let Some(rows) = rows else {
                kept.stale.insert(shard);
                continue;
            };
            for row in rows {
                if hashes.get(row.document.as_str()) != Some(&row.sha256.as_str()) {
                    kept.stale.insert(shard);
                    continue;
                }
                let quote = Quote { before: row.before, words: row.words, after: row.after };
                let quote = Some(quote).filter(|quote| *quote != Quote::default());
                if !kept.quotes.contains_key(&row.document) {
                    kept.quotes.insert(row.document.clone(), HashMap::new());
                }
                kept.quotes.entry(row.document).or_default().insert(row.place, quote);
            }
        }
        kept
    }

    fn shard(&self, folder: &Path, shard: usize) -> Option<Vec<Row>> {
        let label: Label = seal::read(&label(folder, shard))?;
        let bytes = fs::read(file(folder, shard)).ok()?;
        let whole = label.identity == self.identity && sha256(&bytes) == label.sha256;
        whole.then(|| Reader::new(bytes, label.rows).take(0, label.rows, &mut Names::default()))?
    }

    /// Keeps what stands at every place that was asked for, and drops what is of no document any more.
    ///
    /// # Errors
    /// A file cannot be written; what it held is then made again.
    pub fn keep(&self, kept: &Kept, made: &Quotes, hashes: &Hashes) -> io::Result<()> {
        let Some(folder) = self.folder.as_deref().filter(|_| self.writes) else { return Ok(()) };
        let mut shards: Vec<Vec<Row>> = (0..SHARDS).map(|_| Vec::new()).collect();
        let mut stale = kept.stale.clone();
        let new = |(document, place): &&(String, String)| kept.get(document, place).is_none();
        let hash = |(document, _): &(String, String)| hashes.get(document.as_str()).copied();
        stale.extend(made.keys().filter(new).filter_map(hash).map(shard_of));
        for ((document, place), quote) in made {
            let Some(hash) = hashes.get(document.as_str()) else { continue };
            let shard = shard_of(hash);
            if stale.contains(&shard) {
                let quote = quote.clone().unwrap_or_default();
                shards[shard].push(Row {
                    document: document.clone(),
                    sha256: (*hash).to_owned(),
                    place: place.clone(),
                    before: quote.before,
                    words: quote.words,
                    after: quote.after,
                });
            }
        }
        for (shard, rows) in shards.iter().enumerate().filter(|(shard, _)| stale.contains(shard)) {
            let new = file(folder, shard).with_extension("new");
            let mut writer = Writer::create(&new, <Row as crate::model::stored::Record>::COLUMNS)?;
            writer.put(rows)?;
            writer.finish()?;
            let sha256 = sha256_of(&new)?;
            fs::rename(&new, file(folder, shard))?;
            let identity = self.identity.clone();
            seal::write(&label(folder, shard), &Label { identity, rows: rows.len(), sha256 })?;
        }
        Ok(())
    }
}

fn shard_of(hash: &str) -> usize {
    let digit = hash.chars().next().and_then(|c| c.to_digit(16)).unwrap_or(0);
    usize::try_from(digit).unwrap_or(0) % SHARDS
}

fn file(folder: &Path, shard: usize) -> PathBuf {
    folder.join(format!("quoted-{shard:x}.parquet"))
}

fn label(folder: &Path, shard: usize) -> PathBuf {
    folder.join(format!("quoted-{shard:x}.json"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stood_somewhere_is_known_until_the_document_changes() -> io::Result<()> {
        let home = tempfile::tempdir()?;
        let at = |identity: &str, reads: bool| Quoted {
            folder: Some(home.path().to_owned()),
            identity: identity.to_owned(),
            reads,
            writes: true,
        };
        let quote = |words: &str| Some(Quote { words: words.to_owned(), ..Quote::default() });
        let key = |document: &str, place: &str| (document.to_owned(), place.to_owned());
        let made = Quotes::from([
            (key("a.txt", "L1:1"), quote("44")),
            (key("a.txt", "L9:9"), None),
            (key("b.txt", "L1:1"), quote("62")),
        ]);
        let hashes = Hashes::from([("a.txt", "0a"), ("b.txt", "f1")]);
        let first = at("one", true).read(&hashes);
        assert!(first.get("a.txt", "L1:1").is_none());
        at("one", true).keep(&first, &made, &hashes)?;

        let again = at("one", true).read(&hashes);
        assert_eq!(again.get("a.txt", "L1:1"), Some(&quote("44")));
        assert_eq!(
            again.get("a.txt", "L9:9"),
            Some(&None),
            "nothing stands there, and that is known"
        );
        assert_eq!(again.get("a.txt", "L2:1"), None);
        assert!(again.stale.is_empty());
        for other in [at("two", true), at("one", false)] {
            assert!(
                other.read(&hashes).get("a.txt", "L1:1").is_none(),
                "made by others, or forced"
            );
        }

        let changed = Hashes::from([("a.txt", "0b"), ("b.txt", "f1")]);
        let after = at("one", true).read(&changed);
        assert!(after.get("a.txt", "L1:1").is_none());
        assert_eq!(after.get("b.txt", "L1:1"), Some(&quote("62")));
        assert_eq!(after.stale, HashSet::from([0]));
        // What is of no document any more does not stay on the disk.
        at("one", true).keep(&after, &Quotes::new(), &changed)?;
        assert_eq!(at("one", true).shard(home.path(), 0).map(|rows| rows.len()), Some(0));

        // A file that is not the one that was written is not believed.
        fs::write(file(home.path(), 15), "PAR1")?;
        let torn = at("one", true).read(&changed);
        assert!(torn.get("b.txt", "L1:1").is_none() && torn.stale.contains(&15));
        Ok(())
    }
}
