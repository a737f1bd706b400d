//! The words of a statement with their lines: enough to point at a name and to refuse what polars gets wrong.
//!
//! Not a parser: polars has one. This looks at words outside comments and quotes only.

use std::collections::BTreeSet;

use super::Error;

/// A word, a number, a quoted text or a sign, with its 1-based line and column in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Token<'a> {
    text: &'a str,
    line: usize,
    column: usize,
}

/// Words that end the condition of a join.
const AFTER_ON: &[&str] = &[
    "WHERE",
    "GROUP",
    "ORDER",
    "HAVING",
    "LIMIT",
    "UNION",
    "EXCEPT",
    "INTERSECT",
    "JOIN",
    "LEFT",
    "RIGHT",
    "INNER",
    "FULL",
    "CROSS",
    "QUALIFY",
    "WINDOW",
];

/// Where a name stands first, as a whole word; quotes around it do not count.
pub fn find(sql: &str, name: &str) -> Option<(usize, usize)> {
    let bare = |t: &Token| t.text.trim_matches(['"', '`']).eq_ignore_ascii_case(name);
    tokens(sql).into_iter().find(bare).map(|t| (t.line, t.column))
}

/// The names that `WITH name AS (` gives to steps.
pub fn defined_names(sql: &str) -> BTreeSet<String> {
    let tokens = tokens(sql);
    let mut names = BTreeSet::new();
    for window in tokens.windows(4) {
        let opens = window[0].text.eq_ignore_ascii_case("WITH") || window[0].text == ",";
        let body = window[2].text.eq_ignore_ascii_case("AS") && window[3].text == "(";
        let columns = window[2].text == "(";
        if opens && (body || columns) && is_word(window[1].text) {
            names.insert(window[1].text.to_owned());
        }
    }
    names
}

/// Refuses a join condition that is more than equal keys.
///
/// Polars 0.55 puts a filter in `ON` on the wrong side, or makes an inner join of a left one, and says nothing
/// (pola-rs/polars#28641). A wrong figure without an error is worse than a refused query.
pub fn refuse_filters_in_on(path: &str, sql: &str) -> Result<(), Error> {
    let tokens = tokens(sql);
    for (at, token) in tokens.iter().enumerate() {
        if token.text.eq_ignore_ascii_case("ON") {
            let condition = condition(&tokens[at + 1..]);
            if let Some(bad) = condition.iter().find(|t| !fits_keys(t.text)) {
                let message = format!(
                    "`{}` in a join condition: ON may hold equal keys only; filter or compute in a step of its own before the join",
                    bad.text
                );
                let (line, column) = (bad.line, bad.column);
                return Err(Error { path: path.to_owned(), line, column, message, nearest: None });
            }
        }
    }
    Ok(())
}

/// The tokens up to the word or the bracket that ends the condition.
fn condition<'a, 'b>(tokens: &'b [Token<'a>]) -> &'b [Token<'a>] {
    let mut depth = 0i32;
    let ends = |t: &Token| {
        match t.text {
            "(" => depth += 1,
            ")" => depth -= 1,
            _ => {}
        }
        let word = AFTER_ON.iter().any(|w| t.text.eq_ignore_ascii_case(w));
        depth < 0 || (depth == 0 && (word || matches!(t.text, ";" | ",")))
    };
    let end = tokens.iter().position(ends).unwrap_or(tokens.len());
    &tokens[..end]
}

/// Names, dots, `=`, `AND` and brackets make up equal keys; everything else is a filter or a computation.
fn fits_keys(text: &str) -> bool {
    let keyword = ["OR", "NOT", "IS", "NULL", "IN", "LIKE", "BETWEEN", "CASE", "TRUE", "FALSE"];
    match text {
        "." | "=" | "(" | ")" => true,
        _ => {
            let name = is_word(text) || text.starts_with(['"', '`']);
            name && !keyword.iter().any(|k| text.eq_ignore_ascii_case(k))
        }
    }
}

/// Words and signs without comments.
pub fn words(sql: &str) -> Vec<&str> {
    tokens(sql).into_iter().map(|token| token.text).collect()
}

pub fn is_word(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

fn tokens(sql: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let (mut line, mut column) = (1, 1);
    let mut rest = sql;
    while let Some(first) = rest.chars().next() {
        let length = token_length(rest, first);
        let (text, after) = rest.split_at(length);
        let silent = first.is_whitespace() || text.starts_with("--") || text.starts_with("/*");
        if !silent {
            tokens.push(Token { text, line, column });
        }
        for c in text.chars() {
            if c == '\n' {
                (line, column) = (line + 1, 1);
            } else {
                column += 1;
            }
        }
        rest = after;
    }
    tokens
}

/// Bytes of the token that the text starts with.
fn token_length(text: &str, first: char) -> usize {
    let until = |end: &str, from: usize| {
        text[from..].find(end).map_or(text.len(), |at| from + at + end.len())
    };
    let run = |fits: fn(char) -> bool| text.find(|c: char| !fits(c)).unwrap_or(text.len());
    match first {
        _ if text.starts_with("--") => text.find('\n').unwrap_or(text.len()),
        _ if text.starts_with("/*") => until("*/", 2),
        '\'' => until("'", 1),
        '"' => until("\"", 1),
        '`' => until("`", 1),
        c if c.is_whitespace() => run(char::is_whitespace),
        c if c.is_alphanumeric() || c == '_' => run(|c| c.is_alphanumeric() || c == '_'),
        c => c.len_utf8(),
    }
}

/// One step of a statement, or the statement that is left after them, with where it starts.
#[derive(Debug, PartialEq, Eq)]
pub struct Step<'a> {
    /// The name that later steps know it by; none for the last.
    pub name: Option<String>,
    pub sql: &'a str,
    /// 1-based, in the whole text.
    pub line: usize,
    pub column: usize,
}

/// `WITH a AS (...), b AS (...) SELECT ...` as its steps; a statement of any other form is one step.
pub fn steps(sql: &str) -> Vec<Step<'_>> {
    split(sql).unwrap_or_else(|| vec![Step { name: None, sql, line: 1, column: 1 }])
}

fn split(sql: &str) -> Option<Vec<Step<'_>>> {
    let tokens = tokens(sql);
    let [first, rest @ ..] = tokens.as_slice() else { return None };
    let mut rest = first.text.eq_ignore_ascii_case("WITH").then_some(rest)?;
    let mut steps = Vec::new();
    loop {
        let [name, word, open, after @ ..] = rest else { return None };
        // A list of columns or RECURSIVE makes a step mean more than its text.
        if !is_word(name.text) || !word.text.eq_ignore_ascii_case("AS") || open.text != "(" {
            return None;
        }
        let close = closing(after)?;
        let first = after.first()?;
        let (from, to) = (offset(sql, first), offset(sql, &after[close]));
        let name = Some(name.text.to_owned());
        steps.push(Step { name, sql: &sql[from..to], line: first.line, column: first.column });
        match &after[close + 1..] {
            [comma, more @ ..] if comma.text == "," => rest = more,
            [last, ..] => {
                let from = offset(sql, last);
                let (line, column) = (last.line, last.column);
                steps.push(Step { name: None, sql: &sql[from..], line, column });
                return Some(steps);
            }
            [] => return None,
        }
    }
}

/// The bracket that closes one opened just before.
fn closing(tokens: &[Token<'_>]) -> Option<usize> {
    let mut depth = 1usize;
    tokens.iter().position(|t| {
        match t.text {
            "(" => depth += 1,
            ")" => depth -= 1,
            _ => {}
        }
        depth == 0
    })
}

/// Tokens are slices of the text they came from.
fn offset(sql: &str, token: &Token<'_>) -> usize {
    token.text.as_ptr() as usize - sql.as_ptr() as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn join_conditions_hold_equal_keys_only() {
        let cases = [
            ("SELECT 1 FROM a JOIN b ON a.x = b.x AND a.y = b.y WHERE a.z > 1", None),
            ("SELECT 1 FROM a JOIN b ON (a.x = b.x) ORDER BY 1", None),
            ("WITH c AS (SELECT 1 FROM a JOIN b ON a.x = b.x) SELECT 'ON 1' FROM c -- ON 5", None),
            ("SELECT 1\nFROM a\nLEFT JOIN b ON a.x = b.x AND b.y = 'z'", Some((3, "`'z'`"))),
            ("SELECT 1 FROM a JOIN b ON a.x = b.x AND a.y > b.y", Some((1, "`>`"))),
            ("SELECT 1 FROM a JOIN b ON a.x = b.x AND b.y IS NULL", Some((1, "`IS`"))),
            ("SELECT 1 FROM a JOIN b ON COALESCE(a.x, '') = b.x", Some((1, "`,`"))),
        ];
        for (sql, expected) in cases {
            let found = refuse_filters_in_on("q.sql", sql).err();
            let found =
                found.map(|e| (e.line, e.message.split(' ').next().unwrap_or("").to_owned()));
            assert_eq!(found, expected.map(|(l, m)| (l, m.to_owned())), "{sql}");
        }
    }

    #[test]
    fn statements_fall_into_steps() {
        let cases: &[(&str, &[(&str, &str, usize)])] = &[
            ("SELECT 1", &[("", "SELECT 1", 1)]),
            (
                "-- x\nWITH a AS (SELECT ')' AS b FROM (t)), -- )\nc AS (\n  SELECT 2\n)\nSELECT * FROM c",
                &[
                    ("a", "SELECT ')' AS b FROM (t)", 2),
                    ("c", "SELECT 2\n", 4),
                    ("", "SELECT * FROM c", 6),
                ],
            ),
            ("WITH a (x) AS (SELECT 1) SELECT 2", &[("", "WITH a (x) AS (SELECT 1) SELECT 2", 1)]),
        ];
        for (sql, expected) in cases {
            let found = steps(sql);
            let found: Vec<(&str, &str, usize)> =
                found.iter().map(|s| (s.name.as_deref().unwrap_or(""), s.sql, s.line)).collect();
            assert_eq!(found, *expected, "{sql}");
        }
    }

    #[test]
    fn names_of_steps_are_found() {
        let sql =
            "WITH first AS (SELECT a, b AS c FROM t), second (x) AS (SELECT 1) SELECT * FROM first";
        let names: Vec<_> = defined_names(sql).into_iter().collect();
        assert_eq!(names, ["first", "second"]);
        assert_eq!(find("-- amount\nSELECT 'amount',\n  \"amount\"", "amount"), Some((3, 3)));
    }
}
