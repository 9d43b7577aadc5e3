include "authorizer.dfy"

// Finding the policies that a request can reach without looking at all of them.
//
// Each policy is filed under what its scope demands of principal, action and resource. A
// request visits the keys that it could satisfy: for each of its three entities the entity
// itself, its ancestors, its type, and "anything". Policies under other keys are out of
// scope, and would neither be satisfied nor err.
module Index {
  import opened Names
  import opened Entities
  import opened Requests
  import opened Policies
  import opened Conditions
  import opened Authorizer

  // What a constraint demands, or the part of it that is looked up first.
  datatype ScopeKey = AnyKey | UidKey(uid: EntityUid) | TypeKey(ty: EntityType)

  datatype PolicyKey = PolicyKey(principal: ScopeKey, action: ScopeKey, resource: ScopeKey)

  type PolicyIndex = map<PolicyKey, set<Policy>>

  // ---- filing

  function method BuildIndex(policies: PolicySet): PolicyIndex {
    var keys := set p, key | p in policies && key in KeysOf(p) :: key;
    map key | key in keys :: set p | p in policies && key in KeysOf(p)
  }

  // A policy about several actions is filed once for each.
  function method KeysOf(policy: Policy): set<PolicyKey> {
    set action | action in ActionKeys(policy.action) ::
      PolicyKey(ConstraintKey(policy.principal), action, ConstraintKey(policy.resource))
  }

  function method ConstraintKey(constraint: ScopeConstraint<EntityUid>): ScopeKey {
    match constraint
    case AnyEntity => AnyKey
    case ScopeEq(uid) => UidKey(uid)
    case ScopeIn(uid) => UidKey(uid)
    case ScopeIs(ty) => TypeKey(ty)
    case ScopeIsIn(ty, uid) => UidKey(uid)
  }

  function method ActionKeys(constraint: ActionConstraint): set<ScopeKey> {
    match constraint
    case AnyAction => {AnyKey}
    case ActionEq(uid) => {UidKey(uid)}
    case ActionIn(uid) => {UidKey(uid)}
    case ActionInAny(uids) => set uid | uid in uids :: UidKey(uid)
  }

  // ---- visiting

  function method Candidates(index: PolicyIndex, request: Request, store: EntityStore): set<Policy> {
    var keys := VisitedKeys(request, store);
    set key, p | key in keys * index.Keys && p in index[key] :: p
  }

  function method VisitedKeys(request: Request, store: EntityStore): set<PolicyKey> {
    var principals := EntityKeys(request.principal, store);
    var actions := EntityKeys(request.action, store);
    var resources := EntityKeys(request.resource, store);
    set p, a, r | p in principals && a in actions && r in resources :: PolicyKey(p, a, r)
  }

  // The demands that an entity could satisfy.
  function method EntityKeys(uid: EntityUid, store: EntityStore): set<ScopeKey> {
    var ancestors := if uid in store then store[uid].ancestors else {};
    {AnyKey, UidKey(uid), TypeKey(uid.ty)} + (set ancestor | ancestor in ancestors :: UidKey(ancestor))
  }

  // ---- deciding

  // `IsAuthorized`, from the candidates alone.
  function method IsAuthorizedByIndex(request: Request, store: EntityStore, index: PolicyIndex): Response {
    var env := Environment(request, store, map[]);
    Respond(set p | p in Candidates(index, request, store) :: Outcome(p.id, p.effect, EvaluatePolicy(p, env)))
  }
}
