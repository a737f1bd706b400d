//! What the words around a table say for all of it: its title, its year, its area, its unit.

use super::naming;
use crate::model::amount::Unit;
use crate::model::document::Stated;
use crate::model::hint::Hint;
use crate::model::period::{Month, Period};
use crate::recognise::sheet::blocks::Block;
use crate::recognise::sheet::facets::{Sex, facets, sex_in};
use crate::vocab::Vocab;
use crate::written::money;

/// What holds for every figure of a block that says nothing else.
#[derive(Clone, Debug, Default)]
pub struct About {
    pub title: String,
    pub period: Option<Period>,
    pub period_basis: Stated,
    /// The month in which the years of the table end, where it says so.
    pub ending: Option<u32>,
    pub area: String,
    /// The country or the region that the title speaks of, which is the area of figures that stand beside no areas.
    pub whole: Option<String>,
    pub unit: Option<Unit>,
    /// 1, 1,000 or 1,000,000.
    pub factor: u32,
    pub sex: Option<Sex>,
    /// Everything above the table, for rules that look for a word.
    pub words: String,
}

/// Where a table stands.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    pub path: &'a str,
    pub sheet: &'a str,
    /// Lines above the first table of the sheet, for the tables below it.
    pub top: &'a [(u32, String)],
    pub hint: Option<&'a Hint>,
    pub vocab: &'a Vocab,
    /// The area of documents that name none.
    pub area: &'a str,
}

/// Reads the lines above a block, then the names of sheet, file and folder.
pub fn about(block: &Block, setting: &Setting<'_>) -> About {
    let own = block.preface.iter().map(|p| p.1.as_str());
    let top = setting.top.iter().map(|p| p.1.as_str());
    let lines: Vec<&str> = own.chain(top).filter(|l| l.len() <= 400).collect();
    let titles: Vec<&str> = lines.iter().copied().filter(|l| is_title(l)).collect();
    let words = lines.join(" | ");
    let (period, period_basis) = period(&lines, setting);
    let unit = setting.hint.and_then(|h| Unit::from_name(&h.unit));
    let sheet_sex = sex_in(setting.sheet);
    About {
        title: title(&titles, setting),
        period,
        period_basis,
        ending: ending(&words),
        area: area(&titles, setting),
        whole: whole(&titles, setting),
        unit: unit.or_else(|| unit_above(&titles)),
        factor: factor(&lines, setting.hint),
        sex: titles.iter().find_map(|t| sex_in(t)).filter(|s| *s != Sex::Persons).or(sheet_sex),
        words,
    }
}

/// A line that can be the title of a table: no sentence, no source, no note, no address.
fn is_title(line: &str) -> bool {
    const OTHERS: [&str; 14] = [
        "source",
        "note",
        "this ",
        "please",
        "contact",
        "to ",
        "http",
        "www",
        "back to",
        "return to",
        "contents",
        "freeze",
        "some ",
        "all figures",
    ];
    let low = line.trim().to_lowercase();
    let words = low.split_whitespace().count();
    let sentence = low.ends_with('.') && words > 9;
    !(sentence || words > 45 || low.contains('@') || OTHERS.iter().any(|o| low.starts_with(o)))
        && low.chars().any(char::is_alphabetic)
}

fn title(titles: &[&str], setting: &Setting<'_>) -> String {
    let named = titles.iter().filter_map(|t| t.split_once(": "));
    let mut named = named
        .filter(|p| matches!(p.0.to_lowercase().as_str(), "variable" | "indicator" | "metric"));
    if let Some((_, title)) = named.next() {
        return title.trim().to_owned();
    }
    let known = titles.iter().find(|t| !setting.vocab.measures_in(t).is_empty());
    let long = titles.iter().find(|t| t.split_whitespace().count() > 1 && facets(t).rest.len() > 3);
    let found = known.or(long).or(titles.first()).copied().unwrap_or("");
    unnumbered(found).to_owned()
}

/// `Table 2.8: First time entrants` without the number of the table.
fn unnumbered(title: &str) -> &str {
    let low = title.to_lowercase();
    let named = ["table", "figure", "chart", "sheet", "worksheet", "annex"]
        .iter()
        .find(|w| low.starts_with(**w));
    let rest = match named {
        Some(word) => {
            let rest = title[word.len()..].trim_start();
            let number =
                rest.find(|c: char| c.is_whitespace() || matches!(c, ':' | '-')).unwrap_or(0);
            let digits = rest[..number].chars().any(|c| c.is_ascii_digit() || c.is_uppercase());
            if digits { &rest[number..] } else { return title }
        }
        None => match title.split_once(':') {
            // `MYE2: Persons by single year of age`
            Some((code, rest))
                if !code.contains(' ') && code.chars().any(|c| c.is_ascii_digit()) =>
            {
                rest
            }
            _ => title,
        },
    };
    rest.trim_start_matches(|c: char| {
        c.is_whitespace() || matches!(c, ':' | '-' | '.' | '\u{2013}')
    })
}

/// The year of the table: pinned, said above it, or named by sheet, file or folder.
fn period(lines: &[&str], setting: &Setting<'_>) -> (Option<Period>, Stated) {
    if let Some(period) = setting.hint.and_then(|h| h.period) {
        return (Some(period), Stated::Stated);
    }
    let stamped = [
        "publish",
        "updated",
        "release",
        "produced",
        "extract",
        "printed",
        "last modified",
        "version",
        "copyright",
        "downloaded",
        "nomis",
        "submitted",
    ];
    let fit = |l: &&&str| !stamped.iter().any(|w| l.to_lowercase().contains(w));
    // `date: 2022` says of the figures when they are; the year in a title may be that of the boundaries.
    let named = |l: &&&str| {
        let name = l.split_once(':').map_or("", |s| s.0).trim().to_lowercase();
        matches!(name.as_str(), "date" | "time")
            || ["period", "quarter", "year"].iter().any(|e| name.ends_with(e))
    };
    let dated = lines.iter().filter(named).chain(lines.iter().filter(fit));
    if let Some(found) = dated.into_iter().find_map(|l| facets(l).period) {
        return (Some(found), Stated::Stated);
    }
    let spaced = |t: &str| t.replace(['_', '+'], " ").replace("%20", " ");
    let mut names: Vec<&str> = setting.path.split('/').rev().collect();
    names.insert(0, setting.sheet);
    let stem = |n: &str| n.rsplit_once('.').map_or(n, |s| s.0).to_owned();
    let found = names.iter().find_map(|n| facets(&spaced(&stem(n))).period);
    (found, if found.is_some() { Stated::Inferred } else { Stated::None })
}

/// `years ending December`: the month in which a bare year ends.
pub fn ending(words: &str) -> Option<u32> {
    let low = words.to_lowercase();
    let markers = [
        "year ending",
        "years ending",
        "year ended",
        "years ended",
        "12 months ending",
        "year to ",
        "years to ",
    ];
    let at = markers.iter().find_map(|m| low.find(m).map(|at| at + m.len()))?;
    let mut after =
        low[at..].split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).take(3);
    after.find_map(crate::written::date::month)
}

/// A bare year of a table whose years end in a month of their own.
pub fn ended(period: Period, ending: Option<u32>) -> Period {
    let (Period::CalendarYear(year), Some(month)) = (period, ending) else { return period };
    match (month, Month::new(year, month)) {
        (12, _) | (_, None) => period,
        (3, _) => Period::FinancialYear(year - 1),
        (_, Some(last)) => Period::Months(last.plus(-11), last),
    }
}

fn area(titles: &[&str], setting: &Setting<'_>) -> String {
    if let Some(pinned) = setting.hint.map(|h| h.area.as_str()).filter(|a| !a.is_empty()) {
        return pinned.to_owned();
    }
    // A title that speaks of England speaks of all the areas below it; only one authority is an area of its own.
    let local = |t: &str| {
        let found = setting.vocab.areas_in(t);
        let mut own = found.iter().filter(|a| matches!(a.1.level.as_str(), "district" | "county"));
        own.next().filter(|_| own.next().is_none()).map(|a| a.1.id.clone())
    };
    let force = |t: &str| {
        let low = t.to_lowercase();
        let police = low
            .split(|c: char| !c.is_alphanumeric())
            .any(|w| matches!(w, "pcc" | "opcc" | "police"));
        let found = setting.vocab.areas_in(t).into_iter().find(|a| a.1.level == "police_force");
        found.filter(|_| police).map(|a| a.1.id.clone())
    };
    let spaced = |t: &str| {
        let words = t.rsplit_once('.').map_or(t, |s| s.0).replace(['_', '-', '+'], " ");
        let titled = words.split_whitespace().map(|w| {
            let mut letters = w.chars();
            letters
                .next()
                .map_or(String::new(), |c| c.to_uppercase().chain(letters).collect::<String>())
        });
        titled.collect::<Vec<_>>().join(" ")
    };
    titles
        .iter()
        .find_map(|t| local(t))
        .or_else(|| local(setting.sheet))
        .or_else(|| setting.path.split('/').rev().find_map(|p| local(&spaced(p))))
        .or_else(|| titles.iter().find_map(|t| force(t)))
        .unwrap_or_else(|| setting.area.to_owned())
}

/// The one country or region of the titles, where no authority is named or pinned.
fn whole(titles: &[&str], setting: &Setting<'_>) -> Option<String> {
    let own = area(titles, &Setting { area: "", ..*setting });
    if !own.is_empty() {
        return None;
    }
    let wide = |t: &&str| {
        let found = setting.vocab.areas_in(t);
        let mut areas = found.iter().map(|a| a.1);
        let first = areas.next().filter(|a| matches!(a.level.as_str(), "country" | "region"))?;
        areas.next().is_none().then(|| first.id.clone())
    };
    titles.iter().find_map(wide)
}

fn unit_above(titles: &[&str]) -> Option<Unit> {
    let rate = |u: &Unit| !matches!(u, Unit::Count | Unit::Gbp);
    titles.iter().find_map(|t| facets(t).unit.filter(rate))
}

fn factor(lines: &[&str], hint: Option<&Hint>) -> u32 {
    match hint.map_or("", |h| h.unit.as_str()) {
        "gbp" => 1,
        "gbp_thousand" => 1_000,
        "gbp_million" => 1_000_000,
        _ => lines.iter().find_map(|l| money::unit(l)).unwrap_or(1),
    }
}

/// The area of a header or a label that is nothing but its name, beside a time or the words for what it is there for:
/// `Anytown 2021/22`, `England average`.
pub fn area_of(text: &str, vocab: &Vocab) -> Option<String> {
    const ROLES: [&str; 14] = [
        "actual",
        "average",
        "avg",
        "benchmark",
        "comparator",
        "figure",
        "figures",
        "mean",
        "outturn",
        "performance",
        "position",
        "result",
        "total",
        "value",
    ];
    let named = |t: &str| naming::named(vocab, t.trim()).map(|a| a.id.clone());
    named(text).or_else(|| {
        let rest = facets(text).rest;
        let words = rest.split(' ').filter(|w| !ROLES.contains(&w.to_lowercase().as_str()));
        let bare = words.collect::<Vec<_>>().join(" ");
        if bare == text { None } else { named(&bare) }
    })
}
