//! All or nothing: a set of files is made beside the output folder and takes its place in one step.
//!
//! Beside `processed` stand, while a run publishes, `.processed-new` (the set being made) and `.processed-commit` (written
//! when that set is whole, naming it by the hash of its descriptor). A run that was cut off is finished by the next one:
//! with the commit file the set is whole and is put in place; without it the set is torn and is thrown away.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};

use super::{DESCRIPTOR, Disk, Entry, settle, sha256_of};
use crate::fault::Fault;

/// What file managers and office programs leave behind; it is neither ours nor anybody's data.
const DROPPINGS: &[&str] = &[".DS_Store", "Thumbs.db", "desktop.ini"];

/// An output folder, held against other runs until this is dropped.
#[derive(Debug)]
pub struct Output {
    folder: PathBuf,
    parent: PathBuf,
    name: String,
    // Unlocked by the system when the holder ends, however it ends.
    _lock: File,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The set in place is the same to the byte; nothing was touched.
    Unchanged,
    Published,
}

impl Output {
    /// Takes the folder: waits for another run that holds it, finishes what a run that was cut off left, and refuses a
    /// folder that holds files which are not ours.
    ///
    /// # Errors
    /// Another run holds it, it cannot be written, or it is not ours.
    pub fn take(folder: &Path, wait: Duration) -> Result<Self, Fault> {
        let cannot = |e: &io::Error| Fault::new(format!("cannot write {}: {e}", folder.display()));
        let full = std::path::absolute(folder).map_err(|e| cannot(&e))?;
        let (Some(parent), Some(name)) = (full.parent(), full.file_name()) else {
            return Err(Fault::new(format!("{} cannot be an output folder", folder.display())));
        };
        let (parent, name) = (parent.to_owned(), name.to_string_lossy().into_owned());
        fs::create_dir_all(&parent).map_err(|e| cannot(&e))?;
        let lock = lock(&parent.join(format!(".{name}.lock")), folder, wait)?;
        let output = Self { folder: full.clone(), parent, name, _lock: lock };
        output.recover().map_err(|e| cannot(&e))?;
        check_ours(&full, folder)?;
        Ok(output)
    }

    /// The folder that the new set is to be made in, empty.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn stage(&self) -> io::Result<Disk> {
        remove(&self.staging())?;
        fs::create_dir(self.staging())?;
        Ok(Disk::new(self.staging(), self.folder.clone()))
    }

    /// Puts the staged set in place, unless the set in place is the same.
    ///
    /// # Errors
    /// The disk refuses; the set in place is then still the old one.
    pub fn commit(&self, disk: &Disk, entries: &[Entry]) -> io::Result<Outcome> {
        let settled = disk.settled()?;
        if is_same(&self.folder, entries) {
            remove(&self.staging())?;
            return Ok(Outcome::Unchanged);
        }
        // A rename must never promise what a power cut can take back.
        let path = |entry: &Entry| self.staging().join(&entry.path);
        let waiting = entries.par_iter().filter(|entry| !settled.contains(&entry.path));
        waiting.try_for_each(|entry| settle(&path(entry)))?;
        let folders: BTreeSet<PathBuf> =
            entries.iter().filter_map(|e| path(e).parent().map(Path::to_owned)).collect();
        folders.par_iter().for_each(|folder| sync_folder(folder));
        sync_folder(&self.staging());
        let descriptor = entries.iter().find(|e| e.path == DESCRIPTOR);
        let hash = descriptor.map_or("", |e| e.sha256.as_str());
        write_whole(&self.commit_file(), hash)?;
        sync_folder(&self.parent);
        self.swap()?;
        self.tidy()?;
        Ok(Outcome::Published)
    }

    /// Drops a staged set that will not be published.
    pub fn abandon(&self, disk: &Disk) {
        // What is left is thrown away by the next run.
        let _ = disk.settled();
        let _ = remove(&self.staging());
    }

    /// Finishes or throws away what a run that was cut off left.
    fn recover(&self) -> io::Result<()> {
        let Ok(hash) = fs::read_to_string(self.commit_file()) else {
            return self.tidy();
        };
        let is = |folder: &Path| sha256_of(&folder.join(DESCRIPTOR)).is_ok_and(|h| h == hash);
        if !is(&self.folder) && is(&self.staging()) {
            self.swap()?;
        }
        self.tidy()
    }

    /// The staged set takes the place of the old one. Where the system can exchange two folders in one step, no reader
    /// ever finds the folder missing; elsewhere it is missing between two renames.
    fn swap(&self) -> io::Result<()> {
        let (new, old) = (self.staging(), self.old());
        if !self.folder.exists() {
            fs::rename(&new, &self.folder)?;
        } else if exchange(&new, &self.folder).is_err() {
            remove(&old)?;
            fs::rename(&self.folder, &old)?;
            if let Err(error) = fs::rename(&new, &self.folder) {
                fs::rename(&old, &self.folder)?;
                return Err(error);
            }
        }
        sync_folder(&self.parent);
        Ok(())
    }

    fn tidy(&self) -> io::Result<()> {
        if !self.folder.exists() && self.old().exists() {
            fs::rename(self.old(), &self.folder)?;
        }
        // A power cut may bring it back: the set that it names is then in place, and it is taken away again.
        match fs::remove_file(self.commit_file()) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e),
            _ => {}
        }
        remove(&self.staging())?;
        remove(&self.old())
    }

    fn staging(&self) -> PathBuf {
        self.parent.join(format!(".{}-new", self.name))
    }

    fn old(&self) -> PathBuf {
        self.parent.join(format!(".{}-old", self.name))
    }

    fn commit_file(&self) -> PathBuf {
        self.parent.join(format!(".{}-commit", self.name))
    }
}

/// Files that a run would add, change or take away, sorted.
pub fn differences(folder: &Path, entries: &[Entry]) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    for entry in entries {
        let path = folder.join(&entry.path);
        match fs::metadata(&path) {
            Err(_) => found.push(("new", entry.path.clone())),
            Ok(_) if same_file(&path, entry) => {}
            Ok(_) => found.push(("changed", entry.path.clone())),
        }
    }
    let names: BTreeSet<&str> = entries.iter().map(|e| e.path.as_str()).collect();
    let gone = files(folder).unwrap_or_default().into_iter();
    let gone = gone.filter(|f| !names.contains(f.as_str()) && !is_dropping(f));
    found.extend(gone.map(|f| ("gone", f)));
    found.sort_by(|a, b| a.1.cmp(&b.1));
    found
}

/// A file of the set that another program has open, by the mark which office programs leave beside it.
pub fn held_open(folder: &Path) -> Option<String> {
    all_files(folder).unwrap_or_default().into_iter().find_map(|file| {
        let (under, name) = file.rsplit_once('/').map_or(("", file.as_str()), |(u, n)| (u, n));
        let plain = name.strip_prefix("~$").map(str::to_owned);
        let marked = || Some(name.strip_prefix(".~lock.")?.trim_end_matches('#').to_owned());
        plain.or_else(marked).map(|name| format!("{under}/{name}").trim_matches('/').to_owned())
    })
}

fn is_same(folder: &Path, entries: &[Entry]) -> bool {
    // The descriptor names the hash of every other file: where it is another, so is the set, and nothing else is read.
    let mut vouches = entries.iter().filter(|entry| entry.path == DESCRIPTOR);
    vouches.all(|entry| same_file(&folder.join(DESCRIPTOR), entry))
        && differences(folder, entries).is_empty()
}

fn same_file(path: &Path, entry: &Entry) -> bool {
    fs::metadata(path).is_ok_and(|m| m.len() == entry.bytes)
        && sha256_of(path).is_ok_and(|h| h == entry.sha256)
}

fn lock(path: &Path, folder: &Path, wait: Duration) -> Result<File, Fault> {
    let cannot = |e: &io::Error| Fault::new(format!("cannot write {}: {e}", path.display()));
    let open = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path);
    let mut file = open.map_err(|e| cannot(&e))?;
    let start = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => break,
            Err(TryLockError::WouldBlock) if start.elapsed() < wait => {
                sleep(Duration::from_millis(100));
            }
            Err(TryLockError::WouldBlock) => {
                let holder = fs::read_to_string(path).unwrap_or_default();
                let holder = if holder.is_empty() { String::new() } else { format!(" ({holder})") };
                let message = format!("another run{holder} is writing {}", folder.display());
                return Err(Fault::new(message).help("wait for it, or give --wait-lock SECONDS"));
            }
            // Some network drives know no locks; there the night job is alone anyway.
            Err(TryLockError::Error(e)) if e.kind() == io::ErrorKind::Unsupported => break,
            Err(TryLockError::Error(e)) => return Err(cannot(&e)),
        }
    }
    // Who holds it is a courtesy to the reader of the message above.
    let _ = file.set_len(0).and_then(|()| write!(file, "process {}", std::process::id()));
    Ok(file)
}

/// An output folder is ours when it is empty or every file in it is listed in our descriptor.
fn check_ours(folder: &Path, typed: &Path) -> Result<(), Fault> {
    let cannot = |e: io::Error| Fault::new(format!("cannot read {}: {e}", typed.display()));
    if !folder.exists() {
        return Ok(());
    }
    if !folder.is_dir() {
        return Err(Fault::new(format!("{} is not a folder", typed.display())));
    }
    let ours = listed(folder);
    let files = files(folder).map_err(cannot)?;
    let foreign: Vec<&String> =
        files.iter().filter(|f| !ours.contains(f.as_str()) && !is_dropping(f)).collect();
    let Some(first) = foreign.first() else { return Ok(()) };
    let more = match foreign.len() - 1 {
        0 => String::new(),
        n => format!(" and {n} more"),
    };
    let message = format!("{} holds files that no run made: {first}{more}", typed.display());
    Err(Fault::new(message).help("move them away, or give --out another folder"))
}

/// The paths that a published set lists; empty for a folder that is not one.
fn listed(folder: &Path) -> BTreeSet<String> {
    let descriptor = fs::read(folder.join(DESCRIPTOR)).unwrap_or_default();
    let package: serde_json::Value = serde_json::from_slice(&descriptor).unwrap_or_default();
    let lists = ["resources", "files"].map(|list| package[list].as_array());
    let all = lists.into_iter().flatten().flatten();
    let mut paths: BTreeSet<String> =
        all.filter_map(|r| r["path"].as_str().map(str::to_owned)).collect();
    if package["name"] == "saferstats" {
        paths.insert(DESCRIPTOR.to_owned());
    } else {
        paths.clear();
    }
    paths
}

/// Every file under a folder that is not a dropping, as paths with `/`, sorted.
///
/// # Errors
/// The folder cannot be read.
pub fn files(folder: &Path) -> io::Result<Vec<String>> {
    Ok(all_files(folder)?.into_iter().filter(|file| !is_dropping(file)).collect())
}

fn all_files(folder: &Path) -> io::Result<Vec<String>> {
    let mut found = Vec::new();
    let mut open = vec![(folder.to_owned(), String::new())];
    while let Some((folder, under)) = open.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = format!("{under}{}", entry.file_name().to_string_lossy());
            if entry.file_type()?.is_dir() {
                open.push((entry.path(), format!("{name}/")));
            } else {
                found.push(name);
            }
        }
    }
    found.sort();
    Ok(found)
}

fn is_dropping(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    // Power BI Desktop keeps its cache and the settings of one person beside a project that is open in it.
    let desktop = path.contains("/.pbi/");
    desktop || DROPPINGS.contains(&name) || name.starts_with("~$") || name.starts_with(".~lock.")
}

fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(e),
        _ => Ok(()),
    }
}

fn write_whole(path: &Path, text: &str) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// A rename is on the disk when its folder is. Systems that cannot sync a folder do not need it.
fn sync_folder(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
}

#[cfg(any(target_os = "linux", target_vendor = "apple"))]
fn exchange(a: &Path, b: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::{Target, sha256};

    /// A published set of one file, the descriptor and nothing else.
    fn put(disk: &mut Disk, word: &str) -> io::Result<Vec<Entry>> {
        let package = format!(
            "{{\"name\":\"saferstats\",\"resources\":[{{\"path\":\"tables/a.csv\"}}],\"w\":\"{word}\",\
             \"files\":[{{\"path\":\"tables/same.csv\"}},{{\"path\":\"tables/long.csv\"}}]}}"
        );
        let mut entries = Vec::new();
        for (path, text) in [("tables/a.csv", word), (DESCRIPTOR, package.as_str())] {
            let mut file = disk.create(path)?;
            file.write_all(text.as_bytes())?;
            file.flush()?;
            let (bytes, sha256) = (text.len() as u64, sha256(text.as_bytes()));
            entries.push(Entry { path: path.to_owned(), bytes, sha256, rows: None });
        }
        Ok(entries)
    }

    fn take(folder: &Path) -> Result<Output, Fault> {
        Output::take(folder, Duration::ZERO)
    }

    fn publish(folder: &Path, word: &str) -> Result<Outcome, Box<dyn std::error::Error>> {
        let output = take(folder)?;
        let mut disk = output.stage()?;
        let entries = put(&mut disk, word)?;
        Ok(output.commit(&disk, &entries)?)
    }

    fn held(folder: &Path) -> String {
        fs::read_to_string(folder.join("tables/a.csv")).unwrap_or_default()
    }

    fn beside(folder: &Path) -> Vec<String> {
        let all = files(folder.parent().unwrap_or(folder)).unwrap_or_default();
        all.into_iter().filter(|f| !f.starts_with("out/") && f != ".out.lock").collect()
    }

    #[test]
    fn a_set_replaces_a_set_and_leaves_nothing_beside() -> Result<(), Box<dyn std::error::Error>> {
        let home = tempfile::tempdir()?;
        let out = home.path().join("out");
        assert_eq!(publish(&out, "one")?, Outcome::Published);
        assert_eq!(publish(&out, "one")?, Outcome::Unchanged);
        assert_eq!(publish(&out, "two")?, Outcome::Published);
        assert_eq!((held(&out).as_str(), beside(&out)), ("two", vec![]));
        Ok(())
    }

    #[test]
    fn a_file_that_did_not_change_is_not_written_again() -> Result<(), Box<dyn std::error::Error>> {
        let home = tempfile::tempdir()?;
        let out = home.path().join("out");
        let publish = |word: &str, long: &str| -> Result<(), Box<dyn std::error::Error>> {
            let output = take(&out)?;
            let mut disk = output.stage()?;
            let mut entries = put(&mut disk, word)?;
            for (path, text) in [("tables/same.csv", "same"), ("tables/long.csv", long)] {
                let mut file = disk.create(path)?;
                file.write_all(text.as_bytes())?;
                file.flush()?;
                let (bytes, sha256) = (text.len() as u64, sha256(text.as_bytes()));
                entries.push(Entry { path: path.to_owned(), bytes, sha256, rows: None });
            }
            output.commit(&disk, &entries)?;
            Ok(())
        };
        let long = "a line of many\n".repeat(100_000);
        publish("one", &long)?;
        let written = |path: &str| fs::metadata(out.join(path)).and_then(|m| m.modified());
        let before = std::time::UNIX_EPOCH + Duration::from_secs(1_600_000_000);
        for path in ["tables/a.csv", "tables/same.csv"] {
            File::options().write(true).open(out.join(path))?.set_modified(before)?;
        }
        publish("two", &format!("{long}and one\n"))?;
        assert_eq!((held(&out).as_str(), beside(&out)), ("two", vec![]));
        assert_eq!(written("tables/same.csv")?, before);
        // Who writes a file twice does not write into the one that is published.
        let disk = take(&out)?.stage()?;
        for text in ["same", "other"] {
            let mut file = disk.create("tables/same.csv")?;
            file.write_all(text.as_bytes())?;
            file.flush()?;
        }
        assert_eq!(fs::read_to_string(out.join("tables/same.csv"))?, "same");
        assert!(written("tables/a.csv")? > before);
        assert_eq!(fs::read_to_string(out.join("tables/long.csv"))?, format!("{long}and one\n"));
        Ok(())
    }

    #[test]
    fn a_run_that_was_cut_off_is_finished_or_thrown_away() -> Result<(), Box<dyn std::error::Error>>
    {
        // (is the set whole?, did the exchange happen?, is the folder moved away?, expected)
        let cases = [
            (false, false, false, "one"),
            (true, false, false, "two"),
            (true, true, false, "two"),
            (true, false, true, "two"),
            (false, false, true, "one"),
        ];
        for (whole, exchanged, moved, expected) in cases {
            let home = tempfile::tempdir()?;
            let out = home.path().join("out");
            publish(&out, "one")?;
            let output = take(&out)?;
            let entries = put(&mut output.stage()?, "two")?;
            if whole {
                write_whole(&output.commit_file(), &entries[1].sha256)?;
            } else {
                fs::remove_file(output.staging().join(DESCRIPTOR))?;
            }
            if exchanged {
                output.swap()?;
            }
            if moved {
                fs::rename(&out, output.old())?;
            }
            drop(output);
            take(&out)?;
            let found = (held(&out), beside(&out));
            assert_eq!(found, (expected.to_owned(), vec![]), "{whole} {exchanged} {moved}");
        }
        Ok(())
    }

    #[test]
    fn a_file_that_is_open_elsewhere_is_named() -> io::Result<()> {
        let cases = [
            ("tables/~$issue.csv", Some("tables/issue.csv")),
            ("tables/.~lock.issue.csv#", Some("tables/issue.csv")),
            ("~$run.json", Some("run.json")),
            ("tables/issue.csv", None),
        ];
        for (mark, expected) in cases {
            let home = tempfile::tempdir()?;
            fs::create_dir(home.path().join("tables"))?;
            fs::write(home.path().join(mark), "")?;
            assert_eq!(held_open(home.path()).as_deref(), expected, "{mark}");
        }
        Ok(())
    }

    #[test]
    fn folders_of_others_and_held_folders_are_refused() -> Result<(), Box<dyn std::error::Error>> {
        let home = tempfile::tempdir()?;
        let out = home.path().join("out");
        publish(&out, "one")?;
        fs::write(out.join("tables/.DS_Store"), "")?;
        let output = take(&out)?;
        let message = take(&out).map(|_| ()).map_err(|f| f.message).unwrap_err();
        assert!(message.starts_with("another run (process "), "{message}");
        drop(output);
        fs::write(out.join("mine.txt"), "")?;
        let message = take(&out).map(|_| ()).map_err(|f| f.message).unwrap_err();
        assert!(message.ends_with("holds files that no run made: mine.txt"), "{message}");
        assert!(out.join("mine.txt").exists());
        Ok(())
    }
}
