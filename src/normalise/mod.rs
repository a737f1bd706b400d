//! Recognised content into typed rows; the last place that parses text.

pub mod children;
pub mod plan;
pub mod programme;
pub mod reference;
pub mod sheets;
