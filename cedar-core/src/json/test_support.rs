//! Checks that the tests of the readers share.

use super::error::JsonError;
use std::fmt::Debug;

/// Checks that reading `source` failed with exactly this message.
pub(super) fn check_error<T: Debug>(source: &str, result: Result<T, JsonError>, expected: &str) {
    match result {
        Ok(value) => panic!("{source}\nwas read as {value:?}\ninstead of: {expected}"),
        Err(error) => assert_eq!(error.to_string(), expected, "{source}"),
    }
}

/// Runs `test` on a stack of 2 MiB, which is what threads usually get.
pub(super) fn on_small_stack(test: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new()
        .stack_size(2 * 1024 * 1024)
        .spawn(test)
        .unwrap()
        .join()
        .unwrap();
}

/// `depth` times `open`, then `middle`, then `depth` times `close`.
pub(super) fn nested(open: &str, depth: usize, middle: &str, close: &str) -> String {
    format!("{}{middle}{}", open.repeat(depth), close.repeat(depth))
}
