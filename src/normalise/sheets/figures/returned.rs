//! What the columns of a performance return are of: a target, a quarter, an outturn, and of which period.

use super::Table;
use super::about::area_of;
use super::promise::{self, Counting};
use super::words::start_year;
use crate::model::amount::Unit;
use crate::model::document::Stated;
use crate::model::period::Period;
use crate::recognise::sheet::heads::{Head, Holds, find, strength};
use crate::recognise::sheet::kinds::is_time_column;

/// What a column of figures is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    Baseline,
    Previous,
    Target,
    Forecast,
    /// A quarter or a month.
    Part,
    Outturn,
}

impl What {
    pub fn name(self) -> &'static str {
        match self {
            Self::Baseline | Self::Previous => "baseline",
            Self::Target => "target",
            Self::Forecast => "forecast",
            Self::Part => "quarter",
            Self::Outturn => "outturn",
        }
    }
}

pub struct Column {
    pub column: u32,
    pub what: What,
    pub period: Option<Period>,
    pub period_basis: Stated,
    pub area: Option<String>,
    pub unit: Option<Unit>,
    pub counting: Option<Counting>,
}

pub struct Columns<'a> {
    pub measure: Option<u32>,
    pub code: Option<&'a Head>,
    pub unit: Option<&'a Head>,
    pub polarity: Option<&'a Head>,
    pub theme: Option<&'a Head>,
    pub cumulative: Option<&'a Head>,
    pub status: Vec<u32>,
    pub area: Option<&'a Head>,
    /// Names the period of a row.
    pub period: Option<&'a Head>,
    pub values: Vec<Column>,
}

/// The roles of the columns, for drawing.
pub fn roles(table: &Table<'_>) -> Vec<(u32, &'static str)> {
    let c = columns(table);
    let named = [
        (c.unit, "unit"),
        (c.polarity, "polarity"),
        (c.theme, "theme"),
        (c.cumulative, "cumulative"),
        (c.area, "area"),
        (c.period, "period"),
    ];
    let mut out: Vec<(u32, &'static str)> = c.measure.iter().map(|m| (*m, "measure")).collect();
    out.extend(named.into_iter().filter_map(|(h, role)| Some((h?.column, role))));
    out.extend(c.code.map(|h| (h.column, "code")));
    out.extend(c.status.iter().map(|s| (*s, "status")));
    out.extend(c.values.iter().map(|v| (v.column, v.what.name())));
    out
}

pub fn columns<'a>(table: &'a Table<'_>) -> Columns<'a> {
    let (heads, list) = (&table.known.heads, &table.lists.performance);
    let words: &dyn Fn(&Holds) -> bool = &|h| h.words > 0 && !h.is_values();
    let any: &dyn Fn(&Holds) -> bool = &|h| h.filled > 0;
    let measure = find(heads, list, &["measure"], words);
    let code =
        find(heads, list, &["code"], any).filter(|h| measure.is_none_or(|m| m.column != h.column));
    let of = |role: &str| find(heads, list, &[role], &|h| h.filled > 0 && !h.is_values());
    let area = heads
        .iter()
        .find(|h| h.holds.areas * 2 > h.holds.distinct && h.holds.areas > 0 && h.holds.is_words());
    let timed = |h: &&Head| is_time_column(&h.holds) && h.holds.words == 0;
    let period = heads.iter().find(timed).or_else(|| {
        let named = |h: &Holds| h.filled > 0 && h.share(h.times) >= 30;
        find(heads, &table.lists.statistics, &["period"], &named)
    });
    let mut out = Columns {
        period,
        measure: measure.or(code).map(|h| h.column),
        code,
        unit: of("unit"),
        polarity: of("polarity"),
        theme: of("theme"),
        cumulative: of("cumulative"),
        status: heads
            .iter()
            .filter(|h| is_status(h) && !h.holds.is_values())
            .map(|h| h.column)
            .collect(),
        area,
        values: Vec::new(),
    };
    let labels =
        [out.code, out.unit, out.polarity, out.theme, out.cumulative, out.area, out.period];
    let mut taken: Vec<u32> = labels.into_iter().flatten().map(|h| h.column).collect();
    taken.extend(out.measure.iter().chain(&out.status));
    let free = heads.iter().filter(|h| !taken.contains(&h.column));
    out.values = free.filter_map(|h| column(table, h)).collect();
    out
}

fn is_status(head: &Head) -> bool {
    let low = head.title.to_lowercase();
    let word = |w: &str| low.split(|c: char| !c.is_alphanumeric()).any(|x| x == w);
    word("rag") || word("status") || word("rating")
}

/// What a column holds, by its names; none for comments and for what is computed from the others.
fn column(table: &Table<'_>, head: &Head) -> Option<Column> {
    let list = &table.lists.performance;
    let low = head.title.to_lowercase();
    let word = |w: &str| low.split(|c: char| !c.is_alphanumeric()).any(|x| x == w);
    let role = |r: &str| strength(head, list, r) >= 80;
    let derived = [
        "variance",
        "change",
        "difference",
        "gap",
        "direction",
        "trend",
        "dot",
        "tolerance",
        "numerator",
        "denominator",
        "rank",
        "quartile",
        "weighting",
        "comments",
        "commentary",
    ];
    if head.title.is_empty()
        || (head.pinned.is_none() && (derived.iter().any(|w| word(w)) || role("status")))
    {
        return None;
    }
    let period = head.facets.iter().rev().find_map(|f| f.period);
    let part = head.facets.iter().rev().find_map(|f| f.part);
    let area = head.parts.iter().rev().find_map(|p| area_of(p, table.desk.vocab));
    let year = period.or(table.about.period).map(start_year);
    let dated =
        part.is_some() || matches!(period, Some(Period::FinancialQuarter(..) | Period::Month(_)));
    let previous = ["previous", "last", "prior"].iter().any(|w| word(w)) && !word("latest");
    let what = match () {
        () if role("target") || word("target") || word("targets") || word("goal") => What::Target,
        () if role("forecast") || word("forecast") || word("projected") || word("projection") => {
            What::Forecast
        }
        () if word("baseline") => What::Baseline,
        () if role("baseline") || previous => What::Previous,
        () if dated => What::Part,
        () if period.is_some()
            || role("outturn")
            || area.is_some()
            || word("outturn")
            || word("actual") =>
        {
            What::Outturn
        }
        () => return None,
    };
    if !head.holds.is_values() && head.holds.words * 2 > head.holds.filled {
        return None;
    }
    let (period, period_basis) =
        when(table, what, period, part.zip(year).and_then(|(p, y)| p.of(y)));
    Some(Column {
        column: head.column,
        what,
        period,
        period_basis,
        area,
        unit: head.facets.iter().rev().find_map(|f| f.unit),
        counting: promise::said(&head.title),
    })
}

/// The period of a column: its own, else that of the return, or the year before it.
fn when(
    table: &Table<'_>,
    what: What,
    own: Option<Period>,
    part: Option<Period>,
) -> (Option<Period>, Stated) {
    let about = table.about;
    let yearly = about.period.map(|p| Period::FinancialYear(start_year(p)));
    match (what, part, own) {
        (_, Some(part), own) => {
            (Some(part), if own.is_some() { Stated::Stated } else { about.period_basis })
        }
        (_, None, Some(own)) => (Some(own), Stated::Stated),
        (What::Previous, ..) => (
            yearly.and_then(Period::year_before),
            if yearly.is_some() { Stated::Inferred } else { Stated::None },
        ),
        // Nobody says which year a bare baseline is of.
        (What::Baseline, ..) => (None, Stated::None),
        _ => (yearly, about.period_basis),
    }
}
