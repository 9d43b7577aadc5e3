//! `decimal`: a number with four decimal places.

use super::ExtensionError;
use std::fmt;
use std::str::FromStr;

/// How many digits may follow the point.
const MAX_FRACTION_DIGITS: usize = 4;
/// One, in units of the last place.
const SCALE: i128 = 10_000;

/// A decimal number from -922337203685477.5808 to 922337203685477.5807, exact
/// to four decimal places.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Decimal {
    ten_thousandths: i64,
}

impl Decimal {
    /// The number of this many ten-thousandths.
    pub fn from_ten_thousandths(ten_thousandths: i64) -> Self {
        Decimal { ten_thousandths }
    }

    /// The number times 10,000.
    pub fn ten_thousandths(self) -> i64 {
        self.ten_thousandths
    }
}

/// Reads `-?[0-9]+\.[0-9]{1,4}`. Leading zeros are fine; there is no `+`, no
/// exponent and no white space.
impl FromStr for Decimal {
    type Err = ExtensionError;

    fn from_str(text: &str) -> Result<Self, ExtensionError> {
        let malformed =
            || ExtensionError::new(format!("`{text}` is not a well-formed decimal value"));
        let (negative, digits) = match text.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').ok_or_else(malformed)?;
        if !is_digits(whole) || !is_digits(fraction) {
            return Err(malformed());
        }
        if fraction.len() > MAX_FRACTION_DIGITS {
            return Err(ExtensionError::new(format!(
                "too many digits after the decimal in `{text}`"
            )));
        }
        scaled(whole, fraction)
            .map(|magnitude| if negative { -magnitude } else { magnitude })
            .and_then(|value| i64::try_from(value).ok())
            .map(Decimal::from_ten_thousandths)
            .ok_or_else(|| ExtensionError::new("overflow when converting to decimal"))
    }
}

/// Writes the shortest literal: at least one digit on either side of the point.
impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let magnitude = i128::from(self.ten_thousandths).abs();
        let sign = if self.ten_thousandths < 0 { "-" } else { "" };
        let fraction = format!("{:04}", magnitude % SCALE);
        let fraction = match fraction.trim_end_matches('0') {
            "" => "0",
            digits => digits,
        };
        write!(f, "{sign}{}.{fraction}", magnitude / SCALE)
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// The magnitude in ten-thousandths; `None` when it is far out of range.
fn scaled(whole: &str, fraction: &str) -> Option<i128> {
    let whole: i128 = i128::from(whole.parse::<u64>().ok()?);
    let mut tail = 0;
    for digit in fraction
        .bytes()
        .chain(std::iter::repeat(b'0'))
        .take(MAX_FRACTION_DIGITS)
    {
        tail = tail * 10 + i128::from(digit - b'0');
    }
    Some(whole * SCALE + tail)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Result<i64, &str>) {
        let actual = text.parse::<Decimal>().map(Decimal::ten_thousandths);
        let expected = expected.map_err(ExtensionError::new);
        assert_eq!(actual, expected, "`{text}`");
    }

    #[test]
    fn literals() {
        for (text, value) in [
            ("1.0", 10_000),
            ("0.0", 0),
            ("-0.0", 0),
            ("1.2345", 12_345),
            ("1.2", 12_000),
            ("1.02", 10_200),
            ("0.0001", 1),
            ("-0.5", -5_000),
            ("-0.0001", -1),
            ("-1.5", -15_000),
            ("00001.0", 10_000),
            ("000000000000000000000000000001.5", 15_000),
            ("922337203685477.5807", i64::MAX),
            ("-922337203685477.5807", -i64::MAX),
            ("-922337203685477.5808", i64::MIN),
        ] {
            check(text, Ok(value));
        }
    }

    #[test]
    fn malformed_literals() {
        for text in [
            "",
            "-",
            ".",
            "-.",
            "1",
            "1.",
            ".1",
            "-.5",
            "-1.",
            "+1.0",
            "--1.0",
            "1.-0",
            "1.+0",
            " 1.0",
            "1.0 ",
            "1 .0",
            "1,0",
            "1e3",
            "1.0e3",
            "0x1.0",
            "1.0.0",
            "1_0.0",
            "a.b",
            "१.०",
            "1.٠",
            "\u{2212}1.0",
            "1.0\n",
            "NaN",
            "inf",
        ] {
            check(
                text,
                Err(&format!("`{text}` is not a well-formed decimal value")),
            );
        }
    }

    #[test]
    fn bounds() {
        for text in ["1.23456", "1.00000", "-0.00001"] {
            check(
                text,
                Err(&format!("too many digits after the decimal in `{text}`")),
            );
        }
        for text in [
            "922337203685477.5808",
            "-922337203685477.5809",
            "922337203685478.0",
            "18446744073709551615.0",
            "99999999999999999999.0",
            "-99999999999999999999999999999999999999999999999999.0",
        ] {
            check(text, Err("overflow when converting to decimal"));
        }
    }

    #[test]
    fn display_is_a_literal_of_the_same_value() {
        for (value, text) in [
            (0, "0.0"),
            (10_000, "1.0"),
            (-5_000, "-0.5"),
            (12_345, "1.2345"),
            (10_200, "1.02"),
            (-1, "-0.0001"),
            (i64::MAX, "922337203685477.5807"),
            (i64::MIN, "-922337203685477.5808"),
        ] {
            assert_eq!(Decimal::from_ten_thousandths(value).to_string(), text);
            check(text, Ok(value));
        }
    }
}
