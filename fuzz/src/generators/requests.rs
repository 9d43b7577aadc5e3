//! Requests that fit the universe, mostly.

use super::universe::{TypeIndex, Universe};
use super::values;
use crate::choices::Choices;
use cedar_core::{Context, EntityUid, Request};

/// How many requests a case has.
const REQUESTS: usize = 8;

/// Eight requests: mostly the types that the policies were written for.
pub fn generate(choices: &mut Choices<'_>, universe: &Universe) -> Vec<Request> {
    (0..REQUESTS)
        .map(|_| {
            let principal = mostly(choices, universe, universe.principal);
            let action = universe.actions[choices.below(universe.actions.len())].clone();
            let resource = mostly(choices, universe, universe.resource);
            let context = values::record(choices, universe, &universe.context);
            Request::new(principal, action, resource, Context::from_record(context))
        })
        .collect()
}

fn mostly(choices: &mut Choices<'_>, universe: &Universe, usual: TypeIndex) -> EntityUid {
    let index = if choices.chance(88) {
        usual
    } else {
        universe.any_type(choices)
    };
    universe.any_uid(choices, index)
}
