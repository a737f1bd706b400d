//! A workbook or a delimited file, drawn: its sheets, the tables in each, what their columns are, and the hint that pins it.

use std::fmt::Write as _;

use super::short;
use crate::grid::{Source, Span};
use crate::model::document::DocumentKind;
use crate::model::hint::{self, Hint};
use crate::model::place::{Place, column_letters};
use crate::model::product::Product;
use crate::normalise::sheets::figures::drawn::{Drawn, drawn};
use crate::normalise::sheets::figures::{Desk, look};
use crate::pipeline::Context;
use crate::read::delimited::{Delimited, mark};
use crate::read::encoding::decode;
use crate::read::{Format, workbook};
use crate::recognise::sheet::blocks::Words;
use crate::recognise::sheet::columns::Columns;
use crate::recognise::sheet::header::Headers;
use crate::recognise::sheet::kinds::{Kind, Lists};
use crate::recognise::sheet::layout::{self, Layout, Lexicons};

mod pin;

/// One table as it is drawn and pinned.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub sheet: String,
    pub kind: &'static str,
    pub columns: (u32, u32),
    pub header: Vec<u32>,
    /// The first and the last row below the header; the last is `u32::MAX` where the table goes on to the end.
    pub rows: (u32, u32),
    pub totals: Vec<u32>,
    pub roles: Vec<Named>,
    /// 1, 1,000 or 1,000,000.
    pub factor: u32,
}

/// A column: its name, its role, how sure its words make that.
#[derive(Clone, Debug)]
pub(super) struct Named {
    pub column: u32,
    pub title: String,
    pub role: &'static str,
    pub sure: u8,
}

impl Named {
    /// What its role was told by.
    pub fn how(&self) -> &'static str {
        match self.sure {
            _ if self.role == "ignored" => "no role",
            80.. => "by its name",
            55.. => "by name and cells",
            _ => "by its cells",
        }
    }
}

impl Part {
    /// The first row: of its header, or of its cells where nothing names the columns.
    pub fn top(&self) -> u32 {
        self.header.first().copied().unwrap_or(self.rows.0)
    }

    /// The cells it covers, as a range.
    pub fn range(&self) -> String {
        let (from, to) = (column_letters(self.columns.0), column_letters(self.columns.1));
        match self.rows.1 {
            u32::MAX => format!("{from}{}:{to} to the end", self.top()),
            last => format!("{from}{}:{to}{last}", self.top()),
        }
    }
}

/// A sheet as recognised: its tables, and why its other blocks are none.
#[derive(Default)]
pub(super) struct Looked {
    pub parts: Vec<Part>,
    refused: Vec<(Place, String)>,
}

/// Opens every sheet of a file and hands them over in their order; says how many there were.
pub(super) fn each(bytes: &[u8], format: Format, found: &mut dyn FnMut(&dyn Source)) -> usize {
    if format.is_delimited() {
        let text = decode(bytes).text;
        found(&Delimited::new(&text, if format == Format::Tsv { b'\t' } else { mark(&text) }));
        return 1;
    }
    let sheets = workbook::open(bytes, format).unwrap_or_default();
    sheets.iter().for_each(|s| found(&**s));
    sheets.len()
}

/// Looks at a sheet as the reading of the whole document did: payments first, then tables of figures that are no sums of
/// payments.
pub(super) fn look_at(
    source: &dyn Source,
    path: &str,
    context: &Context,
    product: &Product,
) -> Looked {
    let hint = match hint::of_sheet(context.hints, path, source.sheet()) {
        hint::Pinned::Read(hint) => hint.map(|h| *h),
        hint::Pinned::Other => {
            let refused = vec![(source.place(1, 1), "another sheet is pinned".to_owned())];
            return Looked { parts: Vec::new(), refused };
        }
    };
    let paid = product.document.kind == DocumentKind::Spend;
    let own = matches!(hint.as_ref().map_or("", |h| h.kind.as_str()), "" | "spend");
    let spend = if paid && own { payments(source, context, hint.as_ref()) } else { Vec::new() };
    if spend.is_empty() {
        return figures(source, path, context, hint.as_ref(), paid);
    }
    Looked { parts: spend, refused: Vec::new() }
}

/// Draws every sheet, then prints the hint.
pub fn draw(
    out: &mut String,
    path: &str,
    bytes: &[u8],
    format: Format,
    context: &Context,
    product: &Product,
) {
    let mut parts = Vec::new();
    let sheets =
        each(bytes, format, &mut |source| sheet(out, source, path, context, product, &mut parts));
    pin::print(out, path, sheets, &parts, product);
}

fn sheet(
    out: &mut String,
    source: &dyn Source,
    path: &str,
    context: &Context,
    product: &Product,
    parts: &mut Vec<Part>,
) {
    let (mut rows, mut hidden, mut width) = (0u64, Vec::new(), 0);
    let _ = source.rows(&mut |row| {
        rows += u64::from(!row.is_blank());
        width = width.max(row.cells.last().map_or(0, |c| c.column));
        if row.hidden {
            hidden.push(row.number);
        }
        true
    });
    let name: &str = source.sheet();
    let shown = if name.is_empty() { "the file" } else { name };
    let state = if source.hidden() { ", hidden" } else { "" };
    let _ = writeln!(out, "sheet {shown}: {rows} rows with cells, {width} columns{state}");
    if !hidden.is_empty() {
        let _ = writeln!(out, "  hidden rows: {}", numbers(&hidden));
    }
    let spans = source.spans();
    if !spans.is_empty() {
        let _ = writeln!(out, "  merged: {}", ranges(&spans));
    }
    let looked = look_at(source, path, context, product);
    for (place, why) in &looked.refused {
        let _ = writeln!(out, "  {place}: {why}");
    }
    for part in &looked.parts {
        table(out, part);
    }
    parts.extend(looked.parts);
}

pub(super) fn numbers(rows: &[u32]) -> String {
    let shown: Vec<String> = rows.iter().take(12).map(u32::to_string).collect();
    let more = rows.len().saturating_sub(12);
    let tail = if more > 0 { format!(" and {more} more") } else { String::new() };
    shown.join(", ") + &tail
}

pub(super) fn ranges(spans: &[Span]) -> String {
    let one = |s: &Span| {
        format!("{}{}:{}{}", column_letters(s.left), s.top, column_letters(s.right), s.bottom)
    };
    let shown: Vec<String> = spans.iter().take(8).map(one).collect();
    let more = spans.len().saturating_sub(8);
    let tail = if more > 0 { format!(" and {more} more") } else { String::new() };
    shown.join(", ") + &tail
}

fn payments(source: &dyn Source, context: &Context, hint: Option<&Hint>) -> Vec<Part> {
    let lexicons = Lexicons::of(&context.vocab);
    let Ok(Ok(layout)) = layout::payments(source, &lexicons, hint, &[]) else { return Vec::new() };
    let headers = Headers::of(&context.vocab, "spend");
    let mut out = Vec::new();
    for (n, segment) in layout.segments.iter().enumerate() {
        for table in &segment.tables {
            let roles = paid_roles(table, &layout, n, &headers);
            let columns = (
                roles.first().map_or(table.from, |r| r.column),
                roles.last().map_or(table.from, |r| r.column),
            );
            out.push(Part {
                sheet: source.sheet().to_string(),
                kind: "spend",
                columns,
                header: segment.header.into_iter().collect(),
                rows: (segment.first, segment.last),
                totals: Vec::new(),
                roles,
                factor: table.factor,
            });
        }
    }
    out
}

fn paid_roles(table: &Columns, layout: &Layout, segment: usize, headers: &Headers) -> Vec<Named> {
    use crate::model::transaction::VatBasis;
    let amount = match table.basis {
        VatBasis::Net => "amount_net",
        VatBasis::Gross => "amount_gross",
        VatBasis::Unknown => "amount",
    };
    let roles = [
        (Some(table.amount), amount),
        (table.credit, "credit"),
        (table.sign, "sign"),
        (table.vat, "vat"),
        (table.date, "date"),
        (table.period, "period"),
        (table.supplier, "supplier"),
        (table.department, "department"),
        (table.purpose, "purpose"),
        (table.category, "category"),
        (table.reference, "reference"),
        (table.capital_revenue, "capital_revenue"),
        (table.body, "body"),
    ];
    let row = layout.segments.get(segment).and_then(|s| s.header);
    let header = layout.headers.iter().find(|h| Some(h.row) == row);
    let mut names: Vec<(u32, String)> = header.map_or_else(Vec::new, |h| h.names.clone());
    let within = |c: u32| (table.from..=table.to).contains(&c);
    names.retain(|n| within(n.0));
    let unnamed: Vec<u32> =
        roles.iter().filter_map(|r| r.0).filter(|c| !names.iter().any(|n| n.0 == *c)).collect();
    names.extend(unnamed.into_iter().map(|c| (c, String::new())));
    names.sort_by_key(|n| n.0);
    let one = |(column, title): (u32, String)| {
        let role = roles.iter().find(|r| r.0 == Some(column)).map_or("ignored", |r| r.1);
        let named = headers.senses(&title).first().map(|s| s.strength);
        let sure = named.or(headers.coded(&title).map(|c| c.1)).unwrap_or(0);
        Named { column, title, role, sure: if role == "ignored" { 0 } else { sure } }
    };
    names.into_iter().map(one).collect()
}

fn figures(
    source: &dyn Source,
    path: &str,
    context: &Context,
    hint: Option<&Hint>,
    paid: bool,
) -> Looked {
    let desk = Desk { path, vocab: &context.vocab, hint, area: context.area };
    let (words, lists) = (Words::of(&context.vocab), Lists::of(&context.vocab));
    let Ok(mut seen) = look(source, &desk, &words, &lists) else { return Looked::default() };
    if paid {
        seen.leave_summaries(&lists);
    }
    Looked {
        parts: drawn(&seen, &desk, &lists).into_iter().map(|d| part(source, d)).collect(),
        refused: seen.refused,
    }
}

fn part(source: &dyn Source, drawn: Drawn) -> Part {
    let named = |r: crate::normalise::sheets::figures::drawn::Role| Named {
        column: r.column,
        title: r.title,
        role: r.role,
        sure: r.sure,
    };
    Part {
        sheet: source.sheet().to_string(),
        kind: drawn.kind.document().name(),
        columns: drawn.columns,
        header: drawn.header,
        rows: drawn.rows,
        totals: drawn.totals,
        roles: drawn.roles.into_iter().map(named).collect(),
        factor: if drawn.kind == Kind::Outturn { drawn.factor } else { 1 },
    }
}

fn table(out: &mut String, part: &Part) {
    let _ = writeln!(out, "  {} in {}", part.kind.replace('_', " "), part.range());
    let header = if part.header.is_empty() { "none".to_owned() } else { numbers(&part.header) };
    let _ = writeln!(out, "    header rows: {header}");
    if !part.totals.is_empty() {
        let _ = writeln!(out, "    total rows: {}", numbers(&part.totals));
    }
    for run in runs(&part.roles) {
        let (named, columns) = (&part.roles[run.0], run.1 - run.0);
        let (letters, title) = titled(part, run, if columns > 1 { 24 } else { 52 });
        let _ = writeln!(
            out,
            "    {letters:>9}  {:<16} {:<18} {:>3}  {title}",
            named.role,
            named.how(),
            named.sure
        );
    }
}

/// The letters and the names of neighbours, from the first to the last.
pub(super) fn titled(part: &Part, run: (usize, usize), width: usize) -> (String, String) {
    let (first, last) = (&part.roles[run.0], &part.roles[run.1 - 1]);
    let letters = column_letters(first.column);
    if run.1 - run.0 == 1 {
        return (letters, short(&first.title, width));
    }
    (
        format!("{letters}..{}", column_letters(last.column)),
        format!("{} .. {}", short(&first.title, width), short(&last.title, width)),
    )
}

/// Neighbours of one role and one sureness are one line, so that a hundred ages or services do not fill the screen.
pub(super) fn runs(roles: &[Named]) -> Vec<(usize, usize)> {
    let mut out: Vec<(usize, usize)> = Vec::new();
    for (n, named) in roles.iter().enumerate() {
        let joins = |r: &(usize, usize)| {
            let first = &roles[r.0];
            matches!(named.role, "value" | "persons" | "ignored")
                && first.role == named.role
                && first.sure == named.sure
        };
        match out.last_mut().filter(|r| joins(r)) {
            Some(run) => run.1 = n + 1,
            None => out.push((n, n + 1)),
        }
    }
    out
}
