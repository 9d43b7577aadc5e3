//! Paths within a JSON document.

use crate::ast::is_identifier;
use smol_str::SmolStr;
use std::fmt;

/// Where a value stands in a document: the steps to it from the outermost
/// value. Written as `[3].attrs["home address"].city`.
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub struct JsonPath {
    /// Innermost first, as errors collect them on their way out.
    reversed: Vec<JsonStep>,
}

/// One step of a [`JsonPath`].
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum JsonStep {
    /// To the value of this key of an object; to the last one if it repeats.
    Key(SmolStr),
    /// To this element of an array, counted from zero.
    Index(usize),
}

impl JsonPath {
    /// The steps, outermost first.
    pub fn steps(&self) -> impl DoubleEndedIterator<Item = &JsonStep> {
        self.reversed.iter().rev()
    }

    /// Whether this is the path of the outermost value.
    pub fn is_empty(&self) -> bool {
        self.reversed.is_empty()
    }

    /// Puts a step before all others.
    pub(super) fn prepend(&mut self, step: JsonStep) {
        self.reversed.push(step);
    }
}

impl fmt::Display for JsonPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, step) in self.steps().enumerate() {
            match step {
                JsonStep::Index(index) => write!(f, "[{index}]")?,
                JsonStep::Key(key) if !is_identifier(key) => write!(f, "[{key:?}]")?,
                JsonStep::Key(key) if position == 0 => write!(f, "{key}")?,
                JsonStep::Key(key) => write!(f, ".{key}")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn display() {
        let steps = [
            JsonStep::Index(3),
            JsonStep::Key("attrs".into()),
            JsonStep::Key("a \"b\"".into()),
            JsonStep::Index(0),
            JsonStep::Key("c".into()),
        ];
        let mut path = JsonPath::default();
        assert_eq!(path.to_string(), "");
        for step in steps.into_iter().rev() {
            path.prepend(step);
        }
        assert_eq!(path.to_string(), r#"[3].attrs["a \"b\""][0].c"#);
        path.prepend(JsonStep::Key("x".into()));
        assert_eq!(path.to_string(), r#"x[3].attrs["a \"b\""][0].c"#);
    }
}
