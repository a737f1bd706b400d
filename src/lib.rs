//! saferstats.
pub mod frame;
pub mod issue;
pub mod model;
pub mod query;
pub mod schema;
pub mod vocab;
