//! What the walks through a policy's conditions come to.

use crate::finding::Finding;
use crate::flow::{Event, Failure, Site, Walked, What, walk};
use crate::kinds::Kinds;
use crate::lint::Lint;
use crate::terms::{Terms, TermsOf};
use cedar_core::ast::{ActionConstraint, ConditionKind, PolicyBody};
use cedar_core::{Effect, PolicyId, Span};
use cedar_validator::{ConditionTypes, ValidationErrorKind, Validator};
use indexmap::IndexMap;
use std::collections::HashMap;

/// Lints the conditions of a policy or template; `terms` has an element for
/// each of them.
pub(crate) fn check(
    validator: Option<&Validator>,
    id: &PolicyId,
    body: &PolicyBody,
    names: &mut Terms,
    terms: &[TermsOf],
    findings: &mut Vec<Finding>,
) {
    let mut policy = Policy { id, body, findings };
    if body.action == ActionConstraint::InSet(Box::new([])) {
        return policy.never_applies(body.scope_spans.action, "it names no action".to_owned());
    }
    let Some(validator) = validator else {
        let walked = walk(body, Kinds::new(body, None), names, terms);
        return policy.report(&Merged::of(&[walked]), false);
    };
    let groups = validator.condition_types(body);
    if groups.is_empty() {
        let why = "the schema has no action that applies to its scope".to_owned();
        return policy.never_applies(body.span, why);
    }
    let walked: Vec<Walked> = groups
        .iter()
        .map(|types| {
            let kinds = Kinds::new(body, Some((validator.schema(), types)));
            walk(body, kinds, names, terms)
        })
        .collect();
    policy.report(&Merged::of(&walked), true);
    policy.report_errors(&groups);
}

/// A policy and what has been found in its set.
struct Policy<'a> {
    id: &'a PolicyId,
    body: &'a PolicyBody,
    findings: &'a mut Vec<Finding>,
}

/// What several walks saw together.
struct Merged<'w> {
    /// What can fail in some walk.
    failures: Vec<(Span, &'w Failure)>,
    /// What holds in all walks that come to it.
    certain: Vec<&'w Event>,
    /// The condition that is never met, if there is one in every walk; `None`
    /// inside if they differ.
    unmet: Option<Option<usize>>,
}

impl<'w> Merged<'w> {
    fn of(walked: &'w [Walked]) -> Self {
        let mut visits: HashMap<Site, usize> = HashMap::new();
        for site in walked.iter().flat_map(|walked| &walked.visited) {
            *visits.entry(*site).or_default() += 1;
        }
        let mut failures: IndexMap<(Span, &Failure), ()> = IndexMap::new();
        let mut seen: IndexMap<(Site, Span, bool), (usize, &Event)> = IndexMap::new();
        for event in walked.iter().flat_map(|walked| &walked.events) {
            match &event.what {
                What::CanFail(failure) => {
                    failures.insert((event.span, failure), ());
                }
                what => {
                    let never_holds = matches!(what, What::NeverHolds(_));
                    let key = (event.site, event.span, never_holds);
                    seen.entry(key).or_insert((0, event)).0 += 1;
                }
            }
        }
        let certain = seen
            .into_iter()
            .filter(|((site, ..), (count, _))| visits.get(site) == Some(count))
            .map(|(_, (_, event))| event)
            .collect();
        let mut unmet = walked.iter().map(|walked| walked.unmet);
        let first = unmet.next().flatten();
        let all_unmet = first.is_some() && walked.iter().all(|w| w.unmet.is_some());
        Merged {
            failures: failures.into_keys().collect(),
            certain,
            unmet: all_unmet.then(|| first.filter(|_| unmet.all(|other| other == first))),
        }
    }
}

impl Policy<'_> {
    fn report(&mut self, merged: &Merged<'_>, has_schema: bool) {
        for (span, failure) in &merged.failures {
            self.can_fail(*span, failure, has_schema);
        }
        for event in &merged.certain {
            match &event.what {
                What::CanFail(_) => {}
                What::NeverHolds(why) => self.never_matches(event.span, why),
                // Of a policy that never applies, no more need be said.
                What::Unreachable(_) if merged.unmet.is_some() => {}
                What::Unreachable(why) => self.add(
                    Lint::UnreachableBranch,
                    event.span,
                    format!("this is never evaluated: {why}"),
                ),
            }
        }
        if let Some(condition) = merged.unmet {
            match condition.and_then(|i| self.body.conditions.get(i)) {
                Some(condition) => {
                    let why = match condition.kind {
                        ConditionKind::When => "this condition is never true",
                        ConditionKind::Unless => "this condition is always true",
                    };
                    self.never_applies(condition.body.root().span(), why.to_owned());
                }
                None => self.never_applies(
                    self.body.span,
                    "for each kind of request some condition is never met".to_owned(),
                ),
            }
        }
    }

    /// Of the errors that validation finds, those that make a `forbid` fail and
    /// that the walk does not know better.
    fn report_errors(&mut self, groups: &[ConditionTypes<'_>]) {
        if self.body.effect != Effect::Forbid {
            return;
        }
        let mut errors: IndexMap<(Span, &ValidationErrorKind), ()> = IndexMap::new();
        for (span, kind) in groups.iter().flat_map(|group| group.errors()) {
            if makes_fail(kind) {
                errors.insert((*span, kind), ());
            }
        }
        for (span, kind) in errors.into_keys() {
            self.fallible(span, format!("this can fail: {kind}"));
        }
    }

    fn can_fail(&mut self, span: Span, failure: &Failure, has_schema: bool) {
        let is_forbid = self.body.effect == Effect::Forbid;
        match failure {
            Failure::Attribute(name) if !has_schema => {
                self.unguarded(span, &format!("attribute `{name}`"));
            }
            Failure::Tag if !has_schema => self.unguarded(span, "tag"),
            _ if !is_forbid => {}
            Failure::Attribute(name) => {
                self.fallible(span, format!("attribute `{name}` may be absent"));
            }
            Failure::Tag => self.fallible(span, "the tag may be absent".to_owned()),
            Failure::Overflow => self.fallible(span, "this can overflow".to_owned()),
            Failure::Function(function) => {
                let what = match function.is_constructor() {
                    true => format!("`{function}` has no value for some strings"),
                    false => format!("`{function}` can overflow"),
                };
                self.fallible(span, what);
            }
            Failure::Entity => {
                let finding = Finding::new(
                    Lint::MissingEntity,
                    self.id,
                    span,
                    "if this entity is missing, the `forbid` fails and does not count",
                );
                self.findings.push(finding.help(HOW_TO_FORBID));
            }
        }
    }

    fn unguarded(&mut self, span: Span, what: &str) {
        let message = match self.body.effect {
            Effect::Permit => {
                format!("without a test for it, an absent {what} makes this `permit` fail")
            }
            Effect::Forbid => format!(
                "without a test for it, an absent {what} makes this `forbid` fail, \
                 and the request gets through"
            ),
        };
        let help = match self.body.effect {
            Effect::Permit => {
                "test first with `has` or `hasTag`, or give a schema that requires it"
            }
            Effect::Forbid => HOW_TO_FORBID,
        };
        let finding = Finding::new(Lint::UnguardedAccess, self.id, span, message);
        self.findings.push(finding.help(help));
    }

    fn fallible(&mut self, span: Span, what: String) {
        let message =
            format!("{what}; then this `forbid` does not count and the request gets through");
        let finding = Finding::new(Lint::FallibleForbid, self.id, span, message);
        self.findings.push(finding.help(HOW_TO_FORBID));
    }

    fn never_matches(&mut self, span: Span, why: &str) {
        self.add(
            Lint::NeverMatches,
            span,
            format!("this comparison is pointless: {why}"),
        );
    }

    fn never_applies(&mut self, span: Span, why: String) {
        self.add(
            Lint::NeverApplies,
            span,
            format!("the policy never applies: {why}"),
        );
    }

    fn add(&mut self, lint: Lint, span: Span, message: String) {
        self.findings
            .push(Finding::new(lint, self.id, span, message));
    }
}

const HOW_TO_FORBID: &str = "say what must be there for the request not to be forbidden: \
                             `forbid … unless { e has a && … }`";

/// Whether an error of validation says that an evaluation can fail. Tags and
/// what is optional are left to the walk, which sees more of what is tested.
fn makes_fail(kind: &ValidationErrorKind) -> bool {
    matches!(
        kind,
        ValidationErrorKind::UnexpectedType { .. }
            | ValidationErrorKind::UnsafeAttributeAccess { .. }
            | ValidationErrorKind::UndefinedFunction { .. }
            | ValidationErrorKind::WrongNumberArguments { .. }
    )
}
