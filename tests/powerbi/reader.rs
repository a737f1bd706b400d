//! A strict reader of TMDL that shares nothing with the writer but the tree: what it does not know, it refuses.
//!
//! Strict about what the tools of Microsoft are strict about (tabs, depth, keywords, kinds of values) and about our own
//! habits (properties before children), so that a slip of the writer is found here and not when somebody opens the project.

use saferstats::publish::powerbi::tmdl::{Object, Property};

/// What may stand below what.
const BELOW: &[(&str, &[&str])] = &[
    ("", &["database", "model", "table", "relationship", "expression", "annotation", "ref table"]),
    ("table", &["measure", "column", "partition"]),
];

enum Kind {
    Flag,
    OneOf(&'static [&'static str]),
    Text,
    /// A column, or a table and a column.
    Name(usize),
    Guid,
    Number,
    Block,
}

/// Object, property, and what its value may be.
const PROPERTIES: &[(&str, &str, Kind)] = &[
    ("database", "compatibilityLevel", Kind::Number),
    ("model", "culture", Kind::OneOf(&["en-GB"])),
    ("model", "sourceQueryCulture", Kind::OneOf(&["en-GB"])),
    ("model", "defaultPowerBIDataSourceVersion", Kind::OneOf(&["powerBI_V3"])),
    ("model", "discourageImplicitMeasures", Kind::Flag),
    ("expression", "lineageTag", Kind::Guid),
    ("relationship", "isActive", Kind::OneOf(&["false"])),
    ("relationship", "fromColumn", Kind::Name(2)),
    ("relationship", "toColumn", Kind::Name(2)),
    ("table", "dataCategory", Kind::OneOf(&["Time"])),
    ("table", "lineageTag", Kind::Guid),
    (
        "column",
        "dataType",
        Kind::OneOf(&["string", "int64", "double", "decimal", "dateTime", "boolean"]),
    ),
    ("column", "isHidden", Kind::Flag),
    ("column", "isKey", Kind::Flag),
    ("column", "formatString", Kind::Text),
    ("column", "displayFolder", Kind::Text),
    ("column", "lineageTag", Kind::Guid),
    ("column", "summarizeBy", Kind::OneOf(&["none"])),
    ("column", "sourceColumn", Kind::Text),
    ("column", "sortByColumn", Kind::Name(1)),
    ("measure", "formatString", Kind::Text),
    ("measure", "displayFolder", Kind::Text),
    ("measure", "lineageTag", Kind::Guid),
    ("partition", "mode", Kind::OneOf(&["import"])),
    ("partition", "source", Kind::Block),
];

struct Lines<'a> {
    /// Depth, words, number from 1. Blank lines have no depth.
    lines: Vec<(Option<usize>, &'a str, usize)>,
    at: usize,
}

pub fn read(text: &str) -> Result<Vec<Object>, String> {
    let mut lines = Vec::new();
    for (n, line) in text.split('\n').enumerate() {
        let words = line.trim_start_matches('\t');
        if line.trim_end() != line {
            return Err(format!("line {}: ends in blanks", n + 1));
        }
        lines.push(((!words.is_empty()).then_some(line.len() - words.len()), words, n + 1));
    }
    if !text.ends_with('\n') || text.ends_with("\n\n") {
        return Err("a file ends with the end of one line".to_owned());
    }
    let mut lines = Lines { lines, at: 0 };
    let objects = lines.objects("", 0)?;
    match lines.next() {
        None => Ok(objects),
        Some((_, words, n)) => Err(format!("line {n}: `{words}` stands too deep")),
    }
}

impl<'a> Lines<'a> {
    /// The next line that is not blank.
    fn next(&mut self) -> Option<(usize, &'a str, usize)> {
        while let Some((depth, words, n)) = self.lines.get(self.at) {
            match depth {
                Some(depth) => return Some((*depth, words, *n)),
                None => self.at += 1,
            }
        }
        None
    }

    fn objects(&mut self, parent: &str, depth: usize) -> Result<Vec<Object>, String> {
        let mut found = Vec::new();
        let mut description = Vec::new();
        while let Some((found_depth, words, n)) = self.next() {
            if found_depth != depth {
                break;
            }
            if let Some(said) = words.strip_prefix("///") {
                description.push(said.strip_prefix(' ').unwrap_or(said));
                self.at += 1;
                continue;
            }
            let kind = kind_of(words, parent)
                .ok_or_else(|| format!("line {n}: `{words}` is nothing that may stand here"))?;
            let mut object = self.object(kind, words, depth)?;
            object.description = std::mem::take(&mut description).join("\n");
            found.push(object);
        }
        match description.is_empty() {
            true => Ok(found),
            false => Err("a description of nothing".to_owned()),
        }
    }

    fn object(&mut self, kind: &str, words: &str, depth: usize) -> Result<Object, String> {
        let n = self.lines[self.at].2;
        let rest = words[kind.len()..].trim_start();
        let (name, rest) = name(rest).ok_or_else(|| format!("line {n}: `{rest}` is no name"))?;
        if name.is_empty() != (kind == "database") {
            return Err(format!("line {n}: {kind} `{name}`"));
        }
        self.at += 1;
        let mut object = Object::new(kind, &name);
        object.expression = self.expression(rest, depth, n)?;
        let wants = matches!(kind, "measure" | "partition" | "expression" | "annotation");
        if wants != object.expression.is_some() {
            return Err(format!("line {n}: {kind} with or without what follows `=`"));
        }
        self.properties(&mut object, depth + 1)?;
        object.children = self.objects(kind, depth + 1)?;
        Ok(object)
    }

    fn properties(&mut self, object: &mut Object, depth: usize) -> Result<(), String> {
        // The first blank line ends them; an object without any goes on to its children.
        while let Some((Some(found), words, n)) = self.lines.get(self.at).copied() {
            if found != depth || words.starts_with("///") || kind_of(words, &object.kind).is_some()
            {
                break;
            }
            let end = words.find([':', ' ']).unwrap_or(words.len());
            let (name, rest) = words.split_at(end);
            let known = PROPERTIES.iter().find(|(kind, p, _)| *kind == object.kind && *p == name);
            let (_, _, kind) =
                known.ok_or_else(|| format!("line {n}: {} has no `{name}`", object.kind))?;
            if object.properties.iter().any(|(known, _)| known == name) {
                return Err(format!("line {n}: `{name}` twice"));
            }
            self.at += 1;
            let property = self.property(kind, rest, depth, n)?;
            object.properties.push((name.to_owned(), property));
        }
        Ok(())
    }

    fn property(
        &mut self,
        kind: &Kind,
        rest: &str,
        depth: usize,
        n: usize,
    ) -> Result<Property, String> {
        let wrong = || format!("line {n}: `{rest}` is no such value");
        if matches!(kind, Kind::Block) {
            let block = self.expression(rest, depth, n)?;
            return block.map(Property::Block).ok_or_else(wrong);
        }
        if matches!(kind, Kind::Flag) {
            return if rest.is_empty() { Ok(Property::Flag) } else { Err(wrong()) };
        }
        let value = rest.strip_prefix(": ").ok_or_else(wrong)?;
        let right = match kind {
            Kind::OneOf(all) => all.contains(&value),
            Kind::Text => !value.is_empty(),
            Kind::Name(parts) => names(value) == Some(*parts),
            Kind::Guid => is_guid(value),
            Kind::Number => value.parse::<u32>().is_ok_and(|n| n >= 1600),
            Kind::Flag | Kind::Block => false,
        };
        if right { Ok(Property::Value(value.to_owned())) } else { Err(wrong()) }
    }

    /// What follows an equals sign: the rest of the line, or the lines that stand two deeper.
    fn expression(&mut self, rest: &str, depth: usize, n: usize) -> Result<Option<String>, String> {
        if rest.is_empty() {
            return Ok(None);
        }
        let Some(value) = rest.strip_prefix(" =") else {
            return Err(format!("line {n}: `{rest}`"));
        };
        if let Some(value) = value.strip_prefix(' ') {
            return Ok(Some(value.to_owned()));
        }
        let mut block = Vec::new();
        while let Some((found, words, _)) = self.lines.get(self.at).copied() {
            match found {
                Some(found) if found >= depth + 2 => {
                    block.push(format!("{}{words}", "\t".repeat(found - depth - 2)));
                }
                Some(_) => break,
                None => block.push(String::new()),
            }
            self.at += 1;
        }
        while block.last().is_some_and(String::is_empty) {
            block.pop();
        }
        if block.len() < 2 {
            return Err(format!("line {n}: nothing follows the equals sign"));
        }
        Ok(Some(block.join("\n")))
    }
}

fn kind_of<'a>(words: &str, parent: &str) -> Option<&'a str> {
    let (_, kinds) = BELOW.iter().find(|(above, _)| *above == parent)?;
    let starts = |kind: &&&str| {
        words.strip_prefix(**kind).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    kinds.iter().find(starts).copied()
}

/// A name in quotes or a plain one, and what follows it.
fn name(text: &str) -> Option<(String, &str)> {
    let Some(inner) = text.strip_prefix('\'') else {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        let end = text.find(|c: char| !plain(c)).unwrap_or(text.len());
        return Some((text[..end].to_owned(), &text[end..]));
    };
    let mut name = String::new();
    let mut rest = inner;
    loop {
        let (part, after) = rest.split_once('\'')?;
        name.push_str(part);
        match after.strip_prefix('\'') {
            Some(more) => {
                name.push('\'');
                rest = more;
            }
            None => return (!name.is_empty()).then_some((name, after)),
        }
    }
}

/// How many names joined by dots a reference is made of.
fn names(text: &str) -> Option<usize> {
    let (first, rest) = name(text).filter(|(first, _)| !first.is_empty())?;
    match rest.strip_prefix('.') {
        Some(rest) => Some(1 + names(rest)?),
        None => (rest.is_empty() && !first.is_empty()).then_some(1),
    }
}

fn is_guid(text: &str) -> bool {
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12] && text.chars().all(|c| c == '-' || c.is_ascii_hexdigit())
}
