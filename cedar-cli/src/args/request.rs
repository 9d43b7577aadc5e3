//! `--principal`, `--action`, `--resource`, `--context`, or `--request-json`.

use crate::input::request::{self, RequestParts, RequestRules};
use crate::input::uid;
use crate::report::{Failure, Problem};
use cedar_core::Request;
use cedar_validator::Schema;
use clap::Args;
use std::path::PathBuf;

/// A request, in parts or as a JSON file.
#[derive(Args, Debug)]
pub(crate) struct RequestArgs {
    /// Who asks, such as `User::"alice"`
    #[arg(short = 'l', long, value_name = "ENTITY")]
    principal: Option<String>,

    /// What for, such as `Action::"view"`
    #[arg(short = 'a', long, value_name = "ENTITY")]
    action: Option<String>,

    /// On what, such as `Photo::"1.jpg"`
    #[arg(short = 'r', long, value_name = "ENTITY")]
    resource: Option<String>,

    /// JSON file that holds the context, an object; `-` for standard input
    #[arg(short = 'c', long, value_name = "FILE")]
    context: Option<PathBuf>,

    /// JSON file that holds the whole request, instead of the four options above:
    /// `{"principal": "User::\"alice\"", "action": …, "resource": …, "context": {…}}`
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with_all = ["principal", "action", "resource", "context"]
    )]
    request_json: Option<PathBuf>,

    /// Whether the request must be one that the schema allows
    #[arg(long, value_name = "BOOL", default_value_t = true, action = clap::ArgAction::Set)]
    request_validation: bool,
}

impl RequestArgs {
    /// The request, as the schema says if there is one.
    pub(crate) fn load(&self, schema: Option<&Schema>) -> Result<Request, Failure> {
        if let Some(path) = &self.request_json {
            return request::read(path, self.rules(schema));
        }
        self.check_complete()?;
        self.parts().load(self.rules(schema))
    }

    /// The request, with placeholders for the parts that are not given.
    ///
    /// For expressions, which often need none of it. A request with
    /// placeholders is not validated.
    pub(crate) fn load_or_placeholders(&self, schema: Option<&Schema>) -> Result<Request, Failure> {
        if self.request_json.is_some() || self.check_complete().is_ok() {
            return self.load(schema);
        }
        let given_action = schema.filter(|_| self.action.is_some());
        self.parts().load(RequestRules {
            schema: given_action,
            ..RequestRules::NONE
        })
    }

    fn rules<'a>(&self, schema: Option<&'a Schema>) -> RequestRules<'a> {
        RequestRules {
            schema,
            validate: self.request_validation,
        }
    }

    fn parts(&self) -> RequestParts<'_> {
        let uid = |value: &Option<String>, option| match value {
            Some(text) => uid::parse(option, text),
            None => request::placeholder(),
        };
        RequestParts {
            principal: uid(&self.principal, "--principal"),
            action: uid(&self.action, "--action"),
            resource: uid(&self.resource, "--resource"),
            context: self.context.as_deref(),
        }
    }

    fn check_complete(&self) -> Result<(), Failure> {
        let missing: Vec<&str> = [
            ("`--principal`", &self.principal),
            ("`--action`", &self.action),
            ("`--resource`", &self.resource),
        ]
        .into_iter()
        .filter(|(_, value)| value.is_none())
        .map(|(option, _)| option)
        .collect();
        if missing.is_empty() {
            return Ok(());
        }
        let problem = Problem::new(format!("the request lacks {}", missing.join(", ")))
            .help("give each of them, or the whole request with `--request-json`".to_owned());
        Err(problem.into())
    }
}
