//! Pieces of Rust text that know how they may be used.

/// What an expression's text denotes, for a Dafny value of Rust type `T`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// An expression of type `T`.
    Place,
    /// An expression of type `&T`.
    Ref,
    /// An expression of type `Shared<T>`.
    Shared,
    /// An expression of type `&Shared<T>`.
    SharedRef,
}

/// How tightly an expression's text binds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Binding {
    /// A name, a call, anything with a postfix.
    Atom,
    /// `&x`, `*x`, `!x`, `-x`
    Unary,
    /// `a == b`
    Compare,
    /// `a && b`
    And,
    /// `a || b`
    Or,
    /// `T { … }`, `if`, `match`, blocks, ranges.
    Loose,
}

/// An expression's text.
#[derive(Clone, Debug)]
pub(crate) struct Code {
    pub(crate) text: String,
    pub(crate) binding: Binding,
    pub(crate) shape: Shape,
    /// Whether a reference to it lives as long as the variables do. If not, it
    /// is a temporary value, or refers to one.
    pub(crate) stable: bool,
}

impl Code {
    /// A new value.
    pub(crate) fn temporary(text: String, binding: Binding) -> Self {
        Self {
            text,
            binding,
            shape: Shape::Place,
            stable: false,
        }
    }

    /// A new value that can take a postfix.
    pub(crate) fn atom(text: String) -> Self {
        Self::temporary(text, Binding::Atom)
    }

    /// The text where at most `binding` is allowed.
    pub(crate) fn within(&self, binding: Binding) -> String {
        if self.binding <= binding {
            self.text.clone()
        } else {
            format!("({})", self.text)
        }
    }

    /// An expression of type `T` that may be compared but not moved.
    pub(crate) fn place(&self) -> Code {
        let stars = match self.shape {
            Shape::Place => return self.clone(),
            Shape::Ref | Shape::Shared => "*",
            Shape::SharedRef => "**",
        };
        Code {
            text: format!("{stars}{}", self.within(Binding::Unary)),
            binding: Binding::Unary,
            shape: Shape::Place,
            stable: self.stable,
        }
    }

    /// An expression of type `&T`.
    pub(crate) fn borrowed(&self) -> String {
        match self.shape {
            Shape::Ref => self.text.clone(),
            Shape::Place => format!("&{}", self.within(Binding::Unary)),
            Shape::Shared => format!("&*{}", self.within(Binding::Unary)),
            Shape::SharedRef => format!("&**{}", self.within(Binding::Unary)),
        }
    }

    /// An expression of type `T` that owns its value.
    pub(crate) fn owned(&self, is_scalar: bool) -> Code {
        if is_scalar {
            return self.place();
        }
        match self.shape {
            Shape::Place if !self.stable => self.clone(),
            Shape::Place | Shape::Ref => {
                Code::atom(format!("{}.clone()", self.within(Binding::Atom)))
            }
            Shape::Shared | Shape::SharedRef => {
                Code::atom(format!("({}).clone()", self.place().text))
            }
        }
    }
}

/// The lines, one step to the right.
pub(crate) fn indent(text: &str) -> String {
    let lines = text.lines().map(|line| {
        if line.is_empty() {
            String::new()
        } else {
            format!("    {line}")
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// `{ text }` over several lines.
pub(crate) fn braces(text: &str) -> String {
    format!("{{\n{}\n}}", indent(text))
}

/// `open a, b close`, on one line if it is short.
pub(crate) fn list(open: &str, items: &[String], close: &str) -> String {
    let line = items.join(", ");
    if !line.contains('\n') && open.len() + line.len() < 90 {
        let space = if open.ends_with('{') && !items.is_empty() {
            " "
        } else {
            ""
        };
        return format!("{open}{space}{line}{space}{close}");
    }
    let lines: Vec<String> = items
        .iter()
        .map(|item| format!("{},", indent(item)))
        .collect();
    format!("{open}\n{}\n{close}", lines.join("\n"))
}
