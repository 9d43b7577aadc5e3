//! Both `cedar` commands as processes.

use crate::measure::{Effort, Outcome, elapsed_time};
use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The environment variable with the path of the official `cedar` command.
pub const OFFICIAL_CEDAR: &str = "OFFICIAL_CEDAR";

/// The version that the official command says it has; `None` if there is none.
pub fn official_version() -> Option<String> {
    let output = Command::new(official()?).arg("--version").output().ok()?;
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The time from start to exit of `cedar authorize` on TinyTodo; `None` if
/// there is no official command.
///
/// # Errors
/// When a command cannot be run, or they answer differently.
pub fn authorize_tinytodo(effort: Effort) -> io::Result<Option<Outcome>> {
    let Some(official) = official() else {
        return Ok(None);
    };
    let ours = sibling("cedar-cli", "cedar")?;
    let ours = ours.get_program();
    let (our_answer, their_answer) = (answer(ours)?, answer(&official)?);
    if our_answer != their_answer {
        return Err(io::Error::other(format!(
            "the commands answer {our_answer:?} and {their_answer:?}"
        )));
    }
    let run = |program: &OsStr| authorize(program).stdout(Stdio::null()).status();
    Ok(Some(elapsed_time(
        effort,
        || run(ours),
        || run(official.as_os_str()),
    )))
}

/// A program of this workspace, built like this one and beside it.
///
/// # Errors
/// When it cannot be built.
pub fn sibling(package: &str, binary: &str) -> io::Result<Command> {
    let folder = std::env::current_exe()?
        .parent()
        .map(Path::to_owned)
        .ok_or_else(|| io::Error::other("this program is in no folder"))?;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let mut build = Command::new(cargo);
    build.args(["build", "--quiet", "--package", package, "--bin", binary]);
    build.current_dir(root());
    if !cfg!(debug_assertions) {
        build.arg("--release");
    }
    if let Some(target) = folder.parent() {
        build.arg("--target-dir").arg(target);
    }
    if !build.status()?.success() {
        return Err(io::Error::other(format!("`{binary}` cannot be built")));
    }
    Ok(Command::new(folder.join(binary)))
}

/// The root of the repository.
pub fn root() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package).to_owned()
}

fn official() -> Option<PathBuf> {
    std::env::var_os(OFFICIAL_CEDAR).map(PathBuf::from)
}

fn answer(program: impl AsRef<OsStr>) -> io::Result<(Option<i32>, String)> {
    let output = authorize(program).output()?;
    let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    Ok((output.status.code(), text))
}

fn authorize(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root().join("examples/tinytodo"));
    command.args(["authorize", "--policies", "policies.cedar"]);
    command.args(["--entities", "entities.json"]);
    command.args(["--principal", r#"User::"ada""#]);
    command.args(["--action", r#"Action::"DeleteList""#]);
    command.args(["--resource", r#"List::"groceries""#]);
    command
}
