//! The plain evaluator, the engine and the model must give an expression the same
//! value, or the same kind of error.

use super::Comparison;
use crate::case::{Case, ExpressionCase};
use crate::minimize::{case, expression, without_one};
use crate::question::Question;
use crate::report;
use cedar_core::ast::{
    ActionConstraint, Annotations, BinaryOp, Condition, ConditionKind, Expr, ExprBuilder, ExprKind,
    PolicyBody, ScopeConstraint, ScopeSpans, Variable,
};
use cedar_core::{
    Authorizer, Context, Decision, Effect, Evaluator, Policy, PolicyId, PolicySet, Record, Request,
    Span, Value,
};
use cedar_parser::print_expression;
use reference_model::{Answer, ErrorKind, evaluate};
use std::fmt;

/// The attribute of the context that holds the value that the engine is to find.
const VALUE: &str = "the value";

/// Asks for the value of each expression. The engine has no values to show, so it
/// is asked whether the expression is the value that the plain evaluator found.
pub fn compare(case: &ExpressionCase) -> Comparison {
    let mut comparison = Comparison::default();
    for (index, expr) in case.expressions.iter().enumerate() {
        let plain = Evaluator::new(&case.request, &case.entities).evaluate(expr);
        let plain = plain.map_err(|error| ErrorKind::from(error.kind()));
        let model = evaluate(expr, &case.request, &case.entities);
        comparison.record_between(
            ["plain evaluator", "model"],
            || format!("expression {index}"),
            Evaluated(plain.clone()),
            model.map(Evaluated),
        );
        let (found, wanted) = by_engine(case, expr, plain);
        comparison.record_between(
            ["engine", "plain evaluator"],
            || format!("expression {index}, engine and plain evaluator"),
            found,
            Ok(wanted),
        );
    }
    comparison
}

/// What the engine says of a policy that is satisfied exactly by the outcome, and
/// what it should say.
fn by_engine(
    case: &ExpressionCase,
    expr: &Expr,
    outcome: Result<Value, ErrorKind>,
) -> (Evaluated, Evaluated) {
    let value = outcome.clone().unwrap_or(Value::Bool(true));
    let Request {
        principal,
        action,
        resource,
        context,
    } = case.request.clone();
    let mut fields: Vec<_> = context.record().iter().map(owned).collect();
    fields.push((VALUE.into(), value));
    let fields = Record::from_fields(fields).expect("no generated attribute has this name");
    let request = Request::new(principal, action, resource, Context::from_record(fields));
    let mut policies = PolicySet::new();
    policies.add(asking(expr)).expect("there is one policy");
    let response = Authorizer::new().is_authorized(&request, &policies, &case.entities);
    let answer = Answer::from(&response);
    let found = match answer.erring.values().next() {
        Some(kind) => Err(*kind),
        None => Ok(Value::Bool(answer.decision == Decision::Allow)),
    };
    (
        Evaluated(found),
        Evaluated(outcome.map(|_| Value::Bool(true))),
    )
}

fn owned<K: Clone>((key, value): (&K, &Value)) -> (K, Value) {
    (key.clone(), value.clone())
}

/// `permit(principal, action, resource) when { EXPR == context["the value"] };`
fn asking(expr: &Expr) -> Policy {
    let mut builder = ExprBuilder::new();
    let left = builder.append(expr.root());
    let context = builder.add(ExprKind::Variable(Variable::Context), Span::NONE);
    let right = builder.add(ExprKind::GetAttribute(context, VALUE.into()), Span::NONE);
    let root = ExprKind::Binary(BinaryOp::Equal, left, right);
    let root = builder.add(root, Span::NONE);
    let body = PolicyBody {
        annotations: Annotations::new(),
        effect: Effect::Permit,
        principal: ScopeConstraint::Any,
        action: ActionConstraint::Any,
        resource: ScopeConstraint::Any,
        conditions: vec![Condition {
            kind: ConditionKind::When,
            body: builder.finish(root).expect("it is one level deeper"),
            span: Span::NONE,
        }],
        span: Span::NONE,
        scope_spans: ScopeSpans::NONE,
    };
    Policy::new_static(PolicyId::new("asking"), body).expect("there are no slots")
}

impl Question for ExpressionCase {
    fn ask(&self) -> Comparison {
        compare(self)
    }

    fn describe(&self, comparison: &Comparison) -> String {
        let mut text = String::new();
        for (index, expr) in self.expressions.iter().enumerate() {
            let printed = print_expression(expr.root());
            text.push_str(&format!("== expression {index}\n{printed}\n"));
        }
        text.push_str(&format!(
            "== entities\n{}\n\n== request\n{}\n",
            report::entities(&self.entities),
            report::request(&self.request)
        ));
        text + &report::differences(comparison)
    }

    fn smaller(&self) -> Box<dyn Iterator<Item = Box<dyn Question>> + '_> {
        let fewer = without_one(&self.expressions);
        let shorter = self
            .expressions
            .iter()
            .enumerate()
            .flat_map(move |(index, expr)| {
                expression::smaller(expr).into_iter().map(move |smaller| {
                    let mut expressions = self.expressions.clone();
                    expressions[index] = smaller;
                    expressions
                })
            });
        let expressions = fewer.chain(shorter).map(|expressions| ExpressionCase {
            expressions,
            ..self.clone()
        });
        let data = Case {
            policies: PolicySet::new(),
            entities: self.entities.clone(),
            requests: vec![self.request.clone()],
        };
        let data = case::smaller(&data).filter_map(|data| {
            Some(ExpressionCase {
                expressions: self.expressions.clone(),
                entities: data.entities,
                request: data.requests.into_iter().next()?,
            })
        });
        let all = expressions.chain(data);
        Box::new(all.map(|case| Box::new(case) as Box<dyn Question>))
    }
}

/// What an expression came to.
#[derive(PartialEq)]
struct Evaluated(Result<Value, ErrorKind>);

impl fmt::Display for Evaluated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Ok(value) => writeln!(f, "{value:?}"),
            Err(kind) => writeln!(f, "error: {kind}"),
        }
    }
}
