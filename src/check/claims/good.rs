//! Which way is good for a measure that the vocabulary does not know, by the words of its label.

use crate::check::facts::Facts;
use crate::model::observation::Observation;

/// Whether more is better, where the vocabulary or else the words of a measure say so.
pub fn high_is_good(facts: &Facts<'_>, o: &Observation) -> Option<bool> {
    match facts.vocab.measure(&o.measure).map(|m| m.polarity.as_str()) {
        Some("high_is_good") => return Some(true),
        Some("low_is_good") => return Some(false),
        _ => {}
    }
    let label = o.measure_label.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|w| label.contains(w));
    let high = says(&[
        "clear up",
        "closed",
        "complet",
        "confiden",
        "detect",
        "employ",
        "engaged",
        "informed",
        "positive",
        "resolved",
        "retained",
        "safe",
        "satisf",
        "suitable",
        "volunteer",
    ]);
    let turned = says(&["dissatisf", "unsafe", "not complet", "unsuitable"]);
    let low = says(&[
        "crime", "incident", "offen", "burglar", "entrant", "custod", "repeat", "reoff",
        "violence", "asb", "remand",
    ]);
    // "Detection of domestic violence offences": what is done about it is good, whatever it is done about.
    if turned { Some(false) } else { (high || low).then_some(high) }
}
