//! Tables of a plan: finds the header, gives every column its role, and hands rows on by what the table is for.

use std::sync::LazyLock;

use regex::Regex;

use crate::model::amount::Unit;
use crate::model::numeral::NumeralRole;
use crate::model::period::Period;
use crate::model::place::Seat;
use crate::passage::{Element, Layout, Text, TextCell, TextRow, TextTable};
use crate::recognise::plan::header::{self, Head, Role};
use crate::written::lex::{self, Lexeme};
use crate::written::time;

use super::Walk;
use super::heads::{column_title, fields, spans, split_header};
use super::{actions, pounds};
use crate::written::pattern::pattern;

/// Columns beyond which a table is no table.
const WIDEST: usize = 400;

/// A table with its columns understood.
pub(super) struct Sheet {
    pub heads: Vec<Head>,
    pub rows: Vec<TextRow>,
    /// Money by the header, the caption or the cells.
    pub money: bool,
    pub thousands: bool,
    pub caption: String,
    /// The caption read as a header.
    pub titled: Head,
    /// Its headers promise that a row adds up.
    pub sums: bool,
    /// The period that the words right above the table name.
    pub own: Option<Period>,
    /// The unit that the caption or the note below the table gives to all its numbers.
    pub unit: Option<Unit>,
    /// Its columns of values are areas.
    pub areas: bool,
    /// The latest financial year that a header names, baselines aside: quarters without a year are of it.
    pub year: Option<i32>,
}

impl Walk<'_> {
    pub(super) fn table(&mut self, table: &TextTable, below: Option<&Element>) {
        self.footnote = below.and_then(table_note).unwrap_or_default();
        self.blocks += 1;
        self.seat = Seat { block: self.blocks, ..Seat::default() };
        // No table of a plan is this wide, and one of contents holds pages: their cells are explained one by one.
        let wide = table.rows.iter().any(|r| r.cells.len() > WIDEST);
        if wide || CONTENTS.is_match(&self.section.heading) {
            for piece in table.rows.iter().flat_map(|r| &r.cells).flat_map(|c| &c.pieces) {
                self.explain(&piece.text, true);
            }
            return;
        }
        let (top, body) = split_header(table, self);
        for row in &top {
            for cell in &row.cells {
                self.explain(&cell.joined(), true);
                if cell.copied {
                    self.copied(cell);
                }
            }
        }
        let mut sheet = self.sheet(&top, body);
        self.by_content(&mut sheet);
        if sheet.rows.iter().all(|r| r.cells.iter().all(|c| c.copied)) {
            sheet.rows.iter().flat_map(|r| &r.cells).for_each(|c| self.copied(c));
            return;
        }
        let has = |role: Role| sheet.heads.iter().any(|h| h.role == role);
        let said = sheet.heads.iter().filter(|h| h.said).count();
        if has(Role::Deadline) && (has(Role::Action) || said >= 2 || said == 0) {
            self.action_table(&sheet);
        } else if table.layout == Layout::Tabs && said == 0
            || fields(table)
            || self.is_form(&sheet, said)
        {
            self.form(&sheet);
        } else {
            self.value_table(&sheet);
        }
        self.opener = None;
        let whole = |h: &Head| h.period.filter(|p| p.months() == Some(12));
        self.table_period = sheet.heads.iter().filter_map(whole).max().or(self.table_period);
        self.caption.clear();
        self.carry = super::Carry::default();
    }

    fn sheet(&self, top: &[TextRow], rows: Vec<TextRow>) -> Sheet {
        let width = rows.iter().chain(top).map(|r| r.cells.len()).max().unwrap_or(0);
        let titles: Vec<String> = (0..width).map(|c| column_title(top, c)).collect();
        let heads: Vec<Head> = titles.iter().map(|t| header::head(t, self.vocab)).collect();
        let spanning: String = top
            .iter()
            .filter(|r| spans(r))
            .map(|r| r.cells.first().map_or(String::new(), |c| c.joined().as_str().to_owned()))
            .collect::<Vec<_>>()
            .join(" ");
        let caption = format!("{} {spanning}", self.caption);
        let thousands = header::thousands_said(&caption) || heads.iter().any(|h| h.thousands);
        // Cells with a pound sign anywhere make a table of money, and so do headers that say budget or cost.
        let pound_cells = pounds::cells(&rows);
        let values = heads.iter().filter(|h| h.role == Role::Value).count();
        let money = heads.iter().any(|h| h.role == Role::Value && h.pounds)
            || (values > 0
                && (header::thousands_said(&caption)
                    || (caption_money(&caption) && heads.iter().any(|h| h.money.is_some()))))
            || pounds::priced(&caption)
            || pound_cells >= 2
            || self.funds(&rows, &heads, &caption);
        let unit = self.table_says();
        let named = heads.iter().filter(|h| !h.text.to_lowercase().contains("baseline"));
        let year = named.filter_map(|h| h.period).filter(|p| whole_year(*p)).max();
        let year = year.map(Period::fy_start_year);
        let named = heads.iter().skip(1).any(|h| {
            let found = self.vocab.areas_in(&h.text);
            found.first().is_some_and(|(a, _)| a.end - a.start + 10 > h.text.len())
        });
        let titled = header::head(&caption, self.vocab);
        let own = header::head(&self.caption, self.vocab).period;
        // A paragraph of sentences above a table is no title; the times in it are its own.
        let title = self.caption.split_whitespace().count() <= 16
            && !self.caption.trim_end().ends_with('.');
        let own = own.filter(|p| title && !matches!(p, Period::Month(_)));
        // "In 2010/11 the grants were:" gives its year to the table as it would to a list.
        let own = own.or(self.opener);
        let mut heads = heads;
        // "Force rate" beside "Rate per 1,000": one scale for all rates of a table that states one.
        let scales: Vec<Unit> =
            heads.iter().filter_map(|h| h.unit).filter(|u| scaled(*u)).collect();
        if let [first, rest @ ..] = scales.as_slice()
            && rest.iter().all(|u| u == first)
        {
            let says = |h: &Head| h.unit.is_none() && super::heads::says_rate(&h.text);
            heads.iter_mut().filter(|h| says(h)).for_each(|h| h.unit = Some(*first));
        }
        if super::beside::to_march(&caption) {
            heads.iter_mut().for_each(|h| h.period = h.period.map(super::beside::ending_in_march));
        }
        let (sums, areas) = (super::sums::promised(&heads), named);
        Sheet { heads, rows, money, thousands, caption, titled, sums, own, unit, areas, year }
    }

    /// "Table 1: rates per 100,000", above the table or below it; words that also speak of numbers give no unit.
    fn table_says(&self) -> Option<Unit> {
        static FIGURE: LazyLock<Regex> = LazyLock::new(|| pattern(r"\d[\d.,]*\s*(?:%|per\b)"));
        let counts = |s: &str| {
            let s = s.to_lowercase();
            let words = ["number", "count", " and rate", "incidents and", "volume"];
            words.iter().any(|w| s.contains(w))
        };
        // A sentence with a figure of its own is no title.
        let title = |s: &&String| {
            let words = s.split_whitespace().count();
            let short = words <= 14 && !s.trim_end().ends_with('.');
            words <= 25 && (short || NOTE.is_match(s)) && !counts(s) && !FIGURE.is_match(s)
        };
        let near = [&self.caption, &self.footnote, &self.section.heading];
        // The first sentence is the title; what follows may be about anything.
        let first = |s: &String| {
            let end = s.match_indices(". ").find(|(at, _)| *at > 14).map_or(s.len(), |m| m.0);
            s[..end].to_owned()
        };
        let near = near.map(first);
        near.iter().filter(title).find_map(|s| header::unit_said(s))
    }

    /// Columns whose header says nothing get their role from what stands in them.
    fn by_content(&self, sheet: &mut Sheet) {
        let said = sheet.heads.iter().filter(|h| h.said).count();
        // A register of risks scores them; a score measures nothing.
        let titles = sheet.heads.iter().map(|h| h.text.to_lowercase()).collect::<Vec<_>>();
        let risk = titles.iter().any(|t| t.contains("risk") || t.contains("likelihood"))
            && titles
                .iter()
                .any(|t| t.contains("score") || t.contains("impact") || t.contains("rating"));
        // Dates in a column make a plan of actions only beside a column of sentences.
        let words = |c: usize| -> usize {
            sheet.rows.iter().map(|r| text_of(r, c).as_str().split_whitespace().count()).sum()
        };
        let named =
            sheet.rows.iter().filter(|r| text_of(r, 0).as_str().trim_end().ends_with(':')).count();
        let wordy = named * 2 <= sheet.rows.len()
            && (0..sheet.heads.len()).any(|c| words(c) >= 4 * sheet.rows.len().max(1));
        let dated = sheet.heads.iter().filter(|h| h.role == Role::Deadline).count();
        for (c, head) in sheet.heads.iter_mut().enumerate() {
            let cells: Vec<String> = sheet
                .rows
                .iter()
                .filter(|r| !spans(r))
                .filter_map(|r| r.cells.get(c))
                .filter(|x| !x.is_blank())
                .map(|x| x.joined().as_str().to_owned())
                .collect();
            if cells.is_empty() {
                continue;
            }
            let share = |p: &dyn Fn(&str) -> bool| {
                cells.iter().filter(|s| p(s)).count() * 10 >= cells.len() * 6
            };
            let numeric = share(&|s| is_value(s));
            let counted = head.role == Role::Label && share(&|s| lex_values(s) > 0);
            // "Funding source", "Budget head": words below a word of money name the rows.
            let worded = cells.iter().all(|s| lex_values(s) == 0 && missing(s).is_none());
            if c == 0 && head.role == Role::Value && head.period.is_none() && worded {
                head.role = Role::Label;
            }
            // "Year" behind four quarters heads the sums of the year, not its name.
            let summed = head.role == Role::Periods && !share(&|s| time::period(s).is_some());
            let listed = sheet
                .rows
                .iter()
                .filter_map(|r| r.cells.get(c))
                .any(|x| x.pieces.iter().filter(|p| p.item).count() > 1);
            if c > 0 && numeric && listed && !head.said {
                head.role = Role::Prose;
            } else if c > 0 && numeric && (!head.said || counted || summed) {
                head.role = Role::Value;
            } else if head.role == Role::Value
                && !numeric
                && share(&|s| s.split_whitespace().count() > 6)
            {
                head.role = Role::Prose;
            } else if said == 0
                && c > 0
                && (cells.len() >= 3 && wordy && share(&actions::is_deadline)
                    || cells.len() >= 2 && cells.iter().all(|s| actions::falls_due(s)))
            {
                head.role = Role::Deadline;
            }
            if head.role == Role::Label
                && !head.said
                && c > 0
                && share(&|s| s.split_whitespace().count() >= 5)
            {
                head.role = Role::Prose;
            }
            // "Actions" and "Measures" beside the column that names the row: lists of what is promised.
            if c > 0
                && matches!(head.role, Role::Label | Role::Action)
                && listed
                && cells.iter().any(|s| lex_values(s) > 0)
                && dated == 0
            {
                head.role = Role::Prose;
            }
            if risk && share(&|s| s.trim().parse::<u32>().is_ok_and(|n| n <= 25)) {
                head.role = Role::Reference;
            }
            // "Met: yes, no": a judgement, which names no row.
            if c > 0 && matches!(head.role, Role::Label) && share(&|s| JUDGED.is_match(s)) {
                head.role = Role::Direction;
            }
            if head.role == Role::Label && share(&|s| time::period(s).is_some()) {
                head.role = Role::Periods;
            }
            if matches!(head.role, Role::Label | Role::Areas)
                && share(&|s| {
                    self.vocab.areas_in(s).iter().any(|(h, _)| h.end - h.start + 12 > s.len())
                })
            {
                head.role = Role::Areas;
            }
        }
        // "Outcome" above the names of rows, beside columns of values and no other names.
        let has = |role: &[Role]| sheet.heads.iter().skip(1).any(|h| role.contains(&h.role));
        let named = has(&[Role::Label, Role::Priority, Role::Action, Role::Areas]);
        let valued = has(&[Role::Value]);
        let long = sheet.rows.iter().filter(|r| lex_values(text_of(r, 0).as_str()) > 0).count();
        if let Some(first) = sheet.heads.first_mut()
            && first.role == Role::Outcome
            && valued
            && !named
            && long * 2 <= sheet.rows.len()
        {
            first.role = Role::Label;
        }
    }

    fn is_form(&self, sheet: &Sheet, said: usize) -> bool {
        let values = sheet.heads.iter().filter(|h| h.role == Role::Value).count();
        let plan =
            sheet.heads.iter().any(|h| matches!(h.role, Role::Outcome | Role::Prose) && h.said);
        values == 0 && !plan && (said <= 1 || sheet.rows.is_empty() || sheet.heads.len() <= 2)
    }

    /// A cell that repeats a merged one: its numbers were read where they stand first.
    pub(super) fn copied(&mut self, cell: &TextCell) {
        for piece in &cell.pieces {
            let sentence = super::sentence::read(piece.text.clone(), true);
            self.explain_others(&sentence);
            for token in lex::tokens(piece.text.as_str()) {
                self.marks.put(
                    &piece.text,
                    token.start,
                    token.end,
                    NumeralRole::Noise,
                    "a copy of a merged cell",
                );
            }
        }
    }
}

/// A verdict instead of a value.
static JUDGED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^\W*(?:yes|no|partly|met|not met|missed|achieved|not achieved|on track|off track|red|amber|green|grey|blue|r|a|g|complete|completed|✓|✗|x)\W*$",
    )
});

/// The heading of a list of contents.
static CONTENTS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)^\W*(?:(?:table|list) of )?contents?(?: page)?\W*$"));

/// How the title of a table begins, or a note on its figures.
static NOTE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^\W*(?:table|figure|note|notes|source|rates?|all (?:figures|rates|numbers)|figures|per)\b",
    )
});

/// The words below a table that speak of it: its title, its source, a note on its figures.
fn table_note(below: &Element) -> Option<String> {
    let (Element::Paragraph(text) | Element::Heading { text, .. } | Element::Item(text)) = below
    else {
        return None;
    };
    NOTE.is_match(text.as_str()).then(|| text.as_str().to_owned())
}

fn scaled(unit: Unit) -> bool {
    matches!(unit, Unit::Per1000 | Unit::Per10000 | Unit::Per100000)
}

/// A financial year, or a part of one.
fn whole_year(p: Period) -> bool {
    matches!(p, Period::FinancialYear(_) | Period::FinancialQuarter(..) | Period::Months(..))
}

fn caption_money(caption: &str) -> bool {
    header::pounds_said(caption)
}

/// A cell that holds a value, or says that there is none.
pub(super) fn is_value(s: &str) -> bool {
    let t = s.trim();
    if missing(t).is_some() {
        return true;
    }
    t.split_whitespace().count() <= 8 && lex_values(t) > 0
}

fn lex_values(s: &str) -> usize {
    lex::tokens(s)
        .iter()
        .filter(|t| {
            matches!(
                t.lexeme,
                Lexeme::Money(_) | Lexeme::Number(_) | Lexeme::Percent(_) | Lexeme::Points(_)
            )
        })
        .count()
}

/// The symbol for a cell that says it has no value.
pub(super) fn missing(s: &str) -> Option<&'static str> {
    let t = s.trim().trim_matches(['*', '†']).to_lowercase();
    match t.as_str() {
        "-" | "–" | "—" | ".." | "..." | ":" => Some("[x]"),
        "n/a" | "na" | "not applicable" | "n.a." => Some("[z]"),
        "nya"
        | "n/k"
        | "nk"
        | "n/c"
        | "not known"
        | "not yet available"
        | "not available"
        | "no data"
        | "data not available"
        | "tbc"
        | "tba"
        | "to be confirmed"
        | "data being verified"
        | "data being verified."
        | "unknown" => Some("[x]"),
        "*" => Some("[c]"),
        "~" => Some("[low]"),
        _ if t.starts_with('[') && t.ends_with(']') && t.len() <= 6 => Some("[x]"),
        // "Survey results not yet available": a few words and no number.
        _ if t.split_whitespace().count() <= 8
            && !t.bytes().any(|b| b.is_ascii_digit())
            && super::notes::pending(&t) =>
        {
            Some("[x]")
        }
        _ => None,
    }
}

/// The text of a cell with nothing taken out of it but breaks.
pub(super) fn text_of(row: &TextRow, c: usize) -> Text {
    row.cells.get(c).map(TextCell::joined).unwrap_or_default()
}

/// How a table's columns are understood, for drawing.
#[derive(Clone, Debug, Default)]
pub struct Drawn {
    pub header_rows: usize,
    /// Title, role, and whether the header said so.
    pub columns: Vec<(String, String, bool)>,
}

pub(super) fn drawn(table: &TextTable, vocab: &crate::vocab::Vocab) -> Drawn {
    let walk = Walk::new("", vocab, crate::recognise::plan::about::About::default());
    let (top, body) = split_header(table, &walk);
    let mut sheet = walk.sheet(&top, body);
    walk.by_content(&mut sheet);
    let column = |h: &Head| (h.text.clone(), format!("{:?}", h.role).to_lowercase(), h.said);
    Drawn { header_rows: top.len(), columns: sheet.heads.iter().map(column).collect() }
}
