//! Claims that hold something against a figure which is not there: another area's, a target.

use std::sync::LazyLock;

use regex::Regex;

use super::{Judged, line};
use crate::check::facts::Facts;
use crate::issue;
use crate::model::claim::{Claim, Verdict};
use crate::model::observation::{Basis, Observation};
use crate::written::pattern::pattern;

/// "With comparable services", "similar areas", "our statistical neighbours".
static OTHERS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:comparable|similar|neighbouring)\s+(?:\w+\s+)?(?:services?|areas?|authorit\w+|forces?|councils?|boroughs?|teams?|partnerships?)\b|\bstatistical neighbours?\b|\bmost similar\b",
    )
});

static TARGET: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:below|above|behind|under|over|exceed\w*|miss\w*|met|meets?|ahead of|on)\s+(?:our\s+|the\s+|its\s+)?targets?\b",
    )
});

/// What the words hold the figure against has to be somewhere; where it is not, nobody can test them.
pub fn wanting<'a>(facts: &'a Facts<'a>, claim: &'a Claim) -> Option<Judged<'a>> {
    let missing = missing(facts, claim)?;
    let message = format!(
        "{missing} is expected to test \"{}\"; the document gives none",
        claim.direction.name()
    );
    let judged = Judged::new(claim, Verdict::NotTestable, message);
    Some(judged.breaks(&issue::CLAIM_WITHOUT_FIGURES))
}

fn missing(facts: &Facts<'_>, claim: &Claim) -> Option<String> {
    let beside = |o: &Observation| line(&o.place).abs_diff(line(&claim.place)) <= 2;
    let of_claim = |o: &Observation| !claim.measure.is_empty() && o.measure == claim.measure;
    let gives = |wanted: &dyn Fn(&Observation) -> bool| {
        let said = facts.said_in(&claim.document).iter().filter(|o| o.value.is_some());
        said.into_iter().any(|o| (beside(o) || of_claim(o)) && wanted(o))
    };
    if TARGET.is_match(&claim.quote) && !gives(&|o| o.basis == Basis::Target) {
        return Some("a target".to_owned());
    }
    let against = facts.vocab.area(&claim.against).filter(|a| a.id != claim.area);
    if let Some(area) = against.filter(|_| claim.measure.is_empty())
        && !gives(&|o| o.area == area.id)
    {
        return Some(format!("a figure of {}", area.label));
    }
    let others = claim.against.is_empty() && OTHERS.is_match(&claim.quote);
    let elsewhere = |o: &Observation| !o.area.is_empty() && o.area != claim.area;
    (others && !gives(&elsewhere)).then(|| "a figure of those it is compared with".to_owned())
}
