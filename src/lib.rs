//! saferstats.
pub mod frame;
pub mod issue;
pub mod model;
pub mod passage;
pub mod query;
pub mod read;
pub mod schema;
pub mod vocab;
pub mod written;
