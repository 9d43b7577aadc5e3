//! `duration`: a span of time.

use super::ExtensionError;
use std::fmt;
use std::str::FromStr;

/// A span of time in milliseconds, positive or negative.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Duration {
    millis: i64,
}

/// The units in the only order in which a literal may name them.
const UNITS: [(&[u8], i128); 5] = [
    (b"d", 86_400_000),
    (b"h", 3_600_000),
    (b"m", 60_000),
    (b"s", 1_000),
    (b"ms", 1),
];

impl Duration {
    /// The span of this many milliseconds.
    pub fn from_millis(millis: i64) -> Self {
        Duration { millis }
    }

    /// The whole span in milliseconds.
    pub fn millis(self) -> i64 {
        self.millis
    }

    /// Whole seconds, rounded toward zero.
    pub fn seconds(self) -> i64 {
        self.millis / 1_000
    }

    /// Whole minutes, rounded toward zero.
    pub fn minutes(self) -> i64 {
        self.seconds() / 60
    }

    /// Whole hours, rounded toward zero.
    pub fn hours(self) -> i64 {
        self.minutes() / 60
    }

    /// Whole days, rounded toward zero.
    pub fn days(self) -> i64 {
        self.hours() / 24
    }
}

/// Reads `-?` and then days `d`, hours `h`, minutes `m`, seconds `s` and
/// milliseconds `ms` in this order, each at most once and at least one of them.
/// The sign applies to the whole.
impl FromStr for Duration {
    type Err = ExtensionError;

    fn from_str(text: &str) -> Result<Self, ExtensionError> {
        let invalid = || ExtensionError::new("invalid duration pattern");
        let (sign, mut rest) = match text.as_bytes() {
            [b'-', rest @ ..] => (-1, rest),
            rest => (1, rest),
        };
        if rest.is_empty() {
            return Err(invalid());
        }
        let mut units = UNITS.iter();
        // `None` once a quantity does not even fit 64 bits; the pattern is
        // still checked to the end, because its error comes first.
        let mut total = Some(0i128);
        while !rest.is_empty() {
            let (digits, tail) = take_while(rest, |b| b.is_ascii_digit());
            let (unit, tail) = take_while(tail, |b| !b.is_ascii_digit());
            let (_, factor) = units.find(|(name, _)| *name == unit).ok_or_else(invalid)?;
            if digits.is_empty() {
                return Err(invalid());
            }
            total = total
                .zip(quantity(digits))
                .map(|(total, quantity)| total + i128::from(quantity) * factor);
            rest = tail;
        }
        total
            .and_then(|total| i64::try_from(sign * total).ok())
            .map(Duration::from_millis)
            .ok_or_else(|| ExtensionError::new("duration overflows internal representation"))
    }
}

/// Writes the span as a literal in milliseconds.
impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}ms", self.millis)
    }
}

/// The longest prefix whose bytes all satisfy `keep`, and the rest.
fn take_while(text: &[u8], keep: impl Fn(u8) -> bool) -> (&[u8], &[u8]) {
    let end = text.iter().position(|b| !keep(*b)).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, &[]))
}

/// The value of decimal digits, if it fits.
fn quantity(digits: &[u8]) -> Option<u64> {
    digits.iter().try_fold(0u64, |value, digit| {
        value
            .checked_mul(10)?
            .checked_add(u64::from(digit.wrapping_sub(b'0')))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Result<i64, &str>) {
        let actual = text.parse::<Duration>().map(Duration::millis);
        assert_eq!(actual, expected.map_err(ExtensionError::new), "`{text}`");
    }

    #[test]
    fn literals() {
        for (text, millis) in [
            ("1d", 86_400_000),
            ("1h", 3_600_000),
            ("1m", 60_000),
            ("1s", 1_000),
            ("1ms", 1),
            ("0ms", 0),
            ("-0d", 0),
            ("1m1ms", 60_001),
            ("1d1ms", 86_400_001),
            ("1d2h3m4s5ms", 93_784_005),
            ("-1d2h", -93_600_000),
            ("-1ms", -1),
            ("90s", 90_000),
            ("00001d", 86_400_000),
            ("00000000000000000000000000000000001ms", 1),
            ("106751991167d", 9_223_372_036_828_800_000),
            ("106751991167d7h12m55s807ms", i64::MAX),
            ("-106751991167d7h12m55s808ms", i64::MIN),
            ("9223372036854775807ms", i64::MAX),
            ("-9223372036854775808ms", i64::MIN),
        ] {
            check(text, Ok(millis));
        }
    }

    #[test]
    fn malformed_literals() {
        for text in [
            "",
            "-",
            "1",
            "-1",
            "d",
            "-d",
            "ms",
            "1h1d",
            "1d1d",
            "1ms1s",
            "1ms1m",
            "1s1m",
            "1.5h",
            "1d ",
            " 1d",
            "1 d",
            "1d 2h",
            "1D",
            "1MS",
            "1d-2h",
            "+1d",
            "--1d",
            "1dh",
            "1mss",
            "1msms",
            "1ns",
            "1w",
            "1d2",
            "१d",
            "1d\n",
            "99999999999999999999999x",
            "99999999999999999999999ms1d",
        ] {
            check(text, Err("invalid duration pattern"));
        }
    }

    #[test]
    fn bounds() {
        for text in [
            "106751991168d",
            "106751991167d7h12m55s808ms",
            "-106751991167d7h12m55s809ms",
            "9223372036854775808ms",
            "-9223372036854775809ms",
            "18446744073709551615ms",
            "18446744073709551616ms",
            "99999999999999999999999ms",
            "18446744073709551615d18446744073709551615h18446744073709551615m",
        ] {
            check(text, Err("duration overflows internal representation"));
        }
    }

    #[test]
    fn conversions_round_toward_zero() {
        let of = Duration::from_millis;
        for (millis, [seconds, minutes, hours, days]) in [
            (-1_500, [-1, 0, 0, 0]),
            (-90_000, [-90, -1, 0, 0]),
            (-129_600_000, [-129_600, -2_160, -36, -1]),
            (93_784_005, [93_784, 1_563, 26, 1]),
            (
                i64::MIN,
                [
                    -9_223_372_036_854_775,
                    -153_722_867_280_912,
                    -2_562_047_788_015,
                    -106_751_991_167,
                ],
            ),
        ] {
            assert_eq!(
                [
                    of(millis).seconds(),
                    of(millis).minutes(),
                    of(millis).hours(),
                    of(millis).days()
                ],
                [seconds, minutes, hours, days]
            );
        }
    }

    #[test]
    fn display_reads_back() {
        for millis in [0, 1, -1, i64::MIN, i64::MAX] {
            check(&Duration::from_millis(millis).to_string(), Ok(millis));
        }
    }
}
