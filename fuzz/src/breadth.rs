//! What must occur among the generated cases, one by one.
//!
//! Each line is a place at which an engine has been wrong or could well be. What
//! is never generated is never compared, and no agreement says so.

use crate::campaign::seeded_bytes;
use crate::case::{Case, ExpressionCase};
use crate::generators::{self, evaluations, extension_texts};
use cedar_core::ast::{
    ActionConstraint, BinaryOp, EntityOrSlot, ExprKind, ExprRef, FunctionName, PatternElement,
    ScopeConstraint, UnaryOp,
};
use cedar_core::extensions::ExtensionFunction;
use cedar_core::{EvaluationErrorKind, Evaluator, SlotId, Value};
use std::collections::BTreeSet;

/// How many inputs of each kind are looked at.
const INPUTS: u64 = 3_000;

fn check(seen: &BTreeSet<String>, wanted: impl IntoIterator<Item = impl Into<String>>) {
    let missing: Vec<String> = wanted
        .into_iter()
        .map(Into::into)
        .filter(|wanted| !seen.contains(wanted))
        .collect();
    assert!(missing.is_empty(), "never generated: {missing:#?}");
}

#[test]
fn operators_with_their_outcomes() {
    let mut seen = BTreeSet::new();
    for seed in 0..INPUTS {
        outcomes(&evaluations::case(&seeded_bytes(seed)), &mut seen);
    }
    let predicates = [
        "lessThan",
        "lessThanOrEqual",
        "greaterThan",
        "greaterThanOrEqual",
        "isIpv4",
        "isIpv6",
        "isLoopback",
        "isMulticast",
        "isInRange",
        "isEmpty",
        "contains",
        "containsAll",
        "containsAny",
        "in",
        "is in",
        "is",
        "has",
        "hasTag",
        "like",
        "==",
        "!=",
        "<",
        "<=",
        ">",
        ">=",
    ];
    for predicate in predicates {
        check(
            &seen,
            [true, false].map(|value| format!("{predicate}: {value}")),
        );
    }
    let failures = [
        "+: IntegerOverflow",
        "-: IntegerOverflow",
        "*: IntegerOverflow",
        "negation: IntegerOverflow",
        "offset: ExtensionFunction",
        "durationSince: ExtensionFunction",
        "toDate: ExtensionFunction",
        "getTag: EntityDoesNotExist",
        "getTag: EntityTagDoesNotExist",
        ".: EntityDoesNotExist",
        ".: EntityAttributeDoesNotExist",
        ".: RecordAttributeDoesNotExist",
        "in: TypeError",
        "contains: TypeError",
        "like: TypeError",
        "<: TypeError",
        "isInRange: TypeError",
        "isInRange: WrongNumberOfArguments",
    ];
    check(&seen, failures);
    let forms = [
        "a pattern with a star that stands for itself",
        "a pattern with two wildcards",
        "`in` of an empty set",
        "`in` of a set",
        "`containsAll` of an empty set",
        "`containsAny` of an empty set",
        "an empty set that should contain something",
        "`==` of records with different attributes",
        "`==` of different types",
        "a deep expression with a value",
        "a deep expression with an error",
        "a very deep expression with a value",
    ];
    check(&seen, forms);
}

/// Each expression's operator with its value, if that is a boolean, or its error.
fn outcomes(case: &ExpressionCase, seen: &mut BTreeSet<String>) {
    for expr in &case.expressions {
        let result = Evaluator::new(&case.request, &case.entities).evaluate(expr);
        let root = expr.root();
        let name = name(root.kind());
        match &result {
            Ok(Value::Bool(value)) => {
                seen.insert(format!("{name}: {value}"));
            }
            Ok(_) => {}
            Err(error) => {
                seen.insert(format!("{name}: {}", kind(error.kind())));
            }
        }
        form(root, seen);
        let depth = match expr.depth() {
            0..40 => continue,
            40..500 => "deep",
            _ => "very deep",
        };
        let end = if result.is_ok() {
            "a value"
        } else {
            "an error"
        };
        seen.insert(format!("a {depth} expression with {end}"));
    }
}

fn kind(kind: &EvaluationErrorKind) -> String {
    let text = format!("{kind:?}");
    let end = text.find(['(', ' ', '{']).unwrap_or(text.len());
    text[..end].to_owned()
}

fn name(kind: &ExprKind) -> &'static str {
    match kind {
        ExprKind::Unary(UnaryOp::Negate, _) => "negation",
        ExprKind::GetAttribute(..) => ".",
        kind => crate::health::operator(kind),
    }
}

fn form(root: ExprRef<'_>, seen: &mut BTreeSet<String>) {
    let elements = |id| match root.child(id).kind() {
        ExprKind::Set(elements) => Some(elements.len()),
        _ => None,
    };
    let mut add = |what: &str| {
        seen.insert(what.to_owned());
    };
    match root.kind() {
        ExprKind::Like(_, pattern) => {
            let stars = pattern.elements().iter();
            if stars.clone().any(|e| *e == PatternElement::Char('*')) {
                add("a pattern with a star that stands for itself");
            }
            if stars.filter(|e| **e == PatternElement::Wildcard).count() > 1 {
                add("a pattern with two wildcards");
            }
        }
        ExprKind::Binary(BinaryOp::In, _, right) => match elements(*right) {
            Some(0) => add("`in` of an empty set"),
            Some(_) => add("`in` of a set"),
            None => {}
        },
        ExprKind::Binary(BinaryOp::ContainsAll, left, right) => match elements(*right) {
            Some(0) => add("`containsAll` of an empty set"),
            _ if elements(*left) == Some(0) => add("an empty set that should contain something"),
            _ => {}
        },
        ExprKind::Binary(BinaryOp::ContainsAny, _, right) if elements(*right) == Some(0) => {
            add("`containsAny` of an empty set");
        }
        ExprKind::Binary(BinaryOp::Equal, left, right) => {
            match (root.child(*left).kind(), root.child(*right).kind()) {
                (ExprKind::Record(a), ExprKind::Record(b))
                    if !a
                        .iter()
                        .map(|(key, _)| key)
                        .eq(b.iter().map(|(key, _)| key)) =>
                {
                    add("`==` of records with different attributes");
                }
                (a, b) if std::mem::discriminant(a) != std::mem::discriminant(b) => {
                    add("`==` of different types");
                }
                _ => {}
            }
        }
        ExprKind::Call(FunctionName::Unknown(_), _) => add("an unknown function"),
        _ => {}
    }
}

#[test]
fn texts_of_extension_values() {
    use ExtensionFunction::{Datetime, Decimal, Duration, Ip};
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for seed in 0..INPUTS {
        for (constructor, text) in extension_texts::case(&seeded_bytes(seed)).texts {
            let made = constructor.call(&[Value::String(text.as_str().into())]);
            let verdict = if made.is_ok() { "accepted" } else { "refused" };
            for class in classes(constructor, &text) {
                seen.insert(format!("{} {class}: {verdict}", constructor.as_str()));
            }
        }
    }
    for (constructor, accepted) in [
        (Decimal, &["-0.", "greatest", "least", "4 places"][..]),
        (
            Ip,
            &[
                "/0",
                "/8",
                "/31",
                "/32",
                "/64",
                "/127",
                "/128",
                "::",
                "upper case",
                "eight groups",
            ],
        ),
        (
            Datetime,
            &[
                "day",
                "second",
                "millisecond",
                "+hhmm",
                "-hhmm",
                "+2359",
                "-2359",
                "29 February",
                "year 0",
                "year 9999",
            ],
        ),
        (
            Duration,
            &[
                "d",
                "h",
                "m",
                "s",
                "ms",
                "all units",
                "negative",
                "greatest",
                "least",
            ],
        ),
    ] {
        let name = constructor.as_str();
        check(
            &seen,
            accepted
                .iter()
                .map(|class| format!("{name} {class}: accepted")),
        );
    }
    for (constructor, refused) in [
        (
            Decimal,
            &[
                "past the greatest",
                "past the least",
                "5 places",
                "empty",
                "no point",
            ][..],
        ),
        (
            Ip,
            &[
                "/33",
                "/129",
                "leading zero",
                "IPv4 in IPv6",
                "empty",
                "two gaps",
            ],
        ),
        (
            Datetime,
            &[
                "29 February",
                "+2400",
                "hour 24",
                "second 60",
                "empty",
                "+hhmm",
                "day",
            ],
        ),
        (
            Duration,
            &[
                "past the greatest",
                "past the least",
                "empty",
                "sign alone",
                "wrong order",
            ],
        ),
    ] {
        let name = constructor.as_str();
        check(
            &seen,
            refused
                .iter()
                .map(|class| format!("{name} {class}: refused")),
        );
    }
}

/// What is special about a text, of whatever value.
fn classes(constructor: ExtensionFunction, text: &str) -> Vec<String> {
    let mut classes: Vec<String> = Vec::new();
    let mut add = |is: bool, class: &str| {
        if is {
            classes.push(class.to_owned());
        }
    };
    add(text.is_empty(), "empty");
    match constructor {
        ExtensionFunction::Decimal => {
            add(text.starts_with("-0."), "-0.");
            add(text == "922337203685477.5807", "greatest");
            add(text == "922337203685477.5808", "past the greatest");
            add(text == "-922337203685477.5808", "least");
            add(text == "-922337203685477.5809", "past the least");
            add(!text.contains('.'), "no point");
            let places = text.split_once('.').map_or(0, |(_, places)| places.len());
            add(places == 4, "4 places");
            add(places == 5, "5 places");
        }
        ExtensionFunction::Ip => {
            add(text.contains("::"), "::");
            add(text.matches("::").count() == 2, "two gaps");
            add(text.contains(['A', 'F']), "upper case");
            add(text.matches(':').count() == 7, "eight groups");
            add(
                text.contains("::") && text.matches('.').count() == 3,
                "IPv4 in IPv6",
            );
            let Some((_, prefix)) = text.split_once('/') else {
                return classes;
            };
            add(prefix.len() == 2 && prefix.starts_with('0'), "leading zero");
            classes.push(format!("/{prefix}"));
        }
        ExtensionFunction::Datetime => {
            add(text.get(4..10) == Some("-02-29"), "29 February");
            add(text.starts_with("0000-"), "year 0");
            add(text.starts_with("9999-"), "year 9999");
            add(text.len() == 10, "day");
            add(text.len() == 20, "second");
            add(text.len() == 24 && text.contains('.'), "millisecond");
            add(text.contains("T24:"), "hour 24");
            add(text.get(17..19) == Some("60"), "second 60");
            let zone = text.get(text.len().saturating_sub(5)..).unwrap_or("");
            add(zone.starts_with('+'), "+hhmm");
            add(zone.starts_with('-') && text.len() > 20, "-hhmm");
            for offset in ["+2359", "-2359", "+2400"] {
                add(zone == offset, offset);
            }
        }
        _ => {
            let units: Vec<&str> = text
                .split(|c: char| c.is_ascii_digit() || c == '-')
                .filter(|unit| !unit.is_empty())
                .collect();
            if let [unit] = units.as_slice() {
                classes.push((*unit).to_owned());
            }
            let mut add = |is: bool, class: &str| {
                if is {
                    classes.push(class.to_owned());
                }
            };
            add(units == ["d", "h", "m", "s", "ms"], "all units");
            add(units == ["ms", "s"], "wrong order");
            add(text.starts_with('-'), "negative");
            add(text == "-", "sign alone");
            add(text == "9223372036854775807ms", "greatest");
            add(text == "9223372036854775808ms", "past the greatest");
            add(text == "-9223372036854775808ms", "least");
            add(text == "-9223372036854775809ms", "past the least");
        }
    }
    classes
}

#[test]
fn scopes_and_requests() {
    let mut seen = BTreeSet::new();
    for seed in 0..INPUTS {
        of_case(&generators::case(&seeded_bytes(seed)), &mut seen);
    }
    check(
        &seen,
        [
            "both slots",
            "principal == ?principal",
            "resource in ?resource",
            "principal is in ?principal",
            "principal ==",
            "principal in",
            "principal is",
            "resource is in",
            "action ==",
            "action in",
            "action in []",
            "action in [..]",
            "an empty context",
            "a principal that is not in the store",
            "a resource that is not in the store",
            "an action that is not in the store",
            "the principal is the resource",
            "no condition",
            "two conditions",
            "`unless`",
        ],
    );
}

fn of_case(case: &Case, seen: &mut BTreeSet<String>) {
    let mut add = |is: bool, what: &str| {
        if is {
            seen.insert(what.to_owned());
        }
    };
    for request in &case.requests {
        let missing = |uid| case.entities.get(uid).is_none();
        add(request.context.record().is_empty(), "an empty context");
        add(
            missing(&request.principal),
            "a principal that is not in the store",
        );
        add(
            missing(&request.resource),
            "a resource that is not in the store",
        );
        add(
            missing(&request.action),
            "an action that is not in the store",
        );
        add(
            request.principal == request.resource,
            "the principal is the resource",
        );
    }
    let bodies = case.policies.policies().map(|policy| policy.body());
    for body in bodies.chain(case.policies.templates().map(|template| template.body())) {
        let slots = [SlotId::Principal, SlotId::Resource].map(|slot| body.has_slot(slot));
        add(slots == [true, true], "both slots");
        add(body.conditions.is_empty(), "no condition");
        add(body.conditions.len() == 2, "two conditions");
        let kinds = body.conditions.iter().map(|condition| condition.kind);
        add(
            kinds
                .into_iter()
                .any(|kind| kind == cedar_core::ast::ConditionKind::Unless),
            "`unless`",
        );
        for (name, constraint) in [("principal", &body.principal), ("resource", &body.resource)] {
            add(true, &scope(name, constraint));
        }
        add(
            true,
            match &body.action {
                ActionConstraint::Any => "action",
                ActionConstraint::Equal(_) => "action ==",
                ActionConstraint::In(_) => "action in",
                ActionConstraint::InSet(uids) if uids.is_empty() => "action in []",
                ActionConstraint::InSet(_) => "action in [..]",
            },
        );
    }
}

fn scope(name: &str, constraint: &ScopeConstraint) -> String {
    let slot = |entity: &EntityOrSlot| match entity {
        EntityOrSlot::Slot => format!(" ?{name}"),
        EntityOrSlot::Entity(_) => String::new(),
    };
    match constraint {
        ScopeConstraint::Any => name.to_owned(),
        ScopeConstraint::Equal(entity) => format!("{name} =={}", slot(entity)),
        ScopeConstraint::In(entity) => format!("{name} in{}", slot(entity)),
        ScopeConstraint::Is(_) => format!("{name} is"),
        ScopeConstraint::IsIn(_, entity) => format!("{name} is in{}", slot(entity)),
    }
}
