//! Stretches of a text that are spoken for: no two of them overlap.

use std::collections::BTreeMap;

/// Ends by starts, in bytes.
#[derive(Debug, Default)]
pub struct Claims(BTreeMap<usize, usize>);

impl Claims {
    /// Nothing between these two bytes is spoken for.
    pub fn free(&self, start: usize, end: usize) -> bool {
        self.0.range(..end).next_back().is_none_or(|(_, taken)| *taken <= start)
    }

    /// The end of the stretch that holds this byte.
    pub fn holding(&self, at: usize) -> Option<usize> {
        self.0.range(..=at).next_back().map(|(_, end)| *end).filter(|end| *end > at)
    }

    pub fn take(&mut self, start: usize, end: usize) {
        self.0.insert(start, end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_is_not_free() {
        let mut claims = Claims::default();
        claims.take(4, 7);
        claims.take(10, 12);
        let free = [(0, 4), (7, 10), (12, 20)];
        let taken = [(0, 5), (6, 8), (5, 6), (3, 20), (9, 11), (11, 20)];
        assert!(free.iter().all(|(a, b)| claims.free(*a, *b)));
        assert!(!taken.iter().any(|(a, b)| claims.free(*a, *b)));
        let holding = [3, 4, 6, 7, 11].map(|at| claims.holding(at));
        assert_eq!(holding, [None, Some(7), Some(7), None, Some(12)]);
    }
}
