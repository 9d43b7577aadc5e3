//! What became of a policy, in words.

use super::{Explained, one_line};
use cedar_core::ast::ConditionKind;
use cedar_core::explain::{
    Clause, ConditionOutcome, PolicyExplanation, ScopeCheck, ValueText, Verdict,
};

impl Explained<'_> {
    /// ``permit `id` does not apply: the principal does not match``
    pub(super) fn title(&self, policy: &PolicyExplanation) -> String {
        let mut title = format!("{} `{}`", policy.effect, policy.policy);
        if let Some(template) = &policy.template {
            title.push_str(&format!(", linked from `{template}`,"));
        }
        title.push_str(match &policy.verdict {
            Verdict::Satisfied => " applies",
            Verdict::Error(_) => " could not be evaluated, so it does not count",
            Verdict::Unsatisfied => " does not apply: ",
        });
        if policy.verdict == Verdict::Unsatisfied {
            title.push_str(&clause_in_words(policy));
        }
        title
    }

    /// Why a policy does not apply, in a few words with the text of the clause.
    pub(super) fn reason(&self, policy: &PolicyExplanation) -> String {
        match policy.deciding_scope() {
            Some(check) => format!("{}, and {}", check.constraint, entity_in_words(check)),
            None => self
                .findings(policy)
                .unwrap_or_else(|| clause_in_words(policy)),
        }
    }

    /// The parts of the condition that decided, with their values.
    fn findings(&self, policy: &PolicyExplanation) -> Option<String> {
        let findings = &policy.deciding_condition()?.findings;
        let facts: Option<Vec<String>> = findings
            .iter()
            .map(|finding| {
                let text = one_line(self.text(finding.span)?);
                Some(format!("{text} is {}", ValueText(finding.value.as_ref()?)))
            })
            .collect();
        Some(facts?.join(", and "))
    }
}

/// The clause that decided.
fn clause_in_words(policy: &PolicyExplanation) -> String {
    match policy.decided_by {
        Some(Clause::Scope(part)) => format!("the {part} does not match"),
        Some(Clause::Condition(_)) => match policy.deciding_condition().map(|c| c.kind) {
            Some(ConditionKind::Unless) => "its `unless` condition is true".to_owned(),
            _ => "its `when` condition is false".to_owned(),
        },
        None => String::new(),
    }
}

/// The entity that a scope clause is about.
pub(super) fn entity_in_words(check: &ScopeCheck) -> String {
    let ScopeCheck { part, entity, .. } = check;
    let is_membership = check.constraint.contains(" in ");
    match is_membership && !check.is_known {
        true => format!("the {part} is {entity}, which is not among the entities"),
        false => format!("the {part} is {entity}"),
    }
}

/// What a condition came to.
pub(super) fn outcome_in_words(outcome: &ConditionOutcome) -> String {
    match outcome {
        ConditionOutcome::Met => "met".to_owned(),
        ConditionOutcome::Unmet => "not met".to_owned(),
        ConditionOutcome::Error(error) => format!("error: {error}"),
        ConditionOutcome::NotReached => "not reached".to_owned(),
    }
}
