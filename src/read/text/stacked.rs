//! Tables of which a text layer kept one cell a line: the names of the columns, then a label and its values, row by row.
//!
//! A row is told by its run of values; labels and column names may be broken over lines.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::lost::{PERIOD, SERIES, UNIT, VALUE};
use crate::passage::{Layout, Repair, Text, TextCell, TextRow, TextTable};
use crate::written::pattern::pattern;

/// Characters of the longest line that is a cell.
pub(super) const LONGEST: usize = 70;
/// Lines beyond which nobody laid out one table.
const MOST: usize = 600;
/// The fewest rows that show how wide a table is.
const LEAST_ROWS: usize = 3;
/// Lines that a label is broken over at most.
const LABEL: usize = 4;

/// A verdict behind the values of a row.
static VERDICT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:red|amber|green|grey|blue|on (?:target|track)|off (?:target|track)|above target|below target|(?:not )?(?:met|achieved)|missed|complete|better|worse|same|improv(?:ing|ed)|declin(?:ing|ed)|stable|up|down|[↑↓→↔▲▼✓✗])$",
    )
});
/// Words instead of a value.
static NONE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:not (?:yet )?(?:available|known|reported|published|collected|applicable|set|due)|no (?:new )?data|no target|.{0,40}\b(?:not yet (?:\w+ )?(?:available|complete|known|published|due|collected|received)|awaited|pending|being (?:verified|validated)|to be confirmed))$",
    )
});
static CODE: LazyLock<Regex> = LazyLock::new(|| pattern(r"^[A-Z]{1,6}[ .-]?\d{1,4}[a-z]?\b"));
static MONTHS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*\b|\bq[1-4]\b|\b(?:19|20)\d\d\b",
    )
});
/// What heads a column of verdicts.
static STATUS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\b(?:status|rag|direction|trend|rating|on target|travel)\b"));

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Words,
    Value,
    Verdict,
}

/// One row: where its label, its values and its verdict stand.
struct Row {
    label: Range<usize>,
    values: Range<usize>,
    verdict: Option<usize>,
}

/// A table that starts at the first line, and the lines it takes. Where cells are `whole`, none is broken over lines.
pub(super) fn table(
    lines: &[&Text],
    whole: bool,
    repairs: &mut Vec<Repair>,
) -> Option<(TextTable, usize)> {
    let fits = |l: &&&Text| (1..=LONGEST).contains(&l.as_str().trim().chars().count());
    let count = lines.iter().take(MOST).take_while(fits).count();
    let lines = &lines[..count];
    let kinds: Vec<Kind> = lines.iter().map(|l| kind(l.as_str().trim())).collect();
    if kinds.first() != Some(&Kind::Words) || count < 4 * LEAST_ROWS {
        return None;
    }
    let width = usual_run(&kinds)?;
    let mut rows = rows(&kinds, width);
    let judged = rows.iter().filter(|r| r.verdict.is_some()).count() * 2 > rows.len();
    if rows.len() < LEAST_ROWS || width + usize::from(judged) < 2 {
        return None;
    }
    // What stands above the first label are the names of the columns.
    let text = |n: usize| lines[n].as_str().trim();
    let coded = rows.iter().skip(1).all(|r| CODE.is_match(text(r.label.start)));
    let first = &mut rows[0];
    let opens = |n: &usize| {
        if whole {
            true
        } else if coded {
            CODE.is_match(text(*n))
        } else {
            !text(*n).starts_with(char::is_lowercase)
        }
    };
    first.label.start = first.label.clone().rev().find(opens)?;
    let names = 0..first.label.start;
    if rows.iter().any(|r| r.label.len() > LABEL) {
        return None;
    }
    let columns = 1 + width + usize::from(judged);
    if whole && names.len() > columns {
        return None;
    }
    let groups = named(lines, names, width, judged)?;
    let join = |range: Range<usize>| {
        let mut all = Text::default();
        lines[range].iter().for_each(|l| all.join(&l.trim()));
        super::lines::cell(&all)
    };
    let mut out = vec![TextRow { cells: groups.into_iter().map(join).collect(), header: true }];
    for row in &rows {
        if row.label.len() > 1 {
            let place = lines[row.label.start].place(0);
            repairs.push(Repair { rule: "wrapped-row-joined", place });
        }
        let mut cells = vec![join(row.label.clone())];
        cells.extend(row.values.clone().map(|n| join(n..n + 1)));
        cells.extend(row.verdict.map(|n| join(n..n + 1)));
        cells.resize_with(columns, TextCell::default);
        out.push(TextRow { cells, header: false });
    }
    repairs.push(Repair { rule: "cells-laid-out", place: lines[0].place(0) });
    let last = rows.last()?;
    let end = last.verdict.map_or(last.values.end, |n| n + 1);
    Some((TextTable { layout: Layout::Columns, rows: out }, end))
}

fn kind(s: &str) -> Kind {
    if VALUE.is_match(s) || NONE.is_match(s) {
        Kind::Value
    } else if VERDICT.is_match(s) {
        Kind::Verdict
    } else {
        Kind::Words
    }
}

/// The length of most runs of values.
fn usual_run(kinds: &[Kind]) -> Option<usize> {
    let runs = kinds.chunk_by(|a, b| a == b).filter(|r| r[0] == Kind::Value).map(<[Kind]>::len);
    let runs: Vec<usize> = runs.collect();
    let times = |n: usize| runs.iter().filter(|r| **r == n).count();
    let usual = runs.iter().copied().max_by_key(|n| (times(*n), *n))?;
    (usual <= 8 && times(usual) * 5 >= runs.len() * 4).then_some(usual)
}

/// Rows of a label, so many values, and a verdict where there is one. They follow on each other without a gap.
fn rows(kinds: &[Kind], width: usize) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut at = 0;
    while at < kinds.len() {
        let run = |from: usize, kind: Kind| {
            from + kinds[from..].iter().take_while(|k| **k == kind).count()
        };
        let label = at..run(at, Kind::Words);
        let values = label.end..run(label.end, Kind::Value);
        let whole = !label.is_empty() && values.len() == width;
        if !whole && !rows.is_empty() {
            break;
        }
        let verdict = Some(values.end).filter(|n| kinds.get(*n) == Some(&Kind::Verdict));
        at = verdict.map_or(values.end, |n| n + 1).max(at + 1);
        if whole {
            rows.push(Row { label, values, verdict });
        }
    }
    // Years at the head of the columns look like values: what stands before the first row is above it.
    if let Some(first) = rows.first_mut() {
        first.label.start = 0;
    }
    rows
}

/// The lines above the rows as the names of the columns: the split in which each column of values has one time and one series.
fn named(
    lines: &[&Text],
    names: Range<usize>,
    width: usize,
    judged: bool,
) -> Option<Vec<Range<usize>>> {
    const WORST: usize = 1_000_000;
    let columns = 1 + width + usize::from(judged);
    // Above the labels there may stand nothing.
    let first = if names.len() + 1 == columns { 0..0 } else { 0..1 };
    if names.len() > 3 * columns || names.len() + 1 < columns {
        return None;
    }
    let text = |n: usize| lines[n].as_str().trim();
    let timed = |n: &usize| PERIOD.is_match(text(*n)) || MONTHS.is_match(text(*n));
    let series = |n: &usize| text(*n).split_whitespace().any(|w| SERIES.is_match(w));
    let times = names.clone().filter(timed).count();
    let cost = |column: usize, group: Range<usize>| {
        let (when, what) =
            (group.clone().filter(timed).count(), group.clone().filter(series).count());
        let off = match column {
            0 => 20 * (when + what),
            c if c > width => 20 * group.clone().filter(|n| !STATUS.is_match(text(*n))).count(),
            _ if times >= width => 20 * when.abs_diff(1) + 10 * what.saturating_sub(1),
            _ => 20 * when.saturating_sub(1) + 10 * what.saturating_sub(1),
        };
        group.len() * group.len() + off
    };
    // best[c][e]: the least cost of the first c columns over the first e names, and where the last of them starts.
    let mut best = vec![vec![(WORST, 0); names.len() + 1]; columns + 1];
    best[0][0].0 = 0;
    for c in 0..columns {
        for from in 0..=names.len() {
            if best[c][from].0 >= WORST {
                continue;
            }
            let least = usize::from(!(c == 0 && first.is_empty()));
            for to in from + least..=names.len() {
                let total = best[c][from].0 + cost(c, from..to);
                if total < best[c + 1][to].0 {
                    best[c + 1][to] = (total, from);
                }
            }
        }
    }
    let mut end = names.len();
    let mut groups = Vec::new();
    for c in (1..=columns).rev() {
        let (total, from) = best[c][end];
        if total >= WORST {
            return None;
        }
        groups.push(from..end);
        end = from;
    }
    groups.reverse();
    let told = |g: &Range<usize>| {
        g.clone().any(|n| {
            timed(&n) || series(&n) || text(n).split_whitespace().any(|w| UNIT.is_match(w))
        })
    };
    (groups[1..=width].iter().filter(|g| told(g)).count() * 2 >= width).then_some(groups)
}

#[cfg(test)]
mod tests {
    use super::super::{Dialect, read};
    use crate::passage::Element;

    fn rows(text: &str) -> Vec<String> {
        let tables = read(text, Dialect::Found).elements.into_iter().filter_map(|e| match e {
            Element::Table(t) => Some(t),
            _ => None,
        });
        let joined = |r: &super::TextRow| {
            let cells = r.cells.iter().map(|c| c.joined().as_str().to_owned());
            cells.collect::<Vec<_>>().join("|")
        };
        tables.flat_map(|t| t.rows.iter().map(joined).collect::<Vec<_>>()).collect()
    }

    const CELLS: &str = "Indicator\n2016/17\nYear\nTarget\n2017/18\nStatus\nP1 Burglary\n412\n400\nGreen\nP2 Violence without\nInjury\n76\n80\nAmber\nP3 Satisfied victims\n58\nSurvey not yet complete\nP4 Hate crime\n37\n35\nRed\n";

    #[test]
    fn one_cell_a_line_with_broken_labels() {
        let expected = [
            "Indicator|2016/17 Year|Target 2017/18|Status",
            "P1 Burglary|412|400|Green",
            "P2 Violence without Injury|76|80|Amber",
            "P3 Satisfied victims|58|Survey not yet complete|",
            "P4 Hate crime|37|35|Red",
        ];
        assert_eq!(rows(CELLS), expected);
        let captioned =
            format!("How we did.\n\nTable 2 Results\n{CELLS}\nMore words follow here.\n");
        assert_eq!(rows(&captioned), expected);
        let piped = "|\n2019/20 £ |\n2020/21 £ |\nBracknell |\n136,091 |\n140,000 |\n|\n|\n|\nSlough |\n335,938 |\n335,938 |\nTotal |\n472,029 |\n475,938 |\n";
        let piped = rows(&format!("Grants\n{piped}"));
        assert_eq!(
            piped[1..],
            ["Bracknell|136,091|140,000", "Slough|335,938|335,938", "Total|472,029|475,938"]
        );
        let apart = "Measure\n\n2012/13 outturn\n\n2013/14 target\n\nBurglary\n\n512\n\n500\n\nTheft from a\nvehicle\n\n733\n\n700\n\nHate crime\n\n61\n\n55\n\nThe panel is asked to note the report.\n";
        assert_eq!(
            rows(apart),
            [
                "Measure|2012/13 outturn|2013/14 target",
                "Burglary|512|500",
                "Theft from a vehicle|733|700",
                "Hate crime|61|55"
            ]
        );
        // A list of figures without names of columns is no table.
        let list = "Parks\n5\n7\nWardens\n8\n9\nLamps\n3\n4\nGates\n1\n2\n";
        assert_eq!(rows(list), [""; 0]);
    }
}
