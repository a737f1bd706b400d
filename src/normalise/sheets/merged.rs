//! Merged cells: what stands in the first holds for every row they cover.

use crate::grid::{Cell, Held, Row, Span, Value};
use crate::recognise::sheet::evidence::pounds;

/// Merged cells that are looked at.
const SPANS: usize = 20_000;

/// Merged cells hold their value in every row they cover.
pub(super) struct Merged {
    spans: Vec<(Span, Option<Held>)>,
    filled: Vec<(u32, Held)>,
}

impl Merged {
    pub(super) fn new(spans: Vec<Span>) -> Self {
        let tall = spans.into_iter().filter(|s| s.bottom > s.top).take(SPANS);
        Self { spans: tall.map(|s| (s, None)).collect(), filled: Vec::new() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    pub(super) fn fill<'a>(&'a mut self, row: &'a Row<'_>) -> Vec<Cell<'a>> {
        self.filled.clear();
        for (span, held) in &mut self.spans {
            if span.top == row.number {
                // An amount that covers rows is one amount.
                *held = row
                    .at(span.left)
                    .filter(|v| matches!(v, Value::Stamp(_)) || pounds(*v).is_none())
                    .map(Held::of);
            } else if (span.top..=span.bottom).contains(&row.number)
                && row.at(span.left).is_none()
                && let Some(held) = held
            {
                self.filled.push((span.left, held.clone()));
            }
        }
        let own = row.cells.iter().copied();
        let down = self.filled.iter().map(|f| Cell { column: f.0, value: f.1.value() });
        let mut cells: Vec<Cell<'a>> = own.chain(down).collect();
        cells.sort_by_key(|c| c.column);
        cells
    }
}
