//! `in` and `is`.

use super::capability::Capabilities;
use super::infer::Typechecker;
use super::{Inferred, Typed};
use crate::schema::ActionId;
use crate::types::{BoolType, EntityTypes, Type};
use cedar_core::EntityTypeName;
use cedar_core::ast::{ExprKind, ExprRef};

impl<'a> Typechecker<'a, '_> {
    /// `left in right`: known for actions, and false where the schema rules out
    /// that one can be in the other.
    pub(super) fn is_member(
        &mut self,
        left: ExprRef<'a>,
        right: ExprRef<'a>,
        prior: &Capabilities,
    ) -> Inferred {
        let left_types = self.expect_entity(left, prior);
        let right_types = self.expect_entities(right, prior);
        let (Some(left_types), Some(right_types)) = (left_types, right_types) else {
            return Some(Typed::plain(Type::BOOL));
        };
        let value = match self.is_known_member(left, right) {
            Some(known) => BoolType::from(known),
            None if self.can_be_in(&left_types, &right_types) => BoolType::Any,
            None => BoolType::False,
        };
        Some(Typed::plain(Type::Bool(value)))
    }

    /// `operand is entity_type`: known where there is one type.
    pub(super) fn is(
        &mut self,
        operand: ExprRef<'a>,
        entity_type: &EntityTypeName,
        prior: &Capabilities,
    ) -> Inferred {
        let Some(types) = self.expect_entity(operand, prior) else {
            return Some(Typed::plain(Type::BOOL));
        };
        Some(Typed::plain(Type::Bool(
            self.is_of_type(&types, entity_type),
        )))
    }

    /// `operand is entity_type in ancestor`: `is`, then `in`.
    pub(super) fn is_in(
        &mut self,
        operand: ExprRef<'a>,
        entity_type: &EntityTypeName,
        ancestor: ExprRef<'a>,
        prior: &Capabilities,
    ) -> Inferred {
        let is = self.is(operand, entity_type, prior)?;
        if is.value == Type::FALSE {
            return Some(is);
        }
        let is_member = self.is_member(operand, ancestor, prior)?;
        let value = match (is.value, is_member.value) {
            (_, Type::FALSE) => Type::FALSE,
            (Type::TRUE, known) => known,
            _ => Type::BOOL,
        };
        Some(Typed::plain(value))
    }

    /// Whether entities of these types are of type `entity_type`.
    pub(super) fn is_of_type(&self, types: &EntityTypes, entity_type: &EntityTypeName) -> BoolType {
        let Some(known) = types.known() else {
            return BoolType::Any;
        };
        match self.schema.entity_type_id(entity_type) {
            Some(id) if known == [id] => BoolType::True,
            Some(id) if known.contains(&id) => BoolType::Any,
            _ => BoolType::False,
        }
    }

    /// Infers the right side of `in`: an entity, or a set of them.
    fn expect_entities(&mut self, expr: ExprRef<'a>, prior: &Capabilities) -> Option<EntityGroup> {
        let typed = self.infer(expr, prior)?;
        match &typed.value {
            Type::Entity(types) => Some(EntityGroup::Of(types.clone())),
            Type::Set(element) => match &**element {
                Type::Entity(types) => Some(EntityGroup::Of(types.clone())),
                Type::Never => Some(EntityGroup::Nothing),
                _ => self.not_entities(expr, &typed.value),
            },
            other => self.not_entities(expr, other),
        }
    }

    fn not_entities(&mut self, expr: ExprRef<'a>, actual: &Type) -> Option<EntityGroup> {
        self.unexpected(expr, actual, &["an entity", "a set of entities"]);
        None
    }

    fn can_be_in(&self, left: &EntityTypes, right: &EntityGroup) -> bool {
        let right = match right {
            // Of the elements of `[]` nothing is known.
            EntityGroup::Nothing => return true,
            EntityGroup::Of(types) => types,
        };
        match (left.known(), right.known()) {
            (Some(left), Some(right)) => left
                .iter()
                .any(|l| right.iter().any(|r| self.schema.can_be_in(*l, *r))),
            _ => true,
        }
    }

    /// Whether a known action is in a known action, or in one of them.
    fn is_known_member(&self, left: ExprRef<'a>, right: ExprRef<'a>) -> Option<bool> {
        let action = self.known_action(left)?;
        match right.kind() {
            ExprKind::Set(elements) => {
                let mut groups = elements
                    .iter()
                    .map(|element| self.known_uid(right.child(*element)))
                    .collect::<Option<Vec<_>>>()?
                    .into_iter();
                Some(groups.any(|group| self.is_action_in(action, group)))
            }
            _ => Some(self.is_action_in(action, self.known_uid(right)?)),
        }
    }

    fn is_action_in(&self, action: ActionId, group: &cedar_core::EntityUid) -> bool {
        self.schema
            .action_id(group)
            .is_some_and(|group| self.schema.is_action_in(action, group))
    }
}

/// What stands on the right of `in`.
enum EntityGroup {
    /// Some entities of these types.
    Of(EntityTypes),
    /// No entity at all.
    Nothing,
}
