//! Rows whose cells hold values: budgets, performance tables, activities with an amount, outcomes and measures.

use std::sync::LazyLock;

use regex::Regex;
use rust_decimal::Decimal;

use super::sentence::{self, Value};
use super::tables::{Sheet, missing, spans, text_of};
use super::{Frame, Walk, notes};
use crate::issue::{self, Issue};
use crate::model::allocation::{Allocation, Level, MoneyBasis};
use crate::model::amount::Unit;
use crate::model::document::Stated;
use crate::model::numeral::NumeralRole;
use crate::model::observation::{Basis, Change, Observation};
use crate::model::period::Period;
use crate::passage::{Text, TextCell, TextRow};
use crate::recognise::plan::header::{self, Head, Role};
use crate::written::time;

fn pattern(p: &str) -> Regex {
    Regex::new(p).unwrap_or_else(|e| unreachable!("{e}"))
}

static TOTAL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^\W*(?:grand |sub-?|overall |net |gross )?(?:total|totals|net cost|net budget|net expenditure|sum)\b",
    )
});
static CUMULATIVE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)\((?:cum|cumulative|ytd)\)|\bcumulative\b|\byear to date\b|\bytd\b")
});
static ROLLING: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\(12m\)|\brolling\b|\b12 months?\b"));

/// What a row says of itself, for all its cells.
#[derive(Clone, Debug)]
struct RowContext {
    label: String,
    activity: String,
    theme: String,
    area: Option<String>,
    period: Option<Period>,
    total: bool,
    /// The one period that the table's headers name, if they name one.
    table_period: Option<Period>,
    /// The row has an amount of its own.
    funded: bool,
}

impl Walk<'_> {
    pub(super) fn value_table(&mut self, sheet: &Sheet) {
        let mut label = String::new();
        let mut group = String::new();
        for row in &sheet.rows {
            if spans(row) {
                let text = text_of(row, 0);
                text.as_str().clone_into(&mut group);
                self.explain(&text, true);
                row.cells.iter().filter(|c| c.copied).for_each(|c| self.copied(c));
                continue;
            }
            if row.cells.iter().all(|c| c.copied || c.is_blank()) {
                row.cells.iter().for_each(|c| self.copied(c));
                continue;
            }
            let context = self.row_context(sheet, row, &mut label, &group);
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
        let naming = |role: Role| matches!(role, Role::Label | Role::Priority | Role::Action);
        let mut labels: Vec<String> = Vec::new();
        for (c, head) in sheet.heads.iter().enumerate() {
            let text = text_of(row, c);
            if naming(head.role) && !text.is_empty() && !labels.iter().any(|l| l == text.as_str()) {
                labels.push(text.as_str().to_owned());
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
            .and_then(|t| self.vocab.areas_in(t.as_str()).first().map(|(_, a)| a.id.clone()));
        let period = find(Role::Periods).and_then(|t| time::period(t.as_str()));
        let own = find(Role::Areas)
            .filter(|_| labels.is_empty())
            .map_or(String::new(), |t| t.as_str().to_owned());
        let all = labels.join(" – ");
        let theme = labels
            .iter()
            .chain(std::iter::once(&group.to_owned()))
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
            funded,
            table_period: only_period(sheet),
            total: labels.first().is_some_and(|l| TOTAL.is_match(l)),
        }
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
            let mut sentence = sentence::read_cell(piece.text.clone());
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
            if (1..=2).contains(&digits)
                && s[digits..].trim_start_matches(['.', ')']).starts_with(' ')
            {
                self.marks.put(&piece.text, 0, digits, NumeralRole::Ordinal, "a row number");
            }
            let sentence = sentence::read(piece.text.clone(), true);
            for v in sentence.values.iter().filter(|v| v.start > 0 || digits == 0) {
                let ends = s[v.end..].trim().is_empty();
                if v.money && ends {
                    let frame = Frame { theme: context.theme.clone(), ..self.frame() };
                    let level = if context.total { Level::Total } else { Level::Item };
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
        let named = self.labelled(s[v.noun.0..v.noun.1].trim(), v.unit);
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
        let plan = matches!(head.role, Role::Prose | Role::Outcome);
        let comment = head.text.to_lowercase();
        let comment = comment.contains("comment") || comment.contains("note");
        let basis = if head.role == Role::Current || comment {
            Some(Basis::Actual)
        } else if plan {
            Some(Basis::Target)
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

    fn value_cell(&mut self, sheet: &Sheet, head: &Head, cell: &TextCell, context: &RowContext) {
        let money = sheet.money
            && (head.pounds
                || head.money.is_some()
                || sheet.thousands
                || head.unit.is_none() && head.basis != Some(Basis::Target));
        for piece in &cell.pieces {
            let text = &piece.text;
            let s = text.as_str();
            if let Some(symbol) = missing(s) {
                if !money {
                    self.missing_value(head, text, context, symbol);
                }
                self.explain(text, false);
                continue;
            }
            let sentence = sentence::read_cell(text.clone());
            let shares = sentence.values.len() > 1;
            for (n, v) in sentence.values.iter().enumerate() {
                // "97% (66 of 68)": the bracket shows the parts, not another value.
                let inside =
                    s[..v.start].matches('(').count() > s[..v.start].matches(')').count() && n > 0;
                if inside && shares && v.unit.is_none() && !money {
                    let part = RowContext {
                        label: format!("{} (parts)", context.label),
                        ..context.clone()
                    };
                    self.number_cell(
                        &Head { unit: Some(Unit::Count), ..head.clone() },
                        text,
                        v,
                        &part,
                    );
                    continue;
                }
                if inside && shares {
                    self.marks.put_value(
                        text,
                        v.start,
                        v.end,
                        NumeralRole::Observation,
                        "the parts of the value beside it",
                        Some(v.value),
                        "",
                    );
                    continue;
                }
                if money && (v.money || v.unit.is_none()) {
                    self.money_cell(sheet, head, text, v, context);
                } else {
                    self.number_cell(head, text, v, context);
                }
            }
            if sentence.values.is_empty()
                && head.basis == Some(Basis::Target)
                && s.chars().any(char::is_alphabetic)
                && !s.to_lowercase().contains("monitor")
            {
                let message = format!(
                    "a target is expected to have a number; found \"{}\" for {}",
                    super::mask(s),
                    context.label
                );
                self.issue(Issue::new(
                    &issue::TARGET_WITHOUT_NUMBER,
                    self.path,
                    text.place(0),
                    message,
                ));
            }
            self.explain_others(&sentence);
        }
    }

    fn money_cell(
        &mut self,
        sheet: &Sheet,
        head: &Head,
        text: &Text,
        v: &Value,
        context: &RowContext,
    ) {
        let s = text.as_str().trim();
        let bracketed = s.starts_with('(') && s.ends_with(')') || s.starts_with("£(");
        let mut amount = if bracketed && v.value.is_sign_positive() { -v.value } else { v.value };
        if (head.thousands || sheet.thousands) && !s.contains(['k', 'm']) {
            amount = amount.checked_mul(Decimal::from(1000)).unwrap_or(amount);
        }
        let total_column = TOTAL.is_match(&head.text) && head.period.is_none();
        let level = if context.total || total_column { Level::Total } else { Level::Item };
        let caption = header::head(&sheet.caption, self.vocab);
        let basis = head.money.or(caption.money).unwrap_or(MoneyBasis::Budget);
        let basis = if basis == MoneyBasis::Outturn
            && sheet.caption.to_lowercase().contains("forecast")
            && head.money.is_none()
        {
            MoneyBasis::Budget
        } else {
            basis
        };
        let period = match head.period.or(context.period) {
            Some(p) => (Some(p), Stated::Stated),
            None => {
                match context.table_period.or(header_period(&caption)).or(self.section.period) {
                    Some(p) => (Some(p), Stated::Inferred),
                    None => (None, Stated::None),
                }
            }
        };
        self.amount(
            text,
            v,
            amount,
            &context.activity,
            level,
            basis,
            period,
            &context.theme,
            context.area.as_deref(),
        );
    }

    #[expect(clippy::too_many_arguments, reason = "an amount has this many coordinates")]
    fn amount(
        &mut self,
        text: &Text,
        v: &Value,
        amount: Decimal,
        activity: &str,
        level: Level,
        basis: MoneyBasis,
        period: (Option<Period>, Stated),
        theme: &str,
        area: Option<&str>,
    ) {
        let period = if period.0.is_some() {
            period
        } else {
            self.stated_period(self.section.period, Basis::Target)
        };
        let programme = self.section.programme.clone();
        let theme = if theme.is_empty() {
            self.theme_for(activity, &Frame::default(), "")
        } else {
            theme.to_owned()
        };
        let row = Allocation {
            document: self.path.to_owned(),
            place: text.place(v.start),
            nth: 0,
            programme_basis: if programme.is_empty() { Stated::None } else { Stated::Stated },
            programme,
            activity: super::mask(activity),
            theme,
            area: area.map_or_else(|| self.about.area.clone(), str::to_owned),
            period: period.0,
            period_basis: period.1,
            level,
            basis,
            amount: amount.round_dp(2),
            bound: v.bound,
            draft: self.about.draft.is_some(),
            quote: self.quote(text, v.start, v.end),
            seat: self.seat,
        };
        self.push_allocation(row, text, v.start, v.end);
    }

    /// The measure of a value cell: the row's words, or the header's where the row only says where or when.
    fn cell_measure(
        &self,
        head: &Head,
        context: &RowContext,
        v: Option<&Value>,
        s: &str,
    ) -> super::measure::Named {
        let unit =
            v.and_then(|v| v.unit).or(head.unit).or_else(|| header::unit_said(&context.label));
        let own = if context.label.is_empty() {
            head.rest.clone()
        } else if head.rest.split_whitespace().any(|w| w.len() > 2)
            && head.period.is_none()
            && head.basis.is_none()
            && head.quarter.is_none()
        {
            format!("{} – {}", context.label, head.rest)
        } else {
            context.label.clone()
        };
        let own = if own.is_empty() { self.caption_words() } else { own };
        let mut named = self.labelled(&own, unit);
        if let Some(v) = v {
            let noun = s[v.noun.0..v.noun.1].trim();
            if !noun.is_empty() && named.id.starts_with("local.") && context.label.is_empty() {
                named = self.labelled(noun, unit);
            }
        }
        named
    }

    fn caption_words(&self) -> String {
        // A paragraph above a table is no name for what it counts.
        let short = (1..=12).contains(&self.caption.split_whitespace().count());
        if short { self.caption.clone() } else { self.section.heading.clone() }
    }

    fn number_cell(&mut self, head: &Head, text: &Text, v: &Value, context: &RowContext) {
        let s = text.as_str();
        let named = self.cell_measure(head, context, Some(v), s);
        let basis = self.column_basis(head, context);
        let (period, period_basis) = self.column_period(head, context, basis);
        let unit = v
            .unit
            .or(head.unit)
            .or_else(|| header::unit_said(&context.label))
            .unwrap_or_else(|| self.table_unit(v, &named.id));
        let area = context
            .area
            .clone()
            .or_else(|| self.vocab.areas_in(&head.text).first().map(|(_, a)| a.id.clone()));
        let row = Observation {
            document: self.path.to_owned(),
            place: text.place(v.start),
            nth: 0,
            measure: named.id,
            measure_label: super::mask(&named.label),
            theme: if context.theme.is_empty() { named.theme } else { context.theme.clone() },
            area: area.map_or_else(|| self.about.area.clone(), |a| self.area_id(&a)),
            period,
            period_basis,
            basis,
            value: Some(v.value.round_dp(4)),
            value_symbol: String::new(),
            unit,
            bound: v.bound,
            change: v.change,
            baseline_period: None,
            activity: String::new(),
            programme: self.section.programme.clone(),
            quote: super::mask(&format!("{} | {}: {s}", context.label, head.text)),
            seat: self.seat,
        };
        self.push_observation(row, text, v.start, v.end);
    }

    fn table_unit(&self, v: &Value, measure: &str) -> Unit {
        let usual = self.vocab.measure(measure).and_then(|m| Unit::from_name(&m.unit));
        match usual {
            Some(u @ (Unit::Percent | Unit::Per1000 | Unit::Per10000 | Unit::Per100000))
                if v.noun.0 == v.noun.1 =>
            {
                u
            }
            _ => Unit::Count,
        }
    }

    fn column_basis(&self, head: &Head, context: &RowContext) -> Basis {
        if let Some(basis) = head.basis {
            return basis;
        }
        let _ = context;
        // "Milestones 2023/24": a year column under a heading that looks ahead.
        let ahead = self.section.basis == Some(Basis::Target) || notes::promises(&self.caption);
        let future = match (head.period, self.about.period) {
            (Some(p), Some(plan)) => p.first() >= plan.first(),
            (Some(_), None) => true,
            (None, _) => true,
        };
        if ahead && future { Basis::Target } else { Basis::Actual }
    }

    fn column_period(
        &self,
        head: &Head,
        context: &RowContext,
        basis: Basis,
    ) -> (Option<Period>, Stated) {
        let year =
            || head.period.or(self.section.period).or(self.about.period).map(Period::fy_start_year);
        if let Some(q) = head.quarter {
            let Some(y) = year() else { return (None, Stated::None) };
            let quarter = Period::FinancialQuarter(y, q);
            let Some(last) = quarter.last() else { return (Some(quarter), Stated::Inferred) };
            let start = Period::FinancialYear(y).first();
            let period = if CUMULATIVE.is_match(&context.label) && q > 1 {
                if q == 4 { Period::FinancialYear(y) } else { Period::Months(start, last) }
            } else if ROLLING.is_match(&context.label) {
                rolling(last)
            } else {
                quarter
            };
            return (Some(period), Stated::Inferred);
        }
        if CUMULATIVE.is_match(&head.text)
            && let Some(p @ Period::FinancialQuarter(y, _)) = self.about.period
            && let Some(last) = p.last()
        {
            return (
                Some(Period::Months(Period::FinancialYear(y).first(), last)),
                Stated::Inferred,
            );
        }
        if let Some(p) = head.period.or(context.period) {
            return (Some(p), Stated::Stated);
        }
        if let Some(p) =
            context.table_period.or(header_period(&header::head(&self.caption, self.vocab)))
        {
            return (Some(p), Stated::Inferred);
        }
        self.section.period_for(basis, &self.about)
    }

    fn missing_value(
        &mut self,
        head: &Head,
        text: &Text,
        context: &RowContext,
        symbol: &'static str,
    ) {
        let named = self.cell_measure(head, context, None, "");
        let basis = self.column_basis(head, context);
        let (period, period_basis) = self.column_period(head, context, basis);
        let place = text.place(0);
        let pending = text.as_str().to_lowercase();
        if pending.contains("verified")
            || pending.contains("confirmed")
            || pending == "tbc"
            || pending.contains("data not")
        {
            let message = format!(
                "a value is expected for {}; the source says \"{}\": it is missing, not zero",
                named.label,
                text.as_str()
            );
            self.issue(
                Issue::new(&issue::MISSING_PENDING, self.path, place.clone(), message)
                    .measure(&named.id)
                    .period(period),
            );
        }
        self.out.observations.push(Observation {
            document: self.path.to_owned(),
            nth: Self::nth(&self.out.observations, |o| o.place == place),
            place,
            measure: named.id,
            measure_label: super::mask(&named.label),
            theme: if context.theme.is_empty() { named.theme } else { context.theme.clone() },
            area: context.area.clone().unwrap_or_else(|| self.about.area.clone()),
            period,
            period_basis,
            basis,
            value: None,
            value_symbol: symbol.to_owned(),
            unit: head.unit.or(named.unit).unwrap_or_default(),
            bound: crate::model::amount::Bound::Exact,
            change: crate::model::observation::Change::Level,
            baseline_period: None,
            activity: String::new(),
            programme: self.section.programme.clone(),
            quote: super::mask(&format!("{} | {}: {}", context.label, head.text, text.as_str())),
            seat: self.seat,
        });
    }
}

fn only_period(sheet: &Sheet) -> Option<Period> {
    let mut said: Vec<Period> =
        sheet.heads.iter().filter(|h| h.role != Role::Variance).filter_map(|h| h.period).collect();
    said.dedup();
    match said.as_slice() {
        [one] => Some(*one),
        _ => None,
    }
}

fn header_period(head: &Head) -> Option<Period> {
    head.period.filter(|p| !matches!(p, Period::Month(_)))
}

/// Twelve months up to a month.
fn rolling(last: crate::model::period::Month) -> Period {
    match last.number() {
        3 => Period::FinancialYear(last.year() - 1),
        12 => Period::CalendarYear(last.year()),
        _ => Period::Months(last.plus(-11), last),
    }
}

/// A label without the amount that ends it.
pub(super) fn strip_money(label: &str) -> String {
    static MONEY: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"\s*[-–:]?\s*£\s?[\d,.]+\s?(?:k|m)?\s*$"));
    MONEY.replace(label.trim(), "").trim().to_owned()
}
