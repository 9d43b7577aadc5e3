//! Random texts never make the parser panic, and its errors point into the text.

use crate::{Source, parse_expression, parse_policy_set, render_errors};

const PIECES: [&str; 64] = [
    "permit",
    "forbid",
    "(",
    ")",
    "principal",
    "action",
    "resource",
    ",",
    ";",
    "when",
    "unless",
    "{",
    "}",
    "[",
    "]",
    "==",
    "!=",
    "<",
    "<=",
    ">",
    ">=",
    "in",
    "is",
    "has",
    "like",
    "if",
    "then",
    "else",
    "true",
    "false",
    "&&",
    "||",
    "+",
    "-",
    "*",
    "/",
    "%",
    "!",
    "=",
    "@",
    "@id",
    "(\"x\")",
    ".",
    ".a",
    "::",
    ":",
    "User",
    "A::B",
    "User::\"a\"",
    "Action::\"b\"",
    "?principal",
    "?x",
    "?",
    "\"s\"",
    "\"\\n\\*\"",
    "\"\\e\"",
    "1",
    "9223372036854775808",
    "context",
    "ip",
    ".contains",
    ".isEmpty()",
    "// c\n",
    "\"",
];

/// Xorshift: enough to shuffle pieces, the same on every run.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n as u64) as usize
    }
}

fn check(text: &str) {
    let source = Source::new("soup", text);
    for errors in [
        parse_policy_set(text).err(),
        parse_expression(text).err(),
        crate::parse_entity_uid(text).err(),
        crate::parse_name(text).err(),
    ]
    .into_iter()
    .flatten()
    {
        for error in &errors {
            let range = error.span.range().unwrap();
            assert!(range.start <= range.end, "{text:?}: {error:?}");
            assert!(text.get(range).is_some(), "{text:?}: {error:?}");
        }
        assert!(render_errors(&source, &errors).starts_with("error: "));
    }
}

#[test]
fn random_pieces() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for _ in 0..20_000 {
        let separator = [" ", "", "\n"][random.below(3)];
        let count = random.below(30);
        let pieces: Vec<_> = (0..count).map(|_| PIECES[random.below(64)]).collect();
        check(&pieces.join(separator));
    }
}

/// Policies with a piece removed, added or replaced, so that most of the text is right.
#[test]
fn nearly_right_policies() {
    let right = [
        "permit(principal == User::\"a\", action in [Action::\"b\"], resource is A::B in ?resource) \
         when { principal.a[\"b\"] has c.d && [1, -2].contains(3 * 4) } \
         unless { if true then {a: 1, \"b\": ip(\"x\").isIpv4()} == {} else \"x\" like \"a*\\*\" };",
        "@id(\"x\") forbid(principal, action, resource); permit(principal, action, resource);",
    ];
    let mut random = Random(42);
    for i in 0..20_000 {
        let text = right[i % right.len()];
        let cut = |at: usize| {
            (at..text.len())
                .find(|at| text.is_char_boundary(*at))
                .unwrap_or(0)
        };
        let from = cut(random.below(text.len()));
        let to = match random.below(2) {
            0 => from,
            _ => cut((from + random.below(8)).min(text.len() - 1)).max(from),
        };
        let piece = PIECES[random.below(64)];
        check(&format!("{} {piece} {}", &text[..from], &text[to..]));
    }
}

#[test]
fn random_characters() {
    let characters: Vec<char> = "\"\\'/*\n\r\t {}()[]\u{0}\u{200b}é𝄞\u{2028}a1?@:;."
        .chars()
        .collect();
    let mut random = Random(7);
    for _ in 0..20_000 {
        let count = random.below(20);
        let text: String = (0..count)
            .map(|_| characters[random.below(characters.len())])
            .collect();
        check(&text);
    }
}
