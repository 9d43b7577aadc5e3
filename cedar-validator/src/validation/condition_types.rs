//! The types of a policy's conditions, for tools that reason about policies.

use super::error::{RequestEnvironment, ValidationErrorKind};
use super::policy::{self, Settings};
use super::validator::Validator;
use crate::typecheck::{NodeTypes, ValidationMode};
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
        let settings = Settings {
            schema: self.schema(),
            mode: ValidationMode::Permissive,
            level: None,
        };
        policy::typed_groups(settings, body)
            .into_iter()
            .map(|typed| ConditionTypes {
                environments: typed.environments,
                environment_count: typed.environment_count,
                value: typed.value,
                errors: typed.errors,
                types: typed.types,
                policy: PhantomData,
            })
            .collect()
    }
}

impl<'p> ConditionTypes<'p> {
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
    pub fn of(&self, expr: ExprRef<'p>) -> Option<&Type> {
        self.types.get(&std::ptr::from_ref(expr.kind()))
    }
}
