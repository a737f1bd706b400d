//! What figures cost over 200,000 observations, as ratios in one run: every shipped view, and a thousand single figures,
//! against one scan that groups the same table.
//!
//! `cargo bench --bench figures`. The observations are made up: districts, years and measures of the vocabulary.

use std::hint::black_box;
use std::time::{Duration, Instant};

use saferstats::frame::{self, Frames};
use saferstats::model::amount::{Bound, Unit};
use saferstats::model::document::{Document, Stated};
use saferstats::model::observation::{Basis, Change, Observation};
use saferstats::model::period::Period;
use saferstats::model::place::{Place, Seat};
use saferstats::model::product::Product;
use saferstats::model::reference::Population;
use saferstats::query::{self, Kind, Query};
use saferstats::shipped;
use saferstats::vocab::Vocab;

const OBSERVATIONS: usize = 200_000;
const YEARS: i32 = 24;
const FIGURES: usize = 1_000;
const SCAN: &str = "SELECT measure, area, COUNT(value) AS n, SUM(value) AS s FROM observation GROUP BY measure, area";

fn main() {
    let vocab = Vocab::embedded();
    let products = products(&vocab);
    let frames = frame::build(&products, &vocab).expect("rows make frames");
    let rows = frames.get("observation").expect("the table is there").height();
    let queries = query::load(shipped::queries()).expect("the shipped queries read");

    let scan = fastest(|| query::ask("scan", SCAN, &frames).expect("it runs").height());
    let mut made = frames.clone();
    let mut slowest: Vec<(Duration, &str)> = Vec::new();
    let cpu = processor_time();
    let views = once(|| {
        for query in &queries {
            let one = std::slice::from_ref(query);
            let took = once(|| {
                query::run(one, &mut made).expect("the shipped queries run");
                query::run_on_issues(one, &mut made).expect("so do those over issues");
                made.iter().count()
            });
            slowest.push((took, &query.name));
        }
        made.iter().count()
    });
    let cpu = processor_time().zip(cpu).map(|(after, before)| after - before);
    let figures = figures(&queries, &made);
    println!("{rows} observations; one scan that groups them: {scan:?}");
    println!(
        "every view, {figures} figures: {views:?} ({}), {:.0} scans",
        cpu.map_or_else(
            || "processor time not known".to_owned(),
            |c| format!("{c:?} of processors")
        ),
        ratio(views, scan)
    );
    slowest.sort_by(|a, b| b.cmp(a));
    for (took, name) in slowest.iter().take(8) {
        println!("  {name}: {took:?}");
    }

    let cpu = processor_time();
    let asked = once(|| (0..FIGURES).map(|n| one_figure(n, &products, &made)).sum());
    let cpu = processor_time().zip(cpu).map(|(after, before)| after - before);
    println!(
        "a thousand figures asked for one by one: {asked:?} ({cpu:?} of processors), {:.0} scans",
        ratio(asked, scan)
    );
}

/// What this process has had of all processors; a machine that is busy with others makes the clock run on.
fn processor_time() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/self/stat").ok()?;
    let ticks = text.rsplit_once(')')?.1.split_whitespace().skip(11).take(2);
    // Linux counts in hundredths of a second.
    let ticks = ticks.map(|t| t.parse::<u64>().ok()).sum::<Option<u64>>()?;
    Some(Duration::from_millis(ticks * 10))
}

/// Measures over districts and years until there are enough, with the population that rates need.
fn products(vocab: &Vocab) -> Vec<Product> {
    let counted = |m: &&saferstats::vocab::Measure| m.unit == "count" || m.unit == "percent";
    let measures: Vec<_> = vocab.measures.iter().filter(counted).collect();
    let districts: Vec<&str> =
        vocab.areas.iter().filter(|a| a.level == "district").map(|a| a.id.as_str()).collect();
    let mut all = Vec::with_capacity(OBSERVATIONS);
    'full: for measure in &measures {
        for (n, area) in districts.iter().enumerate() {
            for year in 0..YEARS {
                if all.len() == OBSERVATIONS {
                    break 'full;
                }
                all.push(observation(all.len(), &measure.id, &measure.unit, area, (n, year)));
            }
        }
    }
    let people = districts.iter().flat_map(|area| {
        (0..YEARS).map(move |year| Population {
            document: "people.csv".to_owned(),
            place: Place::Record { row: 2, column: 1 },
            area: (*area).to_owned(),
            year: 2000 + year,
            age_band: "10-17".to_owned(),
            persons: 20_000.into(),
        })
    });
    let document = Document { document: "figures.csv".to_owned(), ..Document::default() };
    vec![Product {
        document,
        observations: all,
        populations: people.collect(),
        ..Product::default()
    }]
}

fn observation(row: usize, measure: &str, unit: &str, area: &str, at: (usize, i32)) -> Observation {
    let value = (at.0 * 7 + row) % 90 + 5;
    Observation {
        document: "figures.csv".to_owned(),
        place: Place::Record { row: u32::try_from(row).expect("few enough") + 2, column: 5 },
        nth: 0,
        measure: measure.to_owned(),
        measure_label: measure.to_owned(),
        theme: String::new(),
        area: area.to_owned(),
        period: Some(Period::FinancialYear(2000 + at.1)),
        period_basis: Stated::Stated,
        basis: Basis::Actual,
        value: Some(value.into()),
        value_symbol: String::new(),
        unit: Unit::from_name(unit).expect("a unit of the vocabulary"),
        bound: Bound::Exact,
        change: Change::Level,
        baseline_period: None,
        activity: String::new(),
        programme: String::new(),
        quote: String::new(),
        seat: Seat::default(),
    }
}

/// Numbers in the views: every cell of a numeric column.
fn figures(queries: &[Query], frames: &Frames) -> usize {
    let views = queries.iter().filter(|q| q.kind == Kind::View);
    let cells = |q: &Query| {
        frames.get(&q.name).map_or(0, |frame| {
            let numbers = frame.columns().iter().filter(|c| c.dtype().is_numeric());
            numbers.map(|c| c.len() - c.null_count()).sum()
        })
    };
    views.map(cells).sum()
}

/// One figure as an author asks for it: measure, area and year.
fn one_figure(n: usize, products: &[Product], frames: &Frames) -> usize {
    let all = &products[0].observations;
    let o = &all[n * 197 % all.len()];
    let period = o.period.expect("it has one");
    let sql = format!(
        "SELECT value, lower_95, upper_95, change FROM measure_trend WHERE measure = '{}' AND area = '{}' AND period = '{period}'",
        o.measure, o.area
    );
    query::ask("figure", &sql, frames).expect("it runs").height()
}

/// The fastest of five: what is slower was disturbed.
fn fastest(work: impl Fn() -> usize) -> Duration {
    (0..5).map(|_| once(&work)).min().expect("five were run")
}

fn once(work: impl FnOnce() -> usize) -> Duration {
    let started = Instant::now();
    black_box(work());
    started.elapsed()
}

fn ratio(a: Duration, b: Duration) -> f64 {
    a.as_secs_f64() / b.as_secs_f64()
}
