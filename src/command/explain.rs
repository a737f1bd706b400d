//! `saferstats explain RULE`: what a rule means, why it matters, what to do.

use super::{Common, Exit, data};
use crate::cache::{Cache, Use};
use crate::fault::Fault;
use crate::issue::RULES;
use crate::nearest::nearest;
use crate::pipeline;
use crate::query::{Kind, Query};
use crate::shipped;
use crate::terminal::paint::Ink;
use crate::terminal::{self, Screen, paint, table};

/// A rule of the program or of a query, as `explain` shows it.
struct Explained {
    code: String,
    severity: String,
    about: String,
    why: String,
    fix: String,
}

pub fn explain(common: &Common, rule: Option<&str>) -> Result<Exit, Fault> {
    let rules = rules(common)?;
    let Some(code) = rule else {
        let line = |r: &Explained| (format!("{:<8}{}", r.severity, r.code), r.about.clone());
        let list = table::pairs(&rules.iter().map(line).collect::<Vec<_>>(), 0);
        data(&paint::listing(&format!("\n{list}"), terminal::stdout())[1..])?;
        return Ok(Exit::Done);
    };
    let Some(found) = rules.iter().find(|r| r.code == code) else {
        let help = nearest(code, rules.iter().map(|r| r.code.as_str())).map_or_else(
            || "`saferstats explain` lists the rules".to_owned(),
            |name| format!("did you mean `{name}`?"),
        );
        return Err(Fault::new(format!("unknown rule `{code}`")).help(help));
    };
    data(&shown(found, terminal::stdout()))?;
    Ok(Exit::Done)
}

fn shown(rule: &Explained, screen: Screen) -> String {
    let (code, level) = (
        paint::paint(&rule.code, Ink::Bold, screen.colour),
        paint::paint(&rule.severity, paint::severity(&rule.severity), screen.colour),
    );
    // Nobody reads lines as long as a wide screen.
    let text = |text: &str| match screen.width {
        Some(width) => paint::wrapped(text, width.min(100), 0),
        None => text.to_owned(),
    };
    let mut out = format!("{code} ({level})\n\n{}\n", text(&rule.about));
    for (name, said) in [("Why it matters", &rule.why), ("What to do", &rule.fix)] {
        if !said.is_empty() {
            let said = text(&format!("{name}: {said}"));
            let said = said.replacen(name, &paint::paint(name, Ink::Bold, screen.colour), 1);
            out.push_str(&format!("\n{said}\n"));
        }
    }
    out
}

/// The rules in code and those in SQL, by code. A rule can be explained outside a workspace too.
fn rules(common: &Common) -> Result<Vec<Explained>, Fault> {
    let mut rules: Vec<Explained> = RULES
        .iter()
        .map(|r| Explained {
            code: r.code.to_owned(),
            severity: r.severity.name().to_owned(),
            about: r.about.to_owned(),
            why: r.why.to_owned(),
            fix: r.fix.to_owned(),
        })
        .collect();
    let queries = match common.workspace() {
        Ok(workspace) => {
            let mut cache = Cache::open(&workspace.out, workspace.configuration(), Use::Read);
            pipeline::queries(&workspace, &mut cache)?.planned
        }
        Err(_) => {
            let files = shipped::queries();
            crate::query::load(files.clone()).map_err(|e| pipeline::fault(e, &files))?
        }
    };
    rules.extend(queries.iter().filter_map(of_query));
    rules.sort_by(|a, b| a.code.cmp(&b.code));
    Ok(rules)
}

fn of_query(query: &Query) -> Option<Explained> {
    let Kind::Check(check) = &query.kind else { return None };
    let known = RULES.iter().any(|r| r.code == check.rule);
    (!known).then(|| Explained {
        code: check.rule.clone(),
        severity: check.severity.name().to_owned(),
        about: query.about.clone(),
        why: check.why.clone(),
        fix: check.fix.clone(),
    })
}
