//! From fragments to the Cedar form.

use super::super::fragment::{
    ActionDeclaration, Applicability, AppliesTo, EntityTypeDeclaration, EntityTypeDeclarationKind,
    Namespace, PrimitiveType, RecordExpr, Reference, SchemaFragment, TypeExpr, TypeExprKind,
};
use super::super::path::{BUILTIN_NAMESPACE, Path};
use crate::stack::with_room;
use cedar_core::Name;
use cedar_core::ast::{Annotations, is_identifier, is_reserved};
use smol_str::SmolStr;
use std::fmt::{self, Write};
use thiserror::Error;

/// What the Cedar form cannot say.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SchemaPrintError {
    /// A reference to an entity type that has the name of a common type, which
    /// the Cedar form would prefer.
    #[error("the entity type `{0}` cannot be referred to, since a common type has the same name")]
    HiddenEntityType(Path),
    /// Attributes of an entity type that are given by a name declared elsewhere.
    #[error("the attributes of the entity type `{0}` are not written as a record")]
    ShapeByName(SmolStr),
    /// A context that is neither a record nor a name.
    #[error("the context of the action `{0}` is neither a record nor the name of one")]
    ContextNotRecord(SmolStr),
    /// A name that is reserved.
    #[error("`{0}` is reserved and cannot be declared")]
    ReservedName(SmolStr),
}

type Result = std::result::Result<(), SchemaPrintError>;

const INDENT: &str = "  ";

pub(super) fn print(fragment: &SchemaFragment) -> std::result::Result<String, SchemaPrintError> {
    let mut printer = Printer {
        fragment,
        namespace: None,
        text: String::new(),
        indent: 0,
    };
    for (name, namespace) in &fragment.namespaces {
        printer.namespace(name.as_ref(), namespace)?;
    }
    Ok(printer.text)
}

/// `name` as it stands where a name or a string can: in quotes unless it is an
/// identifier that is not reserved.
pub(in super::super) fn name_or_string(name: &str) -> String {
    if is_identifier(name) && !is_reserved(name) {
        name.to_owned()
    } else {
        quoted(name)
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.escape_debug())
}

struct Printer<'a> {
    fragment: &'a SchemaFragment,
    namespace: Option<&'a Name>,
    text: String,
    indent: usize,
}

impl<'a> Printer<'a> {
    fn namespace(&mut self, name: Option<&'a Name>, namespace: &'a Namespace) -> Result {
        self.namespace = name;
        if let Some(name) = name {
            self.annotations(&namespace.annotations);
            self.line(format_args!("namespace {name} {{"));
            self.indent += 1;
        }
        for (name, declaration) in &namespace.common_types {
            self.annotations(&declaration.annotations);
            self.start(format_args!("type {name} = "));
            self.type_expr(&declaration.definition)?;
            self.end_declaration();
        }
        for (name, declaration) in &namespace.entity_types {
            self.entity_type(name, declaration)?;
        }
        for (name, declaration) in &namespace.actions {
            self.action(name, declaration)?;
        }
        if name.is_some() {
            self.indent -= 1;
            self.line(format_args!("}}"));
        }
        Ok(())
    }

    fn entity_type(&mut self, name: &SmolStr, declaration: &EntityTypeDeclaration) -> Result {
        if is_reserved(name) {
            return Err(SchemaPrintError::ReservedName(name.clone()));
        }
        self.annotations(&declaration.annotations);
        let is_external = matches!(declaration.kind, EntityTypeDeclarationKind::External { .. });
        let external = if is_external { "external " } else { "" };
        self.start(format_args!("{external}entity {name}"));
        match &declaration.kind {
            EntityTypeDeclarationKind::External { member_of } => self.parents(member_of)?,
            EntityTypeDeclarationKind::Enum(ids) => {
                let ids: Vec<String> = ids.iter().map(|id| quoted(id)).collect();
                self.push(format_args!(" enum [{}]", ids.join(", ")));
            }
            EntityTypeDeclarationKind::Standard {
                member_of,
                shape,
                tags,
            } => {
                self.parents(member_of)?;
                let shape = self
                    .record_of(shape)
                    .ok_or_else(|| SchemaPrintError::ShapeByName(name.clone()))?;
                if !shape.attributes.is_empty() {
                    self.push(format_args!(" "));
                    self.record(shape)?;
                }
                if let Some(tags) = tags {
                    self.push(format_args!(" tags "));
                    self.type_expr(tags)?;
                }
            }
        }
        self.end_declaration();
        Ok(())
    }

    fn parents(&mut self, member_of: &[Reference]) -> Result {
        if member_of.is_empty() {
            return Ok(());
        }
        self.push(format_args!(" in "));
        self.references(member_of)
    }

    fn action(&mut self, name: &SmolStr, declaration: &ActionDeclaration) -> Result {
        self.annotations(&declaration.annotations);
        let external = match declaration.applicability {
            Applicability::External => "external ",
            Applicability::Nothing | Applicability::To(_) => "",
        };
        self.start(format_args!("{external}action {}", name_or_string(name)));
        let groups: Vec<String> = declaration
            .member_of
            .iter()
            .map(|group| match &group.entity_type {
                Some(entity_type) => format!("{entity_type}::{}", quoted(&group.id)),
                None => name_or_string(&group.id),
            })
            .collect();
        match groups.as_slice() {
            [] => {}
            [group] => self.push(format_args!(" in {group}")),
            groups => self.push(format_args!(" in [{}]", groups.join(", "))),
        }
        // An empty list means that the action applies to nothing, which the
        // Cedar form says by leaving `appliesTo` out.
        if let Applicability::To(applies_to) = &declaration.applicability
            && !applies_to.principals.is_empty()
            && !applies_to.resources.is_empty()
        {
            self.applies_to(name, applies_to)?;
        }
        self.end_declaration();
        Ok(())
    }

    fn applies_to(&mut self, action: &SmolStr, applies_to: &AppliesTo) -> Result {
        self.push(format_args!(" appliesTo {{\n"));
        self.indent += 1;
        self.start(format_args!("principal: "));
        self.references(&applies_to.principals)?;
        self.push(format_args!(",\n"));
        self.start(format_args!("resource: "));
        self.references(&applies_to.resources)?;
        if applies_to.context != TypeExpr::empty_record() {
            if !matches!(
                applies_to.context.kind,
                TypeExprKind::Record(_) | TypeExprKind::EntityOrCommon(_) | TypeExprKind::Common(_)
            ) {
                return Err(SchemaPrintError::ContextNotRecord(action.clone()));
            }
            self.push(format_args!(",\n"));
            self.start(format_args!("context: "));
            self.type_expr(&applies_to.context)?;
        }
        self.indent -= 1;
        self.push(format_args!("\n"));
        self.start(format_args!("}}"));
        Ok(())
    }

    /// The record that a shape is. A name is replaced by what it means if it is
    /// declared in the same namespace, where all names mean the same.
    fn record_of(&self, shape: &'a TypeExpr) -> Option<&'a RecordExpr> {
        let mut shape = shape;
        // A chain of names is at most as long as there are names.
        let namespace = self.namespace_content();
        for _ in 0..=namespace.map_or(0, |n| n.common_types.len()) {
            match &shape.kind {
                TypeExprKind::Record(record) => return Some(record),
                TypeExprKind::Common(path) | TypeExprKind::EntityOrCommon(path)
                    if path.namespace().is_none() =>
                {
                    shape = &namespace?.common_types.get(path.as_str())?.definition;
                }
                _ => return None,
            }
        }
        None
    }

    fn namespace_content(&self) -> Option<&'a Namespace> {
        self.fragment.namespaces.get(&self.namespace.cloned())
    }

    fn references(&mut self, references: &[Reference]) -> Result {
        for reference in references {
            self.check_not_hidden(&reference.path)?;
        }
        match references {
            [only] => self.push(format_args!("{}", only.path)),
            references => {
                let names: Vec<&str> = references.iter().map(|r| r.path.as_str()).collect();
                self.push(format_args!("[{}]", names.join(", ")));
            }
        }
        Ok(())
    }

    fn type_expr(&mut self, written: &TypeExpr) -> Result {
        match &written.kind {
            TypeExprKind::Primitive(primitive) => {
                let name = match primitive {
                    PrimitiveType::Bool => "Bool",
                    PrimitiveType::Long => "Long",
                    PrimitiveType::String => "String",
                };
                self.push(format_args!("{BUILTIN_NAMESPACE}::{name}"));
            }
            TypeExprKind::Extension(name) => {
                self.push(format_args!("{BUILTIN_NAMESPACE}::{name}"));
            }
            TypeExprKind::EntityOrCommon(path) | TypeExprKind::Common(path) => {
                self.push(format_args!("{path}"));
            }
            TypeExprKind::Entity(path) => {
                if self.is_common_type(path) {
                    return Err(SchemaPrintError::HiddenEntityType(path.clone()));
                }
                self.push(format_args!("{path}"));
            }
            TypeExprKind::Set(element) => {
                self.push(format_args!("Set<"));
                with_room(|| self.type_expr(element))?;
                self.push(format_args!(">"));
            }
            TypeExprKind::Record(record) => with_room(|| self.record(record))?,
        }
        Ok(())
    }

    fn record(&mut self, record: &RecordExpr) -> Result {
        if record.attributes.is_empty() {
            self.push(format_args!("{{}}"));
            return Ok(());
        }
        self.push(format_args!("{{\n"));
        self.indent += 1;
        let last = record.attributes.len() - 1;
        for (i, (name, attribute)) in record.attributes.iter().enumerate() {
            self.annotations(&attribute.annotations);
            let optional = if attribute.required { "" } else { "?" };
            self.start(format_args!("{}{optional}: ", name_or_string(name)));
            self.type_expr(&attribute.value)?;
            self.push(format_args!("{}\n", if i == last { "" } else { "," }));
        }
        self.indent -= 1;
        self.start(format_args!("}}"));
        Ok(())
    }

    /// Lists of entity types never mean common types.
    fn check_not_hidden(&self, path: &Path) -> Result {
        if path.namespace() == Some(BUILTIN_NAMESPACE) {
            return Err(SchemaPrintError::HiddenEntityType(path.clone()));
        }
        Ok(())
    }

    /// Whether the fragment declares a common type that the Cedar form would
    /// take `path` for.
    fn is_common_type(&self, path: &Path) -> bool {
        let declares = |namespace: Option<Name>, basename: &str| {
            self.fragment
                .namespaces
                .get(&namespace)
                .is_some_and(|content| content.common_types.contains_key(basename))
        };
        match path.namespace() {
            Some(namespace) => Name::from_normalized(namespace)
                .is_ok_and(|namespace| declares(Some(namespace), path.basename())),
            None => {
                declares(self.namespace.cloned(), path.as_str()) || declares(None, path.as_str())
            }
        }
    }

    fn annotations(&mut self, annotations: &Annotations) {
        for (key, annotation) in annotations {
            let key = key.as_str();
            match &annotation.value {
                None => self.line(format_args!("@{key}")),
                Some(value) => self.line(format_args!("@{key}({})", quoted(value))),
            }
        }
    }

    fn line(&mut self, line: fmt::Arguments<'_>) {
        self.start(line);
        self.text.push('\n');
    }

    fn start(&mut self, text: fmt::Arguments<'_>) {
        for _ in 0..self.indent {
            self.text.push_str(INDENT);
        }
        self.push(text);
    }

    fn push(&mut self, text: fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = self.text.write_fmt(text);
    }

    fn end_declaration(&mut self) {
        self.text.push_str(";\n");
    }
}
