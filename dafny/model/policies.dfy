include "expressions.dfy"

// Policies: an effect, a scope that says which requests it is about, and conditions.
//
// Annotations and source text decide nothing and are not here.
module Policies {
  import opened Names
  import opened Expressions

  datatype Effect = Permit | Forbid

  // What the scope says of the principal or of the resource. `E` is an entity, or in a
  // template an entity or a slot.
  datatype ScopeConstraint<E> =
    | AnyEntity                                // principal
    | ScopeEq(entity: E)                       // principal == E
    | ScopeIn(entity: E)                       // principal in E
    | ScopeIs(ty: EntityType)                  // principal is ty
    | ScopeIsIn(ty: EntityType, entity: E)     // principal is ty in E

  // What the scope says of the action.
  datatype ActionConstraint =
    | AnyAction                                // action
    | ActionEq(uid: EntityUid)                 // action == uid
    | ActionIn(uid: EntityUid)                 // action in uid
    | ActionInAny(uids: seq<EntityUid>)        // action in [uid, ...]

  datatype Condition =
    | When(body: Expr)
    | Unless(body: Expr)

  datatype Policy = Policy(
    id: PolicyId,
    effect: Effect,
    principal: ScopeConstraint<EntityUid>,
    action: ActionConstraint,
    resource: ScopeConstraint<EntityUid>,
    conditions: seq<Condition>)

  // The ids are distinct in a policy set that was loaded (`DistinctIds` in the proofs). The
  // order carries no meaning: that is a theorem.
  type PolicySet = seq<Policy>
}
