//! The rows that figures lead home to: facts with a document, a place and the words they came from.
//!
//! A row is known on the page by a key: a letter for its table and its number there, such as `o12`.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::hash::BuildHasher as _;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use foldhash::fast::RandomState;

use super::book::{Book, Row, Rows};

/// A table of facts, and its letter on the page.
pub struct Kind {
    pub letter: char,
    pub table: &'static str,
}

pub const KINDS: &[Kind] = &[
    Kind { letter: 'o', table: "observation" },
    Kind { letter: 'm', table: "allocation" },
    Kind { letter: 'c', table: "claim" },
    Kind { letter: 'a', table: "action" },
    Kind { letter: 'k', table: "action_code" },
    Kind { letter: 't', table: "transaction" },
    Kind { letter: 'p', table: "population" },
    Kind { letter: 'f', table: "deflator" },
    Kind { letter: 'd', table: "document" },
];

/// Rows named beside one figure. More would not be read, and the query that lists them all is named.
const NAMED: usize = 40;

struct Fact<'a> {
    rows: &'a Rows,
    /// Rows by what a column holds, column by column, once one was asked for.
    indices: Vec<OnceLock<Index>>,
    hasher: RandomState,
}

/// Rows by the hash of their cell: who asks looks at the cell itself.
type Index = HashMap<u64, Vec<usize>, RandomState>;

impl<'a> Fact<'a> {
    fn of(rows: &'a Rows) -> Self {
        let indices = rows.columns.iter().map(|_| OnceLock::new()).collect();
        Self { rows, indices, hasher: RandomState::default() }
    }

    /// The rows whose cell in a column may be this one.
    fn held(&self, column: usize, cell: &str) -> &[usize] {
        let made = || {
            let mut index = Index::default();
            for row in self.rows.iter() {
                index.entry(self.hash(row.cell(column))).or_default().push(row.number);
            }
            index
        };
        let index = self.indices.get(column).map(|index| index.get_or_init(made));
        index.and_then(|index| index.get(&self.hash(cell))).map_or(&[], Vec::as_slice)
    }

    fn hash(&self, cell: &str) -> u64 {
        self.hasher.hash_one(cell)
    }

    /// The rows that may hold the value of the column which fewest rows share; None where no column is there.
    fn candidates(&self, columns: &[(usize, &str)]) -> Option<&[usize]> {
        columns.iter().map(|(at, value)| self.held(*at, value)).min_by_key(|rows| rows.len())
    }
}

/// Nothing that is held can be left half done by a panic.
fn held<T>(held: &Mutex<T>) -> MutexGuard<'_, T> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Row ids to the words of the number they were read from.
type Words = HashMap<String, String, RandomState>;

/// All facts, found by what their columns hold.
pub struct Facts<'a> {
    facts: BTreeMap<char, Fact<'a>>,
    words: Words,
    wanted: Mutex<BTreeSet<(char, usize)>>,
}

impl<'b> Facts<'b> {
    pub fn of(book: &'b Book) -> Self {
        let facts = KINDS.iter().filter_map(|kind| {
            let rows = book.rows(kind.table)?;
            Some((kind.letter, Fact::of(rows)))
        });
        Self { facts: facts.collect(), words: words(book), wanted: Mutex::default() }
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
        let there =
            columns.iter().filter_map(|(name, value)| Some((fact.rows.position(name)?, *value)));
        let there: Vec<(usize, &str)> = there.collect();
        let fits = |row: &Row| there.iter().all(|(at, value)| row.cell(*at) == *value) && also(row);
        let keys = |numbers: &mut dyn Iterator<Item = usize>| {
            let found = numbers.filter_map(|n| fact.rows.row(n)).filter(fits);
            found.map(|row| (letter, row.number)).collect()
        };
        let keys = match fact.candidates(&there) {
            Some(rows) => keys(&mut rows.iter().copied()),
            None => keys(&mut (0..fact.rows.len())),
        };
        Home { keys, query: String::new() }
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

    /// The rows that a home names.
    pub fn named<'a>(&'a self, home: &'a Home) -> impl Iterator<Item = Row<'a>> {
        home.keys.iter().filter_map(|(letter, number)| self.rows(*letter)?.row(*number))
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
        held(&self.wanted).extend(named);
        let mut keys: Vec<String> = named.iter().map(|(c, n)| format!("{c}{n}")).collect();
        if home.keys.len() > NAMED {
            keys.push(format!("+{}", home.keys.len() - NAMED));
        }
        keys.join(" ")
    }

    /// The rows of a kind that figures on the page name.
    pub fn wanted(&self, letter: char) -> BTreeSet<usize> {
        let all = held(&self.wanted);
        all.range((letter, 0)..=(letter, usize::MAX)).map(|(_, number)| *number).collect()
    }

    pub fn rows(&self, letter: char) -> Option<&Rows> {
        self.facts.get(&letter).map(|f| f.rows)
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
    pub fn and(self, other: Self) -> Self {
        [self, other].into_iter().collect()
    }

    /// The first of the two that leads anywhere.
    #[must_use]
    pub fn or(self, other: impl FnOnce() -> Self) -> Self {
        if self.is_empty() { other() } else { self }
    }
}

/// All of them in their order, each row once, and the first query.
impl FromIterator<Home> for Home {
    fn from_iter<I: IntoIterator<Item = Home>>(homes: I) -> Self {
        let (mut all, mut seen) = (Self::default(), HashSet::new());
        for home in homes {
            all.keys.extend(home.keys.into_iter().filter(|key| seen.insert(*key)));
            if all.query.is_empty() {
                all.query = home.query;
            }
        }
        all
    }
}

/// By id of the row they became, the words of numerals; where a row was made of several, those of its value come first.
fn words(book: &Book) -> Words {
    let mut words = Words::default();
    let Some(rows) = book.peek("numeral") else { return words };
    let at = ["record", "role", "text"].map(|column| rows.position(column));
    let [Some(record), Some(role), Some(text)] = at else { return words };
    for row in rows.iter().filter(|row| !row.cell(record).is_empty()) {
        if matches!(row.cell(role), "allocation" | "observation" | "code") {
            let words = words.entry(row.cell(record).to_owned());
            words.or_insert_with(|| row.cell(text).to_owned());
        }
    }
    words
}
