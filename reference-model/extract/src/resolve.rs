//! Syntax trees to a resolved program.

use std::collections::BTreeSet;

use crate::check::{Checked, Checker};
use crate::finish;
use crate::program::{
    Constructor, Datatype, DatatypeId, Expr, ExprKind, Field, Function, FunctionId, Item, Module,
    ModuleId, Program, Synonym,
};
use crate::scope::{
    ModuleNames, Names, Signature, SynonymNames, TypeItem, TypeScope, ValueItem, unknown,
};
use crate::source::Diagnostic;
use crate::syntax::{self, Declaration, Ident};
use crate::types::{Ty, Unifier};

/// Resolves all modules of a model.
///
/// # Errors
///
/// Everything that is wrong: one message per declaration at most.
pub fn resolve(modules: &[syntax::Module]) -> Result<Program, Vec<Diagnostic>> {
    let mut resolver = Resolver {
        names: Names::default(),
        items: Vec::new(),
        diagnostics: Vec::new(),
    };
    resolver.collect(modules);
    resolver.imports(modules);
    resolver.stop_if_refused()?;
    resolver.signatures(modules);
    resolver.stop_if_refused()?;
    share_recursive_fields(&mut resolver.names.datatypes);
    let functions = resolver.bodies(modules);
    resolver.stop_if_refused()?;
    Ok(resolver.program(modules, functions))
}

struct Resolver {
    names: Names,
    items: Vec<Vec<Declared>>,
    diagnostics: Vec<Diagnostic>,
}

/// What a declaration has become.
#[derive(Clone, Copy)]
enum Declared {
    Datatype(DatatypeId),
    Synonym,
    Function(FunctionId),
}

impl Resolver {
    fn stop_if_refused(&mut self) -> Result<(), Vec<Diagnostic>> {
        if self.diagnostics.is_empty() {
            return Ok(());
        }
        Err(std::mem::take(&mut self.diagnostics))
    }

    fn note<T>(&mut self, checked: Checked<T>) -> Option<T> {
        checked
            .map_err(|diagnostic| self.diagnostics.push(diagnostic))
            .ok()
    }

    /// Gives every declaration its id and every module its names.
    fn collect(&mut self, modules: &[syntax::Module]) {
        let mut functions = 0;
        for (index, module) in modules.iter().enumerate() {
            let name = &module.name;
            if self
                .names
                .modules
                .iter()
                .any(|other| other.name == name.name)
            {
                self.diagnostics.push(declared_twice("module", name));
            }
            let id = ModuleId(index);
            let mut names = ModuleNames {
                name: name.name.clone(),
                ..ModuleNames::default()
            };
            let mut items = Vec::new();
            for declaration in &module.declarations {
                items.push(self.declare(id, &mut names, declaration, &mut functions));
            }
            self.names.modules.push(names);
            self.items.push(items);
        }
    }

    fn declare(
        &mut self,
        module: ModuleId,
        names: &mut ModuleNames,
        declaration: &Declaration,
        functions: &mut usize,
    ) -> Declared {
        let name = declaration.name();
        let declared_before = names.types.contains_key(&name.name)
            || names.values.get(&name.name).is_some_and(|items| {
                items
                    .iter()
                    .any(|item| matches!(item, ValueItem::Function(_)))
            });
        if declared_before {
            self.diagnostics.push(declared_twice("name", name));
        }
        match declaration {
            Declaration::Datatype(datatype) => {
                let id = DatatypeId(self.names.datatypes.len());
                for (index, constructor) in datatype.constructors.iter().enumerate() {
                    let item = ValueItem::Constructor(id, index);
                    names
                        .values
                        .entry(constructor.name.name.clone())
                        .or_default()
                        .push(item);
                }
                names
                    .types
                    .insert(name.name.clone(), TypeItem::Datatype(id));
                self.names.datatypes.push(empty_datatype(module, datatype));
                Declared::Datatype(id)
            }
            Declaration::Synonym(synonym) => {
                let index = self.names.synonyms.len();
                names
                    .types
                    .insert(name.name.clone(), TypeItem::Synonym(index));
                self.names.synonyms.push(SynonymNames {
                    module,
                    parameters: strings(&synonym.parameters),
                    ty: synonym.ty.clone(),
                });
                Declared::Synonym
            }
            Declaration::Constant(_) | Declaration::Function(_) => {
                let id = FunctionId(*functions);
                *functions += 1;
                let item = ValueItem::Function(id);
                names
                    .values
                    .entry(name.name.clone())
                    .or_default()
                    .push(item);
                Declared::Function(id)
            }
        }
    }

    fn imports(&mut self, modules: &[syntax::Module]) {
        for (index, module) in modules.iter().enumerate() {
            let mut imports = Vec::new();
            for import in &module.imports {
                let mut names = self.names.modules.iter();
                match names.position(|other| other.name == import.module.name) {
                    Some(found) => imports.push((ModuleId(found), import.opened)),
                    None => self.diagnostics.push(
                        unknown("module", &import.module)
                            .help("its file must be among those that are extracted"),
                    ),
                }
            }
            if let Some(names) = self.names.modules.get_mut(index) {
                names.imports = imports;
            }
        }
    }

    /// Looks up all types outside bodies.
    fn signatures(&mut self, modules: &[syntax::Module]) {
        let mut datatype = 0;
        for (index, module) in modules.iter().enumerate() {
            let id = ModuleId(index);
            for declaration in &module.declarations {
                match declaration {
                    Declaration::Datatype(written) => {
                        let constructors = self.constructors(id, written);
                        let constructors = self.note(constructors).unwrap_or_default();
                        if let Some(place) = self.names.datatypes.get_mut(datatype) {
                            place.constructors = constructors;
                        }
                        datatype += 1;
                    }
                    Declaration::Synonym(synonym) => {
                        let parameters = strings(&synonym.parameters);
                        let scope = TypeScope {
                            module: id,
                            parameters: &parameters,
                        };
                        let ty = self.names.ty(scope, &synonym.ty);
                        self.note(ty);
                    }
                    Declaration::Constant(constant) => {
                        let signature = self.signature(id, &[], &[], &constant.ty);
                        self.push_signature(signature, true);
                    }
                    Declaration::Function(function) => {
                        let signature = self.signature(
                            id,
                            &function.parameters,
                            &function.formals,
                            &function.result,
                        );
                        self.push_signature(signature, false);
                    }
                }
            }
        }
    }

    fn push_signature(&mut self, signature: Checked<Signature>, is_constant: bool) {
        let signature = self.note(signature).unwrap_or(Signature {
            parameters: Vec::new(),
            arguments: Vec::new(),
            result: Ty::Bool,
            is_constant,
        });
        self.names.signatures.push(Signature {
            is_constant,
            ..signature
        });
    }

    fn signature(
        &self,
        module: ModuleId,
        parameters: &[Ident],
        formals: &[syntax::Formal],
        result: &syntax::Type,
    ) -> Checked<Signature> {
        distinct("type parameter", parameters.iter())?;
        distinct("parameter", formals.iter().map(|formal| &formal.name))?;
        let parameters = strings(parameters);
        let scope = TypeScope {
            module,
            parameters: &parameters,
        };
        let arguments = formals
            .iter()
            .map(|formal| self.names.ty(scope, &formal.ty));
        Ok(Signature {
            arguments: arguments.collect::<Checked<_>>()?,
            result: self.names.ty(scope, result)?,
            parameters,
            is_constant: false,
        })
    }

    fn constructors(
        &self,
        module: ModuleId,
        datatype: &syntax::Datatype,
    ) -> Checked<Vec<Constructor>> {
        distinct("type parameter", datatype.parameters.iter())?;
        distinct("constructor", datatype.constructors.iter().map(|c| &c.name))?;
        let parameters = strings(&datatype.parameters);
        let scope = TypeScope {
            module,
            parameters: &parameters,
        };
        let mut constructors: Vec<Constructor> = Vec::new();
        for written in &datatype.constructors {
            distinct("field", written.fields.iter().map(|field| &field.name))?;
            let mut fields = Vec::new();
            for field in &written.fields {
                let ty = self.names.ty(scope, &field.ty)?;
                let others = constructors.iter().flat_map(|c| &c.fields);
                let mut same = others.filter(|other: &&Field| other.name == field.name.name);
                if same.any(|other| other.ty != ty) {
                    let message = format!("field `{}` has another type elsewhere", field.name.name);
                    return Err(Diagnostic::new(field.name.span, message));
                }
                fields.push(Field {
                    docs: field.docs.clone(),
                    name: field.name.name.clone(),
                    ty,
                    shared: false,
                    written: field.ty.clone(),
                });
            }
            constructors.push(Constructor {
                docs: written.docs.clone(),
                name: written.name.name.clone(),
                fields,
            });
        }
        let used = |index| {
            let mut fields = constructors.iter().flat_map(|c| &c.fields);
            fields.any(|field| field.ty.contains(&|part| *part == Ty::Parameter(index)))
        };
        for (index, parameter) in datatype.parameters.iter().enumerate() {
            if !used(index) {
                let message = format!("type parameter `{}` is not used", parameter.name);
                return Err(Diagnostic::new(parameter.span, message));
            }
        }
        Ok(constructors)
    }

    fn bodies(&mut self, modules: &[syntax::Module]) -> Vec<Function> {
        let mut functions = Vec::new();
        for (index, module) in modules.iter().enumerate() {
            for declaration in &module.declarations {
                let id = FunctionId(functions.len());
                let function = match declaration {
                    Declaration::Function(function) => self.function(ModuleId(index), id, function),
                    Declaration::Constant(constant) => {
                        self.function(ModuleId(index), id, &as_function(constant))
                    }
                    _ => continue,
                };
                if let Some(function) = self.note(function) {
                    functions.push(function);
                } else {
                    // Keeps the ids of those that follow; the program is
                    // refused anyway.
                    functions.push(refused_function(ModuleId(index), declaration.name()));
                }
            }
        }
        mark_recursion(&mut functions);
        functions
    }

    fn function(
        &self,
        module: ModuleId,
        id: FunctionId,
        written: &syntax::Function,
    ) -> Checked<Function> {
        let signature = self.names.signature(id);
        let mut checker = Checker {
            names: &self.names,
            module,
            parameters: &signature.parameters,
            unifier: Unifier::default(),
            locals: Vec::new(),
            scope: Vec::new(),
            ghost: false,
        };
        for (formal, ty) in written.formals.iter().zip(&signature.arguments) {
            checker.declare(&formal.name.name, ty.clone());
        }
        let mut requires = Vec::new();
        for clause in &written.requires {
            requires.push(checker.expect(clause, &Ty::Bool)?);
        }
        let mut body = checker.expect(&written.body, &signature.result)?;
        finish::expression(&checker, &mut body)?;
        finish::locals(&mut checker, &body)?;
        for clause in &mut requires {
            finish::expression(&checker, clause)?;
        }
        let locals = checker.locals.clone();
        ghost_clauses(&mut checker, written, &signature.result)?;
        Ok(Function {
            module,
            docs: written.docs.clone(),
            name: written.name.name.clone(),
            is_constant: signature.is_constant,
            parameters: signature.parameters.clone(),
            arity: written.formals.len(),
            locals,
            result: signature.result.clone(),
            requires,
            body,
            recursive: false,
            span: written.name.span,
            written: written
                .formals
                .iter()
                .map(|formal| formal.ty.clone())
                .collect(),
            written_result: written.result.clone(),
        })
    }

    fn program(self, modules: &[syntax::Module], functions: Vec<Function>) -> Program {
        let mut resolved = Vec::new();
        for (index, (module, declared)) in modules.iter().zip(&self.items).enumerate() {
            let items = module.declarations.iter().zip(declared);
            let items = items.filter_map(|(declaration, declared)| {
                Some(match (declaration, declared) {
                    (_, Declared::Datatype(id)) => Item::Datatype(*id),
                    (_, Declared::Function(id)) => Item::Function(*id),
                    (Declaration::Synonym(synonym), Declared::Synonym) => {
                        let parameters = strings(&synonym.parameters);
                        let scope = TypeScope {
                            module: ModuleId(index),
                            parameters: &parameters,
                        };
                        Item::Synonym(Box::new(Synonym {
                            docs: synonym.docs.clone(),
                            name: synonym.name.name.clone(),
                            ty: self.names.ty(scope, &synonym.ty).ok()?,
                            parameters,
                            written: synonym.ty.clone(),
                        }))
                    }
                    _ => return None,
                })
            });
            resolved.push(Module {
                docs: module.docs.clone(),
                name: module.name.name.clone(),
                items: items.collect(),
            });
        }
        Program {
            modules: resolved,
            functions,
            names: self.names,
        }
    }
}

/// Checks the clauses that only the verifier reads.
fn ghost_clauses(
    checker: &mut Checker<'_>,
    written: &syntax::Function,
    result: &Ty,
) -> Checked<()> {
    checker.ghost = true;
    for measure in &written.decreases {
        let mut measure = checker.infer(measure)?;
        finish::expression(checker, &mut measure)?;
    }
    if let Some(name) = &written.result_name {
        checker.declare(&name.name, result.clone());
    }
    for clause in &written.ensures {
        let mut clause = checker.expect(clause, &Ty::Bool)?;
        finish::expression(checker, &mut clause)?;
    }
    Ok(())
}

/// Marks the fields that would make a datatype infinite without a pointer.
///
/// Sequences, sets and maps are pointers themselves, so only what a field holds
/// directly counts.
fn share_recursive_fields(datatypes: &mut [Datatype]) {
    let direct: Vec<BTreeSet<usize>> = datatypes
        .iter()
        .map(|datatype| {
            let mut held = BTreeSet::new();
            for field in datatype.constructors.iter().flat_map(|c| &c.fields) {
                held_directly(&field.ty, &mut held);
            }
            held
        })
        .collect();
    let reach = closure(&direct);
    for (index, datatype) in datatypes.iter_mut().enumerate() {
        let fields = datatype.constructors.iter_mut().flat_map(|c| &mut c.fields);
        for field in fields {
            let mut held = BTreeSet::new();
            held_directly(&field.ty, &mut held);
            field.shared = held.iter().any(|inner| {
                *inner == index || reach.get(*inner).is_some_and(|r| r.contains(&index))
            });
        }
    }
}

fn held_directly(ty: &Ty, held: &mut BTreeSet<usize>) {
    match ty {
        Ty::Tuple(parts) => parts.iter().for_each(|part| held_directly(part, held)),
        Ty::Data(id, arguments) => {
            held.insert(id.0);
            arguments.iter().for_each(|part| held_directly(part, held));
        }
        _ => {}
    }
}

/// Marks the functions that may call themselves.
fn mark_recursion(functions: &mut [Function]) {
    let direct: Vec<BTreeSet<usize>> = functions
        .iter()
        .map(|function| {
            let mut called = BTreeSet::new();
            calls(&function.body, &mut called);
            function
                .requires
                .iter()
                .for_each(|clause| calls(clause, &mut called));
            called
        })
        .collect();
    let reach = closure(&direct);
    for (index, function) in functions.iter_mut().enumerate() {
        function.recursive = reach.get(index).is_some_and(|r| r.contains(&index));
    }
}

fn calls(expr: &Expr, called: &mut BTreeSet<usize>) {
    if let ExprKind::Call(id, _) = &expr.kind {
        called.insert(id.0);
    }
    expr.each_part(&mut |part| calls(part, called));
}

/// What can be reached in one step or more.
fn closure(direct: &[BTreeSet<usize>]) -> Vec<BTreeSet<usize>> {
    let mut reach = direct.to_vec();
    for start in &mut reach {
        let mut open: Vec<usize> = start.iter().copied().collect();
        while let Some(next) = open.pop() {
            for further in direct.get(next).into_iter().flatten() {
                if start.insert(*further) {
                    open.push(*further);
                }
            }
        }
    }
    reach
}

fn empty_datatype(module: ModuleId, datatype: &syntax::Datatype) -> Datatype {
    Datatype {
        module,
        docs: datatype.docs.clone(),
        name: datatype.name.name.clone(),
        parameters: strings(&datatype.parameters),
        constructors: Vec::new(),
        span: datatype.name.span,
    }
}

fn as_function(constant: &syntax::Constant) -> syntax::Function {
    syntax::Function {
        docs: constant.docs.clone(),
        name: constant.name.clone(),
        parameters: Vec::new(),
        formals: Vec::new(),
        result_name: None,
        result: constant.ty.clone(),
        requires: Vec::new(),
        ensures: Vec::new(),
        decreases: Vec::new(),
        body: constant.value.clone(),
    }
}

fn refused_function(module: ModuleId, name: &Ident) -> Function {
    let written = syntax::Type {
        kind: syntax::TypeKind::Bool,
        span: name.span,
    };
    Function {
        module,
        docs: Vec::new(),
        name: name.name.clone(),
        is_constant: false,
        parameters: Vec::new(),
        arity: 0,
        locals: Vec::new(),
        result: Ty::Bool,
        requires: Vec::new(),
        body: Expr {
            kind: ExprKind::Bool(false),
            ty: Ty::Bool,
            span: name.span,
        },
        recursive: false,
        span: name.span,
        written: Vec::new(),
        written_result: written,
    }
}

fn strings(idents: &[Ident]) -> Vec<String> {
    idents.iter().map(|ident| ident.name.clone()).collect()
}

fn distinct<'a>(what: &str, names: impl Iterator<Item = &'a Ident>) -> Checked<()> {
    let mut seen = BTreeSet::new();
    for name in names {
        if !seen.insert(&name.name) {
            return Err(declared_twice(what, name));
        }
    }
    Ok(())
}

fn declared_twice(what: &str, name: &Ident) -> Diagnostic {
    Diagnostic::new(
        name.span,
        format!("{what} `{}` is declared twice", name.name),
    )
}
