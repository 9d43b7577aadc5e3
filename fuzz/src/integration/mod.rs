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
}
