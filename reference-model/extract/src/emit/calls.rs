//! Text that lets another program call the extracted functions: how values of
//! each datatype are read and written, and a table of the functions.
//!
//! The text stands beside the emitted model, as `super::model`, and uses
//! `crate::wire`.

use std::fmt::Write as _;

use crate::emit::code::{braces, indent};
use crate::emit::names::{camel, snake};
use crate::emit::types::Paths;
use crate::program::{Constructor, DatatypeId, Function, ModuleId, Program};
use crate::types::Ty;

/// Writes the text.
pub fn calls(program: &Program) -> String {
    // No module has this id, so every path is qualified.
    let paths = Paths::new(program, ModuleId(usize::MAX));
    let mut text = String::from(
        "use super::model::*;\nuse crate::runtime::{self as rt, Stop};\nuse crate::wire::{Input, Wire};\n\n",
    );
    for (id, _) in program.datatypes() {
        text.push_str(&datatype(&paths, id));
        text.push_str("\n\n");
    }
    let mut arms = String::new();
    for (id, function) in program.functions() {
        let _ = writeln!(arms, "{} => {}", id.0, braces(&call(&paths, function)));
    }
    arms.push_str("_ => None,");
    let body = format!("match number {}", braces(&arms));
    let _ = writeln!(
        text,
        "/// `None` if the arguments are malformed.\npub fn call(number: usize, input: &mut Input<'_>) -> Option<String> {}\n",
        braces(&body)
    );
    text.push_str(
        "fn answer<T: Wire>(answer: rt::Answer<T>) -> String {
    match answer {
        Ok(value) => {
            let mut text = String::from(\"=\");
            value.write(&mut text);
            text
        }
        Err(stop) => format!(\"!{stop:?}\"),
    }
}
",
    );
    text
}

fn datatype(paths: &Paths<'_>, id: DatatypeId) -> String {
    let datatype = paths.program.datatype(id);
    let name = paths.datatype(id);
    let (mut bounds, mut arguments) = (String::new(), String::new());
    if !datatype.parameters.is_empty() {
        let names: Vec<String> = datatype.parameters.iter().map(|p| camel(p)).collect();
        let bounded: Vec<String> = names
            .iter()
            .map(|name| format!("{name}: Wire + rt::Value"))
            .collect();
        bounds = format!("<{}>", bounded.join(", "));
        arguments = format!("<{}>", names.join(", "));
    }
    let (mut reads, mut writes) = (String::new(), String::new());
    for (index, constructor) in datatype.constructors.iter().enumerate() {
        let path = paths.constructor(id, index);
        let token = format!("{}(", constructor.name);
        let read = fields(constructor, |name| format!("{name}: Wire::read(input)?"));
        let bind = fields(constructor, str::to_owned);
        let _ = writeln!(reads, "{token:?} => {path} {{ {read} }},");
        let steps = constructor
            .fields
            .iter()
            .map(|field| format!("{}.write(out);", snake(&field.name)));
        let steps: Vec<String> = steps.collect();
        let _ = writeln!(
            writes,
            "{path} {{ {bind} }} => {}",
            braces(&format!(
                "out.push_str(\"{token} \");\n{}",
                steps.join("\n")
            ))
        );
    }
    reads.push_str("_ => return None,");
    let read = format!(
        "let value = match input.next()? {};\ninput.end(\")\")?;\nSome(value)",
        braces(&reads)
    );
    let write = format!("match self {}\nout.push_str(\") \");", braces(&writes));
    let methods = format!(
        "fn read(input: &mut Input<'_>) -> Option<Self> {}\n\nfn write(&self, out: &mut String) {}",
        braces(&read),
        braces(&write)
    );
    format!(
        "impl{bounds} Wire for {name}{arguments} {{\n{}\n}}",
        indent(&methods)
    )
}

fn fields(constructor: &Constructor, text: impl Fn(&str) -> String) -> String {
    let fields = constructor
        .fields
        .iter()
        .map(|field| text(&snake(&field.name)));
    fields.collect::<Vec<_>>().join(", ")
}

/// A call with type parameters taken to be `int`.
fn call(paths: &Paths<'_>, function: &Function) -> String {
    let integers = vec![Ty::Int; function.parameters.len()];
    let mut lines = Vec::new();
    let mut arguments = Vec::new();
    for (index, argument) in function.arguments().iter().enumerate() {
        let ty = paths.ty(&argument.ty.substitute(&integers), &[]);
        lines.push(format!("let argument_{index}: {ty} = Wire::read(input)?;"));
        let reference = if argument.ty.is_scalar() { "" } else { "&" };
        arguments.push(format!("{reference}argument_{index}"));
    }
    let arguments = arguments.join(", ");
    let name = snake(&function.name);
    let turbofish = if integers.is_empty() {
        String::new()
    } else {
        format!("::<{}>", vec!["i128"; integers.len()].join(", "))
    };
    let path = paths.name(function.module, &name);
    if !function.requires.is_empty() {
        lines.push(format!(
            "if {path}_requires{turbofish}({arguments}) != Ok(true) {{\n    return Some(\"?\".into());\n}}"
        ));
    }
    lines.push(format!("Some(answer({path}{turbofish}({arguments})))"));
    lines.join("\n")
}
