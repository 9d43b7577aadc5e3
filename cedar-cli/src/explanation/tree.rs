//! Explanations as trees: what each part of a condition came to.

use super::Explained;
use super::notes::changes_in_words;
use super::verdict::{entity_in_words, outcome_in_words};
use crate::report::Printable;
use cedar_core::ast::{Condition, ConditionKind, ExprId, ExprKind, ExprRef};
use cedar_core::explain::{ConditionCheck, PolicyExplanation, Trace, ValueText};
use std::collections::HashSet;

/// The deepest level that is shown.
const MAX_DEPTH: usize = 24;
/// The most lines below a policy.
const MAX_LINES: usize = 400;

/// A line and what stands below it.
struct Branch {
    text: String,
    below: Vec<Branch>,
}

impl Branch {
    fn leaf(text: impl Into<String>) -> Self {
        Branch {
            text: text.into(),
            below: Vec::new(),
        }
    }
}

impl Explained<'_> {
    /// A tree with a branch for each policy, each line with a line end.
    pub(super) fn tree(&self, policies: &[&PolicyExplanation]) -> String {
        let branches: Vec<Branch> = policies.iter().map(|policy| self.policy(policy)).collect();
        let mut text = String::new();
        draw(&branches, "", &mut text);
        text
    }

    fn policy(&self, policy: &PolicyExplanation) -> Branch {
        let mut below: Vec<Branch> = Vec::new();
        for check in &policy.scope {
            let met = if check.met { "met" } else { "not met" };
            let entity = entity_in_words(check);
            below.push(Branch::leaf(format!(
                "{}: {met}, {entity}",
                check.constraint
            )));
        }
        let written = self.policies.policies.policy(&policy.policy);
        let written = written.map(|p| p.body().conditions.as_slice());
        let pairs = policy.conditions.iter().zip(written.unwrap_or_default());
        below.extend(pairs.map(|(check, condition)| self.condition(check, condition)));
        let changes = self.near_miss(policy).and_then(changes_in_words);
        below.extend(changes.map(|changes| {
            let mut lines = changes.lines();
            Branch {
                text: lines.next().unwrap_or_default().to_owned(),
                below: lines.map(Branch::leaf).collect(),
            }
        }));
        Branch {
            text: self.title(policy),
            below,
        }
    }

    fn condition(&self, check: &ConditionCheck, condition: &Condition) -> Branch {
        let keyword = match check.kind {
            ConditionKind::When => "when",
            ConditionKind::Unless => "unless",
        };
        let mut growth = Growth {
            explained: self,
            trace: &check.trace,
            shown: HashSet::new(),
            lines_left: MAX_LINES,
        };
        let below = match check.trace.root() {
            Some(_) => vec![growth.part(condition.body.root(), 0)],
            None => Vec::new(),
        };
        Branch {
            text: format!("{keyword}: {}", outcome_in_words(&check.outcome)),
            below,
        }
    }
}

/// The tree of a condition while it grows.
struct Growth<'a> {
    explained: &'a Explained<'a>,
    trace: &'a Trace,
    /// Parts with several parents are taken apart once.
    shown: HashSet<ExprId>,
    lines_left: usize,
}

impl Growth<'_> {
    /// INVARIANT: recursion ends at `MAX_DEPTH`.
    fn part(&mut self, part: ExprRef<'_>, depth: usize) -> Branch {
        self.lines_left = self.lines_left.saturating_sub(1);
        let operands = operands(part);
        let text = format!("{}{}", self.heading(part), self.result(part));
        let is_seen = self.trace.get(part.id()).is_none()
            || (!operands.is_empty() && !self.shown.insert(part.id()));
        if is_seen || operands.is_empty() {
            return Branch::leaf(text);
        }
        if depth >= MAX_DEPTH || self.lines_left == 0 {
            return Branch {
                text,
                below: vec![Branch::leaf("…")],
            };
        }
        let mut below = Vec::new();
        for operand in operands {
            if self.lines_left == 0 {
                below.push(Branch::leaf("…"));
                break;
            }
            below.push(self.part(operand, depth + 1));
        }
        Branch { text, below }
    }

    fn heading(&self, part: ExprRef<'_>) -> String {
        match part.kind() {
            ExprKind::And(..) => "all of".to_owned(),
            ExprKind::Or(..) => "any of".to_owned(),
            _ => self.explained.expression(part),
        }
    }

    fn result(&self, part: ExprRef<'_>) -> String {
        match self.trace.get(part.id()).map(|node| &node.value) {
            Some(Some(value)) => format!(" = {}", ValueText(value)),
            Some(None) => " fails".to_owned(),
            None => ": not looked at".to_owned(),
        }
    }
}

/// The parts worth a line below `part`: chains of `&&` and of `||` are flat,
/// and neither literals nor what an attribute is read from get a line.
fn operands(part: ExprRef<'_>) -> Vec<ExprRef<'_>> {
    let mut found = Vec::new();
    match part.kind() {
        ExprKind::And(..) | ExprKind::Or(..) => {
            let is_and = matches!(part.kind(), ExprKind::And(..));
            let mut open = vec![part];
            while let Some(next) = open.pop() {
                match next.kind() {
                    ExprKind::And(left, right) if is_and => {
                        open.extend([next.child(*right), next.child(*left)]);
                    }
                    ExprKind::Or(left, right) if !is_and => {
                        open.extend([next.child(*right), next.child(*left)]);
                    }
                    _ => found.push(next),
                }
                if found.len() > MAX_LINES {
                    break;
                }
            }
        }
        kind => kind.for_each_child(|child| found.push(part.child(child))),
    }
    let is_read_from = matches!(
        part.kind(),
        ExprKind::GetAttribute(..) | ExprKind::HasAttribute(..)
    );
    found.retain(|operand| match operand.kind() {
        ExprKind::Literal(_) => false,
        ExprKind::Variable(_) => !is_read_from,
        _ => true,
    });
    found
}

fn draw(branches: &[Branch], indent: &str, text: &mut String) {
    for (i, branch) in branches.iter().enumerate() {
        let is_last = i + 1 == branches.len();
        let (joint, rail) = match is_last {
            true => ("└─ ", "   "),
            false => ("├─ ", "│  "),
        };
        text.push_str(&format!("{indent}{joint}{}\n", Printable(&branch.text)));
        draw(&branch.below, &format!("{indent}{rail}"), text);
    }
}
