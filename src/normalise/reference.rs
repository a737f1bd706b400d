//! The small tidy tables that rates and real terms lean on: persons by area, year and age band; a price index by year.
//!
//! Only tables with one header row and one fact a row are read here; the publishers' own layouts are for `sheets`.

use rust_decimal::Decimal;

use crate::grid::Source;
use crate::issue::{self, Issue, Noted};
use crate::model::document::{Document, DocumentKind};
use crate::model::period::Period;
use crate::model::place::Place;
use crate::model::product::Product;
use crate::model::reference::{Deflator, Population};
use crate::model::transaction::RejectedRow;
use crate::read::delimited::Delimited;
use crate::vocab::{Vocab, fold};
use crate::written::lex::decimal;
use crate::written::time;

/// Column names, folded, of each kind of table.
const YEAR: &[&str] = &["year", "mid year"];
const AREA: &[&str] = &["area", "gss code", "area code", "code", "ons code"];
const AGES: &[&str] = &["age band", "age", "age group", "ages"];
const PERSONS: &[&str] = &["person", "population", "count"];
const PERIOD: &[&str] = &["period", "financial year", "year", "fy"];
const BASE: &[&str] = &["base period", "base year", "base"];
const RELEASE: &[&str] = &["release"];

/// Reads a tidy table of populations or of a price index; nothing where the columns are of neither.
pub fn product(path: &str, text: &str, mark: u8, vocab: &Vocab) -> Option<Noted<Product>> {
    let mut rows: Vec<(u32, Vec<String>)> = Vec::new();
    let source = Delimited::new(text, mark);
    let read = source.rows(&mut |row| {
        let width = row.cells.iter().map(|c| c.column).max().unwrap_or(0);
        let cells =
            (1..=width).map(|c| row.at(c).map_or(String::new(), |v| v.shown().trim().to_owned()));
        rows.push((row.number, cells.collect()));
        // A table of payments is not gathered whole only to be handed back.
        rows.len() > 1 || is_tidy(&folded(&rows[0].1))
    });
    read.ok()?;
    let (_, header) = rows.first()?;
    let names = folded(header);
    let find = |list: &[&str]| names.iter().position(|n| list.contains(&n.as_str()));
    let mut table = Table { path, rows: &rows[1..], out: Product::default(), issues: Vec::new() };
    // Sexes beside persons, and single years of age, are put together in `sheets`.
    let plain = |a: &String| a.parse::<u32>().is_ok();
    let single = |c: usize| rows.iter().skip(1).take(40).any(|r| r.1.get(c).is_some_and(plain));
    if let (Some(year), Some(area), Some(ages), Some(persons)) =
        (find(YEAR), find(AREA), find(AGES), find(PERSONS))
        && find(&["sex", "gender"]).is_none()
        && !single(ages)
    {
        table.populations(vocab, year, area, ages, persons);
        return Some(table.finish(DocumentKind::Population));
    }
    let index = names.iter().position(|n| n == "index" || n.starts_with("index "))?;
    let period = find(PERIOD)?;
    // A base may stand in the name of its column: `index_2025_26_100`.
    let named = year_in(&header[index]);
    table.deflators(period, index, find(BASE), find(RELEASE), named);
    Some(table.finish(DocumentKind::Deflator))
}

fn folded(header: &[String]) -> Vec<String> {
    header.iter().map(|h| fold(&h.replace('_', " "))).collect()
}

/// Does the header name what either kind of table cannot be without?
fn is_tidy(names: &[String]) -> bool {
    let index = |n: &String| n == "index" || n.starts_with("index ");
    names.iter().any(|n| AGES.contains(&n.as_str()) || index(n))
}

struct Table<'a> {
    path: &'a str,
    rows: &'a [(u32, Vec<String>)],
    out: Product,
    issues: Vec<Issue>,
}

impl Table<'_> {
    fn populations(
        &mut self,
        vocab: &Vocab,
        year: usize,
        area: usize,
        ages: usize,
        persons: usize,
    ) {
        for (number, cells) in self.rows {
            let cell = |c: usize| cells.get(c).map_or("", String::as_str);
            let code = area_code(cell(area), vocab);
            let (Some(code), Ok(y), Some(n)) =
                (code, cell(year).parse::<i32>(), decimal(cell(persons)))
            else {
                self.reject(*number, cells, "an area, a year and a number of persons are expected");
                continue;
            };
            self.out.populations.push(Population {
                document: self.path.to_owned(),
                place: Place::Record { row: *number, column: place(persons) },
                area: code,
                year: y,
                age_band: cell(ages).replace(['–', ' '], "-").replace("-to-", "-"),
                persons: n,
            });
        }
    }

    fn deflators(
        &mut self,
        period: usize,
        index: usize,
        base: Option<usize>,
        release: Option<usize>,
        named: Option<Period>,
    ) {
        for (number, cells) in self.rows {
            let cell = |c: usize| cells.get(c).map_or("", String::as_str);
            let when = written_period(cell(period));
            let (Some(when), Some(value)) =
                (when, decimal(cell(index)).filter(|v| *v > Decimal::ZERO))
            else {
                self.reject(*number, cells, "a period and an index above zero are expected");
                continue;
            };
            self.out.deflators.push(Deflator {
                document: self.path.to_owned(),
                place: Place::Record { row: *number, column: place(index) },
                period: when,
                index: value.round_dp(4),
                base_period: base.and_then(|c| written_period(cell(c))).or(named),
                release: release.map_or(String::new(), |c| cell(c).to_owned()),
            });
        }
    }

    fn reject(&mut self, number: u32, cells: &[String], reason: &str) {
        if cells.iter().all(String::is_empty) {
            return;
        }
        let raw = crate::written::contact::mask(&cells.join(" | "));
        let place = Place::Record { row: number, column: 1 };
        let message = format!("{reason}; found {raw}");
        self.issues.push(Issue::new(
            &issue::REFERENCE_ROW,
            self.path,
            place.clone(),
            message.clone(),
        ));
        self.out.rejected_rows.push(RejectedRow {
            document: self.path.into(),
            place,
            rule: issue::REFERENCE_ROW.code,
            reason: message,
            raw,
        });
    }

    fn finish(mut self, kind: DocumentKind) -> Noted<Product> {
        let kept = self.out.populations.len() + self.out.deflators.len();
        let rejected = self.out.rejected_rows.len();
        let read = self.rows.len() + 1;
        self.out.document = Document {
            document: self.path.to_owned(),
            kind,
            rows_read: read as u64,
            rows_kept: kept as u64,
            rows_rejected: rejected as u64,
            // The header and blank rows.
            rows_skipped: (read - kept - rejected) as u64,
            ..Document::default()
        };
        Noted { product: self.out, issues: self.issues }
    }
}

/// A code as it stands, or the one area that the name means.
fn area_code(cell: &str, vocab: &Vocab) -> Option<String> {
    let code = cell.len() == 9
        && cell.starts_with(|c: char| c.is_ascii_uppercase())
        && cell[1..].bytes().all(|b| b.is_ascii_digit());
    if code || vocab.area(cell).is_some() {
        return Some(cell.to_owned());
    }
    vocab.areas_in(cell).first().map(|(_, a)| a.id.clone())
}

/// The first pair of following years in the name of a column: `index_2025_26_100`.
fn year_in(name: &str) -> Option<Period> {
    let numbers = name.split(|c: char| !c.is_ascii_digit()).filter(|n| !n.is_empty());
    let numbers: Vec<&str> = numbers.collect();
    numbers.windows(2).find_map(|w| time::period(&format!("{}/{}", w[0], w[1])))
}

fn written_period(cell: &str) -> Option<Period> {
    cell.parse().ok().or_else(|| time::period(cell))
}

fn place(column: usize) -> u32 {
    u32::try_from(column + 1).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tidy_tables_are_read_and_others_left() {
        let vocab = Vocab::embedded();
        let cases = [
            (
                "year,area,age_band,persons\n2017,E08000014,10-17,23404\n2018,nowhere,10-17,x\n",
                1,
                0,
                1,
            ),
            ("mid_year,gss_code,area,persons,ages\n2017,E08000014,Sefton,23404,10-17\n", 1, 0, 0),
            ("financial_year,index_2025_26_100,status\n2007/08,62.2864,x\n", 0, 1, 0),
            (
                "period,index,base_period,release\nFY2019-20,78.1735,FY2025-26,June\nFY2020-21,-,,\n",
                0,
                1,
                1,
            ),
        ];
        for (text, people, indices, rejected) in cases {
            let found = product("a.csv", text, b',', &vocab).map(|n| n.product);
            let counts =
                found.map(|p| (p.populations.len(), p.deflators.len(), p.rejected_rows.len()));
            assert_eq!(counts, Some((people, indices, rejected)), "{text}");
        }
        assert!(product("a.csv", "Date,Supplier,Amount\n1/1/20,x,1\n", b',', &vocab).is_none());
    }
}
