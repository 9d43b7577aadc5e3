include "../model/impossible_policies.dfy"
include "validation_soundness.dfy"

// What the warning promises: an impossible policy is never satisfied.
module ImpossiblePolicyTheorems {
  import opened Results
  import opened Types
  import opened Entities
  import opened Requests
  import opened Expressions
  import opened Evaluator
  import opened Policies
  import opened Templates
  import opened PolicyExpressions
  import opened Conditions
  import opened Schemas
  import opened Typechecker
  import opened Validator
  import opened ImpossiblePolicies
  import opened TypedOperators
  import opened TypeSoundness
  import opened PolicyMeaning
  import opened ValidationSoundness

  lemma ImpossiblePolicyIsNeverSatisfied(
    policy: Policy, schema: Schema, mode: Mode, request: Request, store: EntityStore)
    requires PolicyIsImpossible(policy, schema, mode) && ActionTypesAreApart(schema)
    requires RequestIsValid(request, schema) && StoreConforms(store, schema)
    ensures EvaluatePolicy(policy, Environment(request, store, map[])) != Ok(true)
  {
    var c := Checking(EnvOf(request, schema), schema, mode);
    var env := Environment(request, store, map[]);
    EnvIsListed(request, schema);
    assert !MayHold(TypeOfBool(PolicyExpr(policy), c, {}));
    SoundBool(PolicyExpr(policy), c, {}, env);
    PolicyMeansItsExpression(policy, env);
  }
}
