//! Every rule is documented, has a code of its own and is raised somewhere.

use std::collections::BTreeSet;
use std::fs;

use saferstats::issue::RULES;

use super::source::{files, mentions, sources};
use super::{none, root};

#[test]
fn rules_are_documented() {
    let mut broken = Vec::new();
    let mut codes = BTreeSet::new();
    for rule in RULES {
        let code = rule.code;
        if !codes.insert(code) {
            broken.push(format!("{code}: stands twice"));
        }
        if !code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
            broken.push(format!("{code}: lower case and hyphens only"));
        }
        for text in [rule.about, rule.why, rule.fix] {
            if !text.ends_with('.') || text.len() < 12 {
                broken.push(format!("{code}: \"{text}\" is not a sentence"));
            }
        }
    }
    none("a rule says what it means, why it matters and what to do", &broken);
}

#[test]
fn rules_are_raised_somewhere() {
    let all = sources();
    let issue = all.iter().find(|s| s.path == "src/issue.rs").expect("src/issue.rs is there");
    let queries: String = files(&root().join("queries"), "sql")
        .iter()
        .map(|path| fs::read_to_string(root().join(path)).expect("a query is text"))
        .collect();
    let mut broken = Vec::new();
    for rule in RULES {
        let declared = issue.text.find(&format!("= \"{}\",", rule.code)).expect("it is declared");
        let name = issue.text[..declared].split_whitespace().next_back().unwrap_or_default();
        let elsewhere = all.iter().filter(|s| s.path != issue.path);
        let raised = elsewhere.into_iter().any(|s| !mentions(&s.shipped, name).is_empty());
        if !raised && !queries.contains(rule.code) {
            broken.push(format!("{} ({name})", rule.code));
        }
    }
    none("a rule that nothing raises is a promise that nobody keeps", &broken);
}
