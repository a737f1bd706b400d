//! Small tables that a text layer left as plain lines: a line of column names, then rows that end in as many values.

use std::sync::LazyLock;

use regex::Regex;

use crate::passage::{Layout, Repair, Text, TextCell, TextRow, TextTable};
use crate::written::pattern::pattern;

/// A time at the end of a column's name.
pub(super) static PERIOD: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)^(?:(?:19|20)\d\d(?:[/–-]\d{2,4})?|\d\d/\d\d|q[1-4])$"));
/// A word that names a series, alone or before its time.
pub(super) static SERIES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:total|target|actual|baseline|outturn|budget|forecast|variance|revised|proposed|original|approved|estimate|latest|confirmed|indicative|planned|change|difference)$",
    )
});
/// A unit behind a column's name.
pub(super) static UNIT: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^\(?(?:£(?:000|'000|k|m)?|%|No\.?)\)?$"));
/// A word for the form of the series that follows: "% change".
static FORM: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)^(?:%|percent(?:age)?)$"));
/// A value, or a mark for none.
pub(super) static VALUE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:[(<>≤≥+−–-]?£?\d[\d,]*(?:\.\d+)?[%km]?\)?|-|–|n/a|nya|tb[ac]|\.\.|monitor(?:ed)?|reduce|increase|maintain|improve)$",
    )
});
/// The title of a table.
static CAPTION: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)^\s*(?:table|figure|appendix|annex)\s+\w{1,3}\b"));
/// Lines beyond which nobody laid out one table a cell a line.
const MOST_LINES: usize = 1_200;
/// Lines within which the first figures of such a table stand.
const NEAR: usize = 48;
/// The fewest rows that make a table of such lines.
const LEAST_ROWS: usize = 2;

/// A table that starts at line `i`, and the line after its end.
pub fn table(lines: &[Text], i: usize, repairs: &mut Vec<Repair>) -> Option<(TextTable, usize)> {
    slashed(lines, i)
        .or_else(|| stacked(lines, i))
        .or_else(|| closed_by_pipes(lines, i))
        .or_else(|| spread_out(lines, i, repairs))
        .or_else(|| (1..=2).find_map(|heads| try_table(lines, i, heads, repairs)))
        .or_else(|| super::headline::table(lines, i))
}

/// One cell a line, between blank lines: the names of the columns, then a name and its values, row by row.
fn stacked(lines: &[Text], i: usize) -> Option<(TextTable, usize)> {
    const LONGEST: usize = 48;
    if i > 0 && !lines[i - 1].as_str().trim().is_empty() {
        return None;
    }
    let short = |l: &&Text| (1..=LONGEST).contains(&l.as_str().trim().len());
    let count = lines[i..].iter().take_while(short).count();
    let closed = lines.get(i + count).is_none_or(|l| l.as_str().trim().is_empty());
    if !(12..=400).contains(&count) || !closed || VALUE.is_match(lines[i].as_str().trim()) {
        return None;
    }
    let single = |l: &Text| TextRow { cells: vec![super::lines::cell(&l.trim())], header: false };
    let rows = lines[i..i + count].iter().map(single).collect();
    let mut rows = refolded(&TextTable { layout: Layout::Columns, rows })?;
    let named = rows[0].cells.iter().all(|c| !VALUE.is_match(c.joined().as_str()));
    rows[0].header = named;
    (named && rows[0].cells.len() >= 3)
        .then_some((TextTable { layout: Layout::Columns, rows }, i + count))
}

/// One cell a line, broken labels and all, with or without a blank line behind each.
fn spread_out(lines: &[Text], i: usize, repairs: &mut Vec<Repair>) -> Option<(TextTable, usize)> {
    let blank = |n: usize| lines.get(n).is_none_or(|l| l.as_str().trim().is_empty());
    let titled = |n: usize| CAPTION.is_match(lines[n].as_str());
    if i > 0 && !blank(i - 1) && !titled(i - 1) || titled(i) {
        return None;
    }
    // Most lines begin nothing of the kind, and are not looked at twice.
    let short = |l: &Text| l.as_str().trim().chars().count() <= super::stacked::LONGEST;
    let figure = |l: &&Text| {
        let s = l.as_str().trim();
        short(l)
            && s.trim_start_matches(['£', '(', '-', '+', '<', '>'])
                .starts_with(|c: char| c.is_ascii_digit())
    };
    if !short(&lines[i]) || lines[i..].iter().take(NEAR).filter(figure).count() < LEAST_ROWS {
        return None;
    }
    // A blank line behind each cell: what stands between two of them is one cell, whole.
    let whole = blank(i + 1);
    let mut cells: Vec<(Text, usize)> = Vec::new();
    for (n, line) in lines.iter().enumerate().skip(i).take(MOST_LINES) {
        let apart = n > i && blank(n - 1);
        match cells.last_mut() {
            _ if blank(n) && (apart || !whole) || !short(line) => break,
            _ if blank(n) => {}
            Some((cell, end)) if whole && !apart => {
                cell.join(&line.trim());
                *end = n + 1;
            }
            _ => cells.push((line.trim(), n + 1)),
        }
    }
    let texts: Vec<&Text> = cells.iter().map(|(cell, _)| cell).collect();
    let (table, taken) = super::stacked::table(&texts, whole, repairs)?;
    Some((table, cells.get(taken - 1)?.1))
}

/// `Wardens |` above `£5 |`: a pipe behind each cell, and nothing between the rows.
fn closed_by_pipes(lines: &[Text], i: usize) -> Option<(TextTable, usize)> {
    let closed = |l: &&Text| {
        let s = l.as_str().trim();
        s.ends_with('|') && s.matches('|').count() == 1
    };
    // A run of such lines is one table from its first line, or none.
    if i > 0 && closed(&&lines[i - 1]) {
        return None;
    }
    let count = lines[i..].iter().take_while(closed).count();
    let content = |l: &Text| l.slice(0..l.as_str().rfind('|').unwrap_or(0)).trim();
    let cells: Vec<TextCell> =
        lines[i..i + count].iter().map(|l| super::lines::cell(&content(l))).collect();
    let value = |c: &TextCell| VALUE.is_match(c.joined().as_str());
    let folds = |width: &usize| {
        let body = || cells.chunks(*width).skip(1);
        let rows = body().filter(|r| r[1..].iter().any(value)).count();
        cells.len().is_multiple_of(*width)
            && rows >= LEAST_ROWS
            && !cells[0..*width].iter().any(value)
            && body().all(|r| !value(&r[0]))
            && (1..*width).any(|c| body().all(|r| r[c].is_blank() || value(&r[c])))
    };
    let width = (2..=8).find(folds)?;
    let rows = cells.chunks(width).enumerate();
    let rows = rows.map(|(n, row)| TextRow { cells: row.to_vec(), header: n == 0 }).collect();
    Some((TextTable { layout: Layout::Columns, rows }, i + count))
}

/// `Burglary / 60 / 50`: lines of as many cells each, of which at least one holds values.
fn slashed(lines: &[Text], i: usize) -> Option<(TextTable, usize)> {
    const MARK: &str = " / ";
    let cells = |line: &Text| -> Vec<Text> {
        let mut from = 0;
        let ends = line.as_str().match_indices(MARK).map(|m| (m.0, m.0 + MARK.len()));
        let ends: Vec<_> = ends.chain([(line.len(), line.len())]).collect();
        let cut = |(end, next)| line.slice(std::mem::replace(&mut from, next)..end).trim();
        ends.into_iter().map(cut).collect()
    };
    let width = cells(&lines[i]).len();
    let alike = |line: &&Text| {
        let cells = cells(line);
        cells.len() == width && cells.iter().all(|c| !c.is_empty() && c.len() <= 80)
    };
    let count = if width < 3 { 0 } else { lines[i..].iter().take_while(alike).count() };
    let rows: Vec<Vec<Text>> = lines[i..i + count].iter().map(cells).collect();
    let valued = |row: &Vec<Text>| row[1..].iter().any(|c| VALUE.is_match(c.as_str()));
    let body = rows.get(1..)?;
    if body.len() < LEAST_ROWS || !body.iter().all(valued) {
        return None;
    }
    let rows = rows.iter().map(|cells| row(&cells[0], &cells[1..], false)).collect();
    Some((TextTable { layout: Layout::Columns, rows }, i + count))
}

/// A table with one cell a line, laid out again: every so many cells a label comes round, and behind it a value.
pub fn refolded(table: &TextTable) -> Option<Vec<TextRow>> {
    let single = table.rows.iter().all(|r| r.cells.len() == 1 && !r.cells[0].is_blank());
    let cells: Vec<&TextCell> = table.rows.iter().flat_map(|r| &r.cells).collect();
    let value = |c: &TextCell| VALUE.is_match(c.joined().as_str());
    let folds = |width: &usize| {
        let column = |c: usize| cells.iter().skip(c).step_by(*width);
        let held = |c: usize| column(c).skip(1).all(|x| value(x)) && !value(cells[c]);
        cells.len().is_multiple_of(*width)
            && cells.len() / width > LEAST_ROWS
            && !column(0).any(|c| value(c))
            && (1..*width).any(held)
    };
    let width = (2..=6).find(|width| single && folds(width))?;
    let rows = cells.chunks(width).map(|row| row.iter().map(|c| (*c).clone()).collect());
    Some(rows.map(|cells| TextRow { cells, header: false }).collect())
}

fn try_table(
    lines: &[Text],
    i: usize,
    heads: usize,
    repairs: &mut Vec<Repair>,
) -> Option<(TextTable, usize)> {
    let first = lines.get(i + heads)?;
    let (_, values) = split(first, |w| VALUE.is_match(w), usize::MAX)?;
    let count = values.len();
    if count < 2 {
        return None;
    }
    let (mut rows, mut joined) = (Vec::new(), Vec::new());
    for line in &lines[i..i + heads] {
        let (head, columns) = columns(line, count)?;
        if head.as_str().split_whitespace().count() > 4 {
            return None;
        }
        rows.push(row(&head, &columns, true));
    }
    let mut end = i + heads;
    let valued = |n: usize| split(lines.get(n)?, |w| VALUE.is_match(w), count);
    while let Some(line) = lines.get(end) {
        let own = valued(end).filter(|(label, values)| values.len() == count && !label.is_empty());
        if let Some((label, values)) = own {
            rows.push(row(&label, &values, false));
            end += 1;
            continue;
        }
        // "Violence without injury (including" above "harassment) 702 871": the label is broken.
        let open = |s: &str| {
            s.ends_with(['(', '/', '&', ',']) || s.matches('(').count() > s.matches(')').count()
        };
        let broken = (1..=60).contains(&line.as_str().trim().len());
        let next = valued(end + 1).filter(|(label, values)| {
            let low = label.as_str().starts_with(|c: char| c.is_lowercase() || c == '(');
            values.len() == count && (low || open(line.as_str().trim()))
        });
        let Some((rest, values)) = next.filter(|_| broken && valued(end).is_none()) else { break };
        let mut label = line.trim();
        joined.push(Repair { rule: "wrapped-row-joined", place: label.place(0) });
        label.join(&rest);
        rows.push(row(&label, &values, false));
        end += 2;
    }
    if rows.len() < LEAST_ROWS + heads {
        return None;
    }
    repairs.append(&mut joined);
    Some((TextTable { layout: Layout::Columns, rows }, end))
}

/// The last words of a header line as `count` column names, and what stands before them.
fn columns(line: &Text, count: usize) -> Option<(Text, Vec<Text>)> {
    let s = line.as_str();
    let words = words(s);
    let word = |n: usize| &s[words[n].0..words[n].1];
    // "£ £" below the years: the units of the columns, and nothing else.
    if words.len() == count && (0..count).all(|n| UNIT.is_match(word(n))) {
        return Some((Text::default(), words.iter().map(|w| line.slice(w.0..w.1)).collect()));
    }
    let mut found: Vec<Text> = Vec::new();
    let mut at = words.len();
    while found.len() < count {
        let end = at.checked_sub(1)?;
        let mut start = end;
        while start > 0 && UNIT.is_match(word(start)) {
            start -= 1;
        }
        let timed = PERIOD.is_match(word(start));
        if !(timed || SERIES.is_match(word(start))) {
            return None;
        }
        let led = if timed { &SERIES } else { &FORM };
        if start > 0 && led.is_match(word(start - 1)) {
            start -= 1;
        }
        found.push(line.slice(words[start].0..words[end].1));
        at = start;
    }
    found.reverse();
    let head = if at == 0 { Text::default() } else { line.slice(0..words[at - 1].1).trim() };
    Some((head, found))
}

pub(super) fn words(s: &str) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut from = None;
    for (i, c) in s.char_indices().chain(std::iter::once((s.len(), ' '))) {
        match (c.is_whitespace(), from) {
            (false, None) => from = Some(i),
            (true, Some(start)) => {
                out.push((start, i));
                from = None;
            }
            _ => {}
        }
    }
    out
}

/// A line as its label and the words at its end that fit, at most `most` of them.
fn split(line: &Text, fits: impl Fn(&str) -> bool, most: usize) -> Option<(Text, Vec<Text>)> {
    let s = line.as_str();
    let words = words(s);
    let tail = words.iter().rev().take(most).take_while(|(a, b)| fits(&s[*a..*b])).count();
    if tail == 0 {
        return None;
    }
    let cut = words.len() - tail;
    let label = if cut == 0 { Text::default() } else { line.slice(0..words[cut - 1].1).trim() };
    Some((label, words[cut..].iter().map(|(a, b)| line.slice(*a..*b)).collect()))
}

pub(super) fn row(label: &Text, values: &[Text], header: bool) -> TextRow {
    let cells: Vec<TextCell> =
        std::iter::once(label).chain(values).map(super::lines::cell).collect();
    TextRow { cells, header }
}

#[cfg(test)]
mod tests {
    use super::super::{Dialect, read};
    use crate::passage::Element;

    fn rows(text: &str) -> (Vec<String>, Vec<&'static str>) {
        let read = read(text, Dialect::Found);
        let table = read.elements.iter().find_map(|e| match e {
            Element::Table(t) => Some(t),
            _ => None,
        });
        let joined = |r: &super::TextRow| {
            let cells = r.cells.iter().map(|c| c.joined().as_str().to_owned());
            cells.collect::<Vec<_>>().join("|")
        };
        let rows = table.map(|t| t.rows.iter().map(joined).collect()).unwrap_or_default();
        (rows, read.repairs.iter().map(|r| r.rule).collect())
    }

    #[test]
    fn tables_that_lost_their_form_are_found() {
        let slashed = "Measure / 2018/19 / 2019/20\nBurglary / 60 / 50\nArson / 5 / n/a\n";
        assert_eq!(rows(slashed).0, ["Measure|2018/19|2019/20", "Burglary|60|50", "Arson|5|n/a"]);
        let single = "| Activity |\n| Budget |\n| Parks |\n| £5 |\n| Wardens |\n| £7 |\n";
        assert_eq!(
            rows(single),
            (
                vec!["Activity|Budget".into(), "Parks|£5".into(), "Wardens|£7".into()],
                vec!["cells-laid-out"]
            )
        );
        let broken = "Measure       2018/19   2019/20\nBurglary           60        50\nRobbery\n and theft         20        10\n";
        assert_eq!(
            rows(broken),
            (
                vec![
                    "Measure|2018/19|2019/20".into(),
                    "Burglary|60|50".into(),
                    "Robbery and theft|20|10".into()
                ],
                vec!["wrapped-row-joined"]
            )
        );
        let wrapped = "Offence 2015/16 2016/17 Change % change\nBurglary 318 287 -31 -9.7%\nViolence (with and\nwithout injury) 702 871 169 24.1%\nArson 8 9 1 n/a\n";
        assert_eq!(
            rows(wrapped).0,
            [
                "Offence|2015/16|2016/17|Change|% change",
                "Burglary|318|287|-31|-9.7%",
                "Violence (with and without injury)|702|871|169|24.1%",
                "Arson|8|9|1|n/a"
            ]
        );
        let units =
            "Partner 2013/14 2014/15\n\u{a3} \u{a3}\nPolice 86,000 85,000\nHealth 54,000 54,000\n";
        assert_eq!(rows(units).0[..2], ["Partner|2013/14|2014/15", "|\u{a3}|\u{a3}"]);
        let noted = "                 Annual    Actual   Note\nService          Budget   to date\n                   £000      £000\n-------------------------------------\nWardens             742       388      1\nCameras             655       352\n=====================================\n\nNotes\n1     2 posts have been covered by agency staff while sickness is managed here\n2     Income from both shopping centres is below target, and costs are higher\n3     Vacancies in the team are held back until the new year by the head of it\n";
        let (noted, _) = rows(noted);
        assert_eq!(noted[3], "Wardens|742|388|1");
        assert_eq!(noted.last().map(String::as_str), Some("Cameras|655|352|"));
        let centred = "                              Exmouth                     Devon\n                       2011/12    2012/13       2011/12    2012/13\nBurglary per 1,000         4.1        3.9           5.2        5.0\nRobbery                     55         51           410        399\nVictims satisfied          71%        74%           69%        70%\n";
        assert_eq!(rows(centred).0[2], "Burglary per 1,000|4.1|3.9|5.2|5.0");
        let parted = "| Ref | Indicator | 2007/08 | 2008/09 |\n|---|---|---|---|\n| 16 | Burglaries per | 14.2 | 12.9 |\n|  | 1,000 households |  |  |\n";
        assert_eq!(
            rows(parted),
            (
                vec![
                    "Ref|Indicator|2007/08|2008/09".into(),
                    "16|Burglaries per 1,000 households|14.2|12.9".into()
                ],
                vec!["wrapped-row-joined"]
            )
        );
        let prose = "He / she / they came.\nShe / he / they went.\nThey / he / she saw.\n";
        assert!(rows(prose).0.is_empty());
        let list = "| Parks |\n| Wardens |\n| Lamps |\n| Gates |\n";
        assert_eq!(rows(list).0, ["Parks", "Wardens", "Lamps", "Gates"]);
    }
}
