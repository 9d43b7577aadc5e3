//! Texts that are policies or expressions, and what they mean.

use super::tree::tree;
use crate::{ParsedPolicy, parse_expression, parse_policies, parse_policy_set};
use cedar_core::PolicyId;
use cedar_core::ast::{ActionConstraint, ConditionKind, EntityOrSlot, PolicyBody, ScopeConstraint};

/// Checks the structure of an expression.
fn check(text: &str, expected: &str) {
    match parse_expression(text) {
        Ok(expr) => assert_eq!(tree(expr.root()), expected, "{text}"),
        Err(errors) => panic!("{text}: {errors}"),
    }
}

#[test]
fn literals_and_variables() {
    check("true", "true");
    check("false", "false");
    check("0", "0");
    check("007", "7");
    check("9223372036854775807", "9223372036854775807");
    check("00000000000000000000000000000001", "1");
    check(r#""a\u{20}b""#, r#""a b""#);
    check("\"a\nb\"", r#""a\nb""#);
    check("\"é𝄞\"", "\"é𝄞\"");
    check("principal", "principal");
    check("[action, resource, context]", "[action resource context]");
    check("?principal", "?principal");
    check("?resource == 1", "(== ?resource 1)");
}

#[test]
fn entities() {
    check(r#"User::"a""#, r#"User::"a""#);
    check(r#"A::B::C::"a\"b""#, r#"A::B::C::"a\"b""#);
    check(" A // x\n :: // \"y\"\n B\t:: \"z\"", r#"A::B::"z""#);
    check(r#"principal::"a""#, r#"principal::"a""#);
    check(r#"permit::context::"a""#, r#"permit::context::"a""#);
    check(r#"Action::"a".b"#, r#"(. Action::"a" b)"#);
}

#[test]
fn precedence_and_associativity() {
    check("1 - 2 - 3", "(- (- 1 2) 3)");
    check("1 + 2 * 3 - 4", "(- (+ 1 (* 2 3)) 4)");
    check("(1 + 2) * (3 + 4)", "(* (+ 1 2) (+ 3 4))");
    check(
        "true || false && true || false",
        "(|| (|| true (&& false true)) false)",
    );
    check("true && false && true", "(&& (&& true false) true)");
    check(
        "1 + 1 == 2 && 3 < 4 * 5",
        "(&& (== (+ 1 1) 2) (< 3 (* 4 5)))",
    );
    check("1 * 2 <= 3 || 4 != 5", "(|| (<= (* 1 2) 3) (!= 4 5))");
    check("1 > 2 && 3 >= 4", "(&& (> 1 2) (>= 3 4))");
    check("!principal in resource", "(in (! principal) resource)");
    check("!principal.a && true", "(&& (! (. principal a)) true)");
    check(
        "principal in resource.a + 1",
        "(in principal (+ (. resource a) 1))",
    );
    check("((((1))))", "1");
    check("(1 < 2) == (2 < 3)", "(== (< 1 2) (< 2 3))");
    check("true && (false || true)", "(&& true (|| false true))");
}

#[test]
fn conditionals() {
    check("if true then 1 else 2", "(if true 1 2)");
    check(
        "if if true then true else false then 1 else if false then 2 else 3",
        "(if (if true true false) 1 (if false 2 3))",
    );
    check("if true then 1 else 2 + 3", "(if true 1 (+ 2 3))");
    check(
        "if true then true else false && false",
        "(if true true (&& false false))",
    );
    check(
        "true && (if true then true else false)",
        "(&& true (if true true false))",
    );
    check("[if true then 1 else 2, 3]", "[(if true 1 2) 3]");
    check("{\"a\": if true then 1 else 2}", "{\"a\": (if true 1 2)}");
    check(
        "ip(if true then \"a\" else \"b\")",
        "(ip (if true \"a\" \"b\"))",
    );
}

#[test]
fn signs() {
    check("-1", "-1");
    check("- 1", "-1");
    check("--1", "(- -1)");
    check("----1", "(- (- (- -1)))");
    check("-(1)", "(- 1)");
    check("-9223372036854775808", "-9223372036854775808");
    check("--9223372036854775808", "(- -9223372036854775808)");
    check("-0", "0");
    check("-1.foo", "(- (. 1 foo))");
    check("-{a: 1}.a", "(- (. {\"a\": 1} a))");
    check("1 - -1", "(- 1 -1)");
    check("1--1", "(- 1 -1)");
    check("1 +- 1", "(+ 1 -1)");
    check("1 -1", "(- 1 1)");
    check("-1 * -2", "(* -1 -2)");
    check("!!!!true", "(! (! (! (! true))))");
    check("!(-1)", "(! -1)");
    check("-(!true)", "(- (! true))");
    check("!!!!(!true)", "(! (! (! (! (! true)))))");
}

#[test]
fn attributes() {
    check("principal.a.b", "(. (. principal a) b)");
    check("principal[\"a\"][\"b c\"]", "(. (. principal a) b c)");
    check("principal . a [ \"b\" ] . c", "(. (. (. principal a) b) c)");
    check("principal // c\n . // d\n a", "(. principal a)");
    check(
        "principal.permit.principal.when",
        "(. (. (. principal permit) principal) when)",
    );
    check(
        "principal.contains.ip.isEmpty",
        "(. (. (. principal contains) ip) isEmpty)",
    );
    check("ip(\"a\").isIpv4", "(. (ip \"a\") isIpv4)");
    check("\"a\".b", "(. \"a\" b)");
    check("true.b", "(. true b)");
    check("1.b", "(. 1 b)");
    check("[1].b", "(. [1] b)");
    check("{\"if\": 1}[\"if\"]", "(. {\"if\": 1} if)");
    check("{a: 1}[\"__cedar\"]", "(. {\"a\": 1} __cedar)");
    check(
        "(if true then principal else resource).a",
        "(. (if true principal resource) a)",
    );
}

#[test]
fn has_like_is() {
    check("principal has a", "(has principal a)");
    check("principal has \"a b\"", "(has principal a b)");
    check("principal has \"if\"", "(has principal if)");
    check(
        "principal has principal.context",
        "(&& (has principal principal) (has (. principal principal) context))",
    );
    check(
        "principal has a.b.c",
        "(&& (&& (has principal a) (has (. principal a) b)) (has (. (. principal a) b) c))",
    );
    check("1 + 2 has a", "(has (+ 1 2) a)");
    check(
        "!principal has a || true",
        "(|| (has (! principal) a) true)",
    );
    check("\"a\" like \"a\\*b*\"", "(like \"a\" a*b<any>)");
    check("\"a\" like \"\\x2a\\u{2a}\"", "(like \"a\" <any><any>)");
    check("principal is User", "(is principal User)");
    check("principal is A :: B", "(is principal A::B)");
    check("principal is principal", "(is principal principal)");
    check(
        "principal is User in resource",
        "(is principal User in resource)",
    );
    check(
        "principal is User in [resource]",
        "(is principal User in [resource])",
    );
    check(
        "principal is User in resource.a + 1 && true",
        "(&& (is principal User in (+ (. resource a) 1)) true)",
    );
    check("1 + 1 is User && true", "(&& (is (+ 1 1) User) true)");
    check(
        "(principal is User) == true",
        "(== (is principal User) true)",
    );
    check(
        "true && principal is User || true",
        "(|| (&& true (is principal User)) true)",
    );
}

#[test]
fn sets_and_records() {
    check("[]", "[]");
    check("[1, [2], []]", "[1 [2] []]");
    check("[1, 2,]", "[1 2]");
    check("{}", "{}");
    check("{a: 1, \"b c\": 2,}", "{\"a\": 1, \"b c\": 2}");
    check("{b: 1, a: {b: 2}}", "{\"b\": 1, \"a\": {\"b\": 2}}");
    check(
        "{permit: 1, principal: 2, context: 3}",
        "{\"permit\": 1, \"principal\": 2, \"context\": 3}",
    );
    check(
        "{\"__cedar\": 1, \"if\": 2, \"\": 3}",
        "{\"__cedar\": 1, \"if\": 2, \"\": 3}",
    );
    check("{a: 1}.a", "(. {\"a\": 1} a)");
}

#[test]
fn calls() {
    check("[1].contains(1)", "(contains [1] 1)");
    check("[1].containsAll([1]).b", "(. (containsAll [1] [1]) b)");
    check("[1].containsAny([1],)", "(containsAny [1] [1])");
    check("[].isEmpty()", "(isEmpty [])");
    check(
        "principal.hasTag(\"a\") && principal.getTag(\"a\")",
        "(&& (hasTag principal \"a\") (getTag principal \"a\"))",
    );
    check("ip(\"1.2.3.4\")", "(ip \"1.2.3.4\")");
    check("ip (\"1.2.3.4\") . isIpv4 ( )", "(isIpv4 (ip \"1.2.3.4\"))");
    check(
        "decimal(\"1.0\").lessThan(decimal(\"2.0\"))",
        "(lessThan (decimal \"1.0\") (decimal \"2.0\"))",
    );
    check(
        "datetime(\"2024-01-01\").offset(duration(\"1d\"))",
        "(offset (datetime \"2024-01-01\") (duration \"1d\"))",
    );
    // The number of arguments of extension functions is checked when they are evaluated.
    check("ip()", "(ip)");
    check("ip(1, [2, ip(3)], 4)", "(ip 1 [2 (ip 3)] 4)");
    check("1.isIpv4(1, 2)", "(isIpv4 1 1 2)");
    check(
        "principal.a.b(1)".replace(".b(1)", ".lessThan(1)").as_str(),
        "(lessThan (. principal a) 1)",
    );
}

#[test]
fn nested_lists_keep_apart() {
    check(
        "[1, [2, 3, [4], {a: [5, 6], b: ip(7, 8)}], 9]",
        "[1 [2 3 [4] {\"a\": [5 6], \"b\": (ip 7 8)}] 9]",
    );
    check(
        "(1 + (2 * (3 - 4)) < 5) && [6 + 7 * 8] == 9",
        "(&& (< (+ 1 (* 2 (- 3 4))) 5) (== [(+ 6 (* 7 8))] 9))",
    );
}

#[test]
fn white_space_and_comments() {
    check("\u{a0}1\u{2003}+\u{b}1\u{85}", "(+ 1 1)");
    check("// only\n1", "1");
    check("1 // c", "1");
    check("1 // c\r+ // d\r\n2", "(+ 1 2)");
}

fn body(text: &str) -> PolicyBody {
    match parse_policies(text).as_deref() {
        Ok([ParsedPolicy::Static(policy)]) => policy.body().clone(),
        Ok([ParsedPolicy::Template(template)]) => template.body().clone(),
        other => panic!("{text}: {other:?}"),
    }
}

/// Checks the scope of a policy: how it reads in our own notation.
fn check_scope(scope: &str, expected: &str) {
    let body = body(&format!("permit({scope});"));
    let entity = |entity: &EntityOrSlot| match entity {
        EntityOrSlot::Entity(uid) => uid.to_string(),
        EntityOrSlot::Slot => "?".to_owned(),
    };
    let constraint = |constraint: &ScopeConstraint| match constraint {
        ScopeConstraint::Any => "any".to_owned(),
        ScopeConstraint::Equal(e) => format!("== {}", entity(e)),
        ScopeConstraint::In(e) => format!("in {}", entity(e)),
        ScopeConstraint::Is(t) => format!("is {t}"),
        ScopeConstraint::IsIn(t, e) => format!("is {t} in {}", entity(e)),
    };
    let action = match &body.action {
        ActionConstraint::Any => "any".to_owned(),
        ActionConstraint::Equal(e) => format!("== {e}"),
        ActionConstraint::In(e) => format!("in {e}"),
        ActionConstraint::InSet(es) => format!("in {es:?}"),
    };
    let found = format!(
        "{} | {action} | {}",
        constraint(&body.principal),
        constraint(&body.resource)
    );
    assert_eq!(found, expected, "{scope}");
}

#[test]
fn scopes() {
    check_scope("principal, action, resource", "any | any | any");
    check_scope("principal, action, resource,", "any | any | any");
    check_scope(
        r#"principal == U::"a", action, resource in R::"b""#,
        r#"== U::"a" | any | in R::"b""#,
    );
    check_scope(
        "principal is U, action, resource is A::R",
        "is U | any | is A::R",
    );
    check_scope(
        r#"principal is U in G::"a", action, resource"#,
        r#"is U in G::"a" | any | any"#,
    );
    check_scope(
        "principal is principal, action, resource",
        "is principal | any | any",
    );
    check_scope(
        r#"principal == ((U::"a")), action, resource in (R::"b")"#,
        r#"== U::"a" | any | in R::"b""#,
    );
    check_scope(
        "principal == ?principal, action, resource in ?resource",
        "== ? | any | in ?",
    );
    check_scope(
        "principal is U in ?principal, action, resource == (?resource)",
        "is U in ? | any | == ?",
    );
    check_scope(
        r#"principal, action == Action::"a", resource"#,
        r#"any | == Action::"a" | any"#,
    );
    check_scope(
        r#"principal, action in N::Action::"a", resource"#,
        r#"any | in N::Action::"a" | any"#,
    );
    check_scope("principal, action in [], resource", "any | in [] | any");
    check_scope(
        r#"principal, action in [Action::"a", (N::Action::"b"),], resource"#,
        r#"any | in [Action::"a", N::Action::"b"] | any"#,
    );
    check_scope(
        r#"principal, action in (([Action::"a"])), resource"#,
        r#"any | in [Action::"a"] | any"#,
    );
}

#[test]
fn conditions() {
    let text = "forbid(principal,action,resource)when{1}unless{2}when{[3]};";
    let conditions: Vec<_> = body(text)
        .conditions
        .iter()
        .map(|condition| {
            let span = text
                .get(condition.span.range().unwrap())
                .unwrap()
                .to_owned();
            (condition.kind, tree(condition.body.root()), span)
        })
        .collect();
    assert_eq!(
        conditions,
        [
            (ConditionKind::When, "1".to_owned(), "when{1}".to_owned()),
            (
                ConditionKind::Unless,
                "2".to_owned(),
                "unless{2}".to_owned()
            ),
            (
                ConditionKind::When,
                "[3]".to_owned(),
                "when{[3]}".to_owned()
            ),
        ]
    );
}

#[test]
fn annotations() {
    let body = body(
        "@id(\"x\\n\\u{41}\") @if @ in // c\n(\"y\")@_(\"\")\n permit(principal,action,resource);",
    );
    let found: Vec<_> = body
        .annotations
        .iter()
        .map(|(key, annotation)| (key.as_str(), annotation.text()))
        .collect();
    assert_eq!(found, [("_", ""), ("id", "x\nA"), ("if", ""), ("in", "y")]);
}

#[test]
fn files() {
    for empty in ["", " \n", "// nothing", "\u{a0}"] {
        assert!(parse_policy_set(empty).unwrap().is_empty(), "{empty:?}");
    }
    let text = "permit(principal,action,resource);\n\
                permit(principal == ?principal,action,resource);// c\n\
                @a forbid(principal,action,resource);";
    let set = parse_policy_set(text).unwrap();
    let ids: Vec<_> = set.policies().map(|policy| policy.id().as_str()).collect();
    assert_eq!(ids, ["policy0", "policy2"]);
    let templates: Vec<_> = set
        .templates()
        .map(|template| template.id().as_str())
        .collect();
    assert_eq!(templates, ["policy1"]);
    let last = set.policy(&PolicyId::new("policy2")).unwrap();
    let range = last.body().span.range().unwrap();
    assert_eq!(
        text.get(range),
        Some("@a forbid(principal,action,resource);")
    );
}

#[test]
fn scope_places() {
    let check = |scope: &str, expected: [&str; 3]| {
        let text = format!("permit({scope});");
        let spans = body(&text).scope_spans;
        let found = [spans.principal, spans.action, spans.resource]
            .map(|span| span.range().and_then(|range| text.get(range)));
        assert_eq!(found, expected.map(Some), "{scope}");
    };
    check(
        "principal, action, resource,",
        ["principal", "action", "resource"],
    );
    check(
        r#"principal is U in (G::"a") , action in [Action::"a", ], resource == (?resource)"#,
        [
            r#"principal is U in (G::"a")"#,
            r#"action in [Action::"a", ]"#,
            "resource == (?resource)",
        ],
    );
}

/// The place of each node is the text that it was read from, parentheses aside.
#[test]
fn places() {
    for (text, expected) in [
        ("(1 + 2) * 3", "(1 + 2) * 3"),
        ("( principal.a )", "principal.a"),
        ("!!true", "!!true"),
        ("principal has a.b", "principal has a.b"),
        ("(1) + 2 like \"x\"", "(1) + 2 like \"x\""),
        ("1 is U in (2)", "1 is U in (2)"),
        (
            "a".replace('a', "[1, 2] .isEmpty( )").as_str(),
            "[1, 2] .isEmpty( )",
        ),
        ("if 1 then 2 else (3)", "if 1 then 2 else (3)"),
        ("- 1", "- 1"),
        ("1 || 2 && 3", "1 || 2 && 3"),
    ] {
        let expr = parse_expression(text).unwrap();
        let range = expr.root().span().range().unwrap();
        assert_eq!(text.get(range), Some(expected), "{text}");
    }
}
