//! Charts over time. A period without a figure keeps its place, and no line is drawn through it.

use maud::{Markup, html};

use super::axis::{Scale, px};
use super::facts::Home;
use super::figure::{Page, Shape, shape};
use super::names::{Slot, period};
use super::words::{clean, label};

/// One line of points.
pub struct Line {
    pub class: &'static str,
    pub shape: Shape,
    pub points: Vec<Point>,
}

pub struct Point {
    /// Column of the time axis.
    pub slot: usize,
    pub value: f64,
    /// The ends of its interval.
    pub range: Option<(f64, f64)>,
    /// The whole of it in words.
    pub says: String,
    pub home: Home,
    /// The line does not reach back over this point: the series starts anew here.
    pub breaks: bool,
}

pub struct Plot {
    pub title: String,
    pub about: String,
    pub slots: Vec<Slot>,
    pub lines: Vec<Line>,
    pub scale: Scale,
    /// A value that all others are held against.
    pub reference: Option<(f64, String)>,
    pub width: f64,
    pub height: f64,
}

const TOP: f64 = 14.0;
const BOTTOM: f64 = 26.0;
const CHARACTER: f64 = 7.4;

/// Where things lie.
struct Frame<'a> {
    plot: &'a Plot,
    left: f64,
    column: f64,
}

impl Frame<'_> {
    fn x(&self, slot: usize) -> f64 {
        // Axes have a few dozen columns.
        self.left + self.column * (f64::from(u32::try_from(slot).unwrap_or(0)) + 0.5)
    }

    fn y(&self, value: f64) -> f64 {
        let tall = self.plot.height - TOP - BOTTOM;
        TOP + tall * (1.0 - self.plot.scale.share(value).clamp(-0.05, 1.05))
    }
}

pub fn drawing(page: &Page, plot: &Plot) -> Markup {
    let ticks = plot.scale.ticks();
    let widest = ticks.iter().map(|t| plot.scale.tick(*t).chars().count()).max().unwrap_or(1);
    let left = 12.0 + CHARACTER * f64::from(u32::try_from(widest).unwrap_or(8));
    let columns = f64::from(u32::try_from(plot.slots.len().max(1)).unwrap_or(1));
    let frame = Frame { plot, left, column: (plot.width - left - 6.0) / columns };
    let (t, d) = (page.id(), page.id());
    html! {
        svg viewBox={ "0 0 " (px(plot.width)) " " (px(plot.height)) } role="group" aria-labelledby={ (t) " " (d) }
            style={ "--w:" (px(plot.width)) "px" } {
            title id=(t) { (clean(&plot.title)) }
            desc id=(d) { (clean(&plot.about)) }
            g aria-hidden="true" {
                @for tick in &ticks {
                    line.grid x1=(px(left)) x2=(px(plot.width - 6.0)) y1=(px(frame.y(*tick))) y2=(px(frame.y(*tick))) {}
                    text.tick x=(px(left - 6.0)) y=(px(frame.y(*tick) + 4.0)) text-anchor="end" { (plot.scale.tick(*tick)) }
                }
            }
            (columns_of(&frame))
            (reference(&frame))
            @for line in &plot.lines { (strokes(&frame, line)) }
            @for line in &plot.lines { @for point in &line.points { (mark(page, &frame, line, point)) } }
            (reference_name(&frame))
        }
    }
}

/// Names of the periods, and a hatched field over those without a figure.
fn columns_of(frame: &Frame) -> Markup {
    let slots = &frame.plot.slots;
    let widest = slots.iter().map(|s| name(s).chars().count()).max().unwrap_or(1);
    let needed = CHARACTER * f64::from(u32::try_from(widest).unwrap_or(8)) + 3.0;
    // Every name that fits; the last one always, because it is the one that is looked for.
    let every = (1..=slots.len().max(1))
        .find(|n| frame.column * f64::from(u32::try_from(*n).unwrap_or(1)) >= needed);
    let every = every.unwrap_or(slots.len().max(1));
    let named = |i: usize| (slots.len() - 1 - i).is_multiple_of(every);
    let tall = frame.plot.height - TOP - BOTTOM;
    html! {
        g aria-hidden="true" {
            @for (i, slot) in slots.iter().enumerate() {
                @if !filled(frame.plot, i) {
                    rect.hatch x=(px(frame.x(i) - frame.column * 0.5)) y=(px(TOP)) width=(px(frame.column)) height=(px(tall)) {
                        title { (name(slot)) ": no figure" }
                    }
                }
                @if named(i) {
                    text.tick x=(px(frame.x(i))) y=(px(frame.plot.height - 8.0)) text-anchor="middle" { (name(slot)) }
                }
            }
        }
    }
}

fn filled(plot: &Plot, slot: usize) -> bool {
    plot.lines.iter().any(|line| line.points.iter().any(|p| p.slot == slot))
}

fn name(slot: &Slot) -> String {
    match slot {
        Slot::Period(id) => label(&period(id), 24),
        Slot::Gap(n) => format!("{n} years"),
    }
}

fn reference(frame: &Frame) -> Markup {
    html! {
        @if let Some((value, _)) = &frame.plot.reference {
            g aria-hidden="true" {
                line.reference x1=(px(frame.left)) x2=(px(frame.plot.width - 6.0)) y1=(px(frame.y(*value))) y2=(px(frame.y(*value))) {}
            }
        }
    }
}

/// What the reference is called, on the side of it where the last point is not.
fn reference_name(frame: &Frame) -> Markup {
    let last = frame.plot.lines.iter().filter_map(|l| l.points.last()).max_by_key(|p| p.slot);
    html! {
        @if let Some((value, says)) = &frame.plot.reference {
            @let below = last.is_some_and(|p| p.value > *value);
            text.note x=(px(frame.plot.width - 6.0)) y=(px(frame.y(*value) + if below { 15.0 } else { -5.0 })) text-anchor="end" aria-hidden="true" { (label(says, 48)) }
        }
    }
}

/// Lines between neighbours only.
fn strokes(frame: &Frame, line: &Line) -> Markup {
    let mut path = String::new();
    for pair in line.points.windows(2) {
        if pair[1].slot == pair[0].slot + 1 && !pair[1].breaks {
            let (x1, x2) = (frame.x(pair[0].slot), frame.x(pair[1].slot));
            let (y1, y2) = (frame.y(pair[0].value), frame.y(pair[1].value));
            path.push_str(&format!("M{} {}L{} {}", px(x1), px(y1), px(x2), px(y2)));
        }
    }
    html! { @if !path.is_empty() { g class={ "pt " (line.class) } aria-hidden="true" { path.stroke d=(path) {} } } }
}

fn mark(page: &Page, frame: &Frame, line: &Line, point: &Point) -> Markup {
    let (x, y) = (frame.x(point.slot), frame.y(point.value));
    let drawn = html! {
        @if let Some((low, high)) = point.range {
            path.whisker d={ "M" (px(x)) " " (px(frame.y(low))) "V" (px(frame.y(high)))
                "M" (px(x - 4.0)) " " (px(frame.y(low))) "H" (px(x + 4.0))
                "M" (px(x - 4.0)) " " (px(frame.y(high))) "H" (px(x + 4.0)) } {}
        }
        circle.hit cx=(px(x)) cy=(px(y)) r="12" {}
        (shape(line.shape, x, y, 4.5))
    };
    page.mark(line.class, &point.says, &point.home, &drawn)
}
