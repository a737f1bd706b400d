//! Rows of text in aligned columns.

use super::Screen;
use super::paint::{Ink, listing, paint};

/// How a column is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    Left,
    Right,
}

/// Cells longer than this are cut, so that one long quote does not push every other column off the screen.
const WIDEST: usize = 60;

/// The least that a column is narrowed to.
const NARROWEST: usize = 8;

/// A header, a rule and the rows; every column as wide as its widest cell, or as the screen has room for. Where even narrow
/// columns do not fit beside each other, each row is told line by line.
pub fn ruled(headers: &[(String, Align)], rows: &[Vec<String>], screen: Screen) -> String {
    let full: Vec<Vec<String>> =
        rows.iter().map(|r| r.iter().map(|c| one_line(c)).collect()).collect();
    let widest = |i: usize| full.iter().filter_map(|r| r.get(i)).map(|c| width(c)).max();
    let wanted: Vec<usize> = headers
        .iter()
        .enumerate()
        .map(|(i, (h, _))| width(h).max(widest(i).unwrap_or(0).min(WIDEST)))
        .collect();
    let Some(widths) = fitted(&wanted, headers, screen.width) else {
        return told(headers, &full, screen);
    };
    let aligns: Vec<Align> = headers.iter().map(|(_, a)| *a).collect();
    let names: Vec<String> = headers.iter().map(|(h, _)| h.clone()).collect();
    let rule: Vec<String> = widths.iter().map(|w| "-".repeat(*w)).collect();
    let mut out = paint(&set(&names, &widths, &aligns), Ink::Bold, screen.colour) + "\n";
    out.push_str(&paint(&set(&rule, &widths, &aligns), Ink::Dim, screen.colour));
    out.push('\n');
    for row in &full {
        out.push_str(&set(row, &widths, &aligns));
        out.push('\n');
    }
    out
}

/// Widths that fit beside each other: words give way, the widest first; numbers are never cut.
fn fitted(
    wanted: &[usize],
    headers: &[(String, Align)],
    room: Option<usize>,
) -> Option<Vec<usize>> {
    let Some(room) = room else { return Some(wanted.to_vec()) };
    let mut widths = wanted.to_vec();
    let gaps = 2 * wanted.len().saturating_sub(1);
    let least = |i: usize| match headers[i].1 {
        Align::Left => NARROWEST.max(width(&headers[i].0)),
        Align::Right => wanted[i],
    };
    while widths.iter().sum::<usize>() + gaps > room {
        let widest =
            (0..widths.len()).filter(|i| widths[*i] > least(*i)).max_by_key(|i| widths[*i])?;
        widths[widest] -= 1;
    }
    Some(widths)
}

fn told(headers: &[(String, Align)], rows: &[Vec<String>], screen: Screen) -> String {
    let mut out = String::new();
    for (n, row) in rows.iter().enumerate() {
        out.push_str(&paint(&format!("row {}", n + 1), Ink::Bold, screen.colour));
        out.push('\n');
        let filled = headers.iter().zip(row).filter(|(_, cell)| !cell.is_empty());
        let named: Vec<(String, String)> =
            filled.map(|((name, _), cell)| (name.clone(), cell.clone())).collect();
        let own = listing(&format!("\n{}", pairs(&named, 2)), screen);
        out.push_str(own.trim_start_matches('\n'));
    }
    out
}

/// Names and values, the names as wide as the widest.
pub fn pairs(pairs: &[(String, String)], indent: usize) -> String {
    let widest = pairs.iter().map(|(name, _)| width(name)).max().unwrap_or(0);
    let line = |(name, value): &(String, String)| {
        let pad = " ".repeat(widest - width(name));
        format!("{}{name}{pad}  {}\n", " ".repeat(indent), one_line(value))
    };
    pairs.iter().map(line).collect()
}

fn set(row: &[String], widths: &[usize], aligns: &[Align]) -> String {
    let cell = |(i, cell): (usize, &String)| {
        let cell = short(cell, widths[i]);
        let pad = " ".repeat(widths[i].saturating_sub(width(&cell)));
        match aligns[i] {
            Align::Left => format!("{cell}{pad}"),
            Align::Right => format!("{pad}{cell}"),
        }
    };
    let cells: Vec<String> = row.iter().enumerate().map(cell).collect();
    cells.join("  ").trim_end().to_owned()
}

fn short(cell: &str, room: usize) -> String {
    if width(cell) <= room {
        return cell.to_owned();
    }
    cell.chars().take(room.saturating_sub(3)).chain("...".chars()).collect()
}

/// Line ends and control characters would break the columns, or worse, speak to the terminal.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn width(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let headers = [("name".to_owned(), Align::Left), ("n".to_owned(), Align::Right)];
        let rows = [vec!["a\nb".to_owned(), "10".to_owned()], vec![String::new(), "5".to_owned()]];
        let file = Screen::default();
        assert_eq!(ruled(&headers, &rows, file), "name   n\n----  --\na b   10\n       5\n");
        let long = [vec!["x".repeat(70), "10".to_owned()]];
        let drawn = ruled(&headers, &long, file);
        assert_eq!(drawn.lines().last().map(width), Some(WIDEST + 4));
        let narrow = Screen { colour: false, width: Some(20) };
        assert_eq!(
            ruled(&headers, &long, narrow),
            "name               n\n----------------  --\nxxxxxxxxxxxxx...  10\n"
        );
        // Numbers are never cut: where they do not fit beside each other they stand below each other.
        let numbers = [("n".to_owned(), Align::Right), ("m".to_owned(), Align::Right)];
        let rows = [vec!["10000000".to_owned(), "20000000".to_owned()]];
        let narrower = Screen { colour: false, width: Some(14) };
        assert_eq!(ruled(&numbers, &rows, narrower), "row 1\n  n  10000000\n  m  20000000\n");
    }
}
