//! From fragments to JSON.

use super::super::fragment::{
    ActionDeclaration, ActionReference, Applicability, AppliesTo, AttributeExpr,
    CommonTypeDeclaration, EntityTypeDeclaration, EntityTypeDeclarationKind, Namespace,
    PrimitiveType, Reference, SchemaFragment, TypeExpr, TypeExprKind,
};
use crate::maps::OrderedMap;
use crate::stack::with_room;
use cedar_core::Name;
use cedar_core::ast::Annotations;
use serde::ser::{Serialize, SerializeMap, Serializer};

/// Writes a fragment as JSON.
#[derive(Clone, Copy, Debug)]
pub struct SchemaJson<'a>(pub(super) &'a SchemaFragment);

/// Writes a part of a fragment as JSON.
struct Written<'a, T: ?Sized>(&'a T);

impl Serialize for SchemaJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let namespaces = self.0.namespaces.iter();
        serializer.collect_map(
            namespaces.map(|(name, namespace)| {
                (name.as_ref().map_or("", Name::as_str), Written(namespace))
            }),
        )
    }
}

impl Serialize for Written<'_, Namespace> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if !self.0.common_types.is_empty() {
            map.serialize_entry("commonTypes", &Written(&self.0.common_types))?;
        }
        map.serialize_entry("entityTypes", &Written(&self.0.entity_types))?;
        map.serialize_entry("actions", &Written(&self.0.actions))?;
        serialize_annotations(&mut map, &self.0.annotations)?;
        map.end()
    }
}

impl<K: AsRef<str>, T> Serialize for Written<'_, OrderedMap<K, T>>
where
    for<'a> Written<'a, T>: Serialize,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let entries = self.0.iter();
        serializer.collect_map(entries.map(|(key, value)| (key.as_ref(), Written(value))))
    }
}

impl<T> Serialize for Written<'_, [T]>
where
    for<'a> Written<'a, T>: Serialize,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(Written))
    }
}

impl Serialize for Written<'_, CommonTypeDeclaration> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        serialize_type(&mut map, &self.0.definition)?;
        serialize_annotations(&mut map, &self.0.annotations)?;
        map.end()
    }
}

impl Serialize for Written<'_, EntityTypeDeclaration> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        match &self.0.kind {
            EntityTypeDeclarationKind::Enum(ids) => {
                map.serialize_entry("enum", ids)?;
            }
            EntityTypeDeclarationKind::External { member_of } => {
                if !member_of.is_empty() {
                    map.serialize_entry("memberOfTypes", &Written(member_of.as_slice()))?;
                }
                map.serialize_entry("external", &true)?;
            }
            EntityTypeDeclarationKind::Standard {
                member_of,
                shape,
                tags,
            } => {
                if !member_of.is_empty() {
                    map.serialize_entry("memberOfTypes", &Written(member_of.as_slice()))?;
                }
                if *shape != TypeExpr::empty_record() {
                    map.serialize_entry("shape", &Written(shape))?;
                }
                if let Some(tags) = tags {
                    map.serialize_entry("tags", &Written(tags))?;
                }
            }
        }
        serialize_annotations(&mut map, &self.0.annotations)?;
        map.end()
    }
}

impl Serialize for Written<'_, ActionDeclaration> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if !self.0.member_of.is_empty() {
            map.serialize_entry("memberOf", &Written(self.0.member_of.as_slice()))?;
        }
        match &self.0.applicability {
            // Without the field the meaning is the same; empty lists say it aloud.
            Applicability::Nothing => {
                let nothing = AppliesTo {
                    principals: Vec::new(),
                    resources: Vec::new(),
                    context: TypeExpr::empty_record(),
                };
                map.serialize_entry("appliesTo", &Written(&nothing))?;
            }
            Applicability::To(applies_to) => {
                map.serialize_entry("appliesTo", &Written(applies_to))?;
            }
            Applicability::External => map.serialize_entry("external", &true)?,
        }
        serialize_annotations(&mut map, &self.0.annotations)?;
        map.end()
    }
}

impl Serialize for Written<'_, AppliesTo> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("principalTypes", &Written(self.0.principals.as_slice()))?;
        map.serialize_entry("resourceTypes", &Written(self.0.resources.as_slice()))?;
        if self.0.context != TypeExpr::empty_record() {
            map.serialize_entry("context", &Written(&self.0.context))?;
        }
        map.end()
    }
}

impl Serialize for Written<'_, Reference> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.path.as_str())
    }
}

impl Serialize for Written<'_, ActionReference> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", self.0.id.as_str())?;
        if let Some(entity_type) = &self.0.entity_type {
            map.serialize_entry("type", entity_type.as_str())?;
        }
        map.end()
    }
}

impl Serialize for Written<'_, TypeExpr> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        serialize_type(&mut map, self.0)?;
        map.end()
    }
}

impl Serialize for Written<'_, AttributeExpr> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        serialize_type(&mut map, &self.0.value)?;
        if !self.0.required {
            map.serialize_entry("required", &false)?;
        }
        serialize_annotations(&mut map, &self.0.annotations)?;
        map.end()
    }
}

/// Writes the fields of a type.
fn serialize_type<M: SerializeMap>(map: &mut M, written: &TypeExpr) -> Result<(), M::Error> {
    match &written.kind {
        TypeExprKind::Primitive(primitive) => map.serialize_entry(
            "type",
            match primitive {
                PrimitiveType::Bool => "Boolean",
                PrimitiveType::Long => "Long",
                PrimitiveType::String => "String",
            },
        ),
        TypeExprKind::Set(element) => {
            map.serialize_entry("type", "Set")?;
            with_room(|| map.serialize_entry("element", &Written(&**element)))
        }
        TypeExprKind::Record(record) => {
            map.serialize_entry("type", "Record")?;
            with_room(|| map.serialize_entry("attributes", &Written(&record.attributes)))
        }
        TypeExprKind::EntityOrCommon(path) => {
            map.serialize_entry("type", "EntityOrCommon")?;
            map.serialize_entry("name", path.as_str())
        }
        TypeExprKind::Entity(path) => {
            map.serialize_entry("type", "Entity")?;
            map.serialize_entry("name", path.as_str())
        }
        TypeExprKind::Common(path) => map.serialize_entry("type", path.as_str()),
        TypeExprKind::Extension(name) => {
            map.serialize_entry("type", "Extension")?;
            map.serialize_entry("name", name.as_str())
        }
    }
}

fn serialize_annotations<M: SerializeMap>(
    map: &mut M,
    annotations: &Annotations,
) -> Result<(), M::Error> {
    struct AnnotationsJson<'a>(&'a Annotations);
    impl Serialize for AnnotationsJson<'_> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let entries = self.0.iter();
            serializer.collect_map(entries.map(|(key, a)| (key.as_str(), a.text())))
        }
    }
    if annotations.is_empty() {
        return Ok(());
    }
    map.serialize_entry("annotations", &AnnotationsJson(annotations))
}
