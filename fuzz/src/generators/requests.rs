//! Requests that fit the universe, mostly.

use super::universe::{TypeIndex, Universe, uid};
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
            let action = match choices.below(40) {
                0 => universe.any_action(choices),
                1 => uid("Action", "nothing"),
                _ => universe.actions[choices.below(universe.actions.len())].clone(),
            };
            let resource = mostly(choices, universe, universe.resource);
            let context = match choices.chance(4) {
                true => Context::empty(),
                false => Context::from_record(values::record(choices, universe, &universe.context)),
            };
            Request::new(principal, action, resource, context)
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
