//! Asking the model's type checker for the types of all parts of a policy's conditions.

use crate::model::expression_types::{self, Conclusion};
use crate::model::names::EntityType;
use crate::model::policy_expressions;
use crate::model::schemas::RequestEnv;
use crate::model::templates::Template;
use crate::model::typechecker::{Checking, TypeResult};
use crate::model::types::{self as model, BoolKind, ExtensionKind};
use crate::model::validator as rules;
use crate::runtime::Map;
use crate::{NoVerdict, Validator, to_model};
use cedar_core::ast::{BinaryOp, ConditionKind, ExprId, ExprKind, ExprRef, PolicyBody};
use cedar_validator::schema::EntityTypeId;
use cedar_validator::types::{
    AttributeType, BoolType, EntityTypes, ExtensionType, Openness, RecordType, Type,
};
use cedar_validator::{RequestEnvironment, ValidationMode};
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

/// The types of entities by their names in the model.
pub(crate) type EntityTypeIds = BTreeMap<EntityType, EntityTypeId>;

/// What the model's type checker concludes of an expression at one place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Concluded {
    /// It has this type.
    Type(Type),
    /// It has none.
    IllTyped,
    /// Its value is never asked for, so it is not checked.
    NeverEvaluated,
    /// Something that is checked before it has no type.
    NotReached,
}

/// The conditions of a policy or template, for the model's type checker.
pub struct PolicyTypes<'v, 'p> {
    validator: &'v Validator,
    body: &'p PolicyBody,
    template: Template,
}

/// What the model's type checker concludes of conditions in one kind of request.
pub struct ConditionTypes<'p> {
    /// Of all conditions together.
    pub all: Concluded,
    /// Of each expression in them, in the order in which they are checked. One
    /// that stands in several places comes several times.
    pub parts: Vec<(ExprRef<'p>, Concluded)>,
}

impl Validator {
    /// The conditions of a policy or template, to ask for the types of their parts.
    ///
    /// ```
    /// use cedar_validator::{Schema, ValidationMode};
    /// use reference_model::Concluded;
    ///
    /// let schema = Schema::from_cedar_text(
    ///     "entity User { age: Long };
    ///      action view appliesTo { principal: User, resource: User };",
    /// )?;
    /// let policies = cedar_parser::parse_policy_set(
    ///     "permit(principal, action, resource) when { false && principal.age > 17 };",
    /// )?;
    /// let model = reference_model::Validator::new(&schema)?;
    /// for policy in policies.policies() {
    ///     let policy = model.types_of(policy.body());
    ///     for environment in schema.request_environments() {
    ///         let types = policy.in_environment(&environment, ValidationMode::Strict)?;
    ///         let parts = types.ok_or("the scope matches any request")?.parts;
    ///         assert!(parts.iter().any(|(_, part)| *part == Concluded::NeverEvaluated));
    ///     }
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn types_of<'v, 'p>(&'v self, body: &'p PolicyBody) -> PolicyTypes<'v, 'p> {
        PolicyTypes {
            validator: self,
            body,
            template: to_model::template(body),
        }
    }
}

impl<'p> PolicyTypes<'_, 'p> {
    /// Whether all entities and types that the policy names are declared.
    ///
    /// # Errors
    /// When the model gives no answer.
    pub fn names_are_declared(&self) -> Result<bool, NoVerdict> {
        let expr = policy_expressions::template_expr(&self.template)?;
        Ok(rules::names_are_declared(&expr, &self.validator.schema)?)
    }

    /// The types in one kind of request; `None` if the scope cannot match one
    /// of it, whatever fills slots.
    ///
    /// The cost is that of checking the conditions once for each part.
    ///
    /// # Errors
    /// When the model gives no answer, or the schema has no such kind of request.
    pub fn in_environment(
        &self,
        environment: &RequestEnvironment,
        mode: ValidationMode,
    ) -> Result<Option<ConditionTypes<'p>>, NoVerdict> {
        let schema = &self.validator.schema;
        let env = self.validator.environment(environment)?;
        if !expression_types::scope_may_apply(&self.template, &env, schema)? {
            return Ok(None);
        }
        let checking = Checking {
            env,
            schema: schema.clone(),
            mode: to_model::mode(mode),
        };
        let tree = expression_types::types_in_conditions(&self.template.conditions, &checking)?;
        let mut places = Places {
            entity_types: &self.validator.entity_types,
            unchecked: HashSet::new(),
            found: Vec::new(),
        };
        let all = places.concluded(&tree)?;
        places.conditions(self.body, &tree)?;
        Ok(Some(ConditionTypes {
            all,
            parts: places.found,
        }))
    }
}

impl Validator {
    fn environment(&self, named: &RequestEnvironment) -> Result<RequestEnv, NoVerdict> {
        let action = to_model::uid(&named.action);
        let context = self.schema.actions.at(&action)?.context.clone();
        Ok(RequestEnv {
            principal: to_model::text(named.principal_type.as_str()),
            action,
            resource: to_model::text(named.resource_type.as_str()),
            context,
            slots: Map::new(),
        })
    }
}

/// Puts the model's conclusions beside the expressions that they are about.
struct Places<'v, 'p> {
    entity_types: &'v EntityTypeIds,
    /// Nodes that were listed as not checked: once is enough.
    unchecked: HashSet<*const ExprKind>,
    found: Vec<(ExprRef<'p>, Concluded)>,
}

impl<'p> Places<'_, 'p> {
    /// The model joins conditions by `&&` from the right, and negates `unless`.
    fn conditions(&mut self, body: &'p PolicyBody, tree: &Conclusion) -> Result<(), NoVerdict> {
        let mut rest = tree;
        let mut conditions = body.conditions.iter().peekable();
        while let Some(condition) = conditions.next() {
            let first = match conditions.peek() {
                Some(_) => {
                    let [first, others] = parts(rest)?;
                    rest = others;
                    first
                }
                None => rest,
            };
            let first = match condition.kind {
                ConditionKind::When => first,
                ConditionKind::Unless => {
                    let [operand] = parts(first)?;
                    operand
                }
            };
            self.expression(condition.body.root(), first)?;
        }
        Ok(())
    }

    /// An expression and all its parts, without recursion.
    fn expression(&mut self, root: ExprRef<'p>, tree: &Conclusion) -> Result<(), NoVerdict> {
        let mut stack = vec![(root, tree)];
        while let Some((expr, tree)) = stack.pop() {
            let is_checked = matches!(tree, Conclusion::Checked { .. });
            if !is_checked && !self.unchecked.insert(expr.kind()) {
                continue;
            }
            self.found.push((expr, self.concluded(tree)?));
            let mut children = operands(expr, tree)?;
            while let Some((child, tree)) = children.pop() {
                stack.push((expr.child(child), tree));
            }
        }
        Ok(())
    }

    fn concluded(&self, tree: &Conclusion) -> Result<Concluded, NoVerdict> {
        Ok(match tree {
            Conclusion::Checked { result, .. } => match result {
                TypeResult::Typed { ty, .. } => Concluded::Type(value_type(ty, self.entity_types)?),
                TypeResult::IllTyped { .. } => Concluded::IllTyped,
            },
            Conclusion::NeverEvaluated => Concluded::NeverEvaluated,
            Conclusion::NotReached => Concluded::NotReached,
        })
    }
}

/// The operands of an expression, each with what the model says of it: the way
/// back from shorthands that are written out for the model.
fn operands<'t>(
    expr: ExprRef<'_>,
    tree: &'t Conclusion,
) -> Result<Vec<(ExprId, &'t Conclusion)>, NoVerdict> {
    match expr.kind() {
        ExprKind::Binary(
            BinaryOp::NotEqual | BinaryOp::Greater | BinaryOp::GreaterEqual,
            left,
            right,
        ) => {
            let [plain] = parts(tree)?;
            let [l, r] = parts(plain)?;
            Ok(vec![(*left, l), (*right, r)])
        }
        ExprKind::IsIn(operand, _, ancestor) => {
            let [is, is_in] = parts(tree)?;
            let [target] = parts(is)?;
            // The operand is checked again there, with the same result.
            let [_, other] = parts(is_in)?;
            Ok(vec![(*operand, target), (*ancestor, other)])
        }
        ExprKind::Record(fields) => {
            let mut in_key_order: Vec<_> = fields.iter().collect();
            in_key_order.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
            beside(in_key_order.into_iter().map(|(_, id)| *id).collect(), tree)
        }
        kind => {
            let mut children = Vec::new();
            kind.for_each_child(|child| children.push(child));
            beside(children, tree)
        }
    }
}

fn beside(
    children: Vec<ExprId>,
    tree: &Conclusion,
) -> Result<Vec<(ExprId, &Conclusion)>, NoVerdict> {
    match tree {
        Conclusion::Checked { parts, .. } if parts.len() == children.len() => {
            Ok(children.into_iter().zip(parts.iter()).collect())
        }
        Conclusion::Checked { .. } => Err(NoVerdict::NoCounterpart),
        unchecked => Ok(children.into_iter().map(|id| (id, unchecked)).collect()),
    }
}

/// The parts of a tree, which are not checked if it is not.
fn parts<const N: usize>(tree: &Conclusion) -> Result<[&Conclusion; N], NoVerdict> {
    match tree {
        Conclusion::Checked { parts, .. } => {
            let parts: Vec<&Conclusion> = parts.iter().collect();
            parts.try_into().map_err(|_| NoVerdict::NoCounterpart)
        }
        unchecked => Ok([unchecked; N]),
    }
}

/// A type.
///
/// # Errors
/// When the schema does not declare an entity type in it, or there is none.
fn value_type(ty: &model::Type, entity_types: &EntityTypeIds) -> Result<Type, NoVerdict> {
    stacker::maybe_grow(128 * 1024, 1024 * 1024, || {
        Ok(match ty {
            model::Type::NeverType => Type::Never,
            model::Type::BoolType { kind } => Type::Bool(match kind {
                BoolKind::AnyBool => BoolType::Any,
                BoolKind::AlwaysTrue => BoolType::True,
                BoolKind::AlwaysFalse => BoolType::False,
            }),
            model::Type::LongType => Type::Long,
            model::Type::StringType => Type::String,
            model::Type::EntityOf { types } => Type::Entity(union(types.iter(), entity_types)?),
            model::Type::SetType { element } => Type::set_of(value_type(element, entity_types)?),
            model::Type::RecordType { attrs, open } => {
                let attributes = attrs.iter().map(|(name, attr)| {
                    let attribute = AttributeType {
                        value: value_type(&attr.ty, entity_types)?,
                        required: attr.required,
                    };
                    Ok((name.iter().collect::<String>().into(), attribute))
                });
                let openness = match open {
                    true => Openness::Open,
                    false => Openness::Closed,
                };
                let attributes = attributes.collect::<Result<Vec<_>, NoVerdict>>()?;
                Type::Record(Arc::new(RecordType::new(attributes, openness)))
            }
            model::Type::ExtensionType { extension } => Type::Extension(match extension {
                ExtensionKind::DecimalKind => ExtensionType::Decimal,
                ExtensionKind::IpaddrKind => ExtensionType::IpAddr,
                ExtensionKind::DatetimeKind => ExtensionType::Datetime,
                ExtensionKind::DurationKind => ExtensionType::Duration,
            }),
        })
    })
}

/// The order of the types of a union means nothing.
fn union<'t>(
    names: impl Iterator<Item = &'t EntityType>,
    entity_types: &EntityTypeIds,
) -> Result<EntityTypes, NoVerdict> {
    let mut all: Option<EntityTypes> = None;
    for name in names {
        let one = EntityTypes::One(*entity_types.get(name).ok_or(NoVerdict::NoCounterpart)?);
        all = Some(all.map_or(one.clone(), |all| all.union(&one)));
    }
    all.ok_or(NoVerdict::NoCounterpart)
}
