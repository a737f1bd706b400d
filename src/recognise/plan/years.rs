//! Times that a document gives once for much of it: of its figures, of its money, of the part of a year it reports on.

use std::sync::LazyLock;

use regex::Regex;

use super::about::{OPENING, REPORT, reports};
use crate::model::period::Period;
use crate::model::place::Place;
use crate::passage::{Element, Passages, Text};
use crate::written::pattern::pattern;
use crate::written::time::{self, Time};

/// "Unless stated otherwise figures are for the 12 months to September 2016."
pub(super) fn figures(passages: &Passages) -> Option<Period> {
    static SAID: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)(?:\bunless\b[^.]{0,40}|\ball (?:of )?(?:the )?|\bthe )(?:figures|data|numbers|statistics|rates)\b[^.]{0,50}\b(?:are|cover|covers|relate|relates|refer|refers)\b(?: to| for| from)?(?: the)?(?: period)?\s*$|\b(?:assessment|analysis|profile)\b[^.]{0,40}\b(?:covers?|covered|look(?:s|ed) at|considers?|considered|based on|examines?|examined)\b[^.]{0,30}$|^\W*(?:data|reporting|time|assessment) period\W+$",
        )
    });
    let of = |text: &Text| {
        let s = text.as_str();
        time::find(s)
            .into_iter()
            .find(|t| SAID.is_match(&s[..t.0]))
            .and_then(|t| time::as_period(t.2))
    };
    passages.elements.iter().take(3 * OPENING).find_map(|element| match element {
        Element::Paragraph(text) | Element::Item(text) | Element::Heading { text, .. } => of(text),
        _ => None,
    })
}

/// "Figures are for quarter 3, 2012/13": the time of the figures from here to the next heading.
pub fn figures_below(s: &str) -> Option<Period> {
    static SAID: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)^\W*(?:\d+\.?\W+)?(?:(?:the|all|these|following|reported)\s+)*(?:figures|data|numbers|statistics|rates|results|information|performance)\b(?:[^.\d]{0,50}\b(?:are|is|cover|covers|relate|relates|refer|refers)\b(?: to| for| from)?(?: the)?(?: period)?|\s+(?:in|for) this)\s*$",
        )
    });
    let found = time::find(s);
    let [(start, end, t)] = found.as_slice() else { return None };
    let said = SAID.is_match(&s[..*start]) && !s[*end..].contains(|c: char| c.is_ascii_digit());
    time::as_period(*t).filter(|_| said)
}

/// "Community safety budget 2011/12": the one council year of a title that speaks of money.
pub(super) fn budget(title: &str) -> Option<Period> {
    let lower = title.to_lowercase();
    let money = ["budget", "funding", "grant"].iter().any(|w| lower.contains(w));
    let found = time::find(title);
    let [(_, _, Time::Period(p @ Period::FinancialYear(_)))] = found.as_slice() else {
        return None;
    };
    money.then_some(*p)
}

/// "For 2024/25 the Commissioner has made available £383,000": the council year of the money that a decision is about.
pub(super) fn funded(opening: &[(bool, Text)]) -> Option<(Period, Place)> {
    static GIVES: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)^[^.;£]{0,120}\b(?:made available|allocated|awarded|set aside|agreed|approved|confirmed|budgeted|granted)\b[^.;£]{0,60}£\s?\d",
        )
    });
    static LEADS: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)(?:^|[.;]\s+)(?:for|in) $"));
    opening.iter().find_map(|(_, text)| {
        let s = text.as_str();
        time::find(s).into_iter().find_map(|(start, end, t)| match t {
            Time::Period(p @ Period::FinancialYear(_))
                if LEADS.is_match(&s[..start]) && GIVES.is_match(&s[end..]) =>
            {
                Some((p, text.place(start)))
            }
            _ => None,
        })
    })
}

/// "Quarter 3 performance report 2018/19", "Half-year report 2015/16": the title of a report on a part of a year.
pub(super) fn part_of_year(text: &Text) -> Option<(bool, Period, Place)> {
    static HALF: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"(?i)\b(?:half[ -]year(?:ly)?|mid[ -]year|six[ -]months?(?:ly)?|first half)\b")
    });
    static TO_DATE: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"(?i)\b(?:to|as at|position at|up to|ending|ended)\s+$"));
    let s = text.as_str();
    if !(REPORT.is_match(s) || reports(s)) {
        return None;
    }
    let found = time::find(s);
    // "Budget monitoring to 30 September 2012", "Performance report April to September 2012".
    let part = found.iter().find_map(|(at, _, t)| match t {
        Time::Day(_) if TO_DATE.is_match(&s[..*at]) => {
            Some((*at, time::as_period(*t)?.year_to_date()?))
        }
        Time::Period(p @ Period::Months(..)) if p.is_part() => Some((*at, *p)),
        _ => None,
    });
    if let Some((at, period)) = part {
        return Some((false, period, text.place(at)));
    }
    let mut years = found.iter().filter_map(|f| match f.2 {
        Time::Period(Period::FinancialYear(y)) => Some((f.0, y)),
        _ => None,
    });
    let mut quarters = found.iter().filter_map(|f| match f.2 {
        Time::Quarter(q) => Some(q),
        _ => None,
    });
    let ((at, year), None) = (years.next()?, years.next()) else { return None };
    let first = Period::FinancialYear(year).first();
    let period = match (quarters.next(), quarters.next()) {
        (Some(q), None) => Period::FinancialQuarter(year, q),
        (None, None) if HALF.is_match(s) => Period::Months(first, first.plus(5)),
        _ => return None,
    };
    Some((false, period, text.place(at)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::text::{self, Dialect};

    #[test]
    fn parts_of_years_in_titles() {
        let cases = [
            ("Quarter 3 performance and budget monitoring report 2018/19", "FY2018-19-Q3"),
            ("Half-year performance report 2015/16", "2015-04..2015-09"),
            ("Revenue budget monitoring to 30 September 2012", "2012-04..2012-09"),
            ("Progress report April to June 2012", ""),
            ("Annual report 2015/16", ""),
            ("Quarter 3 of the plan 2015/16", ""),
        ];
        for (title, expected) in cases {
            let found = part_of_year(&Text::of_line(title, 1));
            assert_eq!(found.map_or(String::new(), |f| f.1.to_string()), expected, "{title}");
        }
    }

    #[test]
    fn figures_and_budgets_of_one_year() {
        let cases = [
            (
                "Unless stated otherwise figures are for the 12 months to September 2016.",
                "2015-10..2016-09",
            ),
            ("All figures cover 2018/19.", "FY2018-19"),
            ("The figures will be published in 2018/19.", ""),
        ];
        for (said, expected) in cases {
            let found = figures(&text::read(said, Dialect::Plain));
            assert_eq!(found.map_or(String::new(), |p| p.to_string()), expected, "{said}");
        }
        let below = [
            ("3.  Figures are for quarter 3, 2012/13", "FY2012-13-Q3"),
            ("5. Figures in this Quarter 2 2013/14 update are cumulative.", "FY2013-14-Q2"),
            ("Data for this report is for 2012/13 and 2013/14", ""),
            ("Figures rose in 2012/13 by 4", ""),
            ("Figures are for 4 wards in 2012/13", ""),
        ];
        for (said, expected) in below {
            let found = figures_below(said);
            assert_eq!(found.map_or(String::new(), |p| p.to_string()), expected, "{said}");
        }
        assert_eq!(budget("Community safety budget 2011/12"), Some(Period::FinancialYear(2011)));
        assert_eq!(budget("Budget 2011/12 to 2012/13 and 2014/15"), None);
        assert_eq!(budget("Community safety plan 2011/12"), None);
    }
}
