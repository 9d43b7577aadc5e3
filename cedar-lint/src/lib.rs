//! Lints for Cedar policies: what is allowed, and probably not meant.
//!
//! # Map, in reading order
//!
//! | module | holds |
//! |---|---|
//! | `lint` | [`Lint`]: every lint with its code, level and explanation |
//! | `linter` | [`Linter`]: the way in, one pass over a policy set |
//! | `finding` | [`Finding`] and [`Report`]: what was found, where |
//! | `suppression` | `@allow("code")` |
//! | `flow` | a policy's conditions in the order of evaluation: what can fail, what never holds, what is never evaluated |
//! | `conditions` | from what `flow` sees in each kind of request to findings |
//! | `scope` | which scopes cover which |
//! | `shadow`, `duplicates` | policies that another policy makes pointless |
//! | `texts` | names that read like others |
//! | `terms` | expressions by structure, as small numbers |
//! | `kinds` | what kinds of value an expression can have |
//! | [`sarif`] | findings as SARIF 2.1.0 |
//!
//! # Example
//!
//! ```
//! use cedar_lint::Linter;
//! use cedar_parser::parse_policy_set;
//!
//! let policies = parse_policy_set("forbid(principal, action, resource) when { principal.blocked };")?;
//! let report = Linter::new().lint(&policies);
//! assert_eq!(report.findings()[0].lint.code(), "unguarded-access");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Invariants
//!
//! * A lint never changes what policies mean, and says nothing that depends on
//!   particular entities: only on policies and, if there is one, a schema.
//! * With a schema, policies are taken to be validated. What does not validate
//!   is not reported again, except where it makes a `forbid` fail.
//! * No input overflows the stack. Cost is near linear in the size of the
//!   policies, times the kinds of request that differ for a policy.

mod conditions;
mod duplicates;
mod finding;
mod flow;
mod kinds;
mod lint;
mod linter;
pub mod sarif;
mod scope;
mod shadow;
mod stack;
mod suppression;
mod terms;
mod texts;

pub use finding::{Finding, Related, Report};
pub use lint::{Level, Lint, UnknownLint};
pub use linter::{LintError, Linter};
