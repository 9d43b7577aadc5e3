//! Visiting the parts of a typed expression.

use crate::program::{Domain, Expr, ExprKind, Loops};

/// Matching through `&` and `&mut` reads the same, so one text serves both.
macro_rules! each_part {
    ($kind:expr, $loops:ident, $visit:expr) => {
        match $kind {
            ExprKind::Bool(_)
            | ExprKind::Int(_)
            | ExprKind::Char(_)
            | ExprKind::Str(_)
            | ExprKind::Local(_) => {}
            ExprKind::Call(_, parts)
            | ExprKind::Construct(_, _, parts)
            | ExprKind::Chain(parts, _)
            | ExprKind::Tuple(parts)
            | ExprKind::Seq(parts)
            | ExprKind::Set(parts) => {
                for part in parts {
                    $visit(part);
                }
            }
            ExprKind::Field(part, _, _)
            | ExprKind::Part(part, _)
            | ExprKind::Is(part, _, _)
            | ExprKind::Not(part)
            | ExprKind::Negate(part)
            | ExprKind::Size(part)
            | ExprKind::CharToInt(part)
            | ExprKind::Keys(part)
            | ExprKind::Values(part)
            | ExprKind::Items(part) => $visit(part),
            ExprKind::Update(base, _, updates) => {
                $visit(base);
                for (_, value) in updates {
                    $visit(value);
                }
            }
            ExprKind::Binary(_, a, b) | ExprKind::Let(_, a, b) | ExprKind::Index(a, b) => {
                $visit(a);
                $visit(b);
            }
            ExprKind::If(a, b, c) | ExprKind::IndexUpdate(a, b, c) => {
                $visit(a);
                $visit(b);
                $visit(c);
            }
            ExprKind::Match(scrutinee, cases) => {
                $visit(scrutinee);
                for (_, body) in cases {
                    $visit(body);
                }
            }
            ExprKind::Map(entries) => {
                for (key, value) in entries {
                    $visit(key);
                    $visit(value);
                }
            }
            ExprKind::Slice(base, from, to) => {
                $visit(base);
                for bound in [from, to] {
                    if let Some(bound) = bound {
                        $visit(bound);
                    }
                }
            }
            ExprKind::Quantifier(_, loops, body)
            | ExprKind::SetComprehension(loops, body)
            | ExprKind::MapComprehension(loops, body) => {
                $loops(loops, $visit);
                $visit(body);
            }
        }
    };
}

impl Expr {
    /// Visits the direct parts.
    pub(crate) fn each_part(&self, visit: &mut dyn FnMut(&Expr)) {
        fn loops(loops: &Loops, visit: &mut dyn FnMut(&Expr)) {
            for (_, domain) in &loops.domains {
                match domain {
                    Domain::Collection(collection) => visit(collection),
                    Domain::Range(from, to, _) => {
                        visit(from);
                        visit(to);
                    }
                }
            }
            loops.filters.iter().for_each(|(_, filter)| visit(filter));
        }
        let visit: &mut dyn FnMut(&Expr) = &mut |part| crate::grow(|| visit(part));
        each_part!(&self.kind, loops, visit);
    }

    /// Visits the direct parts, to change them.
    pub(crate) fn each_part_mut(&mut self, visit: &mut dyn FnMut(&mut Expr)) {
        fn loops(loops: &mut Loops, visit: &mut dyn FnMut(&mut Expr)) {
            for (_, domain) in &mut loops.domains {
                match domain {
                    Domain::Collection(collection) => visit(collection),
                    Domain::Range(from, to, _) => {
                        visit(from);
                        visit(to);
                    }
                }
            }
            loops
                .filters
                .iter_mut()
                .for_each(|(_, filter)| visit(filter));
        }
        let visit: &mut dyn FnMut(&mut Expr) = &mut |part| crate::grow(|| visit(part));
        each_part!(&mut self.kind, loops, visit);
    }

    /// Whether `found` holds for this expression or a part of it.
    pub(crate) fn contains(&self, found: &dyn Fn(&Expr) -> bool) -> bool {
        let mut result = found(self);
        self.each_part(&mut |part| result = result || part.contains(found));
        result
    }
}
