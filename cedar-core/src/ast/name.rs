//! Names: identifiers and `::`-separated paths of them.

use smol_str::SmolStr;
use std::fmt;
use thiserror::Error;

/// Whether `text` has the form of an identifier: `[_a-zA-Z][_a-zA-Z0-9]*`.
pub fn is_identifier(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes
        .next()
        .is_some_and(|b| b == b'_' || b.is_ascii_alphabetic())
        && bytes.all(is_identifier_byte)
}

fn is_identifier_byte(byte: u8) -> bool {
    byte == b'_' || byte.is_ascii_alphanumeric()
}

/// Whether `text` is reserved, so that it cannot be a component of a [`Name`],
/// an attribute written after `.` or `has`, or a bare record key.
pub fn is_reserved(text: &str) -> bool {
    // RFC 52 adds `__cedar`.
    matches!(
        text,
        "true" | "false" | "if" | "then" | "else" | "in" | "is" | "like" | "has" | "__cedar"
    )
}

/// A path such as `User` or `PhotoApp::Album`, in its normalized form: no
/// white space, no comments.
///
/// INVARIANT: every component is an identifier and none is reserved.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(SmolStr);

/// Why a text is not a [`Name`].
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NameError {
    /// A component is not an identifier, or there is none.
    #[error("`{0}` is not a name: expected identifiers separated by `::`, without white space")]
    NotNormalized(SmolStr),
    /// A component is reserved.
    #[error("`{name}` contains `{component}`, which is reserved")]
    Reserved {
        /// The whole text.
        name: SmolStr,
        /// The reserved component.
        component: SmolStr,
    },
}

impl Name {
    /// Reads a name in its normalized form.
    ///
    /// # Errors
    /// When a component is not an identifier or is reserved.
    pub fn from_normalized(text: &str) -> Result<Self, NameError> {
        // Most names have one component and begin with a capital letter, as no
        // reserved word does.
        let is_plain = text.bytes().next().is_some_and(|b| b.is_ascii_uppercase())
            && text.bytes().all(is_identifier_byte);
        if !is_plain {
            let mut components = text.split("::");
            components.try_for_each(|part| check_component(text, part))?;
        }
        Ok(Name(text.into()))
    }

    /// The whole path, `::`-separated.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last component.
    pub fn basename(&self) -> &str {
        // A colon only stands in `::`.
        self.0.rsplit(':').next().unwrap_or(&self.0)
    }

    /// Everything before the last component; empty when there is only one.
    pub fn namespace(&self) -> &str {
        self.0
            .rsplit_once("::")
            .map_or("", |(namespace, _)| namespace)
    }

    /// The components of the namespace, outermost first.
    pub fn namespace_components(&self) -> impl Iterator<Item = &str> {
        self.namespace().split("::").filter(|c| !c.is_empty())
    }
}

fn check_component(name: &str, component: &str) -> Result<(), NameError> {
    if !is_identifier(component) {
        return Err(NameError::NotNormalized(name.into()));
    }
    if is_reserved(component) {
        return Err(NameError::Reserved {
            name: name.into(),
            component: component.into(),
        });
    }
    Ok(())
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normalized_names() {
        for ok in ["User", "_", "A::B::C9", "permit", "principal", "__cedarx"] {
            assert!(Name::from_normalized(ok).is_ok(), "{ok}");
        }
        for bad in [
            "",
            "::A",
            "A::",
            "A:: B",
            " A",
            "9a",
            "A:B",
            "if",
            "A::in",
            "__cedar::X",
            "é",
        ] {
            assert!(Name::from_normalized(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn parts() {
        let name = Name::from_normalized("A::B::C").unwrap();
        assert_eq!(name.basename(), "C");
        assert_eq!(name.namespace(), "A::B");
        assert_eq!(name.namespace_components().collect::<Vec<_>>(), ["A", "B"]);
        let plain = Name::from_normalized("C").unwrap();
        assert_eq!((plain.basename(), plain.namespace()), ("C", ""));
        assert_eq!(plain.namespace_components().count(), 0);
    }
}
