//! Which files are tests.

use crate::report::{Failure, Problem};
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::path::{Path, PathBuf};

/// A file that was found.
pub(crate) enum Discovered {
    /// It has the form of a test, or was named as one.
    Test(PathBuf),
    /// It may be a test but cannot be read or is not JSON.
    Unreadable(PathBuf, Failure),
}

/// The fields by which a test is told from other JSON objects.
#[derive(Deserialize)]
#[expect(dead_code, reason = "only their presence counts")]
struct Marks {
    policies: IgnoredAny,
    requests: IgnoredAny,
}

/// The tests among `paths`: each file that is named, and in each folder every
/// `.json` file that has the form of a test, however deep, in the order of
/// names. Entities (`*.entities.json`) and schemas (`*.cedarschema.json`) are
/// not looked at, links to folders not followed.
pub(crate) fn discover(paths: &[PathBuf]) -> Result<Vec<Discovered>, Failure> {
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() {
            search(path, &mut found)?;
        } else {
            found.push(Discovered::Test(path.clone()));
        }
    }
    Ok(found)
}

fn search(folder: &Path, found: &mut Vec<Discovered>) -> Result<(), Failure> {
    let unreadable = |error: std::io::Error| -> Failure {
        Problem::new(format!("cannot read `{}`: {error}", folder.display())).into()
    };
    let mut entries = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let is_folder = entry.file_type().map_err(unreadable)?.is_dir();
        entries.push((entry.path(), is_folder));
    }
    entries.sort();
    for (path, is_folder) in entries {
        if is_folder {
            search(&path, found)?;
        } else if may_be_test(&path) {
            found.extend(look_at(path));
        }
    }
    Ok(())
}

fn may_be_test(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.ends_with(".json")
        && ![".entities.json", ".cedarschema.json"]
            .iter()
            .any(|suffix| name.ends_with(suffix))
}

/// The file, unless it is some other JSON.
fn look_at(path: PathBuf) -> Option<Discovered> {
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) => {
            let problem = Problem::new(format!("cannot read `{}`: {error}", path.display()));
            return Some(Discovered::Unreadable(path, problem.into()));
        }
    };
    // An object; serde would also take the fields of an array in their order.
    let is_object = text.trim_start().starts_with('{');
    let marks = match is_object {
        true => serde_json::from_str(&text).map(|_: Marks| true),
        false => serde_json::from_str(&text).map(|_: IgnoredAny| false),
    };
    match marks {
        Ok(true) => Some(Discovered::Test(path)),
        Ok(false) => None,
        Err(error) if error.is_data() => None,
        Err(error) => {
            let problem = Problem::new(format!("`{}` is not JSON: {error}", path.display()));
            Some(Discovered::Unreadable(path, problem.into()))
        }
    }
}
