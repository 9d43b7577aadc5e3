//! Fragments whose names say by themselves what they mean.

use super::super::error::{SchemaErrorKind, SchemaErrors};
use super::super::fragment::{
    ActionDeclaration, Applicability, CommonTypeDeclaration, EntityTypeDeclaration,
    EntityTypeDeclarationKind, Reference, SchemaFragment, TypeExpr, TypeExprKind,
};
use super::super::path::Path;
use super::actions::resolve_groups;
use super::definitions::{Declared, Definitions};
use super::problems::Problems;
use super::types::{Expected, Meaning, Scope, meaning};
use crate::stack::with_room;
use cedar_core::{EntityUid, Name};
use smol_str::SmolStr;

impl SchemaFragment {
    /// The same declarations with the namespace in every name, and with each
    /// name of a type told to be that of an entity type or of a common type.
    /// Names of built-in types stay as they are written.
    ///
    /// What more a [`Schema`](super::super::Schema) asks of declarations is not
    /// checked.
    ///
    /// # Errors
    /// The names that no declaration of this fragment explains.
    pub fn with_resolved_types(&self) -> Result<SchemaFragment, SchemaErrors> {
        let fragments = [self];
        let mut ignored = Problems::default();
        let definitions = Definitions::collect(&fragments, &mut ignored);
        if let Some(errors) = ignored.too_many_declarations() {
            return Err(errors);
        }
        let mut problems = Problems::default();
        let mut qualified = self.clone();
        for (namespace, declarations) in &mut qualified.namespaces {
            let mut qualifier = Qualifier {
                definitions: &definitions,
                namespace: namespace.as_ref(),
                problems: &mut problems,
            };
            for declaration in declarations.common_types.values_mut() {
                qualifier.common_type(declaration);
            }
            for declaration in declarations.entity_types.values_mut() {
                qualifier.entity_type(declaration);
            }
            for declaration in declarations.actions.values_mut() {
                qualifier.action(declaration);
            }
        }
        problems.finish()?;
        Ok(qualified)
    }
}

/// Rewrites what is written in one namespace.
struct Qualifier<'a> {
    definitions: &'a Definitions<'a>,
    namespace: Option<&'a Name>,
    problems: &'a mut Problems,
}

impl Qualifier<'_> {
    fn common_type(&mut self, declaration: &mut CommonTypeDeclaration) {
        self.written_type(&mut declaration.definition);
    }

    fn entity_type(&mut self, declaration: &mut EntityTypeDeclaration) {
        match &mut declaration.kind {
            EntityTypeDeclarationKind::Enum(_) => {}
            EntityTypeDeclarationKind::External { member_of } => self.references(member_of),
            EntityTypeDeclarationKind::Standard {
                member_of,
                shape,
                tags,
            } => {
                self.references(member_of);
                self.written_type(shape);
                if let Some(tags) = tags {
                    self.written_type(tags);
                }
            }
        }
    }

    fn action(&mut self, declaration: &mut ActionDeclaration) {
        self.groups(declaration);
        if let Applicability::To(applies_to) = &mut declaration.applicability {
            self.references(&mut applies_to.principals);
            self.references(&mut applies_to.resources);
            self.written_type(&mut applies_to.context);
        }
    }

    fn groups(&mut self, declaration: &mut ActionDeclaration) {
        let declared = Declared {
            declaration: &*declaration,
            namespace: self.namespace,
            fragment: 0,
        };
        let found = resolve_groups(self.definitions, &declared, self.problems);
        let uids: Vec<EntityUid> = found
            .into_iter()
            .filter_map(|id| self.definitions.action_uid(id).cloned())
            .collect();
        // INVARIANT: as long as there is no error, each group has its uid.
        for (group, uid) in declaration.member_of.iter_mut().zip(uids) {
            group.entity_type = Some(uid.entity_type().clone());
        }
    }

    fn references(&mut self, references: &mut [Reference]) {
        for reference in references {
            match self.full_name(&reference.path, Expected::Entity) {
                Some(Full::Entity(path)) => reference.path = path,
                _ => {
                    let place = self.scope().place(reference.span);
                    let name = SmolStr::new(reference.path.as_str());
                    self.problems
                        .error(place, SchemaErrorKind::UnknownEntityType(name));
                }
            }
        }
    }

    fn written_type(&mut self, written: &mut TypeExpr) {
        let (path, expected) = match &mut written.kind {
            TypeExprKind::Primitive(_) | TypeExprKind::Extension(_) => return,
            TypeExprKind::Set(element) => return with_room(|| self.written_type(element)),
            TypeExprKind::Record(record) => {
                for attribute in record.attributes.values_mut() {
                    with_room(|| self.written_type(&mut attribute.value));
                }
                return;
            }
            TypeExprKind::EntityOrCommon(path) => (path, Expected::EntityOrCommon),
            TypeExprKind::Entity(path) => (path, Expected::Entity),
            TypeExprKind::Common(path) => (path, Expected::Common),
        };
        match self.full_name(path, expected) {
            Some(Full::Builtin) => written.kind = TypeExprKind::Common(path.clone()),
            Some(Full::Common(path)) => written.kind = TypeExprKind::Common(path),
            Some(Full::Entity(path)) => written.kind = TypeExprKind::Entity(path),
            None => {
                let name = SmolStr::new(path.as_str());
                let kind = match expected {
                    Expected::Entity => SchemaErrorKind::UnknownEntityType(name),
                    Expected::Common | Expected::EntityOrCommon => {
                        SchemaErrorKind::UnknownType(name)
                    }
                };
                self.problems.error(self.scope().place(written.span), kind);
            }
        }
    }

    fn full_name(&self, path: &Path, expected: Expected) -> Option<Full> {
        match meaning(self.definitions, path, expected, self.namespace)? {
            Meaning::Builtin(_) => Some(Full::Builtin),
            Meaning::Common(index) => {
                let (path, _) = self.definitions.common_types.get_index(index.0)?;
                Some(Full::Common(path.clone()))
            }
            Meaning::Entity(id) => {
                let name = self.definitions.entity_type_name(id)?;
                Path::from_normalized(name.as_str()).map(Full::Entity)
            }
        }
    }

    fn scope(&self) -> Scope<'_> {
        Scope {
            namespace: self.namespace,
            fragment: 0,
        }
    }
}

/// What a name means, by its full name.
enum Full {
    Builtin,
    Common(Path),
    Entity(Path),
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn resolved(text: &str) -> Result<Value, String> {
        let fragment = SchemaFragment::from_cedar_str(text).unwrap();
        match fragment.with_resolved_types() {
            Ok(qualified) => Ok(serde_json::to_value(qualified.to_json()).unwrap()),
            Err(errors) => Err(errors
                .iter()
                .map(|error| error.kind.to_string())
                .collect::<Vec<_>>()
                .join("; ")),
        }
    }

    #[test]
    fn names_get_their_namespace_and_kind() {
        let found = resolved(
            "type T = {a: Long};
             namespace N {
               type C = Set<Q>;
               entity P in [Q] {c: C, t: T, ip: ipaddr, long: __cedar::Long} tags Q;
               entity Q;
               action act in [group] appliesTo {principal: P, resource: [Q], context: T};
               action group;
             }",
        )
        .unwrap();
        let expected = json!({
            "commonTypes": {"C": {"type": "Set", "element": {"type": "Entity", "name": "N::Q"}}},
            "entityTypes": {
                "P": {
                    "memberOfTypes": ["N::Q"],
                    "shape": {"type": "Record", "attributes": {
                        "c": {"type": "N::C"},
                        "t": {"type": "T"},
                        "ip": {"type": "ipaddr"},
                        "long": {"type": "__cedar::Long"},
                    }},
                    "tags": {"type": "Entity", "name": "N::Q"},
                },
                "Q": {},
            },
            "actions": {
                "act": {
                    "memberOf": [{"id": "group", "type": "N::Action"}],
                    "appliesTo": {
                        "principalTypes": ["N::P"],
                        "resourceTypes": ["N::Q"],
                        "context": {"type": "T"},
                    },
                },
                "group": {"appliesTo": {"principalTypes": [], "resourceTypes": []}},
            },
        });
        assert_eq!(found["N"], expected);
    }

    #[test]
    fn a_declared_name_goes_before_a_builtin_type() {
        let found =
            resolved("entity ipaddr; namespace N { entity A {x: ipaddr, y: __cedar::ipaddr}; }")
                .unwrap();
        let attributes = &found["N"]["entityTypes"]["A"]["shape"]["attributes"];
        assert_eq!(attributes["x"], json!({"type": "Entity", "name": "ipaddr"}));
        assert_eq!(attributes["y"], json!({"type": "__cedar::ipaddr"}));
    }

    #[test]
    fn cycles_and_shadowing_are_no_matter_of_names() {
        for text in [
            "type T = T;",
            "entity A; namespace N { entity A; }",
            "action a in [\"a\"];",
        ] {
            assert!(resolved(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn every_unknown_name_is_reported() {
        let errors = resolved(
            "entity A in [B] {x: Set<C>}; action a in [\"g\"] appliesTo {principal: A, resource: D};",
        )
        .unwrap_err();
        for name in ["`B`", "`C`", "`g`", "`D`"] {
            assert!(errors.contains(name), "{name} in {errors}");
        }
    }
}
