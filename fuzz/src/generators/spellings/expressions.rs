//! Expressions beside what they mean, in their JSON form.

use super::{Speller, Spelling, Syntax, TYPES, of_parts};
use serde_json::{Value, json};

/// How tightly an expression binds, loosest first: an operand must bind as tightly
/// as its place demands, or stand in parentheses.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Level {
    If,
    Or,
    And,
    Relation,
    Sum,
    Product,
    Unary,
    Member,
}

/// What must be refused wherever an operand is expected.
pub(super) const MISTAKES: &[&str] = &[
    r#""\x80""#,
    r#""\xfF""#,
    r#""\x4""#,
    r#""\u{}""#,
    r#""\u{g}""#,
    r#""\u{1g}""#,
    r#""\u{_1}""#,
    r#""\u{ 1}""#,
    r#""\x1g""#,
    r#""\xg1""#,
    r#""\u{0000041}""#,
    r#""\u{1234567}""#,
    r#""\u{d800}""#,
    r#""\u{110000}""#,
    r#""\u41""#,
    r#""\q""#,
    r#""\*""#,
    "\"a\rb\"",
    "\"\\n\r\"",
    "\"a\\\nb\"",
    "9223372036854775808",
    "99999999999999999999",
    "(-(9223372036854775808))",
    "context.if",
    "(context has if)",
    "(context has a.if)",
    "(context has a.b[\"c\"])",
    "(context has (a))",
    "(1 < 2 < 3)",
    "(1 == 1 == 1)",
    "(context has a has b)",
    r#"("a" like "b" like "c")"#,
    "(context has a == true)",
    "(context has a.b in [])",
    r#"("a" like "b" == true)"#,
    "(principal is A == true)",
    "(principal is A in A::\"x\" == true)",
    "(true == context has a)",
    "(principal is A is A)",
    "(principal is A in principal in principal)",
    r#"("a" like context)"#,
    "(!-1)",
    "(-!true)",
    "(-----1)",
    "(!!!!!true)",
    r#"(principal is "A")"#,
    "(principal is (A))",
    "(true && if true then true else true)",
    "(if true then true)",
    "[1 2]",
    "[,]",
    "{a: 1, a: 2}",
    r#"{a: 1, "a": 2}"#,
    "{like: 1}",
    "{__cedar: 1}",
    "{1: 2}",
    "context[1]",
    "context[a]",
    "nope(1)",
    "context.nope()",
    "[1].contains()",
    "[1].contains(1, 2)",
    "[].isEmpty(1)",
    "(1 = 1)",
    "(1 / 1)",
    "(1 % 1)",
    "(true & true)",
    r#"if::"a""#,
    r#"A::in::"a""#,
    r#"__cedar::A::"a""#,
    "A::{a: 1}",
    "()",
    "nope",
];

impl Speller<'_, '_> {
    pub(super) fn expression(&mut self, depth: usize) -> (Level, Spelling) {
        if depth == 0 {
            return self.primary();
        }
        match self.choices.below(16) {
            0 => self.conditional(depth),
            1 | 2 => self.binary(depth, Level::Or, &["||"]),
            3 | 4 => self.binary(depth, Level::And, &["&&"]),
            5 | 6 => self.relation(depth),
            7 | 8 => self.binary(depth, Level::Sum, &["+", "-"]),
            9 => self.binary(depth, Level::Product, &["*"]),
            10 | 11 => self.unary(depth),
            12 => self.has(depth),
            13 => self.like_or_is(depth),
            14 => self.list_or_record(depth),
            _ => self.member(depth),
        }
    }

    /// An expression that may stand where `level` is demanded.
    pub(super) fn operand(&mut self, depth: usize, level: Level) -> Spelling {
        let (own, spelling) = self.expression(depth.saturating_sub(1));
        match own < level || self.choices.chance(8) {
            true => self.in_parentheses(spelling),
            false => spelling,
        }
    }

    pub(super) fn in_parentheses(&mut self, inner: Spelling) -> Spelling {
        let text = self.joined(&["(", &inner.text, ")"]);
        Spelling {
            syntax: Syntax::Expression,
            text,
            meaning: inner.meaning.clone(),
            parts: vec![inner],
        }
    }

    fn conditional(&mut self, depth: usize) -> (Level, Spelling) {
        let [a, b, c] = [(); 3].map(|()| self.operand(depth, Level::If));
        let text = self.joined(&["if", &a.text, "then", &b.text, "else", &c.text]);
        let meant = |m: &[Value]| json!({"if-then-else": {"if": m[0], "then": m[1], "else": m[2]}});
        (
            Level::If,
            of_parts(Syntax::Expression, text, vec![a, b, c], meant),
        )
    }

    /// Operators of one level are joined to the left.
    fn binary(&mut self, depth: usize, level: Level, operators: &[&str]) -> (Level, Spelling) {
        let operator = operators[self.choices.below(operators.len())];
        let left = self.operand(depth, level);
        let right = self.operand(depth, tighter(level));
        (level, self.two(left, operator, right))
    }

    fn relation(&mut self, depth: usize) -> (Level, Spelling) {
        const RELATIONS: [&str; 7] = ["==", "!=", "<", "<=", ">", ">=", "in"];
        let operator = RELATIONS[self.choices.below(RELATIONS.len())];
        let [left, right] = [(); 2].map(|()| self.operand(depth, Level::Sum));
        (Level::Relation, self.two(left, operator, right))
    }

    fn two(&mut self, left: Spelling, operator: &str, right: Spelling) -> Spelling {
        let text = self.joined(&[&left.text, operator, &right.text]);
        let meant = |m: &[Value]| json!({operator: {"left": m[0], "right": m[1]}});
        of_parts(Syntax::Expression, text, vec![left, right], meant)
    }

    /// One to four signs. The last of minuses belongs to a number behind it.
    fn unary(&mut self, depth: usize) -> (Level, Spelling) {
        let count = self.choices.between(1, 4);
        let is_minus = self.choices.chance(60);
        let sign = if is_minus { "-" } else { "!" };
        let (inner, innermost) = match is_minus && self.choices.chance(50) {
            true => {
                let number = self.number();
                let least = self.choices.chance(20);
                let digits = match least {
                    true => "9223372036854775808".to_owned(),
                    false => number.to_string(),
                };
                let value = if least { i64::MIN } else { -number };
                let spelling = Spelling {
                    syntax: Syntax::Expression,
                    text: digits,
                    meaning: None,
                    parts: Vec::new(),
                };
                (spelling, Some(json!({"Value": value})))
            }
            false => {
                let inner = self.operand(depth, Level::Member);
                // A number would take the sign.
                match inner.text.starts_with(|c: char| c.is_ascii_digit()) {
                    true => (self.in_parentheses(inner), None),
                    false => (inner, None),
                }
            }
        };
        let signs: Vec<&str> = vec![sign; count];
        let mut words = signs.clone();
        words.push(&inner.text);
        let text = self.joined(&words);
        let wrap = |argument: Value, count: usize| {
            let name = if is_minus { "neg" } else { "!" };
            (0..count).fold(argument, |argument, _| json!({name: {"arg": argument}}))
        };
        let (meaning, parts) = match innermost {
            Some(value) => (Some(wrap(value, count - 1)), Vec::new()),
            None => {
                let meaning = inner.meaning.clone().map(|argument| wrap(argument, count));
                (meaning, vec![inner])
            }
        };
        let spelling = Spelling {
            syntax: Syntax::Expression,
            text,
            meaning,
            parts,
        };
        (Level::Unary, spelling)
    }

    fn has(&mut self, depth: usize) -> (Level, Spelling) {
        let left = self.operand(depth, Level::Sum);
        if self.choices.chance(30) {
            let (text, value) = self.string();
            let text = self.joined(&[&left.text, "has", &text]);
            let meant = |m: &[Value]| json!({"has": {"left": m[0], "attr": value}});
            return (
                Level::Relation,
                of_parts(Syntax::Expression, text, vec![left], meant),
            );
        }
        let path: Vec<&str> = (0..self.choices.between(1, 4))
            .map(|_| self.name())
            .collect();
        let mut words = vec![left.text.as_str(), "has"];
        for (index, name) in path.iter().enumerate() {
            if index > 0 {
                words.push(".");
            }
            words.push(name);
        }
        let text = self.joined(&words);
        let meant = |m: &[Value]| {
            let mut operand = m[0].clone();
            let mut meant: Option<Value> = None;
            for name in &path {
                let test = json!({"has": {"left": operand, "attr": name}});
                meant = Some(match meant {
                    None => test,
                    Some(before) => json!({"&&": {"left": before, "right": test}}),
                });
                operand = json!({".": {"left": operand, "attr": name}});
            }
            meant.unwrap_or_default()
        };
        (
            Level::Relation,
            of_parts(Syntax::Expression, text, vec![left], meant),
        )
    }

    fn like_or_is(&mut self, depth: usize) -> (Level, Spelling) {
        let left = self.operand(depth, Level::Sum);
        if self.choices.chance(50) {
            let (pattern, value) = self.pattern();
            let text = self.joined(&[&left.text, "like", &pattern]);
            let meant = |m: &[Value]| json!({"like": {"left": m[0], "pattern": value}});
            return (
                Level::Relation,
                of_parts(Syntax::Expression, text, vec![left], meant),
            );
        }
        let entity_type = TYPES[self.choices.below(TYPES.len())];
        if self.choices.chance(50) {
            let text = self.joined(&[&left.text, "is", entity_type]);
            let meant = |m: &[Value]| json!({"is": {"left": m[0], "entity_type": entity_type}});
            return (
                Level::Relation,
                of_parts(Syntax::Expression, text, vec![left], meant),
            );
        }
        let right = self.operand(depth, Level::Sum);
        let text = self.joined(&[&left.text, "is", entity_type, "in", &right.text]);
        let meant =
            |m: &[Value]| json!({"is": {"left": m[0], "entity_type": entity_type, "in": m[1]}});
        (
            Level::Relation,
            of_parts(Syntax::Expression, text, vec![left, right], meant),
        )
    }

    fn list_or_record(&mut self, depth: usize) -> (Level, Spelling) {
        let count = self.choices.below(4);
        let parts: Vec<Spelling> = (0..count).map(|_| self.operand(depth, Level::If)).collect();
        let is_list = self.choices.chance(50);
        let keys: Vec<(String, String)> = (0..count).map(|index| self.key(index)).collect();
        let mut words = vec![if is_list { "[" } else { "{" }];
        for (index, part) in parts.iter().enumerate() {
            if index > 0 {
                words.push(",");
            }
            if !is_list {
                words.extend([&keys[index].0, ":"]);
            }
            words.push(&part.text);
        }
        if count > 0 && self.choices.chance(20) {
            words.push(",");
        }
        words.push(if is_list { "]" } else { "}" });
        let text = self.joined(&words);
        let meant = |m: &[Value]| match is_list {
            true => json!({"Set": m}),
            false => {
                let fields = keys
                    .iter()
                    .zip(m)
                    .map(|((_, key), value)| (key.clone(), value.clone()));
                json!({"Record": fields.collect::<serde_json::Map<_, _>>()})
            }
        };
        (
            Level::Member,
            of_parts(Syntax::Expression, text, parts, meant),
        )
    }

    /// A key of a record, spelled and meant; different from those of other indices. Some
    /// mean something else in the JSON form of values.
    fn key(&mut self, index: usize) -> (String, String) {
        const KEYS: [&str; 4] = ["__entity", "__extn", "__expr", "__cedar"];
        match self.choices.chance(50) {
            _ if self.choices.chance(5) => {
                let key = KEYS[index];
                (format!("\"{key}\""), key.to_owned())
            }
            true => {
                let name = format!("{}{index}", self.name());
                (name.clone(), name)
            }
            false => {
                let (text, value) = self.string();
                let text = text.strip_suffix('"').unwrap_or_default();
                (format!("{text}{index}\""), format!("{value}{index}"))
            }
        }
    }

    fn member(&mut self, depth: usize) -> (Level, Spelling) {
        let of = self.operand(depth, Level::Member);
        let of = match of.text.starts_with(|c: char| c.is_ascii_digit()) {
            true => self.in_parentheses(of),
            false => of,
        };
        let spelling = match self.choices.below(6) {
            0 | 1 => {
                let name = self.name();
                let text = self.joined(&[&of.text, ".", name]);
                of_parts(
                    Syntax::Expression,
                    text,
                    vec![of],
                    |m| json!({".": {"left": m[0], "attr": name}}),
                )
            }
            2 => {
                let (name, value) = self.string();
                let text = self.joined(&[&of.text, "[", &name, "]"]);
                of_parts(
                    Syntax::Expression,
                    text,
                    vec![of],
                    |m| json!({".": {"left": m[0], "attr": value}}),
                )
            }
            3 => {
                let text = self.joined(&[&of.text, ".", "isEmpty", "(", ")"]);
                of_parts(
                    Syntax::Expression,
                    text,
                    vec![of],
                    |m| json!({"isEmpty": {"arg": m[0]}}),
                )
            }
            4 => {
                const METHODS: [&str; 5] =
                    ["contains", "containsAll", "containsAny", "getTag", "hasTag"];
                let method = METHODS[self.choices.below(METHODS.len())];
                let argument = self.operand(depth, Level::If);
                let text = self.joined(&[&of.text, ".", method, "(", &argument.text, ")"]);
                let meant = |m: &[Value]| json!({method: {"left": m[0], "right": m[1]}});
                of_parts(Syntax::Expression, text, vec![of, argument], meant)
            }
            _ => {
                const METHODS: [&str; 5] = [
                    "isInRange",
                    "lessThan",
                    "greaterThanOrEqual",
                    "offset",
                    "durationSince",
                ];
                let method = METHODS[self.choices.below(METHODS.len())];
                let argument = self.operand(depth, Level::If);
                let text = self.joined(&[&of.text, ".", method, "(", &argument.text, ")"]);
                of_parts(
                    Syntax::Expression,
                    text,
                    vec![of, argument],
                    |m| json!({method: m}),
                )
            }
        };
        (Level::Member, spelling)
    }

    fn primary(&mut self) -> (Level, Spelling) {
        if self.mistakes > 0 && self.choices.chance(25) {
            self.mistakes -= 1;
            let text = MISTAKES[self.choices.below(MISTAKES.len())].to_owned();
            return (Level::Member, leaf(text, None));
        }
        let (text, meaning) = match self.choices.below(8) {
            0 | 1 => {
                let number = self.number();
                (number.to_string(), json!({"Value": number}))
            }
            2 => {
                let (text, value) = self.string();
                (text, json!({"Value": value}))
            }
            3 => {
                let value = self.choices.chance(50);
                (value.to_string(), json!({"Value": value}))
            }
            4 => {
                let entity_type = TYPES[self.choices.below(TYPES.len())];
                let (text, uid) = self.uid(entity_type);
                (text, json!({"Value": {"__entity": uid}}))
            }
            5 => {
                const CONSTRUCTORS: [&str; 4] = ["ip", "decimal", "datetime", "duration"];
                let name = CONSTRUCTORS[self.choices.below(CONSTRUCTORS.len())];
                let (argument, value) = self.string();
                let text = self.joined(&[name, "(", &argument, ")"]);
                (text, json!({name: [{"Value": value}]}))
            }
            _ => {
                const VARIABLES: [&str; 4] = ["principal", "action", "resource", "context"];
                let name = VARIABLES[self.choices.below(VARIABLES.len())];
                (name.to_owned(), json!({"Var": name}))
            }
        };
        (Level::Member, leaf(text, Some(meaning)))
    }
}

/// A level that operands of the same level must not have.
fn tighter(level: Level) -> Level {
    match level {
        Level::If => Level::Or,
        Level::Or => Level::And,
        Level::And => Level::Relation,
        Level::Relation => Level::Sum,
        Level::Sum => Level::Product,
        Level::Product => Level::Unary,
        Level::Unary | Level::Member => Level::Member,
    }
}

fn leaf(text: String, meaning: Option<Value>) -> Spelling {
    Spelling {
        syntax: Syntax::Expression,
        text,
        meaning,
        parts: Vec::new(),
    }
}
