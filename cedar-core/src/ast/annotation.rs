//! Annotations: `@key("value")` before a policy. They never affect a decision.

use super::name::is_identifier;
use super::span::Span;
use smol_str::SmolStr;
use std::collections::BTreeMap;
use thiserror::Error;

/// The key of an annotation: any identifier, reserved ones included.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct AnnotationKey(SmolStr);

/// A text that is not an identifier and so cannot be an annotation's key.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` cannot be the key of an annotation: expected an identifier")]
pub struct InvalidAnnotationKey(pub SmolStr);

impl AnnotationKey {
    /// The key with this text.
    ///
    /// # Errors
    /// When `text` is not an identifier.
    pub fn new(text: &str) -> Result<Self, InvalidAnnotationKey> {
        if is_identifier(text) {
            Ok(AnnotationKey(text.into()))
        } else {
            Err(InvalidAnnotationKey(text.into()))
        }
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The value of an annotation, and where it stands.
#[derive(Clone, Debug)]
pub struct Annotation {
    /// The value, unescaped; `None` when none was written, which means the same
    /// as an empty one.
    pub value: Option<SmolStr>,
    /// The whole annotation in the source.
    pub span: Span,
}

impl Annotation {
    /// The value, empty when none was written.
    pub fn text(&self) -> &str {
        self.value.as_deref().unwrap_or_default()
    }
}

/// Two annotations are equal when their values are; the place does not count.
impl PartialEq for Annotation {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl Eq for Annotation {}

/// The annotations of a policy by key.
pub type Annotations = BTreeMap<AnnotationKey, Annotation>;
