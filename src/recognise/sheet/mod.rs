//! What a sheet is: where its header stands, what its columns mean, and how sure that is.
//!
//! Headers are read by the words in `columns.toml` (`header`), cells by what they hold (`evidence`), columns by both
//! (`columns`, and `inferred` where no header speaks); `layout` finds the headers and the rows they govern. That is for payments. Of every other table, `blocks`
//! finds where it stands, `heads` what its columns say, and `kinds` what it is; `mark` and `facets` take single cells and
//! texts apart, and `person` knows rows about people. Nothing here knows a council, a file or a month.

pub mod blocks;
pub mod columns;
pub mod evidence;
pub mod facets;
pub mod header;
pub mod heads;
mod inferred;
pub mod kinds;
pub mod layout;
pub mod mark;
pub mod person;
