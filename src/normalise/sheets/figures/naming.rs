//! What a figure counts, and where: words to measures and areas of the vocabulary, or to local ones.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

use crate::model::amount::Unit;
use crate::recognise::sheet::facets::unit as unit_of;
use crate::recognise::sheet::heads::is_code;
use crate::recognise::sheet::mark::without_marks;
use crate::vocab::{Area, Measure, Vocab, fold};
use crate::written::pattern::pattern;

/// A measure as a table names it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Named {
    pub id: String,
    pub label: String,
    pub theme: String,
    pub unit: Option<Unit>,
}

/// Words that make a part of a measure of the whole, so that the whole's id would be wrong for it.
const NARROWER: [&str; 53] = [
    "adult",
    "aggravated",
    "asian",
    "attempted",
    "average",
    "bame",
    "black",
    "boy",
    "business",
    "care",
    "change",
    "charged",
    "commercial",
    "cost",
    "denominator",
    "difference",
    "ethnic",
    "ethnicity",
    "excluding",
    "female",
    "gap",
    "gender",
    "girl",
    "increase",
    "looked",
    "male",
    "men",
    "minority",
    "mixed",
    "new",
    "non",
    "other",
    "outcome",
    "per",
    "personal",
    "post",
    "proportion",
    "ratio",
    "reduction",
    "repeat",
    "satisfaction",
    "satisfied",
    "send",
    "staff",
    "training",
    "trend",
    "under",
    "variance",
    "violent",
    "which",
    "white",
    "women",
    "worker",
];
/// Words around a measure that leave its meaning as it is.
const SCALE: [&str; 12] = [
    "per 1000",
    "per 1 000",
    "per 10000",
    "per 10 000",
    "per 100000",
    "per 100 000",
    "per thousand",
    "of",
    "to",
    "10 17",
    "aged",
    "population",
];

/// The measure that the words name, in this unit.
pub fn measure(vocab: &Vocab, words: &str, unit: Option<Unit>) -> Named {
    let words = without_notes(words);
    let label = words.trim();
    let found = vocab.measures_in(label).into_iter().max_by_key(|(h, _)| h.words);
    if let Some((hit, measure)) = found
        && !is_narrower(&format!("{} {}", &label[..hit.start], &label[hit.end..]))
        && let Some(named) = known(vocab, measure, label, unit)
    {
        return named;
    }
    local(vocab, label, unit)
}

/// "Number of child first time entrants[1][2] by area": marks of notes amid a title are no words of it.
fn without_notes(words: &str) -> Cow<'_, str> {
    static NOTES: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"(?i)\s*[\[(](?:notes? )?\d{1,2}(?:\s*,\s*\d{1,2})*[\])]"));
    NOTES.replace_all(words, "")
}

/// A measure of its own: the words are no name of a known one, or of no whole one.
pub fn local(vocab: &Vocab, label: &str, unit: Option<Unit>) -> Named {
    let theme = vocab.theme_in(label).map_or(String::new(), |t| t.id.clone());
    let slug = crate::normalise::plan::slug(label);
    let said = unit_of(label).is_some() || label.to_lowercase().contains("rate");
    let rate = unit.filter(|u| !matches!(u, Unit::Count | Unit::Gbp) && !said);
    let id = match rate {
        Some(unit) => format!("local.{slug}_{}", unit.name()),
        None => format!("local.{slug}"),
    };
    Named { id, label: label.to_owned(), theme, unit: unit.or(unit_of(label)) }
}

/// A known measure in the unit found; none where it has no such form.
fn known(vocab: &Vocab, measure: &Measure, label: &str, unit: Option<Unit>) -> Option<Named> {
    let usual = Unit::from_name(&measure.unit).unwrap_or_default();
    let unit = unit.unwrap_or(if label.to_lowercase().contains("rate") && usual == Unit::Count {
        rate_of(vocab, measure).and_then(|m| Unit::from_name(&m.unit)).unwrap_or(usual)
    } else {
        usual
    });
    let stem = measure.id.rsplit_once('.').map_or(measure.id.as_str(), |(s, _)| s);
    let sibling = vocab.measures.iter().find(|m| {
        m.id.rsplit_once('.').is_some_and(|(s, _)| s == stem)
            && Unit::from_name(&m.unit) == Some(unit)
            && !m.id.contains("change")
    });
    let rates = [Unit::Per1000, Unit::Per10000, Unit::Per100000];
    let chosen = if unit == usual {
        Some(measure)
    } else {
        // A rate on another scale is still that rate; the unit says which scale.
        sibling.or_else(|| rate_of(vocab, measure).filter(|_| rates.contains(&unit)))
    }?;
    Some(Named {
        id: chosen.id.clone(),
        label: label.to_owned(),
        theme: chosen.theme.clone(),
        unit: Some(unit),
    })
}

fn rate_of<'v>(vocab: &'v Vocab, measure: &'v Measure) -> Option<&'v Measure> {
    if measure.scale.is_some() {
        return Some(measure);
    }
    vocab.measures.iter().find(|m| m.numerator == measure.id && m.scale.is_some())
}

fn is_narrower(rest: &str) -> bool {
    let mut rest = format!(" {} ", fold(rest).replace(',', ""));
    for words in SCALE {
        rest = rest.replace(&format!(" {words} "), " ");
    }
    rest.split(' ').any(|w| NARROWER.contains(&w)) || has_ages(&rest)
}

/// Ages other than 10 to 17, which every measure of children means.
fn has_ages(text: &str) -> bool {
    let low = text.replace(" to ", " ");
    let numbers: Vec<u32> =
        low.split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse().ok()).collect();
    numbers.windows(2).any(|w| w[0] < w[1] && w[1] <= 25 && (w[0], w[1]) != (10, 17))
}

/// Words that make a name the name of a service.
const SERVICES: [&str; 12] = [
    "combined yos",
    "youth justice and prevention service",
    "youth justice service",
    "youth justice team",
    "youth offending service",
    "youth offending team",
    "yjs",
    "yjt",
    "yos",
    "yot",
    "yots",
    "youth justice",
];

/// The id of the area that a code or a name stands for; `local.` and words for one that is not known, none for no name.
///
/// A service is not the authority of its name: it is known by its own id, or by the code of the one district it serves.
pub fn area(vocab: &Vocab, code: Option<&str>, name: Option<&str>, header: &str) -> Option<String> {
    if let Some(code) = code.filter(|c| is_code(c)) {
        return Some(code.to_owned());
    }
    let (name, _) = without_marks(name.filter(|n| !is_code(n)).or(name)?);
    if is_code(name) {
        return Some(name.to_owned());
    }
    if name.is_empty() || name.len() > 90 || !name.contains(char::is_alphabetic) {
        return None;
    }
    let low = header.to_lowercase();
    let service =
        ["youth justice", "youth offending", "yjs", "yot", "yos"].iter().any(|w| low.contains(w));
    let own = SERVICES.iter().find_map(|s| strip_tail(name, s));
    if own.is_some() || service {
        return Some(service_area(vocab, own.unwrap_or(name), own.is_some()));
    }
    let force = low.contains("force").then(|| {
        ["Police", "police force area", "Constabulary"]
            .iter()
            .find_map(|s| named(vocab, &format!("{name} {s}")))
    });
    let found = force.flatten().or_else(|| named(vocab, name));
    Some(
        found.map_or_else(
            || format!("local.{}", crate::normalise::plan::slug(name)),
            |a| a.id.clone(),
        ),
    )
}

fn service_area(vocab: &Vocab, name: &str, said: bool) -> String {
    let county = || named(vocab, &format!("County {name}"));
    let found = named(vocab, name);
    let local = |a: &&Area| matches!(a.level.as_str(), "district" | "county");
    let whole =
        |a: &&Area| matches!(a.level.as_str(), "youth_justice_service" | "region" | "country");
    if let Some(area) = found.filter(whole) {
        return area.id.clone();
    }
    match found.filter(local).or_else(|| county().filter(local)) {
        Some(area) if said => format!("yjs-{}", area.id),
        Some(area) => area.id.clone(),
        None => format!("yjs-{}", crate::normalise::plan::slug(name).replace('_', "-")),
    }
}

fn strip_tail<'a>(name: &'a str, tail: &str) -> Option<&'a str> {
    let at = name.len().checked_sub(tail.len())?;
    let rest = name.get(at..)?;
    let before = name.get(..at)?;
    (rest.eq_ignore_ascii_case(tail) && before.ends_with(' ')).then(|| before.trim())
}

/// An area by its name, with or without what kind of authority it is.
pub fn named<'v>(vocab: &'v Vocab, name: &str) -> Option<&'v Area> {
    const TAILS: [&str; 12] = [
        " UA",
        " MBC",
        " BC",
        " CC",
        " DC",
        " Borough Council",
        " City Council",
        " County Council",
        " District Council",
        " Metropolitan Borough",
        " Council",
        " (B)",
    ];
    const TURNED: [&str; 4] = [", City of", ", County of", ", The", ", London Borough of"];
    if let Some(area) = vocab.area_named(name) {
        return Some(area);
    }
    let bare = TAILS.iter().find_map(|t| name.strip_suffix(t));
    let bare = bare.or_else(|| TURNED.iter().find_map(|t| name.strip_suffix(t)));
    let heads = [
        "City of ",
        "London Borough of ",
        "Borough of ",
        "Royal Borough of ",
        "Metropolitan Borough of ",
    ];
    let bare = bare.or_else(|| heads.iter().find_map(|h| name.strip_prefix(h)))?;
    vocab.area_named(bare.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_are_named_in_their_unit() {
        let vocab = Vocab::embedded();
        let cases = [
            ("First time entrants", None, "yj.fte.count"),
            ("Number of child first time entrants(1)[note 2], by area", None, "yj.fte.count"),
            ("Rate of first time entrants per 100,000", Some(Unit::Per100000), "yj.fte.rate"),
            ("first time entrants, year ending December", Some(Unit::Per100000), "yj.fte.rate"),
            (
                "Number of first time entrants (males)",
                Some(Unit::Count),
                "local.number_first_time_entrant_male",
            ),
            (
                "First time entrants aged 10 to 14",
                Some(Unit::Count),
                "local.first_time_entrant_aged_10_14",
            ),
            ("First time entrants", Some(Unit::Percent), "local.first_time_entrant_percent"),
            ("Custodial sentences", Some(Unit::Per1000), "yj.custody.rate"),
            (
                "Children cautioned or sentenced",
                Some(Unit::Count),
                "yj.cautioned_or_sentenced.count",
            ),
            (
                "Children cautioned or sentenced",
                Some(Unit::Per10000),
                "yj.cautioned_or_sentenced.rate",
            ),
            (
                "Children cautioned or sentenced",
                Some(Unit::Per1000),
                "yj.cautioned_or_sentenced.rate",
            ),
            (
                "proven reoffending binary rate, 10-14",
                Some(Unit::Percent),
                "local.proven_reoffending_binary_rate_10_14",
            ),
            ("Potholes mended", None, "local.pothole_mended"),
        ];
        for (words, unit, id) in cases {
            assert_eq!(measure(&vocab, words, unit).id, id, "{words}");
        }
    }

    #[test]
    fn areas_are_known_by_code_name_or_service() {
        let vocab = Vocab::embedded();
        let cases = [
            (Some("E08000014"), Some("Anything"), "", "E08000014"),
            (None, Some("St. Helens"), "Area", "E08000013"),
            (None, Some("NORTH WEST"), "Area", "E12000002"),
            (None, Some("Bath & North East Somerset UA"), "Local authority", "E06000022"),
            (None, Some("Kingston upon Hull, City of"), "Local authority", "E06000010"),
            (None, Some("Sefton YJS"), "Area", "yjs-E08000014"),
            (None, Some("Sefton"), "Youth Justice Service", "E08000014"),
            (None, Some("South Tees"), "Youth Justice Service", "yjs-south-tees"),
            (None, Some("Dorset Combined YOS"), "YOT", "yjs-E06000059"),
            (None, Some("West Mercia"), "YOT", "yjs-west-mercia"),
            (None, Some("Lancashire"), "Police force area", "E23000003"),
            (None, Some("Lancashire"), "Local authority", "E10000017"),
            (None, Some("Linacre ward"), "Ward", "local.linacre_ward"),
        ];
        for (code, name, header, expected) in cases {
            assert_eq!(area(&vocab, code, name, header).as_deref(), Some(expected), "{name:?}");
        }
        assert_eq!(area(&vocab, None, None, "Area"), None);
    }
}
