//! saferstats: plans and spreadsheets of community-safety partnerships in, normalised tables and answers out.
//!
//! # The way of the data
//!
//! ```text
//! discover    read       recognise           normalise            compute           check          publish
//! raw/**  ->  Passages -> columns, about  -> facts, numerals  ->  tables -> views -> issues  ->  processed/**
//!             Grid     -> Block + Role    -> transactions
//! ```
//!
//! One direction, no way back. [`pipeline`] calls the stages top to bottom and fits on one screen; [`command`] is what a
//! person typed, and [`publish`] is called last.
//!
//! - [`discover`] lists the files of `raw/`; [`read`] turns bytes into [`passage`]s of text or a [`grid`] of cells, and
//!   keeps for every character where it stood. Nothing after it touches a document.
//! - [`recognise`] says what something is (a heading, a header row, the role of a column) without reading a number.
//! - [`normalise`] is the last place that parses text. [`written`] holds how numbers, money, dates and periods are spelt,
//!   [`vocab`] what words mean; both are tables of cases and data before they are code.
//! - [`disclose`] hides or rounds small counts of people before any table is made, so that nothing later can tell them.
//! - [`frame`] turns typed rows into polars by the declarations of [`schema`]; [`query`] plans and runs `queries/`.
//! - [`check`] reads the tables and says what is wrong; it never changes a value.
//! - [`publish`] writes CSV, dictionary and data package, all or nothing.
//! - [`cache`] keeps what each document became, so that a night reads what is new.
//!
//! # The layers
//!
//! A module names only modules of lower rank, and siblings of a rank do not name each other: [`model`] at the bottom, then
//! [`issue`], then the declarations and vocabularies, then the stages in the order above, then [`workspace`], [`pipeline`],
//! [`inspect`], [`terminal`], [`command`] and [`cli`]. `tests/tidy/ranks.rs` holds the list and refuses the rest.
//! A crate from elsewhere has one home: clap in [`cli`], calamine and csv in [`read`] (csv also where CSV is published),
//! polars from [`frame`] on, toml in [`vocab`] and [`workspace`].
//!
//! # What always holds
//!
//! 1. Nothing is lost: rows and money read are kept, rejected or skipped, and the sum is in `document.csv`; each number in a
//!    text is a row of `numeral.csv`, explained or listed as unexplained.
//! 2. Every published row has a document and a [`model::place::Place`], and what stands there reads as recorded.
//! 3. Money is decimal from the first digit to the last.
//! 4. Missing is not zero: it is null, with a reason.
//! 5. The same input gives the same bytes: no clock, no locale, no order of hashes or threads.
//! 6. A reader of `processed/` sees the old run or the new one, never a mix.
//! 7. Once a file's bytes are read nothing fails. What goes wrong is an [`issue::Issue`] with a place, beside the product
//!    ([`issue::Noted`]); a panic ends at the boundary of its document.
//!
//! # Where do I add ...
//!
//! | to add | touch | guarded by |
//! |---|---|---|
//! | a word for a column, theme, measure or area | a line in `src/vocab/*.toml` (or in `saferstats.toml`) | `tests/tidy/vocabulary.rs` |
//! | a view or an indicator | a file in `queries/` | planned against [`schema`] before any document is read |
//! | a check | a query in `queries/checks/`, or a function in [`check`] and its rule in [`issue`] | a test that raises it |
//! | a source format | a file in [`read`] and its arm in [`read::sniff`] | `tests/horror/` |
//! | a spelling of a number, date or period | a row of the case table beside its parser in [`written`] | the tests there |
//! | a published column | a line in [`schema`] | dictionary and data package follow from it |

pub mod cache;
pub mod check;
pub mod cli;
pub mod command;
pub mod disclose;
pub mod discover;
pub mod fault;
pub mod frame;
pub mod grid;
pub mod inspect;
pub mod issue;
pub mod model;
pub mod nearest;
pub mod normalise;
pub mod passage;
pub mod pipeline;
pub mod publish;
pub mod query;
pub mod read;
pub mod recognise;
pub mod schema;
pub mod shipped;
pub mod terminal;
pub mod vocab;
pub mod workspace;
pub mod written;
