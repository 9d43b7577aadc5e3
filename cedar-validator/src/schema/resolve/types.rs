//! From written types to types.

use super::super::error::{SchemaErrorKind, SchemaWarningKind};
use super::super::fragment::{
    AttributeExpr, PrimitiveType, RecordExpr, Reference, TypeExpr, TypeExprKind,
};
use super::super::path::{BUILTIN_NAMESPACE, Path};
use super::super::schema::EntityTypeId;
use super::MAX_TYPE_DEPTH;
use super::common_types::{CommonTypeIndex, CommonTypes};
use super::definitions::Definitions;
use super::interner::TypeInterner;
use super::problems::{Place, Problems};
use crate::stack::with_room;
use crate::types::{AttributeType, ExtensionType, RecordType, Type};
use cedar_core::Name;
use smol_str::format_smolstr;
use std::cell::RefCell;
use std::sync::Arc;

/// What a name of a type means.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Meaning {
    Builtin(Type),
    Common(CommonTypeIndex),
    Entity(EntityTypeId),
}

/// Which kinds of types a name may mean.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Expected {
    /// A common type, or else an entity type.
    EntityOrCommon,
    /// A common type.
    Common,
    /// An entity type.
    Entity,
}

/// A type, and how deep it is.
#[derive(Clone, Debug)]
pub(super) struct Resolved {
    pub(super) value: Type,
    pub(super) depth: usize,
}

/// Where a type is written: its names count from there.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    pub(super) namespace: Option<&'a Name>,
    pub(super) fragment: usize,
}

/// Resolves types, given the meaning of all common types.
pub(super) struct TypeResolver<'a> {
    definitions: &'a Definitions<'a>,
    common_types: &'a CommonTypes,
    interner: &'a RefCell<TypeInterner>,
}

impl Scope<'_> {
    pub(super) fn place(&self, span: cedar_core::Span) -> Place {
        Place {
            fragment: self.fragment,
            span,
        }
    }
}

impl<'a> TypeResolver<'a> {
    pub(super) fn new(
        definitions: &'a Definitions<'a>,
        common_types: &'a CommonTypes,
        interner: &'a RefCell<TypeInterner>,
    ) -> Self {
        TypeResolver {
            definitions,
            common_types,
            interner,
        }
    }

    /// The record type without attributes.
    pub(super) fn empty_record(&self) -> Arc<RecordType> {
        self.interner.borrow_mut().record(Vec::new())
    }

    /// The type that `written` means; `None` after an error that is reported.
    pub(super) fn resolve(
        &self,
        written: &TypeExpr,
        scope: Scope<'_>,
        problems: &mut Problems,
    ) -> Option<Resolved> {
        with_room(|| {
            let resolved = self.resolve_kind(written, scope, problems)?;
            if resolved.depth > MAX_TYPE_DEPTH {
                problems.error(scope.place(written.span), SchemaErrorKind::TypeTooDeep);
                return None;
            }
            Some(resolved)
        })
    }

    /// The record type that `written` means, or `not_record` as an error.
    pub(super) fn resolve_record(
        &self,
        written: &TypeExpr,
        scope: Scope<'_>,
        not_record: impl FnOnce() -> SchemaErrorKind,
        problems: &mut Problems,
    ) -> Option<Arc<RecordType>> {
        match self.resolve(written, scope, problems)?.value {
            Type::Record(record) => Some(record),
            _ => {
                problems.error(scope.place(written.span), not_record());
                None
            }
        }
    }

    /// The entity type that `reference` means. The types of actions do not
    /// count: they can neither be listed as principals nor as parents.
    pub(super) fn resolve_entity_type(
        &self,
        reference: &Reference,
        scope: Scope<'_>,
        problems: &mut Problems,
    ) -> Option<EntityTypeId> {
        match self.meaning(&reference.path, Expected::Entity, scope) {
            Some(Meaning::Entity(id)) if !self.is_action_type(id) => Some(id),
            _ => {
                problems.error(
                    scope.place(reference.span),
                    SchemaErrorKind::UnknownEntityType(reference.path.as_str().into()),
                );
                None
            }
        }
    }

    /// The entity types that `references` mean, each once, in order of their ids.
    pub(super) fn resolve_entity_types(
        &self,
        references: &[Reference],
        scope: Scope<'_>,
        problems: &mut Problems,
    ) -> Vec<EntityTypeId> {
        let mut ids: Vec<EntityTypeId> = references
            .iter()
            .filter_map(|reference| self.resolve_entity_type(reference, scope, problems))
            .collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    fn is_action_type(&self, id: EntityTypeId) -> bool {
        id.index() >= self.definitions.entity_types.len()
    }

    fn meaning(&self, path: &Path, expected: Expected, scope: Scope<'_>) -> Option<Meaning> {
        meaning(self.definitions, path, expected, scope.namespace)
    }

    fn resolve_kind(
        &self,
        written: &TypeExpr,
        scope: Scope<'_>,
        problems: &mut Problems,
    ) -> Option<Resolved> {
        match &written.kind {
            TypeExprKind::Primitive(primitive) => Some(leaf(primitive_type(*primitive))),
            TypeExprKind::Extension(name) => match ExtensionType::from_name(name) {
                Some(extension) => Some(leaf(Type::Extension(extension))),
                None => {
                    let kind = SchemaErrorKind::UnknownExtensionType(name.clone());
                    problems.error(scope.place(written.span), kind);
                    None
                }
            },
            TypeExprKind::Set(element) => {
                let element = self.resolve(element, scope, problems)?;
                Some(Resolved {
                    value: self.interner.borrow_mut().set_of(element.value),
                    depth: element.depth + 1,
                })
            }
            TypeExprKind::Record(record) => self.resolve_attributes(record, scope, problems),
            TypeExprKind::EntityOrCommon(path) => {
                self.resolve_name(path, Expected::EntityOrCommon, written, scope, problems)
            }
            TypeExprKind::Entity(path) => {
                self.resolve_name(path, Expected::Entity, written, scope, problems)
            }
            TypeExprKind::Common(path) => {
                self.resolve_name(path, Expected::Common, written, scope, problems)
            }
        }
    }

    fn resolve_attributes(
        &self,
        record: &RecordExpr,
        scope: Scope<'_>,
        problems: &mut Problems,
    ) -> Option<Resolved> {
        for (name, span) in &record.replaced {
            let kind = SchemaWarningKind::AttributeReplaced { name: name.clone() };
            problems.warning(scope.place(*span), kind);
        }
        let mut attributes = Vec::with_capacity(record.attributes.len());
        let mut depth = 0;
        let mut complete = true;
        for (
            name,
            AttributeExpr {
                value, required, ..
            },
        ) in &record.attributes
        {
            // Each attribute is resolved even after an error in another.
            match self.resolve(value, scope, problems) {
                Some(resolved) => {
                    depth = depth.max(resolved.depth);
                    let attribute = AttributeType {
                        value: resolved.value,
                        required: *required,
                    };
                    attributes.push((name.clone(), attribute));
                }
                None => complete = false,
            }
        }
        complete.then(|| Resolved {
            value: Type::Record(self.interner.borrow_mut().record(attributes)),
            depth: depth + 1,
        })
    }

    fn resolve_name(
        &self,
        path: &Path,
        expected: Expected,
        written: &TypeExpr,
        scope: Scope<'_>,
        problems: &mut Problems,
    ) -> Option<Resolved> {
        match self.meaning(path, expected, scope) {
            Some(Meaning::Builtin(builtin)) => Some(leaf(builtin)),
            Some(Meaning::Entity(id)) => Some(leaf(Type::entity(id))),
            // Without a meaning there is an error at the common type itself.
            Some(Meaning::Common(index)) => self.common_types.get(index).cloned(),
            None => {
                let name = path.as_str().into();
                let kind = match expected {
                    Expected::Entity => SchemaErrorKind::UnknownEntityType(name),
                    Expected::Common | Expected::EntityOrCommon => {
                        SchemaErrorKind::UnknownType(name)
                    }
                };
                problems.error(scope.place(written.span), kind);
                None
            }
        }
    }
}

/// What a name means within a namespace: first the declaration of this
/// namespace, then that of the empty one, then the built-in type; at each step
/// a common type before an entity type.
pub(super) fn meaning(
    definitions: &Definitions<'_>,
    path: &Path,
    expected: Expected,
    namespace: Option<&Name>,
) -> Option<Meaning> {
    // Most types are built-in ones, and few schemas have others of their names.
    if expected != Expected::Entity
        && !definitions.shadows_builtin()
        && let Some(builtin) = builtin(path.as_str())
    {
        return Some(Meaning::Builtin(builtin));
    }
    match path.namespace() {
        Some(BUILTIN_NAMESPACE) if expected != Expected::Entity => {
            builtin(path.basename()).map(Meaning::Builtin)
        }
        Some(_) => declared(definitions, path.as_str(), expected),
        None => {
            let local = namespace
                .map(|namespace| format_smolstr!("{namespace}::{}", path.as_str()))
                .and_then(|name| declared(definitions, &name, expected));
            let alias = || {
                (expected != Expected::Entity && !definitions.is_declared_globally(path.as_str()))
                    .then(|| builtin(path.as_str()).map(Meaning::Builtin))
                    .flatten()
            };
            local
                .or_else(|| declared(definitions, path.as_str(), expected))
                .or_else(alias)
        }
    }
}

/// `name` is a whole path.
fn declared(definitions: &Definitions<'_>, name: &str, expected: Expected) -> Option<Meaning> {
    let common = || {
        let index = definitions.common_types.get_index_of(name)?;
        Some(Meaning::Common(CommonTypeIndex(index)))
    };
    let entity = || {
        let id = definitions.entity_type_id(name)?;
        Some(Meaning::Entity(id))
    };
    match expected {
        Expected::Common => common(),
        Expected::Entity => entity(),
        Expected::EntityOrCommon => common().or_else(entity),
    }
}

/// The built-in type with this name.
fn builtin(name: &str) -> Option<Type> {
    match name {
        "Bool" => Some(Type::BOOL),
        "Long" => Some(Type::Long),
        "String" => Some(Type::String),
        name => ExtensionType::from_name(name).map(Type::Extension),
    }
}

fn primitive_type(primitive: PrimitiveType) -> Type {
    match primitive {
        PrimitiveType::Bool => Type::BOOL,
        PrimitiveType::Long => Type::Long,
        PrimitiveType::String => Type::String,
    }
}

fn leaf(value: Type) -> Resolved {
    Resolved { value, depth: 1 }
}
