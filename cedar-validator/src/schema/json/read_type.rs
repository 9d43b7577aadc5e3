//! From JSON to types.

use super::super::fragment::{AttributeExpr, PrimitiveType, RecordExpr, TypeExpr, TypeExprKind};
use super::super::path::Path;
use super::SchemaJsonErrorKind;
use super::fields::{Errors, Places, Result, entries, optional, required, string};
use super::read::read_annotations;
use crate::stack::with_room;
use cedar_core::Span;
use cedar_core::ast::{is_identifier, is_reserved};
use cedar_core::json::{Fields, Json};
use smol_str::SmolStr;

/// Reads a type.
pub(super) fn read_type(json: &Json<'_>, places: Places<'_>) -> Result<TypeExpr> {
    read_type_fields(json, &[], places).map(|(read, _)| read)
}

/// Reads a type from an object that may also have `others` as fields.
pub(super) fn read_type_fields<'j, 's>(
    json: &'j Json<'s>,
    others: &'static [&'static str],
    places: Places<'_>,
) -> Result<(TypeExpr, Fields<'j, 's>)> {
    with_room(|| {
        let fields = Fields::of(json, "a type")?;
        let name = required(fields, "type", |json| string(json, "the name of a type"))?;
        let named = |read: fn(&Json<'_>, Places<'_>) -> Result<(TypeExprKind, Span)>| {
            required(fields, "name", |json| read(json, places))
        };
        let simple = |kind| ((kind, places.span(name)), [].as_slice());
        let ((kind, span), own): (_, &[&str]) = match name {
            "Long" => simple(TypeExprKind::Primitive(PrimitiveType::Long)),
            "String" => simple(TypeExprKind::Primitive(PrimitiveType::String)),
            "Boolean" => simple(TypeExprKind::Primitive(PrimitiveType::Bool)),
            "Set" => {
                let element = required(fields, "element", |json| read_type(json, places))?;
                let kind = TypeExprKind::Set(Box::new(element));
                ((kind, places.span(name)), &["element"])
            }
            "Record" => {
                let kind = TypeExprKind::Record(Box::new(read_record(fields, places)?));
                let own = &["attributes", "additionalAttributes"];
                ((kind, places.span(name)), own)
            }
            "Entity" => (named(read_entity)?, &["name"]),
            "EntityOrCommon" => (named(read_entity_or_common)?, &["name"]),
            "Extension" => (named(read_extension)?, &["name"]),
            name => {
                let path = to_path(name).map_err(|errors| errors.in_field("type"))?;
                simple(TypeExprKind::Common(path))
            }
        };
        check_no_others(json, own, others)?;
        Ok((TypeExpr { kind, span }, fields))
    })
}

/// Reads a name of a type.
pub(super) fn read_path(json: &Json<'_>, places: Places<'_>) -> Result<(Path, Span)> {
    let text = string(json, "the name of a type")?;
    Ok((to_path(text)?, places.span(text)))
}

fn read_entity(json: &Json<'_>, places: Places<'_>) -> Result<(TypeExprKind, Span)> {
    let (path, span) = read_path(json, places)?;
    Ok((TypeExprKind::Entity(path), span))
}

fn read_entity_or_common(json: &Json<'_>, places: Places<'_>) -> Result<(TypeExprKind, Span)> {
    let (path, span) = read_path(json, places)?;
    Ok((TypeExprKind::EntityOrCommon(path), span))
}

fn read_extension(json: &Json<'_>, places: Places<'_>) -> Result<(TypeExprKind, Span)> {
    let name = string(json, "the name of an extension type")?;
    match is_identifier(name) && !is_reserved(name) {
        true => Ok((TypeExprKind::Extension(name.into()), places.span(name))),
        false => Err(Errors::new(SchemaJsonErrorKind::InvalidIdentifier(
            name.into(),
        ))),
    }
}

fn to_path(text: &str) -> Result<Path> {
    Path::from_normalized(text)
        .ok_or_else(|| Errors::new(SchemaJsonErrorKind::InvalidName(text.into())))
}

fn read_record(fields: Fields<'_, '_>, places: Places<'_>) -> Result<RecordExpr> {
    optional(fields, "additionalAttributes", |json| match json {
        Json::Bool(false) => Ok(()),
        Json::Bool(true) => Err(Errors::new(SchemaJsonErrorKind::OpenRecord)),
        json => Err(json.unexpected("a boolean").into()),
    })?;
    let attributes = required(fields, "attributes", |json| {
        entries(json, "an object of attributes", |name, json| {
            read_attribute(name, json, places)
        })
    })?;
    Ok(RecordExpr {
        attributes,
        replaced: Vec::new(),
    })
}

fn read_attribute(name: &str, json: &Json<'_>, places: Places<'_>) -> Result<AttributeExpr> {
    let (value, fields) = read_type_fields(json, &["required", "annotations"], places)?;
    let required = optional(fields, "required", |json| match json {
        Json::Bool(required) => Ok(*required),
        json => Err(json.unexpected("a boolean").into()),
    })?;
    Ok(AttributeExpr {
        annotations: read_annotations(fields)?,
        required: required.unwrap_or(true),
        value,
        span: places.span(name),
    })
}

/// Checks that a type has no fields but its own and those of its surroundings.
fn check_no_others(json: &Json<'_>, own: &[&str], others: &[&str]) -> Result<()> {
    let known = |key: &str| key == "type" || own.contains(&key) || others.contains(&key);
    let entries = json.as_object("a type")?;
    match entries.iter().find(|(key, _)| !known(key)) {
        None => Ok(()),
        Some((key, _)) => {
            let kind = SchemaJsonErrorKind::UnknownTypeField(SmolStr::new(key));
            Err(Errors::new(kind).in_field(key).on_key())
        }
    }
}
