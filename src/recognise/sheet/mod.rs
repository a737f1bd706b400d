//! What a sheet is: where its header stands, what its columns mean, and how sure that is.
//!
//! Headers are read by the words in `columns.toml` (`header`), cells by what they hold (`evidence`), columns by both
//! (`columns`); `layout` finds the headers and the rows they govern. Nothing here knows a council, a file or a month.

pub mod columns;
pub mod evidence;
pub mod header;
pub mod layout;
