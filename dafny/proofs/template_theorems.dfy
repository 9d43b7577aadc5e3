include "../model/templates.dfy"
include "policy_meaning.dfy"

// Linking a template and evaluating the policy is evaluating the template with its slots
// bound to the values.
module TemplateTheorems {
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
  import opened Templates
  import opened PolicyExpressions
  import opened PolicyMeaning

  // The parser lets no slot into a condition.
  predicate SlotFree(e: Expr) {
    match e
    case Literal(primitive) => true
    case Variable(v) => true
    case Slot(slot) => false
    case If(c, t, f) => SlotFree(c) && SlotFree(t) && SlotFree(f)
    case And(l, r) => SlotFree(l) && SlotFree(r)
    case Or(l, r) => SlotFree(l) && SlotFree(r)
    case Unary(op, arg) => SlotFree(arg)
    case Binary(op, l, r) => SlotFree(l) && SlotFree(r)
    case GetAttr(target, attr) => SlotFree(target)
    case HasAttr(target, attr) => SlotFree(target)
    case LikePattern(target, pattern) => SlotFree(target)
    case IsType(target, ty) => SlotFree(target)
    case SetOf(elements) => forall i :: 0 <= i < |elements| ==> SlotFree(elements[i])
    case RecordOf(fields) => forall i :: 0 <= i < |fields| ==> SlotFree(fields[i].1)
    case Call(f, args) => forall i :: 0 <= i < |args| ==> SlotFree(args[i])
  }

  // ---- the theorem

  lemma LinkingIsBinding(template: Template, id: PolicyId, slots: SlotEnv, request: Request, store: EntityStore)
    requires Link(template, id, slots).Linked?
    requires forall c :: c in template.conditions ==> SlotFree(c.body)
    ensures EvaluateBool(TemplateExpr(template), Environment(request, store, slots))
      == EvaluatePolicy(Link(template, id, slots).policy, Environment(request, store, map[]))
  {
    var policy := Link(template, id, slots).policy;
    var bound := Environment(request, store, slots);
    var unbound := Environment(request, store, map[]);
    OpenConstraintMeaning(Principal, PrincipalSlot, template.principal, request.principal, bound);
    ActionConstraintMeansItsExpression(template.action, bound);
    OpenConstraintMeaning(Resource, ResourceSlot, template.resource, request.resource, bound);
    BodyMeansItsExpression(template.conditions, bound);
    ConditionsIgnoreSlots(template.conditions, bound, unbound);
    var resourceExpr := OpenConstraintExpr(Resource, ResourceSlot, template.resource);
    var actionExpr := ActionConstraintExpr(template.action);
    var principalExpr := OpenConstraintExpr(Principal, PrincipalSlot, template.principal);
    var body := BodyExpr(template.conditions);
    AndMeaning(resourceExpr, body, bound);
    AndMeaning(actionExpr, And(resourceExpr, body), bound);
    AndMeaning(principalExpr, And(actionExpr, And(resourceExpr, body)), bound);
  }

  // A link has exactly the values that the template asks for.
  lemma LinkingNeedsExactlyTheSlots(template: Template, id: PolicyId, slots: SlotEnv)
    ensures Link(template, id, slots).Linked? <==>
      (PrincipalSlot in slots <==> HasSlot(template.principal)) && (ResourceSlot in slots <==> HasSlot(template.resource))
  {
  }

  // ---- steps

  lemma OpenConstraintMeaning(
    v: Var, slot: SlotId, constraint: ScopeConstraint<EntityOrSlot>, uid: EntityUid, env: Environment)
    requires VariableValue(v, env.request) == EntityValue(uid)
    requires HasSlot(constraint) ==> slot in env.slots
    ensures EvaluateBool(OpenConstraintExpr(v, slot, constraint), env)
      == Ok(MeetsConstraint(uid, FillConstraint(constraint, slot, env.slots), env.store))
  {
    assert Evaluate(Variable(v), env) == Ok(EntityValue(uid));
    match constraint
    case AnyEntity => TrueMeaning(env);
    case ScopeEq(entity) => EntityExprMeaning(entity, slot, env);
    case ScopeIn(entity) => OpenInMeaning(v, slot, entity, uid, env);
    case ScopeIs(ty) =>
    case ScopeIsIn(ty, entity) =>
      OpenInMeaning(v, slot, entity, uid, env);
      assert EvaluateBool(IsType(Variable(v), ty), env) == Ok(uid.ty == ty);
      AndMeaning(IsType(Variable(v), ty), Binary(In, Variable(v), EntityExpr(entity, slot)), env);
  }

  lemma OpenInMeaning(v: Var, slot: SlotId, entity: EntityOrSlot, uid: EntityUid, env: Environment)
    requires VariableValue(v, env.request) == EntityValue(uid)
    requires entity.OpenSlot? ==> slot in env.slots
    ensures EvaluateBool(Binary(In, Variable(v), EntityExpr(entity, slot)), env)
      == Ok(IsIn(uid, Fill(entity, slot, env.slots), env.store))
  {
    assert Evaluate(Variable(v), env) == Ok(EntityValue(uid));
    EntityExprMeaning(entity, slot, env);
  }

  lemma EntityExprMeaning(entity: EntityOrSlot, slot: SlotId, env: Environment)
    requires entity.OpenSlot? ==> slot in env.slots
    ensures Evaluate(EntityExpr(entity, slot), env) == Ok(EntityValue(Fill(entity, slot, env.slots)))
  {
  }

  predicate DifferInSlotsOnly(env: Environment, other: Environment) {
    env.request == other.request && env.store == other.store
  }

  lemma ConditionsIgnoreSlots(conditions: seq<Condition>, env: Environment, other: Environment)
    requires DifferInSlotsOnly(env, other)
    requires forall c :: c in conditions ==> SlotFree(c.body)
    ensures EvaluateConditions(conditions, env) == EvaluateConditions(conditions, other)
  {
    if conditions != [] {
      SlotFreeIgnoresSlots(conditions[0].body, env, other);
      ConditionsIgnoreSlots(conditions[1..], env, other);
    }
  }

  lemma SlotFreeIgnoresSlots(e: Expr, env: Environment, other: Environment)
    requires SlotFree(e) && DifferInSlotsOnly(env, other)
    ensures Evaluate(e, env) == Evaluate(e, other)
    decreases e, 0
  {
    match e
    case Literal(primitive) =>
    case Variable(v) =>
    case Slot(slot) =>
    case If(c, t, f) =>
      SlotFreeIgnoresSlots(c, env, other);
      SlotFreeIgnoresSlots(t, env, other);
      SlotFreeIgnoresSlots(f, env, other);
    case And(l, r) => SlotFreeIgnoresSlots(l, env, other); SlotFreeIgnoresSlots(r, env, other);
    case Or(l, r) => SlotFreeIgnoresSlots(l, env, other); SlotFreeIgnoresSlots(r, env, other);
    case Unary(op, arg) => SlotFreeIgnoresSlots(arg, env, other);
    case Binary(op, l, r) => SlotFreeIgnoresSlots(l, env, other); SlotFreeIgnoresSlots(r, env, other);
    case GetAttr(target, attr) => SlotFreeIgnoresSlots(target, env, other);
    case HasAttr(target, attr) => SlotFreeIgnoresSlots(target, env, other);
    case LikePattern(target, pattern) => SlotFreeIgnoresSlots(target, env, other);
    case IsType(target, ty) => SlotFreeIgnoresSlots(target, env, other);
    case SetOf(elements) => AllIgnoreSlots(elements, env, other);
    case RecordOf(fields) => FieldsIgnoreSlots(fields, env, other);
    case Call(f, args) => AllIgnoreSlots(args, env, other);
  }

  lemma AllIgnoreSlots(es: seq<Expr>, env: Environment, other: Environment)
    requires forall i :: 0 <= i < |es| ==> SlotFree(es[i])
    requires DifferInSlotsOnly(env, other)
    ensures EvaluateAll(es, env) == EvaluateAll(es, other)
    decreases es, 1
  {
    if es != [] {
      SlotFreeIgnoresSlots(es[0], env, other);
      AllIgnoreSlots(es[1..], env, other);
    }
  }

  lemma FieldsIgnoreSlots(fields: seq<(Attr, Expr)>, env: Environment, other: Environment)
    requires forall i :: 0 <= i < |fields| ==> SlotFree(fields[i].1)
    requires DifferInSlotsOnly(env, other)
    ensures EvaluateFields(fields, env) == EvaluateFields(fields, other)
    decreases fields, 1
  {
    if fields != [] {
      SlotFreeIgnoresSlots(fields[0].1, env, other);
      FieldsIgnoreSlots(fields[1..], env, other);
    }
  }
}
