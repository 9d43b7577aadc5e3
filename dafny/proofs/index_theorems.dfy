include "../model/index.dfy"

// Visiting only the candidates gives the same answer as evaluating all policies: the same
// decision, the same determining policies and the same erring policies.
module IndexTheorems {
  import opened Names
  import opened Results
  import opened Entities
  import opened Requests
  import opened Policies
  import opened Scopes
  import opened Conditions
  import opened Authorizer
  import opened Index

  lemma IndexIsExact(request: Request, store: EntityStore, policies: PolicySet)
    ensures IsAuthorizedByIndex(request, store, BuildIndex(policies)) == IsAuthorized(request, store, policies)
  {
    var candidates := Candidates(BuildIndex(policies), request, store);
    CandidatesArePolicies(request, store, policies);
    forall p | p in policies && p !in candidates
      ensures EvaluatePolicy(p, Environment(request, store, map[])) == Ok(false)
    {
      if InScope(p, request, store) { PolicyInScopeIsCandidate(request, store, policies, p); }
    }
    EnoughCandidates(request, store, policies, candidates);
  }

  // Any candidates will do, however they were found, that leave out only policies that are
  // neither satisfied nor err.
  lemma EnoughCandidates(request: Request, store: EntityStore, policies: PolicySet, candidates: set<Policy>)
    requires forall p :: p in candidates ==> p in policies
    requires forall p :: p in policies && p !in candidates
      ==> EvaluatePolicy(p, Environment(request, store, map[])) == Ok(false)
    ensures IsAuthorized(request, store, policies)
      == Respond(set p | p in candidates :: Outcome(p.id, p.effect, EvaluatePolicy(p, Environment(request, store, map[]))))
  {
    var env := Environment(request, store, map[]);
    var all := Outcomes(request, store, policies);
    var some := set p | p in candidates :: Outcome(p.id, p.effect, EvaluatePolicy(p, env));
    forall o ensures o in some ==> o in all {
      if o in some {
        var p :| p in candidates && o == Outcome(p.id, p.effect, EvaluatePolicy(p, env));
        assert p in policies;
      }
    }
    forall o | o in all && o !in some ensures o.result == Ok(false) {
      var p :| p in policies && o == Outcome(p.id, p.effect, EvaluatePolicy(p, env));
      assert p !in candidates;
    }
    UneventfulOutcomesDoNotMatter(some, all);
  }

  // A policy that the index does not reach is out of scope.
  lemma PolicyInScopeIsCandidate(request: Request, store: EntityStore, policies: PolicySet, policy: Policy)
    requires policy in policies && InScope(policy, request, store)
    ensures policy in Candidates(BuildIndex(policies), request, store)
  {
    ConstraintIsVisited(request.principal, policy.principal, store);
    ConstraintIsVisited(request.resource, policy.resource, store);
    ActionConstraintIsVisited(request.action, policy.action, store);
    var action :| action in ActionKeys(policy.action) && action in EntityKeys(request.action, store);
    var key := PolicyKey(ConstraintKey(policy.principal), action, ConstraintKey(policy.resource));
    assert key in KeysOf(policy);
    assert key in VisitedKeys(request, store);
    assert policy in BuildIndex(policies)[key];
  }

  // ---- steps

  lemma CandidatesArePolicies(request: Request, store: EntityStore, policies: PolicySet)
    ensures forall p :: p in Candidates(BuildIndex(policies), request, store) ==> p in policies
  {
  }

  lemma ConstraintIsVisited(uid: EntityUid, constraint: ScopeConstraint<EntityUid>, store: EntityStore)
    requires MeetsConstraint(uid, constraint, store)
    ensures ConstraintKey(constraint) in EntityKeys(uid, store)
  {
  }

  lemma ActionConstraintIsVisited(action: EntityUid, constraint: ActionConstraint, store: EntityStore)
    requires MeetsActionConstraint(action, constraint, store)
    ensures exists key :: key in ActionKeys(constraint) && key in EntityKeys(action, store)
  {
    match constraint
    case AnyAction => assert AnyKey in ActionKeys(constraint);
    case ActionEq(uid) => assert UidKey(uid) in ActionKeys(constraint);
    case ActionIn(uid) => assert UidKey(uid) in ActionKeys(constraint);
    case ActionInAny(uids) =>
      var uid :| uid in uids && IsIn(action, uid, store);
      assert UidKey(uid) in ActionKeys(constraint);
  }

  lemma UneventfulOutcomesDoNotMatter(some: set<Outcome>, all: set<Outcome>)
    requires some <= all
    requires forall o :: o in all && o !in some ==> o.result == Ok(false)
    ensures Respond(some) == Respond(all)
  {
    forall effect: Effect ensures SatisfiedIds(some, effect) == SatisfiedIds(all, effect) {
      forall id ensures id in SatisfiedIds(some, effect) <==> id in SatisfiedIds(all, effect) {
        if id in SatisfiedIds(all, effect) {
          var o :| o in all && o.effect == effect && o.result == Ok(true) && o.id == id;
          assert o in some;
        }
      }
    }
    var erring := set o | o in some && o.result.Err? :: PolicyError(o.id, o.result.error);
    var allErring := set o | o in all && o.result.Err? :: PolicyError(o.id, o.result.error);
    forall e ensures e in erring <==> e in allErring {
      if e in allErring {
        var o :| o in all && o.result.Err? && e == PolicyError(o.id, o.result.error);
        assert o in some;
      }
    }
    assert erring == allErring;
  }
}
