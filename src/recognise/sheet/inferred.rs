//! What the cells of a payments table say where no header does.

use rust_decimal::Decimal;

use super::columns::{Columns, Look, Sample};
use super::evidence::{Profile, pounds};
use super::header::SURE;
use crate::model::transaction::VatBasis;

impl Look<'_> {
    /// Finds by their cells the columns that no header names.
    pub(super) fn infer(&mut self, out: &mut Columns) {
        let free = |look: &Self, column: u32| {
            !look.taken.contains(&column) && look.surest(column).is_none_or(|s| s.1 < SURE)
        };
        let enough = |look: &Self, p: &Profile| p.filled * 2 > look.rows;
        if out.date.is_none() {
            let days = |(c, p): &(&u32, &Profile)| {
                free(self, **c) && enough(self, p) && p.share(p.days.max(p.serials)) >= 80
            };
            let found = self.profiles.iter().find(days).map(|(c, p)| (*c, p.order()));
            if let Some((column, order)) = found {
                (out.date, out.order) = (Some(column), order);
                out.inferred.push("date");
                self.taken.insert(column);
            }
        }
        if out.amount == 0 {
            let money = |(c, p): &(&u32, &Profile)| {
                free(self, **c)
                    && enough(self, p)
                    && p.share(p.amounts) >= 80
                    && p.share(p.pence) >= 20
            };
            let moneys: Vec<(u32, usize)> =
                self.profiles.iter().filter(money).map(|(c, p)| (*c, p.share(p.pence))).collect();
            let chosen = self.net_of(&moneys).or_else(|| {
                let most = moneys.iter().map(|m| m.1).max()?;
                moneys.iter().find(|m| m.1 == most).map(|m| (m.0, VatBasis::Unknown))
            });
            if let Some((column, basis)) = chosen {
                (out.amount, out.basis) = (column, basis);
                out.moneys = moneys.iter().map(|m| m.0).collect();
                out.inferred.push("amount");
                self.taken.insert(column);
            }
        }
        if out.supplier.is_none() {
            let names = |(c, p): &(&u32, &Profile)| {
                free(self, **c) && enough(self, p) && p.is_words() && p.share(p.links) < 50
            };
            let found = self
                .profiles
                .iter()
                .filter(names)
                .filter(|(_, p)| p.share(p.payees) >= 10)
                .max_by_key(|(c, p)| (p.share(p.payees), p.distinct(), std::cmp::Reverse(**c)));
            if let Some((column, _)) = found {
                out.supplier = Some(*column);
                out.inferred.push("supplier");
                self.taken.insert(*column);
            }
        }
    }

    /// Of three columns where two make up the third, the larger part is net.
    fn net_of(&self, moneys: &[(u32, usize)]) -> Option<(u32, VatBasis)> {
        let value = |row: &Sample, column: u32| {
            row.1
                .iter()
                .find(|c| c.0 == column)
                .and_then(|c| pounds(c.1.value()))
                .unwrap_or_default()
        };
        for &(net, _) in moneys {
            for (vat, gross) in moneys.iter().flat_map(|a| moneys.iter().map(move |b| (a.0, b.0))) {
                if net == vat || vat == gross || net == gross {
                    continue;
                }
                let rows = self.evidence.samples;
                let holds = |r: &&&Sample| value(r, net) + value(r, vat) == value(r, gross);
                let larger = |r: &&&Sample| value(r, net).abs() >= value(r, vat).abs();
                let most = rows.len() * 9 / 10;
                if rows.iter().filter(holds).count() > most
                    && rows.iter().filter(larger).count() > most
                {
                    return Some((net, VatBasis::Net));
                }
            }
        }
        None
    }

    /// Rows with neither payee nor day are many, stand between rows that have both, and end no group with a sum.
    pub(super) fn carries(&self, out: &Columns) -> bool {
        let (Some(supplier), Some(date)) = (out.supplier, out.date) else { return false };
        let has = |row: &Sample, column: u32| row.1.iter().any(|c| c.0 == column);
        let paid = self.evidence.samples.iter().filter(|r| has(r, out.amount));
        let (mut bare, mut met, mut block, mut all) = (0usize, 0usize, Decimal::ZERO, 0usize);
        for row in paid {
            let amount = row.1.iter().find(|c| c.0 == out.amount).and_then(|c| pounds(c.1.value()));
            let amount = amount.filter(|a| a.abs() < Decimal::from(1_000_000_000_000_u64));
            let amount = amount.unwrap_or_default();
            all += 1;
            if has(row, supplier) || has(row, date) {
                block += amount;
            } else {
                bare += 1;
                met += usize::from(amount == block);
                block = Decimal::ZERO;
            }
        }
        bare >= 3 && bare * 8 > all && met * 4 < bare
    }
}
