//! saferstats.
pub mod check;
pub mod discover;
pub mod fault;
pub mod frame;
pub mod issue;
pub mod model;
pub mod nearest;
pub mod passage;
pub mod pipeline;
pub mod publish;
pub mod query;
pub mod read;
pub mod schema;
pub mod shipped;
pub mod vocab;
pub mod workspace;
pub mod written;
