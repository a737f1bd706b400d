//! Values out of rows, numbers out of words, and what is said about it.

use std::collections::{BTreeMap, BTreeSet};

use super::cells::Row;
use super::derived::Fate;
use super::words::mask;
use super::{HIDDEN, Method, Policy};
use crate::issue::{self, Issue};
use crate::model::document::DocumentKind;
use crate::model::numeral::{Numeral, NumeralRole};
use crate::model::observation::Observation;
use crate::model::place::Place;
use crate::model::product::Product;

pub fn apply(
    products: &mut [Product],
    issues: &mut Vec<Issue>,
    fates: &BTreeMap<Row, Fate>,
    policy: Policy,
) {
    let mut closed = BTreeSet::new();
    for (d, product) in products.iter_mut().enumerate() {
        if !policy.governs(&product.document) {
            continue;
        }
        closed.insert(product.document.document.clone());
        for (n, o) in product.observations.iter_mut().enumerate() {
            observation(o, fates.get(&(d, n)).copied());
        }
        wordless(product);
        withhold(product);
        issues.extend(said(product, d, fates, policy));
    }
    for issue in issues {
        if closed.contains(&issue.document) || closed.contains(&issue.other_document) {
            issue.message = mask(&issue.message);
            issue.hint = mask(&issue.hint);
        }
    }
}

fn observation(o: &mut Observation, fate: Option<Fate>) {
    match fate {
        Some(Fate::Hidden) if o.value.is_some() => {
            o.value = None;
            HIDDEN.clone_into(&mut o.value_symbol);
        }
        Some(Fate::Rounded(value)) => o.value = Some(value),
        _ => {}
    }
    for text in [&mut o.quote, &mut o.measure_label, &mut o.activity] {
        *text = mask(text);
    }
}

/// Every other text of the document, and the numbers in it that count nobody's money and no time.
fn wordless(product: &mut Product) {
    product.numerals.iter_mut().for_each(numeral);
    for claim in &mut product.claims {
        claim.quote = mask(&claim.quote);
    }
    for a in &mut product.allocations {
        a.quote = mask(&a.quote);
        a.activity = mask(&a.activity);
    }
    for a in &mut product.actions {
        for text in [
            &mut a.priority,
            &mut a.action,
            &mut a.resourcing_note,
            &mut a.outcome,
            &mut a.current_position,
        ] {
            *text = mask(text);
        }
    }
    for r in &mut product.rejected_rows {
        r.reason = mask(&r.reason);
        r.raw = mask(&r.raw);
    }
    product.document.title = mask(&product.document.title);
}

fn numeral(n: &mut Numeral) {
    let open = matches!(
        n.role,
        NumeralRole::Allocation | NumeralRole::Period | NumeralRole::Deadline | NumeralRole::Code
    );
    if !open {
        n.value = None;
        HIDDEN.clone_into(&mut n.text);
        n.reason = mask(&n.reason);
    }
}

/// The hash of a short text with one unknown figure gives the figure away, and rows about children are counts of them.
fn withhold(product: &mut Product) {
    let document = &mut product.document;
    document.withheld = true;
    document.sha256.clear();
    document.bytes = 0;
    if document.kind == DocumentKind::RowLevel {
        document.rows_read = 0;
        document.rows_kept = 0;
        document.rows_rejected = 0;
        document.rows_skipped = 0;
    }
}

/// One issue for each document of which something was hidden or rounded; how much it was is not said.
fn said(product: &Product, d: usize, fates: &BTreeMap<Row, Fate>, policy: Policy) -> Option<Issue> {
    let changed = |n: &usize| match fates.get(&(d, *n)) {
        Some(Fate::Hidden) => product.observations[*n].value_symbol == HIDDEN,
        Some(Fate::Rounded(_)) => true,
        _ => false,
    };
    (0..product.observations.len()).find(changed)?;
    let how = match policy.method {
        Method::Round(to) => {
            format!("counts of people are rounded to the nearest multiple of {to}")
        }
        _ => "small counts of people, and others that would give them away, are hidden".to_owned(),
    };
    let document = &product.document.document;
    Some(Issue::new(&issue::COUNTS_WITHHELD, document, Place::Whole, how))
}
