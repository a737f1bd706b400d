//! The night job: what is kept between runs changes nothing in what is published, and saves what it promises.

mod changed;
mod kept;

use crate::cli::{Ran, VIEW, Workspace, read_into};
