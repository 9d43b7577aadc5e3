include "validation_soundness.dfy"
include "../model/schema_wellformedness.dfy"

// A template that validates gives links that validate, in both modes, when the slots hold
// entities of the right types: declared ones, for which some declared request may meet the
// scope. The expression of the link then has the type that the template's expression has with
// slots of these types.
//
// Taken as a policy of its own, the link is accepted if moreover the entities are declared: of
// an enumerated type not every id is, and no accepted policy may name one that is not.
//
// Either way the link is as safe as any accepted policy.
module LinkValidation {
  import opened Names
  import opened Options
  import opened Values
  import opened Types
  import opened Requests
  import opened Expressions
  import opened ExtensionFunctions
  import opened Policies
  import opened Templates
  import opened PolicyExpressions
  import opened Results
  import opened Entities
  import opened Conditions
  import opened Authorizer
  import opened Schemas
  import opened SchemaWellFormedness
  import opened Typechecker
  import opened Validator
  import opened TypedOperators
  import opened TemplateTheorems
  import opened ValidationSoundness

  // ---- the theorems

  lemma ValidTemplateGivesValidLinks(template: Template, id: PolicyId, slots: SlotEnv, schema: Schema, mode: Mode)
    requires TemplateValidates(template, schema, mode)
    requires Link(template, id, slots).Linked?
    requires forall c :: c in template.conditions ==> SlotFree(c.body)
    ensures PolicyValidates(Link(template, id, slots).policy, schema, mode)
      <==> LinkValidates(template, slots, schema, mode) && ValuesAreDeclared(slots, schema)
  {
    if ValuesAreDeclared(slots, schema) {
      LinkNames(template, id, slots, schema);
      LinkHasTypes(template, id, slots, schema, mode);
      LinkMayApply(template, id, slots, schema);
      assert forall slot :: slot in slots ==> IsDeclared(slots[slot], schema) && slots[slot].ty in DeclaredTypes(schema);
    } else {
      LinkNames(template, id, slots, schema);
    }
  }

  // A policy set as the validator accepts it: static policies, and links of templates.
  predicate IsAccepted(policy: Policy, schema: Schema, mode: Mode) {
    PolicyValidates(policy, schema, mode)
    || exists template: Template, slots: SlotEnv :: IsAcceptedLink(policy, template, slots, schema, mode)
  }

  predicate IsAcceptedLink(policy: Policy, template: Template, slots: SlotEnv, schema: Schema, mode: Mode) {
    Link(template, policy.id, slots) == Linked(policy)
    && LinkValidates(template, slots, schema, mode)
    && forall c :: c in template.conditions ==> SlotFree(c.body)
  }

  // For a well-formed schema, a valid request and a store that conforms, every policy of an
  // accepted set gives a Boolean or one of the three errors, and the response reports no other.
  lemma AcceptedPolicySetIsSafe(policies: PolicySet, schema: Schema, mode: Mode, request: Request, store: EntityStore)
    requires SchemaIsWellFormed(schema)
    requires forall p :: p in policies ==> IsAccepted(p, schema, mode)
    requires RequestIsValid(request, schema) && StoreConforms(store, schema)
    ensures forall p :: p in policies ==>
      var r := EvaluatePolicy(p, Environment(request, store, map[]));
      r.Ok? || IsAllowedError(r.error)
    ensures forall e :: e in IsAuthorized(request, store, policies).erring ==> IsAllowedError(e.error)
  {
    var env := Environment(request, store, map[]);
    forall p | p in policies
      ensures EvaluatePolicy(p, env).Ok? || IsAllowedError(EvaluatePolicy(p, env).error)
    {
      if PolicyValidates(p, schema, mode) {
        ValidPolicyIsSafe(p, schema, mode, request, store);
      } else {
        var template: Template, slots: SlotEnv :| IsAcceptedLink(p, template, slots, schema, mode);
        var types := map slot | slot in slots :: slots[slot].ty;
        assert forall slot :: slot in slots ==> slot in types && slots[slot].ty == types[slot];
        ValidTemplateIsSafe(template, p.id, slots, schema, mode, request, store);
      }
    }
    forall e | e in IsAuthorized(request, store, policies).erring ensures IsAllowedError(e.error) {
      var o :| o in Outcomes(request, store, policies) && o.result.Err? && e == PolicyError(o.id, o.result.error);
      var p :| p in policies && o == Outcome(p.id, p.effect, EvaluatePolicy(p, env));
      assert EvaluatePolicy(p, env).Err?;
    }
  }

  predicate ValuesAreDeclared(slots: SlotEnv, schema: Schema) {
    forall slot :: slot in slots ==> IsDeclared(slots[slot], schema)
  }

  // ---- the three conditions of validation

  lemma LinkHasTypes(template: Template, id: PolicyId, slots: SlotEnv, schema: Schema, mode: Mode)
    requires TemplateValidates(template, schema, mode)
    requires Link(template, id, slots).Linked? && ValuesAreDeclared(slots, schema)
    requires forall c :: c in template.conditions ==> SlotFree(c.body)
    ensures forall env :: env in RequestEnvs(schema)
      ==> TypeOfBool(PolicyExpr(Link(template, id, slots).policy), Checking(env, schema, mode), {}).Typed?
  {
    var policy := Link(template, id, slots).policy;
    var slotTypes := map slot | slot in slots :: slots[slot].ty;
    LinkingNeedsExactlyTheSlots(template, id, slots);
    SlotTypesAreAChoice(template, slots, slotTypes, schema);
    forall env | env in RequestEnvs(schema)
      ensures TypeOfBool(PolicyExpr(policy), Checking(env, schema, mode), {}).Typed?
    {
      var bound := WithSlots(env, slotTypes);
      assert bound in TemplateEnvs(template, schema);
      assert TypeOfBool(TemplateExpr(template), Checking(bound, schema, mode), {}).Typed?;
      LinkHasTheType(template, id, slots, Checking(bound, schema, mode), Checking(env, schema, mode));
    }
  }

  lemma LinkMayApply(template: Template, id: PolicyId, slots: SlotEnv, schema: Schema)
    requires Link(template, id, slots).Linked? && ValuesAreDeclared(slots, schema)
    ensures var types := map slot | slot in slots :: slots[slot].ty;
      MayApply(PolicyExpr(Link(template, id, slots).policy.(conditions := [])), RequestEnvs(schema), schema)
      <==> MayApply(
        TemplateExpr(template.(conditions := [])), set env | env in RequestEnvs(schema) :: WithSlots(env, types), schema)
  {
    var types := map slot | slot in slots :: slots[slot].ty;
    var scope := template.(conditions := []);
    var policy := Link(scope, id, slots).policy;
    assert policy == Link(template, id, slots).policy.(conditions := []);
    forall env | env in RequestEnvs(schema)
      ensures TypeOfBool(PolicyExpr(policy), Checking(env, schema, Permissive), {})
        == TypeOfBool(TemplateExpr(scope), Checking(WithSlots(env, types), schema, Permissive), {})
    {
      LinkHasTheType(
        scope, id, slots, Checking(WithSlots(env, types), schema, Permissive), Checking(env, schema, Permissive));
    }
    var bound := set env | env in RequestEnvs(schema) :: WithSlots(env, types);
    if MayApply(PolicyExpr(policy), RequestEnvs(schema), schema) {
      var env :| env in RequestEnvs(schema) && MayHold(TypeOfBool(PolicyExpr(policy), Checking(env, schema, Permissive), {}));
      assert WithSlots(env, types) in bound;
    }
  }

  lemma LinkNames(template: Template, id: PolicyId, slots: SlotEnv, schema: Schema)
    requires Link(template, id, slots).Linked? && NamesAreDeclared(TemplateExpr(template), schema)
    ensures NamesAreDeclared(PolicyExpr(Link(template, id, slots).policy), schema) <==> ValuesAreDeclared(slots, schema)
  {
    LinkingNeedsExactlyTheSlots(template, id, slots);
    TemplateNames(template, schema);
    PolicyNames(Link(template, id, slots).policy, schema);
    FilledConstraintNames(Principal, PrincipalSlot, template.principal, slots, schema);
    FilledConstraintNames(Resource, ResourceSlot, template.resource, slots, schema);
    forall slot: SlotId ensures slot == PrincipalSlot || slot == ResourceSlot {
      ThereAreTwoSlots(slot);
    }
  }

  // ---- names

  lemma AndNames(left: Expr, right: Expr, schema: Schema)
    ensures NamesAreDeclared(And(left, right), schema) <==> NamesAreDeclared(left, schema) && NamesAreDeclared(right, schema)
  {
  }

  lemma PolicyNames(policy: Policy, schema: Schema)
    ensures NamesAreDeclared(PolicyExpr(policy), schema) <==>
      NamesAreDeclared(ConstraintExpr(Principal, policy.principal), schema)
      && NamesAreDeclared(ActionConstraintExpr(policy.action), schema)
      && NamesAreDeclared(ConstraintExpr(Resource, policy.resource), schema)
      && NamesAreDeclared(BodyExpr(policy.conditions), schema)
  {
    var resource, body := ConstraintExpr(Resource, policy.resource), BodyExpr(policy.conditions);
    AndNames(resource, body, schema);
    AndNames(ActionConstraintExpr(policy.action), And(resource, body), schema);
  }

  lemma TemplateNames(template: Template, schema: Schema)
    ensures NamesAreDeclared(TemplateExpr(template), schema) <==>
      NamesAreDeclared(OpenConstraintExpr(Principal, PrincipalSlot, template.principal), schema)
      && NamesAreDeclared(ActionConstraintExpr(template.action), schema)
      && NamesAreDeclared(OpenConstraintExpr(Resource, ResourceSlot, template.resource), schema)
      && NamesAreDeclared(BodyExpr(template.conditions), schema)
  {
    var resource, body := OpenConstraintExpr(Resource, ResourceSlot, template.resource), BodyExpr(template.conditions);
    AndNames(resource, body, schema);
    AndNames(ActionConstraintExpr(template.action), And(resource, body), schema);
  }

  lemma FilledConstraintNames(
    v: Var, slot: SlotId, constraint: ScopeConstraint<EntityOrSlot>, slots: SlotEnv, schema: Schema)
    requires HasSlot(constraint) ==> slot in slots
    ensures NamesAreDeclared(ConstraintExpr(v, FillConstraint(constraint, slot, slots)), schema)
      <==> NamesAreDeclared(OpenConstraintExpr(v, slot, constraint), schema)
        && (HasSlot(constraint) ==> IsDeclared(slots[slot], schema))
  {
    match constraint
    case AnyEntity =>
    case ScopeEq(entity) =>
    case ScopeIn(entity) =>
    case ScopeIs(ty) =>
    case ScopeIsIn(ty, entity) =>
      AndNames(IsType(Variable(v), ty), Binary(In, Variable(v), EntityExpr(entity, slot)), schema);
      AndNames(IsType(Variable(v), ty), Binary(In, Variable(v), Literal(EntityRef(Fill(entity, slot, slots)))), schema);
  }

  // ---- types

  // Nothing differs but what is known of slots: here their types, there nothing.
  predicate DifferInSlotTypesOnly(bound: Checking, unbound: Checking) {
    bound.schema == unbound.schema && bound.mode == unbound.mode
    && bound.env == WithSlots(unbound.env, bound.env.slots)
  }

  lemma LinkHasTheType(template: Template, id: PolicyId, slots: SlotEnv, bound: Checking, unbound: Checking)
    requires Link(template, id, slots).Linked?
    requires DifferInSlotTypesOnly(bound, unbound)
    requires bound.env.slots == map slot | slot in slots :: slots[slot].ty
    requires forall slot :: slot in slots ==> IsDeclared(slots[slot], bound.schema)
    requires forall c :: c in template.conditions ==> SlotFree(c.body)
    ensures TypeOfBool(PolicyExpr(Link(template, id, slots).policy), unbound, {})
      == TypeOfBool(TemplateExpr(template), bound, {})
  {
    LinkingNeedsExactlyTheSlots(template, id, slots);
    var policy := Link(template, id, slots).policy;
    var principal, action, resource := ConstraintExpr(Principal, policy.principal),
      ActionConstraintExpr(policy.action), ConstraintExpr(Resource, policy.resource);
    var openPrincipal, openResource := OpenConstraintExpr(Principal, PrincipalSlot, template.principal),
      OpenConstraintExpr(Resource, ResourceSlot, template.resource);
    var body := BodyExpr(template.conditions);
    FilledConstraintHasTheType(Principal, PrincipalSlot, template.principal, slots, bound, unbound);
    FilledConstraintHasTheType(Resource, ResourceSlot, template.resource, slots, bound, unbound);
    ActionConstraintIsSlotFree(template.action);
    BodyIsSlotFree(template.conditions);
    forall known: Capabilities ensures TypeOf(action, unbound, known) == TypeOf(action, bound, known) {
      SlotFreeHasTheType(action, bound, unbound, known);
    }
    forall known: Capabilities ensures TypeOf(body, unbound, known) == TypeOf(body, bound, known) {
      SlotFreeHasTheType(body, bound, unbound, known);
    }
    AndHasTheType(resource, body, openResource, body, bound, unbound);
    AndHasTheType(action, And(resource, body), action, And(openResource, body), bound, unbound);
    AndHasTheType(principal, And(action, And(resource, body)), openPrincipal, And(action, And(openResource, body)), bound, unbound);
  }

  predicate HasTheType(filled: Expr, open: Expr, bound: Checking, unbound: Checking) {
    forall known: Capabilities :: TypeOf(filled, unbound, known) == TypeOf(open, bound, known)
  }

  lemma AndHasTheType(
    left: Expr, right: Expr, openLeft: Expr, openRight: Expr, bound: Checking, unbound: Checking)
    requires HasTheType(left, openLeft, bound, unbound) && HasTheType(right, openRight, bound, unbound)
    ensures HasTheType(And(left, right), And(openLeft, openRight), bound, unbound)
  {
    forall known: Capabilities
      ensures TypeOf(And(left, right), unbound, known) == TypeOf(And(openLeft, openRight), bound, known)
    {
      assert TypeOf(left, unbound, known) == TypeOf(openLeft, bound, known);
      var l := TypeOfBool(left, unbound, known);
      assert l == TypeOfBool(openLeft, bound, known);
      if l.Typed? {
        assert TypeOf(right, unbound, known + l.learned) == TypeOf(openRight, bound, known + l.learned);
        assert TypeOfBool(right, unbound, known + l.learned) == TypeOfBool(openRight, bound, known + l.learned);
      }
      assert TypeOf(And(left, right), unbound, known) == TypeOfAnd(And(left, right), unbound, known);
      assert TypeOf(And(openLeft, openRight), bound, known) == TypeOfAnd(And(openLeft, openRight), bound, known);
    }
  }

  // A slot has the type of the entity that fills it. Nothing more is known of the entity
  // either: the other side of `==` and `in` is the principal or the resource, whose value is
  // not known.
  lemma FilledConstraintHasTheType(
    v: Var, slot: SlotId, constraint: ScopeConstraint<EntityOrSlot>, slots: SlotEnv, bound: Checking, unbound: Checking)
    requires v == Principal || v == Resource
    requires DifferInSlotTypesOnly(bound, unbound)
    requires HasSlot(constraint) ==> slot in slots
    requires bound.env.slots == map s | s in slots :: slots[s].ty
    requires forall s :: s in slots ==> IsDeclared(slots[s], bound.schema)
    ensures HasTheType(ConstraintExpr(v, FillConstraint(constraint, slot, slots)), OpenConstraintExpr(v, slot, constraint), bound, unbound)
  {
    forall known: Capabilities
      ensures TypeOf(ConstraintExpr(v, FillConstraint(constraint, slot, slots)), unbound, known)
        == TypeOf(OpenConstraintExpr(v, slot, constraint), bound, known)
    {
      assert TypeOf(Variable(v), unbound, known) == TypeOf(Variable(v), bound, known);
      match constraint
      case AnyEntity =>
      case ScopeEq(entity) => FilledEqHasTheType(v, slot, entity, slots, bound, unbound, known);
      case ScopeIn(entity) => FilledInHasTheType(v, slot, entity, slots, bound, unbound, known);
      case ScopeIs(ty) =>
      case ScopeIsIn(ty, entity) =>
        forall known: Capabilities
          ensures TypeOf(Binary(In, Variable(v), Literal(EntityRef(Fill(entity, slot, slots)))), unbound, known)
            == TypeOf(Binary(In, Variable(v), EntityExpr(entity, slot)), bound, known)
        {
          FilledInHasTheType(v, slot, entity, slots, bound, unbound, known);
        }
        forall known: Capabilities
          ensures TypeOf(IsType(Variable(v), ty), unbound, known) == TypeOf(IsType(Variable(v), ty), bound, known)
        {
        }
        AndHasTheType(
          IsType(Variable(v), ty), Binary(In, Variable(v), Literal(EntityRef(Fill(entity, slot, slots)))),
          IsType(Variable(v), ty), Binary(In, Variable(v), EntityExpr(entity, slot)), bound, unbound);
    }
  }

  lemma FilledEntityHasTheType(
    slot: SlotId, entity: EntityOrSlot, slots: SlotEnv, bound: Checking, unbound: Checking, known: Capabilities)
    requires DifferInSlotTypesOnly(bound, unbound)
    requires entity.OpenSlot? ==> slot in slots && IsDeclared(slots[slot], bound.schema)
    requires bound.env.slots == map s | s in slots :: slots[s].ty
    ensures TypeOf(Literal(EntityRef(Fill(entity, slot, slots))), unbound, known) == TypeOf(EntityExpr(entity, slot), bound, known)
  {
  }

  lemma FilledEqHasTheType(
    v: Var, slot: SlotId, entity: EntityOrSlot, slots: SlotEnv, bound: Checking, unbound: Checking, known: Capabilities)
    requires v == Principal || v == Resource
    requires DifferInSlotTypesOnly(bound, unbound)
    requires entity.OpenSlot? ==> slot in slots && IsDeclared(slots[slot], bound.schema)
    requires bound.env.slots == map s | s in slots :: slots[s].ty
    ensures TypeOf(Binary(Eq, Variable(v), Literal(EntityRef(Fill(entity, slot, slots)))), unbound, known)
      == TypeOf(Binary(Eq, Variable(v), EntityExpr(entity, slot)), bound, known)
  {
    FilledEntityHasTheType(slot, entity, slots, bound, unbound, known);
    assert KnownValue(Variable(v), bound.env).None? && KnownValue(Variable(v), unbound.env).None?;
    assert TypeOf(Variable(v), unbound, known) == TypeOf(Variable(v), bound, known);
  }

  lemma FilledInHasTheType(
    v: Var, slot: SlotId, entity: EntityOrSlot, slots: SlotEnv, bound: Checking, unbound: Checking, known: Capabilities)
    requires v == Principal || v == Resource
    requires DifferInSlotTypesOnly(bound, unbound)
    requires entity.OpenSlot? ==> slot in slots && IsDeclared(slots[slot], bound.schema)
    requires bound.env.slots == map s | s in slots :: slots[s].ty
    ensures TypeOf(Binary(In, Variable(v), Literal(EntityRef(Fill(entity, slot, slots)))), unbound, known)
      == TypeOf(Binary(In, Variable(v), EntityExpr(entity, slot)), bound, known)
  {
    FilledEntityHasTheType(slot, entity, slots, bound, unbound, known);
    assert !IsKnownAction(Variable(v), bound) && !IsKnownAction(Variable(v), unbound);
    assert TypeOf(Variable(v), unbound, known) == TypeOf(Variable(v), bound, known);
  }

  // ---- expressions without slots

  lemma ActionConstraintIsSlotFree(constraint: ActionConstraint)
    ensures SlotFree(ActionConstraintExpr(constraint))
  {
    match constraint
    case AnyAction =>
    case ActionEq(uid) =>
    case ActionIn(uid) =>
    case ActionInAny(uids) => UidLiteralsAreSlotFree(uids);
  }

  lemma UidLiteralsAreSlotFree(uids: seq<EntityUid>)
    ensures forall i :: 0 <= i < |UidLiterals(uids)| ==> SlotFree(UidLiterals(uids)[i])
  {
    if uids != [] { UidLiteralsAreSlotFree(uids[1..]); }
  }

  lemma BodyIsSlotFree(conditions: seq<Condition>)
    requires forall c :: c in conditions ==> SlotFree(c.body)
    ensures SlotFree(BodyExpr(conditions))
  {
    if |conditions| > 1 { BodyIsSlotFree(conditions[1..]); }
  }

  lemma SlotFreeHasTheType(e: Expr, bound: Checking, unbound: Checking, known: Capabilities)
    requires SlotFree(e) && DifferInSlotTypesOnly(bound, unbound)
    ensures TypeOf(e, unbound, known) == TypeOf(e, bound, known)
    decreases e, 2
  {
    match e
    case Literal(p) =>
    case Variable(v) =>
    case Slot(slot) =>
    case If(g, t, f) => SlotFreeIf(e, bound, unbound, known);
    case And(l, r) => SlotFreeAnd(e, bound, unbound, known);
    case Or(l, r) => SlotFreeOr(e, bound, unbound, known);
    case Unary(op, arg) => SlotFreeHasTheType(arg, bound, unbound, known);
    case Binary(op, l, r) => SlotFreeBinary(e, bound, unbound, known);
    case GetAttr(target, attr) => SlotFreeHasTheType(target, bound, unbound, known);
    case HasAttr(target, attr) => SlotFreeHasTheType(target, bound, unbound, known);
    case LikePattern(target, pattern) => SlotFreeHasTheType(target, bound, unbound, known);
    case IsType(target, ty) => SlotFreeHasTheType(target, bound, unbound, known);
    case SetOf(elements) => SlotFreeElements(elements, bound, unbound, known);
    case RecordOf(fields) => SlotFreeFields(fields, bound, unbound, known);
    case Call(f, args) => SlotFreeCall(e, bound, unbound, known);
  }

  lemma SlotFreeBool(e: Expr, bound: Checking, unbound: Checking, known: Capabilities)
    requires SlotFree(e) && DifferInSlotTypesOnly(bound, unbound)
    ensures TypeOfBool(e, unbound, known) == TypeOfBool(e, bound, known)
    decreases e, 3
  {
    SlotFreeHasTheType(e, bound, unbound, known);
  }

  lemma SlotFreeIf(e: Expr, bound: Checking, unbound: Checking, known: Capabilities)
    requires e.If? && SlotFree(e) && DifferInSlotTypesOnly(bound, unbound)
    ensures TypeOf(e, unbound, known) == TypeOf(e, bound, known)
    decreases e, 1
  {
    SlotFreeBool(e.condition, bound, unbound, known);
    var g := TypeOfBool(e.condition, bound, known);
    if g.Typed? {
      SlotFreeHasTheType(e.consequent, bound, unbound, known + g.learned);
      SlotFreeHasTheType(e.alternative, bound, unbound, known);
    }
    assert TypeOf(e, unbound, known) == TypeOfIf(e, unbound, known);
    assert TypeOf(e, bound, known) == TypeOfIf(e, bound, known);
  }

  lemma SlotFreeAnd(e: Expr, bound: Checking, unbound: Checking, known: Capabilities)
    requires e.And? && SlotFree(e) && DifferInSlotTypesOnly(bound, unbound)
    ensures TypeOf(e, unbound, known) == TypeOf(e, bound, known)
    decreases e, 1
  {
    SlotFreeBool(e.left, bound, unbound, known);
    var l := TypeOfBool(e.left, bound, known);
    if l.Typed? {
      SlotFreeBool(e.right, bound, unbound, known + l.learned);
    }
    assert TypeOf(e, unbound, known) == TypeOfAnd(e, unbound, known);
    assert TypeOf(e, bound, known) == TypeOfAnd(e, bound, known);
  }

  lemma SlotFreeOr(e: Expr, bound: Checking, unbound: Checking, known: Capabilities)
    requires e.Or? && SlotFree(e) && DifferInSlotTypesOnly(bound, unbound)
    ensures TypeOf(e, unbound, known) == TypeOf(e, bound, known)
    decreases e, 1
  {
    SlotFreeBool(e.left, bound, unbound, known);
    SlotFreeBool(e.right, bound, unbound, known);
    assert TypeOf(e, unbound, known) == TypeOfOr(e, unbound, known);
    assert TypeOf(e, bound, known) == TypeOfOr(e, bound, known);
  }

  lemma SlotFreeUids(e: Expr, bound: RequestEnv, unbound: RequestEnv)
    requires bound.action == unbound.action
    ensures KnownUids(e, bound) == KnownUids(e, unbound)
  {
    assert forall x :: IsKnownUid(x, bound) == IsKnownUid(x, unbound) && KnownUid(x, bound) == KnownUid(x, unbound);
    if e.SetOf? && forall x :: x in e.elements ==> IsKnownUid(x, bound) {
      assert (set x | x in e.elements :: KnownUid(x, bound)) == (set x | x in e.elements :: KnownUid(x, unbound));
    }
  }

  lemma SlotFreeBinary(e: Expr, bound: Checking, unbound: Checking, known: Capabilities)
    requires e.Binary? && SlotFree(e) && DifferInSlotTypesOnly(bound, unbound)
    ensures TypeOf(e, unbound, known) == TypeOf(e, bound, known)
    decreases e, 1
  {
    SlotFreeHasTheType(e.left, bound, unbound, known);
    SlotFreeHasTheType(e.right, bound, unbound, known);
    var l, r := TypeOf(e.left, bound, known), TypeOf(e.right, bound, known);
    if l.Typed? && r.Typed? {
      assert KnownValue(e.left, bound.env) == KnownValue(e.left, unbound.env);
      assert KnownValue(e.right, bound.env) == KnownValue(e.right, unbound.env);
      SlotFreeUids(e.right, bound.env, unbound.env);
    }
  }

  lemma SlotFreeElements(es: seq<Expr>, bound: Checking, unbound: Checking, known: Capabilities)
    requires forall i :: 0 <= i < |es| ==> SlotFree(es[i])
    requires DifferInSlotTypesOnly(bound, unbound)
    ensures TypeOfElements(es, unbound, known) == TypeOfElements(es, bound, known)
    decreases es, 1
  {
    if es != [] {
      SlotFreeHasTheType(es[0], bound, unbound, known);
      SlotFreeElements(es[1..], bound, unbound, known);
    }
  }

  lemma SlotFreeFields(fields: seq<(Attr, Expr)>, bound: Checking, unbound: Checking, known: Capabilities)
    requires forall i :: 0 <= i < |fields| ==> SlotFree(fields[i].1)
    requires DifferInSlotTypesOnly(bound, unbound)
    ensures TypeOfFields(fields, unbound, known) == TypeOfFields(fields, bound, known)
    decreases fields, 1
  {
    if fields != [] {
      SlotFreeHasTheType(fields[0].1, bound, unbound, known);
      SlotFreeFields(fields[1..], bound, unbound, known);
    }
  }

  lemma SlotFreeCall(e: Expr, bound: Checking, unbound: Checking, known: Capabilities)
    requires e.Call? && SlotFree(e) && DifferInSlotTypesOnly(bound, unbound)
    ensures TypeOf(e, unbound, known) == TypeOf(e, bound, known)
    decreases e, 1
  {
    if |e.args| >= 1 { SlotFreeHasTheType(e.args[0], bound, unbound, known); }
    if |e.args| >= 2 { SlotFreeHasTheType(e.args[1], bound, unbound, known); }
  }
}
