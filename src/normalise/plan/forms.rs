//! Forms, priority blocks, and tables whose columns were lost in extraction.

use std::sync::LazyLock;

use regex::Regex;

use super::actions::numbered;
use super::tables::Sheet;
use super::{Frame, Walk, sentence};
use crate::model::allocation::Level;
use crate::model::document::Stated;
use crate::model::observation::Basis;
use crate::model::place::Seat;
use crate::passage::{Text, TextRow};
use crate::recognise::plan::header;
use crate::vocab::fold;
use crate::written::pattern::pattern;

/// The block of amounts that stand behind their titles, where a table's columns were lost.
pub const TITLED_BLOCK: u32 = u32::MAX;

/// An amount at the end of a short title: "Sexual Violence £29,800.00".
static TITLED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^([A-Z(][^.:;£]{2,90}?)\s*[-–:]?\s*£\s?[\d,]+(?:\.\d+)?\s?(?:k|m|million)?\s*$")
});
static TOTAL: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)^\W*(?:grand |overall )?total\b"));
/// Scan noise: marks without words between them.
static NOISE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r#"^[\d\s'"\u{2018}\u{2019}.,|:;_*~^-]{1,12}$"#));

impl Walk<'_> {
    /// Label and value rows without a header; the words of each cell are read as plan text.
    pub(super) fn form(&mut self, sheet: &Sheet) {
        self.empty_boxes(&sheet.rows);
        self.broken_copies(&sheet.rows);
        let mut label = String::new();
        for row in &sheet.rows {
            let cells: Vec<(usize, Text)> = row
                .cells
                .iter()
                .enumerate()
                .filter(|(_, c)| !c.is_blank() && !c.copied)
                .map(|(i, c)| (i, c.joined()))
                .collect();
            row.cells.iter().filter(|c| c.copied).for_each(|c| self.copied(c));
            if self.form_title(&cells) || self.priority_block(row) {
                continue;
            }
            if let Some((_, first)) = cells.iter().find(|(_, t)| is_label(t.as_str())) {
                first.as_str().clone_into(&mut label);
            }
            for cell in row.cells.iter().filter(|c| !c.is_blank() && !c.copied) {
                self.form_cell(cell, &label);
            }
        }
    }

    fn form_cell(&mut self, cell: &crate::passage::TextCell, label: &str) {
        let lower = label.to_lowercase();
        let basis = if lower.contains("performance")
            || lower.contains("current")
            || lower.contains("outcome")
            || lower.contains("impact")
        {
            Basis::Actual
        } else {
            self.section.basis.unwrap_or(Basis::Actual)
        };
        let mut opened = None;
        for piece in &cell.pieces {
            let s = piece.text.as_str();
            let contact = crate::written::lex::tokens(s)
                .iter()
                .any(|t| t.lexeme == crate::written::lex::Lexeme::Contact);
            if !contact
                && (NOISE.is_match(s) || scraps(s))
                && s.chars().any(|c| c.is_ascii_digit())
                && s.contains(['\'', '’', ' '])
                && !s.trim().contains(['/', '%'])
                && s.split_whitespace().count() > 1
            {
                for t in crate::written::lex::tokens(s) {
                    self.marks.put(
                        &piece.text,
                        t.start,
                        t.end,
                        crate::model::numeral::NumeralRole::Noise,
                        "marks of a scan",
                    );
                }
                self.marks_of_a_scan(&piece.text);
                continue;
            }
            let frame = Frame { basis: Some(basis), ..self.frame() };
            let frame = Frame { period: opened.filter(|_| piece.item).or(frame.period), ..frame };
            self.carry = super::Carry::default();
            self.passage(&piece.text, &frame);
            // "Used in 2010/11:" above a list in one cell.
            if s.trim_end().ends_with(':') {
                opened = self.carry.period;
            }
        }
    }

    /// A row that only names what follows: `SEFTON Anti Social Behaviour`.
    fn form_title(&mut self, cells: &[(usize, Text)]) -> bool {
        let words: Vec<&(usize, Text)> = cells
            .iter()
            .filter(|(_, t)| t.as_str().split_whitespace().count() >= 2 || cells.len() == 1)
            .collect();
        let [(_, title)] = words.as_slice() else { return false };
        let s = title.as_str();
        let first = s.split_whitespace().next().unwrap_or("");
        let upper =
            first.len() > 3 && first.chars().all(|c| c.is_uppercase() || !c.is_alphabetic());
        let short = s.split_whitespace().count() <= 8 && !s.ends_with(['.', ':', ';']);
        let figures = || !sentence::read(title.clone(), true).values.is_empty();
        if !(upper && short) || figures() {
            return false;
        }
        self.section.enter(s, 3, true, self.vocab, &self.about);
        self.carry = super::Carry::default();
        self.explain(title, true);
        true
    }

    /// The block above an action table: its number and words, why it matters, and its indicators.
    pub(super) fn priority_block(&mut self, row: &TextRow) -> bool {
        let says = |c: &crate::passage::TextCell| {
            let s = c.joined().as_str().to_lowercase();
            s.contains("priorit") && s.len() < 60
        };
        let Some(at) = row.cells.iter().position(says) else { return false };
        let Some(block) = row.cells.get(at + 1) else { return false };
        let Some(first) = block.pieces.first() else { return false };
        let (number, words) = numbered(first.text.as_str());
        if number.is_empty() || words.is_empty() {
            return false;
        }
        self.remember_priority(&number, &words);
        self.under(&number, Some(first.text.place(0)));
        self.section.theme = self.vocab.theme_in(&words).map_or(String::new(), |t| t.id.clone());
        self.section.heading = super::as_name(&words);
        for cell in row.cells.iter().filter(|c| !c.copied) {
            let frame = Frame { basis: Some(Basis::Actual), ..self.frame() };
            // One list of codes a cell: the extractor may have cut it into pieces.
            self.code_lists(&cell.joined(), None);
            for piece in &cell.pieces {
                self.carry = super::Carry::default();
                self.passage(&piece.text, &frame);
            }
        }
        true
    }

    /// An amount right behind its activity, where the table's columns were lost.
    pub(super) fn titled_amount(&mut self, text: &Text) -> bool {
        let s = text.as_str();
        let Some(title) = TITLED.captures(s).and_then(|c| c.get(1)) else { return false };
        if title.as_str().split_whitespace().count() > 12 {
            return false;
        }
        let sentence = sentence::read(text.clone(), true);
        let Some(v) = sentence.values.iter().rev().find(|v| v.money) else { return false };
        let activity = title.as_str().trim().to_owned();
        let period = self.stated_period(self.section.period, Basis::Target);
        let level = if TOTAL.is_match(&activity) { Level::Total } else { Level::Item };
        let theme = self.vocab.theme_in(&activity).map_or(String::new(), |t| t.id.clone());
        self.section.theme.clone_from(&theme);
        if level == Level::Item {
            self.flow.priority = numbered(&super::mask(&activity));
        }
        let row = crate::model::allocation::Allocation {
            document: self.path.to_owned(),
            place: text.place(v.start),
            nth: 0,
            programme: self.section.programme.clone(),
            programme_basis: if self.section.programme.is_empty() {
                Stated::None
            } else {
                Stated::Stated
            },
            activity: super::mask(&activity),
            theme,
            area: self.about.area.clone(),
            period: period.0,
            period_basis: period.1,
            level,
            basis: crate::model::allocation::MoneyBasis::Budget,
            amount: v.value.round_dp(2),
            bound: v.bound,
            draft: self.about.draft.is_some(),
            quote: self.quote(text, v.start, v.end),
            seat: Seat { sentence: 0, block: TITLED_BLOCK, column: 0 },
        };
        self.push_allocation(row, text, v.start, v.end);
        self.explain_others(&sentence);
        for v in sentence.values.iter().filter(|v| !v.money) {
            self.marks.put(
                text,
                v.start,
                v.end,
                crate::model::numeral::NumeralRole::Reference,
                "a number in a title",
            );
        }
        true
    }

    /// The header of a table that became plain lines: nothing but words of headers. What follows it may be an amount.
    pub(super) fn lost_header(&mut self, text: &Text) -> bool {
        let s = text.as_str();
        // A header has room in these bytes, and a long paragraph is not folded for it.
        let head = super::prose::near(s, 0, 0, 400);
        let folded = fold(head) + " ";
        let mut rest = folded.as_str();
        let mut named = 0;
        // Only the words at the head of the paragraph are a header; the first activity follows them.
        while let Some(behind) =
            self.header_words().iter().find_map(|p| rest.strip_prefix(p.as_str()))
        {
            named += 1;
            rest = behind;
        }
        if named < 2 {
            return false;
        }
        // Folding parts "Anti-Social" and "£100,200" into more words than the text has, so the header's own are counted.
        let header = folded[..folded.len() - rest.len()].trim_end();
        let words: Vec<&str> = head.split_whitespace().collect();
        let keep = (0..=words.len()).find(|n| fold(&words[..*n].join(" ")) == header);
        let byte = words
            .get(keep.unwrap_or(0))
            .map(|w| w.as_ptr() as usize - s.as_ptr() as usize)
            .unwrap_or(s.len());
        self.section.basis = Some(Basis::Target);
        self.flow.lost = true;
        let tail = text.slice(byte..s.len());
        if tail.is_empty() {
            return true;
        }
        if !self.titled_amount(&tail) {
            let frame = self.frame();
            self.passage(&tail, &frame);
        }
        true
    }

    fn header_words(&self) -> &[String] {
        self.header_words.get_or_init(|| {
            let headers = self.vocab.headers("plan");
            let mut phrases: Vec<String> =
                headers.map(|(phrase, _)| format!("{phrase} ")).collect();
            phrases.sort_by_key(|p| std::cmp::Reverse(p.len()));
            phrases
        })
    }
}

/// Labels of forms: short, and made of words that name a field.
fn is_label(s: &str) -> bool {
    let words = s.split_whitespace().count();
    words <= 12
        && (s.contains(':')
            || s.contains('/')
            || header::pounds_said(s)
            || s.chars().filter(|c| c.is_uppercase()).count() >= 1)
        && !s.ends_with('.')
        && header_words(s)
}

/// Single letters and digits without a word between them: "0 1 5 i".
fn scraps(s: &str) -> bool {
    let mut pieces = s.split_whitespace();
    s.split_whitespace().count() >= 3
        && pieces.all(|w| w.chars().count() <= 2 && !WORDS.contains(&w))
}

/// Short words of sentences, which scraps of a scan are not.
const WORDS: &[&str] = &["of", "in", "to", "at", "on", "by", "no", "or", "is", "we", "as"];

fn header_words(s: &str) -> bool {
    let l = s.to_lowercase();
    [
        "impact",
        "performance",
        "outcome",
        "achievement",
        "cost",
        "contribution",
        "response",
        "delivery",
        "commission",
        "risk",
        "financ",
        "equality",
        "saves",
        "benefit",
    ]
    .iter()
    .any(|w| l.contains(w))
}
