//! Days as numbers since 1970, as frames and files hold them. Millions are turned either way, so that this is arithmetic alone.

use jiff::civil::Date;

/// Days of 400 years, after which the calendar repeats.
const ERA: i32 = 146_097;
/// From 1 March of the year 0 to 1970: years that begin in March have their leap day last.
const TO_1970: i32 = 719_468;

/// Days since 1970.
pub fn since_1970(date: Date) -> i32 {
    let (year, month, day) =
        (i32::from(date.year()), i32::from(date.month()), i32::from(date.day()));
    let year = if month <= 2 { year - 1 } else { year };
    let of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    let years = year.rem_euclid(400);
    year.div_euclid(400) * ERA + years * 365 + years / 4 - years / 100 + of_year - TO_1970
}

/// Year, month and day; none beyond four digits of years.
pub fn civil(days: i32) -> Option<(i32, u32, u32)> {
    const DAYS: std::ops::RangeInclusive<i32> = -4_371_587..=2_932_896;
    let days = DAYS.contains(&days).then_some(days + TO_1970)?;
    let of_era = days.rem_euclid(ERA);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / (ERA - 1)) / 365;
    let of_year = (of_era - (365 * year + year / 4 - year / 100)).unsigned_abs();
    let march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * march + 2) / 5 + 1;
    let month = if march < 10 { march + 3 } else { march - 9 };
    let year = year + days.div_euclid(ERA) * 400;
    Some((if month <= 2 { year + 1 } else { year }, month, day))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_are_those_of_the_calendar() {
        assert_eq!((civil(-4_371_588), civil(2_932_897)), (None, None));
        let first = date(1970, 1, 1);
        for days in (-4_371_587..=2_932_896).step_by(61).chain([2_932_896]) {
            let known = first.checked_add(jiff::ToSpan::days(days)).unwrap();
            let (year, month, day) = (known.year(), known.month(), known.day());
            let known_as =
                (i32::from(year), month.unsigned_abs().into(), day.unsigned_abs().into());
            assert_eq!((since_1970(known), civil(days)), (days, Some(known_as)));
        }
    }
}
