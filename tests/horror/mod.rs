//! Ugly inputs.
