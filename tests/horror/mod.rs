//! Ugly inputs: whatever stands in `inputs/`, and what is too large to keep there, gives issues and never a panic.
//!
//! To add one, put a file into `inputs/`. Nothing here says what a good reading would be; that is for the cases.

pub mod sheets;

use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use saferstats::model::numeral::Numeral;
use saferstats::normalise::plan;
use saferstats::passage::{Element, Passages, Piece, Text};
use saferstats::pipeline;
use saferstats::read::encoding::decode;
use saferstats::read::sniff;
use saferstats::read::text::{Dialect, read, source_lines};
use saferstats::vocab::Vocab;

/// A name and its bytes.
type Input = (String, Vec<u8>);

fn kept() -> Vec<Input> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/horror/inputs");
    let entries = fs::read_dir(folder).expect("the folder of ugly inputs is there");
    let mut paths: Vec<PathBuf> =
        entries.map(|e| e.expect("an entry can be read").path()).collect();
    paths.sort();
    let named = |path: PathBuf| {
        let bytes = fs::read(&path).expect("an input can be read");
        (path.file_name().expect("it has a name").to_string_lossy().into_owned(), bytes)
    };
    paths.into_iter().map(named).collect()
}

/// Inputs of a size that would weigh on the repository.
fn large() -> Vec<Input> {
    const MANY: usize = 2_000;
    // What nobody writes and extractors do: a whole document as one line, one cell, one sentence.
    const MEGABYTE: usize = 1_000_000;
    let endless = |unit: &str| unit.repeat(MEGABYTE / unit.len());
    let words = "ever so many words ".repeat(500);
    let promised = endless("and 60 sessions for £5,000 in 2019/20 ");
    let numbers: Vec<String> = (0..100_000).map(|n| (10 + n % 9_000).to_string()).collect();
    let cases: &[(&str, String)] = &[
        ("a-long-cell.md", format!("|Activity|Amount|\n|-|-|\n|{promised}|£5,000|\n")),
        ("a-long-line.txt", endless(&format!("{words} 60 sessions for £5,000 in 2019/20. "))),
        ("a-long-list.txt", "60 sessions for £5,000 in 2019/20, ".repeat(500)),
        ("a-long-number.txt", "9".repeat(100_000)),
        ("a-long-row.txt", endless("a label 7\t")),
        ("a-long-sentence.txt", promised.clone()),
        ("a-long-word.txt", "a".repeat(1_000_000)),
        ("angles.html", format!("<html>{}", "<".repeat(300_000))),
        ("blank-lines.txt", "\n".repeat(300_000)),
        ("cell-bomb.html", format!("<table>{}", "<tr><td rowspan=999 colspan=999>1".repeat(500))),
        ("codes.txt", format!("NI {}", "15, 16. ".repeat(20_000))),
        ("columns.txt", format!("{}\n", "1    ".repeat(500)).repeat(5)),
        ("commas.txt", ",".repeat(MEGABYTE)),
        ("deep-lists.html", format!("<html>{}1", "<ul><li>".repeat(MANY))),
        ("deep-lists.md", stairs(500)),
        ("deep-quotes.md", format!("{}1\n", "> ".repeat(MANY))),
        ("deep-tables.html", format!("<html>{}1", "<table><tr><td>".repeat(MANY))),
        ("entities.html", format!("<html>{}", "&amp;&#49;&x".repeat(500))),
        ("numbers.txt", format!("There were {}", numbers.join(", "))),
        ("pages.txt", "\u{c}\nPage 1 of 9\n\n".repeat(MANY)),
        ("pipes.md", format!("{}\n|-|\n{}", "|".repeat(MANY), "|1".repeat(MANY))),
        ("tabs.txt", format!("{}\n1\t2\n", "\t".repeat(100_000)).repeat(3)),
        ("tall-table.md", format!("|a|b|\n|-|-|\n{}", "|1|£2|\n".repeat(MANY))),
    ];
    cases.iter().map(|(name, text)| ((*name).to_owned(), text.clone().into_bytes())).collect()
}

/// A list whose items each lie one level deeper.
fn stairs(items: usize) -> String {
    let steps: Vec<String> = (0..items).map(|n| format!("{}- {n}", "  ".repeat(n))).collect();
    steps.join("\n")
}

/// Generous, because the tests run unoptimised and beside others: a megabyte takes some twenty seconds of a free processor.
/// What it catches is growth with the square of the size, which makes hours of a megabyte.
const PATIENCE: Duration = Duration::from_secs(600);

/// What is wrong with one input, in words; a plain function, so that it can be left behind when it does not end.
type Step = fn(&str, &[u8]) -> Vec<String>;

/// Runs a step on every input and gathers what it says is wrong, panics and slowness.
fn survives(step: Step) {
    let mut broken = Vec::new();
    for (name, bytes) in kept().into_iter().chain(large()) {
        let wrong = within_patience(step, name.clone(), bytes);
        broken.extend(wrong.into_iter().map(|w| format!("{name}: {w}")));
    }
    assert!(broken.is_empty(), "\n  {}\n", broken.join("\n  "));
}

fn within_patience(step: Step, name: String, bytes: Vec<u8>) -> Vec<String> {
    let (tell, told) = mpsc::channel();
    let worker = thread::spawn(move || {
        // Nobody listens any more when it took too long.
        let _ = tell.send(step(&name, &bytes));
    });
    match told.recv_timeout(PATIENCE) {
        Ok(wrong) => wrong,
        Err(RecvTimeoutError::Timeout) => vec![format!("not done after {PATIENCE:?}")],
        Err(RecvTimeoutError::Disconnected) => {
            let _ = worker.join();
            vec!["panicked".to_owned()]
        }
    }
}

#[test]
fn readers_take_anything() {
    survives(|name, bytes| {
        let _ = sniff(name, bytes);
        let text = decode(bytes).text;
        let dialects = [Dialect::Found, Dialect::Html, Dialect::Plain];
        dialects.into_iter().filter_map(|dialect| misplaced(&read(&text, dialect))).collect()
    });
}

static VOCAB: LazyLock<Vocab> = LazyLock::new(Vocab::embedded);

#[test]
fn plans_take_anything_and_lose_no_digit() {
    survives(|name, bytes| {
        let text = decode(bytes).text;
        let context = plan::Context { vocab: &VOCAB, area: None, dialect: Dialect::Found };
        let numerals = plan::product(name, &text, &context).product.numerals;
        unrecorded(&source_lines(&text), &numerals).into_iter().collect()
    });
}

/// What the name or the bytes give away, and the rule that says so.
const NOTICED: &[(&str, &str)] = &[
    ("binary.txt", "binary-document"),
    ("bom-twice.txt", "encoding-repaired"),
    ("codepage-850.txt", "encoding-repaired"),
    ("empty.txt", "empty-document"),
    ("only-blanks.txt", "empty-document"),
    ("only-nul.txt", "empty-document"),
    ("picture-named.md", "binary-document"),
    ("utf16-be.txt", "encoding-repaired"),
    ("utf16-le.txt", "encoding-repaired"),
    ("windows-1252.txt", "encoding-repaired"),
];

#[test]
fn documents_are_issues_and_never_panics() {
    let context = pipeline::Context { vocab: Vocab::embedded(), hints: &[], area: "" };
    let mut broken = Vec::new();
    for (name, bytes) in kept() {
        let parsed = pipeline::parse(&name, &bytes, &context);
        let rules: Vec<&str> = parsed.issues.iter().map(|i| i.rule.as_str()).collect();
        for (_, rule) in NOTICED.iter().filter(|(n, rule)| *n == name && !rules.contains(rule)) {
            broken.push(format!("{name}: no {rule} among {rules:?}"));
        }
    }
    assert!(broken.is_empty(), "\n  {}\n", broken.join("\n  "));
}

/// The first digit of the source that no numeral covers.
fn unrecorded(lines: &[String], numerals: &[Numeral]) -> Option<String> {
    let mut covered: Vec<Vec<bool>> =
        lines.iter().map(|l| l.chars().map(|c| !c.is_ascii_digit()).collect()).collect();
    for numeral in numerals {
        let (line, column) = (numeral.place.line()? as usize, numeral.place.column()? as usize);
        let marks = covered.get_mut(line - 1)?;
        let until = (column - 1 + numeral.text.chars().count()).min(marks.len());
        marks[(column - 1).min(until)..until].fill(true);
    }
    let missed = |marks: &Vec<bool>| marks.iter().position(|seen| !seen);
    let (line, column) = covered.iter().enumerate().find_map(|(n, m)| Some((n, missed(m)?)))?;
    Some(format!("the digit at L{}:{} is in no numeral", line + 1, column + 1))
}

/// The first digit that does not stand in the source where the reader says. Entities spell digits in other words.
fn misplaced(passages: &Passages) -> Option<String> {
    let lines: Vec<Vec<char>> = passages.lines.iter().map(|l| l.chars().collect()).collect();
    let stands = |c: char, line: u32, column: u32| {
        let there = lines.get(line as usize - 1).and_then(|l| l.get(column as usize - 1));
        there.is_some_and(|&t| t == c || t == '&')
    };
    for text in texts(passages) {
        let digits = text.chars().filter(|(c, ..)| c.is_ascii_digit());
        let wrong = digits.into_iter().find(|&(c, line, column)| !stands(c, line, column));
        if let Some((c, line, column)) = wrong {
            return Some(format!("{c} is not at L{line}:{column}"));
        }
    }
    None
}

fn texts(passages: &Passages) -> Vec<&Text> {
    passages.elements.iter().flat_map(pieces).collect()
}

fn pieces(element: &Element) -> Vec<&Text> {
    match element {
        Element::Heading { text, .. }
        | Element::Paragraph(text)
        | Element::Item(text)
        | Element::Furniture(text) => vec![text],
        Element::Table(table) => {
            let cells = table.rows.iter().flat_map(|row| &row.cells);
            cells.flat_map(|cell| &cell.pieces).map(|Piece { text, .. }| text).collect()
        }
    }
}
