//! What the page's script works with: the facts and the issues as rows of numbers into one list of texts.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::Quotes;
use super::book::{Row, Rows};
use super::facts::KINDS;
use super::figure::Page;

/// Texts that stand once, however many cells hold them.
#[derive(Default)]
struct Texts {
    all: Vec<String>,
    numbers: BTreeMap<String, usize>,
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

/// JSON that may stand inside a script element.
pub fn json(page: &Page, quotes: &Quotes) -> String {
    let mut texts = Texts::default();
    let mut tables = Map::new();
    for kind in KINDS {
        if let Some(rows) = page.facts.rows(kind.letter) {
            let listed = matches!(kind.letter, 'o' | 'm' | 'c' | 'a' | 'd');
            let kept =
                rows.iter().filter(|r| listed || page.facts.is_wanted(kind.letter, r.number));
            let table = table(page, kind.table, rows, &kept.collect::<Vec<_>>(), &mut texts);
            tables.insert(kind.letter.to_string(), table);
        }
    }
    if let Some(rows) = page.book.peek("issue") {
        let all: Vec<Row> = rows.iter().collect();
        tables.insert("i".to_owned(), table(page, "issue", &rows, &all, &mut texts));
    }
    let names: Map<String, Value> = ["theme", "programme", "measure", "area"]
        .into_iter()
        .map(|dimension| (dimension.to_owned(), json!(page.names.all(dimension))))
        .collect();
    let quoted: Map<String, Value> = quotes
        .iter()
        .map(|((document, place), q)| {
            (format!("{document}#{place}"), json!([q.before, q.words, q.after]))
        })
        .collect();
    let whole = json!({ "tables": tables, "texts": texts.all, "names": names, "quotes": quoted });
    // `<` would let a source end the script element; the two separators end a line in old scripts.
    whole
        .to_string()
        .replace('<', "\\u003c")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

fn table(page: &Page, name: &str, rows: &Rows, kept: &[Row], texts: &mut Texts) -> Value {
    let mut columns: Vec<&str> = rows.columns.iter().map(String::as_str).collect();
    columns.push("mark");
    let line = |row: &Row, texts: &mut Texts| {
        let id = row.cells().first().map_or("", String::as_str);
        let own = format!("{}#{}", row.get("document"), row.get("place"));
        let mut line = vec![row.number];
        for (i, cell) in row.cells().iter().enumerate() {
            // The page puts an id that follows from document and place together again.
            let told = i == 0 && *cell == own;
            line.push(texts.number(if told { "" } else { cell }));
        }
        line.push(texts.number(page.facts.words(id)));
        line
    };
    let lines: Vec<Vec<usize>> = kept.iter().map(|row| line(row, texts)).collect();
    json!({ "name": name, "columns": columns, "rows": lines, "total": rows.total })
}
