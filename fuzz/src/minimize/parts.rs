//! A case taken apart, so that parts can be dropped.

use crate::case::Case;
use cedar_core::ast::{EntityOrSlot, PolicyBody, ScopeConstraint};
use cedar_core::{Entities, Entity, Policy, PolicySet, Request, SlotId, Template};

/// What a case is made of.
#[derive(Clone)]
pub(super) struct Parts {
    pub(super) templates: Vec<Template>,
    pub(super) policies: Vec<Policy>,
    pub(super) entities: Vec<Entity>,
    pub(super) requests: Vec<Request>,
}

impl Parts {
    pub(super) fn of(case: &Case) -> Self {
        let mut entities: Vec<Entity> = case.entities.iter().cloned().collect();
        entities.sort_unstable_by(|a, b| a.uid().cmp(b.uid()));
        Parts {
            templates: case.policies.templates().cloned().collect(),
            policies: case.policies.policies().cloned().collect(),
            entities,
            requests: case.requests.clone(),
        }
    }

    /// The case that the parts make; `None` if they make none, as when a
    /// linked template is missing.
    pub(super) fn assemble(self) -> Option<Case> {
        let mut policies = PolicySet::new();
        for template in self.templates {
            policies.add_template(template).ok()?;
        }
        for policy in self.policies {
            match policy.link() {
                None => policies.add(policy).ok()?,
                Some(link) => {
                    let (template, values) = (link.template_id.clone(), link.values.clone());
                    policies.link(&template, policy.id().clone(), values).ok()?;
                }
            }
        }
        Some(Case {
            policies,
            entities: Entities::from_entities(self.entities).ok()?,
            requests: self.requests,
        })
    }

    /// The bodies that can be edited: those of templates, then of static policies.
    pub(super) fn bodies(&self) -> Vec<(BodyId, &PolicyBody)> {
        let templates = self.templates.iter().enumerate();
        let policies = self.policies.iter().enumerate();
        templates
            .map(|(index, template)| (BodyId::Template(index), template.body()))
            .chain(
                policies
                    .filter(|(_, policy)| policy.link().is_none())
                    .map(|(index, policy)| (BodyId::Policy(index), policy.body())),
            )
            .collect()
    }

    /// Puts another body in the place of one.
    pub(super) fn set_body(&mut self, id: BodyId, body: PolicyBody) -> Option<()> {
        match id {
            BodyId::Template(index) => {
                let template = self.templates.get_mut(index)?;
                *template = Template::new(template.id().clone(), body);
            }
            BodyId::Policy(index) => {
                let policy = self.policies.get_mut(index)?;
                *policy = Policy::new_static(policy.id().clone(), body).ok()?;
            }
        }
        Some(())
    }

    /// Makes a link a static policy that says the same.
    pub(super) fn write_out_link(&mut self, index: usize) -> Option<()> {
        let policy = self.policies.get_mut(index)?;
        policy.link()?;
        let mut body = policy.body().clone();
        let (principal, resource) = (
            policy.slot_value(SlotId::Principal).cloned(),
            policy.slot_value(SlotId::Resource).cloned(),
        );
        for (constraint, value) in [
            (&mut body.principal, principal),
            (&mut body.resource, resource),
        ] {
            if let Some(uid) = value
                && let Some(slot) = slot_of(constraint)
            {
                *slot = EntityOrSlot::Entity(uid);
            }
        }
        *policy = Policy::new_static(policy.id().clone(), body).ok()?;
        Some(())
    }
}

/// Which body.
#[derive(Clone, Copy)]
pub(super) enum BodyId {
    Template(usize),
    Policy(usize),
}

fn slot_of(constraint: &mut ScopeConstraint) -> Option<&mut EntityOrSlot> {
    match constraint {
        ScopeConstraint::Any | ScopeConstraint::Is(_) => None,
        ScopeConstraint::Equal(entity)
        | ScopeConstraint::In(entity)
        | ScopeConstraint::IsIn(_, entity) => Some(entity),
    }
}
