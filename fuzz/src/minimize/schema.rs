//! Smaller schemas: without one declaration, or without a part of one.

use cedar_validator::schema::fragment::{
    Applicability, EntityTypeDeclarationKind, Namespace, TypeExpr, TypeExprKind,
};
use cedar_validator::{Schema, SchemaFragment};

/// The schemas in the Cedar form that lack one thing and still make sense, those first
/// that lack most.
pub fn smaller(text: &str) -> impl Iterator<Item = (String, Schema)> {
    let fragment = SchemaFragment::from_cedar_str(text).ok();
    let smaller = fragment.iter().flat_map(without_one).collect::<Vec<_>>();
    smaller.into_iter().filter_map(|fragment| {
        let text = fragment.to_cedar().ok()?;
        let schema = Schema::from_cedar_text(&text).ok()?;
        Some((text, schema))
    })
}

fn without_one(fragment: &SchemaFragment) -> Vec<SchemaFragment> {
    let mut all = Vec::new();
    let count = fragment.namespaces.len();
    for at in 0..count {
        let mut smaller = fragment.clone();
        smaller.namespaces.shift_remove_index(at);
        all.push(smaller);
    }
    for part in [without_declaration, without_detail] {
        for at in 0..count {
            for namespace in part(&fragment.namespaces[at]) {
                let mut smaller = fragment.clone();
                smaller.namespaces[at] = namespace;
                all.push(smaller);
            }
        }
    }
    all
}

/// The namespace without one of its declarations.
fn without_declaration(namespace: &Namespace) -> Vec<Namespace> {
    let mut all = Vec::new();
    let mut without = |change: &dyn Fn(&mut Namespace)| {
        let mut smaller = namespace.clone();
        change(&mut smaller);
        all.push(smaller);
    };
    for at in 0..namespace.actions.len() {
        without(&|smaller| drop(smaller.actions.shift_remove_index(at)));
    }
    for at in 0..namespace.entity_types.len() {
        without(&|smaller| drop(smaller.entity_types.shift_remove_index(at)));
    }
    for at in 0..namespace.common_types.len() {
        without(&|smaller| drop(smaller.common_types.shift_remove_index(at)));
    }
    all
}

/// The namespace with a declaration that says less.
fn without_detail(namespace: &Namespace) -> Vec<Namespace> {
    let mut all = Vec::new();
    for (at, declared) in namespace.entity_types.values().enumerate() {
        for kind in smaller_types(&declared.kind) {
            let mut smaller = namespace.clone();
            smaller.entity_types[at].kind = kind;
            all.push(smaller);
        }
    }
    for (at, declared) in namespace.common_types.values().enumerate() {
        for definition in smaller_records(&declared.definition) {
            let mut smaller = namespace.clone();
            smaller.common_types[at].definition = definition;
            all.push(smaller);
        }
    }
    for (at, declared) in namespace.actions.values().enumerate() {
        for group in 0..declared.member_of.len() {
            let mut smaller = namespace.clone();
            smaller.actions[at].member_of.remove(group);
            all.push(smaller);
        }
        for applicability in smaller_applicabilities(&declared.applicability) {
            let mut smaller = namespace.clone();
            smaller.actions[at].applicability = applicability;
            all.push(smaller);
        }
    }
    all
}

fn smaller_types(kind: &EntityTypeDeclarationKind) -> Vec<EntityTypeDeclarationKind> {
    let EntityTypeDeclarationKind::Standard {
        member_of,
        shape,
        tags,
    } = kind
    else {
        return Vec::new();
    };
    let with = |member_of: &Vec<_>, shape: &TypeExpr, tags: Option<TypeExpr>| {
        EntityTypeDeclarationKind::Standard {
            member_of: member_of.clone(),
            shape: shape.clone(),
            tags,
        }
    };
    let mut all = Vec::new();
    if tags.is_some() {
        all.push(with(member_of, shape, None));
    }
    for parent in 0..member_of.len() {
        let mut fewer = member_of.clone();
        fewer.remove(parent);
        all.push(with(&fewer, shape, tags.clone()));
    }
    let shapes = smaller_records(shape).into_iter();
    all.extend(shapes.map(|shape| with(member_of, &shape, tags.clone())));
    all
}

fn smaller_applicabilities(applicability: &Applicability) -> Vec<Applicability> {
    let Applicability::To(applies_to) = applicability else {
        return Vec::new();
    };
    let mut all = vec![Applicability::Nothing];
    for at in 0..applies_to.principals.len() {
        let mut smaller = applies_to.clone();
        smaller.principals.remove(at);
        all.push(Applicability::To(smaller));
    }
    for at in 0..applies_to.resources.len() {
        let mut smaller = applies_to.clone();
        smaller.resources.remove(at);
        all.push(Applicability::To(smaller));
    }
    for context in smaller_records(&applies_to.context) {
        let mut smaller = applies_to.clone();
        smaller.context = context;
        all.push(Applicability::To(smaller));
    }
    all
}

/// The record type without one of its attributes.
fn smaller_records(record: &TypeExpr) -> Vec<TypeExpr> {
    let TypeExprKind::Record(fields) = &record.kind else {
        return Vec::new();
    };
    let without = |at| {
        let mut smaller = fields.clone();
        smaller.attributes.shift_remove_index(at);
        TypeExpr {
            kind: TypeExprKind::Record(smaller),
            ..record.clone()
        }
    };
    (0..fields.attributes.len()).map(without).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schema_shrinks_to_nothing() {
        let mut text =
            "entity A in [B] { a: Long, b?: String } tags Long; entity B; type T = { x: Long };
            namespace N { entity C { t: Long }; action g;
            action a in g appliesTo { principal: [A, C], resource: B, context: { x: Long } }; }"
                .to_owned();
        let mut steps = 0;
        while let Some((next, _)) = smaller(&text).last() {
            assert!(next.len() < text.len(), "{next}");
            text = next;
            steps += 1;
        }
        assert_eq!(text.trim(), "");
        assert!(steps > 10, "{steps}");
    }
}
