//! The single integration binary: one link, many stories.

#[path = "../answers/mod.rs"]
mod answers;
#[path = "../browser/mod.rs"]
mod browser;
#[path = "../cli/mod.rs"]
mod cli;
#[path = "../corpus/mod.rs"]
mod corpus;
#[path = "../disclosure/mod.rs"]
mod disclosure;
#[path = "../fault/mod.rs"]
mod fault;
#[path = "../fuzz/mod.rs"]
mod fuzz;
#[path = "../horror/mod.rs"]
mod horror;
#[path = "../night/mod.rs"]
mod night;
#[path = "../outside/mod.rs"]
mod outside;
#[path = "../powerbi/mod.rs"]
mod powerbi;
#[path = "../tidy/mod.rs"]
mod tidy;
#[path = "../workbooks/mod.rs"]
mod workbooks;
