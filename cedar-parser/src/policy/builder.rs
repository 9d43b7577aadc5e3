//! What the grammar's actions work on: the policy at hand and everything that
//! is wrong with it.
//!
//! A mistake is noted and parsing goes on, so one pass finds several.

use cedar_core::Span;
use cedar_core::ast::{
    Annotation, AnnotationKey, Annotations, Condition, ConditionKind, Effect, EntityId,
    EntityTypeName, EntityUid, Expr, ExprBuilder, ExprId, Name, PolicyBody,
};
use smol_str::SmolStr;

use super::expression::Field;
use super::hints;
use super::operators::PendingOperator;
use super::recent::Recent;
use super::scope::{ScopeElement, Target};
use crate::error::{ParseError, ParseErrorKind, ParseErrors};
use crate::escape::unescape_at;
use crate::lexer::{Lexer, TokenKind, Word};

/// Collects the parts of one policy after the other.
pub(crate) struct Builder<'s> {
    text: &'s str,
    /// Everything that is wrong so far.
    pub(super) errors: Vec<ParseError>,
    /// The expression at hand.
    pub(super) exprs: ExprBuilder,
    /// Operators that wait for their right operands.
    pub(super) pending: Vec<PendingOperator>,
    /// Elements of the sets and calls that are open.
    pub(super) elements: Vec<ExprId>,
    /// Fields of the records that are open.
    pub(super) fields: Vec<Field>,
    /// The attributes on the right of the `has` at hand.
    pub(super) has_path: Vec<SmolStr>,
    /// The elements of the scope at hand.
    pub(super) scope: Vec<ScopeElement>,
    /// The entities of the scope's sets.
    pub(super) targets: Vec<Target>,
    names: Recent<'s, Name>,
    entities: Recent<'s, EntityUid>,
    annotations: Annotations,
    conditions: Vec<Condition>,
    /// The first slot of the condition at hand.
    slot: Option<Span>,
    /// The policy that lacks only its `;`.
    statement: Option<PolicyBody>,
    policies: Vec<PolicyBody>,
}

impl<'s> Builder<'s> {
    pub(crate) fn new(text: &'s str) -> Self {
        Builder {
            text,
            errors: Vec::new(),
            exprs: ExprBuilder::new(),
            pending: Vec::new(),
            elements: Vec::new(),
            fields: Vec::new(),
            has_path: Vec::new(),
            scope: Vec::new(),
            targets: Vec::new(),
            names: Recent::new(),
            entities: Recent::new(),
            annotations: Annotations::new(),
            conditions: Vec::new(),
            slot: None,
            statement: None,
            policies: Vec::new(),
        }
    }

    /// Forgets the policy at hand, after a syntax error in it.
    pub(crate) fn abandon_policy(&mut self) {
        self.exprs = ExprBuilder::new();
        self.pending.clear();
        self.elements.clear();
        self.fields.clear();
        self.scope.clear();
        self.targets.clear();
        self.annotations.clear();
        self.conditions.clear();
        self.slot = None;
        self.statement = None;
    }

    pub(crate) fn finish(self) -> (Vec<PolicyBody>, Vec<ParseError>) {
        (self.policies, self.errors)
    }

    /// The expression whose root is `root`, which is `None` after a syntax error.
    pub(crate) fn finish_expression(mut self, root: Option<ExprId>) -> Result<Expr, ParseErrors> {
        let expr = root.map(|root| self.exprs.finish(root));
        if let Some(Err(too_deep)) = &expr {
            let kind = ParseErrorKind::ExpressionTooDeep;
            self.errors.push(ParseError::new(kind, too_deep.span));
        }
        match (ParseErrors::from_vec(self.errors), expr) {
            (None, Some(Ok(expr))) => Ok(expr),
            (Some(errors), _) => Err(errors),
            // INVARIANT: every failure above has been noted as an error.
            (None, _) => Err(ParseError::new(ParseErrorKind::ExpressionTooDeep, Span::NONE).into()),
        }
    }

    /// The text between two offsets.
    #[inline]
    pub(super) fn slice(&self, l: u32, r: u32) -> &'s str {
        self.text.get(l as usize..r as usize).unwrap_or("")
    }

    pub(super) fn error(&mut self, kind: ParseErrorKind, l: u32, r: u32) {
        self.errors.push(ParseError::new(kind, Span::new(l, r)));
    }

    pub(super) fn error_with(
        &mut self,
        kind: ParseErrorKind,
        l: u32,
        r: u32,
        hint: impl Into<Hint>,
    ) {
        let error = ParseError::new(kind, Span::new(l, r));
        self.errors.push(error.with_hint_if_any(hint.into().0));
    }

    /// The value of the string literal at a place, quotes included.
    #[inline]
    pub(super) fn string(&mut self, l: u32, r: u32) -> SmolStr {
        unescape_at(self.slice(l + 1, r - 1), l + 1).unwrap_or_else(|error| {
            self.errors.push(error);
            SmolStr::default()
        })
    }

    /// The name at a place; `None` after reporting a reserved component.
    pub(super) fn name(&mut self, l: u32, r: u32) -> Option<Name> {
        let text = self.slice(l, r);
        if let Some(name) = self.names.get(text) {
            return Some(name);
        }
        let name = match is_normalized(text) {
            true => Name::from_normalized(text),
            false => Name::from_normalized(&normalize_name(text)),
        };
        match name {
            Ok(name) => {
                self.names.insert(text, name.clone());
                Some(name)
            }
            Err(error) => {
                let error = ParseError::invalid_name(error, Span::new(l, r));
                self.errors.push(error);
                None
            }
        }
    }

    /// The entity at a place, whose string starts at an offset.
    pub(super) fn entity(&mut self, l: u32, string: u32, r: u32) -> Option<EntityUid> {
        let text = self.slice(l, r);
        if let Some(uid) = self.entities.get(text) {
            return Some(uid);
        }
        let errors = self.errors.len();
        let uid = self.new_entity(l, string, r)?;
        // A wrong escape must be reported each time.
        if self.errors.len() == errors {
            self.entities.insert(text, uid.clone());
        }
        Some(uid)
    }

    fn new_entity(&mut self, l: u32, string: u32, r: u32) -> Option<EntityUid> {
        let path = self.slice(l, string);
        // Comments may end in a line break, so the colons are followed by space only.
        let path_end = path.trim_end().len();
        let path = path.get(..path_end).unwrap_or("");
        let entity_type = match path.strip_suffix("::") {
            Some(path) if is_normalized(path) => {
                // INVARIANT: a part of the text is as short as the text.
                self.name(l, l + path.len() as u32)
            }
            _ => self.name_before_string(l, string),
        };
        let id = self.string(string, r);
        Some(EntityUid::new(
            EntityTypeName::from(entity_type?),
            EntityId::new(id),
        ))
    }

    /// A type with space or comments about it.
    fn name_before_string(&mut self, l: u32, string: u32) -> Option<Name> {
        let words = Lexer::new(self.slice(l, string))
            .filter(|token| matches!(token.kind, TokenKind::Word(_)));
        let end = words.last().map_or(0, |token| token.end);
        self.name(l, l + end)
    }

    pub(super) fn slot_seen(&mut self, l: u32, r: u32) {
        self.slot.get_or_insert(Span::new(l, r));
    }

    pub(crate) fn annotation(
        &mut self,
        l: u32,
        key_start: u32,
        key_end: u32,
        value: Option<(u32, u32, u32)>,
    ) {
        let (value, end) = match value {
            Some((vl, vr, end)) => (Some(self.string(vl, vr)), end),
            None => (None, key_end),
        };
        let key = self.slice(key_start, key_end);
        let Ok(key) = AnnotationKey::new(key) else {
            return;
        };
        if self.annotations.contains_key(&key) {
            let kind = ParseErrorKind::DuplicateAnnotation(key.as_str().to_owned());
            self.error(kind, l, end);
            return;
        }
        let span = Span::new(l, end);
        self.annotations.insert(key, Annotation { value, span });
    }

    pub(crate) fn condition(&mut self, word: Word, l: u32, r: u32, body: ExprId, end: u32) {
        let body = self.exprs.take(body);
        let slot = self.slot.take();
        let Some(kind) = self.condition_kind(word, l, r) else {
            return;
        };
        if let Some(slot) = slot {
            self.slot_in_condition(slot);
        }
        match body {
            Ok(body) => self.conditions.push(Condition {
                kind,
                body,
                span: Span::new(l, end),
            }),
            Err(too_deep) => {
                let kind = ParseErrorKind::ExpressionTooDeep;
                self.errors.push(ParseError::new(kind, too_deep.span));
            }
        }
    }

    pub(crate) fn empty_condition(&mut self, word: Word, l: u32, r: u32, end: u32) {
        if let Some(kind) = self.condition_kind(word, l, r) {
            let word = condition_word(kind);
            let hint = format!("write `{word} {{ true }}`, or leave the condition out");
            self.error_with(ParseErrorKind::EmptyCondition(word), l, end, hint);
        }
    }

    fn condition_kind(&mut self, word: Word, l: u32, r: u32) -> Option<ConditionKind> {
        match word {
            Word::When => Some(ConditionKind::When),
            Word::Unless => Some(ConditionKind::Unless),
            _ => {
                let name = self.slice(l, r);
                let kind = ParseErrorKind::UnknownCondition(name.to_owned());
                self.error_with(kind, l, r, hints::unknown_condition(name));
                None
            }
        }
    }

    fn slot_in_condition(&mut self, slot: Span) {
        let Some(range) = slot.range() else { return };
        let text = self.text.get(range).unwrap_or("").to_owned();
        let variable = text.trim_start_matches('?').to_owned();
        let error = ParseError::new(ParseErrorKind::SlotInCondition(text), slot);
        let hint = format!("use the variable `{variable}`");
        self.errors.push(error.with_hint(hint));
    }

    /// All of a policy but its `;`.
    pub(crate) fn statement(&mut self, start: u32, word: Word, l: u32, r: u32, scope_end: u32) {
        let annotations = std::mem::take(&mut self.annotations);
        let conditions = self.conditions.drain(..).collect();
        let effect = self.effect(word, l, r);
        let scope = self.take_scope(scope_end);
        let (Some(effect), Some(scope)) = (effect, scope) else {
            return;
        };
        self.statement = Some(PolicyBody {
            annotations,
            effect,
            principal: scope.principal,
            action: scope.action,
            resource: scope.resource,
            conditions,
            span: Span::new(start, start),
            scope_spans: scope.spans,
        });
    }

    fn effect(&mut self, word: Word, l: u32, r: u32) -> Option<Effect> {
        match word {
            Word::Permit => Some(Effect::Permit),
            Word::Forbid => Some(Effect::Forbid),
            _ => {
                let name = self.slice(l, r);
                let kind = ParseErrorKind::UnknownEffect(name.to_owned());
                self.error_with(kind, l, r, hints::unknown_effect(name));
                None
            }
        }
    }

    pub(crate) fn end_policy(&mut self, end: u32) {
        if let Some(mut body) = self.statement.take() {
            let start = body.span.range().map_or(end, |range| range.start as u32);
            body.span = Span::new(start, end);
            self.policies.push(body);
        }
    }
}

/// A hint or none.
pub(super) struct Hint(Option<String>);

impl From<String> for Hint {
    fn from(hint: String) -> Self {
        Hint(Some(hint))
    }
}

impl From<&str> for Hint {
    fn from(hint: &str) -> Self {
        Hint(Some(hint.to_owned()))
    }
}

impl From<Option<String>> for Hint {
    fn from(hint: Option<String>) -> Self {
        Hint(hint)
    }
}

/// Whether a name stands without space or comments in it.
fn is_normalized(text: &str) -> bool {
    text.bytes()
        .all(|b| b == b':' || b == b'_' || b.is_ascii_alphanumeric())
}

/// The name without space and comments.
fn normalize_name(text: &str) -> String {
    Lexer::new(text)
        .filter_map(|token| text.get(token.span().range()?))
        .collect()
}

pub(super) fn condition_word(kind: ConditionKind) -> &'static str {
    match kind {
        ConditionKind::When => "when",
        ConditionKind::Unless => "unless",
    }
}
