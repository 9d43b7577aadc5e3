//! A value of a Dafny type, and how it is written.

use std::fmt::Write as _;

use crate::program::{DatatypeId, Program};
use crate::types::Ty;

/// A value of a Dafny type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Value {
    Bool(bool),
    Int(i128),
    Char(char),
    Text(String),
    Seq(Vec<Value>),
    /// INVARIANT: sorted, no element twice.
    Set(Vec<Value>),
    /// INVARIANT: sorted by key, no key twice.
    Map(Vec<(Value, Value)>),
    Tuple(Vec<Value>),
    Data(DatatypeId, usize, Vec<Value>),
}

impl Value {
    pub(crate) fn set(mut items: Vec<Value>) -> Self {
        items.sort();
        items.dedup();
        Self::Set(items)
    }

    pub(crate) fn map(mut entries: Vec<(Value, Value)>) -> Self {
        entries.sort();
        entries.dedup_by(|a, b| a.0 == b.0);
        Self::Map(entries)
    }

    /// As the scratch program reads it.
    pub(crate) fn wire(&self, program: &Program, out: &mut String) {
        let token = |out: &mut String, text: &str| {
            out.push_str(text);
            out.push(' ');
        };
        let mut items = |open: &str, items: &[Value], close: &str| {
            token(out, open);
            items.iter().for_each(|item| item.wire(program, out));
            token(out, close);
        };
        match self {
            Self::Bool(value) => token(out, if *value { "t" } else { "f" }),
            Self::Int(value) => token(out, &value.to_string()),
            Self::Char(value) => token(out, &format!("'{}", u32::from(*value))),
            Self::Text(text) => {
                let mut word = String::from("\"");
                for c in text.chars() {
                    if c.is_ascii_alphanumeric() || c == '_' {
                        word.push(c);
                    } else {
                        let _ = write!(word, "\\{{{}}}", u32::from(c));
                    }
                }
                token(out, &(word + "\""));
            }
            Self::Seq(values) => items("[", values, "]"),
            Self::Set(values) => items("{", values, "}"),
            Self::Tuple(values) => items("(", values, ")"),
            Self::Map(entries) => {
                token(out, "<");
                for (key, value) in entries {
                    key.wire(program, out);
                    value.wire(program, out);
                }
                token(out, ">");
            }
            Self::Data(id, index, fields) => {
                let name = &program.datatype(*id).constructor(*index).name;
                items(&format!("{name}("), fields, ")");
            }
        }
    }

    /// As a Dafny expression, every constructor qualified.
    pub(crate) fn literal(&self, program: &Program) -> String {
        let list = |values: &[Value]| {
            let values = values.iter().map(|value| value.literal(program));
            values.collect::<Vec<_>>().join(", ")
        };
        match self {
            Self::Bool(value) => value.to_string(),
            Self::Int(value) if *value < 0 => format!("({value})"),
            Self::Int(value) => value.to_string(),
            Self::Char(value) => format!("'{}'", escape(*value)),
            Self::Text(text) => format!("\"{}\"", text.chars().map(escape).collect::<String>()),
            Self::Seq(values) => format!("[{}]", list(values)),
            Self::Set(values) => format!("{{{}}}", list(values)),
            Self::Tuple(values) => format!("({})", list(values)),
            Self::Map(entries) => {
                let entries = entries.iter().map(|(key, value)| {
                    format!("{} := {}", key.literal(program), value.literal(program))
                });
                format!("map[{}]", entries.collect::<Vec<_>>().join(", "))
            }
            Self::Data(id, index, fields) => {
                let datatype = program.datatype(*id);
                let module = &program.module(datatype.module).name;
                let constructor = &datatype.constructor(*index).name;
                let path = format!("{module}.{}.{constructor}", datatype.name);
                if fields.is_empty() {
                    return path;
                }
                format!("{path}({})", list(fields))
            }
        }
    }
}

/// A character inside quotes.
fn escape(c: char) -> String {
    if c.is_ascii_alphanumeric() || " _-+.:/*#".contains(c) {
        return c.to_string();
    }
    format!("\\u{:04x}", u32::from(c))
}

/// A type as another module writes it, every name qualified.
pub(crate) fn qualified_type(program: &Program, ty: &Ty) -> String {
    let list = |types: &[Ty]| {
        let types = types.iter().map(|ty| qualified_type(program, ty));
        types.collect::<Vec<_>>().join(", ")
    };
    match ty {
        Ty::Bool => "bool".into(),
        Ty::Int | Ty::Parameter(_) | Ty::Unknown(_) => "int".into(),
        Ty::Nat => "nat".into(),
        Ty::Char => "char".into(),
        Ty::Seq(item) => format!("seq<{}>", qualified_type(program, item)),
        Ty::Set(item) => format!("set<{}>", qualified_type(program, item)),
        Ty::Map(key, value) => {
            let (key, value) = (qualified_type(program, key), qualified_type(program, value));
            format!("map<{key}, {value}>")
        }
        Ty::Tuple(parts) => format!("({})", list(parts)),
        Ty::Data(id, arguments) => {
            let datatype = program.datatype(*id);
            let module = &program.module(datatype.module).name;
            if arguments.is_empty() {
                return format!("{module}.{}", datatype.name);
            }
            format!("{module}.{}<{}>", datatype.name, list(arguments))
        }
    }
}
