//! Keeping a corpus small: of all inputs, those that together reach everything.

use super::process;
use std::fs;
use std::io;
use std::path::Path;
use std::process::Stdio;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

/// What became of a corpus.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Minimized {
    /// It holds only what is needed.
    To(usize),
    /// It is as it was, since time was up or the program failed.
    NotAtAll,
}

/// Replaces a corpus by a minimal one that reaches the same.
///
/// The old one stays until the new one is complete, so that an interruption at
/// any time leaves a corpus.
pub(super) fn minimize(
    binary: &Path,
    corpus: &Path,
    limit: Duration,
    interrupted: &AtomicBool,
) -> io::Result<Minimized> {
    let smaller = corpus.with_extension("minimized");
    if smaller.exists() {
        fs::remove_dir_all(&smaller)?;
    }
    fs::create_dir_all(&smaller)?;
    let mut merge = process::dying_with_us(binary);
    merge
        .arg("-merge=1")
        .args([&smaller, &corpus.to_path_buf()])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let status = process::run(&mut merge, limit, interrupted)?;
    let kept = fs::read_dir(&smaller)?.count();
    if kept == 0 || !status.is_some_and(|status| status.success()) {
        fs::remove_dir_all(&smaller)?;
        return Ok(Minimized::NotAtAll);
    }
    let old = corpus.with_extension("old");
    fs::rename(corpus, &old)?;
    fs::rename(&smaller, corpus)?;
    fs::remove_dir_all(&old)?;
    Ok(Minimized::To(kept))
}

/// Brings back a corpus that an interruption has left under its other name.
pub(super) fn recover(corpus: &Path) -> io::Result<()> {
    let old = corpus.with_extension("old");
    match (old.exists(), corpus.exists()) {
        (true, false) => fs::rename(old, corpus),
        (true, true) => fs::remove_dir_all(old),
        (false, _) => Ok(()),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;
    use std::path::PathBuf;

    /// A program in the place of a target, and a corpus of three inputs.
    fn check(name: &str, script: &str, expected: Minimized, left: usize) {
        let folder = std::env::temp_dir().join(format!("fuzz-{name}-{}", std::process::id()));
        let corpus: PathBuf = folder.join("corpus");
        fs::create_dir_all(&corpus).unwrap();
        for input in ["a", "b", "c"] {
            fs::write(corpus.join(input), input).unwrap();
        }
        let binary = folder.join("target");
        fs::write(&binary, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&binary, fs::Permissions::from_mode(0o755)).unwrap();
        let limit = Duration::from_secs(5);
        let found = minimize(&binary, &corpus, limit, &AtomicBool::new(false)).unwrap();
        recover(&corpus).unwrap();
        let inputs = fs::read_dir(&corpus).unwrap().count();
        let others = fs::read_dir(&folder).unwrap().count();
        fs::remove_dir_all(&folder).unwrap();
        assert_eq!((found, inputs, others), (expected, left, 2), "{name}");
    }

    #[test]
    fn a_corpus_is_replaced_only_by_a_complete_one() {
        check("merged", "cp $3/a $2/", Minimized::To(1), 1);
        check("failed", "cp $3/a $2/; exit 1", Minimized::NotAtAll, 3);
        check("nothing", "exit 0", Minimized::NotAtAll, 3);
    }

    #[test]
    fn a_corpus_survives_an_interruption_between_the_renamings() {
        let folder = std::env::temp_dir().join(format!("fuzz-recover-{}", std::process::id()));
        fs::create_dir_all(folder.join("corpus.old")).unwrap();
        recover(&folder.join("corpus")).unwrap();
        assert!(folder.join("corpus").exists());
        fs::remove_dir_all(&folder).unwrap();
    }
}
