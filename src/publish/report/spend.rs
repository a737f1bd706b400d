//! Spend: what each theme was given from year to year, where the money moved, and whether the items make up the grant.

use std::collections::BTreeSet;

use maud::{Markup, html};
use rust_decimal::Decimal;

use super::axis::Scale;
use super::book::{Row, Rows};
use super::facts::Home;
use super::figure::{Chart, Page, Shape, field, figure, key, left, pill, right, said, table};
use super::names::{Slot, period, slots};
use super::reconciliation::{self, stated, summed};
use super::rows::{self, Bar, Named, Size};
use super::series::{Line, Plot, Point, drawing};
use super::words::{change, grouped, pounds};

const TREND: &str = "spend_trend";

pub fn section(page: &Page) -> Markup {
    let trend = page.book.rows(TREND);
    let reconciled = page.book.rows("programme_reconciliation");
    // What the trend is made of, and the same for forecasts and outturn.
    for also in ["budget_line", "money_line", "line_crosswalk"] {
        page.book.rows(also);
    }
    html! {
        @if let Some(rows) = &trend {
            @for series in all_series(rows) {
                h3.group { (said(&series.name(page))) }
                (trend_of(page, rows, series))
                (moved(page, rows, series))
            }
        } @else {
            p.absent { "No plan in these documents gives money to themes, or the view " code { (TREND) } " is not among the queries." }
        }
        @if let Some(rows) = &reconciled { (reconciliation::drawn(page, rows)) }
    }
}

/// Money that may stand in one series: a programme's, of one area and one basis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Series<'a> {
    // Money without a programme comes last: it is the least that can be said of any.
    unnamed: bool,
    programme: &'a str,
    area: &'a str,
    basis: &'a str,
    /// Other areas have money from it too.
    shared: bool,
}

impl Series<'_> {
    fn has(&self, row: &Row) -> bool {
        row.is("programme", self.programme)
            && row.is("area", self.area)
            && row.is("basis", self.basis)
    }

    fn name(&self, page: &Page) -> String {
        let mut name = page.names.programme(self.programme);
        if self.shared {
            name = format!("{name}, {}", page.names.area(self.area));
        }
        if !matches!(self.basis, "" | "budget") {
            name = format!("{name}, {}", self.basis);
        }
        name
    }
}

fn all_series(rows: &Rows) -> Vec<Series<'_>> {
    let keys: BTreeSet<(&str, &str, &str)> =
        rows.iter().map(|r| (r.get("programme"), r.get("area"), r.get("basis"))).collect();
    let areas = |programme: &str| {
        let own = keys.iter().filter(|k| k.0 == programme);
        own.map(|k| k.1).collect::<BTreeSet<_>>().len()
    };
    let mut all: Vec<Series> = keys
        .iter()
        .map(|&(programme, area, basis)| {
            let (unnamed, shared) = (programme.is_empty(), areas(programme) > 1);
            Series { unnamed, programme, area, basis, shared }
        })
        .collect();
    all.sort();
    all.truncate(DRAWN);
    all
}

/// Series that are drawn; the view has them all.
const DRAWN: usize = 12;

/// The rows of allocations that an amount is the sum of.
pub fn items(page: &Page, row: &Row, when: &str) -> Home {
    let same = [("programme", row.get("programme")), ("theme", row.get("theme")), ("period", when)];
    let level = if row.is("note", "total only") { "total" } else { "item" };
    let basis = if row.get("basis").is_empty() { "budget" } else { row.get("basis") };
    let known = [same[0], same[1], same[2], ("level", level)];
    let mut with_basis = vec![known[0], known[1], known[2], known[3], ("basis", basis)];
    if !row.get("area").is_empty() {
        with_basis.push(("area", row.get("area")));
    }
    let total = [same[0], same[2], ("level", "total")];
    let found = page.facts.find('m', &with_basis).or(|| page.facts.find('m', &known));
    found.or(|| page.facts.find('m', &total))
}

/// The items with the two deflators that brought them to one year's prices.
fn real(page: &Page, row: &Row) -> Home {
    let of = |period: &str| page.facts.find('f', &[("period", period)]);
    items(page, row, row.get("period")).and(of(row.get("period"))).and(of(row.get("price_base")))
}

fn trend_of(page: &Page, rows: &Rows, series: Series) -> Markup {
    let own: Vec<Row> = rows.iter().filter(|r| series.has(r)).collect();
    let axis = slots(own.iter().map(|r| r.get("period")));
    let name = series.name(page);
    let base = own.iter().map(|r| r.get("price_base")).find(|b| !b.is_empty()).unwrap_or("");
    let one = axis.len() < 2;
    let about = if one {
        format!(
            "Money that the plans give to each theme in {}; one period is no trend.",
            axis.first().map_or(String::new(), slot_name)
        )
    } else {
        format!(
            "Money that the plans give to each theme. Real terms are at the prices of {}. A hatched year has no figure, and no line is drawn through it.",
            period(base)
        )
    };
    let drawing = if one {
        single(page, &name, &about, &own)
    } else {
        panels(page, &name, &own, &axis, series)
    };
    let legend = match one {
        true => vec![field("cash", "cash")],
        false => vec![
            key("cash line", Shape::Circle, "cash"),
            key("real line", Shape::Diamond, "real terms"),
            field("hatch", "no figure"),
        ],
    };
    figure(&Chart {
        title: if one { format!("{name}: by theme") } else { format!("{name}: by theme, year by year") },
        about,
        legend,
        drawing,
        table: trend_table(page, &name, &own),
        source: "Pounds, budgets of the plans. View spend_trend, made from the table allocation; real terms by the deflators in raw/.".to_owned(),
    })
}

fn slot_name(slot: &Slot) -> String {
    match slot {
        Slot::Period(id) => period(id),
        Slot::Gap(_) => String::new(),
    }
}

/// Themes by their latest amount, the largest first; the stated totals of years without items come before them.
fn themes<'a>(own: &[Row<'a>]) -> Vec<&'a str> {
    let mut all: Vec<(&str, f64)> = Vec::new();
    for row in own {
        let amount = row.number("amount").unwrap_or(0.0);
        match all.iter_mut().find(|(theme, _)| *theme == row.get("theme")) {
            Some(found) => found.1 = amount,
            None => all.push((row.get("theme"), amount)),
        }
    }
    all.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
    all.into_iter().map(|(theme, _)| theme).collect()
}

fn theme_name(page: &Page, theme: &str, own: &[Row]) -> String {
    let total = own.iter().any(|r| r.is("theme", theme) && r.is("note", "total only"));
    if theme.is_empty() && total {
        "Whole programme, as stated".to_owned()
    } else {
        page.names.theme(theme)
    }
}

/// One small drawing a theme, all on one scale, so that sizes can be compared.
fn panels(page: &Page, name: &str, own: &[Row], axis: &[Slot], series: Series) -> Markup {
    let split: Vec<Row> = own.iter().copied().filter(|r| !r.is("note", "total only")).collect();
    let values = |rows: &[Row]| {
        let all = rows.iter().flat_map(|r| [r.number("amount"), r.number("real_amount")]).flatten();
        Scale::covering(all, 3.0)
    };
    let shared = values(&split);
    html! {
        div.panels {
            // Stated totals name no area.
            @if !series.shared { (whole(page, name, own, axis)) }
            @for theme in themes(&split) {
                @let rows: Vec<Row> = own.iter().copied().filter(|r| r.is("theme", theme)).collect();
                @let title = theme_name(page, theme, own);
                div.panel {
                    h4 { (said(&title)) }
                    (latest(page, &rows))
                    (drawing(page, &Plot {
                        title: format!("{name}: {title}"),
                        about: "Cash and real terms by year.".to_owned(),
                        slots: axis.to_vec(),
                        lines: vec![line(page, &rows, axis, false), line(page, &rows, axis, true)],
                        scale: shared.clone(),
                        reference: None,
                        width: 300.0,
                        height: 150.0,
                    }))
                }
            }
        }
    }
}

/// The programme as a whole: the stated total of a year, and where none is stated the sum of its items.
fn whole(page: &Page, name: &str, own: &[Row], axis: &[Slot]) -> Markup {
    let Some(programme) = own.first().map(|r| r.get("programme")) else { return html! {} };
    let Some(rows) = page.book.peek("programme_reconciliation") else { return html! {} };
    let rows: Vec<Row> = rows.iter().filter(|r| r.is("programme", programme)).collect();
    let cash: Vec<Point> = rows.iter().filter_map(|row| total_point(page, row, axis)).collect();
    let real: Vec<Point> =
        axis.iter().enumerate().filter_map(|(slot, at)| real_total(page, own, slot, at)).collect();
    let scale = Scale::covering(cash.iter().chain(&real).map(|p| p.value), 3.0);
    let last = rows.iter().rev().find(|r| !total(r).is_empty());
    html! {
        div.panel {
            h4 { "Whole programme" }
            @if let Some(row) = last {
                p.latest { (page.number(&pounds(total(row)), &stated(page, row).or(|| summed(page, row)))) " in " (period(row.get("period"))) @if row.get("stated_total").is_empty() { ", sum of items" } @else { ", as stated" } }
            }
            (drawing(page, &Plot {
                title: format!("{name}: whole programme"),
                about: "Stated totals by year, or the sums of items where none is stated; cash and real terms.".to_owned(),
                slots: axis.to_vec(),
                lines: vec![
                    Line { class: "cash line", shape: Shape::Circle, points: cash },
                    Line { class: "real line", shape: Shape::Diamond, points: real },
                ],
                scale,
                reference: None,
                width: 300.0,
                height: 150.0,
            }))
        }
    }
}

fn total<'a>(row: &Row<'a>) -> &'a str {
    row.first(&["stated_total", "sum_of_items"])
}

fn total_point(page: &Page, row: &Row, axis: &[Slot]) -> Option<Point> {
    let slot = axis.iter().position(|s| *s == Slot::Period(row.get("period").to_owned()))?;
    let kind = if row.get("stated_total").is_empty() { "sum of items" } else { "stated total" };
    let says = format!("{}, {kind}: {}", period(row.get("period")), pounds(total(row)));
    let home = stated(page, row).or(|| summed(page, row));
    Some(Point { slot, value: total(row).parse().ok()?, range: None, says, home, breaks: false })
}

/// The lines of a year in real terms, added up; a year with a line that has none has no sum.
fn real_total(page: &Page, own: &[Row], slot: usize, at: &Slot) -> Option<Point> {
    let Slot::Period(id) = at else { return None };
    let rows: Vec<&Row> =
        own.iter().filter(|r| r.is("period", id) && !r.get("amount").is_empty()).collect();
    let amounts: Option<Vec<Decimal>> =
        rows.iter().map(|r| r.get("real_amount").parse().ok()).collect();
    let sum: Decimal = amounts.filter(|a| !a.is_empty())?.iter().sum();
    let home = rows.iter().fold(Home::default(), |home, row| home.and(real(page, row)));
    let says = format!("{}, real terms: {}", period(id), pounds(&format!("{sum:.2}")));
    Some(Point {
        slot,
        value: sum.to_string().parse().ok()?,
        range: None,
        says,
        home,
        breaks: false,
    })
}

/// The last amount of a theme and what became of it.
fn latest(page: &Page, rows: &[Row]) -> Markup {
    let Some(row) = rows.last() else { return html! {} };
    let moved = change(&pounds(row.get("change")));
    html! {
        p.latest {
            @if row.get("amount").is_empty() { span.num { "no money in " (period(row.get("period"))) } }
            @else { (page.number(&pounds(row.get("amount")), &items(page, row, row.get("period")))) " in " (period(row.get("period"))) }
            @if !moved.is_empty() { span.delta { (moved) @if !row.get("change_pct").is_empty() { " (" (change(&grouped(row.get("change_pct")))) " %)" } } }
            @if !row.get("note").is_empty() { " " (pill("quiet", "•", row.get("note"))) }
        }
    }
}

fn line(page: &Page, rows: &[Row], axis: &[Slot], real_terms: bool) -> Line {
    let column = if real_terms { "real_amount" } else { "amount" };
    let kind = if real_terms { "real terms" } else { "cash" };
    let point = |row: &Row| {
        let slot = axis.iter().position(|s| *s == Slot::Period(row.get("period").to_owned()))?;
        let home = if real_terms { real(page, row) } else { items(page, row, row.get("period")) };
        Some(Point {
            slot,
            value: row.number(column)?,
            range: None,
            says: format!("{}, {kind}: {}", period(row.get("period")), pounds(row.get(column))),
            home,
            breaks: false,
        })
    };
    let mut points: Vec<Point> = rows.iter().filter_map(point).collect();
    points.sort_by_key(|p| p.slot);
    let (class, shape) =
        if real_terms { ("real line", Shape::Diamond) } else { ("cash line", Shape::Circle) };
    Line { class, shape, points }
}

fn single(page: &Page, name: &str, about: &str, own: &[Row]) -> Markup {
    let mut rows: Vec<Row> = own.to_vec();
    rows.sort_by(|a, b| {
        b.number("amount").unwrap_or(0.0).total_cmp(&a.number("amount").unwrap_or(0.0))
    });
    let named = |row: &Row| {
        let shown = pounds(row.get("amount"));
        let theme = theme_name(page, row.get("theme"), own);
        Named {
            name: theme.clone(),
            bars: vec![Bar {
                class: "cash",
                value: row.number("amount").unwrap_or(0.0),
                says: format!("{theme}: {shown}"),
                home: items(page, row, row.get("period")),
            }],
            says: shown,
            ..Named::default()
        }
    };
    let rows: Vec<Named> = rows.iter().map(named).collect();
    bars(page, format!("{name}: by theme"), about, rows)
}

fn bars(page: &Page, title: String, about: &str, named: Vec<Named>) -> Markup {
    let values = named.iter().flat_map(|n| n.bars.iter().map(|b| b.value));
    let scale = Scale::covering(values, 4.0);
    let about = about.to_owned();
    rows::drawing(
        page,
        &rows::Chart {
            title,
            about,
            rows: named,
            scale,
            reference: None,
            suffix: "",
            size: Size::Whole,
        },
    )
}

fn trend_table(page: &Page, name: &str, own: &[Row]) -> Markup {
    let heads = [
        left("Theme"),
        left("Period"),
        right("Amount"),
        right("Change"),
        right("Change %"),
        right("Share %"),
        right("Real terms"),
        right("Real change %"),
        left("Note"),
    ];
    let cells = |row: &Row| {
        let now = items(page, row, row.get("period"));
        let both = now.clone().and(items(page, row, row.get("previous_period")));
        let both = if row.get("previous_period").is_empty() { now.clone() } else { both };
        vec![
            said(&theme_name(page, row.get("theme"), own)),
            html! { (period(row.get("period"))) },
            page.number(&pounds(row.get("amount")), &now),
            page.number(&change(&pounds(row.get("change"))), &both),
            page.number(&change(&grouped(row.get("change_pct"))), &both),
            page.number(row.get("share_of_programme"), &now),
            page.number(&pounds(row.get("real_amount")), &real(page, row)),
            page.number(&change(&grouped(row.get("real_change_pct"))), &real(page, row)),
            html! { (row.get("note")) },
        ]
    };
    table(
        &format!("{name}: money by theme and period"),
        &heads,
        &own.iter().map(cells).collect::<Vec<_>>(),
    )
}

/// What each theme gained or lost between the last two periods that both have items.
fn moved(page: &Page, rows: &Rows, series: Series) -> Markup {
    let own: Vec<Row> =
        rows.iter().filter(|r| series.has(r) && r.number("change").is_some()).collect();
    let Some(when) = own.iter().map(|r| r.get("period")).max() else { return html! {} };
    let mut own: Vec<Row> = own.into_iter().filter(|r| r.is("period", when)).collect();
    own.sort_by(|a, b| {
        b.number("change").unwrap_or(0.0).total_cmp(&a.number("change").unwrap_or(0.0))
    });
    let before = own.first().map_or("", |r| r.get("previous_period"));
    let name = series.name(page);
    let title = format!("{name}: where the money moved");
    let about = format!("Change in cash from {} to {}, by theme.", period(before), period(when));
    let named: Vec<Named> = own.iter().map(|row| mover(page, row)).collect();
    figure(&Chart {
        legend: vec![field("more", "more than before"), field("less", "less than before")],
        drawing: bars(page, title.clone(), &about, named),
        table: trend_table(page, &title, &own),
        title,
        about,
        source: "Pounds, budgets of the plans. View spend_trend, made from the table allocation."
            .to_owned(),
    })
}

fn mover(page: &Page, row: &Row) -> Named {
    let shown = change(&pounds(row.get("change")));
    let theme = page.names.theme(row.get("theme"));
    let value = row.number("change").unwrap_or(0.0);
    let home =
        items(page, row, row.get("period")).and(items(page, row, row.get("previous_period")));
    Named {
        name: theme.clone(),
        below: row.get("note").to_owned(),
        bars: vec![Bar {
            class: if value < 0.0 { "less" } else { "more" },
            value,
            says: format!("{theme}: {shown}"),
            home,
        }],
        says: shown,
        ..Named::default()
    }
}
