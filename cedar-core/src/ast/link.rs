//! The values that fill a template's slots.

use super::entity_uid::EntityUid;
use super::policy::{PolicyBody, PolicyId};
use super::scope::SlotId;
use thiserror::Error;

/// Which entity each slot stands for.
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub struct SlotValues {
    /// The entity for `?principal`.
    pub principal: Option<EntityUid>,
    /// The entity for `?resource`.
    pub resource: Option<EntityUid>,
}

/// Why a template cannot be linked.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LinkError {
    /// There is no such template.
    #[error("no template has the id `{0}`")]
    NoSuchTemplate(PolicyId),
    /// The template has a slot for which no value is given.
    #[error("no value is given for the slot `{0}`")]
    MissingSlot(SlotId),
    /// A value is given for a slot that the template does not have.
    #[error("the template has no slot `{0}`")]
    ExtraSlot(SlotId),
    /// The new id is taken.
    #[error("the id `{0}` is already in use")]
    DuplicateId(PolicyId),
}

impl SlotValues {
    /// The entity for `slot`.
    pub fn get(&self, slot: SlotId) -> Option<&EntityUid> {
        match slot {
            SlotId::Principal => self.principal.as_ref(),
            SlotId::Resource => self.resource.as_ref(),
        }
    }

    /// Checks that exactly the slots of `body` have values.
    pub(crate) fn check(&self, body: &PolicyBody) -> Result<(), LinkError> {
        for slot in [SlotId::Principal, SlotId::Resource] {
            match (body.has_slot(slot), self.get(slot).is_some()) {
                (true, false) => return Err(LinkError::MissingSlot(slot)),
                (false, true) => return Err(LinkError::ExtraSlot(slot)),
                _ => {}
            }
        }
        Ok(())
    }
}
