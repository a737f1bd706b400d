//! The rows that figures lead home to: facts with a document, a place and the words they came from.
//!
//! A row is known on the page by a key: a letter for its table and its number there, such as `o12`.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::book::{Book, Row, Rows};

/// A table of facts: its letter on the page, and the column by which its rows are looked up.
pub struct Kind {
    pub letter: char,
    pub table: &'static str,
    by: &'static str,
}

pub const KINDS: &[Kind] = &[
    Kind { letter: 'o', table: "observation", by: "measure" },
    Kind { letter: 'm', table: "allocation", by: "period" },
    Kind { letter: 'c', table: "claim", by: "measure" },
    Kind { letter: 'a', table: "action", by: "document" },
    Kind { letter: 'k', table: "action_code", by: "action_id" },
    Kind { letter: 't', table: "transaction", by: "period" },
    Kind { letter: 'p', table: "population", by: "area" },
    Kind { letter: 'f', table: "deflator", by: "period" },
    Kind { letter: 'd', table: "document", by: "document" },
];

/// Rows named beside one figure. More would not be read, and the query that lists them all is named.
const NAMED: usize = 40;

struct Fact {
    rows: Rc<Rows>,
    index: BTreeMap<String, Vec<usize>>,
}

/// All facts, found by what their columns hold.
pub struct Facts {
    facts: BTreeMap<char, Fact>,
    /// Row ids to the words of the number they were read from.
    words: BTreeMap<String, String>,
    wanted: RefCell<BTreeSet<(char, usize)>>,
}

impl Facts {
    pub fn of(book: &Book) -> Self {
        let facts = KINDS.iter().filter_map(|kind| {
            let rows = book.rows(kind.table)?;
            let mut index: BTreeMap<String, Vec<usize>> = BTreeMap::new();
            for row in rows.iter() {
                index.entry(row.get(kind.by).to_owned()).or_default().push(row.number);
            }
            Some((kind.letter, Fact { rows, index }))
        });
        Self { facts: facts.collect(), words: words(book), wanted: RefCell::default() }
    }

    /// The keys of the rows of a kind whose columns hold these values; a column that the table has not is no condition.
    pub fn find(&self, letter: char, columns: &[(&str, &str)]) -> Home {
        self.find_where(letter, columns, |_| true)
    }

    /// The same, of the rows that fit in some other way as well.
    pub fn find_where(
        &self,
        letter: char,
        columns: &[(&str, &str)],
        also: impl Fn(&Row) -> bool,
    ) -> Home {
        let Some(fact) = self.facts.get(&letter) else { return Home::default() };
        let by = KINDS.iter().find(|k| k.letter == letter).map_or("", |k| k.by);
        let all: Vec<usize>;
        let candidates: &[usize] = match columns.iter().find(|(name, _)| *name == by) {
            Some((_, value)) => fact.index.get(*value).map_or(&[], Vec::as_slice),
            None => {
                all = (0..fact.rows.len()).collect();
                &all
            }
        };
        let fits = |row: &Row| {
            columns.iter().all(|(name, value)| !fact.rows.has(name) || row.is(name, value))
        };
        let fits = |row: &Row| fits(row) && also(row);
        let found = candidates.iter().filter_map(|n| fact.rows.row(*n)).filter(fits);
        Home { keys: found.map(|row| (letter, row.number)).collect(), query: String::new() }
    }

    /// The row with this id.
    pub fn by_id(&self, letter: char, id: &str) -> Home {
        let Some(fact) = self.facts.get(&letter) else { return Home::default() };
        let column = fact.rows.columns.first().map_or("", String::as_str);
        self.find(letter, &[(column, id)])
    }

    /// The rows of a kind at `document#place`.
    pub fn at(&self, letter: char, id: &str) -> Home {
        match id.rsplit_once('#') {
            Some((document, place)) => {
                self.find(letter, &[("document", document), ("place", place)])
            }
            None => Home::default(),
        }
    }

    /// A row itself.
    pub fn row(&self, letter: char, number: usize) -> Home {
        Home { keys: vec![(letter, number)], query: String::new() }
    }

    /// The words of the number that a row was read from, to mark them in its quote.
    pub fn words(&self, id: &str) -> &str {
        self.words.get(id).map_or("", String::as_str)
    }

    /// The attribute by which a figure on the page names its rows; those rows are then carried whatever the ceiling.
    pub fn attribute(&self, home: &Home) -> String {
        let named = &home.keys[..home.keys.len().min(NAMED)];
        self.wanted.borrow_mut().extend(named);
        let mut keys: Vec<String> = named.iter().map(|(c, n)| format!("{c}{n}")).collect();
        if home.keys.len() > NAMED {
            keys.push(format!("+{}", home.keys.len() - NAMED));
        }
        keys.join(" ")
    }

    pub fn is_wanted(&self, letter: char, number: usize) -> bool {
        self.wanted.borrow().contains(&(letter, number))
    }

    pub fn rows(&self, letter: char) -> Option<&Rows> {
        self.facts.get(&letter).map(|f| f.rows.as_ref())
    }
}

/// Where a figure comes from: rows of facts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Home {
    keys: Vec<(char, usize)>,
    /// SQL that lists them all, where they are more than a page can name.
    query: String,
}

impl Home {
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty() && self.query.is_empty()
    }

    pub fn query(&self) -> Option<&str> {
        Some(self.query.as_str()).filter(|q| !q.is_empty())
    }

    #[must_use]
    pub fn listed_by(mut self, query: String) -> Self {
        self.query = query;
        self
    }

    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        for key in other.keys {
            if !self.keys.contains(&key) {
                self.keys.push(key);
            }
        }
        if self.query.is_empty() {
            self.query = other.query;
        }
        self
    }

    /// The first of the two that leads anywhere.
    #[must_use]
    pub fn or(self, other: impl FnOnce() -> Self) -> Self {
        if self.is_empty() { other() } else { self }
    }
}

/// By id of the row they became, the words of numerals; where a row was made of several, those of its value come first.
fn words(book: &Book) -> BTreeMap<String, String> {
    let mut words = BTreeMap::new();
    let Some(rows) = book.peek("numeral") else { return words };
    for row in rows.iter().filter(|r| !r.get("record").is_empty()) {
        let valued = matches!(row.get("role"), "allocation" | "observation" | "code");
        if valued {
            words.entry(row.get("record").to_owned()).or_insert_with(|| row.get("text").to_owned());
        }
    }
    words
}
