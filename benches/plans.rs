//! How long plans take to read, as ratios in one run: against a bare search for numbers, and against a tenth of the size.
//!
//! `cargo bench --bench plans`. The text is the worked example's, repeated; a page is 3,000 characters, as printed A4 is.

use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rayon::prelude::{IntoParallelIterator, ParallelIterator};
use regex::Regex;
use saferstats::normalise::plan;
use saferstats::read::text::Dialect;
use saferstats::vocab::Vocab;

const PAGE: usize = 3_000;
const PLANS: usize = 1_000;

fn main() {
    let vocab = Vocab::embedded();
    let plans = texts();
    let (ten, hundred) = (pages(&plans, 10), pages(&plans, 100));
    let digits = Regex::new(r"\d[\d,.]*").expect("the pattern is valid");

    let search = fastest(|| digits.find_iter(&hundred).count());
    let small = fastest(|| read(&ten, &vocab));
    let large = fastest(|| read(&hundred, &vocab));
    println!("100 pages: {large:?}, {:.0} times a bare search for numbers", ratio(large, search));
    println!("100 pages against 10: {:.1} times (10 is linear)", ratio(large, small));

    let (short, long) = (sentence(10_000), sentence(100_000));
    let (short, long) = (fastest(|| read(&short, &vocab)), fastest(|| read(&long, &vocab)));
    println!(
        "a sentence of 100,000 characters: {long:?}, {:.1} times one of 10,000",
        ratio(long, short)
    );

    let one_by_one = once(|| plans.iter().map(|text| read(text, &vocab)).sum());
    let batch = once(|| {
        (0..PLANS).into_par_iter().map(|n| read(&plans[n % plans.len()], &vocab)).sum::<usize>()
    });
    let each = one_by_one / u32::try_from(plans.len()).expect("a handful of plans");
    println!(
        "{PLANS} plans on {} threads: {batch:?}, {:.0} times one plan",
        rayon::current_num_threads(),
        ratio(batch, each)
    );
}

/// The plans of the worked example.
fn texts() -> Vec<String> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("raw");
    let mut paths = files(&folder);
    paths.sort();
    let texts: Vec<String> =
        paths.iter().map(|path| fs::read_to_string(path).expect("a plan can be read")).collect();
    assert!(!texts.is_empty(), "raw/ holds plans");
    texts
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("raw/ can be listed");
    let paths = entries.map(|entry| entry.expect("an entry can be read").path());
    let nested = paths.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] });
    nested.filter(|p| p.extension().is_some_and(|e| e == "txt")).collect()
}

/// So many pages of the plans, one after the other.
fn pages(plans: &[String], count: usize) -> String {
    let all = plans.join("\n\n");
    all.chars().cycle().take(count * PAGE).collect()
}

/// A sentence that does not end.
fn sentence(characters: usize) -> String {
    "and 60 sessions for £5,000 in 2019/20 ".chars().cycle().take(characters).collect()
}

fn read(text: &str, vocab: &Vocab) -> usize {
    let context = plan::Context { vocab, area: None, dialect: Dialect::Found };
    let numerals = plan::product("plan.txt", text, &context).product.numerals.len();
    assert!(numerals > 0, "a plan holds numbers");
    numerals
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
