//! Persons by area, year and age, whichever of them stand across and whichever down.

use rust_decimal::Decimal;

use super::cell::figure;
use super::people::Span;
use super::{Table, Yield, naming};
use crate::issue;
use crate::model::period::Period;
use crate::recognise::sheet::blocks::Line;
use crate::recognise::sheet::facets::{Sex, age, ages, all_ages, facets, sex, sex_in};
use crate::recognise::sheet::heads::{Head, Holds, find};
use crate::recognise::sheet::kinds::is_area_column;

/// The columns of a table of persons.
struct Columns<'a> {
    code: Option<&'a Head>,
    area: Option<&'a Head>,
    year: Option<&'a Head>,
    ages: Option<&'a Head>,
    sex: Option<&'a Head>,
    /// Columns of persons, with the ages, the year and the sex that their names say.
    persons: Vec<(u32, Option<Span>, Option<i32>, Option<Sex>)>,
}

pub fn read(table: &Table<'_>, out: &mut Yield) {
    let columns = columns(table);
    if columns.persons.is_empty() {
        let row = table.known.block.header.first().copied().unwrap_or(1);
        let place = table.place(row, table.known.block.from);
        return out.note(&issue::SHEET_SKIPPED, place, "expected a column of persons, found none");
    }
    let unit = in_thousands(table, &columns);
    for line in &table.known.block.lines {
        row(table, &columns, line, unit, out);
    }
}

/// The persons that one stands for: as the title says; none where they come in fractions and nothing says of what.
fn in_thousands(table: &Table<'_>, columns: &Columns<'_>) -> Option<Decimal> {
    let low = table.about.words.to_lowercase();
    if ["thousands", "in thousand", "(000s)", "('000", "000s"].iter().any(|w| low.contains(w)) {
        return Some(Decimal::ONE_THOUSAND);
    }
    let lines = table.known.block.lines.iter();
    let all = lines.flat_map(|l| columns.persons.iter().filter_map(|p| figure(l.at(p.0)?)?.value));
    let (mut figures, mut tenths) = (0usize, 0usize);
    for value in all.take(2_000) {
        figures += 1;
        tenths += usize::from(!value.fract().is_zero() && value.scale() == 1);
    }
    (tenths * 2 <= figures).then_some(Decimal::ONE)
}

/// The roles of the columns, for drawing.
pub fn roles(table: &Table<'_>) -> Vec<(u32, &'static str)> {
    let c = columns(table);
    let named = [
        (c.code, "area_code"),
        (c.area, "area"),
        (c.year, "year"),
        (c.ages, "ages"),
        (c.sex, "sex"),
    ];
    let named = named.into_iter().filter_map(|(h, role)| Some((h?.column, role)));
    named.chain(c.persons.iter().map(|p| (p.0, "persons"))).collect()
}

fn columns<'a>(table: &'a Table<'_>) -> Columns<'a> {
    let (heads, list) = (&table.known.heads, &table.lists.population);
    let any: &dyn Fn(&Holds) -> bool = &|h| h.filled > 0;
    let code = heads.iter().find(|h| h.holds.codes * 2 > h.holds.distinct && h.holds.codes > 0);
    let words: &dyn Fn(&Holds) -> bool = &|h| h.words > 0 && !h.is_values();
    let area = find(heads, list, &["area"], words).filter(|h| h.holds.codes == 0);
    let area =
        area.or_else(|| heads.iter().find(|h| is_area_column(&h.holds) && h.holds.codes == 0));
    let named_age = |h: &&Head| {
        h.parts.last().is_some_and(|p| matches!(p.to_lowercase().as_str(), "age" | "age group"))
    };
    let ages = find(heads, list, &["ages"], any).or_else(|| heads.iter().find(named_age));
    let year = find(heads, list, &["year"], any);
    let sexes = find(heads, list, &["sex"], any);
    let taken: Vec<u32> =
        [code, area, ages, year, sexes].into_iter().flatten().map(|h| h.column).collect();
    let free = heads.iter().filter(|h| h.holds.is_values() && !taken.contains(&h.column));
    let mut persons: Vec<_> =
        free.filter_map(|h| across(h, ages.is_some()).map(|a| (h.column, a.0, a.1, a.2))).collect();
    // Ages down and years across; or ages and years down, and one column of persons.
    if ages.is_some() && !persons.iter().any(|p| p.2.is_some()) {
        let named = find(heads, list, &["persons"], &Holds::is_values).map(|h| h.column);
        if let Some(column) = named {
            persons = vec![(column, None, None, None)];
        }
    }
    Columns { code, area, year, ages, sex: sexes, persons }
}

/// What the name of a column of persons says: its ages, its year, its sex. None for a column of something else.
fn across(head: &Head, long: bool) -> Option<(Option<Span>, Option<i32>, Option<Sex>)> {
    let mut found = (None, None, None);
    for part in &head.parts {
        let year = facets(part).period.and_then(mid_year);
        let part = if year.is_some() { facets(part).rest } else { part.clone() };
        found.1 = found.1.or(year);
        // A header `1` is an age, not the code of a sex.
        let word = part.chars().any(char::is_alphabetic);
        let said = || sex(&part).or_else(|| sex_in(&part).filter(|s| *s != Sex::Persons));
        found.2 = found.2.or_else(|| if word { said() } else { None });
        let stripped = part.trim_start_matches(['m', 'f', 'M', 'F']).trim_start_matches(['_', ' ']);
        // `f10`, `m_90`: the sex as the first letter.
        if stripped.len() < part.len() && stripped.parse::<u32>().is_ok() {
            found.2 =
                Some(if part.to_lowercase().starts_with('f') { Sex::Female } else { Sex::Male });
        }
        let open = part.contains('+')
            || part.contains("over")
            || part.contains("above")
            || part.contains("plus");
        let span = if all_ages(&part) {
            Some(Span::All)
        } else if let Some(n) = age(&part).or_else(|| stripped.parse().ok().filter(|n| *n <= 125)) {
            Some(Span::From(n, if open { None } else { Some(n) }))
        } else {
            ages(&part).map(|(a, b)| Span::From(a, Some(b)))
        };
        found.0 = found.0.or(span);
    }
    let persons = head.title.to_lowercase().contains("population")
        || head.title.to_lowercase().contains("persons");
    match found {
        (None, None, _) if !persons && !long => None,
        (None, year, sex) => Some((Some(Span::All), year, sex)),
        found => Some(found),
    }
}

/// The year of an estimate: of the middle of a year, or the year itself.
fn mid_year(period: Period) -> Option<i32> {
    match period {
        Period::CalendarYear(y) => Some(y),
        Period::Month(m) => Some(m.year()),
        _ => None,
    }
}

fn row(
    table: &Table<'_>,
    columns: &Columns<'_>,
    line: &Line,
    unit: Option<Decimal>,
    out: &mut Yield,
) {
    let text = |head: Option<&Head>| {
        head.and_then(|h| line.at(h.column))
            .map(|v| v.shown().trim().to_owned())
            .filter(|t| !t.is_empty())
    };
    let figures = columns.persons.iter().filter_map(|p| Some((p, figure(line.at(p.0)?)?)));
    let figures: Vec<_> = figures.filter_map(|(p, f)| Some((*p, f.value?))).collect();
    if figures.is_empty() || table.known.block.repeats.contains(&line.number) {
        return;
    }
    let Some(unit) = unit else {
        let reason =
            "expected whole persons, found tenths: nothing says whether they are thousands";
        return out.reject(table, line, &issue::REFERENCE_ROW, reason);
    };
    let (code, name) = (text(columns.code), text(columns.area));
    let header = columns.area.map_or("", |h| h.title.as_str());
    let named = columns.code.is_some() || columns.area.is_some();
    let own = Some(table.about.area.clone()).filter(|a| !a.is_empty() && !named);
    let area = naming::area(table.desk.vocab, code.as_deref(), name.as_deref(), header).or(own);
    let year = text(columns.year).and_then(|t| facets(&t).period.and_then(mid_year));
    let year =
        year.or_else(|| table.about.period.filter(|_| columns.year.is_none()).and_then(mid_year));
    let span = text(columns.ages).map(|t| span_of(&t));
    let said = text(columns.sex).and_then(|t| sex(&t));
    if area.is_none() || matches!(span, Some(None)) {
        return out.reject(
            table,
            line,
            &issue::REFERENCE_ROW,
            "expected an area and an age, found other words",
        );
    }
    let Some(area) = area else { return };
    let mut kept = false;
    for ((column, own_span, own_year, own_sex), persons) in figures {
        let (Some(span), Some(year)) = (span.flatten().or(own_span), own_year.or(year)) else {
            continue;
        };
        let Some(persons) = persons.checked_mul(unit) else { continue };
        if persons < Decimal::ZERO || persons.fract() != Decimal::ZERO && persons < Decimal::ONE {
            continue;
        }
        let sex = said.or(own_sex).or(table.about.sex).unwrap_or(Sex::Persons);
        out.people.add(&area, year, sex, span, persons, table.place(line.number, column));
        kept = true;
    }
    if kept {
        out.keep(table, line.number);
    } else {
        out.reject(
            table,
            line,
            &issue::REFERENCE_ROW,
            "expected a year and persons, found neither",
        );
    }
}

/// The ages that a cell names.
fn span_of(text: &str) -> Option<Span> {
    if all_ages(text) {
        return Some(Span::All);
    }
    let open = text.contains('+') || text.contains("over") || text.contains("plus");
    let single = age(text).map(|n| Span::From(n, if open { None } else { Some(n) }));
    single.or_else(|| ages(text).map(|(a, b)| Span::From(a, Some(b))))
}
