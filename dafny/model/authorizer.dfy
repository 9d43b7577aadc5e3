include "conditions.dfy"

// The decision: allow if some permit is satisfied and no forbid is, deny otherwise.
//
// A policy that errs is not satisfied, whatever its effect: it is reported, and skipped.
module Authorizer {
  import opened Names
  import opened Results
  import opened Entities
  import opened Requests
  import opened Policies
  import opened Conditions

  datatype Decision = Allow | Deny

  datatype PolicyError = PolicyError(id: PolicyId, error: Error)

  datatype Response = Response(
    decision: Decision,
    // The satisfied policies of the effect that decided. Empty if nothing was satisfied.
    determining: set<PolicyId>,
    erring: set<PolicyError>)

  // What became of one policy.
  datatype Outcome = Outcome(id: PolicyId, effect: Effect, result: Result<bool>)

  function method IsAuthorized(request: Request, store: EntityStore, policies: PolicySet): Response {
    Respond(Outcomes(request, store, policies))
  }

  function method Outcomes(request: Request, store: EntityStore, policies: PolicySet): set<Outcome> {
    var env := Environment(request, store, map[]);
    set policy | policy in policies :: Outcome(policy.id, policy.effect, EvaluatePolicy(policy, env))
  }

  function method Respond(outcomes: set<Outcome>): Response {
    var permits := SatisfiedIds(outcomes, Permit);
    var forbids := SatisfiedIds(outcomes, Forbid);
    var erring := set o | o in outcomes && o.result.Err? :: PolicyError(o.id, o.result.error);
    if forbids == {} && permits != {}
    then Response(Allow, permits, erring)
    else Response(Deny, forbids, erring)
  }

  function method SatisfiedIds(outcomes: set<Outcome>, effect: Effect): set<PolicyId> {
    set o | o in outcomes && o.effect == effect && o.result == Ok(true) :: o.id
  }
}
