//! Rust files as the rules look at them: code without comments, without the insides of literals and without tests.

use std::fs;
use std::path::Path;

use super::root;

/// One file under src/.
pub struct Source {
    /// From the crate's folder, with `/`.
    pub path: String,
    pub text: String,
    /// As long as the text, with comments and literals blanked.
    pub code: String,
    /// The code with test modules blanked as well.
    pub shipped: String,
}

impl Source {
    /// `src/schema/facts.rs` is `["schema", "facts"]`; `src/vocab/mod.rs` is `["vocab"]`.
    pub fn module(&self) -> Vec<&str> {
        let inner = self.path.trim_start_matches("src/").trim_end_matches(".rs");
        inner.split('/').filter(|part| !matches!(*part, "mod" | "lib" | "main")).collect()
    }

    /// 1-based line of a byte offset.
    pub fn line(&self, at: usize) -> usize {
        self.text[..at].matches('\n').count() + 1
    }
}

/// Every Rust file of the library and the binary, sorted by path.
pub fn sources() -> Vec<Source> {
    files(&root().join("src"), "rs")
        .into_iter()
        .map(|path| {
            let text = fs::read_to_string(root().join(&path)).expect("a source file is text");
            let code = blank(&text);
            let shipped = without_tests(&code);
            Source { path, text, code, shipped }
        })
        .collect()
}

/// Paths from the crate's folder of the files below a folder that end in an extension (any, when it is empty).
pub fn files(folder: &Path, extension: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for path in entries.map(|e| e.expect("a folder can be listed").path()) {
            if path.is_dir() {
                open.push(path);
            } else if extension.is_empty() || path.extension().is_some_and(|e| e == extension) {
                let inner = path.strip_prefix(root()).expect("it lies in the crate");
                found.push(inner.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    found.sort();
    found
}

/// Blanks comments, strings and characters, keeping every newline and every length.
fn blank(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let end = at + literal(&text[at..], at > 0 && is_word(bytes[at - 1])).unwrap_or(0);
        if end == at {
            out.push(bytes[at]);
            at += 1;
        } else {
            out.extend(bytes[at..end].iter().map(|&b| if b == b'\n' { b } else { b' ' }));
            at = end;
        }
    }
    String::from_utf8(out).expect("only whole literals were blanked")
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// The length of the comment or literal that starts here.
fn literal(rest: &str, inside_word: bool) -> Option<usize> {
    if rest.starts_with("//") {
        return Some(rest.find('\n').unwrap_or(rest.len()));
    }
    if rest.starts_with("/*") {
        return Some(rest.find("*/").map_or(rest.len(), |end| end + 2));
    }
    if rest.starts_with('"') {
        return Some(quoted(rest, '"'));
    }
    if rest.starts_with('\'') {
        return character(rest);
    }
    if inside_word {
        return None;
    }
    let hashes = rest.strip_prefix("br").or_else(|| rest.strip_prefix('r'))?;
    let count = hashes.len() - hashes.trim_start_matches('#').len();
    hashes[count..].strip_prefix('"')?;
    let close = format!("\"{}", "#".repeat(count));
    let open = rest.len() - hashes.len() + count + 1;
    Some(rest[open..].find(&close).map_or(rest.len(), |end| open + end + close.len()))
}

/// A quote, an escape or a character, and a quote; a lifetime is none.
fn character(rest: &str) -> Option<usize> {
    let mut inner = rest[1..].char_indices();
    let (_, first) = inner.next()?;
    if first == '\\' {
        return Some(quoted(rest, '\''));
    }
    let (end, second) = inner.next()?;
    (second == '\'').then_some(end + 2)
}

fn quoted(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        if c == quote && !escaped {
            return at + 1;
        }
        escaped = c == '\\' && !escaped;
    }
    rest.len()
}

fn without_tests(code: &str) -> String {
    // A file of tests says so of itself.
    if code.contains("#![cfg(test)]") {
        return "\n".repeat(code.matches('\n').count());
    }
    let mut out = code.to_owned();
    while let Some(start) = out.find("#[cfg(test)]") {
        let end = match out[start..].find(['{', ';']) {
            Some(at) if out[start + at..].starts_with('{') => block_end(&out, start + at),
            Some(at) => start + at + 1,
            None => out.len(),
        };
        let blanked = out[start..end].bytes().map(|b| if b == b'\n' { '\n' } else { ' ' });
        let gap: String = blanked.collect();
        out.replace_range(start..end, &gap);
    }
    out
}

/// The offset behind the brace that closes the one at `open`.
pub fn block_end(code: &str, open: usize) -> usize {
    let mut depth = 0usize;
    for (at, c) in code[open..].char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return open + at + 1;
        }
    }
    code.len()
}

/// Offsets at which a word stands by itself.
pub fn mentions(code: &str, word: &str) -> Vec<usize> {
    let alone = |at: &usize| {
        let before = code[..*at].bytes().next_back().is_none_or(|b| !is_word(b));
        let after = code[at + word.len()..].bytes().next().is_none_or(|b| !is_word(b));
        before && after
    };
    code.match_indices(word).map(|(at, _)| at).filter(alone).collect()
}

#[test]
fn literals_and_tests_are_blanked() {
    let text = "let a = \"x } \\\" y\"; // b\nlet c = '{'; fn f<'a>() {} r#\"z\"# /* d */ br\"e\";\n#[cfg(test)]\nmod t { fn g() {} }\nend";
    let code = blank(text);
    assert_eq!(code.len(), text.len());
    let words: Vec<&str> = code.split_whitespace().collect();
    let expected = "let a = ; let c = ; fn f<'a>() {} ; #[cfg(test)] mod t { fn g() {} } end";
    assert_eq!(words.join(" "), expected);
    assert!(!without_tests(&code).contains("fn g"));
}
