//! Names and strings that read as something else than they are.

use crate::finding::Finding;
use crate::lint::Lint;
use crate::linter::Set;
use cedar_core::ast::{
    ActionConstraint, EntityOrSlot, EntityUid, ExprKind, Literal, PolicyBody, ScopeConstraint,
};
use cedar_core::{EntityTypeName, PolicyId, Span};
use cedar_validator::validation::suspicious_texts;
use smol_str::SmolStr;
use std::collections::{HashMap, HashSet};
use unicode_security::skeleton;

/// Reports suspicious texts, and names that look like one that stands before
/// them in the set.
pub(crate) fn check(set: &Set<'_>, findings: &mut Vec<Finding>) {
    let mut seen: HashMap<(Place, String), First> = HashMap::new();
    let mut reported = HashSet::new();
    for (id, body) in &set.texts {
        for (span, kind) in suspicious_texts(body) {
            let finding = Finding::new(Lint::SuspiciousText, id, span, kind.to_string());
            findings.push(finding);
        }
        for name in names(body) {
            let key = (name.place.clone(), skeleton(&name.text).collect());
            let first = seen.entry(key).or_insert_with(|| First {
                text: name.text.clone(),
                policy: (*id).clone(),
                span: name.span,
            });
            if first.text != name.text && reported.insert((name.place, name.text.clone())) {
                let message = format!(
                    "`{}` looks like `{}`, which is another name",
                    name.text.escape_debug(),
                    first.text.escape_debug()
                );
                findings.push(
                    Finding::new(Lint::ConfusableNames, id, name.span, message).related(
                        &first.policy,
                        first.span,
                        "the name that it looks like",
                    ),
                );
            }
        }
    }
}

/// Where a name counts. The same text in another place is another matter.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Place {
    Attribute,
    EntityType,
    /// Of this type.
    EntityId(EntityTypeName),
}

/// A name in a policy.
struct Named {
    place: Place,
    text: SmolStr,
    span: Span,
}

/// The first name that looks like this.
struct First {
    text: SmolStr,
    policy: PolicyId,
    span: Span,
}

/// The names in a policy, in the order of the source but for conditions, where
/// they come as the nodes do.
fn names(body: &PolicyBody) -> Vec<Named> {
    let mut names = Vec::new();
    let spans = body.scope_spans;
    for (constraint, span) in [
        (&body.principal, spans.principal),
        (&body.resource, spans.resource),
    ] {
        if let ScopeConstraint::Is(name) | ScopeConstraint::IsIn(name, _) = constraint {
            add_type(&mut names, name, span);
        }
        if let Some(EntityOrSlot::Entity(uid)) = constraint.entity_or_slot() {
            add_uid(&mut names, uid, span);
        }
    }
    match &body.action {
        ActionConstraint::Any => {}
        ActionConstraint::Equal(uid) | ActionConstraint::In(uid) => {
            add_uid(&mut names, uid, spans.action);
        }
        ActionConstraint::InSet(uids) => {
            uids.iter()
                .for_each(|uid| add_uid(&mut names, uid, spans.action));
        }
    }
    for node in body.conditions.iter().flat_map(|c| c.body.nodes()) {
        let span = node.span();
        let mut attribute = |text: &SmolStr| {
            names.push(Named {
                place: Place::Attribute,
                text: text.clone(),
                span,
            });
        };
        match node.kind() {
            ExprKind::GetAttribute(_, name) | ExprKind::HasAttribute(_, name) => attribute(name),
            ExprKind::Record(fields) => fields.iter().for_each(|(name, _)| attribute(name)),
            ExprKind::Is(_, name) | ExprKind::IsIn(_, name, _) => {
                add_type(&mut names, name, span);
            }
            ExprKind::Literal(Literal::Entity(uid)) => add_uid(&mut names, uid, span),
            _ => {}
        }
    }
    names
}

fn add_type(names: &mut Vec<Named>, name: &EntityTypeName, span: Span) {
    names.push(Named {
        place: Place::EntityType,
        text: name.as_str().into(),
        span,
    });
}

fn add_uid(names: &mut Vec<Named>, uid: &EntityUid, span: Span) {
    add_type(names, uid.entity_type(), span);
    names.push(Named {
        place: Place::EntityId(uid.entity_type().clone()),
        text: uid.id().as_str().into(),
        span,
    });
}
