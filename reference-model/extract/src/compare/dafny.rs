//! A Dafny program that makes the calls and prints the answers, and its run.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::compare::CompareError;
use crate::compare::value::{Value, qualified_type};
use crate::program::{Function, Program};
use crate::types::Ty;

/// One call of a function of the model.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    /// The number of the function.
    pub(crate) function: usize,
    pub(crate) arguments: Vec<Value>,
    /// What the extracted Rust answered.
    pub(crate) answer: String,
}

impl Case {
    /// The arguments as the scratch program reads them.
    pub(crate) fn wire(&self, program: &Program) -> String {
        let mut wire = String::new();
        self.arguments
            .iter()
            .for_each(|argument| argument.wire(program, &mut wire));
        wire
    }
}

/// Compiles and runs the calls with Dafny's own compiler. The answers come by the
/// position of their case; one that is missing was not reached.
pub(crate) fn answers(
    program: &Program,
    files: &[PathBuf],
    cases: &[Case],
    directory: &Path,
    name: &str,
) -> Result<BTreeMap<usize, String>, CompareError> {
    let source = directory.join(format!("{name}.dfy"));
    let text = program_text(program, files, cases);
    fs::write(&source, text).map_err(|error| CompareError::io("write", &source, error))?;
    let executable = directory.join(format!("{name}.exe"));
    // Never mistake an old program for this one.
    let _ = fs::remove_file(&executable);
    let compiled = Command::new("dafny")
        .args(["/noVerify", "/compile:2", "/nologo"])
        .arg(format!("/out:{}", executable.display()))
        .arg(&source)
        .current_dir(directory)
        .output()
        .map_err(|error| CompareError::io("run", Path::new("dafny"), error))?;
    if !executable.is_file() {
        let mut message = String::from_utf8_lossy(&compiled.stdout).into_owned();
        message.push_str(&String::from_utf8_lossy(&compiled.stderr));
        return Err(CompareError::Dafny {
            file: source,
            message,
        });
    }
    let run = Command::new("mono")
        .arg(&executable)
        .output()
        .map_err(|error| CompareError::io("run", Path::new("mono"), error))?;
    let output = String::from_utf8_lossy(&run.stdout);
    Ok(output.lines().filter_map(answer).collect())
}

fn answer(line: &str) -> Option<(usize, String)> {
    let (number, answer) = line.split_once(' ')?;
    Some((number.parse().ok()?, answer.trim().to_owned()))
}

fn program_text(program: &Program, files: &[PathBuf], cases: &[Case]) -> String {
    let mut text = String::new();
    for file in files {
        let _ = writeln!(text, "include \"{}\"", file.display());
    }
    text.push_str("\nmodule Comparison {\n");
    for module in &program.modules {
        let _ = writeln!(text, "  import {}", module.name);
    }
    let mut printers = Printers {
        program,
        numbers: BTreeMap::new(),
        text: String::new(),
    };
    let mut main = String::new();
    for (index, case) in cases.iter().enumerate() {
        if let Some((_, function)) = program.functions().nth(case.function) {
            text.push_str(&call(program, &mut printers, index, case, function));
            let _ = writeln!(main, "  Comparison.Case{index}();");
        }
    }
    text.push_str(&printers.text);
    let _ = writeln!(text, "}}\n\nmethod Main()\n  decreases *\n{{\n{main}}}");
    text
}

fn call(
    program: &Program,
    printers: &mut Printers<'_>,
    index: usize,
    case: &Case,
    function: &Function,
) -> String {
    let mut text = format!("\n  method Case{index}()\n    decreases *\n  {{\n");
    let integers = vec![Ty::Int; function.parameters.len()];
    let mut names = Vec::new();
    for (position, (argument, formal)) in
        case.arguments.iter().zip(function.arguments()).enumerate()
    {
        let ty = qualified_type(program, &formal.ty.substitute(&integers));
        let literal = argument.literal(program);
        let _ = writeln!(text, "    var a{position}: {ty} := {literal};");
        names.push(format!("a{position}"));
    }
    let module = &program.module(function.module).name;
    let arguments = if function.is_constant {
        String::new()
    } else {
        format!("({})", names.join(", "))
    };
    let result = function.result.substitute(&integers);
    let printer = printers.number(&result);
    let ty = qualified_type(program, &result);
    let _ = writeln!(
        text,
        "    var r: {ty} := {module}.{}{arguments};",
        function.name
    );
    let _ = writeln!(
        text,
        "    print \"{index} \";\n    Print{printer}(r);\n    print \"\\n\";\n  }}"
    );
    text
}

/// Methods that print values, one per type.
struct Printers<'a> {
    program: &'a Program,
    numbers: BTreeMap<Ty, usize>,
    text: String,
}

impl Printers<'_> {
    fn number(&mut self, ty: &Ty) -> usize {
        if let Some(number) = self.numbers.get(ty) {
            return *number;
        }
        let number = self.numbers.len();
        self.numbers.insert(ty.clone(), number);
        let body = self.body(ty);
        let ty = qualified_type(self.program, ty);
        let _ = writeln!(
            self.text,
            "\n  method Print{number}(v: {ty})\n    decreases *\n  {{\n{body}\n  }}"
        );
        number
    }

    fn body(&mut self, ty: &Ty) -> String {
        match ty {
            Ty::Bool => "    if v { print \"t \"; } else { print \"f \"; }".into(),
            Ty::Int | Ty::Nat | Ty::Parameter(_) | Ty::Unknown(_) => "    print v, \" \";".into(),
            Ty::Char => "    print \"'\", v as int, \" \";".into(),
            Ty::Seq(item) if **item == Ty::Char => "    print \"\\\"\";
    var i := 0;
    while i < |v| {
      var c := v[i];
      if 'a' <= c <= 'z' || 'A' <= c <= 'Z' || '0' <= c <= '9' || c == '_' { print [c]; }
      else { print \"\\\\{\", c as int, \"}\"; }
      i := i + 1;
    }
    print \"\\\" \";"
                .into(),
            Ty::Seq(item) => {
                let item = self.number(item);
                format!(
                    "    print \"[ \";\n    var i := 0;\n    while i < |v| {{ Print{item}(v[i]); i := i + 1; }}\n    print \"] \";"
                )
            }
            Ty::Set(item) => {
                let item = self.number(item);
                format!(
                    "    print \"{{ \";\n    var s := v;\n    while s != {{}} decreases * {{ var x :| x in s; Print{item}(x); s := s - {{x}}; }}\n    print \"}} \";"
                )
            }
            Ty::Map(key, value) => {
                let (key, value) = (self.number(key), self.number(value));
                format!(
                    "    print \"< \";\n    var s := v.Keys;\n    while s != {{}} decreases * {{ var x :| x in s; Print{key}(x); Print{value}(v[x]); s := s - {{x}}; }}\n    print \"> \";"
                )
            }
            Ty::Tuple(parts) => {
                let mut text = String::from("    print \"( \";\n");
                for (index, part) in parts.iter().enumerate() {
                    let part = self.number(part);
                    let _ = writeln!(text, "    Print{part}(v.{index});");
                }
                text + "    print \") \";"
            }
            Ty::Data(id, arguments) => {
                let datatype = self.program.datatype(*id);
                let mut text = String::new();
                for constructor in &datatype.constructors {
                    let name = &constructor.name;
                    let _ = write!(text, "    if v.{name}? {{ print \"{name}( \"; ");
                    for field in &constructor.fields {
                        let printer = self.number(&field.ty.substitute(arguments));
                        let _ = write!(text, "Print{printer}(v.{}); ", field.name);
                    }
                    text.push_str("}\n");
                }
                text + "    print \") \";"
            }
        }
    }
}
