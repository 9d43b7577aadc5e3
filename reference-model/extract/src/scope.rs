//! Which name means what in which module.

use std::collections::BTreeMap;

use crate::program::{Datatype, DatatypeId, FunctionId, ModuleId};
use crate::source::{Diagnostic, Span};
use crate::syntax::{self, Ident, TypeKind};
use crate::types::Ty;

/// A type's name.
#[derive(Clone, Copy, Debug)]
pub(crate) enum TypeItem {
    Datatype(DatatypeId),
    /// Index into [`Names::synonyms`].
    Synonym(usize),
}

/// A value's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ValueItem {
    Function(FunctionId),
    Constructor(DatatypeId, usize),
}

/// The names that one module declares, and whose names it sees.
#[derive(Clone, Debug, Default)]
pub(crate) struct ModuleNames {
    pub(crate) name: String,
    pub(crate) imports: Vec<(ModuleId, bool)>,
    pub(crate) types: BTreeMap<String, TypeItem>,
    pub(crate) values: BTreeMap<String, Vec<ValueItem>>,
}

/// A synonym before its type is looked up.
#[derive(Clone, Debug)]
pub(crate) struct SynonymNames {
    pub(crate) module: ModuleId,
    pub(crate) parameters: Vec<String>,
    pub(crate) ty: syntax::Type,
}

/// What is known of a function before its body is checked.
#[derive(Clone, Debug)]
pub(crate) struct Signature {
    pub(crate) parameters: Vec<String>,
    pub(crate) arguments: Vec<Ty>,
    pub(crate) result: Ty,
    pub(crate) is_constant: bool,
}

/// All names of a program.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    pub(crate) modules: Vec<ModuleNames>,
    pub(crate) synonyms: Vec<SynonymNames>,
    pub(crate) datatypes: Vec<Datatype>,
    pub(crate) signatures: Vec<Signature>,
}

/// Where a type is looked up.
#[derive(Clone, Copy)]
pub(crate) struct TypeScope<'a> {
    pub(crate) module: ModuleId,
    pub(crate) parameters: &'a [String],
}

impl Names {
    pub(crate) fn datatype(&self, id: DatatypeId) -> &Datatype {
        #[expect(clippy::indexing_slicing, reason = "ids come from this table only")]
        &self.datatypes[id.0]
    }

    pub(crate) fn signature(&self, id: FunctionId) -> &Signature {
        #[expect(clippy::indexing_slicing, reason = "ids come from this table only")]
        &self.signatures[id.0]
    }

    fn module(&self, id: ModuleId) -> &ModuleNames {
        #[expect(clippy::indexing_slicing, reason = "ids come from this table only")]
        &self.modules[id.0]
    }

    /// An imported module, or the module itself, by name.
    pub(crate) fn imported(&self, module: ModuleId, name: &str) -> Option<ModuleId> {
        if self.module(module).name == name {
            return Some(module);
        }
        let mut imports = self.module(module).imports.iter();
        imports
            .find(|(id, _)| self.module(*id).name == name)
            .map(|(id, _)| *id)
    }

    /// A type by its unqualified name: the module's own, else the imported one.
    pub(crate) fn type_item(
        &self,
        module: ModuleId,
        name: &str,
        span: Span,
    ) -> Result<Option<(ModuleId, TypeItem)>, Diagnostic> {
        if let Some(item) = self.module(module).types.get(name) {
            return Ok(Some((module, *item)));
        }
        let mut found = None;
        for (imported, opened) in &self.module(module).imports {
            if *opened && let Some(item) = self.module(*imported).types.get(name) {
                if found.is_some() {
                    return Err(ambiguous(name, span));
                }
                found = Some((*imported, *item));
            }
        }
        Ok(found)
    }

    /// A type of a given module.
    pub(crate) fn type_in(&self, module: ModuleId, name: &str) -> Option<TypeItem> {
        self.module(module).types.get(name).copied()
    }

    /// A value by its unqualified name: the module's own, else the imported one.
    pub(crate) fn value_item(
        &self,
        module: ModuleId,
        name: &str,
        span: Span,
    ) -> Result<Option<ValueItem>, Diagnostic> {
        if let Some(items) = self.module(module).values.get(name) {
            return only(items, name, span).map(Some);
        }
        let mut found = Vec::new();
        for (imported, opened) in &self.module(module).imports {
            if *opened && let Some(items) = self.module(*imported).values.get(name) {
                found.extend_from_slice(items);
            }
        }
        if found.is_empty() {
            return Ok(None);
        }
        only(&found, name, span).map(Some)
    }

    /// A value of a given module.
    pub(crate) fn value_in(
        &self,
        module: ModuleId,
        name: &Ident,
    ) -> Result<Option<ValueItem>, Diagnostic> {
        match self.module(module).values.get(&name.name) {
            Some(items) => only(items, &name.name, name.span).map(Some),
            None => Ok(None),
        }
    }

    /// Looks up the names of a type and expands its synonyms.
    pub(crate) fn ty(&self, scope: TypeScope<'_>, ty: &syntax::Type) -> Result<Ty, Diagnostic> {
        self.ty_within(scope, ty, &mut Vec::new())
    }

    /// `expanding` holds the synonyms that are being expanded.
    fn ty_within(
        &self,
        scope: TypeScope<'_>,
        ty: &syntax::Type,
        expanding: &mut Vec<usize>,
    ) -> Result<Ty, Diagnostic> {
        let mut part = |ty: &syntax::Type| self.ty_within(scope, ty, expanding);
        Ok(match &ty.kind {
            TypeKind::Bool => Ty::Bool,
            TypeKind::Int => Ty::Int,
            TypeKind::Nat => Ty::Nat,
            TypeKind::Char => Ty::Char,
            TypeKind::String => Ty::text(),
            TypeKind::Seq(item) => Ty::Seq(Box::new(part(item)?)),
            TypeKind::Set(item) => Ty::Set(Box::new(part(item)?)),
            TypeKind::Map(key, value) => Ty::Map(Box::new(part(key)?), Box::new(part(value)?)),
            TypeKind::Tuple(parts) => Ty::Tuple(parts.iter().map(part).collect::<Result<_, _>>()?),
            TypeKind::Named(module, name, arguments) => {
                let arguments = arguments.iter().map(part).collect::<Result<Vec<_>, _>>()?;
                self.named(scope, (module.as_ref(), name), arguments, expanding)?
            }
        })
    }

    fn named(
        &self,
        scope: TypeScope<'_>,
        (module, name): (Option<&Ident>, &Ident),
        arguments: Vec<Ty>,
        expanding: &mut Vec<usize>,
    ) -> Result<Ty, Diagnostic> {
        let parameter = scope.parameters.iter().position(|p| *p == name.name);
        if let (None, Some(index)) = (module, parameter) {
            expect_arguments(name, 0, arguments.len())?;
            return Ok(Ty::Parameter(index));
        }
        match self.written_type(scope.module, module, name)?.1 {
            TypeItem::Datatype(id) => {
                expect_arguments(name, self.datatype(id).parameters.len(), arguments.len())?;
                Ok(Ty::Data(id, arguments))
            }
            TypeItem::Synonym(index) => {
                let Some(synonym) = self.synonyms.get(index) else {
                    return Err(unknown("type", name));
                };
                expect_arguments(name, synonym.parameters.len(), arguments.len())?;
                if expanding.contains(&index) {
                    let message = format!("type `{}` is defined by itself", name.name);
                    return Err(Diagnostic::new(name.span, message));
                }
                expanding.push(index);
                let scope = TypeScope {
                    module: synonym.module,
                    parameters: &synonym.parameters,
                };
                let ty = self.ty_within(scope, &synonym.ty, expanding)?;
                expanding.pop();
                Ok(ty.substitute(&arguments))
            }
        }
    }

    /// What a written type name means, and where it is declared.
    pub(crate) fn written_type(
        &self,
        from: ModuleId,
        module: Option<&Ident>,
        name: &Ident,
    ) -> Result<(ModuleId, TypeItem), Diagnostic> {
        let found = match module {
            Some(module) => {
                let imported = self
                    .imported(from, &module.name)
                    .ok_or_else(|| unknown("module", module))?;
                self.type_in(imported, &name.name)
                    .map(|item| (imported, item))
            }
            None => self.type_item(from, &name.name, name.span)?,
        };
        found.ok_or_else(|| unknown("type", name))
    }
}

/// The message for a name that nothing declares.
pub(crate) fn unknown(what: &str, name: &Ident) -> Diagnostic {
    Diagnostic::new(name.span, format!("unknown {what} `{}`", name.name))
}

fn only(items: &[ValueItem], name: &str, span: Span) -> Result<ValueItem, Diagnostic> {
    match items {
        [item] => Ok(*item),
        _ => Err(ambiguous(name, span)),
    }
}

fn ambiguous(name: &str, span: Span) -> Diagnostic {
    Diagnostic::new(span, format!("name `{name}` is ambiguous"))
        .help("qualify it with the name of its type or module")
}

fn expect_arguments(name: &Ident, expected: usize, found: usize) -> Result<(), Diagnostic> {
    if expected == found {
        return Ok(());
    }
    let message = format!(
        "type `{}` takes {expected} type arguments, found {found}",
        name.name
    );
    Err(Diagnostic::new(name.span, message))
}
