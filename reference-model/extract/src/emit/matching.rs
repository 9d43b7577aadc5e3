//! `match` and destructuring `var`.
//!
//! Rust cannot look through a pointer in a pattern. A `match` whose patterns do
//! so, or compare text, becomes a chain of `if let`; every other one becomes a
//! Rust `match`.

use crate::emit::code::{Code, Shape, braces, list};
use crate::emit::expr::{Body, char_literal, str_literal};
use crate::emit::names::snake;
use crate::program::{Expr, ExprKind, LocalId, Pattern};

const NO_CASE: &str = "rt::Stop::NoMatchingCase";

/// A pattern's text, and the tests that it could not express.
struct Written {
    text: String,
    /// Conditions such as `let Pattern = &**part_1` or `part_1.is_text("a")`.
    conditions: Vec<String>,
}

impl Body<'_> {
    pub(crate) fn matching(
        &mut self,
        scrutinee: &Expr,
        cases: &[(Pattern, Expr)],
        tail: bool,
    ) -> String {
        let by_value = scrutinee.ty.is_scalar();
        let parts = match &scrutinee.kind {
            ExprKind::Tuple(parts) => Some(parts),
            _ => None,
        };
        let subject = match parts {
            Some(parts) => {
                let parts: Vec<String> = parts.iter().map(|part| self.subject(part)).collect();
                format!("({})", parts.join(", "))
            }
            None => self.subject(scrutinee),
        };
        if cases.iter().any(|(pattern, _)| self.is_deep(pattern)) {
            return self.chain_of_cases(&subject, parts, cases, tail);
        }
        let mut arms = Vec::new();
        for (pattern, body) in cases {
            let written = self.top_pattern(pattern, parts, by_value, body);
            let body = self.branch(body, tail);
            arms.push(arm(&written.text, &body));
        }
        if !self.is_exhaustive(cases) {
            arms.push(format!("_ => {},", no_case(tail)));
        }
        format!("match {subject} {}", braces(&arms.join("\n")))
    }

    /// What to match: scalars by value, all else by reference.
    fn subject(&mut self, expr: &Expr) -> String {
        let code = self.code(expr);
        if expr.ty.is_scalar() {
            return code.place().text;
        }
        code.borrowed()
    }

    fn chain_of_cases(
        &mut self,
        subject: &str,
        parts: Option<&Vec<Expr>>,
        cases: &[(Pattern, Expr)],
        tail: bool,
    ) -> String {
        let mut text = String::new();
        for (pattern, body) in cases {
            let written = self.top_pattern(pattern, parts, false, body);
            let mut conditions = vec![format!("let {} = matched", written.text)];
            conditions.extend(written.conditions);
            let body = braces(&self.branch(body, tail));
            text.push_str(&format!(
                "if {}\n{body} else ",
                conditions.join("\n    && ")
            ));
        }
        let otherwise = braces(&no_case(tail));
        // The subject may borrow from a temporary value, which lives as long as
        // the `match` around the chain.
        let arm = format!("matched => {}", braces(&(text + &otherwise)));
        format!("match {subject} {}", braces(&arm))
    }

    fn top_pattern(
        &mut self,
        pattern: &Pattern,
        parts: Option<&Vec<Expr>>,
        by_value: bool,
        body: &Expr,
    ) -> Written {
        let mut conditions = Vec::new();
        let text = match (pattern, parts) {
            (Pattern::Tuple(patterns), Some(parts)) => {
                let texts: Vec<String> = patterns
                    .iter()
                    .zip(parts)
                    .map(|(pattern, part)| {
                        let by_value = part.ty.is_scalar();
                        self.pattern(pattern, shape(by_value), body, &mut conditions)
                    })
                    .collect();
                format!("({})", texts.join(", "))
            }
            (Pattern::Bind(id), Some(_)) if uses(body, *id) => {
                // Cannot happen often: a variable for the whole tuple display.
                self.set_shape(*id, Shape::Place);
                self.name(*id)
            }
            _ => self.pattern(pattern, shape(by_value), body, &mut conditions),
        };
        Written { text, conditions }
    }

    /// Writes a pattern; variables in it denote `shape` at this level.
    fn pattern(
        &mut self,
        pattern: &Pattern,
        shape: Shape,
        body: &Expr,
        conditions: &mut Vec<String>,
    ) -> String {
        match pattern {
            Pattern::Wild => "_".into(),
            Pattern::Bind(id) => {
                if !uses(body, *id) {
                    return "_".into();
                }
                self.set_shape(*id, shape);
                self.name(*id)
            }
            Pattern::Bool(value) => value.to_string(),
            Pattern::Int(value) => value.to_string(),
            Pattern::Char(value) => char_literal(*value),
            Pattern::Str(value) => {
                let part = self.fresh("part_");
                conditions.push(format!("{part}.is_text({})", str_literal(value)));
                part
            }
            Pattern::Tuple(parts) => {
                let parts: Vec<String> = parts
                    .iter()
                    .map(|part| self.pattern(part, Shape::Ref, body, conditions))
                    .collect();
                format!("({})", parts.join(", "))
            }
            Pattern::Construct(id, index, parts) => {
                let datatype = self.paths.program.datatype(*id);
                let path = self.paths.constructor(*id, *index);
                let fields = &datatype.constructor(*index).fields;
                if fields.is_empty() && !datatype.is_struct() {
                    return path;
                }
                let mut texts = Vec::new();
                for (field, part) in fields.iter().zip(parts) {
                    let text = if field.shared {
                        self.shared_pattern(part, body, conditions)
                    } else {
                        self.pattern(part, Shape::Ref, body, conditions)
                    };
                    let name = snake(&field.name);
                    if text == name {
                        texts.push(name);
                    } else if text != "_" {
                        texts.push(format!("{name}: {text}"));
                    }
                }
                if texts.len() < fields.len() {
                    texts.push("..".into());
                }
                list(&format!("{path} {{"), &texts, "}")
            }
        }
    }

    /// A pattern for what sits behind a pointer.
    fn shared_pattern(
        &mut self,
        pattern: &Pattern,
        body: &Expr,
        conditions: &mut Vec<String>,
    ) -> String {
        if matches!(pattern, Pattern::Wild | Pattern::Bind(_)) {
            return self.pattern(pattern, Shape::SharedRef, body, conditions);
        }
        let part = self.fresh("part_");
        // The conditions of the inner pattern come after its own.
        let mut inner = Vec::new();
        let text = self.pattern(pattern, Shape::Ref, body, &mut inner);
        conditions.push(format!("let {text} = &**{part}"));
        conditions.append(&mut inner);
        part
    }

    /// `var Pattern := value;` for a pattern that always matches.
    fn destructuring(&mut self, pattern: &Pattern, value: &Expr, body: &Expr) -> String {
        let is_scalar = value.ty.is_scalar();
        let code: Code = self.code(value);
        let source = if code.stable {
            code.borrowed()
        } else {
            Code::temporary(code.owned(is_scalar).text, code.binding).borrowed()
        };
        let mut conditions = Vec::new();
        let text = self.pattern(pattern, Shape::Ref, body, &mut conditions);
        let mut lines = vec![format!("let {text} = {source};")];
        lines.extend(
            conditions
                .into_iter()
                .map(|condition| format!("{condition};")),
        );
        lines.join("\n")
    }

    /// Whether a Rust pattern cannot express this one.
    fn is_deep(&self, pattern: &Pattern) -> bool {
        match pattern {
            Pattern::Str(_) => true,
            Pattern::Tuple(parts) => parts.iter().any(|part| self.is_deep(part)),
            Pattern::Construct(id, index, parts) => {
                let fields = &self.paths.program.datatype(*id).constructor(*index).fields;
                fields.iter().zip(parts).any(|(field, part)| {
                    let plain = matches!(part, Pattern::Wild | Pattern::Bind(_));
                    (field.shared && !plain) || self.is_deep(part)
                })
            }
            _ => false,
        }
    }

    /// Whether the cases obviously cover everything; if not, the emitted code
    /// stops where no case applies.
    fn is_exhaustive(&self, cases: &[(Pattern, Expr)]) -> bool {
        let plain = |pattern: &Pattern| matches!(pattern, Pattern::Wild | Pattern::Bind(_));
        let mut covered = Vec::new();
        for (pattern, _) in cases {
            match pattern {
                _ if plain(pattern) => return true,
                Pattern::Tuple(parts) if parts.iter().all(plain) => return true,
                Pattern::Construct(id, index, parts) if parts.iter().all(plain) => {
                    covered.push(*index);
                    let constructors = self.paths.program.datatype(*id).constructors.len();
                    if (0..constructors).all(|index| covered.contains(&index)) {
                        return true;
                    }
                }
                _ => {}
            }
        }
        false
    }
}

/// Variables.
impl Body<'_> {
    /// The statements of `var pattern := value;`.
    pub(crate) fn binding(&mut self, pattern: &Pattern, value: &Expr, body: &Expr) -> String {
        match (pattern, &value.kind) {
            (Pattern::Bind(id), _) => {
                let (text, shape) = self.bound_value(value);
                self.set_shape(*id, shape);
                let number = matches!(value.kind, ExprKind::Int(_));
                let ty = if number { ": i128" } else { "" };
                format!("let {}{ty} = {text};", self.name(*id))
            }
            (Pattern::Tuple(parts), ExprKind::Tuple(values))
                if parts
                    .iter()
                    .all(|part| matches!(part, Pattern::Bind(_) | Pattern::Wild)) =>
            {
                let (mut names, mut texts, mut shapes) = (Vec::new(), Vec::new(), Vec::new());
                for (part, value) in parts.iter().zip(values) {
                    let (text, shape) = self.bound_value(value);
                    texts.push(text);
                    match part {
                        Pattern::Bind(id) => {
                            names.push(self.name(*id));
                            shapes.push((*id, shape));
                        }
                        _ => names.push("_".into()),
                    }
                }
                for (id, shape) in shapes {
                    self.set_shape(id, shape);
                }
                format!("let ({}) = ({});", names.join(", "), texts.join(", "))
            }
            _ => self.destructuring(pattern, value, body),
        }
    }

    /// A value to bind to a variable, and what the variable then denotes.
    fn bound_value(&mut self, value: &Expr) -> (String, Shape) {
        let is_scalar = value.ty.is_scalar();
        let code = self.code(value);
        if code.stable && !is_scalar {
            return (code.borrowed(), Shape::Ref);
        }
        (code.owned(is_scalar).text, Shape::Place)
    }
}

fn shape(by_value: bool) -> Shape {
    if by_value { Shape::Place } else { Shape::Ref }
}

fn uses(body: &Expr, id: LocalId) -> bool {
    body.contains(&|part| matches!(part.kind, ExprKind::Local(other) if other == id))
}

fn no_case(tail: bool) -> String {
    if tail {
        format!("Err({NO_CASE})")
    } else {
        format!("return Err({NO_CASE})")
    }
}

fn arm(pattern: &str, body: &str) -> String {
    if body.contains('\n') || body.starts_with("let ") || pattern.len() + body.len() > 90 {
        return format!("{pattern} => {}", braces(body));
    }
    format!("{pattern} => {body},")
}
