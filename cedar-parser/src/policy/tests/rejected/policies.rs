//! Mistakes outside conditions, and several mistakes at once.

use super::*;

#[test]
fn heads_and_ends() {
    check(
        "«;»",
        "unexpected `;`: expected `permit`, `forbid` or `@`",
        "remove this `;`",
    );
    check(
        "permit(principal, action, resource);«;»",
        "unexpected `;`: expected `permit`, `forbid` or `@`",
        "remove this `;`",
    );
    check(
        "permit(principal, action, resource)«» // c\n",
        "expected `;` at the end of the policy",
        "add `;` here",
    );
    check(
        "permit(principal, action, resource) when { true }«» @a permit(principal, action, resource);",
        "expected `;` at the end of the policy",
        "add `;` here",
    );
    check(
        "permit(principal, action, resource)«» forbid(principal, action, resource);",
        "expected `;` at the end of the policy",
        "add `;` here",
    );
    check(
        "«allow»(principal, action, resource);",
        "a policy starts with `permit` or `forbid`, not `allow`",
        "did you mean `permit`?",
    );
    check(
        "«Forbid»(principal, action, resource);",
        "a policy starts with `permit` or `forbid`, not `Forbid`",
        "did you mean `forbid`?",
    );
    check(
        "«rule»(principal, action, resource);",
        "a policy starts with `permit` or `forbid`, not `rule`",
        "",
    );
    check(
        "permit «principal»;",
        "unexpected `principal`: expected `(`",
        "",
    );
    check(
        "«if»(principal, action, resource);",
        "`if` is reserved and cannot be used as a name here",
        "",
    );
    check("permit«»", "unexpected end of input: expected `(`", "");
}

#[test]
fn annotations() {
    check(
        "@id(\"x\") «@id(\"y\")» permit(principal, action, resource);",
        "the annotation `@id` is given twice",
        "",
    );
    check(
        "@id «@id» permit(principal, action, resource);",
        "the annotation `@id` is given twice",
        "",
    );
    check(
        "«@»\"a\" permit(principal, action, resource);",
        "unexpected `@`: expected an identifier behind `@`",
        "",
    );
    check(
        "@a(«x») permit(principal, action, resource);",
        "unexpected `x`: expected a string",
        "",
    );
    check(
        "@a(«)» permit(principal, action, resource);",
        "unexpected `)`: expected a string",
        "",
    );
    check(
        "@a b «permit»(principal, action, resource);",
        "unexpected `permit`: expected `(`",
        "",
    );
    check(
        "@a(\"«\\*»\") permit(principal, action, resource);",
        "`\\*` is not an escape sequence",
        "only patterns of `like` have `\\*`; elsewhere write `*`",
    );
    check(
        "@a(\"x«\r»y\") permit(principal, action, resource);",
        "a carriage return within a string must be written `\\r`",
        "",
    );
    check(
        "@a«»",
        "unexpected end of input: expected `permit`, `forbid`, `@` or `(`",
        "",
    );
}

const SCOPE: &str = "a scope is written `(principal, action, resource)`";

#[test]
fn scope_variables() {
    check(
        "permit(principal, action«)»;",
        "the scope lacks `resource`",
        SCOPE,
    );
    check("permit(principal«)»;", "the scope lacks `action`", SCOPE);
    check("permit(«)»;", "the scope lacks `principal`", SCOPE);
    check(
        "permit(«action», principal, resource);",
        "expected `principal` in the scope, found `action`",
        "the order is `principal`, `action`, `resource`",
    );
    check(
        "permit(principal, «resource»);",
        "expected `action` in the scope, found `resource`",
        "add `action,` before it",
    );
    check(
        "permit(«principle», action, resource);",
        "expected `principal` in the scope, found `principle`",
        "did you mean `principal`?",
    );
    check(
        "permit(«user», action, resource);",
        "expected `principal` in the scope, found `user`",
        SCOPE,
    );
    check(
        "permit(principal, action, resource, «context»);",
        "the scope has exactly `principal`, `action` and `resource`",
        "conditions go into `when { … }` behind the scope",
    );
    check(
        "permit(principal, action, resource,«,»);",
        "unexpected `,`: expected a scope variable or `)`",
        "",
    );
    check(
        "permit(«1»);",
        "unexpected number `1`: expected a scope variable or `)`",
        "",
    );
}

const OPERATORS: &str =
    "the scope allows `==`, `in` and `is`; everything else goes into `when { … }`";

#[test]
fn scope_constraints() {
    check(
        "permit(principal «!=» U::\"a\", action, resource);",
        "`!=` cannot be used in the scope",
        OPERATORS,
    );
    check(
        "permit(principal, action, resource «<» U::\"a\");",
        "`<` cannot be used in the scope",
        OPERATORS,
    );
    check(
        "permit(principal «=» U::\"a\", action, resource);",
        "`=` cannot be used in the scope",
        "to compare, write `==`",
    );
    check(
        "permit(principal in U::\"a\" «is U», action, resource);",
        "`is` must come before `in`",
        "write `is Type in entity`",
    );
    check(
        "permit(principal is U «==» U::\"a\", action, resource);",
        "`is` cannot be combined with `==`",
        "`== entity` alone is enough: it fixes the type, too",
    );
    check(
        "permit(principal «:» U, action, resource);",
        "unexpected `:`: expected `==`, `in`, `is`, `)` or `,`",
        "to constrain the type, write `is`",
    );
    check(
        "permit(principal == U::\"a\" «||» true, action, resource);",
        "unexpected `||`: expected `)` or `,`",
        "conditions go into `when { … }` behind the scope",
    );
    check(
        "permit(principal is «\"U\"», action, resource);",
        "the right-hand side of `is` must be an entity type",
        "write the type without quotes: `is U`",
    );
    check(
        "permit(principal is «(»U), action, resource);",
        "the right-hand side of `is` must be an entity type",
        "write the type without parentheses",
    );
    check(
        "permit(principal is «?principal», action, resource);",
        "the right-hand side of `is` must be an entity type",
        "write the name of a type, such as `is User`",
    );
}

const ONE_EACH: &str = "write one policy for each, or test them with `||` in `when { … }`";

#[test]
fn scope_entities_and_slots() {
    check(
        "permit(principal == «?resource», action, resource);",
        "only the slot `?principal` can stand here",
        "",
    );
    check(
        "permit(principal, action, resource in «?principal»);",
        "only the slot `?resource` can stand here",
        "",
    );
    check(
        "permit(principal == «?foo», action, resource);",
        "only the slot `?principal` can stand here",
        "",
    );
    check(
        "permit(principal == «principal», action, resource);",
        "unexpected `principal`: expected an entity, a slot or `[`",
        "",
    );
    check(
        "permit(principal == «\"a\"», action, resource);",
        "unexpected string `\"a\"`: expected an entity, a slot or `[`",
        "an entity has a type and an id: `Type::\"a\"`",
    );
    check(
        "permit(principal == «if»::\"a\", action, resource);",
        "`if` is reserved and cannot be used as a name here",
        "",
    );
    check(
        "permit(principal == «A::in»::\"a\", action, resource);",
        "`A::in` contains `in`, which is reserved",
        "",
    );
    check(
        "permit(principal == «U::»{a: 1}, action, resource);",
        "an entity is written with a string: `U::\"id\"`",
        "",
    );
    check(
        "permit(principal in «[U::\"a\"]», action, resource);",
        "a set of entities can only stand after `action in`",
        ONE_EACH,
    );
    check(
        "permit(principal, action, resource in «[ ]»);",
        "a set of entities can only stand after `action in`",
        ONE_EACH,
    );
}

#[test]
fn scope_actions() {
    check(
        "permit(principal, action == «[Action::\"a\"]», resource);",
        "a set of entities can only stand after `action in`",
        "use `in` instead of `==`",
    );
    check(
        "permit(principal, action is «Action», resource);",
        "`is` cannot be used with `action` in the scope",
        "every action is an `Action`; use `==` or `in`",
    );
    check(
        "permit(principal, action is «Action» in Action::\"a\", resource);",
        "`is` cannot be used with `action` in the scope",
        "every action is an `Action`; use `==` or `in`",
    );
    check(
        "permit(principal, action == «U::\"a\"», resource);",
        "`U::\"a\"` is not an action: its type must be `Action` or end in `::Action`",
        "",
    );
    check(
        "permit(principal, action in [Action::\"a\", «Action::N::\"b\"»], resource);",
        "`Action::N::\"b\"` is not an action: its type must be `Action` or end in `::Action`",
        "",
    );
    let no_slot = "slots stand for the principal and the resource only";
    check(
        "permit(principal, action == «?action», resource);",
        "there is no slot for the action",
        no_slot,
    );
    check(
        "permit(principal, action in «?principal», resource);",
        "there is no slot for the action",
        no_slot,
    );
    check(
        "permit(principal, action in [«?principal»], resource);",
        "there is no slot for the action",
        no_slot,
    );
    check(
        "permit(principal, action in [«[Action::\"a\"]»], resource);",
        "a set of actions cannot contain a set",
        "list all actions in one set",
    );
    check(
        "permit(principal, action in [Action::\"a\" «Action::\"b\"»], resource);",
        "unexpected `Action::\"b\"`: expected `]` or `,`",
        "",
    );
}

#[test]
fn conditions() {
    check(
        "permit(principal, action, resource) «when {}»;",
        "the `when` condition is empty",
        "write `when { true }`, or leave the condition out",
    );
    check(
        "permit(principal, action, resource) when { true } «unless { }»;",
        "the `unless` condition is empty",
        "write `unless { true }`, or leave the condition out",
    );
    check(
        "permit(principal, action, resource) «where» {true};",
        "a condition starts with `when` or `unless`, not `where`",
        "did you mean `when`?",
    );
    check(
        "permit(principal, action, resource) «unles» {true};",
        "a condition starts with `when` or `unless`, not `unles`",
        "did you mean `unless`?",
    );
    let braces = "a condition stands in braces: `when { … }`";
    check(
        "permit(principal, action, resource) when «true»;",
        "unexpected `true`: expected `{`",
        braces,
    );
    check(
        "permit(principal, action, resource) when «(»true);",
        "unexpected `(`: expected `{`",
        braces,
    );
    check(
        "permit(principal, action, resource) «{» true };",
        "unexpected `{`: expected `when`, `unless` or `;`",
        "a condition starts with `when` or `unless`",
    );
    check(
        "permit(principal, action, resource); when «{» true };",
        "unexpected `{`: expected `(`",
        "a condition belongs to the policy before it: remove the `;` between them",
    );
    check(
        "permit(principal, action, resource) when { true«;» };",
        "unexpected `;`: expected an operator or `}`",
        "`;` only ends a policy",
    );
    check_condition(
        "[«?principal», ?resource] == principal",
        "the slot `?principal` can only be used in the scope",
        "use the variable `principal`",
    );
    check_condition(
        "«?foo» == 1",
        "`?foo` is not a slot",
        "the slots are `?principal` and `?resource`",
    );
    check_expression(
        "«?foo»",
        "`?foo` is not a slot",
        "the slots are `?principal` and `?resource`",
    );
}

#[test]
fn brackets() {
    for (text, message, open) in [
        (
            "permit(principal, action, resource) when { (1 };",
            "unexpected `}`: expected `)`",
            "(",
        ),
        (
            "permit(principal, action, resource) when { [1 };",
            "unexpected `}`: expected `]` or `,`",
            "[",
        ),
        (
            "permit(principal, action, resource) when { 1) };",
            "unexpected `)`: expected `}`",
            "{",
        ),
        (
            "permit(principal, action, resource;",
            "unexpected `;`: expected `==`, `in`, `is`, `)` or `,`",
            "(",
        ),
        (
            "permit(principal, action, resource) when { true",
            "unexpected end of input: expected an operator or `}`",
            "{",
        ),
    ] {
        let errors = parse_policies(text).unwrap_err();
        let error = errors.iter().next().unwrap();
        assert_eq!(error.to_string(), message, "{text}");
        let (span, label) = *error.related.clone().unwrap();
        assert_eq!(text.get(span.range().unwrap()), Some(open), "{text}");
        assert_eq!(label, format!("this `{open}` is not closed"), "{text}");
        assert_eq!(errors.iter().count(), 1, "{text}");
    }
}

#[test]
fn expressions_alone() {
    check_expression("«»", "unexpected end of input: expected an expression", "");
    check_expression("1 +«»", "unexpected end of input: expected an operand", "");
    check_expression("1 «2»", "unexpected number `2`: expected an operator", "");
    check_expression("1«;»", "unexpected `;`: expected an operator", "");
    check_expression(
        "if true then 1«»",
        "unexpected end of input: expected `else`",
        "",
    );
    check_expression(
        "principal«.»",
        "unexpected `.`: expected an attribute name behind `.`",
        "",
    );
    check_expression(
        "principal in «in»",
        "unexpected `in`: expected an operand",
        "",
    );
}

#[test]
fn several_errors() {
    let text = "allow(principal, action);\n\
                permit(principal, action, resource) when { 1 + };\n\
                permit(principal, action, resource) when { usr == 1 && [].size() };\n\
                forbid(principal, action, resource)\n\
                permit(principal, action, resource) when { (1; 2) };\n\
                permit(principal, action, resource) when { 'x' };\n\
                permit(principal, action, resource);";
    let errors = parse_policies(text).unwrap_err();
    let lines: Vec<_> = errors
        .iter()
        .map(|error| {
            let start = error.span.range().unwrap().start;
            (
                text[..start].matches('\n').count() + 1,
                error.kind.to_string(),
            )
        })
        .collect();
    let expected = [
        (1, "a policy starts with `permit` or `forbid`, not `allow`"),
        (1, "the scope lacks `resource`"),
        (2, "unexpected `}`"),
        (3, "`usr` is not a variable"),
        (3, "`size` is not a method"),
        (4, "expected `;` at the end of the policy"),
        (5, "unexpected `;`"),
        (6, "strings are written in double quotes"),
    ];
    let expected = expected.map(|(line, message)| (line, message.to_owned()));
    assert_eq!(lines, expected);
}

#[test]
fn one_policy() {
    use crate::{parse_policy, parse_policy_or_template, parse_template};
    use cedar_core::PolicyId;
    let id = || PolicyId::new("x");
    let policy = "permit(principal, action, resource);";
    let template = "permit(principal in ?principal, action, resource);";
    let two = format!("{policy}{policy}");
    let message = |errors: ParseErrors| errors.to_string();
    assert!(parse_policy(id(), policy).is_ok() && parse_template(id(), template).is_ok());
    assert!(parse_policy_or_template(id(), policy).is_ok());
    assert!(parse_policy_or_template(id(), template).is_ok());
    assert_eq!(
        parse_policy(id(), template).map_err(message),
        Err("the slot `?principal` makes this a template, not a static policy".to_owned())
    );
    assert_eq!(
        parse_template(id(), policy).map_err(message),
        Err("this policy has no slot, so it is not a template".to_owned())
    );
    assert_eq!(
        parse_policy(id(), &two).map_err(message),
        Err("expected exactly one policy, found 2".to_owned())
    );
    assert_eq!(
        parse_policy_or_template(id(), "").map_err(message),
        Err("expected exactly one policy, found 0".to_owned())
    );
}
