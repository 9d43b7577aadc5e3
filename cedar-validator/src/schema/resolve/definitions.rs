//! All declared names.

use super::super::error::{DeclarationKind, SchemaErrorKind, SchemaWarningKind};
use super::super::fragment::{
    ActionDeclaration, Applicability, CommonTypeDeclaration, EntityTypeDeclaration,
    EntityTypeDeclarationKind, SchemaFragment,
};
use super::super::path::Path;
use super::super::schema::{ActionId, EntityTypeId};
use super::MAX_DECLARATIONS;
use super::problems::{Place, Problems};
use crate::maps::{Map, OrderedMap};
use crate::types::ExtensionType;
use cedar_core::{EntityId, EntityTypeName, EntityUid, Name, Span};
use indexmap::map::Entry;

/// The name of the type that the actions of a namespace have.
const ACTION: &str = "Action";

/// A declaration and where it stands.
pub(super) struct Declared<'a, D> {
    pub(super) declaration: &'a D,
    pub(super) namespace: Option<&'a Name>,
    pub(super) fragment: usize,
}

/// All declarations, by full name.
///
/// INVARIANT: an entity type has the id that is its position among
/// `entity_types`, or, for the types of actions, that position counted on.
pub(super) struct Definitions<'a> {
    pub(super) common_types: OrderedMap<Path, Declared<'a, CommonTypeDeclaration>>,
    pub(super) entity_types: OrderedMap<EntityTypeName, Declared<'a, EntityTypeDeclaration>>,
    /// The types of actions: one for each namespace that declares an action.
    pub(super) action_types: Vec<EntityTypeName>,
    pub(super) actions: OrderedMap<EntityUid, Declared<'a, ActionDeclaration>>,
    /// Declarations as `external` of what is defined as well.
    pub(super) externals: Externals<'a>,
    entity_type_ids: Map<EntityTypeName, EntityTypeId>,
    /// Whether some declaration, in any namespace, has the name of a built-in type.
    shadows_builtin: bool,
}

/// Declarations as `external`, by full name.
#[derive(Default)]
pub(super) struct Externals<'a> {
    pub(super) entity_types: Vec<(EntityTypeName, Declared<'a, EntityTypeDeclaration>)>,
    pub(super) actions: Vec<(EntityUid, Declared<'a, ActionDeclaration>)>,
}

/// A declaration that may leave the definition to another fragment.
trait MayBeExternal {
    fn is_external(&self) -> bool;
}

impl MayBeExternal for CommonTypeDeclaration {
    fn is_external(&self) -> bool {
        false
    }
}

impl MayBeExternal for EntityTypeDeclaration {
    fn is_external(&self) -> bool {
        matches!(self.kind, EntityTypeDeclarationKind::External { .. })
    }
}

impl MayBeExternal for ActionDeclaration {
    fn is_external(&self) -> bool {
        self.applicability == Applicability::External
    }
}

impl<'a, D> Declared<'a, D> {
    pub(super) fn place(&self, span: Span) -> Place {
        Place {
            fragment: self.fragment,
            span,
        }
    }
}

impl<'a> Definitions<'a> {
    /// Collects all declarations and reports those that clash.
    pub(super) fn collect(fragments: &[&'a SchemaFragment], problems: &mut Problems) -> Self {
        let mut definitions = Definitions {
            common_types: OrderedMap::default(),
            entity_types: OrderedMap::default(),
            action_types: Vec::new(),
            actions: OrderedMap::default(),
            externals: Externals::default(),
            entity_type_ids: Map::default(),
            shadows_builtin: false,
        };
        for (fragment, content) in fragments.iter().enumerate() {
            for (name, namespace) in &content.namespaces {
                let name = name.as_ref();
                for (basename, declaration) in &namespace.common_types {
                    definitions.add_common_type(
                        basename,
                        declared(declaration, name, fragment),
                        problems,
                    );
                }
                for (basename, declaration) in &namespace.entity_types {
                    definitions.add_entity_type(
                        basename,
                        declared(declaration, name, fragment),
                        problems,
                    );
                }
                for (id, declaration) in &namespace.actions {
                    definitions.add_action(id, declared(declaration, name, fragment), problems);
                }
            }
        }
        definitions.number_entity_types(problems);
        definitions.check_shadowing(problems);
        definitions.warn_about_names(problems);
        definitions
    }

    /// The id of the entity type with this name, a type of actions included.
    pub(super) fn entity_type_id(&self, name: &str) -> Option<EntityTypeId> {
        self.entity_type_ids.get(name).copied()
    }

    /// The id of the action with this uid.
    pub(super) fn action_id(&self, uid: &EntityUid) -> Option<ActionId> {
        self.actions.get_index_of(uid).map(ActionId::at)
    }

    /// The name of the entity type with this id, a type of actions included.
    pub(super) fn entity_type_name(&self, id: EntityTypeId) -> Option<&EntityTypeName> {
        let index = usize::try_from(id.0).ok()?;
        match index.checked_sub(self.entity_types.len()) {
            None => self.entity_types.get_index(index).map(|(name, _)| name),
            Some(rest) => self.action_types.get(rest),
        }
    }

    /// The uid of the action with this id.
    pub(super) fn action_uid(&self, id: ActionId) -> Option<&EntityUid> {
        let index = usize::try_from(id.0).ok()?;
        self.actions.get_index(index).map(|(uid, _)| uid)
    }

    pub(super) fn into_entity_type_ids(self) -> Map<EntityTypeName, EntityTypeId> {
        self.entity_type_ids
    }

    /// Whether some declaration, in any namespace, has the name of a built-in type.
    pub(super) fn shadows_builtin(&self) -> bool {
        self.shadows_builtin
    }

    /// Whether some declaration in the empty namespace has this name.
    pub(super) fn is_declared_globally(&self, basename: &str) -> bool {
        self.common_types.contains_key(basename) || self.entity_type_ids.contains_key(basename)
    }

    fn add_common_type(
        &mut self,
        basename: &str,
        declared: Declared<'a, CommonTypeDeclaration>,
        problems: &mut Problems,
    ) {
        let path = Path::qualified(declared.namespace, basename);
        let place = declared.place(declared.declaration.span);
        add(
            &mut self.common_types,
            &mut Vec::new(),
            path,
            declared,
            DeclarationKind::CommonType,
            place,
            problems,
        );
    }

    fn add_entity_type(
        &mut self,
        basename: &str,
        declared: Declared<'a, EntityTypeDeclaration>,
        problems: &mut Problems,
    ) {
        let path = Path::qualified(declared.namespace, basename);
        let place = declared.place(declared.declaration.span);
        // The forms refuse reserved names, so each is a name of an entity type.
        let Some(name) = path.to_entity_type() else {
            return problems.error(
                place,
                SchemaErrorKind::UnknownEntityType(path.as_str().into()),
            );
        };
        if name.is_action() {
            return problems.error(place, SchemaErrorKind::ActionTypeDeclared(name.to_string()));
        }
        add(
            &mut self.entity_types,
            &mut self.externals.entity_types,
            name,
            declared,
            DeclarationKind::EntityType,
            place,
            problems,
        );
    }

    fn add_action(
        &mut self,
        id: &str,
        declared: Declared<'a, ActionDeclaration>,
        problems: &mut Problems,
    ) {
        let place = declared.place(declared.declaration.span);
        let Some(entity_type) = action_type(declared.namespace) else {
            return;
        };
        if self.action_types.last() != Some(&entity_type)
            && !self.action_types.contains(&entity_type)
        {
            self.action_types.push(entity_type.clone());
        }
        let uid = EntityUid::new(entity_type, EntityId::new(id));
        add(
            &mut self.actions,
            &mut self.externals.actions,
            uid,
            declared,
            DeclarationKind::Action,
            place,
            problems,
        );
    }

    fn number_entity_types(&mut self, problems: &mut Problems) {
        let count = self.entity_types.len() + self.action_types.len();
        if count > MAX_DECLARATIONS || self.actions.len() > MAX_DECLARATIONS {
            let place = Place {
                fragment: 0,
                span: Span::NONE,
            };
            return problems.error(place, SchemaErrorKind::TooManyDeclarations);
        }
        self.entity_type_ids = self
            .entity_types
            .keys()
            .chain(&self.action_types)
            .enumerate()
            .map(|(index, name)| (name.clone(), EntityTypeId::at(index)))
            .collect();
    }

    /// RFC 70: within a namespace, nothing may hide a declaration of the empty
    /// namespace.
    fn check_shadowing(&self, problems: &mut Problems) {
        let global_types = |basename: &str| {
            self.common_types.contains_key(basename) || self.entity_types.contains_key(basename)
        };
        let common = self
            .common_types
            .iter()
            .filter(|(_, d)| d.namespace.is_some())
            .map(|(path, d)| (path.as_str(), path.basename(), d.place(d.declaration.span)));
        let entity = self
            .entity_types
            .iter()
            .filter(|(_, d)| d.namespace.is_some())
            .map(|(name, d)| {
                let basename = name.name().basename();
                (name.as_str(), basename, d.place(d.declaration.span))
            });
        for (name, basename, place) in common.chain(entity) {
            if global_types(basename) {
                problems.error(
                    place,
                    SchemaErrorKind::Shadowing {
                        name: name.to_owned(),
                        shadowed: basename.to_owned(),
                    },
                );
            }
        }
        let Some(global_action_type) = action_type(None) else {
            return;
        };
        for (uid, declared) in &self.actions {
            let global = EntityUid::new(global_action_type.clone(), uid.id().clone());
            if declared.namespace.is_some() && self.actions.contains_key(&global) {
                problems.error(
                    declared.place(declared.declaration.span),
                    SchemaErrorKind::Shadowing {
                        name: uid.to_string(),
                        shadowed: global.to_string(),
                    },
                );
            }
        }
    }

    fn warn_about_names(&mut self, problems: &mut Problems) {
        let common = self
            .common_types
            .iter()
            .map(|(path, d)| (path.basename(), d.place(d.declaration.span)));
        let entity = self
            .entity_types
            .iter()
            .map(|(name, d)| (name.name().basename(), d.place(d.declaration.span)));
        for (name, place) in common.chain(entity) {
            if is_builtin(name) {
                self.shadows_builtin = true;
                problems.warning(
                    place,
                    SchemaWarningKind::ShadowsBuiltin { name: name.into() },
                );
            }
        }
        for (path, declared) in &self.common_types {
            if self.entity_types.contains_key(path.as_str()) {
                problems.warning(
                    declared.place(declared.declaration.span),
                    SchemaWarningKind::ShadowsEntityType {
                        name: path.as_str().into(),
                    },
                );
            }
        }
    }
}

/// The type of the actions of a namespace.
pub(super) fn action_type(namespace: Option<&Name>) -> Option<EntityTypeName> {
    Path::qualified(namespace, ACTION).to_entity_type()
}

/// Whether a built-in type has this name.
fn is_builtin(name: &str) -> bool {
    matches!(name, "Bool" | "Long" | "String") || ExtensionType::from_name(name).is_some()
}

fn declared<'a, D>(
    declaration: &'a D,
    namespace: Option<&'a Name>,
    fragment: usize,
) -> Declared<'a, D> {
    Declared {
        declaration,
        namespace,
        fragment,
    }
}

/// Adds a declaration. Of several, at most one may be a definition; the others
/// are kept in `externals`.
fn add<'a, N: std::hash::Hash + Eq + std::fmt::Display + Clone, D: MayBeExternal>(
    known: &mut OrderedMap<N, Declared<'a, D>>,
    externals: &mut Vec<(N, Declared<'a, D>)>,
    name: N,
    declared: Declared<'a, D>,
    kind: DeclarationKind,
    place: Place,
    problems: &mut Problems,
) {
    match known.entry(name) {
        Entry::Vacant(entry) => {
            entry.insert(declared);
        }
        Entry::Occupied(entry) if declared.declaration.is_external() => {
            externals.push((entry.key().clone(), declared));
        }
        Entry::Occupied(mut entry) if entry.get().declaration.is_external() => {
            let external = entry.insert(declared);
            externals.push((entry.key().clone(), external));
        }
        Entry::Occupied(entry) => {
            let name = entry.key().to_string();
            problems.error(place, SchemaErrorKind::Duplicate { kind, name });
        }
    }
}
