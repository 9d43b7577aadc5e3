//! Dafny's unbounded `int` as `i128` that stops instead of wrapping.

use super::{Answer, Stop};

/// `a + b`.
///
/// # Errors
///
/// [`Stop::IntegerOverflow`].
#[inline]
pub fn add(a: i128, b: i128) -> Answer<i128> {
    a.checked_add(b).ok_or(Stop::IntegerOverflow)
}

/// `a - b`.
///
/// # Errors
///
/// [`Stop::IntegerOverflow`].
#[inline]
pub fn sub(a: i128, b: i128) -> Answer<i128> {
    a.checked_sub(b).ok_or(Stop::IntegerOverflow)
}

/// `a * b`.
///
/// # Errors
///
/// [`Stop::IntegerOverflow`].
#[inline]
pub fn mul(a: i128, b: i128) -> Answer<i128> {
    a.checked_mul(b).ok_or(Stop::IntegerOverflow)
}

/// `a / b`, Euclidean as in Dafny: the remainder is never negative.
///
/// # Errors
///
/// [`Stop::DivisionByZero`], [`Stop::IntegerOverflow`].
#[inline]
pub fn div(a: i128, b: i128) -> Answer<i128> {
    if b == 0 {
        return Err(Stop::DivisionByZero);
    }
    a.checked_div_euclid(b).ok_or(Stop::IntegerOverflow)
}

/// `a % b`, Euclidean as in Dafny: `0 <= a % b < |b|`.
///
/// # Errors
///
/// [`Stop::DivisionByZero`].
#[inline]
pub fn rem(a: i128, b: i128) -> Answer<i128> {
    if b == 0 {
        return Err(Stop::DivisionByZero);
    }
    // The remainder by -1 is 0 also where the quotient would overflow.
    Ok(a.wrapping_rem_euclid(b))
}

/// `-a`.
///
/// # Errors
///
/// [`Stop::IntegerOverflow`].
#[inline]
pub fn neg(a: i128) -> Answer<i128> {
    a.checked_neg().ok_or(Stop::IntegerOverflow)
}

/// `c as int`: the number of a character.
#[inline]
pub fn of_char(c: char) -> i128 {
    i128::from(u32::from(c))
}

/// A number of elements as `int`.
#[inline]
pub(super) fn of_len(len: usize) -> i128 {
    // A collection in memory has fewer than 2^127 elements.
    i128::try_from(len).unwrap_or(i128::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn division_is_euclidean() {
        for (a, b, quotient, remainder) in [
            (7, 2, 3, 1),
            (-7, 2, -4, 1),
            (7, -2, -3, 1),
            (-7, -2, 4, 1),
            (6, 3, 2, 0),
            (-6, 3, -2, 0),
        ] {
            assert_eq!(div(a, b), Ok(quotient), "{a} / {b}");
            assert_eq!(rem(a, b), Ok(remainder), "{a} % {b}");
        }
    }

    #[test]
    fn the_edges_stop() {
        assert_eq!(add(i128::MAX, 1), Err(Stop::IntegerOverflow));
        assert_eq!(sub(i128::MIN, 1), Err(Stop::IntegerOverflow));
        assert_eq!(mul(i128::MAX, 2), Err(Stop::IntegerOverflow));
        assert_eq!(neg(i128::MIN), Err(Stop::IntegerOverflow));
        assert_eq!(div(i128::MIN, -1), Err(Stop::IntegerOverflow));
        assert_eq!(rem(i128::MIN, -1), Ok(0));
        assert_eq!(div(1, 0), Err(Stop::DivisionByZero));
        assert_eq!(rem(1, 0), Err(Stop::DivisionByZero));
    }
}
