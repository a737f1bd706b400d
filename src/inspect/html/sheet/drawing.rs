//! The cells of a sheet as a table: tables outlined and named, roles above their columns, each row with its state, each
//! number in the colour of its role and linked to the row it became.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};

use super::cells::{Line, Shown};
use super::states::{sign, state};
use super::{Sheet, named, range};
use crate::inspect::html::rows::Rows;
use crate::inspect::html::{Counts, anchor};
use crate::inspect::sheets::{Named, Part};
use crate::issue::Issue;
use crate::publish::report::words::clean;
use crate::written::period;

/// What the cells of a sheet became, by row and column: the table and the name of its row.
pub type Became<'a> = BTreeMap<(u32, u32), (&'static str, &'a str)>;

pub struct Drawing<'a> {
    sheet: &'a Sheet,
    became: &'a Became<'a>,
    rows: &'a Rows,
    /// Rows that were checked as totals, and cells that an issue speaks of.
    totals: Vec<u32>,
    noted: BTreeSet<(u32, u32)>,
    /// The last row that is drawn of each table, and the role of each of its columns.
    ends: Vec<Option<u32>>,
    roles: Vec<BTreeMap<u32, &'a Named>>,
    widest: u32,
    pub counts: Counts,
}

impl<'a> Drawing<'a> {
    pub fn of(
        sheet: &'a Sheet,
        became: &'a Became<'a>,
        rows: &'a Rows,
        issues: &'a [Issue],
    ) -> Self {
        let here = |i: &Issue| super::key(&i.place).filter(|at| at.0 == sheet.name);
        let checked = issues.iter().filter(|i| i.rule.starts_with("control-total"));
        let mut totals: Vec<u32> = checked.filter_map(here).map(|at| at.1).collect();
        totals.extend(sheet.parts.iter().flat_map(|p| &p.totals));
        let doubted = issues.iter().filter(|i| i.severity.name() != "info");
        let noted = doubted.filter_map(here).map(|at| (at.1, at.2)).collect();
        let end = |p: &Part| sheet.lines.iter().map(|l| l.number).rfind(|n| *n <= p.rows.1);
        let named = |p: &'a Part| p.roles.iter().map(|r| (r.column, r)).collect();
        Self {
            sheet,
            became,
            rows,
            totals,
            noted,
            ends: sheet.parts.iter().map(end).collect(),
            roles: sheet.parts.iter().map(named).collect(),
            widest: sheet.widest(),
            counts: Counts::new(),
        }
    }

    pub fn drawn(&mut self) -> Markup {
        let mut out = Vec::new();
        let mut before = 0;
        let mut told = 0;
        let lines = &self.sheet.lines;
        for line in lines {
            if line.number > before + 1 {
                out.push(self.gap(before + 1, line.number - 1, line.omitted));
            }
            let begin: Vec<usize> = (0..self.sheet.parts.len())
                .filter(|n| (told + 1..=line.number).contains(&self.sheet.parts[*n].top()))
                .collect();
            if !begin.is_empty() {
                out.push(self.names(&begin));
            }
            out.push(self.row(line));
            (before, told) = (line.number, line.number);
        }
        let title = if self.sheet.name.is_empty() { "the file" } else { &self.sheet.name };
        html! {
            div.scroll.grid tabindex="0" role="region" aria-label={ "Cells of " (clean(title)) } {
                table {
                    thead { tr { th scope="col" { span.sr { "Row" } } th scope="col" { "Became" } @for column in 1..=self.widest { th scope="col" { (self.sheet.column(column)) } } } }
                    tbody { @for row in &out { (row) } }
                }
            }
        }
    }

    /// Rows that are not on the page.
    fn gap(&self, from: u32, to: u32, omitted: u64) -> Markup {
        let rows = if from == to { format!("row {from}") } else { format!("rows {from} to {to}") };
        html! {
            tr.gap { td { (if omitted == 0 { "" } else { "⋮" }) } td colspan=(self.widest + 1) {
                @if omitted == 0 { (rows) ": blank" } @else { (rows) ": " (omitted) " with cells, read and not drawn here" }
            } }
        }
    }

    /// The names of tables that begin here, and the roles of their columns.
    fn names(&self, begin: &[usize]) -> Markup {
        let parts = &self.sheet.parts;
        let mut all: Vec<(usize, &Part)> = begin.iter().map(|n| (*n, &parts[*n])).collect();
        all.sort_by_key(|(_, p)| p.columns.0);
        let mut stretches: Vec<(u32, Option<(usize, &Part)>)> = Vec::new();
        let mut at = 1;
        for (n, part) in all {
            let (from, to) = (part.columns.0.max(at), part.columns.1.min(self.widest));
            if to < from {
                continue;
            }
            if from > at {
                stretches.push((from - at, None));
            }
            stretches.push((to - from + 1, Some((n, part))));
            at = to + 1;
        }
        if at <= self.widest {
            stretches.push((self.widest - at + 1, None));
        }
        let role = |column: u32| {
            begin.iter().find_map(|n| parts[*n].roles.iter().find(|r| r.column == column))
        };
        html! {
            tr.names { td {} td {} @for (wide, part) in &stretches { @match part {
                Some((n, part)) => td.named colspan=(wide) { strong { "▾ " (named(*n, part)) } " in " (range(self.sheet, part)) },
                None => td colspan=(wide) {},
            } } }
            tr.roles { td {} td { "role" } @for column in 1..=self.widest { td { @if let Some(named) = role(column) {
                span.role-name { (named.role.replace('_', " ")) } span.how { (named.how()) @if named.sure > 0 { ", " (named.sure) } }
            } } } }
        }
    }

    fn row(&mut self, line: &Line) -> Markup {
        let state = state(self.sheet, line, self.became, &self.totals);
        let (sign, means) = sign(state);
        // Words that stand alone in their row run on over the empty cells beside them.
        let alone = line.cells.len() == 1 && matches!(state, "title" | "label" | "note");
        let last = line.cells.keys().next().copied().filter(|_| alone).unwrap_or(self.widest);
        let cells: Vec<Markup> =
            (1..=last).map(|column| self.cell(line, column, state, last)).collect();
        html! {
            tr class={ "s-" (state.replace(' ', "-")) @if line.hidden { " hid" } } {
                th scope="row" { (line.number) }
                td.state title=(means) { span aria-hidden="true" { (sign) } " " (state) @if line.hidden { ", hidden" } }
                @for cell in &cells { (cell) }
            }
        }
    }

    fn cell(&mut self, line: &Line, column: u32, state: &str, last: u32) -> Markup {
        let edges = self.edges(line.number, column);
        let own = self.became.get(&(line.number, column)).copied();
        let doubted = self.noted.contains(&(line.number, column));
        let id = anchor(&self.sheet.place(line.number, column));
        let Some(shown) = line.cells.get(&column) else {
            return self.without(line, column, &edges, (own.is_some() || doubted).then_some(id));
        };
        let class = class(own.map(|o| o.0), self.role(line.number, column), state);
        let became = matches!(state, "kept" | "rejected");
        let leads = own.map(|o| o.1);
        let leads = leads.or_else(|| self.row_of(line.number, column).filter(|_| became));
        let inner = self.numbers(shown, class, leads);
        let span = (column == last && last < self.widest).then(|| self.widest - last + 1);
        html! {
            td id=(id) colspan=[span] class=[(!edges.is_empty()).then_some(edges)] { (inner) @if doubted { span.doubt title="an issue speaks of this cell" { " !" } } }
        }
    }

    /// An empty cell: what is merged down into it, and the mark of a figure that is missing.
    fn without(&self, line: &Line, column: u32, edges: &str, id: Option<String>) -> Markup {
        let inside = |s: &&crate::grid::Span| {
            (s.top..=s.bottom).contains(&line.number) && (s.left..=s.right).contains(&column)
        };
        let merged = self.sheet.spans.iter().find(inside);
        let above = merged.filter(|s| s.left == column && s.top < line.number);
        let text = above.and_then(|s| self.sheet.line(s.top)?.cells.get(&column));
        html! {
            td id=[id] class=[(!edges.is_empty()).then_some(edges)] {
                @if let Some(text) = text { span.copied { "↑ " (clean(&text.text)) } }
                @else if merged.is_some() { span.copied { "merged" } }
            }
        }
    }

    /// The numbers of a cell, each a link to the row that it became, or that its row became.
    fn numbers(&mut self, shown: &Shown, class: &'static str, leads: Option<&str>) -> Markup {
        let digits = |t: &str| t.contains(|c: char| c.is_ascii_digit());
        let whole = shown.number || class == "observation" || class == "allocation";
        let parts: Vec<&str> =
            if whole { vec![shown.text.as_str()] } else { shown.text.split(' ').collect() };
        // Of words above or beside the figures only those of a period are one.
        let period = (class == "name").then(|| period::within(&shown.text)).flatten();
        let mut at = 0;
        let mut out: Vec<(&str, Option<&'static str>)> = Vec::new();
        for part in parts {
            let here = at..at + part.len();
            at = here.end + 1;
            let timed =
                period.as_ref().is_some_and(|(p, _)| p.start < here.end && here.start < p.end);
            let counts = digits(part) || (whole && leads.is_some());
            let role = counts.then_some(if timed { "period" } else { class });
            if let Some(role) = role {
                *self.counts.entry(role).or_default() += 1;
            }
            out.push((part, role));
        }
        html! {
            @for (i, (part, role)) in out.iter().enumerate() {
                @if i > 0 { " " }
                @if let Some(role) = role { (self.linked(part, role, leads)) } @else { (clean(part)) }
            }
        }
    }

    fn linked(&self, text: &str, class: &str, leads: Option<&str>) -> Markup {
        html! {
            @match leads {
                Some(id) if self.rows.has(id) => a class={ "num r-" (class) } href={ "#row-" (anchor(id)) } { (clean(text)) },
                Some(id) => span class={ "num r-" (class) } title={ "its row is not on this page: saferstats trace '" (clean(id)) "'" } { (clean(text)) },
                None => span class={ "num r-" (class) } { (clean(text)) },
            }
        }
    }

    /// The row of the tables that a cell's own row became, within its table.
    fn row_of(&self, row: u32, column: u32) -> Option<&'a str> {
        let (from, to) = self.sheet.parts[self.part(row, column)?].columns;
        self.became.range((row, from)..=(row, to)).next().map(|(_, (_, id))| *id)
    }

    /// The table that a cell is in.
    fn part(&self, row: u32, column: u32) -> Option<usize> {
        let inside = |p: &Part| {
            (p.top()..=p.rows.1).contains(&row) && (p.columns.0..=p.columns.1).contains(&column)
        };
        self.sheet.parts.iter().position(inside)
    }

    fn role(&self, row: u32, column: u32) -> Option<&'a Named> {
        self.roles[self.part(row, column)?].get(&column).copied()
    }

    /// On which sides the outline of a table runs along the cell.
    fn edges(&self, row: u32, column: u32) -> String {
        let Some(n) = self.part(row, column) else { return String::new() };
        let part = &self.sheet.parts[n];
        let sides = [
            (row == part.top(), "bt"),
            (Some(row) == self.ends[n], "bb"),
            (column == part.columns.0, "bl"),
            (column == part.columns.1 || column == self.widest, "br"),
        ];
        let on: Vec<&str> = sides.into_iter().filter(|s| s.0).map(|s| s.1).collect();
        on.join(" ")
    }
}

/// The role of a number: by the table of the row it became, else by its column, else by where it stands.
fn class(table: Option<&'static str>, role: Option<&Named>, state: &str) -> &'static str {
    match (table, state) {
        (Some("transaction" | "allocation"), _) => return "allocation",
        (Some("rejected_row"), _) | (_, "rejected") => return "rejected",
        (Some(_), _) => return "observation",
        (_, "total" | "sub-total") => return "total",
        (_, "header" | "title" | "label" | "note" | "not read") => return "name",
        _ => {}
    }
    match role.map_or("", |r| r.role) {
        "amount" | "amount_net" | "amount_gross" | "credit" | "vat" => "allocation",
        "date" | "period" | "year" => "period",
        "code" | "area_code" | "local_code" => "code",
        "reference" => "reference",
        "" | "ignored" | "value" | "persons" | "index" | "quarter" | "outturn" | "target"
        | "baseline" | "forecast" => "unused",
        _ => "name",
    }
}
