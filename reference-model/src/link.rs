//! Asking the model to link a template.

use crate::model::policies::ScopeConstraint as ModelScope;
use crate::model::templates::{LinkError as ModelError, LinkResult};
use crate::{NoVerdict, from_model, model, to_model};
use cedar_core::ast::{EntityOrSlot, ScopeConstraint, SlotValues};
use cedar_core::{PolicyId, SlotId, Template};
use thiserror::Error;

/// The scope of a link, in which no slot is left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedScope {
    /// What it says of the principal.
    pub principal: ScopeConstraint,
    /// What it says of the resource.
    pub resource: ScopeConstraint,
}

/// Why a template cannot be linked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum LinkError {
    /// The template has the slot, and no value is given for it.
    #[error("no value is given for the slot `{0}`")]
    MissingSlot(SlotId),
    /// A value is given for a slot that the template does not have.
    #[error("the template has no slot `{0}`")]
    ExtraSlot(SlotId),
}

/// The scope that a template has when its slots are filled.
///
/// # Errors
/// When the model gives no answer.
pub fn link(
    template: &Template,
    id: &PolicyId,
    values: &SlotValues,
) -> Result<Result<LinkedScope, LinkError>, NoVerdict> {
    let linked = model::templates::link(
        &to_model::template(template.body()),
        &to_model::text(id.as_str()),
        &to_model::slot_values(values),
    )?;
    Ok(match linked {
        LinkResult::Linked { policy } => Ok(LinkedScope {
            principal: scope(&policy.principal)?,
            resource: scope(&policy.resource)?,
        }),
        LinkResult::NotLinked { error } => Err(match error {
            ModelError::MissingSlot { slot } => LinkError::MissingSlot(from_model::slot_id(&slot)),
            ModelError::ExtraSlot { slot } => LinkError::ExtraSlot(from_model::slot_id(&slot)),
        }),
    })
}

fn scope(scope: &ModelScope<model::names::EntityUid>) -> Result<ScopeConstraint, NoVerdict> {
    let entity = |uid| from_model::uid(uid).map(EntityOrSlot::Entity);
    Ok(match scope {
        ModelScope::AnyEntity => ScopeConstraint::Any,
        ModelScope::ScopeEq { entity: uid } => ScopeConstraint::Equal(entity(uid)?),
        ModelScope::ScopeIn { entity: uid } => ScopeConstraint::In(entity(uid)?),
        ModelScope::ScopeIs { ty } => ScopeConstraint::Is(from_model::entity_type(ty)?),
        ModelScope::ScopeIsIn { ty, entity: uid } => {
            ScopeConstraint::IsIn(from_model::entity_type(ty)?, entity(uid)?)
        }
    })
}
