//! An expression as the condition of a policy, which is how engines meet it in
//! earnest: an engine may prepare policies, and evaluate them in another way
//! than a lone expression.

use cedar_core::ast::{
    ActionConstraint, Annotations, BinaryOp, Condition, ConditionKind, Expr, ExprBuilder, ExprId,
    ExprKind, ExprRef, PolicyBody, ScopeConstraint, ScopeSpans, Variable,
};
use cedar_core::{Decision, Effect, Policy, PolicyId, PolicySet, Span, Value};
use libtest_mimic::Failed;
use reference_model::{Answer, ErrorKind};

/// What becomes of the literals of an expression.
#[derive(Clone, Copy)]
pub(crate) enum Literals {
    /// They stay: whole sub-expressions are constant.
    Kept,
    /// Each becomes `if principal == principal then literal else literal`,
    /// which means the same but depends on the request.
    Hidden,
}

/// A policy set and the answer that is expected of it.
pub(crate) struct Question {
    pub(crate) policies: PolicySet,
    pub(crate) expected: Answer,
}

/// The policy that permits when the expression is true, or is `value`.
pub(crate) fn question(
    expression: &Expr,
    expected: &Result<Value, ErrorKind>,
    value: Option<&Expr>,
    literals: Literals,
) -> Result<Question, Failed> {
    let mut builder = ExprBuilder::new();
    let mut root = match literals {
        Literals::Kept => builder.append(expression.root()),
        Literals::Hidden => hide_literals(&mut builder, expression.root()),
    };
    if let (Some(value), Ok(_)) = (value, expected)
        && !matches!(expected, Ok(Value::Bool(_)))
    {
        let value = builder.append(value.root());
        root = builder.add(ExprKind::Binary(BinaryOp::Equal, root, value), Span::NONE);
    }
    let id = PolicyId::new("policy");
    let body = policy_body(builder.finish(root)?);
    let mut policies = PolicySet::new();
    policies.add(Policy::new_static(id.clone(), body)?)?;
    let is_satisfied = !matches!(expected, Err(_) | Ok(Value::Bool(false)));
    Ok(Question {
        policies,
        expected: Answer {
            decision: if is_satisfied {
                Decision::Allow
            } else {
                Decision::Deny
            },
            determining: is_satisfied.then(|| id.clone()).into_iter().collect(),
            erring: expected
                .as_ref()
                .err()
                .map(|kind| (id, *kind))
                .into_iter()
                .collect(),
        },
    })
}

fn policy_body(condition: Expr) -> PolicyBody {
    PolicyBody {
        annotations: Annotations::default(),
        effect: Effect::Permit,
        principal: ScopeConstraint::Any,
        action: ActionConstraint::Any,
        resource: ScopeConstraint::Any,
        conditions: vec![Condition {
            kind: ConditionKind::When,
            body: condition,
            span: Span::NONE,
        }],
        span: Span::NONE,
        scope_spans: ScopeSpans::NONE,
    }
}

fn hide_literals(builder: &mut ExprBuilder, expr: ExprRef<'_>) -> ExprId {
    let kind = expr.kind();
    let same = kind.map_children(|child| hide_literals(builder, expr.child(child)));
    let node = builder.add(same, Span::NONE);
    if !matches!(kind, ExprKind::Literal(_)) {
        return node;
    }
    let principal = builder.add(ExprKind::Variable(Variable::Principal), Span::NONE);
    let is_same = ExprKind::Binary(BinaryOp::Equal, principal, principal);
    let condition = builder.add(is_same, Span::NONE);
    let hidden = ExprKind::If {
        condition,
        consequent: node,
        alternative: node,
    };
    builder.add(hidden, Span::NONE)
}
