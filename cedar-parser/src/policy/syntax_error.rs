//! Turns what the generated parser says about a syntax error into words.

use cedar_core::Span;

use super::terminals::{Operator, Spanned, Terminal, Terminals};
use crate::error::{ParseError, ParseErrorKind, quotable};
use crate::lexer::Word;

type GrammarError = lalrpop_util::ParseError<u32, Terminal, ParseError>;

/// A syntax error and the place from which to go on.
pub(super) struct Explained {
    pub(super) error: ParseError,
    /// Where the text at fault starts.
    pub(super) found: u32,
}

/// What is known about the place of an error.
struct Context<'s> {
    text: &'s str,
    /// The terminal before.
    previous: Option<Spanned>,
    /// The terminal before that one.
    before_previous: Option<Spanned>,
    /// The terminal at fault; `None` at the end of the input.
    found: Option<Spanned>,
    /// The terminal behind it.
    next: Option<Spanned>,
    /// The brackets that are open, outermost first.
    open: Vec<Spanned>,
    /// The terminals that could stand there, as the grammar names them.
    expected: Vec<String>,
}

/// Explains `error`, which lies at the last of `terminals`.
pub(super) fn explain(text: &str, terminals: &Terminals<'_>, error: GrammarError) -> Explained {
    let (found, expected) = match error {
        GrammarError::User { error } => {
            // INVARIANT: the text is shorter than 4 GiB, so offsets fit.
            let found = error.span.range().map_or(0, |range| range.start as u32);
            return Explained { error, found };
        }
        GrammarError::InvalidToken { location } => (Some(location), Vec::new()),
        GrammarError::UnrecognizedEof { expected, .. } => (None, expected),
        GrammarError::UnrecognizedToken { token, expected } => (Some(token.0), expected),
        GrammarError::ExtraToken { token } => (Some(token.0), Vec::new()),
    };
    Context::new(text, terminals.of_statement(), found, expected).explain()
}

impl<'s> Context<'s> {
    fn new(
        text: &'s str,
        terminals: Terminals<'s>,
        at: Option<u32>,
        expected: Vec<String>,
    ) -> Self {
        let mut context = Context {
            text,
            previous: None,
            before_previous: None,
            found: None,
            next: None,
            open: Vec::new(),
            expected: expected
                .into_iter()
                .map(|terminal| terminal.trim_matches('"').to_owned())
                .collect(),
        };
        let mut terminals = terminals.map_while(Result::ok);
        for spanned in terminals.by_ref() {
            if at.is_some_and(|at| spanned.0 >= at) {
                context.found = Some(spanned);
                break;
            }
            context.before_previous = context.previous.replace(spanned);
            context.track_brackets(spanned);
        }
        context.next = terminals.next();
        context
    }

    fn track_brackets(&mut self, spanned: Spanned) {
        match spanned.1 {
            Terminal::LeftParenthesis | Terminal::LeftBracket | Terminal::LeftBrace => {
                self.open.push(spanned);
            }
            Terminal::RightParenthesis | Terminal::RightBracket | Terminal::RightBrace => {
                self.open.pop();
            }
            _ => {}
        }
    }

    fn explain(&self) -> Explained {
        if let Some(explained) = self.missing_semicolon() {
            return explained;
        }
        let mut error = self
            .known_mistake()
            .unwrap_or_else(|| self.unexpected().with_hint_if_any(self.hint()));
        error.related = self.unclosed_bracket().map(Box::new);
        Explained {
            error,
            found: self.found.map_or(self.text.len() as u32, |found| found.0),
        }
    }

    /// A policy that is followed by the end of the input or by another policy.
    fn missing_semicolon(&self) -> Option<Explained> {
        let (last, next) = match self.found {
            None if self.expects(";") => (self.previous?, None),
            Some(found @ (_, Terminal::AnnotationKey(_), _)) if self.expects(";") => {
                (self.previous?, Some(found))
            }
            // The head of the next policy was taken for the word of a condition.
            Some((_, Terminal::LeftParenthesis, _)) if self.expected == ["{"] => {
                let head = self.previous?;
                if !matches!(self.slice(head), "permit" | "forbid") {
                    return None;
                }
                (self.before_previous?, Some(head))
            }
            _ => return None,
        };
        let kind = ParseErrorKind::MissingSemicolon;
        Some(Explained {
            error: ParseError::new(kind, Span::new(last.2, last.2)).with_hint("add `;` here"),
            found: next.map_or(self.text.len() as u32, |next| next.0),
        })
    }

    /// `unexpected …: expected …`
    fn unexpected(&self) -> ParseError {
        let expected = self.expected_words();
        match self.found {
            Some(found) => {
                let kind = ParseErrorKind::UnexpectedToken {
                    found: self.describe(found),
                    expected,
                };
                ParseError::new(kind, Span::new(found.0, found.2))
            }
            None => {
                let end = self.text.trim_end().len() as u32;
                let kind = ParseErrorKind::UnexpectedEnd { expected };
                ParseError::new(kind, Span::new(end, end))
            }
        }
    }

    /// Mistakes that deserve a message of their own.
    fn known_mistake(&self) -> Option<ParseError> {
        let found = self.found?;
        let previous = self.previous.map(|previous| previous.1);
        let right_side = |operator, expected, hint: Option<String>| {
            let kind = ParseErrorKind::InvalidRightSide { operator, expected };
            ParseError::new(kind, Span::new(found.0, found.2)).with_hint_if_any(hint)
        };
        if let Some(error) = self.entity_without_string(found) {
            return Some(error);
        }
        let names_something = self.expects("identifier") && !self.expects("integer");
        if let (Some(word), true) = (self.reserved(found), names_something) {
            let kind = ParseErrorKind::ReservedWord(word.to_owned());
            let hint = (self.expects("string") && !self.expects("entity"))
                .then(|| format!("write it as a string: `\"{word}\"`"));
            return Some(ParseError::new(kind, Span::new(found.0, found.2)).with_hint_if_any(hint));
        }
        match previous? {
            Terminal::Has => {
                let hint =
                    "to test with `has`, write `value has attribute` or `value has \"attribute\"`";
                Some(right_side(
                    "has",
                    "an attribute name or a string",
                    Some(hint.into()),
                ))
            }
            Terminal::Like => Some(right_side(
                "like",
                "a string",
                Some("patterns are written out, as in `text like \"start*\"`".into()),
            )),
            Terminal::Is => {
                let hint = match found.1 {
                    Terminal::String => {
                        let name = self.slice(found).trim_matches('"');
                        format!("write the type without quotes: `is {}`", quotable(name))
                    }
                    Terminal::LeftParenthesis => "write the type without parentheses".to_owned(),
                    _ => "write the name of a type, such as `is User`".to_owned(),
                };
                Some(right_side("is", "an entity type", Some(hint)))
            }
            _ => None,
        }
    }

    /// `Type::` with anything but an identifier or a string behind it.
    fn entity_without_string(&self, found: Spanned) -> Option<ParseError> {
        let is_colons = |spanned| self.is_stray(spanned, "::");
        let is_name = |(_, terminal, _): &Spanned| {
            matches!(terminal, Terminal::Identifier(_) | Terminal::Path)
        };
        let (name, colons) = match self.next {
            Some(next) if is_colons(next) && is_name(&found) => (found, next),
            _ if is_colons(found) => (self.previous.filter(is_name)?, found),
            _ => return None,
        };
        let kind = ParseErrorKind::InvalidEntity(quotable(self.slice(name)));
        Some(ParseError::new(kind, Span::new(name.0, colons.2)))
    }

    fn hint(&self) -> Option<String> {
        let found = self.found?;
        let previous = self.previous.map(|previous| previous.1);
        let word = self.slice(found);
        let hint = match (previous, found.1) {
            (_, Terminal::Identifier(_)) if self.expects("operator") => match word {
                "and" | "AND" => "did you mean `&&`?".to_owned(),
                "or" | "OR" => "did you mean `||`?".to_owned(),
                "contains" => "`contains` is a method: `set.contains(element)`".to_owned(),
                "equals" | "eq" => "did you mean `==`?".to_owned(),
                "matches" => "did you mean `like`?".to_owned(),
                _ => self.hint_for_previous()?,
            },
            (_, _) if self.previous_is("not") => "did you mean `!`?".to_owned(),
            (Some(Terminal::Operator(_)), Terminal::Operator(Operator::Assign)) => {
                "to compare, write `==` or `!=`".to_owned()
            }
            (
                Some(Terminal::Operator(Operator::Divide)),
                Terminal::Operator(Operator::Multiply),
            ) => "comments start with `//` and end with the line".to_owned(),
            (_, Terminal::LeftBrace) if self.expects(";") => {
                "a condition starts with `when` or `unless`".to_owned()
            }
            (Some(Terminal::Identifier(Word::When | Word::Unless)), Terminal::LeftBrace) => {
                "a condition belongs to the policy before it: remove the `;` between them"
                    .to_owned()
            }
            (_, Terminal::String) if self.expects("entity") => {
                format!("an entity has a type and an id: `Type::{}`", quotable(word))
            }
            (Some(Terminal::Bang | Terminal::Minus), Terminal::Bang | Terminal::Minus) => {
                "`!` and `-` can only be combined with parentheses".to_owned()
            }
            (_, Terminal::If) => "put the `if` in parentheses".to_owned(),
            (_, Terminal::Colon) if self.expects("is") => {
                "to constrain the type, write `is`".to_owned()
            }
            (Some(Terminal::LeftBracket), _) if self.expected == ["string"] => {
                "an attribute is accessed with a literal name: `value[\"name\"]`".to_owned()
            }
            (_, Terminal::LeftParenthesis | Terminal::True | Terminal::False)
                if self.expected == ["{"] =>
            {
                "a condition stands in braces: `when { … }`".to_owned()
            }
            (_, Terminal::Operator(Operator::Or | Operator::And)) if self.expects(",") => {
                "conditions go into `when { … }` behind the scope".to_owned()
            }
            (_, Terminal::Semicolon) if self.open.is_empty() && self.expects("@key") => {
                "remove this `;`".to_owned()
            }
            (_, Terminal::Semicolon) if !self.open.is_empty() => {
                "`;` only ends a policy".to_owned()
            }
            _ => return None,
        };
        Some(hint)
    }

    fn hint_for_previous(&self) -> Option<String> {
        self.previous_is("not")
            .then(|| "did you mean `!`?".to_owned())
    }

    fn previous_is(&self, word: &str) -> bool {
        self.previous
            .is_some_and(|previous| self.slice(previous) == word)
    }

    /// The innermost open bracket, if it should have been closed here.
    fn unclosed_bracket(&self) -> Option<(Span, String)> {
        let (l, terminal, r) = *self.open.last()?;
        let closing = match terminal {
            Terminal::LeftParenthesis => Terminal::RightParenthesis,
            Terminal::LeftBracket => Terminal::RightBracket,
            _ => Terminal::RightBrace,
        };
        let is_end = match self.found.map(|found| found.1) {
            None | Some(Terminal::Semicolon) => true,
            Some(
                other
                @ (Terminal::RightParenthesis | Terminal::RightBracket | Terminal::RightBrace),
            ) => other != closing,
            Some(_) => false,
        };
        is_end.then(|| {
            let bracket = self.slice((l, terminal, r));
            (Span::new(l, r), format!("this `{bracket}` is not closed"))
        })
    }

    /// What could stand here, in words.
    fn expected_words(&self) -> Vec<String> {
        if let Some(found) = self.found {
            match self.text.get(found.0 as usize..found.2 as usize) {
                Some(".") if self.is_stray(found, ".") => {
                    return words(["an attribute name behind `.`"]);
                }
                Some("@") => return words(["an identifier behind `@`"]),
                Some("::") => return words(["an identifier or a string behind `::`"]),
                _ => {}
            }
        }
        let mut out = Vec::new();
        let mut hidden: Vec<&str> = Vec::new();
        if self.expects("integer") {
            let has_if = self.expects("if");
            out.push(
                if has_if {
                    "an expression"
                } else {
                    "an operand"
                }
                .to_owned(),
            );
            hidden.extend([
                "identifier",
                "path",
                "entity",
                "string",
                "integer",
                "slot",
                "true",
                "false",
                "(",
                "[",
                "{",
                "!",
                "-",
                "if",
            ]);
        } else if self.expects("operator") {
            match self.expects("like") {
                true => out.push("an operator".to_owned()),
                false => out.extend(words(["`==`", "`in`", "`is`"])),
            }
            hidden.extend([
                "operator",
                "-",
                "in",
                "is",
                "like",
                "has",
                ".attribute",
                "(",
                "[",
            ]);
        } else if self.expects("entity") {
            out.push("an entity".to_owned());
            if self.expects("slot") {
                out.push("a slot".to_owned());
            }
            hidden.extend(["entity", "slot", "("]);
            if self.expects("]") {
                hidden.push("[");
            }
        } else if self.expects("path") {
            out.push("an entity type".to_owned());
            hidden.extend(["path", "identifier"]);
        }
        if self.expects("identifier") && !hidden.contains(&"identifier") {
            out.extend(self.identifier_words());
            hidden.extend(["identifier", "@key"]);
            if self.expects("string") {
                hidden.push("string");
            }
        }
        let rest = self.expected.iter().map(String::as_str);
        for terminal in rest.filter(|terminal| !hidden.contains(terminal)) {
            out.push(match terminal {
                "string" => "a string".to_owned(),
                ".attribute" => "`.`".to_owned(),
                "@key" => "`@`".to_owned(),
                other => format!("`{other}`"),
            });
        }
        out
    }

    /// What an identifier would be here.
    fn identifier_words(&self) -> Vec<String> {
        if self.expects("string") {
            return words(["a key"]);
        }
        if self.expects(";") {
            return words(["`when`", "`unless`"]);
        }
        if !self.open.is_empty() {
            return words(["a scope variable"]);
        }
        if self.expects("@key") {
            return words(["`permit`", "`forbid`", "`@`"]);
        }
        words(["an identifier"])
    }

    fn expects(&self, terminal: &str) -> bool {
        self.expected.iter().any(|expected| expected == terminal)
    }

    fn is_stray(&self, (l, terminal, r): Spanned, text: &str) -> bool {
        terminal == Terminal::Stray && self.slice((l, terminal, r)) == text
    }

    fn reserved(&self, found: Spanned) -> Option<&'s str> {
        let word = self.slice(found);
        let is_word = word.starts_with(|c: char| c.is_ascii_alphabetic());
        (is_word && cedar_core::ast::is_reserved(word)).then_some(word)
    }

    fn slice(&self, (l, _, r): Spanned) -> &'s str {
        self.text.get(l as usize..r as usize).unwrap_or("")
    }

    fn describe(&self, found: Spanned) -> String {
        let text = quotable(self.slice(found));
        match found.1 {
            Terminal::String => format!("string `{text}`"),
            Terminal::Integer => format!("number `{text}`"),
            _ => format!("`{text}`"),
        }
    }
}

fn words<const N: usize>(words: [&str; N]) -> Vec<String> {
    words.map(str::to_owned).to_vec()
}
