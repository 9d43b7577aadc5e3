//! Dafny names to Rust names.

use std::collections::BTreeMap;

use crate::program::{Constructor, Datatype, Function, Item, Program};
use crate::source::{Diagnostic, Span};

/// Words that Rust reserves; all but four can be written with `r#`.
const KEYWORDS: [&str; 49] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "union", "unsafe", "unsized",
    "use", "virtual", "where", "while", "yield",
];

/// Words that cannot be names in any spelling, and names that the emitted code
/// uses itself.
const TAKEN: [&str; 10] = [
    "self",
    "super",
    "crate",
    "Self",
    "rt",
    "clone",
    "collected",
    "matched",
    "hollow",
    "std",
];

/// What the emitted code puts before the names of its own variables.
const PREFIXES: [&str; 3] = ["part_", "chained_", "updated_"];

/// A function, field, variable or module.
pub(crate) fn snake(name: &str) -> String {
    let mut result = String::new();
    let mut previous = '_';
    let mut rest = name.chars().peekable();
    while let Some(c) = rest.next() {
        let starts_word = c.is_ascii_uppercase()
            && previous != '_'
            && (!previous.is_ascii_uppercase()
                || rest.peek().is_some_and(char::is_ascii_lowercase));
        if starts_word {
            result.push('_');
        }
        result.push(c.to_ascii_lowercase());
        previous = c;
    }
    safe(result)
}

/// A name that keeps its spelling: a type or constructor.
pub(crate) fn camel(name: &str) -> String {
    safe(name.to_owned())
}

fn safe(name: String) -> String {
    if TAKEN.contains(&name.as_str()) || PREFIXES.iter().any(|prefix| name.starts_with(prefix)) {
        return name + "_";
    }
    if KEYWORDS.contains(&name.as_str()) {
        return format!("r#{name}");
    }
    name
}

/// `is_…` of a constructor.
pub(crate) fn test(constructor: &Constructor) -> String {
    let name = snake(&constructor.name);
    format!("is_{}", name.trim_start_matches("r#"))
}

/// The names of a function's variables, all different where Dafny's are.
pub(crate) fn locals(function: &Function) -> Vec<String> {
    let mut by_rust_name: BTreeMap<String, &str> = BTreeMap::new();
    let mut names = Vec::new();
    for local in &function.locals {
        let mut name = snake(&local.name);
        while by_rust_name
            .get(&name)
            .is_some_and(|other| *other != local.name)
        {
            name.push_str("_2");
        }
        by_rust_name.insert(name.clone(), &local.name);
        names.push(name);
    }
    names
}

/// Refuses names that are different in Dafny and the same in Rust.
pub(crate) fn check(program: &Program) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let mut modules = Clashes::default();
    for module in &program.modules {
        let span = Span {
            file: 0,
            start: 0,
            end: 0,
        };
        modules.add(snake(&module.name), &module.name, span, &mut diagnostics);
        let mut functions = Clashes::default();
        for item in &module.items {
            if let Item::Function(id) = item {
                let function = program.function(*id);
                let name = snake(&function.name);
                functions.add(name, &function.name, function.span, &mut diagnostics);
            }
        }
    }
    for (_, datatype) in program.datatypes() {
        members(datatype, &mut diagnostics);
    }
    diagnostics
}

fn members(datatype: &Datatype, diagnostics: &mut Vec<Diagnostic>) {
    let mut names = Clashes::default();
    for constructor in &datatype.constructors {
        let dafny = format!("{}?", constructor.name);
        names.add(test(constructor), &dafny, datatype.span, diagnostics);
        for field in &constructor.fields {
            names.add(snake(&field.name), &field.name, datatype.span, diagnostics);
        }
    }
}

#[derive(Default)]
struct Clashes(BTreeMap<String, String>);

impl Clashes {
    fn add(&mut self, rust: String, dafny: &str, span: Span, diagnostics: &mut Vec<Diagnostic>) {
        match self.0.get(&rust) {
            Some(other) if other != dafny => {
                let message = format!("`{other}` and `{dafny}` are both `{rust}` in Rust");
                diagnostics.push(Diagnostic::new(span, message));
            }
            _ => {
                self.0.insert(rust, dafny.to_owned());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_rust_habits() {
        for (dafny, rust) in [
            ("EvaluateBool", "evaluate_bool"),
            ("IsIPv4", "is_i_pv4"),
            ("IPAddr", "ip_addr"),
            ("x", "x"),
            ("type", "r#type"),
            ("Match", "r#match"),
            ("Self", "self_"),
            ("collected", "collected_"),
            ("part_1", "part_1_"),
            ("already_snake", "already_snake"),
        ] {
            assert_eq!(snake(dafny), rust);
        }
    }
}
