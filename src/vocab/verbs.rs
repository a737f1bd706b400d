//! The verbs of plans by class and form, for the patterns that read sentences: one list instead of one in each pattern.

use std::sync::LazyLock;

use serde::Deserialize;

/// A verb with the forms that no rule makes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Verb {
    pub base: String,
    #[serde(default)]
    past: String,
    #[serde(default)]
    participle: String,
    #[serde(default)]
    gerund: String,
    pub classes: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// "Deliver".
    Base,
    /// "Delivers".
    Third,
    /// "Gave".
    Past,
    /// "Given".
    Participle,
    /// "Giving".
    Gerund,
}

/// What a verb may do; the file says what each class means.
pub const CLASSES: &[&str] = &[
    "better", "do", "expect", "fall", "lower", "order", "raise", "rise", "spend", "tell", "worse",
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    verb: Vec<Verb>,
}

static VERBS: LazyLock<Vec<Verb>> = LazyLock::new(|| {
    let read: Result<File, toml::de::Error> = toml::from_str(include_str!("verbs.toml"));
    read.map_or_else(|e| unreachable!("verbs.toml: {e}"), |file| file.verb)
});

/// All verbs, in the order of the file.
pub fn all() -> &'static [Verb] {
    &VERBS
}

/// The verbs of these classes in these forms, as the alternatives of a pattern: the longest first, for "pay out" is no "pay".
/// A past that reads as the base does ("set up") tells nothing of the past and is left out.
pub fn any(classes: &[&str], forms: &[Form]) -> String {
    let of = |v: &&Verb| v.classes.iter().any(|c| classes.contains(&c.as_str()));
    let mut words: Vec<String> =
        all().iter().filter(of).flat_map(|v| forms.iter().filter_map(|f| v.told(*f))).collect();
    words.sort_by_key(|w| (std::cmp::Reverse(w.len()), w.clone()));
    words.dedup();
    words.join("|")
}

impl Verb {
    fn told(&self, form: Form) -> Option<String> {
        Some(self.form(form)).filter(|w| form != Form::Past || *w != self.base)
    }

    /// The verb in this form; what follows its first word ("carry out") stays.
    pub fn form(&self, form: Form) -> String {
        let own = |s: &String| (!s.is_empty()).then(|| s.clone());
        let past = || own(&self.past).unwrap_or_else(|| self.regular(past));
        match form {
            Form::Base => self.base.clone(),
            Form::Third => self.regular(third),
            Form::Past => past(),
            Form::Participle => own(&self.participle).unwrap_or_else(past),
            Form::Gerund => own(&self.gerund).unwrap_or_else(|| self.regular(gerund)),
        }
    }

    /// "Deal with" changes its first word, "target harden" its last.
    fn regular(&self, ending: fn(&str) -> String) -> String {
        const BEHIND: &[&str] = &["down", "out", "up", "us", "with"];
        match self.base.split_once(' ') {
            Some((verb, rest)) if BEHIND.contains(&rest) => format!("{} {rest}", ending(verb)),
            _ => ending(&self.base),
        }
    }
}

/// A consonant before a final y: "supply", and not "pay".
fn y_turns(word: &str) -> Option<&str> {
    let stem = word.strip_suffix('y')?;
    (!stem.ends_with(['a', 'e', 'o', 'u'])).then_some(stem)
}

fn third(word: &str) -> String {
    if let Some(stem) = y_turns(word) {
        return format!("{stem}ies");
    }
    let hissing = ["s", "sh", "ch", "x", "z"].iter().any(|end| word.ends_with(end));
    format!("{word}{}", if hissing || word == "go" { "es" } else { "s" })
}

fn past(word: &str) -> String {
    match (y_turns(word), word.strip_suffix('e')) {
        (Some(stem), _) => format!("{stem}ied"),
        (_, Some(stem)) => format!("{stem}ed"),
        _ => format!("{word}ed"),
    }
}

fn gerund(word: &str) -> String {
    match word.strip_suffix('e').filter(|stem| !stem.ends_with('e')) {
        Some(stem) => format!("{stem}ing"),
        None => format!("{word}ing"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_made_where_the_file_gives_none() {
        let forms = [Form::Base, Form::Third, Form::Past, Form::Participle, Form::Gerund];
        let cases = [
            ("publish", "publish publishes published published publishing"),
            ("supply", "supply supplies supplied supplied supplying"),
            ("reduce", "reduce reduces reduced reduced reducing"),
            ("pay", "pay pays paid paid paying"),
            ("undertake", "undertake undertakes undertook undertaken undertaking"),
            ("carry out", "carry out carries out carried out carried out carrying out"),
            (
                "target harden",
                "target harden target hardens target hardened target hardened target hardening",
            ),
            ("see", "see sees saw seen seeing"),
        ];
        for (base, expected) in cases {
            let found =
                all().iter().find(|v| v.base == base).map(|v| forms.map(|f| v.form(f)).join(" "));
            assert_eq!(found.as_deref(), Some(expected));
        }
    }
}
