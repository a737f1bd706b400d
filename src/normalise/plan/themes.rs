//! The theme of a row: its own words, then its measure, its section, its document, and words that count only at last.

use super::{Frame, Walk};

impl Walk<'_> {
    /// The theme of what a row stands under: its activity, then the measure, then the section.
    pub(super) fn theme_for(&self, activity: &str, frame: &Frame, measure: &str) -> String {
        let found = self.vocab.theme_in(activity).map(|t| t.id.clone());
        let by = |s: &str| (!s.is_empty()).then(|| s.to_owned());
        found
            .or_else(|| by(&frame.theme).filter(|_| !frame.activity.is_empty()))
            .or_else(|| by(measure))
            .or_else(|| by(&frame.theme))
            .or_else(|| by(&self.section.theme))
            .unwrap_or_default()
    }

    /// The theme of the document where a row has none. In a plan for one group of people the words "young people" and
    /// "victims" name no other theme, unless a heading does.
    pub(super) fn theme_within(&self, theme: String) -> String {
        let own = self.about.theme.as_str();
        let people = match (own, theme.as_str()) {
            ("youth_justice" | "domestic_abuse", "vulnerable_people") => true,
            ("youth_justice", "exploitation_youth_violence") => theme != self.section.theme,
            _ => false,
        };
        if theme.is_empty() || people { own.to_owned() } else { theme }
    }

    /// The theme of a row, of the document where it has none, and of its own words where the document has none either.
    pub(super) fn theme_or_weak(&self, theme: String, words: &str) -> String {
        let theme = self.theme_within(theme);
        if !theme.is_empty() || !self.section.theme.is_empty() {
            return theme;
        }
        self.vocab.weak_theme_in(words).map_or(theme, |t| t.id.clone())
    }
}
