//! `saferstats inspect FILE`: what was recognised in one document, drawn.

use std::path::{Path, PathBuf};

use super::{Common, Exit, data};
use crate::fault::Fault;
use crate::pipeline;
use crate::terminal::{self, paint};

pub fn inspect(common: &Common, file: &Path, html: bool) -> Result<Exit, Fault> {
    let workspace = common.workspace()?;
    let path = locate(&workspace.raw, file);
    let bytes = std::fs::read(&path)
        .map_err(|e| Fault::new(format!("cannot read {}: {e}", file.display())))?;
    let document = document(&workspace.raw, &path);
    let context = pipeline::context(&workspace);
    let shown = match pipeline::closed(&document, &bytes, &context, workspace.disclosure()) {
        Some(noted) if html => crate::inspect::html::closed(&crate::inspect::outline(&noted)),
        Some(noted) => crate::inspect::outline(&noted),
        None if html => crate::inspect::html::page(&document, &bytes, &context),
        None => crate::inspect::text(&document, &bytes, &context),
    };
    data(&if html { shown } else { paint::listing(&shown, terminal::stdout()) })?;
    Ok(Exit::Done)
}

/// The file as typed, or under raw/.
fn locate(raw: &Path, file: &Path) -> PathBuf {
    if file.exists() { file.to_owned() } else { raw.join(file) }
}

/// The path under raw/, by which hints know it; a file from elsewhere goes by its name.
fn document(raw: &Path, path: &Path) -> String {
    let real = |p: &Path| std::fs::canonicalize(p).unwrap_or_else(|_| p.to_owned());
    let (raw, full) = (real(raw), real(path));
    let shown = match full.strip_prefix(&raw) {
        Ok(under) => under.to_owned(),
        Err(_) => PathBuf::from(path.file_name().unwrap_or_default()),
    };
    let parts: Vec<_> = shown.iter().map(|p| p.to_string_lossy()).collect();
    parts.join("/")
}
