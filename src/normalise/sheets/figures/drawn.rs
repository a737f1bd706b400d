//! What was recognised in a table of figures, for whoever wants to see it. Nothing here decides anything.

use super::{
    Desk, Seen, Table, about_known, deflator, labels, outturn, population, returned, setting,
};
use crate::normalise::sheets::totals::says_total;
use crate::recognise::sheet::heads::{Head, strength};
use crate::recognise::sheet::kinds::{Kind, Lists};

/// A table of figures and the roles of its columns.
#[derive(Clone, Debug)]
pub struct Drawn {
    pub kind: Kind,
    /// Columns from and to, rows of the header, first and last row below it.
    pub columns: (u32, u32),
    pub header: Vec<u32>,
    pub rows: (u32, u32),
    pub roles: Vec<Role>,
    /// Rows that call themselves totals.
    pub totals: Vec<u32>,
    pub title: String,
    pub period: Option<crate::model::period::Period>,
    /// 1, 1,000 or 1,000,000.
    pub factor: u32,
}

/// What a column is taken for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    pub column: u32,
    pub title: String,
    /// `ignored` where the column reaches no table.
    pub role: &'static str,
    /// How sure its words make it, from 0 to 100; below 80 its cells decided.
    pub sure: u8,
}

/// The tables of a sheet.
pub fn drawn(seen: &Seen<'_>, desk: &Desk<'_>, lists: &Lists) -> Vec<Drawn> {
    let mut out = Vec::new();
    for known in &seen.known {
        let about = about_known(known, &setting(desk, seen));
        let table =
            Table { desk: *desk, lists, known, about: &about, source: seen.source, number: 1 };
        let named = match known.kind {
            Kind::Population => population::roles(&table),
            Kind::Deflator => deflator::roles(&table),
            Kind::Outturn => outturn::roles(&table),
            Kind::Performance => returned::roles(&table),
            Kind::Statistics => labels::roles(&table),
        };
        let lines = &known.block.lines;
        let total = |l: &&crate::recognise::sheet::blocks::Line| {
            l.cells.iter().any(|c| c.1.value().text().is_some_and(says_total))
        };
        out.push(Drawn {
            kind: known.kind,
            columns: (known.block.from, known.block.to),
            header: known.block.header.clone(),
            rows: (lines.first().map_or(0, |l| l.number), lines.last().map_or(0, |l| l.number)),
            roles: known.heads.iter().map(|h| role(h, &named, lists, known.kind)).collect(),
            totals: lines.iter().filter(total).map(|l| l.number).collect(),
            title: about.title.clone(),
            period: about.period,
            factor: about.factor,
        });
    }
    out
}

fn role(head: &Head, named: &[(u32, &'static str)], lists: &Lists, kind: Kind) -> Role {
    let role = named.iter().find(|n| n.0 == head.column).map_or("ignored", |n| n.1);
    let words = strength(head, lists.list(kind), role).max(strength(head, &lists.statistics, role));
    let told =
        head.facets.iter().any(|f| f.period.is_some() || f.part.is_some() || f.unit.is_some());
    let sure = if told && matches!(role, "value" | "persons" | "quarter" | "outturn") {
        95
    } else {
        words
    };
    Role { column: head.column, title: head.title.clone(), role, sure }
}
