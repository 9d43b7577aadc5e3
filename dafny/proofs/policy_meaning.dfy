include "../model/conditions.dfy"
include "../model/policy_expressions.dfy"

// A policy means one expression: evaluating the expression by which the language defines a
// policy is what the model computes in a shorter way.
module PolicyMeaning {
  import opened Names
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
  import opened PolicyExpressions

  // ---- the theorem

  // Evaluating a policy, errors included, is evaluating its expression.
  lemma PolicyMeansItsExpression(policy: Policy, env: Environment)
    ensures EvaluateBool(PolicyExpr(policy), env) == EvaluatePolicy(policy, env)
  {
    var principalExpr := ConstraintExpr(Principal, policy.principal);
    var actionExpr := ActionConstraintExpr(policy.action);
    var resourceExpr := ConstraintExpr(Resource, policy.resource);
    var body := BodyExpr(policy.conditions);
    ConstraintMeansItsExpression(Principal, policy.principal, env.request.principal, env);
    ActionConstraintMeansItsExpression(policy.action, env);
    ConstraintMeansItsExpression(Resource, policy.resource, env.request.resource, env);
    BodyMeansItsExpression(policy.conditions, env);
    AndMeaning(resourceExpr, body, env);
    AndMeaning(actionExpr, And(resourceExpr, body), env);
    AndMeaning(principalExpr, And(actionExpr, And(resourceExpr, body)), env);
  }

  // ---- steps

  lemma AndMeaning(left: Expr, right: Expr, env: Environment)
    ensures EvaluateBool(And(left, right), env) ==
      var l := EvaluateBool(left, env);
      if l == Ok(true) then EvaluateBool(right, env) else l
  {
  }

  lemma ConstraintMeansItsExpression(v: Var, constraint: ScopeConstraint<EntityUid>, uid: EntityUid, env: Environment)
    requires VariableValue(v, env.request) == EntityValue(uid)
    ensures EvaluateBool(ConstraintExpr(v, constraint), env) == Ok(MeetsConstraint(uid, constraint, env.store))
  {
    assert Evaluate(Variable(v), env) == Ok(EntityValue(uid));
    match constraint
    case AnyEntity => TrueMeaning(env);
    case ScopeEq(expected) => EqMeaning(v, expected, uid, env);
    case ScopeIn(ancestor) => InMeaning(v, ancestor, uid, env);
    case ScopeIs(ty) =>
    case ScopeIsIn(ty, ancestor) =>
      InMeaning(v, ancestor, uid, env);
      assert EvaluateBool(IsType(Variable(v), ty), env) == Ok(uid.ty == ty);
      AndMeaning(IsType(Variable(v), ty), Binary(In, Variable(v), Literal(EntityRef(ancestor))), env);
  }

  lemma TrueMeaning(env: Environment)
    ensures EvaluateBool(Literal(Bool(true)), env) == Ok(true)
  {
    assert Evaluate(Literal(Bool(true)), env) == Ok(BoolValue(true));
  }

  lemma EqMeaning(v: Var, expected: EntityUid, uid: EntityUid, env: Environment)
    requires VariableValue(v, env.request) == EntityValue(uid)
    ensures EvaluateBool(Binary(Eq, Variable(v), Literal(EntityRef(expected))), env) == Ok(uid == expected)
  {
    assert Evaluate(Variable(v), env) == Ok(EntityValue(uid));
    assert Evaluate(Literal(EntityRef(expected)), env) == Ok(EntityValue(expected));
  }

  lemma InMeaning(v: Var, ancestor: EntityUid, uid: EntityUid, env: Environment)
    requires VariableValue(v, env.request) == EntityValue(uid)
    ensures EvaluateBool(Binary(In, Variable(v), Literal(EntityRef(ancestor))), env) == Ok(IsIn(uid, ancestor, env.store))
  {
    assert Evaluate(Variable(v), env) == Ok(EntityValue(uid));
    assert Evaluate(Literal(EntityRef(ancestor)), env) == Ok(EntityValue(ancestor));
  }

  lemma ActionConstraintMeansItsExpression(constraint: ActionConstraint, env: Environment)
    ensures EvaluateBool(ActionConstraintExpr(constraint), env)
      == Ok(MeetsActionConstraint(env.request.action, constraint, env.store))
  {
    match constraint
    case AnyAction =>
      TrueMeaning(env);
      assert ActionConstraintExpr(constraint) == Literal(Bool(true));
      assert MeetsActionConstraint(env.request.action, constraint, env.store);
    case ActionEq(uid) => EqMeaning(Action, uid, env.request.action, env);
    case ActionIn(uid) => InMeaning(Action, uid, env.request.action, env);
    case ActionInAny(uids) => InAnyMeaning(uids, env);
  }

  lemma InAnyMeaning(uids: seq<EntityUid>, env: Environment)
    ensures EvaluateBool(ActionConstraintExpr(ActionInAny(uids)), env)
      == Ok(MeetsActionConstraint(env.request.action, ActionInAny(uids), env.store))
  {
    var literals := UidLiterals(uids);
    UidLiteralsMeaning(uids, env);
    var elements := set v | v in EvaluateAll(literals, env).value;
    assert Evaluate(Variable(Action), env) == Ok(EntityValue(env.request.action));
    assert Evaluate(SetOf(literals), env) == Ok(Set(elements));
    MemberOfUids(env.request.action, uids, elements, env.store);
  }

  // `in` a set that holds exactly the given entities.
  lemma MemberOfUids(action: EntityUid, uids: seq<EntityUid>, elements: set<Value>, store: EntityStore)
    requires forall v :: v in elements ==> AsEntity(v).Ok? && AsEntity(v).value in uids
    requires forall uid :: uid in uids ==> EntityValue(uid) in elements
    ensures Member(EntityValue(action), Set(elements), store)
      == Ok(BoolValue(MeetsActionConstraint(action, ActionInAny(uids), store)))
  {
    if uid :| uid in uids && IsIn(action, uid, store) {
      assert AsEntity(EntityValue(uid)).value == uid;
    }
  }

  lemma UidLiteralsMeaning(uids: seq<EntityUid>, env: Environment)
    ensures var r := EvaluateAll(UidLiterals(uids), env);
      r.Ok? && |r.value| == |uids| && forall i :: 0 <= i < |uids| ==> r.value[i] == EntityValue(uids[i])
  {
    if uids != [] {
      UidLiteralsMeaning(uids[1..], env);
      var literals := UidLiterals(uids);
      assert literals[0] == Literal(EntityRef(uids[0])) && literals[1..] == UidLiterals(uids[1..]);
      assert Evaluate(literals[0], env) == Ok(EntityValue(uids[0]));
    }
  }

  lemma BodyMeansItsExpression(conditions: seq<Condition>, env: Environment)
    ensures EvaluateBool(BodyExpr(conditions), env) == EvaluateConditions(conditions, env)
  {
    if conditions != [] {
      ConditionMeansItsExpression(conditions[0], env);
      if |conditions| == 1 {
        assert conditions[1..] == [];
      } else {
        BodyMeansItsExpression(conditions[1..], env);
        AndMeaning(ConditionExpr(conditions[0]), BodyExpr(conditions[1..]), env);
      }
    }
  }

  lemma ConditionMeansItsExpression(condition: Condition, env: Environment)
    ensures EvaluateBool(ConditionExpr(condition), env) == EvaluateCondition(condition, env)
  {
  }
}
