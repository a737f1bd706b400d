//! A line of a source with a caret under the words that are meant: for faults, for issues, for `trace`.

use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::width;
use crate::fault::Fault;
use crate::issue::Severity;

/// Some lines of a text, one place in them marked.
#[derive(Clone, Debug)]
pub struct Excerpt {
    /// The document and the place, as an id spells them.
    pub origin: String,
    pub lines: String,
    /// The number of the first line.
    pub first: usize,
    /// Byte range in the lines.
    pub marked: Range<usize>,
}

/// A titled finding with the places it speaks of.
pub fn finding(
    severity: Option<Severity>,
    title: &str,
    places: &[Excerpt],
    help: &str,
    colour: bool,
) -> String {
    let level = match severity {
        Some(Severity::Error) => Level::ERROR,
        Some(Severity::Warning) => Level::WARNING,
        Some(Severity::Info) => Level::INFO,
        None => Level::NOTE.no_name(),
    };
    let title = clean(title);
    let mut group = Group::with_title(level.primary_title(title.as_str()));
    for (n, place) in places.iter().enumerate() {
        let kind = if n == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
        let snippet = Snippet::source(place.lines.as_str())
            .line_start(place.first)
            .fold(false)
            .annotation(kind.span(place.marked.clone()));
        group = group.element(Origin::path(place.origin.as_str())).element(snippet);
    }
    let help = clean(help);
    if !help.is_empty() {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.decor_style(DecorStyle::Ascii).term_width(width());
    let drawn = renderer.render(&[group]);
    // The renderer marks a snippet whose file it was not told; the line above has said it.
    let lines = drawn.lines().filter(|line| bare(line).trim() != ":::");
    lines.flat_map(|line| [line.trim_end(), "\n"]).collect()
}

/// The line without colours.
fn bare(line: &str) -> String {
    let mut colour = false;
    let plain = line.chars().filter(|c| {
        let skipped = colour || *c == '\u{1b}';
        colour = skipped && *c != 'm';
        !skipped
    });
    plain.collect()
}

/// Why the program could not run, with the line of the configuration or query where there is one.
pub fn fault(fault: &Fault, colour: bool) -> String {
    let origin = match fault.position() {
        Some((line, column)) => format!("{}:{line}:{column}", fault.file),
        None => fault.file.clone(),
    };
    let place = fault.span.clone().map(|span| around(origin, &fault.text, span));
    let places: Vec<Excerpt> = place.into_iter().collect();
    let title = match (&places[..], fault.file.as_str()) {
        ([], file) if !file.is_empty() => format!("{file}: {}", fault.message),
        _ => fault.message.clone(),
    };
    finding(Some(Severity::Error), &title, &places, &fault.help, colour)
}

/// The lines that a byte range lies in.
fn around(origin: String, text: &str, span: Range<usize>) -> Excerpt {
    let end = span.end.min(text.len());
    let start = span.start.min(end);
    let from = text[..start].rfind('\n').map_or(0, |i| i + 1);
    let to = text[end..].find('\n').map_or(text.len(), |i| end + i);
    Excerpt {
        origin,
        lines: text[from..to].to_owned(),
        first: text[..from].matches('\n').count() + 1,
        marked: start - from..end - from,
    }
}

/// What a source says may hold bytes that a terminal would obey.
fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' { ' ' } else { c }).collect()
}
