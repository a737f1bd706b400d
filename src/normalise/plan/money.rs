//! Amounts in sentences to allocations.

use std::sync::LazyLock;

use regex::Regex;
use rust_decimal::Decimal;

use super::pair::When;
use super::prose::{near, tail};
use super::sentence::{Sentence, Value};
use super::{Frame, Walk};
use crate::model::allocation::{Allocation, Level, MoneyBasis};
use crate::model::document::{DocumentKind, Stated};
use crate::model::numeral::NumeralRole;
use crate::model::period::Period;
use crate::model::place::Seat;
use crate::passage::Text;
use crate::vocab::verbs::{self, Form};
use crate::written::pattern::pattern;

static NOW: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)\b(?:currently|at present|per year|a year|per annum|annually|now receives?)\b")
});
static EACH: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^\s*(?:for|to)?\s*(?:each|every)\b|^\s*per (?:project|provider|school|forum|group|area|ward|club)|^\s*each\b",
    )
});
/// "Each partnership receives a base sum of £50,000".
static EACH_GETS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:each|every)\b[^.;£]{0,70}\b(?:receives?|received|gets?|is given|was given|is awarded|will (?:receive|get))\b[^.;£]{0,40}$",
    )
});
static TOTAL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:total|in total|overall|altogether|gross budget|net budget|whole|the grant (?:for|in|of|is|was)|(?:confirmed|awarded (?:us )?) an? [^.;£]{0,40}(?:grant|allocation|award|funding) of|receives?|is available|pooled budget|grant per year|budget (?:for|of)\s.{0,30}\bis|expects to have|total budget)\b",
    )
});
static SPENT: LazyLock<Regex> = LazyLock::new(|| {
    let spent = verbs::any(&["spend"], &[Form::Participle]);
    pattern(&format!(
        r"(?i)\b(?:outturn|spent|actual spend|cost us|(?:was|were|been|has|have) (?:\w+ly )?(?:{spent})|bringing in|brought)\b"
    ))
});
static PROJECTED: LazyLock<Regex> = LazyLock::new(|| {
    let expected = verbs::any(&["expect"], &[Form::Participle]);
    let expect = verbs::any(&["expect"], &[Form::Base]);
    pattern(&format!(
        r"(?i)\b(?:forecast|projected|(?:{expected}) (?:to (?:spend|cost)|outturn|spend|cost)|we (?:{expect}) to spend)\b"
    ))
});

impl Walk<'_> {
    pub(super) fn allocate(
        &mut self,
        sentence: &Sentence,
        i: usize,
        whens: &[When],
        area: Option<&str>,
        frame: &Frame,
    ) {
        let when = whens[i];
        let v = &sentence.values[i];
        let s = sentence.text.as_str();
        let (before, after) = (&s[..v.start], &s[v.end..]);
        let level = if EACH.is_match(after) || EACH_GETS.is_match(before) {
            Level::Part
        } else if TOTAL.is_match(row_of_line(sentence, i).unwrap_or(near(s, v.start, v.end, 70)))
            && frame.activity.is_empty()
        {
            Level::Total
        } else if frame.funded {
            Level::Part
        } else {
            Level::Item
        };
        let close = tail(before, 60);
        let basis = if PROJECTED.is_match(close) {
            MoneyBasis::Forecast
        } else if SPENT.is_match(close) {
            MoneyBasis::Outturn
        } else {
            MoneyBasis::Budget
        };
        let programme = self.programme_named(s);
        let stated = programme.is_some() || !self.section.programme.is_empty();
        let row = row_of_line(sentence, i);
        let activity = match row {
            Some(words) => words.to_owned(),
            None if frame.activity.is_empty() => self.words_for(s, v),
            None => frame.activity.clone(),
        };
        let span = spread_over(sentence, i, whens);
        let (period, period_basis) = match span {
            Some(span) => (Some(span), Stated::Inferred),
            None => self.money_period(when, frame, basis, NOW.is_match(s)),
        };
        let level = if span.is_some() { Level::Total } else { level };
        // A grant as a whole is for no single theme.
        let theme = if level == Level::Total {
            String::new()
        } else {
            self.theme_for(&activity, frame, "")
        };
        let row = Allocation {
            document: self.path.to_owned(),
            place: sentence.text.place(v.start),
            nth: 0,
            programme: programme.unwrap_or_else(|| self.section.programme.clone()),
            programme_basis: if stated { Stated::Stated } else { Stated::None },
            activity: super::mask(&activity),
            theme,
            area: area.map_or_else(|| self.about.area.clone(), |a| self.area_id(a)),
            period,
            period_basis,
            level,
            basis,
            amount: v.value.round_dp(2),
            bound: v.bound,
            draft: self.about.draft.is_some(),
            quote: self.quote(&sentence.text, v.start, v.end) + &self.opening,
            seat: Seat { sentence: self.sentence, ..Seat::default() },
        };
        self.push_allocation(row, &sentence.text, v.start, v.end);
    }

    fn money_period(
        &self,
        when: When,
        frame: &Frame,
        basis: MoneyBasis,
        now: bool,
    ) -> (Option<Period>, Stated) {
        // A post paid "from 1 January" is not paid for that month alone.
        let start = matches!(when.period, Some(Period::Month(_))) && basis == MoneyBasis::Budget;
        let yearly = |p: Period| match (p, basis) {
            // A report on a quarter speaks of the money of its year.
            (
                Period::FinancialQuarter(..) | Period::Months(..),
                MoneyBasis::Budget | MoneyBasis::Forecast,
            ) if p.is_part() => p.council_year(),
            _ => p,
        };
        if when.period.is_some() && !start {
            let inferred = when.stated == Stated::Inferred;
            let period = if inferred { when.period.map(yearly) } else { when.period };
            return (period, when.stated);
        }
        // Money named in an action is money of the plan, whenever the action falls due.
        if frame.promise
            && !frame.activity.is_empty()
            && self.section.period.or(self.about.period).is_some()
        {
            return (self.section.period.or(self.about.period), Stated::Inferred);
        }
        if let Some(p) = frame.period.or(self.section.period) {
            return (Some(yearly(p)), Stated::Inferred);
        }
        // What a report says the council "currently" receives is of the year of the report.
        if now && self.about.kind == DocumentKind::CommitteeReport && self.about.period.is_some() {
            return (self.about.period, Stated::Inferred);
        }
        if self.about.reports_year() {
            return (self.about.period.map(yearly), Stated::Inferred);
        }
        if let Some(p) = self.about.budget.filter(|_| basis == MoneyBasis::Budget) {
            return (Some(p), Stated::Inferred);
        }
        match (basis, self.about.period) {
            (MoneyBasis::Budget | MoneyBasis::Forecast, Some(p))
                if self.about.kind != DocumentKind::CommitteeReport =>
            {
                (Some(p), Stated::Inferred)
            }
            _ => (None, Stated::None),
        }
    }

    pub(super) fn push_allocation(
        &mut self,
        mut row: Allocation,
        text: &Text,
        start: usize,
        end: usize,
    ) {
        row.nth = Self::nth(&self.out.allocations, |a| a.place == row.place);
        row.theme = self.theme_or_weak(row.theme, &row.activity);
        // A grant as a whole, or a total, is of what its section or its document is about, and else of all themes.
        if row.level == Level::Total && row.theme.is_empty() {
            row.theme = if self.section.theme.is_empty() {
                "cross_cutting".to_owned()
            } else {
                self.section.theme.clone()
            };
        }
        let id = crate::schema::row_id(&row.document, &row.place, row.nth);
        self.marks.put_value(text, start, end, NumeralRole::Allocation, "", Some(row.amount), &id);
        self.out.allocations.push(row);
    }

    /// What an amount in a sentence is for: the words behind "on" or "for", else the clause before.
    pub(super) fn words_for(&self, s: &str, v: &Value) -> String {
        static FOR: LazyLock<Regex> = LazyLock::new(|| {
            pattern(
                r"(?i)^\s*(?:of|for|on|towards|to|in|from)?\s+(.{3,80}?)(?:[.;,(]|\bin 20|\bper year|\ba year|$)",
            )
        });
        let label = s[..v.start].rsplit([';', '.', '(']).next().unwrap_or("");
        let label =
            label.rsplit_once(':').map_or(label, |(l, r)| if r.trim().is_empty() { l } else { r });
        let label = label.trim().trim_end_matches(|c: char| !c.is_alphanumeric()).trim();
        let verb = label.split_whitespace().any(|w| VERBS.contains(&w.to_lowercase().as_str()));
        // "Substance misuse, with treatment and education: £571,758".
        let titled =
            s[..v.start].trim_end().ends_with(':') && label.starts_with(char::is_uppercase);
        if titled && !label.is_empty() {
            let words: Vec<&str> = label.split_whitespace().take(12).collect();
            return words.join(" ");
        }
        let short = (1..=8).contains(&label.split_whitespace().count())
            && label.starts_with(|c: char| c.is_uppercase())
            && !verb;
        if short && !label.to_lowercase().ends_with(" of") {
            return label.to_owned();
        }
        static IDLE: LazyLock<Regex> = LazyLock::new(|| {
            pattern(
                r"(?i)^\s*(?:(?:a|per|each|every|this|last) (?:year|annum|month|week)|at present|currently|now|in total|in all|overall|annually)\b\s*(?:in|on|for|to|of|from|towards)?\s*",
            )
        });
        // What it is for stands near; all of a long sentence need not be copied.
        let after = IDLE.replace(near(&s[v.end..], 0, 0, 400), " ");
        let named = FOR.captures(&after).map(|c| c[1].trim().to_owned());
        // "£68,000 in 2012/13", "in the first year": a time is nothing that is paid for.
        let time = |w: &String| {
            TIMED.is_match(w) || crate::written::time::find(w).first().is_some_and(|t| t.0 == 0)
        };
        named
            .filter(|w| !time(w))
            .or_else(|| FUNDED.captures(&s[..v.start]).map(|c| c[1].trim().to_owned()))
            .unwrap_or_else(|| self.section.heading.clone())
    }
}

/// "That the Street Warden scheme be funded at £164,500": what is paid for stands before the verb.
static FUNDED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:^|\b(?:that|and|but|while)\b|[.:;,])\s*(?:\d+(?:\.\d+)*\s+)?(?:that )?(?:the |a |an |our )?([a-z][a-z'\x{2019}-]*(?: [a-z0-9'\x{2019}&/-]+){0,6}?) (?:(?:shall|should|will|can|could|may|must|to) be|be|is|are|was|were|has been|have been) (?:\w+ly )?(?:allocated|approved|awarded|budgeted|continued|costed|estimated|financed|funded|given|granted|included|increased|maintained|met|paid|provided|put|reduced|set|supported)\b[^£]{0,60}£?$",
    )
});
/// "The first year", "year one": a time without a date.
static TIMED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:the )?(?:first|second|third|final|last|next|current|coming|following|same|previous|this|year \w+)\b(?: (?:financial )?(?:years?|quarter|months?))?$",
    )
});

/// A table whose columns are lost: each of several lines is a name and, at its end, an amount. The name of this amount.
fn row_of_line(sentence: &Sentence, i: usize) -> Option<&str> {
    let (s, text) = (sentence.text.as_str(), &sentence.text);
    let name = |v: &Value| {
        let line = text.at(v.start).0;
        let ends = s[v.end..].trim_start();
        let last = ends.is_empty() || text.at(s.len() - ends.len()).0 != line;
        let from = (0..=v.start).rev().take_while(|b| text.at(*b).0 == line).last()?;
        let words = s.get(from..v.start)?.trim().trim_end_matches(['-', '–', ':', '.']).trim();
        let named = words.starts_with(char::is_uppercase) && !words.ends_with([',', ';']);
        (v.money && last && named && words.len() < 90).then_some(words)
    };
    let own = name(&sentence.values[i])?;
    let near = [i.checked_sub(1), Some(i + 1)].into_iter().flatten();
    let mut beside = near.filter_map(|n| sentence.values.get(n)).filter_map(name);
    beside.next().map(|_| own)
}

/// "£420,000 over two years: £300,000 in 2018/19 and £120,000 in 2019/20": the years of the parts, where they make it up.
fn spread_over(sentence: &Sentence, i: usize, whens: &[When]) -> Option<Period> {
    let money = |j: &usize| sentence.values[*j].money;
    let after: Vec<usize> = (i + 1..sentence.values.len()).filter(money).collect();
    let before: Vec<usize> = (0..i).filter(money).collect();
    // "... in 2022/23, ... in 2023/24, or £238,650 in all": the parts may come first.
    let parts = if after.is_empty() { before } else { after };
    let sum: Decimal = parts.iter().map(|&j| sentence.values[j].value).sum();
    if parts.len() < 2 || sum != sentence.values[i].value {
        return None;
    }
    let years: Option<Vec<i32>> = parts
        .iter()
        .map(|&j| match whens[j].period {
            Some(Period::FinancialYear(y)) => Some(y),
            _ => None,
        })
        .collect();
    let years = years?;
    let (a, b) = (*years.iter().min()?, *years.iter().max()?);
    (b > a).then_some(Period::FinancialYears(a, b))
}

/// Verbs that lead to an amount; the words before them are not what it is for.
const VERBS: &[&str] = &[
    "receives",
    "receive",
    "received",
    "spends",
    "spend",
    "spent",
    "is",
    "was",
    "are",
    "were",
    "has",
    "have",
    "had",
    "holds",
    "currently",
    "will",
    "gave",
    "brings",
    "bring",
    "brought",
    "costs",
    "assumes",
    "expects",
    "approve",
    "agree",
    "note",
];
