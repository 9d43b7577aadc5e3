//! Types as Rust writes them.

use std::cell::RefCell;
use std::collections::BTreeSet;

use crate::emit::names::{camel, snake};
use crate::program::{DatatypeId, ModuleId, Program};
use crate::scope::TypeItem;
use crate::syntax::{self, TypeKind};
use crate::types::Ty;

/// Writes paths and types as seen from one module, and notes which other modules
/// it refers to.
pub(crate) struct Paths<'a> {
    pub(crate) program: &'a Program,
    pub(crate) module: ModuleId,
    pub(crate) used: RefCell<BTreeSet<ModuleId>>,
}

impl<'a> Paths<'a> {
    pub(crate) fn new(program: &'a Program, module: ModuleId) -> Self {
        Self {
            program,
            module,
            used: RefCell::default(),
        }
    }

    /// A name of some module: qualified unless the module is this one.
    pub(crate) fn name(&self, module: ModuleId, name: &str) -> String {
        if module == self.module {
            return name.to_owned();
        }
        self.used.borrow_mut().insert(module);
        format!("{}::{name}", snake(&self.program.module(module).name))
    }

    /// A datatype without its type arguments.
    pub(crate) fn datatype(&self, id: DatatypeId) -> String {
        let datatype = self.program.datatype(id);
        self.name(datatype.module, &camel(&datatype.name))
    }

    /// The path of a constructor; a datatype with only one is that constructor.
    pub(crate) fn constructor(&self, id: DatatypeId, index: usize) -> String {
        let datatype = self.program.datatype(id);
        if datatype.is_struct() {
            return self.datatype(id);
        }
        let constructor = datatype.constructor(index);
        format!("{}::{}", self.datatype(id), camel(&constructor.name))
    }

    /// A resolved type.
    pub(crate) fn ty(&self, ty: &Ty, parameters: &[String]) -> String {
        let part = |ty: &Ty| self.ty(ty, parameters);
        let parts = |types: &[Ty]| types.iter().map(part).collect::<Vec<_>>();
        match ty {
            Ty::Bool => "bool".into(),
            Ty::Int | Ty::Nat | Ty::Unknown(_) => "i128".into(),
            Ty::Char => "char".into(),
            Ty::Seq(item) if **item == Ty::Char => "rt::Text".into(),
            Ty::Seq(item) => format!("rt::Seq<{}>", part(item)),
            Ty::Set(item) => format!("rt::Set<{}>", part(item)),
            Ty::Map(key, value) => format!("rt::Map<{}, {}>", part(key), part(value)),
            Ty::Tuple(types) => tuple(parts(types)),
            Ty::Data(id, arguments) => with_arguments(self.datatype(*id), parts(arguments)),
            Ty::Parameter(index) => parameters.get(*index).map_or(String::new(), |p| camel(p)),
        }
    }

    /// A type as it was written, with its synonyms.
    pub(crate) fn written(&self, ty: &syntax::Type, parameters: &[String]) -> String {
        let part = |ty: &syntax::Type| self.written(ty, parameters);
        match &ty.kind {
            TypeKind::Bool => "bool".into(),
            TypeKind::Int | TypeKind::Nat => "i128".into(),
            TypeKind::Char => "char".into(),
            TypeKind::String => "rt::Text".into(),
            TypeKind::Seq(item) => format!("rt::Seq<{}>", part(item)),
            TypeKind::Set(item) => format!("rt::Set<{}>", part(item)),
            TypeKind::Map(key, value) => format!("rt::Map<{}, {}>", part(key), part(value)),
            TypeKind::Tuple(types) => tuple(types.iter().map(part).collect()),
            TypeKind::Named(module, name, arguments) => {
                if module.is_none() && parameters.contains(&name.name) {
                    return camel(&name.name);
                }
                let names = &self.program.names;
                // The resolver has looked it up before.
                let Ok((home, item)) = names.written_type(self.module, module.as_ref(), name)
                else {
                    return camel(&name.name);
                };
                let path = match item {
                    TypeItem::Datatype(id) => self.datatype(id),
                    TypeItem::Synonym(_) => self.name(home, &camel(&name.name)),
                };
                with_arguments(path, arguments.iter().map(part).collect())
            }
        }
    }
}

fn tuple(parts: Vec<String>) -> String {
    format!("({})", parts.join(", "))
}

fn with_arguments(path: String, arguments: Vec<String>) -> String {
    if arguments.is_empty() {
        return path;
    }
    format!("{path}<{}>", arguments.join(", "))
}
