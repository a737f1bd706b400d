//! How the field's figures add up: what anybody knows who reads its guides.

/// A whole and the parts that make it up.
pub const WHOLES: &[(&str, &[&str])] = &[
    (
        "yj.court.disposals",
        &["yj.custody.sentences", "yj.disposals.community", "yj.disposals.first_tier"],
    ),
    ("yj.out_of_court.disposals", &["yj.out_of_court.cautions", "yj.out_of_court.resolutions"]),
    ("yj.outcomes.substantive", &["yj.out_of_court.cautions", "yj.court.disposals"]),
    ("yj.remand.episodes", &["yj.remand.bail", "yj.remand.custody", "yj.remand.local_authority"]),
];

/// The first is never larger than the second.
pub const WITHIN: &[(&str, &str)] = &[
    ("yj.fte.count", "yj.cautioned_or_sentenced.count"),
    ("yj.fte.count", "yj.outcomes.substantive"),
    ("yj.cautioned_or_sentenced.count", "yj.outcomes.substantive"),
    ("yj.custody.sentences", "yj.court.disposals"),
    ("yj.remand.custody", "yj.remand.episodes"),
    ("yj.reoffending.reoffenders", "yj.reoffending.cohort"),
    ("yj.reoffending.reoffenders", "yj.reoffending.reoffences"),
];

/// Counted once a period, so that quarters bound a year and do not make it up.
pub const ONCE: &[&str] = &[
    "yj.cautioned_or_sentenced.count",
    "yj.reoffending.cohort",
    "yj.reoffending.reoffenders",
    "yj.reoffending.reoffences",
];

/// First month, counted from year 0, and length in months.
pub fn months(period: &str) -> Option<(i64, i64)> {
    let number = |s: &str| s.parse::<i64>().ok();
    if let Some(year) = period.strip_prefix("CY") {
        return Some((number(year)? * 12, 12));
    }
    if let Some(rest) = period.strip_prefix("FY") {
        let april = number(rest.get(..4)?)? * 12 + 3;
        return match rest.split_once("-Q") {
            Some((_, q)) => Some((april + 3 * (number(q)? - 1), 3)),
            None => Some((april, 12)),
        };
    }
    let month = |s: &str| Some(number(s.get(..4)?)? * 12 + number(s.get(5..7)?)? - 1);
    let (first, last) = period.split_once("..").unwrap_or((period, period));
    let (first, last) = (month(first)?, month(last)?);
    Some((first, last - first + 1))
}
