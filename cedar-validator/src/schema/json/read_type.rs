//! From JSON to types.

use super::super::fragment::{AttributeExpr, PrimitiveType, RecordExpr, TypeExpr, TypeExprKind};
use super::super::path::Path;
use super::fields::{entries, string, widen};
use super::read::read_annotations;
use super::{SchemaJsonError, SchemaJsonErrorKind};
use crate::stack::with_room;
use cedar_core::Span;
use cedar_core::ast::is_identifier;
use cedar_core::json::{Fields, Json, JsonError};
use smol_str::SmolStr;

type Result<T> = std::result::Result<T, SchemaJsonError>;

/// Reads a type.
pub(super) fn read_type(json: &Json<'_>) -> Result<TypeExpr> {
    read_type_fields(json, &[]).map(|(read, _)| read)
}

/// Reads a type from an object that may also have `others` as fields.
pub(super) fn read_type_fields<'j, 's>(
    json: &'j Json<'s>,
    others: &'static [&'static str],
) -> Result<(TypeExpr, Fields<'j, 's>)> {
    with_room(|| {
        let fields = Fields::of(json, "a type").map_err(widen)?;
        let name = fields.required("type", |json| string(json, "the name of a type"))?;
        let (kind, own): (_, &[&str]) = match name.as_str() {
            "Long" => (TypeExprKind::Primitive(PrimitiveType::Long), &[]),
            "String" => (TypeExprKind::Primitive(PrimitiveType::String), &[]),
            "Boolean" => (TypeExprKind::Primitive(PrimitiveType::Bool), &[]),
            "Set" => {
                let element = fields.required("element", read_type)?;
                (TypeExprKind::Set(Box::new(element)), &["element"])
            }
            "Record" => (
                TypeExprKind::Record(read_record(fields)?),
                &["attributes", "additionalAttributes"],
            ),
            "Entity" => {
                let path = fields.required("name", read_path)?;
                (TypeExprKind::Entity(path), &["name"])
            }
            "EntityOrCommon" => {
                let path = fields.required("name", read_path)?;
                (TypeExprKind::EntityOrCommon(path), &["name"])
            }
            "Extension" => {
                let name = fields.required("name", read_extension_name)?;
                (TypeExprKind::Extension(name), &["name"])
            }
            name => {
                let path = to_path(name).map_err(|error| error.in_field("type"))?;
                (TypeExprKind::Common(path), &[])
            }
        };
        check_no_others(json, own, others)?;
        let span = Span::NONE;
        Ok((TypeExpr { kind, span }, fields))
    })
}

/// Reads a name of a type.
pub(super) fn read_path(json: &Json<'_>) -> Result<Path> {
    to_path(&string(json, "the name of a type")?)
}

fn to_path(text: &str) -> Result<Path> {
    Path::from_normalized(text)
        .ok_or_else(|| JsonError::new(SchemaJsonErrorKind::InvalidName(text.into())))
}

fn read_extension_name(json: &Json<'_>) -> Result<SmolStr> {
    let name = string(json, "the name of an extension type")?;
    if is_identifier(&name) {
        return Ok(name);
    }
    Err(JsonError::new(SchemaJsonErrorKind::InvalidIdentifier(name)))
}

fn read_record(fields: Fields<'_, '_>) -> Result<RecordExpr> {
    fields.optional("additionalAttributes", |json| match json {
        Json::Bool(false) => Ok(()),
        Json::Bool(true) => Err(JsonError::new(SchemaJsonErrorKind::OpenRecord)),
        json => Err(widen(json.unexpected("a boolean"))),
    })?;
    let attributes = fields.required("attributes", |json| {
        entries(json, "an object of attributes", |_, json| {
            read_attribute(json)
        })
    })?;
    Ok(RecordExpr {
        attributes,
        replaced: Vec::new(),
    })
}

fn read_attribute(json: &Json<'_>) -> Result<AttributeExpr> {
    let (value, fields) = read_type_fields(json, &["required", "annotations"])?;
    let required = fields.optional("required", |json| match json {
        Json::Bool(required) => Ok(*required),
        json => Err(widen(json.unexpected("a boolean"))),
    })?;
    Ok(AttributeExpr {
        annotations: read_annotations(fields)?,
        required: required.unwrap_or(true),
        value,
        span: Span::NONE,
    })
}

/// Checks that a type has no fields but its own and those of its surroundings.
fn check_no_others(json: &Json<'_>, own: &[&str], others: &[&str]) -> Result<()> {
    let known = |key: &str| key == "type" || own.contains(&key) || others.contains(&key);
    let entries = json.as_object("a type").map_err(widen)?;
    match entries.iter().find(|(key, _)| !known(key)) {
        None => Ok(()),
        Some((key, _)) => {
            let kind = SchemaJsonErrorKind::UnknownTypeField(key.as_ref().into());
            Err(JsonError::new(kind).in_field(key).on_key())
        }
    }
}
