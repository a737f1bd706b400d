//! How a file is known again without being opened: size, times and number, as the disk keeps them.

use std::collections::BTreeMap;
use std::fs::Metadata;
use std::io;
use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use super::seal;

const FILE: &str = "fingerprints.json";

/// Time since 1970 by the clock of the disk.
pub type Time = Duration;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    bytes: u64,
    modified: Option<Time>,
    /// When anything about the file last changed, which no program can set; none where the system does not tell.
    changed: Option<Time>,
    /// Number of the disk and of the file on it; 0 where the system does not tell.
    device: u64,
    file: u64,
}

impl Stamp {
    pub fn of(meta: &Metadata) -> Self {
        let (changed, device, file) = inner(meta);
        Self { bytes: meta.len(), modified: modified(meta), changed, device, file }
    }

    /// A file that changed a moment ago may change again within the same tick of the disk's clock, and nobody could tell.
    pub fn is_settled(&self, now: Time) -> bool {
        let Some(last) = self.modified.max(self.changed) else { return false };
        let coarse = last.subsec_nanos() == 0;
        let tick = if coarse { Duration::from_secs(2) } else { Duration::from_millis(20) };
        last + tick < now
    }
}

pub fn modified(meta: &Metadata) -> Option<Time> {
    meta.modified().ok()?.duration_since(UNIX_EPOCH).ok()
}

#[cfg(unix)]
fn inner(meta: &Metadata) -> (Option<Time>, u64, u64) {
    use std::os::unix::fs::MetadataExt;
    let seconds = u64::try_from(meta.ctime()).ok();
    let nanos = u32::try_from(meta.ctime_nsec()).ok();
    (seconds.zip(nanos).map(|(s, n)| Duration::new(s, n)), meta.dev(), meta.ino())
}

#[cfg(not(unix))]
fn inner(meta: &Metadata) -> (Option<Time>, u64, u64) {
    (meta.created().ok().and_then(|t| t.duration_since(UNIX_EPOCH).ok()), 0, 0)
}

/// The files that were hashed, and what they looked like then.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    files: BTreeMap<String, (Stamp, String)>,
}

impl Known {
    pub fn read(folder: &Path) -> Self {
        seal::read(&folder.join(FILE)).unwrap_or_default()
    }

    pub fn write(&self, folder: &Path) -> io::Result<()> {
        seal::write(&folder.join(FILE), self)
    }

    pub fn insert(&mut self, document: &str, stamp: Stamp, hash: &str) {
        self.files.insert(document.to_owned(), (stamp, hash.to_owned()));
    }

    /// The hash of a document that looks as it did.
    pub fn hash(&self, document: &str, stamp: Stamp) -> Option<String> {
        let (then, hash) = self.files.get(document)?;
        (*then == stamp).then(|| hash.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_changed_a_moment_ago_is_not_trusted() {
        let stamp = |millis| Stamp {
            bytes: 1,
            modified: Some(Duration::from_secs(1)),
            changed: Some(Duration::from_millis(millis)),
            device: 0,
            file: 0,
        };
        // (last change, now, expected), in milliseconds
        let cases = [
            (5_001, 5_010, false),
            (5_001, 5_100, true),
            // A disk that counts in whole seconds, or in pairs of them.
            (5_000, 6_900, false),
            (5_000, 7_100, true),
            // A clock that runs behind.
            (5_001, 4_000, false),
        ];
        for (changed, now, expected) in cases {
            let settled = stamp(changed).is_settled(Duration::from_millis(now));
            assert_eq!(settled, expected, "{changed} {now}");
        }
    }
}
