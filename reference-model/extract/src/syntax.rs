//! The syntax tree: what was written, names not yet looked up.

use crate::source::Span;

/// A name and where it stands.
#[derive(Clone, Debug)]
pub struct Ident {
    /// The name as written.
    pub name: String,
    /// Where it stands.
    pub span: Span,
}

/// One file: one module.
#[derive(Clone, Debug)]
pub struct Module {
    /// The comment above the module.
    pub docs: Vec<String>,
    /// Paths of `include` directives, as written.
    pub includes: Vec<(String, Span)>,
    /// The module's name.
    pub name: Ident,
    /// `import` declarations.
    pub imports: Vec<Import>,
    /// Everything else, in order.
    pub declarations: Vec<Declaration>,
}

/// `import opened Name` or `import Name`.
#[derive(Clone, Debug)]
pub struct Import {
    /// The module to import.
    pub module: Ident,
    /// Whether its names may be used unqualified.
    pub opened: bool,
}

/// A declaration of a module.
#[derive(Clone, Debug)]
pub enum Declaration {
    /// `datatype`.
    Datatype(Datatype),
    /// `type X = T`.
    Synonym(Synonym),
    /// `const`.
    Constant(Constant),
    /// `function method` or `predicate method`.
    Function(Function),
}

impl Declaration {
    /// The declared name.
    pub fn name(&self) -> &Ident {
        match self {
            Self::Datatype(datatype) => &datatype.name,
            Self::Synonym(synonym) => &synonym.name,
            Self::Constant(constant) => &constant.name,
            Self::Function(function) => &function.name,
        }
    }
}

/// `datatype Name<T> = A(x: int) | B`.
#[derive(Clone, Debug)]
pub struct Datatype {
    /// The comment above.
    pub docs: Vec<String>,
    /// Its name.
    pub name: Ident,
    /// Type parameters.
    pub parameters: Vec<Ident>,
    /// At least one.
    pub constructors: Vec<Constructor>,
}

/// One constructor of a datatype.
#[derive(Clone, Debug)]
pub struct Constructor {
    /// The comment above.
    pub docs: Vec<String>,
    /// Its name.
    pub name: Ident,
    /// Its fields.
    pub fields: Vec<Formal>,
}

/// `name: Type`.
#[derive(Clone, Debug)]
pub struct Formal {
    /// The comment above.
    pub docs: Vec<String>,
    /// The name.
    pub name: Ident,
    /// The type.
    pub ty: Type,
}

/// `type Name<T> = Type`.
#[derive(Clone, Debug)]
pub struct Synonym {
    /// The comment above.
    pub docs: Vec<String>,
    /// Its name.
    pub name: Ident,
    /// Type parameters.
    pub parameters: Vec<Ident>,
    /// What it stands for.
    pub ty: Type,
}

/// `const name: Type := value`.
#[derive(Clone, Debug)]
pub struct Constant {
    /// The comment above.
    pub docs: Vec<String>,
    /// Its name.
    pub name: Ident,
    /// Its type.
    pub ty: Type,
    /// Its value.
    pub value: Expr,
}

/// `function method` or `predicate method`.
#[derive(Clone, Debug)]
pub struct Function {
    /// The comment above.
    pub docs: Vec<String>,
    /// Its name.
    pub name: Ident,
    /// Type parameters.
    pub parameters: Vec<Ident>,
    /// Arguments.
    pub formals: Vec<Formal>,
    /// `(name: T)` in place of `T`, for `ensures` clauses.
    pub result_name: Option<Ident>,
    /// The result type.
    pub result: Type,
    /// `requires` clauses.
    pub requires: Vec<Expr>,
    /// `ensures` clauses.
    pub ensures: Vec<Expr>,
    /// Expressions of `decreases` clauses.
    pub decreases: Vec<Expr>,
    /// The body.
    pub body: Expr,
}

/// A type as written.
#[derive(Clone, Debug)]
pub struct Type {
    /// What it is.
    pub kind: TypeKind,
    /// Where it stands.
    pub span: Span,
}

/// The forms of types.
#[derive(Clone, Debug)]
pub enum TypeKind {
    /// `bool`
    Bool,
    /// `int`
    Int,
    /// `nat`
    Nat,
    /// `char`
    Char,
    /// `string`
    String,
    /// `seq<T>`
    Seq(Box<Type>),
    /// `set<T>`
    Set(Box<Type>),
    /// `map<K, V>`
    Map(Box<Type>, Box<Type>),
    /// `(T, U)`
    Tuple(Vec<Type>),
    /// `Name<T>` or `Module.Name<T>`
    Named(Option<Ident>, Ident, Vec<Type>),
}

/// An expression.
#[derive(Clone, Debug)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it stands.
    pub span: Span,
}

/// The forms of expressions.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// `true`, `false`
    Bool(bool),
    /// `12`
    Int(i128),
    /// `'c'`
    Char(char),
    /// `"text"`
    Str(String),
    /// A name alone.
    Name(String),
    /// `e.name`, `e.Name?`, `e.0`
    Member(Box<Expr>, Ident),
    /// `e(a, b)`
    Call(Box<Expr>, Vec<Expr>),
    /// `e.(f := v, g := w)`
    Update(Box<Expr>, Vec<(Ident, Expr)>),
    /// `!e`
    Not(Box<Expr>),
    /// `-e`
    Negate(Box<Expr>),
    /// `|e|`
    Size(Box<Expr>),
    /// `e as int`
    AsInt(Box<Expr>),
    /// `a op b`
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
    /// `a < b <= c`: one operator fewer than operands, at least two operators.
    Chain(Vec<Expr>, Vec<BinaryOp>),
    /// `if c then a else b`
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `match e case p => a …`
    Match(Box<Expr>, Vec<(Pattern, Expr)>),
    /// `var p, q := e, f; body`
    Let(Vec<(Pattern, Option<Type>, Expr)>, Box<Expr>),
    /// `(a, b)`, also `()`
    Tuple(Vec<Expr>),
    /// `[a, b]`
    Seq(Vec<Expr>),
    /// `{a, b}`
    Set(Vec<Expr>),
    /// `map[k := v]`
    Map(Vec<(Expr, Expr)>),
    /// `e[i]`
    Index(Box<Expr>, Box<Expr>),
    /// `e[i..j]`
    Slice(Box<Expr>, Option<Box<Expr>>, Option<Box<Expr>>),
    /// `e[i := v]`
    IndexUpdate(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `forall x | range :: body` and `exists`
    Quantifier(Quantifier, Vec<Bound>, Option<Box<Expr>>, Box<Expr>),
    /// `set x | range :: element`
    SetComprehension(Vec<Bound>, Box<Expr>, Option<Box<Expr>>),
    /// `map x | range :: value`
    MapComprehension(Vec<Bound>, Box<Expr>, Box<Expr>),
}

/// A bound variable.
#[derive(Clone, Debug)]
pub struct Bound {
    /// Its name.
    pub name: Ident,
    /// Its type, if given.
    pub ty: Option<Type>,
}

/// Which quantifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantifier {
    /// `forall`
    All,
    /// `exists`
    Any,
}

/// Operators with two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BinaryOp {
    /// `<==>`
    Iff,
    /// `==>`; `a <== b` is parsed as `b ==> a`
    Implies,
    /// `&&`
    And,
    /// `||`
    Or,
    /// `==`
    Eq,
    /// `!=`
    Ne,
    /// `<`
    Lt,
    /// `<=`
    Le,
    /// `>`
    Gt,
    /// `>=`
    Ge,
    /// `in`
    In,
    /// `!in`
    NotIn,
    /// `!!`
    Disjoint,
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `*`
    Mul,
    /// `/`
    Div,
    /// `%`
    Mod,
}

impl BinaryOp {
    /// The operator as written.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Iff => "<==>",
            Self::Implies => "==>",
            Self::And => "&&",
            Self::Or => "||",
            Self::Eq => "==",
            Self::Ne => "!=",
            Self::Lt => "<",
            Self::Le => "<=",
            Self::Gt => ">",
            Self::Ge => ">=",
            Self::In => "in",
            Self::NotIn => "!in",
            Self::Disjoint => "!!",
            Self::Add => "+",
            Self::Sub => "-",
            Self::Mul => "*",
            Self::Div => "/",
            Self::Mod => "%",
        }
    }
}

/// A pattern of `match` or `var`.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// What it is.
    pub kind: PatternKind,
    /// Where it stands.
    pub span: Span,
}

/// The forms of patterns.
#[derive(Clone, Debug)]
pub enum PatternKind {
    /// `_`
    Wild,
    /// A variable, or a constructor without fields.
    Name(String),
    /// `Constructor(p, q)`
    Constructor(Ident, Vec<Pattern>),
    /// `(p, q)`
    Tuple(Vec<Pattern>),
    /// `true`, `false`
    Bool(bool),
    /// `12`, `-12`
    Int(i128),
    /// `'c'`
    Char(char),
    /// `"text"`
    Str(String),
}
