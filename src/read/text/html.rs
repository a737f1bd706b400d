//! HTML, whole documents and tables inside other text, as a tolerant walk over tags that never loses a character.
//!
//! A parser that builds a tree would forget where each character stood, and every number must lead back to its column.

use std::sync::LazyLock;

use regex::Regex;

use super::markup;
use crate::passage::{Element, Layout, Repair, Text, TextCell, TextRow, TextTable};
use crate::written::pattern::pattern;

static TAG: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?s)<!--.*?-->|<(/?)([A-Za-z][A-Za-z0-9]*)\b([^<>]*)>"));
static SPAN: LazyLock<Regex> =
    LazyLock::new(|| pattern(r#"(?i)\b(row|col)span\s*=\s*["']?(\d{1,4})"#));

/// A merged cell wider or taller than this is taken for a slip; nothing real comes near it.
const SPAN_LIMIT: usize = 200;

/// Characters that the copies of all merged cells of a table may take together.
const SPREAD_LIMIT: usize = 2_000_000;

/// Grid cells that the merged cells of a table may cover together.
const CELL_LIMIT: usize = 100_000;

/// Reads HTML into elements. The text spans many lines and holds its line breaks as spaces.
pub fn elements(text: &Text, repairs: &mut Vec<Repair>) -> Vec<Element> {
    let mut walk = Walk::default();
    let s = text.as_str();
    let mut at = 0;
    for tag in TAG.captures_iter(s) {
        let Some(whole) = tag.get(0) else { continue };
        if whole.start() > at {
            walk.text(&text.slice(at..whole.start()));
        }
        at = whole.end();
        if let Some(name) = tag.get(2) {
            let closing = tag.get(1).is_some_and(|c| !c.as_str().is_empty());
            let attributes = tag.get(3).map_or("", |a| a.as_str());
            let name = name.as_str().to_ascii_lowercase();
            walk.tag(&name, closing, attributes, &text.slice(whole.range()), repairs);
        }
    }
    if at < s.len() {
        walk.text(&text.slice(at..s.len()));
    }
    walk.finish(repairs)
}

#[derive(Default)]
struct Walk {
    out: Vec<Element>,
    block: Text,
    kind: Block,
    skip: Option<String>,
    table: Option<OpenTable>,
    depth: usize,
}

#[derive(Clone, Copy, Default, PartialEq)]
enum Block {
    #[default]
    Paragraph,
    Item,
    Heading(u8),
}

#[derive(Default)]
struct OpenTable {
    rows: Vec<Vec<OpenCell>>,
}

struct OpenCell {
    source: Text,
    header: bool,
    rows: usize,
    columns: usize,
}

impl Walk {
    fn text(&mut self, text: &Text) {
        if self.skip.is_some() {
            return;
        }
        match self.cell() {
            Some(cell) => append(&mut cell.source, text),
            None => append(&mut self.block, text),
        }
    }

    fn cell(&mut self) -> Option<&mut OpenCell> {
        self.table.as_mut()?.rows.last_mut()?.last_mut()
    }

    fn tag(
        &mut self,
        name: &str,
        closing: bool,
        attributes: &str,
        source: &Text,
        repairs: &mut Vec<Repair>,
    ) {
        if let Some(skipped) = &self.skip {
            if closing && skipped == name {
                self.skip = None;
            }
            return;
        }
        match name {
            "script" | "style" => self.skip = (!closing).then(|| name.to_owned()),
            "table" if closing => {
                self.depth = self.depth.saturating_sub(1);
                if self.depth == 0 {
                    self.close_table(repairs);
                }
            }
            "table" => {
                self.depth += 1;
                if self.depth == 1 {
                    self.flush();
                    self.table = Some(OpenTable::default());
                }
            }
            "tr" | "td" | "th" if self.depth == 1 => self.row_or_cell(name, closing, attributes),
            // The caption of a table is read before its cells.
            _ if self.table.is_some() && (name != "caption" || self.cell().is_some()) => {
                // Markup inside a cell is kept and cut later, so that breaks and lists are seen there.
                if let Some(cell) = self.cell() {
                    append(&mut cell.source, source);
                }
            }
            _ => self.flow(name, closing, source),
        }
    }

    fn row_or_cell(&mut self, name: &str, closing: bool, attributes: &str) {
        let Some(table) = &mut self.table else { return };
        if closing {
            return;
        }
        if name == "tr" || table.rows.is_empty() {
            table.rows.push(Vec::new());
        }
        if name != "tr" {
            let span = |which: &str| {
                SPAN.captures_iter(attributes)
                    .find(|c| c[1].eq_ignore_ascii_case(which))
                    .and_then(|c| c[2].parse::<usize>().ok())
                    .map_or(1, |n| n.clamp(1, SPAN_LIMIT))
            };
            let (rows, columns) = (span("row"), span("col"));
            let cell = OpenCell { source: Text::default(), header: name == "th", rows, columns };
            if let Some(row) = table.rows.last_mut() {
                row.push(cell);
            }
        }
    }

    fn flow(&mut self, name: &str, closing: bool, source: &Text) {
        let kind = match name {
            "h1" => Block::Heading(1),
            "h2" => Block::Heading(2),
            "h3" => Block::Heading(3),
            "h4" => Block::Heading(4),
            "h5" | "h6" => Block::Heading(5),
            "title" => Block::Heading(1),
            "li" => Block::Item,
            "p" | "div" | "br" | "ul" | "ol" | "section" | "article" | "body" | "html" | "head"
            | "header" | "footer" | "main" | "hr" | "dl" | "dt" | "dd" | "blockquote"
            | "caption" | "figcaption" | "figure" | "nav" => Block::Paragraph,
            _ => {
                append(&mut self.block, source);
                return;
            }
        };
        self.flush();
        self.kind = if closing { Block::Paragraph } else { kind };
    }

    fn flush(&mut self) {
        let block = std::mem::take(&mut self.block);
        for piece in markup::pieces(&block) {
            self.out.push(match self.kind {
                Block::Heading(level) => Element::Heading { level, strong: true, text: piece.text },
                Block::Item => Element::Item(piece.text),
                Block::Paragraph if piece.item => Element::Item(piece.text),
                Block::Paragraph => Element::Paragraph(piece.text),
            });
        }
    }

    fn close_table(&mut self, repairs: &mut Vec<Repair>) {
        if let Some(table) = self.table.take() {
            let rows = spread(table, repairs);
            if !rows.is_empty() {
                self.out.push(Element::Table(TextTable { layout: Layout::Html, rows }));
            }
        }
    }

    fn finish(mut self, repairs: &mut Vec<Repair>) -> Vec<Element> {
        self.flush();
        self.close_table(repairs);
        self.out
    }
}

/// Appends without a space: neighbours in the source stay neighbours.
fn append(to: &mut Text, text: &Text) {
    for (c, line, column) in text.chars() {
        to.push(c, line, column);
    }
}

/// Gives every covered grid cell the merged cell's text, marked as a copy.
fn spread(table: OpenTable, repairs: &mut Vec<Repair>) -> Vec<TextRow> {
    let mut rows: Vec<Vec<Option<TextCell>>> = Vec::new();
    let mut headers: Vec<bool> = Vec::new();
    let mut spread = 0usize;
    let mut cells = 0usize;
    for (r, open) in table.rows.into_iter().enumerate() {
        let mut column = 0;
        if rows.len() <= r {
            rows.resize_with(r + 1, Vec::new);
        }
        headers.push(!open.is_empty() && open.iter().all(|c| c.header));
        for cell in open {
            while rows[r].get(column).is_some_and(Option::is_some) {
                column += 1;
            }
            let pieces = markup::pieces(&cell.source);
            if cell.rows * cell.columns > 1 {
                repairs.push(Repair { rule: "merged-cell-spread", place: cell.source.place(0) });
            }
            // Copies serve as labels; a long text over many cells is no label, and would grow without bound.
            let length: usize = pieces.iter().map(|p| p.text.len()).sum();
            let area = cell.rows * cell.columns;
            let (down_to, across_to) =
                if cells + area <= CELL_LIMIT { (cell.rows, cell.columns) } else { (1, 1) };
            cells += down_to * across_to;
            let room = spread.saturating_add(area * length.max(1)) <= SPREAD_LIMIT;
            if room {
                spread += area * length.max(1);
            }
            let copy = |copied: bool| if copied && !room { Vec::new() } else { pieces.clone() };
            for down in 0..down_to {
                for across in 0..across_to {
                    let copied = down + across > 0;
                    put(
                        &mut rows,
                        r + down,
                        column + across,
                        TextCell { pieces: copy(copied), copied },
                    );
                }
            }
            column += across_to;
        }
    }
    let count = headers.len();
    rows.truncate(count);
    rows.into_iter()
        .zip(headers)
        .map(|(cells, header)| TextRow {
            cells: cells.into_iter().map(Option::unwrap_or_default).collect(),
            header,
        })
        .filter(|r| !r.is_blank())
        .collect()
}

fn put(rows: &mut Vec<Vec<Option<TextCell>>>, row: usize, column: usize, cell: TextCell) {
    if rows.len() <= row {
        rows.resize_with(row + 1, Vec::new);
    }
    if rows[row].len() <= column {
        rows[row].resize_with(column + 1, || None);
    }
    rows[row][column] = Some(cell);
}
