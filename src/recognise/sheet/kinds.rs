//! What kind of table a block is, if it is none of payments: populations, a price index, an outturn, a return, statistics.

use super::blocks::Block;
use super::facets::{age, ages, facets};
use super::header::Headers;
use super::heads::{Head, Holds, find, heads, is_area, is_index, strength};
use super::layout::{REGISTERS, Register};
use crate::model::document::DocumentKind;
use crate::model::hint::Hint;
use crate::vocab::Vocab;
use crate::written::money;

/// The header words of every kind of table that is not payments.
#[derive(Debug)]
pub struct Lists {
    pub population: Headers,
    pub deflator: Headers,
    pub outturn: Headers,
    pub performance: Headers,
    pub statistics: Headers,
    spend: Headers,
    contracts: Headers,
}

impl Lists {
    pub fn of(vocab: &Vocab) -> Self {
        let of = |table: &str| Headers::of(vocab, table);
        Self {
            population: of("population"),
            deflator: of("deflator"),
            outturn: of("outturn"),
            performance: of("performance"),
            statistics: of("statistics"),
            spend: of("spend"),
            contracts: of("contracts"),
        }
    }

    /// The words of one kind.
    pub fn list(&self, kind: Kind) -> &Headers {
        match kind {
            Kind::Population => &self.population,
            Kind::Deflator => &self.deflator,
            Kind::Outturn => &self.outturn,
            Kind::Performance => &self.performance,
            Kind::Statistics => &self.statistics,
        }
    }
}

/// A kind of table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Population,
    Deflator,
    Outturn,
    Performance,
    Statistics,
}

impl Kind {
    /// The kind of document that such a table makes. An outturn is a statistic of money.
    pub fn document(self) -> DocumentKind {
        match self {
            Self::Population => DocumentKind::Population,
            Self::Deflator => DocumentKind::Deflator,
            Self::Outturn => DocumentKind::Outturn,
            Self::Performance => DocumentKind::PerformanceReturn,
            Self::Statistics => DocumentKind::Statistics,
        }
    }

    fn named(name: &str) -> Option<Self> {
        [Self::Population, Self::Deflator, Self::Outturn, Self::Performance, Self::Statistics]
            .into_iter()
            .find(|k| k.document().name() == name)
    }
}

/// A block with its kind and its columns.
#[derive(Clone, Debug)]
pub struct Known {
    pub block: Block,
    pub kind: Kind,
    pub heads: Vec<Head>,
}

impl Known {
    /// Does it count money, or nothing that stands in an area? Beside payments such a table sums them up.
    pub fn sums_up(&self, lists: &Lists) -> bool {
        let look = Look { block: &self.block, heads: &self.heads, lists, around: "", across: 0 };
        let money = |h: &Head| {
            let paid = ["amount", "amount_net", "amount_gross", "amount_whole"];
            let amount = h.title.contains('\u{a3}')
                || paid.iter().any(|r| strength(h, &lists.spend, r) >= 97);
            h.holds.is_values() && amount
        };
        let titled = self.block.preface.iter().any(|p| money::unit(&p.1).is_some());
        self.kind == Kind::Statistics
            && (!look.has_area() || titled || self.heads.iter().any(money))
    }
}

/// Says what a block is, or why it is none of what is known. `around` is the name of the sheet and of the file.
///
/// # Errors
/// What was expected and what was found, for a person.
pub fn kind(
    block: Block,
    lists: &Lists,
    vocab: &Vocab,
    hint: Option<&Hint>,
    around: &str,
) -> Result<Known, String> {
    let heads = heads(&block, vocab, hint);
    let pinned = hint.and_then(|h| Kind::named(&h.kind));
    let named = |h: &&Head| {
        let texts = h.parts.iter().chain(h.facets.iter().map(|f| &f.rest));
        h.holds.is_values() && texts.into_iter().any(|t| is_area(t, vocab))
    };
    let across = heads.iter().filter(named).count();
    let look = Look { block: &block, heads: &heads, lists, around, across };
    let kind = match pinned {
        Some(kind) => kind,
        None => look.kind()?,
    };
    Ok(Known { block, kind, heads })
}

struct Look<'a> {
    block: &'a Block,
    heads: &'a [Head],
    lists: &'a Lists,
    around: &'a str,
    /// Columns of figures that are called by areas.
    across: usize,
}

impl Look<'_> {
    fn kind(&self) -> Result<Kind, String> {
        if let Some(found) = self.foreign() {
            return Err(format!("expected a table of figures, found {found}"));
        }
        let figure = |h: &Head| h.holds.is_values() && !h.holds.counts_rows;
        // An index numbers rows, unless it is one of prices.
        let counted = |h: &Head| figure(h) && !is_index(&h.title);
        let prices = self.heads.iter().any(figure) && self.is_deflator();
        if !self.heads.iter().any(counted) && !prices {
            return Err("expected a column of figures, found none".to_owned());
        }
        let tests: [(Kind, fn(&Self) -> bool); 5] = [
            (Kind::Deflator, Self::is_deflator),
            (Kind::Population, Self::is_population),
            (Kind::Outturn, Self::is_outturn),
            (Kind::Performance, Self::is_performance),
            (Kind::Statistics, Self::is_statistics),
        ];
        let found = tests.iter().find(|t| t.1(self)).map(|t| t.0);
        found.ok_or_else(|| {
            let shown: Vec<&str> = self
                .heads
                .iter()
                .map(|h| h.title.as_str())
                .filter(|t| !t.is_empty())
                .take(8)
                .collect();
            format!(
                "expected areas, periods or measures beside the figures, found: {}",
                shown.join(", ")
            )
        })
    }

    /// What is published beside statistics and is none.
    fn foreign(&self) -> Option<&'static str> {
        let sure = |list: &Headers, role: &str| {
            self.heads.iter().filter(|h| strength(h, list, role) >= 97).count()
        };
        if self.heads.iter().any(|h| h.title.eq_ignore_ascii_case("row labels")) {
            return Some("a pivot table");
        }
        let register = |r: &&Register| sure(&self.lists.contracts, r.role) >= r.names;
        if let Some(found) = REGISTERS.iter().find(register) {
            return Some(found.what);
        }
        if sure(&self.lists.contracts, "register") >= 2 {
            return Some("a register of properties, licences or requests");
        }
        // Payees down and months across: payments added up, and none of them.
        const PAYEES: [&str; 6] =
            ["beneficiary", "creditor", "merchant", "payee", "supplier", "vendor"];
        let payees = |h: &Head| {
            let low = h.title.to_lowercase();
            h.holds.is_words() && PAYEES.iter().any(|w| low.contains(w))
        };
        if self.heads.iter().any(payees) && !self.has_area() {
            return Some("sums by payee");
        }
        let paid = ["amount", "amount_net", "amount_gross"];
        let amounts: usize = paid.iter().map(|r| sure(&self.lists.spend, r)).sum();
        (sure(&self.lists.spend, "supplier") > 0 && amounts > 0)
            .then_some("payments without what they need")
    }

    /// The words above and around the block.
    fn says(&self, word: &str) -> bool {
        let above = self.block.preface.iter().map(|p| p.1.as_str());
        let names = self.heads.iter().map(|h| h.title.as_str());
        above.chain(names).chain([self.around]).any(|t| t.to_lowercase().contains(word))
    }

    fn column(&self, list: &Headers, roles: &[&str], fits: &dyn Fn(&Holds) -> bool) -> bool {
        find(self.heads, list, roles, fits).is_some()
    }

    fn has_area(&self) -> bool {
        let named =
            self.column(&self.lists.statistics, &["area", "area_code"], &|h| !h.is_values());
        named || self.heads.iter().any(|h| is_area_column(&h.holds))
    }

    fn has_times(&self) -> bool {
        let across = self.heads.iter().filter(|h| h.holds.is_values() && has_time(h)).count();
        let down = self.heads.iter().any(|h| is_time_column(&h.holds));
        across >= 2 || down || self.column(&self.lists.statistics, &["period"], &|h| h.filled > 0)
    }

    fn is_deflator(&self) -> bool {
        let down = self
            .heads
            .iter()
            .any(|h| is_time_column(&h.holds) || h.holds.share(h.holds.labels) > 90);
        self.says("deflator") && down && !self.has_area()
    }

    fn is_population(&self) -> bool {
        let single =
            |h: &&Head| h.holds.is_values() && h.parts.last().is_some_and(|p| age(p).is_some());
        let bands =
            |h: &&Head| h.holds.is_values() && h.parts.last().is_some_and(|p| ages(p).is_some());
        let across = self.heads.iter().filter(single).count();
        let banded = self.heads.iter().filter(bands).count();
        let people = ["population", "persons", "people", "males", "females"];
        if across >= 5 || (banded >= 3 && people.iter().any(|w| self.says(w))) {
            return true;
        }
        let list = &self.lists.population;
        let ages =
            self.column(list, &["ages"], &|h| h.filled > 0) || self.heads.iter().any(is_age_column);
        let persons = self.column(list, &["persons"], &Holds::is_values);
        if ages && persons && (self.has_area() || self.says("population")) && !self.measured() {
            return true;
        }
        let other = ["density", "median", "component", "rate", "per 1", "change", "births"];
        let mid = self
            .heads
            .iter()
            .filter(|h| h.holds.is_values() && h.title.to_lowercase().contains("mid"));
        let years = mid.count() >= 2 && self.has_area() && self.says("population");
        years
            && !other
                .iter()
                .any(|w| self.block.preface.iter().any(|p| p.1.to_lowercase().contains(w)))
    }

    /// A column of measures or of rates makes it statistics, whatever else is counted.
    fn measured(&self) -> bool {
        let list = &self.lists.statistics;
        let named = find(self.heads, list, &["measure", "statistic"], &Holds::is_words);
        // `Value` in every row is no measure.
        let bare = |h: &Head| {
            let mut cells = self.block.lines.iter().filter_map(|l| l.at(h.column));
            cells
                .all(|v| matches!(v.shown().to_lowercase().as_str(), "count" | "persons" | "value"))
        };
        named.is_some_and(|h| !bare(h)) || self.column(list, &["rate"], &Holds::is_values)
    }

    fn is_outturn(&self) -> bool {
        let list = &self.lists.outturn;
        let area = self.column(list, &["area", "area_code", "local_code"], &|h| h.words > 0);
        let values = self.heads.iter().filter(|h| h.holds.is_values()).count();
        let about = ["outturn", "net current expenditure", "revenue account", "budget"];
        let money = self.block.preface.iter().any(|p| money::unit(&p.1).is_some())
            || self.heads.iter().any(|h| h.title.contains('\u{a3}'))
            || self.says("\u{a3}")
            || self.says("expenditure");
        let times = self.heads.iter().filter(|h| h.holds.is_values() && has_time(h)).count();
        area && values >= 2 && times * 2 < values && money && about.iter().any(|w| self.says(w))
    }

    fn is_performance(&self) -> bool {
        let list = &self.lists.performance;
        if !self.column(list, &["measure", "code"], &|h| h.filled > 0 && !h.is_values()) {
            return false;
        }
        let of = |roles: &[&str]| self.column(list, roles, &|_| true);
        let quarters = self.heads.iter().filter(|h| is_quarter(h)).count();
        let promised =
            of(&["target"]) || self.heads.iter().any(|h| h.title.to_lowercase().contains("target"));
        let reported = of(&["outturn"]) || quarters >= 2 || of(&["baseline"]);
        (promised && (reported || self.has_times()))
            || (quarters >= 3 && (of(&["outturn", "baseline", "status", "polarity"])))
    }

    fn is_statistics(&self) -> bool {
        let list = &self.lists.statistics;
        let value = self.column(list, &["value", "count", "rate", "population"], &Holds::is_values);
        let measure = self.column(list, &["measure"], &Holds::is_words);
        let unit = self
            .heads
            .iter()
            .any(|h| h.holds.is_values() && h.facets.iter().any(|f| f.unit.is_some()));
        let dated = self.block.preface.iter().any(|p| facets(&p.1).period.is_some());
        let (area, times) = (self.has_area(), self.has_times());
        let compared = self.across >= 2 && self.heads.iter().any(|h| h.holds.is_words());
        compared
            || (area && (times || value || unit || dated || measure))
            || (times && (measure || value || unit || self.labelled()))
            || self.heads.iter().any(|h| h.holds.codes > 2 && h.holds.codes * 2 > h.holds.distinct)
            || (dated && unit && self.heads.iter().any(|h| h.holds.is_words()))
    }

    /// Words down the first column and times over the figures.
    fn labelled(&self) -> bool {
        let words = self.heads.iter().any(|h| h.holds.is_words());
        let timed = self.heads.iter().filter(|h| h.holds.is_values() && has_time(h)).count();
        let values = self.heads.iter().filter(|h| h.holds.is_values()).count();
        (words && timed >= 2)
            || (timed == 0 && values >= 1 && self.heads.iter().any(|h| is_time_column(&h.holds)))
    }
}

/// Most of the cells are codes or names of areas.
pub fn is_area_column(holds: &Holds) -> bool {
    let found = holds.codes.max(holds.areas);
    holds.words > 0 && holds.distinct > 0 && found * 100 >= holds.distinct * 50
}

/// Most of the cells are times, or years and nothing else.
pub fn is_time_column(holds: &Holds) -> bool {
    holds.filled > 1 && holds.share(holds.times) >= 60
}

/// The name of the column says when.
pub fn has_time(head: &Head) -> bool {
    head.facets.iter().any(|f| f.period.is_some() || f.part.is_some())
}

/// The name of the column is a quarter or a month of a year.
pub fn is_quarter(head: &Head) -> bool {
    use crate::model::period::Period;
    head.facets.iter().any(|f| {
        f.part.is_some()
            || matches!(f.period, Some(Period::FinancialQuarter(..) | Period::Month(_)))
    })
}

fn is_age_column(head: &Head) -> bool {
    let named = head.parts.last().is_some_and(|p| p.to_lowercase().starts_with("age"));
    named && head.holds.filled > 0
}
