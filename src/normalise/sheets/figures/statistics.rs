//! Statistics to observations: areas, periods and measures stand across, down, above, or each in a column of its own.
//!
//! Every figure takes its coordinates from the labels of its row, the names over its column and the title; the nearest
//! word wins. Totals are held against the rows above and left out; countries and regions are areas of their own.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::about::{area_of, ended, ending};
use super::cell::{Figure, figure};
use super::labels::{Labels, labels, roles};
use super::words::{is_everyone, is_of_adults, is_statistic, is_vague, quote, start_year};
use super::{Table, Yield, naming, rates};
use crate::issue;
use crate::model::amount::Unit;
use crate::model::document::Stated;
use crate::model::observation::{Basis, Change, Observation};
use crate::model::period::Period;
use crate::model::place::Seat;
use crate::normalise::sheets::totals::says_total;
use crate::recognise::sheet::blocks::Line;
use crate::recognise::sheet::facets::{Facets, Part, Sex, facets, sex};
use crate::recognise::sheet::heads::{Head, strength};

/// What a row, or the names over a column, say of a figure.
#[derive(Clone, Debug, Default)]
struct Coordinates {
    area: Option<String>,
    period: Option<Period>,
    part: Option<Part>,
    ending: Option<u32>,
    unit: Option<Unit>,
    factor: Option<u32>,
    basis: Option<Basis>,
    words: Vec<String>,
}

pub fn read(table: &Table<'_>, out: &mut Yield) {
    let labels = labels(table);
    let columns: BTreeMap<u32, Coordinates> = table
        .known
        .heads
        .iter()
        .filter(|h| labels.values.contains(&h.column))
        .map(|h| (h.column, over(table, h)))
        .collect();
    let (scales, subjects) = rates::scales(table, &labels, out);
    let mut walk = Walk {
        table,
        labels: &labels,
        columns: &columns,
        scales: &scales,
        parts: rates::parts(table, &labels),
        subjects: &subjects,
        group: String::new(),
        above: BTreeMap::new(),
        sums: BTreeMap::new(),
    };
    if let Some(sex) = table.about.sex.filter(|s| *s != Sex::Persons) {
        walk.group = format!("{sex:?}").to_lowercase();
    }
    for line in &table.known.block.lines {
        walk.line(line, out);
    }
    left_out(table, &labels, out);
}

/// Columns of figures that are neither labels nor values.
fn left_out(table: &Table<'_>, labels: &Labels, out: &mut Yield) {
    let row = table.known.block.header.last().copied().unwrap_or(1);
    let all: Vec<u32> = roles(table).into_iter().map(|r| r.0).collect();
    let free = table.known.heads.iter().filter(|h| h.holds.is_values() && !all.contains(&h.column));
    for head in free.filter(|h| !labels.values.contains(&h.column)) {
        let title = crate::written::contact::mask(&head.title);
        let message = format!("expected a value, found workings or an index: {title}");
        out.note(&issue::COLUMN_SKIPPED, table.place(row, head.column), message);
    }
}

/// What the names over a column say, from the top.
fn over(table: &Table<'_>, head: &Head) -> Coordinates {
    let mut out = Coordinates::default();
    let list = &table.lists.statistics;
    for (part, facets) in head.parts.iter().zip(&head.facets) {
        if let Some(area) = area_of(part, table.desk.vocab) {
            out.area = Some(area);
            take(&mut out, facets);
            continue;
        }
        take(&mut out, facets);
        out.ending = out.ending.or_else(|| ending(part));
        out.basis = out.basis.or_else(|| basis_in(part));
        let plain =
            strength(head, list, "value") >= 97 || says_total(&facets.rest) && head.parts.len() > 1;
        if !facets.rest.is_empty() && !plain {
            out.words.push(facets.rest.clone());
        }
    }
    out
}

fn basis_in(text: &str) -> Option<Basis> {
    let low = text.to_lowercase();
    let says = |w: &str| low.split(|c: char| !c.is_alphanumeric()).any(|x| x == w);
    if says("target") {
        Some(Basis::Target)
    } else if says("forecast") || says("projected") || says("projection") {
        Some(Basis::Forecast)
    } else {
        None
    }
}

/// What a cell says of the time; a bare number under the name of a quarter is the quarter.
fn time(head: &str, text: &str) -> Facets {
    let low = head.to_lowercase();
    let quarters = low.contains("quarter") || low.contains("qtr");
    if quarters && matches!(text, "1" | "2" | "3" | "4") {
        return facets(&format!("Q{text}"));
    }
    facets(text)
}

fn take(out: &mut Coordinates, facets: &Facets) {
    out.period = facets.period.or(out.period);
    out.part = facets.part.or(out.part);
    out.unit = facets.unit.or(out.unit);
    out.factor = facets.factor.or(out.factor);
}

struct Walk<'a> {
    table: &'a Table<'a>,
    labels: &'a Labels,
    columns: &'a BTreeMap<u32, Coordinates>,
    /// The scale of columns of rates whose names do not say it.
    scales: &'a BTreeMap<u32, Unit>,
    /// Value, count and population where every row says what it measures.
    parts: Option<rates::Parts<'a>>,
    /// What columns of rates are rates of, by the count that they were held against.
    subjects: &'a BTreeMap<u32, String>,
    /// The label that stands alone above the rows.
    group: String,
    /// The labels of the row above, for rows that leave them out.
    above: BTreeMap<u32, String>,
    /// Sums by column since the last total, with the number of rows.
    sums: BTreeMap<u32, (Decimal, usize)>,
}

impl Walk<'_> {
    fn line(&mut self, line: &Line, out: &mut Yield) {
        let block = &self.table.known.block;
        let figures: Vec<(u32, Figure)> =
            self.labels.values.iter().filter_map(|c| Some((*c, figure(line.at(*c)?)?))).collect();
        if block.repeats.contains(&line.number) {
            self.sums.clear();
            return;
        }
        if figures.is_empty() && self.is_spoilt(line) {
            let reason = "expected a figure, found other words";
            return out.reject(self.table, line, &issue::FIGURE_ROW, reason);
        }
        if figures.is_empty() {
            return self.words(line);
        }
        let labels = self.row_labels(line);
        let texts: Vec<&String> = labels.values().collect();
        let totals = texts.iter().any(|t| says_total(t));
        if totals && !self.is_whole(line) {
            return self.total(line, &figures, out);
        }
        if labels.is_empty() {
            return self.unlabelled(line, &figures, out);
        }
        let row = self.row(&labels);
        if self.has_areas() && row.area.is_none() {
            let reason = "expected an area beside the figures, found none";
            return out.reject(self.table, line, &issue::FIGURE_ROW, reason);
        }
        let local = row.area.as_ref().is_none_or(|a| a.starts_with("local."));
        if local && self.spills(line) {
            let reason =
                "expected as many cells as there are names, found more: a comma that nobody quoted";
            return out.reject(self.table, line, &issue::FIGURE_ROW, reason);
        }
        self.add(&figures, &row);
        let mut kept = false;
        for (column, figure) in figures {
            kept |= self.observe(line, column, &figure, &row, out);
        }
        if kept {
            out.keep(self.table, line.number);
        }
    }

    /// Labels, and words where the figures should be: a row that should have been data. A header that comes again is none.
    fn is_spoilt(&self, line: &Line) -> bool {
        let first = line.cells.first().map(|c| c.1.value().shown().trim().to_lowercase());
        if first
            .is_some_and(|t| t.ends_with(':') || t.starts_with("source") || t.starts_with("note"))
        {
            return false;
        }
        let named = |c: u32| {
            let text = line.at(c).map(|v| v.shown().trim().to_owned()).unwrap_or_default();
            !text.is_empty() && !self.table.known.block.parts(c).contains(&text)
        };
        let area = self.labels.area.iter().map(|a| a.0);
        let mut labels = area.chain(self.labels.code).chain(self.labels.periods.clone());
        labels.any(named) && self.labels.values.iter().any(|c| named(*c))
    }

    /// Is there a cell behind the last name, in a file that keeps its columns apart by commas?
    fn spills(&self, line: &Line) -> bool {
        let names = &self.table.known.block.names;
        let last = names.last().map_or(u32::MAX, |n| n.0);
        self.table.source.sheet().is_empty() && line.cells.last().is_some_and(|c| c.0 > last)
    }

    fn has_areas(&self) -> bool {
        self.labels.code.is_some() || self.labels.area.is_some()
    }

    /// A row of words: the label of the rows below, or a note.
    fn words(&mut self, line: &Line) {
        let near = line.cells.first().is_some_and(|c| c.0 <= self.table.known.block.from + 1);
        let [(_, held)] = line.cells.as_slice() else { return };
        let text = held.value().shown().trim().to_owned();
        let note = text.split_whitespace().count() > 8
            || text.ends_with('.')
            || text.starts_with(['(', '[']);
        if near && !note {
            self.group = text;
            self.sums.clear();
            self.above.clear();
        }
    }

    /// The labels of a row by column; one that is left out holds on from above where a later label differs.
    fn row_labels(&mut self, line: &Line) -> BTreeMap<u32, String> {
        let labels = self.labels;
        let area = labels.area.iter().map(|a| a.0);
        let all = labels
            .code
            .into_iter()
            .chain(area)
            .chain(labels.periods.clone())
            .chain(labels.measures.clone());
        let all = all.chain(labels.units.clone()).chain(labels.groups.clone());
        let all: Vec<u32> = all.chain(labels.wider.clone()).collect();
        let mut found: BTreeMap<u32, String> = all
            .iter()
            .filter_map(|c| Some((*c, line.at(*c)?.shown().trim().to_owned())))
            .filter(|f| !f.1.is_empty())
            .collect();
        let last = found.keys().max().copied().unwrap_or(0);
        for column in all {
            let code = labels.code == Some(column) || labels.wider.contains(&column);
            if !found.contains_key(&column)
                && column < last
                && (labels.wider.is_empty() || !code)
                && let Some(text) = self.above.get(&column)
            {
                found.insert(column, text.clone());
            }
        }
        self.above.clone_from(&found);
        found
    }

    /// What the labels of a row say together.
    fn row(&self, labels: &BTreeMap<u32, String>) -> Coordinates {
        let mut out = Coordinates::default();
        let mut codes = self.labels.code.iter().chain(&self.labels.wider);
        let code = codes.find_map(|c| labels.get(c)).map(String::as_str);
        let (name, header) =
            self.labels.area.as_ref().map_or((None, ""), |a| (labels.get(&a.0), a.1.as_str()));
        out.area = naming::area(self.table.desk.vocab, code, name.map(String::as_str), header);
        for column in &self.labels.periods {
            if let Some(text) = labels.get(column) {
                let head = self.table.known.heads.iter().find(|h| h.column == *column);
                let found = time(head.map_or("", |h| h.title.as_str()), text);
                out.period = found.period.or(out.period);
                out.part = found.part.or(out.part);
                out.ending = out.ending.or_else(|| ending(text));
            }
        }
        for column in &self.labels.measures {
            if let Some(text) = labels.get(column) {
                self.measure_label(&mut out, text);
            }
        }
        for column in &self.labels.units {
            if let Some(text) = labels.get(column) {
                let found = facets(text);
                out.unit =
                    found.unit.filter(|u| *u != Unit::Count || out.unit.is_none()).or(out.unit);
                out.factor = found.factor.or(out.factor);
            }
        }
        for column in &self.labels.groups {
            if let Some(text) = labels.get(column).filter(|t| !is_everyone(t)) {
                out.words.push(text.clone());
            }
        }
        out
    }

    fn measure_label(&self, out: &mut Coordinates, text: &str) {
        let found = facets(text);
        // `Per 10,000 aged 10-17` in a column of measures says how, not what.
        if is_statistic(text) {
            out.unit = found.unit.or(out.unit);
            return;
        }
        if let Some(area) =
            area_of(text, self.table.desk.vocab).filter(|_| out.area.is_none() && !self.has_areas())
        {
            out.area = Some(area);
            return;
        }
        out.ending = out.ending.or_else(|| ending(text));
        out.unit = found.unit.or(out.unit);
        out.basis = out.basis.or_else(|| basis_in(text));
        out.words.push(if found.period.is_some() && out.period.is_none() {
            out.period = found.period;
            found.rest
        } else {
            text.to_owned()
        });
    }

    fn observe(
        &self,
        line: &Line,
        column: u32,
        figure: &Figure,
        row: &Coordinates,
        out: &mut Yield,
    ) -> bool {
        let Some(over) = self.columns.get(&column) else { return false };
        let table = self.table;
        let about = table.about;
        let ending = row.ending.or(over.ending).or(about.ending);
        let (period, period_basis) = self.period(row, over, ending);
        let scale = self.scales.get(&column).copied();
        let scale = scale.or_else(|| self.parts.as_ref().and_then(|p| p.scale(line, column)));
        let unit = figure
            .unit
            .or(over.unit.filter(|u| *u != Unit::Count))
            .or(row.unit)
            .or(over.unit)
            .or(scale)
            .or(about.unit);
        let label = self.label(row, over, column);
        let named = naming::measure(table.desk.vocab, &label, unit);
        let factor = over.factor.or(row.factor).unwrap_or(1);
        let whole = about.whole.as_ref().filter(|_| !self.has_areas());
        let area =
            row.area.as_ref().or(over.area.as_ref()).or(whole).unwrap_or(&about.area).clone();
        let head =
            table.known.heads.iter().find(|h| h.column == column).map_or("", |h| h.title.as_str());
        out.observe(Observation {
            document: table.desk.path.to_owned(),
            place: table.place(line.number, column),
            nth: 0,
            measure: named.id,
            measure_label: crate::written::contact::mask(&named.label),
            theme: named.theme,
            area,
            period,
            period_basis,
            basis: row.basis.or(over.basis).unwrap_or(Basis::Actual),
            value: figure.value.and_then(|v| v.checked_mul(Decimal::from(factor))),
            value_symbol: figure.symbol.clone(),
            unit: named.unit.unwrap_or_default(),
            bound: figure.bound,
            change: Change::Level,
            baseline_period: None,
            activity: String::new(),
            programme: String::new(),
            quote: quote(line, &self.labels.values, head, column),
            seat: Seat { sentence: 0, block: table.number, column },
        });
        true
    }

    /// The nearest period: over the column, beside the row, above the table.
    fn period(
        &self,
        row: &Coordinates,
        over: &Coordinates,
        ending: Option<u32>,
    ) -> (Option<Period>, Stated) {
        let about = self.table.about;
        let own = row.period.or(over.period);
        let part = row.part.or(over.part);
        let year = own.or(about.period).map(start_year);
        if let (Some(part), Some(year)) = (part, year) {
            let basis = if own.is_some() { Stated::Stated } else { Stated::Inferred };
            return (part.of(year), basis);
        }
        match own {
            Some(period) => (Some(ended(period, ending)), Stated::Stated),
            None => (about.period.map(|p| ended(p, ending)), about.period_basis),
        }
    }

    /// The words for what is counted: the label, the names over the column, else the title.
    fn label(&self, row: &Coordinates, over: &Coordinates, column: u32) -> String {
        let vocab = self.table.desk.vocab;
        let grouped = Some(&self.group)
            .filter(|g| !g.is_empty() && area_of(g, vocab).is_none() && facets(g).period.is_none());
        let words: Vec<&str> =
            grouped.into_iter().chain(&row.words).chain(&over.words).map(String::as_str).collect();
        let bare = words.iter().all(|w| is_statistic(w) || is_vague(w) || sex(w).is_some());
        let title = facets(&self.table.about.title).rest;
        let mut parts: Vec<&str> = Vec::new();
        if is_of_adults(&self.table.about.title) {
            parts.push("adults");
        }
        if bare && !title.is_empty() {
            parts.push(&title);
        } else if bare && let Some(subject) = self.subjects.get(&column) {
            parts.push(subject);
        }
        for word in words {
            if !parts.contains(&word) {
                parts.push(word);
            }
        }
        let joined = parts.join(" \u{2013} ");
        if joined.is_empty() { self.table.source.sheet().to_string() } else { joined }
    }

    /// `Total` where the whole is an area: a row with the code of a country.
    fn is_whole(&self, line: &Line) -> bool {
        let code = self.labels.code.and_then(|c| line.at(c)).map(|v| v.shown().into_owned());
        code.is_some_and(|c| crate::recognise::sheet::heads::is_code(&c))
    }

    fn add(&mut self, figures: &[(u32, Figure)], row: &Coordinates) {
        let vocab = self.table.desk.vocab;
        let whole = row
            .area
            .as_deref()
            .and_then(|a| vocab.area(a))
            .is_some_and(|a| matches!(a.level.as_str(), "country" | "region"));
        for (column, figure) in figures.iter().filter(|_| !whole) {
            let sum = self.sums.entry(*column).or_default();
            sum.0 += figure
                .value
                .filter(|v| v.abs() < Decimal::from(1_000_000_000_000_u64))
                .unwrap_or_default();
            sum.1 += 1;
        }
    }

    /// A total is held against the counts above it; shares and rates have no sum.
    fn total(&mut self, line: &Line, figures: &[(u32, Figure)], out: &mut Yield) {
        let summed = |c: &u32| {
            self.columns
                .get(c)
                .is_none_or(|o| matches!(o.unit, None | Some(Unit::Count | Unit::Gbp)))
        };
        let mut met = None;
        for (column, figure) in figures.iter().filter(|f| summed(&f.0)) {
            let (Some(stated), Some((sum, rows))) = (figure.value, self.sums.get(column)) else {
                continue;
            };
            if *rows > 1 && stated != *sum && !self.scales.contains_key(column) {
                let message = format!("expected {stated}, found {sum} in the rows above");
                let place = self.table.place(line.number, *column);
                self.sums.clear();
                return out.note(&issue::CONTROL_TOTAL_DIFFERS, place, message);
            }
            met = met.or(Some((*column, stated)));
        }
        if let Some((column, stated)) = met {
            let message = format!("expected {stated}, found {stated}");
            out.note(&issue::CONTROL_TOTAL_MET, self.table.place(line.number, column), message);
        }
        self.sums.clear();
    }

    /// Figures alone: a total if they are the sums of the rows above, else a row that lost its label.
    fn unlabelled(&mut self, line: &Line, figures: &[(u32, Figure)], out: &mut Yield) {
        let sums = figures
            .iter()
            .all(|(c, f)| f.value.is_none() || f.value == self.sums.get(c).map(|s| s.0));
        let any = figures.iter().any(|f| f.1.value.is_some_and(|v| !v.is_zero()));
        if sums && any {
            self.total(line, figures, out);
        } else if any {
            let reason = "expected a label beside the figures, found none";
            out.reject(self.table, line, &issue::FIGURE_ROW, reason);
        }
    }
}
