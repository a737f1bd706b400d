//! A line of a source with a caret under the words that are meant: for faults, for issues, for `trace`.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::width;
use crate::fault::Fault;
use crate::issue::Severity;

/// Some lines of a text, one place in them marked.
#[derive(Clone, Debug)]
pub struct Excerpt {
    /// The file, and the line and column that the place is known by.
    pub path: String,
    pub lines: String,
    /// The number of the first line.
    pub first: usize,
    /// Byte range in the lines.
    pub marked: std::ops::Range<usize>,
    pub label: String,
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
    let snippet = |place: &'_ Excerpt, kind: AnnotationKind| {
        let annotation = kind.span(place.marked.clone());
        let annotation = match place.label.as_str() {
            "" => annotation,
            label => annotation.label(label.to_owned()),
        };
        Snippet::source(place.lines.clone())
            .line_start(place.first)
            .path(place.path.clone())
            .fold(false)
            .annotation(annotation)
    };
    let mut group = Group::with_title(level.primary_title(clean(title)));
    for (n, place) in places.iter().enumerate() {
        let kind = if n == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
        group = group.element(snippet(place, kind));
    }
    if !help.is_empty() {
        group = group.element(Level::HELP.message(clean(help)));
    }
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.decor_style(DecorStyle::Ascii).term_width(width());
    format!("{}\n", renderer.render(&[group]))
}

/// Why the program could not run, with the line of the configuration or query where there is one.
pub fn fault(fault: &Fault, colour: bool) -> String {
    let place = fault.span.clone().map(|span| around(&fault.file, &fault.text, span));
    let places: Vec<Excerpt> = place.into_iter().collect();
    let title = match (&places[..], fault.file.as_str()) {
        ([], file) if !file.is_empty() => format!("{file}: {}", fault.message),
        _ => fault.message.clone(),
    };
    finding(Some(Severity::Error), &title, &places, &fault.help, colour)
}

/// The lines that a byte range lies in.
fn around(file: &str, text: &str, span: std::ops::Range<usize>) -> Excerpt {
    let end = span.end.min(text.len());
    let start = span.start.min(end);
    let from = text[..start].rfind('\n').map_or(0, |i| i + 1);
    let to = text[end..].find('\n').map_or(text.len(), |i| end + i);
    Excerpt {
        path: file.to_owned(),
        lines: text[from..to].to_owned(),
        first: text[..from].matches('\n').count() + 1,
        marked: start - from..end - from,
        label: String::new(),
    }
}

/// What a source says may hold bytes that a terminal would obey.
fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' { ' ' } else { c }).collect()
}
