//! Plan text to rows: allocations, observations, claims, actions, codes, and what became of every number.

mod actions;
mod agree;
mod areas;
mod beside;
mod cells;
mod claims;
mod clauses;
mod codes;
mod costs;
mod doubts;
mod flowed;
pub mod forms;
mod heads;
mod labels;
mod led;
mod marks;
mod measure;
mod moments;
mod money;
mod notes;
mod nouns;
mod pair;
mod pounds;
mod prose;
mod sentence;
mod sharing;
mod steps;
mod subjects;
mod sums;
mod tables;
mod themes;
mod values;

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::Regex;
use rust_decimal::Decimal;

use crate::issue::{Issue, Noted};
use crate::model::document::{Document, DocumentKind, Stated};
use crate::model::numeral::NumeralRole;
use crate::model::observation::Basis;
use crate::model::period::Period;
use crate::model::place::{Place, Seat};
use crate::model::product::Product;
use crate::passage::{Element, Passages, Text};
use crate::read::text::{self, Dialect};
use crate::recognise::plan::about::{self, About};
use crate::recognise::plan::section::Section;
use crate::recognise::plan::years;
use crate::vocab::{Hit, Measure, Vocab};
use crate::written::pattern::pattern;
use led::as_name;
use marks::Marks;
pub(in crate::normalise) use measure::slug;

/// The words by which an extractor describes a picture: they count nothing in the world.
static PICTURE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^\W*(?:an?|the)\s+(?:\w+\s+){0,3}(?:photograph|photo|picture|image|logo|graphic|illustration|collage|drawing)\b",
    )
});

/// What the reader of a plan is told from outside.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    pub vocab: &'a Vocab,
    /// The area of documents that name none.
    pub area: Option<&'a str>,
    pub dialect: Dialect,
}

/// Reads the text of a plan into rows. The document's hash, size and format are the caller's to fill in.
pub fn product(path: &str, source: &str, context: &Context<'_>) -> Noted<Product> {
    let passages = text::read(source, context.dialect);
    let about = about::about(&passages, context.vocab, context.area);
    let mut walk = Walk::new(path, context.vocab, about);
    walk.document(&passages);
    walk.finish(&passages)
}

pub use tables::Drawn;

/// How the columns of a table are understood, for drawing; the surroundings of the table are not known here.
pub fn columns(table: &crate::passage::TextTable, vocab: &Vocab) -> Drawn {
    tables::drawn(table, vocab)
}

/// The state of a walk through one document.
struct Walk<'a> {
    path: &'a str,
    vocab: &'a Vocab,
    about: About,
    section: Section,
    out: Product,
    issues: Vec<Issue>,
    marks: Marks,
    carry: Carry,
    /// What the section said last; only a sentence that leans on it takes it up.
    last: Carry,
    /// The sentence being read goes on about the one before its paragraph.
    leaning: bool,
    /// The sentence whose measures were looked up last, and where they stand in it.
    looked_up: RefCell<(String, Vec<Hit>)>,
    /// The sentence whose programme was looked up last, and the programme that it names.
    named_in: RefCell<(String, Option<String>)>,
    /// The scale of the rate that the document gave last, for a rate that repeats none.
    scale: Option<crate::model::amount::Unit>,
    /// The passage names no time and promises nothing: it may go on about the time of the passage before.
    quiet: bool,
    /// "We will", above a list: its items are promises.
    promised: bool,
    /// Items of a list that a time opened have been read, and no heading since.
    in_list: bool,
    /// The period that a passage ending in a colon gives to the list it opens.
    opener: Option<Period>,
    /// The heading or paragraph right above, which may be the caption of a table.
    caption: String,
    /// The latest period among the columns of the table last read in this section.
    table_period: Option<Period>,
    /// The note right below the table being read.
    footnote: String,
    /// The last sentence of the paragraph, where it opens a list.
    opening: String,
    /// Where the row being made stands in its table.
    seat: Seat,
    blocks: u32,
    sentence: u32,
    /// How often each code was cited, by action, framework and number.
    cited: BTreeMap<(String, &'static str, String), u32>,
    /// Measures of which it was said that a rate states no scale.
    unscaled: BTreeSet<String>,
    /// The words of headers in plans, the longest first, each with a space behind it.
    header_words: OnceCell<Vec<String>>,
    /// How many answered the survey that the section speaks of.
    replies: Option<Decimal>,
    /// What running text says of the actions below it.
    flow: flowed::Flow,
    /// Claims that name no measure, by their number, with the noun that they speak of and the words of their clause.
    unnamed: Vec<(usize, String, String)>,
    under: doubts::Under,
    /// Priorities by number, from the blocks that introduce them.
    priorities: Vec<(String, String)>,
}

/// What one sentence leaves to the next of its paragraph.
#[derive(Clone, Debug, Default)]
struct Carry {
    period: Option<Period>,
    /// The period is one of which something was promised.
    ahead: bool,
    measure: Option<(String, String)>,
    unit: Option<crate::model::amount::Unit>,
}

/// The coordinates that the surroundings of a sentence give to its numbers.
#[derive(Clone, Debug, Default)]
struct Frame {
    basis: Option<Basis>,
    period: Option<Period>,
    theme: String,
    activity: String,
    /// The row label of a table cell: the measure of numbers that name none.
    label: String,
    /// Sentences here promise; they claim nothing.
    promise: bool,
    /// A cell of measures: a promise without a number is an issue.
    measures: bool,
    /// It says where things stood when the plan was written.
    past: bool,
    /// The row's own amount stands in its label or its cells; amounts in its sentences are parts of it.
    funded: bool,
}

impl<'a> Walk<'a> {
    fn new(path: &'a str, vocab: &'a Vocab, about: About) -> Self {
        let section = Section::opening(&about);
        Self {
            path,
            vocab,
            about,
            section,
            out: Product::default(),
            issues: Vec::new(),
            marks: Marks::default(),
            carry: Carry::default(),
            last: Carry::default(),
            leaning: false,
            quiet: false,
            scale: None,
            looked_up: RefCell::default(),
            named_in: RefCell::default(),
            opener: None,
            promised: false,
            in_list: false,
            caption: String::new(),
            footnote: String::new(),
            table_period: None,
            opening: String::new(),
            seat: Seat::default(),
            blocks: 0,
            sentence: 0,
            cited: BTreeMap::new(),
            unscaled: BTreeSet::new(),
            header_words: OnceCell::new(),
            flow: flowed::Flow::default(),
            replies: None,
            unnamed: Vec::new(),
            under: doubts::Under::default(),
            priorities: Vec::new(),
        }
    }

    fn document(&mut self, passages: &Passages) {
        let mut i = 0;
        while i < passages.elements.len() {
            self.labelled_action(&passages.elements, i);
            match &passages.elements[i] {
                // A short cell of a lost table looks like a heading.
                Element::Heading { text, strong: false, .. } if i < self.flow.until => {
                    self.paragraph(text);
                }
                Element::Heading { level, strong, text } => self.heading(text, *level, *strong),
                Element::Paragraph(text) => {
                    if !self.lost_header(text) {
                        self.paragraph(text);
                    }
                }
                Element::Item(text) => self.item(text),
                Element::Table(table) => self.table(table, passages.elements.get(i + 1)),
                Element::Furniture(text) => self.furniture(text),
            }
            i += 1;
        }
    }

    fn heading(&mut self, text: &Text, level: u8, strong: bool) {
        let s = text.as_str();
        // What no page has room for is no heading.
        if s.len() > 1_000 {
            self.paragraph(text);
            return;
        }
        // A line that ends a sentence with a figure in it is no heading, whatever its shape.
        let figures = !strong
            && sentence::read(text.clone(), true).values.iter().any(|v| {
                let said = s[..v.start].trim_end().trim_end_matches(':').to_lowercase();
                v.unit.is_some()
                    || v.noun.0 < v.noun.1 && s.split_whitespace().count() > 3
                    || ["target", "actual", "baseline"].iter().any(|w| said.ends_with(w))
            });
        if figures {
            self.paragraph(text);
            return;
        }
        // "Table 1: performance against the old plan" speaks for the table below it and no further.
        if about::CAPTION.is_match(s) {
            s.clone_into(&mut self.caption);
            self.explain(text, true);
            return;
        }
        if strong {
            self.flow = flowed::Flow::default();
            self.replies = None;
        }
        self.flowed_priority(s);
        self.section.enter(s, level, strong, self.vocab, &self.about);
        // The title says what the plan is for, not when its figures were measured.
        let title = self.about.period_place.as_ref().and_then(Place::line) == Some(text.at(0).0);
        let reports = self.about.kind == DocumentKind::CommitteeReport;
        if title && !reports {
            self.section.period = None;
        }
        self.carry = Carry::default();
        self.last = Carry::default();
        self.opener = None;
        self.in_list = false;
        self.promised = notes::opens_promises(s);
        self.table_period = None;
        s.clone_into(&mut self.caption);
        self.explain(text, true);
        self.claims(text, &Frame { promise: true, ..Frame::default() });
    }

    fn paragraph(&mut self, text: &Text) {
        self.carry = Carry::default();
        if PICTURE.is_match(text.as_str()) {
            self.explain(text, true);
            return;
        }
        // "£" on a line of its own heads the column of amounts below it.
        if matches!(text.as_str().trim(), "£" | "£000" | "£'000" | "£m" | "£k") {
            self.caption = format!("{} {}", self.caption, text.as_str().trim());
            self.explain(text, true);
            return;
        }
        text.as_str().clone_into(&mut self.caption);
        if self.titled_amount(text) {
            return;
        }
        self.section.period = years::figures_below(text.as_str()).or(self.section.period);
        self.flowed_priority(text.as_str());
        self.flowed_order(text);
        let frame = self.frame();
        self.quiet = led::timeless(text.as_str());
        self.passage(text, &frame);
        self.quiet = false;
        self.open_list(text.as_str());
    }

    fn open_list(&mut self, s: &str) {
        // Notes between the items of a list leave it open.
        if self.in_list && !s.trim_end().ends_with(':') {
            return;
        }
        self.in_list = false;
        self.promised = notes::opens_promises(s);
        self.opener = self.carry.period.filter(|_| s.trim_end().ends_with(':'));
        self.last.period = self.opener.or(self.last.period);
    }

    fn item(&mut self, text: &Text) {
        let s = text.as_str();
        // A numbered paragraph is no item of the list above it.
        let numbered = s.starts_with(|c: char| c.is_ascii_digit());
        if numbered {
            self.opener = None;
            self.in_list = false;
            self.flowed_heading(s);
        }
        self.flowed_order(text);
        self.section.period = years::figures_below(s).or(self.section.period);
        let imperative = notes::promises(text.as_str()) || self.promised;
        let mut frame = self.frame();
        if imperative && frame.basis != Some(Basis::Actual) {
            frame.basis = Some(Basis::Target);
        }
        frame.period = self.opener.or(frame.period);
        self.in_list |= self.opener.is_some();
        self.carry = Carry::default();
        self.quiet = !imperative && led::timeless(s);
        self.passage(text, &frame);
        self.quiet = false;
        if numbered || s.trim_end().ends_with(':') {
            self.open_list(s);
        }
        if let Some(period) = moments::named_with_time(s) {
            self.opener = Some(period);
        }
    }

    fn frame(&self) -> Frame {
        Frame {
            basis: self.section.basis,
            period: self.section.period,
            theme: self.section.theme.clone(),
            ..Frame::default()
        }
    }

    /// Reads a passage sentence by sentence.
    fn passage(&mut self, text: &Text, frame: &Frame) {
        // "... It is made up as follows:" stands behind the total it opens, often a sentence later.
        let last = text.as_str().rsplit(". ").next().unwrap_or("");
        self.opening = if last.ends_with(':') && last.len() < text.len().min(400) {
            format!(" … {last}")
        } else {
            String::new()
        };
        for (n, sentence) in sentence::sentences(text).into_iter().enumerate() {
            self.sentence(sentence, n == 0, frame);
        }
    }

    /// Text that belongs to the paper: its numbers are page numbers.
    fn furniture(&mut self, text: &Text) {
        for token in crate::written::lex::tokens(text.as_str()) {
            let time = matches!(token.lexeme, crate::written::lex::Lexeme::Time(_));
            let role = if time { NumeralRole::Period } else { NumeralRole::Ordinal };
            self.marks.put(text, token.start, token.end, role, "a page mark or running head");
        }
    }

    /// Explains the numbers of a text that yields no rows.
    fn explain(&mut self, text: &Text, first: bool) {
        let sentence = sentence::read(text.clone(), first);
        notes::incoherent(self, &sentence);
        self.code_lists(text, None);
        self.explain_others(&sentence);
        for v in &sentence.values {
            self.marks.put(
                &sentence.text,
                v.start,
                v.end,
                NumeralRole::Reference,
                "a number in a heading",
            );
        }
    }

    fn explain_others(&mut self, sentence: &sentence::Sentence) {
        for (start, end, role, why) in &sentence.others {
            self.marks.put(&sentence.text, *start, *end, *role, why);
        }
        for (start, end, _) in &sentence.times {
            self.marks.put(&sentence.text, *start, *end, NumeralRole::Period, "");
        }
    }

    fn finish(mut self, passages: &Passages) -> Noted<Product> {
        self.name_claims();
        self.under("", None);
        self.document_notes(passages);
        let mask = |s: &str| mask(s);
        let numerals = std::mem::take(&mut self.marks).numerals(self.path, &passages.lines, &mask);
        let unexplained = numerals.iter().filter(|n| n.role == NumeralRole::Unexplained).count();
        self.out.document = Document {
            document: self.path.to_owned(),
            kind: self.about.kind,
            title: mask(&self.about.title),
            area: self.about.area.clone(),
            period: self.about.period,
            period_basis: self.about.period_basis,
            draft: self.about.draft.is_some(),
            numerals: numerals.len() as u64,
            numerals_unexplained: unexplained as u64,
            ..Document::default()
        };
        self.out.numerals = numerals;
        Noted { product: self.out, issues: self.issues }
    }

    /// The words around a number, without contact details.
    fn quote(&self, text: &Text, start: usize, end: usize) -> String {
        let s = text.as_str();
        let reach = |from: usize, forward: bool| {
            let mut at = from;
            for _ in 0..90 {
                let step =
                    if forward { s[at..].chars().next() } else { s[..at].chars().next_back() };
                match step {
                    Some(c) if forward => at += c.len_utf8(),
                    Some(c) => at -= c.len_utf8(),
                    None => break,
                }
            }
            at
        };
        mask(s[reach(start, false)..reach(end, true)].trim())
    }

    /// The next free number for rows at a place.
    fn nth<T>(rows: &[T], same: impl Fn(&T) -> bool) -> u32 {
        u32::try_from(rows.iter().rev().take(64).filter(|r| same(r)).count()).unwrap_or(0)
    }

    /// The measures that a sentence names; each of its values asks for them.
    fn measures_in(&self, s: &str) -> Vec<(Hit, &'a Measure)> {
        let mut last = self.looked_up.borrow_mut();
        if last.0 != s {
            *last = (s.to_owned(), self.vocab.measure_hits(s));
        }
        last.1.iter().map(|h| (*h, &self.vocab.measures[h.index])).collect()
    }

    /// The programme that a sentence names; each of its amounts asks for it.
    fn programme_named(&self, s: &str) -> Option<String> {
        let mut last = self.named_in.borrow_mut();
        if last.0 != s {
            *last = (s.to_owned(), self.vocab.programme_in(s).map(|p| p.id.clone()));
        }
        last.1.clone()
    }

    fn section_priorities(&self) -> &[(String, String)] {
        &self.priorities
    }

    fn remember_priority(&mut self, number: &str, words: &str) {
        let number = number.trim_end_matches('.').to_owned();
        self.priorities.retain(|(n, _)| *n != number);
        self.priorities.push((number, mask(&as_name(words))));
    }

    fn stated_period(&self, period: Option<Period>, basis: Basis) -> (Option<Period>, Stated) {
        match period {
            Some(p) => (Some(p), Stated::Inferred),
            None => self.section.period_for(basis, &self.about),
        }
    }
}

/// Contact details replaced, so that they never reach an output.
pub fn mask(s: &str) -> String {
    crate::written::contact::mask(s)
}
