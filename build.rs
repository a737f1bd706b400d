//! Lists the SQL files of `queries/`, so that the program carries them to workspaces that have none of their own.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};

fn main() -> io::Result<()> {
    let root = std::env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
    let folder = Path::new(&root).join("queries");
    println!("cargo:rerun-if-changed=queries");
    println!("cargo:rustc-env=SAFERSTATS_SOURCES={:016x}", sources(Path::new(&root))?);
    let mut files = Vec::new();
    collect(&folder, "", &mut files)?;
    files.sort();
    let rows = files.iter().map(|id| {
        let path = folder.join(id);
        println!("cargo:rerun-if-changed={}", path.display());
        format!("    ({id:?}, include_str!({path:?})),\n")
    });
    let list = format!("&[\n{}]\n", rows.collect::<String>());
    let out = std::env::var("OUT_DIR").unwrap_or_default();
    fs::write(Path::new(&out).join("shipped.rs"), list)
}

/// A hash over all that the program is built from: what one build kept, another does not believe.
fn sources(root: &Path) -> io::Result<u64> {
    let mut files: Vec<PathBuf> = ["Cargo.lock", "build.rs"].iter().map(|f| root.join(f)).collect();
    let mut open = vec![root.join("src"), root.join("queries")];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() { open.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    let mut hasher = DefaultHasher::new();
    for path in files {
        println!("cargo:rerun-if-changed={}", path.display());
        path.strip_prefix(root).unwrap_or(&path).hash(&mut hasher);
        fs::read(&path).unwrap_or_default().hash(&mut hasher);
    }
    Ok(hasher.finish())
}

fn collect(folder: &Path, under: &str, files: &mut Vec<String>) -> io::Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = format!("{under}{}", path.file_name().unwrap_or_default().to_string_lossy());
        if path.is_dir() {
            collect(&path, &format!("{name}/"), files)?;
        } else if path.extension().is_some_and(|e| e == "sql") {
            files.push(name);
        }
    }
    Ok(())
}
