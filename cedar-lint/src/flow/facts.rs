//! What is known where an expression is evaluated.

use crate::terms::TermId;
use smol_str::SmolStr;
use std::collections::HashMap;

/// Something that has been tested.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) enum Fact {
    /// The value has the attribute.
    HasAttribute(TermId, SmolStr),
    /// The entity has the tag.
    HasTag(TermId, TermId),
    /// The entity exists, since it has some attribute or tag.
    Exists(TermId),
    /// The value is this constant.
    Equal(TermId, TermId),
}

/// The facts that hold, which come and go with the part of the expression that
/// is looked at.
#[derive(Default)]
pub(super) struct Facts {
    /// How often each is known.
    known: HashMap<Fact, usize>,
    /// The constants that each value is known to be.
    constants: HashMap<TermId, Vec<TermId>>,
}

impl Facts {
    /// Adds facts; each must be taken back by [`Facts::pop`] once.
    pub(super) fn push(&mut self, facts: &[Fact]) {
        for fact in facts {
            *self.known.entry(fact.clone()).or_default() += 1;
            if let Fact::Equal(value, constant) = fact {
                self.constants.entry(*value).or_default().push(*constant);
            }
        }
    }

    /// Takes facts back.
    pub(super) fn pop(&mut self, facts: &[Fact]) {
        for fact in facts {
            if let Some(count) = self.known.get_mut(fact) {
                *count -= 1;
                if *count == 0 {
                    self.known.remove(fact);
                }
            }
            if let Fact::Equal(value, _) = fact
                && let Some(constants) = self.constants.get_mut(value)
            {
                constants.pop();
            }
        }
    }

    /// Whether a fact is known.
    pub(super) fn contains(&self, fact: &Fact) -> bool {
        self.known.contains_key(fact)
    }

    /// The constant that a value is known to be.
    pub(super) fn constant(&self, value: TermId) -> Option<TermId> {
        self.constants.get(&value)?.first().copied()
    }
}

/// The facts that both have.
pub(super) fn common(a: Vec<Fact>, b: &[Fact]) -> Vec<Fact> {
    let b: std::collections::HashSet<&Fact> = b.iter().collect();
    a.into_iter().filter(|fact| b.contains(fact)).collect()
}
