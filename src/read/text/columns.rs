//! Tables written with spaces, as a PDF's layout leaves them: columns are where no line has ink.

use crate::passage::{Layout, Piece, Repair, Text, TextCell, TextRow, TextTable};

/// Spaces that part two columns.
const GAP: usize = 2;
/// A line with a gap this wide is a row of a table wherever it stands.
const WIDE: usize = 3;
/// Characters of a line beyond which nothing was laid out for paper.
const WIDEST: usize = 2_000;
/// Blank lines at which a table may be held to end before it is none.
const MOST_ENDS: usize = 6;
/// Lines a table must have that show a gap.
const LEAST_ROWS: usize = 2;

/// A table that starts at line `i`, and the line after its end.
pub fn table(lines: &[Text], i: usize, repairs: &mut Vec<Repair>) -> Option<(TextTable, usize)> {
    if !has_gap(lines[i].as_str(), WIDE) || numbered_heading(lines, i) {
        return None;
    }
    // Notes below a table may stand apart like cells and fill its gaps: then it ends at the blank line above them.
    let whole = extent(lines, i);
    let blank = |n: &usize| lines[*n].as_str().trim().is_empty();
    let mut ends = std::iter::once(whole).chain((i + 1..whole).rev().filter(blank).take(MOST_ENDS));
    ends.find_map(|end| Some((of_lines(lines, i, end, repairs)?, end)))
}

fn of_lines(lines: &[Text], i: usize, end: usize, repairs: &mut Vec<Repair>) -> Option<TextTable> {
    let rows: Vec<&Text> = lines[i..end]
        .iter()
        .filter(|l| !l.as_str().trim().is_empty() && !is_rule(l.as_str()))
        .collect();
    let gapped = rows.iter().filter(|l| has_gap(l.as_str(), WIDE)).count();
    if gapped < LEAST_ROWS {
        return None;
    }
    // A page is not this wide.
    if rows.iter().any(|l| l.len() > WIDEST) {
        return None;
    }
    let bounds = bounds_by_figures(&rows).unwrap_or_else(|| boundaries(&rows));
    if bounds.is_empty() {
        return None;
    }
    let cut: Vec<TextRow> = rows.iter().map(|l| cut(l, &bounds)).collect();
    let rows = wrap(cut, repairs);
    Some(TextTable { layout: Layout::Columns, rows })
}

fn has_gap(s: &str, width: usize) -> bool {
    let t = s.trim();
    t.contains(&" ".repeat(width))
}

/// Lines that belong together: gapped lines, the short lines between them, single blank lines.
fn extent(lines: &[Text], i: usize) -> usize {
    let mut end = i + 1;
    let mut at = i + 1;
    let mut loose = 0;
    while at < lines.len() {
        let s = lines[at].as_str();
        if s.contains('\u{c}') || s.contains('|') || s.contains('\t') || opens_prose(s) {
            break;
        }
        if numbered_heading(lines, at) || heads_anew(lines, i, at) {
            break;
        }
        let sum = is_rule(lines[at - 1].as_str())
            && s.trim_start_matches([' ', '£', '(']).starts_with(|c: char| c.is_ascii_digit())
            && !s.trim().contains(' ');
        if is_rule(s) || sum {
            // What stands alone under a rule is the sum of the column.
            end = if sum { at + 1 } else { end };
            loose = 0;
        } else if has_gap(s, WIDE) {
            end = at + 1;
            loose = 0;
        } else {
            loose += 1;
            // A wrapped label, a sub-heading or a blank line may stand between two rows; prose does not.
            let sentence = s.trim().ends_with('.') && s.split_whitespace().count() > 4;
            if sentence && lines[at - 1].as_str().trim().is_empty() {
                break;
            }
            if loose > 3 || s.trim().chars().count() > 70 {
                break;
            }
        }
        at += 1;
    }
    // A wrapped label may end the table.
    while end < lines.len() {
        let s = lines[end].as_str();
        let short = !s.trim().is_empty() && s.trim().chars().count() <= 45;
        let lower = s.trim().starts_with(|c: char| c.is_lowercase() || c == '&' || c == '(');
        if short && lower { end += 1 } else { break }
    }
    end
}

/// Names of columns behind a blank line, below rows of figures: another table.
fn heads_anew(lines: &[Text], i: usize, at: usize) -> bool {
    let figures =
        |l: &Text| l.as_str().split_whitespace().filter(|w| super::lost::VALUE.is_match(w)).count();
    let s = lines[at].as_str();
    lines[at - 1].as_str().trim().is_empty()
        && s.starts_with(&" ".repeat(WIDE))
        && has_gap(s, WIDE)
        && figures(&lines[at]) == 0
        && lines[i..at].iter().filter(|l| figures(l) >= 2).count() >= LEAST_ROWS
        && lines[at + 1..].iter().take(3).any(|l| figures(l) >= 2)
}

/// `3    Funding` on a line of its own: the number and the title of a section, not two cells.
fn numbered_heading(lines: &[Text], i: usize) -> bool {
    let blank = |n: Option<usize>| {
        n.and_then(|n| lines.get(n)).is_none_or(|l| l.as_str().trim().is_empty())
    };
    let s = lines[i].as_str().trim_end();
    let number = s.len() - s.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').len();
    let title = s[number..].trim_start();
    (1..=5).contains(&number)
        && s[number..].starts_with("  ")
        && title.starts_with(char::is_alphabetic)
        && !has_gap(title, GAP)
        && !title.contains(|c: char| c.is_ascii_digit() || c == '£')
        && blank(i.checked_sub(1))
        && blank(Some(i + 1))
}

/// A list item, a numbered paragraph or a page number ends a table.
fn opens_prose(s: &str) -> bool {
    let t = s.trim();
    let number = t.split_whitespace().next().unwrap_or("");
    let digits = number.trim_end_matches(['.', ')']);
    let numbered = digits.len() < number.len() || digits.contains('.');
    let bullet = t.starts_with(['•', '▪', '●', '*']);
    let page = t.to_lowercase().starts_with("page ");
    bullet
        || page
        || (numbered
            && !digits.is_empty()
            && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
            && t.len() > number.len()
            && !t[number.len()..]
                .trim_start()
                .starts_with(|c: char| c.is_ascii_digit() || c == '£'))
}

/// A rule of dashes under a column of figures.
fn is_rule(s: &str) -> bool {
    let t = s.trim();
    !t.is_empty() && t.chars().all(|c| matches!(c, '-' | '=' | '_' | '–' | ' '))
}

/// A name centred above two columns hides the gap between them: then the rows of figures alone show it.
fn bounds_by_figures(rows: &[&Text]) -> Option<Vec<(usize, usize)>> {
    let figures = |l: &&&Text| {
        let words = l.as_str().split_whitespace();
        words.filter(|w| super::lost::VALUE.is_match(w)).count() >= 2
    };
    let first = rows.iter().position(|l| figures(&l))?;
    // What stands between the figures may be a cell of words, which has a gap of its own to show.
    let valued: Vec<&Text> = rows[first..].iter().filter(figures).copied().collect();
    let all = valued.len() == rows.len() - first;
    let (own, whole) = (boundaries(&valued), boundaries(rows));
    (first > 0 && all && valued.len() > LEAST_ROWS && own.len() > whole.len()).then_some(own)
}

/// Stretches of columns that part the table: at least `GAP` wide, where hardly any gapped line has ink.
fn boundaries(rows: &[&Text]) -> Vec<(usize, usize)> {
    let gapped: Vec<Vec<bool>> = rows
        .iter()
        .filter(|l| has_gap(l.as_str(), WIDE))
        .map(|l| l.as_str().chars().map(|c| !c.is_whitespace()).collect())
        .collect();
    let width = gapped.iter().map(Vec::len).max().unwrap_or(0);
    // One cell in eight lines may be longer than its column.
    let allowed = gapped.len() / 8;
    let mut bounds = Vec::new();
    let mut run = 0;
    let mut ink_before = false;
    for column in 0..width {
        let ink = gapped.iter().filter(|l| inked(l, column)).count();
        if ink <= allowed {
            run += 1;
            continue;
        }
        if run >= GAP && ink_before {
            bounds.push((column - run, column));
        }
        run = 0;
        ink_before = true;
    }
    bounds
}

/// A single space inside words is no gap: a column counts as inked when either neighbour is.
fn inked(line: &[bool], column: usize) -> bool {
    let at = |c: usize| line.get(c).copied().unwrap_or(false);
    at(column) || (column > 0 && at(column - 1) && at(column + 1))
}

fn cut(line: &Text, bounds: &[(usize, usize)]) -> TextRow {
    let chars: Vec<(usize, char)> = line.as_str().char_indices().collect();
    let byte = |column: usize| chars.get(column).map_or(line.len(), |c| c.0);
    let mut cells = Vec::new();
    let mut from = 0;
    for bound in bounds {
        let to = byte(parting(&chars, *bound)).max(from);
        cells.push(cell(&line.slice(from..to)));
        from = to;
    }
    cells.push(cell(&line.slice(from..line.len())));
    TextRow { cells, header: false }
}

fn cell(text: &Text) -> TextCell {
    let text = text.trim();
    let pieces = if text.is_empty() { Vec::new() } else { super::markup::pieces(&text) };
    TextCell { pieces, copied: false }
}

/// Where this line parts inside a stretch: at its widest space; where words run through, behind a number on the left,
/// else before the word on the right. No word is cut in two.
fn parting(chars: &[(usize, char)], (start, end): (usize, usize)) -> usize {
    let space = |c: usize| chars.get(c).is_none_or(|x| x.1.is_whitespace());
    let mut best: Option<(usize, usize)> = None;
    let mut c = start.saturating_sub(1);
    while c <= end {
        let run = (c..=end).take_while(|&x| space(x)).count();
        if run > 0 && best.is_none_or(|b| run > b.1) {
            best = Some((c, run));
        }
        c += run.max(1);
    }
    match best {
        Some((at, run)) if run >= GAP => at + run,
        Some((at, _)) if at > 0 && chars.get(at - 1).is_some_and(|x| x.1.is_ascii_digit()) => {
            at + 1
        }
        Some(_) => (start..=end).rev().find(|&x| space(x)).map_or(end, |x| x + 1),
        None => (0..start).rev().find(|&x| space(x)).map_or(0, |x| x + 1),
    }
}

/// Joins a label or a cell that was broken over lines.
fn wrap(rows: Vec<TextRow>, repairs: &mut Vec<Repair>) -> Vec<TextRow> {
    let mut out: Vec<TextRow> = Vec::new();
    for row in rows {
        let filled = row.cells.iter().filter(|c| !c.is_blank()).count();
        let number = |c: &TextCell| {
            let s = c.joined();
            let s = s.as_str().trim_start_matches(['(', '£', '-', '–', '<', '>']);
            s.starts_with(|d: char| d.is_ascii_digit())
        };
        let digits = row.cells.iter().skip(1).any(number);
        let starts_low = row.cells.iter().find(|c| !c.is_blank()).is_some_and(|c| {
            c.joined().as_str().starts_with(|c: char| c.is_lowercase() || matches!(c, '&' | '('))
        });
        // "Robbery" above "and theft   20   10": a label alone waits for its values.
        let waits = out.last().is_some_and(|last| {
            last.cells.iter().skip(1).all(TextCell::is_blank) && !last.cells[0].is_blank()
        });
        let open = out.last().is_some_and(|last| label_leads_on(last, &row));
        let rest = (starts_low || open) && !digits && filled < row.cells.len();
        let continues = filled > 0 && (starts_low && waits || rest);
        match out.last_mut().filter(|_| continues) {
            Some(last) => {
                if let Some(place) = row.first_place() {
                    repairs.push(Repair { rule: "wrapped-row-joined", place });
                }
                for (cell, more) in last.cells.iter_mut().zip(row.cells) {
                    merge(cell, more);
                }
            }
            None => out.push(row),
        }
    }
    out
}

/// A label that ends in "about" or "of" goes on in the same column of the next line.
fn label_leads_on(last: &TextRow, row: &TextRow) -> bool {
    let label = |r: &TextRow| {
        r.cells
            .iter()
            .position(|c| !c.is_blank() && !c.joined().as_str().contains(char::is_numeric))
    };
    label(row).and_then(|c| last.cells.get(c)).is_some_and(leads_on)
}

/// The last word of the cell wants another.
pub(super) fn leads_on(cell: &TextCell) -> bool {
    const OPEN: &[&str] = &[
        "&", "a", "about", "and", "at", "by", "for", "from", "in", "of", "on", "or", "per", "the",
        "their", "to", "who", "with",
    ];
    cell.joined().as_str().split_whitespace().next_back().is_some_and(|w| OPEN.contains(&w))
}

fn merge(cell: &mut TextCell, more: TextCell) {
    for piece in more.pieces {
        match cell.pieces.last_mut() {
            Some(last) if !piece.item => last.text.join(&piece.text),
            _ => cell.pieces.push(Piece { text: piece.text, item: piece.item }),
        }
    }
}
