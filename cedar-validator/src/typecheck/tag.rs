//! `getTag` and `hasTag`.

use super::capability::Capabilities;
use super::infer::Typechecker;
use super::{Inferred, Typed};
use crate::types::{EntityTypes, Type};
use crate::validation::{IncompatiblePosition, ValidationErrorKind};
use cedar_core::ast::ExprRef;

impl<'a> Typechecker<'a, '_> {
    /// `entity.hasTag(key)`: gives the capability to read the tag.
    pub(super) fn has_tag(
        &mut self,
        entity: ExprRef<'a>,
        key: ExprRef<'a>,
        prior: &Capabilities,
    ) -> Inferred {
        let types = self.expect_entity(entity, prior);
        self.expect_type(key, prior, &Type::String);
        let Some(types) = types else {
            return Some(Typed::plain(Type::BOOL));
        };
        if self.tag_types(&types).is_some_and(|tags| tags.is_empty()) {
            return Some(Typed::plain(Type::FALSE));
        }
        let capability = self.memory.classes.tag(entity, key);
        let known = prior.contains(capability);
        Some(Typed {
            value: if known { Type::TRUE } else { Type::BOOL },
            capabilities: Capabilities::one(capability),
        })
    }

    /// `entity.getTag(key)`: the tag must be known to be present.
    pub(super) fn get_tag(
        &mut self,
        expr: ExprRef<'a>,
        entity: ExprRef<'a>,
        key: ExprRef<'a>,
        prior: &Capabilities,
    ) -> Inferred {
        let types = self.expect_entity(entity, prior);
        self.expect_type(key, prior, &Type::String);
        let types = types?;
        let entity_type = self.schema.describe(&Type::Entity(types.clone()));
        let capability = self.memory.classes.tag(entity, key);
        if !prior.contains(capability) {
            let kind = ValidationErrorKind::UnsafeTagAccess { entity_type };
            self.error(expr.span(), kind);
            // What the tag would be is known all the same, if it can exist.
            return self.tag_type(expr, &types);
        }
        let tag = self.tag_type(expr, &types);
        if self.tag_types(&types).is_none_or(|tags| tags.is_empty()) {
            let kind = ValidationErrorKind::NoTagsAllowed { entity_type };
            self.error(expr.span(), kind);
        }
        tag
    }

    fn tag_type(&mut self, expr: ExprRef<'a>, types: &EntityTypes) -> Inferred {
        let tags = self.tag_types(types)?;
        let (first, rest) = tags.split_first()?;
        let mut bound = (*first).clone();
        for next in rest {
            bound = self.bound(expr, &bound, next, IncompatiblePosition::Tags)?;
        }
        Some(Typed::plain(bound))
    }

    /// The types of the tags of those types that have any; `None` if the types
    /// are not limited.
    fn tag_types(&self, types: &EntityTypes) -> Option<Vec<&'a Type>> {
        let types = types.known()?.iter();
        let schema = self.schema;
        Some(
            types
                .filter_map(|id| schema.entity_type(*id).tags())
                .collect(),
        )
    }
}
