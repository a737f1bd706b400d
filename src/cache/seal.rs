//! Small files that vouch for themselves, and folders and files for their owner alone.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::publish::sha256;

/// Writes a value beside its hash, in one step. It need not outlive a power cut: a torn file fails its hash.
pub fn write(path: &Path, value: &impl Serialize) -> io::Result<()> {
    let text = serde_json::to_string(value)?;
    let new = path.with_extension("new");
    let mut file = private_file(&new)?;
    write!(file, "{}\n{text}\n", sha256(text.as_bytes()))?;
    drop(file);
    fs::rename(new, path)
}

/// The value, if the file is whole and of this form.
pub fn read<T: DeserializeOwned>(path: &Path) -> Option<T> {
    let all = fs::read_to_string(path).ok()?;
    let (hash, text) = all.split_once('\n')?;
    let text = text.strip_suffix('\n')?;
    if sha256(text.as_bytes()) != hash {
        return None;
    }
    serde_json::from_str(text).ok()
}

/// A folder that nobody else can look into. A link in its place is refused: it would lead the rows elsewhere.
pub fn private_folder(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.create(path) {
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {}
        other => return other,
    }
    if !fs::symlink_metadata(path)?.is_dir() {
        return Err(io::Error::new(io::ErrorKind::NotADirectory, "something else has its name"));
    }
    // Fails for a folder of somebody else, which is then not used.
    #[cfg(unix)]
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o700))?;
    Ok(())
}

/// An empty file that nobody else can read.
pub fn private_file(path: &Path) -> io::Result<File> {
    // An old one may have been made with other rights.
    match fs::remove_file(path) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e),
        _ => {}
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_was_touched_is_not_read() -> io::Result<()> {
        let home = tempfile::tempdir()?;
        let path = home.path().join("a.json");
        write(&path, &vec!["x", "y"])?;
        assert_eq!(read(&path), Some(vec!["x".to_owned(), "y".to_owned()]));
        assert_eq!(read::<Vec<u64>>(&path), None);
        let whole = fs::read_to_string(&path)?;
        for torn in [&whole[..whole.len() - 3], &whole.replace('y', "z"), ""] {
            fs::write(&path, torn)?;
            assert_eq!(read::<Vec<String>>(&path), None, "{torn}");
        }
        Ok(())
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_can_look_and_links_are_refused() -> io::Result<()> {
        use std::os::unix::fs::PermissionsExt;
        let home = tempfile::tempdir()?;
        let mode = |path: &Path| fs::metadata(path).map(|m| m.permissions().mode() & 0o777);
        let folder = home.path().join("cache");
        fs::create_dir(&folder)?;
        fs::set_permissions(&folder, PermissionsExt::from_mode(0o755))?;
        private_folder(&folder)?;
        private_file(&folder.join("a"))?;
        assert_eq!((mode(&folder)?, mode(&folder.join("a"))?), (0o700, 0o600));
        std::os::unix::fs::symlink(&folder, home.path().join("link"))?;
        assert!(private_folder(&home.path().join("link")).is_err());
        Ok(())
    }
}
