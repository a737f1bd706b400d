//! The single integration binary: one link, many stories.

#[path = "../cli/mod.rs"]
mod cli;
#[path = "../horror/mod.rs"]
mod horror;
#[path = "../night/mod.rs"]
mod night;
#[path = "../tidy/mod.rs"]
mod tidy;
