//! Cells under a header of values: money, counts, rates and shares with the coordinates of their column and row.

use std::sync::LazyLock;

use regex::Regex;
use rust_decimal::Decimal;

use super::beside::{self, CUMULATIVE};
use super::cells::{RowContext, TOTAL};
use super::heads::{counted, counts, generic, proper, says_rate};
use super::sentence::{self, Value};
use super::tables::{Sheet, missing};
use super::{Frame, Walk, notes};
use crate::issue::{self, Issue};
use crate::model::allocation::{Allocation, Level, MoneyBasis};
use crate::model::amount::Unit;
use crate::model::document::Stated;
use crate::model::numeral::NumeralRole;
use crate::model::observation::{Basis, Observation};
use crate::model::period::Period;
use crate::passage::{Text, TextCell};
use crate::recognise::plan::header::{self, Head};
use crate::written::pattern::pattern;

static BASELINE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\bbaseline\b|\bstarting point\b|\bwhere we (?:are|were|start)"));
/// A column of what shall come of it.
pub(super) static PROMISED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:outputs?|success|targets?|measures?|measured|indicators?|kpis?|milestones?|expected|aim)\b",
    )
});
static ROLLING: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\(12m\)|\brolling\b|\b12 months?\b"));

impl Walk<'_> {
    pub(super) fn value_cell(
        &mut self,
        sheet: &Sheet,
        head: &Head,
        cell: &TextCell,
        context: &RowContext,
    ) {
        // "Cost of the team (£)": the row says that it is money.
        let money = context.label.contains('£')
            || sheet.money
                && head.unit.is_none()
                && (head.pounds || !counted(&head.rest))
                && (head.pounds
                    || head.money.is_some()
                    || sheet.thousands
                    || head.unit.is_none() && head.basis != Some(Basis::Target));
        // "10 % reduction by March 2027" below "Target": the cell says when, for itself and for what it adds.
        let mut dated: Option<Period> = None;
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
            // Pages in a cell are prose, whatever the header says.
            if sentence::endless(s) {
                let theme = context.theme.clone();
                let activity = context.activity.clone();
                self.passage(text, &Frame { theme, activity, ..self.frame() });
                continue;
            }
            let sentence = sentence::read_cell(text.clone());
            super::notes::shares(self, &sentence);
            let shares = sentence.values.len() > 1;
            let whens = super::pair::periods(&sentence, &super::pair::Surroundings::default());
            for (n, v) in sentence.values.iter().enumerate() {
                let own = Some(whens[n]).filter(|w| w.stated == Stated::Stated && !w.aside);
                dated = own.and_then(|w| w.period).or(dated);
                let timed = head.period.is_none() && head.quarter.is_none();
                let own = Head { period: dated.filter(|_| timed).or(head.period), ..head.clone() };
                let head = &own;
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
                // "640 young people" below "Result" are no pounds.
                let bare = v.unit.is_none() && v.noun.0 == v.noun.1;
                if money && (v.money || bare) {
                    self.money_cell(sheet, head, text, v, context);
                } else {
                    self.number_cell(head, text, v, context);
                }
            }
            let promised = PROMISED.is_match(&head.text) && notes::some_change(s);
            if sentence.values.is_empty()
                && (head.basis == Some(Basis::Target) || promised)
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
        let caption = &sheet.titled;
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
            None if self.year_before(head).is_some() => (self.year_before(head), Stated::Inferred),
            None if basis == MoneyBasis::Outturn && CUMULATIVE.is_match(&head.text) => {
                let parts = [header_period(caption), self.section.period, self.about.period];
                let part = parts.into_iter().flatten().find(|p| p.is_part());
                let period = part.and_then(Period::year_to_date).or(context.table_period);
                (period, if period.is_some() { Stated::Inferred } else { Stated::None })
            }
            None => {
                let around = context.table_period.or(header_period(caption)).or(context.titled);
                let around = around.or(self.section.period).or(self.about.period);
                let part = self.about.period.filter(|p| p.is_part());
                match around.map(|p| beside::budget_year(p, part, basis, &head.text)) {
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
    pub(super) fn amount(
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
        let unit = unit.or(context.unit.filter(|_| !counts(&head.text)));
        // Areas beside each other: the table counts one thing, and the words above it say what.
        let own = if context.label.is_empty() && context.areas {
            self.caption_words()
        } else if context.label.is_empty() && generic(&head.rest) {
            // "Custody" above "Rate per 1,000": neither says it alone.
            format!("{} {}", self.caption_words(), head.rest)
        } else if context.label.is_empty() {
            head.rest.clone()
        } else if head.rest.split_whitespace().any(|w| w.len() > 2)
            && (head.period.is_none() || context.plain && proper(&head.rest))
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
        let short = self.caption.len() <= 300
            && (1..=12).contains(&self.caption.split_whitespace().count());
        if short { self.caption.clone() } else { self.section.heading.clone() }
    }

    pub(super) fn number_cell(
        &mut self,
        head: &Head,
        text: &Text,
        v: &Value,
        context: &RowContext,
    ) {
        let s = text.as_str();
        let named = self.cell_measure(head, context, Some(v), s);
        let basis = self.column_basis(head, context);
        let (period, period_basis) = self.column_period(head, context, basis);
        let unit = v
            .unit
            .or(head.unit)
            .or_else(|| header::unit_said(&context.label))
            .or(context.unit.filter(|_| v.noun.0 == v.noun.1 && !counts(&head.text)))
            .unwrap_or_else(|| self.table_unit(v, &named.id, context));
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
        // "Assault with injury (rate)": of how many is not said.
        let rate = row.unit == Unit::Count
            && row.value.is_some_and(|v| !v.fract().is_zero())
            && says_rate(&row.measure_label);
        if rate && self.unscaled.insert(row.measure.clone()) {
            self.rate_without_scale(&row);
        }
        self.push_observation(row, text, v.start, v.end);
    }

    fn table_unit(&self, v: &Value, measure: &str, context: &RowContext) -> Unit {
        let usual = self.vocab.measure(measure).and_then(|m| Unit::from_name(&m.unit));
        match usual {
            // Rates of a few in a thousand have a fraction somewhere in their row; a row without is of the counts.
            Some(Unit::Per1000 | Unit::Per10000) if context.whole => Unit::Count,
            Some(_) if context.label.to_lowercase().starts_with("number of ") => Unit::Count,
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
        let year = || {
            let other = head.period.or(context.table_period).or(context.titled);
            let other = other.map(Period::fy_start_year);
            let around = self.section.period.or(self.about.period).map(Period::fy_start_year);
            let titled = context.titled.map(Period::fy_start_year);
            other.or(context.year).or(titled).or(around)
        };
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
        if let Some(p) = self.year_to_date(head) {
            return (Some(p), Stated::Inferred);
        }
        if let Some(p) = head.period.or(context.period).or(context.labelled) {
            return (Some(p), Stated::Stated);
        }
        if let Some(p) = self.year_before(head) {
            return (Some(p), Stated::Inferred);
        }
        // Where things started is not of the year that the target is for.
        if BASELINE.is_match(&head.text) && !self.about.reports_year() {
            return (None, Stated::None);
        }
        if let Some(p) = context.table_period.or(context.titled) {
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
        if pending.contains("verified") || pending.contains("data not") || notes::pending(&pending)
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
