//! The real plans of the corpus against the gold that was written for two of them, reckoned here.
//!
//! Not the judge's scorer: it asks for the same facts by line, value, unit and period, and for every digit of every text.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use saferstats::model::product::Product;
use saferstats::normalise::plan;
use saferstats::read::text::Dialect;
use saferstats::vocab::Vocab;

/// The corpus, where there is one.
fn corpus() -> Option<PathBuf> {
    let named = std::env::var_os("SAFERSTATS_CORPUS").map(PathBuf::from);
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let found = named.unwrap_or(beside);
    if found.join("plans").is_dir() {
        return Some(found);
    }
    println!("skipped: no corpus");
    None
}

fn products(corpus: &Path) -> BTreeMap<String, (String, Product)> {
    let vocab = Vocab::embedded();
    let mut out = BTreeMap::new();
    for entry in fs::read_dir(corpus.join("plans")).expect("plans can be listed") {
        let path = entry.expect("an entry can be read").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).expect("a plan can be read");
        let context = plan::Context { vocab: &vocab, area: None, dialect: Dialect::Found };
        let product = plan::product(&name, &text, &context).product;
        out.insert(name, (text, product));
    }
    out
}

#[test]
fn every_digit_of_every_plan_is_in_one_numeral() {
    let Some(corpus) = corpus() else { return };
    for (name, (text, product)) in products(&corpus) {
        let mut counted: BTreeMap<(u32, u32), usize> = BTreeMap::new();
        for n in &product.numerals {
            let (line, column) = (n.place.line().unwrap_or(0), n.place.column().unwrap_or(0));
            for at in 0..u32::try_from(n.text.chars().count()).expect("short") {
                *counted.entry((line, column + at)).or_default() += 1;
            }
        }
        for (line, number) in text.split('\n').zip(1u32..) {
            for (c, column) in line.chars().zip(1u32..).filter(|(c, _)| c.is_ascii_digit()) {
                let times = counted.get(&(number, column)).copied().unwrap_or(0);
                assert_eq!(times, 1, "{name} L{number}:{column} {c:?}");
            }
        }
        let unexplained = product.document.numerals_unexplained;
        assert_eq!(unexplained, 0, "{name}: numbers without a role");
    }
}

/// A fact as the gold gives it, or a row that the program made.
#[derive(Debug, PartialEq)]
struct Fact {
    line: u32,
    value: f64,
    units: Vec<String>,
    /// Periods in their normal form; an empty one is none.
    periods: Vec<String>,
    optional: bool,
}

fn gold(corpus: &Path, document: &str) -> Vec<Fact> {
    let path = corpus.join("gold/gold_plans_facts.csv");
    let mut reader = csv::Reader::from_path(path).expect("the gold can be read");
    let names = reader.headers().expect("a header").clone();
    let mut out = Vec::new();
    for record in reader.records().map(|r| r.expect("a row")) {
        let get = |name: &str| {
            let at = names.iter().position(|n| n == name).expect("a known column");
            record.get(at).unwrap_or("").to_owned()
        };
        let list = |s: String| s.split('|').map(|x| x.trim().to_owned()).collect::<Vec<_>>();
        let table = get("table");
        if get("doc") != document || !matches!(table.as_str(), "allocation" | "observation") {
            continue;
        }
        let periods = list(get("period")).into_iter();
        out.push(Fact {
            line: get("line").parse().expect("a line"),
            value: get("value").parse().expect("a number"),
            units: list(get("unit")),
            periods: periods.map(|p| if p == "none" { String::new() } else { p }).collect(),
            optional: get("notes").starts_with("optional"),
        });
    }
    out
}

fn made(product: &Product) -> Vec<Fact> {
    let number = |d: rust_decimal::Decimal| d.to_string().parse().expect("a number");
    let period = |p: Option<saferstats::model::period::Period>| {
        vec![p.map_or(String::new(), |p| p.to_string())]
    };
    let money = product.allocations.iter().map(|a| Fact {
        line: a.place.line().unwrap_or(0),
        value: number(a.amount),
        units: vec!["gbp".to_owned()],
        periods: period(a.period),
        optional: false,
    });
    let counts = product.observations.iter().filter_map(|o| {
        Some(Fact {
            line: o.place.line().unwrap_or(0),
            value: number(o.value?),
            units: vec![o.unit.name().to_owned()],
            periods: period(o.period),
            optional: false,
        })
    });
    money.chain(counts).collect()
}

fn fits(gold: &Fact, row: &Fact) -> bool {
    gold.line.abs_diff(row.line) <= 1
        && (gold.value - row.value).abs() < 0.00005
        && gold.units.contains(&row.units[0])
        && (gold.optional || gold.periods.contains(&row.periods[0]))
}

#[test]
fn facts_of_two_plans_are_those_of_the_gold() {
    let Some(corpus) = corpus() else { return };
    for (name, (_, product)) in products(&corpus) {
        let gold = gold(&corpus, &name);
        if gold.is_empty() {
            continue;
        }
        let mut rows = made(&product);
        let all = rows.len();
        let mut missed = Vec::new();
        let (needed, spare): (Vec<&Fact>, Vec<&Fact>) = gold.iter().partition(|f| !f.optional);
        for fact in &needed {
            match rows.iter().position(|r| fits(fact, r)) {
                Some(at) => drop(rows.remove(at)),
                None => missed.push(*fact),
            }
        }
        for fact in spare {
            if let Some(at) = rows.iter().position(|r| fits(fact, r)) {
                rows.remove(at);
            }
        }
        let found = needed.len() - missed.len();
        let (recall, precision) =
            (found as f64 / needed.len() as f64, (all - rows.len()) as f64 / all as f64);
        let f1 = 2.0 * recall * precision / (recall + precision);
        assert!(f1 >= 0.95, "{name}: F1 {f1:.3}; missed {missed:?}; too many {rows:?}");
    }
}

/// What an independent count over the files of the corpus came to: openpyxl, xlrd and the csv module, by rules of its own.
/// (file, table, what the rows are of, rows, sum)
const COUNTED: [(&str, &str, &str, usize, &str); 17] = [
    (
        "budget/RS_2017-18_data_by_LA.xlsx",
        "allocation",
        "Education services",
        444,
        "32264970299.28",
    ),
    ("budget/RS_2017-18_data_by_LA.xlsx", "allocation", "Police services", 444, "11164933552.50"),
    (
        "budget/Revenue_Outturn_Summary__RS__data_2014-15_by_LA_-_02-Feb-2016.xls",
        "allocation",
        "Education services",
        444,
        "34477276000",
    ),
    (
        "population/LAD23_Mid_Year_pop_2011_to_2023.xlsx",
        "population",
        "E08000014 2023 10-17",
        1,
        "25073",
    ),
    (
        "population/LAD23_Mid_Year_pop_2011_to_2023.xlsx",
        "population",
        "E92000001 2023 10-17",
        1,
        "5585242",
    ),
    ("youth_justice/yjb_children_2021-22.csv", "observation", "Number of Children", 154, "13770"),
    ("youth_justice/yjb_children_2021-22.csv", "observation", "Population", 154, "5650632"),
    ("youth_justice/yjb_children_2021-22.csv", "observation", "per_1000", 154, "398.4"),
    (
        "youth_justice/yjb_outcomes_2021-22.csv",
        "observation",
        "Number of cautions or sentences",
        154,
        "18944",
    ),
    ("youth_justice/yjb_outcomes_2021-22.csv", "observation", "per_1000", 154, "541.1"),
    ("youth_justice/children_offending.csv", "observation", "count", 121, "249921"),
    ("youth_justice/children_offending.csv", "observation", "per_10000", 121, "3769"),
    ("reference/yj_reference_series.csv", "observation", "per_100000", 54, "11262"),
    (
        "reference/yj_reference_series.csv",
        "observation",
        "proven reoffending binary rate, 10-14",
        54,
        "1279.89",
    ),
    ("reference/population_10_17.csv", "population", "10-17", 24, "18238327"),
    ("reference/gdp_deflator.csv", "deflator", "", 19, "1455.1764"),
    ("reference/lad_csp_pfa_lookup_2023-12.csv", "observation", "", 0, "0"),
];

/// The rows of one table that are of something, and their sum.
fn counted(product: &Product, table: &str, of: &str) -> (usize, rust_decimal::Decimal) {
    let rows: Vec<rust_decimal::Decimal> = match table {
        "allocation" => {
            let own = product.allocations.iter().filter(|a| a.activity == of);
            own.map(|a| a.amount).collect()
        }
        "population" => {
            let named = |p: &saferstats::model::reference::Population| {
                format!("{} {} {}", p.area, p.year, p.age_band)
            };
            let own = product.populations.iter().filter(|p| named(p).ends_with(of));
            own.map(|p| p.persons).collect()
        }
        "deflator" => product.deflators.iter().map(|d| d.index).collect(),
        _ => {
            let is = |o: &saferstats::model::observation::Observation| {
                o.unit.name() == of || o.measure_label == of
            };
            let own = product.observations.iter().filter(|o| is(o));
            own.map(|o| o.value.unwrap_or_default()).collect()
        }
    };
    (rows.len(), rows.iter().sum())
}

#[test]
fn tables_of_figures_come_to_what_was_counted_apart() {
    let Some(corpus) = corpus() else { return };
    let context = saferstats::pipeline::Context { vocab: Vocab::embedded(), hints: &[], area: "" };
    let mut read: BTreeMap<&str, Product> = BTreeMap::new();
    for (file, table, of, rows, sum) in COUNTED {
        let product = read.entry(file).or_insert_with(|| {
            let bytes = fs::read(corpus.join(file)).expect("a file of the corpus can be read");
            let product = saferstats::pipeline::parse(file, &bytes, &context).product;
            let d = &product.document;
            assert_eq!(d.rows_read, d.rows_kept + d.rows_rejected + d.rows_skipped, "{file}");
            assert_eq!(d.rows_rejected, product.rejected_rows.len() as u64, "{file}");
            product
        });
        let (found, total) = counted(product, table, of);
        assert_eq!(found, rows, "{file} {of}");
        let sum: rust_decimal::Decimal = sum.parse().expect("a number");
        // Each authority's money is rounded to the penny.
        let room = if table == "allocation" {
            rust_decimal::Decimal::TWO
        } else {
            rust_decimal::Decimal::ZERO
        };
        assert!((total - sum).abs() <= room, "{file} {of}: counted {sum}, found {total}");
    }
    let kind = |file: &str| read[file].document.kind.name();
    assert_eq!(kind("budget/RS_2017-18_data_by_LA.xlsx"), "outturn");
    assert_eq!(kind("population/LAD23_Mid_Year_pop_2011_to_2023.xlsx"), "population");
    assert_eq!(kind("reference/lad_csp_pfa_lookup_2023-12.csv"), "unrecognised");
}
