//! Rows of text in aligned columns.

/// How a column is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    Left,
    Right,
}

/// Cells longer than this are cut, so that one long quote does not push every other column off the screen.
const WIDEST: usize = 60;

/// A header, a rule and the rows; every column as wide as its widest cell.
pub fn ruled(headers: &[(String, Align)], rows: &[Vec<String>]) -> String {
    let rows: Vec<Vec<String>> =
        rows.iter().map(|r| r.iter().map(|c| short(c)).collect()).collect();
    let widest = |i: usize| rows.iter().filter_map(|r| r.get(i)).map(|c| width(c)).max();
    let widths: Vec<usize> = headers
        .iter()
        .enumerate()
        .map(|(i, (h, _))| width(h).max(widest(i).unwrap_or(0)))
        .collect();
    let aligns: Vec<Align> = headers.iter().map(|(_, a)| *a).collect();
    let names: Vec<String> = headers.iter().map(|(h, _)| h.clone()).collect();
    let rule: Vec<String> = widths.iter().map(|w| "-".repeat(*w)).collect();
    let mut out = String::new();
    for row in [&names, &rule].into_iter().chain(&rows) {
        out.push_str(&set(row, &widths, &aligns));
        out.push('\n');
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
        let pad = " ".repeat(widths[i].saturating_sub(width(cell)));
        match aligns[i] {
            Align::Left => format!("{cell}{pad}"),
            Align::Right => format!("{pad}{cell}"),
        }
    };
    let cells: Vec<String> = row.iter().enumerate().map(cell).collect();
    cells.join("  ").trim_end().to_owned()
}

fn short(cell: &str) -> String {
    let cell = one_line(cell);
    if width(&cell) <= WIDEST {
        return cell;
    }
    cell.chars().take(WIDEST - 3).chain("...".chars()).collect()
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
        assert_eq!(ruled(&headers, &rows), "name   n\n----  --\na b   10\n       5\n");
        assert_eq!(short(&"x".repeat(70)).len(), WIDEST);
    }
}
