//! Source files, places in them, and messages about those places.

use std::fmt;

/// A file that was read.
#[derive(Clone, Debug)]
pub struct Source {
    /// The name to show in messages.
    pub path: String,
    /// The whole text.
    pub text: String,
}

/// A range of bytes in one source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Index of the source.
    pub file: usize,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// From the start of this span to the end of the other, in the same file.
    pub fn to(self, other: Span) -> Span {
        Span {
            end: other.end.max(self.start),
            ..self
        }
    }
}

/// Line and column, from 1; columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1.
    pub column: usize,
}

impl Source {
    /// Where a byte offset lies.
    pub fn position(&self, offset: usize) -> Position {
        let before = self.text.get(..offset).unwrap_or(&self.text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Position {
            line: before.matches('\n').count() + 1,
            column: before.chars().count() - before.get(..line_start).unwrap_or("").chars().count()
                + 1,
        }
    }

    fn line(&self, line: usize) -> &str {
        self.text.lines().nth(line.saturating_sub(1)).unwrap_or("")
    }
}

/// One reason to refuse a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What the message is about.
    pub span: Span,
    /// What is wrong: lower case, no final period.
    pub message: String,
    /// What to write instead, where that is known.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A message without help.
    pub fn new(span: Span, message: impl Into<String>) -> Self {
        Self {
            span,
            message: message.into(),
            help: None,
        }
    }

    /// The same with a hint.
    pub fn help(self, help: impl Into<String>) -> Self {
        Self {
            help: Some(help.into()),
            ..self
        }
    }

    /// `path:line:column: message`.
    pub fn headline(&self, sources: &[Source]) -> String {
        let Some(source) = sources.get(self.span.file) else {
            return self.message.clone();
        };
        let Position { line, column } = source.position(self.span.start);
        format!("{}:{line}:{column}: {}", source.path, self.message)
    }

    fn write(&self, sources: &[Source], f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.headline(sources))?;
        if let Some(source) = sources.get(self.span.file) {
            let Position { line, column } = source.position(self.span.start);
            let text = source.line(line);
            let rest = text.chars().count().saturating_sub(column - 1).max(1);
            let spanned = source.text.get(self.span.start..self.span.end);
            let width = spanned
                .map_or(1, |text| text.chars().count())
                .clamp(1, rest);
            let number = line.to_string();
            let margin = " ".repeat(number.len());
            let indent = " ".repeat(column - 1);
            writeln!(f, "{margin} |")?;
            writeln!(f, "{number} | {text}")?;
            writeln!(f, "{margin} | {indent}{}", "^".repeat(width))?;
            if let Some(help) = &self.help {
                writeln!(f, "{margin} = help: {help}")?;
            }
        }
        Ok(())
    }
}

/// Everything for which a program was refused, with the sources to show it.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// All sources that were read.
    pub sources: Vec<Source>,
    /// At least one message.
    pub diagnostics: Vec<Diagnostic>,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for diagnostic in &self.diagnostics {
            diagnostic.write(&self.sources, f)?;
        }
        write!(f, "{} refused", count(self.diagnostics.len(), "construct"))
    }
}

impl std::error::Error for Refusal {}

/// `1 thing`, `2 things`.
fn count(number: usize, thing: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {thing}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_underlines_the_source() {
        let source = Source {
            path: "a.dfy".into(),
            text: "module é {\n  const x := λ\n}\n".into(),
        };
        let start = source.text.find('λ').unwrap();
        let span = Span {
            file: 0,
            start,
            end: start + 'λ'.len_utf8(),
        };
        let refusal = Refusal {
            sources: vec![source],
            diagnostics: vec![Diagnostic::new(span, "unknown character").help("remove it")],
        };
        let expected = "a.dfy:2:14: unknown character\n  |\n2 |   const x := λ\n  |              ^\n  = help: remove it\n1 construct refused";
        assert_eq!(refusal.to_string(), expected);
    }
}
