//! Spend: what each theme was given from year to year, where the money moved, and whether the items make up the grant.

use std::collections::BTreeSet;

use maud::{Markup, html};
use rust_decimal::Decimal;

use super::axis::Scale;
use super::book::Row;
use super::facts::Home;
use super::figure::{Chart, Page, Shape, field, figure, key, left, pill, right, said, table};
use super::money::{
    BUDGETS, Money, OTHER_BASES, OUTTURN, Series, all_series, behind, key_of, real,
};
use super::names::{Slot, period, slots};
use super::reconciliation::{self, stated, summed};
use super::rows::{self, Bar, Named, Size};
use super::series::{Line, Plot, Point, drawing};
use super::words::{change, counted, grouped, pounds};

/// Lines of one series that get a drawing of their own.
const PANELS: usize = 12;

pub fn section(page: &Page) -> Markup {
    let trend = page.book.rows(BUDGETS.view);
    let reconciled = page.book.rows("programme_reconciliation");
    let (money, outturn) = (page.book.rows(OTHER_BASES.view), page.book.rows(OUTTURN.view));
    // What the trends are made of.
    for also in ["budget_line", "money_line"] {
        page.book.rows(also);
    }
    let budgets: Vec<Row> = trend.iter().flat_map(|t| t.iter()).collect();
    let known: BTreeSet<_> = budgets.iter().map(key_of).collect();
    let others: Vec<Row> =
        money.iter().flat_map(|m| m.iter()).filter(|r| !known.contains(&key_of(r))).collect();
    let outturn: Vec<Row> = outturn.iter().flat_map(|o| o.iter()).collect();
    html! {
        @if budgets.is_empty() {
            p.absent { "No plan in these documents gives money to themes, or the view " code { (BUDGETS.view) } " is not among the queries." }
        }
        (over_time(page, &budgets, &BUDGETS))
        @if let Some(rows) = &reconciled { (reconciliation::drawn(page, rows)) }
        @if !others.is_empty() { h3.group { "Forecasts and outturn of the plans" } (over_time(page, &others, &OTHER_BASES)) }
        @if !outturn.is_empty() { h3.group { "Outturn by authority" } (over_time(page, &outturn, &OUTTURN)) }
    }
}

fn over_time(page: &Page, rows: &[Row], of: &Money) -> Markup {
    let all = all_series(page, rows);
    let more: Vec<Row> =
        all.iter().skip(of.drawn).flat_map(|s| rows.iter().filter(|r| s.has(r))).copied().collect();
    html! {
        @for series in all.iter().take(of.drawn) {
            @let own: Vec<Row> = rows.iter().copied().filter(|r| series.has(r)).collect();
            h3.group { (said(&series.name(page, of))) }
            (trend_of(page, &own, *series, of))
            (moved(page, &own, *series, of))
        }
        @if !more.is_empty() {
            p.about { (of.drawn) " of " (grouped(&all.len().to_string())) " series are drawn. The others stand in this table, and all of them in the view " code { (of.view) } "." }
            details { summary { "Series that are not drawn (" (counted(more.len(), "figure")) ")" } (trend_table(page, "Series that are not drawn", &more, of)) }
        }
    }
}

fn trend_of(page: &Page, own: &[Row], series: Series, of: &Money) -> Markup {
    let axis = slots(own.iter().map(|r| r.get("period")));
    let name = series.name(page, of);
    let base = own.iter().map(|r| r.get("price_base")).find(|b| !b.is_empty()).unwrap_or("");
    let source = format!(
        "Pounds, {}. View {}, made from the table allocation{}.",
        of.what,
        of.view,
        if base.is_empty() { "" } else { "; real terms by the deflators in raw/" }
    );
    let table = trend_table(page, &name, own, of);
    if axis.len() < 2 {
        let when = axis.first().map_or(String::new(), slot_name);
        return rows::framed(
            page,
            rows::Chart {
                title: format!("{name}: by {}", of.item),
                about: format!("Money of each {} in {when}; one period is no trend.", of.item),
                legend: vec![field("cash", "cash")],
                rows: single(page, own, of),
                reference: None,
                suffix: "",
                size: Size::Whole,
                table,
                source,
            },
        );
    }
    let lines = themes(own, of).len();
    let capped = if lines > PANELS {
        format!(" The {PANELS} largest of {lines} are drawn; the table holds all.")
    } else {
        String::new()
    };
    let real = if base.is_empty() {
        " No deflator is known for these years, so that there are no real terms.".to_owned()
    } else {
        format!(" Real terms are at the prices of {}.", period(base))
    };
    let mut legend = vec![key("cash line", Shape::Circle, "cash"), field("hatch", "no figure")];
    if !base.is_empty() {
        legend.insert(1, key("real line", Shape::Diamond, "real terms"));
    }
    figure(&Chart {
        title: format!("{name}: by {}, year by year", of.item),
        about: format!(
            "Money of each {}.{real} A hatched year has no figure, and no line is drawn through it.{capped}",
            of.item
        ),
        legend,
        drawing: panels(page, &name, own, &axis, series, of),
        table,
        source,
    })
}

fn slot_name(slot: &Slot) -> String {
    match slot {
        Slot::Period(id) => period(id),
        Slot::Gap(_) => String::new(),
    }
}

/// Themes by their latest amount, the largest first; the stated totals of years without items come before them.
fn themes<'a>(own: &[Row<'a>], of: &Money) -> Vec<&'a str> {
    let mut all: Vec<(&str, f64)> = Vec::new();
    for row in own {
        let amount = row.number("amount").unwrap_or(0.0);
        match all.iter_mut().find(|(theme, _)| *theme == row.get(of.item)) {
            Some(found) => found.1 = amount,
            None => all.push((row.get(of.item), amount)),
        }
    }
    all.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
    all.into_iter().map(|(theme, _)| theme).collect()
}

fn theme_name(page: &Page, theme: &str, own: &[Row], of: &Money) -> String {
    if of.item != "theme" {
        return theme.to_owned();
    }
    let total = own.iter().any(|r| r.is("theme", theme) && r.is("note", "total only"));
    if theme.is_empty() && total {
        "Whole programme, as stated".to_owned()
    } else {
        page.names.theme(theme)
    }
}

/// One small drawing a theme, all on one scale, so that sizes can be compared.
fn panels(
    page: &Page,
    name: &str,
    own: &[Row],
    axis: &[Slot],
    series: Series,
    of: &Money,
) -> Markup {
    let split: Vec<Row> = own.iter().copied().filter(|r| !r.is("note", "total only")).collect();
    let values = |rows: &[Row]| {
        let all = rows.iter().flat_map(|r| [r.number("amount"), r.number("real_amount")]).flatten();
        Scale::covering(all, 3.0)
    };
    let shared = values(&split);
    html! {
        div.panels {
            // Stated totals name no area.
            @if !series.shared && of.view == BUDGETS.view { (whole(page, name, own, axis)) }
            @for theme in themes(&split, of).into_iter().take(PANELS) {
                @let rows: Vec<Row> = own.iter().copied().filter(|r| r.is(of.item, theme)).collect();
                @let title = theme_name(page, theme, own, of);
                div.panel {
                    h4 { (said(&title)) }
                    (latest(page, &rows, of))
                    (drawing(page, &Plot {
                        title: format!("{name}: {title}"),
                        about: "Cash and real terms by year.".to_owned(),
                        slots: axis.to_vec(),
                        lines: vec![line(page, &rows, axis, of, false), line(page, &rows, axis, of, true)],
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
    let home: Home = rows.iter().map(|row| real(page, row, &BUDGETS)).collect();
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
fn latest(page: &Page, rows: &[Row], of: &Money) -> Markup {
    let Some(row) = rows.last() else { return html! {} };
    let moved = change(&pounds(row.get("change")));
    html! {
        p.latest {
            @if row.get("amount").is_empty() { span.num { "no money in " (period(row.get("period"))) } }
            @else { (page.number(&pounds(row.get("amount")), &behind(page, row, row.get("period"), of))) " in " (period(row.get("period"))) }
            @if !moved.is_empty() { span.delta { (moved) @if !row.get("change_pct").is_empty() { " (" (change(&grouped(row.get("change_pct")))) " %)" } } }
            @if !row.get("note").is_empty() { " " (pill("quiet", "•", row.get("note"))) }
        }
    }
}

fn line(page: &Page, rows: &[Row], axis: &[Slot], of: &Money, real_terms: bool) -> Line {
    let column = if real_terms { "real_amount" } else { "amount" };
    let kind = if real_terms { "real terms" } else { "cash" };
    let point = |row: &Row| {
        let slot = axis.iter().position(|s| *s == Slot::Period(row.get("period").to_owned()))?;
        let when = row.get("period");
        let home = if real_terms { real(page, row, of) } else { behind(page, row, when, of) };
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

fn single(page: &Page, own: &[Row], of: &Money) -> Vec<Named> {
    let mut rows: Vec<Row> = own.to_vec();
    rows.sort_by(|a, b| {
        b.number("amount").unwrap_or(0.0).total_cmp(&a.number("amount").unwrap_or(0.0))
    });
    let named = |row: &Row| {
        let shown = pounds(row.get("amount"));
        let theme = theme_name(page, row.get(of.item), own, of);
        let value = row.number("amount").unwrap_or(0.0);
        Named {
            name: theme.clone(),
            bars: vec![Bar {
                class: if value < 0.0 { "less" } else { "cash" },
                value,
                says: format!("{theme}: {shown}"),
                home: behind(page, row, row.get("period"), of),
            }],
            says: shown,
            ..Named::default()
        }
    };
    rows.iter().map(named).collect()
}

fn trend_table(page: &Page, name: &str, own: &[Row], of: &Money) -> Markup {
    let heads = [
        left(if of.item == "theme" { "Theme" } else { "Activity" }),
        left("Of"),
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
        let now = behind(page, row, row.get("period"), of);
        let both = now.clone().and(behind(page, row, row.get("previous_period"), of));
        let both = if row.get("previous_period").is_empty() { now.clone() } else { both };
        vec![
            said(&theme_name(page, row.get(of.item), own, of)),
            said(&whose(page, row, of)),
            html! { (period(row.get("period"))) },
            page.number(&pounds(row.get("amount")), &now),
            page.number(&change(&pounds(row.get("change"))), &both),
            page.number(&change(&grouped(row.get("change_pct"))), &both),
            page.number(row.get("share_of_programme"), &now),
            page.number(&pounds(row.get("real_amount")), &real(page, row, of)),
            page.number(&change(&grouped(row.get("real_change_pct"))), &real(page, row, of)),
            html! { (row.get("note")) },
        ]
    };
    table(
        &format!("{name}: money by {} and period", of.item),
        &heads,
        &own.iter().map(cells).collect::<Vec<_>>(),
    )
}

/// The programme and the area of money, as far as they are named.
fn whose(page: &Page, row: &Row, of: &Money) -> String {
    let area = page.names.area(row.get("area"));
    if of.item == OUTTURN.item {
        return area;
    }
    let programme = page.names.programme(row.get("programme"));
    if row.get("area").is_empty() { programme } else { format!("{programme}, {area}") }
}

/// What each theme gained or lost between the last two periods that both have items.
fn moved(page: &Page, rows: &[Row], series: Series, of: &Money) -> Markup {
    // Where only the total is known, nobody can tell what moved.
    let parts = rows.iter().copied().filter(|r| !r.is("note", "total only"));
    let changed: Vec<Row> = parts.filter(|r| r.number("change").is_some()).collect();
    let Some(when) = changed.iter().map(|r| r.get("period")).max() else { return html! {} };
    let mut own: Vec<Row> = changed.into_iter().filter(|r| r.is("period", when)).collect();
    own.sort_by(|a, b| {
        b.number("change").unwrap_or(0.0).total_cmp(&a.number("change").unwrap_or(0.0))
    });
    let before = match own.first().map_or("", |r| r.get("previous_period")) {
        "" => "the year before".to_owned(),
        before => period(before),
    };
    let title = format!("{}: where the money moved", series.name(page, of));
    rows::framed(
        page,
        rows::Chart {
            about: format!("Change in cash from {} to {}, by {}.", before, period(when), of.item),
            legend: vec![field("more", "more than before"), field("less", "less than before")],
            rows: own.iter().map(|row| mover(page, row, of)).collect(),
            reference: None,
            suffix: "",
            size: Size::Whole,
            table: trend_table(page, &title, &own, of),
            title,
            source: format!(
                "Pounds, {}. View {}, made from the table allocation.",
                of.what, of.view
            ),
        },
    )
}

fn mover(page: &Page, row: &Row, of: &Money) -> Named {
    let shown = change(&pounds(row.get("change")));
    let theme = theme_name(page, row.get(of.item), &[], of);
    let value = row.number("change").unwrap_or(0.0);
    let home = behind(page, row, row.get("period"), of).and(behind(
        page,
        row,
        row.get("previous_period"),
        of,
    ));
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
