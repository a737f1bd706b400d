//! Bytes to content.
pub mod text;
