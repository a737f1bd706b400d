//! Places on the page that its script fills, row by row as far as they are looked at.

use maud::{Markup, html};

/// `name` is known to the script; `file` holds the same rows for those who read without it.
fn list(name: &str, file: &str) -> Markup {
    html! {
        div.list data-list=(name) {
            p.absent { "This list is drawn by the page's own script. Without it the same rows stand in " code { (file) } "." }
        }
    }
}

pub fn issues() -> Markup {
    list("issues", "tables/issue.csv")
}

pub fn actions() -> Markup {
    list("actions", "tables/action.csv")
}

pub fn figures() -> Markup {
    list("figures", "tables/observation.csv, allocation.csv, claim.csv")
}
