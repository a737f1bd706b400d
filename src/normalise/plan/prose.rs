//! Sentences to allocations and observations.

use std::sync::LazyLock;

use regex::Regex;
use rust_decimal::Decimal;

use super::costs::{is_cost, is_limit};
use super::pair::{self, Surroundings, When};
use super::sentence::{self, Sentence, Value};
use super::{Frame, Walk, notes};
use crate::model::amount::Unit;
use crate::model::document::{DocumentKind, Stated};
use crate::model::numeral::NumeralRole;
use crate::model::observation::{Basis, Change, Observation};
use crate::model::period::Period;
use crate::model::place::Seat;
use crate::passage::Text;
use crate::vocab::verbs::{self, Form};
use crate::written::pattern::pattern;
use crate::written::time::{self, Time};

static LEANS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^\W*(?:\d+(?:\.\d+)*\s+)?(?:this|these|it|our rate|the (?:rate|figure|number|total)s? (?:has|have|had|is|are|was|were|for|in|fell|rose|increased|decreased|reduced|remain\w*|stood|of (?:these|those))|of these|of those|that is|that was|which|however|performance compares|among)\b",
    )
});
/// A sentence that holds what was said against something earlier.
static COMPARES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^\W*(?:this|that|which|it|these|those|the (?:figure|rate|number)s?)?\s*(?:compare[sd]?|(?:is|was|are|were) (?:up|down|higher|lower|more|fewer|less|an? (?:rise|fall|increase|decrease|reduction|drop|improvement))|follow(?:s|ed)|represent(?:s|ed))\b",
    )
});
static TARGET_NEAR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:\btargets?(?: for [\w/ -]{2,20})?(?: of| is| was| to| being)?|\bgoal of|\bambition of|\baim(?:s|ing)? (?:for|to)|\(target:?)\s*(?:at least |over |below |under |no more than |to |is |of )*£?$",
    )
});
/// Words between what was measured and its target.
static SHORT_OF: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:short of|against|below|above|met|meeting|missed|missing|exceed\w*|compared (?:to|with)|versus|beating|beat)(?: (?:the|our|its|their|an?))?(?: \w+)? targets?(?: (?:of|was|is))?\s*$",
    )
});
/// Where a promise starts from was measured.
static STARTED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)\bbaseline(?: figure| position| level| rate)?\W*(?:(?:of|was|is|at)\W*)?£?$")
});
static FORECAST_NEAR: LazyLock<Regex> = LazyLock::new(|| {
    // "The Scrambler Bike Project for 10": a project is planned, and no figure projected.
    let expect = verbs::any(&["expect"], &[Form::Past, Form::Participle, Form::Gerund]);
    pattern(&format!(
        r"(?i)\b(?:{expect}|forecasts?|(?:anticipate|expect|predict)s?|projections?|expectations?|predictions?)\b[^,;.]{{0,30}}$|\bpredicted\b.{{0,60}}$"
    ))
});
static FORECAST_AFTER: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)^[^,;.]{0,25}\(?(?:forecast|projected)"));
static ESTIMATE_NEAR: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\b(?:estimat\w+|it is thought)\b[^,;.]{0,60}$"));

impl Walk<'_> {
    /// One sentence: its numbers become rows or are explained, its claims are kept.
    pub(super) fn sentence(&mut self, text: Text, first: bool, frame: &Frame) {
        self.sentence += 1;
        let sentence = sentence::read(text, first);
        self.code_lists(&sentence.text, None);
        // "Our rate is higher than ..." goes on about what the paragraph before measured.
        self.leaning = frame.label.is_empty() && LEANS.is_match(sentence.text.as_str());
        let whens =
            pair::periods(&sentence, &self.surroundings(sentence.text.as_str(), frame, first));
        let areas = self.areas_of(&sentence);
        self.claims(&sentence.text, frame);
        if frame.measures {
            self.run_together(&sentence);
        }
        for (i, area) in areas.iter().enumerate() {
            if self.marks.has(&sentence.text, sentence.values[i].start) {
                continue;
            }
            self.value(&sentence, i, &whens, area.as_deref(), frame);
        }
        self.explain_others(&sentence);
        self.remember(&sentence, &whens);
        self.remember_replies(&sentence);
        notes::sentence(self, &sentence, frame);
    }

    fn surroundings(&self, s: &str, frame: &Frame, first: bool) -> Surroundings {
        // What will be done in a coming year says nothing of when something was done.
        let past = frame.basis != Some(Basis::Target) && !notes::promises(s);
        static NOW: LazyLock<Regex> = LazyLock::new(|| {
            pattern(r"(?i)\b(?:in (?:this|the current) round|to date|at present|currently)\b")
        });
        let carried = self.carry.period.filter(|_| !(self.carry.ahead && past));
        let carried = carried.filter(|p| Some(*p) >= self.about.period || !NOW.is_match(s));
        Surroundings {
            table: self.table_period,
            last: self.last.period,
            figures: self.about.figures,
            reported: self.about.period.and_then(Period::year_before).filter(|_| {
                self.about.kind == DocumentKind::PartnershipPlan
                    && !self.about.reports_year()
                    && notes::looks_back(s)
                    && !notes::promises(s)
            }),
            carried: carried.or(
                if self.leaning && first || self.quiet && whole_year(self.last.period) {
                    self.last.period
                } else {
                    None
                },
            ),
            section: frame.period.or(self.section.period),
            document: self.about.period.and_then(|p| match p {
                // A bare quarter in what a plan says of the past is of the year before the plan.
                Period::FinancialYear(_) if frame.basis == Some(Basis::Actual) && frame.past => {
                    p.year_before()
                }
                other => Some(other),
            }),
        }
    }

    fn areas_of(&self, sentence: &Sentence) -> Vec<Option<String>> {
        let s = sentence.text.as_str();
        let named: Vec<(usize, usize, String)> = self
            .vocab
            .areas_in(s)
            .into_iter()
            .map(|(h, a)| (h.start, h.end, a.id.clone()))
            .collect();
        super::areas::areas(sentence, &named)
    }

    fn remember(&mut self, sentence: &Sentence, whens: &[When]) {
        let spans = |p: &Period| {
            matches!(p, Period::CalendarYears(..) | Period::FinancialYears(..) | Period::From(_))
        };
        // What a figure is compared with says nothing of the figures that follow.
        let main = compared_from(sentence);
        // "This followed a fall of 3.5 % in 2013/14": a step of an earlier year is told in passing.
        let passing = |i: usize, w: &When| {
            sentence.values[i].change != Change::Level && w.period < self.section.period
        };
        let stated = whens[..main]
            .iter()
            .enumerate()
            .filter(|(_, w)| w.stated != Stated::None && !w.by && !w.aside && !w.relative)
            .filter(|(i, w)| !passing(*i, w))
            .filter_map(|(_, w)| w.period);
        let stated = stated.filter(|p| !spans(p) && !matches!(p, Period::Month(_)));
        let stated: Vec<Period> = stated.collect();
        // Of two years with a figure each nobody can say which the next passage is about.
        let one = stated.windows(2).all(|p| p[0] == p[1]);
        // A report goes on about its own year, whatever it says of the next.
        let own = self.about.period.filter(|p| self.about.reports_year() && stated.contains(p));
        let stated = own.or(stated.into_iter().max());
        // "This compares with 61 in 2022": the earlier year is only what the later one is held against.
        let held_against = COMPARES.is_match(sentence.text.as_str());
        let stated = stated.filter(|p| !(held_against && self.carry.period > Some(*p)));
        if let Some(p) = stated {
            self.carry.ahead = notes::promises(sentence.text.as_str());
            self.carry.period = Some(p);
            self.last.period = self.last.period.max(self.carry.period).filter(|_| one);
        } else if main == whens.len()
            && sentence.values.iter().all(|v| v.noun.0 < v.noun.1)
            && let Some(p) = latest_time(sentence).filter(|p| !spans(p))
        {
            self.carry.period = Some(p);
        }
        let hits = self.measures_in(sentence.text.as_str());
        if let Some((_, m)) = hits.first() {
            self.carry.measure = Some((m.id.clone(), m.label.clone()));
        }
        let rate =
            |v: &&Value| matches!(v.unit, Some(Unit::Per1000 | Unit::Per10000 | Unit::Per100000));
        if let Some(v) = sentence.values.iter().find(rate) {
            self.carry.unit = v.unit;
        }
        if let Some(row) = self.out.observations.last()
            && !sentence.values.is_empty()
            && row.unit != Unit::Gbp
            && hits.len() <= 1
        {
            self.carry.measure = Some((row.measure.clone(), row.measure_label.clone()));
        }
        if self.carry.measure.is_some() {
            self.last.measure.clone_from(&self.carry.measure);
            self.last.unit = self.carry.unit;
        }
    }

    /// "412 people responded", "1,250 replies were received".
    fn remember_replies(&mut self, sentence: &Sentence) {
        static REPLIED: LazyLock<Regex> = LazyLock::new(|| {
            pattern(
                r"(?i)^\s*(?:\w+ ){0,3}?(?:responded|replied|answered|(?:completed|returned|filled in) (?:the|our|a|this) (?:\w+ )?(?:survey|questionnaire|form)|took part in (?:the|our|a|this) (?:\w+ )?(?:survey|consultation)|(?:responses|replies|questionnaires) (?:were|have been) (?:received|returned))\b",
            )
        });
        let s = sentence.text.as_str();
        let count = |v: &&Value| !v.money && matches!(v.unit, None | Some(Unit::Count));
        let said = sentence.values.iter().filter(count).find(|v| REPLIED.is_match(&s[v.end..]));
        self.replies = said.map(|v| v.value).or(self.replies);
    }

    fn value(
        &mut self,
        sentence: &Sentence,
        i: usize,
        whens: &[When],
        area: Option<&str>,
        frame: &Frame,
    ) {
        let v = &sentence.values[i];
        if is_limit(sentence, i) {
            self.marks.put_value(
                &sentence.text,
                v.start,
                v.end,
                NumeralRole::Observation,
                "a difference or a limit, not an amount given",
                Some(v.value),
                "",
            );
        } else if v.money && !is_cost(sentence, i) {
            self.allocate(sentence, i, whens, area, frame);
        } else {
            self.observe(sentence, i, whens[i], area, frame);
        }
    }

    fn observe(
        &mut self,
        sentence: &Sentence,
        i: usize,
        when: When,
        area: Option<&str>,
        frame: &Frame,
    ) {
        let v = &sentence.values[i];
        let s = sentence.text.as_str();
        let named = self.measure(s, &sentence.values, i, &frame.label);
        let basis = self.basis(s, v, frame);
        // "More than 400 incidents (2020/21: 362)": the brackets say where it started.
        let plan = frame.period.or(self.section.period).or(self.about.period);
        let started = when.aside && when.stated == Stated::Stated && when.period < plan;
        let basis = if started && basis == Basis::Target { Basis::Actual } else { basis };
        // "68 %, short of our target of 75 %": the target is of the time of what was measured.
        let beside = self.out.observations.last().filter(|o| {
            basis == Basis::Target
                && i > 0
                && o.seat.sentence == self.sentence
                && o.basis == Basis::Actual
                && o.unit == v.unit.unwrap_or(o.unit)
                && SHORT_OF.is_match(tail(&s[..v.start], 60))
        });
        let beside = beside.filter(|_| when == When::default()).map(|o| (o.period, o.period_basis));
        let (period, period_basis) = if let Some(beside) = beside {
            beside
        } else if when.period.is_some() {
            (when.period, when.stated)
        } else if frame.promise
            && basis == Basis::Target
            && frame.period.or(self.section.period).is_none()
        {
            // What a table of a plan promises is promised for the plan.
            (self.about.period, Stated::Inferred)
        } else if when == When::default() && pairs_from(s, v) {
            (None, Stated::None)
        } else {
            match frame.period {
                Some(p) => (Some(p), Stated::Inferred),
                None => self.section.period_for(basis, &self.about),
            }
        };
        let unit = self.unit(v, &named.id, named.unit);
        let named = self.fitting(named, unit);
        let mut measure = named.id.clone();
        if v.unit == Some(Unit::Percent) && measure == "yj.fte.count" && when.baseline.is_some() {
            "yj.fte.change_from_baseline".clone_into(&mut measure);
        }
        let period = match period {
            // A report on a quarter speaks of the money of its year.
            Some(p @ Period::FinancialQuarter(..))
                if unit == Unit::Gbp && period_basis == Stated::Inferred =>
            {
                Some(p.council_year())
            }
            other => other,
        };
        let row = Observation {
            document: self.path.to_owned(),
            place: sentence.text.place(v.start),
            nth: 0,
            measure,
            measure_label: super::mask(&named.label),
            theme: self.theme_for(&frame.activity, frame, &named.theme),
            area: area.map_or_else(|| self.about.area.clone(), |a| self.area_id(a)),
            period,
            period_basis,
            basis,
            value: Some(v.value.round_dp(4)),
            value_symbol: String::new(),
            unit,
            bound: v.bound,
            change: v.change,
            baseline_period: when.baseline,
            activity: super::mask(&frame.activity),
            programme: self.section.programme.clone(),
            quote: self.quote(&sentence.text, v.start, v.end),
            seat: Seat { sentence: self.sentence, ..Seat::default() },
        };
        let scaled = self.carry.unit == Some(unit) || self.last.unit == Some(unit);
        if !scaled
            && v.unit.is_none()
            && matches!(unit, Unit::Per1000 | Unit::Per10000 | Unit::Per100000)
            && self.unscaled.insert(row.measure.clone())
        {
            self.rate_without_scale(&row);
        }
        self.push_observation(row, &sentence.text, v.start, v.end);
    }

    pub(super) fn push_observation(
        &mut self,
        mut row: Observation,
        text: &Text,
        start: usize,
        end: usize,
    ) {
        row.nth = Self::nth(&self.out.observations, |o| o.place == row.place);
        if row.theme.is_empty() || row.measure.starts_with("local.") {
            row.theme = self.theme_or_weak(row.theme, &row.measure_label);
        }
        if matches!(row.unit, Unit::Per1000 | Unit::Per10000 | Unit::Per100000) {
            self.scale = Some(row.unit);
        }
        let id = crate::schema::row_id(&row.document, &row.place, row.nth);
        self.marks.put_value(text, start, end, NumeralRole::Observation, "", row.value, &id);
        self.out.observations.push(row);
    }

    /// The unit written, else the usual one where the number can be of it.
    fn unit(&self, v: &Value, measure: &str, usual: Option<Unit>) -> Unit {
        if let Some(u) = v.unit {
            return u;
        }
        if let Some(u) = usual.filter(|u| v.noun.0 == v.noun.1 && self.carry.unit == Some(*u)) {
            return u;
        }
        let has_noun = v.noun.0 < v.noun.1;
        match usual {
            Some(u @ (Unit::Per1000 | Unit::Per10000 | Unit::Per100000))
                if !has_noun || !v.value.fract().is_zero() =>
            {
                u
            }
            Some(Unit::Percent) if !v.value.fract().is_zero() && v.value < Decimal::from(100) => {
                Unit::Percent
            }
            _ if measure.starts_with("yj.custody.rate")
                && !(has_noun && v.value.fract().is_zero()) =>
            {
                Unit::Per1000
            }
            // "16.8 against 14.2 and 16.4": decimals beside a rate are rates.
            _ if !has_noun && !v.value.fract().is_zero() && self.carry.unit.is_some() => {
                self.carry.unit.unwrap_or_default()
            }
            _ => Unit::Count,
        }
    }

    fn basis(&self, s: &str, v: &Value, frame: &Frame) -> Basis {
        let before = &s[..v.start];
        if STARTED.is_match(tail(before, 50)) {
            return Basis::Actual;
        }
        if TARGET_NEAR.is_match(tail(before, 50)) {
            return Basis::Target;
        }
        if FORECAST_NEAR.is_match(tail(before, 70)) || FORECAST_AFTER.is_match(&s[v.end..]) {
            return Basis::Forecast;
        }
        if ESTIMATE_NEAR.is_match(tail(before, 80)) {
            return Basis::Estimate;
        }
        // "At least 300 hate crimes reported" under targets is a target, whatever tense it is in.
        // "Increase the share from 61 % to 70 %": the first of the two was measured.
        if starts_from(s, v) {
            return Basis::Actual;
        }
        let ahead = self.section.basis == Some(Basis::Target) && frame.basis == self.section.basis;
        if ahead && notes::promises(s) {
            return Basis::Target;
        }
        if notes::looks_back(s) {
            return Basis::Actual;
        }
        if notes::promises(s) {
            return Basis::Target;
        }
        frame.basis.unwrap_or(Basis::Actual)
    }

    /// A family of comparators is that of the document's own area.
    pub(super) fn area_id(&self, id: &str) -> String {
        if id == "yot-family" && !self.about.area.is_empty() {
            format!("yot-family-{}", self.about.area)
        } else {
            id.to_owned()
        }
    }
}

/// A year or more: what one quarter was says nothing of the passages that follow.
fn whole_year(p: Option<Period>) -> bool {
    p.and_then(Period::months).is_some_and(|n| n == 12)
}

/// The number of values before the first that others are compared with: "61 in the half year, against 44 in 2014".
fn compared_from(sentence: &Sentence) -> usize {
    let s = sentence.text.as_str();
    let found = sentence.values.windows(2).position(|v| {
        let gap = &s[v[0].end..v[1].start];
        pair::COMPARED.is_match(gap)
    });
    found.map_or(sentence.values.len(), |n| n + 1)
}

/// The latest time that a sentence names, without days and without what it compares with.
fn latest_time(sentence: &Sentence) -> Option<Period> {
    static AGAINST: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)\b(?:than|since|from|compared (?:with|to)|against|before|until)(?: (?:the|in|for|that|those|level|of))*\s*$",
        )
    });
    let s = sentence.text.as_str();
    let times = sentence.times.iter().filter(|t| !matches!(t.2, Time::Day(_)));
    // "From April 2022 to March 2023" is one time and not a start.
    let whole = |t: &(usize, usize, Time)| s[t.0..t.1].contains(" to ");
    let own = times.filter(|t| whole(t) || !AGAINST.is_match(&s[..t.0]));
    let own = own.filter(|t| !super::moments::BEGAN.is_match(&s[..t.0]));
    own.filter_map(|t| time::as_period(t.2)).max()
}

fn pairs_from(s: &str, v: &Value) -> bool {
    s[..v.start].trim_end().trim_end_matches('£').trim_end().to_lowercase().ends_with("from")
}

/// "From 61 % to 70 %": the value is the first of the two.
fn starts_from(s: &str, v: &Value) -> bool {
    static TO: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)^\s*(?:(?:in|\()\s*[^.;,()]{4,20}\)?\s*)?to (?:at least |over |below |under |no more than |less than )?£?\d",
        )
    });
    pairs_from(s, v) && TO.is_match(&s[v.end..])
}

/// The stretch of `s` around a range, cut at character boundaries.
pub(super) fn near(s: &str, start: usize, end: usize, reach: usize) -> &str {
    let from = start.saturating_sub(reach);
    let to = (end + reach).min(s.len());
    let from = (from..=start).find(|i| s.is_char_boundary(*i)).unwrap_or(start);
    let to = (end..=to).rev().find(|i| s.is_char_boundary(*i)).unwrap_or(end);
    &s[from..to]
}

/// The last `reach` bytes, cut at a character boundary.
pub(super) fn tail(s: &str, reach: usize) -> &str {
    near(s, s.len(), s.len(), reach)
}
