//! Reports of what tests have shown of policies.

mod html;
mod lcov;
mod table;

pub(crate) use html::html;
pub(crate) use lcov::lcov;
pub(crate) use table::table;

use cedar_core::coverage::{Goal, Point};

/// What tests have not shown of a part yet; nothing if they have shown all.
fn missing(point: &Point) -> Option<&'static str> {
    let outcomes = point.outcomes;
    let is_shown = point.tally().is_complete();
    match (point.goal, outcomes.is_true > 0, outcomes.is_false > 0) {
        _ if is_shown => None,
        (Goal::Reached, ..) => Some("never reached"),
        (Goal::TrueAndFalse, false, false) if outcomes.error > 0 => Some("never without error"),
        (Goal::TrueAndFalse, false, false) => Some("never reached"),
        (Goal::TrueAndFalse, false, true) => Some("never true"),
        (Goal::TrueAndFalse, true, _) => Some("never false"),
    }
}

#[cfg(test)]
mod tests;
