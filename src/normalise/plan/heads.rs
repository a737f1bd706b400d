//! Which rows at the top of a table are its header, and what the words above each column are.

use std::sync::LazyLock;

use regex::Regex;

use super::Walk;
use super::actions;
use super::actions::falls_due;
use super::tables::{Sheet, is_value, missing, text_of};
use crate::passage::{Layout, TextCell, TextRow, TextTable};
use crate::recognise::plan::header::{self, Head};
use crate::written::pattern::pattern;
use crate::written::time;

/// A form: most rows open with a label that ends in a colon.
pub(super) fn fields(table: &TextTable) -> bool {
    let width = table.rows.iter().map(|r| r.cells.len()).max().unwrap_or(0);
    let named =
        table.rows.iter().filter(|r| text_of(r, 0).as_str().trim_end().ends_with(':')).count();
    (2..=4).contains(&width) && named * 2 > table.rows.len()
}

/// Header rows and the rest. Without a marked header, the first row is one when it names columns and holds no data.
pub(super) fn split_header(table: &TextTable, walk: &Walk<'_>) -> (Vec<TextRow>, Vec<TextRow>) {
    let mut rows = table.rows.clone();
    if fields(table) {
        return (Vec::new(), rows);
    }
    if dated_rows(table) {
        return (Vec::new(), rows);
    }
    let mut top: Vec<TextRow> = Vec::new();
    // A title that spans the table stands above the header.
    while rows.first().is_some_and(|r| {
        spans(r)
            && (r.header || rows.len() > 2)
            && r.cells.len() > 1
            && r.cells.iter().skip(1).all(|c| c.copied || c.is_blank())
    }) && rows.get(1).is_some_and(|r| header_like(r, walk) || r.header)
    {
        top.push(rows.remove(0));
    }
    // "Ourtown" and "England" above two years each: names that span the columns below, whatever they are.
    if top.is_empty()
        && let [over, under, _, ..] = rows.as_slice()
        && names_above(over, under)
        && header_like(under, walk)
    {
        top.push(rows.remove(0));
        top.push(rows.remove(0));
    }
    while let Some(row) = rows.first() {
        let named = top.iter().any(|r| !spans(r));
        let is_header = if named {
            demoted(row, top.last(), walk)
        } else {
            header_like(row, walk) || (row.header && !data_like(row))
        };
        if !is_header || top.len() > 5 || !top.is_empty() && due(row) {
            break;
        }
        top.push(rows.remove(0));
    }
    // A table is not its header alone, unless the source marks it so.
    if rows.is_empty() && !table.rows.iter().any(|r| r.header) {
        return (Vec::new(), table.rows.clone());
    }
    if top.iter().all(spans) && table.layout == Layout::Columns {
        return (Vec::new(), table.rows.clone());
    }
    (top, rows)
}

/// Every row from the first ends with a day, a month or "ongoing", behind words: what is done and by when, without a header.
fn dated_rows(table: &TextTable) -> bool {
    let dated = |row: &TextRow| {
        let filled: Vec<String> =
            row.cells.iter().map(|c| c.joined().as_str().trim().to_owned()).collect();
        let filled: Vec<&String> = filled.iter().filter(|t| !t.is_empty()).collect();
        let [first, .., last] = filled.as_slice() else { return false };
        first.split_whitespace().count() >= 3 && super::actions::falls_due(last)
    };
    table.rows.len() >= 2 && table.rows.iter().all(|r| !r.header && dated(r))
}

/// An action and the month it is due in: words, and at the end the only time of the row.
fn due(row: &TextRow) -> bool {
    let filled = row.cells.iter().filter(|c| !c.is_blank());
    let texts: Vec<String> = filled.map(|c| c.joined().as_str().to_owned()).collect();
    let ([first, .., last], Some(label)) = (texts.as_slice(), row.cells.first()) else {
        return false;
    };
    let timed = texts.iter().filter(|t| !time::find(t).is_empty()).count();
    !label.is_blank() && first.split_whitespace().count() > 2 && timed == 1 && falls_due(last)
}

/// Nothing above the labels, names without a figure above some of the columns, and short titles of all columns below.
fn names_above(over: &TextRow, under: &TextRow) -> bool {
    let texts = |r: &TextRow| -> Vec<String> {
        let filled = r.cells.iter().skip(1).filter(|c| !c.is_blank());
        filled.map(|c| c.joined().as_str().to_owned()).collect()
    };
    let short = |t: &String| t.split_whitespace().count() <= 6;
    let (names, titles) = (texts(over), texts(under));
    over.cells.first().is_some_and(TextCell::is_blank)
        && !names.is_empty()
        && names.iter().all(|t| short(t) && !plain_value(t))
        && titles.len() >= 2.max(names.len())
        && titles.iter().all(short)
}

/// A row that names columns: a word of the vocabulary, periods or units, and no plain values.
fn header_like(row: &TextRow, walk: &Walk<'_>) -> bool {
    let texts: Vec<String> = row.cells.iter().map(|c| c.joined().as_str().to_owned()).collect();
    let filled: Vec<&String> = texts.iter().filter(|t| !t.trim().is_empty()).collect();
    let lists = row.cells.iter().any(|c| c.pieces.iter().filter(|p| p.item).count() > 1);
    if filled.is_empty() || lists || spans(row) || filled.iter().any(|t| t.chars().count() > 120) {
        return false;
    }
    let values = texts
        .iter()
        .skip(1)
        .filter(|t| plain_value(t) && time::find(t).first().is_none_or(|f| f.0 > 0))
        .count();
    let heads: Vec<Head> = filled.iter().map(|t| header::head(t, walk.vocab)).collect();
    let said = heads.iter().filter(|h| h.said || h.unit.is_some()).count();
    let long = filled.iter().filter(|t| t.split_whitespace().count() > 14).count();
    values == 0
        && long == 0
        && said * 2 >= filled.len()
        && said >= 1
        && (filled.len() >= 2 || row.header)
}

/// A marked header that is data: the extractor took the first row of a table without a header for one.
fn data_like(row: &TextRow) -> bool {
    let texts: Vec<String> = row.cells.iter().map(|c| c.joined().as_str().to_owned()).collect();
    let dated = texts.iter().skip(1).any(|t| {
        actions::is_deadline(t)
            && t.split_whitespace().count() <= 4
            && time::period(t).is_none_or(|p| matches!(p, crate::model::period::Period::Month(_)))
    });
    let number_first = texts.first().is_some_and(|t| t.trim().parse::<u32>().is_ok());
    (dated && number_first)
        || texts.iter().skip(1).filter(|t| is_value(t)).count() * 2 > texts.len()
}

/// A second header row: periods, units, words of roles, repeats of the row above, and nothing that is a value.
fn demoted(row: &TextRow, above: Option<&TextRow>, walk: &Walk<'_>) -> bool {
    if row.header {
        return true;
    }
    let mut says = 0;
    for (c, cell) in row.cells.iter().enumerate() {
        let text = cell.joined();
        let s = text.as_str().trim();
        if s.is_empty() {
            continue;
        }
        let repeats = cell.copied
            || above.and_then(|a| a.cells.get(c)).is_some_and(|a| a.joined().as_str() == s);
        let head = header::head(s, walk.vocab);
        let unit_only = matches!(s, "£" | "%" | "No." | "No" | "£m" | "£000" | "£'000");
        let speaks = (head.said || head.unit.is_some() || time::is_months(s))
            && s.split_whitespace().count() <= 8
            && !(plain_value(s) && head.period.is_none());
        if repeats {
            continue;
        }
        // Where the first cell repeats the header's, the row is the header's second line, whatever it says.
        let lines_up = row
            .cells
            .first()
            .zip(above.and_then(|a| a.cells.first()))
            .is_some_and(|(a, b)| !a.is_blank() && a.joined().as_str() == b.joined().as_str());
        // "30 Sept" below "Spend to", "month 6" below "Spend at": the rest of a name, beside what is surely of a header.
        let rest = alone(s) || c > 0 && s.split_whitespace().count() <= 3 && !plain_value(s);
        if !(unit_only || speaks || lines_up || rest) {
            return false;
        }
        if !(unit_only || speaks || lines_up) {
            continue;
        }
        // The first column of a data row may hold a word that is also a header ("Budget").
        if c > 0 || head.period.is_some() {
            says += 1;
        }
    }
    let first_blank = row.cells.first().is_none_or(TextCell::is_blank)
        || row.cells.first().is_some_and(|c| {
            let s = c.joined();
            let same = above
                .and_then(|a| a.cells.first())
                .is_some_and(|a| a.joined().as_str() == s.as_str());
            c.copied || same || header::head(s.as_str(), walk.vocab).said
        });
    says >= 1 && first_blank
}

/// A time, and nothing beside it.
fn alone(s: &str) -> bool {
    matches!(time::find(s).as_slice(), [(0, end, _)] if *end == s.len())
}

/// One cell that fills the row: a title inside the table.
pub(super) fn spans(row: &TextRow) -> bool {
    let mut own = row.cells.iter().filter(|c| !c.is_blank());
    let Some(first) = own.next() else { return false };
    row.cells.len() > 2 && own.all(|c| c.copied && c.joined().as_str() == first.joined().as_str())
}

/// The second line of one column's title: "2020/21" below "Target", and nothing beside it.
fn under_one(row: &TextRow) -> bool {
    let Some(c) = row.cells.iter().position(|c| !c.is_blank()) else { return false };
    c > 0
        && row.cells[c + 1..].iter().all(TextCell::is_blank)
        && time::period(row.cells[c].joined().as_str()).is_some()
}

/// The words above a column, each once; a blank above a named cell takes the period of its left neighbour.
pub(super) fn column_title(top: &[TextRow], c: usize) -> String {
    let mut parts: Vec<String> = Vec::new();
    let rows: Vec<&TextRow> = top.iter().filter(|r| !spans(r) || under_one(r)).collect();
    for (n, row) in rows.iter().enumerate() {
        let mut text =
            row.cells.get(c).map_or(String::new(), |x| x.joined().as_str().trim().to_owned());
        let below = rows[n + 1..].iter().any(|r| r.cells.get(c).is_some_and(|x| !x.is_blank()));
        if text.is_empty() && below && c > 0 {
            let left = row.cells[..c.min(row.cells.len())].iter().rev().find(|x| !x.is_blank());
            text = left
                .map(|x| x.joined().as_str().trim().to_owned())
                .filter(|t| time::find(t).len() == 1)
                .or_else(|| spanned(row, &rows[n + 1..], c))
                .unwrap_or_default();
        }
        if !text.is_empty() && !parts.contains(&text) {
            parts.push(text);
        }
    }
    parts.join(" ")
}

/// The name that spans this column, where the words below it stand in another column too and only the name tells them
/// apart: the middle of its columns where they share out evenly, else the name to the left.
fn spanned(row: &TextRow, below: &[&TextRow], c: usize) -> Option<String> {
    let text = |r: &TextRow, c: usize| text_of(r, c).as_str().trim().to_owned();
    let under = below.iter().find(|r| !text(r, c).is_empty())?;
    let filled: Vec<usize> =
        (1..under.cells.len()).filter(|n| !text(under, *n).is_empty()).collect();
    let own = text(under, c);
    let times = |n: &usize| filled.iter().filter(|m| text(under, **m) == text(under, *n)).count();
    let names: Vec<usize> = (1..row.cells.len()).filter(|n| !text(row, *n).is_empty()).collect();
    // Names of places say it for all columns up to the next; other words only where they must.
    let places = names.iter().all(|n| proper(&text(row, *n)));
    let twice = times(&c) > 1 || places && filled.iter().any(|n| times(n) > 1);
    if !twice || own.starts_with(['£', '%']) {
        return None;
    }
    let share = filled.len() / names.len().max(1);
    let even = share > 1
        && filled.len().is_multiple_of(names.len())
        && filled.chunks(share).zip(&names).all(|(columns, name)| columns.contains(name));
    let name = if even {
        names.get(filled.iter().position(|n| *n == c)? / share)
    } else {
        names.iter().rfind(|n| **n < c)
    };
    name.map(|n| text(row, *n))
}

/// A cell that begins with its value: "Residents % (n=315)" does not.
fn plain_value(s: &str) -> bool {
    let t = s.trim().trim_start_matches(['(', '<', '>', '≤', '≥', '+', '-', '–', '~', '£']);
    is_value(s) && (missing(s).is_some() || t.starts_with(|c: char| c.is_ascii_digit()))
}

/// Words of a header that say in what form something is given, and not what.
pub(super) fn generic(words: &str) -> bool {
    const FORMS: &[&str] =
        &["rate", "percentage", "percent", "count", "number", "no", "per", "share", "score", "%"];
    let folded = crate::vocab::fold(words);
    let form = |w: &str| FORMS.contains(&w) || w.bytes().all(|b| b.is_ascii_digit());
    !folded.is_empty() && folded.split(' ').all(form) && !folded.bytes().all(|b| b.is_ascii_digit())
}

/// A name: "Aldershire" beside a year is the column of another place.
pub(super) fn proper(words: &str) -> bool {
    words.split_whitespace().all(|w| w.starts_with(char::is_uppercase)) && words.len() > 3
}

/// The words name a rate.
pub(super) fn says_rate(label: &str) -> bool {
    crate::vocab::fold(label).split(' ').any(|w| w == "rate")
}

/// The header says that it counts.
pub(super) fn counts(head: &str) -> bool {
    static COUNT: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"(?i)\b(?:numbers?|counts?|no\.|volumes?|total)(?:\W|$)"));
    COUNT.is_match(head)
}

/// The words of a header name things that are counted: "People supported – actual" holds no pounds.
pub(super) fn counted(words: &str) -> bool {
    static THINGS: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)\b(?:people|persons|child(?:ren)?|famil(?:y|ies)|victims?|sessions?|visits?|cases|clients?|incidents?|offences?|crimes?|places|referrals?|numbers?|homes|households|schools?|pupils|participants?|hours|days|supported|reached|trained|engaged|arrests|calls|attendances?|attendees|beneficiaries|users?|residents|posts?|fte|staff|outputs?|outcomes?|interventions?|events?)\b",
        )
    });
    THINGS.is_match(words)
}

/// A row that repeats the times of the header under another name: a new part of the table.
pub(super) fn heads_again(sheet: &Sheet, row: &TextRow) -> bool {
    let times = |c: usize| time::find(text_of(row, c).as_str()).first().is_some_and(|t| t.0 == 0);
    let columns: Vec<usize> =
        (1..sheet.heads.len()).filter(|c| sheet.heads[*c].period.is_some()).collect();
    let own = row.cells.first().is_some_and(|c| !c.is_blank() && !c.copied);
    own && columns.len() >= 2
        && columns
            .iter()
            .all(|c| times(*c) && text_of(row, *c).as_str().trim() == sheet.heads[*c].text)
}

/// A label without the amount that ends it.
pub(super) fn strip_money(label: &str) -> String {
    static MONEY: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"\s*[-–:]?\s*£\s?[\d,.]+\s?(?:k|m)?\s*$"));
    MONEY.replace(label.trim(), "").trim().to_owned()
}
