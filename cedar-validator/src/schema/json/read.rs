//! From JSON to fragments.

use super::super::fragment::{
    ActionDeclaration, ActionReference, Applicability, AppliesTo, CommonTypeDeclaration,
    EntityTypeDeclaration, EntityTypeDeclarationKind, Namespace, Reference, SchemaFragment,
    TypeExpr,
};
use super::super::names::{check_common_type_name, is_declarable};
use super::fields::{elements, entries, fields, optional_or_null, string, widen};
use super::read_type::{read_path, read_type, read_type_fields};
use super::{SchemaJsonError, SchemaJsonErrorKind as Kind};
use cedar_core::ast::{Annotation, AnnotationKey, Annotations};
use cedar_core::json::{Fields, Json, JsonError, JsonErrorKind};
use cedar_core::{EntityTypeName, Name, Span};
use smol_str::SmolStr;

type Result<T> = std::result::Result<T, SchemaJsonError>;

pub(super) fn read_fragment(json: &Json<'_>) -> Result<SchemaFragment> {
    let by_name = entries(json, "an object of namespaces", |name, json| {
        let name = read_namespace_name(name)?;
        let namespace = read_namespace(json)?;
        if name.is_none() && !namespace.annotations.is_empty() {
            let error = JsonError::new(Kind::AnnotatedEmptyNamespace);
            return Err(error.in_field("annotations").on_key());
        }
        Ok((name, namespace))
    })?;
    Ok(SchemaFragment {
        namespaces: by_name.into_values().collect(),
    })
}

/// The annotations in the field of that name.
pub(super) fn read_annotations(fields: Fields<'_, '_>) -> Result<Annotations> {
    let annotations = fields.optional("annotations", |json| {
        entries(json, "an object of annotations", |key, json| {
            let key = AnnotationKey::new(key)
                .map_err(|error| JsonError::new(Kind::Json(error.into())).on_key())?;
            let value = match json {
                Json::Null => None,
                json => Some(string(json, "a string or `null`")?),
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
        return Err(JsonError::new(Kind::ReservedCommonType(name.into())).on_key());
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
        &[
            "memberOfTypes",
            "shape",
            "tags",
            "enum",
            "external",
            "annotations",
        ],
    )?;
    let is_external = fields.optional("external", read_bool)?.unwrap_or(false);
    let kind = if is_external {
        check_none_of(fields, &["shape", "tags", "enum"], Kind::FieldOfExternal)?;
        EntityTypeDeclarationKind::External {
            member_of: fields
                .optional("memberOfTypes", read_references)?
                .unwrap_or_default(),
        }
    } else if let Some(ids) = fields.optional("enum", read_enum)? {
        check_none_of(
            fields,
            &["memberOfTypes", "shape", "tags"],
            Kind::FieldBesideEnum,
        )?;
        EntityTypeDeclarationKind::Enum(ids)
    } else {
        EntityTypeDeclarationKind::Standard {
            member_of: fields
                .optional("memberOfTypes", read_references)?
                .unwrap_or_default(),
            shape: fields
                .optional("shape", read_type)?
                .unwrap_or_else(TypeExpr::empty_record),
            tags: fields.optional("tags", read_type)?,
        }
    };
    Ok(EntityTypeDeclaration {
        annotations: read_annotations(fields)?,
        kind,
        span: Span::NONE,
    })
}

/// Checks that there is none of the fields `names`.
fn check_none_of(
    fields: Fields<'_, '_>,
    names: &[&'static str],
    kind: fn(&'static str) -> Kind,
) -> Result<()> {
    match names.iter().find(|name| fields.has(name)) {
        Some(name) => Err(JsonError::new(kind(name)).in_field(name).on_key()),
        None => Ok(()),
    }
}

fn read_bool(json: &Json<'_>) -> Result<bool> {
    match json {
        Json::Bool(value) => Ok(*value),
        json => Err(widen(json.unexpected("a boolean"))),
    }
}

fn read_enum(json: &Json<'_>) -> Result<Vec<SmolStr>> {
    let ids = elements(json, "an array of entity ids", |id| {
        string(id, "an entity id")
    })?;
    if ids.is_empty() {
        return Err(JsonError::new(Kind::EmptyEnum));
    }
    Ok(ids)
}

fn read_action(json: &Json<'_>) -> Result<ActionDeclaration> {
    let fields = fields(
        json,
        "an action",
        &[
            "appliesTo",
            "memberOf",
            "attributes",
            "external",
            "annotations",
        ],
    )?;
    optional_or_null(fields, "attributes", |_| -> Result<()> {
        Err(JsonError::new(Kind::ActionAttributes))
    })?;
    let applies_to = optional_or_null(fields, "appliesTo", read_applies_to)?;
    let is_external = optional_or_null(fields, "external", read_bool)?.unwrap_or(false);
    let applicability = match applies_to {
        Some(_) if is_external => {
            let error = JsonError::new(Kind::FieldOfExternal("appliesTo"));
            return Err(error.in_field("appliesTo").on_key());
        }
        _ if is_external => Applicability::External,
        Some(applies_to) => Applicability::To(applies_to),
        None => Applicability::Nothing,
    };
    Ok(ActionDeclaration {
        annotations: read_annotations(fields)?,
        member_of: optional_or_null(fields, "memberOf", |json| {
            elements(json, "an array of actions", read_action_reference)
        })?
        .unwrap_or_default(),
        applicability,
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
    let kind = Kind::InvalidIdentifier(name.into());
    Err(JsonError::new(kind).on_key())
}
