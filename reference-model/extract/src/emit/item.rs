//! Modules, types and functions.

use std::cell::Cell;

use crate::emit::Options;
use crate::emit::code::{braces, list};
use crate::emit::expr::Body;
use crate::emit::names::{self, camel, snake};
use crate::emit::types::Paths;
use crate::load::Model;
use crate::program::{
    Constructor, Datatype, DatatypeId, Field, Function, Item, ModuleId, Program, Synonym,
};
use crate::source::{Diagnostic, Span};
use crate::types::Ty;

/// The lints that emitted modules switch off, and why:
/// - `missing_docs`: documented is what the model documents;
/// - `unused_*`, `unreachable_patterns`, `irrefutable_let_patterns`: a model may
///   name what it does not use, and cases that cannot happen still stop loudly;
/// - the groups of `clippy` that are about taste: the text follows the shape of
///   the model.
///
/// Everything about correctness stays on, and so do the workspace's bans on
/// `unsafe`, panics and unchecked indexing.
pub const MODULE_LINTS: &str = "#[allow(
    missing_docs,
    unused_imports,
    unused_parens,
    unused_variables,
    unreachable_patterns,
    irrefutable_let_patterns,
    clippy::complexity,
    clippy::nursery,
    clippy::pedantic,
    clippy::perf,
    clippy::style,
    clippy::if_same_then_else
)]";

const DERIVES: &str = "#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]";

pub(crate) fn program(
    model: &Model,
    options: &Options,
    diagnostics: &mut Vec<Diagnostic>,
) -> String {
    let heights = heights(&model.program);
    let branches = options.branches.then(|| Cell::new(0));
    let mut text =
        String::from("// Extracted from the Dafny model. Do not edit: edit the model.\n");
    for index in 0..model.program.modules.len() {
        let module = ModuleId(index);
        let emitter = Emitter {
            model,
            options,
            paths: Paths::new(&model.program, module),
            heights: &heights,
            branches: branches.as_ref(),
        };
        text.push('\n');
        text.push_str(&emitter.module(module, diagnostics));
        text.push('\n');
    }
    text
}

struct Emitter<'a> {
    model: &'a Model,
    options: &'a Options,
    paths: Paths<'a>,
    /// For each constructor of each datatype, how tall its lowest value is.
    heights: &'a [Vec<Option<usize>>],
    /// The number of the next branch, if branches are counted.
    branches: Option<&'a Cell<usize>>,
}

impl Emitter<'_> {
    fn module(&self, id: ModuleId, diagnostics: &mut Vec<Diagnostic>) -> String {
        let program = &self.model.program;
        let module = program.module(id);
        let mut items = Vec::new();
        for item in &module.items {
            items.push(match item {
                Item::Datatype(id) => self.datatype(*id, diagnostics),
                Item::Synonym(synonym) => self.synonym(synonym),
                Item::Function(id) => self.function(program.function(*id)),
            });
        }
        let mut head = docs("//!", &module.docs);
        if !head.is_empty() {
            head.push('\n');
        }
        head.push_str("use crate::runtime as rt;\n");
        for used in self.paths.used.borrow().iter() {
            head.push_str(&format!(
                "use super::{};\n",
                snake(&program.module(*used).name)
            ));
        }
        let body = format!("{head}\n{}", items.join("\n\n"));
        format!(
            "{MODULE_LINTS}\npub mod {} {}",
            snake(&module.name),
            braces(&body)
        )
    }

    fn synonym(&self, synonym: &Synonym) -> String {
        let ty = self.paths.written(&synonym.written, &synonym.parameters);
        let parameters = plain_parameters(&synonym.parameters);
        format!(
            "{}pub type {}{parameters} = {ty};",
            docs("///", &synonym.docs),
            camel(&synonym.name)
        )
    }

    fn datatype(&self, id: DatatypeId, diagnostics: &mut Vec<Diagnostic>) -> String {
        let datatype = self.model.program.datatype(id);
        let head = docs("///", &datatype.docs);
        let name = camel(&datatype.name);
        let bounds = bounded_parameters(&datatype.parameters);
        let parameters = plain_parameters(&datatype.parameters);
        let mut parts = Vec::new();
        if datatype.is_struct() {
            let fields = self.fields(datatype, datatype.constructor(0), "pub ");
            parts.push(format!(
                "{head}{DERIVES}\npub struct {name}{bounds} {fields}"
            ));
        } else {
            let variants = datatype.constructors.iter().map(|constructor| {
                let head = docs("///", &constructor.docs);
                let name = camel(&constructor.name);
                if constructor.fields.is_empty() {
                    return format!("{head}{name},");
                }
                format!("{head}{name} {},", self.fields(datatype, constructor, ""))
            });
            let variants = variants.collect::<Vec<_>>().join("\n");
            parts.push(format!(
                "{head}{DERIVES}\npub enum {name}{bounds} {}",
                braces(&variants)
            ));
            parts.push(format!(
                "impl{bounds} {name}{parameters} {}",
                braces(&self.members(datatype))
            ));
        }
        match self.hollow(id, datatype) {
            Some(hollow) => {
                let method = format!("fn hollow() -> Self {}", braces(&hollow));
                parts.push(format!(
                    "impl{bounds} rt::Hollow for {name}{parameters} {}",
                    braces(&method)
                ));
            }
            None => diagnostics.push(Diagnostic::new(
                datatype.span,
                format!("datatype `{}` has no finite value", datatype.name),
            )),
        }
        parts.join("\n\n")
    }

    fn fields(&self, datatype: &Datatype, constructor: &Constructor, visibility: &str) -> String {
        if constructor.fields.is_empty() {
            return "{}".into();
        }
        let fields = constructor.fields.iter().map(|field| {
            let head = docs("///", &field.docs);
            let ty = self.field_type(datatype, field);
            let ty = if field.shared {
                format!("rt::Shared<{ty}>")
            } else {
                ty
            };
            format!("{head}{visibility}{}: {ty},", snake(&field.name))
        });
        braces(&fields.collect::<Vec<_>>().join("\n"))
    }

    fn field_type(&self, datatype: &Datatype, field: &Field) -> String {
        self.paths.written(&field.written, &datatype.parameters)
    }

    /// Tests and destructors.
    fn members(&self, datatype: &Datatype) -> String {
        let mut members = Vec::new();
        for constructor in &datatype.constructors {
            let pattern = pattern(constructor, "..");
            members.push(format!(
                "/// `{}?`\n#[inline]\npub fn {}(&self) -> bool {{\n    matches!(self, {pattern})\n}}",
                constructor.name,
                names::test(constructor)
            ));
        }
        let mut seen = Vec::new();
        for field in datatype.constructors.iter().flat_map(|c| &c.fields) {
            if !seen.contains(&&field.name) {
                seen.push(&field.name);
                members.push(self.destructor(datatype, field));
            }
        }
        members.join("\n\n")
    }

    fn destructor(&self, datatype: &Datatype, field: &Field) -> String {
        let name = snake(&field.name);
        let ty = self.field_type(datatype, field);
        let (reference, star) = if field.ty.is_scalar() {
            ("", "*")
        } else {
            ("&", "")
        };
        let mut cases: Vec<String> = Vec::new();
        let has = |constructor: &&Constructor| {
            constructor
                .fields
                .iter()
                .any(|other| other.name == field.name)
        };
        for constructor in datatype.constructors.iter().filter(has) {
            cases.push(format!(
                "{} => Ok({star}{name}),",
                pattern(constructor, &format!("{name}, .."))
            ));
        }
        if cases.len() < datatype.constructors.len() {
            cases.push("_ => Err(rt::Stop::WrongConstructor),".into());
        }
        let body = format!("match self {}", braces(&cases.join("\n")));
        format!(
            "/// `.{}`\n#[inline]\npub fn {name}(&self) -> rt::Answer<{reference}{ty}> {}",
            field.name,
            braces(&body)
        )
    }

    /// The lowest value.
    fn hollow(&self, id: DatatypeId, datatype: &Datatype) -> Option<String> {
        let heights = self.heights.get(id.0)?;
        let known = heights
            .iter()
            .enumerate()
            .filter_map(|(index, h)| Some((h.as_ref()?, index)));
        let (_, index) = known.min()?;
        let constructor = datatype.constructor(index);
        let fields = constructor.fields.iter();
        let fields: Vec<String> = fields
            .map(|field| format!("{}: rt::Hollow::hollow()", snake(&field.name)))
            .collect();
        let path = if datatype.is_struct() {
            "Self".to_owned()
        } else {
            format!("Self::{}", camel(&constructor.name))
        };
        if fields.is_empty() && !datatype.is_struct() {
            return Some(path);
        }
        Some(list(&format!("{path} {{"), &fields, "}"))
    }

    fn function(&self, function: &Function) -> String {
        let names = names::locals(function);
        let arguments: Vec<String> = function
            .arguments()
            .iter()
            .zip(&names)
            .zip(&function.written)
            .map(|((local, name), written)| {
                let reference = if local.ty.is_scalar() { "" } else { "&" };
                let ty = self.paths.written(written, &function.parameters);
                format!("{name}: {reference}{ty}")
            })
            .collect();
        let result = self
            .paths
            .written(&function.written_result, &function.parameters);
        let mut head = docs("///", &function.docs);
        if !head.is_empty() {
            head.push_str("///\n");
        }
        head.push_str(&format!("/// `{}`\n", self.place(function.span)));
        let parameters = bounded_parameters(&function.parameters);
        let name = snake(&function.name);
        let mut body = Body::new(function, &self.paths, self.options.fault, self.branches);
        let text = body.block(&function.body, true);
        let text = if function.recursive {
            format!("rt::deep(|| {})", braces(&text))
        } else {
            text
        };
        let signature = list(&format!("pub fn {name}{parameters}("), &arguments, ")");
        let mut text = format!(
            "{head}{signature} -> rt::Answer<{result}> {}",
            braces(&text)
        );
        if self.options.preconditions {
            let clauses: Vec<_> = function.requires.iter().collect();
            let condition = Body::new(function, &self.paths, None, None).conjunction(&clauses);
            let signature = list(
                &format!("pub fn {name}_requires{parameters}("),
                &arguments,
                ")",
            );
            text.push_str(&format!(
                "\n\n/// Whether the precondition holds.\n{signature} -> rt::Answer<bool> {}",
                braces(&format!("Ok({condition})"))
            ));
        }
        text
    }

    /// `file.dfy:12`
    fn place(&self, span: Span) -> String {
        let Some(source) = self.model.sources.get(span.file) else {
            return String::new();
        };
        let file = source.path.rsplit('/').next().unwrap_or(&source.path);
        format!("{file}:{}", source.position(span.start).line)
    }
}

/// For each constructor, the height of its lowest value, if it has any.
fn heights(program: &Program) -> Vec<Vec<Option<usize>>> {
    let mut heights: Vec<Vec<Option<usize>>> = program
        .datatypes()
        .map(|(_, datatype)| vec![None; datatype.constructors.len()])
        .collect();
    loop {
        let lowest = |id: &DatatypeId| heights.get(id.0)?.iter().copied().flatten().min();
        let next: Vec<Vec<Option<usize>>> = program
            .datatypes()
            .map(|(_, datatype)| {
                let constructors = datatype.constructors.iter();
                constructors
                    .map(|constructor| height(constructor, &lowest))
                    .collect()
            })
            .collect();
        if next == heights {
            return heights;
        }
        heights = next;
    }
}

fn height(
    constructor: &Constructor,
    lowest: &impl Fn(&DatatypeId) -> Option<usize>,
) -> Option<usize> {
    fn of_type(ty: &Ty, lowest: &impl Fn(&DatatypeId) -> Option<usize>) -> Option<usize> {
        match ty {
            Ty::Tuple(parts) => parts
                .iter()
                .try_fold(0, |height, part| Some(height.max(of_type(part, lowest)?))),
            Ty::Data(id, arguments) => {
                let own = lowest(id)? + 1;
                arguments
                    .iter()
                    .try_fold(own, |height, part| Some(height.max(of_type(part, lowest)?)))
            }
            _ => Some(0),
        }
    }
    constructor.fields.iter().try_fold(0, |height, field| {
        Some(height.max(of_type(&field.ty, lowest)?))
    })
}

fn pattern(constructor: &Constructor, inside: &str) -> String {
    let name = camel(&constructor.name);
    if constructor.fields.is_empty() {
        return format!("Self::{name}");
    }
    format!("Self::{name} {{ {inside} }}")
}

fn plain_parameters(parameters: &[String]) -> String {
    if parameters.is_empty() {
        return String::new();
    }
    let names: Vec<String> = parameters.iter().map(|name| camel(name)).collect();
    format!("<{}>", names.join(", "))
}

fn bounded_parameters(parameters: &[String]) -> String {
    if parameters.is_empty() {
        return String::new();
    }
    let names: Vec<String> = parameters
        .iter()
        .map(|name| format!("{}: rt::Value", camel(name)))
        .collect();
    format!("<{}>", names.join(", "))
}

/// Comment lines, each with its mark.
fn docs(mark: &str, lines: &[String]) -> String {
    let lines = lines
        .iter()
        .map(|line| format!("{mark} {line}").trim_end().to_owned() + "\n");
    lines.collect()
}
