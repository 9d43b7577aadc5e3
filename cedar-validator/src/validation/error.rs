//! What validation can find wrong with a policy.

use crate::schema::Schema;
use cedar_core::ast::Name;
use cedar_core::{EntityTypeName, EntityUid, PolicyId, Span};
use smol_str::SmolStr;
use std::fmt;
use thiserror::Error;

/// One thing that is wrong with a policy, where, and for which requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValidationError {
    /// The policy or template.
    pub policy: PolicyId,
    /// The expression at fault; [`Span::NONE`] if the policy was not text.
    pub span: Span,
    /// What is wrong.
    pub kind: ValidationErrorKind,
    /// The kinds of request in which it arises; none if it does not depend on
    /// the request. At most [`MAX_REPORTED_ENVIRONMENTS`] are listed.
    pub environments: Vec<RequestEnvironment>,
    /// In how many kinds of request it arises.
    pub environment_count: usize,
}

/// How many kinds of request an error lists.
pub const MAX_REPORTED_ENVIRONMENTS: usize = 16;

/// A kind of request: a policy is checked for each one on its own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestEnvironment {
    /// The type of the principal.
    pub principal_type: EntityTypeName,
    /// The action.
    pub action: EntityUid,
    /// The type of the resource.
    pub resource_type: EntityTypeName,
}

/// What is wrong with a policy. Types are given as Cedar text.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Error)]
#[non_exhaustive]
pub enum ValidationErrorKind {
    /// An entity type that the schema does not declare.
    #[error("unrecognized entity type `{name}`")]
    UnrecognizedEntityType {
        /// The type.
        name: EntityTypeName,
    },
    /// An action that the schema does not declare.
    #[error("unrecognized action `{uid}`")]
    UnrecognizedActionId {
        /// The action.
        uid: EntityUid,
    },
    /// An entity that its enumerated type does not list.
    #[error("`{uid}` is not one of the entities of its enumerated type")]
    InvalidEnumEntity {
        /// The entity.
        uid: EntityUid,
        /// The ids that there are.
        declared: Vec<SmolStr>,
    },
    /// A schema that leaves out definitions.
    #[error("the schema is incomplete: {} declared `external` but not defined", list(.undefined))]
    IncompleteSchema {
        /// What is not defined.
        undefined: Vec<String>,
    },
    /// No action applies to what the scope asks for.
    #[error("unable to find an applicable action given the policy scope constraints")]
    InvalidActionApplication,
    /// An expression has another type than its place needs.
    #[error("unexpected type: expected {}, got `{actual}`", alternatives(.expected))]
    UnexpectedType {
        /// The types that would do.
        expected: Vec<SmolStr>,
        /// The type of the expression.
        actual: String,
    },
    /// Types that must be compatible are not.
    #[error("the types {} are not compatible: {position}", list(.types))]
    IncompatibleTypes {
        /// The types, each once.
        types: Vec<String>,
        /// What has these types.
        position: IncompatiblePosition,
    },
    /// An attribute that does not exist.
    #[error("attribute `{attribute}` {of} not found")]
    UnsafeAttributeAccess {
        /// The attribute.
        attribute: SmolStr,
        /// What has no such attribute.
        of: AccessedType,
        /// Whether it could exist all the same.
        may_exist: bool,
    },
    /// An optional attribute that has not been checked to be present.
    #[error("unable to guarantee safety of access to optional attribute `{attribute}` {of}")]
    UnsafeOptionalAttributeAccess {
        /// The attribute.
        attribute: SmolStr,
        /// What has the attribute.
        of: AccessedType,
    },
    /// A tag that has not been checked to be present.
    #[error("unable to guarantee safety of access to a tag on entity type `{entity_type}`")]
    UnsafeTagAccess {
        /// The type of the entity.
        entity_type: String,
    },
    /// A tag of entities that have none.
    #[error("entities of type `{entity_type}` have no tags")]
    NoTagsAllowed {
        /// The type of the entity.
        entity_type: String,
    },
    /// A function that does not exist.
    #[error("undefined extension function `{name}`")]
    UndefinedFunction {
        /// The name.
        name: Name,
    },
    /// A function with too many or too few arguments.
    #[error("`{function}` takes {expected} arguments, got {actual}")]
    WrongNumberArguments {
        /// The function.
        function: &'static str,
        /// How many it takes, the receiver of a method included.
        expected: usize,
        /// How many there are.
        actual: usize,
    },
    /// An argument of a constructor for which it has no value.
    #[error("`{function}` cannot be called with this argument: {message}")]
    FunctionArgumentValidation {
        /// The constructor.
        function: &'static str,
        /// Why there is no value.
        message: String,
    },
    /// `[]`, whose type is not known.
    #[error("empty set literals are forbidden in policies")]
    EmptySetForbidden,
    /// A constructor that is called with something that is not a literal.
    #[error("`{function}` can only be called with a literal")]
    NonLitExtConstructor {
        /// The constructor.
        function: &'static str,
    },
    /// An entity that is dereferenced farther from the request than allowed.
    #[error("this needs level {actual}, but the highest level is {allowed}")]
    EntityDerefLevelViolation {
        /// The level of validation.
        allowed: u32,
        /// The level that would do.
        actual: u32,
    },
    /// An entity literal that is dereferenced.
    #[error("an entity literal cannot be dereferenced at any level")]
    LiteralDerefLevelViolation,
}

/// What must have compatible types.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IncompatiblePosition {
    /// The elements of a set.
    SetElements,
    /// The branches of `if`.
    Branches,
    /// The operands of `==`.
    Equality,
    /// Receiver and argument of `contains`.
    Contains,
    /// Receiver and argument of `containsAll` and `containsAny`.
    ContainsSet,
    /// The tags of different entity types.
    Tags,
    /// An attribute of different entity types.
    Attributes,
}

/// What an attribute was looked for in.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum AccessedType {
    /// Entities of this type, or these types.
    Entity(String),
    /// The context of requests with this action.
    Context(EntityUid),
    /// Any other record.
    Record,
}

impl ValidationErrorKind {
    /// How to put it right, where that can be said.
    pub fn help(&self, schema: &Schema) -> Option<String> {
        match self {
            ValidationErrorKind::UnrecognizedEntityType { name } => {
                let known = schema.entity_types().map(|t| t.name().as_str());
                crate::hints::did_you_mean(name.as_str(), known)
            }
            ValidationErrorKind::UnrecognizedActionId { uid } => {
                let uids: Vec<String> = schema.actions().map(|a| a.uid().to_string()).collect();
                crate::hints::did_you_mean(&uid.to_string(), uids.iter().map(String::as_str))
            }
            ValidationErrorKind::InvalidEnumEntity { declared, .. } => {
                let ids: Vec<String> = declared.iter().map(|id| format!("{id:?}")).collect();
                Some(format!("the declared ids are {}", ids.join(", ")))
            }
            ValidationErrorKind::UnsafeOptionalAttributeAccess { attribute, .. } => Some(format!(
                "test for its presence first: `e has {attribute} && …`"
            )),
            ValidationErrorKind::UnsafeTagAccess { .. } => {
                Some("test for its presence first: `e.hasTag(…) && …`".to_owned())
            }
            ValidationErrorKind::IncompatibleTypes { position, .. } => match position {
                IncompatiblePosition::SetElements
                | IncompatiblePosition::Branches
                | IncompatiblePosition::Equality
                | IncompatiblePosition::Contains
                | IncompatiblePosition::ContainsSet => Some(
                    "entity types must be the same, and records must have the same attributes"
                        .to_owned(),
                ),
                IncompatiblePosition::Tags | IncompatiblePosition::Attributes => None,
            },
            ValidationErrorKind::NonLitExtConstructor { .. } => {
                Some("put the value itself into the data, as a value of the extension type".into())
            }
            ValidationErrorKind::UnsafeAttributeAccess {
                attribute,
                of,
                may_exist,
            } => match may_exist {
                true => Some(format!(
                    "only some of these types have it: test with `is` or `e has {attribute} && …` first"
                )),
                false => of.similar_attribute(attribute, schema),
            },
            ValidationErrorKind::NoTagsAllowed { .. } => {
                Some("declare `tags` for the entity type, or read an attribute instead".to_owned())
            }
            ValidationErrorKind::InvalidActionApplication => Some(
                "compare the scope with the types in `appliesTo` of the actions that it names"
                    .to_owned(),
            ),
            ValidationErrorKind::EmptySetForbidden => {
                Some("to test for emptiness, write `.isEmpty()`".to_owned())
            }
            ValidationErrorKind::FunctionArgumentValidation { .. } => {
                Some("evaluating this would always fail".to_owned())
            }
            ValidationErrorKind::EntityDerefLevelViolation { actual, .. } => Some(format!(
                "read fewer entities on the way, or allow level {actual}"
            )),
            ValidationErrorKind::LiteralDerefLevelViolation => {
                Some("reach the entity from the principal, the resource or the context".to_owned())
            }
            ValidationErrorKind::UnexpectedType { .. }
            | ValidationErrorKind::IncompleteSchema { .. }
            | ValidationErrorKind::UndefinedFunction { .. }
            | ValidationErrorKind::WrongNumberArguments { .. } => None,
        }
    }
}

impl AccessedType {
    /// `did you mean …?` for an attribute that is declared.
    fn similar_attribute(&self, attribute: &str, schema: &Schema) -> Option<String> {
        let record = match self {
            AccessedType::Entity(name) => {
                let name = EntityTypeName::from_normalized(name).ok()?;
                schema
                    .entity_type(schema.entity_type_id(&name)?)
                    .attributes()
            }
            AccessedType::Context(action) => schema.action(schema.action_id(action)?).context(),
            AccessedType::Record => return None,
        };
        let known = record.attributes().iter().map(|(name, _)| name.as_str());
        crate::hints::did_you_mean(attribute, known)
    }
}

impl ValidationError {
    /// The kinds of request in which it arises, for people; `None` if it does
    /// not depend on the request.
    pub fn arises_in(&self) -> Option<String> {
        const SHOWN: usize = 3;
        let shown = self.environments.iter().take(SHOWN);
        let shown: Vec<String> = shown.map(ToString::to_string).collect();
        let others = self.environment_count.saturating_sub(shown.len());
        match (shown.is_empty(), others) {
            (true, _) => None,
            (false, 0) => Some(format!("in requests with {}", shown.join("; or with "))),
            (false, others) => Some(format!(
                "in requests with {}; and {others} more kinds of request",
                shown.join("; or with ")
            )),
        }
    }
}

/// `policy: message`
impl fmt::Display for ValidationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "for policy `{}`, {}", self.policy, self.kind)
    }
}

impl std::error::Error for ValidationError {}

impl fmt::Display for RequestEnvironment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "principal `{}`, action `{}`, resource `{}`",
            self.principal_type, self.action, self.resource_type
        )
    }
}

impl fmt::Display for IncompatiblePosition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            IncompatiblePosition::SetElements => "elements of a set must have compatible types",
            IncompatiblePosition::Branches => "both branches of an `if` must have compatible types",
            IncompatiblePosition::Equality => "both sides of `==` must have compatible types",
            IncompatiblePosition::Contains => {
                "the argument of `contains` must have a type compatible with the elements"
            }
            IncompatiblePosition::ContainsSet => "both sets must have compatible elements",
            IncompatiblePosition::Tags => "the tags of all entity types must have compatible types",
            IncompatiblePosition::Attributes => {
                "the attribute must have compatible types in all entity types"
            }
        })
    }
}

impl fmt::Display for AccessedType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AccessedType::Entity(name) => write!(f, "on entity type `{name}`"),
            AccessedType::Context(action) => write!(f, "in context for {action}"),
            AccessedType::Record => f.write_str("of a record"),
        }
    }
}

fn alternatives(expected: &[SmolStr]) -> String {
    let quoted: Vec<String> = expected.iter().map(|t| format!("`{t}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        None => "another type".to_owned(),
    }
}

fn list(types: &[String]) -> String {
    let quoted: Vec<String> = types.iter().map(|t| format!("`{t}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}
