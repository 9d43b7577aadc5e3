//! Writing files whole or not at all.

use crate::report::{Failure, Problem};
use std::io::{self, Write as _};
use std::path::Path;

/// Makes `contents` the contents of the file, which is created if need be.
///
/// Whoever reads the file meanwhile sees the old contents or the new ones. A
/// failed write leaves the old ones.
pub(crate) fn replace(path: &Path, contents: &str) -> Result<(), Failure> {
    try_replace(path, contents)
        .map_err(|error| Problem::new(format!("cannot write `{}`: {error}", path.display())).into())
}

fn try_replace(path: &Path, contents: &str) -> io::Result<()> {
    // A link stays a link: the file it points to is replaced.
    let target = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(contents.as_bytes())?;
    match target.metadata() {
        Ok(metadata) => file.as_file().set_permissions(metadata.permissions())?,
        Err(_) => make_readable(file.as_file())?,
    }
    file.persist(&target)?;
    Ok(())
}

/// Temporary files are private; a new file should not be.
#[cfg(unix)]
fn make_readable(file: &std::fs::File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn make_readable(_: &std::fs::File) -> io::Result<()> {
    Ok(())
}
