//! The tables in a sheet: where each starts and ends, its header rows, and the lines around it.
//!
//! A block is a header of one to four rows with figures below it. Blocks stand below each other and side by side. What
//! a column means is for `heads`; what kind of table it is, for `kinds`.

use std::collections::BTreeSet;

use super::facets::age;
use super::header::{Headers, SURE};
use super::mark::{Look, look, without_marks};
use crate::grid::{Grid, Held, Value};
use crate::model::hint::Hint;
use crate::vocab::Vocab;

/// One row of a block, by column.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    pub number: u32,
    pub hidden: bool,
    pub cells: Vec<(u32, Held)>,
}

impl Line {
    pub fn at(&self, column: u32) -> Option<Value<'_>> {
        let n = self.cells.binary_search_by_key(&column, |c| c.0).ok()?;
        Some(self.cells[n].1.value())
    }
}

/// One table of a sheet.
#[derive(Clone, Debug, Default)]
pub struct Block {
    /// The first and the last column.
    pub from: u32,
    pub to: u32,
    /// The rows that name the columns, the lowest last.
    pub header: Vec<u32>,
    /// For every column that has one: its names from the top row to the lowest, without the marks of notes.
    pub names: Vec<(u32, Vec<String>)>,
    /// Everything below the header that has a cell in these columns.
    pub lines: Vec<Line>,
    /// The lines of words above the header, from the top of the sheet or the end of the block above.
    pub preface: Vec<(u32, String)>,
    /// Lines of the header that stand again among the rows.
    pub repeats: BTreeSet<u32>,
}

impl Block {
    /// The names of a column as one text.
    pub fn title(&self, column: u32) -> String {
        self.parts(column).join(" ")
    }

    pub fn parts(&self, column: u32) -> &[String] {
        let found = self.names.iter().find(|n| n.0 == column);
        found.map_or(&[], |n| n.1.as_slice())
    }
}

/// The words that headers of any kind of statistics use.
#[derive(Debug)]
pub struct Words {
    lists: Vec<Headers>,
}

impl Words {
    pub fn of(vocab: &Vocab) -> Self {
        const TABLES: [&str; 5] =
            ["statistics", "performance", "population", "deflator", "outturn"];
        Self { lists: TABLES.iter().map(|t| Headers::of(vocab, t)).collect() }
    }

    fn is_named(&self, text: &str) -> bool {
        let text = without_marks(text).0;
        self.lists.iter().any(|l| l.senses(text).first().is_some_and(|s| s.strength >= SURE))
    }
}

/// Rows of a header at most, and blank or numbered rows that may stand between it and the figures.
const TALLEST: usize = 4;
const GAP: u32 = 2;
/// A name is no longer than this; a note or a sentence is.
const LONGEST: usize = 200;

/// Finds the blocks of a sheet. A hint may pin the row that names the columns.
pub fn blocks(grid: &Grid, words: &Words, hint: Option<&Hint>) -> Vec<Block> {
    let rows = rows(grid);
    let pinned = hint.and_then(|h| h.header_row);
    let starts = match pinned {
        Some(at) => rows.iter().position(|r| r.number == at).into_iter().collect(),
        None => starts(&rows, words),
    };
    let mut out = Vec::new();
    let mut above = 0;
    for (n, &at) in starts.iter().enumerate() {
        let header = stack(&rows, at, above);
        let first = header.first().copied().unwrap_or(at);
        let next = starts.get(n + 1).map_or(rows.len(), |&s| stack(&rows, s, at + 1)[0]);
        let block = block(grid, &rows, &header, at + 1..next, above..first);
        out.extend(apart(block));
        above = next;
    }
    out
}

fn rows(grid: &Grid) -> Vec<Line> {
    let mut rows: Vec<Line> = (0..grid.len())
        .filter_map(|n| grid.row(n))
        .filter(|r| !r.2.is_empty())
        .map(|(number, hidden, cells)| Line { number, hidden, cells: cells.to_vec() })
        .collect();
    fill_down(grid, &mut rows);
    rows
}

/// Words in cells that are merged downwards hold for every row they cover.
fn fill_down(grid: &Grid, rows: &mut [Line]) {
    const SPANS: usize = 20_000;
    for span in grid.spans.iter().filter(|s| s.bottom > s.top).take(SPANS) {
        let Some(Value::Text(text)) = grid.at(span.top, span.left) else { continue };
        let held = Held::Text(text.into());
        let first = rows.partition_point(|r| r.number <= span.top);
        let below = rows.iter_mut().skip(first).take_while(|r| r.number <= span.bottom);
        for line in below {
            if let Err(at) = line.cells.binary_search_by_key(&span.left, |c| c.0) {
                line.cells.insert(at, (span.left, held.clone()));
            }
        }
    }
}

/// A row that can name columns: words and times, or years and ages in a run, and no figure.
fn can_name(line: &Line) -> bool {
    if line.cells.len() < 2 {
        return false;
    }
    let looks: Vec<(Look, Value<'_>)> =
        line.cells.iter().map(|c| (look(c.1.value()), c.1.value())).collect();
    if looks.iter().any(|l| l.0 == Look::Number) && !is_run(line) {
        return false;
    }
    let counted: Vec<f64> = looks
        .iter()
        .filter(|l| matches!(l.0, Look::Year | Look::Age))
        .filter_map(|l| plain(l.1))
        .collect();
    let names = looks.iter().filter(|l| matches!(l.0, Look::Words | Look::Time)).count();
    let names = names + usize::from(is_run(line));
    let steps = counted.windows(2).all(|w| ((w[1] - w[0]).abs() - 1.0).abs() < f64::EPSILON);
    let years = counted.iter().all(|n| *n >= 1900.0);
    let again = years && counted.len() > 2;
    let run = counted.is_empty() || (counted.len() >= 2 && (steps || again));
    let only_ages = !counted.is_empty() && !years && counted.len() < 5;
    names >= 1 && run && !only_ages || (names == 0 && years && steps && counted.len() >= 3)
}

/// `202304`, `202305`: months or financial years one after another, three at least, and no other figures.
fn is_run(line: &Line) -> bool {
    let long = line.cells.iter().filter(|c| look(c.1.value()) == Look::Number);
    let long: Vec<Option<(i32, i32)>> = long.map(|c| year_and(c.1.value())).collect();
    let run = |step: &dyn Fn((i32, i32), (i32, i32)) -> bool| {
        long.windows(2).all(|w| matches!(w, [Some(a), Some(b)] if step(*a, *b)))
    };
    let month = |p: (i32, i32)| (1..=12).contains(&p.1);
    let months = |a, b| {
        let (a, b): ((i32, i32), (i32, i32)) = (a, b);
        month(a) && month(b) && b.0 * 12 + b.1 - a.0 * 12 - a.1 == 1
    };
    let fiscal = |p: (i32, i32)| p.1 == (p.0 + 1) % 100;
    let years = |a: (i32, i32), b: (i32, i32)| fiscal(a) && fiscal(b) && b.0 == a.0 + 1;
    long.len() >= 3 && (run(&months) || run(&years))
}

/// Six digits as a year and two more.
fn year_and(value: Value<'_>) -> Option<(i32, i32)> {
    let digits = value.shown().trim().to_owned();
    let plain = digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_digit());
    let (year, rest) = digits.split_at_checked(4).filter(|_| plain)?;
    Some((year.parse().ok().filter(|y| (1900..=2100).contains(y))?, rest.parse().ok()?))
}

fn plain(value: Value<'_>) -> Option<f64> {
    match value {
        Value::Number(n) => Some(n),
        Value::Text(t) => without_marks(t).0.parse().ok(),
        _ => None,
    }
}

fn has_figures(line: &Line) -> bool {
    line.cells.iter().any(|c| matches!(look(c.1.value()), Look::Number | Look::Age | Look::Year))
}

/// Figures, or signs that figures are missing, beside a label.
fn is_data(line: &Line) -> bool {
    let looks = line.cells.iter().map(|c| look(c.1.value()));
    let (mut figures, mut missing, mut others) = (0, 0, 0);
    for look in looks {
        match look {
            Look::Number | Look::Age | Look::Year => figures += 1,
            Look::Missing => missing += 1,
            Look::Words | Look::Time => others += 1,
        }
    }
    figures > 0 || (missing > 0 && others <= missing + 2)
}

/// The rows, as positions, that are the lowest of a header.
fn starts(rows: &[Line], words: &Words) -> Vec<usize> {
    let mut out: Vec<usize> = Vec::new();
    let mut names: Vec<String> = Vec::new();
    for (n, line) in rows.iter().enumerate() {
        if !can_name(line) {
            continue;
        }
        let Some(below) = below(rows, n) else { continue };
        if let [only] = out[..]
            && are_pairs(rows, only, n)
        {
            out.clear();
        }
        let first = out.is_empty();
        let known = line.cells.iter().filter(|c| is_name(&c.1, words)).count();
        let texts: Vec<String> =
            line.cells.iter().map(|c| c.1.value().shown().into_owned()).collect();
        // Inside a table only a row of known names starts another; a header that comes again does not.
        let fresh = first || (known >= 2 && texts != names);
        let covers = covered(line, below);
        let fits = if first { covers >= 1 && (known >= 1 || covers >= 2) } else { covers >= 1 };
        if fresh && fits {
            // Of two rows that could name the same figures the lower one does, and the upper one stands above it.
            out.push(n);
            names = texts;
        }
    }
    out
}

/// Lines of a name and its value that end in a blank line say what the table below is of, and are none themselves.
fn are_pairs(rows: &[Line], from: usize, to: usize) -> bool {
    const LINES: usize = 12;
    let blank = rows[to].number - rows[to - 1].number > 1;
    blank && to - from <= LINES && rows[from..to].iter().all(|r| r.cells.len() <= 1 || is_pair(r))
}

/// `date | 2022`, `area name | E08000014 : Sefton`: a name and what it is for all of a table.
fn is_pair(line: &Line) -> bool {
    let looks: Vec<Look> = line.cells.iter().map(|c| look(c.1.value())).collect();
    matches!(looks[..], [Look::Words, Look::Words | Look::Year | Look::Time])
}

/// What a line above a table says: the two halves of a pair together, else each of its cells.
fn said(line: &Line) -> Vec<(u32, String)> {
    let texts = texts(line);
    let short = texts.first().is_some_and(|t| t.split_whitespace().count() <= 4);
    if is_pair(line) && short {
        return vec![(line.number, format!("{}: {}", texts[0].trim_end_matches(':'), texts[1]))];
    }
    texts.into_iter().map(|t| (line.number, t)).collect()
}

fn is_name(held: &Held, words: &Words) -> bool {
    match held.value() {
        Value::Text(t) => {
            let aged = t.starts_with(char::is_alphabetic) && age(t).is_some();
            aged || look(Value::Text(t)) == Look::Time || words.is_named(t)
        }
        Value::Stamp(_) => true,
        value => look(value) == Look::Year,
    }
}

/// The first row of figures below, where no other row of names stands between.
fn below(rows: &[Line], n: usize) -> Option<&Line> {
    let own = &rows[n];
    let numbering = |at: usize| is_numbering(&rows[at]) && rows.get(at + 1).is_some_and(can_name);
    let wide = |at: &usize| rows[*at].cells.len() > 1 || has_figures(&rows[*at]);
    let last = rows.len().min(n + 9);
    let next = &rows[(n + 1..last).filter(|at| !numbering(*at)).find(wide)?];
    let near = next.number - own.number <= GAP + 4;
    let figures = is_data(next) && (!can_name(next) || has_missing(next));
    (near && figures).then_some(next)
}

fn has_missing(line: &Line) -> bool {
    line.cells.iter().any(|c| look(c.1.value()) == Look::Missing)
}

/// Figures that stand below a name.
fn covered(names: &Line, data: &Line) -> usize {
    let figure =
        |c: &&(u32, Held)| !matches!(look(c.1.value()), Look::Words) && names.at(c.0).is_some();
    data.cells.iter().filter(figure).count()
}

/// The header rows that end in this one, from the top.
fn stack(rows: &[Line], at: usize, floor: usize) -> Vec<usize> {
    let mut out = vec![at];
    let left = rows[at].cells.first().map_or(1, |c| c.0);
    let mut n = at;
    while n > floor && out.len() < TALLEST {
        let upper = &rows[n - 1];
        let near = rows[n].number - upper.number <= 1;
        if near && is_numbering(upper) && n > floor + 1 {
            n -= 1;
            continue;
        }
        let inner = upper.cells.first().is_some_and(|c| c.0 > left) || upper.cells.len() > 1;
        let short = upper.cells.iter().all(|c| c.1.value().shown().len() <= LONGEST);
        let names = upper
            .cells
            .iter()
            .all(|c| matches!(look(c.1.value()), Look::Words | Look::Time | Look::Year));
        let reach = if upper.cells.len() > 1 { left } else { left + 1 };
        let names = names && upper.cells.iter().any(|c| c.0 >= reach);
        if !(near && inner && short && names) {
            break;
        }
        n -= 1;
        out.insert(0, n);
    }
    out
}

/// A row of nothing but whole numbers, as forms number their columns.
fn is_numbering(line: &Line) -> bool {
    let whole = |c: &(u32, Held)| plain(c.1.value()).is_some_and(|n| n.fract() == 0.0);
    line.cells.len() > 2 && line.cells.iter().all(whole)
}

fn block(
    grid: &Grid,
    rows: &[Line],
    header: &[usize],
    body: std::ops::Range<usize>,
    above: std::ops::Range<usize>,
) -> Block {
    let numbers: Vec<u32> = header.iter().map(|h| rows[*h].number).collect();
    let lines = rows[body].to_vec();
    let cells = header.iter().flat_map(|h| &rows[*h].cells).map(|c| c.0);
    let data = lines.iter().filter(|l| is_data(l)).flat_map(|l| &l.cells).map(|c| c.0);
    let used: BTreeSet<u32> = cells.chain(data).collect();
    let (from, to) = (used.first().copied().unwrap_or(1), used.last().copied().unwrap_or(1));
    let names = names(grid, rows, header, &used);
    let lowest = header.last().map(|h| texts(&rows[*h])).unwrap_or_default();
    let again = |l: &&Line| texts(l) == lowest;
    let repeats = lines.iter().filter(again).map(|l| l.number).collect();
    let preface = rows[above].iter().filter(|l| !is_data(l) || l.cells.len() == 1 || is_pair(l));
    let preface = preface.flat_map(said).collect();
    Block { from, to, header: numbers, names, lines, preface, repeats }
}

fn texts(line: &Line) -> Vec<String> {
    line.cells.iter().map(|c| c.1.value().shown().into_owned()).collect()
}

/// The names of each column from the top. What stands in an upper row holds to the right until the next name in it.
fn names(
    grid: &Grid,
    rows: &[Line],
    header: &[usize],
    used: &BTreeSet<u32>,
) -> Vec<(u32, Vec<String>)> {
    let lowest = header.last().map(|h| &rows[*h]);
    let mut out: Vec<(u32, Vec<String>)> = used.iter().map(|c| (*c, Vec::new())).collect();
    for (level, at) in header.iter().enumerate() {
        let line = &rows[*at];
        let upper = level + 1 < header.len();
        let merged = grid.spans.iter().any(|s| s.top == line.number && s.right > s.left);
        let mut last: Option<String> = None;
        let run = is_run(line);
        let name = |v: Value<'_>| match year_and(v).filter(|_| run) {
            Some((year, month)) if (1..=12).contains(&month) => format!("{year:04}-{month:02}"),
            Some((year, next)) => format!("{year:04}/{next:02}"),
            None => name(v),
        };
        for (column, parts) in &mut out {
            let own = line.at(*column).map(name);
            let spanned = grid.at(line.number, *column).map(name);
            let named_below = lowest.is_some_and(|l| l.at(*column).is_some());
            let found = match (own, spanned) {
                (Some(own), _) => Some(own),
                (None, Some(spanned)) => Some(spanned),
                (None, None) if upper && !merged && named_below => last.clone(),
                _ => None,
            };
            if let Some(found) = found {
                if parts.last() != Some(&found) {
                    parts.push(found.clone());
                }
                last = Some(found);
            }
        }
    }
    out.retain(|n| !n.1.is_empty());
    out
}

/// A name without the marks of notes and with single blanks; a date in a header is its month.
fn name(value: Value<'_>) -> String {
    let shown = match value {
        Value::Stamp(n) => crate::written::date::serial(n, false)
            .map_or_else(|| n.to_string(), |d| format!("{:04}-{:02}", d.year(), d.month())),
        other => other.shown().into_owned(),
    };
    let words: Vec<&str> = shown.split_whitespace().collect();
    without_marks(&words.join(" ")).0.to_owned()
}

/// Tables that stand side by side: columns that nothing fills part them, and each has a name that labels rows.
fn apart(block: Block) -> Vec<Block> {
    let filled: BTreeSet<u32> = block
        .lines
        .iter()
        .filter(|l| is_data(l))
        .flat_map(|l| l.cells.iter().map(|c| c.0))
        .chain(block.names.iter().map(|n| n.0))
        .collect();
    let mut parts: Vec<(u32, u32)> = Vec::new();
    for column in filled {
        match parts.last_mut() {
            Some(last) if last.1 + 1 == column => last.1 = column,
            _ => parts.push((column, column)),
        }
    }
    let labels = |part: &(u32, u32)| {
        let line = block.lines.iter().filter(|l| is_data(l)).take(20);
        let words =
            line.filter(|l| l.at(part.0).is_some_and(|v| matches!(look(v), Look::Words))).count();
        words > 0 && part.1 > part.0
    };
    if parts.len() < 2 || !parts.iter().all(labels) {
        return vec![block];
    }
    parts.iter().map(|part| cut(&block, *part)).collect()
}

fn cut(block: &Block, (from, to): (u32, u32)) -> Block {
    let within = |c: u32| (from..=to).contains(&c);
    let lines = block
        .lines
        .iter()
        .map(|l| Line { cells: l.cells.iter().filter(|c| within(c.0)).cloned().collect(), ..*l });
    Block {
        from,
        to,
        names: block.names.iter().filter(|n| within(n.0)).cloned().collect(),
        lines: lines.filter(|l| !l.cells.is_empty()).collect(),
        ..block.clone()
    }
}
