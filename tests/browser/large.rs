//! A report of 5,000 figures and 2,000 issues: made from one plan of the worked example many times over, opened for real.

use std::fs;

use saferstats::issue::Issue;
use saferstats::model::place::Place;
use saferstats::model::product::Product;
use saferstats::publish::report::{self, Quotes};
use saferstats::workspace::{Overrides, Workspace};
use saferstats::{frame, pipeline, publish, query, shipped};

use super::{browser, root};

const PLAN: &str = "plans/2019-20-partnership-plan.txt";

/// The plan's rows again and again, each time as a document of its own.
fn many() -> (Vec<Product>, Vec<Issue>, saferstats::vocab::Vocab) {
    let open = Overrides { workspace: Some(root()), ..Overrides::default() };
    let workspace = Workspace::open(&open).expect("the worked example opens");
    let context = pipeline::context(&workspace);
    let bytes = fs::read(workspace.raw.join(PLAN)).expect("the plan can be read");
    let one = pipeline::parse(PLAN, &bytes, &context);
    let copies = 5_000_u32.div_ceil(u32::try_from(one.product.observations.len()).expect("some"));
    let mut products = Vec::new();
    let mut issues = Vec::new();
    for n in 0..copies {
        let mut product = one.product.clone();
        product.document.document = format!("plans/copy-{n:03}.txt");
        for row in &mut product.observations {
            row.document.clone_from(&product.document.document);
        }
        products.push(product);
    }
    let mut line = 0;
    while issues.len() < 2_000 {
        line += 1;
        let next = one.issues.iter().map(|issue| Issue {
            document: format!("plans/copy-{:03}.txt", line % copies),
            place: Place::text(line, 1),
            ..issue.clone()
        });
        issues.extend(next);
    }
    (products, issues, saferstats::vocab::Vocab::embedded())
}

#[test]
fn a_large_report_opens() {
    let Some(browser) = browser() else { return };
    let (products, issues, vocab) = many();
    let mut frames = frame::build(&products, &vocab).expect("rows become frames");
    let queries = query::load(shipped::queries()).expect("the shipped queries load");
    query::run(&queries, &mut frames).expect("the shipped queries run");
    frames.set_issues(&issues).expect("issues become a frame");
    let mut all = publish::tables(&frames);
    all.extend(publish::views(&frames, &queries));
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let path = folder.path().join("report.html");
    fs::write(&path, report::page(&all, &[], &Quotes::new()).concat())
        .expect("a file can be written");
    println!("{}", browser.look(&path, "large"));
}
