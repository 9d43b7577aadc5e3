//! The resolved program: every declaration with its types, every body typed.

use crate::scope::Names;
use crate::source::Span;
use crate::syntax::{self, BinaryOp, Quantifier};
use crate::types::Ty;

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident),*) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub(crate) usize);
    )* };
}

id!(
    /// Index of a module of a [`Program`].
    ModuleId,
    /// Index of a datatype of a [`Program`].
    DatatypeId,
    /// Index of a function or constant of a [`Program`].
    FunctionId,
    /// Index of a local variable of a [`Function`].
    LocalId
);

/// All modules of a model, names and types resolved.
#[derive(Clone, Debug)]
pub struct Program {
    /// The modules, in the order of their files.
    pub modules: Vec<Module>,
    pub(crate) functions: Vec<Function>,
    pub(crate) names: Names,
}

impl Program {
    /// The datatype.
    pub fn datatype(&self, id: DatatypeId) -> &Datatype {
        self.names.datatype(id)
    }

    /// The function or constant.
    pub fn function(&self, id: FunctionId) -> &Function {
        #[expect(clippy::indexing_slicing, reason = "ids come from this program only")]
        &self.functions[id.0]
    }

    /// The module.
    pub fn module(&self, id: ModuleId) -> &Module {
        #[expect(clippy::indexing_slicing, reason = "ids come from this program only")]
        &self.modules[id.0]
    }

    /// All functions and constants, module by module.
    pub fn functions(&self) -> impl Iterator<Item = (FunctionId, &Function)> {
        self.functions
            .iter()
            .enumerate()
            .map(|(index, function)| (FunctionId(index), function))
    }

    /// All datatypes, module by module.
    pub fn datatypes(&self) -> impl Iterator<Item = (DatatypeId, &Datatype)> {
        self.names
            .datatypes
            .iter()
            .enumerate()
            .map(|(index, datatype)| (DatatypeId(index), datatype))
    }
}

/// A module.
#[derive(Clone, Debug)]
pub struct Module {
    /// The comment above.
    pub docs: Vec<String>,
    /// Its name.
    pub name: String,
    /// Its declarations, in order.
    pub items: Vec<Item>,
}

/// A declaration of a module.
#[derive(Clone, Debug)]
pub enum Item {
    /// A datatype.
    Datatype(DatatypeId),
    /// A type synonym.
    Synonym(Box<Synonym>),
    /// A function or constant.
    Function(FunctionId),
}

/// A type synonym.
#[derive(Clone, Debug)]
pub struct Synonym {
    /// The comment above.
    pub docs: Vec<String>,
    /// Its name.
    pub name: String,
    /// Its type parameters.
    pub parameters: Vec<String>,
    /// What it stands for.
    pub ty: Ty,
    pub(crate) written: syntax::Type,
}

/// A datatype.
#[derive(Clone, Debug)]
pub struct Datatype {
    /// The module that declares it.
    pub module: ModuleId,
    /// The comment above.
    pub docs: Vec<String>,
    /// Its name.
    pub name: String,
    /// Its type parameters.
    pub parameters: Vec<String>,
    /// Its constructors, at least one.
    pub constructors: Vec<Constructor>,
    pub(crate) span: Span,
}

impl Datatype {
    /// Whether it is emitted as a struct: there is only one constructor.
    pub(crate) fn is_struct(&self) -> bool {
        self.constructors.len() == 1
    }

    pub(crate) fn constructor(&self, index: usize) -> &Constructor {
        #[expect(
            clippy::indexing_slicing,
            reason = "indices come from this datatype only"
        )]
        &self.constructors[index]
    }

    /// The declared type of a field, the same in all constructors that have it.
    pub(crate) fn field(&self, name: &str) -> Option<&Field> {
        let mut fields = self
            .constructors
            .iter()
            .flat_map(|constructor| &constructor.fields);
        fields.find(|field| field.name == name)
    }
}

/// A constructor.
#[derive(Clone, Debug)]
pub struct Constructor {
    /// The comment above.
    pub docs: Vec<String>,
    /// Its name.
    pub name: String,
    /// Its fields.
    pub fields: Vec<Field>,
}

/// A field of a constructor.
#[derive(Clone, Debug)]
pub struct Field {
    /// The comment above.
    pub docs: Vec<String>,
    /// Its name.
    pub name: String,
    /// Its type, in terms of the datatype's parameters.
    pub ty: Ty,
    /// Whether it sits behind a pointer, because its type contains the datatype.
    pub shared: bool,
    pub(crate) written: syntax::Type,
}

/// A function, or a constant as a function without arguments.
#[derive(Clone, Debug)]
pub struct Function {
    /// The module that declares it.
    pub module: ModuleId,
    /// The comment above.
    pub docs: Vec<String>,
    /// Its name.
    pub name: String,
    /// Whether it is a `const`.
    pub is_constant: bool,
    /// Its type parameters.
    pub parameters: Vec<String>,
    /// Its arguments: the first locals.
    pub arity: usize,
    /// All local variables.
    pub locals: Vec<Local>,
    /// Its result type.
    pub result: Ty,
    /// `requires` clauses.
    pub requires: Vec<Expr>,
    /// The body.
    pub body: Expr,
    /// Whether it may call itself, directly or through others.
    pub recursive: bool,
    pub(crate) span: Span,
    pub(crate) written: Vec<syntax::Type>,
    pub(crate) written_result: syntax::Type,
}

impl Function {
    pub(crate) fn local(&self, id: LocalId) -> &Local {
        #[expect(clippy::indexing_slicing, reason = "ids come from this function only")]
        &self.locals[id.0]
    }

    /// The arguments.
    pub fn arguments(&self) -> &[Local] {
        self.locals.get(..self.arity).unwrap_or(&[])
    }
}

/// A local variable.
#[derive(Clone, Debug)]
pub struct Local {
    /// Its name in Dafny.
    pub name: String,
    /// Its type.
    pub ty: Ty,
}

/// A typed expression.
#[derive(Clone, Debug)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Its type.
    pub ty: Ty,
    pub(crate) span: Span,
}

/// The forms of typed expressions.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// `true`, `false`
    Bool(bool),
    /// An integer.
    Int(i128),
    /// A character.
    Char(char),
    /// A string.
    Str(String),
    /// A local variable.
    Local(LocalId),
    /// A call of a function; a constant is called without arguments.
    Call(FunctionId, Vec<Expr>),
    /// A constructor with all its fields.
    Construct(DatatypeId, usize, Vec<Expr>),
    /// A field of a datatype.
    Field(Box<Expr>, DatatypeId, String),
    /// A part of a tuple.
    Part(Box<Expr>, usize),
    /// `e.Constructor?`
    Is(Box<Expr>, DatatypeId, usize),
    /// `e.(f := v)`
    Update(Box<Expr>, DatatypeId, Vec<(String, Expr)>),
    /// `!e`
    Not(Box<Expr>),
    /// `-e`
    Negate(Box<Expr>),
    /// `|e|`
    Size(Box<Expr>),
    /// `c as int`
    CharToInt(Box<Expr>),
    /// `a op b`, the operands of one type but for `in`
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
    /// `a < b <= c`
    Chain(Vec<Expr>, Vec<BinaryOp>),
    /// `if c then a else b`
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `match`
    Match(Box<Expr>, Vec<(Pattern, Expr)>),
    /// `var p := e; body`
    Let(Pattern, Box<Expr>, Box<Expr>),
    /// A tuple.
    Tuple(Vec<Expr>),
    /// A sequence display.
    Seq(Vec<Expr>),
    /// A set display.
    Set(Vec<Expr>),
    /// A map display.
    Map(Vec<(Expr, Expr)>),
    /// `e[i]`
    Index(Box<Expr>, Box<Expr>),
    /// `e[i..j]`
    Slice(Box<Expr>, Option<Box<Expr>>, Option<Box<Expr>>),
    /// `e[i := v]`
    IndexUpdate(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `m.Keys`
    Keys(Box<Expr>),
    /// `m.Values`
    Values(Box<Expr>),
    /// `m.Items`
    Items(Box<Expr>),
    /// A quantifier over finite domains.
    Quantifier(Quantifier, Loops, Box<Expr>),
    /// The set of the elements for which the loops run.
    SetComprehension(Loops, Box<Expr>),
    /// The map of the keys for which the loop runs.
    MapComprehension(Loops, Box<Expr>),
}

/// Nested loops over finite domains.
#[derive(Clone, Debug)]
pub struct Loops {
    /// From the outermost to the innermost; a domain may use earlier variables.
    pub domains: Vec<(LocalId, Domain)>,
    /// Conditions, in the order in which they were written, each with the number
    /// of loops around it. A domain further in is looked at only where they hold:
    /// it may have a meaning only there.
    pub filters: Vec<(usize, Expr)>,
}

/// Where a bound variable ranges.
#[derive(Clone, Debug)]
pub enum Domain {
    /// The elements of a set or sequence, or the keys of a map.
    Collection(Expr),
    /// From the first, included, to the second; the flag says whether included.
    Range(Expr, Expr, bool),
}

/// A resolved pattern.
#[derive(Clone, Debug)]
pub enum Pattern {
    /// Anything.
    Wild,
    /// Anything, named.
    Bind(LocalId),
    /// A constructor.
    Construct(DatatypeId, usize, Vec<Pattern>),
    /// A tuple.
    Tuple(Vec<Pattern>),
    /// A boolean.
    Bool(bool),
    /// An integer.
    Int(i128),
    /// A character.
    Char(char),
    /// A string.
    Str(String),
}
