//! Populations and price indices, and the dimensions that facts are sliced by.

use jiff::civil::Date as CivilDate;

use super::Kind::{Boolean, Date, Integer, Number, Text};
use super::{Table, column};
use crate::model::period::Period;
use crate::model::reference::{Deflator, Population};
use crate::model::value::Value;

/// A theme and its parent.
pub struct ThemeRow {
    pub theme: String,
    pub label: String,
    pub parent: String,
}

/// A word that means a theme.
pub struct ThemeAliasRow {
    pub alias: String,
    pub theme: String,
}

/// A programme of money: a grant or a fund.
pub struct ProgrammeRow {
    pub programme: String,
    pub label: String,
    pub aliases: String,
}

/// What is counted.
pub struct MeasureRow {
    pub measure: String,
    pub label: String,
    pub theme: String,
    pub unit: String,
    /// `low_is_good`, `high_is_good` or `none`.
    pub polarity: String,
    /// What a rate is per: 1000, 10000, 100000; none for counts.
    pub scale: Option<u32>,
    pub numerator: String,
    pub denominator: String,
    pub known: bool,
    /// How far off its target, in percent, a miss is amber.
    pub amber_within_pct: Option<u32>,
}

/// An area and what kind of area it is.
pub struct AreaRow {
    pub area: String,
    pub label: String,
    /// `district`, `police_force`, `region`, `country`, `yot_family`, `local`.
    pub level: String,
    pub parent: String,
}

/// A period that some row uses.
pub struct PeriodRow {
    pub period: Period,
    pub sort: u32,
    pub population_year: Option<i32>,
}

/// A day, as a date table wants it.
pub struct DateRow {
    pub date: CivilDate,
    pub month_label: String,
    pub fiscal_month: u32,
}

pub static POPULATION: Table<Population> = Table {
    name: "population",
    about: "Persons at mid-year, by area and age band.",
    grain: &["area", "year", "age_band"],
    columns: &[
        column("area", Text, "GSS code.", |r| Value::text(&r.area)),
        column("year", Integer, "The year whose 30 June is meant.", |r| i64::from(r.year).into()),
        column("age_band", Text, "10-17, 0-17, all ...: both ends included.", |r| {
            Value::text(&r.age_band)
        }),
        column("persons", Number, "Persons.", |r| r.persons.into()),
        column("document", Text, "Path under raw/.", |r| Value::text(&r.document)),
        column("place", Text, "Where it stands.", |r| Value::shown(&r.place)),
    ],
};

pub static DEFLATOR: Table<Deflator> = Table {
    name: "deflator",
    about: "Price index by period; real value = cash x index(base) / index(period).",
    grain: &["period"],
    columns: &[
        column("period", Text, "The year the index is for.", |r| Value::shown(r.period)),
        column("index", Number, "Index, base period = 100.", |r| r.index.into()),
        column("base_period", Text, "The period that is 100.", |r| {
            r.base_period.map_or(Value::Null, Value::shown)
        }),
        column("release", Text, "Which release of the index.", |r| Value::text(&r.release)),
        column("document", Text, "Path under raw/.", |r| Value::text(&r.document)),
        column("place", Text, "Where it stands.", |r| Value::shown(&r.place)),
    ],
};

pub static THEME: Table<ThemeRow> = Table {
    name: "theme",
    about: "What partnerships work on.",
    grain: &["theme"],
    columns: &[
        column("theme", Text, "Theme id.", |r| Value::text(&r.theme)),
        column("label", Text, "What a person reads.", |r| Value::text(&r.label)),
        column("parent", Text, "The wider theme, if there is one.", |r| Value::text(&r.parent)),
    ],
};

pub static THEME_ALIAS: Table<ThemeAliasRow> = Table {
    name: "theme_alias",
    about: "Words that mean a theme.",
    grain: &["alias"],
    columns: &[
        column("alias", Text, "The words, in lower case.", |r| Value::text(&r.alias)),
        column("theme", Text, "Theme id.", |r| Value::text(&r.theme)),
    ],
};

pub static PROGRAMME: Table<ProgrammeRow> = Table {
    name: "programme",
    about: "Grants and funds that plans allocate.",
    grain: &["programme"],
    columns: &[
        column("programme", Text, "Programme id.", |r| Value::text(&r.programme)),
        column("label", Text, "What a person reads.", |r| Value::text(&r.label)),
        column("aliases", Text, "Other names, separated by semicolons.", |r| {
            Value::text(&r.aliases)
        }),
    ],
};

pub static MEASURE: Table<MeasureRow> = Table {
    name: "measure",
    about: "What is counted, with unit and polarity.",
    grain: &["measure"],
    columns: &[
        column(
            "measure",
            Text,
            "Dotted id; local.<slug> where it is not in the vocabulary.",
            |r| Value::text(&r.measure),
        ),
        column("label", Text, "What a person reads.", |r| Value::text(&r.label)),
        column("theme", Text, "Theme id.", |r| Value::text(&r.theme)),
        column("unit", Text, "The unit it is usually given in.", |r| Value::text(&r.unit)),
        column("polarity", Text, "low_is_good, high_is_good or none.", |r| {
            Value::text(&r.polarity)
        }),
        column("scale", Integer, "What a rate is per.", |r| Value::maybe(r.scale)),
        column("numerator", Text, "Measure id of the count above the line.", |r| {
            Value::text(&r.numerator)
        }),
        column(
            "denominator",
            Text,
            "Age band of the population, or measure id of the count, below the line.",
            |r| Value::text(&r.denominator),
        ),
        column("known", Boolean, "It is in the vocabulary.", |r| r.known.into()),
        column(
            "amber_within_pct",
            Integer,
            "How far off its target, in percent, a miss is amber and not red; empty where no rule is stated.",
            |r| Value::maybe(r.amber_within_pct),
        ),
    ],
};

pub static AREA: Table<AreaRow> = Table {
    name: "area",
    about: "Areas by GSS code.",
    grain: &["area"],
    columns: &[
        column("area", Text, "GSS code, or yot-family-<code>.", |r| Value::text(&r.area)),
        column("label", Text, "What a person reads.", |r| Value::text(&r.label)),
        column(
            "level",
            Text,
            "district, county, police_force, region, country, yot_family or local.",
            |r| Value::text(&r.level),
        ),
        column("parent", Text, "The area it lies in.", |r| Value::text(&r.parent)),
    ],
};

pub static PERIOD: Table<PeriodRow> = Table {
    name: "period",
    about: "Every period that a row uses.",
    grain: &["period"],
    columns: &[
        column("period", Text, "Normal form: FY2019-20, FY2018-19-Q3, CY2018 ...", |r| {
            Value::shown(r.period)
        }),
        column("label", Text, "What a person reads: 2019/20.", |r| Value::owned(r.period.label())),
        column(
            "kind",
            Text,
            "financial_year, quarter, calendar_year, month, rolling, span, open.",
            |r| Value::text(r.period.kind()),
        ),
        column("start", Date, "First day.", |r| r.period.start().into()),
        column("end", Date, "Last day; empty for an open period.", |r| {
            Value::maybe(r.period.end())
        }),
        column("fy_start_year", Integer, "First year of the financial year it starts in.", |r| {
            i64::from(r.period.fy_start_year()).into()
        }),
        column("quarter", Integer, "1 is April to June.", |r| {
            Value::maybe(r.period.quarter().map(u32::from))
        }),
        column("sort", Integer, "Chronological order.", |r| r.sort.into()),
        column("months", Integer, "Length in months; empty for an open period.", |r| {
            Value::maybe(r.period.months())
        }),
        column("series", Text, "Periods that can follow each other share it.", |r| {
            Value::owned(r.period.step().map_or(String::new(), |(series, _)| series))
        }),
        column(
            "step",
            Integer,
            "Number in its series; the next period has the next number.",
            |r| Value::maybe(r.period.step().map(|(_, step)| i64::from(step))),
        ),
        column(
            "population_year",
            Integer,
            "The mid-year whose population serves rates of this period; 12-month periods only.",
            |r| Value::maybe(r.population_year.map(i64::from)),
        ),
    ],
};

pub static DATE: Table<DateRow> = Table {
    name: "date",
    about: "One row a day over whole financial years, for date tables.",
    grain: &["date"],
    columns: &[
        column("date", Date, "The day.", |r| r.date.into()),
        column("fiscal_year", Text, "2023-24.", |r| {
            let y = fiscal_start(r.date);
            Value::owned(format!("{y}-{:02}", (y + 1).rem_euclid(100)))
        }),
        column("fiscal_year_start", Integer, "2023.", |r| i64::from(fiscal_start(r.date)).into()),
        column("fiscal_quarter", Text, "Q1 is April to June.", |r| {
            Value::owned(format!("Q{}", (r.fiscal_month - 1) / 3 + 1))
        }),
        column("fiscal_quarter_number", Integer, "1 to 4.", |r| {
            ((r.fiscal_month - 1) / 3 + 1).into()
        }),
        column("fiscal_month_number", Integer, "1 is April.", |r| r.fiscal_month.into()),
        column("calendar_year", Integer, "2023.", |r| i64::from(r.date.year()).into()),
        column("month_number", Integer, "1 is January.", |r| i64::from(r.date.month()).into()),
        column("month", Text, "2023-04.", |r| {
            Value::owned(format!("{:04}-{:02}", r.date.year(), r.date.month()))
        }),
        column("month_label", Text, "Apr 2023.", |r| Value::text(&r.month_label)),
        column("day", Integer, "Day of the month.", |r| i64::from(r.date.day()).into()),
    ],
};

fn fiscal_start(date: CivilDate) -> i32 {
    let year = i32::from(date.year());
    if date.month() >= 4 { year } else { year - 1 }
}
