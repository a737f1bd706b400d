//! Products from a few lines of text, for tests of views and checks. `-` is missing.
//!
//! ```text
//! doc   plan.txt partnership_plan E08000014 FY2019-20 [draft] [numerals=9] [unexplained=1] [read=3] [kept=3] [money=2.50] [money_kept=2.50]
//! alloc 10 crime_reduction_grant asb FY2019-20 item 100200 [draft] [bound=about] [inferred] [area=E08000014] [basis=outturn] [activity=words] [quote=words_with_underscores]
//! obs   20 yj.fte.count E08000014 FY2018-19 actual 44 count [bound=over] [change=increase] [base=FY2010-11] [label=words]
//! claim 30 yj.fte.count E08000014 FY2018-19 down FY2017-18 [quote=words_with_underscores]
//! act   40 1 Priority yes|no|partly|unknown after|open|- ; code 41 40 NI 32 valid|invalid [head] [again]
//! test  30 contradicted claim-contradicted 20 21 [arithmetic=words_with_underscores]
//! pay   2018-04-03 Roads Acme_Ltd 100.00 net
//! pop   2 E08000014 2019 10-17 23963 ; gdp 2 FY2019-20 78.1735
//! ```

#![cfg(test)]

use std::str::FromStr;
use std::sync::LazyLock;

use super::spend;
use crate::frame::{self, Frames};
use crate::model::action::{Action, ActionCode, CodeRole, Resourced};
use crate::model::allocation::{Allocation, Level, MoneyBasis};
use crate::model::amount::{Bound, Unit};
use crate::model::claim::{Claim, ClaimTest, Direction, Tested, Verdict};
use crate::model::document::{Document, DocumentKind, Stated};
use crate::model::observation::{Basis, Change, Observation};
use crate::model::period::Period;
use crate::model::place::Place;
use crate::model::product::Product;
use crate::model::reference::{Deflator, Population};
use crate::vocab::Vocab;

/// Read once: every observation asks it for a theme.
static VOCAB: LazyLock<Vocab> = LazyLock::new(Vocab::embedded);

/// The words of one line, with the `key=value` ones apart.
struct Line<'a> {
    words: Vec<&'a str>,
    document: String,
}

impl<'a> Line<'a> {
    fn word(&self, at: usize) -> &'a str {
        self.words.get(at).copied().filter(|w| *w != "-").unwrap_or("")
    }

    fn text(&self, at: usize) -> String {
        self.word(at).to_owned()
    }

    fn parse<T: FromStr>(&self, at: usize) -> Option<T> {
        self.word(at).parse().ok()
    }

    fn place(&self, at: usize) -> Place {
        match self.word(at).split_once('.') {
            Some((line, column)) => Place::text(line.parse().unwrap(), column.parse().unwrap()),
            None => Place::text(self.word(at).parse().unwrap(), 1),
        }
    }

    fn flag(&self, word: &str) -> bool {
        self.words.contains(&word)
    }

    fn option(&self, key: &str) -> Option<&'a str> {
        self.words.iter().find_map(|w| w.strip_prefix(key)?.strip_prefix('='))
    }

    fn words_of(&self, key: &str) -> String {
        self.option(key).unwrap_or("").replace('_', " ")
    }

    fn bound(&self) -> Bound {
        let all =
            [Bound::Over, Bound::AtLeast, Bound::Under, Bound::AtMost, Bound::About, Bound::Exact];
        let name = self.option("bound").unwrap_or("exact");
        all.into_iter().find(|b| b.name() == name).unwrap()
    }
}

/// One product a `doc` line, holding the rows of the lines below it.
pub fn products(text: &str) -> Vec<Product> {
    let mut products: Vec<Product> = Vec::new();
    let mut paid = Vec::new();
    for line in text.lines().map(str::trim).filter(|l| !l.is_empty()) {
        let words: Vec<&str> = line.split_whitespace().collect();
        if words[0] == "doc" {
            let line = Line { words, document: String::new() };
            products.push(Product { document: document(&line), ..Product::default() });
            continue;
        }
        let product = products.last_mut().expect("a doc line comes first");
        let line = Line { words, document: product.document.document.clone() };
        match line.words[0] {
            "alloc" => product.allocations.push(allocation(&line)),
            "obs" => product.observations.push(observation(&line)),
            "claim" => product.claims.push(claim(&line)),
            "act" => product.actions.push(action(&line)),
            "code" => product.action_codes.push(code(&line)),
            "pop" => product.populations.push(population(&line)),
            "gdp" => product.deflators.push(deflator(&line)),
            "test" => {}
            "pay" => paid.push(spend::payment(paid.len(), line.words[1..].join(" ").as_str())),
            other => panic!("{other}"),
        }
    }
    // Payments name their own document; the last product holds them.
    if let Some(product) = products.last_mut() {
        product.transactions = paid.into_iter().collect();
    }
    products
}

/// The frames of those products under the embedded vocabulary.
pub fn frames(text: &str) -> Frames {
    let products = products(text);
    let mut frames = frame::build(&products, &VOCAB).unwrap();
    frames.set_claim_tests(&tests(text, &products)).unwrap();
    frames
}

/// The verdicts of the `test` lines: what the checks would have found.
fn tests(text: &str, products: &[Product]) -> Vec<ClaimTest> {
    let mut product = products.iter();
    let mut current = None;
    let mut tests = Vec::new();
    for line in text.lines().map(str::trim) {
        let words: Vec<&str> = line.split_whitespace().collect();
        match (words.first(), current) {
            (Some(&"doc"), _) => current = product.next(),
            (Some(&"test"), Some(product)) => {
                tests.push(claim_test(&Line { words, document: String::new() }, product));
            }
            _ => {}
        }
    }
    tests
}

fn claim_test(line: &Line, product: &Product) -> ClaimTest {
    let verdicts = [Verdict::Supported, Verdict::Contradicted, Verdict::NotTestable];
    let tested = |at: usize| {
        let place = (!line.word(at).is_empty()).then(|| line.place(at))?;
        let o = product.observations.iter().find(|o| o.place == place).unwrap();
        Some(Tested {
            document: o.document.clone(),
            place,
            nth: 0,
            measure: o.measure.clone(),
            unit: o.unit,
            period: o.period,
            area: o.area.clone(),
            value: o.value,
        })
    };
    ClaimTest {
        document: product.document.document.clone(),
        place: line.place(1),
        nth: 0,
        verdict: verdicts.into_iter().find(|v| v.name() == line.word(2)).unwrap(),
        rule: line.text(3),
        arithmetic: line.words_of("arithmetic"),
        own: tested(4),
        other: tested(5),
    }
}

fn document(line: &Line) -> Document {
    let kinds = [
        DocumentKind::PartnershipPlan,
        DocumentKind::BudgetPlan,
        DocumentKind::ServicePlan,
        DocumentKind::CommitteeReport,
        DocumentKind::ServiceReview,
        DocumentKind::Statistics,
        DocumentKind::Population,
        DocumentKind::Deflator,
        DocumentKind::Spend,
    ];
    let kind = kinds.into_iter().find(|k| k.name() == line.word(2)).unwrap_or_default();
    Document {
        document: line.text(1),
        kind,
        area: line.text(3),
        period: line.parse(4),
        draft: line.flag("draft"),
        numerals: line.option("numerals").and_then(|n| n.parse().ok()).unwrap_or(0),
        numerals_unexplained: line.option("unexplained").and_then(|n| n.parse().ok()).unwrap_or(0),
        rows_read: line.option("read").and_then(|n| n.parse().ok()).unwrap_or(0),
        rows_kept: line.option("kept").and_then(|n| n.parse().ok()).unwrap_or(0),
        amount_read: line.option("money").and_then(|n| n.parse().ok()),
        amount_kept: line.option("money_kept").and_then(|n| n.parse().ok()),
        ..Document::default()
    }
}

fn allocation(line: &Line) -> Allocation {
    let levels = [Level::Total, Level::Item, Level::Part];
    let bases = [MoneyBasis::Budget, MoneyBasis::Forecast, MoneyBasis::Outturn];
    let basis = line.option("basis");
    Allocation {
        document: line.document.clone(),
        place: line.place(1),
        nth: 0,
        programme: line.text(2),
        programme_basis: if line.word(2).is_empty() { Stated::None } else { Stated::Stated },
        activity: line.words_of("activity"),
        theme: line.text(3),
        area: line.option("area").unwrap_or("").to_owned(),
        period: line.parse(4),
        period_basis: if line.flag("inferred") { Stated::Inferred } else { Stated::Stated },
        level: levels.into_iter().find(|l| l.name() == line.word(5)).unwrap(),
        basis: bases.into_iter().find(|b| Some(b.name()) == basis).unwrap_or(MoneyBasis::Budget),
        amount: line.parse(6).unwrap(),
        bound: line.bound(),
        draft: line.flag("draft"),
        quote: line.words_of("quote"),
        seat: crate::model::place::Seat::default(),
    }
}

fn observation(line: &Line) -> Observation {
    let bases = [Basis::Target, Basis::Actual, Basis::Forecast, Basis::Estimate];
    let changes = [Change::Increase, Change::Decrease];
    let change = line.option("change");
    let period: Option<Period> = line.parse(4);
    Observation {
        document: line.document.clone(),
        place: line.place(1),
        nth: 0,
        measure: line.text(2),
        measure_label: line.words_of("label"),
        theme: VOCAB.measure(line.word(2)).map_or(String::new(), |m| m.theme.clone()),
        area: line.text(3),
        period,
        period_basis: if period.is_some() { Stated::Stated } else { Stated::None },
        basis: bases.into_iter().find(|b| b.name() == line.word(5)).unwrap(),
        value: line.parse(6),
        value_symbol: String::new(),
        unit: Unit::from_name(line.word(7)).unwrap(),
        bound: line.bound(),
        change: changes.into_iter().find(|c| Some(c.name()) == change).unwrap_or_default(),
        baseline_period: line.option("base").and_then(|p| p.parse().ok()),
        activity: line.words_of("activity"),
        programme: String::new(),
        quote: line.words_of("quote"),
        seat: crate::model::place::Seat::default(),
    }
}

fn claim(line: &Line) -> Claim {
    let directions = [
        Direction::Down,
        Direction::Up,
        Direction::Unchanged,
        Direction::Lowest,
        Direction::Highest,
        Direction::Better,
        Direction::Worse,
    ];
    Claim {
        document: line.document.clone(),
        place: line.place(1),
        nth: 0,
        measure: line.text(2),
        theme: String::new(),
        area: line.text(3),
        period: line.parse(4),
        period_basis: Stated::None,
        direction: directions.into_iter().find(|d| d.name() == line.word(5)).unwrap(),
        against: line.text(6),
        quote: line.words_of("quote"),
        seat: crate::model::place::Seat::default(),
    }
}

fn action(line: &Line) -> Action {
    let resourced = [Resourced::Yes, Resourced::No, Resourced::Partly, Resourced::Unknown];
    Action {
        document: line.document.clone(),
        place: line.place(1),
        nth: 0,
        plan_period: None,
        priority_number: line.text(2),
        priority: line.text(3),
        theme: String::new(),
        action: String::new(),
        resourced: resourced.into_iter().find(|r| r.name() == line.word(4)).unwrap(),
        resourcing_note: String::new(),
        deadline_text: String::new(),
        deadline: None,
        ongoing: line.word(5) == "open",
        after_plan_end: Some(line.word(5) == "after"),
        outcome: String::new(),
        current_position: String::new(),
    }
}

fn code(line: &Line) -> ActionCode {
    ActionCode {
        document: line.document.clone(),
        place: line.place(1),
        action_id: format!("{}#{}", line.document, line.place(2)),
        framework: line.text(3),
        number: line.text(4),
        occurrence: if line.flag("again") { 2 } else { 1 },
        code_label: String::new(),
        valid: line.word(5) != "invalid",
        as_written: line.text(4),
        likely: String::new(),
        role: if line.flag("head") {
            CodeRole::IndicatorOfPriority
        } else {
            CodeRole::MeasureOfAction
        },
    }
}

fn population(line: &Line) -> Population {
    Population {
        document: line.document.clone(),
        place: line.place(1),
        area: line.text(2),
        year: line.parse(3).unwrap(),
        age_band: line.text(4),
        persons: line.parse(5).unwrap(),
    }
}

fn deflator(line: &Line) -> Deflator {
    Deflator {
        document: line.document.clone(),
        place: line.place(1),
        period: line.parse(2).unwrap(),
        index: line.parse(3).unwrap(),
        base_period: None,
        release: String::new(),
    }
}
