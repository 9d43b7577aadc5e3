//! From JSON to fragments.

use super::super::fragment::{
    ActionDeclaration, ActionReference, AppliesTo, CommonTypeDeclaration, EntityTypeDeclaration,
    EntityTypeDeclarationKind, Namespace, Reference, SchemaFragment, TypeExpr,
};
use super::super::names::{check_common_type_name, is_declarable};
use super::fields::{elements, entries, fields, optional_or_null, string};
use super::read_type::{read_path, read_type, read_type_fields};
use super::{SchemaJsonError, SchemaJsonErrorKind};
use cedar_core::ast::{Annotation, AnnotationKey, Annotations};
use cedar_core::json::{Fields, Json, JsonError, JsonErrorKind};
use cedar_core::{EntityTypeName, Name, Span};
use smol_str::SmolStr;

type Result<T> = std::result::Result<T, SchemaJsonError>;

pub(super) fn read_fragment(json: &Json<'_>) -> Result<SchemaFragment> {
    let by_name = entries(json, "an object of namespaces", |name, json| {
        Ok((read_namespace_name(name)?, read_namespace(json)?))
    })?;
    Ok(SchemaFragment {
        namespaces: by_name.into_values().collect(),
    })
}

/// The annotations in the field of that name.
pub(super) fn read_annotations(fields: Fields<'_, '_>) -> Result<Annotations> {
    let annotations = fields.optional("annotations", |json| {
        entries(json, "an object of annotations", |key, json| {
            let key = AnnotationKey::new(key).map_err(|error| {
                JsonError::new(SchemaJsonErrorKind::Json(error.into())).on_key()
            })?;
            let value = match json {
                Json::Null => SmolStr::default(),
                json => string(json, "a string or `null`")?,
            };
            let span = Span::NONE;
            Ok((key, Annotation { value, span }))
        })
    })?;
    Ok(annotations.unwrap_or_default().into_values().collect())
}

fn read_namespace_name(name: &str) -> Result<Option<Name>> {
    if name.is_empty() {
        return Ok(None);
    }
    match Name::from_normalized(name) {
        Ok(name) => Ok(Some(name)),
        Err(error) => Err(JsonError::new(JsonErrorKind::InvalidName(error)).on_key()),
    }
}

fn read_namespace(json: &Json<'_>) -> Result<Namespace> {
    let fields = fields(
        json,
        "a namespace",
        &["commonTypes", "entityTypes", "actions", "annotations"],
    )?;
    Ok(Namespace {
        common_types: fields
            .optional("commonTypes", |json| {
                entries(json, "an object of types", read_common_type)
            })?
            .unwrap_or_default(),
        entity_types: fields.required("entityTypes", |json| {
            entries(json, "an object of entity types", read_entity_type)
        })?,
        actions: fields.required("actions", |json| {
            entries(json, "an object of actions", |_, json| read_action(json))
        })?,
        annotations: read_annotations(fields)?,
    })
}

fn read_common_type(name: &str, json: &Json<'_>) -> Result<CommonTypeDeclaration> {
    check_identifier(name)?;
    if check_common_type_name(name).is_err() {
        return Err(JsonError::new(SchemaJsonErrorKind::ReservedCommonType(name.into())).on_key());
    }
    let (definition, fields) = read_type_fields(json, &["annotations"])?;
    Ok(CommonTypeDeclaration {
        annotations: read_annotations(fields)?,
        definition,
        span: Span::NONE,
    })
}

fn read_entity_type(name: &str, json: &Json<'_>) -> Result<EntityTypeDeclaration> {
    check_identifier(name)?;
    let fields = fields(
        json,
        "an entity type",
        &["memberOfTypes", "shape", "tags", "enum", "annotations"],
    )?;
    let kind = match fields.optional("enum", read_enum)? {
        Some(ids) => {
            let misplaced = ["memberOfTypes", "shape", "tags"];
            if let Some(name) = misplaced.into_iter().find(|name| fields.has(name)) {
                let error = JsonError::new(SchemaJsonErrorKind::FieldBesideEnum(name));
                return Err(error.in_field(name).on_key());
            }
            EntityTypeDeclarationKind::Enum(ids)
        }
        None => EntityTypeDeclarationKind::Standard {
            member_of: fields
                .optional("memberOfTypes", read_references)?
                .unwrap_or_default(),
            shape: fields
                .optional("shape", read_type)?
                .unwrap_or_else(TypeExpr::empty_record),
            tags: fields.optional("tags", read_type)?,
        },
    };
    Ok(EntityTypeDeclaration {
        annotations: read_annotations(fields)?,
        kind,
        span: Span::NONE,
    })
}

fn read_enum(json: &Json<'_>) -> Result<Vec<SmolStr>> {
    let ids = elements(json, "an array of entity ids", |id| {
        string(id, "an entity id")
    })?;
    if ids.is_empty() {
        return Err(JsonError::new(SchemaJsonErrorKind::EmptyEnum));
    }
    Ok(ids)
}

fn read_action(json: &Json<'_>) -> Result<ActionDeclaration> {
    let fields = fields(
        json,
        "an action",
        &["appliesTo", "memberOf", "attributes", "annotations"],
    )?;
    optional_or_null(fields, "attributes", |_| -> Result<()> {
        Err(JsonError::new(SchemaJsonErrorKind::ActionAttributes))
    })?;
    Ok(ActionDeclaration {
        annotations: read_annotations(fields)?,
        member_of: optional_or_null(fields, "memberOf", |json| {
            elements(json, "an array of actions", read_action_reference)
        })?
        .unwrap_or_default(),
        applies_to: optional_or_null(fields, "appliesTo", read_applies_to)?,
        span: Span::NONE,
    })
}

fn read_action_reference(json: &Json<'_>) -> Result<ActionReference> {
    let fields = fields(json, "an action", &["id", "type"])?;
    let entity_type = optional_or_null(fields, "type", |json| {
        let text = string(json, "an entity type")?;
        EntityTypeName::from_normalized(&text)
            .map_err(|error| JsonError::new(JsonErrorKind::InvalidName(error)))
    })?;
    Ok(ActionReference {
        entity_type,
        id: fields.required("id", |json| string(json, "the id of an action"))?,
        span: Span::NONE,
    })
}

fn read_applies_to(json: &Json<'_>) -> Result<AppliesTo> {
    let fields = fields(
        json,
        "an object",
        &["principalTypes", "resourceTypes", "context"],
    )?;
    Ok(AppliesTo {
        principals: fields.required("principalTypes", read_references)?,
        resources: fields.required("resourceTypes", read_references)?,
        context: fields
            .optional("context", read_type)?
            .unwrap_or_else(TypeExpr::empty_record),
    })
}

fn read_references(json: &Json<'_>) -> Result<Vec<Reference>> {
    elements(json, "an array of entity types", |json| {
        Ok(Reference {
            path: read_path(json)?,
            span: Span::NONE,
        })
    })
}

fn check_identifier(name: &str) -> Result<()> {
    if is_declarable(name) {
        return Ok(());
    }
    let kind = SchemaJsonErrorKind::InvalidIdentifier(name.into());
    Err(JsonError::new(kind).on_key())
}
