include "evaluator.dfy"
include "scopes.dfy"

// Whether a policy is satisfied by a request, or errs.
//
// The language defines this by one expression,
//   principal_constraint && (action_constraint && (resource_constraint && body))
// where `body` joins the conditions with `&&`. That expression is built in the proofs, which
// show that it means what is computed here: so an error in a condition of a policy that is
// out of scope, or after a condition that is false, never happens.
module Conditions {
  import opened Results
  import opened Values
  import opened Expressions
  import opened Requests
  import opened Evaluator
  import opened Policies
  import opened Scopes

  // True: satisfied. False: not. Err: the policy errs.
  function method EvaluatePolicy(policy: Policy, env: Environment): Result<bool> {
    if InScope(policy, env.request, env.store)
    then EvaluateConditions(policy.conditions, env)
    else Ok(false)
  }

  function method EvaluateConditions(conditions: seq<Condition>, env: Environment): Result<bool> {
    if conditions == [] then Ok(true) else
    var first := EvaluateCondition(conditions[0], env);
    if first.Err? || !first.value then first else EvaluateConditions(conditions[1..], env)
  }

  function method EvaluateCondition(condition: Condition, env: Environment): Result<bool> {
    var b := EvaluateBool(condition.body, env);
    if b.Err? || condition.When? then b else Ok(!b.value)
  }
}
