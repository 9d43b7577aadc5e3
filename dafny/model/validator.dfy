include "typechecker.dfy"
include "policy_expressions.dfy"

// Validation: a policy is accepted if the schema declares all that it names, some declared
// request could meet its scope, and its expression is a Boolean in every request environment.
//
// Not here: warnings. That a policy can never be satisfied is in `impossible_policies.dfy`.
module Validator {
  import opened Names
  import opened Options
  import opened Values
  import opened Types
  import opened Expressions
  import opened Policies
  import opened Templates
  import opened PolicyExpressions
  import opened Schemas
  import opened Requests
  import opened Typechecker

  predicate method PoliciesValidate(policies: PolicySet, schema: Schema, mode: Mode) {
    forall p :: p in policies ==> PolicyValidates(p, schema, mode)
  }

  predicate method PolicyValidates(policy: Policy, schema: Schema, mode: Mode) {
    NamesAreDeclared(PolicyExpr(policy), schema)
    && MayApply(PolicyExpr(policy.(conditions := [])), RequestEnvs(schema), schema)
    && forall env :: env in RequestEnvs(schema) ==>
      TypeOfBool(PolicyExpr(policy), Checking(env, schema, mode), {}).Typed?
  }

  // A template must be in order whatever declared types its slots are filled with.
  predicate method TemplateValidates(template: Template, schema: Schema, mode: Mode) {
    NamesAreDeclared(TemplateExpr(template), schema)
    && MayApply(TemplateExpr(template.(conditions := [])), TemplateEnvs(template, schema), schema)
    && forall env :: env in TemplateEnvs(template, schema) ==>
      TypeOfBool(TemplateExpr(template), Checking(env, schema, mode), {}).Typed?
  }

  // A link is in order if its template is, and its slots hold entities of declared types for
  // which the scope may be met. Whether these entities exist does not matter.
  predicate method LinkValidates(template: Template, slots: SlotEnv, schema: Schema, mode: Mode) {
    var types := map slot | slot in slots :: slots[slot].ty;
    TemplateValidates(template, schema, mode)
    && (forall slot :: slot in types ==> types[slot] in DeclaredTypes(schema))
    && MayApply(
      TemplateExpr(template.(conditions := [])),
      set env | env in RequestEnvs(schema) :: WithSlots(env, types),
      schema)
  }

  // The scope is not known to be false in every one of the environments.
  predicate method MayApply(scope: Expr, envs: set<RequestEnv>, schema: Schema) {
    exists env :: env in envs && MayHold(TypeOfBool(scope, Checking(env, schema, Permissive), {}))
  }

  predicate method MayHold(condition: TypeResult) {
    condition.Typed? && condition.ty != BoolType(AlwaysFalse)
  }

  function method TemplateEnvs(template: Template, schema: Schema): set<RequestEnv> {
    var envs := RequestEnvs(schema);
    var choices := SlotChoices(template, DeclaredTypes(schema));
    set env, slots | env in envs && slots in choices :: WithSlots(env, slots)
  }

  function method WithSlots(env: RequestEnv, slots: map<SlotId, EntityType>): RequestEnv {
    RequestEnv(env.principal, env.action, env.resource, env.context, slots)
  }

  function method SlotChoices(template: Template, types: set<EntityType>): set<map<SlotId, EntityType>> {
    if HasSlot(template.principal) && HasSlot(template.resource) then
      set p, r | p in types && r in types :: map[PrincipalSlot := p, ResourceSlot := r]
    else if HasSlot(template.principal) then set p | p in types :: map[PrincipalSlot := p]
    else if HasSlot(template.resource) then set r | r in types :: map[ResourceSlot := r]
    else {map[]}
  }

  function method DeclaredTypes(schema: Schema): set<EntityType> {
    schema.entityTypes.Keys + set action | action in schema.actions :: action.ty
  }

  // Every entity and every type that the expression names is declared, in parts that are
  // never evaluated as well. Any namespace may be asked for actions: it may have none.
  predicate method NamesAreDeclared(e: Expr, schema: Schema) {
    match e
    case Literal(p) => p.EntityRef? ==> IsDeclared(p.uid, schema)
    case Variable(v) => true
    case Slot(slot) => true
    case If(c, t, f) => NamesAreDeclared(c, schema) && NamesAreDeclared(t, schema) && NamesAreDeclared(f, schema)
    case And(l, r) => NamesAreDeclared(l, schema) && NamesAreDeclared(r, schema)
    case Or(l, r) => NamesAreDeclared(l, schema) && NamesAreDeclared(r, schema)
    case Unary(op, arg) => NamesAreDeclared(arg, schema)
    case Binary(op, l, r) => NamesAreDeclared(l, schema) && NamesAreDeclared(r, schema)
    case GetAttr(target, attr) => NamesAreDeclared(target, schema)
    case HasAttr(target, attr) => NamesAreDeclared(target, schema)
    case LikePattern(target, pattern) => NamesAreDeclared(target, schema)
    case IsType(target, ty) => (ty in DeclaredTypes(schema) || IsActionTypeName(ty)) && NamesAreDeclared(target, schema)
    case SetOf(elements) => forall i :: 0 <= i < |elements| ==> NamesAreDeclared(elements[i], schema)
    case RecordOf(fields) => forall i :: 0 <= i < |fields| ==> NamesAreDeclared(fields[i].1, schema)
    case Call(f, args) => forall i :: 0 <= i < |args| ==> NamesAreDeclared(args[i], schema)
  }
}
