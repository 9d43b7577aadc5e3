//! The subcommands, one a file: arguments and what to do with them.

mod authorize;
mod check_parse;
mod completions;
mod evaluate;
mod explain;
mod format;
mod language_version;
mod license;
mod link;
mod lint;
mod man;
mod new;
mod run_tests;
mod test;
mod translate_policy;
mod translate_schema;
mod validate;
mod visualize;

use crate::console::Console;
use crate::exit::Outcome;
use crate::report::Failure;
use clap::Subcommand;

/// What to do.
#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    Authorize(authorize::AuthorizeArgs),
    Explain(explain::ExplainArgs),
    Evaluate(evaluate::EvaluateArgs),
    Validate(validate::ValidateArgs),
    Lint(lint::LintArgs),
    CheckParse(check_parse::CheckParseArgs),
    Link(link::LinkArgs),
    Format(format::FormatArgs),
    TranslatePolicy(translate_policy::TranslatePolicyArgs),
    TranslateSchema(translate_schema::TranslateSchemaArgs),
    Visualize(visualize::VisualizeArgs),
    New(new::NewArgs),
    Test(test::TestArgs),
    RunTests(run_tests::RunTestsArgs),
    License(license::LicenseArgs),
    LanguageVersion(language_version::LanguageVersionArgs),
    Completions(completions::CompletionsArgs),
    Man(man::ManArgs),
}

impl Command {
    /// Does it.
    pub(crate) fn run(self, console: &mut Console) -> Result<Outcome, Failure> {
        match self {
            Command::Authorize(args) => args.run(console),
            Command::Explain(args) => args.run(console),
            Command::Evaluate(args) => args.run(console),
            Command::Validate(args) => args.run(console),
            Command::Lint(args) => args.run(console),
            Command::CheckParse(args) => args.run(console),
            Command::Link(args) => args.run(console),
            Command::Format(args) => args.run(console),
            Command::TranslatePolicy(args) => args.run(console),
            Command::TranslateSchema(args) => args.run(console),
            Command::Visualize(args) => args.run(console),
            Command::New(args) => args.run(console),
            Command::Test(args) => args.run(console),
            Command::RunTests(args) => args.run(console),
            Command::License(args) => args.run(console),
            Command::LanguageVersion(args) => args.run(console),
            Command::Completions(args) => args.run(console),
            Command::Man(args) => args.run(console),
        }
    }
}
