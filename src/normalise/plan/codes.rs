//! Indicator codes in every spelling. What is no code of its framework is kept as written, with the likely reading beside it.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use super::Walk;
use crate::issue::{self, Issue};
use crate::model::action::{ActionCode, CodeRole};
use crate::model::numeral::NumeralRole;
use crate::passage::Text;
use crate::written::lex::{self, Lexeme};
use crate::written::pattern::pattern;

/// The name of a framework, and the first number behind it. A full form may stand between: "(PSA) 16".
static FRAMEWORK: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(N\.?I\.?s?|PSAs?)\b\)?[\s.,:]*\d|\b(N\.?I\.?|PSA)[.\s]*\d"));
/// What may stand between two numbers of one list.
static BETWEEN: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^\s*(?:(?:,|;|&|/|\.|and|-|–)\s*)*(?:(N\.?I\.?|PSA)[\s.,:]*)?$"));
static NUMBER: LazyLock<Regex> = LazyLock::new(|| pattern(r"\d+"));

/// One code as it stands in the text.
struct Written {
    framework: &'static str,
    start: usize,
    end: usize,
    number: String,
}

impl Walk<'_> {
    /// Takes the codes of a text. They belong to the action with this id, else to the block they stand in.
    pub(super) fn code_lists(&mut self, text: &Text, action: Option<(&str, CodeRole)>) {
        let found = written(text.as_str());
        if found.is_empty() {
            return;
        }
        let own = format!("{}#{}", self.path, text.place(found[0].start));
        let (id, role) =
            action.map_or((own.as_str(), CodeRole::IndicatorOfPriority), |(id, role)| (id, role));
        let mut seen: BTreeMap<(&str, String), u32> = BTreeMap::new();
        for code in &found {
            let n = seen.entry((code.framework, code.number.clone())).or_insert(0);
            *n += 1;
            let occurrence = *n;
            self.code(text, code, id, role, occurrence);
        }
    }

    fn code(&mut self, text: &Text, code: &Written, action: &str, role: CodeRole, occurrence: u32) {
        if self.marks.has(text, code.start) {
            return;
        }
        let number: Option<u32> = code.number.parse().ok();
        let listed = number.and_then(|n| self.vocab.code(code.framework, n));
        let valid = listed.is_some_and(|c| c.valid);
        let label = listed.map_or(String::new(), |c| c.label.clone());
        let likely = if valid { String::new() } else { self.likely(code.framework, &code.number) };
        let place = text.place(code.start);
        // A priority block may repeat a code that stands elsewhere in the same block.
        let key = (action.to_owned(), code.framework, code.number.clone());
        let earlier = self.cited.entry(key).or_insert(0);
        *earlier += 1;
        let occurrence = occurrence.max(*earlier);
        let as_written = text.as_str()[code.start..code.end].to_owned();
        self.code_issues(&place, code.framework, &as_written, valid, &likely, occurrence);
        let record = format!("{action}/{}{}.{occurrence}", code.framework, code.number);
        self.marks.put_value(
            text,
            code.start,
            code.end,
            NumeralRole::Code,
            "",
            number.map(Into::into),
            &record,
        );
        self.out.action_codes.push(ActionCode {
            document: self.path.to_owned(),
            place,
            action_id: action.to_owned(),
            framework: code.framework.to_owned(),
            number: code.number.clone(),
            occurrence,
            code_label: label,
            valid,
            as_written,
            likely,
            role,
        });
    }

    fn code_issues(
        &mut self,
        place: &crate::model::place::Place,
        framework: &str,
        written: &str,
        valid: bool,
        likely: &str,
        occurrence: u32,
    ) {
        if !valid {
            let range = if framework == "NI" { "1 to 199 but 31" } else { "1 to 30" };
            let reading =
                if likely.is_empty() { String::new() } else { format!("; likely {likely}") };
            let message = format!("a {framework} number is {range}; found {written}{reading}");
            self.issue(Issue::new(&issue::CODE_INVALID, self.path, place.clone(), message));
        } else if occurrence > 1 {
            let message = format!(
                "{framework} {written} is expected once in a list; this is mention {occurrence}"
            );
            self.issue(Issue::new(&issue::CODE_REPEATED, self.path, place.clone(), message));
        }
        let year = self.about.period.map(crate::model::period::Period::fy_start_year);
        if let Some(year) = year.filter(|y| *y >= 2012) {
            let message = format!(
                "{framework} codes ended in March 2011; {framework} {written} is cited in a document of {year}"
            );
            self.issue(Issue::new(&issue::CODE_OUTDATED, self.path, place.clone(), message));
        }
    }

    /// Run-together codes split where both halves are codes: `151152` is 151 and 152.
    fn likely(&self, framework: &str, number: &str) -> String {
        let valid = |s: &str| {
            !s.starts_with('0')
                && s.parse()
                    .ok()
                    .and_then(|n| self.vocab.code(framework, n))
                    .is_some_and(|c| c.valid)
        };
        let mut best: Option<(usize, String)> = None;
        for cut in 1..number.len() {
            let (a, b) = number.split_at(cut);
            if valid(a) && valid(b) {
                // Neighbouring numbers are how lists run; equal lengths come next.
                let (x, y): (i64, i64) = (a.parse().unwrap_or(0), b.parse().unwrap_or(0));
                let weight = usize::from((y - x).abs() > 1) * 10 + a.len().abs_diff(b.len());
                if best.as_ref().is_none_or(|x| weight < x.0) {
                    best = Some((weight, format!("{a}, {b}")));
                }
            }
        }
        best.map_or(String::new(), |b| b.1)
    }
}

/// Every code of a text. A list goes on while only separators stand between its numbers.
fn written(s: &str) -> Vec<Written> {
    let mut named = FRAMEWORK.find_iter(s).peekable();
    let mut framework = None;
    let mut out: Vec<Written> = Vec::new();
    for token in lex::tokens(s).into_iter().filter(|t| t.lexeme == Lexeme::Code) {
        while let Some(m) = named.next_if(|m| m.start() <= token.start) {
            framework = Some(if m.as_str().starts_with('P') { "PSA" } else { "NI" });
        }
        let Some((framework, number)) = framework.zip(NUMBER.find(&s[token.start..token.end]))
        else {
            continue;
        };
        out.push(Written {
            framework,
            start: token.start,
            end: token.end,
            number: number.as_str().to_owned(),
        });
    }
    if out.is_empty() {
        return out;
    }
    // Numbers that ran on behind the list, as `151152,153.` after a space.
    let mut extra: Vec<Written> = Vec::new();
    let mut passed = 0;
    for number in NUMBER.find_iter(s) {
        while out.get(passed).is_some_and(|c| c.end <= number.start()) {
            passed += 1;
        }
        if out.get(passed).is_some_and(|c| c.start <= number.start()) {
            continue;
        }
        let listed = passed.checked_sub(1).map(|n| &out[n]);
        let Some(previous) = listed.into_iter().chain(extra.last()).max_by_key(|c| c.end) else {
            continue;
        };
        let gap = &s[previous.end..number.start()];
        let after = s[number.end()..].chars().next();
        // A list goes on right behind its last number.
        let listed = gap.len() <= 40 && gap.contains([',', '&', '.', '/']) && BETWEEN.is_match(gap);
        if listed && !after.is_some_and(|c| c.is_alphabetic() || c == '%') {
            let framework = previous.framework;
            extra.push(Written {
                framework,
                start: number.start(),
                end: number.end(),
                number: number.as_str().to_owned(),
            });
        }
    }
    out.extend(extra);
    out.sort_by_key(|c| c.start);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_in_every_spelling() {
        let cases: &[(&str, &str)] = &[
            ("PSA 21, NI 1, 2", "PSA21 NI1 NI2"),
            ("PSA 23, NI 26, 32, 34, 141,142", "PSA23 NI26 NI32 NI34 NI141 NI142"),
            ("PSA 23, NI, 17, 21, 32", "PSA23 NI17 NI21 NI32"),
            ("PSA 23 & NI 7, 6, 32, 21", "PSA23 NI7 NI6 NI32 NI21"),
            (
                "Indicators - PSA 8,11,12,12, 14,16, 23,25 & NI 22,28,144, 151152,153.",
                "PSA8 PSA11 PSA12 PSA12 PSA14 PSA16 PSA23 PSA25 NI22 NI28 NI144 NI151152 NI153",
            ),
            (
                "\u{2013}PSA 12,14 & NI17,110, 22,21,5,45.46.",
                "PSA12 PSA14 NI17 NI110 NI22 NI21 NI5 NI45 NI46",
            ),
            ("NI 17, NI 21, NI5 & tracker survey", "NI17 NI21 NI5"),
            ("Measures: NI15/16", "NI15 NI16"),
            ("N.I. 39, PSA 25", "NI39 PSA25"),
            ("NI 26, PSA.23 NI 1112", "NI26 PSA23 NI1112"),
            ("NI 17, NI 27, NI195a", "NI17 NI27 NI195"),
            ("(Public Service Agreement (PSA) 16, 23, 14, 25", "PSA16 PSA23 PSA14 PSA25"),
            ("NI 32 - 34", "NI32 NI34"),
            ("(NI 17) from 18.4% (Place Survey 2008) to 16%", "NI17"),
            ("NI 15, 20,28, 212.", "NI15 NI20 NI28 NI212"),
        ];
        for (text, expected) in cases {
            let found: Vec<String> =
                written(text).iter().map(|c| format!("{}{}", c.framework, c.number)).collect();
            assert_eq!(found.join(" "), *expected, "{text}");
        }
    }
}
