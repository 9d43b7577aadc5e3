//! Quantifiers and comprehensions: loops over finite domains.

use crate::emit::Fault;
use crate::emit::code::{Binding, Shape, braces};
use crate::emit::expr::Body;
use crate::program::{Domain, Expr, ExprKind, LocalId, Loops};
use crate::syntax::Quantifier;
use crate::types::Ty;

impl Body<'_> {
    pub(crate) fn quantifier(
        &mut self,
        quantifier: Quantifier,
        loops: &Loops,
        body: &Expr,
    ) -> String {
        let function = match quantifier {
            Quantifier::All => "all",
            Quantifier::Any => "any",
        };
        // From the outermost inwards: what opens each level, and its filter.
        let mut levels = Vec::new();
        for (index, (variable, domain)) in loops.domains.iter().enumerate() {
            let filter = self.filter(loops, index);
            let domain = self.domain(*variable, domain);
            let domain = match (self.fault, quantifier) {
                (Some(Fault::ShortForall), Quantifier::All) => {
                    format!("({domain}).into_iter().take(1)")
                }
                _ => domain,
            };
            let open = format!("rt::{function}({domain}, |{}|", self.name(*variable));
            levels.push((filter, open));
        }
        let filter = self.filter(loops, loops.domains.len());
        let mut inner = match (quantifier, filter) {
            (Quantifier::Any, filter) => format!("Ok({})", filter.unwrap_or("true".into())),
            (Quantifier::All, None) => self.block(body, true),
            (Quantifier::All, Some(filter)) => {
                let body = self.owned_within(body, Binding::Or);
                format!("Ok(!({filter}) || {body})")
            }
        };
        for (filter, open) in levels.into_iter().rev() {
            inner = if inner.contains('\n')
                || open.len() + inner.len() > 90
                || inner.starts_with("let ")
            {
                format!("{open} {})", braces(&inner))
            } else {
                format!("{open} {inner})")
            };
            if let Some(filter) = filter {
                inner = match quantifier {
                    Quantifier::All => format!("Ok(!({filter}) || {inner}?)"),
                    Quantifier::Any => format!("Ok(({filter}) && {inner}?)"),
                };
            }
        }
        inner
    }

    /// The conditions at one level of loops.
    fn filter(&mut self, loops: &Loops, level: usize) -> Option<String> {
        let filters = loops.filters.iter().filter(|(other, _)| *other == level);
        let filters: Vec<&Expr> = filters.map(|(_, filter)| filter).collect();
        (!filters.is_empty()).then(|| self.conjunction(&filters))
    }

    /// Something to iterate over; sets what the variable denotes.
    fn domain(&mut self, variable: LocalId, domain: &Domain) -> String {
        let is_scalar = self.function.local(variable).ty.is_scalar();
        self.set_shape(variable, if is_scalar { Shape::Place } else { Shape::Ref });
        let (collection, method) = match domain {
            Domain::Range(from, to, included) => {
                let from = self.owned_within(from, Binding::Atom);
                let to = self.owned_within(to, Binding::Atom);
                return format!("{from}..{}{to}", if *included { "=" } else { "" });
            }
            Domain::Collection(collection) => match &collection.kind {
                ExprKind::Keys(map) => (&**map, "keys"),
                _ if matches!(collection.ty, Ty::Map(..)) => (collection, "keys"),
                _ => (collection, "iter"),
            },
        };
        let copied = if is_scalar { ".copied()" } else { "" };
        format!("{}.{method}(){copied}", self.receiver(collection))
    }

    /// Loops that push what `element` writes onto `collected`.
    pub(crate) fn comprehension(
        &mut self,
        loops: &Loops,
        element: impl FnOnce(&mut Self) -> String,
    ) -> String {
        let mut opened = Vec::new();
        for (index, (variable, domain)) in loops.domains.iter().enumerate() {
            if let Some(filter) = self.filter(loops, index) {
                opened.push(format!("if {filter}"));
            }
            let domain = self.domain(*variable, domain);
            opened.push(format!("for {} in {domain}", self.name(*variable)));
        }
        if let Some(filter) = self.filter(loops, loops.domains.len()) {
            opened.push(format!("if {filter}"));
        }
        let push = format!("collected.push({});", element(self));
        let nested = opened
            .into_iter()
            .rev()
            .fold(push, |inner, open| format!("{open} {}", braces(&inner)));
        format!("let mut collected = Vec::new();\n{nested}")
    }
}
