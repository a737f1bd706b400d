//! What words mean: themes, programmes, measures, areas, indicator codes and column names, as data.
//!
//! The data are the TOML files beside this one, embedded; an analyst extends them with the same lines under `[vocab]` in
//! `saferstats.toml`. A word has one meaning in each list.

mod data;
mod lexicon;
pub mod verbs;

use std::collections::{BTreeMap, HashMap};

pub use data::{
    Area, Code, ColumnRole, Definition, Group, Local, Measure, Outcome, Programme, SeriesBreak,
    Theme,
};
pub use lexicon::{Hit, Lexicon, fold};

use crate::model::mid_year::MidYears;

/// The vocabulary in force: the embedded one and what the workspace adds to it.
#[derive(Debug)]
pub struct Vocab {
    pub themes: Vec<Theme>,
    pub programmes: Vec<Programme>,
    pub measures: Vec<Measure>,
    pub areas: Vec<Area>,
    pub codes: BTreeMap<(String, u32), Code>,
    /// Column roles of spreadsheets and of tables in plans, with their header words.
    pub columns: Vec<ColumnRole>,
    /// Areas that are compared with each other, sorted by id.
    pub groups: Vec<Group>,
    pub breaks: Vec<SeriesBreak>,
    pub definitions: Vec<Definition>,
    pub outcomes: Vec<Outcome>,
    /// Which mid-year population stands below the rates of a period.
    pub mid_years: MidYears,
    theme_words: Lexicon,
    weak_theme_words: Lexicon,
    programme_words: Lexicon,
    measure_words: Lexicon,
    area_words: Lexicon,
    /// Every name of an area, folded, for cells that hold a name and nothing else.
    area_names: HashMap<String, usize>,
    outcome_words: Lexicon,
    /// Header words, folded once because every cell that may be a header is held against all of them, and their column.
    headers: Vec<(String, usize)>,
}

impl Vocab {
    /// The embedded vocabulary, which a test proves to parse.
    pub fn embedded() -> Self {
        Self::with(&Local::default())
    }

    /// The embedded vocabulary with local entries added; an entry with a known id adds its aliases to it.
    pub fn with(local: &Local) -> Self {
        let mut all = data::embedded();
        all.merge(local);
        let words = |pairs: Vec<(usize, Vec<String>)>| {
            let mut lexicon = Lexicon::default();
            for (index, aliases) in pairs {
                for alias in aliases {
                    lexicon.add(&alias, index);
                }
            }
            lexicon
        };
        let named = |label: &str, aliases: &[String]| {
            std::iter::once(label.to_owned()).chain(aliases.iter().cloned()).collect::<Vec<_>>()
        };
        let list = all.theme.iter().enumerate();
        let theme_words = words(list.map(|(i, t)| (i, named(&t.label, &t.aliases))).collect());
        let list = all.theme.iter().enumerate();
        let weak_theme_words = words(list.map(|(i, t)| (i, t.weak.clone())).collect());
        let list = all.programme.iter().enumerate();
        let programme_words = words(list.map(|(i, p)| (i, named(&p.label, &p.aliases))).collect());
        let list = all.measure.iter().enumerate();
        let measure_words = words(list.map(|(i, m)| (i, named(&m.label, &m.aliases))).collect());
        let list = all.area.iter().enumerate();
        let area_words = words(list.map(|(i, a)| (i, named(&a.label, &a.aliases))).collect());
        let area_names = names(&all.area);
        let list = all.outcome.iter().enumerate();
        let outcome_words = words(list.map(|(i, o)| (i, o.aliases.clone())).collect());
        let codes = all.code.into_iter().map(|c| ((c.framework.clone(), c.number), c)).collect();
        let list = all.column.iter().enumerate();
        let headers = list.flat_map(|(i, c)| c.headers.iter().map(move |h| (fold(h), i))).collect();
        Self {
            themes: all.theme,
            programmes: all.programme,
            measures: all.measure,
            areas: all.area,
            codes,
            columns: all.column,
            groups: all.group,
            breaks: all.series_break,
            definitions: all.definition,
            outcomes: all.outcome,
            mid_years: MidYears::default(),
            theme_words,
            weak_theme_words,
            programme_words,
            measure_words,
            area_words,
            area_names,
            outcome_words,
            headers,
        }
    }

    /// Header words of one kind of table, folded, with the role that each means.
    pub fn headers<'a>(&'a self, table: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        let named = self.headers.iter().map(|(words, i)| (words.as_str(), &self.columns[*i]));
        named.filter(move |(_, c)| c.table == table).map(|(words, c)| (words, c.role.as_str()))
    }

    /// The theme a heading or an activity speaks of: the longest alias wins, the first among equals.
    pub fn theme_in(&self, text: &str) -> Option<&Theme> {
        longest(self.theme_words.find(text)).map(|h| &self.themes[h.index])
    }

    /// The theme of words that name one only where nothing else does: "management and evaluation", "net budget".
    pub fn weak_theme_in(&self, text: &str) -> Option<&Theme> {
        longest(self.weak_theme_words.find(text)).map(|h| &self.themes[h.index])
    }

    pub fn programme_in(&self, text: &str) -> Option<&Programme> {
        longest(self.programme_words.find(text)).map(|h| &self.programmes[h.index])
    }

    /// Where the text names measures, by their number in the list.
    pub fn measure_hits(&self, text: &str) -> Vec<Hit> {
        self.measure_words.find(text)
    }

    /// Every measure named in the text, in order, without overlaps.
    pub fn measures_in(&self, text: &str) -> Vec<(Hit, &Measure)> {
        self.measure_words.find(text).into_iter().map(|h| (h, &self.measures[h.index])).collect()
    }

    /// Every area named in the text, in order. Names count only when written with a capital, and a name that is a word of
    /// English too only when it is all of the text or stands in a longer form ("Reading Borough").
    pub fn areas_in(&self, text: &str) -> Vec<(Hit, &Area)> {
        let meant = |h: &Hit| {
            let a = &self.areas[h.index];
            let capital = text[h.start..].chars().next().is_some_and(char::is_uppercase);
            let alone = text.trim().len() == h.end - h.start;
            (a.any_case || capital) && (!a.ordinary || h.words > 1 || alone) && !is_body(text, *h)
        };
        let hits = self.area_words.find(text).into_iter().filter(meant);
        hits.map(|h| (h, &self.areas[h.index])).collect()
    }

    /// The area that the whole text names, in any case: `St. Helens`, `NORTH WEST`, `Leicester City`.
    pub fn area_named(&self, text: &str) -> Option<&Area> {
        self.area_names.get(&fold(text)).map(|i| &self.areas[*i])
    }

    /// Every kind of outcome named in a cell, in order.
    pub fn outcomes_in(&self, text: &str) -> Vec<&Outcome> {
        self.outcome_words.find(text).into_iter().map(|h| &self.outcomes[h.index]).collect()
    }

    pub fn area(&self, id: &str) -> Option<&Area> {
        self.areas.iter().find(|a| a.id == id)
    }

    pub fn measure(&self, id: &str) -> Option<&Measure> {
        self.measures.iter().find(|m| m.id == id)
    }

    pub fn theme(&self, id: &str) -> Option<&Theme> {
        self.themes.iter().find(|t| t.id == id)
    }

    pub fn code(&self, framework: &str, number: u32) -> Option<&Code> {
        self.codes.get(&(framework.to_owned(), number))
    }
}

/// Words that make the name of an area the name of a body, which measures nothing of the area: "Sport England".
const BODY_BEFORE: &[&str] = &[
    "Bank of",
    "Church of",
    "HMP",
    "HMYOI",
    "Highways",
    "Historic",
    "Homes",
    "NHS",
    "Natural",
    "Public Health",
    "Sport",
    "Transport for",
    "University of",
];
const BODY_AFTER: &[&str] = &[
    "AFC",
    "CVS",
    "College",
    "Crown Court",
    "FC",
    "Hospital",
    "Magistrates",
    "United",
    "University",
];

fn is_body(text: &str, hit: Hit) -> bool {
    let (before, after) = (text[..hit.start].trim_end(), text[hit.end..].trim_start());
    let ends = |word: &&str| {
        before.strip_suffix(*word).is_some_and(|rest| !rest.ends_with(char::is_alphanumeric))
    };
    let starts = |word: &&str| {
        after.strip_prefix(*word).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    };
    BODY_BEFORE.iter().any(ends) || BODY_AFTER.iter().any(starts)
}

/// Where a name has two meanings the first one listed holds.
fn names(areas: &[Area]) -> HashMap<String, usize> {
    let mut out = HashMap::new();
    for (index, area) in areas.iter().enumerate() {
        for name in std::iter::once(&area.label).chain(&area.aliases) {
            out.entry(fold(name)).or_insert(index);
        }
    }
    out
}

fn longest(hits: Vec<Hit>) -> Option<Hit> {
    let mut best: Option<Hit> = None;
    for hit in hits {
        if best.is_none_or(|b| hit.words > b.words) {
            best = Some(hit);
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_are_found_by_name() {
        let vocab = Vocab::embedded();
        let cases: &[(&str, &[&str])] = &[
            (
                "Sefton\u{2019}s rate, the North West, St Helens",
                &["E08000014", "E12000002", "E08000013"],
            ),
            ("below Merseyside and the family average", &["E23000004", "yot-family"]),
            ("Lancashire Constabulary; Lancashire", &["E23000003", "E10000017"]),
            ("London Borough of Barnet", &["E09000003"]),
            ("Reading", &["E06000038"]),
            ("Reading Borough Council", &["E06000038"]),
            ("Reading sessions were held; sefton", &[]),
            ("Liverpool FC, HMP Liverpool, Sport England, Sefton CVS", &[]),
            ("Liverpool fell, and England", &["E08000012", "E92000001"]),
        ];
        for (text, expected) in cases {
            let found: Vec<_> = vocab.areas_in(text).iter().map(|(_, a)| a.id.as_str()).collect();
            assert_eq!(found, *expected, "{text}");
        }
    }
}
