//! Performance returns to observations: what each measure was to be, what it was quarter by quarter, and at the end.

use rust_decimal::Decimal;

use super::cell::{Figure, figure};
use super::promise::{self, Aim, Counting, How};
use super::returned::{Column, Columns, What, columns};
use super::words::{quote, start_year};
use super::{Table, Yield, naming};
use crate::issue::{self, Issue};
use crate::model::amount::{Bound, Unit};
use crate::model::document::Stated;
use crate::model::observation::{Basis, Change, Observation};
use crate::model::period::Period;
use crate::model::place::Seat;
use crate::recognise::sheet::blocks::Line;
use crate::recognise::sheet::facets::{facets, unit as unit_of};
use crate::recognise::sheet::heads::Head;
use crate::recognise::sheet::mark::is_pending;

/// What a row says for all its figures.
struct Context {
    label: String,
    unit: Option<Unit>,
    aim: Option<Aim>,
    theme: String,
    area: String,
    activity: String,
    counting: Option<Counting>,
    /// The period of the row, where each has its own.
    period: Option<Period>,
}

pub fn read(table: &Table<'_>, out: &mut Yield) {
    let columns = columns(table);
    let (mut group, mut parent) = (String::new(), String::new());
    for (n, line) in table.known.block.lines.iter().enumerate() {
        if table.known.block.repeats.contains(&line.number) {
            continue;
        }
        let figures: Vec<(usize, Figure)> = columns
            .values
            .iter()
            .enumerate()
            .filter_map(|(n, c)| Some((n, figure(line.at(c.column)?)?)))
            .collect();
        let label = label(line, &columns);
        if figures.is_empty() {
            if let Some(heading) = heading(line, &columns, &label) {
                let next = table.known.block.lines.get(n + 1).map(|l| self::label(l, &columns));
                if next.is_some_and(|l| is_part(&l)) {
                    parent = heading
                } else {
                    (group, parent) = (heading, String::new())
                }
            }
            continue;
        }
        if label.is_empty() {
            if figures.iter().any(|f| f.1.value.is_some()) {
                let reason = "expected a measure beside the figures, found none";
                out.reject(table, line, &issue::FIGURE_ROW, reason);
            }
            continue;
        }
        let whole = if is_part(&label) && !parent.is_empty() {
            format!("{parent} \u{2013} {}", bare_part(&label))
        } else {
            parent.clone_from(&label);
            label
        };
        let context = context(table, &columns, line, whole, &group, &figures);
        row(table, &columns, line, &context, &figures, out);
        out.keep(table, line.number);
    }
}

fn label(line: &Line, columns: &Columns<'_>) -> String {
    let text = columns.measure.and_then(|c| line.at(c)).and_then(crate::grid::Value::text);
    let words = text.unwrap_or("").split_whitespace().collect::<Vec<_>>().join(" ");
    crate::recognise::sheet::mark::without_marks(&words).0.to_owned()
}

/// A row of words alone, which heads the rows below it; a note is none.
fn heading(line: &Line, columns: &Columns<'_>, label: &str) -> Option<String> {
    if columns.values.iter().any(|c| line.at(c.column).is_some()) {
        return None;
    }
    let first = line.cells.first().and_then(|c| c.1.value().text().map(str::to_owned))?;
    let text = if label.is_empty() { first } else { label.to_owned() };
    let short = text.split_whitespace().count() <= 14 && !text.ends_with('.');
    (short && line.cells.len() <= 2).then_some(text)
}

/// `of which`, `- males`, `(a) under 14`: a part of the measure above it.
fn is_part(label: &str) -> bool {
    let low = label.to_lowercase();
    let bullet = label.starts_with(['-', '\u{2013}', '\u{2022}', '\u{b7}', '>', '*']);
    let starts =
        ["of which", "of these", "of whom", "including "].iter().any(|w| low.starts_with(w));
    let mut letters = low.trim_start_matches('(').chars();
    let lettered =
        letters.next().is_some_and(|c| c.is_ascii_lowercase()) && letters.next() == Some(')');
    bullet || starts || lettered
}

fn bare_part(label: &str) -> &str {
    let start = label.find(|c: char| c.is_alphanumeric()).unwrap_or(0);
    let rest = &label[start..];
    match rest.split_once(')') {
        Some((letter, rest)) if letter.len() == 1 => rest.trim(),
        _ => rest,
    }
}

fn context(
    table: &Table<'_>,
    columns: &Columns<'_>,
    line: &Line,
    label: String,
    group: &str,
    figures: &[(usize, Figure)],
) -> Context {
    let text = |head: Option<&Head>| {
        head.and_then(|h| line.at(h.column)).map(|v| v.shown().trim().to_owned())
    };
    let vocab = table.desk.vocab;
    let in_cells = figures.iter().find_map(|f| f.1.unit);
    let named = text(columns.unit).and_then(|t| unit_of(&t));
    let labelled = unit_of(&label).filter(|_| !label.to_lowercase().contains("% change"));
    let unit = table.about.unit.or(named).or(labelled).or(in_cells);
    let theme = text(columns.theme).unwrap_or_default();
    let found = [&theme, &label, &group.to_owned()]
        .into_iter()
        .find_map(|t| vocab.theme_in(t).map(|t| t.id.clone()));
    let area = text(columns.area).and_then(|t| naming::named(vocab, &t).map(|a| a.id.clone()));
    let cumulative = text(columns.cumulative).and_then(|t| {
        let yes = t.trim().to_lowercase();
        match yes.as_str() {
            "yes" | "y" => Some(Counting::Running),
            "no" | "n" => Some(Counting::Own),
            _ => promise::said(&t),
        }
    });
    let above = || promise::said(&table.about.words);
    let counting = cumulative.or_else(|| promise::said(&label)).or_else(above);
    let period = text(columns.period).and_then(|t| own_period(&t, table)).map(|p| match counting {
        Some(counting) => promise::covers(p, counting),
        None => p,
    });
    Context {
        unit,
        aim: text(columns.polarity).and_then(|t| promise::aim(&t)),
        theme: found.unwrap_or_default(),
        area: area.unwrap_or_else(|| table.about.area.clone()),
        activity: if group.is_empty() { theme } else { group.to_owned() },
        counting,
        period,
        label,
    }
}

/// The period that a cell names; a quarter alone is one of the year of the return.
fn own_period(text: &str, table: &Table<'_>) -> Option<Period> {
    let found = facets(text);
    let year = found.period.or(table.about.period).map(start_year);
    found.part.zip(year).and_then(|(part, year)| part.of(year)).or(found.period)
}

fn row(
    table: &Table<'_>,
    columns: &Columns<'_>,
    line: &Line,
    context: &Context,
    figures: &[(usize, Figure)],
    out: &mut Yield,
) {
    let values: Vec<(&Column, &Figure)> =
        figures.iter().map(|f| (&columns.values[f.0], &f.1)).collect();
    let named = naming::measure(table.desk.vocab, &context.label, context.unit);
    let unit = named.unit.or(context.unit).unwrap_or_default();
    let (counting, how) = counting(context, &values, unit);
    say_counting(table, line, context, &values, (counting, how), out);
    let aim = context.aim.or_else(|| polarity(table, &named.id));
    for (column, figure) in &values {
        let part = column.what == What::Part;
        let period = column.period.map(|p| {
            if part { promise::covers(p, column.counting.unwrap_or(counting)) } else { p }
        });
        let own = context.period.filter(|_| !part && column.period_basis != Stated::Stated);
        let period = own.or(period);
        let unsure = part && how != How::Said && column.counting.is_none();
        let unit = figure.unit.or(column.unit).or(context.unit);
        let named = naming::measure(table.desk.vocab, &context.label, unit);
        let heads = &table.known.heads;
        let head =
            heads.iter().find(|h| h.column == column.column).map_or("", |h| h.title.as_str());
        let quote = quote(
            line,
            &columns.values.iter().map(|c| c.column).collect::<Vec<_>>(),
            head,
            column.column,
        );
        if figure.value.is_none() {
            pending(table, line, column, &named.id, &context.label, period, out);
        }
        out.observe(Observation {
            document: table.desk.path.to_owned(),
            place: table.place(line.number, column.column),
            nth: 0,
            measure: named.id,
            measure_label: crate::written::contact::mask(&named.label),
            theme: if named.theme.is_empty() { context.theme.clone() } else { named.theme },
            area: column.area.clone().unwrap_or_else(|| context.area.clone()),
            period,
            period_basis: if own.is_some() {
                Stated::Stated
            } else if unsure && period.is_some() {
                Stated::Inferred
            } else {
                column.period_basis
            },
            basis: basis(column.what),
            value: figure.value,
            value_symbol: figure.symbol.clone(),
            unit: named.unit.unwrap_or_default(),
            // Without a stated way the measure's own polarity speaks; a stated one belongs to the target.
            bound: if column.what == What::Target {
                promise::bound(context.aim, figure.bound)
            } else {
                figure.bound
            },
            change: Change::Level,
            baseline_period: None,
            activity: crate::written::contact::mask(&context.activity),
            programme: String::new(),
            quote,
            seat: Seat { sentence: 0, block: table.number, column: column.column },
        });
    }
    colour(table, columns, line, context, &values, aim, out);
}

fn basis(what: What) -> Basis {
    match what {
        What::Target => Basis::Target,
        What::Forecast => Basis::Forecast,
        _ => Basis::Actual,
    }
}

fn polarity(table: &Table<'_>, id: &str) -> Option<Aim> {
    match table.desk.vocab.measure(id)?.polarity.as_str() {
        "high_is_good" => Some(Aim::High),
        "low_is_good" => Some(Aim::Low),
        _ => None,
    }
}

/// How the quarters of a row count: as the return says, else as their sum or their rise shows.
fn counting(context: &Context, values: &[(&Column, &Figure)], unit: Unit) -> (Counting, How) {
    if let Some(said) = context.counting {
        return (said, How::Said);
    }
    let own = |c: &Column| c.area.is_none();
    let mut quarters: [Option<Decimal>; 4] = [None; 4];
    let mut year = None;
    for (column, figure) in values.iter().filter(|v| v.0.what == What::Part && own(v.0)) {
        if let Some(Period::FinancialQuarter(y, q)) = column.period {
            year = year.or(Some(y));
            if year == Some(y)
                && let Some(slot) = quarters.get_mut(usize::from(q) - 1)
            {
                *slot = figure.value;
            }
        }
    }
    let outturn = values.iter().find(|v| {
        v.0.what == What::Outturn
            && own(v.0)
            && year.is_none_or(|y| v.0.period == Some(Period::FinancialYear(y)))
    });
    promise::seen(&quarters, outturn.and_then(|o| o.1.value), unit)
}

fn say_counting(
    table: &Table<'_>,
    line: &Line,
    context: &Context,
    values: &[(&Column, &Figure)],
    (counting, how): (Counting, How),
    out: &mut Yield,
) {
    let parts: Vec<u32> = values
        .iter()
        .filter(|v| v.0.what == What::Part && v.1.value.is_some() && v.0.counting.is_none())
        .map(|v| v.0.column)
        .collect();
    let Some(first) = parts.first().filter(|_| parts.len() > 1) else { return };
    let (rule, why) = match (how, counting) {
        (How::Said, _) => return,
        (How::Seen, Counting::Running) => {
            (&issue::COUNTING_INFERRED, "the quarters rise to the outturn: cumulative")
        }
        (How::Seen, Counting::Own) => {
            (&issue::COUNTING_INFERRED, "the quarters sum to the outturn: each its own")
        }
        (How::Unknown, _) => (
            &issue::COUNTING_UNKNOWN,
            "nothing shows whether the quarters are cumulative: taken as each its own",
        ),
    };
    let message = format!("{}: {why}", crate::written::contact::mask(&context.label));
    out.note(rule, table.place(line.number, *first), message);
}

fn pending(
    table: &Table<'_>,
    line: &Line,
    column: &Column,
    measure: &str,
    label: &str,
    period: Option<Period>,
    out: &mut Yield,
) {
    let Some(text) =
        line.at(column.column).and_then(crate::grid::Value::text).filter(|t| is_pending(t))
    else {
        return;
    };
    let message = format!(
        "a value is expected for {}; the source says \"{text}\": it is missing, not zero",
        crate::written::contact::mask(label)
    );
    let place = table.place(line.number, column.column);
    let issue = Issue::new(&issue::MISSING_PENDING, table.desk.path, place, message);
    out.issues.push(issue.measure(measure).period(period));
}

/// The colour of a row against its last figure and its target of the same year.
fn colour(
    table: &Table<'_>,
    columns: &Columns<'_>,
    line: &Line,
    context: &Context,
    values: &[(&Column, &Figure)],
    aim: Option<Aim>,
    out: &mut Yield,
) {
    let cell =
        columns.status.iter().find_map(|c| Some((*c, promise::is_green(line.at(*c)?.text()?)?)));
    let Some((column, green)) = cell else { return };
    let year = table.about.period.map(start_year);
    let of = |what: What| {
        let mut found = values
            .iter()
            .filter(|v| v.0.what == what && v.0.area.is_none() && v.1.bound == Bound::Exact);
        found
            .find(|v| v.0.period.is_none_or(|p| Some(start_year(p)) == year))
            .and_then(|v| v.1.value)
    };
    let (Some(target), Some(actual)) = (of(What::Target), of(What::Outturn)) else { return };
    if promise::met(actual, target, aim).is_some_and(|met| met != green) {
        let said = if green { "green" } else { "red" };
        let message = format!(
            "{}: the status is {said}, the outturn is {actual} against a target of {target}",
            crate::written::contact::mask(&context.label)
        );
        out.note(&issue::RAG_DIFFERS, table.place(line.number, column), message);
    }
}
