//! Which column of a payments table is which: the words of the header weighed against what the columns hold.

use std::collections::{BTreeMap, BTreeSet};

use super::evidence::Profile;
use super::header::{Headers, SURE, titled, words};
use crate::grid::Held;
use crate::model::hint::Hint;
use crate::model::transaction::VatBasis;
use crate::written::date::Order;
use crate::written::money;

/// A row that was kept to be looked at twice: its number and its cells.
pub type Sample = (u32, Vec<(u32, Held)>);

/// The columns of one payments table. Columns count from 1.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    /// The first and the last column of the table; tables may stand side by side.
    pub from: u32,
    pub to: u32,
    pub amount: u32,
    pub basis: VatBasis,
    /// What is subtracted from the amount: the credits beside a column of debits.
    pub credit: Option<u32>,
    /// Says `CR` or `DR`.
    pub sign: Option<u32>,
    pub vat: Option<u32>,
    pub date: Option<u32>,
    pub order: Order,
    /// Names the month or year instead of a day.
    pub period: Option<u32>,
    pub supplier: Option<u32>,
    pub department: Option<u32>,
    pub purpose: Option<u32>,
    pub category: Option<u32>,
    pub reference: Option<u32>,
    pub capital_revenue: Option<u32>,
    pub body: Option<u32>,
    /// Every column that holds money, whichever was chosen.
    pub moneys: Vec<u32>,
    /// Payee and day stand in the first row of each group only, and hold for the rows below.
    pub carries: bool,
    /// 1, 1,000 or 1,000,000.
    pub factor: u32,
    /// The roles that no header names, and that the cells gave away.
    pub inferred: Vec<&'static str>,
}

/// Everything known about the columns of a part of a sheet.
#[derive(Debug)]
pub struct Evidence<'a> {
    pub headers: &'a Headers,
    pub names: &'a [(u32, String)],
    pub samples: &'a [&'a Sample],
    pub hint: Option<&'a Hint>,
}

const AMOUNTS: [(&str, u8); 6] = [
    ("amount_net", 6),
    ("amount_line", 5),
    ("amount", 4),
    ("paid", 3),
    ("amount_whole", 2),
    ("amount_gross", 1),
];
const DATES: [(&str, u8); 5] =
    [("date_paid", 6), ("paid", 5), ("date", 4), ("date_document", 2), ("date_period", 1)];
/// The roles that a header may have for one column of payments, the better ones first.
const SUPPLIER: &[&str] = &["supplier"];
const PARTY: &[&str] = &["party", "entity"];
const BODY: &[&str] = &["body"];
/// A department that is called so; else a directorate or a service; else whose budget it was.
const DEPARTMENT: &[&str] = &["department", "service", "cost_centre"];
const CATEGORY: &[&str] = &["category", "category_loose"];
const REFERENCE: &[&str] = &["reference", "reference_loose"];
/// What a code stands for; the name beside it or the words under it are worth more than the code.
const CODED: &[&str] = &["department", "service", "cost_centre", "purpose", "category"];
/// The surest meaning, at least this sure, makes a column a candidate.
const POSSIBLE: u8 = 55;

impl Evidence<'_> {
    /// The tables that stand side by side under the header, or why there is none.
    pub fn tables(&self) -> Result<Vec<Columns>, String> {
        let parts = repeats(self.names);
        if parts.len() > 1 {
            let tables: Vec<Columns> =
                parts.iter().filter_map(|(from, to)| self.table(*from, *to).ok()).collect();
            if tables.len() == parts.len() {
                return Ok(tables);
            }
        }
        self.table(1, u32::MAX).map(|t| vec![t])
    }

    fn table(&self, from: u32, to: u32) -> Result<Columns, String> {
        let mut look = Look::new(self, from, to);
        let mut out = Columns { from, to, factor: 1, ..Columns::default() };
        look.pin(&mut out);
        look.amount(&mut out);
        look.dates(&mut out);
        look.parties(&mut out);
        look.rest(&mut out);
        // A name over an empty column may belong to the column beside it.
        let hollow = out.supplier.filter(|c| !self.samples.is_empty() && look.filled(*c) == 0);
        out.supplier = out.supplier.filter(|c| Some(*c) != hollow);
        if self.names.is_empty() || out.amount == 0 || out.supplier.is_none() || out.date.is_none()
        {
            look.infer(&mut out);
        }
        out.supplier = out.supplier.or(hollow);
        look.verdict(out)
    }
}

/// The columns of one table, looked at one role after another.
pub(super) struct Look<'a> {
    pub(super) evidence: &'a Evidence<'a>,
    names: BTreeMap<u32, (&'a str, Vec<(&'a str, u8)>)>,
    pub(super) profiles: BTreeMap<u32, Profile>,
    pub(super) rows: usize,
    pub(super) taken: BTreeSet<u32>,
    party: bool,
}

impl<'a> Look<'a> {
    fn new(evidence: &'a Evidence<'a>, from: u32, to: u32) -> Self {
        let mut names = BTreeMap::new();
        for (column, name) in evidence.names.iter().filter(|n| (from..=to).contains(&n.0)) {
            let senses = evidence.headers.senses(name);
            let senses = senses.into_iter().map(|s| (s.role, s.strength)).collect();
            names.insert(*column, (name.as_str(), senses));
        }
        let mut profiles: BTreeMap<u32, Profile> = BTreeMap::new();
        for (_, cells) in evidence.samples {
            for (column, held) in cells.iter().filter(|c| (from..=to).contains(&c.0)) {
                profiles.entry(*column).or_default().add(held.value());
            }
        }
        // Words under `Account Code` are what the code stands for.
        for (column, (name, senses)) in &mut names {
            let told = profiles.get(column).is_some_and(|p| p.is_words() && !p.is_codes());
            if let Some((role, strength)) = evidence.headers.coded(name).filter(|_| told)
                && CODED.contains(&role)
            {
                *senses = vec![(role, strength)];
            }
        }
        Self {
            evidence,
            names,
            profiles,
            rows: evidence.samples.len(),
            taken: BTreeSet::new(),
            party: false,
        }
    }

    fn strength(&self, column: u32, role: &str) -> u8 {
        let senses = self.names.get(&column).map_or(&[][..], |n| &n.1);
        senses.iter().find(|s| s.0 == role).map_or(0, |s| s.1)
    }

    pub(super) fn surest(&self, column: u32) -> Option<(&'a str, u8)> {
        self.names.get(&column).and_then(|n| n.1.first().copied())
    }

    fn filled(&self, column: u32) -> usize {
        self.profiles.get(&column).map_or(0, |p| p.filled)
    }

    /// What a hint pins is neither weighed nor doubted.
    fn pin(&mut self, out: &mut Columns) {
        let Some(hint) = self.evidence.hint else { return };
        for (role, given) in &hint.columns {
            let Some(column) = self.named(given) else { continue };
            self.taken.insert(column);
            match role.as_str() {
                "amount" | "amount_net" | "amount_gross" => {
                    out.amount = column;
                    out.basis = match role.as_str() {
                        "amount_net" => VatBasis::Net,
                        "amount_gross" => VatBasis::Gross,
                        _ => VatBasis::Unknown,
                    };
                }
                "vat" | "vat_amount" => out.vat = Some(column),
                "credit" => out.credit = Some(column),
                "sign" => out.sign = Some(column),
                "date" | "date_paid" => out.date = Some(column),
                "period" => out.period = Some(column),
                "supplier" => out.supplier = Some(column),
                "department" => out.department = Some(column),
                "purpose" => out.purpose = Some(column),
                "category" => out.category = Some(column),
                "reference" => out.reference = Some(column),
                "capital_revenue" => out.capital_revenue = Some(column),
                "body" => out.body = Some(column),
                _ => {}
            }
        }
        out.factor = match hint.unit.as_str() {
            "gbp_thousand" => 1_000,
            "gbp_million" => 1_000_000,
            _ => 1,
        };
    }

    /// A column by its header or by its letters.
    fn named(&self, given: &str) -> Option<u32> {
        let folded = words(given).concat();
        let by_name = self.names.iter().find(|(_, n)| words(n.0).concat() == folded);
        by_name.map(|(c, _)| *c).or_else(|| crate::model::place::column_number(given))
    }

    fn amount(&mut self, out: &mut Columns) {
        let mut best: Option<((bool, bool, u8, u8), u32, &str)> = None;
        let most = self.profiles.values().map(|p| p.filled).max().unwrap_or(0);
        // Where payee, day and amount are called so, amounts that cannot be read are rejected one by one.
        let called = |role: &str| self.names.keys().any(|c| self.strength(*c, role) >= SURE);
        let complete = called("supplier") && (called("date_paid") || called("date"));
        for &column in self.names.keys() {
            let profile = self.profiles.get(&column);
            for (role, rank) in AMOUNTS {
                let strength = self.strength(column, role);
                let read = profile.is_none_or(|p| p.is_money() || (complete && p.amounts > 0));
                if strength < POSSIBLE || !read {
                    continue;
                }
                if role != "paid" || profile.is_some() {
                    out.moneys.push(column);
                }
                let full = self.filled(column) * 2 > most;
                let full = full && profile.is_none_or(Profile::is_money);
                let key = (full, strength >= SURE, rank, strength);
                if best.is_none_or(|b| key > b.0) {
                    best = Some((key, column, role));
                }
            }
            if self.strength(column, "vat") >= SURE || self.strength(column, "debit") >= SURE {
                out.moneys.push(column);
            }
        }
        out.moneys.dedup();
        if out.amount == 0
            && let Some((_, column, role)) = best
        {
            out.amount = column;
            out.basis = match role {
                "amount_net" => VatBasis::Net,
                "amount_gross" => VatBasis::Gross,
                _ => VatBasis::Unknown,
            };
        }
        let money = |column: u32| self.profiles.get(&column).is_some_and(Profile::is_money);
        if out.amount == 0 {
            let debit = self.best(&["debit"], &money);
            let credit = self.best(&["credit"], &money);
            if let (Some(debit), Some(credit)) = (debit, credit) {
                out.amount = debit;
                out.credit = Some(credit);
                out.moneys.extend([debit, credit]);
            }
        }
        out.sign = out.sign.or_else(|| {
            self.best(&["sign"], &|c| self.profiles.get(&c).is_some_and(|p| p.distinct() <= 4))
        });
        out.vat = out.vat.or_else(|| self.best(&["vat"], &money));
        self.taken.extend([out.amount, out.vat.unwrap_or(0), out.credit.unwrap_or(0)]);
        if out.factor == 1 {
            let name = self.names.get(&out.amount).map_or("", |n| n.0);
            out.factor = money::unit(name).unwrap_or(1);
        }
    }

    fn dates(&mut self, out: &mut Columns) {
        let mut best: Option<((bool, bool, u8, u8), u32)> = None;
        let mut period: Option<(u8, u32)> = None;
        for &column in self.names.keys().filter(|c| !self.taken.contains(c)) {
            let Some(profile) = self.profiles.get(&column) else { continue };
            for (role, rank) in DATES {
                let strength = self.strength(column, role);
                if strength < POSSIBLE {
                    continue;
                }
                if role == "date_period" && period.is_none_or(|p| strength > p.0) {
                    period = Some((strength, column));
                }
                let key = (profile.filled * 4 > self.rows, strength >= SURE, rank, strength);
                if profile.is_days() && best.is_none_or(|b| key > b.0) {
                    best = Some((key, column));
                }
            }
        }
        out.date = out.date.or(best.map(|b| b.1)).or_else(|| self.called_a_day());
        let year = || self.best(&["fiscal_year"], &|c| self.filled(c) > 0);
        let year = if out.date.is_none() && period.is_none() { year() } else { None };
        out.period = out.period.or(period.map(|p| p.1)).or(year).filter(|p| Some(*p) != out.date);
        self.taken.extend(out.date.iter().chain(&out.period));
        out.order =
            out.date.and_then(|d| self.profiles.get(&d)).map_or(Order::DayFirst, Profile::order);
    }

    /// A full column that is surely called the day of payment, and holds something else: each row says so.
    fn called_a_day(&self) -> Option<u32> {
        let called = |c: u32| ["date_paid", "date"].iter().any(|r| self.strength(c, r) >= SURE);
        let mut free = self.names.keys().copied().filter(|c| !self.taken.contains(c));
        free.find(|c| called(*c) && self.filled(*c) * 2 > self.rows)
    }

    fn parties(&mut self, out: &mut Columns) {
        let names = |column: u32| {
            self.profiles.get(&column).is_none_or(|p| {
                p.is_words() || (p.share(p.words) >= 15 && !p.is_days() && p.share(p.pence) < 30)
            })
        };
        let body =
            |c: u32| self.profiles.get(&c).is_some_and(|p| p.is_words() && p.share(p.links) < 50);
        let supplier = out.supplier.or_else(|| self.best(SUPPLIER, &names));
        let party = self.best(PARTY, &names).filter(|p| Some(*p) != supplier);
        out.supplier = supplier.or(party);
        self.party = supplier.is_none() && party.is_some();
        out.body = out.body.or_else(|| self.best(BODY, &body));
        if out.body.is_none() && supplier.is_some() {
            let few = |c: u32| self.profiles.get(&c).is_some_and(|p| p.distinct() <= 3);
            out.body = self.best(&["entity"], &|c| body(c) && few(c));
        }
        self.taken.extend(out.supplier.iter().chain(&out.body));
    }

    fn rest(&mut self, out: &mut Columns) {
        let fund = self.best(&["capital_revenue"], &|c| self.filled(c) > 0);
        out.capital_revenue = out.capital_revenue.or(fund).or_else(|| self.nothing_but_funds());
        self.taken.extend(out.capital_revenue);
        for (roles, place) in [
            (DEPARTMENT, &mut out.department),
            (&["purpose"][..], &mut out.purpose),
            (CATEGORY, &mut out.category),
            (REFERENCE, &mut out.reference),
        ] {
            *place =
                place.or_else(|| self.best(roles, &|c| self.filled(c) > 0 && !self.is_paper(c)));
            self.taken.extend(*place);
        }
    }

    /// `Type` that holds nothing but capital and revenue.
    fn nothing_but_funds(&self) -> Option<u32> {
        let funds = |c: &u32| self.profiles.get(c).is_some_and(|p| p.share(p.funds) >= 90);
        let loose = |c: &u32| self.surest(*c).is_none_or(|s| CATEGORY.contains(&s.0));
        self.names.keys().copied().find(|c| !self.taken.contains(c) && funds(c) && loose(c))
    }

    /// `Type` that says which paper a payment is of: an invoice or a credit note.
    fn is_paper(&self, column: u32) -> bool {
        self.strength(column, "category_loose") > 0
            && self.profiles.get(&column).is_some_and(Profile::is_marks)
    }

    /// The free column that means one of these roles, and that more surely than anything else: a full one before a
    /// sparse one, names before codes, a better role before a lesser one, words before letters, then the surest and the finest.
    fn best(&self, roles: &[&str], fits: &dyn Fn(u32) -> bool) -> Option<u32> {
        let mut best = None;
        for &column in self.names.keys().filter(|c| !self.taken.contains(c)) {
            let rank = |role: &&str| roles.iter().rev().position(|r| r == role).unwrap_or(0);
            let Some((strength, role)) = roles
                .iter()
                .map(|r| (self.strength(column, r), *r))
                .max_by_key(|s| (s.0, rank(&s.1)))
            else {
                continue;
            };
            let beaten = self.surest(column).is_some_and(|s| s.1 > strength + 5);
            if strength < POSSIBLE || beaten || !fits(column) {
                continue;
            }
            let profile = self.profiles.get(&column);
            let named = !profile.is_some_and(Profile::is_codes) || REFERENCE.contains(&role);
            let distinct = profile.map_or(0, Profile::distinct);
            let full = self.filled(column) * 4 > self.rows;
            let titled = self.names.get(&column).is_some_and(|n| titled(n.0));
            let sure = strength >= SURE;
            let spelt = !profile.is_some_and(Profile::is_marks);
            // What is written beside a name in brackets makes it no other name.
            let strength = strength.min(95);
            let key = (full, named, sure, rank(&role), spelt, strength, distinct, titled);
            if best.is_none_or(|(k, _)| key > k) {
                best = Some((key, column));
            }
        }
        best.map(|b| b.1)
    }

    /// Is this a table of payments? An amount alone is not.
    fn verdict(&self, mut out: Columns) -> Result<Columns, String> {
        let mut missing = Vec::new();
        if out.amount == 0 {
            missing.push("an amount");
        }
        let told = [out.department, out.purpose, out.category, out.reference, out.body];
        let about = told.iter().flatten().count();
        let dated = out.date.is_some() || out.period.is_some();
        if out.supplier.is_none() && !(out.date.is_some() && about > 0) {
            missing.push("a payee");
        }
        // A name beside a number is any table; a payment needs a payee or a day.
        let weak =
            out.supplier.is_some_and(|c| PARTY.iter().all(|role| self.strength(c, role) < SURE));
        if self.party && (!dated || weak) {
            missing.push(if weak { "a payee" } else { "a date" });
        }
        let headed = !self.names.is_empty();
        if !headed && out.inferred.len() < 3 {
            missing.push("a header");
        }
        // Nothing but weak words: years across, people down.
        let sure = |c: Option<u32>| c.and_then(|c| self.surest(c)).is_some_and(|s| s.1 >= SURE);
        if headed && !sure(Some(out.amount)) && !sure(out.supplier) && self.evidence.hint.is_none()
        {
            missing.push("a header that names payee or amount");
        }
        if !missing.is_empty() {
            missing.dedup();
            return Err(format!(
                "expected payments, found no column for {}",
                missing.join(" and ")
            ));
        }
        if !out.moneys.contains(&out.amount) {
            out.moneys.push(out.amount);
        }
        out.carries = self.carries(&out);
        Ok(out)
    }
}

/// The column ranges of tables with the same header side by side.
fn repeats(names: &[(u32, String)]) -> Vec<(u32, u32)> {
    let folded: Vec<String> = names.iter().map(|n| words(&n.1).concat()).collect();
    for period in 3..=folded.len() / 2 {
        let same = folded.len().is_multiple_of(period)
            && folded.iter().enumerate().all(|(i, name)| *name == folded[i % period]);
        if same {
            let starts: Vec<u32> = names.iter().step_by(period).map(|n| n.0).collect();
            let ends = starts.iter().skip(1).map(|s| s - 1).chain([u32::MAX]);
            return starts.iter().copied().zip(ends).collect();
        }
    }
    Vec::new()
}

#[cfg(test)]
mod tests;
