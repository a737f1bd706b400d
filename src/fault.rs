//! Why the program could not run: a message, and where there is one, the file, the line and what to write instead.
//!
//! A fault ends the run with exit code 2. What is wrong in a document is never a fault; it is an [`Issue`](crate::issue::Issue).

use std::fmt;
use std::ops::Range;

#[derive(Clone, Debug, Default)]
pub struct Fault {
    pub message: String,
    /// The configuration or query file, as the user would name it; empty where there is none.
    pub file: String,
    /// The text of that file, so that the line can be shown.
    pub text: String,
    /// Byte range in the text.
    pub span: Option<Range<usize>>,
    pub help: String,
}

impl Fault {
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), ..Self::default() }
    }

    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    #[must_use]
    pub fn at(mut self, file: &str, text: &str, span: Option<Range<usize>>) -> Self {
        file.clone_into(&mut self.file);
        text.clone_into(&mut self.text);
        self.span = span;
        self
    }

    /// 1-based line and column, in characters.
    pub fn position(&self) -> Option<(usize, usize)> {
        let before = self.text.get(..self.span.as_ref()?.start)?;
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        Some((line, column))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.file.is_empty() {
            f.write_str(&self.file)?;
            if let Some((line, column)) = self.position() {
                write!(f, ":{line}:{column}")?;
            }
            f.write_str(": ")?;
        }
        f.write_str(&self.message)?;
        if !self.help.is_empty() {
            write!(f, "; {}", self.help)?;
        }
        Ok(())
    }
}

impl std::error::Error for Fault {}
