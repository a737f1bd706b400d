//! What the disclosure policy promises, tested as somebody would who wants to know: with published figures alone.
//!
//! `attack` is the somebody. It shares no code with the program: it knows how the field's figures add up, reads what was
//! published, and eliminates. That it can succeed is shown on a policy that hides small counts and nothing beside them.

mod attack;
mod figures;
mod made_up;
mod published;

use saferstats::disclose::{HIDDEN, Method, Policy, protect};
use saferstats::model::product::Product;
use saferstats::normalise::sheets;
use saferstats::read::Format;
use saferstats::vocab::Vocab;

use attack::{Known, attack};
use made_up::Random;

/// Workspaces that are made up and attacked.
const SEEDS: u64 = 10;

/// The counts of a document, as a reader of `observation.csv` sees them.
fn known(product: &Product) -> Vec<Known> {
    let counts = product.observations.iter().filter(|o| o.measure != "yj.reoffending.frequency");
    counts
        .map(|o| Known {
            measure: o.measure.clone(),
            area: o.area.clone(),
            period: o.period.map_or_else(String::new, |p| p.to_string()),
            value: o.value.map(|v| v.to_string().parse().expect("a count is whole")),
        })
        .collect()
}

fn read(text: &str, vocab: &Vocab) -> Product {
    sheets::product("outcomes.csv", text.as_bytes(), Format::Csv, vocab, &[], "").product
}

/// What the attack says of figures whose truth is known: hidden counts of 1 to 4 that it names rightly.
fn recovered(shown: &[Known], truth: &[Known]) -> Vec<String> {
    let named = attack(shown);
    let right = named.into_iter().filter(|(i, value)| {
        let true_value = truth[*i].value.expect("the truth has no gaps");
        assert_eq!(*value, true_value, "the attack is sure of what is not so: {:?}", truth[*i]);
        (1..=4).contains(value)
    });
    right.map(|(i, value)| format!("{:?} is {value}", truth[i])).collect()
}

/// The policy that does half the work.
fn careless(truth: &[Known]) -> Vec<Known> {
    let hide = |k: &Known| Known { value: k.value.filter(|v| !(1..=4).contains(v)), ..k.clone() };
    truth.iter().map(hide).collect()
}

#[test]
fn no_small_count_can_be_worked_out_from_what_is_shown() {
    let vocab = Vocab::embedded();
    let mut caught: u64 = 0;
    let (mut shown_counts, mut all_counts) = (0, 0);
    for seed in 1..=SEEDS {
        let mut random = Random::new(seed);
        let text = made_up::extract(&mut random);
        let mut products = [read(&text, &vocab)];
        let truth = known(&products[0]);
        assert!(truth.iter().any(|k| k.value.is_some_and(|v| (1..=4).contains(&v))), "seed {seed}");
        let policy = Policy { method: Method::Suppress, all: false };
        protect(&mut products, &mut Vec::new(), &vocab, policy);
        let shown = known(&products[0]);
        let found = recovered(&shown, &truth);
        assert!(found.is_empty(), "seed {seed}: {}", found.join("; "));
        for (k, o) in truth.iter().zip(&shown) {
            let value = k.value.expect("the truth has no gaps");
            assert!(!(1..=4).contains(&value) || o.value.is_none(), "seed {seed}: {k:?} is shown");
            assert!(value != 0 || o.value == Some(0), "seed {seed}: a true zero is hidden: {k:?}");
            all_counts += usize::from(value > 4);
            shown_counts += usize::from(value > 4 && o.value.is_some());
        }
        caught += u64::from(!recovered(&careless(&truth), &truth).is_empty());
    }
    assert!(
        caught * 5 >= SEEDS * 4,
        "the attack breaks a careless policy in {caught} of {SEEDS} only"
    );
    // Hiding everything would be safe too, and of no use.
    assert!(shown_counts * 4 > all_counts, "{shown_counts} of {all_counts} larger counts are left");
}

#[test]
fn hidden_values_have_a_symbol_and_no_words() {
    let vocab = Vocab::embedded();
    let mut products = [read(&made_up::extract(&mut Random::new(7)), &vocab)];
    let policy = Policy { method: Method::Suppress, all: false };
    protect(&mut products, &mut Vec::new(), &vocab, policy);
    let [product] = &products;
    assert!(product.observations.iter().any(|o| o.value_symbol == HIDDEN));
    for o in &product.observations {
        assert_eq!(o.value.is_none(), o.value_symbol == HIDDEN, "{o:?}");
        assert!(!o.quote.contains(|c: char| c.is_ascii_digit()), "{}", o.quote);
    }
    let d = &product.document;
    assert!(d.withheld && d.sha256.is_empty() && d.rows_read == 0 && d.bytes == 0);
}
