include "policies.dfy"
include "requests.dfy"

// Which requests the scope of a policy is about.
module Scopes {
  import opened Names
  import opened Entities
  import opened Requests
  import opened Policies

  predicate method InScope(policy: Policy, request: Request, store: EntityStore) {
    MeetsConstraint(request.principal, policy.principal, store)
    && MeetsActionConstraint(request.action, policy.action, store)
    && MeetsConstraint(request.resource, policy.resource, store)
  }

  predicate method MeetsConstraint(uid: EntityUid, constraint: ScopeConstraint<EntityUid>, store: EntityStore) {
    match constraint
    case AnyEntity => true
    case ScopeEq(expected) => uid == expected
    case ScopeIn(ancestor) => IsIn(uid, ancestor, store)
    case ScopeIs(ty) => uid.ty == ty
    case ScopeIsIn(ty, ancestor) => uid.ty == ty && IsIn(uid, ancestor, store)
  }

  predicate method MeetsActionConstraint(action: EntityUid, constraint: ActionConstraint, store: EntityStore) {
    match constraint
    case AnyAction => true
    case ActionEq(expected) => action == expected
    case ActionIn(ancestor) => IsIn(action, ancestor, store)
    case ActionInAny(ancestors) => exists ancestor :: ancestor in ancestors && IsIn(action, ancestor, store)
  }
}
