//! The types of a policy's conditions, for tools that reason about policies.

use super::error::{RequestEnvironment, ValidationErrorKind};
use super::policy::{self, Settings, TypedGroup};
use super::validator::Validator;
use crate::typecheck::{Environment, NodeTypes, ValidationMode};
use crate::types::{BoolType, Type};
use cedar_core::Span;
use cedar_core::ast::{ExprRef, PolicyBody};
use std::marker::PhantomData;

/// The types of a policy's conditions in kinds of request for which they are
/// the same.
///
/// It borrows the policy, whose nodes it knows by address.
pub struct ConditionTypes<'p> {
    environments: Vec<RequestEnvironment>,
    environment_count: usize,
    value: Option<BoolType>,
    errors: Vec<(Span, ValidationErrorKind)>,
    types: NodeTypes,
    policy: PhantomData<&'p PolicyBody>,
}

impl Validator {
    /// The types of the conditions of a policy or template, in permissive mode,
    /// for all kinds of request that its scope can match. There is none if no
    /// action applies to the scope.
    ///
    /// Cost: as for [`Validator::validate`] of this policy.
    pub fn condition_types<'p>(&self, body: &'p PolicyBody) -> Vec<ConditionTypes<'p>> {
        policy::typed_groups(self.settings(ValidationMode::Permissive), body)
            .into_iter()
            .map(ConditionTypes::of_group)
            .collect()
    }

    /// The types of the conditions of a policy or template in one kind of
    /// request. `None` if the schema has no such kind of request, or the scope
    /// cannot match one of it: then the conditions are not checked for it.
    ///
    /// Cost: as for [`Validator::validate`] of this policy in one kind of
    /// request, and finding out what its scope matches.
    ///
    /// ```
    /// use cedar_validator::{Schema, ValidationMode, Validator};
    ///
    /// let schema = Schema::from_cedar_text(
    ///     "entity User { name?: String };
    ///      action view appliesTo { principal: User, resource: User };",
    /// )?;
    /// let policies = cedar_parser::parse_policy_set(
    ///     r#"permit(principal, action, resource)
    ///        when { principal has name && principal.name == "kim" };"#,
    /// )?;
    /// let validator = Validator::new(schema);
    /// for policy in policies.policies() {
    ///     for environment in validator.schema().request_environments() {
    ///         let mode = ValidationMode::Strict;
    ///         let types = validator.condition_types_in(policy.body(), &environment, mode);
    ///         let types = types.ok_or("the scope matches any request")?;
    ///         let condition = policy.body().conditions[0].body.root();
    ///         let found = types.of(condition).map(|t| validator.schema().describe(t));
    ///         assert_eq!(found.as_deref(), Some("Bool"));
    ///     }
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn condition_types_in<'p>(
        &self,
        body: &'p PolicyBody,
        environment: &RequestEnvironment,
        mode: ValidationMode,
    ) -> Option<ConditionTypes<'p>> {
        let environment = Environment::of(environment, self.schema())?;
        let group = policy::typed_in(self.settings(mode), body, environment)?;
        Some(ConditionTypes::of_group(group))
    }

    fn settings(&self, mode: ValidationMode) -> Settings<'_> {
        Settings {
            schema: self.schema(),
            mode,
            level: None,
        }
    }
}

impl<'p> ConditionTypes<'p> {
    fn of_group(typed: TypedGroup) -> Self {
        ConditionTypes {
            environments: typed.environments,
            environment_count: typed.environment_count,
            value: typed.value,
            errors: typed.errors,
            types: typed.types,
            policy: PhantomData,
        }
    }

    /// The kinds of request. At most [`super::MAX_REPORTED_ENVIRONMENTS`] are listed.
    pub fn environments(&self) -> &[RequestEnvironment] {
        &self.environments
    }

    /// How many kinds of request there are.
    pub fn environment_count(&self) -> usize {
        self.environment_count
    }

    /// Whether all conditions hold together, as far as it is known; `None`
    /// after an error.
    pub fn value(&self) -> Option<BoolType> {
        self.value
    }

    /// What can fail when the conditions are evaluated.
    pub fn errors(&self) -> &[(Span, ValidationErrorKind)] {
        &self.errors
    }

    /// The type of a node of the conditions. `None` if it has none, because it
    /// is wrong or is never evaluated.
    ///
    /// A node that is wrong has a type all the same where one is certain, such
    /// as `Bool` for any `==`; [`ConditionTypes::errors`] says what is wrong.
    /// Of a node that stands in several places, such as `e` in `e has a.b`, it
    /// is the type at one of these places.
    pub fn of(&self, expr: ExprRef<'p>) -> Option<&Type> {
        self.types.get(&std::ptr::from_ref(expr.kind()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Schema;
    use cedar_core::ast::ExprKind;
    use cedar_parser::{parse_policy_set, print_expression};

    const SCHEMA: &str = "
        entity User { age: Long, boss?: User, tags: Set<String> };
        entity Team { age: Long, boss?: Team };
        action view appliesTo { principal: [User, Team], resource: User };
        action edit appliesTo { principal: User, resource: Team, context: { by?: Long } };";

    fn environment(text: &str) -> RequestEnvironment {
        let [principal, action, resource] = text.split(' ').collect::<Vec<_>>()[..] else {
            panic!("`{text}` is not a kind of request")
        };
        let name = |text| cedar_core::EntityTypeName::from_normalized(text).unwrap();
        let uid = format!("Action::\"{action}\"");
        RequestEnvironment {
            principal_type: name(principal),
            action: cedar_parser::parse_entity_uid(&uid).unwrap(),
            resource_type: name(resource),
        }
    }

    /// All expressions of the first condition, outermost first, with their
    /// types as text.
    fn types(policy: &str, kind: &str, mode: ValidationMode) -> Option<Vec<String>> {
        let validator = Validator::new(Schema::from_cedar_text(SCHEMA).unwrap());
        let policies = parse_policy_set(policy).unwrap();
        let policy = policies.policies().next().unwrap();
        let types = validator.condition_types_in(policy.body(), &environment(kind), mode)?;
        assert_eq!(types.environments(), [environment(kind)]);
        let mut found = Vec::new();
        let mut stack = vec![policy.body().conditions[0].body.root()];
        while let Some(expr) = stack.pop() {
            let ty = match types.of(expr) {
                Some(Type::Bool(value)) => format!("{value:?}"),
                Some(other) => validator.schema().describe(other),
                None => "none".to_owned(),
            };
            found.push(format!("{}: {ty}", print_expression(expr)));
            let mut children = Vec::new();
            expr.kind()
                .for_each_child(|child| children.push(expr.child(child)));
            children.retain(|child| !matches!(child.kind(), ExprKind::Variable(_)));
            stack.extend(children.into_iter().rev());
        }
        Some(found)
    }

    fn check(condition: &str, kind: &str, mode: ValidationMode, expected: &[&str]) {
        let policy = format!("permit(principal, action, resource) when {{ {condition} }};");
        let found = types(&policy, kind, mode).unwrap();
        assert_eq!(found, expected, "{condition}, {kind}, {mode:?}");
    }

    #[test]
    fn types_of_parts() {
        use ValidationMode::{Permissive, Strict};
        check(
            "principal has boss && principal.boss.age > 1",
            "Team view User",
            Strict,
            &[
                "principal has boss && principal.boss.age > 1: Any",
                "principal has boss: Any",
                "principal.boss.age > 1: Any",
                "principal.boss.age: Long",
                "principal.boss: Team",
                "1: Long",
            ],
        );
        // What is never evaluated has no type, nor has what is wrong.
        check(
            "principal is Team && principal.tags == []",
            "User view User",
            Strict,
            &[
                "principal is Team && principal.tags == []: False",
                "principal is Team: False",
                "principal.tags == []: none",
                "principal.tags: none",
                "[]: none",
            ],
        );
        check(
            "[principal, resource].contains(resource)",
            "Team view User",
            Strict,
            &[
                "[principal, resource].contains(resource): Any",
                "[principal, resource]: none",
            ],
        );
        check(
            "[principal, resource].contains(resource)",
            "Team view User",
            Permissive,
            &[
                "[principal, resource].contains(resource): Any",
                "[principal, resource]: Set<User | Team>",
            ],
        );
    }

    #[test]
    fn only_kinds_of_request_that_the_scope_can_match() {
        let policy = "permit(principal is User, action, resource) when { context has by };";
        for (kind, expected) in [
            ("User edit Team", Some("context has by: Any")),
            ("User view User", Some("context has by: False")),
            ("Team view User", None),
            // The action does not apply to these, or there is no such type.
            ("User edit User", None),
            ("User edit Nobody", None),
        ] {
            let found = types(policy, kind, ValidationMode::Strict);
            let first = found.as_ref().map(|found| found[0].as_str());
            assert_eq!(first, expected, "{kind}");
        }
    }
}
