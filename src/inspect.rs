//! Stand-in until inspect is written.

use crate::pipeline::{Context, parse};

pub fn text(path: &str, bytes: &[u8], context: &Context) -> String {
    let noted = parse(path, bytes, context);
    format!("{} {}\n", path, noted.product.document.format)
}
