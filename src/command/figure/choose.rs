//! Which figure is meant: every one that fits is a candidate, and only a single one is given out.

use std::collections::BTreeSet;
use std::path::Path;

use super::super::published::{self, Row};
use super::Request;
use crate::fault::Fault;
use crate::model::period::Period;
use crate::nearest::nearest;
use crate::vocab::Vocab;
use crate::written;

/// As many choices as fit on a screen.
pub const SHOWN: usize = 24;

/// A figure that may be meant.
#[derive(Clone, Debug)]
pub struct Candidate {
    pub row: Row,
    pub area: String,
    /// stated, computed, pooled, target, forecast, estimate, or actual: as printed, and not taken into a level.
    pub basis: String,
}

/// The one figure of a measure that fits.
pub fn choose(
    out: &Path,
    vocab: &Vocab,
    request: &Request,
    measure: &str,
) -> Result<Candidate, Fault> {
    let all = candidates(out, measure)?;
    if all.is_empty() {
        let message = format!("{measure} has no figure in any published document");
        return Err(Fault::new(message).help(
            "`saferstats query \"SELECT DISTINCT measure FROM observation\"` lists those that have",
        ));
    }
    let area = area(out, vocab, &request.area, |asked| all.iter().any(|c| c.area == asked))?;
    let period = period(out, &request.period)?;
    let fits = |c: &&Candidate| {
        area.as_ref().is_none_or(|a| c.area == *a)
            && period.as_ref().is_none_or(|p| c.row.get("period") == p)
            && based(c, &request.basis)
    };
    let fitting: Vec<&Candidate> = all.iter().filter(fits).collect();
    match fitting.as_slice() {
        [one] => Ok((*one).clone()),
        [] => {
            let near: Vec<&Candidate> = all
                .iter()
                .filter(|c| area.as_ref().is_none_or(|a| c.area == *a))
                .filter(|c| based(c, &request.basis))
                .collect();
            let near = if near.is_empty() { all.iter().collect() } else { near };
            let message = format!("no figure of {measure} fits; there {}", count(near.len()));
            Err(Fault::new(message).help(listed(&near)))
        }
        several => {
            let message = format!("{} figures of {measure} fit; say which", several.len());
            Err(Fault::new(message).help(listed(several)))
        }
    }
}

fn count(n: usize) -> String {
    if n == 1 { "is 1 other".to_owned() } else { format!("are {n} others") }
}

fn based(candidate: &Candidate, asked: &str) -> bool {
    asked.is_empty()
        || candidate.basis == asked
        || (asked == "actual" && matches!(candidate.basis.as_str(), "stated" | "actual"))
}

/// One line a choice, as it would be typed.
fn listed(choices: &[&Candidate]) -> String {
    let mut lines: Vec<String> = choices
        .iter()
        .map(|c| {
            let area = if c.area.is_empty() { "none" } else { &c.area };
            let period = match c.row.get("period") {
                "" => "none",
                period => period,
            };
            let (basis, value, unit) = (&c.basis, c.row.get("value"), c.row.get("unit"));
            let place = match c.row.get("place") {
                "" => String::new(),
                place => format!(" at {}#{place}", c.row.get("document")),
            };
            format!("--area {area} --period {period} --basis {basis}: {value} {unit}{place}")
        })
        .collect();
    let more = lines.len().saturating_sub(SHOWN);
    lines.truncate(SHOWN);
    if more > 0 {
        lines.push(format!("and {more} more"));
    }
    lines.join("\n      ")
}

fn candidates(out: &Path, measure: &str) -> Result<Vec<Candidate>, Fault> {
    let of = |line: &crate::publish::csv::Line<'_>| line.get("measure") == measure;
    let mut all = Vec::new();
    for row in published::rows(out, "measure_trend", of)? {
        let (area, basis) = (row.get("area").to_owned(), row.get("basis").to_owned());
        all.push(Candidate { row, area, basis });
    }
    for row in published::rows(out, "comparator_pool", of)? {
        let area = row.get("comparator").to_owned();
        all.push(Candidate { row, area, basis: "pooled".to_owned() });
    }
    let key = |r: &Row| [r.get("area").to_owned(), r.get("period").to_owned()];
    let levels: BTreeSet<[String; 2]> =
        all.iter().filter(|c| c.basis == "stated").map(|c| key(&c.row)).collect();
    let mut seen = BTreeSet::new();
    for row in published::rows(out, "observation", of)? {
        // What a level states is not a second figure; what was left out of the levels is one as it was printed.
        let level = row.get("basis") == "actual" && levels.contains(&key(&row));
        let step = row.get("change") != "level";
        let same = ["area", "period", "basis", "value", "unit", "bound", "change"];
        let new = seen.insert(same.map(|c| row.get(c).to_owned()));
        if (!level || step) && new && !row.get("value").is_empty() {
            let (area, basis) = (row.get("area").to_owned(), row.get("basis").to_owned());
            all.push(Candidate { row, area, basis });
        }
    }
    Ok(all)
}

/// The measures that are meant by an id, a label, or words: none, or several where the words do not tell.
pub fn measures(out: &Path, vocab: &Vocab, asked: &str) -> Result<Vec<String>, Fault> {
    let known = published::rows(out, "measure", |_| true)?;
    let ids: Vec<&str> = known.iter().map(|r| r.get("measure")).collect();
    if ids.contains(&asked) {
        return Ok(vec![asked.to_owned()]);
    }
    let folded = asked.to_lowercase();
    let mut fitting: BTreeSet<&str> = known
        .iter()
        .filter(|r| r.get("label").to_lowercase() == folded)
        .map(|r| r.get("measure"))
        .collect();
    let named = vocab.measures_in(asked);
    let whole = named.iter().filter(|(hit, _)| hit.end - hit.start == asked.trim().len());
    fitting.extend(whole.map(|(_, m)| m.id.as_str()));
    if fitting.is_empty() {
        fitting.extend(ids.iter().copied().filter(|id| id.starts_with(&folded)));
    }
    // A dotted id that was mistyped holds words too; what was meant is then asked, not taken.
    if fitting.is_empty() && !asked.contains(['.', ':']) {
        fitting.extend(named.iter().map(|(_, m)| m.id.as_str()));
    }
    Ok(fitting.into_iter().map(str::to_owned).collect())
}

/// Nothing is called so.
pub fn unknown(out: &Path, asked: &str) -> Result<Fault, Fault> {
    let known = published::rows(out, "measure", |_| true)?;
    let ids = known.iter().map(|r| r.get("measure"));
    let labels = known.iter().map(|r| r.get("label"));
    let near = nearest(asked, ids).or_else(|| nearest(asked, labels));
    let help = near.map_or_else(
        || {
            "the table measure lists the measures there are; money is asked for by its programme, theme, \
             service, department or supplier"
                .to_owned()
        },
        |name| format!("did you mean `{name}`?"),
    );
    Ok(Fault::new(format!("there is no measure or money `{asked}`")).help(help))
}

/// The words mean several measures, or measures and money.
pub fn either(asked: &str, measures: &[String], amounts: &BTreeSet<&str>) -> Fault {
    let mut all: Vec<&str> = measures.iter().map(String::as_str).collect();
    all.extend(amounts.iter().copied());
    let what = if amounts.is_empty() { "measures" } else { "measures and amounts" };
    Fault::new(format!("`{asked}` may be any of {} {what}", all.len())).help(all.join("\n      "))
}

pub fn area(
    out: &Path,
    vocab: &Vocab,
    asked: &str,
    has_figures: impl Fn(&str) -> bool,
) -> Result<Option<String>, Fault> {
    match asked {
        "" => return Ok(None),
        "none" => return Ok(Some(String::new())),
        _ => {}
    }
    let known = published::rows(out, "area", |_| true)?;
    let folded = asked.to_lowercase();
    let by_id = known.iter().find(|r| r.get("area").to_lowercase() == folded);
    let by_label = known.iter().find(|r| r.get("label").to_lowercase() == folded);
    if let Some(row) = by_id.or(by_label) {
        return Ok(Some(row.get("area").to_owned()));
    }
    if has_figures(asked) {
        return Ok(Some(asked.to_owned()));
    }
    if let [(_, one)] = vocab.areas_in(asked).as_slice() {
        return Ok(Some(one.id.clone()));
    }
    let labels = known.iter().flat_map(|r| [r.get("area"), r.get("label")]);
    let help = nearest(asked, labels).map_or_else(
        || "the table area lists the areas there are".to_owned(),
        |name| format!("did you mean `{name}`?"),
    );
    Err(Fault::new(format!("there is no area `{asked}`")).help(help))
}

pub fn period(out: &Path, asked: &str) -> Result<Option<String>, Fault> {
    match asked {
        "" => return Ok(None),
        "none" => return Ok(Some(String::new())),
        _ => {}
    }
    let read = asked.parse::<Period>().ok().or_else(|| written::period::period(asked));
    if let Some(period) = read {
        return Ok(Some(period.to_string()));
    }
    let known = published::rows(out, "period", |_| true)?;
    if let Some(row) = known.iter().find(|r| r.get("label") == asked) {
        return Ok(Some(row.get("period").to_owned()));
    }
    let names = known.iter().flat_map(|r| [r.get("period"), r.get("label")]);
    let help = nearest(asked, names).map_or_else(
        || "periods are written FY2018-19, FY2018-19-Q3, CY2018 or 2018/19".to_owned(),
        |name| format!("did you mean `{name}`?"),
    );
    Err(Fault::new(format!("`{asked}` is no period")).help(help))
}
