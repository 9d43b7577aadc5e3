//! `cedar`: authorize requests, and work with policies, entities and schemas,
//! from the command line.
//!
//! # Map
//!
//! | module | holds |
//! |---|---|
//! | `cli` | the program's arguments: global options and the list of subcommands |
//! | `args` | groups of arguments that several subcommands share |
//! | `commands` | one file per subcommand: its arguments and what it does |
//! | `input` | files, standard input and arguments, turned into typed values |
//! | `explanation` | explanations of decisions as text, tree and JSON |
//! | `report` | problems and how they are shown |
//! | `policy_test` | tests of policies: comparing answers, snapshots, coverage |
//! | `suite` | integration tests: finding, reading and running them |
//! | `console` | standard output and standard error |
//! | `files` | writing files whole or not at all |
//! | `exit` | outcomes and exit codes |
//!
//! # Invariants
//!
//! * No logic that another program could want: that belongs in the libraries.
//! * Only `console` writes to standard output or standard error, so a reader
//!   that goes away never makes the program panic.
//! * Files are written whole or not at all.

#![deny(clippy::print_stdout, clippy::print_stderr)]

mod args;
mod cli;
mod commands;
mod console;
mod exit;
mod explanation;
mod files;
mod input;
mod policy_test;
mod report;
mod suite;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run(std::env::args_os()).into()
}
