//! Statements of direction and rank, kept with their words so that they can be tested.

use std::sync::LazyLock;

use regex::Regex;

use super::prose::near;
use super::subjects::{clause, head_noun, part, turns};
use super::{Frame, Walk, notes};
use crate::model::claim::{Claim, Direction};
use crate::model::document::Stated;
use crate::model::observation::Basis;
use crate::model::period::Period;
use crate::model::place::Seat;
use crate::passage::Text;
use crate::vocab::fold;
use crate::vocab::verbs::{self, Form};
use crate::written::pattern::pattern;
use crate::written::time::{self, Time};

struct Wording {
    pattern: Regex,
    direction: Direction,
}

/// Words of direction. Those listed first claim their stretch.
static WORDINGS: LazyLock<Vec<Wording>> = LazyLock::new(|| {
    let list: &[(&str, Direction)] = &[
        (r"\blowest\b|\brecord low\b|\ball[- ]time low\b", Direction::Lowest),
        (r"\bhighest\b|\brecord high\b", Direction::Highest),
        (
            r"\b(?:remain(?:s|ed)?|stay(?:s|ed)?|is|was|were|has been|held)\s+(?:broadly |largely |relatively )?(?:unchanged|stable|steady|the same|static|level|flat)\b|\bno change\b|\bunchanged\b",
            Direction::Unchanged,
        ),
        (
            r"\b(?:marks? a |show(?:s|ed)? a |been a )?(?:decline in performance|deteriorat\w+|worsen\w*|got worse|significantly worse|worse(?: than)?)\b",
            Direction::Worse,
        ),
        (r"\b(?:marks|marked) a decline\b", Direction::Worse),
        (
            r"\b(?:improv(?:ed|ing|ement)s?(?: (?:of|on|from|in))?|better than|compares? (?:extremely |very )?(?:well|favourably)|comparing (?:very )?well|outperform\w*|best)\b",
            Direction::Better,
        ),
        (
            r"\b(?:reduc(?:ed|tions?|ing)|continu(?:e|ed|es|ing) (?:to (?:reduce|fall|decline|decrease|drop)|to have reductions)|decreas(?:ed|es|ing)|(?:a|further|marked|sharp|steady|slight|significant) (?:decrease|decline|fall|drop)|declin(?:ed|es|ing)|fell|fallen|falls|falling|dropp?(?:ed|s)?|(?:came|gone|is|was|were|are|went|be|been) down|lower(?: than| in)?|fewer(?: than)?|downward(?: trend)?|halved|below)\b",
            Direction::Down,
        ),
        (
            r"\b(?:increas(?:ed|es|ing)|continu(?:e|ed|es|ing) to (?:rise|increase|grow)|(?:an?|further|marked|sharp|steady|slight|significant) (?:increase|rise)|risen|rose|rises|rising|grew|grown|growing|growth|higher(?: than| in)?|upward(?: trend)?|doubled|(?:went|gone|is|was|were|are) up|climb(?:ed|ing)|above|up(?= \d)|up on)\b",
            Direction::Up,
        ),
    ];
    list.iter()
        .map(|(p, direction)| {
            // The regex crate has no look-ahead: a following word is tested by hand where one is named.
            // "Dipped", "has plummeted": verbs of the vocabulary say it too.
            let told = match direction {
                Direction::Down => verbs::any(&["fall"], &[Form::Past, Form::Participle]),
                Direction::Up => verbs::any(&["rise"], &[Form::Past, Form::Participle]),
                Direction::Worse => verbs::any(&["worse"], &[Form::Past, Form::Participle]),
                _ => String::new(),
            };
            let more = if told.is_empty() { told } else { format!(r"|\b(?:{told})\b") };
            let plain = p.replace("(?= to)", "").replace("(?= \\d)", r"\s+(?:by\s+)?\d");
            let pattern = pattern(&format!("(?i){plain}{more}"));
            Wording { pattern, direction: *direction }
        })
        .collect()
});

/// Nearby words that turn a direction into a wish, a purpose or a mere comparison of parts.
static WISH: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:to|towards|will|would|should|aim|in order to|help|risk (?:of|that)|lead to|may|might|could|can|must|work to|activities to|opportunit\w+|if|unless)\s+(?:\w+\s+){0,2}$|^\W*$",
    )
});
static STATED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:has|have|had|is|was|were|are|been|there|continue[sd]?|this|which|saw|seen|shows?|shown|fell|rose|compared|from|since|by|in 20\d\d|down|up|than|reported|recorded|performance|perform|our|the)\b",
    )
});
/// A sentence whose subject is what the one before spoke of.
static GOES_ON: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^\W*(?:\d+(?:\.\d+)*\s+)?(?:(?:in|during|for|since|over) [^,]{3,40}, )?(?:this|these|it|they|that|which|the|our|its|overall|there|but|and|however|both|performance|rates?|figures?|numbers?)\b",
    )
});
/// A word anywhere that stands for what the sentence before spoke of: "..., but this is a decline".
static POINTS_BACK: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\b(?:this|it|they) (?:has|have|had|is|are|was|were)\b"));
static SINCE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)\b(?:since|compared (?:with|to)|than in|on|from|than|against|baseline|before)\b")
});

impl Walk<'_> {
    /// Keeps the claims of a sentence.
    pub(super) fn claims(&mut self, text: &Text, frame: &Frame) {
        let s = text.as_str();
        let measures = self.measures_in(s);
        let numbers = s.bytes().any(|b| b.is_ascii_digit());
        // "Cases have risen" has a subject of its own; "it has risen" takes the one before.
        let carried = self
            .carry
            .measure
            .clone()
            .filter(|_| self.leaning || GOES_ON.is_match(s) || POINTS_BACK.is_match(s));
        let wished = frame.basis == Some(Basis::Target) && !notes::looks_back(s);
        if (frame.promise || wished) && !numbers {
            return;
        }
        let subject = !measures.is_empty()
            || numbers
            || self.vocab.theme_in(s).is_some()
            || talks_of_level(s);
        if !subject || !STATED.is_match(s) {
            return;
        }
        let mut taken: Vec<(usize, usize)> = Vec::new();
        for wording in WORDINGS.iter() {
            for m in wording.pattern.find_iter(s) {
                let (start, end) = (m.start(), m.end());
                // "Has reduced, and we will build on this": the promise is another clause.
                let own = clause(s, start, end);
                let promised = notes::promises(own) && !notes::looks_back(own);
                if taken.iter().any(|t| start < t.1 + 1 && end + 1 > t.0)
                    || promised
                    || !says(s, start, end, wording.direction)
                {
                    continue;
                }
                taken.push((start, end));
                let before = measures.iter().rev().find(|(h, _)| h.start <= end);
                let turned = before.is_some_and(|(h, _)| turns(s, h.end, start));
                let found = before.or(measures.first()).filter(|_| !turned);
                let carried = carried.as_ref().filter(|_| !turned);
                if found.is_none() {
                    let noun = head_noun(&s[..start]);
                    let part = fold(part(s, start, end));
                    self.unnamed.push((self.out.claims.len(), noun, part));
                }
                let (measure, theme) = match found {
                    Some((_, m)) => (m.id.clone(), m.theme.clone()),
                    None => carried.map_or((String::new(), String::new()), |(id, _)| {
                        let theme =
                            self.vocab.measure(id).map_or(String::new(), |m| m.theme.clone());
                        (id.clone(), theme)
                    }),
                };
                self.claim(text, start, end, wording.direction, measure, theme, frame);
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "a claim has this many coordinates")]
    fn claim(
        &mut self,
        text: &Text,
        start: usize,
        end: usize,
        direction: Direction,
        measure: String,
        theme: String,
        frame: &Frame,
    ) {
        let s = text.as_str();
        let times = time::find(s);
        let against = self.against(s, start, end, &times);
        // A claim is about the latest time of its sentence; the earlier ones are what it compares with.
        let year = self.carry.period.or(self.about.period).map(Period::fy_start_year);
        let named = |t: &time::Found| match t.2 {
            Time::Quarter(q) if t.0 < start => year.map(|y| Period::FinancialQuarter(y, q)),
            other => said(other),
        };
        let own = times.iter().filter(|t| !since(s, t.0)).filter_map(named).max();
        let (period, period_basis) = match own {
            Some(p) => (Some(p), Stated::Stated),
            None => match self.carry.period.or(frame.period).or(self.section.period) {
                Some(p) => (Some(p), Stated::Inferred),
                None => (None, Stated::None),
            },
        };
        let place = text.place(start);
        let row = Claim {
            document: self.path.to_owned(),
            nth: Self::nth(&self.out.claims, |c| c.place == place),
            place,
            measure,
            theme,
            area: self.about.area.clone(),
            period,
            period_basis,
            direction,
            against,
            quote: super::mask(near(s, start, end, 220).trim()),
            seat: Seat { sentence: self.sentence, ..Seat::default() },
        };
        self.out.claims.push(row);
    }

    /// The period or the area that a claim compares with.
    fn against(&self, s: &str, start: usize, end: usize, times: &[time::Found]) -> String {
        let area = self
            .vocab
            .areas_in(s)
            .into_iter()
            .find(|(h, _)| h.start >= start.saturating_sub(4) && h.start < end + 90);
        if let Some((_, a)) = area
            .filter(|(h, _)| SINCE.is_match(&s[end.min(h.start)..h.start]) || h.start < end + 30)
        {
            return self.area_id(&a.id);
        }
        let time = times.iter().find(|t| t.0 >= end && since(s, t.0)).and_then(|t| said(t.2));
        time.map_or_else(|| rival(s, start, end), |p: Period| p.to_string())
    }

    /// A direction in a table cell: "Up - worse", "Improving".
    pub(super) fn cell_claim(
        &mut self,
        text: &Text,
        measure: &str,
        theme: &str,
        period: Option<Period>,
    ) {
        let s = text.as_str();
        let direction = DIRECTIONS.iter().find(|(p, _)| p.is_match(s)).map(|(_, d)| *d);
        let Some(direction) = direction else { return };
        let place = text.place(0);
        self.out.claims.push(Claim {
            document: self.path.to_owned(),
            nth: Self::nth(&self.out.claims, |c| c.place == place),
            place,
            measure: measure.to_owned(),
            theme: theme.to_owned(),
            area: self.about.area.clone(),
            period,
            period_basis: if period.is_some() { Stated::Inferred } else { Stated::None },
            direction,
            against: String::new(),
            quote: super::mask(s),
            seat: Seat { sentence: self.sentence, ..Seat::default() },
        });
    }
}

/// "Below the average for our group": what it is compared with, in the words of the text, where that is no time.
fn rival(s: &str, start: usize, end: usize) -> String {
    const TIMES: &[&str] = &[
        "baseline", "before", "expected", "forecast", "last", "level", "month", "planned",
        "previous", "quarter", "target", "that", "those", "year", "years",
    ];
    let word = s[start..end].to_lowercase();
    if !(word.ends_with("than") || word == "below" || word == "above") {
        return String::new();
    }
    let rest = s[end..].split([',', '.', ';', ':', '(']).next().unwrap_or("");
    let words: Vec<&str> = rest.split_whitespace().collect();
    // "Below the Westshire rate of 88.9": the number is the rival's own; "below 2019/20" names a year.
    let end = words.iter().position(|w| w.starts_with(|c: char| c.is_ascii_digit()));
    let year = end.is_some_and(|n| words[n].starts_with("20") || words[n].starts_with("19"));
    let words = &words[..end.unwrap_or(words.len())];
    let timed = year || words.iter().any(|w| TIMES.contains(&w.to_lowercase().as_str()));
    if timed || words.len() > 8 { String::new() } else { words.join(" ") }
}

static DIRECTIONS: LazyLock<Vec<(Regex, Direction)>> = LazyLock::new(|| {
    [
        (r"(?i)\b(?:down|decreas|fall|reduc|lower|▼|↓)", Direction::Down),
        (r"(?i)\b(?:up|increas|ris|higher|▲|↑)", Direction::Up),
        (r"(?i)\b(?:same|stable|unchanged|no change|steady|static|level)", Direction::Unchanged),
        (r"(?i)\b(?:improv|better)", Direction::Better),
        (r"(?i)\b(?:worse|deteriorat|declin)", Direction::Worse),
        (r"[▼↓]", Direction::Down),
        (r"[▲↑]", Direction::Up),
    ]
    .iter()
    .map(|(p, d)| (pattern(p), *d))
    .collect()
});

fn said(t: Time) -> Option<Period> {
    match t {
        Time::Day(_) | Time::DayOfMonth | Time::Quarter(_) | Time::Incoherent => None,
        other => time::as_period(other),
    }
}

fn since(s: &str, at: usize) -> bool {
    let before = near(s, at, at, 30);
    let before = &before
        [..before.len().min(before.find(&s[at..(at + 1).min(s.len())]).unwrap_or(before.len()))];
    SINCE.is_match(before)
}

/// The word states a direction here rather than wishing for one.
fn says(s: &str, start: usize, end: usize, direction: Direction) -> bool {
    let before = &s[..start];
    if part_of_name(s, start, end) {
        return false;
    }
    let after = s[end..].trim_start().to_lowercase();
    let word = s[start..end].to_lowercase();
    // "No higher than 490" is a bound.
    let last = before.split_whitespace().next_back().unwrap_or("").to_lowercase();
    if matches!(last.as_str(), "no" | "not" | "nor") {
        return false;
    }
    let rank = matches!(direction, Direction::Lowest | Direction::Highest);
    if rank {
        // "The third lowest of fifteen" is no lowest.
        let placed = ["second", "third", "fourth", "fifth", "sixth", "next", "2nd", "3rd"];
        let placed = placed.contains(&last.as_str())
            || last.ends_with("th") && last.starts_with(|c: char| c.is_ascii_digit());
        return !placed
            && !after.starts_with("need")
            && !after.starts_with("priority")
            && !after.starts_with("risk");
    }
    let adjective = [
        "resilience",
        "awareness",
        "support",
        "information",
        "confidence",
        "participation",
        "engagement",
        "levels of community",
        "isolation",
    ]
    .iter()
    .any(|w| after.starts_with(w));
    if adjective
        && !before.to_lowercase().contains("has")
        && !before.to_lowercase().contains("have")
    {
        return false;
    }
    let continued = word.starts_with("continue");
    if !continued
        && WISH.is_match(before)
        && !s[..start].to_lowercase().trim_end().ends_with("continued to")
        && !word.ends_with("ed")
    {
        return false;
    }
    // "reducing", "increasing" and "reduced" need a statement around them.
    let lower = before.to_lowercase();
    let participle = word.starts_with("reducing")
        || word.starts_with("increasing")
        || word.starts_with("improving");
    if participle {
        return lower.contains("in terms of")
            || lower.contains("effective")
            || lower.contains(" is ")
            || lower.contains(" are ")
            || after.starts_with("number")
            || lower.contains("seeing");
    }
    true
}

/// "Violence Reduction Partnership": a capital inside a sentence, beside another.
fn part_of_name(s: &str, start: usize, end: usize) -> bool {
    let capital = |w: Option<&str>| w.is_some_and(|w| w.starts_with(char::is_uppercase));
    let here = s[start..end].starts_with(char::is_uppercase);
    here && start > 0
        && (capital(s[end..].split_whitespace().next())
            || capital(s[..start].split_whitespace().next_back()))
}

/// Words that speak of an amount without naming a measure.
fn talks_of_level(s: &str) -> bool {
    let s = s.to_lowercase();
    [
        "rate",
        "number",
        "level",
        "performance",
        "trend",
        "offend",
        "incident",
        "report",
        "average",
        "quarter",
        "referral",
    ]
    .iter()
    .any(|w| s.contains(w))
}
