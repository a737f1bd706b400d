//! Rows whose cells hold values: budgets, performance tables, activities with an amount, outcomes and measures.

use std::sync::LazyLock;

use regex::Regex;

use super::heads::{heads_again, spans, strip_money};
use super::sentence::{self, Value};
use super::tables::{Sheet, text_of};
use super::{Frame, Walk, as_name};
use crate::model::allocation::{Level, MoneyBasis};
use crate::model::amount::Unit;
use crate::model::document::Stated;
use crate::model::numeral::NumeralRole;
use crate::model::observation::{Basis, Change, Observation};
use crate::model::period::Period;
use crate::passage::{Text, TextCell, TextRow};
use crate::recognise::plan::header::{self, Head, Role};
use crate::written::pattern::pattern;
use crate::written::time;

pub(super) static TOTAL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^\W*(?:grand |sub-?|overall |net |gross )?(?:total|totals|net cost|net budget|net expenditure|sum)\b",
    )
});

/// What a row says of itself, for all its cells.
#[derive(Clone, Debug)]
pub(super) struct RowContext {
    pub label: String,
    pub activity: String,
    pub theme: String,
    pub area: Option<String>,
    pub period: Option<Period>,
    pub total: bool,
    /// The one time that the name of the row holds: "Custody rate (2023)".
    pub labelled: Option<Period>,
    /// The one period that the table's headers name, if they name one.
    pub table_period: Option<Period>,
    /// The latest year among the headers, by its first year.
    pub year: Option<i32>,
    /// The period that the words above the table name.
    pub titled: Option<Period>,
    /// Its columns are areas.
    pub areas: bool,
    /// Some column of values has nothing but a time above it.
    pub plain: bool,
    /// The unit of all the table's numbers.
    pub unit: Option<Unit>,
    /// The row has an amount of its own.
    pub funded: bool,
    /// All its numbers are whole.
    pub whole: bool,
}

impl Walk<'_> {
    pub(super) fn value_table(&mut self, sheet: &Sheet) {
        let mut label = String::new();
        let mut group = String::new();
        // "Gateshead FTEs" above "Number" and "Rate": what heads the labels says what they are of, and where.
        let mut headed = sheet.heads.first().filter(|h| h.role == Role::Label);
        let mut headed = headed.take().map_or(String::new(), |h| h.text.clone());
        for (n, row) in sheet.rows.iter().enumerate() {
            if heads_again(sheet, row) {
                let text = text_of(row, 0);
                text.as_str().clone_into(&mut headed);
                row.cells.iter().for_each(|c| self.explain(&c.joined(), true));
                continue;
            }
            if spans(row) && !summed(row) {
                let text = text_of(row, 0);
                group = as_name(text.as_str());
                self.explain(&text, true);
                row.cells.iter().filter(|c| c.copied).for_each(|c| self.copied(c));
                continue;
            }
            if row.cells.iter().all(|c| c.copied || c.is_blank()) {
                row.cells.iter().for_each(|c| self.copied(c));
                continue;
            }
            let context = self.row_context(sheet, row, &mut label, &group);
            let context = self.headed(context, sheet, &headed);
            let context = if nameless_sum(sheet, n) {
                RowContext {
                    label: "Total".into(),
                    activity: "Total".into(),
                    theme: String::new(),
                    total: true,
                    ..context
                }
            } else {
                context
            };
            self.row_follows(sheet, row, &context);
            for (c, cell) in row.cells.iter().enumerate() {
                self.seat.column = u32::try_from(c).unwrap_or(0);
                let head = sheet.heads.get(c).cloned().unwrap_or_default();
                self.cell(sheet, &head, cell, row, c, &context);
            }
        }
    }

    fn row_context(
        &mut self,
        sheet: &Sheet,
        row: &TextRow,
        label: &mut String,
        group: &str,
    ) -> RowContext {
        // What is done names the row only where nothing else does.
        let named = sheet.heads.iter().any(|h| matches!(h.role, Role::Label | Role::Priority));
        let naming = |role: Role| {
            matches!(role, Role::Label | Role::Priority) || role == Role::Action && !named
        };
        let mut labels: Vec<String> = Vec::new();
        for (c, head) in sheet.heads.iter().enumerate() {
            if !naming(head.role) {
                continue;
            }
            let words = as_name(text_of(row, c).as_str());
            if !words.is_empty() && !labels.contains(&words) {
                labels.push(words);
            }
        }
        let first_blank = sheet
            .heads
            .iter()
            .position(|h| naming(h.role))
            .is_some_and(|c| row.cells.get(c).is_none_or(TextCell::is_blank));
        if labels.is_empty() || first_blank && labels.iter().all(|l| l.len() < 2) {
            if !label.is_empty() {
                labels.insert(0, label.clone());
            }
        } else if let Some(first) = labels.first() {
            first.clone_into(label);
        }
        let find =
            |role: Role| sheet.heads.iter().position(|h| h.role == role).map(|c| text_of(row, c));
        let area = find(Role::Areas)
            .and_then(|t| self.vocab.areas_in(t.as_str()).first().map(|(_, a)| a.id.clone()))
            .or_else(|| self.place_inside(sheet, row));
        // "12 months to" above "Sept 2019": the header and the row say it together.
        let heads = sheet.heads.iter().find(|h| h.role == Role::Periods);
        let period = find(Role::Periods).and_then(|t| {
            let whole = heads.and_then(|h| time::period(&format!("{} {}", h.text, t.as_str())));
            whole.or_else(|| time::period(t.as_str()))
        });
        let own = find(Role::Areas)
            .filter(|_| labels.is_empty() && area.is_none())
            .map_or(String::new(), |t| as_name(t.as_str()));
        let all = labels.join(" – ");
        let above = if first_blank { label.clone() } else { String::new() };
        let theme = labels
            .iter()
            .chain([&above, &group.to_owned()])
            .find_map(|l| self.vocab.theme_in(l).map(|t| t.id.clone()));
        let without_money = strip_money(&all);
        let funded = without_money.len() < all.len() || sheet.money;
        RowContext {
            // The measure is what the first label says; a group column only narrows it.
            label: if labels.is_empty() { own } else { without_money.clone() },
            activity: without_money,
            theme: theme.unwrap_or_default(),
            area,
            period,
            labelled: super::beside::in_label(&all),
            funded,
            table_period: self.only_period(sheet),
            year: sheet.year,
            titled: sheet.own,
            areas: sheet.areas,
            plain: sheet
                .heads
                .iter()
                .any(|h| h.role == Role::Value && h.period.is_some() && h.rest.is_empty()),
            unit: sheet.unit,
            whole: row.cells.iter().skip(1).all(|c| !c.joined().as_str().contains(['.', '%'])),
            total: labels.first().is_some_and(|l| TOTAL.is_match(l)),
        }
    }

    /// A row that only says in what form it counts is of what the head of its part of the table names.
    fn headed(&self, context: RowContext, sheet: &Sheet, headed: &str) -> RowContext {
        if headed.is_empty() || !super::heads::generic(&context.label) {
            return context;
        }
        let area = self.vocab.areas_in(headed).first().map(|(_, a)| a.id.clone());
        // A second part of the table that names no known place is not of the first one's.
        let first = sheet.heads.first().is_some_and(|h| h.text == headed);
        let elsewhere = area.or_else(|| (!first).then(String::new));
        // "North East" alone is of what the first part counts.
        let counted =
            sheet.heads.first().filter(|_| !first && self.vocab.measures_in(headed).is_empty());
        let counted = counted.and_then(|h| self.vocab.measures_in(&h.text).into_iter().next());
        let of = counted.map_or(String::new(), |(_, m)| format!("{} – ", m.label));
        let label = format!("{of}{headed} – {}", context.label);
        RowContext { label, area: context.area.clone().or(elsewhere), ..context }
    }

    fn cell(
        &mut self,
        sheet: &Sheet,
        head: &Head,
        cell: &TextCell,
        row: &TextRow,
        c: usize,
        context: &RowContext,
    ) {
        if cell.copied {
            // A value over two years of one merged cell stands for both; other copies say nothing new.
            if head.role == Role::Value
                && row.cells.get(c.wrapping_sub(1)).is_some_and(|l| !l.is_blank())
                && sheet.money
                && self.is_html_span(row, c)
            {
                self.value_cell(sheet, head, cell, context);
            }
            self.copied(cell);
            return;
        }
        match head.role {
            Role::Value => self.value_cell(sheet, head, cell, context),
            Role::Variance => self.variance(sheet, head, cell, context),
            Role::Prose | Role::Outcome | Role::Current | Role::Resourced => {
                self.prose_cell(head, cell, context)
            }
            Role::Direction => {
                let named = self.labelled(&context.label, None);
                let text = cell.joined();
                self.cell_claim(&text, &named.id, &named.theme, self.about.period);
                self.explain(&text, false);
            }
            Role::Codes => self.code_cell(cell),
            Role::Reference => {
                for piece in &cell.pieces {
                    for t in crate::written::lex::tokens(piece.text.as_str()) {
                        self.marks.put(
                            &piece.text,
                            t.start,
                            t.end,
                            NumeralRole::Ordinal,
                            "a reference number",
                        );
                    }
                }
            }
            _ => self.label_cell(cell, context),
        }
    }

    /// Spanned HTML cells are one cell of the source: the same place, so no number is counted twice.
    fn is_html_span(&self, row: &TextRow, c: usize) -> bool {
        let place = |x: &TextCell| x.pieces.first().map(|p| p.text.place(0));
        c > 0 && place(&row.cells[c]) == place(&row.cells[c - 1])
    }

    fn code_cell(&mut self, cell: &TextCell) {
        for piece in &cell.pieces {
            self.code_lists(&piece.text, None);
            for t in crate::written::lex::tokens(piece.text.as_str()) {
                self.marks.put(&piece.text, t.start, t.end, NumeralRole::Code, "an indicator code");
            }
        }
    }

    /// A difference in pounds is no figure of its own; a change in percent is, of the latest period beside it.
    fn variance(&mut self, sheet: &Sheet, head: &Head, cell: &TextCell, context: &RowContext) {
        let latest =
            sheet.heads.iter().filter(|h| h.role == Role::Value).filter_map(|h| h.period).max();
        for piece in &cell.pieces {
            let s = piece.text.as_str();
            if sentence::endless(s) {
                self.passage(&piece.text, &self.frame());
                continue;
            }
            let mut sentence = sentence::read_cell(piece.text.clone());
            super::agree::sentence(self, &sentence);
            let unit = header::unit_said(&head.text);
            for v in &mut sentence.values {
                let unit = v.unit.or(if s.to_lowercase().contains("point") {
                    Some(Unit::PercentagePoint)
                } else {
                    unit
                });
                let relative =
                    matches!(unit, Some(Unit::Percent | Unit::PercentagePoint)) && !v.money;
                if !relative {
                    self.marks.put_value(
                        &piece.text,
                        v.start,
                        v.end,
                        NumeralRole::Observation,
                        "a difference of two figures beside it",
                        Some(v.value),
                        "",
                    );
                    continue;
                }
                let down = s[..v.start].trim_end().ends_with(['-', '–', '−', '('])
                    || s[v.start..].starts_with(['-', '–', '('])
                    || v.value.is_sign_negative();
                v.change = if down { Change::Decrease } else { Change::Increase };
                v.value = v.value.abs();
                v.unit = unit;
                let step = Head {
                    period: latest.or(head.period),
                    basis: Some(Basis::Actual),
                    unit,
                    ..Head::default()
                };
                let v = v.clone();
                self.number_cell(&step, &piece.text, &v, context);
            }
            self.explain_others(&sentence);
        }
    }

    /// A label may hold the amount of its row: "Anti-Social Behaviour £119,000.00".
    fn label_cell(&mut self, cell: &TextCell, context: &RowContext) {
        for piece in &cell.pieces {
            let s = piece.text.as_str();
            // "1  Safer streets": a number at the head of a label numbers the row.
            let digits = s.len() - s.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            let dated = time::find(s).first().is_some_and(|t| t.0 == 0);
            if (1..=2).contains(&digits)
                && !dated
                && s[digits..].trim_start_matches(['.', ')']).starts_with(' ')
            {
                self.marks.put(&piece.text, 0, digits, NumeralRole::Ordinal, "a row number");
            }
            if sentence::endless(s) {
                let theme = context.theme.clone();
                self.passage(&piece.text, &Frame { theme, ..self.frame() });
                continue;
            }
            self.code_lists(&piece.text, None);
            let sentence = sentence::read(piece.text.clone(), true);
            for v in sentence.values.iter().filter(|v| v.start > 0 || digits == 0) {
                let ends = s[v.end..].trim().is_empty();
                if v.money && ends {
                    let frame = Frame { theme: context.theme.clone(), ..self.frame() };
                    // "Two officers (£54,000)" in a row that has an amount of its own.
                    let part = context.funded && s[v.start..].starts_with('(');
                    let level = match (context.total, part) {
                        (true, _) => Level::Total,
                        (_, true) => Level::Part,
                        _ => Level::Item,
                    };
                    self.amount(
                        &piece.text,
                        v,
                        v.value,
                        &context.activity,
                        level,
                        MoneyBasis::Budget,
                        (None, Stated::None),
                        &frame.theme,
                        None,
                    );
                } else if v.money || (v.noun.0 < v.noun.1 && s[..v.start].contains('(')) {
                    let frame = Frame {
                        basis: Some(Basis::Target),
                        theme: context.theme.clone(),
                        activity: context.activity.clone(),
                        ..self.frame()
                    };
                    self.aside(&piece.text, v, &frame);
                } else {
                    let role =
                        if v.money { NumeralRole::Allocation } else { NumeralRole::Observation };
                    self.marks.put_value(
                        &piece.text,
                        v.start,
                        v.end,
                        role,
                        "a number in a row label",
                        Some(v.value),
                        "",
                    );
                }
            }
            self.explain_others(&sentence);
        }
    }

    /// What a row label says in brackets: "(up to 75 cases a year)", "(6 x £2,500)".
    fn aside(&mut self, text: &Text, v: &Value, frame: &Frame) {
        let place = text.place(v.start);
        let inside = text.slice(v.start..text.len());
        if self.marks.has(&inside, 0) {
            return;
        }
        if v.money {
            let activity = frame.activity.clone();
            self.amount(
                text,
                v,
                v.value,
                &activity,
                Level::Part,
                MoneyBasis::Budget,
                (None, Stated::None),
                &frame.theme,
                None,
            );
            return;
        }
        let s = text.as_str();
        let noun = s[v.noun.0..v.noun.1].trim();
        // Beside the name of an activity FTE are its posts.
        let noun = if noun.starts_with("FTE") { "full-time equivalent posts" } else { noun };
        let named = self.labelled(noun, v.unit);
        let (period, period_basis) = self.section.period_for(Basis::Target, &self.about);
        let row = Observation {
            document: self.path.to_owned(),
            place,
            nth: 0,
            measure: named.id,
            measure_label: super::mask(&named.label),
            theme: frame.theme.clone(),
            area: self.about.area.clone(),
            period,
            period_basis,
            basis: Basis::Target,
            value: Some(v.value.round_dp(4)),
            value_symbol: String::new(),
            unit: v.unit.unwrap_or_default(),
            bound: v.bound,
            change: v.change,
            baseline_period: None,
            activity: super::mask(&frame.activity),
            programme: self.section.programme.clone(),
            quote: super::mask(s),
            seat: self.seat,
        };
        self.push_observation(row, text, v.start, v.end);
    }

    fn prose_cell(&mut self, head: &Head, cell: &TextCell, context: &RowContext) {
        // "2019/20 outputs" in a plan that starts after them are no promises.
        let plan = matches!(head.role, Role::Prose | Role::Outcome) && !self.went_before(head);
        let comment = head.text.to_lowercase();
        let comment = comment.contains("comment") || comment.contains("note");
        let basis = if head.role == Role::Current || comment {
            Some(Basis::Actual)
        } else if plan {
            Some(Basis::Target)
        } else if self.went_before(head) {
            Some(Basis::Actual)
        } else {
            self.section.basis
        };
        let frame = Frame {
            basis,
            period: head.period.or(context.table_period).or(self.section.period),
            theme: if context.theme.is_empty() {
                self.section.theme.clone()
            } else {
                context.theme.clone()
            },
            activity: context.activity.clone(),
            label: String::new(),
            promise: plan && !comment,
            measures: head.role == Role::Prose && !comment,
            past: head.role == Role::Current,
            funded: context.funded,
        };
        for piece in &cell.pieces {
            self.carry = super::Carry::default();
            self.passage(&piece.text, &frame);
        }
    }
}

/// "Total £186,000" with nothing beside it: no heading of rows, but their sum.
fn summed(row: &TextRow) -> bool {
    let label = text_of(row, 0);
    TOTAL.is_match(label.as_str())
        && strip_money(label.as_str()).len() < label.as_str().trim().len()
}

/// The last row of a table of money, without a name: the sum of what stands above it.
fn nameless_sum(sheet: &Sheet, n: usize) -> bool {
    let blank = |r: &TextRow| r.cells.first().is_none_or(TextCell::is_blank);
    sheet.money
        && n >= 2
        && n + 1 == sheet.rows.len()
        && blank(&sheet.rows[n])
        && !blank(&sheet.rows[n - 1])
}
