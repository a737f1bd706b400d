//! What a workspace says about documents whose layout cannot be recognised, or is recognised wrongly.

use std::collections::BTreeMap;

use super::period::Period;

/// One `[[source]]` of `saferstats.toml`: what is pinned for the documents that its pattern matches. Empty is not pinned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hint {
    /// A pattern over paths under raw/: `?` one character, `*` any within a folder, `**` any folders.
    pub path: String,
    /// Only this sheet is read; several of the same pattern, each for a sheet of its own, pin each what it names.
    pub sheet: Option<String>,
    /// The row that names the columns, 1-based.
    pub header_row: Option<u32>,
    /// Role to column, which is given by its header or by its letter (`supplier = "Payee"`, `amount = "D"`).
    pub columns: BTreeMap<String, String>,
    /// The unit of the values, as `model::amount::Unit` names it, or `gbp_thousand`, `gbp_million`.
    pub unit: String,
    /// Who paid.
    pub body: String,
    /// GSS code.
    pub area: String,
    pub period: Option<Period>,
    /// A document kind as published, or `not spend`, or `ignore`.
    pub kind: String,
    /// The dialect of extracted text.
    pub dialect: String,
    /// Holds rows about people.
    pub restricted: Option<bool>,
}

impl Hint {
    /// Does the pattern match this path under raw/?
    pub fn matches(&self, document: &str) -> bool {
        let pattern: Vec<&str> = self.path.split('/').collect();
        let path: Vec<&str> = document.split('/').collect();
        folders(&pattern, &path)
    }

    /// This hint, and where it pins nothing, the other.
    fn over(self, under: Self) -> Self {
        let either = |a: String, b: String| if a.is_empty() { b } else { a };
        let mut columns = under.columns;
        columns.extend(self.columns);
        Self {
            path: self.path,
            sheet: self.sheet.or(under.sheet),
            header_row: self.header_row.or(under.header_row),
            columns,
            unit: either(self.unit, under.unit),
            body: either(self.body, under.body),
            area: either(self.area, under.area),
            period: self.period.or(under.period),
            kind: either(self.kind, under.kind),
            dialect: either(self.dialect, under.dialect),
            restricted: self.restricted.or(under.restricted),
        }
    }
}

/// What is pinned for a document: every hint that matches, a later one over an earlier one, field by field.
pub fn of(hints: &[Hint], document: &str) -> Option<Hint> {
    folded(hints.iter().filter(|h| h.matches(document)))
}

/// What is pinned for one sheet of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pinned {
    /// This sheet is read, with what is pinned for it.
    Read(Option<Box<Hint>>),
    /// Other sheets are pinned.
    Other,
}

/// As `of`, without the hints for other sheets. The last pattern that names a sheet decides which sheets are read.
pub fn of_sheet(hints: &[Hint], document: &str, sheet: &str) -> Pinned {
    let own = |h: &&Hint| h.sheet.as_ref().is_none_or(|s| s.eq_ignore_ascii_case(sheet));
    let matching = || hints.iter().filter(|h| h.matches(document));
    let last = matching().rfind(|h| h.sheet.is_some());
    let named = |l: &Hint| matching().any(|h| h.path == l.path && h.sheet.is_some() && own(&h));
    if last.is_some_and(|l| !named(l)) {
        return Pinned::Other;
    }
    Pinned::Read(folded(matching().filter(own)).map(Box::new))
}

fn folded<'a>(mut hints: impl Iterator<Item = &'a Hint>) -> Option<Hint> {
    let first = hints.next()?.clone();
    Some(hints.fold(first, |under, over| over.clone().over(under)))
}

fn folders(pattern: &[&str], path: &[&str]) -> bool {
    match (pattern.split_first(), path.split_first()) {
        (None, None) => true,
        (Some((&"**", rest)), _) => (0..=path.len()).any(|n| folders(rest, &path[n..])),
        (Some((p, pattern)), Some((name, path))) => {
            let (p, name): (Vec<char>, Vec<char>) = (p.chars().collect(), name.chars().collect());
            segment(&p, &name) && folders(pattern, path)
        }
        _ => false,
    }
}

/// Goes back to the last star only, so that no pattern takes longer than pattern times name.
fn segment(pattern: &[char], name: &[char]) -> bool {
    let (mut p, mut n) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while n < name.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, n));
                p += 1;
            }
            Some(c) if *c == '?' || *c == name[n] => {
                p += 1;
                n += 1;
            }
            _ => {
                let Some((at, taken)) = star else { return false };
                star = Some((at, taken + 1));
                p = at + 1;
                n = taken + 1;
            }
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_as_an_analyst_expects() {
        let cases = [
            ("spend/*.csv", "spend/a.csv", true),
            ("spend/*.csv", "spend/2020/a.csv", false),
            ("spend/**/*.csv", "spend/a.csv", true),
            ("spend/**/*.csv", "spend/2020/q1/a.csv", true),
            ("**", "a/b/c", true),
            ("**/plan-?.txt", "plan-1.txt", true),
            ("*a*b*c", "xxaxxbxxc", true),
            ("*a*b*c", "xxaxxbxx", false),
            ("spend", "spend/a.csv", false),
        ];
        for (pattern, path, expected) in cases {
            let hint = Hint { path: pattern.to_owned(), ..Hint::default() };
            assert_eq!(hint.matches(path), expected, "{pattern} {path}");
        }
    }

    #[test]
    fn a_later_hint_lies_over_an_earlier_one() {
        let hint = |path: &str, body: &str, header_row| Hint {
            path: path.to_owned(),
            body: body.to_owned(),
            header_row,
            ..Hint::default()
        };
        let hints = [hint("**", "Town", Some(1)), hint("a/*", "", Some(4)), hint("b/*", "B", None)];
        let found = of(&hints, "a/x.csv").map(|h| (h.body, h.header_row));
        assert_eq!(found, Some(("Town".to_owned(), Some(4))));
        assert!(of(&hints[1..], "c/x.csv").is_none());
    }

    #[test]
    fn sheets_of_one_pattern_are_pinned_each_for_itself() {
        let hint = |path: &str, sheet: Option<&str>, kind: &str| Hint {
            path: path.to_owned(),
            sheet: sheet.map(str::to_owned),
            kind: kind.to_owned(),
            ..Hint::default()
        };
        let hints = [
            hint("**", Some("Data"), ""),
            hint("a.xlsx", Some("Spend"), "spend"),
            hint("a.xlsx", Some("Returns"), "performance_return"),
        ];
        let cases = [
            ("a.xlsx", "SPEND", Some("spend")),
            ("a.xlsx", "Returns", Some("performance_return")),
            ("a.xlsx", "Data", None),
            ("b.xlsx", "Data", Some("")),
            ("b.xlsx", "Notes", None),
        ];
        for (path, sheet, kind) in cases {
            let found = match of_sheet(&hints, path, sheet) {
                Pinned::Read(h) => Some(h.map_or(String::new(), |h| h.kind)),
                Pinned::Other => None,
            };
            assert_eq!(found.as_deref(), kind, "{path} {sheet}");
        }
        assert_eq!(of_sheet(&[], "a.xlsx", "Data"), Pinned::Read(None));
    }
}
