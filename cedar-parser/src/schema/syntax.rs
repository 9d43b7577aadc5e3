//! The syntax tree of schemas in the Cedar form.

use cedar_core::ast::Annotations;
use cedar_core::{EntityTypeName, Name, Span};
use smol_str::SmolStr;

/// A whole schema text.
///
/// INVARIANT: namespaces have distinct names; so have the declarations of each
/// kind within a namespace, all of those outside any taken together.
#[derive(Clone, Default, Debug)]
pub struct SchemaSyntax {
    /// The declarations outside any namespace.
    pub declarations: Vec<DeclarationSyntax>,
    /// The namespaces in the order of the text.
    pub namespaces: Vec<NamespaceSyntax>,
}

/// `namespace A::B { … }`
#[derive(Clone, Debug)]
pub struct NamespaceSyntax {
    /// Annotations.
    pub annotations: Annotations,
    /// The name.
    pub name: Name,
    /// The name's place.
    pub span: Span,
    /// What stands between the braces.
    pub declarations: Vec<DeclarationSyntax>,
}

/// A declaration, perhaps of several names at once.
#[derive(Clone, Debug)]
pub struct DeclarationSyntax {
    /// Annotations; they belong to each of the names.
    pub annotations: Annotations,
    /// What is declared.
    pub kind: DeclarationSyntaxKind,
}

/// What is declared.
#[derive(Clone, Debug)]
pub enum DeclarationSyntaxKind {
    /// `entity A, B …;`
    Entities {
        /// The names, at least one.
        names: Vec<NameSyntax>,
        /// What they have in common.
        definition: EntitySyntax,
    },
    /// `action a, "b" …;`
    Actions {
        /// The ids, at least one.
        names: Vec<NameSyntax>,
        /// What they have in common.
        definition: ActionSyntax,
    },
    /// `type T = …;`
    CommonType {
        /// The name.
        name: NameSyntax,
        /// What it stands for.
        definition: TypeSyntax,
    },
}

/// What an entity declaration says about each of its names.
#[derive(Clone, Debug)]
pub enum EntitySyntax {
    /// Parents, attributes and tags.
    Standard {
        /// The types behind `in`.
        member_of: Vec<PathSyntax>,
        /// The attributes.
        attributes: Vec<AttributeSyntax>,
        /// The type behind `tags`.
        tags: Option<TypeSyntax>,
    },
    /// `enum ["a", "b"]`, with at least one id.
    Enum(Vec<SmolStr>),
    /// `external entity …`: defined elsewhere.
    External {
        /// The types behind `in`.
        member_of: Vec<PathSyntax>,
    },
}

/// What an action declaration says about each of its names.
#[derive(Clone, Default, Debug)]
pub struct ActionSyntax {
    /// The actions behind `in`.
    pub member_of: Vec<ActionReferenceSyntax>,
    /// What stands behind `appliesTo`.
    pub applies_to: Option<AppliesToSyntax>,
    /// `external action …`: defined elsewhere, without an `appliesTo` here.
    pub is_external: bool,
}

/// `appliesTo { … }`
#[derive(Clone, Debug)]
pub struct AppliesToSyntax {
    /// The types behind `principal`, at least one.
    pub principals: Vec<PathSyntax>,
    /// The types behind `resource`, at least one.
    pub resources: Vec<PathSyntax>,
    /// The type behind `context`.
    pub context: Option<TypeSyntax>,
}

/// An action behind `in`.
#[derive(Clone, Debug)]
pub struct ActionReferenceSyntax {
    /// The type, if one is given.
    pub entity_type: Option<EntityTypeName>,
    /// The id.
    pub id: SmolStr,
    /// Its place.
    pub span: Span,
}

/// A type.
#[derive(Clone, Debug)]
pub struct TypeSyntax {
    /// What it is.
    pub kind: TypeSyntaxKind,
    /// Its place.
    pub span: Span,
}

/// What a type is.
#[derive(Clone, Debug)]
pub enum TypeSyntaxKind {
    /// The name of a type, normalized. It may contain `__cedar`.
    Path(SmolStr),
    /// `Set<T>`
    Set(Box<TypeSyntax>),
    /// `{a: T, b?: U}`; a name may occur more than once.
    Record(Vec<AttributeSyntax>),
}

/// An attribute of a record.
#[derive(Clone, Debug)]
pub struct AttributeSyntax {
    /// Annotations.
    pub annotations: Annotations,
    /// The name.
    pub name: NameSyntax,
    /// Whether there is no `?`.
    pub required: bool,
    /// The type.
    pub value: TypeSyntax,
}

/// A declared name.
#[derive(Clone, Debug)]
pub struct NameSyntax {
    /// The name, unescaped.
    pub text: SmolStr,
    /// Its place.
    pub span: Span,
}

/// A name of an entity type, normalized. It may contain `__cedar`.
#[derive(Clone, Debug)]
pub struct PathSyntax {
    /// The path.
    pub text: SmolStr,
    /// Its place.
    pub span: Span,
}
