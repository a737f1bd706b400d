//! Texts that many rows share, each held once: five million payments name a few thousand payees.
//!
//! Not for anything whose order matters to a reader: a name is a number in the order of first mention.

use std::collections::HashMap;
use std::hash::BuildHasher as _;

use foldhash::fast::RandomState;
use hashbrown::HashTable;

use super::stored::{Cell, Field, Kind, Names as Shared};

/// One text of a [`Names`]; the default is the empty text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Name(u32);

impl Name {
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Its number, for tables beside the names; the empty text is 0.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// What is known of names.
pub type ByName<T> = HashMap<Name, T, RandomState>;

impl Field for Name {
    const KIND: Kind = Kind::Integer;

    fn store(&self) -> Cell<'_> {
        Cell::Integer(i64::from(self.0))
    }

    fn load(cell: &Cell<'_>, names: &mut Shared) -> Option<Self> {
        u32::load(cell, names).map(Self)
    }
}

/// The texts, one behind another.
#[derive(Clone, Debug)]
pub struct Names {
    all: String,
    /// Where each text ends; the first is the empty one.
    ends: Vec<usize>,
    known: HashTable<u32>,
    hasher: RandomState,
}

impl Default for Names {
    fn default() -> Self {
        Self {
            all: String::new(),
            ends: vec![0],
            known: HashTable::new(),
            hasher: RandomState::default(),
        }
    }
}

impl Names {
    /// The name of a text; the same text has the same name.
    pub fn share(&mut self, text: &str) -> Name {
        if text.is_empty() {
            return Name(0);
        }
        let hash = self.hasher.hash_one(text);
        let Self { all, ends, known, hasher } = self;
        let same = |n: &u32| slice(all, ends, *n) == text;
        if let Some(found) = known.find(hash, same) {
            return Name(*found);
        }
        let name = push(all, ends, text);
        known.insert_unique(hash, name, |n| hasher.hash_one(slice(all, ends, *n)));
        Name(name)
    }

    /// A name of its own for a text that hardly repeats: nothing is looked up, then or later.
    pub fn add(&mut self, text: &str) -> Name {
        if text.is_empty() { Name(0) } else { Name(push(&mut self.all, &mut self.ends, text)) }
    }

    pub fn get(&self, name: Name) -> &str {
        slice(&self.all, &self.ends, name.0)
    }

    /// The texts in the order of their names, without the empty one.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (1..self.ends.len()).map(|n| slice(&self.all, &self.ends, n as u32))
    }

    /// How many names there are, the empty one included.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn is_empty(&self) -> bool {
        self.ends.len() == 1
    }
}

fn push(all: &mut String, ends: &mut Vec<usize>, text: &str) -> u32 {
    all.push_str(text);
    ends.push(all.len());
    // A document has at most 4 GB, and no text is shorter than a byte.
    u32::try_from(ends.len() - 1).unwrap_or(0)
}

fn slice<'a>(all: &'a str, ends: &[usize], name: u32) -> &'a str {
    let n = name as usize;
    let start = n.checked_sub(1).and_then(|n| ends.get(n)).copied().unwrap_or(0);
    ends.get(n).and_then(|end| all.get(start..*end)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_one_name() {
        let mut names = Names::default();
        let texts: Vec<String> = (0..2_000).map(|n| format!("payee {}", n % 700)).collect();
        let first: Vec<Name> = texts.iter().map(|t| names.share(t)).collect();
        assert!(texts.iter().zip(&first).all(|(text, name)| names.get(*name) == text));
        assert_eq!((names.len(), names.share(""), names.get(Name(0))), (701, Name(0), ""));
        let own = names.add("payee 1");
        assert!(own != first[1] && names.get(own) == "payee 1" && names.share("payee 1") != own);
    }
}
