//! The documents under raw/, in the order of their paths, and what stands there that is not a document. Reads no content.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::issue::{self, Issue, Noted};
use crate::model::place::Place;

/// Documents below this folder hold rows about people.
const RESTRICTED: &str = "restricted/";

/// A file that will be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Path under raw/, with `/`.
    pub document: String,
    pub path: PathBuf,
    pub restricted: bool,
}

/// Every file under the folder, sorted by path. Links and special files are refused with an issue, never followed.
pub fn discover(raw: &Path) -> Noted<Vec<Found>> {
    let mut noted = Noted::plain(Vec::new());
    walk(raw, "", &mut noted);
    noted.product.sort_by(|a, b| a.document.cmp(&b.document));
    noted
}

fn walk(folder: &Path, under: &str, noted: &mut Noted<Vec<Found>>) {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => return noted.issues.push(unreadable(under, &error)),
    };
    for entry in entries {
        match entry {
            Ok(entry) => visit(&entry, under, noted),
            Err(error) => noted.issues.push(unreadable(under, &error)),
        }
    }
}

fn visit(entry: &fs::DirEntry, under: &str, noted: &mut Noted<Vec<Found>>) {
    let name = entry.file_name().to_string_lossy().into_owned();
    if is_no_document(&name) {
        return;
    }
    let document = if under.is_empty() { name } else { format!("{under}/{name}") };
    match entry.file_type() {
        Ok(kind) if kind.is_dir() => walk(&entry.path(), &document, noted),
        Ok(kind) if kind.is_file() => {
            let restricted = is_restricted(&document);
            noted.product.push(Found { document, path: entry.path(), restricted });
        }
        Ok(kind) => {
            let what = if kind.is_symlink() { "a link" } else { "a special file" };
            let message = format!("expected a file, found {what}; it was not followed");
            noted.issues.push(Issue::new(&issue::LINK_REFUSED, &document, Place::Whole, message));
        }
        Err(error) => noted.issues.push(unreadable(&document, &error)),
    }
}

/// `~$x.xlsx` is what Excel leaves beside an open workbook; dot files belong to the system; a README is about the folder.
fn is_no_document(name: &str) -> bool {
    let about = ["README", "README.md", "README.txt"];
    name.starts_with('.')
        || name.starts_with("~$")
        || about.iter().any(|a| a.eq_ignore_ascii_case(name))
}

/// The issue of a file or folder that the system would not let us read.
pub fn unreadable(document: &str, error: &io::Error) -> Issue {
    // The system's words differ from one machine to the next; the kind of error does not.
    let why = match error.kind() {
        io::ErrorKind::PermissionDenied => "permission denied",
        io::ErrorKind::NotFound => "it vanished while the run went on",
        io::ErrorKind::FileTooLarge => "it is larger than 4 GiB; split it",
        io::ErrorKind::ResourceBusy => "another program holds it open; close it there",
        _ => "the system reported a read error",
    };
    Issue::new(&issue::UNREADABLE, document, Place::Whole, format!("could not be read: {why}"))
}

/// Does the document lie where only restricted ones do?
pub fn is_restricted(document: &str) -> bool {
    document.starts_with(RESTRICTED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_come_in_path_order_and_links_are_refused() -> io::Result<()> {
        let raw = tempfile::tempdir()?;
        for name in
            ["b.txt", "a/z.csv", "a-b.txt", "~$b.xlsx", ".hid", "readme.md", "restricted/x.csv"]
        {
            let path = raw.path().join(name);
            fs::create_dir_all(path.parent().unwrap_or(raw.path()))?;
            fs::write(path, "x")?;
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink("/", raw.path().join("loop"))?;
        let found = discover(raw.path());
        let names: Vec<(&str, bool)> =
            found.product.iter().map(|f| (f.document.as_str(), f.restricted)).collect();
        let expected =
            [("a-b.txt", false), ("a/z.csv", false), ("b.txt", false), ("restricted/x.csv", true)];
        assert_eq!(names, expected);
        #[cfg(unix)]
        assert_eq!(
            found.issues.iter().map(|i| (i.rule.as_str(), i.document.as_str())).collect::<Vec<_>>(),
            [("link-refused", "loop")]
        );
        Ok(())
    }
}
