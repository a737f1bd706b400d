//! The shape of `saferstats.toml`: what may be set, and what holds when nothing is. Not where the file is found.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};
use toml::Spanned;

use crate::issue::Severity;
use crate::model::document::DocumentKind;
use crate::model::expectation::{Due, Expectation};
use crate::model::hint::Hint;
use crate::model::mid_year::MidYears;
use crate::model::period::Period;
use crate::publish;
use crate::publish::changes::Limits;
use crate::vocab;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    pub area: Area,
    pub vocab: vocab::Local,
    pub disclosure: Disclosure,
    pub publish: publish::Options,
    pub checks: Checks,
    pub changes: Changes,
    pub expect: Vec<Expect>,
    pub rates: Rates,
    pub source: Vec<Source>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Area {
    /// The area of documents that name none: a GSS code or a local id.
    pub default: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Policy {
    None,
    #[default]
    #[serde(rename = "suppress-under-5")]
    SuppressUnder5,
    #[serde(rename = "round-5")]
    Round5,
    #[serde(rename = "round-10")]
    Round10,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AppliesTo {
    #[default]
    Restricted,
    All,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Disclosure {
    pub policy: Policy,
    pub applies_to: AppliesTo,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Checks {
    /// With an issue at error level nothing is published.
    pub strict: bool,
    /// How far rows and figures may move overnight.
    pub max_change: MaxChange,
    /// Rule code to severity.
    pub severity: BTreeMap<Spanned<String>, Spanned<String>>,
}

/// In percent of what was published before; no limit where there is none.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MaxChange {
    pub rows: Option<u32>,
    pub figures: Option<u32>,
    /// Of the rows of single tables, before `rows`.
    pub tables: BTreeMap<String, u32>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Changes {
    /// `last` for the set that is replaced, `nothing`, or the folder of a published set.
    pub against: String,
}

impl Default for Changes {
    fn default() -> Self {
        Self { against: "last".to_owned() }
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expect {
    path: String,
    count: Option<usize>,
    by: Option<Spanned<String>>,
    every: Option<Spanned<String>>,
    from: Option<Spanned<String>>,
    within_days: Option<u16>,
    max_age_days: Option<u16>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum MidYear {
    /// The estimate for mid-Y serves the year that starts in April Y.
    #[default]
    Start,
    /// The estimate for mid-Y serves the year that ends in March Y.
    End,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Rates {
    pub mid_year: MidYear,
    /// Financial year to the mid-year estimate that serves it, where the rule above does not.
    pub years: BTreeMap<Spanned<String>, i32>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    path: String,
    sheet: Option<String>,
    header_row: Option<u32>,
    #[serde(default)]
    columns: BTreeMap<String, String>,
    #[serde(default)]
    unit: Option<Spanned<String>>,
    #[serde(default)]
    body: String,
    #[serde(default)]
    area: String,
    period: Option<Spanned<String>>,
    kind: Option<Spanned<String>>,
    dialect: Option<Spanned<String>>,
    restricted: Option<bool>,
}

/// A value that reads as TOML but means nothing: where it stands, what is wrong, and what it may be.
pub struct Refused {
    pub span: Range<usize>,
    pub message: String,
    pub allowed: Vec<&'static str>,
    pub word: String,
}

const KINDS: &[DocumentKind] = &[
    DocumentKind::PartnershipPlan,
    DocumentKind::BudgetPlan,
    DocumentKind::ServicePlan,
    DocumentKind::CommitteeReport,
    DocumentKind::ServiceReview,
    DocumentKind::Spend,
    DocumentKind::PerformanceReturn,
    DocumentKind::Statistics,
    DocumentKind::Population,
    DocumentKind::Deflator,
    DocumentKind::Outturn,
    DocumentKind::Unrecognised,
    DocumentKind::RowLevel,
];

const UNITS: &[&str] = &[
    "count",
    "percent",
    "percentage_point",
    "per_1000",
    "per_10000",
    "per_100000",
    "gbp",
    "gbp_thousand",
    "gbp_million",
];

/// What extracted text may be told to be; without it, each block is looked at.
const DIALECTS: &[&str] = &["html", "plain"];

impl Settings {
    pub fn hints(&self) -> Result<Vec<Hint>, Refused> {
        self.source.iter().map(Source::hint).collect()
    }

    /// Rule code to severity; whether the rules exist is known only when the queries are.
    pub fn severities(&self) -> Result<BTreeMap<String, Severity>, Refused> {
        let pair = |(rule, name): (&Spanned<String>, &Spanned<String>)| {
            let severity = Severity::from_name(name.as_ref())
                .ok_or_else(|| refused(name, "is no severity", vec!["error", "warning", "info"]))?;
            Ok((rule.as_ref().clone(), severity))
        };
        self.checks.severity.iter().map(pair).collect()
    }

    pub fn expectations(&self) -> Result<Vec<Expectation>, Refused> {
        self.expect.iter().map(Expect::expectation).collect()
    }

    pub fn limits(&self) -> Limits {
        let of = &self.checks.max_change;
        let tables = of.tables.iter().map(|(table, limit)| (table.clone(), (*limit).into()));
        Limits {
            rows: of.rows.map(Into::into),
            figures: of.figures.map(Into::into),
            tables: tables.collect(),
        }
    }

    /// Which mid-year estimate serves which year.
    pub fn mid_years(&self) -> Result<MidYears, Refused> {
        let pair = |(year, mid): (&Spanned<String>, &i32)| match year.as_ref().parse() {
            Ok(period @ Period::FinancialYear(_)) => Ok((period, *mid)),
            _ => Err(refused(year, "is no financial year such as FY2019-20", vec![])),
        };
        let given = self.rates.years.iter().map(pair).collect::<Result<_, _>>()?;
        Ok(MidYears { ending: self.rates.mid_year == MidYear::End, given })
    }
}

impl Source {
    fn hint(&self) -> Result<Hint, Refused> {
        let text = |s: &Option<Spanned<String>>| s.as_ref().map(|s| s.as_ref().clone());
        if let Some(unit) = &self.unit
            && !UNITS.contains(&unit.as_ref().as_str())
        {
            return Err(refused(unit, "is no unit", UNITS.to_vec()));
        }
        if let Some(kind) = &self.kind {
            let mut kinds: Vec<&str> = KINDS.iter().map(|k| k.name()).collect();
            kinds.extend(["not spend", "ignore"]);
            if !kinds.contains(&kind.as_ref().as_str()) {
                return Err(refused(kind, "is no kind of document", kinds));
            }
        }
        if let Some(dialect) = &self.dialect
            && !DIALECTS.contains(&dialect.as_ref().as_str())
        {
            return Err(refused(dialect, "is no dialect of text", DIALECTS.to_vec()));
        }
        let period = self.period.as_ref().map(|p| {
            let parsed = p.as_ref().parse::<Period>();
            parsed.map_err(|()| refused(p, "is no period such as FY2019-20 or 2012-03", vec![]))
        });
        Ok(Hint {
            path: self.path.clone(),
            sheet: self.sheet.clone(),
            header_row: self.header_row,
            columns: self.columns.clone(),
            unit: text(&self.unit).unwrap_or_default(),
            body: self.body.clone(),
            area: self.area.clone(),
            period: period.transpose()?,
            kind: text(&self.kind).unwrap_or_default(),
            dialect: text(&self.dialect).unwrap_or_default(),
            restricted: self.restricted,
        })
    }
}

/// Days after the end of a period by which its document is expected where nothing is said.
const WITHIN_DAYS: u16 = 31;

impl Expect {
    fn expectation(&self) -> Result<Expectation, Refused> {
        let due = match (&self.by, &self.every) {
            (None, None) => Due::Always,
            (Some(by), _) => Due::By(
                by.as_ref()
                    .parse()
                    .map_err(|_| refused(by, "is no day such as 2026-05-31", vec![]))?,
            ),
            (None, Some(every)) => {
                let within = self.within_days.unwrap_or(WITHIN_DAYS);
                Due::Every(self.first(every)?, i64::from(within))
            }
        };
        let max_age = self.max_age_days.map(i64::from);
        Ok(Expectation { path: self.path.clone(), count: self.count.unwrap_or(1), due, max_age })
    }

    /// The first period of which a document is expected; it is of the kind that comes every so often.
    fn first(&self, every: &Spanned<String>) -> Result<Period, Refused> {
        let kinds = ["month", "quarter", "financial_year", "calendar_year"];
        if !kinds.contains(&every.as_ref().as_str()) {
            return Err(refused(every, "is no length of time", kinds.to_vec()));
        }
        let Some(from) = &self.from else {
            return Err(refused(every, "needs the first one: from = \"2026-04\"", vec![]));
        };
        let first = from.as_ref().parse().ok();
        first.filter(|period: &Period| period.kind() == every.as_ref().as_str()).ok_or_else(|| {
            let what =
                format!("is no {} such as 2026-04, FY2026-27-Q1 or FY2026-27", every.as_ref());
            refused(from, &what.replace('_', " "), vec![])
        })
    }
}

fn refused(value: &Spanned<String>, what: &str, allowed: Vec<&'static str>) -> Refused {
    let word = value.as_ref().clone();
    Refused { span: value.span(), message: format!("`{word}` {what}"), allowed, word }
}
