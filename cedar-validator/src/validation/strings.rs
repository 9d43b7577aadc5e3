//! Texts that may not read as they are: mixed scripts, bidirectional control
//! characters, characters that look like others.

use super::warning::ValidationWarningKind as Kind;
use cedar_core::ast::{
    ActionConstraint, EntityOrSlot, ExprKind, ExprRef, Literal, Pattern, PatternElement,
    PolicyBody, ScopeConstraint,
};
use cedar_core::{EntityUid, Span};
use smol_str::SmolStr;
use std::collections::HashSet;
use unicode_security::{GeneralSecurityProfile, MixedScript};

/// What is suspicious about the texts of a policy or template: [mixed scripts,
/// characters that change the direction of text](Kind), characters that look
/// like others. It does not depend on a schema.
pub fn suspicious_texts(body: &PolicyBody) -> Vec<(Span, Kind)> {
    let mut strings = Strings::default();
    for constraint in [&body.principal, &body.resource] {
        strings.constraint(constraint, body.span);
    }
    match &body.action {
        ActionConstraint::Any => {}
        ActionConstraint::Equal(uid) | ActionConstraint::In(uid) => strings.uid(uid, body.span),
        ActionConstraint::InSet(uids) => uids.iter().for_each(|uid| strings.uid(uid, body.span)),
    }
    for condition in &body.conditions {
        strings.expr(condition.body.root());
    }
    strings.found
}

/// What is suspicious about a text that can be anything.
pub(super) fn check_string(text: &str) -> Option<Kind> {
    if text.is_ascii() {
        return None;
    }
    if text.chars().any(is_bidirectional_control) {
        return Some(Kind::BidiCharsInString { text: text.into() });
    }
    (!text.is_single_script()).then(|| Kind::MixedScriptString { text: text.into() })
}

/// What is suspicious about a text that names something.
pub(super) fn check_identifier(text: &str) -> Option<Kind> {
    if text.bytes().all(|b| matches!(b, b' '..=b'~')) {
        return None;
    }
    let name = SmolStr::new(text);
    if text.chars().any(is_bidirectional_control) {
        return Some(Kind::BidiCharsInIdentifier { name });
    }
    let is_plain = |c: char| matches!(c, ' '..='~') || c.identifier_allowed();
    if let Some(character) = text.chars().find(|c| !is_plain(*c)) {
        return Some(Kind::ConfusableIdentifier { name, character });
    }
    (!text.is_single_script()).then_some(Kind::MixedScriptIdentifier { name })
}

#[derive(Default)]
struct Strings {
    found: Vec<(Span, Kind)>,
}

impl Strings {
    fn constraint(&mut self, constraint: &ScopeConstraint, span: Span) {
        if let Some(EntityOrSlot::Entity(uid)) = constraint.entity_or_slot() {
            self.uid(uid, span);
        }
    }

    fn uid(&mut self, uid: &EntityUid, span: Span) {
        self.identifier(uid.id().as_str(), span);
    }

    fn identifier(&mut self, text: &str, span: Span) {
        self.found
            .extend(check_identifier(text).map(|kind| (span, kind)));
    }

    fn string(&mut self, text: &str, span: Span) {
        self.found
            .extend(check_string(text).map(|kind| (span, kind)));
    }

    fn expr(&mut self, root: ExprRef<'_>) {
        let mut seen: HashSet<*const ExprKind> = HashSet::new();
        let mut stack = vec![root];
        while let Some(expr) = stack.pop() {
            let span = expr.span();
            match expr.kind() {
                ExprKind::Literal(Literal::String(text)) => self.string(text, span),
                ExprKind::Literal(Literal::Entity(uid)) => self.uid(uid, span),
                ExprKind::Literal(_) | ExprKind::Variable(_) => {}
                kind => {
                    if !seen.insert(kind) {
                        continue;
                    }
                    match kind {
                        ExprKind::GetAttribute(_, name) | ExprKind::HasAttribute(_, name) => {
                            self.identifier(name, span);
                        }
                        ExprKind::Record(fields) => {
                            for (name, _) in fields {
                                self.identifier(name, span);
                            }
                        }
                        ExprKind::Like(_, pattern) => self.string(&text_of(pattern), span),
                        _ => {}
                    }
                    kind.for_each_child(|child| stack.push(expr.child(child)));
                }
            }
        }
    }
}

/// The pattern as a text; wildcards count as what they are written as.
fn text_of(pattern: &Pattern) -> String {
    let character = |element: &PatternElement| match element {
        PatternElement::Char(c) => *c,
        PatternElement::Wildcard => '*',
    };
    pattern.elements().iter().map(character).collect()
}

/// The controls that change the direction of the text that follows: embeddings,
/// overrides and isolates (Unicode Standard Annex 9).
fn is_bidirectional_control(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, string: Option<&str>, identifier: Option<&str>) {
        let shown = |kind: Option<Kind>| kind.map(|kind| kind.to_string());
        for (found, expected) in [
            (shown(check_string(text)), string),
            (shown(check_identifier(text)), identifier),
        ] {
            match (found, expected) {
                (None, None) => {}
                (Some(found), Some(expected)) if found.contains(expected) => {}
                (found, expected) => panic!("{text:?}: {found:?}, not {expected:?}"),
            }
        }
    }

    #[test]
    fn suspicious_texts() {
        let mixed = Some("mixed scripts");
        let bidirectional = Some("bidirectional");
        let profile = Some("General Security Profile");
        check("", None, None);
        check("plain ~ text", None, None);
        check("caf\u{e9}", None, None);
        check("\u{430}\u{431}", None, None);
        check("h\u{430}i", mixed, mixed);
        check("α + b", mixed, mixed);
        check("日本 ひらがな", None, None);
        check("a\u{202e}b", bidirectional, bidirectional);
        check("a\u{2066}b", bidirectional, bidirectional);
        check("a\u{61c}b", mixed, profile);
        check("\u{200b}a", None, profile);
        check("µm", None, profile);
        check("ﬁ", None, profile);
        check("a\nb", None, profile);
    }
}
