//! From the syntax tree of the text to the fragment.
//!
//! INVARIANT: names are distinct where the tree says so, so nothing replaces
//! anything but an attribute that is declared again.

use super::super::fragment::{
    ActionDeclaration, ActionReference, Applicability, AppliesTo, AttributeExpr,
    CommonTypeDeclaration, EntityTypeDeclaration, EntityTypeDeclarationKind, Namespace, RecordExpr,
    Reference, SchemaFragment, TypeExpr, TypeExprKind,
};
use super::super::path::Path;
use crate::maps::OrderedMap;
use crate::stack::with_room;
use cedar_core::Span;
use cedar_core::ast::Annotations;
use cedar_parser::schema::{
    ActionReferenceSyntax, ActionSyntax, AttributeSyntax, DeclarationSyntax, DeclarationSyntaxKind,
    EntitySyntax, NameSyntax, PathSyntax, SchemaSyntax, TypeSyntax, TypeSyntaxKind,
};
use smol_str::SmolStr;

pub(super) fn lower(syntax: SchemaSyntax) -> SchemaFragment {
    let mut namespaces = OrderedMap::default();
    if !syntax.declarations.is_empty() {
        let namespace = lower_namespace(Annotations::new(), syntax.declarations);
        namespaces.insert(None, namespace);
    }
    for namespace in syntax.namespaces {
        let lowered = lower_namespace(namespace.annotations, namespace.declarations);
        namespaces.insert(Some(namespace.name), lowered);
    }
    SchemaFragment { namespaces }
}

fn lower_namespace(annotations: Annotations, declarations: Vec<DeclarationSyntax>) -> Namespace {
    let mut namespace = Namespace {
        annotations,
        ..Namespace::default()
    };
    for DeclarationSyntax { annotations, kind } in declarations {
        match kind {
            DeclarationSyntaxKind::Entities { names, definition } => {
                let kind = lower_entity(definition);
                for (name, kind, annotations) in for_each_name(names, kind, annotations) {
                    let declaration = EntityTypeDeclaration {
                        annotations,
                        kind,
                        span: name.span,
                    };
                    namespace.entity_types.insert(name.text, declaration);
                }
            }
            DeclarationSyntaxKind::Actions { names, definition } => {
                let action = lower_action(definition);
                for (name, action, annotations) in for_each_name(names, action, annotations) {
                    let declaration = ActionDeclaration {
                        annotations,
                        span: name.span,
                        ..action
                    };
                    namespace.actions.insert(name.text, declaration);
                }
            }
            DeclarationSyntaxKind::CommonType { name, definition } => {
                let declaration = CommonTypeDeclaration {
                    annotations,
                    definition: lower_type(definition),
                    span: name.span,
                };
                namespace.common_types.insert(name.text, declaration);
            }
        }
    }
    namespace
}

/// Each name with what it shares with the others.
fn for_each_name<T: Clone>(
    names: Vec<NameSyntax>,
    shared: T,
    annotations: Annotations,
) -> impl Iterator<Item = (NameSyntax, T, Annotations)> {
    names
        .into_iter()
        .map(move |name| (name, shared.clone(), annotations.clone()))
}

fn lower_entity(syntax: EntitySyntax) -> EntityTypeDeclarationKind {
    match syntax {
        EntitySyntax::Enum(ids) => EntityTypeDeclarationKind::Enum(ids),
        EntitySyntax::External { member_of } => EntityTypeDeclarationKind::External {
            member_of: lower_references(member_of),
        },
        EntitySyntax::Standard {
            member_of,
            attributes,
            tags,
        } => EntityTypeDeclarationKind::Standard {
            member_of: lower_references(member_of),
            shape: TypeExpr::without_span(TypeExprKind::Record(Box::new(lower_record(attributes)))),
            tags: tags.map(lower_type),
        },
    }
}

fn lower_action(syntax: ActionSyntax) -> ActionDeclaration {
    let applicability = match syntax.applies_to {
        _ if syntax.is_external => Applicability::External,
        None => Applicability::Nothing,
        Some(applies_to) => Applicability::To(AppliesTo {
            principals: lower_references(applies_to.principals),
            resources: lower_references(applies_to.resources),
            context: applies_to
                .context
                .map_or_else(TypeExpr::empty_record, lower_context),
        }),
    };
    ActionDeclaration {
        annotations: Annotations::new(),
        member_of: syntax.member_of.into_iter().map(lower_group).collect(),
        applicability,
        span: Span::NONE,
    }
}

fn lower_group(syntax: ActionReferenceSyntax) -> ActionReference {
    ActionReference {
        entity_type: syntax.entity_type,
        id: syntax.id,
        span: syntax.span,
    }
}

fn lower_references(paths: Vec<PathSyntax>) -> Vec<Reference> {
    let reference = |path: PathSyntax| Reference {
        path: Path::from_parser(path.text),
        span: path.span,
    };
    paths.into_iter().map(reference).collect()
}

/// A context is a record, so that its name cannot be that of an entity type.
fn lower_context(syntax: TypeSyntax) -> TypeExpr {
    let span = syntax.span;
    match syntax.kind {
        TypeSyntaxKind::Path(path) => TypeExpr {
            kind: TypeExprKind::Common(Path::from_parser(path)),
            span,
        },
        kind => lower_type(TypeSyntax { kind, span }),
    }
}

fn lower_type(syntax: TypeSyntax) -> TypeExpr {
    let kind = match syntax.kind {
        TypeSyntaxKind::Path(path) => TypeExprKind::EntityOrCommon(Path::from_parser(path)),
        TypeSyntaxKind::Set(element) => {
            TypeExprKind::Set(Box::new(with_room(|| lower_type(*element))))
        }
        TypeSyntaxKind::Record(attributes) => {
            TypeExprKind::Record(Box::new(with_room(|| lower_record(attributes))))
        }
    };
    TypeExpr {
        kind,
        span: syntax.span,
    }
}

fn lower_record(attributes: Vec<AttributeSyntax>) -> RecordExpr {
    let mut record = RecordExpr::default();
    for attribute in attributes {
        let name: SmolStr = attribute.name.text;
        let lowered = AttributeExpr {
            annotations: attribute.annotations,
            required: attribute.required,
            value: lower_type(attribute.value),
            span: attribute.name.span,
        };
        if let Some(replaced) = record.attributes.insert(name.clone(), lowered) {
            record.replaced.push((name, replaced.span));
        }
    }
    record
}
