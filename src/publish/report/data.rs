//! What the page's script works with: the facts and the issues as rows of numbers into one list of texts.

use std::collections::{BTreeMap, HashMap};

use foldhash::fast::RandomState;
use serde::Serialize;

use super::Quotes;
use super::book::{Row, Rows};
use super::facts::KINDS;
use super::figure::Shared;

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

/// All of it; cells are numbers of texts.
#[derive(Serialize)]
struct Data<'a> {
    names: BTreeMap<&'static str, &'a BTreeMap<String, String>>,
    quotes: BTreeMap<String, [&'a str; 3]>,
    tables: BTreeMap<char, Table>,
    texts: &'a [String],
}

#[derive(Serialize)]
pub struct Table {
    columns: Vec<String>,
    name: &'static str,
    rows: Vec<Vec<usize>>,
    total: usize,
}

/// The tables of which every row is listed; they are ready before it is known which other rows the page names.
pub struct Listed {
    texts: Texts,
    tables: BTreeMap<char, Table>,
}

/// Kinds of facts that the page lists row by row.
fn is_listed(letter: char) -> bool {
    matches!(letter, 'o' | 'm' | 'c' | 'a' | 'd')
}

pub fn listed(page: &Shared) -> Listed {
    let (mut texts, mut tables) = (Texts::default(), BTreeMap::new());
    for kind in KINDS.iter().filter(|kind| is_listed(kind.letter)) {
        if let Some(rows) = page.facts.rows(kind.letter) {
            tables.insert(kind.letter, table(page, kind.table, rows, rows.iter(), &mut texts));
        }
    }
    if let Some(rows) = page.book.peek("issue") {
        tables.insert('i', table(page, "issue", rows, rows.iter(), &mut texts));
    }
    Listed { texts, tables }
}

/// JSON that may stand inside a script element.
pub fn json(page: &Shared, listed: Listed, quotes: &Quotes) -> String {
    let Listed { mut texts, mut tables } = listed;
    for kind in KINDS.iter().filter(|kind| !is_listed(kind.letter)) {
        if let Some(rows) = page.facts.rows(kind.letter) {
            let kept = rows.iter().filter(|r| page.facts.is_wanted(kind.letter, r.number));
            tables.insert(kind.letter, table(page, kind.table, rows, kept, &mut texts));
        }
    }
    let quoted = quotes.iter().map(|((document, place), q)| {
        (format!("{document}#{place}"), [q.before.as_str(), q.words.as_str(), q.after.as_str()])
    });
    let names = ["theme", "programme", "measure", "area"];
    let whole = Data {
        names: names.into_iter().map(|n| (n, page.names.all(n))).collect(),
        quotes: quoted.collect(),
        tables,
        texts: &texts.all,
    };
    // Numbers and texts have a form in JSON.
    let whole = serde_json::to_string(&whole).unwrap_or_default();
    // `<` would let a source end the script element; the two separators end a line in old scripts.
    if !whole.contains(['<', '\u{2028}', '\u{2029}']) {
        return whole;
    }
    whole.replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
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
    let line = |row: Row| {
        let id = row.cell(0);
        let told = told(&row, id);
        let mut line = Vec::with_capacity(columns.len() + 1);
        line.push(row.number);
        for (i, cell) in row.cells().enumerate() {
            // The page puts an id that follows from document and place together again.
            line.push(texts.number(if i == 0 && told { "" } else { cell }));
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
