//! Rows of plain lines under one line of column names that no gap parts: "Parish ASB incidents Rate per 1,000 % of all".
//!
//! The rows say how many columns there are; the names are cut where names of columns begin, if only one cut is best.

use std::sync::LazyLock;

use regex::Regex;

use super::lost::{VALUE, row, words};
use crate::passage::{Layout, Text, TextTable};
use crate::written::pattern::pattern;
use crate::written::time::{self, Time};

/// Fewer rows may be a list of sentences that happen to end alike.
const LEAST_ROWS: usize = 3;
/// What a column's name begins with, whatever its case.
static BEGINS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:rate|number|no\.?|nos\.?|total|all|count|volume|percent(?:age)?|share|proportion|change|difference|variance|average|mean|median|target|actual|baseline|outturn|result|performance|budget|forecast|spend|grant|cost|numeric|population|previous|current|earlier|later|latest|year|q[1-4]|rag|status|rank)$",
    )
});
/// Words after which no name ends, and words with which none begins.
static LEANS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:of|per|to|in|on|the|and|&|a|an|by|vs\.?|from|than|for|with|at|or|against|since|[-\u{2013}\u{2014}/+])$",
    )
});
/// Words that say more of the noun behind them: "% of all ASB".
static QUALIFIES: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)^(?:all|any|each|every|other|no)$"));
/// A name that a time may end: "Target 2018/19", "% difference 2012/13 to 2013/14".
static TIMED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:target|actual|baseline|outturn|result|budget|forecast|change|difference|variance|population|year|performance)$",
    )
});
static QUARTER: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)^q[1-4]$"));
/// A beginning that is worth less than this is none.
const WORTH: i32 = 2;
const NEVER: i32 = i32::MIN;

/// A table that starts at line `i`, and the line after its end.
pub fn table(lines: &[Text], i: usize) -> Option<(TextTable, usize)> {
    let blank = |n: usize| lines.get(n).is_none_or(|l| l.as_str().trim().is_empty());
    if blank(i) || values_of(&lines[i]).is_some_and(|v| v.1.len() > 1) {
        return None;
    }
    // Every line with a blank line behind it is every line.
    let step = if blank(i + 1) { 2 } else { 1 };
    let body = (i + step..lines.len()).step_by(step);
    let body = body.take_while(|n| !blank(*n) && (step == 1 || blank(*n - 1)));
    let mut rows: Vec<(Text, Vec<Text>)> = Vec::new();
    for (label, values) in body.map_while(|n| values_of(&lines[n])) {
        let alike = |first: &(Text, Vec<Text>)| {
            first.1.len() == values.len() && first.0.is_empty() == label.is_empty()
        };
        if values.len() < 2 || label.len() > 80 || !rows.first().is_none_or(alike) {
            break;
        }
        rows.push((label, values));
    }
    let (label, first) = rows.first()?;
    let least = if label.is_empty() { 2 * LEAST_ROWS } else { LEAST_ROWS };
    if rows.len() < least {
        return None;
    }
    let (head, names) = names(&lines[i].trim(), first.len(), label.is_empty())?;
    let end = i + step * rows.len() + 1;
    let body = rows.iter().map(|(label, values)| row(label, values, false));
    let rows = std::iter::once(row(&head, &names, true)).chain(body).collect();
    Some((TextTable { layout: Layout::Columns, rows }, end))
}

/// A line as its label and the values it ends in; a sign that stands apart belongs to the number behind it.
fn values_of(line: &Text) -> Option<(Text, Vec<Text>)> {
    let s = line.as_str();
    let words = words(s);
    let mut values: Vec<(usize, usize)> = Vec::new();
    let mut at = words.len();
    while at > 0 && VALUE.is_match(&s[words[at - 1].0..words[at - 1].1]) {
        let (mut start, end) = words[at - 1];
        at -= 1;
        let number = s[start..end].starts_with(|c: char| c.is_ascii_digit());
        if number
            && at > 0
            && matches!(&s[words[at - 1].0..words[at - 1].1], "+" | "-" | "\u{2013}")
        {
            start = words[at - 1].0;
            at -= 1;
        }
        values.push((start, end));
    }
    if values.is_empty()
        || values.iter().all(|v| !s[v.0..v.1].contains(|c: char| c.is_ascii_digit()))
    {
        return None;
    }
    values.reverse();
    let label = if at == 0 { Text::default() } else { line.slice(0..words[at - 1].1).trim() };
    Some((label, values.iter().map(|v| line.slice(v.0..v.1)).collect()))
}

/// The line cut into what heads the labels and `count` names; None where no cut is better than every other.
fn names(line: &Text, count: usize, unlabelled: bool) -> Option<(Text, Vec<Text>)> {
    let s = line.as_str();
    if s.len() > 200 || s.ends_with(['.', ';', ':', '?']) {
        return None;
    }
    let words = words(s);
    let times = time::find(s);
    let worth = |n: usize| beginning(s, &words, &times, n);
    let starts: Vec<(usize, i32)> =
        (1..words.len()).map(|n| (n, worth(n))).filter(|b| b.1 >= WORTH).collect();
    let wanted = if unlabelled { count - 1 } else { count };
    let chosen = best(&starts, wanted)?;
    let mut cuts: Vec<usize> = chosen.iter().map(|n| words[*n].0).collect();
    let head = if unlabelled {
        cuts.insert(0, 0);
        Text::default()
    } else {
        line.slice(0..cuts[0]).trim()
    };
    let ends = cuts.iter().skip(1).copied().chain([s.len()]);
    Some((head, cuts.iter().zip(ends).map(|(a, b)| line.slice(*a..b).trim()).collect()))
}

/// The `wanted` beginnings that are worth most; None where the last of them is worth no more than one left out.
fn best(starts: &[(usize, i32)], wanted: usize) -> Option<Vec<usize>> {
    let mut ranked = starts.to_vec();
    ranked.sort_by_key(|(n, worth)| (-worth, *n));
    let least = ranked.get(wanted.checked_sub(1)?)?.1;
    if ranked.get(wanted).is_some_and(|next| next.1 == least) {
        return None;
    }
    let mut chosen: Vec<usize> = ranked[..wanted].iter().map(|b| b.0).collect();
    chosen.sort_unstable();
    Some(chosen)
}

/// How much a word looks like the beginning of a column's name.
fn beginning(s: &str, words: &[(usize, usize)], times: &[time::Found], n: usize) -> i32 {
    let word = |n: usize| &s[words[n].0..words[n].1];
    let (w, before) = (word(n), word(n - 1));
    let at = words[n].0;
    // "2015/16 Q1 Q2 Q3 Q4" is a year and its quarters, though "2015/16 Q1" alone is a quarter.
    let quarter = |n: usize| n < words.len() && QUARTER.is_match(word(n));
    if quarter(n) && (quarter(n + 1) || quarter(n - 1)) {
        return 6;
    }
    let inside = times.iter().any(|t| t.0 < at && at < t.1)
        || s[..at].matches('(').count() > s[..at].matches(')').count();
    let form = |w: &str| matches!(w, "%" | "\u{a3}");
    // "1,000 population": the scale of a rate.
    let scale = w.starts_with(char::is_lowercase)
        && before.starts_with(|c: char| c.is_ascii_digit())
        && !times.iter().any(|t| t.1 == words[n - 1].1);
    if inside
        || scale
        || QUALIFIES.is_match(before)
        || LEANS.is_match(before)
        || LEANS.is_match(w)
        || form(before)
        || w.starts_with('(')
    {
        return NEVER;
    }
    let timed = times.iter().find(|t| t.0 == at).map(|t| t.2);
    match timed {
        // "Change 2012/13 to 2013/14" is one name, and so is "Target 2018/19".
        Some(_) if TIMED.is_match(before) => 0,
        Some(Time::DayOfMonth | Time::Incoherent) => 0,
        Some(_) => 6,
        None if form(w) || BEGINS.is_match(w) => 5,
        None if w.starts_with(char::is_uppercase) => {
            // "ASB" after a lower-case word begins a name sooner than one after a name like it.
            if before.starts_with(char::is_uppercase) { 3 } else { 4 }
        }
        None => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::passage::Element;
    use crate::read::text::{Dialect, read};

    fn head(text: &str, count: usize) -> Vec<String> {
        let cut = names(&Text::of_line(text, 1), count, false);
        let all = cut.map(|(head, names)| std::iter::once(head).chain(names).collect::<Vec<_>>());
        all.unwrap_or_default().iter().map(|t| t.as_str().to_owned()).collect()
    }

    #[test]
    fn names_of_columns_are_cut_where_names_begin() {
        let cases: &[(&str, usize, &[&str])] = &[
            (
                "Parish ASB incidents Rate per 1,000 % of all ASB % difference 2012/13 to 2013/14",
                4,
                &[
                    "Parish",
                    "ASB incidents",
                    "Rate per 1,000",
                    "% of all ASB",
                    "% difference 2012/13 to 2013/14",
                ],
            ),
            (
                "Offence May-13 to Apr-14 May-14 to Apr-15 Numeric Percentage",
                4,
                &["Offence", "May-13 to Apr-14", "May-14 to Apr-15", "Numeric", "Percentage"],
            ),
            (
                "Measure Target 2018/19 Actual 2018/19",
                2,
                &["Measure", "Target 2018/19", "Actual 2018/19"],
            ),
            (
                "Offence type 2019/20 2020/21 % change Rate per 1,000 population 2020/21",
                4,
                &[
                    "Offence type",
                    "2019/20",
                    "2020/21",
                    "% change",
                    "Rate per 1,000 population 2020/21",
                ],
            ),
            (
                "Local indicator Target 2015/16 Q1 Q2 Q3 Year",
                5,
                &["Local indicator", "Target 2015/16", "Q1", "Q2", "Q3", "Year"],
            ),
            ("Ward Burglary Robbery Arson", 3, &["Ward", "Burglary", "Robbery", "Arson"]),
            // Which of the three words heads the labels cannot be known.
            ("Ward Burglary Robbery Arson", 2, &[]),
            ("the wards that we looked at", 2, &[]),
        ];
        for (text, count, expected) in cases {
            assert_eq!(head(text, *count), *expected, "{text}");
        }
    }

    #[test]
    fn rows_of_plain_lines_become_a_table() {
        let table = |text: &str| {
            read(text, Dialect::Found).elements.iter().find_map(|e| match e {
                Element::Table(t) => Some(t.rows.len()),
                _ => None,
            })
        };
        let rows =
            "Parish ASB incidents Rate per 1,000\nEast 392 37.1\nWest 692 30.9\nRest of it 8 2.5\n";
        assert_eq!(table(rows), Some(4));
        assert_eq!(table(&rows.replace('\n', "\n\n")), Some(4));
        let bare = "May-13 to Apr-14 May-14 to Apr-15 Numeric Percentage\n";
        let bare = format!("{bare}{}", "54,721 53,036 - 1,685 - 3.1%\n".repeat(6));
        assert_eq!(table(&bare), Some(7));
        let prose =
            "In the years since then we opened centres\nin 2015 2\nand in 2016 3\nand then 4\n";
        assert_eq!(table(prose), None);
    }
}
