//! Policy sets: static policies, templates and their links, each with an id.

mod rename;

pub use rename::RenameError;

use super::link::{LinkError, SlotValues};
use super::policy::{Policy, PolicyId, Template};
use crate::engine::{CompiledConditions, Filing, Found, PolicyIndex, Position, Run, compile};
use indexmap::{IndexMap, IndexSet};
use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::sync::Arc;
use thiserror::Error;

/// Policies and templates under distinct ids.
///
/// Iteration follows the order of insertion until something is removed; a
/// removal moves the last item to the free place. A call that fails changes
/// nothing.
///
/// INVARIANT: an id names one policy or one template, never both; every linked
/// policy's template is in the set and equal to the one it was linked from;
/// `links` lists exactly the links of each template; `index` files each policy
/// at its position.
#[derive(Clone, Default, Debug)]
pub struct PolicySet {
    policies: IndexSet<Loaded>,
    templates: IndexMap<PolicyId, Template>,
    links: HashMap<PolicyId, Links>,
    index: PolicyIndex,
}

/// A policy, ready to be evaluated. A set knows it by its id, which is stored once.
#[derive(Clone, Debug)]
pub(crate) struct Loaded {
    /// The policy.
    pub(crate) policy: Policy,
    /// Its conditions; links of a template share them.
    pub(crate) compiled: CompiledConditions,
    pub(crate) filing: Filing,
}

impl Borrow<PolicyId> for Loaded {
    fn borrow(&self) -> &PolicyId {
        self.policy.id()
    }
}

impl Hash for Loaded {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.policy.id().hash(state);
    }
}

impl PartialEq for Loaded {
    fn eq(&self, other: &Self) -> bool {
        self.policy.id() == other.policy.id()
    }
}

impl Eq for Loaded {}

/// The links of one template.
#[derive(Clone, Debug)]
struct Links {
    ids: IndexSet<PolicyId>,
    compiled: CompiledConditions,
}

/// Why a policy set refused a change.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PolicySetError {
    /// The id already names a policy or a template.
    #[error("the id `{0}` is already in use")]
    DuplicateId(PolicyId),
    /// There is no such static policy.
    #[error("no static policy has the id `{0}`")]
    NoSuchPolicy(PolicyId),
    /// There is no such template.
    #[error("no template has the id `{0}`")]
    NoSuchTemplate(PolicyId),
    /// There is no such linked policy.
    #[error("no linked policy has the id `{0}`")]
    NoSuchLink(PolicyId),
    /// A static policy was expected.
    #[error("the policy `{0}` is linked from a template, not static")]
    NotStatic(PolicyId),
    /// The template still has links.
    #[error("the template `{template}` cannot be removed while `{link}` is linked from it")]
    TemplateHasLinks {
        /// The template.
        template: PolicyId,
        /// One of its links.
        link: PolicyId,
    },
}

impl PolicySet {
    /// A set with nothing in it.
    pub fn new() -> Self {
        Self::default()
    }

    /// The static and linked policies.
    pub fn policies(&self) -> impl ExactSizeIterator<Item = &Policy> {
        self.policies.iter().map(|loaded| &loaded.policy)
    }

    /// The templates.
    pub fn templates(&self) -> impl ExactSizeIterator<Item = &Template> {
        self.templates.values()
    }

    /// The static or linked policy with this id.
    pub fn policy(&self, id: &PolicyId) -> Option<&Policy> {
        self.policies.get(id).map(|loaded| &loaded.policy)
    }

    /// The template with this id.
    pub fn template(&self, id: &PolicyId) -> Option<&Template> {
        self.templates.get(id)
    }

    /// The ids of the policies linked from a template.
    pub fn links_of(&self, template: &PolicyId) -> impl Iterator<Item = &PolicyId> {
        self.links
            .get(template)
            .into_iter()
            .flat_map(|links| &links.ids)
    }

    /// Whether there is neither policy nor template.
    pub fn is_empty(&self) -> bool {
        self.policies.is_empty() && self.templates.is_empty()
    }

    /// Adds a static policy.
    ///
    /// # Errors
    /// When the id is in use, or the policy is a link: those are made by
    /// [`PolicySet::link`].
    pub fn add(&mut self, policy: Policy) -> Result<(), PolicySetError> {
        if policy.link().is_some() {
            return Err(PolicySetError::NotStatic(policy.id().clone()));
        }
        self.check_free(policy.id())?;
        let compiled = compile(&policy);
        self.insert(policy, compiled);
        Ok(())
    }

    /// Adds a template.
    ///
    /// # Errors
    /// When the id is in use.
    pub fn add_template(&mut self, template: Template) -> Result<(), PolicySetError> {
        self.check_free(template.id())?;
        self.templates.insert(template.id().clone(), template);
        Ok(())
    }

    /// Links a template: adds the policy that it becomes with `values`.
    ///
    /// # Errors
    /// When there is no such template, the new id is in use, or the values do
    /// not fit the template's slots.
    pub fn link(
        &mut self,
        template: &PolicyId,
        new_id: PolicyId,
        values: SlotValues,
    ) -> Result<(), LinkError> {
        let found = self
            .templates
            .get(template)
            .ok_or_else(|| LinkError::NoSuchTemplate(template.clone()))?;
        if self.is_in_use(&new_id) {
            return Err(LinkError::DuplicateId(new_id));
        }
        let policy = found.link(new_id, values)?;
        self.insert_link(policy);
        Ok(())
    }

    /// Removes a static policy.
    ///
    /// # Errors
    /// When no static policy has this id.
    pub fn remove_static(&mut self, id: &PolicyId) -> Result<Policy, PolicySetError> {
        match self.policies.get(id) {
            None => Err(PolicySetError::NoSuchPolicy(id.clone())),
            Some(loaded) if loaded.policy.link().is_some() => {
                Err(PolicySetError::NotStatic(id.clone()))
            }
            Some(_) => self
                .remove(id)
                .ok_or_else(|| PolicySetError::NoSuchPolicy(id.clone())),
        }
    }

    /// Removes a template that has no links.
    ///
    /// # Errors
    /// When there is no such template or it has links.
    pub fn remove_template(&mut self, id: &PolicyId) -> Result<Template, PolicySetError> {
        if let Some(link) = self.links_of(id).next() {
            return Err(PolicySetError::TemplateHasLinks {
                template: id.clone(),
                link: link.clone(),
            });
        }
        self.templates
            .swap_remove(id)
            .ok_or_else(|| PolicySetError::NoSuchTemplate(id.clone()))
    }

    /// Removes a linked policy; its template stays.
    ///
    /// # Errors
    /// When no linked policy has this id.
    pub fn unlink(&mut self, id: &PolicyId) -> Result<Policy, PolicySetError> {
        let template = self
            .policy(id)
            .and_then(Policy::link)
            .map(|link| link.template_id.clone())
            .ok_or_else(|| PolicySetError::NoSuchLink(id.clone()))?;
        if let Some(links) = self.links.get_mut(&template) {
            links.ids.swap_remove(id);
            if links.ids.is_empty() {
                self.links.remove(&template);
            }
        }
        self.remove(id)
            .ok_or_else(|| PolicySetError::NoSuchLink(id.clone()))
    }

    /// Adds all of `other`.
    ///
    /// Where an id of `other` already names the very same item here, nothing
    /// is added. Where it names something else, the item is added under a
    /// fresh id if `rename` is set. Returns the new ids by old id.
    ///
    /// # Errors
    /// When ids clash and `rename` is not set.
    pub fn merge(
        &mut self,
        other: &PolicySet,
        rename: bool,
    ) -> Result<HashMap<PolicyId, PolicyId>, PolicySetError> {
        let renamed = self.plan_renames(other, rename)?;
        let new_id = |id: &PolicyId| renamed.get(id).unwrap_or(id).clone();
        for template in other.templates() {
            let id = new_id(template.id());
            self.templates
                .entry(id.clone())
                .or_insert_with(|| template.with_id(id));
        }
        for policy in other.policies() {
            let id = new_id(policy.id());
            if self.policies.contains(&id) {
                continue;
            }
            let mut policy = policy.with_id(id);
            if let Some(link) = policy.link_mut() {
                link.template_id = new_id(&link.template_id);
                self.insert_link(policy);
            } else {
                let compiled = compile(&policy);
                self.insert(policy, compiled);
            }
        }
        Ok(renamed)
    }

    /// Calls `visit` once with each policy that is satisfied or errs, and
    /// perhaps with others; and with how it was found.
    pub(crate) fn candidates<'a>(
        &'a self,
        run: &Run<'_>,
        mut visit: impl FnMut(&'a Loaded, Found),
    ) {
        self.index.candidates(run, |position, found| {
            if let Some(loaded) = self.policies.get_index(position as usize) {
                visit(loaded, found);
            }
        });
    }

    /// Adds a linked policy whose template is in the set.
    fn insert_link(&mut self, policy: Policy) {
        let Some(link) = policy.link() else {
            return;
        };
        let links = self
            .links
            .entry(link.template_id.clone())
            .or_insert_with(|| Links {
                ids: IndexSet::new(),
                compiled: compile(&policy),
            });
        links.ids.insert(policy.id().clone());
        let compiled = Arc::clone(&links.compiled);
        self.insert(policy, compiled);
    }

    /// Adds a policy whose id is free.
    fn insert(&mut self, policy: Policy, compiled: CompiledConditions) {
        // INVARIANT: a policy takes far more than one byte, so 32 bits suffice.
        let position = self.policies.len() as Position;
        let loaded = Loaded {
            filing: self.index.insert(&policy, position),
            policy,
            compiled,
        };
        self.policies.insert(loaded);
    }

    /// Removes a policy; the last one takes its position.
    fn remove(&mut self, id: &PolicyId) -> Option<Policy> {
        let last = self.policies.len().checked_sub(1)? as Position;
        let (position, removed) = self.policies.swap_remove_full(id)?;
        let position = position as Position;
        self.index.remove(&removed.policy, removed.filing, position);
        if let Some(moved) = self.policies.get_index(position as usize) {
            self.index
                .move_to(&moved.policy, moved.filing, last, position);
        }
        Some(removed.policy)
    }

    fn is_in_use(&self, id: &PolicyId) -> bool {
        self.policies.contains(id) || self.templates.contains_key(id)
    }

    fn check_free(&self, id: &PolicyId) -> Result<(), PolicySetError> {
        if self.is_in_use(id) {
            return Err(PolicySetError::DuplicateId(id.clone()));
        }
        Ok(())
    }

    /// A fresh id for each item of `other` whose id means something else here.
    fn plan_renames(
        &self,
        other: &PolicySet,
        rename: bool,
    ) -> Result<HashMap<PolicyId, PolicyId>, PolicySetError> {
        let template_clashes = other
            .templates()
            .filter(|t| self.is_in_use(t.id()) && self.template(t.id()) != Some(*t))
            .map(Template::id)
            .collect::<IndexSet<_>>();
        // A link whose template is renamed is another policy, even where the
        // link and its values are the same.
        let policy_clashes = other.policies().filter(|p| {
            self.is_in_use(p.id())
                && (self.policy(p.id()) != Some(*p)
                    || p.link()
                        .is_some_and(|link| template_clashes.contains(&link.template_id)))
        });
        let mut renamed = HashMap::new();
        let mut next = 0usize;
        for id in template_clashes
            .iter()
            .copied()
            .chain(policy_clashes.map(Policy::id))
        {
            if !rename {
                return Err(PolicySetError::DuplicateId(id.clone()));
            }
            let fresh = loop {
                let candidate = PolicyId::new(format!("policy{next}"));
                next += 1;
                if !self.is_in_use(&candidate) && !other.is_in_use(&candidate) {
                    break candidate;
                }
            };
            renamed.insert(id.clone(), fresh);
        }
        Ok(renamed)
    }
}

/// Two sets are equal when they hold the same policies and templates, in any
/// order.
impl PartialEq for PolicySet {
    fn eq(&self, other: &Self) -> bool {
        self.templates == other.templates
            && self.policies.len() == other.policies.len()
            && self.policies().all(|p| other.policy(p.id()) == Some(p))
    }
}

impl Eq for PolicySet {}

#[cfg(test)]
mod tests;
