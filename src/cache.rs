//! What each document became, kept between runs, so that a night costs what is new in it.
//!
//! Beside `processed` stands `.processed-cache/`, which only its owner may open, because it holds rows as they were read.
//! In it are packs of documents as Parquet, one file a table; the fingerprints of the files in raw/, by which one that did
//! not change is known without being opened; and what the last run published. Everything is under a hash: what does not
//! hold together, was made by another build or is not ours is left alone or thrown away, and made again. A cache never
//! makes a run fail: without one, everything is read.

mod columns;
mod fingerprint;
mod last;
mod pack;
mod quoted;
mod seal;

use std::collections::{HashMap, HashSet};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};

use crate::discover::Found;
use crate::issue::{self, Noted};
use crate::model::product::Product;
use crate::publish::sha256;
pub use last::Last;
pub use quoted::{Hashes, Kept as KeptQuotes, Quoted};

use fingerprint::{Known, Stamp};
use pack::Pack;

/// The build that made an entry: its version, and a hash over its sources and the versions of what it is built from.
pub const TOOL: &str = concat!(env!("CARGO_PKG_VERSION"), "+", env!("SAFERSTATS_SOURCES"));

const PLANNED: &str = "planned.json";
/// Documents in a pack; a pack is decoded as one.
const PACK: usize = 256;
/// Packs with fewer documents than this are small, and this many small ones are made into one.
const SMALL: usize = 64;
const MANY_SMALL: usize = 8;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Use {
    #[default]
    ReadAndWrite,
    /// What was kept is ignored and made again.
    Rebuild,
    /// Nothing is written, not even the folder.
    Read,
}

/// The cache of one output folder; of none, when the folder cannot be used.
#[derive(Debug)]
pub struct Cache {
    folder: Option<PathBuf>,
    mode: Use,
    /// What every entry depends on beside its document.
    identity: String,
    packs: Vec<Pack>,
    known: Known,
    /// Why the cache could not be used or written; for the log.
    pub troubles: Vec<String>,
}

/// A document as it became, and whether it was read in this run.
#[derive(Debug)]
pub struct Kept<'a> {
    /// None: it could not be read as it is, and is not kept.
    pub key: Option<String>,
    pub parsed: &'a Noted<Product>,
    pub fresh: bool,
}

impl Cache {
    /// The cache beside an output folder. `configuration` is all that documents are read with.
    pub fn open(out: &Path, configuration: &str, mode: Use) -> Self {
        let identity = sha256(format!("{TOOL}\n{configuration}").as_bytes());
        let mut cache = Self {
            folder: None,
            mode,
            identity,
            packs: Vec::new(),
            known: Known::default(),
            troubles: Vec::new(),
        };
        match folder(out, mode) {
            Ok(folder) => cache.folder = Some(folder),
            Err(error) if mode == Use::Read && error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => cache.troubles.push(format!("the cache cannot be used: {error}")),
        }
        if let Some(folder) = cache.folder.clone().filter(|_| mode != Use::Rebuild) {
            cache.known = Known::read(&folder);
            cache.packs = packs(&folder, &cache.identity);
        }
        cache
    }

    /// The hash of each document, in their order; none of one that cannot be read. A file that is as it was when it was last
    /// hashed is not opened.
    pub fn survey(&mut self, found: &[Found]) -> Vec<Option<String>> {
        let now = self.folder.as_deref().filter(|_| self.mode != Use::Read).and_then(clock);
        let look = |found: &Found| {
            let stamp = Stamp::of(&fs::metadata(&found.path).ok()?);
            if let Some(known) = self.known.hash(&found.document, stamp) {
                return Some((known, stamp, true));
            }
            let hash = crate::publish::sha256_of(&found.path).ok()?;
            // A file that is being written has a hash that is nobody's.
            let same = Stamp::of(&fs::metadata(&found.path).ok()?) == stamp;
            Some((hash, stamp, same && now.is_some_and(|now| stamp.is_settled(now))))
        };
        let seen: Vec<Option<(String, Stamp, bool)>> = found.par_iter().map(look).collect();
        let mut known = Known::default();
        for (found, seen) in found.iter().zip(&seen) {
            if let Some((hash, stamp, true)) = seen {
                known.insert(&found.document, *stamp, hash);
            }
        }
        if known != self.known {
            self.known = known;
            self.write(|folder, cache| cache.known.write(folder));
        }
        seen.into_iter().map(|seen| seen.map(|(hash, _, _)| hash)).collect()
    }

    /// The hash of a file that is as it was when it was hashed; none of one that may have changed since.
    pub fn hash(&self, document: &str, meta: &fs::Metadata) -> Option<String> {
        self.known.hash(document, Stamp::of(meta))
    }

    /// What an entry is found by: the document, its bytes, and all that it is read with.
    pub fn key(&self, found: &Found, hash: &str) -> String {
        let restricted = if found.restricted { "restricted" } else { "" };
        sha256(format!("{}\n{restricted}\n{hash}\n{}", self.identity, found.document).as_bytes())
    }

    /// The keys of all entries, whole or not.
    pub fn listed(&self) -> HashSet<&str> {
        self.packs.iter().flat_map(Pack::keys).collect()
    }

    /// The entries of these keys that are kept and whole.
    pub fn load(&self, keys: &[Option<String>]) -> HashMap<String, Noted<Product>> {
        let Some(folder) = &self.folder else { return HashMap::new() };
        let wanted: HashSet<&str> = keys.iter().flatten().map(String::as_str).collect();
        let holds = |pack: &&Pack| pack.keys().any(|key| wanted.contains(key));
        let packs: Vec<&Pack> = self.packs.iter().filter(holds).collect();
        // Plain threads: one of a pool that waits for another pool would take up other work, such as a document to be
        // read, and every pack would wait below it.
        let next = AtomicUsize::new(0);
        let work = || {
            let take = || packs.get(next.fetch_add(1, Ordering::Relaxed));
            std::iter::from_fn(take).flat_map(|pack| pack.load(folder, &wanted)).collect::<Vec<_>>()
        };
        std::thread::scope(|scope| {
            // One is left for what is new.
            let threads =
                rayon::current_num_threads().saturating_sub(1).clamp(1, packs.len().max(1));
            let started: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
            let loaded = started.into_iter().flat_map(|thread| thread.join().unwrap_or_default());
            loaded.collect()
        })
    }

    /// Keeps what documents became and drops what no document of this run needs.
    pub fn keep(&mut self, documents: &[Kept]) {
        let live: HashSet<&str> = documents.iter().filter_map(|d| d.key.as_deref()).collect();
        // What was read although a pack lists it did not read back: that pack is broken.
        let fresh = documents.iter().filter(|d| d.fresh);
        let fresh: HashSet<&str> = fresh.filter_map(|d| d.key.as_deref()).collect();
        let whole = self.packs.iter().filter(|pack| !pack.keys().any(|key| fresh.contains(key)));
        let stay = stay(&whole.collect::<Vec<_>>(), &live);
        let held: HashSet<&str> = stay.iter().flat_map(|pack| pack.keys()).collect();
        let fresh: Vec<(&str, &Noted<Product>)> = documents
            .iter()
            .filter_map(|d| Some((d.key.as_deref()?, d.parsed)))
            .filter(|(key, parsed)| !held.contains(key) && is_lasting(parsed))
            .collect();
        if fresh.is_empty() && stay.len() == self.packs.len() && self.mode != Use::Rebuild {
            return;
        }
        let stay: Vec<Pack> = stay.into_iter().cloned().collect();
        self.write(|folder, cache| {
            let mut packs = stay;
            for some in fresh.chunks(PACK) {
                packs.push(Pack::write(folder, &cache.identity, some)?);
            }
            cache.packs = packs;
            sweep(folder, &cache.packs)
        });
    }

    /// Whether queries of this hash were found sound.
    pub fn has_planned(&self, hash: &str) -> bool {
        let folder = self.folder.as_ref().filter(|_| self.mode != Use::Rebuild);
        let planned: Option<(String, String)> =
            folder.and_then(|folder| seal::read(&folder.join(PLANNED)));
        planned.is_some_and(|(identity, known)| identity == TOOL && known == hash)
    }

    pub fn remember_planned(&mut self, hash: &str) {
        self.write(|folder, _| seal::write(&folder.join(PLANNED), &(TOOL, hash)));
    }

    /// What the last run left, if it was made of exactly this.
    pub fn last(&self, set: &str) -> Option<Last> {
        let folder = self.folder.as_ref().filter(|_| self.mode == Use::ReadAndWrite)?;
        Last::read(folder).filter(|last| last.set == set)
    }

    pub fn remember(&mut self, last: &Last) {
        self.write(|folder, _| last.write(folder));
    }

    /// Where quotes of documents are kept.
    pub fn quoted(&self) -> Quoted {
        Quoted {
            folder: self.folder.clone(),
            identity: self.identity.clone(),
            reads: self.mode != Use::Rebuild,
            writes: self.mode != Use::Read,
        }
    }

    /// A hash over what makes a published set beside the documents.
    pub fn identity(&self) -> &str {
        &self.identity
    }

    /// Writes, if this cache is there to be written; a failure is a trouble and nothing more.
    fn write(&mut self, write: impl FnOnce(&Path, &mut Self) -> io::Result<()>) {
        let Some(folder) = self.folder.clone().filter(|_| self.mode != Use::Read) else { return };
        if let Err(error) = write(&folder, self) {
            self.troubles.push(format!("the cache could not be written: {error}"));
        }
    }
}

/// The packs that stay as they are: those of which at least half is live, unless there are many small ones.
fn stay<'a>(packs: &[&'a Pack], live: &HashSet<&str>) -> Vec<&'a Pack> {
    let of = |pack: &Pack| pack.keys().filter(|key| live.contains(key)).count();
    let worth = packs.iter().copied().filter(|p| of(p) > 0 && of(p) * 2 >= p.keys().count());
    let (small, large): (Vec<&Pack>, Vec<&Pack>) = worth.partition(|pack| of(pack) < SMALL);
    if small.len() > MANY_SMALL { large } else { large.into_iter().chain(small).collect() }
}

/// A panic or a failed read may not repeat; the next run tries again.
fn is_lasting(parsed: &Noted<Product>) -> bool {
    let passing = [issue::INTERNAL_ERROR.code, issue::UNREADABLE.code, issue::UNSETTLED.code];
    !parsed.issues.iter().any(|i| passing.contains(&i.rule.as_str()))
}

/// The folder, made for its owner alone.
fn folder(out: &Path, mode: Use) -> io::Result<PathBuf> {
    let full = std::path::absolute(out)?;
    let name = full.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let folder = full.with_file_name(format!(".{name}-cache"));
    if mode == Use::Read {
        fs::metadata(&folder)?;
    } else {
        seal::private_folder(&folder)?;
    }
    Ok(folder)
}

fn packs(folder: &Path, identity: &str) -> Vec<Pack> {
    let names = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> =
        names.map(|e| e.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    let names = names.into_iter().filter(|name| pack::is_name(name));
    names.filter_map(|name| Pack::open(folder, &name, identity)).collect()
}

/// Takes away what is ours and needed by no pack; whatever else lies there is left.
fn sweep(folder: &Path, packs: &[Pack]) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let ours = pack::is_name(&name) || pack::is_unfinished(&name);
        if ours && !packs.iter().any(|pack| pack.name == name) {
            fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}

/// What time it is for the disk, which stamps files: not always what it is here.
fn clock(folder: &Path) -> Option<fingerprint::Time> {
    let path = folder.join("clock");
    seal::private_file(&path).ok()?;
    fingerprint::modified(&File::open(&path).ok()?.metadata().ok()?)
}
