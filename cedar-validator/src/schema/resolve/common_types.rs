//! The meaning of common types, which may refer to each other.

use super::super::error::SchemaErrorKind;
use super::super::fragment::{TypeExpr, TypeExprKind};
use super::definitions::Definitions;
use super::interner::TypeInterner;
use super::problems::Problems;
use super::types::{Expected, Meaning, Resolved, Scope, TypeResolver, meaning};
use crate::stack::with_room;
use cedar_core::Name;
use std::cell::RefCell;

/// The position of a common type among [`Definitions::common_types`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct CommonTypeIndex(pub(super) usize);

/// What each common type means; nothing where there is an error.
pub(super) struct CommonTypes {
    meanings: Vec<Option<Resolved>>,
}

/// How far the search for an order has come with a common type.
#[derive(Clone, Copy, PartialEq)]
enum Progress {
    Untouched,
    Open,
    Done,
}

impl CommonTypes {
    /// Resolves every common type, those first that others refer to.
    pub(super) fn resolve(
        definitions: &Definitions<'_>,
        interner: &RefCell<TypeInterner>,
        problems: &mut Problems,
    ) -> Self {
        let mut common_types = CommonTypes {
            meanings: vec![None; definitions.common_types.len()],
        };
        for index in dependency_order(definitions, problems) {
            let Some((_, declared)) = definitions.common_types.get_index(index.0) else {
                continue;
            };
            let scope = Scope {
                namespace: declared.namespace,
                fragment: declared.fragment,
            };
            let resolver = TypeResolver::new(definitions, &common_types, interner);
            let resolved = resolver.resolve(&declared.declaration.definition, scope, problems);
            if let Some(place) = common_types.meanings.get_mut(index.0) {
                *place = resolved;
            }
        }
        common_types
    }

    pub(super) fn get(&self, index: CommonTypeIndex) -> Option<&Resolved> {
        self.meanings.get(index.0)?.as_ref()
    }
}

/// All common types without those on cycles, which are reported; each one
/// comes after those that it refers to. Depth first, without recursion.
fn dependency_order(
    definitions: &Definitions<'_>,
    problems: &mut Problems,
) -> Vec<CommonTypeIndex> {
    let references: Vec<Vec<usize>> = definitions
        .common_types
        .values()
        .map(|declared| {
            let mut found = Vec::new();
            collect_references(
                definitions,
                &declared.declaration.definition,
                declared.namespace,
                &mut found,
            );
            found
        })
        .collect();
    let mut progress = vec![Progress::Untouched; references.len()];
    let mut order = Vec::with_capacity(references.len());
    let mut path: Vec<(usize, std::slice::Iter<'_, usize>)> = Vec::new();
    for (start, successors) in references.iter().enumerate() {
        if progress.get(start) != Some(&Progress::Untouched) {
            continue;
        }
        set(&mut progress, start, Progress::Open);
        path.push((start, successors.iter()));
        while let Some((node, rest)) = path.last_mut() {
            let node = *node;
            match rest.next().copied() {
                Some(next) => match progress.get(next) {
                    Some(Progress::Open) => report_cycle(definitions, next, problems),
                    Some(Progress::Untouched) => {
                        set(&mut progress, next, Progress::Open);
                        let successors = references.get(next).map(Vec::as_slice);
                        path.push((next, successors.unwrap_or_default().iter()));
                    }
                    Some(Progress::Done) | None => {}
                },
                None => {
                    set(&mut progress, node, Progress::Done);
                    order.push(CommonTypeIndex(node));
                    path.pop();
                }
            }
        }
    }
    order
}

fn set(progress: &mut [Progress], index: usize, to: Progress) {
    if let Some(place) = progress.get_mut(index) {
        *place = to;
    }
}

fn report_cycle(definitions: &Definitions<'_>, index: usize, problems: &mut Problems) {
    if let Some((path, declared)) = definitions.common_types.get_index(index) {
        problems.error(
            declared.place(declared.declaration.span),
            SchemaErrorKind::CommonTypeCycle(path.to_string()),
        );
    }
}

fn collect_references(
    definitions: &Definitions<'_>,
    written: &TypeExpr,
    namespace: Option<&Name>,
    found: &mut Vec<usize>,
) {
    let mut visit = |path, expected| {
        if let Some(Meaning::Common(index)) = meaning(definitions, path, expected, namespace) {
            found.push(index.0);
        }
    };
    match &written.kind {
        TypeExprKind::Primitive(_) | TypeExprKind::Entity(_) | TypeExprKind::Extension(_) => {}
        TypeExprKind::EntityOrCommon(path) => visit(path, Expected::EntityOrCommon),
        TypeExprKind::Common(path) => visit(path, Expected::Common),
        TypeExprKind::Set(element) => {
            with_room(|| collect_references(definitions, element, namespace, found));
        }
        TypeExprKind::Record(record) => {
            for attribute in record.attributes.values() {
                with_room(|| {
                    collect_references(definitions, &attribute.value, namespace, found);
                });
            }
        }
    }
}
