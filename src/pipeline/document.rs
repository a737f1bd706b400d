//! One document: its bytes, what they are, and what they become. A panic in here ends at its boundary.

use std::fs::{self, Metadata};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use super::Context;
use crate::disclose;
use crate::discover::{Found, is_restricted, unreadable};
use crate::issue::{self, Issue, Noted};
use crate::model::document::{Document, DocumentKind};
use crate::model::hint;
use crate::model::place::Place;
use crate::model::product::Product;
use crate::normalise::{plan, reference, sheets};
use crate::publish::sha256;
use crate::read::delimited;
use crate::read::encoding::{Decoded, decode};
use crate::read::text::Dialect;
use crate::read::{Format, sniff};
use crate::recognise::sheet::person;

/// Bytes of a document: eight times the largest spend file that is known.
const LARGEST: u64 = 4 << 30;

/// Times that a file which is being written is read.
const ATTEMPTS: usize = 3;

/// Reads a file and parses it. Never fails and never panics: what goes wrong is an issue of the document. `hashed` knows the
/// hash of a file that did not change since it was hashed.
pub fn read(
    found: &Found,
    context: &Context,
    hashed: impl Fn(&Metadata) -> Option<String>,
) -> Noted<Product> {
    let (bytes, settled) = match settled(&found.path) {
        Ok(read) => read,
        Err(error) => {
            let mut noted = blank(&found.document, "unreadable");
            noted.issues.push(unreadable(&found.document, &error));
            noted.product.document.restricted = found.restricted;
            return noted;
        }
    };
    let work = AssertUnwindSafe(|| parse(&found.document, &bytes, context));
    let mut noted = catch_unwind(work).unwrap_or_else(|panic| {
        let mut noted = blank(&found.document, sniffed(&found.document, &bytes));
        let message = format!("the reader stopped: {}", words(panic.as_ref()));
        noted.issues.push(Issue::new(
            &issue::INTERNAL_ERROR,
            &found.document,
            Place::Whole,
            message,
        ));
        noted
    });
    if settled.is_none() {
        let message = "expected a file at rest, found one that changed while it was read";
        noted.issues.push(Issue::new(&issue::UNSETTLED, &found.document, Place::Whole, message));
    }
    let pinned = hint::of(context.hints, &found.document).and_then(|h| h.restricted);
    let document = &mut noted.product.document;
    // A reader that finds rows about people says so; nothing takes that back.
    document.restricted |= pinned.unwrap_or(found.restricted);
    found.document.clone_into(&mut document.document);
    document.sha256 = settled.and_then(|meta| hashed(&meta)).unwrap_or_else(|| sha256(&bytes));
    document.bytes = bytes.len() as u64;
    noted
}

/// All of a file, and what it looked like if it stayed so meanwhile; one that did not is read again before it is given up.
fn settled(path: &Path) -> io::Result<(Vec<u8>, Option<Metadata>)> {
    let mut last = (Vec::new(), None);
    for _ in 0..ATTEMPTS {
        let before = fs::metadata(path)?;
        let bytes = bytes(path)?;
        let after = fs::metadata(path)?;
        let settled = bytes.len() as u64 == before.len()
            && (after.len(), after.modified()?) == (before.len(), before.modified()?);
        last = (bytes, settled.then_some(after));
        if settled {
            break;
        }
    }
    Ok(last)
}

/// The document, if its words may not be shown: it holds rows about children, or the policy governs it.
pub fn closed(
    path: &str,
    bytes: &[u8],
    context: &Context,
    policy: disclose::Policy,
) -> Option<Noted<Product>> {
    let mut noted = parse(path, bytes, context);
    let pinned = hint::of(context.hints, path).and_then(|h| h.restricted);
    let document = &mut noted.product.document;
    document.restricted |= pinned.unwrap_or_else(|| is_restricted(path));
    let closed = document.kind == DocumentKind::RowLevel || policy.governs(document);
    closed.then_some(noted)
}

/// All of a file, unless it is larger than any council's year and would take the memory of the others.
fn bytes(path: &Path) -> io::Result<Vec<u8>> {
    match fs::metadata(path)?.len() {
        size if size > LARGEST => Err(io::ErrorKind::FileTooLarge.into()),
        _ => fs::read(path),
    }
}

/// What the bytes become, by what they are.
pub fn parse(path: &str, bytes: &[u8], context: &Context) -> Noted<Product> {
    let format = sniff(path, bytes);
    let mut noted = match format {
        Format::Empty => refused(path, format, &issue::EMPTY_DOCUMENT, "the file holds nothing"),
        Format::Binary => {
            refused(path, format, &issue::BINARY_DOCUMENT, "found bytes of no known format")
        }
        Format::Pdf => refused(path, format, &issue::BINARY_DOCUMENT, "found a PDF"),
        Format::Office => {
            refused(path, format, &issue::BINARY_DOCUMENT, "found an office document")
        }
        Format::XmlSpreadsheet => {
            refused(path, format, &issue::BINARY_DOCUMENT, "found a spreadsheet in the XML of 2003")
        }
        Format::Encrypted => {
            refused(path, format, &issue::BINARY_DOCUMENT, "found a document behind a password")
        }
        Format::HtmlTable => {
            let noted = sheet(path, bytes, format, context);
            if noted.product.document.kind == DocumentKind::Unrecognised {
                // A login page or an error, saved by a script that did not look.
                let found = "found a web page under the name of a table";
                refused(path, format, &issue::UNRECOGNISED, found)
            } else {
                noted
            }
        }
        Format::Text | Format::Markdown | Format::Html => text(path, bytes, format, context),
        Format::Csv | Format::Tsv => {
            tidy(path, bytes, context).unwrap_or_else(|| sheet(path, bytes, format, context))
        }
        Format::Xlsx | Format::Xlsb | Format::Xls | Format::Ods => {
            sheet(path, bytes, format, context)
        }
    };
    let document = &mut noted.product.document;
    path.clone_into(&mut document.document);
    if document.format.is_empty() {
        format.name().clone_into(&mut document.format);
    }
    if document.area.is_empty() {
        context.area.clone_into(&mut document.area);
    }
    if document.kind == DocumentKind::RowLevel {
        whole_area(&mut noted.product);
    }
    noted
}

/// The whole of an extract is the area that its document speaks for, unless some of its rows are of that area by name.
fn whole_area(product: &mut Product) {
    let area = product.document.area.clone();
    if !product.observations.iter().any(|o| o.area == area) {
        product.observations.iter_mut().filter(|o| o.area.is_empty()).for_each(|o| {
            o.area.clone_from(&area);
        });
    }
}

fn text(path: &str, bytes: &[u8], format: Format, context: &Context) -> Noted<Product> {
    let decoded = decode(bytes);
    if let Some(line) = decoded.text.lines().position(|l| person::in_line(l, &context.vocab)) {
        return people(path, format, line);
    }
    let hint = hint::of(context.hints, path);
    let area = hint.as_ref().map(|h| h.area.as_str()).filter(|a| !a.is_empty());
    let default = Some(context.area).filter(|a| !a.is_empty());
    let dialect = match hint.as_ref().map_or("", |h| h.dialect.as_str()) {
        "html" => Dialect::Html,
        "plain" => Dialect::Plain,
        _ if format == Format::Html => Dialect::Html,
        _ => Dialect::Found,
    };
    let plan = plan::Context { vocab: &context.vocab, area: area.or(default), dialect };
    let mut noted = plan::product(path, &decoded.text, &plan);
    format.name().clone_into(&mut noted.product.document.format);
    noted.issues.splice(0..0, encoding_issues(path, &decoded));
    noted
}

/// A text with a table of rows about people: restricted, and nothing of it is read. Such rows come as sheets.
fn people(path: &str, format: Format, line: usize) -> Noted<Product> {
    let mut noted = blank(path, format.name());
    noted.product.document.restricted = true;
    noted.product.document.kind = DocumentKind::RowLevel;
    let place = Place::text(u32::try_from(line + 1).unwrap_or(u32::MAX), 1);
    let message = "expected rows about people in a sheet, found them in a text";
    noted.issues.push(Issue::new(&issue::PERSON_LAYOUT, path, place, message));
    noted
}

/// A tidy reference table, if it is one.
fn tidy(path: &str, bytes: &[u8], context: &Context) -> Option<Noted<Product>> {
    let decoded = decode(bytes);
    let mark = delimited::mark(&decoded.text);
    reference::product(path, &decoded.text, mark, &context.vocab)
}

fn sheet(path: &str, bytes: &[u8], format: Format, context: &Context) -> Noted<Product> {
    sheets::product(path, bytes, format, &context.vocab, context.hints, context.area)
}

fn encoding_issues(path: &str, decoded: &Decoded<'_>) -> Vec<Issue> {
    let issue = |rule, message: String| Issue::new(rule, path, Place::Whole, message);
    let mut issues = Vec::new();
    if decoded.repaired {
        let message = format!("expected UTF-8, found {}", decoded.encoding);
        issues.push(issue(&issue::ENCODING_REPAIRED, message));
    }
    if decoded.replaced > 0 {
        let message = format!("{} bytes were replaced", decoded.replaced);
        issues.push(issue(&issue::ENCODING_DOUBTFUL, message));
    }
    issues
}

fn refused(path: &str, format: Format, rule: &issue::Rule, found: &str) -> Noted<Product> {
    let mut noted = blank(path, format.name());
    let message = format!("expected text or a workbook, {found}");
    noted.issues.push(Issue::new(rule, path, Place::Whole, message));
    noted
}

fn blank(path: &str, format: &str) -> Noted<Product> {
    let document =
        Document { document: path.to_owned(), format: format.to_owned(), ..Document::default() };
    Noted::plain(Product { document, ..Product::default() })
}

/// The format, for a document in which even this may be what panics.
fn sniffed(path: &str, bytes: &[u8]) -> &'static str {
    catch_unwind(|| sniff(path, bytes).name()).unwrap_or("binary")
}

fn words(panic: &(dyn std::any::Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no reason given")
}
