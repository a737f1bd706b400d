//! The shape of the vocabulary files, and how a local one is laid over the embedded one.

use serde::Deserialize;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Theme {
    pub id: String,
    pub label: String,
    #[serde(default)]
    pub parent: String,
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Words that name the theme only where neither the row, nor its heading, nor the document names one.
    #[serde(default)]
    pub weak: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Programme {
    pub id: String,
    pub label: String,
    #[serde(default)]
    pub aliases: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    pub id: String,
    pub label: String,
    #[serde(default)]
    pub theme: String,
    /// As in `model::amount::Unit`.
    #[serde(default)]
    pub unit: String,
    /// `low_is_good`, `high_is_good` or `none`.
    #[serde(default)]
    pub polarity: String,
    /// 1000, 10000 or 100000 for rates.
    pub scale: Option<u32>,
    /// The measure that counts what stands above the line.
    #[serde(default)]
    pub numerator: String,
    /// The age band of the population below the line.
    #[serde(default)]
    pub denominator: String,
    /// How far off its target, in percent, a miss is amber and not red; without it there is no rating.
    pub amber_within_pct: Option<u32>,
    /// The measures that it is a part of; the parts of a measure may be added up.
    #[serde(default)]
    pub part_of: Vec<String>,
    /// The measures that are never smaller than it, although it is no part that could be added.
    #[serde(default)]
    pub within: Vec<String>,
    /// Counts a child once in each period, so that quarters do not add up to a year.
    #[serde(default)]
    pub distinct: bool,
    /// Counts things that say nothing of anybody: sessions, centres.
    #[serde(default)]
    pub things: bool,
    #[serde(default)]
    pub aliases: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Area {
    /// GSS code, `yot-family-<code>`, or a local id.
    pub id: String,
    pub label: String,
    /// `district`, `county`, `police_force`, `city_region`, `region`, `country`, `youth_justice_service`, `yot_family`,
    /// `comparator`, `local`.
    pub level: String,
    #[serde(default)]
    pub parent: String,
    /// First and last month (`2023-04`) of a council that came or went when districts were merged.
    #[serde(default)]
    pub from: String,
    #[serde(default)]
    pub until: String,
    #[serde(default)]
    pub aliases: Vec<String>,
    /// The name counts in lower case too ("family average").
    #[serde(default)]
    pub any_case: bool,
    /// The bare name is a word of English as well ("Reading") and counts only where it is all there is; its longer forms
    /// count everywhere.
    #[serde(default)]
    pub ordinary: bool,
}

/// An indicator of a national framework.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Code {
    /// `NI` or `PSA`.
    pub framework: String,
    pub number: u32,
    pub label: String,
    /// `sourced` or `memory`: how sure we are of the name.
    pub surety: String,
    /// False for a number that was withdrawn before it started.
    #[serde(default = "yes")]
    pub valid: bool,
}

/// Areas that one area is compared with, as they were listed at a time.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    pub id: String,
    pub label: String,
    /// The area whose comparators they are; empty where they are anybody's.
    #[serde(default)]
    pub of: String,
    /// When the list was made: `2021-04`.
    pub vintage: String,
    pub members: Vec<String>,
}

/// From this month on a measure is another series.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeriesBreak {
    pub measure: String,
    /// The first month of the new series: `2015-10`.
    pub from: String,
    pub note: String,
}

/// How a measure was defined in one version of its wording.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    pub measure: String,
    pub version: String,
    /// Words of a label by which the version is known; the first version without words holds where nothing tells.
    #[serde(default)]
    pub words: Vec<String>,
    pub about: String,
    /// `sourced` or `memory`.
    pub surety: String,
}

fn yes() -> bool {
    true
}

/// A kind of outcome of a child's offence, as rows about children spell it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    pub id: String,
    /// `caution`, `resolution`, `first_tier`, `community`, `custody`, `remand_bail`, `remand_care`, `remand_custody` or `none`.
    pub class: String,
    pub aliases: Vec<String>,
}

/// What a header means, in the tables of one kind of document.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnRole {
    /// `supplier`, `amount`, `deadline` ...
    pub role: String,
    /// `spend`, `performance`, `statistics`, `population`, `outturn`, `plan`, `action`, `children`.
    pub table: String,
    pub headers: Vec<String>,
}

/// Entries that a workspace adds, and the form of the embedded files.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Local {
    pub theme: Vec<Theme>,
    pub programme: Vec<Programme>,
    pub measure: Vec<Measure>,
    pub area: Vec<Area>,
    pub code: Vec<Code>,
    pub column: Vec<ColumnRole>,
    pub group: Vec<Group>,
    pub series_break: Vec<SeriesBreak>,
    pub definition: Vec<Definition>,
    pub outcome: Vec<Outcome>,
}

impl Local {
    /// Adds entries; one whose id is known gives it more aliases.
    pub fn merge(&mut self, other: &Self) {
        for t in &other.theme {
            match self.theme.iter_mut().find(|x| x.id == t.id) {
                Some(known) => {
                    known.aliases.extend(t.aliases.iter().cloned());
                    known.weak.extend(t.weak.iter().cloned());
                }
                None => self.theme.push(t.clone()),
            }
        }
        for p in &other.programme {
            match self.programme.iter_mut().find(|x| x.id == p.id) {
                Some(known) => known.aliases.extend(p.aliases.iter().cloned()),
                None => self.programme.push(p.clone()),
            }
        }
        for m in &other.measure {
            match self.measure.iter_mut().find(|x| x.id == m.id) {
                Some(known) => {
                    known.aliases.extend(m.aliases.iter().cloned());
                    known.amber_within_pct = m.amber_within_pct.or(known.amber_within_pct);
                }
                None => self.measure.push(m.clone()),
            }
        }
        for a in &other.area {
            match self.area.iter_mut().find(|x| x.id == a.id) {
                Some(known) => known.aliases.extend(a.aliases.iter().cloned()),
                None => self.area.push(a.clone()),
            }
        }
        for g in &other.group {
            // A list is replaced as a whole: members of two vintages must not run together.
            self.group.retain(|x| x.id != g.id);
            self.group.push(g.clone());
        }
        self.series_break.extend(other.series_break.iter().cloned());
        self.definition.extend(other.definition.iter().cloned());
        for o in &other.outcome {
            match self.outcome.iter_mut().find(|x| x.id == o.id) {
                Some(known) => known.aliases.extend(o.aliases.iter().cloned()),
                None => self.outcome.push(o.clone()),
            }
        }
        self.code.extend(other.code.iter().cloned());
        for c in &other.column {
            match self.column.iter_mut().find(|x| x.role == c.role && x.table == c.table) {
                Some(known) => known.headers.extend(c.headers.iter().cloned()),
                None => self.column.push(c.clone()),
            }
        }
    }
}

/// The embedded files, in the order in which they are read.
pub(super) const FILES: &[(&str, &str)] = &[
    ("themes.toml", include_str!("themes.toml")),
    ("programmes.toml", include_str!("programmes.toml")),
    ("measures.toml", include_str!("measures.toml")),
    ("areas.toml", include_str!("areas.toml")),
    ("codes.toml", include_str!("codes.toml")),
    ("columns.toml", include_str!("columns.toml")),
    ("groups.toml", include_str!("groups.toml")),
    ("definitions.toml", include_str!("definitions.toml")),
    ("outcomes.toml", include_str!("outcomes.toml")),
];

pub(super) fn embedded() -> Local {
    let mut all = Local::default();
    for (name, text) in FILES {
        match toml::from_str::<Local>(text) {
            Ok(part) => all.merge(&part),
            // The test below proves that this cannot happen in a build that passed.
            Err(error) => unreachable!("{name}: {error}"),
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn embedded_files_parse() {
        for (name, text) in FILES {
            if let Err(error) = toml::from_str::<Local>(text) {
                panic!("{name}: {error}");
            }
        }
        assert!(embedded().theme.len() >= 14);
    }
}
