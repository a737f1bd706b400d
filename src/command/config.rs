//! `saferstats config`: what is in force, and where each value came from.

use super::{Common, Exit, data};
use crate::fault::Fault;

pub fn config(common: &Common) -> Result<Exit, Fault> {
    let workspace = common.workspace()?;
    let line = |s: &crate::workspace::Setting| format!("{} = {}", s.key, s.value);
    let widest = workspace.origins.iter().map(|s| line(s).chars().count()).max().unwrap_or(0);
    let mut out = String::new();
    for setting in &workspace.origins {
        let line = line(setting);
        let pad = " ".repeat(widest - line.chars().count());
        out.push_str(&format!("{line}{pad}  # {}\n", setting.origin));
    }
    data(&out)?;
    Ok(Exit::Done)
}
