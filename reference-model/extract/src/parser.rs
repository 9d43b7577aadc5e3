//! Tokens to a syntax tree: modules, declarations and types.
//!
//! Whatever is not in the subset is refused here by the name of the construct.

use crate::lexer::{Token, TokenKind, lex};
use crate::source::{Diagnostic, Span};
use crate::syntax::{
    Constant, Constructor, Datatype, Declaration, Formal, Function, Ident, Import, Module, Synonym,
    Type, TypeKind,
};

/// How deeply expressions, types and patterns may nest in a model file.
pub const NESTING_LIMIT: usize = 500;

/// Parses one file.
///
/// # Errors
///
/// The first construct that is malformed or outside the subset.
pub fn parse(file: usize, text: &str) -> Parsed<Module> {
    let mut parser = Parser {
        tokens: lex(file, text)?,
        position: 0,
        depth: 0,
    };
    parser.module()
}

/// What a parsing function returns.
pub type Parsed<T> = Result<T, Diagnostic>;

/// Words that cannot name anything. Those with a description name a construct
/// outside the subset.
const RESERVED: [(&str, &str); 73] = [
    ("abstract", "`abstract`"),
    ("allocated", "`allocated`"),
    ("as", ""),
    ("assert", "`assert` in an expression"),
    ("assume", "`assume`"),
    ("bool", ""),
    ("break", ""),
    ("calc", "`calc` in an expression"),
    ("case", ""),
    ("char", ""),
    ("class", "class"),
    ("codatatype", "codatatype"),
    ("colemma", "colemma"),
    ("const", ""),
    ("constructor", "constructor method"),
    ("copredicate", "copredicate"),
    ("datatype", ""),
    ("decreases", ""),
    ("else", ""),
    ("ensures", ""),
    ("exists", ""),
    ("export", "export set"),
    ("extends", "`extends`"),
    ("false", ""),
    ("forall", ""),
    ("fresh", "`fresh`"),
    ("function", ""),
    ("ghost", "ghost declaration"),
    ("if", ""),
    ("imap", "infinite map"),
    ("import", ""),
    ("in", ""),
    ("include", ""),
    ("inductive", "inductive predicate"),
    ("int", ""),
    ("iset", "infinite set"),
    ("iterator", "iterator"),
    ("label", ""),
    ("lemma", "lemma"),
    ("map", ""),
    ("match", ""),
    ("method", "method"),
    ("modifies", "`modifies` clause"),
    ("modify", ""),
    ("module", "nested module"),
    ("multiset", "multiset"),
    ("nat", ""),
    ("new", "`new`"),
    ("newtype", "newtype"),
    ("null", "`null`"),
    ("object", "object type"),
    ("old", "`old`"),
    ("opened", ""),
    ("predicate", ""),
    ("print", ""),
    ("reads", "`reads` clause"),
    ("real", "real number"),
    ("refines", ""),
    ("requires", ""),
    ("return", ""),
    ("returns", ""),
    ("reveal", "`reveal` in an expression"),
    ("seq", ""),
    ("set", ""),
    ("string", ""),
    ("then", ""),
    ("this", "`this`"),
    ("trait", "trait"),
    ("true", ""),
    ("type", ""),
    ("var", ""),
    ("while", ""),
    ("yield", ""),
];

/// Attributes that direct the verifier and mean nothing when the code runs.
const HARMLESS_ATTRIBUTES: [&str; 7] = [
    "opaque",
    "fuel",
    "induction",
    "trigger",
    "rlimit",
    "timeLimit",
    "timeLimitMultiplier",
];

/// A cursor over the tokens of one file.
pub(crate) struct Parser {
    tokens: Vec<Token>,
    position: usize,
    depth: usize,
}

/// Declarations.
impl Parser {
    fn module(&mut self) -> Parsed<Module> {
        let mut includes = Vec::new();
        while self.eat_word("include") {
            let span = self.span();
            match self.kind().clone() {
                TokenKind::Str(path) => includes.push((path, span)),
                _ => return Err(self.unexpected("a path in quotes")),
            }
            self.advance();
        }
        let docs = self.docs();
        self.outside("abstract")?;
        self.expect_word("module")?;
        self.attributes()?;
        let name = self.name("the module's name")?;
        if self.at_word("refines") {
            return Err(self.refuse("refinement"));
        }
        self.expect("{")?;
        let mut imports = Vec::new();
        let mut declarations = Vec::new();
        while !self.eat("}") {
            if self.at_word("import") {
                imports.push(self.import()?);
            } else {
                declarations.push(self.declaration()?);
            }
        }
        if *self.kind() != TokenKind::End {
            return Err(Diagnostic::new(
                self.span(),
                "only one module per file is accepted, and nothing after it",
            ));
        }
        Ok(Module {
            docs,
            includes,
            name,
            imports,
            declarations,
        })
    }

    fn import(&mut self) -> Parsed<Import> {
        self.expect_word("import")?;
        let opened = self.eat_word("opened");
        let module = self.name("a module's name")?;
        if self.at("=") || self.at(".") || self.at("`") || self.at(":") {
            return Err(self.refuse("renamed or partial import"));
        }
        self.eat(";");
        Ok(Import { module, opened })
    }

    fn declaration(&mut self) -> Parsed<Declaration> {
        let docs = self.docs();
        let TokenKind::Word(word) = self.kind().clone() else {
            return Err(self.unexpected("a declaration"));
        };
        match word.as_str() {
            "datatype" => self.datatype(docs).map(Declaration::Datatype),
            "type" => self.synonym(docs).map(Declaration::Synonym),
            "const" => self.constant(docs).map(Declaration::Constant),
            "function" | "predicate" => self.function(docs, &word).map(Declaration::Function),
            "static" | "protected" => Err(self.refuse(&format!("`{word}`"))),
            "least" | "greatest" | "twostate" => Err(self.refuse(&format!("{word} predicate"))),
            _ => {
                self.outside(&word)?;
                Err(self.unexpected("a declaration"))
            }
        }
    }

    fn datatype(&mut self, docs: Vec<String>) -> Parsed<Datatype> {
        self.advance();
        self.attributes()?;
        let name = self.name("the datatype's name")?;
        let parameters = self.type_parameters()?;
        self.expect("=")?;
        // The first constructor may do without a bar.
        let mut constructors = vec![self.constructor()?];
        while self.at("|") {
            constructors.push(self.constructor()?);
        }
        self.eat(";");
        if self.at("{") {
            return Err(self.refuse("member of a datatype"));
        }
        Ok(Datatype {
            docs,
            name,
            parameters,
            constructors,
        })
    }

    /// From the bar before it.
    fn constructor(&mut self) -> Parsed<Constructor> {
        let mut docs = self.docs();
        if self.eat("|") {
            docs.extend(self.docs());
        }
        self.outside("ghost")?;
        self.attributes()?;
        let name = self.name("a constructor's name")?;
        let fields = if self.at("(") {
            self.formals()?
        } else {
            Vec::new()
        };
        if docs.is_empty() {
            docs.clone_from(&self.token().trailing);
        }
        Ok(Constructor { docs, name, fields })
    }

    fn synonym(&mut self, docs: Vec<String>) -> Parsed<Synonym> {
        let start = self.span();
        self.advance();
        self.attributes()?;
        let name = self.name("the type's name")?;
        let parameters = self.type_parameters()?;
        if !self.eat("=") {
            return Err(Diagnostic::new(start.to(name.span), refused("opaque type")));
        }
        if self.peek_is(1, ":") || (self.peek_is(1, "|") && !self.peek_is(0, "(")) {
            return Err(Diagnostic::new(start.to(name.span), refused("subset type")));
        }
        let ty = self.ty()?;
        if self.at("|") {
            return Err(Diagnostic::new(start.to(name.span), refused("subset type")));
        }
        self.eat(";");
        Ok(Synonym {
            docs,
            name,
            parameters,
            ty,
        })
    }

    fn constant(&mut self, docs: Vec<String>) -> Parsed<Constant> {
        self.advance();
        self.attributes()?;
        let name = self.name("the constant's name")?;
        if self.at(":=") {
            return Err(Diagnostic::new(name.span, "constant without a type")
                .help("write `const name: Type := value`"));
        }
        self.expect(":")?;
        let ty = self.ty()?;
        if !self.at(":=") {
            return Err(Diagnostic::new(
                name.span,
                refused("constant without a value"),
            ));
        }
        self.advance();
        let value = self.expression()?;
        self.eat(";");
        Ok(Constant {
            docs,
            name,
            ty,
            value,
        })
    }

    fn function(&mut self, docs: Vec<String>, word: &str) -> Parsed<Function> {
        let start = self.span();
        self.advance();
        if !self.eat_word("method") {
            return Err(Diagnostic::new(start, refused(&format!("ghost {word}")))
                .help(format!("write `{word} method`, or move it to a proof")));
        }
        self.attributes()?;
        let name = self.name("the function's name")?;
        let parameters = self.type_parameters()?;
        let formals = self.formals()?;
        let (result_name, result) = if word == "predicate" {
            let kind = TypeKind::Bool;
            let span = name.span;
            (None, Type { kind, span })
        } else {
            self.expect(":")?;
            self.result()?
        };
        let mut function = Function {
            docs,
            name,
            parameters,
            formals,
            result_name,
            result,
            requires: Vec::new(),
            ensures: Vec::new(),
            decreases: Vec::new(),
            // Replaced below: every path that returns has parsed the body.
            body: crate::syntax::Expr {
                kind: crate::syntax::ExprKind::Bool(false),
                span: start,
            },
        };
        self.clauses(&mut function)?;
        if !self.at("{") {
            return Err(Diagnostic::new(
                function.name.span,
                refused("function without a body"),
            ));
        }
        self.advance();
        function.body = self.expression()?;
        self.expect("}")?;
        Ok(function)
    }

    fn result(&mut self) -> Parsed<(Option<Ident>, Type)> {
        if self.at("(") && self.peek_is(2, ":") {
            self.advance();
            let name = self.name("the result's name")?;
            self.expect(":")?;
            let ty = self.ty()?;
            self.expect(")")?;
            return Ok((Some(name), ty));
        }
        Ok((None, self.ty()?))
    }

    fn clauses(&mut self, function: &mut Function) -> Parsed<()> {
        loop {
            let clause = self.kind().clone();
            let TokenKind::Word(clause) = clause else {
                return Ok(());
            };
            match clause.as_str() {
                "requires" => {
                    self.advance();
                    function.requires.push(self.expression()?);
                }
                "ensures" => {
                    self.advance();
                    function.ensures.push(self.expression()?);
                }
                "decreases" => {
                    self.advance();
                    if self.at("*") {
                        return Err(self.refuse("`decreases *`"));
                    }
                    function.decreases.push(self.expression()?);
                    while self.eat(",") {
                        function.decreases.push(self.expression()?);
                    }
                }
                _ => return self.outside(&clause),
            }
            self.eat(";");
        }
    }

    fn formals(&mut self) -> Parsed<Vec<Formal>> {
        self.expect("(")?;
        let mut formals = Vec::new();
        while !self.eat(")") {
            let docs = self.docs();
            self.outside("ghost")?;
            if !self.peek_is(1, ":") {
                return Err(self.refuse("parameter or field without a name"));
            }
            let name = self.name("a name")?;
            self.expect(":")?;
            let ty = self.ty()?;
            if self.at(":=") {
                return Err(self.refuse("default value"));
            }
            formals.push(Formal { docs, name, ty });
            if !self.at(")") {
                self.expect(",")?;
            }
        }
        Ok(formals)
    }

    fn type_parameters(&mut self) -> Parsed<Vec<Ident>> {
        let mut parameters = Vec::new();
        if !self.eat("<") {
            return Ok(parameters);
        }
        loop {
            if self.at("+") || self.at("-") || self.at("*") || self.at("!") {
                return Err(self.refuse("variance of a type parameter"));
            }
            parameters.push(self.name("a type parameter")?);
            if self.eat("(") {
                // Every extracted type has equality, so `(==)` always holds.
                if !self.eat("==") {
                    return Err(self.refuse("this characteristic of a type parameter"));
                }
                self.expect(")")?;
            }
            if !self.eat(",") {
                self.expect(">")?;
                return Ok(parameters);
            }
        }
    }

    /// Skips attributes that do not change what the code computes.
    pub(crate) fn attributes(&mut self) -> Parsed<()> {
        while self.at("{:") {
            let start = self.span();
            self.advance();
            let name = self.name("an attribute")?;
            if !HARMLESS_ATTRIBUTES.contains(&name.name.as_str()) {
                let what = format!("attribute `{{:{}}}`", name.name);
                return Err(Diagnostic::new(start.to(name.span), refused(&what)));
            }
            while !self.eat("}") {
                self.expression()?;
                self.eat(",");
            }
        }
        Ok(())
    }
}

/// Types.
impl Parser {
    pub(crate) fn ty(&mut self) -> Parsed<Type> {
        self.nested(Self::ty_inner)
    }

    fn ty_inner(&mut self) -> Parsed<Type> {
        let start = self.span();
        let kind = if self.eat("(") {
            let mut parts = Vec::new();
            while !self.eat(")") {
                parts.push(self.ty()?);
                if !self.at(")") {
                    self.expect(",")?;
                }
            }
            if parts.len() == 1
                && let Some(only) = parts.pop()
            {
                only.kind
            } else {
                TypeKind::Tuple(parts)
            }
        } else {
            self.named_type()?
        };
        if self.at("->") || self.at("~") {
            return Err(self.refuse("function type"));
        }
        let span = start.to(self.previous_span());
        Ok(Type { kind, span })
    }

    fn named_type(&mut self) -> Parsed<TypeKind> {
        let TokenKind::Word(word) = self.kind().clone() else {
            return Err(self.unexpected("a type"));
        };
        let simple = match word.as_str() {
            "bool" => Some(TypeKind::Bool),
            "int" => Some(TypeKind::Int),
            "nat" => Some(TypeKind::Nat),
            "char" => Some(TypeKind::Char),
            "string" => Some(TypeKind::String),
            _ => None,
        };
        if let Some(kind) = simple {
            self.advance();
            return Ok(kind);
        }
        match word.as_str() {
            "seq" => {
                self.advance();
                self.one_argument().map(TypeKind::Seq)
            }
            "set" => {
                self.advance();
                self.one_argument().map(TypeKind::Set)
            }
            "map" => {
                let span = self.span();
                self.advance();
                let mut arguments = self.type_arguments()?;
                match (arguments.pop(), arguments.pop(), arguments.is_empty()) {
                    (Some(value), Some(key), true) => {
                        Ok(TypeKind::Map(Box::new(key), Box::new(value)))
                    }
                    _ => Err(Diagnostic::new(span, "`map` needs two type arguments")),
                }
            }
            "ORDINAL" | "array" | "array2" => Err(self.refuse(&format!("type `{word}`"))),
            _ if word.starts_with("bv") && word.chars().skip(2).all(|c| c.is_ascii_digit()) => {
                Err(self.refuse("bit vector"))
            }
            _ => {
                let mut name = self.name("a type")?;
                let mut module = None;
                if self.eat(".") {
                    module = Some(name);
                    name = self.name("a type's name")?;
                }
                Ok(TypeKind::Named(module, name, self.type_arguments()?))
            }
        }
    }

    fn one_argument(&mut self) -> Parsed<Box<Type>> {
        self.expect("<")?;
        let argument = self.ty()?;
        self.expect(">")?;
        Ok(Box::new(argument))
    }

    fn type_arguments(&mut self) -> Parsed<Vec<Type>> {
        let mut arguments = Vec::new();
        if self.eat("<") {
            loop {
                arguments.push(self.ty()?);
                if !self.eat(",") {
                    self.expect(">")?;
                    break;
                }
            }
        }
        Ok(arguments)
    }
}

/// The cursor.
impl Parser {
    /// The last token is `End`, and the cursor never moves past it.
    pub(crate) fn token(&self) -> &Token {
        self.tokens
            .get(self.position)
            .or(self.tokens.last())
            .unwrap_or(&NO_TOKEN)
    }

    pub(crate) fn kind(&self) -> &TokenKind {
        &self.token().kind
    }

    pub(crate) fn span(&self) -> Span {
        self.token().span
    }

    pub(crate) fn previous_span(&self) -> Span {
        let previous = self.position.checked_sub(1);
        previous
            .and_then(|position| self.tokens.get(position))
            .map_or(self.span(), |token| token.span)
    }

    fn docs(&self) -> Vec<String> {
        self.token().docs.clone()
    }

    pub(crate) fn advance(&mut self) {
        if *self.kind() != TokenKind::End {
            self.position += 1;
        }
    }

    pub(crate) fn at(&self, symbol: &str) -> bool {
        self.peek_is(0, symbol)
    }

    pub(crate) fn peek_is(&self, ahead: usize, symbol: &str) -> bool {
        let token = self.tokens.get(self.position + ahead);
        token.is_some_and(|token| matches!(token.kind, TokenKind::Symbol(s) if s == symbol))
    }

    pub(crate) fn at_word(&self, word: &str) -> bool {
        matches!(self.kind(), TokenKind::Word(found) if found == word)
    }

    pub(crate) fn eat(&mut self, symbol: &str) -> bool {
        let found = self.at(symbol);
        if found {
            self.advance();
        }
        found
    }

    pub(crate) fn eat_word(&mut self, word: &str) -> bool {
        let found = self.at_word(word);
        if found {
            self.advance();
        }
        found
    }

    pub(crate) fn expect(&mut self, symbol: &str) -> Parsed<()> {
        if self.eat(symbol) {
            return Ok(());
        }
        Err(self.unexpected(&format!("`{symbol}`")))
    }

    pub(crate) fn expect_word(&mut self, word: &str) -> Parsed<()> {
        if self.eat_word(word) {
            return Ok(());
        }
        Err(self.unexpected(&format!("`{word}`")))
    }

    /// A name that is not a reserved word and that Rust can spell.
    pub(crate) fn name(&mut self, what: &str) -> Parsed<Ident> {
        let TokenKind::Word(name) = self.kind().clone() else {
            return Err(self.unexpected(what));
        };
        if RESERVED.iter().any(|(word, _)| *word == name) {
            self.outside(&name)?;
            return Err(self.unexpected(what));
        }
        if name.contains(['\'', '?']) {
            let message = format!("name `{name}` with `'` or `?` is not part of the subset");
            return Err(Diagnostic::new(self.span(), message));
        }
        if name.starts_with('_') {
            let message = format!("name `{name}` with a leading `_` is not part of the subset");
            return Err(Diagnostic::new(self.span(), message));
        }
        let span = self.span();
        self.advance();
        Ok(Ident { name, span })
    }

    /// Refuses the word at the cursor if it starts a construct outside the
    /// subset.
    pub(crate) fn outside(&self, word: &str) -> Parsed<()> {
        let found = RESERVED.iter().find(|(reserved, _)| *reserved == word);
        match found {
            Some((_, construct)) if self.at_word(word) && !construct.is_empty() => {
                Err(self.refuse(construct))
            }
            _ => Ok(()),
        }
    }

    pub(crate) fn refuse(&self, construct: &str) -> Diagnostic {
        Diagnostic::new(self.span(), refused(construct))
    }

    pub(crate) fn unexpected(&self, expected: &str) -> Diagnostic {
        let found = match self.kind() {
            TokenKind::Word(word) => format!("`{word}`"),
            TokenKind::Int(_) => "a number".to_owned(),
            TokenKind::Char(_) => "a character".to_owned(),
            TokenKind::Str(_) => "a string".to_owned(),
            TokenKind::Symbol(symbol) => format!("`{symbol}`"),
            TokenKind::End => "the end of the file".to_owned(),
        };
        Diagnostic::new(self.span(), format!("expected {expected}, found {found}"))
    }

    /// Runs a parser one nesting level deeper.
    pub(crate) fn nested<T>(&mut self, inner: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth >= NESTING_LIMIT {
            let message = format!("nested deeper than {NESTING_LIMIT} levels");
            return Err(Diagnostic::new(self.span(), message));
        }
        self.depth += 1;
        let result = crate::grow(|| inner(self));
        self.depth -= 1;
        result
    }
}

static NO_TOKEN: Token = Token {
    kind: TokenKind::End,
    span: Span {
        file: 0,
        start: 0,
        end: 0,
    },
    docs: Vec::new(),
    trailing: Vec::new(),
};

/// The message for a construct outside the subset.
pub(crate) fn refused(construct: &str) -> String {
    format!("{construct} is not part of the subset")
}
