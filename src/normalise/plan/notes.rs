//! Issues that one document's words raise on their own: drafts, promises without a number, rates without a scale,
//! values still to come, figures without a period.

use std::sync::LazyLock;

use regex::Regex;

use super::sentence::Sentence;
use super::{Frame, Walk};
use crate::issue::{self, Issue};
use crate::model::amount::Unit;
use crate::model::document::Stated;
use crate::model::observation::{Basis, Observation};
use crate::model::period::Period;
use crate::passage::{Element, Passages};
use crate::vocab::verbs::{self, Form};
use crate::written::pattern::pattern;
use crate::written::time::{self, Time};

/// Verbs that begin a promise, and words inside one.
static PROMISE: LazyLock<Regex> = LazyLock::new(|| {
    let orders = verbs::any(&["order", "lower", "raise"], &[Form::Base]);
    pattern(&format!(
        r"(?i)^\W*(?:we (?:will|aim|plan|want)|to (?:award|fund|provide|deliver|support)|{orders}|fewer|no more than|at least|up to)\b|\b(?:will be|will have|we will|we aim|aims? to|aspire|should be|to be (?:delivered|achieved|agreed|reached)|is to be|our target|by the end of the (?:plan|strategy)|^\W*\d+(?:\.\d+)?% of [^.;:]{{3,70}} to be \w+(?:ed|en)\b|^\W*(?:have|be) (?:no more than|at least|fewer than|less than|more than)\b|will (?:reduce|increase|deliver|reach|train|fund|hold|provide|run|be no|support|receive))\b",
    ))
});
static BACKWARD: LazyLock<Regex> = LazyLock::new(|| {
    let moved = verbs::any(
        &["better", "fall", "lower", "raise", "rise", "worse"],
        &[Form::Past, Form::Participle],
    );
    let went = verbs::any(&["fall", "rise", "worse"], &[Form::Past]);
    let did = verbs::any(&["do"], &[Form::Past]);
    pattern(&format!(
        r"(?i)\b(?:was|were|took place|attended|delivered to|received|has been|have been|had|recorded|reported|there (?:was|were)|we (?:{did}|did|heard|supported|worked)|(?:{moved}) (?:from|to)|(?:has|have) (?:\w+ly |now |also |since )?(?:{moved}|continued)|{went}|went|grew|administered|engaged in|replied|current(?:ly)?|now (?:stands|thinks?|feels?|says?|reports?)|remains?|did)\b"
    ))
});
/// "Officers have issued 87", "outreach engaged 640": it was done.
static PERFECT: LazyLock<Regex> = LazyLock::new(|| {
    let done = verbs::any(&["do"], &[Form::Participle]);
    let did = verbs::any(&["do"], &[Form::Past]);
    pattern(&format!(
        r"(?i)\b(?:has|have) (?:now |also |so far |since |already )?(?:{done})\b|\b(?:{did}) (?:over |more than |some |about )?\d"
    ))
});
static PENDING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:data (?:is |are )?(?:being|still being|to be|not yet|currently being) (?:verified|validated|confirmed|collated|available)|(?:data|figures?|results?|returns?)\b[^.;]{0,50}\b(?:is|are|was|were|have|has) (?:still |currently |now )?(?:being (?:verified|validated|confirmed|collated|checked|compiled)|to be (?:verified|validated|confirmed)|not (?:yet )?(?:been )?(?:available|published|received|released)|awaited|pending)|(?:data|figures?) (?:awaited|pending|to follow)|being verified|to be confirmed|awaiting (?:data|figures|yjb|results)|not yet available|NYA|TBC|data not available|cannot be supplied)\b",
    )
});
/// "Survey not yet complete": what a cell says where a value is still to come, and a sentence may say of anything.
static LATER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:(?:survey|audit|evaluation|study|consultation|data|figures?|results?|analysis|review)\b[^.;]{0,30}\b(?:not (?:yet )?(?:been )?(?:agreed|available|issued|published|received|released|complete[d]?|finished|finalised|run|undertaken|carried out|analysed|reported|collected|collated|concluded|signed off|validated|verified|confirmed)|(?:still )?(?:in progress|under way|underway|being (?:analysed|collected|finalised|processed|run|undertaken))|(?:due|expected|available|to be (?:published|released)) (?:in|on|from|by|at) (?:\w+ ){0,2}(?:20\d\d|january|february|march|april|may|june|july|august|september|october|november|december|spring|summer|autumn|winter))|(?:results?|figures?|data) (?:to follow|outstanding|delayed|embargoed))\b",
    )
});
static CHANGE_WORD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^\W*(?:a |an )?(?:reduction|reduced?|reduce|increased?|increase|decreased?|fewer|improved?|improve|lower|higher|more|better|raise|outputs?|targets?|number (?:of\b|\w+ed)|numbers of|percentage of|proportion of|rate of)\b",
    )
});
/// "Repeat cases to reduce": a direction where a number is expected.
static ONLY_DIRECTION: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^\W*(?:\w+\W+){2,14}to (?:be )?(?:reduced?|fall|decreased?|increased?|rise|improved?|maintained?|continue to (?:fall|rise|improve|reduce|increase))\W*$",
    )
});
/// "Reduce the number of ...": a number is spoken of and none given.
static COUNTED_WORD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^\W*(?:reduce|increase|improve|decrease|raise|lower) the (?:number|percentage|proportion|rate|volume|level)s?\b",
    )
});
/// "Burglary: a reduction in residential burglary", "more referrals - ongoing", "increase reporting of hate crime": more or
/// less of something that is counted.
static SOME_CHANGE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:^\W*(?:\d{1,2}[.)]?\s+)?|[:–—]\s+|\s-\s+)(?:an? )?(?:(?:further |significant |sustained |year on year |continued )?(?:reduction|increase|decrease|fall|drop|rise|improvement) in|fewer|more|less|lower|higher|greater|better|improved|increased|reduced|(?:to )?(?:improve|increase|decrease|reduce|raise|lower|cut))(?: the)?(?: (?:levels?|numbers?|rates?|percentages?|proportions?) of)?((?: [a-z'’-]+){0,3}?) (?:admissions|arrests|attendance|burglar(?:y|ies)|calls|casualties|complaints|completions?|confidence|convictions?|crimes?|deaths|entrants|feelings|incidents|offences|offending|prosecutions|rates?|re-?offending|referrals|reporting|reports|satisfaction|take-?up|trust|victimisation|victims|visits)\b",
    )
});

fn change_of_counted(s: &str) -> Option<(usize, usize)> {
    // "Raise awareness of hate crime" counts no crime.
    const APART: &[&str] =
        &["about", "against", "and", "around", "awareness", "for", "in", "of", "on", "to", "with"];
    let found = SOME_CHANGE.captures(s)?;
    let between = found.get(1).map_or("", |m| m.as_str()).to_lowercase();
    let whole = found.get(0)?;
    let direct = between.split_whitespace().all(|w| !APART.contains(&w));
    direct.then_some((whole.start(), whole.end()))
}

/// "The number of complaints will be reduced": a promise of less or more, and of how much nothing is said.
static WILL_CHANGE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^\W*(?:the |a )?(?:total )?(?:numbers?|percentage|proportion|rates?|levels?|volume) of [^.;:]{3,80} (?:will|should|must) (?:be (?:reduced|cut|lowered|increased|raised|improved)|reduce|decrease|fall|increase|rise|improve)\b",
    )
});
static AGREED_LATER: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\bto be (?:agreed|confirmed|determined|set|finalised)\b"));

pub fn promises(s: &str) -> bool {
    // "Fewer than 1 in 10 residents think" promises nothing.
    let share = s.trim_start().to_lowercase().starts_with("fewer than") && s.contains(" in ");
    PROMISE.is_match(s) && !share
}

/// "We will", "Our targets are:": the list below promises.
pub fn opens_promises(s: &str) -> bool {
    static OPENS: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)\b(?:we (?:will|aim to|plan to|want to(?: see)?|intend to|are going to)(?: (?:also|therefore))?|(?:our|the) targets?(?: (?:is|are))?(?: to)?)\s*:?\s*$",
        )
    });
    OPENS.is_match(s)
}

/// The words say that a value is still to come.
pub(super) fn pending(s: &str) -> bool {
    let alone = s.trim();
    let words =
        ["awaited", "in progress", "outstanding", "pending", "to follow", "under way", "underway"];
    PENDING.is_match(s) || LATER.is_match(s) || words.iter().any(|w| alone.eq_ignore_ascii_case(w))
}

pub fn looks_back(s: &str) -> bool {
    // "90 % say their knowledge has improved": what people will say looks back, and the promise of it does not.
    static SAY: LazyLock<Regex> = LazyLock::new(|| {
        pattern(&format!(r"(?i)\b(?:{})\b.*$", verbs::any(&["tell"], &[Form::Base])))
    });
    let s = SAY.find(s).map_or(s, |m| &s[..m.start()]);
    let lower = s.to_lowercase();
    let ahead = lower.contains("will have") || lower.contains(" to be ");
    let perfect = PERFECT.is_match(s) && !ahead;
    (BACKWARD.is_match(s) || perfect) && !lower.contains("we will")
}

/// More or less of something that is counted, with no number.
pub(super) fn some_change(s: &str) -> bool {
    CHANGE_WORD.is_match(s) || change_of_counted(s).is_some()
}

/// Issues of one sentence.
pub(super) fn sentence(walk: &mut Walk<'_>, sentence: &Sentence, frame: &Frame) {
    let s = sentence.text.as_str();
    let place = |at: usize| sentence.text.place(at);
    let defines = s.contains(" means ") || s.contains(" = ");
    let standing =
        s.split_whitespace().count() <= 6 || !s.to_lowercase().contains("to be confirmed");
    let alone = s.split_whitespace().count() <= 5 && sentence.values.is_empty();
    if let Some(m) = PENDING
        .find(s)
        .or_else(|| LATER.find(s).filter(|_| alone))
        .filter(|m| !defines && standing && (!AGREED_LATER.is_match(m.as_str()) || !frame.measures))
    {
        let message = format!(
            "a value is expected here and the source says \"{}\"; it is missing, not zero",
            m.as_str()
        );
        walk.issue(Issue::new(&issue::MISSING_PENDING, walk.path, place(m.start()), message));
    }
    let ahead = frame.measures || frame.basis == Some(Basis::Target);
    let promised = WILL_CHANGE.find(s);
    if (ahead || promised.is_some()) && sentence.values.is_empty() {
        let at = |m: regex::Match<'_>| m.start();
        let word = || CHANGE_WORD.find(s).or(AGREED_LATER.find(s)).map(at);
        let some =
            || change_of_counted(s).map(|m| m.0).filter(|_| !frame.promise || frame.measures);
        let said = || word().filter(|_| frame.measures).or_else(|| COUNTED_WORD.find(s).map(at));
        let said = || said().or_else(some).or_else(|| ONLY_DIRECTION.find(s).map(at));
        if let Some(start) = promised.map(at).or_else(|| said().filter(|_| ahead)) {
            let shown = super::mask(s);
            let message = format!("a measure is expected to have a number; found \"{shown}\"");
            walk.issue(Issue::new(&issue::TARGET_WITHOUT_NUMBER, walk.path, place(start), message));
        }
    }
    untested(walk, sentence);
    super::agree::sentence(walk, sentence);
    shares(walk, sentence);
    incoherent(walk, sentence);
}

/// "We are below target": how things stand against a target, with neither of the two said.
fn untested(walk: &mut Walk<'_>, sentence: &Sentence) {
    static AGAINST: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)\b(?:is|are|was|were|remains?|currently|performing) (?:\w+ ){0,2}?(?:below|above|behind|ahead of|under|not meeting|missing|exceeding) (?:(?:the|our|its|their) )?targets?\b",
        )
    });
    let s = sentence.text.as_str();
    if let Some(m) = AGAINST.find(s).filter(|_| sentence.values.is_empty()) {
        let message =
            format!("a figure is expected to test \"{}\"; none stands beside it", m.as_str());
        let place = sentence.text.place(m.start());
        walk.issue(Issue::new(&issue::CLAIM_WITHOUT_FIGURES, walk.path, place, message));
    }
}

/// Years that do not follow on each other.
pub(super) fn incoherent(walk: &mut Walk<'_>, sentence: &Sentence) {
    let s = sentence.text.as_str();
    let place = |at: usize| sentence.text.place(at);
    for (start, end, t) in &sentence.times {
        if *t == Time::Incoherent {
            let message = format!(
                "a year is expected; \"{}\" is not one: its years do not follow on each other",
                &s[*start..*end]
            );
            walk.issue(Issue::new(&issue::PERIOD_INCOHERENT, walk.path, place(*start), message));
        }
    }
}

/// "19 of 102 (16%)": the percentage must follow from the counts beside it.
pub(super) fn shares(walk: &mut Walk<'_>, sentence: &Sentence) {
    let s = sentence.text.as_str();
    for pair in sentence.values.windows(2) {
        let [part, whole] = pair else { continue };
        let gap = s[part.end..whole.start].trim().to_lowercase();
        let of = matches!(gap.as_str(), "of" | "of the" | "out of" | "of our");
        if !of
            || part.unit.is_some()
            || whole.unit.is_some()
            || whole.value.is_zero()
            || part.value > whole.value
        {
            continue;
        }
        let beside = sentence.values.iter().filter(|v| v.unit == Some(Unit::Percent)).find(|v| {
            let behind = v.start >= whole.end
                && s[whole.end..v.start].len() <= 25
                && s[v.start..].starts_with('(');
            let ahead = v.end <= part.start && s[v.end..part.start].trim() == "(";
            behind || ahead
        });
        let Some(stated) = beside else { continue };
        let computed = part.value * rust_decimal::Decimal::ONE_HUNDRED / whole.value;
        if (computed - stated.value).abs() > rust_decimal::Decimal::new(6, 1) {
            let message = format!(
                "{} of {} is {} %, not {} %",
                part.value,
                whole.value,
                computed.round_dp(1).normalize(),
                stated.value
            );
            walk.issue(Issue::new(
                &issue::SHARE_DIFFERS,
                walk.path,
                sentence.text.place(stated.start),
                message,
            ));
        }
    }
}

impl Walk<'_> {
    pub(super) fn issue(&mut self, issue: Issue) {
        self.issues.push(issue);
    }

    pub(super) fn rate_without_scale(&mut self, row: &Observation) {
        let value = row.value.map_or(String::new(), |v| v.to_string());
        let message = if row.unit == Unit::Count {
            format!(
                "a rate is expected to state its scale; {value} stands alone and was kept as a plain number"
            )
        } else {
            format!(
                "a rate is expected to state its scale; {value} stands alone and was read as {} because that is how {} is usually given",
                row.unit, row.measure
            )
        };
        let period = row.period;
        self.issue(
            Issue::new(&issue::RATE_WITHOUT_SCALE, self.path, row.place.clone(), message)
                .measure(&row.measure)
                .period(period),
        );
    }

    /// Two measures in one list item: a second capitalised phrase with its own number, without a stop between.
    pub(super) fn run_together(&mut self, sentence: &Sentence) {
        static JOINT: LazyLock<Regex> = LazyLock::new(|| {
            pattern(r"[a-z]\s+(?:[A-Z][a-z]+(?:\s+[a-z]+){0,3})\s+(?:for|from|of|to|with)?\s*$")
        });
        let s = sentence.text.as_str();
        for pair in sentence.values.windows(2) {
            let gap = &s[pair[0].end..pair[1].start];
            let gap_clear = !gap.contains([',', ';', '(', '.', ':']);
            let lower_end = JOINT.find(gap).is_some_and(|m| {
                // The capital must open a new phrase, not a name: a gerund or an imperative.
                let word = m
                    .as_str()
                    .split_whitespace()
                    .find(|w| w.starts_with(|c: char| c.is_uppercase()))
                    .unwrap_or("");
                word.ends_with("ing") || promises(word) || word.ends_with("back")
            });
            if gap_clear && lower_end {
                let at = pair[1].start;
                let message = format!(
                    "one measure is expected in a list item; \"{}\" holds two",
                    super::mask(s)
                );
                self.issue(Issue::new(
                    &issue::MEASURES_RUN_TOGETHER,
                    self.path,
                    sentence.text.place(at),
                    message,
                ));
            }
        }
    }

    /// Issues of the document as a whole.
    pub(super) fn document_notes(&mut self, passages: &Passages) {
        if let Some(place) = self.about.draft.clone() {
            let message = "an adopted document is expected; this one calls itself a draft";
            self.issue(Issue::new(&issue::DRAFT, self.path, place, message));
        }
        self.plan_period(passages);
        self.missing_periods();
    }

    /// "March 2010 to March 2011" counts thirteen months, where a plan has twelve.
    fn plan_period(&mut self, passages: &Passages) {
        let Some(place) = self.about.period_place.clone() else { return };
        let Some(Period::Months(a, b)) = self.about.period else { return };
        let months = a.until(b) + 1;
        if months % 12 == 0 || self.about.titled_report {
            return;
        }
        let inside = passages.elements.iter().find_map(|e| match e {
            Element::Table(t) => t.rows.first().and_then(|r| {
                r.cells.iter().find_map(|c| {
                    let text = c.joined();
                    time::find(text.as_str()).into_iter().find_map(|(at, _, t)| match t {
                        Time::Period(p @ Period::FinancialYear(_)) => Some((p, text.place(at))),
                        _ => None,
                    })
                })
            }),
            _ => None,
        });
        let mut message =
            format!("a plan year of twelve months is expected; {a} to {b} is {months}");
        let mut found = Issue::new(&issue::PERIOD_INCOHERENT, self.path, place, String::new());
        if let Some((p, other)) = inside {
            message = format!("{message}, and the tables below speak of {}", p.label());
            found = found.against(self.path, other);
            // The tables name a council year: actions are planned for it.
            self.about.period_basis = Stated::Inferred;
        }
        found.message = message;
        self.issue(found);
    }

    /// One issue for a section's figures that no period could be found for.
    fn missing_periods(&mut self) {
        let mut last: Option<u32> = None;
        let mut found = Vec::new();
        for o in &self.out.observations {
            let known = !o.measure.starts_with("local.");
            let unclear =
                known && o.period.is_none() && o.basis == Basis::Actual && o.value.is_some();
            let line = o.place.line().unwrap_or(0);
            // One issue a passage is enough: ten lines of successes share one missing year.
            if unclear && last.is_none_or(|l| line > l + 12 || line < l) {
                let value = o.value.map_or(String::new(), |v| v.normalize().to_string());
                let message = format!(
                    "a measured figure is expected to state its period; {value} ({}) has none",
                    o.measure_label
                );
                found.push(
                    Issue::new(&issue::PERIOD_MISSING, self.path, o.place.clone(), message)
                        .measure(&o.measure),
                );
                last = Some(line);
            }
        }
        self.issues.extend(found);
    }
}
