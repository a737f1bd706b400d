//! Something wrong, or worth knowing, at a place: what code may branch on, and what `explain` explains.
//!
//! A stage never fails; it returns its product and the issues it met, together, as [`Noted`].

use crate::model::period::Period;
use crate::model::place::Place;
use crate::model::stored::{stored, words};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    Error,
    Warning,
    Info,
}

impl Severity {
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Error, Self::Warning, Self::Info].into_iter().find(|s| s.name() == name)
    }
}

/// A rule with its documentation. Codes are stable; severities can be set in `[checks]`.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    pub code: &'static str,
    pub severity: Severity,
    /// What it means, in one sentence.
    pub about: &'static str,
    /// Why it matters.
    pub why: &'static str,
    /// What to do.
    pub fix: &'static str,
}

stored! {
/// One finding. `other_*` is the second place of a contradiction.
#[derive(Clone, Debug)]
pub struct Issue {
    pub rule: String,
    pub severity: Severity,
    /// What was expected and what was found.
    pub message: String,
    pub hint: String,
    pub measure: String,
    pub period: Option<Period>,
    pub document: String,
    pub place: Place,
    pub other_document: String,
    pub other_place: Option<Place>,
}
}

words! {
    Severity: Error Warning Info;
}

impl Issue {
    pub fn new(rule: &Rule, document: &str, place: Place, message: impl Into<String>) -> Self {
        Self {
            rule: rule.code.to_owned(),
            severity: rule.severity,
            message: message.into(),
            hint: rule.fix.to_owned(),
            measure: String::new(),
            period: None,
            document: document.to_owned(),
            place,
            other_document: String::new(),
            other_place: None,
        }
    }

    #[must_use]
    pub fn measure(mut self, measure: &str) -> Self {
        measure.clone_into(&mut self.measure);
        self
    }

    #[must_use]
    pub fn period(mut self, period: Option<Period>) -> Self {
        self.period = period;
        self
    }

    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    #[must_use]
    pub fn against(mut self, document: &str, place: Place) -> Self {
        document.clone_into(&mut self.other_document);
        self.other_place = Some(place);
        self
    }
}

/// A product and what was noticed while making it.
#[derive(Clone, Debug)]
pub struct Noted<T> {
    pub product: T,
    pub issues: Vec<Issue>,
}

impl<T> Noted<T> {
    pub fn plain(product: T) -> Self {
        Self { product, issues: Vec::new() }
    }

    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Noted<U> {
        Noted { product: f(self.product), issues: self.issues }
    }
}

macro_rules! rules {
    ($($name:ident = $code:literal, $severity:ident, $about:literal, $why:literal, $fix:literal;)*) => {
        $(pub static $name: Rule = Rule {
            code: $code, severity: Severity::$severity, about: $about, why: $why, fix: $fix,
        };)*
        /// Every rule that code can raise; rules written in SQL are listed beside their query.
        pub static RULES: &[&Rule] = &[$(&$name),*];
    };
}

rules! {
    UNREADABLE = "unreadable", Error,
        "The file could not be read at all.",
        "A document that cannot be read contributes nothing, and its figures are missing from every table.",
        "Open the file by hand; save it again in a plain format and put it back.";
    UNSETTLED = "document-unsettled", Warning,
        "The file changed while it was read.",
        "What was read may be half of the old and half of the new; it is read again in the next run.",
        "Let the documents arrive before the run starts, or copy them under another name and rename.";
    DOCUMENT_MISSING = "document-missing", Error,
        "A document that the workspace expects has not arrived in time.",
        "Its figures are missing from every table, and a total over them is too low.",
        "Ask whoever sends it; change [[expect]] where it is no longer due.";
    DOCUMENT_STALE = "document-stale", Warning,
        "The newest document of a kind is older than the workspace allows.",
        "A report that is refreshed every morning may show the figures of a month ago.",
        "Ask whoever sends it; change [[expect]] where it comes less often.";
    ROWS_MOVED = "rows-moved", Error,
        "A table gained or lost more rows overnight than [checks.max_change] allows.",
        "A file that arrived by half looks like a fall in whatever it counts.",
        "Compare the document with the one before; raise the limit where the change is real.";
    FIGURE_MOVED = "figure-moved", Error,
        "A figure was revised by more than [checks.max_change] allows.",
        "A slip of a digit looks like a revision.",
        "Compare the document with the one before; raise the limit where the revision is real.";
    EMPTY_DOCUMENT = "empty-document", Warning,
        "The file holds no text and no cells.",
        "An empty file usually means that an export or a download failed.",
        "Fetch the document again.";
    BINARY_DOCUMENT = "binary-document", Error,
        "The content is neither text nor a workbook that is known here.",
        "Reading bytes as words would invent figures.",
        "Convert the document to text, HTML, CSV or a workbook first.";
    ENCODING_REPAIRED = "encoding-repaired", Info,
        "The text was not UTF-8 and was decoded as another encoding.",
        "A pound sign or a dash may have been read wrongly if the guess was wrong.",
        "Look at the pounds and dashes in the quotes; save the source as UTF-8 to be sure.";
    ENCODING_DOUBTFUL = "encoding-doubtful", Warning,
        "Some bytes belong to no encoding that was tried and were replaced.",
        "A replaced byte may have been part of a name or a number.",
        "Save the source as UTF-8.";
    UNRECOGNISED = "unrecognised", Warning,
        "The document was read, but nothing in it was recognised as data.",
        "Its rows are counted and none of them reached a table.",
        "If it should hold data, pin its layout with a [[source]] hint; else move it out of raw/.";
    LINK_REFUSED = "link-refused", Warning,
        "A link or a special file under raw/ was not followed.",
        "Following it could read outside the workspace or never end.",
        "Copy the document into raw/.";
    VALUES_DISAGREE = "values-disagree", Warning,
        "The same measure, area and period stands with different values.",
        "Both cannot be true; neither is chosen.",
        "Ask the owner of the document which one holds.";
    DRAFT = "draft", Info,
        "The document calls itself a draft.",
        "Figures in a draft may change before it is adopted.",
        "Replace it by the adopted version when there is one.";
    PERIOD_INCOHERENT = "period-incoherent", Warning,
        "A period does not hold together: it is not a year, ends before it starts, or spans thirteen months.",
        "Every figure that takes its year from it inherits the doubt.",
        "Compare the heading with the body of the document.";
    PERIOD_MISSING = "period-missing", Warning,
        "A measured figure has no stated period.",
        "Without a period it cannot join a series or be compared with a target.",
        "Find the year it speaks of; a plan's successes usually belong to the year before.";
    RATE_WITHOUT_SCALE = "rate-without-scale", Warning,
        "A rate stands without its scale or denominator.",
        "0.04 per 1,000 and 0.04 % differ by a factor of four hundred.",
        "The unit was taken from the usual definition of the measure; check it.";
    MISSING_PENDING = "missing-pending", Warning,
        "The source says that a value is still to come.",
        "A value to come is missing, not zero.",
        "Ask for the figure; it is published as missing until then.";
    TARGET_WITHOUT_NUMBER = "target-without-number", Warning,
        "A performance measure promises a change without a number.",
        "It cannot be tested afterwards.",
        "Ask for the number and the baseline.";
    ANSWER_EMPTY = "answer-empty", Warning,
        "A form asks for performance, outcomes or an impact and the box is empty.",
        "What was not answered is missing, not zero and not good.",
        "Ask whoever filled in the form.";
    TEXT_GARBLED = "text-garbled", Warning,
        "A scan left marks that are no words, or a broken copy of the line beside it.",
        "A figure in such a place may be lost or wrong.",
        "Compare with the paper or with another copy of the document.";
    PRIORITY_ELSEWHERE = "priority-elsewhere", Warning,
        "An action bears the number of another priority than the one it stands under.",
        "Counts by priority depend on which of the two holds; the printed number was kept.",
        "Ask the author which priority the action serves.";
    MEASURES_RUN_TOGETHER = "measures-run-together", Info,
        "One list item holds two measures.",
        "The extractor or the author lost a bullet; both measures were kept apart.",
        "Check that the two were split at the right word.";
    PART_OF_ITEM = "part-of-item", Info,
        "An amount is a part of the item beside it and is not added to it.",
        "Adding both would count the money twice.",
        "Nothing to do where the parts make up the item.";
    PARTS_DIFFER = "parts-differ", Warning,
        "The parts of an item do not make up the item.",
        "Either the part, the number of parts or the item is wrong.",
        "Compare with the grant agreement.";
    DEADLINE_AFTER_PLAN = "deadline-after-plan", Warning,
        "A deadline falls after the end of the plan.",
        "The action cannot be reported inside the plan it belongs to.",
        "Check whether the year is a slip.";
    DEADLINE_BEFORE_PLAN = "deadline-before-plan", Warning,
        "A deadline falls before the plan starts.",
        "The action would have been over before the plan began.",
        "Check whether the year is a slip.";
    DEADLINE_OPEN = "deadline-open", Info,
        "An action has no end.",
        "It can never be late, and so never be judged.",
        "Ask for a date by which it is reviewed.";
    DEADLINE_UNREADABLE = "deadline-unreadable", Info,
        "A deadline could not be read as a date.",
        "The action is kept without a date and is never listed as late.",
        "Write the deadline as a month and a year.";
    CODE_INVALID = "code-invalid", Warning,
        "An indicator code is not one of its framework.",
        "It was kept as written; no valid code was invented in its place.",
        "Codes that ran together are often two: the likely reading stands beside it.";
    CODE_REPEATED = "code-repeated", Info,
        "An indicator code stands twice in one list.",
        "Counting it twice would overstate how much an action answers to.",
        "Nothing to do; the second mention is numbered.";
    CODE_OUTDATED = "code-outdated", Info,
        "An indicator code is cited after its framework had ended.",
        "National Indicators and PSAs ended by March 2011; a later citation is history.",
        "Check which measure replaced it.";
    UNIT_UNFIT = "unit-unfit", Warning,
        "A value has a unit that does not fit its measure.",
        "A percentage for a count is usually a change, not a level.",
        "Read the sentence and correct the source.";
    CLAIM_WITHOUT_FIGURES = "claim-without-figures", Warning,
        "A claim of direction or comparison has no figure to test it.",
        "A reader would have to take it on trust.",
        "Ask for the earlier figure or the comparator's.";
    CLAIM_CONTRADICTED = "claim-contradicted", Error,
        "A claim of direction does not hold on the figures beside it.",
        "Publishing it would repeat an untrue statement.",
        "Read the arithmetic in the message and correct the source.";
    CLAIM_LAST_PERIOD_ONLY = "claim-last-period-only", Warning,
        "A claim of direction holds for the last period only.",
        "The series went the other way before; the claim is true of one year, not of the run.",
        "Quote the whole series.";
    CLAIM_LEVEL_NOT_LOW = "claim-level-not-low", Info,
        "\"Lowest since\" names an old level, not a low.",
        "The figure named is the value of that year, and higher: what was the lowest before it is not said.",
        "Quote the year and its value as a comparison.";
    CHANGE_DIFFERS = "change-differs", Warning,
        "A stated percent change does not follow from the two figures.",
        "One of the three numbers is wrong.",
        "Recompute from the source figures.";
    RATE_DIFFERS = "rate-differs", Error,
        "A stated rate does not follow from its count and population.",
        "The rate or the count is of another period, another scale, or wrong.",
        "Ask which period and which population the rate was made with.";
    TOTAL_DIFFERS = "total-differs", Error,
        "The items do not sum to the stated total.",
        "Money is missing, counted twice, or belongs elsewhere.",
        "Compare the items with the grant letter.";
    TOTAL_NOT_STATED = "total-not-stated", Warning,
        "A programme has items and no stated total.",
        "The sum of its items cannot be checked against anything.",
        "Find the grant letter or the budget report.";
    TOTAL_AGREES = "total-agrees", Info,
        "The items sum to the total that a document states.",
        "A reconciliation that holds is worth knowing.",
        "Nothing to do.";
    PROGRAMME_INFERRED = "programme-inferred", Info,
        "A plan names no programme; one was inferred because its items sum to that programme's stated total.",
        "The link is a rule, not a statement.",
        "Check that the plan allocates that grant.";
    LINE_GONE = "line-gone", Warning,
        "A budget line has no successor in the following year.",
        "Its money went elsewhere or was cut, and the plan does not say which.",
        "Ask where the activity is funded now.";
    PART_YEAR_REMAINDER = "part-year-remainder", Info,
        "Figures for parts of a year leave a remainder that no figure explains.",
        "The missing quarters may tell another story than the quoted ones.",
        "Ask for all four quarters.";
    SERIES_SHARE_EXCEEDS = "part-exceeds-whole", Error,
        "A part is larger than its whole.",
        "One of the two figures is wrong.",
        "Compare both with the source system.";
    INTERNAL_ERROR = "internal-error", Error,
        "The program failed while it read this document; the others were read.",
        "Nothing of the document was published, and its figures are missing from every table.",
        "This is a fault of the program: report it with the message and, if you may, the document.";
    SHARE_DIFFERS = "share-differs", Warning,
        "A stated percentage does not follow from the two counts beside it.",
        "One of the three numbers is wrong.",
        "Recompute the share from the counts.";
    CUMULATIVE_FALLS = "cumulative-falls", Warning,
        "A cumulative figure falls within its year.",
        "A running total can only grow; either it is not cumulative or a figure was corrected.",
        "Ask whether the measure is cumulative or for the quarter.";
    LAYOUT_INFERRED = "layout-inferred", Info,
        "No header names a column; its meaning was taken from what it holds.",
        "A guess that is wrong moves money to the wrong payee or takes the wrong amount.",
        "Look at a few rows; pin the columns with a [[source]] hint to be sure.";
    SHEET_SKIPPED = "sheet-skipped", Info,
        "A sheet of a workbook, or a table in it, was not read while others were: it holds words, a summary or workings.",
        "Its rows were counted and none of them reached a table.",
        "If it should be read, pin its layout with a [[source]] that names the sheet.";
    ROW_REJECTED = "row-rejected", Warning,
        "Rows of a table of payments could not be read as payments.",
        "Their money is missing from every table; each row stands in rejected_row with its reason.",
        "Read the rejected rows and correct the source.";
    DATE_UNREADABLE = "date-unreadable", Warning,
        "Payments have no day that can be read.",
        "They are kept without a date and fall into no month.",
        "Correct the dates in the source.";
    CONTROL_TOTAL_MET = "control-total-met", Info,
        "A total in the file equals the rows above it.",
        "Nothing of the file was lost or counted twice.",
        "Nothing to do.";
    CONTROL_TOTAL_DIFFERS = "control-total-differs", Warning,
        "A total in the file does not equal the rows it stands under.",
        "Rows are missing, were counted twice, or the total is wrong.",
        "Compare with the publisher's own sum.";
    SHEET_HIDDEN = "sheet-hidden", Info,
        "Payments were read from hidden rows or a hidden sheet.",
        "Whoever opens the workbook does not see them.",
        "Check that they are meant to be published.";
    SHEET_BROKEN = "sheet-broken", Error,
        "A workbook or a sheet could not be read to its end.",
        "What stands behind the fault is missing from every table.",
        "Open the file by hand and save it again.";
    REFERENCE_ROW = "reference-row", Warning,
        "A row of a population or price table could not be read.",
        "Rates and real terms that need it are left empty.",
        "Correct the row; the columns are named in the README of the worked example.";
    FIGURE_ROW = "figure-row", Warning,
        "A row of a table of figures could not be placed: it has no area, no measure or no label.",
        "Its figures are missing from every table; the row stands in rejected_row as it was read.",
        "Correct the row, or pin the columns with a [[source]] hint.";
    RATE_SUMMED = "rate-summed", Error,
        "A rate of a country or region cannot be one: it is the sum of the rates of its parts, or far above all of them.",
        "Rates have no sum; whoever compares an area with it concludes the opposite of the truth.",
        "Take counts and populations of the parts and divide their sums.";
    COUNTING_INFERRED = "counting-inferred", Info,
        "A return does not say whether its quarters are cumulative; it was seen by their sum or by their rise to the outturn.",
        "A cumulative figure read as a quarter's own counts the year twice.",
        "Say in the return how each measure counts.";
    COUNTING_UNKNOWN = "counting-unknown", Info,
        "A return does not say whether its quarters are cumulative, and nothing shows it.",
        "The figures were taken as each quarter's own, and marked as inferred.",
        "Say in the return how each measure counts.";
    RAG_DIFFERS = "rag-differs", Warning,
        "A status says something else than the figure and the target beside it.",
        "Readers look at the colour first.",
        "Compare the status with the tolerance that the return works with.";
    VALUES_MISSING = "values-missing", Info,
        "Cells that could hold an amount say that there is none.",
        "Missing is not zero: they are left out of every sum.",
        "Nothing to do, unless the amount is known elsewhere.";
    COLUMN_SKIPPED = "column-skipped", Info,
        "A column of a table of figures was left out.",
        "Its cells reached no table.",
        "If it holds values, pin its role with a [[source]] hint.";
    COUNTS_WITHHELD = "counts-withheld", Info,
        "The disclosure policy hid or rounded counts of people in this document.",
        "A count of one to four children can be recognised, and so can one that follows from the others.",
        "Nothing to do; [disclosure] in saferstats.toml says what the policy is and which documents it governs.";
    PERSON_LEVEL = "person-level", Info,
        "The document holds rows about children, so it is restricted wherever it lies.",
        "Only counts worked out from the rows are published; ids, dates of birth and rows never are.",
        "Nothing to do; keep the file where only its owners can read it.";
    PERSON_ROW = "person-row", Warning,
        "A row about a child could not be used.",
        "What it says is in no count; rejected_row has its place and the reason, never the row.",
        "Look the row up in the source and correct it there.";
    PERSON_LAYOUT = "person-layout", Warning,
        "A sheet holds rows about people, but not the columns from which anything could be counted.",
        "It is restricted and nothing of it is published.",
        "Name the columns of child, date and outcome as the README says, or move the file out of raw/.";
    PERSON_PERIOD = "person-period", Info,
        "The period that the rows cover is not said and was taken from their first and last dates.",
        "A period that the rows cover only in part has no counts; one taken as whole that is not has too few.",
        "Say the period in the name of the file, above the table, or with a [[source]] hint.";
    PERSON_HISTORY = "person-history", Info,
        "First time entrants and reoffending are worked out from the outcomes in this document alone.",
        "A child with an earlier outcome elsewhere counts as a first time entrant, and the police computer knows more than a local system.",
        "Give the extract a run of earlier years; quote the published series beside it.";
    PERSON_COHORT = "person-cohort", Info,
        "Reoffending of some cohorts is not worked out, or by a stand-in for a date that is missing.",
        "A cohort is followed for twelve months and given six more for proof; one that is not complete looks too good.",
        "Give the extract later months, and the dates of offences and of release from custody.";
    PERSON_AREAS = "person-areas", Info,
        "A child stands under more than one area.",
        "It counts in each area by the row concerned, and once in the whole.",
        "Check whether the child moved or the area is a slip.";
}

/// The rule with this code, if it is one of ours.
pub fn rule(code: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|r| r.code == code)
}
