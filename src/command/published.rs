//! Rows of what was published, read line by line: for commands that look a few of them up.

use std::fs::File;
use std::path::{Path, PathBuf};

use crate::fault::Fault;
use crate::publish::csv::Line;
use crate::publish::{self, Folder};

/// A row: its table or view, and its columns with their values.
#[derive(Clone, Debug)]
pub struct Row {
    pub table: String,
    pub cells: Vec<(String, String)>,
}

impl Row {
    /// The value of a column; empty for missing, and for a column that is not there.
    pub fn get(&self, column: &str) -> &str {
        self.cells.iter().find(|(name, _)| name == column).map_or("", |(_, value)| value)
    }

    pub fn has(&self, column: &str) -> bool {
        self.cells.iter().any(|(name, _)| name == column)
    }
}

/// Where a table or a view lies; none where neither is published.
pub fn path(out: &Path, name: &str) -> Option<PathBuf> {
    let file = format!("{name}.csv");
    [Folder::Tables, Folder::Views]
        .into_iter()
        .map(|folder| out.join(folder.name()).join(&file))
        .find(|path| path.is_file())
}

/// The rows of a table or a view that are wanted.
///
/// # Errors
/// It is not published, or is no CSV.
pub fn rows(out: &Path, name: &str, wanted: impl Fn(&Line<'_>) -> bool) -> Result<Vec<Row>, Fault> {
    let missing = || {
        Fault::new(format!("{name} is not published in {}", out.display()))
            .help("`saferstats run` makes it")
    };
    let path = path(out, name).ok_or_else(missing)?;
    let file = File::open(&path).map_err(|_| missing())?;
    let mut found = Vec::new();
    publish::csv::scan(file, publish::spelling_of(out), |line| {
        if wanted(line) {
            found.push(Row { table: name.to_owned(), cells: line.cells() });
        }
    })
    .map_err(|e| Fault::new(format!("{}: {e}", path.display())))?;
    Ok(found)
}
