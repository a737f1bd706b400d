//! The parts of a zipped workbook, each with a ceiling: a file of a few kilobytes may claim to hold terabytes.
//!
//! The only file that names the `zip` crate.

use std::cell::RefCell;
use std::collections::HashMap;
use std::io::{Cursor, Read};

use memchr::memmem;
use zip::ZipArchive;

use crate::grid::Broken;

/// What a whole part may grow to, for parts that are held in memory.
const WHOLE: u64 = 1 << 30;
/// Beyond this size a part is suspected, unless it grew by no more than `RATIO`.
const FREE: u64 = 1 << 28;
/// Sheets of empty formatted cells shrink two hundred times; a bomb a thousand.
const RATIO: u64 = 300;

/// A zip file in memory.
#[derive(Debug)]
pub struct Package<'a> {
    archive: RefCell<ZipArchive<Cursor<&'a [u8]>>>,
    /// By lower-case name with forward slashes: not every writer follows the rules.
    names: HashMap<String, usize>,
}

impl<'a> Package<'a> {
    /// # Errors
    /// The file is cut short or is no zip file.
    pub fn open(bytes: &'a [u8]) -> Result<Self, Broken> {
        let archive = ZipArchive::new(Cursor::new(bytes))
            .map_err(|e| format!("the file is cut short or damaged: {e}"))?;
        let names = (0..archive.len())
            .filter_map(|i| Some((normal(&archive.name_for_index(i)?.ok()?), i)))
            .collect();
        Ok(Self { archive: RefCell::new(archive), names })
    }

    /// # Errors
    /// The directory itself claims a part that grows beyond measure.
    pub fn check(&self) -> Result<(), Broken> {
        let mut archive = self.archive.borrow_mut();
        for i in 0..archive.len() {
            let Ok(part) = archive.by_index_raw(i) else { continue };
            let limit = FREE.max(part.compressed_size().saturating_mul(RATIO));
            if part.size() > limit {
                return Err(format!(
                    "{} grows hundreds of times when unpacked",
                    part.name().unwrap_or_default()
                ));
            }
        }
        Ok(())
    }

    pub fn has(&self, name: &str) -> bool {
        self.names.contains_key(&normal(name))
    }

    /// A part as a whole, or None where there is no such part.
    ///
    /// # Errors
    /// The part is damaged, encrypted or grows beyond measure.
    pub fn whole(&self, name: &str) -> Result<Option<Vec<u8>>, Broken> {
        let mut out = Vec::new();
        let found = self.stream(name, &mut |part| {
            part.take(WHOLE + 1).read_to_end(&mut out).map_err(|e| format!("{name}: {e}"))?;
            if out.len() as u64 > WHOLE {
                Err(format!("{name} grows beyond {WHOLE} bytes"))
            } else {
                Ok(())
            }
        })?;
        Ok(found.then_some(out))
    }

    /// Reads a part through `with`; says whether there is such a part.
    ///
    /// # Errors
    /// As [`Self::whole`].
    pub fn stream(
        &self,
        name: &str,
        with: &mut dyn FnMut(&mut dyn Read) -> Result<(), Broken>,
    ) -> Result<bool, Broken> {
        let Some(&index) = self.names.get(&normal(name)) else { return Ok(false) };
        let mut archive = self.archive.borrow_mut();
        let part = archive.by_index(index).map_err(|e| format!("{name}: {e}"))?;
        let limit = FREE.max(part.compressed_size().saturating_mul(RATIO));
        with(&mut Limited { inner: part, left: limit }).map(|()| true)
    }
}

fn normal(name: &str) -> String {
    name.trim_start_matches('/').replace('\\', "/").to_lowercase()
}

/// A reader that fails where a part has grown beyond its limit.
struct Limited<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.left = self.left.checked_sub(n as u64).ok_or_else(|| {
            std::io::Error::other("it grows hundreds of times when unpacked, as a zip bomb does")
        })?;
        Ok(n)
    }
}

/// A long part in pieces that are cut only where a given mark starts, so that a row is never torn.
pub struct Pieces<'r> {
    reader: &'r mut dyn Read,
    buffer: Vec<u8>,
    start: usize,
    filled: usize,
    ended: bool,
}

impl<'r> Pieces<'r> {
    /// One row of a sheet cannot reasonably be longer.
    const LONGEST: usize = 1 << 28;
    const STEP: usize = 1 << 18;

    pub fn new(reader: &'r mut dyn Read) -> Self {
        Self { reader, buffer: vec![0; Self::STEP], start: 0, filled: 0, ended: false }
    }

    /// The bytes at the head, before anything was taken.
    ///
    /// # Errors
    /// The part is damaged.
    pub fn head(&mut self) -> Result<&[u8], Broken> {
        if self.filled == 0 {
            self.fill()?;
        }
        Ok(&self.buffer[self.start..self.filled])
    }

    /// The bytes up to the last mark in reach; what is left when there is none.
    ///
    /// # Errors
    /// The part is damaged, or one row of it is beyond measure.
    pub fn next(&mut self, mark: &memmem::FinderRev<'_>) -> Result<Option<&[u8]>, Broken> {
        // The piece itself starts with a mark, which is not its end.
        let mut searched = 1;
        loop {
            let ready = &self.buffer[self.start..self.filled];
            if let Some(at) = ready.get(searched..).and_then(|r| mark.rfind(r)) {
                let (from, to) = (self.start, self.start + searched + at);
                self.start = to;
                return Ok(Some(&self.buffer[from..to]));
            }
            if self.ended {
                let (from, to) = (self.start, self.filled);
                self.start = self.filled;
                return Ok((from < to).then(|| &self.buffer[from..to]));
            }
            searched = ready.len().saturating_sub(mark.needle().len()).max(1);
            self.fill()?;
        }
    }

    fn fill(&mut self) -> Result<(), Broken> {
        self.buffer.copy_within(self.start..self.filled, 0);
        self.filled -= self.start;
        self.start = 0;
        if self.filled + Self::STEP / 2 > self.buffer.len() {
            if self.buffer.len() >= Self::LONGEST {
                return Err("one row is longer than 250 MB".to_owned());
            }
            self.buffer.resize(self.buffer.len() * 2, 0);
        }
        // Fill what there is room for: a decompressor gives a few kilobytes at a time.
        while self.filled < self.buffer.len() {
            let n = self.reader.read(&mut self.buffer[self.filled..]).map_err(|e| e.to_string())?;
            self.filled += n;
            if n == 0 {
                self.ended = true;
                break;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_cut_at_the_mark() {
        let text = format!("head{}<r>2</r>tail", "<r>x</r>".repeat(50_000));
        let mut reader = text.as_bytes();
        let mut pieces = Pieces::new(&mut reader);
        assert!(pieces.head().is_ok_and(|h| h.starts_with(b"head<r>")));
        let mark = memmem::FinderRev::new("<r>");
        let (mut all, mut last) = (0, Vec::new());
        while let Ok(Some(piece)) = pieces.next(&mark) {
            all += piece.len();
            last = piece.to_vec();
        }
        assert_eq!((all, last), (text.len(), b"<r>2</r>tail".to_vec()));
        assert!(Package::open(b"PK\x03\x04 cut").is_err());
    }
}
