//! saferstats.
pub mod grid;
pub mod issue;
pub mod model;
pub mod passage;
pub mod read;
pub mod recognise;
pub mod schema;
pub mod vocab;
pub mod written;
