include "index_theorems.dfy"
include "policy_meaning.dfy"

// The index of the engine. It files a policy under one thing that the policy demands of a
// request: a constraint of its scope, or a test that its first condition begins with. While
// the demand is not met the policy is neither satisfied nor errs, so it need not be visited.
module DemandTheorems {
  import opened Names
  import opened Options
  import opened Results
  import opened Values
  import opened Expressions
  import opened Entities
  import opened Requests
  import opened Operators
  import opened Evaluator
  import opened Policies
  import opened Scopes
  import opened Conditions
  import opened Authorizer
  import opened Index
  import opened PolicyMeaning
  import opened IndexTheorems

  // ---- demands

  // `of` is the principal, the action or the resource.
  datatype Demand =
    | IsEqual(of: Var, uid: EntityUid)          // principal == uid
    | IsInAny(of: Var, uids: seq<EntityUid>)    // principal in [uid, ...]
    | HasType(of: Var, ty: EntityType)          // principal is ty

  function EntityOfVar(v: Var, request: Request): EntityUid {
    if v.Action? then request.action else if v.Resource? then request.resource else request.principal
  }

  predicate Meets(demand: Demand, request: Request, store: EntityStore) {
    var entity := EntityOfVar(demand.of, request);
    match demand
    case IsEqual(v, uid) => entity == uid
    case IsInAny(v, uids) => exists uid :: uid in uids && IsIn(entity, uid, store)
    case HasType(v, ty) => entity.ty == ty
  }

  // ---- what a policy demands

  function DemandsOf(policy: Policy): seq<Demand> {
    ConstraintDemands(Principal, policy.principal)
    + ConstraintDemands(Resource, policy.resource)
    + ActionDemands(policy.action)
    + if policy.conditions != [] && policy.conditions[0].When? then LeadingDemands(policy.conditions[0].body) else []
  }

  function ConstraintDemands(v: Var, constraint: ScopeConstraint<EntityUid>): seq<Demand> {
    match constraint
    case AnyEntity => []
    case ScopeEq(uid) => [IsEqual(v, uid)]
    case ScopeIn(uid) => [IsInAny(v, [uid])]
    case ScopeIs(ty) => [HasType(v, ty)]
    case ScopeIsIn(ty, uid) => [HasType(v, ty), IsInAny(v, [uid])]
  }

  function ActionDemands(constraint: ActionConstraint): seq<Demand> {
    match constraint
    case AnyAction => []
    case ActionEq(uid) => [IsEqual(Action, uid)]
    case ActionIn(uid) => [IsInAny(Action, [uid])]
    case ActionInAny(uids) => [IsInAny(Action, uids)]
  }

  // Of the conjuncts that are evaluated first, up to one that is no demand and might err.
  function LeadingDemands(e: Expr): seq<Demand> {
    if e.And? then LeadingDemands(e.left) + if OnlyDemands(e.left) then LeadingDemands(e.right) else []
    else if DemandOf(e).Some? then [DemandOf(e).value]
    else []
  }

  predicate OnlyDemands(e: Expr) {
    if e.And? then OnlyDemands(e.left) && OnlyDemands(e.right) else DemandOf(e).Some?
  }

  // The demand that an expression states, if that is all it does.
  function DemandOf(e: Expr): Option<Demand> {
    if e.Binary? && e.binaryOp.Eq? && IsPart(e.left) && IsUid(e.right) then
      Some(IsEqual(e.left.variable, e.right.literal.uid))
    else if e.Binary? && e.binaryOp.Eq? && IsUid(e.left) && IsPart(e.right) then
      Some(IsEqual(e.right.variable, e.left.literal.uid))
    else if e.Binary? && e.binaryOp.In? && IsPart(e.left) && IsUid(e.right) then
      Some(IsInAny(e.left.variable, [e.right.literal.uid]))
    else if e.Binary? && e.binaryOp.In? && IsPart(e.left) && IsUidList(e.right) then
      Some(IsInAny(e.left.variable, UidsOf(e.right.elements)))
    else if e.IsType? && IsPart(e.target) then Some(HasType(e.target.variable, e.ty))
    else None
  }

  predicate IsPart(e: Expr) {
    e.Variable? && !e.variable.Context?
  }

  predicate IsUid(e: Expr) {
    e.Literal? && e.literal.EntityRef?
  }

  predicate IsUidList(e: Expr) {
    e.SetOf? && AreUids(e.elements)
  }

  predicate AreUids(es: seq<Expr>) {
    forall i :: 0 <= i < |es| ==> IsUid(es[i])
  }

  function UidsOf(es: seq<Expr>): seq<EntityUid>
    requires AreUids(es)
  {
    if es == [] then [] else [es[0].literal.uid] + UidsOf(es[1..])
  }

  // ---- the theorems

  // While one demand is not met, the policy is neither satisfied nor errs.
  lemma UnmetDemandSettles(policy: Policy, demand: Demand, env: Environment)
    requires demand in DemandsOf(policy) && !Meets(demand, env.request, env.store)
    ensures EvaluatePolicy(policy, env) == Ok(false)
  {
    if InScope(policy, env.request, env.store) {
      ConstraintMakesDemands(Principal, policy.principal, env.request, env.store);
      ConstraintMakesDemands(Resource, policy.resource, env.request, env.store);
      ActionMakesDemands(policy.action, env.request, env.store);
      var body := policy.conditions[0].body;
      assert demand in LeadingDemands(body);
      UnmetDemandIsFalse(body, demand, env);
    }
  }

  // Candidates that leave out only policies with a demand that is not met give the same answer
  // as all policies, under whichever demand each policy is filed.
  lemma DemandsAreEnough(request: Request, store: EntityStore, policies: PolicySet, candidates: set<Policy>)
    requires forall p :: p in candidates ==> p in policies
    requires forall p :: p in policies && p !in candidates
      ==> exists demand :: demand in DemandsOf(p) && !Meets(demand, request, store)
    ensures IsAuthorized(request, store, policies)
      == Respond(set p | p in candidates :: Outcome(p.id, p.effect, EvaluatePolicy(p, Environment(request, store, map[]))))
  {
    var env := Environment(request, store, map[]);
    forall p | p in policies && p !in candidates ensures EvaluatePolicy(p, env) == Ok(false) {
      var demand :| demand in DemandsOf(p) && !Meets(demand, request, store);
      UnmetDemandSettles(p, demand, env);
    }
    EnoughCandidates(request, store, policies, candidates);
  }

  // A demand that is met is found where the request looks: under the entity itself, its type
  // or one of its ancestors.
  lemma MetDemandIsVisited(demand: Demand, request: Request, store: EntityStore)
    requires Meets(demand, request, store)
    ensures exists key :: key in KeysOfDemand(demand) && key in EntityKeys(EntityOfVar(demand.of, request), store)
  {
    match demand
    case IsEqual(v, uid) => assert UidKey(uid) in KeysOfDemand(demand);
    case IsInAny(v, uids) =>
      var uid :| uid in uids && IsIn(EntityOfVar(v, request), uid, store);
      assert UidKey(uid) in KeysOfDemand(demand);
    case HasType(v, ty) => assert TypeKey(ty) in KeysOfDemand(demand);
  }

  function KeysOfDemand(demand: Demand): set<ScopeKey> {
    match demand
    case IsEqual(v, uid) => {UidKey(uid)}
    case IsInAny(v, uids) => set uid | uid in uids :: UidKey(uid)
    case HasType(v, ty) => {TypeKey(ty)}
  }

  // The constraint of a part is its demands: once all of them are met, it need not be looked at
  // again.
  lemma ConstraintIsItsDemands(v: Var, constraint: ScopeConstraint<EntityUid>, request: Request, store: EntityStore)
    requires !v.Context?
    ensures MeetsConstraint(EntityOfVar(v, request), constraint, store)
      <==> forall demand :: demand in ConstraintDemands(v, constraint) ==> Meets(demand, request, store)
  {
    ConstraintMakesDemands(v, constraint, request, store);
    match constraint
    case AnyEntity =>
    case ScopeEq(uid) => assert IsEqual(v, uid) in ConstraintDemands(v, constraint);
    case ScopeIn(uid) => assert IsInAny(v, [uid]) in ConstraintDemands(v, constraint);
    case ScopeIs(ty) => assert HasType(v, ty) in ConstraintDemands(v, constraint);
    case ScopeIsIn(ty, uid) =>
      assert HasType(v, ty) in ConstraintDemands(v, constraint) && IsInAny(v, [uid]) in ConstraintDemands(v, constraint);
  }

  // ---- steps

  lemma ConstraintMakesDemands(v: Var, constraint: ScopeConstraint<EntityUid>, request: Request, store: EntityStore)
    requires !v.Context?
    ensures MeetsConstraint(EntityOfVar(v, request), constraint, store)
      ==> forall demand :: demand in ConstraintDemands(v, constraint) ==> Meets(demand, request, store)
  {
    match constraint
    case AnyEntity =>
    case ScopeEq(uid) =>
    case ScopeIn(uid) => assert uid in [uid];
    case ScopeIs(ty) =>
    case ScopeIsIn(ty, uid) => assert uid in [uid];
  }

  lemma ActionMakesDemands(constraint: ActionConstraint, request: Request, store: EntityStore)
    requires MeetsActionConstraint(request.action, constraint, store)
    ensures forall demand :: demand in ActionDemands(constraint) ==> Meets(demand, request, store)
  {
    match constraint
    case AnyAction =>
    case ActionEq(uid) =>
    case ActionIn(uid) => assert uid in [uid];
    case ActionInAny(uids) =>
  }

  lemma UnmetDemandIsFalse(e: Expr, demand: Demand, env: Environment)
    requires demand in LeadingDemands(e) && !Meets(demand, env.request, env.store)
    ensures EvaluateBool(e, env) == Ok(false)
  {
    if e.And? {
      AndMeaning(e.left, e.right, env);
      if demand in LeadingDemands(e.left) {
        UnmetDemandIsFalse(e.left, demand, env);
      } else {
        DemandsDoNotErr(e.left, env);
        UnmetDemandIsFalse(e.right, demand, env);
      }
    } else {
      DemandIsItsTest(e, env);
    }
  }

  lemma DemandsDoNotErr(e: Expr, env: Environment)
    requires OnlyDemands(e)
    ensures EvaluateBool(e, env).Ok?
  {
    if e.And? {
      AndMeaning(e.left, e.right, env);
      DemandsDoNotErr(e.left, env);
      DemandsDoNotErr(e.right, env);
    } else {
      DemandIsItsTest(e, env);
    }
  }

  lemma DemandIsItsTest(e: Expr, env: Environment)
    requires DemandOf(e).Some?
    ensures EvaluateBool(e, env) == Ok(Meets(DemandOf(e).value, env.request, env.store))
  {
    if e.IsType? {
      PartEvaluates(e.target, env);
      assert Evaluate(e, env) == TestType(EntityValue(EntityOfVar(e.target.variable, env.request)), e.ty);
    } else if e.binaryOp.Eq? {
      EqualIsItsTest(e, env);
    } else if IsUid(e.right) {
      InIsItsTest(e, env);
    } else {
      InAnyIsItsTest(e, env);
    }
  }

  lemma EqualIsItsTest(e: Expr, env: Environment)
    requires e.Binary? && e.binaryOp.Eq?
    requires (IsPart(e.left) && IsUid(e.right)) || (IsUid(e.left) && IsPart(e.right))
    ensures EvaluateBool(e, env) == Ok(Meets(DemandOf(e).value, env.request, env.store))
  {
    var part, uid := if IsPart(e.left) then e.left else e.right, if IsPart(e.left) then e.right else e.left;
    PartEvaluates(part, env);
    UidEvaluates(uid, env);
    var v, w := Evaluate(e.left, env), Evaluate(e.right, env);
    assert Evaluate(e, env) == ApplyBinary(Eq, v.value, w.value, env.store);
  }

  lemma PartEvaluates(e: Expr, env: Environment)
    requires IsPart(e)
    ensures Evaluate(e, env) == Ok(EntityValue(EntityOfVar(e.variable, env.request)))
  {
    match e.variable
    case Principal =>
    case Action =>
    case Resource =>
    case Context =>
  }

  lemma UidEvaluates(e: Expr, env: Environment)
    requires IsUid(e)
    ensures Evaluate(e, env) == Ok(EntityValue(e.literal.uid))
  {
  }

  lemma InIsItsTest(e: Expr, env: Environment)
    requires e.Binary? && e.binaryOp.In? && IsPart(e.left) && IsUid(e.right)
    ensures EvaluateBool(e, env) == Ok(Meets(DemandOf(e).value, env.request, env.store))
  {
    var entity, uid := EntityOfVar(e.left.variable, env.request), e.right.literal.uid;
    PartEvaluates(e.left, env);
    UidEvaluates(e.right, env);
    assert Evaluate(e, env) == Member(EntityValue(entity), EntityValue(uid), env.store);
    assert DemandOf(e).value == IsInAny(e.left.variable, [uid]) && uid in [uid];
  }

  lemma InAnyIsItsTest(e: Expr, env: Environment)
    requires e.Binary? && e.binaryOp.In? && IsPart(e.left) && IsUidList(e.right)
    ensures EvaluateBool(e, env) == Ok(Meets(DemandOf(e).value, env.request, env.store))
  {
    var entity, uids := EntityOfVar(e.left.variable, env.request), UidsOf(e.right.elements);
    PartEvaluates(e.left, env);
    UidListEvaluates(e.right, env);
    var elements := Evaluate(e.right, env).value.elements;
    MemberOfUids(entity, uids, elements, env.store);
    assert Evaluate(e, env) == Member(EntityValue(entity), Set(elements), env.store);
    assert DemandOf(e).value == IsInAny(e.left.variable, uids);
  }

  lemma UidListEvaluates(e: Expr, env: Environment)
    requires IsUidList(e)
    ensures var r := Evaluate(e, env);
      r.Ok? && r.value.Set?
      && (forall v :: v in r.value.elements ==> AsEntity(v).Ok? && AsEntity(v).value in UidsOf(e.elements))
      && (forall uid :: uid in UidsOf(e.elements) ==> EntityValue(uid) in r.value.elements)
  {
    UidsEvaluate(e.elements, env);
    var elements := set v | v in EvaluateAll(e.elements, env).value;
    assert Evaluate(e, env) == Ok(Set(elements));
  }

  lemma UidsEvaluate(es: seq<Expr>, env: Environment)
    requires AreUids(es)
    ensures var r := EvaluateAll(es, env);
      r.Ok? && |r.value| == |es| == |UidsOf(es)|
      && forall i :: 0 <= i < |es| ==> r.value[i] == EntityValue(UidsOf(es)[i])
  {
    if es != [] {
      UidsEvaluate(es[1..], env);
      UidEvaluates(es[0], env);
    }
  }
}
