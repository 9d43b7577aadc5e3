include "policies.dfy"
include "templates.dfy"

// The one expression by which the language defines what a policy means:
//   principal_constraint && (action_constraint && (resource_constraint && body)).
//
// The validator checks it. Evaluation takes a shorter way (conditions.dfy), which the proofs
// show to be the same.
module PolicyExpressions {
  import opened Names
  import opened Values
  import opened Expressions
  import opened Policies
  import opened Templates

  // ---- policies

  function method PolicyExpr(policy: Policy): Expr {
    And(ConstraintExpr(Principal, policy.principal),
      And(ActionConstraintExpr(policy.action),
        And(ConstraintExpr(Resource, policy.resource),
          BodyExpr(policy.conditions))))
  }

  function method ConstraintExpr(v: Var, constraint: ScopeConstraint<EntityUid>): Expr {
    match constraint
    case AnyEntity => Literal(Bool(true))
    case ScopeEq(uid) => Binary(Eq, Variable(v), Literal(EntityRef(uid)))
    case ScopeIn(uid) => Binary(In, Variable(v), Literal(EntityRef(uid)))
    case ScopeIs(ty) => IsType(Variable(v), ty)
    case ScopeIsIn(ty, uid) =>
      And(IsType(Variable(v), ty), Binary(In, Variable(v), Literal(EntityRef(uid))))
  }

  function method ActionConstraintExpr(constraint: ActionConstraint): Expr {
    match constraint
    case AnyAction => Literal(Bool(true))
    case ActionEq(uid) => Binary(Eq, Variable(Action), Literal(EntityRef(uid)))
    case ActionIn(uid) => Binary(In, Variable(Action), Literal(EntityRef(uid)))
    case ActionInAny(uids) => Binary(In, Variable(Action), SetOf(UidLiterals(uids)))
  }

  function method UidLiterals(uids: seq<EntityUid>): seq<Expr> {
    if uids == [] then [] else [Literal(EntityRef(uids[0]))] + UidLiterals(uids[1..])
  }

  // `when` and `unless` clauses, joined from the right; no clause is `true`.
  function method BodyExpr(conditions: seq<Condition>): Expr {
    if conditions == [] then Literal(Bool(true))
    else if |conditions| == 1 then ConditionExpr(conditions[0])
    else And(ConditionExpr(conditions[0]), BodyExpr(conditions[1..]))
  }

  function method ConditionExpr(condition: Condition): Expr {
    if condition.When? then condition.body else Unary(Not, condition.body)
  }

  // ---- templates

  function method TemplateExpr(template: Template): Expr {
    And(OpenConstraintExpr(Principal, PrincipalSlot, template.principal),
      And(ActionConstraintExpr(template.action),
        And(OpenConstraintExpr(Resource, ResourceSlot, template.resource),
          BodyExpr(template.conditions))))
  }

  function method OpenConstraintExpr(v: Var, slot: SlotId, constraint: ScopeConstraint<EntityOrSlot>): Expr {
    match constraint
    case AnyEntity => Literal(Bool(true))
    case ScopeEq(entity) => Binary(Eq, Variable(v), EntityExpr(entity, slot))
    case ScopeIn(entity) => Binary(In, Variable(v), EntityExpr(entity, slot))
    case ScopeIs(ty) => IsType(Variable(v), ty)
    case ScopeIsIn(ty, entity) =>
      And(IsType(Variable(v), ty), Binary(In, Variable(v), EntityExpr(entity, slot)))
  }

  function method EntityExpr(entity: EntityOrSlot, slot: SlotId): Expr {
    if entity.OpenSlot? then Slot(slot) else Literal(EntityRef(entity.uid))
  }
}
