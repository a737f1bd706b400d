//! What a sheet is: where its header stands, what its columns mean, and how sure that is.
//!
//! Headers are read by the words in `columns.toml` (`header`), columns by what they hold (`evidence`); `layout` puts the two
//! together. Nothing here knows a council, a file or a month.

pub mod evidence;
pub mod header;
pub mod layout;
