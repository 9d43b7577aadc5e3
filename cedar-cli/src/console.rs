//! Standard output and standard error.

use crate::exit::Outcome;
use crate::report::{ErrorFormat, Problem, Renderer, Stream};
use std::fmt;
use std::io::{self, BufWriter, StdoutLock, Write};

/// Where the program writes.
///
/// Writing never fails at the call: the first error is kept and counts in
/// [`Console::finish`]. Standard output is buffered, and always written before
/// anything goes to standard error, so the two stay in order.
pub(crate) struct Console {
    out: BufWriter<StdoutLock<'static>>,
    format: ErrorFormat,
    renderer: Renderer,
    failed: Option<io::Error>,
}

impl Console {
    /// The console of this process.
    pub(crate) fn new(error_format: ErrorFormat) -> Self {
        Console {
            out: BufWriter::with_capacity(64 * 1024, io::stdout().lock()),
            format: error_format,
            renderer: Renderer::new(error_format, Stream::Error),
            failed: None,
        }
    }

    /// Writes to standard output.
    pub(crate) fn print(&mut self, text: impl fmt::Display) {
        if self.failed.is_none() {
            self.failed = write!(self.out, "{text}").err();
        }
    }

    /// Writes a line to standard output.
    pub(crate) fn line(&mut self, text: impl fmt::Display) {
        self.print(format_args!("{text}\n"));
    }

    /// Writes raw bytes to standard output.
    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        if self.failed.is_none() {
            self.failed = self.out.write_all(bytes).err();
        }
    }

    /// Writes a value to standard output as one line of JSON.
    pub(crate) fn json(&mut self, value: &impl serde::Serialize) {
        if self.failed.is_none() {
            self.failed = serde_json::to_writer(&mut self.out, value)
                .err()
                .map(io::Error::from);
        }
        self.line("");
    }

    /// Prints a JSON value for people to read, and a line break.
    pub(crate) fn pretty_json(&mut self, value: &impl serde::Serialize) {
        if self.failed.is_none() {
            self.failed = serde_json::to_writer_pretty(&mut self.out, value)
                .err()
                .map(io::Error::from);
        }
        self.line("");
    }

    /// Shows a note on standard output, in the form that errors have.
    pub(crate) fn note(&mut self, note: &Problem) {
        let renderer = Renderer::new(self.format, Stream::Output);
        self.print(renderer.render(note));
    }

    /// Shows problems on standard error.
    pub(crate) fn problems(&mut self, problems: &[Problem]) {
        self.flush();
        for problem in problems {
            // Nothing is left to tell a reader who no longer listens.
            let _ = io::stderr().write_all(self.renderer.render(problem).as_bytes());
        }
    }

    /// Writes out what is buffered.
    pub(crate) fn flush(&mut self) {
        if self.failed.is_none() {
            self.failed = self.out.flush().err();
        }
    }

    /// Ends the output. A reader that stopped reading leaves `outcome` as it
    /// is; any other error of standard output is a failure.
    pub(crate) fn finish(mut self, outcome: Outcome) -> Outcome {
        self.flush();
        match self.failed.take() {
            None => outcome,
            Some(error) if error.kind() == io::ErrorKind::BrokenPipe => outcome,
            Some(error) => {
                let problem = Problem::new(format!("cannot write to standard output: {error}"));
                self.problems(&[problem]);
                Outcome::Failure
            }
        }
    }
}
