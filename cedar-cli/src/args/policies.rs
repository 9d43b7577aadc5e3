//! `--policies`, `--policy-format`, `--template-linked`.

use crate::input::policies::{self, LoadedPolicies};
use crate::input::{Source, links};
use crate::report::Failure;
use clap::{Args, ValueEnum};
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A file of policies.
#[derive(Args, Debug)]
pub(crate) struct PolicyFileArgs {
    /// File that holds the policies and templates; standard input if absent or `-`
    #[arg(short, long, value_name = "FILE")]
    policies: Option<PathBuf>,

    /// How the policies are written
    #[arg(long, value_enum, default_value_t = PolicyFormat::Cedar)]
    policy_format: PolicyFormat,
}

/// A file of policies, and the links of its templates.
#[derive(Args, Debug)]
pub(crate) struct PoliciesArgs {
    #[command(flatten)]
    file: PolicyFileArgs,

    /// JSON file that says which templates to link with which entities
    #[arg(short = 'k', long, value_name = "FILE")]
    template_linked: Option<PathBuf>,
}

/// How policies are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub(crate) enum PolicyFormat {
    /// Cedar's own syntax
    #[default]
    Cedar,
    /// A policy or a policy set as JSON
    Json,
}

impl PolicyFileArgs {
    /// Whether a file is named.
    pub(crate) fn is_given(&self) -> bool {
        self.policies.is_some()
    }

    /// The text of the policies.
    pub(crate) fn read(&self) -> Result<Arc<Source>, Failure> {
        Source::read_or_stdin(self.policies.as_deref())
    }

    /// The policies, renamed by `@id`.
    pub(crate) fn load(&self) -> Result<LoadedPolicies, Failure> {
        policies::parse(self.read()?, self.policy_format)?.renamed_by_annotation()
    }
}

impl PoliciesArgs {
    /// The policies, renamed by `@id`, and the links.
    pub(crate) fn load(&self) -> Result<LoadedPolicies, Failure> {
        self.link(self.file.load()?)
    }

    /// The same policies with the links.
    pub(crate) fn link(&self, mut policies: LoadedPolicies) -> Result<LoadedPolicies, Failure> {
        if let Some(path) = self.links_file() {
            links::read(path)?.apply_to(&mut policies)?;
        }
        Ok(policies)
    }

    /// Whether a file of policies is named.
    pub(crate) fn is_given(&self) -> bool {
        self.file.is_given()
    }

    /// The policies, renamed by `@id`, without the links.
    pub(crate) fn load_unlinked(&self) -> Result<LoadedPolicies, Failure> {
        self.file.load()
    }

    /// The file of links, if one is named.
    pub(crate) fn links_file(&self) -> Option<&Path> {
        self.template_linked.as_deref()
    }
}
