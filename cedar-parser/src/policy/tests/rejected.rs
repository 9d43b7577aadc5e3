//! Texts that are no policies: what is said about them, where, and which help is given.

use crate::{ParseError, ParseErrors, parse_expression, parse_policies};

/// Checks the only error of a text. `«` and `»` mark the place that it must
/// point at; they are not part of the text.
fn check(marked: &str, message: &str, hint: &str) {
    check_all(marked, &[(message, hint)], |text| {
        parse_policies(text).err()
    });
}

/// The same for what stands in a condition.
fn check_condition(marked: &str, message: &str, hint: &str) {
    let policy = format!("permit(principal, action, resource) when {{ {marked} }};");
    check(&policy, message, hint);
}

/// The same for an expression alone.
fn check_expression(marked: &str, message: &str, hint: &str) {
    check_all(marked, &[(message, hint)], |text| {
        parse_expression(text).err()
    });
}

/// Checks all errors, in order. Their places are marked in the same order.
fn check_all(
    marked: &str,
    expected: &[(&str, &str)],
    parse: impl FnOnce(&str) -> Option<ParseErrors>,
) {
    let text = marked.replace(['«', '»'], "");
    let errors = parse(&text).unwrap_or_else(|| panic!("accepted: {text}"));
    let found: Vec<_> = errors
        .iter()
        .map(|error| shown(marked, &text, error))
        .collect();
    let places = marked_places(marked);
    assert_eq!(places.len(), expected.len(), "marks in {marked}");
    let expected: Vec<_> = expected
        .iter()
        .zip(places)
        .map(|((message, hint), place)| (place, (*message).to_owned(), (*hint).to_owned()))
        .collect();
    assert_eq!(found, expected, "{text}");
}

/// An error as place, message with label, and hint.
fn shown(marked: &str, text: &str, error: &ParseError) -> (usize, String, String) {
    let range = error.span.range().unwrap();
    let place = range.start;
    let underlined = text.get(range).unwrap();
    assert!(
        marked.contains(&format!("«{underlined}»")),
        "`{underlined}` is not marked in {marked}: {error}"
    );
    (
        place,
        error.to_string(),
        error.hint.clone().unwrap_or_default(),
    )
}

/// The offsets of the marked places in the text without marks.
fn marked_places(marked: &str) -> Vec<usize> {
    let mut removed = 0;
    let mut places = Vec::new();
    for (offset, mark) in marked.match_indices(['«', '»']) {
        if mark == "«" {
            places.push(offset - removed);
        }
        removed += mark.len();
    }
    places
}

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
fn has() {
    check_condition(
        "principal has «if».a",
        "`if` is reserved and cannot be used as a name here",
        "write it as a string: `\"if\"`",
    );
    check_condition(
        "principal has a.«in»",
        "`in` is reserved and cannot be used as a name here",
        "write the attribute as a string: `has \"in\"`",
    );
    check_condition(
        "principal has «__cedar»",
        "`__cedar` is reserved and cannot be used as a name here",
        "write the attribute as a string: `has \"__cedar\"`",
    );
    let right_side = "the right-hand side of `has` must be an attribute name or a string";
    let hint = "to test with `has`, write `value has attribute` or `value has \"attribute\"`";
    check_condition("principal has «(»a)", right_side, hint);
    check_condition("principal has «a::b»", right_side, hint);
    check_condition("principal has «1»", right_side, hint);
    check_condition("principal has «User::\"a\"»", right_side, hint);
    check_condition(
        "principal has a«[»\"b\"]",
        "unexpected `[`: expected an operator or `}`",
        "",
    );
    check_condition(
        "principal has a.b«(»)",
        "unexpected `(`: expected an operator or `}`",
        "",
    );
    check_condition(
        "principal has \"a\"«.b»",
        "unexpected `.b`: expected an operator or `}`",
        "",
    );
    check_expression(
        "principal has \"a\"«.»\"b\"",
        "unexpected `.`: expected an attribute name behind `.`",
        "",
    );
    check_condition(
        "principal has a «+» 1",
        "the right-hand side of `has` must be an attribute name and nothing more",
        "use parentheses to go on with the result",
    );
}

#[test]
fn like_and_is() {
    let pattern = "patterns are written out, as in `text like \"start*\"`";
    check_condition(
        "\"a\" like «principal».b",
        "the right-hand side of `like` must be a string",
        pattern,
    );
    check_condition(
        "\"a\" like «1»",
        "the right-hand side of `like` must be a string",
        pattern,
    );
    check_condition(
        "\"a\" like «(»\"a\")",
        "the right-hand side of `like` must be a string",
        pattern,
    );
    check_condition(
        "\"a\" like \"«\\e»\"",
        "`\\e` is not an escape sequence",
        "escapes are \\n \\r \\t \\\\ \\0 \\' \\\" \\* \\xHH \\u{…}; for a backslash write `\\\\`",
    );
    check_condition(
        "\"a\" like \"a\" «*» 2",
        "the right-hand side of `like` must be a string and nothing more",
        "use parentheses to go on with the result",
    );
    check_condition(
        "principal is «\"User\"»",
        "the right-hand side of `is` must be an entity type",
        "write the type without quotes: `is User`",
    );
    check_condition(
        "principal is «?principal»",
        "the right-hand side of `is` must be an entity type",
        "write the name of a type, such as `is User`",
    );
    check_condition(
        "principal is «if»",
        "`if` is reserved and cannot be used as a name here",
        "",
    );
    check_condition(
        "principal is «A::__cedar»",
        "`A::__cedar` contains `__cedar`, which is reserved",
        "",
    );
    check_condition(
        "principal is User «-» 1",
        "the right-hand side of `is` must be an entity type and nothing more",
        "use parentheses to go on with the result",
    );
}

const CHAINED: &str = "comparisons cannot be chained";
const PARENTHESES: &str = "use parentheses, or join two comparisons with `&&`";

#[test]
fn relations_are_not_associative() {
    check_condition("1 < 2 «<» 3", CHAINED, PARENTHESES);
    check_condition("1 == 1 «==» true", CHAINED, PARENTHESES);
    check_condition("1 + 2 < 3 * 4 «in» 5", CHAINED, PARENTHESES);
    check_condition("principal is User «==» true", CHAINED, PARENTHESES);
    check_condition(
        "principal is User in resource «in» resource",
        CHAINED,
        PARENTHESES,
    );
    check_condition("principal has a «==» true", CHAINED, PARENTHESES);
    check_condition("principal has a «has» b", CHAINED, PARENTHESES);
    check_condition("\"a\" like \"b\" «like» \"c\"", CHAINED, PARENTHESES);
    check_condition("1 < 2 «is» User", CHAINED, PARENTHESES);
    check_condition("true && 1 < 2 «>» 3 || false", CHAINED, PARENTHESES);
}

#[test]
fn operators_of_other_languages() {
    check_condition(
        "1 «=» 1",
        "Cedar has no operator `=`",
        "to compare, write `==`",
    );
    check_condition(
        "1 ==«=» 1",
        "unexpected `=`: expected an operand",
        "to compare, write `==` or `!=`",
    );
    check_condition(
        "7 «/» 2",
        "Cedar has no operator `/`",
        "the arithmetic operators are `+`, `-` and `*`",
    );
    check_condition(
        "7 «%» 2",
        "Cedar has no operator `%`",
        "the arithmetic operators are `+`, `-` and `*`",
    );
    check_condition(
        "7 /«*» x */",
        "unexpected `*`: expected an operand",
        "comments start with `//` and end with the line",
    );
    check_condition(
        "true «and» false",
        "unexpected `and`: expected an operator or `}`",
        "did you mean `&&`?",
    );
    check_condition(
        "true «or» false",
        "unexpected `or`: expected an operator or `}`",
        "did you mean `||`?",
    );
    check_condition(
        "not «true»",
        "unexpected `true`: expected an operator or `}`",
        "did you mean `!`?",
    );
    check_condition(
        "1 «&» 2",
        "unexpected character `&`",
        "the operator is `&&`",
    );
    check_condition(
        "1 «|» 2",
        "unexpected character `|`",
        "the operator is `||`",
    );
    check_condition("1 «≤» 2", "unexpected character `≤`", "write `<=`");
    check(
        "«#» comment",
        "unexpected character `#`",
        "comments start with `//`",
    );
}

#[test]
fn signs_and_integers() {
    let combined = "`!` and `-` can only be combined with parentheses";
    check_condition("!«-»1", "unexpected `-`: expected an operand", combined);
    check_condition("-«!»true", "unexpected `!`: expected an operand", combined);
    check_condition("«-----»1", "more than four `-` in a row", "");
    check_condition("«!!!!!»true", "more than four `!` in a row", "");
    let too_large =
        |digits| format!("the integer `{digits}` is too large: the largest is 9223372036854775807");
    check_condition(
        "«9223372036854775808»",
        &too_large("9223372036854775808"),
        "",
    );
    check_condition(
        "-(«9223372036854775808»)",
        &too_large("9223372036854775808"),
        "",
    );
    check_condition(
        "-«9223372036854775809»",
        &too_large("9223372036854775809"),
        "",
    );
    check_condition(
        "1 - «9223372036854775808»",
        &too_large("9223372036854775808"),
        "",
    );
    check_condition(
        "-«9223372036854775808».a",
        &too_large("9223372036854775808"),
        "",
    );
    check_condition(
        "«18446744073709551616»",
        &too_large("18446744073709551616"),
        "",
    );
}

#[test]
fn conditionals_are_no_operands() {
    let hint = "put the `if` in parentheses";
    check_condition(
        "true && «if» true then true else false",
        "unexpected `if`: expected an operand",
        hint,
    );
    check_condition(
        "1 + «if» true then 1 else 2",
        "unexpected `if`: expected an operand",
        hint,
    );
    check(
        "permit(principal, action, resource) when { if true then 1 «}»;",
        "unexpected `}`: expected `else`",
        "",
    );
}

#[test]
fn names_and_variables() {
    let variable = |name| format!("`{name}` is not a variable");
    check_condition(
        "«User»",
        &variable("User"),
        "an entity has an id: `User::\"id\"`",
    );
    check_condition(
        "«A::User» == 1",
        &variable("A::User"),
        "an entity has an id: `A::User::\"id\"`",
    );
    check_condition(
        "«principl» == 1",
        &variable("principl"),
        "did you mean `principal`?",
    );
    check_condition(
        "«Principal» == 1",
        &variable("Principal"),
        "did you mean `principal`?",
    );
    check_condition(
        "«user».name == 1",
        &variable("user"),
        "did you mean `principal`?",
    );
    check_condition("«True»", &variable("True"), "did you mean `true`?");
    check_condition(
        "principal.a == «null»",
        &variable("null"),
        "Cedar has no null: test with `has` whether an attribute exists",
    );
    check_condition(
        "«ip»",
        &variable("ip"),
        "to call the function, write `ip(\"…\")`",
    );
    check_condition(
        "«xyz» == 1",
        &variable("xyz"),
        "the variables are `principal`, `action`, `resource` and `context`; strings need quotes",
    );
    let reserved = |word| format!("`{word}` is reserved and cannot be used as a name here");
    check_condition("«in»::\"a\" == 1", &reserved("in"), "");
    check_condition("«__cedar»::\"a\" == 1", &reserved("__cedar"), "");
    check_condition(
        "«A::__cedar»::\"a\" == 1",
        "`A::__cedar` contains `__cedar`, which is reserved",
        "",
    );
    check_condition(
        "principal.«if»",
        &reserved("if"),
        "write the attribute as a string: `[\"if\"]`",
    );
    check_condition(
        "principal.«__cedar»",
        &reserved("__cedar"),
        "write the attribute as a string: `[\"__cedar\"]`",
    );
    check_condition(
        "«User::»{a: 1} == 1",
        "an entity is written with a string: `User::\"id\"`",
        "",
    );
    check_condition(
        "«User::» == 1",
        "an entity is written with a string: `User::\"id\"`",
        "",
    );
}

#[test]
fn calls() {
    check_condition(
        "«contains»(1)",
        "`contains` is a method, not a function",
        "methods are called on a value: `value.contains(…)`",
    );
    check_condition(
        "«lessThan»(decimal(\"1.0\"))",
        "`lessThan` is a method, not a function",
        "methods are called on a value: `value.lessThan(…)`",
    );
    check_condition(
        "ip(\"1\").«decimal»()",
        "`decimal` is a function, not a method",
        "write `decimal(…)` without a receiver",
    );
    check_condition(
        "«ipp»(\"1\")",
        "`ipp` is not a function",
        "did you mean `ip`?",
    );
    let functions = "the functions are `decimal`, `ip`, `datetime`, `duration`";
    check_condition("«unknown»(\"x\")", "`unknown` is not a function", functions);
    check_condition("«principal»()", "`principal` is not a function", functions);
    check_condition("«N::ip»(\"a\")", "`N::ip` is not a function", functions);
    check_condition(
        "ip(\"1\").«isIpv5»()",
        "`isIpv5` is not a method",
        "did you mean `isIpv4`?",
    );
    check_condition(
        "[1].«Contains»(1)",
        "`Contains` is not a method",
        "did you mean `contains`?",
    );
    check_condition(
        "[1].«size»()",
        "`size` is not a method",
        "Cedar has no sizes; sets have `isEmpty()`",
    );
    check_condition("1.«foo»()", "`foo` is not a method", "");
    check_condition(
        "1.«if»()",
        "`if` is reserved and cannot be used as a name here",
        "",
    );
    check_condition(
        "[1].«isEmpty(1)»",
        "`isEmpty` takes no arguments, not 1",
        "",
    );
    check_condition("[1].«contains()»", "`contains` takes 1 argument, not 0", "");
    check_condition(
        "[1].«containsAll(1, 2)»",
        "`containsAll` takes 1 argument, not 2",
        "",
    );
    check_condition(
        "principal.«hasTag()»",
        "`hasTag` takes 1 argument, not 0",
        "",
    );
    check_condition(
        "principal.«getTag(\"a\", \"b\")»",
        "`getTag` takes 1 argument, not 2",
        "",
    );
    let callable = "only a function or a method can be called";
    let forms = "calls have the form `function(…)` or `receiver.method(…)`";
    check_condition("«(principal.contains)(1)»", callable, forms);
    check_condition("«principal[\"contains\"](1)»", callable, forms);
    check_condition("«ip(\"a\")(1)»", callable, forms);
    check_condition("«\"a\"()»", callable, forms);
    check_condition("«1()»", callable, forms);
}

#[test]
fn sets_and_records() {
    check_condition(
        "[1,2,«,»3]",
        "unexpected `,`: expected an expression or `]`",
        "",
    );
    check_condition("[«,»]", "unexpected `,`: expected an expression or `]`", "");
    check_condition(
        "{a: 1, «\"a\"»: 2}",
        "the key `a` occurs twice in this record",
        "",
    );
    check_condition(
        "{a: 1, \"b\": 2, «b»: 3, a: 4}",
        "the key `b` occurs twice in this record",
        "",
    );
    check_condition(
        "{«if»: 1}",
        "`if` is reserved and cannot be used as a name here",
        "write it as a string: `\"if\"`",
    );
    check_condition(
        "{«__cedar»: 1}",
        "`__cedar` is reserved and cannot be used as a name here",
        "write the key as a string: `\"__cedar\"`",
    );
    check_condition(
        "{«1»: 1}",
        "unexpected number `1`: expected a key or `}`",
        "",
    );
    check_condition("{a «1»}", "unexpected number `1`: expected `:`", "");
    check_condition(
        "{a: 1 «b»: 2}",
        "unexpected `b`: expected an operator, `}` or `,`",
        "",
    );
    check_condition(
        "principal[«action»]",
        "unexpected `action`: expected a string",
        "an attribute is accessed with a literal name: `value[\"name\"]`",
    );
}

#[test]
fn strings() {
    check(
        "permit(principal, action, resource) when { «\"a }; »\n",
        "this string has no closing `\"`",
        "",
    );
    check_condition(
        "«'a b'» == 1",
        "strings are written in double quotes",
        "use `\"` instead of `'`",
    );
    check_condition(
        "«\"a\\\nb\"»",
        "a string cannot continue after a backslash at the end of a line",
        "a string may simply go on in the next line; the line break is part of it",
    );
    check_condition(
        "\"a«\\x80»\"",
        "`\\x80` is not an escape sequence",
        "`\\x` takes two hexadecimal digits, 00 to 7f; use `\\u{…}` beyond that",
    );
    check_condition(
        "1 «\u{200b}»+ 1",
        "unexpected character `\\u{200b}`",
        "this character is invisible; remove it",
    );
    check(
        "«\u{feff}»",
        "unexpected character `\\u{feff}`",
        "this character is invisible; remove it",
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
        let (span, label) = error.related.clone().unwrap();
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
