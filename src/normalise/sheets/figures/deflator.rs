//! A price index by year, as the Treasury and the statistics office lay it out.

use rust_decimal::Decimal;

use super::cell::figure;
use super::{Table, Yield};
use crate::grid::Value;
use crate::issue;
use crate::model::period::Period;
use crate::model::reference::Deflator;
use crate::recognise::sheet::blocks::Line;
use crate::recognise::sheet::facets::facets;
use crate::recognise::sheet::heads::{Head, Holds, find};
use crate::recognise::sheet::kinds::is_time_column;
use crate::written::period;

pub fn read(table: &Table<'_>, out: &mut Yield) {
    let Some((when, index)) = columns(table) else {
        let row = table.known.block.header.first().copied().unwrap_or(1);
        let place = table.place(row, table.known.block.from);
        return out.note(
            &issue::SHEET_SKIPPED,
            place,
            "expected a period and an index, found no such columns",
        );
    };
    let lines = &table.known.block.lines;
    let named =
        base_of(index).or_else(|| table.known.block.preface.iter().find_map(|p| base_in(&p.1)));
    let hundred = |l: &&Line| value(l, index.column) == Some(Decimal::ONE_HUNDRED);
    let base = named.or_else(|| {
        let mut found =
            lines.iter().filter(hundred).filter_map(|l| l.at(when.column).and_then(time));
        found.next().filter(|_| found.next().is_none())
    });
    let release = release(table);
    for line in lines.iter().filter(|l| l.cells.len() > 1) {
        match (line.at(when.column).and_then(time), value(line, index.column)) {
            (Some(period), Some(value)) if value > Decimal::ZERO => {
                out.keep(table, line.number);
                out.product.deflators.push(Deflator {
                    document: table.desk.path.to_owned(),
                    place: table.place(line.number, index.column),
                    period,
                    index: value,
                    base_period: base,
                    release: release.clone(),
                });
            }
            (Some(_), None) if line.at(index.column).is_some() => {
                let reason = "expected an index above zero, found other characters";
                out.reject(table, line, &issue::REFERENCE_ROW, reason);
            }
            _ => {}
        }
    }
}

/// The roles of the columns, for drawing.
pub fn roles(table: &Table<'_>) -> Vec<(u32, &'static str)> {
    columns(table).map_or_else(Vec::new, |(when, index)| {
        vec![(when.column, "period"), (index.column, "index")]
    })
}

fn value(line: &Line, column: u32) -> Option<Decimal> {
    figure(line.at(column)?)?.value
}

/// The column of the periods and the first one of an index.
fn columns<'a>(table: &'a Table<'_>) -> Option<(&'a Head, &'a Head)> {
    let (heads, list) = (&table.known.heads, &table.lists.deflator);
    let years =
        |h: &&Head| is_time_column(&h.holds) || h.holds.share(h.holds.labels + h.holds.times) > 90;
    let when =
        find(heads, list, &["period"], &|h| h.filled > 0).or_else(|| heads.iter().find(years))?;
    let values = |h: &Holds| h.is_values();
    let other = |h: &Head| {
        let low = h.title.to_lowercase();
        ["change", "growth", "money", "cash", "%", "million"].iter().any(|w| low.contains(w))
    };
    let named = find(heads, list, &["index"], &values).filter(|h| h.column != when.column);
    let based = || {
        heads
            .iter()
            .find(|h| h.column != when.column && h.holds.is_values() && base_of(h).is_some())
    };
    let free =
        || heads.iter().find(|h| h.column != when.column && h.holds.is_values() && !other(h));
    Some((when, named.or_else(based).or_else(free)?))
}

/// `2025-26 = 100` in the name of a column.
fn base_of(head: &Head) -> Option<Period> {
    base_in(&head.title.replace('_', " "))
}

fn base_in(text: &str) -> Option<Period> {
    let tight: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let low = text.to_lowercase();
    let said = tight.contains("=100")
        || low.contains("base")
        || (low.contains("index") && low.ends_with("100"));
    facets(text).period.filter(|_| said)
}

/// The time of a row. A quarter beside years of the calendar is one of the calendar.
fn time(value: Value<'_>) -> Option<Period> {
    let text = value.shown();
    if let Some((year, quarter)) = text.split_once(" Q").filter(|q| q.0.len() == 4) {
        let (year, quarter): (i32, u8) = (year.parse().ok()?, quarter.trim().parse().ok()?);
        return match quarter {
            1 => Some(Period::FinancialQuarter(year - 1, 4)),
            2..=4 => Some(Period::FinancialQuarter(year, quarter - 1)),
            _ => None,
        };
    }
    if let Some((year, month)) = text.split_once(' ').filter(|m| m.0.len() == 4 && m.1.len() == 3) {
        let month = crate::written::date::month(&month.to_lowercase())?;
        return crate::model::period::Month::new(year.parse().ok()?, month).map(Period::Month);
    }
    period::period(&text)
}

/// What the lines above say of the release: the title of the series and the day on which it came out.
fn release(table: &Table<'_>) -> String {
    let block = &table.known.block;
    let header = |row: usize| block.names.iter().filter_map(move |n| n.1.get(row).cloned());
    let header = (0..block.header.len()).flat_map(header);
    let lines: Vec<String> = block.preface.iter().map(|p| p.1.clone()).chain(header).collect();
    let dated = lines.iter().position(|l| l.to_lowercase().contains("release date"));
    let date = dated.and_then(|n| lines.get(n + 1)).filter(|l| l.len() < 40);
    let date = date.filter(|l| l.contains(char::is_numeric));
    let title = lines.iter().find(|l| l.to_lowercase().contains("deflator"));
    let parts: Vec<&str> = title.into_iter().chain(date).map(String::as_str).collect();
    parts.join(", ")
}
