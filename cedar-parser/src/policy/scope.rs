//! Builds the scope of a policy: `(principal …, action …, resource …)`.

use cedar_core::Span;
use cedar_core::ast::{
    ActionConstraint, EntityOrSlot, EntityTypeName, EntityUid, ScopeConstraint, ScopeSpans, SlotId,
};

use super::builder::Builder;
use super::hints;
use super::terminals::Operator;
use crate::error::{ParseError, ParseErrorKind, quotable};
use crate::lexer::Word;

/// What stands on the right of an operator in the scope.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Target {
    /// An entity: where it starts, where its string starts, where it ends.
    Entity(u32, u32, u32),
    /// A slot.
    Slot(u32, u32),
    /// A set: its place, and which of the builder's targets belong to it.
    Set {
        l: u32,
        r: u32,
        first: u32,
        end: u32,
    },
}

/// What is said of a variable in the scope; types are given by place.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Constraint {
    Any,
    Equal(Target),
    In(Target),
    Is((u32, u32)),
    IsIn((u32, u32), Target),
    /// A mistake that has been reported.
    Wrong,
}

/// A variable of the scope and its constraint.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ScopeElement {
    word: Word,
    l: u32,
    r: u32,
    constraint: Constraint,
    end: u32,
}

/// What a scope says.
pub(super) struct Scope {
    pub(super) principal: ScopeConstraint,
    pub(super) action: ActionConstraint,
    pub(super) resource: ScopeConstraint,
    pub(super) spans: ScopeSpans,
}

const VARIABLES: [(Word, &str); 3] = [
    (Word::Principal, "principal"),
    (Word::Action, "action"),
    (Word::Resource, "resource"),
];

impl Builder<'_> {
    pub(crate) fn scope_element(
        &mut self,
        word: Word,
        l: u32,
        r: u32,
        constraint: Constraint,
        end: u32,
    ) {
        self.scope.push(ScopeElement {
            word,
            l,
            r,
            constraint,
            end,
        });
    }

    pub(crate) fn operator_constraint(
        &mut self,
        operator: Operator,
        l: u32,
        r: u32,
        target: Target,
    ) -> Constraint {
        let hint = match operator {
            Operator::Equal => return Constraint::Equal(target),
            Operator::Assign => "to compare, write `==`",
            _ => "the scope allows `==`, `in` and `is`; everything else goes into `when { … }`",
        };
        let kind = ParseErrorKind::InvalidScopeOperator(operator.as_str());
        self.error_with(kind, l, r, hint);
        Constraint::Wrong
    }

    pub(crate) fn is_with_operator(&mut self, l: u32, r: u32) -> Constraint {
        let hint = "`== entity` alone is enough: it fixes the type, too";
        self.error_with(ParseErrorKind::IsWithEqual, l, r, hint);
        Constraint::Wrong
    }

    pub(crate) fn is_after_in(&mut self, l: u32, r: u32) -> Constraint {
        self.error_with(ParseErrorKind::IsAfterIn, l, r, "write `is Type in entity`");
        Constraint::Wrong
    }

    pub(crate) fn first_target(&mut self, target: Target) -> u32 {
        // INVARIANT: a target takes at least a byte of the source, so the count fits.
        let first = self.targets.len() as u32;
        self.next_target(first, target)
    }

    pub(crate) fn next_target(&mut self, first: u32, target: Target) -> u32 {
        self.targets.push(target);
        first
    }

    pub(crate) fn target_set(&mut self, l: u32, r: u32, first: Option<u32>) -> Target {
        let end = self.targets.len() as u32;
        Target::Set {
            l,
            r,
            first: first.unwrap_or(end),
            end,
        }
    }

    /// The constraints of the scope, which ends at an offset; `None` after an
    /// error that leaves nothing to go on with.
    pub(super) fn take_scope(&mut self, scope_end: u32) -> Option<Scope> {
        let elements = std::mem::take(&mut self.scope);
        let targets = std::mem::take(&mut self.targets);
        self.check_variables(&elements, scope_end);
        let mut principal = None;
        let mut action = None;
        let mut resource = None;
        let mut spans = ScopeSpans::NONE;
        for element in &elements {
            let span = Span::new(element.l, element.end);
            match element.word {
                Word::Principal => {
                    principal = self.entity_constraint(element, SlotId::Principal);
                    spans.principal = span;
                }
                Word::Action => {
                    action = self.action_constraint(element, &targets);
                    spans.action = span;
                }
                Word::Resource => {
                    resource = self.entity_constraint(element, SlotId::Resource);
                    spans.resource = span;
                }
                _ => {}
            }
        }
        self.reuse_scope(elements, targets);
        Some(Scope {
            principal: principal?,
            action: action?,
            resource: resource?,
            spans,
        })
    }

    /// Gives the buffers back for the next policy.
    fn reuse_scope(&mut self, mut elements: Vec<ScopeElement>, mut targets: Vec<Target>) {
        elements.clear();
        targets.clear();
        self.scope = elements;
        self.targets = targets;
    }

    /// Checks that the variables are the right ones in the right order, and
    /// reports the first difference.
    fn check_variables(&mut self, elements: &[ScopeElement], scope_end: u32) {
        for (i, (word, name)) in VARIABLES.into_iter().enumerate() {
            let Some(element) = elements.get(i) else {
                let kind = ParseErrorKind::MissingScopeVariable(name);
                let hint = "a scope is written `(principal, action, resource)`";
                self.error_with(kind, scope_end, scope_end + 1, hint);
                return;
            };
            if element.word != word {
                self.wrong_variable(element, name, elements);
                return;
            }
        }
        if let Some(extra) = elements.get(VARIABLES.len()) {
            let hint = "conditions go into `when { … }` behind the scope";
            self.error_with(ParseErrorKind::ExtraScopeElement, extra.l, extra.r, hint);
        }
    }

    fn wrong_variable(
        &mut self,
        element: &ScopeElement,
        expected: &'static str,
        elements: &[ScopeElement],
    ) {
        let found = self.slice(element.l, element.r);
        let is_misspelt = !VARIABLES.iter().any(|(word, _)| *word == element.word);
        let hint = match is_misspelt {
            true => hints::misspelt(found, [expected])
                .or_else(|| Some("a scope is written `(principal, action, resource)`".into())),
            false if elements.len() < VARIABLES.len() => {
                Some(format!("add `{expected},` before it"))
            }
            false => Some("the order is `principal`, `action`, `resource`".into()),
        };
        let kind = ParseErrorKind::WrongScopeVariable {
            found: found.to_owned(),
            expected,
        };
        self.error_with(kind, element.l, element.r, hint);
    }

    fn entity_constraint(
        &mut self,
        element: &ScopeElement,
        slot: SlotId,
    ) -> Option<ScopeConstraint> {
        Some(match element.constraint {
            Constraint::Any => ScopeConstraint::Any,
            Constraint::Equal(target) => ScopeConstraint::Equal(self.entity_or_slot(target, slot)?),
            Constraint::In(target) => ScopeConstraint::In(self.entity_or_slot(target, slot)?),
            Constraint::Is((l, r)) => ScopeConstraint::Is(self.scope_type(l, r)?),
            Constraint::IsIn((l, r), target) => {
                let entity_type = self.scope_type(l, r);
                let entity = self.entity_or_slot(target, slot);
                ScopeConstraint::IsIn(entity_type?, entity?)
            }
            Constraint::Wrong => return None,
        })
    }

    fn scope_type(&mut self, l: u32, r: u32) -> Option<EntityTypeName> {
        self.name(l, r).map(EntityTypeName::from)
    }

    fn entity_or_slot(&mut self, target: Target, slot: SlotId) -> Option<EntityOrSlot> {
        match target {
            Target::Entity(l, string, r) => self.entity(l, string, r).map(EntityOrSlot::Entity),
            Target::Slot(l, r) if self.slice(l, r) == slot.as_str() => Some(EntityOrSlot::Slot),
            Target::Slot(l, r) => {
                let expected = slot.as_str();
                self.error(ParseErrorKind::WrongSlot { expected }, l, r);
                None
            }
            Target::Set { l, r, .. } => {
                let hint = "write one policy for each, or test them with `||` in `when { … }`";
                self.error_with(ParseErrorKind::SetNotAllowed, l, r, hint);
                None
            }
        }
    }

    fn action_constraint(
        &mut self,
        element: &ScopeElement,
        targets: &[Target],
    ) -> Option<ActionConstraint> {
        match element.constraint {
            Constraint::Any => Some(ActionConstraint::Any),
            Constraint::Equal(Target::Set { l, r, .. }) => {
                self.error_with(
                    ParseErrorKind::SetNotAllowed,
                    l,
                    r,
                    "use `in` instead of `==`",
                );
                None
            }
            Constraint::Equal(target) => self.action(target).map(ActionConstraint::Equal),
            Constraint::In(Target::Set { first, end, .. }) => {
                let members = targets.get(first as usize..end as usize).unwrap_or(&[]);
                self.actions(members).map(ActionConstraint::InSet)
            }
            Constraint::In(target) => self.action(target).map(ActionConstraint::In),
            Constraint::Is((l, r)) | Constraint::IsIn((l, r), _) => {
                let hint = "every action is an `Action`; use `==` or `in`";
                self.error_with(ParseErrorKind::IsOnAction, l, r, hint);
                None
            }
            Constraint::Wrong => None,
        }
    }

    fn actions(&mut self, targets: &[Target]) -> Option<Box<[EntityUid]>> {
        let mut actions = Vec::with_capacity(targets.len());
        for target in targets {
            actions.extend(self.action(*target));
        }
        (actions.len() == targets.len()).then(|| actions.into_boxed_slice())
    }

    fn action(&mut self, target: Target) -> Option<EntityUid> {
        match target {
            Target::Entity(l, string, r) => {
                let uid = self.entity(l, string, r)?;
                if uid.is_action() {
                    return Some(uid);
                }
                let kind = ParseErrorKind::NotAnAction(quotable(&uid.to_string()));
                self.errors.push(ParseError::new(kind, Span::new(l, r)));
            }
            Target::Slot(l, r) => {
                let hint = "slots stand for the principal and the resource only";
                self.error_with(ParseErrorKind::SlotForAction, l, r, hint);
            }
            Target::Set { l, r, .. } => {
                let hint = "list all actions in one set";
                self.error_with(ParseErrorKind::NestedActionSet, l, r, hint);
            }
        }
        None
    }
}
