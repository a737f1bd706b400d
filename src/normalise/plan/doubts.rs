//! What a document leaves in doubt by its form: boxes without an answer, marks of a scan, actions under another's heading.

use super::Walk;
use super::tables::text_of;
use crate::issue::{self, Issue};
use crate::model::place::Place;
use crate::passage::{Text, TextRow};
use crate::vocab::fold;

/// The priority that introduced the actions being read, and the numbers that these bear.
#[derive(Debug, Default)]
pub(super) struct Under {
    number: String,
    place: Option<Place>,
    own: u32,
    others: Vec<(String, Place)>,
}

impl Walk<'_> {
    /// A block introduces a priority: what stood under the one before is judged.
    pub(super) fn under(&mut self, number: &str, place: Option<Place>) {
        let last = std::mem::take(&mut self.under);
        self.under =
            Under { number: number.trim_end_matches('.').to_owned(), place, ..Under::default() };
        // One stray number among its like is a slip; many say that the table mixes priorities.
        if last.number.is_empty() || (last.own as usize) < last.others.len().max(1) {
            return;
        }
        for (number, place) in last.others {
            let message = format!(
                "an action under priority {} is expected to bear its number; this one bears {number}",
                last.number
            );
            let mut found = Issue::new(&issue::PRIORITY_ELSEWHERE, self.path, place, message);
            if let Some(head) = last.place.clone() {
                found = found.against(self.path, head);
            }
            self.issue(found);
        }
    }

    /// An action bears this number.
    pub(super) fn bears(&mut self, number: &str, text: &Text) {
        let number = number.trim_end_matches('.');
        if number.is_empty() || self.under.number.is_empty() {
            return;
        }
        if number == self.under.number {
            self.under.own += 1;
        } else {
            self.under.others.push((number.to_owned(), text.place(0)));
        }
    }

    /// Boxes of a form that ask and get no answer, a run of them as one issue.
    pub(super) fn empty_boxes(&mut self, rows: &[TextRow]) {
        let mut run: Vec<(String, Place)> = Vec::new();
        for n in 0..=rows.len() {
            let asked = rows.get(n).and_then(asks);
            if let Some((words, place)) = asked {
                run.push((words, place));
                continue;
            }
            // Words under a blank label answer the box above them.
            let answers = rows.get(n).is_some_and(|r| {
                r.cells.first().is_none_or(|c| c.is_blank()) && filled(r) == 1 && run.len() == 1
            });
            let run = std::mem::take(&mut run);
            // One label alone may only be wrapped around the answer of its neighbours.
            let several = run.iter().map(|(w, _)| w.matches(':').count()).sum::<usize>() > 1;
            let wanted = run.iter().find(|(words, _)| several && wants(words));
            if let Some((_, place)) = wanted.filter(|_| !answers) {
                let labels: Vec<&str> = run.iter().map(|(w, _)| w.as_str()).collect();
                let message = format!(
                    "an answer is expected; the form leaves it empty: {}",
                    super::mask(&labels.join(" "))
                );
                let place = place.clone();
                self.issue(Issue::new(&issue::ANSWER_EMPTY, self.path, place, message));
            }
        }
    }

    /// Two rows of which one is a broken copy of the other: most words alike and in order, and not all.
    pub(super) fn broken_copies(&mut self, rows: &[TextRow]) {
        let longest = |r: &TextRow| {
            let texts = (0..r.cells.len()).map(|c| text_of(r, c));
            texts.max_by_key(|t| t.len()).unwrap_or_default()
        };
        for pair in rows.windows(2) {
            let (a, b) = (longest(&pair[0]), longest(&pair[1]));
            if a.len().min(b.len()) < 60
                || a.len().max(b.len()) > 1_000
                || !copies(a.as_str(), b.as_str())
            {
                continue;
            }
            let message = "a line is expected once; two lines beside each other say the same in other letters";
            let found = Issue::new(&issue::TEXT_GARBLED, self.path, a.place(0), message);
            self.issue(found.against(self.path, b.place(0)));
        }
    }

    pub(super) fn marks_of_a_scan(&mut self, text: &Text) {
        let message = format!(
            "words are expected; found \"{}\", which a scan left behind",
            super::mask(text.as_str())
        );
        self.issue(Issue::new(&issue::TEXT_GARBLED, self.path, text.place(0), message));
    }
}

fn filled(row: &TextRow) -> usize {
    row.cells.iter().filter(|c| !c.is_blank() && !c.copied).count()
}

/// A label and nothing else in the row.
fn asks(row: &TextRow) -> Option<(String, Place)> {
    let c =
        row.cells.iter().position(|c| !c.is_blank() && !c.copied).filter(|_| filled(row) == 1)?;
    let text = text_of(row, c);
    let s = text.as_str().trim();
    let label = s.ends_with(':') && s.split_whitespace().count() <= 8;
    label.then(|| (s.to_owned(), text.place(0)))
}

/// Words of a label that asks how things went.
fn wants(label: &str) -> bool {
    let l = fold(label);
    ["achievement", "actual", "baseline", "impact", "outcome", "performance", "result", "target"]
        .iter()
        .any(|w| l.contains(w))
}

/// Do most words of the shorter text stand in the longer one in the same order, while some differ?
fn copies(a: &str, b: &str) -> bool {
    let (a, b) = (fold(a), fold(b));
    let (a, b): (Vec<&str>, Vec<&str>) = (a.split(' ').collect(), b.split(' ').collect());
    let n = a.len().min(b.len());
    if n < 10 || a.len().max(b.len()) > 200 {
        return false;
    }
    // The longest common sequence of words, row by row.
    let mut row = vec![0usize; b.len() + 1];
    for x in &a {
        let mut diagonal = 0;
        for (j, y) in b.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = if x == y { diagonal + 1 } else { above.max(row[j]) };
            diagonal = above;
        }
    }
    let common = row[b.len()];
    common * 10 >= n * 6 && common < n && a[0] != b[0]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_copy_is_told_from_another_line() {
        let line = "Tenants are the first concern of the panel and we report to them about all work that is done";
        let broken = "Tenenls are the first concern of the ponel and wc report to them about all work thet is";
        assert!(copies(broken, line));
        assert!(!copies(line, line));
        assert!(!copies(
            "Wardens walk the parks in summer and help the police to keep the peace there",
            line
        ));
    }
}
