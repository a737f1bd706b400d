//! Charts of named rows: bars from zero, and marks along a scale.

use maud::{Markup, html};

use super::axis::{Scale, px};
use super::facts::Home;
use super::figure::{Page, Shape, shape};
use super::words::{clean, label};

/// A row with its name on the left and its value in words on the right.
#[derive(Default)]
pub struct Named {
    pub name: String,
    /// In smaller letters below the name.
    pub below: String,
    pub bars: Vec<Bar>,
    pub marks: Vec<Mark>,
    pub says: String,
}

/// A stretch of a bar. Those of one row follow each other from zero, each side for itself.
pub struct Bar {
    pub class: &'static str,
    pub value: f64,
    pub says: String,
    pub home: Home,
}

pub struct Mark {
    pub class: &'static str,
    pub shape: Shape,
    pub value: f64,
    pub range: Option<(f64, f64)>,
    /// 1: the true value lies here or further right; -1: here or further left.
    pub open: i8,
    pub says: String,
    pub home: Home,
}

pub struct Chart {
    pub title: String,
    pub about: String,
    pub rows: Vec<Named>,
    pub scale: Scale,
    /// A value that all rows are held against, and its name.
    pub reference: Option<(f64, String)>,
    /// What stands behind a number on the axis.
    pub suffix: &'static str,
    pub size: Size,
}

/// A chart across the page, or one of two beside each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    Whole,
    Half,
}

impl Size {
    /// Width of the drawing, of the names on its left and of the values on its right.
    fn widths(self) -> (f64, f64, f64) {
        match self {
            Self::Whole => (1000.0, 290.0, 130.0),
            Self::Half => (500.0, 150.0, 96.0),
        }
    }

    /// Characters of a name on one line.
    fn characters(self) -> usize {
        if self == Self::Whole { 42 } else { 21 }
    }
}

const ROW: f64 = 40.0;
const TOP: f64 = 22.0;
const BOTTOM: f64 = 26.0;

fn x(chart: &Chart, value: f64) -> f64 {
    let (width, left, right) = chart.size.widths();
    left + (width - left - right) * chart.scale.share(value).clamp(-0.01, 1.01)
}

/// Rows of one drawing. The table beside it holds more.
const MOST: usize = 40;

pub fn drawing(page: &Page, chart: &Chart) -> Markup {
    let drawn_rows = chart.rows.len().min(MOST);
    let rows = f64::from(u32::try_from(drawn_rows).unwrap_or(0));
    let height = TOP + ROW * rows + BOTTOM;
    let (t, d) = (page.id(), page.id());
    let (width, _, _) = chart.size.widths();
    html! {
        div.scroll.wide tabindex="0" role="region" aria-label=(clean(&chart.title)) {
            svg viewBox={ "0 0 " (px(width)) " " (px(height)) } role="group" aria-labelledby={ "i" (t) " i" (d) } style={ "--w:" (px(width)) "px" } {
                title id={ "i" (t) } { (clean(&chart.title)) }
                desc id={ "i" (d) } { (clean(&chart.about)) }
                (axis(chart, height))
                @for (i, row) in chart.rows.iter().take(MOST).enumerate() {
                    (drawn(page, chart, row, TOP + ROW * (f64::from(u32::try_from(i).unwrap_or(0)) + 0.5)))
                }
            }
        }
        @if chart.rows.len() > MOST { p.source { "The first " (MOST) " of " (chart.rows.len()) " are drawn; the table holds more." } }
    }
}

fn axis(chart: &Chart, height: f64) -> Markup {
    html! {
        g aria-hidden="true" {
            @for tick in chart.scale.ticks() {
                @let at = px(x(chart, tick));
                line class=(if tick == 0.0 { "zero" } else { "grid" }) x1=(at) x2=(at) y1=(px(TOP)) y2=(px(height - BOTTOM)) {}
                text.tick x=(at) y=(px(height - 8.0)) text-anchor="middle" { (chart.scale.tick(tick)) (chart.suffix) }
            }
            @if let Some((value, name)) = &chart.reference {
                @let at = px(x(chart, *value));
                line.reference x1=(at) x2=(at) y1=(px(TOP)) y2=(px(height - BOTTOM)) {}
                text.note x=(at) y="14" text-anchor="middle" { (label(name, 40)) }
            }
        }
    }
}

fn drawn(page: &Page, chart: &Chart, row: &Named, y: f64) -> Markup {
    let (width, _, _) = chart.size.widths();
    let wide = chart.size.characters();
    let lines = broken(&row.name, wide, if row.below.is_empty() { 2 } else { 1 });
    let below = label(&row.below, wide + 4);
    let count = lines.len() + usize::from(!below.is_empty());
    let first = y + 4.0 - 7.5 * f64::from(u32::try_from(count.saturating_sub(1)).unwrap_or(0));
    let line = |i: usize| px(first + 15.0 * f64::from(u32::try_from(i).unwrap_or(0)));
    html! {
        g aria-hidden="true" {
            @for (i, text) in lines.iter().enumerate() { text.name x="0" y=(line(i)) { (text) } }
            @if !below.is_empty() { text.tick x="0" y=(line(lines.len())) { (below) } }
            text.value x=(px(width)) y=(px(y + 4.0)) text-anchor="end" { (label(&row.says, 24)) }
        }
        (bars(page, chart, row, y))
        @for mark in &row.marks { (marked(page, chart, mark, y)) }
    }
}

fn bars(page: &Page, chart: &Chart, row: &Named, y: f64) -> Markup {
    let (mut up, mut down) = (0.0, 0.0);
    let mut placed = Vec::new();
    for bar in &row.bars {
        let side = if bar.value < 0.0 { &mut down } else { &mut up };
        let (from, to) = (*side, *side + bar.value);
        *side = to;
        let (a, b) = (x(chart, from.min(to)), x(chart, from.max(to)));
        placed.push((bar, a, (b - a).max(1.0)));
    }
    html! {
        @for (bar, from, wide) in placed {
            @let rect = html! { rect class={ "field " (bar.class) } x=(px(from)) y=(px(y - 9.0)) width=(px(wide)) height="18" {} };
            (page.mark("bar", &bar.says, &bar.home, &rect))
        }
    }
}

fn marked(page: &Page, chart: &Chart, mark: &Mark, y: f64) -> Markup {
    let at = x(chart, mark.value);
    let drawn = html! {
        @if let Some((low, high)) = mark.range {
            @let (low, high) = (px(x(chart, low)), px(x(chart, high)));
            path.whisker d={ "M" (low) " " (px(y)) "H" (high) "M" (low) " " (px(y - 4.0)) "V" (px(y + 4.0)) "M" (high) " " (px(y - 4.0)) "V" (px(y + 4.0)) } {}
        }
        @if mark.open != 0 {
            @let to = at + 26.0 * f64::from(mark.open);
            @let back = to - 5.0 * f64::from(mark.open);
            path.whisker d={ "M" (px(at)) " " (px(y)) "H" (px(to)) "M" (px(back)) " " (px(y - 4.0)) "L" (px(to)) " " (px(y)) "L" (px(back)) " " (px(y + 4.0)) } {}
        }
        circle.hit cx=(px(at)) cy=(px(y)) r="12" {}
        (shape(mark.shape, at, y, 5.5))
    };
    page.mark(mark.class, &mark.says, &mark.home, &drawn)
}

/// A name in lines of so many characters, the last one cut where it must be.
fn broken(text: &str, wide: usize, most: usize) -> Vec<String> {
    let text = label(text, 400);
    let mut lines: Vec<String> = vec![String::new()];
    for word in text.split_whitespace() {
        let full = lines.len();
        let Some(last) = lines.last_mut() else { break };
        let fits = last.is_empty() || last.chars().count() + 1 + word.chars().count() <= wide;
        if fits || full == most {
            if !last.is_empty() {
                last.push(' ');
            }
            last.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines.iter().map(|l| label(l, wide)).collect()
}

#[cfg(test)]
mod tests {
    use super::broken;

    #[test]
    fn names_are_broken_between_words_and_cut_at_the_last_line() {
        let cases: [(&str, usize, &[&str]); 4] = [
            ("Anti-social behaviour", 34, &["Anti-social behaviour"]),
            ("one two three four", 8, &["one two", "three f…"]),
            ("abcdefghij", 4, &["abc…"]),
            ("", 4, &[""]),
        ];
        for (text, wide, expected) in cases {
            assert_eq!(broken(text, wide, 2), expected, "{text}");
        }
    }
}
