//! The abstract syntax of schemas, shared by the Cedar and the JSON form.
//!
//! A fragment says what was written. Which declaration a name means is decided
//! when fragments become a [`Schema`](super::Schema).

use super::path::Path;
use crate::maps::OrderedMap;
use cedar_core::ast::Annotations;
use cedar_core::{EntityTypeName, Name, Span};
use smol_str::SmolStr;

/// A schema, or a part of one: declarations by namespace.
///
/// Both forms are read and written by way of it.
///
/// ```
/// use cedar_validator::{Schema, SchemaFragment};
///
/// let users = SchemaFragment::from_cedar_str("entity User { age: Long };")?;
/// let actions = SchemaFragment::from_json_str(
///     r#"{"": {"entityTypes": {}, "actions": {"view": {
///          "appliesTo": {"principalTypes": ["User"], "resourceTypes": ["User"]}}}}}"#,
/// )?;
/// let schema = Schema::from_fragments([&users, &actions])?;
/// assert_eq!(schema.request_environments().count(), 1);
/// assert!(actions.to_cedar()?.starts_with("action view appliesTo"));
/// assert_eq!(
///     serde_json::to_value(users.to_json())?[""]["entityTypes"]["User"]["shape"]["type"],
///     "Record"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct SchemaFragment {
    /// The namespaces in the order of the source; `None` is the empty one.
    pub namespaces: OrderedMap<Option<Name>, Namespace>,
}

/// The declarations of one namespace, by name without the namespace.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Namespace {
    /// Annotations; they have no meaning of their own.
    pub annotations: Annotations,
    /// `type T = …;`
    pub common_types: OrderedMap<SmolStr, CommonTypeDeclaration>,
    /// `entity E …;`
    pub entity_types: OrderedMap<SmolStr, EntityTypeDeclaration>,
    /// `action a …;`, by the id of the action.
    pub actions: OrderedMap<SmolStr, ActionDeclaration>,
}

/// A name for a type.
#[derive(Clone, Debug)]
pub struct CommonTypeDeclaration {
    /// Annotations.
    pub annotations: Annotations,
    /// What the name stands for.
    pub definition: TypeExpr,
    /// The declared name in the source.
    pub span: Span,
}

/// An entity type.
#[derive(Clone, Debug)]
pub struct EntityTypeDeclaration {
    /// Annotations.
    pub annotations: Annotations,
    /// What its entities are like.
    pub kind: EntityTypeDeclarationKind,
    /// The declared name in the source.
    pub span: Span,
}

/// What the entities of a type are like.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum EntityTypeDeclarationKind {
    /// Any id; attributes, tags and parents as declared.
    Standard {
        /// The types that parents may have.
        member_of: Vec<Reference>,
        /// The attributes: a record type, or in JSON the name of one.
        shape: TypeExpr,
        /// The type of all tags, if there may be any.
        tags: Option<TypeExpr>,
    },
    /// Only these ids; neither attributes nor tags nor parents.
    ///
    /// INVARIANT: not empty.
    Enum(Vec<SmolStr>),
    /// Defined by another fragment (RFC 116).
    External {
        /// Types that the definition says parents may have.
        member_of: Vec<Reference>,
    },
}

/// An action.
#[derive(Clone, Debug)]
pub struct ActionDeclaration {
    /// Annotations.
    pub annotations: Annotations,
    /// The action groups it is in.
    pub member_of: Vec<ActionReference>,
    /// The requests it can occur in.
    pub applicability: Applicability,
    /// The declared name in the source.
    pub span: Span,
}

/// Which requests an action can occur in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Applicability {
    /// None: it is only a group.
    Nothing,
    /// These.
    To(AppliesTo),
    /// Those that the definition in another fragment says (RFC 116).
    External,
}

/// The requests that an action can occur in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AppliesTo {
    /// The types of the principal.
    pub principals: Vec<Reference>,
    /// The types of the resource.
    pub resources: Vec<Reference>,
    /// The type of the context.
    pub context: TypeExpr,
}

/// A name, and where it stands.
#[derive(Clone, Debug)]
pub struct Reference {
    /// The name.
    pub path: Path,
    /// Its place in the source.
    pub span: Span,
}

/// An action group, and where it is named.
#[derive(Clone, Debug)]
pub struct ActionReference {
    /// The type; when missing, `Action` of the same namespace.
    pub entity_type: Option<EntityTypeName>,
    /// The id.
    pub id: SmolStr,
    /// Its place in the source.
    pub span: Span,
}

/// A type as written.
#[derive(Clone, Debug)]
pub struct TypeExpr {
    /// What it is.
    pub kind: TypeExprKind,
    /// Its place in the source.
    pub span: Span,
}

/// What a written type is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum TypeExprKind {
    /// The type itself, whatever the schema declares under its name; JSON only.
    Primitive(PrimitiveType),
    /// `Set<T>`
    Set(Box<TypeExpr>),
    /// `{a: T, b?: U}`
    Record(Box<RecordExpr>),
    /// A name of a common type or an entity type, in this order of preference.
    EntityOrCommon(Path),
    /// A name of an entity type; JSON only.
    Entity(Path),
    /// A name of a common type; JSON only.
    Common(Path),
    /// An extension type; JSON only.
    Extension(SmolStr),
}

/// The types without structure.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum PrimitiveType {
    /// `Bool`
    Bool,
    /// `Long`
    Long,
    /// `String`
    String,
}

/// A record type as written.
#[derive(Clone, Default, Debug)]
pub struct RecordExpr {
    /// The attributes by name.
    pub attributes: OrderedMap<SmolStr, AttributeExpr>,
    /// Places of attributes that a later one with the same name replaces; only
    /// the Cedar form lets this happen.
    pub replaced: Vec<(SmolStr, Span)>,
}

/// An attribute as written.
#[derive(Clone, Debug)]
pub struct AttributeExpr {
    /// Annotations.
    pub annotations: Annotations,
    /// Whether it is always present.
    pub required: bool,
    /// The type of its value.
    pub value: TypeExpr,
    /// The name in the source.
    pub span: Span,
}

impl SchemaFragment {
    /// Whether nothing is declared.
    pub fn is_empty(&self) -> bool {
        self.namespaces.values().all(|namespace| {
            namespace.common_types.is_empty()
                && namespace.entity_types.is_empty()
                && namespace.actions.is_empty()
        })
    }
}

impl TypeExpr {
    /// The type that was not read from text.
    pub fn without_span(kind: TypeExprKind) -> Self {
        TypeExpr {
            kind,
            span: Span::NONE,
        }
    }

    /// The record type without attributes.
    pub fn empty_record() -> Self {
        TypeExpr::without_span(TypeExprKind::Record(Box::default()))
    }
}

/// Places do not count for equality.
macro_rules! equal_but_for_the_place {
    ($($type:ident { $($field:ident),+ })+) => {
        $(
            impl PartialEq for $type {
                fn eq(&self, other: &Self) -> bool {
                    $(self.$field == other.$field)&&+
                }
            }

            impl Eq for $type {}
        )+
    };
}

equal_but_for_the_place! {
    CommonTypeDeclaration { annotations, definition }
    EntityTypeDeclaration { annotations, kind }
    ActionDeclaration { annotations, member_of, applicability }
    Reference { path }
    ActionReference { entity_type, id }
    TypeExpr { kind }
    RecordExpr { attributes }
    AttributeExpr { annotations, required, value }
}
