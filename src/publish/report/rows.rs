//! Charts of named rows: bars from zero, and marks along a scale.

use maud::{Markup, html};

use super::axis::{Scale, px};
use super::facts::Home;
use super::figure::{self, Key, Page, Shape, figure, shape};
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

/// A chart of rows with everything that its frame needs.
pub struct Chart {
    pub title: String,
    pub about: String,
    pub legend: Vec<Key>,
    pub rows: Vec<Named>,
    /// A value that all rows are held against, and its name.
    pub reference: Option<(f64, String)>,
    /// What stands behind a number on the axis.
    pub suffix: &'static str,
    pub size: Size,
    pub table: Markup,
    pub source: String,
}

/// The chart in its frame; its scale covers every end of a bar, every mark and its interval, and what they are held against.
pub fn framed(page: &Page, chart: Chart) -> Markup {
    let drawing = drawing(page, &chart);
    figure(&figure::Chart {
        title: chart.title,
        about: chart.about,
        legend: chart.legend,
        drawing,
        table: chart.table,
        source: chart.source,
    })
}

impl Named {
    /// The values that a scale has to reach.
    fn ends(&self) -> Vec<f64> {
        let side = |up: bool| -> f64 {
            self.bars.iter().map(|b| b.value).filter(|v| (*v > 0.0) == up).sum()
        };
        let marks = self.marks.iter().flat_map(|m| {
            let range = m.range.map_or([m.value; 2], |(low, high)| [low, high]);
            [m.value, range[0], range[1]]
        });
        [side(true), side(false)].into_iter().chain(marks).collect()
    }
}

fn scale(chart: &Chart) -> Scale {
    let ends = chart.rows.iter().flat_map(Named::ends);
    let beyond = chart.reference.iter().map(|(value, _)| value * 1.2);
    Scale::covering(ends.chain(beyond), if chart.size == Size::Whole { 5.0 } else { 4.0 })
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
            Self::Whole => (1000.0, 300.0, 130.0),
            Self::Half => (500.0, 160.0, 96.0),
        }
    }

    /// Characters of a name on one line.
    fn characters(self) -> usize {
        if self == Self::Whole { 39 } else { 20 }
    }
}

const ROW: f64 = 40.0;
const TOP: f64 = 22.0;
const BOTTOM: f64 = 26.0;

/// Where things lie.
struct Frame<'a> {
    chart: &'a Chart,
    scale: Scale,
}

impl Frame<'_> {
    fn x(&self, value: f64) -> f64 {
        let (width, left, right) = self.chart.size.widths();
        left + (width - left - right) * self.scale.share(value).clamp(-0.01, 1.01)
    }
}

/// Rows of one drawing. The table beside it holds more.
const MOST: usize = 40;

fn drawing(page: &Page, chart: &Chart) -> Markup {
    let frame = Frame { chart, scale: scale(chart) };
    let drawn_rows = chart.rows.len().min(MOST);
    let rows = f64::from(u32::try_from(drawn_rows).unwrap_or(0));
    let height = TOP + ROW * rows + BOTTOM;
    let (t, d) = (page.id(), page.id());
    let (width, _, _) = chart.size.widths();
    html! {
        div.scroll.wide tabindex="0" role="region" aria-label=(clean(&chart.title)) {
            svg viewBox={ "0 0 " (px(width)) " " (px(height)) } role="group" aria-labelledby={ (t) " " (d) } style={ "--w:" (px(width)) "px" } {
                title id=(t) { (clean(&chart.title)) }
                desc id=(d) { (clean(&chart.about)) }
                (axis(&frame, height))
                @for (i, row) in chart.rows.iter().take(MOST).enumerate() {
                    (drawn(page, &frame, row, TOP + ROW * (f64::from(u32::try_from(i).unwrap_or(0)) + 0.5)))
                }
            }
        }
        @if chart.rows.len() > MOST { p.source { "The first " (MOST) " of " (chart.rows.len()) " are drawn; the table holds more." } }
    }
}

fn axis(frame: &Frame, height: f64) -> Markup {
    html! {
        g aria-hidden="true" {
            @for tick in frame.scale.ticks() {
                @let at = px(frame.x(tick));
                line class=(if tick == 0.0 { "zero" } else { "grid" }) x1=(at) x2=(at) y1=(px(TOP)) y2=(px(height - BOTTOM)) {}
                text.tick x=(at) y=(px(height - 8.0)) text-anchor="middle" { (frame.scale.tick(tick)) (frame.chart.suffix) }
            }
            @if let Some((value, name)) = &frame.chart.reference {
                @let at = px(frame.x(*value));
                line.reference x1=(at) x2=(at) y1=(px(TOP)) y2=(px(height - BOTTOM)) {}
                text.note x=(at) y="14" text-anchor="middle" { (label(name, 40)) }
            }
        }
    }
}

fn drawn(page: &Page, frame: &Frame, row: &Named, y: f64) -> Markup {
    let (width, _, _) = frame.chart.size.widths();
    let wide = frame.chart.size.characters();
    let lines = broken(&row.name, wide, if row.below.is_empty() { 2 } else { 1 });
    let below = label(&row.below, wide + 2);
    let count = lines.len() + usize::from(!below.is_empty());
    let first = y + 4.0 - 7.5 * f64::from(u32::try_from(count.saturating_sub(1)).unwrap_or(0));
    let line = |i: usize| px(first + 15.0 * f64::from(u32::try_from(i).unwrap_or(0)));
    html! {
        g aria-hidden="true" {
            @for (i, text) in lines.iter().enumerate() { text.name x="0" y=(line(i)) { (text) } }
            @if !below.is_empty() { text.tick x="0" y=(line(lines.len())) { (below) } }
            text.value x=(px(width)) y=(px(y + 4.0)) text-anchor="end" { (label(&row.says, 24)) }
        }
        (bars(page, frame, row, y))
        @for mark in &row.marks { (marked(page, frame, mark, y)) }
    }
}

fn bars(page: &Page, frame: &Frame, row: &Named, y: f64) -> Markup {
    let (mut up, mut down) = (0.0, 0.0);
    let mut placed = Vec::new();
    for bar in &row.bars {
        let side = if bar.value < 0.0 { &mut down } else { &mut up };
        let (from, to) = (*side, *side + bar.value);
        *side = to;
        let (a, b) = (frame.x(from.min(to)), frame.x(from.max(to)));
        placed.push((bar, a, (b - a).max(1.0)));
    }
    html! {
        @for (bar, from, wide) in placed {
            @let rect = html! { rect class={ "field " (bar.class) } x=(px(from)) y=(px(y - 9.0)) width=(px(wide)) height="18" {} };
            (page.mark("bar", &bar.says, &bar.home, &rect))
        }
    }
}

fn marked(page: &Page, frame: &Frame, mark: &Mark, y: f64) -> Markup {
    let at = frame.x(mark.value);
    let drawn = html! {
        @if let Some((low, high)) = mark.range {
            @let (low, high) = (px(frame.x(low)), px(frame.x(high)));
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
