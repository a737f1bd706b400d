//! The queries that come with the program, for workspaces without a folder of their own.

static FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/shipped.rs"));

/// (path from queries/ on, text), in the order of their paths.
pub fn queries() -> Vec<(String, String)> {
    FILES.iter().map(|(path, text)| (format!("queries/{path}"), (*text).to_owned())).collect()
}
