include "policy_meaning.dfy"
include "hierarchy_theorems.dfy"

// What each form of a scope says of a request, one law for each form; and that `in`, in a
// store that was loaded, is reachability.
module ScopeLaws {
  import opened Names
  import opened Values
  import opened Results
  import opened Expressions
  import opened Entities
  import opened Hierarchy
  import opened Requests
  import opened Evaluator
  import opened Policies
  import opened Scopes
  import opened Conditions
  import opened HierarchyTheorems

  // A policy is about the requests whose three entities meet its three constraints; about
  // others it says nothing, and does not err.
  lemma ScopeLaw(policy: Policy, env: Environment)
    ensures InScope(policy, env.request, env.store) <==>
      MeetsConstraint(env.request.principal, policy.principal, env.store)
      && MeetsActionConstraint(env.request.action, policy.action, env.store)
      && MeetsConstraint(env.request.resource, policy.resource, env.store)
    ensures !InScope(policy, env.request, env.store) ==> EvaluatePolicy(policy, env) == Ok(false)
    ensures InScope(policy, env.request, env.store)
      ==> EvaluatePolicy(policy, env) == EvaluateConditions(policy.conditions, env)
  {
  }

  // ---- principal and resource

  // `principal`
  lemma AnyEntityLaw(uid: EntityUid, store: EntityStore)
    ensures MeetsConstraint(uid, AnyEntity, store)
  {
  }

  // `principal == E`
  lemma ScopeEqLaw(uid: EntityUid, expected: EntityUid, store: EntityStore)
    ensures MeetsConstraint(uid, ScopeEq(expected), store) <==> uid == expected
  {
  }

  // `principal in E`: it is E, or the store knows it and E is above it.
  lemma ScopeInLaw(uid: EntityUid, ancestor: EntityUid, store: EntityStore)
    ensures MeetsConstraint(uid, ScopeIn(ancestor), store)
      <==> uid == ancestor || (uid in store && ancestor in store[uid].ancestors)
  {
  }

  // `principal is T`: a matter of names, not of the store.
  lemma ScopeIsLaw(uid: EntityUid, ty: EntityType, store: EntityStore)
    ensures MeetsConstraint(uid, ScopeIs(ty), store) <==> uid.ty == ty
  {
  }

  // `principal is T in E`: both of it.
  lemma ScopeIsInLaw(uid: EntityUid, ty: EntityType, ancestor: EntityUid, store: EntityStore)
    ensures MeetsConstraint(uid, ScopeIsIn(ty, ancestor), store)
      <==> MeetsConstraint(uid, ScopeIs(ty), store) && MeetsConstraint(uid, ScopeIn(ancestor), store)
  {
  }

  // ---- action

  // `action`
  lemma AnyActionLaw(action: EntityUid, store: EntityStore)
    ensures MeetsActionConstraint(action, AnyAction, store)
  {
  }

  // `action == E`
  lemma ActionEqLaw(action: EntityUid, expected: EntityUid, store: EntityStore)
    ensures MeetsActionConstraint(action, ActionEq(expected), store) <==> action == expected
  {
  }

  // `action in E`
  lemma ActionInLaw(action: EntityUid, ancestor: EntityUid, store: EntityStore)
    ensures MeetsActionConstraint(action, ActionIn(ancestor), store)
      <==> action == ancestor || (action in store && ancestor in store[action].ancestors)
  {
  }

  // `action in [E, F]`: in one of them. In `[]` is nothing.
  lemma ActionInAnyLaw(action: EntityUid, ancestors: seq<EntityUid>, store: EntityStore)
    ensures MeetsActionConstraint(action, ActionInAny(ancestors), store)
      <==> exists ancestor :: ancestor in ancestors && MeetsActionConstraint(action, ActionIn(ancestor), store)
    ensures !MeetsActionConstraint(action, ActionInAny([]), store)
  {
    if ancestor :| ancestor in ancestors && IsIn(action, ancestor, store) {
      assert MeetsActionConstraint(action, ActionIn(ancestor), store);
    }
    if ancestor :| ancestor in ancestors && MeetsActionConstraint(action, ActionIn(ancestor), store) {
      assert IsIn(action, ancestor, store);
    }
  }

  // ---- with a loaded store

  // `in` of a scope asks whether parents lead to the entity.
  lemma ScopeInIsReachability(records: seq<EntityRecord>, parents: Parents, uid: EntityUid, ancestor: EntityUid)
    requires LoadEntities(records).Loaded? && IsParents(parents, records)
    ensures var store := LoadEntities(records).store;
      (MeetsConstraint(uid, ScopeIn(ancestor), store) <==> uid == ancestor || Reaches(uid, ancestor, parents))
      && (MeetsActionConstraint(uid, ActionIn(ancestor), store) <==> uid == ancestor || Reaches(uid, ancestor, parents))
  {
    InIsReachability(records, parents, uid, ancestor);
  }
}
