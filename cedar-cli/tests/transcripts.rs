//! Runs the console sessions in Markdown files and compares what they show
//! with what the program prints: README files, the guide in `docs/`, and the
//! files under `transcripts/`, one behaviour each.
//!
//! `UPDATE_TRANSCRIPTS=1 cargo test -p cedar-cli --test transcripts` rewrites
//! the sessions to what the program prints now; read the difference.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

mod transcript;

use libtest_mimic::{Arguments, Trial};
use std::path::{Path, PathBuf};
use transcript::Transcript;

fn main() {
    let arguments = Arguments::from_args();
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let project = package.parent().unwrap();
    let examples = project.join("examples");

    let mut trials = vec![trial(project, package.join("README.md"), None)];
    for file in markdown_under(&package.join("tests/transcripts")) {
        trials.push(trial(project, file, None));
    }
    for file in markdown_under(&examples) {
        let folder = file.parent().map(Path::to_owned);
        trials.push(trial(project, file, folder));
    }
    for file in markdown_under(&project.join("docs")) {
        trials.push(trial(project, file, None));
    }
    // The project's README shows the first example.
    let tinytodo = Some(examples.join("tinytodo"));
    trials.push(trial(project, project.join("README.md"), tinytodo));
    libtest_mimic::run(&arguments, trials).exit();
}

/// The test of one file, its sessions run in a copy of `folder`.
fn trial(project: &Path, file: PathBuf, folder: Option<PathBuf>) -> Trial {
    let name = file.strip_prefix(project).unwrap().display().to_string();
    Trial::test(name, move || {
        let text = std::fs::read_to_string(&file)?;
        let transcript = Transcript::parse(&text)?;
        let actual = transcript.run(folder.as_deref())?;
        if std::env::var_os("UPDATE_TRANSCRIPTS").is_some() && actual != text {
            return Ok(std::fs::write(&file, &actual)?);
        }
        transcript::compare(&text, &actual)
    })
}

fn markdown_under(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(markdown_under(&path));
        } else if path.extension().is_some_and(|extension| extension == "md") {
            found.push(path);
        }
    }
    found.sort();
    found
}
