//! Where in a document something stands. `L52:23` in text, `Spend!C14` in a workbook, `R17:C5` in a delimited file.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// A position in a source. All numbers are 1-based; text columns count characters, not bytes.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    /// The document as a whole; printed as nothing.
    Whole,
    Text {
        line: u32,
        column: u32,
    },
    Cell {
        sheet: Arc<str>,
        row: u32,
        column: u32,
    },
    Record {
        row: u32,
        column: u32,
    },
}

impl Place {
    pub fn text(line: u32, column: u32) -> Self {
        Self::Text { line, column }
    }

    /// The line or row, for sorting and for showing the surroundings.
    pub fn line(&self) -> Option<u32> {
        match self {
            Self::Whole => None,
            Self::Text { line, .. } => Some(*line),
            Self::Cell { row, .. } | Self::Record { row, .. } => Some(*row),
        }
    }

    pub fn column(&self) -> Option<u32> {
        match self {
            Self::Whole => None,
            Self::Text { column, .. } | Self::Cell { column, .. } | Self::Record { column, .. } => {
                Some(*column)
            }
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole => Ok(()),
            Self::Text { line, column } => write!(f, "L{line}:{column}"),
            Self::Cell { sheet, row, column } => {
                write!(f, "{sheet}!{}{row}", column_letters(*column))
            }
            Self::Record { row, column } => write!(f, "R{row}:C{column}"),
        }
    }
}

impl FromStr for Place {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        if s.is_empty() {
            return Ok(Self::Whole);
        }
        // The sheet comes first: a sheet may itself be called `L1:2`.
        if let Some((sheet, cell)) = s.rsplit_once('!') {
            let digits = cell.find(|c: char| c.is_ascii_digit()).ok_or(())?;
            let (letters, row) = cell.split_at(digits);
            let column = column_number(letters).ok_or(())?;
            return Ok(Self::Cell {
                sheet: sheet.into(),
                row: row.parse().map_err(|_| ())?,
                column,
            });
        }
        let (head, tail) = s.split_once(':').ok_or(())?;
        let number = |t: &str| t.parse::<u32>().map_err(|_| ());
        match (head.strip_prefix('L'), head.strip_prefix('R'), tail.strip_prefix('C')) {
            (Some(line), _, _) => Ok(Self::Text { line: number(line)?, column: number(tail)? }),
            (_, Some(row), Some(column)) => {
                Ok(Self::Record { row: number(row)?, column: number(column)? })
            }
            _ => Err(()),
        }
    }
}

/// What a row stood beside in its source: the checks compare neighbours. Not published.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seat {
    /// The sentence, counted through the document; 0 in tables.
    pub sentence: u32,
    /// The table, counted through the document; 0 in prose.
    pub block: u32,
    /// The column of the table, from 0.
    pub column: u32,
}

/// 1 -> A, 26 -> Z, 27 -> AA, 16384 -> XFD.
pub fn column_letters(mut column: u32) -> String {
    let mut letters = Vec::new();
    while column > 0 {
        column -= 1;
        letters.push(b'A' + u8::try_from(column % 26).unwrap_or(0));
        column /= 26;
    }
    letters.iter().rev().map(|&b| char::from(b)).collect()
}

pub fn column_number(letters: &str) -> Option<u32> {
    if letters.is_empty() || !letters.bytes().all(|b| b.is_ascii_uppercase()) {
        return None;
    }
    letters.bytes().try_fold(0u32, |n, b| n.checked_mul(26)?.checked_add(u32::from(b - b'A') + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_print_and_parse_to_the_same() {
        for s in ["", "L52:23", "R17:C5", "Spend!C14", "April 2019!XFD1048576", "a!b!AA3"] {
            assert_eq!(s.parse::<Place>().map(|p| p.to_string()), Ok(s.to_owned()), "{s}");
        }
        for s in ["L5", "x", "R1:2", "Spend!14", "L-1:2"] {
            assert!(s.parse::<Place>().is_err(), "{s}");
        }
    }
}
