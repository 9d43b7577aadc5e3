//! What fuzzing has found once must stay right: every test under
//! `testdata/regressions`, on the engine, the plain evaluator and the model.

use cedar_validator::{SchemaFragment, ValidationMode, Validator};
use fuzz::case::SchemaCase;
use fuzz::engines;
use fuzz::integration::{Files, Format, Outcome, TestFile, load};
use fuzz::question::CaseOracle;
use fuzz::schema_question::SchemaOracle;
use libtest_mimic::{Arguments, Trial};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let trials = tests(&root.join("testdata/regressions"))
        .into_iter()
        .map(|path| {
            let name = path
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            let root = root.clone();
            Trial::test(name, move || run(&root, &path).map_err(Into::into))
        })
        .collect();
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn tests(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut tests: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| {
            std::fs::read_to_string(path)
                .is_ok_and(|text| serde_json::from_str::<TestFile>(&text).is_ok())
        })
        .collect();
    tests.sort();
    tests
}

fn run(root: &Path, test: &Path) -> Result<(), String> {
    let files = Files::read(root, test).map_err(|error| error.to_string())?;
    let loaded = load(&files).map_err(|error| error.to_string())?;
    let (case, schema) = (&loaded.case, &loaded.schema);
    let valid = Validator::new(schema.clone())
        .validate(&case.policies, ValidationMode::Strict)
        .errors()
        .is_empty();
    expect("validation", &valid, &files.test.should_validate)?;
    let model = reference_model::Validator::new(schema)
        .and_then(|model| model.accepts(&case.policies, ValidationMode::Strict))
        .map_err(|error| error.to_string())?;
    expect(
        "the model's validation",
        &model,
        &files.test.should_validate,
    )?;
    for (test, request) in files.test.requests.iter().zip(&case.requests) {
        if test.validate_request && schema.validate_request(request).is_err() {
            return Err(format!(
                "{}: the schema does not allow it",
                test.description
            ));
        }
        let engine = engines::by_engine(request, &case.policies, &case.entities);
        let evaluator = engines::by_evaluator(request, &case.policies, &case.entities);
        let model = engines::by_model(request, &case.policies, &case.entities)?;
        for (who, answer) in [
            ("engine", &engine),
            ("evaluator", &evaluator),
            ("model", &model),
        ] {
            let what = format!("{}, {who}", test.description);
            expect(&what, &Outcome::from(answer), &test.outcome)?;
        }
    }
    // The oracles also compare what the format does not say, as kinds of errors.
    for oracle in CaseOracle::ALL {
        if let Some(difference) = oracle.compare(case).differences.first() {
            return Err(format!("{oracle:?}: {difference}"));
        }
    }
    for oracle in SchemaOracle::ALL {
        let question = oracle.about(SchemaCase {
            schema_text: schema_in_cedar(&files)?,
            schema: Arc::new(schema.clone()),
            case: case.clone(),
        });
        if let Some(difference) = question.ask().differences.first() {
            return Err(format!("{oracle:?}: {difference}"));
        }
    }
    Ok(())
}

/// The schema as text, which changes of it are made in.
fn schema_in_cedar(files: &Files) -> Result<String, String> {
    match files.test.schema_format {
        Format::Cedar => Ok(files.schema.clone()),
        Format::Json => SchemaFragment::from_json_str(&files.schema)
            .map_err(|error| error.to_string())?
            .to_cedar()
            .map_err(|error| error.to_string()),
    }
}

fn expect<T: PartialEq + std::fmt::Debug>(what: &str, found: &T, wanted: &T) -> Result<(), String> {
    if found == wanted {
        return Ok(());
    }
    Err(format!("{what}: expected {wanted:?}, found {found:?}"))
}
