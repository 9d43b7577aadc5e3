//! The kinds of request that a policy is checked for.

use crate::schema::{ActionId, EntityTypeId, Schema};
use crate::validation::RequestEnvironment;

/// A kind of request: types of principal and resource, and the action, which
/// decides the type of the context.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct Environment {
    pub(crate) principal: EntityTypeId,
    pub(crate) action: ActionId,
    pub(crate) resource: EntityTypeId,
}

impl Environment {
    /// The environment with these names; `None` if the schema has none such.
    pub(crate) fn of(named: &RequestEnvironment, schema: &Schema) -> Option<Self> {
        let environment = Environment {
            principal: schema.entity_type_id(&named.principal_type)?,
            action: schema.action_id(&named.action)?,
            resource: schema.entity_type_id(&named.resource_type)?,
        };
        let action = schema.action(environment.action);
        let applies = action.principals().contains(&environment.principal)
            && action.resources().contains(&environment.resource);
        applies.then_some(environment)
    }

    /// The environment with names.
    pub(crate) fn named(self, schema: &Schema) -> RequestEnvironment {
        RequestEnvironment {
            principal_type: schema.entity_type(self.principal).name().clone(),
            action: schema.action(self.action).uid().clone(),
            resource_type: schema.entity_type(self.resource).name().clone(),
        }
    }
}
