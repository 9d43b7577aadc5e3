//! Generators: bytes in, a complete test case out, never a rejection.
//!
//! [`universe`] first decides which types, attributes and actions there are;
//! entities, requests and policies are then drawn so that they fit it and one
//! another, with rare deliberate misfits. Where there is to be a schema,
//! [`validation`] decides that first; [`data`] makes entities and requests for it.

pub mod data;
pub mod documents;
pub mod entities;
pub mod evaluations;
pub mod expressions;
pub mod extension_text;
pub mod extension_texts;
pub mod hierarchies;
pub mod links;
pub mod operations;
pub mod policies;
pub mod policy_sets;
pub mod requests;
pub mod round_trips;
pub mod schemas;
pub mod spellings;
pub mod text;
pub mod towers;
pub mod universe;
pub mod validation;
pub mod values;

use crate::case::Case;
use crate::choices::Choices;
use cedar_core::PolicySet;
use universe::Universe;

/// The test case that `bytes` determine.
pub fn case(bytes: &[u8]) -> Case {
    case_with(bytes, policies::generate)
}

/// The test case that `bytes` determine, in half of the cases with many policies.
pub fn crowded_case(bytes: &[u8]) -> Case {
    case_with(bytes, |choices, universe| match choices.chance(50) {
        true => policies::crowd(choices, universe),
        false => policies::generate(choices, universe),
    })
}

fn case_with(
    bytes: &[u8],
    policies: impl FnOnce(&mut Choices<'_>, &Universe) -> PolicySet,
) -> Case {
    let mut choices = Choices::new(bytes);
    let universe = Universe::generate(&mut choices);
    let entities = entities::generate(&mut choices, &universe);
    let policies = policies(&mut choices, &universe);
    let requests = requests::generate(&mut choices, &universe);
    Case {
        policies,
        entities,
        requests,
    }
}
