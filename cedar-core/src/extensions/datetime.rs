//! `datetime`: a point in time.

use super::{Duration, ExtensionError};
use std::str::FromStr;

const MILLIS_PER_SECOND: i64 = 1_000;
const MILLIS_PER_MINUTE: i64 = 60 * MILLIS_PER_SECOND;
const MILLIS_PER_HOUR: i64 = 60 * MILLIS_PER_MINUTE;
const MILLIS_PER_DAY: i64 = 24 * MILLIS_PER_HOUR;

/// A point in time to the millisecond, in the proleptic Gregorian calendar and
/// UTC, without leap seconds; 292 million years either side of 1970.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Datetime {
    epoch_millis: i64,
}

impl Datetime {
    /// The point this many milliseconds after 1970-01-01T00:00:00Z.
    pub fn from_epoch_millis(epoch_millis: i64) -> Self {
        Datetime { epoch_millis }
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub fn epoch_millis(self) -> i64 {
        self.epoch_millis
    }

    /// The time since 1970-01-01T00:00:00Z.
    pub fn since_epoch(self) -> Duration {
        Duration::from_millis(self.epoch_millis)
    }

    /// This point moved by `duration`; `None` when out of range.
    pub fn checked_offset(self, duration: Duration) -> Option<Self> {
        self.epoch_millis
            .checked_add(duration.millis())
            .map(Self::from_epoch_millis)
    }

    /// The time from `earlier` to this point; `None` when out of range.
    pub fn checked_duration_since(self, earlier: Datetime) -> Option<Duration> {
        self.epoch_millis
            .checked_sub(earlier.epoch_millis)
            .map(Duration::from_millis)
    }

    /// The start of the day; `None` when out of range.
    pub fn checked_to_date(self) -> Option<Self> {
        self.epoch_millis
            .div_euclid(MILLIS_PER_DAY)
            .checked_mul(MILLIS_PER_DAY)
            .map(Self::from_epoch_millis)
    }

    /// The time since the start of the day: at least zero, less than a day.
    pub fn to_time(self) -> Duration {
        Duration::from_millis(self.epoch_millis.rem_euclid(MILLIS_PER_DAY))
    }
}

/// Reads `YYYY-MM-DD`, or that followed by `Thh:mm:ss`, optionally `.SSS`, and
/// then `Z` or an offset `+hhmm` or `-hhmm`.
///
/// Every number has exactly as many digits as shown. Hours are below 24,
/// minutes and seconds below 60, in offsets too.
impl FromStr for Datetime {
    type Err = ExtensionError;

    fn from_str(text: &str) -> Result<Self, ExtensionError> {
        let (date, rest) = text
            .as_bytes()
            .split_first_chunk::<10>()
            .ok_or_else(|| ExtensionError::new("invalid date pattern"))?;
        let days = parse_date(date)?;
        let time = if rest.is_empty() {
            0
        } else {
            parse_time(rest)?
        };
        // At most four digits of year: the sum is far from the bounds.
        Ok(Self::from_epoch_millis(days * MILLIS_PER_DAY + time))
    }
}

/// `YYYY-MM-DD` as days since the epoch.
fn parse_date(text: &[u8; 10]) -> Result<i64, ExtensionError> {
    let [y3, y2, y1, y0, b'-', m1, m0, b'-', d1, d0] = text else {
        return Err(ExtensionError::new("invalid date pattern"));
    };
    let (Some(year), Some(month), Some(day)) = (
        number([*y3, *y2, *y1, *y0]),
        number([*m1, *m0]),
        number([*d1, *d0]),
    ) else {
        return Err(ExtensionError::new("invalid date pattern"));
    };
    if day < 1 || day > days_in_month(year, month) {
        return Err(ExtensionError::new(format!(
            "invalid date: {year:04}-{month:02}-{day:02}"
        )));
    }
    Ok(days_since_epoch(year, month, day))
}

/// `Thh:mm:ss[.SSS](Z|±hhmm)` as milliseconds since the start of the day in
/// UTC; negative or beyond a day when the offset makes it so.
fn parse_time(text: &[u8]) -> Result<i64, ExtensionError> {
    let pattern = || ExtensionError::new("invalid hour/minute/second pattern");
    let (clock, rest) = text.split_first_chunk::<9>().ok_or_else(pattern)?;
    let [b'T', h1, h0, b':', m1, m0, b':', s1, s0] = clock else {
        return Err(pattern());
    };
    let (Some(hour), Some(minute), Some(second)) =
        (number([*h1, *h0]), number([*m1, *m0]), number([*s1, *s0]))
    else {
        return Err(pattern());
    };
    if hour >= 24 || minute >= 60 || second >= 60 {
        return Err(ExtensionError::new(format!(
            "invalid hour/minute/second: {hour:02}:{minute:02}:{second:02}"
        )));
    }
    let (millis, offset) = parse_millis_and_offset(rest)?;
    Ok(
        hour * MILLIS_PER_HOUR + minute * MILLIS_PER_MINUTE + second * MILLIS_PER_SECOND + millis
            - offset,
    )
}

/// `[.SSS](Z|±hhmm)`: the milliseconds, and the offset in milliseconds.
fn parse_millis_and_offset(text: &[u8]) -> Result<(i64, i64), ExtensionError> {
    let pattern = || ExtensionError::new("invalid millisecond and/or offset pattern");
    let (millis, zone) = match text {
        [b'.', a, b, c, zone @ ..] => (number([*a, *b, *c]).ok_or_else(pattern)?, zone),
        zone => (0, zone),
    };
    let (sign, hour, minute) = match zone {
        [b'Z'] => return Ok((millis, 0)),
        [b'+', h1, h0, m1, m0] => (1, number([*h1, *h0]), number([*m1, *m0])),
        [b'-', h1, h0, m1, m0] => (-1, number([*h1, *h0]), number([*m1, *m0])),
        _ => return Err(pattern()),
    };
    let (Some(hour), Some(minute)) = (hour, minute) else {
        return Err(pattern());
    };
    if hour >= 24 || minute >= 60 {
        return Err(ExtensionError::new(format!(
            "invalid offset range: {hour:02}{minute:02}"
        )));
    }
    Ok((
        millis,
        sign * (hour * MILLIS_PER_HOUR + minute * MILLIS_PER_MINUTE),
    ))
}

/// The value of ASCII digits.
fn number<const N: usize>(digits: [u8; N]) -> Option<i64> {
    digits.iter().try_fold(0, |value, digit| {
        digit
            .is_ascii_digit()
            .then(|| value * 10 + i64::from(digit - b'0'))
    })
}

fn is_leap_year(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// The length of the month; 0 when there is no such month.
fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap_year(year) => 29,
        2 => 28,
        _ => 0,
    }
}

fn days_since_epoch(year: i64, month: i64, day: i64) -> i64 {
    // Years are counted from March, so that the leap day ends a year; the days
    // before month `m` of such a year are then the integer part of a line.
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    let days_before_month = (153 * month + 2) / 5;
    const MARCH_1_YEAR_0_TO_EPOCH: i64 = 719_468;
    365 * year + leap_days + days_before_month + (day - 1) - MARCH_1_YEAR_0_TO_EPOCH
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Result<i64, &str>) {
        let actual = text.parse::<Datetime>().map(Datetime::epoch_millis);
        assert_eq!(actual, expected.map_err(ExtensionError::new), "`{text}`");
    }

    #[test]
    fn literals() {
        for (text, millis) in [
            ("1970-01-01", 0),
            ("1969-12-31", -86_400_000),
            ("2024-10-15", 1_728_950_400_000),
            ("2024-02-29", 1_709_164_800_000),
            ("2000-02-29", 951_782_400_000),
            ("0000-01-01", -62_167_219_200_000),
            ("0000-02-29", -62_162_121_600_000),
            ("9999-12-31", 253_402_214_400_000),
            ("2024-10-15T11:35:00Z", 1_728_992_100_000),
            ("2024-10-15T11:35:00.000Z", 1_728_992_100_000),
            ("2024-10-15T11:35:00.007Z", 1_728_992_100_007),
            ("2024-10-15T11:35:00.000+0100", 1_728_988_500_000),
            ("2024-10-15T11:35:00-0130", 1_728_997_500_000),
            ("2024-10-15T23:59:59-0000", 1_729_036_799_000),
            ("2024-10-15T23:59:59+0000", 1_729_036_799_000),
            ("9999-12-31T23:59:59.999-2359", 253_402_387_139_999),
            ("0000-01-01T00:00:00.000+2359", -62_167_305_540_000),
        ] {
            check(text, Ok(millis));
        }
    }

    #[test]
    fn malformed_literals() {
        let date = "invalid date pattern";
        let clock = "invalid hour/minute/second pattern";
        let zone = "invalid millisecond and/or offset pattern";
        for (text, message) in [
            ("", date),
            ("2024", date),
            ("20241015", date),
            ("2024-1-15", date),
            ("2024-10-1", date),
            ("+2024-10-15", date),
            ("-024-10-15", date),
            ("24-10-15", date),
            (" 2024-10-15", date),
            ("2024/10/15", date),
            ("２024-10-15", date),
            ("2024-10-15 ", clock),
            ("2024-10-15Z", clock),
            ("2024-10-15T", clock),
            ("2024-10-15T11", clock),
            ("2024-10-15T11:35Z", clock),
            ("2024-10-15T1:35:00Z", clock),
            ("2024-10-15 11:35:00Z", clock),
            ("2024-10-15t11:35:00z", clock),
            ("2024-10-15T11.35.00Z", clock),
            ("2024-10-15T11:35:00", zone),
            ("2024-10-15T11:35:00.", zone),
            ("2024-10-15T11:35:00.000", zone),
            ("2024-10-15T11:35:00z", zone),
            ("2024-10-15T11:35:00ZZ", zone),
            ("2024-10-15T11:35:00Z ", zone),
            ("2024-10-15T23:59:59.1Z", zone),
            ("2024-10-15T23:59:59.12Z", zone),
            ("2024-10-15T23:59:59.1234Z", zone),
            ("2024-10-15T23:59:59,123Z", zone),
            ("2024-10-15T11:35:00+01:00", zone),
            ("2024-10-15T11:35:00+01", zone),
            ("2024-10-15T11:35:00+01000", zone),
            ("2024-10-15T11:35:00+0-10", zone),
            ("2024-10-15T11:35:00Z+0100", zone),
            ("2024-10-15T11:35:00\u{2212}0100", zone),
        ] {
            check(text, Err(message));
        }
    }

    #[test]
    fn numbers_out_of_range() {
        for (text, message) in [
            ("2024-13-01", "invalid date: 2024-13-01"),
            ("2024-00-01", "invalid date: 2024-00-01"),
            ("2024-01-00", "invalid date: 2024-01-00"),
            ("2024-01-32", "invalid date: 2024-01-32"),
            ("2024-04-31", "invalid date: 2024-04-31"),
            ("2024-02-30", "invalid date: 2024-02-30"),
            ("2023-02-29", "invalid date: 2023-02-29"),
            ("1900-02-29", "invalid date: 1900-02-29"),
            (
                "2024-10-15T24:00:00Z",
                "invalid hour/minute/second: 24:00:00",
            ),
            (
                "2024-10-15T23:60:00Z",
                "invalid hour/minute/second: 23:60:00",
            ),
            (
                "2024-10-15T23:59:60Z",
                "invalid hour/minute/second: 23:59:60",
            ),
            ("2024-10-15T23:59:59+2400", "invalid offset range: 2400"),
            ("2024-10-15T23:59:59+2360", "invalid offset range: 2360"),
            ("2024-10-15T23:59:59-9999", "invalid offset range: 9999"),
        ] {
            check(text, Err(message));
        }
    }

    #[test]
    fn consecutive_dates_are_a_day_apart() {
        let mut previous = None;
        for year in 0..=9999 {
            for month in 1..=12 {
                for day in 1..=days_in_month(year, month) {
                    let days = days_since_epoch(year, month, day);
                    assert!(
                        previous.is_none_or(|p| p + 1 == days),
                        "{year}-{month}-{day}"
                    );
                    previous = Some(days);
                }
            }
        }
        assert_eq!(days_since_epoch(1970, 1, 1), 0);
    }

    #[test]
    fn arithmetic() {
        let at = Datetime::from_epoch_millis;
        let millis = Duration::from_millis;
        assert_eq!(at(1).checked_offset(millis(-2)), Some(at(-1)));
        assert_eq!(at(i64::MAX).checked_offset(millis(1)), None);
        assert_eq!(at(i64::MIN).checked_offset(millis(-1)), None);
        assert_eq!(at(5).checked_duration_since(at(7)), Some(millis(-2)));
        assert_eq!(at(i64::MAX).checked_duration_since(at(-1)), None);
        assert_eq!(at(i64::MIN).checked_duration_since(at(1)), None);
        assert_eq!(at(-1).checked_to_date(), Some(at(-86_400_000)));
        assert_eq!(at(-1).to_time(), millis(86_399_999));
        assert_eq!(at(86_400_000).to_time(), millis(0));
        assert_eq!(at(86_400_001).checked_to_date(), Some(at(86_400_000)));
        assert_eq!(at(i64::MIN).checked_to_date(), None);
        assert_eq!(at(i64::MIN).to_time(), millis(60_424_192));
        assert!(at(i64::MAX).checked_to_date().is_some());
    }
}
