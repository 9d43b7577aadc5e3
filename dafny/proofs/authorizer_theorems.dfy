include "../model/authorizer.dfy"

// What can be relied on of a decision, for every request, store and policy set.
//
// Nothing here depends on what conditions mean: the theorems hold of any evaluator.
module AuthorizerTheorems {
  import opened Names
  import opened Results
  import opened Entities
  import opened Requests
  import opened Policies
  import opened Conditions
  import opened Authorizer

  // ---- the vocabulary of the theorems

  function PolicyOutcome(policy: Policy, request: Request, store: EntityStore): Result<bool> {
    EvaluatePolicy(policy, Environment(request, store, map[]))
  }

  predicate Satisfied(policy: Policy, request: Request, store: EntityStore) {
    PolicyOutcome(policy, request, store) == Ok(true)
  }

  predicate Errs(policy: Policy, request: Request, store: EntityStore) {
    PolicyOutcome(policy, request, store).Err?
  }

  predicate SomeSatisfied(effect: Effect, request: Request, store: EntityStore, policies: PolicySet) {
    exists p :: p in policies && p.effect == effect && Satisfied(p, request, store)
  }

  predicate SamePolicies(policies: PolicySet, others: PolicySet) {
    forall p :: p in policies <==> p in others
  }

  predicate DistinctIds(policies: PolicySet) {
    forall p, q :: p in policies && q in policies && p.id == q.id ==> p == q
  }

  // ---- the decision

  // Allow if and only if some permit is satisfied and no forbid is; deny otherwise.
  lemma DecisionIsDefined(request: Request, store: EntityStore, policies: PolicySet)
    ensures IsAuthorized(request, store, policies).decision ==
      if SomeSatisfied(Permit, request, store, policies) && !SomeSatisfied(Forbid, request, store, policies)
      then Allow else Deny
  {
    SatisfiedIdsAreExact(request, store, policies, Permit);
    SatisfiedIdsAreExact(request, store, policies, Forbid);
    var outcomes := Outcomes(request, store, policies);
    if SomeSatisfied(Permit, request, store, policies) {
      var p :| p in policies && p.effect == Permit && Satisfied(p, request, store);
      assert p.id in SatisfiedIds(outcomes, Permit);
    }
    if SomeSatisfied(Forbid, request, store, policies) {
      var p :| p in policies && p.effect == Forbid && Satisfied(p, request, store);
      assert p.id in SatisfiedIds(outcomes, Forbid);
    }
    if SatisfiedIds(outcomes, Permit) != {} {
      var id :| id in SatisfiedIds(outcomes, Permit);
    }
    if SatisfiedIds(outcomes, Forbid) != {} {
      var id :| id in SatisfiedIds(outcomes, Forbid);
    }
  }

  // Nothing is allowed unless a permit is satisfied: errors and forbids never allow.
  lemma ExplicitPermit(request: Request, store: EntityStore, policies: PolicySet)
    requires IsAuthorized(request, store, policies).decision == Allow
    ensures SomeSatisfied(Permit, request, store, policies)
  {
    DecisionIsDefined(request, store, policies);
  }

  // One satisfied forbid denies, whatever else is satisfied.
  lemma ForbidOverridesPermit(request: Request, store: EntityStore, policies: PolicySet)
    requires SomeSatisfied(Forbid, request, store, policies)
    ensures IsAuthorized(request, store, policies).decision == Deny
  {
    DecisionIsDefined(request, store, policies);
  }

  // Without a satisfied permit the answer is deny; in particular without any policy.
  lemma DefaultDeny(request: Request, store: EntityStore, policies: PolicySet)
    requires !SomeSatisfied(Permit, request, store, policies)
    ensures IsAuthorized(request, store, policies).decision == Deny
  {
    DecisionIsDefined(request, store, policies);
  }

  lemma NoPolicyDenies(request: Request, store: EntityStore)
    ensures IsAuthorized(request, store, []) == Response(Deny, {}, {})
  {
    assert Outcomes(request, store, []) == {};
    assert SatisfiedIds({}, Permit) == {};
    assert SatisfiedIds({}, Forbid) == {};
  }

  // ---- independence of order and duplicates

  // The whole answer, errors included, depends only on which policies there are.
  lemma OrderAndDuplicatesDoNotMatter(request: Request, store: EntityStore, policies: PolicySet, others: PolicySet)
    requires SamePolicies(policies, others)
    ensures IsAuthorized(request, store, policies) == IsAuthorized(request, store, others)
  {
    var env := Environment(request, store, map[]);
    forall o ensures o in Outcomes(request, store, policies) <==> o in Outcomes(request, store, others) {
      if o in Outcomes(request, store, policies) {
        var p :| p in policies && o == Outcome(p.id, p.effect, EvaluatePolicy(p, env));
        assert p in others;
      }
      if o in Outcomes(request, store, others) {
        var p :| p in others && o == Outcome(p.id, p.effect, EvaluatePolicy(p, env));
        assert p in policies;
      }
    }
    assert Outcomes(request, store, policies) == Outcomes(request, store, others);
  }

  lemma ReversalDoesNotMatter(request: Request, store: EntityStore, first: PolicySet, second: PolicySet)
    ensures IsAuthorized(request, store, first + second) == IsAuthorized(request, store, second + first)
  {
    OrderAndDuplicatesDoNotMatter(request, store, first + second, second + first);
  }

  lemma RepetitionDoesNotMatter(request: Request, store: EntityStore, policies: PolicySet)
    ensures IsAuthorized(request, store, policies + policies) == IsAuthorized(request, store, policies)
  {
    OrderAndDuplicatesDoNotMatter(request, store, policies + policies, policies);
  }

  // ---- determining policies

  // The determining policies are the satisfied policies of the effect that decided.
  lemma DeterminingPoliciesAreExact(request: Request, store: EntityStore, policies: PolicySet, id: PolicyId)
    ensures var response := IsAuthorized(request, store, policies);
      id in response.determining <==>
        exists p :: p in policies && p.id == id
          && p.effect == (if response.decision == Allow then Permit else Forbid)
          && Satisfied(p, request, store)
  {
    SatisfiedIdsAreExact(request, store, policies, Permit);
    SatisfiedIdsAreExact(request, store, policies, Forbid);
  }

  // An allow has a reason. A deny without one is a default deny.
  lemma AllowHasAReason(request: Request, store: EntityStore, policies: PolicySet)
    ensures var response := IsAuthorized(request, store, policies);
      (response.decision == Allow ==> response.determining != {})
      && (response.decision == Deny ==>
        (response.determining != {} <==> SomeSatisfied(Forbid, request, store, policies)))
  {
    var response := IsAuthorized(request, store, policies);
    if response.decision == Deny {
      if response.determining != {} {
        var id :| id in response.determining;
        DeterminingPoliciesAreExact(request, store, policies, id);
      }
      if SomeSatisfied(Forbid, request, store, policies) {
        var p :| p in policies && p.effect == Forbid && Satisfied(p, request, store);
        DeterminingPoliciesAreExact(request, store, policies, p.id);
      }
    }
  }

  // ---- erring policies

  // The erring policies are those whose evaluation errs, each with its error.
  lemma ErringPoliciesAreExact(request: Request, store: EntityStore, policies: PolicySet, id: PolicyId, error: Error)
    ensures PolicyError(id, error) in IsAuthorized(request, store, policies).erring <==>
      exists p :: p in policies && p.id == id && PolicyOutcome(p, request, store) == Err(error)
  {
    var env := Environment(request, store, map[]);
    var outcomes := Outcomes(request, store, policies);
    var erring := IsAuthorized(request, store, policies).erring;
    if PolicyError(id, error) in erring {
      var o :| o in outcomes && o.result.Err? && PolicyError(o.id, o.result.error) == PolicyError(id, error);
      var p :| p in policies && o == Outcome(p.id, p.effect, EvaluatePolicy(p, env));
      assert PolicyOutcome(p, request, store) == Err(error);
    }
    if p :| p in policies && p.id == id && PolicyOutcome(p, request, store) == Err(error) {
      assert Outcome(p.id, p.effect, Err(error)) in outcomes;
    }
  }

  // No policy both decides and errs.
  lemma DeterminingAndErringAreDisjoint(request: Request, store: EntityStore, policies: PolicySet, id: PolicyId, error: Error)
    requires DistinctIds(policies)
    ensures var response := IsAuthorized(request, store, policies);
      !(id in response.determining && PolicyError(id, error) in response.erring)
  {
    DeterminingPoliciesAreExact(request, store, policies, id);
    ErringPoliciesAreExact(request, store, policies, id, error);
  }

  // An erring policy never decides: without it the decision and its reasons are the same.
  lemma ErringPolicyNeverDecides(request: Request, store: EntityStore, policies: PolicySet, policy: Policy)
    requires Errs(policy, request, store)
    ensures var with := IsAuthorized(request, store, policies + [policy]);
      var without := IsAuthorized(request, store, policies);
      with.decision == without.decision && with.determining == without.determining
  {
    UnsatisfiedPolicyNeverDecides(request, store, policies, policy);
  }

  lemma UnsatisfiedPolicyNeverDecides(request: Request, store: EntityStore, policies: PolicySet, policy: Policy)
    requires !Satisfied(policy, request, store)
    ensures var with := IsAuthorized(request, store, policies + [policy]);
      var without := IsAuthorized(request, store, policies);
      with.decision == without.decision && with.determining == without.determining
  {
    var more := policies + [policy];
    SameSatisfiedIds(request, store, policies, more, Permit);
    SameSatisfiedIds(request, store, policies, more, Forbid);
  }

  // ---- adding a policy

  // Adding a permit never turns allow into deny.
  lemma AddingAPermitKeepsAllow(request: Request, store: EntityStore, policies: PolicySet, policy: Policy)
    requires policy.effect == Permit
    requires IsAuthorized(request, store, policies).decision == Allow
    ensures IsAuthorized(request, store, policies + [policy]).decision == Allow
  {
    DecisionIsDefined(request, store, policies);
    DecisionIsDefined(request, store, policies + [policy]);
    var p :| p in policies && p.effect == Permit && Satisfied(p, request, store);
    assert p in policies + [policy];
  }

  // Adding a forbid never turns deny into allow.
  lemma AddingAForbidKeepsDeny(request: Request, store: EntityStore, policies: PolicySet, policy: Policy)
    requires policy.effect == Forbid
    requires IsAuthorized(request, store, policies).decision == Deny
    ensures IsAuthorized(request, store, policies + [policy]).decision == Deny
  {
    DecisionIsDefined(request, store, policies);
    DecisionIsDefined(request, store, policies + [policy]);
    if SomeSatisfied(Forbid, request, store, policies) {
      var p :| p in policies && p.effect == Forbid && Satisfied(p, request, store);
      assert p in policies + [policy];
    }
  }

  // ---- steps

  lemma SatisfiedIdsAreExact(request: Request, store: EntityStore, policies: PolicySet, effect: Effect)
    ensures forall id :: id in SatisfiedIds(Outcomes(request, store, policies), effect) <==>
      exists p :: p in policies && p.id == id && p.effect == effect && Satisfied(p, request, store)
  {
    var env := Environment(request, store, map[]);
    var outcomes := Outcomes(request, store, policies);
    forall id ensures id in SatisfiedIds(outcomes, effect) <==>
      exists p :: p in policies && p.id == id && p.effect == effect && Satisfied(p, request, store)
    {
      if id in SatisfiedIds(outcomes, effect) {
        var o :| o in outcomes && o.effect == effect && o.result == Ok(true) && o.id == id;
        var p :| p in policies && o == Outcome(p.id, p.effect, EvaluatePolicy(p, env));
        assert Satisfied(p, request, store);
      }
      if p :| p in policies && p.id == id && p.effect == effect && Satisfied(p, request, store) {
        assert Outcome(p.id, p.effect, Ok(true)) in outcomes;
      }
    }
  }

  // Two policy sets with the same satisfied policies of an effect agree on their ids.
  lemma SameSatisfiedIds(request: Request, store: EntityStore, policies: PolicySet, others: PolicySet, effect: Effect)
    requires forall p: Policy :: p.effect == effect && Satisfied(p, request, store) ==> (p in policies <==> p in others)
    ensures SatisfiedIds(Outcomes(request, store, policies), effect) == SatisfiedIds(Outcomes(request, store, others), effect)
  {
    SatisfiedIdsAreExact(request, store, policies, effect);
    SatisfiedIdsAreExact(request, store, others, effect);
    var ids := SatisfiedIds(Outcomes(request, store, policies), effect);
    var otherIds := SatisfiedIds(Outcomes(request, store, others), effect);
    forall id ensures id in ids <==> id in otherIds {
      if id in ids {
        var p :| p in policies && p.id == id && p.effect == effect && Satisfied(p, request, store);
        assert p in others;
      }
      if id in otherIds {
        var p :| p in others && p.id == id && p.effect == effect && Satisfied(p, request, store);
        assert p in policies;
      }
    }
  }
}
