//! Actions in running text, where a table's columns were lost: only what the words themselves say is taken.
//!
//! Two forms say enough. Cells may keep their labels ("Action: ... Lead: ... Deadline: ..."); and below the names of lost
//! columns, or of a numbered priority, a sentence may order something to be done. Which outcome or measure belongs to which
//! action nobody can tell then, so none is given.

use std::sync::LazyLock;

use regex::Regex;

use super::actions::{due, falls_due, numbered, resourced};
use super::{Walk, as_name, mask, notes};
use crate::model::action::CodeRole;
use crate::model::numeral::NumeralRole;
use crate::model::observation::Basis;
use crate::passage::{Element, Text};
use crate::recognise::plan::header::{self, Role};
use crate::vocab::verbs::{self, Form};
use crate::written::pattern::pattern;

/// What the text above says of the actions below.
#[derive(Clone, Debug, Default)]
pub(super) struct Flow {
    /// The names of lost columns were read, and no heading since.
    pub lost: bool,
    /// Number and words of the priority that was named last.
    pub priority: (String, String),
    /// A short numbered line named what follows as things to do: "8. Timetable".
    pub to_do: bool,
    /// The first element behind the labelled action being read.
    pub until: usize,
}

static PRIORITY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\W*(?:(?:Strategic )?Priority|PRIORITY)\s+(\d{1,2}[a-z]?)\s*[:.\x{2013}-]\s*(\S.{2,120})$",
    )
});
/// Verbs that order; what only says how things shall be ("reduce", "fewer", "achieve") is an outcome.
static ORDERS: LazyLock<Regex> = LazyLock::new(|| {
    let orders = verbs::any(&["order"], &[Form::Base]);
    pattern(&format!(
        r"(?i)^\W*(?:We (?:will|shall|plan to|are going to)|Target|Tackling|Work|{orders})\b"
    ))
});
static OUTCOME: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)^\W*(?:achieve|maintain|reach|sustain)\b"));

fn orders_something(s: &str) -> bool {
    let capital = s.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase);
    capital && ORDERS.is_match(s) && !OUTCOME.is_match(s)
}

/// "By March 2011": the end of an order that says when.
static BY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)\bby (?:the )?(?:end of )?((?:\d{1,2} )?[A-Za-z]* ?(?:19|20)\d\d(?:[/-]\d\d)?)\b")
});

/// A heading whose lines are things to do.
static TO_DO: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:actions?|next steps|milestones?|how (?:will )?we (?:will )?deliver|what (?:will )?we (?:will )?do|we will|deliver(?:y|ing|ables?)|work ?plan|forward plan|timetable|timeline|implementation|commitments?|tasks?|to do|recommendations)\b",
    )
});
/// "... - by March 2018", "...: ongoing", "... (June 2019)", "... before it expires in May 2020": an order and, behind it, when.
static DUE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?P<a>.{8,300})(?P<s>\s+(?:by|before|in|during|from|until)\s+|\s*[–—:;,(]\s*|\s+-\s+|\s{3,})(?P<d>(?:(?:the |an? )?(?:end of|mid|early|late|spring|summer|autumn|winter)[ -](?:of )?)?[a-z0-9 /'’–-]{3,30})[).]*\s*$",
    )
});
/// Nothing but a time, or that there is no end.
static ONLY_TIME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:by |from |due |the |an? |end |of |mid|early |late |spring |summer |autumn |winter |and |then |to |until |each |every |[ ,/–-])*(?:on-?going|continuous|continuing|throughout|annual(?:ly)?|monthly|quarterly|onwards|business as usual|bau)?(?: (?:throughout|onwards|on-?going))?$",
    )
});
/// What is to be reached is a target, whenever it is.
static REACHES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^\W*(?:we (?:will|aim to) |to )?(?:achieve|cut|decrease|fewer|increase|improve|less|lower|maintain|more|no more|at least|raise|reduce|the|a|an|this|these|it|there|all|our|in|by|from)\b",
    )
});

/// A labelled stretch: its role, and the bytes of its words.
type Field = (Role, usize, usize);

impl Walk<'_> {
    /// At an element that opens with the label of an action: takes it and what the labels behind it say.
    pub(super) fn labelled_action(&mut self, elements: &[Element], i: usize) {
        if i < self.flow.until {
            return;
        }
        let mut taken: Vec<(&Text, Vec<Field>)> = Vec::new();
        for element in elements[i..].iter().take(12) {
            let Some(text) = running(element) else { break };
            let fields = self.fields(text.as_str());
            let opens = fields.first().is_some_and(|f| f.0 == Role::Action);
            if fields.is_empty() || opens != taken.is_empty() {
                break;
            }
            taken.push((text, fields));
        }
        // One paragraph may hold several actions, one behind the other.
        let mut record: Vec<(&Text, Field)> = Vec::new();
        for (text, field) in taken.iter().flat_map(|(t, fields)| fields.iter().map(|f| (*t, *f))) {
            if field.0 == Role::Action {
                self.record(&std::mem::take(&mut record));
            }
            record.push((text, field));
        }
        self.record(&record);
        self.flow.until = i + taken.len();
    }

    /// One action of its labelled fields; a label alone is none.
    fn record(&mut self, fields: &[(&Text, Field)]) {
        let Some(((text, (_, start, end)), rest)) = fields.split_first() else { return };
        if !rest.iter().any(|f| matches!(f.1.0, Role::Deadline | Role::Lead | Role::Outcome)) {
            return;
        }
        let mut made = self
            .new_action(&text.slice(*start..*end), (&self.flow.priority.0, &self.flow.priority.1));
        let id = crate::schema::row_id(self.path, &made.place, made.nth);
        for (text, (role, start, end)) in fields {
            let part = text.slice(*start..*end);
            let words = mask(part.as_str());
            match role {
                Role::Deadline => {
                    let tokens = crate::written::lex::tokens(part.as_str());
                    tokens.iter().for_each(|t| {
                        self.marks.put(&part, t.start, t.end, NumeralRole::Deadline, "");
                    });
                    due(&mut made, words.trim_end_matches('.'));
                }
                Role::Outcome => made.outcome = words,
                Role::Current => made.current_position = words,
                Role::Resourced => (made.resourced, made.resourcing_note) = resourced(&words),
                Role::Priority => {
                    (made.priority_number, made.priority) = numbered(&as_name(&words));
                }
                _ => {}
            }
            self.code_lists(&part, Some((&id, CodeRole::MeasureOfAction)));
        }
        self.deadline_issues(&made);
        self.out.actions.push(made);
    }

    /// "Launch the charter by September 2023", "Walkabout with the police - February 2018": below a heading of things to do each
    /// line that ends with a time is an action.
    fn dated_orders(&mut self, text: &Text) {
        let ahead =
            TO_DO.is_match(&self.section.heading) && self.section.basis != Some(Basis::Actual);
        if !(ahead || self.flow.to_do) || super::sentence::endless(text.as_str()) {
            return;
        }
        for line in orders(text) {
            let s = line.as_str();
            let Some(c) = DUE.captures(s) else { continue };
            let (Some(words), Some(between), Some(due)) = (c.name("a"), c.name("s"), c.name("d"))
            else {
                continue;
            };
            let (order, said) = (trimmed(words.as_str()), due.as_str());
            // "By March 2024" ends a sentence about anything; a dash or a bracket sets the time apart.
            let apart = order.len() < words.as_str().trim_end().len()
                || !between.as_str().trim().chars().all(char::is_alphabetic)
                || between.as_str().trim().is_empty();
            let told = notes::looks_back(order) || order.contains(". ");
            let target = REACHES.is_match(order) && !apart;
            if !only_when(said) || told || target || order.split_whitespace().count() < 2 {
                continue;
            }
            let text = line.slice(words.start()..words.start() + order.len());
            let mut made = self.new_action(&text, (&self.flow.priority.0, &self.flow.priority.1));
            let when = line.slice(due.start()..due.end());
            for t in crate::written::lex::tokens(said) {
                self.marks.put(&when, t.start, t.end, NumeralRole::Deadline, "");
            }
            super::actions::due(&mut made, said);
            self.deadline_issues(&made);
            self.out.actions.push(made);
        }
    }

    /// The labels of a text that a plan's table has for its columns, each with the words behind it.
    fn fields(&self, s: &str) -> Vec<Field> {
        let mut labels: Vec<(Role, usize, usize)> = Vec::new();
        for (colon, _) in s.match_indices(':') {
            let from = labels.last().map_or(0, |l| l.2);
            let words: Vec<&str> = s[from..colon].split_whitespace().collect();
            // The longest name that ends here, of four words at most.
            let found = (1..=words.len().min(4)).rev().find_map(|n| {
                let first = words[words.len() - n];
                let at = first.as_ptr() as usize - s.as_ptr() as usize;
                let named = first.starts_with(char::is_uppercase);
                let role = header::role_of(&s[at..colon], self.vocab).filter(|_| named)?;
                Some((role, at))
            });
            labels.extend(found.map(|(role, at)| (role, at, colon + 1)));
        }
        let ends = labels.iter().skip(1).map(|l| l.1).chain([s.len()]);
        labels.iter().zip(ends).map(|(l, end)| field(s, l.0, l.2, end)).collect()
    }

    /// A heading or a paragraph may name the priority of what follows.
    pub(super) fn flowed_priority(&mut self, s: &str) {
        if let Some(c) = PRIORITY.captures(s) {
            self.remember_priority(&c[1], c[2].trim());
            self.flow.priority = (c[1].to_owned(), mask(c[2].trim()));
        }
    }

    /// A numbered line of a few words is a heading that its mark does not show.
    pub(super) fn flowed_heading(&mut self, s: &str) {
        let words = s.split_whitespace().count();
        if words <= 6 && !s.trim_end().ends_with(['.', ';', ':']) {
            self.flow.to_do = TO_DO.is_match(s);
        }
    }

    /// An order below a priority: an action where the columns were lost, or where it says by when.
    pub(super) fn flowed_order(&mut self, text: &Text) {
        let s = text.as_str();
        if self.flow.priority.1.is_empty() || super::sentence::endless(s) || !orders_something(s) {
            self.dated_orders(text);
            return;
        }
        let by = BY.captures(s).and_then(|c| c.get(1)).map(|m| m.as_str());
        if !self.flow.lost && by.is_none() {
            return;
        }
        let mut made = self.new_action(text, (&self.flow.priority.0, &self.flow.priority.1));
        // The columns are lost, and what stands below a priority belongs to it.
        if let Some(theme) = self.vocab.theme_in(&self.flow.priority.1) {
            made.theme.clone_from(&theme.id);
        }
        by.into_iter().for_each(|words| due(&mut made, words));
        self.deadline_issues(&made);
        self.out.actions.push(made);
    }
}

/// A time and nothing else.
fn only_when(s: &str) -> bool {
    let mut rest = s.to_owned();
    for (start, end, _) in crate::written::time::find(s).iter().rev() {
        rest.replace_range(*start..*end, " ");
    }
    falls_due(s) && ONLY_TIME.is_match(rest.trim())
}

/// The order without the dash or the colon that sets its time apart.
fn trimmed(words: &str) -> &str {
    words.trim_end().trim_end_matches(['-', '–', '—', ':', ';', ',', '(']).trim_end()
}

/// The lines of a text, each joined with those behind it until one ends with a time.
fn orders(text: &Text) -> Vec<Text> {
    let s = text.as_str();
    let mut starts: Vec<usize> = vec![0];
    for (at, _) in s.match_indices(' ') {
        if text.at(at + 1).0 != text.at(at.saturating_sub(1)).0 {
            starts.push(at + 1);
        }
    }
    let mut out = Vec::new();
    let mut from = 0;
    for (n, _) in starts.iter().enumerate() {
        let end = starts.get(n + 1).copied().unwrap_or(s.len());
        let part = text.slice(from..end).trim();
        let ends = DUE.captures(part.as_str()).is_some_and(|c| only_when(&c["d"]));
        if ends || end == s.len() {
            out.push(part);
            from = end;
        }
    }
    out
}

fn field(s: &str, role: Role, start: usize, end: usize) -> Field {
    let words = s[start..end].trim();
    let words = words.trim_end_matches(['|', ';', '-', '\u{2013}']).trim_end();
    let at = if words.is_empty() { end } else { words.as_ptr() as usize - s.as_ptr() as usize };
    (role, at, at + words.len())
}

/// Running text; a heading that only its shape makes one may be a cell.
fn running(element: &Element) -> Option<&Text> {
    match element {
        Element::Paragraph(t)
        | Element::Item(t)
        | Element::Heading { text: t, strong: false, .. } => Some(t),
        _ => None,
    }
    .filter(|t| t.as_str().contains(':') && !super::sentence::endless(t.as_str()))
}

#[cfg(test)]
mod tests {
    use crate::model::product::Product;
    use crate::normalise::plan::{Context, product};
    use crate::read::text::Dialect;
    use crate::vocab::Vocab;

    fn actions(text: &str) -> (Product, Vec<String>) {
        let vocab = Vocab::embedded();
        let context = Context { vocab: &vocab, area: None, dialect: Dialect::Found };
        let read = product("plan.txt", text, &context).product;
        let shown = read.actions.iter().map(|a| {
            let (n, words, note) = (&a.priority_number, &a.action, &a.deadline_text);
            let last = a.deadline.map_or(String::new(), |d| d.to_string());
            format!("{n}|{words}|{note}|{last}|{}|{}", a.outcome, a.current_position)
        });
        let shown = shown.collect();
        (read, shown)
    }

    #[test]
    fn labels_say_what_lost_columns_held() {
        let text = "# Action plan 2010/11\n\nPriority 2: Tackle anti-social behaviour\n\n\
            Action: Train 40 wardens. Lead: Parks. Deadline: September 2010. Outcome: Fewer complaints. \
            Current position: 12 trained. Indicators: NI 17, PSA 23\n\n\
            Action: Light two parks\n\nLead: Parks\n\nBy when: March 2011\n\nAction: alone\n";
        let (read, shown) = actions(text);
        assert_eq!(
            shown,
            [
                "2|Train 40 wardens.|September 2010|2010-09-30|Fewer complaints.|12 trained.",
                "2|Light two parks|March 2011|2011-03-31||",
            ]
        );
        let id = crate::schema::row_id("plan.txt", &read.actions[0].place, 0);
        let codes: Vec<&str> = read.action_codes.iter().map(|c| c.number.as_str()).collect();
        assert_eq!(codes, ["17", "23"]);
        assert!(read.action_codes.iter().all(|c| c.action_id == id));
    }

    #[test]
    fn below_a_heading_of_things_to_do_a_line_that_ends_with_a_time_is_an_action() {
        let plan = |lines: &str| format!("# Safety plan 2019/20\n\n## Next steps\n\n{lines}\n");
        let cases = [
            ("- Launch the charter (June 2019)", "|Launch the charter|June 2019|2019-06-30||"),
            (
                "- Publish the assessment by May 2019",
                "|Publish the assessment|May 2019|2019-05-31||",
            ),
            (
                "Hold a walkabout with the\npolice - July 2019",
                "|Hold a walkabout with the police|July 2019|2019-07-31||",
            ),
            (
                "- Review the order before it expires in May 2020",
                "|Review the order before it expires|May 2020|2020-05-31||",
            ),
            ("- Meet the board: quarterly", "|Meet the board|quarterly|||"),
            ("- Reduce burglary by 5% by March 2020", ""),
            ("- The board met in May 2019", ""),
            ("- Fund wardens, with a review of the work of the team in the spring by then", ""),
        ];
        for (lines, expected) in cases {
            assert_eq!(actions(&plan(lines)).1.join("; "), expected, "{lines}");
        }
        let numbered = "Report 2019/20\n\n7. Risks\n\nDemand is rising.\n\n8. Timetable\n\n\
            Consult all of the providers - May 2019\nInvite tenders - June 2019\n";
        let found = actions(numbered).1;
        assert_eq!(
            found.last().map(String::as_str),
            Some("|Invite tenders|June 2019|2019-06-30||")
        );
    }

    #[test]
    fn an_order_below_a_priority_is_an_action_and_an_outcome_is_none() {
        let lost = "# Priorities for 2019/20\n\nActivity Expected Outcomes Performance Measure\n\
            Hate Crime\n£10,000\n\nReduce reoffending.\n\nDeliver hate crime training.\n\n\
            Number of attendees at training\n";
        assert_eq!(actions(lost).1, ["|Deliver hate crime training.||||"]);
        let dated = "Priority 3 - Violent crime\n\n- Run school sessions by March 2011\n- Deliver leaflets\n";
        let run = "3|Run school sessions by March 2011|March 2011|2011-03-31||";
        assert_eq!(actions(dated).1, [run]);
    }
}
