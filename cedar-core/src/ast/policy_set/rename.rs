//! Ids from annotations.

use super::PolicySet;
use crate::ast::policy::{PolicyBody, PolicyId};
use std::collections::HashMap;
use thiserror::Error;

/// Two policies or templates would have the same id.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the id `{id}` is already in use")]
pub struct RenameError {
    /// The id that both would have.
    pub id: PolicyId,
    /// The second of the two, by its id so far.
    pub policy: PolicyId,
}

impl PolicySet {
    /// The same policies, where each static policy and each template that has
    /// the annotation `key` has its text as id. Links keep their own ids: their
    /// annotations are those of their templates.
    ///
    /// ```
    /// use cedar_core::PolicyId;
    /// use cedar_parser::parse_policy_set;
    ///
    /// let policies = parse_policy_set(
    ///     r#"@id("owner") permit(principal, action, resource);
    ///        forbid(principal is Robot, action, resource);"#,
    /// )?
    /// .with_ids_from_annotation("id")?;
    /// let ids: Vec<&str> = policies.policies().map(|policy| policy.id().as_str()).collect();
    /// assert_eq!(ids, ["owner", "policy1"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When two policies or templates would have the same id.
    pub fn with_ids_from_annotation(&self, key: &str) -> Result<PolicySet, RenameError> {
        let renames = self.renames(key);
        if renames.is_empty() {
            return Ok(self.clone());
        }
        let new_id = |id: &PolicyId| renames.get(id).unwrap_or(id).clone();
        let clash = |old: &PolicyId, id: PolicyId| RenameError {
            id,
            policy: old.clone(),
        };
        let mut renamed = PolicySet::new();
        for template in self.templates() {
            renamed
                .add_template(template.with_id(new_id(template.id())))
                .map_err(|_in_use| clash(template.id(), new_id(template.id())))?;
        }
        for policy in self.policies().filter(|policy| policy.link().is_none()) {
            renamed
                .add(policy.with_id(new_id(policy.id())))
                .map_err(|_in_use| clash(policy.id(), new_id(policy.id())))?;
        }
        for (policy, link) in self.policies().filter_map(|p| Some((p, p.link()?))) {
            // The template is there and its slots are as before, so all that can
            // be wrong is the id.
            renamed
                .link(
                    &new_id(&link.template_id),
                    policy.id().clone(),
                    link.values.clone(),
                )
                .map_err(|_in_use| clash(policy.id(), policy.id().clone()))?;
        }
        Ok(renamed)
    }

    /// The new id of each policy and template that has the annotation.
    fn renames(&self, key: &str) -> HashMap<PolicyId, PolicyId> {
        let statics = self.policies().filter(|policy| policy.link().is_none());
        let statics = statics.map(|policy| (policy.id(), policy.body()));
        let templates = self.templates().map(|t| (t.id(), t.body()));
        let new_id = |body: &PolicyBody| body.annotation(key).map(PolicyId::new);
        statics
            .chain(templates)
            .filter_map(|(id, body)| Some((id.clone(), new_id(body)?)))
            .collect()
    }
}
