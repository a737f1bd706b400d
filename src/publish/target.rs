//! Where files go, and what is known of each once it is whole: its length and its hash.

use std::collections::BTreeSet;
use std::fs::{File, OpenOptions};
use std::io::{self, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Sender};
use std::sync::{Mutex, PoisonError};
use std::thread::JoinHandle;

use ring::digest::{self, SHA256};
use serde::Serialize;

/// A file as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Path under processed/, with `/`.
    pub path: String,
    pub bytes: u64,
    pub sha256: String,
    /// Rows without the header; none for files that are no tables.
    pub rows: Option<u64>,
}

/// Where files go: a folder, or nowhere, to learn what they would be. Several are made at once.
pub trait Target: Sync {
    /// # Errors
    /// The file cannot be made.
    fn create(&self, path: &str) -> io::Result<Box<dyn Write + Send + '_>>;

    /// A file is whole.
    fn finished(&self, _path: &str) {}
}

/// Writes nothing.
#[derive(Debug)]
pub struct Nowhere;

impl Target for Nowhere {
    fn create(&self, _: &str) -> io::Result<Box<dyn Write + Send + '_>> {
        Ok(Box::new(io::sink()))
    }
}

/// Writes into a folder, making the folders on the way. A thread of its own waits for the disk to hold what is whole.
///
/// A short file that another folder holds already, to the byte, is that file under a second name: it keeps its time, so
/// that whoever copies the set elsewhere copies what changed, and nothing is written, waited for or taken away again.
#[derive(Debug)]
pub struct Disk {
    root: PathBuf,
    like: PathBuf,
    shared: Mutex<BTreeSet<String>>,
    whole: Mutex<Option<Sender<String>>>,
    settling: Mutex<Option<JoinHandle<io::Result<BTreeSet<String>>>>>,
}

impl Disk {
    /// Writes into `root`; `like` may hold some of the same files.
    pub fn new(root: PathBuf, like: PathBuf) -> Self {
        let (whole, paths) = mpsc::channel::<String>();
        let folder = root.clone();
        let settle = move || {
            let one = |path: String| settle(&folder.join(&path)).map(|()| path);
            paths.into_iter().map(one).collect()
        };
        Self {
            root,
            like,
            shared: Mutex::default(),
            whole: Mutex::new(Some(whole)),
            settling: Mutex::new(Some(std::thread::spawn(settle))),
        }
    }

    /// Waits until every file that is whole outlives a power cut; the answer names them.
    ///
    /// # Errors
    /// The disk refused one.
    pub fn settled(&self) -> io::Result<BTreeSet<String>> {
        drop(self.whole.lock().unwrap_or_else(PoisonError::into_inner).take());
        let thread = self.settling.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(thread) = thread else { return Ok(BTreeSet::new()) };
        let ended = |_| Err(io::Error::other("the thread that waits for the disk ended"));
        let mut settled = thread.join().unwrap_or_else(ended)?;
        settled.append(&mut self.shared.lock().unwrap_or_else(PoisonError::into_inner));
        Ok(settled)
    }
}

/// A file of a [`Disk`] while it is written. Until it is longer than [`LONG`] it is held, for it may be there already.
struct Held<'a> {
    disk: &'a Disk,
    name: String,
    path: PathBuf,
    bytes: Vec<u8>,
    out: Option<BufWriter<File>>,
    shared: bool,
}

impl Held<'_> {
    /// Whether the other folder holds the same bytes, and lends them. Not every file system can; then they are written.
    fn lent(&self) -> bool {
        let like = self.disk.like.join(&self.name);
        let long = std::fs::symlink_metadata(&like).ok().filter(|m| m.is_file()).map(|m| m.len());
        long == Some(self.bytes.len() as u64)
            && std::fs::read(&like).is_ok_and(|held| held == self.bytes)
            && std::fs::hard_link(&like, &self.path).is_ok()
    }

    fn open(&mut self) -> io::Result<&mut BufWriter<File>> {
        // What stands there may be a second name of a published file: it is never written into.
        let file = match File::create_new(&self.path) {
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {
                std::fs::remove_file(&self.path)?;
                File::create_new(&self.path)?
            }
            file => file?,
        };
        let mut out = BufWriter::with_capacity(1 << 18, file);
        out.write_all(&std::mem::take(&mut self.bytes))?;
        Ok(self.out.insert(out))
    }
}

impl Write for Held<'_> {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        if self.shared {
            return Err(io::Error::other("the file is whole already"));
        }
        if let Some(out) = &mut self.out {
            return out.write(buf);
        }
        if self.bytes.len() + buf.len() > LONG {
            return self.open()?.write(buf);
        }
        self.bytes.extend_from_slice(buf);
        Ok(buf.len())
    }

    /// The file is whole.
    fn flush(&mut self) -> io::Result<()> {
        if let Some(out) = &mut self.out {
            return out.flush();
        }
        if self.shared {
            return Ok(());
        }
        if !self.lent() {
            return self.open()?.flush();
        }
        let mut shared = self.disk.shared.lock().unwrap_or_else(PoisonError::into_inner);
        shared.insert(self.name.clone());
        self.shared = true;
        Ok(())
    }
}

/// A file that was written reaches the disk itself.
///
/// # Errors
/// The disk refuses.
pub fn settle(path: &Path) -> io::Result<()> {
    OpenOptions::new().write(true).open(path)?.sync_all()
}

impl Target for Disk {
    fn create(&self, name: &str) -> io::Result<Box<dyn Write + Send + '_>> {
        let path = self.root.join(name);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        let name = name.to_owned();
        Ok(Box::new(Held { disk: self, name, path, bytes: Vec::new(), out: None, shared: false }))
    }

    fn finished(&self, path: &str) {
        if self.shared.lock().unwrap_or_else(PoisonError::into_inner).contains(path) {
            return;
        }
        if let Some(whole) = &*self.whole.lock().unwrap_or_else(PoisonError::into_inner) {
            // A thread that met a refusal has ended, and says so when it is asked.
            let _ = whole.send(path.to_owned());
        }
    }
}

/// Counts and hashes what passes.
struct Hashed<W> {
    out: W,
    bytes: u64,
    digest: digest::Context,
}

impl<W> Hashed<W> {
    fn new(out: W) -> Self {
        Self { out, bytes: 0, digest: digest::Context::new(&SHA256) }
    }
}

/// Bytes from which on it is worth writing and hashing at once.
const LONG: usize = 1 << 20;

impl<W: Write + Send> Write for Hashed<W> {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        let Self { out, digest, bytes } = self;
        let n = if buf.len() < LONG {
            let n = out.write(buf)?;
            digest.update(&buf[..n]);
            n
        } else {
            let (written, ()) = rayon::join(|| out.write_all(buf), || digest.update(buf));
            written?;
            buf.len()
        };
        *bytes += n as u64;
        Ok(n)
    }

    // Writers of formats flush as they like; the disk is asked once, at the end.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The hash of some bytes, as it is published.
pub fn sha256(bytes: &[u8]) -> String {
    hex(digest::digest(&SHA256, bytes).as_ref())
}

/// The hash of a file that may be large.
///
/// # Errors
/// The file cannot be read.
pub fn sha256_of(path: &Path) -> io::Result<String> {
    let mut hashed = Hashed::new(io::sink());
    io::copy(&mut BufReader::with_capacity(1 << 18, File::open(path)?), &mut hashed)?;
    Ok(hex(hashed.digest.finish().as_ref()))
}

pub(super) fn file(
    target: &dyn Target,
    path: &str,
    rows: Option<u64>,
    fill: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
) -> io::Result<Entry> {
    let mut out = Opened::create(target, path)?;
    fill(&mut out)?;
    out.finish(rows)
}

/// A file of the set while it is written; what goes wrong names it.
pub(super) struct Opened<'a> {
    target: &'a dyn Target,
    path: String,
    hashed: Hashed<Box<dyn Write + Send + 'a>>,
}

impl<'a> Opened<'a> {
    pub(super) fn create(target: &'a dyn Target, path: &str) -> io::Result<Self> {
        let named = |e: io::Error| io::Error::new(e.kind(), format!("{path}: {e}"));
        let out = target.create(path).map_err(named)?;
        Ok(Self { target, path: path.to_owned(), hashed: Hashed::new(out) })
    }

    pub(super) fn finish(mut self, rows: Option<u64>) -> io::Result<Entry> {
        let Self { path, hashed, .. } = &mut self;
        hashed.out.flush().map_err(|e| io::Error::new(e.kind(), format!("{path}: {e}")))?;
        let Self { target, path, hashed } = self;
        target.finished(&path);
        Ok(Entry { path, bytes: hashed.bytes, sha256: hex(hashed.digest.finish().as_ref()), rows })
    }
}

impl Write for Opened<'_> {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        let path = &self.path;
        let named = |e: io::Error| io::Error::new(e.kind(), format!("{path}: {e}"));
        self.hashed.write(buf).map_err(named)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.hashed.flush()
    }
}

pub(super) fn json(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    out.write_all(b"\n")
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, b| {
        let _ = write!(out, "{b:02x}");
        out
    })
}
