//! Puts together what extraction took apart. Every repair is a named rule with a place, which `inspect` counts.

use crate::passage::{Element, Layout, Repair, TextCell, TextRow, TextTable};

/// Repairs in their order: filler columns, copies of merged cells, the same table twice, tables cut by a page.
pub fn repair(elements: Vec<Element>, repairs: &mut Vec<Repair>) -> Vec<Element> {
    let mut out: Vec<Element> = Vec::new();
    for element in elements {
        match element {
            Element::Table(mut table) => {
                if let Some(rows) = super::lost::refolded(&table) {
                    let place = table.rows.first().and_then(TextRow::first_place);
                    repairs.extend(place.map(|place| Repair { rule: "cells-laid-out", place }));
                    table.rows = rows;
                }
                mark_copies(&mut table, repairs);
                drop_blank_rows(&mut table);
                join_labels(&mut table, repairs);
                if table.rows.is_empty() {
                    continue;
                }
                if let Some(place) = repeats(&out, &table) {
                    repairs.push(Repair { rule: "table-repeated", place });
                    // The copy is kept as marked cells, so that its numerals are still explained.
                    for cell in table.rows.iter_mut().flat_map(|r| &mut r.cells) {
                        cell.copied = true;
                    }
                    out.push(Element::Table(table));
                } else if let Some(table) = join(&mut out, table, repairs) {
                    out.push(Element::Table(table));
                }
            }
            other => out.push(other),
        }
    }
    out
}

/// Extractors that repeat a merged cell write the same words in neighbouring cells.
fn mark_copies(table: &mut TextTable, repairs: &mut Vec<Repair>) {
    if table.layout == Layout::Html || table.layout == Layout::Columns {
        return;
    }
    for row in &mut table.rows {
        for i in 1..row.cells.len() {
            let (left, right) = row.cells.split_at_mut(i);
            let (before, here) = (&left[i - 1], &mut right[0]);
            if wordy(before) && same(before, here) {
                mark(here, repairs);
            }
        }
    }
    for r in 1..table.rows.len() {
        let (above, below) = table.rows.split_at_mut(r);
        let (above, row) = (&above[r - 1], &mut below[0]);
        for c in copied_down(above, row) {
            mark(&mut row.cells[c], repairs);
        }
        for (up, here) in above.cells.iter().zip(&mut row.cells) {
            // Downwards only long cells with words: two rows may well promise "5 sessions" each.
            let long = up.joined().as_str().split_whitespace().count() >= 4;
            if long && wordy(up) && same(up, here) && !here.copied {
                mark(here, repairs);
            }
        }
    }
}

/// What stands here was said elsewhere.
fn mark(cell: &mut TextCell, repairs: &mut Vec<Repair>) {
    cell.copied = true;
    if let Some(p) = cell.pieces.first() {
        repairs.push(Repair { rule: "merged-cell-copy", place: p.text.place(0) });
    }
}

/// Extractors that copy a merged cell down repeat its amounts too: two or more equal ones under an equal key.
fn copied_down(above: &TextRow, row: &TextRow) -> Vec<usize> {
    let key =
        above.cells.first().zip(row.cells.first()).is_some_and(|(a, b)| wordy(a) && same(a, b));
    let digits = |c: &TextCell| c.joined().as_str().bytes().filter(u8::is_ascii_digit).count() >= 3;
    let equal: Vec<usize> = (1..row.cells.len().min(above.cells.len()))
        .filter(|&c| digits(&row.cells[c]) && same(&above.cells[c], &row.cells[c]))
        .collect();
    if key && equal.len() >= 2 { equal } else { Vec::new() }
}

fn wordy(cell: &TextCell) -> bool {
    cell.joined().as_str().chars().filter(|c| c.is_alphabetic()).count() >= 4
}

fn same(a: &TextCell, b: &TextCell) -> bool {
    !b.is_blank() && a.joined().as_str() == b.joined().as_str()
}

/// "Burglaries per | 14.2 | 12.9" above "1,000 households" alone in the column of names: one label, broken over rows.
fn join_labels(table: &mut TextTable, repairs: &mut Vec<Repair>) {
    if table.layout == Layout::Html {
        return;
    }
    for r in (1..table.rows.len()).rev() {
        let (above, below) = table.rows.split_at_mut(r);
        let (above, row) = (&mut above[r - 1], &below[0]);
        let filled = |r: &TextRow| -> Vec<usize> {
            (0..r.cells.len()).filter(|c| !r.cells[*c].is_blank()).collect()
        };
        let [c] = filled(row)[..] else { continue };
        let named = above.cells.get(c).is_some_and(|x| super::columns::leads_on(x) && wordy(x));
        let value = |x: &&TextCell| super::lost::VALUE.is_match(x.joined().as_str());
        if !named || above.cells.iter().filter(value).count() < 2 || row.header {
            continue;
        }
        let row = table.rows.remove(r);
        if let Some(place) = row.first_place() {
            repairs.push(Repair { rule: "wrapped-row-joined", place });
        }
        append(&mut table.rows[r - 1], &row);
    }
}

/// Each cell goes on in the cell above it.
fn append(last: &mut TextRow, row: &TextRow) {
    for (cell, more) in last.cells.iter_mut().zip(&row.cells) {
        for piece in &more.pieces {
            match cell.pieces.last_mut() {
                Some(end) if !piece.item => end.text.join(&piece.text),
                _ => cell.pieces.push(piece.clone()),
            }
        }
    }
}

fn drop_blank_rows(table: &mut TextTable) {
    table.rows.retain(|r| !r.is_blank());
}

fn repeats(out: &[Element], table: &TextTable) -> Option<crate::model::place::Place> {
    let text = |t: &TextTable| -> Vec<String> {
        t.rows.iter().flat_map(|r| r.cells.iter().map(|c| c.joined().as_str().to_owned())).collect()
    };
    if table.rows.len() < 3 {
        return None;
    }
    let mine = text(table);
    out.iter().rev().take(12).find_map(|e| match e {
        Element::Table(t) if text(t) == mine => table.rows.first().and_then(TextRow::first_place),
        _ => None,
    })
}

/// Joins a table to the one before it when only furniture stands between and the columns agree.
fn join(out: &mut [Element], mut table: TextTable, repairs: &mut Vec<Repair>) -> Option<TextTable> {
    let last = out.iter().rposition(|e| !matches!(e, Element::Furniture(_)));
    let Some(Element::Table(previous)) = last.map(|i| &mut out[i]) else { return Some(table) };
    if previous.layout != table.layout {
        return Some(table);
    }
    let header = previous.rows.first().map(row_text).unwrap_or_default();
    let repeated = !header.is_empty()
        && previous.rows.len() > 1
        && table.rows.first().map(row_text).as_ref() == Some(&header);
    let place = table.rows.first().and_then(TextRow::first_place);
    if repeated {
        if let Some(place) = place.clone() {
            repairs.push(Repair { rule: "repeated-header-dropped", place });
        }
        // The words are the same as above; cells are kept as copies so that their numerals are explained.
        let mut head = table.rows.remove(0);
        for cell in &mut head.cells {
            cell.copied = true;
        }
        head.header = false;
        table.rows.insert(0, head);
    } else if continues(previous, &table) {
        if let Some(first) = table.rows.first_mut() {
            first.header = false;
        }
    } else {
        return Some(table);
    }
    if let Some(place) = place {
        repairs.push(Repair { rule: "table-joined", place });
    }
    for row in table.rows {
        if !wrapped(previous, &row, repairs) {
            previous.rows.push(row);
        }
    }
    None
}

fn row_text(row: &TextRow) -> Vec<String> {
    row.cells.iter().map(|c| crate::vocab::fold(c.joined().as_str())).collect()
}

/// No header of its own, and as many columns: the same table, cut by a page or a blank line.
fn continues(previous: &TextTable, table: &TextTable) -> bool {
    let width = |t: &TextTable| t.rows.iter().map(|r| r.cells.len()).max().unwrap_or(0);
    let fits = width(previous) == width(table) && width(table) > 1;
    let head = table.rows.first().filter(|r| r.header && !r.is_blank());
    let values_above = previous.rows.first().is_some_and(valued);
    let own_header = head.is_some_and(|r| values_above || !valued(r));
    match table.layout {
        Layout::Tabs => {
            // The first row may be the rest of one that the page cut: no key, and words that go on in lower case.
            let rest = |r: &TextRow| {
                let mut filled = r.cells.iter().filter(|c| !c.is_blank());
                filled.next().is_some_and(|c| c.joined().as_str().starts_with(char::is_lowercase))
            };
            let keyed =
                table.rows.iter().enumerate().all(|(n, r)| {
                    r.cells.first().is_some_and(|c| !c.is_blank()) || n == 0 && rest(r)
                });
            fits && !own_header && !form_title(table) && full(previous.rows.first()) && keyed
        }
        Layout::Pipes => {
            let rest = table.rows.iter().skip(1).any(|r| r.header);
            fits && !own_header && !rest
        }
        Layout::Html | Layout::Columns => false,
    }
}

/// A row of values: what an extractor made a header of, because the page began with it.
fn valued(row: &TextRow) -> bool {
    row.cells.iter().skip(1).any(|c| {
        let cell = c.joined();
        let s = cell.as_str().trim();
        let figure = super::lost::VALUE.is_match(s) && s.contains(|c: char| c.is_ascii_digit());
        figure && crate::written::time::period(s).is_none()
    })
}

/// Every cell of a header says something; forms leave cells open.
fn full(row: Option<&TextRow>) -> bool {
    row.is_some_and(|r| r.cells.len() > 2 && r.cells.iter().all(|c| !c.is_blank()))
}

/// A form starts anew with a single short cell (its title) in the first row.
fn form_title(table: &TextTable) -> bool {
    table.rows.first().is_some_and(|r| r.cells.iter().filter(|c| !c.is_blank()).count() == 1)
}

/// The tail of a row that the page cut: no key, and words that go on in lower case.
fn wrapped(previous: &mut TextTable, row: &TextRow, repairs: &mut Vec<Repair>) -> bool {
    if previous.layout != Layout::Pipes || row.cells.first().is_none_or(|c| !c.is_blank()) {
        return false;
    }
    let filled: Vec<&TextCell> = row.cells.iter().filter(|c| !c.is_blank()).collect();
    let low = |c: &&TextCell| c.joined().as_str().starts_with(char::is_lowercase);
    if filled.is_empty() || !filled.iter().all(low) {
        return false;
    }
    let Some(last) = previous.rows.last_mut() else { return false };
    if let Some(place) = row.first_place() {
        repairs.push(Repair { rule: "wrapped-row-joined", place });
    }
    append(last, row);
    true
}

#[cfg(test)]
mod tests {
    use crate::passage::Element;
    use crate::read::text::{Dialect, read};

    /// Rows of each table of the text.
    fn rows(text: &str) -> Vec<usize> {
        let table = |e: &Element| match e {
            Element::Table(t) => Some(t.rows.len()),
            _ => None,
        };
        read(text, Dialect::Found).elements.iter().filter_map(table).collect()
    }

    #[test]
    fn a_row_of_values_that_a_page_made_a_header_goes_on_with_the_table_above() {
        let above = "| Scheme | 2019/20 |\n|---|---|\n| Wardens | £70 |\n\n-----\n\n";
        assert_eq!(rows(&format!("{above}| Cameras | £900 |\n|---|---|\n| Total | £970 |\n")), [4]);
        assert_eq!(
            rows(&format!("{above}| Measure | 2018/19 |\n|---|---|\n| Thefts | 97 |\n")),
            [2, 2]
        );
    }
}
