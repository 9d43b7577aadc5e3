//! Policies and templates.

use super::annotation::Annotations;
use super::condition::Condition;
use super::entity_uid::EntityUid;
use super::link::{LinkError, SlotValues};
use super::scope::{ActionConstraint, EntityOrSlot, ScopeConstraint, ScopeSpans, SlotId};
use super::span::Span;
use smol_str::SmolStr;
use std::fmt;
use std::sync::Arc;
use thiserror::Error;

/// The id of a policy or a template within its policy set: any string.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PolicyId(SmolStr);

impl PolicyId {
    /// The id with this text.
    pub fn new(id: impl Into<SmolStr>) -> Self {
        PolicyId(id.into())
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PolicyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for PolicyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// What a satisfied policy asks for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Effect {
    /// Allow, unless some policy forbids.
    Permit,
    /// Deny, whatever else is satisfied.
    Forbid,
}

impl Effect {
    /// The effect as written: `permit` or `forbid`.
    pub fn as_str(self) -> &'static str {
        match self {
            Effect::Permit => "permit",
            Effect::Forbid => "forbid",
        }
    }
}

impl fmt::Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Everything that a policy or a template says, but its id.
#[derive(Clone, Debug)]
pub struct PolicyBody {
    /// Annotations; they do not affect decisions.
    pub annotations: Annotations,
    /// `permit` or `forbid`.
    pub effect: Effect,
    /// The constraint on the principal.
    pub principal: ScopeConstraint,
    /// The constraint on the action.
    pub action: ActionConstraint,
    /// The constraint on the resource.
    pub resource: ScopeConstraint,
    /// The conditions, in the order of the source; all of them must be met.
    pub conditions: Vec<Condition>,
    /// The whole policy in the source, annotations and `;` included.
    pub span: Span,
    /// The constraints of the scope in the source.
    pub scope_spans: ScopeSpans,
}

impl PolicyBody {
    /// Whether the scope uses `slot`.
    pub fn has_slot(&self, slot: SlotId) -> bool {
        match slot {
            SlotId::Principal => self.principal.has_slot(),
            SlotId::Resource => self.resource.has_slot(),
        }
    }

    /// The slots that the scope uses.
    pub fn slots(&self) -> impl Iterator<Item = SlotId> {
        [SlotId::Principal, SlotId::Resource]
            .into_iter()
            .filter(|slot| self.has_slot(*slot))
    }

    /// The text of the annotation `key`, if there is one.
    pub fn annotation(&self, key: &str) -> Option<&str> {
        self.annotations
            .iter()
            .find(|(k, _)| k.as_str() == key)
            .map(|(_, annotation)| annotation.text())
    }
}

/// Two bodies are equal when they say the same; the place does not count.
impl PartialEq for PolicyBody {
    fn eq(&self, other: &Self) -> bool {
        self.annotations == other.annotations
            && self.effect == other.effect
            && self.principal == other.principal
            && self.action == other.action
            && self.resource == other.resource
            && self.conditions == other.conditions
    }
}

impl Eq for PolicyBody {}

/// A policy with slots that links fill.
///
/// The JSON form also allows templates without slots, which can be linked
/// with no values.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Template {
    id: PolicyId,
    body: Arc<PolicyBody>,
}

impl Template {
    /// The template `id` that says `body`.
    pub fn new(id: PolicyId, body: PolicyBody) -> Self {
        Template {
            id,
            body: Arc::new(body),
        }
    }

    /// The id.
    pub fn id(&self) -> &PolicyId {
        &self.id
    }

    /// What the template says.
    pub fn body(&self) -> &PolicyBody {
        &self.body
    }

    /// The same template under another id.
    #[must_use]
    pub fn with_id(&self, id: PolicyId) -> Self {
        Template {
            id,
            body: Arc::clone(&self.body),
        }
    }

    /// The policy `id` that this template becomes with `values` for its slots.
    ///
    /// # Errors
    /// When a slot has no value or a value has no slot.
    pub fn link(&self, id: PolicyId, values: SlotValues) -> Result<Policy, LinkError> {
        values.check(&self.body)?;
        Ok(Policy {
            id,
            body: Arc::clone(&self.body),
            link: Some(Box::new(Link {
                template_id: self.id.clone(),
                values,
            })),
        })
    }
}

/// How a linked policy came to be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Link {
    /// The template.
    pub template_id: PolicyId,
    /// What its slots stand for.
    pub values: SlotValues,
}

/// A policy that can be evaluated: a static one, or a link of a template.
///
/// INVARIANT: each slot of the body has a value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Policy {
    id: PolicyId,
    body: Arc<PolicyBody>,
    link: Option<Box<Link>>,
}

/// A body with slots cannot be a static policy: it is a template.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the policy `{id}` has the slot `{slot}`, so it is a template and not a static policy")]
pub struct StaticPolicyHasSlots {
    /// The id that was asked for.
    pub id: PolicyId,
    /// The first slot.
    pub slot: SlotId,
}

impl Policy {
    /// The static policy `id` that says `body`.
    ///
    /// # Errors
    /// When the body has a slot.
    pub fn new_static(id: PolicyId, body: PolicyBody) -> Result<Self, StaticPolicyHasSlots> {
        if let Some(slot) = body.slots().next() {
            return Err(StaticPolicyHasSlots { id, slot });
        }
        Ok(Policy {
            id,
            body: Arc::new(body),
            link: None,
        })
    }

    /// The id.
    pub fn id(&self) -> &PolicyId {
        &self.id
    }

    /// What the policy, or the template it links, says.
    pub fn body(&self) -> &PolicyBody {
        &self.body
    }

    /// The effect.
    pub fn effect(&self) -> Effect {
        self.body.effect
    }

    /// The template and slot values, unless the policy is static.
    pub fn link(&self) -> Option<&Link> {
        self.link.as_deref()
    }

    /// The same policy under another id.
    #[must_use]
    pub fn with_id(&self, id: PolicyId) -> Self {
        Policy { id, ..self.clone() }
    }

    pub(super) fn link_mut(&mut self) -> Option<&mut Link> {
        self.link.as_deref_mut()
    }

    /// The entity that stands for `slot`, if the policy is a link that fills it.
    pub fn slot_value(&self, slot: SlotId) -> Option<&EntityUid> {
        self.link.as_ref().and_then(|link| link.values.get(slot))
    }

    /// The entity that a constraint of this policy's scope names.
    ///
    /// `None` only if the constraint has a slot that is not this policy's.
    pub fn resolve<'a>(&'a self, entity: &'a EntityOrSlot, slot: SlotId) -> Option<&'a EntityUid> {
        match entity {
            EntityOrSlot::Entity(uid) => Some(uid),
            EntityOrSlot::Slot => self.slot_value(slot),
        }
    }
}
