//! One policy in all kinds of request that its scope can match.

use super::error::{
    MAX_REPORTED_ENVIRONMENTS, RequestEnvironment, ValidationError, ValidationErrorKind,
};
use super::level::LevelChecker;
use super::references::References;
use super::scope::{Scope, ScopeMatch};
use super::strings;
use super::validator::Findings;
use super::warning::ValidationWarningKind;
use crate::schema::{ActionId, EntityTypeId, Schema};
use crate::typecheck::{Environment, Memory, NodeTypes, Typechecker, ValidationMode};
use crate::types::{BoolType, RecordType};
use cedar_core::ast::{Condition, ExprKind, Literal, PolicyBody, Variable};
use cedar_core::{PolicyId, Span};
use indexmap::{IndexMap, IndexSet};
use std::collections::HashSet;
use std::sync::Arc;

/// How to check a policy.
#[derive(Clone, Copy)]
pub(super) struct Settings<'s> {
    pub(super) schema: &'s Schema,
    pub(super) mode: ValidationMode,
    /// The highest level that is allowed, if it matters.
    pub(super) level: Option<u32>,
}

/// Checks a policy or template and adds what is found.
pub(super) fn check(
    settings: Settings<'_>,
    id: &PolicyId,
    body: &PolicyBody,
    findings: &mut Findings,
) {
    let Settings {
        schema,
        mode,
        level,
    } = settings;
    if !schema.undefined().is_empty() {
        let undefined = schema.undefined().to_vec();
        let kind = ValidationErrorKind::IncompleteSchema { undefined };
        return findings.error(error(id, body.span, kind));
    }
    for (span, kind) in strings::suspicious_texts(body) {
        findings.warning(id, span, kind);
    }
    let mut references = References::new(schema);
    references.check_body(body);
    for (span, kind) in references.into_errors() {
        findings.error(error(id, span, kind));
    }
    let scope = Scope::of(body);
    if let Some(kind) = scope.check_action_list(schema, mode) {
        findings.error(error(id, body.span, kind));
    }
    if level == Some(0) && scope.dereferences(schema).any() {
        let (allowed, actual) = (0, 1);
        let kind = ValidationErrorKind::EntityDerefLevelViolation { allowed, actual };
        findings.error(error(id, body.span, kind));
    }
    let matches = scope.matches(schema);
    if matches.is_empty() {
        findings.error(error(
            id,
            body.span,
            ValidationErrorKind::InvalidActionApplication,
        ));
    }
    let is_possible = check_conditions(settings, id, body, &matches, findings);
    if !is_possible {
        findings.warning(id, body.span, ValidationWarningKind::ImpossiblePolicy);
    }
}

/// The types of the conditions in the kinds of request of a group.
pub(super) struct TypedGroup {
    pub(super) environments: Vec<RequestEnvironment>,
    pub(super) environment_count: usize,
    pub(super) value: Option<BoolType>,
    pub(super) errors: Vec<(Span, ValidationErrorKind)>,
    pub(super) types: NodeTypes,
}

/// The types of the conditions in all kinds of request that the scope can match.
pub(super) fn typed_groups(settings: Settings<'_>, body: &PolicyBody) -> Vec<TypedGroup> {
    let matches = Scope::of(body).matches(settings.schema);
    let mut memory = Memory::of(body.conditions.iter().map(|c| c.body.root()));
    groups(settings.schema, Used::of(&body.conditions), &matches)
        .into_values()
        .map(|group| typed_group(settings, body, &group, &mut memory))
        .collect()
}

/// The types of the conditions in one kind of request, if the scope can match it.
pub(super) fn typed_in(
    settings: Settings<'_>,
    body: &PolicyBody,
    environment: Environment,
) -> Option<TypedGroup> {
    let matches = Scope::of(body).matches(settings.schema);
    matches.iter().find(|found| {
        found.action == environment.action
            && found.principals.contains(&environment.principal)
            && found.resources.contains(&environment.resource)
    })?;
    let mut memory = Memory::of(body.conditions.iter().map(|c| c.body.root()));
    let group = Group {
        representative: environment,
        environments: vec![environment],
        count: 1,
    };
    Some(typed_group(settings, body, &group, &mut memory))
}

fn typed_group<'a>(
    settings: Settings<'a>,
    body: &'a PolicyBody,
    group: &Group,
    memory: &mut Memory<'a>,
) -> TypedGroup {
    let Settings { schema, mode, .. } = settings;
    let checker = Typechecker::new(schema, mode, group.representative, memory);
    let mut checker = checker.keeping_types();
    let value = checker.conditions(&body.conditions);
    let (errors, types) = checker.finish();
    TypedGroup {
        environments: named(&group.environments, schema),
        environment_count: group.count,
        value,
        errors,
        types,
    }
}

fn named(environments: &[Environment], schema: &Schema) -> Vec<RequestEnvironment> {
    environments.iter().map(|e| e.named(schema)).collect()
}

/// Kinds of request in which the conditions have the same types, since they
/// do not use what differs.
struct Group {
    /// One of them.
    representative: Environment,
    /// Some of them.
    environments: Vec<Environment>,
    count: usize,
}

/// What of a request the conditions use.
#[derive(Clone, Copy, Default)]
struct Used {
    principal: bool,
    action: bool,
    resource: bool,
    context: bool,
}

/// The part of a kind of request that the conditions use.
#[derive(PartialEq, Eq, Hash)]
struct GroupKey {
    principal: Option<EntityTypeId>,
    resource: Option<EntityTypeId>,
    action: Option<ActionId>,
    /// The identity of the type, which equal types share.
    context: Option<*const RecordType>,
}

/// Checks the conditions and says whether they can hold in some kind of request.
fn check_conditions(
    settings: Settings<'_>,
    id: &PolicyId,
    body: &PolicyBody,
    matches: &[ScopeMatch],
    findings: &mut Findings,
) -> bool {
    let schema = settings.schema;
    let roots = || {
        body.conditions
            .iter()
            .map(|condition| condition.body.root())
    };
    let mut memory = Memory::of(roots());
    let mut merged: IndexMap<(Span, ValidationErrorKind), (Vec<Environment>, usize)> =
        IndexMap::new();
    let mut is_possible = false;
    for group in groups(schema, Used::of(&body.conditions), matches).into_values() {
        let (value, found) = check_group(settings, body, &group, &mut memory);
        is_possible |= value != Some(BoolType::False);
        // `e has a.b` has its place twice in the tree, and what is wrong with it, too.
        for found in found.into_iter().collect::<IndexSet<_>>() {
            let (environments, count) = merged.entry(found).or_default();
            let room = MAX_REPORTED_ENVIRONMENTS - environments.len();
            environments.extend(group.environments.iter().take(room));
            *count += group.count;
        }
    }
    for ((span, kind), (environments, environment_count)) in merged {
        findings.error(ValidationError {
            policy: id.clone(),
            span,
            kind,
            environments: named(&environments, schema),
            environment_count,
        });
    }
    is_possible
}

/// Checks the conditions in the kinds of request of a group. Levels are looked
/// at only where nothing else is wrong.
fn check_group<'a>(
    settings: Settings<'a>,
    body: &'a PolicyBody,
    group: &Group,
    memory: &mut Memory<'a>,
) -> (Option<BoolType>, Vec<(Span, ValidationErrorKind)>) {
    let Settings {
        schema,
        mode,
        level,
    } = settings;
    let mut checker = Typechecker::new(schema, mode, group.representative, memory);
    if level.is_some() {
        checker = checker.keeping_types();
    }
    let value = checker.conditions(&body.conditions);
    let (errors, types) = checker.finish();
    match level {
        Some(level) if errors.is_empty() => {
            let action = schema.action(group.representative.action).uid();
            let levels = LevelChecker::new(level, action, &types, memory);
            (value, levels.check(&body.conditions))
        }
        _ => (value, errors),
    }
}

/// The kinds of request, those that look the same to the conditions together.
///
/// Cost: for each action its principals, if they are used, times its
/// resources, if they are used.
fn groups(schema: &Schema, used: Used, matches: &[ScopeMatch]) -> IndexMap<GroupKey, Group> {
    let mut groups: IndexMap<GroupKey, Group> = IndexMap::new();
    for found in matches {
        let context = schema.action(found.action).context();
        let principals = choices(used.principal, &found.principals);
        let resources = choices(used.resource, &found.resources);
        for principal in &principals {
            for resource in &resources {
                let key = GroupKey {
                    principal: *principal,
                    resource: *resource,
                    action: used.action.then_some(found.action),
                    context: used.context.then_some(Arc::as_ptr(context)),
                };
                add_to_group(&mut groups, key, found);
            }
        }
    }
    groups
}

/// Each type if it makes a difference, else no type in particular.
fn choices(used: bool, types: &[EntityTypeId]) -> Vec<Option<EntityTypeId>> {
    match used {
        true => types.iter().copied().map(Some).collect(),
        false => vec![None],
    }
}

fn add_to_group(groups: &mut IndexMap<GroupKey, Group>, key: GroupKey, found: &ScopeMatch) {
    let principals = key
        .principal
        .as_ref()
        .map_or(found.principals.as_slice(), std::slice::from_ref);
    let resources = key
        .resource
        .as_ref()
        .map_or(found.resources.as_slice(), std::slice::from_ref);
    let mut environments = principals.iter().flat_map(|principal| {
        resources.iter().map(|resource| Environment {
            principal: *principal,
            action: found.action,
            resource: *resource,
        })
    });
    let count = principals.len() * resources.len();
    match groups.get_mut(&key) {
        Some(group) => {
            let room = MAX_REPORTED_ENVIRONMENTS - group.environments.len();
            group.environments.extend(environments.take(room));
            group.count += count;
        }
        None => {
            // INVARIANT: a match has at least one principal and one resource.
            let Some(representative) = environments.next() else {
                return;
            };
            let mut listed = vec![representative];
            listed.extend(environments.take(MAX_REPORTED_ENVIRONMENTS - 1));
            let group = Group {
                representative,
                environments: listed,
                count,
            };
            groups.insert(key, group);
        }
    }
}

impl Used {
    fn of(conditions: &[Condition]) -> Self {
        let mut used = Used::default();
        for condition in conditions {
            let mut seen: HashSet<*const ExprKind> = HashSet::new();
            let mut stack = vec![condition.body.root()];
            while let Some(expr) = stack.pop() {
                match expr.kind() {
                    ExprKind::Variable(Variable::Principal) => used.principal = true,
                    ExprKind::Variable(Variable::Action) => used.action = true,
                    ExprKind::Variable(Variable::Resource) => used.resource = true,
                    ExprKind::Variable(Variable::Context) => used.context = true,
                    // At a level, an action literal counts as the request's own
                    // action or not.
                    ExprKind::Literal(Literal::Entity(uid)) => used.action |= uid.is_action(),
                    ExprKind::Literal(_) => {}
                    kind => {
                        if seen.insert(kind) {
                            kind.for_each_child(|child| stack.push(expr.child(child)));
                        }
                    }
                }
            }
        }
        used
    }
}

/// An error that does not depend on the request.
pub(super) fn error(id: &PolicyId, span: Span, kind: ValidationErrorKind) -> ValidationError {
    ValidationError {
        policy: id.clone(),
        span,
        kind,
        environments: Vec::new(),
        environment_count: 0,
    }
}
