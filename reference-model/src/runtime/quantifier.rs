//! Quantifiers over finite domains, evaluated no further than needed.

use super::Answer;

/// `forall x | x in domain :: holds(x)`.
///
/// # Errors
///
/// Whatever `holds` returns first.
#[inline]
pub fn all<T>(
    domain: impl IntoIterator<Item = T>,
    mut holds: impl FnMut(T) -> Answer<bool>,
) -> Answer<bool> {
    for item in domain {
        if !holds(item)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// `exists x | x in domain :: holds(x)`.
///
/// # Errors
///
/// Whatever `holds` returns first.
#[inline]
pub fn any<T>(
    domain: impl IntoIterator<Item = T>,
    mut holds: impl FnMut(T) -> Answer<bool>,
) -> Answer<bool> {
    for item in domain {
        if holds(item)? {
            return Ok(true);
        }
    }
    Ok(false)
}
