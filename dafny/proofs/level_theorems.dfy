include "level_soundness.dfy"
include "validation_soundness.dfy"

// Levels are what they are for: policies that validate at a level decide from the slice of
// that level what they decide from all entities.
module LevelTheorems {
  import opened Names
  import opened Results
  import opened Values
  import opened Types
  import opened Entities
  import opened Requests
  import opened Expressions
  import opened Evaluator
  import opened Policies
  import opened Templates
  import opened PolicyExpressions
  import opened Conditions
  import opened Authorizer
  import opened Schemas
  import opened Typechecker
  import opened Validator
  import opened TypeSoundness
  import opened PolicyMeaning
  import opened TemplateTheorems
  import opened ValidationSoundness
  import opened Levels
  import opened LevelSlices
  import opened LevelSoundness

  // ---- the theorems

  // The same decision, the same determining policies, the same erring ones with the same errors.
  lemma SliceIsEnough(policies: PolicySet, schema: Schema, mode: Mode, level: int, request: Request, store: EntityStore)
    requires PoliciesValidateAtLevel(policies, schema, mode, level) && ActionTypesAreApart(schema)
    requires RequestIsValid(request, schema) && StoreConforms(store, schema)
    ensures IsAuthorized(request, LevelSlice(store, request, level), policies) == IsAuthorized(request, store, policies)
  {
    assert forall p :: p in policies ==> IsAcceptedAtLevel(p, schema, mode, level);
    SliceHoldsLevel(level, Environment(request, store, map[]));
    PartIsEnough(policies, schema, mode, level, request, store, LevelSlice(store, request, level));
  }

  // So it is with links of templates that validate at the level, and with any part of the store
  // that holds the slice: to load more than the level takes does no harm.
  lemma PartIsEnough(
    policies: PolicySet, schema: Schema, mode: Mode, level: int, request: Request, store: EntityStore, part: EntityStore)
    requires forall p :: p in policies ==> IsAcceptedAtLevel(p, schema, mode, level)
    requires ActionTypesAreApart(schema) && RequestIsValid(request, schema) && StoreConforms(store, schema)
    requires HoldsLevel(Environment(request, part, map[]), level, Environment(request, store, map[]))
    ensures IsAuthorized(request, part, policies) == IsAuthorized(request, store, policies)
  {
    forall p | p in policies
      ensures EvaluatePolicy(p, Environment(request, part, map[])) == EvaluatePolicy(p, Environment(request, store, map[]))
    {
      if PolicyValidatesAtLevel(p, schema, mode, level) {
        PolicyIsSameOnPart(p, schema, mode, level, request, store, part);
      } else {
        var template, slots :| IsLinkAtLevel(p, template, slots, schema, mode, level);
        LinkIsSameOnPart(template, p.id, slots, schema, mode, level, request, store, part);
      }
    }
    assert Outcomes(request, part, policies) == Outcomes(request, store, policies);
  }

  predicate IsAcceptedAtLevel(policy: Policy, schema: Schema, mode: Mode, level: int) {
    PolicyValidatesAtLevel(policy, schema, mode, level)
    || exists template, slots :: IsLinkAtLevel(policy, template, slots, schema, mode, level)
  }

  predicate IsLinkAtLevel(policy: Policy, template: Template, slots: SlotEnv, schema: Schema, mode: Mode, level: int) {
    Link(template, policy.id, slots) == Linked(policy)
    && TemplateValidatesAtLevel(template, schema, mode, level)
    && (forall slot :: slot in slots ==> slots[slot].ty in DeclaredTypes(schema))
    && (forall c :: c in template.conditions ==> SlotFree(c.body))
  }

  // ---- each policy

  lemma PolicyIsSameOnPart(
    policy: Policy, schema: Schema, mode: Mode, level: int, request: Request, store: EntityStore, part: EntityStore)
    requires PolicyValidatesAtLevel(policy, schema, mode, level) && ActionTypesAreApart(schema)
    requires RequestIsValid(request, schema) && StoreConforms(store, schema)
    requires HoldsLevel(Environment(request, part, map[]), level, Environment(request, store, map[]))
    ensures EvaluatePolicy(policy, Environment(request, part, map[])) == EvaluatePolicy(policy, Environment(request, store, map[]))
  {
    var env, small := Environment(request, store, map[]), Environment(request, part, map[]);
    var c := Checking(EnvOf(request, schema), schema, mode);
    EnvIsListed(request, schema);
    assert TypeOfBool(PolicyExpr(policy), c, {}).Typed?;
    SameBoolOnPart(PolicyExpr(policy), c, {}, level, env, small);
    PolicyMeansItsExpression(policy, env);
    PolicyMeansItsExpression(policy, small);
  }

  lemma LinkIsSameOnPart(
    template: Template, id: PolicyId, slots: SlotEnv, schema: Schema, mode: Mode, level: int,
    request: Request, store: EntityStore, part: EntityStore)
    requires TemplateValidatesAtLevel(template, schema, mode, level) && ActionTypesAreApart(schema)
    requires Link(template, id, slots).Linked?
    requires forall slot :: slot in slots ==> slots[slot].ty in DeclaredTypes(schema)
    requires forall c :: c in template.conditions ==> SlotFree(c.body)
    requires RequestIsValid(request, schema) && StoreConforms(store, schema)
    requires HoldsLevel(Environment(request, part, map[]), level, Environment(request, store, map[]))
    ensures var policy := Link(template, id, slots).policy;
      EvaluatePolicy(policy, Environment(request, part, map[])) == EvaluatePolicy(policy, Environment(request, store, map[]))
  {
    var slotTypes := map slot | slot in slots :: slots[slot].ty;
    var requestEnv := WithSlots(EnvOf(request, schema), slotTypes);
    var c := Checking(requestEnv, schema, mode);
    var env, small := Environment(request, store, slots), Environment(request, part, slots);
    EnvIsListed(request, schema);
    LinkingNeedsExactlyTheSlots(template, id, slots);
    SlotTypesAreAChoice(template, slots, slotTypes, schema);
    assert requestEnv in TemplateEnvs(template, schema);
    assert TypeOfBool(TemplateExpr(template), c, {}).Typed?;
    assert HoldsLevel(small, level, env);
    SameBoolOnPart(TemplateExpr(template), c, {}, level, env, small);
    LinkingIsBinding(template, id, slots, request, store);
    LinkingIsBinding(template, id, slots, request, part);
  }

  // ---- what a level means

  // Level 0 takes no entities at all.
  lemma LevelZeroReadsNothing(store: EntityStore, request: Request)
    ensures LevelSlice(store, request, 0) == map[]
  {
  }

  // A higher level takes no fewer entities, and each as it is in the store.
  lemma SlicesGrow(store: EntityStore, request: Request, level: int, higher: int)
    requires level <= higher
    ensures var slice, larger := LevelSlice(store, request, level), LevelSlice(store, request, higher);
      forall uid :: uid in slice ==> uid in larger && uid in store && slice[uid] == larger[uid] == store[uid]
  {
    if level > 0 { FartherReachesMore(NamedBy(request), level - 1, higher - 1, store); }
  }
}
