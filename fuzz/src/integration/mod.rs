//! Cases as tests in Cedar's integration format: what `cedar test` runs, and
//! any other implementation can.
//!
//! The format has a schema, which entities and contexts are read with. A case
//! without one gets the narrowest that its data fit, and the answers are those
//! to what the files say once they are read again.

mod files;
mod infer;
mod load;
mod test_file;

pub use files::{CannotWrite, Files};
pub use infer::{NoSchema, infer_schema};
pub use load::{CannotLoad, Loaded, load};
pub use test_file::{Format, Outcome, TestFile, TestRequest, Uid};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::campaign::seeded_bytes;
    use crate::engines;
    use crate::generators;
    use crate::schema_question::SchemaOracle;

    #[test]
    fn what_is_written_is_read_again_and_means_the_same() {
        let mut written = 0;
        for seed in 0..200 {
            let case = generators::case(&seeded_bytes(seed));
            let files = match Files::of(&case, "", "test") {
                Ok(files) => files,
                // Deliberate misfits have no schema; nothing else may fail.
                Err(CannotWrite::Schema(_)) => continue,
                Err(error) => panic!("seed {seed}: {error}"),
            };
            let loaded = load(&files).unwrap();
            assert_eq!(loaded.case.requests, case.requests, "seed {seed}");
            for (test, request) in files.test.requests.iter().zip(&case.requests) {
                let case = &loaded.case;
                let engine = engines::by_engine(request, &case.policies, &case.entities);
                assert_eq!(Outcome::from(&engine), test.outcome, "seed {seed}");
                assert!(test.validate_request, "seed {seed}");
            }
            let text = serde_json::to_string(&files.test).unwrap();
            assert_eq!(serde_json::from_str::<TestFile>(&text).unwrap(), files.test);
            written += 1;
        }
        assert!(written > 30, "{written}");
    }

    #[test]
    fn a_question_about_a_schema_is_the_same_after_reading() {
        for oracle in SchemaOracle::ALL {
            let mut written = 0;
            for seed in 0..30 {
                let question = oracle.about_bytes(&seeded_bytes(seed));
                let test = question.as_test().unwrap();
                let schema = (Format::Cedar, test.schema_text.clone().unwrap());
                let files = match Files::with_schema(&test.case, schema, "", "test") {
                    Ok(files) => files,
                    // Data that is not as the schema says has no place in the format.
                    Err(CannotWrite::Load(_)) if oracle == SchemaOracle::Conformance => continue,
                    Err(error) => panic!("{oracle:?}, seed {seed}: {error}"),
                };
                let again = (test.again)(load(&files).unwrap(), files.schema.clone());
                let counts = [&*question, &*again].map(|question| {
                    let comparison = question.ask();
                    assert!(comparison.differences.is_empty(), "{oracle:?}, seed {seed}");
                    comparison.total()
                });
                // Policies in JSON have no places, so that some errors become the same, and
                // a test for a path becomes several expressions.
                let [before, after] = counts;
                assert!(10 * after > 9 * before, "{oracle:?}: {counts:?}");
                written += 1;
            }
            assert!(written >= 3, "{oracle:?}: {written}");
        }
    }
}
