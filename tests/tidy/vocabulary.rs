//! The vocabulary is sorted and unique, refers only to itself, and gives a word one meaning in each list.

use std::collections::{BTreeMap, BTreeSet};

use saferstats::model::amount::Unit;
use saferstats::vocab::{Vocab, fold, verbs};

use super::none;

/// Entries of one list: id, and every word that means it.
type Words = Vec<(String, Vec<String>)>;

fn lists(vocab: &Vocab) -> Vec<(&'static str, Words)> {
    let named = |id: &str, label: &str, aliases: &[String]| {
        let words = std::iter::once(label.to_owned()).chain(aliases.iter().cloned());
        (id.to_owned(), words.collect::<Vec<_>>())
    };
    vec![
        (
            "themes",
            vocab
                .themes
                .iter()
                .map(|t| named(&t.id, &t.label, &[t.aliases.as_slice(), &t.weak].concat()))
                .collect(),
        ),
        (
            "programmes",
            vocab.programmes.iter().map(|p| named(&p.id, &p.label, &p.aliases)).collect(),
        ),
        ("measures", vocab.measures.iter().map(|m| named(&m.id, &m.label, &m.aliases)).collect()),
        ("areas", vocab.areas.iter().map(|a| named(&a.id, &a.label, &a.aliases)).collect()),
    ]
}

#[test]
fn lists_are_sorted_and_unique() {
    let vocab = Vocab::embedded();
    let mut broken = Vec::new();
    for (list, entries) in lists(&vocab) {
        for pair in entries.windows(2) {
            if pair[0].0 >= pair[1].0 {
                broken.push(format!("{list}: {} stands before {}", pair[0].0, pair[1].0));
            }
        }
    }
    let roles: Vec<_> = vocab.columns.iter().map(|c| (c.table.clone(), c.role.clone())).collect();
    // The order of roles is their precedence (net before gross), so only repeats are refused.
    for (n, role) in roles.iter().enumerate() {
        if roles[..n].contains(role) {
            broken.push(format!("columns: {role:?} stands twice"));
        }
    }
    none("vocabulary is sorted by id and lists nothing twice", &broken);
}

#[test]
fn a_word_has_one_meaning_in_a_list() {
    let vocab = Vocab::embedded();
    let mut columns: BTreeMap<String, Words> = BTreeMap::new();
    for column in &vocab.columns {
        let entry = (column.role.clone(), column.headers.clone());
        columns.entry(format!("columns of {}", column.table)).or_default().push(entry);
    }
    let mut broken = Vec::new();
    let all = lists(&vocab).into_iter().map(|(list, words)| (list.to_owned(), words));
    for (list, entries) in all.chain(columns) {
        let mut meanings: BTreeMap<String, &str> = BTreeMap::new();
        for (id, words) in &entries {
            for word in words {
                match meanings.insert(fold(word), id) {
                    Some(other) => broken.push(format!("{list}: \"{word}\" is {other} and {id}")),
                    None if fold(word).is_empty() => {
                        broken.push(format!("{list}: {id} has an empty word"));
                    }
                    None => {}
                }
            }
        }
    }
    none("a word has one meaning, and is listed once", &broken);
}

#[test]
fn the_vocabulary_refers_only_to_itself() {
    let vocab = Vocab::embedded();
    let themes: BTreeSet<&str> = vocab.themes.iter().map(|t| t.id.as_str()).collect();
    let measures: BTreeSet<&str> = vocab.measures.iter().map(|m| m.id.as_str()).collect();
    let areas: BTreeSet<&str> = vocab.areas.iter().map(|a| a.id.as_str()).collect();
    let mut broken = Vec::new();
    let mut known = |what: String, id: &str, list: &BTreeSet<&str>| {
        if !id.is_empty() && !list.contains(id) {
            broken.push(format!("{what}: {id} is not in the vocabulary"));
        }
    };
    for theme in &vocab.themes {
        known(theme.id.clone(), &theme.parent, &themes);
    }
    for area in &vocab.areas {
        known(area.id.clone(), &area.parent, &areas);
    }
    for measure in &vocab.measures {
        known(measure.id.clone(), &measure.theme, &themes);
        known(measure.id.clone(), &measure.numerator, &measures);
    }
    none("parents, themes and numerators exist", &broken);
}

#[test]
fn measures_say_unit_and_polarity() {
    let mut broken = Vec::new();
    for measure in &Vocab::embedded().measures {
        let scale = match Unit::from_name(&measure.unit) {
            Some(Unit::Per1000) => Some(1000),
            Some(Unit::Per10000) => Some(10_000),
            Some(Unit::Per100000) => Some(100_000),
            Some(_) => None,
            None => {
                broken.push(format!("{}: unit {}", measure.id, measure.unit));
                continue;
            }
        };
        if scale != measure.scale {
            broken.push(format!(
                "{}: unit {} at scale {:?}",
                measure.id, measure.unit, measure.scale
            ));
        }
        if !["low_is_good", "high_is_good", "none"].contains(&measure.polarity.as_str()) {
            broken.push(format!("{}: polarity {}", measure.id, measure.polarity));
        }
    }
    none("a measure has a unit, its scale and a polarity", &broken);
}

#[test]
fn indicator_codes_are_complete() {
    let vocab = Vocab::embedded();
    let numbers = |framework: &str| -> Vec<u32> {
        vocab.codes.keys().filter(|(f, _)| f == framework).map(|(_, n)| *n).collect()
    };
    assert_eq!(numbers("NI"), (1..=199).collect::<Vec<_>>());
    assert_eq!(numbers("PSA"), (1..=30).collect::<Vec<_>>());
    let withdrawn: Vec<_> = vocab.codes.values().filter(|c| !c.valid).map(|c| c.number).collect();
    assert_eq!(withdrawn, [31]);
    let sure = |s: &str| ["sourced", "memory"].contains(&s);
    assert!(vocab.codes.values().all(|c| sure(&c.surety) && !c.label.is_empty()));
}

#[test]
fn verbs_are_sorted_unique_and_of_known_classes() {
    let all = verbs::all();
    let mut broken = Vec::new();
    for pair in all.windows(2) {
        if pair[0].base >= pair[1].base {
            broken.push(format!("{} stands before {}", pair[0].base, pair[1].base));
        }
    }
    for verb in all {
        let known = |c: &&String| verbs::CLASSES.contains(&c.as_str());
        if verb.classes.is_empty() || verb.classes.iter().any(|c| !known(&c)) {
            broken.push(format!("{}: classes {:?}", verb.base, verb.classes));
        }
        if verb.classes.windows(2).any(|c| c[0] >= c[1]) {
            broken.push(format!("{}: classes are sorted", verb.base));
        }
    }
    for class in verbs::CLASSES {
        if verbs::any(&[class], &[verbs::Form::Base]).is_empty() {
            broken.push(format!("{class}: no verb"));
        }
    }
    none("verbs are sorted, listed once, and of the classes that the patterns ask for", &broken);
}
