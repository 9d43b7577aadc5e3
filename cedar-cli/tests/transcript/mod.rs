//! A Markdown file with console sessions.
//!
//! - A fenced block `console` is a session: each line that starts with `$ ` is
//!   a command, with the lines after it where it ends in `\`; what follows is
//!   its output, both streams together. `[..]` stands for any part of a line.
//!   A line that such a pattern fits is shown as the pattern.
//! - Every exit status but 0 must be shown: by a last line `? 2`, or by a
//!   command `echo $?` right after.
//! - A fenced block whose opening line names a file after the language, as in
//!   "```cedar policies.cedar", is written to that file first.

use libtest_mimic::Failed;
use std::path::Path;
use std::process::{Command, Stdio};

/// The parts of a file in their order.
pub(crate) struct Transcript {
    parts: Vec<Part>,
}

enum Part {
    /// Lines that are copied.
    Text(String),
    /// A file to write: its path and its contents.
    File { path: String, contents: String },
    /// A command of a session and the output it should have.
    Command { command: String, output: String },
}

impl Transcript {
    /// Reads a Markdown file.
    pub(crate) fn parse(text: &str) -> Result<Self, Failed> {
        let mut parts = Vec::new();
        let mut lines = text.split_inclusive('\n');
        while let Some(line) = lines.next() {
            parts.push(Part::Text(line.to_owned()));
            let Some(info) = line.trim_end().strip_prefix("```") else {
                continue;
            };
            let body: Vec<&str> = lines
                .by_ref()
                .take_while(|line| line.trim_end() != "```")
                .collect();
            match info.split_once(' ') {
                _ if info == "console" => parts.extend(session(&body)?),
                Some((_, path)) => parts.push(Part::File {
                    path: path.to_owned(),
                    contents: body.concat(),
                }),
                None => parts.push(Part::Text(body.concat())),
            }
            parts.push(Part::Text("```\n".to_owned()));
        }
        Ok(Transcript { parts })
    }

    /// The file as it would be with what the commands print now. They run in a
    /// copy of `folder`.
    pub(crate) fn run(&self, folder: Option<&Path>) -> Result<String, Failed> {
        let scratch = tempfile::tempdir()?;
        if let Some(folder) = folder {
            copy(folder, scratch.path())?;
        }
        let mut text = String::new();
        let mut status = 0;
        for (i, part) in self.parts.iter().enumerate() {
            match part {
                Part::Text(part) => text.push_str(part),
                Part::File { path, contents } => {
                    let file = scratch.path().join(path);
                    std::fs::create_dir_all(file.parent().unwrap())?;
                    std::fs::write(file, contents)?;
                    text.push_str(contents);
                }
                Part::Command { command, output } => {
                    let shows_status = matches!(
                        self.parts.get(i + 1),
                        Some(Part::Command { command, .. }) if command.starts_with("echo $?")
                    );
                    let (printed, new_status) = shell(scratch.path(), command, status)?;
                    status = new_status;
                    let mut actual = printed;
                    if status != 0 && !shows_status {
                        actual.push_str(&format!("? {status}\n"));
                    }
                    text.push_str(&format!("$ {command}\n"));
                    for line in actual.lines() {
                        let pattern = output
                            .lines()
                            .find(|pattern| pattern.contains("[..]") && matches(pattern, line));
                        text.push_str(&format!("{}\n", pattern.unwrap_or(line)));
                    }
                }
            }
        }
        Ok(text)
    }
}

/// The first difference between a file and what it should be.
pub(crate) fn compare(expected: &str, actual: &str) -> Result<(), Failed> {
    if expected == actual {
        return Ok(());
    }
    let mut message = String::new();
    let same = expected
        .lines()
        .zip(actual.lines())
        .take_while(|(a, b)| a == b)
        .count();
    message.push_str(&format!("line {} differs\n", same + 1));
    for (mark, text) in [('-', expected), ('+', actual)] {
        for line in text.lines().skip(same.saturating_sub(1)).take(15) {
            message.push_str(&format!("{mark} {line}\n"));
        }
    }
    Err(message.into())
}

fn session(lines: &[&str]) -> Result<Vec<Part>, Failed> {
    let mut parts: Vec<Part> = Vec::new();
    let mut continues = false;
    for line in lines {
        match (line.strip_prefix("$ "), parts.last_mut()) {
            (None, Some(Part::Command { command, .. })) if continues => {
                command.push('\n');
                command.push_str(line.trim_end());
                continues = command.ends_with('\\');
            }
            (Some(start), _) => {
                let command = start.trim_end().to_owned();
                continues = command.ends_with('\\');
                parts.push(Part::Command {
                    command,
                    output: String::new(),
                });
            }
            (None, Some(Part::Command { output, .. })) => output.push_str(line),
            (None, _) => return Err(format!("output before the first command: {line}").into()),
        }
    }
    Ok(parts)
}

/// What the command prints, and its exit status; `$?` is `status` before it.
fn shell(folder: &Path, command: &str, status: i32) -> Result<(String, i32), Failed> {
    let program = Path::new(env!("CARGO_BIN_EXE_cedar"));
    let path = format!(
        "{}:{}",
        program.parent().unwrap().display(),
        std::env::var("PATH")?
    );
    let output = Command::new("sh")
        .arg("-c")
        .arg(format!("exec 2>&1\n(exit {status})\n{command}"))
        .current_dir(folder)
        .env("PATH", path)
        .env("LC_ALL", "C.UTF-8")
        .env_remove("CEDAR_ERROR_FORMAT")
        .env_remove("NO_COLOR")
        .stdin(Stdio::null())
        .output()?;
    let mut printed = String::from_utf8(output.stdout)?;
    if !printed.is_empty() && !printed.ends_with('\n') {
        printed.push_str("\n(no line end)\n");
    }
    let status = output.status.code().ok_or("ended by a signal")?;
    Ok((printed, status))
}

/// Whether `pattern`, in which `[..]` is any text, is `line`.
fn matches(pattern: &str, line: &str) -> bool {
    match pattern.split_once("[..]") {
        None => pattern == line,
        Some((start, rest)) => line.strip_prefix(start).is_some_and(|line| {
            let mut ends = line.char_indices().map(|(i, _)| i).chain([line.len()]);
            ends.any(|i| matches(rest, &line[i..]))
        }),
    }
}

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
