//! saferstats.
pub mod discover;
pub mod fault;
pub mod issue;
pub mod model;
pub mod nearest;
pub mod read;
pub mod schema;
pub mod vocab;
pub mod workspace;
