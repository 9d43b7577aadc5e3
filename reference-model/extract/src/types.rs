//! Types as the checker sees them, and their unification.

use crate::program::{Datatype, DatatypeId};

/// A type with names looked up and synonyms expanded.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ty {
    /// `bool`
    Bool,
    /// `int`
    Int,
    /// `nat`; to the checker the same as `int`, since Dafny's verifier has shown
    /// that the values are not negative.
    Nat,
    /// `char`
    Char,
    /// `seq<T>`; `string` is `seq<char>`
    Seq(Box<Ty>),
    /// `set<T>`
    Set(Box<Ty>),
    /// `map<K, V>`
    Map(Box<Ty>, Box<Ty>),
    /// A tuple.
    Tuple(Vec<Ty>),
    /// A datatype with arguments for its parameters.
    Data(DatatypeId, Vec<Ty>),
    /// The type parameter with this index in the declaration at hand.
    Parameter(usize),
    /// Not known yet; none is left after checking.
    Unknown(usize),
}

impl Ty {
    /// `string`
    pub fn text() -> Self {
        Self::Seq(Box::new(Self::Char))
    }

    /// Whether values are copied rather than shared.
    pub fn is_scalar(&self) -> bool {
        matches!(self, Self::Bool | Self::Int | Self::Nat | Self::Char)
    }

    /// Whether this is `int` or `nat`.
    pub fn is_int(&self) -> bool {
        matches!(self, Self::Int | Self::Nat)
    }

    /// The same with type parameters replaced.
    pub fn substitute(&self, arguments: &[Ty]) -> Ty {
        self.map(&|ty| match ty {
            Ty::Parameter(index) => arguments.get(*index).cloned(),
            _ => None,
        })
    }

    /// Rebuilds the type; where `replace` gives a type, that one is taken.
    pub fn map(&self, replace: &impl Fn(&Ty) -> Option<Ty>) -> Ty {
        if let Some(ty) = replace(self) {
            return ty;
        }
        match self {
            Self::Seq(item) => Self::Seq(Box::new(item.map(replace))),
            Self::Set(item) => Self::Set(Box::new(item.map(replace))),
            Self::Map(key, value) => {
                Self::Map(Box::new(key.map(replace)), Box::new(value.map(replace)))
            }
            Self::Tuple(parts) => Self::Tuple(parts.iter().map(|part| part.map(replace)).collect()),
            Self::Data(id, arguments) => Self::Data(
                *id,
                arguments.iter().map(|part| part.map(replace)).collect(),
            ),
            _ => self.clone(),
        }
    }

    /// Whether `found` holds for this type or a part of it.
    pub fn contains(&self, found: &impl Fn(&Ty) -> bool) -> bool {
        found(self)
            || match self {
                Self::Seq(item) | Self::Set(item) => item.contains(found),
                Self::Map(key, value) => key.contains(found) || value.contains(found),
                Self::Tuple(parts) | Self::Data(_, parts) => {
                    parts.iter().any(|part| part.contains(found))
                }
                _ => false,
            }
    }

    /// The type as Dafny writes it.
    pub fn display(&self, datatypes: &[Datatype], parameters: &[String]) -> String {
        let show = |ty: &Ty| ty.display(datatypes, parameters);
        let list = |types: &[Ty]| types.iter().map(show).collect::<Vec<_>>().join(", ");
        match self {
            Self::Bool => "bool".into(),
            Self::Int => "int".into(),
            Self::Nat => "nat".into(),
            Self::Char => "char".into(),
            Self::Seq(item) if **item == Self::Char => "string".into(),
            Self::Seq(item) => format!("seq<{}>", show(item)),
            Self::Set(item) => format!("set<{}>", show(item)),
            Self::Map(key, value) => format!("map<{}, {}>", show(key), show(value)),
            Self::Tuple(parts) => format!("({})", list(parts)),
            Self::Data(id, arguments) => {
                let name = datatypes.get(id.0).map_or("_", |datatype| &datatype.name);
                if arguments.is_empty() {
                    name.to_owned()
                } else {
                    format!("{name}<{}>", list(arguments))
                }
            }
            Self::Parameter(index) => parameters.get(*index).cloned().unwrap_or_default(),
            Self::Unknown(_) => "_".into(),
        }
    }
}

/// What is known about the unknown types of one declaration.
#[derive(Default)]
pub struct Unifier {
    known: Vec<Option<Ty>>,
}

impl Unifier {
    /// A type of which nothing is known yet.
    pub fn fresh(&mut self) -> Ty {
        self.known.push(None);
        Ty::Unknown(self.known.len() - 1)
    }

    /// The type with everything that is known filled in.
    pub fn resolve(&self, ty: &Ty) -> Ty {
        ty.map(&|ty| match ty {
            Ty::Unknown(index) => {
                let known = self.known.get(*index)?.as_ref()?;
                Some(self.resolve(known))
            }
            _ => None,
        })
    }

    /// Makes two types the same, if they can be.
    pub fn unify(&mut self, a: &Ty, b: &Ty) -> bool {
        match (self.head(a), self.head(b)) {
            (Ty::Unknown(a), Ty::Unknown(b)) if a == b => true,
            (Ty::Unknown(unknown), ty) | (ty, Ty::Unknown(unknown)) => self.learn(unknown, ty),
            (Ty::Int | Ty::Nat, Ty::Int | Ty::Nat) => true,
            (Ty::Seq(a), Ty::Seq(b)) | (Ty::Set(a), Ty::Set(b)) => self.unify(&a, &b),
            (Ty::Map(k, v), Ty::Map(l, w)) => self.unify(&k, &l) && self.unify(&v, &w),
            (Ty::Tuple(a), Ty::Tuple(b)) => self.unify_all(&a, &b),
            (Ty::Data(a, xs), Ty::Data(b, ys)) => a == b && self.unify_all(&xs, &ys),
            (a, b) => a == b,
        }
    }

    fn unify_all(&mut self, a: &[Ty], b: &[Ty]) -> bool {
        a.len() == b.len() && a.iter().zip(b).all(|(a, b)| self.unify(a, b))
    }

    fn learn(&mut self, unknown: usize, ty: Ty) -> bool {
        let resolved = self.resolve(&ty);
        if resolved.contains(&|part| *part == Ty::Unknown(unknown)) {
            return false;
        }
        match self.known.get_mut(unknown) {
            Some(place) => {
                *place = Some(resolved);
                true
            }
            None => false,
        }
    }

    /// The outermost constructor of a type, if it is known.
    pub fn head(&self, ty: &Ty) -> Ty {
        let mut ty = ty.clone();
        while let Ty::Unknown(index) = ty {
            match self.known.get(index) {
                Some(Some(known)) => ty = known.clone(),
                _ => break,
            }
        }
        ty
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unification_learns_and_refuses() {
        let mut unifier = Unifier::default();
        let item = unifier.fresh();
        let set = Ty::Set(Box::new(item.clone()));
        assert!(unifier.unify(&set, &Ty::Set(Box::new(Ty::Int))));
        assert_eq!(unifier.resolve(&item), Ty::Int);
        assert!(unifier.unify(&item, &Ty::Nat));
        assert!(!unifier.unify(&item, &Ty::Char));
        assert!(!unifier.unify(&set, &Ty::Seq(Box::new(Ty::Int))));
        let loops = unifier.fresh();
        assert!(!unifier.unify(&loops, &Ty::Set(Box::new(loops.clone()))));
    }
}
