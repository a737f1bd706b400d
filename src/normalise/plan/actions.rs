//! Action tables: who does what by when, with what money, and which indicators it answers to.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use super::heads::spans;
use super::tables::{Sheet, text_of};
use super::values::PROMISED;
use super::{Frame, Walk};
use crate::issue::{self, Issue};
use crate::model::action::{Action, CodeRole, Resourced};
use crate::model::document::DocumentKind;
use crate::model::numeral::NumeralRole;
use crate::model::observation::Basis;
use crate::model::period::Period;
use crate::passage::{Text, TextCell, TextRow};
use crate::recognise::plan::header::Role;
use crate::written::pattern::pattern;
use crate::written::time::{self, Time};

static ONGOING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:on-?\s?going|continuous|continuing|open[- ]ended|onwards?|annual(?:ly)?|throughout|monthly|quarterly|bau|business as usual)\b",
    )
});
static PRIORITY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^\s*(?:priority\s+)?([A-Z]?\d{1,2}[a-z]?(?:\.\d{1,2})?)\s*[.):–-]?\s*(.*)$")
});
static LABELLED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^\s*(outcomes?|measures?|current(?: position)?|progress|indicators?)\s*:?\s*(?:-\s*)?(.*)$",
    )
});

/// A cell that says by when.
pub(super) fn is_deadline(s: &str) -> bool {
    let t = s.trim();
    let words = t.split_whitespace().count();
    let dated = time::find(t).iter().any(|f| !matches!(f.2, Time::Incoherent | Time::DayOfMonth));
    words <= 7 && (dated || ONGOING.is_match(t))
}

/// Words that say by when and can be nothing else: a day, a month, a quarter, or that there is no end.
pub(super) fn falls_due(s: &str) -> bool {
    let found = time::find(s);
    let month = |t: &Time| {
        matches!(
            t,
            Time::Day(_)
                | Time::Quarter(_)
                | Time::Period(Period::Month(_) | Period::FinancialQuarter(..))
        )
    };
    is_deadline(s) && (found.is_empty() || found.iter().any(|f| month(&f.2)))
}

/// What a deadline cell says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Deadline {
    pub last_day: Option<Date>,
    pub ongoing: bool,
}

pub(super) fn deadline(s: &str) -> Deadline {
    let ongoing = ONGOING.is_match(s);
    let mut last = time::find(s).into_iter().filter_map(|(_, _, t)| match t {
        Time::Day(d) => Some(d),
        Time::Span(a, b) => time::plan_years(a, b).end(),
        Time::Period(p) => p.end(),
        Time::DayOfMonth | Time::Quarter(_) | Time::Incoherent => None,
    });
    Deadline { last_day: if ongoing { None } else { last.next_back() }, ongoing }
}

/// Gives an action the last day that these words say, within its plan or not.
pub(super) fn due(action: &mut Action, words: &str) {
    let found = deadline(words);
    action.deadline_text = super::mask(words);
    action.deadline = found.last_day;
    action.ongoing = found.ongoing;
    let end = action.plan_period.and_then(Period::end);
    action.after_plan_end = found.last_day.zip(end).map(|(day, end)| day > end);
}

impl Walk<'_> {
    pub(super) fn action_table(&mut self, sheet: &Sheet) {
        let mut priority = (String::new(), String::new());
        let first = self.out.actions.len();
        for row in &sheet.rows {
            if self.priority_block(row) {
                continue;
            }
            if spans(row) && row.cells.first().is_some_and(|c| !c.is_blank()) {
                let text = text_of(row, 0);
                self.explain(&text, true);
                priority = numbered(text.as_str());
                row.cells.iter().filter(|c| c.copied).for_each(|c| self.copied(c));
                continue;
            }
            if row.cells.iter().all(|c| c.copied || c.is_blank()) {
                row.cells.iter().for_each(|c| self.copied(c));
                continue;
            }
            self.action_row(sheet, row, &mut priority, first);
        }
    }

    fn action_row(
        &mut self,
        sheet: &Sheet,
        row: &TextRow,
        priority: &mut (String, String),
        first: usize,
    ) {
        let columns = |role: Role| {
            sheet.heads.iter().enumerate().filter(move |(_, h)| h.role == role).map(|(c, _)| c)
        };
        let Some(c) = self.action_column(sheet) else {
            row.cells.iter().for_each(|c| self.explain(&c.joined(), true));
            return;
        };
        let action = text_of(row, c);
        for p in columns(Role::Priority).filter(|p| *p != c) {
            let text = text_of(row, p);
            if !text.is_empty() {
                *priority = numbered(text.as_str());
                self.bears(&priority.0, &text);
                self.ordinals(&text);
            }
        }
        if action.is_empty() {
            self.more_of_the_last(sheet, row, first);
            return;
        }
        let named = self.priority_named(&priority.0).unwrap_or_else(|| priority.1.clone());
        let mut made = Action {
            plan_period: self.plan_year(sheet),
            ..self.new_action(&action, (&priority.0, &named))
        };
        let id = crate::schema::row_id(self.path, &made.place, made.nth);
        for d in columns(Role::Deadline) {
            self.deadline_cell(row.cells.get(d), &mut made);
        }
        for r in columns(Role::Resourced) {
            self.resourced_cell(row.cells.get(r), &mut made);
        }
        let frame = Frame {
            basis: Some(Basis::Target),
            // What an action promises it promises for the plan; its deadline stands beside it.
            period: made.plan_period,
            theme: made.theme.clone(),
            activity: super::as_name(action.as_str()),
            promise: true,
            ..Frame::default()
        };
        for (at, head) in sheet.heads.iter().enumerate() {
            let Some(cell) = row.cells.get(at).filter(|x| !x.is_blank()) else { continue };
            match head.role {
                _ if at == c => self.action_text(cell, &frame),
                Role::Deadline | Role::Resourced | Role::Priority => {}
                Role::Lead | Role::Direction | Role::Areas => self.explain(&cell.joined(), false),
                Role::Reference => self.ordinals(&cell.joined()),
                _ if cell.copied => self.copied(cell),
                _ => {
                    let measures = PROMISED.is_match(&head.text);
                    let frame = Frame { measures, ..frame.clone() };
                    self.outcome_cell(cell, head.role, &id, &mut made, &frame);
                }
            }
        }
        // Cells beyond the header hold notes that the author squeezed in.
        for cell in row.cells.iter().skip(sheet.heads.len()) {
            self.outcome_cell(cell, Role::Prose, &id, &mut made, &frame);
        }
        self.deadline_issues(&made);
        self.out.actions.push(made);
    }

    /// An action of its words and its priority (number and words), with nothing else known of it.
    pub(super) fn new_action(&self, action: &Text, (number, words): (&str, &str)) -> Action {
        let place = action.place(0);
        Action {
            document: self.path.to_owned(),
            nth: Self::nth(&self.out.actions, |a| a.place == place),
            place,
            plan_period: self.plan_time(),
            priority_number: number.to_owned(),
            priority: words.to_owned(),
            theme: self.action_theme(action.as_str(), words),
            action: super::mask(action.as_str()),
            resourced: Resourced::Unknown,
            resourcing_note: String::new(),
            deadline_text: String::new(),
            deadline: None,
            ongoing: false,
            after_plan_end: None,
            outcome: String::new(),
            current_position: String::new(),
        }
    }

    /// A row without an action: a cell of the action above that the extractor moved down, or notes. `first` is the number of
    /// actions before this table.
    fn more_of_the_last(&mut self, sheet: &Sheet, row: &TextRow, first: usize) {
        let tells =
            |role: Role| matches!(role, Role::Outcome | Role::Current | Role::Prose | Role::Codes);
        let mine = self.out.actions.len() > first;
        let Some(mut made) = self.out.actions.pop_if(|_| mine) else {
            row.cells.iter().for_each(|c| self.explain(&c.joined(), true));
            return;
        };
        let id = crate::schema::row_id(self.path, &made.place, made.nth);
        let frame = Frame {
            basis: Some(Basis::Target),
            period: made.plan_period,
            theme: made.theme.clone(),
            activity: made.action.clone(),
            promise: true,
            ..Frame::default()
        };
        for (head, cell) in sheet.heads.iter().zip(&row.cells).filter(|(_, c)| !c.is_blank()) {
            if tells(head.role) && !cell.copied {
                self.outcome_cell(cell, head.role, &id, &mut made, &frame);
            } else {
                self.explain(&cell.joined(), true);
            }
        }
        self.out.actions.push(made);
    }

    fn action_text(&mut self, cell: &TextCell, frame: &Frame) {
        if cell.copied {
            self.copied(cell);
            return;
        }
        for piece in &cell.pieces {
            self.carry = super::Carry::default();
            self.passage(&piece.text, frame);
        }
    }

    /// The column that says what will be done: the one named so, else the wordiest unnamed one.
    fn action_column(&self, sheet: &Sheet) -> Option<usize> {
        if let Some(c) = sheet.heads.iter().position(|h| h.role == Role::Action) {
            return Some(c);
        }
        let length = |c: usize| -> usize { sheet.rows.iter().map(|r| text_of(r, c).len()).sum() };
        let open = |r: Role| matches!(r, Role::Label | Role::Prose);
        (0..sheet.heads.len())
            .filter(|c| open(sheet.heads[*c].role))
            .max_by_key(|c| (length(*c), std::cmp::Reverse(*c)))
    }

    /// The year that the table's headers name, else the plan's.
    fn plan_year(&self, sheet: &Sheet) -> Option<Period> {
        let said = sheet.heads.iter().find_map(|h| {
            h.period.filter(|p| matches!(p, Period::FinancialYear(_) | Period::FinancialYears(..)))
        });
        said.or(self.plan_time())
    }

    /// The time of the plan; a report on a quarter has actions for its year.
    fn plan_time(&self) -> Option<Period> {
        self.section.period.or(self.about.period).map(|p| match p {
            Period::FinancialQuarter(y, _) => Period::FinancialYear(y),
            other => other,
        })
    }

    fn action_theme(&self, action: &str, priority: &str) -> String {
        let of = |s: &str| self.vocab.theme_in(s).map(|t| t.id.clone());
        of(action).or_else(|| of(priority)).unwrap_or_else(|| self.section.theme.clone())
    }

    fn priority_named(&self, number: &str) -> Option<String> {
        let number = number.trim_end_matches('.');
        self.section_priorities().iter().find(|(n, _)| n == number).map(|(_, words)| words.clone())
    }

    fn deadline_cell(&mut self, cell: Option<&TextCell>, action: &mut Action) {
        let Some(cell) = cell.filter(|c| !c.is_blank()) else { return };
        let text = cell.joined();
        due(action, text.as_str());
        for piece in &cell.pieces {
            for t in crate::written::lex::tokens(piece.text.as_str()) {
                self.marks.put(&piece.text, t.start, t.end, NumeralRole::Deadline, "");
            }
        }
    }

    pub(super) fn deadline_issues(&mut self, action: &Action) {
        let place = action.place.clone();
        let shown = &action.deadline_text;
        let raise = |rule, message: String| {
            Issue::new(rule, self.path, place.clone(), message).period(action.plan_period)
        };
        let plan = action.plan_period.map_or(String::new(), Period::label);
        let before =
            action.deadline.zip(action.plan_period).is_some_and(|(day, p)| day < p.start());
        // A report has no end by which what it asks for is due, unless a heading names the plan; a budget's year is none.
        let planned = self.section.period.is_some() && !self.section.money;
        let late = action.after_plan_end == Some(true);
        let report = self.about.kind == DocumentKind::CommitteeReport;
        let found = if report && (late && !planned || before) {
            None
        } else if late {
            Some(raise(
                &issue::DEADLINE_AFTER_PLAN,
                format!("a deadline inside the plan of {plan} is expected; found {shown}"),
            ))
        } else if before {
            Some(raise(
                &issue::DEADLINE_BEFORE_PLAN,
                format!("a deadline inside the plan of {plan} is expected; found {shown}"),
            ))
        } else if action.ongoing {
            Some(raise(
                &issue::DEADLINE_OPEN,
                format!("a day by which the action is done is expected; found {shown}"),
            ))
        } else if action.deadline.is_none() && !shown.is_empty() {
            Some(raise(&issue::DEADLINE_UNREADABLE, format!("a date is expected; found {shown}")))
        } else {
            None
        };
        self.issues.extend(found);
    }

    fn resourced_cell(&mut self, cell: Option<&TextCell>, action: &mut Action) {
        let Some(cell) = cell.filter(|c| !c.is_blank()) else { return };
        let text = cell.joined();
        let (resourced, note) = resourced(text.as_str());
        action.resourced = resourced;
        action.resourcing_note = super::mask(&note);
        if cell.copied {
            self.copied(cell);
            return;
        }
        let frame = Frame {
            basis: Some(Basis::Target),
            period: action.plan_period,
            theme: action.theme.clone(),
            ..Frame::default()
        };
        for piece in &cell.pieces {
            let again = piece.text.as_str().to_lowercase().contains("as above");
            if again {
                let sentence = super::sentence::read(piece.text.clone(), false);
                for v in &sentence.values {
                    self.marks.put_value(
                        &piece.text,
                        v.start,
                        v.end,
                        NumeralRole::Allocation,
                        "said to be the amount above",
                        Some(v.value),
                        "",
                    );
                }
            }
            self.passage(&piece.text, &frame);
        }
    }

    /// Outcome, measures and current position: columns of their own, or one cell with labels inside.
    fn outcome_cell(
        &mut self,
        cell: &TextCell,
        role: Role,
        id: &str,
        action: &mut Action,
        frame: &Frame,
    ) {
        let mut part = match role {
            Role::Current => "current",
            Role::Codes => "measure",
            _ => "outcome",
        }
        .to_owned();
        let mut labelled = false;
        for piece in &cell.pieces {
            let s = piece.text.as_str();
            if let Some(label) = LABELLED
                .captures(s)
                .filter(|c| s[..c.get(2).map_or(0, |m| m.start())].contains(':'))
            {
                part = label[1].to_lowercase();
                labelled = true;
            }
            self.code_lists(&piece.text, Some((id, CodeRole::MeasureOfAction)));
            let current = part.starts_with("current") || part.starts_with("progress");
            let frame = Frame {
                basis: Some(if current { Basis::Actual } else { Basis::Target }),
                activity: if current { String::new() } else { frame.activity.clone() },
                promise: !current,
                past: current,
                period: if current { None } else { frame.period },
                measures: frame.measures && !current && !(labelled && part.starts_with("outcome")),
                ..frame.clone()
            };
            self.carry = super::Carry::default();
            self.passage(&piece.text, &frame);
            let words = LABELLED.captures(s).map_or(s, |c| c.get(2).map_or(s, |m| m.as_str()));
            let into = if current {
                &mut action.current_position
            } else if part.starts_with("outcome") {
                &mut action.outcome
            } else {
                continue;
            };
            if !into.is_empty() {
                into.push(' ');
            }
            into.push_str(&super::mask(words.trim()));
        }
    }

    /// Numbers of a cell that only counts or names rows.
    fn ordinals(&mut self, text: &Text) {
        for t in crate::written::lex::tokens(text.as_str()) {
            self.marks.put(text, t.start, t.end, NumeralRole::Ordinal, "a priority or row number");
        }
    }
}

/// `2. Anti-social behaviour` is number 2 and its words.
pub(super) fn numbered(s: &str) -> (String, String) {
    match PRIORITY.captures(s) {
        Some(c) => (c[1].to_owned(), c[2].trim().to_owned()),
        None => (String::new(), s.trim().to_owned()),
    }
}

/// Yes, no or partly, and what the plan says beside it.
pub(super) fn resourced(s: &str) -> (Resourced, String) {
    let t = s.trim();
    let lower = t.to_lowercase();
    let note = t
        .split_once([',', '(', '-', '–'])
        .map_or("", |(_, r)| r)
        .trim_end_matches(')')
        .trim()
        .to_owned();
    let weak = ["limited", "fragmented", "time limited", "time-limited", "external", "part"]
        .iter()
        .any(|w| lower.contains(w));
    if lower.starts_with("no") {
        (Resourced::No, note)
    } else if lower.starts_with("yes") {
        (if weak { Resourced::Partly } else { Resourced::Yes }, note)
    } else if lower.starts_with("part")
        || lower.starts_with("minimum")
        || lower.contains("subject to")
        || lower.contains("limited")
    {
        (Resourced::Partly, t.to_owned())
    } else if lower.is_empty() {
        (Resourced::Unknown, String::new())
    } else {
        (Resourced::Unknown, t.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deadlines() {
        let cases = [
            ("March 2011", "2011-03-31", false),
            ("31/03/2024", "2024-03-31", false),
            ("End of April 2024", "2024-04-30", false),
            ("End of 2024/25", "2025-03-31", false),
            ("Q3 2018/19", "2018-12-31", false),
            ("September 2010 \u{2013} ongoing.", "", true),
            ("From October 2018 onwards", "", true),
            ("Sept 09", "2009-09-30", false),
            ("By 31 October 2022", "2022-10-31", false),
            ("soon", "", false),
        ];
        for (text, day, ongoing) in cases {
            let found = deadline(text);
            assert_eq!(found.last_day.map_or(String::new(), |d| d.to_string()), day, "{text}");
            assert_eq!(found.ongoing, ongoing, "{text}");
        }
    }
}
