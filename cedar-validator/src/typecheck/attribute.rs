//! `.` and `has`.

use super::capability::Capabilities;
use super::infer::Typechecker;
use super::least_upper_bound::least_upper_bound;
use super::mode::ValidationMode;
use super::{Inferred, Typed};
use crate::types::{AttributeType, EntityTypes, Openness, RecordType, Type};
use crate::validation::{AccessedType, ValidationErrorKind};
use cedar_core::ast::{ExprKind, ExprRef, Variable};
use smol_str::SmolStr;

/// What is known of an attribute.
enum Attribute {
    /// It has this type where it is present.
    Known(AttributeType),
    /// It may be present, with any type.
    Possible,
    /// It is never present.
    Absent,
}

impl<'a> Typechecker<'a, '_> {
    /// `operand.name`: the attribute must be required, or known to be present.
    pub(super) fn get_attribute(
        &mut self,
        expr: ExprRef<'a>,
        operand: ExprRef<'a>,
        name: &'a SmolStr,
        prior: &Capabilities,
    ) -> Inferred {
        let operand_type = self.expect_with_attributes(operand, prior)?;
        match self.attribute(&operand_type, name) {
            Attribute::Known(attribute) => {
                if !attribute.required && !self.is_known_present(operand, name, prior) {
                    let of = self.accessed(operand, &operand_type);
                    let attribute = name.clone();
                    let kind = ValidationErrorKind::UnsafeOptionalAttributeAccess { attribute, of };
                    self.error(expr.span(), kind);
                }
                Some(Typed::plain(attribute.value))
            }
            unknown => {
                let kind = ValidationErrorKind::UnsafeAttributeAccess {
                    attribute: name.clone(),
                    of: self.accessed(operand, &operand_type),
                    may_exist: matches!(unknown, Attribute::Possible),
                };
                self.error(expr.span(), kind);
                None
            }
        }
    }

    /// `operand has name`: gives the capability to read the attribute, if its
    /// type is known. That a required attribute is present is known of records
    /// only, since an entity need not exist.
    pub(super) fn has_attribute(
        &mut self,
        operand: ExprRef<'a>,
        name: &'a SmolStr,
        prior: &Capabilities,
    ) -> Inferred {
        let Some(operand_type) = self.expect_with_attributes(operand, prior) else {
            return Some(Typed::plain(Type::BOOL));
        };
        let is_record = matches!(operand_type, Type::Record(_));
        let always = match self.attribute(&operand_type, name) {
            Attribute::Absent => return Some(Typed::plain(Type::FALSE)),
            // It cannot be read, and the official engine learns nothing from the
            // test: asked again, it may be false.
            Attribute::Possible => return Some(Typed::plain(Type::BOOL)),
            Attribute::Known(attribute) => attribute.required && is_record,
        };
        let capability = self.memory.classes.attribute(operand, name);
        let known = always || prior.contains(capability);
        Some(Typed {
            value: if known { Type::TRUE } else { Type::BOOL },
            capabilities: Capabilities::one(capability),
        })
    }

    fn is_known_present(
        &mut self,
        operand: ExprRef<'a>,
        name: &'a SmolStr,
        prior: &Capabilities,
    ) -> bool {
        let capability = self.memory.classes.attribute(operand, name);
        prior.contains(capability)
    }

    fn expect_with_attributes(
        &mut self,
        operand: ExprRef<'a>,
        prior: &Capabilities,
    ) -> Option<Type> {
        let accepts = |t: &Type| matches!(t, Type::Entity(_) | Type::Record(_));
        let typed = self.expect(operand, prior, accepts, &["an entity", "a record"])?;
        Some(typed.value)
    }

    fn attribute(&self, operand: &Type, name: &str) -> Attribute {
        match operand {
            Type::Record(record) => attribute_of_record(record, name),
            Type::Entity(types) => self.attribute_of_entities(types, name),
            _ => Attribute::Absent,
        }
    }

    /// Of several entity types all must have the attribute.
    fn attribute_of_entities(&self, types: &EntityTypes, name: &str) -> Attribute {
        let Some(types) = types.known() else {
            return Attribute::Possible;
        };
        let mut found = types.iter().map(|id| {
            let record = self.schema.entity_type(*id).attributes();
            record.attribute(name).cloned()
        });
        let Some(mut bound) = found.next() else {
            return Attribute::Absent;
        };
        let mut possible = bound.is_some();
        for next in found {
            possible |= next.is_some();
            bound = both(bound, next);
        }
        match bound {
            Some(attribute) => Attribute::Known(attribute),
            None if possible => Attribute::Possible,
            None => Attribute::Absent,
        }
    }

    fn accessed(&self, operand: ExprRef<'a>, operand_type: &Type) -> AccessedType {
        match operand_type {
            Type::Entity(_) => AccessedType::Entity(self.schema.describe(operand_type)),
            _ if matches!(operand.kind(), ExprKind::Variable(Variable::Context)) => {
                AccessedType::Context(self.action().uid().clone())
            }
            _ => AccessedType::Record,
        }
    }
}

fn attribute_of_record(record: &RecordType, name: &str) -> Attribute {
    match (record.attribute(name), record.openness()) {
        (Some(attribute), _) => Attribute::Known(attribute.clone()),
        (None, Openness::Open) => Attribute::Possible,
        (None, Openness::Closed) => Attribute::Absent,
    }
}

/// What is known of an attribute that is one of two. Several entity types
/// occur together in permissive mode only.
fn both(a: Option<AttributeType>, b: Option<AttributeType>) -> Option<AttributeType> {
    let (a, b) = (a?, b?);
    Some(AttributeType {
        value: least_upper_bound(&a.value, &b.value, ValidationMode::Permissive)?,
        required: a.required && b.required,
    })
}
