//! Reading the files of a test as any implementation of the format does.

use super::files::Files;
use super::test_file::{Format, TestFile, TestRequest, Uid};
use crate::case::Case;
use cedar_core::{Context, EntityUid, PolicySet, Request};
use cedar_parser::parse_policy_set;
use cedar_validator::Schema;
use std::path::Path;
use thiserror::Error;

/// A test that has been read.
#[derive(Debug)]
pub struct Loaded {
    /// The schema.
    pub schema: Schema,
    /// Policies, entities and requests.
    pub case: Case,
}

/// Why a test cannot be read.
#[derive(Debug, Error)]
pub enum CannotLoad {
    /// A file is missing or is no text.
    #[error("`{path}` cannot be read: {error}")]
    Io {
        /// The file.
        path: String,
        /// Why.
        error: std::io::Error,
    },
    /// A part of the test means nothing.
    #[error("{part} cannot be read again: {reason}")]
    Part {
        /// Which part.
        part: &'static str,
        /// Why.
        reason: String,
    },
}

/// Reads what the files say.
///
/// # Errors
/// When a part means nothing, or is not as the schema says.
pub fn load(files: &Files) -> Result<Loaded, CannotLoad> {
    let part = |part, reason: &dyn std::fmt::Display| CannotLoad::Part {
        part,
        reason: reason.to_string(),
    };
    let schema = match files.test.schema_format {
        Format::Cedar => Schema::from_cedar_text(&files.schema),
        Format::Json => Schema::from_json_str(&files.schema),
    }
    .map_err(|error| part("the schema", &error))?;
    let policies = match files.test.policy_format {
        Format::Cedar => {
            parse_policy_set(&files.policies).map_err(|error| part("a policy", &error))?
        }
        Format::Json => {
            PolicySet::from_json_str(&files.policies).map_err(|error| part("a policy", &error))?
        }
    };
    let entities = schema
        .parse_entities(&files.entities)
        .map_err(|error| part("an entity", &error))?;
    let requests = files
        .test
        .requests
        .iter()
        .map(|request| load_request(request, &schema).map_err(|reason| part("a request", &reason)))
        .collect::<Result<_, _>>()?;
    let case = Case {
        policies,
        entities,
        requests,
    };
    Ok(Loaded { schema, case })
}

impl Files {
    /// Reads a test and the files that it names, whose paths start in `root`.
    ///
    /// # Errors
    /// When one is missing or the test has not its form.
    pub fn read(root: &Path, test: &Path) -> Result<Self, CannotLoad> {
        let read = |path: &Path| {
            std::fs::read_to_string(path).map_err(|error| CannotLoad::Io {
                path: path.display().to_string(),
                error,
            })
        };
        let test: TestFile =
            serde_json::from_str(&read(test)?).map_err(|error| CannotLoad::Part {
                part: "the test",
                reason: error.to_string(),
            })?;
        Ok(Files {
            policies: read(&root.join(&test.policies))?,
            entities: read(&root.join(&test.entities))?,
            schema: read(&root.join(&test.schema))?,
            test,
        })
    }
}

fn load_request(request: &TestRequest, schema: &Schema) -> Result<Request, String> {
    let uid = |uid: &Uid| -> Result<EntityUid, String> {
        uid.to_entity_uid()
            .ok_or_else(|| format!("`{}` is no entity type", uid.entity_type))
    };
    let action = uid(&request.action)?;
    let source = request.context.to_string();
    let context = if request.validate_request {
        schema
            .parse_context(&action, &source)
            .map_err(|error| error.to_string())?
    } else {
        Context::from_json_str(&source).map_err(|error| error.to_string())?
    };
    Ok(Request::new(
        uid(&request.principal)?,
        action,
        uid(&request.resource)?,
        context,
    ))
}
