//! Expressions of all types, and what they are evaluated for.

use super::expressions::Conditions;
use super::operations;
use super::towers;
use super::universe::Universe;
use super::{entities, requests};
use crate::case::ExpressionCase;
use crate::choices::Choices;
use cedar_core::{Context, Request};

/// How many expressions a case has that speak of entities and the request.
const OF_UNIVERSE: usize = 3;
/// How many it has that are operators on literals.
const OPERATIONS: usize = 12;

/// The expressions that `bytes` determine, with entities and a request.
pub fn case(bytes: &[u8]) -> ExpressionCase {
    let mut choices = Choices::new(bytes);
    let universe = Universe::generate(&mut choices);
    let entities = entities::generate(&mut choices, &universe);
    let uid = |choices: &mut Choices<'_>| {
        let index = universe.any_type(choices);
        universe.any_uid(choices, index)
    };
    let request = match requests::generate(&mut choices, &universe).pop() {
        Some(request) => request,
        None => Request::new(
            uid(&mut choices),
            universe.any_action(&mut choices),
            uid(&mut choices),
            Context::empty(),
        ),
    };
    let mut expressions: Vec<_> = (0..OF_UNIVERSE)
        .map(|_| Conditions::new(&mut choices, &universe).of_any_type())
        .collect();
    expressions.extend((0..OPERATIONS).map(|_| operations::generate(&mut choices, &universe)));
    if choices.chance(10) {
        let index = choices.below(expressions.len());
        expressions[index] = towers::over(&mut choices, &expressions[index]);
    }
    ExpressionCase {
        expressions,
        entities,
        request,
    }
}
