//! Tests of the printer.

use super::*;
use crate::{parse_expression, parse_policies, parse_policy, parse_policy_set, parse_template};
use cedar_core::ast::{
    BinaryOp, Expr, ExprBuilder, ExprId, ExprKind, FunctionName, Literal, Pattern, PatternElement,
    SlotValues, UnaryOp, Variable,
};
use cedar_core::extensions::ExtensionFunction;
use cedar_core::{EntityTypeName, PolicyId, Span};
use smol_str::SmolStr;

/// Checks how an expression is printed, and that reading that gives it back.
fn check(text: &str, expected: &str) {
    let expr = parse_expression(text).unwrap();
    let printed = print_expression(expr.root());
    assert_eq!(printed, expected, "{text}");
    assert_eq!(parse_expression(&printed).unwrap(), expr, "{text}");
}

/// Texts that are printed as they are.
#[test]
fn natural_texts_stay() {
    for text in [
        "true && false || 1 < 2 + 3 * 4",
        "a".replace('a', "principal in resource.a.b && action == Action::\"x\"")
            .as_str(),
        "if true then 1 else if false then 2 else 3",
        "(if true then 1 else 2) + 3",
        "if (if true then true else false) then 1 else 2",
        "1 - (2 - 3) - 4",
        "(1 + 2) * -3",
        "(true || false) && true",
        "true && (false && true)",
        "(1 < 2) == (3 >= 4)",
        "!!!!(!principal.a)",
        "!(-1)",
        "-(1)",
        "-(-1)",
        "-(-principal.a)",
        "(-1).a",
        "-9223372036854775808",
        "1.a",
        "principal has a.b.c",
        "principal has \"a b\"",
        "principal has \"if\" && principal[\"if\"][\"\"]",
        "principal.a has b",
        "(principal has a) has b",
        "(!true) has b".replace("(!true)", "!true").as_str(),
        "principal has a && principal.a has b",
        "\"a\" like \"*\\*\\\\\"",
        "principal is A::User in [resource, context.a]",
        "(principal is User) == true",
        "{a: 1, \"b c\": [], \"__cedar\": {}, \"true\": {permit: 2}}",
        "[1, [2, (3)]]".replace("(3)", "3").as_str(),
        "ip(\"1.2.3.4\").isInRange(ip(\"::\")).a",
        "decimal(\"1.0\").lessThan(decimal(\"2.0\"), 3)",
        "ip()",
        "[1].contains(if true then 1 else 2).isEmpty()",
        "principal.getTag(\"a\") || principal.hasTag(\"b\")",
        "\"quote \\\" backslash \\\\ newline \\n 'single' é 𝄞\"",
        "User::\"a\\\"b\"",
        "?principal",
    ] {
        check(text, text);
    }
}

#[test]
fn needless_parts_go() {
    check("((1) + (2 * 3))", "1 + 2 * 3");
    check("--1", "-(-1)");
    check("{\"a\": 1,}", "{a: 1}");
    check("principal [ \"a\" ]", "principal.a");
    check(
        "(principal has a) && ((principal.a) has b)",
        "principal has a && principal.a has b",
    );
    check("\"\\u{41}\\x42\\u{200b}\"", "\"AB\\u{200b}\"");
    check("A // c\n :: \"b\"", "A::\"b\"");
}

fn check_policy(text: &str, expected: &str) {
    let set = parse_policy_set(text).unwrap();
    let printed = print_policy_set(&set);
    assert_eq!(printed, expected);
    assert_eq!(parse_policy_set(&printed).unwrap(), set, "{printed}");
}

#[test]
fn policies() {
    check_policy("", "");
    check_policy(
        "permit(principal,action,resource);",
        "permit(principal, action, resource);\n",
    );
    check_policy(
        "@b(\"x\\\"y\") @a forbid(principal == U::\"a\",action in [Action::\"a\",Action::\"b\"],resource is R in G::\"g\") \
         when {true} unless {1<2};",
        "@a\n@b(\"x\\\"y\")\n\
         forbid(principal == U::\"a\", action in [Action::\"a\", Action::\"b\"], resource is R in G::\"g\")\n\
         when { true }\n\
         unless { 1 < 2 };\n",
    );
    check_policy(
        "permit(principal in U::\"a\",action == Action::\"a\",resource == R::\"r\");\
         permit(principal is A::U,action in Action::\"a\",resource);\
         permit(principal is U in ?principal, action in [], resource == ?resource);",
        "permit(principal in U::\"a\", action == Action::\"a\", resource == R::\"r\");\n\n\
         permit(principal is A::U, action in Action::\"a\", resource);\n\n\
         permit(principal is U in ?principal, action in [], resource == ?resource);\n",
    );
}

#[test]
fn links_are_printed_with_their_entities() {
    let id = PolicyId::new("t");
    let text = "permit(principal is U in ?principal, action, resource == ?resource);";
    let template = parse_template(id, text).unwrap();
    let values = SlotValues {
        principal: Some(crate::parse_entity_uid("G::\"a\"").unwrap()),
        resource: Some(crate::parse_entity_uid("R::\"b\\n\"").unwrap()),
    };
    let link = template.link(PolicyId::new("l"), values).unwrap();
    let printed = print_policy(&link);
    assert_eq!(
        printed,
        "permit(principal is U in G::\"a\", action, resource == R::\"b\\n\");"
    );
    assert!(parse_policy(PolicyId::new("l"), &printed).is_ok());
    assert_eq!(print_template(&template), text);
}

/// The deepest trees are printed on a small stack.
#[test]
fn deep_trees() {
    let test = || {
        for text in [
            format!("1{}", " + 1".repeat(3_999)),
            format!("true{}", " && true".repeat(3_999)),
            format!("{}1", "if true then 1 else ".repeat(3_999)),
            format!("{}true{}", "!(".repeat(999), ")".repeat(999)),
            format!("principal{}", ".a".repeat(3_999)),
            format!("principal has a{}", ".a".repeat(1_999)),
            // Each operand is shared, so written out it would be endless.
            format!("{}true{}", "{a: {b: ".repeat(300), "}} has a.b".repeat(300)),
        ] {
            let expr = parse_expression(&text).unwrap();
            let printed = print_expression(expr.root());
            assert!(printed.len() <= text.len() + 2_000);
            let again = parse_expression(&printed).unwrap();
            assert_eq!(again.node_count(), expr.node_count());
        }
    };
    let thread = std::thread::Builder::new().stack_size(256 * 1024);
    thread.spawn(test).unwrap().join().unwrap();
}

/// Xorshift, the same on every run.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n as u64) as usize
    }

    fn pick<T: Clone>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())].clone()
    }

    fn text(&mut self) -> SmolStr {
        self.pick(&[
            "a",
            "b",
            "if",
            "__cedar",
            "",
            "a b",
            "\"\\",
            "é\n\0",
            "*\u{200b}",
            "principal",
            "'",
            "e\u{301}",
        ])
        .into()
    }

    fn leaf(&mut self) -> ExprKind {
        match self.below(6) {
            0 => ExprKind::Literal(Literal::Bool(self.below(2) == 0)),
            1 => ExprKind::Literal(Literal::Long(self.pick(&[0, 1, -1, i64::MIN, i64::MAX]))),
            2 => ExprKind::Literal(Literal::String(self.text())),
            3 => {
                let entity_type = self.entity_type();
                let id = cedar_core::EntityId::new(self.text());
                ExprKind::Literal(Literal::Entity(cedar_core::EntityUid::new(entity_type, id)))
            }
            4 => ExprKind::Slot(cedar_core::SlotId::Resource),
            _ => ExprKind::Variable(self.pick(&[
                Variable::Principal,
                Variable::Action,
                Variable::Resource,
                Variable::Context,
            ])),
        }
    }

    fn entity_type(&mut self) -> EntityTypeName {
        let name = self.pick(&["User", "A::B::C", "permit", "context"]);
        EntityTypeName::from_normalized(name).unwrap()
    }

    fn node(&mut self, builder: &mut ExprBuilder, depth: usize) -> ExprId {
        let kind = match (depth, self.below(5)) {
            (0, _) | (_, 0) => self.leaf(),
            _ => self.inner(builder, depth - 1),
        };
        builder.add(kind, Span::NONE)
    }

    fn inner(&mut self, builder: &mut ExprBuilder, depth: usize) -> ExprKind {
        let a = self.node(builder, depth);
        let b = self.node(builder, depth);
        match self.below(15) {
            0 => ExprKind::If {
                condition: a,
                consequent: b,
                alternative: self.node(builder, depth),
            },
            1 => ExprKind::And(a, b),
            2 => ExprKind::Or(a, b),
            3 => ExprKind::Unary(
                self.pick(&[UnaryOp::Not, UnaryOp::Negate, UnaryOp::IsEmpty]),
                a,
            ),
            4 => ExprKind::GetAttribute(a, self.text()),
            5 => ExprKind::HasAttribute(a, self.text()),
            6 => {
                let text = self.text();
                let elements = text.chars().map(PatternElement::Char);
                let pattern: Pattern = elements.chain([PatternElement::Wildcard]).collect();
                ExprKind::Like(a, pattern)
            }
            7 => ExprKind::Is(a, self.entity_type()),
            8 => ExprKind::IsIn(a, self.entity_type(), b),
            9 => ExprKind::Set([a, b].into_iter().take(self.below(3)).collect()),
            10 => {
                let keys = [self.text(), SmolStr::new("z")];
                ExprKind::Record(keys.into_iter().zip([a, b]).take(self.below(3)).collect())
            }
            11 => {
                let function = self.pick(&ExtensionFunction::ALL);
                let least = usize::from(!function.is_constructor());
                let arguments = [a, b].into_iter().take(least.max(self.below(3)));
                ExprKind::Call(FunctionName::Known(function), arguments.collect())
            }
            _ => ExprKind::Binary(
                self.pick(&[
                    BinaryOp::Equal,
                    BinaryOp::NotEqual,
                    BinaryOp::Less,
                    BinaryOp::LessEqual,
                    BinaryOp::Greater,
                    BinaryOp::GreaterEqual,
                    BinaryOp::In,
                    BinaryOp::Add,
                    BinaryOp::Subtract,
                    BinaryOp::Multiply,
                    BinaryOp::Contains,
                    BinaryOp::ContainsAll,
                    BinaryOp::ContainsAny,
                    BinaryOp::GetTag,
                    BinaryOp::HasTag,
                ]),
                a,
                b,
            ),
        }
    }

    fn expr(&mut self) -> Expr {
        let mut builder = ExprBuilder::new();
        let depth = self.below(6);
        let root = self.node(&mut builder, depth);
        builder.finish(root).unwrap()
    }
}

/// Whatever the tree, reading what is printed gives it back.
#[test]
fn random_trees_come_back() {
    let mut random = Random(0x5eed);
    for _ in 0..20_000 {
        let expr = random.expr();
        let printed = print_expression(expr.root());
        match parse_expression(&printed) {
            Ok(again) => assert_eq!(again, expr, "{printed}"),
            Err(errors) => panic!("{printed}: {errors}"),
        }
    }
}

/// Parentheses are minimal: without any pair the text means something else.
#[test]
fn no_parentheses_too_many() {
    let mut random = Random(0xcafe);
    let mut pairs = 0;
    for _ in 0..3_000 {
        let expr = random.expr();
        let printed = print_expression(expr.root());
        for (open, close) in parentheses(&printed) {
            let mut without = printed.clone();
            without.replace_range(close..=close, " ");
            without.replace_range(open..=open, " ");
            pairs += 1;
            let stays = parse_expression(&without).is_ok_and(|again| again == expr);
            assert!(
                !stays || is_for_clarity(&printed, open),
                "{printed}\n{without}"
            );
        }
    }
    assert!(pairs > 1_000, "{pairs}");
}

/// `if (if …)`, `then (if …)` and `-(-1)` are easier to read than without.
fn is_for_clarity(printed: &str, open: usize) -> bool {
    printed[open..].starts_with("(if ") || printed[open..].starts_with("(-")
}

/// The places of grouping parentheses; those of calls follow a word.
fn parentheses(text: &str) -> Vec<(usize, usize)> {
    let mut open = Vec::new();
    let mut pairs = Vec::new();
    for token in crate::lexer::Lexer::new(text) {
        match token.kind {
            crate::lexer::TokenKind::LeftParenthesis => open.push(token.start as usize),
            crate::lexer::TokenKind::RightParenthesis => {
                let start = open.pop().unwrap();
                let before = text[..start].chars().next_back();
                if !before.is_some_and(char::is_alphanumeric) {
                    pairs.push((start, token.start as usize));
                }
            }
            _ => {}
        }
    }
    pairs
}

#[test]
fn policies_come_back() {
    let text =
        "@a permit(principal, action, resource) when { principal has a.b } unless { -1 < 0 };";
    let policies = parse_policies(text).unwrap();
    let crate::ParsedPolicy::Static(policy) = &policies[0] else {
        panic!()
    };
    let again = parse_policy(policy.id().clone(), &print_policy(policy)).unwrap();
    assert_eq!(&again, policy);
}
