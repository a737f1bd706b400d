//! Made-up rows about made-up children, from a seed.

use std::fmt::Write as _;

/// A small generator of numbers: the same seed gives the same rows everywhere.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// From 0 to below `end`.
    pub fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % end.max(1)
    }
}

const OUTCOMES: [&str; 10] = [
    "Youth Caution",
    "Youth Conditional Caution",
    "Community Resolution",
    "Referral Order",
    "Referral Order",
    "YRO",
    "DTO",
    "Conditional bail",
    "Remand to YDA",
    "Remand to local authority accommodation",
];

const AREAS: [&str; 4] = ["Northtown", "Harbour", "Old Village", "Southgate"];

/// A title that says the years, a header, and between thirty and three hundred rows.
pub fn extract(random: &mut Random) -> String {
    let years = 1 + random.below(3);
    let areas = 1 + random.below(4);
    let rows = 30 + random.below(270);
    let mut out = format!("April 2018 to March {},,,,\n", 2018 + years);
    out.push_str("Child ID,Outcome date,Outcome type,Area,Offence date\n");
    for _ in 0..rows {
        let day = random.below(365 * years);
        let (year, month, date) = (2018 + day / 365, day % 365 / 31, day % 28 + 1);
        // Months count from April.
        let (year, month) = if month > 8 { (year + 1, month - 8) } else { (year, month + 4) };
        let outcome = OUTCOMES[usize::try_from(random.below(10)).expect("it is small")];
        // Uneven areas: the last ones have few children.
        let area = random.below(areas).min(random.below(areas));
        let area = AREAS[usize::try_from(area).expect("it is small")];
        let child = random.below(rows * 2 / 3 + 5);
        let _ = writeln!(out, "Q{child},{date:02}/{month:02}/{year},{outcome},{area},");
    }
    out
}
