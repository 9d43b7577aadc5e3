//! Long and deep texts give an error or a tree, never a stack overflow.

use crate::{MAX_NESTING, ParseErrorKind, parse_expression, parse_policy_set};
use cedar_core::ast::MAX_EXPRESSION_DEPTH;

const MANY: usize = 100_000;

/// Runs a test on a thread with little stack.
fn on_small_stack(test: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(256 * 1024);
    thread.spawn(test).unwrap().join().unwrap();
}

fn check(text: String, expected: ParseErrorKind) {
    on_small_stack(move || {
        let head: String = text.chars().take(40).collect();
        let errors = parse_expression(&text).unwrap_err();
        assert_eq!(errors.iter().next().unwrap().kind, expected, "{head}");
        let policies = format!(
            "permit(principal, action, resource) when {{ {text} }}; permit(principal, action, resource);"
        );
        let errors = parse_policy_set(&policies).unwrap_err();
        assert_eq!(errors.iter().next().unwrap().kind, expected, "{head}");
    });
}

fn nested(open: &str, middle: &str, close: &str, times: usize) -> String {
    format!("{}{middle}{}", open.repeat(times), close.repeat(times))
}

#[test]
fn nesting_is_limited() {
    for (open, middle, close) in [
        ("(", "1", ")"),
        ("[", "", "]"),
        ("{a: ", "1", "}"),
        ("!(", "true", ")"),
        ("-(", "1", ")"),
        ("ip(", "", ")"),
        ("(if true then ", "1", " else 2)"),
        ("1.lessThan(", "1", ")"),
    ] {
        check(
            nested(open, middle, close, MANY),
            ParseErrorKind::NestedTooDeeply,
        );
        check(open.repeat(MANY), ParseErrorKind::NestedTooDeeply);
        let most = nested(open, middle, close, MAX_NESTING);
        assert!(parse_expression(&most).is_ok(), "{open}");
        let more = nested(open, middle, close, MAX_NESTING + 1);
        assert!(parse_expression(&more).is_err(), "{open}");
    }
}

#[test]
fn depth_is_limited() {
    let chains = [
        format!("true{}", " && true".repeat(MANY)),
        format!("true{}", " || true".repeat(MANY)),
        format!("1{}", " + 1".repeat(MANY)),
        format!("1{}", " - 1".repeat(MANY)),
        format!("1{}", " * 1".repeat(MANY)),
        format!("principal{}", ".a".repeat(MANY)),
        format!("principal{}", "[\"a\"]".repeat(MANY)),
        format!("principal{}", ".isEmpty()".repeat(MANY)),
        format!("principal has a{}", ".a".repeat(MANY)),
        format!("{}1", "if true then 1 else ".repeat(MANY)),
        nested("if ", "true", " then true else true", MANY),
        nested("if true then ", "true", " else true", MANY),
    ];
    for chain in chains {
        check(chain, ParseErrorKind::ExpressionTooDeep);
    }
}

#[test]
fn the_depth_limit_is_exact() {
    let most = MAX_EXPRESSION_DEPTH as usize - 1;
    assert!(parse_expression(&format!("1{}", " + 1".repeat(most))).is_ok());
    assert!(parse_expression(&format!("1{}", " + 1".repeat(most + 1))).is_err());
}

#[test]
fn long_texts_are_no_problem() {
    on_small_stack(|| {
        let set = format!("[{}]", "1,".repeat(MANY));
        assert!(parse_expression(&set).is_ok());
        let fields: String = (0..MANY).map(|i| format!("a{i}: {i},")).collect();
        assert!(parse_expression(&format!("{{{fields}}}")).is_ok());
        let policies = "permit(principal, action, resource);".repeat(MANY);
        assert_eq!(parse_policy_set(&policies).unwrap().policies().len(), MANY);
        let unary = "!".repeat(MANY) + "true";
        let error = parse_expression(&unary).unwrap_err();
        let kind = &error.iter().next().unwrap().kind;
        assert_eq!(kind, &ParseErrorKind::TooManyUnaryOperators('!'));
    });
}

/// Texts that might make the search for the next policy start over and over.
#[test]
fn errors_take_linear_time() {
    for text in [
        "permit(\\\"\n".repeat(MANY),
        "permit(;".repeat(MANY),
        "@a;".repeat(MANY),
        ";".repeat(MANY),
        "permit(principal, action, resource) when { \" }\n".repeat(MANY + 1),
        "permit(principal, action, resource) when { ' };\n".repeat(MANY),
        "\"\\".repeat(MANY),
        "x ".repeat(MANY),
        "permit(principal, action, resource)".repeat(MANY),
    ] {
        assert!(parse_policy_set(&text).is_err());
    }
}
