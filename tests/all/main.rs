//! The single integration binary: one link, many stories.

#[path = "../horror/mod.rs"]
mod horror;
#[path = "../tidy/mod.rs"]
mod tidy;
