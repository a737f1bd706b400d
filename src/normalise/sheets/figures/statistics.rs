//! Statistics to observations: areas, periods and measures stand across, down, above, or each in a column of its own.
//!
//! Every figure takes its coordinates from the labels of its row, the names over its column and the title; the nearest
//! word wins. Totals are held against the rows above and left out; countries and regions are areas of their own.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::about::{area_of, ended};
use super::cell::{Figure, figure};
use super::columns::{left_out, unscaled, with_fractions};
use super::coordinates::{self, Coordinates, over};
use super::extent::is_wider;
use super::labels::{Labels, labels};
use super::words::{is_bare, is_cohort, is_of_adults, is_of_children, quote, start_year};
use super::{Table, Yield, naming, rates};
use crate::issue;
use crate::model::amount::Unit;
use crate::model::document::Stated;
use crate::model::observation::{Basis, Change, Observation};
use crate::model::period::{Month, Period};
use crate::model::place::Seat;
use crate::normalise::sheets::totals::says_total;
use crate::recognise::sheet::blocks::Line;
use crate::recognise::sheet::facets::{Part, Sex, facets};
use crate::recognise::sheet::header::SURE;
use crate::recognise::sheet::heads::is_code;

pub fn read(table: &Table<'_>, out: &mut Yield) {
    let labels = labels(table);
    let columns: BTreeMap<u32, Coordinates> = table
        .known
        .heads
        .iter()
        .filter(|h| labels.values.contains(&h.column))
        .map(|h| (h.column, over(table, h, labels.values.len())))
        .collect();
    let (scales, subjects) = rates::scales(table, &labels, out);
    let around = format!("{} | {} | {}", table.about.words, table.source.sheet(), table.desk.path);
    let names: Vec<&str> = table.known.heads.iter().map(|h| h.title.as_str()).collect();
    let total = |l: &&Line| l.cells.first().is_some_and(|c| says_total(&c.1.value().shown()));
    let totals = table.known.block.lines.iter().filter(total).count();
    let shares = columns.values().any(|c| c.unit.is_some_and(rates::is_rate));
    let months = columns.values().filter_map(|c| match c.part {
        Some(Part::Month(m)) => Some(m),
        _ => None,
    });
    let mut walk = Walk {
        one_total: labels.places.is_empty() && totals == 1 && shares,
        fiscal: months.take(2).eq([4, 5]),
        young: is_of_children(&around) || is_of_children(&names.join(" | ")),
        reoffending: [around.as_str()]
            .iter()
            .chain(&names)
            .any(|t| t.to_lowercase().replace('-', "").contains("reoffend")),
        adults: is_of_adults(&table.about.title) || is_of_adults(&around),
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
    with_fractions(table, out);
    unscaled(table, out);
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
    /// Do the words around the table speak of children, of adults and no children, of reoffending?
    young: bool,
    reoffending: bool,
    adults: bool,
    /// A single row is all of the others together, with shares or rates that do not follow from theirs.
    one_total: bool,
    /// The months over the columns are those of a financial year, in its order.
    fiscal: bool,
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
        let mut texts = labels.values();
        let total = texts.any(|t| says_total(t)) && !self.is_whole(line, &labels);
        if total {
            self.total(line, &figures, out);
            if !self.one_total {
                return;
            }
        }
        if labels.is_empty() {
            return self.unlabelled(line, &figures, out);
        }
        let row = coordinates::row(self.table, self.labels, &labels);
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
        if !total {
            self.add(&figures, &row);
        }
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
        let note = |t: &str| {
            t.ends_with(':') || ["source", "note", "info"].iter().any(|w| t.starts_with(w))
        };
        if first.is_some_and(|t| note(&t)) {
            return false;
        }
        let named = |c: u32| {
            let text = line.at(c).map(|v| v.shown().trim().to_owned()).unwrap_or_default();
            !text.is_empty() && !self.table.known.block.parts(c).contains(&text)
        };
        let places = self.labels.places.iter().map(|p| p.column);
        let mut labels = places.chain(self.labels.periods.clone());
        labels.any(named) && self.labels.values.iter().any(|c| named(*c))
    }

    /// Is there a cell behind the last name, in a file that keeps its columns apart by commas?
    fn spills(&self, line: &Line) -> bool {
        let names = &self.table.known.block.names;
        let last = names.last().map_or(u32::MAX, |n| n.0);
        self.table.source.sheet().is_empty() && line.cells.last().is_some_and(|c| c.0 > last)
    }

    fn has_areas(&self) -> bool {
        !self.labels.places.is_empty()
    }

    /// A row of words: the label of the rows below, or a note.
    fn words(&mut self, line: &Line) {
        let near = line.cells.first().is_some_and(|c| c.0 <= self.table.known.block.from + 1);
        let [(_, held)] = line.cells.as_slice() else { return };
        let text = held.value().shown().trim().to_owned();
        let long = text.split_whitespace().count() > 8 && facets(&text).unit.is_none();
        let note = long || text.ends_with('.') || text.starts_with(['(', '[']);
        if near && !note {
            self.group = text;
            self.sums.clear();
            self.above.clear();
        }
    }

    /// The labels of a row by column; those that are left out at its start hold on from above.
    fn row_labels(&mut self, line: &Line) -> BTreeMap<u32, String> {
        let labels = self.labels;
        let places = labels.places.iter().map(|p| p.column);
        let all = places.chain(labels.periods.clone()).chain(labels.measures.clone());
        let all: Vec<u32> = all.chain(labels.units.clone()).chain(labels.groups.clone()).collect();
        let mut found: BTreeMap<u32, String> = all
            .iter()
            .filter_map(|c| Some((*c, line.at(*c)?.shown().trim().to_owned())))
            .filter(|f| !f.1.is_empty())
            .collect();
        if let Some(first) = found.keys().min().copied() {
            let above = self.above.iter().filter(|a| *a.0 < first);
            let above: Vec<(u32, String)> = above.map(|a| (*a.0, a.1.clone())).collect();
            found.extend(above);
        }
        self.above.clone_from(&found);
        found
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
            .or(over.counted.then_some(Unit::Count))
            .or(over.unit.filter(|u| *u != Unit::Count))
            .or(row.unit)
            .or(over.unit)
            .or(scale)
            .or(about.unit);
        let label = self.label(row, over, column);
        let rate =
            scale.is_none() && self.parts.as_ref().is_some_and(|p| p.is_unexplained(line, column));
        let named =
            self.named(row, over, &label, unit, rate && unit.is_none_or(|u| u == Unit::Count));
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
            // The March of a bare year is the one in it, unless the months start in April.
            let bare =
                matches!(own.or(about.period), Some(Period::CalendarYear(_))) && !self.fiscal;
            let month = match part {
                Part::Month(m) if bare => Month::new(year, m).map(Period::Month),
                _ => None,
            };
            return (month.or_else(|| part.of(year)), basis);
        }
        match own {
            Some(period) => (Some(ended(period, ending)), Stated::Stated),
            None => (about.period.map(|p| ended(p, ending)), about.period_basis),
        }
    }

    /// The lone label above, the labels of the row and the names over the column.
    fn words_of<'w>(&'w self, row: &'w Coordinates, over: &'w Coordinates) -> Vec<&'w str> {
        let (vocab, list) = (self.table.desk.vocab, &self.table.lists.statistics);
        let place = |g: &str| {
            area_of(g, vocab).is_some()
                || ["area", "area_type"].iter().any(|r| list.strength(g, r) >= SURE)
        };
        let grouped =
            Some(&self.group).filter(|g| !g.is_empty() && !place(g) && facets(g).period.is_none());
        let all = grouped.into_iter().chain(&row.words).chain(&over.words).map(String::as_str);
        all.filter(|w| !w.is_empty()).collect()
    }

    /// The words for what is counted: the label, the names over the column, else the title.
    fn label(&self, row: &Coordinates, over: &Coordinates, column: u32) -> String {
        let words = self.words_of(row, over);
        let bare = words.iter().all(|w| is_bare(w));
        let about = self.table.about;
        let title = facets(&about.title).rest;
        let mut parts: Vec<&str> = Vec::new();
        if self.adults {
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
        if !joined.is_empty() {
            return joined;
        }
        let file = self.table.desk.path.rsplit('/').next().unwrap_or("");
        let stem = file.rsplit_once('.').map_or(file, |s| s.0);
        if self.table.source.sheet().is_empty() { stem } else { self.table.source.sheet() }
            .to_string()
    }

    /// The measure that the label names. A word beside it that divides what is counted makes it one of its own: a part is
    /// not its whole, and what adults do is not youth justice.
    fn named(
        &self,
        row: &Coordinates,
        over: &Coordinates,
        label: &str,
        unit: Option<Unit>,
        rate: bool,
    ) -> naming::Named {
        let vocab = self.table.desk.vocab;
        if rate {
            let label = format!("{label} \u{2013} value");
            return naming::local(vocab, &label, unit);
        }
        let words = self.words_of(row, over);
        let own: Vec<&str> = words.iter().copied().filter(|w| !is_bare(w)).collect();
        let core = row.core.as_deref().filter(|c| own.contains(c)).or_else(|| {
            let of_row = row.words.iter().map(String::as_str).rfind(|w| !is_bare(w));
            of_row.or(own.last().copied())
        });
        // What stands over a column beside a row that says what it counts divides it, unless it says how.
        let list = &self.table.lists.statistics;
        let how = ["count", "population", "rate", "statistic", "unit", "value"];
        let how = |w: &&String| is_bare(w) || how.iter().any(|r| list.strength(w, r) >= SURE);
        let divided = row.core.is_some() && !over.words.iter().all(|w| how(&w));
        let known = match core {
            _ if row.narrowed || divided => None,
            Some(core) if own.len() > 1 => {
                let over = over.words.iter().map(String::as_str).filter(|w| *w != core);
                let near: Vec<&str> = std::iter::once(core).chain(over).collect();
                Some(naming::measure(vocab, &near.join(" \u{2013} "), unit))
            }
            _ => Some(naming::measure(vocab, label, unit)),
        };
        let fits = |n: &naming::Named| {
            let youth = n.id.starts_with("yj.reoffending");
            !n.id.starts_with("local.")
                && !self.adults
                && (!youth || self.young || row.young || is_of_children(label))
        };
        let young = self.young || row.young || is_of_children(label);
        if self.reoffending && young && !self.adults && !row.narrowed && is_cohort(&over.words) {
            let cohort = naming::measure(vocab, "offenders in the cohort", Some(Unit::Count));
            return naming::Named { label: label.to_owned(), ..cohort };
        }
        // `Reoffenders` over a column of a table of reoffending is the number of them.
        let counted = || Some(naming::measure(vocab, &format!("number of {label}"), unit));
        let known = known.filter(fits).or_else(|| {
            counted().filter(|n| self.reoffending && young && !row.narrowed && fits(n))
        });
        match known {
            Some(known) => naming::Named { label: label.to_owned(), ..known },
            None => naming::local(vocab, label, unit),
        }
    }

    /// `Total` where the whole is an area around, or where the row names its area and all of what is counted in it.
    fn is_whole(&self, line: &Line, labels: &BTreeMap<u32, String>) -> bool {
        let places = &self.labels.places;
        let own = |c: &u32| places.iter().any(|p| p.column == *c);
        let coded = places.iter().filter(|p| p.code).find_map(|p| line.at(p.column));
        if coded.is_some_and(|c| is_code(&c.shown())) {
            return true;
        }
        let all = labels.iter().filter(|l| says_total(l.1));
        let mut all = all.map(|l| own(l.0) || !self.labels.groups.contains(l.0));
        let divided = !all.any(|outer| outer);
        divided || is_wider(places, |c| labels.get(&c).cloned())
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
