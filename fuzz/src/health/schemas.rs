//! Health of the schemas, and of the policies, entities and requests for them: what
//! validator, soundness and conformance are asked about.

use super::cases::{depths, has_guard, walk};
use super::{Bound, Target};
use crate::case::{Case, SchemaCase};
use crate::generators::data::Fit;
use crate::generators::validation::schema::{Attribute, Schema, Type};
use crate::generators::{schemas, validation};
use crate::oracles::conformance::conforms;
use cedar_core::ast::{ExprKind, PolicyBody, Variable};
use cedar_core::{Authorizer, Decision, PolicyId};
use cedar_validator::validation::ValidationWarningKind;
use cedar_validator::{ValidationMode, ValidationResult, Validator};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Counts over generated schemas and what is generated for them.
#[derive(Clone, Default, Debug)]
pub struct SchemaHealth {
    /// Cases, each with a schema.
    pub cases: u64,
    /// Cases with policies, entities and requests.
    pub complete: u64,
    /// Schemas of several namespaces.
    pub with_namespaces: u64,
    /// Schemas with a common type.
    pub with_common_types: u64,
    /// Schemas with an enumerated entity type.
    pub with_enums: u64,
    /// Schemas with an entity type that has tags.
    pub with_tags: u64,
    /// Schemas in which an entity type has an optional attribute.
    pub with_optional_attributes: u64,
    /// Schemas with an attribute of an extension type, a set or a record.
    pub with_rich_attributes: u64,
    /// Schemas with a group of actions.
    pub with_groups: u64,
    /// Schemas with a group in a group.
    pub with_nested_groups: u64,
    /// Schemas with an action that has a context.
    pub with_contexts: u64,
    /// Schemas with an entity type that has parents.
    pub with_parents: u64,
    /// Cases with a linked policy.
    pub with_links: u64,
    /// Cases in which a condition mentions `context`.
    pub with_context: u64,
    /// Cases in which a policy that passes in strict mode has a guarded access.
    pub with_guarded_access: u64,
    /// Policies and templates.
    pub policies: u64,
    /// Those that pass in strict mode.
    pub strict: u64,
    /// Those that pass in permissive mode alone.
    pub permissive_only: u64,
    /// Of those that pass in strict mode, those that do not at level 0.
    pub beyond_level_zero: u64,
    /// Of those that pass in strict mode, those that can never apply.
    pub impossible: u64,
    /// Of those that pass in strict mode, those with a guarded access.
    pub guarded: u64,
    /// How many policies and templates each kind of error occurs in.
    pub errors: BTreeMap<String, u64>,
    /// Cases with an ancestor edge between entities that are no actions.
    pub with_ancestors: u64,
    /// Requests.
    pub requests: u64,
    /// Requests that are allowed.
    pub allowed: u64,
    /// Cases whose requests are not all allowed and not all denied.
    pub with_both_decisions: u64,
    /// Requests of nearly fitting data.
    pub near_requests: u64,
    /// Those that are not as the schema says.
    pub near_requests_refused: u64,
    /// Stores of nearly fitting data that are not as the schema says.
    pub near_stores_refused: u64,
}

impl SchemaHealth {
    /// Counts the case that `bytes` determine.
    pub fn count(&mut self, bytes: &[u8]) {
        let case = schemas::case(bytes, Fit::Exact);
        self.cases += 1;
        let policies = case.case.policies.policies().next().is_some();
        let entities = case.case.entities.iter().next().is_some();
        self.complete += u64::from(policies && entities && !case.case.requests.is_empty());
        self.count_schema(&validation::case(bytes).schema);
        self.count_policies(&case);
        self.count_data(&case.case);
        self.count_near(&schemas::case(bytes, Fit::Nearly));
    }

    /// The figures that have targets.
    pub fn targets(&self) -> Vec<Target> {
        [
            self.schema_targets(),
            self.policy_targets(),
            self.data_targets(),
        ]
        .concat()
    }

    fn schema_targets(&self) -> Vec<Target> {
        use Bound::AtLeast;
        let of_cases = |name, part, bound| Target::share(name, part, self.cases, bound);
        vec![
            of_cases(
                "random inputs that give a complete case with a schema",
                self.complete,
                AtLeast(95.0),
            ),
            of_cases(
                "schemas of several namespaces",
                self.with_namespaces,
                AtLeast(40.0),
            ),
            of_cases(
                "schemas with a common type",
                self.with_common_types,
                AtLeast(50.0),
            ),
            of_cases(
                "schemas with an enumerated type",
                self.with_enums,
                AtLeast(30.0),
            ),
            of_cases("schemas with tags", self.with_tags, AtLeast(50.0)),
            of_cases(
                "schemas with an optional attribute",
                self.with_optional_attributes,
                AtLeast(60.0),
            ),
            of_cases(
                "schemas with extension types, sets or records",
                self.with_rich_attributes,
                AtLeast(60.0),
            ),
            of_cases(
                "schemas with a group of actions",
                self.with_groups,
                AtLeast(50.0),
            ),
            of_cases(
                "schemas with a group in a group",
                self.with_nested_groups,
                AtLeast(20.0),
            ),
            of_cases("schemas with a context", self.with_contexts, AtLeast(75.0)),
            of_cases(
                "schemas with parents of entity types",
                self.with_parents,
                AtLeast(75.0),
            ),
        ]
    }

    fn policy_targets(&self) -> Vec<Target> {
        use Bound::{AtLeast, AtMost, Between};
        let of_cases = |name, part, bound| Target::share(name, part, self.cases, bound);
        let of_policies = |name, part, bound| Target::share(name, part, self.policies, bound);
        let of_strict = |name, part, bound| Target::share(name, part, self.strict, bound);
        vec![
            of_cases(
                "schema cases with a linked policy",
                self.with_links,
                AtLeast(25.0),
            ),
            of_cases(
                "schema cases that mention context",
                self.with_context,
                AtLeast(40.0),
            ),
            of_cases(
                "schema cases with a guarded access that is valid",
                self.with_guarded_access,
                AtLeast(20.0),
            ),
            of_policies(
                "policies that pass in strict mode",
                self.strict,
                Between(25.0, 75.0),
            ),
            of_policies(
                "policies that pass in permissive mode alone",
                self.permissive_only,
                Between(1.0, 30.0),
            ),
            of_strict(
                "strictly valid policies beyond level 0",
                self.beyond_level_zero,
                Between(10.0, 90.0),
            ),
            of_strict(
                "strictly valid policies that never apply",
                self.impossible,
                AtMost(55.0),
            ),
            of_strict(
                "strictly valid policies with a guarded access",
                self.guarded,
                AtLeast(8.0),
            ),
        ]
    }

    fn data_targets(&self) -> Vec<Target> {
        use Bound::{AtLeast, Between};
        let of_cases = |name, part, bound| Target::share(name, part, self.cases, bound);
        vec![
            of_cases(
                "schema cases with an ancestor edge",
                self.with_ancestors,
                AtLeast(60.0),
            ),
            Target::share(
                "requests of schema cases allowed",
                self.allowed,
                self.requests,
                Between(10.0, 90.0),
            ),
            of_cases(
                "schema cases with both decisions",
                self.with_both_decisions,
                AtLeast(25.0),
            ),
            Target::share(
                "nearly fitting requests that do not fit",
                self.near_requests_refused,
                self.near_requests,
                Between(3.0, 60.0),
            ),
            of_cases(
                "nearly fitting stores that do not fit",
                self.near_stores_refused,
                Between(20.0, 80.0),
            ),
        ]
    }

    fn count_schema(&mut self, schema: &Schema) {
        let entity_types = &schema.entity_types;
        let actions = &schema.actions;
        let attributes = || {
            entity_types
                .iter()
                .flat_map(|declared| &declared.attributes)
        };
        let is_rich = |attribute: &Attribute| {
            matches!(
                attribute.value,
                Type::Extension(_) | Type::Set(_) | Type::Record(_)
            )
        };
        let has_groups = |action: usize| actions.get(action).is_some_and(|a| !a.groups.is_empty());
        let add = |count: &mut u64, occurs: bool| *count += u64::from(occurs);
        add(&mut self.with_namespaces, schema.namespaces.len() > 1);
        add(&mut self.with_common_types, !schema.common_types.is_empty());
        add(
            &mut self.with_enums,
            entity_types.iter().any(|e| e.enum_ids.is_some()),
        );
        add(
            &mut self.with_tags,
            entity_types.iter().any(|e| e.tags.is_some()),
        );
        add(
            &mut self.with_optional_attributes,
            attributes().any(|attribute| !attribute.required),
        );
        add(&mut self.with_rich_attributes, attributes().any(is_rich));
        add(
            &mut self.with_groups,
            actions.iter().any(|action| !action.groups.is_empty()),
        );
        let mut groups = actions.iter().flat_map(|action| &action.groups);
        add(
            &mut self.with_nested_groups,
            groups.any(|group| has_groups(*group)),
        );
        add(
            &mut self.with_contexts,
            actions.iter().any(|action| !action.context.is_empty()),
        );
        add(
            &mut self.with_parents,
            entity_types.iter().any(|e| !e.parents.is_empty()),
        );
    }

    fn count_policies(&mut self, case: &SchemaCase) {
        let policies = &case.case.policies;
        let validator = Validator::new(Arc::clone(&case.schema));
        let strict = validator.validate(policies, ValidationMode::Strict);
        let permissive = validator.validate(policies, ValidationMode::Permissive);
        let at_zero = validator.validate_with_level(policies, ValidationMode::Strict, 0);
        let (permissive, at_zero) = (refused(&permissive), refused(&at_zero));
        let never_apply: BTreeSet<&PolicyId> = strict
            .warnings()
            .iter()
            .filter(|warning| warning.kind == ValidationWarningKind::ImpossiblePolicy)
            .map(|warning| &warning.policy)
            .collect();
        let failing = refused(&strict);
        self.count_errors(&strict);
        self.with_links += u64::from(policies.policies().any(|policy| policy.link().is_some()));
        let statics = policies.policies().filter(|policy| policy.link().is_none());
        let statics = statics.map(|policy| (policy.id(), policy.body()));
        let templates = policies
            .templates()
            .map(|template| (template.id(), template.body()));
        let (mut of_context, mut guarded) = (false, 0);
        for (id, body) in statics.chain(templates) {
            self.policies += 1;
            of_context |= mentions_context(body);
            if failing.contains(id) {
                self.permissive_only += u64::from(!permissive.contains(id));
                continue;
            }
            let mut guards = body.conditions.iter().map(|c| has_guard(c.body.root()));
            self.strict += 1;
            self.beyond_level_zero += u64::from(at_zero.contains(id));
            self.impossible += u64::from(never_apply.contains(id));
            guarded += u64::from(guards.any(|has| has));
        }
        self.guarded += guarded;
        self.with_context += u64::from(of_context);
        self.with_guarded_access += u64::from(guarded > 0);
    }

    fn count_errors(&mut self, result: &ValidationResult) {
        let kinds: BTreeSet<(&PolicyId, String)> = result
            .errors()
            .iter()
            .map(|error| (&error.policy, name(&error.kind)))
            .collect();
        for (_, kind) in kinds {
            *self.errors.entry(kind).or_default() += 1;
        }
    }

    fn count_data(&mut self, case: &Case) {
        let depths = depths(case);
        let mut of_entities = depths.iter().filter(|(uid, _)| !uid.is_action());
        self.with_ancestors += u64::from(of_entities.any(|(_, depth)| *depth > 0));
        let authorizer = Authorizer::new();
        let allows = case.requests.iter().filter(|request| {
            let response = authorizer.is_authorized(request, &case.policies, &case.entities);
            response.decision() == Decision::Allow
        });
        let (allowed, requests) = (allows.count(), case.requests.len());
        self.requests += requests as u64;
        self.allowed += allowed as u64;
        self.with_both_decisions += u64::from(0 < allowed && allowed < requests);
    }

    fn count_near(&mut self, near: &SchemaCase) {
        let (schema, requests) = (&near.schema, &near.case.requests);
        let fits = requests
            .iter()
            .filter(|r| schema.validate_request(r).is_ok());
        self.near_requests += requests.len() as u64;
        self.near_requests_refused += (requests.len() - fits.count()) as u64;
        self.near_stores_refused += u64::from(!conforms(schema, &near.case.entities));
    }
}

/// The policies and templates that did not pass.
fn refused(result: &ValidationResult) -> BTreeSet<&PolicyId> {
    result.errors().iter().map(|error| &error.policy).collect()
}

fn mentions_context(body: &PolicyBody) -> bool {
    let mut mentions = false;
    for condition in &body.conditions {
        walk(condition.body.root(), &mut |expr| {
            mentions |= matches!(expr.kind(), ExprKind::Variable(Variable::Context));
        });
    }
    mentions
}

/// The name of an enumeration's value, without what it holds.
fn name(kind: &impl std::fmt::Debug) -> String {
    let text = format!("{kind:?}");
    let end = text.find(['(', ' ', '{']).unwrap_or(text.len());
    text[..end].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::health::{assert_met, input};

    #[test]
    fn the_schema_generators_meet_their_targets() {
        let mut health = SchemaHealth::default();
        for number in 0..600 {
            health.count(&input(number));
        }
        assert_met(&health.targets());
        let kinds = [
            "UnrecognizedEntityType",
            "UnrecognizedActionId",
            "InvalidEnumEntity",
            "InvalidActionApplication",
            "UnexpectedType",
            "IncompatibleTypes",
            "UnsafeAttributeAccess",
            "UnsafeOptionalAttributeAccess",
            "UnsafeTagAccess",
            "FunctionArgumentValidation",
            "EmptySetForbidden",
        ];
        let missing: Vec<&str> = kinds
            .into_iter()
            .filter(|kind| !health.errors.contains_key(*kind))
            .collect();
        assert!(
            missing.is_empty(),
            "never found: {missing:?} in {:?}",
            health.errors
        );
    }
}
