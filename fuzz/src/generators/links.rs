//! Templates, and values for their slots that fit or do not.

use super::policies;
use super::universe::Universe;
use crate::case::LinkCase;
use crate::choices::Choices;
use cedar_core::PolicyId;
use cedar_core::ast::SlotValues;
use smol_str::format_smolstr;

/// The templates and values that `bytes` determine: four of each.
pub fn case(bytes: &[u8]) -> LinkCase {
    let mut choices = Choices::new(bytes);
    let universe = Universe::generate(&mut choices);
    let templates = (0..4)
        .map(|index| {
            let id = PolicyId::new(format_smolstr!("template{index}"));
            policies::template(&mut choices, &universe, id)
        })
        .collect();
    let values = (0..4)
        .map(|which| {
            let mut value = |is_given: bool| {
                let index = universe.any_type(&mut choices);
                let uid = universe.any_uid(&mut choices, index);
                is_given.then_some(uid)
            };
            SlotValues {
                principal: value(which & 1 != 0),
                resource: value(which & 2 != 0),
            }
        })
        .collect();
    LinkCase { templates, values }
}
