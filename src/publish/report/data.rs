//! What the page's script works with: the facts and the issues as rows of numbers into one list of texts.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};

use foldhash::fast::RandomState;
use serde::Serialize;
use serde_json::ser::Formatter;

use super::book::{Row, Rows};
use super::facts::KINDS;
use super::figure::Shared;
use super::{Quote, Quotes};

/// Texts that stand once, however many cells hold them.
#[derive(Default)]
pub struct Texts {
    all: Vec<String>,
    numbers: HashMap<String, usize, RandomState>,
}

impl Texts {
    fn number(&mut self, text: &str) -> usize {
        if let Some(n) = self.numbers.get(text) {
            return *n;
        }
        let n = self.all.len();
        self.all.push(text.to_owned());
        self.numbers.insert(text.to_owned(), n);
        n
    }
}

#[derive(Serialize)]
struct Table {
    columns: Vec<String>,
    name: &'static str,
    rows: Vec<Vec<usize>>,
    total: usize,
}

/// What is ready before it is known which other rows the page names: the quotes, and the tables of which every row is
/// listed; as JSON, but for the texts that their cells are numbers of.
pub struct Listed {
    quotes: String,
    texts: Texts,
    tables: BTreeMap<char, String>,
}

/// Kinds of facts that the page lists row by row.
fn is_listed(letter: char) -> bool {
    matches!(letter, 'o' | 'm' | 'c' | 'a' | 'd')
}

pub fn listed(page: &Shared, quotes: &Quotes) -> Listed {
    let (quotes, (texts, tables)) = rayon::join(
        || {
            let quoted = quotes.iter().filter_map(|((document, place), quote)| {
                let Quote { before, words, after } = quote.as_ref()?;
                Some((format!("{document}#{place}"), [before.as_str(), words, after]))
            });
            json(&quoted.collect::<BTreeMap<String, [&str; 3]>>())
        },
        || {
            let (mut texts, mut tables) = (Texts::default(), BTreeMap::new());
            for kind in KINDS.iter().filter(|kind| is_listed(kind.letter)) {
                if let Some(rows) = page.facts.rows(kind.letter) {
                    let all = table(page, kind.table, rows, rows.iter(), &mut texts);
                    tables.insert(kind.letter, json(&all));
                }
            }
            if let Some(rows) = page.book.peek("issue") {
                tables.insert('i', json(&table(page, "issue", rows, rows.iter(), &mut texts)));
            }
            (texts, tables)
        },
    );
    Listed { quotes, texts, tables }
}

/// The parts of the JSON, one behind the other: a page of ten megabytes is not put together more often than it must be.
pub fn parts(page: &Shared, listed: Listed) -> Vec<String> {
    let Listed { quotes, mut texts, mut tables } = listed;
    for kind in KINDS.iter().filter(|kind| !is_listed(kind.letter)) {
        if let Some(rows) = page.facts.rows(kind.letter) {
            let wanted = page.facts.wanted(kind.letter);
            let kept = rows.iter().filter(|r| wanted.contains(&r.number));
            tables.insert(kind.letter, json(&table(page, kind.table, rows, kept, &mut texts)));
        }
    }
    let names = ["theme", "programme", "measure", "area"];
    let names: BTreeMap<_, _> = names.into_iter().map(|n| (n, page.names.all(n))).collect();
    let mut parts = vec![format!("{{\"names\":{},\"quotes\":", json(&names)), quotes];
    for (n, (letter, table)) in tables.into_iter().enumerate() {
        let link = if n == 0 { ",\"tables\":{" } else { "," };
        parts.push(format!("{link}\"{letter}\":"));
        parts.push(table);
    }
    let none = if parts.len() == 2 { ",\"tables\":{" } else { "" };
    parts.push(format!("{none}}},\"texts\":"));
    parts.push(json(&texts.all));
    parts.push("}".to_owned());
    parts
}

/// JSON that may stand inside a script element.
fn json(value: &impl Serialize) -> String {
    let mut out = Vec::new();
    // Numbers and texts have a form in JSON.
    let _ = value.serialize(&mut serde_json::Serializer::with_formatter(&mut out, InScript));
    String::from_utf8(out).unwrap_or_default()
}

/// `<` would let a source end the script element; the two separators end a line in old scripts.
struct InScript;

impl Formatter for InScript {
    fn write_string_fragment<W: Write + ?Sized>(
        &mut self,
        out: &mut W,
        text: &str,
    ) -> io::Result<()> {
        let mut rest = text;
        while let Some(at) = rest.find(['<', '\u{2028}', '\u{2029}']) {
            let (before, after) = rest.split_at(at);
            out.write_all(before.as_bytes())?;
            let mut chars = after.chars();
            if let Some(c) = chars.next() {
                write!(out, "\\u{:04x}", u32::from(c))?;
            }
            rest = chars.as_str();
        }
        out.write_all(rest.as_bytes())
    }
}

fn table<'a>(
    page: &Shared,
    name: &'static str,
    rows: &Rows,
    kept: impl Iterator<Item = Row<'a>>,
    texts: &mut Texts,
) -> Table {
    let mut columns = rows.columns.clone();
    columns.push("mark".to_owned());
    // The cell above is often the same, and its number known.
    let mut above: Vec<Option<(&str, usize)>> = vec![None; columns.len()];
    let line = |row: Row<'a>| {
        let id = row.cell(0);
        let told = told(&row, id);
        let mut line = Vec::with_capacity(columns.len() + 1);
        line.push(row.number);
        for (i, cell) in row.cells().enumerate() {
            // The page puts an id that follows from document and place together again.
            let cell = if i == 0 && told { "" } else { cell };
            let number = match above[i] {
                Some((same, number)) if same == cell => number,
                _ => texts.number(cell),
            };
            above[i] = Some((cell, number));
            line.push(number);
        }
        line.push(texts.number(page.facts.words(id)));
        line
    };
    Table { name, rows: kept.map(line).collect(), total: rows.total, columns }
}

/// Whether an id is the document and the place of its row.
fn told(row: &Row, id: &str) -> bool {
    let place = id.strip_prefix(row.get("document")).and_then(|rest| rest.strip_prefix('#'));
    place == Some(row.get("place"))
}
