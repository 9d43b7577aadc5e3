//! What the grammar's actions do: texts of names, and checks beyond the grammar.

use super::error::SchemaTextErrorKind as Kind;
use super::syntax::{
    ActionReferenceSyntax, AppliesToSyntax, DeclarationSyntax, DeclarationSyntaxKind, EntitySyntax,
    NameSyntax, NamespaceSyntax, PathSyntax, SchemaSyntax, TypeSyntax,
};
use super::syntax_error::{GrammarError, explain};
use crate::error::{ParseError, ParseErrorKind, ParseErrors};
use crate::escape::unescape_at;
use crate::lexer::Lexer;
use cedar_core::ast::{Annotation, AnnotationKey, Annotations};
use cedar_core::{EntityTypeName, Name, Span};
use smol_str::{SmolStr, format_smolstr};
use std::collections::HashMap;

/// The namespace that is reserved for built-in types.
const RESERVED_NAMESPACE: &str = "__cedar";

/// Names that no common type can have.
const RESERVED_COMMON_TYPES: [&str; 8] = [
    "Bool",
    "Boolean",
    "Entity",
    "Extension",
    "Long",
    "Record",
    "Set",
    "String",
];

/// Collects the tree and the errors.
pub(crate) struct Builder<'s> {
    text: &'s str,
    syntax: SchemaSyntax,
    errors: Vec<ParseError>,
    /// Where the parser has gone on after an error: one in the next token is
    /// most likely caused by it.
    resumed: Option<u32>,
}

/// Part of an `appliesTo`.
pub(crate) enum AppliesToPart {
    Entities(Entities, Vec<PathSyntax>, Span),
    Context(TypeSyntax, Span),
}

/// Which entities a part of an `appliesTo` lists.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Entities {
    Principal,
    Resource,
}

impl Entities {
    fn as_str(self) -> &'static str {
        match self {
            Entities::Principal => "principal",
            Entities::Resource => "resource",
        }
    }
}

impl<'s> Builder<'s> {
    pub(super) fn new(text: &'s str) -> Self {
        Builder {
            text,
            syntax: SchemaSyntax::default(),
            errors: Vec::new(),
            resumed: None,
        }
    }

    /// The tree, or all errors.
    pub(super) fn finish(mut self) -> Result<SchemaSyntax, ParseErrors> {
        let mut namespaces = HashMap::new();
        for namespace in &self.syntax.namespaces {
            let name = SmolStr::new(namespace.name.as_str());
            if let Some(first) = namespaces.insert(name.clone(), namespace.span) {
                let error = error(Kind::DuplicateNamespace(name), namespace.span);
                self.errors.push(with_first(error, first));
            }
        }
        for declarations in std::iter::once(&self.syntax.declarations)
            .chain(self.syntax.namespaces.iter().map(|n| &n.declarations))
        {
            check_duplicates(declarations, &mut self.errors);
        }
        ParseErrors::from_vec(self.errors).map_or(Ok(self.syntax), Err)
    }

    /// An error after which the parser cannot go on.
    pub(super) fn fatal(&mut self, error: GrammarError) {
        let explained = explain(self.text, error);
        if !self.is_consequence(&explained) {
            self.errors.push(explained);
        }
    }

    /// An error after which the parser has gone on behind the offset `resumed`.
    pub(crate) fn recovered(&mut self, error: GrammarError, resumed: u32) {
        self.fatal(error);
        self.resumed = Some(resumed);
    }

    /// Whether an error is in the first token after another error.
    fn is_consequence(&self, error: &ParseError) -> bool {
        let Some(resumed) = self.resumed else {
            return false;
        };
        let mut lexer = Lexer::new(self.text);
        lexer.seek(resumed);
        let next = lexer.next().map(|token| token.start as usize);
        next == error.span.range().map(|range| range.start)
    }

    pub(crate) fn declaration(&mut self, declaration: DeclarationSyntax) {
        self.syntax.declarations.push(declaration);
    }

    pub(crate) fn namespace(
        &mut self,
        annotations: Annotations,
        path: PathSyntax,
        declarations: Vec<DeclarationSyntax>,
    ) {
        match Name::from_normalized(&path.text) {
            Ok(name) => self.syntax.namespaces.push(NamespaceSyntax {
                annotations,
                name,
                span: path.span,
                declarations,
            }),
            Err(_) => self.errors.push(error(Kind::ReservedNamespace, path.span)),
        }
    }

    pub(crate) fn entities(
        &mut self,
        names: Vec<NameSyntax>,
        definition: EntitySyntax,
    ) -> DeclarationSyntaxKind {
        for name in &names {
            self.check_declared(name);
        }
        DeclarationSyntaxKind::Entities { names, definition }
    }

    pub(crate) fn common_type(
        &mut self,
        name: NameSyntax,
        definition: TypeSyntax,
    ) -> DeclarationSyntaxKind {
        self.check_declared(&name);
        if RESERVED_COMMON_TYPES.contains(&name.text.as_str()) {
            let kind = Kind::ReservedCommonType(name.text.clone());
            self.errors.push(error(kind, name.span));
        }
        DeclarationSyntaxKind::CommonType { name, definition }
    }

    /// `path::"id"`; nothing if the path cannot be an entity type.
    pub(crate) fn action_reference(
        &mut self,
        path: PathSyntax,
        id: NameSyntax,
    ) -> Option<ActionReferenceSyntax> {
        let span = path.span.to(id.span);
        match EntityTypeName::from_normalized(&path.text) {
            Ok(entity_type) => Some(ActionReferenceSyntax {
                entity_type: Some(entity_type),
                id: id.text,
                span,
            }),
            Err(_) => {
                self.errors.push(error(Kind::ReservedNamespace, path.span));
                None
            }
        }
    }

    /// All parts of an `appliesTo`; nothing after an error.
    pub(crate) fn applies_to(
        &mut self,
        parts: Vec<AppliesToPart>,
        span: Span,
    ) -> Option<AppliesToSyntax> {
        let errors_before = self.errors.len();
        let (mut principals, mut resources, mut context) = (None, None, None);
        for part in parts {
            match part {
                AppliesToPart::Entities(which, types, span) => {
                    if types.is_empty() {
                        let kind = Kind::EmptyAppliesTo(which.as_str());
                        self.errors.push(error(kind, span));
                    }
                    let place = match which {
                        Entities::Principal => &mut principals,
                        Entities::Resource => &mut resources,
                    };
                    if place.replace(types).is_some() {
                        let kind = Kind::DuplicateAppliesTo(which.as_str());
                        self.errors.push(error(kind, span));
                    }
                }
                AppliesToPart::Context(written, span) => {
                    if context.replace(written).is_some() {
                        let kind = Kind::DuplicateAppliesTo("context");
                        self.errors.push(error(kind, span));
                    }
                }
            }
        }
        for (which, types) in [
            (Entities::Principal, &principals),
            (Entities::Resource, &resources),
        ] {
            if types.is_none() {
                let kind = Kind::MissingAppliesTo(which.as_str());
                self.errors.push(error(kind, span));
            }
        }
        if self.errors.len() > errors_before {
            return None;
        }
        Some(AppliesToSyntax {
            principals: principals?,
            resources: resources?,
            context,
        })
    }

    pub(crate) fn annotation(
        &mut self,
        all: &mut Annotations,
        key: NameSyntax,
        value: Option<NameSyntax>,
        span: Span,
    ) {
        // The lexer's identifiers are exactly the keys of annotations.
        let Ok(annotation_key) = AnnotationKey::new(&key.text) else {
            return;
        };
        let value = value.map(|value| value.text);
        if let Some(first) = all.insert(annotation_key, Annotation { value, span }) {
            let kind = ParseErrorKind::DuplicateAnnotation(key.text.to_string());
            self.errors
                .push(with_first(ParseError::new(kind, key.span), first.span));
        }
    }

    pub(crate) fn extend_path(&mut self, path: PathSyntax, next: NameSyntax) -> PathSyntax {
        PathSyntax {
            text: format_smolstr!("{}::{}", path.text, next.text),
            span: path.span.to(next.span),
        }
    }

    pub(crate) fn identifier(&mut self, start: u32, end: u32) -> NameSyntax {
        NameSyntax {
            text: SmolStr::new(self.slice(start, end)),
            span: Span::new(start, end),
        }
    }

    /// A string literal, unescaped.
    pub(crate) fn string(&mut self, start: u32, end: u32) -> NameSyntax {
        let raw = self.slice(start + 1, end.saturating_sub(1));
        let text = unescape_at(raw, start + 1).unwrap_or_else(|error| {
            self.errors.push(error);
            SmolStr::default()
        });
        NameSyntax {
            text,
            span: Span::new(start, end),
        }
    }

    fn check_declared(&mut self, name: &NameSyntax) {
        if name.text == RESERVED_NAMESPACE {
            self.errors.push(error(Kind::ReservedNamespace, name.span));
        }
    }

    fn slice(&self, start: u32, end: u32) -> &'s str {
        self.text.get(start as usize..end as usize).unwrap_or("")
    }
}

/// Checks that no two declarations of a kind have the same name.
fn check_duplicates(declarations: &[DeclarationSyntax], errors: &mut Vec<ParseError>) {
    let mut seen: HashMap<(&'static str, &str), Span> = HashMap::new();
    for declaration in declarations {
        let (kind, names) = match &declaration.kind {
            DeclarationSyntaxKind::Entities { names, .. } => ("entity type", names.as_slice()),
            DeclarationSyntaxKind::Actions { names, .. } => ("action", names.as_slice()),
            DeclarationSyntaxKind::CommonType { name, .. } => {
                ("common type", std::slice::from_ref(name))
            }
        };
        for name in names {
            if let Some(first) = seen.insert((kind, &name.text), name.span) {
                let name_text = name.text.clone();
                let kind = Kind::DuplicateDeclaration {
                    kind,
                    name: name_text,
                };
                errors.push(with_first(error(kind, name.span), first));
            }
        }
    }
}

fn error(kind: Kind, span: Span) -> ParseError {
    ParseError::new(ParseErrorKind::Schema(kind), span)
}

fn with_first(mut error: ParseError, first: Span) -> ParseError {
    error.related = Some(Box::new((first, "first here".to_owned())));
    error
}
