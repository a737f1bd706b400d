//! Names of months.

/// A pattern for the name of a month, full or short.
pub(super) const MONTH: &str = "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";

const NAMES: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// 1 to 12 from the first three letters.
pub(super) fn number(name: &str) -> Option<u32> {
    let short = name.get(..3)?.to_ascii_lowercase();
    let index = NAMES.iter().position(|n| *n == short)?;
    u32::try_from(index + 1).ok()
}
