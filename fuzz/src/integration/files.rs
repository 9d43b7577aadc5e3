//! Writing a case as the files of a test.

use super::infer::{NoSchema, infer_schema};
use super::load::{CannotLoad, Loaded, load};
use super::test_file::{Format, Outcome, TestFile, TestRequest, Uid};
use crate::case::Case;
use crate::engines;
use cedar_core::{Entities, Entity, PolicySet, Request};
use cedar_parser::{parse_policy_set, print_policy};
use cedar_validator::{Schema, SchemaFragment, ValidationMode};
use serde_json::Value as Json;
use std::io;
use std::path::Path;
use thiserror::Error;

/// A test and the files that it names, as text.
#[derive(Clone, PartialEq, Debug)]
pub struct Files {
    /// The test itself.
    pub test: TestFile,
    /// The policies, in the form that the test says.
    pub policies: String,
    /// The entities in JSON.
    pub entities: String,
    /// The schema, in the form that the test says.
    pub schema: String,
}

/// Why a case cannot be written as a test.
#[derive(Debug, Error)]
pub enum CannotWrite {
    /// The format needs a schema.
    #[error(transparent)]
    Schema(#[from] NoSchema),
    /// Something has no text form.
    #[error("{what} cannot be written: {reason}")]
    Unwritable {
        /// What.
        what: &'static str,
        /// Why.
        reason: String,
    },
    /// What was written cannot be read again.
    #[error(transparent)]
    Load(#[from] CannotLoad),
    /// The model, whose answers are expected, gives none.
    #[error("the model gives no answer: {0}")]
    NoVerdict(String),
}

impl Files {
    /// The test that asks what the case asks, with the answers that the model
    /// gives, and the narrowest schema that the data fit. `name` becomes that of all
    /// files, `folder` the way to them.
    ///
    /// # Errors
    /// When the format cannot say it.
    pub fn of(case: &Case, folder: &str, name: &str) -> Result<Self, CannotWrite> {
        let schema = write_schema(&infer_schema(case)?);
        Self::with_schema(case, schema, folder, name)
    }

    /// As [`Files::of`], with this schema in one of the forms.
    ///
    /// Policies in Cedar's syntax are numbered by position, as whoever reads
    /// the format does; a set with templates is written in JSON.
    ///
    /// # Errors
    /// When the format cannot say it.
    pub fn with_schema(
        case: &Case,
        (schema_format, schema): (Format, String),
        folder: &str,
        name: &str,
    ) -> Result<Self, CannotWrite> {
        let unwritable = |what| {
            move |error: &dyn std::fmt::Display| CannotWrite::Unwritable {
                what,
                reason: error.to_string(),
            }
        };
        let (policy_format, policies) =
            write_policies(&case.policies).map_err(|error| unwritable("a policy")(&error))?;
        let entities =
            write_entities(&case.entities).map_err(|error| unwritable("an entity")(&error))?;
        let way = if folder.is_empty() {
            String::new()
        } else {
            format!("{folder}/")
        };
        let policy_extension = match policy_format {
            Format::Cedar => "cedar",
            Format::Json => "policies.json",
        };
        let schema_extension = match schema_format {
            Format::Cedar => "cedarschema",
            Format::Json => "cedarschema.json",
        };
        let requests = case
            .requests
            .iter()
            .enumerate()
            .map(|(index, request)| write_request(index, request))
            .collect::<Result<_, _>>()
            .map_err(|error| unwritable("a context")(&error))?;
        let mut files = Files {
            test: TestFile {
                policies: format!("{way}{name}.{policy_extension}"),
                policy_format,
                entities: format!("{way}{name}.entities.json"),
                schema: format!("{way}{name}.{schema_extension}"),
                schema_format,
                should_validate: false,
                requests,
            },
            policies,
            entities,
            schema,
        };
        let loaded = load(&files)?;
        files.expect(&loaded)?;
        Ok(files)
    }

    /// Puts in what the model says of the policies and answers to the requests.
    fn expect(&mut self, loaded: &Loaded) -> Result<(), CannotWrite> {
        let case = &loaded.case;
        self.test.should_validate = reference_model::Validator::new(&loaded.schema)
            .and_then(|model| model.accepts(&case.policies, ValidationMode::Strict))
            .map_err(|reason| CannotWrite::NoVerdict(reason.to_string()))?;
        for (test, request) in self.test.requests.iter_mut().zip(&case.requests) {
            test.validate_request = loaded.schema.validate_request(request).is_ok();
            let answer = engines::by_model(request, &case.policies, &case.entities)
                .map_err(CannotWrite::NoVerdict)?;
            test.outcome = Outcome::from(&answer);
        }
        Ok(())
    }

    /// Writes the files. The paths in the test start in `root`; the test stands
    /// beside what it names.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn write(&self, root: &Path) -> io::Result<()> {
        let test = self.test.entities.replace(".entities.json", ".json");
        let text = serde_json::to_string_pretty(&self.test)?;
        for (path, text) in [
            (&self.test.policies, &self.policies),
            (&self.test.entities, &self.entities),
            (&self.test.schema, &self.schema),
            (&test, &text),
        ] {
            let file = root.join(path);
            if let Some(folder) = file.parent() {
                std::fs::create_dir_all(folder)?;
            }
            std::fs::write(file, format!("{}\n", text.trim_end()))?;
        }
        Ok(())
    }
}

/// Cedar's syntax, unless there is a name that only JSON can write.
fn write_schema(schema: &Json) -> (Format, String) {
    let json = pretty(schema);
    let text = SchemaFragment::from_json_str(&json)
        .ok()
        .and_then(|fragment| fragment.to_cedar().ok())
        .filter(|text| Schema::from_cedar_text(text).is_ok());
    match text {
        Some(text) => (Format::Cedar, text),
        None => (Format::Json, json),
    }
}

/// Cedar's syntax if it can say the same, else JSON.
fn write_policies(policies: &PolicySet) -> Result<(Format, String), impl std::fmt::Display> {
    if policies.templates().len() == 0 {
        let text: Vec<String> = policies.policies().map(print_policy).collect();
        let text = text.join("\n\n");
        if parse_policy_set(&text).is_ok_and(|read| says_the_same(policies, &read)) {
            return Ok((Format::Cedar, text));
        }
    }
    policies
        .to_json()
        .map(|json| (Format::Json, pretty(&serde_json::json!(json))))
}

fn says_the_same(policies: &PolicySet, read: &PolicySet) -> bool {
    policies.policies().len() == read.policies().len()
        && policies
            .policies()
            .zip(read.policies())
            .all(|(a, b)| a.body() == b.body())
}

/// Actions are left out: the schema declares them.
fn write_entities(entities: &Entities) -> Result<String, String> {
    let mut listed: Vec<&Entity> = entities
        .iter()
        .filter(|entity| !entity.uid().is_action())
        .collect();
    listed.sort_unstable_by(|a, b| a.uid().cmp(b.uid()));
    let written = listed
        .into_iter()
        .map(|entity| {
            let json = entity.to_json().map_err(|error| error.to_string())?;
            serde_json::to_value(json).map_err(|error| error.to_string())
        })
        .collect::<Result<Vec<Json>, String>>()?;
    Ok(pretty(&Json::Array(written)))
}

fn write_request(index: usize, request: &Request) -> Result<TestRequest, String> {
    let context = request
        .context
        .to_json()
        .map_err(|error| error.to_string())?;
    Ok(TestRequest {
        description: format!("request {index}"),
        principal: Uid::from(&request.principal),
        action: Uid::from(&request.action),
        resource: Uid::from(&request.resource),
        context: serde_json::to_value(context).map_err(|error| error.to_string())?,
        validate_request: false,
        outcome: Outcome {
            decision: String::new(),
            reason: Default::default(),
            errors: Default::default(),
        },
    })
}

fn pretty(json: &Json) -> String {
    // A tree of `Json` can always be written.
    serde_json::to_string_pretty(json).unwrap_or_default()
}
