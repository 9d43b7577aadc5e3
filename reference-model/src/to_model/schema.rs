//! Schemas and types.
//!
//! Production knows entity types by number and keeps declared parents; the model
//! knows them by name and keeps all ancestors.

use super::values::{text, uid};
use crate::NoVerdict;
use crate::model::options::Option as ModelOption;
use crate::model::schemas::{ActionInfo, EntityTypeInfo, Schema};
use crate::model::types::{AttrType, AttrTypes, BoolKind, ExtensionKind, Mode, Type};
use crate::runtime::{Shared, Text};
use cedar_validator::ValidationMode;
use cedar_validator::schema::{self as production, ActionId, EntityTypeId};
use cedar_validator::types::{self, BoolType, EntityTypes, ExtensionType, Openness, RecordType};
use std::collections::HashMap;
use std::sync::Arc;

/// A mode of validation.
pub(crate) fn mode(mode: ValidationMode) -> Mode {
    match mode {
        ValidationMode::Strict => Mode::Strict,
        ValidationMode::Permissive => Mode::Permissive,
    }
}

/// A schema.
///
/// # Errors
/// When it is incomplete: declarations that are `external` and defined nowhere
/// have no counterpart in the model.
pub(crate) fn schema(schema: &production::Schema) -> Result<Schema, NoVerdict> {
    if !schema.undefined().is_empty() {
        return Err(NoVerdict::NoCounterpart);
    }
    let mut converter = Converter::new(schema);
    let mut entity_types = Vec::new();
    for id in schema.entity_type_ids() {
        let declared = schema.entity_type(id);
        if !declared.is_action() {
            let name = text(declared.name().as_str());
            entity_types.push((name, converter.entity_type(id)?));
        }
    }
    let mut actions = Vec::new();
    for id in schema.action_ids() {
        actions.push((uid(schema.action(id).uid()), converter.action(id)?));
    }
    Ok(Schema {
        entity_types: entity_types.into(),
        actions: actions.into(),
    })
}

/// The conversion of one schema. Types that are shared stay shared: written out,
/// nested common types grow exponentially.
struct Converter<'s> {
    schema: &'s production::Schema,
    records: HashMap<*const RecordType, AttrTypes>,
    elements: HashMap<*const types::Type, Shared<Type>>,
}

impl<'s> Converter<'s> {
    fn new(schema: &'s production::Schema) -> Self {
        Converter {
            schema,
            records: HashMap::new(),
            elements: HashMap::new(),
        }
    }

    fn entity_type(&mut self, id: EntityTypeId) -> Result<EntityTypeInfo, NoVerdict> {
        let declared = self.schema.entity_type(id);
        Ok(EntityTypeInfo {
            attrs: self.attributes(declared.attributes())?,
            tags: match declared.tags() {
                None => ModelOption::None,
                Some(tags) => ModelOption::Some {
                    value: self.any_type(tags)?,
                },
            },
            ancestor_types: self
                .schema
                .ancestor_types(id)
                .map(|ancestor| self.name(ancestor))
                .collect(),
            ids: match declared.enum_ids() {
                None => ModelOption::None,
                Some(ids) => ModelOption::Some {
                    value: ids.iter().map(|id| text(id)).collect(),
                },
            },
        })
    }

    fn action(&mut self, id: ActionId) -> Result<ActionInfo, NoVerdict> {
        let declared = self.schema.action(id);
        let names = |ids: &[EntityTypeId]| ids.iter().map(|id| self.name(*id)).collect();
        Ok(ActionInfo {
            principals: names(declared.principals()),
            resources: names(declared.resources()),
            ancestors: self
                .schema
                .action_ancestors(id)
                .map(|ancestor| uid(self.schema.action(ancestor).uid()))
                .collect(),
            context: self.attributes(declared.context())?,
        })
    }

    fn attributes(&mut self, record: &Arc<RecordType>) -> Result<AttrTypes, NoVerdict> {
        if let Some(known) = self.records.get(&Arc::as_ptr(record)) {
            return Ok(known.clone());
        }
        let mut attributes = Vec::with_capacity(record.attributes().len());
        for (name, attribute) in record.attributes() {
            let converted = AttrType {
                ty: self.any_type(&attribute.value)?,
                required: attribute.required,
            };
            attributes.push((text(name), converted));
        }
        let attributes = AttrTypes::from(attributes);
        self.records.insert(Arc::as_ptr(record), attributes.clone());
        Ok(attributes)
    }

    fn any_type(&mut self, source: &types::Type) -> Result<Type, NoVerdict> {
        stacker::maybe_grow(128 * 1024, 1024 * 1024, || self.kind(source))
    }

    fn kind(&mut self, source: &types::Type) -> Result<Type, NoVerdict> {
        Ok(match source {
            types::Type::Never => Type::NeverType,
            types::Type::Bool(kind) => Type::BoolType {
                kind: match kind {
                    BoolType::Any => BoolKind::AnyBool,
                    BoolType::True => BoolKind::AlwaysTrue,
                    BoolType::False => BoolKind::AlwaysFalse,
                },
            },
            types::Type::Long => Type::LongType,
            types::Type::String => Type::StringType,
            types::Type::Entity(types) => self.entity(types)?,
            types::Type::Set(element) => Type::SetType {
                element: self.element(element)?,
            },
            types::Type::Record(record) => Type::RecordType {
                attrs: self.attributes(record)?,
                open: record.openness() == Openness::Open,
            },
            types::Type::Extension(extension) => Type::ExtensionType {
                extension: match extension {
                    ExtensionType::Decimal => ExtensionKind::DecimalKind,
                    ExtensionType::IpAddr => ExtensionKind::IpaddrKind,
                    ExtensionType::Datetime => ExtensionKind::DatetimeKind,
                    ExtensionType::Duration => ExtensionKind::DurationKind,
                },
            },
        })
    }

    fn element(&mut self, element: &Arc<types::Type>) -> Result<Shared<Type>, NoVerdict> {
        if let Some(known) = self.elements.get(&Arc::as_ptr(element)) {
            return Ok(known.clone());
        }
        let converted = Shared::new(self.any_type(element)?);
        self.elements
            .insert(Arc::as_ptr(element), converted.clone());
        Ok(converted)
    }

    /// The model has no type of entities of any type; no schema declares it.
    fn entity(&self, types: &EntityTypes) -> Result<Type, NoVerdict> {
        let known = types.known().ok_or(NoVerdict::NoCounterpart)?;
        Ok(Type::EntityOf {
            types: known.iter().map(|id| self.name(*id)).collect(),
        })
    }

    fn name(&self, id: EntityTypeId) -> Text {
        text(self.schema.entity_type(id).name().as_str())
    }
}
