//! saferstats.
pub mod frame;
pub mod issue;
pub mod model;
pub mod schema;
pub mod vocab;
