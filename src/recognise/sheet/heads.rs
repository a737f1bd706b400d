//! The columns of a block: the words over each, what those words say, and what stands below them.

use std::collections::HashSet;

use super::blocks::Block;
use super::facets::{Facets, facets};
use super::header::{Headers, SURE};
use super::mark::{Look, look};
use crate::grid::Value;
use crate::model::hint::Hint;
use crate::model::place::column_number;
use crate::vocab::{Vocab, fold};

/// One column and what is known about it.
#[derive(Clone, Debug, Default)]
pub struct Head {
    pub column: u32,
    /// Its names from the top, joined.
    pub title: String,
    pub parts: Vec<String>,
    /// What each name says, from the top.
    pub facets: Vec<Facets>,
    pub holds: Holds,
    /// Pinned by a hint.
    pub pinned: Option<String>,
}

/// What the cells of a column look like, counted.
#[derive(Clone, Copy, Debug, Default)]
pub struct Holds {
    pub filled: usize,
    pub figures: usize,
    pub missing: usize,
    pub words: usize,
    pub times: usize,
    /// Cells that are an area's code.
    pub codes: usize,
    /// Cells that are an area's name and nothing else.
    pub areas: usize,
    /// Cells that hold figures below one hundred and twenty-six or a year, which may be labels.
    pub labels: usize,
    pub distinct: usize,
    /// Numbers one after another from the first row on: an index, not a value.
    pub counts_rows: bool,
}

impl Holds {
    pub fn share(&self, part: usize) -> usize {
        (part * 100).checked_div(self.filled).unwrap_or(0)
    }

    /// Figures, or signs that they are missing.
    pub fn is_values(&self) -> bool {
        self.figures > 0 && self.share(self.figures + self.missing) >= 60
    }

    pub fn is_words(&self) -> bool {
        self.share(self.words) >= 50
    }
}

/// Rows of a block that are looked at.
const SAMPLE: usize = 4_000;

/// The columns of a block from left to right.
pub fn heads(block: &Block, vocab: &Vocab, hint: Option<&Hint>) -> Vec<Head> {
    let mut columns: Vec<u32> = block.names.iter().map(|n| n.0).collect();
    let filled = block.lines.iter().take(SAMPLE).filter(|l| l.cells.len() > 1);
    columns.extend(filled.flat_map(|l| l.cells.iter().map(|c| c.0)));
    columns.sort_unstable();
    columns.dedup();
    let mut heads: Vec<Head> = columns.into_iter().map(|c| head(block, c, vocab)).collect();
    for (role, given) in hint.iter().flat_map(|h| &h.columns) {
        if let Some(head) = heads.iter_mut().find(|h| is_given(h, given)) {
            head.pinned = Some(role.clone());
        }
    }
    heads
}

/// A column by its header or by its letters.
fn is_given(head: &Head, given: &str) -> bool {
    fold(&head.title) == fold(given)
        || head.parts.last().is_some_and(|p| fold(p) == fold(given))
        || column_number(given) == Some(head.column)
}

fn head(block: &Block, column: u32, vocab: &Vocab) -> Head {
    let parts = block.parts(column).to_vec();
    Head {
        column,
        title: parts.join(" "),
        facets: parts.iter().map(|p| facets(p)).collect(),
        parts,
        holds: holds(block, column, vocab),
        pinned: None,
    }
}

fn holds(block: &Block, column: u32, vocab: &Vocab) -> Holds {
    let mut out = Holds::default();
    let mut seen: HashSet<String> = HashSet::new();
    let mut run = true;
    let mut last: Option<f64> = None;
    let rows =
        block.lines.iter().filter(|l| l.cells.len() > 1 && !block.repeats.contains(&l.number));
    for value in rows.take(SAMPLE).filter_map(|l| l.at(column)) {
        out.filled += 1;
        match look(value) {
            Look::Number => out.figures += 1,
            Look::Year | Look::Age => {
                out.figures += 1;
                out.labels += 1;
            }
            Look::Missing => out.missing += 1,
            Look::Time => out.times += 1,
            Look::Words => out.words += 1,
        }
        let number = match value {
            Value::Number(n) => Some(n),
            Value::Text(t) => t.parse().ok(),
            _ => None,
        };
        run &= match (last, number) {
            (Some(a), Some(b)) => (b - a - 1.0).abs() < f64::EPSILON,
            (None, Some(b)) => (0.0..=1.0).contains(&b),
            _ => false,
        };
        last = number;
        if let Value::Text(text) = value
            && seen.insert(text.to_owned())
        {
            out.codes += usize::from(is_code(text));
            out.areas += usize::from(is_area(text, vocab));
        } else if !matches!(value, Value::Text(_)) {
            seen.insert(value.shown().into_owned());
        }
    }
    out.distinct = seen.len();
    out.counts_rows = run && out.filled > 2;
    out
}

/// `E08000014`: a letter and eight digits.
pub fn is_code(text: &str) -> bool {
    text.len() == 9
        && text.starts_with(['E', 'W', 'S', 'N', 'K', 'J', 'L', 'M'])
        && text[1..].bytes().all(|b| b.is_ascii_digit())
}

/// Is the whole text the name of an area, in whatever case?
pub fn is_area(text: &str, vocab: &Vocab) -> bool {
    text.len() <= 60 && vocab.area_named(text).is_some()
}

/// How surely a column has a role in this kind of table: by its lowest name first, then by all of them.
pub fn strength(head: &Head, headers: &Headers, role: &str) -> u8 {
    if let Some(pinned) = &head.pinned {
        return if pinned == role { 100 } else { 0 };
    }
    let lowest = head.parts.last().map_or(0, |p| headers.strength(p, role));
    let rest = head.facets.last().map_or(0, |f| headers.strength(&f.rest, role));
    let whole = headers.strength(&head.title, role);
    lowest.max(rest.saturating_sub(3)).max(whole)
}

/// The role that the names of a column mean most surely.
pub fn surest<'a>(head: &Head, headers: &'a Headers) -> Option<(&'a str, u8)> {
    let texts = [head.parts.last(), Some(&head.title), head.facets.last().map(|f| &f.rest)];
    let senses = texts.into_iter().flatten().flat_map(|t| headers.senses(t).into_iter().next());
    senses.map(|s| (s.role, s.strength)).max_by_key(|s| s.1)
}

/// The first column that surely has one of the roles and whose cells fit.
pub fn find<'a>(
    heads: &'a [Head],
    headers: &Headers,
    roles: &[&str],
    fits: &dyn Fn(&Holds) -> bool,
) -> Option<&'a Head> {
    let pinned = heads.iter().find(|h| h.pinned.as_deref().is_some_and(|p| roles.contains(&p)));
    if pinned.is_some() {
        return pinned;
    }
    let best = |h: &&Head| roles.iter().map(|r| strength(h, headers, r)).max().unwrap_or(0);
    let able = heads.iter().filter(|h| h.pinned.is_none() && fits(&h.holds) && best(h) >= SURE);
    able.max_by_key(|h| (best(h), std::cmp::Reverse(h.column)))
}

/// Numbers that name a row or a point on a map, the bounds of a figure, and its place among others.
pub fn is_index(title: &str) -> bool {
    const NAMES: [&str; 22] = [
        "ci",
        "comment",
        "comments",
        "conf",
        "fid",
        "footnote",
        "id",
        "index",
        "lat",
        "lon",
        "long",
        "note",
        "notes",
        "objectid",
        "order",
        "partitionkey",
        "pvalue",
        "row",
        "rowkey",
        "sort",
        "source",
        "uprn",
    ];
    const WORDS: [&str; 18] = [
        "decile",
        "deciles",
        "easting",
        "hierarchy",
        "lat",
        "latitude",
        "lci",
        "longitude",
        "northing",
        "percentile",
        "quartile",
        "quintile",
        "rank",
        "ranking",
        "sortable",
        "sortorder",
        "uci",
        "zscore",
    ];
    const ENDS: [&str; 14] = [
        " code",
        " id",
        " identifier",
        " la number",
        " area number",
        " no",
        " postcode",
        " ref",
        " reference",
        " sort order",
        " telephone",
        " type",
        " uprn",
        " z score",
    ];
    let spaced: String = title.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    let low =
        format!(" {}", spaced.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase());
    let has = |list: &[&str]| low.split(' ').any(|w| list.contains(&w));
    let bound = has(&["lower", "upper", "high", "low"])
        && has(&["95", "99", "bound", "ci", "cl", "confidence", "interval", "limit"]);
    NAMES.contains(&low.replace(' ', "").as_str())
        || has(&WORDS)
        || ENDS.iter().any(|e| low.ends_with(e))
        || bound
        || ["confidence interval", "standard error", "margin of error"]
            .iter()
            .any(|b| low.contains(b))
}
