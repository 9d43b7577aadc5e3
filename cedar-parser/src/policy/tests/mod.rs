//! Tests of the policy parser.

mod accepted;
mod limits;
mod rejected;
mod soup;
mod tree;
mod verdicts;
