//! From JSON to fragments.

use super::super::fragment::{
    ActionDeclaration, ActionReference, Applicability, AppliesTo, CommonTypeDeclaration,
    EntityTypeDeclaration, EntityTypeDeclarationKind, Namespace, Reference, SchemaFragment,
    TypeExpr,
};
use super::super::names::{check_common_type_name, is_declarable};
use super::SchemaJsonErrorKind as Kind;
use super::fields::{
    Errors, Places, Result, both, elements, entries, fields, optional, optional_or_null, required,
    string,
};
use super::read_type::{read_path, read_type, read_type_fields};
use cedar_core::ast::{Annotation, AnnotationKey, Annotations};
use cedar_core::json::{Fields, Json, JsonErrorKind};
use cedar_core::{EntityTypeName, Name, Span};
use smol_str::SmolStr;

pub(super) fn read_fragment(json: &Json<'_>, places: Places<'_>) -> Result<SchemaFragment> {
    let by_name = entries(json, "an object of namespaces", |name, json| {
        let (name, namespace) = both(read_namespace_name(name), read_namespace(json, places))?;
        if name.is_none() && !namespace.annotations.is_empty() {
            let error = Errors::new(Kind::AnnotatedEmptyNamespace);
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
    let annotations = optional(fields, "annotations", |json| {
        entries(json, "an object of annotations", |key, json| {
            let key = AnnotationKey::new(key)
                .map_err(|error| Errors::new(Kind::Json(error.into())).on_key())?;
            let value = match json {
                Json::Null => None,
                json => Some(string(json, "a string or `null`")?.into()),
            };
            let span = Span::NONE;
            Ok((key, Annotation { value, span }))
        })
    })?;
    Ok(annotations
        .map(|annotations| annotations.into_values().collect())
        .unwrap_or_default())
}

fn read_namespace_name(name: &str) -> Result<Option<Name>> {
    if name.is_empty() {
        return Ok(None);
    }
    match Name::from_normalized(name) {
        Ok(name) => Ok(Some(name)),
        Err(error) => Err(Errors::new(JsonErrorKind::InvalidName(error)).on_key()),
    }
}

fn read_namespace(json: &Json<'_>, places: Places<'_>) -> Result<Namespace> {
    let fields = fields(
        json,
        "a namespace",
        &["commonTypes", "entityTypes", "actions", "annotations"],
    )?;
    let common_types = optional(fields, "commonTypes", |json| {
        entries(json, "an object of types", |name, json| {
            read_common_type(name, json, places)
        })
    });
    let entity_types = required(fields, "entityTypes", |json| {
        entries(json, "an object of entity types", |name, json| {
            read_entity_type(name, json, places)
        })
    });
    let actions = required(fields, "actions", |json| {
        entries(json, "an object of actions", |id, json| {
            read_action(id, json, places)
        })
    });
    let types = both(common_types, entity_types);
    let others = both(actions, read_annotations(fields));
    let ((common_types, entity_types), (actions, annotations)) = both(types, others)?;
    Ok(Namespace {
        common_types: common_types.unwrap_or_default(),
        entity_types,
        actions,
        annotations,
    })
}

fn read_common_type(
    name: &str,
    json: &Json<'_>,
    places: Places<'_>,
) -> Result<CommonTypeDeclaration> {
    check_identifier(name)?;
    if check_common_type_name(name).is_err() {
        return Err(Errors::new(Kind::ReservedCommonType(name.into())).on_key());
    }
    let (definition, fields) = read_type_fields(json, &["annotations"], places)?;
    Ok(CommonTypeDeclaration {
        annotations: read_annotations(fields)?,
        definition,
        span: places.span(name),
    })
}

fn read_entity_type(
    name: &str,
    json: &Json<'_>,
    places: Places<'_>,
) -> Result<EntityTypeDeclaration> {
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
    let is_external = optional(fields, "external", read_bool)?.unwrap_or(false);
    let references = |json: &Json<'_>| read_references(json, places);
    let kind = if is_external {
        check_none_of(fields, &["shape", "tags", "enum"], Kind::FieldOfExternal)?;
        EntityTypeDeclarationKind::External {
            member_of: optional(fields, "memberOfTypes", references)?.unwrap_or_default(),
        }
    } else if let Some(ids) = optional(fields, "enum", read_enum)? {
        check_none_of(
            fields,
            &["memberOfTypes", "shape", "tags"],
            Kind::FieldBesideEnum,
        )?;
        EntityTypeDeclarationKind::Enum(ids)
    } else {
        let written = |json: &Json<'_>| read_type(json, places);
        let shape = both(
            optional(fields, "shape", written),
            optional(fields, "tags", written),
        );
        let (member_of, (shape, tags)) =
            both(optional(fields, "memberOfTypes", references), shape)?;
        EntityTypeDeclarationKind::Standard {
            member_of: member_of.unwrap_or_default(),
            shape: shape.unwrap_or_else(TypeExpr::empty_record),
            tags,
        }
    };
    Ok(EntityTypeDeclaration {
        annotations: read_annotations(fields)?,
        kind,
        span: places.span(name),
    })
}

/// Checks that there is none of the fields `names`.
fn check_none_of(
    fields: Fields<'_, '_>,
    names: &[&'static str],
    kind: fn(&'static str) -> Kind,
) -> Result<()> {
    match names.iter().find(|name| fields.has(name)) {
        Some(name) => Err(Errors::new(kind(name)).in_field(name).on_key()),
        None => Ok(()),
    }
}

fn read_bool(json: &Json<'_>) -> Result<bool> {
    match json {
        Json::Bool(value) => Ok(*value),
        json => Err(json.unexpected("a boolean").into()),
    }
}

fn read_enum(json: &Json<'_>) -> Result<Vec<SmolStr>> {
    let ids = elements(json, "an array of entity ids", |id| {
        string(id, "an entity id").map(SmolStr::new)
    })?;
    if ids.is_empty() {
        return Err(Errors::new(Kind::EmptyEnum));
    }
    Ok(ids)
}

fn read_action(id: &str, json: &Json<'_>, places: Places<'_>) -> Result<ActionDeclaration> {
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
    let attributes = optional_or_null(fields, "attributes", |_| -> Result<()> {
        Err(Errors::new(Kind::ActionAttributes))
    });
    let applies_to = optional_or_null(fields, "appliesTo", |json| read_applies_to(json, places));
    let member_of = optional_or_null(fields, "memberOf", |json| {
        elements(json, "an array of actions", |json| {
            read_action_reference(json, places)
        })
    });
    let (_, (applies_to, member_of)) = both(attributes, both(applies_to, member_of))?;
    let is_external = optional_or_null(fields, "external", read_bool)?.unwrap_or(false);
    let applicability = match applies_to {
        Some(_) if is_external => {
            let error = Errors::new(Kind::FieldOfExternal("appliesTo"));
            return Err(error.in_field("appliesTo").on_key());
        }
        _ if is_external => Applicability::External,
        Some(applies_to) => Applicability::To(applies_to),
        None => Applicability::Nothing,
    };
    Ok(ActionDeclaration {
        annotations: read_annotations(fields)?,
        member_of: member_of.unwrap_or_default(),
        applicability,
        span: places.span(id),
    })
}

fn read_action_reference(json: &Json<'_>, places: Places<'_>) -> Result<ActionReference> {
    let fields = fields(json, "an action", &["id", "type"])?;
    let entity_type = optional_or_null(fields, "type", |json| {
        EntityTypeName::from_normalized(string(json, "an entity type")?)
            .map_err(|error| Errors::new(JsonErrorKind::InvalidName(error)))
    })?;
    let (id, span) = required(fields, "id", |json| {
        let id = string(json, "the id of an action")?;
        Ok((SmolStr::new(id), places.span(id)))
    })?;
    Ok(ActionReference {
        entity_type,
        id,
        span,
    })
}

fn read_applies_to(json: &Json<'_>, places: Places<'_>) -> Result<AppliesTo> {
    let fields = fields(
        json,
        "an object",
        &["principalTypes", "resourceTypes", "context"],
    )?;
    let references = |json: &Json<'_>| read_references(json, places);
    let types = both(
        required(fields, "principalTypes", references),
        required(fields, "resourceTypes", references),
    );
    let context = optional(fields, "context", |json| read_type(json, places));
    let ((principals, resources), context) = both(types, context)?;
    Ok(AppliesTo {
        principals,
        resources,
        context: context.unwrap_or_else(TypeExpr::empty_record),
    })
}

fn read_references(json: &Json<'_>, places: Places<'_>) -> Result<Vec<Reference>> {
    elements(json, "an array of entity types", |json| {
        let (path, span) = read_path(json, places)?;
        Ok(Reference { path, span })
    })
}

fn check_identifier(name: &str) -> Result<()> {
    if is_declarable(name) {
        return Ok(());
    }
    let kind = Kind::InvalidIdentifier(name.into());
    Err(Errors::new(kind).on_key())
}
